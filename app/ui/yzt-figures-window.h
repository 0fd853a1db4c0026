/* yzt-figures-window.h: the figures of the map: their list, one of them in full, live
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Asked again by itself when the map changes, at most once a second. Signals: "show-rows" (guint kind, GArray *fids, const char *words): the records behind a number. */
#pragma once
#include <adwaita.h>
#include "yzt-figure-bar.h"
#include "yzt-figure-page.h"
#include "yzt-ring.h"
G_BEGIN_DECLS
#define YZT_TYPE_FIGURES_WINDOW (yzt_figures_window_get_type ())
G_DECLARE_FINAL_TYPE (YztFiguresWindow, yzt_figures_window, YZT, FIGURES_WINDOW, AdwWindow)
/** @ring: may be NULL; what is counted within a ring is counted within this one. What is of an incident is of the selected one. */
GtkWindow *yzt_figures_window_new (GtkWindow *parent, YztSession *session, YztRing *ring);
/** FALSE when there is no figure @id. */
gboolean yzt_figures_window_show (YztFiguresWindow *self, const char *id);
YztFigureBar *yzt_figures_window_get_bar (YztFiguresWindow *self);
YztFigurePage *yzt_figures_window_get_page (YztFiguresWindow *self);
/** What is shown; NULL while it is asked for the first time. (transfer none) */
YztFigureAnswer *yzt_figures_window_get_answer (YztFiguresWindow *self);
/** By the ending of @path; what came of it stands below. On a worker. */
void yzt_figures_window_save (YztFiguresWindow *self, const char *path);
/** With the desktop's print dialog. @export_path (for tests): written there as PDF without asking. */
void yzt_figures_window_print (YztFiguresWindow *self, const char *export_path);
G_END_DECLS
