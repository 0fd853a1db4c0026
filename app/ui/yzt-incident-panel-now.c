/* yzt-incident-panel-now.c: of an incident, what counts this minute: clocks, grade, response, casualties
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-incident-panel-private.h"

#define MOST_CLOCKS 4
#define FIGURES_A_ROW 3
#define MOST_HISTORY 6

/* --- clocks --- */

/* "0:22:16"; over a day "2 d 04:10". */
static char *
count_in_words (gint64 ms)
{
  gint64 seconds = MAX (ms, 0) / 1000;
  if (seconds >= 24 * 3600) {
    return g_strdup_printf (_("%ld d %02ld:%02ld"), (long) (seconds / 86400), (long) (seconds / 3600 % 24), (long) (seconds / 60 % 60));
  }
  return g_strdup_printf ("%ld:%02ld:%02ld", (long) (seconds / 3600), (long) (seconds / 60 % 60), (long) (seconds % 60));
}

static gboolean
is_open (const YztIncidentClock *clock)
{
  return clock->done_ms == 0 && clock->state != YZT_CLOCK_ENDED && clock->due_ms > 0;
}

void
yzt_panel_clock_words (GtkLabel *label, const YztIncidentClock *clock, gint64 now_ms)
{
  g_autofree char *words = yzt_incident_clock_in_words (clock, now_ms);
  gboolean late = is_open (clock) && now_ms >= clock->due_ms;
  g_autofree char *text = late ? g_strdup_printf ("▲ %s", words) : g_strdup (words);
  if (!g_str_equal (gtk_label_get_text (label), text)) {
    gtk_label_set_text (label, text);
  }
  if (gtk_widget_has_css_class (GTK_WIDGET (label), "late") != late) {
    (late ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (label), "late");
  }
}

static const YztIncidentClock *
first_open (YztIncidentPanel *self)
{
  const YztIncidentClock *first = NULL;
  for (guint i = 0; i < self->record->clocks->len; i++) {
    const YztIncidentClock *clock = &g_array_index (self->record->clocks, YztIncidentClock, i);
    if (is_open (clock) && (first == NULL || clock->due_ms < first->due_ms)) {
      first = clock;
    }
  }
  return first;
}

static gint64
reported_ms (YztIncidentPanel *self)
{
  gint64 at_ms = 0;
  const char *text = yzt_row_get_text (self->record->row, "reported_utc");
  return text != NULL && yzt_time_parse (text, NULL, &at_ms) ? at_ms : 0;
}

static void
set_label (GtkLabel *label, const char *text)
{
  if (!g_str_equal (gtk_label_get_text (label), text)) {
    gtk_label_set_text (label, text);
  }
}

void
yzt_panel_tick_now (YztIncidentPanel *self, gint64 now_ms)
{
  if (self->since == NULL) {
    return;
  }
  gint64 since_ms = reported_ms (self);
  g_autofree char *since = since_ms > 0 && self->record->open ? count_in_words (now_ms - since_ms) : g_strdup ("—");
  const YztIncidentClock *next = first_open (self);
  gboolean late = next != NULL && now_ms >= next->due_ms;
  g_autofree char *left = next == NULL ? g_strdup ("—") : count_in_words (late ? now_ms - next->due_ms : next->due_ms - now_ms);
  g_autofree char *figure = late ? g_strdup_printf ("▲ %s", left) : g_strdup (left);
  g_autofree char *caption = next == NULL ? g_strdup (_("nothing is due"))
      : late                               ? g_strdup_printf (_("%s overdue"), next->what_label)
                                           : g_strdup_printf (_("to %s"), next->what_label);
  set_label (self->since, since);
  set_label (self->next, figure);
  set_label (self->next_caption, caption);
  (late ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (self->next), "late");
  for (guint i = 0; i < self->ticking->len; i++) {
    const YztPanelTicking *ticking = &g_array_index (self->ticking, YztPanelTicking, i);
    yzt_panel_clock_words (ticking->words, &g_array_index (self->record->clocks, YztIncidentClock, ticking->clock), now_ms);
  }
}

