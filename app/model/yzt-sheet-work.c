/* yzt-sheet-work.c: the worker of a table: reads, patches, arranges and sums in the order in which it is asked
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-sheet-work.h"
#include <string.h>

/* Blocks that are told together while all rows are read; the first comes alone, at once. */
#define BLOCKS_A_TURN 48
/* An act that touched more rows than this has the whole table read anew. */
#define MOST_PATCHED 20000
/* What a filter has found by then is told, be it less than a page. */
#define EARLY_US 20000

typedef enum { JOB_LOAD, JOB_PATCH, JOB_ARRANGE, JOB_SUM } JobWhat;

typedef struct {
  JobWhat what;
  GCancellable *cancellable;
  gboolean progressive;
  GArray *touches;    /* gint64 from, to */
  GPtrArray *filters; /* YztSheetFilter */
  GArray *only;
  int column;
  gboolean descending;
  YztOrder *order;
} Job;

struct _YztSheetWork {
  gatomicrefcount refs;
  YztStore *store;
  YztSheetShape *shape;
  const char *language;
  GThreadPool *pool;

  /* main thread only */
  YztSheetNewsFunc func; /* NULL once closed */
  gpointer user_data;
  GCancellable *all;       /* cancelled when closed */
  GCancellable *arranging; /* of the latest wish */
  GCancellable *summing;

  /* worker only */
  GPtrArray *blocks;
  guint n_rows, n_sorted;  /* the first n_sorted stand by number */
  GHashTable *late;        /* number → row + 1, of those after them */
  GHashTable *owners;      /* fid → name */
  YztOrder *sorted;        /* all rows by @sorted_column: a filter walks them in their order; NULL: not sorted since they changed */
  int sorted_column;
  gboolean sorted_descending;
};

typedef struct {
  YztSheetWork *work;
  YztSheetNews news;
} Post;

static void
work_unref (YztSheetWork *work)
{
  if (!g_atomic_ref_count_dec (&work->refs)) {
    return;
  }
  g_object_unref (work->store);
  yzt_sheet_shape_unref (work->shape);
  g_object_unref (work->all);
  g_clear_object (&work->arranging);
  g_clear_object (&work->summing);
  g_ptr_array_unref (work->blocks);
  g_hash_table_unref (work->late);
  g_clear_pointer (&work->owners, g_hash_table_unref);
  yzt_order_unref (work->sorted);
  g_free (work);
}

static void
job_free (Job *job)
{
  g_clear_object (&job->cancellable);
  g_clear_pointer (&job->touches, g_array_unref);
  g_clear_pointer (&job->filters, g_ptr_array_unref);
  g_clear_pointer (&job->only, g_array_unref);
  yzt_order_unref (job->order);
  g_free (job);
}

/* --- answers --- */

static void
post_free (gpointer data)
{
  Post *post = data;
  g_clear_pointer (&post->news.blocks, g_ptr_array_unref);
  g_clear_pointer (&post->news.places, g_array_unref);
  g_clear_pointer (&post->news.added, g_array_unref);
  g_clear_pointer (&post->news.sums, yzt_sheet_sums_free);
  yzt_order_unref (post->news.order);
  g_free (post->news.problem);
  work_unref (post->work);
  g_free (post);
}

static gboolean
deliver_cb (gpointer data)
{
  Post *post = data;
  if (post->work->func != NULL) {
    post->work->func (&post->news, post->work->user_data);
  }
  return G_SOURCE_REMOVE;
}

/* Always as a source of the main loop: never on this thread, even while the loop rests. */
static void
post (YztSheetWork *work, YztSheetNews news)
{
  Post *letter = g_new0 (Post, 1);
  g_autoptr (GSource) source = g_idle_source_new ();
  g_atomic_ref_count_inc (&work->refs);
  letter->work = work;
  letter->news = news;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver_cb, letter, post_free);
  g_source_attach (source, NULL);
}

static GPtrArray *
new_blocks (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_block_unref);
}

static gpointer
copy_block (gconstpointer block, gpointer user_data)
{
  return yzt_block_ref ((YztBlock *) block);
}

/* --- reading --- */

typedef struct {
  YztSheetWork *work;
  GCancellable *cancellable;
  gboolean progressive;
  GPtrArray *blocks; /* all that were read */
  YztBlock *block;   /* the one that is being filled */
  guint told;
} Loading;

