/* yzt-ledger-window.c: the ledger of hazard sources: groups at the left, figures in the middle, the records behind each at the right
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-ledger-window.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-dossier.h"
#include "yzt-fill-in-turn.h"
#include "yzt-file-choosers.h"
#include "yzt-ledger-entries.h"
#include "yzt-ledger-step.h"
#include "yzt-paper-save.h"
#include "yzt-selection.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

struct _YztLedgerWindow {
  AdwWindow parent_instance;
  YztSession *session;
  YztLedger *ledger;     /* NULL while it is read for the first time */
  GArray *lines;         /* YztLedgerLine, of the chosen grouping */
  GArray *records;       /* guint, indices in the ledger: what stands in @record_list */
  GtkWidget *by, *group_list, *figure_list, *record_list, *note, *all, *shade, *step, *dossier, *filing;
  gint64 wanted;         /* whose paper is being saved */
  gboolean wants_filing;
  GtkWidget *figure_numbers[YZT_LEDGER_N_ENTRIES];
  guint figure;          /* the entry that the records are of */
  char *group;           /* NULL: all */
  GCancellable *cancellable;
};
G_DEFINE_FINAL_TYPE (YztLedgerWindow, yzt_ledger_window, ADW_TYPE_WINDOW)

/* --- groups and records --- */

static YztLedgerBy
chosen_by (YztLedgerWindow *self)
{
  guint by = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->by));
  return by <= YZT_LEDGER_BY_GRADE ? (YztLedgerBy) by : YZT_LEDGER_BY_COUNTY;
}

static const char *
category_label (YztLedgerWindow *self, const char *code)
{
  YztKind *kind = yzt_kind_set_find (yzt_session_get_kinds (self->session), "hazard-source");
  const YztField *field = kind != NULL ? yzt_kind_find_field (kind, "category") : NULL;
  return field != NULL ? yzt_field_get_value_label (field, code, yzt_session_get_language (self->session)) : code;
}

static const char *
group_label (YztLedgerWindow *self, const char *group)
{
  return *group == '\0'                                  ? _("(not said)")
       : chosen_by (self) == YZT_LEDGER_BY_GRADE         ? yzt_hazard_grade_text (*group - '0')
       : chosen_by (self) == YZT_LEDGER_BY_CATEGORY      ? category_label (self, group)
                                                         : group;
}

static gboolean
is_in_group (YztLedgerWindow *self, const YztLedgerSource *source)
{
  static const char *const grades[] = { "0", "1", "2", "3", "4" };
  YztLedgerBy by = chosen_by (self);
  const char *group = by == YZT_LEDGER_BY_COUNTY ? source->county : by == YZT_LEDGER_BY_CATEGORY ? source->category
                    : source->grade >= 0 ? grades[source->grade] : "";
  return self->group == NULL || g_str_equal (group, self->group);
}

typedef struct {
  YztLedgerWindow *window;
  YztLedger *ledger;
  GArray *records;
} Filling;

static void
filling_free (gpointer data)
{
  Filling *filling = data;
  yzt_ledger_unref (filling->ledger);
  g_array_unref (filling->records);
  g_free (filling);
}

static GtkWidget *
make_record (guint index, gpointer user_data)
{
  Filling *filling = user_data;
  const YztLedgerSource *source = yzt_ledger_get (filling->ledger, g_array_index (filling->records, guint, index));
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  g_autofree char *second = yzt_ledger_entry_words (filling->ledger, source, filling->window->figure, yzt_session_get_language (filling->window->session));
  GtkWidget *name = yzt_ui_label (*source->name != '\0' ? source->name : _("Without a name"), "row-title"), *words = yzt_ui_label (second, "second-line number");
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_box_append (GTK_BOX (row), name);
  gtk_box_append (GTK_BOX (row), words);
  gtk_widget_add_css_class (row, "totals-row");
  return row;
}

static void
show_records (YztLedgerWindow *self)
{
  g_array_set_size (self->records, 0);
  for (guint i = 0; self->ledger != NULL && i < yzt_ledger_get_n (self->ledger); i++) {
    const YztLedgerSource *source = yzt_ledger_get (self->ledger, i);
    if (is_in_group (self, source) && yzt_ledger_entry_count (source, self->figure) > 0) {
      g_array_append_val (self->records, i);
    }
  }
  gtk_widget_set_sensitive (self->all, self->records->len > 0);
  if (self->ledger == NULL) {
    return;
  }
  Filling *filling = g_new0 (Filling, 1);
  *filling = (Filling) { self, yzt_ledger_ref (self->ledger), g_array_copy (self->records) };
  yzt_fill_in_turn (GTK_LIST_BOX (self->record_list), self->records->len, make_record, filling, filling_free);
}

