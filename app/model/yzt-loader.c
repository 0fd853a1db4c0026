/* yzt-loader.c: kinds from the data folders
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-loader.h"

#include <glib/gi18n-lib.h>

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Paths of the .kind files of @folder in byte order; empty when there is no such folder. */
static GPtrArray *
list_kind_files (const char *folder)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  if (dir == NULL) {
    return paths;
  }
  const char *name;
  while ((name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_suffix (name, ".kind") && strcmp (name, "common.kind") != 0) {
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
    }
  }
  g_ptr_array_sort (paths, compare_names);
  return paths;
}

static YztKind *
load_kind (const char *path, YztKind *common, GError **error)
{
  g_autoptr (GBytes) bytes = yzt_file_load (path, YZT_KIND_MAX_BYTES, error);
  if (bytes == NULL) {
    return NULL;
  }
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  return yzt_kind_parse (data, length, path, common, error);
}

static gboolean
load_folder (const char *folder, YztKind *common, GPtrArray *kinds, GPtrArray *problems, gboolean strict,
             GError **error)
{
  g_autoptr (GPtrArray) paths = list_kind_files (folder);
  for (guint i = 0; i < paths->len; i++) {
    g_autoptr (GError) local = NULL;
    YztKind *kind = load_kind (paths->pdata[i], common, &local);
    if (kind != NULL) {
      g_ptr_array_add (kinds, kind);
    } else if (strict) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    } else if (problems != NULL) {
      g_ptr_array_add (problems, g_strdup (local->message));
    }
  }
  return TRUE;
}

YztKindSet *
yzt_load_kinds (GPtrArray *problems, GError **error)
{
  g_autofree char *ours = g_build_filename (yzt_data_dir (), "kinds", NULL);
  g_autofree char *common_path = g_build_filename (ours, "common.kind", NULL);
  g_autofree char *users = yzt_user_data_dir ("kinds");
  g_autoptr (YztKind) common = load_kind (common_path, NULL, error);
  if (common == NULL) {
    return NULL;
  }
  g_autoptr (GPtrArray) kinds = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_kind_unref);
  if (!load_folder (ours, common, kinds, NULL, TRUE, error)) {
    return NULL;
  }
  load_folder (users, common, kinds, problems, FALSE, NULL);
  return yzt_kind_set_new ((YztKind *const *) kinds->pdata, kinds->len);
}

static gboolean
adopt_kinds_act (YztAct *act, gpointer user_data, GError **error)
{
  GPtrArray *kinds = user_data;
  for (guint i = 0; i < kinds->len; i++) {
    if (!yzt_act_put_kind (act, kinds->pdata[i], error)) {
      return FALSE;
    }
  }
  return TRUE;
}

/* A kind is taken in when the map has none of that id, or one with another text. */
static GPtrArray *
list_new_kinds (YztStore *store, YztKindSet *loaded)
{
  YztKindSet *known = yzt_store_get_kinds (store);
  GPtrArray *kinds = g_ptr_array_new ();
  for (guint i = 0; i < yzt_kind_set_get_n (loaded); i++) {
    YztKind *kind = yzt_kind_set_get (loaded, i);
    if (yzt_kind_set_find (known, yzt_kind_get_id (kind)) == NULL) {
      g_ptr_array_add (kinds, kind);
    }
  }
  return kinds;
}

YztActResult *
yzt_loader_adopt_kinds (YztStore *store, const char *author, GPtrArray *problems, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  if (yzt_store_is_read_only (store)) {
    return NULL;
  }
  g_autoptr (YztKindSet) loaded = yzt_load_kinds (problems, error);
  if (loaded == NULL) {
    return NULL;
  }
  g_autoptr (GPtrArray) kinds = list_new_kinds (store, loaded);
  if (kinds->len == 0) {
    return NULL;
  }
  YztActInfo info = { .author = author, .label = _("Take new kinds into the map"), .nature = YZT_ACT_FEED };
  return yzt_store_write (store, &info, adopt_kinds_act, kinds, error);
}
