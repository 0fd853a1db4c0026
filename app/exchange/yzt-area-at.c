/* yzt-area-at.c: in which county a place lies, by the boundaries of the base map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-area-at.h"

#include <gdal.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-areas-private.h"
#include "yzt-base.h"
#include "yzt-exchange-private.h"

void
yzt_area_at_free (YztAreaAt *area)
{
  if (area != NULL) {
    g_free (area->name);
    g_free (area->prefecture);
    g_free (area->adcode);
    g_free (area);
  }
}

static char *
text_of (OGRFeatureH feature, const char *name)
{
  int field = OGR_F_GetFieldIndex (feature, name);
  return field >= 0 ? g_utf8_make_valid (OGR_F_GetFieldAsString (feature, field), -1) : g_strdup ("");
}

/* "4412" of a prefecture is "441200". */
static char *
six_digits (const char *code)
{
  gsize length = strlen (code);
  gboolean known = length >= 2 && length <= 6 && length % 2 == 0 && strspn (code, "0123456789") == length;
  return known ? g_strdup_printf ("%s%s", code, "0000" + (length - 2)) : g_strdup ("");
}

static YztAreaAt *
find_in_layer (GDALDatasetH dataset, const char *name, gboolean is_county, YztPosition position)
{
  OGRLayerH layer = GDALDatasetGetLayerByName (dataset, name);
  YztAreaAt *found = NULL;
  OGRFeatureH feature;
  if (layer == NULL) {
    return NULL;
  }
  OGR_L_SetSpatialFilterRect (layer, position.lon, position.lat, position.lon, position.lat);
  OGR_L_ResetReading (layer);
  while (found == NULL && (feature = OGR_L_GetNextFeature (layer)) != NULL) {
    OGRGeometryH geometry = OGR_F_GetGeometryRef (feature);
    YztGeometry *shape = geometry != NULL ? yzt_geometry_from_ogr (geometry, NULL) : NULL;
    if (shape != NULL && yzt_geometry_contains (shape, position)) {
      g_autofree char *code = text_of (feature, "adcode");
      found = g_new0 (YztAreaAt, 1);
      *found = (YztAreaAt) { text_of (feature, "name"), text_of (feature, "prefecture"), six_digits (code), is_county };
    }
    g_clear_pointer (&shape, yzt_geometry_unref);
    OGR_F_Destroy (feature);
  }
  return found;
}

YztAreaAt *
yzt_area_at (YztPosition position, GError **error)
{
  yzt_gdal_quiet_begin ();
  GDALDatasetH dataset = yzt_areas_open_base_map ();
  YztAreaAt *found = NULL;
  if (dataset == NULL) {
    g_set_error_literal (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_READ, _("The boundaries of the base map cannot be read, so that the county of a place is not known."));
  } else {
    found = find_in_layer (dataset, "county", TRUE, position);
    found = found != NULL ? found : find_in_layer (dataset, "prefecture", FALSE, position);
    GDALClose (dataset);
  }
  yzt_gdal_quiet_end ();
  return found;
}

/* --- across the border --- */

#define MOST_POINTS 64

static void
look_beyond (GDALDatasetH dataset, YztPosition at, const char *jurisdiction, GPtrArray *names)
{
  g_autoptr (YztAreaAt) found = find_in_layer (dataset, "county", TRUE, at);
  if (found == NULL) {
    found = find_in_layer (dataset, "prefecture", FALSE, at);
  }
  if (found == NULL || found->adcode == NULL || *found->adcode == '\0' || g_str_has_prefix (found->adcode, jurisdiction)) {
    return;
  }
  gboolean above = found->prefecture != NULL && *found->prefecture != '\0' && !g_str_equal (found->prefecture, found->name);
  g_autofree char *name = g_strconcat (above ? found->prefecture : "", found->name, NULL);
  if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL)) {
    g_ptr_array_add (names, g_steal_pointer (&name));
  }
}

char *
yzt_area_beyond (const YztGeometry *area, const char *jurisdiction, GError **error)
{
  g_return_val_if_fail (area != NULL, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  if (jurisdiction == NULL || *jurisdiction == '\0') {
    return g_strdup (""); /* the map does not say whose it is */
  }
  yzt_gdal_quiet_begin ();
  GDALDatasetH dataset = yzt_areas_open_base_map ();
  for (guint r = 0; dataset != NULL && r < yzt_geometry_get_n_rings (area); r++) {
    guint n = 0;
    const YztPosition *ring = yzt_geometry_get_ring (area, r, &n);
    guint step = MAX (1, n / MOST_POINTS);
    for (guint i = 0; i < n; i += step) {
      const YztPosition *next = &ring[(i + step) % n];
      look_beyond (dataset, ring[i], jurisdiction, names);
      look_beyond (dataset, (YztPosition) { (ring[i].lon + next->lon) / 2, (ring[i].lat + next->lat) / 2 }, jurisdiction, names);
    }
  }
  if (dataset != NULL) {
    GDALClose (dataset);
  } else {
    g_set_error_literal (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_READ, _("The boundaries of the base map cannot be read, so that the county of a place is not known."));
  }
  yzt_gdal_quiet_end ();
  g_ptr_array_add (names, NULL);
  return dataset != NULL ? g_strjoinv (_(", "), (char **) names->pdata) : NULL;
}
