/* yzt-rows.c: reading rows of a kind's table, without an allocation a row
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-store-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

/* Columns of every row statement: fid, geom, owner_fid, then the cells. */
#define FIRST_CELL 3

static char *
build_select_list (YztKind *kind, const char *const *columns)
{
  g_autoptr(GString) sql = g_string_new ("fid");

  g_string_append (sql, g_strv_contains (columns, "geom")
                                && yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE
                            ? ", geom"
                            : ", NULL");
  g_string_append (sql, g_strv_contains (columns, "owner_fid") ? ", owner_fid" : ", 0");
  for (guint i = 0; i < yzt_kind_get_n_fields (kind); i++) {
    const char *name = yzt_field_get_name (yzt_kind_get_field (kind, i));

    /* A column that somebody took away reads as empty; yzt_store_check names it. */
    if (g_strv_contains (columns, name))
      g_string_append_printf (sql, ", \"%s\"", name);
    else
      g_string_append (sql, ", NULL");
  }
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

void
yzt_row_table_free (YztTable *self)
{
  sqlite3_finalize (self->get);
  sqlite3_finalize (self->insert);
  sqlite3_finalize (self->delete_row);
  yzt_kind_unref (self->kind);
  g_free (self->select_list);
  g_free (self);
}

YztTable *
yzt_connection_get_table (YztConnection *self, YztKind *kind, GError **error)
{
  YztTable *table = g_hash_table_lookup (self->tables, kind);
  g_auto(GStrv) columns = NULL;

  if (table != NULL)
    return table;
  columns = yzt_connection_get_columns (self, yzt_kind_get_table (kind), error);
  if (columns == NULL)
    return NULL;
  if (columns[0] == NULL) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND,
                 _("This map has no kind “%s”; add the kind to the map first."),
                 yzt_kind_get_id (kind));
    return NULL;
  }
  table = g_new0 (YztTable, 1);
  table->kind = yzt_kind_ref (kind);
  table->n_fields = yzt_kind_get_n_fields (kind);
  table->has_geom = yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE;
  table->has_owner = yzt_kind_get_owner (kind) != NULL;
  table->created_at = yzt_kind_get_field_index (kind, "created_at");
  table->updated_at = yzt_kind_get_field_index (kind, "updated_at");
  table->select_list = build_select_list (kind, (const char *const *) columns);
  g_hash_table_insert (self->tables, kind, table);
  return table;
}

/* --- one row from a statement --- */

static char *
borrow_text (YztBorrowedRow *borrowed, sqlite3_value *value, char *text)
{
  int length = sqlite3_value_bytes (value);
  char *repaired;

  if (G_LIKELY (g_utf8_validate (text, length, NULL)))
    return text;
  repaired = g_utf8_make_valid (text, length);
  g_ptr_array_add (borrowed->repaired, repaired);
  return repaired;
}

void
yzt_cell_borrow (sqlite3_value *value, YztCell *cell)
{
  switch (sqlite3_value_type (value)) {
    case SQLITE_INTEGER:
      cell->type = YZT_CELL_INTEGER;
      cell->v.integer = sqlite3_value_int64 (value);
      break;
    case SQLITE_FLOAT:
      cell->type = YZT_CELL_NUMBER;
      cell->v.number = sqlite3_value_double (value);
      break;
    case SQLITE_TEXT:
      cell->type = YZT_CELL_TEXT;
      cell->v.text = (char *) sqlite3_value_text (value);
      break;
    default:
      cell->type = YZT_CELL_NULL;
      break;
  }
}

static void
load_cell (YztBorrowedRow *borrowed, sqlite3_stmt *stmt, int column, YztFieldType type,
           YztCell *cell)
{
  sqlite3_value *value = sqlite3_column_value (stmt, column);

  yzt_cell_borrow (value, cell);
  if (cell->type == YZT_CELL_TEXT) {
    cell->v.text = borrow_text (borrowed, value, cell->v.text);
  } else if (cell->type == YZT_CELL_INTEGER && type == YZT_FIELD_NUMBER) {
    cell->type = YZT_CELL_NUMBER;
    cell->v.number = (double) cell->v.integer;
  }
}

