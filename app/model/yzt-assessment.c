/* yzt-assessment.c: a response looked back on: how long it took, what was used, what the plan foresaw against what happened
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-after-private.h"
#include "yzt-danger.h"
#include "yzt-dispatch.h"
#include "yzt-rules-command.h"
#include <glib/gi18n-lib.h>
#include <math.h>

enum { ID, FROM, KIND, FIELD, CONDITION, LIMIT, LABEL, N_CELLS = 8 };

typedef struct {
  YztStore *store;
  YztIncidentRecord *record;
  YztCommandRules *rules;
  GPtrArray *orders;     /* YztDispatch */
  GHashTable *plans;     /* "plan/12" → name */
  YztAssessment *out;
  const char *language;
} Looking;

/* --- times --- */

static void
time_clear (gpointer data)
{
  YztAssessTime *time = data;
  g_free (time->id);
  g_free (time->label);
  g_free (time->from_label);
}

static YztAssessTime *
find_time (GArray *times, const char *id)
{
  for (guint i = 0; i < times->len; i++) {
    YztAssessTime *time = &g_array_index (times, YztAssessTime, i);
    if (g_str_equal (time->id, id)) {
      return time;
    }
  }
  return NULL;
}

static gint64
earliest (YztIncidentRecord *record, char *const *rule, gint64 from_ms)
{
  g_autoptr (GPtrArray) rows = yzt_after_rows (record, rule[KIND]);
  gint64 first_ms = 0;
  for (guint i = 0; i < rows->len; i++) {
    gint64 at_ms = yzt_row_time (rows->pdata[i], rule[FIELD]);
    /* What lies before its beginning is a slip of a clock, not a duration. */
    if (at_ms > 0 && at_ms >= from_ms && yzt_after_meets (rows->pdata[i], rule[CONDITION]) && (first_ms == 0 || at_ms < first_ms)) {
      first_ms = at_ms;
    }
  }
  return first_ms;
}

static void
find_times (Looking *self)
{
  const GPtrArray *rules = yzt_after_table ("assess", N_CELLS);
  GArray *times = self->out->times;
  gint64 reported_ms = yzt_row_time (self->record->row, "reported_utc") / 1000 * 1000;
  for (guint i = 0; i < rules->len; i++) {
    char *const *rule = rules->pdata[i];
    const YztAssessTime *base = find_time (times, rule[FROM]);
    gint64 from_ms = g_str_equal (rule[FROM], "reported") ? reported_ms : (base != NULL ? base->at_ms : 0), at_ms = from_ms > 0 ? earliest (self->record, rule, from_ms) : 0;
    YztAssessTime *known = find_time (times, rule[ID]);
    if (known == NULL) {
      double limit = g_ascii_strtod (rule[LIMIT], NULL);
      YztAssessTime time = { g_strdup (rule[ID]), g_strdup (yzt_after_text (rule, LABEL, self->language)), g_strdup (base != NULL ? base->label : _("reported")), from_ms, 0, NAN,
                             limit > 0 ? limit : NAN };
      g_array_append_val (times, time);
      known = &g_array_index (times, YztAssessTime, times->len - 1);
    }
    if (at_ms > 0 && (known->at_ms == 0 || at_ms < known->at_ms)) {
      known->at_ms = at_ms;
      known->minutes = (double) (at_ms - from_ms) / 60000.0;
    }
  }
}

/* --- what was used --- */

static void
use_clear (gpointer data)
{
  YztAssessUse *use = data;
  g_free (use->code);
  g_free (use->base);
  g_free (use->what);
  g_free (use->unit);
  g_free (use->state);
}

static double
hours_out (const YztDispatch *order)
{
  gint64 from_ms = order->times_ms[YZT_DISPATCH_UNDER_WAY] > 0 ? order->times_ms[YZT_DISPATCH_UNDER_WAY] : order->times_ms[YZT_DISPATCH_ORDERED];
  gint64 until_ms = order->times_ms[YZT_DISPATCH_RELEASED];
  return from_ms > 0 && until_ms >= from_ms ? (double) (until_ms - from_ms) / 3600000.0 : NAN;
}

