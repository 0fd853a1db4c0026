/* yzt-care-private.h: what the files share that copy, migrate, archive and repair maps
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-store-private.h"
#include "yzt-store-care.h"
G_BEGIN_DECLS

/* FALSE with an error when the work was cancelled. */
gboolean yzt_care_step (const YztCareRun *run, double fraction, GError **error);

/* @path must be free, and its folder there and writable. */
gboolean yzt_care_check_target (const char *path, GError **error);
/* Beside @path, hidden. */
char *yzt_care_temporary_name (const char *path);
/* @from takes the free name @to, durably. */
gboolean yzt_care_rename_new (const char *from, const char *to, GError **error);
gboolean yzt_care_sync_folder_of (const char *path, GError **error);
/* Removes @path and what SQLite may have left beside it. */
void yzt_care_remove_database (const char *path);

/* A new file @path, as @from is at this moment, quick_check()ed and with the same head of the journal. */
gboolean yzt_care_copy (YztConnection *from, const char *path, const YztCareRun *run, GError **error);
/* Sound pages and a readable journal; says that @name is damaged otherwise. */
gboolean yzt_care_verify (const char *path, const char *name, const char *head, GError **error);
/* Last entry and its hash, "" when there is none. */
char *yzt_care_get_head (YztConnection *connection, GError **error);

/* --- one machine at a time on a network drive --- */
typedef struct _YztHostLock YztHostLock;
/* NULL without error on a local disk, or in a folder that cannot be written; BUSY when another machine has the map open. */
YztHostLock *yzt_host_lock_take (const char *path, gboolean *is_network_out, GError **error);
/* To be called every minute. */
void yzt_host_lock_beat (YztHostLock *self);
void yzt_host_lock_release (YztHostLock *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztHostLock, yzt_host_lock_release)
/* Test hook: every drive is a network drive and this machine is called @host; NULL ends it. */
void yzt_host_lock_pretend (const char *host);

/* Pages of the file are not as they should be: from now on it is only read. */
void yzt_store_mark_damaged (YztStore *self);

/* --- the chain --- */
YztCheckReport *yzt_check_report_new (void);
/* Every entry of the map, or only the last of each station, into @report's problems, heads and first break. */
gboolean yzt_chain_check (YztConnection *connection, gboolean tail_only, YztCheckReport *report,
                          const YztCareRun *run, GError **error);
/* The same within an archive file. */
gboolean yzt_chain_check_archive (YztConnection *archive, YztCheckReport *report,
                                  const YztCareRun *run, GError **error);

/* --- archives --- */
/* Whether @path is an archive of this map with the entries that left it, unaltered. */
gboolean yzt_archive_check (YztConnection *connection, const char *path, YztCheckReport *report,
                            const YztCareRun *run, GError **error);

/* Brings a map of an older schema to this one, after a backup beside it; nothing happens when it is of this schema.
 * @connection is the only one in this process. */
gboolean yzt_migrate (YztConnection *connection, GError **error);
G_END_DECLS
