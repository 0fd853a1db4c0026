/* test-window.c: the window as a person uses it: open, search, ring, acknowledge, plans, light and dark, both languages
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gstdio.h>
#include <math.h>
#include "window-fixture.h"
#include "yzt-face-model.h"
#include "yzt-feature-form.h"
#include "yzt-field-editor.h"
#include "yzt-import-dialog.h"
#include "yzt-incident-row.h"
#include "yzt-level-badge.h"
#include "yzt-plan-reader.h"
#include "yzt-preferences.h"
#include "yzt-reach-row.h"
#include "yzt-reach-totals.h"
#include "yzt-search-result.h"
#include "yzt-sign-in-dialog.h"
#include "yzt-symbol.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

/* --- templates --- */

static void
test_templates (void)
{
  const GType widgets[] = {
    YZT_TYPE_ALARM_STRIP, YZT_TYPE_FEATURE_FORM, YZT_TYPE_INCIDENT_LIST, YZT_TYPE_INCIDENT_ROW, YZT_TYPE_INSPECTOR, YZT_TYPE_LAYER_LIST,
    YZT_TYPE_LEVEL_BADGE, YZT_TYPE_PLAN_LIST, YZT_TYPE_PLAN_READER, YZT_TYPE_REACH_PANEL, YZT_TYPE_REACH_TOTALS, YZT_TYPE_SEARCH_POPOVER, YZT_TYPE_STATUS_BAR,
    YZT_TYPE_SYMBOL,
  };
  const GType windows[] = { YZT_TYPE_IMPORT_DIALOG, YZT_TYPE_PREFERENCES, YZT_TYPE_SIGN_IN_DIALOG };
  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++) {
    g_autoptr (GtkWidget) widget = g_object_ref_sink (g_object_new (widgets[i], NULL));
    g_assert_true (GTK_IS_WIDGET (widget));
  }
  for (guint i = 0; i < G_N_ELEMENTS (windows); i++) {
    GtkWindow *window = g_object_new (windows[i], NULL);
    gtk_window_destroy (window);
  }
  YztWindow *window = yzt_window_new (window_test_application ()); /* with help-overlay.ui */
  g_assert_nonnull (gtk_application_window_get_help_overlay (GTK_APPLICATION_WINDOW (window)));
  g_assert_false (yzt_window_has_map (window));
  gtk_window_close (GTK_WINDOW (window));
}

/* --- the model that makes rows on demand --- */

static void
count_changed (guint *count)
{
  (*count)++;
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, guint *n)
{
  g_assert_cmpuint (position + removed, <=, *n);
  *n += added - removed;
  g_assert_cmpuint (*n, ==, g_list_model_get_n_items (model));
}

static void
test_face_model (void)
{
  g_autoptr (YztFaceModel) model = yzt_face_model_new ();
  guint n = 0, seen = 0, unseen = 0;
  g_signal_connect (model, "items-changed", G_CALLBACK (on_items_changed), &n);
  yzt_face_model_update (model, 1000);
  yzt_face_model_set_window (model, 0, 9);
  g_autoptr (YztFace) first = g_list_model_get_item (G_LIST_MODEL (model), 3);
  g_autoptr (YztFace) far = g_list_model_get_item (G_LIST_MODEL (model), 500);
  g_autoptr (YztFace) same = g_list_model_get_item (G_LIST_MODEL (model), 3);
  g_assert_true (first == same);
  g_signal_connect_swapped (first, "changed", G_CALLBACK (count_changed), &seen);
  g_signal_connect_swapped (far, "changed", G_CALLBACK (count_changed), &unseen);
  yzt_face_model_update (model, 900);
  yzt_face_model_update (model, 950);
  g_assert_cmpuint (seen, ==, 2);
  g_assert_cmpuint (unseen, ==, 0);
  yzt_face_model_set_window (model, 495, 505); /* comes on screen: told once of all that happened */
  g_assert_cmpuint (unseen, ==, 1);
  yzt_face_model_update (model, 4);
  g_assert_cmpuint (n, ==, 4);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (model), 4));
  for (guint i = 0; i < 200; i++) {
    yzt_face_model_update (model, (guint) g_test_rand_int_range (0, 5000));
  }
}

/* --- what a person does --- */

static void
test_language (Fixture *fixture, gconstpointer language)
{
  g_assert_cmpstr (yzt_ui_language (), ==, language);
  int hospital = yzt_kind_set_index (yzt_session_get_kinds (fixture->session), "hospital");
  g_assert_cmpstr (yzt_ui_kind_label (fixture->session, hospital), ==, g_str_equal (language, "zh_CN") ? "医院" : "Hospital");
}

