/* yzt-plan-choose.c: which plans apply to a situation, best first with the reason, and the ladder of who answers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "yzt-geo.h"

#define NEAR_M 1000.0 /* a hazard source so near is what a clicked place is about */

/* --- which plans apply --- */

typedef struct {
  YztRuleSituation situation;
  const char *type_label;
  const char *language;
  GPtrArray *scored; /* Scored */
  char *near_code, *near_name; /* of the hazard source beside the place */
  double near_m;
} Choosing;

static void
choosing_clear (Choosing *choosing)
{
  g_clear_pointer (&choosing->near_code, g_free);
  g_clear_pointer (&choosing->near_name, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Choosing, choosing_clear)

typedef struct {
  YztPlan *plan;
  gint64 fid;
  int score;
  int rung;          /* of the ladder, -1 none */
  gboolean overall, in_force;
} Scored;

static void
scored_free (gpointer data)
{
  Scored *scored = data;
  g_clear_object (&scored->plan);
  g_free (scored);
}

static void
add_reason (GString *reasons, const char *reason)
{
  if (reasons->len > 0) {
    g_string_append (reasons, " · ");
  }
  g_string_append (reasons, reason);
}

static char *
reasons_in_words (guint reasons, const Choosing *choosing)
{
  GString *words = g_string_new (NULL);
  g_autofree char *type = g_strdup_printf (_("covers %s"), choosing->type_label);
  g_autofree char *substance = g_strdup_printf (_("is about %s"), choosing->situation.substance != NULL ? choosing->situation.substance : "");
  g_autofree char *other = g_strdup_printf (_("is not about %s"), choosing->situation.substance != NULL ? choosing->situation.substance : "");
  g_autofree char *near = choosing->near_name != NULL ? g_strdup_printf (_("names the hazard source “%s”, %.0f m from here"), choosing->near_name, choosing->near_m) : NULL;
  const struct {
    guint reason;
    const char *text;
  } texts[] = { { YZT_PLAN_REASON_HAZARD, near != NULL ? near : _("names this hazard source") }, { YZT_PLAN_REASON_TYPE, type },
                { YZT_PLAN_REASON_SUBSTANCE, substance }, { YZT_PLAN_REASON_OTHER_SUBSTANCE, other },
                { YZT_PLAN_REASON_COUNTY, _("covers this county") }, { YZT_PLAN_REASON_PREFECTURE, _("covers this prefecture") },
                { YZT_PLAN_REASON_PROVINCE, _("covers this province") }, { YZT_PLAN_REASON_LEVEL, _("this level answers for it") },
                { YZT_PLAN_REASON_OVERDUE, _("its review is overdue") } };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    if (reasons & texts[i].reason) {
      add_reason (words, texts[i].text);
    }
  }
  return g_string_free (words, FALSE);
}

static gboolean
score_plan_cb (const YztRow *row, gpointer user_data)
{
  Choosing *choosing = user_data;
  const char *name = yzt_plan_cell (row, "name");
  const YztRulePlan plan = { .name = name, .kind = yzt_plan_cell (row, "plan_kind"), .level = yzt_plan_cell (row, "level"),
                             .region_adcode = yzt_plan_cell (row, "region_adcode"), .hazard_codes = yzt_plan_cell (row, "hazard_codes"),
                             .incident_types = yzt_plan_cell (row, "incident_types"), .substances = yzt_plan_cell (row, "substances"),
                             .review_due = yzt_plan_cell (row, "review_due") };
  guint reasons = 0;
  int score = yzt_rule_plan_score (&plan, &choosing->situation, &reasons);
  if (score > 0) {
    Scored *scored = g_new0 (Scored, 1);
    scored->plan = yzt_plan_new (row->fid, name);
    scored->score = score;
    scored->fid = row->fid;
    scored->rung = yzt_rule_plan_rung (plan.level);
    scored->overall = g_strcmp0 (plan.kind, "overall") == 0;
    yzt_plan_set_reason (scored->plan, reasons_in_words (reasons, choosing));
    yzt_plan_set_subtitle (scored->plan, yzt_plan_describe_row (row, choosing->language));
    g_ptr_array_add (choosing->scored, scored);
  }
  return TRUE;
}

/* What is not in force stays in sight at the end of the list, and says why. */
static void
sink_replaced (GPtrArray *scored, YztPlanVersions *versions)
{
  for (guint i = 0; i < scored->len; i++) {
    Scored *one = scored->pdata[i];
    char *why_not = yzt_plan_versions_why_not (versions, one->fid);
    one->in_force = why_not == NULL;
    if (why_not != NULL) {
      one->score = 0;
      yzt_plan_set_reason (one->plan, why_not);
    }
  }
}

