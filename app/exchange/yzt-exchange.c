/* yzt-exchange.c: GDAL made ready, its errors caught, geometries between it and us
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-exchange-private.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal.h>
#include <glib/gi18n-lib.h>
#include <ogr_srs_api.h>
#include <math.h>
#include <string.h>

G_DEFINE_QUARK (yzt-exchange-error-quark, yzt_exchange_error)

void
yzt_exchange_init (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once)) {
    GDALAllRegister ();
    yzt_gdal_close_doors ();
    /* A data base that is away is told in ten seconds and not in two minutes. */
    g_setenv ("PGCONNECT_TIMEOUT", "10", FALSE);
    g_once_init_leave (&once, 1);
  }
}

static void CPL_STDCALL
on_gdal_error (CPLErr level, CPLErrorNum number, const char *message)
{
  /* What a data base says may hold the connection with its password. */
  g_debug ("GDAL %d/%d: %s", (int) level, (int) number, strstr (message, "password") != NULL ? "(about a password)" : message);
}

void
yzt_gdal_quiet_begin (void)
{
  CPLPushErrorHandler (on_gdal_error);
  CPLErrorReset ();
}

void
yzt_gdal_quiet_end (void)
{
  CPLPopErrorHandler ();
}

/* GeoPackage's 8 bytes before the WKB: little endian, no envelope, EPSG:4326. */
static const guint8 GPKG_HEADER[8] = { 'G', 'P', 0, 1, 0xe6, 0x10, 0, 0 };

/* A collection of one is that one, one of areas only is an area of several parts. */
static OGRGeometryH
unwrap (OGRGeometryH geometry)
{
  OGRwkbGeometryType first = wkbUnknown;
  int n = OGR_G_GetGeometryCount (geometry);

  if (wkbFlatten (OGR_G_GetGeometryType (geometry)) != wkbGeometryCollection || n == 0) {
    return geometry;
  }
  first = wkbFlatten (OGR_G_GetGeometryType (OGR_G_GetGeometryRef (geometry, 0)));
  for (int i = 1; i < n; i++) {
    first = wkbFlatten (OGR_G_GetGeometryType (OGR_G_GetGeometryRef (geometry, i))) == first ? first : wkbUnknown;
  }
  if (n == 1) {
    OGRGeometryH only = OGR_G_Clone (OGR_G_GetGeometryRef (geometry, 0));
    OGR_G_DestroyGeometry (geometry);
    return unwrap (only);
  }
  return first == wkbPolygon ? OGR_G_ForceToMultiPolygon (geometry) : first == wkbLineString ? OGR_G_ForceToMultiLineString (geometry) : geometry;
}

static gboolean
is_several (OGRGeometryH geometry)
{
  OGRwkbGeometryType type = wkbFlatten (OGR_G_GetGeometryType (geometry));

  return OGR_G_GetGeometryCount (geometry) > 1 && (type == wkbMultiPoint || type == wkbGeometryCollection);
}

/* From 179° to -179° it is two degrees; taken by its numbers it would lie round all the rest of the earth. */
static gboolean
goes_round (OGRGeometryH geometry)
{
  for (int i = 0; i < OGR_G_GetGeometryCount (geometry); i++) {
    if (goes_round (OGR_G_GetGeometryRef (geometry, i))) {
      return TRUE;
    }
  }
  for (int i = 1; OGR_G_GetGeometryCount (geometry) == 0 && i < OGR_G_GetPointCount (geometry); i++) {
    double step = fabs (OGR_G_GetX (geometry, i) - OGR_G_GetX (geometry, i - 1));
    if (step > 180.0 && step <= 360.0 && fabs (OGR_G_GetX (geometry, i)) <= 180.0) {
      return TRUE;
    }
  }
  return FALSE;
}

