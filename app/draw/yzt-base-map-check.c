/* yzt-base-map-check.c: is the base map whole, and does it hold the whole of a jurisdiction
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <gdal.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-base-map.h"
#include "yzt-draw-gdal-private.h"

/* Counties that are dissolved into their prefecture cover it to the last corner; less is a county that is not there. */
#define LEAST_COVER 0.995

static GDALDatasetH
open_dataset (const char *path, GPtrArray *problems)
{
  static const char *const drivers[] = { "GPKG", NULL };
  GDALDatasetH dataset = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
  if (dataset == NULL) {
    g_ptr_array_add (problems, g_strdup_printf (_("The base map %s cannot be read."), path));
  }
  return dataset;
}

static OGRLayerH
layer_of (GDALDatasetH own, GDALDatasetH ours, const char *name)
{
  OGRLayerH layer = own != NULL ? GDALDatasetGetLayerByName (own, name) : NULL;
  return layer != NULL ? layer : GDALDatasetGetLayerByName (ours, name);
}

static void
check_layers (GDALDatasetH own, GDALDatasetH ours, GPtrArray *problems)
{
  static const char *const names[] = { "province", "prefecture", "county", "china_outline", "country", "land", "lake", "river", "place" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    OGRLayerH layer = layer_of (own, ours, names[i]);
    if (layer == NULL || OGR_L_GetFeatureCount (layer, TRUE) == 0) {
      g_ptr_array_add (problems, g_strdup_printf (_("The base map has nothing in its layer “%s”."), names[i]));
    }
  }
}

/* Square degrees: both sides of the comparison are of one place. */
static double
area_of (OGRLayerH layer, const char *jurisdiction, guint *n_out, guint *n_nameless_out)
{
  OGRFeatureH feature;
  double area = 0;
  OGR_L_ResetReading (layer);
  while ((feature = OGR_L_GetNextFeature (layer)) != NULL) {
    int code = OGR_F_GetFieldIndex (feature, "adcode"), name = OGR_F_GetFieldIndex (feature, "name");
    OGRGeometryH geometry = OGR_F_GetGeometryRef (feature);
    if (geometry != NULL && code >= 0 && g_str_has_prefix (OGR_F_GetFieldAsString (feature, code), jurisdiction)) {
      area += OGR_G_Area (geometry);
      (*n_out)++;
      *n_nameless_out += name < 0 || *OGR_F_GetFieldAsString (feature, name) == '\0';
    }
    OGR_F_Destroy (feature);
  }
  return area;
}

static void
check_jurisdiction (GDALDatasetH own, GDALDatasetH ours, const char *jurisdiction, GPtrArray *problems)
{
  OGRLayerH counties = layer_of (own, ours, "county"), prefectures = layer_of (own, ours, "prefecture");
  guint n = 0, n_whole = 0, n_nameless = 0;
  if (counties == NULL || prefectures == NULL) {
    return; /* said already */
  }
  double parts = area_of (counties, jurisdiction, &n, &n_nameless);
  double whole = area_of (prefectures, jurisdiction, &n_whole, &n_nameless);
  if (n == 0) {
    g_ptr_array_add (problems, g_strdup_printf (_("The base map has no county of the jurisdiction %s."), jurisdiction));
  } else if (n_whole > 0 && parts < whole * LEAST_COVER) {
    g_ptr_array_add (problems, g_strdup_printf (_("The counties of the base map cover %.1f %% of the jurisdiction %s only."), 100 * parts / whole, jurisdiction));
  }
  if (n_nameless > 0) {
    g_ptr_array_add (problems, g_strdup_printf (ngettext ("%u area of the jurisdiction has no name on the base map.", "%u areas of the jurisdiction have no name on the base map.", n_nameless), n_nameless));
  }
}

void
yzt_base_map_check (const char *path, const char *boundaries, const char *jurisdiction, GPtrArray *problems)
{
  g_return_if_fail (path != NULL && problems != NULL);
  yzt_draw_gdal_init ();
  yzt_draw_gdal_hush ();
  GDALDatasetH ours = open_dataset (path, problems), own = boundaries != NULL ? open_dataset (boundaries, problems) : NULL;
  if (ours != NULL) {
    check_layers (own, ours, problems);
    if (jurisdiction != NULL && *jurisdiction != '\0') {
      check_jurisdiction (own, ours, jurisdiction, problems);
    }
  }
  g_clear_pointer (&own, GDALClose);
  g_clear_pointer (&ours, GDALClose);
  yzt_draw_gdal_speak ();
}
