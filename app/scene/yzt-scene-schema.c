/* yzt-scene-schema.c: what the kind set means to the scene: summable fields, who owns stock
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-scene-private.h"

guint
yzt_scene_kind_n_sums (const YztKind *kind)
{
  guint n = 0;

  g_return_val_if_fail (kind != NULL, 0);

  for (guint i = 0; i < yzt_kind_get_n_fields (kind); i++) {
    if (yzt_field_is_summable (yzt_kind_get_field (kind, i))) {
      n++;
    }
  }
  return n;
}

const YztField *
yzt_scene_kind_get_sum_field (const YztKind *kind, guint i)
{
  g_return_val_if_fail (kind != NULL, NULL);

  for (guint f = 0; f < yzt_kind_get_n_fields (kind); f++) {
    const YztField *field = yzt_kind_get_field (kind, f);

    if (yzt_field_is_summable (field) && i-- == 0) {
      return field;
    }
  }
  g_return_val_if_reached (NULL);
}

/* Stock lines say whose they are by fid alone: of the kind that the kind of stock lines names as its owner. */
static int
find_stock_kind (YztKindSet *kinds)
{
  YztKind *lines = yzt_kind_set_find (kinds, "stock-line");
  const char *owner = lines != NULL ? yzt_kind_get_owner (lines) : NULL;

  return owner != NULL ? yzt_kind_set_index (kinds, owner) : -1;
}

YztSceneSchema *
yzt_scene_schema_new (YztKindSet *kinds)
{
  YztSceneSchema *schema = g_new0 (YztSceneSchema, 1);

  g_atomic_ref_count_init (&schema->refs);
  schema->kinds = yzt_kind_set_ref (kinds);
  schema->n_kinds = MIN (yzt_kind_set_get_n (kinds), YZT_MAX_KINDS);
  for (guint i = 0; i < schema->n_kinds; i++) {
    schema->n_sums[i] = yzt_scene_kind_n_sums (yzt_kind_set_get (kinds, i));
  }
  schema->stock_kind = find_stock_kind (kinds);
  if (schema->stock_kind >= YZT_MAX_KINDS) {
    schema->stock_kind = -1;
  }
  return schema;
}

YztSceneSchema *
yzt_scene_schema_ref (YztSceneSchema *schema)
{
  g_atomic_ref_count_inc (&schema->refs);
  return schema;
}

void
yzt_scene_schema_unref (YztSceneSchema *schema)
{
  if (g_atomic_ref_count_dec (&schema->refs)) {
    yzt_kind_set_unref (schema->kinds);
    g_free (schema);
  }
}
