/* yzt-plan-ask.h: what was typed into a search box for plans: words, and filters such as 级别:市
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-plan-library.h"
G_BEGIN_DECLS
typedef struct {
  char *text;  /* the words that are left, "" for none */
  char *plan_kind, *level, *adcode, *incident_type, *state; /* codes; NULL: any */
  char *hazard;        /* a code, or a part of the name of a hazard source; NULL: any */
  gboolean has_due;
  int due_kind;        /* YztPlanDueKind; −1: any */
  int due_days;        /* falls due within so many days; −1: is overdue */
  GPtrArray *typed;    /* char *: the filters as they were typed, "级别:市" */
  GPtrArray *labels;   /* char *: the same in words, "Level: City" */
} YztPlanAsk;
void yzt_plan_ask_free (YztPlanAsk *ask);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPlanAsk, yzt_plan_ask_free)
/** By data/plans/filters.tsv. What is no filter, or has no value that its kind knows, stays a word: "响应分级:泄漏" asks for a section as before.
 * The same filter twice: the last counts. */
YztPlanAsk *yzt_plan_ask_parse (const char *typed, YztKindSet *kinds, const char *language);
/** @typed without the filter @filter as it was typed. Free. */
char *yzt_plan_ask_without (const char *typed, const char *filter);
/** As yzt_plan_library_search_async, with the filters of @ask over those of @query; hazard sources and due dates are looked up on the worker. @today YYYY-MM-DD. */
void yzt_plan_library_ask_async (YztPlanLibrary *self, const YztPlanAsk *ask, const YztPlanQuery *query, const char *today, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
G_END_DECLS
