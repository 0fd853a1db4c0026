/* yzt-read-file.c: files on their way into the map and out of it, read, summed and written on workers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-links.h"
#include "yzt-task.h"

YztReadFile *
yzt_read_file_copy (const YztReadFile *file)
{
  g_return_val_if_fail (file != NULL, NULL);
  YztReadFile *copy = g_new0 (YztReadFile, 1);
  copy->bytes = g_bytes_ref (file->bytes);
  copy->sha256 = g_strdup (file->sha256);
  copy->name = g_strdup (file->name);
  copy->media_type = g_strdup (file->media_type);
  return copy;
}

void
yzt_read_file_free (YztReadFile *file)
{
  if (file != NULL) {
    g_clear_pointer (&file->bytes, g_bytes_unref);
    g_free (file->sha256);
    g_free (file->name);
    g_free (file->media_type);
    g_free (file);
  }
}

/* Told before it is read; a file that says less than it holds is stopped while it is read. */
static gboolean
check_size (GFile *file, const char *name, goffset size, GError **error)
{
  if (size <= YZT_BLOB_MAX_BYTES) {
    return TRUE;
  }
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED,
               _("“%s” has %ld MB; 200 MB is the limit. Keep it outside the map and note where it is."), name, (long) (size / (1024 * 1024)));
  return FALSE;
}

static GBytes *
read_bytes (GFile *file, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autofree guint8 *piece = g_malloc (1 << 20);
  gssize n;
  if (stream == NULL) {
    return NULL;
  }
  while ((n = g_input_stream_read (G_INPUT_STREAM (stream), piece, 1 << 20, cancellable, error)) > 0) {
    g_byte_array_append (all, piece, (guint) n);
    if (!check_size (file, name, all->len, error)) {
      return NULL;
    }
  }
  return n == 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&all)) : NULL;
}

static YztReadFile *
read_file (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME "," G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                                                  G_FILE_QUERY_INFO_NONE, cancellable, error);
  g_autoptr (YztReadFile) read = g_new0 (YztReadFile, 1);
  if (info == NULL) {
    return NULL;
  }
  const char *name = g_file_info_get_display_name (info);
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, _("“%s” is no file; choose a photo or a document."), name);
    return NULL;
  }
  if (!check_size (file, name, g_file_info_get_size (info), error)) {
    return NULL;
  }
  read->bytes = read_bytes (file, name, cancellable, error);
  if (read->bytes == NULL) {
    return NULL;
  }
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (read->bytes, &length);
  g_autofree char *type = g_content_type_guess (name, data, MIN (length, 4096), NULL);
  read->media_type = g_content_type_get_mime_type (type);
  read->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, read->bytes);
  read->name = yzt_attachment_safe_name (name);
  return g_steal_pointer (&read);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer file, GCancellable *cancellable)
{
  GError *error = NULL;
  YztReadFile *read = read_file (file, cancellable, &error);
  if (read == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, read, (GDestroyNotify) yzt_read_file_free);
  }
}

void
yzt_read_file_async (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (G_IS_FILE (file));
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  yzt_task_run_in_thread (task, read_in_thread);
}

YztReadFile *
yzt_read_file_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- out of the map --- */

static void
load_in_thread (GTask *task, gpointer source, gpointer sha256, GCancellable *cancellable)
{
  GError *error = NULL;
  GBytes *bytes = yzt_store_get_blob (source, sha256, NULL, &error);
  if (bytes == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  }
}

void
yzt_session_load_blob_async (YztSession *session, const char *sha256, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session) && sha256 != NULL);
  YztStore *store = yzt_session_get_store (session);
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  if (store == NULL) {
    g_task_return_new_error (task, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, "%s", _("No map is open."));
    return;
  }
  g_task_set_task_data (task, g_strdup (sha256), g_free);
  yzt_task_run_in_thread (task, load_in_thread);
}

GBytes *
yzt_session_load_blob_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer bytes, GCancellable *cancellable)
{
  GError *error = NULL;
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);
  if (g_file_replace_contents (source, data != NULL ? data : "", length, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, cancellable, &error)) {
    g_task_return_boolean (task, TRUE);
  } else {
    g_task_return_error (task, error);
  }
}

void
yzt_write_file_async (GFile *file, GBytes *bytes, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (G_IS_FILE (file) && bytes != NULL);
  g_autoptr (GTask) task = g_task_new (file, NULL, callback, user_data);
  g_task_set_task_data (task, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
  yzt_task_run_in_thread (task, write_in_thread);
}

gboolean
yzt_write_file_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
