/* yzt-packed-rows-private.h: a million rows in little memory
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "yzt-kind.h"
G_BEGIN_DECLS

/** Rows of one kind, only what they have, one behind the other: a row of thirty fields of which six are filled is no thirty cells. One thread. */
typedef struct _YztPackedRows YztPackedRows;
YztPackedRows *yzt_packed_rows_new (YztKind *kind);
void yzt_packed_rows_free (YztPackedRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPackedRows, yzt_packed_rows_free)
void yzt_packed_rows_add (YztPackedRows *rows, const YztRow *row);
guint yzt_packed_rows_get_n (const YztPackedRows *rows);
/** A new row, as it was added, with fid 0. */
YztRow *yzt_packed_rows_get (const YztPackedRows *rows, guint i);
/** Text of one field, by its index; lives as long as @rows. NULL when it is empty. */
const char *yzt_packed_rows_get_text (const YztPackedRows *rows, guint i, int field);
G_END_DECLS
