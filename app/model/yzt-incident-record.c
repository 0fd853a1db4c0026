/* yzt-incident-record.c: everything the map knows of one incident; clocks, proposals and next acts as they follow from its rows
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-after-private.h"
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

/* What belongs to an incident and is read with it. */
static const char *const child_kinds[] = {
  "log-entry", "decision", "figures", "task", "instruction", "incident-contact", "incident-need", "report", "report-sending", "public-text", "dispatch", "dispatch-line",
  "finding", "conference",
};
/* What names it by its field "incident". */
static const char *const linked_kinds[] = { "danger-zone", "scene-area", "scene-line", "scene-point" };
/* Nobody works on it any more; in the second group nothing is owed either. */
static const char *const ended_states[] = { "rescue-done", "recovery", "investigating", "closed", "cancelled", "false-report", "merged", "handed-over", NULL };
static const char *const void_states[] = { "cancelled", "false-report", "merged", "handed-over", NULL };

/* --- rules --- */

char *
yzt_incident_load_table (const char *name)
{
  g_autofree char *file = g_strdup_printf ("%s.tsv", name);
  g_autofree char *folder = yzt_user_data_dir ("rules");
  g_autofree char *own = g_build_filename (folder, file, NULL);
  g_autofree char *ours = g_build_filename (yzt_data_dir (), "rules", file, NULL);
  char *text = NULL;
  if (g_file_test (own, G_FILE_TEST_EXISTS) && g_file_get_contents (own, &text, NULL, NULL)) {
    return text;
  }
  return g_file_get_contents (ours, &text, NULL, NULL) ? text : NULL;
}

static gpointer
load_rules (gpointer data)
{
  char *texts[YZT_INCIDENT_N_TABLES];
  for (guint i = 0; i < YZT_INCIDENT_N_TABLES; i++) {
    texts[i] = yzt_incident_load_table (yzt_incident_table_names[i]);
  }
  YztIncidentRules *rules = yzt_incident_rules_parse ((const char *const *) texts);
  for (guint i = 0; i < YZT_INCIDENT_N_TABLES; i++) {
    g_free (texts[i]);
  }
  return rules;
}

const YztIncidentRules *
yzt_incident_rules (void)
{
  static GOnce once = G_ONCE_INIT;
  return g_once (&once, load_rules, NULL);
}

/* --- cells --- */

const char *
yzt_row_word (const YztRow *row, const char *field)
{
  const char *text = yzt_kind_get_field_index (row->kind, field) >= 0 ? yzt_row_get_text (row, field) : NULL;
  return text != NULL ? text : "";
}

gint64
yzt_row_time (const YztRow *row, const char *field)
{
  gint64 ms = 0;
  const char *text = yzt_row_word (row, field);
  return *text != '\0' && yzt_time_parse (text, NULL, &ms) ? ms : 0;
}

double
yzt_row_number (const YztRow *row, const char *field)
{
  const YztCell *cell = yzt_kind_get_field_index (row->kind, field) >= 0 ? yzt_row_get (row, field) : NULL;
  if (cell == NULL || (cell->type != YZT_CELL_INTEGER && cell->type != YZT_CELL_NUMBER)) {
    return -1;
  }
  return cell->type == YZT_CELL_INTEGER ? (double) cell->v.integer : cell->v.number;
}

void
yzt_figures_of_row (const YztRow *row, YztFigures *figures)
{
  for (guint f = 0; f < YZT_N_FIGURES; f++) {
    figures->value[f] = yzt_row_number (row, yzt_figure_fields[f]);
  }
}

int
yzt_incident_grade_level (const YztRow *row)
{
  const YztField *field = yzt_kind_find_field (row->kind, "grade");
  const char *grade = yzt_row_word (row, "grade");
  return field != NULL && *grade != '\0' ? yzt_field_get_value_level (field, grade) : 0;
}