static void
add_use (Looking *self, const YztDispatch *order, const char *what, const char *unit, double sent, double consumed, double returned, double hours)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (self->store), "dispatch");
  const YztField *field = kind != NULL ? yzt_kind_find_field (kind, "state") : NULL;
  const char *code = yzt_dispatch_state_code (order->state);
  YztAssessUse use = { order->fid, g_strdup (order->code), g_strdup (order->base_name), g_strdup (what), g_strdup (unit),
                       g_strdup (field != NULL ? yzt_field_get_value_label (field, code, self->language) : code), sent, consumed, returned, hours };
  g_array_append_val (self->out->uses, use);
}

static gboolean
went (const YztDispatch *order)
{
  return order->state != YZT_DISPATCH_REFUSED && order->state != YZT_DISPATCH_WITHDRAWN;
}

static void
find_uses (Looking *self)
{
  for (guint i = 0; i < self->orders->len; i++) {
    const YztDispatch *order = self->orders->pdata[i];
    if (!went (order)) {
      continue;
    }
    if (order->people > 0) {
      add_use (self, order, _("People"), _("persons"), order->people, 0, order->people_released, hours_out (order));
    }
    for (guint k = 0; k < order->lines->len; k++) {
      const YztDispatchLine *line = &g_array_index (order->lines, YztDispatchLine, k);
      gboolean vehicle = g_str_equal (line->taken_from_kind, "vehicle");
      g_autofree char *what = *line->spec != '\0' ? g_strdup_printf ("%s %s", line->name, line->spec) : g_strdup (line->name);
      add_use (self, order, what, line->unit, line->quantity, line->consumed, line->returned, vehicle ? hours_out (order) : NAN);
    }
  }
}

/* --- foreseen and happened --- */

static void
point_clear (gpointer data)
{
  YztAssessPoint *point = data;
  g_free (point->what);
  g_free (point->foreseen);
  g_free (point->happened);
  g_free (point->plan);
  g_free (point->plan_name);
  g_free (point->section);
  g_free (point->proposed);
}

static const char *
plan_name (Looking *self, const char *link)
{
  const char *known = g_hash_table_lookup (self->plans, link);
  if (known == NULL) {
    g_autoptr (GArray) links = yzt_links_from_text (link);
    YztKind *kind = links->len > 0 ? yzt_kind_set_find (yzt_store_get_kinds (self->store), g_array_index (links, YztLink, 0).kind) : NULL;
    g_autoptr (YztRow) row = kind != NULL ? yzt_store_get_row (self->store, kind, g_array_index (links, YztLink, 0).fid, NULL) : NULL;
    g_hash_table_insert (self->plans, g_strdup (link), g_strdup (row != NULL ? yzt_row_word (row, "name") : _("a plan that was deleted")));
    known = g_hash_table_lookup (self->plans, link);
  }
  return known;
}

/* Takes @foreseen, @happened, @proposed. */
static void
add_point (Looking *self, const YztRow *row, char *foreseen, char *happened, YztAssessOutcome outcome, char *proposed)
{
  g_autofree char *link = yzt_after_link (row, "plan");
  YztAssessPoint point = { g_strdup (yzt_row_word (row, "name")), foreseen, happened, g_strdup (link != NULL ? link : ""), g_strdup (link != NULL ? plan_name (self, link) : ""),
                           g_strdup (yzt_row_word (row, "section")), outcome, proposed != NULL ? proposed : g_strdup ("") };
  g_array_append_val (self->out->points, point);
}

typedef struct {
  double sent, arrived;
} Came;

static gboolean
is_vehicle_of (Looking *self, const YztDispatchLine *line, const char *type)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (self->store), "vehicle");
  if (!g_str_equal (line->taken_from_kind, "vehicle") || type == NULL || kind == NULL) {
    return g_str_equal (line->taken_from_kind, "vehicle");
  }
  g_autoptr (YztRow) row = yzt_store_get_row (self->store, kind, line->taken_from_fid, NULL);
  return row != NULL && g_str_equal (yzt_row_word (row, "type"), type);
}

