/* yzt-gpkg-read.c: reading GeoPackage geometry blobs (header and WKB), however damaged
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-geometry-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define GPKG_HEADER_SIZE 8
#define GPKG_FLAG_EMPTY 0x10
#define GPKG_FLAG_EXTENDED 0x20
#define EWKB_Z 0x80000000u
#define EWKB_M 0x40000000u
#define EWKB_SRID 0x20000000u
/* Clipping leaves 180.00000000000003 in real files: that is the edge, not an error. */
#define EDGE_TOLERANCE_DEG 1e-6

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
