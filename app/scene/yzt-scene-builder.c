/* yzt-scene-builder.c: takes rows one by one and packs them into a base
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-scene-private.h"
#include <malloc.h>

#define MANY_ROWS 100000
#define FID_BITS 56
/* Offsets into the name buffers have 31 bits. */
#define MAX_NAME_BYTES (YZT_NAME_IS_FOLDED - 65536u)

/* What is moved into the order of slots; together, so that a row costs one miss of the cache. */
typedef struct {
  double ecef[3];
  double map_x, map_y;
  guint32 sum_start;
  guint8 kind, level, flags;
} Moved;

struct _YztSceneBuilder {
  YztSceneSchema *schema;
  guint n, allocated;
  Moved *moved;
  guint8 *kind;
  gint64 *fid, *verified_at_ms;
  double *lon, *lat;
  guint16 *variant;
  guint32 *name_start, *folded_start;
  GString *names, *folded;
  YztSumPool sums;
  GArray *stock; /* YztStock, strings in the chunk */
  GStringChunk *strings;
  GArray *shapes; /* YztRowShape */
};

YztSceneBuilder *
yzt_scene_builder_new (YztKindSet *kinds)
{
  YztSceneBuilder *builder;

  g_return_val_if_fail (kinds != NULL, NULL);

  builder = g_new0 (YztSceneBuilder, 1);
  builder->schema = yzt_scene_schema_new (kinds);
  builder->names = g_string_new (NULL);
  builder->folded = g_string_new (NULL);
  yzt_sum_pool_init (&builder->sums);
  builder->stock = g_array_new (FALSE, FALSE, sizeof (YztStock));
  builder->strings = g_string_chunk_new (4096);
  builder->shapes = g_array_new (FALSE, FALSE, sizeof (YztRowShape));
  return builder;
}

void
yzt_scene_builder_free (YztSceneBuilder *builder)
{
  g_return_if_fail (builder != NULL);

  yzt_scene_schema_unref (builder->schema);
  g_free (builder->kind);
  g_free (builder->moved);
  g_free (builder->fid);
  g_free (builder->verified_at_ms);
  g_free (builder->lon);
  g_free (builder->lat);
  g_free (builder->variant);
  g_free (builder->name_start);
  g_free (builder->folded_start);
  if (builder->names != NULL) {
    g_string_free (builder->names, TRUE);
  }
  if (builder->folded != NULL) {
    g_string_free (builder->folded, TRUE);
  }
  yzt_sum_pool_clear (&builder->sums);
  g_array_unref (builder->stock);
  g_string_chunk_free (builder->strings);
  for (guint i = 0; i < builder->shapes->len; i++) {
    yzt_shape_unref (g_array_index (builder->shapes, YztRowShape, i).shape);
  }
  g_array_unref (builder->shapes);
  g_free (builder);
}

static void
reserve (YztSceneBuilder *builder)
{
  guint n;

  if (builder->n < builder->allocated) {
    return;
  }
  n = builder->allocated < 512 ? 1024 : builder->allocated * 2;
  builder->kind = g_renew (guint8, builder->kind, n);
  builder->moved = g_renew (Moved, builder->moved, n);
  builder->fid = g_renew (gint64, builder->fid, n);
  builder->verified_at_ms = g_renew (gint64, builder->verified_at_ms, n);
  builder->lon = g_renew (double, builder->lon, n);
  builder->lat = g_renew (double, builder->lat, n);
  builder->variant = g_renew (guint16, builder->variant, n);
  builder->name_start = g_renew (guint32, builder->name_start, n + 1);
  builder->folded_start = g_renew (guint32, builder->folded_start, n + 1);
  builder->allocated = n;
}

static void
add_name (YztSceneBuilder *builder, const char *name)
{
  guint i = builder->n;
  gsize folded_start = builder->folded->len;

  builder->folded_start[i] = (guint32) folded_start;
  if (name == NULL || builder->names->len > MAX_NAME_BYTES || builder->folded->len > MAX_NAME_BYTES) {
    name = "";
  }
  if (!yzt_scene_fold_quick (name, builder->folded)) {
    g_autofree char *folded = yzt_text_fold (name);

    g_string_append (builder->folded, folded);
  }
  /* Most Chinese names are their own folded name: kept once. */
  if (strcmp (builder->folded->str + folded_start, name) == 0) {
    builder->name_start[i] = YZT_NAME_IS_FOLDED;
  } else {
    builder->name_start[i] = (guint32) builder->names->len;
    g_string_append_len (builder->names, name, (gssize) strlen (name) + 1);
  }
  g_string_append_c (builder->folded, '\0');
}

