/* yzt-task.c: work on another thread for an object of this one
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-task.h"

/* What must not be let go of on a worker. */
typedef struct {
  GPtrArray *objects;
  GThread *home;
  GMainContext *context;
} Keeper;

static gboolean
let_go (gpointer data)
{
  Keeper *keeper = data;
  g_ptr_array_unref (keeper->objects);
  g_main_context_unref (keeper->context);
  g_free (keeper);
  return G_SOURCE_REMOVE;
}

/* The last thing of a task that is finalised: its own references are gone by now, those kept here are the last. */
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
yzt_task_keep (GTask *task, gpointer object)
{
  static const char *const key = "yzt-task-keeper";
  g_return_if_fail (G_IS_TASK (task) && G_IS_OBJECT (object));
  Keeper *keeper = g_object_get_data (G_OBJECT (task), key);
  if (keeper == NULL) {
    keeper = g_new (Keeper, 1);
    *keeper = (Keeper) { g_ptr_array_new_with_free_func (g_object_unref), g_thread_self (), g_main_context_ref (g_task_get_context (task)) };
    g_object_set_data_full (G_OBJECT (task), key, keeper, keeper_free);
  }
  g_ptr_array_add (keeper->objects, g_object_ref (object));
}

void
yzt_task_run_in_thread (GTask *task, GTaskThreadFunc func)
{
  g_return_if_fail (G_IS_TASK (task) && func != NULL);
  GObject *source = g_task_get_source_object (task);
  if (source != NULL) {
    yzt_task_keep (task, source);
  }
  g_task_run_in_thread (task, func);
}
