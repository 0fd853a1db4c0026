/* yzt-order-print.h: the sheet of an order (调拨单), made from it and sent to the printer or a PDF
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-command.h"
G_BEGIN_DECLS
/** Asks how, with the desktop's print dialog, which can also write a PDF. @export_path (for tests): written there without asking. */
void yzt_order_print (GtkWindow *parent, YztCommand *command, gint64 order_fid, const char *export_path);
G_END_DECLS
