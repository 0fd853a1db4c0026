/* yzt-import-dialog.c: import as a conversation: what the file is, what each column is, what would come in, then one act
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-import-dialog.h"
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>
#include "yzt-file-choosers.h"
#include "yzt-import-columns.h"
#include "yzt-import-preview.h"
#include "yzt-import-result.h"
#include "yzt-show-in-turn.h"
#include "yzt-ui.h"

/* A half is what the first of several has that fit alike (yzt_recognise_kinds). */
#define LEAST_LEAD 0.52

struct _YztImportDialog {
  AdwWindow parent_instance;
  AdwWindowTitle *title;
  GtkWidget *confirm;
  AdwComboRow *kind, *layer, *header, *datum;
  AdwEntryRow *system;
  AdwExpanderRow *file, *preview, *columns, *fresh, *changed, *problems;
  GtkSpinner *spinner;
  AdwActionRow *summary;
  GtkWidget *proposed, *return_sheet;
  GtkWidget *result_group, *rules;
  GtkSwitch *without_place, *update, *repair, *hold_doubtful;
  YztProgressLine *progress;
  YztSession *session;
  char *path;
  char *sheet;               /* where the return sheet was written last */
  GPtrArray *kinds;          /* YztKind *, owned, in the order of the combo row */
  GPtrArray *file_rows;      /* GtkWidget, not owned */
  YztImportColumns *column_list;
  YztImportResult *result;
  YztProposal *proposal;     /* as recognised and corrected; NULL until then, and for texts of plans */
  YztImportOutcome *outcome; /* of the latest plan; NULL while it is made */
  GCancellable *cancellable; /* of the step under way */
  guint header_row;          /* as the person says; 0: found */
  gboolean quiet;            /* rows are being set, not answered */
  guint turn;                /* the latest step; what earlier ones bring is dropped */
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

static gboolean
is_over (const Turn *turn)
{
  return turn->turn != turn->dialog->turn || turn->dialog->session == NULL;
}

static GCancellable *
renew_cancellable (YztImportDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  return self->cancellable;
}

static YztKind *
chosen_kind (YztImportDialog *self)
{
  guint i = adw_combo_row_get_selected (self->kind);
  return i < self->kinds->len ? self->kinds->pdata[i] : NULL;
}

/* --- what is shown --- */

static void
set_summary (YztImportDialog *self, const char *title, const char *subtitle)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->summary), title);
  adw_action_row_set_subtitle (self->summary, subtitle);
}

static void
begin_step (YztImportDialog *self)
{
  g_clear_pointer (&self->outcome, yzt_import_outcome_unref);
  gtk_widget_set_sensitive (self->confirm, FALSE);
  gtk_widget_set_visible (self->return_sheet, FALSE);
  gtk_widget_set_visible (self->proposed, FALSE);
  adw_action_row_set_activatable_widget (self->summary, NULL);
  gtk_spinner_start (self->spinner);
}

static void
end_step (YztImportDialog *self)
{
  gtk_spinner_stop (self->spinner);
  yzt_progress_line_stop (self->progress);
}

static void
show_failure (YztImportDialog *self, const char *title, const GError *error)
{
  yzt_import_result_show (self->result, NULL);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    set_summary (self, _("Stopped"), _("Nothing was written. Change an answer to go on, or close."));
  } else {
    set_summary (self, title, yzt_ui_error_text (error));
  }
}

/* Evidence with how sure it is, in the second line of a row. */
static void
set_evidence (AdwActionRow *row, double confidence, const char *evidence)
{
  g_autofree char *sure = yzt_import_confidence_text (confidence);
  g_autofree char *text = evidence != NULL && *evidence != '\0' ? g_strdup_printf ("%s · %s", sure, evidence) : g_strdup (sure);
  adw_action_row_set_subtitle (row, text);
}

