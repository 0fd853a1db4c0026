/* yzt-figure-out.h: a figure as a file for those outside, or to the desktop's print dialog; made on a worker
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
#include "yzt-figure-chart.h"
G_BEGIN_DECLS
/** @sentence: where it stands, or why it does not. */
typedef void (*YztFigureSaidFunc) (const char *sentence, gpointer owner);
/** Main thread; format by the ending of @path, as yzt_figure_sheet_save. @sheet is taken. @owner is kept until @func is called. */
void yzt_figure_out_save (YztFigureSheet *sheet, const char *path, YztFigureSaidFunc func, GObject *owner);
/** Asks how, with the desktop's print dialog over @parent, which is kept until the pages are made. @sheet is taken. @export_path (for tests): written there as PDF without asking. */
void yzt_figure_out_print (GtkWindow *parent, YztFigureSheet *sheet, const char *title, const char *export_path);
G_END_DECLS
