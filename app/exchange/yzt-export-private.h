/* yzt-export-private.h: writers of a kind's rows
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "yzt-exchange-private.h"
G_BEGIN_DECLS

/** What a row carries besides its cells. */
typedef struct {
  YztKind *kind;
  GHashTable *owner_codes; /* gint64 * fid → code; NULL when the kind has no owner */
} YztExport;
const char *yzt_export_owner_code (const YztExport *self, const YztRow *row); /* "" when it has none */

/** [worker] Both write @path anew and count the rows. */
gboolean yzt_export_csv (const YztExport *self, YztStore *store, const char *path, guint *rows_out, GError **error);
gboolean yzt_export_gdal (const YztExport *self, YztStore *store, const char *path, const char *driver, guint *rows_out, GError **error);
G_END_DECLS
