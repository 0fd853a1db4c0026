/* yzt-store-history.h: reading the memory of a map: its journal by pages, a row's past, what undo would do, the map as it stood
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything here is [worker]: never on the thread of a window's main loop. Nothing here writes to the map, except
 * yzt_store_open_past on a map that is open for writing, which first takes changes of other programmes into the journal.
 * Errors: YZT_STORE_ERROR. Words are in @language ("zh_CN", "en"); times in words are in the zone of the map. */
#pragma once
#include "yzt-store.h"
G_BEGIN_DECLS

/* --- the journal by pages --- */

/** Which entries; a zeroed filter is all of them. */
typedef struct {
  gint64 before_entry;  /* > 0: only entries with a smaller number */
  gint64 after_entry;   /* > 0: only entries with a greater number */
  guint limit;          /* 0: no limit */
  const char *author;   /* exactly; NULL: everybody's */
  const char *text;     /* in label or author, Latin letters of either case; NULL or "": any */
  gint64 incident;      /* fid; 0: any */
  const char *kind;     /* id or table; with @fid: entries that touched this row; NULL: any */
  gint64 fid;
  gboolean with_rows;   /* only entries that changed rows */
} YztJournalFilter;
typedef struct {
  gint64 entry;
  gint64 at_ms;
} YztJournalMark;
/** Newest first (element-type YztJournalEntry). @filter NULL: all. A page costs the same at any depth. */
GArray *yzt_store_read_journal_page (YztStore *store, const YztJournalFilter *filter, GError **error);
/** Numbers and times only, newest first (element-type YztJournalMark), for an index of a long list. */
GArray *yzt_store_list_journal (YztStore *store, const YztJournalFilter *filter, GError **error);
/** Times of the first and the last entry; both 0 when there is none. */
gboolean yzt_store_get_journal_span (YztStore *store, gint64 *first_ms, gint64 *last_ms, GError **error);

/* --- what became of a row, what an entry did --- */

typedef enum { YZT_HISTORY_CREATED, YZT_HISTORY_CHANGED, YZT_HISTORY_DELETED } YztHistoryWhat;
typedef struct {
  char *field;               /* column: "phone", "geom", "owner_fid" */
  char *label;
  char *old_text, *new_text; /* in words: labels of enumerations, numbers with unit, positions; NULL: nothing */
} YztHistoryField;
typedef struct {
  gint64 entry, at_ms;
  char *author, *label;
  YztHistoryWhat what;
  gint64 undoes, undone_by;  /* 0: none */
  GArray *fields;            /* YztHistoryField, in the order of the columns; stamps are left out */
} YztHistoryEntry;
typedef struct {
  char *kind;                /* id of the kind, or name of a table of the map's own */
  char *name;                /* of the row as far as it is known, else its number */
  gint64 fid;                /* 0 for rows without a number (settings, kinds) */
  YztHistoryWhat what;
  GArray *fields;            /* YztHistoryField */
} YztEntryRow;
void yzt_history_field_clear (YztHistoryField *field);
void yzt_history_entry_clear (YztHistoryEntry *entry);
void yzt_entry_row_clear (YztEntryRow *row);
/** What happened to one row, newest first (element-type YztHistoryEntry), also when it is no longer there. @before_entry > 0: only older ones;
 * @limit 0: all. An empty array when the journal knows nothing of it. */
GArray *yzt_store_read_history (YztStore *store, YztKind *kind, gint64 fid, gint64 before_entry, guint limit, const char *language, GError **error);
/** The first @max_rows rows that an entry changed (element-type YztEntryRow); how many there are goes to @n_rows_out (may be NULL). */
GArray *yzt_store_read_entry_rows (YztStore *store, gint64 entry, guint max_rows, const char *language, gint64 *n_rows_out, GError **error);

/* --- before taking back --- */

typedef struct {
  gint64 entry;
  char *label, *author;  /* of the entry */
  gint64 at_ms;
  guint n_rows;          /* rows that would change */
  GPtrArray *conflicts;  /* sentences: what later acts changed; at most 50, the last then counts the rest */
  GPtrArray *dependents; /* sentences: what hangs on rows that would go, or is missing for rows that would come; the same */
  char *refusal;         /* NULL, or why this entry is never taken back, or cannot be any more */
} YztUndoPlan;
void yzt_undo_plan_free (YztUndoPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztUndoPlan, yzt_undo_plan_free)
/** Which entry yzt_store_undo (0) or yzt_store_redo would take; 0 with NOT_FOUND when none. */
gint64 yzt_store_find_undo (YztStore *store, const YztActInfo *info, gboolean redo, GError **error);
/** What taking back @entry (0: what yzt_store_find_undo finds) would do; nothing is written and nobody is kept waiting. Undo will do it
 * when there is no refusal, no conflict and no dependent, unless somebody writes in between. NOT_FOUND when there is no such entry. */
YztUndoPlan *yzt_store_plan_undo (YztStore *store, gint64 entry, const YztActInfo *info, GError **error);

/* --- the map as it stood --- */

/** The map as it stood at @at_ms (the last act up to and including that millisecond done), in memory: a store of its own to which the whole reading API
 * applies, on any thread; writing fails with READ_ONLY. It reads the journal of the file of @store, which need not stay open in @store. */
YztStore *yzt_store_open_past (YztStore *store, gint64 at_ms, GError **error);
/** Moves a past forward or back; only what differs is done again, and told in the result's touches; its entry is the newest one in force.
 * Readers see it before or after, never between. On failure it stays where it is. */
YztActResult *yzt_store_move_past (YztStore *past, gint64 at_ms, GError **error);
/** The same to just after @entry; 0: before the first. */
YztActResult *yzt_store_move_past_to_entry (YztStore *past, gint64 entry, GError **error);
gint64 yzt_store_get_past_ms (YztStore *past);    /* what was asked for, or the time of the entry; 0 when @past is the present */
gint64 yzt_store_get_past_entry (YztStore *past); /* the newest entry in force */
/** The map as it stood as a new map file: the journal is kept up to then and goes on as another station's. Refuses an existing file. */
gboolean yzt_store_save_past (YztStore *store, const char *path, gint64 at_ms, GError **error);
G_END_DECLS
