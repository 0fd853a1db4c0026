/* yzt-hand-over-dialog.c: the sheet at shift change: what is open, unacknowledged, promised, changed; printed, handed over, taken over
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-hand-over-dialog.h"
#include <glib/gi18n-lib.h>
#include "yzt-act-dialog.h"
#include "yzt-duty.h"
#include "yzt-edits.h"
#include "yzt-history-words.h"
#include "yzt-paper-save.h"
#include "yzt-sign-in-dialog.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define MOST_LINES 60

struct _YztHandOverDialog {
  AdwWindow parent_instance;
  YztSession *session;
  GCancellable *cancellable;
  YztHandOverSheet *sheet;
  GtkWidget *sections, *note, *hand_over, *print;
  YztActDialog *asking; /* weak */
  gint64 handed;        /* number of the sheet that was handed over here and waits for who signs in */
};
G_DEFINE_FINAL_TYPE (YztHandOverDialog, yzt_hand_over_dialog, ADW_TYPE_WINDOW)

/* --- the sheet --- */

static void
add_section (YztHandOverDialog *self, const YztHandOverSection *section)
{
  g_autofree char *count = g_strdup_printf ("%u", section->lines->len);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *title = yzt_ui_label (section->heading, "heading");
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), yzt_ui_label (count, "second-line number"));
  gtk_box_append (GTK_BOX (card), head);
  for (guint i = 0; i < section->lines->len && i < MOST_LINES; i++) {
    GtkWidget *line = yzt_ui_label (section->lines->pdata[i], "number");
    gtk_label_set_wrap (GTK_LABEL (line), TRUE);
    gtk_label_set_wrap_mode (GTK_LABEL (line), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_selectable (GTK_LABEL (line), TRUE);
    gtk_widget_set_can_focus (line, FALSE);
    gtk_box_append (GTK_BOX (card), line);
  }
  if (section->lines->len == 0) {
    gtk_box_append (GTK_BOX (card), yzt_ui_label (_("None yet"), "second-line"));
  } else if (section->lines->len > MOST_LINES) {
    gtk_box_append (GTK_BOX (card), yzt_ui_label (_("The rest stands on the printed sheet."), "second-line"));
  }
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "panel-card");
  gtk_box_append (GTK_BOX (self->sections), card);
}

static void
tell (YztHandOverDialog *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->note), sentence);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztHandOverDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztHandOverSheet) sheet = yzt_session_hand_over_sheet_finish (YZT_SESSION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL) {
    return;
  }
  yzt_watchdog_background ("hand-over-sheet");
  g_clear_object (&self->cancellable);
  if (sheet == NULL) {
    tell (self, yzt_ui_error_text (error));
    return;
  }
  g_clear_pointer (&self->sheet, yzt_hand_over_sheet_free);
  self->sheet = g_steal_pointer (&sheet);
  yzt_ui_clear_children (self->sections);
  for (guint i = 0; i < self->sheet->sections->len; i++) {
    add_section (self, self->sheet->sections->pdata[i]);
  }
  gtk_widget_set_sensitive (self->print, TRUE);
  gtk_widget_set_sensitive (self->hand_over, !yzt_session_is_read_only (self->session) && *yzt_session_get_author (self->session) != '\0');
  g_autofree char *since = self->sheet->since_ms > 0 ? yzt_history_minute (self->session, self->sheet->since_ms) : NULL;
  g_autofree char *words = since != NULL ? g_strdup_printf (_("Changed since the last hand-over, %s"), since) : g_strdup (_("Nothing was handed over on this map before"));
  if (self->handed == 0) {
    tell (self, words);
  }
}

static void
read_sheet (YztHandOverDialog *self)
{
  if (self->cancellable == NULL && yzt_session_get_state (self->session) == YZT_SESSION_READY) {
    self->cancellable = g_cancellable_new ();
    yzt_session_hand_over_sheet_async (self->session, self->cancellable, on_read, g_object_ref (self));
  }
}

static void
on_said (const char *sentence, gpointer owner)
{
  if (YZT_HAND_OVER_DIALOG (owner)->session != NULL) {
    tell (owner, sentence);
  }
}

gboolean
yzt_hand_over_dialog_print (YztHandOverDialog *self, const char *export_path)
{
  g_return_val_if_fail (YZT_IS_HAND_OVER_DIALOG (self), FALSE);
  const YztPaperAsk ask = { .type = "hand-over", .what = yzt_session_get_author (self->session) };
  if (self->sheet == NULL) {
    return FALSE;
  }
  yzt_paper_print (GTK_WINDOW (self), self->session, &ask, export_path, on_said, G_OBJECT (self));
  return TRUE;
}

static void
action_print (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  yzt_hand_over_dialog_print (YZT_HAND_OVER_DIALOG (widget), NULL);
}

/* --- handing over --- */

