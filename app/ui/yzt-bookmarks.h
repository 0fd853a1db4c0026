/* yzt-bookmarks.h: views of the map that were kept under a name, in the map file
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; the disk is touched on workers. Kept views are data: they are written through the journal, taken back with Ctrl+Z, and seen by every
 * window that has the map open. Setting "views" of the map: a line each, zoom, longitude, latitude and name with tabs between them. */
#pragma once
#include "yzt-session.h"
G_BEGIN_DECLS
typedef struct {
  char *name;
  YztPosition center;
  double zoom;
} YztBookmark;

#define YZT_TYPE_BOOKMARKS (yzt_bookmarks_get_type ())
/** Signal "changed" (): the list is another one. */
G_DECLARE_FINAL_TYPE (YztBookmarks, yzt_bookmarks, YZT, BOOKMARKS, GObject)
YztBookmarks *yzt_bookmarks_new (void);
/** NULL: none. The list comes a moment later. */
void yzt_bookmarks_set_session (YztBookmarks *self, YztSession *session);
guint yzt_bookmarks_get_n (YztBookmarks *self);
/** In the order in which they were kept; valid until "changed". */
const YztBookmark *yzt_bookmarks_get (YztBookmarks *self, guint i);
/** Each is one act. A name that is taken gets a number. What goes wrong, the session says. */
void yzt_bookmarks_add (YztBookmarks *self, const char *name, YztPosition center, double zoom);
void yzt_bookmarks_rename (YztBookmarks *self, const char *name, const char *new_name);
void yzt_bookmarks_remove (YztBookmarks *self, const char *name);
/** For tests: the setting's text and back; the array owns its names. */
GArray *yzt_bookmarks_parse (const char *text);
char *yzt_bookmarks_format (const GArray *bookmarks);
G_END_DECLS
