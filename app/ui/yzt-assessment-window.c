/* yzt-assessment-window.c: an incident looked back on
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-assessment-window.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-command-asking.h"
#include "yzt-file-choosers.h"
#include "yzt-fill-in-turn.h"
#include "yzt-incident-asking.h"
#include "yzt-paper-save.h"
#include "yzt-report.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define MOST_ROWS 200

enum { BEFORE, TIMES, POINTS, FINDINGS, USES, N_SECTIONS };

struct _YztAssessmentWindow {
  AdwWindow parent_instance;
  YztSession *session;
  gint64 incident_fid;
  YztAssessment *assessment; /* NULL while it is read */
  YztIncidentRecord *record;
  GtkWidget *body, *toasts, *close, *add, *notes[N_SECTIONS], *lists[N_SECTIONS];
  gboolean wants_consumption, reading, stale;
};
G_DEFINE_FINAL_TYPE (YztAssessmentWindow, yzt_assessment_window, ADW_TYPE_WINDOW)

/* --- rows: made a few a frame --- */

typedef struct {
  char *title, *second, *figure;
  const char *class;  /* of the figure; NULL none */
  guint point;        /* number of the point that a finding may be made of, from 1; 0 none */
} Line;

typedef struct {
  YztAssessmentWindow *self;
  GArray *lines; /* Line */
} Lines;

static void
line_clear (gpointer data)
{
  Line *line = data;
  g_free (line->title);
  g_free (line->second);
  g_free (line->figure);
}

static void
lines_free (gpointer data)
{
  Lines *lines = data;
  g_array_unref (lines->lines);
  g_free (lines);
}

static Lines *
lines_new (YztAssessmentWindow *self)
{
  Lines *lines = g_new0 (Lines, 1);
  lines->self = self; /* whose list it is filled into: it outlives the filling */
  lines->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  g_array_set_clear_func (lines->lines, line_clear);
  return lines;
}

/* Takes the texts. */
static void
add_line (Lines *lines, char *title, char *second, char *figure, const char *class, guint point)
{
  Line line = { title, second, figure, class, point };
  if (lines->lines->len < MOST_ROWS) {
    g_array_append_val (lines->lines, line);
  } else {
    line_clear (&line);
  }
}

static void
on_finding (GtkButton *button, YztAssessmentWindow *self)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "point"));
  if (self->assessment != NULL && i <= self->assessment->points->len) {
    yzt_command_ask_finding (GTK_WINDOW (self), self->session, self->incident_fid, self->assessment, i > 0 ? &g_array_index (self->assessment->points, YztAssessPoint, i - 1) : NULL);
  }
}

/* @point 0: of one's own, else the number of the point from 1. */
static GtkWidget *
finding_button (YztAssessmentWindow *self, guint point, const char *label, const char *name)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  g_object_set_data (G_OBJECT (button), "point", GUINT_TO_POINTER (point));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "small-button");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (on_finding), self);
  return button;
}

