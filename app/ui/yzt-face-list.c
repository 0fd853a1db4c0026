/* yzt-face-list.c: a list view of reach rows over a YztFaceModel, told which of them are on screen
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-face-list.h"
#include "yzt-hover.h"

/* Rows kept current above and below what is seen, so that a scroll of a line finds them ready. */
#define MARGIN_ROWS 3
/* GtkListView makes up to two hundred rows at once, seen or not, which a long list would have to wait for in one frame. It grows by so many
 * a frame until it has them; more than are on any screen. */
#define GROWTH_ROWS 40
#define MOST_ROWS_MADE 200

struct _YztFaceList {
  GObject parent_instance;
  GtkListView *view; /* not owned */
  GtkAdjustment *adjustment; /* of the view; owned */
  YztFaceModel *model;
  gboolean with_symbol, with_bearing;
  guint figure_chars;
  YztFaceFunc func;
  gpointer user_data;
  guint wanted; /* length */
  guint growth; /* tick callback, 0: none */
};
G_DEFINE_FINAL_TYPE (YztFaceList, yzt_face_list, G_TYPE_OBJECT)

static void
on_face_changed (YztFace *face, GtkListItem *item)
{
  YztFaceList *self = g_object_get_data (G_OBJECT (item), "list");
  GtkWidget *row = gtk_list_item_get_child (item);
  self->func (YZT_REACH_ROW (row), yzt_face_get_position (face), self->user_data);
  /* A key may have brought the focus here before the row was filled. */
  GtkWidget *holder = gtk_widget_get_parent (row);
  if (g_object_steal_data (G_OBJECT (item), "waits") != NULL && holder != NULL && gtk_widget_has_focus (holder)) {
    yzt_hover_follow_focus (holder);
  }
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, YztFaceList *self)
{
  g_object_set_data (G_OBJECT (item), "list", self);
  gtk_list_item_set_child (item, yzt_reach_row_new (self->with_symbol, self->figure_chars, self->with_bearing));
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, YztFaceList *self)
{
  YztFace *face = gtk_list_item_get_item (item);
  g_signal_connect (face, "changed", G_CALLBACK (on_face_changed), item);
  /* A jump to the end of a long list binds two hundred rows at once, of which a dozen are seen. */
  if (yzt_face_may_wait (face)) {
    g_object_set_data (G_OBJECT (item), "waits", self);
  } else {
    on_face_changed (face, item);
  }
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, YztFaceList *self)
{
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (item), item);
  yzt_hover_bind_row (gtk_list_item_get_child (item), NULL, -1, 0);
}

/* Rows are alike in height, so the adjustment tells which are seen. */
static void
follow_scroll (YztFaceList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  double upper = gtk_adjustment_get_upper (self->adjustment);
  double page = gtk_adjustment_get_page_size (self->adjustment);
  if (n == 0 || upper <= 0) {
    yzt_face_model_set_window (self->model, 0, 30);
    return;
  }
  double row = upper / n;
  double first = gtk_adjustment_get_value (self->adjustment) / row - MARGIN_ROWS;
  double last = (gtk_adjustment_get_value (self->adjustment) + page) / row + MARGIN_ROWS;
  yzt_face_model_set_window (self->model, (guint) MAX (first, 0), (guint) MAX (last, 0));
}

static void
follow_adjustment (YztFaceList *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));
  if (adjustment == self->adjustment) {
    return;
  }
  if (self->adjustment != NULL) {
    g_signal_handlers_disconnect_by_data (self->adjustment, self);
  }
  g_set_object (&self->adjustment, adjustment);
  if (adjustment != NULL) {
    g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (follow_scroll), self);
    g_signal_connect_swapped (adjustment, "changed", G_CALLBACK (follow_scroll), self);
  }
}

static void
stop_growth (YztFaceList *self)
{
  if (self->growth != 0) {
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->view), self->growth);
    self->growth = 0;
  }
}

/* TRUE when the whole length is there. */
static gboolean
grow (YztFaceList *self)
{
  guint now = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  gboolean whole = now >= MOST_ROWS_MADE || self->wanted <= now + GROWTH_ROWS;
  yzt_face_model_update (self->model, whole ? self->wanted : now + GROWTH_ROWS);
  return whole;
}

static gboolean
on_growth (GtkWidget *view, GdkFrameClock *clock, gpointer user_data)
{
  YztFaceList *self = user_data;
  if (!grow (self)) {
    return G_SOURCE_CONTINUE;
  }
  self->growth = 0;
  return G_SOURCE_REMOVE;
}

static void
yzt_face_list_dispose (GObject *object)
{
  YztFaceList *self = YZT_FACE_LIST (object);
  if (self->view != NULL) {
    g_signal_handlers_disconnect_by_data (self->view, self);
    stop_growth (self);
    gtk_list_view_set_model (self->view, NULL);
    gtk_list_view_set_factory (self->view, NULL);
    self->view = NULL;
  }
  if (self->adjustment != NULL) {
    g_signal_handlers_disconnect_by_data (self->adjustment, self);
  }
  g_clear_object (&self->adjustment);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (yzt_face_list_parent_class)->dispose (object);
}

static void
yzt_face_list_class_init (YztFaceListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_face_list_dispose;
}

static void
yzt_face_list_init (YztFaceList *self)
{
  self->model = yzt_face_model_new ();
}

YztFaceList *
yzt_face_list_new (GtkListView *view, gboolean with_symbol, guint figure_chars, gboolean with_bearing, YztFaceFunc func, gpointer user_data)
{
  g_return_val_if_fail (GTK_IS_LIST_VIEW (view), NULL);
  YztFaceList *self = g_object_new (YZT_TYPE_FACE_LIST, NULL);
  self->view = view;
  self->with_symbol = with_symbol;
  self->figure_chars = figure_chars;
  self->with_bearing = with_bearing;
  self->func = func;
  self->user_data = user_data;
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), self);
  gtk_list_view_set_factory (view, factory);
  g_autoptr (GtkNoSelection) selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->model)));
  gtk_list_view_set_model (view, GTK_SELECTION_MODEL (selection));
  g_signal_connect_swapped (view, "notify::vadjustment", G_CALLBACK (follow_adjustment), self);
  follow_adjustment (self);
  return self;
}

void
yzt_face_list_update (YztFaceList *self, guint length)
{
  g_return_if_fail (YZT_IS_FACE_LIST (self));
  self->wanted = length;
  if (self->growth == 0 && !grow (self)) {
    self->growth = gtk_widget_add_tick_callback (GTK_WIDGET (self->view), on_growth, self, NULL);
  } else if (self->growth != 0) {
    yzt_face_model_update (self->model, MIN (length, g_list_model_get_n_items (G_LIST_MODEL (self->model))));
  }
}