static void
on_record (GtkListBox *list, GtkListBoxRow *row, YztLedgerWindow *self)
{
  guint i = (guint) gtk_list_box_row_get_index (row);
  int kind = yzt_kind_set_index (yzt_session_get_kinds (self->session), "hazard-source");
  if (kind >= 0 && i < self->records->len) {
    yzt_watchdog_action ("ledger-record");
    yzt_session_select (self->session, kind, yzt_ledger_get (self->ledger, g_array_index (self->records, guint, i))->fid);
    gtk_widget_activate_action (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self))), "win.show-selected", NULL);
  }
}

static void
on_all (YztLedgerWindow *self)
{
  int kind = yzt_kind_set_index (yzt_session_get_kinds (self->session), "hazard-source");
  g_autoptr (GArray) things = g_array_new (FALSE, FALSE, sizeof (YztThing));
  yzt_watchdog_action ("ledger-mark-all");
  for (guint i = 0; kind >= 0 && i < self->records->len; i++) {
    YztThing thing = { (guint) kind, yzt_ledger_get (self->ledger, g_array_index (self->records, guint, i))->fid };
    g_array_append_val (things, thing);
  }
  yzt_selection_set (yzt_selection_of (self->session), (const YztThing *) (gconstpointer) things->data, things->len);
}

/* Each source by what it lacks of what the chosen entry is about. */
static void
on_shade (YztLedgerWindow *self)
{
  guint lacks = yzt_ledger_entry_get_lacks (self->figure);
  gtk_widget_activate_action (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self))), "win.shade-hazards", "u", lacks != 0 ? lacks : YZT_LEDGER_ALL_LACKS);
  gtk_label_set_text (GTK_LABEL (self->note), _("The map is shaded by what is missing; Esc in the window of the map takes the shade away."));
}

/* --- papers of the record that is chosen --- */

static void
on_saved (const char *sentence, gpointer user_data)
{
  gtk_label_set_text (GTK_LABEL (YZT_LEDGER_WINDOW (user_data)->note), sentence);
}

static void
on_file (GFile *file, gpointer user_data)
{
  YztLedgerWindow *self = user_data;
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL && self->session != NULL) {
    const YztPaperAsk ask = { .type = self->wants_filing ? "filing-form" : "hazard-dossier", .fid = self->wanted };
    yzt_paper_save (self->session, &ask, path, on_saved, G_OBJECT (self));
  }
}

/* −1: none. */
static int
chosen_record (YztLedgerWindow *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->record_list));
  guint i = row != NULL ? (guint) gtk_list_box_row_get_index (row) : G_MAXUINT;
  return self->ledger != NULL && i < self->records->len ? (int) g_array_index (self->records, guint, i) : -1;
}

static void
on_step (YztLedgerWindow *self)
{
  int chosen = chosen_record (self);
  if (chosen >= 0) {
    yzt_ledger_ask_step (GTK_WINDOW (self), self->session, self->ledger, (guint) chosen);
  }
}

static void
on_paper (YztLedgerWindow *self, GtkWidget *button)
{
  int chosen = chosen_record (self);
  if (chosen < 0) {
    return;
  }
  const YztLedgerSource *source = yzt_ledger_get (self->ledger, (guint) chosen);
  self->wanted = source->fid;
  self->wants_filing = button == self->filing;
  g_autofree char *safe = g_strdelimit (g_strdup (source->name), "/\\:*?\"<>|\n", '_');
  g_autofree char *name = g_strdup_printf ("%s %s.pdf", safe, self->wants_filing ? _("filing form") : _("dossier"));
  yzt_choose_file_to_write (GTK_WINDOW (self), self->wants_filing ? _("Save the Filing Form") : _("Save the Dossier"), name, on_file, self);
}

static void
on_record_chosen (YztLedgerWindow *self)
{
  int chosen = chosen_record (self);
  const YztLedgerSource *source = chosen >= 0 ? yzt_ledger_get (self->ledger, (guint) chosen) : NULL;
  gboolean has_step = source != NULL && yzt_dossier_step_get_field (source->step, NULL, NULL) != NULL;
  gtk_widget_set_sensitive (self->dossier, source != NULL);
  gtk_widget_set_sensitive (self->filing, source != NULL);
  gtk_widget_set_sensitive (self->step, has_step && !yzt_session_is_read_only (self->session));
}

