/* night.h: the scripted duty night: what its two halves share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-call-out.h"
#include "yzt-duty.h"
#include "yzt-edits.h"
#include "yzt-feeds.h"
#include "yzt-incident-act.h"
#include "yzt-incident-record.h"
#include "yzt-report.h"
#include "yzt-same-event.h"
#include "yzt-warning.h"
G_BEGIN_DECLS

/** The map is open, who acts is named, the clock is where the script says. */
typedef struct {
  YztStore *store;
  const YztClock *clock;
  gint64 *now_ms;
  const char *author;
} Night;

/** "21:05" of the evening, "05:00" of the next morning. */
void night_at (Night *night, const char *clock);
/** Keys and values, NULL-ended; the fid of a new incident, else 0. */
gint64 night_act (Night *night, const char *author, gint64 incident, const char *id, ...) G_GNUC_NULL_TERMINATED;
/** The same, and it must be refused. */
void night_refuse (Night *night, const char *author, gint64 incident, const char *id, ...) G_GNUC_NULL_TERMINATED;
void night_duty (Night *night, const char *author, const char *id, ...) G_GNUC_NULL_TERMINATED;
/** A file of the folder feeds; told how it was taken: "new", "updated", "cancelled", "duplicate", "ignored", or why not. Free. */
char *night_feed (Night *night, const char *name);
void night_cross (Night *night, gint64 warning);
gint64 night_find (Night *night, const char *kind, const char *field, const char *value);
/** fid of the newest row of a kind of the incident, as text. Free. */
char *night_last (Night *night, gint64 incident, const char *kind);
gint64 night_turn (Night *night, const char *person);
/** Drafted, checked, signed by these; fid as text. Free. */
char *night_report (Night *night, gint64 incident, const char *what, const char *drafter, const char *checker, const char *signer);

/** Until the machine is switched off, and from when it is on again. */
void night_first_half (Night *night);
/** Writes to @told what is known when the machine is on again. */
void night_second_half (Night *night, GString *told);
/** Who is called out, a line each, and how many of each state. */
void night_tell_calls (Night *night, GString *told, gboolean unreached_only);
/** Everything that is known at the end, a line each. Free. */
char *night_tell (Night *night);
G_END_DECLS
