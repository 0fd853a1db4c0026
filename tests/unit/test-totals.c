/* test-totals.c: what there is of each item: reserved, expired and broken lines, unlike units apart, by area, with the places
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-test-map.h"
#include "yzt-totals.h"

typedef struct {
  YztKind *depot, *line, *incident, *need;
  gint64 east, west;
} Stock;

static gboolean
add_depot (YztAct *act, YztKind *kind, const char *name, const char *county, gint64 *fid, GError **error)
{
  g_autoptr (YztRow) row = yzt_row_new (kind);
  yzt_row_set_text (row, "name", name);
  yzt_row_set_text (row, "county", county);
  row->has_position = g_str_equal (county, "高要区");
  row->lon = 112.5;
  row->lat = 23.0;
  if (!yzt_act_insert (act, row, error)) {
    return FALSE;
  }
  *fid = row->fid;
  return TRUE;
}

static gboolean
add_line (YztAct *act, const Stock *stock, gint64 owner, const char *name, const char *unit, double quantity, double reserved, const char *expiry, GError **error)
{
  g_autoptr (YztRow) row = yzt_row_new (stock->line);
  YztCell booked = { .type = YZT_CELL_NUMBER, .v.number = quantity }, held = { .type = YZT_CELL_NUMBER, .v.number = reserved };
  row->owner_fid = owner;
  yzt_row_set_text (row, "name", name);
  yzt_row_set_text (row, "unit", unit);
  yzt_row_set_text (row, "expiry", expiry);
  yzt_row_set (row, "quantity", &booked);
  yzt_row_set (row, "reserved", &held);
  return yzt_act_insert (act, row, error);
}

/* What an incident needs is no stock. */
static gboolean
add_need (YztAct *act, const Stock *stock, GError **error)
{
  g_autoptr (YztRow) incident = yzt_row_new (stock->incident), need = yzt_row_new (stock->need);
  YztCell wanted = { .type = YZT_CELL_NUMBER, .v.number = 100 };
  yzt_row_set_text (incident, "name", "内涝");
  yzt_row_set_text (need, "name", "冲锋舟");
  yzt_row_set_text (need, "unit", "艘");
  yzt_row_set (need, "quantity", &wanted);
  if (!yzt_act_insert (act, incident, error)) {
    return FALSE;
  }
  need->owner_fid = incident->fid;
  return yzt_act_insert (act, need, error);
}

static gboolean
fill (YztAct *act, gpointer user_data, GError **error)
{
  Stock *stock = user_data;
  return add_depot (act, stock->depot, "城东库", "高要区", &stock->east, error) && add_depot (act, stock->depot, "城西库", "四会市", &stock->west, error)
      && add_line (act, stock, stock->east, "冲锋舟", "艘", 4, 1, NULL, error) && add_line (act, stock, stock->east, "冲锋舟", "艘", 3, 0, "2026-01-01", error)
      && add_line (act, stock, stock->west, "冲锋舟", "艘", 5, 0, "2027-01-01", error) && add_line (act, stock, stock->west, "冲锋舟", "条", 2, 0, NULL, error)
      && add_need (act, stock, error);
}

static const YztTotal *
find (const YztTotals *totals, const char *item, const char *unit)
{
  for (guint i = 0; i < totals->totals->len; i++) {
    const YztTotal *total = totals->totals->pdata[i];
    if (g_str_equal (total->item, item) && g_str_equal (total->unit, unit)) {
      return total;
    }
  }
  return NULL;
}

/* Only those that have a place are asked about. */
static void
tell_areas (const YztPosition *places, guint n, char **areas_out)
{
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpfloat (places[0].lon, ==, 112.5);
  areas_out[0] = g_strdup ("肇庆市");
}

/* Of some depots: what was selected, or lies in a ring. */
static void
test_only (YztStore *store, const Stock *stock)
{
  YztThing west = { (guint) yzt_kind_set_index (yzt_store_get_kinds (store), "depot"), stock->west };
  YztTotalsQuery some = { .today = "2026-11-22", .only = &west, .n_only = 1 }, none = { .today = "2026-11-22", .only = &west };
  g_autoptr (YztTotals) totals = yzt_totals_read (store, &some, NULL, NULL), nothing = yzt_totals_read (store, &none, NULL, NULL);
  g_assert_cmpuint (totals->totals->len, ==, 2);
  g_assert_cmpfloat (find (totals, "冲锋舟", "艘")->booked, ==, 5);
  g_assert_cmpuint (totals->areas->len, ==, 1);
  g_assert_cmpuint (totals->prefectures->len, ==, 0);
  g_assert_cmpuint (nothing->totals->len, ==, 0);
}

static void
test_totals (void)
{
  TestMap map;
  YztActInfo info = { .author = "王值班", .window = "w", .label = "Add", .nature = YZT_ACT_EDIT };
  g_autoptr (GError) error = NULL;
  test_map_set_up (&map);
  Stock stock = { .depot = test_map_kind (&map, "depot"), .line = test_map_kind (&map, "stock-line"), .incident = test_map_kind (&map, "incident"),
                  .need = test_map_kind (&map, "incident-need") };
  g_autoptr (YztActResult) result = yzt_store_write (map.store, &info, fill, &stock, &error);
  g_assert_no_error (error);
  YztTotalsQuery all = { .today = "2026-11-22", .areas = tell_areas };
  g_autoptr (YztTotals) totals = yzt_totals_read (map.store, &all, NULL, &error);
  g_assert_no_error (error);
  const YztTotal *boats = find (totals, "冲锋舟", "艘"), *others = find (totals, "冲锋舟", "条");
  g_assert_nonnull (boats);
  g_assert_nonnull (others); /* unlike units are never added */
  g_assert_cmpfloat (boats->booked, ==, 12);
  g_assert_cmpfloat (boats->reserved, ==, 1);
  g_assert_cmpfloat (boats->expired, ==, 3);
  g_assert_cmpfloat (boats->available, ==, 8);
  g_assert_cmpuint (boats->places->len, ==, 2);
  g_assert_cmpstr (g_array_index (boats->places, YztTotalPlace, 0).name, ==, "城西库"); /* the most available first */
  g_assert_cmpuint (totals->areas->len, ==, 2);
  double quantity = 0, available = 0;
  guint n = 0;
  g_assert_true (yzt_total_sum (boats, "高要区", &quantity, &available, &n));
  g_assert_cmpfloat (quantity, ==, 7);
  g_assert_cmpfloat (available, ==, 3);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (totals->prefectures->len, ==, 1); /* the depot without a place is in none */
  g_assert_true (yzt_total_sum (boats, "肇庆市", &quantity, &available, &n));
  g_assert_cmpfloat (quantity, ==, 7);
  g_assert_false (yzt_total_sum (boats, "怀集县", &quantity, &available, &n));
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_cancellable_cancel (cancelled);
  g_assert_null (yzt_totals_read (map.store, &all, cancelled, NULL));
  test_only (map.store, &stock);
  test_map_tear_down (&map);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/totals/stock", test_totals);
  return g_test_run ();
}
