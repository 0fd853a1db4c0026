/* yzt-face-model.h: a list that makes row objects on demand for things that stand in an array elsewhere
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. A face knows only its position; whoever binds it reads the array. When the array changes,
 * yzt_face_model_update tells the length and which rows are on screen: those get "changed" at once and keep their widgets,
 * the others when they come on screen. So a ring drag costs the rows that are seen, however long the list. */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS
#define YZT_TYPE_FACE (yzt_face_get_type ())
/** Signal "changed": what stands at the position is another thing now, or has changed. */
G_DECLARE_FINAL_TYPE (YztFace, yzt_face, YZT, FACE, GObject)
guint yzt_face_get_position (YztFace *self);
/** TRUE when it is not on screen: it is told that it changed when it comes there. */
gboolean yzt_face_may_wait (YztFace *self);

#define YZT_TYPE_FACE_MODEL (yzt_face_model_get_type ())
/** GListModel of YztFace. */
G_DECLARE_FINAL_TYPE (YztFaceModel, yzt_face_model, YZT, FACE_MODEL, GObject)
YztFaceModel *yzt_face_model_new (void);
/** The array has @length things now. */
void yzt_face_model_update (YztFaceModel *self, guint length);
/** Rows [@first, @last] are on screen. */
void yzt_face_model_set_window (YztFaceModel *self, guint first, guint last);
G_END_DECLS
