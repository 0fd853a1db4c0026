/* yzt-scene-pack.c: a base written out as it lies in memory, and taken in again
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Derived data for the same machine and the same build: a head with all counts and sums, then the columns one after the other, then the outlines.
 * What is read back is one block of memory that the columns point into. Nothing of it is believed before its sums agree. Stock is not part of it:
 * there is little of it, and whether it has expired changes from day to day. */
#include "yzt-scene-private.h"
#include "yzt-shape-private.h"

#include <sys/mman.h>

#define PACK_VERSION 2
#define BYTE_ORDER_MARK 0x01020304u
#define ALIGNMENT 64
#define CHUNK (4 << 20)
#define MAX_SECTIONS 48
#define LAYOUT (guint32) (sizeof (YztTally) + 256 * sizeof (YztBlockTotal) + 65536 * sizeof (YztSpaceBounds))
static const char magic[8] = { 'Y', 'Z', 'T', 'S', 'C', 'E', 'N', 'E' };

/* Everything that is not a column. */
typedef struct {
  char magic[8];
  guint32 byte_order, version, layout;
  guint64 body_size, outlines_size, body_sum;
  guint32 n, n_placed, n_rows, n_blocks, n_groups, n_sums, names_size, folded_size, directory_level, n_kind_columns, n_block_totals, n_block_sums, n_outlines,
    has_name_index;
  guint64 kinds_in_use;
  guint64 byte_counts[256];
  guint32 kind_start[YZT_MAX_KINDS + 1];
  guint32 n_kind_sums[YZT_MAX_KINDS];
  guint8 kind_column[YZT_MAX_KINDS];
  guint64 head_sum; /* of all before */
} Head;

typedef struct {
  gpointer column; /* place of the pointer to it */
  gsize size;
} Section;

typedef struct {
  Section sections[MAX_SECTIONS];
  guint n;
} Sections;

static inline gsize
aligned (gsize size)
{
  return (size + ALIGNMENT - 1) & ~(gsize) (ALIGNMENT - 1);
}

static void
add_section (Sections *list, gpointer column, gsize n, gsize each)
{
  g_assert (list->n < MAX_SECTIONS);
  list->sections[list->n++] = (Section) { column, n * each };
}

#define ADD(column, n) add_section (list, &(column), (n), sizeof *(column))

/* The columns of @base, whose counts are @head's. */
static void
list_sections (YztSceneBase *base, const Head *head, Sections *list)
{
  list->n = 0;
  for (guint i = 0; i < 3; i++) {
    ADD (base->ecef[i], head->n_placed);
  }
  ADD (base->map_x, head->n_placed);
  ADD (base->map_y, head->n_placed);
  ADD (base->morton, head->n_placed);
  ADD (base->kind, head->n);
  ADD (base->level, head->n);
  ADD (base->flags, head->n);
  ADD (base->row, head->n);
  ADD (base->sum_start, head->n);
  ADD (base->sums, head->n_sums);
  ADD (base->row_kind, head->n_rows);
  ADD (base->fid, head->n_rows);
  ADD (base->verified_at_ms, head->n_rows);
  ADD (base->lon, head->n_rows);
  ADD (base->lat, head->n_rows);
  ADD (base->variant, head->n_rows);
  ADD (base->slot, head->n_rows);
  ADD (base->name_start, (gsize) head->n_rows + 1);
  ADD (base->folded_start, (gsize) head->n_rows + 1);
  ADD (base->names, head->names_size);
  ADD (base->folded, head->folded_size);
  ADD (base->by_fid, head->n_rows);
  ADD (base->block_space, head->n_blocks);
  ADD (base->group_space, head->n_groups);
  ADD (base->block_map, head->n_blocks);
  ADD (base->group_map, head->n_groups);
  ADD (base->block_morton, head->n_blocks);
  ADD (base->directory, ((gsize) 1 << (2 * head->directory_level)) + 1);
  ADD (base->block_total_start, (gsize) head->n_blocks + 1);
  ADD (base->block_totals, head->n_block_totals);
  ADD (base->block_sums, head->n_block_sums);
  ADD (base->prefix, (gsize) (head->n_placed >> YZT_PREFIX_SHIFT) + 1);
  ADD (base->kind_prefix, (gsize) (head->n_blocks + 1) * head->n_kind_columns);
  if (head->has_name_index) {
    ADD (base->name_index.order, head->n_rows);
    ADD (base->name_index.by_bucket, head->n_rows);
    ADD (base->name_index.bucket_start, YZT_NAME_BUCKETS + 1);
    ADD (base->name_index.marks, (((gsize) head->n_rows >> YZT_NAME_CHUNK_SHIFT) + 1) * YZT_NAME_MARK_WORDS);
  }
}

static gsize
measure_sections (const Sections *list)
{
  gsize size = 0;

  for (guint i = 0; i < list->n; i++) {
    size += aligned (list->sections[i].size);
  }
  return size;
}

/* --- sums --- */

typedef struct {
  guint64 lanes[4];
} Sum;

#define SUM_START ((Sum) { { 0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89 } })

