/* yzt-journal.c: the hash of an entry, and what an entry changed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-history-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include <zlib.h>

/* No part is longer than this when unpacked; a greater length in a file is damage. */
#define MAX_PART_BYTES (512u * 1024 * 1024)

void
yzt_touch_range_clear (YztTouchRange *range)
{
  g_clear_pointer (&range->table, g_free);
}

/* --- the chain --- */

static void
hash_int (GChecksum *checksum, gint64 value)
{
  char text[32];
  int length = g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT "\n", value);

  g_checksum_update (checksum, (const guchar *) text, length);
}

static void
hash_text (GChecksum *checksum, const char *text)
{
  gsize length = strlen (text);

  hash_int (checksum, (gint64) length);
  g_checksum_update (checksum, (const guchar *) text, (gssize) length);
}

char *
yzt_journal_hash (const YztJournalRecord *record)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  hash_text (checksum, record->prev_hash);
  hash_int (checksum, record->entry);
  hash_int (checksum, record->station);
  hash_int (checksum, record->seq);
  hash_int (checksum, record->at_ms);
  hash_int (checksum, record->at_counter);
  hash_text (checksum, record->author);
  hash_text (checksum, record->window);
  hash_text (checksum, record->label);
  hash_int (checksum, record->nature);
  hash_int (checksum, record->incident);
  hash_int (checksum, record->undoes);
  hash_int (checksum, record->by_reference);
  hash_int (checksum, record->generation);
  hash_int (checksum, record->n_rows);
  hash_text (checksum, record->parts_hash);
  return g_strdup (g_checksum_get_string (checksum));
}

static const char *
column_text (sqlite3_stmt *stmt, int column)
{
  const char *text = (const char *) sqlite3_column_text (stmt, column);

  return text != NULL ? text : "";
}

/* --- what an entry changed --- */

static gboolean
unpack_part (sqlite3_stmt *stmt, GBytes **bytes_out, GError **error)
{
  uLongf length = (uLongf) sqlite3_column_int64 (stmt, 1);
  guint8 *data = length <= MAX_PART_BYTES ? g_malloc (length + 1) : NULL;

  if (data == NULL || g_strcmp0 (column_text (stmt, 0), "zlib") != 0
      || uncompress (data, &length, sqlite3_column_blob (stmt, 2),
                     (uLong) sqlite3_column_bytes (stmt, 2))
             != Z_OK
      || length != (uLongf) sqlite3_column_int64 (stmt, 1)) {
    g_free (data);
    g_set_error_literal (
        error, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED,
        _("The recorded changes of this entry are damaged; open a backup of the map."));
    return FALSE;
  }
  *bytes_out = g_bytes_new_take (data, length);
  return TRUE;
}

static gboolean
fail_parts_missing (GError **error)
{
  g_set_error_literal (
      error, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED,
      _("The recorded changes of this entry are missing; open a backup of the map."));
  return FALSE;
}

static gboolean
read_part (YztConnection *connection, gint64 entry, gint64 n, GBytes **bytes_out, GError **error)
{
  sqlite3_stmt *stmt = yzt_connection_query (
      connection, error,
      "SELECT codec, length, bytes FROM journal_part WHERE entry = ?1 AND n = ?2", "ii", entry, n);
  gboolean ok = FALSE;

  *bytes_out = NULL;
  if (stmt == NULL)
    return FALSE;
  if (yzt_connection_step (connection, stmt, error) == 1)
    ok = unpack_part (stmt, bytes_out, error);
  else if (error == NULL || *error == NULL)
    fail_parts_missing (error);
  sqlite3_reset (stmt);
  return ok;
}

