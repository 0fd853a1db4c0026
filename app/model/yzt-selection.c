/* yzt-selection.c: the things that are selected together, shared by the table, the map and the lists
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-selection.h"
#include <stdlib.h>
#include "yzt-task.h"

struct _YztSelection {
  GObject parent_instance;
  YztSession *session; /* not owned: the session owns this */
  GArray *things;      /* YztThing, sorted, none twice */
  gboolean leading;    /* the session is being told by us */
};
G_DEFINE_FINAL_TYPE (YztSelection, yzt_selection, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static int
compare_things (gconstpointer a, gconstpointer b)
{
  const YztThing *x = a, *y = b;
  if (x->kind != y->kind) {
    return x->kind < y->kind ? -1 : 1;
  }
  return x->fid < y->fid ? -1 : x->fid > y->fid;
}

/* The first thing that does not stand before @thing. */
static guint
lower_bound (GArray *things, YztThing thing)
{
  guint low = 0, high = things->len;
  while (low < high) {
    guint middle = low + (high - low) / 2;
    if (compare_things (&g_array_index (things, YztThing, middle), &thing) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/* Sorts @things and drops what is there twice. */
static void
normalise (GArray *things)
{
  guint kept = 0;
  g_array_sort (things, compare_things);
  for (guint i = 0; i < things->len; i++) {
    YztThing thing = g_array_index (things, YztThing, i);
    if (kept == 0 || compare_things (&g_array_index (things, YztThing, kept - 1), &thing) != 0) {
      g_array_index (things, YztThing, kept++) = thing;
    }
  }
  g_array_set_size (things, kept);
}

static gboolean
is_same (GArray *a, GArray *b)
{
  for (guint i = 0; i < a->len && a->len == b->len; i++) {
    if (compare_things (&g_array_index (a, YztThing, i), &g_array_index (b, YztThing, i)) != 0) {
      return FALSE;
    }
  }
  return a->len == b->len;
}

/* Takes @things; FALSE when they are what was there. */
static gboolean
take (YztSelection *self, GArray *things)
{
  normalise (things);
  gboolean same = is_same (self->things, things);
  g_array_unref (self->things);
  self->things = things;
  return !same;
}

/* A set of one is what the inspector shows; of several it shows the one that it showed, or nothing else. */
static void
lead_session (YztSelection *self)
{
  int kind = -1;
  gint64 fid = 0;
  gboolean selected = yzt_session_get_selected (self->session, &kind, &fid);
  self->leading = TRUE;
  if (self->things->len == 1) {
    YztThing only = g_array_index (self->things, YztThing, 0);
    yzt_session_select (self->session, (int) only.kind, only.fid);
  } else if (selected && !yzt_selection_contains (self, (guint) kind, fid)) {
    yzt_session_select (self->session, -1, 0);
  }
  self->leading = FALSE;
}

/* Takes @things and tells of them when the session shows one of them, too. */
static void
take_and_tell (YztSelection *self, GArray *things)
{
  gboolean changed = take (self, things);
  lead_session (self);
  if (changed) {
    g_signal_emit (self, signals[CHANGED], 0);
  }
}

static void
on_session_selected (YztSelection *self)
{
  int kind = -1;
  gint64 fid = 0;
  if (self->leading) {
    return;
  }
  gboolean selected = yzt_session_get_selected (self->session, &kind, &fid);
  if (selected ? yzt_selection_contains (self, (guint) kind, fid) : self->things->len > 1) {
    return;
  }
  GArray *things = g_array_new (FALSE, FALSE, sizeof (YztThing));
  YztThing thing = { (guint) kind, fid };
  if (selected) {
    g_array_append_val (things, thing);
  }
  if (take (self, things)) {
    g_signal_emit (self, signals[CHANGED], 0);
  }
}

void
yzt_selection_set (YztSelection *self, const YztThing *things, guint n)
{
  g_return_if_fail (YZT_IS_SELECTION (self));
  GArray *array = g_array_new (FALSE, FALSE, sizeof (YztThing));
  if (n > 0) {
    g_array_append_vals (array, things, n);
  }
  take_and_tell (self, array);
}

void
yzt_selection_add (YztSelection *self, const YztThing *things, guint n)
{
  g_return_if_fail (YZT_IS_SELECTION (self));
  GArray *array = g_array_copy (self->things);
  if (n > 0) {
    g_array_append_vals (array, things, n);
  }
  take_and_tell (self, array);
}

void
yzt_selection_toggle (YztSelection *self, guint kind, gint64 fid)
{
  g_return_if_fail (YZT_IS_SELECTION (self));
  YztThing thing = { kind, fid };
  GArray *array = g_array_copy (self->things);
  YztThing *there = bsearch (&thing, array->data, array->len, sizeof thing, compare_things);
  if (there != NULL) {
    g_array_remove_index (array, (guint) (there - (YztThing *) (gpointer) array->data));
  } else {
    g_array_append_val (array, thing);
  }
  take_and_tell (self, array);
}

gboolean
yzt_selection_contains (YztSelection *self, guint kind, gint64 fid)
{
  g_return_val_if_fail (YZT_IS_SELECTION (self), FALSE);
  YztThing thing = { kind, fid };
  return self->things->len > 0 && bsearch (&thing, self->things->data, self->things->len, sizeof thing, compare_things) != NULL;
}

guint
yzt_selection_get_n (YztSelection *self)
{
  g_return_val_if_fail (YZT_IS_SELECTION (self), 0);
  return self->things->len;
}

guint
yzt_selection_get_n_of_kind (YztSelection *self, guint kind)
{
  g_return_val_if_fail (YZT_IS_SELECTION (self), 0);
  return lower_bound (self->things, (YztThing) { kind + 1, G_MININT64 }) - lower_bound (self->things, (YztThing) { kind, G_MININT64 });
}

const YztThing *
yzt_selection_get (YztSelection *self, guint *n_out)
{
  g_return_val_if_fail (YZT_IS_SELECTION (self), NULL);
  *n_out = self->things->len;
  return (const YztThing *) (gconstpointer) self->things->data;
}

/* --- what is gone is not selected --- */

/* Fewer than these are looked for one by one: they may stand far apart. */
#define FEW_THINGS 64

typedef struct {
  guint kind;
  gint64 from, to;
} Span;

/* An act's touches, and the things among which it may have deleted some. */
typedef struct {
  YztStore *store;
  GArray *spans;  /* Span */
  GArray *things; /* YztThing, sorted */
} Missing;

static void
missing_free (gpointer data)
{
  Missing *missing = data;
  g_object_unref (missing->store);
  g_array_unref (missing->spans);
  g_array_unref (missing->things);
  g_free (missing);
}

static void
keep_touched (Missing *missing)
{
  GArray *touched = g_array_new (FALSE, FALSE, sizeof (YztThing));
  for (guint i = 0; i < missing->spans->len; i++) {
    const Span *span = &g_array_index (missing->spans, Span, i);
    for (guint k = lower_bound (missing->things, (YztThing) { span->kind, span->from }); k < missing->things->len; k++) {
      YztThing thing = g_array_index (missing->things, YztThing, k);
      if (thing.kind != span->kind || thing.fid > span->to) {
        break;
      }
      g_array_append_val (touched, thing);
    }
  }
  normalise (touched);
  g_array_unref (missing->things);
  missing->things = touched;
}

static gboolean
note_row (const YztRow *row, gpointer there)
{
  g_hash_table_add (there, g_memdup2 (&row->fid, sizeof row->fid));
  return TRUE;
}

/* Which of @n things of one kind have a row. */
static gboolean
find_rows (YztStore *store, const YztThing *things, guint n, GHashTable *there, GError **error)
{
  YztKind *kind = yzt_kind_set_get (yzt_store_get_kinds (store), things[0].kind);
  gboolean good = TRUE;
  if (n > FEW_THINGS) {
    return yzt_store_read_range (store, kind, things[0].fid, things[n - 1].fid, note_row, there, error);
  }
  for (guint i = 0; i < n && good; i++) {
    good = yzt_store_read_range (store, kind, things[i].fid, things[i].fid, note_row, there, error);
  }
  return good;
}

static void
find_missing (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Missing *missing = data;
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (YztThing));
  GError *error = NULL;
  keep_touched (missing);
  const YztThing *things = (const YztThing *) (gconstpointer) missing->things->data;
  for (guint i = 0, end = 0; i < missing->things->len; i = end) {
    g_autoptr (GHashTable) there = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    while (end < missing->things->len && things[end].kind == things[i].kind) {
      end++;
    }
    if (!find_rows (missing->store, things + i, end - i, there, &error)) {
      g_task_return_error (task, error);
      return;
    }
    for (guint k = i; k < end; k++) {
      if (!g_hash_table_contains (there, &things[k].fid)) {
        g_array_append_val (gone, things[k]);
      }
    }
  }
  g_task_return_pointer (task, g_steal_pointer (&gone), (GDestroyNotify) g_array_unref);
}

static void
on_missing (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztSession *session = YZT_SESSION (source);
  g_autoptr (GArray) gone = g_task_propagate_pointer (G_TASK (result), NULL);
  if (gone == NULL || gone->len == 0 || yzt_session_get_state (session) != YZT_SESSION_READY) {
    return;
  }
  YztSelection *self = yzt_selection_of (session);
  GArray *left = g_array_new (FALSE, FALSE, sizeof (YztThing));
  for (guint i = 0; i < self->things->len; i++) {
    YztThing *thing = &g_array_index (self->things, YztThing, i);
    if (bsearch (thing, gone->data, gone->len, sizeof *thing, compare_things) == NULL) {
      g_array_append_vals (left, thing, 1);
    }
  }
  take_and_tell (self, left);
}

/* Some may have been deleted: here, in another window, or by an undo. */
static void
on_rows_changed (YztSelection *self, const YztActResult *result)
{
  YztKindSet *kinds = yzt_session_get_kinds (self->session);
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (Span));
  for (guint i = 0; self->things->len > 0 && result->touches != NULL && i < result->touches->len; i++) {
    const YztTouch *touch = &g_array_index (result->touches, YztTouch, i);
    int kind = yzt_kind_set_index (kinds, touch->kind);
    Span span = { (guint) MAX (kind, 0), touch->fid_from, touch->fid_to };
    guint first = lower_bound (self->things, (YztThing) { span.kind, span.from });
    const YztThing *thing = first < self->things->len ? &g_array_index (self->things, YztThing, first) : NULL;
    if (kind >= 0 && thing != NULL && thing->kind == span.kind && thing->fid <= span.to) {
      g_array_append_val (spans, span);
    }
  }
  if (spans->len > 0) {
    Missing *missing = g_new0 (Missing, 1);
    *missing = (Missing) { g_object_ref (yzt_session_get_store (self->session)), g_array_ref (spans), g_array_copy (self->things) };
    g_autoptr (GTask) task = g_task_new (self->session, NULL, on_missing, NULL);
    g_task_set_source_tag (task, on_rows_changed);
    g_task_set_task_data (task, missing, missing_free);
    yzt_task_run_in_thread (task, find_missing);
  }
}

static void
yzt_selection_finalize (GObject *object)
{
  g_array_unref (YZT_SELECTION (object)->things);
  G_OBJECT_CLASS (yzt_selection_parent_class)->finalize (object);
}

static void
yzt_selection_class_init (YztSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_selection_finalize;
  signals[CHANGED] = g_signal_new ("changed", YZT_TYPE_SELECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_selection_init (YztSelection *self)
{
  self->things = g_array_new (FALSE, FALSE, sizeof (YztThing));
}

YztSelection *
yzt_selection_of (YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztSelection *self = g_object_get_data (G_OBJECT (session), "yzt-selection");
  if (self == NULL) {
    self = g_object_new (YZT_TYPE_SELECTION, NULL);
    self->session = session;
    g_object_set_data_full (G_OBJECT (session), "yzt-selection", self, g_object_unref);
    g_signal_connect_object (session, "notify::selected-fid", G_CALLBACK (on_session_selected), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "notify::selected-kind", G_CALLBACK (on_session_selected), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "rows-changed", G_CALLBACK (on_rows_changed), self, G_CONNECT_SWAPPED);
    on_session_selected (self);
  }
  return self;
}
