/* yzt-table-private.h: what the files of the table share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-table-cell.h"
#include "yzt-table-panel.h"
#include "yzt-table-selection.h"
G_BEGIN_DECLS

struct _YztTablePanel {
  GtkWidget parent_instance;
  /* template */
  GtkDropDown *kinds, *filter_column;
  GtkSearchEntry *filter;
  GtkLabel *count, *problem, *sums, *only;
  GtkWidget *clear, *spinner, *set_values, *set_only;
  GtkMenuButton *menu_button;
  GtkColumnView *view;

  YztSession *session;
  YztSheet *sheet;
  YztTableSelection *selection;
  YztTableCursor cursor;
  int kind;
  GPtrArray *columns;    /* GtkColumnViewColumn *, by column of the sheet; NULL: never shown */
  guint n_given;         /* columns that the view has of those that are to be shown */
  GHashTable *cells;     /* YztTableCell in sight → itself */
  int probed;            /* column that a sort by header means, while it is asked */
  guint growing;         /* tick that gives the view more rows; 0: it has all */
  gint64 opened_at;      /* the frame in which the panel itself is drawn; columns and rows come after it */
  gboolean filling;      /* controls are being set by us */
  GtkWidget *editor;     /* popover of the cell being edited */
  GtkWidget *context;    /* menu of the rows that are meant */
  GHashTable *shown;     /* kind id → GStrv of column names in their order */
};

/* yzt-table-panel.c */
void yzt_table_panel_say (YztTablePanel *self, const char *sentence, gboolean with_undo);
/* yzt-table-cursor.c */
/** Keys and clicks move it. */
void yzt_table_cursor_attach (YztTablePanel *self);
/** The cell of the cursor is framed, no other. */
void yzt_table_cursor_update (YztTablePanel *self);
/** Its row takes the keyboard. */
void yzt_table_cursor_focus (YztTablePanel *self);
/** The same where the list was chosen before it had rows: the arrows go on from the cursor. */
void yzt_table_cursor_settle (YztTablePanel *self);
/** The row in which the keyboard stands is the cursor's; where the list as a whole has it, the cursor stays. */
void yzt_table_cursor_follow_focus (YztTablePanel *self);
/** What can be done with the rows that are meant. */
void yzt_table_cursor_show_menu (YztTablePanel *self);
/** Moves the cursor; the row is brought into sight and gets the focus. */
void yzt_table_panel_go_to (YztTablePanel *self, guint position, guint column);
/** The widget of the cursor's cell, NULL when that is out of sight. */
YztTableCell *yzt_table_panel_find_cell (YztTablePanel *self);
/** The next shown column in this direction, by the order on the screen; -1 at the edge. */
int yzt_table_panel_next_column (YztTablePanel *self, guint column, int direction);
/** Columns as they stand on the screen. (element-type guint) */
GArray *yzt_table_panel_shown_columns (YztTablePanel *self);
/** Positions that an act on rows means: the selected ones; the cursor's row unless several are. */
GArray *yzt_table_panel_rows_meant (YztTablePanel *self);

/* yzt-table-columns.c */
void yzt_table_columns_make (YztTablePanel *self);
/** Some columns more; FALSE once all are there. */
gboolean yzt_table_columns_grow (YztTablePanel *self);
void yzt_table_columns_clear (YztTablePanel *self);
void yzt_table_columns_mark_filters (YztTablePanel *self);
GtkWidget *yzt_table_columns_chooser (YztTablePanel *self);

/* yzt-table-edit.c */
void yzt_table_edit_begin (YztTablePanel *self);
gboolean yzt_table_may_write (YztTablePanel *self);
/* yzt-table-copy.c */
void yzt_table_copy (YztTablePanel *self);
G_END_DECLS
