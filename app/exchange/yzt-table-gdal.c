/* yzt-table-gdal.c: a layer or sheet that GDAL reads, as a table
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-table-gdal-private.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <gdal.h>
#include <glib/gi18n-lib.h>
#include <ogr_srs_api.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-recognise-private.h"

static const struct {
  const char *ending;
  const char *drivers[4];
} ENDINGS[] = {
  { "PG:", { "PostgreSQL", NULL } },
  { "xlsx", { "XLSX", NULL } },
  { "xlsm", { "XLSX", NULL } },
  { "ods", { "ODS", NULL } },
  { "xls", { "XLS", NULL } },
  { "geojson", { "GeoJSON", "ESRIJSON", "TopoJSON", NULL } },
  { "json", { "GeoJSON", "ESRIJSON", "TopoJSON", NULL } },
  { "geojsonl", { "GeoJSONSeq", NULL } },
  { "geojsons", { "GeoJSONSeq", NULL } },
  { "geojsonseq", { "GeoJSONSeq", NULL } },
  { "ndjson", { "GeoJSONSeq", NULL } },
  { "gpkg", { "GPKG", NULL } },
  { "shp", { "ESRI Shapefile", NULL } },
  { "kml", { "LIBKML", "KML", NULL } },
  { "kmz", { "LIBKML", NULL } },
  { "gpx", { "GPX", NULL } },
  { "fgb", { "FlatGeobuf", NULL } },
  { "tab", { "MapInfo File", NULL } },
  { "mif", { "MapInfo File", NULL } },
  { "dxf", { "DXF", NULL } },
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

#define GPX_EXTENSION "ogr_"

/* --- rows --- */

