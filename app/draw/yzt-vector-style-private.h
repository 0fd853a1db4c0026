/* yzt-vector-style-private.h: which features of a vector file are drawn, and how: data/basemap/streets.ini
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-base-map.h"
G_BEGIN_DECLS

typedef enum { YZT_VECTOR_AREA, YZT_VECTOR_LINE, YZT_VECTOR_NAME } YztVectorShape;

/** One of the values wanted makes the condition true. */
typedef struct {
  char *key;     /* a field, or "layer" for the name of the layer; small letters */
  char **values; /* "*" any but "" and "no"; "42*" by its beginning */
} YztVectorCondition;

#define YZT_VECTOR_RAMP_MAX 8
/** Pixels by zoom, straight between the steps, level outside. */
typedef struct {
  double zoom[YZT_VECTOR_RAMP_MAX], px[YZT_VECTOR_RAMP_MAX];
  guint n;
} YztVectorRamp;
double yzt_vector_ramp_at (const YztVectorRamp *ramp, double zoom);

/** One class; earlier ones are drawn below later ones. The first whose conditions hold takes a feature. */
typedef struct {
  char *name;
  YztVectorShape shape;
  GArray *conditions;      /* YztVectorCondition, any of which */
  gboolean other;          /* takes what no rule takes, but not out of OpenStreetMap */
  double min_zoom;
  double label_zoom;       /* from here on the name of a feature is shown; 99: never */
  YztPlaceKind place;      /* how names look */
  double importance;       /* of names, larger first */
  YztDrawColor fill[2], casing[2]; /* light, dark; of a line its colour. a 0: not drawn */
  YztVectorRamp width;     /* of a line; of an area that of its outline in the casing's colour */
  double casing_px;        /* on each side of a line */
  double dashes[4];
  int n_dashes;
} YztVectorRule;

typedef struct {
  GArray *rules; /* YztVectorRule, at most 200 */
  char *sum;     /* changes when files are to be prepared anew */
} YztVectorStyle;
YztVectorStyle *yzt_vector_style_load (const char *path, GError **error);
void yzt_vector_style_free (YztVectorStyle *style);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztVectorStyle, yzt_vector_style_free)
G_END_DECLS
