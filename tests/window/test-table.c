/* test-table.c: the table below the map: a kind in rows, sorted, filtered, edited in place, many rows at once, pasted and copied
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "hands.h"
#include "window-fixture.h"
#include "yzt-copied-text.h"
#include "yzt-job-progress.h"
#include "yzt-prepared-private.h"
#include "yzt-preview-dialog.h"
#include "yzt-selection.h"
#include "yzt-table-paste.h"
#include "yzt-table-private.h"

static YztSheet *
sheet_of (Fixture *fixture)
{
  return yzt_table_panel_get_sheet (fixture->window->table);
}

static gboolean
is_still (gpointer fixture)
{
  YztSheet *sheet = sheet_of (fixture);
  return sheet != NULL && !yzt_sheet_is_busy (sheet) && ((Fixture *) fixture)->window->table->growing == 0;
}

static void
open_table (Fixture *fixture, const char *kind)
{
  yzt_window_show_table (fixture->window, yzt_kind_set_index (yzt_session_get_kinds (fixture->session), kind));
  wait_until (is_still, fixture, "the table to be read");
  draw (fixture->window);
}

static guint
n_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (sheet_of (fixture)));
}

static char *
text_at (Fixture *fixture, guint position, const char *field)
{
  return yzt_sheet_format (sheet_of (fixture), position, (guint) yzt_sheet_find_column (sheet_of (fixture), field));
}

static void
do_in_table (Fixture *fixture, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window->table), action, NULL);
  draw (fixture->window);
}

typedef struct {
  Fixture *fixture;
  guint position;
  const char *field, *text;
} Cell;

static gboolean
cell_says (gpointer data)
{
  Cell *cell = data;
  g_autofree char *text = text_at (cell->fixture, cell->position, cell->field);
  return g_str_equal (text, cell->text);
}

static void
test_open_and_sort (Fixture *fixture, gconstpointer language)
{
  YztTablePanel *panel = fixture->window->table;
  act (fixture, "win.table");
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (panel)));
  open_table (fixture, "rescue-team");
  g_assert_cmpuint (n_rows (fixture), ==, 40);
  g_autofree char *first = text_at (fixture, 0, "name");
  /* The header of the first column, twice: the second time downwards. */
  GListModel *columns = gtk_column_view_get_columns (panel->view);
  g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);
  gtk_column_view_sort_by_column (panel->view, column, GTK_SORT_DESCENDING);
  wait_until (is_still, fixture, "the rows to be sorted");
  g_autofree char *last = text_at (fixture, 39, "name");
  gboolean descending = FALSE;
  g_assert_cmpint (yzt_sheet_get_sort (sheet_of (fixture), &descending), ==, yzt_sheet_find_column (sheet_of (fixture), "name"));
  g_assert_true (descending);
  g_autofree char *top = text_at (fixture, 0, "name");
  g_assert_cmpstr (top, >, last);
  do_in_table (fixture, "table.unsort");
  wait_until (is_still, fixture, "the rows in order of their number");
  g_autofree char *again = text_at (fixture, 0, "name");
  g_assert_cmpstr (again, ==, first);
  act (fixture, "win.table");
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (panel)));
  g_assert_null (sheet_of (fixture));
}

static void
test_filter (Fixture *fixture, gconstpointer language)
{
  YztTablePanel *panel = fixture->window->table;
  open_table (fixture, "rescue-team");
  g_autofree char *name = text_at (fixture, 7, "name");
  gtk_editable_set_text (GTK_EDITABLE (panel->filter), name);
  g_signal_emit_by_name (panel->filter, "search-changed");
  wait_until (is_still, fixture, "the filter");
  g_assert_cmpuint (n_rows (fixture), <, 40);
  g_assert_true (gtk_widget_get_visible (panel->clear));
  do_in_table (fixture, "table.clear-filters");
  wait_until (is_still, fixture, "all rows again");
  g_assert_cmpuint (n_rows (fixture), ==, 40);
  /* A number that is none is told beside the filter, and nothing is filtered. */
  gtk_drop_down_set_selected (panel->filter_column, (guint) yzt_sheet_find_column (sheet_of (fixture), "total") + 1);
  gtk_editable_set_text (GTK_EDITABLE (panel->filter), "many");
  g_signal_emit_by_name (panel->filter, "search-changed");
  g_assert_cmpuint (strlen (gtk_label_get_text (panel->problem)), >, 0);
  g_assert_cmpuint (n_rows (fixture), ==, 40);
}