/* DBF files of Chinese offices are GBK and say nothing about it. One cell cannot tell: “医院” in GBK is good UTF-8 by chance. */
static void
sniff_encoding (GdalTable *self)
{
  g_autoptr (GString) all = g_string_new (NULL);
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn (self->layer);
  OGRFeatureH feature;
  const char *found;

  for (int i = 0; i < OGR_FD_GetFieldCount (definition); i++) {
    g_string_append_printf (all, "%s\n", OGR_Fld_GetNameRef (OGR_FD_GetFieldDefn (definition, i)));
  }
  while (all->len < 256 * 1024 && (feature = OGR_L_GetNextFeature (self->layer)) != NULL) {
    for (int i = 0; i < OGR_F_GetFieldCount (feature); i++) {
      if (OGR_Fld_GetType (OGR_F_GetFieldDefnRef (feature, i)) == OFTString) {
        g_string_append_printf (all, "%s\n", OGR_F_GetFieldAsString (feature, i));
      }
    }
    OGR_F_Destroy (feature);
  }
  found = yzt_recognise_encoding (all->str, all->len, &self->base.encoding_confidence, &self->base.encoding_evidence);
  self->base.encoding = g_strdup (found != NULL ? found : "GB18030");
  if (found == NULL || !g_str_equal (found, "UTF-8")) {
    self->encoding = found != NULL ? found : "GB18030";
    g_ptr_array_add (self->base.notes, g_strdup_printf (_("The text is not UTF-8; it was read as %s."), self->encoding));
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

static void
note_merged (GdalTable *self)
{
  guint n = self->merged != NULL && !self->sampling ? yzt_merged_get_n_filled (self->merged) : 0;

  if (n > 0) {
    g_ptr_array_add (self->base.notes, g_strdup_printf (ngettext ("%u empty cell below merged ones took what stands in the first row of them; short numbers stay there alone.",
                                                                  "%u empty cells below merged ones took what stands in the first row of them; short numbers stay there alone.", n), n));
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
      note_merged (self);
      if (broken) {
        g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_READ, _("The file breaks off or is damaged after row %u; get it again."), self->number + table->shape.first_data_row - 1);
      }
      return FALSE;
    }
    self->number++;
    table->row.number = self->number;
    table->done = self->number;
    yzt_gdal_read_cells (self);
    yzt_gdal_quiet_begin ();
    read_geometry (self);
    yzt_gdal_quiet_end ();
    if (!yzt_table_row_is_blank (table)) {
      if (self->merged != NULL) {
        yzt_merged_fill (self->merged, self->number + table->shape.first_data_row - 1, table->row.cells, table->n_columns);
      }
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
  yzt_merged_free (self->merged);
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
is_sheet (const char *ending)
{
  static const char *const sheets[] = { "xlsx", "xlsm", "ods", "xls", NULL };

  return g_strv_contains (sheets, ending);
}

static gboolean
has_sibling (const char *path, const char *lower_ending, const char *upper_ending)
{
  g_autofree char *stem = g_strndup (path, (gsize) (strrchr (path, '.') - path));
  g_autofree char *lower = g_strconcat (stem, lower_ending, NULL);
  g_autofree char *upper = g_strconcat (stem, upper_ending, NULL);

  return g_file_test (lower, G_FILE_TEST_EXISTS) || g_file_test (upper, G_FILE_TEST_EXISTS);
}

static char **
make_open_options (GdalTable *self, const char *path, const char *ending, const YztTableRequest *request)
{
  char **open_options = NULL;

  if (g_str_equal (ending, "shp")) {
    if (request->encoding != NULL) {
      open_options = CSLSetNameValue (open_options, "ENCODING", request->encoding);
    } else if (!has_sibling (path, ".cpg", ".CPG")) {
      open_options = CSLSetNameValue (open_options, "ENCODING", "");
      self->raw_text = TRUE;
    }
  }
  return open_options;
}

static void
open_dataset (GdalTable *self, const char *path, const char *ending, const YztTableRequest *request)
{
  char **open_options = make_open_options (self, path, ending, request);
  g_autofree char *inner = g_str_equal (ending, "kmz") ? yzt_table_packed_kml (path) : NULL;

  yzt_gdal_quiet_begin ();
  self->dataset = GDALOpenEx (inner != NULL ? inner : path, GDAL_OF_VECTOR | GDAL_OF_READONLY, yzt_table_gdal_drivers (ending), (const char *const *) open_options, NULL);
  yzt_gdal_quiet_end ();
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

/* The first rows of a sheet as they stand, blank ones too. */
static GPtrArray *
raw_rows (GdalTable *self, OGRLayerH layer, guint max_rows)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  OGRFeatureH feature;

  OGR_L_ResetReading (layer);
  while (rows->len < max_rows && (feature = OGR_L_GetNextFeature (layer)) != NULL) {
    int n = MIN (OGR_F_GetFieldCount (feature), YZT_TABLE_MAX_COLUMNS + 1);
    char **row = g_new0 (char *, n + 1);
    for (int i = 0; i < n; i++) {
      g_autofree char *text = OGR_F_IsFieldSetAndNotNull (feature, i) ? yzt_gdal_decode_cell (self, OGR_F_GetFieldAsString (feature, i)) : g_strdup ("");
      char *number = g_ascii_isdigit (*text) || *text == '-' ? yzt_gdal_written_number (text) : NULL;
      row[i] = number != NULL ? number : g_steal_pointer (&text);
    }
    g_ptr_array_add (rows, row);
    OGR_F_Destroy (feature);
  }
  OGR_L_ResetReading (layer);
  return rows;
}

/* How well a layer suits: named like the kind, with headers that are known, with rows. */
static double
layer_score (GdalTable *self, OGRLayerH layer, gint64 n_rows, YztKind *kind)
{
  double score = n_rows > 0 ? 0.01 * MIN (n_rows, 50) / 50.0 : -1.0;

  if (kind != NULL && is_layer_of (OGR_L_GetName (layer), kind)) {
    score += 2.0;
  }
  if (self->sheet && n_rows > 0) {
    g_autoptr (GPtrArray) rows = raw_rows (self, layer, 40);
    score += yzt_rows_header_score (rows, kind);
  }
  /* What somebody put out of sight is read when there is nothing else, or when it is asked for. */
  if (self->workbook != NULL && yzt_merged_is_hidden (self->workbook, OGR_L_GetName (layer))) {
    score = MIN (score, 1.0) * 0.1 - 0.5;
  }
  return score;
}

static gboolean
choose_layer (GdalTable *self, const char *shown, const YztTableRequest *request, GError **error)
{
  int n_layers = MIN (GDALDatasetGetLayerCount (self->dataset), 200);
  int n_filled = 0;
  double best = -2.0;

  for (int i = 0; i < n_layers; i++) {
    OGRLayerH layer = GDALDatasetGetLayer (self->dataset, i);
    YztLayerProposal proposal = { g_utf8_make_valid (OGR_L_GetName (layer), -1), OGR_L_GetFeatureCount (layer, TRUE) };
    double score = request->layer != NULL ? (g_str_equal (proposal.text, request->layer) ? 9.0 : -9.0)
                                          : layer_score (self, layer, proposal.n_rows, request->kind);
    n_filled += proposal.n_rows > 0 ? 1 : 0;
    g_array_append_val (self->base.layers, proposal);
    if (score > best) {
      best = score;
      self->layer = layer;
      self->base.layer = (guint) i;
    }
  }
  if (self->layer == NULL) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT,
                 request->layer != NULL ? _("“%s” has no sheet or layer of that name; choose another one.") : _("“%s” has no table or layer in it."), shown);
    return FALSE;
  }
  if (n_filled > 1 || n_layers > 1) {
    const char *name = g_array_index (self->base.layers, YztLayerProposal, self->base.layer).text;
    g_ptr_array_add (self->base.titles, g_strdup (name));
    if (n_filled > 1) {
      g_ptr_array_add (self->base.notes, g_strdup_printf (_("The file has several sheets or layers; “%s” was read."), name));
    }
  }
  return TRUE;
}

/* GDAL writes columns of its own into GPX with “ogr_” before them; what GPX itself has by that name gives way. */
static void
name_gpx_extensions (YztTable *base)
{
  for (guint i = 0; i < base->n_columns; i++) {
    g_autofree char *bare = NULL;
    if (!g_str_has_prefix (base->headers[i], GPX_EXTENSION)) {
      continue;
    }
    bare = g_strdup (base->headers[i] + strlen (GPX_EXTENSION));
    for (guint k = 0; k < base->n_columns; k++) {
      if (g_str_equal (base->headers[k], bare)) {
        g_free (base->headers[k]);
        base->headers[k] = g_strdup_printf ("gpx %s", bare);
      }
    }
    g_free (base->headers[i]);
    base->headers[i] = g_steal_pointer (&bare);
  }
  for (guint i = 0; i < base->n_columns; i++) {
    g_free (base->leaves[i]);
    base->leaves[i] = g_strdup (base->headers[i]);
  }
}

static void
read_columns (GdalTable *self)
{
  YztTable *base = &self->base;
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn (self->layer);
  guint n_fields = (guint) OGR_FD_GetFieldCount (definition);

  if (!self->sheet) {
    base->n_columns = n_fields;
    base->headers = g_new0 (char *, base->n_columns + 1);
    base->leaves = g_new0 (char *, base->n_columns + 1);
  }
  base->n_columns = MIN (base->n_columns, n_fields);
  base->row.cells = g_new0 (const char *, MAX (base->n_columns, 1));
  self->types = g_new0 (int, MAX (base->n_columns, 1));
  self->owned = g_new0 (char *, MAX (base->n_columns, 1));
  for (guint i = 0; i < base->n_columns; i++) {
    OGRFieldDefnH field = OGR_FD_GetFieldDefn (definition, (int) i);
    if (!self->sheet) {
      base->headers[i] = g_strstrip (yzt_gdal_decode_cell (self, OGR_Fld_GetNameRef (field)));
      base->leaves[i] = g_strdup (base->headers[i]);
    }
    self->types[i] = (int) OGR_Fld_GetType (field);
  }
  if (g_strcmp0 (base->format, "GPX") == 0) {
    name_gpx_extensions (base);
  }
  base->has_geometry = OGR_L_GetGeomType (self->layer) != wkbNone && OGR_FD_GetGeomFieldCount (definition) > 0;
}

/* Reads on from the first row of data. */
static void
rewind_rows (GdalTable *self)
{
  drop_feature (self);
  OGR_L_ResetReading (self->layer);
  for (guint i = 1; i < self->base.shape.first_data_row; i++) {
    OGRFeatureH feature = OGR_L_GetNextFeature (self->layer);
    if (feature != NULL) {
      OGR_F_Destroy (feature);
    }
  }
  self->number = 0;
  if (self->merged != NULL) {
    yzt_merged_rewind (self->merged);
  }
}

static void
add_position (YztTable *base)
{
  OGRGeometryH at = base->row.geometry;
  YztPosition position;

  while (at != NULL && OGR_G_GetGeometryCount (at) > 0) {
    at = OGR_G_GetGeometryRef (at, 0);
  }
  if (at != NULL && OGR_G_GetPointCount (at) > 0) {
    position = (YztPosition) { OGR_G_GetX (at, 0), OGR_G_GetY (at, 0) };
    g_array_append_val (base->positions, position);
  }
}

static void
take_sample (GdalTable *self)
{
  YztTable *base = &self->base;

  rewind_rows (self);
  self->sampling = TRUE;
  while (base->sample->len < YZT_TABLE_SAMPLE_TOP && gdal_next (base, NULL)) {
    char **cells = g_new0 (char *, base->n_columns + 1);
    if (base->loose && (yzt_cells_are_totals (base->row.cells, base->n_columns) || yzt_cells_are_footer (base->row.cells, base->n_columns))) {
      g_free (cells);
      continue;
    }
    for (guint i = 0; i < base->n_columns; i++) {
      cells[i] = g_strstrip (g_strdup (base->row.cells[i]));
    }
    g_ptr_array_add (base->sample, cells);
    add_position (base);
  }
  self->sampling = FALSE;
  rewind_rows (self);
  base->done = 0;
  base->total = (guint64) MAX (g_array_index (base->layers, YztLayerProposal, base->layer).n_rows, 0);
  g_clear_pointer (&base->row.problem, g_free);
}

/* A layer without a system whose coordinates are no degrees. */
static void
look_for_metres (GdalTable *self)
{
  YztTable *base = &self->base;
  guint n_out = 0;

  for (guint i = 0; i < base->positions->len; i++) {
    YztPosition at = g_array_index (base->positions, YztPosition, i);
    n_out += at.lat > 1000.0 && (at.lon > 1000.0 || at.lon < -1000.0) ? 1 : 0;
  }
  base->in_metres = self->to_wgs84 == NULL && base->positions->len > 0 && n_out * 10 >= base->positions->len * 9;
}

/* Coordinates of another reference system are converted; nothing but degrees of WGS 84 gets further. */
static gboolean
prepare_transformation (GdalTable *self, const char *shown, GError **error)
{
  OGRSpatialReferenceH from = OGR_L_GetSpatialRef (self->layer);
  OGRSpatialReferenceH to;
  g_autofree char *name = NULL;
  g_autofree char *geographic = NULL;
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
  self->base.system = g_strdup (name);
  self->base.epsg = OSRGetAuthorityCode (from, NULL) != NULL ? atoi (OSRGetAuthorityCode (from, NULL)) : 0;
  geographic = OSRGetAttrValue (from, "GEOGCS", 0) != NULL ? g_strdup (OSRGetAttrValue (from, "GEOGCS", 0)) : NULL;
  OSRDestroySpatialReference (from);
  OSRDestroySpatialReference (to);
  if (!same && self->to_wgs84 == NULL) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT,
                 _("The reference system “%s” of “%s” cannot be converted; save the file in WGS 84 (EPSG:4326)."), name, shown);
    return FALSE;
  }
  if (!same) {
    g_ptr_array_add (self->base.notes, yzt_reprojector_describe (geographic != NULL ? geographic : "", name));
  }
  return TRUE;
}

