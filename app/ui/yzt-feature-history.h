/* yzt-feature-history.h: the history of one feature: field by field what was and what became of it, who and when
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; reads on workers, a hundred entries at a time. */
#pragma once
#include <adwaita.h>
#include "yzt-session-journal.h"
G_BEGIN_DECLS
#define YZT_TYPE_FEATURE_HISTORY (yzt_feature_history_get_type ())
/** Signal "go-to-entry" (gint64 entry): to be shown in the diary. */
G_DECLARE_FINAL_TYPE (YztFeatureHistory, yzt_feature_history, YZT, FEATURE_HISTORY, AdwWindow)
/** @name heads the window; "" when the feature has none. */
YztFeatureHistory *yzt_feature_history_new (GtkWindow *parent, YztSession *session, guint kind, gint64 fid, const char *name);
G_END_DECLS
