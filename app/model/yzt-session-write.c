/* yzt-session-write.c: the session's write path: each function is one act with a label in words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-edits.h"
#include "yzt-incident-act.h"
#include "yzt-dispatch.h"
#include "yzt-drawing.h"
#include "yzt-incident-edit.h"
#include "yzt-session-private.h"
#include "yzt-session-undo.h"
#include "yzt-store-bulk.h"

#include <glib/gi18n-lib.h>

typedef enum { WRITE_MOVE, WRITE_UPDATE, WRITE_INSERT, WRITE_DELETE, WRITE_ACKNOWLEDGE, WRITE_UNDO, WRITE_REDO, WRITE_SIGN_IN, WRITE_EDITS,
               WRITE_BY } WriteWhat;

/* One writing job: what the worker needs, made on the main thread. */
typedef struct {
  WriteWhat what;
  YztStore *store;
  char *author, *window, *language;
  const YztClock *clock;
  YztKind *kind;
  gint64 fid;
  YztPosition to;
  YztRow *row;
  YztEdits *edits;
  YztSessionWriteFunc by;
  gpointer by_data;
  GDestroyNotify by_destroy;
  GCancellable *cancellable;
} Writing;

static void
writing_free (Writing *writing)
{
  g_clear_object (&writing->store);
  g_clear_object (&writing->cancellable);
  g_free (writing->author);
  g_free (writing->window);
  g_free (writing->language);
  g_clear_pointer (&writing->kind, yzt_kind_unref);
  g_clear_pointer (&writing->row, yzt_row_free);
  g_clear_pointer (&writing->edits, yzt_edits_free);
  if (writing->by_destroy != NULL) {
    writing->by_destroy (writing->by_data);
  }
  g_free (writing);
}

static const char *
name_of (const YztRow *row)
{
  const char *name = yzt_row_get_text (row, "name");
  return name != NULL ? name : "";
}

/* --- the acts, on the writer thread --- */

static gboolean
write_row_act (YztAct *act, gpointer user_data, GError **error)
{
  Writing *writing = user_data;
  if (writing->what == WRITE_INSERT) {
    return yzt_act_insert (act, writing->row, error);
  }
  gboolean stock = g_str_equal (yzt_kind_get_id (writing->row->kind), "stock-line");
  return yzt_act_update (act, writing->row, error) && (!stock || yzt_dispatch_check_stock (act, writing->store, error));
}

static gboolean
sign_in_act (YztAct *act, gpointer user_data, GError **error)
{
  Writing *writing = user_data;
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (writing->store), "duty-sign");
  if (kind != NULL) {
    g_autoptr (YztRow) row = yzt_row_new (kind);
    g_autofree char *now = yzt_time_format_utc (yzt_clock_now_ms (writing->clock) / 1000 * 1000);
    yzt_row_set_text (row, "name", writing->author);
    yzt_row_set_text (row, "what", "in");
    yzt_row_set_text (row, "at_utc", now);
    if (!yzt_act_insert (act, row, error)) {
      return FALSE;
    }
  }
  return yzt_act_sign_in (act, writing->author, error);
}

/* --- labels --- */

static char *
label_move (const Writing *writing, YztPosition from)
{
  const char *kind = yzt_kind_get_label (writing->kind, writing->language);
  if (!writing->row->has_position) {
    return g_strdup_printf (_("Place %s %s"), kind, name_of (writing->row));
  }
  double bearing_deg = 0;
  double distance_m = yzt_geo_distance_m (from, writing->to, &bearing_deg);
  g_autofree char *distance = yzt_text_distance (distance_m);
  /* Translators: kind, name, distance, direction: "Move Depot 城东库 420 m north-east" */
  return g_strdup_printf (_("Move %s %s %s %s"), kind, name_of (writing->row), distance,
                          yzt_text_bearing_word (bearing_deg));
}

static char *
label_row (const Writing *writing)
{
  const char *kind = yzt_kind_get_label (writing->kind, writing->language);
  const char *name = name_of (writing->row);
  switch (writing->what) {
  case WRITE_INSERT: return g_strdup_printf (_("Add %s %s"), kind, name);
  case WRITE_DELETE: return g_strdup_printf (_("Delete %s %s"), kind, name);
  case WRITE_ACKNOWLEDGE: return g_strdup_printf (_("Acknowledge %s %s"), kind, name);
  case WRITE_UPDATE:
  case WRITE_MOVE:
  case WRITE_UNDO:
  case WRITE_REDO:
  case WRITE_SIGN_IN:
  case WRITE_EDITS:
  case WRITE_BY:
  default: return g_strdup_printf (_("Edit %s %s"), kind, name);
  }
}