static void
tell_blocks (Loading *loading, guint n_rows)
{
  g_autoptr (GPtrArray) fresh = new_blocks ();
  for (guint i = loading->told; i < loading->blocks->len; i++) {
    g_ptr_array_add (fresh, yzt_block_ref (loading->blocks->pdata[i]));
  }
  loading->told = loading->blocks->len;
  post (loading->work, (YztSheetNews) { .blocks = g_steal_pointer (&fresh), .n_rows = n_rows });
}

static gboolean
load_row (const YztRow *row, gpointer user_data)
{
  Loading *loading = user_data;
  YztSheetWork *work = loading->work;
  if (loading->block == NULL) {
    loading->block = yzt_block_new (work->shape);
  }
  yzt_block_add_row (loading->block, row, work->owners != NULL ? g_hash_table_lookup (work->owners, &row->owner_fid) : NULL);
  if (loading->block->n_rows < YZT_BLOCK_ROWS) {
    return TRUE;
  }
  g_ptr_array_add (loading->blocks, g_steal_pointer (&loading->block));
  if (loading->progressive && (loading->blocks->len == 1 || loading->blocks->len - loading->told >= BLOCKS_A_TURN)) {
    tell_blocks (loading, loading->blocks->len << YZT_BLOCK_SHIFT);
  }
  return !g_cancellable_is_cancelled (loading->cancellable);
}

static gboolean
remember_owner (const YztRow *row, gpointer user_data)
{
  const char *name = yzt_row_get_text (row, "name");
  if (name != NULL) {
    g_hash_table_insert (user_data, g_memdup2 (&row->fid, sizeof row->fid), g_strdup (name));
  }
  return TRUE;
}

static gboolean
read_owners (YztSheetWork *work, GError **error)
{
  YztKind *owner = NULL;
  if (work->shape->owner >= 0) {
    owner = yzt_kind_set_find (yzt_store_get_kinds (work->store), yzt_kind_get_owner (work->shape->kind));
  }
  g_clear_pointer (&work->owners, g_hash_table_unref);
  if (owner == NULL) {
    return TRUE;
  }
  work->owners = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return yzt_store_read_rows (work->store, owner, remember_owner, work->owners, error);
}

static void
forget_sorted (YztSheetWork *work)
{
  yzt_order_unref (work->sorted);
  work->sorted = NULL;
}

static void
load (YztSheetWork *work, Job *job, GError **error)
{
  Loading loading = { .work = work, .cancellable = job->cancellable, .progressive = job->progressive, .blocks = new_blocks () };
  gboolean good = read_owners (work, error) && yzt_store_read_rows (work->store, work->shape->kind, load_row, &loading, error);
  if (!good || g_cancellable_is_cancelled (job->cancellable)) {
    g_clear_pointer (&loading.block, yzt_block_unref);
    g_ptr_array_unref (loading.blocks);
    return;
  }
  guint n_rows = loading.blocks->len << YZT_BLOCK_SHIFT;
  if (loading.block != NULL) {
    n_rows += loading.block->n_rows;
    g_ptr_array_add (loading.blocks, g_steal_pointer (&loading.block));
  }
  forget_sorted (work);
  g_ptr_array_unref (work->blocks);
  work->blocks = loading.blocks;
  work->n_rows = work->n_sorted = n_rows;
  g_hash_table_remove_all (work->late);
  if (job->progressive) {
    tell_blocks (&loading, n_rows);
    post (work, (YztSheetNews) { .loaded = TRUE });
  } else {
    g_autoptr (GPtrArray) all = g_ptr_array_copy (work->blocks, copy_block, NULL);
    g_ptr_array_set_free_func (all, (GDestroyNotify) yzt_block_unref);
    post (work, (YztSheetNews) { .reset = TRUE, .blocks = g_steal_pointer (&all), .n_rows = n_rows, .loaded = TRUE });
  }
}

/* --- patching --- */

