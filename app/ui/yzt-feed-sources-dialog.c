/* yzt-feed-sources-dialog.c: the sources of live alerts of a map: how each is doing, and its settings
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-feed-sources-dialog.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-base.h"
#include "yzt-edits.h"
#include "yzt-net.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define SOURCE_KIND "feed-source"
#define KEY_PLACE "{key}"

struct _YztFeedSourcesDialog {
  AdwWindow parent_instance;
  GtkStack *stack;
  GtkListBox *list;
  GtkWidget *back, *save, *add, *remove;
  AdwEntryRow *name, *address;
  GtkWidget *key;
  GtkSpinButton *interval, *silence;
  AdwComboRow *mapping, *become, *alarm_level;
  GtkSwitch *paused;
  GtkLabel *fault;
  YztSession *session;
  YztFeedDesk *desk;
  YztFeedSource *edited; /* NULL: a new one */
};
G_DEFINE_FINAL_TYPE (YztFeedSourcesDialog, yzt_feed_sources_dialog, ADW_TYPE_WINDOW)

/* In the order in which they are offered; what YztFeedSource calls them beside. */
static const struct { const char *code; int level; } ALARMS[] = {
  { "always", 0 }, { "level4", 4 }, { "level3", 3 }, { "level2", 2 }, { "level1", 1 }, { "never", 5 },
};
static const char *const BECOME[] = { "auto", "incident", "warning", NULL };

/* --- how a source is doing --- */

char *
yzt_feed_source_state_text (YztSession *session, YztFeedPoll *poll)
{
  g_autofree char *problem = NULL;
  gint64 last_ms;
  g_object_get (poll, "problem", &problem, "last-success-ms", &last_ms, NULL);
  if (yzt_feed_poll_get_source (poll)->paused) {
    return g_strdup (_("Paused"));
  }
  g_autofree char *when = last_ms != 0 ? yzt_ui_time_with_age (session, last_ms) : NULL;
  if (yzt_feed_poll_is_silent (poll)) {
    return when != NULL ? g_strdup_printf (_("Silent: last answer %s"), when) : g_strdup (_("Silent: no answer yet"));
  }
  if (problem != NULL) {
    return g_steal_pointer (&problem);
  }
  return when != NULL ? g_strdup_printf (_("Last answer %s"), when) : g_strdup (_("Asking…"));
}

static gboolean
is_unwell (YztFeedPoll *poll)
{
  g_autofree char *problem = NULL;
  g_object_get (poll, "problem", &problem, NULL);
  return problem != NULL || yzt_feed_poll_is_silent (poll);
}

/* --- the list --- */

static void show_form (YztFeedSourcesDialog *self, const YztFeedSource *source);

static YztFeedPoll *
poll_of (GtkWidget *inside)
{
  return g_object_get_data (G_OBJECT (gtk_widget_get_ancestor (inside, GTK_TYPE_LIST_BOX_ROW)), "poll");
}

static void
on_ask (GtkWidget *button, YztFeedSourcesDialog *self)
{
  yzt_feed_poll_ask (poll_of (button));
}

static void
on_edit (GtkWidget *button, YztFeedSourcesDialog *self)
{
  show_form (self, yzt_feed_poll_get_source (poll_of (button)));
}

static void
add_button (YztFeedSourcesDialog *self, AdwActionRow *row, const char *icon, const char *words, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_signal_connect (button, "clicked", callback, self);
  adw_action_row_add_suffix (row, button);
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  YztFeedSourcesDialog *self = user_data;
  const YztFeedSource *source = yzt_feed_poll_get_source (item);
  GtkWidget *row = adw_action_row_new (), *sign = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  g_autofree char *ask = g_strdup_printf (_("Ask “%s” now"), source->name), *edit = g_strdup_printf (_("Settings of “%s”"), source->name);
  g_object_set_data_full (G_OBJECT (row), "poll", g_object_ref (item), g_object_unref);
  g_object_set_data (G_OBJECT (row), "sign", sign);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), source->name);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  gtk_widget_add_css_class (sign, "warning");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), sign);
  add_button (self, ADW_ACTION_ROW (row), "view-refresh-symbolic", ask, G_CALLBACK (on_ask));
  if (!yzt_session_is_read_only (self->session)) {
    add_button (self, ADW_ACTION_ROW (row), "document-edit-symbolic", edit, G_CALLBACK (on_edit));
  }
  return row;
}

static void
show_states (YztFeedSourcesDialog *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL; row = gtk_widget_get_next_sibling (row)) {
    YztFeedPoll *poll = g_object_get_data (G_OBJECT (row), "poll");
    g_autofree char *state = yzt_feed_source_state_text (self->session, poll);
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), state);
    gtk_widget_set_visible (g_object_get_data (G_OBJECT (row), "sign"), is_unwell (poll));
  }
}