char *
yzt_incident_status_word (const YztRow *row, const char *language)
{
  const char *status = yzt_row_word (row, "message_status");
  if (*status == '\0' || g_str_equal (status, "actual")) {
    return g_strdup ("");
  }
  return g_strdup (yzt_field_get_value_label (yzt_kind_find_field (row->kind, "message_status"), status, language));
}

/* --- what happened when, for the clocks --- */

typedef struct {
  gint64 at_ms;
  int level;          /* decided, or by rule; 0 none */
  gboolean decided, near_miss;
  gint64 fid;
} LevelEvent;

static int
compare_events (gconstpointer a, gconstpointer b)
{
  const LevelEvent *one = a, *two = b;
  if (one->at_ms != two->at_ms) {
    return one->at_ms < two->at_ms ? -1 : 1;
  }
  /* Numbers grow with time, also within a second. */
  return (one->fid > two->fid) - (one->fid < two->fid);
}

static GArray *
list_events (YztIncidentRecord *self, gint64 reported_ms)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (LevelEvent));
  GPtrArray *figures = yzt_incident_record_rows (self, "figures"), *decisions = yzt_incident_record_rows (self, "decision");
  gboolean graded = FALSE;
  for (guint i = 0; i < figures->len; i++) {
    const YztRow *row = figures->pdata[i];
    LevelEvent event = { yzt_row_time (row, "at_utc"), (int) MAX (0, yzt_row_number (row, "level_proposed")), FALSE, yzt_row_number (row, "near_miss") > 0, row->fid };
    g_array_append_val (events, event);
  }
  for (guint i = 0; i < decisions->len; i++) {
    const YztRow *row = decisions->pdata[i];
    if (g_str_equal (yzt_row_word (row, "what"), "grade")) {
      LevelEvent event = { yzt_row_time (row, "at_utc"), (int) MAX (0, yzt_row_number (row, "level_reached")), TRUE, FALSE, row->fid };
      g_array_append_val (events, event);
      graded = TRUE;
    }
  }
  /* What came graded from elsewhere was so when it came. */
  if (!graded && yzt_incident_grade_level (self->row) > 0) {
    LevelEvent event = { reported_ms, yzt_incident_grade_level (self->row), TRUE, FALSE, 0 };
    g_array_append_val (events, event);
  }
  if (figures->len == 0) {
    LevelEvent event = { reported_ms, self->proposal->level, FALSE, self->proposal->near_miss, 0 };
    g_array_append_val (events, event);
  }
  g_array_sort (events, compare_events);
  return events;
}

/* The grade that stands is the one decided, but casualties that ask for a worse one count at once; a decision after them settles it. */
static void
find_levels (YztIncidentRecord *self, YztClockFacts *facts)
{
  g_autoptr (GArray) events = list_events (self, facts->reported_ms);
  int proposed = 0, decided = 0, stands = 0;
  for (guint i = 0; i < events->len; i++) {
    const LevelEvent *event = &g_array_index (events, LevelEvent, i);
    if (event->decided) {
      decided = stands = event->level;
    } else if (event->level != proposed) {
      proposed = event->level;
      stands = decided == 0 || (proposed != 0 && proposed < decided) ? proposed : decided;
    }
    for (int level = 1; level <= 4; level++) {
      gboolean reached = stands != 0 && stands <= level;
      facts->reached_ms[level] = !reached ? 0 : (facts->reached_ms[level] != 0 ? facts->reached_ms[level] : event->at_ms);
    }
    if (!event->decided) {
      facts->near_miss_ms = !event->near_miss ? 0 : (facts->near_miss_ms != 0 ? facts->near_miss_ms : event->at_ms);
    }
  }
}

static gboolean
same_people (const YztRow *a, const YztRow *b)
{
  for (guint f = 0; f < YZT_FIGURE_LOSS; f++) {
    double one = yzt_row_number (a, yzt_figure_fields[f]), two = yzt_row_number (b, yzt_figure_fields[f]);
    if (one < two || one > two) {
      return FALSE;
    }
  }
  return TRUE;
}

