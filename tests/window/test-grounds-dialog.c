/* test-grounds-dialog.c: the list of base maps by the keyboard alone: order, strength, licence line, datum, what is under way, the estimate of an area
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit/test-folder.h"
#include "map-fixture.h"
#include "yzt-ground-row.h"
#include "yzt-grounds-dialog.h"
#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
  MapFixture map;
  char *folder;
  YztGroundList *grounds;
  YztGroundsDialog *dialog;
} Fixture;

static YztGround *
make_service (const char *id, const char *title, gboolean no_download)
{
  YztGroundSpec spec = { .id = id, .type = YZT_GROUND_ONLINE, .title = title, .address = "http://127.0.0.1:9/{z}/{x}/{y}.png", .max_zoom = 18,
                         .no_download = no_download };
  return yzt_ground_new (&spec, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("yzt-grounds-dialog-XXXXXX", NULL);
  map_fixture_set_up (&fixture->map, NULL);
  g_autofree char *list = g_build_filename (fixture->folder, "list.ini", NULL), *cache = g_build_filename (fixture->folder, "tiles.db", NULL);
  fixture->grounds = yzt_ground_list_new (list);
  g_autoptr (YztGround) second = make_service ("second", "乙", TRUE), first = make_service ("first", "甲", FALSE);
  yzt_ground_set_visible (second, FALSE);
  yzt_ground_list_add (fixture->grounds, second);
  yzt_ground_list_add (fixture->grounds, first);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (YztGround) ground = g_list_model_get_item (G_LIST_MODEL (fixture->grounds), i);
    yzt_ground_set_visible (ground, FALSE);
  }
  yzt_map_view_set_grounds (fixture->map.view, fixture->grounds, cache);
  map_test_look_at (&fixture->map, 112.5, 23.1, 9);
  fixture->dialog = yzt_grounds_dialog_new (GTK_WINDOW (fixture->map.window), fixture->grounds, fixture->map.view);
  gtk_window_present (GTK_WINDOW (fixture->dialog));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->dialog));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  map_fixture_tear_down (&fixture->map, NULL);
  g_clear_object (&fixture->grounds);
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  test_remove_tree (fixture->folder);
  g_free (fixture->folder);
}

/* The first widget of @type below @root, of these words when they are given: its tooltip, title or label. */
static GtkWidget *
find (GtkWidget *root, GType type, const char *words)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    if (g_type_is_a (G_OBJECT_TYPE (child), type)) {
      const char *title = ADW_IS_PREFERENCES_ROW (child) ? adw_preferences_row_get_title (ADW_PREFERENCES_ROW (child))
                          : GTK_IS_BUTTON (child)        ? gtk_button_get_label (GTK_BUTTON (child))
                                                         : NULL;
      if (words == NULL || g_strcmp0 (gtk_widget_get_tooltip_text (child), words) == 0 || (title != NULL && strstr (title, words) != NULL)) {
        return child;
      }
    }
    GtkWidget *below = find (child, type, words);
    if (below != NULL) {
      return below;
    }
  }
  return NULL;
}

static GtkWidget *
row_of (Fixture *fixture, const char *title)
{
  GtkWidget *row = find (GTK_WIDGET (fixture->dialog), YZT_TYPE_GROUND_ROW, title);
  g_assert_nonnull (row);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE); /* what can be set is made then */
  return row;
}

static const char *
title_at (Fixture *fixture, guint position)
{
  g_autoptr (YztGround) ground = g_list_model_get_item (G_LIST_MODEL (fixture->grounds), position);
  return yzt_ground_get_title (ground); /* the list keeps it */
}

