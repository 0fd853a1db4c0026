/* yzt-act-dialog.c: one act of the watch, asked for in one small dialog: who, when, what, why
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-act-dialog.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-ui.h"

#define WIDTH 460
#define TEXT_HEIGHT 96
#define LONGEST_NUMBER 9
#define LONG_CHOICE 20 /* cells */

typedef enum { ROW_LINE, ROW_TEXT, ROW_CHOICE, ROW_TIME, ROW_NUMBER, ROW_SWITCH } RowType;
typedef struct {
  RowType type;
  char *name;
  gboolean required;
  GtkWidget *widget; /* AdwEntryRow, GtkTextView, AdwComboRow, GtkSwitch */
  GStrv codes;
} Row;

struct _YztActDialog {
  AdwWindow parent_instance;
  YztSession *session;
  GArray *rows; /* Row */
  GtkWidget *body, *group, *problem, *confirm;
  gboolean busy;
};
G_DEFINE_FINAL_TYPE (YztActDialog, yzt_act_dialog, ADW_TYPE_WINDOW)

enum { ACCEPTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
clear_row (gpointer data)
{
  Row *row = data;
  g_free (row->name);
  g_strfreev (row->codes);
}

static Row *
find_row (YztActDialog *self, const char *name)
{
  for (guint i = 0; i < self->rows->len; i++) {
    Row *row = &g_array_index (self->rows, Row, i);
    if (g_str_equal (row->name, name)) {
      return row;
    }
  }
  return NULL;
}

static char *
row_text (const Row *row)
{
  if (row->type == ROW_CHOICE) {
    guint chosen = adw_combo_row_get_selected (ADW_COMBO_ROW (row->widget));
    return g_strdup (chosen != GTK_INVALID_LIST_POSITION ? row->codes[chosen] : "");
  }
  if (row->type == ROW_SWITCH) {
    return g_strdup (gtk_switch_get_active (GTK_SWITCH (row->widget)) ? "1" : "");
  }
  if (row->type == ROW_TEXT) {
    GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (row->widget));
    GtkTextIter from, to;
    gtk_text_buffer_get_bounds (buffer, &from, &to);
    return g_strstrip (gtk_text_buffer_get_text (buffer, &from, &to, FALSE));
  }
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row->widget))));
}

static void
on_changed (YztActDialog *self)
{
  gboolean whole = !self->busy;
  for (guint i = 0; i < self->rows->len && whole; i++) {
    const Row *row = &g_array_index (self->rows, Row, i);
    g_autofree char *text = row->required ? row_text (row) : NULL;
    whole = text == NULL || *text != '\0';
  }
  gtk_widget_set_sensitive (self->confirm, whole);
  gtk_widget_set_visible (self->problem, FALSE);
}

static void
accept (YztActDialog *self)
{
  on_changed (self);
  if (gtk_widget_get_sensitive (self->confirm)) {
    g_signal_emit (self, signals[ACCEPTED], 0);
  }
}

static void
action_accept (GtkWidget *widget, const char *name, GVariant *parameter)
{
  accept (YZT_ACT_DIALOG (widget));
}

/* --- rows --- */

static void
add_row (YztActDialog *self, RowType type, const char *name, GtkWidget *widget, gboolean required, const char *const *codes)
{
  Row row = { type, g_strdup (name), required, widget, g_strdupv ((char **) codes) };
  g_array_append_val (self->rows, row);
  if (self->rows->len == 1) {
    gtk_widget_grab_focus (widget);
  }
  on_changed (self);
}

static GtkWidget *
add_entry (YztActDialog *self, RowType type, const char *name, const char *label, const char *text, gboolean required)
{
  GtkWidget *entry = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), label);
  gtk_editable_set_text (GTK_EDITABLE (entry), text != NULL ? text : "");
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (entry, "entry-activated", G_CALLBACK (accept), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), entry);
  add_row (self, type, name, entry, required, NULL);
  return entry;
}

void
yzt_act_dialog_add_line (YztActDialog *self, const char *name, const char *label, const char *text, gboolean required)
{
  g_return_if_fail (YZT_IS_ACT_DIALOG (self));
  add_entry (self, ROW_LINE, name, label, text, required);
}

void
yzt_act_dialog_add_text (YztActDialog *self, const char *name, const char *label, const char *text, gboolean required)
{
  g_return_if_fail (YZT_IS_ACT_DIALOG (self));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4), *scroller = gtk_scrolled_window_new (), *view = gtk_text_view_new ();
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  yzt_ui_let_accept (view, "act.accept");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text != NULL ? text : "", -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scroller, -1, TEXT_HEIGHT);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_add_css_class (scroller, "text-frame");
  gtk_box_append (GTK_BOX (box), yzt_ui_label (label, "field-name"));
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_box_insert_child_after (GTK_BOX (self->body), box, self->group);
  g_signal_connect_swapped (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "changed", G_CALLBACK (on_changed), self);
  add_row (self, ROW_TEXT, name, view, required, NULL);
}

