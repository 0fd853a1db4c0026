/* yzt-window-search.c: the window and its search box: preview on the map, commit, back to where the map stood
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-hover.h"
#include "yzt-window-private.h"

gboolean
yzt_window_set_mark (YztWindow *self, const YztPosition *at)
{
  gboolean before = self->has_mark;
  self->has_mark = at != NULL;
  if (at != NULL) {
    self->mark = *at;
  }
  if (before || at != NULL) {
    yzt_map_view_set_mark (self->map, at);
  }
  return before;
}

/* A coordinate and a place of the base map have no symbol: a pin says where they are. */
static void
mark_result (YztWindow *self, YztSearchResult *result)
{
  YztPosition position;
  gboolean bare = yzt_search_result_get_position (result, &position) && yzt_search_result_get_kind (result) < 0;
  yzt_window_set_mark (self, bare ? &position : NULL);
}

static void
on_previewed (YztWindow *self, YztSearchResult *result)
{
  YztPosition position;
  if (!self->has_way_back) {
    yzt_map_view_get_view (self->map, &self->back_center, &self->back_zoom);
    self->has_way_back = TRUE;
  }
  yzt_hover_set (yzt_hover_of (self->session), yzt_search_result_get_kind (result), yzt_search_result_get_fid (result));
  mark_result (self, result);
  if (yzt_search_result_get_position (result, &position)) {
    yzt_map_view_go_to (self->map, position, yzt_search_result_get_zoom (result), FALSE);
  }
}

static void
forget_preview (YztWindow *self)
{
  self->has_way_back = FALSE;
  if (self->session != NULL) {
    yzt_hover_set (yzt_hover_of (self->session), -1, 0);
  }
}

static void
on_left (YztWindow *self)
{
  if (self->has_way_back) {
    yzt_map_view_go_to (self->map, self->back_center, self->back_zoom, FALSE);
    yzt_window_set_mark (self, NULL);
    forget_preview (self);
  }
}

static void
on_committed (YztWindow *self, YztSearchResult *result)
{
  YztPosition position;
  if (yzt_search_result_get_group (result) == YZT_SEARCH_PLAN) {
    on_left (self); /* a plan is read; the map stands as before */
    yzt_window_read_plan (self, yzt_search_result_get_plan (result), yzt_search_result_get_words (result));
    return;
  }
  forget_preview (self);
  mark_result (self, result);
  if (yzt_search_result_get_position (result, &position)) {
    if (yzt_search_result_get_group (result) == YZT_SEARCH_PLACE) {
      yzt_map_view_go_to (self->map, position, yzt_search_result_get_zoom (result), TRUE);
    } else {
      yzt_window_go_to (self, position);
    }
  }
  if (yzt_search_result_get_kind (result) >= 0) {
    yzt_session_select (self->session, yzt_search_result_get_kind (result), yzt_search_result_get_fid (result));
  }
  gtk_widget_grab_focus (GTK_WIDGET (self->map));
}

static void
on_stop_search (YztWindow *self)
{
  if (!yzt_search_popover_leave (self->search_popover)) {
    gtk_widget_grab_focus (GTK_WIDGET (self->map));
  }
}

void
yzt_window_search_connect (YztWindow *self)
{
  self->search_popover = yzt_search_popover_new (self->search, self->map);
  g_signal_connect_swapped (self->search_popover, "previewed", G_CALLBACK (on_previewed), self);
  g_signal_connect_swapped (self->search_popover, "committed", G_CALLBACK (on_committed), self);
  g_signal_connect_swapped (self->search_popover, "left", G_CALLBACK (on_left), self);
  g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (on_stop_search), self);
}
