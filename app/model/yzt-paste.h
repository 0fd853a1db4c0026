/* yzt-paste.h: cells from a spreadsheet laid over the rows of a kind: what would change, what is new, what cannot be
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plan is made on a worker and writes nothing; it becomes one act (yzt-edits.h) when a person has looked at it. */
#pragma once
#include "yzt-edits.h"
G_BEGIN_DECLS
#define YZT_PASTE_MAX_BYTES (64 * 1024 * 1024)
/** A column of the table that cannot be pasted into: its cells are passed over. */
#define YZT_PASTE_NO_FIELD G_MAXUINT
#define YZT_PASTE_MOST_PROBLEMS 200

/** Where cells without headers go: fields as they stand on the screen from the cursor to the right, rows from the cursor down. */
typedef struct {
  YztKind *kind;
  const guint *fields;
  guint n_fields;
  const gint64 *fids;
  guint n_fids;
  gint64 owner_fid;   /* of new rows of a kind that has an owner; 0: such rows are refused */
  const char *language;
  GTimeZone *zone;
} YztPasteTarget;

typedef struct {
  gint64 fid;
  guint field;
  YztCell old, value;
} YztPasteChange;

typedef struct {
  gint64 fid;
  YztPosition from, to;
  gboolean was_placed; /* @from is a place */
} YztPasteMove;

typedef struct {
  YztKind *kind;
  guint n_lines, n_cells; /* without the line of headers */
  gboolean has_header;    /* the first line named the fields; with a code among them, rows are found by it */
  guint n_same;           /* cells that say what stands there already */
  guint n_passed;         /* cells that say something in columns that are not written into: the owner, times of the programme's own */
  guint n_problems;       /* all; the first ones in words */
  GPtrArray *problems;    /* char *: "Line 3, Floor area: … must be a number, not “abc”." */
  GArray *changes;        /* YztPasteChange, by line */
  GArray *moves;          /* YztPasteMove: rows that stand elsewhere then */
  GPtrArray *new_rows;    /* YztRow * */
} YztPastePlan;
/** [worker] Cells parted by tabs, lines by line ends, in quotes where needed, as every spreadsheet copies them. */
YztPastePlan *yzt_paste_plan_new (YztStore *store, const YztPasteTarget *target, const char *text, GCancellable *cancellable, GError **error);
void yzt_paste_plan_free (YztPastePlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPastePlan, yzt_paste_plan_free)
/** Everything good in it as one act. */
YztEdits *yzt_paste_plan_to_edits (const YztPastePlan *plan, const char *label);
/** Lines of cells (GPtrArray of GStrv). (element-type GStrv) */
GPtrArray *yzt_paste_split (const char *text);
G_END_DECLS