/* --- an incident that is handled: acts of its own, with their line in the log --- */

static gboolean
is_incident (const Writing *writing)
{
  return writing->kind != NULL && g_str_equal (yzt_kind_get_id (writing->kind), "incident");
}

static YztActResult *
do_incident_act (Writing *writing, const char *id, GError **error)
{
  g_autoptr (YztIncidentAct) act = yzt_incident_act_new (id, writing->fid);
  if (writing->what == WRITE_MOVE) {
    yzt_incident_act_set_position (act, writing->to);
  }
  return yzt_incident_act_run (act, writing->store, writing->author, writing->window, writing->language, writing->clock, error);
}

/* The form hands whole rows over: the cells that changed go the way of the table. */
static YztActResult *
do_as_edits (Writing *writing, const char *label, GError **error)
{
  const YztRow *row = writing->row;
  g_autoptr (YztEdits) edits = yzt_edits_new (label);
  g_autoptr (YztRow) before = yzt_store_get_row (writing->store, writing->kind, writing->fid, error);
  if (before == NULL) {
    return NULL;
  }
  for (guint i = 0; i < yzt_kind_get_n_fields (writing->kind); i++) {
    if (!yzt_cell_equal (&before->cells[i], &row->cells[i])) {
      yzt_edits_set_cell (edits, writing->kind, writing->fid, i, NULL, &row->cells[i]);
    }
  }
  gboolean shaped = row->geometry != NULL && (before->geometry == NULL || !g_bytes_equal (before->geometry, row->geometry));
  if (shaped) {
    yzt_edits_set_geometry (edits, writing->kind, writing->fid, NULL, row->geometry);
  }
  if (!shaped && row->has_position && (before->lon < row->lon || before->lon > row->lon || before->lat < row->lat || before->lat > row->lat)) {
    yzt_edits_move (edits, writing->kind, writing->fid, NULL, (YztPosition) { row->lon, row->lat });
  }
  return yzt_edits_write (edits, writing->store, writing->author, writing->window, writing->language, error);
}

static YztActResult *
do_incident_update (Writing *writing, GError **error)
{
  g_autofree char *label = label_row (writing);
  return do_as_edits (writing, label, error);
}

/* What is drawn for an incident goes the way of the table, too: there its line is written. */
static YztActResult *
do_drawing (Writing *writing, const char *label, GError **error)
{
  g_autoptr (YztEdits) edits = yzt_edits_new (label);
  if (writing->what == WRITE_UPDATE || writing->what == WRITE_MOVE) {
    return do_as_edits (writing, label, error);
  }
  if (writing->what == WRITE_INSERT) {
    yzt_edits_insert (edits, writing->row);
  } else {
    yzt_edits_delete (edits, writing->kind, writing->fid);
  }
  return yzt_edits_write (edits, writing->store, writing->author, writing->window, writing->language, error);
}

/* --- the job --- */

/* Reads the row as it stands and changes it as asked; FALSE with @error when it is gone or may not be so. */
static gboolean
prepare_row (Writing *writing, char **label_out, GError **error)
{
  if (writing->row == NULL) {
    writing->row = yzt_store_get_row (writing->store, writing->kind, writing->fid, error);
    if (writing->row == NULL) {
      return FALSE;
    }
  }
  if (writing->what == WRITE_MOVE) {
    YztPosition from = { writing->row->lon, writing->row->lat };
    *label_out = label_move (writing, from);
    writing->row->has_position = TRUE;
    writing->row->lon = writing->to.lon;
    writing->row->lat = writing->to.lat;
    return TRUE;
  }
  if (writing->what == WRITE_ACKNOWLEDGE) {
    g_autofree char *now = yzt_time_format_utc (yzt_clock_now_ms (writing->clock) / 1000 * 1000);
    yzt_row_set_text (writing->row, "acknowledged_by", writing->author);
    yzt_row_set_text (writing->row, "acknowledged_utc", now);
  } else if (writing->what != WRITE_DELETE && !yzt_row_check (writing->row, writing->language, error)) {
    return FALSE;
  }
  *label_out = label_row (writing);
  return TRUE;
}

