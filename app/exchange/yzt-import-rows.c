/* yzt-import-rows.c: one row of a foreign table as a checked row of a kind
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-import-private.h"

typedef struct {
  const char *column; /* "" for the row as a whole */
  char *reason;
} Fault;

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

/* --- position --- */

static gboolean
set_position (YztImportReader *self, YztRow *row, double lon, double lat, const char *column, Fault *out)
{
  YztPosition position = { lon, lat };

  if (fabs (lat) > 90.0 && fabs (lat) <= 180.0 && fabs (lon) <= 90.0) {
    self->n_swapped++;
    return fault (out, column, g_strdup (_("Latitude and longitude seem to be swapped.")));
  }
  if (!yzt_position_is_valid (position)) {
    return fault (out, column, g_strdup_printf (_("%.10g, %.10g is no longitude and latitude in degrees."), lon, lat));
  }
  /* Nobody's depot floats in the Gulf of Guinea: 0, 0 is an empty form. */
  if (lon == 0.0 && lat == 0.0) {
    return fault (out, column, g_strdup (_("0, 0 is no position; the coordinates are missing.")));
  }
  if (self->options->datum_given) {
    position = yzt_datum_to_wgs84 (position, self->options->datum);
  }
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
position_from_area (YztImportReader *self, YztRow *row, OGRGeometryH geometry, const char *column, Fault *out)
{
  g_autoptr (YztGeometry) converted = NULL;
  g_autoptr (GError) error = NULL;
  YztPosition label;

  if (self->options->datum_given && self->options->datum != YZT_DATUM_WGS84) {
    convert_datum (geometry, self->options->datum);
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
  }
  return TRUE;
}

static gboolean
position_from_geometry (YztImportReader *self, YztRow *row, OGRGeometryH geometry, const char *column, Fault *out)
{
  if (wkbFlatten (OGR_G_GetGeometryType (geometry)) == wkbPoint && yzt_kind_get_geometry (row->kind) == YZT_KIND_GEOMETRY_POINT) {
    return set_position (self, row, OGR_G_GetX (geometry, 0), OGR_G_GetY (geometry, 0), column, out);
  }
  return position_from_area (self, row, geometry, column, out);
}

static gboolean
position_from_wkt (YztImportReader *self, YztRow *row, const char *text, Fault *out)
{
  OGRGeometryH geometry = NULL;
  const char *column = header_at (self, self->columns->wkt);
  g_autofree char *copy = g_strdup (text);
  char *at = copy;
  gboolean ok;

  yzt_gdal_quiet_begin ();
  ok = OGR_G_CreateFromWkt (&at, NULL, &geometry) == OGRERR_NONE && geometry != NULL && !OGR_G_IsEmpty (geometry);
  ok = ok ? position_from_geometry (self, row, geometry, column, out)
          : fault (out, column, g_strdup (_("The cell is no geometry in WKT, such as POLYGON ((…)).")));
  OGR_G_DestroyGeometry (geometry);
  yzt_gdal_quiet_end ();
  return ok;
}

static gboolean
read_position (YztImportReader *self, YztRow *row, Fault *out)
{
  const YztImportColumns *columns = self->columns;
  const char *wkt = cell_at (self, columns->wkt);
  gboolean area = yzt_kind_get_geometry (row->kind) == YZT_KIND_GEOMETRY_AREA;

  if (yzt_kind_get_geometry (row->kind) == YZT_KIND_GEOMETRY_NONE) {
    return TRUE;
  }
  if (columns->wkt >= 0 && !is_blank (wkt) && (area || columns->lon < 0)) {
    return position_from_wkt (self, row, wkt, out);
  }
  /* An area is told by its geometry even where columns name a point inside. */
  if (self->table->row.geometry != NULL && (area || columns->lon < 0 || columns->lat < 0)) {
    gboolean ok;
    yzt_gdal_quiet_begin ();
    ok = position_from_geometry (self, row, self->table->row.geometry, "", out);
    yzt_gdal_quiet_end ();
    return ok;
  }
  if (area) {
    /* A warning of no place is one all the same; a point where an area should be is a mistake. */
    gboolean point = !is_blank (cell_at (self, columns->lon)) || !is_blank (cell_at (self, columns->lat));
    return !point || fault (out, header_at (self, columns->wkt), g_strdup (_("The row has a point but no area, which this kind needs.")));
  }
  if (columns->lon < 0 || columns->lat < 0) {
    return fault (out, "", g_strdup (_("The row has no position.")));
  }
  return position_from_cells (self, row, out);
}

/* --- cells --- */

/* Our own CSV puts an apostrophe before what a spreadsheet would take for a formula. */
static const char *
without_guard (const char *text)
{
  return text[0] == '\'' && text[1] != '\0' && strchr ("=+-@", text[1]) != NULL ? text + 1 : text;
}

static gboolean
read_cells (YztImportReader *self, YztRow *row, Fault *out)
{
  for (guint i = 0; i < self->table->n_columns; i++) {
    const YztField *field = self->columns->fields[i];
    g_autoptr (GError) error = NULL;
    if (field != NULL && !yzt_field_parse_in_zone (field, without_guard (self->table->row.cells[i]), self->zone,
                                                   &row->cells[self->columns->indexes[i]], &error)) {
      return fault (out, self->table->headers[i], g_strdup (error->message));
    }
  }
  return TRUE;
}

static gboolean
read_owner (YztImportReader *self, YztRow *row, Fault *out)
{
  const YztImportColumns *columns = self->columns;
  g_autofree char *code = g_strstrip (g_strdup (without_guard (cell_at (self, columns->owner_code))));
  const char *fid_text = cell_at (self, columns->owner_fid);
  double number;

  if (yzt_kind_get_owner (row->kind) == NULL) {
    return TRUE;
  }
  if (*code != '\0') {
    const gint64 *fid = g_hash_table_lookup (self->known->owner_codes, code);
    if (fid == NULL) {
      return fault (out, header_at (self, columns->owner_code), g_strdup_printf (_("Nothing in the map has the code “%.80s”, so this row has no owner."), code));
    }
    row->owner_fid = *fid;
    return TRUE;
  }
  if (yzt_text_number (fid_text, &number) && number >= 1.0 && number < 9007199254740992.0) {
    gint64 fid = (gint64) number;
    if (g_hash_table_contains (self->known->owner_fids, &fid)) {
      row->owner_fid = fid;
      return TRUE;
    }
  }
  return fault (out, header_at (self, columns->owner_code >= 0 ? columns->owner_code : columns->owner_fid),
                g_strdup (_("The row does not say whose it is.")));
}

static void
fill_source (YztImportReader *self, YztRow *row)
{
  if (self->source != NULL && yzt_kind_get_field_index (row->kind, "source") >= 0) {
    yzt_row_set_text (row, "source", self->source);
  }
}

YztRow *
yzt_import_read_row (YztImportReader *self, const char **column_out, char **reason_out)
{
  g_autoptr (YztRow) row = yzt_row_new (self->columns->kind);
  Fault problem = { "", NULL };
  gboolean ok;

  ok = self->table->row.problem == NULL || fault (&problem, "", g_strdup (self->table->row.problem));
  ok = ok && read_cells (self, row, &problem) && read_position (self, row, &problem) && read_owner (self, row, &problem);
  if (ok) {
    fill_source (self, row);
    ok = yzt_import_known_add (self->known, row, self->table->row.number, &problem.reason);
  }
  if (!ok) {
    *column_out = problem.column;
    *reason_out = problem.reason;
    return NULL;
  }
  return g_steal_pointer (&row);
}
