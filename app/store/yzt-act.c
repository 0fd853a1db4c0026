/* yzt-act.c: one act: its transaction, the recording of its changes, its journal entry
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-outside-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_STATEMENTS 400

static void
act_table_free (YztActTable *table)
{
  g_free (table->table);
  g_clear_pointer (&table->fids, g_array_unref);
  g_clear_pointer (&table->deleted, g_array_unref);
  g_free (table);
}

void
yzt_act_result_free (YztActResult *result)
{
  if (result == NULL)
    return;
  g_free (result->label);
  g_array_unref (result->touches);
  g_free (result);
}

static void
touch_clear (YztTouch *touch)
{
  g_free (touch->kind);
}

YztActResult *
yzt_act_result_new (gint64 entry, const char *label)
{
  YztActResult *result = g_new0 (YztActResult, 1);

  result->entry = entry;
  result->label = g_strdup (label);
  result->touches = g_array_new (FALSE, FALSE, sizeof (YztTouch));
  g_array_set_clear_func (result->touches, (GDestroyNotify) touch_clear);
  return result;
}

/* --- beginning --- */

/* A copied or moved file numbers its rows and entries as a station of its own, so that two copies
 * never give the same number. */
gboolean
yzt_act_find_fids (YztStore *store, YztConnection *connection, YztFidSource *fids, GError **error)
{
  g_autofree char *station = yzt_setting_get (connection, "station");
  g_autofree char *place = yzt_setting_get (connection, "station_place");
  g_autofree char *high = yzt_setting_get (connection, "fid_high");
  g_autofree char *text = NULL;
  gint64 used = 1;

  fids->high = high != NULL ? g_ascii_strtoll (high, NULL, 10) : 0;
  fids->station = station != NULL ? (guint) g_ascii_strtoull (station, NULL, 10) & 0xfff : 0;
  if (fids->station != 0 && g_strcmp0 (place, yzt_store_get_place (store)) == 0)
    return TRUE;
  for (guint tries = 0; used > 0 && tries < 64; tries++) {
    fids->station = (guint) g_random_int_range (1, 4096);
    if (!yzt_connection_get_int (connection, &used, error,
                                 "SELECT count(*) FROM journal WHERE station = ?1 LIMIT 1", "i",
                                 (gint64) fids->station))
      return FALSE;
  }
  text = g_strdup_printf ("%u", fids->station);
  return yzt_setting_put (connection, "station", text, error)
         && yzt_setting_put (connection, "station_place", yzt_store_get_place (store), error);
}

static gboolean
find_generation (YztAct *act, GError **error)
{
  gint64 schema_version;

  if (!yzt_connection_get_int (act->connection, &schema_version, error, "PRAGMA schema_version",
                               ""))
    return FALSE;
  if (act->connection->schema_version != schema_version) {
    /* Somebody changed the structure: cached statements name columns that may be others now. */
    g_hash_table_remove_all (act->connection->tables);
    if (act->connection->recorder != NULL)
      yzt_recorder_forget_tables (act->connection->recorder);
    if (!yzt_schema_update_generation (act->connection, &act->connection->generation, error)
        || !yzt_connection_get_int (act->connection, &act->connection->schema_version, error,
                                    "PRAGMA schema_version", ""))
      return FALSE;
  }
  act->generation = act->connection->generation;
  return TRUE;
}

void
yzt_act_init (YztAct *act, YztStore *store, YztConnection *connection, const YztActInfo *info)
{
  *act = (YztAct) { .store = store, .connection = connection, .info = info };
  act->now_ms = yzt_clock_now_ms (yzt_store_get_clock (store));
  act->now_text = yzt_time_format_utc (act->now_ms);
  act->tables =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) act_table_free);
  act->touched =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  act->ranges = g_array_new (FALSE, FALSE, sizeof (YztTouchRange));
  g_array_set_clear_func (act->ranges, (GDestroyNotify) yzt_touch_range_clear);
  act->spans = g_array_new (FALSE, FALSE, sizeof (YztSpan));
  g_array_set_clear_func (act->spans, (GDestroyNotify) yzt_span_clear);
  act->parts_checksum = g_checksum_new (G_CHECKSUM_SHA256);
  act->label = g_strdup (info->label);
}

gboolean
yzt_act_begin (YztAct *act, YztStore *store, YztConnection *connection, const YztActInfo *info,
               GError **error)
{
  yzt_act_init (act, store, connection, info);
  /* Updates differ by what they change: they do not pile up for ever. */
  if (g_hash_table_size (connection->statements) > MAX_STATEMENTS)
    yzt_connection_forget (connection);
  if (!yzt_connection_do (connection, error, "BEGIN IMMEDIATE", ""))
    return FALSE;
  if (!find_generation (act, error) || !yzt_act_find_fids (store, connection, &act->fids, error)
      || !yzt_connection_get_int (connection, &act->entry, error,
                                  "SELECT coalesce(max(entry), 0) + 1 FROM journal", "")
      || !yzt_connection_do (connection, error, "INSERT INTO act_open VALUES (1)", "")) {
    yzt_act_abandon (act);
    return FALSE;
  }
  yzt_act_start_recording (act);
  act->fid_high_before = act->fids.high;
  return TRUE;
}

