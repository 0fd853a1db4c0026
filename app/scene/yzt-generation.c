/* yzt-generation.c: one immutable picture of all features: its life, its rows
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-scene-private.h"

static guint64
next_number (void)
{
  static guint64 last;

  return __atomic_add_fetch (&last, 1, __ATOMIC_RELAXED);
}

YztGeneration *
yzt_generation_new_for_base (YztSceneBase *base)
{
  YztGeneration *generation = g_new0 (YztGeneration, 1);

  g_atomic_ref_count_init (&generation->refs);
  generation->number = next_number ();
  generation->base = base;
  generation->n_items = base->n;
  generation->kinds_in_use = base->kinds_in_use;
  for (guint k = 0; k < YZT_MAX_KINDS; k++) {
    generation->kind_counts[k] = base->kind_start[k + 1] - base->kind_start[k];
  }
  return generation;
}

YztGeneration *
yzt_generation_ref (YztGeneration *generation)
{
  g_return_val_if_fail (generation != NULL, NULL);

  g_atomic_ref_count_inc (&generation->refs);
  return generation;
}

void
yzt_generation_unref (YztGeneration *generation)
{
  g_return_if_fail (generation != NULL);

  if (!g_atomic_ref_count_dec (&generation->refs)) {
    return;
  }
  for (guint i = 0; i < generation->n_delta; i++) {
    yzt_delta_item_unref (generation->delta[i]);
  }
  for (guint i = 0; i < generation->n_delta_lines; i++) {
    yzt_delta_stock_unref (generation->delta_lines[i].line);
  }
  yzt_scene_base_unref (generation->base);
  g_free (generation->removed);
  g_free (generation->removed_slots);
  g_free (generation->sifted_prefix);
  g_free (generation->delta);
  g_free (generation->removed_lines);
  g_free (generation->delta_lines);
  g_free (generation->extra_groups);
  g_free (generation);
}

guint64
yzt_generation_get_number (const YztGeneration *generation)
{
  g_return_val_if_fail (generation != NULL, 0);

  return generation->number;
}

YztKindSet *
yzt_generation_get_kinds (const YztGeneration *generation)
{
  g_return_val_if_fail (generation != NULL, NULL);

  return generation->base->schema->kinds;
}

guint
yzt_generation_get_delta_size (const YztGeneration *generation)
{
  g_return_val_if_fail (generation != NULL, 0);

  return MAX (generation->n_delta, generation->n_removed) + MAX (generation->n_delta_lines, generation->n_removed_lines);
}

guint
yzt_generation_get_n_items (const YztGeneration *generation)
{
  g_return_val_if_fail (generation != NULL, 0);

  return generation->n_items;
}

guint
yzt_generation_get_n_slots (const YztGeneration *generation)
{
  g_return_val_if_fail (generation != NULL, 0);

  return generation->base->n + generation->n_delta;
}

gboolean
yzt_generation_get_item (const YztGeneration *generation, guint index, YztItem *item_out)
{
  const YztSceneBase *base;
  guint row;

  g_return_val_if_fail (generation != NULL, FALSE);
  g_return_val_if_fail (index < yzt_generation_get_n_slots (generation), FALSE);
  g_return_val_if_fail (item_out != NULL, FALSE);

  base = generation->base;
  if (index >= base->n) {
    *item_out = generation->delta[index - base->n]->item;
    return TRUE;
  }
  if (yzt_generation_is_removed (generation, index)) {
    return FALSE;
  }
  row = base->row[index];
  *item_out = (YztItem) {
    .kind = base->kind[index],
    .fid = base->fid[row],
    .lon = base->lon[row],
    .lat = base->lat[row],
    .level = base->level[index],
    .flags = base->flags[index],
    .variant = base->variant[row],
    .verified_at_ms = base->verified_at_ms[row],
    .name = yzt_scene_base_name (base, row),
    .sums = base->sums + base->sum_start[index],
    .shape = (base->flags[index] & YZT_ITEM_AREA) != 0 ? yzt_shape_columns_find (&base->outlines, index) : NULL,
  };
  return TRUE;
}

/* The delta's place for (kind, fid): the first row not before it. */
static guint
delta_lower_bound (const YztGeneration *generation, guint kind, gint64 fid)
{
  guint lo = 0;
  guint hi = generation->n_delta;

  while (lo < hi) {
    guint middle = lo + (hi - lo) / 2;
    const YztItem *item = &generation->delta[middle]->item;

    if (item->kind < kind || (item->kind == kind && item->fid < fid)) {
      lo = middle + 1;
    } else {
      hi = middle;
    }
  }
  return lo;
}

