/* yzt-county.c: the county or province at a place, for questions that are asked now and then
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <gdal.h>
#include <ogr_srs_api.h>
#include "yzt-base-map.h"
#include "yzt-draw-gdal-private.h"

static gboolean
find_county (OGRLayerH layer, OGRGeometryH point, char **name_out, YztBox *box_out)
{
  OGRFeatureH feature;
  gboolean found = FALSE;
  OGR_L_SetSpatialFilter (layer, point);
  OGR_L_ResetReading (layer);
  while (!found && (feature = OGR_L_GetNextFeature (layer)) != NULL) {
    OGRGeometryH geometry = OGR_F_GetGeometryRef (feature);
    int name = OGR_F_GetFieldIndex (feature, "name");
    if (geometry != NULL && name >= 0 && OGR_G_Intersects (geometry, point)) {
      OGREnvelope envelope;
      OGR_G_GetEnvelope (geometry, &envelope);
      *box_out = (YztBox) { envelope.MinX, envelope.MinY, envelope.MaxX, envelope.MaxY };
      *name_out = g_utf8_make_valid (OGR_F_GetFieldAsString (feature, name), -1);
      found = TRUE;
    }
    OGR_F_Destroy (feature);
  }
  return found;
}

static gboolean
find_at (const char *path, const char *layer_name, YztPosition position, char **name_out, YztBox *box_out)
{
  static const char *const drivers[] = { "GPKG", NULL };
  yzt_draw_gdal_init ();
  yzt_draw_gdal_hush ();
  GDALDatasetH dataset = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
  OGRLayerH layer = dataset != NULL ? GDALDatasetGetLayerByName (dataset, layer_name) : NULL;
  OGRGeometryH point = OGR_G_CreateGeometry (wkbPoint);
  OGR_G_SetPoint_2D (point, 0, position.lon, position.lat);
  gboolean found = layer != NULL && find_county (layer, point, name_out, box_out);
  OGR_G_DestroyGeometry (point);
  g_clear_pointer (&dataset, GDALClose);
  yzt_draw_gdal_speak ();
  return found;
}

/* --- many places at once --- */

typedef struct {
  OGREnvelope envelope;
  OGRPreparedGeometryH prepared;
} Outline;

static gboolean
holds (const Outline *outline, YztPosition at, OGRGeometryH point)
{
  const OGREnvelope *box = &outline->envelope;
  if (at.lon < box->MinX || at.lon > box->MaxX || at.lat < box->MinY || at.lat > box->MaxY) {
    return FALSE;
  }
  OGR_G_SetPoint_2D (point, 0, at.lon, at.lat);
  return OGRPreparedGeometryIntersects (outline->prepared, point) != 0;
}

/* Names the places that lie in the feature and have no name yet. */
static void
name_places (OGRFeatureH feature, const YztPosition *positions, guint n, char **names)
{
  OGRGeometryH geometry = OGR_F_GetGeometryRef (feature), point = OGR_G_CreateGeometry (wkbPoint);
  int name = OGR_F_GetFieldIndex (feature, "name");
  Outline outline = { .prepared = geometry != NULL && name >= 0 ? OGRCreatePreparedGeometry (geometry) : NULL };
  if (outline.prepared != NULL) {
    OGR_G_GetEnvelope (geometry, &outline.envelope);
    for (guint i = 0; i < n; i++) {
      if (names[i] == NULL && holds (&outline, positions[i], point)) {
        names[i] = g_utf8_make_valid (OGR_F_GetFieldAsString (feature, name), -1);
      }
    }
    OGRDestroyPreparedGeometry (outline.prepared);
  }
  OGR_G_DestroyGeometry (point);
}

void
yzt_base_map_prefectures_at (const char *path, const YztPosition *positions, guint n, char **names_out)
{
  static const char *const drivers[] = { "GPKG", NULL };
  g_return_if_fail (path != NULL && (n == 0 || (positions != NULL && names_out != NULL)));
  yzt_draw_gdal_init ();
  yzt_draw_gdal_hush ();
  GDALDatasetH dataset = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
  OGRLayerH layer = dataset != NULL ? GDALDatasetGetLayerByName (dataset, "prefecture") : NULL;
  OGRFeatureH feature;
  while (layer != NULL && (feature = OGR_L_GetNextFeature (layer)) != NULL) {
    name_places (feature, positions, n, names_out);
    OGR_F_Destroy (feature);
  }
  g_clear_pointer (&dataset, GDALClose);
  yzt_draw_gdal_speak ();
}

gboolean
yzt_base_map_county_at (const char *path, YztPosition position, char **name_out, YztBox *box_out)
{
  g_return_val_if_fail (path != NULL && name_out != NULL && box_out != NULL, FALSE);
  return find_at (path, "county", position, name_out, box_out);
}

gboolean
yzt_base_map_province_at (const char *path, YztPosition position, char **name_out, YztBox *box_out)
{
  g_return_val_if_fail (path != NULL && name_out != NULL && box_out != NULL, FALSE);
  return find_at (path, "province", position, name_out, box_out);
}
