/* yzt-grounds-dialog.c: the base maps of this station
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-grounds-dialog.h"
#include <glib/gi18n-lib.h>
#include "yzt-file-choosers.h"
#include "yzt-ground-row.h"
#include "yzt-net.h"
#include "yzt-ui.h"
#include "yzt-wmts.h"

struct _YztGroundsDialog {
  AdwWindow parent_instance;
  GtkButton *add_file, *add_service;
  GtkListBox *list;
  AdwPreferencesGroup *known, *offers;
  AdwComboRow *room;
  GtkEditable *title_entry, *address_entry;
  GtkSwitch *shifted;
  GtkLabel *wrong;
  YztGroundList *grounds;
  YztMapView *map;
  YztFetcher *fetcher;        /* of what services say of themselves */
  GCancellable *cancellable;
  GPtrArray *offered;         /* rows in offers */
  char *extra, *key_service;  /* of the service that is asked */
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
  GtkWidget *row = yzt_ground_row_new (item, self->grounds, self->map);
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
complain (YztGroundsDialog *self, const char *words)
{
  gtk_widget_set_visible (GTK_WIDGET (self->wrong), words != NULL);
  gtk_label_set_text (self->wrong, words != NULL ? words : "");
  if (words != NULL) {
    gtk_widget_grab_focus (GTK_WIDGET (self->address_entry));
  }
}

static void
forget_entries (YztGroundsDialog *self)
{
  gtk_editable_set_text (self->address_entry, "");
  gtk_editable_set_text (self->title_entry, "");
}

static void
on_key_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztGroundsDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  if (!yzt_secret_keep_finish (result, &error)) {
    g_message ("a key is known for this run only: %s", error->message);
  }
  yzt_map_view_renew_keys (self->map);
}

/* A key in an address that was pasted goes to the store of secrets, not into the list. */
static char *
take_key (YztGroundsDialog *self, const char *address)
{
  char *key = NULL;
  g_clear_pointer (&self->extra, g_free);
  g_clear_pointer (&self->key_service, g_free);
  char *rest = yzt_wmts_split_key (address, &self->extra, &key);
  if (key != NULL) {
    g_autoptr (GUri) uri = g_uri_parse (rest, G_URI_FLAGS_NON_DNS, NULL);
    const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
    self->key_service = g_strdup (host != NULL ? host : "service");
    yzt_secret_keep_async (self->key_service, key, NULL, on_key_kept, g_object_ref (self));
    yzt_secret_free (key);
  }
  return rest;
}

static void
add_xyz (YztGroundsDialog *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  const char *title = gtk_editable_get_text (self->title_entry);
  g_autofree char *rest = take_key (self, text);
  g_autofree char *address = self->extra != NULL ? g_strconcat (rest, strchr (rest, '?') != NULL ? "&" : "?", self->extra, NULL) : g_strdup (rest);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, address, -1);
  g_autofree char *id = g_strndup (sum, 12);
  YztGroundSpec spec = { .id = id, .type = YZT_GROUND_ONLINE, .title = *title != '\0' ? title : _("Tile service"), .address = address,
                         .subdomains = strstr (address, "{s}") != NULL ? "abc" : NULL, .key_service = self->key_service, .max_zoom = 18,
                         .datum = gtk_switch_get_active (self->shifted) ? YZT_DATUM_GCJ02 : YZT_DATUM_WGS84,
                         .no_download = yzt_ground_list_forbids_download (address) };
  g_autoptr (YztGround) ground = yzt_ground_new (&spec, &error);
  complain (self, ground == NULL ? error->message : NULL);
  if (ground != NULL) {
    yzt_ground_list_add (self->grounds, ground);
    forget_entries (self);
  }
}

static void add_offer (YztGroundsDialog *self, AdwPreferencesGroup *group, YztGround *ground);

static void
on_capabilities (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztGroundsDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztFetched) fetched = yzt_fetcher_get_finish (YZT_FETCHER (source), result, &error);
  if (self->grounds == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    return; /* closed */
  }
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_service), TRUE);
  g_autoptr (GPtrArray) grounds = fetched != NULL ? yzt_wmts_read (fetched->bytes, self->extra, self->key_service, &error) : NULL;
  complain (self, grounds == NULL ? error->message : NULL);
  for (guint i = 0; grounds != NULL && i < grounds->len; i++) {
    add_offer (self, self->offers, grounds->pdata[i]);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->offers), grounds != NULL);
}

