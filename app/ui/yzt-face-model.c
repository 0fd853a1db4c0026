/* yzt-face-model.c: a list that makes row objects on demand for things that stand in an array elsewhere
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-face-model.h"

struct _YztFace {
  GObject parent_instance;
  YztFaceModel *model; /* not owned; NULL once the model is gone */
  guint position;
  gboolean behind;     /* the array changed while the row was off screen */
};
G_DEFINE_FINAL_TYPE (YztFace, yzt_face, G_TYPE_OBJECT)

struct _YztFaceModel {
  GObject parent_instance;
  GHashTable *living;  /* position → YztFace, not owned: a face takes itself out */
  guint length;
  guint first, last;   /* on screen */
};
static void list_model_iface_init (GListModelInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (YztFaceModel, yzt_face_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
yzt_face_finalize (GObject *object)
{
  YztFace *self = YZT_FACE (object);
  if (self->model != NULL) {
    g_hash_table_remove (self->model->living, GUINT_TO_POINTER (self->position));
  }
  G_OBJECT_CLASS (yzt_face_parent_class)->finalize (object);
}

static void
yzt_face_class_init (YztFaceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_face_finalize;
  signals[CHANGED] = g_signal_new ("changed", YZT_TYPE_FACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_face_init (YztFace *self)
{
}

guint
yzt_face_get_position (YztFace *self)
{
  g_return_val_if_fail (YZT_IS_FACE (self), 0);
  return self->position;
}

gboolean
yzt_face_may_wait (YztFace *self)
{
  g_return_val_if_fail (YZT_IS_FACE (self), FALSE);
  const YztFaceModel *model = self->model;
  self->behind = model != NULL && (self->position < model->first || self->position > model->last);
  return self->behind;
}

static GType
yzt_face_model_get_item_type (GListModel *list)
{
  return YZT_TYPE_FACE;
}

static guint
yzt_face_model_get_n_items (GListModel *list)
{
  return YZT_FACE_MODEL (list)->length;
}

static gpointer
yzt_face_model_get_item (GListModel *list, guint position)
{
  YztFaceModel *self = YZT_FACE_MODEL (list);
  if (position >= self->length) {
    return NULL;
  }
  YztFace *face = g_hash_table_lookup (self->living, GUINT_TO_POINTER (position));
  if (face != NULL) {
    return g_object_ref (face);
  }
  face = g_object_new (YZT_TYPE_FACE, NULL);
  face->model = self;
  face->position = position;
  g_hash_table_insert (self->living, GUINT_TO_POINTER (position), face);
  return face;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = yzt_face_model_get_item_type;
  iface->get_n_items = yzt_face_model_get_n_items;
  iface->get_item = yzt_face_model_get_item;
}

static void
yzt_face_model_finalize (GObject *object)
{
  YztFaceModel *self = YZT_FACE_MODEL (object);
  GHashTableIter iter;
  gpointer face;
  g_hash_table_iter_init (&iter, self->living);
  while (g_hash_table_iter_next (&iter, NULL, &face)) {
    YZT_FACE (face)->model = NULL;
  }
  g_clear_pointer (&self->living, g_hash_table_unref);
  G_OBJECT_CLASS (yzt_face_model_parent_class)->finalize (object);
}

static void
yzt_face_model_class_init (YztFaceModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_face_model_finalize;
}

static void
yzt_face_model_init (YztFaceModel *self)
{
  self->living = g_hash_table_new (NULL, NULL);
  self->last = 30;
}

YztFaceModel *
yzt_face_model_new (void)
{
  return g_object_new (YZT_TYPE_FACE_MODEL, NULL);
}

/* Faces in the window hear that they changed; a list of references is taken first, since handlers may drop rows. */
static void
tell_window (YztFaceModel *self)
{
  g_autoptr (GPtrArray) faces = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = self->first; i <= self->last && i < self->length; i++) {
    YztFace *face = g_hash_table_lookup (self->living, GUINT_TO_POINTER (i));
    if (face != NULL && face->behind) {
      g_ptr_array_add (faces, g_object_ref (face));
    }
  }
  for (guint i = 0; i < faces->len; i++) {
    YztFace *face = faces->pdata[i];
    face->behind = FALSE;
    g_signal_emit (face, signals[CHANGED], 0);
  }
}

void
yzt_face_model_update (YztFaceModel *self, guint length)
{
  g_return_if_fail (YZT_IS_FACE_MODEL (self));
  guint before = self->length;
  GHashTableIter iter;
  gpointer face;
  g_hash_table_iter_init (&iter, self->living);
  while (g_hash_table_iter_next (&iter, NULL, &face)) {
    YZT_FACE (face)->behind = TRUE;
  }
  self->length = length;
  if (length < before) {
    g_list_model_items_changed (G_LIST_MODEL (self), length, before - length, 0);
  } else if (length > before) {
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, length - before);
  }
  tell_window (self);
}

void
yzt_face_model_set_window (YztFaceModel *self, guint first, guint last)
{
  g_return_if_fail (YZT_IS_FACE_MODEL (self));
  if (self->first == first && self->last == last) {
    return;
  }
  self->first = first;
  self->last = MAX (first, last);
  tell_window (self);
}