static guint32
add_sums (YztSceneBuilder *builder, const YztItem *item)
{
  double missing[YZT_MAX_SUMS];
  guint n = builder->schema->n_sums[item->kind];

  if (item->sums != NULL) {
    return yzt_sum_pool_add (&builder->sums, item->sums, n);
  }
  for (guint s = 0; s < n; s++) {
    missing[s] = (double) NAN;
  }
  return yzt_sum_pool_add (&builder->sums, missing, n);
}

static void
add_position (YztSceneBuilder *builder, const YztItem *item)
{
  guint i = builder->n;
  YztPosition position = { item->lon, item->lat };

  if (!yzt_position_is_valid (position)) {
    builder->lon[i] = (double) NAN;
    builder->lat[i] = (double) NAN;
    return;
  }
  builder->lon[i] = item->lon;
  builder->lat[i] = item->lat;
  yzt_geo_to_ecef (position, builder->moved[i].ecef);
  yzt_mercator_from_position (position, &builder->moved[i].map_x, &builder->moved[i].map_y);
}

void
yzt_scene_builder_add (YztSceneBuilder *builder, const YztItem *item)
{
  guint i;

  g_return_if_fail (builder != NULL);
  g_return_if_fail (item != NULL);
  g_return_if_fail (item->kind < builder->schema->n_kinds);
  g_return_if_fail (builder->n < G_MAXINT32);

  reserve (builder);
  i = builder->n;
  builder->kind[i] = (guint8) item->kind;
  builder->moved[i].kind = (guint8) item->kind;
  builder->moved[i].level = yzt_level_clamp (item->level);
  builder->moved[i].flags = item->flags;
  builder->moved[i].sum_start = add_sums (builder, item);
  builder->fid[i] = item->fid;
  builder->verified_at_ms[i] = item->verified_at_ms;
  builder->variant[i] = item->variant;
  if (item->shape != NULL) {
    const YztRowShape shape = { i, yzt_shape_ref (item->shape) };

    g_array_append_val (builder->shapes, shape);
    builder->moved[i].flags |= YZT_ITEM_AREA;
  }
  add_position (builder, item);
  add_name (builder, item->name);
  builder->n++;
}

void
yzt_scene_builder_add_stock (YztSceneBuilder *builder, const YztStock *stock)
{
  YztStock copy;

  g_return_if_fail (builder != NULL);
  g_return_if_fail (stock != NULL);

  copy = *stock;
  copy.item = g_string_chunk_insert_const (builder->strings, stock->item != NULL ? stock->item : "");
  copy.spec = g_string_chunk_insert_const (builder->strings, stock->spec != NULL ? stock->spec : "");
  copy.unit = g_string_chunk_insert_const (builder->strings, stock->unit != NULL ? stock->unit : "");
  g_array_append_val (builder->stock, copy);
}

/* --- two builders into one --- */

static void
reserve_for (YztSceneBuilder *builder, guint n)
{
  while (builder->allocated < n) {
    builder->n = builder->allocated; /* full, so that it grows */
    reserve (builder);
  }
}

static void
join_names (YztSceneBuilder *into, const YztSceneBuilder *from)
{
  guint names = (guint) into->names->len, folded = (guint) into->folded->len;

  if (into->names->len + from->names->len > MAX_NAME_BYTES || into->folded->len + from->folded->len > MAX_NAME_BYTES) {
    for (guint i = 0; i < from->n; i++) { /* as yzt_scene_builder_add: what has no room has no name */
      into->name_start[into->n + i] = YZT_NAME_IS_FOLDED;
      into->folded_start[into->n + i] = (guint32) into->folded->len;
      g_string_append_c (into->folded, '\0');
    }
    return;
  }
  g_string_append_len (into->names, from->names->str, (gssize) from->names->len);
  g_string_append_len (into->folded, from->folded->str, (gssize) from->folded->len);
  for (guint i = 0; i < from->n; i++) {
    guint32 start = from->name_start[i];

    into->name_start[into->n + i] = start == YZT_NAME_IS_FOLDED ? start : start + names;
    into->folded_start[into->n + i] = from->folded_start[i] + folded;
  }
}

