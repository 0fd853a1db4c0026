/* yzt-import-position.c: where a row of a foreign table is
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-import-private.h"

typedef YztImportFault Fault;

static gboolean
fault (Fault *self, const char *column, char *reason)
{
  self->column = column;
  self->reason = reason;
  return FALSE;
}

static const char *
cell_at (const YztImportReader *self, int column)
{
  return column >= 0 ? self->table->row.cells[column] : "";
}

static const char *
header_at (const YztImportReader *self, int column)
{
  return column >= 0 ? self->table->headers[column] : "";
}

static gboolean
is_blank (const char *text)
{
  while (g_ascii_isspace (*text)) {
    text++;
  }
  return *text == '\0';
}

static gboolean
set_position (YztImportReader *self, YztRow *row, double lon, double lat, const char *column, Fault *out)
{
  YztPosition position = { lon, lat };

  if (fabs (lat) > 90.0 && fabs (lat) <= 180.0 && fabs (lon) <= 90.0) {
    self->n_swapped++;
    if (!self->options->repair) {
      return fault (out, column, g_strdup (_("Latitude and longitude seem to be swapped.")));
    }
    position = (YztPosition) { lat, lon };
    yzt_import_reader_find (self, self->columns->lon, YZT_FINDING_CORRECTED, g_strdup (_("Latitude and longitude were changed round.")), NULL);
  }
  if (!yzt_position_is_valid (position)) {
    return fault (out, column, g_strdup_printf (_("%.10g, %.10g is no longitude and latitude in degrees."), lon, lat));
  }
  /* Nobody's depot floats in the Gulf of Guinea: 0, 0 is an empty form. */
  if (lon == 0.0 && lat == 0.0) {
    return fault (out, column, g_strdup (_("0, 0 is no position; the coordinates are missing.")));
  }
  position = yzt_datum_to_wgs84 (position, self->columns->datum);
  row->has_position = TRUE;
  row->lon = position.lon;
  row->lat = position.lat;
  return TRUE;
}

/* Numbers, or what people write: 东经113°3′, 113°3'15"E. */
static gboolean
position_from_cells (YztImportReader *self, YztRow *row, Fault *out)
{
  const YztImportColumns *columns = self->columns;
  const char *lon_text = cell_at (self, columns->lon);
  const char *lat_text = cell_at (self, columns->lat);
  double lon, lat;
  gboolean lon_ok = yzt_text_number (lon_text, &lon);
  gboolean lat_ok = yzt_text_number (lat_text, &lat);
  YztPosition position;
  YztDatum datum;
  gboolean swapped = FALSE;

  if (lon_ok && lat_ok) {
    return set_position (self, row, lon, lat, header_at (self, columns->lon), out);
  }
  if (!is_blank (lon_text) && !is_blank (lat_text)) {
    g_autofree char *both = g_strdup_printf ("%.100s, %.100s", lon_text, lat_text);
    g_autofree char *valid = g_utf8_make_valid (both, -1);
    if (yzt_coordinate_parse (valid, &position, &datum, &swapped) && !swapped) {
      return set_position (self, row, position.lon, position.lat, header_at (self, columns->lon), out);
    }
  }
  if (is_blank (lon_text) || is_blank (lat_text)) {
    gboolean lon_blank = is_blank (lon_text);
    return fault (out, header_at (self, lon_blank ? columns->lon : columns->lat),
                  g_strdup (lon_blank ? _("The longitude is missing.") : _("The latitude is missing.")));
  }
  g_autofree char *shown = g_utf8_substring (lon_ok ? lat_text : lon_text, 0, MIN (g_utf8_strlen (lon_ok ? lat_text : lon_text, -1), 40));
  return fault (out, header_at (self, lon_ok ? columns->lat : columns->lon),
                g_strdup_printf (lon_ok ? _("“%s” is no latitude in degrees.") : _("“%s” is no longitude in degrees."), shown));
}