static int
compare_scored (gconstpointer a, gconstpointer b)
{
  const Scored *one = *(Scored *const *) a, *two = *(Scored *const *) b;
  if (one->score != two->score) {
    return two->score - one->score;
  }
  return (one->fid > two->fid) - (one->fid < two->fid);
}

/* Opens a proposed plan where an operator looks first: at what is to be done. Standard headings of GB/T 29639-2020. */
static gboolean
open_at_measures (YztStore *store, YztPlan *plan, GError **error)
{
  static const char *const headings[] = { "处置措施", "应急处置", "现场处置", "响应措施", "应急响应", "响应启动" };
  g_autoptr (GArray) sections = yzt_store_get_plan_sections (store, yzt_plan_get_fid (plan), error);
  if (sections == NULL) {
    return FALSE;
  }
  for (guint k = 0; k < G_N_ELEMENTS (headings); k++) {
    for (guint i = 0; i < sections->len; i++) {
      const YztPlanSection *section = &g_array_index (sections, YztPlanSection, i);
      if (strstr (section->heading, headings[k]) != NULL) {
        yzt_plan_set_section (plan, g_strdup (section->path), i);
        return TRUE;
      }
    }
  }
  return TRUE;
}

typedef struct {
  YztPosition at;
  Choosing *choosing;
} Nearest;

static gboolean
take_nearest_cb (const YztRow *row, gpointer user_data)
{
  Nearest *nearest = user_data;
  const char *code = yzt_plan_cell (row, "code"), *name = yzt_plan_cell (row, "name");
  double away_m = row->has_position ? yzt_geo_distance_m (nearest->at, (YztPosition) { row->lon, row->lat }, NULL) : HUGE_VAL;
  if (code != NULL && *code != '\0' && away_m <= nearest->choosing->near_m) {
    choosing_clear (nearest->choosing);
    nearest->choosing->near_code = g_strdup (code);
    nearest->choosing->near_name = g_strdup (name != NULL ? name : code);
    nearest->choosing->near_m = away_m;
  }
  return TRUE;
}

static gboolean
find_near_hazard (YztStore *store, const YztPlanSituation *asked, Choosing *choosing, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "hazard-source");
  if (asked->at == NULL || asked->hazard_code != NULL || kind == NULL) {
    return TRUE;
  }
  Nearest nearest = { *asked->at, choosing };
  choosing->near_m = NEAR_M;
  if (!yzt_store_read_rows (store, kind, take_nearest_cb, &nearest, error)) {
    return FALSE;
  }
  choosing->situation.hazard_code = choosing->near_code;
  return TRUE;
}

/* What is known: all of an incident's row, or what was given. Texts are @row's or @asked's. */
static gboolean
find_situation (YztStore *store, const YztPlanSituation *asked, const char *today, Choosing *choosing, YztRow **row_out, char **day_out, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "incident");
  choosing->situation = (YztRuleSituation){ asked->type, asked->adcode, asked->hazard_code, asked->substance, asked->grade, today };
  if (asked->incident_fid > 0) {
    const YztRow *row = *row_out = kind != NULL ? yzt_store_get_row (store, kind, asked->incident_fid, error) : NULL;
    if (row == NULL) {
      return FALSE;
    }
    const char *reported = yzt_plan_cell (row, "reported_utc");
    *day_out = reported != NULL ? g_strndup (reported, strlen ("YYYY-MM-DD")) : g_strdup (today); /* the answer must not change while nothing does */
    choosing->situation = (YztRuleSituation){ yzt_plan_cell (row, "type"), yzt_plan_cell (row, "region_adcode"), yzt_plan_cell (row, "hazard_code"),
                                              yzt_plan_cell (row, "substance"), yzt_plan_cell (row, "grade"), *day_out };
  }
  if (asked->incident_fid <= 0 && !find_near_hazard (store, asked, choosing, error)) {
    return FALSE;
  }
  const YztField *type = kind != NULL ? yzt_kind_find_field (kind, "type") : NULL;
  choosing->type_label =
    type != NULL && choosing->situation.type != NULL ? yzt_field_get_value_label (type, choosing->situation.type, choosing->language) : "";
  return TRUE;
}

