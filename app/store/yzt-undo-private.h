/* yzt-undo-private.h: what the files of undo share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-history-private.h"
#include "yzt-prepared-private.h"
G_BEGIN_DECLS

typedef struct {
  char *name;
  guint n_columns;
  GStrv columns; /* as they were named when the entry was written */
  GStrv present_columns;
  GPtrArray *gained; /* names of columns that the entry did not know yet; owned by @present_columns */
  YztKind *kind; /* NULL for the map's own tables */
  char *where, *select, *insert, *delete_row;
  YztValue *present; /* room for a row as it is */
} YztUndoTable;
typedef struct {
  YztUndoTable *table;
  gint64 fid, owner_fid; /* the owner, or the plan, of a row put back */
  gint64 position;       /* of a section put back */
  char *name;            /* of a row taken away, for the first few; may be NULL */
} YztUndoRow;
/* What a plan found of one kind. */
typedef struct {
  GPtrArray *sentences;
  guint n; /* how many there are; of these so many are put in words as @sentences holds */
} YztUndoReasons;
typedef struct {
  YztConnection *connection;
  YztAct *act; /* NULL: only looked at, nothing is written */
  gint64 entry, base, generation, now_ms;
  const char *now_text;
  YztWords words;
  GPtrArray *tables; /* YztUndoTable */
  guint max_sentences;
  YztUndoReasons conflicts, dependents;
  guint n_done;
  GArray *inserted, *deleted; /* YztUndoRow */
  GArray *returned;           /* the same, of rows that are given another owner, or none */
  GPtrArray *removed_kinds;   /* ids */
  gboolean kinds_changed;
  gboolean of_others;  /* what another programme did is put back whole, its lines of a log, too */
  YztPrepared *prepared; /* in the act: what was made ready before it; or NULL */
  YztPrepared *sink;     /* only looked at: what would be written is made ready there; or NULL */
  gboolean all_absent; /* rows put back are known not to be there */
  GHashTable *overlay; /* when only looking at an entry that changed a row several times: table and key → Ghost */
  YztChangeFunc apply;
} YztUndo;

void yzt_undo_init (YztUndo *self, YztConnection *connection, YztAct *act, YztKindSet *kinds,
                    gint64 entry, gint64 now_ms);
void yzt_undo_clear (YztUndo *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YztUndo, yzt_undo_clear)
/* Which entry holds the changes of @entry. */
gboolean yzt_undo_find_base (YztUndo *self, GError **error);
/* Whether the base changed a row more than once, which only different parts can. */
gboolean yzt_undo_find_repeats (YztUndo *self, gboolean *repeats_out, GError **error);
/* Row by row, then what hangs on the rows. */
gboolean yzt_undo_apply_rows (YztUndo *self, GError **error);
/* Always FALSE. */
gboolean yzt_undo_fail_with_reasons (YztUndo *self, GError **error);

char *yzt_undo_name_row (YztUndoTable *table, const YztChange *change, const YztValue *present);
/* @column NULL: the row itself is gone. @present is the row as it is. */
void yzt_undo_add_conflict (YztUndo *self, YztUndoTable *table, const YztChange *change,
                            const YztValue *present, const char *column);
/* TRUE when there is room for the sentence of one more; counted either way. */
gboolean yzt_undo_count (YztUndo *self, YztUndoReasons *reasons);
/* Rows that hang on what is taken away, and owners missing for what is put back. */
gboolean yzt_undo_check_dependents (YztUndo *self, GError **error);
/* Rows that hang on one of a range of rows that is taken away, apart from those taken away too. */
typedef gboolean (*YztUndoGoesFunc) (const char *table, gint64 fid, gpointer user_data);
gboolean yzt_undo_check_range (YztUndo *self, YztKind *kind, gint64 fid_from, gint64 fid_to,
                               const char *name, YztUndoGoesFunc goes, gpointer user_data,
                               GError **error);

/* An untouched bulk insert is taken away by ranges of numbers, and put back, without a second copy
 * in the journal. */
gboolean yzt_undo_try_bulk (YztUndo *self, gboolean *done_out, GError **error);
/* Whether try_bulk would do it by taking away; the touches of the base then. */
gboolean yzt_undo_is_bulk_removal (YztUndo *self, GArray **touches_out, gboolean *is_out,
                                   GError **error);
/* The same for putting back. */
gboolean yzt_undo_is_bulk_return (YztUndo *self, GArray **touches_out, gboolean *is_out,
                                  GError **error);
/* Whether a later act reaches into a large insert that @self would take away, and what it touched: numbers (gint64) by table, or NULL. */
GHashTable *yzt_undo_find_late (YztUndo *self, GError **error);
/* Without the lock of the map: what would be refused after long work is refused before it. FALSE then. */
gboolean yzt_undo_look_ahead (YztStore *store, gint64 entry, const YztActInfo *info, gboolean redo, GError **error);
gboolean yzt_undo_fail_nothing_left (YztUndo *self, GError **error);
/* Makes ready what undo of @entry (0: the last one) writes, when that is many rows. NULL without an error when it is better done at once, and with
 * one, the same as the act would have, when it cannot be done. */
YztPrepared *yzt_undo_prepare (YztStore *store, gint64 entry, const YztActInfo *info, gboolean redo,
                               gint64 *entry_out, GError **error);
G_END_DECLS