/* Which row holds the names is found here: GDAL knows only the first one. A sheet is parsed when it is first asked something. */
static void
set_gdal_headers (const char *value)
{
  static const char *const settings[] = { "OGR_XLSX_HEADERS", "OGR_ODS_HEADERS", "OGR_XLS_HEADERS" };

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++) {
    CPLSetThreadLocalConfigOption (settings[i], value);
  }
}

static gboolean
take_layer (GdalTable *self, const char *shown, const YztTableRequest *request, GError **error)
{
  YztTable *base = &self->base;

  if (!choose_layer (self, shown, request, error)) {
    return FALSE;
  }
  OGR_L_ResetReading (self->layer);
  if (self->raw_text) {
    sniff_encoding (self);
    OGR_L_ResetReading (self->layer);
  }
  if (self->sheet) {
    g_autoptr (GPtrArray) rows = raw_rows (self, self->layer, YZT_TABLE_SAMPLE_TOP + 40);
    if (rows->len == 0) {
      g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT, _("“%s” has no row of column names at its top; add one."), shown);
      return FALSE;
    }
    yzt_table_take_shape (base, rows, request);
    self->merged = self->workbook != NULL ? yzt_merged_new (self->workbook, OGR_L_GetName (self->layer), base->shape.first_data_row) : NULL;
  }
  if (base->too_wide || (!self->sheet && OGR_FD_GetFieldCount (OGR_L_GetLayerDefn (self->layer)) > YZT_TABLE_MAX_COLUMNS)) {
    return yzt_table_fail_wide (shown, error);
  }
  read_columns (self);
  if (!prepare_transformation (self, shown, error)) {
    return FALSE;
  }
  take_sample (self);
  look_for_metres (self);
  return TRUE;
}

