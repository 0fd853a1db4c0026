/* yzt-outside.c: what other programmes changed becomes an entry of the journal
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Triggers saved the rows as they were before. The entry goes from there to the rows as they are
 * now; what was changed several times counts once. New rows get numbers of ours: other programmes
 * number max + 1, which some station would give next. Texts are brought to NFC, as those of our own acts are. */
#include "config.h"
#include "yzt-store-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
  char *table;
  gint64 fid_before, fid_now;
  gboolean was_absent;
  char *old; /* JSON, or NULL when the row was absent */
} Changed;

typedef struct {
  YztAct *act;
  YztConnection *connection;
  GArray *rows; /* Changed, by table */
  gint64 last_n;
  gboolean texts_changed; /* some were brought to NFC */
} Intake;

typedef struct {
  gint64 last_n;
  gboolean texts_changed;
} Taken;

static void
changed_clear (Changed *row)
{
  g_free (row->table);
  g_free (row->old);
}

gboolean
yzt_outside_is_waiting (YztConnection *connection, gboolean *waiting_out, GError **error)
{
  gint64 n;
  gboolean ok = yzt_connection_get_int (connection, &n, error,
                                        "SELECT EXISTS (SELECT 1 FROM outside_change)", "");

  *waiting_out = n != 0;
  return ok;
}

/* The first that was saved of each row tells how it was before all of it. */
static gboolean
load_rows (Intake *self, GError **error)
{
  sqlite3_stmt *stmt = yzt_connection_query (
      self->connection, error,
      "SELECT c.tbl, c.fid, c.op, c.old FROM outside_change c JOIN (SELECT min(n) AS n FROM "
      "outside_change GROUP BY tbl, fid) f ON f.n = c.n "
      "WHERE c.tbl IN (SELECT tbl FROM journal_generation WHERE tbl NOT IN ('map_setting', "
      "'kind')) "
      "AND c.tbl IN (SELECT name FROM sqlite_schema WHERE type = 'table') ORDER BY c.tbl, c.fid",
      "");
  int step;

  if (stmt == NULL)
    return FALSE;
  while ((step = yzt_connection_step (self->connection, stmt, error)) == 1) {
    Changed row = { g_strdup ((const char *) sqlite3_column_text (stmt, 0)),
                    sqlite3_column_int64 (stmt, 1), sqlite3_column_int64 (stmt, 1), FALSE, NULL };

    row.was_absent = g_strcmp0 ((const char *) sqlite3_column_text (stmt, 2), "insert") == 0;
    row.old = row.was_absent ? NULL : g_strdup ((const char *) sqlite3_column_text (stmt, 3));
    g_array_append_val (self->rows, row);
  }
  return step == 0
         && yzt_connection_get_int (self->connection, &self->last_n, error,
                                    "SELECT max(n) FROM outside_change", "");
}

/* --- new numbers --- */

/* A number of ours that no row of the table has: other new rows may still stand where ours go on.
 */
static gboolean
next_free_fid (Intake *self, Changed *row, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) FROM \"%s\" WHERE fid = ?1 AND fid <> ?2", row->table);
  gint64 taken;

  do {
    row->fid_now = yzt_act_next_fid (self->act);
    if (!yzt_connection_get_int (self->connection, &taken, error, sql, "ii", row->fid_now,
                                 row->fid_before))
      return FALSE;
  } while (taken > 0);
  return TRUE;
}

static gboolean
renumber (Intake *self, YztKindSet *kinds, GError **error)
{
  for (guint i = 0; i < self->rows->len; i++) {
    Changed *row = &g_array_index (self->rows, Changed, i);
    g_autofree char *sql =
        g_strdup_printf ("UPDATE \"%s\" SET fid = ?1 WHERE fid = ?2", row->table);

    if (!row->was_absent || yzt_kind_set_find (kinds, row->table) == NULL)
      continue;
    if (!next_free_fid (self, row, error)
        || !yzt_connection_do (self->connection, error, sql, "ii", row->fid_now, row->fid_before))
      return FALSE;
  }
  return TRUE;
}

