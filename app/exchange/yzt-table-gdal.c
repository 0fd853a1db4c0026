/* yzt-table-gdal.c: a layer or sheet that GDAL reads, as a table
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-table-private.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <gdal.h>
#include <glib/gi18n-lib.h>
#include <ogr_srs_api.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-exchange-private.h"

typedef struct {
  YztTable base;
  GDALDatasetH dataset;
  OGRLayerH layer;
  OGRFeatureH feature;
  OGRCoordinateTransformationH to_wgs84; /* NULL: degrees of WGS 84 already */
  OGRGeometryH geometry;                 /* of the row, when it had to be transformed */
  int *types;                            /* OGRFieldType of each column */
  char **owned;                          /* cells that had to be rewritten, n_columns */
  gboolean raw_text;                     /* cells are bytes of an encoding that the file does not name */
  gboolean gb18030;                      /* … and some of them are no UTF-8 */
  guint number;
} GdalTable;

static const struct {
  const char *ending;
  const char *drivers[4];
} ENDINGS[] = {
  { "xlsx", { "XLSX", NULL } },
  { "xlsm", { "XLSX", NULL } },
  { "ods", { "ODS", NULL } },
  { "xls", { "XLS", NULL } },
  { "geojson", { "GeoJSON", "ESRIJSON", "TopoJSON", NULL } },
  { "json", { "GeoJSON", "ESRIJSON", "TopoJSON", NULL } },
  { "geojsonl", { "GeoJSONSeq", NULL } },
  { "gpkg", { "GPKG", NULL } },
  { "shp", { "ESRI Shapefile", NULL } },
  { "kml", { "LIBKML", "KML", NULL } },
  { "kmz", { "LIBKML", NULL } },
  { "gpx", { "GPX", NULL } },
  { "fgb", { "FlatGeobuf", NULL } },
  { "tab", { "MapInfo File", NULL } },
  { "mif", { "MapInfo File", NULL } },
};

const char *const *
yzt_table_gdal_drivers (const char *ending)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ENDINGS); i++) {
    if (g_str_equal (ENDINGS[i].ending, ending)) {
      return ENDINGS[i].drivers;
    }
  }
  return NULL;
}

/* --- rows --- */

/* A cell as GDAL keeps it; NULL when it must be made: what GDAL makes itself lives until its next answer only. */
static const char *
plain_cell (GdalTable *self, int i)
{
  if (!OGR_F_IsFieldSetAndNotNull (self->feature, i)) {
    return "";
  }
  return self->types[i] == OFTString ? OGR_F_GetFieldAsString (self->feature, i) : NULL;
}

static char *
made_cell (GdalTable *self, int i)
{
  int year, month, day, hour, minute, zone;
  float second;

  switch (self->types[i]) {
  case OFTReal:
    return yzt_text_format_number (OGR_F_GetFieldAsDouble (self->feature, i));
  case OFTDate:
  case OFTDateTime:
    if (!OGR_F_GetFieldAsDateTimeEx (self->feature, i, &year, &month, &day, &hour, &minute, &second, &zone)) {
      return g_strdup ("");
    }
    if (self->types[i] == OFTDate) {
      return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
    }
    /* 0 unknown, 1 local, 100 UTC, one step for each quarter of an hour */
    return zone <= 1 ? g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d", year, month, day, hour, minute, (int) second)
                     : g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", year, month, day, hour, minute, (int) second,
                                        zone >= 100 ? '+' : '-', ABS (zone - 100) / 4, ABS (zone - 100) % 4 * 15);
  default:
    return g_strdup (OGR_F_GetFieldAsString (self->feature, i));
  }
}

static char *
decode_cell (GdalTable *self, const char *bytes)
{
  gsize length = 0;
  char *text = self->gb18030 ? yzt_text_decode (bytes, strlen (bytes), "GB18030", &length, NULL) : NULL;

  return text ? text : g_utf8_make_valid (bytes, -1);
}

