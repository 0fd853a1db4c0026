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
    ".yzt-north { margin: 14px 22px; font-weight: 700; font-size: 12px; }"
    "yztscalebar { margin: 10px; padding: 4px 6px; border-radius: 7px; background-color: alpha(@popover_bg_color, 0.8); }"
    ".yzt-attribution { margin: 0 10px 6px 170px; padding: 1px 7px; border-radius: 6px; font-size: 10.5px;"
    "  color: alpha(@popover_fg_color, 0.75); background-color: alpha(@popover_bg_color, 0.8); }"
    ".yzt-legend { margin: 10px 10px 50px 10px; padding: 8px 10px; border-radius: 10px; color: @popover_fg_color; background-color: @popover_bg_color;"
    "  box-shadow: 0 0 0 1px alpha(currentColor, 0.12), 0 1px 3px alpha(black, 0.10); }"
    ".yzt-ground-problem { margin: 12px 60px; padding: 6px 12px; border-radius: 8px; color: @popover_fg_color;"
    "  background-color: @popover_bg_color; box-shadow: 0 0 0 1px alpha(currentColor, 0.12), 0 1px 3px alpha(black, 0.10); }"
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
