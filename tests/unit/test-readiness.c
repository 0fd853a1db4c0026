/* test-readiness.c: each line of readiness green, red and not known: limits to the minute, what counts and what does not, what only the station knows
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <string.h>
#include "yzt-duty.h"
#include "yzt-readiness-private.h"
#include "yzt-test-map.h"

#define HOUR_MS G_GINT64_CONSTANT (3600000)
#define DAY_MS (24 * HOUR_MS)

/* --- rows --- */

typedef struct {
  TestMap *map;
  const char *kind;
  gint64 owner, fid;
  const char *const *texts; /* field, value as a file says it, …, NULL */
} NewRow;

static gboolean
insert_cb (YztAct *act, gpointer user_data, GError **error)
{
  NewRow *new = user_data;
  YztKind *kind = test_map_kind (new->map, new->kind);
  g_autoptr (YztRow) row = yzt_row_new (kind);
  row->owner_fid = new->owner;
  for (guint i = 0; new->texts[i] != NULL; i += 2) {
    const YztField *field = yzt_kind_find_field (kind, new->texts[i]);
    YztCell cell = { .type = YZT_CELL_NULL };
    g_assert_nonnull (field);
    g_assert_true (yzt_field_parse (field, new->texts[i + 1], &cell, NULL));
    yzt_row_set (row, new->texts[i], &cell);
    yzt_cell_clear (&cell);
  }
  gboolean done = yzt_act_insert (act, row, error);
  new->fid = row->fid;
  return done;
}

static gint64
add (TestMap *map, const char *kind, gint64 owner, const char *const *texts)
{
  YztActInfo info = { .author = "王值班", .window = "w", .label = "Add", .nature = YZT_ACT_ORDER };
  g_autoptr (GError) error = NULL;
  NewRow new = { map, kind, owner, 0, texts };
  g_autoptr (YztActResult) result = yzt_store_write (map->store, &info, insert_cb, &new, &error);
  g_assert_no_error (error);
  return new.fid;
}
#define ADD(map, kind, owner, ...) add (map, kind, owner, (const char *const[]) { __VA_ARGS__, NULL })

static char *
utc (gint64 ms)
{
  return yzt_time_format_utc (ms);
}

/* --- asking --- */

static YztReadiness *
read_all (TestMap *map, gint64 now_ms)
{
  g_autoptr (GError) error = NULL;
  YztReadiness *readiness = yzt_readiness_read (map->store, now_ms, "en", NULL, &error);
  guint n_red = 0, n_unknown = 0;
  g_assert_no_error (error);
  for (guint i = 0; i < readiness->lines->len; i++) {
    const YztReadyLine *line = readiness->lines->pdata[i];
    n_red += line->state == YZT_READY_RED;
    n_unknown += line->state == YZT_READY_UNKNOWN;
    g_assert_cmpstr (line->title, !=, "");
    g_assert_cmpstr (line->words, !=, "");
    g_assert_cmpstr (line->how, !=, "");
    g_assert_cmpstr (line->basis, !=, "");
  }
  g_assert_cmpuint (readiness->n_red, ==, n_red);
  g_assert_cmpuint (readiness->n_unknown, ==, n_unknown);
  return readiness;
}

static const YztReadyLine *
line_of (const YztReadiness *readiness, const char *id)
{
  for (guint i = 0; i < readiness->lines->len; i++) {
    const YztReadyLine *line = readiness->lines->pdata[i];
    if (g_str_equal (line->id, id)) {
      return line;
    }
  }
  g_error ("no line %s", id);
}

static void
assert_line (TestMap *map, gint64 now_ms, const char *id, YztReadyState state, const char *part, guint n_records)
{
  g_autoptr (YztReadiness) readiness = read_all (map, now_ms);
  const YztReadyLine *line = line_of (readiness, id);
  g_test_message ("%s: %d %s", id, line->state, line->words);
  g_assert_cmpint (line->state, ==, state);
  g_assert_nonnull (strstr (line->words, part));
  g_assert_cmpuint (line->fids->len, ==, n_records);
}

/* --- the station --- */

static void
lacks_nothing (const char *base_map, const char *boundaries, const char *jurisdiction, GPtrArray *problems)
{
  g_assert_cmpstr (base_map, ==, "/base.gpkg");
}

static void
lacks_county (const char *base_map, const char *boundaries, const char *jurisdiction, GPtrArray *problems)
{
  g_ptr_array_add (problems, g_strdup ("No county."));
}

