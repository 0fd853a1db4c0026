/* yzt-recognise-datum.c: in which datum or projection the coordinates are: what the file says, and what known places say
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-recognise-private.h"

/* A place fits when it is so near; lists give 4 to 6 decimals, and people click on the gate or on the middle of the yard. */
#define FIT_M 60.0
#define MAX_PLACES_READ 300000
#define MIN_PLACES 3

/* --- what the file says --- */

static const struct {
  const char *word;
  YztDatum datum;
} DATUM_WORDS[] = {
  { "wgs", YZT_DATUM_WGS84 },      { "84坐标", YZT_DATUM_WGS84 }, { "lng84", YZT_DATUM_WGS84 },   { "lat84", YZT_DATUM_WGS84 },
  { "gps", YZT_DATUM_WGS84 },      { "gcj", YZT_DATUM_GCJ02 },    { "火星", YZT_DATUM_GCJ02 },      { "高德", YZT_DATUM_GCJ02 },
  { "amap", YZT_DATUM_GCJ02 },     { "gaode", YZT_DATUM_GCJ02 },  { "腾讯", YZT_DATUM_GCJ02 },      { "tencent", YZT_DATUM_GCJ02 },
  { "bd09", YZT_DATUM_BD09 },      { "bdlon", YZT_DATUM_BD09 },   { "bdlng", YZT_DATUM_BD09 },    { "bdlat", YZT_DATUM_BD09 },
  { "baidu", YZT_DATUM_BD09 },     { "百度", YZT_DATUM_BD09 },      { "cgcs", YZT_DATUM_CGCS2000 }, { "国家2000", YZT_DATUM_CGCS2000 },
  { "2000坐标", YZT_DATUM_CGCS2000 }, { "2000国家", YZT_DATUM_CGCS2000 }, { "天地图", YZT_DATUM_CGCS2000 },
};

