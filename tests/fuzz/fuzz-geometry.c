/* fuzz-geometry.c: geometry blobs as other programmes put them into a map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "fuzz.h"
#include "yzt-geo.h"
#include "yzt-store-private.h"

static sqlite3 *db;
static sqlite3_stmt *bounds;

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_start ();
  yzt_geo_init ();
  fuzz_assert (sqlite3_open (":memory:", &db) == SQLITE_OK);
  yzt_gpkg_functions_register (db);
  fuzz_assert (sqlite3_prepare_v2 (db, "SELECT ST_IsEmpty(?1), ST_MinX(?1), ST_MaxX(?1), ST_MinY(?1), ST_MaxY(?1)",
                                   -1, &bounds, NULL)
               == SQLITE_OK);
  return 0;
}

/* What was read is written and read again: the same. */
static void
check_round_trip (const YztGeometry *geometry)
{
  g_autoptr(GBytes) written = yzt_geometry_to_gpkg (geometry);
  g_autoptr(GError) error = NULL;
  g_autoptr(YztGeometry) again
      = yzt_geometry_from_gpkg (g_bytes_get_data (written, NULL), g_bytes_get_size (written), &error);

  if (again == NULL)
    g_error ("what was written cannot be read: %s", error->message);
  fuzz_assert (yzt_geometry_get_n_rings (again) == yzt_geometry_get_n_rings (geometry));
  for (guint i = 0; i < yzt_geometry_get_n_rings (again); i++) {
    guint n_a, n_b;
    const YztPosition *a = yzt_geometry_get_ring (geometry, i, &n_a), *b = yzt_geometry_get_ring (again, i, &n_b);

    fuzz_assert (n_a == n_b);
    for (guint k = 0; k < n_a; k++)
      fuzz_assert (a[k].lon == b[k].lon && a[k].lat == b[k].lat);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztGeometry) geometry = yzt_geometry_from_gpkg (data, size, &error);
  YztPosition position;

  if (yzt_gpkg_point_read (data, size, &position))
    fuzz_assert (yzt_position_is_valid (position));
  sqlite3_bind_blob (bounds, 1, data, (int) size, SQLITE_STATIC);
  sqlite3_step (bounds);
  sqlite3_reset (bounds);
  if (geometry == NULL) {
    fuzz_check_error (error);
    return 0;
  }
  position = yzt_geometry_get_label_position (geometry);
  fuzz_assert (yzt_position_is_valid (position));
  yzt_geometry_contains (geometry, position);
  check_round_trip (geometry);
  return 0;
}
