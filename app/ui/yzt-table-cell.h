/* yzt-table-cell.h: one cell of a table, as long as it is in sight
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Re-pointed by its slot; says where the cursor of the table is. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-links.h"
#include "yzt-sheet.h"
G_BEGIN_DECLS
/** Which cell of a table is meant when a key is pressed; shared by its cells. */
typedef struct {
  YztSheet *sheet;  /* not owned */
  guint position;   /* GTK_INVALID_LIST_POSITION: none */
  guint column;
  YztLinkNames *names; /* not owned */
} YztTableCursor;

#define YZT_TYPE_TABLE_CELL (yzt_table_cell_get_type ())
G_DECLARE_FINAL_TYPE (YztTableCell, yzt_table_cell, YZT, TABLE_CELL, GtkWidget)
/** @cursor outlives the cell. */
GtkWidget *yzt_table_cell_new (const YztTableCursor *cursor, guint column);
/** @slot NULL: out of sight. */
void yzt_table_cell_bind (YztTableCell *self, YztSheetSlot *slot);
guint yzt_table_cell_get_column (YztTableCell *self);
/** GTK_INVALID_LIST_POSITION when out of sight. */
guint yzt_table_cell_get_position (YztTableCell *self);
/** Shows anew whether the cursor is here. */
void yzt_table_cell_update_cursor (YztTableCell *self);
G_END_DECLS