static void
on_setup_choice (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), LONG_CHOICE * 2);
  gtk_list_item_set_child (item, label);
}

static void
on_bind_choice (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

/* The row cuts what is chosen after twenty letters, in its list, too: names of incidents stand below the title, whole. */
static void
give_room (AdwComboRow *row, const char *const *labels)
{
  gboolean is_long = FALSE;
  for (guint i = 0; labels[i] != NULL; i++) {
    is_long |= yzt_text_count_cells (labels[i]) > LONG_CHOICE;
  }
  if (is_long) {
    g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
    g_signal_connect (factory, "setup", G_CALLBACK (on_setup_choice), NULL);
    g_signal_connect (factory, "bind", G_CALLBACK (on_bind_choice), NULL);
    adw_combo_row_set_list_factory (row, factory);
    adw_combo_row_set_use_subtitle (row, TRUE);
    adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  }
}

void
yzt_act_dialog_add_choice (YztActDialog *self, const char *name, const char *label, const char *const *codes, const char *const *labels,
                           const char *chosen)
{
  g_return_if_fail (YZT_IS_ACT_DIALOG (self));
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) words = gtk_string_list_new (labels);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (words));
  give_room (ADW_COMBO_ROW (row), labels);
  for (guint i = 0; chosen != NULL && codes[i] != NULL; i++) {
    if (g_str_equal (codes[i], chosen)) {
      adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
    }
  }
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (on_changed), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), row);
  add_row (self, ROW_CHOICE, name, row, FALSE, codes);
}

void
yzt_act_dialog_add_time (YztActDialog *self, const char *name, const char *label, gint64 at_ms)
{
  g_return_if_fail (YZT_IS_ACT_DIALOG (self));
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_ms / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, yzt_session_get_time_zone (self->session));
  g_autofree char *text = at_ms != 0 ? g_date_time_format (local, "%Y-%m-%d %H:%M") : NULL;
  GtkWidget *entry = add_entry (self, ROW_TIME, name, label, text, at_ms != 0);
  gtk_widget_add_css_class (entry, "number");
}

void
yzt_act_dialog_add_number (YztActDialog *self, const char *name, const char *label, gint64 value)
{
  g_return_if_fail (YZT_IS_ACT_DIALOG (self));
  g_autofree char *text = value >= 0 ? g_strdup_printf ("%ld", (long) value) : NULL;
  GtkWidget *entry = add_entry (self, ROW_NUMBER, name, label, text, FALSE);
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (entry), GTK_INPUT_PURPOSE_DIGITS);
  gtk_widget_add_css_class (entry, "number");
}

void
yzt_act_dialog_add_switch (YztActDialog *self, const char *name, const char *label, gboolean on)
{
  g_return_if_fail (YZT_IS_ACT_DIALOG (self));
  GtkWidget *row = adw_action_row_new (), *button = gtk_switch_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  gtk_switch_set_active (GTK_SWITCH (button), on);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), row);
  add_row (self, ROW_SWITCH, name, button, FALSE, NULL);
}

void
yzt_act_dialog_add_widget (YztActDialog *self, GtkWidget *widget)
{
  g_return_if_fail (YZT_IS_ACT_DIALOG (self));
  gtk_box_insert_child_after (GTK_BOX (self->body), widget, gtk_widget_get_prev_sibling (self->group));
}

/* --- values --- */

char *
yzt_act_dialog_get_text (YztActDialog *self, const char *name)
{
  g_return_val_if_fail (YZT_IS_ACT_DIALOG (self), NULL);
  Row *row = find_row (self, name);
  g_return_val_if_fail (row != NULL, NULL);
  return row_text (row);
}

/* "18:30" is today's. */
static gboolean
parse_time (YztActDialog *self, const char *text, gint64 *at_ms_out)
{
  GTimeZone *zone = yzt_session_get_time_zone (self->session);
  if (strlen (text) <= strlen ("18:30") && strchr (text, ':') != NULL) {
    g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (yzt_clock_now_ms (yzt_session_get_clock (self->session)) / 1000);
    g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
    g_autofree char *day = g_date_time_format (local, "%Y-%m-%d");
    g_autofree char *whole = g_strdup_printf ("%s %s", day, text);
    return yzt_time_parse (whole, zone, at_ms_out);
  }
  return yzt_time_parse (text, zone, at_ms_out);
}

static gboolean
check_number (YztActDialog *self, const char *text)
{
  if (strlen (text) <= LONGEST_NUMBER && strspn (text, "0123456789") == strlen (text)) {
    return TRUE;
  }
  g_autofree char *sentence = g_strdup_printf (_("“%s” is no number: write digits, or leave it empty when it is not known."), text);
  yzt_act_dialog_tell (self, sentence);
  return FALSE;
}

