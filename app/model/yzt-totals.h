/* yzt-totals.h: what the map holds of each item: booked, reserved, expired, available, with the places that have it
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every kind that belongs to another and has a field "quantity" is counted (stock of depots, equipment of teams). Unlike units are never added. */
#pragma once
#include "yzt-selection.h"
G_BEGIN_DECLS
typedef struct {
  char *kind;           /* id of the owner's kind */
  gint64 fid;
  char *name, *area;    /* of the owner; area is its county, "" when it says none */
  char *prefecture;     /* by its place, "" when that is in none or nobody was asked */
  double quantity, available;
} YztTotalPlace;
typedef struct {
  char *item, *unit;    /* unit "" when none is said */
  double booked, reserved, expired, available;
  guint n_lines;
  GArray *places;       /* YztTotalPlace, the most available first */
} YztTotal;
typedef struct {
  GPtrArray *totals;    /* YztTotal *, by item, then unit */
  GPtrArray *areas;     /* char *, counties, sorted, each once */
  GPtrArray *prefectures; /* the same */
} YztTotals;
void yzt_totals_free (YztTotals *totals);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztTotals, yzt_totals_free)
/** [worker] The larger area that each place lies in: @areas_out[i], NULL before the call, gets its name (free) or stays NULL. */
typedef void (*YztTotalsAreasFunc) (const YztPosition *places, guint n, char **areas_out);
typedef struct {
  const char *today;        /* "2026-11-22": what expires before it is not available, nor what is not in good condition ("repair", "scrap") */
  const YztThing *only;     /* sorted by kind, then fid: only what belongs to these; NULL: everything */
  guint n_only;
  YztTotalsAreasFunc areas; /* tells prefectures; NULL: nobody */
} YztTotalsQuery;
/** [worker] */
YztTotals *yzt_totals_read (YztStore *store, const YztTotalsQuery *query, GCancellable *cancellable, GError **error);
/** Of an item within a county or prefecture (%NULL: everywhere): sums of its places; FALSE when there is none. */
gboolean yzt_total_place_is_in (const YztTotalPlace *place, const char *area);
gboolean yzt_total_sum (const YztTotal *total, const char *area, double *quantity_out, double *available_out, guint *n_places_out);
/** @query's today is the session's; its things are copied. */
void yzt_session_read_totals_async (YztSession *session, const YztTotalsQuery *query, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
YztTotals *yzt_session_read_totals_finish (GAsyncResult *result, GError **error);
G_END_DECLS
