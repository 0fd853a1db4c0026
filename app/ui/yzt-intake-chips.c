/* yzt-intake-chips.c: what is recognised in the first word, each as a small field that a hand can mend
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-intake-chips.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-incident-record.h"
#include "yzt-ui.h"

#define LONGEST_NUMBER 9

typedef enum { FIELD_TIME, FIELD_PLACE, FIELD_SUBSTANCE, FIELD_CALLER, N_WORDS } WordField;

struct _YztIntakeChips {
  GtkBox parent_instance;
  YztSession *session;
  GtkWidget *second; /* the second line */
  GtkWidget *words[N_WORDS], *word_chips[N_WORDS];
  GtkWidget *type, *status;
  GtkWidget *figures[YZT_N_FIGURES], *figure_chips[YZT_N_FIGURES], *more;
  gboolean by_hand_word[N_WORDS], by_hand_type, by_hand_status, by_hand_figure[YZT_N_FIGURES];
  GStrv types; /* codes as the drop-down lists them; the first is "" */
  gboolean showing;
};
G_DEFINE_FINAL_TYPE (YztIntakeChips, yzt_intake_chips, GTK_TYPE_BOX)

enum { PLACE_CHANGED, ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *const word_names[N_WORDS] = { "occurred_utc", "address", "substance", "caller" };
static const char *const statuses[] = { "actual", "exercise", "test" };
const char *const yzt_intake_chip_fields[] = { "occurred_utc", "address", "substance", "type", "message_status", "dead", "missing", "trapped", "injured_serious", "poisoned",
                                               "injured_light", "injured", "endangered", "evacuated", "loss_cny_10k", "caller", NULL };

/* --- what a hand does --- */

static void
on_activate (YztIntakeChips *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
on_changed (GtkEditable *entry, YztIntakeChips *self)
{
  if (self->showing) {
    return;
  }
  for (guint i = 0; i < N_WORDS; i++) {
    self->by_hand_word[i] |= self->words[i] == GTK_WIDGET (entry);
  }
  for (guint i = 0; i < YZT_N_FIGURES; i++) {
    self->by_hand_figure[i] |= self->figures[i] == GTK_WIDGET (entry);
  }
  if (self->words[FIELD_PLACE] == GTK_WIDGET (entry)) {
    g_signal_emit (self, signals[PLACE_CHANGED], 0);
  }
}

static void
on_chosen (GtkDropDown *choice, GParamSpec *pspec, YztIntakeChips *self)
{
  if (!self->showing) {
    self->by_hand_type |= self->type == GTK_WIDGET (choice);
    self->by_hand_status |= self->status == GTK_WIDGET (choice);
  }
}

/* Another figure than those that were recognised. */
static void
action_figure (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztIntakeChips *self = YZT_INTAKE_CHIPS (widget);
  int figure = g_variant_get_int32 (parameter);
  if (figure >= 0 && figure < YZT_N_FIGURES) {
    gtk_widget_set_visible (self->figure_chips[figure], TRUE);
    gtk_widget_grab_focus (self->figures[figure]);
  }
}

/* --- building --- */

static GtkWidget *
new_chip (YztIntakeChips *self, const char *caption, GtkWidget *field)
{
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = yzt_ui_label (caption, "intake-caption");
  gtk_widget_add_css_class (chip, "intake-chip");
  gtk_accessible_update_property (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_PROPERTY_LABEL, caption, -1);
  gtk_box_append (GTK_BOX (chip), label);
  gtk_box_append (GTK_BOX (chip), field);
  return chip;
}

static GtkWidget *
new_entry (YztIntakeChips *self, int chars, const char *placeholder)
{
  GtkWidget *entry = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), chars);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), chars);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), placeholder);
  gtk_entry_set_has_frame (GTK_ENTRY (entry), FALSE);
  g_signal_connect (entry, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (on_activate), self);
  return entry;
}

static void
add_words (YztIntakeChips *self, GtkWidget *line, WordField field, const char *caption, int chars, const char *placeholder)
{
  self->words[field] = new_entry (self, chars, placeholder);
  self->word_chips[field] = new_chip (self, caption, self->words[field]);
  gtk_widget_set_hexpand (self->words[field], field == FIELD_PLACE);
  gtk_box_append (GTK_BOX (line), self->word_chips[field]);
}

