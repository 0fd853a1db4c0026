/* yzt-table-set.h: one value for many rows, and many rows away, each as one act
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include "yzt-table-panel.h"
G_BEGIN_DECLS
/** Asks for field and value, shows old → new, then writes. */
void yzt_table_set_values (YztTablePanel *panel);
/** The same, as soon as the table has read its rows; of all that it shows when nothing is marked in it. */
void yzt_table_set_values_when_read (YztTablePanel *panel);
void yzt_table_delete_rows (YztTablePanel *panel);
G_END_DECLS
