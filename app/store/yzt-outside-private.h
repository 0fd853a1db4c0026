/* yzt-outside-private.h: rows that other programmes changed and the journal does not hold yet
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-store-private.h"
G_BEGIN_DECLS

/* A row of which outside_change holds something; what was changed several times counts once. */
typedef struct {
  const char *table;          /* interned */
  gint64 fid_before, fid_now; /* before is what the other programme called it */
  guint first, last;          /* its notes, from the first to the last */
  gboolean was_absent;        /* before all of it */
  gboolean has_number;        /* new, and was given a number of ours */
  gboolean is_gone;           /* when it was made ready */
  gboolean is_late, is_read;  /* written again since, so left for the next time; told to the journal */
} YztWaitingRow;
typedef struct {
  gint64 n;   /* in outside_change */
  guint next; /* of the same row; 0 none */
} YztWaitingNote;

/* All of outside_change but what was there before it: that is read row by row. */
typedef struct {
  YztConnection *connection;
  YztKindSet *kinds;
  GArray *rows;       /* YztWaitingRow */
  GArray *notes;      /* YztWaitingNote; the first is nobody's */
  GHashTable *tables; /* interned name → numbers → index in @rows plus 1; NULL for tables that are not the journal's */
  GArray *order;      /* guint: indices in @rows; yzt_waiting_sort */
  gint64 last_n;      /* of all of outside_change */
  gboolean asks;      /* only rows that were looked for are here */
} YztWaiting;
/* All of it, or the first @limit changes (0: all); @all_out may be NULL. Within a transaction when nobody else may add to it meanwhile. */
YztWaiting *yzt_waiting_load (YztConnection *connection, YztKindSet *kinds, guint limit, gboolean *all_out, GError **error);
/* What others wrote since, too, at most @limit changes of it (0: all); each row of it is added to the end of the order. */
gboolean yzt_waiting_load_more (YztWaiting *self, guint limit, gboolean *all_out, GError **error);
/* Nothing yet: asks of each row when it is looked for. Within a transaction. */
YztWaiting *yzt_waiting_new (YztConnection *connection, YztKindSet *kinds);
void yzt_waiting_free (YztWaiting *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztWaiting, yzt_waiting_free)
/* By table and number. */
void yzt_waiting_sort (YztWaiting *self);
/* When all are ready: so that the first of them can be taken in without the others, and the last taken back without the first. What something
 * belongs to comes before it, but goes after it. */
void yzt_waiting_sort_to_part (YztWaiting *self);
YztWaitingRow *yzt_waiting_get (YztWaiting *self, guint index);
/* Its index plus 1; 0 when the row @fid, as it is called now, does not wait. FALSE only on failure. */
gboolean yzt_waiting_find (YztWaiting *self, const char *table, gint64 fid, guint *index_out, GError **error);
/* It does not wait any more: its notes go. */
gboolean yzt_waiting_forget (YztWaiting *self, guint index, GError **error);

/* In an act that records nothing: a new row gets a number of ours, and what waits and belongs to it follows; its texts are brought to NFC, a
 * place that it lost goes from the R-tree. outside_change calls the row by its new number afterwards, so that nothing is lost when this is all
 * that is committed. Keys are not to be asked meanwhile. */
gboolean yzt_waiting_ready_row (YztWaiting *self, YztAct *act, guint index, GError **error);

/* --- what the journal is told --- */

typedef struct {
  const char *table;
  gint64 fid;
  int op;
} YztWaitingTouch;
/* A part of the journal, packed. */
typedef struct {
  guint8 *packed;
  gsize packed_length, length;
  GArray *touches; /* YztWaitingTouch */
} YztWaitingPart;
void yzt_waiting_part_free (YztWaitingPart *part);
gboolean yzt_waiting_part_apply (const YztWaitingPart *part, YztAct *act, GError **error);

/* Rows one after the other, from before all that was done to them to how they are now. */
typedef struct {
  YztWaiting *waiting;
  const char *table;
  GStrv columns;
  guint n_columns;
  guint8 *is_key;
  YztValue *before, *after;
  gboolean has_head;
  GByteArray *out;
  GArray *touches; /* YztWaitingTouch */
  GPtrArray *parts; /* YztWaitingPart */
} YztWaitingWriter;
void yzt_waiting_writer_init (YztWaitingWriter *self, YztWaiting *waiting);
void yzt_waiting_writer_clear (YztWaitingWriter *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YztWaitingWriter, yzt_waiting_writer_clear)
gboolean yzt_waiting_writer_add (YztWaitingWriter *self, guint index, GError **error);
/* What was added since the last part becomes one. */
gboolean yzt_waiting_writer_cut (YztWaitingWriter *self, GError **error);

/* --- very much of it (yzt-outside-pieces.c) --- */

/* More than an act can take in before it without anybody noticing. */
gboolean yzt_outside_is_much (YztConnection *connection, gboolean *much_out, GError **error);
typedef struct _YztOutsidePieces YztOutsidePieces;
YztOutsidePieces *yzt_outside_pieces_new (YztStore *store);
void yzt_outside_pieces_free (YztOutsidePieces *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztOutsidePieces, yzt_outside_pieces_free)
/* Does a piece; @goes_on_out: there is more to do, and others may write now. */
gboolean yzt_outside_pieces_step (YztOutsidePieces *self, YztConnection *connection, gboolean *goes_on_out, GError **error);
/* All pieces, on the thread of @connection. */
gboolean yzt_outside_pieces_run (YztStore *store, YztConnection *connection, GError **error);
/* [worker] All pieces, each a job, so that acts come in between; nothing when there is not much. */
gboolean yzt_outside_settle (YztStore *store, GError **error);
/* For tests: how much is much, how many rows a piece has and an entry; 0 as it is. Nobody is waited for between pieces then. */
void yzt_outside_set_sizes (guint much, guint piece, guint entry);
/* For tests: does not leave it to another one that is at it. */
void yzt_outside_set_rivals (gboolean rivals);
/* Broken keys that others left behind; before their changes are taken in. */
gboolean yzt_outside_mend_keys (YztConnection *connection, gint64 *n_mended, GError **error);
char *yzt_outside_make_label (gint64 n_mended);

/* --- an act beside it (yzt-outside-beside.c) --- */

/* At the beginning of an act: it goes on while much waits, and takes in what it meets. */
void yzt_meeting_begin (YztAct *act);
void yzt_meeting_free (YztMeeting *self);
/* Before a row is read or written: when it waits it is taken in. */
gboolean yzt_meeting_meet (YztAct *act, const char *table, gint64 fid, GError **error);
/* The same for rows of @table whose @column is @value. */
gboolean yzt_meeting_meet_where (YztAct *act, const char *table, const char *column, gint64 value, GError **error);
/* The same for a plan with all its texts (yzt-plans.c). */
gboolean yzt_act_meet_plan_text (YztAct *act, gint64 plan_fid, GError **error);
/* Whether some row that waits has this number. */
gboolean yzt_meeting_has_number (YztMeeting *self, gint64 fid);
/* When all is recorded: CONFLICT when the act has touched what waits. */
gboolean yzt_meeting_check (YztAct *act, GError **error);
/* Writes the entry of what was met, before that of the act, whose number grows by one. */
gboolean yzt_meeting_end (YztAct *act, GError **error);
G_END_DECLS
