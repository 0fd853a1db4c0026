/* test-briefing.c: scenes made in one key, stepped by keys on the wall, moved by keys, kept as they were; what is gone or taken away does not end the talk
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "hands.h"
#include "window-fixture.h"
#include "yzt-briefing-show.h"
#include "yzt-presenter.h"
#include "yzt-store-blobs.h"

typedef struct {
  YztBriefing *briefing;
  guint n;
} Wanted;

static gboolean
has_scenes (gpointer data)
{
  const Wanted *wanted = data;
  return yzt_briefing_is_listed (wanted->briefing) && yzt_briefing_get_n (wanted->briefing) == wanted->n;
}

static gboolean
is_answered (gpointer briefing)
{
  return yzt_briefing_get_facts (briefing, yzt_briefing_get_index (briefing)) != NULL;
}

static void
wait_for_scenes (YztBriefing *briefing, guint n)
{
  Wanted wanted = { briefing, n };
  wait_until (has_scenes, &wanted, "scenes");
}

/* Named scenes with their figures, the first one of the incident with a ring. */
static YztBriefing *
make_scenes (Fixture *fixture, guint n)
{
  static const char *const figures[] = { "open-incidents", "teams", "people-in-reach", NULL };
  YztBriefing *briefing = yzt_briefing_new (fixture->session);
  wait_for_scenes (briefing, 0);
  for (guint i = 0; i < n; i++) {
    g_autoptr (YztBriefingScene) scene = yzt_briefing_scene_new ();
    g_free (scene->name);
    scene->name = g_strdup_printf ("S%u", i + 1);
    scene->incident_fid = i == 0 ? first_of (fixture, "incident") : 0;
    scene->ring_m = i == 0 ? 50000 : 0;
    g_strfreev (scene->figures);
    scene->figures = g_strdupv ((char **) figures);
    yzt_briefing_add_async (briefing, scene, NULL, NULL);
    wait_for_scenes (briefing, i + 1);
  }
  return briefing;
}

static void
no_ground (YztMapView *map)
{
}

static gboolean
add_row (const YztRow *row, gpointer rows)
{
  g_ptr_array_add (rows, yzt_row_copy (row));
  return TRUE;
}

static GPtrArray *
shown_rows (Fixture *fixture)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  yzt_store_read_rows (yzt_session_get_store (fixture->session), yzt_kind_set_find (yzt_session_get_kinds (fixture->session), "briefing-shown"), add_row, rows, NULL);
  return rows;
}

typedef struct {
  Fixture *fixture;
  guint n;
} WantedRows;

static gboolean
has_shown (gpointer data)
{
  const WantedRows *wanted = data;
  g_autoptr (GPtrArray) rows = shown_rows (wanted->fixture);
  return rows->len == wanted->n;
}

static GtkWindow *
find_wall (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);
    if (gtk_widget_has_css_class (GTK_WIDGET (window), "stage-wall")) {
      return window;
    }
  }
  return NULL;
}

static gboolean
wall_is_there (gpointer data)
{
  return find_wall () != NULL && gtk_widget_get_mapped (GTK_WIDGET (find_wall ()));
}

static gboolean
wall_is_gone (gpointer data)
{
  return find_wall () == NULL;
}

/* Ctrl+F5 keeps what is on the screen; F5 shows it with its figures; Esc ends. */
static void
test_one_key (Fixture *fixture, gconstpointer data)
{
  if (!hands_are_there ()) {
    g_test_skip ("no hands");
    return;
  }
  g_autoptr (YztBriefing) briefing = yzt_briefing_new (fixture->session);
  select_thing (fixture, "incident");
  press (GTK_WINDOW (fixture->window), "ctrl+F5");
  wait_for_scenes (briefing, 1);
  const YztBriefingScene *scene = yzt_briefing_get (briefing, 0);
  g_assert_true (scene->has_extent);
  g_assert_cmpint (scene->incident_fid, ==, first_of (fixture, "incident"));
  g_assert_nonnull (scene->layers);
  g_assert_cmpuint (g_strv_length (scene->figures), >, 0);
  press (GTK_WINDOW (fixture->window), "F5");
  wait_until (wall_is_there, NULL, "the wall");
  GtkWindow *wall = find_wall ();
  YztStageView *stage = YZT_STAGE_VIEW (adw_toast_overlay_get_child (ADW_TOAST_OVERLAY (gtk_window_get_child (wall))));
  g_assert_cmpstr (yzt_stage_view_get_content (stage)->counter, ==, "1 / 1");
  g_assert_cmpint (yzt_stage_view_get_content (stage)->figures->len, ==, g_strv_length (scene->figures));
  settle (wall);
  press (wall, "Escape");
  wait_until (wall_is_gone, NULL, "the end");
}

