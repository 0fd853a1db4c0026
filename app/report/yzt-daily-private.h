/* yzt-daily-private.h: what the files of the daily duty report share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-call-out.h"
#include "yzt-dispatch.h"
#include "yzt-duty.h"
#include "yzt-incident-record.h"
#include "yzt-report-private.h"
#include "yzt-rules.h"
G_BEGIN_DECLS
typedef struct {
  YztStore *store;
  GTimeZone *zone;
  const char *language;
  gint64 from_ms, until_ms, now_ms; /* [from, until) */
  GString *text;
  /* counted on the way; exercises, tests and drafts not */
  guint n_taken_in, n_closed, n_open, n_warnings, n_in_force, n_sent, n_due, n_overdue, n_called, n_reached, n_orders;
  char *casualties;
} YztDaily;
gboolean yzt_daily_holds (const YztDaily *self, gint64 ms);
/** Short: the day only where it is another. "—" for 0. Free. */
char *yzt_daily_time (const YztDaily *self, gint64 ms);
void yzt_daily_heading (YztDaily *self, const char *heading);
void yzt_daily_none (YztDaily *self);
/** Neither exercise nor test nor draft. */
gboolean yzt_daily_is_real (const YztRow *row);
gint64 yzt_daily_warning_from (const YztRow *row);
/** G_MAXINT64: no end is known. */
gint64 yzt_daily_warning_until (const YztRow *row);
gboolean yzt_daily_tell_incidents (YztDaily *self, GError **error);
gboolean yzt_daily_tell_reports (YztDaily *self, GError **error);
/** Tasks that are not done, reports that are not signed: what the next shift must see to. */
gboolean yzt_daily_tell_open_work (YztDaily *self, GError **error);
gboolean yzt_daily_tell_orders (YztDaily *self, GError **error);
G_END_DECLS
