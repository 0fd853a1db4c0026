/* yzt-vector-prepare.c: a vector file read once through GDAL into its prepared form
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <gdal.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <string.h>
#include "yzt-base.h"
#include "yzt-draw-gdal-private.h"
#include "yzt-vector-classes-private.h"
#include "yzt-vector-prepare-private.h"
#include "yzt-vector-shapes-private.h"

#define MAX_POINTS 4000000u /* of one feature; larger ones are left out */
#define NAME_CELL_PX 300.0  /* a long road is named once in so many pixels */
#define MAX_CELLS 4000000u
#define SHARE_READING 0.85

/* Formats whose readers open local files and nothing else. */
static const char *const drivers[] = { "OSM", "GPKG", "ESRI Shapefile", "GeoJSON", "GeoJSONSeq", "FlatGeobuf", "KML", "LIBKML", "MapInfo File", "DXF",
                                       "GPX", "OpenFileGDB", "SQLite", "MBTiles", NULL };

/* What is known of one layer of the file. */
typedef struct {
  YztVectorClasses *classes;
  OGRCoordinateTransformationH transform; /* to WGS 84; NULL: it is so already */
} Layer;

typedef struct {
  const YztVectorWork *work;
  GDALDatasetH dataset;
  YztVectorWriter *writer;
  OGRSpatialReferenceH wgs84;
  GHashTable *layers; /* OGRLayerH → Layer */
  GHashTable *cells;  /* of names of lines: hashes of name and place */
  gboolean openstreetmap, raw_text;
  gboolean tiled; /* vector tiles: read at their largest zoom, of which the smaller ones are made */
  YztVectorParts parts;
  guint64 n_read, n_placeless;
} Reading;

static void
layer_free (Layer *layer)
{
  yzt_vector_classes_free (layer->classes);
  if (layer->transform != NULL) {
    OCTDestroyCoordinateTransformation (layer->transform);
  }
  g_free (layer);
}

static gboolean
fail (const YztVectorWork *work, const char *format, GError **error)
{
  g_autofree char *name = g_path_get_basename (work->path);
  g_set_error (error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_READ, format, name);
  return FALSE;
}

/* --- geometries --- */

static Layer *
layer_for (Reading *reading, OGRLayerH handle)
{
  Layer *layer = g_hash_table_lookup (reading->layers, handle);
  if (layer == NULL) {
    OGRSpatialReferenceH reference = OGR_L_GetSpatialRef (handle);
    layer = g_new0 (Layer, 1);
    layer->classes = yzt_vector_classes_new (reading->work->style, handle, reading->openstreetmap || reading->tiled, reading->raw_text);
    if (reference != NULL && !OSRIsSame (reference, reading->wgs84)) {
      layer->transform = OCTNewCoordinateTransformation (reference, reading->wgs84);
    }
    g_hash_table_insert (reading->layers, handle, layer);
  }
  return layer;
}

static void
take_line (Reading *reading, const Layer *layer, OGRGeometryH line)
{
  int n = OGR_G_GetPointCount (line);
  guint before = reading->parts.points->len;
  if (n < 1 || (guint) n > MAX_POINTS || before / 2 + (guint) n > MAX_POINTS) {
    return;
  }
  g_autofree double *x = g_new (double, (gsize) n), *y = g_new (double, (gsize) n);
  OGR_G_GetPoints (line, x, sizeof (double), y, sizeof (double), NULL, 0);
  if (layer->transform != NULL) {
    OCTTransform (layer->transform, n, x, y, NULL);
  }
  for (int i = 0; i < n; i++) {
    double xy[2];
    if (!isfinite (x[i]) || !isfinite (y[i]) || fabs (x[i]) > 180.0001 || fabs (y[i]) > 90.0001) {
      reading->n_placeless++;
      continue;
    }
    yzt_mercator_from_position ((YztPosition) { CLAMP (x[i], -180, 180), CLAMP (y[i], -90, 90) }, &xy[0], &xy[1]);
    g_array_append_vals (reading->parts.points, xy, 2);
  }
  guint end = reading->parts.points->len / 2;
  if (reading->parts.points->len > before) {
    g_array_append_val (reading->parts.ends, end);
  }
}

