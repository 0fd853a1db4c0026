/* yzt-salvage-touches.c: which rows each entry touched, found anew from what the entries recorded
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-salvage-private.h"
#include <string.h>

typedef struct {
  char *table;
  int op;
  gint64 fid;
} Touch;

static void
touch_clear (Touch *touch)
{
  g_free (touch->table);
}

static int
compare_touches (gconstpointer a, gconstpointer b)
{
  const Touch *ta = a, *tb = b;
  int order = strcmp (ta->table, tb->table);

  if (order == 0)
    order = ta->op - tb->op;
  return order != 0 ? order : (ta->fid > tb->fid) - (ta->fid < tb->fid);
}

static gboolean
gather (const YztChange *change, gpointer user_data, GError **error)
{
  GArray *touches = user_data;
  Touch touch = { g_strdup (change->table), change->op, yzt_change_get_fid (change) };

  g_array_append_val (touches, touch);
  return TRUE;
}

static gboolean
write_ranges (YztConnection *connection, gint64 entry, GArray *touches, GError **error)
{
  const Touch *all = (const Touch *) (gpointer) touches->data;

  for (guint from = 0, i = 1; i <= touches->len; i++) {
    gboolean goes_on = i < touches->len && g_str_equal (all[i].table, all[from].table)
                       && all[i].op == all[from].op && all[i].fid - all[i - 1].fid <= 1
                       && all[i].fid - all[from].fid < YZT_TOUCH_SPAN;

    if (goes_on)
      continue;
    if (!yzt_connection_do (connection, error,
                            "INSERT OR IGNORE INTO journal_touch (entry, tbl, fid_from, fid_to, op) "
                            "VALUES (?1, ?2, ?3, ?4, ?5)",
                            "isiii", entry, all[from].table, all[from].fid, all[i - 1].fid,
                            (gint64) all[from].op))
      return FALSE;
    from = i;
  }
  return TRUE;
}

static gboolean
find_entry (YztConnection *connection, gint64 entry, GError **error)
{
  g_autoptr(GArray) touches = g_array_new (FALSE, FALSE, sizeof (Touch));

  g_array_set_clear_func (touches, (GDestroyNotify) touch_clear);
  /* What the entry recorded may be lost too: then there is nothing to be found. */
  if (!yzt_journal_foreach_change (connection, entry, FALSE, gather, touches, NULL))
    return TRUE;
  g_array_sort (touches, compare_touches);
  return yzt_connection_do (connection, error, "DELETE FROM journal_touch WHERE entry = ?1", "i",
                            entry)
         && write_ranges (connection, entry, touches, error);
}

gboolean
yzt_salvage_find_touches (YztConnection *connection, GError **error)
{
  g_autoptr(GArray) entries = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *stmt = yzt_connection_query (
      connection, error, "SELECT entry FROM journal WHERE n_rows > 0 ORDER BY entry", "");
  int step;

  if (stmt == NULL)
    return FALSE;
  while ((step = yzt_connection_step (connection, stmt, error)) == 1) {
    gint64 entry = sqlite3_column_int64 (stmt, 0);

    g_array_append_val (entries, entry);
  }
  for (guint i = 0; step == 0 && i < entries->len; i++) {
    if (!find_entry (connection, g_array_index (entries, gint64, i), error))
      return FALSE;
  }
  return step == 0;
}
