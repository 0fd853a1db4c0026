/* yzt-preferences.h: the few things a station decides once: style, and the folder that alerts come into
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Bound to the settings. */
#pragma once
#include <adwaita.h>
G_BEGIN_DECLS
#define YZT_TYPE_PREFERENCES (yzt_preferences_get_type ())
G_DECLARE_FINAL_TYPE (YztPreferences, yzt_preferences, YZT, PREFERENCES, AdwPreferencesWindow)
YztPreferences *yzt_preferences_new (GtkWindow *parent);
/** Applies the style of the settings; @fullscreen: the window fills a wall. */
void yzt_preferences_apply_style (gboolean fullscreen);
G_END_DECLS
