/* yzt-command-after.c: the cards of advice and of what comes after
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-command-after.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-after.h"
#include "yzt-assessment-window.h"
#include "yzt-command-asking.h"
#include "yzt-experts-window.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define MOST_CASES 4

struct _YztCommandAfter {
  GtkWidget parent_instance;
  YztCommand *command;
  GtkWidget *conferences, *cases, *no_case, *open_words, *buttons[4];
  YztIncidentRecord *record;
  GArray *matches;      /* YztCaseMatch; NULL while they are looked for */
  gint64 incident;      /* of @matches and @record */
  gint64 conference_wanted; /* for this incident, before its record was read; 0: none */
  gboolean reading, stale;
};
G_DEFINE_FINAL_TYPE (YztCommandAfter, yzt_command_after, GTK_TYPE_WIDGET)

enum { THING_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static GtkWindow *
window_of (YztCommandAfter *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
on_thing (YztCommandAfter *self, int kind, gint64 fid)
{
  g_signal_emit (self, signals[THING_ACTIVATED], 0, kind, fid);
}

/* --- what the buttons do --- */

static void
on_experts (YztCommandAfter *self)
{
  YztExpertsWindow *window = yzt_experts_window_new (window_of (self), yzt_command_get_session (self->command), yzt_command_get_incident (self->command));
  g_signal_connect_object (window, "thing-activated", G_CALLBACK (on_thing), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}

static void read_record (YztCommandAfter *self);

/* The record may still be read, or be that of the incident before: the press is not lost, and not for another. */
static void
on_conference (YztCommandAfter *self)
{
  gint64 incident = yzt_command_get_incident (self->command);
  if (self->record != NULL && self->record->row->fid == incident) {
    yzt_command_ask_conference (window_of (self), yzt_command_get_session (self->command), self->record->row);
  } else {
    self->conference_wanted = incident;
    read_record (self);
  }
}

static void
on_call (YztCommandAfter *self)
{
  yzt_command_ask_call (window_of (self), yzt_command_get_session (self->command), yzt_command_get_incident (self->command), 0, NULL, NULL, NULL, NULL);
}

static void
on_assess (YztCommandAfter *self)
{
  yzt_watchdog_action ("assessment");
  gtk_window_present (GTK_WINDOW (yzt_assessment_window_new (window_of (self), yzt_command_get_session (self->command), yzt_command_get_incident (self->command))));
}

static void
on_minutes (GtkButton *button, YztCommandAfter *self)
{
  GPtrArray *rows = self->record != NULL ? yzt_incident_record_rows (self->record, "conference") : NULL;
  const gint64 *fid = g_object_get_data (G_OBJECT (button), "fid");
  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const YztRow *row = rows->pdata[i];
    if (row->fid == *fid) {
      yzt_command_ask_minutes (window_of (self), yzt_command_get_session (self->command), row);
      return;
    }
  }
}

/* --- conferences --- */

static GtkWidget *
new_words (const char *title, const char *second)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1), *name = yzt_ui_label (title, "row-title"), *line = yzt_ui_label (second, "second-line number");
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (name), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_wrap (GTK_LABEL (line), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (line), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), name);
  gtk_box_append (GTK_BOX (words), line);
  return words;
}

static void
add_conference (YztCommandAfter *self, const YztRow *row)
{
  YztSession *session = yzt_command_get_session (self->command);
  const char *minutes = yzt_row_get_text (row, "minutes"), *people = yzt_row_get_text (row, "participants"), *started = yzt_row_get_text (row, "started_utc"), *name = yzt_row_get_text (row, "name");
  gint64 at_ms = 0;
  g_autofree char *when = started != NULL && yzt_time_parse (started, NULL, &at_ms) ? yzt_ui_time_with_age (session, at_ms) : g_strdup ("");
  g_autofree char *second = g_strjoin (" · ", when, minutes != NULL ? minutes : people != NULL ? people : _("nobody entered"), NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (box), new_words (name != NULL ? name : "", second));
  if (minutes == NULL && !yzt_session_is_read_only (session)) {
    GtkWidget *button = gtk_button_new_with_label (_("Minutes…"));
    gtk_widget_add_css_class (button, "small-button");
    gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
    g_object_set_data_full (G_OBJECT (button), "fid", g_memdup2 (&row->fid, sizeof row->fid), g_free);
    g_signal_connect (button, "clicked", G_CALLBACK (on_minutes), self);
    gtk_box_append (GTK_BOX (box), button);
  }
  gtk_box_append (GTK_BOX (self->conferences), box);
}

