/* test-geometry.c: areas, lines and points, and GeoPackage blobs good and damaged
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-geo.h"

#include <math.h>
#include <string.h>

/* POINT (112.55 23.02), little endian, as ogr2ogr writes it. */
static GBytes *
point_blob (void)
{
  guint8 blob[YZT_GPKG_POINT_SIZE];

  yzt_gpkg_point_write ((YztPosition) { 112.55, 23.02 }, blob);

  return g_bytes_new (blob, sizeof blob);
}

/* --- a writer of WKB for every type, byte order and dimension --- */

typedef struct {
  GByteArray *bytes;
  gboolean big;
  guint dimensions; /* 2 to 4 */
  gboolean ewkb;
} Writer;

static void
put_u32 (Writer *w,
         guint32 v)
{
  v = w->big ? GUINT32_TO_BE (v) : GUINT32_TO_LE (v);
  g_byte_array_append (w->bytes, (const guint8 *) &v, 4);
}

static void
put_double (Writer *w,
            double  d)
{
  guint64 v;

  memcpy (&v, &d, 8);
  v = w->big ? GUINT64_TO_BE (v) : GUINT64_TO_LE (v);
  g_byte_array_append (w->bytes, (const guint8 *) &v, 8);
}

static void
put_type (Writer *w,
          guint32 type)
{
  guint8 order = w->big ? 0 : 1;
  static const guint32 iso[] = { 0, 1000, 3000 };
  static const guint32 ewkb[] = { 0, 0x80000000u, 0xC0000000u };

  g_byte_array_append (w->bytes, &order, 1);
  put_u32 (w, w->ewkb ? type | ewkb[w->dimensions - 2] : type + iso[w->dimensions - 2]);
}

static void
put_points (Writer       *w,
            const double *lonlat,
            guint         n)
{
  for (guint i = 0; i < n; i++) {
    put_double (w, lonlat[2 * i]);
    put_double (w, lonlat[2 * i + 1]);
    for (guint k = 2; k < w->dimensions; k++) {
      put_double (w, NAN); /* heights may be unknown: that is no damage */
    }
  }
}

static void
put_header (Writer *w,
            guint   envelope)
{
  static const guint n_doubles[] = { 0, 4, 6, 6, 8 };
  guint8 start[8] = { 'G', 'P', 0, 0, 0, 0, 0, 0 };

  start[3] = (guint8) (envelope << 1);
  g_byte_array_append (w->bytes, start, 8);
  for (guint i = 0; i < n_doubles[envelope]; i++) {
    put_double (w, 0.0);
  }
}

static const double outer[] = { 112, 23, 113, 23, 113, 24, 112, 24, 112, 23 };
static const double hole[] = { 112.4, 23.4, 112.4, 23.6, 112.6, 23.6, 112.6, 23.4, 112.4, 23.4 };
static const double far_away[] = { 120, 30, 121, 30, 120.5, 31, 120, 30 };

/* Two polygons, the first with a hole. */
static GBytes *
multipolygon_blob (gboolean big,
                   guint    dimensions,
                   gboolean ewkb,
                   guint    envelope)
{
  Writer w = { g_byte_array_new (), big, dimensions, ewkb };

  put_header (&w, envelope);
  put_type (&w, 6);
  put_u32 (&w, 2);
  put_type (&w, 3);
  put_u32 (&w, 2);
  put_u32 (&w, 5);
  put_points (&w, outer, 5);
  put_u32 (&w, 5);
  put_points (&w, hole, 5);
  put_type (&w, 3);
  put_u32 (&w, 1);
  put_u32 (&w, 4);
  put_points (&w, far_away, 4);

  return g_byte_array_free_to_bytes (w.bytes);
}

static GBytes *
multiline_blob (void)
{
  static const double line[] = { 110, 20, 111, 20, 112, 20, 114, 20 };
  Writer w = { g_byte_array_new (), FALSE, 2, FALSE };

  put_header (&w, 1);
  put_type (&w, 5);
  put_u32 (&w, 1);
  put_type (&w, 2);
  put_u32 (&w, 4);
  put_points (&w, line, 4);

  return g_byte_array_free_to_bytes (w.bytes);
}

static YztGeometry *
read_bytes (GBytes  *blob,
            GError **error)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (blob, &length);

  return yzt_geometry_from_gpkg (data, length, error);
}