/* Sets of figures that are in both are one afterwards. */
static void
join_sums (YztSceneBuilder *into, const YztSceneBuilder *from)
{
  g_autofree guint32 *places = g_new (guint32, from->sums.values->len + 1);

  memset (places, 0xff, sizeof *places * (from->sums.values->len + 1));
  for (guint i = 0; i < from->n; i++) {
    guint n = into->schema->n_sums[from->kind[i]];
    guint32 start = from->moved[i].sum_start;

    if (n > 0 && places[start] == G_MAXUINT32) {
      places[start] = yzt_sum_pool_add (&into->sums, &g_array_index (from->sums.values, double, start), n);
    }
    into->moved[into->n + i].sum_start = n > 0 ? places[start] : 0;
  }
}

void
yzt_scene_builder_join (YztSceneBuilder *into, YztSceneBuilder *from)
{
  guint at;

  g_return_if_fail (into != NULL && from != NULL && into != from);
  g_return_if_fail (from->n < G_MAXINT32 - into->n);

  at = into->n;
  reserve_for (into, at + from->n);
  into->n = at;
  if (from->n > 0) {
    memcpy (into->kind + at, from->kind, sizeof *from->kind * from->n);
    memcpy (into->moved + at, from->moved, sizeof *from->moved * from->n);
    memcpy (into->fid + at, from->fid, sizeof *from->fid * from->n);
    memcpy (into->verified_at_ms + at, from->verified_at_ms, sizeof *from->verified_at_ms * from->n);
    memcpy (into->lon + at, from->lon, sizeof *from->lon * from->n);
    memcpy (into->lat + at, from->lat, sizeof *from->lat * from->n);
    memcpy (into->variant + at, from->variant, sizeof *from->variant * from->n);
    join_sums (into, from);
    join_names (into, from);
  }
  for (guint i = 0; i < from->shapes->len; i++) {
    YztRowShape *shape = &g_array_index (from->shapes, YztRowShape, i);
    const YztRowShape moved = { shape->row + at, yzt_shape_ref (shape->shape) };

    g_array_append_val (into->shapes, moved);
  }
  for (guint i = 0; i < from->stock->len; i++) {
    yzt_scene_builder_add_stock (into, &g_array_index (from->stock, YztStock, i));
  }
  into->n = at + from->n;
  yzt_scene_builder_free (from);
}

/* --- sorting --- */

/* Rows by kind, then fid. Of rows given twice the later one stays; the others are marked in @dropped. Returns how many are left. */
static guint
sort_by_fid (YztSceneBuilder *builder, guint32 *order, guint8 *dropped)
{
  g_autofree YztKeyed *keyed = g_new (YztKeyed, builder->n);
  g_autofree YztKeyed *scratch = g_new (YztKeyed, builder->n);
  guint n = 0;

  guint64 all = 0;

  for (guint i = 0; i < builder->n; i++) {
    all |= (guint64) builder->fid[i];
    keyed[i].key = (guint64) builder->kind[i] << FID_BITS | (guint64) builder->fid[i];
    keyed[i].value = i;
  }
  if (all >> FID_BITS != 0) { /* numbers that leave no room for the kind, or below nothing: by one after the other */
    for (guint i = 0; i < builder->n; i++) {
      keyed[i].key = (guint64) builder->fid[i] ^ (G_GUINT64_CONSTANT (1) << 63);
    }
    yzt_radix_sort (keyed, scratch, builder->n, 64);
    for (guint i = 0; i < builder->n; i++) {
      keyed[i].key = builder->kind[keyed[i].value];
    }
  }
  yzt_radix_sort (keyed, scratch, builder->n, 64);
  for (guint i = 0; i < builder->n; i++) {
    guint row = keyed[i].value;

    if (n > 0 && builder->kind[order[n - 1]] == builder->kind[row] && builder->fid[order[n - 1]] == builder->fid[row]) {
      dropped[order[n - 1]] = 1;
      n--;
    }
    order[n++] = row;
  }
  return n;
}

static int
compare_by_fid (gconstpointer a, gconstpointer b, gpointer data)
{
  const YztSceneBuilder *builder = data;
  guint32 left = ((const YztKeyed *) a)->value;
  guint32 right = ((const YztKeyed *) b)->value;

  if (builder->fid[left] != builder->fid[right]) {
    return builder->fid[left] < builder->fid[right] ? -1 : 1;
  }
  return (int) builder->kind[left] - (int) builder->kind[right];
}