/* Without a station nothing of it is green. */
static void
test_unknown (void)
{
  TestMap map;
  test_map_set_up (&map);
  g_autoptr (YztReadiness) readiness = read_all (&map, yzt_test_now_ms);
  g_assert_cmpuint (readiness->lines->len, >=, 15);
  for (guint i = 0; i < readiness->lines->len; i++) {
    const YztReadyLine *line = readiness->lines->pdata[i];
    g_assert_true (!line->of_station || line->state == YZT_READY_UNKNOWN);
  }
  test_map_tear_down (&map);
}

static void
set_station (TestMap *map, YztReadyStation *station)
{
  station->base_map = g_strdup ("/base.gpkg");
  yzt_ready_set_station (map->store, station);
  yzt_ready_station_unref (station);
}

static void
test_station (void)
{
  TestMap map;
  test_map_set_up (&map);
  YztReadyStation *well = yzt_ready_station_new (), *unwell = yzt_ready_station_new ();
  yzt_ready_station_add (&well->feeds, "CMA", NULL);
  yzt_ready_station_add (&well->grounds, NULL, NULL);
  well->free_bytes = 2048LL << 20;
  well->synchronised = 1;
  well->check_base_map = lacks_nothing;
  set_station (&map, well);
  assert_line (&map, yzt_test_now_ms, "feeds", YZT_READY_GREEN, "1 source answers", 0);
  assert_line (&map, yzt_test_now_ms, "grounds", YZT_READY_GREEN, "built-in", 0);
  assert_line (&map, yzt_test_now_ms, "base-map", YZT_READY_UNKNOWN, "jurisdiction", 0); /* this map names none */
  assert_line (&map, yzt_test_now_ms, "space", YZT_READY_GREEN, "2.0", 0);               /* the limit itself is enough */
  assert_line (&map, yzt_test_now_ms, "clock", YZT_READY_GREEN, "synchronised", 0);
  assert_line (&map, yzt_test_now_ms, "writable", YZT_READY_GREEN, "written", 0);
  yzt_ready_station_add (&unwell->feeds, "CMA", NULL);
  yzt_ready_station_add (&unwell->feeds, "USGS", "silent");
  yzt_ready_station_add (&unwell->grounds, "天地图", "no key");
  unwell->free_bytes = (2048LL << 20) - 1;
  unwell->synchronised = 0;
  unwell->writable = 0;
  unwell->check_base_map = lacks_county;
  set_station (&map, unwell);
  assert_line (&map, yzt_test_now_ms, "feeds", YZT_READY_RED, "1 of 2 does not work. USGS: silent", 0);
  assert_line (&map, yzt_test_now_ms, "grounds", YZT_READY_RED, "天地图: no key", 0);
  assert_line (&map, yzt_test_now_ms, "base-map", YZT_READY_RED, "No county.", 0);
  assert_line (&map, yzt_test_now_ms, "space", YZT_READY_RED, "Only", 0);
  assert_line (&map, yzt_test_now_ms, "clock", YZT_READY_RED, "not synchronised", 0);
  assert_line (&map, yzt_test_now_ms, "writable", YZT_READY_RED, "only be read", 0);
  YztReadyStation *none = yzt_ready_station_new ();
  yzt_ready_station_add (&none->feeds, NULL, NULL);
  none->synchronised = -2;
  set_station (&map, none);
  assert_line (&map, yzt_test_now_ms, "feeds", YZT_READY_RED, "No source", 0);
  assert_line (&map, yzt_test_now_ms, "clock", YZT_READY_UNKNOWN, "does not tell", 0);
  test_map_tear_down (&map);
}

/* By the name of the file: at 24 hours it is still green, a minute later red, unless nothing was changed since. */
static void
test_backup (void)
{
  TestMap map;
  test_map_set_up (&map);
  YztReadyStation *beside = yzt_ready_station_new (), *here = yzt_ready_station_new ();
  beside->only_beside = TRUE;
  set_station (&map, beside);
  assert_line (&map, yzt_test_now_ms, "backup", YZT_READY_UNKNOWN, "beside", 0);
  set_station (&map, here);
  assert_line (&map, yzt_test_now_ms, "backup", YZT_READY_RED, "no backup", 0);
  gint64 made_ms = yzt_test_now_ms / 1000 * 1000 - HOUR_MS;
  g_autoptr (GDateTime) made = g_date_time_new_from_unix_utc (made_ms / 1000);
  g_autofree char *name = g_date_time_format (made, "map.backup-%Y%m%d-%H%M%S.gpkg"), *path = test_map_write_file (&map, name, "x", 1);
  ADD (&map, "contact", 0, "name", "李四", "phone", "13800000001");
  assert_line (&map, made_ms + DAY_MS, "backup", YZT_READY_GREEN, "made", 0);
  assert_line (&map, made_ms + DAY_MS + 60000, "backup", YZT_READY_RED, "changed since", 0);
  g_remove (path);
  g_autoptr (GDateTime) later = g_date_time_add_hours (made, 2);
  g_autofree char *later_name = g_date_time_format (later, "map.backup-%Y%m%d-%H%M%S.gpkg"), *later_path = test_map_write_file (&map, later_name, "x", 1);
  assert_line (&map, made_ms + 9 * DAY_MS, "backup", YZT_READY_GREEN, "nothing was changed", 0);
  test_map_tear_down (&map);
}