static void
ask_service (YztGroundsDialog *self, const char *text)
{
  g_autofree char *rest = take_key (self, text);
  g_autofree char *lower = g_ascii_strdown (rest, -1);
  gboolean complete = strstr (lower, "getcapabilities") != NULL || g_str_has_suffix (lower, ".xml");
  g_autofree char *address = g_strconcat (text, complete ? "" : strchr (text, '?') != NULL ? "&" : "?",
                                          complete ? "" : "SERVICE=WMTS&REQUEST=GetCapabilities&VERSION=1.0.0", NULL);
  YztFetchOptions options = { .max_bytes = YZT_WMTS_MAX_BYTES };
  for (guint i = 0; i < self->offered->len; i++) {
    adw_preferences_group_remove (self->offers, self->offered->pdata[i]);
  }
  g_ptr_array_set_size (self->offered, 0);
  if (self->fetcher == NULL) {
    self->fetcher = yzt_fetcher_new (2);
  }
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_service), FALSE);
  yzt_fetcher_get_async (self->fetcher, address, &options, self->cancellable, on_capabilities, g_object_ref (self));
}

static void
on_add_service (YztGroundsDialog *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->address_entry))); /* pasted, with what stood round it */
  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->add_service))) {
    return; /* one is being asked */
  }
  if (strchr (text, '{') != NULL || *text == '\0') {
    add_xyz (self, text);
  } else {
    ask_service (self, text);
  }
}

static void
on_add_known (GtkButton *button, YztGroundsDialog *self)
{
  yzt_ground_list_add (self->grounds, g_object_get_data (G_OBJECT (button), "ground"));
}

static void
add_offer (YztGroundsDialog *self, AdwPreferencesGroup *group, YztGround *ground)
{
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
  adw_preferences_group_add (group, row);
  if (group == self->offers) {
    g_ptr_array_add (self->offered, row);
  }
}

static void
offer_known (YztGroundsDialog *self)
{
  g_autofree char *path = g_build_filename (yzt_data_dir (), "basemap", "services.ini", NULL);
  g_autoptr (GPtrArray) known = yzt_ground_list_read_known (path, yzt_ui_language ());
  for (guint i = 0; i < known->len; i++) {
    add_offer (self, self->known, known->pdata[i]);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->known), known->len > 0);
}

/* --- room on the disk --- */

static const guint rooms_mib[] = { 256, 512, 1024, 2048, 4096, 8192, 16384, 32768 };

static void
on_room (YztGroundsDialog *self)
{
  guint chosen = MIN (adw_combo_row_get_selected (self->room), G_N_ELEMENTS (rooms_mib) - 1);
  yzt_ground_list_set_cache_bytes (self->grounds, (gint64) rooms_mib[chosen] * 1024 * 1024);
}

static void
offer_rooms (YztGroundsDialog *self)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  gint64 now_mib = yzt_ground_list_get_cache_bytes (self->grounds) / (1024 * 1024);
  guint chosen = 0;
  for (guint i = 0; i < G_N_ELEMENTS (rooms_mib); i++) {
    g_autofree char *size = g_format_size_full ((guint64) rooms_mib[i] * 1024 * 1024, G_FORMAT_SIZE_IEC_UNITS);
    gtk_string_list_append (words, size);
    chosen = rooms_mib[i] <= now_mib ? i : chosen;
  }
  adw_combo_row_set_model (self->room, G_LIST_MODEL (words));
  adw_combo_row_set_selected (self->room, chosen);
  g_signal_connect_swapped (self->room, "notify::selected", G_CALLBACK (on_room), self);
}

/* --- class --- */

static void
yzt_grounds_dialog_dispose (GObject *object)
{
  YztGroundsDialog *self = YZT_GROUNDS_DIALOG (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->fetcher);
  g_clear_pointer (&self->offered, g_ptr_array_unref);
  g_clear_pointer (&self->extra, g_free);
  g_clear_pointer (&self->key_service, g_free);
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
  gtk_widget_class_bind_template_child (widget_class, YztGroundsDialog, offers);
  gtk_widget_class_bind_template_child (widget_class, YztGroundsDialog, room);
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
  self->cancellable = g_cancellable_new ();
  self->offered = g_ptr_array_new ();
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
  offer_rooms (self);
  return self;
}
