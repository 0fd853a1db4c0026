/* yzt-beside.c: files written beside their place and put there when they are whole
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "yzt-beside-private.h"

void
yzt_beside_set_error (GError **error, const char *path)
{
  g_autofree char *shown = g_filename_display_basename (path);

  g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_WRITE, _("“%s” cannot be written; check the folder's permissions and free space."), shown);
}

gboolean
yzt_beside_begin (YztBeside *self, const char *path, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);

  *self = (YztBeside) { g_build_filename (parent, ".yzt-export-XXXXXX", NULL), NULL, g_strdup (path) };
  if (g_mkdtemp (self->folder) == NULL) {
    g_clear_pointer (&self->folder, g_free);
    yzt_beside_set_error (error, path);
    return FALSE;
  }
  self->path = g_build_filename (self->folder, name, NULL);
  return TRUE;
}

gboolean
yzt_beside_commit (YztBeside *self, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  g_autofree char *parent = g_path_get_dirname (self->target);
  gboolean ok = dir != NULL;
  const char *name;

  while (ok && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *from = g_build_filename (self->folder, name, NULL);
    g_autofree char *to = g_build_filename (parent, name, NULL);
    ok = g_rename (from, to) == 0;
  }
  if (!ok) {
    yzt_beside_set_error (error, self->target);
  }
  return ok;
}

void
yzt_beside_end (YztBeside *self)
{
  g_autoptr (GDir) dir = self->folder != NULL ? g_dir_open (self->folder, 0, NULL) : NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (self->folder, name, NULL);
    g_unlink (path);
  }
  if (self->folder != NULL) {
    g_rmdir (self->folder);
  }
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->target, g_free);
}
