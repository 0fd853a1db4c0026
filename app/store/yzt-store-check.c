/* yzt-store-check.c: whether a map is sound: the file, its R-trees, the chain of the journal, kinds
 * against columns SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-store-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
check_pages (YztConnection *connection, GPtrArray *problems, GError **error)
{
  sqlite3_stmt *stmt = yzt_connection_query (connection, error, "PRAGMA quick_check(20)", "");
  int step;

  if (stmt == NULL)
    return FALSE;
  while ((step = yzt_connection_step (connection, stmt, error)) == 1) {
    const char *text = (const char *) sqlite3_column_text (stmt, 0);

    if (g_strcmp0 (text, "ok") != 0)
      g_ptr_array_add (problems, g_strdup_printf (_("The file is damaged: %s."), text));
  }
  return step == 0;
}

static gboolean
check_rtree (YztConnection *connection, YztKind *kind, GPtrArray *problems, GError **error)
{
  const char *table = yzt_kind_get_table (kind);
  const char *label = yzt_kind_get_label (kind, yzt_store_language ());
  g_autofree char *name = g_strdup_printf ("rtree_%s_geom", table);
  g_autofree char *sql =
      g_strdup_printf ("SELECT (SELECT count(*) FROM \"%s\" WHERE geom NOTNULL AND NOT "
                       "ST_IsEmpty(geom)) - (SELECT count(*) FROM \"%s_rowid\")",
                       table, name);
  g_autofree char *answer = NULL;
  gint64 difference;

  if (!yzt_connection_has_table (connection, name)) {
    g_ptr_array_add (problems,
                     g_strdup_printf (_("The spatial index of “%s” is missing."), label));
    return TRUE;
  }
  answer = yzt_connection_get_text (connection, NULL, "SELECT rtreecheck('main', ?1)", "s", name);
  if (g_strcmp0 (answer, "ok") != 0) {
    g_ptr_array_add (problems, g_strdup_printf (_("The spatial index of “%s” is damaged: %s."),
                                                label, answer != NULL ? answer : "?"));
    return TRUE;
  }
  if (!yzt_connection_get_int (connection, &difference, error, sql, ""))
    return FALSE;
  if (difference != 0)
    g_ptr_array_add (
        problems,
        g_strdup_printf (
            _("The spatial index of “%s” does not hold the same features as its table."), label));
  return TRUE;
}

static gboolean
check_kind (YztConnection *connection, YztKind *kind, GPtrArray *problems, GError **error)
{
  const char *label = yzt_kind_get_label (kind, yzt_store_language ());
  g_auto(GStrv) columns =
      yzt_connection_get_columns (connection, yzt_kind_get_table (kind), error);

  if (columns == NULL)
    return FALSE;
  if (columns[0] == NULL) {
    g_ptr_array_add (problems, g_strdup_printf (_("The table of “%s” is missing."), label));
    return TRUE;
  }
  for (guint i = 0; i < yzt_kind_get_n_fields (kind); i++) {
    const YztField *field = yzt_kind_get_field (kind, i);

    if (!g_strv_contains ((const char *const *) columns, yzt_field_get_name (field)))
      g_ptr_array_add (problems,
                       g_strdup_printf (_("The column of “%s” is missing in “%s”."),
                                        yzt_field_get_label (field, yzt_store_language ()), label));
  }
  return yzt_kind_get_geometry (kind) == YZT_KIND_GEOMETRY_NONE
         || check_rtree (connection, kind, problems, error);
}

static gboolean
check_all (YztStore *store, YztConnection *connection, GPtrArray *problems, GError **error)
{
  g_autoptr(YztKindSet) kinds = yzt_store_ref_kinds (store);

  if (!check_pages (connection, problems, error))
    return FALSE;
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    if (!check_kind (connection, yzt_kind_set_get (kinds, i), problems, error))
      return FALSE;
  }
  return yzt_journal_check_chain (connection, FALSE, problems, error);
}

GPtrArray *
yzt_store_check (YztStore *store, GError **error)
{
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) local_error = NULL;
  YztConnection *connection;
  gboolean ok = TRUE;

  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return NULL;
  /* rtreecheck() writes nothing but wants to be able to. */
  yzt_connection_exec (connection, "PRAGMA query_only=0", NULL);
  if (!check_all (store, connection, problems, &local_error)) {
    /* Damage that stops the check is what the check was to find. */
    if (g_error_matches (local_error, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED)
        || problems->len > 0)
      g_ptr_array_add (problems, g_strdup (local_error->message));
    else
      ok = FALSE;
  }
  yzt_connection_exec (connection, "PRAGMA query_only=1", NULL);
  yzt_store_release (store, connection);
  if (!ok) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  return g_steal_pointer (&problems);
}
