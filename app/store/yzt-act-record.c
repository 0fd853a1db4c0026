/* yzt-act-record.c: the recording of an act: parts of the journal, what was touched, triggers put off in bulk
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-store-private.h"
#include <glib/gi18n-lib.h>
#include <libdeflate.h>
#include <string.h>
#include <zlib.h>

/* A running changeset is closed at so many rows or so much memory: the memory of an act is bounded,
 * and the story of one row unpacks little. */
#define PART_MEMORY (48 * 1024 * 1024)

typedef struct {
  gint64 fid;
  int op;
} Touch;

void
yzt_span_clear (YztSpan *span)
{
  g_free (span->table);
}

void
yzt_act_start_recording (YztAct *act)
{
  if (act->connection->recorder == NULL)
    act->connection->recorder = yzt_recorder_new (act->connection);
  yzt_recorder_reset (act->connection->recorder);
  yzt_recorder_set_on (act->connection->recorder, TRUE);
  act->n_pending = 0;
}

void
yzt_act_stop_recording (YztAct *act)
{
  if (act->connection == NULL || act->connection->recorder == NULL)
    return;
  yzt_recorder_set_on (act->connection->recorder, FALSE);
  yzt_recorder_reset (act->connection->recorder);
}

void
yzt_act_set_recording (YztAct *act, gboolean recording)
{
  yzt_recorder_set_on (act->connection->recorder, recording);
}

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

gint64
yzt_act_get_touched (GArray *touches, guint i)
{
  return g_array_index (touches, Touch, i).fid;
}

static void
widen_span (YztAct *act, const char *table, gint64 fid)
{
  YztSpan *span = NULL;

  /* A part holds few tables, and those one after the other. */
  for (guint i = act->spans->len; i > 0 && span == NULL; i--) {
    span = &g_array_index (act->spans, YztSpan, i - 1);
    if (span->part != act->n_parts)
      break;
    if (!g_str_equal (span->table, table))
      span = NULL;
  }
  if (span == NULL || span->part != act->n_parts) {
    YztSpan added = { act->n_parts, g_strdup (table), fid, fid };

    g_array_append_val (act->spans, added);
    return;
  }
  span->fid_from = MIN (span->fid_from, fid);
  span->fid_to = MAX (span->fid_to, fid);
}

void
yzt_act_note_row (const char *table, gint64 fid, int op, gpointer user_data)
{
  YztAct *act = user_data;

  yzt_act_add_touch (act, table, fid, op);
  widen_span (act, table, fid);
  act->n_rows++;
}

#define SMALL_BYTES 4096

/* Small parts need no large window: making room for it costs more than the packing. */
static gboolean
pack_small (gconstpointer bytes, gsize length, guint8 *packed, gsize *packed_length)
{
  z_stream stream = { .next_in = (Bytef *) bytes, .avail_in = (uInt) length,
                      .next_out = packed, .avail_out = (uInt) *packed_length };
  gboolean ok;

  if (deflateInit2 (&stream, 1, Z_DEFLATED, 12, 2, Z_DEFAULT_STRATEGY) != Z_OK)
    return FALSE;
  ok = deflate (&stream, Z_FINISH) == Z_STREAM_END;
  *packed_length = stream.total_out;
  deflateEnd (&stream);
  return ok;
}

/* The same format as zlib's, in less than half of the time. */
static gboolean
pack_large (gconstpointer bytes, gsize length, guint8 *packed, gsize *packed_length)
{
  struct libdeflate_compressor *compressor = libdeflate_alloc_compressor (1);

  if (compressor == NULL || length > G_MAXINT) {
    g_clear_pointer (&compressor, libdeflate_free_compressor);
    return FALSE;
  }
  *packed_length = libdeflate_zlib_compress (compressor, bytes, length, packed, *packed_length);
  libdeflate_free_compressor (compressor);
  return *packed_length > 0;
}

guint8 *
yzt_part_pack (gconstpointer changeset, gsize length, gsize *packed_length, GError **error)
{
  g_autofree guint8 *packed = NULL;

  *packed_length = length + length / 8 + length / 64 + 80;
  packed = g_malloc (*packed_length);
  if (length <= SMALL_BYTES ? pack_small (changeset, length, packed, packed_length)
                            : pack_large (changeset, length, packed, packed_length))
    return g_steal_pointer (&packed);
  g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_FAILED,
                       _("The change could not be packed for the journal; close other "
                          "programmes and try again."));
  return NULL;
}