static void
show_list (YztFeedSourcesDialog *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->desk)) > 0;
  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
  gtk_widget_set_visible (self->back, FALSE);
  gtk_widget_set_visible (self->save, FALSE);
  gtk_widget_set_visible (self->add, !yzt_session_is_read_only (self->session));
  show_states (self);
}

static void
on_items (YztFeedSourcesDialog *self)
{
  if (!gtk_widget_get_visible (self->save)) {
    show_list (self);
  }
}

/* --- the form --- */

static void
on_typed (YztFeedSourcesDialog *self)
{
  const char *address = gtk_editable_get_text (GTK_EDITABLE (self->address));
  gboolean whole = *gtk_editable_get_text (GTK_EDITABLE (self->name)) != '\0' && (g_str_has_prefix (address, "http://") || g_str_has_prefix (address, "https://"));
  gtk_widget_set_visible (self->key, strstr (address, KEY_PLACE) != NULL);
  gtk_widget_set_sensitive (self->save, whole);
}

static guint
position_of_mapping (const char *id)
{
  GPtrArray *own = yzt_feed_mappings_get_own ();
  for (guint i = 0; i < own->len; i++) {
    if (g_str_equal (yzt_feed_mapping_get_id (g_ptr_array_index (own, i)), id)) {
      return i + 1;
    }
  }
  return 0;
}

static guint
position_of_become (const char *become)
{
  for (guint i = 0; BECOME[i] != NULL; i++) {
    if (g_str_equal (BECOME[i], become)) {
      return i;
    }
  }
  return 0;
}

static guint
position_of_alarm (int level)
{
  guint i = 0;
  while (i + 1 < G_N_ELEMENTS (ALARMS) && ALARMS[i].level != level) {
    i++;
  }
  return i;
}

static void
say (YztFeedSourcesDialog *self, const char *fault)
{
  gtk_label_set_text (self->fault, fault != NULL ? fault : "");
  gtk_widget_set_visible (GTK_WIDGET (self->fault), fault != NULL);
}

static void
show_form (YztFeedSourcesDialog *self, const YztFeedSource *source)
{
  g_clear_pointer (&self->edited, yzt_feed_source_free);
  self->edited = source != NULL ? yzt_feed_source_copy (source) : NULL;
  gtk_editable_set_text (GTK_EDITABLE (self->name), source != NULL ? source->name : "");
  gtk_editable_set_text (GTK_EDITABLE (self->address), source != NULL ? source->address : "https://");
  gtk_editable_set_text (GTK_EDITABLE (self->key), "");
  gtk_spin_button_set_value (self->interval, source != NULL ? source->interval_s / 60.0 : 1.0);
  gtk_spin_button_set_value (self->silence, source != NULL ? source->silence_s / 60.0 : 30.0);
  adw_combo_row_set_selected (self->mapping, source != NULL ? position_of_mapping (source->mapping) : 0);
  adw_combo_row_set_selected (self->become, source != NULL ? position_of_become (source->become) : 0);
  adw_combo_row_set_selected (self->alarm_level, source != NULL ? position_of_alarm (source->alarm_level) : 0);
  gtk_switch_set_active (self->paused, source != NULL && source->paused);
  gtk_widget_set_visible (self->remove, source != NULL);
  gtk_widget_set_visible (self->back, TRUE);
  gtk_widget_set_visible (self->save, TRUE);
  gtk_widget_set_visible (self->add, FALSE);
  say (self, NULL);
  on_typed (self);
  gtk_stack_set_visible_child_name (self->stack, "form");
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

static void
on_add (YztFeedSourcesDialog *self)
{
  show_form (self, NULL);
}

static void
on_back (YztFeedSourcesDialog *self)
{
  show_list (self);
}

/* --- writing --- */

/* Without a keyring the key is known for this run only: the person must read that before the form goes. */
static void
on_key_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztFeedSourcesDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean kept = yzt_secret_keep_finish (result, &error);
  for (guint i = 0; self->edited != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->desk)); i++) {
    g_autoptr (YztFeedPoll) poll = g_list_model_get_item (G_LIST_MODEL (self->desk), i);
    if (g_str_equal (yzt_feed_poll_get_source (poll)->id, self->edited->id) && !yzt_feed_poll_get_source (poll)->paused) {
      yzt_feed_poll_ask (poll); /* it may have asked without the key */
    }
  }
  if (kept) {
    show_list (self);
  } else {
    say (self, error->message);
  }
}

