/* yzt-bookmarks-dialog.h: the kept views as a list: go there, call it something else, forget it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <adwaita.h>
#include "yzt-bookmarks.h"
G_BEGIN_DECLS
#define YZT_TYPE_BOOKMARKS_DIALOG (yzt_bookmarks_dialog_get_type ())
/** Signal "activated" (guint position): this view is to be shown. */
G_DECLARE_FINAL_TYPE (YztBookmarksDialog, yzt_bookmarks_dialog, YZT, BOOKMARKS_DIALOG, AdwWindow)
YztBookmarksDialog *yzt_bookmarks_dialog_new (GtkWindow *parent, YztBookmarks *bookmarks, gboolean read_only);
G_END_DECLS