/* Texts that were added with a new plan; a document has its plan's number for its own. */
static gboolean
renumber_plan_text (Intake *self, Changed *row, GError **error)
{
  const char *column = g_str_equal (row->table, "plan_section")    ? "plan_fid"
                       : g_str_equal (row->table, "plan_document") ? "fid"
                                                                   : NULL;
  g_autofree char *sql = column == NULL ? NULL
                                        : g_strdup_printf ("UPDATE %s SET %s = (SELECT now FROM temp.renumbered WHERE tbl = 'plan' AND before = %s) "
                                                           "WHERE fid = ?1 AND %s IN (SELECT before FROM temp.renumbered WHERE tbl = 'plan')",
                                                           row->table, column, column, column);

  if (sql == NULL || !row->was_absent)
    return TRUE;
  if (!yzt_connection_do (self->connection, error, sql, "i", row->fid_now))
    return FALSE;
  return g_str_equal (column, "plan_fid") || sqlite3_changes (self->connection->db) == 0
         || yzt_connection_get_int (self->connection, &row->fid_now, error,
                                    "SELECT now FROM temp.renumbered WHERE tbl = 'plan' AND before = ?1", "i", row->fid_before);
}

/* New rows that belong to a new row were given its old number. */
static gboolean
renumber_owners (Intake *self, YztKindSet *kinds, GError **error)
{
  if (!yzt_connection_exec (self->connection,
                            "CREATE TEMP TABLE IF NOT EXISTS renumbered (tbl TEXT, before INTEGER, "
                            "now INTEGER, PRIMARY KEY (tbl, before)); DELETE FROM temp.renumbered",
                            error))
    return FALSE;
  for (guint i = 0; i < self->rows->len; i++) {
    const Changed *row = &g_array_index (self->rows, Changed, i);

    if (row->fid_now != row->fid_before
        && !yzt_connection_do (self->connection, error,
                               "INSERT INTO temp.renumbered VALUES (?1, ?2, ?3)", "sii", row->table,
                               row->fid_before, row->fid_now))
      return FALSE;
  }
  for (guint i = 0; i < self->rows->len; i++) {
    Changed *row = &g_array_index (self->rows, Changed, i);
    YztKind *kind = yzt_kind_set_find (kinds, row->table);
    YztKind *owner = kind != NULL && yzt_kind_get_owner (kind) != NULL
                         ? yzt_kind_set_find (kinds, yzt_kind_get_owner (kind))
                         : NULL;
    g_autofree char *sql = NULL;

    if (owner == NULL) {
      if (!renumber_plan_text (self, row, error))
        return FALSE;
      continue;
    }
    sql = g_strdup_printf (
        "UPDATE \"%s\" SET owner_fid = (SELECT now FROM temp.renumbered WHERE tbl = ?2 AND before "
        "= owner_fid) "
        "WHERE fid = ?1 AND owner_fid IN (SELECT before FROM temp.renumbered WHERE tbl = ?2)",
        row->table);
    if (!yzt_connection_do (self->connection, error, sql, "is", row->fid_now,
                            yzt_kind_get_table (owner)))
      return FALSE;
  }
  return TRUE;
}

/* INSERT OR REPLACE fires no delete trigger: the place of a row that lost its geometry stays in the
 * R-tree. */
static gboolean
mend_rtrees (Intake *self, YztKindSet *kinds, GError **error)
{
  for (guint i = 0; i < self->rows->len; i++) {
    const Changed *row = &g_array_index (self->rows, Changed, i);
    YztKind *kind = yzt_kind_set_find (kinds, row->table);
    g_autofree char *sql = NULL;

    if (row->was_absent || kind == NULL || yzt_kind_get_geometry (kind) == YZT_KIND_GEOMETRY_NONE)
      continue;
    sql = g_strdup_printf ("DELETE FROM \"rtree_%s_geom\" WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM "
                           "\"%s\" WHERE fid = ?1 AND geom NOTNULL AND NOT ST_IsEmpty(geom))",
                           row->table, row->table);
    if (!yzt_connection_do (self->connection, error, sql, "i", row->fid_now))
      return FALSE;
  }
  return TRUE;
}

/* --- texts --- */

/* The text of a column in NFC; NULL when it is so already, or no text. */
static char *
find_normal (sqlite3_stmt *stmt, int column)
{
  const char *text = sqlite3_column_type (stmt, column) == SQLITE_TEXT
                         ? (const char *) sqlite3_column_text (stmt, column)
                         : NULL;

  /* Other programmes write anything: bytes that are no UTF-8, texts with a zero in them. */
  return text != NULL && g_utf8_validate (text, sqlite3_column_bytes (stmt, column), NULL)
             ? yzt_text_to_nfc (text)
             : NULL;
}

