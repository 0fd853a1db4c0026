/* test-incidents.c: the list of incidents brought up to date: the right order, the same objects, few changes
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-base.h"
#include "yzt-session-private.h"

#include "yzt-test-map.h"

typedef struct {
  guint changes, removed, added;
} Count;

static void
on_changed (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Count *count = user_data;

  count->changes++;
  count->removed += removed;
  count->added += added;
}

typedef struct {
  YztKind *kind;
  guint n;
  guint first;
  const char *name;
  gint64 fid;
} Write;

static gboolean
write_rows (YztAct *act, gpointer user_data, GError **error)
{
  Write *write = user_data;

  for (guint i = 0; i < write->n; i++) {
    g_autoptr (YztRow) row = write->fid != 0 ? yzt_act_get_row (act, write->kind, write->fid, error) : yzt_row_new (write->kind);
    g_autofree char *name = g_strdup_printf ("%s %u", write->name, write->first + i);
    g_autofree char *reported = yzt_time_format_utc (YZT_TEST_NOW_MS + (gint64) (write->first + i) * 60000);
    yzt_row_set_text (row, "name", name);
    yzt_row_set_text (row, "state", "received");
    if (write->fid == 0) {
      yzt_row_set_text (row, "reported_utc", reported);
    }
    if (!(write->fid != 0 ? yzt_act_update (act, row, error) : yzt_act_insert (act, row, error))) {
      return FALSE;
    }
  }
  return TRUE;
}

static void
change (TestMap *map, guint n, guint first, const char *name, gint64 fid)
{
  Write write = { yzt_kind_set_find (yzt_store_get_kinds (map->store), "incident"), n, first, name, fid };
  YztActInfo info = { .author = "test", .label = "Test", .nature = YZT_ACT_EDIT };
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) result = yzt_store_write (map->store, &info, write_rows, &write, &error);

  g_assert_no_error (error);
}

static void
update (TestMap *map, GListStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) incidents = yzt_load_incidents (map->store, "en", &error);

  g_assert_no_error (error);
  yzt_incidents_update (store, incidents);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, incidents->len);
  for (guint i = 0; i < incidents->len; i++) {
    g_autoptr (YztIncident) there = g_list_model_get_item (G_LIST_MODEL (store), i);
    g_assert_true (there == incidents->pdata[i]);
  }
}

static void
test_few_changes (void)
{
  TestMap map;
  g_autoptr (GListStore) store = g_list_store_new (YZT_TYPE_INCIDENT);
  g_autoptr (YztIncident) first = NULL;
  g_autoptr (YztIncident) still = NULL;
  Count count = { 0 };

  test_map_set_up (&map);
  change (&map, 20, 0, "Old", 0);
  update (&map, store);
  g_signal_connect (store, "items-changed", G_CALLBACK (on_changed), &count);
  first = g_list_model_get_item (G_LIST_MODEL (store), 0);

  update (&map, store);
  g_assert_cmpuint (count.changes, ==, 0);

  /* Newer ones stand above: one run. */
  change (&map, 500, 100, "New", 0);
  update (&map, store);
  g_assert_cmpuint (count.changes, ==, 1);
  g_assert_cmpuint (count.added, ==, 500);
  g_assert_cmpuint (count.removed, ==, 0);
  still = g_list_model_get_item (G_LIST_MODEL (store), 500);
  g_assert_true (still == first);

  /* Another name in the middle: out and in, at its place. */
  count = (Count) { 0 };
  change (&map, 1, 7, "Renamed", yzt_incident_get_fid (first));
  update (&map, store);
  g_assert_cmpuint (count.removed, ==, 1);
  g_assert_cmpuint (count.added, ==, 1);
  test_map_tear_down (&map);
}

/* Any list becomes any other. */
static void
test_any_order (void)
{
  TestMap map;
  g_autoptr (GListStore) store = g_list_store_new (YZT_TYPE_INCIDENT);
  g_autoptr (GPtrArray) all = NULL;

  test_map_set_up (&map);
  change (&map, 30, 0, "Thing", 0);
  all = yzt_load_incidents (map.store, "en", NULL);
  for (guint n = 0; n < 500; n++) {
    g_autoptr (GPtrArray) some = g_ptr_array_new_with_free_func (g_object_unref);
    for (guint i = 0; i < all->len; i++) {
      if (g_test_rand_int_range (0, 3) > 0) {
        g_ptr_array_insert (some, g_test_rand_int_range (0, 4) > 0 ? (int) some->len : g_test_rand_int_range (0, (gint32) some->len + 1),
                            g_object_ref (all->pdata[i]));
      }
    }
    yzt_incidents_update (store, some);
    g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, some->len);
    for (guint i = 0; i < some->len; i++) {
      g_autoptr (YztIncident) there = g_list_model_get_item (G_LIST_MODEL (store), i);
      g_assert_true (there == some->pdata[i]);
    }
  }
  test_map_tear_down (&map);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/incidents/few-changes", test_few_changes);
  g_test_add_func ("/incidents/any-order", test_any_order);
  return g_test_run ();
}