/* Rows in the same place go by fid, then kind, so that hits of equal distance are mostly in order already. */
static void
order_equal_places (YztSceneBuilder *builder, YztKeyed *keyed, guint n)
{
  guint start = 0;

  while (start < n) {
    guint end = start + 1;
    gboolean in_order = TRUE;

    for (; end < n && keyed[end].key == keyed[start].key; end++) {
      in_order = in_order && compare_by_fid (&keyed[end - 1], &keyed[end], builder) < 0;
    }
    if (!in_order) {
      g_qsort_with_data (keyed + start, (gint) (end - start), sizeof *keyed, compare_by_fid, builder);
    }
    start = end;
  }
}

/* Slots: by Morton key; rows without a position last. Returns how many have one. */
static guint
sort_by_place (YztSceneBuilder *builder, const guint8 *dropped, YztKeyed *keyed)
{
  g_autofree YztKeyed *scratch = g_new (YztKeyed, builder->n);
  guint n_placed = 0, n_lost = 0;

  for (guint row = 0; row < builder->n; row++) {
    if (dropped[row]) {
      continue;
    }
    if (isnan (builder->lon[row])) {
      scratch[n_lost++].value = row;
      continue;
    }
    keyed[n_placed].key = yzt_morton_key (builder->moved[row].map_x, builder->moved[row].map_y);
    keyed[n_placed].value = row;
    n_placed++;
  }
  for (guint i = 0; i < n_lost; i++) {
    keyed[n_placed + i] = scratch[i];
  }
  yzt_radix_sort (keyed, scratch, n_placed, 2 * YZT_MORTON_BITS);
  order_equal_places (builder, keyed, n_placed);
  return n_placed;
}

static void
allocate_slots (YztSceneBase *base)
{
  for (guint i = 0; i < 3; i++) {
    base->ecef[i] = g_new (double, base->n_placed);
  }
  base->map_x = g_new (double, base->n_placed);
  base->map_y = g_new (double, base->n_placed);
  base->morton = g_new (guint64, base->n_placed);
  base->kind = g_new (guint8, base->n);
  base->level = g_new (guint8, base->n);
  base->flags = g_new (guint8, base->n);
  base->row = g_new (guint32, base->n);
  base->sum_start = g_new (guint32, base->n);
}

/* Rows lie anywhere in memory: ask for them before they are needed. */
static inline void
prefetch (const YztSceneBuilder *builder, const YztKeyed *keyed, guint slot, guint n)
{
  if (slot + 32 < n) {
    __builtin_prefetch (&builder->moved[keyed[slot + 32].value]);
  }
}

static void
fill_slots (YztSceneBase *base, const YztSceneBuilder *builder, const YztKeyed *keyed)
{
  allocate_slots (base);
  for (guint slot = 0; slot < base->n; slot++) {
    guint row = keyed[slot].value;
    const Moved *moved = &builder->moved[row];

    prefetch (builder, keyed, slot, base->n);
    base->row[slot] = row;
    base->slot[row] = slot;
    base->kind[slot] = moved->kind;
    base->level[slot] = moved->level;
    base->flags[slot] = moved->flags;
    base->sum_start[slot] = moved->sum_start;
    if (slot < base->n_placed) {
      for (guint i = 0; i < 3; i++) {
        base->ecef[i][slot] = moved->ecef[i];
      }
      base->map_x[slot] = moved->map_x;
      base->map_y[slot] = moved->map_y;
      base->morton[slot] = keyed[slot].key;
    }
  }
}

