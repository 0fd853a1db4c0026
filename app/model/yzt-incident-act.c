/* yzt-incident-act.c: an act on an incident: its values, what is written for it, and its line in the log
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-incident-private.h"
#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

/* One line of the log, a text of a report. */
#define MAX_VALUE_BYTES (64 * 1024)

struct _YztIncidentAct {
  char *id;
  gint64 incident_fid;
  GHashTable *values; /* char * → char * */
};

static const struct {
  const char *id;
  YztDeedFunc func;
} deeds[] = {
  { "take-in", yzt_deed_take_in },
  { "acknowledge", yzt_deed_acknowledge },
  { "place", yzt_deed_place },
  { "verify", yzt_deed_verify },
  { "grade", yzt_deed_grade },
  { "respond", yzt_deed_respond },
  { "state", yzt_deed_state },
  { "figures", yzt_deed_figures },
  { "instruct", yzt_deed_instruct },
  { "task", yzt_deed_task },
  { "task-done", yzt_deed_task_done },
  { "log", yzt_deed_log },
  { "correct", yzt_deed_correct },
  { "public-draft", yzt_deed_public_draft },
  { "public-approve", yzt_deed_public_approve },
  { "public-release", yzt_deed_public_release },
  { "phone-report", yzt_deed_phone_report },
  { "report-draft", yzt_deed_report_draft },
  { "report-edit", yzt_deed_report_edit },
  { "report-check", yzt_deed_report_check },
  { "report-return", yzt_deed_report_return },
  { "report-sign", yzt_deed_report_sign },
  { "report-drop", yzt_deed_report_drop },
  { "report-send", yzt_deed_report_send },
  { "report-received", yzt_deed_report_received },
  { "call", yzt_deed_call },
  { "conference", yzt_deed_conference },
  { "conference-end", yzt_deed_conference_end },
  { "finding", yzt_deed_finding },
};
const char *const yzt_incident_act_ids[] = {
  "take-in", "acknowledge", "place", "verify", "grade", "respond", "state", "figures", "instruct", "task", "task-done", "log", "correct", "public-draft",
  "public-approve", "public-release", "phone-report", "report-draft", "report-edit", "report-check", "report-return", "report-sign", "report-drop", "report-send",
  "report-received", "call", "conference", "conference-end", "finding", NULL,
};

YztIncidentAct *
yzt_incident_act_new (const char *id, gint64 incident_fid)
{
  g_return_val_if_fail (id != NULL, NULL);
  YztIncidentAct *act = g_new0 (YztIncidentAct, 1);
  act->id = g_strdup (id);
  act->incident_fid = incident_fid;
  act->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return act;
}

void
yzt_incident_act_free (YztIncidentAct *act)
{
  if (act != NULL) {
    g_free (act->id);
    g_hash_table_unref (act->values);
    g_free (act);
  }
}

void
yzt_incident_act_set (YztIncidentAct *act, const char *key, const char *value)
{
  g_return_if_fail (act != NULL && key != NULL);
  g_autofree char *stripped = value != NULL ? g_strstrip (g_utf8_make_valid (value, -1)) : NULL;
  if (stripped == NULL || *stripped == '\0') {
    g_hash_table_remove (act->values, key);
  } else {
    g_hash_table_insert (act->values, g_strdup (key), g_steal_pointer (&stripped));
  }
}

void
yzt_incident_act_set_integer (YztIncidentAct *act, const char *key, gint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);
  yzt_incident_act_set (act, key, text);
}

void
yzt_incident_act_set_time (YztIncidentAct *act, const char *key, gint64 utc_ms)
{
  g_autofree char *text = yzt_time_format_utc (utc_ms);
  yzt_incident_act_set (act, key, text);
}

void
yzt_incident_act_set_position (YztIncidentAct *act, YztPosition position)
{
  g_autofree char *lon = yzt_text_format_number (position.lon), *lat = yzt_text_format_number (position.lat);
  yzt_incident_act_set (act, "lon", lon);
  yzt_incident_act_set (act, "lat", lat);
}

/* --- a deed: what an act reads and prepares --- */