/* Lines, rings or points of @geometry; nesting is bounded by GDAL's own readers. */
static void
take_parts (Reading *reading, const Layer *layer, OGRGeometryH geometry)
{
  OGRwkbGeometryType type = wkbFlatten (OGR_G_GetGeometryType (geometry));
  if (type == wkbLineString || type == wkbPoint) {
    take_line (reading, layer, geometry);
    return;
  }
  for (int i = 0; i < OGR_G_GetGeometryCount (geometry); i++) {
    take_parts (reading, layer, OGR_G_GetGeometryRef (geometry, i));
  }
}

/* --- names --- */

/* A road is many pieces of the same name: one of them in each stretch of ground is named. */
static gboolean
is_first_here (Reading *reading, const YztVectorRule *rule, const char *name, double x, double y)
{
  double cell = NAME_CELL_PX / (256 * exp2 (rule->label_zoom));
  guint64 hash = (guint64) g_str_hash (name) << 32 ^ (guint64) (gint64) floor (x / cell) * 0x9e3779b97f4a7c15u
                 ^ (guint64) (gint64) floor (y / cell) * 0xc2b2ae3d27d4eb4fu;
  if (g_hash_table_size (reading->cells) >= MAX_CELLS) {
    g_hash_table_remove_all (reading->cells);
  }
  return g_hash_table_add (reading->cells, g_memdup2 (&hash, sizeof hash));
}

static void
write_name (Reading *reading, const Layer *layer, OGRFeatureH feature, const YztVectorRule *rule, guint index)
{
  char *names[YZT_VECTOR_N_NAMES];
  double x = 0, y = 0, extent = 0;
  gboolean placed = TRUE;
  if (rule->shape == YZT_VECTOR_NAME) {
    placed = reading->parts.points->len >= 2;
    x = placed ? g_array_index (reading->parts.points, double, 0) : 0;
    y = placed ? g_array_index (reading->parts.points, double, 1) : 0;
  } else {
    placed = yzt_vector_find_middle (&reading->parts, rule->shape, &x, &y, &extent);
  }
  for (guint i = 0; i < YZT_VECTOR_N_NAMES; i++) {
    names[i] = yzt_vector_classes_name (layer->classes, feature, (YztVectorNameId) i);
  }
  const char *any = *names[0] != '\0' ? names[0] : *names[1] != '\0' ? names[1] : names[2];
  if (placed && *any != '\0' && (rule->shape != YZT_VECTOR_LINE || is_first_here (reading, rule, any, x, y))) {
    /* Of things of one class the larger ones come first; a tenth of a point for the whole world keeps the classes apart. */
    yzt_vector_write_name (reading->writer, rule, index, x, y, rule->importance + MIN (extent * 100, 0.9), names);
  }
  for (guint i = 0; i < YZT_VECTOR_N_NAMES; i++) {
    g_free (names[i]);
  }
}

/* --- features --- */

static YztVectorShape
shape_of (OGRGeometryH geometry)
{
  int dimension = OGR_G_GetDimension (geometry);
  return dimension == 2 ? YZT_VECTOR_AREA : dimension == 1 ? YZT_VECTOR_LINE : YZT_VECTOR_NAME;
}

