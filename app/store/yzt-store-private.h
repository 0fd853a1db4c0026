/* yzt-store-private.h: what the files of the store room share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include <sqlite3.h>
#include "yzt-store.h"
#include "yzt-geo.h"
G_BEGIN_DECLS

#define YZT_STORE_SCHEMA_VERSION 3
/* On a machine with time for us nobody holds the lock for more than a few tenths of a second; on a busy one it is better to wait than to
 * refuse. */
#define YZT_STORE_BUSY_MS 5000
#define YZT_STORE_OUTSIDE_AUTHOR "outside"
/* Ranges in journal_touch never span more fids than this: the counter part of a fid. */
#define YZT_TOUCH_SPAN 512
/* From so many inserts in one act on, the R-tree is filled at the end of the act. */
#define YZT_BULK_ROWS 1000
/* A running changeset is closed at so many rows: the memory of an act is bounded, and the story of one row unpacks little. */
#define YZT_PART_ROWS 4096

/* --- a connection: one thread at a time --- */
typedef struct {
  YztKind *kind;
  guint n_fields;
  gboolean has_geom, has_owner;
  int created_at, updated_at; /* cell index or -1 */
  char *select_list;          /* fid, geom, owner_fid, cells in field order */
  sqlite3_stmt *get, *insert, *delete_row;
} YztTable;

typedef struct _YztRecorder YztRecorder;
typedef struct {
  sqlite3 *db;
  char *path;
  YztRecorder *recorder;  /* of a connection that has run an act; else NULL */
  GHashTable *statements; /* SQL text → sqlite3_stmt */
  GHashTable *tables;     /* YztKind → YztTable */
  gint64 schema_version;  /* PRAGMA schema_version when @generation was found; 0 never */
  gint64 generation;
} YztConnection;

typedef enum {
  YZT_CONNECTION_READ_WRITE,
  YZT_CONNECTION_READ_ONLY,
  YZT_CONNECTION_IMMUTABLE,
  YZT_CONNECTION_CREATE
} YztConnectionMode;
YztConnection *yzt_connection_open (const char *path, YztConnectionMode mode, GError **error);
/* @flags of sqlite3_open_v2; @path is what sentences name. */
YztConnection *yzt_connection_open_uri (const char *uri, int flags, const char *path,
                                        GError **error);
char *yzt_connection_make_uri (const char *path, YztConnectionMode mode);
void yzt_connection_close (YztConnection *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztConnection, yzt_connection_close)
/* Always FALSE, with the sentence for what SQLite last said. */
gboolean yzt_connection_fail (YztConnection *self, GError **error);
sqlite3_stmt *yzt_connection_prepare (YztConnection *self, const char *sql,
                                      GError **error); /* cached, reset; (transfer none) */
/* Forgets all cached statements: needed before a backup or checkpoint, after many one-off
 * statements. */
void yzt_connection_forget (YztConnection *self);
gboolean yzt_connection_exec (YztConnection *self, const char *sql,
                              GError **error); /* may hold several statements */
/* @types: i gint64, d double, s const char * (may be NULL), b GBytes * (may be NULL). */
gboolean yzt_connection_do (YztConnection *self, GError **error, const char *sql, const char *types,
                            ...);
/* First column of the first row: the text (free), or NULL without error when there is no row or it
 * is NULL. */
char *yzt_connection_get_text (YztConnection *self, GError **error, const char *sql,
                               const char *types, ...);
/* First column of the first row, 0 when there is no row; FALSE only on failure. */
gboolean yzt_connection_get_int (YztConnection *self, gint64 *value_out, GError **error,
                                 const char *sql, const char *types, ...);
/* What LIKE with ESCAPE '\' finds @text with, anywhere in a value. Free. */
char *yzt_like_pattern (const char *text);
/* Binds and leaves the statement ready for yzt_connection_step; NULL on failure. */
sqlite3_stmt *yzt_connection_query (YztConnection *self, GError **error, const char *sql,
                                    const char *types, ...);