gboolean
yzt_blocks_find (const GPtrArray *blocks, guint n_sorted, gint64 fid, guint32 *row_out)
{
  guint low = 0, high = n_sorted;
  while (low < high) {
    guint middle = low + (high - low) / 2;
    gint64 there = yzt_blocks_of (blocks, middle)->fids[middle & (YZT_BLOCK_ROWS - 1)];
    if (there == fid) {
      *row_out = middle;
      return TRUE;
    }
    if (there < fid) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return FALSE;
}

static gboolean
find_row (YztSheetWork *work, gint64 fid, guint32 *row_out)
{
  guint late = GPOINTER_TO_UINT (g_hash_table_lookup (work->late, &fid));
  if (late > 0) {
    *row_out = late - 1;
    return TRUE;
  }
  return yzt_blocks_find (work->blocks, work->n_sorted, fid, row_out);
}

/* What becomes of rows: row → YztRow, or NULL when it is gone. */
typedef struct {
  YztSheetWork *work;
  GHashTable *rows;   /* guint32 + 1 → YztRow */
  GPtrArray *fresh;   /* YztRow that were never there */
  guint n_read;
} Patching;

static gboolean
collect_row (const YztRow *row, gpointer user_data)
{
  Patching *patching = user_data;
  guint32 at;
  YztRow *copy = yzt_row_copy (row);
  if (find_row (patching->work, row->fid, &at)) {
    g_hash_table_insert (patching->rows, GUINT_TO_POINTER (at + 1), copy);
  } else {
    g_ptr_array_add (patching->fresh, copy);
  }
  return ++patching->n_read <= MOST_PATCHED;
}

/* Rows between the two numbers that the file has no more. */
static void
collect_gone (Patching *patching, gint64 from, gint64 to)
{
  YztSheetWork *work = patching->work;
  guint low = 0, high = work->n_sorted;
  while (low < high) {
    guint middle = low + (high - low) / 2;
    if (yzt_blocks_of (work->blocks, middle)->fids[middle & (YZT_BLOCK_ROWS - 1)] < from) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  for (; low < work->n_sorted && yzt_blocks_of (work->blocks, low)->fids[low & (YZT_BLOCK_ROWS - 1)] <= to; low++) {
    if (!g_hash_table_contains (patching->rows, GUINT_TO_POINTER (low + 1))) {
      g_hash_table_insert (patching->rows, GUINT_TO_POINTER (low + 1), NULL);
    }
  }
  for (guint32 row = work->n_sorted; row < work->n_rows; row++) {
    gint64 fid = yzt_blocks_of (work->blocks, row)->fids[row & (YZT_BLOCK_ROWS - 1)];
    if (fid >= from && fid <= to && !g_hash_table_contains (patching->rows, GUINT_TO_POINTER (row + 1))) {
      g_hash_table_insert (patching->rows, GUINT_TO_POINTER (row + 1), NULL);
    }
  }
}

static const char *
owner_of (YztSheetWork *work, const YztRow *row)
{
  return work->owners != NULL ? g_hash_table_lookup (work->owners, &row->owner_fid) : NULL;
}

/* The block anew, with the rows that were patched. */
static YztBlock *
patch_block (Patching *patching, guint index, GArray *added, gboolean *removed)
{
  const YztBlock *old = patching->work->blocks->pdata[index];
  YztBlock *block = yzt_block_new (patching->work->shape);
  for (guint i = 0; i < old->n_rows; i++) {
    guint32 at = index << YZT_BLOCK_SHIFT | i;
    gpointer row = NULL;
    gboolean was_dead = old->dead != NULL && old->dead[i];
    if (!g_hash_table_lookup_extended (patching->rows, GUINT_TO_POINTER (at + 1), NULL, &row)) {
      yzt_block_copy_row (block, old, i);
    } else if (row == NULL) {
      yzt_block_copy_row (block, old, i);
      yzt_block_kill_row (block, i);
      *removed |= !was_dead;
    } else {
      yzt_block_add_row (block, row, owner_of (patching->work, row));
      if (was_dead) {
        g_array_append_val (added, at);
      }
    }
  }
  return block;
}

static void
add_fresh_rows (Patching *patching, GHashTable *changed, GArray *added)
{
  YztSheetWork *work = patching->work;
  YztBlock *last = NULL;
  for (guint i = 0; i < patching->fresh->len; i++) {
    const YztRow *row = patching->fresh->pdata[i];
    guint index = work->n_rows >> YZT_BLOCK_SHIFT;
    if (last == NULL || last->n_rows == YZT_BLOCK_ROWS) {
      last = yzt_block_new (work->shape);
      const YztBlock *old = index < work->blocks->len ? work->blocks->pdata[index] : NULL;
      for (guint j = 0; old != NULL && j < old->n_rows; j++) {
        yzt_block_copy_row (last, old, j);
      }
      if (old != NULL) {
        yzt_block_unref (work->blocks->pdata[index]);
        work->blocks->pdata[index] = last;
      } else {
        g_ptr_array_add (work->blocks, last);
      }
      g_hash_table_add (changed, GUINT_TO_POINTER (index + 1));
    }
    guint32 at = work->n_rows++;
    yzt_block_add_row (last, row, owner_of (work, row));
    g_hash_table_insert (work->late, g_memdup2 (&row->fid, sizeof row->fid), GUINT_TO_POINTER (at + 1));
    g_array_append_val (added, at);
  }
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *) a, y = *(const guint *) b;
  return x < y ? -1 : x > y;
}

static void
apply_patch (Patching *patching)
{
  YztSheetWork *work = patching->work;
  forget_sorted (work);
  g_autoptr (GHashTable) changed = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) blocks = new_blocks ();
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint)), added = g_array_new (FALSE, FALSE, sizeof (guint32));
  gboolean removed = FALSE;
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init (&iter, patching->rows);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    guint index = (GPOINTER_TO_UINT (key) - 1) >> YZT_BLOCK_SHIFT;
    if (g_hash_table_add (changed, GUINT_TO_POINTER (index + 1))) {
      YztBlock *block = patch_block (patching, index, added, &removed);
      yzt_block_unref (work->blocks->pdata[index]);
      work->blocks->pdata[index] = block;
    }
  }
  add_fresh_rows (patching, changed, added);
  g_hash_table_iter_init (&iter, changed);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    guint index = GPOINTER_TO_UINT (key) - 1;
    g_array_append_val (places, index);
  }
  g_array_sort (places, compare_places);
  for (guint i = 0; i < places->len; i++) {
    g_ptr_array_add (blocks, yzt_block_ref (work->blocks->pdata[g_array_index (places, guint, i)]));
  }
  post (work, (YztSheetNews) { .blocks = g_steal_pointer (&blocks), .places = g_steal_pointer (&places), .n_rows = work->n_rows,
                               .added = g_steal_pointer (&added), .removed = removed });
}