/* What a press on a clock does: the telephone is picked up, a report is written, a receipt is entered. */
static char *
act_of_clock (const YztIncidentClock *clock)
{
  if (g_str_equal (clock->what, "phone")) {
    return g_strdup_printf ("phone-report:%s", clock->recipient);
  }
  if (g_str_equal (clock->what, "receipt")) {
    return g_strdup_printf ("report-received:%ld", (long) clock->sending_fid);
  }
  return g_strdup (g_str_equal (clock->what, "tail") ? "figures" : "report-draft");
}

static GtkWidget *
new_clock_row (YztIncidentPanel *self, guint index)
{
  const YztIncidentClock *clock = &g_array_index (self->record->clocks, YztIncidentClock, index);
  g_autofree char *act = act_of_clock (clock);
  g_autofree char *title = *clock->recipient_label != '\0' ? g_strdup_printf ("%s · %s", clock->what_label, clock->recipient_label) : g_strdup (clock->what_label);
  g_autofree char *tip = g_strdup_printf ("%s\n%s", title, clock->basis != NULL ? clock->basis : "");
  GtkWidget *button = gtk_button_new (), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *name = yzt_ui_label (title, NULL), *words = yzt_ui_label ("", "number clock-words");
  YztPanelTicking ticking = { GTK_LABEL (words), index };
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_box_append (GTK_BOX (row), name);
  gtk_box_append (GTK_BOX (row), words);
  gtk_button_set_child (GTK_BUTTON (button), row);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "clock-row");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "incident.do");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", act);
  yzt_ui_set_tip (button, tip);
  g_array_append_val (self->ticking, ticking);
  return button;
}

static GtkWidget *
new_figure (const char *caption, GtkLabel **figure_out, GtkLabel **caption_out)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *figure = yzt_ui_label ("", "clock-figure number"), *words = yzt_ui_label (caption, "second-line");
  gtk_label_set_ellipsize (GTK_LABEL (words), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (box), figure);
  gtk_box_append (GTK_BOX (box), words);
  *figure_out = GTK_LABEL (figure);
  if (caption_out != NULL) {
    *caption_out = GTK_LABEL (words);
  }
  return box;
}

static void
add_clocks (YztIncidentPanel *self, GtkBox *box)
{
  guint n_open = 0;
  GtkWidget *count = yzt_ui_label ("", "second-line number");
  GtkWidget *card = yzt_panel_card (box, _("Clocks"), count), *figures = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_box_set_homogeneous (GTK_BOX (figures), TRUE);
  gtk_box_append (GTK_BOX (figures), new_figure (_("since it was taken in"), &self->since, NULL));
  gtk_box_append (GTK_BOX (figures), new_figure ("", &self->next, &self->next_caption));
  gtk_box_append (GTK_BOX (card), figures);
  for (guint i = 0; i < self->record->clocks->len; i++) {
    if (is_open (&g_array_index (self->record->clocks, YztIncidentClock, i)) && n_open++ < MOST_CLOCKS) {
      gtk_box_append (GTK_BOX (card), new_clock_row (self, i));
    }
  }
  g_autofree char *words = n_open > MOST_CLOCKS ? g_strdup_printf (ngettext ("%u due, the first %u", "%u due, the first %u", n_open), n_open, MOST_CLOCKS)
                                                : g_strdup_printf (ngettext ("%u due", "%u due", n_open), n_open);
  gtk_label_set_text (GTK_LABEL (count), words);
}

/* --- grade, response, state --- */

/* Why nothing is proposed. */
static void
add_no_rule (YztIncidentPanel *self, GtkWidget *card)
{
  gboolean accident = self->record->proposal == NULL || self->record->proposal->accident;
  GtkWidget *words = yzt_ui_label (accident ? _("No figure is known yet: the standing rules propose a grade when one is.")
                                            : _("The standing rules grade accidents; for an event of this kind a person decides by the plan for it."), "second-line");
  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (words), PANGO_WRAP_WORD_CHAR);
  gtk_box_append (GTK_BOX (card), words);
}

