/* yzt-hazard-card.c: what a hazard source comes to while its form is filled in
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-hazard-card.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-ledger.h"
#include "yzt-session-private.h"
#include "yzt-ui.h"

#define MOST_INPUT_BYTES 60000 /* a cell holds 64 KiB */
#define MOST_SHOWN 200 /* lines in words; every one is judged */

struct _YztHazardCard {
  GtkBox parent_instance;
  YztSession *session;
  GtkWidget *result, *own, *lines, *plant, *write;
  YztLedger *ledger;         /* of the other units of the plant; NULL: not read */
  GCancellable *cancellable; /* of reading it; NULL: nobody asked yet */
  YztRow *row;               /* that is shown */
  YztHazardResult judged;
  YztHazardGrading grading;
  char *inputs;   /* the lines in words, for the record */
  gint64 people;
  gboolean ticked; /* by us, when something was touched */
};
G_DEFINE_FINAL_TYPE (YztHazardCard, yzt_hazard_card, GTK_TYPE_BOX)

gboolean
yzt_hazard_card_is_for (const YztKind *kind)
{
  return g_str_equal (yzt_kind_get_id (kind), "hazard-source");
}

gboolean
yzt_hazard_card_takes (const YztKind *kind)
{
  return g_str_equal (yzt_kind_get_id (kind), "chemical");
}

static void
show_own (YztHazardCard *self, const YztRow *row)
{
  const YztHazardGrades *grades = yzt_hazard_grade_tables (NULL);
  const char *category = yzt_row_get_text (row, "category"), *language = yzt_session_get_language (self->session);
  gboolean has = grades != NULL && yzt_hazard_grades_has (grades, category);
  gtk_widget_set_visible (self->own, has);
  self->grading = (YztHazardGrading) { .grade = -1 };
  if (!has) {
    return;
  }
  yzt_hazard_grades_judge (grades, category, yzt_hazard_row_value, (gpointer) row, &self->grading);
  const YztHazardGrading *grading = &self->grading;
  const YztField *field = grading->field != NULL ? yzt_kind_find_field (row->kind, grading->field) : NULL;
  const char *asked = field != NULL ? yzt_field_get_label (field, language) : "";
  const char *label = g_strcmp0 (language, "zh_CN") == 0 ? grading->label_zh : grading->label;
  g_autofree char *words =
    grading->grade < 0    ? g_strdup_printf (_("Class by its own standard: say “%s”."), asked)
    : grading->grade == 0 ? g_strdup (_("Class by its own standard: below every limit."))
                          : g_strdup_printf (_("Class by its own standard: %s, by “%s” (%s%s)%s."), label, asked, grading->source,
                                             grading->is_verified ? "" : _(", not verified"), grading->is_raised ? _("; raised by one for what lies below") : "");
  gtk_label_set_text (GTK_LABEL (self->own), words);
}

/* --- the other units of the plant --- */

static void
show_plant (YztHazardCard *self)
{
  const char *credit_code = yzt_row_get_text (self->row, "credit_code"), *enterprise = yzt_row_get_text (self->row, "enterprise");
  g_autofree char *words = self->ledger != NULL ? yzt_ledger_plant_words (self->ledger, credit_code, enterprise, self->row->fid, self->people) : NULL;
  gtk_label_set_text (GTK_LABEL (self->plant), words != NULL ? words : "");
  gtk_widget_set_visible (self->plant, words != NULL);
}

static void
on_ledger (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztHazardCard) self = user_data;
  YztLedger *ledger = yzt_session_read_ledger_finish (result, NULL); /* without it nothing is said of other units */
  g_clear_pointer (&self->ledger, yzt_ledger_unref);
  self->ledger = ledger;
  if (ledger != NULL && self->row != NULL) {
    show_plant (self);
  }
}

/* Read once for a form, when its source belongs to somebody. */
static void
follow_plant (YztHazardCard *self, const YztRow *row)
{
  const char *credit_code = yzt_row_get_text (row, "credit_code"), *enterprise = yzt_row_get_text (row, "enterprise");
  gboolean owned = (credit_code != NULL && *credit_code != '\0') || (enterprise != NULL && *enterprise != '\0');
  g_clear_pointer (&self->row, yzt_row_free);
  self->row = yzt_row_copy (row);
  if (owned && self->cancellable == NULL && yzt_session_get_store (self->session) != NULL) {
    self->cancellable = g_cancellable_new ();
    yzt_session_read_ledger_async (self->session, self->cancellable, on_ledger, g_object_ref (self));
  }
  show_plant (self);
}

