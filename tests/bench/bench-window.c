/* bench-window.c: from the start of the process to a map with a ring that answers, and what a frame of its drag costs
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench-window MAP START_US [PICTURE]: opens MAP in the real window, over PICTURE as its base map when one is named; START_US is the monotonic clock when
 * the process was started. A map with an incident is commanded too: the wind of a large zone is turned, orders are proposed. Writes one "name value" per line for bench_bars.py. Frames are told in the main thread's own time, so that a busy machine counts less. */
#include "config.h"
#include <locale.h>
#include <stdlib.h>
#include <time.h>

#include "yzt-application.h"
#include "yzt-command-page.h"
#include "yzt-exchange.h"
#include "yzt-map-renderer.h"
#include "yzt-map-view-private.h"
#include "yzt-sign-in-dialog.h"
#include "yzt-wind-dial.h"
#include "yzt-window-private.h"

#define N_FRAMES 240
#define N_MOVES 120
#define DEADLINE_S 120

static const YztPosition center = { 112.5, 23.1 };

typedef struct {
  YztWindow *window;
  gint64 start_us;
  guint n_painted; /* frames painted since the map was there */
  guint n_set;     /* radii set by the drag */
  double cpu_from_ms, wall_from_ms;
  GArray *cpu_ms, *wall_ms; /* double, per frame of the drag */
  GtkWidget *dial;          /* of the wind */
} Bench;

static double
clock_ms (clockid_t clock)
{
  struct timespec now;
  clock_gettime (clock, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static double
process_cpu_ms (void)
{
  return clock_ms (CLOCK_PROCESS_CPUTIME_ID);
}

/* Of /proc/self/status, in MB: "VmRSS" now, "VmHWM" at most, "RssAnon" without what is only mapped. */
static double
memory_mb (const char *name)
{
  g_autofree char *text = NULL;
  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL)) {
    return 0;
  }
  const char *line = strstr (text, name);
  return line != NULL ? (double) g_ascii_strtoull (line + strlen (name) + 1, NULL, 10) / 1024 : 0;
}

static gboolean
on_deadline (gpointer user_data)
{
  g_printerr ("bench-window: nothing happened for %d s\n", DEADLINE_S);
  exit (1);
}

static void
before_paint (GdkFrameClock *clock, Bench *bench)
{
  bench->cpu_from_ms = clock_ms (CLOCK_THREAD_CPUTIME_ID);
  bench->wall_from_ms = clock_ms (CLOCK_MONOTONIC);
}

static void
after_paint (GdkFrameClock *clock, Bench *bench)
{
  double cpu_ms = clock_ms (CLOCK_THREAD_CPUTIME_ID) - bench->cpu_from_ms;
  double wall_ms = clock_ms (CLOCK_MONOTONIC) - bench->wall_from_ms;
  bench->n_painted++;
  if (bench->n_set > 0) {
    g_array_append_val (bench->cpu_ms, cpu_ms);
    g_array_append_val (bench->wall_ms, wall_ms);
  }
}

static void
wait_for_frame (Bench *bench)
{
  guint before = bench->n_painted;
  gtk_widget_queue_draw (GTK_WIDGET (bench->window->map));
  while (bench->n_painted == before) {
    g_main_context_iteration (NULL, TRUE);
  }
}

static void
close_sign_in (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  for (guint i = g_list_model_get_n_items (windows); i > 0; i--) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i - 1);
    if (YZT_IS_SIGN_IN_DIALOG (window)) {
      gtk_window_close (window);
    }
  }
}

static void
tell_start (Bench *bench, const char *name)
{
  g_print ("%s_ms %.1f\n%s_cpu_ms %.1f\n", name, (double) (g_get_monotonic_time () - bench->start_us) / 1000, name, process_cpu_ms ());
}

static void
open_map (Bench *bench, const char *path)
{
  yzt_window_open (bench->window, path);
  gboolean ground = FALSE;
  while (bench->window->session == NULL || yzt_session_get_state (bench->window->session) != YZT_SESSION_READY || bench->window->ring == NULL) {
    if (bench->window->session != NULL && yzt_session_get_state (bench->window->session) == YZT_SESSION_FAILED) {
      g_printerr ("bench-window: %s cannot be opened\n", path);
      exit (1);
    }
    g_main_context_iteration (NULL, TRUE);
    if (!ground && bench->window->map->base_map != NULL && gtk_widget_get_mapped (GTK_WIDGET (bench->window->map))
        && yzt_tile_source_get_n_answered (bench->window->map->source) > 0) {
      ground = TRUE;
      tell_start (bench, "ground"); /* the first tiles of the map itself, while its features are read */
    }
  }
  close_sign_in ();
}