/* 1 a row, 0 the end (statement is reset), -1 failure (reset, error set). */
int yzt_connection_step (YztConnection *self, sqlite3_stmt *stmt, GError **error);
gboolean yzt_connection_has_table (YztConnection *self, const char *table);
/* Column names in table order, NULL-terminated. */
GStrv yzt_connection_get_columns (YztConnection *self, const char *table, GError **error);
void yzt_gpkg_functions_register (sqlite3 *db);
/* West, east, south, north of a geometry; FALSE when it is empty or none. */
gboolean yzt_gpkg_get_bounds (gconstpointer blob, gsize length, double bounds[4]);

/* --- the log --- */
typedef struct _YztWalCopier YztWalCopier;
/* For the map at @path; to be freed before it is closed. */
YztWalCopier *yzt_wal_copier_new (const char *path);
void yzt_wal_copier_free (YztWalCopier *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztWalCopier, yzt_wal_copier_free)
/* Now is a good time. Returns at once. */
void yzt_wal_copier_tell (YztWalCopier *self);
/* Whenever what @connection writes has made the log long; instead of SQLite's own copying. */
void yzt_wal_copier_follow (YztWalCopier *self, YztConnection *connection);

/* --- rows --- */
YztTable *yzt_connection_get_table (YztConnection *self, YztKind *kind, GError **error);
void yzt_row_table_free (YztTable *self);
/* What stands in a column of a row, as it is; a text is SQLite's until the next step. */
void yzt_cell_borrow (sqlite3_value *value, YztCell *cell);
/* Sum of what yzt_row_load needs; @row's cells borrow SQLite's memory until yzt_row_unload. */
typedef struct {
  YztRow row;
  GPtrArray *repaired; /* texts that were not UTF-8 */
} YztBorrowedRow;
YztRow *yzt_connection_get_row (YztConnection *self, YztKind *kind, gint64 fid, GError **error);
gboolean yzt_connection_read_where (YztConnection *self, YztKind *kind, const char *field, const char *value,
                                    YztRowFunc func, gpointer user_data, GError **error);
gboolean yzt_connection_read_owned (YztConnection *self, YztKind *child, gint64 owner_fid, YztRowFunc func,
                                    gpointer user_data, GError **error);
gint64 yzt_connection_find_row (YztConnection *self, YztKind *kind, const char *field,
                                const char *value, GError **error);

/* --- schema --- */
gboolean yzt_schema_create (YztConnection *connection, GError **error);
/* Creates the kind's table or adds the columns it lacks; keeps its text. */
gboolean yzt_schema_put_kind (YztConnection *connection, YztKind *kind, GError **error);
gboolean yzt_schema_put_kind_text (YztConnection *connection, const char *id, const char *text,
                                   GError **error);
YztKindSet *yzt_schema_load_kinds (YztConnection *connection, GError **error);
/* Names of the layers, as the kinds in force call them: after a change of a kind was taken back. */
gboolean yzt_schema_refresh_contents (YztConnection *connection, GError **error);
gboolean yzt_schema_is_recorded (const char *table);
/* Columns of all recorded tables compared with the newest generation; writes a new one and renews
 * the outside triggers when they differ. */
gboolean yzt_schema_update_generation (YztConnection *connection, gint64 *generation_out,
                                       GError **error);
char *yzt_schema_rtree_trigger_sql (const char *table,
                                    const char *which); /* "insert", "delete", "update1" … */
char *yzt_schema_outside_trigger_sql (const char *table, const char *which,
                                      GStrv columns); /* "insert", "replace", "update", "delete" */
/* What a trigger is asked for. */
typedef enum { YZT_TRIGGER_INSERT = 1, YZT_TRIGGER_UPDATE = 2, YZT_TRIGGER_DELETE = 4 } YztTriggerEvents;
/* Our triggers need not be asked about rows whose journal and tree are made otherwise, nor those with which GDAL counts rows. Those of other
 * programmes must: FALSE then. */
