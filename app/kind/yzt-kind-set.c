/* yzt-kind-set.c: the kinds in force, those on the map first, each group in the order of lists
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-kind.h"

struct _YztKindSet {
  gatomicrefcount ref_count;
  GPtrArray *kinds;    /* YztKind *, owned */
  GHashTable *indices; /* id or table → index + 1 */
};

static int
compare_kinds (gconstpointer a,
               gconstpointer b)
{
  const YztKind *x = *(YztKind *const *) a;
  const YztKind *y = *(YztKind *const *) b;
  gboolean map_x = yzt_kind_get_geometry (x) != YZT_KIND_GEOMETRY_NONE;
  gboolean map_y = yzt_kind_get_geometry (y) != YZT_KIND_GEOMETRY_NONE;
  int order_x = yzt_kind_get_order (x);
  int order_y = yzt_kind_get_order (y);

  /* First those on the map: their index is a bit in the scene's filters, so that kinds without a place take none. */
  if (map_x != map_y) {
    return map_x ? -1 : 1;
  }
  if (order_x != order_y) {
    return order_x < order_y ? -1 : 1;
  }

  return g_strcmp0 (yzt_kind_get_id (x), yzt_kind_get_id (y));
}

YztKindSet *
yzt_kind_set_new (YztKind *const *kinds,
                  guint           n_kinds)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  YztKindSet *set;
  GHashTableIter iter;
  gpointer kind;

  g_return_val_if_fail (kinds != NULL || n_kinds == 0, NULL);

  for (guint i = 0; i < n_kinds; i++) {
    /* The abstract one only lends its fields. */
    if (!yzt_kind_is_abstract (kinds[i])) {
      g_hash_table_replace (by_id, (gpointer) yzt_kind_get_id (kinds[i]), kinds[i]);
    }
  }

  set = g_new0 (YztKindSet, 1);
  g_atomic_ref_count_init (&set->ref_count);
  set->kinds = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_kind_unref);
  set->indices = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_iter_init (&iter, by_id);
  while (g_hash_table_iter_next (&iter, NULL, &kind)) {
    g_ptr_array_add (set->kinds, yzt_kind_ref (kind));
  }
  g_ptr_array_sort (set->kinds, compare_kinds);
  for (guint i = 0; i < set->kinds->len; i++) {
    const YztKind *one = g_ptr_array_index (set->kinds, i);

    g_hash_table_insert (set->indices, (gpointer) yzt_kind_get_id (one), GUINT_TO_POINTER (i + 1));
    g_hash_table_insert (set->indices, (gpointer) yzt_kind_get_table (one),
                         GUINT_TO_POINTER (i + 1));
  }

  return set;
}

YztKindSet *
yzt_kind_set_ref (YztKindSet *set)
{
  g_return_val_if_fail (set != NULL, NULL);

  g_atomic_ref_count_inc (&set->ref_count);

  return set;
}

void
yzt_kind_set_unref (YztKindSet *set)
{
  g_return_if_fail (set != NULL);

  if (g_atomic_ref_count_dec (&set->ref_count)) {
    g_hash_table_unref (set->indices);
    g_ptr_array_unref (set->kinds);
    g_free (set);
  }
}

guint
yzt_kind_set_get_n (const YztKindSet *set)
{
  g_return_val_if_fail (set != NULL, 0);

  return set->kinds->len;
}

YztKind *
yzt_kind_set_get (const YztKindSet *set,
                  guint             i)
{
  g_return_val_if_fail (set != NULL, NULL);
  g_return_val_if_fail (i < set->kinds->len, NULL);

  return g_ptr_array_index (set->kinds, i);
}

int
yzt_kind_set_index (const YztKindSet *set,
                    const char       *id)
{
  g_return_val_if_fail (set != NULL, -1);

  if (id == NULL) {
    return -1;
  }

  return (int) GPOINTER_TO_UINT (g_hash_table_lookup (set->indices, id)) - 1;
}

YztKind *
yzt_kind_set_find (const YztKindSet *set,
                   const char       *id)
{
  int i = yzt_kind_set_index (set, id);

  return i >= 0 ? g_ptr_array_index (set->kinds, i) : NULL;
}