static GtkWidget *
new_choice (YztIntakeChips *self, const char *const *labels)
{
  GtkWidget *choice = gtk_drop_down_new_from_strings (labels);
  gtk_drop_down_set_expression (GTK_DROP_DOWN (choice), NULL);
  g_signal_connect (choice, "notify::selected", G_CALLBACK (on_chosen), self);
  gtk_widget_add_css_class (choice, "flat");
  return choice;
}

static void
add_first_line (YztIntakeChips *self)
{
  const char *const none[] = { NULL };
  const char *const words[] = { _("Real"), _("Exercise"), _("Test"), NULL };
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  add_words (self, line, FIELD_TIME, _("Occurred at"), 6, "—");
  add_words (self, line, FIELD_PLACE, _("Where"), 12, _("not recognised"));
  self->type = new_choice (self, none);
  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (self->type), TRUE);
  gtk_box_append (GTK_BOX (line), new_chip (self, _("What"), self->type));
  self->status = new_choice (self, words);
  gtk_widget_set_tooltip_text (self->status, _("An exercise or a test never sounds the alarm and never enters statistics"));
  gtk_box_append (GTK_BOX (line), self->status);
  gtk_box_append (GTK_BOX (self), line);
}

static void
add_second_line (YztIntakeChips *self)
{
  self->second = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  add_words (self, self->second, FIELD_SUBSTANCE, _("Substance"), 5, "—");
  for (guint i = 0; i < YZT_N_FIGURES; i++) {
    self->figures[i] = new_entry (self, 3, "—");
    gtk_entry_set_input_purpose (GTK_ENTRY (self->figures[i]), GTK_INPUT_PURPOSE_DIGITS);
    gtk_widget_add_css_class (self->figures[i], "number");
    self->figure_chips[i] = new_chip (self, yzt_figure_fields[i], self->figures[i]);
    gtk_widget_set_visible (self->figure_chips[i], FALSE);
    gtk_box_append (GTK_BOX (self->second), self->figure_chips[i]);
  }
  self->more = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->more), "list-add-symbolic");
  gtk_widget_set_tooltip_text (self->more, _("Another figure: dead, trapped, evacuated…"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->more), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Another figure"), -1);
  gtk_widget_add_css_class (self->more, "flat");
  gtk_widget_add_css_class (self->more, "small-button");
  gtk_box_append (GTK_BOX (self->second), self->more);
  add_words (self, self->second, FIELD_CALLER, _("Who says so"), 9, _("name, telephone"));
  gtk_widget_set_halign (self->word_chips[FIELD_CALLER], GTK_ALIGN_END);
  gtk_widget_set_hexpand (self->word_chips[FIELD_CALLER], TRUE);
  gtk_box_append (GTK_BOX (self), self->second);
}

/* --- showing --- */

static void
show_words (YztIntakeChips *self, WordField field, const char *text)
{
  if (!self->by_hand_word[field] && !g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->words[field])), text)) {
    if (field == FIELD_TIME) {
      gtk_editable_set_width_chars (GTK_EDITABLE (self->words[field]), (int) CLAMP (g_utf8_strlen (text, -1), 5, 16));
      gtk_editable_set_max_width_chars (GTK_EDITABLE (self->words[field]), (int) CLAMP (g_utf8_strlen (text, -1), 5, 16));
    }
    gtk_editable_set_text (GTK_EDITABLE (self->words[field]), text);
  }
}

static void
show_figure (YztIntakeChips *self, YztFigure figure, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE] = "";
  if (self->by_hand_figure[figure]) {
    return;
  }
  if (value >= 0) {
    g_ascii_formatd (text, sizeof text, figure == YZT_FIGURE_LOSS ? "%.6g" : "%.0f", value);
  }
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->figures[figure])), text)) {
    gtk_editable_set_text (GTK_EDITABLE (self->figures[figure]), text);
  }
  gtk_widget_set_visible (self->figure_chips[figure], value >= 0);
}

static void
show_choice (GtkWidget *choice, const char *const *codes, guint n, const char *code)
{
  for (guint i = 0; i < n; i++) {
    if (g_str_equal (codes[i], code) && gtk_drop_down_get_selected (GTK_DROP_DOWN (choice)) != i) {
      gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), i);
    }
  }
}

