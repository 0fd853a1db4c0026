/* model-delete.c: rows deleted with what belongs to them, as the table and the map do it: a few at once, many beside the map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model.h"
#include "yzt-store-bulk.h"

/* Some of one kind, or of all; among them some that go with others of them. */
static GArray *
choose_rows (Model *m, const OracleState *state)
{
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (YztStoreRow));
  guint n = model_chance (m, 30) ? 1 + model_pick (m, 3) : 1 + model_pick (m, 150);
  gboolean mixed = model_chance (m, 40);
  YztKind *kind = model_pick_kind (m);

  for (guint i = 0; i < n; i++) {
    OracleRow *row = model_pick_row (m, state, model_table (m, kind));
    YztStoreRow one = { kind, row != NULL ? g_ascii_strtoll (row->key, NULL, 10) : 0 };

    if (row != NULL)
      g_array_append_val (chosen, one);
    kind = mixed ? model_pick_kind (m) : kind;
  }
  return chosen;
}

/* One that is not there any more: all of them stay. */
static void
delete_in_vain (Model *m, GArray *chosen, const YztActInfo *info)
{
  YztStoreRow gone = { g_array_index (chosen, YztStoreRow, 0).kind, 77 };
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = NULL;

  g_array_insert_val (chosen, model_pick (m, chosen->len), gone);
  result = yzt_store_delete_rows (m->store, info, (const YztStoreRow *) (gpointer) chosen->data, chosen->len, &error);
  if (result != NULL || !g_error_matches (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND))
    model_fail (m, "a row that is not there was deleted");
}

void
model_step_delete (Model *m)
{
  YztActInfo info = { .author = m->author, .window = m->window, .label = "delete", .nature = YZT_ACT_BULK };
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) polled = yzt_store_poll (m->store, &error);
  g_autoptr(YztActResult) result = NULL;
  g_autoptr(GArray) chosen = NULL;

  if (polled == NULL)
    model_fail (m, "poll: %s", error->message);
  model_settle_outside (m);
  chosen = choose_rows (m, oracle_last (m->oracle));
  model_log (m, "delete of %u rows", chosen->len);
  if (chosen->len == 0)
    return;
  if (model_chance (m, 8)) {
    delete_in_vain (m, chosen, &info);
    return;
  }
  result = yzt_store_delete_rows (m->store, &info, (const YztStoreRow *) (gpointer) chosen->data, chosen->len, &error);
  if (result == NULL)
    model_fail (m, "a deletion failed: %s", error->message);
  m->work = oracle_state_copy (oracle_last (m->oracle));
  for (guint i = 0; i < chosen->len; i++) {
    const YztStoreRow *row = &g_array_index (chosen, YztStoreRow, i);
    g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, row->fid);

    if (oracle_state_find (m->work, model_table (m, row->kind), key) != NULL)
      model_forget_row (m, row->kind, key);
  }
  model_push (m, result, g_steal_pointer (&m->work), &info, 0);
}
