/* test-command.c: a scripted response over the sample map: two incidents that need the same suits, orders from three depots, refusals, wind that turns, release, after every
 * step the figures equal plain SQL over the file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gstdio.h>
#include <math.h>
#include <sqlite3.h>
#include <string.h>
#include <time.h>
#include "yzt-danger.h"
#include "yzt-edits.h"
#include "yzt-needs.h"

#define SUIT "重型防化服"
#define TODAY "2026-11-22"

static gint64 now_ms;
static const YztClock test_clock = YZT_CLOCK_FIXED (&now_ms);

typedef struct {
  char *folder, *path;
  YztStore *store, *other;      /* of two stations */
  sqlite3 *db;                  /* who checks: plain SQL */
  YztCommandRules *rules;
  YztDispatchDesk desk, second;
  gint64 incident[2];
  YztPosition at[2];
  gint64 depots[64];            /* nearest to the first incident first */
} Room;

/* --- plain SQL --- */

static double
sql (Room *room, const char *format, ...)
{
  va_list arguments;
  sqlite3_stmt *stmt = NULL;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (sqlite3_prepare_v2 (room->db, text, -1, &stmt, NULL) != SQLITE_OK) {
    g_error ("%s: %s", text, sqlite3_errmsg (room->db));
  }
  double value = sqlite3_step (stmt) == SQLITE_ROW ? sqlite3_column_double (stmt, 0) : NAN;
  sqlite3_finalize (stmt);
  return value;
}

/* Fids of the kind's things within the radius, as "1,2,3": SQL cannot measure. */
static char *
within (const YztSupply *supply, const char *kind_id, YztPosition at, double radius_m)
{
  g_autoptr (GString) list = g_string_new ("0");
  for (guint i = 0; i < supply->bases->len; i++) {
    const YztSupplyBase *base = &g_array_index (supply->bases, YztSupplyBase, i);
    if (g_str_equal (base->kind, kind_id) && base->has_place && yzt_geo_distance_m (at, base->at, NULL) <= radius_m) {
      g_string_append_printf (list, ",%" G_GINT64_FORMAT, base->fid);
    }
  }
  return g_string_free (g_steal_pointer (&list), FALSE);
}

#define GOOD "(expiry IS NULL OR expiry = '' OR expiry >= '" TODAY "') AND (state IS NULL OR state NOT IN ('repair', 'scrap'))"
#define OPEN "('ordered', 'acknowledged', 'under-way', 'arrived')"

/* --- what must hold at every moment --- */

static gboolean
collect (const YztRow *row, gpointer user_data)
{
  g_ptr_array_add (user_data, yzt_row_copy (row));
  return TRUE;
}

static YztNeeds *
needs_of (Room *room, guint which)
{
  g_autoptr (YztSupply) supply = yzt_supply_read (room->store, TODAY, NULL);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (room->store), "incident-need");
  g_assert_true (yzt_store_read_children (room->store, kind, room->incident[which], collect, rows, NULL));
  return yzt_needs_new (supply, room->rules, room->incident[which], room->at[which], rows);
}

static void
check_need (Room *room, const YztNeeds *needs, guint i, guint which, double radius_m)
{
  const YztReach reach = { .radius_m = radius_m };
  const YztNeed *need = yzt_needs_get (needs, i);
  YztNeedFigures figures;
  YztSupply *supply = yzt_needs_get_supply (needs);
  g_autofree char *depots = within (supply, "depot", room->at[which], radius_m), *teams = within (supply, "rescue-team", room->at[which], radius_m);
  yzt_needs_figures (needs, i, &reach, &figures);
  if (need->what == YZT_NEED_MATERIAL) {
    const char *from = "FROM stock_line WHERE name = '%s' AND unit = '%s' AND owner_fid IN (%s)";
    g_autofree char *where = g_strdup_printf (from, need->name, need->unit, depots);
    g_assert_cmpfloat (figures.booked, ==, sql (room, "SELECT total(quantity) %s", where));
    g_assert_cmpfloat (figures.reserved, ==, sql (room, "SELECT total(reserved) %s", where));
    g_assert_cmpfloat (figures.expired, ==, sql (room, "SELECT total(quantity) %s AND NOT (" GOOD ")", where));
    g_assert_cmpfloat (figures.within, ==, sql (room, "SELECT total(max(quantity - coalesce(reserved, 0), 0)) %s AND " GOOD, where));
    g_assert_cmpfloat (figures.sent, ==,
                       sql (room, "SELECT total(l.quantity - l.returned) FROM dispatch_line l JOIN dispatch d ON l.dispatch = 'dispatch/' || d.fid WHERE d.owner_fid = %" G_GINT64_FORMAT
                            " AND d.state IN " OPEN " AND l.name = '%s' AND l.unit = '%s'", room->incident[which], need->name, need->unit));
  } else if (need->what == YZT_NEED_PEOPLE) {
    g_assert_cmpfloat (figures.within, ==,
                       sql (room, "SELECT total(max(t.on_duty - coalesce((SELECT sum(people - people_released) FROM dispatch WHERE base = 'rescue-team/' || t.fid AND state IN " OPEN
                            "), 0), 0)) FROM rescue_team t WHERE t.fid IN (%s) AND coalesce(t.state, '') <> 'maintenance'", teams));
    g_assert_cmpfloat (figures.sent, ==,
                       sql (room, "SELECT total(people - people_released) FROM dispatch WHERE owner_fid = %" G_GINT64_FORMAT " AND state IN " OPEN, room->incident[which]));
  } else {
    g_assert_cmpfloat (figures.within, ==,
                       sql (room, "SELECT count(*) FROM vehicle v WHERE v.type = '%s' AND v.owner_fid IN (%s) AND coalesce(v.state, '') NOT IN ('repair', 'scrap') AND NOT EXISTS (SELECT 1 FROM "
                            "dispatch_line l JOIN dispatch d ON l.dispatch = 'dispatch/' || d.fid WHERE l.taken_from = 'vehicle/' || v.fid AND l.returned < 1 AND d.state IN " OPEN ")", need->vehicle_type, teams));
  }
  g_assert_cmpfloat (figures.shortfall, ==, MAX (figures.need - figures.sent - figures.within, 0));
}

