/* yzt-export-private.h: writers of a kind's rows
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <gdal.h>

#include "yzt-beside-private.h"
#include "yzt-exchange-private.h"
#include "yzt-progress-private.h"
#include "yzt-sheet-private.h"
G_BEGIN_DECLS

typedef enum {
  YZT_EXPORT_FIELD,
  YZT_EXPORT_LON,        /* in tables only: layers have geometries */
  YZT_EXPORT_LAT,
  YZT_EXPORT_WKT,
  YZT_EXPORT_OWNER_CODE,
  YZT_EXPORT_OWNER_FID,
  YZT_EXPORT_DATUM,      /* in layers whose coordinates are no WGS 84: no format but ours would know */
} YztExportColumnType;
typedef struct {
  YztExportColumnType type;
  const YztField *field; /* of YZT_EXPORT_FIELD */
  guint index;           /* of the field among the kind's */
  char *header;
} YztExportColumn;

/** One export under way. */
typedef struct {
  YztStore *store;
  YztKind *kind;
  const YztExportOptions *options;
  GArray *columns;         /* YztExportColumn */
  GHashTable *owner_codes; /* gint64 * fid → code; NULL when the kind has no owner */
  GTimeZone *zone;         /* of the map; times for people are in it */
  gint64 as_of_ms;         /* time of the newest entry of the journal */
  gint64 *fids;            /* sorted, each once; NULL for all */
  gsize n_fids;
  YztProgress progress;
  YztExportReport *report;
} YztExport;

/** The columns of a table (@layer FALSE) or layer; @labelled may be less than the options ask for. */
void yzt_export_make_columns (YztExport *self, gboolean layer, gboolean labelled);
/** Every row that is asked for, by fid; @func returns FALSE to stop when writing fails. Counts, tells and heeds the cancellable. */
gboolean yzt_export_each (YztExport *self, YztRowFunc func, gpointer user_data, GError **error);
void yzt_export_note (YztExport *self, char *sentence);
/** Of a format that is taken for WGS 84 whatever stands in it. */
void yzt_export_note_datum (YztExport *self);
/** FALSE with a sentence: the format has no room for this kind. */
gboolean yzt_export_fail_kind (const YztExport *self, GError **error);

const char *yzt_export_owner_code (const YztExport *self, const YztRow *row); /* "" when it has none */
/** In the datum that is asked for; FALSE when the row has no place. */
gboolean yzt_export_position (const YztExport *self, const YztRow *row, YztPosition *position_out);
/** The same for the geometry, a point for point kinds; NULL when there is none. */
OGRGeometryH yzt_export_geometry (const YztExport *self, const YztRow *row);
/** Text of a column's cell, "" when empty; labelled: enumerations, yes and no, times in words. */
char *yzt_export_text (const YztExport *self, const YztExportColumn *column, const YztRow *row, gboolean labelled);
/** "hospital", "hospital_gcj02" */
char *yzt_export_layer_name (const YztExport *self);
/** The heading of a sheet for people: title and datum. */
char *yzt_export_title (const YztExport *self);

/** [worker] All write @path anew. */
gboolean yzt_export_csv (YztExport *self, const char *path, char delimiter, GError **error);
gboolean yzt_export_json (YztExport *self, const char *path, gboolean sequence, GError **error);
gboolean yzt_export_sheet (YztExport *self, const char *path, const YztSheetFormat *format, GError **error);
/** @packed: KMZ. */
gboolean yzt_export_kml (YztExport *self, const char *path, gboolean packed, GError **error);
gboolean yzt_export_gdal (YztExport *self, const char *path, const char *driver, GError **error);
/** @path: “PG:…” with @driver "PostgreSQL"; all rows go into a new table, or none. Of yzt-export-database.c: the data base when it can take the table; what is
 * said when it did not. */
GDALDatasetH yzt_database_open (const YztExport *self, const char *connection, GError **error);
void yzt_database_set_error (GError **error, const char *connection);
G_END_DECLS