static void
read_feature (Reading *reading, const Layer *layer, OGRFeatureH feature)
{
  OGRGeometryH geometry = OGR_F_GetGeometryRef (feature), straight = NULL;
  if (geometry == NULL || OGR_G_IsEmpty (geometry)) {
    return;
  }
  YztVectorShape shape = shape_of (geometry);
  int index = yzt_vector_classes_find (layer->classes, feature, shape);
  if (index < 0) {
    return;
  }
  const YztVectorRule *rule = &g_array_index (reading->work->style->rules, YztVectorRule, index);
  if (OGR_G_HasCurveGeometry (geometry, TRUE)) {
    straight = OGR_G_GetLinearGeometry (geometry, 0, NULL);
  }
  yzt_vector_parts_empty (&reading->parts);
  take_parts (reading, layer, straight != NULL ? straight : geometry);
  if (straight != NULL) {
    OGR_G_DestroyGeometry (straight);
  }
  if (reading->parts.ends->len > 0) {
    guint flags = shape == YZT_VECTOR_LINE && yzt_vector_classes_is_tunnel (layer->classes, feature) ? YZT_VECTOR_TUNNEL : 0;
    flags |= reading->tiled && shape == YZT_VECTOR_AREA ? YZT_VECTOR_CUT : 0;
    if (shape != YZT_VECTOR_NAME) {
      yzt_vector_write_shape (reading->writer, rule, (guint) index, flags, &reading->parts);
    }
    if (rule->label_zoom < 30) {
      write_name (reading, layer, feature, rule, (guint) index);
    }
  }
}

/* GDAL 3.6 loses the user data where one layer is read after the other; there the loop of read_all looks often enough. */
static int CPL_STDCALL
on_gdal_progress (double share, const char *message, void *user_data)
{
  const YztVectorWork *work = user_data;
  return work == NULL || !g_cancellable_is_cancelled (work->cancellable);
}

static gboolean
read_all (Reading *reading, GError **error)
{
  const YztVectorWork *work = reading->work;
  OGRLayerH handle = NULL;
  OGRFeatureH feature;
  double share = 0, told = -1;
  GDALDatasetResetReading (reading->dataset);
  while (!g_cancellable_is_cancelled (work->cancellable)
         && (feature = GDALDatasetGetNextFeature (reading->dataset, &handle, &share, on_gdal_progress, (gpointer) work)) != NULL) {
    if (handle != NULL) {
      read_feature (reading, layer_for (reading, handle), feature);
    }
    OGR_F_Destroy (feature);
    reading->n_read++;
    if (work->progress != NULL && share > told + 0.01) {
      work->progress (CLAMP (share, 0, 1) * SHARE_READING, work->user_data);
      told = share;
    }
  }
  return !g_cancellable_set_error_if_cancelled (work->cancellable, error);
}

/* --- the file --- */

/* A shapefile that says nothing of its encoding is read as the bytes are: see yzt-vector-classes.c. */
static gboolean
says_no_encoding (const char *path)
{
  g_autofree char *small = g_ascii_strdown (path, -1);
  if (!g_str_has_suffix (small, ".shp")) {
    return FALSE;
  }
  g_autofree char *stem = g_strndup (path, strlen (path) - 4);
  g_autofree char *cpg = g_strconcat (stem, ".cpg", NULL), *upper = g_strconcat (stem, ".CPG", NULL);
  return !g_file_test (cpg, G_FILE_TEST_EXISTS) && !g_file_test (upper, G_FILE_TEST_EXISTS);
}

static GDALDatasetH
open_dataset (Reading *reading, const char *folder)
{
  const char *path = reading->work->path;
  g_autofree char *small = g_ascii_strdown (path, -1);
  g_autofree char *packed = g_str_has_suffix (small, ".osm.gz") ? g_strconcat ("/vsigzip/", path, NULL) : NULL;
  g_autofree char *tags = g_build_filename (yzt_data_dir (), "basemap", "osmconf.ini", NULL);
  char **options = NULL;
  reading->raw_text = says_no_encoding (path);
  if (g_str_has_suffix (small, ".pbf") || g_str_has_suffix (small, ".osm") || packed != NULL) {
    options = CSLSetNameValue (options, "CONFIG_FILE", tags);
  } else if (reading->raw_text) {
    options = CSLSetNameValue (options, "ENCODING", "");
  }
  CPLSetThreadLocalConfigOption ("CPL_TMPDIR", folder);
  GDALDatasetH dataset = GDALOpenEx (packed != NULL ? packed : path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, (const char *const *) options, NULL);
  CSLDestroy (options);
  reading->openstreetmap = dataset != NULL && g_str_equal (GDALGetDriverShortName (GDALGetDatasetDriver (dataset)), "OSM");
  reading->tiled = dataset != NULL && g_str_equal (GDALGetDriverShortName (GDALGetDatasetDriver (dataset)), "MBTiles");
  return dataset;
}

