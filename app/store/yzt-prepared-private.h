/* yzt-prepared-private.h: new rows encoded in a temporary database, with their part of the journal and of the spatial index
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything that takes long is done here without the lock of the map: what is left is to copy. The temporary database is SQLite's
 * own, in a file without a name: nothing is left of it when the process ends, however it ends. One thread at a time. */
#pragma once
#include "yzt-rtree-private.h"
G_BEGIN_DECLS

typedef struct {
  char *name;
  char affinity; /* I integer, R real, N numeric, T text, B none: what SQLite makes of values */
} YztPreparedColumn;
/* So many rows are copied at once, that others are let in between. */
#define YZT_PREPARED_CHUNK_ROWS 65536
typedef struct {
  char *rows;              /* a temporary table, with its database */
  gint64 fid_from, fid_to;
  guint n_rows;
} YztPreparedChunk;
/* An index of the table, whose entries are sorted beside the map and brought in piece by piece (yzt-prepared-keys.c). */
typedef struct {
  char *name;
  char *entries;           /* in the map: where its entries are until it takes them over; without database */
  char *columns, *select, *order, *key; /* of a table that has the same pages: definitions; what to take from the rows; how they are sorted; its key */
  char *label;             /* its columns, for sentences */
  char *same;              /* what makes two neighbours the same key; NULL when they may be */
} YztPreparedIndex;
typedef struct {
  char *name;              /* in the map */
  char *structure;         /* of the table and its indexes, when the first row was prepared */
  GPtrArray *chunks;       /* YztPreparedChunk */
  guint n_columns;
  YztPreparedColumn *columns;
  guint8 *is_key;
  int fid, geom;           /* columns; geom -1 when there is none */
  sqlite3_stmt *insert, *read_back;
  GArray *ranges;          /* YztTouchRange without their table */
  GArray *items;           /* YztRtreeItem; the thread's while it packs them */
  guint n_items;
  GThread *packing;
  YztRtreeMemory *memory;  /* the packed tree, until it stands in tables */
  YztRtreeStaged tree;
  char *node_table, *rowid_table, *parent_table;
  /* Rows that the map has, when they are brought along: which acts they know, how far they are copied, what was touched since. */
  gboolean carries, is_carried, is_carried_whole;
  gint64 carried_entry, carried_to;
  GArray *late;            /* YztTouchRange without their table */
  char *gone;              /* a temporary table: numbers of rows that go, or that another one takes the place of; NULL when there are none */
  gint64 n_gone;
  sqlite3_stmt *mark_gone;
  GPtrArray *indexes;      /* YztPreparedIndex; NULL before the table is sent ahead */
  GPtrArray *whole;        /* char *: names of indexes that are built in one piece */
  YztTriggerEvents events; /* that the act would have triggers asked for */
  gint64 n_coming;         /* rows that it will have, when it is sent ahead */
  gboolean is_in_pieces;   /* indexes too, however few rows there are */
  gboolean is_simple;      /* nothing but columns in the command that made it */
  char *incoming;          /* beginning of the names of the tables in the map that have the rows already; NULL when there are none */
} YztPreparedTable;

/* Packs parts of the journal on a thread of its own, in their order, and sums them up. */
typedef struct _YztPartPacker YztPartPacker;
YztPartPacker *yzt_part_packer_new (GChecksum *checksum);
void yzt_part_packer_free (YztPartPacker *self);
/* Takes @changeset. */
void yzt_part_packer_push (YztPartPacker *self, GByteArray *changeset);
/* The next that is packed (free); waits for it when @waits or when too many are waiting. NULL when none is ready, or with @error. */
guint8 *yzt_part_packer_take (YztPartPacker *self, gboolean waits, gsize *packed_length, gsize *length, GError **error);
/* How many are packed or being packed and not taken yet. */
guint yzt_part_packer_get_n (YztPartPacker *self);

