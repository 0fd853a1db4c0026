/* yzt-same-private.h: what the search for incidents and for warnings that may be one share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-same-event.h"
G_BEGIN_DECLS

/** The rows of data/rules/same-event.tsv: (element-type GStrv), cells as they stand. */
GPtrArray *yzt_same_read_table (GError **error);
/** The same for both orders; @kind_id is that of both. Free. */
char *yzt_same_pair_key (const char *kind_id, gint64 one, gint64 two);
/** "taken in by hand" or the name of the source. */
const char *yzt_same_source_words (const char *source);
/** [worker] Adds to @found (YztSameEvent) the warnings in force that may be one. @refused: keys of pairs that are two. */
gboolean yzt_same_warnings_find (YztStore *store, GPtrArray *table, GHashTable *refused, const char *language, GPtrArray *found, GError **error);
/** [worker] The second warning is merged into the first. */
YztActResult *yzt_same_warning_accept (YztStore *store, const YztSameEvent *same, const char *author, const char *window, GError **error);
G_END_DECLS