void
yzt_intake_chips_show (YztIntakeChips *self, const YztIntake *intake)
{
  g_return_if_fail (YZT_IS_INTAKE_CHIPS (self));
  g_return_if_fail (intake != NULL);
  GTimeZone *zone = self->session != NULL ? yzt_session_get_time_zone (self->session) : NULL;
  gint64 now_ms = self->session != NULL ? yzt_clock_now_ms (yzt_session_get_clock (self->session)) : 0;
  g_autofree char *time = intake->occurred_ms > 0 ? yzt_time_format_clock (intake->occurred_ms, now_ms, zone) : g_strdup ("");
  self->showing = TRUE;
  show_words (self, FIELD_TIME, time);
  show_words (self, FIELD_PLACE, intake->place != NULL ? intake->place : "");
  show_words (self, FIELD_SUBSTANCE, intake->substance != NULL ? intake->substance : "");
  for (guint i = 0; i < YZT_N_FIGURES; i++) {
    show_figure (self, i, intake->figures.value[i]);
  }
  if (!self->by_hand_type && self->types != NULL) {
    show_choice (self->type, (const char *const *) self->types, g_strv_length (self->types), intake->type != NULL ? intake->type : "");
  }
  if (!self->by_hand_status) {
    show_choice (self->status, statuses, G_N_ELEMENTS (statuses), intake->status != NULL ? intake->status : "actual");
  }
  self->showing = FALSE;
}

/* --- values --- */

char *
yzt_intake_chips_get_place (YztIntakeChips *self)
{
  g_return_val_if_fail (YZT_IS_INTAKE_CHIPS (self), NULL);
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->words[FIELD_PLACE]))));
}

void
yzt_intake_chips_set_place (YztIntakeChips *self, const char *words)
{
  g_return_if_fail (YZT_IS_INTAKE_CHIPS (self));
  self->showing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->words[FIELD_PLACE]), words);
  self->by_hand_word[FIELD_PLACE] = TRUE;
  self->showing = FALSE;
}

/* The field of the time takes what the line takes: "12:40", "昨晚8点". */
static char *
time_value (YztIntakeChips *self, const char *text, char **problem_out)
{
  gint64 at_ms = 0;
  if (*text == '\0') {
    return g_strdup ("");
  }
  g_autoptr (YztIntake) intake = yzt_intake_parse (yzt_incident_rules (), text, yzt_clock_now_ms (yzt_session_get_clock (self->session)),
                                                   yzt_session_get_time_zone (self->session), yzt_session_get_language (self->session));
  if (intake->occurred_ms > 0) {
    return yzt_time_format_utc (intake->occurred_ms);
  }
  if (yzt_time_parse (text, yzt_session_get_time_zone (self->session), &at_ms)) {
    return yzt_time_format_utc (at_ms);
  }
  *problem_out = g_strdup_printf (_("The time “%s” is not understood: write it like 12:40 or 2026-11-22 12:40."), text);
  return NULL;
}

static char *
figure_value (YztFigure figure, const char *text, char **problem_out)
{
  double value = 0;
  gboolean whole = strlen (text) <= LONGEST_NUMBER && strspn (text, "0123456789") == strlen (text);
  if (whole || (figure == YZT_FIGURE_LOSS && yzt_text_number (text, &value) && value >= 0)) {
    return g_strdup (text);
  }
  *problem_out = g_strdup_printf (_("“%s” is no number: write digits, or leave it empty when it is not known."), text);
  return NULL;
}

char *
yzt_intake_chips_get_value (YztIntakeChips *self, const char *field, char **problem_out)
{
  g_return_val_if_fail (YZT_IS_INTAKE_CHIPS (self), NULL);
  if (g_str_equal (field, "type")) {
    guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->type));
    return g_strdup (self->types != NULL && chosen != GTK_INVALID_LIST_POSITION ? self->types[chosen] : "");
  }
  if (g_str_equal (field, "message_status")) {
    return g_strdup (statuses[MIN (gtk_drop_down_get_selected (GTK_DROP_DOWN (self->status)), G_N_ELEMENTS (statuses) - 1)]);
  }
  for (guint i = 0; i < N_WORDS; i++) {
    if (g_str_equal (field, word_names[i])) {
      g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->words[i]))));
      return i == FIELD_TIME ? time_value (self, text, problem_out) : g_steal_pointer (&text);
    }
  }
  for (guint i = 0; i < YZT_N_FIGURES; i++) {
    if (g_str_equal (field, yzt_figure_fields[i])) {
      g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->figures[i]))));
      return figure_value (i, text, problem_out);
    }
  }
  g_return_val_if_reached (NULL);
}

