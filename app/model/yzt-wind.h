/* yzt-wind.h: the wind as weather stations tell it: into the map from a feed, and the nearest recent one for a danger zone
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of the kind “weather-observation”, which only grow. Which are offered: data/command/wind.tsv. */
#pragma once
#include "yzt-geo.h"
#include "yzt-store.h"
G_BEGIN_DECLS

/** One observation of one station. Strings are never NULL. */
typedef struct {
  char *station, *code;  /* name and number; one of them is not empty */
  char *told_by;         /* the source, for people */
  YztPosition at;
  gint64 observed_ms;
  double from_deg;       /* [0, 360): where it comes from; NaN: calm, or of all directions */
  double m_s, gust_m_s;  /* NaN: not told */
} YztObservation;
void yzt_observation_free (YztObservation *observation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztObservation, yzt_observation_free)

/** [worker] What is new of @observations (YztObservation) into the map, as one FEED act: nothing that its station had told before, or that is older. One sentence to
 * @problems (char *) for each whose time cannot be. FALSE only when the map cannot be written. */
gboolean yzt_wind_take (YztStore *store, GPtrArray *observations, const char *author, const YztClock *clock, guint *n_new_out, YztActResult **result_out, GPtrArray *problems, GError **error);

typedef struct {
  double near_m;
  gint64 fresh_ms, offer_ms;
  double turn_deg;       /* a zone is to be turned when the wind has turned by so much */
} YztWindRules;
/** Text of data/command/wind.tsv; what it does not say is as in the file that comes with the programme. */
void yzt_wind_rules_parse (const char *text, YztWindRules *rules_out);

/** The wind that is offered at a place. */
typedef struct {
  YztObservation *seen;
  double distance_m;     /* of the station */
  gboolean stale;        /* told longer ago than fresh: marked, and not taken by itself */
} YztWind;
void yzt_wind_free (YztWind *wind);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztWind, yzt_wind_free)
/** [worker] Of what each station told last: the nearest fresh one within reach, else the nearest that is still offered; %NULL without @error: none. */
YztWind *yzt_wind_find (YztStore *store, YztPosition at, const YztWindRules *rules, gint64 now_ms, GError **error);
/** “高要站 12 km”: who told it and how far away; free. */
char *yzt_wind_source (const YztWind *wind);
/** How far the wind turned, 0 to 180 degrees; NaN when one of them is not known. */
double yzt_wind_turn_deg (double from_deg, double to_deg);
/** The table, read once. [worker or main: a small file] */
gboolean yzt_load_wind_rules (YztWindRules *rules_out, GError **error);
G_END_DECLS
