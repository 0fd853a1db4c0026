/* yzt-store-links.c: what links name, which things can be named, and who names a thing
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-store-blobs.h"
#include "yzt-store-history.h"
#include "yzt-store-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

void
yzt_named_clear (YztNamed *named)
{
  g_clear_pointer (&named->kind, g_free);
  g_clear_pointer (&named->name, g_free);
  g_clear_pointer (&named->second, g_free);
}

static GArray *
new_named (void)
{
  GArray *all = g_array_new (FALSE, TRUE, sizeof (YztNamed));

  g_array_set_clear_func (all, (GDestroyNotify) yzt_named_clear);
  return all;
}

/* --- naming --- */

/* What the journal remembers of a row that is gone. */
static char *
last_name (YztStore *store, YztKind *kind, gint64 fid, const char *language)
{
  g_autoptr(GArray) entries = yzt_store_read_history (store, kind, fid, 0, 0, language, NULL);

  for (guint i = 0; entries != NULL && i < entries->len; i++) {
    GArray *fields = g_array_index (entries, YztHistoryEntry, i).fields;

    for (guint f = 0; fields != NULL && f < fields->len; f++) {
      const YztHistoryField *field = &g_array_index (fields, YztHistoryField, f);
      const char *name = field->old_text != NULL ? field->old_text : field->new_text;

      if (g_str_equal (field->field, "name") && name != NULL)
        return g_strdup (name);
    }
  }
  return NULL;
}

static gboolean
name_link (YztStore *store, YztKindSet *kinds, const YztLink *link, const char *language, YztNamed *named, GError **error)
{
  YztKind *kind = yzt_kind_set_find (kinds, link->kind);
  g_autoptr(GError) local_error = NULL;
  g_autoptr(YztRow) row = NULL;

  *named = (YztNamed) { .kind = g_strdup (link->kind), .fid = link->fid };
  if (kind == NULL)
    return TRUE;
  row = yzt_store_get_row (store, kind, link->fid, &local_error);
  if (row != NULL) {
    named->there = TRUE;
    named->name = g_strdup (yzt_row_get_text (row, "name"));
    named->second = g_strdup (yzt_row_get_text (row, "code"));
    named->has_position = row->has_position;
    return TRUE;
  }
  if (!g_error_matches (local_error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND)) {
    yzt_named_clear (named);
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  named->name = last_name (store, kind, link->fid, language);
  return TRUE;
}

GArray *
yzt_store_name_links (YztStore *store, const GArray *links, const char *language, GError **error)
{
  g_autoptr(YztKindSet) kinds = NULL;
  g_autoptr(GArray) all = new_named ();

  g_return_val_if_fail (YZT_IS_STORE (store) && links != NULL, NULL);
  kinds = yzt_store_ref_kinds (store);
  for (guint i = 0; i < links->len; i++) {
    YztNamed named;

    if (!name_link (store, kinds, &g_array_index (links, YztLink, i), language, &named, error))
      return NULL;
    g_array_append_val (all, named);
  }
  return g_steal_pointer (&all);
}

/* --- finding --- */

/* Rows of (fid, name, code, has a geometry) of one kind. */
static gboolean
take_named (YztConnection *connection, sqlite3_stmt *stmt, const char *kind, GArray *all, GError **error)
{
  int step = -1;

  while (stmt != NULL && (step = yzt_connection_step (connection, stmt, error)) == 1) {
    YztNamed named = { .kind = g_strdup (kind), .fid = sqlite3_column_int64 (stmt, 0),
                       .name = g_strdup ((const char *) sqlite3_column_text (stmt, 1)),
                       .second = g_strdup ((const char *) sqlite3_column_text (stmt, 2)),
                       .there = TRUE, .has_position = sqlite3_column_int (stmt, 3) != 0 };

    g_array_append_val (all, named);
  }
  return step == 0;
}

static gboolean
find_of_kind (YztConnection *connection, YztKind *kind, const char *text, guint limit, GArray *all, GError **error)
{
  g_autofree char *table = yzt_schema_quote (yzt_kind_get_table (kind));
  g_autofree char *pattern = yzt_like_pattern (text), *begin = g_strconcat (pattern + 1, NULL), *sql = NULL;
  const char *has_geom = yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE ? "geom NOTNULL" : "0";

  if (!yzt_connection_has_table (connection, yzt_kind_get_table (kind)))
    return TRUE;
  sql = *text == '\0' ? g_strdup_printf ("SELECT fid, name, code, %s FROM %s LIMIT ?3", has_geom, table)
                      : g_strdup_printf ("SELECT fid, name, code, %s FROM %s WHERE name LIKE ?1 ESCAPE '\\' OR code LIKE ?1 ESCAPE '\\' "
                                         "ORDER BY name LIKE ?2 ESCAPE '\\' DESC, length(name), name LIMIT ?3", has_geom, table);
  return take_named (connection, yzt_connection_query (connection, error, sql, "ssi", pattern, begin, (gint64) limit),
                     yzt_kind_get_id (kind), all, error);
}

static gboolean
is_wanted (YztKind *kind, const char *const *targets)
{
  return targets != NULL ? g_strv_contains (targets, yzt_kind_get_id (kind))
                         : yzt_kind_get_owner (kind) == NULL && !yzt_kind_is_abstract (kind);
}

GArray *
yzt_store_find_named (YztStore *store, const char *const *targets, const char *text, guint limit, GCancellable *cancellable, GError **error)
{
  g_autoptr(YztKindSet) kinds = NULL;
  g_autoptr(GArray) all = new_named ();
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));
  YztConnection *connection;
  gboolean ok = TRUE;

  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  kinds = yzt_store_ref_kinds (store);
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return NULL;
  for (guint i = 0; ok && i < yzt_kind_set_get_n (kinds) && all->len < limit; i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);

    ok = !is_wanted (kind, targets)
         || (!g_cancellable_set_error_if_cancelled (cancellable, error) && find_of_kind (connection, kind, stripped, limit - all->len, all, error));
  }
  yzt_store_release (store, connection);
  return ok ? g_steal_pointer (&all) : NULL;
}

