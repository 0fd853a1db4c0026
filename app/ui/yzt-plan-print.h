/* yzt-plan-print.h: a plan on paper: its original pages where it has them, else its text
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Pages are drawn by the worker, text is set a few paragraphs at a time; the window goes on all the while. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-plan-copy.h"
#include "yzt-plan-pages.h"
G_BEGIN_DECLS
/** Asks how, with the desktop's print dialog, which can also write a PDF where there is no printer. @copy is read at once; @pages NULL: the text.
 * @export_path (for tests): written there as PDF without asking. */
void yzt_plan_print (GtkWindow *parent, const char *title, const YztPlanCopy *copy, YztPlanPages *pages, const char *export_path);
G_END_DECLS
