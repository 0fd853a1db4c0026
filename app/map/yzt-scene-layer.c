/* yzt-scene-layer.c: the one layer that draws everything above the base map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-scene-state-private.h"
#include <math.h>

#define FIGURES_MAX 4096

G_DEFINE_FINAL_TYPE (YztSceneLayer, yzt_scene_layer, SHUMATE_TYPE_LAYER)

void
yzt_scene_layer_drop_sheet (YztSceneLayer *self, YztSheet sheet)
{
  g_clear_pointer (&self->sheets[sheet], gsk_render_node_unref);
  g_clear_pointer (&self->sheets[YZT_SHEET_WHOLE], gsk_render_node_unref);
}

static void
drop_hover_cluster (YztSceneLayer *self)
{
  self->hover_cluster.type = YZT_PICK_NOTHING;
  g_clear_pointer (&self->cluster_card, yzt_cluster_card_free);
}

static void
drop_all_sheets (YztSceneLayer *self)
{
  yzt_scene_layer_drop_sheet (self, YZT_SHEET_LOWER);
  yzt_scene_layer_drop_sheet (self, YZT_SHEET_UPPER);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  self->labels_stale = TRUE;
  yzt_scene_layer_forget_ahead (self);
  drop_hover_cluster (self);
}

/* Pictures were drawn for another theme, scale, language or kind set. */
static void
drop_pictures (YztSceneLayer *self)
{
  drop_all_sheets (self);
  self->layout.valid = FALSE; /* what a worker paints is painted anew, too */
  g_array_set_size (self->labels.labels, 0);
  g_array_set_size (self->labels.places, 0);
  g_clear_pointer (&self->symbols, yzt_symbol_cache_free);
}

/* --- widget --- */

static void
note_figure (YztSceneLayer *self, gint64 from_us)
{
  float ms = (float) (g_get_monotonic_time () - from_us) / 1000.0f;
  if (self->figures->len >= FIGURES_MAX) {
    g_array_remove_range (self->figures, 0, FIGURES_MAX / 2);
  }
  g_array_append_val (self->figures, ms);
}

static void
yzt_scene_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  YztSceneLayer *self = YZT_SCENE_LAYER (widget);
  gint64 from_us = g_get_monotonic_time ();
  yzt_scene_layer_draw (self, snapshot);
  note_figure (self, from_us);
}

static void
on_scale_changed (YztSceneLayer *self)
{
  drop_pictures (self);
}

static void
drop_tick (YztSceneLayer *self, guint *tick)
{
  if (*tick != 0) {
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), *tick);
    *tick = 0;
  }
}

static void
yzt_scene_layer_dispose (GObject *object)
{
  YztSceneLayer *self = YZT_SCENE_LAYER (object);
  yzt_scene_layer_set_incidents (self, NULL);
  drop_tick (self, &self->pulse_tick);
  drop_tick (self, &self->label_tick);
  yzt_scene_layer_forget_ahead (self);
  drop_hover_cluster (self);
  g_clear_pointer (&self->symbols, yzt_symbol_cache_free);
  g_clear_pointer (&self->crowd_picture, yzt_crowd_picture_free);
  g_clear_pointer (&self->tiles, yzt_tile_view_free);
  g_clear_pointer (&self->generation, yzt_generation_unref);
  g_clear_pointer (&self->base_map, yzt_base_map_unref);
  g_clear_pointer (&self->vector_maps, g_ptr_array_unref);
  g_clear_object (&self->ring_text);
  g_clear_pointer (&self->command, yzt_command_picture_free);
  g_clear_pointer (&self->relations, yzt_command_picture_free);
  g_clear_pointer (&self->ledger, yzt_ledger_picture_free);
  G_OBJECT_CLASS (yzt_scene_layer_parent_class)->dispose (object);
}

static void
yzt_scene_layer_finalize (GObject *object)
{
  YztSceneLayer *self = YZT_SCENE_LAYER (object);
  for (int sheet = 0; sheet < YZT_N_SHEETS; sheet++) {
    g_clear_pointer (&self->sheets[sheet], gsk_render_node_unref);
  }
  yzt_scene_layout_clear (&self->layout);
  yzt_scene_layout_clear (&self->ahead);
  yzt_label_layout_clear (&self->labels);
  yzt_ring_shape_clear (&self->ring);
  g_clear_pointer (&self->areas, yzt_area_set_free);
  yzt_shape_painter_clear (&self->shape_painter);
  g_clear_pointer (&self->shapes, g_array_unref);
  g_clear_pointer (&self->figures, g_array_unref);
  g_clear_pointer (&self->keep_out, g_array_unref);
  g_clear_pointer (&self->picked, g_array_unref);
  g_clear_pointer (&self->lasso, g_array_unref);
  yzt_measure_clear (&self->measure);
  g_clear_pointer (&self->language, g_free);
  G_OBJECT_CLASS (yzt_scene_layer_parent_class)->finalize (object);
}

