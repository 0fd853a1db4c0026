/* yzt-coordinate.c: a position as people write it: decimal, degrees minutes seconds, Chinese words, datum words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-coordinate-private.h"

#include <math.h>
#include <string.h>

#define MAX_TEXT_BYTES 200
#define MAX_TOKENS 24

typedef enum {
  TOKEN_NUMBER,
  TOKEN_DEGREE,
  TOKEN_MINUTE,
  TOKEN_SECOND,
  TOKEN_AXIS, /* N, 北纬, longitude … */
  TOKEN_COMMA,
  TOKEN_COLON,
} TokenType;

typedef enum { AXIS_UNKNOWN, AXIS_LON, AXIS_LAT } Axis;

typedef struct {
  TokenType type;
  double value; /* of a number */
  gboolean has_sign;
  gboolean whole; /* a number without a decimal point */
  Axis axis;
  int direction; /* of an axis: 1, -1 or 0 when only the axis is named */
} Token;

typedef struct {
  double degrees;
  Axis axis;
} Component;

/* Longer words come before the words they begin with. */
static const struct {
  const char *word;
  YztDatum datum;
} datum_words[] = {
  { "国家大地坐标系2000", YZT_DATUM_CGCS2000 },
  { "国家2000", YZT_DATUM_CGCS2000 },
  { "2000坐标", YZT_DATUM_CGCS2000 },
  { "cgcs-2000", YZT_DATUM_CGCS2000 },
  { "cgcs 2000", YZT_DATUM_CGCS2000 },
  { "cgcs2000", YZT_DATUM_CGCS2000 },
  { "epsg:4490", YZT_DATUM_CGCS2000 },
  { "epsg:4326", YZT_DATUM_WGS84 },
  { "wgs-84", YZT_DATUM_WGS84 },
  { "wgs 84", YZT_DATUM_WGS84 },
  { "wgs_84", YZT_DATUM_WGS84 },
  { "wgs84", YZT_DATUM_WGS84 },
  { "gcj-02", YZT_DATUM_GCJ02 },
  { "gcj 02", YZT_DATUM_GCJ02 },
  { "gcj_02", YZT_DATUM_GCJ02 },
  { "gcj02", YZT_DATUM_GCJ02 },
  { "火星", YZT_DATUM_GCJ02 },
  { "高德", YZT_DATUM_GCJ02 },
  { "腾讯", YZT_DATUM_GCJ02 },
  { "bd-09", YZT_DATUM_BD09 },
  { "bd 09", YZT_DATUM_BD09 },
  { "bd_09", YZT_DATUM_BD09 },
  { "bd09", YZT_DATUM_BD09 },
  { "百度", YZT_DATUM_BD09 },
};

static const struct {
  const char *word;
  Axis axis;
  int direction;
} axis_words[] = {
  { "longitude", AXIS_LON, 0 },
  { "latitude", AXIS_LAT, 0 },
  { "long", AXIS_LON, 0 },
  { "lon", AXIS_LON, 0 },
  { "lng", AXIS_LON, 0 },
  { "lat", AXIS_LAT, 0 },
  { "north", AXIS_LAT, 1 },
  { "south", AXIS_LAT, -1 },
  { "east", AXIS_LON, 1 },
  { "west", AXIS_LON, -1 },
  { "东经", AXIS_LON, 1 },
  { "西经", AXIS_LON, -1 },
  { "北纬", AXIS_LAT, 1 },
  { "南纬", AXIS_LAT, -1 },
  { "经度", AXIS_LON, 0 },
  { "纬度", AXIS_LAT, 0 },
  { "东", AXIS_LON, 1 },
  { "西", AXIS_LON, -1 },
  { "北", AXIS_LAT, 1 },
  { "南", AXIS_LAT, -1 },
  { "n", AXIS_LAT, 1 },
  { "s", AXIS_LAT, -1 },
  { "e", AXIS_LON, 1 },
  { "w", AXIS_LON, -1 },
};

