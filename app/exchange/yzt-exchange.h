/* yzt-exchange.h: files of others in and out, by GDAL
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * [worker] all. yzt_exchange_init once on the main thread before workers start. Errors: YZT_EXCHANGE_ERROR, one sentence saying what to do. */
#pragma once
#include "yzt-geo.h"
#include "yzt-store.h"
G_BEGIN_DECLS

void yzt_exchange_init (void);

typedef struct {
  YztDatum datum;           /* of the file's lon/lat columns or geometries */
  gboolean datum_given;     /* FALSE: WGS 84, or what the file's own reference system says (reprojected) */
  const char *encoding;     /* NULL: sniffed */
  GHashTable *mapping;      /* field name → column name, or NULL; unknown names on either side are an error */
  gboolean strict;          /* one bad row refuses all */
  gboolean dry_run;         /* everything but the writing */
  const char *language;     /* for labels in reasons */
} YztImportOptions;

typedef struct {
  guint row;                /* 1 = first data row */
  char *column;             /* header of the column at fault, "" when the row as a whole */
  char *reason;             /* one sentence */
} YztImportReject;
typedef struct {
  guint rows_read, rows_written, rows_rejected;
  GArray *rejects;          /* YztImportReject, at most 10 000 kept */
  GPtrArray *mapped;        /* char * "field=column" as used */
  GPtrArray *unused;        /* char * columns of the file not used */
  GPtrArray *notes;         /* char * sentences: encoding found, axis order guessed, reprojected from … */
  YztActResult *result;     /* NULL in a dry run or when nothing was written */
} YztImportReport;
void yzt_import_report_free (YztImportReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztImportReport, yzt_import_report_free)

typedef enum {
  YZT_EXCHANGE_ERROR_READ, YZT_EXCHANGE_ERROR_FORMAT, YZT_EXCHANGE_ERROR_COLUMNS, YZT_EXCHANGE_ERROR_STRICT, YZT_EXCHANGE_ERROR_WRITE,
} YztExchangeError;
#define YZT_EXCHANGE_ERROR (yzt_exchange_error_quark ())
GQuark yzt_exchange_error_quark (void);

/** Rows of a table or layer file (CSV, TSV, XLSX, ODS, GeoJSON, GeoPackage, Shapefile, KML, GPX…; .gz too) as rows of @kind, all good ones in one BULK act.
 * A row without coordinates (point kinds), with swapped or impossible ones, text in number columns, unknown enum values… is rejected with row, column and reason.
 * A row whose code (or, when it has none, name and position) already stands in the map is a reject "already in the map", so that importing twice does no harm.
 * On YZT_EXCHANGE_ERROR_STRICT @report_out is set too. A file that cannot be read as a whole writes nothing. */
gboolean yzt_import_file (YztStore *store, YztKind *kind, const char *path, const YztImportOptions *options, const YztActInfo *info,
                          YztImportReport **report_out, GError **error);
/** Format by ending: .csv (UTF-8; cells starting with = + - @ that are no numbers get a leading apostrophe), .geojson, .gpkg, .xlsx, .ods, .kml, .shp…
 * Written beside and renamed. Locale-independent, rows by fid. @rows_out may be NULL. */
gboolean yzt_export_file (YztStore *store, YztKind *kind, const char *path, guint *rows_out, GError **error);
G_END_DECLS
