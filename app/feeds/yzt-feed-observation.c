/* yzt-feed-observation.c: what a weather station told, out of an item of JSON
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-feed-json-private.h"

#define MAX_M_S 113.0 /* the strongest gust ever measured outside a tornado, 1996 on Barrow Island; more is a mark of a missing value */

/* Metres a second in one of the unit; 0 for one that nobody knows. */
static double
unit_m_s (const char *unit)
{
  static const struct {
    const char *name;
    double m_s;
  } known[] = {
    { "", 1 }, { "m/s", 1 }, { "ms-1", 1 }, { "m_s-1", 1 }, { "米/秒", 1 }, { "km/h", 1 / 3.6 }, { "kmh", 1 / 3.6 }, { "km_h-1", 1 / 3.6 }, { "千米/时", 1 / 3.6 },
    { "kn", 1852.0 / 3600 }, { "kt", 1852.0 / 3600 }, { "knots", 1852.0 / 3600 }, { "mph", 1609.344 / 3600 }, { "mi/h", 1609.344 / 3600 },
  };
  const char *plain = g_str_has_prefix (unit, "wmoUnit:") ? unit + strlen ("wmoUnit:") : unit;

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++) {
    if (g_ascii_strcasecmp (known[i].name, plain) == 0) {
      return known[i].m_s;
    }
  }
  return 0;
}

/* NaN when it says nothing; FALSE when it says what no wind is. */
static gboolean
read_speed (const YztFeedMapping *mapping, json_t *item, YztFeedTake what, double unit, double *m_s_out)
{
  g_autofree char *text = yzt_feed_json_take (mapping, item, what, YZT_FEED_MAX_WORD);
  double value;

  *m_s_out = NAN;
  if (*text == '\0') {
    return TRUE;
  }
  if (!yzt_text_number (text, &value) || !(value >= 0 && value * unit <= MAX_M_S)) {
    return FALSE;
  }
  *m_s_out = value * unit;
  return TRUE;
}

/* 360 is north as 0 is; "calm" and "variable" are no direction, and no mistake. */
static gboolean
read_direction (const char *text, double *from_deg_out)
{
  double value;

  *from_deg_out = NAN;
  if (*text == '\0' || g_ascii_strcasecmp (text, "calm") == 0 || g_ascii_strcasecmp (text, "variable") == 0) {
    return TRUE;
  }
  if (!yzt_text_number (text, &value) || !(value >= 0 && value <= 360)) {
    return FALSE;
  }
  *from_deg_out = value < 360 ? value : 0;
  return TRUE;
}

/* What is wrong with it; NULL: nothing. */
static char *
read_wind (const YztFeedMapping *mapping, json_t *item, YztObservation *one)
{
  g_autofree char *from = yzt_feed_json_take (mapping, item, YZT_FEED_TAKE_WIND_FROM, YZT_FEED_MAX_WORD);
  g_autofree char *unit_name = yzt_feed_json_take (mapping, item, YZT_FEED_TAKE_WIND_UNIT, YZT_FEED_MAX_WORD);
  double unit = unit_m_s (unit_name);

  if (!(unit > 0)) {
    return g_strdup_printf (_("its wind is told in “%.40s”, which is no unit known here (m/s, km/h, kn, mph)"), unit_name);
  }
  if (!read_direction (from, &one->from_deg)) {
    return g_strdup_printf (_("its wind comes from “%.40s”, which is no direction from 0 to 360 degrees"), from);
  }
  if (!read_speed (mapping, item, YZT_FEED_TAKE_WIND_SPEED, unit, &one->m_s)) {
    return g_strdup (_("its wind speed is no speed that wind can have"));
  }
  if (!read_speed (mapping, item, YZT_FEED_TAKE_WIND_GUST, unit, &one->gust_m_s)) {
    one->gust_m_s = NAN; /* the mean wind is what counts */
  }
  if (isnan (one->from_deg) && *from == '\0' && isnan (one->m_s)) {
    return g_strdup (_("it says nothing of the wind"));
  }
  if (one->m_s <= 0) {
    one->from_deg = NAN; /* stations write 0 degrees, or the last ones, when it is calm */
  }
  return NULL;
}

static char *
read_rest (const YztFeedMapping *mapping, json_t *item, YztObservation *one)
{
  g_autoptr (YztAlert) place = yzt_alert_new ();

  if (!yzt_feed_json_read_place (mapping, item, place) || !place->has_position) {
    return g_strdup (_("it has no place in range"));
  }
  one->at = place->position;
  one->observed_ms = yzt_feed_json_take_time (mapping, item, YZT_FEED_TAKE_OBSERVED);
  if (one->observed_ms <= 0) {
    return g_strdup (_("it does not say when it was observed"));
  }
  if (*one->station == '\0' && *one->code == '\0') {
    return g_strdup (_("it does not say which station it is"));
  }
  return NULL;
}

void
yzt_feed_json_observe (const YztFeedMapping *mapping, json_t *item, YztFeedContent *content, const char *origin, guint number)
{
  g_autoptr (YztObservation) one = g_new0 (YztObservation, 1);
  g_autofree char *problem = NULL;

  one->station = yzt_feed_json_take (mapping, item, YZT_FEED_TAKE_STATION, YZT_FEED_MAX_WORD);
  one->code = yzt_feed_json_take (mapping, item, YZT_FEED_TAKE_IDENTIFIER, YZT_FEED_MAX_WORD);
  one->told_by = yzt_feed_json_take (mapping, item, YZT_FEED_TAKE_SENDER_NAME, YZT_FEED_MAX_WORD);
  if (*one->told_by == '\0') {
    yzt_feed_put (&one->told_by, g_strdup (origin));
  }
  problem = read_wind (mapping, item, one);
  if (problem == NULL) {
    problem = read_rest (mapping, item, one);
  }
  if (problem != NULL) {
    g_ptr_array_add (content->problems, g_strdup_printf (_("“%s”: observation %u (%s) was left out: %s."), origin, number, *one->station != '\0' ? one->station : one->code, problem));
    return;
  }
  g_ptr_array_add (content->observations, g_steal_pointer (&one));
}
