/* yzt-act.c: one act: its transaction, the recording of its changes, its journal entry
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-store-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include <zlib.h>

/* A running changeset is closed at so many rows or so much memory. One session for a million rows
 * would take 400 MB, and the session extension spreads numbers like ours over 512 places only: ten
 * thousand rows are the point where searching them begins to tell. */
#define PART_ROWS 8192
#define PART_MEMORY (48 * 1024 * 1024)

typedef struct {
  gint64 fid;
  int op;
} Touch;

/* Which rows of a table a part holds, so that the story of one row unpacks few parts. */
typedef struct {
  guint part;
  char *table;
  gint64 fid_from, fid_to;
} Span;

static void
span_clear (Span *span)
{
  g_free (span->table);
}

static void
act_table_free (YztActTable *table)
{
  g_free (table->table);
  g_clear_pointer (&table->fids, g_array_unref);
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

static int
session_filter (void *data, const char *table)
{
  return yzt_schema_is_recorded (table);
}

static gboolean
open_session (YztAct *act, GError **error)
{
  if (sqlite3session_create (act->connection->db, "main", &act->session) != SQLITE_OK)
    return yzt_connection_fail (act->connection, error);
  sqlite3session_table_filter (act->session, session_filter, NULL);
  if (sqlite3session_attach (act->session, NULL) != SQLITE_OK)
    return yzt_connection_fail (act->connection, error);
  act->n_pending = 0;
  return TRUE;
}

/* A copied or moved file numbers its rows and entries as a station of its own, so that two copies
 * never give the same number. */
static gboolean
find_station (YztAct *act, GError **error)
{
  g_autofree char *station = yzt_setting_get (act->connection, "station");
  g_autofree char *place = yzt_setting_get (act->connection, "station_place");
  g_autofree char *high = yzt_setting_get (act->connection, "fid_high");
  g_autofree char *text = NULL;
  gint64 used = 1;

  act->fids.high = high != NULL ? g_ascii_strtoll (high, NULL, 10) : 0;
  act->fids.station = station != NULL ? (guint) g_ascii_strtoull (station, NULL, 10) & 0xfff : 0;
  if (act->fids.station != 0 && g_strcmp0 (place, yzt_store_get_place (act->store)) == 0)
    return TRUE;
  for (guint tries = 0; used > 0 && tries < 64; tries++) {
    act->fids.station = (guint) g_random_int_range (1, 4096);
    if (!yzt_connection_get_int (act->connection, &used, error,
                                 "SELECT count(*) FROM journal WHERE station = ?1 LIMIT 1", "i",
                                 (gint64) act->fids.station))
      return FALSE;
  }
  text = g_strdup_printf ("%u", act->fids.station);
  return yzt_setting_put (act->connection, "station", text, error)
         && yzt_setting_put (act->connection, "station_place", yzt_store_get_place (act->store),
                             error);
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
    if (!yzt_schema_update_generation (act->connection, &act->connection->generation, error)
        || !yzt_connection_get_int (act->connection, &act->connection->schema_version, error,
                                    "PRAGMA schema_version", ""))
      return FALSE;
  }
  act->generation = act->connection->generation;
  return TRUE;
}

gboolean
yzt_act_begin (YztAct *act, YztStore *store, YztConnection *connection, const YztActInfo *info,
               GError **error)
{
  *act = (YztAct) { .store = store, .connection = connection, .info = info };
  act->now_ms = yzt_clock_now_ms (yzt_store_get_clock (store));
  act->now_text = yzt_time_format_utc (act->now_ms);
  act->tables =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) act_table_free);
  act->touched =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  act->spans = g_array_new (FALSE, FALSE, sizeof (Span));
  g_array_set_clear_func (act->spans, (GDestroyNotify) span_clear);
  act->parts_checksum = g_checksum_new (G_CHECKSUM_SHA256);
  act->label = g_strdup (info->label);
  if (!yzt_connection_do (connection, error, "BEGIN IMMEDIATE", ""))
    return FALSE;
  if (!find_generation (act, error) || !find_station (act, error)
      || !yzt_connection_get_int (connection, &act->entry, error,
                                  "SELECT coalesce(max(entry), 0) + 1 FROM journal", "")
      || !yzt_connection_do (connection, error, "INSERT INTO act_open VALUES (1)", "")
      || !open_session (act, error)) {
    yzt_act_abandon (act);
    return FALSE;
  }
  act->fid_high_before = act->fids.high;
  return TRUE;
}

