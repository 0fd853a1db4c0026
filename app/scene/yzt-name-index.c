/* yzt-name-index.c: rows in the order in which a search tells them, and by the first two characters of their names
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first answers are found by going through the rows in that order and leaving out chunks whose marks say that none of their
 * names holds the text; only when that takes long is the whole buffer scanned instead. */
#include "yzt-scene-private.h"

#define FEWEST_ROWS 4096 /* fewer are scanned as fast as looked up */
#define FID_BITS 42
#define LENGTH_BITS 16
#define KIND_BITS 6
#define MAX_LENGTH ((1u << LENGTH_BITS) - 1)

static guint
character_hash (const char *p)
{
  return *p == '\0' ? 0 : 1 + (g_utf8_get_char (p) * 0x9e3779b1u >> 16) % 255;
}

guint
yzt_name_index_bucket (const char *name, guint *n_buckets_out)
{
  guint first = character_hash (name);
  const char *next = *name != '\0' ? g_utf8_next_char (name) : name;
  gboolean whole = *next != '\0';

  /* One character alone may be followed by any. */
  *n_buckets_out = whole ? 1 : 256;
  return first << 8 | (whole ? character_hash (next) : 0);
}

static guint32
count_characters (const char *text, const char *end)
{
  guint32 n = 0;

  for (; text < end; text++) {
    n += (*text & 0xc0) != 0x80;
  }
  return n;
}

/* FALSE when a key does not hold every row. */
static gboolean
make_keys (const YztSceneBase *base, YztKeyed *keyed)
{
  for (guint row = 0; row < base->n_rows; row++) {
    const char *name = base->folded + base->folded_start[row];
    guint32 length = count_characters (name, base->folded + base->folded_start[row + 1] - 1);
    gint64 fid = base->fid[row];

    if (fid < 0 || fid >> FID_BITS != 0 || length > MAX_LENGTH) {
      return FALSE;
    }
    keyed[row].key = (guint64) length << (FID_BITS + KIND_BITS) | (guint64) fid << KIND_BITS | base->row_kind[row];
    keyed[row].value = row;
  }
  return TRUE;
}

static void
deal_into_buckets (YztNameIndex *index, const YztSceneBase *base)
{
  g_autofree guint16 *buckets = g_new (guint16, base->n_rows);
  g_autofree guint32 *places = g_new (guint32, YZT_NAME_BUCKETS);

  index->bucket_start = g_new0 (guint32, YZT_NAME_BUCKETS + 1);
  index->by_bucket = g_new (guint32, base->n_rows);
  for (guint row = 0; row < base->n_rows; row++) {
    const char *name = base->folded + base->folded_start[row];
    guint second = *name != '\0' ? character_hash (g_utf8_next_char (name)) : 0;

    buckets[row] = (guint16) (character_hash (name) << 8 | second);
    index->bucket_start[buckets[row] + 1]++;
  }
  for (guint b = 0; b < YZT_NAME_BUCKETS; b++) {
    index->bucket_start[b + 1] += index->bucket_start[b];
    places[b] = index->bucket_start[b];
  }
  for (guint i = 0; i < base->n_rows; i++) {
    guint32 row = index->order[i];

    index->by_bucket[places[buckets[row]]++] = row;
  }
}

static inline void
set_mark (guint64 *marks, guint32 hash)
{
  marks[hash >> 26] |= G_GUINT64_CONSTANT (1) << (hash >> 20 & 63);
}

static inline void
mark_text (const char *text, const char *end, guint64 *marks)
{
  guint32 before = 0;

  while (text < end) {
    guint32 c = g_utf8_get_char (text);

    text = g_utf8_next_char (text);
    set_mark (marks, c * 0x9e3779b1u);
    if (before != 0) {
      set_mark (marks, (before * 0x85ebca6bu ^ c) * 0xc2b2ae35u);
    }
    before = c;
  }
}

void
yzt_name_index_mark (const char *needle, guint64 marks[YZT_NAME_MARK_WORDS])
{
  memset (marks, 0, YZT_NAME_MARK_WORDS * sizeof *marks);
  mark_text (needle, needle + strlen (needle), marks);
}

/* Names are read as they lie in memory, not in order: their marks are near, the names are not. */
static void
mark_chunks (YztNameIndex *index, const YztSceneBase *base)
{
  guint n_chunks = (base->n_rows >> YZT_NAME_CHUNK_SHIFT) + 1;
  g_autofree guint32 *rank = g_new (guint32, base->n_rows);

  index->marks = g_new0 (guint64, (gsize) n_chunks * YZT_NAME_MARK_WORDS);
  for (guint i = 0; i < base->n_rows; i++) {
    rank[index->order[i]] = i;
  }
  for (guint row = 0; row < base->n_rows; row++) {
    mark_text (base->folded + base->folded_start[row], base->folded + base->folded_start[row + 1] - 1,
               index->marks + (gsize) (rank[row] >> YZT_NAME_CHUNK_SHIFT) * YZT_NAME_MARK_WORDS);
  }
}

gboolean
yzt_name_index_build (YztNameIndex *index, const YztSceneBase *base)
{
  g_autofree YztKeyed *keyed = NULL;
  g_autofree YztKeyed *scratch = NULL;

  if (base->n_rows < FEWEST_ROWS) {
    return FALSE;
  }
  keyed = g_new (YztKeyed, base->n_rows);
  if (!make_keys (base, keyed)) {
    return FALSE;
  }
  scratch = g_new (YztKeyed, base->n_rows);
  yzt_radix_sort (keyed, scratch, base->n_rows, LENGTH_BITS + FID_BITS + KIND_BITS);
  index->order = g_new (guint32, base->n_rows);
  for (guint i = 0; i < base->n_rows; i++) {
    index->order[i] = keyed[i].value;
  }
  deal_into_buckets (index, base);
  mark_chunks (index, base);
  return TRUE;
}

void
yzt_name_index_clear (YztNameIndex *index)
{
  g_clear_pointer (&index->order, g_free);
  g_clear_pointer (&index->by_bucket, g_free);
  g_clear_pointer (&index->bucket_start, g_free);
  g_clear_pointer (&index->marks, g_free);
}
