/* yzt-figure-tell.c: what was counted of rows, as lines, sums and sentences, the same days of the year before beside it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-figure-count-private.h"
#include "yzt-rules.h"

/* A stretch is set beside an earlier one only when records reach back to its beginning, give or take a quiet month. */
#define QUIET_DAYS 31

/* --- the numbers --- */

static double
value_of (const YztFigureCounting *self, const YztFigureTally *tally_of)
{
  const YztFigureSpec *spec = self->spec;
  if (spec->share != NULL) {
    return tally_of->n > 0 ? 100.0 * tally_of->n_share / tally_of->n : NAN;
  }
  if (spec->per != NULL) {
    return tally_of->per > 0 ? 100.0 * tally_of->sum / tally_of->per : NAN;
  }
  if (spec->minutes != NULL) {
    return tally_of->n > tally_of->n_unknown ? tally_of->sum / (tally_of->n - tally_of->n_unknown) : NAN;
  }
  return tally_of->n > 0 && tally_of->n == tally_of->n_unknown ? NAN : tally_of->sum;
}

/* Whether records reach back to @day ("2025-11-01"). */
static gboolean
reaches (const YztFigureCounting *self, const GDate *day)
{
  GDate first;
  gint64 ms;
  if (self->first == NULL || !yzt_time_parse (self->first, self->is_day ? self->desk->ask->zone : NULL, &ms)) {
    return FALSE;
  }
  first = yzt_figure_day_of (ms, self->desk->ask->zone);
  return g_date_days_between (day, &first) <= QUIET_DAYS;
}

static void
fill_line (const YztFigureCounting *self, YztFigureLine *line, YztFigureGroup *group)
{
  line->value = value_of (self, &group->now);
  line->n = group->now.n;
  line->n_before = group->before.n;
  g_clear_pointer (&line->fids, g_array_unref);
  line->fids = g_array_ref (group->fids);
}

/* @name: by what field. */
static char *
label_of (const YztFigureCounting *self, const char *name, const char *key)
{
  if (*key == '\0') {
    return g_strdup (_("(not said)"));
  }
  if (yzt_figure_by_is_time (name)) {
    return g_strdup (key);
  }
  gboolean first = g_strcmp0 (name, self->by_name) == 0;
  if (first && self->by_bounds != NULL) {
    /* TRANSLATORS: Ⅰ to Ⅳ */
    return *key == '0' ? g_strdup (_("No level")) : g_strdup_printf (_("Level %s"), yzt_level_numeral (*key - '0'));
  }
  gboolean of_owner = g_str_has_prefix (name, "owner.");
  const YztField *field = first ? yzt_figure_by_field (self) : yzt_kind_find_field (of_owner ? self->owner : self->kind, of_owner ? name + strlen ("owner.") : name);
  return g_strdup (field != NULL && yzt_field_get_n_values (field) > 0 ? yzt_field_get_value_label (field, key, self->desk->ask->language) : key);
}

static gboolean
month_reaches (const YztFigureCounting *self, const char *key)
{
  GDate day;
  g_autofree char *text = g_strconcat (key, "-01", NULL);
  if (strlen (key) != 7 || !yzt_rule_parse_day (text, &day)) {
    return TRUE;
  }
  g_date_subtract_years (&day, 1);
  return reaches (self, &day);
}

/* A year's line beside the year before it: a year that goes on beside the same days alone. */
static void
compare_years (const YztFigureCounting *self, YztFigureAnswer *answer)
{
  for (guint i = 0; i < answer->lines->len; i++) {
    YztFigureLine *line = &g_array_index (answer->lines, YztFigureLine, i);
    const YztFigureGroup *last = i > 0 ? self->groups->pdata[i - 1] : NULL;
    GDate begin;
    gboolean now = strncmp (line->key, self->desk->today, 4) == 0;
    g_date_set_dmy (&begin, 1, G_DATE_JANUARY, (GDateYear) (g_ascii_strtoull (line->key, NULL, 10) - 1));
    if (last != NULL && reaches (self, &begin)) {
      yzt_figure_line_compare (line, value_of (self, now ? &last->to_date : &last->now));
      line->n_before = now ? last->to_date.n : last->now.n;
    }
    g_date_add_years (&begin, 1);
    line->part = now || !reaches (self, &begin);
  }
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const YztFigureLine *x = a, *y = b;
  double p = isnan (x->value) ? -HUGE_VAL : x->value, q = isnan (y->value) ? -HUGE_VAL : y->value;
  gboolean x_unsaid = *x->key == '\0', y_unsaid = *y->key == '\0';
  return x_unsaid != y_unsaid ? (x_unsaid ? 1 : -1) : p != q ? (p > q ? -1 : 1) : strcmp (x->key, y->key);
}

