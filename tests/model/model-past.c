/* model-past.c: the map as it stood at earlier times, compared with the copies kept then
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model.h"

typedef struct {
  Model *m;
  OracleState *expected;
  guint table, n;
} PastRead;

static gboolean
compare_past_row (const YztRow *row, gpointer user_data)
{
  PastRead *read = user_data;
  Model *m = read->m;
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, row->fid);
  OracleRow *expected = oracle_state_find (read->expected, read->table, key);
  OracleRow *real;

  if (expected == NULL)
    model_fail (m, "the past holds row %s of %s, which was not there", key, yzt_kind_get_id (row->kind));
  /* Hidden columns are not read. */
  real = model_row (m, row, expected);
  if (!oracle_row_equal (expected, real, -1))
    model_fail (m, "the past holds other values in row %s of %s", key, yzt_kind_get_id (row->kind));
  oracle_row_unref (real);
  read->n++;
  return TRUE;
}

static void
compare_past_settings (Model *m, YztStore *past, OracleState *expected)
{
  guint t = (guint) oracle_find_table (m->oracle, "map_setting");

  for (guint i = 0; i < 6; i++) {
    g_autofree char *key = g_strdup_printf ("model_%u", i);
    OracleRow *row = oracle_state_find (expected, t, key);
    const char *value = row != NULL ? oracle_row_get (row, 1) : NULL;
    g_autofree char *real = yzt_store_get_setting (past, key);

    if (g_strcmp0 (value != NULL ? value + 2 : NULL, real) != 0)
      model_fail (m, "the past has setting %s as %s", key, real);
  }
}

static void
compare_past_sections (Model *m, YztStore *past, OracleState *expected, const char *plan)
{
  guint t = (guint) oracle_find_table (m->oracle, "plan_section"), n = 0;
  OracleRows *rows = oracle_state_rows (expected, t);
  g_autofree char *wanted = g_strdup_printf ("i:%s", plan);
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) sections
      = yzt_store_get_plan_sections (past, g_ascii_strtoll (plan, NULL, 10), &error);

  if (sections == NULL)
    model_fail (m, "the past has no sections: %s", error->message);
  for (guint i = 0; i < rows->rows->len; i++) {
    OracleRow *row = g_ptr_array_index (rows->rows, i);
    guint position;

    if (g_strcmp0 (oracle_row_get (row, 1), wanted) != 0)
      continue;
    position = (guint) g_ascii_strtoull (oracle_row_get (row, 2) + 2, NULL, 10);
    if (position >= sections->len
        || g_strcmp0 (oracle_row_get (row, 6) + 2, g_array_index (sections, YztPlanSection, position).text) != 0)
      model_fail (m, "the past has another plan text in section %u of %s", position, plan);
    n++;
  }
  if (n != sections->len)
    model_fail (m, "the past has %u sections of plan %s, not %u", sections->len, plan, n);
}

static void
compare_past_tables (Model *m, YztStore *past, OracleState *expected)
{
  YztKindSet *kinds = yzt_store_get_kinds (past);
  guint kind_table = (guint) oracle_find_table (m->oracle, "kind");

  /* One of the rows is the common one, which is no kind of its own. */
  if (yzt_kind_set_get_n (kinds) != oracle_state_rows (expected, kind_table)->rows->len - 1)
    model_fail (m, "the past knows %u kinds", yzt_kind_set_get_n (kinds));
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    PastRead read = { m, expected, model_table (m, kind), 0 };
    OracleRow *text = oracle_state_find (expected, kind_table, yzt_kind_get_id (kind));
    OracleRow *some = model_pick_row (m, expected, read.table);
    g_autoptr(GError) error = NULL;

    if (text == NULL || g_strcmp0 (oracle_row_get (text, 1) + 2, yzt_kind_get_source_text (kind)) != 0)
      model_fail (m, "the past has another text of kind %s", yzt_kind_get_id (kind));
    if (!yzt_store_read_rows (past, kind, compare_past_row, &read, &error))
      model_fail (m, "the past cannot be read: %s", error->message);
    if (read.n != oracle_state_rows (expected, read.table)->rows->len)
      model_fail (m, "the past holds %u rows of %s, not %u", read.n, yzt_kind_get_id (kind),
                  oracle_state_rows (expected, read.table)->rows->len);
    if (some != NULL && g_str_equal (yzt_kind_get_id (kind), "plan"))
      compare_past_sections (m, past, expected, some->key);
  }
}