static void
note_free (gpointer data)
{
  YztDeedNote *note = data;
  g_free (note->entry_kind);
  g_free (note->what);
  g_free (note->from);
  g_free (note->to);
  g_free (note->actor);
  g_free (note->channel);
  g_free (note->place);
  g_free (note);
}

static void
insert_free (gpointer data)
{
  yzt_row_free (((YztDeedInsert *) data)->row);
  g_free (data);
}

static void
deed_clear (YztDeed *deed)
{
  g_clear_pointer (&deed->record, yzt_incident_record_free);
  g_clear_pointer (&deed->row, yzt_row_free);
  g_ptr_array_unref (deed->inserts);
  g_ptr_array_unref (deed->updates);
  g_ptr_array_unref (deed->seen);
  g_ptr_array_unref (deed->notes);
  g_free (deed->label);
  g_free (deed->now);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YztDeed, deed_clear)

const char *
yzt_deed_get (const YztDeed *deed, const char *key)
{
  const char *value = g_hash_table_lookup (deed->act->values, key);
  return value != NULL ? value : "";
}

gboolean
yzt_deed_refuse (GError **error, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *sentence = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, sentence);
  return FALSE;
}

gboolean
yzt_deed_needs (const YztDeed *deed, const char *key, const char *sentence, GError **error)
{
  const char *value = yzt_deed_get (deed, key);
  if (strlen (value) > MAX_VALUE_BYTES) {
    return yzt_deed_refuse (error, _("This text is longer than 64 KB; shorten it or attach it as a file."));
  }
  return *value != '\0' || yzt_deed_refuse (error, "%s", sentence);
}

gboolean
yzt_deed_time (const YztDeed *deed, const char *key, gint64 default_ms, gint64 *ms_out, GError **error)
{
  const char *text = yzt_deed_get (deed, key);
  *ms_out = default_ms;
  if (*text == '\0') {
    return TRUE;
  }
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (deed->store);
  if (!yzt_time_parse (text, zone, ms_out)) {
    return yzt_deed_refuse (error, _("“%s” is no time; write for example 2026-11-22 12:40."), text);
  }
  return TRUE;
}

YztRow *
yzt_deed_row (YztDeed *deed)
{
  if (deed->row == NULL) {
    deed->row = yzt_row_copy (deed->record->row);
  }
  return deed->row;
}

YztRow *
yzt_deed_insert (YztDeed *deed, const char *kind_id, const char *link_field, GError **error)
{
  YztKind *kind = yzt_kind_set_find (deed->kinds, kind_id);
  if (kind == NULL) {
    yzt_deed_refuse (error, _("This map has no kind “%s”; open it once with this programme and sign in, then try again."), kind_id);
    return NULL;
  }
  YztDeedInsert *insert = g_new0 (YztDeedInsert, 1);
  insert->row = yzt_row_new (kind);
  insert->link_field = link_field;
  g_ptr_array_add (deed->inserts, insert);
  return insert->row;
}

YztRow *
yzt_deed_update (YztDeed *deed, const YztRow *row)
{
  YztRow *copy = yzt_row_copy (row);
  g_ptr_array_add (deed->updates, copy);
  g_ptr_array_add (deed->seen, yzt_row_copy (row));
  return copy;
}

gboolean
yzt_deed_set (const YztDeed *deed, YztRow *row, const char *field, const char *text, GError **error)
{
  const YztField *known = yzt_kind_find_field (row->kind, field);
  if (known == NULL || yzt_kind_get_field_index (row->kind, field) < 0) {
    return TRUE; /* an older map's kind does not know it */
  }
  YztCell cell = { 0 };
  g_autoptr (GError) problem = NULL;
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (deed->store);
  if (!yzt_field_parse_in_zone (known, text, zone, &cell, &problem)) {
    g_set_error (error, problem->domain, problem->code, "%s: %s", yzt_field_get_label (known, deed->language), problem->message);
    return FALSE;
  }
  yzt_row_set (row, field, &cell);
  yzt_cell_clear (&cell);
  return TRUE;
}

void
yzt_deed_set_time (YztRow *row, const char *field, gint64 ms)
{
  if (yzt_kind_get_field_index (row->kind, field) >= 0) {
    g_autofree char *text = yzt_time_format_utc (ms / 1000 * 1000);
    yzt_row_set_text (row, field, text);
  }
}