static void
add_file_row (YztImportDialog *self, const char *title, const char *value, double confidence, const char *evidence)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = yzt_ui_label (value, NULL);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  set_evidence (ADW_ACTION_ROW (row), confidence, evidence);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_expander_row_add_row (self->file, row);
  g_ptr_array_add (self->file_rows, row);
}

static const char *
notation_label (YztNotation notation)
{
  switch (notation) {
  case YZT_NOTATION_GEOMETRY: return _("geometries");
  case YZT_NOTATION_DECIMAL: return _("decimal degrees");
  case YZT_NOTATION_DMS: return _("degrees, minutes, seconds");
  case YZT_NOTATION_PACKED_DMS: return _("degrees, minutes, seconds without marks");
  case YZT_NOTATION_ONE_COLUMN: return _("both in one column");
  case YZT_NOTATION_WKT: return _("geometry as text");
  case YZT_NOTATION_PROJECTED: return _("metres of a projection");
  case YZT_NOTATION_NONE:
  default: return _("no coordinates");
  }
}

static void
show_file (YztImportDialog *self)
{
  const YztProposal *proposal = self->proposal;
  for (guint i = 0; i < self->file_rows->len; i++) {
    adw_expander_row_remove (self->file, self->file_rows->pdata[i]);
  }
  g_ptr_array_set_size (self->file_rows, 0);
  g_autofree char *header = proposal->header_row > 0 ? g_strdup_printf (_("row %u"), proposal->header_row) : g_strdup (_("none"));
  g_autofree char *summary = g_strdup_printf (_("%s · %s · header: %s · %s"), proposal->format,
                                              proposal->encoding != NULL ? proposal->encoding : _("encoding as the format says"), header,
                                              notation_label (proposal->notation));
  adw_expander_row_set_subtitle (self->file, summary);
  if (proposal->encoding != NULL) {
    add_file_row (self, _("Encoding"), proposal->encoding, proposal->encoding_confidence, proposal->encoding_evidence);
  }
  add_file_row (self, _("Coordinates"), notation_label (proposal->notation), proposal->notation_confidence, proposal->notation_evidence);
  if (proposal->projection != NULL) {
    add_file_row (self, _("Projection"), proposal->projection, proposal->projection_confidence, proposal->projection_evidence);
  }
  yzt_show_in_turn (GTK_WIDGET (self->file));
}

static void
show_datum (YztImportDialog *self)
{
  const YztProposal *proposal = self->proposal;
  if (adw_combo_row_get_selected (self->datum) > 0) {
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->datum), _("As you say"));
  } else if (proposal->datum_confidence > 0) {
    g_autofree char *evidence = g_strdup_printf ("%s · %s", yzt_datum_label (proposal->datum),
                                                 proposal->datum_evidence != NULL ? proposal->datum_evidence : "");
    set_evidence (ADW_ACTION_ROW (self->datum), proposal->datum_confidence, evidence);
  } else {
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->datum), _("Nothing in the file tells: WGS 84 is taken"));
  }
}

/* Metres need the name of their system, degrees their datum. */
static void
show_system (YztImportDialog *self)
{
  gboolean metres = self->proposal->notation == YZT_NOTATION_PROJECTED;
  gtk_widget_set_visible (GTK_WIDGET (self->system), metres);
  gtk_widget_set_visible (GTK_WIDGET (self->datum), !metres);
  if (metres && self->proposal->epsg > 0 && *gtk_editable_get_text (GTK_EDITABLE (self->system)) == '\0') {
    g_autofree char *code = g_strdup_printf ("%d", self->proposal->epsg);
    gboolean sure = self->proposal->projection_confidence >= YZT_RECOGNISE_SURE;
    gtk_editable_set_text (GTK_EDITABLE (self->system), sure ? code : "");
  }
}