static void
set_open_error (const char *path, const char *ending, const char *shown, GError **error)
{
  const char *sentence = _("“%s” is damaged or not what its ending “.%s” says; save it again.");

  if (g_str_equal (ending, "shp") && !(has_sibling (path, ".shx", ".SHX") && has_sibling (path, ".dbf", ".DBF"))) {
    sentence = _("“%s” is one part of a Shapefile only; put its .shx and .dbf files of the same name beside it.");
  } else if (g_str_equal (ending, "PG:")) {
    sentence = _("The data base “%s” cannot be opened; check the connection, the name and the password.");
  } else if (g_str_equal (ending, "json") || g_str_equal (ending, "geojson")) {
    sentence = _("“%s” is no GeoJSON of features, or damaged; save the list as CSV or XLSX.");
  }
  g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT, sentence, shown, ending);
}

YztTable *
yzt_table_gdal_open (const char *path, const char *ending, const char *shown, const YztTableRequest *request, GError **error)
{
  GdalTable *self = g_new0 (GdalTable, 1);
  gboolean ok;

  yzt_table_init (&self->base);
  self->base.next = gdal_next;
  self->base.close = gdal_close;
  self->sheet = self->base.loose = is_sheet (ending);
  set_gdal_headers ("DISABLE");
  open_dataset (self, path, ending, request);
  if (self->dataset == NULL) {
    set_gdal_headers (NULL);
    set_open_error (path, ending, shown, error);
    gdal_close (&self->base);
    return NULL;
  }
  self->base.format = g_strdup (GDALGetDriverShortName (GDALGetDatasetDriver (self->dataset)));
  yzt_gdal_quiet_begin ();
  self->workbook = g_str_has_prefix (ending, "xls") && !g_str_equal (ending, "xls") ? path : NULL;
  ok = take_layer (self, shown, request, error);
  self->workbook = NULL;
  yzt_gdal_quiet_end ();
  set_gdal_headers (NULL);
  if (!ok) {
    gdal_close (&self->base);
    return NULL;
  }
  return &self->base;
}