/* --- who names it --- */

static gboolean
may_name (const YztField *field, const char *kind)
{
  const char *const *targets = yzt_field_get_targets (field);

  return yzt_field_get_field_type (field) == YZT_FIELD_LINK && (targets == NULL || g_strv_contains (targets, kind));
}

static gboolean
find_naming_in (YztConnection *connection, YztKind *kind, const YztField *field, const char *pattern, guint limit, GArray *all, GError **error)
{
  g_autofree char *table = yzt_schema_quote (yzt_kind_get_table (kind)), *column = yzt_schema_quote (yzt_field_get_name (field));
  const char *has_geom = yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE ? "geom NOTNULL" : "0";
  g_autofree char *sql = NULL;

  if (!yzt_connection_has_table (connection, yzt_kind_get_table (kind)))
    return TRUE;
  sql = g_strdup_printf ("SELECT fid, name, code, %s FROM %s WHERE %s NOTNULL AND instr(';' || %s || ';', ?1) > 0 LIMIT ?2", has_geom, table, column, column);
  return take_named (connection, yzt_connection_query (connection, error, sql, "si", pattern, (gint64) limit), yzt_kind_get_id (kind), all, error);
}

GArray *
yzt_store_find_naming (YztStore *store, const char *kind, gint64 fid, guint limit, GError **error)
{
  g_autoptr(YztKindSet) kinds = NULL;
  g_autoptr(GArray) all = new_named ();
  g_autofree char *pattern = NULL;
  YztConnection *connection;
  gboolean ok = TRUE;

  g_return_val_if_fail (YZT_IS_STORE (store) && kind != NULL, NULL);
  pattern = g_strdup_printf (";%s/%ld;", kind, (long) fid);
  kinds = yzt_store_ref_kinds (store);
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return NULL;
  for (guint i = 0; ok && i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *from = yzt_kind_set_get (kinds, i);

    for (guint f = 0; ok && f < yzt_kind_get_n_fields (from) && all->len < limit; f++) {
      const YztField *field = yzt_kind_get_field (from, f);

      ok = !may_name (field, kind) || find_naming_in (connection, from, field, pattern, limit - all->len, all, error);
    }
  }
  yzt_store_release (store, connection);
  return ok ? g_steal_pointer (&all) : NULL;
}
