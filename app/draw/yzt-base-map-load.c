/* yzt-base-map-load.c: the base map from its GeoPackage into Mercator units
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-base-map-private.h"

#include <gdal.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <ogr_api.h>
#include <cpl_conv.h>
#include <cpl_error.h>
#include <string.h>

#define MAX_POINTS 20000000u

G_DEFINE_QUARK (yzt-draw-error-quark, yzt_draw_error)

/* --- simplification: Douglas-Peucker, iterative so that a long coast cannot overflow the stack --- */

static double
distance_to_chord (const double *p, const double *a, const double *b)
{
  double dx = b[0] - a[0], dy = b[1] - a[1];
  double length = dx * dx + dy * dy;
  double t = length > 0 ? ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length : 0;
  t = CLAMP (t, 0, 1);
  return hypot (p[0] - a[0] - t * dx, p[1] - a[1] - t * dy);
}

static void
mark_kept (const double *points, guint n, double tolerance, guint8 *keep)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  guint span[2] = { 0, n - 1 };
  keep[0] = keep[n - 1] = 1;
  g_array_append_vals (stack, span, 2);
  while (stack->len > 0) {
    guint to = g_array_index (stack, guint, stack->len - 1), from = g_array_index (stack, guint, stack->len - 2);
    double farthest = tolerance;
    guint at = 0;
    g_array_set_size (stack, stack->len - 2);
    for (guint i = from + 1; i < to; i++) {
      double d = distance_to_chord (points + 2 * i, points + 2 * from, points + 2 * to);
      if (d > farthest) {
        farthest = d;
        at = i;
      }
    }
    if (at > 0) {
      guint spans[4] = { from, at, at, to };
      keep[at] = 1;
      g_array_append_vals (stack, spans, 4);
    }
  }
}

static void
append_part (YztBaseDetail *detail, const double *points, guint n, double tolerance, gboolean closed)
{
  YztBasePart part = { detail->points->len / 2, 0 };
  g_autofree guint8 *keep = g_malloc0 (n);
  /* A ring's ends are one point, and a chord of no length keeps nothing: cut it at its farthest point first. */
  guint middle = 0;
  if (closed) {
    double farthest = 0;
    for (guint i = 1; i < n; i++) {
      double d = hypot (points[2 * i] - points[0], points[2 * i + 1] - points[1]);
      if (d > farthest) {
        farthest = d;
        middle = i;
      }
    }
    if (farthest < tolerance) {
      return;
    }
  }
  if (middle > 0) {
    mark_kept (points, middle + 1, tolerance, keep);
    mark_kept (points + 2 * middle, n - middle, tolerance, keep + middle);
  } else {
    mark_kept (points, n, tolerance, keep);
  }
  for (guint i = 0; i < n; i++) {
    if (keep[i]) {
      g_array_append_vals (detail->points, points + 2 * i, 2);
      part.n_points++;
    }
  }
  g_array_append_val (detail->parts, part);
}

/* --- reading --- */

static void
take_points (OGRGeometryH line, GArray *points)
{
  int n = OGR_G_GetPointCount (line);
  g_array_set_size (points, 0);
  for (int i = 0; i < n; i++) {
    double xy[2];
    YztPosition position = { CLAMP (OGR_G_GetX (line, i), -180, 180), CLAMP (OGR_G_GetY (line, i), -90, 90) };
    yzt_mercator_from_position (position, &xy[0], &xy[1]);
    g_array_append_vals (points, xy, 2);
  }
}

/* Every ring and line below @geometry; depth is bounded because GDAL's own parsers bound nesting. */
static void
add_lines (YztBaseDetail *details, OGRGeometryH geometry, GArray *scratch)
{
  OGRwkbGeometryType type = wkbFlatten (OGR_G_GetGeometryType (geometry));
  if (type == wkbLineString || type == wkbLinearRing) {
    take_points (geometry, scratch);
    guint n = scratch->len / 2;
    const double *points = (const double *) (gpointer) scratch->data;
    if (n < 2) {
      return;
    }
    gboolean closed = fabs (points[0] - points[2 * n - 2]) + fabs (points[1] - points[2 * n - 1]) < 1e-12;
    for (guint i = 0; i < YZT_BASE_N_DETAILS; i++) {
      double tolerance = i + 1 < YZT_BASE_N_DETAILS ? 0.5 / (256 * exp2 (yzt_base_detail_zoom[i])) : 0;
      append_part (&details[i], points, n, tolerance, closed);
    }
    return;
  }
  for (int i = 0; i < OGR_G_GetGeometryCount (geometry); i++) {
    add_lines (details, OGR_G_GetGeometryRef (geometry, i), scratch);
  }
}

