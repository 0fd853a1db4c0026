/* yzt-order-print.h: the sheet of an order (调拨单), made from it and sent to the printer or a PDF
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-command.h"
#include "yzt-map-export.h"
#include "yzt-paper-save.h"
G_BEGIN_DECLS
/** The scene with what is drawn on it, round @at, for the sheet of an order; made on workers. Finish: %NULL with or without @error when there is none; else destroy it. */
void yzt_order_picture_async (YztMapView *map, YztPosition at, GAsyncReadyCallback callback, gpointer user_data);
cairo_surface_t *yzt_order_picture_finish (YztMapView *map, GAsyncResult *result, GError **error);
/** Asks how, with the desktop's print dialog over @parent, which is kept until then and can also write a PDF. @scene may be %NULL. @func (may be %NULL) is called with @parent when there is something wrong
 * with the planner's template. @export_path (for tests): written there without asking. */
void yzt_order_print (GtkWindow *parent, YztCommand *command, gint64 order_fid, cairo_surface_t *scene, YztPaperSaidFunc func, const char *export_path);
G_END_DECLS
