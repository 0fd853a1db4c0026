/* yzt-field-editor.c: one field of a form: name, the control that its type asks for, and what is wrong in words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-field-editor.h"
#include <glib/gi18n-lib.h>
#include "yzt-base.h"
#include "yzt-file-box.h"
#include "yzt-level-badge.h"
#include "yzt-link-box.h"
#include "yzt-person-entry.h"
#include "yzt-ui.h"

struct _YztFieldEditor {
  GtkBox parent_instance;
  const YztField *field;
  YztSession *session;
  const char *language;
  GTimeZone *zone;
  GtkWidget *control; /* GtkEntry, GtkDropDown, GtkSwitch, GtkTextView, YztLinkBox or YztFileBox */
  GtkWidget *name, *problem, *told; /* @told: who the person is; NULL for other fields */
  GtkWidget *converted; /* what a number in another unit was read as; NULL: there was none yet */
  GtkWidget *level;     /* of a number by which things have levels; NULL: none */
  gboolean was_null;  /* a switch nobody touched stays without a value */
  gboolean touched;
};
G_DEFINE_FINAL_TYPE (YztFieldEditor, yzt_field_editor, GTK_TYPE_BOX)

enum { CHANGED, PERSON, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
yzt_field_editor_finalize (GObject *object)
{
  g_clear_pointer (&YZT_FIELD_EDITOR (object)->zone, g_time_zone_unref);
  g_clear_object (&YZT_FIELD_EDITOR (object)->session);
  G_OBJECT_CLASS (yzt_field_editor_parent_class)->finalize (object);
}

static void
yzt_field_editor_class_init (YztFieldEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_field_editor_finalize;
  signals[PERSON] = g_signal_new ("person", YZT_TYPE_FIELD_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CHANGED] = g_signal_new ("changed", YZT_TYPE_FIELD_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_field_editor_init (YztFieldEditor *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 3);
}

/* --- what stands in the control, as text for yzt_field_parse --- */

/* A date with time is typed and shown in the map's zone and kept in UTC. */
static char *
utc_to_local (YztFieldEditor *self, const char *utc)
{
  gint64 utc_ms = 0;
  if (!yzt_time_parse (utc, NULL, &utc_ms)) {
    return g_strdup (utc);
  }
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (utc_ms / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (at, self->zone);
  return g_date_time_format (local, "%Y-%m-%d %H:%M");
}

static char *
read_control (YztFieldEditor *self)
{
  if (GTK_IS_DROP_DOWN (self->control)) {
    guint i = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->control));
    gboolean none = i == 0 || i == GTK_INVALID_LIST_POSITION;
    return g_strdup (none ? "" : yzt_field_get_value (self->field, i - 1));
  }
  if (GTK_IS_SWITCH (self->control)) {
    gboolean unknown = self->was_null && !self->touched;
    return g_strdup (unknown ? "" : gtk_switch_get_active (GTK_SWITCH (self->control)) ? "1" : "0");
  }
  if (YZT_IS_LINK_BOX (self->control)) {
    return yzt_link_box_get_text (YZT_LINK_BOX (self->control));
  }
  if (YZT_IS_FILE_BOX (self->control)) {
    return yzt_file_box_get_text (YZT_FILE_BOX (self->control));
  }
  if (GTK_IS_TEXT_VIEW (self->control)) {
    GtkTextIter start, end;
    GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->control));
    gtk_text_buffer_get_bounds (buffer, &start, &end);
    return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  }
  return g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->control)));
}

static void
tell_problem (YztFieldEditor *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->problem), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->problem, sentence != NULL);
  (sentence != NULL ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (self->control, "error");
}

/* What a number in another unit was read as stands below it. */
static void
tell_converted (YztFieldEditor *self, const char *words)
{
  if (self->converted == NULL && words != NULL) {
    self->converted = yzt_ui_label (NULL, "second-line number");
    gtk_label_set_wrap (GTK_LABEL (self->converted), TRUE);
    gtk_box_append (GTK_BOX (self), self->converted);
  }
  if (self->converted != NULL) {
    gtk_label_set_text (GTK_LABEL (self->converted), words != NULL ? words : "");
    gtk_widget_set_visible (self->converted, words != NULL);
  }
}

