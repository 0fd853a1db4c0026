/* yzt-about-dialog.c: who made this, and whose data the base map is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-about-dialog.h"
#include <glib/gi18n-lib.h>
#include "yzt-ui.h"

/* The page that is kept beside the data is what About shows; plain text, so that nothing in it is taken for markup. */
static char *
load_sources (void)
{
  g_autofree char *path = g_build_filename (yzt_data_dir (), "basemap", "SOURCES.md", NULL);
  g_autoptr (GBytes) bytes = yzt_file_load (path, 256 * 1024, NULL);
  if (bytes == NULL) {
    return NULL;
  }
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_utf8_make_valid (data, (gssize) length);
  return g_markup_escape_text (text, -1);
}

void
yzt_about_dialog_present (GtkWindow *parent)
{
  static const char *const developers[] = { "The Yizhangtu authors", NULL };
  GtkWidget *about = adw_about_window_new ();
  g_autofree char *sources = load_sources ();
  g_object_set (about, "application-name", _("Yizhangtu"), "application-icon", YZT_APP_ID, "version", YZT_VERSION,
                "developer-name", _("The Yizhangtu authors"), "developers", developers,
                "comments", _("One map for the emergency command room: where, how bad, what is near, what is missing."),
                "license-type", GTK_LICENSE_GPL_3_0,
                /* Translators: put your names here, one per line. */
                "translator-credits", _("translator-credits"), NULL);
  if (sources != NULL) {
    adw_about_window_add_legal_section (ADW_ABOUT_WINDOW (about), _("Base map data"), NULL, GTK_LICENSE_CUSTOM, sources);
  }
  adw_about_window_add_legal_section (ADW_ABOUT_WINDOW (about), _("Standing on"), NULL, GTK_LICENSE_CUSTOM,
                                      "GTK, libadwaita, libshumate, GLib, Pango, Cairo (LGPL-2.1+)\nGDAL, PROJ (MIT)\n"
                                      "SQLite (public domain)\nlibxml2, jansson, md4c (MIT)");
  gtk_window_set_transient_for (GTK_WINDOW (about), parent);
  gtk_window_present (GTK_WINDOW (about));
}
