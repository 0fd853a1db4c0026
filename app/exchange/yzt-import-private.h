/* yzt-import-private.h: the steps of an import: columns, rows, what the map already has
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "yzt-exchange-private.h"
#include "yzt-table-private.h"
G_BEGIN_DECLS

/* --- which column is which field --- */
typedef struct {
  YztKind *kind;
  const YztField **fields; /* per column of the table; NULL: unused or special */
  int *indexes;            /* per column: index among the kind's fields, -1 when none */
  int lon, lat, wkt, owner_code, owner_fid; /* columns, -1 none */
} YztImportColumns;
/** Errors YZT_EXCHANGE_ERROR_COLUMNS; fills mapped and unused of @report. */
gboolean yzt_import_columns_find (YztImportColumns *columns, YztTable *table, YztKind *kind, const char *shown, const YztImportOptions *options,
                                  YztImportReport *report, GError **error);
void yzt_import_columns_clear (YztImportColumns *columns);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YztImportColumns, yzt_import_columns_clear)

/* --- what the map, and the file so far, already have --- */
typedef struct {
  gboolean child;           /* codes of such rows are no identity */
  gboolean by_line;         /* no position: rows are the same when every cell is */
  GHashTable *codes;        /* code → row number + 1, 1: in the map */
  GHashTable *places;       /* name and position, or the whole line → the same */
  GHashTable *owner_codes;  /* code → gint64 * fid */
  GHashTable *owner_fids;   /* gint64 * set */
} YztImportKnown;
gboolean yzt_import_known_load (YztImportKnown *known, YztStore *store, YztKind *kind, GError **error);
void yzt_import_known_clear (YztImportKnown *known);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YztImportKnown, yzt_import_known_clear)
/** TRUE when it is new, and from now known; else @reason_out says where it already is. */
gboolean yzt_import_known_add (YztImportKnown *known, const YztRow *row, guint number, char **reason_out);

/* --- one row --- */
typedef struct {
  YztTable *table;
  const YztImportColumns *columns;
  const YztImportOptions *options;
  YztImportKnown *known;
  const char *source;       /* name of the file, for rows that name no source; NULL when they do */
  GTimeZone *zone;          /* the map's: what a time without a zone means; NULL is UTC */
  guint n_swapped;
} YztImportReader;
/** What is wrong with a row. */
typedef struct {
  const char *column; /* header of the column at fault, "" for the row as a whole; not owned */
  char *reason;       /* one sentence, owned by whoever asked */
} YztImportFault;
/** The position, and the geometry of an area, of the table's row into @row, in WGS 84. FALSE: @out says what is wrong. */
gboolean yzt_import_read_position (YztImportReader *self, YztRow *row, YztImportFault *out);
/** NULL when rejected: @column_out (transfer none) and @reason_out are set. */
YztRow *yzt_import_read_row (YztImportReader *self, const char **column_out, char **reason_out);
G_END_DECLS
