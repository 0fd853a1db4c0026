/* yzt-past-save.c: the map as it stood, as a map file of its own
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A verified copy of the map, in which what came later is done back and left out of the journal. The journal up to then is
 * kept: the chain of hashes holds, histories can be read, acts can be taken back. Later bytes do not stay in free pages. */
#include "config.h"
#include "yzt-care-private.h"
#include "yzt-history-private.h"
#include <glib/gstdio.h>
#include <string.h>

/* --- the R-trees: made anew at the end instead of row by row --- */

typedef struct {
  char *name, *sql;
} Trigger;

static void
trigger_clear (Trigger *trigger)
{
  g_free (trigger->name);
  g_free (trigger->sql);
}

static GArray *
drop_rtree_triggers (YztConnection *connection, GError **error)
{
  g_autoptr(GArray) triggers = g_array_new (FALSE, FALSE, sizeof (Trigger));
  sqlite3_stmt *stmt = yzt_connection_query (
      connection, error,
      "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'rtree_*' "
      "AND tbl_name IN (SELECT tbl FROM journal_generation)",
      "");
  int step;

  g_array_set_clear_func (triggers, (GDestroyNotify) trigger_clear);
  if (stmt == NULL)
    return NULL;
  while ((step = yzt_connection_step (connection, stmt, error)) == 1) {
    Trigger trigger = { g_strdup ((const char *) sqlite3_column_text (stmt, 0)),
                        g_strdup ((const char *) sqlite3_column_text (stmt, 1)) };

    g_array_append_val (triggers, trigger);
  }
  for (guint i = 0; step == 0 && i < triggers->len; i++) {
    g_autofree char *name = yzt_schema_quote (g_array_index (triggers, Trigger, i).name);
    g_autofree char *sql = g_strdup_printf ("DROP TRIGGER %s", name);

    if (!yzt_connection_exec (connection, sql, error))
      return NULL;
  }
  return step == 0 ? g_steal_pointer (&triggers) : NULL;
}

static gboolean
restore_rtrees (YztConnection *connection, YztKindSet *kinds, GArray *touches, GArray *triggers,
                GError **error)
{
  g_autoptr(GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < triggers->len; i++) {
    if (!yzt_connection_exec (connection, g_array_index (triggers, Trigger, i).sql, error))
      return FALSE;
  }
  for (guint i = 0; i < touches->len; i++) {
    const char *table = g_array_index (touches, YztTouchRange, i).table;
    YztKind *kind = yzt_kind_set_find (kinds, table);

    if (kind != NULL && yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE
        && g_hash_table_add (done, (gpointer) table)
        && !yzt_rtree_rebuild (connection, table, error))
      return FALSE;
  }
  return TRUE;
}

/* --- the journal --- */

static gboolean
cut_journal (YztConnection *connection, gint64 last, GError **error)
{
  static const char *const cuts[] = {
    "DELETE FROM journal WHERE entry > ?1", "DELETE FROM journal_part WHERE entry > ?1",
    "DELETE FROM journal_touch WHERE entry > ?1", "DELETE FROM journal_part_span WHERE entry > ?1",
    /* What others wrote and nobody has taken in belongs to no entry. */
    "DELETE FROM outside_change WHERE ?1 >= 0",
    "DELETE FROM map_setting WHERE key GLOB 'journal_head_*' AND ?1 >= 0",
    "INSERT INTO map_setting (key, value) SELECT 'journal_head_' || station, last_seq || ':' || "
    "head_hash FROM journal_archive a WHERE last_entry = (SELECT max(last_entry) FROM "
    "journal_archive WHERE station = a.station) AND ?1 >= 0",
    "INSERT INTO map_setting (key, value) SELECT 'journal_head_' || station, seq || ':' || hash "
    "FROM journal j WHERE seq = (SELECT max(seq) FROM journal WHERE station = j.station) AND ?1 >= "
    "0 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++) {
    if (!yzt_connection_do (connection, error, cuts[i], "i", last))
      return FALSE;
  }
  return TRUE;
}

static gboolean
renew_contents (YztConnection *connection, YztKindSet *kinds, GArray *touches, gint64 at_ms,
                GError **error)
{
  g_autofree char *time = yzt_time_format_utc (at_ms);
  g_autoptr(GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < touches->len; i++) {
    const char *table = g_array_index (touches, YztTouchRange, i).table;
    YztKind *kind = yzt_kind_set_find (kinds, table);

    if (g_hash_table_add (done, (gpointer) table) && kind != NULL
        && !yzt_act_update_contents (connection, kind, time, error))
      return FALSE;
  }
  if (!g_hash_table_contains (done, "kind"))
    return TRUE;
  /* Labels of layers come from the kinds. */
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    if (!yzt_schema_put_kind (connection, yzt_kind_set_get (kinds, i), error))
      return FALSE;
  }
  return TRUE;
}

