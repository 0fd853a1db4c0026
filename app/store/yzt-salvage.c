/* yzt-salvage.c: a new map from what can still be read of a damaged one, with a list of what was lost
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The damaged file is only read. Its tables are filled into a new map row by row; rows on pages that no tree leads to any
 * more are given to the table that they fit. How many rows there should be is known from the journal. */
#include "config.h"
#include "yzt-salvage-private.h"
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* A table as the damaged file had it. */
typedef struct {
  char *name, *sql;
  guint32 root;
  GStrv columns;
  int rowid_column; /* which column the record's number is, -1 none */
  guint n_columns;
  gboolean is_target; /* the new map has it too */
  gboolean is_damaged;
  gint64 n_read, n_refused;
  sqlite3_stmt *insert;
} Source;

typedef struct {
  YztPages pages;
  YztConnection *target;
  GPtrArray *sources;
  GHashTable *kind_texts; /* id → text */
  GPtrArray *kinds;
  const YztCareRun *run;
  YztSalvageReport *report;
} Salvage;

static void
source_free (Source *source)
{
  sqlite3_finalize (source->insert);
  g_strfreev (source->columns);
  g_free (source->name);
  g_free (source->sql);
  g_free (source);
}

static void
salvage_clear (Salvage *self)
{
  g_clear_pointer (&self->sources, g_ptr_array_unref);
  g_clear_pointer (&self->kind_texts, g_hash_table_unref);
  g_clear_pointer (&self->kinds, g_ptr_array_unref);
  g_clear_pointer (&self->target, yzt_connection_close);
  yzt_pages_clear (&self->pages);
}

void
yzt_salvage_report_free (YztSalvageReport *report)
{
  if (report == NULL)
    return;
  for (guint i = 0; i < report->tables->len; i++)
    g_free (g_array_index (report->tables, YztSalvageTable, i).table);
  g_array_unref (report->tables);
  g_ptr_array_unref (report->losses);
  g_free (report);
}

static void add_loss (Salvage *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
static void
add_loss (Salvage *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->report->losses, g_strdup_vprintf (format, args));
  va_end (args);
}

/* --- which tables there were --- */

static char *
text_of (const YztValue *value)
{
  return value->type == SQLITE_TEXT ? g_strndup ((const char *) value->bytes, value->length) : NULL;
}

static Source *
find_source (Salvage *self, const char *name)
{
  for (guint i = 0; i < self->sources->len; i++) {
    Source *source = g_ptr_array_index (self->sources, i);

    if (g_str_equal (source->name, name))
      return source;
  }
  return NULL;
}

/* A row of sqlite_schema: type, name, table, root page, SQL. Anything else is passed over. */
static gboolean
take_schema_row (const YztRecord *record, gpointer user_data, GError **error)
{
  Salvage *self = user_data;
  const YztValue *v = record->values;
  g_autofree char *type = record->n_values == 5 ? text_of (&v[0]) : NULL;
  g_autofree char *name = NULL;
  g_autofree char *sql = NULL;
  Source *source;

  if (g_strcmp0 (type, "table") != 0 || v[3].type != SQLITE_INTEGER || v[3].integer <= 0
      || v[3].integer > self->pages.n_pages)
    return TRUE;
  name = text_of (&v[1]);
  sql = text_of (&v[4]);
  if (name == NULL || sql == NULL || !g_str_has_prefix (sql, "CREATE TABLE")
      || find_source (self, name) != NULL)
    return TRUE;
  source = g_new0 (Source, 1);
  source->name = g_steal_pointer (&name);
  source->sql = g_steal_pointer (&sql);
  source->root = (guint32) v[3].integer;
  source->rowid_column = -1;
  g_ptr_array_add (self->sources, source);
  return TRUE;
}

