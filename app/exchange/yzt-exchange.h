/* yzt-exchange.h: files of others in and out, by GDAL
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * [worker] all. yzt_exchange_init once on the main thread before workers start. Errors: YZT_EXCHANGE_ERROR, one sentence saying what to do. */
#pragma once
#include "yzt-geo.h"
#include "yzt-import-mends.h"
#include "yzt-store.h"
G_BEGIN_DECLS

void yzt_exchange_init (void);

/** Begins the connection to a PostgreSQL data base, as GDAL and psql know it: “PG:host=… dbname=… user=…”. The password is better in ~/.pgpass or PGPASSWORD. */
#define YZT_EXCHANGE_DATABASE "PG:"

/** How far an import or export is, told on the worker's thread about thirty times a second. Rows. */
typedef enum { YZT_EXCHANGE_READING, YZT_EXCHANGE_COMPARING, YZT_EXCHANGE_WRITING } YztExchangePhase;
/** @total is an estimate while a text table is read, 0 when nothing is known, never less than @done. */
typedef void (*YztProgressFunc) (YztExchangePhase phase, guint64 done, guint64 total, gpointer user_data);

/** What a file seems to be: yzt-recognise.h. */
typedef struct _YztProposal YztProposal;

typedef struct {
  YztDatum datum;           /* of the file's lon/lat columns or geometries */
  gboolean datum_given;     /* FALSE: what is recognised for sure, else WGS 84; a file's own reference system is always heeded (reprojected) */
  const char *encoding;     /* NULL: recognised */
  const YztProposal *proposal; /* NULL: the file is recognised; else its layer, header row and columns are used as they stand */
  const char *layer;        /* name of the sheet or layer; NULL: chosen */
  guint header_row;         /* 1 = first row of the sheet; 0: found */
  int epsg;                 /* system of columns in metres; 0: recognised */
  GHashTable *mapping;      /* field name → column name, or NULL; unknown names on either side are an error */
  gboolean strict;          /* one bad row refuses all */
  gboolean dry_run;         /* everything but the writing */
  gboolean prepare;         /* the plan is going to be applied: many new rows are made ready for that while the file is read */
  gboolean without_place;   /* rows without coordinates come in without a position; else they are rejected, or the file refused when no column has any */
  gboolean update;          /* a row that the map has (by code, else by name within 50 m) changes it; else it is rejected */
  gboolean erase_empty;     /* with update: an empty cell of the file empties the field; else it leaves it as it is */
  gboolean repair;          /* put right what can be in one way only: swapped longitude and latitude */
  gboolean in_window;       /* sentences advise by the answers of the import dialog, else by the options of yzt */
  gboolean hold_doubtful;   /* rows with warnings are kept back too */
  const YztImportMends *mends; /* what a person has put right in the file's cells, NULL nothing; needed until the plan is made */
  const char *language;     /* for labels in reasons */
  GCancellable *cancellable; /* leaves no trace; G_IO_ERROR_CANCELLED */
  YztProgressFunc progress;
  gpointer progress_data;
} YztImportOptions;

typedef enum {
  YZT_FINDING_REJECT,       /* the row stays out */
  YZT_FINDING_WARNING,      /* the row comes in; somebody should look at it */
  YZT_FINDING_CORRECTED,    /* read in the only way that makes sense */
} YztFindingSeverity;
#define YZT_FINDING_N_SEVERITIES 3
typedef struct {
  guint row;                /* 1 = first data row */
  int column;               /* index among the file's columns; -1 the row as a whole */
  char *header;             /* of that column, "" */
  YztFindingSeverity severity;
  char *reason;             /* one sentence */
  char *suggestion;         /* one sentence saying what to do, "" */
} YztFinding;
void yzt_finding_clear (YztFinding *finding);

