/* yzt-preferences.c: the few things a station decides once: style, and the folder that alerts come into
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-preferences.h"
#include <glib/gi18n-lib.h>
#include "yzt-after.h"
#include "yzt-file-choosers.h"
#include "yzt-ui.h"

struct _YztPreferences {
  AdwPreferencesWindow parent_instance;
  AdwComboRow *style;
  GtkSwitch *dark_fullscreen, *national_symbols, *graticule;
  AdwActionRow *folder;
  GtkWidget *forget;
  AdwPreferencesGroup *meeting;
  GtkEditable *conference_uri, *conference_schemes;
  gboolean filling;
};
G_DEFINE_FINAL_TYPE (YztPreferences, yzt_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* In the order of the combo row. */
static const char *const styles[] = { "follow", "light", "dark" };

static void
show_folder (YztPreferences *self)
{
  g_autofree char *folder = g_settings_get_string (yzt_ui_settings (), "feed-folder");
  g_autofree char *shown = g_markup_escape_text (*folder != '\0' ? folder : _("None"), -1);
  adw_action_row_set_subtitle (self->folder, shown);
  gtk_widget_set_visible (self->forget, *folder != '\0');
}

static void
on_style_chosen (YztPreferences *self)
{
  guint chosen = adw_combo_row_get_selected (self->style);
  if (chosen < G_N_ELEMENTS (styles) && yzt_ui_settings () != NULL) {
    g_settings_set_string (yzt_ui_settings (), "style", styles[chosen]);
  }
}

static void
on_forget (YztPreferences *self)
{
  g_settings_set_string (yzt_ui_settings (), "feed-folder", "");
  show_folder (self);
}

static void
on_folder_chosen (GFile *file, gpointer user_data)
{
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL) {
    g_settings_set_string (yzt_ui_settings (), "feed-folder", path);
    show_folder (YZT_PREFERENCES (user_data));
  }
}

static void
on_choose (YztPreferences *self)
{
  yzt_choose_folder (GTK_WINDOW (self), _("Watched Folder"), on_folder_chosen, self);
}

/* What is typed is kept; below it stands what is wrong with it, or the link as it would be opened. */
static void
on_meeting (YztPreferences *self)
{
  GSettings *settings = yzt_ui_settings ();
  g_autoptr (GError) error = NULL;
  const char *template = gtk_editable_get_text (self->conference_uri);
  g_autofree char *schemes = g_utf8_strdown (gtk_editable_get_text (self->conference_schemes), -1);
  g_auto (GStrv) parts = g_strsplit_set (schemes, " ;,，；:/", -1);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (guint i = 0; parts[i] != NULL; i++) {
    if (*parts[i] != '\0') {
      g_ptr_array_add (names, parts[i]);
    }
  }
  g_ptr_array_add (names, NULL);
  g_autofree char *uri = yzt_conference_uri (template, (const char *const *) names->pdata, "IN-001", "", 1, &error);
  adw_preferences_group_set_description (self->meeting, uri != NULL ? uri : error->message);
  (uri != NULL || *template == '\0' ? gtk_widget_remove_css_class : gtk_widget_add_css_class) (GTK_WIDGET (self->conference_uri), "error");
  if (settings != NULL && !self->filling) {
    g_settings_set_string (settings, "conference-uri", template);
    g_settings_set_strv (settings, "conference-schemes", (const char *const *) names->pdata);
  }
}

static void
show_meeting (YztPreferences *self, GSettings *settings)
{
  g_autofree char *uri = g_settings_get_string (settings, "conference-uri");
  g_auto (GStrv) schemes = g_settings_get_strv (settings, "conference-schemes");
  g_autofree char *joined = g_strjoinv (" ", schemes);
  self->filling = TRUE;
  gtk_editable_set_text (self->conference_uri, uri);
  gtk_editable_set_text (self->conference_schemes, joined);
  self->filling = FALSE;
  on_meeting (self);
}

static void
yzt_preferences_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), YZT_TYPE_PREFERENCES);
  G_OBJECT_CLASS (yzt_preferences_parent_class)->dispose (object);
}

static void
yzt_preferences_class_init (YztPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, YztPreferences, style);
  gtk_widget_class_bind_template_child (widget_class, YztPreferences, dark_fullscreen);
  gtk_widget_class_bind_template_child (widget_class, YztPreferences, national_symbols);
  gtk_widget_class_bind_template_child (widget_class, YztPreferences, graticule);
  gtk_widget_class_bind_template_child (widget_class, YztPreferences, folder);
  gtk_widget_class_bind_template_child (widget_class, YztPreferences, forget);
  gtk_widget_class_bind_template_child (widget_class, YztPreferences, meeting);
  gtk_widget_class_bind_template_child (widget_class, YztPreferences, conference_uri);
  gtk_widget_class_bind_template_child (widget_class, YztPreferences, conference_schemes);
  gtk_widget_class_bind_template_callback (widget_class, on_meeting);
  gtk_widget_class_bind_template_callback (widget_class, on_style_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_forget);
  gtk_widget_class_bind_template_callback (widget_class, on_choose);
}

static void
yzt_preferences_init (YztPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  GSettings *settings = yzt_ui_settings ();
  if (settings == NULL) {
    return;
  }
  g_autofree char *style = g_settings_get_string (settings, "style");
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++) {
    if (g_str_equal (style, styles[i])) {
      adw_combo_row_set_selected (self->style, i);
    }
  }
  g_settings_bind (settings, "dark-fullscreen", self->dark_fullscreen, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "national-symbols", self->national_symbols, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "graticule", self->graticule, "active", G_SETTINGS_BIND_DEFAULT);
  show_folder (self);
  show_meeting (self, settings);
}

YztPreferences *
yzt_preferences_new (GtkWindow *parent)
{
  return g_object_new (YZT_TYPE_PREFERENCES, "transient-for", parent, NULL);
}

void
yzt_preferences_apply_style (gboolean fullscreen)
{
  GSettings *settings = yzt_ui_settings ();
  g_autofree char *style = settings != NULL ? g_settings_get_string (settings, "style") : g_strdup ("follow");
  gboolean wall = fullscreen && settings != NULL && g_settings_get_boolean (settings, "dark-fullscreen");
  AdwColorScheme scheme = wall || g_str_equal (style, "dark") ? ADW_COLOR_SCHEME_FORCE_DARK
      : g_str_equal (style, "light") ? ADW_COLOR_SCHEME_FORCE_LIGHT : ADW_COLOR_SCHEME_PREFER_LIGHT;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), scheme);
}
