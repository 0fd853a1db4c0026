/* yzt-plane-coordinate.c: a position as metres, the way people type it: Gauss-Krüger with and without its zone, UTM, MGRS
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-coordinate-private.h"

#include <math.h>
#include <string.h>

#define MAX_TEXT_BYTES 200
#define UTM_SCALE 0.9996
#define FALSE_EASTING_M 500000.0
#define LEAST_EASTING_M 100000.0
#define MOST_EASTING_M 900000.0
#define MOST_NORTHING_M 6700000.0 /* 60 degrees north: no zone of China reaches it */
#define LETTERS "abcdefghjklmnpqrstuvwxyz" /* of UTM: without i and o */

typedef enum { AXIS_NONE, AXIS_NORTH, AXIS_EAST } Axis;

typedef struct {
  double value;
  Axis axis; /* as it was named */
} Number;

/* What was said beside the two numbers. */
typedef struct {
  int width_deg, zone; /* 0: nothing was said */
  double meridian_deg; /* NAN: nothing was said */
} Said;

/* --- words --- */

static const char *const local_words[] = {
  "西安", "xi'an", "xian", "北京", "beijing", "epsg:2327", "epsg:2401",
};

static gboolean
names_local_datum (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (local_words); i++) {
    if (strstr (text, local_words[i]) != NULL) {
      return TRUE;
    }
  }
  return FALSE;
}

/* The first match is cut out; its first group that is not empty, or NULL when there is none. */
static char *
cut (char *text, const char *pattern)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) info = NULL;
  int start = 0, end = 0;

  if (!g_regex_match (regex, text, 0, &info) || !g_match_info_fetch_pos (info, 0, &start, &end)) {
    return NULL;
  }
  g_autofree char *whole = g_match_info_fetch (info, 0);
  char *found = g_match_info_get_match_count (info) > 1 ? g_match_info_fetch (info, 1) : g_strdup (whole);
  memset (text + start, ' ', (size_t) (end - start));
  return found;
}

static gboolean
take_epsg (int epsg, Said *said)
{
  if (epsg >= 4491 && epsg <= 4512) {
    said->width_deg = 6;
    said->zone = 13 + (epsg - 4491) % 11;
  } else if (epsg >= 4513 && epsg <= 4554) {
    said->width_deg = 3;
    said->zone = 25 + (epsg - 4513) % 21;
  } else {
    return FALSE;
  }
  return TRUE;
}

static gboolean
take_said (char *text, Said *said)
{
  *said = (Said) { 0, 0, NAN };
  g_autofree char *epsg = cut (text, "epsg ?: ?([0-9]{4,5})");
  if (epsg != NULL && !take_epsg (atoi (epsg), said)) {
    return FALSE;
  }
  g_autofree char *meridian = cut (text, "(?:中央(?:子午线|经线)|central meridian|cm|l0)[ :=]*([0-9]{2,3}(?:\\.[0-9]+)?) ?[°度]? ?e?");
  if (meridian != NULL) {
    said->meridian_deg = g_ascii_strtod (meridian, NULL);
  }
  g_autofree char *width = cut (text, "([36三六]) ?(?:度|°|-?degree) ?分?(?:带|zone)?");
  if (width != NULL) {
    said->width_deg = g_str_equal (width, "3") || g_str_equal (width, "三") ? 3 : 6;
  }
  g_autofree char *zone = cut (text, "第? ?([0-9]{1,2}) ?号?带"), *called = cut (text, "(?:带号?|zone)[ :=]*([0-9]{1,2})(?![0-9])");
  if (zone != NULL || called != NULL) {
    said->zone = atoi (zone != NULL ? zone : called);
  }
  g_autofree char *words = cut (text, "高斯-?(?:克吕格|克里格|投影)?|gauss-?(?:kr(?:ue|u|ü)ger)?"), *rest = cut (text, "平面|投影");
  g_autofree char *system = cut (text, "坐标系?");
  return TRUE;
}

static Axis
axis_of (const char *word)
{
  static const char *const north[] = { "x", "n", "north", "northing", "北", "纵坐标", "纵" };
  static const char *const east[] = { "y", "e", "east", "easting", "东", "横坐标", "横" };
  for (guint i = 0; i < G_N_ELEMENTS (north); i++) {
    if (g_str_equal (word, north[i])) {
      return AXIS_NORTH;
    }
    if (g_str_equal (word, east[i])) {
      return AXIS_EAST;
    }
  }
  return AXIS_NONE;
}