static void
on_record (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztCommandAfter) self = user_data;
  YztIncidentRecord *record = yzt_session_read_incident_finish (YZT_SESSION (source), result, NULL);
  self->reading = FALSE;
  if (self->stale) {
    read_record (self);
  }
  if (record == NULL || self->command == NULL || record->row->fid != yzt_command_get_incident (self->command)) {
    g_clear_pointer (&record, yzt_incident_record_free);
    return;
  }
  g_clear_pointer (&self->record, yzt_incident_record_free);
  self->record = record;
  GPtrArray *rows = yzt_incident_record_rows (record, "conference");
  yzt_ui_clear_children (self->conferences);
  for (guint i = rows->len; i > 0; i--) {
    add_conference (self, rows->pdata[i - 1]);
  }
  gtk_widget_set_visible (self->conferences, rows->len > 0);
  g_autoptr (GArray) items = yzt_close_items (record, yzt_session_get_language (YZT_SESSION (source)));
  g_autofree char *open = yzt_close_open_in_words (items), *words = open != NULL ? g_strdup_printf (_("Open before closing: %s"), open) : g_strdup (_("Nothing is open that closing asks for."));
  gtk_label_set_text (GTK_LABEL (self->open_words), words);
  gboolean wanted = self->conference_wanted == record->row->fid;
  self->conference_wanted = 0;
  if (wanted) {
    on_conference (self);
  }
}

/* One at a time: what changed meanwhile is read once more. */
static void
read_record (YztCommandAfter *self)
{
  gint64 incident = self->command != NULL ? yzt_command_get_incident (self->command) : 0;
  YztSession *session = incident != 0 ? yzt_command_get_session (self->command) : NULL;
  self->stale = self->reading;
  if (!self->reading && session != NULL && yzt_session_get_store (session) != NULL) {
    self->reading = TRUE;
    yzt_session_read_incident_async (session, incident, NULL, on_record, g_object_ref (self));
  }
}

/* --- cases --- */

static void
on_case (GtkListBox *list, GtkListBoxRow *row, YztCommandAfter *self)
{
  int i = gtk_list_box_row_get_index (row), kind = yzt_kind_set_index (yzt_session_get_kinds (yzt_command_get_session (self->command)), "case-study");
  if (self->matches != NULL && i >= 0 && i < (int) self->matches->len && kind >= 0) {
    g_signal_emit (self, signals[THING_ACTIVATED], 0, kind, g_array_index (self->matches, YztCaseMatch, i).fid);
  }
}

static void
on_cases (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztCommandAfter) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) matches = yzt_session_cases_finish (YZT_SESSION (source), result, &error);
  if (self->command == NULL) {
    return;
  }
  g_clear_pointer (&self->matches, g_array_unref);
  self->matches = matches != NULL ? g_steal_pointer (&matches) : NULL;
  yzt_ui_clear_children (self->cases);
  for (guint i = 0; self->matches != NULL && i < self->matches->len; i++) {
    const YztCaseMatch *match = &g_array_index (self->matches, YztCaseMatch, i);
    g_autofree char *control = isnan (match->control_min) ? NULL : g_strdup_printf (_("under control after %.0f min"), match->control_min);
    g_autofree char *second = g_strjoin (" · ", match->when, match->reasons, control, NULL), *title = g_strdup (match->name);
    GtkWidget *row = gtk_list_box_row_new (), *words = new_words (title, second);
    gtk_widget_add_css_class (words, "reach-row");
    gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), words);
    if (*match->lessons != '\0') {
      gtk_widget_set_tooltip_text (row, match->lessons);
    }
    yzt_ui_name_row (row, title);
    gtk_list_box_append (GTK_LIST_BOX (self->cases), row);
  }
  gboolean any = self->matches != NULL && self->matches->len > 0;
  gtk_widget_set_visible (self->cases, any);
  gtk_widget_set_visible (self->no_case, !any);
}

static void
on_loaded (YztCommandAfter *self)
{
  gint64 incident = yzt_command_get_incident (self->command);
  YztSession *session = yzt_command_get_session (self->command);
  gboolean writable = incident != 0 && !yzt_session_is_read_only (session);
  gtk_widget_set_sensitive (self->buttons[1], writable);
  gtk_widget_set_sensitive (self->buttons[2], writable);
  if (incident == 0 || yzt_session_get_store (session) == NULL) {
    return;
  }
  read_record (self);
  if (incident != self->incident) {
    self->incident = incident;
    yzt_session_cases_async (session, incident, MOST_CASES, on_cases, g_object_ref (self));
  }
}

/* What closes and what is drawn may make another case the likest one. */
static void
on_rows_changed (YztCommandAfter *self, YztActResult *result, gboolean from_outside, YztSession *session)
{
  static const char *const kinds[] = { "case-study", "case_study", "incident", "danger-zone", "danger_zone", NULL };
  gint64 incident = yzt_command_get_incident (self->command);
  gboolean cases = FALSE;
  for (guint i = 0; i < result->touches->len && !cases; i++) {
    cases = g_strv_contains (kinds, g_array_index (result->touches, YztTouch, i).kind);
  }
  if (incident != 0) {
    read_record (self);
    if (cases) {
      yzt_session_cases_async (session, incident, MOST_CASES, on_cases, g_object_ref (self));
    }
  }
}

