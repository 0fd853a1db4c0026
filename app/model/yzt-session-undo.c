/* yzt-session-undo.c: what taking back an entry would do, on the GTask pool
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-session-undo.h"

#include "yzt-session-private.h"
#include "yzt-task.h"

#include <glib/gi18n-lib.h>

typedef struct {
  YztStore *store;
  char *author, *window;
  gint64 entry;
} Planning;

static void
planning_free (Planning *planning)
{
  g_clear_object (&planning->store);
  g_free (planning->author);
  g_free (planning->window);
  g_free (planning);
}

static void
plan_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Planning *planning = data;
  GError *error = NULL;
  YztActInfo info = { .author = planning->author, .window = planning->window, .nature = YZT_ACT_EDIT };
  YztUndoPlan *plan = yzt_store_plan_undo (planning->store, planning->entry, &info, &error);
  if (plan == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, plan, (GDestroyNotify) yzt_undo_plan_free);
  }
}

void
yzt_session_plan_undo_async (YztSession *self, gint64 entry, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yzt_session_plan_undo_async);
  if (self->store == NULL) {
    g_task_return_new_error (task, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, "%s", _("No map is open."));
    return;
  }
  Planning *planning = g_new0 (Planning, 1);
  planning->store = g_object_ref (self->store);
  planning->author = g_strdup (self->author);
  planning->window = g_strdup (self->window);
  planning->entry = entry;
  g_task_set_task_data (task, planning, (GDestroyNotify) planning_free);
  yzt_task_run_in_thread (task, plan_in_thread);
}

YztUndoPlan *
yzt_session_plan_undo_finish (YztSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
