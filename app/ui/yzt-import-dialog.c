/* yzt-import-dialog.c: import as a conversation: kind, datum, what was recognised, what is wrong, then one act
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-import-dialog.h"
#include <glib/gi18n-lib.h>
#include "yzt-import-job.h"
#include "yzt-ui.h"

struct _YztImportDialog {
  AdwWindow parent_instance;
  AdwWindowTitle *title;
  GtkWidget *confirm;
  AdwComboRow *kind;
  AdwComboRow *datum;
  GtkSpinner *spinner;
  AdwActionRow *summary;
  AdwExpanderRow *columns;
  AdwExpanderRow *problems;
  YztSession *session;
  char *path;
  GPtrArray *kinds;     /* YztKind *, owned, in the order of the combo row */
  GPtrArray *details;   /* GtkWidget *, not owned: rows in the two expanders */
  gboolean guessing;    /* neither the file's name nor the person has said yet what the rows are */
  guint turn;           /* the latest dry run; answers of earlier ones are dropped */
};
G_DEFINE_FINAL_TYPE (YztImportDialog, yzt_import_dialog, ADW_TYPE_WINDOW)

enum { IMPORTED, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef struct {
  YztImportDialog *dialog;
  guint turn;
} Turn;

static Turn *
new_turn (YztImportDialog *self)
{
  Turn *turn = g_new0 (Turn, 1);
  turn->dialog = g_object_ref (self);
  turn->turn = ++self->turn;
  return turn;
}

static void
turn_free (Turn *turn)
{
  g_object_unref (turn->dialog);
  g_free (turn);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Turn, turn_free)

/* --- what is shown --- */

static void
set_summary (YztImportDialog *self, const char *title, const char *subtitle)
{
  g_autofree char *shown = g_markup_escape_text (title, -1);
  g_autofree char *second = g_markup_escape_text (subtitle, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->summary), shown);
  adw_action_row_set_subtitle (self->summary, second);
}

static void
add_detail (YztImportDialog *self, AdwExpanderRow *expander, const char *text)
{
  GtkWidget *label = yzt_ui_label (text, "import-detail");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  GtkWidget *row = gtk_list_box_row_new ();
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  adw_expander_row_add_row (expander, row);
  g_object_set_data (G_OBJECT (row), "expander", expander);
  g_ptr_array_add (self->details, row);
}

static void
clear_details (YztImportDialog *self)
{
  for (guint i = 0; i < self->details->len; i++) {
    adw_expander_row_remove (g_object_get_data (self->details->pdata[i], "expander"), self->details->pdata[i]);
  }
  g_ptr_array_set_size (self->details, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->columns), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->problems), FALSE);
}

/* "field=column" in the kind's words: "Name ← 企业名称". */
static void
add_columns (YztImportDialog *self, const YztKind *kind, const YztImportOutcome *outcome)
{
  for (guint i = 0; i < outcome->columns->len; i++) {
    g_auto (GStrv) sides = g_strsplit (outcome->columns->pdata[i], "=", 2);
    const YztField *field = yzt_kind_find_field (kind, sides[0]);
    g_autofree char *text = g_strdup_printf ("%s  ←  %s", field != NULL ? yzt_field_get_label (field, yzt_session_get_language (self->session)) : sides[0],
                                             sides[1] != NULL ? sides[1] : "");
    add_detail (self, self->columns, text);
  }
  if (outcome->unused->len > 0) {
    g_ptr_array_add (outcome->unused, NULL);
    g_autofree char *names = g_strjoinv (", ", (char **) outcome->unused->pdata);
    g_autofree char *text = g_strdup_printf (_("Not used: %s"), names);
    g_ptr_array_remove_index (outcome->unused, outcome->unused->len - 1);
    add_detail (self, self->columns, text);
  }
  g_autofree char *count = g_strdup_printf (ngettext ("%u column", "%u columns", outcome->columns->len), outcome->columns->len);
  adw_expander_row_set_subtitle (self->columns, count);
  gtk_widget_set_visible (GTK_WIDGET (self->columns), outcome->columns->len > 0);
}

