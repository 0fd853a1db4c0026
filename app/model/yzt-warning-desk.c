/* yzt-warning-desk.c: all warnings of a session kept crossed, one after the other on a worker
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-warning.h"
#include "yzt-task.h"

#define WARNING_KIND "warning"
/* What changes comes in bursts; a warning is looked at when they pause, at once when it came itself. */
#define PAUSE_MS 1500
#define END_LOOK_S 20
#define MOST_AT_ONCE 100000

struct _YztWarningDesk {
  GObject parent_instance;

  YztSession *session;
  char *author;
  YztWarningRules *rules; /* NULL: they cannot be read, nothing is crossed */
  GQueue *waiting;        /* gint64 *, each once */
  GHashTable *queued;     /* the same */
  gboolean working, stopped;
  guint pause_source, end_source;
};
G_DEFINE_FINAL_TYPE (YztWarningDesk, yzt_warning_desk, G_TYPE_OBJECT)

enum { SIGNAL_CROSSED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- on the worker --- */

typedef struct {
  YztStore *store;
  YztGeneration *generation;
  gint64 fid;
  char *author, *language;
  const YztClock *clock;
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->store);
  yzt_generation_unref (job->generation);
  g_free (job->author);
  g_free (job->language);
  g_free (job);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  YztActResult *result = NULL;
  GError *error = NULL;

  if (yzt_warning_refresh (job->store, job->generation, job->fid, job->author, job->language, job->clock, &result, &error)) {
    g_task_return_pointer (task, result, (GDestroyNotify) yzt_act_result_free);
  } else {
    g_task_return_error (task, error);
  }
}

/* --- on the main thread --- */

static void start_next (YztWarningDesk *self);

static void
on_worked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztWarningDesk *self = YZT_WARNING_DESK (source);
  g_autoptr (GError) error = NULL;
  YztActResult *act = g_task_propagate_pointer (G_TASK (result), &error);
  const Job *job = g_task_get_task_data (G_TASK (result));

  self->working = FALSE;
  if (error != NULL && !g_error_matches (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND)) {
    g_message ("A warning could not be crossed: %s", error->message);
  }
  if (self->stopped) {
    yzt_act_result_free (act);
    return;
  }
  if (act != NULL) {
    yzt_session_take_result (self->session, act, FALSE);
    g_signal_emit (self, signals[SIGNAL_CROSSED], 0, job->fid);
  }
  start_next (self);
}

static void
start_next (YztWarningDesk *self)
{
  if (self->working || self->stopped || yzt_session_get_state (self->session) != YZT_SESSION_READY || g_queue_is_empty (self->waiting)) {
    return;
  }
  g_autofree gint64 *fid = g_queue_pop_head (self->waiting);
  g_hash_table_remove (self->queued, fid);
  Job *job = g_new0 (Job, 1);
  *job = (Job) { g_object_ref (yzt_session_get_store (self->session)), yzt_generation_ref (yzt_scene_get_generation (yzt_session_get_scene (self->session))),
                 *fid, g_strdup (self->author), g_strdup (yzt_session_get_language (self->session)), yzt_session_get_clock (self->session) };
  g_autoptr (GTask) task = g_task_new (self, NULL, on_worked, NULL);
  g_task_set_source_tag (task, start_next);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  self->working = TRUE;
  yzt_task_run_in_thread (task, work);
}

static void
add (YztWarningDesk *self, gint64 fid)
{
  if (!g_hash_table_contains (self->queued, &fid)) {
    gint64 *one = g_memdup2 (&fid, sizeof fid);
    g_queue_push_tail (self->waiting, one);
    g_hash_table_add (self->queued, one);
  }
}

/* Those that are in force, as the list of incidents has them. */
static void
add_all (YztWarningDesk *self)
{
  GListModel *list = yzt_session_get_incidents (self->session);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (YztIncident) incident = g_list_model_get_item (list, i);
    if (yzt_incident_is_open (incident) && g_str_equal (yzt_incident_get_kind_id (incident), WARNING_KIND)) {
      add (self, yzt_incident_get_fid (incident));
    }
  }
  start_next (self);
}