struct _YztPrepared {
  YztStore *store;
  YztConnection *connection;
  GPtrArray *tables;       /* YztPreparedTable */
  gboolean has_parts;      /* else another entry keeps what is needed */
  GByteArray *part;        /* changeset being written */
  YztPartPacker *packer;   /* of those before it */
  YztPreparedTable *part_table;
  guint part_rows;
  guint n_parts, n_kept;   /* handed to the packer, and packed and kept */
  GArray *spans;           /* YztSpan */
  GChecksum *checksum;
  gint64 n_rows;           /* of chunks */
  gint64 n_seen, n_expected; /* rows that were made ready by the thread that watches, of how many; 0 not known */
  gboolean is_stale;       /* the act failed because of what others wrote meanwhile: made ready once more it may succeed */
  GArray *numbers;         /* gint64, reserved and not given yet; from @next_number on */
  guint next_number, reserved;
  guint n_pieces, n_sent;  /* about so many are to be sent ahead; so many were */
  guint chunk_rows, ahead_rows, present_rows, pause_us; /* what tests make smaller */
};

YztPrepared *yzt_prepared_new (YztStore *store, gboolean has_parts, GError **error);
void yzt_prepared_free (YztPrepared *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPrepared, yzt_prepared_free)
/* The rows of one table come one after the other. NULL when the map has no such table. */
YztPreparedTable *yzt_prepared_get_table (YztPrepared *self, const char *table, GError **error);
/* For an act that changes rows that are there: @entry is the last one that is known of when they were read. */
void yzt_prepared_table_begin (YztPreparedTable *table, gint64 entry);
/* Of a row that is there: it goes; or @after takes its place. Both are what the map holds, and are told to the journal when there are parts. */
gboolean yzt_prepared_remove (YztPrepared *self, YztPreparedTable *table, YztValue *before, GError **error);
gboolean yzt_prepared_replace (YztPrepared *self, YztPreparedTable *table, YztValue *before, YztValue *after, GError **error);
/* Rows of a range go, of which @n are there; without parts. */
gboolean yzt_prepared_remove_range (YztPrepared *self, YztPreparedTable *table, gint64 fid_from, gint64 fid_to, gint64 *n_out, GError **error);
/* Whether the tables of the map can change places with others: what has to be asked for each row stands against it. */
gboolean yzt_prepared_may_swap (YztPrepared *self, YztPreparedTable *table, YztTriggerEvents events, gboolean *may_out, GError **error);
/* The commands that made the table and its indexes in the map. */
char *yzt_prepared_read_structure (YztConnection *connection, const char *table, GError **error);
/* CONFLICT when they are others by now. */
gboolean yzt_prepared_check_structure (const YztPreparedTable *table, YztConnection *connection, GError **error);
/* A table with the columns of @table, without indexes; @name with its database, without quotes. */
gboolean yzt_prepared_create_like (YztConnection *connection, const char *table, const char *name, GError **error);
/* The same, but without constraints and AUTOINCREMENT: what its rows and those of @table are on the disk is the same. */
gboolean yzt_prepared_create_simple (YztPreparedTable *table, YztConnection *connection, const char *name, GError **error);

/* --- indexes (yzt-prepared-keys.c) --- */
void yzt_prepared_index_free (YztPreparedIndex *index);
/* What indexes the table has, and others without entries that theirs will be in. In the map's transaction. */
gboolean yzt_prepared_create_keys (YztPreparedTable *table, YztConnection *connection, GError **error);
/* Those that must be built in one piece. */
gboolean yzt_prepared_create_whole (YztPreparedTable *table, YztConnection *connection, GError **error);
/* Sorts the entries of all rows that were brought so far; without the lock. REFUSED when a key is there twice that must not be. */
gboolean yzt_prepared_sort_keys (YztPreparedTable *table, YztConnection *connection, const YztPreparedIndex *index, gint64 *n_out, GError **error);
/* The sorted entries from the @from-th on before the @to-th. In a transaction; then forget_keys() after it. */
gboolean yzt_prepared_write_keys (YztConnection *connection, const YztPreparedIndex *index, gint64 from, gint64 to, GError **error);
void yzt_prepared_forget_keys (YztConnection *connection);
/* In the act, when they are the map's: whether each index has so many entries. */
gboolean yzt_prepared_check_keys (YztPreparedTable *table, YztConnection *connection, gint64 n_expected, gboolean *whole_out, GError **error);
/* -1 when there is none. */
int yzt_prepared_table_find_column (const YztPreparedTable *table, const char *name);
/* A number for a row that nobody else gets. Within no transaction: a few thousand are taken at once. */
gboolean yzt_prepared_reserve (YztPrepared *self, guint n, GError **error);
gint64 yzt_prepared_next_number (YztPrepared *self);
/* @values as they are in the table's columns; may be altered. */
gboolean yzt_prepared_add (YztPrepared *self, YztPreparedTable *table, YztValue *values, GError **error);
/* Whether something that does not go itself hangs on rows that will be taken away. Before the act. */
gboolean yzt_prepared_check_left_children (YztPrepared *self, YztKindSet *kinds, gboolean *any_out, GError **error);
/* Whether something hangs by now on rows that have been taken away. In the act. */
gboolean yzt_prepared_check_late_children (YztPrepared *self, YztKindSet *kinds, gboolean *any_out, GError **error);
/* For each row that is made ready: tells how far it is. FALSE when it is not wanted any more. */
gboolean yzt_prepared_count_row (YztPrepared *self, GError **error);
/* When all rows are in. */
gboolean yzt_prepared_finish (YztPrepared *self, GError **error);
/* Before the act: brings many rows into tables of the map that nobody looks at, piece by piece, so that the act has only to put
 * them in the place of those that it has; nothing when that would not be quicker. */