/* @present stands on the row; afterwards it is to be asked anew when @changed_out. */
static gboolean
normalise_row (Intake *self, const Changed *row, GStrv columns, sqlite3_stmt *present,
               gboolean *changed_out, GError **error)
{
  guint n_columns = g_strv_length (columns);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_full (n_columns, g_free);

  *changed_out = FALSE;
  for (guint i = 0; i < n_columns; i++) {
    g_ptr_array_add (texts, find_normal (present, (int) i));
    *changed_out = *changed_out || g_ptr_array_index (texts, i) != NULL;
  }
  if (!*changed_out)
    return TRUE;
  self->texts_changed = TRUE;
  sqlite3_reset (present);
  for (guint i = 0; i < n_columns; i++) {
    g_autofree char *table = yzt_schema_quote (row->table);
    g_autofree char *column = yzt_schema_quote (columns[i]);
    /* A name that would then stand there twice stays as it is. */
    g_autofree char *sql
        = g_strdup_printf ("UPDATE OR IGNORE %s SET %s = ?1 WHERE fid = ?2", table, column);

    if (g_ptr_array_index (texts, i) != NULL
        && !yzt_connection_do (self->connection, error, sql, "si", g_ptr_array_index (texts, i),
                               row->fid_now))
      return FALSE;
  }
  return TRUE;
}

/* --- an SQL literal, as quote() wrote it --- */

static guint8 *
parse_hex (const char *text, gsize *length)
{
  gsize n = strlen (text) / 2;
  guint8 *bytes = g_malloc (n + 1);

  for (gsize i = 0; i < n; i++)
    bytes[i] = (guint8) ((g_ascii_xdigit_value (text[2 * i]) << 4)
                         | (g_ascii_xdigit_value (text[2 * i + 1]) & 0xf));
  *length = n;
  return bytes;
}

/* Text is kept alive by @memory. */
static void
parse_literal (const char *literal, YztValue *value, GPtrArray *memory)
{
  gsize n = strlen (literal);

  *value = (YztValue) { .type = SQLITE_NULL };
  if (n >= 2 && literal[0] == '\'') {
    g_autofree char *inner = g_strndup (literal + 1, n - 2);
    g_auto(GStrv) parts = g_strsplit (inner, "''", -1);
    char *text = g_strjoinv ("'", parts);

    g_ptr_array_add (memory, text);
    *value =
        (YztValue) { .type = SQLITE_TEXT, .bytes = (const guint8 *) text, .length = strlen (text) };
  } else if (n >= 3 && (literal[0] == 'X' || literal[0] == 'x') && literal[1] == '\'') {
    g_autofree char *inner = g_strndup (literal + 2, n - 3);

    value->type = SQLITE_BLOB;
    value->bytes = parse_hex (inner, &value->length);
    g_ptr_array_add (memory, (gpointer) value->bytes);
  } else if (strpbrk (literal, ".eE") != NULL) {
    value->type = SQLITE_FLOAT;
    value->number = g_ascii_strtod (literal, NULL);
  } else if (!g_str_equal (literal, "NULL")) {
    value->type = SQLITE_INTEGER;
    value->integer = g_ascii_strtoll (literal, NULL, 10);
  }
}

static gboolean
load_old (Intake *self, const Changed *row, GStrv columns, YztValue *values, GPtrArray *memory,
          GError **error)
{
  sqlite3_stmt *stmt = yzt_connection_query (
      self->connection, error,
      "SELECT key, value FROM json_each(CASE WHEN json_valid(?1) THEN ?1 ELSE '{}' END)", "s",
      row->old);
  int step;

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; columns[i] != NULL; i++)
    values[i] = (YztValue) { .type = SQLITE_NULL };
  while ((step = yzt_connection_step (self->connection, stmt, error)) == 1) {
    const char *name = (const char *) sqlite3_column_text (stmt, 0),
               *literal = (const char *) sqlite3_column_text (stmt, 1);

    for (guint i = 0; columns[i] != NULL; i++) {
      if (g_strcmp0 (columns[i], name) == 0 && literal != NULL)
        parse_literal (literal, &values[i], memory);
    }
  }
  return step == 0;
}

/* --- the entry --- */