void
yzt_act_abandon (YztAct *act)
{
  yzt_act_stop_recording (act);
  /* A full disk may have rolled back already. */
  if (!sqlite3_get_autocommit (act->connection->db))
    yzt_connection_do (act->connection, NULL, "ROLLBACK", "");
  act->connection->schema_version = 0;
}

void
yzt_act_clear (YztAct *act)
{
  yzt_act_stop_recording (act);
  g_clear_pointer (&act->tables, g_hash_table_unref);
  g_clear_pointer (&act->touched, g_hash_table_unref);
  g_clear_pointer (&act->spans, g_array_unref);
  g_clear_pointer (&act->ranges, g_array_unref);
  g_clear_pointer (&act->parts_checksum, g_checksum_free);
  g_clear_pointer (&act->now_text, g_free);
  g_clear_pointer (&act->label, g_free);
  g_clear_pointer (&act->beside, yzt_meeting_free);
  g_clear_error (&act->broken);
}

gint64
yzt_act_next_fid (YztAct *act)
{
  gint64 fid;

  do
    fid = yzt_fid_next (&act->fids, act->now_ms);
  while (act->beside != NULL && yzt_meeting_has_number (act->beside, fid));
  return fid;
}

/* --- the end --- */

static gboolean
find_chain (YztAct *act, YztJournalRecord *record, char **prev_hash_out, GError **error)
{
  sqlite3_stmt *stmt = yzt_connection_query (
      act->connection, error, "SELECT at_ms, at_counter FROM journal ORDER BY entry DESC LIMIT 1",
      "");
  int step = stmt != NULL ? yzt_connection_step (act->connection, stmt, error) : -1;

  if (step < 0)
    return FALSE;
  /* A hybrid logical clock: never behind an entry that is there already. */
  record->at_ms = act->now_ms;
  if (step == 1 && sqlite3_column_int64 (stmt, 0) >= act->now_ms) {
    record->at_ms = sqlite3_column_int64 (stmt, 0);
    record->at_counter = sqlite3_column_int64 (stmt, 1) + 1;
  }
  sqlite3_reset (stmt);
  if (!yzt_connection_get_int (act->connection, &record->seq, error,
                               "SELECT max(seq) FROM journal WHERE station = ?1", "i",
                               (gint64) record->station))
    return FALSE;
  *prev_hash_out = yzt_connection_get_text (
      act->connection, error, "SELECT hash FROM journal WHERE station = ?1 AND seq = ?2", "ii",
      (gint64) record->station, record->seq);
  record->seq++;
  return record->seq == 1 || *prev_hash_out != NULL;
}

gboolean
yzt_act_write_entry (YztAct *act, GError **error)
{
  g_autofree char *prev_hash = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *head_key = g_strdup_printf ("journal_head_%u", act->fids.station);
  g_autofree char *head = NULL;
  YztJournalRecord record = {
    .entry = act->entry,
    .station = act->fids.station,
    .incident = act->info->incident,
    .undoes = act->undoes,
    .generation = act->generation,
    .n_rows = act->n_rows,
    .by_reference = act->by_reference,
    .nature = act->info->nature,
    .author = act->info->author,
    .window = act->info->window != NULL ? act->info->window : "",
    .label = act->label,
    .parts_hash = act->n_parts > 0 ? g_checksum_get_string (act->parts_checksum) : "",
  };

  if (!find_chain (act, &record, &prev_hash, error))
    return FALSE;
  record.prev_hash = prev_hash != NULL ? prev_hash : "";
  hash = yzt_journal_hash (&record);
  head = g_strdup_printf ("%" G_GINT64_FORMAT ":%s", record.seq, hash);
  return yzt_connection_do (act->connection, error,
                            "INSERT INTO journal VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
                            "?11, ?12, ?13, ?14, ?15, ?16, ?17)",
                            "iiiiisssiiiiiisss", record.entry, (gint64) record.station, record.seq,
                            record.at_ms, record.at_counter, record.author, record.window,
                            record.label, (gint64) record.nature, record.incident, record.undoes,
                            (gint64) record.by_reference, record.generation, record.n_rows,
                            record.parts_hash, record.prev_hash, hash)
         && yzt_setting_put (act->connection, head_key, head, error);
}