static void
free_patched (gpointer row)
{
  if (row != NULL) {
    yzt_row_free (row);
  }
}

static void
patch (YztSheetWork *work, Job *job, GError **error)
{
  Patching patching = { .work = work, .rows = g_hash_table_new_full (NULL, NULL, NULL, free_patched),
                        .fresh = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free) };
  gboolean good = work->owners == NULL || read_owners (work, error);
  for (guint i = 0; good && i + 1 < job->touches->len && patching.n_read <= MOST_PATCHED; i += 2) {
    gint64 from = g_array_index (job->touches, gint64, i), to = g_array_index (job->touches, gint64, i + 1);
    good = yzt_store_read_range (work->store, work->shape->kind, from, to, collect_row, &patching, error);
    if (good && patching.n_read <= MOST_PATCHED) {
      collect_gone (&patching, from, to);
    }
  }
  if (good && patching.n_read > MOST_PATCHED) {
    Job again = { .what = JOB_LOAD, .cancellable = job->cancellable };
    load (work, &again, error);
  } else if (good) {
    apply_patch (&patching);
  }
  g_hash_table_unref (patching.rows);
  g_ptr_array_unref (patching.fresh);
}

/* --- arranging --- */

static int
compare_fids (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;
  return x < y ? -1 : x > y;
}

static gboolean
is_only (const GArray *only, gint64 fid)
{
  return g_array_binary_search ((GArray *) only, &fid, compare_fids, NULL);
}

static gboolean
passes (const Job *job, const YztBlock *block, guint row)
{
  if ((block->dead != NULL && block->dead[row]) || (job->only != NULL && !is_only (job->only, block->fids[row]))) {
    return FALSE;
  }
  for (guint i = 0; i < job->filters->len; i++) {
    if (!yzt_sheet_filter_passes (job->filters->pdata[i], block, row)) {
      return FALSE;
    }
  }
  return TRUE;
}

static void
tell_order (YztSheetWork *work, YztOrder *order, gboolean first_page)
{
  post (work, (YztSheetNews) { .arranged = TRUE, .first_page = first_page, .order = order });
}

static void
first_page_cb (YztOrder *order, gpointer user_data)
{
  tell_order (user_data, order, TRUE);
}

/* The first page is told as soon as it is full; of what passes seldom, what there is of it when a person would begin to wait. */
typedef struct {
  YztSheetWork *work;
  gboolean told;
  gint64 since_us;
} FirstPage;

