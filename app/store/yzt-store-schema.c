/* yzt-store-schema.c: the tables of a map: the fixed ones, those made from kinds, their triggers
 * and generations SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-store-private.h"
#include "yzt-store-resources.h"
#include <glib/gi18n-lib.h>
#include <string.h>

/* System tables whose changes the journal records, besides the kinds' own. */
static const char *const recorded_system_tables[] = { "map_setting",  "kind",   "plan_document",
                                                      "plan_section", "person", "duty",
                                                      "sign_in",      NULL };
/* Of these, the ones with a numeric key: other programmes' changes to them can be saved by
 * triggers. */
static const char *const watched_system_tables[] = { "plan_document", "plan_section", "person",
                                                     "duty",          "sign_in",      NULL };
static const char *const own_tables[] = { "map_setting",    "kind",          "blob",
                                          "plan_document",  "plan_section",  "person",
                                          "duty",           "sign_in",       "journal",
                                          "journal_part",   "journal_touch", "journal_generation",
                                          "journal_part_span", "journal_archive",
                                          "outside_change", "act_open",      NULL };
static const char *const rtree_triggers[] = { "insert",  "update1", "update2", "update3",
                                              "update4", "delete",  NULL };
static const char *const outside_triggers[] = { "insert", "replace", "update", "delete", NULL };

gboolean
yzt_schema_is_recorded (const char *table)
{
  if (g_strv_contains (recorded_system_tables, table))
    return TRUE;
  return !g_str_has_prefix (table, "rtree_") && !g_str_has_prefix (table, "gpkg_")
         && !g_str_has_prefix (table, "sqlite_") && !g_str_equal (table, "layer_styles")
         && !g_strv_contains (own_tables, table);
}

char *
yzt_schema_quote (const char *name)
{
  g_auto(GStrv) parts = g_strsplit (name, "\"", -1);
  g_autofree char *joined = g_strjoinv ("\"\"", parts);

  return g_strdup_printf ("\"%s\"", joined);
}

gboolean
yzt_setting_put (YztConnection *connection, const char *key, const char *value, GError **error)
{
  return yzt_connection_do (connection, error,
                            "INSERT INTO map_setting (key, value) VALUES (?1, ?2) ON CONFLICT "
                            "(key) DO UPDATE SET value = ?2 WHERE value IS NOT ?2",
                            "ss", key, value);
}

char *
yzt_setting_get (YztConnection *connection, const char *key)
{
  return yzt_connection_get_text (connection, NULL, "SELECT value FROM map_setting WHERE key = ?1",
                                  "s", key);
}

GTimeZone *
yzt_setting_get_zone (YztConnection *connection)
{
  g_autofree char *name = yzt_setting_get (connection, "time_zone");
  GTimeZone *zone = name != NULL ? g_time_zone_new_identifier (name) : NULL;

  return zone != NULL ? zone : g_time_zone_new_utc ();
}

