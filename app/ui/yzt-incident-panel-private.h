/* yzt-incident-panel-private.h: what the parts of the panel of an incident share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-incident-panel.h"
#include "yzt-level-badge.h"
#include "yzt-ui.h"
G_BEGIN_DECLS

typedef enum { YZT_PANEL_NOW, YZT_PANEL_WORK, YZT_PANEL_PAPERS, YZT_PANEL_DATA, YZT_PANEL_N_PARTS } YztPanelPart;

/* A clock in sight: its words change every second. */
typedef struct {
  GtkLabel *words; /* not owned */
  guint clock;     /* index among the record's clocks */
} YztPanelTicking;

struct _YztIncidentPanel {
  GtkBox parent_instance;
  YztSession *session;
  gint64 fid;
  YztIncidentRecord *record;
  GCancellable *cancellable;
  gboolean again, stale[YZT_PANEL_N_PARTS];
  guint ticker;

  GtkStack *parts;
  GtkWidget *switcher, *banner, *unplaced, *acknowledge, *acts;
  GtkBox *boxes[YZT_PANEL_N_PARTS]; /* emptied and filled again */

  /* Cards take the place of those that stand there one a frame: all at once would be a long frame. */
  GtkBox *fresh;        /* owned, those to come; NULL: none */
  GtkWidget *last_new;  /* the one that came last */
  YztPanelPart changing;
  guint n_old, change_tick;

  /* now */
  GtkLabel *since, *next, *next_caption;
  GArray *ticking; /* YztPanelTicking */
  GtkWidget *log_line, *log_lines, *log_count, *replay;
  gboolean writing_line;
};

/* yzt-incident-panel.c */
/** A card with a heading; @right (may be NULL) stands beside the heading. */
GtkWidget *yzt_panel_card (GtkBox *box, const char *heading, GtkWidget *right);
/** A small flat button that does an act of the panel ("incident.do"), at the right of a heading or a row. */
GtkWidget *yzt_panel_button (const char *label, const char *act);
/** Title, second line, @right (may be NULL). */
GtkWidget *yzt_panel_row (const char *title, const char *second, GtkWidget *right);
/** "13:02" of a cell with a time; "" none. Free. */
char *yzt_panel_time (YztIncidentPanel *self, const YztRow *row, const char *field);
/** The text of a cell, "" when there is none. */
const char *yzt_panel_text (const YztRow *row, const char *field);
/** Label of the value of an enum cell. */
const char *yzt_panel_value (YztIncidentPanel *self, const YztRow *row, const char *field);

/* yzt-incident-panel-now.c */
void yzt_panel_fill_now (YztIncidentPanel *self, GtkBox *box);
/** The words of all clocks in sight. */
void yzt_panel_tick_now (YztIncidentPanel *self, gint64 now_ms);
/** How far a clock is, and its class: "overdue" is said in words, too. */
void yzt_panel_clock_words (GtkLabel *label, const YztIncidentClock *clock, gint64 now_ms);
/* yzt-incident-panel-work.c */
void yzt_panel_fill_work (YztIncidentPanel *self, GtkBox *box);
/* yzt-incident-panel-papers.c */
void yzt_panel_fill_papers (YztIncidentPanel *self, GtkBox *box);
G_END_DECLS