static int
level_of_key (const YztField *field, const char *key)
{
  return !yzt_field_has_level_bounds (field) ? yzt_field_get_value_level (field, key) : *key != '\0' ? *key - '0' : 0;
}

/* Grades stand in their order, other words the greatest first. */
static int
compare_levels (gconstpointer a, gconstpointer b, gpointer field)
{
  const YztFigureLine *x = a, *y = b;
  int p = level_of_key (field, x->key), q = level_of_key (field, y->key);
  return p != q ? (p == 0 ? 9 : p) - (q == 0 ? 9 : q) : compare_lines (a, b);
}

static void
sort_lines (const YztFigureCounting *self, YztFigureAnswer *answer)
{
  const YztField *field = yzt_figure_by_field (self);
  if (self->by_time || answer->lines->len == 0) {
    return;
  }
  if (field != NULL && (field == self->by_bounds || field == yzt_kind_get_level_field (self->kind))) {
    g_array_sort_with_data (answer->lines, compare_levels, (gpointer) field);
  } else {
    g_array_sort (answer->lines, compare_lines);
  }
}

/* 0: not parted by level, or of none. */
static int
level_of_part (const YztFigureCounting *self, const char *key)
{
  const YztField *field = yzt_kind_find_field (self->kind, self->by_name);
  gboolean by_level = field != NULL && (field == self->by_bounds || field == yzt_kind_get_level_field (self->kind));
  int level = by_level ? level_of_key (field, key) : 0;
  return level >= 1 && level <= 4 ? level : 0;
}

/* --- parted once more --- */

typedef struct {
  const YztFigureCounting *counting;
  const YztField *levels; /* NULL: not by level */
} Order;

/* The field by which @name parts, when that is the level of these records. */
static const YztField *
level_field (const YztFigureCounting *self, const char *name)
{
  const YztField *field = name != NULL ? yzt_kind_find_field (self->kind, name) : NULL;
  return field != NULL && field == yzt_kind_get_level_field (self->kind) ? field : NULL;
}

static int
level_of (const YztField *levels, const char *key)
{
  int level = levels != NULL ? yzt_field_get_value_level (levels, key) : 0;
  return level >= 1 && level <= 4 ? level : 0;
}

static int
compare_splits (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Order *order = user_data;
  const char *x = *(char *const *) a, *y = *(char *const *) b;
  GHashTable *splits = order->counting->all.splits;
  int high = level_of (order->levels, x), low = level_of (order->levels, y);
  double p = value_of (order->counting, g_hash_table_lookup (splits, x)), q = value_of (order->counting, g_hash_table_lookup (splits, y));
  return high != low ? (high == 0 ? 9 : high) - (low == 0 ? 9 : low) : (*x == '\0') != (*y == '\0') ? (*x == '\0' ? 1 : -1) : p > q ? -1 : p < q ? 1 : strcmp (x, y);
}

/* The keys of the second parting, the greatest first; from YZT_FIGURE_MAX_SPLITS − 1 on they are told as one. NULL: not parted so. (element-type char *), borrowed */
static GPtrArray *
order_splits (const YztFigureCounting *self, YztFigureAnswer *answer)
{
  if (self->all.splits == NULL) {
    return NULL;
  }
  GPtrArray *keys = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init (&iter, self->all.splits);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    g_ptr_array_add (keys, key);
  }
  Order order = { self, level_field (self, self->split_name) };
  g_ptr_array_sort_with_data (keys, compare_splits, &order);
  answer->splits = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < MIN (keys->len, YZT_FIGURE_MAX_SPLITS); i++) {
    gboolean rest = i + 1 == YZT_FIGURE_MAX_SPLITS && keys->len > YZT_FIGURE_MAX_SPLITS;
    answer->split_levels[i] = rest ? 0 : level_of (order.levels, keys->pdata[i]);
    g_ptr_array_add (answer->splits, rest ? g_strdup_printf (_("%u others"), keys->len - i) : label_of (self, self->split_name, keys->pdata[i]));
  }
  return keys;
}

