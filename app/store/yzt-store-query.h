/* yzt-store-query.h: some cells of the rows of a kind that meet conditions: what figures are counted from
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-geo.h"
#include "yzt-store.h"
G_BEGIN_DECLS

typedef enum {
  YZT_ROW_TEST_IN,      /* one of the values */
  YZT_ROW_TEST_NOT_IN,  /* none of them; a row that says nothing passes */
  YZT_ROW_TEST_LESS,    /* said, and below the first value */
  YZT_ROW_TEST_AT_LEAST, /* said, and not below it */
  YZT_ROW_TEST_SAID, YZT_ROW_TEST_UNSAID,
} YztRowTestHow;
typedef struct {
  char *field;             /* of the kind, or "owner.FIELD" of what its rows belong to */
  YztRowTestHow how;
  GStrv values;            /* as the cells have them; compared as numbers where the field is one */
  gboolean or_unsaid;      /* IN: a row that says nothing passes, too */
} YztRowTest;
void yzt_row_test_clear (YztRowTest *test);

typedef struct {
  YztKind *kind;
  const GArray *tests;     /* YztRowTest, all to be met; NULL: none */
  gint64 owner_fid;        /* only what belongs to this; 0: all */
  const char *const *fields; /* NULL-terminated, as in YztRowTest */
  const char *time_field, *from; /* only rows whose time is not below @from, or that say none; NULL: all */
  gboolean with_place;     /* of the row, or of what it belongs to */
} YztRowQuery;
/** @cells has one for each wanted field; texts are valid during the call and may hold bytes that are no UTF-8. @place NULL: it has none, or nobody asked. FALSE stops. */
typedef gboolean (*YztRowQueryFunc) (gint64 fid, const YztPosition *place, const YztCell *cells, gpointer user_data);
/** [worker] Rows come in the order of their numbers. NOT_FOUND: a field that the kind has not. */
gboolean yzt_store_query_rows (YztStore *store, const YztRowQuery *query, GCancellable *cancellable, YztRowQueryFunc func, gpointer user_data, GError **error);
/** The field that says whether a row, or what it belongs to, is an exercise, test or draft; NULL: rows of @kind never are. */
const char *yzt_store_query_status_field (YztStore *store, const YztKind *kind);
/** Whether a cell of that field says so: such a row is in no number. */
gboolean yzt_cell_says_exercise (const YztCell *cell);
G_END_DECLS
