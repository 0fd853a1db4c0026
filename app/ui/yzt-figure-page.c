/* yzt-figure-page.c: one figure in full: its number, its chart, its table, how it was counted
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-figure-page.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-figure-chart.h"
#include "yzt-fill-in-turn.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define LETTER_PX 7.5 /* of a half-wide letter in the table, with room to spare */
#define CELL_GAP_PX 14
#define WIDEST_NAME 26

struct _YztFigurePage {
  GtkBox parent_instance;
  GtkWidget *number, *unit, *change, *note, *records;
  GtkWidget *view, *why, *why_room; /* the chart, or why there is none */
  GtkWidget *heads, *list, *explanation;
  YztFigureAnswer *answer;
  GPtrArray *table;       /* GStrv, as shown; NULL nothing */
  GArray *widths;         /* int px, of the table's columns */
};
G_DEFINE_FINAL_TYPE (YztFigurePage, yzt_figure_page, GTK_TYPE_BOX)

enum { RECORDS_WANTED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- table --- */

static void
find_widths (YztFigurePage *self)
{
  guint n = g_strv_length (self->table->pdata[0]);
  g_array_set_size (self->widths, 0);
  for (guint k = 0; k < n; k++) {
    int widest = 0;
    for (guint r = 0; r < self->table->len; r++) {
      widest = MAX (widest, (int) yzt_text_count_cells (((GStrv) self->table->pdata[r])[k]));
    }
    int width = (int) (MIN (widest, WIDEST_NAME) * LETTER_PX) + CELL_GAP_PX;
    g_array_append_val (self->widths, width);
  }
}

/* The first and the last column are words, all others numbers. */
static GtkWidget *
new_cells (YztFigurePage *self, guint r)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GStrv row = self->table->pdata[r];
  for (guint k = 0; row[k] != NULL; k++) {
    gboolean is_words = k == 0 || row[k + 1] == NULL;
    GtkWidget *cell = yzt_ui_label (row[k], r == 0 ? "second-line" : r + 1 == self->table->len ? "number row-title" : "number");
    gtk_label_set_xalign (GTK_LABEL (cell), is_words ? 0 : 1);
    gtk_label_set_ellipsize (GTK_LABEL (cell), PANGO_ELLIPSIZE_END);
    gtk_widget_set_size_request (cell, g_array_index (self->widths, int, k), -1);
    gtk_widget_set_margin_start (cell, row[k + 1] == NULL ? CELL_GAP_PX : 0);
    gtk_widget_set_hexpand (cell, row[k + 1] == NULL);
    gtk_box_append (GTK_BOX (box), cell);
  }
  gtk_widget_add_css_class (box, "totals-row");
  return box;
}

/* "2026-03: This time 12, The year before 9 …" */
static char *
row_words (YztFigurePage *self, guint r)
{
  GStrv heads = self->table->pdata[0], row = self->table->pdata[r];
  GString *words = g_string_new (row[0]);
  for (guint k = 1; row[k] != NULL; k++) {
    if (*row[k] != '\0') {
      g_string_append_printf (words, "%s%s %s", k == 1 ? ": " : _(", "), heads[k], row[k]);
    }
  }
  return g_string_free (words, FALSE);
}

static GtkWidget *
make_row (guint index, gpointer user_data)
{
  YztFigurePage *self = user_data;
  GtkWidget *item = gtk_list_box_row_new ();
  g_autofree char *words = row_words (self, index + 1);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (item), new_cells (self, index + 1));
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  return item;
}

static gboolean
same_columns (const GPtrArray *a, const GPtrArray *b)
{
  if (a == NULL || b == NULL || a->len != b->len || !g_strv_equal (a->pdata[0], b->pdata[0])) {
    return FALSE;
  }
  for (guint r = 1; r < a->len; r++) {
    if (!g_str_equal (((GStrv) a->pdata[r])[0], ((GStrv) b->pdata[r])[0])) {
      return FALSE;
    }
  }
  return TRUE;
}