static double *
cells_of (const YztFigureCounting *self, const GPtrArray *keys, const YztFigureGroup *group)
{
  YztFigureTally tallies[YZT_FIGURE_MAX_SPLITS] = { 0 };
  guint n = keys != NULL ? MIN (keys->len, YZT_FIGURE_MAX_SPLITS) : 0;
  double *cells = n > 0 ? g_new (double, n) : NULL;
  for (guint i = 0; n > 0 && group->splits != NULL && i < keys->len; i++) {
    const YztFigureTally *part = g_hash_table_lookup (group->splits, keys->pdata[i]);
    if (part != NULL) {
      yzt_figure_tally_add (&tallies[MIN (i, n - 1)], part);
    }
  }
  for (guint i = 0; i < n; i++) {
    cells[i] = value_of (self, &tallies[i]);
  }
  return cells;
}

static void
fill_lines (YztFigureCounting *self, YztFigureAnswer *answer, gboolean compared)
{
  g_autoptr (GPtrArray) keys = order_splits (self, answer);
  answer->all.cells = cells_of (self, keys, &self->all);
  for (guint i = 0; self->by_name != NULL && i < self->groups->len; i++) {
    YztFigureGroup *group = self->groups->pdata[i];
    g_autofree char *label = label_of (self, self->by_name, group->key);
    YztFigureLine *line = yzt_figure_answer_add_line (answer, group->key, label);
    fill_line (self, line, group);
    line->level = level_of_part (self, group->key);
    line->cells = cells_of (self, keys, group);
    if (compared && (self->by_time ? month_reaches (self, group->key) : TRUE)) {
      yzt_figure_line_compare (line, value_of (self, &group->before));
    }
    line->part = self->days.part && self->by_time && i + 1 == self->groups->len;
  }
  if (self->with_year) {
    compare_years (self, answer);
  }
  sort_lines (self, answer);
}

/* --- what is said of it --- */

static void
say_left_out (YztFigureCounting *self, YztFigureAnswer *answer)
{
  if (self->n_status > 0) {
    yzt_figure_answer_say (answer, ngettext ("%u exercise, test or draft is not counted.", "%u exercises, tests and drafts are not counted.", self->n_status), self->n_status);
  }
  if (self->n_no_time > 0) {
    yzt_figure_answer_say (answer, ngettext ("%u record does not say when and is not counted.", "%u records do not say when and are not counted.", self->n_no_time), self->n_no_time);
  }
  if (self->n_no_place > 0) {
    yzt_figure_answer_say (answer, ngettext ("%u record has no place and is not counted.", "%u records have no place and are not counted.", self->n_no_place), self->n_no_place);
  }
  if (self->all.now.n_unknown > 0) {
    yzt_figure_answer_say (answer, ngettext ("%u record does not give the number; it adds nothing.", "%u records do not give the number; they add nothing.", self->all.now.n_unknown),
                           self->all.now.n_unknown);
  }
  YztFigureGroup *unsaid = self->by >= 0 ? g_hash_table_lookup (self->by_key, "") : NULL;
  if (unsaid != NULL && unsaid->now.n > 0) {
    yzt_figure_answer_say (answer, ngettext ("%u record does not say by what it is parted; it stands at the end.", "%u records do not say by what they are parted; they stand at the end.", unsaid->now.n),
                           unsaid->now.n);
  }
  if (self->all.now.n == 0) {
    yzt_figure_answer_say (answer, "%s", _("No record meets the conditions."));
  }
}

