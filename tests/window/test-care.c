/* test-care.c: the safety of the map file from the window: check after opening, copies, backups, restoring, compacting, salvage; rows out
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gstdio.h>
#include "window-fixture.h"
#include "yzt-care-dialog.h"
#include "yzt-export-dialog.h"
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
  YztExportDialog *dialog = yzt_export_dialog_new (GTK_WINDOW (fixture->window), fixture->session, fixture->window->ring);
  gtk_window_present (GTK_WINDOW (dialog));
  yzt_export_dialog_write (dialog, path);
  wait_until (is_file, path, "the exported rows");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "金利医院"));
  gtk_window_close (GTK_WINDOW (dialog));
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
  return window_test_run ();
}
