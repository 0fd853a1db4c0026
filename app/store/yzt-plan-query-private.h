/* yzt-plan-query-private.h: a lookup in plans, taken apart
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-plan-index-private.h"
G_BEGIN_DECLS
typedef struct {
  YztFolded folded;
  char *section;  /* where it must stand; NULL anywhere */
  char *text;     /* as typed, without section and quotes */
} YztPlanWord;
/** (element-type YztPlanWord) clear func set. */
GArray *yzt_plan_words_parse (const char *text);

/** Keys of the plans that may have all words, best first; the entry is number @key & YZT_PLAN_KEY_ENTRY of the catalogue. */
#define YZT_PLAN_KEY_ENTRY ((G_GUINT64_CONSTANT (1) << 29) - 1)
GArray *yzt_plan_candidates (const YztPlanCatalogue *catalogue, YztConnection *index, const GArray *words, const YztPlanQuery *query, GCancellable *cancellable,
                             GError **error);
guint64 yzt_plan_candidate_key (const YztPlanEntry *entry, guint i, YztPlanPlace place, const char *near_adcode);
G_END_DECLS
