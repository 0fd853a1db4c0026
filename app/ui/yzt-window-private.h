/* yzt-window-private.h: what the files of the window share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-alarm-strip.h"
#include "yzt-bookmarks.h"
#include "yzt-feature-walk.h"
#include "yzt-feeds.h"
#include "yzt-filter-bar.h"
#include "yzt-incident-list.h"
#include "yzt-inspector.h"
#include "yzt-intake-bar.h"
#include "yzt-layer-list.h"
#include "yzt-log-page.h"
#include "yzt-map-view.h"
#include "yzt-plan-list.h"
#include "yzt-plan-reader.h"
#include "yzt-reach-panel.h"
#include "yzt-same-bar.h"
#include "yzt-search-popover.h"
#include "yzt-status-bar.h"
#include "yzt-table-panel.h"
#include "yzt-time-slider.h"
#include "yzt-warning.h"
#include "yzt-window.h"
G_BEGIN_DECLS

#define YZT_RING_START_M 20000.0
#define YZT_ZOOM_CLOSE 11.5

typedef struct _YztWindowPast YztWindowPast;

struct _YztWindow {
  AdwApplicationWindow parent_instance;

  /* template */
  AdwToastOverlay *toasts;
  AdwToast *said; /* weak: the last sentence */
  GtkLabel *title_label, *state_label, *clock;
  GtkSearchEntry *search;
  GtkMenuButton *menu_button;
  GtkWidget *header_map_tools;
  GtkStack *stack; /* start, loading, failed, map */
  AdwStatusPage *failed;
  GtkLabel *loading_label;
  GtkWidget *opening_card; /* over the ground of a map that is still being read */
  GtkLabel *opening_label;
  YztAlarmStrip *alarm;
  YztSameBar *same_bar;
  YztTimeSlider *time_slider;
  GtkRevealer *left;
  YztIncidentList *incidents;
  YztLayerList *layers;
  YztPlanList *plans;
  YztMapView *map;
  GtkPaned *table_pane;
  YztTablePanel *table;
  YztFilterBar *filter; /* above the map */
  AdwClamp *right;
  guint fitter, fit_ticks; /* tick that gives @right its width; yzt-window-plans.c */
  GtkStack *right_stack; /* details, ring, walk, plan */
  GtkWidget *right_switcher;
  YztInspector *inspector;
  YztReachPanel *reach;
  YztFeatureWalk *walk;
  YztPlanReader *reader;
  YztBookmarks *bookmarks;
  GMenu *bookmarks_menu;
  YztStatusBar *status;
  YztSearchPopover *search_popover; /* a child of @search */

  /* the watch; yzt-window-duty.c */
  YztIntakeBar *intake;
  YztLogPage *log;
  GtkMenuButton *duty;    /* in the header: who is on now */
  GtkLabel *duty_label;
  gint64 focus_incident;  /* the one that was selected last; 0 none */
  gboolean placing;       /* the next click on the map places it */
  guint duty_timer;
  GCancellable *duty_reading;
  guint ready_timer;      /* yzt-window-ready.c */
  GCancellable *ready_reading;

  /* the map */
  YztSession *session; /* NULL at the start page */
  YztRing *ring;
  YztFeedWatch *feed;
  YztFeedDesk *feed_desk;
  YztWarningDesk *warning_desk;
  char *feed_text;      /* what the watched folder or the last alert says; NULL nothing */
  gboolean feed_unwell;
  char *path;           /* of the map that is open or being opened */
  char *pending_import; /* a file to import once a map is open */
  GCancellable *cancellable;
  gboolean view_known;  /* the map stands where it stood last time */
  guint fill_tick;      /* panels are being filled; 0 when done */
  guint filled_panels;
  guint ground_timer;   /* the ground is shown when reading takes longer */

  /* the window */
  gboolean show_left, edit_mode;
  guint clock_timer;
  guint ring_timer;     /* looks again at whether the ring is in sight */
  YztPosition pointer;  /* NaN when it is elsewhere */
  YztPosition menu_position;
  GtkWidget *menu;      /* popover of the last context menu */
  gboolean has_way_back;/* a search previews: where the map stood */
  gboolean has_mark;    /* a pin stands at a bare place that was looked for */
  YztPosition mark;
  YztPosition back_center;
  double back_zoom;
  GtkWindow *diary;     /* weak */
  YztWindowPast *past;  /* while the map is shown as it stood; yzt-window-past.c */
  GCancellable *check;  /* of the check after opening; yzt-window-care.c */
  guint check_timer;
  GCancellable *backup; /* of a look whether one is due; yzt-window-backups.c */
  guint backup_timer;
  gboolean backup_failed;
  YztSession *leaving;  /* a past that panels may still show */
};

