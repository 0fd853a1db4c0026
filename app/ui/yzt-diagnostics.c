/* yzt-diagnostics.c: what a developer needs to know of this station, without names, places or contents
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-diagnostics.h"
#include "yzt-ui.h"

#define LOG_BYTES (32 * 1024)

static void
add_counts (GString *text, YztSession *session)
{
  YztScene *scene = yzt_session_get_scene (session);
  YztKindSet *kinds = yzt_session_get_kinds (session);
  if (scene == NULL || kinds == NULL) {
    return;
  }
  YztGeneration *generation = yzt_scene_get_generation (scene);
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    g_string_append_printf (text, "%s: %u\n", yzt_kind_get_id (yzt_kind_set_get (kinds, i)), yzt_generation_count_kind (generation, i));
  }
  g_string_append_printf (text, "read-only: %s\n", yzt_session_is_read_only (session) ? "yes" : "no");
}

char *
yzt_diagnostics_text (GtkWidget *widget, YztSession *session)
{
  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  GtkNative *native = gtk_widget_get_native (widget);
  GskRenderer *renderer = native != NULL ? gtk_native_get_renderer (native) : NULL;
  g_autofree char *log = yzt_log_tail (LOG_BYTES);
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  g_string_append_printf (text, "Yizhangtu %s\n%s\nGTK %u.%u.%u, libadwaita %u.%u.%u, GLib %u.%u.%u\n", YZT_VERSION,
                          system != NULL ? system : "unknown system", gtk_get_major_version (), gtk_get_minor_version (),
                          gtk_get_micro_version (), adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version (),
                          glib_major_version, glib_minor_version, glib_micro_version);
  g_string_append_printf (text, "renderer %s, display %s, scale %d, language %s\n",
                          renderer != NULL ? G_OBJECT_TYPE_NAME (renderer) : "none",
                          G_OBJECT_TYPE_NAME (gtk_widget_get_display (widget)), gtk_widget_get_scale_factor (widget), yzt_ui_language ());
  if (session != NULL) {
    add_counts (text, session);
  }
  g_string_append_printf (text, "\n%s", log != NULL ? log : "");
  return g_string_free (g_steal_pointer (&text), FALSE);
}
