/* yzt-incident-private.h: what the files of incidents share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-duty.h"
#include "yzt-incident-act.h"
#include "yzt-incident-record.h"
#include "yzt-rules.h"
G_BEGIN_DECLS

/* Cells that may be missing from the kind: "", 0, −1. */
const char *yzt_row_word (const YztRow *row, const char *field);
gint64 yzt_row_time (const YztRow *row, const char *field);
double yzt_row_number (const YztRow *row, const char *field);
int yzt_incident_grade_level (const YztRow *row); /* 0 none */
/** 接报, from when the clocks count: as the row says, else when it was entered. */
gint64 yzt_incident_reported_ms (const YztRow *row);
/** "演练" …, "" for what is real. Free. */
char *yzt_incident_status_word (const YztRow *row, const char *language);

/** data/rules/NAME.tsv, the user's own before ours; NULL: there is none. Free. */
char *yzt_incident_load_table (const char *name);

/* --- an act in the making, on the worker --- */

typedef struct {
  YztRow *row;
  const char *link_field; /* names the row inserted before it; NULL none */
} YztDeedInsert;
typedef struct {
  char *entry_kind, *what, *from, *to, *actor, *channel, *place;
  gboolean has_position;
  YztPosition position;
  gint64 corrects, at_ms, incident_fid; /* incident_fid 0: the act's own */
} YztDeedNote;

typedef struct {
  YztIncidentAct *act;
  YztStore *store;
  YztKindSet *kinds;
  const char *author, *window, *language;
  gint64 now_ms;
  char *now;                  /* ISO 8601 */
  YztIncidentRecord *record;  /* NULL for take-in */
  YztRow *row;                /* the incident as it shall be; NULL: untouched */
  GPtrArray *inserts;         /* YztDeedInsert * */
  GPtrArray *updates;         /* YztRow *, as they shall be … */
  GPtrArray *seen;            /* … and as they were */
  GPtrArray *notes;           /* YztDeedNote * */
  char *label;
} YztDeed;

typedef gboolean (*YztDeedFunc) (YztDeed *deed, GError **error);
/* "" when not given. */
const char *yzt_deed_get (const YztDeed *deed, const char *key);
/** Refuses with "Say …" when one is missing. */
gboolean yzt_deed_needs (const YztDeed *deed, const char *key, const char *sentence, GError **error);
gboolean yzt_deed_refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean yzt_deed_time (const YztDeed *deed, const char *key, gint64 default_ms, gint64 *ms_out, GError **error);
/** The incident to be changed: a copy of what was read. */
YztRow *yzt_deed_row (YztDeed *deed);
/** A new row of a kind of this incident; owned by the deed. */
YztRow *yzt_deed_insert (YztDeed *deed, const char *kind_id, const char *link_field, GError **error);
/** A copy of @row to be changed; owned by the deed. */
YztRow *yzt_deed_update (YztDeed *deed, const YztRow *row);
/** Field by its text as a person types it. */
gboolean yzt_deed_set (const YztDeed *deed, YztRow *row, const char *field, const char *text, GError **error);
void yzt_deed_set_time (YztRow *row, const char *field, gint64 ms);
void yzt_deed_set_integer (YztRow *row, const char *field, gint64 value);
/** A line of the log; @what is taken. The first note is the act's label. */
YztDeedNote *yzt_deed_note (YztDeed *deed, const char *entry_kind, char *what);
/** The child of the incident of @kind_id with the fid in @key; NULL with a sentence. */
const YztRow *yzt_deed_find (YztDeed *deed, const char *kind_id, const char *key, GError **error);
/** The label of an enum's value. */
const char *yzt_deed_label (const YztRow *row, const char *field, const char *value, const char *language);

/** A row of decision, its @reason from the act's values. */
YztRow *yzt_deed_decide (YztDeed *deed, const char *what, const char *before, const char *after, const char *who, GError **error);
/** The rules that are met, a line each; "" when there are none. Free. */
char *yzt_proposal_in_words (const YztGradeProposal *proposal);

gboolean yzt_deed_take_in (YztDeed *deed, GError **error);
gboolean yzt_deed_acknowledge (YztDeed *deed, GError **error);
gboolean yzt_deed_place (YztDeed *deed, GError **error);
gboolean yzt_deed_verify (YztDeed *deed, GError **error);
gboolean yzt_deed_figures (YztDeed *deed, GError **error);
gboolean yzt_deed_grade (YztDeed *deed, GError **error);
gboolean yzt_deed_respond (YztDeed *deed, GError **error);
gboolean yzt_deed_state (YztDeed *deed, GError **error);
gboolean yzt_deed_instruct (YztDeed *deed, GError **error);
gboolean yzt_deed_task (YztDeed *deed, GError **error);
gboolean yzt_deed_task_done (YztDeed *deed, GError **error);
gboolean yzt_deed_log (YztDeed *deed, GError **error);
gboolean yzt_deed_correct (YztDeed *deed, GError **error);
gboolean yzt_deed_public_draft (YztDeed *deed, GError **error);
gboolean yzt_deed_public_approve (YztDeed *deed, GError **error);
gboolean yzt_deed_public_release (YztDeed *deed, GError **error);
gboolean yzt_deed_phone_report (YztDeed *deed, GError **error);
gboolean yzt_deed_report_draft (YztDeed *deed, GError **error);
gboolean yzt_deed_report_edit (YztDeed *deed, GError **error);
gboolean yzt_deed_report_check (YztDeed *deed, GError **error);
gboolean yzt_deed_report_return (YztDeed *deed, GError **error);
gboolean yzt_deed_report_sign (YztDeed *deed, GError **error);
gboolean yzt_deed_report_drop (YztDeed *deed, GError **error);
gboolean yzt_deed_report_send (YztDeed *deed, GError **error);
gboolean yzt_deed_report_received (YztDeed *deed, GError **error);
gboolean yzt_deed_finding (YztDeed *deed, GError **error);
gboolean yzt_deed_call (YztDeed *deed, GError **error);
gboolean yzt_deed_conference (YztDeed *deed, GError **error);
gboolean yzt_deed_conference_end (YztDeed *deed, GError **error);
/** The case of an incident that is closed by this deed: written, or brought up to date. */
gboolean yzt_deed_keep_case (YztDeed *deed, GError **error);
/** Kinds of incidents that an older map lacks are taken into it, as an act before. */
gboolean yzt_incident_prepare_map (YztStore *store, const char *author, GError **error);
G_END_DECLS
