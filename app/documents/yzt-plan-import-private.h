/* yzt-plan-import-private.h: what the files that import plans share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-documents-private.h"
#include "yzt-plan-batch.h"
G_BEGIN_DECLS

typedef struct _YztPlanFile YztPlanFile;
struct _YztPlanFile {
  YztRow *row;
  YztPlanText *text;
  char *path, *shown;     /* @shown: its name in sentences */
  char *sha256;           /* of the bytes that were read; they are read again to be written, so that a folder is never in memory as a whole */
  char *text_digest;
  const char *media_type;
  gboolean exists;
  YztRow *base;           /* of an existing plan: its row as it was read */
  gboolean left_out;      /* a person does not want it */
  gint64 replaces_fid;    /* an older version in the map, or 0 */
  YztPlanFile *replaces;  /* … among the files of this import, or NULL (not owned) */
  GArray *readings;       /* YztPlanReading */
  YztPlanStructure *structure;
  GArray *outdated;       /* of an existing plan: YztPlanOutdated, proposals of its old text */
};

void yzt_plan_file_free (YztPlanFile *plan);
/** The documents of a folder tree, sorted, or the one file. */
GPtrArray *yzt_plan_find_files (const char *path, GError **error);
/** The plan of the map that this row tells of: by code, else by title. NULL with no error when it is new. */
YztRow *yzt_plan_find_existing (YztStore *store, const YztRow *row, GError **error);
typedef struct _YztKnownPlans YztKnownPlans;
/** Reads one file. NULL with an error: rejected; NULL without: unchanged. */
YztPlanFile *yzt_plan_file_read (YztStore *store, YztKnownPlans *known, YztKind *kind, const char *path, GError **error);

/* --- what of the document goes into the row, and into the rows that the plan owns --- */

/** Reads the first pages and the structure; sure readings fill the empty cells of @plan->row. */
void yzt_plan_propose (YztPlanFile *plan);
/** Notes proposals that nobody has judged yet, to be replaced. */
gboolean yzt_plan_find_outdated (YztStore *store, YztPlanFile *plan, GError **error);
gboolean yzt_plan_write_proposals (YztAct *act, YztStore *store, const YztPlanFile *plan, GError **error);

/* --- plans that are there --- */

YztKnownPlans *yzt_known_plans_load (YztStore *store, YztKind *kind, GError **error);
void yzt_known_plans_free (YztKnownPlans *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztKnownPlans, yzt_known_plans_free)
/** The name of the plan that has the same bytes or the very same text; NULL: none. @fid_out: its row, 0 when it is a file of this import. */
const char *yzt_known_plans_same (YztKnownPlans *self, YztStore *store, const YztPlanFile *plan, gint64 *fid_out);
/** Links @plan to the newest older one of its title and body, and an older one to it. */
void yzt_known_plans_link (YztKnownPlans *self, YztPlanFile *plan);
/** TRUE when the row of the map is another version (another day or edition) than the file, rather than the same plan written anew. */
gboolean yzt_plan_is_other_version (const YztRow *existing, const YztRow *row);
/** @plan stands among the files of this import from now on. */
void yzt_known_plans_add (YztKnownPlans *self, YztPlanFile *plan);
G_END_DECLS
