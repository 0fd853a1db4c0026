/* yzt-session.c: one open map as every panel shares it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-scene-cache.h"
#include "yzt-session-private.h"
#include "yzt-task.h"

#include <glib/gi18n-lib.h>

#define POLL_INTERVAL_MS 500
#define KEEP_SCENE_AFTER_MS 3000

G_DEFINE_FINAL_TYPE (YztSession, yzt_session, G_TYPE_OBJECT)

enum {
  PROP_0, PROP_STATE, PROP_TITLE, PROP_AUTHOR, PROP_READ_ONLY, PROP_SAMPLE, PROP_LAST_SAVED_MS, PROP_PENDING,
  PROP_SELECTED_KIND, PROP_SELECTED_FID, PROP_HIDDEN_KINDS, PROP_UNDO_LABEL, N_PROPS
};
static GParamSpec *properties[N_PROPS];
enum { ROWS_CHANGED, SAID, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- jobs --- */

static gboolean
drop_task_cb (gpointer task)
{
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

/* The last reference to a task, and through it to the session, must not die on the worker: widgets listen to the session. */
static void
run_job (gpointer data, gpointer user_data)
{
  GTask *task = data;
  GTaskThreadFunc func = (GTaskThreadFunc) g_object_get_data (G_OBJECT (task), "func");
  func (task, g_task_get_source_object (task), g_task_get_task_data (task), g_task_get_cancellable (task));
  g_main_context_invoke (NULL, drop_task_cb, task);
}

void
yzt_session_run (YztSession *self, GTask *task, GTaskThreadFunc func)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  g_object_set_data (G_OBJECT (task), "func", (gpointer) func);
  g_thread_pool_push (self->worker, g_object_ref (task), NULL);
}

void
yzt_session_news_free (YztSessionNews *news)
{
  if (news == NULL) {
    return;
  }
  g_clear_pointer (&news->result, yzt_act_result_free);
  g_clear_pointer (&news->changes, yzt_scene_changes_free);
  g_clear_pointer (&news->generation, yzt_generation_unref);
  g_clear_pointer (&news->incidents, g_ptr_array_unref);
  g_free (news->undo_label);
  g_free (news);
}

/* --- gathering news on the worker --- */

static char *
find_undo_label (YztStore *store, const char *author, const char *window)
{
  g_autoptr (GArray) entries = yzt_store_read_journal (store, 0, 100, NULL);
  for (guint i = 0; entries != NULL && i < entries->len; i++) {
    const YztJournalEntry *entry = &g_array_index (entries, YztJournalEntry, i);
    if ((entry->nature == YZT_ACT_EDIT || entry->nature == YZT_ACT_BULK) && entry->undone_by == 0 &&
        entry->undoes == 0 && g_strcmp0 (entry->author, author) == 0 &&
        g_strcmp0 (entry->window, window) == 0) {
      return g_strdup (entry->label);
    }
  }
  return NULL;
}

static gboolean
touches_events (const YztActResult *result)
{
  for (guint i = 0; i < result->touches->len; i++) {
    const char *kind = g_array_index (result->touches, YztTouch, i).kind;
    if (g_str_equal (kind, "incident") || g_str_equal (kind, "warning")) {
      return TRUE;
    }
  }
  return FALSE;
}

YztSessionNews *
yzt_session_gather_news (YztSession *self, YztStore *store, YztActResult *result, const char *author, GError **error)
{
  g_autoptr (YztSessionNews) news = g_new0 (YztSessionNews, 1);
  news->result = result;
  news->changes = yzt_load_changes (store, result, self->clock, error);
  if (news->changes == NULL) {
    return NULL;
  }
  if (news->changes->needs_reload) {
    if (!yzt_store_get_head (store, &news->head, error)) {
      return NULL;
    }
    news->generation = yzt_load_generation (store, self->clock, NULL, error);
    if (news->generation == NULL) {
      return NULL;
    }
  }
  if (touches_events (result) || news->changes->needs_reload) {
    news->incidents = yzt_load_incidents (store, self->language, error);
    if (news->incidents == NULL) {
      return NULL;
    }
  }
  news->undo_label = find_undo_label (store, author, self->window);
  return g_steal_pointer (&news);
}

void
yzt_session_set_incidents (YztSession *self, GPtrArray *incidents)
{
  yzt_incidents_update (self->incidents, incidents);
}

static void
set_undo_label (YztSession *self, char *label)
{
  if (g_strcmp0 (self->undo_label, label) != 0) {
    g_free (self->undo_label);
    self->undo_label = g_steal_pointer (&label);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNDO_LABEL]);
  }
  g_free (label);
}