/* @length in whole steps of 32 bytes. Four lanes, so that a gigabyte takes a tenth of a second. */
static void
sum_up (Sum *sum, const void *bytes, gsize length)
{
  const guint8 *p = bytes;

  for (const guint8 *end = p + length; p < end; p += 32) {
    guint64 words[4];

    memcpy (words, p, sizeof words);
    for (guint i = 0; i < 4; i++) {
      guint64 mixed = (sum->lanes[i] ^ words[i]) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

      sum->lanes[i] = mixed ^ mixed >> 32;
    }
  }
}

static guint64
sum_finish (const Sum *sum)
{
  guint64 all = 0;

  for (guint i = 0; i < 4; i++) {
    all = (all ^ sum->lanes[i]) * G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
    all ^= all >> 32;
  }
  return all;
}

static guint64
sum_head (const Head *head)
{
  Sum sum = SUM_START;
  guint8 padded[(sizeof *head + 31) / 32 * 32] = { 0 };

  memcpy (padded, head, G_STRUCT_OFFSET (Head, head_sum));
  sum_up (&sum, padded, sizeof padded);
  return sum_finish (&sum);
}

/* --- out --- */

typedef struct {
  YztScenePackFunc func; /* NULL: only the sum */
  gpointer user_data;
  Sum sum;
} Writer;

static gboolean
write_padded (Writer *writer, gconstpointer bytes, gsize length)
{
  guint8 tail[ALIGNMENT] = { 0 };
  gsize whole = length & ~(gsize) (ALIGNMENT - 1);

  sum_up (&writer->sum, bytes, whole);
  if (writer->func != NULL && whole > 0 && !writer->func (bytes, whole, writer->user_data)) {
    return FALSE;
  }
  if (whole == length) {
    return TRUE;
  }
  memcpy (tail, (const guint8 *) bytes + whole, length - whole);
  sum_up (&writer->sum, tail, sizeof tail);
  return writer->func == NULL || writer->func (tail, sizeof tail, writer->user_data);
}

static gboolean
write_body (Writer *writer, const Sections *list, const GByteArray *outlines)
{
  for (guint i = 0; i < list->n; i++) {
    gconstpointer column;

    memcpy (&column, list->sections[i].column, sizeof column);
    if (!write_padded (writer, column, list->sections[i].size)) {
      return FALSE;
    }
  }
  return write_padded (writer, outlines->data, outlines->len);
}

static void
fill_head (Head *head, const YztSceneBase *base)
{
  guint n_totals = base->block_total_start[base->n_blocks];

  memset (head, 0, sizeof *head);
  memcpy (head->magic, magic, sizeof magic);
  head->byte_order = BYTE_ORDER_MARK;
  head->version = PACK_VERSION;
  head->layout = LAYOUT;
  head->n = base->n;
  head->n_placed = base->n_placed;
  head->n_rows = base->n_rows;
  head->n_blocks = base->n_blocks;
  head->n_groups = base->n_groups;
  head->n_sums = base->n_sums;
  head->names_size = base->names_size;
  head->folded_size = base->folded_size;
  head->directory_level = base->directory_level;
  head->n_kind_columns = base->n_kind_columns;
  head->n_block_totals = n_totals;
  if (n_totals > 0) {
    const YztBlockTotal *last = &base->block_totals[n_totals - 1];

    head->n_block_sums = last->sum_start + base->schema->n_sums[last->kind];
  }
  head->n_outlines = base->outlines.n;
  head->has_name_index = base->name_index.order != NULL;
  head->kinds_in_use = base->kinds_in_use;
  memcpy (head->byte_counts, base->byte_counts, sizeof head->byte_counts);
  memcpy (head->kind_start, base->kind_start, sizeof head->kind_start);
  memcpy (head->n_kind_sums, base->schema->n_sums, sizeof head->n_kind_sums);
  memcpy (head->kind_column, base->kind_column, sizeof head->kind_column);
}

gboolean
yzt_generation_pack (const YztGeneration *generation, YztScenePackFunc func, gpointer user_data)
{
  g_autoptr (GByteArray) outlines = g_byte_array_new ();
  Sections list;
  Head head;

  g_return_val_if_fail (generation != NULL && func != NULL, FALSE);
  g_return_val_if_fail (yzt_generation_get_delta_size (generation) == 0, FALSE);

  YztSceneBase *base = generation->base;
  fill_head (&head, base);
  list_sections (base, &head, &list);
  for (guint i = 0; i < base->outlines.n; i++) {
    g_byte_array_append (outlines, (const guint8 *) &base->row[base->outlines.slots[i]], sizeof *base->row);
    yzt_shape_pack (base->outlines.shapes[i], outlines);
  }
  head.outlines_size = outlines->len;
  head.body_size = measure_sections (&list) + aligned (outlines->len);
  Writer only_sum = { NULL, NULL, SUM_START }, writer = { func, user_data, SUM_START };
  write_body (&only_sum, &list, outlines);
  head.body_sum = sum_finish (&only_sum.sum);
  head.head_sum = sum_head (&head);
  return func (&head, sizeof head, user_data) && write_body (&writer, &list, outlines);
}

/* --- in --- */

