/* yzt-keys.c: foreign keys of the map's own tables: declared, put off where they are proved otherwise, checked, mended
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The programme names what hangs on a row before it takes the row away; a key is the second wall, looked at when an act is
 * committed (DEFERRABLE INITIALLY DEFERRED), so that undo may put rows back in any order. No key cascades or sets NULL: SQLite
 * would change rows that the journal does not know, and redo would end with them.
 *
 * Keys stand in the command that made the table and nowhere else in the file. They are therefore written into that command, as
 * SQLite's manual says for constraints that change nothing on the disk (lang_altertable, "writable_schema"): copying the rows
 * into a new table would take minutes for a large journal and lose what others have added to the table. What other programmes
 * made anew without its key (GDAL does when a column is dropped) gets it again with the next act.
 *
 * Where there is none, and why:
 * - journal_touch, journal_part_span: without them a row's history is not found, but nothing refers to something that is gone in a
 *   way that could mislead; a bulk act writes a hundred thousand touches before its entry, each of which would be counted as broken
 *   first and as whole afterwards. The check looks whether each entry has its touches.
 * - journal.undoes, .incident: 0 is none, and what was undone may be in an archive.
 * - plan_document.sha256: bytes of documents are outside the journal, and salvage may lose them while the plan's text is there; the
 *   check names the plans whose document is missing.
 * - a kind whose owner's kind is not in the map: no row of it could have an owner at all. It gets its key when the kind comes. */
#include "config.h"
#include "yzt-store-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

/* Rows that are nothing without what they belong to; rows of kinds become nobody's instead. */
static const struct {
  const char *table, *column, *parent;
} fixed_keys[] = {
  { "plan_section", "plan_fid", "plan" },
  { "plan_document", "fid", "plan" },
  { "duty", "person_fid", "person" },
  { "sign_in", "person_fid", "person" },
  { "journal_part", "entry", "journal" },
};

/* --- the command that made a table --- */

/* Behind the token at @p: a word or number, something quoted, or one character. */
const char *
yzt_sql_skip_token (const char *p)
{
  char end = *p == '[' ? ']' : *p;

  if (*p == '\'' || *p == '"' || *p == '`' || *p == '[') {
    for (p++; *p != '\0'; p++) {
      if (*p == end && (end == ']' || p[1] != end))
        return p + 1;
      p += *p == end ? 1 : 0;
    }
    return p;
  }
  if (g_ascii_isalnum (*p) || *p == '_' || (*p & 0x80) != 0) {
    while (g_ascii_isalnum (*p) || *p == '_' || *p == '$' || (*p & 0x80) != 0)
      p++;
    return p;
  }
  return *p != '\0' ? p + 1 : p;
}

const char *
yzt_sql_skip_space (const char *p)
{
  while (TRUE) {
    while (g_ascii_isspace (*p))
      p++;
    if (p[0] == '-' && p[1] == '-') {
      p += strcspn (p, "\n");
    } else if (p[0] == '/' && p[1] == '*') {
      const char *end = strstr (p + 2, "*/");

      p = end != NULL ? end + 2 : p + strlen (p);
    } else {
      return p;
    }
  }
}

gboolean
yzt_sql_is_word (const char *p, const char *end, const char *word)
{
  gsize length = strlen (word);
  gboolean quoted = end - p >= 2 && strchr ("\"`['", *p) != NULL;

  p += quoted ? 1 : 0;
  end -= quoted ? 1 : 0;
  return (gsize) (end - p) == length && g_ascii_strncasecmp (p, word, length) == 0;
}

/* The same command in which the definition of @column (NULL: of each) ends with @clause instead of what it refers to now; NULL
 * when there is no such column. */