/* --- class --- */

static void
yzt_command_after_dispose (GObject *object)
{
  YztCommandAfter *self = YZT_COMMAND_AFTER (object);
  GtkWidget *child;
  if (self->command != NULL) {
    g_signal_handlers_disconnect_by_data (self->command, self);
    g_signal_handlers_disconnect_by_data (yzt_command_get_session (self->command), self);
  }
  g_clear_object (&self->command);
  g_clear_pointer (&self->record, yzt_incident_record_free);
  g_clear_pointer (&self->matches, g_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL) {
    gtk_widget_unparent (child);
  }
  G_OBJECT_CLASS (yzt_command_after_parent_class)->dispose (object);
}

static void
yzt_command_after_class_init (YztCommandAfterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_command_after_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[THING_ACTIVATED] = g_signal_new ("thing-activated", YZT_TYPE_COMMAND_AFTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT64);
}

static void
yzt_command_after_init (YztCommandAfter *self)
{
}

static GtkWidget *
new_card (GtkWidget *all, const char *heading)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "panel-card");
  gtk_box_append (GTK_BOX (card), yzt_ui_label (heading, "heading"));
  gtk_box_append (GTK_BOX (all), card);
  return card;
}

static GtkWidget *
new_button (YztCommandAfter *self, guint i, const char *label, const char *tip, GCallback clicked)
{
  self->buttons[i] = gtk_button_new_with_label (label);
  gtk_widget_set_tooltip_text (self->buttons[i], tip);
  gtk_widget_add_css_class (self->buttons[i], "small-button");
  g_signal_connect_swapped (self->buttons[i], "clicked", clicked, self);
  return self->buttons[i];
}

GtkWidget *
yzt_command_after_new (YztCommand *command)
{
  g_return_val_if_fail (YZT_IS_COMMAND (command), NULL);
  YztCommandAfter *self = g_object_new (YZT_TYPE_COMMAND_AFTER, NULL);
  GtkWidget *all = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *card;
  self->command = g_object_ref (command);
  card = new_card (all, _("Advice"));
  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  gtk_box_append (GTK_BOX (row), new_button (self, 0, _("Experts…"), _("By speciality and distance"), G_CALLBACK (on_experts)));
  gtk_box_append (GTK_BOX (row), new_button (self, 1, _("Call…"), _("Who was called and what was answered"), G_CALLBACK (on_call)));
  gtk_box_append (GTK_BOX (row), new_button (self, 2, _("Conference…"), _("By the room's own meeting system; who took part and the minutes stand in the record"), G_CALLBACK (on_conference)));
  self->conferences = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  self->cases = gtk_list_box_new ();
  self->no_case = yzt_ui_label (_("No case in the library is like this one."), "second-line");
  gtk_label_set_wrap (GTK_LABEL (self->no_case), TRUE);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->cases), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->cases, "panel-list");
  gtk_widget_set_visible (self->conferences, FALSE);
  gtk_widget_set_visible (self->cases, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->cases), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Cases that are alike"), -1);
  gtk_box_append (GTK_BOX (card), row);
  gtk_box_append (GTK_BOX (card), self->conferences);
  gtk_box_append (GTK_BOX (card), yzt_ui_label (_("Cases that are alike"), "second-line"));
  gtk_box_append (GTK_BOX (card), self->cases);
  gtk_box_append (GTK_BOX (card), self->no_case);
  card = new_card (all, _("Afterwards"));
  self->open_words = yzt_ui_label ("", "second-line");
  gtk_label_set_wrap (GTK_LABEL (self->open_words), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->open_words), PANGO_WRAP_WORD_CHAR);
  gtk_box_append (GTK_BOX (card), self->open_words);
  gtk_box_append (GTK_BOX (card), new_button (self, 3, _("Assessment and Closing…"), _("How long it took, what the plan foresaw, findings, what was used"), G_CALLBACK (on_assess)));
  gtk_widget_set_parent (all, GTK_WIDGET (self));
  g_signal_connect (self->cases, "row-activated", G_CALLBACK (on_case), self);
  g_signal_connect_swapped (command, "loaded", G_CALLBACK (on_loaded), self);
  g_signal_connect_swapped (yzt_command_get_session (command), "rows-changed", G_CALLBACK (on_rows_changed), self);
  on_loaded (self);
  return GTK_WIDGET (self);
}

int
yzt_command_after_get_n_cases (YztCommandAfter *self)
{
  g_return_val_if_fail (YZT_IS_COMMAND_AFTER (self), -1);
  return self->matches != NULL ? (int) self->matches->len : -1;
}