static GtkWidget *
make_row (guint i, gpointer data)
{
  Lines *lines = data;
  const Line *line = &g_array_index (lines->lines, Line, i);
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *name = yzt_ui_label (line->title, "row-title"), *second = yzt_ui_label (line->second, "second-line number");
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (name), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_wrap (GTK_LABEL (second), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (second), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), name);
  gtk_box_append (GTK_BOX (words), second);
  gtk_box_append (GTK_BOX (box), words);
  if (line->figure != NULL) {
    GtkWidget *figure = yzt_ui_label (line->figure, "number");
    gtk_widget_set_valign (figure, GTK_ALIGN_CENTER);
    gtk_widget_add_css_class (figure, line->class != NULL ? line->class : "number");
    gtk_box_append (GTK_BOX (box), figure);
  }
  if (line->point > 0 && !yzt_session_is_read_only (lines->self->session)) {
    g_autofree char *what = g_strdup_printf (_("Finding about %s"), line->title);
    gtk_box_append (GTK_BOX (box), finding_button (lines->self, line->point, _("Finding…"), what));
  }
  gtk_widget_add_css_class (box, "reach-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

/* @explanation "": none. */
static void
show_lines (YztAssessmentWindow *self, guint section, const char *explanation, Lines *lines)
{
  gtk_label_set_text (GTK_LABEL (self->notes[section]), explanation);
  gtk_widget_set_visible (self->notes[section], *explanation != '\0');
  gtk_widget_set_visible (self->lists[section], lines->lines->len > 0);
  yzt_fill_in_turn (GTK_LIST_BOX (self->lists[section]), lines->lines->len, make_row, lines, lines_free);
}

static gboolean
is_over (YztAssessmentWindow *self)
{
  return self->record != NULL && g_strcmp0 (yzt_row_get_text (self->record->row, "state"), "closed") == 0;
}

static void
show_close_list (YztAssessmentWindow *self)
{
  g_autoptr (GArray) items = yzt_close_items (self->record, yzt_session_get_language (self->session));
  Lines *lines = lines_new (self);
  for (guint i = 0; i < items->len; i++) {
    const YztCloseItem *item = &g_array_index (items, YztCloseItem, i);
    char *second = item->done || *item->names == '\0' ? g_strdup (item->basis) : g_strdup_printf ("%s · %s", item->basis, item->names);
    char *figure = item->done ? g_strdup (_("✓ done")) : item->n_open > 0 ? g_strdup_printf (_("▼ %u open"), item->n_open) : g_strdup (item->must ? _("▼ missing") : _("missing"));
    add_line (lines, g_strdup (item->label), second, figure, item->done || !item->must ? "dim-label" : "heading", 0);
  }
  show_lines (self, BEFORE, is_over (self) ? _("The incident is closed; what was left open stands in its log.") : _("What is open needs a reason by who closes the incident."), lines);
}

static void
show_times (YztAssessmentWindow *self)
{
  Lines *lines = lines_new (self);
  for (guint i = 0; i < self->assessment->times->len; i++) {
    const YztAssessTime *time = &g_array_index (self->assessment->times, YztAssessTime, i);
    g_autofree char *at = time->at_ms > 0 ? yzt_ui_time_with_age (self->session, time->at_ms) : g_strdup ("");
    char *second = g_strdup_printf (_("from: %s%s%s"), time->from_label, *at != '\0' ? " · " : "", at);
    add_line (lines, g_strdup (time->label), second, yzt_assess_time_words (time),
              isnan (time->minutes) ? "dim-label" : !isnan (time->limit_min) && time->minutes > time->limit_min ? "heading" : NULL, 0);
  }
  show_lines (self, TIMES, _("From the acts kept in the map; what no act tells is not known."), lines);
}

static void
show_points (YztAssessmentWindow *self)
{
  Lines *lines = lines_new (self);
  for (guint i = 0; i < self->assessment->points->len; i++) {
    const YztAssessPoint *point = &g_array_index (self->assessment->points, YztAssessPoint, i);
    char *second = g_strdup_printf (_("foreseen: %s · happened: %s"), point->foreseen, point->happened);
    add_line (lines, g_strdup (point->what), second, g_strdup (yzt_assess_outcome_label (point->outcome)), point->outcome == YZT_ASSESS_NOT_MET ? "heading" : "dim-label",
              *point->proposed != '\0' ? i + 1 : 0);
  }
  show_lines (self, POINTS, lines->lines->len == 0 ? _("No plan was applied to this incident.") : "", lines);
}

static void
show_findings (YztAssessmentWindow *self)
{
  Lines *lines = lines_new (self);
  for (guint i = 0; i < self->assessment->findings->len; i++) {
    const YztRow *row = self->assessment->findings->pdata[i];
    const char *name = yzt_row_get_text (row, "name"), *measure = yzt_row_get_text (row, "measure"), *by = yzt_row_get_text (row, "found_by"), *plan = yzt_row_get_text (row, "plan");
    char *second = g_strjoin (" · ", measure != NULL ? measure : _("no measure said"), by != NULL ? by : "", NULL);
    add_line (lines, g_strdup (name != NULL ? name : ""), second, plan != NULL ? g_strdup (_("handed to the plan")) : NULL, "dim-label", 0);
  }
  show_lines (self, FINDINGS, lines->lines->len == 0 ? _("None entered yet. A finding can be handed to a plan as a proposed revision.") : "", lines);
}

static void
show_uses (YztAssessmentWindow *self)
{
  Lines *lines = lines_new (self);
  for (guint i = 0; i < self->assessment->uses->len; i++) {
    const YztAssessUse *use = &g_array_index (self->assessment->uses, YztAssessUse, i);
    g_autofree char *sent = yzt_text_group_number (use->sent, 2), *consumed = yzt_text_group_number (use->consumed, 2), *returned = yzt_text_group_number (use->returned, 2);
    g_autofree char *hours = isnan (use->hours) ? NULL : g_strdup_printf (_("%.1f h"), use->hours);
    g_autofree char *back = g_strdup_printf (_("consumed %s, returned %s"), consumed, returned);
    add_line (lines, g_strdup_printf ("%s · %s", use->base, use->what), g_strjoin (" · ", use->code, use->state, back, hours, NULL), g_strdup_printf ("%s %s", sent, use->unit), NULL, 0);
  }
  show_lines (self, USES, lines->lines->len == 0 ? _("No order was given.") : "", lines);
}

static void
show_all (YztAssessmentWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  gboolean writable = !yzt_session_is_read_only (self->session);
  for (guint i = 0; focus != NULL && i < N_SECTIONS; i++) {
    if (gtk_widget_is_ancestor (focus, self->lists[i])) {
      gtk_window_set_focus (GTK_WINDOW (self), self->add); /* the row goes, and the focus must not go with it */
    }
  }
  gtk_widget_set_sensitive (self->close, writable && !is_over (self));
  gtk_widget_set_sensitive (self->add, writable);
  show_close_list (self);
  show_times (self);
  show_points (self);
  show_findings (self);
  show_uses (self);
}

/* --- reading --- */

static void read_anew (YztAssessmentWindow *self);

static void
tell (YztAssessmentWindow *self, const char *sentence)
{
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), adw_toast_new (sentence));
}

