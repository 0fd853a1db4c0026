/* yzt-sheet-sort.c: a million rows by one column: the first page at once, then all, by radix on eight bytes at a time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <math.h>
#include <string.h>
#include "yzt-sheet-private.h"

/* Fewer rows than this are sorted at once: their first page comes no later than all. */
#define FEW_ROWS 20000
/* Runs of equal beginnings shorter than this are sorted by comparing. */
#define SHORT_RUN 32
/* Texts that begin alike for longer than this are compared as wholes. */
#define DEEP_BYTES 96

typedef struct {
  guint64 key;
  guint32 row;
} Pair;

typedef struct {
  const GPtrArray *blocks;
  const YztSheetShape *shape;
  guint column;
  gboolean descending;
  gsize common; /* all texts begin with the same so many bytes */
  Pair *spare;
  GCancellable *cancellable;
} Sorting;

/* --- keys: the lower comes first --- */

static guint64
number_key (double number)
{
  guint64 bits;
  memcpy (&bits, &number, sizeof bits);
  return bits & G_GUINT64_CONSTANT (0x8000000000000000) ? ~bits : bits | G_GUINT64_CONSTANT (0x8000000000000000);
}

/* The first eight bytes from @text, the first one highest; nothing follows a NUL. */
static guint64
text_key (const char *text)
{
  guint64 key = 0;
  int i = 0;
  for (; i < 8 && text[i] != '\0'; i++) {
    key = key << 8 | (guint8) text[i];
  }
  return i == 8 ? key : i == 0 ? 0 : key << (8 * (8 - i));
}

static guint64
rank_key (const YztField *field, const char *code)
{
  for (guint i = 0; i < yzt_field_get_n_values (field); i++) {
    if (g_str_equal (yzt_field_get_value (field, i), code)) {
      return i;
    }
  }
  return G_MAXUINT32;
}

static int
compare_texts (const Sorting *sorting, guint32 a, guint32 b, gsize depth)
{
  int order = strcmp (yzt_blocks_text (sorting->blocks, a, sorting->column) + depth, yzt_blocks_text (sorting->blocks, b, sorting->column) + depth);
  order = sorting->descending ? -order : order;
  return order != 0 ? order : a < b ? -1 : 1;
}

/* --- radix --- */

static void
radix_pass (const Pair *from, Pair *to, guint n, const guint *counts, guint shift)
{
  guint at[256], sum = 0;
  for (guint i = 0; i < 256; i++) {
    at[i] = sum;
    sum += counts[i];
  }
  for (guint i = 0; i < n; i++) {
    to[at[(from[i].key >> shift) & 0xff]++] = from[i];
  }
}

/* Stable. Bytes in which all keys agree cost nothing. */
static void
radix_sort (Pair *pairs, Pair *spare, guint n)
{
  g_autofree guint *counts = g_new0 (guint, 8 * 256);
  Pair *from = pairs, *to = spare;
  for (guint i = 0; i < n; i++) {
    for (guint byte = 0; byte < 8; byte++) {
      counts[byte * 256 + ((pairs[i].key >> (8 * byte)) & 0xff)]++;
    }
  }
  for (guint byte = 0; byte < 8; byte++) {
    const guint *mine = counts + byte * 256;
    if (mine[(pairs[0].key >> (8 * byte)) & 0xff] == n) {
      continue;
    }
    radix_pass (from, to, n, mine, 8 * byte);
    Pair *swap = from;
    from = to;
    to = swap;
  }
  if (from != pairs) {
    memcpy (pairs, from, n * sizeof (Pair));
  }
}

/* --- texts: runs with an equal beginning are sorted by what follows --- */

static int
compare_deep (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return compare_texts (user_data, ((const Pair *) a)->row, ((const Pair *) b)->row, 0);
}

