/* yzt-print.h: to the printer: the one place that runs the desktop's print dialog
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Always the dialog, never straight to a printer: where there is none that would neither end nor say so. What fails after it is told over @parent. */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/** Runs @operation with the desktop's dialog: A4, the whole page, points, not waiting for it. @export_path (not NULL): a PDF is written there without asking. */
void yzt_print_run (GtkWindow *parent, const char *title, GtkPrintOperation *operation, const char *export_path);
/** @pages: cairo_surface_t of so many points, recorded by a worker; they are kept until they are printed. */
void yzt_print_pages (GtkWindow *parent, const char *title, GPtrArray *pages, double width_pt, double height_pt, const char *export_path);
G_END_DECLS