static void
add_line (YztHazardCard *self, GString *inputs, const YztHazardLine *line, const YztHazardLineResult *result, gboolean shown)
{
  g_autofree char *why = yzt_hazard_explain_line (line, result, yzt_session_get_language (self->session));
  g_autofree char *quantity = isnan (line->quantity_t) ? g_strdup ("") : yzt_text_format_number (line->quantity_t);
  /* Translators: a chemical, its tonnes, what its numbers came from */
  g_autofree char *words = g_strdup_printf (_("%s, %s t: %s"), line->name != NULL ? line->name : "", quantity, why);
  g_string_append_printf (inputs, "%s\n", words);
  if (!shown) {
    return;
  }
  GtkWidget *label = yzt_ui_label (words, isnan (result->share) ? "field-problem number" : "second-line number");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_box_append (GTK_BOX (self->lines), label);
}

void
yzt_hazard_card_show (YztHazardCard *self, const YztRow *row, GPtrArray *chemicals, gboolean touched)
{
  g_return_if_fail (YZT_IS_HAZARD_CARD (self) && row != NULL && chemicals != NULL);
  g_autoptr (GError) error = NULL;
  const YztHazardBook *book = yzt_hazard_tables (&error);
  const YztCell *people = yzt_row_get (row, "people_500m");
  guint n = chemicals->len;
  g_autofree YztHazardLine *lines = g_new0 (YztHazardLine, n + 1);
  g_autofree YztHazardLineResult *results = g_new0 (YztHazardLineResult, n + 1);
  g_autoptr (GString) inputs = g_string_new (NULL);
  yzt_ui_clear_children (self->lines);
  show_own (self, row);
  if (book == NULL) {
    gtk_label_set_text (GTK_LABEL (self->result), yzt_ui_error_text (error));
    return;
  }
  for (guint i = 0; i < n; i++) {
    yzt_hazard_line_from_row (chemicals->pdata[i], &lines[i]);
  }
  self->people = people != NULL && people->type == YZT_CELL_INTEGER ? people->v.integer : YZT_HAZARD_PEOPLE_UNKNOWN;
  yzt_hazard_judge (book, lines, n, self->people, results, &self->judged);
  follow_plant (self, row);
  for (guint i = 0; i < n; i++) {
    add_line (self, inputs, &lines[i], &results[i], i < MOST_SHOWN);
  }
  g_autofree char *words = yzt_ledger_explain (&self->judged);
  gtk_label_set_text (GTK_LABEL (self->result), words);
  g_free (self->inputs);
  self->inputs = g_string_free (g_steal_pointer (&inputs), FALSE);
  gboolean known = self->judged.problem == YZT_HAZARD_GRADE_KNOWN || self->grading.grade > 0;
  gtk_widget_set_sensitive (self->write, known);
  if (touched && !self->ticked) {
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->write), TRUE);
    self->ticked = TRUE;
  }
}

static void
put_number (YztRow *row, const char *field, double value)
{
  YztCell cell = { YZT_CELL_NUMBER, { .number = value } };
  if (!isnan (value)) {
    yzt_row_set (row, field, &cell);
  }
}

gboolean
yzt_hazard_card_put (YztHazardCard *self, YztRow *row)
{
  g_return_val_if_fail (YZT_IS_HAZARD_CARD (self) && row != NULL, FALSE);
  static const char *const codes[] = { "none", "grade1", "grade2", "grade3", "grade4" };
  if (!gtk_widget_is_sensitive (self->write) || !gtk_check_button_get_active (GTK_CHECK_BUTTON (self->write))) {
    return FALSE;
  }
  if (self->judged.problem == YZT_HAZARD_GRADE_KNOWN) {
    put_number (row, "s_value", self->judged.s);
    put_number (row, "r_value", self->judged.r);
    yzt_row_set_text (row, "grade", codes[self->judged.grade]);
  }
  if (self->grading.grade > 0) {
    yzt_row_set_text (row, "own_grade", self->grading.label_zh);
  }
  return TRUE;
}

void
yzt_hazard_card_put_record (YztHazardCard *self, YztEdits *edits, gint64 owner_fid)
{
  g_return_if_fail (YZT_IS_HAZARD_CARD (self) && edits != NULL);
  YztKind *kind = yzt_kind_set_find (yzt_session_get_kinds (self->session), "hazard-assessment");
  if (kind == NULL || self->judged.problem != YZT_HAZARD_GRADE_KNOWN) {
    return;
  }
  g_autoptr (YztRow) row = yzt_row_new (kind);
  g_autofree char *now = yzt_time_format_utc (yzt_clock_now_ms (self->session->clock));
  YztCell people = { YZT_CELL_INTEGER, { .integer = self->people } };
  row->owner_fid = owner_fid;
  yzt_row_set_text (row, "name", YZT_HAZARD_STANDARD);
  yzt_row_set_text (row, "judged_utc", now);
  yzt_row_set_text (row, "judged_by", self->session->author);
  yzt_row_set_text (row, "grade", yzt_hazard_grade_text (self->judged.grade));
  g_autofree char *inputs = yzt_text_shorten (self->inputs, MOST_INPUT_BYTES);
  yzt_row_set_text (row, "inputs", inputs);
  put_number (row, "s_value", self->judged.s);
  put_number (row, "alpha", self->judged.alpha);
  put_number (row, "r_value", self->judged.r);
  if (self->people != YZT_HAZARD_PEOPLE_UNKNOWN) {
    yzt_row_set (row, "people_500m", &people);
  }
  yzt_edits_insert (edits, row);
}

