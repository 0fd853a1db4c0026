/* test-care.c: the safety of the map file from the window: check after opening, copies, backups, restoring, compacting, salvage; rows out
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gstdio.h>
#include "window-fixture.h"
#include "yzt-archive-dialog.h"
#include "yzt-backups-dialog.h"
#include "yzt-backups.h"
#include "yzt-care-dialog.h"
#include "yzt-export-dialog.h"
#include "yzt-selection.h"
#include "yzt-store-care.h"
#include "yzt-store-history.h"
#include "yzt-ui.h"
#include "yzt-window-care.h"

static gboolean
is_over (gpointer dialog)
{
  return yzt_care_dialog_is_over (dialog);
}

/* Runs one work to its end; the words that it ended with. */
static char *
run_work (Fixture *fixture, YztCareWork work, const char *source, const char *target)
{
  YztStore *store = source == NULL ? yzt_session_get_store (fixture->session) : NULL;
  YztCareDialog *dialog = yzt_care_dialog_new (GTK_WINDOW (fixture->window), work, store, source, target);
  gtk_window_present (GTK_WINDOW (dialog));
  wait_until (is_over, dialog, "the work");
  char *words = g_strdup (yzt_care_dialog_get_words (dialog));
  gtk_window_close (GTK_WINDOW (dialog));
  return words;
}

static char *
beside (Fixture *fixture, const char *name)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  return g_build_filename (folder, name, NULL);
}

static void
test_copies (Fixture *fixture, gconstpointer language)
{
  g_autofree char *copy = beside (fixture, "copy.yzt.gpkg");
  g_autofree char *restored = beside (fixture, "restored.yzt.gpkg");
  g_autofree char *words = run_work (fixture, YZT_CARE_COPY, NULL, copy);
  g_assert_true (g_file_test (copy, G_FILE_TEST_EXISTS));
  g_assert_nonnull (strstr (words, "copy.yzt.gpkg"));
  g_autofree char *again = run_work (fixture, YZT_CARE_COPY, NULL, copy); /* never over what is there */
  g_assert_cmpstr (again, !=, words);
  g_autofree char *restoring = run_work (fixture, YZT_CARE_RESTORE, copy, restored);
  g_assert_nonnull (strstr (restoring, "restored.yzt.gpkg"));
  g_autofree char *backup = run_work (fixture, YZT_CARE_BACK_UP, NULL, NULL);
  g_assert_nonnull (strstr (backup, ".backup-"));
  g_autofree char *check = run_work (fixture, YZT_CARE_CHECK, NULL, NULL);
  g_assert_nonnull (strstr (check, "sound"));
}

static gboolean
is_checked (gpointer data)
{
  YztWindow *window = data;
  GtkLabel *label = GTK_LABEL (gtk_widget_get_template_child (GTK_WIDGET (window->status), YZT_TYPE_STATUS_BAR, "check"));
  return g_str_equal (gtk_label_get_text (label), "Map sound");
}

static void
test_check_after_opening (Fixture *fixture, gconstpointer language)
{
  wait_until (is_checked, fixture->window, "the check after opening");
}

typedef struct {
  YztWindow *window;
  YztSession *before;
} Reopening;

static gboolean
is_open_again (gpointer data)
{
  Reopening *reopening = data;
  YztWindow *window = reopening->window;
  return window->session != NULL && window->session != reopening->before && yzt_session_get_state (window->session) == YZT_SESSION_READY
      && window->ring != NULL && window->fill_tick == 0;
}

static void
test_compact (Fixture *fixture, gconstpointer language)
{
  Reopening reopening = { fixture->window, fixture->session };
  act (fixture, "win.compact");
  wait_until (is_open_again, &reopening, "the compacted map");
  g_set_object (&fixture->session, fixture->window->session);
  g_assert_true (yzt_generation_get_n_items (yzt_scene_get_generation (yzt_session_get_scene (fixture->session))) > 40);
}

