/* yzt-plan-life.c: what is due for plans, and how many hazard sources and enterprises have a plan that is current, filed and drilled
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* One plan in force with the days that count. */
typedef struct {
  gint64 fid;
  char *title, *body, *adcode, *kind, *level, *trade, *issued, *filed_no, *filed_on, *state, *drill_due, *review_due, *expires, *hazards;
  char *drilled, *assessed; /* the last; NULL never */
} Life;

typedef struct {
  GPtrArray *lives;       /* Life */
  GHashTable *by_fid;
  YztPlanVersions *versions;
  YztDueRules *rules;
} Shelf;

static void
life_free (gpointer data)
{
  Life *life = data;
  char **texts[] = { &life->title, &life->body, &life->adcode, &life->kind, &life->level, &life->trade, &life->issued, &life->filed_no, &life->filed_on,
                     &life->state, &life->drill_due, &life->review_due, &life->expires, &life->hazards, &life->drilled, &life->assessed };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_free (*texts[i]);
  }
  g_free (life);
}

static void
shelf_clear (Shelf *shelf)
{
  g_clear_pointer (&shelf->by_fid, g_hash_table_unref);
  g_clear_pointer (&shelf->lives, g_ptr_array_unref);
  g_clear_pointer (&shelf->versions, yzt_plan_versions_free);
  g_clear_pointer (&shelf->rules, yzt_due_rules_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shelf, shelf_clear)

/* --- reading --- */

static gboolean
add_life_cb (const YztRow *row, gpointer user_data)
{
  Shelf *shelf = user_data;
  g_autofree char *why_not = yzt_plan_versions_why_not (shelf->versions, row->fid);
  if (why_not != NULL) {
    return TRUE;
  }
  Life *life = g_new0 (Life, 1);
  const struct {
    char **place;
    const char *field;
  } fields[] = { { &life->title, "name" }, { &life->body, "issuing_body" }, { &life->adcode, "region_adcode" }, { &life->kind, "plan_kind" },
                 { &life->level, "level" }, { &life->trade, "trade" }, { &life->issued, "issued" }, { &life->filed_no, "filed_no" },
                 { &life->filed_on, "filed_on" }, { &life->state, "state" }, { &life->drill_due, "drill_due" }, { &life->review_due, "review_due" },
                 { &life->expires, "expires" }, { &life->hazards, "hazard_codes" }, { &life->drilled, "drilled" }, { &life->assessed, "assessed" } };
  life->fid = row->fid;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    *fields[i].place = g_strdup (yzt_plan_cell (row, fields[i].field));
  }
  g_ptr_array_add (shelf->lives, life);
  g_hash_table_insert (shelf->by_fid, &life->fid, life);
  return TRUE;
}

static void
take_later (char **place, const char *day)
{
  if (day != NULL && (*place == NULL || strcmp (day, *place) > 0)) {
    g_free (*place);
    *place = g_strdup (day);
  }
}

static gboolean
add_drill_cb (const YztRow *row, gpointer user_data)
{
  Life *life = g_hash_table_lookup (((Shelf *) user_data)->by_fid, &row->owner_fid);
  const char *state = yzt_plan_cell (row, "state");
  if (life != NULL && g_strcmp0 (state, "cancelled") != 0 && g_strcmp0 (state, "planned") != 0) {
    take_later (&life->drilled, yzt_plan_cell (row, "held"));
  }
  return TRUE;
}

static gboolean
add_review_cb (const YztRow *row, gpointer user_data)
{
  Life *life = g_hash_table_lookup (((Shelf *) user_data)->by_fid, &row->owner_fid);
  if (life != NULL && g_strcmp0 (yzt_plan_cell (row, "result"), "failed") != 0) {
    take_later (&life->assessed, yzt_plan_cell (row, "held"));
  }
  return TRUE;
}

static char *
load_table (const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (yzt_data_dir (), "plans", name, NULL);
  char *text = NULL;
  return g_file_get_contents (path, &text, NULL, error) ? text : NULL;
}