/* --- the clock --- */

static void
test_clock (void)
{
  TestMap map;
  test_map_set_up (&map);
  ADD (&map, "contact", 0, "name", "李四", "phone", "13800000001");
  assert_line (&map, yzt_test_now_ms - 5 * 60000, "clock-sane", YZT_READY_GREEN, "ahead", 0);
  assert_line (&map, yzt_test_now_ms - 5 * 60000 - 1, "clock-sane", YZT_READY_RED, "slow", 0);
  test_map_tear_down (&map);
}

/* --- telephones and stock --- */

static void
test_phones (void)
{
  TestMap map;
  gint64 now_ms = yzt_test_now_ms;
  test_map_set_up (&map);
  assert_line (&map, now_ms, "phones", YZT_READY_UNKNOWN, "Nobody", 0);
  /* today is 2026-09-21, and 180 days before it: */
  static const char edge[] = "2026-03-25", old[] = "2026-03-24";
  ADD (&map, "contact", 0, "name", "甲", "phone", "13800000001", "verified_at", edge);
  assert_line (&map, now_ms, "phones", YZT_READY_GREEN, "All 1", 0);
  assert_line (&map, now_ms, "no-phone", YZT_READY_GREEN, "0 of 1", 0);
  ADD (&map, "contact", 0, "name", "乙", "phone", "13800000002", "verified_at", old);
  ADD (&map, "contact", 0, "name", "丙", "phone", "13800000003");
  ADD (&map, "contact", 0, "name", "丁");
  ADD (&map, "rescue-team", 0, "name", "消防支队");
  assert_line (&map, now_ms, "phones", YZT_READY_RED, "2 of 3", 2);
  assert_line (&map, now_ms, "no-phone", YZT_READY_RED, "2 of 5", 1); /* a table is of one kind: the contact */
  test_map_tear_down (&map);
}

static void
test_stock (void)
{
  TestMap map;
  test_map_set_up (&map); /* its day is 2026-09-21 */
  gint64 depot = ADD (&map, "depot", 0, "name", "城东库", "phone", "0758-1");
  ADD (&map, "stock-line", depot, "name", "沙袋", "unit", "条", "quantity", "10");
  assert_line (&map, yzt_test_now_ms, "minimum", YZT_READY_UNKNOWN, "No line", 0);
  ADD (&map, "stock-line", depot, "name", "冲锋舟", "unit", "艘", "quantity", "5", "reserved", "1", "minimum", "4", "expiry", "2026-09-21");
  assert_line (&map, yzt_test_now_ms, "minimum", YZT_READY_GREEN, "0 of 1", 0);
  assert_line (&map, yzt_test_now_ms, "expired", YZT_READY_GREEN, "0", 0);
  ADD (&map, "stock-line", depot, "name", "帐篷", "unit", "顶", "quantity", "5", "reserved", "2", "minimum", "4");
  ADD (&map, "stock-line", depot, "name", "药品", "unit", "箱", "quantity", "50", "minimum", "1", "expiry", "2026-09-20");
  assert_line (&map, yzt_test_now_ms, "minimum", YZT_READY_RED, "2 of 3", 2); /* what is past its date is not there */
  assert_line (&map, yzt_test_now_ms, "expired", YZT_READY_RED, "1", 1);
  test_map_tear_down (&map);
}

/* --- who is on --- */

