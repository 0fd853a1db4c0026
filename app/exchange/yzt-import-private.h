/* yzt-import-private.h: the steps of an import: columns, rows, what the map already has
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "yzt-exchange-private.h"
#include "yzt-place-index-private.h"
#include "yzt-recognise-private.h"
#include "yzt-table-private.h"
G_BEGIN_DECLS

/* --- which column is which field --- */
typedef struct {
  YztKind *kind;
  const YztField **fields; /* per column of the table; NULL: unused or special */
  int *indexes;            /* per column: index among the kind's fields, -1 when none */
  int lon, lat, wkt, owner_code, owner_fid; /* columns, -1 none; lon also of the easting or of both in one column, lat of the northing */
  YztNotation notation;
  YztDatum datum;          /* of degrees: given, or recognised for sure, else WGS 84 */
  int epsg;                /* of metres */
  YztReprojector *reprojector;
} YztImportColumns;
/** How the file is to be read, as the options or their proposal say. */
YztTableRequest yzt_import_request (const YztImportOptions *options, YztKind *kind);
/** Recognises the table (unless options->proposal says all) and heeds options->mapping. Errors YZT_EXCHANGE_ERROR_COLUMNS; fills mapped, unused and
 * notes of @report. */
gboolean yzt_import_columns_find (YztImportColumns *columns, YztTable *table, YztStore *store, YztKind *kind, const char *shown, const YztImportOptions *options,
                                  YztImportReport *report, GError **error);
void yzt_import_columns_clear (YztImportColumns *columns);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YztImportColumns, yzt_import_columns_clear)

/** The first column of a field; -1 when no column is that field. */
int yzt_import_columns_get (const YztImportColumns *columns, guint n_columns, const char *field);

/* --- what the map, and the file so far, already have --- */
typedef struct {
  gboolean child;           /* codes of such rows are no identity */
  gboolean by_line;         /* rows without a position are told by what the file says of them */
  gboolean by_name;         /* … or by a name that only one row of the map has */
  guint *compared;          /* fields that make up a line */
  guint n_compared;
  GHashTable *codes;        /* code → index + 1 in code_refs; keys in texts */
  GArray *code_refs;        /* gint64: fid in the map, or minus the number of the file's row */
  GStringChunk *texts;
  YztPlaceIndex *places;
  GHashTable *lines;        /* line → index + 1 of the first row of the map that has it and is not yet a row of the file */
  GArray *line_rows;
  GHashTable *file_lines;   /* whole line of the file → row number */
  GHashTable *names;        /* name → gint64 * fid, -1 when several have it */
  GHashTable *taken;        /* gint64 * fid → number of the file's row that it is */
  GHashTable *owner_codes;  /* code → gint64 * fid */
  GHashTable *owner_fids;   /* gint64 * set */
} YztImportKnown;
gboolean yzt_import_known_load (YztImportKnown *known, YztStore *store, const YztImportColumns *columns, guint n_columns, const YztImportOptions *options,
                                GError **error);
void yzt_import_known_clear (YztImportKnown *known);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YztImportKnown, yzt_import_known_clear)

typedef enum {
  YZT_IMPORT_BY_NOTHING,  /* it is new */
  YZT_IMPORT_BY_CODE,
  YZT_IMPORT_BY_PLACE,    /* same name within 50 m */
  YZT_IMPORT_BY_NAMESAKE, /* the same, but with another code: new, with a warning */
  YZT_IMPORT_BY_LINE,     /* no position; everything that the file says of it is the same */
  YZT_IMPORT_BY_NAME,     /* no position; one row of the map has this name */
  YZT_IMPORT_BY_SEVERAL,  /* no position; several rows of the map have this name */
} YztImportMatchBy;
typedef struct {
  YztImportMatchBy by;
  gint64 fid;             /* row of the map, 0 when it is none */
  guint number;           /* row of the file that is the same, 0 when it is none; both when that row is that of the map */
  double distance_m;
} YztImportMatch;
/** What @row, the row that @table is at, is; from now it is known itself. */
YztImportMatch yzt_import_known_match (YztImportKnown *known, const YztRow *row, const YztTable *table);
/** TRUE when the map has @row already, by code, place or line; learns nothing. */
gboolean yzt_import_known_has (const YztImportKnown *known, const YztRow *row);
/** One sentence each; advise is "" when there is nothing to do. */
char *yzt_import_match_say (const YztImportMatch *match, const YztRow *row);
const char *yzt_import_match_advise (const YztImportMatch *match);

/* --- one row --- */
typedef struct {
  YztTable *table;
  const YztImportColumns *columns;
  const YztImportOptions *options;
  YztImportKnown *known;
  const char *source;       /* name of the file, for rows that name no source; NULL when they do */
  GTimeZone *zone;          /* the map's: what a time without a zone means; NULL is UTC */
  guint n_swapped;
  gboolean enough_warnings; /* more are only counted: their reason may be NULL */
  GArray *findings;         /* YztFinding, of the row being read */
  YztStore *store;
  GHashTable *links;        /* what a sheet calls a thing → its link; NULL: nothing is looked up */
} YztImportReader;
/** What the sheet names in a field of links, as the cell keeps it ("depot/12;plan/3"): by link, code or exact name. NULL with words. Free. */
char *yzt_import_links_find (YztStore *store, const YztField *field, const char *text, GHashTable *known, GError **error);
/** What is wrong with a row. */
typedef struct {
  const char *column; /* header of the column at fault, "" for the row as a whole; not owned */
  char *reason;       /* one sentence, owned by whoever asked */
} YztImportFault;
/** TRUE when the row says nothing at all about where it is. */
gboolean yzt_import_position_is_blank (const YztImportReader *self);
/** The position, and the geometry of an area, of the table's row into @row, in WGS 84. FALSE: @out says what is wrong. */
gboolean yzt_import_read_position (YztImportReader *self, YztRow *row, YztImportFault *out);
/** A finding about the row that the table is at. Takes @reason; @column -1 and @suggestion NULL when there is none. */
void yzt_import_reader_find (YztImportReader *self, int column, YztFindingSeverity severity, char *reason, const char *suggestion);
gboolean yzt_import_reader_has (const YztImportReader *self, YztFindingSeverity severity);
/** NULL when rejected; adds what it finds to the findings. */
YztRow *yzt_import_read_row (YztImportReader *self);
G_END_DECLS
