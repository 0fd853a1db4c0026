/* yzt-window-backups.c: backups that the window makes by itself while a map is open, on a worker, each opened to prove it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-backups.h"
#include "yzt-store-care.h"
#include "yzt-store-history.h"
#include "yzt-task.h"
#include "yzt-ui.h"
#include "yzt-window-care.h"
#include "yzt-window-past.h"

/* Nothing of this may slow down what the operator waits for after opening. */
#define FIRST_LOOK_S 120
#define NEXT_LOOK_S 300

typedef struct {
  YztStore *store;
  char *folder;
  guint keep;
  gint64 interval_s, now_ms;
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->store);
  g_free (job->folder);
  g_free (job);
}

static gboolean
is_due (const Job *job)
{
  gint64 first_ms = 0, newest_ms = 0;
  g_autoptr (GArray) backups = yzt_care_list_backups (yzt_store_get_path (job->store), job->folder);
  gint64 last_ms = backups->len > 0 ? g_array_index (backups, YztBackup, 0).at_ms : 0;
  return yzt_store_get_journal_span (job->store, &first_ms, &newest_ms, NULL)
      && yzt_backups_is_due (job->interval_s, last_ms, newest_ms, job->now_ms);
}

static void
look_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  YztCareRun run = { .cancellable = cancellable };
  g_autofree char *path = is_due (job) ? yzt_store_back_up (job->store, job->folder, job->keep, &run, &error) : NULL;
  if (error != NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_boolean (task, path != NULL);
  }
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean made = g_task_propagate_boolean (G_TASK (result), &error);
  if (self->backup != g_task_get_cancellable (G_TASK (result))) {
    return; /* closed meanwhile */
  }
  g_clear_object (&self->backup);
  if (error != NULL && !self->backup_failed) {
    g_autofree char *sentence = g_strdup_printf (_("The backup that was due was not made: %s"), yzt_ui_error_text (error));
    yzt_window_say (self, sentence, FALSE);
  }
  /* Said once, not every five minutes. */
  self->backup_failed = error != NULL;
  if (made) {
    g_debug ("a backup was made by itself");
  }
}

void
yzt_window_backups_look (YztWindow *self)
{
  g_return_if_fail (YZT_IS_WINDOW (self));
  YztSession *now = yzt_window_get_now (self);
  gint64 interval_s = yzt_backups_interval_s ();
  if (interval_s == 0 || self->backup != NULL || now == NULL || yzt_session_get_state (now) != YZT_SESSION_READY || yzt_session_is_read_only (now)) {
    return;
  }
  Job *job = g_new0 (Job, 1);
  job->store = g_object_ref (yzt_session_get_store (now));
  job->folder = yzt_backups_folder ();
  job->keep = yzt_backups_keep ();
  job->interval_s = interval_s;
  job->now_ms = yzt_clock_now_ms (yzt_session_get_clock (now));
  self->backup = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (now, self->backup, on_looked, g_object_ref (self));
  g_task_set_source_tag (task, yzt_window_backups_look);
  g_task_set_priority (task, G_PRIORITY_LOW);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  yzt_task_run_in_thread (task, look_in_thread);
}

static gboolean
on_next_look (gpointer user_data)
{
  yzt_window_backups_look (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_first_look (gpointer user_data)
{
  YztWindow *self = user_data;
  self->backup_timer = g_timeout_add_seconds (NEXT_LOOK_S, on_next_look, self);
  yzt_window_backups_look (self);
  return G_SOURCE_REMOVE;
}

void
yzt_window_backups_begin (YztWindow *self)
{
  g_return_if_fail (YZT_IS_WINDOW (self));
  g_clear_handle_id (&self->backup_timer, g_source_remove);
  self->backup_failed = FALSE;
  self->backup_timer = g_timeout_add_seconds (FIRST_LOOK_S, on_first_look, self);
}

void
yzt_window_backups_end (YztWindow *self)
{
  g_return_if_fail (YZT_IS_WINDOW (self));
  g_clear_handle_id (&self->backup_timer, g_source_remove);
  g_cancellable_cancel (self->backup);
  g_clear_object (&self->backup);
}
