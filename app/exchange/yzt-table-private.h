/* yzt-table-private.h: a table or layer of somebody else's file, row by row, as text cells
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <ogr_api.h>

#include "yzt-exchange.h"
#include "yzt-recognise.h"
G_BEGIN_DECLS

/** Largest file that is read whole (CSV, unpacked .gz). */
#define YZT_TABLE_MAX_BYTES ((gsize) 512 * 1024 * 1024)
#define YZT_TABLE_MAX_COLUMNS 2000
/** Rows that recognition looks at: from the top, and from the middle of a long text table. */
#define YZT_TABLE_SAMPLE_TOP 400
#define YZT_TABLE_SAMPLE_MIDDLE 100

/** Word joiner: before a cell it says that GDAL is to keep it as text; dropped when the cell is read. */
#define YZT_TABLE_TEXT_MARK "\xe2\x81\xa0"

/** How a file is to be read; every part may be NULL or 0: found. */
typedef struct {
  const char *encoding;
  const char *layer;
  guint header_row; /* 1 = first row */
  YztKind *kind;    /* prefers its sheet and knows its headers */
  const char *language;
} YztTableRequest;

/** One row; everything is valid until the next call. */
typedef struct {
  guint number;        /* 1 = first data row, blank rows count */
  const char **cells;  /* n_columns, never NULL, UTF-8 */
  char *problem;       /* why the row as a whole cannot be used, or NULL; owned by the table */
  OGRGeometryH geometry; /* degrees, longitude first (metres when layer_epsg is unknown); NULL when none */
} YztTableRow;

/** Which rows of a sheet or text table are what; rows counted from 1. */
typedef struct {
  guint header_row;     /* the first of them; 0: none */
  guint n_header_rows;
  guint first_data_row;
  double confidence;
  char *evidence;       /* one sentence */
} YztTableShape;

typedef struct _YztTable YztTable;
struct _YztTable {
  guint n_columns;
  char **headers;      /* n_columns, NULL-terminated, UTF-8; merged header rows are joined with a blank */
  char **leaves;       /* the lowest header row of each, n_columns, NULL-terminated */
  gboolean has_geometry;
  gboolean too_wide;   /* more columns than YZT_TABLE_MAX_COLUMNS are named */
  gboolean loose;      /* a sheet or text table: any row may be a title, a total or a note */
  YztTableShape shape;
  GPtrArray *titles;   /* char * what stands above the header, and the names of sheet and file */
  GPtrArray *first_rows; /* char *: what a person sees of the first rows of a loose table, one line each */
  GPtrArray *sample;   /* char ** data rows, n_columns cells each */
  GArray *positions;   /* YztPosition: x and y of the first geometries, as the file has them */
  GPtrArray *notes;    /* char * sentences */
  GArray *totals;      /* guint numbers of rows passed over so far because they hold totals or notes */
  char *format;
  char *encoding;      /* NULL where the format says it */
  double encoding_confidence;
  char *encoding_evidence;
  GArray *layers;      /* YztLayerProposal */
  guint layer;
  char *system;        /* name of the layer's own reference system, NULL */
  int epsg;            /* its code, 0 unknown */
  gboolean in_metres;  /* the geometries are no degrees and nothing says of which projection they are */
  guint64 done, total; /* bytes or rows, 0 unknown */
  YztTableRow row;
  /** FALSE at the end, or with @error when the file breaks off. Blank rows are passed over. Use yzt_table_next. */
  gboolean (*next) (YztTable *self, GError **error);
  void (*close) (YztTable *self);
};

/** Any file by its ending, or a data base by "PG:…". */
YztTable *yzt_table_open (const char *path, const YztTableRequest *request, GError **error);
/** The next row of data: rows of totals, notes below the table and headers repeated on each page are passed over. */
gboolean yzt_table_next (YztTable *table, GError **error);
/** Rows in all by what has been read of the file, never less than @rows; 0 unknown. */
guint64 yzt_table_estimate_rows (const YztTable *table, guint64 rows);
void yzt_table_free (YztTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztTable, yzt_table_free)
/** Base part, for the two kinds of tables. */
void yzt_table_init (YztTable *table);
void yzt_table_clear (YztTable *table);
/** FALSE, with the sentence for a table of more than YZT_TABLE_MAX_COLUMNS columns. */
gboolean yzt_table_fail_wide (const char *shown, GError **error);
/** TRUE when every cell of the row is blank. */
gboolean yzt_table_row_is_blank (const YztTable *table);

/** @text (changed, owned from now, NUL-terminated at @length) as CSV, with comma, semicolon, tab or bar found from its first rows. */
YztTable *yzt_table_csv_new (char *text, gsize length, const char *shown, const YztTableRequest *request, GError **error);
/** A file by GDAL with the drivers of that ending only. */
YztTable *yzt_table_gdal_open (const char *path, const char *ending, const char *shown, const YztTableRequest *request, GError **error);
/** Drivers allowed for an ending ("xlsx"); NULL when it is none of ours. */
const char *const *yzt_table_gdal_drivers (const char *ending);
/** FALSE with a sentence when a file of that ending points to other files or addresses. */
gboolean yzt_table_check_doors (const char *path, const char *ending, const char *shown, GError **error);

/** The parts of an archive (XLSX, ODS, KMZ): FALSE with a sentence when they are too large together, or when one defines XML of its own. */
gboolean yzt_table_check_packed (const char *path, const char *shown, GError **error);
/** What GDAL can open the only KML of a KMZ by; NULL when it has none or several. Opened as a KMZ the columns of a schema that stands outside the folders are lost. */
char *yzt_table_packed_kml (const char *path);
/** TRUE when a KML or KMZ points to other files or addresses (near its beginning), which nobody follows. */
gboolean yzt_table_points_on (const char *path, const char *ending);
/** The first @n bytes of an XML file: FALSE with a sentence when it defines types or entities. */
gboolean yzt_table_check_definitions (const char *bytes, gsize n, const char *shown, GError **error);

/* --- shape (yzt-recognise-header.c) --- */
/** @rows: char ** of the first rows, NULL-terminated, of any lengths, blank ones too. Sets shape, headers, leaves, titles and n_columns of a loose table. */
void yzt_table_take_shape (YztTable *table, GPtrArray *rows, const YztTableRequest *request);
/** What kind of row the cells are, apart from data. */
gboolean yzt_cells_are_totals (const char *const *cells, guint n);
gboolean yzt_cells_are_footer (const char *const *cells, guint n);
/** How like a header of @kind (or of any kind, %NULL) the rows' best header is, 0 … 1; for choosing a sheet. */
double yzt_rows_header_score (GPtrArray *rows, YztKind *kind);
G_END_DECLS