/* What was added is edited from now on: to save again shall not add it twice. */
static void
take_added (YztFeedSourcesDialog *self, gint64 fid)
{
  if (self->edited == NULL) {
    self->edited = g_new0 (YztFeedSource, 1);
    self->edited->id = g_strdup_printf ("%" G_GINT64_FORMAT, fid);
    self->edited->name = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name)));
  }
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztFeedSourcesDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) written = yzt_session_write_finish (YZT_SESSION (source), result, &error);
  gtk_widget_set_sensitive (self->save, TRUE);
  if (written == NULL) {
    say (self, yzt_ui_error_text (error));
    return;
  }
  g_autofree char *key = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->key)));
  gint64 fid = self->edited != NULL ? g_ascii_strtoll (self->edited->id, NULL, 10)
                                    : yzt_act_result_first_fid (written, yzt_kind_set_find (yzt_session_get_kinds (self->session), SOURCE_KIND));
  if (*key != '\0' && fid != 0) {
    g_autofree char *service = g_strdup_printf ("feed:%" G_GINT64_FORMAT, fid);
    take_added (self, fid);
    yzt_secret_keep_async (service, key, NULL, on_key_kept, g_object_ref (self));
  } else {
    show_list (self);
  }
}

static char *
text_of_number (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.2f", value));
}

/* Every cell of the form as its field reads it. */
static YztRow *
form_row (YztFeedSourcesDialog *self, YztKind *kind)
{
  GPtrArray *own = yzt_feed_mappings_get_own ();
  guint mapping = adw_combo_row_get_selected (self->mapping);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
  g_autofree char *address = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->address))));
  g_autofree char *interval = text_of_number (gtk_spin_button_get_value (self->interval));
  g_autofree char *silence = gtk_spin_button_get_value (self->silence) >= 1.0
      ? g_strdup_printf ("%d", (int) lround (gtk_spin_button_get_value (self->silence))) : g_strdup ("");
  const struct { const char *field, *text; } cells[] = {
    { "name", name }, { "address", address }, { "interval_min", interval }, { "silence_min", silence },
    { "mapping", mapping > 0 && mapping <= own->len ? yzt_feed_mapping_get_id (g_ptr_array_index (own, mapping - 1)) : "" },
    { "become", BECOME[MIN (adw_combo_row_get_selected (self->become), 2)] },
    { "alarm_level", ALARMS[MIN (adw_combo_row_get_selected (self->alarm_level), G_N_ELEMENTS (ALARMS) - 1)].code },
    { "paused", gtk_switch_get_active (self->paused) ? "1" : "0" },
  };
  YztRow *row = yzt_row_new (kind);
  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++) {
    YztCell cell = { YZT_CELL_NULL };
    if (*cells[i].text != '\0' && yzt_field_parse (yzt_kind_find_field (kind, cells[i].field), cells[i].text, &cell, NULL)) {
      yzt_row_set (row, cells[i].field, &cell);
      yzt_cell_clear (&cell);
    }
  }
  return row;
}

static void
on_save (YztFeedSourcesDialog *self)
{
  static const char *const fields[] = { "name", "address", "interval_min", "silence_min", "mapping", "become", "alarm_level", "paused" };
  yzt_watchdog_action ("feed-sources.save");
  YztKind *kind = yzt_kind_set_find (yzt_session_get_kinds (self->session), SOURCE_KIND);
  if (kind == NULL) {
    say (self, _("This map has no kind for feed sources yet; open it once for writing."));
    return;
  }
  g_autoptr (YztRow) row = form_row (self, kind);
  const char *name = yzt_row_get_text (row, "name");
  g_autofree char *label = g_strdup_printf (self->edited != NULL ? _("Change the feed source “%s”") : _("Add the feed source “%s”"), name != NULL ? name : "");
  YztEdits *edits = yzt_edits_new (label);
  if (self->edited == NULL) {
    yzt_edits_insert (edits, row);
  }
  for (gsize i = 0; self->edited != NULL && i < G_N_ELEMENTS (fields); i++) {
    int field = yzt_kind_get_field_index (kind, fields[i]);
    yzt_edits_set_cell (edits, kind, g_ascii_strtoll (self->edited->id, NULL, 10), (guint) field, NULL, yzt_row_get (row, fields[i]));
  }
  gtk_widget_set_sensitive (self->save, FALSE);
  yzt_session_write_edits_async (self->session, edits, on_written, g_object_ref (self));
}

static void
on_remove (YztFeedSourcesDialog *self)
{
  yzt_watchdog_action ("feed-sources.remove");
  YztKind *kind = yzt_kind_set_find (yzt_session_get_kinds (self->session), SOURCE_KIND);
  g_autofree char *label = g_strdup_printf (_("Delete the feed source “%s”"), self->edited->name);
  YztEdits *edits = yzt_edits_new (label);
  yzt_edits_delete (edits, kind, g_ascii_strtoll (self->edited->id, NULL, 10));
  gtk_editable_set_text (GTK_EDITABLE (self->key), "");
  yzt_session_write_edits_async (self->session, edits, on_written, g_object_ref (self));
}

