/* bench-map.c: what a frame of the map costs at 10 000, 100 000 and 1 000 000 features
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench-map [FEATURES]...: a window of 1280 x 800; a synthetic country of towns, eight kinds. Frames are told in the main thread's own
 * time and as they went by the clock. The peer of the same run is the plain way: one sprite painted for each feature in sight. */
#include <adwaita.h>
#include <gdal.h>
#include <glib/gstdio.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "yzt-base.h"
#include "yzt-map-renderer.h"
#include "yzt-map-view-private.h"
#include "yzt-store.h"
#include "yzt-symbol-cache-private.h"

#define N_TOWNS 400
#define N_FRAMES 120
#define SEED 20261122
#define BAR_MS 8.0

typedef struct {
  GtkWidget *window;
  YztMapView *view;
  YztKindSet *kinds;
  YztGeneration *generation;
  guint n;
  const char *ground; /* "plain", "base": the built-in map, "raster" */
  char *folder;
  guint n_painted;
  double cpu_from_ms, wall_from_ms;
  GArray *cpu_ms, *wall_ms; /* double */
} Bench;

static double
clock_ms (clockid_t clock)
{
  struct timespec now;
  clock_gettime (clock, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;
  return (left > right) - (left < right);
}

static double
percentile (GArray *times, double share)
{
  g_array_sort (times, compare_doubles);
  return times->len > 0 ? g_array_index (times, double, (guint) ((times->len - 1) * share)) : 0;
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
  g_array_append_val (bench->cpu_ms, cpu_ms);
  g_array_append_val (bench->wall_ms, wall_ms);
}

static void
wait_for_frame (Bench *bench)
{
  guint before = bench->n_painted;
  gtk_widget_queue_draw (GTK_WIDGET (bench->view));
  while (bench->n_painted == before) {
    g_main_context_iteration (NULL, TRUE);
  }
}

static char *only_ground = NULL;
static char *only_motion = NULL;
static gboolean without_areas = FALSE, each_frame = FALSE;

static const GOptionEntry options[] = {
  { "ground", 'g', 0, G_OPTION_ARG_STRING, &only_ground, "plain, base or raster; all when not told", "GROUND" },
  { "motion", 'm', 0, G_OPTION_ARG_STRING, &only_motion, "One motion only, as it is printed", "MOTION" },
  { "without-areas", 0, 0, G_OPTION_ARG_NONE, &without_areas, "Leave out the 50 000 areas", NULL },
  { "each-frame", 0, 0, G_OPTION_ARG_NONE, &each_frame, "Print what each frame took", NULL },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};

/* --- features --- */

static double
bell (GRand *rand)
{
  return sqrt (-2 * log (g_rand_double_range (rand, 1e-12, 1))) * cos (2 * G_PI * g_rand_double (rand));
}

static YztGeneration *
make_country (Bench *bench)
{
  static const char *const ids[] = { "hazard-source", "rescue-team", "depot", "shelter", "hospital", "protection-target",
                                     "camera", "helipad" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);
  YztPosition towns[N_TOWNS];
  double spread[N_TOWNS], sums[64];
  YztSceneBuilder *builder = yzt_scene_builder_new (bench->kinds);
  for (guint i = 0; i < G_N_ELEMENTS (sums); i++) {
    sums[i] = NAN;
  }
  for (guint t = 0; t < N_TOWNS; t++) {
    towns[t] = (YztPosition) { g_rand_double_range (rand, 98, 123), g_rand_double_range (rand, 22, 42) };
    spread[t] = g_rand_double_range (rand, 0.05, 0.4);
  }
  towns[0] = (YztPosition) { 112.5, 23.1 };
  for (guint i = 0; i < bench->n; i++) {
    guint t = (guint) g_rand_int_range (rand, 0, N_TOWNS);
    g_autofree char *name = g_strdup_printf ("第%u号%s", i, ids[i % G_N_ELEMENTS (ids)]);
    YztItem item = { .kind = (guint) yzt_kind_set_index (bench->kinds, ids[i % G_N_ELEMENTS (ids)]), .fid = i + 1,
                     .level = (guint8) (i % G_N_ELEMENTS (ids) == 0 ? 1 + i / 8 % 4 : 0), .variant = G_MAXUINT16,
                     .verified_at_ms = YZT_SCENE_NO_TIME, .name = name, .sums = sums };
    gboolean scattered = g_rand_double (rand) < 0.15;
    item.lon = scattered ? g_rand_double_range (rand, 75, 134) : towns[t].lon + spread[t] * bell (rand);
    item.lat = scattered ? g_rand_double_range (rand, 19, 52) : towns[t].lat + spread[t] * bell (rand);
    yzt_scene_builder_add (builder, &item);
  }
  return yzt_scene_builder_finish (builder);
}

/* --- frames --- */

typedef void (*Motion) (Bench *bench, double share);

static void
pan_all (Bench *bench, double share)
{
  yzt_map_view_go_to (bench->view, (YztPosition) { 100 + 10 * share, 34 }, 5.2, FALSE);
}

static void
zoom (Bench *bench, double share)
{
  yzt_map_view_go_to (bench->view, (YztPosition) { 112.5, 23.1 }, 4 + 9 * share, FALSE);
}

static void
pan_close (Bench *bench, double share)
{
  yzt_map_view_go_to (bench->view, (YztPosition) { 112 + share, 23.1 }, 9.3, FALSE);
}

static void
pan_street (Bench *bench, double share)
{
  yzt_map_view_go_to (bench->view, (YztPosition) { 112.4 + 0.2 * share, 23.1 }, 13.4, FALSE);
}

/* The plain way, drawn once: every feature in sight as its sprite. */
static double
plain_frame_ms (Bench *bench)
{
  YztSymbolLook look = { bench->kinds, &YZT_DRAW_THEME_LIGHT, "zh_CN", 1, 1, YZT_SYMBOL_SET_OURS };
  g_autoptr (YztSymbolCache) symbols = yzt_symbol_cache_new (&look);
  YztMapFrame frame = yzt_scene_layer_get_frame (bench->view->scene_layer);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, frame.width, frame.height);
  cairo_t *cr = cairo_create (surface);
  double from_ms = clock_ms (CLOCK_THREAD_CPUTIME_ID);
  for (guint i = 0; i < yzt_generation_get_n_slots (bench->generation); i++) {
    YztItem item;
    double x, y;
    if (!yzt_generation_get_item (bench->generation, i, &item) || !yzt_generation_get_mercator (bench->generation, i, &x, &y)) {
      continue;
    }
    double px = yzt_map_frame_px (&frame, x), py = yzt_map_frame_py (&frame, y);
    if (px > -20 && py > -20 && px < frame.width + 20 && py < frame.height + 20) {
      yzt_sprite_paint (yzt_symbol_cache_get_symbol (symbols, &item, (YztSymbolFlags) 0), cr, px, py, 1);
    }
  }
  double ms = clock_ms (CLOCK_THREAD_CPUTIME_ID) - from_ms;
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return ms;
}

