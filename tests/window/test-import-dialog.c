/* test-import-dialog.c: an import as a conversation: recognised, corrected, planned, written as one act
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gstdio.h>
#include "window-fixture.h"
#include "yzt-database-dialog.h"
#include "yzt-import-dialog.h"
#include "yzt-import-job.h"

static const char list[] = "名称,经度,纬度,联系电话\n"
                           "高要区人民医院,112.4600,23.0300,0758-8362222\n"
                           "金渡镇卫生院,112.5300,23.0500,0758-8512333\n"
                           "没有位置的医院,,,0758-8000000\n";

static GtkWidget *
part (YztImportDialog *dialog, const char *name)
{
  return GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (dialog), YZT_TYPE_IMPORT_DIALOG, name));
}

static gboolean
is_planned (gpointer dialog)
{
  return gtk_widget_get_sensitive (part (dialog, "confirm"));
}

static gboolean
is_read (gpointer dialog)
{
  return !gtk_spinner_get_spinning (GTK_SPINNER (part (dialog, "spinner")));
}

static void
choose_kind (Fixture *fixture, YztImportDialog *dialog, const char *kind)
{
  AdwComboRow *row = ADW_COMBO_ROW (part (dialog, "kind"));
  wait_until (is_read, dialog, "the file to be recognised");
  guint index = (guint) yzt_kind_set_index (yzt_session_get_kinds (fixture->session), kind);
  if (adw_combo_row_get_selected (row) != index) {
    adw_combo_row_set_selected (row, index);
  }
  wait_until (is_planned, dialog, "the plan");
  g_test_message ("planned: %s", adw_preferences_row_get_title (ADW_PREFERENCES_ROW (part (dialog, "summary"))));
}

static YztImportDialog *
open_dialog (Fixture *fixture, const char *path)
{
  YztImportDialog *dialog = yzt_import_dialog_new (GTK_WINDOW (fixture->window), fixture->session, path);
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}

/* The list of hospitals, beside the map, up to its plan. */
static YztImportDialog *
open_list (Fixture *fixture)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *path = g_build_filename (folder, "医院.csv", NULL);
  g_assert_true (g_file_set_contents (path, list, -1, NULL));
  YztImportDialog *dialog = open_dialog (fixture, path);
  choose_kind (fixture, dialog, "hospital");
  return dialog;
}

static guint
count_hospitals (YztSession *session)
{
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (session));
  return yzt_generation_count_kind (generation, (guint) yzt_kind_set_index (yzt_session_get_kinds (session), "hospital"));
}

static gboolean
has_three (gpointer session)
{
  return count_hospitals (session) == 3;
}

static gboolean
has_one (gpointer session)
{
  return count_hospitals (session) == 1;
}

/* What was written is there, and is taken back as one act. */
static void
expect_hospitals (Fixture *fixture, Condition condition, const char *what)
{
  wait_until (condition, fixture->session, what);
  act (fixture, "win.undo");
  wait_until (has_one, fixture->session, "the import taken back");
}

static void
test_import (Fixture *fixture, gconstpointer language)
{
  YztImportDialog *dialog = open_list (fixture);
  g_assert_true (gtk_widget_get_visible (part (dialog, "return_sheet"))); /* the one without a place stays out */
  const char *const folded[] = { "problems", "fresh", "columns" };
  for (guint i = 0; i < G_N_ELEMENTS (folded); i++) { /* one after the other, as a person does */
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (part (dialog, folded[i])), TRUE);
    gtk_test_widget_wait_for_draw (GTK_WIDGET (dialog));
  }
  g_signal_emit_by_name (part (dialog, "confirm"), "clicked");
  expect_hospitals (fixture, has_three, "two new hospitals");
}

static gboolean
has_sheet (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
tells_sheet (gpointer dialog)
{
  return is_read (dialog) && strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (part (dialog, "summary"))), "(2) - to correct.xlsx") != NULL;
}

/* One press writes it beside the list; the next press does not write over it. */
static void
test_return_sheet (Fixture *fixture, gconstpointer language)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *first = g_build_filename (folder, "医院 - to correct.xlsx", NULL), *second = g_build_filename (folder, "医院 (2) - to correct.xlsx", NULL);
  YztImportDialog *dialog = open_list (fixture);
  g_signal_emit_by_name (part (dialog, "return_sheet"), "clicked");
  wait_until (has_sheet, first, "the return sheet");
  wait_until (is_read, dialog, "the word that it is written");
  g_signal_emit_by_name (part (dialog, "return_sheet"), "clicked");
  wait_until (has_sheet, second, "the second return sheet");
  wait_until (tells_sheet, dialog, "the word where it is");
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
test_without_place (Fixture *fixture, gconstpointer language)
{
  YztImportDialog *dialog = open_list (fixture);
  gtk_switch_set_active (GTK_SWITCH (part (dialog, "without_place")), TRUE);
  wait_until (is_planned, dialog, "the plan with rows without a place");
  g_assert_false (gtk_widget_get_visible (part (dialog, "return_sheet")));
  gtk_window_close (GTK_WINDOW (dialog)); /* nothing is written */
  g_assert_cmpuint (count_hospitals (fixture->session), ==, 1);
}

/* --- put right on the spot --- */

static void
collect_cells (GtkWidget *root, GPtrArray *entries)
{
  for (GtkWidget *w = gtk_widget_get_first_child (root); w != NULL; w = gtk_widget_get_next_sibling (w)) {
    if (GTK_IS_ENTRY (w)) {
      g_ptr_array_add (entries, w);
    } else {
      collect_cells (w, entries);
    }
  }
}

static GPtrArray *
cells_of (YztImportDialog *dialog)
{
  GPtrArray *entries = g_ptr_array_new ();
  collect_cells (part (dialog, "problems"), entries);
  return entries;
}