/* Both in one cell, degrees and minutes run together, or metres. */
static gboolean
position_as_recognised (YztImportReader *self, YztRow *row, Fault *out)
{
  const YztImportColumns *columns = self->columns;
  YztPositionColumns cells = { columns->notation, columns->lon, columns->lat, columns->reprojector };
  const char *first = cell_at (self, columns->lon);
  const char *header = header_at (self, columns->lon);
  YztPosition position;

  if (is_blank (first) && (columns->lat < 0 || is_blank (cell_at (self, columns->lat)))) {
    return fault (out, header, g_strdup (_("The coordinates are missing.")));
  }
  if (!yzt_cells_position (&cells, self->table->row.cells, &position)) {
    g_autofree char *shown = g_utf8_substring (first, 0, MIN (g_utf8_strlen (first, -1), 40));
    return fault (out, header, columns->notation == YZT_NOTATION_PROJECTED
                                   ? g_strdup_printf (_("“%s” and the cell beside it are no metres of the coordinate system EPSG:%d."), shown, columns->epsg)
                                   : g_strdup_printf (_("“%s” is no longitude and latitude."), shown));
  }
  return set_position (self, row, position.lon, position.lat, header, out);
}

/* Every corner to WGS 84, in place. */
static void
convert_datum (OGRGeometryH geometry, YztDatum datum)
{
  for (int i = 0; i < OGR_G_GetGeometryCount (geometry); i++) {
    convert_datum (OGR_G_GetGeometryRef (geometry, i), datum);
  }
  if (OGR_G_GetGeometryCount (geometry) == 0) {
    for (int i = 0; i < OGR_G_GetPointCount (geometry); i++) {
      YztPosition from = { OGR_G_GetX (geometry, i), OGR_G_GetY (geometry, i) };
      if (yzt_position_is_valid (from)) {
        YztPosition to = yzt_datum_to_wgs84 (from, datum);
        OGR_G_SetPoint_2D (geometry, i, to.lon, to.lat);
      }
    }
  }
}

static gboolean
convert_metres (OGRGeometryH geometry, YztReprojector *reprojector)
{
  for (int i = 0; i < OGR_G_GetGeometryCount (geometry); i++) {
    if (!convert_metres (OGR_G_GetGeometryRef (geometry, i), reprojector)) {
      return FALSE;
    }
  }
  for (int i = 0; OGR_G_GetGeometryCount (geometry) == 0 && i < OGR_G_GetPointCount (geometry); i++) {
    YztPosition to;
    if (!yzt_reprojector_run (reprojector, OGR_G_GetX (geometry, i), OGR_G_GetY (geometry, i), &to)) {
      return FALSE;
    }
    OGR_G_SetPoint_2D (geometry, i, to.lon, to.lat);
  }
  return TRUE;
}

static gboolean
position_from_area (YztImportReader *self, YztRow *row, OGRGeometryH geometry, const char *column, Fault *out)
{
  g_autoptr (YztGeometry) converted = NULL;
  g_autoptr (GError) error = NULL;
  YztPosition label;

  if (self->columns->reprojector != NULL) {
    if (!convert_metres (geometry, self->columns->reprojector)) {
      return fault (out, column, g_strdup_printf (_("The geometry does not fit the coordinate system EPSG:%d."), self->columns->epsg));
    }
  } else if (self->columns->datum != YZT_DATUM_WGS84) {
    convert_datum (geometry, self->columns->datum);
  }
  converted = yzt_geometry_from_ogr (geometry, &error);
  if (converted == NULL) {
    return fault (out, column, g_strdup (error->message));
  }
  label = yzt_geometry_get_label_position (converted);
  row->has_position = TRUE;
  row->lon = label.lon;
  row->lat = label.lat;
  if (yzt_kind_get_geometry (row->kind) == YZT_KIND_GEOMETRY_AREA) {
    if (yzt_geometry_get_type_id (converted) != YZT_GEOMETRY_AREA) {
      return fault (out, column, g_strdup (_("The geometry is no area, which this kind needs.")));
    }
    row->geometry = yzt_geometry_to_gpkg (converted);
  } else if (yzt_kind_get_geometry (row->kind) == YZT_KIND_GEOMETRY_LINE) {
    if (yzt_geometry_get_type_id (converted) != YZT_GEOMETRY_LINE) {
      return fault (out, column, g_strdup (_("The geometry is no line, which this kind needs.")));
    }
    row->geometry = yzt_geometry_to_gpkg (converted);
  }
  return TRUE;
}