static void
on_assessed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztAssessmentWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  YztAssessment *assessment = yzt_session_assess_finish (YZT_SESSION (source), result, &error);
  self->reading = FALSE;
  if (assessment == NULL || self->session == NULL) {
    g_clear_pointer (&assessment, yzt_assessment_free);
    if (self->session != NULL) {
      tell (self, yzt_ui_error_text (error));
    }
    return;
  }
  g_clear_pointer (&self->assessment, yzt_assessment_free);
  self->assessment = assessment;
  show_all (self);
  if (self->stale) {
    read_anew (self);
  }
}

static void
on_record (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztAssessmentWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  YztIncidentRecord *record = yzt_session_read_incident_finish (YZT_SESSION (source), result, &error);
  if (record == NULL || self->session == NULL) {
    self->reading = FALSE;
    g_clear_pointer (&record, yzt_incident_record_free);
    if (self->session != NULL) {
      tell (self, yzt_ui_error_text (error));
    }
    return;
  }
  g_clear_pointer (&self->record, yzt_incident_record_free);
  self->record = record;
  yzt_session_assess_async (self->session, self->incident_fid, on_assessed, g_object_ref (self));
}

static void
read_anew (YztAssessmentWindow *self)
{
  self->stale = self->reading;
  if (!self->reading) {
    self->reading = TRUE;
    yzt_session_read_incident_async (self->session, self->incident_fid, NULL, on_record, g_object_ref (self));
  }
}

/* --- what is done from here --- */

static void
on_close (YztAssessmentWindow *self)
{
  for (guint i = 0; self->record != NULL && i < self->record->next->len; i++) {
    const YztIncidentNext *next = &g_array_index (self->record->next, YztIncidentNext, i);
    if (g_str_equal (next->id, "state") && g_str_equal (next->value, "closed")) {
      yzt_incident_ask (GTK_WINDOW (self), self->session, self->record, "state", "closed", next->needs, next->label, NULL);
      return;
    }
  }
  tell (self, _("First say that the rescue is done (in the dossier of the incident); then it can be closed."));
}

static void
on_saved (const char *sentence, gpointer user_data)
{
  YztAssessmentWindow *self = user_data;
  if (self->session != NULL) {
    tell (self, sentence);
  }
}

static void
on_file (GFile *file, gpointer user_data)
{
  YztAssessmentWindow *self = user_data;
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL && self->session != NULL) {
    const YztPaperAsk ask = { .type = self->wants_consumption ? "consumption" : "assessment", .fid = self->incident_fid };
    yzt_paper_save (self->session, &ask, path, on_saved, G_OBJECT (self));
  }
}

static void
choose (YztAssessmentWindow *self, gboolean consumption)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", consumption ? _("Consumption") : _("Assessment"), "docx");
  self->wants_consumption = consumption;
  yzt_choose_file_to_write (GTK_WINDOW (self), consumption ? _("Save the sheet of consumption (.pdf, .docx, .csv)") : _("Save the assessment (.pdf, .docx)"), name, on_file, self);
}

static void
on_save (YztAssessmentWindow *self)
{
  choose (self, FALSE);
}

static void
on_save_consumption (YztAssessmentWindow *self)
{
  choose (self, TRUE);
}

