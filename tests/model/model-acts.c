/* model-acts.c: one random act, done in the map and in the oracle's working copy at once
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model.h"
#include "yzt-outside-private.h"

typedef gboolean (*Operation) (Model *m, YztAct *act, GError **error);

/* --- inserting --- */

static gboolean
insert_one (Model *m, YztAct *act, YztKind *kind, gint64 owner_fid, gint64 *fid_out, GError **error)
{
  g_autoptr(YztRow) row = model_random_row (m, kind);
  g_autofree char *key = NULL;

  row->owner_fid = owner_fid;
  if (!yzt_act_insert (act, row, error))
    return FALSE;
  key = g_strdup_printf ("%" G_GINT64_FORMAT, row->fid);
  if (row->fid <= 0 || row->fid >= (G_GINT64_CONSTANT (1) << 53)
      || oracle_state_find (m->work, model_table (m, kind), key) != NULL)
    model_fail (m, "an inserted row was given the number %s", key);
  if (g_strcmp0 (yzt_row_get_text (row, "updated_at"), m->now_text) != 0)
    model_fail (m, "an inserted row has another stamp than now");
  oracle_state_put (m->work, model_table (m, kind), model_row (m, row, NULL));
  if (fid_out != NULL)
    *fid_out = row->fid;
  return TRUE;
}

gint64
model_pick_owner (Model *m, YztKind *kind, const OracleState *state)
{
  YztKind *owner = yzt_kind_get_owner (kind) != NULL ? model_find_kind (m, yzt_kind_get_owner (kind)) : NULL;
  OracleRow *row = owner != NULL ? model_pick_row (m, state, model_table (m, owner)) : NULL;

  return row != NULL ? g_ascii_strtoll (row->key, NULL, 10) : 0;
}

static gboolean
op_insert (Model *m, YztAct *act, GError **error)
{
  YztKind *kind = model_pick_kind (m);
  YztKindSet *kinds = yzt_store_get_kinds (m->store);
  gint64 fid;

  if (!insert_one (m, act, kind, model_pick_owner (m, kind, m->work), &fid, error))
    return FALSE;
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *child = yzt_kind_set_get (kinds, i);

    if (g_strcmp0 (yzt_kind_get_owner (child), yzt_kind_get_id (kind)) != 0)
      continue;
    for (guint n = model_pick (m, 3); n > 0; n--) {
      if (!insert_one (m, act, child, fid, NULL, error))
        return FALSE;
    }
  }
  return TRUE;
}

static gboolean
op_bulk_insert (Model *m, YztAct *act, GError **error)
{
  YztKind *kind = model_pick_kind (m);
  guint n = model_chance (m, 25) ? 1000 + model_pick (m, 300) : 20 + model_pick (m, 80);
  gint64 owner = model_pick_owner (m, kind, m->work);

  for (guint i = 0; i < n; i++) {
    if (!insert_one (m, act, kind, owner, NULL, error))
      return FALSE;
  }
  return TRUE;
}

/* --- changing --- */

static gboolean
update_one (Model *m, YztAct *act, YztKind *kind, OracleRow *known, GError **error)
{
  guint table = model_table (m, kind);
  int stamp = oracle_table_find_column (oracle_get_table (m->oracle, table), "updated_at");
  g_autoptr(YztRow) row = yzt_act_get_row (act, kind, g_ascii_strtoll (known->key, NULL, 10), error);
  OracleRow *changed;

  if (row == NULL)
    return FALSE;
  model_change_row (m, row);
  if (!yzt_act_update (act, row, error))
    return FALSE;
  changed = model_row (m, row, known);
  if (oracle_row_equal (changed, known, stamp)) {
    oracle_row_unref (changed);
    return TRUE;
  }
  if (stamp >= 0) {
    g_autofree char *value = g_strdup_printf ("t:%s", m->now_text);

    oracle_row_set (changed, (guint) stamp, value);
  }
  oracle_state_put (m->work, table, changed);
  return TRUE;
}