/* People and vehicles in reach, as the page says them. */
static void
check_people (Room *room, const YztNeeds *needs, guint which, double radius_m)
{
  const YztReach reach = { .radius_m = radius_m };
  YztReachPeople people;
  g_autofree char *teams = within (yzt_needs_get_supply (needs), "rescue-team", room->at[which], radius_m);
  yzt_needs_people (needs, &reach, &people);
  const struct {
    guint number;
    const char *sum;
  } figures[] = {
    { people.n_teams, "count(*) FROM rescue_team t" }, { people.on_duty, "total(coalesce(on_duty, total)) FROM rescue_team t" }, { people.total, "total(total) FROM rescue_team t" },
    { people.part_time, "total(part_time) FROM rescue_team t" },
    { people.free, "total(max(coalesce(t.on_duty, t.total) - coalesce((SELECT sum(people - people_released) FROM dispatch WHERE base = 'rescue-team/' || t.fid AND state IN " OPEN "), 0), 0)) FROM rescue_team t" },
    { people.vehicles, "count(*) FROM rescue_team t JOIN vehicle v ON v.owner_fid = t.fid" },
    { people.vehicles_free, "count(*) FROM rescue_team t JOIN vehicle v ON v.owner_fid = t.fid AND coalesce(v.state, '') NOT IN ('repair', 'scrap') AND NOT EXISTS (SELECT 1 FROM dispatch_line l "
                            "JOIN dispatch d ON l.dispatch = 'dispatch/' || d.fid WHERE l.taken_from = 'vehicle/' || v.fid AND l.returned < 1 AND d.state IN " OPEN ")" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++) {
    g_assert_cmpfloat (figures[i].number, ==, sql (room, "SELECT %s WHERE t.fid IN (%s)%s", figures[i].sum, teams, i == 4 ? " AND coalesce(t.state, '') <> 'maintenance'" : ""));
  }
}

/* The ring's own totals come from the scene: they say the same. */
static void
check_ring (Room *room, const YztNeeds *needs, guint which, double radius_m)
{
  g_autoptr (YztGeneration) generation = yzt_load_generation (room->store, &test_clock, NULL, NULL);
  g_autoptr (YztNearResult) near = yzt_near_result_new ();
  g_autofree char *depots = within (yzt_needs_get_supply (needs), "depot", room->at[which], radius_m);
  double available = 0, book = 0;
  yzt_generation_near (generation, room->at[which], radius_m, YZT_SCENE_FILTER_ALL, YZT_NEAR_STOCK, near);
  for (guint i = 0; i < yzt_near_result_get_n_stock (near); i++) {
    const YztStockTotal *total = yzt_near_result_get_stock (near, i);
    available += g_str_equal (total->item, SUIT) ? total->available : 0;
    book += g_str_equal (total->item, SUIT) ? total->book : 0;
  }
  g_assert_cmpfloat (book, ==, sql (room, "SELECT total(quantity) FROM stock_line WHERE name = '" SUIT "' AND owner_fid IN (%s)", depots));
  g_assert_cmpfloat (available, ==, sql (room, "SELECT total(max(quantity - coalesce(reserved, 0), 0)) FROM stock_line WHERE name = '" SUIT "' AND owner_fid IN (%s) AND " GOOD, depots));
}

static void
check (Room *room)
{
  static const double radii_m[] = { 500, 20000, 60000, 200000 };
  g_assert_cmpfloat (sql (room, "SELECT count(*) FROM stock_line WHERE quantity < 0 OR reserved < 0 OR reserved > quantity"), ==, 0);
  g_assert_cmpfloat (sql (room, "SELECT count(*) FROM dispatch_line WHERE quantity - consumed - returned < 0 OR consumed < 0 OR returned < 0"), ==, 0);
  /* Nobody in two places: never more out than are on duty; no vehicle in two open lines. */
  g_assert_cmpfloat (sql (room, "SELECT count(*) FROM rescue_team t WHERE (SELECT total(people - people_released) FROM dispatch WHERE base = 'rescue-team/' || t.fid AND state IN " OPEN ") > t.on_duty"),
                     ==, 0);
  g_assert_cmpfloat (sql (room, "SELECT count(*) FROM (SELECT l.taken_from FROM dispatch_line l JOIN dispatch d ON l.dispatch = 'dispatch/' || d.fid WHERE l.taken_from LIKE 'vehicle/%%' AND l.returned < 1 AND "
                          "d.state IN " OPEN " GROUP BY l.taken_from HAVING count(*) > 1)"), ==, 0);
  for (guint which = 0; which < 2; which++) {
    g_autoptr (YztNeeds) needs = needs_of (room, which);
    for (guint r = 0; r < G_N_ELEMENTS (radii_m); r++) {
      check_people (room, needs, which, radii_m[r]);
      for (guint i = 0; i < yzt_needs_get_n (needs); i++) {
        check_need (room, needs, i, which, radii_m[r]);
      }
    }
    check_ring (room, needs, which, 60000);
  }
}

/* --- the room --- */

static YztRow *
need_row (Room *room, guint which, const char *name, double quantity, const char *unit)
{
  YztRow *row = yzt_row_new (yzt_kind_set_find (yzt_store_get_kinds (room->store), "incident-need"));
  YztCell number = { .type = YZT_CELL_NUMBER, .v.number = quantity };
  row->owner_fid = room->incident[which];
  yzt_row_set_text (row, "name", name);
  yzt_row_set_text (row, "unit", unit);
  yzt_row_set (row, "quantity", &number);
  return row;
}

static gint64
put_lot (Room *room, YztEdits *edits, gint64 depot, double quantity, const char *expiry)
{
  g_autoptr (YztRow) row = yzt_row_new (yzt_kind_set_find (yzt_store_get_kinds (room->store), "stock-line"));
  YztCell number = { .type = YZT_CELL_NUMBER, .v.number = quantity };
  row->owner_fid = depot;
  yzt_row_set_text (row, "name", SUIT);
  yzt_row_set_text (row, "spec", "A级");
  yzt_row_set_text (row, "unit", "套");
  yzt_row_set (row, "quantity", &number);
  yzt_row_set_text (row, "expiry", expiry);
  yzt_row_set_text (row, "state", "good");
  return yzt_edits_insert (edits, row);
}

static void
write_edits (Room *room, YztEdits *edits)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) result = yzt_edits_write (edits, room->store, "王值班", "test", "en", &error);
  g_assert_no_error (error);
}

