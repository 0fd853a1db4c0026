/* yzt-history-words.h: how the diary and the history of a feature say when, who and what
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include "yzt-store-history.h"
#include "yzt-ui.h"
G_BEGIN_DECLS
/** "Today, 2026-11-22" in the map's zone. Free. */
char *yzt_history_day (YztSession *session, gint64 at_ms);
/** "14:05:09" in the map's zone. Free. */
char *yzt_history_clock (YztSession *session, gint64 at_ms);
/** "2026-11-22 14:05" in the map's zone. Free. */
char *yzt_history_minute (YztSession *session, gint64 at_ms);
/** Who it was: the name, or that it was another programme. */
const char *yzt_history_author (const char *author);
/** "added", "changed", "deleted". Static. */
const char *yzt_history_what (YztHistoryWhat what);
/** All fields in one paragraph, for the many rows of a bulk act: "Name 城东库 · Code D-1". (element-type YztHistoryField) */
GtkWidget *yzt_history_paragraph_new (const GArray *fields);
/** Field by field: name, old → new. (element-type YztHistoryField) */
GtkWidget *yzt_history_grid_new (const GArray *fields);
G_END_DECLS