/* The same things are selected in the table, in the session and for the map. */
static void
test_selection (Fixture *fixture, gconstpointer language)
{
  open_table (fixture, "rescue-team");
  YztTablePanel *panel = fixture->window->table;
  int kind = -1;
  gint64 fid = 0;
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (panel->selection), 3, TRUE);
  g_assert_true (yzt_session_get_selected (fixture->session, &kind, &fid));
  g_assert_cmpint (fid, ==, yzt_sheet_get_fid (sheet_of (fixture), 3));
  gtk_selection_model_select_range (GTK_SELECTION_MODEL (panel->selection), 3, 5, FALSE);
  g_assert_cmpuint (yzt_selection_get_n (yzt_selection_of (fixture->session)), ==, 5);
  g_assert_true (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (panel->selection), 7));
  select_thing (fixture, "hospital");
  g_assert_false (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (panel->selection), 3));
}

static void
test_edit_cell (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  open_table (fixture, "rescue-team");
  YztTablePanel *panel = fixture->window->table;
  GtkWindow *window = GTK_WINDOW (fixture->window);
  g_autofree char *before = text_at (fixture, 2, "name");
  yzt_table_panel_go_to (panel, 2, (guint) yzt_sheet_find_column (sheet_of (fixture), "name"));
  do_in_table (fixture, "table.edit");
  g_assert_nonnull (panel->editor);
  settle (window);
  press (window, "ctrl+a");
  type_text (window, "Team Nine");
  press (window, "Return");
  Cell changed = { fixture, 2, "name", "Team Nine" }, old = { fixture, 2, "name", before };
  wait_until (cell_says, &changed, "the new name");
  g_assert_null (panel->editor);
  g_assert_cmpuint (panel->cursor.position, ==, 3);
  act (fixture, "win.undo");
  wait_until (cell_says, &old, "the old name");
  /* Esc leaves it; a required field says what is wrong and stays. */
  yzt_table_panel_go_to (panel, 2, (guint) yzt_sheet_find_column (sheet_of (fixture), "name"));
  do_in_table (fixture, "table.edit");
  settle (window);
  press (window, "ctrl+a BackSpace Return");
  g_assert_nonnull (panel->editor);
  press (window, "Escape");
  settle (window);
  g_assert_null (panel->editor);
  g_assert_true (cell_says (&old));
}

static gboolean
has_dialog (gpointer unused)
{
  return find_window (YZT_TYPE_PREVIEW_DIALOG) != NULL;
}

static gboolean
has_no_dialog (gpointer unused)
{
  return !has_dialog (NULL);
}

static void
test_set_values (Fixture *fixture, gconstpointer language)
{
  open_table (fixture, "rescue-team");
  YztTablePanel *panel = fixture->window->table;
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (panel->selection));
  panel->cursor.column = (guint) yzt_sheet_find_column (sheet_of (fixture), "phone");
  do_in_table (fixture, "table.set-values");
  GtkWindow *dialog = find_window (YZT_TYPE_PREVIEW_DIALOG);
  g_assert_nonnull (dialog);
  GtkWidget *entry = find_entry (GTK_WIDGET (dialog), "");
  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "0758-2831119");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "preview.accept", NULL);
  Cell last = { fixture, 39, "phone", "0758-2831119" }, empty = { fixture, 39, "phone", "" };
  wait_until (cell_says, &last, "the telephone of all");
  wait_until (has_no_dialog, NULL, "the dialog to go");
  act (fixture, "win.undo");
  wait_until (cell_says, &empty, "all of them taken back at once");
}

static void
test_paste (Fixture *fixture, gconstpointer language)
{
  open_table (fixture, "rescue-team");
  YztTablePanel *panel = fixture->window->table;
  yzt_table_panel_go_to (panel, 5, (guint) yzt_sheet_find_column (sheet_of (fixture), "name"));
  yzt_table_paste_text (panel, "Alpha\nBeta\n\"Gamma\nx\"\n");
  wait_until (has_dialog, NULL, "the preview");
  g_autofree char *before = text_at (fixture, 5, "name");
  g_assert_cmpstr (before, !=, "Alpha"); /* nothing is written before somebody says so */
  gtk_widget_activate_action (GTK_WIDGET (find_window (YZT_TYPE_PREVIEW_DIALOG)), "preview.accept", NULL);
  Cell alpha = { fixture, 5, "name", "Alpha" }, beta = { fixture, 6, "name", "Beta" };
  wait_until (cell_says, &alpha, "the first pasted row");
  g_assert_true (cell_says (&beta));
  wait_until (has_no_dialog, NULL, "the dialog to go");
}