typedef struct {
  guint row;                /* 1 = first data row */
  char *column;             /* header of the column at fault, "" when the row as a whole */
  char *reason;             /* one sentence */
} YztImportReject;
typedef struct {
  guint first_row;          /* what a spreadsheet counts the first data row as; 1 where nothing stands above it */
  guint rows_read, rows_written, rows_rejected; /* written: new and changed */
  guint rows_changed;       /* of the map; only with update */
  guint rows_same;          /* the map has them already as they are; only with update */
  guint rows_without_place; /* new ones */
  GArray *rejects;          /* YztImportReject, the first reason of each rejected row, at most 10 000 kept */
  GArray *findings;         /* YztFinding, all of the doctor's, in the order of the rows, at most 10 000 of each severity kept */
  guint n_findings[YZT_FINDING_N_SEVERITIES];
  GPtrArray *mapped;        /* char * "field=column" as used */
  GPtrArray *unused;        /* char * columns of the file not used */
  GPtrArray *notes;         /* char * sentences: encoding found, axis order guessed, reprojected from … */
  char *wait;               /* one of them: how long nobody else can save while it is written, and why; NULL when that is not to be noticed */
  YztActResult *result;     /* NULL in a dry run or when nothing was written */
} YztImportReport;
void yzt_import_report_free (YztImportReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztImportReport, yzt_import_report_free)

typedef enum {
  YZT_EXCHANGE_ERROR_READ, YZT_EXCHANGE_ERROR_FORMAT, YZT_EXCHANGE_ERROR_COLUMNS, YZT_EXCHANGE_ERROR_STRICT, YZT_EXCHANGE_ERROR_WRITE,
  YZT_EXCHANGE_ERROR_STALE, /* the map has changed since the plan was made */
} YztExchangeError;
#define YZT_EXCHANGE_ERROR (yzt_exchange_error_quark ())
GQuark yzt_exchange_error_quark (void);

/** What an import is called in sentences, labels and the column “source”: the file's name, or “PostgreSQL NAME” for a connection, whose password is nobody's
 * to read. Free with g_free. */
char *yzt_import_source_name (const char *path);
/** Rows of a table or layer file (CSV, TSV, XLSX, ODS, GeoJSON, GeoPackage, Shapefile, KML, GPX…; .gz too) as rows of @kind, all good ones in one BULK act.
 * A row without coordinates (point kinds), with swapped or impossible ones, text in number columns, unknown enum values… is rejected with row, column and reason.
 * A row whose code (or, when it has none, name and position) already stands in the map is a reject "already in the map", so that importing twice does no harm.
 * On YZT_EXCHANGE_ERROR_STRICT @report_out is set too. A file that cannot be read as a whole writes nothing. */
gboolean yzt_import_file (YztStore *store, YztKind *kind, const char *path, const YztImportOptions *options, const YztActInfo *info,
                          YztImportReport **report_out, GError **error);

