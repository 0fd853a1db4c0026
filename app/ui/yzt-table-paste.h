/* yzt-table-paste.h: cells from a spreadsheet into the table: shown first, written as one act
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; read and compared on a worker. */
#pragma once
#include "yzt-table-panel.h"
G_BEGIN_DECLS
/** What the clipboard holds, from the cursor on; with a line of headers by these. */
void yzt_table_paste (YztTablePanel *panel);
/** The same with a text that is at hand. */
void yzt_table_paste_text (YztTablePanel *panel, const char *text);
/** New rows of @kind that belong to @owner_fid, from the clipboard; in the order of the kind's fields when no line of headers is there. */
void yzt_paste_children (GtkWidget *widget, YztSession *session, YztKind *kind, gint64 owner_fid);
G_END_DECLS
