/* yzt-outside-pieces.c: very much that another programme wrote is taken in piece by piece, so that nobody waits long for the lock
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * To take a row in costs some twenty microseconds: a hundred thousand rows at once would keep everybody else from writing for seconds. Therefore:
 * 1. New rows get their numbers, texts their form, some thousand rows in a transaction. outside_change follows: whatever ends here, the map is as
 *    if the other programme had written it so, and everything still waits.
 * 2. What the journal is told of the rows is read and packed without the lock. A row that was written again by then is left for the next time.
 * 3. One act writes that as one entry and lets the rows wait no more, after it has found that they wait as they did: another window may have done
 *    the same; then all is read anew. What others write to a row after it was read waits on, with the row as it was read. Our own acts never
 *    touch a row that waits without taking it in (yzt-outside-beside.c).
 * An entry holds so many rows that its act is short; what is more becomes several. */
#include "config.h"
#include "yzt-outside-private.h"

/* A third of a second of one act, on a slow machine. */
#define MUCH 10000
#define PIECE_ROWS 2500
#define LOAD_ROWS 50000
#define ENTRY_ROWS 100000
#define PAUSE_US 15000
/* Each time somebody else has got further; in the end it is taken in at once. */
#define MAX_STALE 20
/* Who is at it says so at least so often; whoever has not for the longer time is no more. */
#define BEAT_US (G_USEC_PER_SEC / 2)
#define DEAD_US (5 * G_USEC_PER_SEC)

static guint test_much, test_piece, test_entry;
static gboolean test_rivals;

typedef enum { LOAD, LOAD_MORE, SORT, NUMBER, READ, FINISH } Stage;

typedef struct {
  gint64 n;
  guint row;
} Expected;

struct _YztOutsidePieces {
  YztStore *store;
  Stage stage;
  YztWaiting *waiting;
  YztWaitingWriter writer;
  guint at, from, to; /* in the waiting's order: the next row, and those of the entry */
  gint64 generation;  /* of the columns that were read; 0 not known */
  gint64 n_mended;
  guint n_stale;
  guint32 name;       /* of who is at it */
  gint64 beat_us;     /* when it was said last */
  gboolean waits;     /* another one is at it */
};

void
yzt_outside_set_sizes (guint much, guint piece, guint entry)
{
  test_much = much;
  test_piece = piece;
  test_entry = entry;
}

gboolean
yzt_outside_is_much (YztConnection *connection, gboolean *much_out, GError **error)
{
  gint64 n;
  gboolean ok = yzt_connection_get_int (connection, &n, error, "SELECT EXISTS (SELECT 1 FROM outside_change LIMIT 1 OFFSET ?1)", "i",
                                        (gint64) (test_much > 0 ? test_much : MUCH));

  *much_out = n != 0;
  return ok;
}

YztOutsidePieces *
yzt_outside_pieces_new (YztStore *store)
{
  YztOutsidePieces *self = g_new0 (YztOutsidePieces, 1);

  self->store = store;
  self->name = g_random_int ();
  return self;
}

void
yzt_outside_set_rivals (gboolean rivals)
{
  test_rivals = rivals;
}

/* --- one at a time --- */

/* Two windows on a map see the same. One of them does it: by the time of this machine, which is the same for all. */
static gboolean
is_anothers (YztOutsidePieces *self, YztConnection *connection)
{
  g_autofree char *said = yzt_setting_get (connection, "outside_worker");
  g_auto(GStrv) words = g_strsplit (said != NULL ? said : "", " ", 2);
  gint64 age_us;

  if (test_rivals || g_strv_length (words) != 2 || g_ascii_strtoull (words[0], NULL, 10) == self->name)
    return FALSE;
  age_us = g_get_monotonic_time () - g_ascii_strtoll (words[1], NULL, 10);
  return age_us >= 0 && age_us < DEAD_US;
}

