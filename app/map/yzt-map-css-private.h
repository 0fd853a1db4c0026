/* yzt-map-css-private.h: the style of the controls on the map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/** Adds the style to the default display, once. */
void yzt_map_css_load (void);
G_END_DECLS