static void
tell_early (FirstPage *page, const guint32 *rows, guint n)
{
  if (page->told || n == 0 || (n < YZT_FIRST_PAGE && g_get_monotonic_time () - page->since_us < EARLY_US)) {
    return;
  }
  YztOrder *order = yzt_order_new (n);
  memcpy (order->rows, rows, n * sizeof (guint32));
  tell_order (page->work, order, TRUE);
  page->told = TRUE;
}

/* The rows that pass, in order of their number. */
static guint
filter_rows (YztSheetWork *work, const Job *job, guint32 *rows)
{
  FirstPage page = { work, job->column >= 0, g_get_monotonic_time () };
  guint n = 0;
  for (guint b = 0; b < work->blocks->len && !g_cancellable_is_cancelled (job->cancellable); b++) {
    const YztBlock *block = work->blocks->pdata[b];
    for (guint i = 0; i < block->n_rows; i++) {
      if (passes (job, block, i)) {
        rows[n++] = b << YZT_BLOCK_SHIFT | i;
      }
    }
    tell_early (&page, rows, n);
  }
  return n;
}

/* The same in the order in which they are sorted already. */
static guint
filter_sorted (YztSheetWork *work, const Job *job, guint32 *rows)
{
  FirstPage page = { work, FALSE, g_get_monotonic_time () };
  guint n = 0;
  for (guint i = 0; i < work->sorted->n; i++) {
    guint32 row = work->sorted->rows[i];
    if (passes (job, yzt_blocks_of (work->blocks, row), row & (YZT_BLOCK_ROWS - 1))) {
      rows[n++] = row;
    }
    if (i % YZT_BLOCK_ROWS == 0 || n == YZT_FIRST_PAGE) {
      tell_early (&page, rows, n);
      if (g_cancellable_is_cancelled (job->cancellable)) {
        break;
      }
    }
  }
  return n;
}

static gboolean
has_dead (YztSheetWork *work)
{
  for (guint i = 0; i < work->blocks->len; i++) {
    if (((YztBlock *) work->blocks->pdata[i])->n_dead > 0) {
      return TRUE;
    }
  }
  return FALSE;
}

static void
tell_sums (YztSheetWork *work, YztOrder *order, GCancellable *cancellable)
{
  YztSheetSums *sums = yzt_sheet_sums_new (work->blocks, work->shape, order, work->n_rows, work->language, cancellable);
  if (g_cancellable_is_cancelled (cancellable)) {
    yzt_sheet_sums_free (sums);
  } else {
    post (work, (YztSheetNews) { .sums = sums });
  }
}

static void
arrange (YztSheetWork *work, Job *job)
{
  gboolean all = job->filters->len == 0 && job->only == NULL && !has_dead (work);
  if (all && job->column < 0) {
    tell_order (work, NULL, FALSE);
    tell_sums (work, NULL, job->cancellable);
    return;
  }
  g_autofree guint32 *rows = g_new (guint32, work->n_rows + 1);
  guint n = work->n_rows;
  gboolean in_order = work->sorted != NULL && work->sorted_column == job->column && work->sorted_descending == job->descending;
  if (in_order) {
    n = filter_sorted (work, job, rows);
  } else if (all) {
    for (guint i = 0; i < n; i++) {
      rows[i] = i;
    }
  } else {
    n = filter_rows (work, job, rows);
  }
  if (job->column >= 0 && !in_order && !g_cancellable_is_cancelled (job->cancellable)) {
    yzt_sheet_sort_rows (work->blocks, work->shape, (guint) job->column, job->descending, rows, n, first_page_cb, work, job->cancellable);
  }
  if (g_cancellable_is_cancelled (job->cancellable)) {
    return;
  }
  YztOrder *order = yzt_order_new (n);
  memcpy (order->rows, rows, n * sizeof (guint32));
  yzt_order_ref (order);
  if (job->column >= 0 && job->filters->len == 0 && job->only == NULL) {
    forget_sorted (work);
    work->sorted = yzt_order_ref (order);
    work->sorted_column = job->column;
    work->sorted_descending = job->descending;
  }
  tell_order (work, order, FALSE);
  tell_sums (work, order, job->cancellable);
  yzt_order_unref (order);
}

/* --- the pool --- */

