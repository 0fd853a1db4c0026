/* yzt-gpkg-blob.c: reading and writing GeoPackage geometry blobs (header and WKB)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-geometry-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define GPKG_HEADER_SIZE 8
#define GPKG_FLAG_LITTLE_ENDIAN 0x01
#define GPKG_FLAG_EMPTY 0x10
#define GPKG_FLAG_EXTENDED 0x20
#define GPKG_ENVELOPE_XY 1
#define EWKB_Z 0x80000000u
#define EWKB_M 0x40000000u
#define EWKB_SRID 0x20000000u
#define SRS_WGS84 4326
/* Clipping leaves 180.00000000000003 in real files: that is the edge, not an error. */
#define EDGE_TOLERANCE_DEG 1e-6

enum {
  WKB_POINT = 1,
  WKB_LINESTRING = 2,
  WKB_POLYGON = 3,
  WKB_MULTIPOINT = 4,
  WKB_MULTILINESTRING = 5,
  WKB_MULTIPOLYGON = 6,
};

typedef struct {
  const guint8 *at;
  const guint8 *end;
  gboolean little; /* byte order of the WKB part being read */
  guint n_values;  /* numbers per point: 2 to 4 */
  gboolean out_of_range;
} Reader;

static gsize
left (const Reader *reader)
{
  return (gsize) (reader->end - reader->at);
}

static guint32
decode_u32 (const guint8 *p,
            gboolean      little)
{
  guint32 value;

  memcpy (&value, p, sizeof value);

  return little ? GUINT32_FROM_LE (value) : GUINT32_FROM_BE (value);
}

static double
decode_double (const guint8 *p,
               gboolean      little)
{
  guint64 bits;
  double value;

  memcpy (&bits, p, sizeof bits);
  bits = little ? GUINT64_FROM_LE (bits) : GUINT64_FROM_BE (bits);
  memcpy (&value, &bits, sizeof value);

  return value;
}

/* Skips the GeoPackage header; FALSE when it is not one or says "empty". */
static gboolean
skip_header (Reader *reader)
{
  static const guint8 envelope_sizes[] = { 0, 32, 48, 48, 64 };
  guint8 flags;
  guint envelope;

  if (left (reader) < GPKG_HEADER_SIZE || reader->at[0] != 'G' || reader->at[1] != 'P' ||
      reader->at[2] != 0) {
    return FALSE;
  }
  flags = reader->at[3];
  envelope = (flags >> 1) & 7;
  if ((flags & (GPKG_FLAG_EMPTY | GPKG_FLAG_EXTENDED)) != 0 ||
      envelope >= G_N_ELEMENTS (envelope_sizes) ||
      left (reader) < (gsize) GPKG_HEADER_SIZE + envelope_sizes[envelope]) {
    return FALSE;
  }
  reader->at += GPKG_HEADER_SIZE + envelope_sizes[envelope];

  return TRUE;
}

/* Byte order and type of one WKB geometry; 0 when damaged. Both ISO (1000, 2000, 3000) and EWKB marks. */
static guint
read_type (Reader *reader)
{
  guint32 type;

  if (left (reader) < 5 || reader->at[0] > 1) {
    return 0;
  }
  reader->little = reader->at[0] == 1;
  type = decode_u32 (reader->at + 1, reader->little);
  reader->at += 5;
  reader->n_values = 2;
  if ((type & EWKB_SRID) != 0) {
    if (left (reader) < 4) {
      return 0;
    }
    reader->at += 4;
  }
  reader->n_values += (type & EWKB_Z) != 0 ? 1 : 0;
  reader->n_values += (type & EWKB_M) != 0 ? 1 : 0;
  type &= ~(EWKB_Z | EWKB_M | EWKB_SRID);
  if (reader->n_values == 2 && type > 1000 && type < 4000) {
    reader->n_values += type / 1000 == 3 ? 2 : 1;
    type %= 1000;
  }

  return type < WKB_POINT || type > WKB_MULTIPOLYGON ? 0 : type;
}

/* A count of things of at least @item_size bytes each: never more than can be there. */
static gboolean
read_count (Reader *reader,
            gsize   item_size,
            guint  *count_out)
{
  guint32 count;

  if (left (reader) < 4) {
    return FALSE;
  }
  count = decode_u32 (reader->at, reader->little);
  reader->at += 4;
  if (count > left (reader) / item_size) {
    return FALSE;
  }
  *count_out = count;

  return TRUE;
}

static gboolean
read_position (Reader      *reader,
               YztPosition *out)
{
  double lon;
  double lat;

  if (left (reader) < (gsize) reader->n_values * 8) {
    return FALSE;
  }
  lon = decode_double (reader->at, reader->little);
  lat = decode_double (reader->at + 8, reader->little);
  reader->at += (gsize) reader->n_values * 8;
  if (isnan (lon) || isnan (lat)) {
    return FALSE; /* this is how GeoPackage writes an empty point */
  }
  if (fabs (lon) > 180.0 + EDGE_TOLERANCE_DEG || fabs (lat) > 90.0 + EDGE_TOLERANCE_DEG) {
    reader->out_of_range = TRUE;
    return FALSE;
  }
  out->lon = CLAMP (lon, -180.0, 180.0);
  out->lat = CLAMP (lat, -90.0, 90.0);

  return TRUE;
}