static void
yzt_scene_layer_class_init (YztSceneLayerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_scene_layer_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_scene_layer_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = yzt_scene_layer_snapshot;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "yztscenelayer");
}

static void
yzt_scene_layer_init (YztSceneLayer *self)
{
  self->filter = YZT_SCENE_FILTER_ALL;
  self->language = g_strdup ("en");
  self->selected.kind = self->hover.kind = self->moved.kind = -1;
  self->magnify = 1;
  self->picked = g_array_new (FALSE, FALSE, sizeof (gint64));
  yzt_measure_init (&self->measure);
  self->keep_out = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  self->areas = yzt_area_set_new ();
  self->shapes = g_array_new (FALSE, FALSE, sizeof (guint));
  yzt_shape_painter_init (&self->shape_painter);
  self->crowd_picture = yzt_crowd_picture_new (GTK_WIDGET (self));
  self->tiles = yzt_tile_view_new (GTK_WIDGET (self));
  self->figures = g_array_new (FALSE, FALSE, sizeof (float));
  yzt_scene_layout_init (&self->layout);
  yzt_scene_layout_init (&self->ahead);
  yzt_label_layout_init (&self->labels);
  yzt_ring_shape_init (&self->ring);
  self->labels_stale = TRUE;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (self, "notify::scale-factor", G_CALLBACK (on_scale_changed), self);
}

YztSceneLayer *
yzt_scene_layer_new (ShumateViewport *viewport)
{
  YztSceneLayer *self = g_object_new (YZT_TYPE_SCENE_LAYER, "viewport", viewport, NULL);
  g_signal_connect_object (viewport, "notify", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  return self;
}

/* --- what is drawn --- */

void
yzt_scene_layer_set_generation (YztSceneLayer *self, YztGeneration *generation)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  if (self->generation == generation) {
    return;
  }
  YztKindSet *kinds_before = self->generation != NULL ? yzt_generation_get_kinds (self->generation) : NULL;
  YztKindSet *kinds = generation != NULL ? yzt_generation_get_kinds (generation) : NULL;
  if (kinds != kinds_before) {
    drop_pictures (self);
  }
  if (generation != NULL) {
    yzt_generation_ref (generation);
  }
  /* Marks and labels hold strings of the old generation. */
  g_array_set_size (self->layout.marks, 0);
  g_array_set_size (self->shapes, 0);
  self->layout.valid = FALSE;
  g_clear_pointer (&self->generation, yzt_generation_unref);
  self->generation = generation;
  drop_all_sheets (self);
}

YztGeneration *
yzt_scene_layer_get_generation (YztSceneLayer *self)
{
  g_return_val_if_fail (YZT_IS_SCENE_LAYER (self), NULL);
  return self->generation;
}

void
yzt_scene_layer_set_filter (YztSceneLayer *self, YztSceneFilter filter)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  if (self->filter.kinds != filter.kinds) {
    self->filter = filter;
    drop_all_sheets (self);
  }
}

YztSceneFilter
yzt_scene_layer_get_filter (YztSceneLayer *self)
{
  g_return_val_if_fail (YZT_IS_SCENE_LAYER (self), YZT_SCENE_FILTER_ALL);
  return self->filter;
}

void
yzt_scene_layer_set_dark (YztSceneLayer *self, gboolean dark)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  if (self->dark != dark) {
    self->dark = dark;
    drop_pictures (self);
  }
}

void
yzt_scene_layer_set_imagery (YztSceneLayer *self, gboolean imagery)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  if (self->imagery != imagery) {
    self->imagery = imagery;
    drop_pictures (self);
  }
}

void
yzt_scene_layer_set_language (YztSceneLayer *self, const char *language)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self) && language != NULL);
  if (strcmp (self->language, language) != 0) {
    g_free (self->language);
    self->language = g_strdup (language);
    drop_pictures (self);
  }
}

