/* yzt-table-panel.h: a kind of things as a table, below the map: sorted, filtered, summed, edited in place
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Shows nothing and reads nothing until a kind is shown. Actions "table.*" act on the cell of the cursor or on the selected rows. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-session.h"
#include "yzt-sheet.h"
G_BEGIN_DECLS
#define YZT_TYPE_TABLE_PANEL (yzt_table_panel_get_type ())
/** Signal "said" (const char *sentence, gboolean with_undo). */
G_DECLARE_FINAL_TYPE (YztTablePanel, yzt_table_panel, YZT, TABLE_PANEL, GtkWidget)
/** NULL lets go of the one before. The session is READY. */
void yzt_table_panel_set_session (YztTablePanel *self, YztSession *session);
/** @kind: index in the session's kinds, -1: that of the selected thing, else the one shown last, else the first. */
void yzt_table_panel_show_kind (YztTablePanel *self, int kind);
/** Lets the rows go; they are read again when a kind is shown. */
void yzt_table_panel_rest (YztTablePanel *self);
/** (transfer none) NULL while nothing is shown. */
YztSheet *yzt_table_panel_get_sheet (YztTablePanel *self);
void yzt_table_panel_focus (YztTablePanel *self);
/** Only these rows of @kind, sorted by number; @words says in the bar which they are. */
void yzt_table_panel_show_only (YztTablePanel *self, guint kind, const gint64 *fids, guint n, const char *words);
G_END_DECLS