/* Down and up again: the focus stays on the button of the row that is moved. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (title_at (fixture, 0), ==, "甲");
  for (guint i = 0; i < 2; i++) {
    GtkWidget *row = row_of (fixture, "甲");
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
    gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->dialog));
    GtkWidget *button = find (row, GTK_TYPE_BUTTON, i == 0 ? _("Below the one below") : _("Above the one above"));
    g_assert_nonnull (button);
    gtk_widget_grab_focus (button);
    g_signal_emit_by_name (button, "clicked");
    g_assert_cmpstr (title_at (fixture, 1 - i), ==, "甲");
    GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->dialog));
    g_assert_nonnull (focus);
    g_assert_true (gtk_widget_get_ancestor (focus, YZT_TYPE_GROUND_ROW) == row_of (fixture, "甲"));
    g_assert_cmpstr (gtk_widget_get_tooltip_text (focus), ==, i == 0 ? _("Below the one below") : _("Above the one above"));
  }
}

static void
test_licence (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = row_of (fixture, "甲");
  GtkWidget *entry = find (row, ADW_TYPE_ENTRY_ROW, _("Line that its licence asks for"));
  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "© 试验单位");
  g_signal_emit_by_name (entry, "apply");
  g_autoptr (YztGround) ground = g_list_model_get_item (G_LIST_MODEL (fixture->grounds), 0);
  g_assert_cmpstr (yzt_ground_get_spec (ground)->attribution, ==, "© 试验单位");
  g_assert_nonnull (strstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)), "© 试验单位"));
  GtkWidget *datum = find (row, ADW_TYPE_COMBO_ROW, _("Datum of its pictures"));
  adw_combo_row_set_selected (ADW_COMBO_ROW (datum), 1);
  g_assert_cmpint (yzt_ground_get_spec (ground)->datum, ==, YZT_DATUM_GCJ02);
  g_assert_true (yzt_ground_list_save (fixture->grounds, NULL));
  g_autofree char *path = g_build_filename (fixture->folder, "list.ini", NULL);
  g_autoptr (YztGroundList) again = yzt_ground_list_new (path);
  g_autoptr (YztGround) kept = g_list_model_get_item (G_LIST_MODEL (again), 0);
  g_assert_cmpstr (yzt_ground_get_spec (kept)->attribution, ==, "© 试验单位");
  g_assert_cmpint (yzt_ground_get_spec (kept)->datum, ==, YZT_DATUM_GCJ02);
}

static void
test_work (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YztGround) ground = g_list_model_get_item (G_LIST_MODEL (fixture->grounds), 0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GtkWidget *work = find (row_of (fixture, "甲"), ADW_TYPE_ACTION_ROW, C_("base map", "Under way"));
  g_assert_false (gtk_widget_get_visible (work));
  g_assert_true (yzt_ground_begin_work (ground, cancellable));
  g_assert_true (gtk_widget_get_visible (work));
  yzt_ground_tell_progress (ground, 0.4);
  GtkWidget *bar = find (work, GTK_TYPE_PROGRESS_BAR, NULL);
  g_assert_cmpfloat_with_epsilon (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)), 0.4, 0.01);
  g_signal_emit_by_name (find (work, GTK_TYPE_BUTTON, _("_Stop")), "clicked");
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  yzt_ground_end_work (ground);
  g_assert_false (gtk_widget_get_visible (work));
}

/* How much it would be stands there before anything is asked of the service; where the licence forbids it, there is no button. */
static void
test_estimate (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = row_of (fixture, "甲");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  GtkWidget *begin = find (row, GTK_TYPE_BUTTON, _("_Download"));
  g_assert_nonnull (begin);
  gint64 until_us = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  while (!gtk_widget_get_sensitive (begin)) {
    g_assert_cmpint (g_get_monotonic_time (), <, until_us);
    g_main_context_iteration (NULL, TRUE);
  }
  g_assert_nonnull (find (row, ADW_TYPE_ACTION_ROW, "MB"));
  g_assert_null (find (row_of (fixture, "乙"), GTK_TYPE_BUTTON, _("_Download")));
}

static gboolean
is_drawn (Fixture *fixture, YztGround *ground)
{
  g_autoptr (YztGroundStack) stack = yzt_map_view_make_stack (fixture->map.view);
  guint n;
  const YztGroundLayer *layers = yzt_ground_stack_get_layers (stack, &n);
  for (guint i = 0; i < n; i++) {
    if (layers[i].ground == ground) {
      return TRUE;
    }
  }
  return FALSE;
}

static void
run_until_drawn (Fixture *fixture, YztGround *ground)
{
  gint64 until_us = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  while (!is_drawn (fixture, ground)) {
    g_assert_cmpint (g_get_monotonic_time (), <, until_us);
    g_main_context_iteration (NULL, TRUE);
  }
}

/* A download is told of and can be stopped also when its base map is shown meanwhile; it ends when the base map goes out of the list. */
static void
test_work_goes_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YztGround) ground = g_list_model_get_item (G_LIST_MODEL (fixture->grounds), 0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_assert_true (yzt_ground_begin_work (ground, cancellable));
  yzt_ground_set_visible (ground, TRUE);
  run_until_drawn (fixture, ground);
  yzt_ground_tell_progress (ground, 0.25);
  g_assert_cmpfloat_with_epsilon (yzt_ground_get_progress (ground), 0.25, 0.01);
  g_assert_false (g_cancellable_is_cancelled (cancellable));
  yzt_ground_list_remove (fixture->grounds, ground);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  yzt_ground_end_work (ground);
}

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/yzt", FALSE);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  yzt_geo_init ();
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/grounds-dialog/order", test_order);
  ADD ("/grounds-dialog/licence", test_licence);
  ADD ("/grounds-dialog/work", test_work);
  ADD ("/grounds-dialog/work-goes-on", test_work_goes_on);
  ADD ("/grounds-dialog/estimate", test_estimate);
  return g_test_run ();
}
