/* yzt-small-picture.c: a small picture of a photo's bytes, decoded on a worker
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-small-picture.h"
#include "yzt-task.h"

#define MOST_POINTS 100000000.0

typedef struct {
  GBytes *bytes;
  int size_px;
  gboolean too_large;
} Decoding;

static void
decoding_free (gpointer data)
{
  Decoding *decoding = data;
  g_bytes_unref (decoding->bytes);
  g_free (decoding);
}

/* The loader decodes to this size; a JPEG costs no more than that. */
static void
on_size (GdkPixbufLoader *loader, int width, int height, Decoding *decoding)
{
  double scale = MIN (1.0, (double) decoding->size_px / MAX (MAX (width, height), 1));
  decoding->too_large = (double) width * height > MOST_POINTS;
  gdk_pixbuf_loader_set_size (loader, decoding->too_large ? 1 : MAX ((int) (width * scale), 1), decoding->too_large ? 1 : MAX ((int) (height * scale), 1));
}

static gboolean
feed (GdkPixbufLoader *loader, Decoding *decoding, GCancellable *cancellable, GError **error)
{
  gsize length = 0;
  const guchar *data = g_bytes_get_data (decoding->bytes, &length);
  for (gsize at = 0; at < length; at += 65536) {
    if (g_cancellable_set_error_if_cancelled (cancellable, error) || !gdk_pixbuf_loader_write (loader, data + at, MIN (length - at, 65536), error)) {
      return FALSE;
    }
    if (decoding->too_large) {
      g_set_error_literal (error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY, "too large a picture");
      return FALSE;
    }
  }
  return TRUE;
}

static void
decode_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Decoding *decoding = data;
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  GError *error = NULL;
  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size), decoding);
  gboolean fed = feed (loader, decoding, cancellable, &error);
  gboolean closed = gdk_pixbuf_loader_close (loader, fed ? &error : NULL);
  GdkPixbuf *pixbuf = fed && closed ? gdk_pixbuf_loader_get_pixbuf (loader) : NULL;
  if (pixbuf == NULL) {
    g_task_return_error (task, error != NULL ? error : g_error_new_literal (GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_FAILED, "no picture"));
    return;
  }
  g_autoptr (GdkPixbuf) upright = gdk_pixbuf_apply_embedded_orientation (pixbuf);
  g_task_return_pointer (task, gdk_texture_new_for_pixbuf (upright), g_object_unref);
}

void
yzt_small_picture_async (GBytes *bytes, int size_px, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (bytes != NULL && size_px > 0);
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Decoding *decoding = g_new0 (Decoding, 1);
  decoding->bytes = g_bytes_ref (bytes);
  decoding->size_px = size_px;
  g_task_set_task_data (task, decoding, decoding_free);
  yzt_task_run_in_thread (task, decode_in_thread);
}

GdkTexture *
yzt_small_picture_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
