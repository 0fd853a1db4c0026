/* yzt-figure-rows.c: figures that are counted of rows: one pass over the rows that meet the conditions, now and the same days of the year before
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-figure-count-private.h"
#include "yzt-rules.h"

static void
group_free (YztFigureGroup *group)
{
  g_free (group->key);
  g_clear_pointer (&group->fids, g_array_unref);
  g_clear_pointer (&group->splits, g_hash_table_unref);
  g_free (group);
}

static YztFigureGroup *
group_of (YztFigureCounting *self, const char *key)
{
  YztFigureGroup *group = g_hash_table_lookup (self->by_key, key);
  if (group == NULL && !g_utf8_validate (key, -1, NULL)) {
    g_autofree char *valid = g_utf8_make_valid (key, -1);
    return group_of (self, valid);
  }
  if (group == NULL) {
    group = g_new0 (YztFigureGroup, 1);
    group->key = g_strdup (key);
    group->fids = g_array_new (FALSE, FALSE, sizeof (gint64));
    g_ptr_array_add (self->groups, group);
    g_hash_table_insert (self->by_key, group->key, group);
  }
  return group;
}

/* --- what is asked of the store --- */

static gboolean
has_field (const YztFigureCounting *self, const char *name)
{
  gboolean of_owner = g_str_has_prefix (name, "owner.");
  YztKind *kind = of_owner ? self->owner : self->kind;
  return kind != NULL && yzt_kind_get_field_index (kind, of_owner ? name + strlen ("owner.") : name) >= 0;
}

static int
want (YztFigureCounting *self, const char *name)
{
  g_ptr_array_add (self->fields, (gpointer) name);
  return (int) self->fields->len - 1;
}

static int
want_all (YztFigureCounting *self, GStrv names, int *n_out)
{
  int first = (int) self->fields->len;
  *n_out = names != NULL ? (int) g_strv_length (names) : 0;
  for (int i = 0; i < *n_out; i++) {
    want (self, names[i]);
  }
  return *n_out > 0 ? first : -1;
}

const YztField *
yzt_figure_by_field (const YztFigureCounting *self)
{
  const char *name = self->by_name;
  if (name == NULL || self->by_time) {
    return NULL;
  }
  gboolean of_owner = g_str_has_prefix (name, "owner.");
  return yzt_kind_find_field (of_owner ? self->owner : self->kind, of_owner ? name + strlen ("owner.") : name);
}

/* Of a number that tells the level, the levels are parted, not every number by itself. */
static const YztField *
find_bounds (const YztFigureCounting *self)
{
  const YztField *field = yzt_figure_by_field (self);
  return field != NULL && yzt_field_has_level_bounds (field) ? field : NULL;
}

const char *
yzt_figure_county_field (const YztFigureCounting *self)
{
  return has_field (self, "county") ? "county" : has_field (self, "owner.county") ? "owner.county" : NULL;
}

static void
choose_fields (YztFigureCounting *self)
{
  const YztFigureSpec *spec = self->spec;
  int n;
  self->sum = want_all (self, spec->sum, &self->n_sum);
  self->per = want_all (self, spec->per, &self->n_per);
  self->minutes = want_all (self, spec->minutes, &n);
  self->also = spec->also != NULL ? want (self, spec->also) : -1;
  self->time = spec->time != NULL ? want (self, spec->time) : -1;
  const char *status = yzt_store_query_status_field (self->desk->store, self->kind);
  self->status = status != NULL ? want (self, status) : -1;
  self->by_bounds = find_bounds (self);
  self->by = self->by_name != NULL && !self->by_time ? want (self, self->by_name) : -1;
  self->split = self->split_name != NULL ? want (self, self->split_name) : -1;
  self->updated = has_field (self, "updated_at") ? want (self, "updated_at") : -1;
  self->share = -1;
  if (spec->share != NULL && spec->share->len > 0) {
    self->share = want (self, g_array_index (spec->share, YztRowTest, 0).field);
  }
  g_ptr_array_add (self->fields, NULL);
}