static void
take_rows (YztSceneBase *base, YztSceneBuilder *builder)
{
  builder->name_start = g_renew (guint32, builder->name_start, builder->n + 1);
  builder->folded_start = g_renew (guint32, builder->folded_start, builder->n + 1);
  builder->name_start[builder->n] = (guint32) builder->names->len;
  builder->folded_start[builder->n] = (guint32) builder->folded->len;
  base->fid = g_steal_pointer (&builder->fid);
  base->verified_at_ms = g_steal_pointer (&builder->verified_at_ms);
  base->lon = g_steal_pointer (&builder->lon);
  base->lat = g_steal_pointer (&builder->lat);
  base->variant = g_steal_pointer (&builder->variant);
  base->name_start = g_steal_pointer (&builder->name_start);
  base->folded_start = g_steal_pointer (&builder->folded_start);
  base->row_kind = g_steal_pointer (&builder->kind);
  base->names_size = (guint) builder->names->len;
  base->folded_size = (guint) builder->folded->len;
  base->names = g_string_free (g_steal_pointer (&builder->names), FALSE);
  base->folded = g_string_free (g_steal_pointer (&builder->folded), FALSE);
  base->n_sums = builder->sums.values->len;
  base->sums = (double *) (gpointer) g_array_free (g_steal_pointer (&builder->sums.values), FALSE);
  yzt_sum_pool_clear (&builder->sums);
  /* A sample says well enough which bytes are rare. */
  for (gsize i = 0, end = base->folded_start[builder->n]; i < end; i += (end >> 16) + 1) {
    base->byte_counts[(guint8) base->folded[i]]++;
  }
}

static void
index_kinds (YztSceneBase *base, const guint8 *kinds)
{
  guint counts[YZT_MAX_KINDS] = { 0 };

  for (guint i = 0; i < base->n; i++) {
    counts[kinds[base->by_fid[i]]]++;
  }
  for (guint k = 0; k < YZT_MAX_KINDS; k++) {
    base->kind_start[k + 1] = base->kind_start[k] + counts[k];
  }
}

static gpointer
index_names (gpointer data)
{
  YztSceneBase *base = data;

  yzt_name_index_build (&base->name_index, base);
  return NULL;
}

static YztSceneBase *
build_base (YztSceneBuilder *builder)
{
  YztSceneBase *base = g_new0 (YztSceneBase, 1);
  g_autofree YztKeyed *keyed = g_new (YztKeyed, builder->n);
  g_autofree guint8 *dropped = g_new0 (guint8, builder->n + 1);
  GThread *names;

  g_atomic_ref_count_init (&base->refs);
  base->schema = yzt_scene_schema_ref (builder->schema);
  base->by_fid = g_new (guint32, builder->n);
  base->slot = g_new (guint32, builder->n);
  base->n = sort_by_fid (builder, base->by_fid, dropped);
  base->n_rows = builder->n;
  for (guint i = 0; i < builder->n; i++) {
    if (dropped[i]) {
      base->slot[i] = YZT_NO_SLOT;
    }
  }
  base->n_placed = sort_by_place (builder, dropped, keyed);
  fill_slots (base, builder, keyed);
  /* What was moved is in the slots now; the indexes need the room. */
  g_clear_pointer (&builder->moved, g_free);
  g_clear_pointer (&keyed, g_free);
  index_kinds (base, builder->kind);
  take_rows (base, builder);
  /* Names and places have nothing to do with each other. */
  names = g_thread_new ("yzt-names", index_names, base);
  yzt_scene_base_index (base);
  yzt_stock_columns_build (&base->stock, base, (const YztStock *) (gpointer) builder->stock->data, builder->stock->len);
  yzt_shape_columns_build (&base->outlines, base, builder->shapes);
  g_thread_join (names);
  return base;
}

YztGeneration *
yzt_scene_builder_finish (YztSceneBuilder *builder)
{
  YztSceneBase *base;

  g_return_val_if_fail (builder != NULL, NULL);

  base = build_base (builder);
  yzt_scene_builder_free (builder);
#ifdef __GLIBC__
  if (base->n_rows >= MANY_ROWS) {
    malloc_trim (0); /* what was sorted with lies between what stays, and would be kept by the C library */
  }
#endif
  return yzt_generation_new_for_base (base);
}

YztGeneration *
yzt_scene_builder_finish_packed (YztSceneBuilder *builder, gsize available, YztSceneUnpackFunc func, gpointer user_data, const YztSceneJudge *judge)
{
  YztSceneBase *base;

  g_return_val_if_fail (builder != NULL && builder->n == 0, NULL);
  g_return_val_if_fail (func != NULL && judge != NULL, NULL);

  base = yzt_scene_base_unpack (builder->schema, available, func, user_data, judge);
  if (base != NULL) {
    yzt_stock_columns_build (&base->stock, base, (const YztStock *) (gpointer) builder->stock->data, builder->stock->len);
  }
  yzt_scene_builder_free (builder);
  return base != NULL ? yzt_generation_new_for_base (base) : NULL;
}