static void
load_geometry (YztRow *row, sqlite3_stmt *stmt)
{
  const void *blob = sqlite3_column_blob (stmt, 1);
  gsize length = (gsize) sqlite3_column_bytes (stmt, 1);
  g_autoptr(YztGeometry) geometry = NULL;
  YztPosition position;

  row->has_position = FALSE;
  row->lon = row->lat = 0;
  if (blob == NULL)
    return;
  if (yzt_kind_get_geometry (row->kind) == YZT_KIND_GEOMETRY_AREA
      || yzt_kind_get_geometry (row->kind) == YZT_KIND_GEOMETRY_LINE)
    row->geometry = g_bytes_new (blob, length);
  if (!yzt_gpkg_point_read (blob, length, &position)) {
    geometry = yzt_geometry_from_gpkg (blob, length, NULL);
    if (geometry == NULL)
      return;
    position = yzt_geometry_get_label_position (geometry);
  }
  row->has_position = TRUE;
  row->lon = position.lon;
  row->lat = position.lat;
}

/* Which fields a statement gives, one after the other from FIRST_CELL on. */
typedef struct {
  const int *fields;
  guint n;
} YztWanted;

static void
load_row (YztBorrowedRow *borrowed, YztTable *table, const YztFieldType *types, const YztWanted *wanted, sqlite3_stmt *stmt)
{
  YztRow *row = &borrowed->row;

  g_clear_pointer (&row->geometry, g_bytes_unref);
  if (borrowed->repaired->len > 0)
    g_ptr_array_set_size (borrowed->repaired, 0);
  row->fid = sqlite3_column_int64 (stmt, 0);
  row->owner_fid = sqlite3_column_int64 (stmt, 2);
  if (table->has_geom)
    load_geometry (row, stmt);
  for (guint i = 0; i < wanted->n; i++)
    load_cell (borrowed, stmt, FIRST_CELL + (int) i, types[wanted->fields[i]], &row->cells[wanted->fields[i]]);
}

/* Steps @stmt to its end, or until @func has enough; what is not @wanted reads as empty. */
static gboolean
read_wanted (YztConnection *connection, YztTable *table, const YztWanted *wanted, sqlite3_stmt *stmt, YztRowFunc func,
             gpointer user_data, GError **error)
{
  g_autofree YztCell *cells = g_new0 (YztCell, table->n_fields + 1);
  g_autofree YztFieldType *types = g_new0 (YztFieldType, table->n_fields + 1);
  YztBorrowedRow borrowed = { .row = { .kind = table->kind, .cells = cells },
                              .repaired = g_ptr_array_new_with_free_func (g_free) };
  int step;

  for (guint i = 0; i < table->n_fields; i++)
    types[i] = yzt_field_get_field_type (yzt_kind_get_field (table->kind, i));
  while ((step = yzt_connection_step (connection, stmt, error)) == 1) {
    load_row (&borrowed, table, types, wanted, stmt);
    if (!func (&borrowed.row, user_data)) {
      sqlite3_reset (stmt);
      step = 0;
      break;
    }
  }
  g_clear_pointer (&borrowed.row.geometry, g_bytes_unref);
  g_ptr_array_unref (borrowed.repaired);
  return step == 0;
}

static gboolean
read_statement (YztConnection *connection, YztTable *table, sqlite3_stmt *stmt, YztRowFunc func,
                gpointer user_data, GError **error)
{
  g_autofree int *fields = g_new (int, table->n_fields + 1);
  YztWanted all = { fields, table->n_fields };

  for (guint i = 0; i < table->n_fields; i++)
    fields[i] = (int) i;
  return read_wanted (connection, table, &all, stmt, func, user_data, error);
}

static gboolean
copy_row (const YztRow *row, gpointer user_data)
{
  YztRow **copy = user_data;

  *copy = yzt_row_copy (row);
  return FALSE;
}

YztRow *
yzt_connection_get_row (YztConnection *self, YztKind *kind, gint64 fid, GError **error)
{
  YztTable *table = yzt_connection_get_table (self, kind, error);
  YztRow *row = NULL;

  if (table == NULL)
    return NULL;
  if (table->get == NULL) {
    g_autofree char *sql = g_strdup_printf ("SELECT %s FROM \"%s\" WHERE fid = ?1",
                                            table->select_list, yzt_kind_get_table (kind));

    if (sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &table->get, NULL)
        != SQLITE_OK) {
      yzt_connection_fail (self, error);
      return NULL;
    }
  }
  sqlite3_bind_int64 (table->get, 1, fid);
  if (!read_statement (self, table, table->get, copy_row, &row, error))
    return NULL;
  if (row == NULL)
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND,
                 _("%s number %ld is no longer in this map; it may have been deleted."),
                 yzt_kind_get_label (kind, yzt_store_language ()), (long) fid);
  return row;
}