static gboolean
drag_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Bench *bench = user_data;
  bench->n_set++;
  yzt_ring_set_radius (bench->window->ring, 5000 + 300.0 * bench->n_set);
  return G_SOURCE_CONTINUE;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;
  return left < right ? -1 : left > right;
}

static void
tell_frames (GArray *frames, const char *name)
{
  g_array_sort (frames, compare_doubles);
  g_print ("%s_median_ms %.2f\n%s_p95_ms %.2f\n", name, g_array_index (frames, double, frames->len / 2), name,
           g_array_index (frames, double, frames->len * 95 / 100));
}

static void
drag (Bench *bench)
{
  guint tick = gtk_widget_add_tick_callback (GTK_WIDGET (bench->window->map), drag_tick, bench, NULL);
  double from_ms = clock_ms (CLOCK_MONOTONIC);
  while (bench->cpu_ms->len < N_FRAMES) {
    g_main_context_iteration (NULL, TRUE);
  }
  g_print ("frames_per_s %.1f\n", N_FRAMES * 1000 / (clock_ms (CLOCK_MONOTONIC) - from_ms));
  gtk_widget_remove_tick_callback (GTK_WIDGET (bench->window->map), tick);
  g_print ("hits %u\n", yzt_near_result_get_n_hits (yzt_ring_get_result (bench->window->ring)));
  tell_frames (bench->cpu_ms, "frame_cpu");
  tell_frames (bench->wall_ms, "frame");
}

/* The map itself, dragged and zoomed in the whole window. */
static void
move_map (Bench *bench, const char *name, YztPosition from, YztPosition to, double from_zoom, double to_zoom)
{
  g_array_set_size (bench->cpu_ms, 0);
  g_array_set_size (bench->wall_ms, 0);
  for (guint i = 0; i < N_MOVES; i++) {
    double share = (double) i / (N_MOVES - 1);
    yzt_map_view_go_to (bench->window->map, (YztPosition) { from.lon + share * (to.lon - from.lon), from.lat + share * (to.lat - from.lat) },
                        from_zoom + share * (to_zoom - from_zoom), FALSE);
    wait_for_frame (bench);
  }
  g_autofree char *cpu = g_strconcat (name, "_cpu", NULL);
  tell_frames (bench->cpu_ms, cpu);
  tell_frames (bench->wall_ms, name);
}

/* --- command: the wind turned, orders proposed --- */

static gint64
find_incident (Bench *bench)
{
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (bench->window->session));
  int kind = yzt_kind_set_index (yzt_session_get_kinds (bench->window->session), "incident");
  YztItem item;
  for (guint i = 0; i < yzt_generation_get_n_slots (generation); i++) {
    if (yzt_generation_get_item (generation, i, &item) && (int) item.kind == kind) {
      return item.fid;
    }
  }
  return 0;
}

static gboolean
wind_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Bench *bench = user_data;
  bench->n_set++;
  yzt_wind_dial_turn (YZT_WIND_DIAL (bench->dial), 3.0 * bench->n_set);
  return G_SOURCE_CONTINUE;
}

/* Frames in which @turn changes something; the most that was threatened. */
static void
turn_frames (Bench *bench, YztCommand *command, GtkTickCallback turn, const char *name)
{
  guint most = 0;
  g_array_set_size (bench->cpu_ms, 0);
  g_array_set_size (bench->wall_ms, 0);
  bench->n_set = 0;
  guint tick = gtk_widget_add_tick_callback (GTK_WIDGET (bench->window->map), turn, bench, NULL);
  while (bench->cpu_ms->len < N_FRAMES) {
    g_main_context_iteration (NULL, TRUE);
    most = MAX (most, yzt_command_get_threat (command)->things->len);
  }
  gtk_widget_remove_tick_callback (GTK_WIDGET (bench->window->map), tick);
  g_autofree char *cpu = g_strconcat (name, "_cpu", NULL);
  g_print ("%s_threatened %u\n", name, most);
  tell_frames (bench->cpu_ms, cpu);
  tell_frames (bench->wall_ms, name);
}

static void
propose (YztCommand *command)
{
  const YztReach reach = { .radius_m = 50000 };
  guint n_picks = 0;
  double from_ms = clock_ms (CLOCK_THREAD_CPUTIME_ID);
  for (guint way = 0; way < YZT_N_PROPOSALS; way++) {
    g_autoptr (YztNeedsProposal) proposal = yzt_needs_propose (yzt_command_get_needs (command), (YztProposalWay) way, &reach, yzt_command_get_cover (command), -1);
    n_picks += proposal->picks->len;
  }
  g_print ("propose_ms %.2f\npicks %u\n", clock_ms (CLOCK_THREAD_CPUTIME_ID) - from_ms, n_picks);
}