static void
on_text (GObject *source, GAsyncResult *result, gpointer text)
{
  *(char **) text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static gboolean
has_text (gpointer text)
{
  return *(char **) text != NULL;
}

static gboolean
clipboard_is_ours (gpointer widget)
{
  return gdk_clipboard_is_local (gtk_widget_get_clipboard (widget));
}

/* Chosen before it has rows the list has the keyboard as a whole: what is edited is what is framed, and the frame goes with what is selected. */
static void
test_cursor (Fixture *fixture, gconstpointer language)
{
  YztTablePanel *panel = fixture->window->table;
  yzt_window_show_table (fixture->window, yzt_kind_set_index (yzt_session_get_kinds (fixture->session), "rescue-team"));
  yzt_table_panel_focus (panel);
  wait_until (is_still, fixture, "the table to be read");
  draw (fixture->window);
  for (guint i = 0; i < 12; i += 4) {
    if (i > 0) {
      gtk_selection_model_select_item (GTK_SELECTION_MODEL (panel->selection), i, TRUE);
    }
    g_autofree char *name = text_at (fixture, i, "name");
    g_assert_cmpuint (panel->cursor.position, ==, i);
    do_in_table (fixture, "table.edit");
    g_assert_nonnull (panel->editor);
    g_assert_nonnull (find_entry (panel->editor, name));
    gtk_popover_popdown (GTK_POPOVER (panel->editor));
    draw (fixture->window);
    g_assert_cmpuint (panel->cursor.position, ==, i);
  }
}

static gboolean
is_nothing_selected (gpointer fixture)
{
  return yzt_selection_get_n (yzt_selection_of (((Fixture *) fixture)->session)) == 0;
}

static gboolean
has_no_rows (gpointer fixture)
{
  return n_rows (fixture) == 0;
}

/* What is deleted is not selected any more; what is brought back is there, unselected. */
static void
test_delete_all (Fixture *fixture, gconstpointer language)
{
  open_table (fixture, "rescue-team");
  do_in_table (fixture, "table.select-all");
  g_assert_cmpuint (yzt_selection_get_n (yzt_selection_of (fixture->session)), >, 1);
  g_assert_nonnull (strstr (gtk_label_get_text (fixture->window->table->count), "selected"));
  do_in_table (fixture, "table.delete");
  wait_until (has_no_rows, fixture, "the rows to be gone");
  wait_until (is_nothing_selected, fixture, "nothing to be selected");
  g_assert_cmpstr (gtk_label_get_text (fixture->window->table->count), ==, "0 rows");
}

static void
test_copy (Fixture *fixture, gconstpointer language)
{
  open_table (fixture, "rescue-team");
  YztTablePanel *panel = fixture->window->table;
  g_autofree char *text = NULL;
  gtk_selection_model_select_range (GTK_SELECTION_MODEL (panel->selection), 0, 3, TRUE);
  do_in_table (fixture, "table.copy");
  wait_until (clipboard_is_ours, panel, "the copy");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (panel)), NULL, on_text, &text);
  wait_until (has_text, &text, "the clipboard");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 5); /* headers, three rows, the end */
  g_autofree char *name = text_at (fixture, 0, "name");
  g_assert_true (g_str_has_prefix (lines[1], name));
}

/* Notes the longest piece that is written. */
typedef struct {
  GMemoryOutputStream parent_instance;
  gsize longest;
} PieceStream;
typedef GMemoryOutputStreamClass PieceStreamClass;
GType piece_stream_get_type (void);
G_DEFINE_TYPE (PieceStream, piece_stream, G_TYPE_MEMORY_OUTPUT_STREAM)

static gssize
piece_stream_write (GOutputStream *stream, const void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  ((PieceStream *) stream)->longest = MAX (((PieceStream *) stream)->longest, count);
  return G_OUTPUT_STREAM_CLASS (piece_stream_parent_class)->write_fn (stream, buffer, count, cancellable, error);
}

static void
piece_stream_class_init (PieceStreamClass *klass)
{
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = piece_stream_write;
}

static void
piece_stream_init (PieceStream *self)
{
}

static void
on_handed_over (GObject *source, GAsyncResult *result, gpointer done)
{
  g_autoptr (GError) error = NULL;
  gdk_content_provider_write_mime_type_finish (GDK_CONTENT_PROVIDER (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) done = TRUE;
}

static gboolean
is_true (gpointer done)
{
  return *(gboolean *) done;
}

/* X11 hands over each piece as one property, which other programs refuse above some 400 KB. */
static void
test_copy_long (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < 60000; i++) {
    g_string_append_printf (text, "冲锋舟\t%u\n", i);
  }
  g_autoptr (GdkContentProvider) copied = yzt_copied_text_new (text->str);
  g_autoptr (GOutputStream) stream = g_object_new (piece_stream_get_type (), "realloc-function", g_realloc, "destroy-function", g_free, NULL);
  gboolean done = FALSE;
  gdk_content_provider_write_mime_type_async (copied, "text/plain;charset=utf-8", stream, G_PRIORITY_DEFAULT, NULL, on_handed_over, &done);
  wait_until (is_true, &done, "the text to be handed over");
  GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (stream);
  g_assert_cmpmem (g_memory_output_stream_get_data (memory), g_memory_output_stream_get_data_size (memory), text->str, text->len);
  g_assert_cmpuint (((PieceStream *) stream)->longest, ==, YZT_COPIED_TEXT_PIECE);
  g_auto (GValue) value = G_VALUE_INIT;
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (copied, &value, NULL));
  g_assert_cmpstr (g_value_get_string (&value), ==, text->str);
}