/* --- figures --- */

static void
show_figures (YztLedgerWindow *self)
{
  guint counts[YZT_LEDGER_N_ENTRIES] = { 0 };
  for (guint i = 0; self->ledger != NULL && i < yzt_ledger_get_n (self->ledger); i++) {
    const YztLedgerSource *source = yzt_ledger_get (self->ledger, i);
    for (guint entry = 0; entry < YZT_LEDGER_N_ENTRIES && is_in_group (self, source); entry++) {
      counts[entry] += yzt_ledger_entry_count (source, entry);
    }
  }
  for (guint entry = 0; entry < YZT_LEDGER_N_ENTRIES; entry++) {
    YztLedgerFigure whole;
    gboolean shared = entry < YZT_LEDGER_N_FIGURES && yzt_ledger_figure_get_whole ((YztLedgerFigure) entry, &whole);
    double rate = shared ? yzt_ledger_rate (counts[entry], counts[whole]) : NAN;
    g_autofree char *n = yzt_text_group_number (counts[entry], 0);
    g_autofree char *text = isnan (rate) ? g_strdup (n) : g_strdup_printf ("%s · %.0f %%", n, rate * 100);
    gtk_label_set_text (GTK_LABEL (self->figure_numbers[entry]), text);
  }
  show_records (self);
}

static void
on_figure (GtkListBox *list, GtkListBoxRow *row, YztLedgerWindow *self)
{
  if (row != NULL) {
    self->figure = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "entry"));
    show_records (self);
  }
}

static void
add_section (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  const char *title = yzt_ledger_entry_get_section (GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "entry")));
  gtk_list_box_row_set_header (row, title != NULL ? yzt_ui_label (title, "heading form-group totals-row") : NULL);
}

static GtkWidget *
new_row (const char *label, GtkWidget **number_out)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *name = yzt_ui_label (label, NULL);
  *number_out = yzt_ui_label ("", "number");
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_box_append (GTK_BOX (row), name);
  gtk_box_append (GTK_BOX (row), *number_out);
  gtk_widget_set_margin_end (*number_out, 10); /* the scrollbar's */
  gtk_widget_add_css_class (row, "totals-row");
  return row;
}

static void
fill_figures (YztLedgerWindow *self)
{
  for (guint entry = 0; entry < YZT_LEDGER_N_ENTRIES; entry++) {
    GtkWidget *item = gtk_list_box_row_new ();
    gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (item), new_row (yzt_ledger_entry_get_label (entry), &self->figure_numbers[entry]));
    g_object_set_data (G_OBJECT (item), "entry", GUINT_TO_POINTER (entry));
    gtk_list_box_append (GTK_LIST_BOX (self->figure_list), item);
  }
  gtk_list_box_set_header_func (GTK_LIST_BOX (self->figure_list), add_section, NULL, NULL);
  gtk_list_box_select_row (GTK_LIST_BOX (self->figure_list), gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->figure_list), 0));
}

/* --- groups --- */

static void
add_group (YztLedgerWindow *self, const char *label, guint n)
{
  GtkWidget *number, *row = new_row (label, &number);
  g_autofree char *text = yzt_text_group_number (n, 0);
  gtk_label_set_text (GTK_LABEL (number), text);
  gtk_list_box_append (GTK_LIST_BOX (self->group_list), row);
}

static void
on_group (GtkListBox *list, GtkListBoxRow *row, YztLedgerWindow *self)
{
  if (row == NULL) {
    return;
  }
  guint i = (guint) gtk_list_box_row_get_index (row);
  g_free (self->group);
  self->group = i > 0 && self->lines != NULL && i <= self->lines->len ? g_strdup (g_array_index (self->lines, YztLedgerLine, i - 1).group) : NULL;
  show_figures (self);
}

