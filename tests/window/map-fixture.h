/* map-fixture.h: a window with a map on an open session, for window tests
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <adwaita.h>
#include <glib/gstdio.h>
#include <math.h>
#include <time.h>
#include "yzt-label-layout-private.h"
#include "yzt-map-view-private.h"
#include "yzt-watchdog.h"

#ifdef __SANITIZE_ADDRESS__
#define MAP_TEST_MANY 20000
#define MAP_TEST_FRAME_MS 100.0 /* the sanitizers' own cost is not what is measured */
#define MAP_TEST_STALL_MS 500.0
#else
#define MAP_TEST_MANY 100000
#define MAP_TEST_FRAME_MS 16.0
#define MAP_TEST_STALL_MS 50.0
#endif

static gint64 map_test_now_ms = 1795320000000;

typedef struct {
  YztClock clock;
  char *path;
  YztKindSet *kinds;
  YztSession *session;
  YztRing *ring;
  GtkWidget *window;
  YztMapView *view;
} MapFixture;

static inline void
map_test_on_opened (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean opened = yzt_session_open_finish (YZT_SESSION (object), result, &error);
  g_assert_no_error (error);
  g_assert_true (opened);
  *(gboolean *) user_data = TRUE;
}

/* An empty map in a folder of its own. */
static inline void
map_fixture_create (MapFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  fixture->clock = (YztClock) YZT_CLOCK_FIXED (&map_test_now_ms);
  fixture->kinds = yzt_load_kinds (NULL, &error);
  g_assert_no_error (error);
  g_autofree char *dir = g_dir_make_tmp ("yzt-map-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (dir, "test.gpkg", NULL);
  yzt_store_create (fixture->path, fixture->kinds, "Test", "Asia/Shanghai", &fixture->clock, &error);
  g_assert_no_error (error);
}

/* Session, ring and a window on that map. */
static inline void
map_fixture_open (MapFixture *fixture)
{
  fixture->session = yzt_session_new (&fixture->clock, "zh_CN", "test");
  gboolean opened = FALSE;
  yzt_session_open_async (fixture->session, fixture->path, NULL, map_test_on_opened, &opened);
  while (!opened) {
    g_main_context_iteration (NULL, TRUE);
  }
  fixture->ring = yzt_ring_new (fixture->session);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1000, 700);
  fixture->view = YZT_MAP_VIEW (yzt_map_view_new ());
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->view));
  yzt_map_view_set_session (fixture->view, fixture->session, fixture->ring);
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_test_widget_wait_for_draw (fixture->window);
}

static inline void
map_fixture_set_up (MapFixture *fixture, gconstpointer user_data)
{
  map_fixture_create (fixture);
  map_fixture_open (fixture);
}

static inline void
map_fixture_tear_down (MapFixture *fixture, gconstpointer user_data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_clear_object (&fixture->ring);
  YztStore *store = yzt_session_get_store (fixture->session);
  g_object_add_weak_pointer (G_OBJECT (store), (gpointer *) &store);
  yzt_session_close (fixture->session);
  while (store != NULL) { /* closed on the worker; until then files stand beside the map */
    g_main_context_iteration (NULL, TRUE);
  }
  g_clear_object (&fixture->session);
  g_clear_pointer (&fixture->kinds, yzt_kind_set_unref);
  g_autofree char *dir = g_path_get_dirname (fixture->path);
  g_remove (fixture->path);
  g_rmdir (dir);
  g_clear_pointer (&fixture->path, g_free);
}

/* A YztItem with the least that is needed; sums are NaN. */
static inline YztItem
map_test_item (MapFixture *fixture, const char *kind_id, gint64 fid, double lon, double lat, guint8 level,
               const char *name)
{
  static double no_sums[64];
  for (guint i = 0; i < G_N_ELEMENTS (no_sums); i++) {
    no_sums[i] = NAN;
  }
  int kind = yzt_kind_set_index (fixture->kinds, kind_id);
  g_assert_cmpint (kind, >=, 0);
  return (YztItem) { .kind = (guint) kind,
                     .fid = fid,
                     .lon = lon,
                     .lat = lat,
                     .level = level,
                     .variant = G_MAXUINT16,
                     .verified_at_ms = YZT_SCENE_NO_TIME,
                     .name = name,
                     .sums = no_sums };
}

/* @n features of many kinds round 112.5, 23.1, denser in the middle. */
static inline YztGeneration *
map_test_crowd (MapFixture *fixture, guint n, double spread_deg)
{
  static const char *const ids[] = {
    "hazard-source", "rescue-team", "depot", "shelter", "hospital", "protection-target"
  };
  YztKindSet *kinds = yzt_generation_get_kinds (yzt_scene_get_generation (yzt_session_get_scene (fixture->session)));
  YztSceneBuilder *builder = yzt_scene_builder_new (kinds);
  for (guint i = 0; i < n; i++) {
    double radius = spread_deg * pow (g_test_rand_double (), 1.5);
    double angle = 2 * G_PI * g_test_rand_double ();
    guint which = i % G_N_ELEMENTS (ids);
    g_autofree char *name = g_strdup_printf ("点%u", i);
    YztItem item = map_test_item (fixture, ids[which], (gint64) i + 1, 112.5 + radius * cos (angle),
                                  23.1 + radius * sin (angle), which == 0 ? (guint8) (1 + i / 6 % 4) : 0, name);
    yzt_scene_builder_add (builder, &item);
  }
  return yzt_scene_builder_finish (builder);
}