/** YztImportPlan: an import made but for the writing, to be looked at first. It holds the store; one thread at a time. */
typedef struct _YztImportPlan YztImportPlan;
typedef enum { YZT_IMPORT_NEW, YZT_IMPORT_CHANGED, YZT_IMPORT_SAME, YZT_IMPORT_REJECTED } YztImportState;
typedef struct {
  const YztField *field;    /* NULL: the position */
  char *before, *after;     /* in words, "" when empty */
} YztImportChange;
/** Reads @path, asks the doctor, compares with the map. Bad rows are no error here; yzt_import_apply judges strict. */
YztImportPlan *yzt_import_plan_new (YztStore *store, YztKind *kind, const char *path, const YztImportOptions *options, GError **error);
void yzt_import_plan_free (YztImportPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztImportPlan, yzt_import_plan_free)
/** Lives as long as the plan; complete after yzt_import_apply. */
const YztImportReport *yzt_import_plan_get_report (const YztImportPlan *plan);
guint yzt_import_plan_get_count (const YztImportPlan *plan, YztImportState state);
/** The @i-th row of @state in the order of the file: its number (1 = first data row), and its name, "" when it has none. */
guint yzt_import_plan_get_number (const YztImportPlan *plan, YztImportState state, guint i);
const char *yzt_import_plan_get_name (const YztImportPlan *plan, YztImportState state, guint i);
/** Of the @i-th CHANGED row: YztImportChange, field by field. */
const GArray *yzt_import_plan_get_changes (const YztImportPlan *plan, guint i);
/** The columns whose cells a person puts right where @finding was found: that of the finding, and those of the place where it is about the place. */
#define YZT_IMPORT_MOST_AT_FAULT 3
guint yzt_import_plan_get_at_fault (const YztImportPlan *plan, const YztFinding *finding, guint columns_out[YZT_IMPORT_MOST_AT_FAULT]);
const char *yzt_import_plan_get_header (const YztImportPlan *plan, guint column);
/** The row of this number as the person who opens the file sees it: rows above the data count, too. */
guint yzt_import_report_get_row (const YztImportReport *report, guint number);
/** The name that the row with findings has, "" when it has none or is not kept. */
const char *yzt_import_plan_get_row_name (const YztImportPlan *plan, guint number);
/** What the column of the file became; NULL: not taken, or no field of its own. */
const YztField *yzt_import_plan_get_field (const YztImportPlan *plan, guint column);
/** The cell as the file has it or as it was put right; NULL when the row is not kept: only rows that stay out and the first ones with warnings are. */
const char *yzt_import_plan_get_cell (const YztImportPlan *plan, guint number, guint column);
/** New and changed rows as one act; once. Errors: STRICT; STALE, when the map has changed where the plan would: nothing is written, plan again. */
gboolean yzt_import_apply (YztImportPlan *plan, const YztActInfo *info, GError **error);

/** The rows that were kept back as an XLSX workbook: the file's own header and cells, the bad ones coloured and with a comment, and before them the reason
 * and what to do; a second sheet with the warnings. To be corrected and imported again. Before or after yzt_import_apply. Errors: WRITE; FORMAT when
 * nothing was found. */
gboolean yzt_import_plan_write_return_sheet (YztImportPlan *plan, const char *path, GError **error);

/* --- out --- */
typedef struct {
  const gint64 *fids;       /* a selection, a ring, what a query found; NULL: all rows. Those that are gone are passed over */
  gsize n_fids;
  YztDatum datum;           /* of the coordinates that are written, named in the header, the layer or a column */
  gboolean plain;           /* without source, verified_at, verified_by, verified_how, created_at, updated_at */
  gboolean labelled;        /* for people: headers with units, enumerations and times in words; else names and codes, which read back exactly */
  const char *language;     /* of labels: "zh_CN", "en" */
  const char *title;        /* of a labelled XLSX; NULL: the kind's label */
  guint64 expected_rows;    /* for progress; 0 unknown */
  GCancellable *cancellable; /* leaves no trace; G_IO_ERROR_CANCELLED */
  YztProgressFunc progress;
  gpointer progress_data;
} YztExportOptions;
typedef struct {
  guint rows;               /* written */
  guint rows_without_place; /* of them */
  GPtrArray *notes;         /* char * sentences: what the format could not hold */
} YztExportReport;
void yzt_export_report_free (YztExportReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztExportReport, yzt_export_report_free)
typedef struct {
  const char *ending;       /* "xlsx" */
  const char *label;        /* translated */
} YztExportFormat;
/** All formats, those of offices first; some twice under another ending. */
const YztExportFormat *yzt_export_formats (guint *n_out);
/** Format by the ending of @path; “PG:…” is a PostGIS data base, where a new table named after the kind is made, never an old one changed. Written beside and renamed, over an older file; the same under any locale and time zone, rows by fid. Texts that a spreadsheet
 * would run as formulas are harmless. @report_out may be NULL. Errors: FORMAT, WRITE, those of the store. */
gboolean yzt_export_rows (YztStore *store, YztKind *kind, const char *path, const YztExportOptions *options, YztExportReport **report_out, GError **error);

/** yzt_export_rows with everything, in WGS 84, by names and codes. @rows_out may be NULL. */
gboolean yzt_export_file (YztStore *store, YztKind *kind, const char *path, guint *rows_out, GError **error);
G_END_DECLS