static void
add_rule (YztIncidentPanel *self, GtkWidget *card)
{
  const YztGradeProposal *proposal = self->record->proposal;
  if (proposal == NULL || proposal->met->len == 0) {
    add_no_rule (self, card);
    return;
  }
  const YztRuleMet *met = &g_array_index (proposal->met, YztRuleMet, 0);
  const YztField *field = yzt_kind_find_field (self->record->row->kind, "grade");
  const char *grade = *proposal->grade != '\0' ? yzt_field_get_value_label (field, proposal->grade, yzt_session_get_language (self->session)) : "";
  g_autofree char *lead = self->record->proposal_differs ? g_strdup_printf (_("By the figures: %s"), grade) : NULL;
  g_autofree char *text = g_strdup_printf ("%s · %s", met->text, met->basis);
  if (lead != NULL) {
    gtk_box_append (GTK_BOX (card), yzt_ui_label (lead, "row-title"));
  }
  GtkWidget *rule = yzt_ui_label (text, "second-line");
  gtk_label_set_wrap (GTK_LABEL (rule), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (rule), PANGO_WRAP_WORD_CHAR);
  gtk_box_append (GTK_BOX (card), rule);
  if (proposal->near_miss) {
    gtk_box_append (GTK_BOX (card), yzt_ui_label (_("Near miss of a larger accident: reported like one"), "row-title"));
  }
}

static void
add_line (GtkWidget *card, const char *caption, GtkWidget *value, GtkWidget *button)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *label = yzt_ui_label (caption, "field-name");
  gtk_label_set_width_chars (GTK_LABEL (label), 8);
  gtk_widget_set_hexpand (value, TRUE);
  gtk_widget_set_halign (value, GTK_ALIGN_START);
  gtk_widget_set_valign (value, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), value);
  if (button != NULL) {
    gtk_box_append (GTK_BOX (row), button);
  }
  gtk_box_append (GTK_BOX (card), row);
}

/* Who decided it last, and when. */
static char *
decided (YztIncidentPanel *self, const char *what)
{
  GPtrArray *rows = yzt_incident_record_rows (self->record, "decision");
  for (guint i = rows->len; i > 0; i--) {
    const YztRow *row = rows->pdata[i - 1];
    if (g_strcmp0 (yzt_row_get_text (row, "what"), what) == 0) {
      g_autofree char *time = yzt_panel_time (self, row, "at_utc");
      return g_strdup_printf ("%s %s", time, yzt_panel_text (row, "decided_by"));
    }
  }
  return g_strdup ("");
}

static gboolean
may (YztIncidentPanel *self, const char *id)
{
  for (guint i = 0; i < self->record->next->len; i++) {
    if (g_str_equal (g_array_index (self->record->next, YztIncidentNext, i).id, id)) {
      return !yzt_session_is_read_only (self->session);
    }
  }
  return FALSE;
}

static GtkWidget *
new_value (const char *text, const char *by)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *second = yzt_ui_label (by, "second-line number");
  gtk_label_set_ellipsize (GTK_LABEL (second), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), yzt_ui_label (text, "row-title"));
  gtk_box_append (GTK_BOX (box), second);
  return box;
}

static void
add_grade (YztIncidentPanel *self, GtkBox *box)
{
  YztRow *row = self->record->row;
  GtkWidget *card = yzt_panel_card (box, _("Grade and Response"), NULL);
  const char *level = yzt_panel_value (self, row, "response_level"), *grade = yzt_panel_value (self, row, "grade");
  g_autofree char *by_state = decided (self, "state"), *by_grade = decided (self, "grade"), *by_response = decided (self, "response");
  GtkWidget *grade_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  if (*grade != '\0') {
    GtkWidget *badge = g_object_new (YZT_TYPE_LEVEL_BADGE, NULL);
    yzt_level_badge_set (YZT_LEVEL_BADGE (badge), yzt_row_get_level (row), grade);
    gtk_box_append (GTK_BOX (grade_box), badge);
  } else {
    gtk_box_append (GTK_BOX (grade_box), yzt_ui_label (_("not graded"), "row-title"));
  }
  gtk_box_append (GTK_BOX (grade_box), yzt_ui_label (by_grade, "second-line number"));
  add_line (card, _("State"), new_value (yzt_panel_value (self, row, "state"), by_state), NULL);
  add_line (card, _("Grade"), grade_box, may (self, "grade") ? yzt_panel_button (_("Decide…"), "grade") : NULL);
  add_rule (self, card);
  add_line (card, _("Response"), new_value (*level != '\0' ? level : _("not started"), by_response),
            may (self, "respond") ? yzt_panel_button (*level != '\0' ? _("Change…") : _("Start…"), "respond") : NULL);
}

/* --- casualties --- */