/* Leaves out of an update what did not change; FALSE when nothing did. */
static gboolean
reduce_update (YztChange *change, sqlite3_stmt *present)
{
  gboolean differs = FALSE;

  for (guint i = 0; i < change->n_columns; i++) {
    if (change->is_key[i] != 0) {
      change->after[i].type = 0;
    } else if (yzt_value_equal_column (&change->before[i], present, (int) i)) {
      change->before[i].type = change->after[i].type = 0;
    } else {
      differs = TRUE;
    }
  }
  return differs;
}

/* The row as it is now, with its texts in NFC; @present_out stands on it when 1 is returned. 0: it is gone, -1: fault. */
static int
read_row (Intake *self, const Changed *row, GStrv columns, sqlite3_stmt **present_out, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM \"%s\" WHERE fid = ?1", row->table);
  sqlite3_stmt *present = yzt_connection_query (self->connection, error, sql, "i", row->fid_now);
  int step = present != NULL ? yzt_connection_step (self->connection, present, error) : -1;
  gboolean changed = FALSE;

  if (step == 1 && !normalise_row (self, row, columns, present, &changed, error))
    step = -1;
  if (step == 1 && changed) {
    present = yzt_connection_query (self->connection, error, sql, "i", row->fid_now);
    step = present != NULL ? yzt_connection_step (self->connection, present, error) : -1;
  }
  *present_out = present;
  return step;
}

static gboolean
write_row (Intake *self, const Changed *row, GStrv columns, YztChange *change, GByteArray *out,
           GError **error)
{
  g_autoptr(GPtrArray) memory = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *present;
  int step = read_row (self, row, columns, &present, error);

  if (step < 0)
    return FALSE;
  change->op = row->was_absent ? SQLITE_INSERT : step == 1 ? SQLITE_UPDATE : SQLITE_DELETE;
  if (row->was_absent && step == 0)
    return TRUE;
  if (!row->was_absent && !load_old (self, row, columns, change->before, memory, error)) {
    sqlite3_reset (present);
    return FALSE;
  }
  for (guint i = 0; step == 1 && i < change->n_columns; i++)
    yzt_value_from_column (&change->after[i], present, (int) i);
  if (change->op != SQLITE_UPDATE || reduce_update (change, present))
    yzt_changeset_write_change (out, change);
  sqlite3_reset (present);
  return TRUE;
}

/* All changed rows from @from on that are in the same table. */
static gboolean
write_table (Intake *self, guint from, guint to, GError **error)
{
  const char *table = g_array_index (self->rows, Changed, from).table;
  g_auto(GStrv) columns = yzt_connection_get_columns (self->connection, table, error);
  guint n_columns = columns != NULL ? g_strv_length (columns) : 0;
  g_autofree guint8 *is_key = g_new0 (guint8, n_columns + 1);
  g_autofree YztValue *before = g_new0 (YztValue, n_columns + 1);
  g_autofree YztValue *after = g_new0 (YztValue, n_columns + 1);
  YztChange change = { 0, table, n_columns, is_key, before, after };
  g_autoptr(GByteArray) out = g_byte_array_new ();
  guint head;

  if (columns == NULL)
    return FALSE;
  for (guint i = 0; i < n_columns; i++)
    is_key[i] = g_str_equal (columns[i], "fid");
  yzt_changeset_write_table (out, table, n_columns, is_key);
  head = out->len;
  for (guint i = from; i < to; i++) {
    if (!write_row (self, &g_array_index (self->rows, Changed, i), columns, &change, out, error))
      return FALSE;
    if (out->len > 32u * 1024 * 1024 && i + 1 < to) {
      if (!yzt_act_add_part (self->act, out->data, out->len, error))
        return FALSE;
      g_byte_array_set_size (out, head);
    }
  }
  return out->len == head || yzt_act_add_part (self->act, out->data, out->len, error);
}

