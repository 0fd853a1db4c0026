/* yzt-act-rows.c: what an act may do: insert, change and delete rows, settings, kinds, sign-ins
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-outside-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

/* A failure in the middle of a row must not be committed even when the caller goes on. */
static gboolean
broken (YztAct *act, GError *local_error, GError **error)
{
  if (act->broken == NULL)
    act->broken = g_error_copy (local_error);
  g_propagate_error (error, local_error);
  return FALSE;
}

static gboolean
prepare (YztConnection *connection, sqlite3_stmt **stmt, char *sql_taken, GError **error)
{
  g_autofree char *sql = sql_taken;

  if (*stmt == NULL
      && sqlite3_prepare_v3 (connection->db, sql, -1, SQLITE_PREPARE_PERSISTENT, stmt, NULL)
             != SQLITE_OK)
    return yzt_connection_fail (connection, error);
  return TRUE;
}

static char *
insert_sql (YztTable *table)
{
  g_autoptr(GString) names = g_string_new ("fid, owner_fid, geom");
  g_autoptr(GString) values = g_string_new ("?1, ?2, ?3");

  if (!table->has_geom) {
    g_string_assign (names, table->has_owner ? "fid, owner_fid" : "fid");
    g_string_assign (values, table->has_owner ? "?1, ?2" : "?1");
  } else if (!table->has_owner) {
    g_string_assign (names, "fid, geom");
    g_string_assign (values, "?1, ?3");
  }
  for (guint i = 0; i < table->n_fields; i++) {
    g_string_append_printf (names, ", \"%s\"",
                            yzt_field_get_name (yzt_kind_get_field (table->kind, i)));
    g_string_append_printf (values, ", ?%u", i + 4);
  }
  return g_strdup_printf ("INSERT INTO \"%s\" (%s) VALUES (%s)", yzt_kind_get_table (table->kind),
                          names->str, values->str);
}

static void
bind_cell (sqlite3_stmt *stmt, int parameter, const YztCell *cell)
{
  switch (cell->type) {
    case YZT_CELL_INTEGER:
      sqlite3_bind_int64 (stmt, parameter, cell->v.integer);
      break;
    case YZT_CELL_NUMBER:
      sqlite3_bind_double (stmt, parameter, cell->v.number);
      break;
    case YZT_CELL_TEXT:
      sqlite3_bind_text (stmt, parameter, cell->v.text, -1, SQLITE_STATIC);
      break;
    default:
      sqlite3_bind_null (stmt, parameter);
  }
}

static void
bind_row (sqlite3_stmt *stmt, YztTable *table, const YztRow *row, guint8 blob[YZT_GPKG_POINT_SIZE])
{
  sqlite3_bind_int64 (stmt, 1, row->fid);
  /* Nobody's is NULL, as other programmes write it: 0 would be a change that nobody made. */
  if (table->has_owner && row->owner_fid != 0)
    sqlite3_bind_int64 (stmt, 2, row->owner_fid);
  else if (table->has_owner)
    sqlite3_bind_null (stmt, 2);
  if (table->has_geom && row->geometry != NULL) {
    gsize length;
    gconstpointer data = g_bytes_get_data (row->geometry, &length);

    sqlite3_bind_blob64 (stmt, 3, data, length, SQLITE_STATIC);
  } else if (table->has_geom && row->has_position
             && yzt_kind_get_geometry (table->kind) == YZT_KIND_GEOMETRY_POINT) {
    yzt_gpkg_point_write ((YztPosition) { row->lon, row->lat }, blob);
    sqlite3_bind_blob (stmt, 3, blob, YZT_GPKG_POINT_SIZE, SQLITE_STATIC);
  } else if (table->has_geom) {
    sqlite3_bind_null (stmt, 3);
  }
  for (guint i = 0; i < table->n_fields; i++)
    bind_cell (stmt, (int) i + 4, &row->cells[i]);
}

static gboolean
run (YztConnection *connection, sqlite3_stmt *stmt, GError **error)
{
  int step = yzt_connection_step (connection, stmt, error);

  return step == 0;
}

