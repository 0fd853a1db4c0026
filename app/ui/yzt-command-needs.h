/* yzt-command-needs.h: the cards of needs, reach and proposals: what is needed, what is there, who could send it
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <adwaita.h>
#include "yzt-command.h"
G_BEGIN_DECLS
#define YZT_TYPE_COMMAND_NEEDS (yzt_command_needs_get_type ())
/** Signals: "thing-activated" (int kind, gint64 fid); "reach-changed" (double radius_m): the dial was turned here; "cover-changed" (): what the chosen proposal uncovers;
 * "sent" (): orders were asked for here. */
G_DECLARE_FINAL_TYPE (YztCommandNeeds, yzt_command_needs, YZT, COMMAND_NEEDS, GtkWidget)
GtkWidget *yzt_command_needs_new (YztCommand *command);
/** (transfer none) The proposal that is chosen; %NULL: none. */
const YztNeedsProposal *yzt_command_needs_get_proposal (YztCommandNeeds *self);
/** Turns the dial; for the ring on the map, and tests. Emits no reach-changed. */
void yzt_command_needs_set_radius (YztCommandNeeds *self, double radius_m);
G_END_DECLS