/* "open" and "today" become what they stand for. */
static GArray *
resolve_tests (const YztFigureCounting *self, const GArray *tests)
{
  GArray *resolved = g_array_new (FALSE, TRUE, sizeof (YztRowTest));
  g_array_set_clear_func (resolved, (GDestroyNotify) yzt_row_test_clear);
  for (guint i = 0; i < tests->len; i++) {
    const YztRowTest *test = &g_array_index (tests, YztRowTest, i);
    YztRowTest copy = { .field = g_strdup (test->field), .how = test->how, .or_unsaid = test->or_unsaid };
    g_autoptr (GPtrArray) values = g_ptr_array_new ();
    const YztField *field = yzt_kind_find_field (self->kind, test->field);
    for (guint v = 0; test->values[v] != NULL; v++) {
      if (g_str_equal (test->values[v], "open") && field == yzt_kind_get_state_field (self->kind) && yzt_kind_find_field (self->kind, "reported_utc") != NULL) {
        for (guint s = 0; s < yzt_field_get_n_values (field); s++) {
          if (yzt_rule_incident_is_open (yzt_field_get_value (field, s))) {
            g_ptr_array_add (values, g_strdup (yzt_field_get_value (field, s)));
          }
        }
        copy.or_unsaid = yzt_rule_incident_is_open (NULL);
      } else {
        g_ptr_array_add (values, g_strdup (g_str_equal (test->values[v], "today") ? self->desk->today : test->values[v]));
      }
    }
    g_ptr_array_add (values, NULL);
    copy.values = (GStrv) g_ptr_array_free (g_steal_pointer (&values), FALSE);
    g_array_append_val (resolved, copy);
  }
  return resolved;
}

/* --- one row --- */

static double
number_of (const YztCell *cell)
{
  return cell->type == YZT_CELL_INTEGER ? (double) cell->v.integer : cell->type == YZT_CELL_NUMBER ? cell->v.number : NAN;
}

/* NAN: none of them says anything. */
static double
sum_of (const YztCell *cells, int first, int n)
{
  double sum = NAN;
  for (int i = 0; i < n; i++) {
    double value = number_of (&cells[first + i]);
    sum = isnan (value) ? sum : (isnan (sum) ? 0 : sum) + value;
  }
  return sum;
}

static double
minutes_between (const YztCell *from, const YztCell *to)
{
  gint64 from_ms, to_ms;
  if (from->type != YZT_CELL_TEXT || to->type != YZT_CELL_TEXT || !yzt_time_parse (from->v.text, NULL, &from_ms) || !yzt_time_parse (to->v.text, NULL, &to_ms) || to_ms < from_ms) {
    return NAN;
  }
  return (double) (to_ms - from_ms) / 60000.0;
}

static gboolean
meets_share (const YztFigureCounting *self, const YztCell *cell)
{
  const YztRowTest *test = &g_array_index (self->spec->share, YztRowTest, 0);
  gboolean in = cell->type == YZT_CELL_TEXT && g_strv_contains ((const char *const *) test->values, cell->v.text);
  return test->how == YZT_ROW_TEST_SAID ? cell->type != YZT_CELL_NULL : test->how == YZT_ROW_TEST_UNSAID ? cell->type == YZT_CELL_NULL : test->how == YZT_ROW_TEST_NOT_IN ? !in : in;
}

static void
tally (const YztFigureCounting *self, YztFigureTally *to, const YztCell *cells)
{
  double sum = self->minutes >= 0 ? minutes_between (&cells[self->minutes], &cells[self->minutes + 1]) : self->sum >= 0 ? sum_of (cells, self->sum, self->n_sum) : 1;
  double per = self->per >= 0 ? sum_of (cells, self->per, self->n_per) : NAN, also = self->also >= 0 ? number_of (&cells[self->also]) : NAN;
  to->n++;
  to->n_unknown += isnan (sum);
  to->sum += isnan (sum) ? 0 : sum;
  to->per += isnan (per) ? 0 : per;
  to->also += isnan (also) ? 0 : also;
  to->n_share += self->share >= 0 && meets_share (self, &cells[self->share]);
}

