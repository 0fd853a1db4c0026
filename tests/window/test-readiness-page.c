/* test-readiness-page.c: the page of readiness: what is red comes first and has the focus, each line leads to where it is mended, the status bar says it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <string.h>
#include "window-fixture.h"
#include "yzt-feed-sources-dialog.h"
#include "yzt-readiness-window.h"
#include "yzt-sheet.h"

static YztReadinessWindow *
page_of (void)
{
  GtkWindow *page = find_window (YZT_TYPE_READINESS_WINDOW);
  return page != NULL ? YZT_READINESS_WINDOW (page) : NULL;
}

/* All lines have their rows. */
static gboolean
is_filled (gpointer unused)
{
  YztReadinessWindow *page = page_of ();
  const YztReadiness *readiness = page != NULL ? yzt_readiness_window_get (page) : NULL;
  for (guint i = 0; readiness != NULL && i < readiness->lines->len; i++) {
    GtkWidget *row = yzt_readiness_window_find_row (page, ((YztReadyLine *) readiness->lines->pdata[i])->id);
    if (row == NULL || !gtk_widget_get_mapped (row)) {
      return FALSE;
    }
  }
  return readiness != NULL;
}

static const YztReadyLine *
line_of (YztReadinessWindow *page, const char *id)
{
  const YztReadiness *readiness = yzt_readiness_window_get (page);
  for (guint i = 0; i < readiness->lines->len; i++) {
    YztReadyLine *line = readiness->lines->pdata[i];
    if (g_str_equal (line->id, id)) {
      return line;
    }
  }
  g_error ("no line %s", id);
}

static YztReadinessWindow *
open_page (Fixture *fixture)
{
  act (fixture, "win.readiness");
  wait_until (is_filled, NULL, "the page of readiness");
  return page_of ();
}

static gboolean
is_there (gpointer type)
{
  return find_window (*(GType *) type) != NULL;
}

/* The one that is presented by a line; it is gone afterwards. */
static void
leads_to (YztReadinessWindow *page, const char *id, GType type)
{
  g_signal_emit_by_name (yzt_readiness_window_find_row (page, id), "activate");
  wait_until (is_there, &type, id);
  gtk_window_destroy (find_window (type));
}

static gboolean
is_gone (gpointer unused)
{
  return page_of () == NULL;
}

static GtkWidget *
find_button_with (GtkWidget *root, const char *part)
{
  const char *label = GTK_IS_BUTTON (root) ? gtk_button_get_label (GTK_BUTTON (root)) : NULL;
  if (label != NULL && gtk_widget_get_visible (root) && strstr (label, part) != NULL) {
    return root;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_button_with (child, part);
    if (found != NULL) {
      return found;
    }
  }
  return NULL;
}

static void
test_page (Fixture *fixture, gconstpointer language)
{
  g_assert_null (find_button_with (GTK_WIDGET (fixture->window->status), "Readiness"));
  YztReadinessWindow *page = open_page (fixture);
  const YztReadiness *readiness = yzt_readiness_window_get (page);
  g_autofree char *words = g_strdup_printf ("%u not in order", readiness->n_red);
  g_assert_cmpuint (readiness->n_red, >=, 3);
  g_assert_nonnull (find_button_with (GTK_WIDGET (fixture->window->status), words)); /* in words at the bottom, too */
  /* What is red comes first; the window knows of its sources and its base map. */
  GtkWidget *first = gtk_widget_get_first_child (gtk_widget_get_parent (yzt_readiness_window_find_row (page, "officer")));
  g_assert_true (first == yzt_readiness_window_find_row (page, "feeds"));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (page)) == first);
  g_assert_cmpint (line_of (page, "feeds")->state, ==, YZT_READY_RED);
  g_assert_cmpint (line_of (page, "grounds")->state, ==, YZT_READY_GREEN);
  g_assert_cmpint (line_of (page, "writable")->state, ==, YZT_READY_GREEN);
  leads_to (page, "feeds", YZT_TYPE_FEED_SOURCES_DIALOG);
  gtk_window_destroy (GTK_WINDOW (page));
}

typedef struct {
  Fixture *fixture;
  guint n;
} Rows;

static gboolean
shows_rows (gpointer data)
{
  const Rows *rows = data;
  YztSheet *sheet = yzt_table_panel_get_sheet (rows->fixture->window->table);
  return sheet != NULL && yzt_sheet_is_loaded (sheet) && !yzt_sheet_is_busy (sheet) && g_list_model_get_n_items (G_LIST_MODEL (sheet)) == rows->n;
}

/* The teams of the map have no telephone: the table has them and nothing else, and the page is out of the way. */
static void
test_records (Fixture *fixture, gconstpointer language)
{
  YztReadinessWindow *page = open_page (fixture);
  const YztReadyLine *line = line_of (page, "no-phone");
  Rows rows = { fixture, line->fids->len };
  g_assert_cmpint (line->state, ==, YZT_READY_RED);
  g_assert_cmpstr (line->kind, ==, "rescue-team");
  g_signal_emit_by_name (yzt_readiness_window_find_row (page, "no-phone"), "activate");
  wait_until (is_gone, NULL, "the page to close");
  wait_until (shows_rows, &rows, "the table of the records");
  g_assert_cmpstr (yzt_kind_get_id (yzt_sheet_get_kind (yzt_table_panel_get_sheet (fixture->window->table))), ==, "rescue-team");
}

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add ("/readiness-page/leads", Fixture, "en", set_up, test_page, tear_down);
  g_test_add ("/readiness-page/records", Fixture, "zh_CN", set_up, test_records, tear_down);
  return window_test_run ();
}