static void
test_salvage (Fixture *fixture, gconstpointer language)
{
  g_autofree char *copy = beside (fixture, "torn.yzt.gpkg");
  g_autofree char *saved = beside (fixture, "saved.yzt.gpkg");
  g_autofree char *words = run_work (fixture, YZT_CARE_COPY, NULL, copy);
  g_autofree char *bytes = NULL;
  gsize length = 0;
  g_assert_true (g_file_get_contents (copy, &bytes, &length, NULL));
  memset (bytes + length / 2, 0, 4096); /* a torn page */
  g_assert_true (g_file_set_contents (copy, bytes, (gssize) length, NULL));
  g_autofree char *salvaged = run_work (fixture, YZT_CARE_SALVAGE, copy, saved);
  g_assert_true (g_file_test (saved, G_FILE_TEST_EXISTS));
  yzt_window_offer_salvage (fixture->window, copy);
  GtkWindow *question = find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (question);
  gtk_window_close (question);
}

static gboolean
is_file (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
test_export (Fixture *fixture, gconstpointer language)
{
  g_autofree char *path = beside (fixture, "hospitals.csv");
  g_autofree char *text = NULL;
  select_thing (fixture, "hospital");
  YztExportDialog *dialog = yzt_export_dialog_new (GTK_WINDOW (fixture->window), fixture->session, fixture->window->ring, NULL);
  gtk_window_present (GTK_WINDOW (dialog));
  yzt_export_dialog_write (dialog, path);
  wait_until (is_file, path, "the exported rows");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "金利医院"));
  gtk_window_close (GTK_WINDOW (dialog));
}

/* --- backups by themselves --- */

static void
test_is_due (void)
{
  const gint64 day_s = 24 * 3600, day_ms = day_s * 1000, now_ms = 100 * day_ms;
  g_assert_true (yzt_backups_is_due (day_s, 0, now_ms - 1, now_ms));                            /* never yet */
  g_assert_false (yzt_backups_is_due (day_s, 0, 0, now_ms));                                    /* nothing was ever done */
  g_assert_false (yzt_backups_is_due (0, 0, now_ms - 1, now_ms));                               /* never, says the person */
  g_assert_false (yzt_backups_is_due (day_s, now_ms - day_ms + 1, now_ms - 1, now_ms));         /* not yet */
  g_assert_true (yzt_backups_is_due (day_s, now_ms - day_ms, now_ms - 1, now_ms));
  g_assert_false (yzt_backups_is_due (day_s, now_ms - 9 * day_ms, now_ms - 9 * day_ms - 1, now_ms)); /* nothing since */
  g_assert_true (yzt_backups_is_due (day_s, now_ms + day_ms, now_ms - 1, now_ms));              /* made by a clock that was wrong */
}

static gboolean
has_backup (gpointer path)
{
  g_autoptr (GArray) backups = yzt_care_list_backups (path, NULL);
  return backups->len == 1 && g_array_index (backups, YztBackup, 0).at_ms > 0 && g_array_index (backups, YztBackup, 0).bytes > 4096;
}

static gboolean
has_looked (gpointer window)
{
  return YZT_WINDOW (window)->backup == NULL;
}

static gboolean
tells_last (gpointer dialog)
{
  return g_str_has_prefix (yzt_backups_dialog_get_words (dialog), "Last backup: ");
}

static void
test_backup_by_itself (Fixture *fixture, gconstpointer language)
{
  g_assert_cmpint (yzt_backups_interval_s (), ==, 24 * 3600);
  g_settings_set_string (yzt_ui_settings (), "backup-every", "never");
  yzt_window_backups_look (fixture->window);
  g_assert_null (fixture->window->backup);
  g_settings_set_string (yzt_ui_settings (), "backup-every", "hour");
  yzt_window_backups_look (fixture->window);
  wait_until (has_backup, fixture->path, "the backup that was due");
  wait_until (has_looked, fixture->window, "the look to end");
  yzt_window_backups_look (fixture->window); /* not due again */
  wait_until (has_looked, fixture->window, "the second look");
  g_assert_true (has_backup (fixture->path));
  act (fixture, "win.back-up");
  YztBackupsDialog *dialog = YZT_BACKUPS_DIALOG (find_window (YZT_TYPE_BACKUPS_DIALOG));
  wait_until (tells_last, dialog, "the age of the last backup");
  gtk_window_close (GTK_WINDOW (dialog));
  g_settings_set_string (yzt_ui_settings (), "backup-folder", "/proc/nowhere");
  yzt_window_backups_look (fixture->window);
  wait_until (has_looked, fixture->window, "the look that fails");
  g_assert_true (fixture->window->backup_failed);
  g_settings_reset (yzt_ui_settings (), "backup-folder");
  g_settings_reset (yzt_ui_settings (), "backup-every");
}

