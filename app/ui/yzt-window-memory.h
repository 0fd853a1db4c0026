/* yzt-window-memory.h: what the window can be asked about the memory and the care of its map
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. The history, the map as it stood, export, copies and checks. */
#pragma once
#include "yzt-window-private.h"
G_BEGIN_DECLS
void yzt_window_class_install_memory_actions (GtkWidgetClass *widget_class);
void yzt_window_update_memory_actions (YztWindow *self);
G_END_DECLS
