/* yzt-rules-hazard-private.h: what the files of the hazard rules share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-rules-hazard.h"

typedef struct {
  YztHazardChemical row;
  char **words;   /* columns of the line; the row points into them */
  char **others;
  char **keys;    /* the names as they are compared */
  char **letters; /* of the pinyin */
} Chemical;

typedef struct {
  YztHazardClass row;
  char **words;
} Class;

typedef struct {
  double from, value;
} Factor;

struct _YztHazardBook {
  gatomicrefcount refs;
  GArray *chemicals, *classes; /* Chemical, Class */
  GArray *alphas, *grades;     /* Factor, ascending */
  GHashTable *names, *numbers; /* key or CAS number → Naming */
};
