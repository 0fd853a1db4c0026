/* test-ring-live.c: the ring is dragged while another process edits stock; every frame tells one generation, whole
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <sqlite3.h>

#include "map-fixture.h"
#include "yzt-scene-private.h"

#define N_DEPOTS 1500
#define N_TEAMS 1500
#define LINES_OF_DEPOT 3
#define SANDBAGS_OF_DEPOT 200 /* in two lines; every act moves some between the two, so that the sum stays */
#define N_FRAMES 120
#define N_GENERATIONS 4
#define DEADLINE_S 120

static const YztPosition center = { 112.5, 23.1 };

/* --- the map --- */

static void
set_number (YztRow *row, const char *field, double value)
{
  int index = yzt_kind_get_field_index (row->kind, field);
  g_assert_cmpint (index, >=, 0);
  YztCell cell = { .type = YZT_CELL_NUMBER, .v.number = value };
  if (yzt_field_get_field_type (yzt_kind_get_field (row->kind, (guint) index)) == YZT_FIELD_INTEGER) {
    cell = (YztCell) { .type = YZT_CELL_INTEGER, .v.integer = (gint64) value };
  }
  yzt_row_set (row, field, &cell);
}

static double
get_number (const YztRow *row, const char *field)
{
  const YztCell *cell = yzt_row_get (row, field);
  g_assert_nonnull (cell);
  return cell->type == YZT_CELL_INTEGER ? (double) cell->v.integer : cell->v.number;
}

static gboolean
insert_place (YztAct *act, YztKind *kind, gint64 fid, const char *sum_field, GError **error)
{
  g_autoptr (YztRow) row = yzt_row_new (kind);
  double radius_deg = 0.9 * pow (g_test_rand_double (), 0.7);
  double angle = 2 * G_PI * g_test_rand_double ();
  g_autofree char *name = g_strdup_printf ("点%" G_GINT64_FORMAT, fid);
  row->fid = fid;
  row->has_position = TRUE;
  row->lon = center.lon + radius_deg * cos (angle);
  row->lat = center.lat + radius_deg * sin (angle);
  yzt_row_set_text (row, "name", name);
  set_number (row, sum_field, g_test_rand_int_range (0, 400));
  return yzt_act_insert (act, row, error);
}

static gboolean
insert_line (YztAct *act, YztKind *kind, gint64 depot, guint which, GError **error)
{
  g_autoptr (YztRow) row = yzt_row_new (kind);
  row->fid = (depot - 1) * LINES_OF_DEPOT + which + 1;
  row->owner_fid = depot;
  yzt_row_set_text (row, "name", which < 2 ? "沙袋" : "帐篷");
  yzt_row_set_text (row, "spec", which < 2 ? "50 kg" : "12 m²");
  yzt_row_set_text (row, "unit", which < 2 ? "只" : "顶");
  set_number (row, "quantity", which < 2 ? SANDBAGS_OF_DEPOT / 2 : g_test_rand_int_range (0, 90));
  set_number (row, "reserved", which);
  return yzt_act_insert (act, row, error);
}