/* The columns, as SQLite itself understands the statement. */
static gboolean
read_columns (Source *source)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  sqlite3_stmt *stmt = NULL;
  sqlite3 *db = NULL;
  gboolean ok = sqlite3_open (":memory:", &db) == SQLITE_OK
                && sqlite3_exec (db, source->sql, NULL, NULL, NULL) == SQLITE_OK
                && sqlite3_prepare_v2 (db, "SELECT name, pk, type FROM pragma_table_info(?1)", -1, &stmt, NULL)
                       == SQLITE_OK;
  gboolean without_rowid = strstr (source->sql, "WITHOUT ROWID") != NULL;
  guint n_keys = 0;

  if (ok)
    sqlite3_bind_text (stmt, 1, source->name, -1, SQLITE_STATIC);
  while (ok && sqlite3_step (stmt) == SQLITE_ROW) {
    g_strv_builder_add (names, (const char *) sqlite3_column_text (stmt, 0));
    n_keys += sqlite3_column_int (stmt, 1) > 0 ? 1 : 0;
    if (sqlite3_column_int (stmt, 1) == 1 && !without_rowid
        && g_ascii_strcasecmp ((const char *) sqlite3_column_text (stmt, 2), "INTEGER") == 0)
      source->rowid_column = (int) source->n_columns;
    source->n_columns++;
  }
  /* A key of several columns is no number of rows. */
  if (n_keys > 1)
    source->rowid_column = -1;
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  source->columns = g_strv_builder_end (names);
  return source->n_columns > 0;
}

static gboolean
find_tables (Salvage *self, const char *name, GError **error)
{
  if (!yzt_pages_walk (&self->pages, 1, take_schema_row, self, error))
    return FALSE;
  /* The list of tables itself is damaged: its rows are looked for everywhere. */
  if ((self->pages.n_bad > 0 || self->pages.n_bad_cells > 0 || find_source (self, "journal") == NULL)
      && !yzt_pages_scan (&self->pages, FALSE, take_schema_row, self, error))
    return FALSE;
  for (guint i = self->sources->len; i > 0; i--) {
    if (!read_columns (g_ptr_array_index (self->sources, i - 1)))
      g_ptr_array_remove_index (self->sources, i - 1);
  }
  if (find_source (self, "map_setting") != NULL || find_source (self, "journal") != NULL)
    return TRUE;
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_A_MAP,
               _("Nothing in “%s” can be recognised as a map; look for a backup."), name);
  return FALSE;
}

/* --- kinds --- */

static gboolean
take_kind_row (const YztRecord *record, gpointer user_data, GError **error)
{
  Salvage *self = user_data;

  if (record->n_values == 2 && record->values[0].type == SQLITE_TEXT
      && record->values[1].type == SQLITE_TEXT)
    g_hash_table_insert (self->kind_texts, text_of (&record->values[0]),
                         text_of (&record->values[1]));
  return TRUE;
}

/* Kinds whose description is lost are taken from the programme's own. */
static void
add_shipped_kinds (Salvage *self)
{
  g_autofree char *folder = g_build_filename (yzt_data_dir (), "kinds", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *id = NULL;
    g_autofree char *table = NULL;
    char *text = NULL;

    if (!g_str_has_suffix (name, ".kind"))
      continue;
    id = g_strndup (name, strlen (name) - strlen (".kind"));
    table = g_strdelimit (g_strdup (id), "-", '_');
    if (g_hash_table_contains (self->kind_texts, id)
        || (!g_str_equal (id, "common") && find_source (self, table) == NULL)
        || !g_file_get_contents (path, &text, NULL, NULL))
      continue;
    add_loss (self, _("The description of the kind “%s” was lost; the programme's own was taken."), id);
    g_hash_table_insert (self->kind_texts, g_steal_pointer (&id), text);
  }
}