/* yzt-window-session.c */
void yzt_window_session_attach (YztWindow *self);
void yzt_window_session_detach (YztWindow *self);
/** While the map is still being read: its ground where it stood last, with a word that it is being read, and nothing to be touched. */
void yzt_window_show_ground (YztWindow *self);
void yzt_window_show_titles (YztWindow *self);
void yzt_window_sign_in (YztWindow *self);
void yzt_window_make_map (YztWindow *self, const char *path);

/* yzt-window-map.c */
void yzt_window_map_connect (YztWindow *self);
/** The session's hover lights the map from now on. */
void yzt_window_map_attach (YztWindow *self);
/** Where the selected thing stands, FALSE when nothing is selected or it has no place; @name_out may be NULL. */
gboolean yzt_window_selected_item (YztWindow *self, YztItem *item_out);
void yzt_window_show_ring (YztWindow *self, YztPosition center, const char *caption);
void yzt_window_hide_ring (YztWindow *self);
void yzt_window_go_to (YztWindow *self, YztPosition position);

/* yzt-window-view.c */
void yzt_window_view_connect (YztWindow *self);
void yzt_window_view_dispose (YztWindow *self);
void yzt_window_class_install_view_actions (GtkWidgetClass *widget_class);
void yzt_window_update_view_actions (YztWindow *self);
/** Esc: puts away what of the filter's controls and the lists is open, one at a time; FALSE when nothing is. */
gboolean yzt_window_leave_walk (YztWindow *self);
gboolean yzt_window_is_walking (YztWindow *self);
/** The list of what is picked together, beside the map. */
void yzt_window_list_picked (YztWindow *self);

/* yzt-window-feeds.c */
void yzt_window_feeds_attach (YztWindow *self);
void yzt_window_feeds_detach (YztWindow *self);
/** The watched folder is another. */
void yzt_window_follow_feed (YztWindow *self);
void yzt_window_class_install_feeds (GtkWidgetClass *widget_class);

/* yzt-window-grounds.c */
/** The base map and what this station lays over it, for any map of the programme. */
void yzt_window_dress_map (YztMapView *map);
/** (transfer none) One list for all windows of the programme. */
YztGroundList *yzt_window_station_grounds (void);
/** The base map of the programme and the customer's boundaries, NULL when there are none. Free. */
void yzt_window_base_map_files (char **base_map_out, char **boundaries_out);
void yzt_window_class_install_grounds (GtkWidgetClass *widget_class);

/* yzt-window-papers.c */
void yzt_window_class_install_papers (GtkWidgetClass *widget_class);

/* yzt-window-duty.c */
void yzt_window_duty_connect (YztWindow *self);
void yzt_window_duty_attach (YztWindow *self);
void yzt_window_duty_detach (YztWindow *self);
void yzt_window_class_install_duty (GtkWidgetClass *widget_class);
void yzt_window_update_duty_actions (YztWindow *self, gboolean ready, gboolean writing);
/** The log is beside the map. */
gboolean yzt_window_is_logging (YztWindow *self);
/** Esc: out of placing, taking in or the log; FALSE when there is none of them. */
gboolean yzt_window_leave_duty (YztWindow *self);
/** The incident that is selected, else that was last, else the first open one; 0 none. @title_out (may be NULL): free. */
gint64 yzt_window_focused_incident (YztWindow *self, char **title_out);

/* yzt-window-ready.c */
void yzt_window_ready_attach (YztWindow *self);
void yzt_window_ready_detach (YztWindow *self);
/** What only the window knows of the station (sources, base maps, backups) is told to whoever asks for readiness. */
void yzt_window_tell_station (YztWindow *self);
void yzt_window_class_install_ready (GtkWidgetClass *widget_class);

/* yzt-window-briefing.c */
void yzt_window_class_install_briefing (GtkWidgetClass *widget_class);
void yzt_window_update_briefing_actions (YztWindow *self, gboolean ready, gboolean writing);
/** The map goes: whatever is shown of it ends. */
void yzt_window_briefing_detach (YztWindow *self);