static void
bench_motion (Bench *bench, const char *what, const char *ground, Motion motion)
{
  if (only_motion != NULL && !g_str_equal (what, only_motion)) {
    return;
  }
  motion (bench, 0);
  wait_for_frame (bench);
  g_array_set_size (bench->cpu_ms, 0);
  g_array_set_size (bench->wall_ms, 0);
  yzt_map_view_take_frame_figures (bench->view, NULL, NULL, NULL);
  for (guint i = 0; i < N_FRAMES; i++) {
    motion (bench, (double) i / (N_FRAMES - 1));
    wait_for_frame (bench);
    if (each_frame) {
      printf ("%4u %6.2f %6.2f\n", i, g_array_index (bench->cpu_ms, double, bench->cpu_ms->len - 1), g_array_index (bench->wall_ms, double, bench->wall_ms->len - 1));
    }
  }
  double own_median_ms = 0, own_p95_ms = 0;
  yzt_map_view_take_frame_figures (bench->view, NULL, &own_median_ms, &own_p95_ms);
  motion (bench, 0.5);
  double plain_ms = plain_frame_ms (bench);
  double median_ms = percentile (bench->cpu_ms, 0.5), p95_ms = percentile (bench->cpu_ms, 0.95);
  printf ("%8u %-12s %-8s %7.2f %7.2f %8.2f %8.2f %8.2f %9.1f %7.1fx %s\n", bench->n, what, ground, median_ms, p95_ms,
          percentile (bench->wall_ms, 0.5), percentile (bench->wall_ms, 0.95), own_median_ms, plain_ms, plain_ms / median_ms,
          p95_ms <= BAR_MS ? "ok" : "OVER");
  fflush (stdout);
}

