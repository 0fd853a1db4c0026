/* yzt-export-gdal.c: rows of a kind in the formats that GDAL writes
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-beside-private.h"
#include "yzt-export-private.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <gdal.h>
#include <ogr_srs_api.h>
#include <string.h>

#include "yzt-base.h"

typedef struct {
  const YztExport *self;
  OGRLayerH layer;
  OGRFeatureDefnH definition;
  gboolean sheet;    /* no geometry: positions are columns */
  int *columns;      /* per field: column of the layer, -1 none */
  int lon, lat, wkt, owner_code, owner_fid;
  guint rows;
  gboolean failed;
} LayerWriter;

static gboolean
is_sheet (const char *driver)
{
  return g_str_equal (driver, "XLSX") || g_str_equal (driver, "ODS");
}

static int
add_column (LayerWriter *writer, const char *name, OGRFieldType type, OGRFieldSubType subtype)
{
  OGRFieldDefnH field = OGR_Fld_Create (name, type);
  OGRErr result;

  OGR_Fld_SetSubType (field, subtype);
  result = OGR_L_CreateField (writer->layer, field, TRUE);
  OGR_Fld_Destroy (field);
  if (result != OGRERR_NONE) {
    writer->failed = TRUE;
    return -1;
  }
  /* Drivers may shorten or change the name (Shapefile: ten letters), so the place and not the name is kept. */
  return OGR_FD_GetFieldCount (OGR_L_GetLayerDefn (writer->layer)) - 1;
}

static int
add_field (LayerWriter *writer, const YztField *field)
{
  const char *name = yzt_field_get_name (field);

  switch (yzt_field_get_field_type (field)) {
  case YZT_FIELD_INTEGER:
    return add_column (writer, name, OFTInteger64, OFSTNone);
  case YZT_FIELD_NUMBER:
    return add_column (writer, name, OFTReal, OFSTNone);
  case YZT_FIELD_BOOLEAN:
    return add_column (writer, name, OFTInteger, OFSTBoolean);
  case YZT_FIELD_DATE:
    return add_column (writer, name, OFTDate, OFSTNone);
  case YZT_FIELD_TEXT:
  case YZT_FIELD_MULTILINE:
  case YZT_FIELD_ENUM:
  case YZT_FIELD_DATETIME:
  case YZT_FIELD_PHONE:
  case YZT_FIELD_URL:
  case YZT_FIELD_LONGITUDE:
  case YZT_FIELD_LATITUDE:
  default:
    return add_column (writer, name, OFTString, OFSTNone);
  }
}

static void
add_columns (LayerWriter *writer)
{
  YztKind *kind = writer->self->kind;
  gboolean placed = yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE;

  writer->columns = g_new0 (int, MAX (yzt_kind_get_n_fields (kind), 1));
  for (guint i = 0; i < yzt_kind_get_n_fields (kind); i++) {
    writer->columns[i] = add_field (writer, yzt_kind_get_field (kind, i));
  }
  writer->lon = writer->lat = writer->wkt = writer->owner_code = writer->owner_fid = -1;
  if (writer->sheet && placed) {
    writer->lon = add_column (writer, "lon", OFTReal, OFSTNone);
    writer->lat = add_column (writer, "lat", OFTReal, OFSTNone);
  }
  if (writer->sheet && yzt_kind_get_geometry (kind) == YZT_KIND_GEOMETRY_AREA) {
    writer->wkt = add_column (writer, YZT_EXCHANGE_WKT_COLUMN, OFTString, OFSTNone);
  }
  if (writer->self->owner_codes != NULL) {
    writer->owner_code = add_column (writer, "owner_code", OFTString, OFSTNone);
    writer->owner_fid = add_column (writer, "owner_fid", OFTInteger64, OFSTNone);
  }
}

static OGRGeometryH
row_geometry (const YztRow *row)
{
  OGRGeometryH geometry = row->geometry ? yzt_geometry_blob_to_ogr (row->geometry) : NULL;

  if (geometry == NULL && row->has_position && yzt_kind_get_geometry (row->kind) == YZT_KIND_GEOMETRY_POINT) {
    geometry = OGR_G_CreateGeometry (wkbPoint);
    OGR_G_SetPoint_2D (geometry, 0, row->lon, row->lat);
  }
  return geometry;
}

static void
set_cell (OGRFeatureH feature, int column, const YztField *field, const YztCell *cell)
{
  if (column < 0 || cell->type == YZT_CELL_NULL) {
    return;
  }
  if (cell->type == YZT_CELL_INTEGER) {
    OGR_F_SetFieldInteger64 (feature, column, cell->v.integer);
  } else if (cell->type == YZT_CELL_NUMBER) {
    OGR_F_SetFieldDouble (feature, column, cell->v.number);
  } else {
    g_autofree char *text = yzt_field_format_plain (field, cell);
    OGR_F_SetFieldString (feature, column, text);
  }
}

static void
set_wkt (OGRFeatureH feature, int column, const YztRow *row)
{
  OGRGeometryH geometry = yzt_geometry_blob_to_ogr (row->geometry);
  char *wkt = NULL;

  if (geometry != NULL && OGR_G_ExportToWkt (geometry, &wkt) == OGRERR_NONE) {
    OGR_F_SetFieldString (feature, column, wkt);
  }
  OGR_G_DestroyGeometry (geometry);
  CPLFree (wkt);
}