/* The suits of the sample go; three depots near the first incident have 8, 7 and 6, one of these expired. */
static void
lay_out (Room *room)
{
  g_autoptr (YztEdits) edits = yzt_edits_new ("Lay out the exercise");
  YztKind *stock = yzt_kind_set_find (yzt_store_get_kinds (room->store), "stock-line");
  g_autoptr (YztSupply) supply = yzt_supply_read (room->store, TODAY, NULL);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (YztNeeds) ways = yzt_needs_new (supply, room->rules, room->incident[0], room->at[0], none);
  guint n = 0;
  for (guint i = 0; i < supply->lots->len; i++) {
    const YztSupplyLot *lot = &g_array_index (supply->lots, YztSupplyLot, i);
    if (g_str_equal (lot->item, SUIT)) {
      yzt_edits_delete (edits, stock, lot->fid);
    }
  }
  for (double last = -1; n < 3; n++) {
    double best = G_MAXDOUBLE, distance, minutes;
    for (guint i = 0; i < supply->bases->len; i++) {
      if (!g_array_index (supply->bases, YztSupplyBase, i).is_team && yzt_needs_way (ways, i, &distance, &minutes) && distance > last && distance < best) {
        best = distance;
        room->depots[n] = g_array_index (supply->bases, YztSupplyBase, i).fid;
      }
    }
    last = best;
  }
  put_lot (room, edits, room->depots[0], 8, NULL);
  put_lot (room, edits, room->depots[1], 7, "2030-01-01");
  put_lot (room, edits, room->depots[2], 5, "2030-01-01");
  put_lot (room, edits, room->depots[2], 1, "2026-11-21");
  g_autoptr (YztRow) a = need_row (room, 0, SUIT, 16, "套"), b = need_row (room, 0, "救援人员", 30, "人"), c = need_row (room, 0, "洗消车", 1, "辆"), d = need_row (room, 1, SUIT, 6, "套"),
                     e = need_row (room, 1, SUIT, 6, "只");
  yzt_edits_insert (edits, a);
  yzt_edits_insert (edits, b);
  yzt_edits_insert (edits, c);
  yzt_edits_insert (edits, d);
  yzt_edits_insert (edits, e);
  write_edits (room, edits);
}

static void
room_open (Room *room)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const char *codes[] = { "IN-001", "IN-002" };
  g_assert_true (yzt_time_parse ("2026-11-22T01:00:00Z", NULL, &now_ms));
  room->folder = g_dir_make_tmp ("yzt-command-XXXXXX", NULL);
  room->path = g_build_filename (room->folder, "map.gpkg", NULL);
  bytes = yzt_file_load (g_getenv ("YZT_SAMPLE_MAP"), 512 * 1024 * 1024, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (room->path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &error));
  room->store = yzt_store_open (room->path, YZT_STORE_READ_WRITE, &test_clock, &error);
  g_assert_no_error (error);
  room->other = yzt_store_open (room->path, YZT_STORE_READ_WRITE, &test_clock, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_open_v2 (room->path, &room->db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  room->rules = yzt_load_command_rules (&error);
  g_assert_no_error (error);
  room->desk = (YztDispatchDesk) { room->store, "王值班", "window", "en", &test_clock };
  room->second = (YztDispatchDesk) { room->other, "李值班", "second", "en", &test_clock };
  for (guint i = 0; i < 2; i++) {
    YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (room->store), "incident");
    room->incident[i] = yzt_store_find_row (room->store, kind, "code", codes[i], &error);
    g_autoptr (YztRow) row = yzt_store_get_row (room->store, kind, room->incident[i], &error);
    g_assert_no_error (error);
    room->at[i] = (YztPosition) { row->lon, row->lat };
  }
  lay_out (room);
}

static void
room_close (Room *room)
{
  sqlite3_close (room->db);
  yzt_store_close (room->other);
  yzt_store_close (room->store);
  g_clear_object (&room->other);
  g_clear_object (&room->store);
  yzt_command_rules_free (room->rules);
  g_autoptr (GDir) dir = g_dir_open (room->folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *path = g_build_filename (room->folder, name, NULL);
    g_remove (path);
  }
  g_rmdir (room->folder);
  g_free (room->path);
  g_free (room->folder);
}

/* --- steps in short --- */

static gint64
lot_of (Room *room, guint depot)
{
  return (gint64) sql (room, "SELECT min(fid) FROM stock_line WHERE name = '" SUIT "' AND owner_fid = %" G_GINT64_FORMAT " AND " GOOD, room->depots[depot]);
}

