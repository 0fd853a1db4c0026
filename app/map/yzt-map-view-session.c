/* yzt-map-view-session.c: what the map takes from the session, its scene and the ring
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-map-view-private.h"
#include "yzt-watchdog.h"

/* A dropped feature stands where it was let go until the scene speaks, or says that it stays where it was. */
static void
forget_dropped (YztMapView *self)
{
  if (self->dropped) {
    self->dropped = FALSE;
    yzt_scene_layer_set_moved (self->scene_layer, -1, 0, (YztPosition) { 0, 0 });
  }
}

/* What passes the sieve, of what the scene has. */
static void
show_generation (YztMapView *self, YztGeneration *generation)
{
  g_autoptr (YztGeneration) shown = generation != NULL ? yzt_generation_sift (generation, &self->sieve) : NULL;
  yzt_scene_layer_set_generation (self->scene_layer, shown);
  yzt_map_view_emit_shown_changed (self);
}

void
yzt_map_view_set_sieve (YztMapView *self, const YztSceneSieve *sieve)
{
  const YztSceneSieve all = YZT_SCENE_SIEVE_ALL;
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  char *text = sieve != NULL ? g_strdup (sieve->text) : NULL;
  g_free ((char *) self->sieve.text);
  self->sieve = sieve != NULL ? *sieve : all;
  self->sieve.text = text;
  YztScene *scene = g_signal_group_dup_target (self->scene_signals);
  if (scene != NULL) {
    yzt_watchdog_action ("map-filter");
    show_generation (self, yzt_scene_get_generation (scene));
    g_object_unref (scene);
  }
}

static void
on_published (YztMapView *self)
{
  YztScene *scene = g_signal_group_dup_target (self->scene_signals);
  if (scene != NULL) {
    forget_dropped (self);
    show_generation (self, yzt_scene_get_generation (scene));
    g_object_unref (scene);
  }
}

static void
on_selection_changed (YztMapView *self)
{
  int kind = -1;
  gint64 fid = 0;
  if (!yzt_session_get_selected (self->session, &kind, &fid)) {
    kind = -1;
    fid = 0;
  }
  yzt_scene_layer_set_selected (self->scene_layer, kind, fid);
}

static void
on_visibility_changed (YztMapView *self)
{
  yzt_scene_layer_set_filter (self->scene_layer, self->has_own_filter ? self->own_filter : yzt_session_get_filter (self->session));
  yzt_map_view_emit_shown_changed (self);
}

void
yzt_map_view_set_own_filter (YztMapView *self, const YztSceneFilter *filter)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  self->has_own_filter = filter != NULL;
  if (filter != NULL) {
    self->own_filter = *filter;
  }
  if (self->session != NULL && yzt_session_get_state (self->session) == YZT_SESSION_READY) {
    on_visibility_changed (self);
  }
}

/* The scene exists from READY on. */
static void
on_state_changed (YztMapView *self)
{
  gboolean ready = self->session != NULL && yzt_session_get_state (self->session) == YZT_SESSION_READY;
  YztScene *scene = ready ? yzt_session_get_scene (self->session) : NULL;
  g_signal_group_set_target (self->scene_signals, scene);
  show_generation (self, scene != NULL ? yzt_scene_get_generation (scene) : NULL);
  yzt_scene_layer_set_incidents (self->scene_layer, ready ? yzt_session_get_incidents (self->session) : NULL);
  if (ready) {
    on_visibility_changed (self);
    on_selection_changed (self);
  } else {
    yzt_scene_layer_set_selected (self->scene_layer, -1, 0);
  }
}

static void
on_ring_changed (YztMapView *self)
{
  gboolean active = self->ring != NULL && yzt_ring_is_active (self->ring);
  YztPosition center = active ? yzt_ring_get_center (self->ring) : (YztPosition) { 0, 0 };
  yzt_scene_layer_set_ring (self->scene_layer, center, active ? yzt_ring_get_radius (self->ring) : 0);
}

void
yzt_map_view_session_init (YztMapView *self)
{
  self->sieve = (YztSceneSieve) YZT_SCENE_SIEVE_ALL;
  self->session_signals = g_signal_group_new (YZT_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::state", G_CALLBACK (on_state_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::selected-kind", G_CALLBACK (on_selection_changed),
                                  self);
  g_signal_group_connect_swapped (self->session_signals, "notify::selected-fid", G_CALLBACK (on_selection_changed),
                                  self);
  g_signal_group_connect_swapped (self->session_signals, "notify::hidden-kinds", G_CALLBACK (on_visibility_changed),
                                  self);
  g_signal_group_connect_swapped (self->session_signals, "said", G_CALLBACK (forget_dropped), self);
  self->scene_signals = g_signal_group_new (YZT_TYPE_SCENE);
  g_signal_group_connect_swapped (self->scene_signals, "published", G_CALLBACK (on_published), self);
  self->ring_signals = g_signal_group_new (YZT_TYPE_RING);
  g_signal_group_connect_swapped (self->ring_signals, "changed", G_CALLBACK (on_ring_changed), self);
}

void
yzt_map_view_session_dispose (YztMapView *self)
{
  g_clear_object (&self->session_signals);
  g_clear_object (&self->scene_signals);
  g_clear_object (&self->ring_signals);
  g_clear_object (&self->session);
  g_clear_object (&self->ring);
}

void
yzt_map_view_set_session (YztMapView *self, YztSession *session, YztRing *ring)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  g_return_if_fail (session == NULL || YZT_IS_SESSION (session));
  g_return_if_fail (ring == NULL || YZT_IS_RING (ring));
  yzt_map_gestures_cancel (self);
  forget_dropped (self);
  g_set_object (&self->session, session);
  g_set_object (&self->ring, ring);
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->ring_signals, ring);
  if (session != NULL && yzt_session_get_language (session) != NULL) {
    yzt_scene_layer_set_language (self->scene_layer, yzt_session_get_language (session));
  }
  on_state_changed (self);
  on_ring_changed (self);
  yzt_map_view_emit_session_changed (self);
}

void
yzt_map_view_set_language (YztMapView *self, const char *language)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self) && language != NULL);
  yzt_scene_layer_set_language (self->scene_layer, language);
}

void
yzt_map_view_select (YztMapView *self, int kind, gint64 fid)
{
  if (self->session != NULL) {
    yzt_session_select (self->session, kind, kind >= 0 ? fid : 0);
  } else {
    yzt_scene_layer_set_selected (self->scene_layer, kind, kind >= 0 ? fid : 0);
  }
}