static void
say_before (YztFigureCounting *self, YztFigureAnswer *answer, gboolean compared)
{
  gint64 ms;
  if (answer->before_from == NULL || compared || self->first == NULL || !yzt_time_parse (self->first, self->is_day ? self->desk->ask->zone : NULL, &ms)) {
    return;
  }
  GDate day = yzt_figure_day_of (ms, self->desk->ask->zone);
  g_autofree char *first = yzt_figure_day_text (&day);
  yzt_figure_answer_say (answer, _("Records begin on %s: there is nothing to compare with of %s to %s."), first, answer->before_from, answer->before_to);
}

static char *
label_of_fields (const YztFigureCounting *self, GStrv names)
{
  GString *words = g_string_new (NULL);
  for (guint i = 0; names[i] != NULL; i++) {
    const YztField *field = yzt_kind_find_field (self->kind, names[i]);
    g_string_append_printf (words, "%s%s", i > 0 ? " + " : "", field != NULL ? yzt_field_get_label (field, self->desk->ask->language) : names[i]);
  }
  return g_string_free (words, FALSE);
}

static void
say_formula (YztFigureCounting *self, YztFigureAnswer *answer)
{
  const YztFigureSpec *spec = self->spec;
  const char *language = self->desk->ask->language, *of = yzt_kind_get_label (self->kind, language);
  GString *words = g_string_new (NULL);
  if (spec->minutes != NULL) {
    g_string_append_printf (words, _("mean of the minutes between two times of each “%s”"), of);
  } else if (spec->sum != NULL) {
    g_autofree char *sum = label_of_fields (self, spec->sum), *per = spec->per != NULL ? label_of_fields (self, spec->per) : NULL;
    g_string_append_printf (words, per != NULL ? _("100 × sum of “%s” ÷ sum of “%s”") : _("sum of “%s”"), sum, per);
    g_string_append_printf (words, _(" of all “%s”"), of);
  } else {
    g_string_append_printf (words, spec->share != NULL ? _("share among all “%s”") : _("number of “%s”"), of);
  }
  yzt_figure_words_of_tests (words, self->kind, self->owner, spec->where, language);
  if (self->ring_m > 0) {
    g_autofree char *radius = yzt_text_distance (self->ring_m);
    g_string_append_printf (words, _("; within %s in a straight line"), radius);
  }
  if (self->area != NULL) {
    g_string_append (words, spec->within == YZT_FIGURE_IN_ZONE ? _("; inside the danger zone in force") : _("; inside the area"));
  }
  if (self->desk->ask->county != NULL) {
    g_string_append_printf (words, _("; county: %s"), self->desk->ask->county);
  }
  answer->formula = g_string_free (words, FALSE);
}

void
yzt_figure_tell_count (YztFigureCounting *self, YztFigureAnswer *answer)
{
  GDate before_from;
  gint64 ms;
  gboolean compared = answer->before_from != NULL && yzt_rule_parse_day (answer->before_from, &before_from) && reaches (self, &before_from);
  fill_line (self, &answer->all, &self->all);
  if (compared) {
    yzt_figure_line_compare (&answer->all, value_of (self, &self->all.before));
  }
  answer->all.part = self->days.part && !self->with_year;
  fill_lines (self, answer, answer->before_from != NULL && (compared || self->by_time));
  /* Years before the first record are nobody's. */
  while (self->with_year && answer->lines->len > 0 && g_array_index (answer->lines, YztFigureLine, 0).n == 0) {
    g_array_remove_index (answer->lines, 0);
  }
  answer->newest_ms = self->newest != NULL && yzt_time_parse (self->newest, NULL, &ms) ? ms : 0;
  g_free (answer->kind);
  answer->kind = g_strdup (yzt_kind_get_id (self->kind));
  if (self->also >= 0) {
    g_autofree char *number = yzt_text_group_number (self->all.now.also, 1);
    const char *unit = yzt_figure_spec_get_unit_of (self->spec, "Also.Unit", g_str_equal (number, "1"), self->desk->ask->language);
    g_free (answer->beside);
    answer->beside = g_strdup_printf ("%s%s%s", number, *unit != '\0' ? " " : "", unit);
  }
  say_formula (self, answer);
  say_left_out (self, answer);
  say_before (self, answer, compared);
}
