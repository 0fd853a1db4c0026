/* yzt-base-map-load.c: the base map from its GeoPackage into Mercator units
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-base-map-private.h"

#include <gdal.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <cpl_conv.h>
#include <cpl_error.h>
#include <string.h>
#include "yzt-draw-gdal-private.h"
#include "yzt-simplify-private.h"

#define MAX_POINTS 20000000u

G_DEFINE_QUARK (yzt-draw-error-quark, yzt_draw_error)

/* --- layers --- */

static void
append_part (YztBaseDetail *detail, const double *points, guint n, double tolerance, double min_zoom)
{
  YztBasePart part = { 2, 2, -1, -1, detail->points->len / 2, 0, (float) min_zoom };
  g_autofree guint8 *keep = yzt_simplify (points, n, tolerance);
  if (keep == NULL) {
    return;
  }
  for (guint i = 0; i < n; i++) {
    if (keep[i]) {
      g_array_append_vals (detail->points, points + 2 * i, 2);
      part.n_points++;
      part.x0 = MIN (part.x0, points[2 * i]);
      part.x1 = MAX (part.x1, points[2 * i]);
      part.y0 = MIN (part.y0, points[2 * i + 1]);
      part.y1 = MAX (part.y1, points[2 * i + 1]);
    }
  }
  g_array_append_val (detail->parts, part);
}

void
yzt_base_layer_add (YztBaseDetail *details, const double *points, guint n, double min_zoom)
{
  if (n < 2 || details[YZT_BASE_N_DETAILS - 1].points->len > 2 * MAX_POINTS) {
    return;
  }
  for (guint i = 0; i < YZT_BASE_N_DETAILS; i++) {
    double tolerance = i + 1 < YZT_BASE_N_DETAILS ? 0.5 / (256 * exp2 (yzt_base_detail_zoom[i])) : 0;
    if (i + 1 == YZT_BASE_N_DETAILS || yzt_base_detail_zoom[i] + 1 >= min_zoom) {
      append_part (&details[i], points, n, tolerance, min_zoom);
    }
  }
}

/* --- reading --- */

/* What one layer of the file becomes. */
typedef struct {
  YztBaseMap *map;
  YztBaseBorders *borders;
  int area; /* YztBaseLayerId it is drawn as, -1: only its borders are */
  int rank; /* YztBaseRank of its borders, -1: none */
  gboolean home;
  double min_zoom;
  GArray *degrees, *mercator; /* scratch */
} Reading;

static void
take_points (OGRGeometryH line, Reading *reading)
{
  int n = OGR_G_GetPointCount (line);
  g_array_set_size (reading->degrees, 0);
  g_array_set_size (reading->mercator, 0);
  for (int i = 0; i < n; i++) {
    double xy[2], lonlat[2] = { OGR_G_GetX (line, i), OGR_G_GetY (line, i) };
    if (!isfinite (lonlat[0]) || !isfinite (lonlat[1])) {
      continue;
    }
    lonlat[0] = CLAMP (lonlat[0], -180, 180);
    lonlat[1] = CLAMP (lonlat[1], -90, 90);
    yzt_mercator_from_position ((YztPosition) { lonlat[0], lonlat[1] }, &xy[0], &xy[1]);
    g_array_append_vals (reading->degrees, lonlat, 2);
    g_array_append_vals (reading->mercator, xy, 2);
  }
}

