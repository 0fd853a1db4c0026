/* yzt-plan-propose.c: what was read out of a document into the row of its plan and the rows that it owns, for a person to confirm
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-import-private.h"

#include <math.h>

#include "yzt-base.h"

typedef struct {
  YztKind *kind;
  gint64 fid;
} Outdated;

static const char *const owned[] = { "plan-need", "plan-step", "plan-contact", "plan-level", "plan-finding" };

/* --- the row --- */

static gboolean
put_cell (YztRow *row, const char *name, const char *value)
{
  const YztField *field = yzt_kind_get_field_index (row->kind, name) >= 0 ? yzt_kind_find_field (row->kind, name) : NULL;
  YztCell cell = { YZT_CELL_NULL };
  if (field == NULL || value == NULL || *value == '\0' || !yzt_field_parse (field, value, &cell, NULL)) {
    return FALSE;
  }
  yzt_row_set (row, name, &cell);
  yzt_cell_clear (&cell);
  return TRUE;
}

static void
put_number (YztRow *row, const char *name, double value)
{
  g_autofree char *text = isnan (value) ? NULL : yzt_text_format_number (value);
  put_cell (row, name, text);
}

void
yzt_plan_propose (YztPlanFile *plan)
{
  gboolean named = g_hash_table_lookup (plan->text->meta, "name") != NULL;
  plan->readings = yzt_plan_read_metadata (plan->text, plan->shown);
  plan->structure = yzt_plan_structure_read ((const YztPlanSection *) (const void *) plan->text->sections->data, plan->text->sections->len);
  for (guint i = 0; i < plan->readings->len; i++) {
    const YztPlanReading *reading = &g_array_index (plan->readings, YztPlanReading, i);
    int field = yzt_kind_get_field_index (plan->row->kind, reading->field);
    gboolean is_name = g_str_equal (reading->field, "name");
    if (reading->confidence >= YZT_PLAN_SURE && field >= 0 && ((is_name && !named) || plan->row->cells[field].type == YZT_CELL_NULL)) {
      put_cell (plan->row, reading->field, reading->value);
    }
  }
  if (plan->text->sections->len == 0) {
    put_cell (plan->row, "scanned", "1");
  }
}

/* --- what nobody has judged yet --- */

typedef struct {
  YztKind *kind;
  GArray *outdated;
} Looking;

static gboolean
is_unjudged (const YztRow *row)
{
  const char *state = yzt_kind_get_field_index (row->kind, "state") >= 0 ? yzt_row_get_text (row, "state") : NULL;
  return g_strcmp0 (state, "proposed") == 0 || g_strcmp0 (state, "taken") == 0;
}

static gboolean
note_outdated_cb (const YztRow *row, gpointer user_data)
{
  Looking *looking = user_data;
  Outdated one = { looking->kind, row->fid };
  if (is_unjudged (row)) {
    g_array_append_val (looking->outdated, one);
  }
  return TRUE;
}

