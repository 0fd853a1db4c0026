/* yzt-feed-sources-dialog.h: the sources of live alerts of a map: how each is doing, and its settings
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <adwaita.h>
#include "yzt-feeds.h"
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_FEED_SOURCES_DIALOG (yzt_feed_sources_dialog_get_type ())
G_DECLARE_FINAL_TYPE (YztFeedSourcesDialog, yzt_feed_sources_dialog, YZT, FEED_SOURCES_DIALOG, AdwWindow)
YztFeedSourcesDialog *yzt_feed_sources_dialog_new (GtkWindow *parent, YztSession *session, YztFeedDesk *desk);
/** One line: how the source is doing. Free. */
char *yzt_feed_source_state_text (YztSession *session, YztFeedPoll *poll);
G_END_DECLS
