/* test-store-common.h: a small map for the tests of the store
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include "yzt-store.h"
#include "yzt-store-private.h"
#include "yzt-prepared-private.h"

#define DEPOT_KIND                                                                                 \
  "[Kind]\nVersion=1\nId=depot\nLabel=Depot\nLabel[zh_CN]=物资储备库\nGeometry=point\n"       \
  "[Field "                                                                                        \
  "grade]\nType=enum\nLabel=Grade\nValues=first;second\nValue.first=First\nValue.second=Second\n"  \
  "[Field area_m2]\nType=number\nLabel=Area\nUnit=m²\nSummable=true\n[Field "                     \
  "staff]\nType=integer\nLabel=Staff\n[Field phone]\nType=phone\nLabel=Phone\n"                    \
  "[Field order]\nType=text\nLabel=Order\n"
#define STOCK_KIND                                                                                 \
  "[Kind]\nVersion=1\nId=stock-line\nLabel=Stock "                                                 \
  "line\nLabel[zh_CN]=库存\nGeometry=none\nOwner=depot\n"                                        \
  "[Field quantity]\nType=number\nLabel=Quantity\nSummable=true\n"
#define ZONE_KIND                                                                                  \
  "[Kind]\nVersion=1\nId=zone\nLabel=Zone\nLabel[zh_CN]=区域\nGeometry=area\n[Field "            \
  "note]\nType=multiline\nLabel=Note\n"
#define PLAN_KIND                                                                                  \
  "[Kind]\nVersion=1\nId=plan\nLabel=Plan\nLabel[zh_CN]=预案\nGeometry=none\n[Field "            \
  "version]\nType=text\nLabel=Version\n"

typedef struct {
  char *folder, *path;
  gint64 now_ms;
  YztClock clock;
  YztKindSet *set;
  YztKind *depot, *stock, *zone, *plan;
} Fixture;

static inline YztKind *
parse_kind (const char *text, YztKind *common)
{
  g_autoptr(GError) error = NULL;
  YztKind *kind = yzt_kind_parse (text, strlen (text), "test.kind", common, &error);

  g_assert_no_error (error);
  return kind;
}

static inline void
fixture_set_up (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *common_path = g_build_filename (yzt_data_dir (), "kinds", "common.kind", NULL);
  g_autofree char *common_text = NULL;
  g_autoptr(YztKind) common = NULL;
  YztKind *kinds[4];

  f->folder = g_dir_make_tmp ("yzt-store-XXXXXX", &error);
  g_assert_no_error (error);
  f->path = g_build_filename (f->folder, "map 一.gpkg", NULL);
  f->now_ms = G_GINT64_CONSTANT (1795321440000); /* 2026-11-22T04:24:00Z */
  f->clock = (YztClock) YZT_CLOCK_FIXED (&f->now_ms);
  g_assert_true (g_file_get_contents (common_path, &common_text, NULL, NULL));
  common = parse_kind (common_text, NULL);
  kinds[0] = f->depot = parse_kind (DEPOT_KIND, common);
  kinds[1] = f->stock = parse_kind (STOCK_KIND, common);
  kinds[2] = f->zone = parse_kind (ZONE_KIND, common);
  kinds[3] = f->plan = parse_kind (PLAN_KIND, common);
  f->set = yzt_kind_set_new (kinds, G_N_ELEMENTS (kinds));
  g_assert_true (
      yzt_store_create (f->path, f->set, "Test 测试", "Asia/Shanghai", &f->clock, &error));
  g_assert_no_error (error);
}

static inline void
remove_folder (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
      remove_folder (path);
    else
      g_unlink (path);
  }
  g_rmdir (folder);
}

static inline void
fixture_tear_down (Fixture *f, gconstpointer data)
{
  remove_folder (f->folder);
  yzt_kind_unref (f->depot);
  yzt_kind_unref (f->stock);
  yzt_kind_unref (f->zone);
  yzt_kind_unref (f->plan);
  yzt_kind_set_unref (f->set);
  g_free (f->path);
  g_free (f->folder);
}

