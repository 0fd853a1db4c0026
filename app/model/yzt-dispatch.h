/* yzt-dispatch.h: orders of an incident: people, named vehicles and material sent, step by step, nothing twice and nothing below zero
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each function is ONE act of the journal that is never undone: withdrawing and correcting are acts of their own. What is free is looked at inside the
 * transaction: of two stations that ask for the last one, the second is told. [worker] all. Errors: YZT_STORE_ERROR_REFUSED, one sentence. */
#pragma once
#include "yzt-session.h"
G_BEGIN_DECLS

typedef enum { YZT_DISPATCH_ORDERED, YZT_DISPATCH_ACKNOWLEDGED, YZT_DISPATCH_UNDER_WAY, YZT_DISPATCH_ARRIVED, YZT_DISPATCH_RELEASED, YZT_DISPATCH_REFUSED,
               YZT_DISPATCH_WITHDRAWN } YztDispatchState;
YztDispatchState yzt_dispatch_state_of (const char *code);
const char *yzt_dispatch_state_code (YztDispatchState state);
/** People, vehicles and stock of it are still taken. */
gboolean yzt_dispatch_state_is_open (YztDispatchState state);

/** Who does it, from where; strings outlive the call. */
typedef struct {
  YztStore *store;
  const char *author, *window, *language;
  const YztClock *clock;
} YztDispatchDesk;

typedef struct {
  gint64 stock_fid;   /* a stock line of the base */
  double quantity;
} YztDispatchItem;
/** One order to one base: a team sends people and vehicles, a depot sends material. */
typedef struct {
  gint64 incident_fid;
  const char *base_kind; /* "rescue-team" or "depot" */
  gint64 base_fid;
  guint people;
  const gint64 *vehicles;
  guint n_vehicles;
  const YztDispatchItem *items;
  guint n_items;
  const char *why;       /* may be NULL */
  gint64 eta_ms;         /* 0: not estimated */
} YztDispatchOrder;
/** @fid_out (may be NULL): of the order. */
YztActResult *yzt_dispatch_order (const YztDispatchDesk *desk, const YztDispatchOrder *order, gint64 *fid_out, GError **error);

/** ACKNOWLEDGED, UNDER_WAY, ARRIVED (forward only, steps may be left out), REFUSED (before it is under way), WITHDRAWN (before it arrived). @who answered, @reason: required to
 * refuse and to withdraw. @at_ms 0: now. What a refused or withdrawn order had taken is free again. */
YztActResult *yzt_dispatch_step (const YztDispatchDesk *desk, gint64 order_fid, YztDispatchState step, const char *who, const char *reason, gint64 at_ms, GError **error);

typedef struct {
  gint64 line_fid;       /* of the order */
  double consumed, returned;
} YztDispatchBack;
/** Part or all of it: @people go back, lines are consumed or come back. Once nothing of it is taken any more the order is released. */
YztActResult *yzt_dispatch_release (const YztDispatchDesk *desk, gint64 order_fid, guint people, const YztDispatchBack *backs, guint n_backs, GError **error);
/** All that is left: people and vehicles go back, material comes back. */
YztActResult *yzt_dispatch_release_all (const YztDispatchDesk *desk, gint64 order_fid, GError **error);
/** The keeper counted on the telephone. Fewer than orders have reserved is refused. @incident_fid may be 0. */
YztActResult *yzt_dispatch_correct_count (const YztDispatchDesk *desk, gint64 stock_fid, double counted, const char *keeper, gint64 incident_fid, GError **error);

/** Within an act that edited stock, or took an edit back: refused when the books have less than open orders hold; the order is named. */
gboolean yzt_dispatch_check_stock (YztAct *act, YztStore *store, GError **error);

/* --- reading --- */
typedef struct {
  gint64 fid;
  char *name, *spec, *unit, *taken_from_kind; /* kind "" when it names nothing */
  gint64 taken_from_fid;
  double quantity, consumed, returned;
} YztDispatchLine;
typedef struct {
  gint64 fid, incident_fid;
  char *code, *name, *base_kind, *base_name, *why, *reason, *ordered_by, *answered_by;
  gint64 base_fid;
  YztDispatchState state;
  guint people, people_released;
  double distance_m;         /* NaN: not known */
  YztPosition from;          /* NaN: not known */
  gint64 times_ms[7];        /* by YztDispatchState; 0: not */
  gint64 eta_ms;             /* 0: not */
  GArray *lines;             /* YztDispatchLine */
} YztDispatch;
void yzt_dispatch_free (YztDispatch *dispatch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztDispatch, yzt_dispatch_free)
/** (element-type YztDispatch) of the incident, or with 0 of all, by fid. */
GPtrArray *yzt_dispatch_read (YztStore *store, gint64 incident_fid, GError **error);
/** One line that says what is sent: "12 人 · 2 车" or "重型防化服 ×4 套、…". */
char *yzt_dispatch_words (const YztDispatch *dispatch);
G_END_DECLS