/* --- archives --- */

static gboolean
is_journal_read (gpointer dialog)
{
  return yzt_archive_dialog_is_ready (dialog);
}

/* Signing in is written on the store's own thread. */
static gboolean
has_two_entries (gpointer store)
{
  g_autoptr (GArray) marks = yzt_store_list_journal (store, NULL, NULL);
  return marks != NULL && marks->len >= 2;
}

static void
test_archive (Fixture *fixture, gconstpointer language)
{
  g_autofree char *path = beside (fixture, "old.archive");
  wait_until (has_two_entries, yzt_session_get_store (fixture->session), "two entries");
  act (fixture, "win.archive");
  YztArchiveDialog *dialog = YZT_ARCHIVE_DIALOG (find_window (YZT_TYPE_ARCHIVE_DIALOG));
  wait_until (is_journal_read, dialog, "the journal");
  g_assert_cmpstr (yzt_archive_dialog_get_words (dialog), ==, "No entry is that old");
  adw_combo_row_set_selected (ADW_COMBO_ROW (gtk_widget_get_template_child (GTK_WIDGET (dialog), YZT_TYPE_ARCHIVE_DIALOG, "age")), 0);
  g_test_message ("%s", yzt_archive_dialog_get_words (dialog));
  g_assert_true (g_str_has_suffix (yzt_archive_dialog_get_words (dialog), ", 1 stay"));
  gint64 before_ms = yzt_archive_dialog_get_before_ms (dialog);
  gtk_window_close (GTK_WINDOW (dialog));
  YztCareDialog *work = yzt_care_dialog_new_archive (GTK_WINDOW (fixture->window), fixture->session, before_ms, path);
  gtk_window_present (GTK_WINDOW (work));
  wait_until (is_over, work, "the archive");
  g_assert_nonnull (strstr (yzt_care_dialog_get_words (work), "sealed file old.archive"));
  GtkListBox *sentences = GTK_LIST_BOX (gtk_widget_get_template_child (GTK_WIDGET (work), YZT_TYPE_CARE_DIALOG, "sentences"));
  GtkWidget *first = gtk_list_box_row_get_child (gtk_list_box_get_row_at_index (sentences, 0));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (first)), ==, "The chain was checked over the archive and the map together: whole.");
  GStatBuf info;
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0400);
  gtk_window_close (GTK_WINDOW (work));
}

static gboolean
says_something (gpointer label)
{
  return gtk_widget_get_visible (label) && *gtk_label_get_text (label) != '\0';
}