static void
find_changes (YztIncidentRecord *self, YztClockFacts *facts)
{
  GPtrArray *figures = yzt_incident_record_rows (self, "figures");
  for (guint i = 0; i < figures->len; i++) {
    gint64 at_ms = yzt_row_time (figures->pdata[i], "at_utc");
    facts->confirmed_ms = MAX (facts->confirmed_ms, at_ms);
    if (i > 0 && !same_people (figures->pdata[i - 1], figures->pdata[i])) {
      facts->changed_ms = at_ms;
    }
  }
}

/* Since when its state is one of @states without a break; 0 when it is none of them. */
static gint64
state_since (YztIncidentRecord *self, const char *const *states)
{
  GPtrArray *decisions = yzt_incident_record_rows (self, "decision");
  gint64 since_ms = 0;
  if (!g_strv_contains (states, yzt_row_word (self->row, "state"))) {
    return 0;
  }
  for (guint i = decisions->len; i > 0; i--) {
    const YztRow *row = decisions->pdata[i - 1];
    if (!g_str_equal (yzt_row_word (row, "what"), "state")) {
      continue;
    }
    if (!g_strv_contains (states, yzt_row_word (row, "after"))) {
      break;
    }
    since_ms = yzt_row_time (row, "at_utc");
  }
  return since_ms != 0 ? since_ms : MAX (1, yzt_row_time (self->row, "updated_at"));
}

gint64
yzt_incident_reported_ms (const YztRow *row)
{
  gint64 reported_ms = yzt_row_time (row, "reported_utc");
  return reported_ms != 0 ? reported_ms : yzt_row_time (row, "created_at");
}

static void
find_facts (YztIncidentRecord *self, YztClockFacts *facts)
{
  GPtrArray *sendings = yzt_incident_record_rows (self, "report-sending");
  *facts = (YztClockFacts) { .type = yzt_row_word (self->row, "type"), .response_level = yzt_row_word (self->row, "response_level") };
  facts->occurred_ms = yzt_row_time (self->row, "occurred_utc");
  facts->reported_ms = yzt_incident_reported_ms (self->row);
  facts->sendings = g_array_new (FALSE, FALSE, sizeof (YztClockSending));
  for (guint i = 0; i < sendings->len; i++) {
    const YztRow *row = sendings->pdata[i];
    g_autoptr (GArray) links = yzt_links_from_text (yzt_row_word (row, "report"));
    YztClockSending sending = { yzt_row_word (row, "recipient_id"), yzt_row_word (row, "what"), yzt_row_time (row, "sent_utc"),
                                yzt_row_time (row, "received_utc"), row->fid, links->len > 0 ? g_array_index (links, YztLink, 0).fid : 0 };
    g_array_append_val (facts->sendings, sending);
  }
  find_levels (self, facts);
  find_changes (self, facts);
  facts->ended_ms = state_since (self, ended_states);
  facts->void_ms = state_since (self, void_states);
}

/* --- what can be done next --- */

static void
next_clear (gpointer data)
{
  YztIncidentNext *next = data;
  g_free (next->id);
  g_free (next->value);
  g_free (next->label);
}

static void
offer (YztIncidentRecord *self, const char *id, const char *value, const char *label, guint needs)
{
  YztIncidentNext next = { g_strdup (id), g_strdup (value), g_strdup (label), needs };
  g_array_append_val (self->next, next);
}

/* What is open when it is closed needs a reason. */
static guint
closing_needs (YztIncidentRecord *self, const char *language)
{
  g_autoptr (GArray) items = yzt_close_items (self, language);
  g_autofree char *open = yzt_close_open_in_words (items);
  return open != NULL ? YZT_STATE_NEEDS_REASON : 0;
}

