/* yzt-areas.c: counties and prefectures of the base map, to tell where a position lies
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-areas-private.h"

#include <gdal.h>
#include <math.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-exchange-private.h"

#define METRES_PER_DEGREE 111320.0

struct _YztAreas {
  GPtrArray *all;       /* YztArea *: counties first */
  GHashTable *by_name;  /* name, and name without its last letter → GPtrArray of YztArea * */
  GHashTable *asked;    /* text as asked → GPtrArray */
  GHashTable *codes;    /* prefix as asked → GPtrArray */
  guint last;           /* index + 1 of the area that was found last: lists go by places */
};

static void
area_free (gpointer data)
{
  YztArea *area = data;

  g_free (area->name);
  g_free (area->code);
  yzt_geometry_unref (area->shape);
  g_clear_pointer (&area->rings, g_ptr_array_unref);
  g_clear_pointer (&area->pieces, g_array_unref);
  g_free (area);
}

void
yzt_areas_free (YztAreas *self)
{
  if (self != NULL) {
    g_hash_table_unref (self->by_name);
    g_hash_table_unref (self->asked);
    g_hash_table_unref (self->codes);
    g_ptr_array_unref (self->all);
    g_free (self);
  }
}

/* --- loading --- */

static void
learn_name (YztAreas *self, const char *name, YztArea *area)
{
  GPtrArray *list = g_hash_table_lookup (self->by_name, name);

  if (list == NULL) {
    list = g_ptr_array_new ();
    g_hash_table_insert (self->by_name, g_strdup (name), list);
  }
  g_ptr_array_add (list, area);
}

/* 高要区 is 高要 to people; 越西县 with its two letters stays a name, for 越西 is one too. */
static void
learn_names (YztAreas *self, YztArea *area)
{
  static const char *const endings[] = { "区", "县", "市", "自治县", "自治州", "地区", "盟" };

  learn_name (self, area->name, area);
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++) {
    gsize length = strlen (area->name) - (g_str_has_suffix (area->name, endings[i]) ? strlen (endings[i]) : 0);
    g_autofree char *stem = g_strndup (area->name, length);
    if (length < strlen (area->name) && g_utf8_strlen (stem, -1) >= 2) {
      learn_name (self, stem, area);
    }
  }
}

static void
add_area (YztAreas *self, OGRFeatureH feature, gboolean is_county)
{
  OGRGeometryH geometry = OGR_F_GetGeometryRef (feature);
  int name = OGR_F_GetFieldIndex (feature, "name");
  int code = OGR_F_GetFieldIndex (feature, "adcode");
  YztGeometry *shape = geometry != NULL && name >= 0 ? yzt_geometry_from_ogr (geometry, NULL) : NULL;
  YztArea *area;

  if (shape == NULL) {
    return;
  }
  area = g_new0 (YztArea, 1);
  area->shape = shape;
  area->is_county = is_county;
  area->name = g_utf8_make_valid (OGR_F_GetFieldAsString (feature, name), -1);
  area->code = g_strdup (code >= 0 ? OGR_F_GetFieldAsString (feature, code) : "");
  g_ptr_array_add (self->all, area);
  learn_names (self, area);
}

static void
read_layer (YztAreas *self, GDALDatasetH dataset, const char *name, gboolean is_county)
{
  OGRLayerH layer = GDALDatasetGetLayerByName (dataset, name);
  OGRFeatureH feature;

  if (layer == NULL) {
    return;
  }
  OGR_L_ResetReading (layer);
  while ((feature = OGR_L_GetNextFeature (layer)) != NULL) {
    add_area (self, feature, is_county);
    OGR_F_Destroy (feature);
  }
}

GDALDatasetH
yzt_areas_open_base_map (void)
{
  static const char *const drivers[] = { "GPKG", NULL };
  g_autofree char *folder = yzt_user_data_dir ("basemap");
  g_autofree char *theirs = g_build_filename (folder, "boundaries.gpkg", NULL);
  g_autofree char *ours = g_build_filename (yzt_data_dir (), "basemap", "basemap.gpkg", NULL);
  const char *path = g_file_test (theirs, G_FILE_TEST_IS_REGULAR) ? theirs : ours;

  return GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
}

YztAreas *
yzt_areas_load (void)
{
  YztAreas *self = g_new0 (YztAreas, 1);
  GDALDatasetH dataset;

  self->all = g_ptr_array_new_with_free_func (area_free);
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  yzt_gdal_quiet_begin ();
  dataset = yzt_areas_open_base_map ();
  if (dataset != NULL) {
    read_layer (self, dataset, "county", TRUE);
    read_layer (self, dataset, "prefecture", FALSE);
    GDALClose (dataset);
  }
  yzt_gdal_quiet_end ();
  if (self->all->len == 0) {
    g_clear_pointer (&self, yzt_areas_free);
  }
  return self;
}

/* --- asking --- */

const YztArea *
yzt_areas_at (YztAreas *self, YztPosition position)
{
  const YztArea *last = self->last > 0 ? g_ptr_array_index (self->all, self->last - 1) : NULL;

  if (last != NULL && yzt_geometry_contains (last->shape, position)) {
    return last;
  }
  for (guint i = 0; i < self->all->len; i++) {
    const YztArea *area = g_ptr_array_index (self->all, i);
    if (yzt_geometry_contains (area->shape, position)) {
      self->last = area->is_county ? i + 1 : 0;
      return area;
    }
  }
  return NULL;
}

