/* yzt-kept.c: rows that are kept as they were written: logs that only grow, reports frozen when signed; by us refused, by others found
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-care-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
is_kept (const YztKind *kind)
{
  return yzt_kind_is_append (kind) || yzt_kind_get_frozen_field (kind) != NULL;
}

static gboolean
refuse (const YztKind *kind, const char *format, GError **error)
{
  g_autofree char *sentence = g_strdup_printf (format, yzt_kind_get_label (kind, yzt_store_language ()));

  g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, sentence);
  return FALSE;
}

static gboolean
is_frozen (const YztRow *row)
{
  const YztField *field = yzt_kind_get_frozen_field (row->kind);
  const YztCell *cell = field != NULL ? yzt_row_get (row, yzt_field_get_name (field)) : NULL;

  return cell != NULL && cell->type != YZT_CELL_NULL;
}

/* Neither an import nor a form makes such rows: only acts that are never taken back do, and edits that tell of themselves in a log. */
gboolean
yzt_kept_allow_insert (const YztActInfo *info, const YztKind *kind, GError **error)
{
  return !is_kept (kind) || info->nature == YZT_ACT_ORDER || info->nature == YZT_ACT_FEED || (info->logs && yzt_kind_is_append (kind))
         || refuse (kind, _("“%s” is written by the acts of the duty room alone; rows of it are neither typed into a table nor imported."), error);
}

gboolean
yzt_kept_allow_update (const YztActInfo *info, const YztRow *present, const YztRow *row, GError **error)
{
  if (!is_kept (present->kind))
    return TRUE;
  if (yzt_kind_is_append (present->kind))
    return refuse (present->kind, _("A row of “%s” does not change once it is written; write a new one that corrects it."), error);
  if (info->nature != YZT_ACT_ORDER)
    return refuse (present->kind, _("“%s” is written by the acts of the duty room alone; rows of it are neither typed into a table nor imported."), error);
  if (!is_frozen (present))
    return TRUE;
  if (present->owner_fid != row->owner_fid)
    return refuse (present->kind, _("This row of “%s” is frozen; what it says does not change any more."), error);
  for (guint i = 0; i < yzt_kind_get_n_fields (present->kind); i++) {
    gboolean is_stamp = g_str_equal (yzt_field_get_name (yzt_kind_get_field (present->kind, i)), "updated_at");

    if (!is_stamp && present->cells[i].type != YZT_CELL_NULL && !yzt_cell_equal (&present->cells[i], &row->cells[i]))
      return refuse (present->kind, _("This row of “%s” is frozen; what it says does not change any more."), error);
  }
  return TRUE;
}

gboolean
yzt_kept_allow_delete (const YztRow *present, GError **error)
{
  if (yzt_kind_is_append (present->kind))
    return refuse (present->kind, _("A row of “%s” is never deleted, nor is what it belongs to; close it instead."), error);
  return !is_frozen (present) || refuse (present->kind, _("This row of “%s” is frozen and is never deleted, nor is what it belongs to."), error);
}

/* What was not frozen could be deleted, and comes back as it was; to delete it again is a conflict when it was frozen since. */
static gboolean
is_deletion_of_drafts (const YztKind *kind, int op, gint64 undoes)
{
  return !yzt_kind_is_append (kind) && (op == SQLITE_DELETE || (op == SQLITE_INSERT && undoes > 0));
}

/* A line that an edit wrote of itself stays when the edit is taken back. */
static gboolean
is_line_of_edit (const YztKind *kind, int op, int nature)
{
  return yzt_kind_is_append (kind) && op == SQLITE_INSERT && nature == YZT_ACT_EDIT;
}

gboolean
yzt_kept_allow_undo (YztConnection *connection, gint64 entry, GError **error)
{
  g_autoptr(YztKindSet) kinds = NULL;
  g_autofree char *author = yzt_connection_get_text (connection, error, "SELECT author FROM journal WHERE entry = ?1", "i", entry);
  sqlite3_stmt *stmt;
  gboolean allowed = TRUE;
  int step = 0;

  /* Putting back what another programme did is what the journal is for. */
  if (g_strcmp0 (author, YZT_STORE_OUTSIDE_AUTHOR) == 0)
    return TRUE;
  kinds = yzt_schema_load_kinds (connection, error);
  stmt = kinds != NULL ? yzt_connection_query (connection, error, "SELECT DISTINCT t.tbl, t.op, j.undoes, j.nature FROM journal_touch t JOIN journal j USING (entry) WHERE entry = ?1",
                                               "i", entry)
                       : NULL;
  while (allowed && stmt != NULL && (step = yzt_connection_step (connection, stmt, error)) == 1) {
    YztKind *kind = yzt_kind_set_find (kinds, (const char *) sqlite3_column_text (stmt, 0));
    int op = sqlite3_column_int (stmt, 1);

    allowed = kind == NULL || !is_kept (kind) || is_line_of_edit (kind, op, sqlite3_column_int (stmt, 3)) || is_deletion_of_drafts (kind, op, sqlite3_column_int64 (stmt, 2)) || refuse (kind, _("This entry wrote “%s”, which is never taken back; correct it by a new act."), error);
  }
  if (stmt != NULL)
    sqlite3_reset (stmt);
  return allowed && stmt != NULL && step >= 0;
}

/* --- seals --- */

