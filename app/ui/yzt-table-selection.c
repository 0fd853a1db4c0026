/* yzt-table-selection.c: the rows of a table that are selected: the same things as on the map and in the lists
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-table-selection.h"

struct _YztTableSelection {
  GObject parent_instance;
  YztSheet *sheet;
  YztSession *session;
  YztSelection *selection; /* the session's */
  guint kind;
  guint limit;  /* rows that are shown at most, while the view is being filled */
  guint n;      /* rows that were told */
};

/* Rows of the first frame, and of each one after it; a view makes about 200 widgets of rows and then no more. */
#define ROWS_A_FRAME 4
#define ENOUGH_ROWS 240

enum { SHRINKING, N_SIGNALS };
static guint signals[N_SIGNALS];

static void list_model_init (GListModelInterface *iface);
static void selection_model_init (GtkSelectionModelInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (YztTableSelection, yzt_table_selection, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                                                                                          G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, selection_model_init))

/* --- the rows are the sheet's --- */

static GType
get_item_type (GListModel *model)
{
  return YZT_TYPE_SHEET_SLOT;
}

static guint
get_n_items (GListModel *model)
{
  return YZT_TABLE_SELECTION (model)->n;
}

static gpointer
get_item (GListModel *model, guint position)
{
  return position >= YZT_TABLE_SELECTION (model)->n ? NULL : g_list_model_get_item (G_LIST_MODEL (YZT_TABLE_SELECTION (model)->sheet), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- what is selected --- */

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *) a, y = *(const guint *) b;
  return x < y ? -1 : x > y;
}

GArray *
yzt_table_selection_get_positions (YztTableSelection *self)
{
  g_return_val_if_fail (YZT_IS_TABLE_SELECTION (self), NULL);
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n = 0, position = 0;
  const YztThing *things = yzt_selection_get (self->selection, &n);
  for (guint i = 0; i < n; i++) {
    if (things[i].kind == self->kind && yzt_sheet_find (self->sheet, things[i].fid, &position)) {
      g_array_append_val (positions, position);
    }
  }
  g_array_sort (positions, compare_positions);
  return positions;
}

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  YztTableSelection *self = YZT_TABLE_SELECTION (model);
  return position < get_n_items (G_LIST_MODEL (self)) && yzt_selection_contains (self->selection, self->kind, yzt_sheet_get_fid (self->sheet, position));
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  GtkBitset *set = gtk_bitset_new_empty ();
  g_autoptr (GArray) positions = yzt_table_selection_get_positions (YZT_TABLE_SELECTION (model));
  for (guint i = 0; i < positions->len; i++) {
    guint at = g_array_index (positions, guint, i);
    if (at >= position && at - position < n_items) {
      gtk_bitset_add (set, at);
    }
  }
  return set;
}

/* Things of @selected take the place of those that @mask names. */
static gboolean
set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  YztTableSelection *self = YZT_TABLE_SELECTION (model);
  g_autoptr (GArray) things = g_array_new (FALSE, FALSE, sizeof (YztThing));
  guint n = 0, position = 0, n_items = g_list_model_get_n_items (G_LIST_MODEL (self->sheet));
  const YztThing *old = yzt_selection_get (self->selection, &n);
  gboolean all = gtk_bitset_get_size (mask) >= n_items;
  for (guint i = 0; i < n && !all; i++) {
    if (old[i].kind != self->kind || !yzt_sheet_find (self->sheet, old[i].fid, &position) || !gtk_bitset_contains (mask, position)) {
      g_array_append_val (things, old[i]);
    }
  }
  GtkBitsetIter iter;
  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more; more = gtk_bitset_iter_next (&iter, &position)) {
    if (position < n_items && gtk_bitset_contains (mask, position)) {
      YztThing thing = { self->kind, yzt_sheet_get_fid (self->sheet, position) };
      g_array_append_val (things, thing);
    }
  }
  yzt_selection_set (self->selection, (const YztThing *) (gconstpointer) things->data, things->len);
  return TRUE;
}

static gboolean
select_range (GtkSelectionModel *model, guint position, guint n_items, gboolean unselect_rest)
{
  g_autoptr (GtkBitset) range = gtk_bitset_new_range (position, n_items);
  g_autoptr (GtkBitset) mask = unselect_rest ? gtk_bitset_new_range (0, get_n_items (G_LIST_MODEL (model))) : gtk_bitset_ref (range);
  return set_selection (model, range, mask);
}