static gboolean
check_head (const Head *head, const YztSceneSchema *schema, gsize available)
{
  return memcmp (head->magic, magic, sizeof magic) == 0 && head->byte_order == BYTE_ORDER_MARK && head->version == PACK_VERSION && head->layout == LAYOUT
         && head->head_sum == sum_head (head) && head->body_size + sizeof *head == available && head->outlines_size <= head->body_size
         && memcmp (head->n_kind_sums, schema->n_sums, sizeof head->n_kind_sums) == 0;
}

static void
take_head (YztSceneBase *base, const Head *head)
{
  base->n = head->n;
  base->n_placed = head->n_placed;
  base->n_rows = head->n_rows;
  base->n_blocks = head->n_blocks;
  base->n_groups = head->n_groups;
  base->n_sums = head->n_sums;
  base->names_size = head->names_size;
  base->folded_size = head->folded_size;
  base->directory_level = head->directory_level;
  base->n_kind_columns = head->n_kind_columns;
  base->kinds_in_use = head->kinds_in_use;
  memcpy (base->byte_counts, head->byte_counts, sizeof head->byte_counts);
  memcpy (base->kind_start, head->kind_start, sizeof head->kind_start);
  memcpy (base->kind_column, head->kind_column, sizeof head->kind_column);
}

/* A block of its own, given back whole; huge pages save most of the time it takes to get it. */
static gpointer
new_block (gsize size)
{
  gpointer block = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (block == MAP_FAILED) {
    return NULL;
  }
#ifdef MADV_HUGEPAGE
  madvise (block, size, MADV_HUGEPAGE);
#endif
  return block;
}

static gboolean
read_body (YztSceneBase *base, const Head *head, YztSceneUnpackFunc func, gpointer user_data)
{
  Sum sum = SUM_START;

  for (gsize at = 0; at < head->body_size; at += CHUNK) {
    gsize length = MIN ((gsize) CHUNK, head->body_size - at);

    if (!func ((guint8 *) base->block + at, length, user_data)) {
      return FALSE;
    }
    sum_up (&sum, (guint8 *) base->block + at, length);
  }
  return sum_finish (&sum) == head->body_sum;
}

static gboolean
take_outlines (YztSceneBase *base, const Head *head, const guint8 *bytes)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (YztRowShape));
  const guint8 *p = bytes, *end = bytes + head->outlines_size;

  for (guint i = 0; i < head->n_outlines; i++) {
    YztRowShape row = { 0 };

    if ((gsize) (end - p) >= sizeof row.row) {
      memcpy (&row.row, p, sizeof row.row);
      p += sizeof row.row;
      row.shape = row.row < base->n_rows ? yzt_shape_unpack (&p, end) : NULL;
    }
    if (row.shape == NULL) {
      for (guint r = 0; r < rows->len; r++) {
        yzt_shape_unref (g_array_index (rows, YztRowShape, r).shape);
      }
      return FALSE;
    }
    g_array_append_val (rows, row);
  }
  yzt_shape_columns_build (&base->outlines, base, rows);
  return TRUE;
}

static gboolean
take_body (YztSceneBase *base, const Head *head, YztSceneUnpackFunc func, gpointer user_data)
{
  Sections list;
  guint8 *at;

  list_sections (base, head, &list);
  if (measure_sections (&list) + aligned (head->outlines_size) != head->body_size) {
    return FALSE;
  }
  base->block_size = head->body_size;
  base->block = new_block (base->block_size);
  if (base->block == NULL || !read_body (base, head, func, user_data)) {
    return FALSE;
  }
  at = base->block;
  for (guint i = 0; i < list.n; i++) {
    memcpy (list.sections[i].column, &at, sizeof at);
    at += aligned (list.sections[i].size);
  }
  return take_outlines (base, head, at);
}

/* What was fresh when it was packed may be stale by now. */
static void
judge_stale (YztSceneBase *base, const YztSceneJudge *judge)
{
  for (guint row = 0; row < base->n_rows; row++) {
    guint slot = base->slot[row];

    if (slot == YZT_NO_SLOT || (judge->kinds >> base->row_kind[row] & 1) == 0) {
      continue;
    }
    if (judge->is_stale (base->verified_at_ms[row], judge->now_ms)) {
      base->flags[slot] |= YZT_ITEM_STALE;
    } else {
      base->flags[slot] &= (guint8) ~YZT_ITEM_STALE;
    }
  }
}

YztSceneBase *
yzt_scene_base_unpack (YztSceneSchema *schema, gsize available, YztSceneUnpackFunc func, gpointer user_data, const YztSceneJudge *judge)
{
  g_autoptr (YztSceneBase) base = g_new0 (YztSceneBase, 1);
  Head head;

  g_atomic_ref_count_init (&base->refs);
  base->schema = yzt_scene_schema_ref (schema);
  base->packed = TRUE;
  if (available < sizeof head || !func (&head, sizeof head, user_data) || !check_head (&head, schema, available)) {
    return NULL;
  }
  take_head (base, &head);
  if (!take_body (base, &head, func, user_data)) {
    return NULL;
  }
  judge_stale (base, judge);
  return g_steal_pointer (&base);
}