void
yzt_deed_set_integer (YztRow *row, const char *field, gint64 value)
{
  if (yzt_kind_get_field_index (row->kind, field) >= 0) {
    YztCell cell = { .type = YZT_CELL_INTEGER, .v.integer = value };
    yzt_row_set (row, field, &cell);
  }
}

YztDeedNote *
yzt_deed_note (YztDeed *deed, const char *entry_kind, char *what)
{
  YztDeedNote *note = g_new0 (YztDeedNote, 1);
  note->entry_kind = g_strdup (entry_kind);
  note->what = what;
  note->at_ms = deed->now_ms;
  g_ptr_array_add (deed->notes, note);
  return note;
}

const YztRow *
yzt_deed_find (YztDeed *deed, const char *kind_id, const char *key, GError **error)
{
  GPtrArray *rows = yzt_incident_record_rows (deed->record, kind_id);
  gint64 fid = g_ascii_strtoll (yzt_deed_get (deed, key), NULL, 10);
  for (guint i = 0; i < rows->len; i++) {
    const YztRow *row = rows->pdata[i];
    if (row->fid == fid) {
      return row;
    }
  }
  YztKind *kind = yzt_kind_set_find (deed->kinds, kind_id);
  yzt_deed_refuse (error, _("There is no “%s” with the number “%s” in this incident; choose one from its list."),
                   kind != NULL ? yzt_kind_get_label (kind, deed->language) : kind_id, yzt_deed_get (deed, key));
  return NULL;
}

const char *
yzt_deed_label (const YztRow *row, const char *field, const char *value, const char *language)
{
  const YztField *known = yzt_kind_find_field (row->kind, field);
  return known != NULL && *value != '\0' ? yzt_field_get_value_label (known, value, language) : value;
}

/* --- writing, on the writer thread --- */

static gboolean
same_cells (const YztRow *a, const YztRow *b)
{
  for (guint i = 0; i < yzt_kind_get_n_fields (a->kind); i++) {
    if (!yzt_cell_equal (&a->cells[i], &b->cells[i])) {
      return FALSE;
    }
  }
  return TRUE;
}

/* What was decided upon must still stand so. */
static gboolean
still_stands (YztAct *act, const YztRow *seen, GError **error)
{
  g_autoptr (YztRow) present = yzt_act_get_row (act, seen->kind, seen->fid, error);
  if (present == NULL) {
    return FALSE;
  }
  if (!same_cells (present, seen)) {
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT,
                         _("Somebody else changed this just now; nothing was saved, look at it and do it again."));
    return FALSE;
  }
  return TRUE;
}

