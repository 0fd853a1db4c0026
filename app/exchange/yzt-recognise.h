/* yzt-recognise.h: what a foreign file seems to be: its encoding, header, columns, coordinates, datum and kind, each with evidence
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * [worker] Nothing is written. A proposal is a plain struct that the caller owns and may change before it is given to yzt_import_file
 * (YztImportOptions.proposal). What has less than YZT_RECOGNISE_SURE is left for the person: the import does not use it by itself. */
#pragma once
#include "yzt-exchange.h"
G_BEGIN_DECLS

#define YZT_RECOGNISE_SURE 0.9

/** What a column is. */
typedef enum {
  YZT_ROLE_SKIP,       /* nothing of ours: row numbers, blank columns, what no field fits */
  YZT_ROLE_FIELD,      /* field: a field of the kind; "owner_code" and "owner_fid" too */
  YZT_ROLE_LONGITUDE,  /* degrees, or degrees minutes seconds */
  YZT_ROLE_LATITUDE,
  YZT_ROLE_COORDINATE, /* both in one cell: "112.465, 23.047", "23.047N 112.465E", DMS */
  YZT_ROLE_WKT,        /* a geometry as text */
  YZT_ROLE_EASTING,    /* metres of the projection, with or without the zone number before them */
  YZT_ROLE_NORTHING,
} YztColumnRole;

typedef struct {
  char *header;        /* as the file has it; parts of merged header rows joined by a blank; "" when blank */
  YztColumnRole role;
  char *field;         /* of YZT_ROLE_FIELD: name of the field, else NULL */
  double confidence;   /* 0 … 1, of role and field together; 0 for YZT_ROLE_SKIP */
  char *evidence;      /* one sentence for the person; "" when there is none */
  char *samples[3];    /* first cells that are not blank, cut to 60 characters; NULL when fewer */
} YztColumnProposal;

typedef enum {
  YZT_NOTATION_NONE,       /* no coordinates found */
  YZT_NOTATION_GEOMETRY,   /* the layer has geometries */
  YZT_NOTATION_DECIMAL,    /* 112.465 */
  YZT_NOTATION_DMS,        /* 112°27′54″, 112度27分54秒, 112:27:54 */
  YZT_NOTATION_PACKED_DMS, /* 1122754 or 112.2754 */
  YZT_NOTATION_ONE_COLUMN, /* both in one cell */
  YZT_NOTATION_WKT,
  YZT_NOTATION_PROJECTED,  /* metres: see epsg */
} YztNotation;

typedef struct {
  char *text;          /* name of a sheet or layer */
  gint64 n_rows;       /* -1 unknown */
} YztLayerProposal;

typedef struct {
  char *kind_id;
  double confidence;   /* 0 … 1 */
  char *evidence;
} YztKindProposal;

struct _YztProposal {
  char *format;             /* "CSV", "XLSX", "ESRI Shapefile" … */
  char *encoding;           /* "UTF-8", "GB18030", "UTF-16LE", "UTF-16BE", "BIG5", "WINDOWS-1252"; NULL where the format says it */
  double encoding_confidence;
  char *encoding_evidence;
  GArray *layers;           /* YztLayerProposal; empty for text tables */
  guint layer;              /* index of the one that is read */
  guint n_title_rows;       /* rows above the header that are no data */
  guint header_row;         /* 1 = first row of the sheet or file; 0: there is no header row */
  guint n_header_rows;      /* 2 when merged header rows were joined */
  guint first_data_row;     /* same count as header_row */
  GArray *totals_rows;      /* guint: rows of the sample that hold totals, same count; the import passes over all such rows */
  GPtrArray *first_rows;    /* char *: the first rows of a sheet or text table in one line each, to choose the header by sight; empty for layers */
  GPtrArray *sample;        /* char **: the first rows of data and some of the middle, as many cells as there are columns */
  double header_confidence;
  char *header_evidence;
  GPtrArray *columns;       /* YztColumnProposal *, one for each column of the file */
  YztNotation notation;
  double notation_confidence;
  char *notation_evidence;
  gboolean swapped;         /* columns called longitude hold latitudes and the other way round; their roles are already put right */
  int epsg;                 /* of YZT_NOTATION_PROJECTED or of a layer's own system: 4490, 4526 …; 0 unknown */
  char *projection;         /* "CGCS2000 / 3-degree Gauss-Kruger zone 38", NULL when none */
  double projection_confidence; /* also of zone and ellipsoid; below YZT_RECOGNISE_SURE the person says it */
  char *projection_evidence;
  YztDatum datum;           /* of degrees; YZT_DATUM_WGS84 when nothing is known */
  double datum_confidence;  /* 0: nothing is known */
  char *datum_evidence;     /* "18 of 20 known places fit GCJ-02 within 60 m" */
  GArray *kinds;            /* YztKindProposal, best first; the given kind alone when one was given */
  GPtrArray *notes;         /* char *: sentences about the file as a whole */
  guint rows_looked_at;
};

typedef struct {
  const char *encoding;     /* NULL: found */
  const char *layer;        /* name of the sheet or layer; NULL: chosen */
  guint header_row;         /* 0: found */
  const char *language;     /* of labels in evidence */
} YztRecogniseOptions;

/** yzt_recognise_file: looks at the first rows of @path and at some of the middle.
 * @store: its kinds are ranked when @kind is %NULL, and its features are the known places for the datum; may be %NULL when @kind is given.
 * @options and @cancellable may be %NULL. Errors: YZT_EXCHANGE_ERROR as yzt_import_file gives for the file, G_IO_ERROR_CANCELLED. */
YztProposal *yzt_recognise_file (YztStore *store, YztKind *kind, const char *path, const YztRecogniseOptions *options, GCancellable *cancellable,
                                 GError **error);
/** The person's choice: confidence 1. @field is needed for YZT_ROLE_FIELD only; another column that had the same role or field loses it. */
void yzt_proposal_set_column (YztProposal *proposal, guint column, YztColumnRole role, const char *field);
/** What a column is called in a list of choices: "Longitude", "Skip", or the label of the field in @kind. Free with g_free. */
char *yzt_proposal_column_label (const YztProposal *proposal, guint column, const YztKind *kind, const char *language);
void yzt_proposal_free (YztProposal *proposal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztProposal, yzt_proposal_free)
G_END_DECLS