static void
insertion_sort (const Sorting *sorting, Pair *pairs, guint n, gsize depth)
{
  for (guint i = 1; i < n; i++) {
    Pair pair = pairs[i];
    guint j = i;
    while (j > 0 && compare_texts (sorting, pairs[j - 1].row, pair.row, depth) > 0) {
      pairs[j] = pairs[j - 1];
      j--;
    }
    pairs[j] = pair;
  }
}

static void sort_runs (const Sorting *sorting, Pair *pairs, guint n, gsize depth);

static void
sort_run (const Sorting *sorting, Pair *pairs, guint n, gsize depth)
{
  if (n <= SHORT_RUN) {
    insertion_sort (sorting, pairs, n, depth);
    return;
  }
  if (depth > sorting->common + DEEP_BYTES) {
    g_qsort_with_data (pairs, (int) n, sizeof (Pair), compare_deep, (gpointer) sorting);
    return;
  }
  for (guint i = 0; i < n; i++) {
    guint64 key = text_key (yzt_blocks_text (sorting->blocks, pairs[i].row, sorting->column) + depth);
    pairs[i].key = sorting->descending ? ~key : key;
  }
  radix_sort (pairs, sorting->spare, n);
  sort_runs (sorting, pairs, n, depth);
}

/* @pairs are sorted by the eight bytes at @depth. */
static void
sort_runs (const Sorting *sorting, Pair *pairs, guint n, gsize depth)
{
  for (guint i = 0; i < n && !g_cancellable_is_cancelled (sorting->cancellable);) {
    guint end = i + 1;
    while (end < n && pairs[end].key == pairs[i].key) {
      end++;
    }
    guint64 key = sorting->descending ? ~pairs[i].key : pairs[i].key;
    if (end - i > 1 && (key & 0xff) != 0) {
      sort_run (sorting, pairs + i, end - i, depth + 8);
    }
    i = end;
  }
}

/* --- the first page: the least of all in a heap --- */

static gboolean
is_after (const Sorting *sorting, gboolean text, const Pair *a, const Pair *b)
{
  if (a->key != b->key) {
    return a->key > b->key;
  }
  return text ? compare_texts (sorting, a->row, b->row, sorting->common) > 0 : a->row > b->row;
}

static void
sift_down (const Sorting *sorting, gboolean text, Pair *heap, guint n, guint at)
{
  for (guint child; (child = 2 * at + 1) < n; at = child) {
    if (child + 1 < n && is_after (sorting, text, &heap[child + 1], &heap[child])) {
      child++;
    }
    if (!is_after (sorting, text, &heap[child], &heap[at])) {
      return;
    }
    Pair swap = heap[at];
    heap[at] = heap[child];
    heap[child] = swap;
  }
}

/* @pairs (those with a value) and then the @n_empty rows without one: the first page of them, and after it all others as they stand. */
static YztOrder *
make_first_page (const Sorting *sorting, gboolean text, const Pair *pairs, guint n, const guint32 *empty, guint n_empty)
{
  Pair heap[YZT_FIRST_PAGE];
  guint size = MIN (n, YZT_FIRST_PAGE);
  memcpy (heap, pairs, size * sizeof (Pair));
  for (guint i = size / 2; i-- > 0;) {
    sift_down (sorting, text, heap, size, i);
  }
  for (guint i = size; i < n; i++) {
    if (is_after (sorting, text, &heap[0], &pairs[i])) {
      heap[0] = pairs[i];
      sift_down (sorting, text, heap, size, 0);
    }
  }
  YztOrder *order = yzt_order_new (n + n_empty);
  g_autofree guint8 *first = g_new0 (guint8, ((gsize) sorting->blocks->len + 1) << (YZT_BLOCK_SHIFT - 3)); /* a bit a row */
  for (guint left = size; left > 0; left--) {
    order->rows[left - 1] = heap[0].row;
    first[heap[0].row >> 3] |= (guint8) (1u << (heap[0].row & 7));
    heap[0] = heap[left - 1];
    sift_down (sorting, text, heap, left - 1, 0);
  }
  guint at = size;
  for (guint i = 0; i < n; i++) {
    if ((first[pairs[i].row >> 3] & (1u << (pairs[i].row & 7))) == 0) {
      order->rows[at++] = pairs[i].row;
    }
  }
  if (n_empty > 0) {
    memcpy (order->rows + at, empty, n_empty * sizeof (guint32));
  }
  return order;
}