static gboolean
op_update (Model *m, YztAct *act, GError **error)
{
  for (guint n = 1 + model_pick (m, 4); n > 0; n--) {
    YztKind *kind = model_pick_kind (m);
    OracleRow *row = model_pick_row (m, m->work, model_table (m, kind));

    if (row != NULL && !update_one (m, act, kind, row, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
op_bulk_update (Model *m, YztAct *act, GError **error)
{
  YztKind *kind = model_pick_kind (m);
  guint table = model_table (m, kind);
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) oracle_row_unref);
  OracleRows *present = oracle_state_rows (m->work, table);

  for (guint i = 0; i < present->rows->len && i < 300; i++)
    g_ptr_array_add (rows, oracle_row_ref (g_ptr_array_index (present->rows, i)));
  for (guint i = 0; i < rows->len; i++) {
    if (!update_one (m, act, kind, g_ptr_array_index (rows, i), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
op_move_child (Model *m, YztAct *act, GError **error)
{
  YztKind *kind = model_pick_kind (m);
  guint table = model_table (m, kind);
  OracleRow *known = model_pick_row (m, m->work, table);
  g_autoptr(YztRow) row = NULL;

  if (known == NULL || yzt_kind_get_owner (kind) == NULL)
    return TRUE;
  row = yzt_act_get_row (act, kind, g_ascii_strtoll (known->key, NULL, 10), error);
  if (row == NULL)
    return FALSE;
  row->owner_fid = model_pick_owner (m, kind, m->work);
  if (!yzt_act_update (act, row, error))
    return FALSE;
  {
    OracleRow *changed = model_row (m, row, known);
    int stamp = oracle_table_find_column (oracle_get_table (m->oracle, table), "updated_at");
    g_autofree char *value = g_strdup_printf ("t:%s", m->now_text);

    if (!oracle_row_equal (changed, known, stamp))
      oracle_row_set (changed, (guint) stamp, value);
    oracle_state_put (m->work, table, changed);
  }
  return TRUE;
}

/* --- deleting --- */

static void
forget_where (Model *m, guint table, const char *column, const char *key)
{
  int c = oracle_table_find_column (oracle_get_table (m->oracle, table), column);
  g_autofree char *wanted = g_strdup_printf ("i:%s", key);
  OracleRows *rows = oracle_state_rows (m->work, table);

  for (guint i = rows->rows->len; i > 0; i--) {
    OracleRow *row = g_ptr_array_index (rows->rows, i - 1);

    if (c >= 0 && g_strcmp0 (oracle_row_get (row, (guint) c), wanted) == 0) {
      g_autofree char *gone = g_strdup (row->key);

      oracle_state_remove (m->work, table, gone);
      rows = oracle_state_rows (m->work, table);
    }
  }
}

void
model_forget_row (Model *m, YztKind *kind, const char *key_of_row)
{
  YztKindSet *kinds = yzt_store_get_kinds (m->store);
  g_autofree char *key = g_strdup (key_of_row);

  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *child = yzt_kind_set_get (kinds, i);

    /* No kind here has grandchildren. */
    if (g_strcmp0 (yzt_kind_get_owner (child), yzt_kind_get_id (kind)) == 0)
      forget_where (m, model_table (m, child), "owner_fid", key);
  }
  forget_where (m, (guint) oracle_find_table (m->oracle, "plan_section"), "plan_fid", key);
  oracle_state_remove (m->work, (guint) oracle_find_table (m->oracle, "plan_document"), key);
  oracle_state_remove (m->work, model_table (m, kind), key);
}

static gboolean
delete_one (Model *m, YztAct *act, YztKind *kind, OracleRow *row, GError **error)
{
  if (!yzt_act_delete (act, kind, g_ascii_strtoll (row->key, NULL, 10), error))
    return FALSE;
  model_forget_row (m, kind, row->key);
  return TRUE;
}

static gboolean
op_delete (Model *m, YztAct *act, GError **error)
{
  YztKind *kind = model_pick_kind (m);
  OracleRow *row = model_pick_row (m, m->work, model_table (m, kind));

  return row == NULL || delete_one (m, act, kind, row, error);
}

static gboolean
op_bulk_delete (Model *m, YztAct *act, GError **error)
{
  YztKind *kind = model_pick_kind (m);
  guint table = model_table (m, kind);

  for (guint n = oracle_state_rows (m->work, table)->rows->len / 2; n > 0; n--) {
    OracleRow *row = model_pick_row (m, m->work, table);

    if (row != NULL && !delete_one (m, act, kind, row, error))
      return FALSE;
  }
  return TRUE;
}

/* Any table that has grown beyond what is compared quickly. */
static gboolean
op_shrink (Model *m, YztAct *act, GError **error)
{
  YztKindSet *kinds = yzt_store_get_kinds (m->store);

  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    guint table = model_table (m, kind);

    while (oracle_state_rows (m->work, table)->rows->len > m->max_rows / 2) {
      if (!delete_one (m, act, kind, model_pick_row (m, m->work, table), error))
        return FALSE;
    }
  }
  return TRUE;
}

/* --- the map's own tables --- */

gboolean
model_op_setting (Model *m, YztAct *act, GError **error)
{
  guint table = (guint) oracle_find_table (m->oracle, "map_setting");
  g_autofree char *key = model_chance (m, 20) ? g_strdup ("title")
                                              : g_strdup_printf ("model_%u", model_pick (m, 6));
  g_autofree char *value = model_chance (m, 10) ? NULL : model_random_text (m);
  g_autofree char *kept = value != NULL ? g_strdup_printf ("t:%s", value) : NULL;
  g_autofree char *kept_key = g_strdup_printf ("t:%s", key);
  OracleRow *row;

  if (!yzt_act_put_setting (act, key, value, error))
    return FALSE;
  row = oracle_row_new (key, 2);
  oracle_row_set (row, 0, kept_key);
  oracle_row_set (row, 1, kept);
  oracle_state_put (m->work, table, row);
  return TRUE;
}

static void
set_text (OracleRow *row, guint column, const char *text)
{
  g_autofree char *value = text != NULL ? g_strdup_printf ("t:%s", text) : NULL;

  oracle_row_set (row, column, value);
}

static void
set_integer (OracleRow *row, guint column, gint64 number)
{
  g_autofree char *value = g_strdup_printf ("i:%" G_GINT64_FORMAT, number);

  oracle_row_set (row, column, value);
}

static void
keep_sections (Model *m, gint64 plan, const YztPlanSection *sections, guint n)
{
  guint table = (guint) oracle_find_table (m->oracle, "plan_section");
  g_autofree char *plan_key = g_strdup_printf ("%" G_GINT64_FORMAT, plan);

  forget_where (m, table, "plan_fid", plan_key);
  for (guint i = 0; i < n; i++) {
    g_autofree char *key = model_provisional_key (m);
    OracleRow *row = oracle_row_new (key, 7);

    set_integer (row, 1, plan);
    set_integer (row, 2, i);
    set_integer (row, 3, sections[i].depth);
    set_text (row, 4, sections[i].path);
    set_text (row, 5, sections[i].heading);
    set_text (row, 6, sections[i].text);
    oracle_state_put (m->work, table, row);
  }
}

static void
keep_document (Model *m, gint64 plan, GBytes *original)
{
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, original);
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, plan);
  OracleRow *row = oracle_row_new (key, 3);

  set_integer (row, 0, plan);
  set_text (row, 1, sha256);
  set_text (row, 2, "text/markdown");
  oracle_state_put (m->work, (guint) oracle_find_table (m->oracle, "plan_document"), row);
}

static gboolean
op_plan_text (Model *m, YztAct *act, GError **error)
{
  YztKind *kind = model_find_kind (m, "plan");
  OracleRow *plan = model_pick_row (m, m->work, model_table (m, kind));
  YztPlanSection sections[4] = { 0 };
  guint n = model_pick (m, 5);
  g_autofree char *bytes = model_random_text (m);
  g_autoptr(GBytes) original = model_chance (m, 40) ? g_bytes_new (bytes, strlen (bytes)) : NULL;
  gint64 fid = plan != NULL ? g_ascii_strtoll (plan->key, NULL, 10) : 0;
  gboolean ok;

  if (plan == NULL)
    return TRUE;
  for (guint i = 0; i < n; i++)
    sections[i] = (YztPlanSection) { model_random_text (m), model_random_text (m), 1 + model_pick (m, 3),
                                     model_random_text (m) };
  ok = yzt_act_put_plan_text (act, fid, sections, n, original, "text/markdown", error);
  if (ok) {
    keep_sections (m, fid, sections, n);
    if (original != NULL)
      keep_document (m, fid, original);
  }
  for (guint i = 0; i < n; i++)
    yzt_plan_section_clear (&sections[i]);
  return ok;
}

static gboolean
op_sign_in (Model *m, YztAct *act, GError **error)
{
  static const char *const names[] = { "李四", "张三", "王五", "O'Brien" };
  const char *name = names[model_pick (m, G_N_ELEMENTS (names))];
  guint persons = (guint) oracle_find_table (m->oracle, "person");
  OracleRows *rows = oracle_state_rows (m->work, persons);
  g_autofree char *name_value = g_strdup_printf ("t:%s", name);
  g_autofree char *person_key = NULL;
  g_autofree char *key = NULL;
  g_autofree char *reference = NULL;
  OracleRow *row;

  if (!yzt_act_sign_in (act, name, error))
    return FALSE;
  for (guint i = 0; i < rows->rows->len; i++) {
    row = g_ptr_array_index (rows->rows, i);
    if (g_strcmp0 (oracle_row_get (row, 1), name_value) == 0)
      person_key = g_strdup (row->key);
  }
  if (person_key == NULL) {
    person_key = model_provisional_key (m);
    row = oracle_row_new (person_key, 2);
    oracle_row_set (row, 1, name_value);
    oracle_state_put (m->work, persons, row);
  }
  key = model_provisional_key (m);
  reference = g_strdup_printf ("i:%s", person_key);
  row = oracle_row_new (key, 4);
  oracle_row_set (row, 1, reference);
  set_text (row, 2, m->window);
  set_text (row, 3, m->now_text);
  oracle_state_put (m->work, (guint) oracle_find_table (m->oracle, "sign_in"), row);
  return TRUE;
}

/* --- kinds --- */

static const char *const extra_fields[] = {
  "[Field x_text]\nType=text\nLabel=X text\n",
  "[Field x_integer]\nType=integer\nLabel=X integer\n",
  "[Field x_number]\nType=number\nLabel=X number\nSummable=true\n",
  "[Field x_enum]\nType=enum\nLabel=X enum\nValues=a;b\nValue.a=A\nValue.b=B\n",
  "[Field x_date]\nType=date\nLabel=X date\n",
  "[Field x_note]\nType=multiline\nLabel=X note\n",
};
static const struct {
  const char *id, *text;
} base_kinds[] = {
  { "depot", DEPOT_KIND },
  { "stock-line", STOCK_KIND },
  { "zone", ZONE_KIND },
  { "plan", PLAN_KIND },
  { "shelter", "[Kind]\nVersion=1\nId=shelter\nLabel=Shelter\nGeometry=point\n[Field beds]\nType=integer\nLabel=Beds\n" },
  { "visit", "[Kind]\nVersion=1\nId=visit\nLabel=Visit\nGeometry=none\nOwner=shelter\n[Field note]\nType=text\nLabel=Note\n" },
};

/* Takes the kind's new text and columns over into the oracle. */
static void
keep_kind (Model *m, YztKind *kind)
{
  const char *name = yzt_kind_get_table (kind);
  int known = oracle_find_table (m->oracle, name);
  OracleRow *row = oracle_row_new (yzt_kind_get_id (kind), 2);

  set_text (row, 0, yzt_kind_get_id (kind));
  set_text (row, 1, yzt_kind_get_source_text (kind));
  oracle_state_put (m->work, (guint) oracle_find_table (m->oracle, "kind"), row);
  if (known < 0) {
    const char *const start[] = { "fid", NULL };

    known = (int) oracle_add_table (m->oracle, name, ORACLE_KEY_FID, start, TRUE);
    if (yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE)
      oracle_table_add_column (oracle_get_table (m->oracle, (guint) known), "geom");
    if (yzt_kind_get_owner (kind) != NULL)
      oracle_table_add_column (oracle_get_table (m->oracle, (guint) known), "owner_fid");
  }
  for (guint i = 0; i < yzt_kind_get_n_fields (kind); i++)
    oracle_table_add_column (oracle_get_table (m->oracle, (guint) known),
                             yzt_field_get_name (yzt_kind_get_field (kind, i)));
}

static gboolean
op_kind (Model *m, YztAct *act, GError **error)
{
  guint which = model_pick (m, G_N_ELEMENTS (base_kinds));
  g_autoptr(GString) text = g_string_new (base_kinds[which].text);
  OracleRow *common_row
      = oracle_state_find (m->work, (guint) oracle_find_table (m->oracle, "kind"), "common");
  g_autoptr(YztKind) common = parse_kind (oracle_row_get (common_row, 1) + 2, NULL);
  g_autoptr(YztKind) kind = NULL;

  /* Deeper than that is no map: a child whose owner is unknown. */
  if (which == 5 && model_find_kind (m, "shelter") == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (extra_fields); i++) {
    if (model_chance (m, 30))
      g_string_append (text, extra_fields[i]);
  }
  kind = parse_kind (text->str, common);
  if (!yzt_act_put_kind (act, kind, error))
    return FALSE;
  keep_kind (m, kind);
  return TRUE;
}

/* --- the act --- */

static const struct {
  const char *name;
  Operation run;
  guint weight;
  YztActNature nature;
  gboolean alone; /* may not be given up in the middle */
} operations[] = {
  { "insert", op_insert, 22, YZT_ACT_EDIT, FALSE },
  { "update", op_update, 34, YZT_ACT_EDIT, FALSE },
  { "delete", op_delete, 10, YZT_ACT_EDIT, FALSE },
  { "move child", op_move_child, 4, YZT_ACT_EDIT, FALSE },
  { "bulk insert", op_bulk_insert, 2, YZT_ACT_BULK, FALSE },
  { "bulk update", op_bulk_update, 2, YZT_ACT_BULK, FALSE },
  { "bulk delete", op_bulk_delete, 1, YZT_ACT_BULK, FALSE },
  { "setting", model_op_setting, 6, YZT_ACT_EDIT, FALSE },
  { "plan text", op_plan_text, 8, YZT_ACT_EDIT, FALSE },
  { "sign-in", op_sign_in, 3, YZT_ACT_ORDER, FALSE },
  { "kind", op_kind, 4, YZT_ACT_EDIT, TRUE },
};

typedef struct {
  Model *m;
  Operation operations[4];
  guint n;
  gboolean ran;
} ActPlan;

static gboolean
run_plan (YztAct *act, gpointer data, GError **error)
{
  ActPlan *plan = data;
  Model *m = plan->m;

  model_settle_outside (m);
  if (m->pending != NULL)
    model_fail (m, "an act began before what others changed was taken in");
  plan->ran = TRUE;
  m->work = oracle_state_copy (oracle_last (m->oracle));
  for (guint i = 0; i < plan->n; i++) {
    if (!plan->operations[i] (m, act, error))
      return FALSE;
  }
  if (m->fails)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "given up");
  return !m->fails;
}

static guint
pick_operation (Model *m)
{
  guint sum = 0, at;

  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    sum += operations[i].weight;
  at = model_pick (m, sum);
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++) {
    if (at < operations[i].weight)
      return i;
    at -= operations[i].weight;
  }
  g_assert_not_reached ();
}

