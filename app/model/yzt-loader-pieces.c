/* yzt-loader-pieces.c: the whole map file read by several threads, piece by piece
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each thread takes the next piece, a range of rows of one kind, and has a builder and a reading connection of its own. The pieces may see different states
 * of a map that is written to meanwhile, as kinds always could: what is written after the store was opened is told by the journal and patched in. */
#include "yzt-loader-private.h"

#define MOST_THREADS 4
#define PIECE_ROWS 32768   /* fewer are not worth a thread */
#define PIECES_OF_KIND 64  /* at most: rows may be few and far between */

typedef struct {
  guint kind;
  gint64 from, to; /* fids, both included */
} Piece;

typedef struct {
  YztStore *store;
  const YztClock *clock;
  GCancellable *cancellable;
  GArray *pieces; /* Piece */
  int next;       /* atomic: the piece that is taken next */
  int failed;     /* atomic: the others need not go on */
} Work;

typedef struct {
  Work *work;
  YztSceneBuilder *builder;
  GError *error;
} Reader;

static void
cut (GArray *pieces, guint kind, gint64 first, gint64 last)
{
  guint64 span = (guint64) last - (guint64) first + 1; /* 0: all numbers there are */
  guint64 n = CLAMP (span / PIECE_ROWS, 1, PIECES_OF_KIND), step = span > 0 ? span / n : 0;
  for (guint64 i = 0; i < n; i++) {
    Piece piece = { kind, (gint64) ((guint64) first + i * step), i + 1 < n ? (gint64) ((guint64) first + (i + 1) * step - 1) : last };
    g_array_append_val (pieces, piece);
  }
}

static GArray *
cut_all (YztStore *store, GError **error)
{
  YztKindSet *kinds = yzt_store_get_kinds (store);
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    g_autoptr (GError) local = NULL;
    gint64 first, last;
    if (yzt_loader_is_stock (kind) || !yzt_loader_is_on_map (kind, i)) {
      continue;
    }
    if (yzt_store_get_fid_span (store, kind, &first, &last, &local)) {
      cut (pieces, i, first, last);
    } else if (local != NULL) {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  }
  return g_steal_pointer (&pieces);
}

/* Of which there is anything: a map of one kind has few pieces however many kinds there are. */
static guint
count_kinds (const GArray *pieces)
{
  guint64 seen = 0;
  for (guint i = 0; i < pieces->len; i++) {
    seen |= G_GUINT64_CONSTANT (1) << g_array_index (pieces, Piece, i).kind % 64;
  }
  return (guint) __builtin_popcountll (seen);
}

static gpointer
read_pieces (gpointer data)
{
  Reader *reader = data;
  Work *work = reader->work;
  while (!g_atomic_int_get (&work->failed)) {
    guint i = (guint) g_atomic_int_add (&work->next, 1);
    if (i >= work->pieces->len) {
      break;
    }
    const Piece *piece = &g_array_index (work->pieces, Piece, i);
    if (!yzt_loader_read_items (work->store, piece->kind, piece->from, piece->to, reader->builder, work->clock, work->cancellable, &reader->error)) {
      g_atomic_int_set (&work->failed, TRUE);
    }
  }
  return NULL;
}

/* Makes one of all that was read; NULL with the first error. */
static YztSceneBuilder *
gather (Reader *readers, guint n_readers, GError **error)
{
  YztSceneBuilder *all = readers[0].builder;
  GError *first = NULL;
  for (guint i = 0; i < n_readers; i++) {
    if (readers[i].error != NULL && first == NULL) {
      first = g_steal_pointer (&readers[i].error);
    }
    g_clear_error (&readers[i].error);
  }
  for (guint i = 1; i < n_readers; i++) {
    if (first == NULL) {
      yzt_scene_builder_join (all, readers[i].builder);
    } else {
      yzt_scene_builder_free (readers[i].builder);
    }
  }
  if (first != NULL) {
    yzt_scene_builder_free (all);
    g_propagate_error (error, first);
    return NULL;
  }
  return all;
}

YztGeneration *
yzt_load_generation (YztStore *store, const YztClock *clock, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && clock != NULL, NULL);
  Work work = { .store = store, .clock = clock, .cancellable = cancellable };
  Reader readers[MOST_THREADS] = { 0 };
  GThread *threads[MOST_THREADS] = { 0 };
  g_autoptr (GArray) pieces = cut_all (store, error);
  if (pieces == NULL) {
    return NULL;
  }
  work.pieces = pieces;
  guint n_readers = pieces->len > count_kinds (pieces) + 1 ? MIN (g_get_num_processors (), MOST_THREADS) : 1;
  for (guint i = 0; i < n_readers; i++) {
    readers[i] = (Reader) { &work, yzt_scene_builder_new (yzt_store_get_kinds (store)), NULL };
    threads[i] = i > 0 ? g_thread_new ("yzt-read", read_pieces, &readers[i]) : NULL;
  }
  if (!yzt_loader_read_stock (store, readers[0].builder, clock, cancellable, &readers[0].error)) {
    g_atomic_int_set (&work.failed, TRUE);
  }
  read_pieces (&readers[0]);
  for (guint i = 1; i < n_readers; i++) {
    g_thread_join (threads[i]);
  }
  YztSceneBuilder *builder = gather (readers, n_readers, error);
  return builder != NULL ? yzt_scene_builder_finish (builder) : NULL;
}
