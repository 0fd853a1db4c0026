/* yzt-task.c: work on another thread for an object of this one
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-task.h"

typedef struct {
  GObject *source;
  GThread *home;
  GMainContext *context;
} Keeper;

static gboolean
let_go (gpointer data)
{
  Keeper *keeper = data;
  g_object_unref (keeper->source);
  g_main_context_unref (keeper->context);
  g_free (keeper);
  return G_SOURCE_REMOVE;
}

/* The last thing of a task that is finalised: its own reference to the source object is gone by now, this one is the last of both. */
static void
keeper_free (gpointer data)
{
  Keeper *keeper = data;
  if (keeper->home == g_thread_self ()) {
    let_go (keeper);
    return;
  }
  GSource *idle = g_idle_source_new ();
  g_source_set_priority (idle, G_PRIORITY_DEFAULT);
  g_source_set_callback (idle, let_go, keeper, NULL);
  g_source_attach (idle, keeper->context);
  g_source_unref (idle);
}

void
yzt_task_run_in_thread (GTask *task, GTaskThreadFunc func)
{
  g_return_if_fail (G_IS_TASK (task) && func != NULL);
  GObject *source = g_task_get_source_object (task);
  if (source != NULL) {
    Keeper *keeper = g_new (Keeper, 1);
    *keeper = (Keeper) { g_object_ref (source), g_thread_self (), g_main_context_ref (g_task_get_context (task)) };
    g_object_set_qdata_full (G_OBJECT (task), g_quark_from_static_string ("yzt-task-keeper"), keeper, keeper_free);
  }
  g_task_run_in_thread (task, func);
}
