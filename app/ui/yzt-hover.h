/* yzt-hover.h: what is pointed at, shared by the map and the lists: hover in one lights the others
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. One per session. A row of a list is told which thing it shows; the pointer on it, or the keyboard's focus,
 * makes that thing the hovered one, and every row that shows the hovered thing has the CSS class "lit". */
#pragma once
#include <gtk/gtk.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_HOVER (yzt_hover_get_type ())
/** Signal "changed" (): another thing is hovered, or none. */
G_DECLARE_FINAL_TYPE (YztHover, yzt_hover, YZT, HOVER, GObject)
/** (transfer none) The hover of this session, made when first asked for; lives as long as the session. */
YztHover *yzt_hover_of (YztSession *session);
/** @kind -1: nothing. */
void yzt_hover_set (YztHover *self, int kind, gint64 fid);
/** FALSE when nothing is hovered: then *kind is -1. */
gboolean yzt_hover_get (YztHover *self, int *kind, gint64 *fid);
/** @row shows this thing from now on; @session NULL or @kind -1: none. Cheap when nothing changes. */
void yzt_hover_bind_row (GtkWidget *row, YztSession *session, int kind, gint64 fid);
/** The keyboard's focus came to @focus (may be NULL): when a row stands there, in it or in its first children, its thing
 * is hovered. FALSE when there is none; then nothing changes. */
gboolean yzt_hover_follow_focus (GtkWidget *focus);
G_END_DECLS