void
yzt_act_abandon (YztAct *act)
{
  g_clear_pointer (&act->session, sqlite3session_delete);
  /* A full disk may have rolled back already. */
  if (!sqlite3_get_autocommit (act->connection->db))
    yzt_connection_do (act->connection, NULL, "ROLLBACK", "");
  act->connection->schema_version = 0;
}

void
yzt_act_clear (YztAct *act)
{
  g_clear_pointer (&act->session, sqlite3session_delete);
  g_clear_pointer (&act->tables, g_hash_table_unref);
  g_clear_pointer (&act->touched, g_hash_table_unref);
  g_clear_pointer (&act->spans, g_array_unref);
  g_clear_pointer (&act->parts_checksum, g_checksum_free);
  g_clear_pointer (&act->now_text, g_free);
  g_clear_pointer (&act->label, g_free);
  g_clear_error (&act->broken);
}

void
yzt_act_set_recording (YztAct *act, gboolean recording)
{
  sqlite3session_enable (act->session, recording);
}

gint64
yzt_act_next_fid (YztAct *act)
{
  return yzt_fid_next (&act->fids, act->now_ms);
}

/* --- recording --- */

void
yzt_act_add_touch (YztAct *act, const char *table, gint64 fid, int op)
{
  GArray *touches = g_hash_table_lookup (act->touched, table);
  Touch touch = { fid, op };

  if (touches == NULL) {
    touches = g_array_new (FALSE, FALSE, sizeof (Touch));
    g_hash_table_insert (act->touched, g_strdup (table), touches);
  }
  g_array_append_val (touches, touch);
}

static void
widen_span (YztAct *act, const char *table, gint64 fid)
{
  Span *span = NULL;

  /* A part holds few tables, and those one after the other. */
  for (guint i = act->spans->len; i > 0 && span == NULL; i--) {
    span = &g_array_index (act->spans, Span, i - 1);
    if (span->part != act->n_parts)
      break;
    if (!g_str_equal (span->table, table))
      span = NULL;
  }
  if (span == NULL || span->part != act->n_parts) {
    Span added = { act->n_parts, g_strdup (table), fid, fid };

    g_array_append_val (act->spans, added);
    return;
  }
  span->fid_from = MIN (span->fid_from, fid);
  span->fid_to = MAX (span->fid_to, fid);
}

static gboolean
note_changes (YztAct *act, gconstpointer changeset, gsize length, GError **error)
{
  g_auto(YztChangesetReader) reader = { 0 };
  GError *local_error = NULL;

  yzt_changeset_reader_init (&reader, changeset, length, FALSE);
  while (yzt_changeset_reader_next (&reader, &local_error)) {
    gint64 fid = yzt_change_get_fid (&reader.change);

    yzt_act_add_touch (act, reader.change.table, fid, reader.change.op);
    widen_span (act, reader.change.table, fid);
    act->n_rows++;
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  return TRUE;
}

gboolean
yzt_act_add_part (YztAct *act, gconstpointer changeset, gsize length, GError **error)
{
  uLongf packed_length = compressBound (length);
  g_autofree guint8 *packed = g_malloc (packed_length);
  g_autoptr(GBytes) bytes = NULL;

  if (length == 0)
    return TRUE;
  if (!note_changes (act, changeset, length, error))
    return FALSE;
  if (compress2 (packed, &packed_length, changeset, length, 1) != Z_OK) {
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_FAILED,
                         _("The change could not be packed for the journal; close other "
                            "programmes and try again."));
    return FALSE;
  }
  g_checksum_update (act->parts_checksum, packed, (gssize) packed_length);
  bytes = g_bytes_new_static (packed, packed_length);
  return yzt_connection_do (act->connection, error,
                            "INSERT INTO journal_part VALUES (?1, ?2, 'zlib', ?3, ?4)", "iiib",
                            act->entry, (gint64) act->n_parts++, (gint64) length, bytes);
}

