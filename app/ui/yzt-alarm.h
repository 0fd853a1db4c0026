/* yzt-alarm.h: the sound and the desktop's notification of alarms that wait to be acknowledged
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; the sound is played on a worker. Where there is no sound server or no notification service, that is told, never passed over in silence.
 * Signal "fault-changed" (): what cannot be done has changed. */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS
#define YZT_TYPE_ALARM (yzt_alarm_get_type ())
G_DECLARE_FINAL_TYPE (YztAlarm, yzt_alarm, YZT, ALARM, GObject)
YztAlarm *yzt_alarm_new (void);
/** What waits: @n_heard alarms that may sound (exercises may not), the first of them @title (plain text; from a feed). 0 is silence. A growing number sounds
 * at once, else it sounds again every few seconds. */
void yzt_alarm_set (YztAlarm *self, guint n_heard, const char *title);
/** One sentence for the screen; NULL when sound and notification work, or nothing was to be done yet. (transfer none) */
const char *yzt_alarm_get_fault (YztAlarm *self);
/** How often it was to sound, for tests. */
guint yzt_alarm_count_sounds (YztAlarm *self);
G_END_DECLS