static gboolean
on_pause (gpointer user_data)
{
  YztWarningDesk *self = user_data;

  self->pause_source = 0;
  add_all (self);
  return G_SOURCE_REMOVE;
}

static void
on_rows (YztSession *session, YztActResult *result, gboolean from_outside, YztWarningDesk *self)
{
  gboolean wait = FALSE;

  for (guint i = 0; i < result->touches->len; i++) {
    const YztTouch *touch = &g_array_index (result->touches, YztTouch, i);
    if (g_str_equal (touch->kind, WARNING_KIND) && touch->fid_to - touch->fid_from < MOST_AT_ONCE) {
      for (gint64 fid = touch->fid_from; fid <= touch->fid_to; fid++) {
        add (self, fid);
      }
    } else if (g_str_equal (touch->kind, WARNING_KIND) || yzt_warning_rules_name_kind (self->rules, touch->kind)) {
      wait = TRUE;
    }
  }
  if (wait && self->pause_source == 0) {
    self->pause_source = g_timeout_add (PAUSE_MS, on_pause, self);
  }
  start_next (self);
}

static gboolean
on_end_look (gpointer user_data)
{
  add_all (user_data);
  return G_SOURCE_CONTINUE;
}

gboolean
yzt_warning_desk_is_busy (YztWarningDesk *self)
{
  g_return_val_if_fail (YZT_IS_WARNING_DESK (self), FALSE);
  return self->working || self->pause_source != 0 || !g_queue_is_empty (self->waiting);
}

void
yzt_warning_desk_stop (YztWarningDesk *self)
{
  g_return_if_fail (YZT_IS_WARNING_DESK (self));

  self->stopped = TRUE;
  g_clear_handle_id (&self->pause_source, g_source_remove);
  g_clear_handle_id (&self->end_source, g_source_remove);
  if (self->session != NULL) {
    g_signal_handlers_disconnect_by_data (self->session, self);
  }
}

static void
yzt_warning_desk_dispose (GObject *object)
{
  YztWarningDesk *self = YZT_WARNING_DESK (object);

  yzt_warning_desk_stop (self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_warning_desk_parent_class)->dispose (object);
}

static void
yzt_warning_desk_finalize (GObject *object)
{
  YztWarningDesk *self = YZT_WARNING_DESK (object);

  g_hash_table_unref (self->queued);
  g_queue_free_full (self->waiting, g_free);
  g_clear_pointer (&self->rules, yzt_warning_rules_free);
  g_free (self->author);
  G_OBJECT_CLASS (yzt_warning_desk_parent_class)->finalize (object);
}

static void
yzt_warning_desk_class_init (YztWarningDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = yzt_warning_desk_dispose;
  object_class->finalize = yzt_warning_desk_finalize;
  signals[SIGNAL_CROSSED] = g_signal_new ("crossed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
yzt_warning_desk_init (YztWarningDesk *self)
{
  self->waiting = g_queue_new ();
  self->queued = g_hash_table_new (g_int64_hash, g_int64_equal);
}

YztWarningDesk *
yzt_warning_desk_new (YztSession *session, const char *author)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  g_return_val_if_fail (author != NULL, NULL);

  YztWarningDesk *self = g_object_new (YZT_TYPE_WARNING_DESK, NULL);
  g_autoptr (GError) error = NULL;
  self->session = g_object_ref (session);
  self->author = g_strdup (author);
  self->rules = yzt_warning_rules_load (NULL, &error);
  if (self->rules == NULL) {
    g_message ("Warnings are not crossed: %s", error->message);
    return self;
  }
  g_signal_connect (session, "rows-changed", G_CALLBACK (on_rows), self);
  self->end_source = g_timeout_add_seconds (END_LOOK_S, on_end_look, self);
  add_all (self);
  return self;
}
