/* yzt-store.h: the map file: one GeoPackage, every change a journal entry
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All SQL of the programme is behind this header. A YztStore is one open map file with one writer thread that owns the only writing
 * connection. Blocking functions are marked [worker]: never on the thread of the main loop of a window. The command line may call them.
 * Design: map-file.md. Errors: YZT_STORE_ERROR, one sentence that says what to do. */
#pragma once
#include <gio/gio.h>
#include "yzt-base.h"
#include "yzt-kind.h"
G_BEGIN_DECLS

typedef enum {
  YZT_STORE_ERROR_NOT_FOUND,   /* no such file, folder, row, entry */
  YZT_STORE_ERROR_NOT_A_MAP,   /* not a database, or a GeoPackage that is no map of ours */
  YZT_STORE_ERROR_FOREIGN,     /* a good GeoPackage of somebody else: offer import */
  YZT_STORE_ERROR_DAMAGED,
  YZT_STORE_ERROR_VERSION,     /* written by a newer Yizhangtu */
  YZT_STORE_ERROR_READ_ONLY,
  YZT_STORE_ERROR_BUSY,
  YZT_STORE_ERROR_FULL,        /* disk */
  YZT_STORE_ERROR_EXISTS,
  YZT_STORE_ERROR_CONFLICT,    /* undo: a later act changed the same cell; the message names it */
  YZT_STORE_ERROR_REFUSED,     /* undo of what may never be undone; constraint of the data */
  YZT_STORE_ERROR_FAILED,
} YztStoreError;
#define YZT_STORE_ERROR (yzt_store_error_quark ())
GQuark yzt_store_error_quark (void);

#define YZT_TYPE_STORE (yzt_store_get_type ())
G_DECLARE_FINAL_TYPE (YztStore, yzt_store, YZT, STORE, GObject)

/** [worker] yzt_store_create: a new map with the tables of @kinds (their texts are kept in the file). Refuses an existing file. @title may be NULL.
 * Written beside and renamed, so that no half map is left. Does not open it. */
gboolean yzt_store_create (const char *path, YztKindSet *kinds, const char *title, const char *time_zone, const YztClock *clock, GError **error);
typedef enum { YZT_STORE_READ_WRITE, YZT_STORE_READ_ONLY } YztStoreMode;
/** [worker] yzt_store_open: checks header, schema, version, journal tail; migrates an older schema after a backup; takes outside
 * changes into the journal (read-write). Read-only media open read-only (see yzt_store_is_read_only). */
YztStore *yzt_store_open (const char *path, YztStoreMode mode, const YztClock *clock, GError **error);
/** [worker] Finishes queued acts, checkpoints, journal_mode=DELETE when last, closes. Also by the last unref. */
void yzt_store_close (YztStore *store);
const char *yzt_store_get_path (YztStore *store);
gboolean yzt_store_is_read_only (YztStore *store);
const YztClock *yzt_store_get_clock (YztStore *store);
YztKindSet *yzt_store_get_kinds (YztStore *store); /* the kinds in force in this map; (transfer none) */
/** Settings of the map ("title", "time_zone", "sample" = "1" …); free; NULL when unset. */
char *yzt_store_get_setting (YztStore *store, const char *key);
/** The zone in which the map's times are shown; UTC when it says none that is known. [any thread] (transfer full) */
GTimeZone *yzt_store_get_zone (YztStore *store);

/* --- rows, [worker], each on a reading connection; may run on several threads --- */
/** @row is reused between calls; return FALSE to stop. Cells' text is valid during the call only. */
typedef gboolean (*YztRowFunc) (const YztRow *row, gpointer user_data);
gboolean yzt_store_read_rows (YztStore *store, YztKind *kind, YztRowFunc func, gpointer user_data, GError **error); /* ordered by fid */
/** Rows from @fid_from to @fid_to, both included, with only @fields (indices in the kind, each once) filled in, and place and owner: a million rows cost half.
 * Other cells are empty. */
gboolean yzt_store_read_fields (YztStore *store, YztKind *kind, const int *fields, guint n_fields, gint64 fid_from, gint64 fid_to, YztRowFunc func,
                                gpointer user_data, GError **error);
/** The least and the greatest fid; FALSE without @error when there is no row. */
gboolean yzt_store_get_fid_span (YztStore *store, YztKind *kind, gint64 *first_out, gint64 *last_out, GError **error);
gboolean yzt_store_read_range (YztStore *store, YztKind *kind, gint64 fid_from, gint64 fid_to, YztRowFunc func, gpointer user_data, GError **error);
gboolean yzt_store_read_children (YztStore *store, YztKind *child, gint64 owner_fid, YztRowFunc func, gpointer user_data, GError **error);
/** NULL with NOT_FOUND when the row is gone. */
YztRow *yzt_store_get_row (YztStore *store, YztKind *kind, gint64 fid, GError **error);
/** fid of the row whose @field (text) equals @value; 0 when none; the lowest fid when several. */
gint64 yzt_store_find_row (YztStore *store, YztKind *kind, const char *field, const char *value, GError **error);

