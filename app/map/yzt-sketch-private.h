/* yzt-sketch-private.h: the inside of a sketch
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-sketch.h"
G_BEGIN_DECLS
typedef struct {
  GArray *points; /* YztPosition */
  gboolean hole;
} YztSketchPart;

struct _YztSketch {
  gboolean area;
  GPtrArray *parts;            /* YztSketchPart * */
  GPtrArray *steps;            /* GPtrArray of parts as they were before each step */
  gboolean fresh, fresh_hole;  /* the next point begins a new part */
  gboolean forgot;             /* older steps than are kept */
};
G_END_DECLS