/* --- class --- */

static gboolean
on_escape (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  YztFeedSourcesDialog *self = YZT_FEED_SOURCES_DIALOG (widget);
  if (gtk_widget_get_visible (self->back)) {
    show_list (self);
  } else {
    gtk_window_close (GTK_WINDOW (self));
  }
  return GDK_EVENT_STOP;
}

static void
yzt_feed_sources_dialog_dispose (GObject *object)
{
  YztFeedSourcesDialog *self = YZT_FEED_SOURCES_DIALOG (object);
  if (self->desk != NULL) {
    g_signal_handlers_disconnect_by_data (self->desk, self);
  }
  gtk_widget_dispose_template (GTK_WIDGET (self), YZT_TYPE_FEED_SOURCES_DIALOG);
  g_clear_pointer (&self->edited, yzt_feed_source_free);
  g_clear_object (&self->desk);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_feed_sources_dialog_parent_class)->dispose (object);
}

static void
yzt_feed_sources_dialog_class_init (YztFeedSourcesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_feed_sources_dialog_dispose;
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-feed-sources-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, YztFeedSourcesDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, YztFeedSourcesDialog, list);
  gtk_widget_class_bind_template_child (widget_class, YztFeedSourcesDialog, back);
  gtk_widget_class_bind_template_child (widget_class, YztFeedSourcesDialog, save);
  gtk_widget_class_bind_template_child (widget_class, YztFeedSourcesDialog, add);
  gtk_widget_class_bind_template_child (widget_class, YztFeedSourcesDialog, remove);
  gtk_widget_class_bind_template_child (widget_class, YztFeedSourcesDialog, name);
  gtk_widget_class_bind_template_child (widget_class, YztFeedSourcesDialog, address);
  gtk_widget_class_bind_template_child (widget_class, YztFeedSourcesDialog, key);
  gtk_widget_class_bind_template_child (widget_class, YztFeedSourcesDialog, interval);
  gtk_widget_class_bind_template_child (widget_class, YztFeedSourcesDialog, silence);
  gtk_widget_class_bind_template_child (widget_class, YztFeedSourcesDialog, mapping);
  gtk_widget_class_bind_template_child (widget_class, YztFeedSourcesDialog, become);
  gtk_widget_class_bind_template_child (widget_class, YztFeedSourcesDialog, alarm_level);
  gtk_widget_class_bind_template_child (widget_class, YztFeedSourcesDialog, paused);
  gtk_widget_class_bind_template_child (widget_class, YztFeedSourcesDialog, fault);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
  gtk_widget_class_bind_template_callback (widget_class, on_typed);
}

static void
yzt_feed_sources_dialog_init (YztFeedSourcesDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_autoptr (GtkStringList) mappings = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) becomes = gtk_string_list_new (NULL);
  GPtrArray *own = yzt_feed_mappings_get_own ();
  gtk_string_list_append (mappings, _("By what comes"));
  for (guint i = 0; i < own->len; i++) {
    gtk_string_list_append (mappings, yzt_feed_mapping_get_label (g_ptr_array_index (own, i), yzt_ui_language ()));
  }
  gtk_string_list_append (becomes, _("As the message says"));
  gtk_string_list_append (becomes, _("Incident"));
  gtk_string_list_append (becomes, _("Warning"));
  adw_combo_row_set_model (self->mapping, G_LIST_MODEL (mappings));
  adw_combo_row_set_model (self->become, G_LIST_MODEL (becomes));
  const char *const alarms[] = { _("At every level"), _("From blue"), _("From yellow"), _("From orange"), _("At red only"), _("Never"), NULL };
  g_autoptr (GtkStringList) levels = gtk_string_list_new (alarms);
  adw_combo_row_set_model (self->alarm_level, G_LIST_MODEL (levels));
}

YztFeedSourcesDialog *
yzt_feed_sources_dialog_new (GtkWindow *parent, YztSession *session, YztFeedDesk *desk)
{
  g_return_val_if_fail (YZT_IS_SESSION (session) && YZT_IS_FEED_DESK (desk), NULL);
  YztFeedSourcesDialog *self = g_object_new (YZT_TYPE_FEED_SOURCES_DIALOG, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  self->desk = g_object_ref (desk);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (desk), make_row, self, NULL);
  g_signal_connect_swapped (desk, "items-changed", G_CALLBACK (on_items), self);
  g_signal_connect_swapped (desk, "states-changed", G_CALLBACK (show_states), self);
  show_list (self);
  return self;
}