gboolean
yzt_act_add_packed (YztAct *act, gconstpointer packed, gsize packed_length, gsize length, GError **error)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (packed, packed_length);

  g_checksum_update (act->parts_checksum, packed, (gssize) packed_length);
  return yzt_connection_do (act->connection, error,
                            "INSERT INTO journal_part VALUES (?1, ?2, 'zlib', ?3, ?4)", "iiib",
                            act->entry, (gint64) act->n_parts++, (gint64) length, bytes);
}

static gboolean
write_part (YztAct *act, gconstpointer changeset, gsize length, GError **error)
{
  gsize packed_length;
  g_autofree guint8 *packed = yzt_part_pack (changeset, length, &packed_length, error);

  return packed != NULL && yzt_act_add_packed (act, packed, packed_length, length, error);
}

gboolean
yzt_act_add_part (YztAct *act, gconstpointer changeset, gsize length, GError **error)
{
  g_auto(YztChangesetReader) reader = { 0 };
  GError *local_error = NULL;

  if (length == 0)
    return TRUE;
  yzt_changeset_reader_init (&reader, changeset, length, FALSE);
  while (yzt_changeset_reader_next (&reader, &local_error))
    yzt_act_note_row (reader.change.table, yzt_change_get_fid (&reader.change), reader.change.op, act);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  return write_part (act, changeset, length, error);
}

static gboolean
write_recorded (GByteArray *changeset, gpointer user_data, GError **error)
{
  return write_part (user_data, changeset->data, changeset->len, error);
}

gboolean
yzt_act_cut_part (YztAct *act, GError **error)
{
  GError *local_error = NULL;

  act->n_pending = 0;
  if (yzt_recorder_take (act->connection->recorder, yzt_act_note_row, write_recorded, act,
                         &local_error))
    return TRUE;
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  else
    g_set_error_literal (
        error, YZT_STORE_ERROR, YZT_STORE_ERROR_FAILED,
        _("The change could not be recorded in the journal; do it in smaller steps."));
  return FALSE;
}

gboolean
yzt_act_note_change (YztAct *act, GError **error)
{
  act->n_pending++;
  if (act->n_pending < YZT_PART_ROWS
      && (act->n_pending % 256 != 0
          || yzt_recorder_get_memory (act->connection->recorder) < PART_MEMORY))
    return TRUE;
  return yzt_act_cut_part (act, error);
}

/* With many rows the R-tree is filled at the end, and the triggers that would look at each row for
 * other programmes' sake are not asked: what we write is recorded here. */
static gboolean
defer_triggers (YztAct *act, YztActTable *table, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("DROP TRIGGER IF EXISTS \"rtree_%s_geom_insert\"; DROP TRIGGER IF EXISTS "
                       "\"outside_%s_insert\"; DROP TRIGGER IF EXISTS \"outside_%s_replace\"",
                       table->table, table->table, table->table);

  if (!yzt_connection_exec (act->connection, sql, error))
    return FALSE;
  table->deferred = TRUE;
  table->fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  return TRUE;
}

static YztActTable *
get_act_table (YztAct *act, const char *name, gboolean has_geom)
{
  YztActTable *table = g_hash_table_lookup (act->tables, name);

  if (table == NULL) {
    table = g_new0 (YztActTable, 1);
    table->table = g_strdup (name);
    table->has_geom = has_geom;
    g_hash_table_insert (act->tables, table->table, table);
  }
  return table;
}

/* The same for rows that go: out of an R-tree each takes longer than all the rest of it. */
gboolean
yzt_act_note_delete (YztAct *act, const char *table_name, gboolean has_geom, gint64 fid,
                     GError **error)
{
  YztActTable *table = get_act_table (act, table_name, has_geom);

  table->n_deleted++;
  if (table->deleted != NULL) {
    g_array_append_val (table->deleted, fid);
  } else if (has_geom && table->n_deleted == YZT_BULK_ROWS) {
    g_autofree char *sql = g_strdup_printf ("DROP TRIGGER IF EXISTS \"rtree_%s_geom_delete\"; DROP TRIGGER IF EXISTS \"outside_%s_delete\"",
                                            table_name, table_name);

    if (!yzt_connection_exec (act->connection, sql, error))
      return FALSE;
    table->deleted = g_array_new (FALSE, FALSE, sizeof (gint64));
  }
  return yzt_act_note_change (act, error);
}

