/* yzt-salvage-private.h: reading the pages of a damaged database without SQLite
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-care-private.h"
G_BEGIN_DECLS

typedef struct {
  const guint8 *data;
  gsize length;
  guint page_size, usable;
  guint32 n_pages;
  guint8 *visited; /* by page number, from 1 */
  guint32 n_bad;   /* pages that were wanted and are not what they should be */
  gint64 n_bad_cells;
} YztPages;
typedef struct {
  gint64 rowid; /* 0 in an index */
  guint n_values;
  const YztValue *values; /* their bytes last during the call */
} YztRecord;
/* TRUE to go on. */
typedef gboolean (*YztRecordFunc) (const YztRecord *record, gpointer user_data, GError **error);

/* @data must outlive it. */
void yzt_pages_init (YztPages *self, const guint8 *data, gsize length);
void yzt_pages_clear (YztPages *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YztPages, yzt_pages_clear)
/* Every record of the b-tree at @root that can be read; what cannot is counted in n_bad and n_bad_cells. */
gboolean yzt_pages_walk (YztPages *self, guint32 root, YztRecordFunc func, gpointer user_data,
                         GError **error);
/* Every record on leaves of tables: of all pages, or only of those that no walk has come to. */
gboolean yzt_pages_scan (YztPages *self, gboolean only_unvisited, YztRecordFunc func,
                         gpointer user_data, GError **error);
/* Marks the pages of the list of free pages as visited: what is on them was deleted. */
void yzt_pages_skip_free (YztPages *self);

/* Writes journal_touch anew for every entry whose recorded changes can be read. */
gboolean yzt_salvage_find_touches (YztConnection *connection, GError **error);
G_END_DECLS
