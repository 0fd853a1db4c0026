/* yzt-scene-ahead.c: what the next half step of a zoom shows, got ready between two frames
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Clusters change at half steps of zoom only, and then all of them at once: how fine they are is judged anew, and most of their discs and
 * counts are new pictures. That made one frame of seven half as long again as the others. While the zoom goes on it is done where nobody
 * waits, a little at a time; nothing is shown but by the frame that comes there, which finds its pictures made. */
#include "yzt-scene-state-private.h"
#include <math.h>

#define TURN_US 1500 /* so long at most before a frame that may be due has its turn */

static gboolean
is_ahead_useful (YztSceneLayer *self)
{
  return self->generation != NULL && self->symbols != NULL && self->layout.valid && self->layout.clustered && !self->layout.dotted;
}

/* TRUE when all its pictures are there. */
static gboolean
paint_ahead (YztSceneLayer *self)
{
  const YztSceneLayout *ahead = &self->ahead;
  gint64 until_us = g_get_monotonic_time () + TURN_US;
  for (; self->n_ahead < ahead->bubbles->len; self->n_ahead++) {
    const YztBubble *bubble = &g_array_index (ahead->bubbles, YztBubble, self->n_ahead);
    if (g_get_monotonic_time () > until_us) {
      return FALSE;
    }
    yzt_symbol_cache_get_bubble (self->symbols, bubble);
    yzt_symbol_cache_get_count (self->symbols, bubble->count);
  }
  return TRUE;
}

static gboolean
on_idle (gpointer user_data)
{
  YztSceneLayer *self = YZT_SCENE_LAYER (user_data);
  if (!is_ahead_useful (self)) {
    self->ahead_source = 0;
    return G_SOURCE_REMOVE;
  }
  YztMapFrame next = yzt_scene_layout_next_frame (&self->layout.frame, self->nearer);
  if (fabs (self->ahead.frame.zoom - next.zoom) > 1e-9 || !self->ahead.valid) {
    self->n_ahead = 0;
    if (yzt_scene_layout_update (&self->ahead, &next, self->generation, self->filter) && self->ahead.clustered) {
      yzt_scene_layout_learn (&self->layout, &self->ahead);
    }
    return G_SOURCE_CONTINUE;
  }
  if (!paint_ahead (self)) {
    return G_SOURCE_CONTINUE;
  }
  self->ahead_source = 0;
  return G_SOURCE_REMOVE;
}

void
yzt_scene_layer_look_ahead (YztSceneLayer *self, double zoom_before)
{
  if (!is_ahead_useful (self)) {
    return;
  }
  gboolean nearer = self->layout.frame.zoom > zoom_before;
  YztMapFrame next = yzt_scene_layout_next_frame (&self->layout.frame, nearer);
  self->nearer = nearer;
  if (self->ahead_source == 0 && fabs (self->ahead.frame.zoom - next.zoom) > 1e-9) {
    self->ahead_source = g_idle_add (on_idle, self);
  }
}

void
yzt_scene_layer_forget_ahead (YztSceneLayer *self)
{
  self->ahead.valid = FALSE;
  self->ahead.frame.zoom = -1;
  g_array_set_size (self->ahead.marks, 0); /* they hold strings of a generation */
  self->n_ahead = 0;
  g_clear_handle_id (&self->ahead_source, g_source_remove);
}