/* --- keeping the scene for the next start --- */

typedef struct {
  YztStore *store;
  YztGeneration *generation;
  YztStoreHead head;
} Keeping;

static void
keeping_free (Keeping *keeping)
{
  g_object_unref (keeping->store);
  yzt_generation_unref (keeping->generation);
  g_free (keeping);
}

static void
keep_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Keeping *keeping = data;
  yzt_scene_cache_keep (keeping->store, &keeping->head, keeping->generation);
  g_task_return_boolean (task, TRUE);
}

/* Once the map is on the screen; nobody waits for it. */
static gboolean
keep_cb (gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_source_tag (task, keep_cb);
  g_task_set_task_data (task, user_data, (GDestroyNotify) keeping_free);
  yzt_task_run_in_thread (task, keep_in_thread);
  return G_SOURCE_REMOVE;
}

static void
keep_scene (YztSession *self, YztGeneration *generation, const YztStoreHead *head)
{
  if (!yzt_scene_cache_is_worth_while (generation)) {
    return;
  }
  Keeping *keeping = g_new0 (Keeping, 1);
  keeping->store = g_object_ref (self->store);
  keeping->generation = yzt_generation_ref (generation);
  keeping->head = *head;
  g_timeout_add (KEEP_SCENE_AFTER_MS, keep_cb, keeping);
}

void
yzt_session_apply_news (YztSession *self, YztSessionNews *news, gboolean from_outside)
{
  g_assert (YZT_IS_SESSION (self));
  if (self->state != YZT_SESSION_READY) {
    return;
  }
  if (news->generation != NULL) {
    yzt_scene_publish (self->scene, news->generation);
    keep_scene (self, news->generation, &news->head);
  } else if (news->changes->items->len + news->changes->stocks->len > 0) {
    yzt_scene_patch (self->scene, (const YztItemChange *) (gpointer) news->changes->items->data,
                     news->changes->items->len, (const YztStockChange *) (gpointer) news->changes->stocks->data,
                     news->changes->stocks->len);
  }
  if (news->incidents != NULL) {
    yzt_session_set_incidents (self, news->incidents);
  }
  set_undo_label (self, g_steal_pointer (&news->undo_label));
  if (news->result->entry > 0) {
    self->last_saved_ms = yzt_clock_now_ms (self->clock);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_SAVED_MS]);
  }
  g_signal_emit (self, signals[ROWS_CHANGED], 0, news->result, from_outside);
}

void
yzt_session_count_pending (YztSession *self, int change)
{
  self->pending = (guint) ((int) self->pending + change);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PENDING]);
}

void
yzt_session_set_author (YztSession *self, const char *name)
{
  g_free (self->author);
  self->author = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AUTHOR]);
}

void
yzt_session_say (YztSession *self, const char *sentence)
{
  g_signal_emit (self, signals[SAID], 0, sentence);
}

/* --- others' changes --- */

static void
gather_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  YztSession *self = source;
  YztStore *store = data;
  GError *error = NULL;
  YztActResult *result = g_object_steal_data (G_OBJECT (task), "result");
  if (result == NULL) {
    result = yzt_store_poll (store, &error);
  }
  if (result == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (result->touches->len == 0 && result->entry == 0) {
    yzt_act_result_free (result);
    g_task_return_pointer (task, NULL, NULL);
    return;
  }
  const char *author = g_object_get_data (G_OBJECT (task), "author");
  YztSessionNews *news = yzt_session_gather_news (self, store, result, author, &error);
  if (news == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, news, (GDestroyNotify) yzt_session_news_free);
  }
}

static void
gathered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztSession *self = YZT_SESSION (source);
  gboolean from_outside = GPOINTER_TO_INT (user_data) != 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztSessionNews) news = g_task_propagate_pointer (G_TASK (result), &error);
  if (GPOINTER_TO_INT (user_data) == 2) {
    self->polling = FALSE;
  }
  if (error != NULL) {
    yzt_session_say (self, error->message);
  } else if (news != NULL) {
    yzt_session_apply_news (self, news, from_outside);
  }
}

static void
queue_gathering (YztSession *self, YztActResult *result, int how)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, gathered_cb, GINT_TO_POINTER (how));
  g_task_set_source_tag (task, queue_gathering);
  g_task_set_task_data (task, g_object_ref (self->store), g_object_unref);
  g_object_set_data_full (G_OBJECT (task), "author", g_strdup (self->author), g_free);
  g_object_set_data (G_OBJECT (task), "result", result);
  yzt_session_run (self, task, gather_in_thread);
}