/* The level that the number means, while one types. */
static void
tell_level (YztFieldEditor *self, const YztCell *cell)
{
  int level = cell != NULL ? yzt_field_get_cell_level (self->field, cell) : 0;
  if (self->level != NULL) {
    g_autofree char *words = g_strdup_printf (_("Level %s"), yzt_level_numeral (level));
    yzt_level_badge_set (YZT_LEVEL_BADGE (self->level), level, words);
  }
}

/* As it is written, else as a number with a unit. */
static gboolean
parse_text (YztFieldEditor *self, const char *text, YztCell *cell_out, char **converted_out, GError **error)
{
  g_autoptr (GError) plain = NULL, unit = NULL;
  double number;
  if (yzt_field_parse_in_zone (self->field, text, self->zone, cell_out, &plain)) {
    return TRUE;
  }
  if (yzt_field_read_unit (self->field, text, self->language, &number, converted_out, &unit)) {
    g_autofree char *bare = yzt_text_format_number (number);
    return yzt_field_parse_in_zone (self->field, bare, self->zone, cell_out, error);
  }
  g_propagate_error (error, unit != NULL ? g_steal_pointer (&unit) : g_steal_pointer (&plain));
  return FALSE;
}

gboolean
yzt_field_editor_get_cell (YztFieldEditor *self, YztCell *cell_out)
{
  g_return_val_if_fail (YZT_IS_FIELD_EDITOR (self), FALSE);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = read_control (self);
  const char *reading = YZT_IS_FILE_BOX (self->control) ? yzt_file_box_get_problem (YZT_FILE_BOX (self->control)) : NULL;
  if (reading != NULL) {
    tell_problem (self, reading);
    return FALSE;
  }
  g_autofree char *converted = NULL;
  if (!parse_text (self, text, cell_out, &converted, &error)) {
    tell_converted (self, NULL);
    tell_level (self, NULL);
    tell_problem (self, error->message);
    return FALSE;
  }
  tell_converted (self, converted);
  if (!yzt_field_check (self->field, cell_out, &error)) {
    yzt_cell_clear (cell_out);
    tell_level (self, NULL);
    tell_problem (self, error->message);
    return FALSE;
  }
  tell_level (self, cell_out);
  tell_problem (self, NULL);
  return TRUE;
}

gboolean
yzt_field_editor_peek_cell (YztFieldEditor *self, YztCell *cell_out)
{
  g_return_val_if_fail (YZT_IS_FIELD_EDITOR (self), FALSE);
  g_autofree char *text = read_control (self);
  g_autofree char *converted = NULL;
  if (!parse_text (self, text, cell_out, &converted, NULL)) {
    return FALSE;
  }
  gboolean good = yzt_field_check (self->field, cell_out, NULL);
  if (!good) {
    yzt_cell_clear (cell_out);
  }
  return good;
}

static void
on_changed (YztFieldEditor *self)
{
  YztCell cell;
  self->touched = TRUE;
  if (yzt_field_editor_get_cell (self, &cell)) {
    yzt_cell_clear (&cell);
  }
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- controls --- */

static GtkWidget *
new_drop_down (YztFieldEditor *self, const char *code)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  const char *named = code != NULL ? yzt_field_get_value_label (self->field, code, self->language) : NULL;
  guint selected = 0;
  gtk_string_list_append (labels, "—");
  for (guint i = 0; i < yzt_field_get_n_values (self->field); i++) {
    const char *value = yzt_field_get_value (self->field, i);
    const char *label = yzt_field_get_value_label (self->field, value, self->language);
    gtk_string_list_append (labels, label);
    selected = g_strcmp0 (value, code) == 0 || (selected == 0 && g_strcmp0 (label, named) == 0) ? i + 1 : selected;
  }
  GtkWidget *drop_down = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&labels)), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), selected);
  g_signal_connect_swapped (drop_down, "notify::selected", G_CALLBACK (on_changed), self);
  return drop_down;
}

static void
on_day (GtkCalendar *calendar, YztFieldEditor *self)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (calendar);
  g_autofree char *text = g_date_time_format (day, "%Y-%m-%d");
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (calendar), GTK_TYPE_POPOVER);
  gtk_editable_set_text (GTK_EDITABLE (self->control), text);
  gtk_popover_popdown (GTK_POPOVER (popover));
}