static void
show_layers (YztImportDialog *self)
{
  const GArray *layers = self->proposal->layers;
  if (adw_combo_row_get_model (self->layer) == NULL) {
    g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
    for (guint i = 0; i < layers->len; i++) {
      gtk_string_list_append (names, g_array_index (layers, YztLayerProposal, i).text);
    }
    adw_combo_row_set_model (self->layer, G_LIST_MODEL (names));
  }
  if (self->proposal->layer < layers->len) {
    adw_combo_row_set_selected (self->layer, self->proposal->layer);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->layer), layers->len > 1);
}

/* The first rows as they stand, so that the one with the names is chosen by sight. */
static void
show_header (YztImportDialog *self)
{
  const YztProposal *proposal = self->proposal;
  guint n = proposal->first_rows != NULL ? proposal->first_rows->len : 0;
  g_autoptr (GtkStringList) rows = gtk_string_list_new (NULL);
  if (proposal->header_row == 0) {
    gtk_string_list_append (rows, _("None: the first row is data"));
  }
  for (guint i = 0; i < n; i++) {
    g_autofree char *text = g_strdup_printf (_("Row %u: %s"), i + 1, (const char *) proposal->first_rows->pdata[i]);
    gtk_string_list_append (rows, text);
  }
  adw_combo_row_set_model (self->header, G_LIST_MODEL (rows));
  adw_combo_row_set_selected (self->header, proposal->header_row == 0 ? 0 : proposal->header_row <= n ? proposal->header_row - 1 : GTK_INVALID_LIST_POSITION);
  if (self->header_row > 0) {
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->header), _("As you say"));
  } else {
    set_evidence (ADW_ACTION_ROW (self->header), proposal->header_confidence, proposal->header_evidence);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->header), n > 0);
}

/* The kind that has more for it than any other; NULL when none has: the first of many is no finding. */
static const YztKindProposal *
best_kind (YztImportDialog *self)
{
  const YztKindProposal *best = self->proposal != NULL && self->proposal->kinds->len > 0 ? &g_array_index (self->proposal->kinds, YztKindProposal, 0) : NULL;
  return best != NULL && best->confidence >= LEAST_LEAD ? best : NULL;
}

/* A kind that is not sure is not chosen: the person says it. */
static void
show_kind (YztImportDialog *self)
{
  const YztKindProposal *best = best_kind (self);
  if (best == NULL) {
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->kind), chosen_kind (self) == NULL ? _("Please say what each row is") : _("As you say"));
    return;
  }
  if (chosen_kind (self) == NULL && best->confidence >= YZT_RECOGNISE_SURE) {
    for (guint i = 0; i < self->kinds->len; i++) {
      if (g_str_equal (yzt_kind_get_id (self->kinds->pdata[i]), best->kind_id)) {
        adw_combo_row_set_selected (self->kind, i);
      }
    }
  }
  gboolean found = best->evidence != NULL && *best->evidence != '\0'; /* else it is what the person said before */
  if (found && (chosen_kind (self) == NULL || g_str_equal (yzt_kind_get_id (chosen_kind (self)), best->kind_id))) {
    YztKind *kind = yzt_kind_set_find (yzt_session_get_kinds (self->session), best->kind_id);
    g_autofree char *evidence = g_strdup_printf ("%s · %s", kind != NULL ? yzt_kind_get_label (kind, yzt_session_get_language (self->session)) : best->kind_id,
                                                 best->evidence);
    set_evidence (ADW_ACTION_ROW (self->kind), best->confidence, evidence);
  } else {
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->kind), _("As you say"));
  }
}

static void
show_proposal (YztImportDialog *self)
{
  self->quiet = TRUE;
  show_kind (self);
  show_layers (self);
  show_header (self);
  show_datum (self);
  show_system (self);
  show_file (self);
  yzt_import_preview_show (self->preview, self->proposal);
  yzt_import_columns_show (self->column_list, self->proposal, chosen_kind (self));
  self->quiet = FALSE;
}

