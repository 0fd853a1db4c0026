/* yzt-stock.c: stock lines by owner, grouped by item, specification and unit
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-scene-private.h"

int
yzt_stock_group_compare (const YztStockGroup *a, const YztStockGroup *b)
{
  int order = strcmp (a->item, b->item);

  if (order == 0) {
    order = strcmp (a->spec, b->spec);
  }
  return order != 0 ? order : strcmp (a->unit, b->unit);
}

void
yzt_stock_columns_clear (YztStockColumns *stock)
{
  g_clear_pointer (&stock->lines, g_free);
  g_clear_pointer (&stock->start, g_free);
  g_clear_pointer (&stock->by_fid, g_free);
  g_clear_pointer (&stock->groups, g_free);
  g_clear_pointer (&stock->strings, g_string_chunk_free);
}

gboolean
yzt_stock_columns_find_group (const YztStockColumns *stock, const YztStockGroup *group, guint *index_out)
{
  guint lo = 0;
  guint hi = stock->n_groups;

  while (lo < hi) {
    guint middle = lo + (hi - lo) / 2;
    int order = yzt_stock_group_compare (&stock->groups[middle], group);

    if (order == 0) {
      *index_out = middle;
      return TRUE;
    }
    if (order < 0) {
      lo = middle + 1;
    } else {
      hi = middle;
    }
  }
  return FALSE;
}

gboolean
yzt_stock_columns_find_line (const YztStockColumns *stock, gint64 fid, guint *index_out)
{
  guint lo = 0;
  guint hi = stock->n_lines;

  while (lo < hi) {
    guint middle = lo + (hi - lo) / 2;

    if (stock->lines[stock->by_fid[middle]].fid < fid) {
      lo = middle + 1;
    } else {
      hi = middle;
    }
  }
  if (lo == stock->n_lines || stock->lines[stock->by_fid[lo]].fid != fid) {
    return FALSE;
  }
  *index_out = stock->by_fid[lo];
  return TRUE;
}

static guint
group_hash (gconstpointer key)
{
  const YztStockGroup *group = key;

  return g_str_hash (group->item) * 31 + g_str_hash (group->spec) * 17 + g_str_hash (group->unit);
}

static gboolean
group_equal (gconstpointer a, gconstpointer b)
{
  return yzt_stock_group_compare (a, b) == 0;
}

static int
group_order (gconstpointer a, gconstpointer b)
{
  return yzt_stock_group_compare (a, b);
}

/* Collects the different groups, sorted, and writes each line's into @group_of. */
static void
build_groups (YztStockColumns *stock, const YztStock *lines, guint n, guint32 *group_of)
{
  g_autoptr (GHashTable) indices = g_hash_table_new (group_hash, group_equal);
  g_autofree YztStockGroup *keys = g_new (YztStockGroup, n);
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (YztStockGroup));

  for (guint i = 0; i < n; i++) {
    keys[i] = (YztStockGroup) { lines[i].item, lines[i].spec, lines[i].unit };
    if (g_hash_table_add (indices, &keys[i])) {
      YztStockGroup copy = {
        g_string_chunk_insert_const (stock->strings, keys[i].item),
        g_string_chunk_insert_const (stock->strings, keys[i].spec),
        g_string_chunk_insert_const (stock->strings, keys[i].unit),
      };
      g_array_append_val (groups, copy);
    }
  }
  g_array_sort (groups, group_order);
  g_hash_table_remove_all (indices);
  for (guint g = 0; g < groups->len; g++) {
    g_hash_table_insert (indices, &g_array_index (groups, YztStockGroup, g), GUINT_TO_POINTER (g));
  }
  for (guint i = 0; i < n; i++) {
    group_of[i] = GPOINTER_TO_UINT (g_hash_table_lookup (indices, &keys[i]));
  }
  stock->n_groups = groups->len;
  stock->groups = (YztStockGroup *) (gpointer) g_array_free (groups, FALSE);
}

static double
quantity (double value)
{
  return isnan (value) ? 0.0 : value;
}

/* Of lines given twice the later one stays. @order gets the indices that stay, by fid. */
static guint
order_by_fid (const YztStock *lines, guint n, guint32 *order)
{
  g_autofree YztKeyed *keyed = g_new (YztKeyed, n);
  g_autofree YztKeyed *scratch = g_new (YztKeyed, n);
  guint kept = 0;

  for (guint i = 0; i < n; i++) {
    keyed[i].key = (guint64) lines[i].fid ^ (G_GUINT64_CONSTANT (1) << 63);
    keyed[i].value = i;
  }
  yzt_radix_sort (keyed, scratch, n, 64);
  for (guint i = 0; i < n; i++) {
    if (i + 1 == n || keyed[i + 1].key != keyed[i].key) {
      order[kept++] = keyed[i].value;
    }
  }
  return kept;
}

