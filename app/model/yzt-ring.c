/* yzt-ring.c: the reach ring, answered from the scene
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-ring.h"

struct _YztRing {
  GObject parent_instance;

  YztSession *session;
  YztScene *scene;      /* the one listened to; NULL until the session has one */
  gboolean active;
  YztPosition center;
  double radius_m;
  char *caption;
  YztNearResult *result;
  YztGeneration *generation;
};
G_DEFINE_FINAL_TYPE (YztRing, yzt_ring, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
recompute (YztRing *self)
{
  g_clear_pointer (&self->generation, yzt_generation_unref);
  if (self->active && self->scene != NULL) {
    self->generation = yzt_generation_ref (yzt_scene_get_generation (self->scene));
    yzt_generation_near (self->generation, self->center, self->radius_m, YZT_SCENE_FILTER_ALL,
                         YZT_NEAR_SORTED | YZT_NEAR_STOCK, self->result);
  }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
scene_published_cb (YztRing *self)
{
  if (self->active) {
    recompute (self);
  }
}

static void
session_state_changed_cb (YztRing *self)
{
  YztScene *scene = yzt_session_get_scene (self->session);
  if (scene == NULL || scene == self->scene) {
    return;
  }
  g_set_object (&self->scene, scene);
  g_signal_connect_object (scene, "published", G_CALLBACK (scene_published_cb), self, G_CONNECT_SWAPPED);
}

void
yzt_ring_show (YztRing *self, YztPosition center, double radius_m, const char *caption)
{
  g_return_if_fail (YZT_IS_RING (self));
  g_return_if_fail (yzt_position_is_valid (center));
  self->active = TRUE;
  self->center = center;
  self->radius_m = CLAMP (radius_m, YZT_RING_MIN_M, YZT_RING_MAX_M);
  char *copy = g_strdup (caption);
  g_free (self->caption);
  self->caption = copy;
  recompute (self);
}

void
yzt_ring_hide (YztRing *self)
{
  g_return_if_fail (YZT_IS_RING (self));
  if (self->active) {
    self->active = FALSE;
    recompute (self);
  }
}

gboolean
yzt_ring_is_active (YztRing *self)
{
  g_return_val_if_fail (YZT_IS_RING (self), FALSE);
  return self->active;
}

void
yzt_ring_set_radius (YztRing *self, double radius_m)
{
  g_return_if_fail (YZT_IS_RING (self));
  double clamped = CLAMP (radius_m, YZT_RING_MIN_M, YZT_RING_MAX_M);
  if (self->active && (clamped < self->radius_m || clamped > self->radius_m)) {
    self->radius_m = clamped;
    recompute (self);
  }
}

double
yzt_ring_get_radius (YztRing *self)
{
  g_return_val_if_fail (YZT_IS_RING (self), 0);
  return self->radius_m;
}

YztPosition
yzt_ring_get_center (YztRing *self)
{
  g_return_val_if_fail (YZT_IS_RING (self), ((YztPosition) { 0, 0 }));
  return self->center;
}

const char *
yzt_ring_get_caption (YztRing *self)
{
  g_return_val_if_fail (YZT_IS_RING (self), NULL);
  return self->caption;
}

const YztNearResult *
yzt_ring_get_result (YztRing *self)
{
  g_return_val_if_fail (YZT_IS_RING (self), NULL);
  return self->generation != NULL ? self->result : NULL;
}

YztGeneration *
yzt_ring_get_generation (YztRing *self)
{
  g_return_val_if_fail (YZT_IS_RING (self), NULL);
  return self->generation;
}

static void
yzt_ring_dispose (GObject *object)
{
  YztRing *self = YZT_RING (object);
  g_clear_object (&self->scene);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_ring_parent_class)->dispose (object);
}

static void
yzt_ring_finalize (GObject *object)
{
  YztRing *self = YZT_RING (object);
  g_clear_pointer (&self->generation, yzt_generation_unref);
  g_clear_pointer (&self->result, yzt_near_result_free);
  g_free (self->caption);
  G_OBJECT_CLASS (yzt_ring_parent_class)->finalize (object);
}

static void
yzt_ring_class_init (YztRingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_ring_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_ring_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
yzt_ring_init (YztRing *self)
{
  self->radius_m = 20000;
  self->result = yzt_near_result_new ();
}

YztRing *
yzt_ring_new (YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztRing *self = g_object_new (YZT_TYPE_RING, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (session_state_changed_cb), self, G_CONNECT_SWAPPED);
  session_state_changed_cb (self);
  return self;
}
