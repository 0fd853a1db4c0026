/* yzt-loader-scene.c: from rows of the map file to items of the scene
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-loader-private.h"
#include "yzt-session.h"

#include "yzt-rules.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* A wider range of touched rows than this is cheaper to load anew than to patch. */
#define MAX_PATCH_ROWS 4096

/* Where in a kind's row the scene's columns stand; made once per kind, used for every row. */
typedef struct {
  guint kind;
  gboolean is_event;   /* incidents and warnings: things that are open, acknowledged, exercises */
  int level, state, variant, verified, message_status, acknowledged, alarm, name;
  int until;           /* of a kind that nobody verifies: it is over since; −1 none */
  gboolean lasting;    /* its rows are verified from time to time */
  char *marked;        /* name of an exercise, until the next row */
  GArray *sums;        /* int: field indices */
  GArray *fields;      /* int: all of the above, each once: what is to be read of a row */
} ItemPlan;

static int
find_variant_field (const YztKind *kind)
{
  static const char *const names[] = { "type", "category" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    int index = yzt_kind_get_field_index (kind, names[i]);
    if (index >= 0 &&
        yzt_field_get_field_type (yzt_kind_get_field (kind, (guint) index)) == YZT_FIELD_ENUM) {
      return index;
    }
  }
  return -1;
}

static int
index_of_field (const YztKind *kind, const YztField *field)
{
  return field != NULL ? yzt_kind_get_field_index (kind, yzt_field_get_name (field)) : -1;
}

static void
want_field (ItemPlan *plan, int field)
{
  for (guint i = 0; i < plan->fields->len; i++) {
    if (g_array_index (plan->fields, int, i) == field) {
      return;
    }
  }
  if (field >= 0) {
    g_array_append_val (plan->fields, field);
  }
}

static void
want_fields (ItemPlan *plan)
{
  const int single[] = { plan->level, plan->state, plan->variant, plan->verified, plan->message_status, plan->acknowledged, plan->alarm,
                         plan->name, plan->until };
  plan->fields = g_array_new (FALSE, FALSE, sizeof (int));
  for (guint i = 0; i < G_N_ELEMENTS (single); i++) {
    want_field (plan, single[i]);
  }
  for (guint i = 0; i < plan->sums->len; i++) {
    want_field (plan, g_array_index (plan->sums, int, i));
  }
}

static gboolean
is_event_kind (const YztKind *kind)
{
  const char *id = yzt_kind_get_id (kind);
  return g_str_equal (id, "incident") || g_str_equal (id, "warning");
}

static void
item_plan_init (ItemPlan *plan, const YztKind *kind, guint index)
{
  plan->kind = index;
  plan->is_event = is_event_kind (kind);
  plan->level = index_of_field (kind, yzt_kind_get_level_field (kind));
  plan->state = index_of_field (kind, yzt_kind_get_state_field (kind));
  plan->variant = find_variant_field (kind);
  plan->verified = yzt_kind_get_field_index (kind, "verified_at");
  plan->message_status = yzt_kind_get_field_index (kind, "message_status");
  plan->acknowledged = yzt_kind_get_field_index (kind, "acknowledged_utc");
  plan->alarm = plan->is_event ? yzt_kind_get_field_index (kind, "alarm") : -1;
  plan->name = yzt_kind_get_field_index (kind, "name");
  plan->lasting = yzt_kind_is_verified (kind);
  plan->until = plan->is_event || plan->lasting ? -1 : yzt_kind_get_field_index (kind, "until_utc");
  plan->marked = NULL;
  plan->sums = g_array_new (FALSE, FALSE, sizeof (int));
  for (guint i = 0; i < yzt_scene_kind_n_sums (kind); i++) {
    int field = index_of_field (kind, yzt_scene_kind_get_sum_field (kind, i));
    g_array_append_val (plan->sums, field);
  }
  want_fields (plan);
}

