/* yzt-find-code.h: things of any kind by the code that papers name them by
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-session.h"
G_BEGIN_DECLS
typedef struct {
  guint kind;        /* in the map's kinds; of a row that belongs to another (a chemical) that other one */
  gint64 fid;
  char *name, *code; /* @code: as it was found */
  char *of;          /* label of the kind that has the code */
} YztCodeFind;
/** The whole code, in any case of its letters as long as they are all the same; (element-type YztCodeFind), clear func set; empty for what cannot be a code (no digit, blanks). [worker] */
GArray *yzt_store_find_code (YztStore *store, const char *text, const char *language, GError **error);
void yzt_session_find_code_async (YztSession *session, const char *text, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GArray *yzt_session_find_code_finish (GAsyncResult *result, GError **error);
G_END_DECLS
