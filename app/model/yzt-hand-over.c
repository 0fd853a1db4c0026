/* yzt-hand-over.c: the sheet of the shift change: what is open, what nobody acknowledged, what was promised, what changed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-incident-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-call-out.h"
#include "yzt-readiness.h"

/* More lines than this are for the log itself. */
#define MAX_CHANGED 200

typedef struct {
  YztStore *store;
  YztHandOverSheet *sheet;
  gint64 now_ms;
  const char *language;
  GTimeZone *zone;
  GPtrArray *records; /* YztIncidentRecord *: of open incidents */
  YztHandOverSection *section;
} Making;

static void
section_free (gpointer data)
{
  YztHandOverSection *section = data;
  g_free (section->heading);
  g_ptr_array_unref (section->lines);
  g_free (section);
}

static void
begin (Making *self, const char *heading)
{
  self->section = g_new0 (YztHandOverSection, 1);
  self->section->heading = g_strdup (heading);
  self->section->lines = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->sheet->sections, self->section);
}

static void add_line (Making *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
static void
add_line (Making *self, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_ptr_array_add (self->section->lines, g_strdup_vprintf (format, args));
  va_end (args);
}

static char *
clock_of (const Making *self, gint64 ms)
{
  return yzt_time_format_clock (ms, self->now_ms, self->zone);
}

/* Exercises and tests carry the word on the sheet, too. */
static char *
name_of (const YztRow *row)
{
  return yzt_marked_name (yzt_row_word (row, "name"), yzt_row_word (row, "message_status"));
}

/* --- sections --- */

static void
tell_open (Making *self)
{
  begin (self, _("Open incidents"));
  for (guint i = 0; i < self->records->len; i++) {
    YztIncidentRecord *record = self->records->pdata[i];
    const YztRow *row = record->row;
    const char *grade = yzt_row_word (row, "grade"), *level = yzt_row_word (row, "response_level"), *state = yzt_row_word (row, "state");
    g_autofree char *figures = yzt_figures_in_words (row->kind, &record->figures, self->language);
    g_autofree char *since = clock_of (self, yzt_incident_reported_ms (row));
    g_autofree char *name = name_of (row);
    add_line (self, _("%s — %s; grade: %s; response: %s; reported %s%s%s"), name, yzt_deed_label (row, "state", state, self->language),
              *grade != '\0' ? yzt_deed_label (row, "grade", grade, self->language) : _("none yet"),
              *level != '\0' ? yzt_deed_label (row, "response_level", level, self->language) : _("none"), since, *figures != '\0' ? "; " : "", figures);
  }
}

static gboolean
tell_unacknowledged_cb (const YztRow *row, gpointer user_data)
{
  Making *self = user_data;
  const YztField *state = yzt_kind_get_state_field (row->kind);
  gboolean open = state == NULL || yzt_rule_incident_is_open (yzt_row_get_text (row, yzt_field_get_name (state)));
  if (open && *yzt_row_word (row, "acknowledged_utc") == '\0') {
    g_autofree char *name = name_of (row);
    add_line (self, "%s — %s", yzt_kind_get_label (row->kind, self->language), name);
  }
  return TRUE;
}

static gboolean
tell_unacknowledged (Making *self, GError **error)
{
  static const char *const ids[] = { "incident", "warning" };
  begin (self, _("Not acknowledged"));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (self->store), ids[i]);
    if (kind != NULL && !yzt_store_read_rows (self->store, kind, tell_unacknowledged_cb, self, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static void
tell_tasks (Making *self, YztIncidentRecord *record)
{
  GPtrArray *tasks = yzt_incident_record_rows (record, "task");
  for (guint i = 0; i < tasks->len; i++) {
    const YztRow *task = tasks->pdata[i];
    const char *state = yzt_row_word (task, "state");
    gint64 due_ms = yzt_row_time (task, "due_utc");
    if (g_str_equal (state, "done") || g_str_equal (state, "dropped")) {
      continue;
    }
    g_autofree char *due = due_ms != 0 ? clock_of (self, due_ms) : NULL, *name = name_of (record->row);
    add_line (self, _("%s: task “%s”%s%s%s%s"), name, yzt_row_word (task, "name"), *yzt_row_word (task, "role") != '\0' ? ", " : "",
              yzt_row_word (task, "role"), due != NULL ? _(", due ") : "", due != NULL ? due : "");
  }
}

static void
tell_reports (Making *self, YztIncidentRecord *record)
{
  GPtrArray *reports = yzt_incident_record_rows (record, "report");
  for (guint i = 0; i < reports->len; i++) {
    const YztRow *report = reports->pdata[i];
    const char *state = yzt_row_word (report, "state");
    if (g_str_equal (state, "draft") || g_str_equal (state, "checked")) {
      add_line (self, _("%s: not signed yet (%s)"), yzt_row_word (report, "name"), yzt_deed_label (report, "state", state, self->language));
    }
  }
}

static void
tell_promised (Making *self, GArray *clocks)
{
  begin (self, _("Promised and due"));
  for (guint i = 0; i < self->records->len; i++) {
    tell_tasks (self, self->records->pdata[i]);
    tell_reports (self, self->records->pdata[i]);
  }
  for (guint i = 0; i < clocks->len; i++) {
    const YztOpenClock *open = &g_array_index (clocks, YztOpenClock, i);
    g_autofree char *words = yzt_incident_clock_in_words (&open->clock, self->now_ms), *due = clock_of (self, open->clock.due_ms);
    add_line (self, _("%s: %s %s, %s (%s)"), open->title, open->clock.recipient_label, open->clock.what_label, due, words);
  }
}

/* Who takes over goes on calling where it was left. */
static gboolean
tell_calls (Making *self, GError **error)
{
  g_autoptr (GPtrArray) calls = yzt_call_outs_read (self->store, 0, error);
  if (calls == NULL) {
    return FALSE;
  }
  begin (self, _("Called out and not reached"));
  for (guint i = 0; i < calls->len; i++) {
    const YztCallOut *call = calls->pdata[i];
    if (!yzt_call_state_is_unreached (call->state)) {
      continue;
    }
    g_autofree char *warning = yzt_marked_name (call->warning, call->status), *next = call->next_ms != 0 ? clock_of (self, call->next_ms) : NULL;
    add_line (self, _("%s: %s %s — %s%s%s"), warning, call->name, *call->phone != '\0' ? call->phone : _("no number"), yzt_call_state_get_label (call->state),
              next != NULL ? _(", to be called at ") : "", next != NULL ? next : "");
  }
  return TRUE;
}

static gboolean
find_last_cb (const YztRow *row, gpointer user_data)
{
  gint64 *last = user_data;
  *last = MAX (*last, yzt_row_time (row, "handed_utc"));
  return TRUE;
}

static gboolean
tell_changed (Making *self, GError **error)
{
  g_autoptr (GArray) lines = yzt_log_read (self->store, 0, 0, NULL, error);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (self->store), "incident");
  guint n = 0, n_skipped = 0;
  if (lines == NULL) {
    return FALSE;
  }
  for (guint i = 0; i < lines->len; i++) {
    n += g_array_index (lines, YztLogLine, i).at_ms >= self->sheet->since_ms;
  }
  begin (self, self->sheet->since_ms > 0 ? _("Changed since the last hand-over") : _("The log so far"));
  for (guint i = 0; i < lines->len; i++) {
    const YztLogLine *line = &g_array_index (lines, YztLogLine, i);
    if (line->at_ms < self->sheet->since_ms || (n > MAX_CHANGED && n_skipped++ < n - MAX_CHANGED)) {
      continue; /* the newest are kept */
    }
    if (!g_hash_table_contains (names, &line->incident_fid)) {
      g_autoptr (YztRow) row = yzt_store_get_row (self->store, kind, line->incident_fid, NULL);
      gint64 *key = g_new (gint64, 1);
      *key = line->incident_fid;
      g_hash_table_insert (names, key, row != NULL ? name_of (row) : g_strdup (""));
    }
    g_autofree char *at = clock_of (self, line->at_ms);
    add_line (self, "%s %s #%ld: %s", at, (const char *) g_hash_table_lookup (names, &line->incident_fid), (long) line->number, line->what);
  }
  if (n > MAX_CHANGED) {
    g_ptr_array_insert (self->section->lines, 0, g_strdup_printf (_("%u earlier lines stand in the log"), n - MAX_CHANGED));
  }
  return TRUE;
}

/* What is not in order, and what of this station nobody can tell; the page has all lines. */
static gboolean
tell_readiness (Making *self, GError **error)
{
  g_autoptr (YztReadiness) readiness = yzt_readiness_read (self->store, self->now_ms, self->language, NULL, error);
  if (readiness == NULL) {
    return FALSE;
  }
  begin (self, _("Not ready"));
  for (guint i = 0; i < readiness->lines->len; i++) {
    const YztReadyLine *line = readiness->lines->pdata[i];
    if (line->state == YZT_READY_RED || (line->state == YZT_READY_UNKNOWN && line->of_station && readiness->station_known)) {
      add_line (self, _("%s: %s — %s"), yzt_ready_state_word (line->state), line->title, line->words);
    }
  }
  return TRUE;
}

/* --- the sheet --- */

static gboolean
keep_open_cb (const YztRow *row, gpointer user_data)
{
  if (yzt_rule_incident_is_open (yzt_row_word (row, "state"))) {
    g_array_append_val ((GArray *) user_data, row->fid);
  }
  return TRUE;
}

static gboolean
read_records (Making *self, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (self->store), "incident");
  g_autoptr (GArray) fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (kind != NULL && !yzt_store_read_rows (self->store, kind, keep_open_cb, fids, error)) {
    return FALSE;
  }
  for (guint i = 0; i < fids->len; i++) {
    YztIncidentRecord *record = yzt_incident_record_read (self->store, g_array_index (fids, gint64, i), self->now_ms, self->language, error);
    if (record == NULL) {
      return FALSE;
    }
    g_ptr_array_add (self->records, record);
  }
  return TRUE;
}

static void
write_text (YztHandOverSheet *sheet)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < sheet->sections->len; i++) {
    const YztHandOverSection *section = sheet->sections->pdata[i];
    g_string_append_printf (text, "# %s (%u)\n", section->heading, section->lines->len);
    for (guint k = 0; k < section->lines->len; k++) {
      g_string_append_printf (text, "- %s\n", (const char *) section->lines->pdata[k]);
    }
  }
  sheet->text = g_string_free (g_steal_pointer (&text), FALSE);
}