static gboolean
unselect_range (GtkSelectionModel *model, guint position, guint n_items)
{
  g_autoptr (GtkBitset) nothing = gtk_bitset_new_empty ();
  g_autoptr (GtkBitset) mask = gtk_bitset_new_range (position, n_items);
  return set_selection (model, nothing, mask);
}

static gboolean
select_item (GtkSelectionModel *model, guint position, gboolean unselect_rest)
{
  return select_range (model, position, 1, unselect_rest);
}

static gboolean
unselect_item (GtkSelectionModel *model, guint position)
{
  return unselect_range (model, position, 1);
}

static gboolean
select_all (GtkSelectionModel *model)
{
  /* Those too that the view has not been given yet. */
  return select_range (model, 0, g_list_model_get_n_items (G_LIST_MODEL (YZT_TABLE_SELECTION (model)->sheet)), TRUE);
}

static gboolean
unselect_all (GtkSelectionModel *model)
{
  return unselect_range (model, 0, get_n_items (G_LIST_MODEL (model)));
}

static void
selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->select_item = select_item;
  iface->unselect_item = unselect_item;
  iface->select_range = select_range;
  iface->unselect_range = unselect_range;
  iface->select_all = select_all;
  iface->unselect_all = unselect_all;
  iface->set_selection = set_selection;
}

/* --- following --- */

static void
on_changed (YztTableSelection *self)
{
  guint n = get_n_items (G_LIST_MODEL (self));
  if (n > 0) {
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, n);
  }
}

/* The sheet only ever changes its tail. Where few rows are left the view lets go of its widgets, and has to make them anew when more come: a few a
 * frame again. */
static void
on_items_changed (YztTableSelection *self)
{
  guint before = self->n, now = g_list_model_get_n_items (G_LIST_MODEL (self->sheet));
  if (now < before && before - now > ENOUGH_ROWS) {
    g_signal_emit (self, signals[SHRINKING], 0);
  }
  if (now < before && now < ENOUGH_ROWS) {
    self->limit = MAX (now, ROWS_A_FRAME);
  }
  self->n = MIN (now, self->limit);
  if (self->n < before) {
    g_list_model_items_changed (G_LIST_MODEL (self), self->n, before - self->n, 0);
  } else if (self->n > before) {
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->n - before);
  }
}

gboolean
yzt_table_selection_wants_more (YztTableSelection *self)
{
  g_return_val_if_fail (YZT_IS_TABLE_SELECTION (self), FALSE);
  return g_list_model_get_n_items (G_LIST_MODEL (self->sheet)) > self->limit;
}

gboolean
yzt_table_selection_grow (YztTableSelection *self)
{
  if (!yzt_table_selection_wants_more (self)) {
    return FALSE;
  }
  self->limit = self->limit < ENOUGH_ROWS ? self->limit + ROWS_A_FRAME : G_MAXUINT;
  on_items_changed (self);
  return yzt_table_selection_wants_more (self);
}

static void
yzt_table_selection_dispose (GObject *object)
{
  YztTableSelection *self = YZT_TABLE_SELECTION (object);
  g_clear_object (&self->selection);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_table_selection_parent_class)->dispose (object);
}

static void
yzt_table_selection_finalize (GObject *object)
{
  g_clear_object (&YZT_TABLE_SELECTION (object)->sheet);
  G_OBJECT_CLASS (yzt_table_selection_parent_class)->finalize (object);
}

static void
yzt_table_selection_class_init (YztTableSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_table_selection_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_table_selection_finalize;
  signals[SHRINKING] = g_signal_new ("shrinking", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_table_selection_init (YztTableSelection *self)
{
}

YztTableSelection *
yzt_table_selection_new (YztSheet *sheet, YztSession *session, guint kind)
{
  g_return_val_if_fail (YZT_IS_SHEET (sheet) && YZT_IS_SESSION (session), NULL);
  YztTableSelection *self = g_object_new (YZT_TYPE_TABLE_SELECTION, NULL);
  self->sheet = g_object_ref (sheet);
  self->session = g_object_ref (session);
  self->selection = g_object_ref (yzt_selection_of (session));
  self->kind = kind;
  self->limit = ROWS_A_FRAME;
  self->n = MIN (g_list_model_get_n_items (G_LIST_MODEL (sheet)), self->limit);
  g_signal_connect_object (sheet, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sheet, "arranged", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  return self;
}