void
yzt_figure_tally_add (YztFigureTally *to, const YztFigureTally *from)
{
  to->sum += from->sum;
  to->per += from->per;
  to->also += from->also;
  to->n += from->n;
  to->n_share += from->n_share;
  to->n_unknown += from->n_unknown;
}

/* Told only of what would have counted. */
static gboolean
is_no_fact (const YztFigureCounting *self, const YztCell *cells)
{
  return self->status >= 0 && yzt_cell_says_exercise (&cells[self->status]);
}

static gboolean
is_inside (YztFigureCounting *self, const YztPosition *place)
{
  if (self->area == NULL && self->ring_m <= 0) {
    return TRUE;
  }
  if (place == NULL) {
    self->n_no_place++;
    return FALSE;
  }
  gboolean inside = (self->area == NULL || yzt_geometry_contains (self->area, *place))
                 && (self->ring_m <= 0 || yzt_geo_distance_m (self->desk->ask->ring_at, *place, NULL) <= self->ring_m);
  self->n_outside += !inside;
  return inside;
}

static void
keep_text (char **kept, const char *text, gboolean latest)
{
  if (*kept == NULL || (latest ? strcmp (text, *kept) > 0 : strcmp (text, *kept) < 0)) {
    g_free (*kept);
    *kept = g_strdup (text);
  }
}

/* The word of a cell by which rows are parted; @number is where a number is written. */
static const char *
word_of (const YztCell *cell, char *number, gsize size)
{
  if (cell->type == YZT_CELL_INTEGER) {
    g_snprintf (number, size, "%" G_GINT64_FORMAT, cell->v.integer);
    return number;
  }
  return cell->type == YZT_CELL_TEXT ? cell->v.text : "";
}

static void
count_split (const YztFigureCounting *self, YztFigureGroup *group, const YztCell *cells)
{
  char number[32];
  const char *key = word_of (&cells[self->split], number, sizeof number);
  g_autofree char *valid = g_utf8_validate (key, -1, NULL) ? NULL : g_utf8_make_valid (key, -1);
  key = valid != NULL ? valid : key;
  if (group->splits == NULL) {
    group->splits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  }
  YztFigureTally *to = g_hash_table_lookup (group->splits, key);
  if (to == NULL) {
    to = g_new0 (YztFigureTally, 1);
    g_hash_table_insert (group->splits, g_strdup (key), to);
  }
  tally (self, to, cells);
}

static void
keep_fid (const YztFigureCounting *self, YztFigureGroup *group, gint64 fid)
{
  if (!self->desk->ask->counts_only) {
    g_array_append_val (group->fids, fid);
  }
}

static void
count_now (YztFigureCounting *self, YztFigureGroup *group, gint64 fid, const YztCell *cells)
{
  if (group != &self->all) {
    tally (self, &group->now, cells);
    keep_fid (self, group, fid);
  }
  tally (self, &self->all.now, cells);
  keep_fid (self, &self->all, fid);
  if (self->split >= 0) {
    count_split (self, group, cells);
    count_split (self, &self->all, cells);
  }
  if (self->updated >= 0 && cells[self->updated].type == YZT_CELL_TEXT) {
    keep_text (&self->newest, cells[self->updated].v.text, TRUE);
  }
}

static YztFigureGroup *
group_of_row (YztFigureCounting *self, const YztCell *cells)
{
  char number[32];
  if (self->by < 0) {
    return &self->all;
  }
  const YztCell *cell = &cells[self->by];
  if (self->by_bounds != NULL && cell->type != YZT_CELL_NULL) {
    g_snprintf (number, sizeof number, "%d", yzt_field_get_cell_level (self->by_bounds, cell));
    return group_of (self, number);
  }
  return group_of (self, word_of (cell, number, sizeof number));
}

/* The months of the year before stand beside those of this year by their place; a 29 February has none and falls to the whole alone. */
static void
count_before (YztFigureCounting *self, int bin, const YztCell *cells)
{
  YztFigureGroup *group = self->by_time ? ((guint) bin < self->groups->len ? self->groups->pdata[bin] : NULL) : group_of_row (self, cells);
  tally (self, &self->all.before, cells);
  if (group != NULL && group != &self->all) {
    tally (self, &group->before, cells);
  }
}