static gboolean
close_session (YztAct *act, GError **error)
{
  void *changeset = NULL;
  int length = 0;
  gboolean ok;

  if (sqlite3session_changeset (act->session, &length, &changeset) != SQLITE_OK) {
    g_set_error_literal (
        error, YZT_STORE_ERROR, YZT_STORE_ERROR_FAILED,
        _("The change is too large to be recorded in the journal; do it in smaller steps."));
    return FALSE;
  }
  ok = yzt_act_add_part (act, changeset, (gsize) length, error);
  sqlite3_free (changeset);
  g_clear_pointer (&act->session, sqlite3session_delete);
  return ok;
}

gboolean
yzt_act_cut_part (YztAct *act, GError **error)
{
  return close_session (act, error) && open_session (act, error);
}

gboolean
yzt_act_note_change (YztAct *act, GError **error)
{
  act->n_pending++;
  if (act->n_pending < PART_ROWS
      && (act->n_pending % 256 != 0 || sqlite3session_memory_used (act->session) < PART_MEMORY))
    return TRUE;
  return yzt_act_cut_part (act, error);
}

gboolean
yzt_act_note_insert (YztAct *act, const char *table_name, gboolean has_geom, gint64 fid,
                     GError **error)
{
  YztActTable *table = g_hash_table_lookup (act->tables, table_name);

  if (table == NULL) {
    table = g_new0 (YztActTable, 1);
    table->table = g_strdup (table_name);
    g_hash_table_insert (act->tables, table->table, table);
  }
  table->n_inserted++;
  if (table->deferred) {
    g_array_append_val (table->fids, fid);
  } else if (has_geom && table->n_inserted == YZT_BULK_ROWS) {
    g_autofree char *sql =
        g_strdup_printf ("DROP TRIGGER IF EXISTS \"rtree_%s_geom_insert\"", table_name);

    if (!yzt_connection_exec (act->connection, sql, error))
      return FALSE;
    table->deferred = TRUE;
    table->fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  }
  return yzt_act_note_change (act, error);
}

static gboolean
fill_rtree (YztAct *act, YztActTable *table, GError **error)
{
  g_autofree char *trigger = yzt_schema_rtree_trigger_sql (table->table, "insert");
  g_autofree char *count =
      g_strdup_printf ("SELECT count(*) FROM \"rtree_%s_geom_rowid\"", table->table);
  g_autofree char *insert =
      g_strdup_printf ("INSERT OR REPLACE INTO \"rtree_%s_geom\" SELECT fid, ST_MinX(geom), "
                       "ST_MaxX(geom), ST_MinY(geom), ST_MaxY(geom) "
                       "FROM \"%s\" WHERE fid = ?1 AND geom NOTNULL AND NOT ST_IsEmpty(geom)",
                       table->table, table->table);
  gint64 n_before;

  if (!yzt_connection_exec (act->connection, trigger, error)
      || !yzt_connection_get_int (act->connection, &n_before, error, count, ""))
    return FALSE;
  /* Packing writes the whole tree anew: worth it unless few rows came to many. */
  if ((gint64) table->fids->len * 10 > n_before)
    return yzt_rtree_rebuild (act->connection, table->table, error);
  for (guint i = 0; i < table->fids->len; i++) {
    if (!yzt_connection_do (act->connection, error, insert, "i",
                            g_array_index (table->fids, gint64, i)))
      return FALSE;
  }
  return TRUE;
}

/* --- the end --- */

static int
compare_touches (gconstpointer a, gconstpointer b)
{
  const Touch *ta = a, *tb = b;

  if (ta->op != tb->op)
    return ta->op < tb->op ? -1 : 1;
  return ta->fid < tb->fid ? -1 : ta->fid > tb->fid;
}

static gboolean
write_touch (YztAct *act, YztActResult *result, const char *table, const char *kind,
             gint64 fid_from, gint64 fid_to, int op, GError **error)
{
  YztTouch touch = { g_strdup (kind), fid_from, fid_to };

  g_array_append_val (result->touches, touch);
  return yzt_connection_do (
      act->connection, error,
      "INSERT INTO journal_touch (entry, tbl, fid_from, fid_to, op) VALUES (?1, ?2, ?3, ?4, ?5)",
      "isiii", act->entry, table, fid_from, fid_to, (gint64) op);
}