static Came
count_came (Looking *self, const char *name, const char *unit)
{
  const char *type = NULL;
  YztNeedClass what = yzt_command_rules_need (self->rules, name, unit, &type);
  g_autofree char *folded = yzt_text_fold (name);
  Came came = { 0 };
  for (guint i = 0; i < self->orders->len; i++) {
    const YztDispatch *order = self->orders->pdata[i];
    double quantity = what == YZT_NEED_PEOPLE ? order->people : 0;
    if (!went (order)) {
      continue;
    }
    for (guint k = 0; what != YZT_NEED_PEOPLE && k < order->lines->len; k++) {
      const YztDispatchLine *line = &g_array_index (order->lines, YztDispatchLine, k);
      g_autofree char *one = yzt_text_fold (line->name);
      gboolean counts = what == YZT_NEED_VEHICLE ? is_vehicle_of (self, line, type) : g_str_equal (one, folded) && g_strcmp0 (line->unit, unit) == 0;
      quantity += counts ? line->quantity : 0;
    }
    came.sent += quantity;
    came.arrived += order->times_ms[YZT_DISPATCH_ARRIVED] > 0 ? quantity : 0;
  }
  return came;
}

static void
add_need (Looking *self, const YztRow *row)
{
  const char *name = yzt_row_word (row, "name"), *unit = yzt_row_word (row, "unit");
  double need = yzt_row_number (row, "quantity");
  Came came = count_came (self, name, unit);
  g_autofree char *needed = need >= 0 ? yzt_text_group_number (need, 2) : g_strdup ("?"), *sent = yzt_text_group_number (came.sent, 2), *arrived = yzt_text_group_number (came.arrived, 2);
  gboolean foreseen = *yzt_row_word (row, "plan") != '\0';
  YztAssessOutcome outcome = !foreseen ? YZT_ASSESS_NOT_FORESEEN : need < 0 ? YZT_ASSESS_UNKNOWN : came.arrived >= need ? YZT_ASSESS_MET : YZT_ASSESS_NOT_MET;
  char *proposed = outcome == YZT_ASSESS_NOT_MET ? g_strdup_printf (_("%s: the plan foresees %s %s, %s came"), name, needed, unit, arrived)
                   : outcome == YZT_ASSESS_NOT_FORESEEN ? g_strdup_printf (_("%s: %s %s were needed, the plan foresees none"), name, needed, unit) : NULL;
  add_point (self, row, foreseen ? g_strdup_printf ("%s %s", needed, unit) : g_strdup_printf (_("not foreseen; needed: %s %s"), needed, unit),
             g_strdup_printf (_("sent %s, arrived %s"), sent, arrived), outcome, proposed);
}

static void
add_task (Looking *self, const YztRow *row)
{
  gint64 due_ms = yzt_row_time (row, "due_utc"), done_ms = yzt_row_time (row, "done_utc");
  double minutes = yzt_row_number (row, "minutes"), late = (double) (done_ms - due_ms) / 60000.0;
  const char *state = yzt_row_word (row, "state"), *name = yzt_row_word (row, "name");
  gboolean done = g_str_equal (state, "done") && done_ms > 0, is_late = done && due_ms > 0 && done_ms > due_ms;
  g_autofree char *value = g_strdup (yzt_deed_label (row, "state", state, self->language));
  char *foreseen = minutes >= 0 ? g_strdup_printf (_("within %g min"), minutes) : g_strdup (_("to be done"));
  char *happened = is_late ? g_strdup_printf (_("done %.0f min late"), ceil (late)) : done ? g_strdup (_("done in time")) : g_strdup_printf (_("not done (%s)"), value);
  YztAssessOutcome outcome = done && !is_late ? YZT_ASSESS_MET : YZT_ASSESS_NOT_MET;
  char *proposed = outcome == YZT_ASSESS_MET ? NULL : g_strdup_printf ("%s: %s, %s", name, foreseen, happened);
  add_point (self, row, foreseen, happened, outcome, proposed);
}

