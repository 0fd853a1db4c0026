/* yzt-test-map.h: a new map in a temporary folder with the kinds of data/kinds, for tests of the upper rooms
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <glib/gstdio.h>

#include "test-folder.h"
#include "yzt-geo.h"
#include "yzt-store.h"

#define YZT_TEST_NOW_MS G_GINT64_CONSTANT (1790000000000)

static gint64 yzt_test_now_ms = YZT_TEST_NOW_MS;
static const YztClock yzt_test_clock = YZT_CLOCK_FIXED (&yzt_test_now_ms);

typedef struct {
  char *folder;
  char *path;
  YztKindSet *kinds;
  YztStore *store;
} TestMap;

static YztKind *
test_kind_load (const char *folder, const char *name, YztKind *common)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  gsize length = 0;
  g_autoptr (GError) error = NULL;
  YztKind *kind;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  kind = yzt_kind_parse (text, length, name, common, &error);
  g_assert_no_error (error);
  return kind;
}

static YztKindSet *
test_kinds_load (void)
{
  g_autofree char *folder = g_build_filename (yzt_data_dir (), "kinds", NULL);
  g_autoptr (GPtrArray) kinds = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_kind_unref);
  g_autoptr (YztKind) common = test_kind_load (folder, "common.kind", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_suffix (name, ".kind") && !g_str_equal (name, "common.kind")) {
      g_ptr_array_add (kinds, test_kind_load (folder, name, common));
    }
  }
  return yzt_kind_set_new ((YztKind *const *) kinds->pdata, kinds->len);
}

static inline void
test_map_set_up (TestMap *map)
{
  g_autoptr (GError) error = NULL;

  yzt_geo_init ();
  map->folder = g_dir_make_tmp ("yzt-test-XXXXXX", &error);
  g_assert_no_error (error);
  map->path = g_build_filename (map->folder, "map.gpkg", NULL);
  map->kinds = test_kinds_load ();
  yzt_store_create (map->path, map->kinds, "Test", "Asia/Shanghai", &yzt_test_clock, &error);
  g_assert_no_error (error);
  map->store = yzt_store_open (map->path, YZT_STORE_READ_WRITE, &yzt_test_clock, &error);
  g_assert_no_error (error);
}

static inline void
test_map_tear_down (TestMap *map)
{
  yzt_store_close (map->store);
  g_clear_object (&map->store);
  g_clear_pointer (&map->kinds, yzt_kind_set_unref);
  test_remove_tree (map->folder);
  g_clear_pointer (&map->folder, g_free);
  g_clear_pointer (&map->path, g_free);
}

static inline YztKind *
test_map_kind (TestMap *map, const char *id)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (map->store), id);

  g_assert_nonnull (kind);
  return kind;
}

static inline gboolean
test_collect_row (const YztRow *row, gpointer user_data)
{
  g_ptr_array_add (user_data, yzt_row_copy (row));
  return TRUE;
}

/* Every row of a kind by fid. */
static inline GPtrArray *
test_map_rows (TestMap *map, const char *id)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  g_autoptr (GError) error = NULL;

  yzt_store_read_rows (map->store, test_map_kind (map, id), test_collect_row, rows, &error);
  g_assert_no_error (error);
  return rows;
}

static inline char *
test_map_write_file (TestMap *map, const char *name, const char *text, gssize length)
{
  char *path = g_build_filename (map->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);
  return path;
}

/* For g_test_add with a TestMap as fixture. */
static inline void
test_map_begin (TestMap *map, gconstpointer data)
{
  test_map_set_up (map);
}

static inline void
test_map_end (TestMap *map, gconstpointer data)
{
  test_map_tear_down (map);
}
