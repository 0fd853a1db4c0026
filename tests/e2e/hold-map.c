/* hold-map.c: keeps a map open as the window does, and takes in what others write when told to
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hold-map MAP; prints "ready", then for each line on standard input what poll found: "KIND FROM TO" lines and "end".
 * "check" instead prints the problems that a check finds. Used by test_geopackage.py. */
#include "config.h"
#include "yzt-store.h"
#include <stdio.h>
#include <string.h>

static void
print_touches (YztStore *store)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = yzt_store_poll (store, &error);

  if (result == NULL)
    g_print ("error %s\n", error->message);
  for (guint i = 0; result != NULL && i < result->touches->len; i++) {
    const YztTouch *touch = &g_array_index (result->touches, YztTouch, i);

    g_print ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", touch->kind, touch->fid_from,
             touch->fid_to);
  }
}

static void
print_problems (YztStore *store)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) problems = yzt_store_check (store, &error);

  if (problems == NULL)
    g_print ("error %s\n", error->message);
  for (guint i = 0; problems != NULL && i < problems->len; i++)
    g_print ("%s\n", (const char *) g_ptr_array_index (problems, i));
}

int
main (int argc, char *argv[])
{
  g_autoptr(YztStore) store = NULL;
  g_autoptr(GError) error = NULL;
  char line[256];

  if (argc != 2)
    return 2;
  store = yzt_store_open (argv[1], YZT_STORE_READ_WRITE, &yzt_clock_system, &error);
  if (store == NULL) {
    g_printerr ("%s\n", error->message);
    return 1;
  }
  g_print ("ready\n");
  fflush (stdout);
  while (fgets (line, sizeof line, stdin) != NULL) {
    if (g_str_has_prefix (line, "check"))
      print_problems (store);
    else
      print_touches (store);
    g_print ("end\n");
    fflush (stdout);
  }
  return 0;
}
