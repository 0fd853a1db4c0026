/* yzt-vector-classes-private.h: which class of the style a feature belongs to, and what it is called
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <ogr_api.h>
#include "yzt-vector-style-private.h"
G_BEGIN_DECLS
/** How the fields of one layer answer the conditions of a style; made once a layer. */
typedef struct _YztVectorClasses YztVectorClasses;
YztVectorClasses *yzt_vector_classes_new (const YztVectorStyle *style, OGRLayerH layer, gboolean openstreetmap, gboolean raw_text);
void yzt_vector_classes_free (YztVectorClasses *classes);
/** Index of the first rule for @shape that takes @feature, -1 when none does. */
int yzt_vector_classes_find (const YztVectorClasses *classes, OGRFeatureH feature, YztVectorShape shape);
gboolean yzt_vector_classes_is_tunnel (const YztVectorClasses *classes, OGRFeatureH feature);
typedef enum { YZT_VECTOR_NAME_LOCAL, YZT_VECTOR_NAME_CHINESE, YZT_VECTOR_NAME_ENGLISH, YZT_VECTOR_N_NAMES } YztVectorNameId;
/** "" when it has none; valid UTF-8, at most 120 bytes. Free. */
char *yzt_vector_classes_name (const YztVectorClasses *classes, OGRFeatureH feature, YztVectorNameId id);
G_END_DECLS
