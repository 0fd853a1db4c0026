/* yzt-report-window.c: the reports of an incident: drafted from the record, checked, signed, sent to each recipient, signed for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-edits.h"
#include "yzt-file-choosers.h"
#include "yzt-incident-act.h"
#include "yzt-incident-asking.h"
#include "yzt-paper-save.h"
#include "yzt-report-window-private.h"
#include "yzt-watchdog.h"

G_DEFINE_FINAL_TYPE (YztReportWindow, yzt_report_window, ADW_TYPE_WINDOW)


static void read_again (YztReportWindow *self);

static const char *
text_of (const YztRow *row, const char *field)
{
  const char *text = row != NULL ? yzt_row_get_text (row, field) : NULL;
  return text != NULL ? text : "";
}

const YztRow *
yzt_report_window_row (YztReportWindow *self)
{
  GPtrArray *reports = self->record != NULL ? yzt_incident_record_rows (self->record, "report") : NULL;
  for (guint i = 0; reports != NULL && i < reports->len; i++) {
    if (((const YztRow *) reports->pdata[i])->fid == self->current) {
      return reports->pdata[i];
    }
  }
  return NULL;
}

void
yzt_report_window_tell (YztReportWindow *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->problem), sentence != NULL ? sentence : "");
}

/* --- the text --- */

static char *
typed_text (YztReportWindow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text));
  GtkTextIter from, to;
  gtk_text_buffer_get_bounds (buffer, &from, &to);
  return gtk_text_buffer_get_text (buffer, &from, &to, FALSE);
}

/* What nobody knows yet stands out in the text as it does on paper: bold and underlined, no colour. */
static void
mark_unknown (YztReportWindow *self)
{
  static const char *const marks[] = { "【待核实】", "【to be verified】" }; /* as the draft writes them, yzt-report-draft.c */
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text));
  GtkTextIter at, from, to;
  gtk_text_buffer_get_bounds (buffer, &from, &to);
  gtk_text_buffer_remove_tag_by_name (buffer, "unknown", &from, &to);
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++) {
    gtk_text_buffer_get_start_iter (buffer, &at);
    while (gtk_text_iter_forward_search (&at, marks[i], 0, &from, &to, NULL)) {
      gtk_text_buffer_apply_tag_by_name (buffer, "unknown", &from, &to);
      at = to;
    }
  }
}

static void
on_text_changed (YztReportWindow *self)
{
  if (!self->showing) {
    self->changed = TRUE;
    gtk_widget_set_sensitive (self->keep, TRUE);
    mark_unknown (self);
  }
}

/* --- showing --- */

static gboolean
is_open (const YztRow *report)
{
  return report != NULL && (g_str_equal (text_of (report, "state"), "draft") || g_str_equal (text_of (report, "state"), "checked"));
}

/* The one thing that comes next has the button. */
static const char *
next_act (const YztRow *report)
{
  const char *state = text_of (report, "state");
  return g_str_equal (state, "draft") ? "report-check" : g_str_equal (state, "checked") ? "report-sign" : g_str_equal (state, "signed") ? "report-send" : NULL;
}

static void
show_buttons (YztReportWindow *self, const YztRow *report)
{
  const char *act = next_act (report);
  gboolean writing = !yzt_session_is_read_only (self->session) && !self->busy;
  const char *label = act == NULL ? "" : g_str_equal (act, "report-check") ? _("Checked") : g_str_equal (act, "report-sign") ? _("Sign") : _("Send…");
  gtk_button_set_label (GTK_BUTTON (self->next), label);
  gtk_widget_set_visible (self->next, act != NULL);
  gtk_widget_set_sensitive (self->next, writing);
  gtk_widget_set_visible (self->keep, is_open (report));
  gtk_widget_set_sensitive (self->keep, writing && self->changed);
  gtk_widget_set_visible (self->give_back, g_str_equal (text_of (report, "state"), "checked"));
  gtk_widget_set_visible (self->drop, is_open (report));
}

static void
show_text (YztReportWindow *self, const YztRow *report)
{
  g_autofree char *now = typed_text (self);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->text), is_open (report) && !yzt_session_is_read_only (self->session));
  if (self->changed || g_str_equal (now, text_of (report, "text"))) {
    return; /* what is being typed stays */
  }
  self->showing = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)), text_of (report, "text"), -1);
  mark_unknown (self);
  self->showing = FALSE;
}

