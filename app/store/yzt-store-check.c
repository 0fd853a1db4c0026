/* yzt-store-check.c: whether a map is sound: pages, spatial indexes, references, kinds against columns, the journal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-care-private.h"
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

/* --- references --- */

static gboolean
check_none (YztConnection *connection, const char *sql, const char *format, const char *label,
            GPtrArray *problems, GError **error)
{
  gint64 n;

  if (!yzt_connection_get_int (connection, &n, error, sql, ""))
    return FALSE;
  if (n > 0)
    g_ptr_array_add (problems, g_strdup_printf (format, (long) n, label));
  return TRUE;
}

/* Rows of a child kind whose owner is gone, where no key tells it: in a map of an older schema that is only read. */
static gboolean
check_owner (YztConnection *connection, YztKindSet *kinds, YztKind *kind, GPtrArray *problems,
             GError **error)
{
  const char *owner_id = yzt_kind_get_owner (kind);
  YztKind *owner = owner_id != NULL ? yzt_kind_set_find (kinds, owner_id) : NULL;
  g_autofree char *sql = NULL;
  gint64 n_keys;

  if (!yzt_connection_get_int (connection, &n_keys, error, "SELECT count(*) FROM pragma_foreign_key_list(?1) WHERE \"from\" = 'owner_fid'", "s",
                               yzt_kind_get_table (kind)))
    return FALSE;
  if (n_keys > 0 || owner == NULL || !yzt_connection_has_table (connection, yzt_kind_get_table (kind))
      || !yzt_connection_has_table (connection, yzt_kind_get_table (owner)))
    return TRUE;
  sql = g_strdup_printf ("SELECT count(*) FROM \"%s\" WHERE owner_fid <> 0 AND owner_fid NOT IN "
                         "(SELECT fid FROM \"%s\")",
                         yzt_kind_get_table (kind), yzt_kind_get_table (owner));
  return check_none (connection, sql, _("%ld rows of “%s” belong to something that is gone."),
                     yzt_kind_get_label (kind, yzt_store_language ()), problems, error);
}

static gboolean
check_one_cell (YztConnection *connection, const YztField *field, YztKindSet *kinds, const char *text, gint64 *n_bad, GError **error)
{
  gboolean links = yzt_field_get_field_type (field) == YZT_FIELD_LINK;
  g_autoptr(GArray) named = links ? yzt_links_from_text (text) : yzt_attachments_from_text (text);

  for (guint i = 0; i < named->len; i++) {
    const YztLink *link = links ? &g_array_index (named, YztLink, i) : NULL;
    YztKind *kind = links ? yzt_kind_set_find (kinds, link->kind) : NULL;
    g_autofree char *table = kind != NULL ? yzt_schema_quote (yzt_kind_get_table (kind)) : NULL;
    g_autofree char *sql = links ? g_strdup_printf ("SELECT count(*) FROM %s WHERE fid = ?1", table)
                                 : g_strdup ("SELECT count(*) FROM blob WHERE sha256 = ?1");
    gint64 n = 0;

    if (links && kind != NULL && !yzt_connection_get_int (connection, &n, error, sql, "i", link->fid))
      return FALSE;
    if (!links && !yzt_connection_get_int (connection, &n, error, sql, "s", g_array_index (named, YztAttachment, i).sha256))
      return FALSE;
    *n_bad += n == 0 ? 1 : 0;
  }
  return TRUE;
}

/* Links to things that are gone, attached files whose bytes are missing. */
static gboolean
check_named (YztConnection *connection, YztKindSet *kinds, YztKind *kind, const YztField *field, GPtrArray *problems, GError **error)
{
  g_autofree char *table = yzt_schema_quote (yzt_kind_get_table (kind)), *column = yzt_schema_quote (yzt_field_get_name (field));
  g_autofree char *sql = g_strdup_printf ("SELECT DISTINCT %s FROM %s WHERE %s NOTNULL", column, table, column);
  sqlite3_stmt *stmt = yzt_connection_query (connection, error, sql, "");
  gboolean links = yzt_field_get_field_type (field) == YZT_FIELD_LINK;
  gint64 n_bad = 0;
  int step = -1;

  while (stmt != NULL && (step = yzt_connection_step (connection, stmt, error)) == 1) {
    if (!check_one_cell (connection, field, kinds, (const char *) sqlite3_column_text (stmt, 0), &n_bad, error)) {
      sqlite3_reset (stmt);
      return FALSE;
    }
  }
  if (n_bad > 0)
    g_ptr_array_add (problems, g_strdup_printf (links ? _("%ld links in “%s”, %s, name things that are gone.") : _("The bytes of %ld files in “%s”, %s, are missing."),
                                                (long) n_bad, yzt_kind_get_label (kind, yzt_store_language ()),
                                                yzt_field_get_label (field, yzt_store_language ())));
  return step == 0;
}