/* Sorts the kept lines by the owner's slot; stable, so that lines of an owner stay in order of their fid. */
static void
order_by_owner (YztStockColumns *stock, const YztSceneBase *base, const YztStock *lines, const guint32 *order,
                YztKeyed *keyed)
{
  g_autofree YztKeyed *scratch = g_new (YztKeyed, stock->n_lines);
  g_autofree YztKeyed *orphans = g_new (YztKeyed, stock->n_lines);
  guint n_orphans = 0;
  guint slot;

  for (guint i = 0; i < stock->n_lines; i++) {
    const YztStock *line = &lines[order[i]];

    if (base->schema->stock_kind >= 0 &&
        yzt_scene_base_find (base, (guint) base->schema->stock_kind, line->owner_fid, &slot)) {
      keyed[stock->n_attached++] = (YztKeyed) { slot, order[i] };
    } else {
      orphans[n_orphans++] = (YztKeyed) { (guint64) line->owner_fid ^ (G_GUINT64_CONSTANT (1) << 63), order[i] };
    }
  }
  yzt_radix_sort (keyed, scratch, stock->n_attached, 32);
  yzt_radix_sort (orphans, scratch, n_orphans, 64);
  if (n_orphans > 0) {
    memcpy (keyed + stock->n_attached, orphans, n_orphans * sizeof *keyed);
  }
}

void
yzt_stock_columns_build (YztStockColumns *stock, const YztSceneBase *base, const YztStock *lines, guint n_lines)
{
  g_autofree guint32 *group_of = g_new (guint32, n_lines);
  g_autofree guint32 *order = g_new (guint32, n_lines);
  g_autofree YztKeyed *keyed = g_new (YztKeyed, n_lines);
  g_autofree guint32 *place = g_new (guint32, n_lines);

  if (n_lines == 0) {
    return;
  }
  stock->strings = g_string_chunk_new (4096);
  build_groups (stock, lines, n_lines, group_of);
  stock->n_lines = order_by_fid (lines, n_lines, order);
  order_by_owner (stock, base, lines, order, keyed);
  stock->lines = g_new (YztStockLine, stock->n_lines);
  stock->start = g_new0 (guint32, (gsize) base->n + 1);
  for (guint i = 0; i < stock->n_lines; i++) {
    const YztStock *line = &lines[keyed[i].value];

    place[keyed[i].value] = i;
    stock->lines[i] = (YztStockLine) {
      line->owner_fid, line->fid, quantity (line->book), quantity (line->reserved), quantity (line->expired),
      group_of[keyed[i].value],
    };
    if (i < stock->n_attached) {
      stock->start[keyed[i].key + 1]++;
    }
  }
  for (guint slot = 0; slot < base->n; slot++) {
    stock->start[slot + 1] += stock->start[slot];
  }
  stock->by_fid = g_new (guint32, stock->n_lines);
  for (guint i = 0; i < stock->n_lines; i++) {
    stock->by_fid[i] = place[order[i]];
  }
}

/* Finds the owner and the group of each changed line in this generation. */
void
yzt_generation_resolve_stock (YztGeneration *generation)
{
  const YztSceneBase *base = generation->base;
  g_autoptr (GHashTable) extra = NULL;

  if (generation->n_delta_lines == 0) {
    return;
  }
  extra = g_hash_table_new (group_hash, group_equal);
  generation->extra_groups = g_new (YztStockGroup, generation->n_delta_lines);
  for (guint i = 0; i < generation->n_delta_lines; i++) {
    YztDeltaLine *line = &generation->delta_lines[i];
    const YztStock *stock = &line->line->stock;
    const YztStockGroup group = { stock->item, stock->spec, stock->unit };
    gpointer known;

    line->owner = YZT_NO_SLOT;
    if (base->schema->stock_kind >= 0) {
      guint slot;

      if (yzt_generation_find (generation, (guint) base->schema->stock_kind, stock->owner_fid, &slot)) {
        line->owner = slot;
      }
    }
    if (yzt_stock_columns_find_group (&base->stock, &group, &line->group)) {
      continue;
    }
    if (g_hash_table_lookup_extended (extra, &group, NULL, &known)) {
      line->group = GPOINTER_TO_UINT (known);
      continue;
    }
    line->group = base->stock.n_groups + generation->n_extra_groups;
    generation->extra_groups[generation->n_extra_groups] = group;
    g_hash_table_insert (extra, &generation->extra_groups[generation->n_extra_groups], GUINT_TO_POINTER (line->group));
    generation->n_extra_groups++;
  }
}
