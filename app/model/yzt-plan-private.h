/* yzt-plan-private.h: what the files about plans share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-plan-library.h"
#include "yzt-rules.h"
G_BEGIN_DECLS

/** Free texts, (transfer full). */
YztPlan *yzt_plan_new (gint64 fid, const char *title);
void yzt_plan_set_subtitle (YztPlan *self, char *subtitle);
void yzt_plan_set_reason (YztPlan *self, char *reason);
void yzt_plan_set_section (YztPlan *self, char *path, guint index);
void yzt_plan_set_snippet (YztPlan *self, char *snippet);
/** Text of a cell, NULL when the kind has no such field or the cell is empty. */
const char *yzt_plan_cell (const YztRow *row, const char *field);
/** "issuing body · kind · day" */
char *yzt_plan_describe_row (const YztRow *row, const char *language);

/* --- which plans are in force --- */

/** Plans of the map as their versions: one pass over the rows. */
typedef struct _YztPlanVersions YztPlanVersions;
YztPlanVersions *yzt_plan_versions_load (YztStore *store, GError **error);
void yzt_plan_versions_free (YztPlanVersions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPlanVersions, yzt_plan_versions_free)
/** NULL: in force. Else why not, in words: "replaced by the version of 2026-02-02", "withdrawn", "a draft". Free. */
char *yzt_plan_versions_why_not (YztPlanVersions *self, gint64 plan_fid);
G_END_DECLS
