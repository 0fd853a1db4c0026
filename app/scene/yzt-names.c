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

  while (*p != 0) {
    if (*p < 0x80) {
      g_string_append_c (folded, g_ascii_tolower ((char) *p));
      p++;
      continue;
    }
    gunichar c = g_utf8_get_char_validated ((const char *) p, -1);

    if (c >= 0x4e00 && c <= 0x9fa5) {
      g_string_append_len (folded, (const char *) p, 3);
    } else if (c >= 0xff01 && c <= 0xff5e) {
      g_string_append_c (folded, g_ascii_tolower ((char) (c - 0xff01 + '!')));
    } else {
      g_string_truncate (folded, start);
      return FALSE;
    }
    p += 3;
  }
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
  gboolean starts;
  gint64 fid;
  guint kind;
} Found;

typedef struct {
  const YztGeneration *generation;
  const char *needle;
  gsize length;
  gsize probe_a, probe_b; /* places in the needle whose bytes are rare in the buffer */
  guint64 kinds;
  guint limit;
  Found *best; /* a heap, worst first, once it is full */
  guint n, allocated;
} NameSearch;

static gboolean
is_better (const Found *a, const Found *b)
{
  if (a->starts != b->starts) {
    return a->starts;
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

static void
sift_down (NameSearch *search, guint i)
{
  Found *best = search->best;

  for (;;) {
    guint worst = i;

    for (guint child = 2 * i + 1; child <= 2 * i + 2 && child < search->n; child++) {
      if (is_better (&best[worst], &best[child])) {
        worst = child;
      }
    }
    if (worst == i) {
      return;
    }
    Found swap = best[i];
    best[i] = best[worst];
    best[worst] = swap;
    i = worst;
  }
}

static void
offer (NameSearch *search, const Found *found)
{
  if (search->n == search->limit) {
    if (is_better (found, &search->best[0])) {
      search->best[0] = *found;
      sift_down (search, 0);
    }
    return;
  }
  if (search->n == search->allocated) {
    search->allocated = MIN (MAX (search->allocated * 2, 256), search->limit);
    search->best = g_renew (Found, search->best, search->allocated);
  }
  search->best[search->n++] = *found;
  if (search->n == search->limit) {
    for (guint i = search->n / 2 + 1; i-- > 0;) {
      sift_down (search, i);
    }
  }
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

static void
search_base (NameSearch *search)
{
  const YztSceneBase *base = search->generation->base;
  const char *end = base->folded + base->folded_start[base->n_rows];
  const char *p = base->folded;
  guint row = 0;

  while ((p = find_next (search, p, end)) != NULL) {
    const char *name;
    guint slot;

    row = row_at (base, (guint32) (p - base->folded), row);
    name = base->folded + base->folded_start[row];
    slot = base->slot[row];
    if (slot != YZT_NO_SLOT && yzt_filter_has (search->kinds, base->row_kind[row]) &&
        !yzt_generation_is_removed (search->generation, slot)) {
      const Found found = { slot, (guint32) g_utf8_strlen (name, -1), p == name, base->fid[row], base->row_kind[row] };

      offer (search, &found);
    }
    p = base->folded + base->folded_start[row + 1];
  }
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
    if (place != NULL) {
      const Found found = {
        generation->base->n + i, (guint32) g_utf8_strlen (delta->folded, -1), place == delta->folded, delta->item.fid,
        delta->item.kind,
      };

      offer (search, &found);
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
  NameSearch search = { .generation = generation, .kinds = filter.kinds, .limit = limit };
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
  search_base (&search);
  search_delta (&search);
  if (search.n > 1) {
    qsort (search.best, search.n, sizeof *search.best, compare_found);
  }
  for (guint i = 0; i < search.n; i++) {
    guint slot = search.best[i].slot;

    g_array_append_val (indices, slot);
  }
  g_free (search.best);
}
