/* yzt-layer-list.h: the kinds that stand on the map: symbol, name, count, and a switch to show them
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_LAYER_LIST (yzt_layer_list_get_type ())
G_DECLARE_FINAL_TYPE (YztLayerList, yzt_layer_list, YZT, LAYER_LIST, GtkWidget)
/** NULL empties the list. The session is READY. */
void yzt_layer_list_set_session (YztLayerList *self, YztSession *session);
G_END_DECLS