static gboolean
check_all_named (YztConnection *connection, YztKindSet *kinds, YztKind *kind, GPtrArray *problems, GError **error)
{
  for (guint i = 0; yzt_connection_has_table (connection, yzt_kind_get_table (kind)) && i < yzt_kind_get_n_fields (kind); i++) {
    const YztField *field = yzt_kind_get_field (kind, i);
    YztFieldType type = yzt_field_get_field_type (field);

    if ((type == YZT_FIELD_LINK || type == YZT_FIELD_FILE) && !check_named (connection, kinds, kind, field, problems, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_references (YztConnection *connection, YztKindSet *kinds, GPtrArray *problems, GError **error)
{
  return yzt_keys_check (connection, kinds, problems, error)
         && check_none (connection,
                        "SELECT count(*) FROM plan_document WHERE sha256 NOTNULL AND sha256 NOT IN "
                        "(SELECT sha256 FROM blob)",
                        _("The original documents of %ld plans are missing (%s)."), "blob",
                        problems, error)
         && check_none (connection,
                        "SELECT count(*) FROM journal j WHERE n_rows > 0 AND NOT EXISTS (SELECT 1 "
                        "FROM journal_touch t WHERE t.entry = j.entry)",
                        _("%ld journal entries do not say which rows they touched (%s)."),
                        "journal_touch", problems, error);
}

/* --- all of it --- */

YztCheckReport *
yzt_check_report_new (void)
{
  YztCheckReport *report = g_new0 (YztCheckReport, 1);

  report->problems = g_ptr_array_new_with_free_func (g_free);
  report->heads = g_array_new (FALSE, FALSE, sizeof (YztChainHead));
  return report;
}

void
yzt_check_report_free (YztCheckReport *report)
{
  if (report == NULL)
    return;
  for (guint i = 0; i < report->heads->len; i++)
    g_free (g_array_index (report->heads, YztChainHead, i).hash);
  g_array_unref (report->heads);
  g_ptr_array_unref (report->problems);
  g_free (report->broken_label);
  g_free (report);
}

/* Each half of the work is told as half of the way. */
typedef struct {
  const YztCareRun *run;
  double from, to;
} Stretch;

static void
tell_stretch (double fraction, gpointer user_data)
{
  const Stretch *stretch = user_data;

  if (stretch->run->progress != NULL)
    stretch->run->progress (stretch->from + fraction * (stretch->to - stretch->from),
                            stretch->run->user_data);
}

static gboolean
check_map (YztStore *store, YztConnection *connection, gboolean goes_on,
           YztCheckReport *report, const YztCareRun *run, GError **error)
{
  g_autoptr(YztKindSet) kinds = yzt_store_ref_kinds (store);
  guint n_kinds = yzt_kind_set_get_n (kinds);
  Stretch stretch = { run, 0.6, goes_on ? 0.8 : 1.0 };
  YztCareRun inner = { tell_stretch, &stretch, run != NULL ? run->cancellable : NULL };

  if (!yzt_care_step (run, 0.0, error) || !check_pages (connection, report->problems, error))
    return FALSE;
  /* Writing to damaged pages spreads the damage. */
  if (report->problems->len > 0)
    yzt_store_mark_damaged (store);
  if (!yzt_care_step (run, 0.2, error))
    return FALSE;
  for (guint i = 0; i < n_kinds; i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);

    if (!check_kind (connection, kind, report->problems, error)
        || !check_owner (connection, kinds, kind, report->problems, error)
        || !yzt_kept_check (store, connection, kind, report->problems, error)
        || !check_all_named (connection, kinds, kind, report->problems, error)
        || !yzt_care_step (run, 0.2 + 0.4 * (i + 1) / n_kinds, error))
      return FALSE;
  }
  return yzt_chain_check (connection, FALSE, report, run != NULL ? &inner : NULL, error)
         && check_references (connection, kinds, report->problems, error) && (goes_on || yzt_care_step (run, 1.0, error));
}

static gboolean
check_archive (YztConnection *connection, const char *archive, YztCheckReport *report, const YztCareRun *run, GError **error)
{
  Stretch stretch = { run, 0.8, 1.0 };
  YztCareRun inner = { tell_stretch, &stretch, run != NULL ? run->cancellable : NULL };

  return yzt_archive_check (connection, archive, report, run != NULL ? &inner : NULL, error) && yzt_care_step (run, 1.0, error);
}

/* One state of the map throughout: an act between the last entry that was read and the head that the map remembers would look like an entry that
 * is missing. What an archive holds does not change any more; it cannot be attached within a transaction. */
static gboolean
check_everything (YztStore *store, YztConnection *connection, const char *archive,
                  YztCheckReport *report, const YztCareRun *run, GError **error)
{
  gboolean ok = yzt_connection_exec (connection, "BEGIN", error);

  if (!ok)
    return FALSE;
  ok = check_map (store, connection, archive != NULL, report, run, error);
  yzt_connection_exec (connection, "ROLLBACK", NULL);
  return ok && (archive == NULL || check_archive (connection, archive, report, run, error));
}

/* Damage that stops the check is what the check was to find. */
static gboolean
is_finding (const GError *problem, const YztCheckReport *report)
{
  return problem->domain == YZT_STORE_ERROR
         && (problem->code == YZT_STORE_ERROR_DAMAGED
             || (report->problems->len > 0 && problem->code != YZT_STORE_ERROR_NOT_FOUND));
}

YztCheckReport *
yzt_store_check_all (YztStore *store, const char *archive, const YztCareRun *run, GError **error)
{
  g_autoptr(YztCheckReport) report = yzt_check_report_new ();
  g_autoptr(GError) local_error = NULL;
  YztConnection *connection;

  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return NULL;
  /* rtreecheck() writes nothing but wants to be able to. */
  yzt_connection_exec (connection, "PRAGMA query_only=0", NULL);
  check_everything (store, connection, archive, report, run, &local_error);
  yzt_connection_exec (connection, "PRAGMA query_only=1", NULL);
  yzt_store_release (store, connection);
  if (local_error == NULL)
    return g_steal_pointer (&report);
  if (is_finding (local_error, report)) {
    if (g_error_matches (local_error, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED))
      yzt_store_mark_damaged (store);
    g_ptr_array_add (report->problems, g_strdup (local_error->message));
    return g_steal_pointer (&report);
  }
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

GPtrArray *
yzt_store_check (YztStore *store, GError **error)
{
  g_autoptr(YztCheckReport) report = yzt_store_check_all (store, NULL, NULL, error);

  return report != NULL ? g_ptr_array_ref (report->problems) : NULL;
}
