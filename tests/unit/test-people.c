/* test-people.c: people proposed for a field: contacts first, whoever is named as a person with their telephone, each once
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-store-people.h"
#include "yzt-test-map.h"

static gboolean
add (YztAct *act, YztKind *kind, const char *name, const char *person_field, const char *person, const char *phone, GError **error)
{
  g_autoptr (YztRow) row = yzt_row_new (kind);
  yzt_row_set_text (row, "name", name);
  if (person_field != NULL) {
    yzt_row_set_text (row, person_field, person);
  }
  yzt_row_set_text (row, "phone", phone);
  return yzt_act_insert (act, row, error);
}

static gboolean
fill (YztAct *act, gpointer map, GError **error)
{
  YztKind *contact = test_map_kind (map, "contact"), *depot = test_map_kind (map, "depot"), *team = test_map_kind (map, "rescue-team");
  return add (act, contact, "小张三", "organisation", "应急局", "13800000001", error) && add (act, depot, "城东库", "contact", "张三", "13800000002", error)
      && add (act, depot, "城西库", "contact", "张三", "13800000002", error) && add (act, team, "一队", "contact", "张三丰", NULL, error)
      && add (act, depot, "100%", "keeper", "李_四", "13800000003", error);
}

static const YztPerson *
person (const GArray *people, guint i)
{
  return &g_array_index (people, YztPerson, i);
}

static void
test_find (void)
{
  TestMap map;
  YztActInfo info = { .author = "王值班", .window = "w", .label = "Add", .nature = YZT_ACT_EDIT };
  g_autoptr (GError) error = NULL;
  test_map_set_up (&map);
  g_autoptr (YztActResult) result = yzt_store_write (map.store, &info, fill, &map, &error);
  g_assert_no_error (error);
  g_autoptr (GArray) found = yzt_store_find_people (map.store, " 张三 ", 8, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 3);
  g_assert_cmpstr (person (found, 0)->name, ==, "小张三"); /* a contact */
  g_assert_cmpstr (person (found, 0)->phone, ==, "13800000001");
  g_assert_cmpstr (person (found, 0)->of, ==, "应急局");
  for (guint i = 1; i < 3; i++) { /* the same person of two depots is one */
    gboolean longer = g_str_equal (person (found, i)->name, "张三丰");
    g_assert_cmpstr (person (found, i)->phone, ==, longer ? NULL : "13800000002");
  }
  g_autoptr (GArray) one = yzt_store_find_people (map.store, "", 1, NULL, NULL), percent = yzt_store_find_people (map.store, "%", 8, NULL, NULL);
  g_autoptr (GArray) line = yzt_store_find_people (map.store, "_四", 8, NULL, NULL);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpuint (percent->len, ==, 0); /* no pattern of the data base */
  g_assert_cmpuint (line->len, ==, 1);
  g_assert_cmpstr (person (line, 0)->phone, ==, NULL); /* the keeper has no telephone of their own there */
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_cancellable_cancel (cancelled);
  g_assert_null (yzt_store_find_people (map.store, "张", 8, cancelled, NULL));
  test_map_tear_down (&map);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/people/find", test_find);
  return g_test_run ();
}
