/* yzt-plan.c: plans as rows of a list, and which of them apply to an incident
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-session.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-rules.h"

struct _YztPlan {
  GObject parent_instance;

  gint64 fid;
  char *title, *subtitle, *section, *snippet, *reason;
  guint section_index;
};
G_DEFINE_FINAL_TYPE (YztPlan, yzt_plan, G_TYPE_OBJECT)

enum { PROP_0, PROP_FID, PROP_TITLE, PROP_SUBTITLE, PROP_SECTION, PROP_SNIPPET, PROP_REASON, N_PROPS };
static GParamSpec *properties[N_PROPS];

static YztPlan *
plan_new (gint64 fid, const char *title)
{
  YztPlan *self = g_object_new (YZT_TYPE_PLAN, NULL);
  self->fid = fid;
  self->title = g_strdup (title != NULL ? title : "");
  return self;
}

static void
replace_text (char **place, char *text)
{
  g_free (*place);
  *place = text;
}

gint64
yzt_plan_get_fid (YztPlan *self)
{
  g_return_val_if_fail (YZT_IS_PLAN (self), 0);
  return self->fid;
}

const char *
yzt_plan_get_title (YztPlan *self)
{
  g_return_val_if_fail (YZT_IS_PLAN (self), NULL);
  return self->title;
}

const char *
yzt_plan_get_section (YztPlan *self)
{
  g_return_val_if_fail (YZT_IS_PLAN (self), NULL);
  return self->section;
}

guint
yzt_plan_get_section_index (YztPlan *self)
{
  g_return_val_if_fail (YZT_IS_PLAN (self), 0);
  return self->section_index;
}

const char *
yzt_plan_get_snippet (YztPlan *self)
{
  g_return_val_if_fail (YZT_IS_PLAN (self), NULL);
  return self->snippet;
}

const char *
yzt_plan_get_reason (YztPlan *self)
{
  g_return_val_if_fail (YZT_IS_PLAN (self), NULL);
  return self->reason;
}

static void
yzt_plan_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  YztPlan *self = YZT_PLAN (object);
  switch (id) {
  case PROP_FID: g_value_set_int64 (value, self->fid); break;
  case PROP_TITLE: g_value_set_string (value, self->title); break;
  case PROP_SUBTITLE: g_value_set_string (value, self->subtitle); break;
  case PROP_SECTION: g_value_set_string (value, self->section); break;
  case PROP_SNIPPET: g_value_set_string (value, self->snippet); break;
  case PROP_REASON: g_value_set_string (value, self->reason); break;
  default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec); break;
  }
}

static void
yzt_plan_finalize (GObject *object)
{
  YztPlan *self = YZT_PLAN (object);
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->section);
  g_free (self->snippet);
  g_free (self->reason);
  G_OBJECT_CLASS (yzt_plan_parent_class)->finalize (object);
}

static void
yzt_plan_class_init (YztPlanClass *klass)
{
  static const char *const names[] = { "title", "subtitle", "section", "snippet", "reason" };
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  G_OBJECT_CLASS (klass)->get_property = yzt_plan_get_property;
  G_OBJECT_CLASS (klass)->finalize = yzt_plan_finalize;
  properties[PROP_FID] = g_param_spec_int64 ("fid", NULL, NULL, 0, G_MAXINT64, 0, flags);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    properties[PROP_TITLE + i] = g_param_spec_string (names[i], NULL, NULL, NULL, flags);
  }
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
yzt_plan_init (YztPlan *self)
{
  self->subtitle = g_strdup ("");
  self->section = g_strdup ("");
  self->snippet = g_strdup ("");
  self->reason = g_strdup ("");
}

/* --- which plans apply --- */

typedef struct {
  YztRuleSituation situation;
  const char *type_label;
  const char *language;
  GPtrArray *scored; /* Scored */
} Choosing;

typedef struct {
  YztPlan *plan;
  int score;
  char *key;         /* what its older and newer versions have in common */
  char *issued;
} Scored;

