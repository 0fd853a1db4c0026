/* yzt-distance.c: a radius as people type it: "800m", "1.5 km", "20公里"
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-geo.h"

#include <string.h>

#define MAX_TEXT_BYTES 64
#define MAX_DISTANCE_M 20038000.0 /* half of the equator: nothing is farther away */

static const struct {
  const char *word;
  double metres;
} units[] = {
  { "", 1.0 },
  { "m", 1.0 },
  { "米", 1.0 },
  { "metre", 1.0 },
  { "metres", 1.0 },
  { "meter", 1.0 },
  { "meters", 1.0 },
  { "km", 1000.0 },
  { "公里", 1000.0 },
  { "千米", 1000.0 },
  { "kilometre", 1000.0 },
  { "kilometres", 1000.0 },
  { "kilometer", 1000.0 },
  { "kilometers", 1000.0 },
  { "nmi", 1852.0 },
  { "海里", 1852.0 },
};

/* Digits with an optional point; "1,500" and "1 500" only with three digits after the separator. */
static const char *
scan_number (const char *text,
             double     *value_out)
{
  char digits[MAX_TEXT_BYTES + 1];
  guint n = 0;
  gboolean point = FALSE;

  while (n < MAX_TEXT_BYTES) {
    if (g_ascii_isdigit (*text)) {
      digits[n++] = *text++;
    } else if (*text == '.' && !point) {
      point = TRUE;
      digits[n++] = *text++;
    } else if ((*text == ',' || *text == ' ') && !point && n > 0 && g_ascii_isdigit (text[1]) &&
               g_ascii_isdigit (text[2]) && g_ascii_isdigit (text[3]) &&
               !g_ascii_isdigit (text[4])) {
      text++;
    } else {
      break;
    }
  }
  digits[n] = '\0';
  if (n == 0 || g_str_equal (digits, ".")) {
    return NULL;
  }
  *value_out = g_ascii_strtod (digits, NULL);

  return text;
}

gboolean
yzt_distance_parse (const char *text,
                    double     *metres_out)
{
  g_autofree char *normal = NULL;
  g_autofree char *folded = NULL;
  const char *rest;
  double value;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (metres_out != NULL, FALSE);

  if (strlen (text) > MAX_TEXT_BYTES || !g_utf8_validate (text, -1, NULL)) {
    return FALSE;
  }
  normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  folded = g_utf8_casefold (normal, -1);
  g_strstrip (folded);
  rest = scan_number (folded, &value);
  if (rest == NULL) {
    return FALSE;
  }
  while (*rest == ' ') {
    rest++;
  }

  for (guint i = 0; i < G_N_ELEMENTS (units); i++) {
    if (g_str_equal (rest, units[i].word)) {
      value *= units[i].metres;
      if (!(value > 0.0 && value <= MAX_DISTANCE_M)) {
        return FALSE;
      }
      *metres_out = value;
      return TRUE;
    }
  }

  return FALSE;
}
