/* yzt-undo-private.h: what the files of undo share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-store-private.h"
G_BEGIN_DECLS

typedef struct {
  char *name;
  guint n_columns;
  GStrv columns; /* as they were named when the entry was written */
  GStrv present_columns;
  YztKind *kind; /* NULL for the map's own tables */
  char *where, *select, *insert, *delete_row;
} YztUndoTable;
typedef struct {
  YztUndoTable *table;
  gint64 fid;
  char *name; /* of a row taken away, for the first few; may be NULL */
} YztUndoRow;
typedef struct {
  YztAct *act;
  YztConnection *connection;
  gint64 entry, base, generation;
  YztKindSet *kinds;
  GPtrArray *tables;    /* YztUndoTable */
  GPtrArray *conflicts; /* sentences */
  guint n_conflicts, n_done;
  GArray *inserted, *deleted; /* YztUndoRow */
  YztChangeFunc apply;
} YztUndo;

char *yzt_undo_name_row (YztUndoTable *table, const YztChange *change, sqlite3_stmt *present);
/* @column -1: the row itself is gone. @present is the row as it is. */
void yzt_undo_add_conflict (YztUndo *self, YztUndoTable *table, const YztChange *change,
                            sqlite3_stmt *present, int column);
/* Rows that hang on what is taken away, and owners missing for what is put back, are conflicts too.
 */
gboolean yzt_undo_check_dependents (YztUndo *self, GError **error);
gboolean yzt_undo_fail_with_conflicts (YztUndo *self, GError **error); /* always FALSE */
/* An untouched bulk insert is taken away by ranges of numbers, and put back, without a second copy
 * in the journal. */
gboolean yzt_undo_try_bulk (YztUndo *self, gboolean *done_out, GError **error);
G_END_DECLS
