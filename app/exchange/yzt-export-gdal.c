/* yzt-export-gdal.c: rows of a kind in the formats that GDAL writes
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <cpl_conv.h>
#include <cpl_string.h>
#include <gdal.h>
#include <glib/gi18n-lib.h>
#include <ogr_srs_api.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-checked-files-private.h"
#include "yzt-export-private.h"
#include "yzt-text-cell.h"

/* Longest text of a Shapefile or MapInfo table, in bytes. */
#define MAX_SHORT_TEXT 254

/** What a format can do. */
typedef struct {
  const char *driver;
  gboolean sheet;         /* no geometry: positions are columns */
  gboolean placed_kinds;  /* kinds of things with a place only */
  gboolean needs_place;   /* rows without one are left out */
  gboolean points_only;
  gboolean short_texts;
  gboolean wgs84_always;  /* the format says so itself */
  gboolean gbk;           /* no Unicode: texts are GBK */
  gboolean fixed_columns; /* of the driver's own */
  gboolean database;      /* the path is a connection */
  gboolean tells_failure; /* the driver looks at what writing returns */
  const char *layer;      /* its name, when the format wants one; NULL: the kind's */
} Traits;

static const Traits TRAITS[] = {
  { .driver = "ODS", .sheet = TRUE },
  { .driver = "GPKG", .tells_failure = TRUE },
  { .driver = "FlatGeobuf" },
  { .driver = "PostgreSQL", .database = TRUE, .tells_failure = TRUE },
  { .driver = "ESRI Shapefile", .short_texts = TRUE },
  { .driver = "MapInfo File", .short_texts = TRUE, .gbk = TRUE },
  { .driver = "GPX", .placed_kinds = TRUE, .needs_place = TRUE, .points_only = TRUE, .wgs84_always = TRUE, .layer = "waypoints" },
  { .driver = "DXF", .placed_kinds = TRUE, .needs_place = TRUE, .fixed_columns = TRUE, .layer = "entities" },
};

typedef struct {
  YztExport *self;
  const Traits *traits;
  GDALDatasetH dataset;
  OGRLayerH layer;
  OGRFeatureDefnH definition;
  int *columns;      /* per column: field of the layer, -1 none */
  int dxf_layer, dxf_text;
  guint n_cut, n_left_out, n_lost;
  char *checked;     /* name that the driver writes by; NULL: SQLite and data bases tell of themselves what failed */
  gboolean labelled;
  gboolean failed;
} LayerWriter;

/* --- columns --- */

static OGRFieldType
column_type (const LayerWriter *writer, const YztExportColumn *column, OGRFieldSubType *subtype)
{
  *subtype = OFSTNone;
  switch (column->type) {
  case YZT_EXPORT_LON:
  case YZT_EXPORT_LAT:
    return OFTReal;
  case YZT_EXPORT_OWNER_FID:
    return writer->traits->gbk ? OFTReal : OFTInteger64;
  case YZT_EXPORT_WKT:
  case YZT_EXPORT_OWNER_CODE:
  case YZT_EXPORT_DATUM:
    return OFTString;
  case YZT_EXPORT_FIELD:
  default:
    break;
  }
  switch (yzt_field_get_field_type (column->field)) {
  case YZT_FIELD_INTEGER:
    return writer->traits->gbk ? OFTReal : OFTInteger64; /* MapInfo counts to 2^31 only */
  case YZT_FIELD_NUMBER:
    return OFTReal;
  case YZT_FIELD_BOOLEAN:
    *subtype = writer->labelled ? OFSTNone : OFSTBoolean;
    return writer->labelled ? OFTString : OFTInteger;
  case YZT_FIELD_DATE:
    return OFTDate;
  case YZT_FIELD_TEXT:
  case YZT_FIELD_MULTILINE:
  case YZT_FIELD_ENUM:
  case YZT_FIELD_DATETIME:
  case YZT_FIELD_PHONE:
  case YZT_FIELD_URL:
  case YZT_FIELD_LINK:
  case YZT_FIELD_FILE:
  case YZT_FIELD_LONGITUDE:
  case YZT_FIELD_LATITUDE:
  default:
    return OFTString;
  }
}

