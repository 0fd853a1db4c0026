/* yzt-recognise-position.c: which columns hold the place, and how it is written there
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-recognise-private.h"

typedef struct {
  int first, second;      /* longitude and latitude, easting and northing */
  YztNotation notation;
  gboolean swapped;
  double confidence;
  double rank;            /* best pair first: what is named WGS 84, then what is near each other */
  char *evidence;
} Pair;

static double
share (guint n, const YztContent *content)
{
  return content->n_filled > 0 ? (double) n / content->n_filled : 0.0;
}

static gboolean
kind_says (YztKind *kind, const YztTable *table, guint column, YztFieldType type)
{
  const YztField *field = *table->headers[column] != '\0' ? yzt_kind_match_header (kind, table->headers[column]) : NULL;

  if (field == NULL && *table->leaves[column] != '\0') {
    field = yzt_kind_match_header (kind, table->leaves[column]);
  }
  return field != NULL && yzt_field_get_field_type (field) == type;
}

static double
header_says (const YztTable *table, guint column, const char *what)
{
  const char *header = table->headers[column];
  const char *leaf = table->leaves[column];

  return MAX (*header != '\0' ? yzt_aliases_match (header, what) : 0.0, *leaf != '\0' ? yzt_aliases_match (leaf, what) : 0.0);
}

static double
lon_header (YztKind *kind, const YztTable *table, guint column)
{
  return kind != NULL && kind_says (kind, table, column, YZT_FIELD_LONGITUDE) ? 0.97 : header_says (table, column, "lon");
}

static double
lat_header (YztKind *kind, const YztTable *table, guint column)
{
  return kind != NULL && kind_says (kind, table, column, YZT_FIELD_LATITUDE) ? 0.97 : header_says (table, column, "lat");
}

/* --- one pair of columns --- */

/* Places of one street, or numbers that count up, all have the same few minutes by chance. */
#define MIN_MINUTES 3

static gboolean
are_spread (const YztContent *content)
{
  guint n = 0;

  for (guint64 bits = content->minutes; bits != 0; bits &= bits - 1) {
    n++;
  }
  return n >= MIN_MINUTES;
}

/* Packed only when every cell is: plain decimals happen to have small minutes and seconds one time in three. */
static gboolean
is_packed (const YztContent *lon, const YztContent *lat)
{
  gboolean whole = lon->minimum > 30000.0 && lat->minimum > 30000.0;

  if (lon->n_filled == 0 || lat->n_filled == 0 || lon->n_packed_lon < lon->n_filled || lat->n_packed_lat < lat->n_filled) {
    return FALSE;
  }
  return whole || (lon->n_filled >= 6 && (lon->decimals == 4 || lon->decimals >= 6) && lon->n_number == lon->n_filled && are_spread (lon) && are_spread (lat));
}

static Pair
degrees_pair (guint a, guint b, const YztContent *lon, const YztContent *lat, double header)
{
  Pair pair = { (int) a, (int) b, YZT_NOTATION_DECIMAL, FALSE, 0.0, 0.0, NULL };
  double in_china = MIN (share (lon->n_lon, lon), share (lat->n_lat, lat));
  double reversed = MIN (share (lon->n_lat, lon), share (lat->n_lon, lat));
  double on_earth = MIN (share (lon->n_far_lon, lon), share (lat->n_far_lat, lat));
  guint n = MIN (lon->n_filled, lat->n_filled);

  if (is_packed (lon, lat)) {
    pair.notation = YZT_NOTATION_PACKED_DMS;
    pair.confidence = header >= 0.9 ? 0.97 : header >= 0.7 ? 0.93 : 0.8;
    pair.evidence = g_strdup (_("Degrees, minutes and seconds run together: in every cell minutes and seconds are below 60."));
    return pair;
  }
  if (lon->n_angle * 2 > lon->n_filled || lat->n_angle * 2 > lat->n_filled) {
    pair.notation = YZT_NOTATION_DMS;
  }
  if (in_china >= 0.8 && n > 0) {
    pair.confidence = header >= 0.7 ? 0.98 : lon->decimals >= 3 && n >= 3 && in_china > 0.95 ? 0.92 : 0.7;
    pair.evidence = g_strdup_printf (_("%d%% of the cells are degrees within China."), (int) (in_china * 100.0 + 0.5));
  } else if (reversed >= 0.8 && n > 0 && lon->maximum < lat->minimum) {
    pair.swapped = TRUE;
    pair.first = (int) b;
    pair.second = (int) a;
    pair.confidence = header >= 0.7 ? 0.96 : 0.0;
    pair.evidence = g_strdup (_("The column of longitudes holds latitudes and the other way round; they were changed over."));
  } else if (header >= 0.9) {
    pair.confidence = on_earth >= 0.5 || n < 3 ? 0.95 : 0.92;
    pair.evidence = g_strdup_printf (_("The headers say so; %d%% of the cells are degrees."), (int) (on_earth * 100.0 + 0.5));
  } else if (header >= 0.7 && on_earth >= 0.8) {
    pair.confidence = 0.92;
    pair.evidence = g_strdup (_("The headers end so, and the cells are degrees."));
  }
  return pair;
}

