/* test-task.c: what works on another thread does not let go of this thread's objects there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-task.h"

typedef struct {
  GObject *source, *kept;
  GThread *gone_on[2], *holder;
  GTask *task;
  gboolean done;
  int may_let_go;
} Fixture;

static void
on_gone (gpointer data, GObject *where_it_was)
{
  *(GThread **) data = g_thread_self ();
}

static void
on_done (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
  fixture->done = TRUE;
}

/* The worker of GLib on a machine that is busy: it lets go of the task long after the work was told as done. */
static gpointer
hold_for_long (gpointer data)
{
  Fixture *fixture = data;
  while (!g_atomic_int_get (&fixture->may_let_go)) {
    g_thread_yield ();
  }
  g_object_unref (fixture->task);
  return NULL;
}

static void
work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_boolean (task, TRUE);
}

static void
test_last_on_worker (void)
{
  Fixture fixture = { .source = g_object_new (G_TYPE_OBJECT, NULL), .kept = g_object_new (G_TYPE_OBJECT, NULL) };
  g_object_weak_ref (fixture.source, on_gone, &fixture.gone_on[0]);
  g_object_weak_ref (fixture.kept, on_gone, &fixture.gone_on[1]);
  fixture.task = g_task_new (fixture.source, NULL, on_done, &fixture);
  g_task_set_task_data (fixture.task, g_object_ref (fixture.kept), g_object_unref);
  yzt_task_keep (fixture.task, fixture.kept);
  fixture.holder = g_thread_new ("holder", hold_for_long, &fixture);
  yzt_task_run_in_thread (fixture.task, work);
  while (!fixture.done) {
    g_main_context_iteration (NULL, TRUE);
  }
  g_object_unref (fixture.source);
  g_object_unref (fixture.kept);
  g_assert_null (fixture.gone_on[0]);
  g_atomic_int_set (&fixture.may_let_go, 1);
  while (fixture.gone_on[0] == NULL || fixture.gone_on[1] == NULL) {
    g_main_context_iteration (NULL, FALSE);
    g_thread_yield ();
  }
  g_assert_true (fixture.gone_on[0] == g_thread_self ());
  g_assert_true (fixture.gone_on[1] == g_thread_self ());
  g_thread_join (fixture.holder);
}

/* Usually this thread has the last of it: gone with the task, and nothing waits for another turn of the loop. */
static void
test_last_here (void)
{
  Fixture fixture = { .source = g_object_new (G_TYPE_OBJECT, NULL) };
  g_object_weak_ref (fixture.source, on_gone, &fixture.gone_on[0]);
  GTask *task = g_task_new (fixture.source, NULL, on_done, &fixture);
  g_object_unref (fixture.source);
  yzt_task_keep (task, fixture.source);
  g_object_unref (task);
  g_assert_true (fixture.gone_on[0] == g_thread_self ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/task/last-on-worker", test_last_on_worker);
  g_test_add_func ("/base/task/last-here", test_last_here);
  return g_test_run ();
}