gboolean
yzt_generation_find (const YztGeneration *generation, guint kind, gint64 fid, guint *index_out)
{
  guint slot, place;

  g_return_val_if_fail (generation != NULL, FALSE);
  g_return_val_if_fail (index_out != NULL, FALSE);

  if (kind >= YZT_MAX_KINDS) {
    return FALSE;
  }
  place = delta_lower_bound (generation, kind, fid);
  if (place < generation->n_delta && generation->delta[place]->item.kind == kind &&
      generation->delta[place]->item.fid == fid) {
    *index_out = generation->base->n + place;
    return TRUE;
  }
  if (!yzt_scene_base_find (generation->base, kind, fid, &slot) || yzt_generation_is_removed (generation, slot)) {
    return FALSE;
  }
  *index_out = slot;
  return TRUE;
}

guint
yzt_generation_count_kind (const YztGeneration *generation, guint kind)
{
  g_return_val_if_fail (generation != NULL, 0);

  return kind < YZT_MAX_KINDS ? generation->kind_counts[kind] : 0; /* those beyond have no place */
}

gboolean
yzt_generation_get_mercator (const YztGeneration *generation, guint index, double *x, double *y)
{
  const YztSceneBase *base;

  g_return_val_if_fail (generation != NULL, FALSE);
  g_return_val_if_fail (index < yzt_generation_get_n_slots (generation), FALSE);
  g_return_val_if_fail (x != NULL && y != NULL, FALSE);

  base = generation->base;
  if (index >= base->n) {
    const YztDeltaItem *delta = generation->delta[index - base->n];

    *x = delta->map_x;
    *y = delta->map_y;
    return delta->placed;
  }
  if (index >= base->n_placed || yzt_generation_is_removed (generation, index)) {
    return FALSE;
  }
  *x = base->map_x[index];
  *y = base->map_y[index];
  return TRUE;
}

guint
yzt_generation_count_flagged (const YztGeneration *generation, guint8 flags, gboolean placed, guint *index_out)
{
  const YztSceneBase *base;
  guint n = 0, first = 0;

  g_return_val_if_fail (generation != NULL, 0);

  base = generation->base;
  for (guint slot = placed ? 0 : base->n_placed; slot < (placed ? base->n_placed : base->n); slot++) {
    if ((base->flags[slot] & flags) == flags && !yzt_generation_is_removed (generation, slot) && n++ == 0) {
      first = slot;
    }
  }
  for (guint i = 0; i < generation->n_delta; i++) {
    const YztDeltaItem *delta = generation->delta[i];

    if (delta->placed == placed && (delta->item.flags & flags) == flags && n++ == 0) {
      first = base->n + i;
    }
  }
  if (index_out != NULL && n > 0) {
    *index_out = first;
  }
  return n;
}

int
yzt_generation_get_face (const YztGeneration *generation, guint index, guint *kind, double *x, double *y)
{
  const YztSceneBase *base = generation->base;

  if (!yzt_generation_get_mercator (generation, index, x, y)) {
    return -1;
  }
  if (index >= base->n) {
    *kind = generation->delta[index - base->n]->item.kind;
    return generation->delta[index - base->n]->item.level;
  }
  *kind = base->kind[index];
  return base->level[index];
}

YztPosition
yzt_generation_slot_position (const YztGeneration *generation, guint slot)
{
  const YztSceneBase *base = generation->base;

  if (slot >= base->n) {
    const YztItem *item = &generation->delta[slot - base->n]->item;

    return (YztPosition) { item->lon, item->lat };
  }
  return (YztPosition) { base->lon[base->row[slot]], base->lat[base->row[slot]] };
}