/* Drivers may shorten or change the name (Shapefile: ten letters), so the place and not the name is kept. */
static int
add_column (LayerWriter *writer, const YztExportColumn *column, GString *renamed)
{
  OGRFieldSubType subtype;
  OGRFieldType type = column_type (writer, column, &subtype);
  OGRFieldDefnH field = OGR_Fld_Create (column->header, type);
  OGRErr result;
  int at = OGR_FD_GetFieldIndex (OGR_L_GetLayerDefn (writer->layer), column->header);

  /* GPX has its own name, type, src. */
  if (at >= 0 && writer->traits->layer != NULL) {
    OGR_Fld_Destroy (field);
    return at;
  }
  OGR_Fld_SetSubType (field, subtype);
  result = OGR_L_CreateField (writer->layer, field, TRUE);
  OGR_Fld_Destroy (field);
  if (result != OGRERR_NONE) {
    writer->failed = TRUE;
    return -1;
  }
  at = OGR_FD_GetFieldCount (OGR_L_GetLayerDefn (writer->layer)) - 1;
  const char *name = OGR_Fld_GetNameRef (OGR_FD_GetFieldDefn (OGR_L_GetLayerDefn (writer->layer), at));
  if (!g_str_equal (name, column->header)) {
    g_string_append_printf (renamed, "%s%s → %s", renamed->len > 0 ? ", " : "", column->header, name);
  }
  return at;
}

static void
add_columns (LayerWriter *writer)
{
  YztExport *self = writer->self;
  g_autoptr (GString) renamed = g_string_new (NULL);

  /* Ten letters of a Shapefile are three of Chinese: those keep our short names. */
  yzt_export_make_columns (self, !writer->traits->sheet, writer->labelled && !writer->traits->short_texts);
  writer->columns = g_new0 (int, MAX (self->columns->len, 1));
  if (writer->traits->fixed_columns) {
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn (writer->layer);
    writer->dxf_layer = OGR_FD_GetFieldIndex (definition, "Layer");
    writer->dxf_text = OGR_FD_GetFieldIndex (definition, "Text");
    return;
  }
  for (guint i = 0; i < self->columns->len; i++) {
    writer->columns[i] = add_column (writer, &g_array_index (self->columns, YztExportColumn, i), renamed);
  }
  if (renamed->len > 0) {
    yzt_export_note (self, g_strdup_printf (_("The format keeps shorter names of columns: %s."), renamed->str));
  }
}

/* --- rows --- */

static gboolean
fits_gbk (const char *text)
{
  g_autofree char *bytes = g_str_is_ascii (text) ? NULL : g_convert (text, -1, "CP936", "UTF-8", NULL, NULL, NULL);

  return bytes != NULL || g_str_is_ascii (text);
}

static void
set_text (LayerWriter *writer, OGRFeatureH feature, int column, const char *text)
{
  if (*text == '\0') {
    return;
  }
  if (writer->traits->sheet && yzt_text_is_formula (text)) {
    g_autofree char *guarded = g_strconcat ("'", text, NULL);
    OGR_F_SetFieldString (feature, column, guarded);
    return;
  }
  writer->n_lost += writer->traits->gbk && !fits_gbk (text) ? 1 : 0;
  if (writer->traits->short_texts && strlen (text) > MAX_SHORT_TEXT) {
    g_autofree char *cut = g_strndup (text, MAX_SHORT_TEXT);
    const char *end;
    /* Not in the middle of a letter. */
    g_utf8_validate (cut, -1, &end);
    *(char *) end = '\0';
    writer->n_cut++;
    OGR_F_SetFieldString (feature, column, cut);
    return;
  }
  OGR_F_SetFieldString (feature, column, text);
}

static void
set_cell (LayerWriter *writer, OGRFeatureH feature, int at, const YztExportColumn *column, const YztRow *row)
{
  const YztCell *cell = column->type == YZT_EXPORT_FIELD ? &row->cells[column->index] : NULL;
  gboolean word = cell != NULL && writer->labelled && yzt_field_get_field_type (column->field) == YZT_FIELD_BOOLEAN;
  YztPosition position;

  if (at < 0 || (cell != NULL && cell->type == YZT_CELL_NULL)) {
    return;
  }
  if (cell != NULL && cell->type == YZT_CELL_INTEGER && !word) {
    OGR_F_SetFieldInteger64 (feature, at, cell->v.integer);
  } else if (cell != NULL && cell->type == YZT_CELL_NUMBER) {
    OGR_F_SetFieldDouble (feature, at, cell->v.number);
  } else if (column->type == YZT_EXPORT_LON || column->type == YZT_EXPORT_LAT) {
    if (yzt_export_position (writer->self, row, &position)) {
      OGR_F_SetFieldDouble (feature, at, column->type == YZT_EXPORT_LON ? position.lon : position.lat);
    }
  } else if (column->type == YZT_EXPORT_OWNER_FID) {
    OGR_F_SetFieldInteger64 (feature, at, row->owner_fid);
  } else {
    g_autofree char *text = yzt_export_text (writer->self, column, row, writer->labelled);
    set_text (writer, feature, at, text);
  }
}

