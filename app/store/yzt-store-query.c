/* yzt-store-query.c: some cells of the rows of a kind that meet conditions
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-store-query.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-store-private.h"

/* fid and geom stand before the cells. */
#define FIRST_CELL 2
#define CANCEL_EVERY 4096

void
yzt_row_test_clear (YztRowTest *test)
{
  g_clear_pointer (&test->field, g_free);
  g_clear_pointer (&test->values, g_strfreev);
}

typedef struct {
  const YztRowQuery *query;
  YztKind *owner;       /* NULL: the kind has none */
  GPtrArray *binds;     /* char *, borrowed: ?1 … */
  gboolean needs_owner;
} Asking;

/* The column as it stands in SQL, and its field; NULL with @error when there is none. */
static char *
column_of (Asking *asking, const char *name, const YztField **field_out, GError **error)
{
  gboolean of_owner = g_str_has_prefix (name, "owner.");
  YztKind *kind = of_owner ? asking->owner : asking->query->kind;
  const char *bare = of_owner ? name + strlen ("owner.") : name;
  int index = kind != NULL ? yzt_kind_get_field_index (kind, bare) : -1;

  if (index < 0) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, _("The kind “%s” has no field “%s”; check its kind file."),
                 yzt_kind_get_id (asking->query->kind), name);
    return NULL;
  }
  asking->needs_owner |= of_owner;
  *field_out = yzt_kind_get_field (kind, (guint) index);
  g_autofree char *column = yzt_schema_quote (bare);
  return g_strconcat (of_owner ? "o." : "k.", column, NULL);
}

static gboolean
is_number (const YztField *field)
{
  YztFieldType type = yzt_field_get_field_type (field);
  return type == YZT_FIELD_INTEGER || type == YZT_FIELD_NUMBER || type == YZT_FIELD_BOOLEAN;
}

/* A column of days or times would have SQLite try to read a number out of both sides in every row: the sign takes that away. */
static const char *
plain_mark (const YztField *field)
{
  return is_number (field) ? "" : "+";
}

static void
append_value (Asking *asking, GString *sql, const YztField *field, const char *value)
{
  g_ptr_array_add (asking->binds, (gpointer) value);
  g_string_append_printf (sql, is_number (field) ? "CAST(?%u AS REAL)" : "?%u", asking->binds->len);
}

static gboolean
append_test (Asking *asking, GString *sql, const YztRowTest *test, GError **error)
{
  const YztField *field;
  g_autofree char *column = column_of (asking, test->field, &field, error);

  if (column == NULL)
    return FALSE;
  g_string_append (sql, " AND ");
  switch (test->how) {
    case YZT_ROW_TEST_SAID:
      g_string_append_printf (sql, "coalesce(%s, '') <> ''", column);
      return TRUE;
    case YZT_ROW_TEST_UNSAID:
      g_string_append_printf (sql, "coalesce(%s, '') = ''", column);
      return TRUE;
    case YZT_ROW_TEST_LESS:
    case YZT_ROW_TEST_AT_LEAST:
      g_string_append_printf (sql, "%s%s %s ", plain_mark (field), column, test->how == YZT_ROW_TEST_LESS ? "<" : ">=");
      append_value (asking, sql, field, test->values[0]);
      return TRUE;
    case YZT_ROW_TEST_IN:
    case YZT_ROW_TEST_NOT_IN:
    default:
      break;
  }
  gboolean or_unsaid = test->how == YZT_ROW_TEST_NOT_IN || test->or_unsaid;
  g_string_append_printf (sql, or_unsaid ? "(%s IS NULL OR %s %s (" : "(%s IS NOT NULL AND %s %s (", column, column, test->how == YZT_ROW_TEST_IN ? "IN" : "NOT IN");
  for (guint i = 0; test->values[i] != NULL; i++) {
    g_string_append (sql, i > 0 ? ", " : "");
    append_value (asking, sql, field, test->values[i]);
  }
  g_string_append (sql, "))");
  return TRUE;
}

static gboolean
append_where (Asking *asking, GString *sql, GError **error)
{
  const YztRowQuery *query = asking->query;

  g_string_append (sql, " WHERE 1");
  for (guint i = 0; query->tests != NULL && i < query->tests->len; i++) {
    if (!append_test (asking, sql, &g_array_index (query->tests, YztRowTest, i), error))
      return FALSE;
  }
  if (query->time_field != NULL && query->from != NULL) {
    const YztField *field;
    g_autofree char *column = column_of (asking, query->time_field, &field, error);

    if (column == NULL)
      return FALSE;
    g_string_append_printf (sql, " AND (%s IS NULL OR %s%s >= ", column, plain_mark (field), column);
    append_value (asking, sql, field, query->from);
    g_string_append_c (sql, ')');
  }
  if (query->owner_fid != 0)
    g_string_append_printf (sql, " AND k.owner_fid = %" G_GINT64_FORMAT, query->owner_fid);
  return TRUE;
}