/* --- patching --- */

static void
count_change (YztGeneration *generation, guint kind, gboolean was_there, gboolean is_there)
{
  if (is_there && !was_there) {
    generation->n_items++;
    generation->kind_counts[kind]++;
  } else if (was_there && !is_there) {
    generation->n_items--;
    generation->kind_counts[kind]--;
  }
}

/* Marks the base's row, if it has one, as no longer its own. Returns whether it was there until now. */
static gboolean
shadow_base_row (YztGeneration *generation, guint kind, gint64 fid)
{
  YztSceneBase *base = generation->base;
  guint slot;

  if (!yzt_scene_base_find (base, kind, fid, &slot) || yzt_generation_is_removed (generation, slot)) {
    return FALSE;
  }
  if (generation->removed == NULL) {
    generation->removed = g_new0 (guint64, (base->n >> 6) + 1);
  }
  generation->removed[slot >> 6] |= G_GUINT64_CONSTANT (1) << (slot & 63);
  generation->n_removed++;
  return TRUE;
}

static void
merge_items (YztGeneration *generation, const YztGeneration *old, const YztPatch *patch)
{
  guint i = 0;

  generation->delta = g_new (YztDeltaItem *, old->n_delta + patch->n_items);
  for (guint p = 0; p <= patch->n_items; p++) {
    const YztPatchItem *change = p < patch->n_items ? &patch->items[p] : NULL;
    guint end = change != NULL ? delta_lower_bound (old, change->kind, change->fid) : old->n_delta;
    gboolean was_there = FALSE;

    for (; i < end; i++) {
      generation->delta[generation->n_delta++] = yzt_delta_item_ref (old->delta[i]);
    }
    if (change == NULL) {
      break;
    }
    if (i < old->n_delta && old->delta[i]->item.kind == change->kind && old->delta[i]->item.fid == change->fid) {
      was_there = TRUE;
      i++;
    }
    if (shadow_base_row (generation, change->kind, change->fid)) {
      was_there = TRUE;
    }
    count_change (generation, change->kind, was_there, change->item != NULL);
    if (change->item != NULL) {
      generation->delta[generation->n_delta++] = yzt_delta_item_ref (change->item);
      generation->kinds_in_use |= G_GUINT64_CONSTANT (1) << change->kind;
    }
  }
}

static void
list_removed (YztGeneration *generation)
{
  guint n = 0;

  if (generation->n_removed == 0) {
    return;
  }
  generation->removed_slots = g_new (guint32, generation->n_removed);
  for (guint word = 0; word <= generation->base->n >> 6; word++) {
    for (guint64 left = generation->removed[word]; left != 0; left &= left - 1) {
      generation->removed_slots[n++] = (word << 6) + (guint) __builtin_ctzll (left);
    }
  }
}

static void
shadow_base_line (YztGeneration *generation, gint64 fid)
{
  const YztStockColumns *stock = &generation->base->stock;
  guint index;

  if (!yzt_stock_columns_find_line (stock, fid, &index)) {
    return;
  }
  if (generation->removed_lines == NULL) {
    generation->removed_lines = g_new0 (guint64, (stock->n_lines >> 6) + 1);
  }
  if ((generation->removed_lines[index >> 6] >> (index & 63) & 1) == 0) {
    generation->removed_lines[index >> 6] |= G_GUINT64_CONSTANT (1) << (index & 63);
    generation->n_removed_lines++;
  }
}

static void
merge_lines (YztGeneration *generation, const YztGeneration *old, const YztPatch *patch)
{
  guint i = 0;

  generation->delta_lines = g_new0 (YztDeltaLine, old->n_delta_lines + patch->n_lines);
  for (guint p = 0; p <= patch->n_lines; p++) {
    const YztPatchLine *change = p < patch->n_lines ? &patch->lines[p] : NULL;

    for (; i < old->n_delta_lines && (change == NULL || old->delta_lines[i].line->stock.fid < change->fid); i++) {
      generation->delta_lines[generation->n_delta_lines] = old->delta_lines[i];
      yzt_delta_stock_ref (generation->delta_lines[generation->n_delta_lines++].line);
    }
    if (change == NULL) {
      break;
    }
    if (i < old->n_delta_lines && old->delta_lines[i].line->stock.fid == change->fid) {
      i++;
    }
    shadow_base_line (generation, change->fid);
    if (change->line != NULL) {
      generation->delta_lines[generation->n_delta_lines++].line = yzt_delta_stock_ref (change->line);
    }
  }
}