static void
set_cell_text (YztCell *cell, const char *text)
{
  yzt_cell_clear (cell);
  *cell = yzt_cell_text (text);
}

static void
normalise_cells (YztRow *row)
{
  for (guint i = 0; i < yzt_kind_get_n_fields (row->kind); i++) {
    char *normal = row->cells[i].type == YZT_CELL_TEXT ? yzt_text_to_nfc (row->cells[i].v.text) : NULL;

    if (normal != NULL) {
      g_free (row->cells[i].v.text);
      row->cells[i].v.text = normal;
    }
  }
}

/* A copy with its texts in NFC, or NULL when they are already. */
static YztRow *
copy_normalised (const YztRow *row)
{
  for (guint i = 0; i < yzt_kind_get_n_fields (row->kind); i++) {
    g_autofree char *normal =
        row->cells[i].type == YZT_CELL_TEXT ? yzt_text_to_nfc (row->cells[i].v.text) : NULL;

    if (normal != NULL) {
      YztRow *copy = yzt_row_copy (row);

      normalise_cells (copy);
      return copy;
    }
  }
  return NULL;
}

/* What others wrote to a row, or to what it belongs to, is taken in before it is written. */
static gboolean
meet (YztAct *act, YztKind *kind, gint64 fid, gint64 owner_fid, GError **error)
{
  g_autofree char *owner = NULL;

  if (act->beside == NULL)
    return TRUE;
  if (fid != 0 && !yzt_meeting_meet (act, yzt_kind_get_table (kind), fid, error))
    return FALSE;
  owner = owner_fid != 0 && yzt_kind_get_owner (kind) != NULL ? g_strdelimit (g_strdup (yzt_kind_get_owner (kind)), "-", '_') : NULL;
  return owner == NULL || yzt_meeting_meet (act, owner, owner_fid, error);
}

gboolean
yzt_act_insert (YztAct *act, YztRow *row, GError **error)
{
  GError *local_error = NULL;
  guint8 blob[YZT_GPKG_POINT_SIZE];
  YztTable *table;

  g_return_val_if_fail (act != NULL && row != NULL, FALSE);
  table = yzt_connection_get_table (act->connection, row->kind, error);
  if (table == NULL
      || (table->insert == NULL
          && !prepare (act->connection, &table->insert, insert_sql (table), error)))
    return FALSE;
  if (!meet (act, row->kind, row->fid, row->owner_fid, error))
    return FALSE;
  if (row->fid == 0)
    row->fid = yzt_act_next_fid (act);
  if (!yzt_kept_allow_insert (act->info, row->kind, error))
    return FALSE;
  normalise_cells (row);
  if (table->created_at >= 0 && row->cells[table->created_at].type == YZT_CELL_NULL)
    set_cell_text (&row->cells[table->created_at], act->now_text);
  if (table->updated_at >= 0)
    set_cell_text (&row->cells[table->updated_at], act->now_text);
  yzt_kept_seal (row);
  bind_row (table->insert, table, row, blob);
  if (!run (act->connection, table->insert, error))
    return FALSE;
  if (!yzt_act_note_insert (act, yzt_kind_get_table (row->kind), table->has_geom, row->fid,
                            &local_error))
    return broken (act, local_error, error);
  return TRUE;
}

static gboolean
same_geometry (const YztRow *a, const YztRow *b)
{
  if (a->geometry != NULL || b->geometry != NULL)
    return a->geometry != NULL && b->geometry != NULL && g_bytes_equal (a->geometry, b->geometry);
  if (yzt_kind_get_geometry (a->kind) != YZT_KIND_GEOMETRY_POINT)
    return TRUE;
  return a->has_position == b->has_position
         && (!a->has_position || (a->lon == b->lon && a->lat == b->lat));
}

