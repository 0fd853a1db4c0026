/* yzt-plan.c: plans as rows of a list, and which of them apply to an incident
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-session.h"

#include <glib/gi18n-lib.h>

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

/* What an incident is about, as far as plans are chosen by it. */
typedef struct {
  const char *type, *adcode, *hazard_code, *substance;
  const char *type_label;
  YztKind *plan_kind;
  const char *language;
  GPtrArray *scored; /* Scored */
} Choosing;

typedef struct {
  YztPlan *plan;
  int score;
} Scored;

static void
scored_free (gpointer data)
{
  Scored *scored = data;
  g_clear_object (&scored->plan);
  g_free (scored);
}

/* Lists in a text cell are separated by ; , 、 or blanks. */
static gboolean
list_contains (const char *list, const char *word)
{
  if (list == NULL || word == NULL || *word == '\0') {
    return FALSE;
  }
  g_auto (GStrv) parts = g_regex_split_simple ("[;,；，、\\s]+", list, 0, 0);
  return g_strv_contains ((const char *const *) parts, word);
}

/* 4: the same county, 2: the prefecture above it, 1: the province or the State; 0: another area, or not known. */
static int
region_score (const char *plan_region, const char *incident_region)
{
  if (plan_region == NULL || incident_region == NULL || *plan_region == '\0' || strlen (incident_region) < 4) {
    return 0;
  }
  if (strncmp (plan_region, incident_region, 6) == 0) {
    return 4;
  }
  if (strncmp (plan_region, incident_region, 4) == 0 && g_str_has_suffix (plan_region, "00")) {
    return 2;
  }
  if (strncmp (plan_region, incident_region, 2) == 0 && g_str_has_suffix (plan_region, "0000")) {
    return 1;
  }
  return g_str_equal (plan_region, "000000") || g_str_equal (plan_region, "100000") ? 1 : 0;
}

static void
add_reason (GString *reasons, const char *reason)
{
  if (reasons->len > 0) {
    g_string_append (reasons, " · ");
  }
  g_string_append (reasons, reason);
}

/* The weights only order the list: naming the very hazard source outweighs type, type outweighs area. */
static int
score_plan (const Choosing *choosing, const YztRow *row, GString *reasons)
{
  int score = 0;
  const char *name = yzt_row_get_text (row, "name");
  int region = region_score (yzt_row_get_text (row, "region_adcode"), choosing->adcode);
  if (list_contains (yzt_row_get_text (row, "hazard_codes"), choosing->hazard_code)) {
    score += 40;
    add_reason (reasons, _("names this hazard source"));
  }
  if (list_contains (yzt_row_get_text (row, "incident_types"), choosing->type)) {
    score += 20;
    g_autofree char *reason = g_strdup_printf (_("covers %s"), choosing->type_label);
    add_reason (reasons, reason);
  }
  if (choosing->substance != NULL && *choosing->substance != '\0' && name != NULL &&
      strstr (name, choosing->substance) != NULL) {
    score += 10;
    g_autofree char *reason = g_strdup_printf (_("is about %s"), choosing->substance);
    add_reason (reasons, reason);
  }
  if (score > 0 && region > 0) {
    score += region;
    add_reason (reasons, region == 4 ? _("covers this county")
                                     : (region == 2 ? _("covers this prefecture") : _("covers this province")));
  }
  return score;
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
  g_autoptr (GString) reasons = g_string_new (NULL);
  int score = score_plan (choosing, row, reasons);
  if (score > 0) {
    Scored *scored = g_new0 (Scored, 1);
    scored->plan = plan_new (row->fid, yzt_row_get_text (row, "name"));
    scored->score = score;
    replace_text (&scored->plan->reason, g_strdup (reasons->str));
    replace_text (&scored->plan->subtitle, subtitle_of (row, choosing->language));
    g_ptr_array_add (choosing->scored, scored);
  }
  return TRUE;
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

static const char *
text_of (const YztRow *row, const char *field)
{
  return yzt_kind_get_field_index (row->kind, field) >= 0 ? yzt_row_get_text (row, field) : NULL;
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
  Choosing choosing = {
    .type = text_of (incident, "type"),
    .adcode = text_of (incident, "region_adcode"),
    .hazard_code = text_of (incident, "hazard_code"),
    .substance = text_of (incident, "substance"),
    .plan_kind = plan_kind,
    .language = language,
    .scored = scored,
  };
  const YztField *type = yzt_kind_find_field (incident_kind, "type");
  choosing.type_label =
    type != NULL && choosing.type != NULL ? yzt_field_get_value_label (type, choosing.type, language) : "";
  if (!yzt_store_read_rows (store, plan_kind, score_plan_cb, &choosing, error)) {
    return NULL;
  }
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