YztGeneration *
yzt_generation_apply (YztGeneration *old, const YztPatch *patch)
{
  YztGeneration *generation = yzt_generation_new_for_base (yzt_scene_base_ref (old->base));
  const YztStockColumns *stock = &old->base->stock;

  generation->n_items = old->n_items;
  generation->kinds_in_use = old->kinds_in_use;
  memcpy (generation->kind_counts, old->kind_counts, sizeof old->kind_counts);
  generation->n_removed = old->n_removed;
  if (old->removed != NULL) {
    generation->removed = g_memdup2 (old->removed, ((old->base->n >> 6) + 1) * sizeof (guint64));
  }
  generation->n_removed_lines = old->n_removed_lines;
  if (old->removed_lines != NULL) {
    generation->removed_lines = g_memdup2 (old->removed_lines, ((stock->n_lines >> 6) + 1) * sizeof (guint64));
  }
  merge_items (generation, old, patch);
  list_removed (generation);
  merge_lines (generation, old, patch);
  yzt_generation_resolve_stock (generation);
  return generation;
}

YztGeneration *
yzt_generation_renumber (YztGeneration *generation)
{
  const YztPatch nothing = { NULL, 0, NULL, 0 };

  return yzt_generation_apply (generation, &nothing);
}

YztGeneration *
yzt_generation_patch (YztGeneration *old, const YztItemChange *items, guint n_items, const YztStockChange *stocks,
                      guint n_stocks)
{
  g_autoptr (YztPatch) patch = NULL;

  g_return_val_if_fail (old != NULL, NULL);
  g_return_val_if_fail (items != NULL || n_items == 0, NULL);
  g_return_val_if_fail (stocks != NULL || n_stocks == 0, NULL);

  patch = yzt_patch_new (old->base->schema, items, n_items, stocks, n_stocks);
  return yzt_generation_apply (old, patch);
}

static void
add_lines (YztSceneBuilder *builder, const YztGeneration *generation)
{
  const YztStockColumns *stock = &generation->base->stock;

  for (guint i = 0; i < stock->n_lines; i++) {
    const YztStockLine *line = &stock->lines[i];
    const YztStockGroup *group = &stock->groups[line->group];
    const YztStock copy = {
      line->owner_fid, line->fid, group->item, group->spec, group->unit, line->book, line->reserved, line->expired,
    };

    if (generation->removed_lines == NULL || (generation->removed_lines[i >> 6] >> (i & 63) & 1) == 0) {
      yzt_scene_builder_add_stock (builder, &copy);
    }
  }
  for (guint i = 0; i < generation->n_delta_lines; i++) {
    yzt_scene_builder_add_stock (builder, &generation->delta_lines[i].line->stock);
  }
}

YztGeneration *
yzt_generation_compact (YztGeneration *generation)
{
  const YztSceneBase *base;
  YztSceneBuilder *builder;
  YztItem item;

  g_return_val_if_fail (generation != NULL, NULL);

  base = generation->base;
  builder = yzt_scene_builder_new (base->schema->kinds);
  /* In the order of rows, which is that of the file. */
  for (guint row = 0; row < base->n_rows; row++) {
    if (base->slot[row] != YZT_NO_SLOT && yzt_generation_get_item (generation, base->slot[row], &item)) {
      yzt_scene_builder_add (builder, &item);
    }
  }
  for (guint i = 0; i < generation->n_delta; i++) {
    yzt_scene_builder_add (builder, &generation->delta[i]->item);
  }
  add_lines (builder, generation);
  return yzt_scene_builder_finish (builder);
}
