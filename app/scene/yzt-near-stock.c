/* yzt-near-stock.c: stock of the owners inside a circle, added up by item, specification and unit
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-near-private.h"

void
yzt_near_stock_start (const YztNearQuery *query)
{
  const YztGeneration *generation = query->generation;
  YztNearResult *result = query->result;
  guint n = generation->base->stock.n_groups + generation->n_extra_groups;

  if (n > result->n_groups) {
    result->by_group = g_renew (YztStockTotal, result->by_group, n);
    memset (result->by_group + result->n_groups, 0, (n - result->n_groups) * sizeof *result->by_group);
    result->touched = g_renew (guint32, result->touched, n);
    result->stock = g_renew (YztStockTotal, result->stock, n);
    result->n_groups = n;
  }
}

static void
add_line (const YztNearQuery *query, guint group, double book, double reserved, double expired)
{
  const YztGeneration *generation = query->generation;
  const YztStockColumns *stock = &generation->base->stock;
  YztNearResult *result = query->result;
  YztStockTotal *total = &result->by_group[group];
  double available = book - reserved - expired;

  if (total->item == NULL) {
    const YztStockGroup *name =
        group < stock->n_groups ? &stock->groups[group] : &generation->extra_groups[group - stock->n_groups];

    *total = (YztStockTotal) { name->item, name->spec, name->unit, 0, 0, 0, 0 };
    result->touched[result->n_touched++] = group;
  }
  total->book += book;
  total->reserved += reserved;
  total->expired += expired;
  total->available += MAX (available, 0.0);
}

static void
add_base_lines (const YztNearQuery *query, guint start, guint end)
{
  const YztStockColumns *stock = &query->generation->base->stock;
  const guint64 *removed = query->generation->removed_lines;

  for (guint i = start; i < end; i++) {
    const YztStockLine *line = &stock->lines[i];

    if (removed == NULL || (removed[i >> 6] >> (i & 63) & 1) == 0) {
      add_line (query, line->group, line->book, line->reserved, line->expired);
    }
  }
}

void
yzt_near_stock_add_slots (const YztNearQuery *query, guint start, guint end)
{
  const guint32 *starts = query->generation->base->stock.start;

  if (starts != NULL && starts[start] != starts[end]) {
    add_base_lines (query, starts[start], starts[end]);
  }
}

void
yzt_near_stock_add_delta (const YztNearQuery *query, guint slot)
{
  const YztSceneBase *base = query->generation->base;
  const YztStockColumns *stock = &base->stock;
  const YztItem *item = &query->generation->delta[slot - base->n]->item;
  guint lo = stock->n_attached;
  guint hi = stock->n_lines;
  guint base_slot, end;

  if ((int) item->kind != base->schema->stock_kind || stock->start == NULL) {
    return;
  }
  if (yzt_scene_base_find (base, item->kind, item->fid, &base_slot)) {
    add_base_lines (query, stock->start[base_slot], stock->start[base_slot + 1]);
    return;
  }
  while (lo < hi) {
    guint middle = lo + (hi - lo) / 2;

    if (stock->lines[middle].owner_fid < item->fid) {
      lo = middle + 1;
    } else {
      hi = middle;
    }
  }
  for (end = lo; end < stock->n_lines && stock->lines[end].owner_fid == item->fid;) {
    end++;
  }
  add_base_lines (query, lo, end);
}

static gboolean
is_inside (const YztNearQuery *query, guint slot)
{
  const YztSceneBase *base = query->generation->base;
  double p[3], dx, dy, dz, chord2, distance_m;

  if (slot < base->n ? slot >= base->n_placed : !query->generation->delta[slot - base->n]->placed) {
    return FALSE;
  }
  for (guint i = 0; i < 3; i++) {
    p[i] = slot < base->n ? base->ecef[i][slot] : query->generation->delta[slot - base->n]->ecef[i];
  }
  dx = p[0] - query->center.ecef[0];
  dy = p[1] - query->center.ecef[1];
  dz = p[2] - query->center.ecef[2];
  chord2 = dx * dx + dy * dy + dz * dz;
  distance_m = yzt_distance_from_chord (chord2, dz, p[2] + query->center.ecef[2]);
  return yzt_near_decide (query, slot, chord2, &distance_m);
}

void
yzt_near_stock_add_lines (const YztNearQuery *query)
{
  const YztGeneration *generation = query->generation;

  for (guint i = 0; i < generation->n_delta_lines; i++) {
    const YztDeltaLine *line = &generation->delta_lines[i];
    const YztStock *stock = &line->line->stock;

    if (line->owner != YZT_NO_SLOT && is_inside (query, line->owner)) {
      add_line (query, line->group, isnan (stock->book) ? 0.0 : stock->book,
                isnan (stock->reserved) ? 0.0 : stock->reserved, isnan (stock->expired) ? 0.0 : stock->expired);
    }
  }
}

static int
compare_totals (gconstpointer a, gconstpointer b, gpointer unused)
{
  const YztStockTotal *left = a;
  const YztStockTotal *right = b;
  const YztStockGroup left_name = { left->item, left->spec, left->unit };
  const YztStockGroup right_name = { right->item, right->spec, right->unit };

  return yzt_stock_group_compare (&left_name, &right_name);
}

void
yzt_near_stock_finish (const YztNearQuery *query)
{
  YztNearResult *result = query->result;

  for (guint i = 0; i < result->n_touched; i++) {
    YztStockTotal *total = &result->by_group[result->touched[i]];

    result->stock[result->n_stock++] = *total;
    total->item = NULL;
  }
  if (result->n_stock > 1) {
    g_qsort_with_data (result->stock, (gint) result->n_stock, sizeof *result->stock, compare_totals, NULL);
  }
}