static void
show_banner (YztReportWindow *self, const YztRow *report)
{
  const char *returned = text_of (report, "returned"), *state = text_of (report, "state");
  g_autoptr (GString) words = g_string_new (self->record->status);
  if (g_str_equal (state, "signed")) {
    g_string_append_printf (words, "%s%s", words->len > 0 ? " · " : "", _("Frozen: it stays as it was signed"));
  } else if (g_str_equal (state, "dropped")) {
    g_string_append_printf (words, "%s%s", words->len > 0 ? " · " : "", _("Dropped"));
  } else if (*returned != '\0' && g_str_equal (state, "draft")) {
    g_string_append_printf (words, "%s", words->len > 0 ? " · " : "");
    g_string_append_printf (words, _("Returned: %s"), returned);
  }
  gtk_label_set_text (GTK_LABEL (self->banner), words->str);
  gtk_widget_set_visible (self->banner, words->len > 0);
}

static void
show_report (YztReportWindow *self)
{
  const YztRow *report = yzt_report_window_row (self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), report != NULL ? "report" : "nothing");
  gtk_widget_set_sensitive (self->papers, report != NULL);
  if (report == NULL) {
    return;
  }
  show_banner (self, report);
  yzt_report_show_steps (self, report);
  show_text (self, report);
  yzt_report_show_sendings (self, report);
  yzt_report_show_elements (self, report);
  show_buttons (self, report);
}

static GtkWidget *
new_list_row (YztReportWindow *self, const YztRow *report)
{
  const char *language = yzt_session_get_language (self->session), *name = text_of (report, "name");
  const YztField *what = yzt_kind_find_field (report->kind, "what"), *state = yzt_kind_find_field (report->kind, "state");
  GtkWidget *row = gtk_list_box_row_new (), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  const YztCell *number = yzt_row_get (report, "number");
  g_autofree char *title = g_strdup_printf ("%s%s%ld", yzt_field_get_value_label (what, text_of (report, "what"), language),
                                            number != NULL && number->type == YZT_CELL_INTEGER ? " " : "",
                                            number != NULL && number->type == YZT_CELL_INTEGER ? (long) number->v.integer : 0L);
  gtk_box_append (GTK_BOX (words), yzt_ui_label (title, "row-title"));
  gtk_box_append (GTK_BOX (words), yzt_ui_label (yzt_field_get_value_label (state, text_of (report, "state"), language), "second-line"));
  gtk_widget_add_css_class (words, "call-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), words);
  g_object_set_data_full (G_OBJECT (row), "fid", g_memdup2 (&report->fid, sizeof report->fid), g_free);
  yzt_ui_name_row (row, name);
  return row;
}

static void
show_list (YztReportWindow *self)
{
  GPtrArray *reports = yzt_incident_record_rows (self->record, "report");
  self->showing = TRUE;
  yzt_ui_clear_children (self->list);
  for (guint i = reports->len; i > 0; i--) {
    GtkWidget *row = new_list_row (self, reports->pdata[i - 1]);
    gtk_list_box_append (GTK_LIST_BOX (self->list), row);
    if (((const YztRow *) reports->pdata[i - 1])->fid == self->current) {
      gtk_list_box_select_row (GTK_LIST_BOX (self->list), GTK_LIST_BOX_ROW (row));
    }
  }
  self->showing = FALSE;
}

static void
choose (YztReportWindow *self, gint64 fid)
{
  if (fid != self->current) {
    self->current = fid;
    self->changed = FALSE;
    yzt_report_window_tell (self, NULL);
  }
}

static void
on_row_selected (GtkListBox *list, GtkListBoxRow *row, YztReportWindow *self)
{
  if (!self->showing && row != NULL) {
    choose (self, *(gint64 *) g_object_get_data (G_OBJECT (row), "fid"));
    show_report (self);
  }
}

/* --- reading --- */

/* What would be drafted next: the first, then follow-ups; the final one is asked for by name. */
static const char *
next_kind (YztReportWindow *self)
{
  GPtrArray *reports = yzt_incident_record_rows (self->record, "report");
  for (guint i = 0; i < reports->len; i++) {
    if (!g_str_equal (text_of (reports->pdata[i], "state"), "dropped")) {
      return "follow-up";
    }
  }
  return "first";
}

static void
show_wanted (YztReportWindow *self)
{
  GPtrArray *reports = yzt_incident_record_rows (self->record, "report");
  const YztRow *newest = reports->len > 0 ? reports->pdata[reports->len - 1] : NULL;
  if (self->wanted > 0) {
    choose (self, self->wanted);
  } else if (self->wanted < 0 && !is_open (newest) && !yzt_session_is_read_only (self->session)) {
    gtk_widget_activate_action (GTK_WIDGET (self), "report.draft", "s", next_kind (self));
  } else if (self->current == 0 && newest != NULL) {
    choose (self, newest->fid);
  }
  self->wanted = 0;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztReportWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztIncidentRecord) record = yzt_session_read_incident_finish (YZT_SESSION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL) {
    return;
  }
  yzt_watchdog_background ("reports-read");
  g_clear_object (&self->cancellable);
  if (record == NULL) {
    yzt_report_window_tell (self, yzt_ui_error_text (error));
    return;
  }
  g_clear_pointer (&self->record, yzt_incident_record_free_aside);
  self->record = g_steal_pointer (&record);
  show_wanted (self);
  show_list (self);
  show_report (self);
  if (self->again) {
    read_again (self);
  }
}

