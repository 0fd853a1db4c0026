/* yzt-incident-act.h: what a person on duty does with an incident: each one act of the journal, with its own line in the log
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An act is a name and values as text (empty: not given). It is checked and written on a worker, by the person signed in, at the time of the clock; acts are
 * never undone, another act corrects them. Errors: YZT_STORE_ERROR_REFUSED with a sentence, YZT_KIND_ERROR_VALUE.
 *
 * Acts and their keys (* needed):
 *   take-in       text (the line as typed), any field of incident.kind by its name, lon, lat (degrees), caller, channel (value of log-entry.kind); as-given: "1":
 *                 the text is not read again for fields that are not given. Who takes in by hand owns it: acknowledged. fid of the new incident by
 *                 yzt_act_result_first_fid.
 *   acknowledge
 *   place         lon*, lat*, address, hazard_code
 *   verify        reason* (how and with whom), any field of incident.kind that is mended thereby, but no grade, state, response level
 *   grade         grade*, reason (needed when another one than the rule proposes)
 *   respond       level* ("1" … "4"; "end"), who* (who decided), reason
 *   state         state*, reason, other (incident/FID), who: as yzt_rule_next_states says
 *   figures       ("unknown" takes one back) dead missing trapped injured_serious poisoned injured_light injured endangered evacuated loss_cny_10k (one at least), who* (by whose word)
 *   instruct      text*, who* (leader), role (who carries it out), due_utc
 *   task          text*, role, due_utc                 a task by hand
 *   task-done     task* (fid), text (outcome)          办结
 *   log           text*, from, to, actor, channel, place, lon, lat, at_utc
 *   correct       line* (number), text*
 *   public-draft  text*, name (title), public (fid, to change a draft)
 *   public-approve  public*, who* (who approved)
 *   public-release  public*, channel*                  frozen from now on
 *   phone-report  recipient*, who (who took it), text
 *   report-draft  what* (first follow-up final)        drafted from the record
 *   report-edit   report*, text*, name
 *   report-check  report*                              核稿; by another than who drafted it
 *   report-return report*, reason*                     back to the draft
 *   report-sign   report*, as (post: leader deputy)    签发 by who is signed in and has the post now; frozen from now on
 *   report-drop   report*, reason*                     a draft that is not wanted any more
 *   report-send   report*, recipients* (ids; parted by ;), channel
 *   report-received  sending*, who*, at_utc            签收
 *   call          name* or contact (fid of the call list), answer*, phone, role, unit, at_utc      one line a person in the call list, a line of the log each call
 *   conference    text* (topic), participants, link, schemes (allowed beside https and http; parted by ;)    conference-end: conference* (fid), text* (minutes), participants
 *   finding       text*, measure (what shall change), plan (plan/FID: handed to it as a proposed revision), section
 * state to “closed”: what data/rules/close.tsv names and is open needs a reason; the case goes to the case library in the same act (weather: in words, if given).
 */
#pragma once
#include "yzt-session.h"
G_BEGIN_DECLS

typedef struct _YztIncidentAct YztIncidentAct;
/** @id as above; @incident_fid 0 for take-in. */
YztIncidentAct *yzt_incident_act_new (const char *id, gint64 incident_fid);
/** @value NULL or "": not given. */
void yzt_incident_act_set (YztIncidentAct *act, const char *key, const char *value);
void yzt_incident_act_set_integer (YztIncidentAct *act, const char *key, gint64 value);
void yzt_incident_act_set_time (YztIncidentAct *act, const char *key, gint64 utc_ms);
void yzt_incident_act_set_position (YztIncidentAct *act, YztPosition position);
void yzt_incident_act_free (YztIncidentAct *act);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztIncidentAct, yzt_incident_act_free)
/** Ids of all acts, NULL-ended. */
extern const char *const yzt_incident_act_ids[];

/** [worker] */
YztActResult *yzt_incident_act_run (YztIncidentAct *act, YztStore *store, const char *author, const char *window, const char *language, const YztClock *clock,
                                    GError **error);
/** Main thread; takes @act; refused before sign-in. Finish with yzt_session_write_finish. */
void yzt_session_incident_act_async (YztSession *session, YztIncidentAct *act, GAsyncReadyCallback callback, gpointer user_data);

/** Other rooms' acts (orders, calls …) write their line by this, within their own act: the line is numbered and timed. Nothing is written, and that is no error, when
 * the map has no log. @entry_kind: value of log-entry.kind's entry_kind. */
typedef struct {
  const char *entry_kind, *what, *from, *to, *actor, *channel, *author; /* what and author are needed */
  const char *about; /* link to what it is about; NULL none */
  const char *place; /* in words; NULL none */
  gboolean has_position;
  YztPosition position;
  gint64 corrects;   /* number of the line that it corrects; 0 none */
  gint64 now_ms;
} YztLogNote;
/** [worker] yzt_store_write whose label is a line in the log of @info's incident, too (none: of no log), as one act. */
YztActResult *yzt_incident_write_logged (YztStore *store, const YztActInfo *info, const char *entry_kind, YztActFunc func, gpointer user_data, GError **error);
gboolean yzt_act_log (YztAct *act, YztKindSet *kinds, gint64 incident_fid, const YztLogNote *note, GError **error);
G_END_DECLS