static Pair
metres_pair (guint east, guint north, const YztContent *easting, const YztContent *northing, double header)
{
  Pair pair = { (int) east, (int) north, YZT_NOTATION_PROJECTED, FALSE, 0.0, 0.0, NULL };
  double zoned = share (easting->n_zoned, easting);
  double plain = share (easting->n_easting, easting);
  double fits = MIN (share (northing->n_northing, northing), MAX (zoned, plain));

  if (fits < 0.9 || northing->maximum - northing->minimum > 1.5e6) {
    return pair;
  }
  pair.confidence = header >= 0.7 ? 0.97 : zoned >= 0.9 ? 0.9 : northing->n_filled >= 3 && northing->decimals > 0 ? 0.75 : 0.4;
  pair.evidence = g_strdup (zoned >= 0.9 ? _("The cells are metres of a Gauss-Krüger projection, with the zone number before the easting.")
                                         : _("The cells are metres of a projection, eastings of six and northings of seven digits."));
  return pair;
}

/* WGS 84 beside GCJ-02 beside BD-09: the first is taken, and the two columns must be of the same. */
static int
header_rank (const char *header)
{
  g_autofree char *key = yzt_text_header_key (header);
  static const struct {
    const char *word;
    int rank;
  } words[] = { { "wgs", 0 }, { "84", 0 }, { "gps", 1 }, { "cgcs", 1 }, { "gcj", 3 }, { "火星", 3 }, { "高德", 3 }, { "amap", 3 }, { "gaode", 3 }, { "腾讯", 3 }, { "bd", 4 }, { "百度", 4 }, { "baidu", 4 } };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (strstr (key, words[i].word) != NULL) {
      return words[i].rank;
    }
  }
  return 2;
}

static void
keep_better (Pair *best, Pair *pair)
{
  if (pair->confidence > 0.0 && (best->confidence == 0.0 || pair->rank > best->rank)) {
    g_free (best->evidence);
    *best = *pair;
  } else {
    g_free (pair->evidence);
  }
}

static double
rank_of (const YztTable *table, const Pair *pair)
{
  int first = header_rank (table->headers[pair->first]);
  int second = header_rank (table->headers[pair->second]);

  return pair->confidence - 0.03 * first - (first != second ? 0.5 : 0.0) - 0.002 * abs (pair->first - pair->second) - 0.0001 * MIN (pair->first, pair->second);
}

/* What the headers say of each column, asked once. */
typedef struct {
  double lon, lat, east, north;
} Says;

static void
try_pair (Pair *best, const YztTable *table, const YztContent *contents, const Says *says, guint a, guint b)
{
  Pair pair = metres_pair (a, b, &contents[a], &contents[b], MIN (MAX (says[a].east, says[a].lon), MAX (says[b].north, says[b].lat)));

  if (pair.confidence == 0.0) {
    g_free (pair.evidence);
    pair = degrees_pair (a, b, &contents[a], &contents[b], MIN (says[a].lon, says[b].lat));
  }
  if (pair.confidence > 0.0) {
    pair.rank = rank_of (table, &pair);
  }
  keep_better (best, &pair);
}