static void
read_again (YztReportWindow *self)
{
  self->again = self->cancellable != NULL;
  if (!self->again && yzt_session_get_state (self->session) == YZT_SESSION_READY) {
    self->cancellable = g_cancellable_new ();
    yzt_session_read_incident_async (self->session, self->incident, self->cancellable, on_read, g_object_ref (self));
  }
}

static void
on_rows_changed (YztReportWindow *self, YztActResult *result)
{
  YztKindSet *kinds = yzt_session_get_kinds (self->session);
  for (guint i = 0; result->touches != NULL && i < result->touches->len; i++) {
    const char *id = g_array_index (result->touches, YztTouch, i).kind;
    const YztKind *kind = yzt_kind_set_find (kinds, id);
    if (g_str_equal (id, "incident") || (kind != NULL && g_strcmp0 (yzt_kind_get_owner (kind), "incident") == 0)) {
      read_again (self);
      return;
    }
  }
}

/* --- acts --- */

static void run_act (YztReportWindow *self, const char *id);

static void
on_act_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztReportWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, &error);
  g_autofree char *pending = g_steal_pointer (&self->pending);
  self->busy = FALSE;
  if (self->session == NULL) {
    return;
  }
  if (act == NULL) {
    yzt_report_window_tell (self, yzt_ui_error_text (error));
  } else {
    yzt_report_window_tell (self, NULL);
    gint64 made = yzt_act_result_first_fid (act, yzt_kind_set_find (yzt_session_get_kinds (self->session), "report"));
    if (made > 0 && self->current != made && pending == NULL) {
      self->wanted = made;
    }
    self->changed = FALSE;
    if (pending != NULL) {
      run_act (self, pending);
      return;
    }
  }
  if (self->record != NULL) {
    show_buttons (self, yzt_report_window_row (self));
  }
}

static void
write_act (YztReportWindow *self, YztIncidentAct *act)
{
  self->busy = TRUE;
  show_buttons (self, yzt_report_window_row (self));
  yzt_session_incident_act_async (self->session, act, on_act_done, g_object_ref (self));
}

static void
keep_text (YztReportWindow *self)
{
  g_autofree char *text = typed_text (self);
  YztIncidentAct *act = yzt_incident_act_new ("report-edit", self->incident);
  yzt_incident_act_set_integer (act, "report", self->current);
  yzt_incident_act_set (act, "text", text);
  write_act (self, act);
}

static void
run_act (YztReportWindow *self, const char *id)
{
  YztIncidentAct *act = yzt_incident_act_new (id, self->incident);
  yzt_incident_act_set_integer (act, "report", self->current);
  write_act (self, act);
}

/* One key for all steps; where there is no report yet, it drafts one. */
static void
action_next (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztReportWindow *self = YZT_REPORT_WINDOW (widget);
  const YztRow *report = yzt_report_window_row (self);
  const char *act = next_act (report);
  if (report == NULL && self->record != NULL) {
    gtk_widget_activate_action (widget, "report.draft", "s", next_kind (self));
  }
  if (act == NULL || self->busy) {
    return;
  }
  yzt_watchdog_action (act);
  if (g_str_equal (act, "report-send")) {
    yzt_report_ask_send (self, report);
  } else if (self->changed) {
    g_free (self->pending);
    self->pending = g_strdup (act);
    keep_text (self);
  } else {
    run_act (self, act);
  }
}