/* Every ring and line below @geometry; depth is bounded because GDAL's own parsers bound nesting. */
static void
add_lines (OGRGeometryH geometry, Reading *reading)
{
  OGRwkbGeometryType type = wkbFlatten (OGR_G_GetGeometryType (geometry));
  if (type == wkbLineString || type == wkbLinearRing) {
    take_points (geometry, reading);
    guint n = reading->mercator->len / 2;
    const double *points = (const double *) (gpointer) reading->mercator->data;
    if (reading->area >= 0) {
      yzt_base_layer_add (reading->map->layers[reading->area], points, n, reading->min_zoom);
    }
    if (reading->home) {
      yzt_base_layer_add (reading->map->layers[YZT_BASE_JURISDICTION], points, n, 0);
    }
    if (reading->rank >= 0) {
      yzt_base_borders_add (reading->borders, (const double *) (gpointer) reading->degrees->data, n,
                            (YztBaseRank) reading->rank, reading->home);
    }
    return;
  }
  for (int i = 0; i < OGR_G_GetGeometryCount (geometry); i++) {
    add_lines (OGR_G_GetGeometryRef (geometry, i), reading);
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
read_layer (OGRLayerH layer, const char *jurisdiction, Reading *reading)
{
  OGRFeatureH feature;
  OGR_L_ResetReading (layer);
  while ((feature = OGR_L_GetNextFeature (layer)) != NULL) {
    OGRGeometryH geometry = OGR_F_GetGeometryRef (feature);
    if (geometry != NULL) {
      reading->min_zoom = reading->area >= 0 ? number_of (feature, "min_zoom", 0) : 0;
      reading->home = reading->rank == YZT_BASE_RANK_COUNTY && jurisdiction != NULL &&
                      g_str_has_prefix (text_of (feature, "adcode"), jurisdiction);
      add_lines (geometry, reading);
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
    const char *source = text_of (feature, "short");
    if (*source != '\0' && strstr (text->str, source) == NULL) {
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", source);
    }
    OGR_F_Destroy (feature);
  }
  g_free (map->attribution);
  map->attribution = g_strdup (text->str);
}

static const struct {
  const char *layer;
  int area, rank;
} layers[] = {
  { "land", YZT_BASE_LAND, -1 },
  { "lake", YZT_BASE_LAKE, -1 },
  { "river", YZT_BASE_RIVER, -1 },
  { "country", YZT_BASE_COUNTRY, -1 },
  { "china_border", YZT_BASE_CHINA_BORDER, -1 },
  { "china_outline", YZT_BASE_CHINA, YZT_BASE_RANK_CHINA },
  { "province", -1, YZT_BASE_RANK_PROVINCE },
  { "prefecture", -1, YZT_BASE_RANK_PREFECTURE },
  { "county", -1, YZT_BASE_RANK_COUNTY },
};
#define FIRST_BOUNDARY 3

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

static gboolean
has_layer (GDALDatasetH dataset, const char *name)
{
  return dataset != NULL && GDALDatasetGetLayerByName (dataset, name) != NULL;
}

/* @only_boundaries: a customer's file replaces borders, never land or water. */
static void
read_dataset (GDALDatasetH dataset, GDALDatasetH replaced_by, const char *jurisdiction, gboolean only_boundaries,
              Reading *reading)
{
  for (guint i = only_boundaries ? FIRST_BOUNDARY : 0; i < G_N_ELEMENTS (layers); i++) {
    OGRLayerH layer = GDALDatasetGetLayerByName (dataset, layers[i].layer);
    gboolean border_of_outline = g_str_equal (layers[i].layer, "china_border") &&
                                 has_layer (replaced_by, "china_outline");
    if (layer == NULL || border_of_outline || (i >= FIRST_BOUNDARY && has_layer (replaced_by, layers[i].layer))) {
      continue;
    }
    reading->area = layers[i].area;
    reading->rank = layers[i].rank;
    read_layer (layer, jurisdiction, reading);
  }
}

static void
read_all (YztBaseMap *map, GDALDatasetH dataset, GDALDatasetH own, const char *jurisdiction)
{
  g_autoptr (YztBaseBorders) borders = yzt_base_borders_new ();
  g_autoptr (GArray) degrees = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) mercator = g_array_new (FALSE, FALSE, sizeof (double));
  Reading reading = { .map = map, .borders = borders, .degrees = degrees, .mercator = mercator };
  read_dataset (dataset, own, jurisdiction, FALSE, &reading);
  if (own != NULL) {
    read_dataset (own, NULL, jurisdiction, TRUE, &reading);
  }
  yzt_base_borders_finish (borders, map->layers);
  OGRLayerH places = GDALDatasetGetLayerByName (dataset, "place");
  OGRLayerH attribution = GDALDatasetGetLayerByName (dataset, "attribution");
  if (places != NULL) {
    read_places (map, places);
  }
  if (attribution != NULL) {
    read_attribution (map, attribution);
  }
}

/* A customer's file must have something to put in place of ours, in longitude and latitude. */
static gboolean
check_boundaries (GDALDatasetH dataset, const char *path, GError **error)
{
  guint n = 0;
  for (guint i = FIRST_BOUNDARY; i < G_N_ELEMENTS (layers); i++) {
    OGRLayerH layer = GDALDatasetGetLayerByName (dataset, layers[i].layer);
    OGRSpatialReferenceH reference = layer != NULL ? OGR_L_GetSpatialRef (layer) : NULL;
    if (reference != NULL && OSRIsProjected (reference)) {
      g_set_error (error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_READ,
                   _("The layer %s of %s is in a projected coordinate system; save it in longitude and latitude."),
                   layers[i].layer, path);
      return FALSE;
    }
    n += layer != NULL;
  }
  if (n == 0) {
    g_set_error (error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_READ,
                 _("%s has no boundaries; name its layers china_outline, province, prefecture, county or country."),
                 path);
  }
  return n > 0;
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
  yzt_draw_gdal_init ();
  GDALDatasetH dataset = open_dataset (path, error);
  if (dataset == NULL) {
    return NULL;
  }
  GDALDatasetH own = boundaries != NULL ? open_dataset (boundaries, error) : NULL;
  if (boundaries != NULL && (own == NULL || !check_boundaries (own, boundaries, error))) {
    if (own != NULL) {
      GDALClose (own);
    }
    GDALClose (dataset);
    return NULL;
  }
  YztBaseMap *map = base_map_new ();
  read_all (map, dataset, own, jurisdiction);
  if (own != NULL) {
    GDALClose (own);
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
