/* yzt-table-selection.h: the rows of a table that are selected: the same things as on the map and in the lists
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. A GtkSelectionModel over a YztSheet; what is selected stands in the session's YztSelection. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-selection.h"
#include "yzt-sheet.h"
G_BEGIN_DECLS
#define YZT_TYPE_TABLE_SELECTION (yzt_table_selection_get_type ())
G_DECLARE_FINAL_TYPE (YztTableSelection, yzt_table_selection, YZT, TABLE_SELECTION, GObject)
/** @kind: index of the sheet's kind. Signal "shrinking": a great many rows are about to go. */
YztTableSelection *yzt_table_selection_new (YztSheet *sheet, YztSession *session, guint kind);
/** TRUE when the sheet has rows that the view has not been given yet. */
gboolean yzt_table_selection_wants_more (YztTableSelection *self);
/** Gives the view some rows more than it has; FALSE once it has all there are. At first it has a screenful. */
gboolean yzt_table_selection_grow (YztTableSelection *self);
/** Positions of the selected rows that are shown, ascending. (element-type guint) */
GArray *yzt_table_selection_get_positions (YztTableSelection *self);
G_END_DECLS