static Pair
find_pair (const YztTable *table, const YztContent *contents, YztKind *kind)
{
  Pair best = { -1, -1, YZT_NOTATION_NONE, FALSE, 0.0, -10.0, NULL };
  g_autofree Says *says = g_new0 (Says, MAX (table->n_columns, 1));

  for (guint i = 0; i < table->n_columns; i++) {
    says[i] = (Says) { lon_header (kind, table, i), lat_header (kind, table, i), header_says (table, i, "easting"), header_says (table, i, "northing") };
  }
  for (guint a = 0; a < table->n_columns; a++) {
    const YztContent *at = &contents[a];
    gboolean worth = says[a].lon > 0.0 || says[a].east > 0.0 || at->n_lon * 10 > at->n_filled * 8 || at->n_zoned > 0 || at->n_easting * 10 > at->n_filled * 8;
    if (!worth || at->serial) {
      continue;
    }
    for (guint b = 0; b < table->n_columns; b++) {
      const YztContent *other = &contents[b];
      if (a != b && (says[b].lat > 0.0 || says[b].north > 0.0 || other->n_lat * 10 > other->n_filled * 8 || other->n_northing * 10 > other->n_filled * 8)) {
        try_pair (&best, table, contents, says, a, b);
      }
    }
  }
  return best;
}

/* --- both in one --- */

static int
find_one_column (const YztTable *table, const YztContent *contents, gboolean wkt, double *confidence_out)
{
  int best = -1;

  *confidence_out = 0.0;
  for (guint i = 0; i < table->n_columns; i++) {
    guint n = wkt ? contents[i].n_wkt : contents[i].n_pair;
    double header = header_says (table, i, wkt ? "wkt" : "coordinate");
    double confidence = 0.0;
    if (wkt && g_ascii_strcasecmp (table->headers[i], YZT_EXCHANGE_WKT_COLUMN) == 0) {
      confidence = 0.98;
    } else if (contents[i].n_filled > 0 && n * 10 >= contents[i].n_filled * 8) {
      confidence = header >= 0.7 ? 0.98 : contents[i].n_filled >= 3 ? 0.94 : 0.8;
    }
    if (confidence > *confidence_out) {
      *confidence_out = confidence;
      best = (int) i;
    }
  }
  return best;
}

static void
set_role (YztProposal *proposal, int column, YztColumnRole role, double confidence, const char *evidence)
{
  YztColumnProposal *at = g_ptr_array_index (proposal->columns, (guint) column);

  at->role = role;
  at->confidence = confidence;
  g_free (at->evidence);
  at->evidence = g_strdup (evidence != NULL ? evidence : "");
}

static void
take_pair (YztProposal *proposal, Pair *pair)
{
  gboolean metres = pair->notation == YZT_NOTATION_PROJECTED;

  proposal->notation = pair->notation;
  proposal->notation_confidence = pair->confidence;
  proposal->swapped = pair->swapped;
  set_role (proposal, pair->first, metres ? YZT_ROLE_EASTING : YZT_ROLE_LONGITUDE, pair->confidence, pair->evidence);
  set_role (proposal, pair->second, metres ? YZT_ROLE_NORTHING : YZT_ROLE_LATITUDE, pair->confidence, pair->evidence);
  proposal->notation_evidence = g_steal_pointer (&pair->evidence);
}

/* One of the two alone is still taken for what it is, so that the sentence about the other can be said. */
static void
take_single (YztProposal *proposal, const YztTable *table, YztKind *kind)
{
  gboolean had_lon = FALSE, had_lat = FALSE;

  for (guint i = 0; i < table->n_columns; i++) {
    if (!had_lon && lon_header (kind, table, i) >= 0.9) {
      set_role (proposal, (int) i, YZT_ROLE_LONGITUDE, 0.92, _("Its header says so."));
      had_lon = TRUE;
    } else if (!had_lat && lat_header (kind, table, i) >= 0.9) {
      set_role (proposal, (int) i, YZT_ROLE_LATITUDE, 0.92, _("Its header says so."));
      had_lat = TRUE;
    }
  }
}

