/* yzt-same-event.h: incidents, and warnings, that may be one and the same: two feeds, or a feed and a call: proposed in words, decided by a person
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rules: data/rules/same-event.tsv. Both stay in the map, each with its source; the one that is merged names the other. A merged warning stands by itself again
 * when the other ends before it, or when its own source makes it worse. */
#pragma once
#include "yzt-session.h"
G_BEGIN_DECLS

typedef struct {
  const char *kind_id;           /* of both: "incident" or "warning" */
  gint64 first, second;          /* the second would be merged into the first: the later incident, the milder or later warning */
  char *first_name, *second_name; /* with their source */
  char *reason;                  /* "same kind, 6 min apart, 1.2 km apart, both name “金利镇”" */
  double score;                  /* more is more alike */
} YztSameEvent;
void yzt_same_event_free (YztSameEvent *same);
/** [worker] (element-type YztSameEvent) Open incidents, and warnings in force, that may be one, the most alike first, at most @limit. Each newer one is proposed for one older only. Those of
 * one source are different for that source; an exercise is never the same as what is no exercise. */
GPtrArray *yzt_same_events_find (YztStore *store, const char *language, guint limit, GError **error);
/** [worker] "They are two": remembered, logged in both (warnings have no log), as one act. */
YztActResult *yzt_same_event_refuse (YztStore *store, const YztSameEvent *same, const char *author, const char *window, const YztClock *clock, GError **error);
/** [worker] "It is one": the second is merged into the first, as one act by the rules of incidents. */
YztActResult *yzt_same_event_accept (YztStore *store, const YztSameEvent *same, const char *author, const char *window, const char *language,
                                     const YztClock *clock, GError **error);
G_END_DECLS
