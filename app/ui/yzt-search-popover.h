/* yzt-search-popover.h: what the search box finds, under it: coordinates, names by kind, plans
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Signals: "previewed" (YztSearchResult *): the arrow keys stand on it; "committed" (YztSearchResult *): Enter or a click;
 * "left" (): Esc, the map goes back to where it was. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-map-view.h"
#include "yzt-search-result.h"
G_BEGIN_DECLS
#define YZT_TYPE_SEARCH_POPOVER (yzt_search_popover_get_type ())
G_DECLARE_FINAL_TYPE (YztSearchPopover, yzt_search_popover, YZT, SEARCH_POPOVER, GtkPopover)
/** @entry: whose text is sought and under which the popover stands. Unparent it before the entry goes. @map: whose base map is searched for
 * places; both must outlive the popover. */
YztSearchPopover *yzt_search_popover_new (GtkSearchEntry *entry, YztMapView *map);
/** NULL: nothing is found. The session is READY. */
void yzt_search_popover_set_session (YztSearchPopover *self, YztSession *session);
/** Gives up the search as Esc does. FALSE when none was under way. */
gboolean yzt_search_popover_leave (YztSearchPopover *self);
G_END_DECLS