/* Workers have nothing more to paint. */
static void
settle (Bench *bench)
{
  do {
    wait_for_frame (bench);
  } while (!yzt_scene_layer_is_settled (bench->view->scene_layer));
}

static void
bench_queries (Bench *bench)
{
  const guint n = 200;
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  pan_close (bench, 0.5);
  wait_for_frame (bench);
  for (guint i = 0; i < n; i++) {
    double from_ms = clock_ms (CLOCK_THREAD_CPUTIME_ID);
    yzt_scene_layer_pick (bench->view->scene_layer, 100 + i * 5, 80 + i * 3, 0);
    double ms = clock_ms (CLOCK_THREAD_CPUTIME_ID) - from_ms;
    g_array_append_val (times, ms);
  }
  printf ("%8u pick on the map %.4f ms (95 %%: %.4f)\n", bench->n, percentile (times, 0.5), percentile (times, 0.95));
  g_array_set_size (times, 0);
  for (guint i = 0; i < 20; i++) { /* another filter, and the frame that shows it */
    YztSceneFilter filter = { i % 2 == 0 ? 0xff : G_MAXUINT64 };
    double from_ms = clock_ms (CLOCK_THREAD_CPUTIME_ID);
    yzt_scene_layer_set_filter (bench->view->scene_layer, filter);
    wait_for_frame (bench);
    double ms = clock_ms (CLOCK_THREAD_CPUTIME_ID) - from_ms;
    g_array_append_val (times, ms);
  }
  printf ("%8u filter by kind, with its frame %.2f ms (95 %%: %.2f)\n", bench->n, percentile (times, 0.5), percentile (times, 0.95));
}

static void
bench_size (Bench *bench, guint n)
{
  struct rusage usage;
  bench->n = n;
  yzt_scene_layer_set_generation (bench->view->scene_layer, NULL); /* one country at a time */
  g_clear_pointer (&bench->generation, yzt_generation_unref);
  bench->generation = make_country (bench);
  yzt_scene_layer_set_generation (bench->view->scene_layer, bench->generation);
  const char *ground = bench->ground;
  bench_motion (bench, "pan all", ground, pan_all);
  bench_motion (bench, "zoom", ground, zoom);
  bench_motion (bench, "pan close", ground, pan_close);
  bench_motion (bench, "pan street", ground, pan_street);
  if (g_str_equal (ground, "plain")) {
    bench_queries (bench);
    yzt_map_view_set_every_point (bench->view, TRUE);
    settle (bench);
    bench_motion (bench, "every point", ground, pan_all);
    yzt_map_view_set_every_point (bench->view, FALSE);
  }
  getrusage (RUSAGE_SELF, &usage);
  printf ("%8u memory, at most %.0f MB\n", n, (double) usage.ru_maxrss / 1024);
}

/* --- areas --- */

#define N_AREAS 50000
#define N_CORNERS 60

