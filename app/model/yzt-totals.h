/* yzt-totals.h: what the map holds of each item: booked, reserved, expired, available, with the places that have it
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every kind that belongs to another and has a field "quantity" is counted (stock of depots, equipment of teams). Unlike units are never added. */
#pragma once
#include "yzt-session.h"
G_BEGIN_DECLS
typedef struct {
  char *kind;           /* id of the owner's kind */
  gint64 fid;
  char *name, *area;    /* of the owner; area is its county, "" when it says none */
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
  GPtrArray *areas;     /* char *, sorted, each once */
} YztTotals;
void yzt_totals_free (YztTotals *totals);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztTotals, yzt_totals_free)
/** [worker] @today "2026-11-22": what expires before it is not available, nor what is not in good condition ("repair", "scrap"). */
YztTotals *yzt_totals_read (YztStore *store, const char *today, GCancellable *cancellable, GError **error);
/** Of an item within an area (%NULL: everywhere): sums of its places; FALSE when there is none. */
gboolean yzt_total_sum (const YztTotal *total, const char *area, double *quantity_out, double *available_out, guint *n_places_out);
void yzt_session_read_totals_async (YztSession *session, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
YztTotals *yzt_session_read_totals_finish (GAsyncResult *result, GError **error);
G_END_DECLS