static void
finish_shape (YztBaseDetail *detail, guint first_part, double min_zoom)
{
  YztBaseShape shape = { 2, 2, -1, -1, first_part, detail->parts->len - first_part, (float) min_zoom };
  if (shape.n_parts == 0) {
    return;
  }
  for (guint i = first_part; i < detail->parts->len; i++) {
    const YztBasePart *part = &g_array_index (detail->parts, YztBasePart, i);
    const double *points = &g_array_index (detail->points, double, 2 * part->first_point);
    for (guint k = 0; k < part->n_points; k++) {
      shape.x0 = MIN (shape.x0, (float) points[2 * k]);
      shape.x1 = MAX (shape.x1, (float) points[2 * k]);
      shape.y0 = MIN (shape.y0, (float) points[2 * k + 1]);
      shape.y1 = MAX (shape.y1, (float) points[2 * k + 1]);
    }
  }
  g_array_append_val (detail->shapes, shape);
}

static void
add_shape (YztBaseDetail *details, OGRGeometryH geometry, double min_zoom, GArray *scratch)
{
  guint first[YZT_BASE_N_DETAILS];
  for (guint i = 0; i < YZT_BASE_N_DETAILS; i++) {
    first[i] = details[i].parts->len;
  }
  add_lines (details, geometry, scratch);
  for (guint i = 0; i < YZT_BASE_N_DETAILS; i++) {
    finish_shape (&details[i], first[i], min_zoom);
  }
}

static double
number_of (OGRFeatureH feature, const char *field, double fallback)
{
  int index = OGR_F_GetFieldIndex (feature, field);
  return index >= 0 && OGR_F_IsFieldSetAndNotNull (feature, index) ? OGR_F_GetFieldAsDouble (feature, index)
                                                                    : fallback;
}

static const char *
text_of (OGRFeatureH feature, const char *field)
{
  int index = OGR_F_GetFieldIndex (feature, field);
  return index >= 0 && OGR_F_IsFieldSetAndNotNull (feature, index) ? OGR_F_GetFieldAsString (feature, index) : "";
}

static void
read_layer (YztBaseMap *map, OGRLayerH layer, YztBaseLayerId id, const char *jurisdiction)
{
  g_autoptr (GArray) scratch = g_array_new (FALSE, FALSE, sizeof (double));
  OGRFeatureH feature;
  OGR_L_ResetReading (layer);
  while ((feature = OGR_L_GetNextFeature (layer)) != NULL) {
    OGRGeometryH geometry = OGR_F_GetGeometryRef (feature);
    if (geometry != NULL && map->layers[id][YZT_BASE_N_DETAILS - 1].points->len < 2 * MAX_POINTS) {
      double min_zoom = number_of (feature, "min_zoom", 0);
      add_shape (map->layers[id], geometry, min_zoom, scratch);
      if (id == YZT_BASE_COUNTY && jurisdiction != NULL &&
          g_str_has_prefix (text_of (feature, "adcode"), jurisdiction)) {
        add_shape (map->layers[YZT_BASE_JURISDICTION], geometry, 0, scratch);
      }
    }
    OGR_F_Destroy (feature);
  }
}

static YztPlaceKind
place_kind (const char *word)
{
  static const char *const words[] = { "country", "province", "prefecture", "county", "city", "town" };
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_str_equal (words[i], word)) {
      return (YztPlaceKind) i;
    }
  }
  return YZT_PLACE_TOWN;
}

static void
read_places (YztBaseMap *map, OGRLayerH layer)
{
  OGRFeatureH feature;
  OGR_L_ResetReading (layer);
  while ((feature = OGR_L_GetNextFeature (layer)) != NULL) {
    OGRGeometryH geometry = OGR_F_GetGeometryRef (feature);
    if (geometry != NULL && wkbFlatten (OGR_G_GetGeometryType (geometry)) == wkbPoint) {
      YztBasePlace place = {
        .importance = number_of (feature, "importance", 0),
        .min_zoom = number_of (feature, "min_zoom", 8),
        .name = g_strdup (text_of (feature, "name")),
        .name_zh = g_strdup (text_of (feature, "name_zh")),
        .kind = place_kind (text_of (feature, "kind")),
      };
      yzt_mercator_from_position ((YztPosition) { OGR_G_GetX (geometry, 0), OGR_G_GetY (geometry, 0) }, &place.x,
                                  &place.y);
      g_array_append_val (map->places, place);
    }
    OGR_F_Destroy (feature);
  }
}

static void
read_attribution (YztBaseMap *map, OGRLayerH layer)
{
  g_autoptr (GString) text = g_string_new (NULL);
  OGRFeatureH feature;
  OGR_L_ResetReading (layer);
  while ((feature = OGR_L_GetNextFeature (layer)) != NULL) {
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", text_of (feature, "short"));
    OGR_F_Destroy (feature);
  }
  g_free (map->attribution);
  map->attribution = g_strdup (text->str);
}

static const struct {
  const char *layer;
  YztBaseLayerId id;
} layers[] = {
  { "land", YZT_BASE_LAND }, { "china_outline", YZT_BASE_CHINA }, { "lake", YZT_BASE_LAKE },
  { "river", YZT_BASE_RIVER }, { "country", YZT_BASE_COUNTRY }, { "province", YZT_BASE_PROVINCE },
  { "prefecture", YZT_BASE_PREFECTURE }, { "county", YZT_BASE_COUNTY },
};