static void
assert_at (YztBriefingShow *show, guint keyval, guint index)
{
  g_assert_true (yzt_briefing_show_key (show, keyval, 0));
  g_assert_cmpuint (yzt_briefing_get_index (yzt_briefing_show_get_briefing (show)), ==, index);
}

/* Arrows, a remote presenter, a foot switch, Home, End, digits; figures are those of the map; the journal says what was shown. */
static void
test_stepping (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YztBriefing) briefing = make_scenes (fixture, 3);
  g_autoptr (YztBriefingShow) show = yzt_briefing_show_new (GTK_WINDOW (fixture->window), briefing, no_ground, NULL);
  wait_until (is_answered, briefing, "figures");
  const YztStageContent *content = yzt_stage_view_get_content (yzt_briefing_show_get_stage (show));
  g_assert_cmpint (content->level, ==, 3);
  g_assert_cmpstr (g_array_index (content->figures, YztStageFigure, 0).text, ==, "1");
  g_assert_cmpstr (g_array_index (content->figures, YztStageFigure, 1).text, ==, "40");
  assert_at (show, GDK_KEY_Page_Down, 1);
  wait_until (is_answered, briefing, "figures of the second");
  assert_at (show, GDK_KEY_Right, 2);
  assert_at (show, GDK_KEY_Right, 2);
  assert_at (show, GDK_KEY_Page_Up, 1);
  assert_at (show, GDK_KEY_Left, 0);
  assert_at (show, GDK_KEY_End, 2);
  assert_at (show, GDK_KEY_Home, 0);
  assert_at (show, GDK_KEY_3, 2);
  assert_at (show, GDK_KEY_9, 2);
  wait_until (is_answered, briefing, "figures of the third");
  content = yzt_stage_view_get_content (yzt_briefing_show_get_stage (show));
  g_assert_true (g_array_index (content->figures, YztStageFigure, 2).is_unknown); /* people within reach, and no ring: told, and the talk goes on */
  yzt_briefing_show_end (show);
  g_assert_null (yzt_briefing_show_get_wall (show));
  WantedRows wanted = { fixture, 3 };
  g_autoptr (GPtrArray) before = shown_rows (fixture);
  wanted.n = MAX (before->len, 3);
  while (!has_shown (&wanted) && wanted.n < 9) {
    g_main_context_iteration (NULL, TRUE);
    g_autoptr (GPtrArray) rows = shown_rows (fixture);
    wanted.n = MAX (rows->len, 3);
  }
  g_autoptr (GPtrArray) rows = shown_rows (fixture);
  g_assert_cmpuint (rows->len, >=, 3);
  g_assert_cmpstr (yzt_row_get_text (rows->pdata[0], "name"), ==, "S1");
  g_assert_cmpstr (yzt_row_get_text (rows->pdata[0], "shown_by"), ==, "王值班");
}

static gboolean
first_is_second (gpointer briefing)
{
  return yzt_briefing_get_n (briefing) == 3 && g_str_equal (yzt_briefing_get (briefing, 0)->name, "S2") && g_str_equal (yzt_briefing_get (briefing, 1)->name, "S1");
}

static gboolean
two_are_left (gpointer briefing)
{
  return yzt_briefing_get_n (briefing) == 2 && g_str_equal (yzt_briefing_get (briefing, 0)->name, "S1");
}

static GtkWidget *
find_list (GtkWidget *root)
{
  if (GTK_IS_LIST_BOX (root) && gtk_widget_has_css_class (root, "scene-list")) {
    return root;
  }
  for (GtkWidget *w = gtk_widget_get_first_child (root); w != NULL; w = gtk_widget_get_next_sibling (w)) {
    GtkWidget *found = find_list (w);
    if (found != NULL) {
      return found;
    }
  }
  return NULL;
}

