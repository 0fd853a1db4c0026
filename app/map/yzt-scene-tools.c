/* yzt-scene-tools.c: what the tools show on the scene layer: rubber band, picked features, measure, graticule
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-scene-state-private.h"

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;
  return left < right ? -1 : left > right;
}

YztMeasure *
yzt_scene_layer_get_measure (YztSceneLayer *self)
{
  g_return_val_if_fail (YZT_IS_SCENE_LAYER (self), NULL);
  return &self->measure;
}

void
yzt_scene_layer_set_band (YztSceneLayer *self, const graphene_rect_t *band)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  self->has_band = band != NULL;
  self->band = band != NULL ? *band : self->band;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
yzt_scene_layer_set_picked (YztSceneLayer *self, GArray *keys)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self) && keys != NULL);
  guint n = 0;
  g_array_sort (keys, compare_keys);
  for (guint i = 0; i < keys->len; i++) {
    gint64 key = g_array_index (keys, gint64, i);
    if (n == 0 || g_array_index (keys, gint64, n - 1) != key) {
      g_array_index (keys, gint64, n++) = key;
    }
  }
  g_array_set_size (keys, n);
  g_array_set_size (self->picked, 0);
  g_array_append_vals (self->picked, keys->data, n);
  yzt_scene_layer_drop_sheet (self, YZT_SHEET_UPPER);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
yzt_scene_layer_is_picked (YztSceneLayer *self, const YztItem *item)
{
  gint64 key = item->fid * 64 + item->kind;
  return self->picked->len > 0 && g_array_binary_search (self->picked, &key, compare_keys, NULL);
}

void
yzt_scene_layer_set_graticule (YztSceneLayer *self, gboolean graticule)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  if (self->graticule != graticule) {
    self->graticule = graticule;
    yzt_scene_layer_drop_sheet (self, YZT_SHEET_LOWER);
    gtk_widget_queue_draw (GTK_WIDGET (self));
  }
}

void
yzt_scene_layer_set_lasso (YztSceneLayer *self, const GArray *points)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  g_clear_pointer (&self->lasso, g_array_unref);
  if (points != NULL) {
    self->lasso = g_array_sized_new (FALSE, FALSE, sizeof (YztMapPoint), points->len);
    g_array_append_vals (self->lasso, points->data, points->len);
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Closed by a finer line, as it will be when the button is let go. */
static void
append_lasso (YztSceneLayer *self, GtkSnapshot *snapshot)
{
  const YztDrawTheme *theme = yzt_symbol_cache_get_theme (self->symbols);
  const YztMapFrame *frame = &self->layout.frame;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) frame->width, (float) frame->height));
  for (guint i = 0; i < self->lasso->len; i++) {
    const YztMapPoint *at = &g_array_index (self->lasso, YztMapPoint, i);
    cairo_line_to (cr, yzt_map_frame_px (frame, at->x), yzt_map_frame_py (frame, at->y));
  }
  cairo_path_t *path = cairo_copy_path (cr);
  cairo_set_source_rgba (cr, theme->text.r, theme->text.g, theme->text.b, 0.08);
  cairo_fill (cr);
  cairo_append_path (cr, path);
  cairo_path_destroy (path);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, 4);
  yzt_draw_set_color (cr, theme->halo);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, 1.5);
  yzt_draw_set_color (cr, theme->text);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

void
yzt_scene_layer_append_band (YztSceneLayer *self, GtkSnapshot *snapshot)
{
  if (self->lasso != NULL && self->lasso->len > 1) {
    append_lasso (self, snapshot);
  }
  if (!self->has_band) {
    return;
  }
  const YztDrawTheme *theme = yzt_symbol_cache_get_theme (self->symbols);
  graphene_rect_t bounds = self->band;
  graphene_rect_inset (&bounds, -2, -2);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  cairo_rectangle (cr, (double) self->band.origin.x, (double) self->band.origin.y, (double) self->band.size.width,
                   (double) self->band.size.height);
  cairo_set_source_rgba (cr, theme->text.r, theme->text.g, theme->text.b, 0.08);
  cairo_fill_preserve (cr);
  const double dashes[] = { 5, 3 };
  cairo_set_dash (cr, dashes, 2, 0);
  cairo_set_line_width (cr, 1.5);
  yzt_draw_set_color (cr, theme->text);
  cairo_stroke (cr);
  cairo_destroy (cr);
}
