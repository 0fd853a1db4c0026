/* yzt-command-zone.h: the card of the danger zone: what leaks, how much, the wind, who is threatened
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <adwaita.h>
#include "yzt-command.h"
G_BEGIN_DECLS
#define YZT_TYPE_COMMAND_ZONE (yzt_command_zone_get_type ())
/** Signal "thing-activated" (int kind, gint64 fid). */
G_DECLARE_FINAL_TYPE (YztCommandZone, yzt_command_zone, YZT, COMMAND_ZONE, GtkWidget)
GtkWidget *yzt_command_zone_new (YztCommand *command);
/** The dial; for tests. */
GtkWidget *yzt_command_zone_get_dial (YztCommandZone *self);
G_END_DECLS
