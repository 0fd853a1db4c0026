/* yzt-vector-style.c: the classes of vector base maps out of their key file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-base.h"
#include "yzt-vector-style-private.h"

#define MAX_RULES 200
#define NEVER 99

static void
condition_clear (YztVectorCondition *condition)
{
  g_free (condition->key);
  g_strfreev (condition->values);
}

static void
rule_clear (YztVectorRule *rule)
{
  g_free (rule->name);
  g_clear_pointer (&rule->conditions, g_array_unref);
}

void
yzt_vector_style_free (YztVectorStyle *style)
{
  if (style != NULL) {
    g_clear_pointer (&style->rules, g_array_unref);
    g_free (style->sum);
    g_free (style);
  }
}

double
yzt_vector_ramp_at (const YztVectorRamp *ramp, double zoom)
{
  if (ramp->n == 0 || zoom <= ramp->zoom[0]) {
    return ramp->n > 0 ? ramp->px[0] : 0;
  }
  for (guint i = 1; i < ramp->n; i++) {
    if (zoom < ramp->zoom[i]) {
      double t = (zoom - ramp->zoom[i - 1]) / (ramp->zoom[i] - ramp->zoom[i - 1]);
      return ramp->px[i - 1] + t * (ramp->px[i] - ramp->px[i - 1]);
    }
  }
  return ramp->px[ramp->n - 1];
}

/* --- the texts of a rule --- */

/* "natural=water,bay; landuse=reservoir" */
static void
read_match (YztVectorRule *rule, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ";", 0);
  for (guint i = 0; parts[i] != NULL; i++) {
    char *equals = strchr (parts[i], '=');
    if (equals == NULL) {
      continue;
    }
    *equals = '\0';
    YztVectorCondition condition = { g_ascii_strdown (g_strstrip (parts[i]), -1), g_strsplit (equals + 1, ",", 0) };
    for (guint k = 0; condition.values[k] != NULL; k++) {
      g_strstrip (condition.values[k]);
    }
    g_array_append_val (rule->conditions, condition);
  }
}

/* "8:0.8; 12:2.5; 16:9" */
static void
read_ramp (YztVectorRamp *ramp, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ";", 0);
  for (guint i = 0; parts[i] != NULL && ramp->n < YZT_VECTOR_RAMP_MAX; i++) {
    char *colon = strchr (parts[i], ':');
    if (colon == NULL) {
      continue;
    }
    *colon = '\0';
    double zoom, px;
    if (yzt_text_number (g_strstrip (parts[i]), &zoom) && yzt_text_number (g_strstrip (colon + 1), &px) && px >= 0 && px <= 200
        && (ramp->n == 0 || zoom > ramp->zoom[ramp->n - 1])) {
      ramp->zoom[ramp->n] = zoom;
      ramp->px[ramp->n] = px;
      ramp->n++;
    }
  }
}

static void
read_dashes (YztVectorRule *rule, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ";", 0);
  for (guint i = 0; parts[i] != NULL && rule->n_dashes < 4; i++) {
    double px;
    if (yzt_text_number (g_strstrip (parts[i]), &px) && px > 0 && px <= 100) {
      rule->dashes[rule->n_dashes++] = px;
    }
  }
}

static double
read_number (GKeyFile *file, const char *group, const char *key, double otherwise)
{
  g_autofree char *text = g_key_file_get_string (file, group, key, NULL);
  double number;
  return text != NULL && yzt_text_number (text, &number) ? number : otherwise;
}

static guint
read_word (GKeyFile *file, const char *group, const char *key, const char *const *words, guint n_words, guint otherwise)
{
  g_autofree char *text = g_key_file_get_string (file, group, key, NULL);
  for (guint i = 0; i < n_words; i++) {
    otherwise = g_strcmp0 (text, words[i]) == 0 ? i : otherwise;
  }
  return otherwise;
}

static void
read_colours (GKeyFile *file, const char *group, const char *key, YztDrawColor colours[2])
{
  const char *const endings[] = { "", "Dark" };
  const YztDrawColor none = { 0, 0, 0, 0 };
  for (guint i = 0; i < 2; i++) {
    g_autofree char *name = g_strconcat (key, endings[i], NULL);
    g_autofree char *text = g_key_file_get_string (file, group, name, NULL);
    colours[i] = yzt_draw_parse_color (text, i == 0 ? none : colours[0]);
  }
}

static void
read_rule (GKeyFile *file, const char *group, YztVectorRule *rule)
{
  static const char *const shapes[] = { "area", "line", "name" };
  static const char *const places[] = { "country", "province", "prefecture", "county", "city", "town", "village", "street" };
  g_autofree char *match = g_key_file_get_string (file, group, "Match", NULL);
  g_autofree char *width = g_key_file_get_string (file, group, "Width", NULL);
  g_autofree char *dashes = g_key_file_get_string (file, group, "Dashes", NULL);
  rule->name = g_strdup (group);
  rule->shape = (YztVectorShape) read_word (file, group, "Shape", shapes, G_N_ELEMENTS (shapes), YZT_VECTOR_LINE);
  rule->place = (YztPlaceKind) read_word (file, group, "Place", places, G_N_ELEMENTS (places), YZT_PLACE_STREET);
  rule->conditions = g_array_new (FALSE, FALSE, sizeof (YztVectorCondition));
  g_array_set_clear_func (rule->conditions, (GDestroyNotify) condition_clear);
  read_match (rule, match);
  rule->other = g_key_file_get_boolean (file, group, "Other", NULL);
  rule->min_zoom = read_number (file, group, "MinZoom", 0);
  rule->label_zoom = read_number (file, group, "LabelZoom", rule->shape == YZT_VECTOR_NAME ? rule->min_zoom : NEVER);
  rule->importance = read_number (file, group, "Importance", 0);
  read_colours (file, group, "Colour", rule->fill);
  read_colours (file, group, "Casing", rule->casing);
  read_ramp (&rule->width, width);
  read_dashes (rule, dashes);
  rule->casing_px = read_number (file, group, "CasingWidth", 0);
}

/* What the prepared file depends on: the classes and what goes into them, not how they look. */
static void
add_to_sum (GChecksum *sum, GKeyFile *file, const YztVectorRule *rule)
{
  g_autofree char *match = g_key_file_get_string (file, rule->name, "Match", NULL);
  g_autofree char *text = g_strdup_printf ("%s|%d|%d|%d|%s|%d|%d|%d\n", rule->name, (int) rule->shape, (int) (rule->min_zoom * 100),
                                           (int) (rule->label_zoom * 100), match != NULL ? match : "", (int) rule->place, (int) (rule->importance * 100),
                                           rule->other);
  g_checksum_update (sum, (const guchar *) text, -1);
}

YztVectorStyle *
yzt_vector_style_load (const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL)) {
    g_set_error (error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_READ, _("The style of map files, “%s”, cannot be read; install the program anew."), path);
    return NULL;
  }
  YztVectorStyle *style = g_new0 (YztVectorStyle, 1);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  style->rules = g_array_new (FALSE, TRUE, sizeof (YztVectorRule));
  g_array_set_clear_func (style->rules, (GDestroyNotify) rule_clear);
  for (guint i = 0; groups[i] != NULL && i < MAX_RULES; i++) {
    YztVectorRule rule = { 0 };
    read_rule (file, groups[i], &rule);
    add_to_sum (sum, file, &rule);
    g_array_append_val (style->rules, rule);
  }
  style->sum = g_strdup (g_checksum_get_string (sum));
  return style;
}