static void
item_plan_clear (ItemPlan *plan)
{
  g_clear_pointer (&plan->sums, g_array_unref);
  g_clear_pointer (&plan->fields, g_array_unref);
  g_clear_pointer (&plan->marked, g_free);
}

static const char *
cell_text (const YztRow *row, int index)
{
  return index >= 0 && row->cells[index].type == YZT_CELL_TEXT ? row->cells[index].v.text : NULL;
}

static double
cell_number (const YztRow *row, int index)
{
  const YztCell *cell = &row->cells[index];
  if (cell->type == YZT_CELL_INTEGER) {
    return (double) cell->v.integer;
  }
  return cell->type == YZT_CELL_NUMBER ? cell->v.number : NAN;
}

static guint16
variant_of (const YztRow *row, const ItemPlan *plan)
{
  const char *value = cell_text (row, plan->variant);
  if (value == NULL) {
    return G_MAXUINT16;
  }
  const YztField *field = yzt_kind_get_field (row->kind, (guint) plan->variant);
  guint n = yzt_field_get_n_values (field);
  for (guint i = 0; i < n; i++) {
    if (g_str_equal (yzt_field_get_value (field, i), value)) {
      return (guint16) i;
    }
  }
  return G_MAXUINT16;
}

/* (transfer full) What cannot be read is no shape: the row is then in lists, and not on the map. */
static YztShape *
shape_of (const YztRow *row)
{
  gsize length;
  if (row->geometry == NULL) {
    return NULL;
  }
  const void *blob = g_bytes_get_data (row->geometry, &length);
  g_autoptr (YztGeometry) geometry = yzt_geometry_from_gpkg (blob, length, NULL);
  return geometry != NULL ? yzt_shape_new (geometry) : NULL;
}

static guint8
flags_of (const YztRow *row, const ItemPlan *plan, const YztShape *shape, gint64 verified_at_ms, gint64 now_ms)
{
  guint8 flags = 0;
  if (row->geometry != NULL) {
    flags |= YZT_ITEM_AREA;
  }
  if (shape != NULL && yzt_shape_crosses_itself (shape)) {
    flags |= YZT_ITEM_CROSSED;
  }
  if (!plan->is_event) {
    /* A drawing on the scene is not verified; it is over from some time on. */
    gint64 until_ms;
    gboolean over = plan->until >= 0 && cell_text (row, plan->until) != NULL && yzt_time_parse (cell_text (row, plan->until), NULL, &until_ms) && until_ms <= now_ms;
    return over || (plan->lasting && yzt_rule_is_stale (verified_at_ms, now_ms)) ? flags | YZT_ITEM_STALE : flags;
  }
  const char *status = cell_text (row, plan->message_status);
  if (status != NULL && *status != '\0' && !g_str_equal (status, "actual")) {
    flags |= YZT_ITEM_EXERCISE;
  }
  if (yzt_rule_incident_is_open (cell_text (row, plan->state))) {
    flags |= YZT_ITEM_OPEN;
    if (cell_text (row, plan->acknowledged) == NULL && g_strcmp0 (cell_text (row, plan->alarm), "silent") != 0) {
      flags |= YZT_ITEM_UNACKNOWLEDGED;
    }
  }
  return flags;
}

/* An exercise or test carries the word wherever its name stands, and none of its figures is added to anything. */
static const char *
mark_exercise (const YztRow *row, ItemPlan *plan, const char *name, guint8 flags, double *sums)
{
  if ((flags & YZT_ITEM_EXERCISE) == 0) {
    return name;
  }
  for (guint i = 0; i < plan->sums->len; i++) {
    sums[i] = NAN;
  }
  g_free (plan->marked);
  plan->marked = yzt_marked_name (name, cell_text (row, plan->message_status));
  return plan->marked;
}