/* Only what changes is written, so that indexes of other columns stay as they are; NULL when nothing does. */
static char *
update_sql (YztTable *table, const YztRow *present, const YztRow *row)
{
  g_autoptr(GString) sets = g_string_new (NULL);

  if (table->has_geom && !same_geometry (present, row))
    g_string_append (sets, ", geom = ?3");
  if (table->has_owner && present->owner_fid != row->owner_fid)
    g_string_append (sets, ", owner_fid = ?2");
  for (guint i = 0; i < table->n_fields; i++) {
    if ((int) i != table->updated_at && !yzt_cell_equal (&present->cells[i], &row->cells[i]))
      g_string_append_printf (sets, ", \"%s\" = ?%u",
                              yzt_field_get_name (yzt_kind_get_field (table->kind, i)), i + 4);
  }
  if (sets->len == 0)
    return NULL;
  if (table->updated_at >= 0)
    g_string_append_printf (sets, ", updated_at = ?%d", table->updated_at + 4);
  return g_strdup_printf ("UPDATE \"%s\" SET %s WHERE fid = ?1", yzt_kind_get_table (table->kind),
                          sets->str + 2);
}

gboolean
yzt_act_update (YztAct *act, const YztRow *row, GError **error)
{
  GError *local_error = NULL;
  guint8 blob[YZT_GPKG_POINT_SIZE];
  g_autoptr(YztRow) present = NULL;
  g_autoptr(YztRow) normal = NULL;
  g_autofree char *sql = NULL;
  YztTable *table;
  sqlite3_stmt *stmt;
  gboolean ok;

  g_return_val_if_fail (act != NULL && row != NULL, FALSE);
  table = yzt_connection_get_table (act->connection, row->kind, error);
  if (table == NULL || !meet (act, row->kind, row->fid, row->owner_fid, error))
    return FALSE;
  present = yzt_connection_get_row (act->connection, row->kind, row->fid, error);
  if (present == NULL)
    return FALSE;
  normal = copy_normalised (row);
  if (normal != NULL)
    row = normal;
  sql = update_sql (table, present, row);
  if (sql == NULL)
    return TRUE;
  if (!yzt_kept_allow_update (act->info, present, row, error))
    return FALSE;
  stmt = yzt_connection_prepare (act->connection, sql, error);
  if (stmt == NULL)
    return FALSE;
  bind_row (stmt, table, row, blob);
  if (table->updated_at >= 0)
    sqlite3_bind_text (stmt, table->updated_at + 4, act->now_text, -1, SQLITE_STATIC);
  ok = run (act->connection, stmt, error);
  sqlite3_clear_bindings (stmt);
  if (!ok)
    return FALSE;
  if (!yzt_act_note_change (act, &local_error))
    return broken (act, local_error, error);
  return TRUE;
}

/* --- deleting --- */

static GArray *
list_children (YztAct *act, YztKind *child, gint64 owner_fid, GError **error)
{
  g_autoptr(GArray) fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *sql = g_strdup_printf (
      "SELECT fid FROM \"%s\" WHERE owner_fid = ?1 ORDER BY fid", yzt_kind_get_table (child));
  sqlite3_stmt *stmt = yzt_connection_query (act->connection, error, sql, "i", owner_fid);
  int step;

  if (stmt == NULL)
    return NULL;
  while ((step = yzt_connection_step (act->connection, stmt, error)) == 1) {
    gint64 fid = sqlite3_column_int64 (stmt, 0);

    g_array_append_val (fids, fid);
  }
  return step == 0 ? g_steal_pointer (&fids) : NULL;
}

static gboolean
delete_children (YztAct *act, YztKind *kind, gint64 fid, GError **error)
{
  g_autoptr(YztKindSet) kinds = act->kinds_changed ? yzt_schema_load_kinds (act->connection, error)
                                                    : yzt_store_ref_kinds (act->store);

  if (kinds == NULL)
    return FALSE;
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *child = yzt_kind_set_get (kinds, i);
    g_autoptr(GArray) fids = NULL;

    if (g_strcmp0 (yzt_kind_get_owner (child), yzt_kind_get_id (kind)) != 0)
      continue;
    if (!yzt_meeting_meet_where (act, yzt_kind_get_table (child), "owner_fid", fid, error))
      return FALSE;
    fids = list_children (act, child, fid, error);
    if (fids == NULL)
      return FALSE;
    for (guint j = 0; j < fids->len; j++) {
      if (!yzt_act_delete (act, child, g_array_index (fids, gint64, j), error))
        return FALSE;
    }
  }
  return yzt_act_meet_plan_text (act, fid, error)
         && yzt_connection_do (act->connection, error, "DELETE FROM plan_section WHERE plan_fid = ?1",
                               "i", fid)
         && yzt_connection_do (act->connection, error, "DELETE FROM plan_document WHERE fid = ?1",
                               "i", fid);
}