/* yzt-window-plans.c */
/** The switcher of the right panel is there while there is more than details. */
void yzt_window_show_switcher (YztWindow *self);
void yzt_window_plans_connect (YztWindow *self);
void yzt_window_plans_attach (YztWindow *self);
void yzt_window_plans_detach (YztWindow *self);
void yzt_window_class_install_plans (GtkWidgetClass *widget_class);
/** Beside the map, at its section, with @words (may be NULL) marked. */
void yzt_window_read_plan (YztWindow *self, YztPlan *plan, const char *words);
gboolean yzt_window_is_reading (YztWindow *self);
/** Esc: one level back out of the plan; FALSE when none is read. */
gboolean yzt_window_leave_plan (YztWindow *self);

/* yzt-window-command.c */
void yzt_window_class_install_command (GtkWidgetClass *widget_class);
void yzt_window_command_detach (YztWindow *self);
void yzt_window_relations_attach (YztWindow *self);
void yzt_window_relations_detach (YztWindow *self);
/** Actions shade-hazards and overdue-dangers. */
void yzt_window_relations_connect (YztWindow *self);
/** Esc: the map is shaded no more; FALSE when it was not. */
gboolean yzt_window_leave_shade (YztWindow *self);
/** The page of command is in the right panel. */
gboolean yzt_window_is_commanding (YztWindow *self);
/** A new row of a kind that belongs to an incident by a link is given the one that is commanded, and from when it holds. */
void yzt_window_prefill_scene (YztWindow *self, YztRow *row);

/* yzt-window-table.c */
void yzt_window_table_connect (YztWindow *self);
void yzt_window_table_attach (YztWindow *self);
/** @kind -1: that of the selected thing. */
void yzt_window_show_table (YztWindow *self, int kind);
/** The table with these rows of @kind alone (gint64), told as @words, and the window before the others. */
void yzt_window_show_rows (YztWindow *self, guint kind, GArray *fids, const char *words);
/** FALSE when it was not there. */
gboolean yzt_window_hide_table (YztWindow *self);
void yzt_window_class_install_table (GtkWidgetClass *widget_class);

/* yzt-window-sketch.c */
/** Draws a new line or area of @kind; the form opens when it is done. */
void yzt_window_draw (YztWindow *self, YztKind *kind);
/** Draws an area that is no row: @func is given it when it is done. */
typedef void (*YztAreaFunc) (YztWindow *self, YztGeometry *area, gpointer user_data);
void yzt_window_draw_area (YztWindow *self, const char *title, YztAreaFunc func, gpointer user_data);
/** Ctrl+Enter and Esc while something is drawn; FALSE when nothing is. */
gboolean yzt_window_sketch_save (YztWindow *self);
gboolean yzt_window_sketch_back (YztWindow *self);
void yzt_window_class_install_sketch (GtkWidgetClass *widget_class);

/* yzt-window-edit.c */
/** When a thing is deleted: which others name it by a link, in words. */
void yzt_window_tell_naming (YztWindow *self, guint kind, gint64 fid);
void yzt_window_class_install_edit (GtkWidgetClass *widget_class);
void yzt_window_edit_attach (YztWindow *self);
void yzt_window_update_edit_actions (YztWindow *self, gboolean writing, gboolean selected);

/* yzt-window-picked.c */
/** How much is selected together. */
guint yzt_window_count_picked (YztWindow *self);
/** As one act. */
void yzt_window_delete_picked (YztWindow *self);
/** Esc: several things are selected no more; FALSE when they were not. */
gboolean yzt_window_leave_picked (YztWindow *self);
void yzt_window_class_install_picked (GtkWidgetClass *widget_class);

/* yzt-window-search.c */
void yzt_window_search_connect (YztWindow *self);
/** A pin at a bare place, NULL: none. FALSE when there was none before. */
gboolean yzt_window_set_mark (YztWindow *self, const YztPosition *at);

/* yzt-window-focus.c */
void yzt_window_focus_install (GtkWidgetClass *widget_class);
void yzt_window_focus_init (YztWindow *self);

/* yzt-window-actions.c */
void yzt_window_class_install_actions (GtkWidgetClass *widget_class);
void yzt_window_update_actions (YztWindow *self);

void yzt_window_say (YztWindow *self, const char *sentence, gboolean with_undo);
/** The sentence that is said goes: its Undo would take back something else by now. */
void yzt_window_hush (YztWindow *self);
G_END_DECLS
