/* yzt-table-private.h: a table or layer of somebody else's file, row by row, as text cells
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <ogr_api.h>

#include "yzt-exchange.h"
G_BEGIN_DECLS

/** Largest file that is read whole (CSV, unpacked .gz). */
#define YZT_TABLE_MAX_BYTES ((gsize) 512 * 1024 * 1024)
#define YZT_TABLE_MAX_COLUMNS 2000

/** One row; everything is valid until the next call. */
typedef struct {
  guint number;        /* 1 = first data row, blank rows count */
  const char **cells;  /* n_columns, never NULL, UTF-8 */
  char *problem;       /* why the row as a whole cannot be used, or NULL; owned by the table */
  OGRGeometryH geometry; /* WGS 84 degrees, longitude first; NULL when none */
} YztTableRow;

typedef struct _YztTable YztTable;
struct _YztTable {
  guint n_columns;
  char **headers;      /* n_columns, NULL-terminated, UTF-8 */
  gboolean has_geometry;
  GPtrArray *notes;    /* char * sentences */
  YztTableRow row;
  /** FALSE at the end, or with @error when the file breaks off. Blank rows are passed over. */
  gboolean (*next) (YztTable *self, GError **error);
  void (*close) (YztTable *self);
};

/** Any file by its ending; @shown is its name in sentences. */
YztTable *yzt_table_open (const char *path, const YztImportOptions *options, YztKind *kind, GError **error);
void yzt_table_free (YztTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztTable, yzt_table_free)
/** Base part, for the two kinds of tables. */
void yzt_table_init (YztTable *table);
void yzt_table_clear (YztTable *table);
/** TRUE when every cell of the row is blank. */
gboolean yzt_table_row_is_blank (const YztTable *table);

/** @text (changed, owned from now, NUL-terminated at @length) as CSV, with comma, semicolon, tab or bar found from the header. */
YztTable *yzt_table_csv_new (char *text, gsize length, const char *shown, GError **error);
/** A file by GDAL with the drivers of that ending only. */
YztTable *yzt_table_gdal_open (const char *path, const char *ending, const char *shown, const YztImportOptions *options, YztKind *kind, GError **error);
/** Drivers allowed for an ending ("xlsx"); NULL when it is none of ours. */
const char *const *yzt_table_gdal_drivers (const char *ending);
G_END_DECLS