static void
show_outcome (YztImportDialog *self)
{
  YztImportOutcome *outcome = self->outcome;
  g_autofree char *summary = yzt_import_result_summary (outcome);
  g_ptr_array_add (outcome->notes, NULL);
  g_autofree char *notes = g_strjoinv (" ", (char **) outcome->notes->pdata);
  g_ptr_array_remove_index (outcome->notes, outcome->notes->len - 1);
  guint n = outcome->counts[YZT_IMPORT_NEW] + outcome->counts[YZT_IMPORT_CHANGED];
  set_summary (self, summary, notes);
  yzt_import_result_show (self->result, outcome);
  gtk_widget_set_sensitive (self->confirm, n > 0);
  gtk_widget_set_visible (self->return_sheet, outcome->plan != NULL && outcome->counts[YZT_IMPORT_REJECTED] > 0);
}

/* --- steps --- */

static void
on_planned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Turn) turn = user_data;
  YztImportDialog *self = turn->dialog;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztImportOutcome) outcome = yzt_import_job_plan_finish (YZT_SESSION (source), result, &error);
  if (is_over (turn)) {
    return;
  }
  end_step (self);
  if (outcome == NULL) {
    show_failure (self, _("This file cannot be imported so."), error);
    return;
  }
  self->outcome = g_steal_pointer (&outcome);
  show_outcome (self);
}

/* The code of the reference system as it was typed, “4526” or “EPSG:4526”; 0: as recognised. */
static int
chosen_system (YztImportDialog *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->system));
  const char *digits = text + strcspn (text, "0123456789");
  return (int) CLAMP (g_ascii_strtoll (digits, NULL, 10), 0, 999999);
}

/* What was found though not for sure is one press away. */
static void
ask_for_kind (YztImportDialog *self)
{
  const YztKindProposal *best = best_kind (self);
  const char *id = best != NULL ? best->kind_id : NULL;
  YztKind *kind = id != NULL ? yzt_kind_set_find (yzt_session_get_kinds (self->session), id) : NULL;
  set_summary (self, _("Say first what each row is."), "");
  if (kind != NULL) {
    g_autofree char *words = g_strdup_printf (_("It Is: %s"), yzt_kind_get_label (kind, yzt_session_get_language (self->session)));
    gtk_button_set_label (GTK_BUTTON (self->proposed), words);
    gtk_widget_set_visible (self->proposed, TRUE);
    adw_action_row_set_activatable_widget (self->summary, self->proposed); /* Enter where the sentence stands */
  }
}

static void
plan (YztImportDialog *self)
{
  static const YztDatum datums[] = { YZT_DATUM_WGS84, YZT_DATUM_WGS84, YZT_DATUM_CGCS2000, YZT_DATUM_GCJ02, YZT_DATUM_BD09 };
  guint datum = adw_combo_row_get_selected (self->datum);
  YztImportOrder order = { .kind = chosen_kind (self), .path = self->path, .proposal = self->proposal, .datum_given = datum > 0,
                           .datum = datums[MIN (datum, 4)], .without_place = gtk_switch_get_active (self->without_place),
                           .update = gtk_switch_get_active (self->update), .epsg = chosen_system (self), .repair = gtk_switch_get_active (self->repair),
                           .hold_doubtful = gtk_switch_get_active (self->hold_doubtful),
                           .mends = yzt_import_result_get_mends (self->result) };
  if (order.kind == NULL) {
    end_step (self);
    ask_for_kind (self);
    yzt_import_result_show (self->result, NULL);
    return;
  }
  g_autoptr (YztJobProgress) progress = yzt_job_progress_new ();
  begin_step (self);
  renew_cancellable (self);
  yzt_progress_line_start (self->progress, _("Reading and comparing…"), progress, self->cancellable);
  yzt_import_job_plan_async (self->session, &order, progress, self->cancellable, on_planned, new_turn (self));
}