gboolean
yzt_act_dialog_collect (YztActDialog *self, GHashTable *values)
{
  g_return_val_if_fail (YZT_IS_ACT_DIALOG (self), FALSE);
  for (guint i = 0; i < self->rows->len; i++) {
    const Row *row = &g_array_index (self->rows, Row, i);
    g_autofree char *text = row_text (row);
    gint64 at_ms = 0;
    if (*text == '\0') {
      continue;
    }
    if (row->type == ROW_TIME && !parse_time (self, text, &at_ms)) {
      yzt_act_dialog_tell (self, _("The time is not understood: write it like 18:30 or 2026-11-22 18:30."));
      return FALSE;
    }
    if (row->type == ROW_NUMBER && !check_number (self, text)) {
      return FALSE;
    }
    g_hash_table_insert (values, g_strdup (row->name), row->type == ROW_TIME ? yzt_time_format_utc (at_ms) : g_steal_pointer (&text));
  }
  return TRUE;
}

void
yzt_act_dialog_set_busy (YztActDialog *self, gboolean busy)
{
  g_return_if_fail (YZT_IS_ACT_DIALOG (self));
  self->busy = busy;
  gtk_widget_set_sensitive (self->confirm, !busy);
}

void
yzt_act_dialog_tell (YztActDialog *self, const char *sentence)
{
  g_return_if_fail (YZT_IS_ACT_DIALOG (self));
  gtk_label_set_text (GTK_LABEL (self->problem), sentence);
  gtk_widget_set_visible (self->problem, TRUE);
}

const char *
yzt_act_dialog_get_problem (YztActDialog *self)
{
  g_return_val_if_fail (YZT_IS_ACT_DIALOG (self), "");
  return gtk_widget_get_visible (self->problem) ? gtk_label_get_text (GTK_LABEL (self->problem)) : "";
}

void
yzt_act_dialog_finish (YztActDialog *self, const GError *error)
{
  g_return_if_fail (YZT_IS_ACT_DIALOG (self));
  if (error == NULL) {
    gtk_window_close (GTK_WINDOW (self));
    return;
  }
  yzt_act_dialog_set_busy (self, FALSE);
  yzt_act_dialog_tell (self, yzt_ui_error_text (error));
}

void
yzt_act_dialog_on_written (GObject *session, GAsyncResult *result, gpointer dialog)
{
  g_autoptr (YztActDialog) self = dialog;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (session), result, &error);
  yzt_act_dialog_finish (self, act == NULL ? error : NULL);
}

/* --- class --- */

static void
yzt_act_dialog_dispose (GObject *object)
{
  g_clear_object (&YZT_ACT_DIALOG (object)->session);
  G_OBJECT_CLASS (yzt_act_dialog_parent_class)->dispose (object);
}

static void
yzt_act_dialog_finalize (GObject *object)
{
  g_array_unref (YZT_ACT_DIALOG (object)->rows);
  G_OBJECT_CLASS (yzt_act_dialog_parent_class)->finalize (object);
}

static void
yzt_act_dialog_class_init (YztActDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_act_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_act_dialog_finalize;
  signals[ACCEPTED] = g_signal_new ("accepted", YZT_TYPE_ACT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "act.accept", NULL, action_accept);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

/* Before the text sees it: a text of several lines takes Ctrl+Enter for a new line. */
static void
add_accept_keys (YztActDialog *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>Return|<Control>KP_Enter"),
                                                                                          gtk_named_action_new ("act.accept")));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
yzt_act_dialog_init (YztActDialog *self)
{
  add_accept_keys (self);
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_("_Cancel"));
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_array_set_clear_func (self->rows, clear_row);
  self->body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->group = adw_preferences_group_new ();
  self->problem = yzt_ui_label ("", "field-problem");
  self->confirm = gtk_button_new ();
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_widget_add_css_class (self->confirm, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->confirm), "act.accept");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->confirm);
  gtk_widget_add_css_class (self->body, "act-body");
  gtk_box_append (GTK_BOX (self->body), self->group);
  gtk_box_append (GTK_BOX (self->body), self->problem);
  gtk_box_append (GTK_BOX (outer), header);
  gtk_box_append (GTK_BOX (outer), self->body);
  adw_window_set_content (ADW_WINDOW (self), outer);
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, -1);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_resizable (GTK_WINDOW (self), FALSE);
}

YztActDialog *
yzt_act_dialog_new (GtkWindow *parent, YztSession *session, const char *title, const char *explanation, const char *confirm)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  g_return_val_if_fail (title != NULL && confirm != NULL, NULL);
  YztActDialog *self = g_object_new (YZT_TYPE_ACT_DIALOG, "transient-for", parent, "title", title, NULL);
  self->session = g_object_ref (session);
  gtk_button_set_label (GTK_BUTTON (self->confirm), confirm);
  if (explanation != NULL) {
    GtkWidget *label = yzt_ui_label (explanation, NULL);
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_box_prepend (GTK_BOX (self->body), label);
  }
  return self;
}
