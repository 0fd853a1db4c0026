/* yzt-grounds-dialog.c: the base maps of this station
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-grounds-dialog.h"
#include <glib/gi18n-lib.h>
#include "yzt-file-choosers.h"
#include "yzt-ground-row.h"
#include "yzt-ui.h"

struct _YztGroundsDialog {
  AdwWindow parent_instance;
  GtkButton *add_file, *add_service;
  GtkListBox *list;
  AdwPreferencesGroup *known;
  GtkEditable *title_entry, *address_entry;
  GtkSwitch *shifted;
  GtkLabel *wrong;
  YztGroundList *grounds;
  YztMapView *map;
};
G_DEFINE_FINAL_TYPE (YztGroundsDialog, yzt_grounds_dialog, ADW_TYPE_WINDOW)

static void
on_key_entered (YztGroundsDialog *self)
{
  yzt_map_view_renew_keys (self->map);
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  YztGroundsDialog *self = user_data;
  GtkWidget *row = yzt_ground_row_new (item, self->grounds);
  g_signal_connect_object (row, "key-entered", G_CALLBACK (on_key_entered), self, G_CONNECT_SWAPPED);
  return row;
}

/* --- adding --- */

static void
on_file_chosen (GFile *file, gpointer user_data)
{
  YztGroundsDialog *self = user_data;
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL) {
    g_autoptr (YztGround) ground = yzt_ground_new_for_file (path);
    yzt_ground_list_add (self->grounds, ground);
  }
}

static void
on_add_file (YztGroundsDialog *self)
{
  yzt_choose_ground_to_add (GTK_WINDOW (self), on_file_chosen, self);
}

static void
on_add_service (YztGroundsDialog *self)
{
  g_autoptr (GError) error = NULL;
  const char *address = gtk_editable_get_text (self->address_entry), *title = gtk_editable_get_text (self->title_entry);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, address, -1);
  g_autofree char *id = g_strndup (sum, 12);
  YztGroundSpec spec = { .id = id, .type = YZT_GROUND_ONLINE, .title = *title != '\0' ? title : _("Tile service"), .address = address, .max_zoom = 18,
                         .datum = gtk_switch_get_active (self->shifted) ? YZT_DATUM_GCJ02 : YZT_DATUM_WGS84 };
  g_autoptr (YztGround) ground = yzt_ground_new (&spec, &error);
  gtk_widget_set_visible (GTK_WIDGET (self->wrong), ground == NULL);
  if (ground == NULL) {
    gtk_label_set_text (self->wrong, error->message);
    gtk_widget_grab_focus (GTK_WIDGET (self->address_entry));
    return;
  }
  yzt_ground_list_add (self->grounds, ground);
  gtk_editable_set_text (self->address_entry, "");
  gtk_editable_set_text (self->title_entry, "");
}

static void
on_add_known (GtkButton *button, YztGroundsDialog *self)
{
  yzt_ground_list_add (self->grounds, g_object_get_data (G_OBJECT (button), "ground"));
}

static void
offer_known (YztGroundsDialog *self)
{
  g_autofree char *path = g_build_filename (yzt_data_dir (), "basemap", "services.ini", NULL);
  g_autoptr (GPtrArray) known = yzt_ground_list_read_known (path, yzt_ui_language ());
  for (guint i = 0; i < known->len; i++) {
    YztGround *ground = known->pdata[i];
    GtkWidget *row = adw_action_row_new (), *add = gtk_button_new_with_label (_("Add"));
    g_autofree char *title = g_markup_escape_text (yzt_ground_get_title (ground), -1);
    g_autofree char *line = g_markup_escape_text (yzt_ground_get_spec (ground)->attribution, -1);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), line);
    gtk_widget_set_valign (add, GTK_ALIGN_CENTER);
    g_object_set_data_full (G_OBJECT (add), "ground", g_object_ref (ground), g_object_unref);
    g_signal_connect (add, "clicked", G_CALLBACK (on_add_known), self);
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), add);
    adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), add);
    adw_preferences_group_add (self->known, row);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->known), known->len > 0);
}

/* --- class --- */

static void
yzt_grounds_dialog_dispose (GObject *object)
{
  YztGroundsDialog *self = YZT_GROUNDS_DIALOG (object);
  g_clear_object (&self->grounds);
  g_clear_object (&self->map);
  gtk_widget_dispose_template (GTK_WIDGET (self), YZT_TYPE_GROUNDS_DIALOG);
  G_OBJECT_CLASS (yzt_grounds_dialog_parent_class)->dispose (object);
}

static void
yzt_grounds_dialog_class_init (YztGroundsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_grounds_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-grounds-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, YztGroundsDialog, add_file);
  gtk_widget_class_bind_template_child (widget_class, YztGroundsDialog, add_service);
  gtk_widget_class_bind_template_child (widget_class, YztGroundsDialog, list);
  gtk_widget_class_bind_template_child (widget_class, YztGroundsDialog, known);
  gtk_widget_class_bind_template_child (widget_class, YztGroundsDialog, title_entry);
  gtk_widget_class_bind_template_child (widget_class, YztGroundsDialog, address_entry);
  gtk_widget_class_bind_template_child (widget_class, YztGroundsDialog, shifted);
  gtk_widget_class_bind_template_child (widget_class, YztGroundsDialog, wrong);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
yzt_grounds_dialog_init (YztGroundsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->add_file, "clicked", G_CALLBACK (on_add_file), self);
  g_signal_connect_swapped (self->add_service, "clicked", G_CALLBACK (on_add_service), self);
  g_signal_connect_swapped (self->address_entry, "entry-activated", G_CALLBACK (on_add_service), self);
}

YztGroundsDialog *
yzt_grounds_dialog_new (GtkWindow *parent, YztGroundList *grounds, YztMapView *map)
{
  g_return_val_if_fail (YZT_IS_GROUND_LIST (grounds) && YZT_IS_MAP_VIEW (map), NULL);
  YztGroundsDialog *self = g_object_new (YZT_TYPE_GROUNDS_DIALOG, "transient-for", parent, NULL);
  self->grounds = g_object_ref (grounds);
  self->map = g_object_ref (map);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (grounds), make_row, self, NULL);
  offer_known (self);
  return self;
}