static void
set_row (LayerWriter *writer, OGRFeatureH feature, const YztRow *row)
{
  for (guint i = 0; i < yzt_kind_get_n_fields (row->kind); i++) {
    set_cell (feature, writer->columns[i], yzt_kind_get_field (row->kind, i), &row->cells[i]);
  }
  if (writer->lon >= 0 && row->has_position) {
    OGR_F_SetFieldDouble (feature, writer->lon, row->lon);
    OGR_F_SetFieldDouble (feature, writer->lat, row->lat);
  }
  if (writer->wkt >= 0) {
    set_wkt (feature, writer->wkt, row);
  }
  if (writer->owner_code >= 0) {
    OGR_F_SetFieldString (feature, writer->owner_code, yzt_export_owner_code (writer->self, row));
    OGR_F_SetFieldInteger64 (feature, writer->owner_fid, row->owner_fid);
  }
  if (!writer->sheet) {
    OGR_F_SetFID (feature, row->fid);
    OGR_F_SetGeometryDirectly (feature, row_geometry (row));
  }
}

static gboolean
on_row (const YztRow *row, gpointer user_data)
{
  LayerWriter *writer = user_data;
  OGRFeatureH feature = OGR_F_Create (writer->definition);

  set_row (writer, feature, row);
  writer->failed = writer->failed || OGR_L_CreateFeature (writer->layer, feature) != OGRERR_NONE;
  OGR_F_Destroy (feature);
  writer->rows++;
  return !writer->failed;
}

static OGRLayerH
create_layer (GDALDatasetH dataset, const YztExport *self, const char *driver)
{
  OGRSpatialReferenceH wgs84 = OSRNewSpatialReference (NULL);
  YztKindGeometry geometry = yzt_kind_get_geometry (self->kind);
  OGRwkbGeometryType type = geometry == YZT_KIND_GEOMETRY_POINT ? wkbPoint : geometry == YZT_KIND_GEOMETRY_AREA ? wkbMultiPolygon : wkbNone;
  char **options = NULL;
  OGRLayerH layer;

  OSRImportFromEPSG (wgs84, 4326);
  OSRSetAxisMappingStrategy (wgs84, OAMS_TRADITIONAL_GIS_ORDER);
  if (g_str_equal (driver, "ESRI Shapefile")) {
    options = CSLSetNameValue (options, "ENCODING", "UTF-8");
  } else if (g_str_equal (driver, "FlatGeobuf")) {
    /* Its index would sort the rows by place. */
    options = CSLSetNameValue (options, "SPATIAL_INDEX", "NO");
  } else if (g_str_equal (driver, "GeoJSON")) {
    options = CSLSetNameValue (options, "RFC7946", "YES");
    /* Fifteen decimals read back to the same double; seven would move a second import's rows. */
    options = CSLSetNameValue (options, "COORDINATE_PRECISION", "15");
  }
  layer = GDALDatasetCreateLayer (dataset, yzt_kind_get_table (self->kind), is_sheet (driver) || type == wkbNone ? NULL : wgs84,
                                  is_sheet (driver) ? wkbNone : type, options);
  CSLDestroy (options);
  OSRDestroySpatialReference (wgs84);
  return layer;
}

static gboolean
write_layer (LayerWriter *writer, YztStore *store, GDALDatasetH dataset, const char *driver, GError **error)
{
  gboolean ok;

  writer->layer = create_layer (dataset, writer->self, driver);
  if (writer->layer == NULL) {
    writer->failed = TRUE;
    return TRUE;
  }
  add_columns (writer);
  writer->definition = OGR_L_GetLayerDefn (writer->layer);
  /* GeoPackage: one transaction, not one for each row. */
  GDALDatasetStartTransaction (dataset, FALSE);
  ok = yzt_store_read_rows (store, writer->self->kind, on_row, writer, error);
  GDALDatasetCommitTransaction (dataset);
  g_free (writer->columns);
  return ok;
}

gboolean
yzt_export_gdal (const YztExport *self, YztStore *store, const char *path, const char *driver, guint *rows_out, GError **error)
{
  LayerWriter writer = { .self = self, .sheet = is_sheet (driver) };
  GDALDriverH handle = GDALGetDriverByName (driver);
  GDALDatasetH dataset = NULL;
  gboolean ok = TRUE;

  yzt_gdal_quiet_begin ();
  if (handle != NULL) {
    dataset = GDALCreate (handle, path, 0, 0, 0, GDT_Unknown, NULL);
  }
  writer.failed = dataset == NULL;
  if (dataset != NULL) {
    ok = write_layer (&writer, store, dataset, driver, error);
    CPLErrorReset ();
    GDALClose (dataset);
    /* A full disk shows when the file is closed. */
    writer.failed = writer.failed || CPLGetLastErrorType () == CE_Failure;
  }
  yzt_gdal_quiet_end ();
  if (ok && writer.failed) {
    yzt_beside_set_error (error, path);
    ok = FALSE;
  }
  *rows_out = writer.rows;
  return ok;
}
