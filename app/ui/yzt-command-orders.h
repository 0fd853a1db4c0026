/* yzt-command-orders.h: the card of orders: what was sent, how far it is, and what becomes of it next
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <adwaita.h>
#include "yzt-command.h"
G_BEGIN_DECLS
#define YZT_TYPE_COMMAND_ORDERS (yzt_command_orders_get_type ())
/** Signals: "thing-activated" (int kind, gint64 fid); "print" (gint64 order_fid): its sheet is wanted. */
G_DECLARE_FINAL_TYPE (YztCommandOrders, yzt_command_orders, YZT, COMMAND_ORDERS, GtkWidget)
GtkWidget *yzt_command_orders_new (YztCommand *command);
/** Once the orders are read again, the newest has the focus: the next step of whoever sent it by keys is there. */
void yzt_command_orders_focus_newest (YztCommandOrders *self);
G_END_DECLS