gboolean yzt_connection_may_skip_triggers (YztConnection *connection, const char *table, YztTriggerEvents events, gboolean *may_out, GError **error);
/* The name of one of those; NULL when there is none, or with @error. */
char *yzt_connection_find_foreign_trigger (YztConnection *connection, const char *table, YztTriggerEvents events, GError **error);
/* What the triggers of GDAL would have done. */
gboolean yzt_connection_count_rows_on (YztConnection *connection, const char *table, gint64 n_more, GError **error);
/* Of a command in SQL: behind the token at @p, behind white space and comments, whether a token is a word, quoted or not. */
const char *yzt_sql_skip_token (const char *p);
const char *yzt_sql_skip_space (const char *p);
gboolean yzt_sql_is_word (const char *p, const char *end, const char *word);
char *yzt_schema_quote (const char *name);            /* as an SQL identifier */
gboolean yzt_setting_put (YztConnection *connection, const char *key, const char *value,
                          GError **error);
char *yzt_setting_get (YztConnection *connection, const char *key);
GTimeZone *yzt_setting_get_zone (YztConnection *connection); /* the map's; UTC when it says none that is known */

/* NULL when @text is in NFC already (or no UTF-8); else its normal form (free). */
char *yzt_text_to_nfc (const char *text);

/* --- foreign keys --- */
/* Writes the keys of our tables and of the kinds in force into their commands, where they are not. Within a transaction. */
gboolean yzt_keys_declare (YztConnection *connection, GError **error);
/* REFUSED when rows of @kind's table belong to things of another kind than its owner. */
gboolean yzt_keys_check_owner (YztConnection *connection, YztKind *kind, GError **error);
/* The command @sql of a table without its keys (free). */
char *yzt_keys_strip (const char *sql);
/* Off where rows are written in bulk whose keys are proved otherwise; within a transaction too. */
void yzt_keys_ask (YztConnection *connection, gboolean asks);
/* Rows whose owner is gone become nobody's, texts and watches of what is gone are taken away; in tables that outside_change names when
 * @only_changed. Outside of an act, so that the triggers save them for the entry that tells what others did. */
gboolean yzt_keys_mend (YztConnection *connection, gboolean only_changed, gint64 *n_mended, GError **error);
/* Sentences for rows that refer to something that is gone. */
gboolean yzt_keys_check (YztConnection *connection, YztKindSet *kinds, GPtrArray *problems, GError **error);
/* Always FALSE: which rows they are, when a commit failed for a key. In that transaction. */
gboolean yzt_keys_explain (YztConnection *connection, YztKindSet *kinds, GError **error);

/* --- numbers of rows --- */
typedef struct {
  gint64 high;   /* last number given, 0 none */
  guint station; /* 1…4095 */
} YztFidSource;
gint64 yzt_fid_next (YztFidSource *self, gint64 now_ms);

/* --- changesets --- */
typedef struct {
  int type; /* 0 undefined, else SQLITE_INTEGER, SQLITE_FLOAT, SQLITE_TEXT, SQLITE_BLOB, SQLITE_NULL
             */
  gint64 integer;
  double number;
  const guint8 *bytes;
  gsize length;
} YztValue;
typedef struct {
  int op; /* SQLITE_INSERT, SQLITE_UPDATE, SQLITE_DELETE */
  const char *table;
  guint n_columns;
  const guint8 *is_key;
  YztValue *before, *after; /* undefined where nothing is said */
} YztChange;
typedef struct {
  const guint8 *data;
  gsize length, offset;
  gboolean invert;
  YztChange change;
  guint capacity;
} YztChangesetReader;
void yzt_changeset_reader_init (YztChangesetReader *self, gconstpointer data, gsize length,
                                gboolean invert);
/* TRUE: self->change holds the next change. FALSE at the end, or with @error when the bytes are
 * damaged. */
gboolean yzt_changeset_reader_next (YztChangesetReader *self, GError **error);
void yzt_changeset_reader_clear (YztChangesetReader *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YztChangesetReader, yzt_changeset_reader_clear)
/* The number in the key column of a table with one integer key; 0 for any other key. */
gint64 yzt_change_get_fid (const YztChange *change);
/* @n values from the beginning of @data, which they borrow; FALSE when there are not so many. */
gboolean yzt_changeset_read_record (const guint8 *data, gsize length, YztValue *values, guint n);
void yzt_changeset_write_value (GByteArray *out, const YztValue *value);
void yzt_changeset_write_table (GByteArray *out, const char *table, guint n_columns,
                                const guint8 *is_key);