static YztActResult *
do_write (Writing *writing, GError **error)
{
  g_autofree char *label = NULL;
  YztActInfo info = { .author = writing->author, .window = writing->window, .nature = YZT_ACT_EDIT };
  switch (writing->what) {
  case WRITE_UNDO: yzt_drawing_log_undo (&info, writing->store); return yzt_store_undo (writing->store, writing->fid, &info, error); /* @fid is the entry, 0 the last one */
  case WRITE_EDITS: return yzt_edits_write (writing->edits, writing->store, writing->author, writing->window, writing->language, error);
  case WRITE_REDO: yzt_drawing_log_undo (&info, writing->store); return yzt_store_redo (writing->store, &info, error);
  case WRITE_BY:
    return writing->by (writing->store, writing->author, writing->window, writing->language, writing->clock, writing->by_data, error);
  case WRITE_SIGN_IN:
    label = g_strdup_printf (_("%s signs in"), writing->author);
    info.label = label;
    info.nature = YZT_ACT_ORDER;
    return yzt_store_write (writing->store, &info, sign_in_act, writing, error);
  case WRITE_MOVE:
  case WRITE_UPDATE:
  case WRITE_INSERT:
  case WRITE_DELETE:
  case WRITE_ACKNOWLEDGE:
  default:
    break;
  }
  if (writing->what == WRITE_ACKNOWLEDGE && is_incident (writing)) {
    return do_incident_act (writing, "acknowledge", error);
  }
  if ((writing->what == WRITE_MOVE || writing->what == WRITE_UPDATE) && is_incident (writing)
      && yzt_incident_has_log (writing->store, writing->kind, writing->fid)) {
    return writing->what == WRITE_MOVE ? do_incident_act (writing, "place", error) : do_incident_update (writing, error);
  }
  if (!prepare_row (writing, &label, error)) {
    return NULL;
  }
  info.label = label;
  if (yzt_drawing_is_kind (writing->kind) && writing->what != WRITE_ACKNOWLEDGE) {
    return do_drawing (writing, label, error);
  }
  if (writing->what == WRITE_ACKNOWLEDGE) {
    info.nature = YZT_ACT_ORDER;
    info.incident = writing->fid;
  }
  if (writing->what == WRITE_DELETE) {
    return yzt_store_delete_rows (writing->store, &info, &(YztStoreRow) { writing->kind, writing->fid }, 1, error);
  }
  return yzt_store_write (writing->store, &info, write_row_act, writing, error);
}

static void
note_progress (double fraction, gpointer user_data)
{
  YztSession *self = user_data;
  g_atomic_int_set (&self->write_progress, (int) (fraction * 1000));
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  YztSession *self = source;
  Writing *writing = data;
  GError *error = NULL;
  YztCareRun run = { note_progress, self, writing->cancellable };
  yzt_store_watch_work (&run);
  YztActResult *result = do_write (writing, &error);
  yzt_store_watch_work (NULL);
  g_atomic_int_set (&self->write_progress, -1);
  if (result == NULL) {
    g_task_return_error (task, error);
    return;
  }
  YztSessionNews *news = yzt_session_gather_news (self, writing->store, result, writing->author, &error);
  if (news == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, news, (GDestroyNotify) yzt_session_news_free);
  }
}

/* The inner task brings the news; the outer one belongs to the caller and gets the act's result. */
static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztSession *self = YZT_SESSION (source);
  g_autoptr (GTask) outer = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztSessionNews) news = g_task_propagate_pointer (G_TASK (result), &error);
  g_queue_pop_head (&self->writings);
  yzt_session_count_pending (self, -1);
  if (news == NULL) {
    yzt_session_say (self, error->message);
    g_task_return_error (outer, g_steal_pointer (&error));
    return;
  }
  Writing *writing = g_task_get_task_data (G_TASK (result));
  yzt_session_apply_news (self, news, FALSE);
  if ((writing->what == WRITE_UNDO || writing->what == WRITE_REDO) && news->result->label != NULL) {
    yzt_session_say (self, news->result->label);
  }
  g_task_return_pointer (outer, g_steal_pointer (&news->result), (GDestroyNotify) yzt_act_result_free);
}

gboolean
yzt_session_refuse_write (YztSession *self, GTask *outer)
{
  const char *sentence = NULL;
  if (self->state != YZT_SESSION_READY) {
    sentence = _("The map is not open yet; wait until it is loaded.");
  } else if (yzt_session_is_read_only (self)) {
    sentence = _("This map is open for reading only; save a copy to a place you may write to.");
  } else if (*self->author == '\0') {
    sentence = _("Sign in first: your name stands on every change.");
  }
  if (sentence == NULL) {
    return FALSE;
  }
  yzt_session_say (self, sentence);
  g_task_return_new_error (outer, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, "%s", sentence);
  return TRUE;
}

