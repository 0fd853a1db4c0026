/* yzt-alert.h: one alert of a feed, whatever its format, as the model merges it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-geo.h"
#include "yzt-store.h"
G_BEGIN_DECLS

typedef enum { YZT_ALERT_NEW, YZT_ALERT_UPDATE, YZT_ALERT_CANCEL, YZT_ALERT_ACK, YZT_ALERT_ERROR } YztAlertMessage;

/** YztAlert: bounded, checked, UTF-8. Strings are never NULL ("" when absent). Times 0 when absent. */
typedef struct {
  char *source;        /* sender: identity of who says it */
  char *identifier;    /* unique for the sender */
  gint64 sent_ms;
  char *status;        /* actual exercise system test draft */
  YztAlertMessage message;
  GPtrArray *references; /* (char *) identifiers "sender,identifier,sent" this one updates or cancels */
  char *category, *event, *severity, *certainty, *urgency; /* CAP words */
  char *headline, *description, *instruction, *sender_name, *area_text, *web, *contact;
  char *detail;        /* where the whole message is, as the index writes it; "" when this is all */
  char *become;        /* "incident" or "warning" when the source says so for all it sends; "" by category, certainty and urgency */
  char *colour;        /* red orange yellow blue or "" (parameter 预警级别, awareness_level …) */
  gint64 effective_ms, onset_ms, expires_ms;
  YztGeometry *area;   /* polygons and circles (as 72-gons) of all areas; NULL when none */
  char *circles;       /* the circles among them as they were given: yzt_circles_to_text; "" when none */
  char *origin;        /* name of the source or file it came from, for people; "" when nobody said */
  char *remark;        /* one sentence on what was taken otherwise than it was written; "" none */
  int alarm_level;     /* sounds the alarm at this warning colour or a worse one, 1 red … 4 blue; 0 always, 5 never */
  gboolean has_position;
  YztPosition position; /* centre of the first circle, else a point inside the area */
} YztAlert;
YztAlert *yzt_alert_new (void);
void yzt_alert_free (YztAlert *alert);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztAlert, yzt_alert_free)

/** Neither before 2000 nor more than a day ahead of now. */
gboolean yzt_alert_time_is_likely (gint64 utc_ms, gint64 now_ms);

typedef enum {
  YZT_MERGE_INSERTED, YZT_MERGE_UPDATED, YZT_MERGE_CANCELLED, YZT_MERGE_DUPLICATE, YZT_MERGE_IGNORED,
} YztMergeOutcome;
/** [worker] One alert into the map as one FEED act: new incident or warning; update and cancel by reference (an update older than
 * what stands is ignored; an update of something unknown is taken as new); a duplicate (same sender, identifier, sent) changes nothing.
 * @fid_out, @kind_out (static string: "incident", "warning") may be NULL. */
gboolean yzt_alert_merge (YztStore *store, const YztAlert *alert, const char *author, const YztClock *clock,
                          YztMergeOutcome *outcome_out, YztActResult **result_out, GError **error);
G_END_DECLS