static inline YztStore *
open_map (Fixture *f)
{
  g_autoptr(GError) error = NULL;
  YztStore *store = yzt_store_open (f->path, YZT_STORE_READ_WRITE, &f->clock, &error);

  g_assert_no_error (error);
  g_assert_nonnull (store);
  return store;
}

static inline YztRow *
new_depot (Fixture *f, const char *name, double lon, double lat)
{
  YztRow *row = yzt_row_new (f->depot);
  YztCell area = { YZT_CELL_NUMBER, { .number = 0.1 + lon } };

  yzt_row_set_text (row, "name", name);
  yzt_row_set_text (row, "order", "first, 'second'");
  yzt_row_set (row, "area_m2", &area);
  row->has_position = TRUE;
  row->lon = lon;
  row->lat = lat;
  return row;
}

#define INFO(text)                                                                                 \
  ((YztActInfo) { .author = "李四", .window = "w1", .label = (text), .nature = YZT_ACT_EDIT })

static inline gint64
act_ok (YztStore *store, const YztActInfo *info, YztActFunc func, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = yzt_store_write (store, info, func, data, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  return result->entry;
}

static inline gboolean
insert_row (YztAct *act, gpointer row, GError **error)
{
  return yzt_act_insert (act, row, error);
}

static inline gboolean
update_row (YztAct *act, gpointer row, GError **error)
{
  return yzt_act_update (act, row, error);
}

static inline gboolean
delete_row (YztAct *act, gpointer data, GError **error)
{
  YztRow *row = data;

  return yzt_act_delete (act, row->kind, row->fid, error);
}

static inline void
assert_sound (YztStore *store)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) problems = yzt_store_check (store, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (char *) g_ptr_array_index (problems, i));
  g_assert_cmpuint (problems->len, ==, 0);
}

/* All recorded tables as text, in a fixed order. */
static inline char *
dump_map (const char *path)
{
  static const char *const tables[] = { "depot", "stock_line",   "zone",
                                        "plan",  "plan_section", "plan_document",
                                        "kind",  "person",       "sign_in" };
  g_autoptr(GString) text = g_string_new (NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++) {
    g_autofree char *sql = g_strdup_printf ("SELECT * FROM \"%s\" ORDER BY 1", tables[i]);
    sqlite3_stmt *stmt;

    g_string_append_printf (text, "== %s\n", tables[i]);
    g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
    while (sqlite3_step (stmt) == SQLITE_ROW) {
      for (int c = 0; c < sqlite3_column_count (stmt); c++) {
        if (sqlite3_column_type (stmt, c) == SQLITE_BLOB) {
          const guint8 *bytes = sqlite3_column_blob (stmt, c);

          for (int b = 0; b < sqlite3_column_bytes (stmt, c); b++)
            g_string_append_printf (text, "%02x", bytes[b]);
        } else if (sqlite3_column_type (stmt, c) != SQLITE_NULL) {
          g_string_append_printf (text, "%d:%s", sqlite3_column_type (stmt, c),
                                  (const char *) sqlite3_column_text (stmt, c));
        }
        g_string_append_c (text, '|');
      }
      g_string_append_c (text, '\n');
    }
    sqlite3_finalize (stmt);
  }
  sqlite3_close (db);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* As another programme does: a plain connection with the ST_ functions, as QGIS has them. */
static inline sqlite3 *
open_other (const char *path)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 2000);
  yzt_gpkg_functions_register (db);
  return db;
}

static inline void
run_other (const char *path, const char *sql)
{
  sqlite3 *db = open_other (path);
  char *message = NULL;

  if (sqlite3_exec (db, sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s: %s", sql, message);
  sqlite3_close (db);
}

/* The one number a query of another programme finds. */
static inline gint64
query_int (const char *path, const char *sql)
{
  sqlite3_stmt *stmt;
  sqlite3 *db;
  gint64 value;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return value;
}

/* Small acts go the ways of large ones. */
static inline void
set_up_ahead (Fixture *f, gconstpointer data)
{
  fixture_set_up (f, data);
  yzt_prepared_set_sizes (300, 1000);
}

static inline void
tear_down_ahead (Fixture *f, gconstpointer data)
{
  yzt_prepared_set_sizes (0, 0);
  fixture_tear_down (f, data);
}