/* The same rows say something else: nothing is made anew, and what is selected stays so. */
static void
renew_rows (YztFigurePage *self)
{
  GtkListBoxRow *item;
  for (guint r = 1; r < self->table->len && (item = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int) r - 1)) != NULL; r++) {
    GStrv row = self->table->pdata[r];
    GtkWidget *cell = gtk_widget_get_first_child (gtk_list_box_row_get_child (item));
    for (guint k = 0; row[k] != NULL && cell != NULL; k++, cell = gtk_widget_get_next_sibling (cell)) {
      gtk_label_set_text (GTK_LABEL (cell), row[k]);
    }
    g_autofree char *words = row_words (self, r);
    gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  }
}

static void
show_table (YztFigurePage *self)
{
  g_autoptr (GPtrArray) before = self->table;
  self->table = yzt_figure_table_new (self->answer, FALSE);
  if (same_columns (before, self->table)) {
    renew_rows (self);
    return;
  }
  find_widths (self);
  yzt_ui_clear_children (self->heads);
  gtk_box_append (GTK_BOX (self->heads), new_cells (self, 0));
  yzt_fill_in_turn (GTK_LIST_BOX (self->list), self->table->len - 1, make_row, self, NULL);
}

/* --- the whole page --- */

static void
show_number (YztFigurePage *self)
{
  const YztFigureAnswer *answer = self->answer;
  gboolean known = answer->problem == NULL && !isnan (answer->all.value);
  g_autofree char *unit = *answer->beside != '\0' ? g_strdup_printf ("%s · %s", answer->unit_beside, answer->beside) : g_strdup (answer->unit_beside);
  g_autofree char *change = isnan (answer->all.before) ? NULL : yzt_figure_change_words (&answer->all);
  g_autofree char *against = change != NULL ? g_strdup_printf (_("against the year before: %s"), change) : g_strdup ("");
  g_autofree char *note = known ? yzt_figure_line_note (answer, &answer->all) : g_strdup (answer->problem != NULL ? answer->problem : "");
  g_autofree char *text = g_strdup_printf ("%s%s", answer->text, answer->is_short ? " ▼" : "");
  gtk_label_set_text (GTK_LABEL (self->number), text);
  gtk_label_set_text (GTK_LABEL (self->unit), known ? unit : "");
  gtk_label_set_text (GTK_LABEL (self->change), against);
  gtk_label_set_text (GTK_LABEL (self->note), note);
  yzt_ui_set_tip (self->note, note);
  gtk_widget_set_visible (self->note, *note != '\0');
  g_autofree char *n = yzt_text_group_number (answer->all.n, 0), *label = g_strdup_printf (_("Show the Records (%s)"), n);
  gtk_button_set_label (GTK_BUTTON (self->records), label);
  gtk_widget_set_sensitive (self->records, answer->all.n > 0 && *answer->kind != '\0');
}

void
yzt_figure_page_show (YztFigurePage *self, YztFigureAnswer *answer, YztChartShape shape, gboolean with_before, const char *language, gint64 now_ms)
{
  g_return_if_fail (YZT_IS_FIGURE_PAGE (self) && answer != NULL);
  g_autoptr (GError) why = NULL;
  g_autoptr (YztChart) chart = yzt_figure_chart_new (answer, shape, with_before, &why);
  g_autoptr (YztFigureAnswer) before = self->answer;
  g_autofree char *words = yzt_figure_explain (answer, now_ms);
  self->answer = yzt_figure_answer_ref (answer);
  show_number (self);
  yzt_chart_view_set_chart (YZT_CHART_VIEW (self->view), chart, language);
  gtk_widget_set_visible (self->view, chart != NULL);
  gtk_widget_set_visible (self->why_room, chart == NULL);
  gtk_label_set_text (GTK_LABEL (self->why), why != NULL ? why->message : "");
  gtk_label_set_text (GTK_LABEL (self->explanation), words);
  show_table (self);
}