static char *
figures_in_words (YztIncidentPanel *self, const YztRow *row)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *language = yzt_session_get_language (self->session);
  for (guint i = 0; i < YZT_N_FIGURES; i++) {
    const YztCell *cell = yzt_row_get (row, yzt_figure_fields[i]);
    const YztField *field = yzt_kind_find_field (row->kind, yzt_figure_fields[i]);
    if (cell != NULL && field != NULL && cell->type != YZT_CELL_NULL) {
      g_autofree char *plain = yzt_field_format_plain (field, cell);
      g_string_append_printf (text, "%s%s %s", text->len > 0 ? " · " : "", yzt_field_get_label (field, language), plain);
    }
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What was told before, the latest first. */
static void
add_history (YztIncidentPanel *self, GtkWidget *card)
{
  GPtrArray *rows = yzt_incident_record_rows (self->record, "figures");
  if (rows->len < 2) {
    return;
  }
  GtkWidget *expander = gtk_expander_new (NULL), *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 5);
  g_autofree char *label = g_strdup_printf (ngettext ("Told %u time", "Told %u times", rows->len), rows->len);
  gtk_expander_set_label (GTK_EXPANDER (expander), label);
  for (guint i = rows->len; i > 0 && rows->len - i < MOST_HISTORY; i--) {
    const YztRow *row = rows->pdata[i - 1];
    g_autofree char *words = figures_in_words (self, row), *time = yzt_panel_time (self, row, "at_utc");
    g_autofree char *by = g_strdup_printf ("%s · %s", time, yzt_panel_text (row, "name"));
    gtk_box_append (GTK_BOX (list), yzt_panel_row (words, by, NULL));
  }
  gtk_expander_set_child (GTK_EXPANDER (expander), list);
  gtk_widget_add_css_class (expander, "figure-history");
  gtk_box_append (GTK_BOX (card), expander);
}

static void
attach_figure (YztIncidentPanel *self, GtkGrid *grid, guint place, YztFigure figure)
{
  const YztField *field = yzt_kind_find_field (self->record->row->kind, yzt_figure_fields[figure]);
  const char *language = yzt_session_get_language (self->session), *unit = field != NULL ? yzt_field_get_unit (field, language) : NULL;
  g_autofree char *value = yzt_text_group_number (self->record->figures.value[figure], 2);
  g_autofree char *text = figure == YZT_FIGURE_LOSS && unit != NULL ? g_strdup_printf ("%s %s", value, unit) : g_strdup (value);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = yzt_ui_label (field != NULL ? yzt_field_get_label (field, language) : "", "second-line");
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), yzt_ui_label (text, "figure number"));
  gtk_box_append (GTK_BOX (box), name);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_grid_attach (grid, box, (int) (place % FIGURES_A_ROW), (int) (place / FIGURES_A_ROW), 1, 1);
}

static void
add_figures (YztIncidentPanel *self, GtkBox *box)
{
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *card = yzt_panel_card (box, _("Casualties"), may (self, "figures") ? yzt_panel_button (_("Enter…"), "figures") : NULL);
  const YztRow *last = yzt_incident_record_last (self->record, "figures");
  guint n = 0;
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 8);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 8);
  for (guint i = 0; i < YZT_N_FIGURES; i++) {
    if (self->record->figures.value[i] >= 0) {
      attach_figure (self, GTK_GRID (grid), n++, i);
    }
  }
  g_autofree char *time = last != NULL ? yzt_panel_time (self, last, "at_utc") : g_strdup ("");
  g_autofree char *by = last != NULL ? g_strdup_printf (_("as told by %s, %s"), yzt_panel_text (last, "name"), time) : g_strdup ("");
  if (n == 0) {
    gtk_box_append (GTK_BOX (card), yzt_ui_label (_("Nothing known yet"), "second-line"));
    g_object_unref (g_object_ref_sink (grid));
    return;
  }
  gtk_box_append (GTK_BOX (card), grid);
  if (*by != '\0') {
    gtk_box_append (GTK_BOX (card), yzt_ui_label (by, "second-line number"));
  }
  add_history (self, card);
}

void
yzt_panel_fill_now (YztIncidentPanel *self, GtkBox *box)
{
  add_clocks (self, box);
  add_grade (self, box);
  add_figures (self, box);
}
