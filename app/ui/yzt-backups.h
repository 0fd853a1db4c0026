/* yzt-backups.h: how often a station backs its maps up by itself, how many it keeps and where
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread, but for yzt_backups_is_due. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/** Folder of the settings, NULL: beside the map. Free. */
char *yzt_backups_folder (void);
guint yzt_backups_keep (void);
/** Seconds between two backups by the settings; 0: none are made by themselves. */
gint64 yzt_backups_interval_s (void);
/** [any thread] @last_backup_ms and @newest_entry_ms are 0 when there is none. Nothing is due while the journal has nothing newer than the backup. */
gboolean yzt_backups_is_due (gint64 interval_s, gint64 last_backup_ms, gint64 newest_entry_ms, gint64 now_ms);
G_END_DECLS