static gboolean
shelf_load (Shelf *shelf, YztStore *store, GError **error)
{
  YztKindSet *kinds = yzt_store_get_kinds (store);
  YztKind *plan = yzt_kind_set_find (kinds, "plan"), *drill = yzt_kind_set_find (kinds, "drill"), *review = yzt_kind_set_find (kinds, "plan-review");
  g_autofree char *rules = load_table ("due.tsv", error), *holidays = rules != NULL ? load_table ("holidays.tsv", error) : NULL;
  shelf->lives = g_ptr_array_new_with_free_func (life_free);
  shelf->by_fid = g_hash_table_new (g_int64_hash, g_int64_equal);
  if (holidays == NULL) {
    return FALSE;
  }
  shelf->rules = yzt_due_rules_parse (rules, holidays);
  shelf->versions = yzt_plan_versions_load (store, error);
  return shelf->versions != NULL && (plan == NULL || yzt_store_read_rows (store, plan, add_life_cb, shelf, error))
         && (drill == NULL || yzt_store_read_rows (store, drill, add_drill_cb, shelf, error))
         && (review == NULL || yzt_store_read_rows (store, review, add_review_cb, shelf, error));
}

static gboolean
is_given (const char *text)
{
  return text != NULL && *text != '\0';
}

static gboolean
is_filed (const Life *life)
{
  return is_given (life->filed_no) || is_given (life->filed_on) || g_strcmp0 (life->state, "filed") == 0;
}

/* --- due dates --- */

void
yzt_plan_due_clear (YztPlanDue *due)
{
  g_clear_pointer (&due->title, g_free);
  g_clear_pointer (&due->issuing_body, g_free);
  g_clear_pointer (&due->adcode, g_free);
  g_clear_pointer (&due->date, g_free);
  g_clear_pointer (&due->words, g_free);
}

/* Day and reason; FALSE when nothing of the sort is due for this plan. */
static gboolean
find_due (const Shelf *shelf, const Life *life, YztPlanDueKind kind, const char *language, GDate *date, const char **basis, gboolean *never, gboolean *unverified)
{
  const YztRulePlan plan = { .kind = life->kind, .level = life->level };
  *basis = "";
  *never = FALSE;
  *unverified = FALSE;
  switch (kind) {
  case YZT_PLAN_DUE_DRILL:
    *never = life->drilled == NULL;
    if (*never && yzt_rule_parse_day (life->drill_due, date)) {
      return TRUE; /* somebody has said when */
    }
    return yzt_rule_due_told (shelf->rules, "drill", &plan, life->trade, life->drilled != NULL ? life->drilled : life->issued, date, language, basis, unverified);
  case YZT_PLAN_DUE_ASSESSMENT:
    if (life->assessed == NULL && yzt_rule_parse_day (life->review_due, date)) {
      return TRUE;
    }
    return yzt_rule_due_told (shelf->rules, "assessment", &plan, life->trade, life->assessed != NULL ? life->assessed : life->issued, date, language, basis, unverified);
  case YZT_PLAN_DUE_FILING:
    *never = TRUE;
    return !is_filed (life) && yzt_rule_due_told (shelf->rules, "filing", &plan, life->trade, life->issued, date, language, basis, unverified);
  case YZT_PLAN_DUE_EXPIRY:
  default:
    return yzt_rule_parse_day (life->expires, date);
  }
}