static void
fill_groups (YztLedgerWindow *self)
{
  g_autofree char *before = g_strdup (self->group);
  guint at = 0;
  g_clear_pointer (&self->lines, g_array_unref);
  self->lines = self->ledger != NULL ? yzt_ledger_lines (self->ledger, chosen_by (self)) : NULL;
  g_signal_handlers_block_by_func (self->group_list, on_group, self);
  yzt_ui_clear_children (self->group_list);
  add_group (self, _("All sources"), self->ledger != NULL ? yzt_ledger_get_n (self->ledger) : 0);
  for (guint i = 0; self->lines != NULL && i < self->lines->len; i++) {
    const YztLedgerLine *line = &g_array_index (self->lines, YztLedgerLine, i);
    add_group (self, group_label (self, line->group), line->figures[YZT_LEDGER_SOURCES]);
    at = g_strcmp0 (line->group, before) == 0 ? i + 1 : at;
  }
  g_signal_handlers_unblock_by_func (self->group_list, on_group, self);
  gtk_list_box_select_row (GTK_LIST_BOX (self->group_list), gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->group_list), (int) at));
}

static void
on_by (YztLedgerWindow *self)
{
  g_clear_pointer (&self->group, g_free);
  fill_groups (self);
}

/* --- reading --- */

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztLedgerWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  YztLedger *ledger = yzt_session_read_ledger_finish (result, &error);
  if (self->session == NULL || ledger == NULL) {
    g_clear_pointer (&ledger, yzt_ledger_unref);
    if (self->session != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
      gtk_label_set_text (GTK_LABEL (self->note), yzt_ui_error_text (error));
    }
    return;
  }
  yzt_watchdog_background ("ledger-read");
  g_clear_pointer (&self->ledger, yzt_ledger_unref);
  self->ledger = ledger;
  gtk_label_set_text (GTK_LABEL (self->note), _("Grades by GB 18218-2018 from the chemicals listed; distances from data/rules, where they can be changed. Closed sources and those struck off are "
                                                "counted as sources only."));
  fill_groups (self);
}

static void
read_again (YztLedgerWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->session != NULL && yzt_session_get_store (self->session) != NULL) {
    self->cancellable = g_cancellable_new ();
    yzt_session_read_ledger_async (self->session, self->cancellable, on_read, g_object_ref (self));
  }
}

/* --- keys: Left and Right, Tab and Shift+Tab go from column to column --- */

static gboolean
focus_column (YztLedgerWindow *self, int column)
{
  GtkWidget *const lists[] = { self->group_list, self->figure_list, self->record_list };
  if (column < 0 || column >= (int) G_N_ELEMENTS (lists)) {
    return FALSE;
  }
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (lists[column]));
  row = row != NULL ? row : gtk_list_box_get_row_at_index (GTK_LIST_BOX (lists[column]), 0);
  return row != NULL && gtk_widget_grab_focus (GTK_WIDGET (row));
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, YztLedgerWindow *self)
{
  GtkWidget *const lists[] = { self->group_list, self->figure_list, self->record_list };
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  gboolean back = key == GDK_KEY_Left || key == GDK_KEY_ISO_Left_Tab;
  for (int i = 0; i < (int) G_N_ELEMENTS (lists) && focus != NULL && (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) == 0; i++) {
    if (key == GDK_KEY_Tab && focus != NULL && gtk_widget_is_ancestor (focus, self->record_list)) {
      return gtk_widget_grab_focus (gtk_widget_is_sensitive (self->all) ? self->all : self->shade); /* past the records, however many */
    }
    if ((back || key == GDK_KEY_Right || key == GDK_KEY_Tab) && gtk_widget_is_ancestor (focus, lists[i])) {
      return focus_column (self, back ? i - 1 : i + 1);
    }
  }
  return FALSE;
}

/* --- class --- */

static void
yzt_ledger_window_dispose (GObject *object)
{
  YztLedgerWindow *self = YZT_LEDGER_WINDOW (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_ledger_window_parent_class)->dispose (object);
}

static void
yzt_ledger_window_finalize (GObject *object)
{
  YztLedgerWindow *self = YZT_LEDGER_WINDOW (object);
  g_clear_pointer (&self->ledger, yzt_ledger_unref);
  g_clear_pointer (&self->lines, g_array_unref);
  g_array_unref (self->records);
  g_free (self->group);
  G_OBJECT_CLASS (yzt_ledger_window_parent_class)->finalize (object);
}

static void
yzt_ledger_window_class_init (YztLedgerWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_ledger_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_ledger_window_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
new_column (GtkWidget *head, GtkWidget *list, GtkWidget *foot, int width)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scroller = yzt_ui_scroller (list);
  gtk_widget_add_css_class (scroller, "text-frame");
  gtk_widget_set_size_request (column, width, -1);
  gtk_box_append (GTK_BOX (column), head);
  gtk_box_append (GTK_BOX (column), scroller);
  if (foot != NULL) {
    gtk_box_append (GTK_BOX (column), foot);
  }
  return column;
}

