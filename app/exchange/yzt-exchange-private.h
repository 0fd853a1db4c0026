/* yzt-exchange-private.h: GDAL's errors caught, geometries to and from it
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <ogr_api.h>

#include "yzt-exchange.h"
G_BEGIN_DECLS

/** No file that is read makes GDAL or PROJ call anybody; for the whole process, by yzt_exchange_init. */
void yzt_gdal_close_doors (void);

/** From here to yzt_gdal_quiet_end on this thread GDAL says nothing on the terminal; its messages go to the debug log. */
void yzt_gdal_quiet_begin (void);
void yzt_gdal_quiet_end (void);

/** A geometry in WGS 84 degrees, longitude first; NULL with an error when it is empty, out of range or of no use. */
YztGeometry *yzt_geometry_from_ogr (OGRGeometryH geometry, GError **error);
/** From a GeoPackage blob of our own; NULL when damaged. */
OGRGeometryH yzt_geometry_blob_to_ogr (GBytes *blob);

YztImportReport *yzt_import_report_new (void);

/** Name of the pseudo column in which tables keep areas. */
#define YZT_EXCHANGE_WKT_COLUMN "wkt"
G_END_DECLS