/* --- the file --- */

/* @entry < 0: the last one up to @at_ms. */
static gboolean
turn_back (YztConnection *connection, gint64 entry, gint64 at_ms, GError **error)
{
  g_autoptr(YztKindSet) kinds = yzt_schema_load_kinds (connection, error);
  g_autoptr(YztKindSet) former = NULL;
  g_autoptr(GArray) triggers = NULL;
  g_autoptr(GArray) touches = NULL;
  gint64 last, n_mended;

  if (kinds == NULL
      || !yzt_connection_get_int (connection, &last, error, "SELECT max(entry) FROM journal", "")
      || (entry < 0 && !yzt_past_find_entry (connection, at_ms, &entry, error))
      || !yzt_connection_do (connection, error, "INSERT INTO act_open VALUES (1)", ""))
    return FALSE;
  triggers = drop_rtree_triggers (connection, error);
  touches = triggers != NULL ? yzt_replay_entries (connection, kinds, last, entry, error) : NULL;
  former = touches != NULL ? yzt_schema_load_kinds (connection, error) : NULL;
  return former != NULL && restore_rtrees (connection, kinds, touches, triggers, error)
         && cut_journal (connection, entry, error)
         && renew_contents (connection, former, touches, at_ms, error)
         && yzt_connection_do (connection, error, "DELETE FROM act_open", "")
         /* As it stood under an older schema, rows may belong to what was gone: told when the file is opened. */
         && yzt_keys_declare (connection, error) && yzt_keys_mend (connection, FALSE, &n_mended, error);
}

/* A map of an older version on a medium that cannot be written; the copy is brought up to date. */
static gboolean
bring_up_to_date (YztConnection *connection, const char *part, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (part);
  g_autofree char *name = g_path_get_basename (part);
  g_autoptr(GDir) dir = NULL;
  gboolean ok = yzt_migrate (connection, error);
  const char *beside;

  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (beside = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, beside, NULL);

    if (g_str_has_prefix (beside, name) && strstr (beside, ".schema-") != NULL)
      g_unlink (path);
  }
  return ok;
}

static gboolean
turn_file_back (const char *part, const char *path, gint64 entry, gint64 at_ms, char **head_out,
                GError **error)
{
  g_autoptr(YztConnection) connection =
      yzt_connection_open (part, YZT_CONNECTION_READ_WRITE, error);

  if (connection == NULL || !bring_up_to_date (connection, part, error))
    return FALSE;
  /* Sentences name the file that was asked for. */
  g_free (connection->path);
  connection->path = g_strdup (path);
  if (!yzt_connection_exec (connection, "PRAGMA cache_size=-65536; BEGIN IMMEDIATE", error)
      || !turn_back (connection, entry, at_ms, error)
      || !yzt_connection_exec (connection, "COMMIT", error))
    return FALSE;
  *head_out = yzt_care_get_head (connection, error);
  yzt_connection_forget (connection);
  return *head_out != NULL && yzt_connection_exec (connection, "VACUUM", error);
}

static gboolean
save (YztConnection *from, const char *path, gint64 entry, gint64 at_ms, GError **error)
{
  g_autofree char *part = NULL;
  g_autofree char *head = NULL;
  g_autofree char *name = g_path_get_basename (path);
  gboolean ok;

  if (!yzt_care_check_target (path, error))
    return FALSE;
  part = yzt_care_temporary_name (path);
  ok = yzt_care_copy (from, part, NULL, error)
       && turn_file_back (part, path, entry, at_ms, &head, error)
       && yzt_care_verify (part, name, head, error) && yzt_care_rename_new (part, path, error);
  if (!ok)
    yzt_care_remove_database (part);
  return ok;
}

gboolean
yzt_past_save_store (YztStore *past, const char *path, GError **error)
{
  g_autoptr(YztConnection) from = yzt_connection_open (
      yzt_store_get_path (past), yzt_store_get_reading_mode (past), error);

  return from != NULL
         && save (from, path, yzt_store_get_past_entry (past),
                           yzt_store_get_past_ms (past), error);
}

gboolean
yzt_store_save_past (YztStore *store, const char *path, gint64 at_ms, GError **error)
{
  g_autoptr(YztConnection) from = NULL;

  g_return_val_if_fail (YZT_IS_STORE (store) && path != NULL && at_ms >= 0, FALSE);
  if (yzt_store_get_past (store) == NULL && !yzt_past_take_in (store, error))
    return FALSE;
  /* A past has only some of the tables: the file itself is copied. */
  from = yzt_connection_open (yzt_store_get_path (store), yzt_store_get_reading_mode (store), error);
  return from != NULL && save (from, path, -1, at_ms, error);
}