void
yzt_session_take_result (YztSession *self, YztActResult *result, gboolean from_outside)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  if (result == NULL || self->state != YZT_SESSION_READY) {
    yzt_act_result_free (result);
    return;
  }
  queue_gathering (self, result, from_outside ? 1 : 0);
}

/* What two acts touched, as if it had been one. */
static void
join_results (YztActResult *into, YztActResult *result)
{
  for (guint i = 0; i < result->touches->len; i++) {
    YztTouch *touch = &g_array_index (result->touches, YztTouch, i);
    YztTouch *last = into->touches->len > 0 ? &g_array_index (into->touches, YztTouch, into->touches->len - 1) : NULL;
    if (last != NULL && g_str_equal (last->kind, touch->kind) && touch->fid_from == last->fid_to + 1) {
      last->fid_to = touch->fid_to;
    } else {
      YztTouch copy = { g_strdup (touch->kind), touch->fid_from, touch->fid_to };
      g_array_append_val (into->touches, copy);
    }
  }
  into->entry = MAX (into->entry, result->entry);
}

void
yzt_session_take_results (YztSession *self, GPtrArray *results)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  g_autoptr (YztActResult) whole = NULL;
  for (guint i = 0; i < results->len; i++) {
    g_autoptr (YztActResult) result = g_steal_pointer (&results->pdata[i]);
    if (whole == NULL) {
      whole = g_steal_pointer (&result);
    } else {
      join_results (whole, result);
    }
  }
  g_ptr_array_set_size (results, 0);
  if (whole != NULL) {
    yzt_session_take_result (self, g_steal_pointer (&whole), FALSE);
  }
}

static gboolean
poll_cb (gpointer user_data)
{
  YztSession *self = user_data;
  if (self->state == YZT_SESSION_READY && !self->polling) {
    self->polling = TRUE;
    queue_gathering (self, NULL, 2);
  }
  return G_SOURCE_CONTINUE;
}

/* --- opening --- */

typedef struct {
  char *path;
  YztStore *store;
  YztGeneration *generation;
  YztStoreHead head; /* what of the map the generation shows */
  gboolean is_new;   /* read from the map, not from what was kept */
  GPtrArray *incidents;
  char *title, *zone, *sample, *jurisdiction;
} Opening;

static void
opening_free (Opening *opening)
{
  g_free (opening->path);
  g_clear_object (&opening->store);
  g_clear_pointer (&opening->generation, yzt_generation_unref);
  g_clear_pointer (&opening->incidents, g_ptr_array_unref);
  g_free (opening->title);
  g_free (opening->zone);
  g_free (opening->sample);
  g_free (opening->jurisdiction);
  g_free (opening);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  YztSession *self = source;
  Opening *opening = data;
  GError *error = NULL;
  opening->store = yzt_store_open (opening->path, YZT_STORE_READ_WRITE, self->clock, &error);
  if (opening->store != NULL) {
    g_autoptr (YztActResult) adopted =
      yzt_loader_adopt_kinds (opening->store, _("Yizhangtu"), NULL, &error);
  }
  if (error == NULL) {
    opening->generation = yzt_scene_cache_load (opening->store, self->clock, &opening->head, &opening->is_new, cancellable, &error);
  }
  if (error == NULL) {
    opening->incidents = yzt_load_incidents (opening->store, self->language, &error);
  }
  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  opening->title = yzt_store_get_setting (opening->store, "title");
  opening->zone = yzt_store_get_setting (opening->store, "time_zone");
  opening->sample = yzt_store_get_setting (opening->store, "sample");
  opening->jurisdiction = yzt_store_get_setting (opening->store, "jurisdiction");
  g_task_return_boolean (task, TRUE);
}