/* --- class --- */

static void
yzt_assessment_window_dispose (GObject *object)
{
  YztAssessmentWindow *self = YZT_ASSESSMENT_WINDOW (object);
  if (self->session != NULL) {
    g_signal_handlers_disconnect_by_data (self->session, self);
  }
  g_clear_object (&self->session);
  g_clear_pointer (&self->assessment, yzt_assessment_free);
  g_clear_pointer (&self->record, yzt_incident_record_free);
  G_OBJECT_CLASS (yzt_assessment_window_parent_class)->dispose (object);
}

static void
yzt_assessment_window_class_init (YztAssessmentWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_assessment_window_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
new_button (const char *label, const char *tip, GCallback clicked, YztAssessmentWindow *self)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  gtk_widget_set_tooltip_text (button, tip);
  g_signal_connect_swapped (button, "clicked", clicked, self);
  return button;
}

static void
add_section (YztAssessmentWindow *self, guint section, const char *title, GtkWidget *button)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *heading = yzt_ui_label (title, "heading");
  self->notes[section] = yzt_ui_label ("", "second-line");
  self->lists[section] = gtk_list_box_new ();
  gtk_label_set_wrap (GTK_LABEL (self->notes[section]), TRUE);
  gtk_widget_set_hexpand (heading, TRUE);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->lists[section]), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->lists[section], "panel-list");
  gtk_widget_set_visible (self->lists[section], FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->lists[section]), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "panel-card");
  gtk_box_append (GTK_BOX (head), heading);
  if (button != NULL) {
    gtk_box_append (GTK_BOX (head), button);
  }
  gtk_box_append (GTK_BOX (card), head);
  gtk_box_append (GTK_BOX (card), self->notes[section]);
  gtk_box_append (GTK_BOX (card), self->lists[section]);
  gtk_box_append (GTK_BOX (self->body), card);
}

static void
add_sections (YztAssessmentWindow *self)
{
  self->add = finding_button (self, 0, _("Add…"), _("Add a finding"));
  gtk_widget_set_sensitive (self->add, FALSE);
  gtk_widget_set_sensitive (self->close, FALSE);
  add_section (self, BEFORE, _("Before Closing"), NULL);
  add_section (self, TIMES, _("How Long It Took"), NULL);
  add_section (self, POINTS, _("What the Plan Foresaw"), NULL);
  add_section (self, FINDINGS, _("Findings"), self->add);
  add_section (self, USES, _("Resources Used"), NULL);
}

static void
yzt_assessment_window_init (YztAssessmentWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *bar = adw_header_bar_new (), *clamp = adw_clamp_new ();
  self->body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  self->toasts = adw_toast_overlay_new ();
  self->close = new_button (_("Close the Incident…"), NULL, G_CALLBACK (on_close), self);
  gtk_window_set_default_size (GTK_WINDOW (self), 720, 700);
  add_sections (self);
  gtk_widget_set_margin_top (self->body, 12);
  gtk_widget_set_margin_bottom (self->body, 12);
  gtk_widget_set_margin_start (self->body, 12);
  gtk_widget_set_margin_end (self->body, 12);
  gtk_widget_add_css_class (self->close, "suggested-action");
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), self->close);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), new_button (_("Save…"), _("The assessment as PDF or DOCX"), G_CALLBACK (on_save), self));
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), new_button (_("Consumption…"), _("What each team and depot consumed, for compensation, as PDF, DOCX or CSV"), G_CALLBACK (on_save_consumption), self));
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 760);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->body);
  GtkWidget *scroller = yzt_ui_scroller (clamp);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (self->toasts), scroller);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), self->toasts);
  adw_window_set_content (ADW_WINDOW (self), box);
}

YztAssessmentWindow *
yzt_assessment_window_new (GtkWindow *parent, YztSession *session, gint64 incident_fid)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztAssessmentWindow *self = g_object_new (YZT_TYPE_ASSESSMENT_WINDOW, "transient-for", parent, "destroy-with-parent", TRUE, "title", _("Assessment"), NULL);
  self->session = g_object_ref (session);
  self->incident_fid = incident_fid;
  g_signal_connect_object (session, "rows-changed", G_CALLBACK (read_anew), self, G_CONNECT_SWAPPED);
  read_anew (self);
  return self;
}

const YztAssessment *
yzt_assessment_window_get (YztAssessmentWindow *self)
{
  g_return_val_if_fail (YZT_IS_ASSESSMENT_WINDOW (self), NULL);
  return self->assessment;
}
