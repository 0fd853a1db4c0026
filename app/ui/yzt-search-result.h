/* yzt-search-result.h: one thing that a search found, and the search itself over coordinates, names and plans
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include "yzt-base-map.h"
#include "yzt-plan-index.h"
#include "yzt-session.h"
G_BEGIN_DECLS
typedef enum { YZT_SEARCH_COORDINATE, YZT_SEARCH_FEATURE, YZT_SEARCH_PLACE, YZT_SEARCH_PLAN } YztSearchGroup;
#define YZT_TYPE_SEARCH_RESULT (yzt_search_result_get_type ())
G_DECLARE_FINAL_TYPE (YztSearchResult, yzt_search_result, YZT, SEARCH_RESULT, GObject)
YztSearchGroup yzt_search_result_get_group (YztSearchResult *self);
const char *yzt_search_result_get_title (YztSearchResult *self);
const char *yzt_search_result_get_subtitle (YztSearchResult *self);
/** The heading it stands under: its kind, "Coordinates", "Places", "Plans". */
const char *yzt_search_result_get_heading (YztSearchResult *self);
gboolean yzt_search_result_get_position (YztSearchResult *self, YztPosition *position_out);
/** The zoom at which it is seen well: a province from afar, a village near. */
double yzt_search_result_get_zoom (YztSearchResult *self);
int yzt_search_result_get_kind (YztSearchResult *self);      /* -1 unless a feature */
gint64 yzt_search_result_get_fid (YztSearchResult *self);    /* 0 unless a feature */
int yzt_search_result_get_level (YztSearchResult *self);
guint yzt_search_result_get_variant (YztSearchResult *self);
YztPlan *yzt_search_result_get_plan (YztSearchResult *self); /* (transfer none) NULL unless a plan */

/** What is in memory, at once: coordinate, names by kind, places of @base_map (NULL: none). (element-type YztSearchResult), grouped, best
 * first, at most @limit names. Places that are called so stand first, those that only contain the text last. Distances of places are told
 * from @from, the middle of what is seen. */
GPtrArray *yzt_search_now (YztSession *session, YztBaseMap *base_map, YztPosition from, const char *text, guint limit);
/** Why a @text for which nothing was found and which looks like a coordinate is none: a sentence. NULL: it does not look like one. */
const char *yzt_search_explain (const char *text);
/** @words: what was looked for, to be marked when the plan is read. */
YztSearchResult *yzt_search_result_new_plan (const YztPlanFind *find, const char *const *words);
/** A thing that a code named: @kind and @fid as yzt_session_select() takes them; @subtitle: its code and what has it. */
YztSearchResult *yzt_search_result_new_code (YztSession *session, guint kind, gint64 fid, const char *name, const char *code, const char *of);
/** Pango markup of the words round the hit, the hit in bold; NULL: none. */
const char *yzt_search_result_get_snippet (YztSearchResult *self);
/** The snippet as markup, what is in @spans (YztPlanSpan) in bold. Free. */
char *yzt_search_markup (const char *text, const GArray *spans);
const char *yzt_search_result_get_words (YztSearchResult *self); /* NULL unless a plan */
G_END_DECLS