static gboolean
write_rows (YztAct *act, YztDeed *deed, gint64 incident_fid, GError **error)
{
  const YztRow *before = NULL;
  for (guint i = 0; i < deed->inserts->len; i++) {
    YztDeedInsert *insert = deed->inserts->pdata[i];
    if (insert->row->owner_fid == 0 && yzt_kind_get_owner (insert->row->kind) != NULL) {
      insert->row->owner_fid = incident_fid;
    }
    if (insert->link_field != NULL && before != NULL) {
      g_autofree char *link = g_strdup_printf ("%s/%" G_GINT64_FORMAT, yzt_kind_get_id (before->kind), before->fid);
      yzt_row_set_text (insert->row, insert->link_field, link);
    }
    if (!yzt_row_check (insert->row, deed->language, error) || !yzt_act_insert (act, insert->row, error)) {
      return FALSE;
    }
    before = insert->row;
  }
  for (guint i = 0; i < deed->updates->len; i++) {
    YztRow *row = deed->updates->pdata[i];
    if (!still_stands (act, deed->seen->pdata[i], error) || !yzt_row_check (row, deed->language, error) || !yzt_act_update (act, row, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
write_note (YztAct *act, YztDeed *deed, const YztDeedNote *note, gint64 incident_fid, GError **error)
{
  YztLogNote log = { .entry_kind = note->entry_kind, .what = note->what, .from = note->from, .to = note->to, .actor = note->actor, .channel = note->channel,
                     .author = deed->author, .now_ms = note->at_ms, .place = note->place, .has_position = note->has_position, .position = note->position,
                     .corrects = note->corrects };
  return yzt_act_log (act, deed->kinds, incident_fid, &log, error);
}

static gboolean
write_deed (YztAct *act, gpointer user_data, GError **error)
{
  YztDeed *deed = user_data;
  gboolean is_new = deed->record == NULL;
  if (deed->row != NULL && !yzt_row_check (deed->row, deed->language, error)) {
    return FALSE;
  }
  if (is_new && !yzt_act_insert (act, deed->row, error)) {
    return FALSE;
  }
  if (!is_new && (!still_stands (act, deed->record->row, error) || (deed->row != NULL && !yzt_act_update (act, deed->row, error)))) {
    return FALSE;
  }
  gint64 fid = is_new ? deed->row->fid : deed->record->row->fid;
  if (!write_rows (act, deed, fid, error)) {
    return FALSE;
  }
  for (guint i = 0; i < deed->notes->len; i++) {
    const YztDeedNote *note = deed->notes->pdata[i];
    if (!write_note (act, deed, note, note->incident_fid != 0 ? note->incident_fid : fid, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

/* --- running --- */

static YztDeedFunc
find_func (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++) {
    if (g_str_equal (deeds[i].id, id)) {
      return deeds[i].func;
    }
  }
  return NULL;
}

/* 演练 and 测试 stand on everything that is made in an exercise. */
static void
mark_notes (YztDeed *deed)
{
  g_autofree char *word = yzt_incident_status_word (deed->row != NULL ? deed->row : deed->record->row, deed->language);
  for (guint i = 0; *word != '\0' && i < deed->notes->len; i++) {
    YztDeedNote *note = deed->notes->pdata[i];
    if (strstr (note->what, word) == NULL) {
      char *marked = g_strdup_printf ("【%s】%s", word, note->what);
      g_free (note->what);
      note->what = marked;
    }
  }
  for (guint i = 0; *word != '\0' && i < deed->inserts->len; i++) {
    YztRow *row = ((YztDeedInsert *) deed->inserts->pdata[i])->row;
    const char *name = yzt_row_word (row, "name");
    if (strstr (name, word) == NULL) {
      g_autofree char *marked = g_strdup_printf ("【%s】%s", word, name);
      yzt_row_set_text (row, "name", marked);
    }
  }
}

static char *
first_line (const char *text)
{
  g_autofree char *line = g_strndup (text, strcspn (text, "\n"));
  return yzt_text_shorten (line, 240);
}

static char *
make_label (const YztDeed *deed)
{
  const YztDeedNote *note = deed->notes->len > 0 ? deed->notes->pdata[0] : NULL;
  g_autofree char *line = note != NULL ? first_line (note->what) : g_strdup (deed->act->id);
  g_autofree char *name = yzt_text_shorten (yzt_row_word (deed->row != NULL ? deed->row : deed->record->row, "name"), 120);
  return g_strdup_printf ("%s: %s", name, line);
}

static gboolean
prepare (YztDeed *deed, GError **error)
{
  YztDeedFunc func = find_func (deed->act->id);
  if (func == NULL) {
    return yzt_deed_refuse (error, _("There is no act “%s”; see “yzt --help”."), deed->act->id);
  }
  if (deed->author == NULL || *deed->author == '\0') {
    return yzt_deed_refuse (error, _("Sign in first: your name stands on every change."));
  }
  if (!yzt_incident_prepare_map (deed->store, deed->author, error)) {
    return FALSE;
  }
  deed->kinds = yzt_store_get_kinds (deed->store);
  if (!g_str_equal (deed->act->id, "take-in")) {
    deed->record = yzt_incident_record_read (deed->store, deed->act->incident_fid, deed->now_ms, deed->language, error);
    if (deed->record == NULL || (g_str_equal (deed->act->id, "state") && !yzt_incident_record_read_drawn (deed->record, deed->store, deed->language, error))) {
      return FALSE;
    }
  }
  if (!func (deed, error)) {
    return FALSE;
  }
  mark_notes (deed);
  deed->label = make_label (deed);
  return TRUE;
}

YztActResult *
yzt_incident_act_run (YztIncidentAct *act, YztStore *store, const char *author, const char *window, const char *language, const YztClock *clock, GError **error)
{
  g_return_val_if_fail (act != NULL && YZT_IS_STORE (store) && clock != NULL, NULL);
  g_auto (YztDeed) deed = { .act = act, .store = store, .author = author, .window = window, .language = language };
  deed.now_ms = yzt_clock_now_ms (clock) / 1000 * 1000;
  deed.now = yzt_time_format_utc (deed.now_ms);
  deed.inserts = g_ptr_array_new_with_free_func (insert_free);
  deed.updates = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  deed.seen = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  deed.notes = g_ptr_array_new_with_free_func (note_free);
  if (!prepare (&deed, error)) {
    return NULL;
  }
  YztActInfo info = { .author = author, .window = window, .label = deed.label, .incident = act->incident_fid, .nature = YZT_ACT_ORDER };
  return yzt_store_write (store, &info, write_deed, &deed, error);
}

static YztActResult *
run_in_session (YztStore *store, const char *author, const char *window, const char *language, const YztClock *clock, gpointer data, GError **error)
{
  return yzt_incident_act_run (data, store, author, window, language, clock, error);
}

void
yzt_session_incident_act_async (YztSession *session, YztIncidentAct *act, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session) && act != NULL);
  yzt_session_write_by_async (session, run_in_session, act, (GDestroyNotify) yzt_incident_act_free, callback, user_data);
}

/* --- kinds that an older map lacks --- */

static gboolean
put_kinds (YztAct *act, gpointer user_data, GError **error)
{
  GPtrArray *kinds = user_data;
  for (guint i = 0; i < kinds->len; i++) {
    if (!yzt_act_put_kind (act, kinds->pdata[i], error)) {
      return FALSE;
    }
  }
  return TRUE;
}

/* Everything @known has is in @ours, too, and @ours has more: nobody changed the kind of the map in his own way. */
static gboolean
grew (YztKind *known, YztKind *ours)
{
  for (guint i = 0; i < yzt_kind_get_n_fields (known); i++) {
    const YztField *field = yzt_kind_get_field (known, i), *twin = yzt_kind_find_field (ours, yzt_field_get_name (field));
    if (twin == NULL || yzt_field_get_field_type (twin) != yzt_field_get_field_type (field) || yzt_field_get_n_values (twin) < yzt_field_get_n_values (field)) {
      return FALSE;
    }
  }
  return !g_str_equal (yzt_kind_get_source_text (known), yzt_kind_get_source_text (ours));
}

gboolean
yzt_incident_prepare_map (YztStore *store, const char *author, GError **error)
{
  static const char *const needed[] = { "incident", "log-entry", "decision", "figures", "instruction", "task", "report", "report-sending", "public-text",
                                        "duty-turn", "duty-sign", "hand-over", "finding", "conference", "case-study", "plan-revision" };
  YztKindSet *known = yzt_store_get_kinds (store);
  YztKind *incident = yzt_kind_set_find (known, "incident");
  if (yzt_kind_set_find (known, "case-study") != NULL && incident != NULL && yzt_kind_get_field_index (incident, "first_word") >= 0) {
    return TRUE;
  }
  g_autoptr (YztKindSet) loaded = yzt_load_kinds (NULL, error);
  g_autoptr (GPtrArray) missing = g_ptr_array_new ();
  for (guint i = 0; loaded != NULL && i < G_N_ELEMENTS (needed); i++) {
    YztKind *ours = yzt_kind_set_find (loaded, needed[i]), *theirs = yzt_kind_set_find (known, needed[i]);
    const char *owner = ours != NULL ? yzt_kind_get_owner (ours) : NULL;
    gboolean owned = owner == NULL || yzt_kind_set_find (known, owner) != NULL || g_str_equal (owner, "report");
    if (ours != NULL && owned && (theirs == NULL || grew (theirs, ours))) {
      g_ptr_array_add (missing, ours);
    }
  }
  if (loaded == NULL || missing->len == 0) {
    return loaded != NULL;
  }
  YztActInfo info = { .author = author, .label = _("Take new kinds into the map"), .nature = YZT_ACT_FEED };
  g_autoptr (YztActResult) result = yzt_store_write (store, &info, put_kinds, missing, error);
  return result != NULL;
}