gboolean
yzt_act_delete (YztAct *act, YztKind *kind, gint64 fid, GError **error)
{
  g_autoptr(YztRow) present = NULL;
  GError *local_error = NULL;
  YztTable *table;

  g_return_val_if_fail (act != NULL && kind != NULL, FALSE);
  table = yzt_connection_get_table (act->connection, kind, error);
  if (table == NULL || !meet (act, kind, fid, 0, error))
    return FALSE;
  present = yzt_connection_get_row (act->connection, kind, fid, error);
  if (present == NULL)
    return FALSE;
  if (!yzt_kept_allow_delete (present, error))
    return FALSE;
  if (!delete_children (act, kind, fid, &local_error))
    return broken (act, local_error, error);
  if (table->delete_row == NULL
      && !prepare (act->connection, &table->delete_row,
                   g_strdup_printf ("DELETE FROM \"%s\" WHERE fid = ?1", yzt_kind_get_table (kind)),
                   &local_error))
    return broken (act, local_error, error);
  sqlite3_bind_int64 (table->delete_row, 1, fid);
  if (!run (act->connection, table->delete_row, &local_error)
      || !yzt_act_note_delete (act, yzt_kind_get_table (kind), table->has_geom, fid, &local_error))
    return broken (act, local_error, error);
  return TRUE;
}

/* --- reading within the act --- */

YztRow *
yzt_act_get_row (YztAct *act, YztKind *kind, gint64 fid, GError **error)
{
  g_return_val_if_fail (act != NULL && kind != NULL, NULL);
  return meet (act, kind, fid, 0, error) ? yzt_connection_get_row (act->connection, kind, fid, error) : NULL;
}

gint64
yzt_act_find_row (YztAct *act, YztKind *kind, const char *field, const char *value, GError **error)
{
  GError *local_error = NULL;
  gint64 fid;

  g_return_val_if_fail (act != NULL && kind != NULL && field != NULL && value != NULL, 0);
  fid = yzt_connection_find_row (act->connection, kind, field, value, &local_error);
  /* A new row of another programme has its number when it has been met. */
  if (fid != 0 && act->beside != NULL && meet (act, kind, fid, 0, &local_error))
    fid = yzt_connection_find_row (act->connection, kind, field, value, &local_error);
  if (local_error == NULL)
    return fid;
  g_propagate_error (error, local_error);
  return 0;
}

static gboolean
collect_fid (const YztRow *row, gpointer user_data)
{
  g_array_append_val (user_data, row->fid);
  return TRUE;
}

