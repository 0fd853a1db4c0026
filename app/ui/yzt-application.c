/* yzt-application.c: the programme: one instance, one window per map file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-application.h"
#include <glib/gi18n-lib.h>
#include "yzt-map-memory.h"
#include "yzt-preferences.h"
#include "yzt-ui.h"
#include "yzt-window.h"

struct _YztApplication {
  AdwApplication parent_instance;
  gboolean start_with_sample;
};
G_DEFINE_FINAL_TYPE (YztApplication, yzt_application, ADW_TYPE_APPLICATION)

static YztWindow *
find_window (YztApplication *self, gboolean (*fits) (YztWindow *window, gpointer data), gpointer data)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next) {
    if (YZT_IS_WINDOW (l->data) && fits (l->data, data)) {
      return l->data;
    }
  }
  return NULL;
}

static gboolean
shows_file (YztWindow *window, gpointer file)
{
  return yzt_window_shows (window, file);
}

static gboolean
is_free (YztWindow *window, gpointer unused)
{
  return !yzt_window_has_map (window);
}

static YztWindow *
free_window (YztApplication *self)
{
  YztWindow *window = find_window (self, is_free, NULL);
  return window != NULL ? window : yzt_window_new (GTK_APPLICATION (self));
}

static void
open_file (YztApplication *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  YztWindow *window = find_window (self, shows_file, file);
  if (window == NULL) {
    window = free_window (self);
    if (path != NULL) {
      yzt_window_open (window, path);
    }
  }
  gtk_window_present (GTK_WINDOW (window));
}

static void
on_open_sample (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  YztApplication *self = user_data;
  g_autofree char *folder = yzt_user_data_dir ("maps");
  g_autofree char *path = g_build_filename (folder, "sample.yzt.gpkg", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  YztWindow *window = find_window (self, shows_file, file);
  if (window == NULL) {
    window = free_window (self);
    yzt_window_open_sample (window);
  }
  gtk_window_present (GTK_WINDOW (window));
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkApplication *application = user_data;
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (application));
  for (GList *l = windows; l != NULL; l = l->next) {
    gtk_window_close (l->data);
  }
}

static void
yzt_application_activate (GApplication *application)
{
  YztApplication *self = YZT_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  if (self->start_with_sample) {
    self->start_with_sample = FALSE;
    g_action_group_activate_action (G_ACTION_GROUP (self), "open-sample", NULL);
    return;
  }
  if (window != NULL) {
    gtk_window_present (window);
    return;
  }
  g_autofree char *last = yzt_map_memory_get_last ();
  if (last != NULL && g_file_test (last, G_FILE_TEST_EXISTS)) {
    g_autoptr (GFile) file = g_file_new_for_path (last);
    open_file (self, file);
    return;
  }
  gtk_window_present (GTK_WINDOW (yzt_window_new (GTK_APPLICATION (self))));
}

static void
yzt_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  for (int i = 0; i < n_files; i++) {
    open_file (YZT_APPLICATION (application), files[i]);
  }
}

static void
yzt_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = { { .name = "open-sample", .activate = on_open_sample }, { .name = "quit", .activate = on_quit } };
  static const char *const quit_keys[] = { "<Control>q", NULL };
  yzt_ui_init ();
  G_APPLICATION_CLASS (yzt_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), application);
  gtk_application_set_accels_for_action (GTK_APPLICATION (application), "app.quit", quit_keys);
  gtk_window_set_default_icon_name (YZT_APP_ID);
  yzt_preferences_apply_style (FALSE);
}

static int
yzt_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  YztApplication *self = YZT_APPLICATION (application);
  g_autoptr (GError) error = NULL;
  if (g_variant_dict_contains (options, "version")) {
    g_print ("yizhangtu %s\n", YZT_VERSION);
    return 0;
  }
  if (!g_variant_dict_contains (options, "sample")) {
    return -1;
  }
  if (!g_application_register (application, NULL, &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }
  if (g_application_get_is_remote (application)) {
    g_action_group_activate_action (G_ACTION_GROUP (application), "open-sample", NULL);
    return 0;
  }
  self->start_with_sample = TRUE;
  return -1;
}

static void
yzt_application_class_init (YztApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);
  application_class->activate = yzt_application_activate;
  application_class->open = yzt_application_open;
  application_class->startup = yzt_application_startup;
  application_class->handle_local_options = yzt_application_handle_local_options;
}

static void
yzt_application_init (YztApplication *self)
{
  const GOptionEntry entries[] = {
    { "sample", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Open the sample map"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL },
    { NULL },
  };
  g_application_add_main_option_entries (G_APPLICATION (self), entries);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _("[MAP.gpkg…]"));
}

YztApplication *
yzt_application_new (void)
{
  return g_object_new (YZT_TYPE_APPLICATION, "application-id", YZT_APP_ID, "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/io/github/yizhangtu/Yizhangtu", NULL);
}
