/* yzt-alarm-strip.h: the strip at the top that names what nobody has acknowledged yet
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Oldest unacknowledged open incident or warning first. Signal "acknowledged" (YztIncident *): after the act was asked for,
 * so that the map goes there. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-alarm.h"
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_ALARM_STRIP (yzt_alarm_strip_get_type ())
G_DECLARE_FINAL_TYPE (YztAlarmStrip, yzt_alarm_strip, YZT, ALARM_STRIP, GtkWidget)
/** NULL hides the strip. The session is READY. */
void yzt_alarm_strip_set_session (YztAlarmStrip *self, YztSession *session);
/** TRUE when something waits. */
gboolean yzt_alarm_strip_is_waiting (YztAlarmStrip *self);
/** Acknowledges the one that is named, or the whole flood of its source, as one act. */
void yzt_alarm_strip_acknowledge (YztAlarmStrip *self);
/** What sounds. (transfer none) */
YztAlarm *yzt_alarm_strip_get_alarm (YztAlarmStrip *self);
G_END_DECLS