/* Leaves out of an update what did not change; FALSE when nothing did. */
gboolean yzt_changeset_reduce_update (YztValue *before, YztValue *after, const guint8 *is_key, guint n_columns);
void yzt_changeset_write_change (GByteArray *out, const YztChange *change);
gboolean yzt_value_equal (const YztValue *a, const YztValue *b);
void yzt_value_from_column (YztValue *value, sqlite3_stmt *stmt, int column);
void yzt_value_bind (const YztValue *value, sqlite3_stmt *stmt, int parameter);
/* TRUE to go on. */
typedef gboolean (*YztChangeFunc) (const YztChange *change, gpointer user_data, GError **error);
/* All changes of an entry (resolving references), parts in the right order, inverted when @invert.
 */
gboolean yzt_journal_foreach_change (YztConnection *connection, gint64 entry, gboolean invert,
                                     YztChangeFunc func, gpointer user_data, GError **error);

/* --- the journal --- */
typedef struct {
  gint64 entry, seq, at_ms, at_counter, incident, undoes, generation, n_rows;
  guint station;
  gboolean by_reference;
  YztActNature nature;
  const char *author, *window, *label, *parts_hash, *prev_hash;
} YztJournalRecord;
char *yzt_journal_hash (const YztJournalRecord *record);
typedef struct {
  gint64 fid_from, fid_to;
  int op;
  char *table;
} YztTouchRange;
void yzt_touch_range_clear (YztTouchRange *range);
GArray *yzt_journal_get_touches (YztConnection *connection, gint64 entry,
                                 GError **error); /* YztTouchRange */
/* Sentence part "by 李四 at 12:41 (entry 57)". */
char *yzt_journal_describe (YztConnection *connection, gint64 entry, gint64 now_ms);
/* entry → undoing entry that is in force (gint64 keys owned by the table). */
GHashTable *yzt_journal_load_undone (YztConnection *connection, GError **error);

/* Where an entry is that was moved to an archive, as a sentence; NULL when it was not. */
char *yzt_archive_describe (YztConnection *connection, gint64 entry);
/* The last entry that was moved to an archive and its time; 0 when none was. */
gboolean yzt_archive_get_end (YztConnection *connection, gint64 *last_entry, gint64 *last_at_ms,
                              GError **error);

/* --- recording --- */
/* One for a writing connection; notes the changes of recorded tables while it is on. */
YztRecorder *yzt_recorder_new (YztConnection *connection);
void yzt_recorder_free (YztRecorder *self);
void yzt_recorder_set_on (YztRecorder *self, gboolean is_on);
/* Lets go of what was noted. */
void yzt_recorder_reset (YztRecorder *self);
/* The same, and of what is known of tables: their columns have changed. */
void yzt_recorder_forget_tables (YztRecorder *self);
/* Bytes held for rows as they were. */
gsize yzt_recorder_get_memory (YztRecorder *self);
/* Called for each change written; @fid is 0 for tables with another key. */
typedef void (*YztRecordedFunc) (const char *table, gint64 fid, int op, gpointer user_data);
/* What was noted as a changeset, or several when it is long; @part is not called when nothing was. Begins anew. */
typedef gboolean (*YztChangesetFunc) (GByteArray *changeset, gpointer user_data, GError **error);
gboolean yzt_recorder_take (YztRecorder *self, YztRecordedFunc func, YztChangesetFunc part,
                            gpointer user_data, GError **error);