static gboolean
has_plan (gpointer popover)
{
  GtkWidget *list = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (popover), YZT_TYPE_SEARCH_POPOVER, "list"));
  guint n = 0;
  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL; row = gtk_widget_get_next_sibling (row)) {
    n++;
  }
  return n >= 2;
}

static void
test_search (Fixture *fixture, gconstpointer language)
{
  g_autoptr (GPtrArray) names = yzt_search_now (fixture->session, NULL, (YztPosition) { 112.5, 23.0 }, "金利", 10);
  g_assert_cmpuint (names->len, ==, 2);
  g_autoptr (GPtrArray) coordinate = yzt_search_now (fixture->session, NULL, (YztPosition) { 112.5, 23.0 }, "GCJ-02 112.55, 23.02", 10);
  g_assert_cmpuint (coordinate->len, ==, 1);
  YztPosition position;
  g_assert_true (yzt_search_result_get_position (coordinate->pdata[0], &position));
  g_assert_cmpfloat (fabs (position.lon - 112.55), >, 0.001); /* GCJ-02 lies hundreds of metres away */
  gtk_widget_grab_focus (GTK_WIDGET (fixture->window->search));
  gtk_editable_set_text (GTK_EDITABLE (fixture->window->search), "液氨泄漏");
  wait_until (has_plan, fixture->window->search_popover, "an incident and a plan");
  draw (fixture->window);
  g_signal_emit_by_name (fixture->window->search, "activate");
  int kind;
  gint64 fid;
  g_assert_true (yzt_session_get_selected (fixture->session, &kind, &fid));
  g_assert_cmpint (fid, ==, first_of (fixture, "incident"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (fixture->window->search)), ==, "");
}

static void
test_ring (Fixture *fixture, gconstpointer language)
{
  select_thing (fixture, "incident");
  act (fixture, "win.ring");
  YztRing *ring = fixture->window->ring;
  g_assert_true (yzt_ring_is_active (ring));
  g_assert_cmpstr (yzt_ring_get_caption (ring), ==, "金利镇 液氨泄漏");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (fixture->window->right_stack), ==, "ring");
  for (double radius_m = 500; radius_m < 40000; radius_m *= 1.3) {
    yzt_watchdog_action ("ring-drag");
    yzt_ring_set_radius (ring, radius_m);
    draw (fixture->window);
  }
  g_autofree char *n = g_strdup_printf ("%u", yzt_near_result_get_n_hits (yzt_ring_get_result (ring)));
  GtkLabel *count = GTK_LABEL (gtk_widget_get_template_child (GTK_WIDGET (fixture->window->reach), YZT_TYPE_REACH_PANEL, "hits_count"));
  g_assert_cmpstr (gtk_label_get_text (count), ==, n);
  act (fixture, "win.back");
  g_assert_false (yzt_ring_is_active (ring));
  act (fixture, "win.back");
  g_assert_false (yzt_session_get_selected (fixture->session, &(int) { 0 }, &(gint64) { 0 }));
}

static gboolean
is_quiet (gpointer strip)
{
  return !yzt_alarm_strip_is_waiting (strip);
}

static void
test_acknowledge (Fixture *fixture, gconstpointer language)
{
  g_assert_true (yzt_alarm_strip_is_waiting (fixture->window->alarm));
  act (fixture, "win.acknowledge");
  wait_until (is_quiet, fixture->window->alarm, "the acknowledgement");
}

static gboolean
has_twelve (gpointer session)
{
  return g_list_model_get_n_items (yzt_session_get_incidents (session)) == 12;
}

/* Incidents come, are selected one after the other, are acknowledged and go: the list follows. */
static void
test_incidents (Fixture *fixture, gconstpointer language)
{
  YztKindSet *kinds = yzt_session_get_kinds (fixture->session);
  GListModel *incidents = yzt_session_get_incidents (fixture->session);
  for (guint i = 0; i < 11; i++) {
    g_autofree char *name = g_strdup_printf ("事件%u", i);
    g_autoptr (YztRow) row = new_row (kinds, "incident", name, 112.3 + i * 0.02, 23.2);
    yzt_row_set_text (row, "state", "received");
    yzt_session_insert_async (fixture->session, row, NULL, NULL);
  }
  wait_until (has_twelve, fixture->session, "eleven more incidents");
  draw (fixture->window);
  for (guint i = 0; i < 12; i++) {
    g_autoptr (YztIncident) incident = g_list_model_get_item (incidents, i);
    yzt_session_select (fixture->session, (int) yzt_incident_get_kind (incident), yzt_incident_get_fid (incident));
    draw (fixture->window);
  }
  for (guint i = 0; i < 12; i++) {
    act (fixture, "win.acknowledge");
  }
  wait_until (is_quiet, fixture->window->alarm, "twelve acknowledgements");
  draw (fixture->window);
}

