/* yzt-vector-prepare-private.h: a vector file into its prepared form
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-vector-map.h"
#include "yzt-vector-style-private.h"
G_BEGIN_DECLS
/** What one preparation is told. */
typedef struct {
  const char *path;      /* what is read */
  const char *prepared;  /* what is written, in a folder that exists */
  const YztVectorStyle *style;
  YztVectorProgress progress; /* may be NULL */
  gpointer user_data;
  GCancellable *cancellable;
} YztVectorWork;
gboolean yzt_vector_prepare (const YztVectorWork *work, GError **error);
G_END_DECLS