static gboolean
has_cells (gpointer dialog)
{
  g_autoptr (GPtrArray) entries = cells_of (dialog);
  return is_read (dialog) && entries->len == 2; /* longitude and latitude of the row that has none */
}

static gboolean
has_no_cells (gpointer dialog)
{
  g_autoptr (GPtrArray) entries = cells_of (dialog);
  return is_planned (dialog) && entries->len == 0;
}

static gboolean
has_four (gpointer session)
{
  return count_hospitals (session) == 4;
}

/* The row without a place gets one in the list of findings: first half of it, which is told; then the rest. */
static void
test_mend (Fixture *fixture, gconstpointer language)
{
  YztImportDialog *dialog = open_list (fixture);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (part (dialog, "problems")), TRUE);
  wait_until (has_cells, dialog, "the cells of the place");
  g_autoptr (GPtrArray) empty = cells_of (dialog);
  gtk_editable_set_text (GTK_EDITABLE (empty->pdata[0]), "112.5");
  g_signal_emit_by_name (empty->pdata[0], "activate");
  g_assert_true (gtk_spinner_get_spinning (GTK_SPINNER (part (dialog, "spinner"))));
  wait_until (has_cells, dialog, "the row to be looked at again");
  g_autoptr (GPtrArray) half = cells_of (dialog);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (half->pdata[0])), ==, "112.5"); /* what was typed is kept */
  gtk_editable_set_text (GTK_EDITABLE (half->pdata[1]), "23.1");
  g_signal_emit_by_name (part (dialog, "confirm"), "clicked"); /* not said with Enter: looked at again, not written yet */
  wait_until (has_no_cells, dialog, "no finding left");
  g_assert_cmpuint (count_hospitals (fixture->session), ==, 1);
  g_assert_false (gtk_widget_get_visible (part (dialog, "return_sheet")));
  g_signal_emit_by_name (part (dialog, "confirm"), "clicked");
  expect_hospitals (fixture, has_four, "three new hospitals");
}

/* Rows about the list stand above it, and the true header is as plain as the first of them. */
static const char titled[] = "高要区,医院,名单,第 3 版\n"
                             "填表人,张三,电话,0758-8360000\n"
                             "甲栏,乙栏,丙栏,丁栏\n"
                             "高要区人民医院,112.4600,23.0300,0758-8362222\n"
                             "金渡镇卫生院,112.5300,23.0500,0758-8512333\n";

static gboolean
has_chosen_header (gpointer dialog)
{
  GtkStringList *rows = GTK_STRING_LIST (adw_combo_row_get_model (ADW_COMBO_ROW (part (dialog, "header"))));
  return is_read (dialog) && rows != NULL && adw_combo_row_get_selected (ADW_COMBO_ROW (part (dialog, "header"))) == 2
      && g_str_has_prefix (gtk_string_list_get_string (rows, 0), "Row 1: 高要区 · 医院")
      && g_str_equal (adw_action_row_get_subtitle (ADW_ACTION_ROW (part (dialog, "header"))), "As you say");
}

static void
test_header_by_hand (Fixture *fixture, gconstpointer language)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *path = g_build_filename (folder, "titled.csv", NULL);
  g_assert_true (g_file_set_contents (path, titled, -1, NULL));
  YztImportDialog *dialog = open_dialog (fixture, path);
  wait_until (is_read, dialog, "the file to be recognised");
  g_assert_true (gtk_widget_get_visible (part (dialog, "header")));
  GtkStringList *rows = GTK_STRING_LIST (adw_combo_row_get_model (ADW_COMBO_ROW (part (dialog, "header"))));
  gboolean none = g_str_has_prefix (gtk_string_list_get_string (rows, 0), "None");
  adw_combo_row_set_selected (ADW_COMBO_ROW (part (dialog, "header")), none ? 3 : 2);
  wait_until (has_chosen_header, dialog, "the row that was chosen");
  gtk_window_close (GTK_WINDOW (dialog));
}

static gboolean
is_refused (gpointer dialog)
{
  return is_read (dialog) && strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (part (dialog, "summary"))), "“PostgreSQL city” cannot be opened") != NULL;
}

/* A data base that is not there: a sentence, and the password stands nowhere. */
static void
test_database (Fixture *fixture, gconstpointer language)
{
  g_autofree char *path = yzt_database_path ("pg:host=/nowhere dbname=city user=duty", "it's\\x");
  g_assert_cmpstr (path, ==, "PG:host=/nowhere dbname=city user=duty password='it\\'s\\\\x'");
  YztImportDialog *dialog = open_dialog (fixture, path);
  wait_until (is_refused, dialog, "the refusal");
  g_assert_cmpstr (adw_window_title_get_subtitle (ADW_WINDOW_TITLE (part (dialog, "title"))), ==, "PostgreSQL city");
  gtk_window_close (GTK_WINDOW (dialog));
  act (fixture, "win.import-database");
  GtkWindow *question = find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (question);
  gtk_window_close (question);
}

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add ("/import-dialog/import", Fixture, "zh_CN", set_up, test_import, tear_down);
  g_test_add ("/import-dialog/return-sheet", Fixture, "en", set_up, test_return_sheet, tear_down);
  g_test_add ("/import-dialog/mend", Fixture, "zh_CN", set_up, test_mend, tear_down);
  g_test_add ("/import-dialog/without-place", Fixture, "en", set_up, test_without_place, tear_down);
  g_test_add ("/import-dialog/header-by-hand", Fixture, "en", set_up, test_header_by_hand, tear_down);
  g_test_add ("/import-dialog/database", Fixture, "en", set_up, test_database, tear_down);
  return window_test_run ();
}