static gboolean
put_kinds (Salvage *self, GError **error)
{
  const char *common_text = g_hash_table_lookup (self->kind_texts, "common");
  g_autoptr(YztKind) common =
      common_text != NULL
          ? yzt_kind_parse (common_text, strlen (common_text), "common.kind", NULL, NULL)
          : NULL;
  g_autoptr(GList) ids = g_list_sort (g_hash_table_get_keys (self->kind_texts), (GCompareFunc) strcmp);

  if (common != NULL && !yzt_schema_put_kind_text (self->target, "common", common_text, error))
    return FALSE;
  for (GList *i = ids; i != NULL; i = i->next) {
    const char *text = g_hash_table_lookup (self->kind_texts, i->data);
    YztKind *kind = g_str_equal (i->data, "common")
                        ? NULL
                        : yzt_kind_parse (text, strlen (text), i->data, common, NULL);

    if (kind == NULL && !g_str_equal (i->data, "common")) {
      add_loss (self, _("The description of the kind “%s” cannot be understood."),
                (const char *) i->data);
      continue;
    }
    if (kind != NULL)
      g_ptr_array_add (self->kinds, kind);
    if (kind != NULL && !yzt_schema_put_kind (self->target, kind, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
make_target (Salvage *self, GError **error)
{
  Source *kind = find_source (self, "kind");

  if (kind != NULL && !yzt_pages_walk (&self->pages, kind->root, take_kind_row, self, error))
    return FALSE;
  /* Walked again with the others. */
  memset (self->pages.visited, 0, (gsize) self->pages.n_pages + 1);
  self->pages.n_bad = 0;
  self->pages.n_bad_cells = 0;
  add_shipped_kinds (self);
  return yzt_connection_exec (self->target,
                              "PRAGMA page_size=4096; PRAGMA journal_mode=MEMORY; PRAGMA "
                              "encoding='UTF-8'; BEGIN",
                              error)
         && yzt_schema_create (self->target, error) && put_kinds (self, error)
         && yzt_connection_exec (self->target,
                                 "DELETE FROM map_setting; INSERT INTO act_open VALUES (1)", error);
}

/* --- rows --- */

static gboolean
is_own_metadata (const char *table)
{
  return g_str_has_prefix (table, "gpkg_") || g_str_has_prefix (table, "rtree_")
         || g_str_has_prefix (table, "sqlite_") || g_str_equal (table, "kind")
         || g_str_equal (table, "act_open");
}

/* Columns of a field that was hidden by a change of its kind are kept. */
static gboolean
add_missing_columns (Salvage *self, Source *source, GError **error)
{
  g_auto(GStrv) present = yzt_connection_get_columns (self->target, source->name, error);

  if (present == NULL)
    return FALSE;
  for (guint i = 0; i < source->n_columns; i++) {
    g_autofree char *name = yzt_schema_quote (source->columns[i]);
    g_autofree char *sql =
        g_strdup_printf ("ALTER TABLE \"%s\" ADD COLUMN %s", source->name, name);

    if (!g_strv_contains ((const char *const *) present, source->columns[i])
        && !yzt_connection_exec (self->target, sql, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
prepare_insert (Salvage *self, Source *source, GError **error)
{
  g_autoptr(GString) names = g_string_new (NULL);
  g_autoptr(GString) values = g_string_new (NULL);
  g_autofree char *sql = NULL;
  g_autofree char *trigger =
      g_strdup_printf ("DROP TRIGGER IF EXISTS \"rtree_%s_geom_insert\"", source->name);

  if (is_own_metadata (source->name) || !yzt_connection_has_table (self->target, source->name))
    return TRUE;
  if (!add_missing_columns (self, source, error)
      || !yzt_connection_exec (self->target, trigger, error))
    return FALSE;
  for (guint i = 0; i < source->n_columns; i++) {
    g_autofree char *name = yzt_schema_quote (source->columns[i]);

    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    g_string_append_printf (values, "%s?%u", i > 0 ? ", " : "", i + 1);
  }
  sql = g_strdup_printf ("INSERT OR IGNORE INTO \"%s\" (%s) VALUES (%s)", source->name, names->str,
                         values->str);
  if (sqlite3_prepare_v2 (self->target->db, sql, -1, &source->insert, NULL) != SQLITE_OK)
    return yzt_connection_fail (self->target, error);
  source->is_target = TRUE;
  return TRUE;
}

typedef struct {
  Salvage *self;
  Source *source;
} Filling;

static gboolean
insert_row (const YztRecord *record, gpointer user_data, GError **error)
{
  Filling *filling = user_data;
  Source *source = filling->source;
  int code;

  if (record->n_values > source->n_columns) {
    source->n_refused++;
    return TRUE;
  }
  for (guint i = 0; i < source->n_columns; i++) {
    YztValue value = { .type = SQLITE_NULL };

    if ((int) i == source->rowid_column)
      value = (YztValue) { .type = SQLITE_INTEGER, .integer = record->rowid };
    else if (i < record->n_values)
      value = record->values[i];
    yzt_value_bind (&value, source->insert, (int) i + 1);
  }
  code = sqlite3_step (source->insert);
  if (code == SQLITE_DONE)
    source->n_read += sqlite3_changes (filling->self->target->db);
  sqlite3_reset (source->insert);
  if (code == SQLITE_DONE || (code & 0xff) == SQLITE_CONSTRAINT || code == SQLITE_MISMATCH) {
    source->n_refused += code == SQLITE_DONE ? 0 : 1;
    return TRUE;
  }
  return yzt_connection_fail (filling->self->target, error);
}

static gboolean
pass_over (const YztRecord *record, gpointer user_data, GError **error)
{
  return TRUE;
}

static gboolean
fill_tables (Salvage *self, GError **error)
{
  if (!yzt_pages_walk (&self->pages, 1, pass_over, NULL, error))
    return FALSE;
  for (guint i = 0; i < self->sources->len; i++) {
    Source *source = g_ptr_array_index (self->sources, i);
    Filling filling = { self, source };
    guint32 n_bad = self->pages.n_bad;
    gint64 n_bad_cells = self->pages.n_bad_cells;

    if (!prepare_insert (self, source, error)
        || !yzt_pages_walk (&self->pages, source->root,
                            source->is_target ? insert_row : pass_over, &filling, error)
        || !yzt_care_step (self->run, 0.1 + 0.6 * (i + 1) / self->sources->len, error))
      return FALSE;
    source->is_damaged = self->pages.n_bad > n_bad || self->pages.n_bad_cells > n_bad_cells;
  }
  return TRUE;
}

/* --- rows that no tree leads to --- */

static Source *
guess_source (Salvage *self, const YztRecord *record)
{
  Source *guess = NULL;

  for (guint i = 0; i < self->sources->len; i++) {
    Source *source = g_ptr_array_index (self->sources, i);
    gboolean fits = source->is_target && source->is_damaged
                    && record->n_values == source->n_columns
                    && (source->rowid_column < 0
                        || record->values[source->rowid_column].type == SQLITE_NULL);

    if (!fits)
      continue;
    /* Two tables that it may belong to: rather lost than in the wrong one. */
    if (guess != NULL)
      return NULL;
    guess = source;
  }
  return guess;
}

static gboolean
take_orphan (const YztRecord *record, gpointer user_data, GError **error)
{
  Salvage *self = user_data;
  Filling filling = { self, guess_source (self, record) };

  return filling.source == NULL || insert_row (record, &filling, error);
}

/* --- the end of the new map --- */

static gboolean
finish_geometry (Salvage *self, YztKind *kind, GError **error)
{
  const char *table = yzt_kind_get_table (kind);
  g_autofree char *trigger = NULL;
  double bounds[4];

  if (yzt_kind_get_geometry (kind) == YZT_KIND_GEOMETRY_NONE || yzt_kind_is_abstract (kind))
    return TRUE;
  trigger = yzt_schema_rtree_trigger_sql (table, "insert");
  if (find_source (self, table) != NULL && !yzt_connection_exec (self->target, trigger, error))
    return FALSE;
  if (!yzt_rtree_rebuild (self->target, table, error))
    return FALSE;
  return !yzt_rtree_get_bounds (self->target, table, bounds)
         || yzt_connection_do (self->target, error,
                               "UPDATE gpkg_contents SET min_x = ?2, min_y = ?3, max_x = ?4, max_y "
                               "= ?5 WHERE table_name = ?1",
                               "sdddd", table, bounds[0], bounds[1], bounds[2], bounds[3]);
}

/* Texts and watches are worth keeping: what they belonged to stands there again, by name "lost". Other rows become nobody's. */
static gboolean
mend_keys (Salvage *self, GError **error)
{
  static const char *const returns[] = {
    "INSERT INTO plan (fid, name) SELECT DISTINCT plan_fid, ?1 FROM plan_section WHERE plan_fid NOT IN (SELECT fid FROM plan)",
    "INSERT INTO plan (fid, name) SELECT fid, ?1 FROM plan_document WHERE fid NOT IN (SELECT fid FROM plan)",
    "INSERT INTO person (fid, name) SELECT DISTINCT person_fid, ?1 || ' ' || person_fid FROM duty WHERE person_fid NOT IN (SELECT fid FROM "
    "person)",
    "INSERT INTO person (fid, name) SELECT DISTINCT person_fid, ?1 || ' ' || person_fid FROM sign_in WHERE person_fid NOT IN (SELECT fid "
    "FROM person)",
  };
  gint64 n_returned = 0, n_mended;

  for (guint i = 0; i < G_N_ELEMENTS (returns); i++) {
    if (i < 2 && !yzt_connection_has_table (self->target, "plan"))
      continue;
    if (!yzt_connection_do (self->target, error, returns[i], "s", _("(lost)")))
      return FALSE;
    n_returned += sqlite3_changes (self->target->db);
  }
  if (!yzt_keys_mend (self->target, FALSE, &n_mended, error))
    return FALSE;
  if (n_returned > 0)
    add_loss (self, _("%ld plans or persons were lost, but not what belongs to them; they stand in the new map by the name “(lost)”."),
              (long) n_returned);
  if (n_mended > 0)
    add_loss (self, _("%ld rows belong to nobody now, because what they belonged to was lost."), (long) n_mended);
  return TRUE;
}

static gboolean
finish_target (Salvage *self, GError **error)
{
  const Source *touches = find_source (self, "journal_touch");
  g_autofree char *version = g_strdup_printf ("%d", YZT_STORE_SCHEMA_VERSION);
  gint64 generation;

  for (guint i = 0; i < self->kinds->len; i++) {
    if (!finish_geometry (self, g_ptr_array_index (self->kinds, i), error))
      return FALSE;
  }
  /* The numbers of lost entries are given again: nothing of those may be left. */
  return yzt_connection_exec (
             self->target,
             "DELETE FROM journal_part WHERE entry NOT IN (SELECT entry FROM journal); "
             "DELETE FROM journal_part_span WHERE entry NOT IN (SELECT entry FROM journal); "
             "DELETE FROM journal_touch WHERE entry NOT IN (SELECT entry FROM journal)",
             error)
         && ((touches != NULL && !touches->is_damaged)
             || yzt_salvage_find_touches (self->target, error))
         && yzt_setting_put (self->target, "schema_version", version, error)
         && yzt_schema_update_generation (self->target, &generation, error) && mend_keys (self, error)
         && yzt_connection_exec (self->target,
                                 "DELETE FROM map_setting WHERE key IN ('station', "
                                 "'station_place'); DELETE FROM act_open; COMMIT",
                                 error);
}

/* --- what was lost --- */

/* Rows that were ever inserted less those deleted, as the journal has it; -1 when the journal does not go back that far. */
static gint64
expect_rows (Salvage *self, const char *table)
{
  gint64 n = -1, n_archived = 0;

  if (self->report->n_entries_lost > 0
      || !yzt_connection_get_int (self->target, &n_archived, NULL,
                                  "SELECT count(*) FROM journal_archive", "")
      || n_archived > 0
      || !yzt_connection_get_int (
          self->target, &n, NULL,
          "SELECT coalesce(sum(CASE op WHEN 18 THEN fid_to - fid_from + 1 WHEN 9 THEN fid_from - "
          "fid_to - 1 ELSE 0 END), 0) FROM journal_touch WHERE tbl = ?1",
          "s", table))
    return -1;
  return n;
}

static void
count_journal (Salvage *self)
{
  YztSalvageReport *report = self->report;
  gint64 n_expected = 0, n_parts = 0;

  /* The heads say how many entries each station had written. */
  yzt_connection_get_int (
      self->target, &n_expected, NULL,
      "SELECT sum(max(coalesce((SELECT CAST (value AS INTEGER) FROM map_setting WHERE key = "
      "'journal_head_' || s.station), 0), s.last) - coalesce((SELECT max(last_seq) FROM "
      "journal_archive a WHERE a.station = s.station), 0)) "
      "FROM (SELECT station, max(seq) AS last FROM journal GROUP BY station UNION ALL "
      "SELECT CAST (substr(key, 14) AS INTEGER), 0 FROM map_setting WHERE key GLOB "
      "'journal_head_*' AND CAST (substr(key, 14) AS INTEGER) NOT IN (SELECT station FROM "
      "journal)) s",
      "");
  yzt_connection_get_int (self->target, &report->n_entries_read, NULL,
                          "SELECT count(*) FROM journal", "");
  report->n_entries_lost = MAX (n_expected - report->n_entries_read, 0);
  if (report->n_entries_lost > 0)
    add_loss (self, _("%ld of %ld journal entries were lost."), (long) report->n_entries_lost,
              (long) n_expected);
  yzt_connection_get_int (self->target, &n_parts, NULL,
                          "SELECT count(*) FROM journal WHERE parts_hash <> '' AND entry NOT IN "
                          "(SELECT entry FROM journal_part)",
                          "");
  if (n_parts > 0)
    add_loss (self, _("The recorded changes of %ld journal entries were lost; these cannot be taken back."),
              (long) n_parts);
}

static const char *
label_of (Salvage *self, const char *table)
{
  for (guint i = 0; i < self->kinds->len; i++) {
    YztKind *kind = g_ptr_array_index (self->kinds, i);

    if (g_str_equal (yzt_kind_get_table (kind), table))
      return yzt_kind_get_label (kind, yzt_store_language ());
  }
  return table;
}

static void
count_losses (Salvage *self)
{
  count_journal (self);
  for (guint i = 0; i < self->sources->len; i++) {
    Source *source = g_ptr_array_index (self->sources, i);
    YztSalvageTable table = { NULL, source->n_read, 0 };
    gint64 expected;

    /* What is found anew is not lost. */
    if (!source->is_target || g_str_equal (source->name, "journal_touch"))
      continue;
    expected = yzt_schema_is_recorded (source->name) && source->rowid_column >= 0
                   ? expect_rows (self, source->name)
                   : -1;
    table.table = g_strdup (source->name);
    table.n_lost = MAX (expected - source->n_read, 0);
    if (expected < 0 && source->is_damaged)
      table.n_lost = -1;
    g_array_append_val (self->report->tables, table);
    if (table.n_lost > 0)
      add_loss (self, _("“%s”: %ld rows were read, %ld were lost."),
                label_of (self, source->name), (long) source->n_read, (long) table.n_lost);
    else if (table.n_lost < 0)
      add_loss (self, _("“%s”: %ld rows were read, some were lost."),
                label_of (self, source->name), (long) source->n_read);
  }
  self->report->n_pages = self->pages.n_pages;
  self->report->n_pages_lost = self->pages.n_bad;
}

/* --- all of it --- */

static gboolean
salvage_pages (Salvage *self, const char *name, GError **error)
{
  return find_tables (self, name, error) && yzt_care_step (self->run, 0.05, error)
         && make_target (self, error) && fill_tables (self, error)
         && (yzt_pages_skip_free (&self->pages),
             yzt_pages_scan (&self->pages, TRUE, take_orphan, self, error))
         && finish_target (self, error) && yzt_care_step (self->run, 0.9, error);
}

/* What stands in a log beside the file belongs to it: SQLite folds it in, in a copy; the damaged file is only read. */
static GMappedFile *
map_file (const char *damaged, char **copy_out, GError **error)
{
  static const char *const endings[] = { "-wal", "-journal" };
  g_autofree char *folder = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *log = g_strconcat (damaged, endings[i], NULL);
    g_autoptr(GFile) from = g_file_new_for_path (log);
    g_autoptr(GFile) to = NULL;
    g_autoptr(GFile) database = g_file_new_for_path (damaged);
    g_autoptr(GFile) copy = NULL;
    g_autofree char *log_copy = NULL;
    g_autoptr(YztConnection) connection = NULL;

    if (!g_file_test (log, G_FILE_TEST_EXISTS))
      continue;
    folder = g_dir_make_tmp ("yzt-salvage-XXXXXX", error);
    if (folder == NULL)
      return NULL;
    *copy_out = g_build_filename (folder, "map", NULL);
    log_copy = g_strconcat (*copy_out, endings[i], NULL);
    copy = g_file_new_for_path (*copy_out);
    to = g_file_new_for_path (log_copy);
    if (!g_file_copy (database, copy, G_FILE_COPY_NONE, NULL, NULL, NULL, error)
        || !g_file_copy (from, to, G_FILE_COPY_NONE, NULL, NULL, NULL, error))
      return NULL;
    connection = yzt_connection_open (*copy_out, YZT_CONNECTION_READ_WRITE, NULL);
    if (connection != NULL)
      sqlite3_exec (connection->db,
                    "PRAGMA writable_schema=1; SELECT count(*) FROM sqlite_schema; PRAGMA "
                    "wal_checkpoint(TRUNCATE)",
                    NULL, NULL, NULL);
    break;
  }
  return g_mapped_file_new (*copy_out != NULL ? *copy_out : damaged, FALSE, error);
}

static void
remove_copy (const char *copy)
{
  g_autofree char *folder = copy != NULL ? g_path_get_dirname (copy) : NULL;

  if (copy == NULL)
    return;
  yzt_care_remove_database (copy);
  g_rmdir (folder);
}

/* The new map says in its journal where it comes from. */
static gboolean
note_origin (const char *part, const char *damaged, const YztClock *clock, YztSalvageReport *report,
             GError **error)
{
  g_autoptr(YztStore) store = yzt_store_open (part, YZT_STORE_READ_WRITE, clock, error);
  g_autofree char *name = g_path_get_basename (damaged);
  g_autofree char *label =
      g_strdup_printf (_("Salvaged from “%s”: %u losses"), name, report->losses->len);
  YztActInfo info = { .author = "yzt", .window = "yzt", .label = label, .nature = YZT_ACT_ORDER };
  g_autoptr(YztActResult) result = NULL;

  if (store == NULL)
    return FALSE;
  result = yzt_store_write (store, &info, NULL, NULL, error);
  return result != NULL;
}

static gboolean
salvage_to_part (Salvage *self, const char *damaged, const char *path, const char *part, GError **error)
{
  g_autofree char *name = g_path_get_basename (damaged);
  g_autofree char *copy = NULL;
  g_autoptr(GMappedFile) file = map_file (damaged, &copy, error);
  gboolean ok = FALSE;

  if (file != NULL) {
    yzt_pages_init (&self->pages, (const guint8 *) g_mapped_file_get_contents (file),
                    g_mapped_file_get_length (file));
    self->target = yzt_connection_open (part, YZT_CONNECTION_CREATE, error);
    if (self->target != NULL) {
      g_free (self->target->path);
      self->target->path = g_strdup (path);
      ok = salvage_pages (self, name, error);
    }
    if (ok)
      count_losses (self);
  }
  salvage_clear (self);
  remove_copy (copy);
  return ok;
}

YztSalvageReport *
yzt_care_salvage (const char *damaged, const char *path, const YztClock *clock, const YztCareRun *run,
                  GError **error)
{
  g_autoptr(YztSalvageReport) report = g_new0 (YztSalvageReport, 1);
  g_autofree char *part = NULL;
  g_autofree char *name = NULL;
  Salvage self = { .run = run, .report = report };
  gboolean ok;

  g_return_val_if_fail (damaged != NULL && path != NULL && clock != NULL, NULL);
  report->tables = g_array_new (FALSE, FALSE, sizeof (YztSalvageTable));
  report->losses = g_ptr_array_new_with_free_func (g_free);
  if (!yzt_store_check_file (damaged, error) || !yzt_care_check_target (path, error))
    return NULL;
  part = yzt_care_temporary_name (path);
  name = g_path_get_basename (path);
  self.sources = g_ptr_array_new_with_free_func ((GDestroyNotify) source_free);
  self.kind_texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self.kinds = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_kind_unref);
  ok = salvage_to_part (&self, damaged, path, part, error)
       && note_origin (part, damaged, clock, report, error)
       && yzt_care_verify (part, name, NULL, error) && yzt_care_step (run, 1.0, error)
       && yzt_care_rename_new (part, path, error);
  if (!ok)
    yzt_care_remove_database (part);
  return ok ? g_steal_pointer (&report) : NULL;
}