/* Takes @writing. */
static void
start_write (YztSession *self, Writing *writing, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) outer = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (outer, start_write);
  if (yzt_session_refuse_write (self, outer)) {
    writing_free (writing);
    return;
  }
  writing->store = g_object_ref (self->store);
  writing->author = g_strdup (self->author);
  writing->window = g_strdup (self->window);
  writing->language = g_strdup (self->language);
  writing->clock = self->clock;
  g_autoptr (GTask) task = g_task_new (self, NULL, written_cb, g_steal_pointer (&outer));
  g_task_set_source_tag (task, start_write);
  g_task_set_task_data (task, writing, (GDestroyNotify) writing_free);
  writing->cancellable = g_cancellable_new ();
  g_queue_push_tail (&self->writings, writing->cancellable);
  yzt_session_count_pending (self, 1);
  yzt_session_run (self, task, write_in_thread);
}

double
yzt_session_get_write_progress (YztSession *self)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), -1);
  return g_atomic_int_get (&self->write_progress) / 1000.0;
}

void
yzt_session_cancel_write (YztSession *self)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  if (!g_queue_is_empty (&self->writings)) {
    g_cancellable_cancel (g_queue_peek_head (&self->writings));
  }
}

static Writing *
writing_new (YztSession *self, WriteWhat what, int kind, gint64 fid)
{
  Writing *writing = g_new0 (Writing, 1);
  YztKindSet *kinds = yzt_session_get_kinds (self);
  writing->what = what;
  writing->fid = fid;
  if (kind >= 0 && kinds != NULL && (guint) kind < yzt_kind_set_get_n (kinds)) {
    writing->kind = yzt_kind_ref (yzt_kind_set_get (kinds, (guint) kind));
  }
  return writing;
}

static Writing *
writing_new_for_row (YztSession *self, WriteWhat what, const YztRow *row)
{
  Writing *writing = writing_new (self, what, -1, row->fid);
  writing->kind = yzt_kind_ref (row->kind);
  writing->row = yzt_row_copy (row);
  return writing;
}

void
yzt_session_sign_in (YztSession *self, const char *name)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  g_return_if_fail (name != NULL);
  g_autofree char *stripped = g_strstrip (g_strdup (name));
  if (*stripped == '\0') {
    return;
  }
  yzt_session_set_author (self, stripped);
  if (self->state == YZT_SESSION_READY && !yzt_session_is_read_only (self)) {
    start_write (self, writing_new (self, WRITE_SIGN_IN, -1, 0), NULL, NULL);
  }
}

void
yzt_session_leave_seat (YztSession *self, const char *name)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  if (g_strcmp0 (self->author, name) == 0) {
    yzt_session_set_author (self, "");
  }
}

void
yzt_session_move_async (YztSession *self, guint kind, gint64 fid, YztPosition to, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  g_return_if_fail (yzt_position_is_valid (to));
  Writing *writing = writing_new (self, WRITE_MOVE, (int) kind, fid);
  writing->to = to;
  start_write (self, writing, callback, user_data);
}

void
yzt_session_update_async (YztSession *self, const YztRow *row, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  start_write (self, writing_new_for_row (self, WRITE_UPDATE, row), callback, user_data);
}

void
yzt_session_insert_async (YztSession *self, const YztRow *row, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  start_write (self, writing_new_for_row (self, WRITE_INSERT, row), callback, user_data);
}

void
yzt_session_delete_async (YztSession *self, guint kind, gint64 fid, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  start_write (self, writing_new (self, WRITE_DELETE, (int) kind, fid), callback, user_data);
}

void
yzt_session_acknowledge_async (YztSession *self, guint kind, gint64 fid, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  start_write (self, writing_new (self, WRITE_ACKNOWLEDGE, (int) kind, fid), callback, user_data);
}

void
yzt_session_undo_async (YztSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  start_write (self, writing_new (self, WRITE_UNDO, -1, 0), callback, user_data);
}

void
yzt_session_undo_entry_async (YztSession *self, gint64 entry, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  g_return_if_fail (entry > 0);
  start_write (self, writing_new (self, WRITE_UNDO, -1, entry), callback, user_data);
}

void
yzt_session_redo_async (YztSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  start_write (self, writing_new (self, WRITE_REDO, -1, 0), callback, user_data);
}

void
yzt_session_write_edits_async (YztSession *self, YztEdits *edits, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  g_return_if_fail (edits != NULL);
  Writing *writing = writing_new (self, WRITE_EDITS, -1, 0);
  writing->edits = edits;
  start_write (self, writing, callback, user_data);
}

void
yzt_session_write_by_async (YztSession *self, YztSessionWriteFunc func, gpointer data, GDestroyNotify destroy, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self) && func != NULL);
  Writing *writing = writing_new (self, WRITE_BY, -1, 0);
  writing->by = func;
  writing->by_data = data;
  writing->by_destroy = destroy;
  start_write (self, writing, callback, user_data);
}

YztActResult *
yzt_session_write_finish (YztSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
