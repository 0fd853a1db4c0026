/* test-folder.h: taking a test's folder away again
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib/gstdio.h>

/** Removes @path and all that is below it; what a link points to stays. */
static inline void
test_remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    test_remove_tree (child);
  }
  g_remove (path);
}