void
yzt_scene_layer_set_symbols (YztSceneLayer *self, YztSymbolSet set, double magnify)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self) && magnify >= 1);
  if (self->symbol_set != set || self->magnify < magnify || self->magnify > magnify) {
    self->symbol_set = set;
    self->magnify = magnify;
    self->ring.magnify = magnify;
    g_clear_object (&self->ring_text);
    double reach = set == YZT_SYMBOL_SET_NATIONAL ? YZT_NATIONAL_HALF : 1;
    yzt_scene_layout_set_sizes (&self->layout, magnify, reach);
    yzt_scene_layout_set_sizes (&self->ahead, magnify, reach);
    drop_pictures (self);
  }
}

void
yzt_scene_layer_set_words (YztSceneLayer *self, double head_px, double foot_px)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  self->head_px = head_px;
  self->foot_px = foot_px;
  self->labels_stale = TRUE;
}

void
yzt_scene_layer_set_whole_names (YztSceneLayer *self, gboolean whole_names)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  self->whole_names = whole_names;
  self->labels_stale = TRUE;
}

void
yzt_scene_layer_set_every_point (YztSceneLayer *self, gboolean every_point)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  if (self->layout.every_point != every_point) {
    self->layout.every_point = every_point;
    self->layout.valid = FALSE;
    drop_all_sheets (self);
  }
}

gboolean
yzt_scene_layer_is_settled (YztSceneLayer *self)
{
  g_return_val_if_fail (YZT_IS_SCENE_LAYER (self), FALSE);
  yzt_scene_layer_ensure_layout (self);
  return (!self->crowd || yzt_crowd_picture_is_ready (self->crowd_picture)) && yzt_tile_view_is_settled (self->tiles);
}

void
yzt_scene_layer_set_keep_out (YztSceneLayer *self, const graphene_rect_t *rects, guint n)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  gboolean same = n == self->keep_out->len;
  for (guint i = 0; same && i < n; i++) {
    same = graphene_rect_equal (&rects[i], &g_array_index (self->keep_out, graphene_rect_t, i));
  }
  if (!same) {
    g_array_set_size (self->keep_out, 0);
    g_array_append_vals (self->keep_out, rects, n);
    self->labels_stale = TRUE;
    gtk_widget_queue_draw (GTK_WIDGET (self));
  }
}

void
yzt_scene_layer_set_vector_maps (YztSceneLayer *self, YztVectorMap *const *maps, guint n_maps)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  GPtrArray *before = self->vector_maps; /* what is shown holds their names until it is laid out anew */
  self->vector_maps = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_vector_map_unref);
  for (guint i = 0; i < n_maps; i++) {
    g_ptr_array_add (self->vector_maps, yzt_vector_map_ref (maps[i]));
  }
  g_array_set_size (self->labels.places, 0);
  drop_all_sheets (self);
  g_clear_pointer (&before, g_ptr_array_unref);
}

void
yzt_scene_layer_set_tile_source (YztSceneLayer *self, YztTileSource *source)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  yzt_tile_view_set_source (self->tiles, source);
}

void
yzt_scene_layer_set_base_map (YztSceneLayer *self, YztBaseMap *base_map)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  YztBaseMap *before = self->base_map;
  self->base_map = base_map != NULL ? yzt_base_map_ref (base_map) : NULL;
  g_clear_pointer (&before, yzt_base_map_unref);
  drop_all_sheets (self);
}

static void
on_incidents_changed (YztSceneLayer *self)
{
  yzt_area_set_load (self->areas, self->incidents);
  yzt_scene_layer_drop_sheet (self, YZT_SHEET_LOWER);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
yzt_scene_layer_set_incidents (YztSceneLayer *self, GListModel *incidents)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  if (self->incidents != NULL) {
    g_signal_handler_disconnect (self->incidents, self->incidents_handler);
  }
  g_set_object (&self->incidents, incidents);
  if (incidents != NULL) {
    self->incidents_handler =
        g_signal_connect_swapped (incidents, "items-changed", G_CALLBACK (on_incidents_changed), self);
  }
  on_incidents_changed (self);
}

void
yzt_scene_layer_set_selected (YztSceneLayer *self, int kind, gint64 fid)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  if (self->selected.kind != kind || self->selected.fid != fid) {
    self->selected.kind = kind;
    self->selected.fid = fid;
    self->layout.valid = FALSE; /* a feature in a cluster comes out of it */
    drop_all_sheets (self);
  }
}

void
yzt_scene_layer_get_selected (YztSceneLayer *self, int *kind, gint64 *fid)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  *kind = self->selected.kind;
  *fid = self->selected.fid;
}