/* In a transaction of ours that records nothing. */
static gboolean
say (YztOutsidePieces *self, YztConnection *connection, gboolean goes_on, GError **error)
{
  g_autofree char *words = NULL;

  self->beat_us = g_get_monotonic_time ();
  words = goes_on ? g_strdup_printf ("%u %" G_GINT64_FORMAT, self->name, self->beat_us) : g_strdup ("");
  return yzt_setting_put (connection, "outside_worker", words, error);
}

static gboolean
say_alone (YztOutsidePieces *self, YztConnection *connection, GError **error)
{
  YztActInfo info = { .author = YZT_STORE_OUTSIDE_AUTHOR, .label = "", .nature = YZT_ACT_EDIT };
  YztAct act;
  gboolean ok = yzt_act_begin (&act, self->store, connection, &info, error);

  if (ok) {
    yzt_act_set_recording (&act, FALSE);
    ok = say (self, connection, TRUE, error);
    if (ok)
      ok = yzt_act_commit_without_entry (&act, error);
    else
      yzt_act_abandon (&act);
  }
  yzt_act_clear (&act);
  return ok;
}

static void
forget (YztOutsidePieces *self)
{
  if (self->writer.waiting != NULL)
    yzt_waiting_writer_clear (&self->writer);
  self->writer.waiting = NULL;
  g_clear_pointer (&self->waiting, yzt_waiting_free);
  self->stage = LOAD;
}

void
yzt_outside_pieces_free (YztOutsidePieces *self)
{
  if (self == NULL)
    return;
  forget (self);
  g_free (self);
}

/* --- 1: numbers and texts --- */

static gboolean
load (YztOutsidePieces *self, YztConnection *connection, gboolean *goes_on, GError **error)
{
  g_autoptr(YztKindSet) kinds = yzt_store_ref_kinds (self->store);
  gint64 n_mended;
  gboolean all;

  forget (self);
  if (!yzt_outside_is_much (connection, goes_on, error))
    return FALSE;
  self->waits = *goes_on && is_anothers (self, connection);
  if (!*goes_on || self->waits)
    return TRUE;
  if (!yzt_outside_mend_keys (connection, &n_mended, error))
    return FALSE;
  self->n_mended += n_mended;
  self->waiting = yzt_waiting_load (connection, kinds, LOAD_ROWS, &all, error);
  if (self->waiting == NULL)
    return FALSE;
  self->stage = all ? SORT : LOAD_MORE;
  self->at = self->from = 0;
  self->generation = 0;
  return TRUE;
}

static gboolean
load_more (YztOutsidePieces *self, GError **error)
{
  gboolean all;

  if (!yzt_waiting_load_more (self->waiting, LOAD_ROWS, &all, error))
    return FALSE;
  self->stage = all ? SORT : LOAD_MORE;
  return TRUE;
}

static void
sort (YztOutsidePieces *self, gboolean *goes_on)
{
  yzt_waiting_sort (self->waiting);
  self->stage = NUMBER;
  /* Nothing but settings: they are simply let go. */
  *goes_on = self->waiting->rows->len > 0;
}

/* Somebody else may have taken the row in, or numbered it. */
static gboolean
still_waits (YztOutsidePieces *self, const YztWaitingRow *row, gboolean *waits_out, GError **error)
{
  gint64 n;
  gboolean ok = yzt_connection_get_int (self->waiting->connection, &n, error, "SELECT count(*) FROM outside_change WHERE n = ?1 AND fid = ?2 AND tbl = ?3", "iis",
                                        g_array_index (self->waiting->notes, YztWaitingNote, row->first).n, row->fid_now, row->table);

  *waits_out = n > 0;
  return ok;
}

static gboolean
number_rows (YztOutsidePieces *self, YztAct *act, guint to, gboolean *stale, GError **error)
{
  *stale = (self->generation != 0 && self->generation != act->generation) || is_anothers (self, act->connection);
  self->generation = act->generation;
  for (guint i = self->at; !*stale && i < to; i++) {
    guint index = g_array_index (self->waiting->order, guint, i);
    gboolean waits;

    if (!still_waits (self, yzt_waiting_get (self->waiting, index), &waits, error)
        || (waits && !yzt_waiting_ready_row (self->waiting, act, index, error)))
      return FALSE;
    *stale = !waits;
  }
  return TRUE;
}

