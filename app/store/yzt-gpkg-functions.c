/* yzt-gpkg-functions.c: the five ST_ functions that the R-tree triggers of a GeoPackage call
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any writer of the file must have them. They read every WKB type, since other programmes may write
 * what we never do. */
#include "config.h"
#include "yzt-store-private.h"
#include <math.h>
#include <string.h>

#define MAX_DEPTH 16

typedef struct {
  double min_x, max_x, min_y, max_y;
  gboolean is_empty;
} Bounds;

typedef struct {
  const guint8 *data;
  gsize left;
  gboolean little;
} Cursor;

static guint32
read_u32 (const guint8 *data, gboolean little)
{
  guint32 value;

  memcpy (&value, data, 4);
  return little ? GUINT32_FROM_LE (value) : GUINT32_FROM_BE (value);
}

static double
read_double (const guint8 *data, gboolean little)
{
  guint64 bits;
  double value;

  memcpy (&bits, data, 8);
  bits = little ? GUINT64_FROM_LE (bits) : GUINT64_FROM_BE (bits);
  memcpy (&value, &bits, 8);
  return value;
}

static void
bounds_add (Bounds *bounds, double x, double y)
{
  if (isnan (x) || isnan (y))
    return;
  if (bounds->is_empty) {
    *bounds = (Bounds) { x, x, y, y, FALSE };
    return;
  }
  bounds->min_x = MIN (bounds->min_x, x);
  bounds->max_x = MAX (bounds->max_x, x);
  bounds->min_y = MIN (bounds->min_y, y);
  bounds->max_y = MAX (bounds->max_y, y);
}

static gboolean
read_points (Cursor *cursor, guint32 n, guint n_dimensions, Bounds *bounds)
{
  gsize size = 8 * n_dimensions;

  if (n > cursor->left / size)
    return FALSE;
  for (guint32 i = 0; i < n; i++) {
    bounds_add (bounds, read_double (cursor->data, cursor->little),
                read_double (cursor->data + 8, cursor->little));
    cursor->data += size;
  }
  cursor->left -= n * size;
  return TRUE;
}

static gboolean
read_count (Cursor *cursor, guint32 *n)
{
  if (cursor->left < 4)
    return FALSE;
  *n = read_u32 (cursor->data, cursor->little);
  cursor->data += 4;
  cursor->left -= 4;
  return TRUE;
}

static gboolean
read_wkb (Cursor *cursor, Bounds *bounds, guint depth)
{
  guint32 type, n, n_points;
  guint n_dimensions = 2;

  if (cursor->left < 5 || depth > MAX_DEPTH)
    return FALSE;
  cursor->little = cursor->data[0] == 1;
  type = read_u32 (cursor->data + 1, cursor->little);
  cursor->data += 5;
  cursor->left -= 5;
  if ((type & 0x80000000u) != 0 || (type % 10000) / 1000 == 1 || (type % 10000) / 1000 == 3)
    n_dimensions++;
  if ((type & 0x40000000u) != 0 || (type % 10000) / 1000 >= 2)
    n_dimensions++;
  type = (type & 0x0fffffffu) % 1000;
  switch (type) {
    case 1:
      return read_points (cursor, 1, n_dimensions, bounds);
    case 2:
    case 8:
      return read_count (cursor, &n) && read_points (cursor, n, n_dimensions, bounds);
    case 3:
    case 17:
      if (!read_count (cursor, &n))
        return FALSE;
      for (guint32 i = 0; i < n; i++) {
        if (!read_count (cursor, &n_points)
            || !read_points (cursor, n_points, n_dimensions, bounds))
          return FALSE;
      }
      return TRUE;
    case 4 ... 7:
    case 9 ... 12:
    case 15:
    case 16:
      if (!read_count (cursor, &n))
        return FALSE;
      for (guint32 i = 0; i < n; i++) {
        if (!read_wkb (cursor, bounds, depth + 1))
          return FALSE;
      }
      return TRUE;
    default:
      return FALSE;
  }
}

static gboolean
read_bounds (const guint8 *blob, gsize length, Bounds *bounds)
{
  static const gsize envelope_sizes[] = { 0, 32, 48, 48, 64 };
  guint envelope;
  gboolean little;
  Cursor cursor;

  bounds->is_empty = TRUE;
  if (length < 8 || blob[0] != 'G' || blob[1] != 'P')
    return FALSE;
  little = (blob[3] & 1) != 0;
  envelope = (blob[3] >> 1) & 7;
  if (envelope > 4 || length < 8 + envelope_sizes[envelope])
    return FALSE;
  if ((blob[3] & 0x10) != 0)
    return TRUE;
  if (envelope > 0 && !isnan (read_double (blob + 8, little))) {
    *bounds = (Bounds) { read_double (blob + 8, little), read_double (blob + 16, little),
                        read_double (blob + 24, little), read_double (blob + 32, little), FALSE };
    return TRUE;
  }
  cursor =
      (Cursor) { blob + 8 + envelope_sizes[envelope], length - 8 - envelope_sizes[envelope], TRUE };
  return read_wkb (&cursor, bounds, 0);
}

gboolean
yzt_gpkg_get_bounds (gconstpointer blob, gsize length, double bounds[4])
{
  Bounds found;

  if (blob == NULL || !read_bounds (blob, length, &found) || found.is_empty)
    return FALSE;
  bounds[0] = found.min_x;
  bounds[1] = found.max_x;
  bounds[2] = found.min_y;
  bounds[3] = found.max_y;
  return TRUE;
}

static void
st_function (sqlite3_context *context, int n_arguments, sqlite3_value **arguments)
{
  int which = GPOINTER_TO_INT (sqlite3_user_data (context));
  Bounds bounds;

  if (sqlite3_value_type (arguments[0]) != SQLITE_BLOB
      || !read_bounds (sqlite3_value_blob (arguments[0]),
                       (gsize) sqlite3_value_bytes (arguments[0]), &bounds)) {
    sqlite3_result_null (context);
    return;
  }
  if (which == 0)
    sqlite3_result_int (context, bounds.is_empty);
  else if (bounds.is_empty)
    sqlite3_result_null (context);
  else
    sqlite3_result_double (context, which == 1   ? bounds.min_x
                                    : which == 2 ? bounds.max_x
                                    : which == 3 ? bounds.min_y
                                                 : bounds.max_y);
}

void
yzt_gpkg_functions_register (sqlite3 *db)
{
  static const char *const names[] = { "ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY" };

  for (int i = 0; i < (int) G_N_ELEMENTS (names); i++)
    sqlite3_create_function_v2 (db, names[i], 1,
                                SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                                GINT_TO_POINTER (i), st_function, NULL, NULL, NULL);
}
