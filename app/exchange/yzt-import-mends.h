/* yzt-import-mends.h: cells of a foreign file that a person puts right before it comes in, and rows that stay out by hand; the file itself is left as it is
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plain container; whoever holds it guards it. Rows are counted as in YztFinding (1 = first data row), columns from 0. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
typedef struct _YztImportMends YztImportMends;
YztImportMends *yzt_import_mends_new (void);
/** NULL gives NULL. */
YztImportMends *yzt_import_mends_copy (const YztImportMends *mends);
void yzt_import_mends_free (YztImportMends *mends);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztImportMends, yzt_import_mends_free)
/** What stands in the cell from now on. */
void yzt_import_mends_set (YztImportMends *mends, guint row, guint column, const char *text);
/** NULL: as the file has it. */
const char *yzt_import_mends_get (const YztImportMends *mends, guint row, guint column);
/** The row stays out, or comes in after all. */
void yzt_import_mends_drop (YztImportMends *mends, guint row, gboolean out);
gboolean yzt_import_mends_is_dropped (const YztImportMends *mends, guint row);
/** Cells put right and rows left out. */
guint yzt_import_mends_count (const YztImportMends *mends);
/** Puts what was said of @row into its @cells; the texts live as long as @mends. */
void yzt_import_mends_apply (const YztImportMends *mends, guint row, const char **cells, guint n_columns);
G_END_DECLS
