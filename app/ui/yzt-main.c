/* yzt-main.c: where the programme with the window starts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <locale.h>
#include "yzt-application.h"
#include "yzt-exchange.h"
#include "yzt-geo.h"
#include "yzt-map-renderer.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

/* Everything that asks nothing of a screen: --help and --version work without one. */
static gboolean
needs_display (int argc, char **argv)
{
  for (int i = 1; i < argc; i++) {
    if (g_str_equal (argv[i], "--help") || g_str_equal (argv[i], "-h") || g_str_equal (argv[i], "--version")) {
      return FALSE;
    }
  }
  return TRUE;
}

static void
start_language (void)
{
  const char *folder = g_getenv ("YZT_LOCALE_DIR");
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : YZT_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

int
main (int argc, char **argv)
{
  start_language ();
  yzt_map_choose_renderer ();
  g_set_application_name (_("Yizhangtu"));
  if (needs_display (argc, argv) && !gtk_init_check ()) {
    g_printerr ("%s\n", _("yizhangtu: there is no display to open a window on; log in to a desktop, start it with “xvfb-run yizhangtu”, or use the command “yzt”, which needs none."));
    return 1;
  }
  if (needs_display (argc, argv) && yzt_ui_settings () == NULL) {
    g_printerr ("%s\n", _("yizhangtu: its settings schema is not installed; start it with ./run, or install it with “meson install”."));
    return 1;
  }
  yzt_log_start ("yizhangtu");
  yzt_geo_init ();
  yzt_exchange_init ();
  yzt_watchdog_start (YZT_WATCHDOG_LIMIT_MS);
  g_autoptr (YztApplication) application = yzt_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