static char *
put_clause (const char *sql, const char *column, const char *clause)
{
  g_autoptr(GString) out = g_string_new (NULL);
  const char *p = yzt_sql_skip_space (sql), *copied = sql;
  gboolean found = column == NULL;

  while (*p != '\0' && *p != '(')
    p = yzt_sql_skip_space (yzt_sql_skip_token (p));
  while (*p == '(' || *p == ',') {
    const char *name = yzt_sql_skip_space (p + 1), *last = name, *references = NULL;
    gboolean wanted = column == NULL || yzt_sql_is_word (name, yzt_sql_skip_token (name), column);
    guint depth = 0;

    for (p = name; *p != '\0' && (depth > 0 || (*p != ',' && *p != ')')); p = yzt_sql_skip_space (last)) {
      last = yzt_sql_skip_token (p);
      depth += *p == '(' ? 1 : 0;
      depth -= *p == ')' ? 1 : 0;
      if (references == NULL && depth == 0 && p != name && yzt_sql_is_word (p, last, "REFERENCES"))
        references = p;
    }
    if (!wanted || (references == NULL && *clause == '\0'))
      continue;
    g_string_append_len (out, copied, (references != NULL ? references : last) - copied);
    while (references != NULL && out->len > 0 && g_ascii_isspace (out->str[out->len - 1]))
      g_string_truncate (out, out->len - 1);
    g_string_append (out, clause);
    copied = last;
    found = TRUE;
  }
  g_string_append (out, copied);
  return found ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

char *
yzt_keys_strip (const char *sql)
{
  return put_clause (sql, NULL, "");
}

/* --- declaring --- */

static char *
get_parent (YztConnection *connection, const char *table, const char *column)
{
  return yzt_connection_get_text (connection, NULL, "SELECT \"table\" FROM pragma_foreign_key_list(?1) WHERE \"from\" = ?2 COLLATE NOCASE", "ss",
                                  table, column);
}

static gboolean
rewrite (YztConnection *connection, const char *table, const char *sql, GError **error)
{
  gint64 cookie;
  gboolean ok = yzt_connection_get_int (connection, &cookie, error, "PRAGMA main.schema_version", "")
                && yzt_connection_exec (connection, "PRAGMA writable_schema=ON", error)
                && yzt_connection_do (connection, error, "UPDATE main.sqlite_schema SET sql = ?1 WHERE type = 'table' AND name = ?2", "ss", sql, table);
  g_autofree char *next = g_strdup_printf ("PRAGMA main.schema_version=%" G_GINT64_FORMAT, cookie + 1);

  /* What is known of the tables is read anew, here and by every other connection; a command that SQLite does not understand is found here. */
  ok = ok && yzt_connection_exec (connection, next, error);
  if (sqlite3_exec (connection->db, "PRAGMA writable_schema=RESET", NULL, NULL, NULL) != SQLITE_OK && ok)
    return yzt_connection_fail (connection, error);
  return ok && yzt_connection_exec (connection, "SELECT 1 FROM main.sqlite_schema LIMIT 1", error);
}

static gboolean
count_owned (YztConnection *connection, const char *table, const char *column, gint64 *n_out, GError **error)
{
  g_autofree char *name = yzt_schema_quote (table);
  g_autofree char *sql = g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM main.%s WHERE %s NOTNULL)", name, column);

  return yzt_connection_get_int (connection, n_out, error, sql, "");
}

gboolean
yzt_keys_check_owner (YztConnection *connection, YztKind *kind, GError **error)
{
  const char *owner = yzt_kind_get_owner (kind);
  g_autofree char *present = owner != NULL ? get_parent (connection, yzt_kind_get_table (kind), "owner_fid") : NULL;
  g_autofree char *parent = owner != NULL ? g_strdelimit (g_strdup (owner), "-", '_') : NULL;
  gint64 n_rows = 0;

  if (present == NULL || g_str_equal (present, parent))
    return TRUE;
  if (!count_owned (connection, yzt_kind_get_table (kind), "owner_fid", &n_rows, error))
    return FALSE;
  if (n_rows == 0)
    return TRUE;
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED,
               _("Rows of “%s” in this map belong to things of another kind; give the new kind another id."),
               yzt_kind_get_label (kind, yzt_store_language ()));
  return FALSE;
}

static gboolean
declare (YztConnection *connection, const char *table, const char *column, const char *parent, GError **error)
{
  g_autofree char *present = get_parent (connection, table, column);
  g_autofree char *sql = NULL;
  g_autofree char *clause = g_strdup_printf (" REFERENCES \"%s\" (%s) DEFERRABLE INITIALLY DEFERRED", parent,
                                             g_str_equal (parent, "journal") ? "entry" : "fid");
  g_autofree char *changed = NULL;

  gint64 n_rows = 0;

  if (g_strcmp0 (present, parent) == 0 || !yzt_connection_has_table (connection, parent))
    return TRUE;
  if (present != NULL && !count_owned (connection, table, column, &n_rows, error))
    return FALSE;
  /* Undo may leave a kind with another owner than its rows have: the key stays with the rows. */
  if (n_rows > 0)
    return TRUE;
  sql = yzt_connection_get_text (connection, error, "SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = ?1 COLLATE NOCASE", "s", table);
  changed = sql != NULL ? put_clause (sql, column, clause) : NULL;
  return changed == NULL || rewrite (connection, table, changed, error);
}

gboolean
yzt_keys_declare (YztConnection *connection, GError **error)
{
  g_autoptr(YztKindSet) kinds = yzt_schema_load_kinds (connection, error);

  if (kinds == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (fixed_keys); i++) {
    if (!declare (connection, fixed_keys[i].table, fixed_keys[i].column, fixed_keys[i].parent, error))
      return FALSE;
  }
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    const char *owner = yzt_kind_get_owner (kind);
    g_autofree char *parent = owner != NULL ? g_strdelimit (g_strdup (owner), "-", '_') : NULL;

    if (parent != NULL && !yzt_kind_is_abstract (kind)
        && !declare (connection, yzt_kind_get_table (kind), "owner_fid", parent, error))
      return FALSE;
  }
  return TRUE;
}

void
yzt_keys_ask (YztConnection *connection, gboolean asks)
{
  sqlite3_db_config (connection->db, SQLITE_DBCONFIG_ENABLE_FKEY, asks, NULL);
}

