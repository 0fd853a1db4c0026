/* yzt-plans-window.h: the library of plans: found by words and filters, what is due, how well hazard sources are covered, the ladder of an incident
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; all is read by workers. */
#pragma once
#include <adwaita.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_PLANS_WINDOW (yzt_plans_window_get_type ())
/**
 * Signals:
 *   "plan-activated" (YztPlan *plan, const char *words): to be read; words "" or to be marked.
 *   "records-wanted" (GArray *fids): hazard sources (gint64) behind a figure, to be picked on the map.
 */
G_DECLARE_FINAL_TYPE (YztPlansWindow, yzt_plans_window, YZT, PLANS_WINDOW, AdwWindow)
/** Present it. */
YztPlansWindow *yzt_plans_window_new (GtkWindow *parent, YztSession *session);
/** "library", "due", "coverage", "ladder". */
void yzt_plans_window_show_part (YztPlansWindow *self, const char *name);
/** The ladder of a place that was clicked: its county by the base map, and all plans that apply there. */
void yzt_plans_window_show_place (YztPlansWindow *self, YztPosition position);
/** Imports every document of a folder tree as plans, with progress, and says what became of them. Also what the button does once a folder is chosen. */
void yzt_plans_import_folder (YztPlansWindow *self, const char *path);
/** For tests: rows of the part in sight. */
GtkListBox *yzt_plans_window_get_list (YztPlansWindow *self);
G_END_DECLS
