/* yzt-recognise-private.h: the steps of recognition: encoding, rows, what cells look like, columns, coordinates, datum, kind
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "yzt-exchange-private.h"
#include "yzt-recognise.h"
#include "yzt-table-private.h"
G_BEGIN_DECLS

int yzt_compare_guint (gconstpointer a, gconstpointer b);

void yzt_column_proposal_free (gpointer column);
void yzt_layer_proposal_clear (gpointer layer);

/* --- encoding --- */
/** Name for yzt_text_decode; NULL when no encoding of ours fits. Both outs are set when it is not NULL; the sentence is owned by the caller. */
const char *yzt_recognise_encoding (const char *bytes, gsize length, double *confidence_out, char **evidence_out);

/** All of it, bytes that do not fit replaced; NULL when the encoding is unknown. */
char *yzt_decode_leniently (const char *bytes, gsize length, const char *encoding, gsize *length_out, guint *n_bad_out);

/* --- headers in general (data/recognise/fields.ini) --- */
typedef enum {
  YZT_CONTENT_ANY, YZT_CONTENT_ORGANISATION, YZT_CONTENT_PERSON, YZT_CONTENT_PHONE, YZT_CONTENT_ADDRESS, YZT_CONTENT_COUNTY, YZT_CONTENT_TOWN,
  YZT_CONTENT_CREDIT_CODE, YZT_CONTENT_CODE, YZT_CONTENT_DATE, YZT_CONTENT_URL,
} YztContentClass;
/** TRUE when the header is in the table, for any field. */
gboolean yzt_aliases_know (const char *header);
/** 0 … 1: how well @header names @field ("phone", "lon", "easting" …) by the table alone. */
double yzt_aliases_match (const char *header, const char *field);
/** What cells of a field of that name hold. */
YztContentClass yzt_aliases_get_content (const char *field);
/** TRUE for headers that are nothing of ours: row numbers, provinces. */
gboolean yzt_aliases_is_skipped (const char *header);

/* --- what the cells of a column look like --- */
typedef struct {
  guint n_rows;
  guint n_filled;
  guint n_number;
  guint n_integer;
  guint n_phone;
  guint n_sure_phone;   /* … that can be nothing else */
  guint n_organisation;
  guint n_person;
  guint n_address;
  guint n_county;
  guint n_town;
  guint n_credit_code;
  guint n_code;
  guint n_date;
  guint n_url;
  guint n_angle;        /* single angles with marks: 112°27′54″ */
  guint n_pair;         /* two coordinates in one cell */
  guint n_pair_swapped; /* … latitude first without saying so */
  guint n_wkt;
  guint n_lon;          /* numbers in the range of China's longitudes, with decimals */
  guint n_lat;
  guint n_far_lon;      /* numbers within ±180, with decimals */
  guint n_far_lat;      /* … within ±90 */
  guint n_packed_lon;   /* 1122754 or 112.2754 with minutes and seconds below 60 */
  guint64 minutes; /* a bit for each minute that cells with a fraction would have, were they packed */
  guint n_packed_lat;
  guint n_northing;     /* 1 900 000 … 6 100 000 */
  guint n_easting;      /* 100 000 … 999 999 */
  guint n_zoned;        /* the same after a zone number 13 … 45 */
  guint n_distinct;
  gboolean serial;      /* 1, 2, 3 … */
  double minimum, maximum; /* of the numbers */
  guint decimals;       /* most decimals of a number */
} YztContent;
void yzt_content_look (YztContent *content, GPtrArray *sample, guint column);
/** 0 … 1, the part of the filled cells that are of the class; -1 when too few are filled or the class says nothing. */
/** China with its seas, generously. */
gboolean yzt_recognise_is_in_china (YztPosition at);
double yzt_content_share (const YztContent *content, YztContentClass class);

/* --- the steps; each fills its part of the proposal --- */
void yzt_recognise_columns (YztProposal *proposal, const YztTable *table, const YztContent *contents, YztKind *kind, const char *language);
void yzt_recognise_position (YztProposal *proposal, const YztTable *table, const YztContent *contents, YztKind *kind);
/** @store: known places, may be NULL. */
void yzt_recognise_datum (YztProposal *proposal, const YztTable *table, YztStore *store, YztKind *kind);
void yzt_recognise_kinds (YztProposal *proposal, const YztTable *table, const YztContent *contents, YztKindSet *kinds, const char *language);

/** The whole, on an opened table. @kind NULL: the best of @store's. */
YztProposal *yzt_recognise_table (YztTable *table, YztStore *store, YztKind *kind, const char *language);

/* --- positions of rows as the proposal says --- */
/** Metres of a Chinese projection, or degrees of Xian 1980 and Beijing 1954, to WGS 84; [worker] not thread-safe. NULL when the code is none of ours. */
typedef struct _YztReprojector YztReprojector;
YztReprojector *yzt_reprojector_new (int epsg, GError **error);
gboolean yzt_reprojector_run (YztReprojector *self, double x, double y, YztPosition *wgs84_out);
/** One sentence: which shift between the datums is used and how good it is. */
const char *yzt_reprojector_get_note (const YztReprojector *self);
const char *yzt_reprojector_get_name (const YztReprojector *self);
/** The same sentence for a layer that GDAL converts: @geographic is the name of the degrees' system. */
char *yzt_reprojector_describe (const char *geographic, const char *name);
void yzt_reprojector_free (YztReprojector *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztReprojector, yzt_reprojector_free)
/** EPSG code of a zone: @width_deg 3 or 6, with the zone number before the easting or not; 0 when there is none. */
int yzt_gauss_kruger_epsg (YztEllipsoid ellipsoid, int width_deg, int zone, gboolean zoned);

/** The columns that hold the position of a row. */
typedef struct {
  YztNotation notation;
  int first, second;    /* longitude and latitude, easting and northing; both in the first; -1 none */
  YztReprojector *reprojector; /* of YZT_NOTATION_PROJECTED; not owned */
} YztPositionColumns;
/** Degrees as the file has them (WGS 84 when projected). FALSE: @out says nothing, the cells are no such position. */
gboolean yzt_cells_position (const YztPositionColumns *columns, const char *const *cells, YztPosition *position_out);
YztPositionColumns yzt_proposal_position_columns (const YztProposal *proposal);
G_END_DECLS