static const struct {
  const char *sign;
  TokenType type;
} marks[] = {
  { "°", TOKEN_DEGREE },
  { "º", TOKEN_DEGREE },
  { "˚", TOKEN_DEGREE },
  { "度", TOKEN_DEGREE },
  { "″", TOKEN_SECOND },
  { "''", TOKEN_SECOND },
  { "′′", TOKEN_SECOND },
  { "’’", TOKEN_SECOND },
  { "”", TOKEN_SECOND },
  { "“", TOKEN_SECOND },
  { "\"", TOKEN_SECOND },
  { "秒", TOKEN_SECOND },
  { "′", TOKEN_MINUTE },
  { "'", TOKEN_MINUTE },
  { "’", TOKEN_MINUTE },
  { "‘", TOKEN_MINUTE },
  { "分", TOKEN_MINUTE },
  { ",", TOKEN_COMMA },
  { ";", TOKEN_COMMA },
  { "/", TOKEN_COMMA },
  { "、", TOKEN_COMMA },
  { "|", TOKEN_COMMA },
  { ":", TOKEN_COLON },
};

static const char *const ignored_words[] = { "坐标系", "坐标", "(", ")", "[", "]", "=" };

/* Lower case, half width, "−" as "-". Not NFKC: it would turn "²" into a digit and "º" into a letter. */
char *
yzt_coordinate_normalize (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c >= 0xFF01 && c <= 0xFF5E) {
      c -= 0xFF01 - 0x21;
    } else if (c == 0x2212 || c == 0x2013) {
      c = '-';
    } else if (c == 0x3002) {
      c = ',';
    } else if (g_unichar_isspace (c) || c == 0xFEFF || c == 0x200B) {
      c = ' ';
    }
    g_string_append_unichar (out, g_unichar_tolower (c));
  }

  return g_string_free (out, FALSE);
}

YztDatum
yzt_coordinate_take_datum (char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (datum_words); i++) {
    char *found = strstr (text, datum_words[i].word);

    if (found != NULL) {
      memset (found, ' ', strlen (datum_words[i].word));
      return datum_words[i].datum;
    }
  }

  return YZT_DATUM_WGS84;
}

static const char *
scan_number (const char *p,
             Token      *token)
{
  char digits[32];
  guint n = 0;
  guint n_digits = 0;

  token->type = TOKEN_NUMBER;
  token->whole = TRUE;
  if (*p == '-' || *p == '+') {
    token->has_sign = TRUE;
    digits[n++] = *p++;
  }
  for (; g_ascii_isdigit (*p) || (*p == '.' && token->whole); p++) {
    if (n + 1 >= sizeof digits) {
      return NULL;
    }
    if (*p == '.') {
      token->whole = FALSE;
    } else {
      n_digits++;
    }
    digits[n++] = *p;
  }
  digits[n] = '\0';
  if (n_digits == 0) {
    return NULL;
  }
  token->value = g_ascii_strtod (digits, NULL);

  return p;
}

static const char *
scan_word (const char *p,
           Token      *token)
{
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++) {
    if (g_str_has_prefix (p, marks[i].sign)) {
      token->type = marks[i].type;
      return p + strlen (marks[i].sign);
    }
  }
  for (guint i = 0; i < G_N_ELEMENTS (axis_words); i++) {
    const char *end = p + strlen (axis_words[i].word);

    if (g_str_has_prefix (p, axis_words[i].word) && !g_ascii_isalpha (*end)) {
      token->type = TOKEN_AXIS;
      token->axis = axis_words[i].axis;
      token->direction = axis_words[i].direction;
      return end;
    }
  }

  return NULL;
}

static const char *
skip_ignored (const char *p)
{
  for (guint i = 0; i < G_N_ELEMENTS (ignored_words); i++) {
    if (g_str_has_prefix (p, ignored_words[i])) {
      return p + strlen (ignored_words[i]);
    }
  }

  return NULL;
}