static void
check_multipolygon (YztGeometry *geometry)
{
  YztBox box = yzt_geometry_get_box (geometry);
  guint n;

  g_assert_cmpint (yzt_geometry_get_type_id (geometry), ==, YZT_GEOMETRY_AREA);
  g_assert_cmpuint (yzt_geometry_get_n_rings (geometry), ==, 3);
  yzt_geometry_get_ring (geometry, 0, &n);
  g_assert_cmpuint (n, ==, 4); /* kept open */
  yzt_geometry_get_ring (geometry, 2, &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpfloat (box.west, ==, 112.0);
  g_assert_cmpfloat (box.east, ==, 121.0);
  g_assert_cmpfloat (box.south, ==, 23.0);
  g_assert_cmpfloat (box.north, ==, 31.0);
  g_assert_true (yzt_geometry_contains (geometry, (YztPosition) { 112.1, 23.1 }));
  g_assert_false (yzt_geometry_contains (geometry, (YztPosition) { 112.5, 23.5 }));
  g_assert_true (yzt_geometry_contains (geometry, (YztPosition) { 120.5, 30.5 }));
  g_assert_false (yzt_geometry_contains (geometry, (YztPosition) { 116.0, 26.0 }));
  g_assert_true (yzt_geometry_contains (geometry, yzt_geometry_get_label_position (geometry)));
}

static void
test_read_all_forms (void)
{
  for (guint big = 0; big < 2; big++) {
    for (guint dimensions = 2; dimensions <= 4; dimensions++) {
      for (guint ewkb = 0; ewkb < 2; ewkb++) {
        for (guint envelope = 0; envelope <= 4; envelope++) {
          g_autoptr (GError) error = NULL;
          g_autoptr (GBytes) blob = multipolygon_blob (big != 0, dimensions, ewkb != 0, envelope);
          g_autoptr (YztGeometry) geometry = read_bytes (blob, &error);

          g_assert_no_error (error);
          check_multipolygon (geometry);
        }
      }
    }
  }
}

static void
test_round_trip (void)
{
  g_autoptr (GBytes) blob = multipolygon_blob (FALSE, 2, FALSE, 1);
  g_autoptr (YztGeometry) first = read_bytes (blob, NULL);
  g_autoptr (GBytes) written = yzt_geometry_to_gpkg (first);
  g_autoptr (YztGeometry) second = read_bytes (written, NULL);
  g_autoptr (GBytes) again = NULL;
  const guint8 *bytes = g_bytes_get_data (written, NULL);

  g_assert_nonnull (second);
  check_multipolygon (second);
  again = yzt_geometry_to_gpkg (second);
  g_assert_true (g_bytes_equal (written, again));
  /* What ogr2ogr writes for the same area but for the envelope's numbers. */
  g_assert_cmpuint (g_bytes_get_size (written), ==, g_bytes_get_size (blob));
  g_assert_cmpmem (bytes, 2, "GP", 2);
  g_assert_cmpuint (bytes[3], ==, 3);
  g_assert_cmpmem (bytes + 4, 4, "\xe6\x10\0\0", 4);
}

static void
test_line (void)
{
  g_autoptr (GBytes) blob = multiline_blob ();
  g_autoptr (YztGeometry) line = read_bytes (blob, NULL);
  g_autoptr (GBytes) written = NULL;
  g_autoptr (YztGeometry) again = NULL;
  YztPosition label;

  g_assert_nonnull (line);
  g_assert_cmpint (yzt_geometry_get_type_id (line), ==, YZT_GEOMETRY_LINE);
  label = yzt_geometry_get_label_position (line);
  g_assert_cmpfloat_with_epsilon (label.lon, 112.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (label.lat, 20.0, 1e-12);
  g_assert_false (yzt_geometry_contains (line, label));
  written = yzt_geometry_to_gpkg (line);
  again = read_bytes (written, NULL);
  g_assert_nonnull (again);
  g_assert_cmpuint (yzt_geometry_get_n_rings (again), ==, 1);
}

static void
test_point (void)
{
  g_autoptr (GBytes) blob = point_blob ();
  g_autoptr (YztGeometry) point = read_bytes (blob, NULL);
  g_autoptr (YztGeometry) made = yzt_geometry_new_point ((YztPosition) { 112.55, 23.02 });
  g_autoptr (GBytes) written = yzt_geometry_to_gpkg (made);
  gsize length;
  gconstpointer data = g_bytes_get_data (blob, &length);
  YztPosition p;

  g_assert_nonnull (point);
  g_assert_true (g_bytes_equal (written, blob));
  g_assert_cmpuint (length, ==, 29);
  g_assert_true (yzt_gpkg_point_read (data, length, &p));
  g_assert_cmpfloat (p.lon, ==, 112.55);
  g_assert_cmpfloat (p.lat, ==, 23.02);
  for (gsize cut = 0; cut < length; cut++) {
    g_assert_false (yzt_gpkg_point_read (data, cut, &p));
  }
}

static void
test_point_refused (void)
{
  guint8 blob[YZT_GPKG_POINT_SIZE];
  YztPosition p;
  g_autoptr (GBytes) area = multipolygon_blob (FALSE, 2, FALSE, 0);
  gsize length;
  gconstpointer data = g_bytes_get_data (area, &length);

  yzt_gpkg_point_write ((YztPosition) { NAN, NAN }, blob); /* an empty point */
  g_assert_false (yzt_gpkg_point_read (blob, sizeof blob, &p));
  yzt_gpkg_point_write ((YztPosition) { 500000.0, 2500000.0 }, blob); /* metres */
  g_assert_false (yzt_gpkg_point_read (blob, sizeof blob, &p));
  yzt_gpkg_point_write ((YztPosition) { 1.0, 2.0 }, blob);
  blob[3] |= 0x10; /* says "empty" */
  g_assert_false (yzt_gpkg_point_read (blob, sizeof blob, &p));
  blob[3] = 0x21; /* an extended blob is none of ours */
  g_assert_false (yzt_gpkg_point_read (blob, sizeof blob, &p));
  g_assert_false (yzt_gpkg_point_read (data, length, &p));
  g_assert_false (yzt_gpkg_point_read (NULL, 0, &p));
}

static void
test_point_edge (void)
{
  guint8 blob[YZT_GPKG_POINT_SIZE];
  YztPosition p;

  yzt_gpkg_point_write ((YztPosition) { 180.00000000000003, -90.00000000000001 }, blob);
  g_assert_true (yzt_gpkg_point_read (blob, sizeof blob, &p));
  g_assert_true (yzt_position_is_valid (p));
}

static void
test_errors (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  guint8 blob[YZT_GPKG_POINT_SIZE];
  Writer w = { bytes, FALSE, 2, FALSE };

  g_assert_null (yzt_geometry_from_gpkg (NULL, 0, &error));
  g_assert_error (error, YZT_GEO_ERROR, YZT_GEO_ERROR_DAMAGED);
  g_clear_error (&error);

  yzt_gpkg_point_write ((YztPosition) { 500000.0, 2500000.0 }, blob);
  g_assert_null (yzt_geometry_from_gpkg (blob, sizeof blob, &error));
  g_assert_error (error, YZT_GEO_ERROR, YZT_GEO_ERROR_RANGE);
  g_clear_error (&error);

  /* Four thousand million points in a few bytes. */
  put_header (&w, 0);
  put_type (&w, 3);
  put_u32 (&w, 1);
  put_u32 (&w, 0xFFFFFFFFu);
  put_points (&w, outer, 5);
  g_assert_null (yzt_geometry_from_gpkg (bytes->data, bytes->len, &error));
  g_assert_error (error, YZT_GEO_ERROR, YZT_GEO_ERROR_DAMAGED);
  g_clear_error (&error);

  /* Empty multipolygon; a polygon whose only ring is a line. */
  g_byte_array_set_size (bytes, 0);
  put_header (&w, 0);
  put_type (&w, 6);
  put_u32 (&w, 0);
  g_assert_null (yzt_geometry_from_gpkg (bytes->data, bytes->len, &error));
  g_assert_error (error, YZT_GEO_ERROR, YZT_GEO_ERROR_DAMAGED);
  g_clear_error (&error);
  g_byte_array_set_size (bytes, 0);
  put_header (&w, 0);
  put_type (&w, 3);
  put_u32 (&w, 2);
  put_u32 (&w, 2);
  put_points (&w, outer, 2);
  put_u32 (&w, 5);
  put_points (&w, hole, 5); /* a hole in nothing must not become an area */
  g_assert_null (yzt_geometry_from_gpkg (bytes->data, bytes->len, &error));
  g_assert_error (error, YZT_GEO_ERROR, YZT_GEO_ERROR_DAMAGED);
}

/* Every cut and 20 000 random changes: no crash, and what is accepted is whole. */
static void
shake (GBytes *seed,
       guint   n_rounds)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (seed, &length);

  for (gsize cut = 0; cut < length; cut++) {
    g_autofree guint8 *copy = g_memdup2 (data, cut); /* its own block: reading past it is seen */

    g_assert_null (yzt_geometry_from_gpkg (copy, cut, NULL));
  }
  for (guint round = 0; round < n_rounds; round++) {
    gsize size = g_test_rand_int_range (0, 4) == 0
      ? (gsize) g_test_rand_int_range (1, (gint32) length + 1) : length;
    g_autofree guint8 *copy = g_memdup2 (data, size);
    g_autoptr (YztGeometry) geometry = NULL;
    g_autoptr (GError) error = NULL;
    YztPosition p;
    int n_changes = g_test_rand_int_range (1, 6);

    for (int i = 0; i < n_changes; i++) {
      copy[g_test_rand_int_range (0, (gint32) size)] = (guint8) g_test_rand_int_range (0, 256);
    }
    geometry = yzt_geometry_from_gpkg (copy, size, &error);
    g_assert_true ((geometry == NULL) == (error != NULL));
    if (geometry != NULL) {
      g_autoptr (GBytes) written = yzt_geometry_to_gpkg (geometry);
      g_autoptr (YztGeometry) again = read_bytes (written, NULL);

      g_assert_nonnull (again);
      g_assert_true (yzt_position_is_valid (yzt_geometry_get_label_position (geometry)));
    }
    if (yzt_gpkg_point_read (copy, size, &p)) {
      g_assert_true (yzt_position_is_valid (p));
    }
  }
}

static void
test_damaged (void)
{
  g_autoptr (GBytes) point = point_blob ();
  g_autoptr (GBytes) area = multipolygon_blob (FALSE, 2, FALSE, 1);
  g_autoptr (GBytes) big = multipolygon_blob (TRUE, 4, TRUE, 4);
  g_autoptr (GBytes) line = multiline_blob ();

  shake (point, 5000);
  shake (area, 5000);
  shake (big, 5000);
  shake (line, 5000);
}

static void
test_ring_area (void)
{
  YztPosition center = { 112.55, 23.02 };
  YztPosition ring[180];
  guint starts[] = { 0, G_N_ELEMENTS (ring) };
  g_autoptr (YztGeometry) area = NULL;
  YztPosition label;

  yzt_geo_ring (center, 1000.0, ring, G_N_ELEMENTS (ring));
  area = yzt_geometry_new_area (ring, starts, 1);
  g_assert_nonnull (area);
  label = yzt_geometry_get_label_position (area);
  g_assert_cmpfloat (yzt_geo_distance_m (label, center, NULL), <, 1.0);
  for (guint i = 0; i < 2000; i++) {
    double distance_m = g_test_rand_double_range (0.0, 2000.0);
    YztPosition p = yzt_geo_direct (center, g_test_rand_double_range (0.0, 360.0), distance_m);

    if (fabs (distance_m - 1000.0) > 2.0) {
      g_assert_cmpint (yzt_geometry_contains (area, p), ==, distance_m < 1000.0);
    }
  }
}

/* The centroid of a horseshoe lies outside of it. */
static void
test_label_of_horseshoe (void)
{
  static const YztPosition shoe[] = {
    { 0, 0 }, { 10, 0 }, { 10, 10 }, { 9, 10 }, { 9, 1 }, { 1, 1 }, { 1, 10 }, { 0, 10 }, { 0, 0 },
  };
  guint starts[] = { 0, G_N_ELEMENTS (shoe) };
  g_autoptr (YztGeometry) area = yzt_geometry_new_area (shoe, starts, 1);
  g_autoptr (YztGeometry) shared = yzt_geometry_ref (area);
  YztPosition label = yzt_geometry_get_label_position (shared);

  g_assert_true (yzt_geometry_contains (area, label));
}

static void
test_too_few_points (void)
{
  static const YztPosition points[] = { { 1, 1 }, { 2, 2 }, { 1, 1 } };
  guint starts[] = { 0, 3 };

  g_assert_null (yzt_geometry_new_area (points, starts, 1));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/geometry/read-all-forms", test_read_all_forms);
  g_test_add_func ("/geometry/round-trip", test_round_trip);
  g_test_add_func ("/geometry/line", test_line);
  g_test_add_func ("/geometry/point", test_point);
  g_test_add_func ("/geometry/point-refused", test_point_refused);
  g_test_add_func ("/geometry/point-edge", test_point_edge);
  g_test_add_func ("/geometry/errors", test_errors);
  g_test_add_func ("/geometry/damaged", test_damaged);
  g_test_add_func ("/geometry/ring-area", test_ring_area);
  g_test_add_func ("/geometry/label-of-horseshoe", test_label_of_horseshoe);
  g_test_add_func ("/geometry/too-few-points", test_too_few_points);

  return g_test_run ();
}