gboolean
yzt_act_update_contents (YztConnection *connection, YztKind *kind, const char *now_text,
                         GError **error)
{
  const char *table = yzt_kind_get_table (kind);
  double bounds[4];

  if (yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE
      && yzt_rtree_get_bounds (connection, table, bounds))
    return yzt_connection_do (
        connection, error,
        "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', ?1), min_x = ?3, "
        "min_y = ?4, max_x = ?5, max_y = ?6 WHERE table_name = ?2",
        "ssdddd", now_text, table, bounds[0], bounds[1], bounds[2], bounds[3]);
  return yzt_connection_do (
      connection, error,
      "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', ?1), min_x = NULL, "
      "min_y = NULL, max_x = NULL, max_y = NULL WHERE table_name = ?2",
      "ss", now_text, table);
}

static gboolean
write_table_touches (YztAct *act, YztActResult *result, const char *table, GArray *touches,
                     GError **error)
{
  g_autoptr(YztKindSet) kinds = yzt_store_ref_kinds (act->store);
  YztKind *kind = yzt_kind_set_find (kinds, table);
  const char *name = kind != NULL ? yzt_kind_get_id (kind) : table;
  Touch *all = (Touch *) (gpointer) touches->data;
  guint from = 0;

  g_array_sort (touches, compare_touches);
  for (guint i = 1; i <= touches->len; i++) {
    gboolean goes_on = i < touches->len && all[i].op == all[from].op
                       && all[i].fid - all[i - 1].fid <= 1
                       && all[i].fid - all[from].fid < YZT_TOUCH_SPAN;

    if (goes_on)
      continue;
    if (!write_touch (act, result, table, name, all[from].fid, all[i - 1].fid, all[from].op, error))
      return FALSE;
    from = i;
  }
  return kind == NULL || yzt_act_update_contents (act->connection, kind, act->now_text, error);
}

static gboolean
write_touches (YztAct *act, YztActResult *result, GError **error)
{
  GHashTableIter iter;
  gpointer table, touches;

  g_hash_table_iter_init (&iter, act->touched);
  while (g_hash_table_iter_next (&iter, &table, &touches)) {
    if (!write_table_touches (act, result, table, touches, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_spans (YztAct *act, GError **error)
{
  for (guint i = 0; act->n_parts > 1 && i < act->spans->len; i++) {
    const Span *span = &g_array_index (act->spans, Span, i);

    if (!yzt_connection_do (act->connection, error,
                            "INSERT INTO journal_part_span (entry, n, tbl, fid_from, fid_to) "
                            "VALUES (?1, ?2, ?3, ?4, ?5)",
                            "iisii", act->entry, (gint64) span->part, span->table, span->fid_from,
                            span->fid_to))
      return FALSE;
  }
  return TRUE;
}

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

static gboolean
write_entry (YztAct *act, GError **error)
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
finish (YztAct *act, YztActResult *result, GError **error)
{
  g_autofree char *high = g_strdup_printf ("%" G_GINT64_FORMAT, act->fids.high);
  GHashTableIter iter;
  gpointer table;

  g_hash_table_iter_init (&iter, act->tables);
  while (g_hash_table_iter_next (&iter, NULL, &table)) {
    if (((YztActTable *) table)->deferred && !fill_rtree (act, table, error))
      return FALSE;
  }
  if (act->fids.high != act->fid_high_before
      && !yzt_setting_put (act->connection, "fid_high", high, error))
    return FALSE;
  return (!act->kinds_changed || yzt_schema_refresh_contents (act->connection, error))
         && write_touches (act, result, error) && write_spans (act, error)
         && write_entry (act, error)
         && yzt_connection_do (act->connection, error, "DELETE FROM act_open", "")
         && yzt_connection_do (act->connection, error, "COMMIT", "");
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
  if (!close_session (act, error)) {
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

YztActResult *
yzt_act_run_once (YztStore *store, YztConnection *connection, const YztActInfo *info, gint64 undoes,
                  YztActFunc func, gpointer user_data, GError **error)
{
  YztActResult *result = NULL;
  YztAct act;

  if (!yzt_act_begin (&act, store, connection, info, error)) {
    yzt_act_clear (&act);
    return NULL;
  }
  act.undoes = undoes;
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
  result = yzt_act_run_once (store, connection, info, undoes, func, user_data, error);
  if (result != NULL && result->entry > 0)
    yzt_store_note_own_entry (store, result->entry);
  return result;
}