/* --- acts: the only way to write --- */
typedef struct _YztAct YztAct;
typedef enum {
  YZT_ACT_EDIT,      /* may be undone */
  YZT_ACT_BULK,      /* many rows; may be undone */
  YZT_ACT_FEED,      /* by a feed: not taken back by Ctrl+Z, only by naming the entry */
  YZT_ACT_ORDER,     /* orders, reports, acknowledgements, calls, log lines, sign-ins: never undone */
} YztActNature;
/** Runs on the writer thread inside the transaction; FALSE with @error rolls everything back. */
typedef gboolean (*YztActFunc) (YztAct *act, gpointer user_data, GError **error);
typedef struct {
  const char *author;      /* who signed in; required, not empty */
  const char *window;      /* which window (or "yzt"), for "this author's last act at this window"; may be NULL */
  const char *label;       /* what a person reads in the journal, translated already */
  gint64 incident;         /* fid of the incident this belongs to, or 0 */
  YztActNature nature;
  gboolean logs;           /* an EDIT that may add rows to kinds that only grow (a line of a log): they stay when it is taken back */
  YztActFunc also;         /* of undo and redo: runs in the act after it; may be NULL */
  gpointer also_data;
} YztActInfo;

/** Which rows an act touched. */
typedef struct {
  char *kind;              /* kind id, or table name for other tables */
  gint64 fid_from, fid_to; /* closed range */
} YztTouch;
typedef struct _YztActResult {
  gint64 entry;            /* journal entry number; 0 when the act changed nothing and was no ORDER */
  char *label;
  GArray *touches;         /* YztTouch */
} YztActResult;
void yzt_act_result_free (YztActResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztActResult, yzt_act_result_free)

/** [worker] NULL on failure: the file is as it was. */
YztActResult *yzt_store_write (YztStore *store, const YztActInfo *info, YztActFunc func, gpointer user_data, GError **error);
void yzt_store_write_async (YztStore *store, const YztActInfo *info, YztActFunc func, gpointer user_data, GDestroyNotify destroy, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer callback_data);
YztActResult *yzt_store_write_finish (YztStore *store, GAsyncResult *result, GError **error);

/** Of the act under way; an undo's incident is that of what it takes back. (transfer none) */
const YztActInfo *yzt_act_get_info (YztAct *act);
/** In an act. Insert sets @row->fid when 0, and created_at/updated_at. Update writes every cell, position and geometry, sets updated_at; an unchanged row is no change. */
gboolean yzt_act_insert (YztAct *act, YztRow *row, GError **error);
gboolean yzt_act_update (YztAct *act, const YztRow *row, GError **error);
/** Deletes the row and the rows of child kinds it owns. */
gboolean yzt_act_delete (YztAct *act, YztKind *kind, gint64 fid, GError **error);
YztRow *yzt_act_get_row (YztAct *act, YztKind *kind, gint64 fid, GError **error);
gint64 yzt_act_find_row (YztAct *act, YztKind *kind, const char *field, const char *value, GError **error);
/** Rows as the act sees them, by fid: those whose @field (text) equals @value, those that belong to @owner_fid. @func must not write; it collects. */
gboolean yzt_act_read_rows (YztAct *act, YztKind *kind, const char *field, const char *value, YztRowFunc func, gpointer user_data, GError **error);
gboolean yzt_act_read_children (YztAct *act, YztKind *child, gint64 owner_fid, YztRowFunc func, gpointer user_data, GError **error);
/** The greatest value of the INTEGER @field among the rows that belong to @owner_fid; 0 when there is none. */
gboolean yzt_act_get_max (YztAct *act, YztKind *kind, gint64 owner_fid, const char *field, gint64 *max_out, GError **error);
/** Of an undo: fids (gint64) of the rows of @kind that the entry added which it takes back; lines of a log among them stay. Empty in any other act. NULL + @error. */
GArray *yzt_act_read_undone (YztAct *act, YztKind *kind, GError **error);
gboolean yzt_act_put_setting (YztAct *act, const char *key, const char *value, GError **error);
/** Adds a kind (with its table), or takes over new fields of a known one; kind tables only ever gain columns. */
gboolean yzt_act_put_kind (YztAct *act, YztKind *kind, GError **error);
gboolean yzt_act_sign_in (YztAct *act, const char *name, GError **error);

