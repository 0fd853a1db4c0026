/* yzt-scene-list.h: the scenes of a briefing in their order: dragged or moved by keys, chosen by a press
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-briefing.h"
G_BEGIN_DECLS
/** A list box that follows @briefing. Alt+Up and Alt+Down move the scene that has the focus, Delete takes it out, Enter or a click puts it on. */
GtkWidget *yzt_scene_list_new (YztBriefing *briefing);
G_END_DECLS