static char *
describe_due (const Shelf *shelf, YztPlanDueKind kind, gboolean never, const char *basis, gboolean unverified, guint year)
{
  static const char *const texts[][2] = { { N_("drill due"), N_("never drilled; drill due") }, { N_("assessment due"), N_("assessment due") },
                                          { N_("filing due"), N_("not filed; filing due") }, { N_("expires"), N_("expires") } };
  const char *what = _(texts[kind][never ? 1 : 0]);
  g_autoptr (GString) words = g_string_new (what);
  if (*basis != '\0') {
    g_string_append_printf (words, ": %s", basis);
  }
  if (unverified) {
    g_string_append_printf (words, " %s", _("(not verified)"));
  }
  if (kind == YZT_PLAN_DUE_FILING && !yzt_rule_knows_holidays (shelf->rules, year)) {
    g_string_append (words, " · ");
    g_string_append_printf (words, _("the days off of %u are not in the table yet"), year);
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static int
compare_due (gconstpointer a, gconstpointer b)
{
  const YztPlanDue *x = a, *y = b;
  if (x->days != y->days) {
    return x->days < y->days ? -1 : 1;
  }
  return x->plan_fid != y->plan_fid ? (x->plan_fid < y->plan_fid ? -1 : 1) : (int) x->kind - (int) y->kind;
}

GArray *
yzt_plans_due (YztStore *store, const char *today, const char *until, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && today != NULL, NULL);
  g_auto (Shelf) shelf = { NULL };
  GDate now, last;
  gboolean has_last = yzt_rule_parse_day (until, &last);
  if (!yzt_rule_parse_day (today, &now)) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, _("“%s” is no day; write it as 2026-11-22."), today);
    return NULL;
  }
  if (!shelf_load (&shelf, store, error)) {
    return NULL;
  }
  GArray *list = g_array_new (FALSE, TRUE, sizeof (YztPlanDue));
  g_array_set_clear_func (list, (GDestroyNotify) yzt_plan_due_clear);
  for (guint i = 0; i < shelf.lives->len; i++) {
    const Life *life = shelf.lives->pdata[i];
    for (int kind = YZT_PLAN_DUE_DRILL; kind <= YZT_PLAN_DUE_EXPIRY; kind++) {
      const char *basis;
      gboolean never, unverified;
      GDate date;
      if (!find_due (&shelf, life, (YztPlanDueKind) kind, language, &date, &basis, &never, &unverified) || (has_last && g_date_compare (&date, &last) > 0)) {
        continue;
      }
      char day[16];
      g_snprintf (day, sizeof day, "%04u-%02u-%02u", g_date_get_year (&date), (guint) g_date_get_month (&date), g_date_get_day (&date));
      YztPlanDue due = { life->fid, g_strdup (life->title), g_strdup (life->body != NULL ? life->body : ""), g_strdup (life->adcode != NULL ? life->adcode : ""),
                         (YztPlanDueKind) kind, g_strdup (day), g_date_days_between (&now, &date), YZT_PLAN_DUE_LATER, never,
                         describe_due (&shelf, (YztPlanDueKind) kind, never, basis, unverified, g_date_get_year (&date)) };
      due.colour = (YztPlanDueColour) yzt_rule_due_colour (due.days);
      g_array_append_val (list, due);
    }
  }
  g_array_sort (list, compare_due);
  return list;
}

/* --- coverage --- */

void
yzt_plan_coverage_clear (YztPlanCoverage *coverage)
{
  g_clear_pointer (&coverage->adcode, g_free);
  g_clear_pointer (&coverage->county, g_free);
  g_clear_pointer (&coverage->hazards, g_array_unref);
  for (guint i = 0; i < YZT_PLAN_N_COVERS; i++) {
    g_clear_pointer (&coverage->hazard_fids[i], g_array_unref);
    g_clear_pointer (&coverage->enterprise_fids[i], g_array_unref);
  }
}

static YztPlanCoverage
coverage_of (const char *county)
{
  YztPlanCoverage one = { .adcode = g_strdup (""), .county = g_strdup (county), .hazards = g_array_new (FALSE, FALSE, sizeof (gint64)) };
  for (guint i = 0; i < YZT_PLAN_N_COVERS; i++) {
    one.hazard_fids[i] = g_array_new (FALSE, FALSE, sizeof (gint64));
    one.enterprise_fids[i] = g_array_new (FALSE, FALSE, sizeof (gint64));
  }
  return one;
}

enum { CURRENT = 1, FILED = 2, DRILLED = 4, EVERYTHING = CURRENT | FILED | DRILLED, WHOLE = 8 }; /* WHOLE: one plan is all three */

typedef struct {
  guint bits;   /* that all of its sources have */
  GArray *fids; /* gint64: its sources */
} Enterprise;