/* Alt+Down moves the scene that has the focus, Delete takes it out; both are acts of the map. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  if (!hands_are_there ()) {
    g_test_skip ("no hands");
    return;
  }
  g_autoptr (YztBriefing) briefing = make_scenes (fixture, 3);
  GtkWindow *window = yzt_presenter_new (briefing, NULL);
  gtk_window_present (window);
  settle (window);
  GtkListBox *list = GTK_LIST_BOX (find_list (GTK_WIDGET (window)));
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (list, 0)));
  press (window, "alt+Down");
  wait_until (first_is_second, briefing, "the scenes in their new order");
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (list, 0)));
  press (window, "Delete");
  wait_until (two_are_left, briefing, "one scene less");
  gtk_window_destroy (window);
}

/* A second monitor brings the speaker's window, and its cable may be pulled. */
static void
test_monitors (Fixture *fixture, gconstpointer data)
{
  GListModel *real = gdk_display_get_monitors (gdk_display_get_default ());
  g_autoptr (GdkMonitor) monitor = g_list_model_get_item (real, 0);
  g_autoptr (GListStore) monitors = g_list_store_new (GDK_TYPE_MONITOR);
  g_autoptr (YztBriefing) briefing = make_scenes (fixture, 2);
  g_list_store_append (monitors, monitor);
  g_list_store_append (monitors, monitor);
  g_autoptr (YztBriefingShow) show = yzt_briefing_show_new (GTK_WINDOW (fixture->window), briefing, no_ground, G_LIST_MODEL (monitors));
  g_assert_nonnull (yzt_briefing_show_get_presenter (show));
  yzt_briefing_show_key (show, GDK_KEY_Right, 0);
  g_list_store_remove (monitors, 1);
  g_assert_null (yzt_briefing_show_get_presenter (show));
  g_assert_nonnull (yzt_briefing_show_get_wall (show));
  g_assert_cmpuint (yzt_briefing_get_index (briefing), ==, 1);
  yzt_briefing_show_key (show, GDK_KEY_Left, 0);
  g_assert_cmpuint (yzt_briefing_get_index (briefing), ==, 0);
  g_list_store_append (monitors, monitor);
  g_assert_nonnull (yzt_briefing_show_get_presenter (show));
  yzt_briefing_show_end (show);
}

static gboolean
incident_is_gone (gpointer briefing)
{
  const YztBriefingFacts *facts = yzt_briefing_get_facts (briefing, 0);
  return facts != NULL && facts->incident_gone;
}

static void
on_said (YztBriefingShow *show, const char *sentence, char **said)
{
  g_free (*said);
  *said = g_strdup (sentence);
}

static gboolean
has_said (gpointer said)
{
  return *(char **) said != NULL;
}

/* Kept as it was into a folder that cannot be written: it is kept in the map, and that is said. Then the incident of the scene is deleted under the talk. */
static void
test_freeze_and_gone (Fixture *fixture, gconstpointer data)
{
  g_autofree char *said = NULL;
  g_autoptr (YztBriefing) briefing = make_scenes (fixture, 1);
  g_autoptr (YztBriefingShow) show = yzt_briefing_show_new (GTK_WINDOW (fixture->window), briefing, no_ground, NULL);
  wait_until (is_answered, briefing, "figures");
  g_setenv ("YZT_KEPT_FOLDER", "/proc/no-such-folder", TRUE);
  g_signal_connect (show, "said", G_CALLBACK (on_said), &said);
  yzt_briefing_show_key (show, GDK_KEY_k, 0);
  wait_until (has_said, &said, "a sentence");
  g_assert_nonnull (strstr (said, "/proc/no-such-folder"));
  WantedRows wanted = { fixture, 1 };
  wait_until (has_shown, &wanted, "the kept scene");
  g_autoptr (GPtrArray) rows = shown_rows (fixture);
  g_autoptr (GArray) files = yzt_attachments_from_text (yzt_row_get_text (rows->pdata[0], "attachments"));
  g_assert_cmpuint (files->len, ==, 2);
  g_autoptr (GBytes) pdf = yzt_store_get_blob (yzt_session_get_store (fixture->session), g_array_index (files, YztAttachment, 1).sha256, NULL, NULL);
  g_assert_cmpint (memcmp (g_bytes_get_data (pdf, NULL), "%PDF", 4), ==, 0);
  yzt_session_delete_async (fixture->session, (guint) yzt_kind_set_index (yzt_session_get_kinds (fixture->session), "incident"), first_of (fixture, "incident"), NULL, NULL);
  wait_until (incident_is_gone, briefing, "the incident to be gone");
  g_assert_nonnull (yzt_briefing_show_get_wall (show));
  g_assert_cmpstr (yzt_stage_view_get_content (yzt_briefing_show_get_stage (show))->title, ==, "S1");
  yzt_briefing_show_end (show);
  g_unsetenv ("YZT_KEPT_FOLDER");
}

int
main (int argc, char *argv[])
{
  window_test_init (&argc, &argv);
#define ADD(path, func) g_test_add (path, Fixture, "en", set_up, func, tear_down)
  ADD ("/briefing/one-key", test_one_key);
  ADD ("/briefing/stepping", test_stepping);
  ADD ("/briefing/order", test_order);
  ADD ("/briefing/monitors", test_monitors);
  ADD ("/briefing/freeze-and-gone", test_freeze_and_gone);
#undef ADD
  return window_test_run ();
}