/* --- acts, on the writer thread --- */
typedef struct {
  char *table;
  gint64 n_inserted;
  gboolean has_geom;
  gboolean deferred; /* triggers on insert dropped; fids noted for the R-tree */
  GArray *fids;      /* gint64, inserted since deferred */
  gint64 n_deleted;
  GArray *deleted;   /* the same of rows deleted; NULL while their triggers are there */
} YztActTable;
/* Which rows of a table a part holds, so that the story of one row unpacks few parts. */
typedef struct {
  guint part;
  char *table;
  gint64 fid_from, fid_to;
} YztSpan;
void yzt_span_clear (YztSpan *span);
typedef struct _YztMeeting YztMeeting;
struct _YztAct {
  YztStore *store;
  YztConnection *connection;
  const YztActInfo *info;
  gint64 entry, generation, undoes;
  gint64 now_ms;
  char *now_text;
  YztFidSource fids;
  gint64 fid_high_before;
  GHashTable *tables;  /* table name → YztActTable */
  GHashTable *touched; /* table name → GArray of { fid, op } */
  GArray *ranges;      /* YztTouchRange, of rows written without noting each */
  GArray *spans;       /* YztSpan */
  guint n_parts, n_pending;
  gint64 n_rows;
  gboolean by_reference;
  gboolean kinds_changed;
  GChecksum *parts_checksum;
  GError *broken;
  char *label;
  YztMeeting *beside;   /* much that others wrote waits meanwhile; else NULL */
};
/* With what others wrote beside it: an act of which nothing is in the file yet. */
void yzt_act_init (YztAct *act, YztStore *store, YztConnection *connection, const YztActInfo *info);
gboolean yzt_act_begin (YztAct *act, YztStore *store, YztConnection *connection,
                        const YztActInfo *info, GError **error);
/* Commits, or leaves everything as it was. */
YztActResult *yzt_act_commit (YztAct *act, GError **error);
/* What was changed while nothing was recorded, without an entry: what others wrote gets its form, and waits on. */
gboolean yzt_act_commit_without_entry (YztAct *act, GError **error);
gboolean yzt_act_write_entry (YztAct *act, GError **error);
void yzt_act_abandon (YztAct *act);
void yzt_act_clear (YztAct *act);
void yzt_act_start_recording (YztAct *act);
void yzt_act_stop_recording (YztAct *act);
void yzt_act_set_recording (YztAct *act, gboolean recording);
/* To be called for every changed row: keeps the parts of the journal small. */
gboolean yzt_act_note_change (YztAct *act, GError **error);
/* Closes the running changeset and opens the next one: every few thousand rows, and before a table
 * changes its columns. */
gboolean yzt_act_cut_part (YztAct *act, GError **error);
gboolean yzt_act_add_part (YztAct *act, gconstpointer changeset, gsize length, GError **error);
/* The same of a part that is packed; its rows were noted before, one by one. @length is that of the changeset. */
gboolean yzt_act_add_packed (YztAct *act, gconstpointer packed, gsize packed_length, gsize length, GError **error);
/* A YztRecordedFunc; @user_data is the act. */
void yzt_act_note_row (const char *table, gint64 fid, int op, gpointer user_data);
void yzt_act_add_touch (YztAct *act, const char *table, gint64 fid, int op);
/* The number of the row of the @i-th of act->touched's @touches. */
gint64 yzt_act_get_touched (GArray *touches, guint i);
/* The same for rows that follow each other, at most YZT_TOUCH_SPAN of them; ranges of one table are added one after the other. */
void yzt_act_add_range (YztAct *act, const char *table, gint64 fid_from, gint64 fid_to, int op);
/* As a part is kept; free it. */
guint8 *yzt_part_pack (gconstpointer changeset, gsize length, gsize *packed_length, GError **error);
gboolean yzt_act_note_insert (YztAct *act, const char *table, gboolean has_geom, gint64 fid,
                              GError **error);
gboolean yzt_act_note_delete (YztAct *act, const char *table, gboolean has_geom, gint64 fid,
                              GError **error);
gboolean yzt_act_restore_triggers (YztAct *act, GError **error);
gboolean yzt_act_write_touches (YztAct *act, YztActResult *result, GError **error);
gint64 yzt_act_next_fid (YztAct *act);
/* Where numbering goes on; gives a copied file a station of its own. Within a transaction. */
gboolean yzt_act_find_fids (YztStore *store, YztConnection *connection, YztFidSource *fids, GError **error);
/* What other programmes read first: when the kind's table changed and what it covers. */
gboolean yzt_act_update_contents (YztConnection *connection, YztKind *kind, const char *now_text,
                                  GError **error);
/* Fills the R-tree of @table packed, from the table. */
gboolean yzt_rtree_rebuild (YztConnection *connection, const char *table, GError **error);
/* West, south, east, north; FALSE when there is nothing, or no R-tree. */
gboolean yzt_rtree_get_bounds (YztConnection *connection, const char *table, double bounds[4]);