YztChart *
yzt_figure_page_get_chart (YztFigurePage *self)
{
  g_return_val_if_fail (YZT_IS_FIGURE_PAGE (self), NULL);
  return yzt_chart_view_get_chart (YZT_CHART_VIEW (self->view));
}

YztChartView *
yzt_figure_page_get_view (YztFigurePage *self)
{
  return YZT_CHART_VIEW (self->view);
}

GtkWidget *
yzt_figure_page_get_table (YztFigurePage *self)
{
  return self->list;
}

/* --- rows that are selected --- */

static void
add_selected (GtkListBox *list, GtkListBoxRow *row, gpointer rows)
{
  guint i = (guint) gtk_list_box_row_get_index (row);
  g_array_append_val (rows, i);
}

static GArray *
list_selected (YztFigurePage *self)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint));
  gtk_list_box_selected_foreach (GTK_LIST_BOX (self->list), add_selected, rows);
  return rows;
}

char *
yzt_figure_page_copy (YztFigurePage *self)
{
  g_return_val_if_fail (YZT_IS_FIGURE_PAGE (self), NULL);
  g_autoptr (GArray) rows = list_selected (self);
  return self->answer != NULL ? yzt_figure_table_to_text (self->answer, '\t', rows->len > 0 ? rows : NULL) : NULL;
}

/* The last row is the whole: NULL. */
static const char *
key_of (YztFigurePage *self, guint row)
{
  return self->answer != NULL && row < self->answer->lines->len ? g_array_index (self->answer->lines, YztFigureLine, row).key : NULL;
}

const char *
yzt_figure_page_get_key (YztFigurePage *self)
{
  g_return_val_if_fail (YZT_IS_FIGURE_PAGE (self), NULL);
  g_autoptr (GArray) rows = list_selected (self);
  return rows->len == 1 ? key_of (self, g_array_index (rows, guint, 0)) : NULL;
}

/* The chart lights what the table has selected. */
static void
on_selected (YztFigurePage *self)
{
  g_autoptr (GArray) rows = list_selected (self);
  gboolean one = rows->len == 1 && key_of (self, g_array_index (rows, guint, 0)) != NULL;
  yzt_chart_view_point (YZT_CHART_VIEW (self->view), -1, one ? (int) g_array_index (rows, guint, 0) : -1);
}

static void
on_row (GtkListBox *list, GtkListBoxRow *row, YztFigurePage *self)
{
  g_signal_emit (self, signals[RECORDS_WANTED], 0, key_of (self, (guint) gtk_list_box_row_get_index (row)));
}

static void
on_category (YztChartView *view, int category, YztFigurePage *self)
{
  g_signal_emit (self, signals[RECORDS_WANTED], 0, key_of (self, (guint) category));
}

static void
on_whole (YztFigurePage *self)
{
  g_signal_emit (self, signals[RECORDS_WANTED], 0, NULL);
}

/* --- class --- */

static void
yzt_figure_page_finalize (GObject *object)
{
  YztFigurePage *self = YZT_FIGURE_PAGE (object);
  g_clear_pointer (&self->answer, yzt_figure_answer_unref);
  g_clear_pointer (&self->table, g_ptr_array_unref);
  g_array_unref (self->widths);
  G_OBJECT_CLASS (yzt_figure_page_parent_class)->finalize (object);
}