/* @shape must live as long as @item, and its name until the next row. */
static void
fill_item (const YztRow *row, ItemPlan *plan, const YztShape *shape, gint64 now_ms, YztItem *item, double *sums)
{
  const char *verified = cell_text (row, plan->verified);
  const char *name = cell_text (row, plan->name);
  gint64 verified_at_ms = YZT_SCENE_NO_TIME;
  if (verified == NULL || !yzt_time_parse (verified, NULL, &verified_at_ms)) {
    verified_at_ms = YZT_SCENE_NO_TIME;
  }
  for (guint i = 0; i < plan->sums->len; i++) {
    sums[i] = cell_number (row, g_array_index (plan->sums, int, i));
  }
  *item = (YztItem) {
    .kind = plan->kind,
    .fid = row->fid,
    .lon = row->has_position ? row->lon : NAN,
    .lat = row->has_position ? row->lat : NAN,
    .variant = variant_of (row, plan),
    .verified_at_ms = verified_at_ms,
    .flags = flags_of (row, plan, shape, verified_at_ms, now_ms),
    .name = name != NULL ? name : "",
    .sums = sums,
    .shape = shape,
  };
  if (plan->level >= 0) {
    item->level = (guint8) yzt_field_get_cell_level (yzt_kind_get_field (row->kind, (guint) plan->level), &row->cells[plan->level]);
  }
  item->name = mark_exercise (row, plan, item->name, item->flags, sums);
}

static double
number_or_zero (const YztRow *row, const char *field)
{
  int index = yzt_kind_get_field_index (row->kind, field);
  double value = index >= 0 ? cell_number (row, index) : NAN;
  return isnan (value) ? 0 : value;
}

static const char *
text_or_empty (const YztRow *row, const char *field)
{
  const char *text = yzt_row_get_text (row, field);
  return text != NULL ? text : "";
}

void
yzt_row_to_stock (const YztRow *row, const YztClock *clock, YztStock *stock_out)
{
  g_return_if_fail (row != NULL && stock_out != NULL);
  const char *item = yzt_row_get_text (row, "item");
  *stock_out = (YztStock) {
    .owner_fid = row->owner_fid,
    .fid = row->fid,
    .item = item != NULL ? item : text_or_empty (row, "name"),
    .spec = text_or_empty (row, "spec"),
    .unit = text_or_empty (row, "unit"),
    .book = number_or_zero (row, "quantity"),
    .reserved = number_or_zero (row, "reserved"),
  };
  gint64 expiry_ms;
  const char *expiry = yzt_row_get_text (row, "expiry");
  if (expiry != NULL && yzt_time_parse (expiry, NULL, &expiry_ms) &&
      expiry_ms + 24 * 3600 * 1000 <= yzt_clock_now_ms (clock)) {
    stock_out->expired = stock_out->book;
  }
  const char *state = text_or_empty (row, "state");
  if (g_str_equal (state, "repair") || g_str_equal (state, "scrap")) {
    stock_out->expired = stock_out->book; /* there, and cannot be sent */
  }
}

/* --- the whole file --- */

typedef struct {
  YztSceneBuilder *builder;
  ItemPlan plan;
  const YztClock *clock;
  gint64 now_ms;
  double *sums;
  GCancellable *cancellable;
} LoadState;

static gboolean
add_row_cb (const YztRow *row, gpointer user_data)
{
  LoadState *load = user_data;
  YztItem item;
  g_autoptr (YztShape) shape = shape_of (row);
  fill_item (row, &load->plan, shape, load->now_ms, &item, load->sums);
  yzt_scene_builder_add (load->builder, &item);
  return !g_cancellable_is_cancelled (load->cancellable);
}

static gboolean
add_stock_cb (const YztRow *row, gpointer user_data)
{
  LoadState *load = user_data;
  YztStock stock;
  yzt_row_to_stock (row, load->clock, &stock);
  yzt_scene_builder_add_stock (load->builder, &stock);
  return !g_cancellable_is_cancelled (load->cancellable);
}

gboolean
yzt_loader_is_stock (const YztKind *kind)
{
  return g_str_equal (yzt_kind_get_id (kind), "stock-line");
}