static gboolean
is_too_large (Model *m)
{
  const OracleState *state = oracle_last (m->oracle);

  for (guint t = 0; t < m->oracle->tables->len; t++) {
    if (oracle_get_table (m->oracle, t)->is_kind
        && oracle_state_rows (state, t)->rows->len > 3 * m->max_rows)
      return model_chance (m, 30);
  }
  return FALSE;
}

static void
choose_plan (Model *m, ActPlan *plan, YztActInfo *info)
{
  guint first = pick_operation (m);

  plan->operations[0] = operations[first].run;
  plan->n = 1;
  info->nature = operations[first].nature;
  info->label = operations[first].name;
  m->fails = !operations[first].alone && model_chance (m, 4);
  if (is_too_large (m)) {
    plan->operations[0] = op_shrink;
    info->label = "shrink";
    return;
  }
  while (!operations[first].alone && plan->n < G_N_ELEMENTS (plan->operations) && model_chance (m, 35)) {
    guint other = pick_operation (m);

    if (!operations[other].alone && operations[other].nature == YZT_ACT_EDIT)
      plan->operations[plan->n++] = operations[other].run;
  }
  /* An order may change rows too; feeds write edits that Ctrl+Z leaves alone. */
  if (info->nature == YZT_ACT_EDIT && model_chance (m, 10))
    info->nature = model_chance (m, 50) ? YZT_ACT_ORDER : YZT_ACT_FEED;
}