/* --- the whole --- */

/* How many bytes all texts of the rows have in common at their beginning. */
static gsize
common_prefix (const Sorting *sorting, const Pair *pairs, guint n)
{
  const char *first = n > 0 ? yzt_blocks_text (sorting->blocks, pairs[0].row, sorting->column) : "";
  gsize length = strlen (first);
  for (guint i = 1; i < n && length > 0; i++) {
    const char *text = yzt_blocks_text (sorting->blocks, pairs[i].row, sorting->column);
    gsize same = 0;
    while (same < length && text[same] == first[same]) {
      same++;
    }
    length = same;
  }
  return length;
}

static gboolean
read_key (const Sorting *sorting, guint32 row, guint64 *key_out)
{
  const YztColumn *column = &sorting->shape->columns[sorting->column];
  if (column->type == YZT_COLUMN_TEXT) {
    const char *text = yzt_blocks_text (sorting->blocks, row, sorting->column);
    *key_out = text != NULL && column->ranked ? rank_key (column->field, text) : 0;
    return text != NULL;
  }
  double number = yzt_blocks_number (sorting->blocks, row, sorting->column);
  *key_out = number_key (number);
  return !isnan (number);
}

static void
make_text_keys (const Sorting *sorting, Pair *pairs, guint n)
{
  for (guint i = 0; i < n; i++) {
    pairs[i].key = text_key (yzt_blocks_text (sorting->blocks, pairs[i].row, sorting->column) + sorting->common);
  }
}

gboolean
yzt_sheet_sort_rows (const GPtrArray *blocks, const YztSheetShape *shape, guint column, gboolean descending, guint32 *rows, guint n,
                     YztFirstPageFunc first_page, gpointer user_data, GCancellable *cancellable)
{
  g_autofree Pair *pairs = g_new (Pair, n + 1);
  g_autofree guint32 *empty = g_new (guint32, n + 1);
  Sorting sorting = { .blocks = blocks, .shape = shape, .column = column, .descending = descending, .cancellable = cancellable };
  gboolean text = shape->columns[column].type == YZT_COLUMN_TEXT && !shape->columns[column].ranked;
  guint n_pairs = 0, n_empty = 0;
  for (guint i = 0; i < n; i++) {
    guint64 key;
    if (read_key (&sorting, rows[i], &key)) {
      pairs[n_pairs++] = (Pair) { key, rows[i] };
    } else {
      empty[n_empty++] = rows[i];
    }
  }
  if (text) {
    sorting.common = common_prefix (&sorting, pairs, n_pairs);
    make_text_keys (&sorting, pairs, n_pairs);
  }
  for (guint i = 0; i < n_pairs && descending; i++) {
    pairs[i].key = ~pairs[i].key;
  }
  if (first_page != NULL && n > FEW_ROWS && !g_cancellable_is_cancelled (cancellable)) {
    first_page (make_first_page (&sorting, text, pairs, n_pairs, empty, n_empty), user_data);
  }
  if (n_pairs > 1 && !g_cancellable_is_cancelled (cancellable)) {
    g_autofree Pair *spare = sorting.spare = g_new (Pair, n_pairs);
    radix_sort (pairs, spare, n_pairs);
    if (text) {
      sort_runs (&sorting, pairs, n_pairs, sorting.common);
    }
  }
  for (guint i = 0; i < n_pairs; i++) {
    rows[i] = pairs[i].row;
  }
  memcpy (rows + n_pairs, empty, n_empty * sizeof (guint32));
  return !g_cancellable_is_cancelled (cancellable);
}