static OracleState *
state_at (Model *m, gint64 at_ms)
{
  gint64 e = oracle_n_entries (m->oracle);

  while (e > 0 && oracle_get_entry (m->oracle, e)->at_ms > at_ms)
    e--;
  return oracle_get_entry (m->oracle, e)->after;
}

static void
compare_past_at (Model *m, YztStore *past, gint64 at_ms)
{
  model_log (m, "  past at %ld", (long) at_ms);
  compare_past_tables (m, past, state_at (m, at_ms));
  compare_past_settings (m, past, state_at (m, at_ms));
}

/* A time about that of @entry, before it or after it. */
static gint64
time_about (Model *m, gint64 entry)
{
  gint64 at_ms = oracle_get_entry (m->oracle, entry)->at_ms - 2 + model_pick (m, 5);

  return MAX (0, at_ms);
}

static YztStore *
open_past (Model *m, gint64 at_ms)
{
  g_autoptr(GError) error = NULL;
  YztStore *past = yzt_store_open_past (m->store, at_ms, &error);

  if (past == NULL)
    model_fail (m, "the map as it stood at %ld: %s", (long) at_ms, error->message);
  return past;
}

static void
move_past (Model *m, YztStore *past, gint64 at_ms)
{
  g_autoptr(GError) error = NULL;

  yzt_act_result_free (yzt_store_move_past (past, at_ms, &error));
  if (error != NULL)
    model_fail (m, "the map as it stood, moved to %ld: %s", (long) at_ms, error->message);
}

static void
move_past_to_entry (Model *m, YztStore *past, gint64 entry)
{
  g_autoptr(GError) error = NULL;

  yzt_act_result_free (yzt_store_move_past_to_entry (past, entry, &error));
  if (error != NULL)
    model_fail (m, "the map as it stood after entry %ld: %s", (long) entry, error->message);
  compare_past_tables (m, past, oracle_get_entry (m->oracle, entry)->after);
}

void
model_compare_past (Model *m, guint n)
{
  gint64 last = oracle_n_entries (m->oracle);
  g_autoptr(YztStore) past = NULL;

  if (m->pending != NULL || last == 0)
    return;
  for (guint i = 0; i < n; i++) {
    gint64 entry = g_rand_int_range (m->rand, 0, (gint32) last + 1), at_ms = time_about (m, entry);

    if (past == NULL) {
      past = open_past (m, at_ms);
    } else {
      if (model_chance (m, 50))
        move_past_to_entry (m, past, entry);
      move_past (m, past, at_ms);
    }
    compare_past_at (m, past, at_ms);
  }
}

/* --- three times after each step --- */

/* From the present back to one of the last times: what the newest entries say of their rows. */
static void
compare_recent (Model *m)
{
  gint64 entry = oracle_n_entries (m->oracle) - model_pick (m, MODEL_RECENT);
  gint64 at_ms = time_about (m, MAX (0, entry));
  g_autoptr(YztStore) past = open_past (m, at_ms);

  compare_past_at (m, past, at_ms);
}

/* One past is kept and goes from one random time to another one near it: at most MODEL_STRIDE entries are done again, and yet
 * no time is likelier than another, for it was opened at any. It knows the journal as it was then. */
static void
stride (Model *m)
{
  gint64 from = yzt_store_get_past_entry (m->past), to = from - MODEL_STRIDE + model_pick (m, 2 * MODEL_STRIDE + 1);

  to = to < 0 ? -to : to > m->past_head ? 2 * m->past_head - to : to;
  to = CLAMP (to, 0, m->past_head);
  if (model_chance (m, 50)) {
    move_past_to_entry (m, m->past, to);
  } else {
    /* Times are those of whole entries: an entry of the same moment belongs to it. */
    gint64 about_ms = time_about (m, to), end_ms = oracle_get_entry (m->oracle, m->past_head)->at_ms;
    gint64 at_ms = CLAMP (about_ms, 0, MAX (1, end_ms) - 1);

    move_past (m, m->past, at_ms);
    compare_past_at (m, m->past, at_ms);
  }
}

void
model_walk_past (Model *m)
{
  if (m->pending != NULL || oracle_n_entries (m->oracle) == 0)
    return;
  compare_recent (m);
  if (m->past == NULL || m->past_steps++ == MODEL_PAST_STEPS) {
    gint64 last = oracle_n_entries (m->oracle);
    gint64 at_ms = time_about (m, g_rand_int_range (m->rand, 0, (gint32) last + 1));

    g_clear_object (&m->past);
    m->past = open_past (m, at_ms);
    m->past_head = last;
    m->past_steps = 0;
    compare_past_at (m, m->past, at_ms);
  } else {
    stride (m);
  }
  stride (m);
}