static void
enterprise_free (gpointer data)
{
  Enterprise *enterprise = data;
  g_array_unref (enterprise->fids);
  g_free (enterprise);
}

/* What the plans of one hazard source are; one plan must be all three to count as that. */
typedef struct {
  const Shelf *shelf;
  GHashTable *plans;       /* hazard code → bits of the best plan (GUINT_TO_POINTER), each in its own right shifted by 8 */
  GHashTable *counties;    /* county → YztPlanCoverage index + 1 */
  GHashTable *enterprises; /* county|enterprise → Enterprise */
  GArray *list;            /* YztPlanCoverage */
} Counting;

static void
note_plan (Counting *counting, const Life *life, const char *today, const GDate *now)
{
  const char *basis;
  gboolean never, unverified;
  GDate date;
  guint bits = is_given (life->expires) && strcmp (life->expires, today) < 0 ? 0 : CURRENT;
  bits |= is_filed (life) ? FILED : 0;
  if (life->drilled != NULL && (!find_due (counting->shelf, life, YZT_PLAN_DUE_DRILL, NULL, &date, &basis, &never, &unverified) || g_date_compare (&date, now) >= 0)) {
    bits |= DRILLED;
  }
  g_auto (GStrv) codes = g_regex_split_simple ("[;,；，、\\s]+", life->hazards != NULL ? life->hazards : "", 0, 0);
  for (guint i = 0; codes[i] != NULL; i++) {
    if (*codes[i] != '\0') {
      guint known = GPOINTER_TO_UINT (g_hash_table_lookup (counting->plans, codes[i]));
      guint any = (known & EVERYTHING) | bits, all = (known >> 8) | (bits == EVERYTHING ? 1 : 0);
      g_hash_table_insert (counting->plans, g_strdup (codes[i]), GUINT_TO_POINTER (any | all << 8));
    }
  }
}

static YztPlanCoverage *
county_of (Counting *counting, const char *county)
{
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (counting->counties, county));
  if (index == 0) {
    YztPlanCoverage one = coverage_of (county);
    g_array_append_val (counting->list, one);
    index = counting->list->len;
    g_hash_table_insert (counting->counties, g_strdup (county), GUINT_TO_POINTER (index));
  }
  return &g_array_index (counting->list, YztPlanCoverage, index - 1);
}

static void
count_bits (guint bits, guint *current, guint *filed, guint *drilled, guint *all)
{
  *current += bits & CURRENT ? 1 : 0;
  *filed += bits & FILED ? 1 : 0;
  *drilled += bits & DRILLED ? 1 : 0;
  *all += bits & WHOLE ? 1 : 0;
}

static gboolean
is_behind (guint bits, YztPlanCover cover)
{
  static const guint wanted[YZT_PLAN_N_COVERS] = { CURRENT, FILED, DRILLED, WHOLE, WHOLE };
  return ((bits & wanted[cover]) != 0) == (cover != YZT_PLAN_COVER_LACKING);
}

static gboolean
count_hazard_cb (const YztRow *row, gpointer user_data)
{
  Counting *counting = user_data;
  const char *code = yzt_plan_cell (row, "code"), *county = yzt_plan_cell (row, "county"), *enterprise = yzt_plan_cell (row, "enterprise");
  guint known = code != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (counting->plans, code)) : 0, bits = known & EVERYTHING;
  gboolean all = known >> 8 != 0;
  YztPlanCoverage *one = county_of (counting, county != NULL ? county : "");
  bits |= all ? WHOLE : 0;
  g_array_append_val (one->hazards, row->fid);
  one->n_hazards++;
  count_bits (bits, &one->n_hazards_current, &one->n_hazards_filed, &one->n_hazards_drilled, &one->n_hazards_all);
  for (guint i = 0; i < YZT_PLAN_N_COVERS; i++) {
    if (is_behind (bits, i)) {
      g_array_append_val (one->hazard_fids[i], row->fid);
    }
  }
  if (enterprise != NULL) {
    g_autofree char *key = g_strdup_printf ("%s|%s", county != NULL ? county : "", enterprise);
    Enterprise *owner = g_hash_table_lookup (counting->enterprises, key);
    if (owner == NULL) {
      owner = g_new0 (Enterprise, 1);
      *owner = (Enterprise) { bits, g_array_new (FALSE, FALSE, sizeof (gint64)) };
      g_hash_table_insert (counting->enterprises, g_steal_pointer (&key), owner);
    }
    owner->bits &= bits;
    g_array_append_val (owner->fids, row->fid);
  }
  return TRUE;
}