/* (transfer full) What the licence wants to be said. Tiles often say it as a piece of a web page. */
static char *
find_attribution (Reading *reading)
{
  const char *text = reading->tiled ? GDALGetMetadataItem (reading->dataset, "attribution", NULL) : NULL;
  g_autoptr (GString) plain = g_string_new (NULL);
  gboolean in_tag = FALSE;
  if (reading->openstreetmap) {
    return g_strdup ("© OpenStreetMap contributors");
  }
  for (const char *p = text; p != NULL && *p != '\0'; p++) {
    if (*p != '<' && *p != '>' && !in_tag) {
      g_string_append_c (plain, *p);
    }
    in_tag = *p == '<' || (in_tag && *p != '>');
  }
  g_string_replace (plain, "&copy;", "©", 0);
  g_string_replace (plain, "&amp;", "&", 0);
  return g_utf8_make_valid (plain->str, -1);
}

static gboolean
has_features (Reading *reading)
{
  guint64 n = 0;
  for (guint i = 0; i < YZT_VECTOR_N_SECTIONS; i++) {
    n += yzt_vector_writer_get_n (reading->writer, i);
  }
  return n > 0;
}

static gboolean
prepare (Reading *reading, GError **error)
{
  const YztVectorWork *work = reading->work;
  if (!read_all (reading, error)) {
    return FALSE;
  }
  if (!has_features (reading)) {
    return fail (work, reading->n_placeless > 0 ? _("“%s” does not say where on the earth it lies; ask for it with its reference system (.prj).")
                                                : _("“%s” holds nothing that a map can show; choose another file."), error);
  }
  if (work->progress != NULL) {
    work->progress (SHARE_READING, work->user_data);
  }
  g_autofree char *attribution = find_attribution (reading);
  return yzt_vector_writer_finish (reading->writer, work->prepared, attribution, error);
}

static gboolean
prepare_quietly (const YztVectorWork *work, GError **error)
{
  Reading reading = { .work = work };
  g_autofree char *folder = g_path_get_dirname (work->prepared);
  g_autofree char *unfinished = g_strdup_printf ("%s.%08x", work->prepared, g_random_int ());
  reading.dataset = g_file_test (work->path, G_FILE_TEST_EXISTS) ? open_dataset (&reading, folder) : NULL;
  if (reading.dataset == NULL) {
    return fail (work, _("“%s” is no map file that can be read; choose an OpenStreetMap, Shapefile, GeoPackage or GeoJSON file."), error);
  }
  reading.writer = yzt_vector_writer_new (unfinished, error);
  reading.wgs84 = OSRNewSpatialReference (NULL);
  OSRSetWellKnownGeogCS (reading.wgs84, "WGS84");
  OSRSetAxisMappingStrategy (reading.wgs84, OAMS_TRADITIONAL_GIS_ORDER);
  reading.layers = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) layer_free);
  reading.cells = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  yzt_vector_parts_init (&reading.parts);
  gboolean prepared = reading.writer != NULL && prepare (&reading, error);
  yzt_vector_parts_clear (&reading.parts);
  g_hash_table_unref (reading.cells);
  g_hash_table_unref (reading.layers);
  OSRRelease (reading.wgs84);
  g_clear_pointer (&reading.writer, yzt_vector_writer_free);
  GDALClose (reading.dataset);
  return prepared;
}

gboolean
yzt_vector_prepare (const YztVectorWork *work, GError **error)
{
  g_return_val_if_fail (work != NULL && work->path != NULL && work->prepared != NULL && work->style != NULL, FALSE);
  yzt_draw_gdal_init ();
  yzt_draw_gdal_hush ();
  gboolean prepared = prepare_quietly (work, error);
  yzt_draw_gdal_speak ();
  return prepared;
}