/* Of a set of the selected, of what the map shows; and a data base that is not there, whose password is told to nobody. */
static void
test_export_which (Fixture *fixture, gconstpointer language)
{
  guint teams = (guint) yzt_kind_set_index (yzt_session_get_kinds (fixture->session), "rescue-team");
  gint64 first = first_of (fixture, "rescue-team");
  const YztThing things[] = { { teams, first }, { teams, first + 1 } };
  g_autofree char *path = beside (fixture, "two.csv");
  g_autofree char *all = beside (fixture, "shown.csv");
  g_autofree char *text = NULL;
  yzt_selection_set (yzt_selection_of (fixture->session), things, G_N_ELEMENTS (things));
  YztGeneration *shown = yzt_map_view_get_generation (fixture->window->map);
  YztExportDialog *dialog = yzt_export_dialog_new (GTK_WINDOW (fixture->window), fixture->session, NULL, shown);
  GtkWidget *root = GTK_WIDGET (dialog);
  AdwComboRow *which = ADW_COMBO_ROW (gtk_widget_get_template_child (root, YZT_TYPE_EXPORT_DIALOG, "which"));
  AdwComboRow *format = ADW_COMBO_ROW (gtk_widget_get_template_child (root, YZT_TYPE_EXPORT_DIALOG, "format"));
  adw_combo_row_set_selected (ADW_COMBO_ROW (gtk_widget_get_template_child (root, YZT_TYPE_EXPORT_DIALOG, "kind")), teams);
  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_cmpuint (adw_combo_row_get_selected (which), ==, 1);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (which)), ==, "2 rows");
  yzt_export_dialog_write (dialog, path);
  wait_until (is_file, path, "the two rows");
  dialog = yzt_export_dialog_new (GTK_WINDOW (fixture->window), fixture->session, NULL, shown);
  root = GTK_WIDGET (dialog);
  which = ADW_COMBO_ROW (gtk_widget_get_template_child (root, YZT_TYPE_EXPORT_DIALOG, "which"));
  format = ADW_COMBO_ROW (gtk_widget_get_template_child (root, YZT_TYPE_EXPORT_DIALOG, "format"));
  adw_combo_row_set_selected (ADW_COMBO_ROW (gtk_widget_get_template_child (root, YZT_TYPE_EXPORT_DIALOG, "kind")), teams);
  gtk_window_present (GTK_WINDOW (dialog));
  adw_combo_row_set_selected (which, 3);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (which)), ==, "40 rows");
  adw_combo_row_set_selected (format, g_list_model_get_n_items (adw_combo_row_get_model (format)) - 1);
  GtkWidget *connection = GTK_WIDGET (gtk_widget_get_template_child (root, YZT_TYPE_EXPORT_DIALOG, "connection"));
  GtkWidget *password = GTK_WIDGET (gtk_widget_get_template_child (root, YZT_TYPE_EXPORT_DIALOG, "password"));
  g_assert_true (gtk_widget_get_visible (connection));
  gtk_editable_set_text (GTK_EDITABLE (connection), "host=/nowhere dbname=city user=duty");
  gtk_editable_set_text (GTK_EDITABLE (password), "geh'eim");
  g_signal_emit_by_name (gtk_widget_get_template_child (root, YZT_TYPE_EXPORT_DIALOG, "confirm"), "clicked");
  GtkWidget *outcome = GTK_WIDGET (gtk_widget_get_template_child (root, YZT_TYPE_EXPORT_DIALOG, "outcome"));
  wait_until (says_something, outcome, "the refusal");
  g_assert_nonnull (strstr (gtk_label_get_text (GTK_LABEL (outcome)), "“PostgreSQL city” cannot be opened"));
  adw_combo_row_set_selected (format, 1);
  yzt_export_dialog_write (dialog, all);
  wait_until (is_file, all, "what the map shows");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 4); /* header, two, the end */
}

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add ("/care/copies", Fixture, "en", set_up, test_copies, tear_down);
  g_test_add ("/care/check-after-opening", Fixture, "en", set_up, test_check_after_opening, tear_down);
  g_test_add ("/care/compact", Fixture, "en", set_up, test_compact, tear_down);
  g_test_add ("/care/salvage", Fixture, "zh_CN", set_up, test_salvage, tear_down);
  g_test_add ("/care/export", Fixture, "en", set_up, test_export, tear_down);
  g_test_add ("/care/export-which", Fixture, "en", set_up, test_export_which, tear_down);
  g_test_add_func ("/care/backup-due", test_is_due);
  g_test_add ("/care/backup-by-itself", Fixture, "en", set_up, test_backup_by_itself, tear_down);
  g_test_add ("/care/archive", Fixture, "en", set_up, test_archive, tear_down);
  return window_test_run ();
}
