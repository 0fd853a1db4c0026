/* yzt-plan-old-word.c: Word documents of before 2007 and RTF, turned into DOCX by LibreOffice where it is installed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include "yzt-base.h"
#include "yzt-documents-private.h"

#define DEFAULT_PATIENCE_S 60
#define MAX_MADE_BYTES "67108864" /* a document that unfolds to more is no plan */
#define MAX_PROCESSOR_S "60"

static guint patience_ms = DEFAULT_PATIENCE_S * 1000;

void
yzt_plan_set_office_patience (guint wait_ms)
{
  patience_ms = wait_ms > 0 ? wait_ms : DEFAULT_PATIENCE_S * 1000;
}

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

/* --- never longer than this --- */

/* LibreOffice is a script that starts others: all of its group end with it. */
typedef struct {
  GMutex lock;
  GCond changed;
  gboolean done, late;
  pid_t group;
} Guard;

static gpointer
end_when_late (gpointer user_data)
{
  Guard *guard = user_data;
  gint64 until_us = g_get_monotonic_time () + (gint64) patience_ms * 1000;
  g_mutex_lock (&guard->lock);
  while (!guard->done && g_cond_wait_until (&guard->changed, &guard->lock, until_us)) {
  }
  guard->late = !guard->done;
  if (guard->late) {
    kill (-guard->group, SIGKILL);
  }
  g_mutex_unlock (&guard->lock);
  return NULL;
}

/* --- shut off --- */

/* What the programme is held by, each of Debian's essential packages: its folder, a group of its own, an end with its parent, and bounds on
 * files and processor. They are programmes and no function between fork and exec, because nothing may be called after a fork here: PROJ's
 * handler of it waits on a lock of SQLite that another thread may hold, and never ends. */
static void
add_holders (GPtrArray *arguments, const char *folder)
{
  const char *const holders[] = { "env", "-C", folder, "setsid", "setpriv", "--pdeathsig", "KILL", "prlimit", "--core=0", "--cpu=" MAX_PROCESSOR_S, "--fsize=" MAX_MADE_BYTES, "--" };
  for (guint i = 0; i < G_N_ELEMENTS (holders); i++) {
    g_ptr_array_add (arguments, (gpointer) holders[i]);
  }
}

static gboolean
run (const char *const *arguments, const char *folder, gboolean *late_out)
{
  /* The descriptors are all closed on exec; to have GLib close them would be a fork. */
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_INHERIT_FDS | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_subprocess_launcher_setenv (launcher, "HOME", folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "TMPDIR", folder, TRUE);
  g_autoptr (GSubprocess) process = g_subprocess_launcher_spawnv (launcher, arguments, NULL);
  const char *number = process != NULL ? g_subprocess_get_identifier (process) : NULL;
  if (process == NULL) {
    return FALSE;
  }
  Guard guard = { .group = number != NULL ? (pid_t) g_ascii_strtoll (number, NULL, 10) : 0 };
  g_mutex_init (&guard.lock);
  g_cond_init (&guard.changed);
  GThread *thread = guard.group > 1 ? g_thread_new ("yzt-office", end_when_late, &guard) : NULL;
  gboolean well = g_subprocess_wait_check (process, NULL, NULL);
  g_mutex_lock (&guard.lock);
  guard.done = TRUE;
  g_cond_signal (&guard.changed);
  g_mutex_unlock (&guard.lock);
  if (thread != NULL) {
    g_thread_join (thread);
    kill (-guard.group, SIGKILL); /* what it left behind */
  }
  *late_out = guard.late;
  g_mutex_clear (&guard.lock);
  g_cond_clear (&guard.changed);
  return well && !guard.late;
}

static gboolean
has_bubblewrap (const char *bubblewrap)
{
  const char *const arguments[] = { bubblewrap, "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--unshare-all", "true", NULL };
  g_autoptr (GSubprocess) process = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_INHERIT_FDS | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);
  return process != NULL && g_subprocess_wait_check (process, NULL, NULL);
}

/* In a cell of its own where bubblewrap is there: no network, nothing to write to but its folder. An own profile, so that the user's
 * LibreOffice, which may be open, is left alone; the format named, so that rubbish is not taken for a text. */
static gboolean
convert (const char *program, const char *folder, const char *source, const char *format, gboolean *late_out)
{
  g_autofree char *profile = g_strdup_printf ("-env:UserInstallation=file://%s/profile", folder), *infilter = g_strconcat ("--infilter=", format, NULL);
  g_autofree char *bubblewrap = g_find_program_in_path ("bwrap"), *home = g_path_get_dirname (program);
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  add_holders (arguments, folder);
  if (bubblewrap != NULL && has_bubblewrap (bubblewrap)) {
    const char *const cell[] = { bubblewrap, "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--ro-bind", home, home, "--bind", folder, folder,
                                 "--unshare-all", "--die-with-parent", "--new-session", "--chdir", folder };
    for (guint i = 0; i < G_N_ELEMENTS (cell); i++) {
      g_ptr_array_add (arguments, (gpointer) cell[i]);
    }
  }
  const char *const office[] = { program, profile, "--headless", "--norestore", infilter, "--convert-to", "docx", "--outdir", folder, source, NULL };
  for (guint i = 0; i < G_N_ELEMENTS (office); i++) {
    g_ptr_array_add (arguments, (gpointer) office[i]);
  }
  return run ((const char *const *) arguments->pdata, folder, late_out);
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
  gboolean late = FALSE;
  const char *format = length > 0 && *data == '{' ? "Rich Text Format" : "MS Word 97";
  gboolean done = g_file_set_contents (source, data, (gssize) length, NULL) && convert (program, folder, source, format, &late);
  GBytes *converted = done ? yzt_file_load (made, YZT_PLAN_MAX_BYTES, NULL) : NULL;
  remove_folder (folder);
  if (converted == NULL && late) {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, _("LibreOffice was not done with “%s” in %u seconds and was stopped; open it there and save it as .docx."),
                 origin, MAX (patience_ms / 1000, 1));
  } else if (converted == NULL) {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, _("LibreOffice could not read “%s”; open it there and save it as .docx."), origin);
  }
  return converted;
}