static void
yzt_figure_page_class_init (YztFigurePageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_figure_page_finalize;
  signals[RECORDS_WANTED] = g_signal_new ("records-wanted", G_OBJECT_CLASS_TYPE (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static GtkWidget *
new_number (YztFigurePage *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->number = yzt_ui_label ("…", "figure-number number");
  self->unit = yzt_ui_label ("", "figure-unit");
  self->change = yzt_ui_label ("", "number row-title");
  self->note = yzt_ui_label ("", "second-line");
  self->records = gtk_button_new_with_label ("");
  gtk_label_set_ellipsize (GTK_LABEL (self->note), PANGO_ELLIPSIZE_END);
  gtk_widget_set_valign (self->records, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->unit, GTK_ALIGN_END);
  gtk_widget_set_margin_bottom (self->unit, 9); /* on the line of the number */
  gtk_widget_set_hexpand (words, TRUE);
  yzt_ui_set_tip (self->records, _("The records behind this number (Ctrl+Enter); Enter or a double click on a bar or a row shows those behind it"));
  gtk_box_append (GTK_BOX (words), self->change);
  gtk_box_append (GTK_BOX (words), self->note);
  gtk_box_append (GTK_BOX (row), self->number);
  gtk_box_append (GTK_BOX (row), self->unit);
  gtk_box_append (GTK_BOX (row), words);
  gtk_box_append (GTK_BOX (row), self->records);
  g_signal_connect_swapped (self->records, "clicked", G_CALLBACK (on_whole), self);
  return row;
}

static GtkWidget *
in_scroller (GtkWidget *child, GtkPolicyType across, GtkPolicyType down)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), across, down);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), child);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

static GtkWidget *
new_table (YztFigurePage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->heads = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_MULTIPLE);
  gtk_list_box_set_activate_on_single_click (GTK_LIST_BOX (self->list), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Table of the chart"), -1);
  gtk_widget_add_css_class (self->heads, "figure-heads");
  gtk_box_append (GTK_BOX (box), self->heads);
  gtk_box_append (GTK_BOX (box), in_scroller (self->list, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC));
  GtkWidget *scroller = in_scroller (box, GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_widget_add_css_class (scroller, "text-frame");
  gtk_widget_set_hexpand (scroller, TRUE);
  g_signal_connect_swapped (self->list, "selected-rows-changed", G_CALLBACK (on_selected), self);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (on_row), self);
  return scroller;
}

static GtkWidget *
new_foot (YztFigurePage *self)
{
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->explanation = yzt_ui_label ("", NULL);
  gtk_label_set_wrap (GTK_LABEL (self->explanation), TRUE);
  gtk_label_set_selectable (GTK_LABEL (self->explanation), TRUE);
  gtk_label_set_yalign (GTK_LABEL (self->explanation), 0);
  gtk_widget_add_css_class (self->explanation, "figure-explanation");
  GtkWidget *scroller = in_scroller (self->explanation, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scroller, 280, -1);
  gtk_widget_add_css_class (scroller, "text-frame");
  gtk_box_append (GTK_BOX (foot), new_table (self));
  gtk_box_append (GTK_BOX (foot), scroller);
  gtk_widget_set_size_request (foot, -1, 150);
  return foot;
}

static void
yzt_figure_page_init (YztFigurePage *self)
{
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *parts = gtk_paned_new (GTK_ORIENTATION_VERTICAL);
  self->widths = g_array_new (FALSE, FALSE, sizeof (int));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 8);
  self->view = yzt_chart_view_new ();
  self->why = yzt_ui_label ("", "second-line");
  gtk_label_set_wrap (GTK_LABEL (self->why), TRUE);
  gtk_widget_set_vexpand (self->view, TRUE);
  gtk_widget_set_margin_bottom (top, 8);
  gtk_label_set_yalign (GTK_LABEL (self->why), 0);
  self->why_room = in_scroller (self->why, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_visible (self->why_room, FALSE);
  gtk_box_append (GTK_BOX (top), self->view);
  gtk_box_append (GTK_BOX (top), self->why_room);
  gtk_paned_set_start_child (GTK_PANED (parts), top);
  gtk_paned_set_end_child (GTK_PANED (parts), new_foot (self));
  gtk_paned_set_resize_end_child (GTK_PANED (parts), TRUE);
  gtk_paned_set_shrink_start_child (GTK_PANED (parts), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (parts), FALSE);
  gtk_widget_set_vexpand (parts, TRUE);
  gtk_box_append (GTK_BOX (self), new_number (self));
  gtk_box_append (GTK_BOX (self), parts);
  g_signal_connect (self->view, "activated", G_CALLBACK (on_category), self);
}

GtkWidget *
yzt_figure_page_new (void)
{
  return g_object_new (YZT_TYPE_FIGURE_PAGE, NULL);
}
