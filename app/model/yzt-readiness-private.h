/* yzt-readiness-private.h: what the files of readiness share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-readiness.h"
G_BEGIN_DECLS
/** One reading of all lines. */
typedef struct {
  YztStore *store;
  YztReadyStation *station; /* NULL: nothing is known of it */
  gint64 now_ms;
  const char *language;
  GTimeZone *zone;
  GCancellable *cancellable;
} YztReadyDesk;

/** What a line of ready.tsv asks. */
typedef struct {
  const char *argument;
  double limit;
} YztReadyAsk;

/** Fills in state and words, and the records behind; what is left as it is, is not known. FALSE when the map could not be read. */
typedef gboolean (*YztReadyCheck) (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error);
/** NULL when no check has this name. @of_station_out: it is about the machine. */
YztReadyCheck yzt_ready_find_check (const char *name, gboolean *of_station_out);
void yzt_ready_say (YztReadyLine *line, YztReadyState state, const char *format, ...) G_GNUC_PRINTF (3, 4);
void yzt_ready_add_record (YztReadyLine *line, const YztRow *row);

gboolean yzt_ready_check_phones (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error);
gboolean yzt_ready_check_no_phone (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error);
gboolean yzt_ready_check_figure (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error);
gboolean yzt_ready_check_minimum (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error);
gboolean yzt_ready_check_duty_now (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error);
gboolean yzt_ready_check_duty_ahead (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error);
gboolean yzt_ready_check_taken_over (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error);
gboolean yzt_ready_check_alarms (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error);
gboolean yzt_ready_check_reports (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error);
G_END_DECLS