/* DBF files of Chinese offices are GBK and say nothing about it. One cell cannot tell: “医院” in GBK is good UTF-8 by chance. */
static void
sniff_encoding (GdalTable *self)
{
  OGRFeatureH feature;

  while (!self->gb18030 && (feature = OGR_L_GetNextFeature (self->layer)) != NULL) {
    for (int i = 0; i < OGR_F_GetFieldCount (feature) && !self->gb18030; i++) {
      OGRFieldDefnH field = OGR_F_GetFieldDefnRef (feature, i);
      self->gb18030 = OGR_Fld_GetType (field) == OFTString && !g_utf8_validate (OGR_F_GetFieldAsString (feature, i), -1, NULL);
    }
    OGR_F_Destroy (feature);
  }
  if (self->gb18030) {
    g_ptr_array_add (self->base.notes, g_strdup_printf (_("The text is not UTF-8; it was read as %s."), "GB18030"));
  }
}

static void
read_cells (GdalTable *self)
{
  for (guint i = 0; i < self->base.n_columns; i++) {
    const char *cell = plain_cell (self, (int) i);
    g_clear_pointer (&self->owned[i], g_free);
    if (cell == NULL) {
      cell = self->owned[i] = made_cell (self, (int) i);
    }
    if (*cell != '\0' && (self->gb18030 || !g_utf8_validate (cell, -1, NULL))) {
      char *text = decode_cell (self, cell);
      g_free (self->owned[i]);
      cell = self->owned[i] = text;
    }
    self->base.row.cells[i] = cell;
  }
}

static void
read_geometry (GdalTable *self)
{
  YztTable *base = &self->base;
  OGRGeometryH geometry = OGR_F_GetGeometryRef (self->feature);

  base->row.geometry = NULL;
  if (geometry == NULL || OGR_G_IsEmpty (geometry)) {
    return;
  }
  base->row.geometry = geometry;
  if (self->to_wgs84 != NULL) {
    self->geometry = OGR_G_Clone (geometry);
    if (OGR_G_Transform (self->geometry, self->to_wgs84) != OGRERR_NONE) {
      base->row.problem = g_strdup (_("The position cannot be converted to WGS 84."));
    }
    base->row.geometry = self->geometry;
  }
}

static void
drop_feature (GdalTable *self)
{
  if (self->geometry != NULL) {
    OGR_G_DestroyGeometry (self->geometry);
    self->geometry = NULL;
  }
  if (self->feature != NULL) {
    OGR_F_Destroy (self->feature);
    self->feature = NULL;
  }
}

static gboolean
gdal_next (YztTable *table, GError **error)
{
  GdalTable *self = (GdalTable *) table;

  while (TRUE) {
    gboolean broken;
    drop_feature (self);
    g_clear_pointer (&table->row.problem, g_free);
    yzt_gdal_quiet_begin ();
    self->feature = OGR_L_GetNextFeature (self->layer);
    broken = self->feature == NULL && CPLGetLastErrorType () == CE_Failure;
    yzt_gdal_quiet_end ();
    if (self->feature == NULL) {
      if (broken) {
        g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_READ, _("The file breaks off or is damaged after row %u; get it again."), self->number);
      }
      return FALSE;
    }
    self->number++;
    table->row.number = self->number;
    read_cells (self);
    yzt_gdal_quiet_begin ();
    read_geometry (self);
    yzt_gdal_quiet_end ();
    if (!yzt_table_row_is_blank (table)) {
      return TRUE;
    }
  }
}

static void
gdal_close (YztTable *table)
{
  GdalTable *self = (GdalTable *) table;

  drop_feature (self);
  for (guint i = 0; self->owned != NULL && i < table->n_columns; i++) {
    g_free (self->owned[i]);
  }
  g_free (self->owned);
  g_free (self->types);
  if (self->to_wgs84 != NULL) {
    OCTDestroyCoordinateTransformation (self->to_wgs84);
  }
  if (self->dataset != NULL) {
    yzt_gdal_quiet_begin ();
    GDALClose (self->dataset);
    yzt_gdal_quiet_end ();
  }
  yzt_table_clear (table);
  g_free (self);
}

