/* yzt-plan-opening.c: a plan opened by workers: its text to read, its original as pages or as a file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-opening.h"
#include "yzt-task.h"
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  YztStore *store;
  gint64 fid;
  YztPlanCopy *copy;
  YztGeneration *generation;
  char *path, *name;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;
  g_clear_object (&opening->store);
  g_clear_pointer (&opening->generation, yzt_generation_unref);
  g_clear_pointer (&opening->copy, yzt_plan_copy_unref);
  g_free (opening->path);
  g_free (opening->name);
  g_free (opening);
}

void
yzt_plan_original_free (YztPlanOriginal *original)
{
  if (original != NULL) {
    g_free (original->media_type);
    g_clear_object (&original->pages);
    g_free (original->sentence);
    g_free (original);
  }
}

static GTask *
task_new (YztSession *session, gint64 fid, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (session, cancellable, callback, user_data);
  Opening *opening = g_new0 (Opening, 1);
  opening->store = g_object_ref (yzt_session_get_store (session));
  opening->fid = fid;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, opening, opening_free);
  g_task_set_return_on_cancel (task, FALSE);
  return task;
}

/* --- text --- */

static void
open_text_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening *opening = data;
  GError *error = NULL;
  g_autoptr (GArray) sections = yzt_store_get_plan_sections (opening->store, opening->fid, &error);
  if (sections == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, yzt_plan_copy_new (sections), (GDestroyNotify) yzt_plan_copy_unref);
  }
}

void
yzt_plan_open_text_async (YztSession *session, gint64 plan_fid, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session));
  g_autoptr (GTask) task = task_new (session, plan_fid, yzt_plan_open_text_async, cancellable, callback, user_data);
  yzt_task_run_in_thread (task, open_text_in_thread);
}

YztPlanCopy *
yzt_plan_open_text_finish (YztSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
mark_things_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening *opening = data;
  g_task_return_pointer (task, yzt_plan_copy_mark_things (opening->copy, opening->generation), (GDestroyNotify) g_array_unref);
}

void
yzt_plan_mark_things_async (YztSession *session, YztPlanCopy *copy, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session));
  g_return_if_fail (copy != NULL);
  g_autoptr (GTask) task = task_new (session, 0, yzt_plan_mark_things_async, cancellable, callback, user_data);
  Opening *opening = g_task_get_task_data (task);
  opening->copy = yzt_plan_copy_ref (copy);
  opening->generation = yzt_generation_ref (yzt_scene_get_generation (yzt_session_get_scene (session)));
  yzt_task_run_in_thread (task, mark_things_in_thread);
}

GArray *
yzt_plan_mark_things_finish (YztSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- the original --- */

static void
open_original_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening *opening = data;
  g_autoptr (GError) error = NULL;
  YztPlanOriginal *original = g_new0 (YztPlanOriginal, 1);
  g_autoptr (GBytes) bytes = yzt_store_get_plan_original (opening->store, opening->fid, &original->media_type, &error);
  if (bytes != NULL && g_strcmp0 (original->media_type, "application/pdf") == 0) {
    original->pages = yzt_plan_pages_open (bytes, _("The original"), &error);
  }
  if (error != NULL) {
    original->sentence = g_strdup (error->message);
  }
  g_task_return_pointer (task, original, (GDestroyNotify) yzt_plan_original_free);
}

void
yzt_plan_open_original_async (YztSession *session, gint64 plan_fid, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session));
  g_autoptr (GTask) task = task_new (session, plan_fid, yzt_plan_open_original_async, cancellable, callback, user_data);
  yzt_task_run_in_thread (task, open_original_in_thread);
}

YztPlanOriginal *
yzt_plan_open_original_finish (YztSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- the original as a file --- */

const char *
yzt_plan_media_ending (const char *media_type)
{
  static const struct {
    const char *type, *ending;
  } endings[] = { { "application/pdf", ".pdf" },
                  { "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx" },
                  { "application/vnd.oasis.opendocument.text", ".odt" },
                  { "application/msword", ".doc" },
                  { "application/rtf", ".rtf" },
                  { "text/html", ".html" },
                  { "text/markdown", ".md" },
                  { "text/plain", ".txt" } };
  for (guint i = 0; media_type != NULL && i < G_N_ELEMENTS (endings); i++) {
    if (g_str_has_prefix (media_type, endings[i].type)) {
      return endings[i].ending;
    }
  }
  return "";
}

/* A name that no file system refuses, and that leads nowhere else. */
static char *
file_name (const char *name, const char *ending)
{
  g_autofree char *clean = g_strdup (name);
  g_strdelimit (clean, "/\\:*?\"<>|\n\r\t", '_');
  g_autofree char *shorter = yzt_text_shorten (clean, 120);
  return g_strconcat (*shorter == '.' || *shorter == '\0' ? "_" : "", shorter, ending, NULL);
}

static void
save_original_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening *opening = data;
  GError *error = NULL;
  g_autofree char *media_type = NULL, *path = g_strdup (opening->path);
  g_autoptr (GBytes) bytes = yzt_store_get_plan_original (opening->store, opening->fid, &media_type, &error);
  if (bytes != NULL && path == NULL) {
    g_autofree char *folder = g_dir_make_tmp ("yizhangtu-XXXXXX", &error);
    g_autofree char *name = file_name (opening->name, yzt_plan_media_ending (media_type));
    path = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;
  }
  if (bytes == NULL || path == NULL
      || !g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &error)) {
    g_task_return_error (task, error);
    return;
  }
  if (opening->path == NULL) {
    g_chmod (path, 0400); /* what is changed there would not come back into the map */
  }
  g_task_return_pointer (task, g_steal_pointer (&path), g_free);
}

void
yzt_plan_save_original_async (YztSession *session, gint64 plan_fid, const char *path, const char *name, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session));
  g_return_if_fail (path != NULL || name != NULL);
  g_autoptr (GTask) task = task_new (session, plan_fid, yzt_plan_save_original_async, cancellable, callback, user_data);
  Opening *opening = g_task_get_task_data (task);
  opening->path = g_strdup (path);
  opening->name = g_strdup (name);
  yzt_task_run_in_thread (task, save_original_in_thread);
}

char *
yzt_plan_save_original_finish (YztSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