gint64
yzt_connection_find_row (YztConnection *self, YztKind *kind, const char *field, const char *value,
                         GError **error)
{
  g_autofree char *sql = NULL;
  g_autofree char *normal = yzt_text_to_nfc (value);
  gint64 fid = 0;

  if (yzt_kind_get_field_index (kind, field) < 0) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND,
                 _("The kind “%s” has no field “%s”; check its kind file."),
                 yzt_kind_get_id (kind), field);
    return 0;
  }
  /* The + keeps SQLite from walking all rows in fid order instead of using the index of the field.
   */
  sql = g_strdup_printf ("SELECT min(+fid) FROM \"%s\" WHERE \"%s\" = ?1",
                         yzt_kind_get_table (kind), field);
  yzt_connection_get_int (self, &fid, error, sql, "s", normal != NULL ? normal : value);
  return fid;
}

gboolean
yzt_connection_read_where (YztConnection *self, YztKind *kind, const char *field, const char *value,
                           YztRowFunc func, gpointer user_data, GError **error)
{
  YztTable *table = yzt_connection_get_table (self, kind, error);
  g_autofree char *normal = yzt_text_to_nfc (value);
  g_autofree char *sql = NULL;
  sqlite3_stmt *stmt;

  if (table == NULL)
    return FALSE;
  sql = g_strdup_printf ("SELECT %s FROM \"%s\" WHERE \"%s\" = ?1 ORDER BY fid", table->select_list,
                         yzt_kind_get_table (kind), field);
  stmt = yzt_connection_query (self, error, sql, "s", normal != NULL ? normal : value);
  return stmt != NULL && read_statement (self, table, stmt, func, user_data, error);
}

gboolean
yzt_connection_read_owned (YztConnection *self, YztKind *child, gint64 owner_fid, YztRowFunc func,
                           gpointer user_data, GError **error)
{
  YztTable *table = yzt_connection_get_table (self, child, error);
  g_autofree char *sql = NULL;
  sqlite3_stmt *stmt;

  if (table == NULL)
    return FALSE;
  sql = g_strdup_printf ("SELECT %s FROM \"%s\" WHERE owner_fid = ?1 ORDER BY fid",
                         table->select_list, yzt_kind_get_table (child));
  stmt = yzt_connection_query (self, error, sql, "i", owner_fid);
  return stmt != NULL && read_statement (self, table, stmt, func, user_data, error);
}

/* --- the public face: on a reading connection --- */

static gboolean
read_where (YztStore *store, YztKind *kind, const char *where, gint64 a, gint64 b, YztRowFunc func,
            gpointer user_data, GError **error)
{
  YztConnection *connection = yzt_store_acquire (store, error);
  YztTable *table;
  gboolean ok = FALSE;

  if (connection == NULL)
    return FALSE;
  table = yzt_connection_get_table (connection, kind, error);
  if (table != NULL) {
    g_autofree char *sql = g_strdup_printf ("SELECT %s FROM \"%s\" %s ORDER BY fid",
                                            table->select_list, yzt_kind_get_table (kind), where);
    sqlite3_stmt *stmt = yzt_connection_prepare (connection, sql, error);

    if (stmt != NULL) {
      sqlite3_bind_int64 (stmt, 1, a);
      sqlite3_bind_int64 (stmt, 2, b);
      ok = read_statement (connection, table, stmt, func, user_data, error);
    }
  }
  yzt_store_release (store, connection);
  return ok;
}

gboolean
yzt_store_read_rows (YztStore *store, YztKind *kind, YztRowFunc func, gpointer user_data,
                     GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && kind != NULL && func != NULL, FALSE);
  return read_where (store, kind, "", 0, 0, func, user_data, error);
}