/* NULL with @error. */
static char *
build_sql (Asking *asking, GError **error)
{
  const YztRowQuery *query = asking->query;
  g_autoptr(GString) select = g_string_new ("SELECT k.fid, "), where = g_string_new (NULL);
  gboolean own_place = yzt_kind_get_geometry (query->kind) != YZT_KIND_GEOMETRY_NONE;
  gboolean owner_place = !own_place && asking->owner != NULL && yzt_kind_get_geometry (asking->owner) != YZT_KIND_GEOMETRY_NONE;
  g_autofree char *table = yzt_schema_quote (yzt_kind_get_table (query->kind));

  g_string_append (select, !query->with_place ? "NULL" : own_place ? "k.geom" : owner_place ? "o.geom" : "NULL");
  asking->needs_owner |= query->with_place && owner_place;
  for (guint i = 0; query->fields[i] != NULL; i++) {
    const YztField *field;
    g_autofree char *column = column_of (asking, query->fields[i], &field, error);

    if (column == NULL)
      return NULL;
    g_string_append_printf (select, ", %s", column);
  }
  if (!append_where (asking, where, error))
    return NULL;
  g_string_append_printf (select, " FROM %s k", table);
  if (asking->needs_owner) {
    g_autofree char *owner = yzt_schema_quote (yzt_kind_get_table (asking->owner));

    g_string_append_printf (select, " LEFT JOIN %s o ON o.fid = k.owner_fid", owner);
  }
  g_string_append (select, where->str);
  g_string_append (select, " ORDER BY k.fid");
  return g_string_free (g_steal_pointer (&select), FALSE);
}

static gboolean
load_place (sqlite3_stmt *stmt, YztPosition *place)
{
  const void *blob = sqlite3_column_blob (stmt, 1);
  gsize length = (gsize) sqlite3_column_bytes (stmt, 1);

  if (blob == NULL)
    return FALSE;
  if (yzt_gpkg_point_read (blob, length, place))
    return TRUE;
  g_autoptr(YztGeometry) geometry = yzt_geometry_from_gpkg (blob, length, NULL);
  if (geometry == NULL)
    return FALSE;
  *place = yzt_geometry_get_label_position (geometry);
  return TRUE;
}

static gboolean
step_rows (YztConnection *connection, sqlite3_stmt *stmt, guint n_fields, gboolean with_place, GCancellable *cancellable, YztRowQueryFunc func, gpointer user_data, GError **error)
{
  g_autofree YztCell *cells = g_new0 (YztCell, n_fields + 1);
  YztPosition place;

  for (guint n = 1;; n++) {
    int step = sqlite3_step (stmt);

    if (step == SQLITE_DONE)
      return TRUE;
    if (step != SQLITE_ROW)
      return yzt_connection_fail (connection, error);
    if (n % CANCEL_EVERY == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    for (guint i = 0; i < n_fields; i++)
      yzt_cell_borrow (sqlite3_column_value (stmt, FIRST_CELL + (int) i), &cells[i]);
    gboolean has_place = with_place && sqlite3_column_type (stmt, 1) != SQLITE_NULL && load_place (stmt, &place);
    if (!func (sqlite3_column_int64 (stmt, 0), has_place ? &place : NULL, cells, user_data))
      return TRUE;
  }
}

gboolean
yzt_store_query_rows (YztStore *store, const YztRowQuery *query, GCancellable *cancellable, YztRowQueryFunc func, gpointer user_data, GError **error)
{
  g_autoptr(YztKindSet) kinds = NULL;
  g_autoptr(GPtrArray) binds = g_ptr_array_new ();
  Asking asking = { .query = query, .binds = binds };
  sqlite3_stmt *stmt = NULL;
  gboolean ok = FALSE;

  g_return_val_if_fail (YZT_IS_STORE (store) && query != NULL && query->kind != NULL && query->fields != NULL && func != NULL, FALSE);
  kinds = yzt_store_ref_kinds (store);
  if (yzt_kind_get_owner (query->kind) != NULL)
    asking.owner = yzt_kind_set_find (kinds, yzt_kind_get_owner (query->kind));
  g_autofree char *sql = build_sql (&asking, error);
  YztConnection *connection = sql != NULL ? yzt_store_acquire (store, error) : NULL;
  if (connection == NULL)
    return FALSE;
  if (sqlite3_prepare_v2 (connection->db, sql, -1, &stmt, NULL) != SQLITE_OK) {
    yzt_connection_fail (connection, error);
  } else {
    for (guint i = 0; i < binds->len; i++)
      sqlite3_bind_text (stmt, (int) i + 1, binds->pdata[i], -1, SQLITE_STATIC);
    ok = step_rows (connection, stmt, g_strv_length ((char **) query->fields), query->with_place, cancellable, func, user_data, error);
  }
  sqlite3_finalize (stmt);
  yzt_store_release (store, connection);
  return ok;
}

/* --- exercises --- */

const char *
yzt_store_query_status_field (YztStore *store, const YztKind *kind)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && kind != NULL, NULL);
  const YztKind *owner = yzt_kind_set_find (yzt_store_get_kinds (store), yzt_kind_get_owner (kind));

  if (yzt_kind_get_field_index (kind, "message_status") >= 0)
    return "message_status";
  return owner != NULL && yzt_kind_get_field_index (owner, "message_status") >= 0 ? "owner.message_status" : NULL;
}

gboolean
yzt_cell_says_exercise (const YztCell *cell)
{
  static const char *const not_actual[] = { "exercise", "test", "draft", "system", NULL };

  return cell->type == YZT_CELL_TEXT && g_strv_contains (not_actual, cell->v.text);
}
