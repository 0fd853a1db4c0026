/* yzt-wmts-private.h: the capabilities of a WMTS as they are written
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-wmts.h"
G_BEGIN_DECLS
typedef struct {
  char *id, *scale, *corner; /* as they stand there */
  guint tile_width, tile_height, columns, rows;
} YztWmtsMatrix;

typedef struct {
  char *id, *crs;
  GArray *matrices; /* YztWmtsMatrix */
} YztWmtsSet;

typedef struct {
  char *id, *title, *style, *format;
  char *resource;  /* the template of a picture's address; NULL */
  GPtrArray *sets; /* names */
} YztWmtsLayer;

typedef struct {
  char *provider;    /* "" */
  char *get_tile;    /* where tiles are asked for by words; NULL */
  GPtrArray *layers; /* YztWmtsLayer */
  GPtrArray *sets;   /* YztWmtsSet */
} YztWmtsDocument;
/** NULL for what is no XML. */
YztWmtsDocument *yzt_wmts_parse (GBytes *bytes);
void yzt_wmts_document_free (YztWmtsDocument *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztWmtsDocument, yzt_wmts_document_free)
G_END_DECLS