static gboolean
take_row (gint64 fid, const YztPosition *place, const YztCell *cells, gpointer user_data)
{
  YztFigureCounting *self = user_data;
  if (!is_inside (self, place)) {
    return TRUE;
  }
  const char *time = self->time >= 0 && cells[self->time].type == YZT_CELL_TEXT ? cells[self->time].v.text : NULL;
  if (self->has_days && time == NULL) {
    self->n_no_time += !is_no_fact (self, cells);
    return TRUE;
  }
  int bin = self->has_days ? yzt_figure_axis_find (&self->now, time) : 0, old = self->before.starts != NULL ? yzt_figure_axis_find (&self->before, time) : -1;
  if (is_no_fact (self, cells)) {
    self->n_status += bin >= 0;
    return TRUE;
  }
  if (time != NULL) {
    keep_text (&self->first, time, FALSE);
  }
  if (bin >= 0) {
    YztFigureGroup *group = self->by_time ? self->groups->pdata[bin] : group_of_row (self, cells);
    count_now (self, group, fid, cells);
    if (self->with_year && strncmp (time + 5, self->desk->today + 5, 5) <= 0) {
      tally (self, &group->to_date, cells);
    }
  }
  if (old >= 0) {
    count_before (self, old, cells);
  }
  return TRUE;
}

/* --- all together --- */

static gboolean
settle_days (YztFigureCounting *self, GError **error)
{
  const YztFigureAsk *ask = self->desk->ask;
  GDate today;
  self->is_day = self->spec->time != NULL
              && yzt_field_get_field_type (yzt_kind_find_field (self->kind, self->spec->time)) == YZT_FIELD_DATE;
  yzt_rule_parse_day (self->desk->today, &today);
  if (self->spec->time == NULL) {
    return TRUE;
  }
  if (ask->from == NULL && ask->to == NULL) {
    self->has_days = yzt_figure_period (self->period, &today, &self->days);
    if (!self->has_days && self->by_time) {
      /* Every year there is: lines without a record are taken away at the end. */
      self->has_days = TRUE;
      self->days = (YztFigureDays) { .to = today, .part = TRUE };
      g_date_set_dmy (&self->days.from, 1, G_DATE_JANUARY, g_str_equal (self->by_name, "year") ? 1950 : (GDateYear) (g_date_get_year (&today) - 1));
      self->with_year = g_str_equal (self->by_name, "year");
    }
    return TRUE;
  }
  self->has_days = TRUE;
  g_date_set_dmy (&self->days.from, 1, G_DATE_JANUARY, 1950);
  self->days.to = today;
  if ((ask->from != NULL && !yzt_rule_parse_day (ask->from, &self->days.from)) || (ask->to != NULL && !yzt_rule_parse_day (ask->to, &self->days.to))
      || g_date_compare (&self->days.from, &self->days.to) > 0) {
    g_set_error (error, YZT_FIGURE_ERROR, YZT_FIGURE_ERROR_ASK, _("“%s” to “%s” are no days; write them as 2026-01-01, the earlier first."), ask->from != NULL ? ask->from : "",
                 ask->to != NULL ? ask->to : "");
    return FALSE;
  }
  if (g_date_compare (&self->days.to, &today) >= 0) {
    self->days.part = g_date_compare (&self->days.to, &today) > 0;
    self->days.to = today;
  }
  if (g_date_compare (&self->days.from, &self->days.to) > 0) {
    self->days.from = self->days.to;
  }
  return TRUE;
}