static gboolean
read_line (Reader             *reader,
           YztGeometryBuilder *builder,
           gboolean            outer,
           gboolean           *added_out)
{
  g_autofree YztPosition *points = NULL;
  guint n;

  if (!read_count (reader, (gsize) reader->n_values * 8, &n)) {
    return FALSE;
  }
  points = g_new (YztPosition, MAX (n, 1));
  for (guint i = 0; i < n; i++) {
    if (!read_position (reader, &points[i])) {
      return FALSE;
    }
  }
  *added_out = yzt_geometry_builder_add (builder, points, n, outer);

  return TRUE;
}

static gboolean
read_polygon (Reader             *reader,
              YztGeometryBuilder *builder)
{
  guint n_rings;
  gboolean has_outer = FALSE;

  if (!read_count (reader, 4, &n_rings)) {
    return FALSE;
  }
  for (guint i = 0; i < n_rings; i++) {
    gboolean added = FALSE;
    guint before = builder->ring_starts->len;

    if (!read_line (reader, builder, i == 0, &added)) {
      return FALSE;
    }
    if (i == 0) {
      has_outer = added;
    } else if (added && !has_outer) {
      /* A hole in nothing: its outer ring had collapsed to a line and was dropped. */
      g_array_set_size (builder->points, g_array_index (builder->ring_starts, guint, before));
      g_array_set_size (builder->ring_starts, before);
      g_byte_array_set_size (builder->outer, before);
    }
  }

  return TRUE;
}

static gboolean
read_point (Reader             *reader,
            YztGeometryBuilder *builder)
{
  YztPosition position;

  return read_position (reader, &position) &&
         yzt_geometry_builder_add (builder, &position, 1, TRUE);
}

static gboolean
read_single (Reader             *reader,
             guint               type,
             YztGeometryBuilder *builder)
{
  gboolean added;

  switch (type) {
  case WKB_POINT:
    return read_point (reader, builder);
  case WKB_LINESTRING:
    return read_line (reader, builder, TRUE, &added);
  case WKB_POLYGON:
    return read_polygon (reader, builder);
  default:
    return FALSE;
  }
}

static gboolean
read_multi (Reader             *reader,
            guint               member_type,
            YztGeometryBuilder *builder)
{
  guint n;

  if (!read_count (reader, 9, &n)) {
    return FALSE;
  }
  /* Several points have no single place for a symbol. */
  if (member_type == WKB_POINT && n > 1) {
    return FALSE;
  }
  for (guint i = 0; i < n; i++) {
    if (read_type (reader) != member_type || !read_single (reader, member_type, builder)) {
      return FALSE;
    }
  }

  return TRUE;
}

YztGeometry *
yzt_geometry_from_gpkg (gconstpointer blob,
                        gsize         length,
                        GError      **error)
{
  Reader reader = { blob, (const guint8 *) blob + length, FALSE, 2, FALSE };
  YztGeometryBuilder builder;
  YztGeometry *geometry = NULL;
  guint type;
  gboolean fine;

  g_return_val_if_fail (blob != NULL || length == 0, NULL);

  type = length > 0 && length <= G_MAXINT32 && skip_header (&reader) ? read_type (&reader) : 0;
  if (type == 0) {
    g_set_error_literal (error, YZT_GEO_ERROR, YZT_GEO_ERROR_DAMAGED,
                         _("The geometry is empty or damaged; draw it again"));
    return NULL;
  }

  yzt_geometry_builder_init (&builder, (YztGeometryType) ((type - 1) % 3));
  fine = type >= WKB_MULTIPOINT ? read_multi (&reader, type - 3, &builder)
                                : read_single (&reader, type, &builder);
  if (fine) {
    geometry = yzt_geometry_builder_end (&builder);
  } else {
    yzt_geometry_builder_clear (&builder);
  }

  if (geometry == NULL && reader.out_of_range) {
    g_set_error_literal (error, YZT_GEO_ERROR, YZT_GEO_ERROR_RANGE,
                         _("The geometry has coordinates that are no degrees of longitude and "
                           "latitude; convert the layer to WGS 84 first"));
  } else if (geometry == NULL) {
    g_set_error_literal (error, YZT_GEO_ERROR, YZT_GEO_ERROR_DAMAGED,
                         _("The geometry is empty or damaged; draw it again"));
  }

  return geometry;
}

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

gboolean
yzt_gpkg_point_read (gconstpointer blob,
                     gsize         length,
                     YztPosition  *position_out)
{
  Reader reader = { blob, (const guint8 *) blob + length, FALSE, 2, FALSE };
  YztPosition position;

  g_return_val_if_fail (position_out != NULL, FALSE);

  if (blob == NULL || !skip_header (&reader) || read_type (&reader) != WKB_POINT ||
      !read_position (&reader, &position)) {
    return FALSE;
  }
  *position_out = position;

  return TRUE;
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