static void
on_accepted_by (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztHandOverDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, &error);
  if (self->session == NULL) {
    return;
  }
  if (act == NULL) {
    tell (self, yzt_ui_error_text (error));
    return;
  }
  gtk_window_close (GTK_WINDOW (self));
}

/* Who signs in next is who takes over. */
static void
on_author (YztHandOverDialog *self)
{
  if (self->handed > 0 && *yzt_session_get_author (self->session) != '\0') {
    g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_insert (values, g_strdup ("hand_over"), g_strdup_printf ("%ld", (long) self->handed));
    self->handed = 0;
    yzt_session_duty_act_async (self->session, "accept", values, on_accepted_by, g_object_ref (self));
  }
}

static void
on_handed_over (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztHandOverDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, &error);
  if (self->asking != NULL) {
    yzt_act_dialog_finish (self->asking, act == NULL ? error : NULL);
  }
  if (act == NULL || self->session == NULL) {
    return;
  }
  self->handed = yzt_act_result_first_fid (act, yzt_kind_set_find (yzt_session_get_kinds (self->session), "hand-over"));
  gtk_widget_set_sensitive (self->hand_over, FALSE);
  tell (self, _("Handed over, the sheet is frozen: who takes over signs in now."));
  gtk_window_present (GTK_WINDOW (yzt_sign_in_dialog_new (GTK_WINDOW (self), self->session)));
}

static void
on_accepted (YztActDialog *dialog, YztHandOverDialog *self)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (yzt_act_dialog_collect (dialog, values)) {
    yzt_act_dialog_set_busy (dialog, TRUE);
    yzt_session_duty_act_async (self->session, "hand-over", values, on_handed_over, g_object_ref (self));
  }
}

static void
action_hand_over (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztHandOverDialog *self = YZT_HAND_OVER_DIALOG (widget);
  yzt_watchdog_action (name);
  if (!gtk_widget_get_sensitive (self->hand_over)) {
    return;
  }
  YztActDialog *dialog = yzt_act_dialog_new (GTK_WINDOW (self), self->session, _("Hand Over"), _("The sheet is kept as it stands now."), _("Hand Over"));
  yzt_act_dialog_add_line (dialog, "to", _("Who takes over"), NULL, TRUE);
  yzt_act_dialog_add_line (dialog, "note", _("To be said in addition"), NULL, FALSE);
  g_set_weak_pointer (&self->asking, dialog);
  g_signal_connect_object (dialog, "accepted", G_CALLBACK (on_accepted), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- class --- */

static void
yzt_hand_over_dialog_dispose (GObject *object)
{
  YztHandOverDialog *self = YZT_HAND_OVER_DIALOG (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->asking);
  g_clear_pointer (&self->sheet, yzt_hand_over_sheet_free);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_hand_over_dialog_parent_class)->dispose (object);
}

static void
yzt_hand_over_dialog_class_init (YztHandOverDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_hand_over_dialog_dispose;
  gtk_widget_class_install_action (widget_class, "sheet.print", NULL, action_print);
  gtk_widget_class_install_action (widget_class, "sheet.hand-over", NULL, action_hand_over);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "sheet.print", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "sheet.hand-over", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
yzt_hand_over_dialog_init (YztHandOverDialog *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  self->sections = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  self->note = yzt_ui_label (_("Reading…"), "second-line");
  self->print = gtk_button_new_with_label (_("Print…"));
  self->hand_over = gtk_button_new_with_label (_("Hand Over…"));
  gtk_label_set_wrap (GTK_LABEL (self->note), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->print), "sheet.print");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->hand_over), "sheet.hand-over");
  gtk_widget_set_tooltip_text (self->print, _("Print the sheet (Ctrl+P)"));
  gtk_widget_set_tooltip_text (self->hand_over, _("Freeze the sheet and hand over (Ctrl+Enter)"));
  gtk_widget_set_sensitive (self->print, FALSE);
  gtk_widget_set_sensitive (self->hand_over, FALSE);
  gtk_widget_add_css_class (self->hand_over, "suggested-action");
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->print);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->hand_over);
  gtk_widget_add_css_class (body, "panel-body");
  gtk_box_append (GTK_BOX (body), self->note);
  gtk_box_append (GTK_BOX (body), self->sections);
  GtkWidget *scroller = yzt_ui_scroller (body);
  yzt_ui_fill_window (ADW_WINDOW (self), header, scroller);
  gtk_window_set_default_size (GTK_WINDOW (self), 620, 680);
}

YztHandOverDialog *
yzt_hand_over_dialog_new (GtkWindow *parent, YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztHandOverDialog *self = g_object_new (YZT_TYPE_HAND_OVER_DIALOG, "transient-for", parent, "title", _("Hand-Over Sheet"), NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "rows-changed", G_CALLBACK (read_sheet), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::author", G_CALLBACK (on_author), self, G_CONNECT_SWAPPED);
  yzt_ui_close_with (GTK_WINDOW (self), session);
  read_sheet (self);
  return self;
}