static void
create_feature (LayerWriter *writer, OGRFeatureH feature)
{
  writer->failed = writer->failed || OGR_L_CreateFeature (writer->layer, feature) != OGRERR_NONE;
  OGR_F_Destroy (feature);
}

/* A drawing has shapes and words beside them. */
static void
draw_row (LayerWriter *writer, const YztRow *row, OGRGeometryH geometry)
{
  const char *name = yzt_row_get_text (row, "name");
  g_autofree char *layer = yzt_export_layer_name (writer->self);
  OGRFeatureH shape = OGR_F_Create (writer->definition);
  YztPosition position;

  OGR_F_SetFieldString (shape, writer->dxf_layer, layer);
  OGR_F_SetGeometry (shape, geometry);
  create_feature (writer, shape);
  if (name != NULL && *name != '\0' && yzt_export_position (writer->self, row, &position)) {
    OGRFeatureH label = OGR_F_Create (writer->definition);
    OGRGeometryH point = OGR_G_CreateGeometry (wkbPoint);
    g_autofree char *quoted = g_strescape (name, "\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a"
                                                 "\x9b\x9c\x9d\x9e\x9f\xa0\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae\xaf\xb0\xb1\xb2\xb3\xb4\xb5"
                                                 "\xb6\xb7\xb8\xb9\xba\xbb\xbc\xbd\xbe\xbf\xc0\xc1\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xcb\xcc\xcd\xce\xcf\xd0"
                                                 "\xd1\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xd9\xda\xdb\xdc\xdd\xde\xdf\xe0\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb"
                                                 "\xec\xed\xee\xef\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xff");
    g_autofree char *style = g_strdup_printf ("LABEL(f:\"Arial\",t:\"%s\",s:0.002g)", quoted);
    OGR_G_SetPoint_2D (point, 0, position.lon, position.lat);
    OGR_F_SetFieldString (label, writer->dxf_layer, layer);
    OGR_F_SetFieldString (label, writer->dxf_text, name);
    OGR_F_SetStyleString (label, style);
    OGR_F_SetGeometryDirectly (label, point);
    create_feature (writer, label);
  }
}

static gboolean
on_row (const YztRow *row, gpointer user_data)
{
  LayerWriter *writer = user_data;
  const GArray *columns = writer->self->columns;
  OGRGeometryH geometry = writer->traits->sheet ? NULL : yzt_export_geometry (writer->self, row);
  OGRFeatureH feature;

  if (geometry == NULL && writer->traits->needs_place) {
    writer->n_left_out++;
    return TRUE;
  }
  if (writer->traits->fixed_columns) {
    draw_row (writer, row, geometry);
    OGR_G_DestroyGeometry (geometry);
    return !writer->failed;
  }
  feature = OGR_F_Create (writer->definition);
  for (guint i = 0; i < columns->len; i++) {
    set_cell (writer, feature, writer->columns[i], &g_array_index (columns, YztExportColumn, i), row);
  }
  if (!writer->traits->sheet) {
    if (!writer->traits->short_texts && writer->traits->layer == NULL) {
      OGR_F_SetFID (feature, row->fid);
    }
    OGR_F_SetGeometryDirectly (feature, geometry);
  }
  create_feature (writer, feature);
  return !writer->failed;
}

/* --- the layer --- */

