/* yzt-face-list.h: a list view of reach rows over a YztFaceModel, told which of them are on screen
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include "yzt-face-model.h"
#include "yzt-reach-row.h"
G_BEGIN_DECLS
/** Puts what stands at @position into @row. */
typedef void (*YztFaceFunc) (YztReachRow *row, guint position, gpointer user_data);
#define YZT_TYPE_FACE_LIST (yzt_face_list_get_type ())
G_DECLARE_FINAL_TYPE (YztFaceList, yzt_face_list, YZT, FACE_LIST, GObject)
/** Of @with_symbol, @figure_chars and @with_bearing tells yzt_reach_row_new. @view stands in a scrolled window and outlives the list; rows have the same height. */
YztFaceList *yzt_face_list_new (GtkListView *view, gboolean with_symbol, guint figure_chars, gboolean with_bearing, YztFaceFunc func, gpointer user_data);
/** There are @length things now, and any may have changed. */
void yzt_face_list_update (YztFaceList *self, guint length);
G_END_DECLS