static gboolean
has_39 (gpointer fixture)
{
  return n_rows (fixture) == 39;
}

static gboolean
has_40 (gpointer fixture)
{
  return n_rows (fixture) == 40;
}

static void
test_delete (Fixture *fixture, gconstpointer language)
{
  open_table (fixture, "rescue-team");
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->window->table->selection), 11, TRUE);
  do_in_table (fixture, "table.delete");
  wait_until (has_39, fixture, "the row to go");
  act (fixture, "win.undo");
  wait_until (has_40, fixture, "the row to come back");
}

/* --- a long one: the bottom line shows how far it is, with a button that gives it up --- */

static gboolean
has_10 (gpointer fixture)
{
  return n_rows (fixture) == 10;
}

static GtkWidget *
find_inside (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child)) {
    found = find_inside (child, type);
  }
  return found;
}

/* On the session's worker, when all is made ready: it waits there as a million rows would make it wait. */
static void
hold (gpointer prepared, gpointer is_held)
{
  while (g_atomic_int_get ((int *) is_held)) {
    g_usleep (1000);
  }
}

static gboolean
shows_progress (gpointer fixture)
{
  return gtk_widget_get_visible (find_inside (GTK_WIDGET (((Fixture *) fixture)->window->status), YZT_TYPE_PROGRESS_LINE));
}

static gboolean
is_quiet (gpointer fixture)
{
  guint pending = 0;
  g_object_get (((Fixture *) fixture)->session, "pending", &pending, NULL);
  return pending == 0 && !shows_progress (fixture);
}

static void
test_delete_many (Fixture *fixture, gconstpointer language)
{
  static int is_held;
  open_table (fixture, "rescue-team");
  GtkWidget *line = find_inside (GTK_WIDGET (fixture->window->status), YZT_TYPE_PROGRESS_LINE);
  yzt_prepared_set_sizes (10, 40);
  yzt_prepared_set_pausing (FALSE);
  yzt_prepared_set_before_act (hold, &is_held);
  for (guint i = 0; i < 2; i++) {
    g_atomic_int_set (&is_held, 1);
    gtk_selection_model_select_range (GTK_SELECTION_MODEL (fixture->window->table->selection), 5, 30, TRUE);
    do_in_table (fixture, "table.delete");
    wait_until (shows_progress, fixture, "the progress to be shown");
    g_assert_cmpfloat (yzt_session_get_write_progress (fixture->session), >, 0);
    if (i == 0) {
      g_signal_emit_by_name (find_inside (line, GTK_TYPE_BUTTON), "clicked");
    }
    g_atomic_int_set (&is_held, 0);
    if (i > 0) {
      wait_until (has_10, fixture, "the rows to go");
    }
    wait_until (is_quiet, fixture, "the act to end");
    g_assert_cmpuint (n_rows (fixture), ==, i == 0 ? 40 : 10);
  }
  act (fixture, "win.undo");
  wait_until (has_40, fixture, "the rows to come back");
  yzt_prepared_set_before_act (NULL, NULL);
  yzt_prepared_set_sizes (0, 0);
}

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add ("/table/open-and-sort", Fixture, "zh_CN", set_up, test_open_and_sort, tear_down);
  g_test_add ("/table/filter", Fixture, "en", set_up, test_filter, tear_down);
  g_test_add ("/table/cursor", Fixture, "en", set_up, test_cursor, tear_down);
  g_test_add ("/table/delete-all", Fixture, "en", set_up, test_delete_all, tear_down);
  g_test_add ("/table/selection", Fixture, "en", set_up, test_selection, tear_down);
  g_test_add ("/table/edit-cell", Fixture, "en", set_up, test_edit_cell, tear_down);
  g_test_add ("/table/set-values", Fixture, "zh_CN", set_up, test_set_values, tear_down);
  g_test_add ("/table/paste", Fixture, "en", set_up, test_paste, tear_down);
  g_test_add ("/table/copy", Fixture, "en", set_up, test_copy, tear_down);
  g_test_add_func ("/table/copy-long", test_copy_long);
  g_test_add ("/table/delete", Fixture, "en", set_up, test_delete, tear_down);
  g_test_add ("/table/delete-many", Fixture, "en", set_up, test_delete_many, tear_down);
  return window_test_run ();
}
