/* test-plan-library.c: a session's lookup in its plans: found while they are being taken in, kept current when plans change
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-plan-library.h"
#include "yzt-test-map.h"
#include "yzt-test-plans.h"

typedef struct {
  GMainLoop *loop;
  YztPlanFindings *findings;
  gboolean opened;
} Waiting;

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiting *waiting = user_data;
  g_autoptr (GError) error = NULL;
  waiting->opened = yzt_session_open_finish (YZT_SESSION (source), result, &error);
  g_assert_no_error (error);
  g_main_loop_quit (waiting->loop);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiting *waiting = user_data;
  g_autoptr (GError) error = NULL;
  g_clear_pointer (&waiting->findings, yzt_plan_findings_free);
  waiting->findings = yzt_plan_library_search_finish (YZT_PLAN_LIBRARY (source), result, &error);
  g_assert_no_error (error);
  g_main_loop_quit (waiting->loop);
}

static guint
search (YztPlanLibrary *library, Waiting *waiting, const char *text)
{
  YztPlanQuery query = { .text = text };
  yzt_plan_library_search_async (library, &query, NULL, on_found, waiting);
  g_main_loop_run (waiting->loop);
  return waiting->findings->finds->len;
}

static void
wait_until_complete (YztPlanLibrary *library, guint n_plans)
{
  guint n_in = 0;
  while (!yzt_plan_library_get_state (library, &n_in, NULL) || n_in != n_plans) {
    g_main_context_iteration (NULL, TRUE);
  }
}

static void
test_session (void)
{
  TestMap map;
  test_map_set_up (&map);
  const YztActInfo info = { .author = "测试", .window = "w", .label = "plans", .nature = YZT_ACT_BULK };
  TestPlans made = { .kind = yzt_kind_set_find (map.kinds, "plan"), .n = 40, .n_sections = 4, .section_bytes = 100, .seed = 3 };
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) result = yzt_store_write (map.store, &info, test_put_plans, &made, &error);
  g_assert_no_error (error);
  yzt_store_close (map.store);
  g_clear_object (&map.store);

  Waiting waiting = { g_main_loop_new (NULL, FALSE), NULL, FALSE };
  g_autoptr (YztSession) session = yzt_session_new (&yzt_test_clock, "zh_CN", "w");
  YztPlanLibrary *library = yzt_plan_library_of (session);
  g_assert_true (library == yzt_plan_library_of (session));
  g_assert_cmpuint (search (library, &waiting, "第7号"), ==, 0); /* nothing is open yet: nothing is found, nothing fails */
  yzt_session_open_async (session, map.path, NULL, on_opened, &waiting);
  g_main_loop_run (waiting.loop);
  g_assert_true (waiting.opened);
  wait_until_complete (library, 40);
  g_assert_cmpuint (search (library, &waiting, "第7号"), ==, 1);
  g_assert_true (waiting.findings->complete);

  /* Another act of this window: the library hears of it. */
  made.from = 40;
  made.n = 5;
  YztActResult *more = yzt_store_write (yzt_session_get_store (session), &info, test_put_plans, &made, &error);
  g_assert_no_error (error);
  yzt_session_take_result (session, more, FALSE);
  wait_until_complete (library, 45);
  g_assert_cmpuint (search (library, &waiting, "第43号"), ==, 1);
  g_clear_pointer (&waiting.findings, yzt_plan_findings_free);
  yzt_session_close (session);
  g_main_loop_unref (waiting.loop);
  g_clear_object (&session);
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  g_clear_pointer (&map.kinds, yzt_kind_set_unref);
  test_remove_tree (map.folder);
  g_free (map.folder);
  g_free (map.path);
}

int
main (int argc, char **argv)
{
  g_autofree char *cache = g_dir_make_tmp ("yzt-plan-cache-XXXXXX", NULL);
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan-library/session", test_session);
  int result = g_test_run ();
  test_remove_tree (cache);
  return result;
}