static void
test_roster (void)
{
  TestMap map;
  gint64 now_ms = yzt_test_now_ms;
  test_map_set_up (&map);
  g_autofree char *before = utc (now_ms - HOUR_MS), *now = utc (now_ms), *later = utc (now_ms + 8 * HOUR_MS), *end = utc (now_ms + 24 * HOUR_MS);
  assert_line (&map, now_ms, "officer", YZT_READY_RED, "nobody", 0);
  assert_line (&map, now_ms, "roster", YZT_READY_RED, "nobody from", 0);
  ADD (&map, "duty-turn", 0, "name", "王值班", "post", "officer", "from_utc", before, "until_utc", later);
  ADD (&map, "duty-turn", 0, "name", "孙值班", "post", "officer", "from_utc", later, "until_utc", end);
  assert_line (&map, now_ms, "officer", YZT_READY_GREEN, "王值班", 0);
  assert_line (&map, now_ms - HOUR_MS - 1, "officer", YZT_READY_RED, "nobody", 0);
  assert_line (&map, now_ms, "leader", YZT_READY_RED, "nobody", 0);
  ADD (&map, "duty-turn", 0, "name", "周主任", "post", "leader", "from_utc", before, "until_utc", end, "absent_utc", now);
  assert_line (&map, now_ms, "leader", YZT_READY_RED, "nobody", 0); /* who is absent does not lead */
  ADD (&map, "duty-turn", 0, "name", "吴副主任", "post", "deputy", "from_utc", before, "until_utc", end);
  assert_line (&map, now_ms, "leader", YZT_READY_GREEN, "吴副主任", 0);
  assert_line (&map, now_ms, "roster", YZT_READY_RED, "Leader", 0);
  ADD (&map, "duty-turn", 0, "name", "郑主任", "post", "leader", "from_utc", before, "until_utc", end);
  assert_line (&map, now_ms, "roster", YZT_READY_GREEN, "24 hours", 0);
  assert_line (&map, now_ms + 1, "roster", YZT_READY_RED, "nobody from", 0); /* the last millisecond is nobody's */
  test_map_tear_down (&map);
}

static void
test_hand_over (void)
{
  TestMap map;
  gint64 now_ms = yzt_test_now_ms;
  test_map_set_up (&map);
  g_autofree char *first = utc (now_ms - DAY_MS), *last = utc (now_ms - HOUR_MS);
  assert_line (&map, now_ms, "taken-over", YZT_READY_UNKNOWN, "before", 0);
  ADD (&map, "hand-over", 0, "name", "甲 → 乙", "handed_utc", last, "accepted_by", "乙");
  ADD (&map, "hand-over", 0, "name", "丙 → 甲", "handed_utc", first);
  assert_line (&map, now_ms, "taken-over", YZT_READY_GREEN, "甲 → 乙", 0); /* the last by time */
  g_autofree char *now = utc (now_ms);
  ADD (&map, "hand-over", 0, "name", "乙 → 丁", "handed_utc", now);
  assert_line (&map, now_ms, "taken-over", YZT_READY_RED, "乙 → 丁", 0);
  test_map_tear_down (&map);
}

/* --- alarms and the sheet: exercises do not count, and carry the word --- */

static void
test_alarms (void)
{
  TestMap map;
  gint64 now_ms = yzt_test_now_ms;
  g_autoptr (GError) error = NULL;
  test_map_set_up (&map);
  g_autofree char *now = utc (now_ms);
  ADD (&map, "incident", 0, "name", "消防演练", "state", "received", "message_status", "exercise", "reported_utc", now);
  ADD (&map, "warning", 0, "name", "蓝色大风", "state", "active", "alarm", "silent");
  assert_line (&map, now_ms, "alarms", YZT_READY_GREEN, "acknowledged", 0);
  ADD (&map, "incident", 0, "name", "仓库起火", "state", "received", "reported_utc", now);
  ADD (&map, "warning", 0, "name", "红色暴雨", "state", "active");
  assert_line (&map, now_ms, "alarms", YZT_READY_RED, "2 wait: 仓库起火; 红色暴雨", 1);
  assert_line (&map, now_ms, "reports", YZT_READY_GREEN, "in time", 0);
  g_autoptr (YztHandOverSheet) sheet = yzt_hand_over_sheet (map.store, now_ms, "en", &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (sheet->text, "[Exercise] 消防演练"));
  g_assert_nonnull (strstr (sheet->text, "2 wait: 仓库起火; 红色暴雨"));
  g_assert_nonnull (strstr (sheet->text, "No alarm waits"));
  test_map_tear_down (&map);
}

/* A line that a planner wrote wrongly says so; it is never green. */
static void
test_words (void)
{
  gboolean of_station;
  g_assert_null (yzt_ready_find_check ("fly", &of_station));
  for (YztReadyState state = YZT_READY_GREEN; state <= YZT_READY_RED; state++) {
    g_assert_cmpstr (yzt_ready_state_word (state), !=, "");
  }
  g_assert_cmpstr (yzt_ready_state_word (YZT_READY_GREEN), !=, yzt_ready_state_word (YZT_READY_UNKNOWN));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/readiness/unknown", test_unknown);
  g_test_add_func ("/readiness/station", test_station);
  g_test_add_func ("/readiness/backup", test_backup);
  g_test_add_func ("/readiness/clock", test_clock);
  g_test_add_func ("/readiness/phones", test_phones);
  g_test_add_func ("/readiness/stock", test_stock);
  g_test_add_func ("/readiness/roster", test_roster);
  g_test_add_func ("/readiness/hand-over", test_hand_over);
  g_test_add_func ("/readiness/alarms", test_alarms);
  g_test_add_func ("/readiness/words", test_words);
  return g_test_run ();
}
