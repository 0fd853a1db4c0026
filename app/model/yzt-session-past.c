/* yzt-session-past.c: a session that shows the map as it stood, for the panels that show a session
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-session-past.h"

#include "yzt-session-private.h"

#include <glib/gi18n-lib.h>

/* A longer step than this changes what is stale and what has expired: the scene is then made anew. */
#define FRESH_MS (G_GINT64_CONSTANT (12) * 3600 * 1000)

/* What only a past session has. */
typedef struct {
  YztStore *now;      /* the map as it is */
  gint64 at_ms;       /* the moment that is shown; the session's clock stands there. Written while no move is under way */
  gint64 judged_ms;   /* the moment for which staleness was judged last */
  YztClock clock;
} Past;

static void
past_free (Past *past)
{
  g_clear_object (&past->now);
  g_free (past);
}

static Past *
past_of (YztSession *self)
{
  return g_object_get_data (G_OBJECT (self), "past");
}

gboolean
yzt_session_is_past (YztSession *self)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), FALSE);
  return past_of (self) != NULL;
}

gint64
yzt_session_get_past_ms (YztSession *self)
{
  g_return_val_if_fail (YZT_IS_SESSION (self), 0);
  return past_of (self) != NULL ? past_of (self)->at_ms : 0;
}

YztSession *
yzt_session_new_past (YztSession *now)
{
  g_return_val_if_fail (YZT_IS_SESSION (now), NULL);
  g_return_val_if_fail (now->state == YZT_SESSION_READY, NULL);
  Past *past = g_new0 (Past, 1);
  past->now = g_object_ref (now->store);
  past->at_ms = yzt_clock_now_ms (now->clock);
  past->clock = (YztClock) YZT_CLOCK_FIXED (&past->at_ms);
  YztSession *self = yzt_session_new (&past->clock, now->language, now->window);
  g_object_set_data_full (G_OBJECT (self), "past", past, (GDestroyNotify) past_free);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->zone = g_time_zone_ref (now->zone);
  self->title = g_strdup (now->title);
  self->jurisdiction = g_strdup (now->jurisdiction);
  self->sample = now->sample;
  yzt_session_set_author (self, now->author);
  yzt_session_set_state (self, YZT_SESSION_LOADING);
  return self;
}

/* --- a move, on the session's worker --- */

typedef struct {
  YztStore *now;            /* for the first move */
  YztStore *past;           /* NULL before */
  gint64 entry, at_ms, shown_ms, judged_ms;
  char *language;
  YztGeneration *generation;
  YztSceneChanges *changes; /* or a whole generation */
  GPtrArray *incidents;
  YztActResult *result;
} Move;

static void
move_free (Move *move)
{
  g_clear_object (&move->now);
  g_clear_object (&move->past);
  g_free (move->language);
  g_clear_pointer (&move->generation, yzt_generation_unref);
  g_clear_pointer (&move->changes, yzt_scene_changes_free);
  g_clear_pointer (&move->incidents, g_ptr_array_unref);
  g_clear_pointer (&move->result, yzt_act_result_free);
  g_free (move);
}

static gboolean
step (Move *move, GError **error)
{
  gboolean first = move->past == NULL;
  if (first) {
    move->past = yzt_store_open_past (move->now, move->at_ms, error);
    if (move->past == NULL) {
      return FALSE;
    }
  }
  if (!first || move->entry > 0) {
    move->result = move->entry > 0 ? yzt_store_move_past_to_entry (move->past, move->entry, error)
                                   : yzt_store_move_past (move->past, move->at_ms, error);
    if (move->result == NULL) {
      return FALSE;
    }
  }
  move->shown_ms = move->entry > 0 ? yzt_store_get_past_ms (move->past) : move->at_ms;
  return TRUE;
}