static gboolean
take_in (YztAct *act, gpointer user_data, GError **error)
{
  Intake self = { .act = act, .connection = act->connection };
  g_autoptr(YztKindSet) kinds = yzt_store_ref_kinds (act->store);
  g_autoptr(GArray) rows = g_array_new (FALSE, FALSE, sizeof (Changed));
  Taken *taken = user_data;
  gboolean ok;

  g_array_set_clear_func (rows, (GDestroyNotify) changed_clear);
  self.rows = rows;
  yzt_act_set_recording (act, FALSE);
  /* What others did is taken in whatever it is: what they broke beyond mending is told by the check. */
  yzt_keys_ask (act->connection, FALSE);
  ok = load_rows (&self, error) && renumber (&self, kinds, error)
       && renumber_owners (&self, kinds, error) && mend_rtrees (&self, kinds, error);
  yzt_keys_ask (act->connection, TRUE);
  if (!ok)
    return FALSE;
  taken->last_n = self.last_n;
  for (guint from = 0, to; from < rows->len; from = to) {
    for (to = from + 1; to < rows->len
                        && g_str_equal (g_array_index (rows, Changed, to).table,
                                        g_array_index (rows, Changed, from).table);
         to++)
      ;
    if (!write_table (&self, from, to, error))
      return FALSE;
  }
  taken->texts_changed = self.texts_changed;
  return yzt_connection_do (act->connection, error, "DELETE FROM outside_change", "");
}

/* --- what comes to nothing --- */

static gboolean
normalise_rows (Intake *self, GError **error)
{
  for (guint i = 0; i < self->rows->len; i++) {
    const Changed *row = &g_array_index (self->rows, Changed, i);
    g_auto(GStrv) columns = yzt_connection_get_columns (self->connection, row->table, error);
    sqlite3_stmt *present;
    int step = columns != NULL ? read_row (self, row, columns, &present, error) : -1;

    if (step < 0)
      return FALSE;
    sqlite3_reset (present);
  }
  return TRUE;
}

/* Texts that differ from those in the journal by their form only: they get that form again, without an entry. When others
 * have written meanwhile, the next intake sees to it all. */
static gboolean
put_texts_back (YztConnection *connection, gint64 last_n, GError **error)
{
  g_autoptr(GArray) rows = g_array_new (FALSE, FALSE, sizeof (Changed));
  Intake self = { .connection = connection, .rows = rows };

  g_array_set_clear_func (rows, (GDestroyNotify) changed_clear);
  if (!yzt_connection_exec (connection, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (yzt_connection_exec (connection, "INSERT INTO act_open VALUES (1)", error)
      && load_rows (&self, error)
      && (self.last_n != last_n
          || (normalise_rows (&self, error)
              && yzt_connection_exec (connection, "DELETE FROM outside_change", error)))
      && yzt_connection_exec (connection, "DELETE FROM act_open; COMMIT", error))
    return TRUE;
  sqlite3_exec (connection->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

/* Other programmes need not look at keys. What they have left behind is put right as if they had done so: the triggers save it. */
static gboolean
mend_keys (YztConnection *connection, gint64 *n_mended, GError **error)
{
  if (!yzt_connection_do (connection, error, "BEGIN IMMEDIATE", ""))
    return FALSE;
  if (yzt_keys_mend (connection, TRUE, n_mended, error)
      && yzt_connection_do (connection, error, *n_mended > 0 ? "COMMIT" : "ROLLBACK", ""))
    return TRUE;
  if (!sqlite3_get_autocommit (connection->db))
    yzt_connection_do (connection, NULL, "ROLLBACK", "");
  return FALSE;
}

YztActResult *
yzt_outside_take_in (YztStore *store, YztConnection *connection, GError **error)
{
  YztActInfo info = { .author = YZT_STORE_OUTSIDE_AUTHOR,
                      .label = _("Changed outside"),
                      .nature = YZT_ACT_EDIT };
  g_autofree char *label = NULL;
  YztActResult *result;
  gboolean waiting;
  gint64 n_mended;
  Taken taken = { 0, FALSE };
  gboolean ok = TRUE;

  if (!yzt_outside_is_waiting (connection, &waiting, error) || !waiting || !mend_keys (connection, &n_mended, error))
    return NULL;
  if (n_mended > 0)
    info.label = label = g_strdup_printf (_("Changed outside; what %ld rows belonged to is gone"), (long) n_mended);
  result = yzt_act_run_once (store, connection, &info, 0, take_in, &taken, error);
  /* All of it came to nothing: the act was not written, so what it would have cleared is cleared
   * here. */
  if (result != NULL && result->entry == 0)
    ok = taken.texts_changed
             ? put_texts_back (connection, taken.last_n, error)
             : yzt_connection_do (connection, error, "DELETE FROM outside_change WHERE n <= ?1", "i",
                                  taken.last_n);
  if (!ok)
    g_clear_pointer (&result, yzt_act_result_free);
  return result;
}