/* --- opening --- */

static gboolean
has_sibling (const char *path, const char *lower_ending, const char *upper_ending)
{
  g_autofree char *stem = g_strndup (path, (gsize) (strrchr (path, '.') - path));
  g_autofree char *lower = g_strconcat (stem, lower_ending, NULL);
  g_autofree char *upper = g_strconcat (stem, upper_ending, NULL);

  return g_file_test (lower, G_FILE_TEST_EXISTS) || g_file_test (upper, G_FILE_TEST_EXISTS);
}

static char **
make_open_options (GdalTable *self, const char *path, const char *ending, const YztImportOptions *options)
{
  char **open_options = NULL;

  if (g_str_equal (ending, "shp")) {
    if (options->encoding != NULL) {
      open_options = CSLSetNameValue (open_options, "ENCODING", options->encoding);
    } else if (!has_sibling (path, ".cpg", ".CPG")) {
      open_options = CSLSetNameValue (open_options, "ENCODING", "");
      self->raw_text = TRUE;
    }
  }
  return open_options;
}

static void
open_dataset (GdalTable *self, const char *path, const char *ending, const YztImportOptions *options)
{
  char **open_options = make_open_options (self, path, ending, options);
  g_autofree char *headers_before = g_strdup (CPLGetThreadLocalConfigOption ("OGR_XLSX_HEADERS", NULL));

  /* A sheet of words only has its header taken for data otherwise, and GDAL 3.6 knows no open option for it. */
  CPLSetThreadLocalConfigOption ("OGR_XLSX_HEADERS", "FORCE");
  CPLSetThreadLocalConfigOption ("OGR_ODS_HEADERS", "FORCE");
  CPLSetThreadLocalConfigOption ("OGR_XLS_HEADERS", "FORCE");
  yzt_gdal_quiet_begin ();
  self->dataset = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, yzt_table_gdal_drivers (ending), (const char *const *) open_options, NULL);
  yzt_gdal_quiet_end ();
  CPLSetThreadLocalConfigOption ("OGR_XLSX_HEADERS", headers_before);
  CPLSetThreadLocalConfigOption ("OGR_ODS_HEADERS", NULL);
  CPLSetThreadLocalConfigOption ("OGR_XLS_HEADERS", NULL);
  CSLDestroy (open_options);
}

static gboolean
is_layer_of (const char *name, YztKind *kind)
{
  static const char *const languages[] = { "en", "zh_CN" };
  g_autofree char *key = yzt_text_header_key (name);
  g_autofree char *id = yzt_text_header_key (yzt_kind_get_id (kind));

  if (g_strcmp0 (key, id) == 0) {
    return TRUE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++) {
    g_autofree char *label = yzt_text_header_key (yzt_kind_get_label (kind, languages[i]));
    if (g_strcmp0 (key, label) == 0) {
      return TRUE;
    }
  }
  return FALSE;
}

/* The layer named like the kind, else the first with rows in it. */
static void
choose_layer (GdalTable *self, YztKind *kind)
{
  int n_layers = GDALDatasetGetLayerCount (self->dataset);
  int n_filled = 0;

  for (int i = 0; i < n_layers; i++) {
    OGRLayerH layer = GDALDatasetGetLayer (self->dataset, i);
    gboolean filled = layer != NULL && OGR_L_GetFeatureCount (layer, TRUE) > 0;
    n_filled += filled ? 1 : 0;
    if (filled && self->layer == NULL) {
      self->layer = layer;
    }
    if (filled && is_layer_of (OGR_L_GetName (layer), kind)) {
      self->layer = layer;
      break;
    }
  }
  if (self->layer == NULL && n_layers > 0) {
    self->layer = GDALDatasetGetLayer (self->dataset, 0);
  }
  if (n_filled > 1) {
    g_autofree char *name = g_utf8_make_valid (OGR_L_GetName (self->layer), -1);
    g_ptr_array_add (self->base.notes, g_strdup_printf (_("The file has several sheets or layers; “%s” was read."), name));
  }
}

