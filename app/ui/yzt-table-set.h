/* yzt-table-set.h: one value for many rows, and many rows away, each as one act
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include "yzt-table-panel.h"
G_BEGIN_DECLS
/** Asks for field and value, shows old → new, then writes. */
void yzt_table_set_values (YztTablePanel *panel);
void yzt_table_delete_rows (YztTablePanel *panel);
G_END_DECLS