/* Two numbers of six to eight digits, each with what names it before or behind. */
static gboolean
take_numbers (const char *text, Number numbers[2])
{
#define WORD "(x|y|northing|easting|north|east|n|e|北|东|纵坐标|横坐标|纵|横)?"
#define NUMBER "([0-9]{6,8}(?:\\.[0-9]{0,6})?) ?(?:m|米)?"
  g_autoptr (GRegex) regex = g_regex_new ("^[ ,;:()]*" WORD "[ :=]*" NUMBER " *" WORD "[ ,;/|、]+" WORD "[ :=]*" NUMBER " *" WORD "[ ,;()]*$", 0, 0, NULL);
  g_autoptr (GMatchInfo) info = NULL;

  if (!g_regex_match (regex, text, 0, &info)) {
    return FALSE;
  }
  for (int i = 0; i < 2; i++) {
    g_autofree char *before = g_match_info_fetch (info, 3 * i + 1), *number = g_match_info_fetch (info, 3 * i + 2), *behind = g_match_info_fetch (info, 3 * i + 3);
    numbers[i].value = g_ascii_strtod (number, NULL);
    numbers[i].axis = axis_of (before != NULL && *before != '\0' ? before : behind != NULL ? behind : "");
  }
  return TRUE;
}

/* --- Gauss-Krüger --- */

static gboolean
is_zoned (double easting_m)
{
  double zone = floor (easting_m / 1e6);
  return (zone >= 13 && zone <= 23) || (zone >= 25 && zone <= 45);
}

/* The numbers tell best which is which: a northing in China has seven digits, an easting six, or eight with its zone. */
static gboolean
tell_apart (const Number numbers[2], double *easting_m, double *northing_m)
{
  guint east;

  if (is_zoned (numbers[0].value) != is_zoned (numbers[1].value)) {
    east = is_zoned (numbers[0].value) ? 0 : 1;
  } else if ((numbers[0].value < 1e6) != (numbers[1].value < 1e6)) {
    east = numbers[0].value < 1e6 ? 0 : 1;
  } else if (numbers[0].axis != numbers[1].axis && numbers[0].value < 1e6) {
    east = numbers[0].axis == AXIS_EAST || numbers[1].axis == AXIS_NORTH ? 0 : 1;
  } else {
    return FALSE;
  }
  *easting_m = numbers[east].value;
  *northing_m = numbers[1 - east].value;
  return *northing_m <= MOST_NORTHING_M;
}

static gboolean
add_reading (YztPlaneReading *readings, guint *n, int zone, int width_deg, double meridian_deg, double easting_m, double northing_m, gboolean guessed)
{
  YztPosition at = yzt_gauss_kruger_inverse (YZT_ELLIPSOID_CGCS2000, meridian_deg, easting_m, northing_m);

  if (easting_m < LEAST_EASTING_M || easting_m > MOST_EASTING_M || !yzt_position_is_valid (at)) {
    return FALSE;
  }
  readings[(*n)++] = (YztPlaneReading) { .wgs84 = at, .grid = YZT_PLANE_GAUSS_KRUGER, .zone = zone, .width_deg = width_deg, .meridian_deg = meridian_deg, .guessed = guessed };
  return TRUE;
}

/* Nothing names the zone: it is the one of what is near, or the next one beside it, for many a district lies in two. */
static void
guess_zone (double near_lon, double easting_m, double northing_m, YztPlaneReading *readings, guint *n)
{
  double meridian;
  int zone = yzt_gauss_kruger_zone (near_lon, 3, &meridian), beside = near_lon >= meridian ? zone + 1 : zone - 1;

  add_reading (readings, n, zone, 3, meridian, easting_m, northing_m, TRUE);
  add_reading (readings, n, beside, 3, yzt_gauss_kruger_central_meridian (beside, 3), easting_m, northing_m, TRUE);
}

