/* yzt-sheet.h: every row of one kind as a table: read in the background, sorted and filtered on a worker, a million rows at once
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. A GListModel of YztSheetSlot: position i is always the same object while somebody holds it; sorting and filtering re-point the
 * slots (each emits "changed") and items-changed tells only what the tail lost or gained. Rows come in order of their number as they are read;
 * sorting and filtering wait for the last. Cells are kept in packed columns: what is shown needs no file. */
#pragma once
#include "yzt-store.h"
G_BEGIN_DECLS

#define YZT_TYPE_SHEET_SLOT (yzt_sheet_slot_get_type ())
/** Signal "changed" (): another row stands here, or this row has another value. */
G_DECLARE_FINAL_TYPE (YztSheetSlot, yzt_sheet_slot, YZT, SHEET_SLOT, GObject)
guint yzt_sheet_slot_get_position (YztSheetSlot *self);

#define YZT_TYPE_SHEET (yzt_sheet_get_type ())
/**
 * Signals:
 *   "arranged" (): which rows stand where has changed.
 *   "summed" (): new sums.
 *   "progress" (): loaded more rows, or began or ended something (yzt_sheet_is_busy).
 *   "failed" (const char *sentence).
 */
G_DECLARE_FINAL_TYPE (YztSheet, yzt_sheet, YZT, SHEET, GObject)
/** Begins to read at once. @language is a static string. @zone: for dates with time. */
YztSheet *yzt_sheet_new (YztStore *store, YztKind *kind, const char *language, GTimeZone *zone);
/** Stops what is under way; called before the last unref. */
void yzt_sheet_close (YztSheet *self);
YztKind *yzt_sheet_get_kind (YztSheet *self);
const char *yzt_sheet_get_language (YztSheet *self);
GTimeZone *yzt_sheet_get_zone (YztSheet *self);

/* --- columns: the kind's fields, then owner, longitude and latitude where the kind has them --- */
guint yzt_sheet_get_n_columns (YztSheet *self);
/** NULL for the owner. */
const YztField *yzt_sheet_get_field (YztSheet *self, guint column);
/** The kind's own column of this number may be written: no owner, no place, nothing the programme keeps itself. */
gboolean yzt_sheet_is_editable (YztSheet *self, guint column);
const char *yzt_sheet_get_label (YztSheet *self, guint column);
int yzt_sheet_find_column (YztSheet *self, const char *field); /* -1 when absent */

/* --- rows: @position < g_list_model_get_n_items --- */
gint64 yzt_sheet_get_fid (YztSheet *self, guint position);
gboolean yzt_sheet_find (YztSheet *self, gint64 fid, guint *position_out);
/** Text is borrowed, valid until the main loop runs again. */
YztCell yzt_sheet_get_cell (YztSheet *self, guint position, guint column);
char *yzt_sheet_format (YztSheet *self, guint position, guint column);       /* in words, for the screen; without the unit */
char *yzt_sheet_format_plain (YztSheet *self, guint position, guint column); /* for files and forms */
guint yzt_sheet_get_n_all (YztSheet *self); /* rows there are, whatever the filters say */
gboolean yzt_sheet_is_loaded (YztSheet *self);
gboolean yzt_sheet_is_busy (YztSheet *self);

/* --- sorting and filtering; the later wish cancels the earlier --- */
/** @column -1: by number. Rows without a value stand last either way; equal ones by number. */
void yzt_sheet_sort (YztSheet *self, int column, gboolean descending);
int yzt_sheet_get_sort (YztSheet *self, gboolean *descending_out);
/** What a column must hold; @column -1: any column of words. "" or NULL: nothing asked. Words: contains; "=x" exactly, "!x" without, "=" empty,
 * "*" not empty. Numbers and dates: "5", ">5", "<=5", "3..8". FALSE when that cannot be understood: nothing is changed, the sentence says what can. */
gboolean yzt_sheet_set_filter (YztSheet *self, int column, const char *text, GError **error);
const char *yzt_sheet_get_filter (YztSheet *self, int column); /* NULL: none */
void yzt_sheet_clear_filters (YztSheet *self);
/** Only these rows (sorted, copied), beside the filters; NULL: all. */
void yzt_sheet_set_only (YztSheet *self, const gint64 *fids, guint n);

/* --- sums of what is shown --- */
typedef struct {
  const char *unit; /* "" when none; lives as long as the sheet's sums */
  double sum;
  guint count;      /* rows that have a value */
} YztSheetSum;
/** One for each unit: unlike units are never added. NULL: not a column to sum. (transfer none) (element-type YztSheetSum), valid until "summed". */
GArray *yzt_sheet_get_sums (YztSheet *self, guint column);

/** Brings the table up to date with what an act touched. Rows keep their places until the next sort or filter; new ones come last. */
void yzt_sheet_take_touches (YztSheet *self, const YztActResult *result);
G_END_DECLS