static gboolean
scan (const char *p,
      Token      *tokens,
      guint      *n_out)
{
  guint n = 0;

  while (*p != '\0') {
    const char *next;
    Token token = { 0, };

    if (*p == ' ') {
      p++;
      continue;
    }
    next = skip_ignored (p);
    if (next != NULL) {
      p = next;
      continue;
    }
    next = strchr ("+-.0123456789", *p) != NULL ? scan_number (p, &token) : scan_word (p, &token);
    if (next == NULL || n == MAX_TOKENS) {
      return FALSE;
    }
    tokens[n++] = token;
    p = next;
  }
  *n_out = n;

  return n >= 2;
}

static gboolean
is_type (const Token *tokens,
         guint        n,
         guint        i,
         TokenType    type)
{
  return i < n && tokens[i].type == type;
}

/* One or more parts of sixty below the degrees; each but the last must be whole. */
static gboolean
join_sixtieths (const Token *const *parts,
                guint               n_parts,
                double             *degrees_out)
{
  double degrees = fabs (parts[0]->value);

  for (guint i = 1; i < n_parts; i++) {
    if (parts[i]->has_sign || parts[i]->value >= 60.0 || !parts[i - 1]->whole) {
      return FALSE;
    }
    degrees += parts[i]->value / (i == 1 ? 60.0 : 3600.0);
  }
  *degrees_out = signbit (parts[0]->value) ? -degrees : degrees;

  return TRUE;
}

/* Number, then what marks, colons or (with @parts_wanted > 1) mere blanks join to it. */
static gboolean
parse_degrees (const Token *tokens,
               guint        n,
               guint       *i,
               guint        parts_wanted,
               double      *degrees_out)
{
  const Token *parts[3];
  guint n_parts = 1;
  static const TokenType part_marks[] = { TOKEN_DEGREE, TOKEN_MINUTE, TOKEN_SECOND };

  if (!is_type (tokens, n, *i, TOKEN_NUMBER)) {
    return FALSE;
  }
  parts[0] = &tokens[(*i)++];
  for (;;) {
    gboolean joined = n_parts < parts_wanted;

    if (is_type (tokens, n, *i, part_marks[n_parts - 1])) {
      (*i)++;
      joined = TRUE;
    } else if (is_type (tokens, n, *i, TOKEN_COLON) && is_type (tokens, n, *i + 1, TOKEN_NUMBER)) {
      (*i)++;
      joined = TRUE;
    }
    /* After a degree mark the next number is minutes only when it is not signed: "23.5° -113". */
    if (!joined || n_parts == 3 || !is_type (tokens, n, *i, TOKEN_NUMBER) ||
        tokens[*i].has_sign || !parts[n_parts - 1]->whole) {
      break;
    }
    /* "23° 113°": the next number starts the other half. */
    if (is_type (tokens, n, *i + 1, TOKEN_DEGREE)) {
      break;
    }
    parts[n_parts++] = &tokens[(*i)++];
  }

  return join_sixtieths (parts, n_parts, degrees_out);
}

static gboolean
parse_component (const Token *tokens,
                 guint        n,
                 guint       *i,
                 guint        parts_wanted,
                 Component   *out)
{
  const Token *name = NULL; /* "lon", "东经", "N" in front */
  int direction = 0;
  gboolean has_sign;

  out->axis = AXIS_UNKNOWN;
  if (is_type (tokens, n, *i, TOKEN_AXIS)) {
    name = &tokens[(*i)++];
    out->axis = name->axis;
    direction = name->direction;
    if (is_type (tokens, n, *i, TOKEN_COLON)) {
      (*i)++;
    }
  }
  has_sign = is_type (tokens, n, *i, TOKEN_NUMBER) && tokens[*i].has_sign;
  if (!parse_degrees (tokens, n, i, parts_wanted, &out->degrees)) {
    return FALSE;
  }
  if (direction == 0 && is_type (tokens, n, *i, TOKEN_AXIS) && tokens[*i].direction != 0 &&
      (name == NULL || name->axis == tokens[*i].axis)) {
    out->axis = tokens[*i].axis;
    direction = tokens[(*i)++].direction;
  }
  if (direction != 0 && has_sign) {
    return FALSE;
  }
  if (direction < 0) {
    out->degrees = -out->degrees;
  }

  return TRUE;
}

