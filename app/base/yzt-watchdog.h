/* yzt-watchdog.h: tells when the main loop was busy for too long, and with what
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Measures the time between two polls of the default main context (no thread, no timer): what the thread computed and what it waited
 * for (disk, locks, other threads), but not the time it stood in the queue for a processor, where Linux tells it. Above the limit it logs a warning with the
 * name of the last action and counts it; window tests fail on a count. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
#define YZT_WATCHDOG_LIMIT_MS 50
void yzt_watchdog_start (guint limit_ms);
/** Once, after the start: leaves out the time that the display server, whose /proc/PID/schedstat this is, stood in the queue for a processor. For tests, whose
 * display is a process of the same machine. */
void yzt_watchdog_excuse_display (const char *schedstat);
/** Names what the loop is about to do, until the next poll: "ring-drag", "win.undo". @name is a static or interned string. */
void yzt_watchdog_action (const char *name);
/** The same for what comes by itself, like the drawing of a frame: the name of an action in the same turn stands before it. */
void yzt_watchdog_background (const char *name);
/** Stalls seen since the last call, and the longest in ms (may be NULL). */
guint yzt_watchdog_take_stalls (double *longest_ms, const char **action);
G_END_DECLS
