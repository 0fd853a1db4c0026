/* yzt-names.c: finding names by any part of them: all folded names in one buffer, scanned for two rare bytes at a time
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "yzt-scene-private.h"

/* ASCII and the main block of Chinese characters have no decomposition; of full-width forms only those of ASCII are short
 * work. Anything else goes the long way through yzt_text_fold. */
gboolean
yzt_scene_fold_quick (const char *name, GString *folded)
{
  const guint8 *p = (const guint8 *) name;
  gsize start = folded->len;
  char *out;

  /* Nothing that is short work grows. */
  g_string_set_size (folded, start + strlen (name));
  out = folded->str + start;
  while (*p != 0) {
    guint c = 0;

    if (*p < 0x80) {
      *out++ = g_ascii_tolower ((char) *p++);
      continue;
    }
    if ((p[0] & 0xf0) == 0xe0 && (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80) {
      c = (guint) (p[0] & 0x0f) << 12 | (guint) (p[1] & 0x3f) << 6 | (p[2] & 0x3f);
    }
    if (c >= 0x4e00 && c <= 0x9fa5) {
      memcpy (out, p, 3);
      out += 3;
    } else if (c >= 0xff01 && c <= 0xff5e) {
      *out++ = g_ascii_tolower ((char) (c - 0xff01 + '!'));
    } else {
      g_string_truncate (folded, start);
      return FALSE;
    }
    p += 3;
  }
  g_string_truncate (folded, (gsize) (out - folded->str));
  return TRUE;
}

char *
yzt_scene_fold (const char *name)
{
  g_autoptr (GString) folded = g_string_new (NULL);

  if (!yzt_scene_fold_quick (name, folded)) {
    return yzt_text_fold (name);
  }
  return g_string_free (g_steal_pointer (&folded), FALSE);
}

typedef struct {
  guint32 slot;
  guint32 length; /* characters */
  gint64 fid;
  guint8 kind;
  guint8 starts;
} Found;

typedef struct {
  const YztGeneration *generation;
  const char *needle;
  gsize length;
  gsize probe_a, probe_b; /* places in the needle whose bytes are rare in the buffer */
  guint64 kinds;
  GArray *found;   /* Found; or */
  guint64 *marked; /* a bit for each slot */
} NameSearch;

/* Most names are short: those beyond this many characters share a bucket and are told apart one by one. */
#define LONG_NAME 255
#define N_BUCKETS (2 * (LONG_NAME + 1))

static inline guint
bucket_of (const Found *found)
{
  return (found->starts ? 0 : LONG_NAME + 1) + MIN (found->length, LONG_NAME);
}

static gboolean
is_better (const Found *a, const Found *b)
{
  if (a->starts != b->starts) {
    return a->starts > b->starts;
  }
  if (a->length != b->length) {
    return a->length < b->length;
  }
  return a->fid != b->fid ? a->fid < b->fid : a->kind < b->kind;
}

static int
compare_found (gconstpointer a, gconstpointer b)
{
  if (is_better (a, b)) {
    return -1;
  }
  return is_better (b, a) ? 1 : 0;
}

/* Sorts one bucket. Rows of a kind come by fid, so that what is found is mostly a few ascending runs: a merge sort's work. */
static void
sort_bucket (Found *found, guint n)
{
  for (guint i = 1; i < n; i++) {
    if (is_better (&found[i], &found[i - 1])) {
      qsort (found, n, sizeof *found, compare_found);
      return;
    }
  }
}

/* Appends the best @limit in order. Names are dealt into buckets by length first, and only buckets that count are sorted. */
static void
append_best (const NameSearch *search, guint limit, GArray *indices)
{
  const Found *found = (const Found *) (gpointer) search->found->data;
  guint n = search->found->len;
  guint starts[N_BUCKETS + 1] = { 0 };
  guint places[N_BUCKETS];
  g_autofree Found *dealt = g_new (Found, n);

  for (guint i = 0; i < n; i++) {
    starts[bucket_of (&found[i]) + 1]++;
  }
  for (guint b = 0; b < N_BUCKETS; b++) {
    starts[b + 1] += starts[b];
    places[b] = starts[b];
  }
  for (guint i = 0; i < n; i++) {
    dealt[places[bucket_of (&found[i])]++] = found[i];
  }
  for (guint b = 0; b < N_BUCKETS && starts[b] < limit; b++) {
    sort_bucket (dealt + starts[b], starts[b + 1] - starts[b]);
  }
  for (guint i = 0; i < MIN (n, limit); i++) {
    g_array_append_val (indices, dealt[i].slot);
  }
}

/* Characters of a valid UTF-8 text: bytes that continue none. */
static guint32
count_characters (const char *text, gsize length)
{
  guint32 n = 0;

  for (gsize i = 0; i < length; i++) {
    n += (text[i] & 0xc0) != 0x80;
  }
  return n;
}

/* The next place of the needle at or after @from, or NULL. The buffer is NUL-terminated beyond @end. */
static const char *
find_next (const NameSearch *search, const char *from, const char *end)
{
  gsize length = search->length;
  const char *p = from;

  if ((gsize) (end - from) < length) {
    return NULL;
  }
#ifdef __SSE2__
  const __m128i a = _mm_set1_epi8 (search->needle[search->probe_a]);
  const __m128i b = _mm_set1_epi8 (search->needle[search->probe_b]);

  for (; (gsize) (end - p) >= length + 15; p += 16) {
    __m128i at_a = _mm_loadu_si128 ((const __m128i *) (gconstpointer) (p + search->probe_a));
    __m128i at_b = _mm_loadu_si128 ((const __m128i *) (gconstpointer) (p + search->probe_b));
    guint mask = (guint) _mm_movemask_epi8 (_mm_and_si128 (_mm_cmpeq_epi8 (at_a, a), _mm_cmpeq_epi8 (at_b, b)));

    for (; mask != 0; mask &= mask - 1) {
      const char *place = p + __builtin_ctz (mask);

      if (memcmp (place, search->needle, length) == 0) {
        return place;
      }
    }
  }
#endif
  return memmem (p, (gsize) (end - p), search->needle, length);
}

/* The row whose name holds the byte at @offset; rows come one after the other, mostly near the last. */
static guint
row_at (const YztSceneBase *base, guint32 offset, guint from)
{
  guint lo = from;
  guint step = 1;
  guint hi;

  while (lo + step < base->n_rows && base->folded_start[lo + step] <= offset) {
    lo += step;
    step *= 2;
  }
  hi = MIN (lo + step, base->n_rows);
  while (hi - lo > 1) {
    guint middle = lo + (hi - lo) / 2;

    if (base->folded_start[middle] <= offset) {
      lo = middle;
    } else {
      hi = middle;
    }
  }
  return lo;
}

static gboolean
row_takes_part (const NameSearch *search, guint row)
{
  const YztSceneBase *base = search->generation->base;
  guint slot = base->slot[row];

  return slot != YZT_NO_SLOT && yzt_filter_has (search->kinds, base->row_kind[row]) &&
         !yzt_generation_is_removed (search->generation, slot);
}

static void
add_row (NameSearch *search, guint row, gboolean starts)
{
  const YztSceneBase *base = search->generation->base;
  gsize length = base->folded_start[row + 1] - base->folded_start[row] - 1;
  guint slot = base->slot[row];

  if (search->marked != NULL) {
    search->marked[slot >> 6] |= G_GUINT64_CONSTANT (1) << (slot & 63);
  } else {
    const Found found = { slot, count_characters (base->folded + base->folded_start[row], length), base->fid[row], base->row_kind[row], starts };

    g_array_append_val (search->found, found);
  }
}

static void
search_base (NameSearch *search)
{
  const YztSceneBase *base = search->generation->base;
  const char *end = base->folded + base->folded_start[base->n_rows];
  const char *p = base->folded;
  guint row = 0;

  while ((p = find_next (search, p, end)) != NULL) {
    row = row_at (base, (guint32) (p - base->folded), row);
    if (row_takes_part (search, row)) {
      add_row (search, row, p == base->folded + base->folded_start[row]);
    }
    p = base->folded + base->folded_start[row + 1];
  }
}

/* Of the names that begin so at least the best @limit. */
static void
look_up_starts (NameSearch *search, guint limit)
{
  const YztSceneBase *base = search->generation->base;
  guint n_buckets;
  guint bucket = yzt_name_index_bucket (search->needle, &n_buckets);

  for (guint b = bucket; b < bucket + n_buckets; b++) {
    guint found = 0;

    for (guint i = base->name_index.bucket_start[b]; i < base->name_index.bucket_start[b + 1] && found < limit; i++) {
      guint row = base->name_index.by_bucket[i];

      if (strncmp (base->folded + base->folded_start[row], search->needle, search->length) == 0 &&
          row_takes_part (search, row)) {
        add_row (search, row, TRUE);
        found++;
      }
    }
  }
}

/* Names that are looked at one by one before the scan of the whole buffer is the shorter way. */
#define LOOK_UPS_MAX 40000

static gboolean
may_hold (const guint64 *chunk, const guint64 *wanted)
{
  for (guint i = 0; i < YZT_NAME_MARK_WORDS; i++) {
    if ((chunk[i] & wanted[i]) != wanted[i]) {
      return FALSE;
    }
  }
  return TRUE;
}

/* Names of one chunk that hold the text but do not begin with it, as long as some are @wanted. */
static void
look_through_chunk (NameSearch *search, guint chunk, guint *wanted)
{
  const YztSceneBase *base = search->generation->base;
  guint end = MIN ((chunk + 1) << YZT_NAME_CHUNK_SHIFT, base->n_rows);

  for (guint i = chunk << YZT_NAME_CHUNK_SHIFT; i < end && *wanted > 0; i++) {
    guint row = base->name_index.order[i];
    const char *name = base->folded + base->folded_start[row];
    const char *place = memmem (name, base->folded_start[row + 1] - base->folded_start[row] - 1, search->needle, search->length);

    if (place != NULL && place != name && row_takes_part (search, row)) {
      add_row (search, row, FALSE);
      --*wanted;
    }
  }
}

/* The best @limit without a scan; FALSE, with nothing found, when they do not come soon. */
static gboolean
look_up_base (NameSearch *search, guint limit)
{
  const YztSceneBase *base = search->generation->base;
  guint n_chunks = (base->n_rows >> YZT_NAME_CHUNK_SHIFT) + 1;
  guint64 marks[YZT_NAME_MARK_WORDS];
  guint looked_up = 0;
  guint wanted;

  if (base->name_index.order == NULL) {
    return FALSE;
  }
  look_up_starts (search, limit);
  wanted = limit - MIN (limit, search->found->len);
  yzt_name_index_mark (search->needle, marks);
  for (guint chunk = 0; chunk < n_chunks && wanted > 0; chunk++) {
    if (!may_hold (base->name_index.marks + (gsize) chunk * YZT_NAME_MARK_WORDS, marks)) {
      continue;
    }
    if (looked_up >= LOOK_UPS_MAX) {
      g_array_set_size (search->found, 0);
      return FALSE;
    }
    looked_up += 1 << YZT_NAME_CHUNK_SHIFT;
    look_through_chunk (search, chunk, &wanted);
  }
  return TRUE;
}

static void
search_delta (NameSearch *search)
{
  const YztGeneration *generation = search->generation;

  for (guint i = 0; i < generation->n_delta; i++) {
    const YztDeltaItem *delta = generation->delta[i];
    const char *place;

    if (!yzt_filter_has (search->kinds, delta->item.kind)) {
      continue;
    }
    place = strstr (delta->folded, search->needle);
    if (place != NULL && search->marked != NULL) {
      guint slot = generation->base->n + i;

      search->marked[slot >> 6] |= G_GUINT64_CONSTANT (1) << (slot & 63);
    } else if (place != NULL) {
      const Found found = {
        generation->base->n + i, count_characters (delta->folded, strlen (delta->folded)), delta->item.fid,
        (guint8) delta->item.kind, place == delta->folded,
      };

      g_array_append_val (search->found, found);
    }
  }
}

static void
choose_probes (NameSearch *search)
{
  const guint64 *counts = search->generation->base->byte_counts;

  for (gsize i = 1; i < search->length; i++) {
    if (counts[(guint8) search->needle[i]] < counts[(guint8) search->needle[search->probe_a]]) {
      search->probe_a = i;
    }
  }
  search->probe_b = search->probe_a == 0 ? search->length - 1 : 0;
  for (gsize i = 0; i < search->length; i++) {
    if (i != search->probe_a &&
        counts[(guint8) search->needle[i]] < counts[(guint8) search->needle[search->probe_b]]) {
      search->probe_b = i;
    }
  }
}

void
yzt_generation_find_names (const YztGeneration *generation, const char *text, YztSceneFilter filter, guint limit,
                           GArray *indices)
{
  NameSearch search = { .generation = generation, .kinds = filter.kinds };
  g_autofree char *needle = NULL;

  g_return_if_fail (generation != NULL);
  g_return_if_fail (text != NULL);
  g_return_if_fail (indices != NULL);
  g_return_if_fail (g_array_get_element_size (indices) == sizeof (guint));

  needle = yzt_text_fold (text);
  if (needle[0] == '\0' || limit == 0) {
    return;
  }
  search.needle = needle;
  search.length = strlen (needle);
  choose_probes (&search);
  search.found = g_array_new (FALSE, FALSE, sizeof (Found));
  if (limit > LOOK_UPS_MAX / 20 || !look_up_base (&search, limit)) {
    search_base (&search);
  }
  search_delta (&search);
  append_best (&search, limit, indices);
  g_array_unref (search.found);
}

void
yzt_generation_mark_names (const YztGeneration *generation, const char *text, guint64 *marked)
{
  g_autofree char *needle = yzt_text_fold (text);
  NameSearch search = { .generation = generation, .kinds = YZT_SCENE_FILTER_ALL.kinds, .needle = needle, .length = strlen (needle), .marked = marked };

  if (search.length > 0) {
    choose_probes (&search);
    search_base (&search);
    search_delta (&search);
  }
}