static gboolean
number (YztOutsidePieces *self, YztConnection *connection, gboolean *stale, GError **error)
{
  YztActInfo info = { .author = YZT_STORE_OUTSIDE_AUTHOR, .label = "", .nature = YZT_ACT_EDIT };
  guint to = 0;
  YztAct act;
  gboolean ok = yzt_act_begin (&act, self->store, connection, &info, error);

  if (ok) {
    yzt_act_set_recording (&act, FALSE);
    yzt_keys_ask (connection, FALSE);
    /* What belongs to a row that gets a number now has to be known. */
    ok = yzt_waiting_load_more (self->waiting, 0, NULL, error);
    to = MIN (self->at + (test_piece > 0 ? test_piece : PIECE_ROWS), self->waiting->order->len);
    ok = ok && number_rows (self, &act, to, stale, error) && say (self, connection, TRUE, error);
    yzt_keys_ask (connection, TRUE);
    if (!ok || *stale)
      yzt_act_abandon (&act);
    else
      ok = yzt_act_commit_without_entry (&act, error);
  }
  yzt_act_clear (&act);
  self->at = to;
  if (ok && to == self->waiting->order->len) {
    self->stage = READ;
    self->at = 0;
    yzt_waiting_sort_to_part (self->waiting);
  }
  return ok;
}

/* --- 2: what the journal is told --- */

static gboolean
find_late (YztOutsidePieces *self, GError **error)
{
  sqlite3_stmt *stmt = yzt_connection_query (self->waiting->connection, error, "SELECT tbl, fid FROM outside_change WHERE n > ?1", "i", self->waiting->last_n);
  int step = -1;

  while (stmt != NULL && (step = yzt_connection_step (self->waiting->connection, stmt, error)) == 1) {
    guint index;

    if (yzt_waiting_find (self->waiting, (const char *) sqlite3_column_text (stmt, 0), sqlite3_column_int64 (stmt, 1), &index, NULL) && index > 0)
      yzt_waiting_get (self->waiting, index - 1)->is_late = TRUE;
  }
  return step == 0;
}

