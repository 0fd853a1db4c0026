/* yzt-reprojector.c: metres of Chinese projections, and degrees of the older datums, to WGS 84
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CGCS2000 is worked out here: it is WGS 84 to some centimetres. For Xian 1980 nobody has published a shift, for Beijing 1954 only for some
 * basins: PROJ takes what EPSG has at the place and else none, and the note says how far off that may be.
 */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <ogr_srs_api.h>

#include <string.h>

#include "yzt-base.h"
#include "yzt-exchange-private.h"
#include "yzt-recognise-private.h"

#define CGCS2000 4490
#define XIAN_1980 4610
#define BEIJING_1954 4214

struct _YztReprojector {
  int epsg;
  gboolean projected;
  double meridian_deg;                 /* of Gauss-Krüger on CGCS2000 */
  gboolean pure;
  OGRCoordinateTransformationH other;
  char *name;
  char *note;
};

/* EPSG's four rows of zones of each ellipsoid: 6 degrees with and without the zone number, then 3 degrees. */
static const struct {
  YztEllipsoid ellipsoid;
  int six_zoned, six, three_zoned, three; /* of zones 13 and 25 */
} ZONES[] = {
  { YZT_ELLIPSOID_CGCS2000, 4491, 4502, 4513, 4534 },
  { YZT_ELLIPSOID_XIAN_1980, 2327, 2338, 2349, 2370 },
  { YZT_ELLIPSOID_BEIJING_1954, 21413, 21473, 2401, 2422 },
};

int
yzt_gauss_kruger_epsg (YztEllipsoid ellipsoid, int width_deg, int zone, gboolean zoned)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ZONES); i++) {
    if (ZONES[i].ellipsoid == ellipsoid && width_deg == 6 && zone >= 13 && zone <= 23) {
      return (zoned ? ZONES[i].six_zoned : ZONES[i].six) + zone - 13;
    }
    if (ZONES[i].ellipsoid == ellipsoid && width_deg == 3 && zone >= 25 && zone <= 45) {
      return (zoned ? ZONES[i].three_zoned : ZONES[i].three) + zone - 25;
    }
  }
  return 0;
}

/* The zone of a code of CGCS2000's; FALSE when it is none. */
static gboolean
find_pure (int epsg, double *meridian_out)
{
  if (epsg >= 4491 && epsg <= 4512) {
    *meridian_out = yzt_gauss_kruger_central_meridian (13 + (epsg - 4491) % 11, 6);
    return TRUE;
  }
  if (epsg >= 4513 && epsg <= 4554) {
    *meridian_out = yzt_gauss_kruger_central_meridian (25 + (epsg - 4513) % 21, 3);
    return TRUE;
  }
  return FALSE;
}

static char *
make_note (int geographic, const char *name)
{
  switch (geographic) {
  case CGCS2000:
    return g_strdup_printf (_("Positions were converted from %s to WGS 84; the two agree within 0.1 m."), name);
  case XIAN_1980:
    return g_strdup_printf (_("Positions were converted from %s to WGS 84 without a datum shift, for none is published: they may be up to 150 m off; ask the survey office for "
                              "CGCS2000 coordinates where that matters."), name);
  case BEIJING_1954:
    return g_strdup_printf (_("Positions were converted from %s to WGS 84 with EPSG's shift where it has one (1 to 15 m) and without elsewhere: there they may be up to 150 m "
                              "off; ask the survey office for CGCS2000 coordinates where that matters."), name);
  default:
    return g_strdup_printf (_("Positions were converted from %s to WGS 84."), name);
  }
}

char *
yzt_reprojector_describe (const char *geographic, const char *name)
{
  g_autofree char *key = yzt_text_header_key (geographic);
  int code = strstr (key, "cgcs2000") != NULL || strstr (key, "chinageodetic") != NULL ? CGCS2000
             : strstr (key, "xian") != NULL                                           ? XIAN_1980
             : strstr (key, "beijing") != NULL                                        ? BEIJING_1954
                                                                                      : 0;

  return make_note (code, name);
}

static gboolean
open_other (YztReprojector *self, OGRSpatialReferenceH from)
{
  OGRSpatialReferenceH to = OSRNewSpatialReference (NULL);

  OSRImportFromEPSG (to, 4326);
  OSRSetAxisMappingStrategy (to, OAMS_TRADITIONAL_GIS_ORDER);
  OSRSetAxisMappingStrategy (from, OAMS_TRADITIONAL_GIS_ORDER);
  self->other = OCTNewCoordinateTransformation (from, to);
  OSRDestroySpatialReference (to);
  return self->other != NULL;
}

YztReprojector *
yzt_reprojector_new (int epsg, GError **error)
{
  g_autoptr (YztReprojector) self = g_new0 (YztReprojector, 1);
  OGRSpatialReferenceH from;
  gboolean ok;
  int geographic = 0;

  yzt_exchange_init ();
  self->epsg = epsg;
  yzt_gdal_quiet_begin ();
  from = OSRNewSpatialReference (NULL);
  ok = epsg > 0 && OSRImportFromEPSG (from, epsg) == OGRERR_NONE;
  if (ok) {
    const char *base = OSRGetAuthorityCode (from, OSRIsProjected (from) ? "PROJCS|GEOGCS" : NULL);
    geographic = base != NULL ? atoi (base) : 0;
    self->projected = OSRIsProjected (from);
    self->name = g_strdup (OSRGetName (from));
    self->pure = find_pure (epsg, &self->meridian_deg);
    ok = self->pure || open_other (self, from);
  }
  OSRDestroySpatialReference (from);
  yzt_gdal_quiet_end ();
  if (!ok) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_COLUMNS, _("There is no coordinate system EPSG:%d that can be converted; give the code of the file's system."), epsg);
    return NULL;
  }
  self->note = make_note (geographic, self->name);
  return g_steal_pointer (&self);
}

gboolean
yzt_reprojector_run (YztReprojector *self, double x, double y, YztPosition *wgs84_out)
{
  gboolean ok;

  if (self->pure) {
    /* With or without the zone number. */
    *wgs84_out = yzt_gauss_kruger_inverse (YZT_ELLIPSOID_CGCS2000, self->meridian_deg, x >= 1e6 ? fmod (x, 1e6) : x, y);
    return yzt_position_is_valid (*wgs84_out);
  }
  yzt_gdal_quiet_begin ();
  ok = OCTTransform (self->other, 1, &x, &y, NULL);
  yzt_gdal_quiet_end ();
  *wgs84_out = (YztPosition) { x, y };
  return ok && yzt_position_is_valid (*wgs84_out);
}

const char *
yzt_reprojector_get_note (const YztReprojector *self)
{
  return self->note;
}

const char *
yzt_reprojector_get_name (const YztReprojector *self)
{
  return self->name;
}

void
yzt_reprojector_free (YztReprojector *self)
{
  if (self != NULL) {
    if (self->other != NULL) {
      OCTDestroyCoordinateTransformation (self->other);
    }
    g_free (self->name);
    g_free (self->note);
    g_free (self);
  }
}