static void
count_enterprises (Counting *counting)
{
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init (&iter, counting->enterprises);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    const Enterprise *owner = value;
    g_autofree char *county = g_strndup (key, strcspn (key, "|"));
    YztPlanCoverage *one = county_of (counting, county);
    one->n_enterprises++;
    count_bits (owner->bits, &one->n_enterprises_current, &one->n_enterprises_filed, &one->n_enterprises_drilled, &one->n_enterprises_all);
    for (guint i = 0; i < YZT_PLAN_N_COVERS; i++) {
      if (is_behind (owner->bits, i)) {
        g_array_append_vals (one->enterprise_fids[i], owner->fids->data, owner->fids->len);
      }
    }
  }
}

static int
compare_counties (gconstpointer a, gconstpointer b)
{
  return strcmp (((const YztPlanCoverage *) a)->county, ((const YztPlanCoverage *) b)->county);
}

static void
add_sum (GArray *list)
{
  YztPlanCoverage sum = coverage_of ("");
  for (guint i = 0; i < list->len; i++) {
    const YztPlanCoverage *one = &g_array_index (list, YztPlanCoverage, i);
    sum.n_hazards += one->n_hazards;
    sum.n_hazards_current += one->n_hazards_current;
    sum.n_hazards_filed += one->n_hazards_filed;
    sum.n_hazards_drilled += one->n_hazards_drilled;
    sum.n_hazards_all += one->n_hazards_all;
    sum.n_enterprises += one->n_enterprises;
    sum.n_enterprises_current += one->n_enterprises_current;
    sum.n_enterprises_filed += one->n_enterprises_filed;
    sum.n_enterprises_drilled += one->n_enterprises_drilled;
    sum.n_enterprises_all += one->n_enterprises_all;
    g_array_append_vals (sum.hazards, one->hazards->data, one->hazards->len);
    for (guint k = 0; k < YZT_PLAN_N_COVERS; k++) {
      g_array_append_vals (sum.hazard_fids[k], one->hazard_fids[k]->data, one->hazard_fids[k]->len);
      g_array_append_vals (sum.enterprise_fids[k], one->enterprise_fids[k]->data, one->enterprise_fids[k]->len);
    }
  }
  g_array_append_val (list, sum);
}

GArray *
yzt_plans_coverage (YztStore *store, const char *today, G_GNUC_UNUSED const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && today != NULL, NULL);
  g_auto (Shelf) shelf = { NULL };
  GDate now;
  YztKind *hazard = yzt_kind_set_find (yzt_store_get_kinds (store), "hazard-source");
  if (!yzt_rule_parse_day (today, &now)) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, _("“%s” is no day; write it as 2026-11-22."), today);
    return NULL;
  }
  if (!shelf_load (&shelf, store, error)) {
    return NULL;
  }
  g_autoptr (GHashTable) plans = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) counties = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) enterprises = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, enterprise_free);
  g_autoptr (GArray) list = g_array_new (FALSE, TRUE, sizeof (YztPlanCoverage));
  Counting counting = { &shelf, plans, counties, enterprises, list };
  g_array_set_clear_func (list, (GDestroyNotify) yzt_plan_coverage_clear);
  for (guint i = 0; i < shelf.lives->len; i++) {
    note_plan (&counting, shelf.lives->pdata[i], today, &now);
  }
  if (hazard != NULL && !yzt_store_read_rows (store, hazard, count_hazard_cb, &counting, error)) {
    return NULL;
  }
  count_enterprises (&counting);
  g_array_sort (list, compare_counties);
  add_sum (list);
  return g_steal_pointer (&list);
}