/* The columns of the whole list that stand at FIRST_CELL and the wanted ones' places; no name holds a comma, as kinds are checked. */
static char *
narrow_select_list (const char *select_list, const YztWanted *wanted)
{
  g_auto(GStrv) columns = g_strsplit (select_list, ", ", -1);
  g_autoptr(GString) sql = g_string_new (NULL);

  for (int i = 0; i < FIRST_CELL; i++)
    g_string_append_printf (sql, "%s%s", i > 0 ? ", " : "", columns[i]);
  for (guint i = 0; i < wanted->n; i++)
    g_string_append_printf (sql, ", %s", columns[FIRST_CELL + wanted->fields[i]]);
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

gboolean
yzt_store_read_fields (YztStore *store, YztKind *kind, const int *fields, guint n_fields, gint64 fid_from, gint64 fid_to,
                       YztRowFunc func, gpointer user_data, GError **error)
{
  const YztWanted wanted = { fields, n_fields };
  YztConnection *connection;
  YztTable *table;
  gboolean ok = FALSE;

  g_return_val_if_fail (YZT_IS_STORE (store) && kind != NULL && func != NULL, FALSE);
  g_return_val_if_fail (fields != NULL || n_fields == 0, FALSE);
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return FALSE;
  table = yzt_connection_get_table (connection, kind, error);
  if (table != NULL) {
    g_autofree char *list = narrow_select_list (table->select_list, &wanted);
    g_autofree char *sql = g_strdup_printf ("SELECT %s FROM \"%s\" WHERE fid BETWEEN ?1 AND ?2 ORDER BY fid", list,
                                            yzt_kind_get_table (kind));
    sqlite3_stmt *stmt = yzt_connection_query (connection, error, sql, "ii", fid_from, fid_to);

    if (stmt != NULL)
      ok = read_wanted (connection, table, &wanted, stmt, func, user_data, error);
  }
  yzt_store_release (store, connection);
  return ok;
}

gboolean
yzt_store_get_fid_span (YztStore *store, YztKind *kind, gint64 *first_out, gint64 *last_out, GError **error)
{
  YztConnection *connection;
  g_autofree char *sql = NULL;
  sqlite3_stmt *stmt;
  gboolean any = FALSE;

  g_return_val_if_fail (YZT_IS_STORE (store) && kind != NULL && first_out != NULL && last_out != NULL, FALSE);
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return FALSE;
  /* Each alone is read at one end of the tree; both in one query would read all rows. */
  sql = g_strdup_printf ("SELECT (SELECT min(fid) FROM \"%1$s\"), (SELECT max(fid) FROM \"%1$s\")", yzt_kind_get_table (kind));
  stmt = yzt_connection_query (connection, error, sql, "");
  if (stmt != NULL && yzt_connection_step (connection, stmt, error) == 1) {
    any = sqlite3_column_type (stmt, 0) == SQLITE_INTEGER;
    *first_out = sqlite3_column_int64 (stmt, 0);
    *last_out = sqlite3_column_int64 (stmt, 1);
    sqlite3_reset (stmt);
  }
  yzt_store_release (store, connection);
  return any;
}

gboolean
yzt_store_read_range (YztStore *store, YztKind *kind, gint64 fid_from, gint64 fid_to,
                      YztRowFunc func, gpointer user_data, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && kind != NULL && func != NULL, FALSE);
  return read_where (store, kind, "WHERE fid BETWEEN ?1 AND ?2", fid_from, fid_to, func, user_data,
                     error);
}

gboolean
yzt_store_read_children (YztStore *store, YztKind *child, gint64 owner_fid, YztRowFunc func,
                         gpointer user_data, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && child != NULL && func != NULL, FALSE);
  g_return_val_if_fail (yzt_kind_get_owner (child) != NULL, FALSE);
  return read_where (store, child, "WHERE owner_fid = ?1", owner_fid, 0, func, user_data, error);
}

YztRow *
yzt_store_get_row (YztStore *store, YztKind *kind, gint64 fid, GError **error)
{
  YztConnection *connection;
  YztRow *row;

  g_return_val_if_fail (YZT_IS_STORE (store) && kind != NULL, NULL);
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return NULL;
  row = yzt_connection_get_row (connection, kind, fid, error);
  yzt_store_release (store, connection);
  return row;
}

gint64
yzt_store_find_row (YztStore *store, YztKind *kind, const char *field, const char *value,
                    GError **error)
{
  YztConnection *connection;
  gint64 fid;

  g_return_val_if_fail (YZT_IS_STORE (store) && kind != NULL && field != NULL && value != NULL, 0);
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return 0;
  fid = yzt_connection_find_row (connection, kind, field, value, error);
  yzt_store_release (store, connection);
  return fid;
}
