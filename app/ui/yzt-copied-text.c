/* yzt-copied-text.c: text put into the clipboard so that every program takes it, however long it is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-copied-text.h"
#include <string.h>

#define MIME_TYPE "text/plain;charset=utf-8"

struct _YztCopiedText {
  GdkContentProvider parent_instance;
  GBytes *text; /* with the zero that ends it */
};
G_DEFINE_FINAL_TYPE (YztCopiedText, yzt_copied_text, GDK_TYPE_CONTENT_PROVIDER)

typedef struct {
  GOutputStream *stream;
  GBytes *text;
  gsize written;
  int priority;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;
  g_object_unref (writing->stream);
  g_bytes_unref (writing->text);
  g_free (writing);
}

static GdkContentFormats *
yzt_copied_text_ref_formats (GdkContentProvider *provider)
{
  GdkContentFormatsBuilder *builder = gdk_content_formats_builder_new ();
  gdk_content_formats_builder_add_gtype (builder, G_TYPE_STRING); /* for our own windows, and the older notations of text */
  gdk_content_formats_builder_add_mime_type (builder, MIME_TYPE);
  return gdk_content_formats_builder_free_to_formats (builder);
}

static gboolean
yzt_copied_text_get_value (GdkContentProvider *provider, GValue *value, GError **error)
{
  if (G_VALUE_HOLDS (value, G_TYPE_STRING)) {
    g_value_set_string (value, g_bytes_get_data (YZT_COPIED_TEXT (provider)->text, NULL));
    return TRUE;
  }
  return GDK_CONTENT_PROVIDER_CLASS (yzt_copied_text_parent_class)->get_value (provider, value, error);
}

static void write_on (GTask *task);

static void
on_written (GObject *stream, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Writing *writing = g_task_get_task_data (task);
  GError *error = NULL;
  gssize n = g_output_stream_write_finish (G_OUTPUT_STREAM (stream), result, &error);
  if (n < 0) {
    g_task_return_error (task, error);
    return;
  }
  writing->written += (gsize) n;
  write_on (g_steal_pointer (&task));
}

/* (transfer full) */
static void
write_on (GTask *task)
{
  Writing *writing = g_task_get_task_data (task);
  const char *text = g_bytes_get_data (writing->text, NULL);
  gsize left = g_bytes_get_size (writing->text) - 1 - writing->written;
  if (left == 0) {
    g_task_return_boolean (task, TRUE);
    g_object_unref (task);
    return;
  }
  g_output_stream_write_async (writing->stream, text + writing->written, MIN (left, YZT_COPIED_TEXT_PIECE), writing->priority, g_task_get_cancellable (task), on_written, task);
}

static void
yzt_copied_text_write (GdkContentProvider *provider, const char *mime_type, GOutputStream *stream, int io_priority, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (provider, cancellable, callback, user_data);
  Writing *writing = g_new0 (Writing, 1);
  *writing = (Writing) { g_object_ref (stream), g_bytes_ref (YZT_COPIED_TEXT (provider)->text), 0, io_priority };
  g_task_set_task_data (task, writing, writing_free);
  if (strcmp (mime_type, MIME_TYPE) != 0) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s", mime_type); /* never asked for: it is not among the formats */
    return;
  }
  write_on (g_steal_pointer (&task));
}

static gboolean
yzt_copied_text_write_finish (GdkContentProvider *provider, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
yzt_copied_text_finalize (GObject *object)
{
  g_bytes_unref (YZT_COPIED_TEXT (object)->text);
  G_OBJECT_CLASS (yzt_copied_text_parent_class)->finalize (object);
}

static void
yzt_copied_text_class_init (YztCopiedTextClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = yzt_copied_text_finalize;
  provider_class->ref_formats = yzt_copied_text_ref_formats;
  provider_class->get_value = yzt_copied_text_get_value;
  provider_class->write_mime_type_async = yzt_copied_text_write;
  provider_class->write_mime_type_finish = yzt_copied_text_write_finish;
}

static void
yzt_copied_text_init (YztCopiedText *self)
{
}

GdkContentProvider *
yzt_copied_text_new (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);
  YztCopiedText *self = g_object_new (YZT_TYPE_COPIED_TEXT, NULL);
  self->text = g_bytes_new (text, strlen (text) + 1);
  return GDK_CONTENT_PROVIDER (self);
}

void
yzt_copied_text_set (GdkClipboard *clipboard, const char *text)
{
  g_return_if_fail (GDK_IS_CLIPBOARD (clipboard));
  g_autoptr (GdkContentProvider) copied = yzt_copied_text_new (text);
  gdk_clipboard_set_content (clipboard, copied);
}