void
yzt_session_set_state (YztSession *self, YztSessionState state)
{
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
yzt_session_open_async (YztSession *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  g_return_if_fail (self->store == NULL);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Opening *opening = g_new0 (Opening, 1);
  opening->path = g_strdup (path);
  g_task_set_source_tag (task, yzt_session_open_async);
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  yzt_session_set_state (self, YZT_SESSION_LOADING);
  yzt_session_run (self, task, open_in_thread);
}

static void
take_opening (YztSession *self, Opening *opening)
{
  self->store = g_steal_pointer (&opening->store);
  self->scene = yzt_scene_new (yzt_store_get_kinds (self->store));
  yzt_scene_publish (self->scene, opening->generation);
  if (opening->is_new) {
    keep_scene (self, opening->generation, &opening->head);
  }
  yzt_session_set_incidents (self, opening->incidents);
  self->title = g_steal_pointer (&opening->title);
  self->jurisdiction = g_steal_pointer (&opening->jurisdiction);
  self->sample = g_strcmp0 (opening->sample, "1") == 0;
  if (opening->zone != NULL) {
    g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (opening->zone);
    if (zone != NULL) {
      g_time_zone_unref (self->zone);
      self->zone = g_steal_pointer (&zone);
    }
  }
  if (self->title == NULL || *self->title == '\0') {
    g_free (self->title);
    self->title = g_path_get_basename (opening->path);
  }
  YztKindSet *kinds = yzt_store_get_kinds (self->store);
  for (guint i = 0; i < yzt_kind_set_get_n (kinds) && i < 64; i++) {
    if (!yzt_kind_get_visible (yzt_kind_set_get (kinds, i))) {
      self->hidden_kinds |= G_GUINT64_CONSTANT (1) << i;
    }
  }
}

gboolean
yzt_session_open_finish (YztSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  if (!g_task_propagate_boolean (G_TASK (result), error)) {
    yzt_session_set_state (self, YZT_SESSION_FAILED);
    return FALSE;
  }
  take_opening (self, g_task_get_task_data (G_TASK (result)));
  yzt_session_set_state (self, YZT_SESSION_READY);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SAMPLE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READ_ONLY]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HIDDEN_KINDS]);
  self->poll_source = g_timeout_add (POLL_INTERVAL_MS, poll_cb, self);
  return TRUE;
}

static void
close_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  yzt_store_close (data);
  g_task_return_boolean (task, TRUE);
}

void
yzt_session_close (YztSession *self)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  g_clear_handle_id (&self->poll_source, g_source_remove);
  if (self->store == NULL) {
    return;
  }
  g_autoptr (GTask) task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (task, yzt_session_close);
  g_task_set_task_data (task, g_steal_pointer (&self->store), g_object_unref);
  yzt_session_run (self, task, close_in_thread);
  yzt_session_set_state (self, YZT_SESSION_CLOSED);
}

/* --- small answers --- */

YztSessionState
yzt_session_get_state (YztSession *self)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), YZT_SESSION_FAILED);
  return self->state;
}

YztStore *
yzt_session_get_store (YztSession *self)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), NULL);
  return self->store;
}

YztScene *
yzt_session_get_scene (YztSession *self)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), NULL);
  return self->scene;
}

YztKindSet *
yzt_session_get_kinds (YztSession *self)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), NULL);
  return self->scene != NULL ? yzt_generation_get_kinds (yzt_scene_get_generation (self->scene)) : NULL;
}

const YztClock *
yzt_session_get_clock (YztSession *self)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), NULL);
  return self->clock;
}

const char *
yzt_session_get_language (YztSession *self)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), NULL);
  return self->language;
}

GTimeZone *
yzt_session_get_time_zone (YztSession *self)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), NULL);
  return self->zone;
}

const char *
yzt_session_get_title (YztSession *self)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), NULL);
  return self->title != NULL ? self->title : "";
}

const char *
yzt_session_get_path (YztSession *self)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), NULL);
  return self->store != NULL ? yzt_store_get_path (self->store) : NULL;
}

const char *
yzt_session_get_jurisdiction (YztSession *self)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), NULL);
  return self->jurisdiction;
}

gboolean
yzt_session_is_sample (YztSession *self)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), FALSE);
  return self->sample;
}

gboolean
yzt_session_is_read_only (YztSession *self)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), FALSE);
  return self->store != NULL && yzt_store_is_read_only (self->store);
}

gint64
yzt_session_get_last_saved_ms (YztSession *self)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), 0);
  return self->last_saved_ms;
}

const char *
yzt_session_get_author (YztSession *self)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), NULL);
  return self->author;
}

const char *
yzt_session_get_undo_label (YztSession *self)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), NULL);
  return self->undo_label;
}

GListModel *
yzt_session_get_incidents (YztSession *self)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), NULL);
  return G_LIST_MODEL (self->incidents);
}

void
yzt_session_select (YztSession *self, int kind, gint64 fid)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  if (self->selected_kind == kind && self->selected_fid == fid) {
    return;
  }
  self->selected_kind = kind;
  self->selected_fid = fid;
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED_KIND]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED_FID]);
  g_object_thaw_notify (G_OBJECT (self));
}

gboolean
yzt_session_get_selected (YztSession *self, int *kind, gint64 *fid)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), FALSE);
  if (kind != NULL) {
    *kind = self->selected_kind;
  }
  if (fid != NULL) {
    *fid = self->selected_fid;
  }
  return self->selected_kind >= 0;
}

guint64
yzt_session_get_hidden_kinds (YztSession *self)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), 0);
  return self->hidden_kinds;
}

