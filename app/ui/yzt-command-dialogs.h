/* yzt-command-dialogs.h: what command asks a person: why an order ends, what comes back, what to order of a base, what the keeper counted
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Each writes through @command when it is answered. */
#pragma once
#include <adwaita.h>
#include "yzt-command.h"
G_BEGIN_DECLS
/** REFUSED or WITHDRAWN. */
void yzt_command_ask_reason (GtkWindow *parent, YztCommand *command, const YztDispatch *order, YztDispatchState step);
void yzt_command_ask_release (GtkWindow *parent, YztCommand *command, const YztDispatch *order);
/** @base: index in the command's supply. */
void yzt_command_ask_order (GtkWindow *parent, YztCommand *command, guint base);
G_END_DECLS