/* Made when it is wanted: a form has many days, and a month is some sixty labels. */
static void
make_calendar (GtkMenuButton *button, gpointer self)
{
  if (gtk_menu_button_get_popover (button) != NULL) {
    return;
  }
  GtkWidget *popover = gtk_popover_new (), *calendar = gtk_calendar_new ();
  gtk_popover_set_child (GTK_POPOVER (popover), calendar);
  g_signal_connect (calendar, "day-selected", G_CALLBACK (on_day), self);
  gtk_menu_button_set_popover (button, popover);
}

static GtkWidget *
new_calendar_button (YztFieldEditor *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "x-office-calendar-symbolic");
  gtk_widget_set_tooltip_text (button, _("Choose the day"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Choose the day"), -1);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), make_calendar, self, NULL);
  return button;
}

static GtkWidget *
new_text_view (YztFieldEditor *self, const char *text)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  yzt_ui_let_accept (view, "win.save");
  gtk_text_buffer_set_text (buffer, text, -1);
  g_signal_connect_swapped (buffer, "changed", G_CALLBACK (on_changed), self);
  return view;
}

static GtkWidget *
new_entry (YztFieldEditor *self, const char *text, YztFieldType type)
{
  GtkWidget *entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_widget_set_hexpand (entry, TRUE);
  if (type == YZT_FIELD_INTEGER || type == YZT_FIELD_NUMBER) {
    gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_NUMBER);
    gtk_widget_add_css_class (entry, "number");
  } else if (type == YZT_FIELD_DATE) {
    gtk_entry_set_placeholder_text (GTK_ENTRY (entry), "2026-11-22");
  } else if (type == YZT_FIELD_DATETIME) {
    gtk_entry_set_placeholder_text (GTK_ENTRY (entry), "2026-11-22 12:41");
  } else if (type == YZT_FIELD_PHONE) {
    gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_PHONE);
  }
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_changed), self);
  return entry;
}

static void
on_person (const char *phone, gpointer self)
{
  if (phone != NULL) {
    g_signal_emit (self, signals[PERSON], 0, phone);
  }
}

/* People of the map are proposed; any words will do. */
static void
attach_person (YztFieldEditor *self)
{
  self->told = yzt_ui_label (NULL, "second-line number");
  gtk_label_set_wrap (GTK_LABEL (self->told), TRUE);
  gtk_widget_set_visible (self->told, FALSE);
  yzt_person_entry_attach (GTK_ENTRY (self->control), GTK_LABEL (self->told), self->session, on_person, self);
  gtk_box_append (GTK_BOX (self), self->told);
}

/* The control stands in what is returned: itself, or a frame, or a box with a button. */
static GtkWidget *
new_control (YztFieldEditor *self, const YztCell *cell)
{
  YztFieldType type = yzt_field_get_field_type (self->field);
  g_autofree char *plain = yzt_field_format_plain (self->field, cell);
  if (type == YZT_FIELD_ENUM) {
    return self->control = new_drop_down (self, cell->type == YZT_CELL_TEXT ? cell->v.text : NULL);
  }
  if (type == YZT_FIELD_BOOLEAN) {
    self->control = gtk_switch_new ();
    gtk_widget_set_halign (self->control, GTK_ALIGN_START);
    gtk_switch_set_active (GTK_SWITCH (self->control), cell->type == YZT_CELL_INTEGER && cell->v.integer != 0);
    g_signal_connect_swapped (self->control, "notify::active", G_CALLBACK (on_changed), self);
    return self->control;
  }
  if (type == YZT_FIELD_MULTILINE) {
    GtkWidget *scroller = gtk_scrolled_window_new ();
    self->control = new_text_view (self, plain);
    gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), 84);
    gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->control);
    gtk_widget_add_css_class (scroller, "text-frame");
    return scroller;
  }
  if (type == YZT_FIELD_LINK || type == YZT_FIELD_FILE) {
    const char *text = cell->type == YZT_CELL_TEXT ? cell->v.text : NULL;
    self->control = type == YZT_FIELD_LINK ? yzt_link_box_new (self->session, self->field, text, TRUE) : yzt_file_box_new (self->session, self->field, text, TRUE);
    g_signal_connect_swapped (self->control, "changed", G_CALLBACK (on_changed), self);
    return self->control;
  }
  g_autofree char *local = type == YZT_FIELD_DATETIME && *plain != '\0' ? utc_to_local (self, plain) : g_strdup (plain);
  self->control = new_entry (self, local, type);
  if (type != YZT_FIELD_DATE) {
    return self->control;
  }
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (box), self->control);
  gtk_box_append (GTK_BOX (box), new_calendar_button (self));
  return box;
}

