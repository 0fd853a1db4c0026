/* yzt-field-unit.c: a number that was written with a unit: turned into the field's own where that can be done
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-kind-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "yzt-base.h"

/* Units of a quantity (mass, volume …) and how many of the first of their kind one of them is. "ton" is left out: it may be a short or a long one. */
typedef enum { MASS, VOLUME, LENGTH, AREA, MONEY, TIME } Quantity;
static const struct {
  const char *words; /* parted by ';' */
  Quantity quantity;
  double factor;
} units[] = {
  { "t;吨;公吨;tonne;tonnes", MASS, 1 },
  { "万吨", MASS, 1e4 },
  { "kg;kgs;千克;公斤", MASS, 1e-3 },
  { "斤;市斤", MASS, 5e-4 },
  { "g;克", MASS, 1e-6 },
  { "m³;m3;立方米;立方;方;cbm", VOLUME, 1 },
  { "×10 000 m³;10 000 m³;万立方米;万m³;万m3;万方", VOLUME, 1e4 },
  { "L;升;公升;litre;litres;liter;liters", VOLUME, 1e-3 },
  { "mL;毫升", VOLUME, 1e-6 },
  { "m;米;metre;metres;meter;meters", LENGTH, 1 },
  { "km;公里;千米", LENGTH, 1e3 },
  { "cm;厘米", LENGTH, 1e-2 },
  { "mm;毫米", LENGTH, 1e-3 },
  { "m²;m2;平方米;平米;㎡", AREA, 1 },
  { "km²;km2;平方公里;平方千米", AREA, 1e6 },
  { "ha;公顷", AREA, 1e4 },
  { "亩", AREA, 10000.0 / 15 },
  { "CNY;元;yuan", MONEY, 1 },
  { "×10 000 CNY;10 000 CNY;万元", MONEY, 1e4 },
  { "亿元", MONEY, 1e8 },
  { "min;分钟;分", TIME, 1 },
  { "h;小时;hours", TIME, 60 },
};

static char *
fold_unit (const char *text)
{
  g_autofree char *folded = yzt_text_fold (text);
  return g_strdup (g_strstrip (folded));
}

static int
find_unit (const char *word)
{
  g_autofree char *key = word != NULL ? fold_unit (word) : NULL;

  for (guint i = 0; key != NULL && i < G_N_ELEMENTS (units); i++) {
    g_auto (GStrv) words = g_strsplit (units[i].words, ";", -1);
    for (char **one = words; *one != NULL; one++) {
      g_autofree char *own = fold_unit (*one);
      if (g_str_equal (own, key)) {
        return (int) i;
      }
    }
  }
  return -1;
}

/* The longest beginning that is a number; what follows is the unit. */
static gboolean
split_number (const char *text, double *number_out, char **unit_out)
{
  g_autofree char *whole = g_strstrip (g_strdup (text));

  for (const char *end = whole + strlen (whole); end > whole; end = g_utf8_prev_char (end)) {
    g_autofree char *start = g_strchomp (g_strndup (whole, (gsize) (end - whole)));
    if (yzt_text_number (start, number_out)) {
      *unit_out = g_strstrip (g_strdup (end));
      return TRUE;
    }
  }
  return FALSE;
}

/* "12,34", "1 234", "0x10", "1/2", "1e999": the longest beginning that is a number tells nothing. */
static gboolean
may_be_unit (const char *text)
{
  return find_unit (text) >= 0 || (strpbrk (text, "0123456789") == NULL && strchr (",./+-:", *text) == NULL);
}

gboolean
yzt_field_read_unit (const YztField *field, const char *text, const char *language, double *number_out, char **words_out, GError **error)
{
  g_return_val_if_fail (field != NULL && text != NULL && number_out != NULL && words_out != NULL, FALSE);
  YztFieldType type = yzt_field_get_field_type (field);
  const char *own = yzt_field_get_unit (field, language), *english = yzt_field_get_unit (field, "en"), *chinese = yzt_field_get_unit (field, "zh_CN");
  g_autofree char *unit = NULL;
  double number;

  *words_out = NULL;
  if ((type != YZT_FIELD_NUMBER && type != YZT_FIELD_INTEGER) || own == NULL || strlen (text) > 100 || !g_utf8_validate (text, -1, NULL)
      || !split_number (text, &number, &unit) || *unit == '\0' || !may_be_unit (unit)) {
    return FALSE;
  }
  g_autofree char *key = fold_unit (unit), *key_en = fold_unit (english != NULL ? english : ""), *key_zh = fold_unit (chinese != NULL ? chinese : "");
  if (g_str_equal (key, key_en) || g_str_equal (key, key_zh)) {
    *number_out = number;
    return TRUE;
  }
  int from = find_unit (unit), to = find_unit (english) >= 0 ? find_unit (english) : find_unit (chinese);
  if (from < 0 || to < 0 || units[from].quantity != units[to].quantity) {
    g_set_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_VALUE, _("is written in “%s”, which cannot be turned into %s; write it in %s"), unit, own, own);
    return FALSE;
  }
  /* By whole numbers where they are, so that 500 kg are 0.5 t and not a hair more. */
  double factor = units[from].factor / units[to].factor, back = units[to].factor / units[from].factor;
  *number_out = back == round (back) ? number / back : number * factor;
  g_autofree char *was = yzt_text_format_number (number), *is = yzt_text_format_number (*number_out);
  *words_out = g_strdup_printf (_("%s %s = %s %s"), was, unit, is, own);
  return TRUE;
}
