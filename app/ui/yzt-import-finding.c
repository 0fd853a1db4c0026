/* yzt-import-finding.c: one finding of an import in a list: what is wrong, what to do, and the cells, to be put right on the spot
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-import-finding.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-suggest.h"
#include "yzt-ui.h"

#define MOST_NAME 40

/* One cell of the file that can be put right here. */
typedef struct {
  GtkWidget *entry;
  guint column;
  char *text; /* as it stands */
  YztSuggest *choices; /* of an enumeration; NULL: any text */
} Cell;

struct _YztImportFinding {
  GtkBox parent_instance;
  YztImportMends *mends; /* not owned */
  const char *language;
  guint row;
  GArray *cells; /* Cell */
};
G_DEFINE_FINAL_TYPE (YztImportFinding, yzt_import_finding, GTK_TYPE_BOX)

enum { SAID, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
say (YztImportFinding *self)
{
  g_signal_emit (self, signals[SAID], 0);
}

gboolean
yzt_import_finding_collect (YztImportFinding *self, YztImportMends *mends)
{
  g_return_val_if_fail (YZT_IS_IMPORT_FINDING (self) && mends != NULL, FALSE);
  gboolean any = FALSE;
  for (guint i = 0; i < self->cells->len; i++) {
    const Cell *cell = &g_array_index (self->cells, Cell, i);
    const char *typed = gtk_editable_get_text (GTK_EDITABLE (cell->entry));
    if (!g_str_equal (typed, cell->text)) {
      yzt_import_mends_set (mends, self->row, cell->column, typed);
      any = TRUE;
    }
  }
  return any;
}

GtkWidget *
yzt_import_finding_get_first (YztImportFinding *self)
{
  g_return_val_if_fail (YZT_IS_IMPORT_FINDING (self), NULL);
  return self->cells->len > 0 ? g_array_index (self->cells, Cell, 0).entry : NULL;
}

/* --- cells --- */

static const Cell *
cell_of (YztImportFinding *self, gpointer entry)
{
  for (guint i = 0; i < self->cells->len; i++) {
    if (g_array_index (self->cells, Cell, i).entry == entry) {
      return &g_array_index (self->cells, Cell, i);
    }
  }
  return NULL;
}

static gboolean
is_same (const Cell *cell)
{
  return g_str_equal (gtk_editable_get_text (GTK_EDITABLE (cell->entry)), cell->text);
}

/* The mouse needs something to press; before anything was typed that is the list of what it may be, or nothing. */
static void
on_changed (GtkEntry *entry, YztImportFinding *self)
{
  const Cell *cell = cell_of (self, entry);
  const char *icon = !is_same (cell) ? "object-select-symbolic" : cell->choices != NULL ? "pan-down-symbolic" : NULL;
  const char *tip = !is_same (cell) ? _("Look at the row again (Enter)") : cell->choices != NULL ? _("Choose one of the list (Down)") : NULL;
  gtk_entry_set_icon_from_icon_name (entry, GTK_ENTRY_ICON_SECONDARY, icon);
  gtk_entry_set_icon_tooltip_text (entry, GTK_ENTRY_ICON_SECONDARY, tip);
}

/* What an enumeration may be: those that have what is typed in them, or all. */
static void
on_asked (YztSuggest *choices, const char *typed, YztImportFinding *self)
{
  const YztField *field = g_object_get_data (G_OBJECT (choices), "field");
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_suggestion_free);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_suggestion_free);
  for (guint i = 0; i < yzt_field_get_n_values (field); i++) {
    const char *label = yzt_field_get_value_label (field, yzt_field_get_value (field, i), self->language);
    g_ptr_array_add (all, yzt_suggestion_new (label, NULL, NULL));
    if (*typed != '\0' && strstr (label, typed) != NULL) {
      g_ptr_array_add (found, yzt_suggestion_new (label, NULL, NULL));
    }
  }
  yzt_suggest_show (choices, found->len > 0 ? found : all);
}

static void
on_icon (GtkEntry *entry, GtkEntryIconPosition position, YztImportFinding *self)
{
  const Cell *cell = cell_of (self, entry);
  if (cell->choices != NULL && is_same (cell)) {
    gtk_widget_grab_focus (GTK_WIDGET (entry));
    on_asked (cell->choices, "", self);
  } else {
    say (self);
  }
}

static YztSuggest *
offer_choices (YztImportFinding *self, GtkEntry *entry, const YztField *field)
{
  if (field == NULL || yzt_field_get_field_type (field) != YZT_FIELD_ENUM) {
    return NULL;
  }
  YztSuggest *choices = yzt_suggest_attach (entry);
  g_object_set_data (G_OBJECT (choices), "field", (gpointer) field);
  g_signal_connect_object (choices, "asked", G_CALLBACK (on_asked), self, 0);
  g_signal_connect_object (choices, "taken", G_CALLBACK (say), self, G_CONNECT_SWAPPED);
  return choices;
}