static guint
read_gauss_kruger (const Number numbers[2], const Said *said, const YztPosition *near, YztPlaneReading *readings)
{
  double easting_m, northing_m;
  guint n = 0;

  if (!tell_apart (numbers, &easting_m, &northing_m)) {
    return 0;
  }
  int zone = said->zone, width_deg = said->width_deg;
  if (is_zoned (easting_m)) {
    int prefixed = (int) floor (easting_m / 1e6), prefixed_width = prefixed <= 23 ? 6 : 3;
    if ((zone != 0 && zone != prefixed) || (width_deg != 0 && width_deg != prefixed_width)) {
      return 0;
    }
    zone = prefixed;
    width_deg = prefixed_width;
    easting_m = fmod (easting_m, 1e6);
  }
  if (zone == 0 && isnan (said->meridian_deg)) {
    if (near != NULL && width_deg != 6) {
      guess_zone (near->lon, easting_m, northing_m, readings, &n);
    }
    return n;
  }
  width_deg = width_deg != 0 ? width_deg : zone == 0 || zone >= 24 ? 3 : 6;
  double meridian = zone != 0 ? yzt_gauss_kruger_central_meridian (zone, width_deg) : said->meridian_deg;
  if (meridian > 180 || (!isnan (said->meridian_deg) && fabs (meridian - said->meridian_deg) > 1e-9)) {
    return 0;
  }
  add_reading (readings, &n, zone, width_deg, meridian, easting_m, northing_m, FALSE);
  return n;
}

/* --- UTM and MGRS --- */

static double
utm_meridian (int zone)
{
  return 6.0 * zone - 183.0;
}

static guint
take_utm (int zone, char band, double easting_m, double northing_m, YztPlaneGrid grid, YztPlaneReading *reading)
{
  YztPosition at = yzt_gauss_kruger_inverse (YZT_ELLIPSOID_WGS84, utm_meridian (zone), FALSE_EASTING_M + (easting_m - FALSE_EASTING_M) / UTM_SCALE,
                                             (northing_m - (band < 'n' ? 1e7 : 0)) / UTM_SCALE);
  *reading = (YztPlaneReading) { .wgs84 = at, .grid = grid, .zone = zone, .width_deg = 6, .meridian_deg = utm_meridian (zone) };
  return easting_m >= LEAST_EASTING_M && easting_m <= MOST_EASTING_M && northing_m < 1e7 && yzt_position_is_valid (at) ? 1 : 0;
}

static guint
read_utm (const char *text, YztPlaneReading *reading)
{
  g_autoptr (GRegex) regex = g_regex_new ("^ *(?:utm)? *([0-9]{1,2}) ?([c-hj-np-x])[ ,:]+e?[ =:]*([0-9]{6}(?:\\.[0-9]*)?) ?m?e?[ ,;]+n?[ =:]*([0-9]{1,7}(?:\\.[0-9]*)?) ?m?n? *$", 0, 0, NULL);
  g_autoptr (GMatchInfo) info = NULL;

  if (!g_regex_match (regex, text, 0, &info)) {
    return 0;
  }
  g_autofree char *zone = g_match_info_fetch (info, 1), *band = g_match_info_fetch (info, 2), *easting = g_match_info_fetch (info, 3), *northing = g_match_info_fetch (info, 4);
  int number = atoi (zone);
  return number >= 1 && number <= 60 ? take_utm (number, *band, g_ascii_strtod (easting, NULL), g_ascii_strtod (northing, NULL), YZT_PLANE_UTM, reading) : 0;
}

/* The letters of a square of 100 km come again every 2000 km: the band tells which of them. */
static gboolean
find_square (int zone, const char letters[3], double *easting_m, double *northing_m)
{
  const char *columns = LETTERS, *rows = "abcdefghjklmnpqrstuv", *bands = "cdefghjklmnpqrstuvwx";
  int column = (int) (strchr (columns, letters[1]) - columns) - (zone - 1) % 3 * 8, row = (int) (strchr (rows, letters[2]) - rows);
  double south_m;

  if (column < 0 || column > 7) {
    return FALSE;
  }
  YztPosition south = { utm_meridian (zone), -80.0 + 8.0 * (double) (strchr (bands, letters[0]) - bands) };
  yzt_gauss_kruger_forward (YZT_ELLIPSOID_WGS84, south.lon, south, easting_m, &south_m);
  south_m = floor ((south_m * UTM_SCALE + (south.lat < 0 ? 1e7 : 0)) / 1e5) * 1e5;
  *easting_m = (column + 1) * 1e5;
  *northing_m = (zone % 2 != 0 ? row : (row + 15) % 20) * 1e5;
  while (*northing_m < south_m) {
    *northing_m += 2e6;
  }
  return TRUE;
}

