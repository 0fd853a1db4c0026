/* model-stage.c: many new rows prepared beside the map and copied into it at once, as imports do
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model.h"
#include "yzt-store-bulk.h"

typedef struct {
  Model *m;
  gboolean ran, fails, other;
} StagePlan;

/* What is written together with the rows. */
static gboolean
run_beside (YztAct *act, gpointer user_data, GError **error)
{
  StagePlan *plan = user_data;
  Model *m = plan->m;

  model_settle_outside (m);
  if (m->pending != NULL)
    model_fail (m, "a stage was written before what others changed was taken in");
  plan->ran = TRUE;
  m->work = oracle_state_copy (oracle_last (m->oracle));
  if (plan->other && !model_op_setting (m, act, error))
    return FALSE;
  if (plan->fails)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "given up");
  return !plan->fails;
}

/* The rows as they should stand, by their codes; the map has not said their numbers. */
static GHashTable *
stage_rows (Model *m, YztStage *stage, YztKind *kind, gint64 owner_fid)
{
  GHashTable *staged = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) oracle_row_unref);
  OracleTable *table = oracle_get_table (m->oracle, model_table (m, kind));
  g_autofree char *stamp = g_strdup_printf ("t:%s", m->now_text);
  guint n = model_chance (m, 30) ? YZT_STAGE_MIN_ROWS + model_pick (m, 300) : 1 + model_pick (m, 60);

  for (guint i = 0; i < n; i++) {
    g_autoptr(YztRow) row = model_random_row (m, kind);
    g_autoptr(GError) error = NULL;
    OracleRow *expected;

    row->owner_fid = owner_fid;
    if (!yzt_stage_add (stage, row, &error))
      model_fail (m, "a row could not be staged: %s", error->message);
    expected = model_row (m, row, NULL);
    oracle_row_set (expected, (guint) oracle_table_find_column (table, "created_at"), stamp);
    oracle_row_set (expected, (guint) oracle_table_find_column (table, "updated_at"), stamp);
    g_hash_table_insert (staged, g_strdup (yzt_row_get_text (row, "code")), expected);
  }
  if (yzt_stage_get_n (stage) != n)
    model_fail (m, "%u rows are staged, not %u", yzt_stage_get_n (stage), n);
  return staged;
}

/* Each staged row is there once, with a number that no row had. */
static void
find_rows (Model *m, OracleState *after, guint t, GHashTable *staged)
{
  OracleState *real = model_load_table (m, t);
  OracleRows *rows = oracle_state_rows (real, t);
  guint code = (guint) oracle_table_find_column (oracle_get_table (m->oracle, t), "code"), n = 0;

  for (guint i = 0; i < rows->rows->len; i++) {
    OracleRow *row = g_ptr_array_index (rows->rows, i);
    const char *value = oracle_row_get (row, code);
    OracleRow *expected = value != NULL ? g_hash_table_lookup (staged, value + 2) : NULL;

    if (expected == NULL)
      continue;
    if (oracle_state_find (after, t, row->key) != NULL || !oracle_row_equal (expected, row, 0))
      model_fail (m, "the staged row with code %s is not what it should be", value + 2);
    oracle_state_put (after, t, oracle_row_ref (row));
    n++;
  }
  if (n != g_hash_table_size (staged))
    model_fail (m, "%u of %u staged rows are in the map", n, g_hash_table_size (staged));
  oracle_state_free (real);
}

void
model_step_stage (Model *m)
{
  StagePlan plan = { .m = m, .fails = model_chance (m, 8), .other = model_chance (m, 30) };
  YztActInfo info = { .author = m->author, .window = m->window, .label = "stage", .nature = YZT_ACT_BULK };
  YztKind *kind = model_pick_kind (m);
  guint t = model_table (m, kind);
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) polled = yzt_store_poll (m->store, &error);
  g_autoptr(YztActResult) result = NULL;
  g_autoptr(YztStage) stage = NULL;
  g_autoptr(GHashTable) staged = NULL;
  OracleState *after;

  if (polled == NULL)
    model_fail (m, "poll: %s", error->message);
  model_settle_outside (m);
  stage = yzt_stage_new (m->store, kind, &error);
  if (stage == NULL)
    model_fail (m, "no stage: %s", error->message);
  staged = stage_rows (m, stage, kind, model_pick_owner (m, kind, oracle_last (m->oracle)));
  model_log (m, "stage of %u rows of %s%s%s", g_hash_table_size (staged), yzt_kind_get_id (kind),
             plan.other ? " and a setting" : "", plan.fails ? ", given up" : "");
  if (model_chance (m, 8))
    return; /* thrown away */
  result = yzt_stage_commit (stage, &info, run_beside, &plan, &error);
  if (!plan.ran)
    model_fail (m, "the stage was not written: %s", error != NULL ? error->message : "no error");
  after = g_steal_pointer (&m->work);
  if (plan.fails) {
    if (result != NULL || error == NULL)
      model_fail (m, "a stage that was given up was written");
    oracle_state_free (after);
    return;
  }
  if (result == NULL)
    model_fail (m, "a stage failed: %s", error->message);
  find_rows (m, after, t, staged);
  model_push (m, result, after, &info, 0);
}