YztGeometry *
yzt_geometry_from_ogr (OGRGeometryH geometry, GError **error)
{
  OGRGeometryH linear;
  g_autofree guint8 *blob = NULL;
  gsize size;
  YztGeometry *result;

  g_return_val_if_fail (geometry != NULL, NULL);

  linear = OGR_G_GetLinearGeometry (geometry, 0.0, NULL);
  if (linear == NULL) {
    g_set_error_literal (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT, _("The geometry cannot be read."));
    return NULL;
  }
  OGR_G_FlattenTo2D (linear);
  linear = unwrap (linear);
  if (is_several (linear)) {
    OGR_G_DestroyGeometry (linear);
    g_set_error_literal (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT,
                         _("The geometry is made of several points, or of points, lines and areas together; make each a row of its own."));
    return NULL;
  }
  if (goes_round (linear)) {
    OGR_G_DestroyGeometry (linear);
    g_set_error_literal (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT, _("The geometry crosses the 180th meridian in one piece; cut it there."));
    return NULL;
  }
  size = sizeof GPKG_HEADER + (gsize) OGR_G_WkbSize (linear);
  blob = g_malloc (size);
  memcpy (blob, GPKG_HEADER, sizeof GPKG_HEADER);
  OGR_G_ExportToIsoWkb (linear, wkbNDR, blob + sizeof GPKG_HEADER);
  OGR_G_DestroyGeometry (linear);
  result = yzt_geometry_from_gpkg (blob, size, error);
  return result;
}

OGRGeometryH
yzt_geometry_blob_to_ogr (GBytes *blob)
{
  static const gsize envelope_sizes[] = { 0, 32, 48, 48, 64 };
  gsize size = 0;
  const guint8 *data = blob ? g_bytes_get_data (blob, &size) : NULL;
  gsize envelope = size >= sizeof GPKG_HEADER ? (data[3] >> 1) & 7 : 0;
  gsize header;
  OGRGeometryH geometry = NULL;

  if (size < sizeof GPKG_HEADER || memcmp (data, "GP", 2) != 0 || envelope >= G_N_ELEMENTS (envelope_sizes)) {
    return NULL;
  }
  header = sizeof GPKG_HEADER + envelope_sizes[envelope];
  if (size <= header || OGR_G_CreateFromWkb (data + header, NULL, &geometry, (int) (size - header)) != OGRERR_NONE) {
    return NULL;
  }
  return geometry;
}

static void
reject_clear (gpointer data)
{
  YztImportReject *reject = data;

  g_free (reject->column);
  g_free (reject->reason);
}

void
yzt_finding_clear (YztFinding *finding)
{
  g_clear_pointer (&finding->header, g_free);
  g_clear_pointer (&finding->reason, g_free);
  g_clear_pointer (&finding->suggestion, g_free);
}

void
yzt_import_report_free (YztImportReport *report)
{
  if (report == NULL) {
    return;
  }
  g_array_unref (report->rejects);
  g_array_unref (report->findings);
  g_ptr_array_unref (report->mapped);
  g_ptr_array_unref (report->unused);
  g_ptr_array_unref (report->notes);
  g_free (report->wait);
  g_clear_pointer (&report->result, yzt_act_result_free);
  g_free (report);
}

YztImportReport *
yzt_import_report_new (void)
{
  YztImportReport *report = g_new0 (YztImportReport, 1);

  report->first_row = 1;
  report->rejects = g_array_new (FALSE, FALSE, sizeof (YztImportReject));
  g_array_set_clear_func (report->rejects, reject_clear);
  report->findings = g_array_new (FALSE, FALSE, sizeof (YztFinding));
  g_array_set_clear_func (report->findings, (GDestroyNotify) yzt_finding_clear);
  report->mapped = g_ptr_array_new_with_free_func (g_free);
  report->unused = g_ptr_array_new_with_free_func (g_free);
  report->notes = g_ptr_array_new_with_free_func (g_free);
  return report;
}

guint
yzt_import_report_get_row (const YztImportReport *report,
                           guint                  number)
{
  g_return_val_if_fail (report != NULL, number);

  return number + report->first_row - 1;
}