static void
add_contact (Looking *self, const YztRow *row)
{
  const char *answer = yzt_row_word (row, "answer");
  gboolean called = yzt_row_time (row, "called_utc") > 0;
  char *happened = called ? g_strdup_printf (_("called%s%s"), *answer != '\0' ? ": " : "", answer) : g_strdup (_("not called"));
  add_point (self, row, g_strdup (_("to be called")), happened, called ? YZT_ASSESS_MET : YZT_ASSESS_NOT_MET,
             called ? NULL : g_strdup_printf (_("%s: is on the call list of the plan and was not called"), yzt_row_word (row, "name")));
}

static void
find_points (Looking *self)
{
  static const struct {
    const char *kind;
    void (*add) (Looking *self, const YztRow *row);
    gboolean only_of_plan;
  } kinds[] = { { "incident-need", add_need, FALSE }, { "task", add_task, TRUE }, { "incident-contact", add_contact, TRUE } };
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++) {
    GPtrArray *rows = yzt_incident_record_rows (self->record, kinds[k].kind);
    for (guint i = 0; i < rows->len; i++) {
      if (!kinds[k].only_of_plan || *yzt_row_word (rows->pdata[i], "plan") != '\0') {
        kinds[k].add (self, rows->pdata[i]);
      }
    }
  }
}

/* --- all of it --- */

static GArray *
new_array (guint size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, TRUE, size);
  g_array_set_clear_func (array, clear);
  return array;
}

YztAssessment *
yzt_assessment_of_record (YztStore *store, YztIncidentRecord *record, const char *language, GError **error)
{
  g_autoptr (YztCommandRules) rules = yzt_load_command_rules (error);
  g_autoptr (GPtrArray) orders = rules != NULL ? yzt_dispatch_read (store, record->row->fid, error) : NULL;
  g_autoptr (GHashTable) plans = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (orders == NULL) {
    return NULL;
  }
  YztAssessment *out = g_new0 (YztAssessment, 1);
  GPtrArray *findings = yzt_incident_record_rows (record, "finding");
  Looking looking = { store, record, rules, orders, plans, out, language };
  out->name = g_strdup (yzt_row_word (record->row, "name"));
  out->code = g_strdup (yzt_row_word (record->row, "code"));
  out->status = g_strdup (record->status);
  out->times = new_array (sizeof (YztAssessTime), time_clear);
  out->uses = new_array (sizeof (YztAssessUse), use_clear);
  out->points = new_array (sizeof (YztAssessPoint), point_clear);
  out->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  for (guint i = 0; i < findings->len; i++) {
    g_ptr_array_add (out->findings, yzt_row_copy (findings->pdata[i]));
  }
  find_times (&looking);
  find_uses (&looking);
  find_points (&looking);
  return out;
}

YztAssessment *
yzt_assessment_read (YztStore *store, gint64 incident_fid, gint64 now_ms, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  g_autoptr (YztIncidentRecord) record = yzt_incident_record_read (store, incident_fid, now_ms, language, error);
  return record != NULL ? yzt_assessment_of_record (store, record, language, error) : NULL;
}

void
yzt_assessment_free (YztAssessment *self)
{
  if (self != NULL) {
    g_free (self->name);
    g_free (self->code);
    g_free (self->status);
    g_array_unref (self->times);
    g_array_unref (self->uses);
    g_array_unref (self->points);
    g_ptr_array_unref (self->findings);
    g_free (self);
  }
}

const char *
yzt_assess_outcome_label (YztAssessOutcome outcome)
{
  switch (outcome) {
  case YZT_ASSESS_MET: return _("as foreseen");
  case YZT_ASSESS_NOT_MET: return _("not as foreseen");
  case YZT_ASSESS_NOT_FORESEEN: return _("not foreseen");
  case YZT_ASSESS_UNKNOWN:
  default: return _("not known");
  }
}
