/* yzt-plan.c: plans as rows of a list, and finding words in them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-index.h"
#include "yzt-plan-private.h"

struct _YztPlan {
  GObject parent_instance;

  gint64 fid;
  char *title, *subtitle, *section, *snippet, *reason;
  guint section_index;
};
G_DEFINE_FINAL_TYPE (YztPlan, yzt_plan, G_TYPE_OBJECT)

enum { PROP_0, PROP_FID, PROP_TITLE, PROP_SUBTITLE, PROP_SECTION, PROP_SNIPPET, PROP_REASON, N_PROPS };
static GParamSpec *properties[N_PROPS];

YztPlan *
yzt_plan_new (gint64 fid, const char *title)
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

YztPlan *
yzt_plan_new_at (gint64 fid, const char *title, const char *section, guint section_index, const char *snippet)
{
  YztPlan *self = yzt_plan_new (fid, title);
  yzt_plan_set_section (self, g_strdup (section != NULL ? section : ""), section_index);
  yzt_plan_set_snippet (self, g_strdup (snippet != NULL ? snippet : ""));
  return self;
}

void
yzt_plan_set_subtitle (YztPlan *self, char *subtitle)
{
  replace_text (&self->subtitle, subtitle);
}

void
yzt_plan_set_reason (YztPlan *self, char *reason)
{
  replace_text (&self->reason, reason);
}

void
yzt_plan_set_section (YztPlan *self, char *path, guint index)
{
  replace_text (&self->section, path);
  self->section_index = index;
}

void
yzt_plan_set_snippet (YztPlan *self, char *snippet)
{
  replace_text (&self->snippet, snippet);
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

/* --- words --- */

const char *
yzt_plan_cell (const YztRow *row, const char *field)
{
  return yzt_kind_get_field_index (row->kind, field) >= 0 ? yzt_row_get_text (row, field) : NULL;
}

char *
yzt_plan_describe_row (const YztRow *row, const char *language)
{
  static const char *const names[] = { "issuing_body", "plan_kind", "issued" };
  GString *subtitle = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    const YztCell *cell = yzt_kind_get_field_index (row->kind, names[i]) >= 0 ? yzt_row_get (row, names[i]) : NULL;
    if (cell != NULL && cell->type != YZT_CELL_NULL) {
      g_autofree char *text = yzt_field_format (yzt_kind_find_field (row->kind, names[i]), cell, language, NULL);
      g_string_append_printf (subtitle, "%s%s", subtitle->len > 0 ? " · " : "", text);
    }
  }
  return g_string_free (subtitle, FALSE);
}

static YztPlan *
plan_of_find (YztStore *store, const YztPlanFind *find, const char *language)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "plan");
  YztPlan *plan = yzt_plan_new_at (find->plan_fid, find->title, find->path, find->section, find->snippet);
  g_autoptr (YztRow) row = kind != NULL ? yzt_store_get_row (store, kind, find->plan_fid, NULL) : NULL;
  if (row != NULL) {
    replace_text (&plan->subtitle, yzt_plan_describe_row (row, language));
  }
  return plan;
}

/* All of them, for a list: nothing is looked for. */
static GPtrArray *
all_plans (YztStore *store, guint limit, const char *language, GError **error)
{
  g_autoptr (GArray) hits = yzt_store_find_plans (store, NULL, limit, error);
  if (hits == NULL) {
    return NULL;
  }
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "plan");
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < hits->len; i++) {
    const YztPlanHit *hit = &g_array_index (hits, YztPlanHit, i);
    YztPlan *plan = yzt_plan_new_at (hit->plan_fid, hit->title, hit->section, hit->section_index, hit->snippet);
    g_autoptr (YztRow) row = kind != NULL ? yzt_store_get_row (store, kind, hit->plan_fid, NULL) : NULL;
    if (row != NULL) {
      replace_text (&plan->subtitle, yzt_plan_describe_row (row, language));
    }
    g_ptr_array_add (plans, plan);
  }
  return g_steal_pointer (&plans);
}

static GPtrArray *
plans_with_text (YztStore *store, const char *text, guint limit, const char *language, GError **error)
{
  g_autoptr (YztPlanIndex) index = yzt_plan_index_new (store, error);
  const YztPlanQuery query = { .text = text, .limit = limit == G_MAXUINT ? 0 : limit };
  g_autoptr (YztPlanFindings) found = index != NULL && yzt_plan_index_advance (index, NULL, NULL, NULL, error) ? yzt_plan_index_find (index, &query, NULL, error) : NULL;
  if (found == NULL) {
    return NULL;
  }
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < found->finds->len; i++) {
    g_ptr_array_add (plans, plan_of_find (store, &g_array_index (found->finds, YztPlanFind, i), language));
  }
  return g_steal_pointer (&plans);
}

/* With both, the plans that apply keep their order and reason, and only those with the text stay, opened at it. */
static GPtrArray *
plans_for_incident_with_text (YztStore *store, const char *text, gint64 incident_fid, guint limit,
                              const char *language, GError **error)
{
  g_autoptr (GPtrArray) fitting = yzt_plans_for_situation (store, &(YztPlanSituation){ .incident_fid = incident_fid }, NULL, G_MAXUINT, language, error);
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
    return has_text ? plans_with_text (store, text, limit, language, error) : all_plans (store, limit, language, error);
  }
  if (!has_text) {
    return yzt_plans_for_situation (store, &(YztPlanSituation){ .incident_fid = incident_fid }, NULL, limit, language, error);
  }
  return plans_for_incident_with_text (store, text, incident_fid, limit, language, error);
}