static void
run_job (gpointer data, gpointer user_data)
{
  Job *job = data;
  YztSheetWork *work = user_data;
  g_autoptr (GError) error = NULL;
  if (!g_cancellable_is_cancelled (job->cancellable)) {
    switch (job->what) {
    case JOB_LOAD: load (work, job, &error); break;
    case JOB_PATCH: patch (work, job, &error); break;
    case JOB_ARRANGE: arrange (work, job); break;
    case JOB_SUM:
    default: tell_sums (work, job->order, job->cancellable); break;
    }
  }
  post (work, (YztSheetNews) { .done = TRUE, .problem = error != NULL ? g_strdup (error->message) : NULL });
  job_free (job);
  work_unref (work); /* never the last: the letter above holds one until the main loop has it */
}

static void
push (YztSheetWork *work, Job *job)
{
  g_atomic_ref_count_inc (&work->refs);
  g_thread_pool_push (work->pool, job, NULL);
}

YztSheetWork *
yzt_sheet_work_new (YztStore *store, YztSheetShape *shape, const char *language, YztSheetNewsFunc func, gpointer user_data)
{
  YztSheetWork *work = g_new0 (YztSheetWork, 1);
  g_atomic_ref_count_init (&work->refs);
  work->store = g_object_ref (store);
  work->shape = yzt_sheet_shape_ref (shape);
  work->language = language;
  work->func = func;
  work->user_data = user_data;
  work->all = g_cancellable_new ();
  work->blocks = new_blocks ();
  work->late = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  work->pool = g_thread_pool_new (run_job, work, 1, TRUE, NULL);
  return work;
}

void
yzt_sheet_work_close (YztSheetWork *work)
{
  work->func = NULL;
  g_cancellable_cancel (work->all);
  if (work->arranging != NULL) {
    g_cancellable_cancel (work->arranging);
  }
  if (work->summing != NULL) {
    g_cancellable_cancel (work->summing);
  }
  g_thread_pool_free (work->pool, FALSE, FALSE); /* what is queued still runs, and ends at once */
  work_unref (work);
}

void
yzt_sheet_work_load (YztSheetWork *work, gboolean progressive)
{
  Job *job = g_new0 (Job, 1);
  job->what = JOB_LOAD;
  job->progressive = progressive;
  job->cancellable = g_object_ref (work->all);
  push (work, job);
}

void
yzt_sheet_work_patch (YztSheetWork *work, GArray *touches)
{
  Job *job = g_new0 (Job, 1);
  job->what = JOB_PATCH;
  job->cancellable = g_object_ref (work->all);
  job->touches = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < touches->len; i++) {
    const YztTouch *touch = &g_array_index (touches, YztTouch, i);
    g_array_append_val (job->touches, touch->fid_from);
    g_array_append_val (job->touches, touch->fid_to);
  }
  push (work, job);
}

static gpointer
copy_filter (gconstpointer filter, gpointer user_data)
{
  return yzt_sheet_filter_ref ((YztSheetFilter *) filter);
}

void
yzt_sheet_work_arrange (YztSheetWork *work, GPtrArray *filters, GArray *only, int column, gboolean descending)
{
  Job *job = g_new0 (Job, 1);
  if (work->arranging != NULL) {
    g_cancellable_cancel (work->arranging);
    g_object_unref (work->arranging);
  }
  if (work->summing != NULL) {
    g_cancellable_cancel (work->summing); /* the arrangement brings its own sums */
  }
  work->arranging = g_cancellable_new ();
  job->what = JOB_ARRANGE;
  job->cancellable = g_object_ref (work->arranging);
  job->filters = g_ptr_array_copy (filters, copy_filter, NULL);
  g_ptr_array_set_free_func (job->filters, (GDestroyNotify) yzt_sheet_filter_unref);
  job->only = only != NULL ? g_array_copy (only) : NULL;
  job->column = column;
  job->descending = descending;
  push (work, job);
}

void
yzt_sheet_work_sum (YztSheetWork *work, YztOrder *order)
{
  Job *job = g_new0 (Job, 1);
  if (work->summing != NULL) {
    g_cancellable_cancel (work->summing);
    g_object_unref (work->summing);
  }
  work->summing = g_cancellable_new ();
  job->what = JOB_SUM;
  job->cancellable = g_object_ref (work->summing);
  job->order = order != NULL ? yzt_order_ref (order) : NULL;
  push (work, job);
}
