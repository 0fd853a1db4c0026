/* yzt-store-blobs.h: bytes of attached files, kept once under their SHA-256; and things that name other things
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes are written once and are outside the journal: what a cell names comes back when the cell does. Compacting the map lets go of
 * bytes that no cell and no entry of the journal names. Errors: YZT_STORE_ERROR. */
#pragma once
#include "yzt-store.h"
G_BEGIN_DECLS

/** One file at most. */
#define YZT_BLOB_MAX_BYTES (200 * 1024 * 1024)

/** In an act, before the row that names them. @sha256 is that of @bytes; REFUSED over YZT_BLOB_MAX_BYTES. @media_type may be %NULL. */
gboolean yzt_act_put_blob (YztAct *act, const char *sha256, const char *media_type, GBytes *bytes, GError **error);
/** [worker] NOT_FOUND when the map does not hold it, DAMAGED when it is not what its sum says. @media_type_out may be %NULL. */
GBytes *yzt_store_get_blob (YztStore *store, const char *sha256, char **media_type_out, GError **error);
/** [worker] Size in bytes; −1 with NOT_FOUND. */
gint64 yzt_store_get_blob_size (YztStore *store, const char *sha256, GError **error);

/** What a link names, as far as the map knows. */
typedef struct {
  char *kind; /* id */
  gint64 fid;
  char *name; /* of the thing; of a deleted one as the journal knows it, NULL when it does not */
  char *second; /* code, or what tells things of one name apart; may be NULL */
  gboolean there;
  gboolean has_position; /* a click can go there */
} YztNamed;
void yzt_named_clear (YztNamed *named);
/** [worker] One for each of @links (element-type YztLink), in order; (element-type YztNamed). @language for words of the journal. */
GArray *yzt_store_name_links (YztStore *store, const GArray *links, const char *language, GError **error);
/** [worker] Things of the kinds @targets (ids, NULL-terminated; %NULL: every kind in force that has no owner) whose name or code holds @text, those first
 * whose name begins with it; blank @text: any. At most @limit of them; (element-type YztNamed). */
GArray *yzt_store_find_named (YztStore *store, const char *const *targets, const char *text, guint limit, GCancellable *cancellable, GError **error);
/** [worker] Things that name this one by a link (element-type YztNamed), at most @limit. */
GArray *yzt_store_find_naming (YztStore *store, const char *kind, gint64 fid, guint limit, GError **error);
G_END_DECLS
