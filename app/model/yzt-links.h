/* yzt-links.h: what links name and what files hold, for panels: names found and searched on workers, bytes read and written there
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; nothing blocks. Errors: YZT_STORE_ERROR, G_IO_ERROR, one sentence. */
#pragma once
#include "yzt-session.h"
#include "yzt-store-blobs.h"
G_BEGIN_DECLS

#define YZT_TYPE_LINK_NAMES (yzt_link_names_get_type ())
/** The names that links of a session have been asked for. Signal "changed" (): more names are known, or may have become others. */
G_DECLARE_FINAL_TYPE (YztLinkNames, yzt_link_names, YZT, LINK_NAMES, GObject)
/** (transfer none) Made when first asked for; lives as long as the session. */
YztLinkNames *yzt_link_names_of (YztSession *session);
/** What the LINK cell @text names (element-type YztNamed), until "changed"; %NULL while it is being asked. (transfer none) */
const GArray *yzt_link_names_look (YztLinkNames *self, const char *text);
/** The cell in words: "城东库; 城西库 (deleted)"; "…" while it is being asked. */
char *yzt_link_names_words (YztLinkNames *self, const char *text);
/** One name in words: of a deleted thing "城东库 (deleted)", or its kind and number when even the journal knows no more. */
char *yzt_named_in_words (const YztNamed *named, YztKindSet *kinds, const char *language);

/** Things of the kinds @targets (%NULL: any) by name or code; finish with yzt_links_finish. */
void yzt_session_find_named_async (YztSession *session, const char *const *targets, const char *text, guint limit, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
/** Things that name this one by a link. */
void yzt_session_find_naming_async (YztSession *session, guint kind, gint64 fid, guint limit, GAsyncReadyCallback callback, gpointer user_data);
/** (element-type YztNamed) (transfer full) */
GArray *yzt_links_finish (GAsyncResult *result, GError **error);

/** A file as it was read: to be put into the map together with the cell that names it. */
typedef struct {
  GBytes *bytes;
  char *sha256, *name, *media_type;
} YztReadFile;
YztReadFile *yzt_read_file_copy (const YztReadFile *file);
void yzt_read_file_free (YztReadFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztReadFile, yzt_read_file_free)
/** Reads and sums it on a worker; over YZT_BLOB_MAX_BYTES it is refused before it is read. */
void yzt_read_file_async (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
YztReadFile *yzt_read_file_finish (GAsyncResult *result, GError **error);
/** Bytes that the map holds. */
void yzt_session_load_blob_async (YztSession *session, const char *sha256, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GBytes *yzt_session_load_blob_finish (GAsyncResult *result, GError **error);
/** Writes bytes to a file, which is replaced as a whole. */
void yzt_write_file_async (GFile *file, GBytes *bytes, GAsyncReadyCallback callback, gpointer user_data);
gboolean yzt_write_file_finish (GAsyncResult *result, GError **error);
G_END_DECLS
