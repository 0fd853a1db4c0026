/* yzt-vector-map-private.h: what the files of vector base maps share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-vector-file-private.h"
#include "yzt-vector-map.h"
#include "yzt-vector-style-private.h"
G_BEGIN_DECLS
struct _YztVectorMap {
  gatomicrefcount references;
  YztVectorStyle *style;
  YztVectorFile *file;
  char *name;
  YztVectorMapInfo info;
  int datum; /* atomic; YztDatum */
};
/** The section of shapes for this zoom; names are YZT_VECTOR_N_BANDS further on. */
guint yzt_vector_band_for (double zoom);
/** The closed box of the file's units. FALSE when it lies off the world. */
gboolean yzt_vector_box_of (double x0, double y0, double x1, double y1, YztVectorBox *box_out);
G_END_DECLS
