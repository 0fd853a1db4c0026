/* yzt-scene-pick.c: what lies below the pointer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include "yzt-scene-state-private.h"

#define PICK_REACH 1.3 /* of a symbol's */
#define DOT_REACH_PX 6.0

static int
pick_marks (YztSceneLayer *self, double px, double py, guint nth, const YztMark **mark_out)
{
  guint depth = 0;
  /* The drawing order backwards is the order of what is seen first. */
  for (guint pass = 0; pass < 2; pass++) {
    guint seen = 0;
    for (guint i = self->layout.marks->len; i > 0; i--) {
      const YztMark *mark = &g_array_index (self->layout.marks, YztMark, i - 1);
      if (hypot (mark->px - px, mark->py - py) > PICK_REACH * self->layout.symbol_px) {
        continue;
      }
      if (pass == 0) {
        depth++;
      } else if (seen++ == nth % depth) {
        *mark_out = mark;
      }
    }
    if (depth == 0) {
      break;
    }
  }
  return (int) depth;
}

static gboolean
pick_bubble (YztSceneLayer *self, double px, double py, YztPick *pick)
{
  for (guint i = self->layout.bubbles->len; i > 0; i--) {
    const YztBubble *bubble = &g_array_index (self->layout.bubbles, YztBubble, i - 1);
    if (hypot (bubble->px - px, bubble->py - py) <= yzt_cluster_radius (bubble->count) * self->layout.magnify + 1) {
      pick->type = YZT_PICK_CLUSTER;
      pick->x = bubble->x;
      pick->y = bubble->y;
      pick->cell = self->layout.cell;
      pick->count = bubble->count;
      return TRUE;
    }
  }
  return FALSE;
}

static void
pick_slot (YztSceneLayer *self, guint index, YztPick *pick)
{
  YztItem item;
  double x, y;
  if (yzt_generation_get_item (self->generation, index, &item) && yzt_generation_get_mercator (self->generation, index, &x, &y)) {
    pick->type = YZT_PICK_ITEM;
    pick->kind = (int) item.kind;
    pick->fid = item.fid;
    pick->x = yzt_map_frame_px (&self->layout.frame, yzt_map_frame_near_x (&self->layout.frame, x));
    pick->y = yzt_map_frame_py (&self->layout.frame, y);
    pick->depth = MAX (pick->depth, 1);
  }
}

/* A feature that is one of the crowd's dots. */
static gboolean
pick_dot (YztSceneLayer *self, double px, double py, YztPick *pick)
{
  const YztMapFrame *frame = &self->layout.frame;
  guint index;
  if (!self->layout.dotted || self->generation == NULL) {
    return FALSE;
  }
  double x = frame->center_x + (px - frame->width / 2.0) / frame->world_px, y = frame->center_y + (py - frame->height / 2.0) / frame->world_px;
  YztSceneFilter others = { self->filter.kinds & ~self->layout.incident_kinds };
  if (!yzt_generation_pick (self->generation, x - floor (x), y, DOT_REACH_PX / frame->world_px, others, &index)) {
    return FALSE;
  }
  pick_slot (self, index, pick);
  return pick->type == YZT_PICK_ITEM;
}

/* A line or an area below the pointer; those of one place are reached by turns, the smallest first. */
static void
pick_outline (YztSceneLayer *self, double px, double py, guint nth, YztPick *pick)
{
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  yzt_scene_layer_pick_shapes (self, px, py, indices);
  if (indices->len > 0) {
    pick->depth = indices->len;
    pick_slot (self, g_array_index (indices, guint, nth % indices->len), pick);
  }
}

YztPick
yzt_scene_layer_pick (YztSceneLayer *self, double px, double py, guint nth)
{
  YztPick pick = { .type = YZT_PICK_NOTHING, .kind = -1 };
  g_return_val_if_fail (YZT_IS_SCENE_LAYER (self), pick);
  yzt_scene_layer_ensure_layout (self);
  gboolean on_handle = FALSE;
  gboolean on_ring = yzt_ring_shape_hit (&self->ring, &self->layout.frame, px, py, &on_handle);
  const YztMark *mark = NULL;
  int depth = on_handle ? 0 : pick_marks (self, px, py, nth, &mark);
  if (mark != NULL && mark->closed && pick_bubble (self, px, py, &pick)) {
    return pick; /* it is drawn below the cluster */
  }
  if (mark != NULL) {
    pick = (YztPick) { .type = YZT_PICK_ITEM,
                       .kind = (int) mark->item.kind,
                       .fid = mark->item.fid,
                       .x = mark->px,
                       .y = mark->py,
                       .depth = (guint) depth };
  } else if (on_ring) {
    pick.type = YZT_PICK_RING;
  } else if (!pick_bubble (self, px, py, &pick) && !pick_dot (self, px, py, &pick)) {
    pick_outline (self, px, py, nth, &pick);
  }
  return pick;
}

void
yzt_scene_layer_get_members (YztSceneLayer *self, const YztPick *cluster, GArray *indices)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self) && cluster->type == YZT_PICK_CLUSTER);
  if (self->generation != NULL) {
    YztSceneFilter others = { self->filter.kinds & ~self->layout.incident_kinds };
    yzt_generation_cluster_members (self->generation, cluster->x, cluster->y, cluster->cell, others, indices);
  }
}
