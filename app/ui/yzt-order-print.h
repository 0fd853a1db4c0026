/* yzt-order-print.h: the sheet of an order (调拨单), made from it and sent to the printer or a PDF
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-command.h"
#include "yzt-map-export.h"
G_BEGIN_DECLS
/** Asks how, with the desktop's print dialog, which can also write a PDF. @scene: a PNG of the scene with what is drawn on it, may be NULL.
 * @export_path (for tests): written there without asking. */
void yzt_order_print (GtkWindow *parent, YztCommand *command, gint64 order_fid, GBytes *scene, const char *export_path);
/** How the scene of an order is pictured for its sheet, round @at; valid as long as @at. */
YztMapExportOptions yzt_order_print_scene (const YztPosition *at);
G_END_DECLS
