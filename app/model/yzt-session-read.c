/* yzt-session-read.c: what the session reads from the file for a panel, on the GTask pool
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-session-private.h"
#include "yzt-store-blobs.h"
#include "yzt-task.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_INSIDE 1000

typedef struct {
  YztStore *store;
  YztKindSet *kinds;
  YztKind *kind;
  gint64 fid;
  char *text, *language;
  guint limit;
} Reading;

static void
reading_free (Reading *reading)
{
  g_clear_object (&reading->store);
  g_clear_pointer (&reading->kinds, yzt_kind_set_unref);
  g_clear_pointer (&reading->kind, yzt_kind_unref);
  g_free (reading->text);
  g_free (reading->language);
  g_free (reading);
}

/* NULL after having returned an error through @task, when there is no open map. */
static Reading *
reading_new (YztSession *self, GTask *task)
{
  if (self->store == NULL) {
    g_task_return_new_error (task, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, "%s", _("No map is open."));
    return NULL;
  }
  Reading *reading = g_new0 (Reading, 1);
  reading->store = g_object_ref (self->store);
  reading->kinds = yzt_kind_set_ref (yzt_session_get_kinds (self));
  reading->language = g_strdup (self->language);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  return reading;
}

void
yzt_feature_free (YztFeature *feature)
{
  if (feature != NULL) {
    yzt_row_free (feature->row);
    g_clear_pointer (&feature->children, g_ptr_array_unref);
    g_free (feature);
  }
}

static gboolean
add_child_cb (const YztRow *row, gpointer user_data)
{
  g_ptr_array_add (user_data, yzt_row_copy (row));
  return TRUE;
}

/* Rows that are edited inside what they name, and name this one. */
static void
load_inside (Reading *reading, GPtrArray *children, GError **error)
{
  g_autoptr (GArray) naming = yzt_store_find_naming (reading->store, yzt_kind_get_id (reading->kind), reading->fid, MOST_INSIDE, error);
  for (guint i = 0; naming != NULL && i < naming->len; i++) {
    const YztNamed *named = &g_array_index (naming, YztNamed, i);
    YztKind *kind = yzt_kind_set_find (reading->kinds, named->kind);
    const YztField *field = kind != NULL ? yzt_kind_get_inside_field (kind) : NULL;
    g_autoptr (YztRow) row = field != NULL ? yzt_store_get_row (reading->store, kind, named->fid, NULL) : NULL;
    g_autofree char *link = g_strdup_printf (";%s/%ld;", yzt_kind_get_id (reading->kind), (long) reading->fid);
    const char *text = row != NULL ? yzt_row_get_text (row, yzt_field_get_name (field)) : NULL;
    g_autofree char *all = g_strdup_printf (";%s;", text != NULL ? text : "");
    if (row != NULL && strstr (all, link) != NULL) {
      g_ptr_array_add (children, g_steal_pointer (&row));
    }
  }
}

static gint
compare_children (gconstpointer a, gconstpointer b, gpointer kinds)
{
  const YztRow *x = *(YztRow *const *) a, *y = *(YztRow *const *) b;
  int i = yzt_kind_set_index (kinds, yzt_kind_get_id (x->kind)), j = yzt_kind_set_index (kinds, yzt_kind_get_id (y->kind));
  return i != j ? i - j : x->fid < y->fid ? -1 : x->fid > y->fid;
}

static void
load_feature_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = data;
  GError *error = NULL;
  g_autoptr (YztFeature) feature = g_new0 (YztFeature, 1);
  feature->children = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  feature->row = yzt_store_get_row (reading->store, reading->kind, reading->fid, &error);
  for (guint i = 0; error == NULL && i < yzt_kind_set_get_n (reading->kinds); i++) {
    YztKind *child = yzt_kind_set_get (reading->kinds, i);
    if (g_strcmp0 (yzt_kind_get_owner (child), yzt_kind_get_id (reading->kind)) == 0) {
      yzt_store_read_children (reading->store, child, reading->fid, add_child_cb, feature->children, &error);
    }
  }
  if (error == NULL) {
    load_inside (reading, feature->children, &error);
    g_ptr_array_sort_with_data (feature->children, compare_children, reading->kinds);
  }
  if (error != NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, g_steal_pointer (&feature), (GDestroyNotify) yzt_feature_free);
  }
}

void
yzt_session_load_feature_async (YztSession *self, guint kind, gint64 fid, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yzt_session_load_feature_async);
  Reading *reading = reading_new (self, task);
  if (reading == NULL) {
    return;
  }
  reading->kind = yzt_kind_ref (yzt_kind_set_get (reading->kinds, kind));
  reading->fid = fid;
  yzt_task_run_in_thread (task, load_feature_in_thread);
}

YztFeature *
yzt_session_load_feature_finish (YztSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
find_plans_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = data;
  GError *error = NULL;
  GPtrArray *plans =
    yzt_find_plans (reading->store, reading->text, reading->fid, reading->limit, reading->language, &error);
  if (plans == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, plans, (GDestroyNotify) g_ptr_array_unref);
  }
}

void
yzt_session_find_plans_async (YztSession *self, const char *text, gint64 incident_fid, guint limit,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yzt_session_find_plans_async);
  Reading *reading = reading_new (self, task);
  if (reading == NULL) {
    return;
  }
  reading->text = g_strdup (text);
  reading->fid = incident_fid;
  reading->limit = limit;
  yzt_task_run_in_thread (task, find_plans_in_thread);
}

GPtrArray *
yzt_session_find_plans_finish (YztSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
load_plan_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = data;
  GError *error = NULL;
  GArray *sections = yzt_store_get_plan_sections (reading->store, reading->fid, &error);
  if (sections == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, sections, (GDestroyNotify) g_array_unref);
  }
}

void
yzt_session_load_plan_async (YztSession *self, gint64 plan_fid, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yzt_session_load_plan_async);
  Reading *reading = reading_new (self, task);
  if (reading == NULL) {
    return;
  }
  reading->fid = plan_fid;
  yzt_task_run_in_thread (task, load_plan_in_thread);
}

GArray *
yzt_session_load_plan_finish (YztSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