/* Over all that the row says; its owner, too, so that it is not moved. */
static char *
seal_of (const YztRow *row, guint seal_index)
{
  g_autoptr(GString) all = g_string_new (yzt_kind_get_id (row->kind));

  g_string_append_printf (all, "\n%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, row->fid, row->owner_fid);
  for (guint i = 0; i < yzt_kind_get_n_fields (row->kind); i++) {
    const YztField *field = yzt_kind_get_field (row->kind, i);
    g_autofree char *text = NULL;

    /* What is not there says nothing, so that a kind may grow. */
    if (i == seal_index || row->cells[i].type == YZT_CELL_NULL || g_str_has_suffix (yzt_field_get_name (field), "ed_at"))
      continue;
    text = yzt_field_format_plain (field, &row->cells[i]);
    g_string_append_printf (all, "\n%s=%" G_GSIZE_FORMAT ":%s", yzt_field_get_name (field), strlen (text), text);
  }
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, all->str, -1);
}

void
yzt_kept_seal (YztRow *row)
{
  int index = yzt_kind_is_append (row->kind) ? yzt_kind_get_field_index (row->kind, "seal") : -1;

  if (index >= 0) {
    g_autofree char *seal = seal_of (row, (guint) index);

    yzt_row_set_text (row, "seal", seal);
  }
}

typedef struct {
  guint index;
  gint64 n_broken;
} Sealed;

static gboolean
check_seal (const YztRow *row, gpointer user_data)
{
  Sealed *sealed = user_data;
  g_autofree char *seal = seal_of (row, sealed->index);
  const YztCell *cell = &row->cells[sealed->index];

  /* Rows from before there were seals have none. */
  sealed->n_broken += cell->type == YZT_CELL_TEXT && !g_str_equal (cell->v.text, seal);
  return TRUE;
}

static gboolean
tell_seals (YztStore *store, YztKind *kind, GPtrArray *problems, GError **error)
{
  int index = yzt_kind_is_append (kind) ? yzt_kind_get_field_index (kind, "seal") : -1;
  Sealed sealed = { (guint) MAX (index, 0), 0 };

  if (index < 0)
    return TRUE;
  if (!yzt_store_read_rows (store, kind, check_seal, &sealed, error))
    return FALSE;
  if (sealed.n_broken > 0)
    g_ptr_array_add (problems, g_strdup_printf (_("%ld rows of “%s” do not say what they said when they were written: somebody changed them behind the programme’s back."),
                                                (long) sealed.n_broken, yzt_kind_get_label (kind, yzt_store_language ())));
  return TRUE;
}

/* --- what others did all the same --- */

static gboolean
tell_touched (YztConnection *connection, const YztKind *kind, GPtrArray *problems, GError **error)
{
  /* What was put back since is as it was. */
  static const char sql[] = "SELECT j.entry, count(*), strftime ('%Y-%m-%d %H:%M', j.at_ms / 1000, 'unixepoch') FROM journal j JOIN journal_touch t ON t.entry = j.entry "
                            "WHERE j.author = ?1 AND t.tbl = ?2 AND NOT EXISTS (SELECT 1 FROM journal u WHERE u.undoes = j.entry) GROUP BY j.entry";
  sqlite3_stmt *stmt = yzt_connection_query (connection, error, sql, "ss", YZT_STORE_OUTSIDE_AUTHOR, yzt_kind_get_table (kind));
  int step = -1;

  while (stmt != NULL && (step = yzt_connection_step (connection, stmt, error)) == 1)
    g_ptr_array_add (problems, g_strdup_printf (_("Another programme added, changed or deleted rows of “%s” (journal entry %ld, %s UTC); undo that entry to put them back."),
                                                yzt_kind_get_label (kind, yzt_store_language ()), (long) sqlite3_column_int64 (stmt, 0),
                                                (const char *) sqlite3_column_text (stmt, 2)));
  return step == 0;
}

static gboolean
tell_waiting (YztConnection *connection, const YztKind *kind, GPtrArray *problems, GError **error)
{
  gint64 n;

  if (!yzt_connection_get_int (connection, &n, error, "SELECT count(DISTINCT fid) FROM outside_change WHERE tbl = ?1", "s", yzt_kind_get_table (kind)))
    return FALSE;
  if (n > 0)
    g_ptr_array_add (problems, g_strdup_printf (_("Another programme added, changed or deleted %ld rows of “%s”; open the map, it becomes an entry of the journal that can be undone."),
                                                (long) n, yzt_kind_get_label (kind, yzt_store_language ())));
  return TRUE;
}

/* A number that is missing between others was there once. */
static gboolean
tell_gaps (YztConnection *connection, const YztKind *kind, GPtrArray *problems, GError **error)
{
  g_autofree char *sql = NULL;
  gint64 n;

  if (!yzt_kind_is_append (kind) || yzt_kind_get_owner (kind) == NULL || yzt_kind_get_field_index (kind, "number") < 0)
    return TRUE;
  sql = g_strdup_printf ("SELECT coalesce(sum(m - c), 0) FROM (SELECT max(\"number\") AS m, count(DISTINCT \"number\") AS c FROM \"%s\" GROUP BY owner_fid)",
                         yzt_kind_get_table (kind));
  if (!yzt_connection_get_int (connection, &n, error, sql, ""))
    return FALSE;
  if (n > 0)
    g_ptr_array_add (problems, g_strdup_printf (_("%ld numbers are missing in “%s”: rows were taken out."), (long) n, yzt_kind_get_label (kind, yzt_store_language ())));
  return TRUE;
}

gboolean
yzt_kept_check (YztStore *store, YztConnection *connection, YztKind *kind, GPtrArray *problems, GError **error)
{
  if (!is_kept (kind) || !yzt_connection_has_table (connection, yzt_kind_get_table (kind)))
    return TRUE;
  return tell_touched (connection, kind, problems, error) && tell_waiting (connection, kind, problems, error) && tell_gaps (connection, kind, problems, error)
         && tell_seals (store, kind, problems, error);
}