static void
command_incident (Bench *bench)
{
  YztWindow *window = bench->window;
  gint64 incident = find_incident (bench);
  if (incident == 0) {
    return;
  }
  yzt_session_select (window->session, yzt_kind_set_index (yzt_session_get_kinds (window->session), "incident"), incident);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.command", NULL);
  YztCommandPage *page = YZT_COMMAND_PAGE (gtk_stack_get_child_by_name (window->right_stack, "command"));
  YztCommand *command = yzt_command_page_get_command (page);
  while (yzt_command_get_needs (command) == NULL || yzt_command_get_cover (command) == NULL || yzt_command_get_row (command) == NULL) {
    g_main_context_iteration (NULL, TRUE);
  }
  const YztZoneAsk ask = { .substance = (char *) "UN1017", .spill = YZT_ERG_LARGE, .container = (char *) "rail", .hour = 1, .wind_from_deg = 0, .wind_m_s = 1, .wind_source = (char *) "bench" };
  yzt_command_set_ask (command, &ask);
  g_signal_emit_by_name (command, "loaded"); /* the card shows what is asked */
  yzt_map_view_go_to (window->map, center, 10.5, FALSE);
  bench->dial = yzt_command_zone_get_dial (yzt_command_page_get_zone (page));
  for (guint i = 0; i < 20; i++) {
    wait_for_frame (bench);
  }
  turn_frames (bench, command, wind_tick, "wind");
  yzt_window_show_ring (window, center, NULL); /* round the incident: it is the reach */
  gtk_stack_set_visible_child (window->right_stack, GTK_WIDGET (page));
  turn_frames (bench, command, drag_tick, "reach");
  propose (command);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.command", NULL);
}

static void
show_picture (Bench *bench, const char *path)
{
  g_autofree char *folder = g_dir_make_tmp ("yzt-bench-XXXXXX", NULL);
  g_autofree char *list_path = g_build_filename (folder, "list.ini", NULL);
  g_autofree char *cache_path = g_build_filename (folder, "tiles.db", NULL);
  g_autoptr (YztGroundList) list = yzt_ground_list_new (list_path);
  g_autoptr (YztGround) ground = yzt_ground_new_for_file (path);
  yzt_ground_list_add (list, ground);
  yzt_map_view_set_grounds (bench->window->map, list, cache_path);
}

static void
tell_moves (Bench *bench)
{
  yzt_ring_hide (bench->window->ring);
  move_map (bench, "pan", (YztPosition) { 111.5, 23.1 }, (YztPosition) { 113.5, 23.1 }, 8.3, 8.3);
  move_map (bench, "zoom", center, center, 6, 13);
  move_map (bench, "street", (YztPosition) { 112.4, 23.1 }, (YztPosition) { 112.6, 23.1 }, 13.4, 13.4);
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  if (argc != 3 && argc != 4) {
    g_printerr ("usage: bench-window MAP START_US [PICTURE]\n");
    return 2;
  }
  bench.start_us = g_ascii_strtoll (argv[2], NULL, 10);
  setlocale (LC_ALL, "");
  yzt_map_choose_renderer ();
  gtk_init ();
  yzt_geo_init ();
  yzt_exchange_init ();
  g_autoptr (YztApplication) application = yzt_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (application), NULL, NULL)) {
    return 1;
  }
  g_timeout_add_seconds (DEADLINE_S, on_deadline, NULL);
  bench.cpu_ms = g_array_new (FALSE, FALSE, sizeof (double));
  bench.wall_ms = g_array_new (FALSE, FALSE, sizeof (double));
  bench.window = yzt_window_new (GTK_APPLICATION (application));
  gtk_window_set_default_size (GTK_WINDOW (bench.window), 1280, 800);
  gtk_window_present (GTK_WINDOW (bench.window));
  open_map (&bench, argv[1]);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (bench.window));
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint), &bench);
  g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint), &bench);
  wait_for_frame (&bench);
  tell_start (&bench, "map");
  yzt_window_show_ring (bench.window, center, NULL);
  wait_for_frame (&bench);
  tell_start (&bench, "ring");
  g_print ("items %u\n", yzt_generation_get_n_items (yzt_scene_get_generation (yzt_session_get_scene (bench.window->session))));
  yzt_map_view_go_to (bench.window->map, center, 8.6, FALSE);
  for (guint i = 0; i < 20; i++) { /* tiles come */
    wait_for_frame (&bench);
  }
  drag (&bench);
  command_incident (&bench);
  if (argc == 4) {
    show_picture (&bench, argv[3]);
  }
  tell_moves (&bench);
  g_print ("memory_mb %.0f\nresting_mb %.0f\nresting_own_mb %.0f\n", memory_mb ("VmHWM"), memory_mb ("VmRSS"), memory_mb ("RssAnon"));
  return 0;
}
