/* yzt-selection.c: the things that are selected together, shared by the table, the map and the lists
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-selection.h"
#include <stdlib.h>

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

/* Takes @things. */
static void
take (YztSelection *self, GArray *things)
{
  normalise (things);
  gboolean same = is_same (self->things, things);
  g_array_unref (self->things);
  self->things = things;
  if (!same) {
    g_signal_emit (self, signals[CHANGED], 0);
  }
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
  take (self, things);
}

void
yzt_selection_set (YztSelection *self, const YztThing *things, guint n)
{
  g_return_if_fail (YZT_IS_SELECTION (self));
  GArray *array = g_array_new (FALSE, FALSE, sizeof (YztThing));
  if (n > 0) {
    g_array_append_vals (array, things, n);
  }
  take (self, array);
  lead_session (self);
}

void
yzt_selection_add (YztSelection *self, const YztThing *things, guint n)
{
  g_return_if_fail (YZT_IS_SELECTION (self));
  GArray *array = g_array_copy (self->things);
  if (n > 0) {
    g_array_append_vals (array, things, n);
  }
  take (self, array);
  lead_session (self);
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
  take (self, array);
  lead_session (self);
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

const YztThing *
yzt_selection_get (YztSelection *self, guint *n_out)
{
  g_return_val_if_fail (YZT_IS_SELECTION (self), NULL);
  *n_out = self->things->len;
  return (const YztThing *) (gconstpointer) self->things->data;
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
    on_session_selected (self);
  }
  return self;
}
