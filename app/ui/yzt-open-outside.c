/* yzt-open-outside.c: a link or a file, opened by the programme that the desktop has for it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-open-outside.h"
#include <glib/gi18n-lib.h>
#include <string.h>

/* "gio: zoommtg://1: The specified location is not supported": what stands after the address. */
static const char *
reason_in (char *told, const char *uri)
{
  char *after = strstr (g_strstrip (told), uri);
  after = after != NULL ? strstr (after, ": ") : NULL;
  return after != NULL ? after + 2 : *told != '\0' ? told : _("the desktop has no programme for it");
}

static void
on_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *told = NULL;
  GSubprocess *process = G_SUBPROCESS (source);
  if (!g_subprocess_communicate_utf8_finish (process, result, NULL, &told, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
  } else if (!g_subprocess_get_successful (process)) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s", reason_in (told, g_task_get_task_data (task)));
  } else {
    g_task_return_boolean (task, TRUE);
  }
}

void
yzt_open_outside_async (const char *uri, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (uri != NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, yzt_open_outside_async);
  g_task_set_task_data (task, g_strdup (uri), g_free);
  /* Without descriptors to close GLib starts it by posix_spawn. */
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_INHERIT_FDS | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, "gio", "open", uri, NULL);
  if (process == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  g_subprocess_communicate_utf8_async (process, NULL, NULL, on_told, g_steal_pointer (&task));
}

gboolean
yzt_open_outside_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