static void
offer_acts (YztIncidentRecord *self, const char *language)
{
  g_autoptr (GArray) steps = yzt_rule_next_states (yzt_incident_rules (), yzt_row_word (self->row, "state"), language);
  gboolean responds = *yzt_row_word (self->row, "response_level") != '\0';
  if (!self->acknowledged && self->open) {
    offer (self, "acknowledge", "", _("Acknowledge"), 0);
  }
  if (!self->row->has_position) {
    offer (self, "place", "", _("Place on the map"), 0);
  }
  offer (self, "verify", "", _("Verified with…"), YZT_STATE_NEEDS_REASON);
  offer (self, "grade", self->proposal->grade, *yzt_row_word (self->row, "grade") != '\0' ? _("Change the grade") : _("Grade"), 0);
  offer (self, "respond", "", responds ? _("Change or end the response") : _("Start a response"), YZT_STATE_NEEDS_WHO);
  for (guint i = 0; i < steps->len; i++) {
    const YztStateStep *step = &g_array_index (steps, YztStateStep, i);
    offer (self, "state", step->to, step->label, step->needs | (g_str_equal (step->to, "closed") ? closing_needs (self, language) : 0));
  }
  offer (self, "figures", "", _("Casualties"), YZT_STATE_NEEDS_WHO);
  offer (self, "instruct", "", _("Instruction of a leader"), YZT_STATE_NEEDS_WHO);
  offer (self, "task", "", _("Add a task"), 0);
  offer (self, "phone-report", "", _("Reported by telephone"), 0);
  offer (self, "report-draft", "", _("Draft a report"), 0);
  offer (self, "public-draft", "", _("Draft a public text"), 0);
  offer (self, "log", "", _("Log line"), 0);
}

static gboolean
decided_after_figures (YztIncidentRecord *self)
{
  GPtrArray *decisions = yzt_incident_record_rows (self, "decision");
  const YztRow *figures = yzt_incident_record_last (self, "figures");
  for (guint i = decisions->len; i > 0; i--) {
    const YztRow *row = decisions->pdata[i - 1];
    if (g_str_equal (yzt_row_word (row, "what"), "grade")) {
      gint64 decided_ms = yzt_row_time (row, "at_utc"), found_ms = figures != NULL ? yzt_row_time (figures, "at_utc") : 0;
      return figures == NULL || decided_ms > found_ms || (decided_ms == found_ms && row->fid > figures->fid);
    }
  }
  return FALSE;
}

static void
count (YztIncidentRecord *self)
{
  GPtrArray *tasks = yzt_incident_record_rows (self, "task"), *sendings = yzt_incident_record_rows (self, "report-sending");
  self->n_open_tasks = self->n_overdue = self->n_due_soon = self->n_unsigned = 0;
  for (guint i = 0; i < tasks->len; i++) {
    const char *state = yzt_row_word (tasks->pdata[i], "state");
    self->n_open_tasks += !g_str_equal (state, "done") && !g_str_equal (state, "dropped");
  }
  for (guint i = 0; i < sendings->len; i++) {
    gboolean written = !g_str_equal (yzt_row_word (sendings->pdata[i], "what"), "phone");
    self->n_unsigned += written && *yzt_row_word (sendings->pdata[i], "received_utc") == '\0';
  }
  for (guint i = 0; i < self->clocks->len; i++) {
    YztClockState state = g_array_index (self->clocks, YztIncidentClock, i).state;
    self->n_overdue += state == YZT_CLOCK_OVERDUE;
    self->n_due_soon += state == YZT_CLOCK_DUE_SOON;
  }
}