static gboolean
commit (YztAct *act, GError **error)
{
  g_autoptr(YztKindSet) kinds = NULL;
  GError *local_error = NULL;

  if (yzt_connection_do (act->connection, &local_error, "COMMIT", ""))
    return TRUE;
  if (sqlite3_extended_errcode (act->connection->db) != SQLITE_CONSTRAINT_FOREIGNKEY) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  g_clear_error (&local_error);
  kinds = yzt_store_ref_kinds (act->store);
  return yzt_keys_explain (act->connection, kinds, error);
}

static gboolean
keep_high (YztAct *act, GError **error)
{
  g_autofree char *high = g_strdup_printf ("%" G_GINT64_FORMAT, act->fids.high);

  return act->fids.high == act->fid_high_before || yzt_setting_put (act->connection, "fid_high", high, error);
}

static gboolean
finish (YztAct *act, YztActResult *result, GError **error)
{
  if (!yzt_act_restore_triggers (act, error) || !yzt_meeting_check (act, error) || !yzt_meeting_end (act, error) || !keep_high (act, error))
    return FALSE;
  result->entry = act->entry;
  return (!act->kinds_changed || yzt_schema_refresh_contents (act->connection, error))
         && yzt_act_write_touches (act, result, error)
         && yzt_act_write_entry (act, error)
         && yzt_connection_do (act->connection, error, "DELETE FROM act_open", "") && commit (act, error);
}

gboolean
yzt_act_commit_without_entry (YztAct *act, GError **error)
{
  if (keep_high (act, error) && yzt_connection_do (act->connection, error, "DELETE FROM act_open", "") && commit (act, error)) {
    yzt_act_stop_recording (act);
    return TRUE;
  }
  yzt_act_abandon (act);
  return FALSE;
}

YztActResult *
yzt_act_commit (YztAct *act, GError **error)
{
  YztActResult *result = NULL;

  if (act->broken != NULL) {
    g_propagate_error (error, g_steal_pointer (&act->broken));
    yzt_act_abandon (act);
    return NULL;
  }
  if (!yzt_act_cut_part (act, error)) {
    yzt_act_abandon (act);
    return NULL;
  }
  if (act->n_rows == 0 && act->info->nature != YZT_ACT_ORDER) {
    yzt_act_abandon (act);
    return yzt_act_result_new (0, act->label);
  }
  result = yzt_act_result_new (act->entry, act->label);
  if (!finish (act, result, error)) {
    yzt_act_abandon (act);
    yzt_act_result_free (result);
    return NULL;
  }
  return result;
}

static YztActResult *
run_once (YztStore *store, YztConnection *connection, const YztActInfo *info, gint64 undoes, gboolean beside,
          YztActFunc func, gpointer user_data, GError **error)
{
  YztActResult *result = NULL;
  YztAct act;

  if (!yzt_act_begin (&act, store, connection, info, error)) {
    yzt_act_clear (&act);
    return NULL;
  }
  act.undoes = undoes;
  if (beside)
    yzt_meeting_begin (&act);
  if (func == NULL || func (&act, user_data, error))
    result = yzt_act_commit (&act, error);
  else
    yzt_act_abandon (&act);
  if (result != NULL && act.kinds_changed) {
    YztKindSet *kinds = yzt_schema_load_kinds (connection, NULL);

    if (kinds != NULL)
      yzt_store_set_kinds (store, kinds);
  }
  yzt_act_clear (&act);
  return result;
}

/* An act must not start from changes that the journal does not know: they are taken in first. */
YztActResult *
yzt_act_run (YztStore *store, YztConnection *connection, const YztActInfo *info, gint64 undoes,
             YztActFunc func, gpointer user_data, GError **error)
{
  GError *local_error = NULL;
  YztActResult *result;

  yzt_act_result_free (yzt_outside_take_in (store, connection, &local_error));
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return NULL;
  }
  result = run_once (store, connection, info, undoes, FALSE, func, user_data, error);
  if (result != NULL && result->entry > 0)
    yzt_store_note_own_entry (store, result->entry);
  return result;
}

YztActResult *
yzt_act_run_beside (YztStore *store, YztConnection *connection, const YztActInfo *info, YztActFunc func,
                    gpointer user_data, GError **error)
{
  YztActResult *result;
  gboolean much;

  if (!yzt_outside_is_much (connection, &much, error))
    return NULL;
  if (!much)
    return yzt_act_run (store, connection, info, 0, func, user_data, error);
  result = run_once (store, connection, info, 0, TRUE, func, user_data, error);
  if (result != NULL && result->entry > 0)
    yzt_store_note_own_entry (store, result->entry);
  return result;
}

const YztActInfo *
yzt_act_get_info (YztAct *act)
{
  g_return_val_if_fail (act != NULL, NULL);
  return act->info;
}