static gboolean
read_piece (YztOutsidePieces *self, guint to, GError **error)
{
  if (!find_late (self, error))
    return FALSE;
  for (; self->at < to; self->at++) {
    guint index = g_array_index (self->waiting->order, guint, self->at);
    YztWaitingRow *row = yzt_waiting_get (self->waiting, index);

    row->is_read = !row->is_late;
    if (row->is_read && !yzt_waiting_writer_add (&self->writer, index, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_rows (YztOutsidePieces *self, GError **error)
{
  YztConnection *connection = self->waiting->connection;
  gboolean ok;
  guint to;

  if (self->writer.waiting == NULL) {
    yzt_waiting_writer_init (&self->writer, self->waiting);
    self->from = self->at;
    self->to = MIN (self->from + (test_entry > 0 ? test_entry : ENTRY_ROWS), self->waiting->order->len);
  }
  to = MIN (self->at + (test_piece > 0 ? test_piece : PIECE_ROWS), self->to);
  if (g_get_monotonic_time () - self->beat_us > BEAT_US && !say_alone (self, connection, error))
    return FALSE;
  /* One state of the map: what is late is so for all rows of the piece. */
  if (!yzt_connection_do (connection, error, "BEGIN", ""))
    return FALSE;
  ok = read_piece (self, to, error);
  if (!yzt_connection_do (connection, ok ? error : NULL, "COMMIT", "") || !ok)
    return FALSE;
  if (self->at < self->to)
    return TRUE;
  self->stage = FINISH;
  return yzt_waiting_writer_cut (&self->writer, error);
}

/* --- 3: the entry --- */

static int
compare_expected (gconstpointer a, gconstpointer b)
{
  const Expected *x = a, *y = b;

  return x->n < y->n ? -1 : x->n > y->n;
}

static GArray *
list_expected (YztOutsidePieces *self)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (Expected));

  for (guint i = self->from; i < self->to; i++) {
    guint index = g_array_index (self->waiting->order, guint, i);
    const YztWaitingRow *row = yzt_waiting_get (self->waiting, index);

    for (guint k = row->is_read ? row->first : 0; k != 0; k = g_array_index (self->waiting->notes, YztWaitingNote, k).next) {
      Expected expected = { g_array_index (self->waiting->notes, YztWaitingNote, k).n, index };

      g_array_append_val (all, expected);
    }
  }
  g_array_sort (all, compare_expected);
  return all;
}

/* Whether all that was read waits as it did; @only_out: and nothing else waits. */
static gboolean
is_as_read (YztOutsidePieces *self, GArray *all, gboolean *is_out, gboolean *only_out, GError **error)
{
  YztConnection *connection = self->waiting->connection;
  gint64 first = all->len > 0 ? g_array_index (all, Expected, 0).n : 0, last = all->len > 0 ? g_array_index (all, Expected, all->len - 1).n : 0, n_others;
  sqlite3_stmt *stmt;
  guint k = 0;
  int step = -1;

  if (!yzt_connection_get_int (connection, &n_others, error,
                               "SELECT EXISTS (SELECT 1 FROM outside_change WHERE n < ?1) OR EXISTS (SELECT 1 FROM outside_change WHERE n > ?2)", "ii", first, last))
    return FALSE;
  *is_out = TRUE;
  *only_out = n_others == 0;
  stmt = yzt_connection_query (connection, error, "SELECT n, tbl, fid FROM outside_change WHERE n BETWEEN ?1 AND ?2 ORDER BY n", "ii", first, last);
  while (*is_out && stmt != NULL && (step = yzt_connection_step (connection, stmt, error)) == 1) {
    gint64 n = sqlite3_column_int64 (stmt, 0), fid = sqlite3_column_int64 (stmt, 2);
    const Expected *expected = k < all->len ? &g_array_index (all, Expected, k) : NULL;

    if (expected != NULL && expected->n == n) {
      const YztWaitingRow *row = yzt_waiting_get (self->waiting, expected->row);

      *is_out = row->fid_now == fid && g_str_equal (row->table, (const char *) sqlite3_column_text (stmt, 1));
      k++;
    } else {
      *only_out = FALSE;
      *is_out = expected == NULL || n < expected->n;
    }
  }
  if (stmt != NULL)
    sqlite3_reset (stmt);
  *is_out = *is_out && k == all->len;
  return step >= 0;
}

static gboolean
let_go (YztConnection *connection, GArray *all, gboolean only, GError **error)
{
  guint from = 0;

  if (only)
    return yzt_connection_do (connection, error, "DELETE FROM outside_change", "");
  for (guint i = 1; i <= all->len; i++) {
    gint64 last = g_array_index (all, Expected, i - 1).n;

    if (i < all->len && g_array_index (all, Expected, i).n == last + 1)
      continue;
    if (!yzt_connection_do (connection, error, "DELETE FROM outside_change WHERE n BETWEEN ?1 AND ?2", "ii", g_array_index (all, Expected, from).n, last))
      return FALSE;
    from = i;
  }
  return TRUE;
}

static gboolean
apply (YztOutsidePieces *self, YztAct *act, GArray *all, gboolean *stale, GError **error)
{
  gboolean is, only;

  yzt_act_set_recording (act, FALSE);
  if (!is_as_read (self, all, &is, &only, error))
    return FALSE;
  *stale = !is || act->generation != self->generation;
  if (*stale)
    return TRUE;
  for (guint i = 0; i < self->writer.parts->len; i++) {
    if (!yzt_waiting_part_apply (g_ptr_array_index (self->writer.parts, i), act, error))
      return FALSE;
  }
  return let_go (act->connection, all, only, error)
         && say (self, act->connection, self->to < self->waiting->order->len, error);
}

static gboolean
finish (YztOutsidePieces *self, YztConnection *connection, gboolean *stale, GError **error)
{
  YztActInfo info = { .author = YZT_STORE_OUTSIDE_AUTHOR, .nature = YZT_ACT_EDIT };
  g_autofree char *label = yzt_outside_make_label (self->n_mended);
  g_autoptr(GArray) all = list_expected (self);
  YztAct act;
  gboolean ok;

  info.label = label;
  ok = yzt_act_begin (&act, self->store, connection, &info, error);
  if (ok) {
    ok = apply (self, &act, all, stale, error);
    if (!ok || *stale) {
      yzt_act_abandon (&act);
    } else if (act.n_rows == 0) {
      ok = yzt_act_commit_without_entry (&act, error);
    } else {
      g_autoptr(YztActResult) result = yzt_act_commit (&act, error);

      ok = result != NULL;
    }
  }
  yzt_act_clear (&act);
  if (!ok || *stale)
    return ok;
  yzt_waiting_writer_clear (&self->writer);
  self->writer.waiting = NULL;
  self->n_mended = 0;
  self->stage = self->to < self->waiting->order->len ? READ : LOAD;
  return TRUE;
}

/* --- all of it --- */

gboolean
yzt_outside_pieces_step (YztOutsidePieces *self, YztConnection *connection, gboolean *goes_on_out, GError **error)
{
  gboolean stale = FALSE, ok = TRUE;

  *goes_on_out = TRUE;
  switch (self->stage) {
    case LOAD:
      return load (self, connection, goes_on_out, error);
    case LOAD_MORE:
      return load_more (self, error);
    case SORT:
      sort (self, goes_on_out);
      return TRUE;
    case NUMBER:
      ok = number (self, connection, &stale, error);
      break;
    case READ:
      ok = read_rows (self, error);
      break;
    case FINISH:
    default:
      ok = finish (self, connection, &stale, error);
  }
  if (stale) {
    forget (self);
    *goes_on_out = ++self->n_stale < MAX_STALE;
  }
  return ok;
}

static void
let_others_in (const YztOutsidePieces *self)
{
  if (test_much == 0 || self->waits)
    g_usleep (self->waits ? 4 * PAUSE_US : PAUSE_US);
}

gboolean
yzt_outside_pieces_run (YztStore *store, YztConnection *connection, GError **error)
{
  g_autoptr(YztOutsidePieces) pieces = yzt_outside_pieces_new (store);
  gboolean goes_on = TRUE;

  while (goes_on) {
    if (!yzt_outside_pieces_step (pieces, connection, &goes_on, error))
      return FALSE;
    let_others_in (pieces);
  }
  return TRUE;
}

typedef struct {
  YztOutsidePieces *pieces;
  gboolean goes_on;
} Settling;

static YztActResult *
step_job (YztStore *store, YztConnection *connection, gpointer data, GError **error)
{
  Settling *settling = data;

  return yzt_outside_pieces_step (settling->pieces, connection, &settling->goes_on, error) ? yzt_act_result_new (0, "") : NULL;
}

gboolean
yzt_outside_settle (YztStore *store, GError **error)
{
  g_autoptr(YztOutsidePieces) pieces = yzt_outside_pieces_new (store);
  Settling settling = { pieces, TRUE };
  GMutex *mutex = yzt_store_get_settling (store);
  GError *local_error = NULL;

  if (yzt_store_is_read_only (store))
    return TRUE;
  /* Who comes second finds it done. */
  g_mutex_lock (mutex);
  while (settling.goes_on && local_error == NULL) {
    yzt_act_result_free (yzt_store_run_job (store, step_job, &settling, TRUE, &local_error));
    let_others_in (pieces);
  }
  g_mutex_unlock (mutex);
  /* While somebody else writes for long it is left for the next time. */
  if (g_error_matches (local_error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY))
    g_clear_error (&local_error);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}