static void
read_columns (GdalTable *self)
{
  YztTable *base = &self->base;
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn (self->layer);

  base->n_columns = (guint) MIN (OGR_FD_GetFieldCount (definition), YZT_TABLE_MAX_COLUMNS);
  base->headers = g_new0 (char *, base->n_columns + 1);
  base->row.cells = g_new0 (const char *, MAX (base->n_columns, 1));
  self->types = g_new0 (int, MAX (base->n_columns, 1));
  self->owned = g_new0 (char *, MAX (base->n_columns, 1));
  for (guint i = 0; i < base->n_columns; i++) {
    OGRFieldDefnH field = OGR_FD_GetFieldDefn (definition, (int) i);
    const char *name = OGR_Fld_GetNameRef (field);
    base->headers[i] = decode_cell (self, name);
    g_strstrip (base->headers[i]);
    self->types[i] = (int) OGR_Fld_GetType (field);
  }
  base->has_geometry = OGR_L_GetGeomType (self->layer) != wkbNone && OGR_FD_GetGeomFieldCount (definition) > 0;
}

/* Coordinates of another reference system are converted; nothing but degrees of WGS 84 gets further. */
static gboolean
prepare_transformation (GdalTable *self, const char *shown, GError **error)
{
  OGRSpatialReferenceH from = OGR_L_GetSpatialRef (self->layer);
  OGRSpatialReferenceH to;
  g_autofree char *name = NULL;
  gboolean same;

  if (from == NULL || !self->base.has_geometry) {
    return TRUE;
  }
  to = OSRNewSpatialReference (NULL);
  OSRImportFromEPSG (to, 4326);
  OSRSetAxisMappingStrategy (to, OAMS_TRADITIONAL_GIS_ORDER);
  from = OSRClone (from);
  OSRSetAxisMappingStrategy (from, OAMS_TRADITIONAL_GIS_ORDER);
  same = OSRIsSame (from, to);
  name = g_utf8_make_valid (OSRGetName (from) ? OSRGetName (from) : "?", -1);
  if (!same) {
    self->to_wgs84 = OCTNewCoordinateTransformation (from, to);
  }
  OSRDestroySpatialReference (from);
  OSRDestroySpatialReference (to);
  if (!same && self->to_wgs84 == NULL) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT,
                 _("The reference system “%s” of “%s” cannot be converted; save the file in WGS 84 (EPSG:4326)."), name, shown);
    return FALSE;
  }
  if (!same) {
    g_ptr_array_add (self->base.notes, g_strdup_printf (_("Positions were converted from %s to WGS 84."), name));
  }
  return TRUE;
}

YztTable *
yzt_table_gdal_open (const char *path, const char *ending, const char *shown, const YztImportOptions *options, YztKind *kind, GError **error)
{
  GdalTable *self = g_new0 (GdalTable, 1);
  gboolean ok;

  yzt_table_init (&self->base);
  self->base.next = gdal_next;
  self->base.close = gdal_close;
  open_dataset (self, path, ending, options);
  if (self->dataset == NULL) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT, _("“%s” is damaged or not what its ending “.%s” says; save it again."), shown, ending);
    gdal_close (&self->base);
    return NULL;
  }
  yzt_gdal_quiet_begin ();
  choose_layer (self, kind);
  ok = self->layer != NULL;
  if (ok) {
    OGR_L_ResetReading (self->layer);
    if (self->raw_text) {
      sniff_encoding (self);
      OGR_L_ResetReading (self->layer);
    }
    read_columns (self);
    ok = prepare_transformation (self, shown, error);
  } else {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT, _("“%s” has no table or layer in it."), shown);
  }
  yzt_gdal_quiet_end ();
  if (!ok) {
    gdal_close (&self->base);
    return NULL;
  }
  return &self->base;
}
