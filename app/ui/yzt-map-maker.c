/* yzt-map-maker.c: new map files: an empty one, and the sample
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-map-maker.h"
#include <glib/gi18n-lib.h>
#include "yzt-task.h"
#include "yzt-ui.h"

static char *
title_of (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  char *dot = strchr (name, '.');
  if (dot != NULL && dot != name) {
    *dot = '\0';
  }
  return g_steal_pointer (&name);
}

static void
make_map (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  const char *path = task_data;
  g_autoptr (YztKindSet) kinds = yzt_load_kinds (NULL, &error);
  g_autofree char *title = title_of (path);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  if (kinds == NULL
      || !yzt_store_create (path, kinds, title, g_time_zone_get_identifier (zone), &yzt_clock_system, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  g_task_return_pointer (task, g_strdup (path), g_free);
}

void
yzt_make_map_async (const char *path, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (path != NULL);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, yzt_make_map_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  yzt_task_run_in_thread (task, make_map);
}

/* The yzt command beside this programme: as installed, or as in the build folder. */
static char *
find_command (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : g_strdup (".");
  g_autofree char *beside = g_build_filename (folder, "yzt", NULL);
  g_autofree char *in_build = g_build_filename (folder, "..", "cli", "yzt", NULL);
  if (g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE) && !g_file_test (beside, G_FILE_TEST_IS_DIR)) {
    return g_steal_pointer (&beside);
  }
  return g_file_test (in_build, G_FILE_TEST_IS_EXECUTABLE) ? g_steal_pointer (&in_build) : g_find_program_in_path ("yzt");
}

/* The sample as it was made when the programme was built; NULL when it was not. */
static char *
find_built_sample (void)
{
  const char *named = g_getenv ("YZT_SAMPLE_MAP");
  g_autofree char *path = named != NULL ? g_strdup (named) : g_build_filename (yzt_data_dir (), "zhaoqing-sample.yzt.gpkg", NULL);
  return g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&path) : NULL;
}

static void
on_sample_copied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  if (!g_file_copy_finish (G_FILE (source), result, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
  } else {
    g_task_return_pointer (task, g_strdup (g_task_get_task_data (task)), g_free);
  }
}

static void
on_sample_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *problem = NULL;
  g_autoptr (GError) error = NULL;
  GSubprocess *process = G_SUBPROCESS (source);
  if (!g_subprocess_communicate_utf8_finish (process, result, NULL, &problem, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
  } else if (!g_subprocess_get_successful (process)) {
    g_task_return_new_error (task, YZT_STORE_ERROR, YZT_STORE_ERROR_FAILED, _("The sample map could not be made: %s"),
                             problem != NULL ? g_strstrip (problem) : "");
  } else {
    g_task_return_pointer (task, g_strdup (g_task_get_task_data (task)), g_free);
  }
}

void
yzt_make_sample_async (GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = yzt_user_data_dir ("maps");
  g_autofree char *path = g_build_filename (folder, "sample.yzt.gpkg", NULL);
  g_autofree char *command = find_command ();
  g_autofree char *built = find_built_sample ();
  g_task_set_source_tag (task, yzt_make_sample_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  if (g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_task_return_pointer (task, g_steal_pointer (&path), g_free);
    return;
  }
  if (built != NULL) {
    g_autoptr (GFile) from = g_file_new_for_path (built);
    g_autoptr (GFile) to = g_file_new_for_path (path);
    g_file_copy_async (from, to, G_FILE_COPY_NONE, G_PRIORITY_DEFAULT, NULL, NULL, NULL, on_sample_copied, g_steal_pointer (&task));
    return;
  }
  if (command == NULL) {
    g_task_return_new_error (task, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND,
                             _("The yzt command, which makes the sample map, is not installed beside this programme."));
    return;
  }
  /* With its descriptors left open GLib starts it without fork: after one PROJ closes its database in the child, and waits for ever when another
   * thread held SQLite's lock just then. */
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_INHERIT_FDS | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error,
                                                      command, "new", path, "--sample", NULL);
  if (process == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  g_subprocess_communicate_utf8_async (process, NULL, NULL, on_sample_made, g_steal_pointer (&task));
}

char *
yzt_make_map_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