/* GCJ-02 and BD-09 are no reference systems that a programme could know: their coordinates are given without one, with a column that names them. */
static OGRSpatialReferenceH
make_reference (const LayerWriter *writer)
{
  YztDatum datum = writer->self->options->datum;
  OGRSpatialReferenceH reference;

  if (!writer->traits->wgs84_always && (datum == YZT_DATUM_GCJ02 || datum == YZT_DATUM_BD09)) {
    return NULL;
  }
  reference = OSRNewSpatialReference (NULL);
  OSRImportFromEPSG (reference, datum == YZT_DATUM_CGCS2000 && !writer->traits->wgs84_always ? 4490 : 4326);
  OSRSetAxisMappingStrategy (reference, OAMS_TRADITIONAL_GIS_ORDER);
  return reference;
}

static char **
layer_options (const LayerWriter *writer)
{
  const char *driver = writer->traits->driver;
  char **options = NULL;

  if (g_str_equal (driver, "ESRI Shapefile")) {
    options = CSLSetNameValue (options, "ENCODING", "UTF-8");
  } else if (g_str_equal (driver, "MapInfo File")) {
    options = CSLSetNameValue (options, "ENCODING", "CP936");
  } else if (g_str_equal (driver, "FlatGeobuf")) {
    /* Its index would sort the rows by place. */
    options = CSLSetNameValue (options, "SPATIAL_INDEX", "NO");
  } else if (g_str_equal (driver, "GPKG")) {
    g_autofree char *title = yzt_export_title (writer->self);
    options = CSLSetNameValue (options, "DESCRIPTION", title);
  } else if (writer->traits->database) {
    g_autofree char *title = yzt_export_title (writer->self);
    options = CSLSetNameValue (options, "DESCRIPTION", title);
    options = CSLSetNameValue (options, "GEOMETRY_NAME", "geom");
    options = CSLSetNameValue (options, "FID", "fid");
    options = CSLSetNameValue (options, "FID64", "YES");
    options = CSLSetNameValue (options, "LAUNDER", "NO");
  }
  return options;
}

static void
create_layer (LayerWriter *writer)
{
  YztKindGeometry geometry = yzt_kind_get_geometry (writer->self->kind);
  OGRwkbGeometryType type = geometry == YZT_KIND_GEOMETRY_POINT ? wkbPoint : geometry == YZT_KIND_GEOMETRY_AREA ? wkbMultiPolygon
                            : geometry == YZT_KIND_GEOMETRY_LINE ? wkbMultiLineString : wkbNone;
  gboolean placed = !writer->traits->sheet && type != wkbNone;
  g_autofree char *name = yzt_export_layer_name (writer->self);
  OGRSpatialReferenceH reference = placed && !writer->traits->fixed_columns ? make_reference (writer) : NULL;
  char **options = layer_options (writer);

  writer->layer = GDALDatasetCreateLayer (writer->dataset, writer->traits->layer != NULL ? writer->traits->layer : name, reference,
                                          placed ? type : wkbNone, options);
  CSLDestroy (options);
  if (reference != NULL) {
    OSRDestroySpatialReference (reference);
  }
}

static void
end_writing (LayerWriter *writer, gboolean whole)
{
  if (!writer->traits->database) {
    GDALDatasetCommitTransaction (writer->dataset);
    return;
  }
  /* Rows that are still on their way may be refused here, and a table without rows is made only now; the end of a transaction that failed
   * is no error to PostgreSQL, so the rows are counted before it. */
  CPLErrorReset ();
  whole = whole && OGR_L_SyncToDisk (writer->layer) == OGRERR_NONE &&
          OGR_L_GetFeatureCount (writer->layer, TRUE) == (GIntBig) writer->self->report->rows && CPLGetLastErrorType () != CE_Failure;
  if (!whole || GDALDatasetCommitTransaction (writer->dataset) != OGRERR_NONE) {
    writer->failed = TRUE;
    GDALDatasetRollbackTransaction (writer->dataset);
  }
}

static gboolean
write_layer (LayerWriter *writer, GError **error)
{
  gboolean ok;

  /* A data base that others read is to have the whole table or none. */
  if (writer->traits->database) {
    GDALDatasetStartTransaction (writer->dataset, FALSE);
  }
  create_layer (writer);
  if (writer->layer == NULL) {
    writer->failed = TRUE;
    return TRUE;
  }
  add_columns (writer);
  writer->definition = OGR_L_GetLayerDefn (writer->layer);
  /* GeoPackage: one transaction, not one for each row. */
  if (!writer->traits->database) {
    GDALDatasetStartTransaction (writer->dataset, FALSE);
  }
  ok = yzt_export_each (writer->self, on_row, writer, error);
  end_writing (writer, ok && !writer->failed);
  g_free (writer->columns);
  return ok;
}

