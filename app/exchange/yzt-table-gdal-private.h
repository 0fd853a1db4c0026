/* yzt-table-gdal-private.h: a layer or sheet that GDAL reads, and its cells as text
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <gdal.h>
#include <ogr_srs_api.h>

#include "yzt-table-merged-private.h"
#include "yzt-table-private.h"
G_BEGIN_DECLS

typedef struct {
  YztTable base;
  GDALDatasetH dataset;
  OGRLayerH layer;
  OGRFeatureH feature;
  OGRCoordinateTransformationH to_wgs84; /* NULL: degrees of WGS 84 already */
  OGRGeometryH geometry;                 /* of the row, when it had to be transformed */
  int *types;                            /* OGRFieldType of each column */
  char **owned;                          /* cells that had to be rewritten, n_columns */
  gboolean raw_text;                     /* cells are bytes of an encoding that the file does not name */
  const char *encoding;                  /* … but this one, by what the cells would say; NULL UTF-8 */
  gboolean sheet;
  const char *workbook;                  /* path of an XLSX, while it is opened */
  YztMerged *merged;                     /* NULL: no cells merged over several rows */
  gboolean sampling;
  guint number;
} GdalTable;

/** All cells of self->feature into self->base.row. */
void yzt_gdal_read_cells (GdalTable *self);
/** Bytes of the layer's encoding as UTF-8; owned by the caller. */
char *yzt_gdal_decode_cell (const GdalTable *self, const char *bytes);
/** What a person wrote where a sheet keeps a number in binary; NULL when the cell is as it was written. */
char *yzt_gdal_written_number (const char *cell);
G_END_DECLS
