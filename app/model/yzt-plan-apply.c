/* yzt-plan-apply.c: what a plan foresees becomes what an incident has to do: tasks, needs, contacts, as one act; the plan stays as it is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-plan-apply.h"
#include <glib/gi18n-lib.h>

static const struct {
  const char *child, *target;
} targets[] = { { "plan-step", "task" }, { "plan-need", "incident-need" }, { "plan-contact", "incident-contact" } };

YztKind *
yzt_plan_apply_target (YztKindSet *kinds, const YztKind *child)
{
  g_return_val_if_fail (kinds != NULL && child != NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++) {
    if (g_str_equal (yzt_kind_get_id (child), targets[i].child)) {
      return yzt_kind_set_find (kinds, targets[i].target);
    }
  }
  return NULL;
}

gboolean
yzt_plan_apply_counts (const char *response_level, const char *level)
{
  return level == NULL || response_level == NULL || g_str_equal (response_level, "all") || g_str_equal (response_level, level);
}

static const char *
text_of (const YztRow *row, const char *field)
{
  return yzt_kind_get_field_index (row->kind, field) >= 0 ? yzt_row_get_text (row, field) : NULL;
}

static void
set_text (YztRow *row, const char *field, const char *text)
{
  if (yzt_kind_get_field_index (row->kind, field) >= 0) {
    yzt_row_set_text (row, field, text);
  }
}

/* Fields of one name and one type are one thing; state and code are the row's own. */
static void
copy_fields (const YztRow *from, YztRow *to)
{
  static const char *const own[] = { "code", "state", "plan", "source", "verified_at", "verified_by", "verified_how", "created_at", "updated_at", NULL };
  for (guint i = 0; i < yzt_kind_get_n_fields (from->kind); i++) {
    const YztField *field = yzt_kind_get_field (from->kind, i);
    const char *name = yzt_field_get_name (field);
    const YztField *twin = yzt_kind_find_field (to->kind, name);
    gboolean alike = twin != NULL && yzt_kind_get_field_index (to->kind, name) >= 0 && yzt_field_get_field_type (twin) == yzt_field_get_field_type (field);
    if (alike && !g_strv_contains (own, name) && from->cells[i].type != YZT_CELL_NULL) {
      yzt_row_set (to, name, &from->cells[i]);
    }
  }
}

static YztRow *
row_for_incident (const YztRow *row, YztKind *kind, const char *plan_link, gint64 incident_fid, gint64 now_ms)
{
  YztRow *made = yzt_row_new (kind);
  const YztCell *minutes = yzt_kind_get_field_index (row->kind, "minutes") >= 0 ? yzt_row_get (row, "minutes") : NULL;
  made->owner_fid = incident_fid;
  copy_fields (row, made);
  set_text (made, "plan", plan_link);
  set_text (made, "state", "open");
  if (minutes != NULL && minutes->type == YZT_CELL_NUMBER) {
    g_autofree char *due = yzt_time_format_utc (now_ms / 1000 * 1000 + (gint64) (minutes->v.number * 60000));
    set_text (made, "due_utc", due);
  }
  return made;
}

static gboolean
is_known (GPtrArray *known, const YztRow *made)
{
  for (guint i = 0; known != NULL && i < known->len; i++) {
    const YztRow *one = known->pdata[i];
    if (g_str_equal (yzt_kind_get_id (one->kind), yzt_kind_get_id (made->kind)) && g_strcmp0 (text_of (one, "plan"), text_of (made, "plan")) == 0
        && g_strcmp0 (text_of (one, "name"), text_of (made, "name")) == 0
        && g_strcmp0 (text_of (one, "response_level"), text_of (made, "response_level")) == 0
        && g_strcmp0 (text_of (one, "phone"), text_of (made, "phone")) == 0) {
      return TRUE;
    }
  }
  return FALSE;
}

YztEdits *
yzt_plan_apply_edits (YztKindSet *kinds, const YztRow *plan, GPtrArray *rows, const YztRow *incident, GPtrArray *known, gint64 now_ms,
                      YztPlanApplyCount *count_out)
{
  g_return_val_if_fail (kinds != NULL && plan != NULL && rows != NULL && incident != NULL && count_out != NULL, NULL);
  const char *plan_name = text_of (plan, "name"), *incident_name = text_of (incident, "name");
  g_autofree char *link = g_strdup_printf ("%s/%" G_GINT64_FORMAT, yzt_kind_get_id (plan->kind), plan->fid);
  g_autofree char *label = g_strdup_printf (_("Apply plan “%s” to “%s”"), plan_name != NULL ? plan_name : "", incident_name != NULL ? incident_name : "");
  g_autoptr (YztEdits) edits = yzt_edits_new (label);
  *count_out = (YztPlanApplyCount) { 0 };
  for (guint i = 0; i < rows->len; i++) {
    const YztRow *row = rows->pdata[i];
    YztKind *kind = yzt_plan_apply_target (kinds, row->kind);
    if (kind == NULL) {
      continue;
    }
    g_autoptr (YztRow) made = row_for_incident (row, kind, link, incident->fid, now_ms);
    if (is_known (known, made)) {
      count_out->n_known++;
      continue;
    }
    yzt_edits_insert (edits, made);
    *(g_str_equal (yzt_kind_get_id (kind), "task") ? &count_out->n_tasks
      : g_str_equal (yzt_kind_get_id (kind), "incident-need") ? &count_out->n_needs : &count_out->n_contacts) += 1;
  }
  if (yzt_edits_get_n_rows (edits) == 0) {
    return NULL;
  }
  g_autofree char *what = g_strdup_printf (_("Plan “%s” applied: tasks %u, needs %u, contacts %u"), plan_name != NULL ? plan_name : "", count_out->n_tasks,
                                           count_out->n_needs, count_out->n_contacts);
  yzt_edits_set_note (edits, incident->fid, "plan", what);
  return g_steal_pointer (&edits);
}