static GDALDatasetH
open_dataset (const char *path, GError **error)
{
  static const char *const drivers[] = { "GPKG", NULL };
  CPLPushErrorHandler (CPLQuietErrorHandler);
  GDALDatasetH dataset = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
  CPLPopErrorHandler ();
  if (dataset == NULL) {
    g_set_error (error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_READ,
                 _("The base map %s cannot be read as a GeoPackage; install the program anew or choose another file."),
                 path);
  }
  return dataset;
}

/* @only_boundaries: a customer's file replaces lines of borders, never land or water. */
static void
read_dataset (YztBaseMap *map, GDALDatasetH dataset, GDALDatasetH replaced_by, const char *jurisdiction,
              gboolean only_boundaries)
{
  for (guint i = 0; i < G_N_ELEMENTS (layers); i++) {
    OGRLayerH layer = GDALDatasetGetLayerByName (dataset, layers[i].layer);
    gboolean boundary = layers[i].id >= YZT_BASE_COUNTRY || layers[i].id == YZT_BASE_CHINA;
    if (layer == NULL || (only_boundaries && !boundary)) {
      continue;
    }
    if (boundary && replaced_by != NULL && GDALDatasetGetLayerByName (replaced_by, layers[i].layer) != NULL) {
      continue;
    }
    read_layer (map, layer, layers[i].id, jurisdiction);
  }
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const YztBasePlace *one = a, *two = b;
  return (one->importance < two->importance) - (one->importance > two->importance);
}

static YztBaseMap *
base_map_new (void)
{
  YztBaseMap *map = g_new0 (YztBaseMap, 1);
  g_atomic_ref_count_init (&map->references);
  map->places = g_array_new (FALSE, FALSE, sizeof (YztBasePlace));
  map->attribution = g_strdup ("");
  for (guint i = 0; i < YZT_BASE_N_LAYERS; i++) {
    for (guint k = 0; k < YZT_BASE_N_DETAILS; k++) {
      map->layers[i][k].shapes = g_array_new (FALSE, FALSE, sizeof (YztBaseShape));
      map->layers[i][k].parts = g_array_new (FALSE, FALSE, sizeof (YztBasePart));
      map->layers[i][k].points = g_array_new (FALSE, FALSE, sizeof (double));
    }
  }
  return map;
}

YztBaseMap *
yzt_base_map_load (const char *path, const char *boundaries, const char *jurisdiction, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  static gsize registered = 0;
  if (g_once_init_enter (&registered)) {
    GDALAllRegister ();
    g_once_init_leave (&registered, 1);
  }
  GDALDatasetH dataset = open_dataset (path, error);
  if (dataset == NULL) {
    return NULL;
  }
  GDALDatasetH own = boundaries != NULL ? open_dataset (boundaries, error) : NULL;
  if (boundaries != NULL && own == NULL) {
    GDALClose (dataset);
    return NULL;
  }
  YztBaseMap *map = base_map_new ();
  read_dataset (map, dataset, own, jurisdiction, FALSE);
  if (own != NULL) {
    read_dataset (map, own, NULL, jurisdiction, TRUE);
    GDALClose (own);
  }
  OGRLayerH places = GDALDatasetGetLayerByName (dataset, "place");
  OGRLayerH attribution = GDALDatasetGetLayerByName (dataset, "attribution");
  if (places != NULL) {
    read_places (map, places);
  }
  if (attribution != NULL) {
    read_attribution (map, attribution);
  }
  GDALClose (dataset);
  g_array_sort (map->places, compare_places);
  return map;
}

YztBaseMap *
yzt_base_map_ref (YztBaseMap *map)
{
  g_return_val_if_fail (map != NULL, NULL);
  g_atomic_ref_count_inc (&map->references);
  return map;
}

void
yzt_base_map_unref (YztBaseMap *map)
{
  if (map == NULL || !g_atomic_ref_count_dec (&map->references)) {
    return;
  }
  for (guint i = 0; i < YZT_BASE_N_LAYERS; i++) {
    for (guint k = 0; k < YZT_BASE_N_DETAILS; k++) {
      g_array_unref (map->layers[i][k].shapes);
      g_array_unref (map->layers[i][k].parts);
      g_array_unref (map->layers[i][k].points);
    }
  }
  for (guint i = 0; i < map->places->len; i++) {
    g_free (g_array_index (map->places, YztBasePlace, i).name);
    g_free (g_array_index (map->places, YztBasePlace, i).name_zh);
  }
  g_array_unref (map->places);
  g_free (map->attribution);
  g_free (map);
}

const char *
yzt_base_map_get_attribution (const YztBaseMap *map)
{
  g_return_val_if_fail (map != NULL, NULL);
  return map->attribution;
}