static void
test_style (Fixture *fixture, gconstpointer language)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  select_thing (fixture, "incident");
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
  draw (fixture->window);
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_LIGHT);
  draw (fixture->window);
  act (fixture, "win.show-left");
  g_assert_false (gtk_revealer_get_reveal_child (fixture->window->left));
  act (fixture, "win.show-left");
  act (fixture, "win.edit-mode");
  act (fixture, "win.copy-diagnostics");
  act (fixture, "win.back");
}

static gboolean
has_text (gpointer window)
{
  return yzt_plan_reader_get_copy (((YztWindow *) window)->reader) != NULL;
}

static void
test_plan (Fixture *fixture, gconstpointer language)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) plans = yzt_find_plans (yzt_session_get_store (fixture->session), "泄漏", 0, 5, language, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (plans->len, ==, 1);
  yzt_window_read_plan (fixture->window, plans->pdata[0], "泄漏");
  g_assert_true (yzt_window_is_reading (fixture->window));
  wait_until (has_text, fixture->window, "the text of the plan");
  draw (fixture->window);
  act (fixture, "win.close-plan");
  g_assert_false (yzt_window_is_reading (fixture->window));
}

static gboolean
has_failed (gpointer window)
{
  return g_str_equal (gtk_stack_get_visible_child_name (((YztWindow *) window)->stack), "failed");
}

/* What is no map says so in the window, and nothing else happens. */
static void
test_bad_files (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("yzt-window-XXXXXX", &error);
  g_assert_no_error (error);
  g_autofree char *path = g_build_filename (folder, "bad.gpkg", NULL);
  const char *const contents[] = { "", "this is not a database", NULL };
  for (guint i = 0; i < G_N_ELEMENTS (contents); i++) {
    if (contents[i] != NULL) {
      g_assert_true (g_file_set_contents (path, contents[i], -1, NULL));
    } else {
      g_remove (path);
    }
    YztWindow *window = yzt_window_new (window_test_application ());
    gtk_window_present (GTK_WINDOW (window));
    yzt_window_open (window, path);
    if (i == 1) {
      yzt_window_show_ground (window); /* it was still being read when the ground was shown */
    }
    wait_until (has_failed, window, "a sentence about the bad file");
    g_assert_false (gtk_widget_get_visible (window->opening_card));
    g_assert_cmpstr (adw_status_page_get_description (window->failed), !=, "");
    g_assert_false (yzt_window_has_map (window));
    gtk_window_close (GTK_WINDOW (window));
  }
  g_rmdir (folder);
}

/* While a large map is read its ground is there, with a word, and nobody can touch what is not there yet. */
static gboolean
has_map (gpointer data)
{
  YztWindow *window = data;
  return yzt_window_has_map (window) && window->ring != NULL;
}

static void
test_ground_first (Fixture *fixture, gconstpointer language)
{
  YztWindow *window = fixture->window;
  GtkWidget *page = gtk_stack_get_child_by_name (window->stack, "map");
  g_autofree char *name = g_path_get_basename (fixture->path);
  yzt_window_session_detach (window);
  yzt_window_open (window, fixture->path);
  yzt_window_show_ground (window);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->stack), ==, "map");
  g_assert_true (gtk_widget_get_visible (window->opening_card));
  g_assert_nonnull (strstr (gtk_label_get_text (window->opening_label), name));
  g_assert_false (gtk_widget_get_can_target (page));
  g_assert_false (gtk_widget_grab_focus (GTK_WIDGET (window->map)));
  wait_until (has_map, window, "the map");
  g_assert_false (gtk_widget_get_visible (window->opening_card));
  g_assert_true (gtk_widget_get_can_target (page));
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (window->map)));
  g_set_object (&fixture->session, window->session);
}

static void
add_walk (const char *language)
{
  const struct {
    const char *name;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = { { "language", test_language }, { "search", test_search }, { "ring", test_ring }, { "acknowledge", test_acknowledge },
                { "incidents", test_incidents }, { "style", test_style }, { "plan", test_plan } };
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strdup_printf ("/window/%s/%s", language, tests[i].name);
    g_test_add (path, Fixture, language, set_up, tests[i].func, tear_down);
  }
}

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add_func ("/window/face-model", test_face_model);
  g_test_add_func ("/window/templates", test_templates);
  g_test_add_func ("/window/bad-files", test_bad_files);
  g_test_add ("/window/ground-first", Fixture, "en", set_up, test_ground_first, tear_down);
  add_walk ("en");
  add_walk ("zh_CN");
  return window_test_run ();
}