gboolean
yzt_act_note_insert (YztAct *act, const char *table_name, gboolean has_geom, gint64 fid,
                     GError **error)
{
  YztActTable *table = get_act_table (act, table_name, has_geom);

  table->n_inserted++;
  if (table->deferred && has_geom)
    g_array_append_val (table->fids, fid);
  else if (table->n_inserted == YZT_BULK_ROWS && !defer_triggers (act, table, error))
    return FALSE;
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

static gboolean
empty_rtree (YztAct *act, YztActTable *table, GError **error)
{
  g_autofree char *count = g_strdup_printf ("SELECT count(*) FROM \"rtree_%s_geom_rowid\"", table->table);
  /* A row that went may have come back. */
  g_autofree char *clear = g_strdup_printf ("DELETE FROM \"rtree_%s_geom\" WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM \"%s\" WHERE fid = ?1 AND "
                                            "geom NOTNULL AND NOT ST_IsEmpty(geom))",
                                            table->table, table->table);
  gint64 n_before;

  if (!yzt_connection_get_int (act->connection, &n_before, error, count, ""))
    return FALSE;
  if ((gint64) table->deleted->len * 10 > n_before)
    return yzt_rtree_rebuild (act->connection, table->table, error);
  for (guint i = 0; i < table->deleted->len; i++) {
    if (!yzt_connection_do (act->connection, error, clear, "i", g_array_index (table->deleted, gint64, i)))
      return FALSE;
  }
  return TRUE;
}

static gboolean
restore_delete_triggers (YztAct *act, YztActTable *table, GError **error)
{
  g_auto(GStrv) columns = yzt_connection_get_columns (act->connection, table->table, error);
  g_autofree char *rtree = yzt_schema_rtree_trigger_sql (table->table, "delete");
  g_autofree char *outside = columns != NULL ? yzt_schema_outside_trigger_sql (table->table, "delete", columns) : NULL;

  return outside != NULL && yzt_connection_exec (act->connection, outside, error) && yzt_connection_exec (act->connection, rtree, error)
         && empty_rtree (act, table, error);
}

static gboolean
restore_triggers (YztAct *act, YztActTable *table, GError **error)
{
  g_auto(GStrv) columns = yzt_connection_get_columns (act->connection, table->table, error);
  g_autofree char *insert = NULL;
  g_autofree char *replace = NULL;

  if (columns == NULL)
    return FALSE;
  insert = yzt_schema_outside_trigger_sql (table->table, "insert", columns);
  replace = yzt_schema_outside_trigger_sql (table->table, "replace", columns);
  return yzt_connection_exec (act->connection, insert, error)
         && yzt_connection_exec (act->connection, replace, error)
         && (!table->has_geom || fill_rtree (act, table, error));
}

gboolean
yzt_act_restore_triggers (YztAct *act, GError **error)
{
  GHashTableIter iter;
  gpointer table;

  g_hash_table_iter_init (&iter, act->tables);
  while (g_hash_table_iter_next (&iter, NULL, &table)) {
    if (((YztActTable *) table)->deferred && !restore_triggers (act, table, error))
      return FALSE;
    if (((YztActTable *) table)->deleted != NULL && !restore_delete_triggers (act, table, error))
      return FALSE;
  }
  return TRUE;
}

/* --- what was touched --- */

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

void
yzt_act_add_range (YztAct *act, const char *table, gint64 fid_from, gint64 fid_to, int op)
{
  YztTouchRange range = { fid_from, fid_to, op, g_strdup (table) };

  g_assert (fid_to >= fid_from && fid_to - fid_from < YZT_TOUCH_SPAN);
  g_array_append_val (act->ranges, range);
}

/* Ranges of one table stand together. */
static gboolean
write_ranges (YztAct *act, YztActResult *result, GError **error)
{
  g_autoptr(YztKindSet) kinds = yzt_store_ref_kinds (act->store);

  for (guint i = 0; i < act->ranges->len; i++) {
    const YztTouchRange *range = &g_array_index (act->ranges, YztTouchRange, i);
    YztKind *kind = yzt_kind_set_find (kinds, range->table);
    gboolean is_last = i + 1 == act->ranges->len || !g_str_equal (range->table, range[1].table);

    if (!write_touch (act, result, range->table, kind != NULL ? yzt_kind_get_id (kind) : range->table,
                      range->fid_from, range->fid_to, range->op, error)
        || (is_last && kind != NULL
            && !yzt_act_update_contents (act->connection, kind, act->now_text, error)))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_all_touches (YztAct *act, YztActResult *result, GError **error)
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
    const YztSpan *span = &g_array_index (act->spans, YztSpan, i);

    if (!yzt_connection_do (act->connection, error,
                            "INSERT INTO journal_part_span (entry, n, tbl, fid_from, fid_to) "
                            "VALUES (?1, ?2, ?3, ?4, ?5)",
                            "iisii", act->entry, (gint64) span->part, span->table, span->fid_from,
                            span->fid_to))
      return FALSE;
  }
  return TRUE;
}

gboolean
yzt_act_write_touches (YztAct *act, YztActResult *result, GError **error)
{
  return write_ranges (act, result, error) && write_all_touches (act, result, error)
         && write_spans (act, error);
}
