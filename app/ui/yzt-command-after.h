/* yzt-command-after.h: the cards of advice and of what comes after: experts, conference, cases that are alike; assessment and closing
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <adwaita.h>
#include "yzt-command.h"
G_BEGIN_DECLS
#define YZT_TYPE_COMMAND_AFTER (yzt_command_after_get_type ())
/** Signal "thing-activated" (int kind, gint64 fid). */
G_DECLARE_FINAL_TYPE (YztCommandAfter, yzt_command_after, YZT, COMMAND_AFTER, GtkWidget)
GtkWidget *yzt_command_after_new (YztCommand *command);
/** How many cases are listed; −1 while they are looked for. */
int yzt_command_after_get_n_cases (YztCommandAfter *self);
G_END_DECLS