static gboolean
load (Move *move, gboolean first, GError **error)
{
  YztClock clock = YZT_CLOCK_FIXED (&move->shown_ms);
  gboolean whole = first || ABS (move->shown_ms - move->judged_ms) > FRESH_MS;
  if (!whole) {
    move->changes = yzt_load_changes (move->past, move->result, &clock, error);
    if (move->changes == NULL) {
      return FALSE;
    }
    whole = move->changes->needs_reload;
  }
  if (whole) {
    move->generation = yzt_load_generation (move->past, &clock, NULL, error);
    if (move->generation == NULL) {
      return FALSE;
    }
  }
  move->incidents = yzt_load_incidents (move->past, move->language, error);
  return move->incidents != NULL;
}

static void
move_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Move *move = data;
  GError *error = NULL;
  gboolean first = move->past == NULL;
  if (step (move, &error) && load (move, first, &error)) {
    g_task_return_boolean (task, TRUE);
  } else {
    g_task_return_error (task, error);
  }
}

void
yzt_session_move_past_async (YztSession *self, gint64 entry, gint64 at_ms, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  g_return_if_fail (past_of (self) != NULL);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Past *past = past_of (self);
  Move *move = g_new0 (Move, 1);
  move->now = g_object_ref (past->now);
  move->past = self->store != NULL ? g_object_ref (self->store) : NULL;
  move->entry = entry;
  move->at_ms = at_ms;
  move->judged_ms = past->judged_ms;
  move->language = g_strdup (self->language);
  g_task_set_source_tag (task, yzt_session_move_past_async);
  g_task_set_task_data (task, move, (GDestroyNotify) move_free);
  yzt_session_run (self, task, move_in_thread);
}

static void
take_first (YztSession *self, Move *move)
{
  self->store = g_object_ref (move->past);
  self->scene = yzt_scene_new (yzt_store_get_kinds (self->store));
  yzt_scene_publish (self->scene, move->generation);
  yzt_session_set_incidents (self, move->incidents);
  yzt_session_set_state (self, YZT_SESSION_READY);
}

static void
take_step (YztSession *self, Move *move)
{
  if (move->generation != NULL) {
    yzt_scene_publish (self->scene, move->generation);
  } else if (move->changes->items->len + move->changes->stocks->len > 0) {
    yzt_scene_patch (self->scene, (const YztItemChange *) (gpointer) move->changes->items->data, move->changes->items->len,
                     (const YztStockChange *) (gpointer) move->changes->stocks->data, move->changes->stocks->len);
  }
  yzt_session_set_incidents (self, move->incidents);
  g_signal_emit_by_name (self, "rows-changed", move->result, TRUE);
}

gboolean
yzt_session_move_past_finish (YztSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  Move *move = g_task_get_task_data (G_TASK (result));
  Past *past = past_of (self);
  if (!g_task_propagate_boolean (G_TASK (result), error)) {
    if (self->store == NULL) {
      yzt_session_set_state (self, YZT_SESSION_FAILED);
    }
    return FALSE;
  }
  if (self->state == YZT_SESSION_CLOSED) {
    return FALSE;
  }
  past->at_ms = move->shown_ms;
  past->judged_ms = move->generation != NULL ? move->shown_ms : past->judged_ms;
  if (self->store == NULL) {
    take_first (self, move);
  } else {
    take_step (self, move);
  }
  return TRUE;
}

void
yzt_session_copy_hidden_kinds (YztSession *from, YztSession *to)
{
  g_return_if_fail (YZT_IS_SESSION (from));
  g_return_if_fail (YZT_IS_SESSION (to));
  YztKindSet *kinds = yzt_session_get_kinds (from);
  YztKindSet *others = yzt_session_get_kinds (to);
  for (guint i = 0; i < yzt_kind_set_get_n (kinds) && i < 64; i++) {
    int other = yzt_kind_set_index (others, yzt_kind_get_id (yzt_kind_set_get (kinds, i)));
    if (other >= 0 && other < 64) {
      yzt_session_set_kind_visible (to, (guint) other, (from->hidden_kinds >> i & 1) == 0);
    }
  }
}
