/* yzt-prepared-hangs.c: what hangs on rows that go, and stays behind, or came meanwhile
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-prepared-private.h"

/* Sets *@any_out when rows of @child, whose @column names what they hang on, are in the way; nothing to do when it is set already. */
typedef gboolean (*FindChild) (YztPrepared *self, const char *child, const char *column, const YztPreparedTable *table, gboolean *any_out, GError **error);

/* Rows of @child that hang on what goes and do not go themselves; before it. */
static gboolean
find_left_child (YztPrepared *self, const char *child, const char *column, const YztPreparedTable *table, gboolean *any_out, GError **error)
{
  const char *gone = NULL;
  g_autofree char *sql = NULL;
  gint64 n;

  if (*any_out || !yzt_connection_has_table (self->connection, child))
    return TRUE;
  for (guint i = 0; i < self->tables->len; i++) {
    const YztPreparedTable *other = g_ptr_array_index (self->tables, i);

    gone = g_str_equal (other->name, child) ? other->gone : gone;
  }
  sql = g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM %s g CROSS JOIN main.\"%s\" c ON c.%s = g.fid%s%s%s)", table->gone, child, column,
                         gone != NULL ? " WHERE c.fid NOT IN (SELECT fid FROM " : "", gone != NULL ? gone : "", gone != NULL ? ")" : "");
  if (!yzt_connection_get_int (self->connection, &n, error, sql, ""))
    return FALSE;
  *any_out = n > 0;
  return TRUE;
}

/* Rows of @child that were touched after @entry and hang on what is gone. */
static gboolean
find_late_child (YztPrepared *self, const char *child, const char *column, const YztPreparedTable *table, gboolean *any_out, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM main.journal_touch j JOIN main.\"%s\" c ON c.fid BETWEEN j.fid_from AND j.fid_to WHERE j.entry > ?1 AND j.tbl = "
                       "?2 AND c.%s IN (SELECT fid FROM %s) AND NOT EXISTS (SELECT 1 FROM main.\"%s\" p WHERE p.fid = c.%s))",
                       child, column, table->gone, table->name, column);
  gint64 n;

  if (*any_out || !yzt_connection_has_table (self->connection, child))
    return TRUE;
  if (!yzt_connection_get_int (self->connection, &n, error, sql, "is", table->carried_entry, child))
    return FALSE;
  *any_out = n > 0;
  return TRUE;
}

/* Of all that may hang on what is gone, until @find has found some. */
static gboolean
find_children (YztPrepared *self, YztKindSet *kinds, FindChild find, gboolean *any_out, GError **error)
{
  *any_out = FALSE;
  for (guint i = 0; i < self->tables->len; i++) {
    const YztPreparedTable *table = g_ptr_array_index (self->tables, i);
    YztKind *kind = yzt_kind_set_find (kinds, table->name);

    if (table->gone == NULL || kind == NULL)
      continue;
    if (g_str_equal (yzt_kind_get_id (kind), "plan")
        && (!find (self, "plan_section", "plan_fid", table, any_out, error) || !find (self, "plan_document", "fid", table, any_out, error)))
      return FALSE;
    for (guint k = 0; k < yzt_kind_set_get_n (kinds); k++) {
      YztKind *child = yzt_kind_set_get (kinds, k);

      if (g_strcmp0 (yzt_kind_get_owner (child), yzt_kind_get_id (kind)) == 0
          && !find (self, yzt_kind_get_table (child), "owner_fid", table, any_out, error))
        return FALSE;
    }
  }
  return TRUE;
}

gboolean
yzt_prepared_check_left_children (YztPrepared *self, YztKindSet *kinds, gboolean *any_out, GError **error)
{
  return find_children (self, kinds, find_left_child, any_out, error);
}

gboolean
yzt_prepared_check_late_children (YztPrepared *self, YztKindSet *kinds, gboolean *any_out, GError **error)
{
  return find_children (self, kinds, find_late_child, any_out, error);
}