/* --- checking and mending --- */

/* Tables, columns and what they refer to, as the file declares them; strings, three after three. */
static GPtrArray *
list_keys (YztConnection *connection, GError **error)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *stmt = yzt_connection_query (connection, error,
                                             "SELECT t.name, k.\"from\", k.\"table\" FROM main.sqlite_schema t, pragma_foreign_key_list(t.name) k "
                                             "WHERE t.type = 'table' AND t.name NOT GLOB 'gpkg_*' AND k.\"table\" IN (SELECT name FROM "
                                             "main.sqlite_schema WHERE type = 'table') ORDER BY 1, 2",
                                             "");
  int step = -1;

  while (stmt != NULL && (step = yzt_connection_step (connection, stmt, error)) == 1) {
    for (int i = 0; i < 3; i++)
      g_ptr_array_add (keys, g_strdup ((const char *) sqlite3_column_text (stmt, i)));
  }
  return step == 0 ? g_steal_pointer (&keys) : NULL;
}

static gboolean
is_own (const char *table, const char *column)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixed_keys); i++) {
    if (g_str_equal (fixed_keys[i].table, table) && g_str_equal (fixed_keys[i].column, column))
      return TRUE;
  }
  return g_str_equal (column, "owner_fid");
}

/* Deleted by us it would leave an entry without its changes, which the chain tells; that is not mended. */
static gboolean
mend_key (YztConnection *connection, const char *table, const char *column, const char *parent, gint64 *n_mended, GError **error)
{
  g_autofree char *name = yzt_schema_quote (table);
  g_autofree char *owner = yzt_schema_quote (parent);
  g_autofree char *where = g_strdup_printf ("WHERE %s NOTNULL AND %s NOT IN (SELECT fid FROM %s)", column, column, owner);
  g_autofree char *sql = g_str_equal (column, "owner_fid") ? g_strdup_printf ("UPDATE %s SET owner_fid = NULL %s", name, where)
                                                           : g_strdup_printf ("DELETE FROM %s %s", name, where);

  if (!is_own (table, column) || g_str_equal (table, "journal_part"))
    return TRUE;
  if (!yzt_connection_do (connection, error, sql, ""))
    return FALSE;
  *n_mended += sqlite3_changes (connection->db);
  return TRUE;
}

gboolean
yzt_keys_mend (YztConnection *connection, gboolean only_changed, gint64 *n_mended, GError **error)
{
  g_autoptr(GPtrArray) keys = list_keys (connection, error);

  *n_mended = 0;
  for (guint i = 0; keys != NULL && i < keys->len; i += 3) {
    const char *table = g_ptr_array_index (keys, i), *parent = g_ptr_array_index (keys, i + 2);
    gint64 n = 1;

    if (only_changed
        && !yzt_connection_get_int (connection, &n, error, "SELECT EXISTS (SELECT 1 FROM outside_change WHERE tbl IN (?1, ?2))", "ss", table, parent))
      return FALSE;
    if (n > 0 && !mend_key (connection, table, g_ptr_array_index (keys, i + 1), parent, n_mended, error))
      return FALSE;
  }
  return keys != NULL;
}

static const char *
label_table (YztKindSet *kinds, const char *table)
{
  YztKind *kind = yzt_kind_set_find (kinds, table);

  if (kind != NULL)
    return yzt_kind_get_label (kind, yzt_store_language ());
  if (g_str_has_prefix (table, "plan_"))
    return _("Plan text");
  return table;
}

gboolean
yzt_keys_check (YztConnection *connection, YztKindSet *kinds, GPtrArray *problems, GError **error)
{
  sqlite3_stmt *stmt = yzt_connection_query (connection, error,
                                             "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2", "");
  int step = -1;

  while (stmt != NULL && (step = yzt_connection_step (connection, stmt, error)) == 1) {
    const char *table = (const char *) sqlite3_column_text (stmt, 0), *parent = (const char *) sqlite3_column_text (stmt, 1);
    long n = (long) sqlite3_column_int64 (stmt, 2);

    if (g_str_equal (table, "journal_part"))
      g_ptr_array_add (problems, g_strdup_printf (_("%ld recorded changes belong to journal entries that are gone; restore the last backup that has them."), n));
    else
      g_ptr_array_add (problems, g_strdup_printf (_("%ld rows of “%s” belong to one of “%s” that is gone; give them to another one or delete them."), n,
                                                  label_table (kinds, table), label_table (kinds, parent)));
  }
  return step == 0;
}

gboolean
yzt_keys_explain (YztConnection *connection, YztKindSet *kinds, GError **error)
{
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  if (!yzt_keys_check (connection, kinds, problems, error))
    return FALSE;
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT, _("Nothing was saved, because something would belong to what is not there: %s"),
               problems->len > 0 ? (const char *) g_ptr_array_index (problems, 0) : "foreign_key_check");
  return FALSE;
}