static GPtrArray *
choose_plans (YztStore *store, Choosing *choosing, GError **error)
{
  YztKind *plan_kind = yzt_kind_set_find (yzt_store_get_kinds (store), "plan");
  g_autoptr (GPtrArray) scored = g_ptr_array_new_with_free_func (scored_free);
  g_autoptr (YztPlanVersions) versions = yzt_plan_versions_load (store, error);
  choosing->scored = scored;
  if (versions == NULL || (plan_kind != NULL && !yzt_store_read_rows (store, plan_kind, score_plan_cb, choosing, error))) {
    return NULL;
  }
  sink_replaced (scored, versions);
  g_ptr_array_sort (scored, compare_scored);
  return g_steal_pointer (&scored);
}

GPtrArray *
yzt_plans_for_situation (YztStore *store, const YztPlanSituation *asked, const char *today, guint limit, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && asked != NULL, NULL);
  g_autoptr (YztRow) row = NULL;
  g_autofree char *day = NULL;
  g_auto (Choosing) choosing = { .language = language };
  if (!find_situation (store, asked, today, &choosing, &row, &day, error)) {
    return NULL;
  }
  g_autoptr (GPtrArray) scored = choose_plans (store, &choosing, error);
  if (scored == NULL) {
    return NULL;
  }
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < scored->len && i < limit; i++) {
    YztPlan *plan = ((Scored *) scored->pdata[i])->plan;
    if (!open_at_measures (store, plan, error)) {
      return NULL;
    }
    g_ptr_array_add (plans, g_object_ref (plan));
  }
  return g_steal_pointer (&plans);
}

/* --- the ladder --- */

void
yzt_plan_rung_clear (YztPlanRung *rung)
{
  g_clear_object (&rung->plan);
  g_clear_pointer (&rung->label, g_free);
  g_clear_pointer (&rung->words, g_free);
}

static const char *
rung_label (YztPlanRungLevel level)
{
  static const char *const labels[] = { N_("Enterprise"), N_("County"), N_("City"), N_("Province") };
  return _(labels[level]);
}

/* The best plan in force of this step; where there is none, what there was: it explains the gap. */
static void
fill_rung (YztPlanRung *rung, const GPtrArray *scored, const YztRuleSituation *situation)
{
  const Scored *best = NULL, *gone = NULL;
  for (guint i = 0; i < scored->len; i++) {
    const Scored *one = scored->pdata[i];
    if (one->rung == (int) rung->level) {
      best = best == NULL && one->in_force ? one : best;
      gone = gone == NULL && !one->in_force ? one : gone;
    }
  }
  if (best != NULL) {
    rung->plan = g_object_ref (best->plan);
    rung->words = g_strdup (best->overall && situation->type != NULL ? _("only the overall plan covers it") : "");
  } else if (gone != NULL) {
    rung->is_gap = TRUE;
    rung->words = g_strdup_printf (_("“%s” is not in force: %s"), yzt_plan_get_title (gone->plan), yzt_plan_get_reason (gone->plan));
  } else {
    rung->is_gap = yzt_rule_plan_rung_is_needed ((int) rung->level, situation);
    rung->words = g_strdup (rung->is_gap ? _("no plan of this level covers it") : rung->level == YZT_PLAN_RUNG_ENTERPRISE ? _("no hazard source is known") : _("the area is not known"));
  }
}

GArray *
yzt_plans_ladder (YztStore *store, const YztPlanSituation *asked, const char *today, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && asked != NULL, NULL);
  g_autoptr (YztRow) row = NULL;
  g_autofree char *day = NULL;
  g_auto (Choosing) choosing = { .language = language };
  g_autoptr (GPtrArray) scored = find_situation (store, asked, today, &choosing, &row, &day, error) ? choose_plans (store, &choosing, error) : NULL;
  if (scored == NULL) {
    return NULL;
  }
  g_autoptr (GArray) rungs = g_array_new (FALSE, TRUE, sizeof (YztPlanRung));
  g_array_set_clear_func (rungs, (GDestroyNotify) yzt_plan_rung_clear);
  for (int level = 0; level < YZT_PLAN_N_RUNGS; level++) {
    YztPlanRung rung = { .level = (YztPlanRungLevel) level, .label = g_strdup (rung_label ((YztPlanRungLevel) level)) };
    fill_rung (&rung, scored, &choosing.situation);
    g_array_append_val (rungs, rung);
    if (rung.plan != NULL && !open_at_measures (store, rung.plan, error)) {
      return NULL;
    }
  }
  return g_steal_pointer (&rungs);
}