/* --- session --- */

static void
list_types (YztIntakeChips *self, YztKind *kind, const char *language)
{
  const YztField *field = yzt_kind_find_field (kind, "type");
  g_autoptr (GStrvBuilder) codes = g_strv_builder_new (), labels = g_strv_builder_new ();
  g_strv_builder_add (codes, "");
  g_strv_builder_add (labels, _("Not recognised"));
  for (guint i = 0; field != NULL && i < yzt_field_get_n_values (field); i++) {
    g_strv_builder_add (codes, yzt_field_get_value (field, i));
    g_strv_builder_add (labels, yzt_field_get_value_label (field, yzt_field_get_value (field, i), language));
  }
  g_auto (GStrv) words = g_strv_builder_end (labels);
  g_autoptr (GtkStringList) model = gtk_string_list_new ((const char *const *) words);
  g_autoptr (GtkExpression) expression = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  g_strfreev (self->types);
  self->types = g_strv_builder_end (codes);
  gtk_drop_down_set_expression (GTK_DROP_DOWN (self->type), expression);
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->type), G_LIST_MODEL (model));
}

static void
name_figures (YztIntakeChips *self, YztKind *kind, const char *language)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  for (guint i = 0; i < YZT_N_FIGURES; i++) {
    const YztField *field = yzt_kind_find_field (kind, yzt_figure_fields[i]);
    const char *label = field != NULL ? yzt_field_get_label (field, language) : yzt_figure_fields[i];
    g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);
    g_menu_item_set_action_and_target (item, "intake.figure", "i", (int) i);
    g_menu_append_item (menu, item);
    gtk_label_set_text (GTK_LABEL (gtk_widget_get_first_child (self->figure_chips[i])), label);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->figures[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  }
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->more), G_MENU_MODEL (menu));
  yzt_ui_tame_arrow (self->more);
}

static void
clear (YztIntakeChips *self)
{
  self->showing = TRUE;
  for (guint i = 0; i < N_WORDS; i++) {
    self->by_hand_word[i] = FALSE;
    gtk_editable_set_text (GTK_EDITABLE (self->words[i]), "");
  }
  for (guint i = 0; i < YZT_N_FIGURES; i++) {
    self->by_hand_figure[i] = FALSE;
    gtk_editable_set_text (GTK_EDITABLE (self->figures[i]), "");
    gtk_widget_set_visible (self->figure_chips[i], FALSE);
  }
  self->by_hand_type = self->by_hand_status = FALSE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->type), 0);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->status), 0);
  self->showing = FALSE;
}

void
yzt_intake_chips_set_session (YztIntakeChips *self, YztSession *session)
{
  g_return_if_fail (YZT_IS_INTAKE_CHIPS (self));
  YztKind *kind = session != NULL ? yzt_kind_set_find (yzt_session_get_kinds (session), "incident") : NULL;
  self->showing = TRUE;
  if (kind != NULL && self->session != session) {
    list_types (self, kind, yzt_session_get_language (session));
    name_figures (self, kind, yzt_session_get_language (session));
  }
  g_set_object (&self->session, session);
  clear (self);
}

/* --- class --- */

static void
yzt_intake_chips_dispose (GObject *object)
{
  g_clear_object (&YZT_INTAKE_CHIPS (object)->session);
  G_OBJECT_CLASS (yzt_intake_chips_parent_class)->dispose (object);
}

static void
yzt_intake_chips_finalize (GObject *object)
{
  g_strfreev (YZT_INTAKE_CHIPS (object)->types);
  G_OBJECT_CLASS (yzt_intake_chips_parent_class)->finalize (object);
}

static void
yzt_intake_chips_class_init (YztIntakeChipsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_intake_chips_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_intake_chips_finalize;
  signals[PLACE_CHANGED] = g_signal_new ("place-changed", YZT_TYPE_INTAKE_CHIPS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ACTIVATED] = g_signal_new ("activated", YZT_TYPE_INTAKE_CHIPS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "intake.figure", "i", action_figure);
}

static void
yzt_intake_chips_init (YztIntakeChips *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 8);
  add_first_line (self);
  add_second_line (self);
}

GtkWidget *
yzt_intake_chips_new (void)
{
  return g_object_new (YZT_TYPE_INTAKE_CHIPS, NULL);
}