YztHandOverSheet *
yzt_hand_over_sheet (YztStore *store, gint64 now_ms, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  g_autoptr (YztHandOverSheet) sheet = g_new0 (YztHandOverSheet, 1);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_incident_record_free);
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (store);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "hand-over");
  Making self = { store, sheet, now_ms, language, zone, records, NULL };
  sheet->sections = g_ptr_array_new_with_free_func (section_free);
  if (kind != NULL && !yzt_store_read_rows (store, kind, find_last_cb, &sheet->since_ms, error)) {
    return NULL;
  }
  g_autoptr (GArray) clocks = yzt_incident_open_clocks (store, now_ms, language, error);
  if (clocks == NULL || !read_records (&self, error)) {
    return NULL;
  }
  tell_open (&self);
  if (!tell_unacknowledged (&self, error)) {
    return NULL;
  }
  tell_promised (&self, clocks);
  if (!tell_calls (&self, error) || !tell_changed (&self, error) || !tell_readiness (&self, error)) {
    return NULL;
  }
  write_text (sheet);
  return g_steal_pointer (&sheet);
}

void
yzt_hand_over_sheet_free (YztHandOverSheet *sheet)
{
  if (sheet != NULL) {
    g_clear_pointer (&sheet->sections, g_ptr_array_unref);
    g_free (sheet->text);
    g_free (sheet);
  }
}
