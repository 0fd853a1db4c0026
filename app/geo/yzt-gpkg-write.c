/* yzt-gpkg-write.c: writing GeoPackage geometry blobs (header and WKB)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-geometry-private.h"

#include <string.h>

#define GPKG_FLAG_LITTLE_ENDIAN 0x01
#define GPKG_ENVELOPE_XY 1
#define SRS_WGS84 4326

static void
append_u32 (GByteArray *out,
            guint32     value)
{
  guint32 little = GUINT32_TO_LE (value);

  g_byte_array_append (out, (const guint8 *) &little, sizeof little);
}

static void
append_double (GByteArray *out,
               double      value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  bits = GUINT64_TO_LE (bits);
  g_byte_array_append (out, (const guint8 *) &bits, sizeof bits);
}

static void
append_wkb_start (GByteArray *out,
                  guint32     type)
{
  static const guint8 little_endian = 1;

  g_byte_array_append (out, &little_endian, 1);
  append_u32 (out, type);
}

static void
append_line (GByteArray        *out,
             const YztGeometry *geometry,
             guint              ring,
             gboolean           close)
{
  guint n;
  const YztPosition *points = yzt_geometry_get_ring (geometry, ring, &n);

  append_u32 (out, n + (close ? 1 : 0));
  for (guint i = 0; i < n + (close ? 1 : 0); i++) {
    append_double (out, points[i % n].lon);
    append_double (out, points[i % n].lat);
  }
}

static void
append_header (GByteArray *out,
               YztBox      box)
{
  const guint8 start[4] = { 'G', 'P', 0, GPKG_FLAG_LITTLE_ENDIAN | GPKG_ENVELOPE_XY << 1 };

  g_byte_array_append (out, start, sizeof start);
  append_u32 (out, SRS_WGS84);
  append_double (out, box.west);
  append_double (out, box.east);
  append_double (out, box.south);
  append_double (out, box.north);
}

static void
append_polygons (GByteArray        *out,
                 const YztGeometry *geometry)
{
  guint n_rings = yzt_geometry_get_n_rings (geometry);
  guint n_polygons = 0;
  guint ring = 0;

  for (guint i = 0; i < n_rings; i++) {
    n_polygons += yzt_geometry_ring_is_outer (geometry, i) ? 1 : 0;
  }
  append_wkb_start (out, WKB_MULTIPOLYGON);
  append_u32 (out, n_polygons);
  while (ring < n_rings) {
    guint end = ring + 1;

    while (end < n_rings && !yzt_geometry_ring_is_outer (geometry, end)) {
      end++;
    }
    append_wkb_start (out, WKB_POLYGON);
    append_u32 (out, end - ring);
    for (; ring < end; ring++) {
      append_line (out, geometry, ring, TRUE);
    }
  }
}

GBytes *
yzt_geometry_to_gpkg (const YztGeometry *geometry)
{
  GByteArray *out;
  guint n_rings;

  g_return_val_if_fail (geometry != NULL, NULL);

  out = g_byte_array_new ();
  n_rings = yzt_geometry_get_n_rings (geometry);
  switch (yzt_geometry_get_type_id (geometry)) {
  case YZT_GEOMETRY_POINT:
    g_byte_array_set_size (out, YZT_GPKG_POINT_SIZE);
    yzt_gpkg_point_write (yzt_geometry_get_label_position (geometry), out->data);
    break;
  case YZT_GEOMETRY_LINE:
    append_header (out, yzt_geometry_get_box (geometry));
    append_wkb_start (out, WKB_MULTILINESTRING);
    append_u32 (out, n_rings);
    for (guint i = 0; i < n_rings; i++) {
      append_wkb_start (out, WKB_LINESTRING);
      append_line (out, geometry, i, FALSE);
    }
    break;
  case YZT_GEOMETRY_AREA:
  default:
    append_header (out, yzt_geometry_get_box (geometry));
    append_polygons (out, geometry);
    break;
  }

  return g_byte_array_free_to_bytes (out);
}

void
yzt_gpkg_point_write (YztPosition position,
                      guint8      blob[YZT_GPKG_POINT_SIZE])
{
  static const guint8 start[] = { 'G', 'P', 0, GPKG_FLAG_LITTLE_ENDIAN };
  guint32 srs = GUINT32_TO_LE (SRS_WGS84);
  guint32 type = GUINT32_TO_LE (WKB_POINT);
  guint64 lon;
  guint64 lat;

  g_return_if_fail (blob != NULL);

  memcpy (&lon, &position.lon, sizeof lon);
  memcpy (&lat, &position.lat, sizeof lat);
  lon = GUINT64_TO_LE (lon);
  lat = GUINT64_TO_LE (lat);
  memcpy (blob, start, 4);
  memcpy (blob + 4, &srs, 4);
  blob[8] = 1;
  memcpy (blob + 9, &type, 4);
  memcpy (blob + 13, &lon, 8);
  memcpy (blob + 21, &lat, 8);
}