void
yzt_recognise_position (YztProposal *proposal, const YztTable *table, const YztContent *contents, YztKind *kind)
{
  double wkt_sure, one_sure;
  int wkt = find_one_column (table, contents, TRUE, &wkt_sure);
  int one = find_one_column (table, contents, FALSE, &one_sure);
  Pair pair = find_pair (table, contents, kind);

  if (table->has_geometry && table->positions->len > 0) {
    proposal->notation = table->in_metres ? YZT_NOTATION_PROJECTED : YZT_NOTATION_GEOMETRY;
    proposal->notation_confidence = 0.99;
    proposal->notation_evidence = g_strdup (_("The layer has geometries."));
    g_free (pair.evidence);
    return;
  }
  if (wkt >= 0 && wkt_sure > pair.confidence - 0.02) {
    proposal->notation = YZT_NOTATION_WKT;
    proposal->notation_confidence = wkt_sure;
    proposal->notation_evidence = g_strdup (_("The cells are geometries in WKT."));
    set_role (proposal, wkt, YZT_ROLE_WKT, wkt_sure, proposal->notation_evidence);
    if (pair.confidence < YZT_RECOGNISE_SURE) {
      g_free (pair.evidence);
      return;
    }
    g_clear_pointer (&proposal->notation_evidence, g_free);
  }
  if (pair.confidence >= YZT_RECOGNISE_SURE || (pair.confidence > 0.0 && pair.confidence >= one_sure)) {
    take_pair (proposal, &pair);
    return;
  }
  g_free (pair.evidence);
  if (one >= 0) {
    gboolean latitude_first = contents[one].n_pair_swapped * 2 > contents[one].n_pair;
    proposal->notation = YZT_NOTATION_ONE_COLUMN;
    proposal->notation_confidence = one_sure;
    proposal->notation_evidence = g_strdup (latitude_first ? _("Each cell holds latitude and longitude, latitude first.")
                                                           : _("Each cell holds longitude and latitude."));
    set_role (proposal, one, YZT_ROLE_COORDINATE, one_sure, proposal->notation_evidence);
    return;
  }
  if (kind != NULL) {
    take_single (proposal, table, kind);
  }
}

/* --- one row --- */

static gboolean
parse_angle (const char *text, YztNotation notation, double *degrees_out, int *is_latitude_out)
{
  double number;

  *is_latitude_out = -1;
  if (yzt_text_number (text, &number)) {
    if (notation == YZT_NOTATION_PACKED_DMS) {
      return yzt_angle_unpack (number, fabs (number) >= 30000.0, degrees_out);
    }
    *degrees_out = number;
    return TRUE;
  }
  return yzt_angle_parse (text, degrees_out, is_latitude_out);
}

gboolean
yzt_cells_position (const YztPositionColumns *columns, const char *const *cells, YztPosition *position_out)
{
  double x, y;
  int first_is_latitude, second_is_latitude;
  YztDatum datum;

  if (columns->first < 0) {
    return FALSE;
  }
  if (columns->notation == YZT_NOTATION_ONE_COLUMN) {
    return yzt_coordinate_parse (cells[columns->first], position_out, &datum, NULL);
  }
  if (columns->second < 0) {
    return FALSE;
  }
  if (columns->notation == YZT_NOTATION_PROJECTED) {
    return columns->reprojector != NULL && yzt_text_number (cells[columns->first], &x) && yzt_text_number (cells[columns->second], &y) &&
           yzt_reprojector_run (columns->reprojector, x, y, position_out);
  }
  if (!parse_angle (cells[columns->first], columns->notation, &x, &first_is_latitude) ||
      !parse_angle (cells[columns->second], columns->notation, &y, &second_is_latitude)) {
    return FALSE;
  }
  /* The letters in the cells know better than the headers. */
  *position_out = first_is_latitude == 1 && second_is_latitude != 1 ? (YztPosition) { y, x } : (YztPosition) { x, y };
  return yzt_position_is_valid (*position_out);
}

static int
find_role (const YztProposal *proposal, YztColumnRole role)
{
  for (guint i = 0; i < proposal->columns->len; i++) {
    const YztColumnProposal *column = g_ptr_array_index (proposal->columns, i);
    if (column->role == role && column->confidence >= YZT_RECOGNISE_SURE) {
      return (int) i;
    }
  }
  return -1;
}

YztPositionColumns
yzt_proposal_position_columns (const YztProposal *proposal)
{
  YztPositionColumns columns = { proposal->notation, -1, -1, NULL };

  switch (proposal->notation) {
  case YZT_NOTATION_ONE_COLUMN:
    columns.first = find_role (proposal, YZT_ROLE_COORDINATE);
    break;
  case YZT_NOTATION_PROJECTED:
    columns.first = find_role (proposal, YZT_ROLE_EASTING);
    columns.second = find_role (proposal, YZT_ROLE_NORTHING);
    break;
  case YZT_NOTATION_NONE:
  case YZT_NOTATION_GEOMETRY:
  case YZT_NOTATION_DECIMAL:
  case YZT_NOTATION_DMS:
  case YZT_NOTATION_PACKED_DMS:
  case YZT_NOTATION_WKT:
  default:
    columns.first = find_role (proposal, YZT_ROLE_LONGITUDE);
    columns.second = find_role (proposal, YZT_ROLE_LATITUDE);
  }
  return columns;
}