static guint
read_mgrs (const char *text, YztPlaneReading *reading)
{
  g_autoptr (GRegex) regex = g_regex_new ("^ *(?:mgrs)?[ :]*([0-9]{1,2}) ?([c-hj-np-x]) ?([a-hj-np-z])([a-hj-np-v]) ?([0-9]{2,5}) ?([0-9]{2,5}) *$", 0, 0, NULL);
  g_autoptr (GMatchInfo) info = NULL;

  if (!g_regex_match (regex, text, 0, &info)) {
    return 0;
  }
  g_autofree char *zone = g_match_info_fetch (info, 1), *band = g_match_info_fetch (info, 2), *column = g_match_info_fetch (info, 3), *row = g_match_info_fetch (info, 4);
  g_autofree char *first = g_match_info_fetch (info, 5), *second = g_match_info_fetch (info, 6), *digits = g_strconcat (first, second, NULL);
  int number = atoi (zone);
  gsize half = strlen (digits) / 2;
  double easting_m = 0, northing_m = 0, unit = pow (10, 5 - (double) half);
  /* Both halves are equally long, with a blank between them or without one. */
  if (number < 1 || number > 60 || strlen (digits) % 2 != 0 || (strchr (text, ' ') != NULL && strlen (first) != half && g_strrstr (text, first)[strlen (first)] == ' ')
      || !find_square (number, (const char[3]) { *band, *column, *row }, &easting_m, &northing_m)) {
    return 0;
  }
  northing_m += g_ascii_strtod (digits + half, NULL) * unit;
  digits[half] = '\0';
  easting_m += g_ascii_strtod (digits, NULL) * unit;
  return take_utm (number, *band, easting_m, northing_m, YZT_PLANE_MGRS, reading);
}

/* --- all --- */

guint
yzt_plane_coordinate_parse (const char *text, const YztPosition *near, YztPlaneReading readings[YZT_PLANE_READINGS_MAX], gboolean *local_datum_out)
{
  Number numbers[2];
  Said said;

  g_return_val_if_fail (text != NULL && readings != NULL, 0);
  if (local_datum_out != NULL) {
    *local_datum_out = FALSE;
  }
  if (strlen (text) > MAX_TEXT_BYTES || !g_utf8_validate (text, -1, NULL)) {
    return 0;
  }
  g_autofree char *normal = yzt_coordinate_normalize (text);
  guint n = read_utm (normal, readings);
  n = n > 0 ? n : read_mgrs (normal, readings);
  if (n > 0) {
    return n;
  }
  gboolean local = names_local_datum (normal);
  g_autofree char *datum_words = local ? cut (normal, "(?:19(?:80|54) ?年?)?(?:西安|xi'?an|北京|beijing)(?: ?(?:19)?(?:80|54))?(?:坐标系?)?") : NULL;
  YztDatum datum = yzt_coordinate_take_datum (normal);
  if (!take_said (normal, &said) || !take_numbers (normal, numbers) || datum == YZT_DATUM_GCJ02 || datum == YZT_DATUM_BD09) {
    return 0;
  }
  n = read_gauss_kruger (numbers, &said, near, readings);
  if (local && n > 0) {
    if (local_datum_out != NULL) {
      *local_datum_out = TRUE;
    }
    return 0;
  }
  return n;
}

gboolean
yzt_coordinate_parse_any (const char *text, YztPosition *wgs84_out)
{
  YztPlaneReading readings[YZT_PLANE_READINGS_MAX];
  YztDatum datum;
  gboolean swapped;

  g_return_val_if_fail (text != NULL && wgs84_out != NULL, FALSE);
  if (yzt_coordinate_parse (text, wgs84_out, &datum, &swapped)) {
    return TRUE;
  }
  if (yzt_plane_coordinate_parse (text, NULL, readings, NULL) == 0) {
    return FALSE;
  }
  *wgs84_out = readings[0].wgs84;
  return TRUE;
}
