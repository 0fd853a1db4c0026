/* yzt-incident-panel-work.c: of an incident, what is to be done and by whom: instructions of leaders, tasks, whom to call
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-incident-panel-private.h"

#define MOST_ROWS 40

static gboolean
is_open_task (const YztRow *task)
{
  const char *state = yzt_row_get_text (task, "state");
  return g_strcmp0 (state, "done") != 0 && g_strcmp0 (state, "dropped") != 0;
}

static gboolean
is_overdue (YztIncidentPanel *self, const YztRow *task)
{
  const char *text = yzt_row_get_text (task, "due_utc");
  gint64 due_ms = 0;
  return is_open_task (task) && text != NULL && yzt_time_parse (text, NULL, &due_ms) && due_ms <= yzt_clock_now_ms (yzt_session_get_clock (self->session));
}

/* "fire brigade · due 18:30 ▲ overdue" */
static char *
task_in_words (YztIncidentPanel *self, const YztRow *task)
{
  g_autoptr (GString) words = g_string_new (yzt_panel_text (task, "role"));
  g_autofree char *due = yzt_panel_time (self, task, "due_utc"), *done = yzt_panel_time (self, task, "done_utc");
  const char *outcome = yzt_kind_find_field (task->kind, "outcome") != NULL ? yzt_panel_text (task, "outcome") : "";
  if (!is_open_task (task)) {
    g_string_append_printf (words, "%s%s %s %s", words->len > 0 ? " · " : "", yzt_panel_value (self, task, "state"), done, yzt_panel_text (task, "done_by"));
    g_string_append_printf (words, "%s%s", *outcome != '\0' ? " · " : "", outcome);
  } else if (*due != '\0') {
    g_string_append_printf (words, "%s", words->len > 0 ? " · " : "");
    g_string_append_printf (words, _("due by %s"), due);
    if (is_overdue (self, task)) {
      g_string_append_printf (words, " · ▲ %s", _("overdue"));
    }
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
add_task (YztIncidentPanel *self, GtkWidget *card, const YztRow *task)
{
  g_autofree char *words = task_in_words (self, task), *act = g_strdup_printf ("task-done:%ld", (long) task->fid);
  gboolean open = is_open_task (task) && !yzt_session_is_read_only (self->session);
  GtkWidget *row = yzt_panel_row (yzt_panel_text (task, "name"), words, open ? yzt_panel_button (_("Done…"), act) : NULL);
  if (!is_open_task (task)) {
    gtk_widget_add_css_class (row, "done-row");
  } else if (is_overdue (self, task)) {
    gtk_widget_add_css_class (gtk_widget_get_last_child (gtk_widget_get_first_child (row)), "late");
  }
  gtk_box_append (GTK_BOX (card), row);
}

static GtkWidget *
adding (YztIncidentPanel *self, const char *label, const char *act)
{
  return yzt_session_is_read_only (self->session) || !self->record->open ? NULL : yzt_panel_button (label, act);
}

static void
add_more (GtkWidget *card, guint n)
{
  if (n > MOST_ROWS) {
    g_autofree char *words = g_strdup_printf (ngettext ("and %u more: in the table (Ctrl+T)", "and %u more: in the table (Ctrl+T)", n - MOST_ROWS), n - MOST_ROWS);
    gtk_box_append (GTK_BOX (card), yzt_ui_label (words, "second-line"));
  }
}

static void
add_tasks (YztIncidentPanel *self, GtkBox *box)
{
  GPtrArray *tasks = yzt_incident_record_rows (self->record, "task");
  GtkWidget *card = yzt_panel_card (box, _("Tasks"), adding (self, _("Add…"), "task"));
  guint shown = 0;
  for (int done = 0; done <= 1; done++) {
    for (guint i = 0; i < tasks->len; i++) {
      if (is_open_task (tasks->pdata[i]) == !done && shown++ < MOST_ROWS) {
        add_task (self, card, tasks->pdata[i]);
      }
    }
  }
  if (tasks->len == 0) {
    gtk_box_append (GTK_BOX (card), yzt_ui_label (_("No task yet; a plan brings its own (Plan, Apply)."), "second-line"));
  }
  add_more (card, shown);
}

static void
add_instructions (YztIncidentPanel *self, GtkBox *box)
{
  GPtrArray *rows = yzt_incident_record_rows (self->record, "instruction");
  GtkWidget *card = yzt_panel_card (box, _("Instructions of Leaders"), adding (self, _("Enter…"), "instruct"));
  for (guint i = rows->len; i > 0; i--) {
    const YztRow *row = rows->pdata[i - 1];
    const char *role = yzt_panel_text (row, "role");
    g_autofree char *time = yzt_panel_time (self, row, "given_utc");
    g_autofree char *words = g_strdup_printf ("%s · %s%s%s", yzt_panel_text (row, "leader"), time, *role != '\0' ? " · " : "", role);
    gtk_box_append (GTK_BOX (card), yzt_panel_row (yzt_panel_text (row, "name"), words, NULL));
  }
  if (rows->len == 0) {
    gtk_box_append (GTK_BOX (card), yzt_ui_label (_("None yet"), "second-line"));
  }
}

static void
add_contacts (YztIncidentPanel *self, GtkBox *box)
{
  GPtrArray *rows = yzt_incident_record_rows (self->record, "incident-contact");
  GtkWidget *heads = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *add = adding (self, _("Call…"), "call:0"), *paper = gtk_button_new_with_label (_("Paper…"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (paper), "win.paper");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (paper), "(sxs)", "call-list", self->record->row->fid, "incident");
  gtk_widget_set_tooltip_text (paper, _("The call list on paper, with columns to write on"));
  gtk_widget_add_css_class (paper, "flat");
  gtk_widget_add_css_class (paper, "panel-button");
  gtk_widget_set_valign (paper, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (heads), paper);
  if (add != NULL) {
    gtk_box_append (GTK_BOX (heads), add);
  }
  GtkWidget *card = yzt_panel_card (box, _("Whom to Call"), heads);
  if (rows->len == 0) {
    gtk_box_append (GTK_BOX (card), yzt_ui_label (_("Nobody yet; a plan brings its own, and so does a danger zone."), "second-line"));
  }
  for (guint i = 0; i < rows->len && i < MOST_ROWS; i++) {
    const YztRow *row = rows->pdata[i];
    g_autofree char *called = yzt_panel_time (self, row, "called_utc");
    const char *role = yzt_panel_text (row, "role"), *unit = yzt_panel_text (row, "unit_name"), *answer = yzt_panel_text (row, "answer");
    g_autoptr (GString) words = g_string_new (role);
    g_string_append_printf (words, "%s%s", words->len > 0 && *unit != '\0' ? " · " : "", unit);
    if (*called != '\0') {
      g_string_append_printf (words, "%s", words->len > 0 ? " · " : "");
      g_string_append_printf (words, _("called %s"), called);
      g_string_append_printf (words, "%s%s", *answer != '\0' ? ": " : "", answer);
    }
    GtkWidget *phone = yzt_ui_label (yzt_panel_text (row, "phone"), "row-figure number");
    gtk_label_set_selectable (GTK_LABEL (phone), TRUE);
    gtk_widget_set_can_focus (phone, FALSE);
    GtkWidget *right = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
    gtk_box_append (GTK_BOX (right), phone);
    if (!yzt_session_is_read_only (self->session)) {
      g_autofree char *act = g_strdup_printf ("call:%ld", (long) row->fid);
      gtk_box_append (GTK_BOX (right), yzt_panel_button (_("Called…"), act));
    }
    gtk_box_append (GTK_BOX (card), yzt_panel_row (yzt_panel_text (row, "name"), words->str, right));
  }
  add_more (card, rows->len);
}

void
yzt_panel_fill_work (YztIncidentPanel *self, GtkBox *box)
{
  add_tasks (self, box);
  add_instructions (self, box);
  add_contacts (self, box);
}
