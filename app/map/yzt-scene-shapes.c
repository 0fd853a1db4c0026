/* yzt-scene-shapes.c: lines and areas of features, and what is too much for one frame
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A few outlines are painted with the frame that shows them: each takes a tenth of a millisecond and more, in every frame while the map moves. Many, or
 * every point of a crowd, are painted on a worker. */
#include <math.h>
#include "yzt-scene-state-private.h"

#define SHAPES_MOST 16    /* more than these, or than so many vertices, do not go into a frame … */
#define POINTS_MOST 1000
#define FIRST_MOST 160    /* … but so many into the one that would have to do without, as nothing is painted yet */
#define FIRST_POINTS_MOST 5000
#define REACH_PX 5.0

static YztSceneFilter
drawn_kinds (YztSceneLayer *self)
{
  /* Areas of open warnings are hatched, see yzt-area-set.c; those of closed ones are not shown. */
  return (YztSceneFilter) { self->filter.kinds & ~self->layout.incident_kinds };
}

/* TRUE when a worker paints them; what is left in the list goes into the frame. */
static gboolean
list_shapes (YztSceneLayer *self)
{
  if (!yzt_generation_has_shapes (self->generation)) {
    return FALSE;
  }
  const YztMapFrame *frame = &self->layout.frame;
  if (yzt_shape_painter_list (frame, self->generation, drawn_kinds (self), SHAPES_MOST, POINTS_MOST, self->shapes)) {
    return FALSE;
  }
  if (yzt_crowd_picture_has_any (self->crowd_picture)
      || !yzt_shape_painter_list (frame, self->generation, drawn_kinds (self), FIRST_MOST, FIRST_POINTS_MOST, self->shapes)) {
    g_array_set_size (self->shapes, 0);
  }
  return TRUE;
}

void
yzt_scene_layer_ensure_shapes (YztSceneLayer *self)
{
  g_array_set_size (self->shapes, 0);
  self->crowd = FALSE;
  if (self->generation == NULL || self->layout.frame.width <= 0) {
    yzt_crowd_picture_drop (self->crowd_picture);
    return;
  }
  gboolean many = list_shapes (self);
  self->shapes_stand_in = many;
  self->crowd = many || self->layout.dotted;
  if (!self->crowd) {
    yzt_crowd_picture_drop (self->crowd_picture);
    return;
  }
  YztCrowdWish wish = {
    .frame = self->layout.frame,
    .generation = self->generation,
    .shapes = many ? drawn_kinds (self) : (YztSceneFilter) { 0 },
    .points = self->layout.dotted ? drawn_kinds (self) : (YztSceneFilter) { 0 },
    .theme = self->dark ? &YZT_DRAW_THEME_DARK : &YZT_DRAW_THEME_LIGHT,
    .scale = gtk_widget_get_scale_factor (GTK_WIDGET (self)),
    .magnify = self->magnify,
  };
  yzt_crowd_picture_wish (self->crowd_picture, &wish);
}

void
yzt_scene_layer_paint_shapes (YztSceneLayer *self, cairo_t *cr)
{
  gboolean painted = self->shapes_stand_in && yzt_crowd_picture_has_any (self->crowd_picture); /* it has come meanwhile */
  if (self->shapes->len > 0 && !painted) {
    yzt_shape_painter_paint (&self->shape_painter, cr, &self->layout.frame, self->generation, self->shapes,
                             yzt_symbol_cache_get_theme (self->symbols));
  }
}

void
yzt_scene_layer_paint_crowd (YztSceneLayer *self, cairo_t *cr)
{
  if (self->crowd) {
    yzt_crowd_picture_paint (self->crowd_picture, cr, &self->layout.frame);
  }
}

/* FALSE when it has none, or none in sight. */
static gboolean
find_outline (YztSceneLayer *self, YztFeatureRef ref, YztItem *item, graphene_rect_t *box)
{
  guint index;
  return ref.kind >= 0 && self->generation != NULL && (self->filter.kinds >> ref.kind & 1) != 0
         && yzt_generation_find (self->generation, (guint) ref.kind, ref.fid, &index) && yzt_generation_get_item (self->generation, index, item)
         && item->shape != NULL && yzt_shape_get_pixel_box (&self->layout.frame, item->shape, box);
}

gboolean
yzt_scene_layer_has_outlines (YztSceneLayer *self)
{
  YztItem item;
  graphene_rect_t box;
  return find_outline (self, self->selected, &item, &box) || find_outline (self, self->hover, &item, &box);
}

static void
append_outline (YztSceneLayer *self, GtkSnapshot *snapshot, YztFeatureRef ref, gboolean strong)
{
  YztItem item;
  graphene_rect_t box;
  if (!find_outline (self, ref, &item, &box)) {
    return;
  }
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &box);
  yzt_shape_painter_outline (&self->shape_painter, cr, &self->layout.frame, item.shape, strong, yzt_symbol_cache_get_theme (self->symbols));
  cairo_destroy (cr);
}

void
yzt_scene_layer_append_outlines (YztSceneLayer *self, GtkSnapshot *snapshot)
{
  gboolean same = self->hover.kind == self->selected.kind && self->hover.fid == self->selected.fid;
  append_outline (self, snapshot, self->selected, TRUE);
  if (!same) {
    append_outline (self, snapshot, self->hover, FALSE);
  }
}

void
yzt_scene_layer_pick_shapes (YztSceneLayer *self, double px, double py, GArray *indices)
{
  const YztMapFrame *frame = &self->layout.frame;
  if (self->generation == NULL || !yzt_generation_has_shapes (self->generation)) {
    return;
  }
  double x = frame->center_x + (px - frame->width / 2.0) / frame->world_px, y = frame->center_y + (py - frame->height / 2.0) / frame->world_px;
  guint from = indices->len;
  yzt_generation_pick_shapes (self->generation, x - floor (x), y, REACH_PX / frame->world_px, self->filter, indices);
  guint kept = from;
  for (guint i = from; i < indices->len; i++) {
    YztItem item;
    guint index = g_array_index (indices, guint, i);
    gboolean there = yzt_generation_get_item (self->generation, index, &item);
    gboolean closed = there && (self->layout.incident_kinds >> item.kind & 1) != 0 && (item.flags & YZT_ITEM_OPEN) == 0;
    /* One that fills the whole view is ground, not a thing to click on. */
    if (there && !closed && item.shape != NULL && yzt_shape_edge_in_sight (frame, item.shape)) {
      g_array_index (indices, guint, kept++) = index;
    }
  }
  g_array_set_size (indices, kept);
}
