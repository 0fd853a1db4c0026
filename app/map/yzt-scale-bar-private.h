/* yzt-scale-bar-private.h: a bar with a round length, for the middle of the map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
#define YZT_TYPE_SCALE_BAR (yzt_scale_bar_get_type ())
G_DECLARE_FINAL_TYPE (YztScaleBar, yzt_scale_bar, YZT, SCALE_BAR, GtkWidget)
GtkWidget *yzt_scale_bar_new (void);
void yzt_scale_bar_set_m_per_px (YztScaleBar *self, double m_per_px);
G_END_DECLS