static gboolean
text_names_datum (const char *text, YztDatum *datum_out)
{
  g_autofree char *key = yzt_text_header_key (text);

  for (gsize i = 0; i < G_N_ELEMENTS (DATUM_WORDS); i++) {
    if (strstr (key, DATUM_WORDS[i].word) != NULL) {
      *datum_out = DATUM_WORDS[i].datum;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
text_names_ellipsoid (const char *text, YztEllipsoid *ellipsoid_out)
{
  static const struct {
    const char *word;
    YztEllipsoid ellipsoid;
  } words[] = {
    { "西安80", YZT_ELLIPSOID_XIAN_1980 },     { "西安1980", YZT_ELLIPSOID_XIAN_1980 },  { "1980西安", YZT_ELLIPSOID_XIAN_1980 }, { "80西安", YZT_ELLIPSOID_XIAN_1980 },
    { "xian80", YZT_ELLIPSOID_XIAN_1980 },     { "xian1980", YZT_ELLIPSOID_XIAN_1980 },  { "80坐标", YZT_ELLIPSOID_XIAN_1980 },   { "北京54", YZT_ELLIPSOID_BEIJING_1954 },
    { "北京1954", YZT_ELLIPSOID_BEIJING_1954 }, { "1954北京", YZT_ELLIPSOID_BEIJING_1954 }, { "54北京", YZT_ELLIPSOID_BEIJING_1954 }, { "beijing54", YZT_ELLIPSOID_BEIJING_1954 },
    { "beijing1954", YZT_ELLIPSOID_BEIJING_1954 }, { "54坐标", YZT_ELLIPSOID_BEIJING_1954 }, { "cgcs", YZT_ELLIPSOID_CGCS2000 },   { "国家2000", YZT_ELLIPSOID_CGCS2000 },
    { "2000国家", YZT_ELLIPSOID_CGCS2000 },    { "2000坐标", YZT_ELLIPSOID_CGCS2000 },   { "大地2000", YZT_ELLIPSOID_CGCS2000 },
  };
  g_autofree char *key = yzt_text_header_key (text);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (strstr (key, words[i].word) != NULL) {
      *ellipsoid_out = words[i].ellipsoid;
      return TRUE;
    }
  }
  return FALSE;
}

/* Headers of the position's columns, then a column of datum names, then titles and names. */
static gboolean
find_said_datum (YztProposal *proposal, const YztTable *table)
{
  for (guint i = 0; i < table->n_columns; i++) {
    const YztColumnProposal *column = g_ptr_array_index (proposal->columns, i);
    if (column->role >= YZT_ROLE_LONGITUDE && column->role <= YZT_ROLE_COORDINATE && text_names_datum (column->header, &proposal->datum)) {
      proposal->datum_confidence = 0.97;
      proposal->datum_evidence = g_strdup_printf (_("The header “%s” names %s."), column->header, yzt_datum_label (proposal->datum));
      return TRUE;
    }
  }
  for (guint i = 0; i < table->n_columns && table->sample->len > 0; i++) {
    const char *cell = ((char **) g_ptr_array_index (table->sample, 0))[i];
    gboolean about = strstr (table->headers[i], "坐标") != NULL || g_ascii_strcasecmp (table->headers[i], "datum") == 0 || g_ascii_strcasecmp (table->headers[i], "crs") == 0;
    if (about && strlen (cell) < 40 && text_names_datum (cell, &proposal->datum)) {
      proposal->datum_confidence = 0.95;
      proposal->datum_evidence = g_strdup_printf (_("The column “%s” names %s."), table->headers[i], yzt_datum_label (proposal->datum));
      return TRUE;
    }
  }
  for (guint i = 0; i < table->titles->len; i++) {
    const char *title = g_ptr_array_index (table->titles, i);
    if (text_names_datum (title, &proposal->datum)) {
      g_autofree char *shown_title = yzt_text_shorten (title, 120);
      proposal->datum_confidence = 0.93;
      proposal->datum_evidence = g_strdup_printf (_("The heading “%.120s” names %s."), shown_title, yzt_datum_label (proposal->datum));
      return TRUE;
    }
  }
  return FALSE;
}

/* --- known places --- */

typedef struct {
  YztPosition file, known;
} Match;

typedef struct {
  GHashTable *wanted;   /* name or code → index + 1 of the file's place */
  YztPosition *known;   /* of each place */
  guint *n_known;       /* how often the name stands in the map */
  guint n_read;
  double west, east, south, north;
  double lon_sum;
  guint n_positions;
  GCancellable *cancellable;
} Search;

static void
note_known (Search *search, const char *key, YztPosition position)
{
  gpointer index = key != NULL && *key != '\0' ? g_hash_table_lookup (search->wanted, key) : NULL;
  guint i = GPOINTER_TO_UINT (index);

  if (i > 0) {
    search->known[i - 1] = position;
    search->n_known[i - 1]++;
  }
}

static gboolean
on_known_row (const YztRow *row, gpointer user_data)
{
  Search *search = user_data;
  YztPosition position = { row->lon, row->lat };

  search->n_read++;
  if (row->has_position) {
    const char *name = yzt_row_get_text (row, "name");
    note_known (search, name, position);
    search->lon_sum += position.lon;
    search->west = search->n_positions == 0 ? position.lon : MIN (search->west, position.lon);
    search->east = search->n_positions == 0 ? position.lon : MAX (search->east, position.lon);
    search->south = search->n_positions == 0 ? position.lat : MIN (search->south, position.lat);
    search->north = search->n_positions == 0 ? position.lat : MAX (search->north, position.lat);
    search->n_positions++;
  }
  return search->n_read < MAX_PLACES_READ;
}

static int
column_of (const YztProposal *proposal, const char *field)
{
  for (guint i = 0; i < proposal->columns->len; i++) {
    const YztColumnProposal *column = g_ptr_array_index (proposal->columns, i);
    if (g_strcmp0 (column->field, field) == 0 && column->role == YZT_ROLE_FIELD) {
      return (int) i;
    }
  }
  return -1;
}

/* The sample's places by name; names that the file has twice are of no use. */
static GHashTable *
wanted_names (const YztProposal *proposal, const YztTable *table)
{
  GHashTable *wanted = g_hash_table_new (g_str_hash, g_str_equal);
  int name = column_of (proposal, "name");

  for (guint i = 0; name >= 0 && i < table->sample->len; i++) {
    char *text = ((char **) g_ptr_array_index (table->sample, i))[name];
    if (*text != '\0') {
      gboolean twice = g_hash_table_contains (wanted, text);
      g_hash_table_insert (wanted, text, twice ? NULL : GUINT_TO_POINTER (i + 1));
    }
  }
  return wanted;
}

static void
read_places (Search *search, YztStore *store, YztKind *kind)
{
  YztKindSet *kinds = yzt_store_get_kinds (store);

  if (kind != NULL) {
    yzt_store_read_rows (store, kind, on_known_row, search, NULL);
  }
  for (guint i = 0; i < yzt_kind_set_get_n (kinds) && search->n_read < MAX_PLACES_READ; i++) {
    YztKind *other = yzt_kind_set_get (kinds, i);
    if (other != kind && yzt_kind_get_geometry (other) == YZT_KIND_GEOMETRY_POINT && !yzt_kind_is_abstract (other) && yzt_kind_get_owner (other) == NULL) {
      yzt_store_read_rows (store, other, on_known_row, search, NULL);
    }
  }
}

static gboolean
position_at (const YztPositionColumns *columns, const YztTable *table, guint row, YztPosition *position_out)
{
  if (columns->notation == YZT_NOTATION_GEOMETRY) {
    if (row >= table->positions->len || table->positions->len < MIN (table->sample->len, YZT_TABLE_SAMPLE_TOP)) {
      return FALSE;
    }
    *position_out = g_array_index (table->positions, YztPosition, row);
    return yzt_position_is_valid (*position_out);
  }
  return yzt_cells_position (columns, (const char *const *) g_ptr_array_index (table->sample, row), position_out);
}

static GArray *
find_matches (Search *search, const YztPositionColumns *columns, const YztTable *table)
{
  GArray *matches = g_array_new (FALSE, FALSE, sizeof (Match));

  for (guint i = 0; i < table->sample->len; i++) {
    Match match;
    if (search->n_known[i] == 1 && position_at (columns, table, i, &match.file)) {
      match.known = search->known[i];
      g_array_append_val (matches, match);
    }
  }
  return matches;
}

static guint
count_fits (GArray *matches, YztDatum datum)
{
  guint n = 0;

  for (guint i = 0; i < matches->len; i++) {
    const Match *match = &g_array_index (matches, Match, i);
    n += yzt_geo_distance_m (yzt_datum_to_wgs84 (match->file, datum), match->known, NULL) <= FIT_M ? 1 : 0;
  }
  return n;
}

/* WGS 84 and CGCS2000 are one here. */
static void
judge_datum (YztProposal *proposal, GArray *matches)
{
  static const YztDatum datums[] = { YZT_DATUM_WGS84, YZT_DATUM_GCJ02, YZT_DATUM_BD09 };
  guint fits[G_N_ELEMENTS (datums)];
  guint best = 0, second = 0;
  double confidence;

  for (guint i = 0; i < G_N_ELEMENTS (datums); i++) {
    fits[i] = count_fits (matches, datums[i]);
    if (fits[i] > fits[best]) {
      best = i;
    }
  }
  for (guint i = 0; i < G_N_ELEMENTS (datums); i++) {
    second = i != best ? MAX (second, fits[i]) : second;
  }
  if (fits[best] == 0 || fits[best] == second) {
    return;
  }
  confidence = (1.0 - pow (0.5, fits[best] + 0.4)) * (1.0 - (double) second / fits[best]) * MIN (1.0, 0.4 + 0.75 * fits[best] / matches->len);
  if (fits[best] < MIN_PLACES) {
    confidence = MIN (confidence, 0.6);
  }
  if (confidence > proposal->datum_confidence || (proposal->datum != datums[best] && confidence > 0.9 &&
                                                  !(proposal->datum == YZT_DATUM_CGCS2000 && datums[best] == YZT_DATUM_WGS84))) {
    proposal->datum = proposal->datum == YZT_DATUM_CGCS2000 && datums[best] == YZT_DATUM_WGS84 ? YZT_DATUM_CGCS2000 : datums[best];
    proposal->datum_confidence = confidence;
    g_free (proposal->datum_evidence);
    /* TRANSLATORS: 18 of 20 known places fit GCJ-02 within 60 m. */
    proposal->datum_evidence = g_strdup_printf (_("%u of %u known places fit %s within %d m."), fits[best], matches->len, yzt_datum_label (datums[best]), (int) FIT_M);
  }
}

/* --- projections --- */

typedef struct {
  double x, y;
} Metres;

static GArray *
sample_metres (const YztProposal *proposal, const YztTable *table)
{
  GArray *metres = g_array_new (FALSE, FALSE, sizeof (Metres));
  YztPositionColumns columns = yzt_proposal_position_columns (proposal);

  for (guint i = 0; i < table->sample->len; i++) {
    char **cells = g_ptr_array_index (table->sample, i);
    Metres at = { NAN, NAN };
    if (columns.first >= 0 && columns.second >= 0 && yzt_text_number (cells[columns.first], &at.x) && yzt_text_number (cells[columns.second], &at.y)) {
      g_array_append_val (metres, at);
    }
  }
  for (guint i = 0; columns.first < 0 && i < table->positions->len; i++) {
    YztPosition position = g_array_index (table->positions, YztPosition, i);
    Metres at = { position.lon, position.lat };
    g_array_append_val (metres, at);
  }
  return metres;
}

/* "中央子午线114°", "中央经线为111", "38带", "带号：38", "3度带". */
static int
said_zone (const YztTable *table, double *meridian_out)
{
  static GRegex *meridian_regex = NULL, *zone_regex = NULL;
  static gsize once = 0;

  if (g_once_init_enter (&once)) {
    meridian_regex = g_regex_new ("中央(?:子午线|经线|經線)[^0-9]{0,6}([0-9]{2,3})", G_REGEX_OPTIMIZE, 0, NULL);
    zone_regex = g_regex_new ("(?:带号|zone)[^0-9]{0,4}([0-9]{2})|第?([0-9]{2})带", G_REGEX_OPTIMIZE | G_REGEX_CASELESS, 0, NULL);
    g_once_init_leave (&once, 1);
  }
  for (guint i = 0; i < table->titles->len; i++) {
    const char *title = g_ptr_array_index (table->titles, i);
    g_autoptr (GMatchInfo) match = NULL;
    g_autoptr (GMatchInfo) zone = NULL;
    if (g_regex_match (meridian_regex, title, 0, &match)) {
      g_autofree char *text = g_match_info_fetch (match, 1);
      *meridian_out = atoi (text);
      return 1;
    }
    if (g_regex_match (zone_regex, title, 0, &zone)) {
      g_autofree char *first = g_match_info_fetch (zone, 1);
      g_autofree char *second = g_match_info_fetch (zone, 2);
      int number = atoi (first != NULL && *first != '\0' ? first : second);
      *meridian_out = number >= 25 ? 3.0 * number : 6.0 * number - 3.0;
      return number >= 13 && number <= 45 ? 1 : 0;
    }
  }
  return 0;
}

static YztEllipsoid
said_ellipsoid (const YztTable *table, gboolean *said_out)
{
  YztEllipsoid ellipsoid = YZT_ELLIPSOID_CGCS2000;

  *said_out = FALSE;
  for (guint i = 0; i < table->n_columns && !*said_out; i++) {
    *said_out = text_names_ellipsoid (table->headers[i], &ellipsoid);
  }
  for (guint i = 0; i < table->titles->len && !*said_out; i++) {
    *said_out = text_names_ellipsoid (g_ptr_array_index (table->titles, i), &ellipsoid);
  }
  return ellipsoid;
}

/* Of the meridians three degrees apart, the one that puts the file's middle nearest to where the map's things are. */
static double
meridian_near (const Metres *middle, double lon)
{
  YztPosition at = yzt_gauss_kruger_inverse (YZT_ELLIPSOID_CGCS2000, 0.0, middle->x, middle->y);

  return 3.0 * floor ((lon - at.lon) / 3.0 + 0.5);
}

static Metres
middle_of (GArray *metres)
{
  Metres sum = { 0.0, 0.0 };

  for (guint i = 0; i < metres->len; i++) {
    sum.x += g_array_index (metres, Metres, i).x;
    sum.y += g_array_index (metres, Metres, i).y;
  }
  return (Metres) { sum.x / metres->len, sum.y / metres->len };
}

static void
set_projection (YztProposal *proposal, YztEllipsoid ellipsoid, int width, int zone, gboolean zoned, double confidence, char *evidence)
{
  g_autoptr (YztReprojector) reprojector = NULL;

  proposal->epsg = yzt_gauss_kruger_epsg (ellipsoid, width, zone, zoned);
  reprojector = proposal->epsg > 0 ? yzt_reprojector_new (proposal->epsg, NULL) : NULL;
  if (reprojector == NULL) {
    proposal->epsg = 0;
    g_free (evidence);
    return;
  }
  proposal->projection = g_strdup (yzt_reprojector_get_name (reprojector));
  proposal->projection_confidence = confidence;
  proposal->projection_evidence = evidence;
}

static void
judge_projection (YztProposal *proposal, const YztTable *table, const Search *search)
{
  g_autoptr (GArray) metres = sample_metres (proposal, table);
  gboolean said = FALSE;
  YztEllipsoid ellipsoid = said_ellipsoid (table, &said);
  Metres middle;
  double meridian = 0.0;
  const char *which = said ? _("the file names the ellipsoid") : _("CGCS2000 is taken, for the file names no ellipsoid");

  if (metres->len == 0) {
    return;
  }
  middle = middle_of (metres);
  if (middle.x >= 1e6) {
    int zone = (int) CLAMP (floor (middle.x / 1e6), 0.0, 1000.0);
    set_projection (proposal, ellipsoid, zone >= 25 ? 3 : 6, zone, TRUE, said ? 0.97 : 0.85,
                    g_strdup_printf (_("The eastings begin with the zone number %d; %s."), zone, which));
  } else if (said_zone (table, &meridian) && fmod (meridian, 3.0) == 0.0) {
    set_projection (proposal, ellipsoid, 3, (int) (meridian / 3.0), FALSE, said ? 0.96 : 0.85,
                    g_strdup_printf (_("The heading names the central meridian %d°; %s."), (int) meridian, which));
  } else if (search != NULL && search->n_positions > 0) {
    double lon = search->lon_sum / search->n_positions;
    double found = meridian_near (&middle, lon);
    YztPosition at = yzt_gauss_kruger_inverse (YZT_ELLIPSOID_CGCS2000, found, middle.x, middle.y);
    gboolean within = at.lon >= search->west - 0.3 && at.lon <= search->east + 0.3 && at.lat >= search->south - 0.3 && at.lat <= search->north + 0.3;
    set_projection (proposal, ellipsoid, 3, (int) (found / 3.0), FALSE, within ? (said ? 0.93 : 0.82) : 0.5,
                    g_strdup_printf (_("With the central meridian %d° the places lie where the map's things are; %s."), (int) found, which));
  }
}

/* Places of the map that the projection puts where they stand make it sure. */
static void
confirm_projection (YztProposal *proposal, const YztTable *table, Search *search)
{
  YztPositionColumns columns = yzt_proposal_position_columns (proposal);
  g_autoptr (YztReprojector) reprojector = proposal->epsg > 0 ? yzt_reprojector_new (proposal->epsg, NULL) : NULL;
  g_autoptr (GArray) matches = NULL;
  guint fits;

  columns.reprojector = reprojector;
  if (reprojector == NULL || columns.first < 0) {
    return;
  }
  matches = find_matches (search, &columns, table);
  fits = count_fits (matches, YZT_DATUM_WGS84);
  if (fits >= MIN_PLACES && fits * 10 >= matches->len * 6) {
    proposal->projection_confidence = MAX (proposal->projection_confidence, 0.96);
    g_free (proposal->projection_evidence);
    proposal->projection_evidence = g_strdup_printf (_("%u of %u known places fit %s within %d m."), fits, matches->len, proposal->projection, (int) FIT_M);
  }
}

/* These formats are in WGS 84 by their standards. Within China many hold GCJ-02 all the same; elsewhere nobody uses it. */
static void
judge_abroad (YztProposal *proposal, const YztTable *table)
{
  static const char *const formats[] = { "GeoJSON", "GeoJSONSeq", "LIBKML", "KML", "GPX", NULL };

  if (proposal->datum_confidence > 0.0 || proposal->notation != YZT_NOTATION_GEOMETRY || table->positions->len == 0 ||
      !g_strv_contains (formats, proposal->format)) {
    return;
  }
  for (guint i = 0; i < table->positions->len; i++) {
    YztPosition at = g_array_index (table->positions, YztPosition, i);
    if (fabs (at.lon) > 180.0 || fabs (at.lat) > 90.0 || yzt_recognise_is_in_china (at)) {
      return;
    }
  }
  proposal->datum = YZT_DATUM_WGS84;
  proposal->datum_confidence = 0.95;
  g_free (proposal->datum_evidence);
  proposal->datum_evidence = g_strdup (_("The format is in WGS 84 by its standard, and no place lies in China, where others are used."));
}

void
yzt_recognise_datum (YztProposal *proposal, const YztTable *table, YztStore *store, YztKind *kind)
{
  g_autoptr (GHashTable) wanted = NULL;
  g_autofree YztPosition *known = NULL;
  g_autofree guint *n_known = NULL;
  Search search = { NULL };
  YztPositionColumns columns = yzt_proposal_position_columns (proposal);
  gboolean degrees = columns.first >= 0 || proposal->notation == YZT_NOTATION_GEOMETRY;

  if (proposal->notation == YZT_NOTATION_NONE || table->sample->len == 0) {
    return;
  }
  if (proposal->notation != YZT_NOTATION_PROJECTED && table->system == NULL) {
    find_said_datum (proposal, table);
  }
  if (store != NULL) {
    wanted = wanted_names (proposal, table);
    known = g_new0 (YztPosition, table->sample->len);
    n_known = g_new0 (guint, table->sample->len);
    search = (Search) { .wanted = wanted, .known = known, .n_known = n_known };
    read_places (&search, store, kind);
  }
  if (proposal->notation == YZT_NOTATION_PROJECTED) {
    judge_projection (proposal, table, store != NULL ? &search : NULL);
    if (store != NULL) {
      confirm_projection (proposal, table, &search);
    }
  } else if (store != NULL && degrees && proposal->notation != YZT_NOTATION_WKT) {
    g_autoptr (GArray) matches = find_matches (&search, &columns, table);
    judge_datum (proposal, matches);
  }
  judge_abroad (proposal, table);
}