static GtkWidget *
new_columns (YztLedgerWindow *self)
{
  GtkWidget *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  const char *const by[] = { _("By county"), _("By category"), _("By grade"), NULL };
  self->by = gtk_drop_down_new_from_strings (by);
  self->group_list = gtk_list_box_new ();
  self->figure_list = gtk_list_box_new ();
  self->record_list = gtk_list_box_new ();
  self->all = gtk_button_new_with_label (_("Mark All on the Map"));
  self->shade = gtk_button_new_with_label (_("Shade the Map"));
  self->step = gtk_button_new_with_label (_("Next Step…"));
  self->dossier = gtk_button_new_with_label (_("Dossier…"));
  self->filing = gtk_button_new_with_label (_("Filing Form…"));
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (foot), self->all);
  gtk_box_append (GTK_BOX (foot), self->shade);
  gtk_box_append (GTK_BOX (foot), self->step);
  gtk_box_append (GTK_BOX (foot), self->dossier);
  gtk_box_append (GTK_BOX (foot), self->filing);
  gtk_widget_set_tooltip_text (self->shade, _("Every hazard source on the map by what it lacks of the chosen entry, with a legend"));
  gtk_widget_set_tooltip_text (self->step, _("Identified, assessed, dossier made, filed: enters the next one with its date and who did it"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->by), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Grouped"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->group_list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Groups"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->figure_list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Figures"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->record_list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Records"), -1);
  GtkWidget *records = new_column (yzt_ui_label (_("Records"), "heading"), self->record_list, foot, 380);
  gtk_widget_set_hexpand (records, TRUE);
  gtk_box_append (GTK_BOX (columns), new_column (self->by, self->group_list, NULL, 210));
  gtk_box_append (GTK_BOX (columns), new_column (yzt_ui_label (_("Figures"), "heading"), self->figure_list, NULL, 330));
  gtk_box_append (GTK_BOX (columns), records);
  return columns;
}

static void
yzt_ledger_window_init (YztLedgerWindow *self)
{
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  self->records = g_array_new (FALSE, FALSE, sizeof (guint));
  self->note = yzt_ui_label (_("Reading…"), "second-line");
  gtk_label_set_wrap (GTK_LABEL (self->note), TRUE);
  gtk_box_append (GTK_BOX (body), new_columns (self));
  gtk_box_append (GTK_BOX (body), self->note);
  gtk_widget_add_css_class (body, "panel-body");
  yzt_ui_catch_keys (GTK_WIDGET (self), G_CALLBACK (on_key));
  yzt_ui_fill_window (ADW_WINDOW (self), adw_header_bar_new (), body);
  gtk_window_set_default_size (GTK_WINDOW (self), 1080, 680);
}

GtkWindow *
yzt_ledger_window_new (GtkWindow *parent, YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztLedgerWindow *self = g_object_new (YZT_TYPE_LEDGER_WINDOW, "transient-for", parent, "title", _("Ledger of Hazard Sources"), NULL);
  self->session = g_object_ref (session);
  fill_figures (self);
  on_record_chosen (self);
  g_signal_connect (self->group_list, "row-selected", G_CALLBACK (on_group), self);
  g_signal_connect (self->figure_list, "row-selected", G_CALLBACK (on_figure), self);
  g_signal_connect (self->record_list, "row-activated", G_CALLBACK (on_record), self);
  g_signal_connect_swapped (self->all, "clicked", G_CALLBACK (on_all), self);
  g_signal_connect_swapped (self->record_list, "selected-rows-changed", G_CALLBACK (on_record_chosen), self);
  g_signal_connect_swapped (self->shade, "clicked", G_CALLBACK (on_shade), self);
  g_signal_connect_swapped (self->step, "clicked", G_CALLBACK (on_step), self);
  g_signal_connect_swapped (self->dossier, "clicked", G_CALLBACK (on_paper), self);
  g_signal_connect_swapped (self->filing, "clicked", G_CALLBACK (on_paper), self);
  g_signal_connect_swapped (self->by, "notify::selected", G_CALLBACK (on_by), self);
  g_signal_connect_object (session, "rows-changed", G_CALLBACK (read_again), self, G_CONNECT_SWAPPED);
  read_again (self);
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->figure_list), 0)));
  return GTK_WINDOW (self);
}