static gboolean
meet_all (YztAct *act, YztKind *kind, const char *field, const char *value, GError **error)
{
  g_autoptr(GArray) fids = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (act->beside == NULL)
    return TRUE;
  if (!yzt_connection_read_where (act->connection, kind, field, value, collect_fid, fids, error))
    return FALSE;
  for (guint i = 0; i < fids->len; i++) {
    if (!meet (act, kind, g_array_index (fids, gint64, i), 0, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
yzt_act_read_rows (YztAct *act, YztKind *kind, const char *field, const char *value, YztRowFunc func,
                   gpointer user_data, GError **error)
{
  g_return_val_if_fail (act != NULL && kind != NULL && field != NULL && value != NULL && func != NULL, FALSE);
  g_return_val_if_fail (yzt_kind_get_field_index (kind, field) >= 0, FALSE);
  return meet_all (act, kind, field, value, error) && yzt_connection_read_where (act->connection, kind, field, value, func, user_data, error);
}

gboolean
yzt_act_read_children (YztAct *act, YztKind *child, gint64 owner_fid, YztRowFunc func,
                       gpointer user_data, GError **error)
{
  g_return_val_if_fail (act != NULL && child != NULL && func != NULL, FALSE);
  g_return_val_if_fail (yzt_kind_get_owner (child) != NULL, FALSE);
  return yzt_meeting_meet_where (act, yzt_kind_get_table (child), "owner_fid", owner_fid, error)
         && yzt_connection_read_owned (act->connection, child, owner_fid, func, user_data, error);
}

gboolean
yzt_act_get_max (YztAct *act, YztKind *kind, gint64 owner_fid, const char *field, gint64 *max_out, GError **error)
{
  g_autofree char *sql = NULL;

  g_return_val_if_fail (act != NULL && kind != NULL && max_out != NULL, FALSE);
  g_return_val_if_fail (yzt_kind_get_owner (kind) != NULL && yzt_kind_get_field_index (kind, field) >= 0, FALSE);
  sql = g_strdup_printf ("SELECT coalesce(max(\"%s\"), 0) FROM \"%s\" WHERE owner_fid = ?1", field, yzt_kind_get_table (kind));
  return yzt_connection_get_int (act->connection, max_out, error, sql, "i", owner_fid);
}

GArray *
yzt_act_read_undone (YztAct *act, YztKind *kind, GError **error)
{
  g_autoptr(GArray) fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *stmt;
  int step;

  g_return_val_if_fail (act != NULL && kind != NULL, NULL);
  stmt = yzt_connection_query (act->connection, error, "SELECT fid_from, fid_to FROM journal_touch WHERE entry = ?1 AND tbl = ?2 AND op = 18 AND ?1 > 0", "is",
                               act->undoes, yzt_kind_get_table (kind));
  if (stmt == NULL)
    return NULL;
  while ((step = yzt_connection_step (act->connection, stmt, error)) == 1)
    for (gint64 fid = sqlite3_column_int64 (stmt, 0); fid <= sqlite3_column_int64 (stmt, 1); fid++)
      g_array_append_val (fids, fid);
  return step == 0 ? g_steal_pointer (&fids) : NULL;
}

/* --- the map itself --- */

gboolean
yzt_act_put_setting (YztAct *act, const char *key, const char *value, GError **error)
{
  static const char *const own[] = { "schema_version", "station", "station_place", "fid_high",
                                     NULL };

  g_return_val_if_fail (act != NULL && key != NULL, FALSE);
  if (g_strv_contains (own, key) || g_str_has_prefix (key, "journal_head_")) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED,
                 _("The setting “%s” belongs to the map file itself; choose another name."), key);
    return FALSE;
  }
  return yzt_setting_put (act->connection, key, value, error);
}

gboolean
yzt_act_put_kind (YztAct *act, YztKind *kind, GError **error)
{
  GError *local_error = NULL;

  g_return_val_if_fail (act != NULL && kind != NULL, FALSE);
  /* A changeset cannot span a change of columns. */
  if (!yzt_act_cut_part (act, &local_error))
    return broken (act, local_error, error);
  yzt_recorder_forget_tables (act->connection->recorder);
  if (!yzt_schema_put_kind (act->connection, kind, &local_error)
      || !yzt_schema_update_generation (act->connection, &act->generation, &local_error))
    return broken (act, local_error, error);
  g_hash_table_remove_all (act->connection->tables);
  act->connection->schema_version = 0;
  act->kinds_changed = TRUE;
  return TRUE;
}

gboolean
yzt_act_sign_in (YztAct *act, const char *name, GError **error)
{
  g_autofree char *normal = NULL;
  gint64 person = 0;

  g_return_val_if_fail (act != NULL && name != NULL && *name != '\0', FALSE);
  normal = yzt_text_to_nfc (name);
  if (normal != NULL)
    name = normal;
  if (!yzt_connection_get_int (act->connection, &person, error,
                               "SELECT fid FROM person WHERE name = ?1", "s", name))
    return FALSE;
  if (person == 0) {
    person = yzt_act_next_fid (act);
    if (!yzt_connection_do (act->connection, error, "INSERT INTO person VALUES (?1, ?2)", "is",
                            person, name))
      return FALSE;
  }
  return yzt_connection_do (act->connection, error, "INSERT INTO sign_in VALUES (?1, ?2, ?3, ?4)",
                            "iiss", yzt_act_next_fid (act), person, act->info->window,
                            act->now_text);
}