/* A map of a newer version may hold more kinds than this one draws; the store refuses to add them. */
gboolean
yzt_loader_is_on_map (const YztKind *kind, guint index)
{
  return yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE && index < YZT_KINDS_ON_MAP_MAX;
}

gboolean
yzt_loader_read_items (YztStore *store, guint kind_index, gint64 fid_from, gint64 fid_to, YztSceneBuilder *builder, const YztClock *clock,
                       GCancellable *cancellable, GError **error)
{
  YztKind *kind = yzt_kind_set_get (yzt_store_get_kinds (store), kind_index);
  g_autofree double *sums = g_new0 (double, yzt_scene_kind_n_sums (kind) + 1);
  LoadState load = { .builder = builder, .clock = clock, .now_ms = yzt_clock_now_ms (clock), .sums = sums, .cancellable = cancellable };
  g_assert (yzt_loader_is_on_map (kind, kind_index));
  item_plan_init (&load.plan, kind, kind_index);
  const int *fields = (const int *) (gconstpointer) load.plan.fields->data;
  gboolean read = yzt_store_read_fields (store, kind, fields, load.plan.fields->len, fid_from, fid_to, add_row_cb, &load, error);
  item_plan_clear (&load.plan);
  return read && !g_cancellable_set_error_if_cancelled (cancellable, error);
}

guint64
yzt_loader_lasting_kinds (YztKindSet *kinds)
{
  guint64 mask = 0;
  for (guint i = 0; i < yzt_kind_set_get_n (kinds) && i < 64; i++) {
    if (!is_event_kind (yzt_kind_set_get (kinds, i)) && yzt_kind_is_verified (yzt_kind_set_get (kinds, i))) {
      mask |= G_GUINT64_CONSTANT (1) << i;
    }
  }
  return mask;
}

gboolean
yzt_loader_read_stock (YztStore *store, YztSceneBuilder *builder, const YztClock *clock, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && builder != NULL, FALSE);
  YztKindSet *kinds = yzt_store_get_kinds (store);
  LoadState load = { .builder = builder, .clock = clock, .cancellable = cancellable };
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    if (yzt_loader_is_stock (kind) && !yzt_store_read_rows (store, kind, add_stock_cb, &load, error)) {
      return FALSE;
    }
  }
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* --- what one act touched --- */

typedef struct {
  YztSceneChanges *changes;
  ItemPlan plan;
  const YztClock *clock;
  gint64 now_ms;
  GHashTable *found; /* fids read */
} ChangeState;

static const char *
keep_string (YztSceneChanges *changes, const char *text)
{
  return g_string_chunk_insert_const (changes->strings, text);
}

static gboolean
change_row_cb (const YztRow *row, gpointer user_data)
{
  ChangeState *state = user_data;
  YztSceneChanges *changes = state->changes;
  YztItemChange change = { 0 };
  double *sums = g_new0 (double, state->plan.sums->len + 1);
  g_ptr_array_add (changes->sums, sums);
  YztShape *shape = shape_of (row);
  if (shape != NULL) {
    g_ptr_array_add (changes->shapes, shape);
  }
  fill_item (row, &state->plan, shape, state->now_ms, &change.item, sums);
  change.item.name = keep_string (changes, change.item.name);
  g_array_append_val (changes->items, change);
  gint64 *fid = g_memdup2 (&row->fid, sizeof row->fid);
  g_hash_table_add (state->found, fid);
  return TRUE;
}

static gboolean
change_stock_cb (const YztRow *row, gpointer user_data)
{
  ChangeState *state = user_data;
  YztStockChange change = { 0 };
  yzt_row_to_stock (row, state->clock, &change.stock);
  change.stock.item = keep_string (state->changes, change.stock.item);
  change.stock.spec = keep_string (state->changes, change.stock.spec);
  change.stock.unit = keep_string (state->changes, change.stock.unit);
  g_array_append_val (state->changes->stocks, change);
  gint64 *fid = g_memdup2 (&row->fid, sizeof row->fid);
  g_hash_table_add (state->found, fid);
  return TRUE;
}