void
yzt_incident_record_tick (YztIncidentRecord *self, gint64 now_ms, const char *language)
{
  g_return_if_fail (self != NULL);
  YztClockFacts facts;
  const char *state = yzt_row_word (self->row, "state"), *grade = yzt_row_word (self->row, "grade");
  g_clear_pointer (&self->clocks, g_array_unref);
  g_clear_pointer (&self->next, g_array_unref);
  g_clear_pointer (&self->proposal, yzt_grade_proposal_free);
  g_clear_pointer (&self->status, g_free);
  self->read_ms = now_ms;
  self->open = yzt_rule_incident_is_open (state);
  self->acknowledged = *yzt_row_word (self->row, "acknowledged_utc") != '\0';
  self->status = yzt_incident_status_word (self->row, language);
  yzt_figures_of_row (self->row, &self->figures);
  self->proposal = yzt_rule_propose_grade (yzt_incident_rules (), yzt_row_word (self->row, "type"), &self->figures, language);
  self->proposal_differs = *self->proposal->grade != '\0' && !g_str_equal (self->proposal->grade, grade) && (*grade == '\0' || !decided_after_figures (self));
  find_facts (self, &facts);
  self->clocks = yzt_rule_clocks (yzt_incident_rules (), &facts, now_ms, language);
  g_array_unref (facts.sendings);
  self->next = g_array_new (FALSE, FALSE, sizeof (YztIncidentNext));
  g_array_set_clear_func (self->next, next_clear);
  offer_acts (self, language);
  count (self);
}

/* --- reading --- */

static gboolean
keep_row_cb (const YztRow *row, gpointer user_data)
{
  g_ptr_array_add (user_data, yzt_row_copy (row));
  return TRUE;
}

YztIncidentRecord *
yzt_incident_record_read (YztStore *store, gint64 fid, gint64 now_ms, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  YztKindSet *kinds = yzt_store_get_kinds (store);
  YztKind *incident = yzt_kind_set_find (kinds, "incident");
  if (incident == NULL) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, _("This map has no incidents; open a map made by Yizhangtu."));
    return NULL;
  }
  g_autoptr (YztIncidentRecord) self = g_new0 (YztIncidentRecord, 1);
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  self->row = yzt_store_get_row (store, incident, fid, error);
  if (self->row == NULL) {
    return NULL;
  }
  for (guint i = 0; i < G_N_ELEMENTS (child_kinds); i++) {
    YztKind *kind = yzt_kind_set_find (kinds, child_kinds[i]);
    GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
    g_hash_table_insert (self->rows, (gpointer) child_kinds[i], rows);
    if (kind != NULL && !yzt_store_read_children (store, kind, fid, keep_row_cb, rows, error)) {
      return NULL;
    }
  }
  yzt_incident_record_tick (self, now_ms, language);
  return g_steal_pointer (&self);
}

typedef struct {
  GPtrArray *rows;
  gint64 fid;
} Linked;

static gboolean
keep_linked_cb (const YztRow *row, gpointer user_data)
{
  Linked *linked = user_data;
  g_autoptr (GArray) links = yzt_links_from_text (yzt_row_word (row, "incident"));
  if (links->len > 0 && g_array_index (links, YztLink, 0).fid == linked->fid) {
    g_ptr_array_add (linked->rows, yzt_row_copy (row));
  }
  return TRUE;
}

gboolean
yzt_incident_record_read_drawn (YztIncidentRecord *record, YztStore *store, const char *language, GError **error)
{
  g_return_val_if_fail (record != NULL && YZT_IS_STORE (store), FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (linked_kinds); i++) {
    YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), linked_kinds[i]);
    Linked linked = { yzt_incident_record_rows (record, linked_kinds[i]), record->row->fid };
    g_ptr_array_set_size (linked.rows, 0);
    if (kind != NULL && !yzt_store_read_rows (store, kind, keep_linked_cb, &linked, error)) {
      return FALSE;
    }
  }
  yzt_incident_record_tick (record, record->read_ms, language);
  return TRUE;
}

GPtrArray *
yzt_incident_record_rows (YztIncidentRecord *record, const char *kind_id)
{
  g_return_val_if_fail (record != NULL && kind_id != NULL, NULL);
  GPtrArray *rows = g_hash_table_lookup (record->rows, kind_id);
  if (rows == NULL) {
    rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
    g_hash_table_insert (record->rows, (gpointer) g_intern_string (kind_id), rows);
  }
  return rows;
}

YztRow *
yzt_incident_record_last (YztIncidentRecord *record, const char *kind_id)
{
  GPtrArray *rows = yzt_incident_record_rows (record, kind_id);
  return rows != NULL && rows->len > 0 ? rows->pdata[rows->len - 1] : NULL;
}