void
model_step_act (Model *m)
{
  ActPlan plan = { .m = m };
  YztActInfo info = { .author = m->author, .window = m->window };
  g_autoptr(YztActResult) result = NULL;
  g_autoptr(GError) error = NULL;
  OracleState *after;

  /* The copies know of no act beside what waits; tests/unit/test-store-outside-much.c does. */
  yzt_outside_set_sizes (0, 0, 0);
  choose_plan (m, &plan, &info);
  model_log (m, "act %s (%u) nature %d%s", info.label, plan.n, info.nature, m->fails ? ", given up" : "");
  result = yzt_store_write (m->store, &info, run_plan, &plan, &error);
  if (!plan.ran)
    model_fail (m, "the act was not run: %s", error != NULL ? error->message : "no error");
  after = g_steal_pointer (&m->work);
  if (m->fails) {
    if (result != NULL || error == NULL)
      model_fail (m, "an act that was given up was written");
    oracle_state_free (after);
    return;
  }
  if (result == NULL)
    model_fail (m, "an act failed: %s", error->message);
  if (oracle_state_equal (m->oracle, oracle_last (m->oracle), after) && info.nature != YZT_ACT_ORDER) {
    if (result->entry != 0)
      model_fail (m, "an act that changed nothing has entry %ld", (long) result->entry);
    oracle_state_free (after);
    return;
  }
  model_push (m, result, after, &info, 0);
}
