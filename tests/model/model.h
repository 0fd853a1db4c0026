/* model.h: the map under test beside its oracle, and the random acts on both
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "oracle.h"
#include "test-store-common.h"
#include "yzt-store-history.h"
G_BEGIN_DECLS

#define MODEL_STORES 2
/* A table with more rows is shrunk by the acts, so that steps stay quick; YZT_MODEL_ROWS says another number. */
#define MODEL_ROWS 600
#define MODEL_ROWS_EVERY_STEP 80
/* With YZT_MODEL_EVERY_STEP: how far back the past is opened after each step, how far the kept one goes at once, and for how
 * many steps it is kept. */
#define MODEL_RECENT 30
#define MODEL_STRIDE 60
#define MODEL_PAST_STEPS 100

typedef struct {
  Fixture f;
  GRand *rand;
  guint32 seed;
  guint n_acts, step, max_rows;
  gboolean every_step;
  YztStore *stores[MODEL_STORES]; /* two windows on one file; [1] may be NULL */
  YztStore *store;                /* of this step */
  const char *author, *window;
  YztStore *past;                 /* kept from step to step, or NULL */
  gint64 past_head;               /* the newest entry that it knows */
  guint past_steps, n_waiting;    /* n_waiting: steps with a pending state, of which nothing can be compared */
  sqlite3 *reader;
  Oracle *oracle;
  OracleState *pending; /* what others changed that is not in the journal yet, or NULL */
  OracleState *work;    /* of the running act */
  char *now_text;
  gboolean fails;       /* the running act is to be given up */
  gboolean new_kind;
  guint n_codes, n_provisional;
  GQueue *log;
  guint done[32], verdicts[8];
} Model;

G_NORETURN void model_fail (Model *m, const char *format, ...) G_GNUC_PRINTF (2, 3);
void model_log (Model *m, const char *format, ...) G_GNUC_PRINTF (2, 3);
#define model_pick(m, n) ((guint) g_rand_int_range ((m)->rand, 0, (gint32) (n)))
#define model_chance(m, percent) (model_pick (m, 100) < (percent))

/* --- values and rows --- */
char *model_random_text (Model *m);
YztKind *model_pick_kind (Model *m);
YztKind *model_find_kind (Model *m, const char *id);
guint model_table (Model *m, YztKind *kind);
YztRow *model_random_row (Model *m, YztKind *kind);
void model_change_row (Model *m, YztRow *row);
OracleRow *model_row (Model *m, const YztRow *row, const OracleRow *before);
/* A row of @table as it stands in @state, or NULL when there is none. */
OracleRow *model_pick_row (Model *m, const OracleState *state, guint table);
char *model_provisional_key (Model *m);
char *model_value (sqlite3_stmt *stmt, int column);

/* --- the real tables --- */
void model_open_reader (Model *m);
void model_close_reader (Model *m);
gint64 model_query_int (Model *m, const char *sql);
void model_load_initial (Model *m);
/* A state with @table as it is in the file, and nothing else. */
OracleState *model_load_table (Model *m, guint table);
/* Gives provisional rows of @state the numbers that the map gave them. */
void model_adopt (Model *m, OracleState *state);
void model_compare (Model *m, gboolean all);
void model_compare_row (Model *m);
void model_compare_journal (Model *m);
/* @n random rows and entries: what became of them, field by field. */
void model_compare_history (Model *m, guint n);
/* The map as it stood at @n random times. */
void model_compare_past (Model *m, guint n);
/* What the newest entry did, and the stories of three rows that it touched. */
void model_compare_newest (Model *m);
/* The map as it stood at three times: one of the last ones, and two anywhere. */
void model_walk_past (Model *m);

/* --- steps --- */
void model_settle_outside (Model *m);
/* Fid of some row of the owning kind; 0 when there is none. */
gint64 model_pick_owner (Model *m, YztKind *kind, const OracleState *state);
gboolean model_op_setting (Model *m, YztAct *act, GError **error);
void model_step_act (Model *m);
void model_step_stage (Model *m);
void model_step_delete (Model *m);
/* Takes the row and what belongs to it out of the working copy. */
void model_forget_row (Model *m, YztKind *kind, const char *key);
void model_step_undo (Model *m);
void model_step_outside (Model *m);
void model_step_restart (Model *m);
void model_open_stores (Model *m);
/* After an act that was said to be written: pushes @after and checks what the result says. */
void model_push (Model *m, const YztActResult *result, OracleState *after, const YztActInfo *info,
                 gint64 undoes);
G_END_DECLS