void
yzt_session_set_kind_visible (YztSession *self, guint kind, gboolean visible)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  g_return_if_fail (kind < 64);
  guint64 bit = G_GUINT64_CONSTANT (1) << kind;
  guint64 hidden = visible ? self->hidden_kinds & ~bit : self->hidden_kinds | bit;
  if (hidden != self->hidden_kinds) {
    self->hidden_kinds = hidden;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HIDDEN_KINDS]);
  }
}

YztSceneFilter
yzt_session_get_filter (YztSession *self)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), YZT_SCENE_FILTER_ALL);
  return (YztSceneFilter) { ~self->hidden_kinds };
}

/* --- GObject --- */

static void
yzt_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  YztSession *self = YZT_SESSION (object);
  switch (id) {
  case PROP_STATE: g_value_set_int (value, (int) self->state); break;
  case PROP_TITLE: g_value_set_string (value, self->title); break;
  case PROP_AUTHOR: g_value_set_string (value, self->author); break;
  case PROP_READ_ONLY: g_value_set_boolean (value, yzt_session_is_read_only (self)); break;
  case PROP_SAMPLE: g_value_set_boolean (value, self->sample); break;
  case PROP_LAST_SAVED_MS: g_value_set_int64 (value, self->last_saved_ms); break;
  case PROP_PENDING: g_value_set_uint (value, self->pending); break;
  case PROP_SELECTED_KIND: g_value_set_int (value, self->selected_kind); break;
  case PROP_SELECTED_FID: g_value_set_int64 (value, self->selected_fid); break;
  case PROP_HIDDEN_KINDS: g_value_set_uint64 (value, self->hidden_kinds); break;
  case PROP_UNDO_LABEL: g_value_set_string (value, self->undo_label); break;
  default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec); break;
  }
}

static void
yzt_session_dispose (GObject *object)
{
  YztSession *self = YZT_SESSION (object);
  if (self->store != NULL) {
    g_clear_handle_id (&self->poll_source, g_source_remove);
    yzt_store_close (self->store);
    g_clear_object (&self->store);
  }
  g_clear_object (&self->scene);
  g_clear_object (&self->incidents);
  G_OBJECT_CLASS (yzt_session_parent_class)->dispose (object);
}

static void
yzt_session_finalize (GObject *object)
{
  YztSession *self = YZT_SESSION (object);
  g_thread_pool_free (self->worker, FALSE, FALSE);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self->language);
  g_free (self->window);
  g_free (self->title);
  g_free (self->author);
  g_free (self->undo_label);
  g_free (self->jurisdiction);
  G_OBJECT_CLASS (yzt_session_parent_class)->finalize (object);
}

static void
yzt_session_class_init (YztSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = yzt_session_get_property;
  object_class->dispose = yzt_session_dispose;
  object_class->finalize = yzt_session_finalize;

  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, YZT_SESSION_CLOSED, 0, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_AUTHOR] = g_param_spec_string ("author", NULL, NULL, NULL, flags);
  properties[PROP_READ_ONLY] = g_param_spec_boolean ("read-only", NULL, NULL, FALSE, flags);
  properties[PROP_SAMPLE] = g_param_spec_boolean ("sample", NULL, NULL, FALSE, flags);
  properties[PROP_LAST_SAVED_MS] = g_param_spec_int64 ("last-saved-ms", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_PENDING] = g_param_spec_uint ("pending", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_SELECTED_KIND] = g_param_spec_int ("selected-kind", NULL, NULL, -1, 63, -1, flags);
  properties[PROP_SELECTED_FID] = g_param_spec_int64 ("selected-fid", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_HIDDEN_KINDS] = g_param_spec_uint64 ("hidden-kinds", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_UNDO_LABEL] = g_param_spec_string ("undo-label", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[ROWS_CHANGED] = g_signal_new ("rows-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_BOOLEAN);
  signals[SAID] = g_signal_new ("said", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
yzt_session_init (YztSession *self)
{
  self->worker = g_thread_pool_new (run_job, NULL, 1, TRUE, NULL);
  self->zone = g_time_zone_new_local ();
  self->incidents = g_list_store_new (YZT_TYPE_INCIDENT);
  self->author = g_strdup ("");
  self->selected_kind = -1;
  self->write_progress = -1;
  g_queue_init (&self->writings);
}

YztSession *
yzt_session_new (const YztClock *clock, const char *language, const char *window)
{
  g_return_val_if_fail (clock != NULL, NULL);
  YztSession *self = g_object_new (YZT_TYPE_SESSION, NULL);
  self->clock = clock;
  self->language = g_strdup (language);
  self->window = g_strdup (window);
  return self;
}