static void
scored_free (gpointer data)
{
  Scored *scored = data;
  g_clear_object (&scored->plan);
  g_free (scored->key);
  g_free (scored->issued);
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
  const struct {
    guint reason;
    const char *text;
  } texts[] = { { YZT_PLAN_REASON_HAZARD, _("names this hazard source") }, { YZT_PLAN_REASON_TYPE, type },
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

static const char *
text_of (const YztRow *row, const char *field)
{
  return yzt_kind_get_field_index (row->kind, field) >= 0 ? yzt_row_get_text (row, field) : NULL;
}

static char *
subtitle_of (const YztRow *row, const char *language)
{
  static const char *const names[] = { "issuing_body", "plan_kind", "issued" };
  GString *subtitle = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    const YztCell *cell = yzt_kind_get_field_index (row->kind, names[i]) >= 0 ? yzt_row_get (row, names[i]) : NULL;
    if (cell != NULL && cell->type != YZT_CELL_NULL) {
      g_autofree char *text = yzt_field_format (yzt_kind_find_field (row->kind, names[i]), cell, language, NULL);
      add_reason (subtitle, text);
    }
  }
  return g_string_free (subtitle, FALSE);
}

static gboolean
score_plan_cb (const YztRow *row, gpointer user_data)
{
  Choosing *choosing = user_data;
  const char *name = text_of (row, "name");
  const YztRulePlan plan = { .name = name, .kind = text_of (row, "plan_kind"), .level = text_of (row, "level"),
                             .region_adcode = text_of (row, "region_adcode"), .hazard_codes = text_of (row, "hazard_codes"),
                             .incident_types = text_of (row, "incident_types"), .substances = text_of (row, "substances"),
                             .review_due = text_of (row, "review_due") };
  guint reasons = 0;
  int score = yzt_rule_plan_score (&plan, &choosing->situation, &reasons);
  if (score > 0) {
    Scored *scored = g_new0 (Scored, 1);
    scored->plan = plan_new (row->fid, name);
    scored->score = score;
    scored->key = g_strdup_printf ("%s|%s", name != NULL ? name : "", plan.region_adcode != NULL ? plan.region_adcode : "");
    scored->issued = g_strdup (text_of (row, "issued"));
    replace_text (&scored->plan->reason, reasons_in_words (reasons, choosing));
    replace_text (&scored->plan->subtitle, subtitle_of (row, choosing->language));
    g_ptr_array_add (choosing->scored, scored);
  }
  return TRUE;
}

/* Of two plans of one name for one area the younger replaces the elder, which stays in sight at the end of the list, and says so. */
static void
sink_replaced (GPtrArray *scored)
{
  g_autoptr (GHashTable) newest = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < scored->len; i++) {
    Scored *one = scored->pdata[i], *known = g_hash_table_lookup (newest, one->key);
    if (known == NULL || g_strcmp0 (one->issued, known->issued) > 0) {
      g_hash_table_replace (newest, one->key, one);
    }
  }
  for (guint i = 0; i < scored->len; i++) {
    Scored *one = scored->pdata[i];
    const Scored *now = g_hash_table_lookup (newest, one->key);
    if (g_strcmp0 (one->issued, now->issued) < 0) {
      one->score = 0;
      replace_text (&one->plan->reason, g_strdup_printf (_("replaced by the version of %s"), now->issued));
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
  return (one->plan->fid > two->plan->fid) - (one->plan->fid < two->plan->fid);
}

/* Opens a proposed plan where an operator looks first: at what is to be done. Standard headings of GB/T 29639-2020. */
static gboolean
open_at_measures (YztStore *store, YztPlan *plan, GError **error)
{
  static const char *const headings[] = { "处置措施", "应急处置", "现场处置", "响应措施", "应急响应", "响应启动" };
  g_autoptr (GArray) sections = yzt_store_get_plan_sections (store, plan->fid, error);
  if (sections == NULL) {
    return FALSE;
  }
  for (guint k = 0; k < G_N_ELEMENTS (headings); k++) {
    for (guint i = 0; i < sections->len; i++) {
      const YztPlanSection *section = &g_array_index (sections, YztPlanSection, i);
      if (strstr (section->heading, headings[k]) != NULL) {
        replace_text (&plan->section, g_strdup (section->path));
        plan->section_index = i;
        return TRUE;
      }
    }
  }
  return TRUE;
}

static GPtrArray *
choose_plans (YztStore *store, gint64 incident_fid, const char *language, GError **error)
{
  YztKindSet *kinds = yzt_store_get_kinds (store);
  YztKind *incident_kind = yzt_kind_set_find (kinds, "incident"), *plan_kind = yzt_kind_set_find (kinds, "plan");
  g_autoptr (GPtrArray) scored = g_ptr_array_new_with_free_func (scored_free);
  if (incident_kind == NULL || plan_kind == NULL) {
    return g_steal_pointer (&scored);
  }
  g_autoptr (YztRow) incident = yzt_store_get_row (store, incident_kind, incident_fid, error);
  if (incident == NULL) {
    return NULL;
  }
  const char *reported = text_of (incident, "reported_utc");
  g_autofree char *today = reported != NULL ? g_strndup (reported, strlen ("YYYY-MM-DD")) : NULL; /* the answer must not change while nothing does */
  Choosing choosing = {
    .situation = { .type = text_of (incident, "type"), .adcode = text_of (incident, "region_adcode"), .hazard_code = text_of (incident, "hazard_code"),
                   .substance = text_of (incident, "substance"), .grade = text_of (incident, "grade"), .today = today },
    .language = language,
    .scored = scored,
  };
  const YztField *type = yzt_kind_find_field (incident_kind, "type");
  choosing.type_label =
    type != NULL && choosing.situation.type != NULL ? yzt_field_get_value_label (type, choosing.situation.type, language) : "";
  if (!yzt_store_read_rows (store, plan_kind, score_plan_cb, &choosing, error)) {
    return NULL;
  }
  sink_replaced (scored);
  g_ptr_array_sort (scored, compare_scored);
  return g_steal_pointer (&scored);
}

static GPtrArray *
plans_for_incident (YztStore *store, gint64 incident_fid, guint limit, const char *language, GError **error)
{
  g_autoptr (GPtrArray) scored = choose_plans (store, incident_fid, language, error);
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

static GPtrArray *
plans_with_text (YztStore *store, const char *text, guint limit, const char *language, GError **error)
{
  g_autoptr (GArray) hits = yzt_store_find_plans (store, text, limit, error);
  if (hits == NULL) {
    return NULL;
  }
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "plan");
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < hits->len; i++) {
    const YztPlanHit *hit = &g_array_index (hits, YztPlanHit, i);
    YztPlan *plan = plan_new (hit->plan_fid, hit->title);
    g_autoptr (YztRow) row = kind != NULL ? yzt_store_get_row (store, kind, hit->plan_fid, NULL) : NULL;
    replace_text (&plan->section, g_strdup (hit->section));
    replace_text (&plan->snippet, g_strdup (hit->snippet));
    if (row != NULL) {
      replace_text (&plan->subtitle, subtitle_of (row, language));
    }
    plan->section_index = hit->section_index;
    g_ptr_array_add (plans, plan);
  }
  return g_steal_pointer (&plans);
}

/* With both, the plans that apply keep their order and reason, and only those with the text stay, opened at it. */
static GPtrArray *
plans_for_incident_with_text (YztStore *store, const char *text, gint64 incident_fid, guint limit,
                              const char *language, GError **error)
{
  g_autoptr (GPtrArray) fitting = plans_for_incident (store, incident_fid, G_MAXUINT, language, error);
  g_autoptr (GPtrArray) found = fitting != NULL ? plans_with_text (store, text, G_MAXUINT, language, error) : NULL;
  if (found == NULL) {
    return NULL;
  }
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < fitting->len && plans->len < limit; i++) {
    YztPlan *fits = fitting->pdata[i];
    for (guint k = 0; k < found->len; k++) {
      YztPlan *hit = found->pdata[k];
      if (hit->fid == fits->fid) {
        replace_text (&hit->reason, g_strdup (fits->reason));
        g_ptr_array_add (plans, g_object_ref (hit));
      }
    }
  }
  return g_steal_pointer (&plans);
}

GPtrArray *
yzt_find_plans (YztStore *store, const char *text, gint64 incident_fid, guint limit, const char *language,
                GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  gboolean has_text = text != NULL && *text != '\0';
  if (incident_fid <= 0) {
    return plans_with_text (store, text, limit, language, error);
  }
  if (!has_text) {
    return plans_for_incident (store, incident_fid, limit, language, error);
  }
  return plans_for_incident_with_text (store, text, incident_fid, limit, language, error);
}