static void
action_keep (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztReportWindow *self = YZT_REPORT_WINDOW (widget);
  yzt_watchdog_action (name);
  if (self->changed && !self->busy && is_open (yzt_report_window_row (self))) {
    keep_text (self);
  }
}

static void
action_draft (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztReportWindow *self = YZT_REPORT_WINDOW (widget);
  yzt_watchdog_action (name);
  if (!self->busy && !yzt_session_is_read_only (self->session)) {
    YztIncidentAct *act = yzt_incident_act_new ("report-draft", self->incident);
    yzt_incident_act_set (act, "what", g_variant_get_string (parameter, NULL));
    write_act (self, act);
  }
}

static void
ask (YztReportWindow *self, const char *id, const char *key, gint64 fid)
{
  g_autofree char *number = g_strdup_printf ("%ld", (long) fid);
  const char *const fixed[] = { key, number, NULL };
  if (self->record != NULL && fid > 0) {
    yzt_incident_ask (GTK_WINDOW (self), self->session, self->record, id, NULL, 0, NULL, fixed);
  }
}

static void
action_return (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask (YZT_REPORT_WINDOW (widget), "report-return", "report", YZT_REPORT_WINDOW (widget)->current);
}

static void
action_drop (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask (YZT_REPORT_WINDOW (widget), "report-drop", "report", YZT_REPORT_WINDOW (widget)->current);
}

static void
action_received (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask (YZT_REPORT_WINDOW (widget), "report-received", "sending", g_variant_get_int64 (parameter));
}

/* --- papers --- */

static void
on_saved (const char *sentence, gpointer user_data)
{
  yzt_report_window_tell (YZT_REPORT_WINDOW (user_data), sentence);
}

static void
on_file_chosen (GFile *file, gpointer user_data)
{
  YztReportWindow *self = user_data;
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL) {
    yzt_report_window_save (self, path);
  }
}

void
yzt_report_window_save (YztReportWindow *self, const char *path)
{
  g_return_if_fail (YZT_IS_REPORT_WINDOW (self) && path != NULL);
  if (self->session != NULL && self->current > 0) {
    yzt_paper_save (self->session, &(YztPaperAsk) { .type = "report", .fid = self->current }, path, on_saved, G_OBJECT (self));
  }
}

static void
action_save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztReportWindow *self = YZT_REPORT_WINDOW (widget);
  const YztRow *report = yzt_report_window_row (self);
  yzt_watchdog_action (name);
  if (report != NULL) {
    g_autofree char *safe = g_strdelimit (g_strdup (text_of (report, "name")), "/\\:*?\"<>|\n", '_');
    g_autofree char *file = g_strdup_printf ("%s.%s", *safe != '\0' ? safe : _("Report"), g_variant_get_string (parameter, NULL));
    yzt_choose_file_to_write (GTK_WINDOW (self), _("Save the Report"), file, on_file_chosen, self);
  }
}

static void
action_print (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztReportWindow *self = YZT_REPORT_WINDOW (widget);
  const YztRow *report = yzt_report_window_row (self);
  yzt_watchdog_action (name);
  if (report != NULL && self->session != NULL && self->current > 0) {
    yzt_paper_print (GTK_WINDOW (self), self->session, &(YztPaperAsk) { .type = "report", .fid = self->current }, NULL, on_saved, G_OBJECT (self));
  }
}

/* Esc does not cost what was typed. */
static void
action_close (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztReportWindow *self = YZT_REPORT_WINDOW (widget);
  if (self->changed) {
    yzt_report_window_tell (self, _("What was typed is not kept yet: Ctrl+S keeps it, Esc once more forgets it."));
    self->changed = FALSE;
    return;
  }
  gtk_window_close (GTK_WINDOW (self));
}

/* --- class --- */

static void
yzt_report_window_dispose (GObject *object)
{
  YztReportWindow *self = YZT_REPORT_WINDOW (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->asking);
  g_clear_pointer (&self->record, yzt_incident_record_free_aside);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_report_window_parent_class)->dispose (object);
}

static void
yzt_report_window_finalize (GObject *object)
{
  g_free (YZT_REPORT_WINDOW (object)->title);
  g_free (YZT_REPORT_WINDOW (object)->pending);
  G_OBJECT_CLASS (yzt_report_window_parent_class)->finalize (object);
}