static gboolean
foreach_in_part (GBytes *bytes, gboolean invert, YztChangeFunc func, gpointer user_data,
                 GError **error)
{
  g_auto(YztChangesetReader) reader = { 0 };
  GError *local_error = NULL;
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  yzt_changeset_reader_init (&reader, data, length, invert);
  while (yzt_changeset_reader_next (&reader, &local_error)) {
    if (!func (&reader.change, user_data, error))
      return FALSE;
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  return TRUE;
}

gboolean
yzt_journal_fail_missing (YztConnection *connection, gint64 entry, GError **error)
{
  g_autofree char *archived = yzt_archive_describe (connection, entry);

  if (archived != NULL)
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, archived);
  else
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND,
                 _("The journal has no entry %ld; look up the number in the journal."),
                 (long) entry);
  return FALSE;
}

gboolean
yzt_journal_find_base (YztConnection *connection, gint64 entry, gint64 *base_out,
                       gboolean *inverted_out, GError **error)
{
  *base_out = entry;
  *inverted_out = FALSE;
  while (TRUE) {
    sqlite3_stmt *stmt = yzt_connection_query (
        connection, error, "SELECT by_reference, undoes FROM journal WHERE entry = ?1", "i",
        *base_out);
    int step = stmt != NULL ? yzt_connection_step (connection, stmt, error) : -1;
    gboolean by_reference = step == 1 && sqlite3_column_int (stmt, 0) != 0;
    gint64 undoes = step == 1 ? sqlite3_column_int64 (stmt, 1) : 0;

    if (step < 0)
      return FALSE;
    sqlite3_reset (stmt);
    if (step == 0)
      return yzt_journal_fail_missing (connection, *base_out, error);
    if (!by_reference || undoes <= 0 || undoes >= *base_out)
      return TRUE;
    *base_out = undoes;
    *inverted_out = !*inverted_out;
  }
}

/* How many parts an entry has; an entry that changed rows and has none is damaged. */
static gboolean
count_parts (YztConnection *connection, gint64 entry, gint64 *n_parts_out, GError **error)
{
  gint64 n_rows;

  if (!yzt_connection_get_int (connection, &n_rows, error,
                               "SELECT n_rows FROM journal WHERE entry = ?1", "i", entry)
      || !yzt_connection_get_int (connection, n_parts_out, error,
                                  "SELECT count(*) FROM journal_part WHERE entry = ?1", "i", entry))
    return FALSE;
  return *n_parts_out > 0 || n_rows == 0 || fail_parts_missing (error);
}

gboolean
yzt_journal_foreach_change (YztConnection *connection, gint64 entry, gboolean invert,
                            YztChangeFunc func, gpointer user_data, GError **error)
{
  gint64 base, n_parts;
  gboolean inverted;

  if (!yzt_journal_find_base (connection, entry, &base, &inverted, error)
      || !count_parts (connection, base, &n_parts, error))
    return FALSE;
  invert = invert != inverted;
  for (gint64 i = 0; i < n_parts; i++) {
    g_autoptr(GBytes) bytes = NULL;

    if (!read_part (connection, base, invert ? n_parts - 1 - i : i, &bytes, error)
        || !foreach_in_part (bytes, invert, func, user_data, error))
      return FALSE;
  }
  return TRUE;
}

/* --- what an entry changed of one row --- */

/* Numbers of the parts of an entry that may hold a row, in order. */
static GArray *
list_parts_of_row (YztConnection *connection, gint64 entry, gint64 n_parts, const char *table,
                   gint64 fid, GError **error)
{
  g_autoptr(GArray) parts = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *stmt = NULL;
  int step = 0;

  /* A map of an older version has no such table. */
  if (n_parts > 1)
    stmt = yzt_connection_query (connection, NULL,
                                 "SELECT n FROM journal_part_span WHERE entry = ?1 AND tbl = ?2 "
                                 "AND fid_from <= ?3 AND fid_to >= ?3 ORDER BY n",
                                 "isi", entry, table, fid);
  while (stmt != NULL && (step = yzt_connection_step (connection, stmt, error)) == 1) {
    gint64 n = sqlite3_column_int64 (stmt, 0);

    g_array_append_val (parts, n);
  }
  if (step < 0)
    return NULL;
  /* Entries of older versions have no spans: each part may hold it. */
  if (parts->len == 0) {
    for (gint64 n = 0; n < n_parts; n++)
      g_array_append_val (parts, n);
  }
  return g_steal_pointer (&parts);
}

