/* yzt-calm-list.c: a list that follows another one a few rows at a time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-calm-list.h"
#include "yzt-watchdog.h"

struct _YztCalmList {
  GObject parent_instance;
  GListModel *source;
  GPtrArray *shown;
  gboolean has_unwanted; /* the source changed since it was last looked at what is to go */
  guint step_source;
};

static void yzt_calm_list_model_init (GListModelInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (YztCalmList, yzt_calm_list, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, yzt_calm_list_model_init))

static void
remove_run (YztCalmList *self, guint at, guint n)
{
  if (n > 0) {
    g_ptr_array_remove_range (self->shown, at, n);
    g_list_model_items_changed (G_LIST_MODEL (self), at, n, 0);
  }
}

static void
remove_unwanted (YztCalmList *self)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (self->source); i++) {
    g_hash_table_add (wanted, g_list_model_get_item (self->source, i));
  }
  for (guint end = self->shown->len; end > 0; end--) {
    guint from = end;
    while (from > 0 && !g_hash_table_contains (wanted, self->shown->pdata[from - 1])) {
      from--;
    }
    remove_run (self, from, end - from);
    end = MAX (from, 1);
  }
  self->has_unwanted = FALSE;
}

/* Where the two lists begin to differ. */
static guint
find_difference (YztCalmList *self)
{
  guint n = MIN (self->shown->len, g_list_model_get_n_items (self->source)), at = 0;
  for (; at < n; at++) {
    g_autoptr (GObject) item = g_list_model_get_item (self->source, at);
    if (item != self->shown->pdata[at]) {
      break;
    }
  }
  return at;
}

/* How many items of the source from @at on come before the one that is shown there; all when that is not among them. */
static guint
measure_run (YztCalmList *self, guint at)
{
  guint n = g_list_model_get_n_items (self->source);
  for (guint i = at; at < self->shown->len && i < n; i++) {
    g_autoptr (GObject) item = g_list_model_get_item (self->source, i);
    if (item == self->shown->pdata[at]) {
      return i - at;
    }
  }
  return n - at;
}

/* FALSE when nothing is left to do. */
static gboolean
step (YztCalmList *self)
{
  if (self->has_unwanted) {
    remove_unwanted (self);
  }
  guint at = find_difference (self), n_source = g_list_model_get_n_items (self->source);
  if (at == n_source) {
    remove_run (self, at, self->shown->len - at);
    return FALSE;
  }
  guint run = measure_run (self, at);
  if (at + run == n_source) {
    remove_run (self, at, self->shown->len - at); /* what stands there moved up, or nothing does */
  }
  guint n = at < YZT_CALM_LIST_ROWS ? MIN (run, YZT_CALM_LIST_STEP) : run;
  for (guint i = 0; i < n; i++) {
    g_ptr_array_insert (self->shown, (int) (at + i), g_list_model_get_item (self->source, at + i));
  }
  g_list_model_items_changed (G_LIST_MODEL (self), at, 0, n);
  return TRUE;
}

static gboolean
on_turn (gpointer user_data)
{
  YztCalmList *self = user_data;
  yzt_watchdog_background ("list-rows");
  if (step (self)) {
    return G_SOURCE_CONTINUE;
  }
  self->step_source = 0;
  return G_SOURCE_REMOVE;
}

static void
on_source_changed (YztCalmList *self)
{
  self->has_unwanted = TRUE;
  if (self->step_source == 0 && step (self)) {
    self->step_source = g_idle_add (on_turn, self);
  }
}

static GType
get_item_type (GListModel *model)
{
  return g_list_model_get_item_type (YZT_CALM_LIST (model)->source);
}

static guint
get_n_items (GListModel *model)
{
  return YZT_CALM_LIST (model)->shown->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  YztCalmList *self = YZT_CALM_LIST (model);
  return position < self->shown->len ? g_object_ref (self->shown->pdata[position]) : NULL;
}

static void
yzt_calm_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
yzt_calm_list_dispose (GObject *object)
{
  YztCalmList *self = YZT_CALM_LIST (object);
  g_clear_handle_id (&self->step_source, g_source_remove);
  if (self->source != NULL) {
    g_signal_handlers_disconnect_by_data (self->source, self);
  }
  G_OBJECT_CLASS (yzt_calm_list_parent_class)->dispose (object);
}

static void
yzt_calm_list_finalize (GObject *object)
{
  YztCalmList *self = YZT_CALM_LIST (object);
  g_clear_object (&self->source);
  g_ptr_array_unref (self->shown);
  G_OBJECT_CLASS (yzt_calm_list_parent_class)->finalize (object);
}

static void
yzt_calm_list_class_init (YztCalmListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_calm_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_calm_list_finalize;
}

static void
yzt_calm_list_init (YztCalmList *self)
{
  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
}

YztCalmList *
yzt_calm_list_new (GListModel *source)
{
  g_return_val_if_fail (G_IS_LIST_MODEL (source), NULL);
  YztCalmList *self = g_object_new (YZT_TYPE_CALM_LIST, NULL);
  self->source = g_object_ref (source);
  g_signal_connect_swapped (source, "items-changed", G_CALLBACK (on_source_changed), self);
  on_source_changed (self);
  return self;
}