static void
yzt_report_window_class_init (YztReportWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_report_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_report_window_finalize;
  gtk_widget_class_install_action (widget_class, "report.next", NULL, action_next);
  gtk_widget_class_install_action (widget_class, "report.keep", NULL, action_keep);
  gtk_widget_class_install_action (widget_class, "report.draft", "s", action_draft);
  gtk_widget_class_install_action (widget_class, "report.return", NULL, action_return);
  gtk_widget_class_install_action (widget_class, "report.drop", NULL, action_drop);
  gtk_widget_class_install_action (widget_class, "report.received", "x", action_received);
  gtk_widget_class_install_action (widget_class, "report.save", "s", action_save);
  gtk_widget_class_install_action (widget_class, "report.print", NULL, action_print);
  gtk_widget_class_install_action (widget_class, "report.close", NULL, action_close);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "report.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "report.keep", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "report.print", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "report.close", NULL);
}

static GtkWidget *
new_menu (const char *icon, const char *label, const char *action, const char *const *values, const char *const *labels, const char *print)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();
  for (guint i = 0; values[i] != NULL; i++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (labels[i], NULL);
    g_menu_item_set_action_and_target (item, action, "s", values[i]);
    g_menu_append_item (menu, item);
  }
  if (print != NULL) {
    g_menu_append (menu, print, "report.print");
  }
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  yzt_ui_tame_arrow (button);
  if (icon != NULL) {
    gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), icon);
    gtk_widget_set_tooltip_text (button, label);
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  } else {
    gtk_menu_button_set_label (GTK_MENU_BUTTON (button), label);
  }
  return button;
}

static GtkWidget *
new_header (YztReportWindow *self)
{
  static const char *const kinds[] = { "first", "follow-up", "final", NULL }, *const endings[] = { "docx", "pdf", NULL };
  const char *const kind_labels[] = { _("First Report"), _("Follow-Up Report"), _("Final Report") };
  const char *const ending_labels[] = { _("Save as DOCX…"), _("Save as PDF…") };
  GtkWidget *header = adw_header_bar_new ();
  self->heading = ADW_WINDOW_TITLE (adw_window_title_new (_("Reports"), ""));
  self->begin = new_menu (NULL, _("Draft"), "report.draft", kinds, kind_labels, NULL);
  self->papers = new_menu ("document-save-symbolic", _("Save, print"), "report.save", endings, ending_labels, _("Print…"));
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), GTK_WIDGET (self->heading));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->begin);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->papers);
  return header;
}

static GtkWidget *
new_text (YztReportWindow *self)
{
  GtkWidget *middle = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->text = gtk_text_view_new ();
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->text), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->text), FALSE);
  yzt_ui_let_accept (self->text, "report.next");
  gtk_text_view_set_pixels_below_lines (GTK_TEXT_VIEW (self->text), 6);
  gtk_text_buffer_create_tag (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)), "unknown", "weight", PANGO_WEIGHT_BOLD, "underline", PANGO_UNDERLINE_SINGLE, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Text of the report"), -1);
  g_signal_connect_swapped (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)), "changed", G_CALLBACK (on_text_changed), self);
  GtkWidget *paper = yzt_ui_scroller (self->text);
  gtk_widget_add_css_class (paper, "text-frame");
  gtk_widget_add_css_class (paper, "report-paper");
  gtk_widget_set_hexpand (paper, TRUE);
  self->elements = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  self->elements_side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->elements_side), yzt_ui_label (_("What it must say, as the record stands"), "heading"));
  gtk_box_append (GTK_BOX (self->elements_side), yzt_ui_scroller (self->elements));
  gtk_widget_set_size_request (self->elements_side, 270, -1);
  gtk_widget_set_hexpand (self->elements_side, FALSE); /* the text has the room */
  gtk_box_append (GTK_BOX (middle), paper);
  gtk_box_append (GTK_BOX (middle), self->elements_side);
  return middle;
}

