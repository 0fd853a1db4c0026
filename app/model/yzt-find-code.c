/* yzt-find-code.c: things of any kind by the code that papers name them by
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-find-code.h"
#include <string.h>
#include "yzt-session-private.h"
#include "yzt-task.h"

#define LONGEST_CODE 60

static void
clear_find (gpointer data)
{
  YztCodeFind *find = data;
  g_free (find->name);
  g_free (find->code);
  g_free (find->of);
}

static gboolean
may_be_code (const char *text)
{
  return strlen (text) <= LONGEST_CODE && g_utf8_validate (text, -1, NULL) && strpbrk (text, "0123456789") != NULL && strpbrk (text, " \t\n") == NULL;
}

static gboolean
add_find (YztStore *store, guint index, YztKind *kind, gint64 fid, const char *language, GArray *found, GError **error)
{
  YztKindSet *kinds = yzt_store_get_kinds (store);
  g_autoptr (YztRow) row = yzt_store_get_row (store, kind, fid, error);
  int owner = yzt_kind_get_owner (kind) != NULL ? yzt_kind_set_index (kinds, yzt_kind_get_owner (kind)) : -1;
  if (row == NULL) {
    return FALSE;
  }
  const char *name = yzt_row_get_text (row, "name"), *code = yzt_row_get_text (row, "code");
  const YztCodeFind find = { owner >= 0 ? (guint) owner : index, owner >= 0 ? row->owner_fid : fid, g_strdup (name != NULL ? name : ""), g_strdup (code != NULL ? code : ""),
                             g_strdup (yzt_kind_get_label (kind, language)) };
  g_array_append_val (found, find);
  return TRUE;
}

GArray *
yzt_store_find_code (YztStore *store, const char *text, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && text != NULL, NULL);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (YztCodeFind));
  g_autofree char *upper = g_utf8_validate (text, -1, NULL) ? g_utf8_strup (text, -1) : NULL;
  YztKindSet *kinds = yzt_store_get_kinds (store);
  g_array_set_clear_func (found, clear_find);
  for (guint i = 0; may_be_code (text) && i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    if (yzt_kind_get_field_index (kind, "code") < 0) {
      continue;
    }
    gint64 fid = yzt_store_find_row (store, kind, "code", text, NULL);
    fid = fid > 0 ? fid : yzt_store_find_row (store, kind, "code", upper, NULL);
    if (fid > 0 && !add_find (store, i, kind, fid, language, found, error)) {
      return NULL;
    }
  }
  return g_steal_pointer (&found);
}

/* --- for a session --- */

typedef struct {
  YztStore *store;
  char *text;
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;
  g_object_unref (asked->store);
  g_free (asked->text);
  g_free (asked);
}

static void
find_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Asked *asked = data;
  GError *error = NULL;
  GArray *found = yzt_store_find_code (asked->store, asked->text, yzt_session_get_language (source), &error);
  if (found == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, found, (GDestroyNotify) g_array_unref);
  }
}

void
yzt_session_find_code_async (YztSession *self, const char *text, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self) && text != NULL && self->store != NULL);
  Asked *asked = g_new0 (Asked, 1);
  asked->store = g_object_ref (self->store);
  asked->text = g_strdup (text);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yzt_session_find_code_async);
  g_task_set_task_data (task, asked, asked_free);
  yzt_task_run_in_thread (task, find_in_thread);
}

GArray *
yzt_session_find_code_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