/* "113 05 12 23 06 00" has no marks at all: the count of numbers tells how many belong together. */
static guint
count_unmarked_parts (const Token *tokens,
                      guint        n)
{
  guint n_numbers = 0;

  for (guint i = 0; i < n; i++) {
    if (tokens[i].type == TOKEN_NUMBER) {
      n_numbers++;
    } else if (tokens[i].type != TOKEN_AXIS && tokens[i].type != TOKEN_COMMA) {
      return 1;
    }
  }

  return n_numbers == 6 || n_numbers == 4 ? n_numbers / 2 : 1;
}

static gboolean
order_components (Component    first,
                  Component    second,
                  YztPosition *position_out,
                  gboolean    *swapped_out)
{
  gboolean latitude_first;

  *swapped_out = FALSE;
  if (first.axis == AXIS_UNKNOWN && second.axis == AXIS_UNKNOWN) {
    latitude_first = fabs (first.degrees) <= 90.0 && fabs (second.degrees) > 90.0;
    *swapped_out = latitude_first;
  } else if (first.axis == second.axis) {
    return FALSE;
  } else {
    latitude_first = first.axis == AXIS_LAT || second.axis == AXIS_LON;
  }
  position_out->lon = latitude_first ? second.degrees : first.degrees;
  position_out->lat = latitude_first ? first.degrees : second.degrees;

  return yzt_position_is_valid (*position_out);
}

gboolean
yzt_coordinate_parse (const char  *text,
                      YztPosition *wgs84_out,
                      YztDatum    *datum_out,
                      gboolean    *swapped_out)
{
  g_autofree char *normal = NULL;
  Token tokens[MAX_TOKENS];
  guint n = 0;
  guint i = 0;
  guint parts_wanted;
  Component first;
  Component second;
  YztDatum datum;
  YztPosition position;
  gboolean swapped;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (wgs84_out != NULL, FALSE);

  if (strlen (text) > MAX_TEXT_BYTES || !g_utf8_validate (text, -1, NULL)) {
    return FALSE;
  }
  normal = yzt_coordinate_normalize (text);
  datum = yzt_coordinate_take_datum (normal);
  if (!scan (normal, tokens, &n)) {
    return FALSE;
  }

  /* What is left of "GCJ-02: …" or "WGS 84, …" once the datum word is cut out. */
  while (i < n && (tokens[i].type == TOKEN_COLON || tokens[i].type == TOKEN_COMMA)) {
    i++;
  }
  parts_wanted = count_unmarked_parts (tokens + i, n - i);
  if (!parse_component (tokens, n, &i, parts_wanted, &first)) {
    return FALSE;
  }
  if (is_type (tokens, n, i, TOKEN_COMMA)) {
    i++;
  }
  if (!parse_component (tokens, n, &i, parts_wanted, &second)) {
    return FALSE;
  }
  if (is_type (tokens, n, i, TOKEN_COMMA)) {
    i++;
  }
  if (i != n || !order_components (first, second, &position, &swapped)) {
    return FALSE;
  }

  *wgs84_out = yzt_datum_to_wgs84 (position, datum);
  if (datum_out != NULL) {
    *datum_out = datum;
  }
  if (swapped_out != NULL) {
    *swapped_out = swapped;
  }

  return TRUE;
}