static gboolean
fill_map (YztAct *act, gpointer user_data, GError **error)
{
  YztKindSet *kinds = user_data;
  YztKind *depot = yzt_kind_set_find (kinds, "depot"), *line = yzt_kind_set_find (kinds, "stock-line");
  for (gint64 fid = 1; fid <= N_DEPOTS; fid++) {
    if (!insert_place (act, depot, fid, "area_m2", error)) {
      return FALSE;
    }
    for (guint which = 0; which < LINES_OF_DEPOT; which++) {
      if (!insert_line (act, line, fid, which, error)) {
        return FALSE;
      }
    }
  }
  for (gint64 fid = 1; fid <= N_TEAMS; fid++) {
    if (!insert_place (act, yzt_kind_set_find (kinds, "rescue-team"), fid, "total", error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static void
live_set_up (MapFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  const YztActInfo info = { .author = "测试", .window = "test", .label = "fill", .nature = YZT_ACT_BULK };
  map_fixture_create (fixture);
  g_autoptr (YztStore) store = yzt_store_open (fixture->path, YZT_STORE_READ_WRITE, &fixture->clock, &error);
  g_assert_no_error (error);
  g_autoptr (YztActResult) result = yzt_store_write (store, &info, fill_map, yzt_store_get_kinds (store), &error);
  g_assert_no_error (error);
  g_assert_nonnull (result);
  yzt_store_close (store);
  map_fixture_open (fixture);
}

/* --- the other process --- */

typedef struct {
  YztKindSet *kinds;
  guint turn;
} Edit;

/* Moves sandbags from one line of a depot to the other, counts its tents anew; now and then the depot moves or a team grows. */
static gboolean
edit_stock (YztAct *act, gpointer user_data, GError **error)
{
  Edit *edit = user_data;
  YztKind *line = yzt_kind_set_find (edit->kinds, "stock-line");
  gint64 depot = edit->turn * 7 % N_DEPOTS + 1, first = (depot - 1) * LINES_OF_DEPOT + 1;
  g_autoptr (YztRow) from = yzt_act_get_row (act, line, first, error);
  g_autoptr (YztRow) to = from != NULL ? yzt_act_get_row (act, line, first + 1, error) : NULL;
  g_autoptr (YztRow) tents = to != NULL ? yzt_act_get_row (act, line, first + 2, error) : NULL;
  if (tents == NULL) {
    return FALSE;
  }
  double moved = MIN (1 + edit->turn % 13, get_number (from, "quantity"));
  set_number (from, "quantity", get_number (from, "quantity") - moved);
  set_number (to, "quantity", get_number (to, "quantity") + moved);
  set_number (tents, "quantity", edit->turn * 11 % 97);
  if (!yzt_act_update (act, from, error) || !yzt_act_update (act, to, error) || !yzt_act_update (act, tents, error)) {
    return FALSE;
  }
  if (edit->turn % 4 != 0) {
    return TRUE;
  }
  gboolean is_depot = edit->turn % 8 == 0;
  g_autoptr (YztRow) place = yzt_act_get_row (act, yzt_kind_set_find (edit->kinds, is_depot ? "depot" : "rescue-team"), depot, error);
  if (place == NULL) {
    return FALSE;
  }
  if (is_depot) {
    place->lon = 2 * center.lon - place->lon;
  } else {
    set_number (place, "total", get_number (place, "total") + 5);
  }
  return yzt_act_update (act, place, error);
}

/* Edits until its input is closed, then writes the number of its last entry. */
static int
run_editor (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_store_open (path, YZT_STORE_READ_WRITE, &yzt_clock_system, &error);
  g_assert_no_error (error);
  const YztActInfo info = { .author = "仓管员", .window = "other", .label = "count stock", .nature = YZT_ACT_EDIT };
  Edit edit = { .kinds = yzt_store_get_kinds (store) };
  GPollFD input = { .fd = 0, .events = G_IO_IN | G_IO_HUP };
  gint64 last = 0;
  while (g_poll (&input, 1, 10) == 0) {
    g_autoptr (YztActResult) result = yzt_store_write (store, &info, edit_stock, &edit, &error);
    if (g_error_matches (error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY)) {
      g_clear_error (&error);
      continue;
    }
    g_assert_no_error (error);
    last = result->entry;
    edit.turn++;
  }
  yzt_store_close (store);
  g_print ("%" G_GINT64_FORMAT "\n", last);
  return 0;
}

/* --- who runs SQL --- */

static GThread *main_thread;
static int watching;              /* atomic */
static int statements_on_main;    /* atomic */
static int statements_elsewhere;  /* atomic */

static int
on_statement (unsigned mask, void *context, void *statement, void *text)
{
  if (g_atomic_int_get (&watching)) {
    g_atomic_int_inc (g_thread_self () == main_thread ? &statements_on_main : &statements_elsewhere);
  }
  return 0;
}

/* Every connection that anybody in this process opens tells its statements. */
static int
trace_connection (sqlite3 *db, const char **message, const struct sqlite3_api_routines *api)
{
  return sqlite3_trace_v2 (db, SQLITE_TRACE_STMT, on_statement, NULL);
}

/* --- the full recomputation --- */

typedef struct {
  YztGeneration *generation;
  double *distance_m; /* per slot, NaN outside */
  guint n_hits;
  YztKindTotal totals[YZT_MAX_KINDS];
  GHashTable *stock; /* "item|spec|unit" → YztStockTotal */
} Walk;

static void
walk_items (Walk *walk, double radius_m)
{
  guint n = yzt_generation_get_n_slots (walk->generation);
  walk->distance_m = g_new (double, n + 1);
  for (guint slot = 0; slot < n; slot++) {
    YztItem item;
    walk->distance_m[slot] = NAN;
    if (!yzt_generation_get_item (walk->generation, slot, &item) || isnan (item.lon)) {
      continue;
    }
    double distance_m = yzt_geo_distance_m (center, (YztPosition) { item.lon, item.lat }, NULL);
    if (distance_m > radius_m) {
      continue;
    }
    YztKindTotal *total = &walk->totals[item.kind];
    guint n_sums = yzt_scene_kind_n_sums (yzt_kind_set_get (yzt_generation_get_kinds (walk->generation), item.kind));
    walk->distance_m[slot] = distance_m;
    walk->n_hits++;
    if (total->sums == NULL) {
      total->sums = g_new0 (double, n_sums + 1);
    }
    if ((item.flags & YZT_ITEM_EXERCISE) != 0) {
      total->exercises++;
      continue;
    }
    total->count++;
    total->level_counts[item.level]++;
    for (guint i = 0; i < n_sums; i++) {
      total->sums[i] += isnan (item.sums[i]) ? 0 : item.sums[i];
    }
  }
}

static void
walk_line (Walk *walk, gint64 owner_fid, YztStockGroup group, double book, double reserved, double expired)
{
  guint slot;
  int depot = yzt_kind_set_index (yzt_generation_get_kinds (walk->generation), "depot");
  if (!yzt_generation_find (walk->generation, (guint) depot, owner_fid, &slot) || isnan (walk->distance_m[slot])) {
    return;
  }
  g_autofree char *key = g_strjoin ("|", group.item, group.spec, group.unit, NULL);
  YztStockTotal *total = g_hash_table_lookup (walk->stock, key);
  if (total == NULL) {
    total = g_new0 (YztStockTotal, 1);
    g_hash_table_insert (walk->stock, g_steal_pointer (&key), total);
  }
  total->book += book;
  total->reserved += reserved;
  total->expired += expired;
  total->available += MAX (0, book - reserved - expired);
}

static void
walk_stock (Walk *walk)
{
  const YztGeneration *generation = walk->generation;
  const YztStockColumns *columns = &generation->base->stock;
  for (guint i = 0; i < columns->n_lines; i++) {
    const YztStockLine *line = &columns->lines[i];
    if (generation->removed_lines == NULL || (generation->removed_lines[i >> 6] >> (i & 63) & 1) == 0) {
      walk_line (walk, line->owner_fid, columns->groups[line->group], line->book, line->reserved, line->expired);
    }
  }
  for (guint i = 0; i < generation->n_delta_lines; i++) {
    const YztStock *stock = &generation->delta_lines[i].line->stock;
    walk_line (walk, stock->owner_fid, (YztStockGroup) { stock->item, stock->spec, stock->unit }, stock->book, stock->reserved,
               stock->expired);
  }
}

static Walk *
walk_new (YztGeneration *generation, double radius_m)
{
  Walk *walk = g_new0 (Walk, 1);
  walk->generation = yzt_generation_ref (generation);
  walk->stock = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  walk_items (walk, radius_m);
  walk_stock (walk);
  return walk;
}

static void
walk_free (Walk *walk)
{
  for (guint kind = 0; kind < YZT_MAX_KINDS; kind++) {
    g_free (walk->totals[kind].sums);
  }
  g_hash_table_unref (walk->stock);
  yzt_generation_unref (walk->generation);
  g_free (walk->distance_m);
  g_free (walk);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Walk, walk_free)

static void
assert_totals (const Walk *walk, const YztNearResult *result)
{
  YztKindSet *kinds = yzt_generation_get_kinds (walk->generation);
  for (guint kind = 0; kind < yzt_kind_set_get_n (kinds); kind++) {
    const YztKindTotal *told = yzt_near_result_get_total (result, kind), *wanted = &walk->totals[kind];
    g_assert_cmpuint (told->count, ==, wanted->count);
    g_assert_cmpuint (told->exercises, ==, wanted->exercises);
    for (guint level = 0; level < G_N_ELEMENTS (told->level_counts); level++) {
      g_assert_cmpuint (told->level_counts[level], ==, wanted->level_counts[level]);
    }
    for (guint i = 0; wanted->sums != NULL && i < yzt_scene_kind_n_sums (yzt_kind_set_get (kinds, kind)); i++) {
      g_assert_cmpfloat_with_epsilon (told->sums[i], wanted->sums[i], 1e-6);
    }
  }
  g_assert_cmpuint (yzt_near_result_get_n_hits (result), ==, walk->n_hits);
  g_assert_cmpuint (yzt_near_result_get_n_stock (result), ==, g_hash_table_size (walk->stock));
  for (guint i = 0; i < yzt_near_result_get_n_stock (result); i++) {
    const YztStockTotal *told = yzt_near_result_get_stock (result, i);
    g_autofree char *key = g_strjoin ("|", told->item, told->spec, told->unit, NULL);
    const YztStockTotal *wanted = g_hash_table_lookup (walk->stock, key);
    g_assert_nonnull (wanted);
    g_assert_cmpfloat_with_epsilon (told->book, wanted->book, 1e-6);
    g_assert_cmpfloat_with_epsilon (told->reserved, wanted->reserved, 1e-6);
    g_assert_cmpfloat_with_epsilon (told->expired, wanted->expired, 1e-6);
    g_assert_cmpfloat_with_epsilon (told->available, wanted->available, 1e-6);
  }
}

/* The list too: the same features, their distances, nearest first, ties by fid. */
static void
assert_hits (const Walk *walk, const YztNearResult *result)
{
  const YztHit *hits = yzt_near_result_get_hits (result);
  for (guint i = 0; i < walk->n_hits; i++) {
    g_assert_cmpfloat_with_epsilon (hits[i].distance_m, walk->distance_m[hits[i].index], 1e-3);
    if (i > 0) {
      double before = yzt_whole_micrometres (hits[i - 1].distance_m), here = yzt_whole_micrometres (hits[i].distance_m);
      g_assert_cmpfloat (before, <=, here);
      g_assert_true (before < here || yzt_generation_slot_fid (walk->generation, hits[i - 1].index)
                                        <= yzt_generation_slot_fid (walk->generation, hits[i].index));
    }
  }
}

/* What no act of the other process changes: were two generations mixed, or half an act shown, this would not hold. */
static void
assert_sandbags (const Walk *walk, const YztNearResult *result)
{
  int depot = yzt_kind_set_index (yzt_generation_get_kinds (walk->generation), "depot");
  double book = 0;
  for (guint i = 0; i < yzt_near_result_get_n_stock (result); i++) {
    const YztStockTotal *told = yzt_near_result_get_stock (result, i);
    book += g_str_equal (told->item, "沙袋") ? told->book : 0;
  }
  g_assert_cmpfloat_with_epsilon (book, (double) SANDBAGS_OF_DEPOT * yzt_near_result_get_total (result, (guint) depot)->count, 1e-6);
}

/* --- the drag --- */

typedef struct {
  MapFixture *fixture;
  GHashTable *published; /* numbers of all generations that were published */
  GHashTable *seen;      /* numbers of those that frames told */
  guint n_frames, n_set;
  guint64 newest;
  gint64 entry;          /* the newest journal entry that reached the scene */
  gboolean late;
} Drag;

static void
on_published (YztScene *scene, Drag *drag)
{
  g_hash_table_add (drag->published, GSIZE_TO_POINTER ((gsize) yzt_generation_get_number (yzt_scene_get_generation (scene))));
}

static void
on_rows_changed (YztSession *session, YztActResult *result, gboolean from_outside, Drag *drag)
{
  g_assert_true (from_outside);
  drag->entry = MAX (drag->entry, result->entry);
}

static gboolean
drag_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Drag *drag = user_data;
  drag->n_set++;
  yzt_ring_set_radius (drag->fixture->ring, 45000 + 40000 * sin (drag->n_set * 0.13));
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

/* The frame has been drawn; what it told is still what the ring holds, for nothing else runs in between. */
static void
on_frame (GdkFrameClock *clock, Drag *drag)
{
  YztRing *ring = drag->fixture->ring;
  const YztNearResult *result = yzt_ring_get_result (ring);
  guint64 number = yzt_near_result_get_generation (result);
  if (drag->n_set == 0) {
    return;
  }
  g_assert_cmpuint (number, ==, yzt_generation_get_number (yzt_ring_get_generation (ring)));
  g_assert_true (g_hash_table_contains (drag->published, GSIZE_TO_POINTER ((gsize) number)));
  g_assert_cmpuint (number, >=, drag->newest);
  drag->newest = number;
  g_hash_table_add (drag->seen, GSIZE_TO_POINTER ((gsize) number));
  g_autoptr (Walk) walk = walk_new (yzt_ring_get_generation (ring), yzt_ring_get_radius (ring));
  assert_totals (walk, result);
  assert_hits (walk, result);
  assert_sandbags (walk, result);
  drag->n_frames++;
}

static gboolean
on_deadline (gpointer user_data)
{
  Drag *drag = user_data;
  drag->late = TRUE;
  return G_SOURCE_CONTINUE;
}

static GSubprocess *
start_editor (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *self = g_file_read_link ("/proc/self/exe", &error);
  g_assert_no_error (error);
  GSubprocess *editor = g_subprocess_new (G_SUBPROCESS_FLAGS_INHERIT_FDS | G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, self, "--edit", path, NULL);
  g_assert_no_error (error);
  return editor;
}

/* Lets the other process end; the number of its last entry. */
static gint64
stop_editor (GSubprocess *editor)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  g_subprocess_communicate_utf8 (editor, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (editor));
  gint64 last = g_ascii_strtoll (output, NULL, 10);
  g_assert_cmpint (last, >, 0);
  return last;
}

/* The drag as such: ticks of the frame clock, at least N_FRAMES, until edits of the other process were seen. */
static void
run_drag (Drag *drag)
{
  MapFixture *fixture = drag->fixture;
  GdkFrameClock *clock = gtk_widget_get_frame_clock (fixture->window);
  FrameWatch watch;
  frame_watch_start (&watch, fixture->window);
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_frame), drag); /* after the watch: checking is no part of a frame */
  guint tick = gtk_widget_add_tick_callback (GTK_WIDGET (fixture->view), drag_tick, drag, NULL);
  g_atomic_int_set (&watching, 1);
  while (!drag->late && (drag->n_frames < N_FRAMES || g_hash_table_size (drag->seen) < N_GENERATIONS)) {
    g_main_context_iteration (NULL, TRUE);
  }
  g_atomic_int_set (&watching, 0);
  gtk_widget_remove_tick_callback (GTK_WIDGET (fixture->view), tick);
  g_signal_handlers_disconnect_by_data (clock, drag);
  double median_ms, longest_ms, stall_ms;
  frame_watch_stop (&watch, "ring dragged while stock is edited", &median_ms, &longest_ms);
  guint stalls = yzt_watchdog_take_stalls (&stall_ms, NULL);
  g_test_message ("%u frames told %u generations of %u; %u stalls of the clock on the wall, longest %.0f ms; statements: %d on the main thread, %d on workers",
                  drag->n_frames, g_hash_table_size (drag->seen), g_hash_table_size (drag->published), stalls, stall_ms,
                  g_atomic_int_get (&statements_on_main), g_atomic_int_get (&statements_elsewhere));
  /* Of the thread's own time: what a busy machine takes away is not ours. */
  g_assert_cmpfloat (longest_ms, <, MAP_TEST_STALL_MS);
}

/* What the screen holds in the end is what somebody finds who opens the file now. */
static void
assert_like_fresh (MapFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_store_open (fixture->path, YZT_STORE_READ_ONLY, &fixture->clock, &error);
  g_assert_no_error (error);
  g_autoptr (YztGeneration) fresh = yzt_load_generation (store, &fixture->clock, NULL, &error);
  g_assert_no_error (error);
  yzt_store_close (store);
  for (double radius_m = 5000; radius_m < 150000; radius_m *= 1.7) {
    yzt_ring_set_radius (fixture->ring, radius_m);
    g_autoptr (Walk) walk = walk_new (fresh, radius_m);
    assert_totals (walk, yzt_ring_get_result (fixture->ring));
  }
}

static void
test_live (MapFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GHashTable) published = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  Drag drag = { .fixture = fixture, .published = published, .seen = seen };
  YztScene *scene = yzt_session_get_scene (fixture->session);
  on_published (scene, &drag);
  g_signal_connect (scene, "published", G_CALLBACK (on_published), &drag);
  g_signal_connect (fixture->session, "rows-changed", G_CALLBACK (on_rows_changed), &drag);
  map_test_look_at (fixture, center.lon, center.lat, 9.2);
  yzt_ring_show (fixture->ring, center, 45000, "中央");
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, &drag);
  yzt_watchdog_start (YZT_WATCHDOG_LIMIT_MS);
  yzt_watchdog_take_stalls (NULL, NULL);

  g_autoptr (GSubprocess) editor = start_editor (fixture->path);
  run_drag (&drag);
  gint64 last = stop_editor (editor);
  g_assert_cmpuint (drag.n_frames, >=, N_FRAMES);
  g_assert_cmpuint (g_hash_table_size (seen), >=, N_GENERATIONS);
  g_assert_cmpint (g_atomic_int_get (&statements_on_main), ==, 0);
  g_assert_cmpint (g_atomic_int_get (&statements_elsewhere), >, 0);

  while (!drag.late && drag.entry < last) {
    g_main_context_iteration (NULL, TRUE);
  }
  g_assert_cmpint (drag.entry, ==, last);
  assert_like_fresh (fixture);
  g_source_remove (deadline);
  g_signal_handlers_disconnect_by_data (scene, &drag);
  g_signal_handlers_disconnect_by_data (fixture->session, &drag);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--edit")) {
    return run_editor (argv[2]);
  }
  main_thread = g_thread_self ();
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  yzt_geo_init ();
  sqlite3_auto_extension ((void (*) (void)) trace_connection);
  g_test_add ("/ring/live", MapFixture, NULL, live_set_up, test_live, map_fixture_tear_down);
  return g_test_run ();
}
