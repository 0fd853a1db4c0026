/* test-map-flood.c: two thousand open incidents in sight at once: no frame takes long, the worst stand on top, no name lies on a bubble
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "map-fixture.h"
#include "yzt-scene-state-private.h"

#define N_OPEN 2000
#define N_TEAMS 3000

#ifdef __SANITIZE_ADDRESS__
#define STILL_MS 200.0
#define MOVED_MS 400.0
#else
#define STILL_MS 16.0 /* only the pulses are new */
#define MOVED_MS 50.0
#endif

/* An earthquake's night: open, nobody has acknowledged them yet; teams among them that make bubbles. */
static void
publish_flood (MapFixture *fixture)
{
  YztKindSet *kinds = yzt_generation_get_kinds (yzt_scene_get_generation (yzt_session_get_scene (fixture->session)));
  YztSceneBuilder *builder = yzt_scene_builder_new (kinds);
  for (guint i = 0; i < N_OPEN + N_TEAMS; i++) {
    gboolean open = i < N_OPEN;
    g_autofree char *name = g_strdup_printf (open ? "第%u号房屋倒塌" : "第%u救援队", i);
    YztItem item = map_test_item (fixture, open ? "incident" : "rescue-team", (gint64) i + 1, g_test_rand_double_range (111.9, 113.1),
                                  g_test_rand_double_range (22.7, 23.5), open ? (guint8) (1 + i % 4) : 0, name);
    item.flags = open ? YZT_ITEM_OPEN | YZT_ITEM_UNACKNOWLEDGED : 0;
    yzt_scene_builder_add (builder, &item);
  }
  g_autoptr (YztGeneration) generation = yzt_scene_builder_finish (builder);
  map_test_publish (fixture, generation);
}

static void
test_frames (MapFixture *fixture, gconstpointer user_data)
{
  FrameWatch watch;
  double median_ms, longest_ms;
  map_test_look_at (fixture, 112.5, 23.1, 9.6);
  publish_flood (fixture);
  for (guint i = 0; i < 40; i++) { /* names come */
    gtk_widget_queue_draw (GTK_WIDGET (fixture->view->scene_layer));
    gtk_test_widget_wait_for_draw (fixture->window);
  }
  g_assert_cmpuint (yzt_scene_layer_get_n_shown (fixture->view->scene_layer, NULL), >=, N_OPEN * 3 / 4);
  frame_watch_start (&watch, fixture->window);
  for (guint i = 0; i < 40; i++) {
    gtk_widget_queue_draw (GTK_WIDGET (fixture->view->scene_layer));
    gtk_test_widget_wait_for_draw (fixture->window);
  }
  frame_watch_stop (&watch, "2 000 open incidents, still", &median_ms, &longest_ms);
  g_assert_cmpfloat (median_ms, <, STILL_MS);
  frame_watch_start (&watch, fixture->window);
  for (guint i = 0; i < 40; i++) {
    map_test_look_at (fixture, 112.5 + 0.002 * i, 23.1, 9.6 + 0.01 * i);
  }
  frame_watch_stop (&watch, "2 000 open incidents, moved", &median_ms, &longest_ms);
  g_assert_cmpfloat (longest_ms, <, MOVED_MS);
  map_test_save (GTK_WIDGET (fixture->view), "flood.png");
}

static gboolean
hides_a_count (const YztSceneLayer *layer)
{
  for (guint l = 0; l < layer->labels.labels->len; l++) {
    const YztPlacedLabel *label = &g_array_index (layer->labels.labels, YztPlacedLabel, l);
    if (label->kind >= 0 && label->kind == layer->hover.kind && label->fid == layer->hover.fid) {
      continue; /* what is pointed at is named wherever it lies */
    }
    for (guint b = 0; b < layer->layout.bubbles->len; b++) {
      const YztBubble *bubble = &g_array_index (layer->layout.bubbles, YztBubble, b);
      const YztMapFrame *frame = &layer->layout.frame;
      gboolean seen = bubble->px >= 0 && bubble->py >= 0 && bubble->px <= frame->width && bubble->py <= frame->height;
      if (seen && bubble->px > label->px && bubble->px < label->px + label->sprite->width && bubble->py > label->py
          && bubble->py < label->py + label->sprite->height) {
        g_test_message ("“%s” (kind %d, at %.0f, %.0f, %d x %d) lies on a bubble at %.0f, %.0f", label->text, label->kind, label->px, label->py,
                        (int) label->sprite->width, (int) label->sprite->height, bubble->px, bubble->py);
        return TRUE;
      }
    }
  }
  return FALSE;
}

/* A few open incidents in the middle of a crowd of bubbles: named, and no bubble's count is hidden by a name. */
static void
test_names_and_bubbles (MapFixture *fixture, gconstpointer user_data)
{
  YztKindSet *kinds = yzt_generation_get_kinds (yzt_scene_get_generation (yzt_session_get_scene (fixture->session)));
  YztSceneBuilder *builder = yzt_scene_builder_new (kinds);
  for (guint i = 0; i < 20000; i++) {
    gboolean open = i < 8;
    g_autofree char *name = g_strdup_printf (open ? "第%u号化工厂泄漏事故" : "第%u救援队", i);
    YztItem item = map_test_item (fixture, open ? "incident" : "rescue-team", (gint64) i + 1, g_test_rand_double_range (111.6, 113.4),
                                  g_test_rand_double_range (22.5, 23.7), open ? 1 : 0, name);
    item.flags = open ? YZT_ITEM_OPEN : 0;
    yzt_scene_builder_add (builder, &item);
  }
  g_autoptr (YztGeneration) generation = yzt_scene_builder_finish (builder);
  map_test_publish (fixture, generation);
  YztSceneLayer *layer = fixture->view->scene_layer;
  guint n_named = 0, n_frames = 0;
  for (; n_frames < 12; n_frames++) {
    map_test_look_at (fixture, 112.5 + 0.01 * n_frames, 23.1, 8.6 + 0.1 * n_frames);
    for (guint i = 0; i < 12 || (i < 60 && hides_a_count (layer)); i++) { /* names come, and move when counts of the worker come */
      gtk_widget_queue_draw (GTK_WIDGET (layer));
      gtk_test_widget_wait_for_draw (fixture->window);
    }
    g_assert_cmpuint (layer->layout.bubbles->len, >, 20);
    g_assert_false (hides_a_count (layer));
    n_named += layer->labels.labels->len;
  }
  g_assert_cmpuint (n_named, >, n_frames); /* by far most have their name */
  map_test_save (GTK_WIDGET (fixture->view), "names.png");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  yzt_geo_init ();
  adw_init ();
  g_test_add ("/map/flood/frames", MapFixture, NULL, map_fixture_set_up, test_frames, map_fixture_tear_down);
  g_test_add ("/map/flood/names-and-bubbles", MapFixture, NULL, map_fixture_set_up, test_names_and_bubbles, map_fixture_tear_down);
  return g_test_run ();
}
