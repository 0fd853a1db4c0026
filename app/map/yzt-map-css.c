/* yzt-map-css.c: the style of the controls on the map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-map-css-private.h"
#include <gtk/gtk.h>

static const char style[] =
    ".yzt-zoom { margin: 16px; margin-bottom: 34px; border-radius: 10px; background-color: @card_bg_color;"
    "  background-image: image(@popover_bg_color); box-shadow: 0 0 0 1px alpha(currentColor, 0.12), 0 1px 3px "
    "alpha(black, 0.10); }"
    ".yzt-zoom button { min-width: 38px; min-height: 38px; padding: 0; border-radius: 10px; }"
    ".yzt-zoom separator { margin: 0 7px; }"
    "yztscalebar { margin: 14px; }"
    ".yzt-attribution { margin: 0 12px 8px 160px; font-size: 10.5px; opacity: 0.75; text-shadow: 0 0 2px "
    "@window_bg_color, 0 0 2px @window_bg_color, 0 0 3px @window_bg_color; }"
    "yztmapview:focus-visible { outline: 2px solid @accent_color; outline-offset: -2px; }";

void
yzt_map_css_load (void)
{
  static gboolean loaded = FALSE;
  GdkDisplay *display = gdk_display_get_default ();
  if (loaded || display == NULL) {
    return;
  }
  loaded = TRUE;
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_data (provider, style, -1);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}