static YztGeneration *
make_areas (Bench *bench)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);
  YztSceneBuilder *builder = yzt_scene_builder_new (bench->kinds);
  double sums[64] = { 0 };
  const guint starts[] = { 0, N_CORNERS };
  for (guint i = 0; i < N_AREAS; i++) {
    YztPosition corners[N_CORNERS], middle = { g_rand_double_range (rand, 98, 123), g_rand_double_range (rand, 22, 42) };
    double radius = 0.005 + 0.1 * pow (g_rand_double (rand), 4);
    for (guint c = 0; c < N_CORNERS; c++) {
      double angle = 2 * G_PI * c / N_CORNERS, r = radius * g_rand_double_range (rand, 0.8, 1);
      corners[c] = (YztPosition) { middle.lon + r * cos (angle), middle.lat + r * sin (angle) };
    }
    g_autoptr (YztGeometry) geometry = yzt_geometry_new_area (corners, starts, 1);
    g_autoptr (YztShape) shape = yzt_shape_new (geometry);
    YztItem item = { .kind = (guint) yzt_kind_set_index (bench->kinds, i % 2 == 0 ? "hazard-source" : "protection-target"), .fid = i + 1,
                     .lon = middle.lon, .lat = middle.lat, .level = (guint8) (i % 5), .variant = G_MAXUINT16,
                     .verified_at_ms = YZT_SCENE_NO_TIME, .name = "片区", .sums = sums, .shape = shape };
    yzt_scene_builder_add (builder, &item);
  }
  return yzt_scene_builder_finish (builder);
}

static void
bench_areas (Bench *bench)
{
  struct rusage usage;
  bench->n = N_AREAS;
  yzt_scene_layer_set_generation (bench->view->scene_layer, NULL);
  g_clear_pointer (&bench->generation, yzt_generation_unref);
  double from_ms = clock_ms (CLOCK_MONOTONIC);
  bench->generation = make_areas (bench);
  printf ("%8u areas of %d corners made, simplified and indexed in %.0f ms\n", bench->n, N_CORNERS, clock_ms (CLOCK_MONOTONIC) - from_ms);
  pan_all (bench, 0);
  from_ms = clock_ms (CLOCK_MONOTONIC);
  yzt_scene_layer_set_generation (bench->view->scene_layer, bench->generation);
  settle (bench);
  printf ("%8u areas in sight painted on the worker in %.0f ms\n", bench->n, clock_ms (CLOCK_MONOTONIC) - from_ms);
  bench_motion (bench, "areas, all", bench->ground, pan_all);
  bench_motion (bench, "areas, zoom", bench->ground, zoom);
  bench_motion (bench, "areas, close", bench->ground, pan_close);
  getrusage (RUSAGE_SELF, &usage);
  printf ("%8u memory, at most %.0f MB\n", bench->n, (double) usage.ru_maxrss / 1024);
}

/* --- grounds --- */

/* China as a coloured picture with overviews, in degrees, so that every tile has to be warped. */
static char *
make_raster (Bench *bench)
{
  const int width = 6200, height = 3600;
  char *path = g_build_filename (bench->folder, "picture.tif", NULL);
  double transform[6] = { 73, 62.0 / width, 0, 54, 0, -36.0 / height };
  int levels[] = { 2, 4, 8, 16 };
  char *tiled[] = { (char *) "TILED=YES", NULL };
  GDALAllRegister ();
  GDALDatasetH dataset = GDALCreate (GDALGetDriverByName ("GTiff"), path, width, height, 3, GDT_Byte, tiled);
  OGRSpatialReferenceH reference = OSRNewSpatialReference (NULL);
  OSRImportFromEPSG (reference, 4326);
  GDALSetSpatialRef (dataset, reference);
  OSRRelease (reference);
  GDALSetGeoTransform (dataset, transform);
  g_autofree guint8 *row = g_malloc ((gsize) width);
  for (int band = 1; band <= 3; band++) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        row[x] = (guint8) (128 + 60 * sin (x * 0.01 * band) + 60 * cos (y * 0.013 * band));
      }
      if (GDALRasterIO (GDALGetRasterBand (dataset, band), GF_Write, 0, y, width, 1, row, width, 1, GDT_Byte, 0, 0) != CE_None) {
        g_error ("%s cannot be written", path);
      }
    }
  }
  if (GDALBuildOverviews (dataset, "AVERAGE", G_N_ELEMENTS (levels), levels, 0, NULL, NULL, NULL) != CE_None) {
    g_error ("%s: no overviews", path);
  }
  GDALClose (dataset);
  return path;
}