static gboolean
find_in_part (GBytes *bytes, gboolean invert, const char *table, gint64 fid, YztChangeFunc func,
              gpointer user_data, GError **error)
{
  g_auto(YztChangesetReader) reader = { 0 };
  GError *local_error = NULL;
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  yzt_changeset_reader_init (&reader, data, length, invert);
  while (yzt_changeset_reader_next (&reader, &local_error)) {
    /* A part holds a row once. */
    if (yzt_change_get_fid (&reader.change) == fid && g_str_equal (reader.change.table, table))
      return func (&reader.change, user_data, error);
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  return TRUE;
}

gboolean
yzt_journal_foreach_row_change (YztConnection *connection, gint64 entry, gboolean invert,
                                const char *table, gint64 fid, YztChangeFunc func,
                                gpointer user_data, GError **error)
{
  g_autoptr(GArray) parts = NULL;
  gint64 base, n_parts;
  gboolean inverted;

  if (!yzt_journal_find_base (connection, entry, &base, &inverted, error)
      || !count_parts (connection, base, &n_parts, error))
    return FALSE;
  invert = invert != inverted;
  parts = list_parts_of_row (connection, base, n_parts, table, fid, error);
  for (guint i = 0; parts != NULL && i < parts->len; i++) {
    g_autoptr(GBytes) bytes = NULL;

    if (!read_part (connection, base,
                    g_array_index (parts, gint64, invert ? parts->len - 1 - i : i), &bytes, error)
        || !find_in_part (bytes, invert, table, fid, func, user_data, error))
      return FALSE;
  }
  return parts != NULL;
}

GArray *
yzt_journal_get_touches (YztConnection *connection, gint64 entry, GError **error)
{
  g_autoptr(GArray) touches = g_array_new (FALSE, FALSE, sizeof (YztTouchRange));
  sqlite3_stmt *stmt = yzt_connection_query (
      connection, error,
      "SELECT tbl, fid_from, fid_to, op FROM journal_touch WHERE entry = ?1 ORDER BY tbl, fid_from",
      "i", entry);
  int step;

  g_array_set_clear_func (touches, (GDestroyNotify) yzt_touch_range_clear);
  if (stmt == NULL)
    return NULL;
  while ((step = yzt_connection_step (connection, stmt, error)) == 1) {
    YztTouchRange range = { sqlite3_column_int64 (stmt, 1), sqlite3_column_int64 (stmt, 2),
                            sqlite3_column_int (stmt, 3), g_strdup (column_text (stmt, 0)) };

    g_array_append_val (touches, range);
  }
  return step == 0 ? g_steal_pointer (&touches) : NULL;
}

char *
yzt_journal_describe (YztConnection *connection, gint64 entry, gint64 now_ms)
{
  sqlite3_stmt *stmt = yzt_connection_query (
      connection, NULL, "SELECT author, at_ms FROM journal WHERE entry = ?1", "i", entry);
  g_autoptr(GTimeZone) zone = yzt_setting_get_zone (connection);
  char *text = NULL;

  if (stmt != NULL && yzt_connection_step (connection, stmt, NULL) == 1) {
    g_autofree char *clock = yzt_time_format_clock (sqlite3_column_int64 (stmt, 1), now_ms, zone);
    const char *author = column_text (stmt, 0);

    if (g_strcmp0 (author, YZT_STORE_OUTSIDE_AUTHOR) == 0)
      author = _("another programme");
    text = g_strdup_printf (_("by %s at %s (entry %ld)"), author, clock, (long) entry);
    sqlite3_reset (stmt);
  }
  return text != NULL ? text : g_strdup (_("by another programme"));
}