static void
settle_axes (YztFigureCounting *self, YztFigureAnswer *answer)
{
  if (!self->has_days) {
    return;
  }
  yzt_figure_axis_init (&self->now, &self->days, self->by_name, self->is_day, self->desk->ask->zone);
  if (self->period == YZT_FIGURE_24_HOURS && self->desk->ask->from == NULL && !self->is_day) {
    g_autofree char *from = yzt_time_format_utc (self->desk->ask->now_ms - (gint64) 24 * 3600000);
    from[strcspn (from, "Z")] = '\0';
    g_free (self->now.starts->pdata[0]);
    self->now.starts->pdata[0] = g_steal_pointer (&from);
  }
  if (!self->with_year) {
    answer->from = yzt_figure_day_text (&self->days.from);
    answer->to = yzt_figure_day_text (&self->days.to);
  }
  if ((self->spec->compare || self->desk->ask->compare) && !self->with_year) {
    YztFigureDays before = yzt_figure_year_before (&self->days);
    yzt_figure_axis_init (&self->before, &before, self->by_name, self->is_day, self->desk->ask->zone);
    answer->before_from = yzt_figure_day_text (&before.from);
    answer->before_to = yzt_figure_day_text (&before.to);
  }
  for (guint i = 0; self->by_time && i < self->now.keys->len; i++) {
    group_of (self, self->now.keys->pdata[i]);
  }
}

static gboolean
settle_scope (YztFigureCounting *self, GError **error)
{
  const YztFigureAsk *ask = self->desk->ask;
  self->area = ask->area;
  self->ring_m = ask->ring_m;
  if (self->spec->within == YZT_FIGURE_IN_ZONE) {
    self->ring_m = 0;
    self->area = yzt_figure_desk_zone (self->desk, error);
    return self->area != NULL;
  }
  if (self->spec->within == YZT_FIGURE_IN_RING && !(ask->ring_m > 0)) {
    g_set_error_literal (error, YZT_FIGURE_ERROR, YZT_FIGURE_ERROR_ASK, _("This figure is counted inside a ring; lay one first."));
    return FALSE;
  }
  /* What is counted everywhere is not narrowed by a ring that happens to be there. */
  if (self->spec->within == YZT_FIGURE_ANYWHERE) {
    self->ring_m = 0;
  }
  return TRUE;
}

static gboolean
check_fields (YztFigureCounting *self, GError **error)
{
  const char *wrong = self->by_name != NULL && !self->by_time && !has_field (self, self->by_name) ? self->by_name
                    : self->split_name != NULL && !has_field (self, self->split_name)             ? self->split_name
                    : self->by_time && self->spec->time == NULL                                   ? self->by_name
                    : self->desk->ask->county != NULL && yzt_figure_county_field (self) == NULL              ? "county"
                    : self->spec->time != NULL && !has_field (self, self->spec->time)             ? self->spec->time
                                                                                                  : NULL;
  if (wrong != NULL) {
    g_set_error (error, YZT_FIGURE_ERROR, YZT_FIGURE_ERROR_ASK, _("The records of “%s” do not say “%s”; part or narrow the figure by something else."),
                 yzt_kind_get_label (self->kind, self->desk->ask->language), wrong);
  }
  return wrong == NULL;
}

/* Whether there is any record before the days that are set beside these: they are not carried out, the first that counts tells enough. */
static gboolean
find_earlier (gint64 fid, const YztPosition *place, const YztCell *cells, gpointer user_data)
{
  YztFigureCounting *self = user_data;
  guint n_no_place = self->n_no_place, n_outside = self->n_outside;
  gboolean counts = cells[self->time].type == YZT_CELL_TEXT && !is_no_fact (self, cells) && is_inside (self, place);
  self->n_no_place = n_no_place; /* told only of the days that are counted */
  self->n_outside = n_outside;
  if (counts) {
    keep_text (&self->first, cells[self->time].v.text, FALSE);
  }
  return !counts;
}

static gboolean
look_earlier (YztFigureCounting *self, YztRowQuery *query, GArray *tests, GError **error)
{
  const char *values[] = { self->before.starts->pdata[0], NULL };
  YztRowTest earlier = { .field = g_strdup (self->spec->time), .how = YZT_ROW_TEST_LESS, .values = g_strdupv ((GStrv) values) };
  g_array_append_val (tests, earlier);
  query->time_field = NULL;
  query->from = NULL;
  return yzt_store_query_rows (self->desk->store, query, self->desk->cancellable, find_earlier, self, error);
}

