/* yzt-delta.c: rows and stock lines changed since the base, and patches made of them
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-scene-private.h"

guint8
yzt_level_clamp (guint level)
{
  return level < YZT_N_LEVELS ? (guint8) level : 0;
}

YztDeltaItem *
yzt_delta_item_new (const YztSceneSchema *schema, const YztItem *item)
{
  YztDeltaItem *delta = g_new0 (YztDeltaItem, 1);
  YztPosition position = { item->lon, item->lat };
  guint n_sums = schema->n_sums[item->kind];
  double *sums = g_new (double, n_sums);

  g_atomic_ref_count_init (&delta->refs);
  delta->item = *item;
  delta->item.level = yzt_level_clamp (item->level);
  delta->item.name = g_strdup (item->name != NULL ? item->name : "");
  for (guint i = 0; i < n_sums; i++) {
    sums[i] = item->sums != NULL ? item->sums[i] : (double) NAN;
  }
  delta->item.sums = sums;
  if (item->shape != NULL) {
    delta->item.shape = yzt_shape_ref (item->shape);
    delta->item.flags |= YZT_ITEM_AREA;
  }
  delta->folded = yzt_scene_fold (delta->item.name);
  delta->placed = yzt_position_is_valid (position);
  if (delta->placed) {
    yzt_geo_to_ecef (position, delta->ecef);
    yzt_mercator_from_position (position, &delta->map_x, &delta->map_y);
  } else {
    delta->item.lon = (double) NAN;
    delta->item.lat = (double) NAN;
  }
  return delta;
}

YztDeltaItem *
yzt_delta_item_ref (YztDeltaItem *item)
{
  g_atomic_ref_count_inc (&item->refs);
  return item;
}

void
yzt_delta_item_unref (YztDeltaItem *item)
{
  if (g_atomic_ref_count_dec (&item->refs)) {
    g_free ((char *) item->item.name);
    g_free ((double *) item->item.sums);
    g_free (item->folded);
    if (item->item.shape != NULL) {
      yzt_shape_unref ((YztShape *) item->item.shape);
    }
    g_free (item);
  }
}

YztDeltaStock *
yzt_delta_stock_new (const YztStock *stock)
{
  YztDeltaStock *line = g_new0 (YztDeltaStock, 1);

  g_atomic_ref_count_init (&line->refs);
  line->stock = *stock;
  line->stock.item = g_strdup (stock->item != NULL ? stock->item : "");
  line->stock.spec = g_strdup (stock->spec != NULL ? stock->spec : "");
  line->stock.unit = g_strdup (stock->unit != NULL ? stock->unit : "");
  return line;
}

YztDeltaStock *
yzt_delta_stock_ref (YztDeltaStock *line)
{
  g_atomic_ref_count_inc (&line->refs);
  return line;
}

void
yzt_delta_stock_unref (YztDeltaStock *line)
{
  if (g_atomic_ref_count_dec (&line->refs)) {
    g_free ((char *) line->stock.item);
    g_free ((char *) line->stock.spec);
    g_free ((char *) line->stock.unit);
    g_free (line);
  }
}

/* Indices sort by what they point at, then by themselves, so that the last change of a row comes last. */
static int
compare_item_changes (gconstpointer a, gconstpointer b, gpointer data)
{
  const YztItemChange *changes = data;
  guint i = *(const guint *) a;
  guint j = *(const guint *) b;
  const YztItem *left = &changes[i].item;
  const YztItem *right = &changes[j].item;

  if (left->kind != right->kind) {
    return left->kind < right->kind ? -1 : 1;
  }
  if (left->fid != right->fid) {
    return left->fid < right->fid ? -1 : 1;
  }
  return i < j ? -1 : 1;
}

static int
compare_stock_changes (gconstpointer a, gconstpointer b, gpointer data)
{
  const YztStockChange *changes = data;
  guint i = *(const guint *) a;
  guint j = *(const guint *) b;

  if (changes[i].stock.fid != changes[j].stock.fid) {
    return changes[i].stock.fid < changes[j].stock.fid ? -1 : 1;
  }
  return i < j ? -1 : 1;
}

static guint *
new_order (guint n, GCompareDataFunc compare, gconstpointer changes)
{
  guint *order = g_new (guint, n);

  for (guint i = 0; i < n; i++) {
    order[i] = i;
  }
  if (n > 1) {
    g_qsort_with_data (order, (gint) n, sizeof *order, compare, (gpointer) changes);
  }
  return order;
}

YztPatch *
yzt_patch_new (const YztSceneSchema *schema, const YztItemChange *items, guint n_items, const YztStockChange *stocks,
               guint n_stocks)
{
  YztPatch *patch = g_new0 (YztPatch, 1);
  g_autofree guint *item_order = new_order (n_items, compare_item_changes, items);
  g_autofree guint *stock_order = new_order (n_stocks, compare_stock_changes, stocks);

  patch->items = g_new (YztPatchItem, n_items);
  for (guint i = 0; i < n_items; i++) {
    const YztItemChange *change = &items[item_order[i]];
    const YztItemChange *next = i + 1 < n_items ? &items[item_order[i + 1]] : NULL;

    if ((next != NULL && next->item.kind == change->item.kind && next->item.fid == change->item.fid) ||
        change->item.kind >= schema->n_kinds) {
      g_warn_if_fail (change->item.kind < schema->n_kinds);
      continue;
    }
    patch->items[patch->n_items++] = (YztPatchItem) {
      change->item.kind, change->item.fid, change->removed ? NULL : yzt_delta_item_new (schema, &change->item),
    };
  }
  patch->lines = g_new (YztPatchLine, n_stocks);
  for (guint i = 0; i < n_stocks; i++) {
    const YztStockChange *change = &stocks[stock_order[i]];

    if (i + 1 < n_stocks && stocks[stock_order[i + 1]].stock.fid == change->stock.fid) {
      continue;
    }
    patch->lines[patch->n_lines++] = (YztPatchLine) {
      change->stock.fid, change->removed ? NULL : yzt_delta_stock_new (&change->stock),
    };
  }
  return patch;
}

void
yzt_patch_free (YztPatch *patch)
{
  for (guint i = 0; i < patch->n_items; i++) {
    g_clear_pointer (&patch->items[i].item, yzt_delta_item_unref);
  }
  for (guint i = 0; i < patch->n_lines; i++) {
    g_clear_pointer (&patch->lines[i].line, yzt_delta_stock_unref);
  }
  g_free (patch->items);
  g_free (patch->lines);
  g_free (patch);
}
