/* yzt-history-private.h: what the files that read the memory of the map share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-store-history.h"
#include "yzt-store-private.h"
G_BEGIN_DECLS

/* Entries that touched a row. Most touches are of one row alone and found by its number; of the
 * others, which are at most YZT_TOUCH_SPAN wide, there are few. */
#define YZT_TOUCHING_SQL(tbl, fid)                                                                 \
  "SELECT entry FROM journal_touch WHERE tbl = " tbl " AND fid_from = " fid                        \
  " UNION SELECT entry FROM journal_touch WHERE tbl = " tbl " AND fid_to > fid_from "              \
  "AND fid_from BETWEEN " fid " - 511 AND " fid " AND fid_to >= " fid

/* The undo of @entry that is in force, 0 none. */
gboolean yzt_journal_find_undoing (YztConnection *connection, gint64 entry, gint64 *by_out,
                                   GError **error);
/* Always FALSE, with the sentence for an entry that is not in the journal. */
gboolean yzt_journal_fail_missing (YztConnection *connection, gint64 entry, GError **error);
/* The entry that holds the changes which @entry stands for, and whether they are to be read the
 * other way round. */
gboolean yzt_journal_find_base (YztConnection *connection, gint64 entry, gint64 *base_out,
                                gboolean *inverted_out, GError **error);
/* The changes of one row of an entry; only the parts that hold it are unpacked. */
gboolean yzt_journal_foreach_row_change (YztConnection *connection, gint64 entry, gboolean invert,
                                         const char *table, gint64 fid, YztChangeFunc func,
                                         gpointer user_data, GError **error);

/* Brings a copy of the map that stands just after entry @from to just after @to, in the caller's
 * transaction; what was touched comes back as YztTouchRange, each range once. */
GArray *yzt_replay_entries (YztConnection *connection, YztKindSet *kinds, gint64 from, gint64 to,
                            GError **error);

/* --- the map as it stood --- */
typedef struct _YztPast YztPast;
void yzt_past_free (YztPast *self);
YztConnection *yzt_past_open_reader (YztPast *self, GError **error);
void yzt_past_lock_reader (YztPast *self);
void yzt_past_unlock_reader (YztPast *self);
/* The last entry up to @at_ms, 0 when there is none; NOT_FOUND when the way there is archived. */
gboolean yzt_past_find_entry (YztConnection *connection, gint64 at_ms, gint64 *entry_out,
                              GError **error);
gboolean yzt_past_check_entry (YztConnection *connection, gint64 entry, GError **error);
/* The past as it stands, as a map file: a past has only some of the tables itself. */
gboolean yzt_past_save_store (YztStore *past, const char *path, GError **error);
gboolean yzt_past_take_in (YztStore *store, GError **error);
/* In yzt-store.c. */
YztStore *yzt_store_new_past (YztStore *present, YztPast *past, YztKindSet *kinds); /* takes both */
YztPast *yzt_store_get_past (YztStore *self); /* NULL for the present */
YztConnectionMode yzt_store_get_reading_mode (YztStore *self);

/* --- changes in words --- */
typedef struct {
  YztConnection *connection;
  YztKindSet *kinds;
  const char *language;
  GTimeZone *zone;
  GHashTable *columns; /* "generation table" → GStrv */
} YztWords;
void yzt_words_init (YztWords *self, YztConnection *connection, YztKindSet *kinds,
                     const char *language);
void yzt_words_clear (YztWords *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YztWords, yzt_words_clear)
/* Names of the columns that @table had in @generation; empty when it is not known. */
const char *const *yzt_words_get_columns (YztWords *self, gint64 generation, const char *table);
const char *yzt_words_label_table (YztWords *self, const char *table);
const char *yzt_words_label_column (YztWords *self, const char *table, const char *column);
/* NULL for nothing. */
char *yzt_words_format (YztWords *self, const char *table, const char *column,
                        const YztValue *value);
/* Of the row as it is now, or NULL. */
char *yzt_words_name_row (YztWords *self, const char *table, gint64 fid);

/* --- the fields of one row, gathered over one or several changes --- */
typedef struct {
  YztWords *words;
  gint64 generation;
  GArray *fields; /* YztHistoryField */
  YztHistoryWhat what;
  gboolean any;
  char *name;
} YztFieldGatherer;
void yzt_field_gatherer_init (YztFieldGatherer *self, YztWords *words, gint64 generation);
void yzt_field_gatherer_add (YztFieldGatherer *self, const YztChange *change);
void yzt_field_gatherer_clear (YztFieldGatherer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YztFieldGatherer, yzt_field_gatherer_clear)
G_END_DECLS