/* --- plans --- */
typedef struct {
  char *path;     /* "5 处置措施 / 5.2 泄漏处置" */
  char *heading;  /* "5.2 泄漏处置" */
  guint depth;    /* 1 = chapter */
  char *text;     /* plain text of the section without its sub-sections */
} YztPlanSection;
void yzt_plan_section_clear (YztPlanSection *section);
/** Replaces all sections of a plan (a row of kind "plan") and keeps the original's bytes (may be NULL). */
gboolean yzt_act_put_plan_text (YztAct *act, gint64 plan_fid, const YztPlanSection *sections, guint n_sections, GBytes *original, const char *media_type, GError **error);
/** [worker] (element-type YztPlanSection) in order; clear func set. */
GArray *yzt_store_get_plan_sections (YztStore *store, gint64 plan_fid, GError **error);
/** How much text each plan has that has any; for telling the same texts apart from others without reading them. */
typedef struct {
  gint64 plan_fid;
  guint n_sections;
  gint64 n_bytes;
} YztPlanSize;
/** [worker] (element-type YztPlanSize) by fid. */
GArray *yzt_store_get_plan_sizes (YztStore *store, GError **error);
/** [worker] The plan that keeps the document of these bytes; 0 none. */
gint64 yzt_store_find_plan_with_document (YztStore *store, const char *sha256, GError **error);
/** [worker] The document as it came in; @media_type_out (may be NULL): free. NOT_FOUND when the map keeps none. */
GBytes *yzt_store_get_plan_original (YztStore *store, gint64 plan_fid, char **media_type_out, GError **error);
typedef struct {
  gint64 plan_fid;
  char *title;
  char *section;  /* path of the best section; "" when only the title matches */
  guint section_index;
  char *snippet;  /* about 60 characters round the match */
  int rank;       /* 0 title, 1 heading, 2 body */
} YztPlanHit;
void yzt_plan_hit_clear (YztPlanHit *hit);
/** [worker] Plans whose title, a heading or the text contains every word of @text (exact substring, any length, Chinese too; blank separates words):
 * best section of each, ranked title, heading, body, then title. All plans when @text is NULL or blank. */
GArray *yzt_store_find_plans (YztStore *store, const char *text, guint limit, GError **error);

/* --- the journal --- */
typedef struct {
  gint64 entry;
  gint64 at_ms;
  char *author, *label, *window;
  YztActNature nature;
  gint64 incident;
  gint64 undoes;        /* entry this one takes back, or 0 */
  gint64 undone_by;     /* or 0 */
  guint n_rows;
} YztJournalEntry;
void yzt_journal_entry_clear (YztJournalEntry *entry);
/** [worker] Newest first; @after_entry > 0: only entries with a greater number; @limit 0: all. */
GArray *yzt_store_read_journal (YztStore *store, gint64 after_entry, guint limit, GError **error);
/** [worker] Undo of @entry, or with 0 of the last undoable EDIT or BULK of @info->author at @info->window that is not yet undone. @info->label NULL: "Undo: …".
 * CONFLICT names in words what a later act changed; nothing is written then. Undoing an undo is redo. */
YztActResult *yzt_store_undo (YztStore *store, gint64 entry, const YztActInfo *info, GError **error);
YztActResult *yzt_store_redo (YztStore *store, const YztActInfo *info, GError **error);

/** [worker] What others wrote since the last call: new journal entries of other processes; changes made by foreign programmes become one entry
 * "changed outside". Empty touches when nothing. Cheap when nothing happened (PRAGMA data_version). */
YztActResult *yzt_store_poll (YztStore *store, GError **error);

/** Where the map stands: what was made of it stays true as long as this does. */
typedef struct {
  gint64 entry;     /* newest of the journal, 0 none */
  gint64 structure; /* changes with every change of tables */
  gint64 n_outside; /* changes of other programmes that the journal does not hold yet */
  char hash[80];    /* of the newest entry */
} YztStoreHead;
/** [worker] */
gboolean yzt_store_get_head (YztStore *store, YztStoreHead *head_out, GError **error);
/** [worker] What was touched after @head; NOT_FOUND when the journal does not hold that very entry. */
YztActResult *yzt_store_read_since (YztStore *store, const YztStoreHead *head, GError **error);

/** [worker] Integrity: quick_check, rtree, chain of hashes, kinds against columns. Problems as sentences (empty array = sound). */
GPtrArray *yzt_store_check (YztStore *store, GError **error);
/** [worker] A good copy while open (SQLite backup). */
gboolean yzt_store_save_copy (YztStore *store, const char *path, GError **error);
G_END_DECLS