/* --- chemicals by what one types --- */

static gboolean
matches (GtkEntryCompletion *completion, const char *key, GtkTreeIter *iter, gpointer user_data)
{
  const YztHazardBook *book = yzt_hazard_tables (NULL);
  const YztHazardChemical *found[85];
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (gtk_entry_completion_get_entry (completion)));
  g_autofree char *name = NULL;
  gtk_tree_model_get (gtk_entry_completion_get_model (completion), iter, 0, &name, -1);
  guint n = book != NULL && name != NULL && !g_str_equal (name, typed) ? yzt_hazard_book_search (book, typed, found, G_N_ELEMENTS (found)) : 0;
  for (guint i = 0; i < n; i++) {
    if (g_str_equal (found[i]->name_zh, name)) {
      return TRUE;
    }
  }
  return FALSE;
}

static GtkListStore *
names_of (YztSession *session)
{
  GtkListStore *names = g_object_get_data (G_OBJECT (session), "yzt-chemicals");
  const YztHazardBook *book = names == NULL ? yzt_hazard_tables (NULL) : NULL;
  if (names == NULL) {
    names = gtk_list_store_new (1, G_TYPE_STRING);
    g_object_set_data_full (G_OBJECT (session), "yzt-chemicals", names, g_object_unref);
  }
  for (guint i = 0; book != NULL && i < yzt_hazard_book_n_chemicals (book); i++) {
    gtk_list_store_insert_with_values (names, NULL, -1, 0, yzt_hazard_book_get_chemical (book, i)->name_zh, -1);
  }
  return names;
}

GtkEntryCompletion *
yzt_hazard_card_new_completion (YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  GtkEntryCompletion *completion = gtk_entry_completion_new ();
  gtk_entry_completion_set_model (completion, GTK_TREE_MODEL (names_of (session)));
  gtk_entry_completion_set_text_column (completion, 0);
  gtk_entry_completion_set_minimum_key_length (completion, 1);
  gtk_entry_completion_set_match_func (completion, matches, NULL, NULL);
  return completion;
}

/* --- class --- */

static void
yzt_hazard_card_dispose (GObject *object)
{
  YztHazardCard *self = YZT_HAZARD_CARD (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->row, yzt_row_free);
  G_OBJECT_CLASS (yzt_hazard_card_parent_class)->dispose (object);
}

static void
yzt_hazard_card_finalize (GObject *object)
{
  YztHazardCard *self = YZT_HAZARD_CARD (object);
  g_clear_object (&self->session);
  g_free (self->inputs);
  g_clear_pointer (&self->ledger, yzt_ledger_unref);
  G_OBJECT_CLASS (yzt_hazard_card_parent_class)->finalize (object);
}

static void
yzt_hazard_card_class_init (YztHazardCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_hazard_card_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_hazard_card_finalize;
}

static void
yzt_hazard_card_init (YztHazardCard *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 4);
  self->result = yzt_ui_label ("", "number");
  self->own = yzt_ui_label ("", NULL);
  self->lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  self->write = gtk_check_button_new_with_label (_("Write S, R and the grade when saving"));
  gtk_label_set_wrap (GTK_LABEL (self->result), TRUE);
  gtk_label_set_wrap (GTK_LABEL (self->own), TRUE);
  gtk_box_append (GTK_BOX (self), yzt_ui_label (_("Identification and grade"), "heading form-group"));
  gtk_box_append (GTK_BOX (self), self->result);
  gtk_box_append (GTK_BOX (self), self->lines);
  self->plant = yzt_ui_label ("", "second-line number");
  gtk_label_set_wrap (GTK_LABEL (self->plant), TRUE);
  gtk_widget_set_visible (self->plant, FALSE);
  gtk_box_append (GTK_BOX (self), self->plant);
  gtk_box_append (GTK_BOX (self), self->own);
  gtk_box_append (GTK_BOX (self), self->write);
}

GtkWidget *
yzt_hazard_card_new (YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztHazardCard *self = g_object_new (YZT_TYPE_HAZARD_CARD, NULL);
  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}