static GDALDatasetH
create_dataset (const Traits *traits, const char *path)
{
  GDALDriverH handle = GDALGetDriverByName (traits->driver);
  char **options = NULL;
  GDALDatasetH dataset;

  if (g_str_equal (traits->driver, "GPX")) {
    options = CSLSetNameValue (options, "GPX_USE_EXTENSIONS", "YES");
  } else if (g_str_equal (traits->driver, "MapInfo File")) {
    g_autofree char *lower = g_ascii_strdown (path, -1);
    options = CSLSetNameValue (options, "FORMAT", g_str_has_suffix (lower, ".mif") ? "MIF" : "TAB");
  }
  dataset = handle != NULL ? GDALCreate (handle, path, 0, 0, 0, GDT_Unknown, options) : NULL;
  CSLDestroy (options);
  return dataset;
}

static void
add_notes (const LayerWriter *writer)
{
  YztExport *self = writer->self;

  if (writer->n_cut > 0) {
    yzt_export_note (self, g_strdup_printf (ngettext ("%u text was cut to %d bytes, because the format holds no more; GeoPackage does.",
                                                      "%u texts were cut to %d bytes, because the format holds no more; GeoPackage does.", writer->n_cut),
                                            writer->n_cut, MAX_SHORT_TEXT));
  }
  if (writer->n_lost > 0) {
    yzt_export_note (self, g_strdup_printf (ngettext ("%u text has letters that MapInfo's Chinese encoding does not know; GeoPackage does.",
                                                      "%u texts have letters that MapInfo's Chinese encoding does not know; GeoPackage does.", writer->n_lost),
                                            writer->n_lost));
  }
  if (writer->n_left_out > 0) {
    yzt_export_note (self, g_strdup_printf (ngettext ("%u row was left out, because the format takes none without a place.",
                                                      "%u rows were left out, because the format takes none without a place.", writer->n_left_out),
                                            writer->n_left_out));
    self->report->rows -= writer->n_left_out;
    self->report->rows_without_place = 0;
  }
  if (writer->traits->wgs84_always) {
    yzt_export_note_datum (self);
  }
}

static const Traits *
find_traits (const char *driver)
{
  for (gsize i = 0; i < G_N_ELEMENTS (TRAITS); i++) {
    if (g_str_equal (TRAITS[i].driver, driver)) {
      return &TRAITS[i];
    }
  }
  g_assert_not_reached ();
}

gboolean
yzt_export_gdal (YztExport *self, const char *path, const char *driver, GError **error)
{
  LayerWriter writer = { .self = self, .traits = find_traits (driver), .labelled = self->options->labelled };
  YztKindGeometry geometry = yzt_kind_get_geometry (self->kind);
  gboolean ok = TRUE;

  if ((writer.traits->points_only && geometry != YZT_KIND_GEOMETRY_POINT) || (writer.traits->placed_kinds && geometry == YZT_KIND_GEOMETRY_NONE)) {
    return yzt_export_fail_kind (self, error);
  }
  writer.checked = writer.traits->tells_failure ? NULL : yzt_checked_files_begin (path);
  yzt_gdal_quiet_begin ();
  writer.dataset = writer.traits->database ? yzt_database_open (self, path, error) : create_dataset (writer.traits, writer.checked != NULL ? writer.checked : path);
  if (writer.traits->database && writer.dataset == NULL) {
    yzt_gdal_quiet_end ();
    return FALSE;
  }
  writer.failed = writer.dataset == NULL;
  if (writer.dataset != NULL) {
    ok = write_layer (&writer, error);
    CPLErrorReset ();
    GDALClose (writer.dataset);
    /* A full disk shows when the file is closed. */
    writer.failed = writer.failed || CPLGetLastErrorType () == CE_Failure;
  }
  writer.failed = (writer.checked != NULL && !yzt_checked_files_end (writer.checked)) || writer.failed;
  g_free (writer.checked);
  yzt_gdal_quiet_end ();
  if (ok && writer.failed) {
    if (writer.traits->database) {
      yzt_database_set_error (error, path);
    } else {
      yzt_beside_set_error (error, path);
    }
    ok = FALSE;
  }
  if (ok) {
    add_notes (&writer);
  }
  return ok;
}