static gboolean
position_from_geometry (YztImportReader *self, YztRow *row, OGRGeometryH geometry, const char *column, Fault *out)
{
  if (self->columns->reprojector == NULL && wkbFlatten (OGR_G_GetGeometryType (geometry)) == wkbPoint && yzt_kind_get_geometry (row->kind) == YZT_KIND_GEOMETRY_POINT) {
    return set_position (self, row, OGR_G_GetX (geometry, 0), OGR_G_GetY (geometry, 0), column, out);
  }
  return position_from_area (self, row, geometry, column, out);
}

/* PostGIS writes "SRID=4326;POINT (…)". */
static char *
without_srid (char *text)
{
  char *at = g_strchug (text);

  for (gsize i = 0; i < 2; i++) {
    const char *prefix = i == 0 ? "SRID=4326;" : "SRID=4490;";
    if (g_ascii_strncasecmp (at, prefix, strlen (prefix)) == 0) {
      return at + strlen (prefix);
    }
  }
  return at;
}

static gboolean
position_from_wkt (YztImportReader *self, YztRow *row, const char *text, Fault *out)
{
  OGRGeometryH geometry = NULL;
  const char *column = header_at (self, self->columns->wkt);
  g_autofree char *copy = g_strdup (text);
  char *at = without_srid (copy);
  gboolean ok;

  yzt_gdal_quiet_begin ();
  ok = OGR_G_CreateFromWkt (&at, NULL, &geometry) == OGRERR_NONE && geometry != NULL && !OGR_G_IsEmpty (geometry) && is_blank (at);
  ok = ok ? position_from_geometry (self, row, geometry, column, out)
          : fault (out, column, g_strdup (_("The cell is no geometry in WKT, such as POLYGON ((…)).")));
  OGR_G_DestroyGeometry (geometry);
  yzt_gdal_quiet_end ();
  return ok;
}

gboolean
yzt_import_position_is_blank (const YztImportReader *self)
{
  const YztImportColumns *columns = self->columns;

  return self->table->row.geometry == NULL && is_blank (cell_at (self, columns->wkt)) && is_blank (cell_at (self, columns->lon)) &&
         is_blank (cell_at (self, columns->lat));
}

gboolean
yzt_import_read_position (YztImportReader *self, YztRow *row, YztImportFault *out)
{
  const YztImportColumns *columns = self->columns;
  const char *wkt = cell_at (self, columns->wkt);
  gboolean line = yzt_kind_get_geometry (row->kind) == YZT_KIND_GEOMETRY_LINE;
  gboolean area = line || yzt_kind_get_geometry (row->kind) == YZT_KIND_GEOMETRY_AREA; /* not told by a point */

  if (yzt_kind_get_geometry (row->kind) == YZT_KIND_GEOMETRY_NONE) {
    return TRUE;
  }
  if (columns->wkt >= 0 && !is_blank (wkt) && (area || columns->lon < 0)) {
    return position_from_wkt (self, row, wkt, out);
  }
  /* An area is told by its geometry even where columns name a point inside. */
  if (self->table->row.geometry != NULL && (area || columns->lon < 0 || (columns->lat < 0 && columns->notation != YZT_NOTATION_ONE_COLUMN))) {
    gboolean ok;
    yzt_gdal_quiet_begin ();
    ok = position_from_geometry (self, row, self->table->row.geometry, "", out);
    yzt_gdal_quiet_end ();
    return ok;
  }
  if (area) {
    /* A warning of no place is one all the same; a point where an area should be is a mistake. */
    gboolean point = !is_blank (cell_at (self, columns->lon)) || !is_blank (cell_at (self, columns->lat));
    return !point || fault (out, header_at (self, columns->wkt), g_strdup (line ? _("The row has a point but no line, which this kind needs.") : _("The row has a point but no area, which this kind needs.")));
  }
  if (columns->lon < 0 || (columns->lat < 0 && columns->notation != YZT_NOTATION_ONE_COLUMN)) {
    return fault (out, "", g_strdup (_("The row has no position.")));
  }
  switch (columns->notation) {
  case YZT_NOTATION_ONE_COLUMN:
  case YZT_NOTATION_PACKED_DMS:
  case YZT_NOTATION_PROJECTED:
    return position_as_recognised (self, row, out);
  case YZT_NOTATION_NONE:
  case YZT_NOTATION_GEOMETRY:
  case YZT_NOTATION_DECIMAL:
  case YZT_NOTATION_DMS:
  case YZT_NOTATION_WKT:
  default:
    return position_from_cells (self, row, out);
  }
}