/* How many of the file's columns @kind has a field for. */
static guint
count_known (const YztKind *kind, const YztImportOutcome *outcome)
{
  guint known = 0;
  for (guint i = 0; i < outcome->columns->len; i++) {
    const char *equals = strchr (outcome->columns->pdata[i], '=');
    known += equals != NULL && yzt_kind_match_header (kind, equals + 1) != NULL ? 1 : 0;
  }
  for (guint i = 0; i < outcome->unused->len; i++) {
    known += yzt_kind_match_header (kind, outcome->unused->pdata[i]) != NULL ? 1 : 0;
  }
  return known;
}

/* The kind that knows most of the columns; the first of equals. */
static guint
guess_by_columns (YztImportDialog *self, const YztImportOutcome *outcome)
{
  guint best = adw_combo_row_get_selected (self->kind);
  guint most = best < self->kinds->len ? count_known (self->kinds->pdata[best], outcome) : 0;
  for (guint i = 0; i < self->kinds->len; i++) {
    guint known = count_known (self->kinds->pdata[i], outcome);
    if (known > most) {
      best = i;
      most = known;
    }
  }
  return best;
}

static void
show_outcome (YztImportDialog *self, const YztKind *kind, const YztImportOutcome *outcome)
{
  g_autofree char *good = yzt_text_group_number (outcome->written, 0);
  g_autofree char *title = g_strdup_printf (ngettext ("%s entry is good and would be imported.", "%s entries are good and would be imported.",
                                                      outcome->written), good);
  g_ptr_array_add (outcome->notes, NULL);
  g_autofree char *notes = g_strjoinv (" ", (char **) outcome->notes->pdata);
  set_summary (self, title, notes);
  add_columns (self, kind, outcome);
  for (guint i = 0; i < outcome->problems->len; i++) {
    add_detail (self, self->problems, outcome->problems->pdata[i]);
  }
  g_autofree char *count = g_strdup_printf (ngettext ("%u row would be left out", "%u rows would be left out", outcome->rejected),
                                            outcome->rejected);
  adw_expander_row_set_subtitle (self->problems, count);
  gtk_widget_set_visible (GTK_WIDGET (self->problems), outcome->problems->len > 0);
  gtk_widget_set_sensitive (self->confirm, outcome->written > 0);
}

/* --- runs --- */

static YztKind *
chosen_kind (YztImportDialog *self)
{
  guint i = adw_combo_row_get_selected (self->kind);
  return i < self->kinds->len ? self->kinds->pdata[i] : NULL;
}

static void
run (YztImportDialog *self, gboolean dry_run, GAsyncReadyCallback callback)
{
  static const YztDatum datums[] = { YZT_DATUM_WGS84, YZT_DATUM_WGS84, YZT_DATUM_CGCS2000, YZT_DATUM_GCJ02, YZT_DATUM_BD09 };
  guint datum = adw_combo_row_get_selected (self->datum);
  YztImportOrder order = { .kind = chosen_kind (self), .path = self->path, .datum_given = datum > 0,
                           .datum = datums[MIN (datum, 4)], .dry_run = dry_run };
  gtk_widget_set_sensitive (self->confirm, FALSE);
  gtk_spinner_start (self->spinner);
  yzt_import_job_run_async (self->session, &order, callback, new_turn (self));
}

static void
on_dry_run (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Turn) turn = user_data;
  YztImportDialog *self = turn->dialog;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztImportOutcome) outcome = yzt_import_job_run_finish (YZT_SESSION (source), result, &error);
  if (turn->turn != self->turn || self->session == NULL) {
    return;
  }
  gtk_spinner_stop (self->spinner);
  clear_details (self);
  if (outcome == NULL) {
    set_summary (self, _("This file cannot be imported so."), yzt_ui_error_text (error));
    return;
  }
  if (self->guessing) {
    self->guessing = FALSE;
    guint best = guess_by_columns (self, outcome);
    if (best != adw_combo_row_get_selected (self->kind)) {
      adw_combo_row_set_selected (self->kind, best); /* starts the next dry run */
      return;
    }
  }
  show_outcome (self, chosen_kind (self), outcome);
}

static void
on_answer (YztImportDialog *self)
{
  if (self->session != NULL && chosen_kind (self) != NULL) {
    run (self, TRUE, on_dry_run);
  }
}