gboolean
yzt_scene_layer_set_hover (YztSceneLayer *self, int kind, gint64 fid)
{
  g_return_val_if_fail (YZT_IS_SCENE_LAYER (self), FALSE);
  if (self->hover.kind == kind && self->hover.fid == fid) {
    return FALSE;
  }
  self->hover.kind = kind;
  self->hover.fid = fid;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return TRUE;
}

void
yzt_scene_layer_set_hover_cluster (YztSceneLayer *self, const YztPick *cluster)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  const YztPick *before = &self->hover_cluster;
  YztPickType type = cluster != NULL ? cluster->type : YZT_PICK_NOTHING;
  if (before->type == type
      && (type == YZT_PICK_NOTHING || (before->count == cluster->count && hypot (before->x - cluster->x, before->y - cluster->y) <= 0))) {
    return;
  }
  drop_hover_cluster (self);
  if (type == YZT_PICK_CLUSTER && self->generation != NULL) {
    g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (guint));
    yzt_scene_layer_get_members (self, cluster, members);
    self->hover_cluster = *cluster;
    self->cluster_card = yzt_cluster_card_new (GTK_WIDGET (self), self->generation, members, self->language);
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
yzt_scene_layer_set_pin (YztSceneLayer *self, const YztPosition *at)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  self->has_pin = at != NULL;
  self->pin = at != NULL ? *at : self->pin;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
yzt_scene_layer_set_ring (YztSceneLayer *self, YztPosition center, double radius_m)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  yzt_ring_shape_set (&self->ring, center, radius_m);
  /* Names inside the ring come when it is let go: words that jump while it is dragged help nobody. */
  self->labels_stale |= !self->ring.lit;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
yzt_scene_layer_set_ring_bearing (YztSceneLayer *self, double bearing_deg)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  self->ring.bearing_deg = bearing_deg;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
yzt_scene_layer_set_ring_lit (YztSceneLayer *self, gboolean lit)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  if (self->ring.lit != lit) {
    self->ring.lit = lit;
    self->labels_stale |= !lit;
    gtk_widget_queue_draw (GTK_WIDGET (self));
  }
}

void
yzt_scene_layer_set_moved (YztSceneLayer *self, int kind, gint64 fid, YztPosition position)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  if (kind < 0 && self->moved.kind < 0) {
    return;
  }
  self->moved.kind = kind;
  self->moved.fid = fid;
  self->moved_to = position;
  self->layout.valid = FALSE;
  drop_all_sheets (self);
}

YztMapFrame
yzt_scene_layer_get_frame (YztSceneLayer *self)
{
  YztMapFrame frame = { 0 };
  g_return_val_if_fail (YZT_IS_SCENE_LAYER (self), frame);
  yzt_map_frame_init (&frame, shumate_layer_get_viewport (SHUMATE_LAYER (self)),
                      gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)));
  return frame;
}

gboolean
yzt_scene_layer_is_clustered (YztSceneLayer *self)
{
  g_return_val_if_fail (YZT_IS_SCENE_LAYER (self), FALSE);
  yzt_scene_layer_ensure_layout (self);
  return self->layout.clustered;
}

guint
yzt_scene_layer_get_n_shown (YztSceneLayer *self, guint *n_clusters)
{
  g_return_val_if_fail (YZT_IS_SCENE_LAYER (self), 0);
  yzt_scene_layer_ensure_layout (self);
  if (n_clusters != NULL) {
    *n_clusters = self->layout.bubbles->len;
  }
  return self->layout.marks->len;
}

const GArray *
yzt_scene_layer_get_labels (YztSceneLayer *self)
{
  g_return_val_if_fail (YZT_IS_SCENE_LAYER (self), NULL);
  return self->labels.labels;
}

static int
compare_floats (gconstpointer a, gconstpointer b)
{
  float left = *(const float *) a, right = *(const float *) b;
  return left < right ? -1 : left > right ? 1 : 0;
}

void
yzt_scene_layer_take_frame_figures (YztSceneLayer *self, guint *frames, double *median_ms, double *p95_ms)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  guint n = self->figures->len;
  g_array_sort (self->figures, compare_floats);
  if (frames != NULL) {
    *frames = n;
  }
  if (median_ms != NULL) {
    *median_ms = n > 0 ? (double) g_array_index (self->figures, float, n / 2) : 0;
  }
  if (p95_ms != NULL) {
    *p95_ms = n > 0 ? (double) g_array_index (self->figures, float, n * 95 / 100) : 0;
  }
  g_array_set_size (self->figures, 0);
}