void
yzt_incident_record_free (YztIncidentRecord *self)
{
  if (self != NULL) {
    g_clear_pointer (&self->row, yzt_row_free);
    g_clear_pointer (&self->rows, g_hash_table_unref);
    g_clear_pointer (&self->proposal, yzt_grade_proposal_free);
    g_clear_pointer (&self->clocks, g_array_unref);
    g_clear_pointer (&self->next, g_array_unref);
    g_free (self->status);
    g_free (self);
  }
}

/* --- the clocks of all --- */

static void
open_clock_clear (gpointer data)
{
  YztOpenClock *open = data;
  g_free (open->title);
  g_free (open->clock.id);
  g_free (open->clock.recipient);
  g_free (open->clock.recipient_label);
  g_free (open->clock.what);
  g_free (open->clock.what_label);
  g_free (open->clock.basis);
}

static gboolean
keep_due_cb (const YztRow *row, gpointer user_data)
{
  /* What was closed may still owe its final report and its tail; what is older than any tail owes nothing. */
  gint64 *now_ms = ((gpointer *) user_data)[1];
  gint64 reported_ms = yzt_incident_reported_ms (row); /* history that was imported today is as old as it says */
  /* What nobody owns yet is a matter of the alarm: a feed may bring thousands. */
  if (*yzt_row_word (row, "acknowledged_utc") == '\0') {
    return TRUE;
  }
  if (yzt_rule_incident_is_open (yzt_row_word (row, "state")) || *now_ms - reported_ms < (gint64) 40 * 24 * 3600000) {
    g_array_append_val ((GArray *) ((gpointer *) user_data)[0], row->fid);
  }
  return TRUE;
}

static void
add_open_clocks (GArray *all, YztIncidentRecord *record)
{
  for (guint i = 0; i < record->clocks->len; i++) {
    const YztIncidentClock *clock = &g_array_index (record->clocks, YztIncidentClock, i);
    if (clock->state > YZT_CLOCK_OVERDUE) {
      continue;
    }
    YztOpenClock open = { record->row->fid, yzt_marked_name (yzt_row_word (record->row, "name"), yzt_row_word (record->row, "message_status")), *clock };
    open.clock.id = g_strdup (clock->id);
    open.clock.recipient = g_strdup (clock->recipient);
    open.clock.recipient_label = g_strdup (clock->recipient_label);
    open.clock.what = g_strdup (clock->what);
    open.clock.what_label = g_strdup (clock->what_label);
    open.clock.basis = g_strdup (clock->basis);
    g_array_append_val (all, open);
  }
}

static int
compare_open (gconstpointer a, gconstpointer b)
{
  const YztOpenClock *one = a, *two = b;
  if (one->clock.due_ms != two->clock.due_ms) {
    return one->clock.due_ms < two->clock.due_ms ? -1 : 1;
  }
  return one->incident_fid != two->incident_fid ? (one->incident_fid < two->incident_fid ? -1 : 1) : strcmp (one->clock.id, two->clock.id);
}

GArray *
yzt_incident_open_clocks (YztStore *store, gint64 now_ms, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "incident");
  g_autoptr (GArray) fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) all = g_array_new (FALSE, TRUE, sizeof (YztOpenClock));
  gpointer keeping[2] = { fids, &now_ms };
  g_array_set_clear_func (all, open_clock_clear);
  if (kind != NULL && !yzt_store_read_rows (store, kind, keep_due_cb, keeping, error)) {
    return NULL;
  }
  for (guint i = 0; i < fids->len; i++) {
    g_autoptr (YztIncidentRecord) record = yzt_incident_record_read (store, g_array_index (fids, gint64, i), now_ms, language, error);
    if (record == NULL) {
      return NULL;
    }
    add_open_clocks (all, record);
  }
  g_array_sort (all, compare_open);
  return g_steal_pointer (&all);
}
