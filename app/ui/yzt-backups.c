/* yzt-backups.c: how often a station backs its maps up by itself, how many it keeps and where
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-backups.h"
#include "yzt-ui.h"

#define DEFAULT_KEEP 14

char *
yzt_backups_folder (void)
{
  GSettings *settings = yzt_ui_settings ();
  char *folder = settings != NULL ? g_settings_get_string (settings, "backup-folder") : NULL;
  if (folder != NULL && *folder == '\0') {
    g_clear_pointer (&folder, g_free);
  }
  return folder;
}

guint
yzt_backups_keep (void)
{
  GSettings *settings = yzt_ui_settings ();
  return settings != NULL ? (guint) MAX (1, g_settings_get_int (settings, "backup-keep")) : DEFAULT_KEEP;
}

gint64
yzt_backups_interval_s (void)
{
  static const struct {
    const char *name;
    gint64 seconds;
  } intervals[] = { { "hour", 3600 }, { "day", 24 * 3600 }, { "week", 7 * 24 * 3600 } };
  GSettings *settings = yzt_ui_settings ();
  g_autofree char *every = settings != NULL ? g_settings_get_string (settings, "backup-every") : g_strdup ("never");
  for (guint i = 0; i < G_N_ELEMENTS (intervals); i++) {
    if (g_str_equal (intervals[i].name, every)) {
      return intervals[i].seconds;
    }
  }
  return 0;
}

gboolean
yzt_backups_is_due (gint64 interval_s, gint64 last_backup_ms, gint64 newest_entry_ms, gint64 now_ms)
{
  if (interval_s <= 0 || newest_entry_ms == 0) {
    return FALSE;
  }
  /* A backup whose name lies in the future was made by a clock that was wrong: it counts for nothing. */
  if (last_backup_ms > now_ms) {
    return TRUE;
  }
  /* The name of a backup has whole seconds. */
  return newest_entry_ms >= last_backup_ms / 1000 * 1000 && now_ms - last_backup_ms >= interval_s * 1000;
}