gboolean
yzt_plan_find_outdated (YztStore *store, YztPlanFile *plan, GError **error)
{
  plan->outdated = g_array_new (FALSE, FALSE, sizeof (Outdated));
  for (guint i = 0; i < G_N_ELEMENTS (owned); i++) {
    YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), owned[i]);
    Looking looking = { kind, plan->outdated };
    if (kind != NULL && !yzt_store_read_children (store, kind, plan->row->fid, note_outdated_cb, &looking, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

/* --- writing --- */

typedef struct {
  YztAct *act;
  YztKindSet *kinds;
  const YztPlanFile *plan;
} Writing;

static YztRow *
new_row (const Writing *writing, const char *id, const char *name, const char *sentence, guint section)
{
  YztKind *kind = yzt_kind_set_find (writing->kinds, id);
  if (kind == NULL) {
    return NULL; /* a map of before these kinds */
  }
  YztRow *row = yzt_row_new (kind);
  const GArray *sections = writing->plan->text->sections;
  row->owner_fid = writing->plan->row->fid;
  put_cell (row, "name", name);
  put_cell (row, "state", "proposed");
  put_cell (row, "source_text", sentence);
  if (section < sections->len) {
    put_cell (row, "section", g_array_index (sections, YztPlanSection, section).path);
  }
  return row;
}

static void
put_level (YztRow *row, int level)
{
  char text[2] = { (char) ('0' + level), '\0' };
  put_cell (row, "response_level", level >= 1 && level <= 4 ? text : "all");
}

static gboolean
insert (const Writing *writing, YztRow *row, GError **error)
{
  return yzt_row_get_text (row, "name") == NULL || yzt_act_insert (writing->act, row, error);
}

static gboolean
write_needs (const Writing *writing, GError **error)
{
  const GArray *needs = writing->plan->structure->needs;
  for (guint i = 0; i < needs->len; i++) {
    const YztPlanNeed *need = &g_array_index (needs, YztPlanNeed, i);
    g_autoptr (YztRow) row = new_row (writing, "plan-need", need->item, need->sentence, need->section);
    if (row != NULL) {
      put_number (row, "quantity", need->quantity);
      put_cell (row, "unit", need->unit);
      put_level (row, need->level);
      if (!insert (writing, row, error)) {
        return FALSE;
      }
    }
  }
  return TRUE;
}

static gboolean
write_steps (const Writing *writing, GError **error)
{
  const GArray *steps = writing->plan->structure->steps;
  for (guint i = 0; i < steps->len; i++) {
    const YztPlanStep *step = &g_array_index (steps, YztPlanStep, i);
    g_autoptr (YztRow) row = new_row (writing, "plan-step", step->text, step->sentence, step->section);
    if (row != NULL) {
      put_number (row, "position", i + 1);
      put_cell (row, "role", step->role);
      put_number (row, "minutes", step->minutes);
      put_level (row, step->level);
      if (!insert (writing, row, error)) {
        return FALSE;
      }
    }
  }
  return TRUE;
}

static gboolean
write_contacts (const Writing *writing, GError **error)
{
  const GArray *contacts = writing->plan->structure->contacts;
  for (guint i = 0; i < contacts->len; i++) {
    const YztPlanContact *contact = &g_array_index (contacts, YztPlanContact, i);
    g_autoptr (YztRow) row = new_row (writing, "plan-contact", contact->name, contact->sentence, contact->section);
    if (row != NULL) {
      put_cell (row, "role", contact->role);
      put_cell (row, "unit_name", contact->unit_name);
      put_cell (row, "phone", contact->phone);
      if (!insert (writing, row, error)) {
        return FALSE;
      }
    }
  }
  return TRUE;
}

static gboolean
write_levels (const Writing *writing, GError **error)
{
  const GArray *levels = writing->plan->structure->levels;
  for (guint i = 0; i < levels->len; i++) {
    const YztPlanLevel *level = &g_array_index (levels, YztPlanLevel, i);
    g_autoptr (YztRow) row = new_row (writing, "plan-level", level->name, level->sentence, level->section);
    if (row != NULL) {
      put_level (row, level->level);
      put_cell (row, "trigger", level->trigger);
      put_cell (row, "decider", level->decider);
      put_cell (row, "changes", level->changes);
      put_number (row, "report_minutes", level->report_minutes);
      if (!insert (writing, row, error)) {
        return FALSE;
      }
    }
  }
  return TRUE;
}

/* What the document says and was taken over, and what it may say and was not. What stands otherwise in the row (its front matter) is not told. */
static gboolean
write_findings (const Writing *writing, GError **error)
{
  const GArray *readings = writing->plan->readings;
  for (guint i = 0; i < readings->len; i++) {
    const YztPlanReading *reading = &g_array_index (readings, YztPlanReading, i);
    const YztRow *plan = writing->plan->row;
    int field = yzt_kind_get_field_index (plan->kind, reading->field);
    if (field < 0) {
      continue;
    }
    g_autofree char *now = yzt_field_format_plain (yzt_kind_find_field (plan->kind, reading->field), &plan->cells[field]);
    gboolean taken = g_str_equal (now, reading->value);
    if (*now != '\0' && !taken) {
      continue;
    }
    g_autoptr (YztRow) row = new_row (writing, "plan-finding", reading->field, reading->evidence, G_MAXUINT);
    if (row != NULL) {
      put_cell (row, "value", reading->value);
      put_number (row, "confidence", reading->confidence);
      put_cell (row, "state", taken ? "taken" : "proposed");
      if (!insert (writing, row, error)) {
        return FALSE;
      }
    }
  }
  return TRUE;
}

static gboolean
drop_outdated (const Writing *writing, GError **error)
{
  const GArray *outdated = writing->plan->outdated;
  for (guint i = 0; outdated != NULL && i < outdated->len; i++) {
    const Outdated *one = &g_array_index (outdated, Outdated, i);
    g_autoptr (YztRow) row = yzt_act_get_row (writing->act, one->kind, one->fid, NULL);
    if (row != NULL && is_unjudged (row) && !yzt_act_delete (writing->act, one->kind, one->fid, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
yzt_plan_write_proposals (YztAct *act, YztStore *store, const YztPlanFile *plan, GError **error)
{
  const Writing writing = { act, yzt_store_get_kinds (store), plan };
  return drop_outdated (&writing, error) && write_levels (&writing, error) && write_needs (&writing, error) && write_steps (&writing, error)
         && write_contacts (&writing, error) && write_findings (&writing, error);
}
