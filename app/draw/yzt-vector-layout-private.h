/* yzt-vector-layout-private.h: the bytes of a prepared vector base map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-vector-file-private.h"
G_BEGIN_DECLS
#define YZT_VECTOR_MAGIC "YZTVEC02"
#define YZT_VECTOR_ORDER 0x01020304u
#define YZT_VECTOR_FAN 16
#define YZT_VECTOR_MAX_LEVELS 8
#define YZT_VECTOR_MAX_ITEMS G_GUINT64_CONSTANT (40000000)

typedef struct {
  guint64 n_items, items_at, nodes_at, data_at, data_length;
} YztVectorSection;

typedef struct {
  char magic[8];
  guint32 order, reserved;
  guint64 length;
  YztVectorBox box;
  YztVectorSection sections[YZT_VECTOR_N_SECTIONS];
  char attribution[256];
} YztVectorHeader;

typedef struct {
  YztVectorBox box;
  guint64 offset; /* into the data of its section */
} YztVectorItem;

/** How many nodes each level of the tree over @n_items has, the lowest first; the number of levels. */
guint yzt_vector_levels (guint64 n_items, guint64 counts[YZT_VECTOR_MAX_LEVELS]);
G_END_DECLS