gboolean yzt_prepared_send_ahead (YztPrepared *self, GError **error);
/* The same once more, when the act has found self->is_stale; only for new rows. */
gboolean yzt_prepared_send_again (YztPrepared *self, GError **error);
/* Their tree is packed by a thread of its own, which goes on while the rows are sent ahead. */
void yzt_prepared_start_packing (YztPreparedTable *table);
/* In temporary tables, when it was not sent ahead. */
gboolean yzt_prepared_write_tree (YztPrepared *self, YztPreparedTable *table, GError **error);
/* Waits until the tree of @table is packed. */
void yzt_prepared_wait_for_tree (YztPreparedTable *table);
/* Copies the next piece of the rows that @table has already, until table->is_carried_whole. Within a transaction. */
gboolean yzt_prepared_carry (YztPrepared *self, YztPreparedTable *table, GError **error);
/* In the act, after the tables have changed places: what was touched since, out of the table that was there before. CONFLICT when that is too
 * much, something that nobody knows of, or a row that the act is about; self->is_stale then. */
gboolean yzt_prepared_renew (YztPrepared *self, YztPreparedTable *table, gint64 n_before, GError **error);
gboolean yzt_prepared_renew_tree (YztPrepared *self, YztPreparedTable *table, GError **error);
/* Always FALSE: sets self->is_stale and says so. */
gboolean yzt_prepared_fail_stale (YztPrepared *self, const YztPreparedTable *table, GError **error);
/* In the act: those tables in the place of @table's (yzt-prepared-swap.c). */
gboolean yzt_prepared_swap (YztPrepared *self, YztPreparedTable *table, GError **error);
/* Takes away what was sent ahead and not put in place. */
void yzt_prepared_call_back (YztPrepared *self);
/* The same for what a process left that is no more. */
gboolean yzt_prepared_clean (YztConnection *connection, GError **error);
/* For tests: how many rows a piece has, and from how many on they are sent ahead; 0 as it is. */
void yzt_prepared_set_sizes (guint chunk_rows, guint ahead_rows);
/* For tests with one thread: nobody is waited for between two pieces. */
void yzt_prepared_set_pausing (gboolean pauses);
/* For tests: called each time when all is made ready, before the act. */
void yzt_prepared_set_before_act (GFunc func, gpointer data);
/* From so many rows of an act on they are sent ahead. */
guint yzt_prepared_get_ahead_rows (void);
/* From how many rows on those that are there are brought along too; 0 as it is. */
void yzt_prepared_set_carried (guint present_rows);

/* In an act of the same connection, while nothing is recorded: copies the rows into the map. CONFLICT when the table is another by
 * now. */
gboolean yzt_prepared_copy (YztPrepared *self, GError **error);
/* The same, and tells the act of them, which has recorded nothing yet. */
gboolean yzt_prepared_apply (YztPrepared *self, YztAct *act, GError **error);
/* What was copied from the log into the file, without a lock and not in somebody's act. */
void yzt_prepared_checkpoint (YztPrepared *self);
G_END_DECLS