static void
on_imported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Turn) turn = user_data;
  YztImportDialog *self = turn->dialog;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztImportOutcome) outcome = yzt_import_job_run_finish (YZT_SESSION (source), result, &error);
  if (outcome != NULL && outcome->result != NULL) {
    yzt_session_take_result (YZT_SESSION (source), g_steal_pointer (&outcome->result), FALSE);
  }
  if (self->session == NULL) {
    return;
  }
  gtk_spinner_stop (self->spinner);
  gtk_widget_set_sensitive (self->confirm, TRUE);
  if (outcome == NULL) {
    set_summary (self, _("Nothing was imported."), yzt_ui_error_text (error));
    return;
  }
  g_autofree char *number = yzt_text_group_number (outcome->written, 0);
  g_autofree char *sentence = g_strdup_printf (ngettext ("%s entry imported", "%s entries imported", outcome->written), number);
  g_signal_emit (self, signals[IMPORTED], 0, sentence);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_confirm (YztImportDialog *self)
{
  run (self, FALSE, on_imported);
}

/* --- life --- */

/* The kind whose id, label or name stands in the file's name: "hospitals.csv", "危险源.xlsx". */
static guint
guess_kind (YztImportDialog *self)
{
  g_autofree char *base = g_path_get_basename (self->path);
  g_autofree char *name = yzt_text_header_key (base);
  for (guint i = 0; i < self->kinds->len; i++) {
    const YztKind *kind = self->kinds->pdata[i];
    g_autofree char *id = yzt_text_header_key (yzt_kind_get_id (kind));
    g_autofree char *english = yzt_text_header_key (yzt_kind_get_label (kind, "en"));
    g_autofree char *chinese = yzt_text_header_key (yzt_kind_get_label (kind, "zh_CN"));
    if (strstr (name, id) != NULL || strstr (name, english) != NULL || strstr (name, chinese) != NULL
        || (yzt_import_is_plan (self->path) && g_str_equal (yzt_kind_get_id (kind), "plan"))) {
      return i;
    }
  }
  self->guessing = TRUE;
  return 0;
}

static void
fill_kinds (YztImportDialog *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  YztKindSet *kinds = yzt_session_get_kinds (self->session);
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    g_ptr_array_add (self->kinds, yzt_kind_ref (kind));
    gtk_string_list_append (labels, yzt_kind_get_label (kind, yzt_session_get_language (self->session)));
  }
  adw_combo_row_set_model (self->kind, G_LIST_MODEL (labels));
  adw_combo_row_set_selected (self->kind, guess_kind (self));
}

static void
yzt_import_dialog_dispose (GObject *object)
{
  YztImportDialog *self = YZT_IMPORT_DIALOG (object);
  g_clear_object (&self->session);
  g_clear_pointer (&self->path, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), YZT_TYPE_IMPORT_DIALOG);
  G_OBJECT_CLASS (yzt_import_dialog_parent_class)->dispose (object);
}

static void
yzt_import_dialog_finalize (GObject *object)
{
  YztImportDialog *self = YZT_IMPORT_DIALOG (object);
  g_clear_pointer (&self->kinds, g_ptr_array_unref);
  g_clear_pointer (&self->details, g_ptr_array_unref);
  G_OBJECT_CLASS (yzt_import_dialog_parent_class)->finalize (object);
}

static void
yzt_import_dialog_class_init (YztImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_import_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_import_dialog_finalize;
  signals[IMPORTED] = g_signal_new ("imported", YZT_TYPE_IMPORT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                    G_TYPE_STRING);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, title);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, confirm);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, kind);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, datum);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, columns);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, problems);
  gtk_widget_class_bind_template_callback (widget_class, on_answer);
  gtk_widget_class_bind_template_callback (widget_class, on_confirm);
}

static void
yzt_import_dialog_init (YztImportDialog *self)
{
  self->kinds = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_kind_unref);
  self->details = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

YztImportDialog *
yzt_import_dialog_new (GtkWindow *parent, YztSession *session, const char *path)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  YztImportDialog *self = g_object_new (YZT_TYPE_IMPORT_DIALOG, "transient-for", parent, NULL);
  g_autofree char *name = g_filename_display_basename (path);
  self->path = g_strdup (path);
  adw_window_title_set_subtitle (self->title, name);
  self->session = g_object_ref (session);
  fill_kinds (self);
  on_answer (self);
  return self;
}
