/* bench-briefing.c: from the key that steps to the picture of the next scene, on a map of many features
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench-briefing MAP [STEPS]: opens MAP (as bench_bars.py makes it), makes eight scenes in it, shows them on a wall of the display's size without motion, and steps
 * round. A picture is there when the map has nothing more to draw and a frame with it was painted; its figures may come later and are told apart. Told beside the clock is the
 * main thread's own time, for a machine that is busy. One "name value" a line. */
#include "config.h"
#include <locale.h>
#include <stdlib.h>
#include <time.h>

#include "yzt-briefing-show.h"
#include "yzt-exchange.h"
#include "yzt-map-renderer.h"
#include "yzt-map-view-private.h"
#include "yzt-window-private.h"

#define N_SCENES 8
#define STEPS 40
#define DEADLINE_S 300

typedef struct {
  YztSession *session;
  YztBriefing *briefing;
  guint n_painted;
  GArray *clock_ms, *cpu_ms, *figures_ms; /* double */
} Bench;

static double
clock_ms (clockid_t clock)
{
  struct timespec now;
  clock_gettime (clock, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static gboolean
on_deadline (gpointer user_data)
{
  g_printerr ("bench-briefing: nothing happened for %d s\n", DEADLINE_S);
  exit (1);
}

static void
on_open (GObject *session, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  if (!yzt_session_open_finish (YZT_SESSION (session), result, &error)) {
    g_printerr ("bench-briefing: %s\n", error->message);
    exit (1);
  }
}

static void
after_paint (GdkFrameClock *clock, Bench *bench)
{
  bench->n_painted++;
}

static void
open_map (Bench *bench, const char *path)
{
  bench->session = yzt_session_new (&yzt_clock_system, "en", "bench");
  yzt_session_open_async (bench->session, path, NULL, on_open, NULL);
  while (yzt_session_get_state (bench->session) != YZT_SESSION_READY) {
    g_main_context_iteration (NULL, TRUE);
  }
  yzt_session_sign_in (bench->session, "bench");
  while (*yzt_session_get_author (bench->session) == '\0') {
    g_main_context_iteration (NULL, TRUE);
  }
}

/* From the whole to a town, by turns, each with its figures; half of them with a ring. */
static void
make_scenes (Bench *bench)
{
  static const char *const figures[] = { "teams", "people-on-duty", "people-in-reach", "teams-in-reach", "open-incidents", NULL };
  bench->briefing = yzt_briefing_new (bench->session);
  while (!yzt_briefing_is_listed (bench->briefing)) {
    g_main_context_iteration (NULL, TRUE);
  }
  for (guint i = yzt_briefing_get_n (bench->briefing); i < N_SCENES || yzt_briefing_get_n (bench->briefing) < N_SCENES;) { /* those of an earlier run are kept */
    if (yzt_briefing_is_listed (bench->briefing) && i == yzt_briefing_get_n (bench->briefing)) {
      g_autoptr (YztBriefingScene) scene = yzt_briefing_scene_new ();
      double half = i % 2 == 0 ? 1.5 : 0.15 + 0.05 * i, lon = 112.5 + 0.2 * (i % 3), lat = 23.1 - 0.15 * (i % 4);
      g_free (scene->name);
      scene->name = g_strdup_printf ("Scene %u", i + 1);
      scene->has_extent = TRUE;
      scene->extent = (YztBox) { lon - half, lat - half / 2, lon + half, lat + half / 2 };
      scene->ring_m = i % 2 == 0 ? 0 : 20000;
      scene->has_ring_at = i % 2 != 0;
      scene->ring_at = (YztPosition) { lon, lat };
      g_strfreev (scene->figures);
      scene->figures = g_strdupv ((char **) figures);
      yzt_briefing_add_async (bench->briefing, scene, NULL, NULL);
      i++;
    }
    g_main_context_iteration (NULL, TRUE);
  }
}

static void
wait_for_picture (Bench *bench, YztMapView *map)
{
  guint painted;
  do {
    painted = bench->n_painted;
    gtk_widget_queue_draw (GTK_WIDGET (map));
    while (bench->n_painted == painted) {
      g_main_context_iteration (NULL, TRUE);
    }
  } while (!yzt_scene_layer_is_settled (map->scene_layer));
}

static void
on_answered (YztBriefing *briefing, guint index, guint *answered)
{
  *answered = index;
}

static void
step (Bench *bench, YztBriefingShow *show, YztMapView *map, guint to)
{
  guint answered = G_MAXUINT;
  gulong handler = g_signal_connect (bench->briefing, "answered", G_CALLBACK (on_answered), &answered);
  double clock_from = clock_ms (CLOCK_MONOTONIC), cpu_from = clock_ms (CLOCK_THREAD_CPUTIME_ID);
  yzt_briefing_show_key (show, GDK_KEY_1 + to, 0);
  wait_for_picture (bench, map);
  double cpu = clock_ms (CLOCK_THREAD_CPUTIME_ID) - cpu_from, all = clock_ms (CLOCK_MONOTONIC) - clock_from;
  while (answered != to) {
    g_main_context_iteration (NULL, TRUE);
  }
  double figures = clock_ms (CLOCK_MONOTONIC) - clock_from;
  g_signal_handler_disconnect (bench->briefing, handler);
  g_array_append_val (bench->clock_ms, all);
  g_array_append_val (bench->cpu_ms, cpu);
  g_array_append_val (bench->figures_ms, figures);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;
  return left < right ? -1 : left > right;
}

static void
tell (GArray *times, const char *name)
{
  g_array_sort (times, compare_doubles);
  g_print ("%s_median_ms %.1f\n%s_p95_ms %.1f\n", name, g_array_index (times, double, times->len / 2), name, g_array_index (times, double, times->len * 95 / 100));
}

int
main (int argc, char **argv)
{
  Bench bench = { .clock_ms = g_array_new (FALSE, FALSE, sizeof (double)), .cpu_ms = g_array_new (FALSE, FALSE, sizeof (double)),
                  .figures_ms = g_array_new (FALSE, FALSE, sizeof (double)) };
  if (argc != 2 && argc != 3) {
    g_printerr ("usage: bench-briefing MAP [STEPS]\n");
    return 2;
  }
  setlocale (LC_ALL, "");
  yzt_map_choose_renderer ();
  gtk_init ();
  adw_init ();
  yzt_geo_init ();
  yzt_exchange_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_timeout_add_seconds (DEADLINE_S, on_deadline, NULL);
  open_map (&bench, argv[1]);
  make_scenes (&bench);
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  YztBriefingShow *show = yzt_briefing_show_new (window, bench.briefing, yzt_window_dress_map, NULL);
  GtkWindow *wall = yzt_briefing_show_get_wall (show);
  YztMapView *map = yzt_stage_view_get_map (yzt_briefing_show_get_stage (show));
  gtk_window_set_default_size (wall, 1920, 1080);
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (wall)), "after-paint", G_CALLBACK (after_paint), &bench);
  wait_for_picture (&bench, map);
  guint steps = argc == 3 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : STEPS;
  for (guint i = 0; i < N_SCENES; i++) { /* once round: the base map's tiles come from the disk */
    step (&bench, show, map, (i + 1) % N_SCENES);
  }
  tell (bench.clock_ms, "first_picture");
  g_array_set_size (bench.clock_ms, 0);
  g_array_set_size (bench.cpu_ms, 0);
  g_array_set_size (bench.figures_ms, 0);
  for (guint i = 0; i < steps; i++) {
    step (&bench, show, map, (i + 1) % N_SCENES);
  }
  g_print ("items %u\nwidth %d\nheight %d\n", yzt_generation_get_n_items (yzt_scene_get_generation (yzt_session_get_scene (bench.session))), gtk_widget_get_width (GTK_WIDGET (map)),
           gtk_widget_get_height (GTK_WIDGET (map)));
  tell (bench.clock_ms, "picture");
  tell (bench.cpu_ms, "picture_cpu");
  tell (bench.figures_ms, "figures");
  return 0;
}