static void
on_recognised (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Turn) turn = user_data;
  YztImportDialog *self = turn->dialog;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztProposal) proposal = yzt_import_job_recognise_finish (YZT_SESSION (source), result, &error);
  if (is_over (turn)) {
    return;
  }
  end_step (self);
  if (proposal == NULL) {
    show_failure (self, _("This file cannot be read."), error);
    return;
  }
  g_clear_pointer (&self->proposal, yzt_proposal_free);
  self->proposal = g_steal_pointer (&proposal);
  show_proposal (self);
  plan (self);
}

static void
recognise (YztImportDialog *self)
{
  const char *layer = NULL;
  if (yzt_import_is_plan (self->path)) {
    plan (self);
    return;
  }
  if (self->proposal != NULL && adw_combo_row_get_selected (self->layer) < self->proposal->layers->len) {
    layer = g_array_index (self->proposal->layers, YztLayerProposal, adw_combo_row_get_selected (self->layer)).text;
  }
  begin_step (self);
  set_summary (self, _("Reading the file…"), "");
  yzt_import_job_recognise_async (self->session, chosen_kind (self), self->path, layer, self->header_row, NULL, renew_cancellable (self), on_recognised,
                                  new_turn (self));
}

/* --- answers --- */

static void
on_kind (YztImportDialog *self)
{
  if (self->session != NULL && !self->quiet) {
    recognise (self);
  }
}

static void
on_proposed (YztImportDialog *self)
{
  const YztKindProposal *best = best_kind (self);
  const char *id = best != NULL ? best->kind_id : "";
  for (guint i = 0; i < self->kinds->len; i++) {
    if (g_str_equal (yzt_kind_get_id (self->kinds->pdata[i]), id)) {
      adw_combo_row_set_selected (self->kind, i);
      return;
    }
  }
}

static void
on_header (YztImportDialog *self)
{
  guint chosen = adw_combo_row_get_selected (self->header);
  if (self->session == NULL || self->quiet || self->proposal == NULL || chosen == GTK_INVALID_LIST_POSITION) {
    return;
  }
  self->header_row = self->proposal->header_row == 0 ? chosen : chosen + 1;
  yzt_import_result_forget_mends (self->result); /* rows are counted from another one */
  recognise (self);
}

static void
on_layer (YztImportDialog *self)
{
  if (self->session != NULL && !self->quiet) {
    self->header_row = 0; /* another sheet */
    yzt_import_result_forget_mends (self->result);
    recognise (self);
  }
}

static void
on_answer (YztImportDialog *self)
{
  if (self->session == NULL || self->quiet || (self->proposal == NULL && !yzt_import_is_plan (self->path))) {
    return;
  }
  if (self->proposal != NULL) {
    show_datum (self);
  }
  plan (self);
}

static void
on_column_chosen (YztImportDialog *self, guint column, int role, const char *field)
{
  if (self->proposal != NULL && column < self->proposal->columns->len) {
    yzt_proposal_set_column (self->proposal, column, (YztColumnRole) role, field);
    yzt_import_columns_show (self->column_list, self->proposal, chosen_kind (self));
    plan (self);
  }
}

/* --- in earnest --- */

static void
on_applied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Turn) turn = user_data;
  YztImportDialog *self = turn->dialog;
  g_autoptr (GError) error = NULL;
  YztActResult *act = NULL;
  gboolean applied = yzt_import_job_apply_finish (YZT_SESSION (source), result, &act, &error);
  if (act != NULL) {
    yzt_session_take_result (YZT_SESSION (source), act, FALSE);
  }
  if (is_over (turn)) {
    return;
  }
  end_step (self);
  if (!applied) {
    show_failure (self, _("Nothing was imported."), error);
    return;
  }
  g_autofree char *summary = yzt_import_result_summary (self->outcome);
  g_autofree char *sentence = g_strdup_printf (_("Imported: %s"), summary);
  g_signal_emit (self, signals[IMPORTED], 0, sentence);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_confirm (YztImportDialog *self)
{
  if (self->outcome == NULL) {
    return;
  }
  if (yzt_import_result_has_unsaid (self->result)) {
    plan (self); /* what comes of it is seen first */
    return;
  }
  gtk_widget_set_sensitive (self->confirm, FALSE);
  gtk_spinner_start (self->spinner);
  set_summary (self, _("Writing…"), "");
  yzt_import_result_show (self->result, NULL); /* the plan is the worker's until it is written */
  if (self->outcome->progress != NULL) {
    yzt_progress_line_start (self->progress, _("Writing…"), self->outcome->progress, self->cancellable);
  }
  yzt_import_job_apply_async (self->session, self->outcome, on_applied, new_turn (self));
}

