/* yzt-people.c: people of a map, proposed while a name is typed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-people.h"
#include "yzt-task.h"
#include <glib/gi18n-lib.h>

typedef struct {
  YztStore *store;
  char *text;
  guint limit;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;
  g_object_unref (asking->store);
  g_free (asking->text);
  g_free (asking);
}

static void
find_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Asking *asking = data;
  GError *error = NULL;
  GArray *people = yzt_store_find_people (asking->store, asking->text, asking->limit, cancellable, &error);
  if (people == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, people, (GDestroyNotify) g_array_unref);
  }
}

void
yzt_session_find_people_async (YztSession *session, const char *text, guint limit, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session) && text != NULL);
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  if (yzt_session_get_store (session) == NULL) {
    g_task_return_new_error (task, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, "%s", _("No map is open."));
    return;
  }
  Asking *asking = g_new0 (Asking, 1);
  asking->store = g_object_ref (yzt_session_get_store (session));
  asking->text = g_strdup (text);
  asking->limit = limit;
  g_task_set_task_data (task, asking, asking_free);
  yzt_task_run_in_thread (task, find_in_thread);
}

GArray *
yzt_session_find_people_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
