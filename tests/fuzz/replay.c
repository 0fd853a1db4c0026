/* replay.c: runs a fuzz target on files and folders given, where libFuzzer is not there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib.h>
#include <stdlib.h>
#include "fuzz.h"

static guint n_run;

static void
run_file (const char *path)
{
  g_autofree char *contents = NULL;
  g_autofree guint8 *exact = NULL;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, NULL)) {
    g_printerr ("%s cannot be read\n", path);
    exit (1);
  }
  /* No byte behind the end: an address sanitizer sees reading too far. */
  exact = g_memdup2 (contents, MAX (length, 1));
  if (g_getenv ("FUZZ_VERBOSE") != NULL)
    g_printerr ("%s\n", path);
  LLVMFuzzerTestOneInput (exact, length);
  n_run++;
}

static void
run_path (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  if (dir == NULL) {
    run_file (path);
    return;
  }
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    run_path (file);
  }
}

int
main (int argc, char *argv[])
{
  LLVMFuzzerInitialize (&argc, &argv);
  for (int i = 1; i < argc; i++)
    run_path (argv[i]);
  g_print ("%u inputs replayed\n", n_run);
  return n_run > 0 ? 0 : 1;
}