static char *
caption_text (const YztField *field, const char *language)
{
  const char *unit = yzt_field_get_unit (field, language);
  return g_strdup_printf ("%s%s%s%s%s", yzt_field_get_label (field, language), unit != NULL ? " (" : "",
                          unit != NULL ? unit : "", unit != NULL ? ")" : "", yzt_field_is_required (field) ? " *" : "");
}

GtkWidget *
yzt_field_editor_new (const YztField *field, const YztCell *cell, YztSession *session)
{
  g_return_val_if_fail (field != NULL && cell != NULL && YZT_IS_SESSION (session), NULL);
  const char *language = yzt_session_get_language (session);
  YztFieldEditor *self = g_object_new (YZT_TYPE_FIELD_EDITOR, NULL);
  self->field = field;
  self->session = g_object_ref (session);
  self->language = language;
  self->zone = g_time_zone_ref (yzt_session_get_time_zone (session));
  self->was_null = cell->type == YZT_CELL_NULL;
  g_autofree char *caption = caption_text (field, language);
  self->name = yzt_ui_label (caption, "field-name");
  self->problem = yzt_ui_label (NULL, "field-problem");
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_set_visible (self->problem, FALSE);
  GtkWidget *shown = new_control (self, cell);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_PROPERTY_LABEL, caption, -1);
  gtk_box_append (GTK_BOX (self), self->name);
  gtk_box_append (GTK_BOX (self), shown);
  if (yzt_field_get_person_phone (field) != NULL && GTK_IS_ENTRY (self->control)) {
    attach_person (self);
  }
  gtk_box_append (GTK_BOX (self), self->problem);
  if (yzt_field_has_level_bounds (field)) {
    self->level = g_object_new (YZT_TYPE_LEVEL_BADGE, "halign", GTK_ALIGN_START, NULL);
    gtk_box_append (GTK_BOX (self), self->level);
    tell_level (self, cell);
  }
  return GTK_WIDGET (self);
}

const YztField *
yzt_field_editor_get_field (YztFieldEditor *self)
{
  g_return_val_if_fail (YZT_IS_FIELD_EDITOR (self), NULL);
  return self->field;
}

void
yzt_field_editor_make_compact (YztFieldEditor *self)
{
  g_return_if_fail (YZT_IS_FIELD_EDITOR (self));
  gtk_widget_set_visible (self->name, FALSE);
  yzt_ui_set_tip (self->control, gtk_label_get_text (GTK_LABEL (self->name)));
  if (GTK_IS_ENTRY (self->control)) {
    gtk_entry_set_placeholder_text (GTK_ENTRY (self->control), yzt_field_get_label (self->field, self->language));
    gtk_editable_set_width_chars (GTK_EDITABLE (self->control), 4);
  }
}

GtkWidget *
yzt_field_editor_get_control (YztFieldEditor *self)
{
  g_return_val_if_fail (YZT_IS_FIELD_EDITOR (self), NULL);
  return self->control;
}

void
yzt_field_editor_note (YztFieldEditor *self, const char *sentence)
{
  g_return_if_fail (YZT_IS_FIELD_EDITOR (self));
  gtk_label_set_text (GTK_LABEL (self->problem), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->problem, sentence != NULL);
}

void
yzt_field_editor_offer (YztFieldEditor *self, const char *text)
{
  g_return_if_fail (YZT_IS_FIELD_EDITOR (self) && text != NULL);
  if (GTK_IS_EDITABLE (self->control) && *gtk_editable_get_text (GTK_EDITABLE (self->control)) == '\0') {
    gtk_editable_set_text (GTK_EDITABLE (self->control), text);
  }
}

gboolean
yzt_field_editor_is_touched (YztFieldEditor *self)
{
  g_return_val_if_fail (YZT_IS_FIELD_EDITOR (self), FALSE);
  return self->touched;
}

void
yzt_field_editor_put (YztFieldEditor *self, YztEdits *edits)
{
  g_return_if_fail (YZT_IS_FIELD_EDITOR (self) && edits != NULL);
  if (YZT_IS_FILE_BOX (self->control)) {
    yzt_file_box_put (YZT_FILE_BOX (self->control), edits);
  }
}
