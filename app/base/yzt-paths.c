/* yzt-paths.c: the programme's own data folder and the user's folders
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "yzt-base.h"

#include <errno.h>

#define FOLDER "yizhangtu"

/* A programme started from its build folder, not yet installed, finds the data beside its source. */
static const char *
find_data_dir (void)
{
  const char *given = g_getenv ("YZT_DATA_DIR");

  if (given != NULL && *given != '\0') {
    return g_strdup (given);
  }
  return g_file_test (YZT_PKGDATADIR "/kinds/common.kind", G_FILE_TEST_EXISTS) ? YZT_PKGDATADIR : YZT_SOURCE_DATADIR;
}

const char *
yzt_data_dir (void)
{
  static const char *dir = NULL;
  static gsize known = 0;

  if (g_once_init_enter (&known)) {
    dir = find_data_dir ();
    g_once_init_leave (&known, 1);
  }

  return dir;
}

/* Only the user may look into the folders: rosters and logs are nobody else's business. */
static char *
make_dir (const char *base,
          const char *sub)
{
  char *path = g_build_filename (base, FOLDER, sub, NULL);

  if (g_mkdir_with_parents (path, 0700) != 0) {
    g_warning ("Cannot create a folder of the user's: %s", g_strerror (errno));
  }

  return path;
}

char *
yzt_user_data_dir (const char *sub)
{
  return make_dir (g_get_user_data_dir (), sub);
}

char *
yzt_user_cache_dir (const char *sub)
{
  return make_dir (g_get_user_cache_dir (), sub);
}

char *
yzt_user_state_dir (const char *sub)
{
  return make_dir (g_get_user_state_dir (), sub);
}