/* Ctrl+Enter, as a form is saved. */
static gboolean
on_confirm_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  YztImportDialog *self = YZT_IMPORT_DIALOG (widget);
  if (gtk_widget_get_sensitive (self->confirm)) {
    on_confirm (self);
  }
  return GDK_EVENT_STOP;
}

static void
on_sheet_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Turn) turn = user_data;
  g_autoptr (GError) error = NULL;
  gboolean written = yzt_import_job_return_sheet_finish (YZT_SESSION (source), result, &error);
  if (is_over (turn)) {
    return;
  }
  end_step (turn->dialog);
  show_outcome (turn->dialog);
  g_autofree char *where = g_strdup_printf (_("The return sheet is written: %s"), turn->dialog->sheet);
  adw_action_row_set_subtitle (turn->dialog->summary, written ? where : yzt_ui_error_text (error));
}

static void
write_sheet (YztImportDialog *self, char *path)
{
  g_free (self->sheet);
  self->sheet = path;
  gtk_widget_set_sensitive (self->confirm, FALSE);
  gtk_spinner_start (self->spinner);
  yzt_import_result_show (self->result, NULL);
  yzt_import_job_return_sheet_async (self->session, self->outcome, path, on_sheet_written, new_turn (self));
}

static void
on_sheet_chosen (GFile *file, gpointer user_data)
{
  YztImportDialog *self = YZT_IMPORT_DIALOG (user_data);
  char *path = g_file_get_path (file);
  if (path == NULL || self->outcome == NULL || self->outcome->plan == NULL) {
    g_free (path);
    return;
  }
  write_sheet (self, path);
}

/* One press: beside the list that came, under a name that nothing has yet. NULL where nothing can be written there. */
static char *
free_place (YztImportDialog *self, const char *base)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  if (!g_path_is_absolute (self->path) || g_access (folder, W_OK) != 0) {
    return NULL;
  }
  for (guint i = 1;; i++) {
    g_autofree char *numbered = i > 1 ? g_strdup_printf ("%s (%u)", base, i) : g_strdup (base);
    /* Translators: name of the workbook of rows that were left out of an import; keep the ending. */
    g_autofree char *name = g_strdup_printf (_("%s - to correct.xlsx"), numbered), *path = g_build_filename (folder, name, NULL);
    if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
      return g_steal_pointer (&path);
    }
  }
}

static void
on_return_sheet (YztImportDialog *self)
{
  if (yzt_import_result_has_unsaid (self->result)) {
    plan (self);
    return;
  }
  g_autofree char *base = yzt_import_source_name (self->path);
  char *dot = strrchr (base, '.');
  if (dot != NULL) {
    *dot = '\0';
  }
  char *path = free_place (self, base);
  if (path != NULL) {
    write_sheet (self, path);
    return;
  }
  g_autofree char *name = g_strdup_printf (_("%s - to correct.xlsx"), base);
  yzt_choose_file_to_write (GTK_WINDOW (self), _("Return Sheet"), name, on_sheet_chosen, self);
}

/* --- life --- */

static void
fill_kinds (YztImportDialog *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  YztKindSet *kinds = yzt_session_get_kinds (self->session);
  guint chosen = GTK_INVALID_LIST_POSITION;
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    g_ptr_array_add (self->kinds, yzt_kind_ref (kind));
    gtk_string_list_append (labels, yzt_kind_get_label (kind, yzt_session_get_language (self->session)));
    if (yzt_import_is_plan (self->path) && g_str_equal (yzt_kind_get_id (kind), "plan")) {
      chosen = i;
    }
  }
  self->quiet = TRUE;
  adw_combo_row_set_model (self->kind, G_LIST_MODEL (labels));
  adw_combo_row_set_selected (self->kind, chosen);
  self->quiet = FALSE;
}

