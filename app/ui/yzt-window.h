/* yzt-window.h: the window: map in the middle, lists left, the selected thing right, state below
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. One window shows one map file, or the start page. */
#pragma once
#include <adwaita.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_WINDOW (yzt_window_get_type ())
G_DECLARE_FINAL_TYPE (YztWindow, yzt_window, YZT, WINDOW, AdwApplicationWindow)
YztWindow *yzt_window_new (GtkApplication *application);
/** Opens @path here; the window has no map yet. */
void yzt_window_open (YztWindow *self, const char *path);
/** Makes the sample map if need be and opens it here; the window has no map yet. */
void yzt_window_open_sample (YztWindow *self);
/** TRUE when @file is open, or being opened, here. */
gboolean yzt_window_shows (YztWindow *self, GFile *file);
/** FALSE: it stands at the start page. */
gboolean yzt_window_has_map (YztWindow *self);
/** The import conversation on @path. */
void yzt_window_import (YztWindow *self, const char *path);
G_END_DECLS
