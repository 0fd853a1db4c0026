/* yzt-import-plan-private.h: what a plan of an import holds
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "yzt-doctor-private.h"
#include "yzt-packed-rows-private.h"
#include "yzt-progress-private.h"
#include "yzt-store-bulk.h"
G_BEGIN_DECLS

/** At most as many are kept for the return sheet; a file with more bad rows is the wrong file. */
#define YZT_IMPORT_MAX_KEPT_ROWS 100000
/** Of rows that come in though somebody should look at them, at most as many are kept: no longer list is read by anybody. */
#define YZT_IMPORT_MAX_LOOKED_AT 300
/** Longest cell of a sheet, in characters. */
#define YZT_IMPORT_MAX_KEPT_CELL 32767

/** A row of the file that matches one of the map. */
typedef struct {
  guint number;
  gint64 fid;
  YztRow *row;      /* as the file says; once compared: as it shall be in the map */
  GArray *changes;  /* YztImportChange; NULL until compared */
} YztImportMatched;

/** A row that is kept back, as the file has it. */
typedef struct {
  guint number;
  char **cells;     /* n_columns; NULL beyond YZT_IMPORT_MAX_KEPT_ROWS */
} YztImportKept;

struct _YztImportPlan {
  YztStore *store;
  YztKind *kind;
  YztImportOptions options; /* of its pointers only language, cancellable and progress are good */
  char *language;
  char *shown;              /* name of the file */
  GTimeZone *zone;
  gint64 newest_entry;      /* of the journal when the plan was made */
  guint n_columns;
  char **headers;
  int name_column;
  YztImportColumns columns; /* for the second look at the map */
  YztPackedRows *new_rows;
  YztStage *stage;          /* has all rows of new_rows; NULL while they are few */
  GArray *new_numbers;      /* guint */
  GPtrArray *matched;       /* YztImportMatched *; after comparing the changed ones only */
  GPtrArray *same;          /* YztImportMatched * */
  GArray *kept;             /* YztImportKept */
  GArray *looked_at;        /* YztImportKept: rows that come in, with findings */
  YztImportReport *report;
  gboolean applied;
};

/** All new rows into the stage, as many as are not there yet. @goes_on is asked after each, NULL not. */
typedef gboolean (*YztImportGoesOn) (gpointer user_data, GError **error);
gboolean yzt_import_plan_stage (YztImportPlan *plan, YztImportGoesOn goes_on, gpointer user_data, GError **error);
/** The rows of the map that rows of the file match, field by field; leaves the changed ones in matched. */
gboolean yzt_import_plan_compare (YztImportPlan *plan, GError **error);
/** The number of the newest entry in the journal, 0 when there is none. */
gboolean yzt_import_newest_entry (YztStore *store, gint64 *entry_out, GError **error);
void yzt_import_matched_free (YztImportMatched *matched);
/** Whether strict lets it be written. */
gboolean yzt_import_plan_judge (const YztImportPlan *plan, GError **error);
/** The report for good; the plan is of no use after. */
YztImportReport *yzt_import_plan_take_report (YztImportPlan *plan);
/** "112.55000° E 23.02000° N", "" without a position. */
char *yzt_import_position_words (const YztRow *row);
G_END_DECLS
