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
/** A new map at @path from @backup, which is left as it is. */
gboolean yzt_care_restore (const char *backup, const char *path, const YztCareRun *run, GError **error);
G_END_DECLS