static gboolean
run (YztFigureCounting *self, GError **error)
{
  g_autoptr (GArray) tests = resolve_tests (self, self->spec->where);
  YztRowQuery query = { .kind = self->kind, .tests = tests, .fields = (const char *const *) self->fields->pdata, .with_place = self->area != NULL || self->ring_m > 0 };
  if (self->desk->ask->county != NULL) {
    YztRowTest county = { .field = g_strdup (yzt_figure_county_field (self)), .how = YZT_ROW_TEST_IN, .values = g_strsplit (self->desk->ask->county, "\n", -1) };
    g_array_append_val (tests, county);
  }
  if (self->spec->of_incident) {
    if (self->desk->ask->incident_fid == 0) {
      g_set_error_literal (error, YZT_FIGURE_ERROR, YZT_FIGURE_ERROR_ASK, _("This figure is of an incident; choose one first."));
      return FALSE;
    }
    query.owner_fid = self->desk->ask->incident_fid;
  }
  if (self->has_days && !self->with_year) {
    query.time_field = self->spec->time;
    query.from = self->before.starts != NULL ? self->before.starts->pdata[0] : self->now.starts->pdata[0];
  }
  return yzt_store_query_rows (self->desk->store, &query, self->desk->cancellable, take_row, self, error)
      && (self->before.starts == NULL || self->with_year || look_earlier (self, &query, tests, error));
}

gboolean
yzt_figure_count_rows (YztFigureDesk *desk, YztFigureAnswer *answer, GError **error)
{
  const YztFigureSpec *spec = answer->spec;
  YztKindSet *kinds = yzt_store_get_kinds (desk->store);
  YztFigureCounting self = { .desk = desk, .answer = answer, .spec = spec, .kind = yzt_kind_set_find (kinds, spec->kind) };
  if (self.kind == NULL) {
    g_set_error (error, YZT_FIGURE_ERROR, YZT_FIGURE_ERROR_ASK, _("This map has no kind “%s”; nothing can be counted of it."), spec->kind);
    return FALSE;
  }
  self.owner = yzt_kind_get_owner (self.kind) != NULL ? yzt_kind_set_find (kinds, yzt_kind_get_owner (self.kind)) : NULL;
  self.by_name = desk->ask->by != NULL ? (*desk->ask->by != '\0' ? desk->ask->by : NULL) : spec->by;
  if (g_strcmp0 (self.by_name, "county") == 0 && yzt_figure_county_field (&self) != NULL) {
    self.by_name = yzt_figure_county_field (&self);
  }
  self.by_time = yzt_figure_by_is_time (self.by_name);
  self.split_name = self.by_name != NULL && desk->ask->split != NULL && *desk->ask->split != '\0' ? desk->ask->split : NULL;
  self.period = desk->ask->period != NULL && spec->time != NULL ? (YztFigurePeriod) yzt_figure_period_find (desk->ask->period) : spec->period;
  if ((int) self.period < 0) {
    g_set_error (error, YZT_FIGURE_ERROR, YZT_FIGURE_ERROR_ASK, _("There is no period “%s”; use today, month, year, 12-months, last-year or all."), desk->ask->period);
    return FALSE;
  }
  if (!check_fields (&self, error) || !settle_days (&self, error) || !settle_scope (&self, error)) {
    return FALSE;
  }
  self.fields = g_ptr_array_new ();
  self.groups = g_ptr_array_new_with_free_func ((GDestroyNotify) group_free);
  self.by_key = g_hash_table_new (g_str_hash, g_str_equal);
  self.all.fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  choose_fields (&self);
  settle_axes (&self, answer);
  gboolean ok = run (&self, error);
  if (ok) {
    yzt_figure_tell_count (&self, answer);
  }
  yzt_figure_axis_clear (&self.now);
  yzt_figure_axis_clear (&self.before);
  g_ptr_array_unref (self.fields);
  g_hash_table_unref (self.by_key);
  g_ptr_array_unref (self.groups);
  g_array_unref (self.all.fids);
  g_clear_pointer (&self.all.splits, g_hash_table_unref);
  g_free (self.first);
  g_free (self.newest);
  return ok;
}