gboolean
yzt_angle_parse (const char *text,
                 double     *degrees_out,
                 int        *is_latitude_out)
{
  g_autofree char *normal = NULL;
  Token tokens[MAX_TOKENS];
  guint n = 0;
  guint i = 0;
  guint n_numbers = 0;
  Component component;

  g_return_val_if_fail (text != NULL && degrees_out != NULL, FALSE);

  if (strlen (text) > MAX_TEXT_BYTES || !g_utf8_validate (text, -1, NULL)) {
    return FALSE;
  }
  normal = yzt_coordinate_normalize (text);
  if (!scan (normal, tokens, &n) && n != 1) {
    return FALSE;
  }
  for (guint k = 0; k < n; k++) {
    n_numbers += tokens[k].type == TOKEN_NUMBER ? 1 : 0;
  }
  if (n_numbers > 3 || !parse_component (tokens, n, &i, n_numbers, &component) || i != n || fabs (component.degrees) > 180.0) {
    return FALSE;
  }
  *degrees_out = component.degrees;
  if (is_latitude_out != NULL) {
    *is_latitude_out = component.axis == AXIS_UNKNOWN ? -1 : component.axis == AXIS_LAT;
  }
  return TRUE;
}

gboolean
yzt_angle_unpack (double   packed,
                  gboolean whole,
                  double  *degrees_out)
{
  double seconds_in_all;
  double degrees;
  double minutes;
  double seconds;

  g_return_val_if_fail (degrees_out != NULL, FALSE);

  /* Half of a ten-thousandth of a second: 112.2754 is not quite that in binary. */
  seconds_in_all = floor (fabs (packed) * (whole ? 1.0 : 1e4) * 1e4 + 0.5) / 1e4;
  degrees = floor (seconds_in_all / 1e4);
  minutes = floor (seconds_in_all / 1e2) - degrees * 1e2;
  seconds = seconds_in_all - degrees * 1e4 - minutes * 1e2;
  if (!isfinite (packed) || degrees > 180.0 || minutes >= 60.0 || seconds >= 60.0) {
    return FALSE;
  }
  *degrees_out = (degrees + minutes / 60.0 + seconds / 3600.0) * (packed < 0.0 ? -1.0 : 1.0);

  return TRUE;
}

char *
yzt_coordinate_format (YztPosition position,
                       guint       decimals)
{
  char format[8];
  char lon[48];
  char lat[48];

  g_snprintf (format, sizeof format, "%%.%uf", MIN (decimals, 12u));
  g_ascii_formatd (lon, sizeof lon, format, fabs (position.lon));
  g_ascii_formatd (lat, sizeof lat, format, fabs (position.lat));

  return g_strdup_printf ("%s° %s %s° %s",
                          lon, position.lon < 0.0 ? "W" : "E",
                          lat, position.lat < 0.0 ? "S" : "N");
}

/* Rounded to tenths of a second first, so that no 60.0″ comes out. */
static char *
format_dms (double degrees)
{
  long tenths = lround (fabs (degrees) * 36000.0);

  return g_strdup_printf ("%ld°%02ld′%02ld.%ld″", tenths / 36000, tenths / 600 % 60, tenths / 10 % 60, tenths % 10);
}

char *
yzt_coordinate_format_as (YztPosition        position,
                          YztCoordinateStyle style)
{
  double meridian;
  double easting;
  double northing;
  int zone;
  char x[48];
  char y[48];

  if (style == YZT_COORDINATE_DECIMAL) {
    return yzt_coordinate_format (position, 5);
  }
  if (style == YZT_COORDINATE_DMS) {
    g_autofree char *lon = format_dms (position.lon);
    g_autofree char *lat = format_dms (position.lat);

    return g_strdup_printf ("%s %s %s %s", lon, position.lon < 0.0 ? "W" : "E", lat, position.lat < 0.0 ? "S" : "N");
  }
  zone = yzt_gauss_kruger_zone (position.lon, 3, &meridian);
  yzt_gauss_kruger_forward (YZT_ELLIPSOID_CGCS2000, meridian, position, &easting, &northing);
  g_ascii_formatd (x, sizeof x, "%.1f", northing);
  g_ascii_formatd (y, sizeof y, "%.1f", easting + zone * 1e6);

  return g_strdup_printf ("X %s Y %s", x, y);
}
