/* yzt-plan-old-word.c: Word documents of before 2007 and RTF, turned into DOCX by LibreOffice where it is installed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include "yzt-base.h"
#include "yzt-documents-private.h"

#define PATIENCE_S 120

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK)) {
      remove_folder (path);
    } else {
      g_remove (path);
    }
  }
  g_rmdir (folder);
}

static gpointer
end_when_late (gpointer user_data)
{
  g_autoptr (GSubprocess) process = user_data;
  for (guint i = 0; i < PATIENCE_S * 10 && g_subprocess_get_identifier (process) != NULL; i++) {
    g_usleep (G_USEC_PER_SEC / 10);
  }
  g_subprocess_force_exit (process);
  return NULL;
}

/* An own profile, so that the user's LibreOffice, which may be open, is left alone. */
static gboolean
convert (const char *program, const char *folder, const char *source)
{
  g_autofree char *profile = g_strdup_printf ("-env:UserInstallation=file://%s/profile", folder);
  const char *const arguments[] = { program, profile, "--headless", "--norestore", "--convert-to", "docx", "--outdir", folder, source, NULL };
  g_autoptr (GSubprocess) process = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);
  if (process == NULL) {
    return FALSE;
  }
  GThread *guard = g_thread_new ("yzt-office", end_when_late, g_object_ref (process));
  gboolean done = g_subprocess_wait_check (process, NULL, NULL);
  g_thread_join (guard);
  return done;
}

GBytes *
yzt_plan_convert_old_word (GBytes *bytes, const char *origin, GError **error)
{
  g_autofree char *program = g_find_program_in_path ("soffice");
  g_autofree char *folder = program != NULL ? g_dir_make_tmp ("yzt-word-XXXXXX", NULL) : NULL;
  if (folder == NULL) {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT,
                 _("“%s” is in the format of Word before 2007; save it as .docx, or install LibreOffice and import it again."), origin);
    return NULL;
  }
  g_autofree char *source = g_build_filename (folder, "plan.doc", NULL);
  g_autofree char *made = g_build_filename (folder, "plan.docx", NULL);
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  gboolean done = g_file_set_contents (source, data, (gssize) length, NULL) && convert (program, folder, source);
  GBytes *converted = done ? yzt_file_load (made, YZT_PLAN_MAX_BYTES, NULL) : NULL;
  remove_folder (folder);
  if (converted == NULL) {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, _("LibreOffice could not read “%s”; open it there and save it as .docx."), origin);
  }
  return converted;
}