/* Rows of the range that are not in the file any more leave the scene; removing what was never there does nothing. */
static void
add_removals (ChangeState *state, gboolean stock, guint kind, gint64 from, gint64 to)
{
  for (gint64 fid = from; fid <= to; fid++) {
    if (g_hash_table_contains (state->found, &fid)) {
      continue;
    }
    if (stock) {
      YztStockChange change = { .removed = TRUE, .stock = { .fid = fid, .item = "", .spec = "", .unit = "" } };
      g_array_append_val (state->changes->stocks, change);
    } else {
      YztItemChange change = { .removed = TRUE, .item = { .kind = kind, .fid = fid, .name = "" } };
      g_array_append_val (state->changes->items, change);
    }
  }
}

static gboolean
load_touch (YztStore *store, const YztTouch *touch, ChangeState *state, GError **error)
{
  YztKindSet *kinds = yzt_store_get_kinds (store);
  YztKind *kind = yzt_kind_set_find (kinds, touch->kind);
  if (g_str_equal (touch->kind, "kind")) {
    state->changes->needs_reload = TRUE;
  }
  if (kind == NULL || (!yzt_loader_is_stock (kind) && !yzt_loader_is_on_map (kind, (guint) yzt_kind_set_index (kinds, yzt_kind_get_id (kind))))) {
    return TRUE;
  }
  if (touch->fid_to - touch->fid_from >= MAX_PATCH_ROWS) {
    state->changes->needs_reload = TRUE;
    return TRUE;
  }
  guint index = (guint) yzt_kind_set_index (kinds, yzt_kind_get_id (kind));
  gboolean stock = yzt_loader_is_stock (kind);
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  state->found = found;
  item_plan_init (&state->plan, kind, index);
  gboolean read = yzt_store_read_range (store, kind, touch->fid_from, touch->fid_to,
                                        stock ? change_stock_cb : change_row_cb, state, error);
  if (read) {
    add_removals (state, stock, index, touch->fid_from, touch->fid_to);
  }
  item_plan_clear (&state->plan);
  state->found = NULL;
  return read;
}

YztSceneChanges *
yzt_load_changes (YztStore *store, const YztActResult *result, const YztClock *clock, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  g_return_val_if_fail (result != NULL, NULL);
  g_autoptr (YztSceneChanges) changes = g_new0 (YztSceneChanges, 1);
  changes->items = g_array_new (FALSE, FALSE, sizeof (YztItemChange));
  changes->stocks = g_array_new (FALSE, FALSE, sizeof (YztStockChange));
  changes->strings = g_string_chunk_new (4096);
  changes->sums = g_ptr_array_new_with_free_func (g_free);
  changes->shapes = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_shape_unref);
  ChangeState state = { .changes = changes, .clock = clock, .now_ms = yzt_clock_now_ms (clock) };
  for (guint i = 0; i < result->touches->len && !changes->needs_reload; i++) {
    if (!load_touch (store, &g_array_index (result->touches, YztTouch, i), &state, error)) {
      return NULL;
    }
    if (changes->items->len + changes->stocks->len > MAX_PATCH_ROWS) {
      changes->needs_reload = TRUE;
    }
  }
  return g_steal_pointer (&changes);
}

void
yzt_scene_changes_free (YztSceneChanges *changes)
{
  if (changes == NULL) {
    return;
  }
  g_clear_pointer (&changes->items, g_array_unref);
  g_clear_pointer (&changes->stocks, g_array_unref);
  g_clear_pointer (&changes->strings, g_string_chunk_free);
  g_clear_pointer (&changes->sums, g_ptr_array_unref);
  g_clear_pointer (&changes->shapes, g_ptr_array_unref);
  g_free (changes);
}
