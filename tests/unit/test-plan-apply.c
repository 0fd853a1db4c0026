/* test-plan-apply.c: a plan's steps, needs and contacts become the incident's, once, as one act that can be undone; the plan stays as it is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-apply.h"
#include "yzt-test-map.h"

static YztRow *
child_of (TestMap *map, const char *kind, gint64 owner, const char *name, const char *level)
{
  YztRow *row = yzt_row_new (test_map_kind (map, kind));
  row->owner_fid = owner;
  yzt_row_set_text (row, "name", name);
  if (level != NULL) {
    yzt_row_set_text (row, "response_level", level);
  }
  return row;
}

static YztActResult *
write_edits (TestMap *map, YztEdits *edits)
{
  g_autoptr (GError) error = NULL;
  YztActResult *result = yzt_edits_write (edits, map->store, "王值班", "w", "en", &error);
  g_assert_no_error (error);
  return result;
}

static gboolean
collect (const YztRow *row, gpointer user_data)
{
  g_ptr_array_add (user_data, yzt_row_copy (row));
  return TRUE;
}

static GPtrArray *
children (TestMap *map, const char *kind, gint64 owner)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  g_assert_true (yzt_store_read_children (map->store, test_map_kind (map, kind), owner, collect, rows, &error));
  g_assert_no_error (error);
  return rows;
}

static void
test_apply (void)
{
  TestMap map;
  test_map_set_up (&map);
  YztKindSet *kinds = yzt_store_get_kinds (map.store);
  g_autoptr (YztEdits) first = yzt_edits_new ("Fill");
  g_autoptr (YztRow) plan = yzt_row_new (test_map_kind (&map, "plan"));
  g_autoptr (YztRow) incident = yzt_row_new (test_map_kind (&map, "incident"));
  yzt_row_set_text (plan, "name", "液氨泄漏专项预案");
  yzt_row_set_text (incident, "name", "金利镇 液氨泄漏");
  yzt_row_set_text (incident, "type", "chemical-leak");
  yzt_row_set_text (incident, "grade", "larger");
  yzt_row_set_text (incident, "state", "received");
  yzt_row_set_text (incident, "reported_utc", "2026-11-22T04:41:00Z");
  incident->has_position = TRUE;
  incident->lon = 112.55;
  incident->lat = 23.02;
  yzt_edits_insert (first, plan);
  yzt_edits_insert (first, incident);
  g_autoptr (YztActResult) filled = write_edits (&map, first);
  plan->fid = yzt_act_result_first_fid (filled, plan->kind);
  incident->fid = yzt_act_result_first_fid (filled, incident->kind);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  YztRow *step = child_of (&map, "plan-step", plan->fid, "关闭阀门", "3"), *need = child_of (&map, "plan-need", plan->fid, "水泵", "3");
  YztCell minutes = { .type = YZT_CELL_NUMBER, .v.number = 10 }, eight = { .type = YZT_CELL_NUMBER, .v.number = 8 };
  yzt_row_set (step, "minutes", &minutes);
  yzt_row_set_text (step, "role", "工艺主任");
  yzt_row_set_text (step, "state", "confirmed");
  yzt_row_set (need, "quantity", &eight);
  yzt_row_set_text (need, "unit", "台");
  yzt_row_set_text (need, "source_text", "Ⅲ级：水泵 8 台");
  g_ptr_array_add (rows, step);
  g_ptr_array_add (rows, need);
  g_ptr_array_add (rows, child_of (&map, "plan-contact", plan->fid, "总指挥", NULL));
  g_ptr_array_add (rows, child_of (&map, "plan-level", plan->fid, "Ⅲ级响应", "3")); /* is not taken over */
  YztPlanApplyCount count;
  const gint64 now_ms = G_GINT64_CONSTANT (1795322460000);
  g_autoptr (YztEdits) edits = yzt_plan_apply_edits (kinds, plan, rows, incident, NULL, now_ms, &count);
  g_assert_nonnull (edits);
  g_assert_cmpuint (count.n_tasks, ==, 1);
  g_assert_cmpuint (count.n_needs, ==, 1);
  g_assert_cmpuint (count.n_contacts, ==, 1);
  g_autoptr (YztActResult) applied = write_edits (&map, edits);
  g_autoptr (GPtrArray) tasks = children (&map, "task", incident->fid);
  g_autoptr (GPtrArray) needs = children (&map, "incident-need", incident->fid);
  g_autoptr (GPtrArray) contacts = children (&map, "incident-contact", incident->fid);
  g_assert_cmpuint (tasks->len + needs->len + contacts->len, ==, 3);
  g_autofree char *link = g_strdup_printf ("plan/%" G_GINT64_FORMAT, plan->fid), *due = yzt_time_format_utc (now_ms + 600000);
  g_autoptr (GPtrArray) lines = children (&map, "log-entry", incident->fid);
  g_assert_cmpuint (lines->len, ==, 1);
  g_assert_cmpstr (yzt_row_get_text (lines->pdata[0], "name"), ==, "Plan “液氨泄漏专项预案” applied: tasks 1, needs 1, contacts 1");
  const YztRow *task = tasks->pdata[0], *taken = needs->pdata[0];
  g_assert_cmpstr (yzt_row_get_text (task, "name"), ==, "关闭阀门");
  g_assert_cmpstr (yzt_row_get_text (task, "state"), ==, "open"); /* not what the plan's own row was in */
  g_assert_cmpstr (yzt_row_get_text (task, "role"), ==, "工艺主任");
  g_assert_cmpstr (yzt_row_get_text (task, "due_utc"), ==, due);
  g_assert_cmpstr (yzt_row_get_text (task, "plan"), ==, link);
  g_assert_cmpfloat (yzt_row_get (taken, "quantity")->v.number, ==, 8);
  g_assert_cmpstr (yzt_row_get_text (taken, "source_text"), ==, "Ⅲ级：水泵 8 台");
  /* The plan has gained and lost nothing. */
  g_autoptr (GPtrArray) steps = children (&map, "plan-step", plan->fid);
  g_assert_cmpuint (steps->len, ==, 0);
  /* Once more: all of it is known. */
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  g_ptr_array_add (known, tasks->pdata[0]);
  g_ptr_array_add (known, needs->pdata[0]);
  g_ptr_array_add (known, contacts->pdata[0]);
  g_assert_null (yzt_plan_apply_edits (kinds, plan, rows, incident, known, now_ms, &count));
  g_assert_cmpuint (count.n_known, ==, 3);
  /* One act: one undo takes it back. */
  g_autoptr (GError) error = NULL;
  const YztActInfo info = { .author = "王值班", .window = "w", .nature = YZT_ACT_EDIT };
  g_autoptr (YztActResult) undone = yzt_store_undo (map.store, 0, &info, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) left = children (&map, "task", incident->fid);
  g_autoptr (GPtrArray) kept = children (&map, "log-entry", incident->fid);
  g_assert_cmpuint (left->len, ==, 0);
  g_assert_cmpuint (kept->len, ==, 1); /* what was done is told, also when it was taken back */
  test_map_tear_down (&map);
}

static void
test_levels (void)
{
  g_assert_true (yzt_plan_apply_counts (NULL, "3"));
  g_assert_true (yzt_plan_apply_counts ("all", "3"));
  g_assert_true (yzt_plan_apply_counts ("3", "3"));
  g_assert_false (yzt_plan_apply_counts ("2", "3"));
  g_assert_true (yzt_plan_apply_counts ("2", NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan-apply/once", test_apply);
  g_test_add_func ("/plan-apply/levels", test_levels);
  return g_test_run ();
}
