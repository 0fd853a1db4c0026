/* yzt-log-row.h: one line of the log of an incident as one widget: number, time, from whom to whom, what, who wrote it
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Drawn by itself: a log has thousands of lines, and labels in each would make scrolling slow. */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
#define YZT_TYPE_LOG_ROW (yzt_log_row_get_type ())
G_DECLARE_FINAL_TYPE (YztLogRow, yzt_log_row, YZT, LOG_ROW, GtkWidget)
GtkWidget *yzt_log_row_new (void);

typedef struct {
  const char *day;     /* a heading above the line; NULL: same day as the line before */
  const char *number, *clock;
  const char *parties; /* "县消防 → 指挥中心"; "" when nobody is named */
  const char *text;
  const char *note;    /* "corrects line 12", "corrected by line 15"; "" */
  const char *who;
  gboolean corrected;  /* struck: a later line says it better */
} YztLogWords;
/** Copies. */
void yzt_log_row_set (YztLogRow *self, const YztLogWords *words);
G_END_DECLS