static GtkWidget *
new_cell (YztImportFinding *self, const char *header, guint column, const char *text, const YztField *field)
{
  g_autofree char *number = *header == '\0' ? g_strdup_printf (_("Column %u"), column + 1) : NULL;
  const char *name = number != NULL ? number : header;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *entry = gtk_entry_new (), *label = yzt_ui_label (name, "second-line");
  Cell cell = { entry, column, g_strdup (text), NULL };
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 20);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 12);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  cell.choices = offer_choices (self, GTK_ENTRY (entry), field);
  g_array_append_val (self->cells, cell);
  on_changed (GTK_ENTRY (entry), self);
  g_signal_connect (entry, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (say), self);
  g_signal_connect (entry, "icon-press", G_CALLBACK (on_icon), self);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), entry);
  return box;
}

/* --- leaving out --- */

static void
on_leave_out (YztImportFinding *self)
{
  yzt_import_mends_drop (self->mends, self->row, !yzt_import_mends_is_dropped (self->mends, self->row));
  say (self);
}

/* Only what would come in can be left out, and only what was left out by hand comes in again by a press. */
static GtkWidget *
new_leaving (YztImportFinding *self, YztFindingSeverity severity)
{
  gboolean dropped = yzt_import_mends_is_dropped (self->mends, self->row);
  if (severity == YZT_FINDING_REJECT && !dropped) {
    return NULL;
  }
  GtkWidget *button = gtk_button_new_with_label (dropped ? _("Take It In") : _("Leave It Out"));
  gtk_widget_set_valign (button, GTK_ALIGN_END);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_leave_out), self);
  return button;
}

/* --- words --- */

static const char *
severity_word (YztFindingSeverity severity)
{
  switch (severity) {
  case YZT_FINDING_REJECT: return _("left out");
  case YZT_FINDING_CORRECTED: return _("put right");
  case YZT_FINDING_WARNING:
  default: return _("look at it");
  }
}

static void
add_words (YztImportFinding *self, const YztImportPlan *plan, const YztFinding *finding)
{
  const char *header = finding->header != NULL ? finding->header : "", *word = severity_word (finding->severity);
  g_autofree char *name = yzt_text_shorten (yzt_import_plan_get_row_name (plan, finding->row), MOST_NAME);
  guint number = yzt_import_report_get_row (yzt_import_plan_get_report (plan), finding->row);
  g_autofree char *row = *name != '\0' ? g_strdup_printf (_("Row %u · %s"), number, name) : g_strdup_printf (_("Row %u"), number);
  g_autofree char *head = *header != '\0' ? g_strdup_printf ("%s · %s · %s", row, header, word) : g_strdup_printf ("%s · %s", row, word);
  const char *parts[] = { head, finding->reason, finding->suggestion }, *styles[] = { "row-title", NULL, "second-line" };
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    if (parts[i] == NULL || *parts[i] == '\0') {
      continue;
    }
    GtkWidget *label = yzt_ui_label (parts[i], styles[i]);
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
    gtk_box_append (GTK_BOX (self), label);
  }
}

/* --- class --- */

static void
cell_clear (gpointer cell)
{
  g_free (((Cell *) cell)->text);
}

static void
yzt_import_finding_finalize (GObject *object)
{
  g_array_unref (YZT_IMPORT_FINDING (object)->cells);
  G_OBJECT_CLASS (yzt_import_finding_parent_class)->finalize (object);
}

static void
yzt_import_finding_class_init (YztImportFindingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_import_finding_finalize;
  signals[SAID] = g_signal_new ("said", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_import_finding_init (YztImportFinding *self)
{
  self->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  g_array_set_clear_func (self->cells, cell_clear);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 4);
  gtk_widget_add_css_class (GTK_WIDGET (self), "import-detail");
}

GtkWidget *
yzt_import_finding_new (const YztImportPlan *plan, const YztFinding *finding, YztImportMends *mends, const char *language)
{
  g_return_val_if_fail (plan != NULL && finding != NULL && mends != NULL, NULL);
  YztImportFinding *self = g_object_new (YZT_TYPE_IMPORT_FINDING, NULL);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  guint columns[YZT_IMPORT_MOST_AT_FAULT];
  self->mends = mends;
  self->language = language;
  self->row = finding->row;
  add_words (self, plan, finding);
  for (guint i = 0, n = yzt_import_plan_get_at_fault (plan, finding, columns); i < n; i++) {
    const char *cell = yzt_import_plan_get_cell (plan, finding->row, columns[i]);
    if (cell != NULL) {
      gtk_box_append (GTK_BOX (line), new_cell (self, yzt_import_plan_get_header (plan, columns[i]), columns[i], cell, yzt_import_plan_get_field (plan, columns[i])));
    }
  }
  GtkWidget *leaving = new_leaving (self, finding->severity);
  if (leaving != NULL) {
    gtk_box_append (GTK_BOX (line), leaving);
  }
  if (gtk_widget_get_first_child (line) != NULL) {
    gtk_box_append (GTK_BOX (self), line);
  } else {
    g_object_unref (g_object_ref_sink (line));
  }
  return GTK_WIDGET (self);
}
