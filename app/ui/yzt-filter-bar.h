/* yzt-filter-bar.h: what the map is narrowed to: part of a name, level, state, age, kinds; and a word that it is
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. The controls are there when they are asked for; while anything is filtered a line of chips says what, and how many of how many
 * features are shown. Nobody must believe that a map is empty because he has forgotten a filter. */
#pragma once
#include "yzt-map-view.h"
G_BEGIN_DECLS
#define YZT_TYPE_FILTER_BAR (yzt_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (YztFilterBar, yzt_filter_bar, YZT, FILTER_BAR, GtkWidget)
/** @map outlives the bar. */
void yzt_filter_bar_set_map (YztFilterBar *self, YztMapView *map);
/** Shows the controls and takes the focus; or puts them away, the filter stays. */
void yzt_filter_bar_set_open (YztFilterBar *self, gboolean open);
gboolean yzt_filter_bar_is_open (YztFilterBar *self);
/** TRUE while something is filtered: by the sieve or by hidden kinds. */
gboolean yzt_filter_bar_is_filtering (YztFilterBar *self);
/** Shows everything again; FALSE when nothing was filtered. */
gboolean yzt_filter_bar_clear (YztFilterBar *self);
G_END_DECLS
