/* oracle.h: a naive memory of all recorded tables that keeps a full copy after every act
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/* One row: its values by column, as tagged text ("i:5", "r:0x1p+0", "t:…", "b:00ff"); NULL is NULL.
 * Columns that the table gained after the row was written are NULL without being listed. Immutable
 * once it stands in a state. */
typedef struct {
  gatomicrefcount refs;
  char *key; /* the fid in decimal, or the text key */
  guint n_values;
  char **values;
} OracleRow;
OracleRow *oracle_row_new (const char *key, guint n_values);
OracleRow *oracle_row_copy (const OracleRow *row, guint n_values);
OracleRow *oracle_row_ref (OracleRow *row);
void oracle_row_unref (OracleRow *row);
const char *oracle_row_get (const OracleRow *row, guint column); /* NULL beyond its values */
void oracle_row_set (OracleRow *row, guint column, const char *value);
void oracle_row_take (OracleRow *row, guint column, char *value); /* takes @value */

typedef enum {
  ORACLE_KEY_FID,
  ORACLE_KEY_TEXT,
} OracleKey;
/* What is known of a table for all times: columns are only ever gained. */
typedef struct {
  char *name;
  OracleKey key;
  GPtrArray *columns; /* char *, the first is the key */
  gboolean is_kind;
} OracleTable;

/* The rows of one table at one time, sorted by key; shared by all states between two changes. */
typedef struct {
  gatomicrefcount refs;
  GPtrArray *rows;
} OracleRows;

typedef struct {
  GPtrArray *tables; /* OracleRows, in the order of the oracle's tables */
} OracleState;

typedef struct {
  gint64 entry, undoes, at_ms;
  int nature;
  char *author, *window;
  OracleState *after;
} OracleEntry;

typedef struct {
  GPtrArray *tables;  /* OracleTable */
  GPtrArray *entries; /* OracleEntry; [0] stands for the new map */
} Oracle;

Oracle *oracle_new (void);
void oracle_free (Oracle *self);
guint oracle_add_table (Oracle *self, const char *name, OracleKey key, const char *const *columns,
                        gboolean is_kind);
int oracle_find_table (Oracle *self, const char *name); /* -1 when unknown */
OracleTable *oracle_get_table (Oracle *self, guint table);
guint oracle_table_add_column (OracleTable *table, const char *column); /* index, also when known */
int oracle_table_find_column (OracleTable *table, const char *column);
OracleState *oracle_last (Oracle *self);
OracleEntry *oracle_get_entry (Oracle *self, gint64 entry);
gint64 oracle_n_entries (Oracle *self);
/* Takes @after. */
OracleEntry *oracle_push (Oracle *self, OracleState *after, const char *author, const char *window,
                          int nature, gint64 undoes, gint64 at_ms);

OracleState *oracle_state_copy (const OracleState *state);
void oracle_state_free (OracleState *state);
/* The state may lack tables that were added later: those are empty. */
OracleRows *oracle_state_rows (const OracleState *state, guint table);
OracleRow *oracle_state_find (const OracleState *state, guint table, const char *key);
/* Puts or replaces (takes @row). */
void oracle_state_put (OracleState *state, guint table, OracleRow *row);
gboolean oracle_state_remove (OracleState *state, guint table, const char *key);
/* Takes all rows of @table away. */
void oracle_state_clear (OracleState *state, guint table);
gboolean oracle_row_equal (const OracleRow *a, const OracleRow *b, int but_column);
gboolean oracle_state_equal (Oracle *self, const OracleState *a, const OracleState *b);

typedef gboolean (*OracleDiffFunc) (guint table, OracleRow *before, OracleRow *after,
                                    gpointer data);
/* Every row that differs; one of the two is NULL when it was added or removed. */
void oracle_diff (Oracle *self, const OracleState *a, const OracleState *b, OracleDiffFunc func,
                  gpointer data);

/* What other programmes left behind: rows whose owner is gone are nobody's, texts whose plan is gone go with it. */
void oracle_mend (Oracle *self, OracleState *state);

typedef enum {
  ORACLE_UNDO_DONE,
  ORACLE_UNDO_CONFLICT,
  ORACLE_UNDO_REFUSED,
  ORACLE_UNDO_NOT_FOUND,
} OracleVerdict;
/* One byte an entry: 1 when it was taken back and that stands. */
guint8 *oracle_find_fallen (Oracle *self);
gboolean oracle_stands (Oracle *self, gint64 entry);
gint64 oracle_last_own (Oracle *self, const char *author, const char *window, gboolean redo);
/* What taking @entry back would make of @now; @result_out is set when done. */
OracleVerdict oracle_undo (Oracle *self, gint64 entry, const OracleState *now, const char *stamp,
                           OracleState **result_out, char **why_out);
G_END_DECLS
