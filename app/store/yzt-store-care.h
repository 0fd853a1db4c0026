/* yzt-store-care.h: keeping a map file safe: copies, backups, compacting, salvage, archives, the full check
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All functions are [worker]: never on the main loop of a window. Every file that they make is written beside its place,
 * verified by opening it, and renamed; it may be read and written by its owner only (0600). What is there already is never
 * replaced (YZT_STORE_ERROR_EXISTS), except by compacting. Errors: YZT_STORE_ERROR, G_IO_ERROR_CANCELLED; after an error or a
 * kill at any moment the map is as it was. */
#pragma once
#include "yzt-store.h"
G_BEGIN_DECLS

/** How a long work goes on. Any member, or a pointer to the whole, may be NULL. @progress is called on the calling thread
 * with 0…1, never falling; @cancellable is looked at between steps. */
typedef struct {
  void (*progress) (double fraction, gpointer user_data);
  gpointer user_data;
  GCancellable *cancellable;
} YztCareRun;

/* --- copies --- */

/** The map as it is now, complete with its journal, as a map of its own (another station). Writers are not held up. */
gboolean yzt_store_copy_to (YztStore *store, const char *path, const YztCareRun *run, GError **error);
/** A copy named "NAME.backup-20261122-062900.gpkg" (UTC) in @folder (%NULL: beside the map; made when missing).
 * With @keep > 0 the oldest backups of this map in that folder beyond @keep are removed. Returns its path (free). */
char *yzt_store_back_up (YztStore *store, const char *folder, guint keep, const YztCareRun *run, GError **error);
typedef struct {
  char *path;
  gint64 at_ms; /* when it was made, by its name */
  gint64 bytes;
} YztBackup;
/** The backups of the map at @path that stand in @folder (%NULL: beside the map), youngest first (element-type YztBackup); empty when
 * there are none or the folder cannot be read. */
GArray *yzt_care_list_backups (const char *path, const char *folder);
/** A new map at @path from @backup, which is left as it is. */
gboolean yzt_care_restore (const char *backup, const char *path, const YztCareRun *run, GError **error);

/* --- compacting --- */

/** Lets go of free pages and of documents that neither a plan nor the journal names. BUSY when anybody, this process too, has
 * the map open. The sizes may be %NULL. The file stays the same one (owner, rights, station). */
gboolean yzt_care_compact (const char *path, const YztCareRun *run, gint64 *bytes_before_out, gint64 *bytes_after_out,
                           GError **error);

/* --- is it sound --- */

typedef enum {
  YZT_CHAIN_WHOLE,
  YZT_CHAIN_ALTERED, /* an entry is not as it was written */
  YZT_CHAIN_MISSING, /* entries were taken away before this one */
  YZT_CHAIN_PARTS,   /* the entry is as it was, the changes that it recorded are not */
} YztChainBreak;
typedef struct {
  guint station;
  gint64 seq, entry;  /* of the last entry */
  gint64 n_entries;   /* in the map */
  gint64 n_archived;
  char *hash;         /* of the last entry: whoever has noted it can tell later whether anything before it was changed */
} YztChainHead;
typedef struct {
  GPtrArray *problems;       /* sentences; empty: the map is sound */
  GArray *heads;             /* YztChainHead, by station */
  YztChainBreak chain_break; /* the first break by entry number */
  gint64 broken_entry, broken_at_ms;
  char *broken_label;
} YztCheckReport;
void yzt_check_report_free (YztCheckReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztCheckReport, yzt_check_report_free)
/** The newest entry and its hash, for the foot of a report: cheap, proves nothing by itself. Zeroed (hash "") for an empty
 * journal; n_entries and n_archived are not counted. Free ->hash. */
gboolean yzt_store_get_chain_head (YztStore *store, YztChainHead *head_out, GError **error);
/** A map whose pages are found damaged is only read from then on (yzt_store_is_read_only; writing gives DAMAGED).
 * Looks at pages, spatial indexes, references between rows, kinds against columns, the whole chain; with @archive (a file made by
 * yzt_store_archive, or %NULL) that archive too. */
YztCheckReport *yzt_store_check_all (YztStore *store, const char *archive, const YztCareRun *run, GError **error);

/* --- archives of old entries --- */

typedef struct {
  gint64 n_entries, first_entry, last_entry, first_at_ms, last_at_ms;
  gint64 bytes; /* size of the archive file */
} YztArchiveReport;
/** Moves the journal's entries before @before_utc_ms to a new sealed file (read-only, 0400), all but the newest entry at most.
 * The map keeps what is needed to go on with the chain; the entries can no longer be undone or looked up in the map. The file
 * is complete before anything leaves the map. NOT_FOUND when no entry is that old. @info: author and window of the act;
 * label NULL. */
gboolean yzt_store_archive (YztStore *store, gint64 before_utc_ms, const char *path, const YztActInfo *info,
                            const YztCareRun *run, YztArchiveReport *report_out, GError **error);
/** [worker] Where the entries are that the journal has no more, one sentence for each archive, oldest first; empty when there
 * are none. For below the last line of a journal or history. */
GPtrArray *yzt_store_describe_archives (YztStore *store, GError **error);

/* --- salvage --- */

typedef struct {
  char *table;
  gint64 n_read;
  gint64 n_lost; /* -1: some, how many is not known */
} YztSalvageTable;
typedef struct {
  GArray *tables;   /* YztSalvageTable: of every table that was found */
  GPtrArray *losses; /* sentences; empty: nothing was lost */
  gint64 n_entries_read, n_entries_lost; /* of the journal */
  guint n_pages, n_pages_lost;
} YztSalvageReport;
void yzt_salvage_report_free (YztSalvageReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztSalvageReport, yzt_salvage_report_free)
/** A new map at @path with everything that can still be read of @damaged (torn pages, a cut-off end, a broken header,
 * missing tables), which is only read. NOT_A_MAP when nothing of a map is found. The journal of the new map says where it
 * comes from; entries that were lost stay missing in its chain. */
YztSalvageReport *yzt_care_salvage (const char *damaged, const char *path, const YztClock *clock, const YztCareRun *run,
                                    GError **error);
G_END_DECLS