static GtkWidget *
new_button (const char *label, const char *tip, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  gtk_widget_set_tooltip_text (button, tip);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static GtkWidget *
new_foot (YztReportWindow *self)
{
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->drop = new_button (_("Drop…"), _("A draft that is not wanted any more"), "report.drop");
  self->give_back = new_button (_("Return…"), _("Back to who drafted it, with a reason"), "report.return");
  self->keep = new_button (_("Keep the Text"), _("Ctrl+S"), "report.keep");
  self->next = new_button ("", _("The next step (Ctrl+Enter)"), "report.next");
  self->problem = yzt_ui_label ("", "field-problem");
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_set_hexpand (self->problem, TRUE);
  gtk_widget_add_css_class (self->next, "suggested-action");
  gtk_box_append (GTK_BOX (foot), self->problem);
  gtk_box_append (GTK_BOX (foot), self->drop);
  gtk_box_append (GTK_BOX (foot), self->give_back);
  gtk_box_append (GTK_BOX (foot), self->keep);
  gtk_box_append (GTK_BOX (foot), self->next);
  return foot;
}

static void
yzt_report_window_init (YztReportWindow *self)
{
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *nothing = adw_status_page_new ();
  self->list = gtk_list_box_new ();
  self->stack = gtk_stack_new ();
  self->banner = yzt_ui_label ("", "exercise-banner");
  self->steps = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->sendings = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_label_set_wrap (GTK_LABEL (self->banner), TRUE);
  gtk_widget_add_css_class (self->list, "panel-list");
  g_signal_connect (self->list, "row-selected", G_CALLBACK (on_row_selected), self);
  g_object_set (nothing, "icon-name", "document-new-symbolic", "title", _("No report yet"), "description",
                _("Ctrl+Enter drafts it: it is filled from the record, what is not known is marked."), NULL);
  gtk_widget_add_css_class (nothing, "compact");
  gtk_widget_add_css_class (page, "panel-body");
  gtk_box_append (GTK_BOX (page), self->banner);
  gtk_box_append (GTK_BOX (page), self->steps);
  gtk_box_append (GTK_BOX (page), new_text (self));
  gtk_box_append (GTK_BOX (page), self->sendings);
  gtk_box_append (GTK_BOX (page), new_foot (self));
  gtk_stack_add_named (GTK_STACK (self->stack), nothing, "nothing");
  gtk_stack_add_named (GTK_STACK (self->stack), page, "report");
  gtk_widget_set_hexpand (self->stack, TRUE);
  GtkWidget *side = yzt_ui_scroller (self->list);
  gtk_widget_set_size_request (side, 170, -1);
  gtk_widget_add_css_class (side, "side-panel");
  gtk_box_append (GTK_BOX (body), side);
  gtk_box_append (GTK_BOX (body), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (body), self->stack);
  gtk_widget_set_vexpand (body, TRUE);
  yzt_ui_fill_window (ADW_WINDOW (self), new_header (self), body);
  gtk_window_set_default_size (GTK_WINDOW (self), 1000, 660);
}

YztReportWindow *
yzt_report_window_new (GtkWindow *parent, YztSession *session, gint64 incident_fid, const char *title, gint64 report_fid)
{
  g_return_val_if_fail (YZT_IS_SESSION (session) && incident_fid > 0, NULL);
  YztReportWindow *self = g_object_new (YZT_TYPE_REPORT_WINDOW, "transient-for", parent, "title", _("Reports"), NULL);
  self->session = g_object_ref (session);
  self->incident = incident_fid;
  self->wanted = report_fid;
  self->title = g_strdup (title);
  adw_window_title_set_subtitle (self->heading, title != NULL ? title : "");
  gtk_widget_set_visible (self->begin, !yzt_session_is_read_only (session));
  g_signal_connect_object (session, "rows-changed", G_CALLBACK (on_rows_changed), self, G_CONNECT_SWAPPED);
  yzt_ui_close_with (GTK_WINDOW (self), session);
  read_again (self);
  return self;
}

gint64
yzt_report_window_get_report (YztReportWindow *self)
{
  g_return_val_if_fail (YZT_IS_REPORT_WINDOW (self), 0);
  return yzt_report_window_row (self) != NULL ? self->current : 0;
}

const char *
yzt_report_window_get_state (YztReportWindow *self)
{
  g_return_val_if_fail (YZT_IS_REPORT_WINDOW (self), "");
  return text_of (yzt_report_window_row (self), "state");
}

const char *
yzt_report_window_get_problem (YztReportWindow *self)
{
  g_return_val_if_fail (YZT_IS_REPORT_WINDOW (self), "");
  return gtk_label_get_text (GTK_LABEL (self->problem));
}