typedef struct _YztPrepared YztPrepared;
/* @prepared: what is put back, on the connection of @act; NULL when it was not made ready. */
gboolean yzt_undo_run (YztAct *act, gint64 entry, YztPrepared *prepared, GError **error);
/* Which entry Ctrl+Z or redo means; 0 with NOT_FOUND when none. */
gint64 yzt_undo_find_last (YztConnection *connection, const YztActInfo *info, gboolean redo,
                           GError **error);
gboolean yzt_undo_check_allowed (YztConnection *connection, gint64 entry, char **label_out,
                                 GError **error);
gboolean yzt_outside_is_waiting (YztConnection *connection, gboolean *waiting_out, GError **error);
/* Makes one entry of what others wrote; NULL without error when there was nothing. */
YztActResult *yzt_outside_take_in (YztStore *store, YztConnection *connection, GError **error);

/* --- the store's inside, for the other files of this room --- */

YztConnection *yzt_store_acquire (YztStore *self, GError **error); /* a reading connection */
void yzt_store_release (YztStore *self, YztConnection *connection);
YztKindSet *yzt_store_ref_kinds (YztStore *self);
void yzt_store_set_kinds (YztStore *self, YztKindSet *kinds);
const char *yzt_store_get_place (YztStore *self);
const char *yzt_store_language (void);
/* Test hook: the file may not grow beyond @n_pages, as on a full disk. */
void yzt_store_limit_pages (YztStore *self, guint n_pages);
gboolean yzt_store_check_file (const char *path, GError **error);
gboolean yzt_store_check_header (YztConnection *connection, GError **error);

typedef YztActResult *(*YztJobFunc) (YztStore *store, YztConnection *connection, gpointer data,
                                     GError **error);
YztActResult *yzt_store_run_job (YztStore *self, YztJobFunc func, gpointer data, gboolean writes,
                                 GError **error);
/* The same refusals as before a job that writes. */
gboolean yzt_store_check_writable (YztStore *self, GError **error);
gboolean yzt_store_check_info (const YztActInfo *info, GError **error);
/* A connection that may write, for preparing what a job then copies; never for an act outside of jobs. */
YztConnection *yzt_store_open_second_writer (YztStore *self, GError **error);
YztActResult *yzt_act_result_new (gint64 entry, const char *label);
/* Takes in what others changed, then runs the act. */
YztActResult *yzt_act_run (YztStore *store, YztConnection *connection, const YztActInfo *info,
                           gint64 undoes, YztActFunc func, gpointer user_data, GError **error);
/* The same; when there is very much of that, the act goes on beside it. For acts that read and write rows through yzt-store.h only. */
YztActResult *yzt_act_run_beside (YztStore *store, YztConnection *connection, const YztActInfo *info, YztActFunc func,
                                  gpointer user_data, GError **error);

/* --- what poll has seen; writer thread only --- */
gint64 yzt_store_get_seen_entry (YztStore *self);
/* Held by who takes in piece by piece what others wrote; any thread. */
GMutex *yzt_store_get_settling (YztStore *self);
void yzt_store_note_own_entry (YztStore *self, gint64 entry);
gboolean yzt_store_see_entry (YztStore *self, gint64 entry); /* FALSE when it was our own */
gboolean yzt_store_is_news (YztStore *self, gint64 data_version);
void yzt_store_set_news (YztStore *self, gint64 data_version);
/* --- rows that are kept as they were written (Append, Frozen of their kind) --- */
gboolean yzt_kept_allow_insert (const YztActInfo *info, const YztKind *kind, GError **error);
gboolean yzt_kept_allow_update (const YztActInfo *info, const YztRow *present, const YztRow *row, GError **error);
gboolean yzt_kept_allow_delete (const YztRow *present, GError **error);
gboolean yzt_kept_allow_undo (YztConnection *connection, gint64 entry, GError **error);
/** Sentences of what other programmes did to such rows. */
gboolean yzt_kept_check (YztStore *store, YztConnection *connection, YztKind *kind, GPtrArray *problems, GError **error);
/** Fills the field “seal” of a row that is only added, over all that it says. */
void yzt_kept_seal (YztRow *row);

G_END_DECLS
