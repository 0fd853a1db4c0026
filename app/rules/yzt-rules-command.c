/* yzt-rules-command.c: small tables of command that are data: how long a way takes, what words of a need mean, what covers a thing
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-rules-command.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-base.h"

typedef struct {
  YztNeedClass what;
  char *type;
} Word;

struct _YztCommandRules {
  GPtrArray *arrival;  /* YztArrivalClass * */
  GHashTable *words;   /* folded → Word * */
  GPtrArray *cover;    /* YztCoverRule * */
};

static void
arrival_free (gpointer data)
{
  YztArrivalClass *one = data;
  g_free (one->class);
  g_free (one->label_en);
  g_free (one->label_zh);
  g_free (one);
}

static void
word_free (gpointer data)
{
  g_free (((Word *) data)->type);
  g_free (data);
}

static void
cover_free (gpointer data)
{
  YztCoverRule *one = data;
  g_free (one->kind);
  g_free (one->type);
  g_strfreev (one->teams);
  g_free (one);
}

void
yzt_command_rules_free (YztCommandRules *rules)
{
  if (rules != NULL) {
    g_ptr_array_unref (rules->arrival);
    g_ptr_array_unref (rules->cover);
    g_hash_table_unref (rules->words);
    g_free (rules);
  }
}

typedef void (*LineFunc) (YztCommandRules *rules, char **cells, guint n);

static void
each_line (YztCommandRules *rules, const char *text, guint n_cells, LineFunc func)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);
    guint n = g_strv_length (cells);
    if (*lines[i] != '#' && n >= n_cells) {
      func (rules, cells, n);
    }
  }
}

static void
take_arrival (YztCommandRules *rules, char **cells, guint n)
{
  double figures[3];
  for (guint i = 0; i < 3; i++) {
    figures[i] = g_ascii_strtod (cells[1 + i], NULL);
  }
  if (figures[0] > 0 && figures[1] >= 1 && figures[2] >= 0) {
    YztArrivalClass *one = g_new0 (YztArrivalClass, 1);
    *one = (YztArrivalClass) { g_strdup (cells[0]), g_strdup (cells[4]), g_strdup (cells[5]), figures[0], figures[1], figures[2] };
    g_ptr_array_add (rules->arrival, one);
  }
}

static void
take_words (YztCommandRules *rules, char **cells, guint n)
{
  g_auto (GStrv) words = g_strsplit (cells[0], ";", -1);
  for (guint i = 0; words[i] != NULL; i++) {
    Word *word = g_new0 (Word, 1);
    word->what = g_str_equal (cells[1], "people") ? YZT_NEED_PEOPLE : YZT_NEED_VEHICLE;
    word->type = n > 2 && *cells[2] != '\0' ? g_strdup (cells[2]) : NULL;
    g_hash_table_replace (rules->words, yzt_text_fold (words[i]), word);
  }
}

static void
take_cover (YztCommandRules *rules, char **cells, guint n)
{
  double km = g_ascii_strtod (cells[3], NULL);
  if (km > 0) {
    YztCoverRule *one = g_new0 (YztCoverRule, 1);
    *one = (YztCoverRule) { g_strdup (cells[0]), g_strdup (cells[1]), g_strsplit (cells[2], ";", -1), km * 1000 };
    g_ptr_array_add (rules->cover, one);
  }
}

YztCommandRules *
yzt_command_rules_parse (const char *arrival, const char *need_words, const char *cover)
{
  g_return_val_if_fail (arrival != NULL && need_words != NULL && cover != NULL, NULL);
  YztCommandRules *rules = g_new0 (YztCommandRules, 1);
  rules->arrival = g_ptr_array_new_with_free_func (arrival_free);
  rules->cover = g_ptr_array_new_with_free_func (cover_free);
  rules->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, word_free);
  each_line (rules, arrival, 6, take_arrival);
  each_line (rules, need_words, 2, take_words);
  each_line (rules, cover, 4, take_cover);
  return rules;
}

/* --- arrival --- */

const YztArrivalClass *
yzt_command_rules_arrival (const YztCommandRules *rules, const char *class)
{
  static const YztArrivalClass fallback = { (char *) "other", (char *) "Other vehicle", (char *) "其他车辆", 45, 1.3, 10 };
  const YztArrivalClass *other = &fallback;
  g_return_val_if_fail (rules != NULL, &fallback);
  for (guint i = 0; i < rules->arrival->len; i++) {
    const YztArrivalClass *one = rules->arrival->pdata[i];
    if (g_strcmp0 (one->class, class) == 0) {
      return one;
    }
    other = g_str_equal (one->class, "other") ? one : other;
  }
  return other;
}

double
yzt_arrival_minutes (const YztArrivalClass *class, double distance_m, double turnout_min)
{
  return (isnan (turnout_min) ? class->turnout_min : turnout_min) + distance_m / 1000 * class->winding / class->km_h * 60;
}

char *
yzt_arrival_formula (const YztArrivalClass *class, double distance_m, double turnout_min, const char *language)
{
  g_autofree char *distance = yzt_text_distance (distance_m), *winding = yzt_text_format_number (class->winding), *speed = yzt_text_format_number (class->km_h);
  g_autofree char *turnout = yzt_text_group_number (isnan (turnout_min) ? class->turnout_min : turnout_min, 0);
  g_autofree char *all = yzt_text_group_number (ceil (yzt_arrival_minutes (class, distance_m, turnout_min)), 0);
  /* Translators: turn-out time, straight-line distance, winding factor, speed, result in minutes, class of vehicle. */
  return g_strdup_printf (_("turn-out %s min + straight line %s × winding %s ÷ %s km/h = %s min (%s)"), turnout, distance, winding, speed, all,
                          g_str_has_prefix (language, "zh") ? class->label_zh : class->label_en);
}

/* --- needs --- */

YztNeedClass
yzt_command_rules_need (const YztCommandRules *rules, const char *name, const char *unit, const char **type_out)
{
  g_return_val_if_fail (rules != NULL && name != NULL, YZT_NEED_MATERIAL);
  g_autofree char *folded = g_strstrip (yzt_text_fold (name));
  const Word *word = g_hash_table_lookup (rules->words, folded);
  if (type_out != NULL) {
    *type_out = word != NULL ? word->type : NULL;
  }
  if (word != NULL) {
    return word->what;
  }
  return g_strcmp0 (unit, "人") == 0 || g_strcmp0 (unit, "名") == 0 ? YZT_NEED_PEOPLE : YZT_NEED_MATERIAL;
}

/* --- cover --- */

const YztCoverRule *
yzt_command_rules_cover (const YztCommandRules *rules, const char *kind, const char *type)
{
  g_return_val_if_fail (rules != NULL && kind != NULL, NULL);
  for (guint i = 0; i < rules->cover->len; i++) {
    const YztCoverRule *one = rules->cover->pdata[i];
    if (g_str_equal (one->kind, kind) && (g_str_equal (one->type, "*") || g_strcmp0 (one->type, type) == 0)) {
      return one;
    }
  }
  return NULL;
}

gboolean
yzt_cover_rule_counts (const YztCoverRule *rule, const char *team_type)
{
  return g_strv_contains ((const char *const *) rule->teams, team_type) || g_strv_contains ((const char *const *) rule->teams, "*");
}