gboolean
yzt_schema_create (YztConnection *connection, GError **error)
{
  g_autoptr(GBytes) sql = g_resource_lookup_data (yzt_store_resources_get_resource (),
                                                   "/io/github/yizhangtu/store/schema.sql",
                                                   G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autofree char *version = g_strdup_printf ("%d", YZT_STORE_SCHEMA_VERSION);

  if (sql == NULL
      || !yzt_connection_exec (
          connection, "PRAGMA application_id=0x47504B47; PRAGMA user_version=10300;", error)
      || !yzt_connection_exec (connection, g_bytes_get_data (sql, NULL), error)
      || !yzt_setting_put (connection, "schema_version", version, error))
    return FALSE;
  for (guint i = 0; own_tables[i] != NULL; i++) {
    if (!yzt_connection_do (connection, error,
                            "INSERT INTO gpkg_extensions VALUES (?1, NULL, 'yizhangtu_map', "
                            "'https://github.com/yizhangtu/yizhangtu', 'read-write')",
                            "s", own_tables[i]))
      return FALSE;
  }
  return TRUE;
}

/* --- triggers --- */

char *
yzt_schema_rtree_trigger_sql (const char *table, const char *which)
{
  static const struct {
    const char *which, *text;
  } texts[] = {
    { "insert", "AFTER INSERT ON \"%1\" WHEN (new.\"geom\" NOT NULL AND NOT "
                "ST_IsEmpty(NEW.\"geom\")) BEGIN INSERT OR REPLACE INTO \"rtree_%1_geom\" VALUES "
                "(NEW.\"fid\", ST_MinX(NEW.\"geom\"), ST_MaxX(NEW.\"geom\"), "
                "ST_MinY(NEW.\"geom\"), ST_MaxY(NEW.\"geom\")); END" },
    { "update1",
      "AFTER UPDATE OF \"geom\" ON \"%1\" WHEN OLD.\"fid\" = NEW.\"fid\" AND (NEW.\"geom\" NOTNULL "
      "AND NOT ST_IsEmpty(NEW.\"geom\")) BEGIN INSERT OR REPLACE INTO \"rtree_%1_geom\" VALUES "
      "(NEW.\"fid\", ST_MinX(NEW.\"geom\"), ST_MaxX(NEW.\"geom\"), ST_MinY(NEW.\"geom\"), "
      "ST_MaxY(NEW.\"geom\")); END" },
    { "update2", "AFTER UPDATE OF \"geom\" ON \"%1\" WHEN OLD.\"fid\" = NEW.\"fid\" AND "
                 "(NEW.\"geom\" ISNULL OR ST_IsEmpty(NEW.\"geom\")) BEGIN DELETE FROM "
                 "\"rtree_%1_geom\" WHERE id = OLD.\"fid\"; END" },
    { "update3",
      "AFTER UPDATE ON \"%1\" WHEN OLD.\"fid\" != NEW.\"fid\" AND (NEW.\"geom\" NOTNULL AND NOT "
      "ST_IsEmpty(NEW.\"geom\")) BEGIN DELETE FROM \"rtree_%1_geom\" WHERE id = OLD.\"fid\"; "
      "INSERT OR REPLACE INTO \"rtree_%1_geom\" VALUES (NEW.\"fid\", ST_MinX(NEW.\"geom\"), "
      "ST_MaxX(NEW.\"geom\"), ST_MinY(NEW.\"geom\"), ST_MaxY(NEW.\"geom\")); END" },
    { "update4", "AFTER UPDATE ON \"%1\" WHEN OLD.\"fid\" != NEW.\"fid\" AND (NEW.\"geom\" ISNULL "
                 "OR ST_IsEmpty(NEW.\"geom\")) BEGIN DELETE FROM \"rtree_%1_geom\" WHERE id IN "
                 "(OLD.\"fid\", NEW.\"fid\"); END" },
    { "delete", "AFTER DELETE ON \"%1\" WHEN old.\"geom\" NOT NULL BEGIN DELETE FROM "
                "\"rtree_%1_geom\" WHERE id = OLD.\"fid\"; END" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    if (g_str_equal (texts[i].which, which)) {
      g_auto(GStrv) parts = g_strsplit (texts[i].text, "%1", -1);
      g_autofree char *body = g_strjoinv (table, parts);

      return g_strdup_printf ("CREATE TRIGGER \"rtree_%s_geom_%s\" %s", table, which, body);
    }
  }
  g_assert_not_reached ();
}

/* A row as a JSON object of SQL literals: quote() keeps every bit of numbers and geometries. */
static char *
row_expression (const char *prefix, GStrv columns)
{
  g_autoptr(GString) sql = g_string_new (NULL);

  for (guint i = 0; columns[i] != NULL; i++) {
    g_autofree char *name = yzt_schema_quote (columns[i]);
    g_autofree char *escaped = g_strescape (columns[i], "\b\f\n\r\t\v'");
    g_autofree char *key = g_strdup_printf ("%s\"%s\":", i > 0 ? "," : "{", escaped);
    char *literal = sqlite3_mprintf ("%Q", key);

    g_string_append_printf (sql, "%s||json_quote(quote(%s.%s))||", literal, prefix, name);
    sqlite3_free (literal);
  }
  g_string_append (sql, "'}'");
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

char *
yzt_schema_outside_trigger_sql (const char *table, const char *which, GStrv columns)
{
  g_autoptr(GString) sql = g_string_new (NULL);
  g_autofree char *old = row_expression ("OLD", columns);
  const char *unless_own = "NOT EXISTS (SELECT 1 FROM act_open)";

  g_string_printf (sql, "CREATE TRIGGER \"outside_%s_%s\" ", table, which);
  if (g_str_equal (which, "insert")) {
    g_string_append_printf (sql,
                            "AFTER INSERT ON \"%s\" WHEN %s BEGIN INSERT INTO outside_change (tbl, "
                            "op, fid) VALUES ('%s', 'insert', NEW.fid); END",
                            table, unless_own, table);
  } else if (g_str_equal (which, "replace")) {
    /* INSERT OR REPLACE fires no delete trigger: the row that gives way is saved before. */
    g_autofree char *present = row_expression ("t", columns);

    g_string_append_printf (
        sql,
        "BEFORE INSERT ON \"%s\" WHEN %s BEGIN INSERT INTO outside_change (tbl, op, fid, old) "
        "SELECT '%s', 'update', t.fid, %s FROM \"%s\" t WHERE t.fid = NEW.fid; END",
        table, unless_own, table, present, table);
  } else if (g_str_equal (which, "update")) {
    g_string_append_printf (sql,
                            "AFTER UPDATE ON \"%s\" WHEN %s BEGIN INSERT INTO outside_change (tbl, "
                            "op, fid, old) VALUES ('%s', 'update', OLD.fid, %s); "
                            "INSERT INTO outside_change (tbl, op, fid) SELECT '%s', 'insert', "
                            "NEW.fid WHERE NEW.fid <> OLD.fid; END",
                            table, unless_own, table, old, table);
  } else {
    g_string_append_printf (sql,
                            "AFTER DELETE ON \"%s\" WHEN %s BEGIN INSERT INTO outside_change (tbl, "
                            "op, fid, old) VALUES ('%s', 'delete', OLD.fid, %s); END",
                            table, unless_own, table, old);
  }
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static gboolean
renew_outside_triggers (YztConnection *connection, const char *table, GStrv columns, GError **error)
{
  for (guint i = 0; outside_triggers[i] != NULL; i++) {
    g_autofree char *drop =
        g_strdup_printf ("DROP TRIGGER IF EXISTS \"outside_%s_%s\"", table, outside_triggers[i]);
    g_autofree char *create = yzt_schema_outside_trigger_sql (table, outside_triggers[i], columns);

    if (!yzt_connection_exec (connection, drop, error)
        || !yzt_connection_exec (connection, create, error))
      return FALSE;
  }
  return TRUE;
}

/* --- generations --- */

static GPtrArray *
list_recorded_tables (YztConnection *connection, GError **error)
{
  g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *stmt;
  int step;

  for (guint i = 0; recorded_system_tables[i] != NULL; i++)
    g_ptr_array_add (tables, g_strdup (recorded_system_tables[i]));
  stmt = yzt_connection_query (connection, error,
                               "SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN "
                               "(SELECT replace(id, '-', '_') FROM kind) ORDER BY name",
                               "");
  if (stmt == NULL)
    return NULL;
  while ((step = yzt_connection_step (connection, stmt, error)) == 1)
    g_ptr_array_add (tables, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
  return step == 0 ? g_steal_pointer (&tables) : NULL;
}

static gboolean
write_generation (YztConnection *connection, gint64 generation, GPtrArray *tables,
                  GPtrArray *columns, GError **error)
{
  for (guint i = 0; i < tables->len; i++) {
    const char *table = g_ptr_array_index (tables, i);
    GStrv names = g_ptr_array_index (columns, i);
    g_autofree char *joined = g_strjoinv ("\n", names);
    gboolean watched = !g_strv_contains (recorded_system_tables, table)
                       || g_strv_contains (watched_system_tables, table);
    g_autofree char *before = yzt_connection_get_text (
        connection, NULL,
        "SELECT columns FROM journal_generation WHERE tbl = ?1 AND generation = ?2", "si", table,
        generation - 1);

    if (!yzt_connection_do (connection, error, "INSERT INTO journal_generation VALUES (?1, ?2, ?3)",
                            "iss", generation, table, joined))
      return FALSE;
    if (watched && g_strcmp0 (before, joined) != 0
        && !renew_outside_triggers (connection, table, names, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
yzt_schema_update_generation (YztConnection *connection, gint64 *generation_out, GError **error)
{
  g_autoptr(GPtrArray) tables = list_recorded_tables (connection, error);
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  gboolean differs = FALSE;

  if (tables == NULL || !yzt_keys_declare (connection, error)
      || !yzt_connection_get_int (connection, generation_out, error,
                                  "SELECT max(generation) FROM journal_generation", ""))
    return FALSE;
  for (guint i = 0; i < tables->len; i++) {
    const char *table = g_ptr_array_index (tables, i);
    GStrv names = yzt_connection_get_columns (connection, table, error);
    g_autofree char *joined = names != NULL ? g_strjoinv ("\n", names) : NULL;
    g_autofree char *known = yzt_connection_get_text (
        connection, NULL,
        "SELECT columns FROM journal_generation WHERE tbl = ?1 AND generation = ?2", "si", table,
        *generation_out);

    if (names == NULL)
      return FALSE;
    g_ptr_array_add (columns, names);
    differs = differs || g_strcmp0 (joined, known) != 0;
  }
  if (!differs)
    return TRUE;
  (*generation_out)++;
  return write_generation (connection, *generation_out, tables, columns, error);
}

/* --- kinds --- */

gboolean
yzt_schema_put_kind_text (YztConnection *connection, const char *id, const char *text,
                          GError **error)
{
  return yzt_connection_do (connection, error,
                            "INSERT INTO kind (id, text) VALUES (?1, ?2) ON CONFLICT (id) DO "
                            "UPDATE SET text = ?2 WHERE text IS NOT ?2",
                            "ss", id, text);
}

static const char *
get_geometry_type (YztKind *kind)
{
  switch (yzt_kind_get_geometry (kind)) {
    case YZT_KIND_GEOMETRY_POINT:
      return "POINT";
    case YZT_KIND_GEOMETRY_AREA:
      return "MULTIPOLYGON";
    case YZT_KIND_GEOMETRY_LINE:
      return "MULTILINESTRING";
    default:
      return NULL;
  }
}

static gboolean
register_contents (YztConnection *connection, YztKind *kind, GError **error)
{
  const char *table = yzt_kind_get_table (kind);
  gboolean has_geom = yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE;
  const char *geometry_type = get_geometry_type (kind);
  const char *english = yzt_kind_get_label (kind, "en");
  gint64 taken = 0;
  g_autofree char *identifier = NULL;

  if (!yzt_connection_get_int (
          connection, &taken, error,
          "SELECT count(*) FROM gpkg_contents WHERE identifier = ?1 AND table_name <> ?2", "ss",
          english, table))
    return FALSE;
  identifier = taken > 0 ? g_strdup_printf ("%s (%s)", english, table) : g_strdup (english);
  if (!yzt_connection_do (
          connection, error,
          "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) "
          "VALUES (?1, ?2, ?3, ?4, nullif(?5, 0)) "
          "ON CONFLICT (table_name) DO UPDATE SET identifier = ?3, description = ?4",
          "ssssi", table, has_geom ? "features" : "attributes", identifier,
          yzt_kind_get_label (kind, "zh_CN"), (gint64) (has_geom ? 4326 : 0)))
    return FALSE;
  return !has_geom
         || (yzt_connection_do (
                 connection, error,
                 "INSERT OR IGNORE INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, 4326, 0, 0)",
                 "ss", table, geometry_type)
             && yzt_connection_do (
                 connection, error,
                 "INSERT OR IGNORE INTO gpkg_extensions VALUES (?1, 'geom', 'gpkg_rtree_index', "
                 "'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
                 "s", table));
}

static gboolean
create_indexes (YztConnection *connection, YztKind *kind, GError **error)
{
  static const char *const searched[] = { "code", "identifier" };
  const char *table = yzt_kind_get_table (kind);

  for (guint i = 0; i < G_N_ELEMENTS (searched); i++) {
    g_autofree char *sql =
        g_strdup_printf ("CREATE INDEX IF NOT EXISTS \"%s_%s\" ON \"%s\" (\"%s\")", table,
                         searched[i], table, searched[i]);

    if (yzt_kind_get_field_index (kind, searched[i]) >= 0
        && !yzt_connection_exec (connection, sql, error))
      return FALSE;
  }
  if (yzt_kind_get_owner (kind) != NULL) {
    g_autofree char *sql = g_strdup_printf (
        "CREATE INDEX IF NOT EXISTS \"%s_owner_fid\" ON \"%s\" (owner_fid)", table, table);

    return yzt_connection_exec (connection, sql, error);
  }
  return TRUE;
}

static gboolean
create_rtree (YztConnection *connection, const char *table, GError **error)
{
  g_autofree char *create = g_strdup_printf (
      "CREATE VIRTUAL TABLE \"rtree_%s_geom\" USING rtree(id, minx, maxx, miny, maxy)", table);

  if (!yzt_connection_exec (connection, create, error))
    return FALSE;
  for (guint i = 0; rtree_triggers[i] != NULL; i++) {
    g_autofree char *sql = yzt_schema_rtree_trigger_sql (table, rtree_triggers[i]);

    if (!yzt_connection_exec (connection, sql, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
create_table (YztConnection *connection, YztKind *kind, GError **error)
{
  const char *table = yzt_kind_get_table (kind);
  YztKindGeometry geometry = yzt_kind_get_geometry (kind);
  g_autoptr(GString) sql = g_string_new (NULL);

  g_string_printf (sql, "CREATE TABLE \"%s\" (fid INTEGER PRIMARY KEY NOT NULL", table);
  if (geometry != YZT_KIND_GEOMETRY_NONE)
    g_string_append_printf (sql, ", geom %s", get_geometry_type (kind));
  if (yzt_kind_get_owner (kind) != NULL)
    g_string_append (sql, ", owner_fid INTEGER");
  for (guint i = 0; i < yzt_kind_get_n_fields (kind); i++) {
    const YztField *field = yzt_kind_get_field (kind, i);

    g_string_append_printf (sql, ", \"%s\" %s", yzt_field_get_name (field),
                            yzt_field_get_column_type (field));
  }
  g_string_append (sql, ")");
  return yzt_connection_exec (connection, sql->str, error)
         && register_contents (connection, kind, error)
         && (geometry == YZT_KIND_GEOMETRY_NONE || create_rtree (connection, table, error));
}

/* Values that are there must keep their meaning: a number may become a fraction, text may become other text; nothing else. */
static gboolean
check_column (YztConnection *connection, YztKind *kind, const YztField *field, GError **error)
{
  const char *wanted = yzt_field_get_column_type (field);
  g_autofree char *present = yzt_connection_get_text (
      connection, NULL, "SELECT type FROM pragma_table_info(?1) WHERE name = ?2", "ss",
      yzt_kind_get_table (kind), yzt_field_get_name (field));

  if (present == NULL || g_ascii_strcasecmp (present, wanted) == 0 || *present == '\0'
      || (g_ascii_strcasecmp (present, "INTEGER") == 0 && g_ascii_strcasecmp (wanted, "REAL") == 0))
    return TRUE;
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED,
               _("“%s” of the kind “%s” holds values of another type (%s) in this map; give the new "
                 "field another name."),
               yzt_field_get_label (field, yzt_store_language ()),
               yzt_kind_get_label (kind, yzt_store_language ()), present);
  return FALSE;
}

static gboolean
add_columns (YztConnection *connection, YztKind *kind, GError **error)
{
  const char *table = yzt_kind_get_table (kind);
  g_auto(GStrv) columns = yzt_connection_get_columns (connection, table, error);
  g_autofree char *geometry_type = yzt_connection_get_text (
      connection, NULL,
      "SELECT geometry_type_name FROM gpkg_geometry_columns WHERE table_name = ?1", "s", table);

  if (columns == NULL || !yzt_keys_check_owner (connection, kind, error))
    return FALSE;
  if (g_strcmp0 (geometry_type, get_geometry_type (kind)) != 0
      || (yzt_kind_get_owner (kind) != NULL)
             != g_strv_contains ((const char *const *) columns, "owner_fid")) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED,
                 _("The kind “%s” is already in this map with another geometry or owner; give the "
                    "new kind another id."),
                 yzt_kind_get_id (kind));
    return FALSE;
  }
  for (guint i = 0; i < yzt_kind_get_n_fields (kind); i++) {
    const YztField *field = yzt_kind_get_field (kind, i);
    g_autofree char *sql =
        g_strdup_printf ("ALTER TABLE \"%s\" ADD COLUMN \"%s\" %s", table,
                         yzt_field_get_name (field), yzt_field_get_column_type (field));

    if (g_strv_contains ((const char *const *) columns, yzt_field_get_name (field))
            ? !check_column (connection, kind, field, error)
            : !yzt_connection_exec (connection, sql, error))
      return FALSE;
  }
  return register_contents (connection, kind, error);
}

/* Every filter of the scene has one bit for each kind with a place. */
static gboolean
check_room (YztConnection *connection, YztKind *kind, GError **error)
{
  gint64 on_map = 0;

  if (yzt_kind_get_geometry (kind) == YZT_KIND_GEOMETRY_NONE)
    return TRUE;
  if (!yzt_connection_get_int (connection, &on_map, error,
                               "SELECT count (*) FROM kind JOIN gpkg_geometry_columns"
                               " ON table_name = replace (id, '-', '_')", ""))
    return FALSE;
  if (on_map < YZT_KINDS_ON_MAP_MAX)
    return TRUE;
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED,
               _("A map can hold %d kinds of things with a place, and this one does; give the things"
                 " a kind that is there, with a field that tells them apart."),
               YZT_KINDS_ON_MAP_MAX);
  return FALSE;
}

gboolean
yzt_schema_put_kind (YztConnection *connection, YztKind *kind, GError **error)
{
  const char *table = yzt_kind_get_table (kind);

  if (!yzt_kind_is_abstract (kind)) {
    gboolean known = yzt_connection_has_table (connection, table);

    if (!known && !check_room (connection, kind, error))
      return FALSE;
    if (!(known ? add_columns (connection, kind, error) : create_table (connection, kind, error))
        || !create_indexes (connection, kind, error))
      return FALSE;
  }
  return yzt_schema_put_kind_text (connection, yzt_kind_get_id (kind),
                                   yzt_kind_get_source_text (kind), error);
}

YztKindSet *
yzt_schema_load_kinds (YztConnection *connection, GError **error)
{
  g_autoptr(GPtrArray) kinds = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_kind_unref);
  g_autofree char *common_text =
      yzt_connection_get_text (connection, NULL, "SELECT text FROM kind WHERE id = 'common'", "");
  g_autoptr(YztKind) common = NULL;
  sqlite3_stmt *stmt;
  int step;

  if (common_text != NULL) {
    common = yzt_kind_parse (common_text, strlen (common_text), "common.kind", NULL, error);
    if (common == NULL)
      return NULL;
  }
  stmt = yzt_connection_query (connection, error,
                               "SELECT id, text FROM kind WHERE id <> 'common' ORDER BY id", "");
  if (stmt == NULL)
    return NULL;
  while ((step = yzt_connection_step (connection, stmt, error)) == 1) {
    g_autofree char *origin =
        g_strdup_printf ("%s.kind", (const char *) sqlite3_column_text (stmt, 0));
    const char *text = (const char *) sqlite3_column_text (stmt, 1);
    /* A damaged map may hold none; then it says that it cannot be read. */
    YztKind *kind = yzt_kind_parse (text != NULL ? text : "", text != NULL ? strlen (text) : 0, origin, common, error);

    if (kind == NULL) {
      sqlite3_reset (stmt);
      return NULL;
    }
    g_ptr_array_add (kinds, kind);
  }
  return step == 0 ? yzt_kind_set_new ((YztKind *const *) kinds->pdata, kinds->len) : NULL;
}

gboolean
yzt_schema_refresh_contents (YztConnection *connection, GError **error)
{
  g_autoptr(YztKindSet) kinds = yzt_schema_load_kinds (connection, error);

  for (guint i = 0; kinds != NULL && i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);

    if (!yzt_kind_is_abstract (kind)
        && yzt_connection_has_table (connection, yzt_kind_get_table (kind))
        && !register_contents (connection, kind, error))
      return FALSE;
  }
  return kinds != NULL && yzt_keys_declare (connection, error);
}