static inline void
map_test_publish (MapFixture *fixture, YztGeneration *generation)
{
  yzt_scene_publish (yzt_session_get_scene (fixture->session), generation);
  gtk_test_widget_wait_for_draw (fixture->window);
}

static inline void
map_test_look_at (MapFixture *fixture, double lon, double lat, double zoom)
{
  yzt_map_view_go_to (fixture->view, (YztPosition) { lon, lat }, zoom, FALSE);
  gtk_test_widget_wait_for_draw (fixture->window);
}

static inline GdkTexture *
map_test_grab (GtkWidget *widget)
{
  g_autoptr (GskRenderNode) node = NULL;
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  while (node == NULL) { /* it has none between a change and the frame that shows it */
    g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
    GtkSnapshot *snapshot = gtk_snapshot_new ();
    gdk_paintable_snapshot (paintable, snapshot, width, height);
    node = gtk_snapshot_free_to_node (snapshot);
    if (node == NULL) {
      gtk_test_widget_wait_for_draw (widget);
    }
  }
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (widget));
  return gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
}

/* How many pixels within @reach of the point are this colour, give or take. */
static inline guint
map_test_count_color (GdkTexture *texture, double x, double y, int reach, YztDrawColor color)
{
  int width = gdk_texture_get_width (texture), height = gdk_texture_get_height (texture);
  g_autofree guchar *pixels = g_malloc ((gsize) (width * height * 4));
  gdk_texture_download (texture, pixels, (gsize) (width * 4));
  guint count = 0;
  for (int row = MAX (0, (int) y - reach); row < MIN (height, (int) y + reach + 1); row++) {
    for (int column = MAX (0, (int) x - reach); column < MIN (width, (int) x + reach + 1); column++) {
      const guchar *p = pixels + (row * width + column) * 4; /* B G R A */
      count += fabs (p[2] - color.r * 255) < 10 && fabs (p[1] - color.g * 255) < 10 && fabs (p[0] - color.b * 255) < 10;
    }
  }
  return count;
}

/* How many pixels within @reach of the point are not what they were. */
static inline guint
map_test_count_changes (GdkTexture *before, GdkTexture *after, double x, double y, int reach)
{
  int width = gdk_texture_get_width (before), height = gdk_texture_get_height (before);
  g_autofree guchar *left = g_malloc ((gsize) (width * height * 4));
  g_autofree guchar *right = g_malloc ((gsize) (width * height * 4));
  guint count = 0;
  g_assert_cmpint (width, ==, gdk_texture_get_width (after));
  g_assert_cmpint (height, ==, gdk_texture_get_height (after));
  gdk_texture_download (before, left, (gsize) (width * 4));
  gdk_texture_download (after, right, (gsize) (width * 4));
  for (int row = MAX (0, (int) y - reach); row < MIN (height, (int) y + reach + 1); row++) {
    for (int column = MAX (0, (int) x - reach); column < MIN (width, (int) x + reach + 1); column++) {
      count += memcmp (left + (row * width + column) * 4, right + (row * width + column) * 4, 4) != 0;
    }
  }
  return count;
}

/* Saves what the widget shows when YZT_TEST_OUT names a folder. */
static inline void
map_test_save (GtkWidget *widget, const char *name)
{
  const char *folder = g_getenv ("YZT_TEST_OUT");
  if (folder != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autoptr (GdkTexture) texture = map_test_grab (widget);
    gdk_texture_save_to_png (texture, path);
  }
}

/* --- frames --- */

static inline double
map_test_cpu_ms (void)
{
  struct timespec now;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1000 + (double) now.tv_nsec / 1e6;
}

/* What the main thread spends on frames, in its own CPU time: a busy machine must not fail a test. */
typedef struct {
  GdkFrameClock *clock;
  double from_ms, extra_ms;
  GArray *frames; /* double, ms */
} FrameWatch;

static inline void
frame_watch_before (GdkFrameClock *clock, FrameWatch *watch)
{
  watch->from_ms = map_test_cpu_ms ();
}

static inline void
frame_watch_after (GdkFrameClock *clock, FrameWatch *watch)
{
  double ms = map_test_cpu_ms () - watch->from_ms + watch->extra_ms;
  watch->extra_ms = 0;
  g_array_append_val (watch->frames, ms);
}

static inline void
frame_watch_start (FrameWatch *watch, GtkWidget *widget)
{
  watch->clock = gtk_widget_get_frame_clock (widget);
  watch->extra_ms = 0;
  watch->frames = g_array_new (FALSE, FALSE, sizeof (double));
  g_signal_connect (watch->clock, "before-paint", G_CALLBACK (frame_watch_before), watch);
  g_signal_connect (watch->clock, "after-paint", G_CALLBACK (frame_watch_after), watch);
}

static inline int
frame_watch_compare (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;
  return left < right ? -1 : left > right;
}

static inline void
frame_watch_stop (FrameWatch *watch, const char *what, double *median_ms, double *longest_ms)
{
  g_signal_handlers_disconnect_by_data (watch->clock, watch);
  g_array_sort (watch->frames, frame_watch_compare);
  guint n = watch->frames->len;
  g_assert_cmpuint (n, >, 0);
  *median_ms = g_array_index (watch->frames, double, n / 2);
  *longest_ms = g_array_index (watch->frames, double, n - 1);
  g_test_message ("%s: %u frames, main thread %.1f ms (median), %.1f ms (95 %%), %.1f ms (longest)", what, n,
                  *median_ms, g_array_index (watch->frames, double, n * 95 / 100), *longest_ms);
  g_array_unref (watch->frames);
}