static gint64
order_suits (const YztDispatchDesk *desk, Room *room, guint which, guint depot, double quantity, GError **error)
{
  const YztDispatchItem item = { lot_of (room, depot), quantity };
  const YztDispatchOrder order = { .incident_fid = room->incident[which], .base_kind = "depot", .base_fid = room->depots[depot], .items = &item, .n_items = 1 };
  gint64 fid = 0;
  g_autoptr (YztActResult) result = yzt_dispatch_order (desk, &order, &fid, error);
  return result != NULL ? fid : 0;
}

static void
step (Room *room, gint64 order, YztDispatchState state, const char *reason)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) result = yzt_dispatch_step (&room->desk, order, state, "保管员", reason, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->entry, >, 0);
  check (room);
}

#define assert_refused(error) G_STMT_START { g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED); g_assert_true (strlen (error->message) > 20); g_clear_error (&error); } G_STMT_END

#include "command-after.h"

/* --- the script --- */

static void
test_response (void)
{
  Room room = { 0 };
  g_autoptr (GError) error = NULL;
  const YztReach far = { .radius_m = 100000 }, near = { .radius_m = 1000 };
  YztNeedFigures figures;
  room_open (&room);
  check (&room);

  /* 8 + 7 + 5 can be sent, one is expired. A need in a unit that no stock has is told in words. */
  g_autoptr (YztNeeds) first = needs_of (&room, 0), other = needs_of (&room, 1);
  yzt_needs_figures (first, 0, &far, &figures);
  g_assert_cmpfloat (figures.booked, ==, 21);
  g_assert_cmpfloat (figures.expired, ==, 1);
  g_assert_cmpfloat (figures.within, ==, 20);
  g_assert_cmpfloat (figures.shortfall, ==, 0);
  yzt_needs_figures (first, 0, &near, &figures);
  g_assert_cmpfloat (figures.shortfall, ==, 16 - figures.within);
  g_autofree char *next = yzt_needs_next_words (first, 0, &figures);
  g_assert_nonnull (next);
  g_assert_nonnull (yzt_needs_get (other, 1)->problem);

  /* Four are reserved by another incident; two were miscounted: the keeper says so on the telephone. */
  gint64 elsewhere = order_suits (&room.desk, &room, 1, 0, 4, &error);
  g_assert_no_error (error);
  check (&room);
  g_autoptr (YztActResult) counted = yzt_dispatch_correct_count (&room.desk, lot_of (&room, 1), 5, "何保管", room.incident[0], &error);
  g_assert_no_error (error);
  check (&room);
  g_assert_null (yzt_dispatch_correct_count (&room.desk, lot_of (&room, 0), 3, "何保管", 0, &error));
  assert_refused (error);
  g_assert_null (yzt_dispatch_correct_count (&room.desk, lot_of (&room, 0), -1, "何保管", 0, &error));
  assert_refused (error);
  g_autoptr (YztNeeds) left = needs_of (&room, 0);
  yzt_needs_figures (left, 0, &far, &figures);
  g_assert_cmpfloat (figures.within, ==, 4 + 5 + 5);
  g_assert_cmpfloat (figures.shortfall, ==, 2);

  /* Proposed from three depots, and 2 are missing: the reason says so. Each is ordered as it was proposed. */
  gint64 orders[3] = { 0 };
  for (guint way = 0; way < YZT_N_PROPOSALS; way++) {
    g_autoptr (YztNeedsProposal) proposal = yzt_needs_propose (left, (YztProposalWay) way, &far, NULL, 0);
    g_assert_cmpuint (proposal->n_bases, ==, 3);
    g_assert_cmpfloat (proposal->missing, ==, 2);
    g_assert_cmpuint (proposal->picks->len, ==, 3);
    double sum = 0;
    for (guint i = 0; i < proposal->picks->len; i++) {
      sum += g_array_index (proposal->picks, YztNeedPick, i).quantity;
    }
    g_assert_cmpfloat (sum, ==, 14);
  }
  orders[0] = order_suits (&room.desk, &room, 0, 0, 4, &error);
  check (&room);
  orders[1] = order_suits (&room.desk, &room, 0, 1, 4, &error);
  check (&room);
  orders[2] = order_suits (&room.desk, &room, 0, 2, 5, &error);
  g_assert_no_error (error);
  check (&room);

  /* Two stations want the last one: the second is told, and nothing is half done. */
  double before = sql (&room, "SELECT count(*) FROM journal");
  gint64 last = order_suits (&room.desk, &room, 0, 1, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (order_suits (&room.second, &room, 1, 1, 1, &error), ==, 0);
  assert_refused (error);
  g_assert_cmpfloat (sql (&room, "SELECT count(*) FROM journal"), ==, before + 1);
  check (&room);

  /* Refused and withdrawn: what they had taken is free again; a step that cannot be is told. */
  step (&room, orders[2], YZT_DISPATCH_REFUSED, "道路中断");
  step (&room, orders[0], YZT_DISPATCH_ACKNOWLEDGED, NULL);
  now_ms += 10 * 60000;
  step (&room, orders[0], YZT_DISPATCH_UNDER_WAY, NULL);
  g_assert_null (yzt_dispatch_step (&room.desk, orders[0], YZT_DISPATCH_REFUSED, NULL, "晚了", 0, &error));
  assert_refused (error);
  g_assert_null (yzt_dispatch_step (&room.desk, last, YZT_DISPATCH_WITHDRAWN, NULL, "", 0, &error));
  assert_refused (error);
  step (&room, last, YZT_DISPATCH_WITHDRAWN, "不再需要");
  step (&room, orders[1], YZT_DISPATCH_ARRIVED, NULL);
  g_assert_null (yzt_dispatch_step (&room.desk, orders[1], YZT_DISPATCH_UNDER_WAY, NULL, NULL, 0, &error));
  assert_refused (error);
  now_ms += 20 * 60000;
  step (&room, orders[0], YZT_DISPATCH_ARRIVED, NULL);

  /* Consumed and returned: three of four suits are gone for good, one comes back to its shelf. */
  double shelf = sql (&room, "SELECT quantity FROM stock_line WHERE fid = %" G_GINT64_FORMAT, lot_of (&room, 0));
  gint64 line = (gint64) sql (&room, "SELECT fid FROM dispatch_line WHERE dispatch = 'dispatch/%" G_GINT64_FORMAT "'", orders[0]);
  YztDispatchBack back = { line, 3, 1 }, too_much = { line, 4, 1 };
  g_assert_null (yzt_dispatch_release (&room.desk, orders[0], 0, &too_much, 1, &error));
  assert_refused (error);
  g_autoptr (YztActResult) released = yzt_dispatch_release (&room.desk, orders[0], 0, &back, 1, &error);
  g_assert_no_error (error);
  check (&room);
  g_assert_cmpfloat (sql (&room, "SELECT quantity FROM stock_line WHERE fid = %" G_GINT64_FORMAT, lot_of (&room, 0)), ==, shelf - 3);
  g_assert_cmpfloat (sql (&room, "SELECT state = 'released' FROM dispatch WHERE fid = %" G_GINT64_FORMAT, orders[0]), ==, 1);

  /* A depot is deleted while its order is under way: nothing can be returned, which is told; consumed it can be. */
  YztKind *depot = yzt_kind_set_find (yzt_store_get_kinds (room.store), "depot");
  g_autoptr (YztEdits) away = yzt_edits_new ("Delete a depot");
  yzt_edits_delete (away, depot, room.depots[1]);
  write_edits (&room, away);
  g_assert_null (yzt_dispatch_release_all (&room.desk, orders[1], &error));
  assert_refused (error);
  line = (gint64) sql (&room, "SELECT fid FROM dispatch_line WHERE dispatch = 'dispatch/%" G_GINT64_FORMAT "'", orders[1]);
  YztDispatchBack gone = { line, 4, 0 };
  g_autoptr (YztActResult) consumed = yzt_dispatch_release (&room.desk, orders[1], 0, &gone, 1, &error);
  g_assert_no_error (error);
  check (&room);
  g_autoptr (YztActResult) home = yzt_dispatch_release_all (&room.desk, elsewhere, &error);
  g_assert_no_error (error);
  check (&room);
  g_assert_cmpfloat (sql (&room, "SELECT count(*) FROM dispatch WHERE state IN " OPEN), ==, 0);
  g_assert_cmpfloat (sql (&room, "SELECT total(reserved) FROM stock_line WHERE name = '" SUIT "'"), ==, 0);
  after_response (&room);
  room_close (&room);
}

/* A need of the plan that no two depots can meet is met from three, ordered as proposed; the other incident, which needs the same suits, is told what is left. */
static void
test_met (void)
{
  Room room = { 0 };
  g_autoptr (GError) error = NULL;
  const YztReach far = { .radius_m = 100000 };
  YztNeedFigures figures;
  room_open (&room);
  for (guint way = 0; way < YZT_N_PROPOSALS; way++) {
    g_autoptr (YztNeeds) needs = needs_of (&room, 0);
    g_autoptr (YztNeedsProposal) proposal = yzt_needs_propose (needs, (YztProposalWay) way, &far, NULL, 0);
    YztSupply *supply = yzt_needs_get_supply (needs);
    gint64 orders[3] = { 0 };
    double sum = 0;
    g_assert_cmpuint (proposal->n_bases, ==, 3);
    g_assert_cmpuint (proposal->picks->len, ==, 3);
    g_assert_cmpfloat (proposal->missing, ==, 0);
    for (guint i = 0; i < 3; i++) {
      const YztNeedPick *pick = &g_array_index (proposal->picks, YztNeedPick, i);
      const YztSupplyLot *lot = &g_array_index (supply->lots, YztSupplyLot, pick->lot);
      const YztDispatchItem item = { lot->fid, pick->quantity };
      const YztDispatchOrder order = { .incident_fid = room.incident[0], .base_kind = "depot", .base_fid = g_array_index (supply->bases, YztSupplyBase, pick->base).fid, .items = &item, .n_items = 1 };
      g_autoptr (YztActResult) sent = yzt_dispatch_order (&room.desk, &order, &orders[i], &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (lot->expired, ==, 0);
      sum += pick->quantity;
      check (&room);
    }
    g_assert_cmpfloat (sum, ==, 16);
    g_autoptr (YztNeeds) met = needs_of (&room, 0), other = needs_of (&room, 1);
    yzt_needs_figures (met, 0, &far, &figures);
    g_assert_cmpfloat (figures.sent, ==, 16);
    g_assert_cmpfloat (figures.shortfall, ==, 0);
    yzt_needs_figures (other, 0, &far, &figures);
    g_assert_cmpfloat (figures.within, ==, 4);
    g_assert_cmpfloat (figures.shortfall, ==, 2);
    g_autoptr (YztNeedsProposal) left = yzt_needs_propose (other, (YztProposalWay) way, &far, NULL, 0);
    g_assert_cmpfloat (left->missing, ==, 2);
    for (guint i = 0; i < 3; i++) {
      step (&room, orders[i], YZT_DISPATCH_WITHDRAWN, "演练");
    }
  }
  room_close (&room);
}

static const char *
call_incident (gint64 fid, gpointer room)
{
  return fid == ((Room *) room)->incident[0] ? "the leak" : fid == ((Room *) room)->incident[1] ? "the flood" : NULL;
}

/* What another incident holds is told at the one, in words and by name, and is not told at its own; the people are not free at either. */
static void
assert_held (Room *room, gint64 team, const char *at_first, const char *at_second, guint out)
{
  g_autoptr (YztSupply) supply = yzt_supply_read (room->store, TODAY, NULL);
  const char *const expected[] = { at_first, at_second };
  const YztSupplyBase *base = &g_array_index (supply->bases, YztSupplyBase, yzt_supply_find_base (supply, TRUE, team));
  g_assert_cmpuint (base->out, ==, out);
  g_assert_cmpuint (yzt_supply_base_free (base), ==, base->on_duty - out);
  for (guint i = 0; i < 2; i++) {
    g_autofree char *words = yzt_supply_held_elsewhere (supply, room->incident[i], 6, call_incident, room);
    g_test_message ("%s", words);
    if (expected[i] == NULL) {
      g_assert_cmpstr (words, ==, "");
    } else {
      g_assert_nonnull (strstr (words, expected[i]));
      g_assert_nonnull (strstr (words, base->name));
    }
  }
}

/* Half a team is released and sent again; no vehicle goes twice. */
static void
test_team (void)
{
  Room room = { 0 };
  g_autoptr (GError) error = NULL;
  room_open (&room);
  gint64 team = (gint64) sql (&room, "SELECT fid FROM rescue_team WHERE code = 'RT-001'");
  gint64 empty = (gint64) sql (&room, "SELECT fid FROM rescue_team WHERE code = 'RT-003'");
  gint64 vehicles[2] = { (gint64) sql (&room, "SELECT min(fid) FROM vehicle WHERE owner_fid = %" G_GINT64_FORMAT " AND state = 'good'", team),
                         (gint64) sql (&room, "SELECT max(fid) FROM vehicle WHERE owner_fid = %" G_GINT64_FORMAT " AND state = 'good'", team) };
  guint duty = (guint) sql (&room, "SELECT on_duty FROM rescue_team WHERE fid = %" G_GINT64_FORMAT, team);
  YztDispatchOrder order = { .incident_fid = room.incident[0], .base_kind = "rescue-team", .base_fid = team, .people = duty - 2, .vehicles = vehicles, .n_vehicles = 2 };
  gint64 fid = 0, again = 0;
  g_autoptr (YztActResult) sent = yzt_dispatch_order (&room.desk, &order, &fid, &error);
  g_assert_no_error (error);
  check (&room);
  assert_held (&room, team, NULL, "→ the leak", duty - 2);
  order.people = 3;
  order.n_vehicles = 0;
  g_assert_null (yzt_dispatch_order (&room.second, &order, NULL, &error));
  assert_refused (error);
  order.people = 0;
  order.n_vehicles = 1;
  g_assert_null (yzt_dispatch_order (&room.second, &order, NULL, &error));
  assert_refused (error);
  order.base_fid = empty; /* somebody else's vehicle */
  g_assert_null (yzt_dispatch_order (&room.desk, &order, NULL, &error));
  assert_refused (error);
  order.n_vehicles = 0;
  g_assert_null (yzt_dispatch_order (&room.desk, &order, NULL, &error)); /* nothing at all */
  assert_refused (error);
  step (&room, fid, YZT_DISPATCH_ACKNOWLEDGED, NULL);
  step (&room, fid, YZT_DISPATCH_UNDER_WAY, NULL);
  step (&room, fid, YZT_DISPATCH_ARRIVED, NULL);

  /* Half of it goes back, with one vehicle, and to the other incident. */
  gint64 line = (gint64) sql (&room, "SELECT fid FROM dispatch_line WHERE taken_from = 'vehicle/%" G_GINT64_FORMAT "'", vehicles[1]);
  const YztDispatchBack back = { line, 0, 1 };
  guint half = (duty - 2) / 2;
  g_assert_null (yzt_dispatch_release (&room.desk, fid, duty, NULL, 0, &error));
  assert_refused (error);
  g_autoptr (YztActResult) half_back = yzt_dispatch_release (&room.desk, fid, half, &back, 1, &error);
  g_assert_no_error (error);
  check (&room);
  g_assert_cmpfloat (sql (&room, "SELECT state = 'arrived' FROM dispatch WHERE fid = %" G_GINT64_FORMAT, fid), ==, 1);
  YztDispatchOrder second = { .incident_fid = room.incident[1], .base_kind = "rescue-team", .base_fid = team, .people = half, .vehicles = &vehicles[1], .n_vehicles = 1 };
  g_autoptr (YztActResult) sent_again = yzt_dispatch_order (&room.second, &second, &again, &error);
  g_assert_no_error (error);
  check (&room);
  assert_held (&room, team, "→ the flood", "→ the leak", duty - 2);
  g_autoptr (YztActResult) all = yzt_dispatch_release_all (&room.desk, fid, &error);
  g_assert_no_error (error);
  check (&room);
  g_autoptr (YztActResult) rest = yzt_dispatch_release_all (&room.second, again, &error);
  g_assert_no_error (error);
  check (&room);
  assert_held (&room, team, NULL, NULL, 0);

  /* A team without people. */
  g_autoptr (YztEdits) edits = yzt_edits_new ("Nobody is there");
  YztKind *teams = yzt_kind_set_find (yzt_store_get_kinds (room.store), "rescue-team");
  YztCell zero = { .type = YZT_CELL_INTEGER, .v.integer = 0 };
  yzt_edits_set_cell (edits, teams, empty, (guint) yzt_kind_get_field_index (teams, "on_duty"), NULL, &zero);
  write_edits (&room, edits);
  YztDispatchOrder nobody = { .incident_fid = room.incident[0], .base_kind = "rescue-team", .base_fid = empty, .people = 1 };
  g_assert_null (yzt_dispatch_order (&room.desk, &nobody, NULL, &error));
  assert_refused (error);
  check (&room);
  /* Orders are never taken back by the undo list. */
  const YztActInfo info = { .author = "王值班", .window = "window" };
  g_assert_null (yzt_store_undo (room.store, sent->entry, &info, &error));
  g_assert_nonnull (error);
  room_close (&room);
}

/* The wind turns by 90 degrees: what is newly inside and what is no longer, against a count of every feature one by one. */
static void
test_wind (void)
{
  Room room = { 0 };
  g_autoptr (GError) error = NULL;
  room_open (&room);
  g_autoptr (YztGeneration) generation = yzt_load_generation (room.store, &test_clock, NULL, &error);
  g_autoptr (YztDangerKinds) kinds = yzt_load_danger_kinds (yzt_store_get_kinds (room.store), &error);
  g_autoptr (YztThreat) before = yzt_threat_new (), now = yzt_threat_new ();
  g_autoptr (GArray) came = g_array_new (FALSE, FALSE, sizeof (guint)), went = g_array_new (FALSE, FALSE, sizeof (guint));
  g_assert_no_error (error);
  YztZone zone = { room.at[0], 300, 4100, 20 };
  for (guint turn = 0; turn < 4; turn++) {
    zone.wind_from_deg = 20 + 90.0 * turn;
    yzt_threat_find (now, generation, kinds, &zone, NULL);
    guint n = 0;
    double people = 0;
    for (guint i = 0; i < yzt_generation_get_n_slots (generation); i++) {
      YztItem item;
      if (yzt_generation_get_item (generation, i, &item) && !isnan (item.lon) && (yzt_danger_kinds_filter (kinds).kinds >> item.kind & 1) != 0
          && yzt_zone_contains (&zone, (YztPosition) { item.lon, item.lat })) {
        n++;
      }
    }
    for (guint i = 0; i < now->things->len; i++) {
      const YztThreatened *one = &g_array_index (now->things, YztThreatened, i);
      const char *id = yzt_kind_get_id (yzt_kind_set_get (yzt_store_get_kinds (room.store), one->kind));
      const char *field = g_str_equal (id, "protection-target") ? "people" : g_str_equal (id, "hazard-source") ? "staff" : g_str_equal (id, "shelter") ? "sheltered" : g_str_equal (id, "hospital") ? "beds"
          : g_str_equal (id, "rescue-team") ? "on_duty" : NULL;
      people += field != NULL ? sql (&room, "SELECT total(%s) FROM %s WHERE fid = %" G_GINT64_FORMAT, field, yzt_kind_get_table (yzt_kind_set_get (yzt_store_get_kinds (room.store), one->kind)), one->fid) : 0;
    }
    g_assert_cmpuint (now->things->len, ==, n);
    g_assert_cmpfloat (now->people, ==, people);
    g_array_set_size (came, 0);
    g_array_set_size (went, 0);
    yzt_threat_compare (before, now, came, went);
    g_assert_cmpuint (before->things->len + came->len - went->len, ==, now->things->len);
    for (guint i = 0; turn > 0 && i < went->len; i++) {
      YztItem item;
      g_assert_true (yzt_generation_get_item (generation, g_array_index (before->things, YztThreatened, g_array_index (went, guint, i)).index, &item));
      g_assert_false (yzt_zone_contains (&zone, (YztPosition) { item.lon, item.lat }));
    }
    YztThreat *swap = before;
    before = now;
    now = swap;
  }
  g_assert_cmpuint (came->len + went->len, >, 0);
  /* Drawn by hand, the same zone holds the same things. */
  g_autoptr (YztGeometry) area = yzt_zone_to_geometry (&zone);
  yzt_threat_find (now, generation, kinds, &zone, area);
  g_assert_cmpuint (now->things->len, ==, before->things->len);
  room_close (&room);
}

/* --- cover, and proposals of a size --- */

static void
test_cover (void)
{
  Room room = { 0 };
  g_autoptr (GError) error = NULL;
  room_open (&room);
  g_autoptr (YztGeneration) generation = yzt_load_generation (room.store, &test_clock, NULL, &error);
  g_autoptr (YztSupply) supply = yzt_supply_read (room.store, TODAY, &error);
  g_autoptr (YztTeamCover) cover = yzt_team_cover_new (generation, supply, room.rules);
  g_assert_no_error (error);
  guint n_uncovered = 0;
  g_assert_cmpuint (yzt_team_cover_get_n (cover), ==, (guint) sql (&room, "SELECT count(*) FROM hazard_source WHERE geom IS NOT NULL"));
  for (guint i = 0; i < yzt_team_cover_get_n (cover); i++) {
    const YztTeamCoverThing *thing = yzt_team_cover_get (cover, i);
    g_autofree char *category = NULL;
    YztItem item;
    guint index, n = 0;
    g_assert_true (yzt_generation_find (generation, thing->kind, thing->fid, &index) && yzt_generation_get_item (generation, index, &item));
    const YztField *field = yzt_kind_find_field (yzt_kind_set_get (yzt_generation_get_kinds (generation), item.kind), "category");
    const YztCoverRule *rule = yzt_command_rules_cover (room.rules, "hazard-source", item.variant < yzt_field_get_n_values (field) ? yzt_field_get_value (field, item.variant) : NULL);
    double nearest = G_MAXDOUBLE;
    for (guint b = 0; b < supply->bases->len; b++) {
      const YztSupplyBase *base = &g_array_index (supply->bases, YztSupplyBase, b);
      if (base->is_team && base->has_place && yzt_supply_base_free (base) > 0 && yzt_cover_rule_counts (rule, base->type)) {
        double distance = yzt_geo_distance_m (thing->at, base->at, NULL);
        nearest = MIN (nearest, distance);
        n += distance <= rule->reach_m ? 1 : 0;
      }
    }
    g_assert_cmpuint (thing->n_covering, ==, n);
    g_assert_cmpfloat_with_epsilon (thing->distance_m, nearest, 0.001);
    n_uncovered += n == 0 ? 1 : 0;
    /* The one that covers it alone is gone: it is lost. */
    if (thing->sole >= 0) {
      g_autoptr (GArray) lost = g_array_new (FALSE, FALSE, sizeof (guint));
      const guint team = (guint) thing->sole;
      gboolean found = FALSE;
      yzt_team_cover_lost (cover, &team, 1, lost);
      for (guint k = 0; k < lost->len; k++) {
        found = found || g_array_index (lost, guint, k) == i;
      }
      g_assert_true (found);
    }
  }
  g_assert_cmpuint (yzt_team_cover_get_n_uncovered (cover), ==, n_uncovered);
  room_close (&room);
}

/* --- 100 000 features and 50 000 lines of stock: what a frame of a drag costs; run with -m perf --- */

#define N_PLACES 100000
#define N_LINES 50000

static gboolean
fill (YztAct *act, gpointer user_data, GError **error)
{
  YztKindSet *kinds = user_data;
  YztKind *target = yzt_kind_set_find (kinds, "protection-target"), *depot = yzt_kind_set_find (kinds, "depot"), *stock = yzt_kind_set_find (kinds, "stock-line");
  gint64 depots[500];
  for (guint i = 0; i < N_PLACES; i++) {
    g_autoptr (YztRow) row = yzt_row_new (i < 500 ? depot : target);
    g_autofree char *name = g_strdup_printf ("点%u", i);
    row->has_position = TRUE;
    row->lon = 112.55 + g_test_rand_double_range (-1, 1);
    row->lat = 23.02 + g_test_rand_double_range (-1, 1);
    yzt_row_set_text (row, "name", name);
    if (!yzt_act_insert (act, row, error)) {
      return FALSE;
    }
    if (i < 500) {
      depots[i] = row->fid;
    }
  }
  for (guint i = 0; i < N_LINES; i++) {
    g_autoptr (YztRow) row = yzt_row_new (stock);
    g_autofree char *name = i % 20 == 0 ? g_strdup (SUIT) : g_strdup_printf ("物资%u", i % 300);
    YztCell quantity = { .type = YZT_CELL_NUMBER, .v.number = g_test_rand_int_range (1, 40) };
    row->owner_fid = depots[i % 500];
    yzt_row_set_text (row, "name", name);
    yzt_row_set_text (row, "unit", "套");
    yzt_row_set (row, "quantity", &quantity);
    if (!yzt_act_insert (act, row, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static void
test_size (void)
{
  Room room = { 0 };
  g_autoptr (GError) error = NULL;
  const YztActInfo info = { .author = "王值班", .label = "Fill", .nature = YZT_ACT_BULK };
  room_open (&room);
  yzt_act_result_free (yzt_store_write (room.store, &info, fill, yzt_store_get_kinds (room.store), &error));
  g_assert_no_error (error);
  g_autoptr (YztGeneration) generation = yzt_load_generation (room.store, &test_clock, NULL, &error);
  g_autoptr (YztDangerKinds) kinds = yzt_load_danger_kinds (yzt_store_get_kinds (room.store), &error);
  g_autoptr (YztThreat) threat = yzt_threat_new ();
  clock_t from = clock ();
  g_autoptr (YztNeeds) needs = needs_of (&room, 0);
  g_test_message ("reading the supply and matching needs (worker): %.1f ms", 1e3 * (double) (clock () - from) / CLOCKS_PER_SEC);
  from = clock ();
  g_autoptr (YztTeamCover) cover = yzt_team_cover_new (generation, yzt_needs_get_supply (needs), room.rules);
  g_test_message ("cover (worker): %.1f ms", 1e3 * (double) (clock () - from) / CLOCKS_PER_SEC);
  from = clock ();
  for (guint i = 0; i < 1000; i++) {
    const YztReach reach = { .radius_m = 1000.0 + 100.0 * i };
    for (guint k = 0; k < yzt_needs_get_n (needs); k++) {
      YztNeedFigures figures;
      YztReachPeople people;
      yzt_needs_figures (needs, k, &reach, &figures);
      yzt_needs_people (needs, &reach, &people);
    }
  }
  double needs_ms = (double) (clock () - from) / CLOCKS_PER_SEC;
  from = clock ();
  for (guint i = 0; i < 1000; i++) {
    const YztZone zone = { room.at[0], 1000, 11000, 0.36 * i };
    yzt_threat_find (threat, generation, kinds, &zone, NULL);
  }
  double wind_ms = (double) (clock () - from) / CLOCKS_PER_SEC;
  from = clock ();
  const YztReach reach = { .radius_m = 20000 };
  for (guint way = 0; way < YZT_N_PROPOSALS; way++) {
    g_autoptr (YztNeedsProposal) proposal = yzt_needs_propose (needs, (YztProposalWay) way, &reach, cover, -1);
    g_assert_cmpuint (proposal->picks->len, >, 0);
  }
  double propose_ms = 1e3 * (double) (clock () - from) / CLOCKS_PER_SEC;
  g_test_message ("a frame of the ring: %.3f ms; of the wind at 11 km with %u inside: %.3f ms; three proposals: %.2f ms (processor time)", needs_ms, threat->things->len, wind_ms, propose_ms);
  g_assert_cmpfloat (needs_ms, <, 8);
  g_assert_cmpfloat (wind_ms, <, 8);
  g_assert_cmpfloat (propose_ms, <, 100);
  room_close (&room);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  yzt_geo_init ();
  g_test_add_func ("/command/response", test_response);
  g_test_add_func ("/command/met", test_met);
  g_test_add_func ("/command/team", test_team);
  g_test_add_func ("/command/experts", test_experts);
  g_test_add_func ("/command/drawing", test_drawing);
  g_test_add_func ("/command/drawings", test_drawings);
  g_test_add_func ("/command/books", test_books);
  g_test_add_func ("/command/wind", test_wind);
  g_test_add_func ("/command/cover", test_cover);
  if (g_test_perf ()) {
    g_test_add_func ("/command/size", test_size);
  }
  return g_test_run ();
}