static void
show_raster (Bench *bench)
{
  g_autofree char *path = make_raster (bench);
  g_autofree char *list_path = g_build_filename (bench->folder, "list.ini", NULL);
  g_autofree char *cache_path = g_build_filename (bench->folder, "tiles.db", NULL);
  g_autoptr (YztGroundList) list = yzt_ground_list_new (list_path);
  g_autoptr (YztGround) ground = yzt_ground_new_for_file (path);
  yzt_ground_list_add (list, ground);
  yzt_map_view_set_grounds (bench->view, list, cache_path);
  double until_ms = clock_ms (CLOCK_MONOTONIC) + 3000; /* opened on a worker */
  while (clock_ms (CLOCK_MONOTONIC) < until_ms) {
    wait_for_frame (bench);
  }
  if (*yzt_ground_get_problem (ground) != '\0') {
    g_error ("%s", yzt_ground_get_problem (ground));
  }
}

static void
open_window (Bench *bench)
{
  bench->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (bench->window), 1280, 800);
  bench->view = YZT_MAP_VIEW (yzt_map_view_new ());
  gtk_window_set_child (GTK_WINDOW (bench->window), GTK_WIDGET (bench->view));
  gtk_window_present (GTK_WINDOW (bench->window));
  while (!gtk_widget_get_mapped (GTK_WIDGET (bench->view)) || gtk_widget_get_width (GTK_WIDGET (bench->view)) == 0) {
    g_main_context_iteration (NULL, TRUE);
  }
  GdkFrameClock *clock = gtk_widget_get_frame_clock (bench->window);
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint), bench);
  g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint), bench);
  yzt_scene_layer_set_language (bench->view->scene_layer, "zh_CN");
}

/* "plain" is the window as it opens; each ground stays while the next is not shown. */
static void
show_ground (Bench *bench, const char *name)
{
  bench->ground = name;
  if (g_str_equal (name, "base")) {
    g_autofree char *base = g_build_filename (yzt_data_dir (), "basemap", "basemap.gpkg", NULL);
    yzt_map_view_set_base_map (bench->view, base, NULL);
    while (bench->view->base_map == NULL) {
      g_main_context_iteration (NULL, TRUE);
    }
  } else if (g_str_equal (name, "raster")) {
    show_raster (bench);
  }
}

static void
bench_grounds (Bench *bench, int n_sizes, char **sizes)
{
  static const char *const grounds[] = { "plain", "base", "raster" };
  static const guint usual[] = { 10000, 100000, 1000000 };
  printf ("%8s %-12s %-8s %15s %17s %8s %9s %8s bar %.0f ms (main thread, 95 %%)\n", "features", "", "ground", "main p50  p95",
          "wall p50     p95", "own p50", "plain ms", "ratio", BAR_MS);
  for (guint ground = 0; ground < G_N_ELEMENTS (grounds); ground++) {
    if (only_ground != NULL && !g_str_equal (grounds[ground], only_ground)) {
      continue;
    }
    show_ground (bench, grounds[ground]);
    for (int i = 0; i < (n_sizes > 0 ? n_sizes : (int) G_N_ELEMENTS (usual)); i++) {
      bench_size (bench, n_sizes > 0 ? (guint) g_ascii_strtoull (sizes[i], NULL, 10) : usual[i]);
    }
  }
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("[FEATURES]...");
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("bench-map: %s\n", error->message);
    return 1;
  }
  yzt_map_choose_renderer ();
  gtk_init ();
  adw_init ();
  yzt_geo_init ();
  bench.kinds = yzt_load_kinds (NULL, &error);
  if (bench.kinds == NULL) {
    g_printerr ("bench-map: %s\n", error->message);
    return 1;
  }
  bench.cpu_ms = g_array_new (FALSE, FALSE, sizeof (double));
  bench.wall_ms = g_array_new (FALSE, FALSE, sizeof (double));
  bench.folder = g_dir_make_tmp ("yzt-bench-XXXXXX", NULL);
  open_window (&bench);
  bench_grounds (&bench, argc - 1, argv + 1);
  if (!without_areas) {
    bench_areas (&bench);
  }
  gtk_window_destroy (GTK_WINDOW (bench.window));
  g_clear_pointer (&bench.generation, yzt_generation_unref);
  yzt_kind_set_unref (bench.kinds);
  g_array_unref (bench.cpu_ms);
  g_array_unref (bench.wall_ms);
  return 0;
}
