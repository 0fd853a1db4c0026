/* yzt-table-merged-private.h: what GDAL does not tell of a workbook: cells merged over several rows, and sheets that are hidden
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/** TRUE when the workbook (XLSX) at @path keeps the sheet out of sight. */
gboolean yzt_merged_is_hidden (const char *path, const char *sheet);

/** YztMerged: the cells of one sheet that are merged over several rows, none above @first_row (1 = first row of the sheet). NULL when there is none. */
typedef struct _YztMerged YztMerged;
YztMerged *yzt_merged_new (const char *path, const char *sheet, guint first_row);
void yzt_merged_free (YztMerged *self);
/** Back to before the first row. */
void yzt_merged_rewind (YztMerged *self);
/** Row after row: empty cells of merged ones get the text of the first row, unless it is an amount. The texts live until a row behind them is filled. */
void yzt_merged_fill (YztMerged *self, guint row, const char **cells, guint n);
/** Cells filled since the beginning. */
guint yzt_merged_get_n_filled (const YztMerged *self);
G_END_DECLS