static GPtrArray *
find_named (const YztAreas *self, const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    GPtrArray *list = g_hash_table_lookup (self->by_name, at);
    /* Short names stand for themselves only: 珠江海 is not in 江海区. */
    if (list != NULL && (at == text || g_str_equal (((YztArea *) g_ptr_array_index (list, 0))->name, at))) {
      return g_ptr_array_ref (list);
    }
  }
  return g_ptr_array_new ();
}

const GPtrArray *
yzt_areas_named (YztAreas *self, const char *text)
{
  GPtrArray *list = g_hash_table_lookup (self->asked, text);

  if (list == NULL) {
    list = find_named (self, text);
    g_hash_table_insert (self->asked, g_strdup (text), list);
  }
  return list;
}

const GPtrArray *
yzt_areas_coded (YztAreas *self, const char *prefix)
{
  GPtrArray *list = g_hash_table_lookup (self->codes, prefix);

  if (list == NULL) {
    list = g_ptr_array_new ();
    for (guint i = 0; *prefix != '\0' && i < self->all->len; i++) {
      YztArea *area = g_ptr_array_index (self->all, i);
      if (g_str_has_prefix (area->code, prefix)) {
        g_ptr_array_add (list, area);
      }
    }
    g_hash_table_insert (self->codes, g_strdup (prefix), list);
  }
  return list;
}

/* --- how far --- */

/* Neighbouring stretches of a border and what they lie in: most are passed over unlooked at. */
typedef struct {
  const YztPosition *points; /* n + 1, the last one being the first again at the end of a ring */
  guint n;
  double west, south, east, north;
} Piece;

#define STRETCHES_IN_PIECE 24u

static void
piece_cover (Piece *piece, YztPosition position)
{
  piece->west = MIN (piece->west, position.lon);
  piece->east = MAX (piece->east, position.lon);
  piece->south = MIN (piece->south, position.lat);
  piece->north = MAX (piece->north, position.lat);
}

/* Rings come open: one more point closes them. */
static void
cut_ring (YztArea *area, const YztPosition *points, guint n)
{
  YztPosition *closed = g_new (YztPosition, n + 1);

  memcpy (closed, points, n * sizeof *points);
  closed[n] = points[0];
  g_ptr_array_add (area->rings, closed);
  for (guint from = 0; from < n; from += STRETCHES_IN_PIECE) {
    Piece piece = { closed + from, MIN (STRETCHES_IN_PIECE, n - from), HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL };
    for (guint i = 0; i <= piece.n; i++) {
      piece_cover (&piece, piece.points[i]);
    }
    g_array_append_val (area->pieces, piece);
  }
}

static void
cut_border (YztArea *area)
{
  area->rings = g_ptr_array_new_with_free_func (g_free);
  area->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  for (guint r = 0; r < yzt_geometry_get_n_rings (area->shape); r++) {
    guint n;
    const YztPosition *points = yzt_geometry_get_ring (area->shape, r, &n);
    if (n > 0) {
      cut_ring (area, points, n);
    }
  }
}

/* All squares are of degrees, on a plane that touches the earth at @position: @scale is that of a degree of longitude there. */
static double
square_to_stretch (YztPosition position, double scale, YztPosition from, YztPosition to)
{
  double x0 = (from.lon - position.lon) * scale, y0 = from.lat - position.lat;
  double dx = (to.lon - position.lon) * scale - x0, dy = to.lat - position.lat - y0;
  double length = dx * dx + dy * dy;
  double t = length > 0.0 ? CLAMP (-(x0 * dx + y0 * dy) / length, 0.0, 1.0) : 0.0;
  double x = x0 + t * dx, y = y0 + t * dy;

  return x * x + y * y;
}

static double
square_to_piece (YztPosition position, double scale, const Piece *piece)
{
  double x = MAX (MAX (piece->west - position.lon, position.lon - piece->east), 0.0) * scale;
  double y = MAX (MAX (piece->south - position.lat, position.lat - piece->north), 0.0);

  return x * x + y * y;
}

static double
square_to_border (YztArea *area, YztPosition position, double scale, double best)
{
  if (area->pieces == NULL) {
    cut_border (area);
  }
  for (guint p = 0; p < area->pieces->len; p++) {
    const Piece *piece = &g_array_index (area->pieces, Piece, p);
    if (square_to_piece (position, scale, piece) >= best) {
      continue;
    }
    for (guint i = 0; i < piece->n; i++) {
      best = MIN (best, square_to_stretch (position, scale, piece->points[i], piece->points[i + 1]));
    }
  }
  return best;
}

gboolean
yzt_areas_are_within (const GPtrArray *some, YztPosition position, double most_m)
{
  double scale = cos (position.lat * G_PI / 180.0);
  double most = most_m / METRES_PER_DEGREE * (most_m / METRES_PER_DEGREE);

  for (guint i = 0; i < some->len; i++) {
    YztArea *area = g_ptr_array_index (some, i);
    /* A little more than asked for is looked at, so that nothing is lost by rounding. */
    if (yzt_geometry_contains (area->shape, position) || square_to_border (area, position, scale, most * 1.000001) <= most) {
      return TRUE;
    }
  }
  return FALSE;
}

double
yzt_areas_distance_m (const GPtrArray *some, YztPosition position)
{
  double scale = cos (position.lat * G_PI / 180.0);
  double best = HUGE_VAL;

  for (guint i = 0; i < some->len; i++) {
    if (yzt_geometry_contains (((YztArea *) g_ptr_array_index (some, i))->shape, position)) {
      return 0.0;
    }
  }
  for (guint i = 0; i < some->len; i++) {
    best = square_to_border (g_ptr_array_index (some, i), position, scale, best);
  }
  return sqrt (best) * METRES_PER_DEGREE;
}
