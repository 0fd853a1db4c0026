/* yzt-small-picture.h: a small picture of a photo's bytes, decoded on a worker
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/** At most @size_px wide and high. Pictures of more than 100 million points are refused before they are decoded. */
void yzt_small_picture_async (GBytes *bytes, int size_px, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GdkTexture *yzt_small_picture_finish (GAsyncResult *result, GError **error);
G_END_DECLS
