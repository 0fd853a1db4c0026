/* yzt-plan-index.h: words in the plans of a map, found while they are being typed
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Derived data: an FTS5 database in the cache folder, contentless, with every character and every pair of neighbouring characters as its words,
 * so that any number of characters is found exactly, Chinese too. Valid for (head of the journal, last change from outside, schema version); it is
 * brought up to date in steps while what is in can be found already. Latin letters of either case and either width are the same.
 * All functions are [worker] unless said otherwise; one index may be used by several threads at once. Errors: YZT_STORE_ERROR. */
#pragma once
#include "yzt-store.h"
G_BEGIN_DECLS

#define YZT_TYPE_PLAN_INDEX (yzt_plan_index_get_type ())
G_DECLARE_FINAL_TYPE (YztPlanIndex, yzt_plan_index, YZT, PLAN_INDEX, GObject)
/** The index of the map that @store has open; keeps @store. An index file that is damaged is made anew. NULL when the cache cannot be written. */
YztPlanIndex *yzt_plan_index_new (YztStore *store, GError **error);
/** Any thread: is everything in, as far as the last yzt_plan_index_advance knew? Numbers of plans; any may be NULL. */
gboolean yzt_plan_index_get_state (YztPlanIndex *self, guint *n_in_out, guint *n_all_out);
/** @n_in of @n_all plans can be found by now; on the calling thread. */
typedef void (*YztPlanIndexFunc) (guint n_in, guint n_all, gpointer user_data);
/** Takes in what the map has gained, changed or lost since. Cheap when nothing has. A second call waits for the first. */
gboolean yzt_plan_index_advance (YztPlanIndex *self, YztPlanIndexFunc func, gpointer user_data, GCancellable *cancellable, GError **error);

/** Which plans, by the cells of their rows; NULL or 0: any. Lists are of codes as in the cells. */
typedef struct {
  const char *plan_kind;      /* value of plan.kind's plan_kind */
  const char *level;          /* … of its level */
  const char *adcode;         /* its area code begins with this: "441204", "4412" */
  const char *incident_type;
  const char *hazard_code;
  const char *state;
  gboolean only_current;      /* neither replaced by a newer version nor withdrawn */
  const gint64 *fids;         /* sorted: only these plans (those of a due list), or NULL */
  guint n_fids;
} YztPlanFilter;

/** TRUE when the section under @path counts as the section that was asked for by @wanted. @path: headings from the chapter down, parted by " / ". */
typedef gboolean (*YztPlanSectionFunc) (const char *path, const char *wanted, gpointer user_data);

typedef struct {
  const char *text;           /* words parted by blanks, all of them wanted; "a phrase" in quotes; SECTION:WORD only in that section */
  YztPlanFilter filter;
  const char *near_adcode;    /* where we are: nearer areas first; may be NULL */
  guint limit;                /* 0: all */
  gboolean each_section;      /* every section that has all of the words, instead of each plan once with its best section */
  YztPlanSectionFunc is_section; /* may be NULL: the path contains what was asked for */
  gpointer is_section_data;
} YztPlanQuery;

/** Characters @from ≤ … < @to. */
typedef struct {
  guint from, to;
} YztPlanSpan;
typedef enum { YZT_PLAN_IN_TITLE, YZT_PLAN_IN_HEADING, YZT_PLAN_IN_BODY } YztPlanPlace;
typedef struct {
  gint64 plan_fid;
  char *title;
  char *path;             /* of the section, "" when the words stand in the title alone */
  guint section;          /* its number, as yzt_store_get_plan_sections counts */
  YztPlanPlace place;     /* the best place of the words */
  gboolean superseded;    /* replaced by a newer version, or withdrawn */
  guint n_sections;       /* of this plan, that have one of the words; 1 with each_section */
  char *snippet;          /* about 60 characters on one line */
  GArray *snippet_spans;  /* YztPlanSpan, in @snippet */
  GArray *heading_spans;  /* YztPlanSpan, in the section's heading */
  GArray *spans;          /* YztPlanSpan, in the section's text (the first 1000) */
} YztPlanFind;
typedef struct {
  GArray *finds;          /* YztPlanFind, best first: title, heading, body; current before superseded; nearer areas first; younger first */
  guint n_plans;          /* that have the words, at most: beyond the limit longer words are not looked at in each plan; exact with limit 0 */
  gboolean complete;      /* FALSE: the index is still being made, more may be found later */
  GStrv words;            /* as they are marked: folded, without section */
} YztPlanFindings;
void yzt_plan_findings_free (YztPlanFindings *findings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPlanFindings, yzt_plan_findings_free)
/** Without words (text NULL or blank): all plans of the filter, current and near ones first, with no section. CANCELLED of G_IO_ERROR when stopped. */
YztPlanFindings *yzt_plan_index_find (YztPlanIndex *self, const YztPlanQuery *query, GCancellable *cancellable, GError **error);
/** Any thread: where @words (of the findings) stand in any @text: spans of characters, in their order, not overlapping; at most @limit (0: all). */
GArray *yzt_plan_find_spans (const char *text, const char *const *words, guint limit);
G_END_DECLS
