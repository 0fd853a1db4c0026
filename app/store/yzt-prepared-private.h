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
  gint64 n_rows;
  GArray *numbers;         /* gint64, reserved and not given yet; from @next_number on */
  guint next_number, reserved;
  guint chunk_rows, ahead_rows, present_rows; /* what tests make smaller */
};

YztPrepared *yzt_prepared_new (YztStore *store, gboolean has_parts, GError **error);
void yzt_prepared_free (YztPrepared *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPrepared, yzt_prepared_free)
/* The rows of one table come one after the other. NULL when the map has no such table. */
YztPreparedTable *yzt_prepared_get_table (YztPrepared *self, const char *table, GError **error);
/* The commands that made the table and its indexes in the map. */
char *yzt_prepared_read_structure (YztConnection *connection, const char *table, GError **error);
/* CONFLICT when they are others by now. */
gboolean yzt_prepared_check_structure (const YztPreparedTable *table, YztConnection *connection, GError **error);
/* A table with the columns of @table, and its indexes when the rows are in; @name with its database, without quotes. The temporary tables
 * have none: SQLite would copy entries of one index into another as if they all came behind those that are there, and leave nearly empty
 * pages where they do not. */
gboolean yzt_prepared_create_like (YztConnection *connection, const char *table, const char *name, GError **error);
gboolean yzt_prepared_create_indexes (YztConnection *connection, const char *table, const char *name, GError **error);
/* -1 when there is none. */
int yzt_prepared_table_find_column (const YztPreparedTable *table, const char *name);
/* A number for a row that nobody else gets. Within no transaction: a few thousand are taken at once. */
gboolean yzt_prepared_reserve (YztPrepared *self, guint n, GError **error);
gint64 yzt_prepared_next_number (YztPrepared *self);
/* @values as they are in the table's columns; may be altered. */
gboolean yzt_prepared_add (YztPrepared *self, YztPreparedTable *table, YztValue *values, GError **error);
/* When all rows are in. */
gboolean yzt_prepared_finish (YztPrepared *self, GError **error);
/* Before the act: brings many rows into tables of the map that nobody looks at, piece by piece, so that the act has only to put
 * them in the place of those that it has; nothing when that would not be quicker. */
gboolean yzt_prepared_send_ahead (YztPrepared *self, GError **error);
/* Their tree is packed by a thread of its own, which goes on while the rows are sent ahead. */
void yzt_prepared_start_packing (YztPreparedTable *table);
/* In temporary tables, when it was not sent ahead. */
gboolean yzt_prepared_write_tree (YztPrepared *self, YztPreparedTable *table, GError **error);
/* Waits until the tree of @table is packed. */
void yzt_prepared_wait_for_tree (YztPreparedTable *table);
/* Copies the next piece of the rows that @table has already, until table->is_carried_whole. Within a transaction. */
gboolean yzt_prepared_carry (YztPrepared *self, YztPreparedTable *table, GError **error);
/* In the act, before and after the tables change places: what was touched since. CONFLICT when that is too much, or something that nobody
 * knows of. */
gboolean yzt_prepared_renew (YztPrepared *self, YztPreparedTable *table, GError **error);
gboolean yzt_prepared_renew_tree (YztPrepared *self, YztPreparedTable *table, GError **error);
/* In the act: those tables in the place of @table's. */
gboolean yzt_prepared_swap (YztPrepared *self, YztPreparedTable *table, GError **error);
/* Takes away what was sent ahead and not put in place. */
void yzt_prepared_call_back (YztPrepared *self);
/* The same for what a process left that is no more. */
gboolean yzt_prepared_clean (YztConnection *connection, GError **error);
/* For tests: how many rows a piece has, and from how many on they are sent ahead; 0 as it is. */
void yzt_prepared_set_sizes (guint chunk_rows, guint ahead_rows);
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