static void
yzt_import_dialog_dispose (GObject *object)
{
  YztImportDialog *self = YZT_IMPORT_DIALOG (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  if (self->column_list != NULL) {
    g_object_run_dispose (G_OBJECT (self->column_list));
    g_object_run_dispose (G_OBJECT (self->result));
  }
  g_clear_object (&self->column_list);
  g_clear_object (&self->result);
  gtk_widget_dispose_template (GTK_WIDGET (self), YZT_TYPE_IMPORT_DIALOG);
  G_OBJECT_CLASS (yzt_import_dialog_parent_class)->dispose (object);
}

static void
yzt_import_dialog_finalize (GObject *object)
{
  YztImportDialog *self = YZT_IMPORT_DIALOG (object);
  g_clear_pointer (&self->kinds, g_ptr_array_unref);
  g_clear_pointer (&self->file_rows, g_ptr_array_unref);
  g_clear_pointer (&self->proposal, yzt_proposal_free);
  g_clear_pointer (&self->outcome, yzt_import_outcome_unref);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->sheet, g_free);
  G_OBJECT_CLASS (yzt_import_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, title);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, confirm);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, kind);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, layer);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, header);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, datum);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, system);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, file);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, preview);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, columns);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, proposed);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, return_sheet);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, fresh);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, changed);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, problems);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, rules);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, result_group);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, without_place);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, update);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, repair);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, hold_doubtful);
  gtk_widget_class_bind_template_child (widget_class, YztImportDialog, progress);
}

static void
yzt_import_dialog_class_init (YztImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_import_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_import_dialog_finalize;
  g_type_ensure (YZT_TYPE_PROGRESS_LINE);
  signals[IMPORTED] = g_signal_new ("imported", YZT_TYPE_IMPORT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                    G_TYPE_STRING);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, on_confirm_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, on_confirm_key, NULL);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-import-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_kind);
  gtk_widget_class_bind_template_callback (widget_class, on_proposed);
  gtk_widget_class_bind_template_callback (widget_class, on_layer);
  gtk_widget_class_bind_template_callback (widget_class, on_header);
  gtk_widget_class_bind_template_callback (widget_class, on_answer);
  gtk_widget_class_bind_template_callback (widget_class, on_confirm);
  gtk_widget_class_bind_template_callback (widget_class, on_return_sheet);
}

static void
yzt_import_dialog_init (YztImportDialog *self)
{
  self->kinds = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_kind_unref);
  self->file_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

YztImportDialog *
yzt_import_dialog_new (GtkWindow *parent, YztSession *session, const char *path)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  YztImportDialog *self = g_object_new (YZT_TYPE_IMPORT_DIALOG, "transient-for", parent, NULL);
  g_autofree char *name = yzt_import_source_name (path); /* no password */
  gboolean texts = yzt_import_is_plan (path);
  self->path = g_strdup (path);
  adw_window_title_set_subtitle (self->title, name);
  self->session = g_object_ref (session);
  self->column_list = yzt_import_columns_new (self->columns, session);
  self->result = yzt_import_result_new (self->fresh, self->changed, self->problems, session);
  g_signal_connect_swapped (self->column_list, "chosen", G_CALLBACK (on_column_chosen), self);
  g_signal_connect_swapped (self->result, "mended", G_CALLBACK (plan), self);
  gtk_widget_set_visible (GTK_WIDGET (self->datum), !texts);
  yzt_show_in_turn (self->result_group);
  if (!texts) {
    yzt_show_in_turn (self->rules);
  }
  fill_kinds (self);
  recognise (self);
  return self;
}
