/* test-briefing.c: scenes made in one key, stepped by keys on the wall, moved by keys and by drag, going round by themselves, kept as they were; what is gone or taken away does
 * not end the talk
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gstdio.h>
#include "hands.h"
#include "window-fixture.h"
#include "yzt-briefing-show.h"
#include "yzt-presenter.h"
#include "yzt-store-blobs.h"
#include "yzt-watchdog.h"

#define START_MS G_GINT64_CONSTANT (1795322580000) /* 2026-11-22 04:43 UTC */

static gint64 now_ms;
static const YztClock the_clock = YZT_CLOCK_FIXED (&now_ms);

/* A briefing on a map whose clock is ours; of the window that it is given from only the place is needed. */
typedef struct {
  char *path;
  GtkWindow *main;
  YztSession *session;
  YztBriefing *briefing;
} Room;

static gboolean
is_ready (gpointer session)
{
  return yzt_session_get_state (session) == YZT_SESSION_READY;
}

static void
on_open (GObject *session, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  yzt_session_open_finish (YZT_SESSION (session), result, &error);
  g_assert_no_error (error);
}

static gboolean
is_signed_in (gpointer session)
{
  return *yzt_session_get_author (session) != '\0';
}

static gboolean
is_closed (gpointer session)
{
  return yzt_session_get_state (session) == YZT_SESSION_CLOSED;
}

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

static gint64
fid_of_incident (YztSession *session)
{
  Fixture fixture = { .session = session };
  return first_of (&fixture, "incident");
}

/* Named scenes with their figures, the first one of the incident with a ring. */
static void
make_scenes (Room *room, guint n)
{
  static const char *const figures[] = { "open-incidents", "teams", "people-in-reach", NULL };
  for (guint i = 0; i < n; i++) {
    g_autoptr (YztBriefingScene) scene = yzt_briefing_scene_new ();
    g_free (scene->name);
    scene->name = g_strdup_printf ("S%u", i + 1);
    scene->incident_fid = i == 0 ? fid_of_incident (room->session) : 0;
    scene->ring_m = i == 0 ? 50000 : 0;
    g_strfreev (scene->figures);
    scene->figures = g_strdupv ((char **) figures);
    yzt_briefing_add_async (room->briefing, scene, NULL, NULL);
    wait_for_scenes (room->briefing, i + 1);
  }
}

static void
enter (Room *room, gconstpointer n_scenes)
{
  g_setenv ("LANGUAGE", "en", TRUE);
  now_ms = START_MS;
  room->path = make_map ();
  room->main = GTK_WINDOW (gtk_window_new ());
  room->session = yzt_session_new (&the_clock, "en", "w");
  yzt_session_open_async (room->session, room->path, NULL, on_open, NULL);
  wait_until (is_ready, room->session, "the map");
  yzt_session_sign_in (room->session, "王值班");
  wait_until (is_signed_in, room->session, "the signing in");
  room->briefing = yzt_briefing_new (room->session);
  make_scenes (room, GPOINTER_TO_UINT (n_scenes));
  yzt_watchdog_take_stalls (NULL, NULL); /* what comes from here on is ours to keep short */
}

static void
leave (Room *room, gconstpointer n_scenes)
{
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  judge_stalls ();
  g_clear_object (&room->briefing);
  yzt_session_close (room->session);
  wait_until (is_closed, room->session, "the closing");
  g_clear_object (&room->session);
  gtk_window_destroy (room->main);
  remove_map (room->path);
  g_clear_pointer (&room->path, g_free);
}

static void
no_ground (YztMapView *map)
{
}

static YztBriefingShow *
show_new (Room *room, GListModel *monitors)
{
  return yzt_briefing_show_new (room->main, room->briefing, no_ground, monitors);
}

/* --- what was written --- */

static gboolean
add_row (const YztRow *row, gpointer rows)
{
  g_ptr_array_add (rows, yzt_row_copy (row));
  return TRUE;
}

static GPtrArray *
shown_rows (YztSession *session)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  yzt_store_read_rows (yzt_session_get_store (session), yzt_kind_set_find (yzt_session_get_kinds (session), "briefing-shown"), add_row, rows, NULL);
  return rows;
}

typedef struct {
  YztSession *session;
  guint n;
} WantedRows;

static gboolean
has_shown (gpointer data)
{
  const WantedRows *wanted = data;
  g_autoptr (GPtrArray) rows = shown_rows (wanted->session);
  return rows->len == wanted->n;
}

static GPtrArray *
expect_shown (Room *room, guint n)
{
  WantedRows wanted = { room->session, n };
  wait_until (has_shown, &wanted, "what was shown");
  return shown_rows (room->session);
}

static void
after (YztBriefingShow *show, gint64 ms)
{
  now_ms += ms;
  yzt_briefing_show_tick (show);
}

/* --- keys without hands --- */

/* As if the key came from the keyboard into @widget: into the controllers that take it on its way down. */
static gboolean
send_key (GtkWidget *widget, guint keyval, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean taken = FALSE;
  for (guint i = 0; !taken && i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    if (GTK_IS_EVENT_CONTROLLER_KEY (controller) && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE) {
      g_signal_emit_by_name (controller, "key-pressed", keyval, 0, state, &taken);
    }
  }
  return taken;
}

static void
assert_at (YztBriefingShow *show, guint keyval, guint index)
{
  g_assert_true (yzt_briefing_show_key (show, keyval, 0));
  g_assert_cmpuint (yzt_briefing_get_index (yzt_briefing_show_get_briefing (show)), ==, index);
}

/* --- the cases --- */

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

static gboolean
is_window (gpointer wall)
{
  return !gtk_window_is_fullscreen (wall);
}

static gboolean
table_shows_one (gpointer data)
{
  YztWindow *window = data;
  YztSheet *sheet = yzt_table_panel_get_sheet (window->table);
  return sheet != NULL && g_list_model_get_n_items (G_LIST_MODEL (sheet)) == 1;
}

/* Ctrl+F5 keeps what is on the screen; F5 shows it with its figures; one explains itself, and its records stand in the table; Esc ends. */
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
  yzt_briefing_set_async (briefing, 0, "figures", "open-incidents", NULL, NULL);
  press (GTK_WINDOW (fixture->window), "F5");
  wait_until (wall_is_there, NULL, "the wall");
  GtkWindow *wall = find_wall ();
  YztStageView *stage = YZT_STAGE_VIEW (gtk_window_get_child (wall));
  YztBriefing *shown = yzt_stage_view_get_briefing (stage);
  g_assert_cmpstr (yzt_stage_view_get_content (stage)->counter, ==, "1 / 1");
  wait_until (is_answered, shown, "figures");
  while (yzt_stage_view_get_content (stage)->figures->len != 1 || !g_str_equal (g_array_index (yzt_stage_view_get_content (stage)->figures, YztStageFigure, 0).text, "1")) {
    g_main_context_iteration (NULL, TRUE); /* the change of its figures comes, and their answer */
  }
  gtk_window_unfullscreen (wall);
  wait_until (is_window, wall, "the wall as a window");
  g_assert_false (yzt_stage_view_show_records (stage)); /* nothing explains itself yet */
  yzt_stage_view_explain (stage, 0);
  g_assert_true (yzt_stage_view_show_records (stage));
  wait_until (table_shows_one, fixture->window, "the records behind the figure");
  g_assert_false (yzt_stage_view_leave_explanation (stage));
  settle (wall);
  press (wall, "Escape");
  wait_until (wall_is_gone, NULL, "the end");
}

/* Arrows, a remote presenter, a foot switch, Home, End, digits; figures are those of the map; the journal says what stood. */
static void
test_stepping (Room *room, gconstpointer data)
{
  YztBriefing *briefing = room->briefing;
  g_autoptr (YztBriefingShow) show = show_new (room, NULL);
  wait_until (is_answered, briefing, "figures");
  const YztStageContent *content = yzt_stage_view_get_content (yzt_briefing_show_get_stage (show));
  g_assert_cmpint (content->level, ==, 3);
  g_assert_cmpstr (g_array_index (content->figures, YztStageFigure, 0).text, ==, "1");
  g_assert_cmpstr (g_array_index (content->figures, YztStageFigure, 1).text, ==, "40");
  after (show, 2000);
  g_autoptr (GPtrArray) first = expect_shown (room, 1); /* while it stands: a crash takes nothing away */
  g_assert_cmpstr (yzt_row_get_text (first->pdata[0], "name"), ==, "S1");
  g_assert_cmpstr (yzt_row_get_text (first->pdata[0], "shown_by"), ==, "王值班");
  g_assert_nonnull (strstr (yzt_row_get_text (first->pdata[0], "figures"), ": 40 "));
  assert_at (show, GDK_KEY_Page_Down, 1);
  assert_at (show, GDK_KEY_Right, 2);
  assert_at (show, GDK_KEY_Right, 2);
  assert_at (show, GDK_KEY_Page_Up, 1);
  assert_at (show, GDK_KEY_Left, 0);
  assert_at (show, GDK_KEY_End, 2);
  assert_at (show, GDK_KEY_Home, 0);
  assert_at (show, GDK_KEY_space, 1);
  assert_at (show, GDK_KEY_BackSpace, 0);
  assert_at (show, GDK_KEY_3, 2);
  assert_at (show, GDK_KEY_9, 2);
  g_assert_false (yzt_briefing_show_key (show, GDK_KEY_z, 0));
  wait_until (is_answered, briefing, "figures of the third");
  content = yzt_stage_view_get_content (yzt_briefing_show_get_stage (show));
  g_assert_true (g_array_index (content->figures, YztStageFigure, 2).is_unknown); /* people within reach, and no ring: told, and the talk goes on */
  now_ms += 2000;
  yzt_briefing_show_end (show);
  g_assert_null (yzt_briefing_show_get_wall (show));
  g_autoptr (GPtrArray) rows = expect_shown (room, 2);
  g_assert_cmpstr (yzt_row_get_text (rows->pdata[1], "name"), ==, "S3");
}

/* A: by the map's clock each scene stands its seconds; a key of a person stops it. */
static void
test_round (Room *room, gconstpointer data)
{
  g_autoptr (YztBriefingShow) show = show_new (room, NULL);
  gint64 each_ms = yzt_briefing_get_auto_s (room->briefing) * 1000;
  g_assert_true (yzt_briefing_show_key (show, GDK_KEY_a, 0));
  after (show, each_ms - 1);
  g_assert_cmpuint (yzt_briefing_get_index (room->briefing), ==, 0);
  after (show, 1);
  g_assert_cmpuint (yzt_briefing_get_index (room->briefing), ==, 1);
  after (show, 500);
  g_assert_cmpuint (yzt_briefing_get_index (room->briefing), ==, 1);
  after (show, each_ms);
  g_assert_cmpuint (yzt_briefing_get_index (room->briefing), ==, 0);
  after (show, -3600000); /* a clock that is put right does not hold it up for an hour */
  g_assert_cmpuint (yzt_briefing_get_index (room->briefing), ==, 1);
  g_assert_true (yzt_briefing_show_is_cycling (show));
  assert_at (show, GDK_KEY_Page_Down, 1);
  g_assert_false (yzt_briefing_show_is_cycling (show));
  after (show, 10 * each_ms);
  g_assert_cmpuint (yzt_briefing_get_index (room->briefing), ==, 1);
  yzt_briefing_show_end (show);
  g_autoptr (GPtrArray) rows = expect_shown (room, 3); /* begun; from and until; what stood after that */
  g_assert_nonnull (yzt_row_get_text (rows->pdata[1], "until_utc"));
}

static gboolean
first_is_second (gpointer briefing)
{
  return yzt_briefing_get_n (briefing) == 3 && g_str_equal (yzt_briefing_get (briefing, 0)->name, "S2") && g_str_equal (yzt_briefing_get (briefing, 1)->name, "S1");
}

static gboolean
first_is_last (gpointer briefing)
{
  return yzt_briefing_get_n (briefing) == 3 && g_str_equal (yzt_briefing_get (briefing, 0)->name, "S1") && g_str_equal (yzt_briefing_get (briefing, 2)->name, "S2");
}

static gboolean
two_are_left (gpointer briefing)
{
  return yzt_briefing_get_n (briefing) == 2 && g_str_equal (yzt_briefing_get (briefing, 0)->name, "S3");
}

static GtkWidget *
find_child (GtkWidget *root, GType type, const char *css_class)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type) && gtk_widget_has_css_class (root, css_class)) {
    return root;
  }
  for (GtkWidget *w = gtk_widget_get_first_child (root); w != NULL; w = gtk_widget_get_next_sibling (w)) {
    GtkWidget *found = find_child (w, type, css_class);
    if (found != NULL) {
      return found;
    }
  }
  return NULL;
}

/* What a drag brings is dropped on the row. */
static gboolean
drop_on (GtkListBox *list, int from, int to)
{
  GtkWidget *row = GTK_WIDGET (gtk_list_box_get_row_at_index (list, to));
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (row);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;
  g_value_init (&value, G_TYPE_INT);
  g_value_set_int (&value, from);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    if (GTK_IS_DROP_TARGET (controller)) {
      g_signal_emit_by_name (controller, "drop", &value, 4.0, 4.0, &taken);
    }
  }
  return taken;
}

/* Alt+Down moves the scene that has the focus, a drag takes one to another place, Delete takes it out; all are acts of the map. */
static gboolean
is_counted (gpointer briefing)
{
  return yzt_briefing_get_facts (briefing, yzt_briefing_get_index (briefing)) != NULL;
}

static void
test_order (Room *room, gconstpointer data)
{
  YztBriefing *briefing = room->briefing;
  GtkWindow *window = yzt_presenter_new (briefing, NULL);
  gtk_window_present (window);
  wait_until (is_counted, briefing, "the numbers of the scene, before any talk");
  GtkListBox *list = GTK_LIST_BOX (find_child (GTK_WIDGET (window), GTK_TYPE_LIST_BOX, "scene-list"));
  gtk_window_set_focus (window, GTK_WIDGET (gtk_list_box_get_row_at_index (list, 0)));
  g_assert_true (send_key (GTK_WIDGET (list), GDK_KEY_Down, GDK_ALT_MASK));
  wait_until (first_is_second, briefing, "the scenes in their new order");
  g_assert_true (drop_on (list, 0, 2));
  wait_until (first_is_last, briefing, "the scene where it was let go");
  g_assert_false (drop_on (list, 1, 1));
  g_assert_false (drop_on (list, 7, 1));
  gtk_window_set_focus (window, GTK_WIDGET (gtk_list_box_get_row_at_index (list, 0)));
  g_assert_true (send_key (GTK_WIDGET (list), GDK_KEY_Delete, 0));
  wait_until (two_are_left, briefing, "one scene less");
  gtk_window_destroy (window);
}

static gboolean
has_label (GtkWidget *root, const char *text)
{
  if (GTK_IS_LABEL (root) && g_str_equal (gtk_label_get_text (GTK_LABEL (root)), text)) {
    return TRUE;
  }
  for (GtkWidget *w = gtk_widget_get_first_child (root); w != NULL; w = gtk_widget_get_next_sibling (w)) {
    if (has_label (w, text)) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
notes_are_kept (gpointer briefing)
{
  return g_str_equal (yzt_briefing_get (briefing, 1)->notes, "half a note");
}

/* A second monitor brings the speaker's window: what comes next, clock, time of the talk, notes; remote presenters go on while a note is typed. Its cable may be pulled. */
static void
test_monitors (Room *room, gconstpointer data)
{
  GListModel *real = gdk_display_get_monitors (gdk_display_get_default ());
  g_autoptr (GdkMonitor) monitor = g_list_model_get_item (real, 0);
  g_autoptr (GListStore) monitors = g_list_store_new (GDK_TYPE_MONITOR);
  YztBriefing *briefing = room->briefing;
  g_list_store_append (monitors, monitor);
  g_list_store_append (monitors, monitor);
  g_autoptr (YztBriefingShow) show = show_new (room, G_LIST_MODEL (monitors));
  GtkWidget *presenter = GTK_WIDGET (yzt_briefing_show_get_presenter (show));
  g_assert_nonnull (presenter);
  after (show, 65000);
  g_assert_true (has_label (presenter, "12:44:05"));
  g_assert_true (has_label (presenter, "speaking for 1:05"));
  g_assert_true (has_label (presenter, "1 / 2"));
  g_assert_true (has_label (presenter, "S2"));
  g_assert_false (has_label (presenter, "The end"));
  GtkTextView *notes = GTK_TEXT_VIEW (find_child (presenter, GTK_TYPE_TEXT_VIEW, "presenter-notes"));
  gtk_window_set_focus (GTK_WINDOW (presenter), GTK_WIDGET (notes));
  g_assert_false (send_key (presenter, GDK_KEY_Right, 0)); /* it is the text's */
  g_assert_true (send_key (presenter, GDK_KEY_Page_Down, 0));
  g_assert_cmpuint (yzt_briefing_get_index (briefing), ==, 1);
  g_assert_true (has_label (presenter, "The end"));
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (notes), "half a note", -1);
  g_list_store_remove (monitors, 1);
  g_assert_null (yzt_briefing_show_get_presenter (show));
  g_assert_nonnull (yzt_briefing_show_get_wall (show));
  g_assert_cmpuint (yzt_briefing_get_index (briefing), ==, 1);
  wait_until (notes_are_kept, briefing, "what was typed when the cable was pulled");
  yzt_briefing_show_key (show, GDK_KEY_Left, 0);
  g_assert_cmpuint (yzt_briefing_get_index (briefing), ==, 0);
  g_list_store_append (monitors, monitor);
  g_assert_nonnull (yzt_briefing_show_get_presenter (show));
  g_list_store_remove_all (monitors); /* as while a display is being set up anew */
  g_assert_nonnull (yzt_briefing_show_get_wall (show));
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

static GBytes *
blob_of (Room *room, const YztRow *row, guint i)
{
  g_autoptr (GArray) files = yzt_attachments_from_text (yzt_row_get_text (row, "attachments"));
  g_assert_cmpuint (files->len, ==, 2);
  GBytes *bytes = yzt_store_get_blob (yzt_session_get_store (room->session), g_array_index (files, YztAttachment, i).sha256, NULL, NULL);
  g_assert_nonnull (bytes);
  return bytes;
}

/* Kept as it was into a folder that cannot be written: it is kept in the map, and that is said; stepping on meanwhile changes neither. Then into one that can. Then the incident of
 * the scene is deleted under the talk. */
static void
test_freeze_and_gone (Room *room, gconstpointer data)
{
  g_autofree char *said = NULL, *folder = g_dir_make_tmp ("yzt-kept-XXXXXX", NULL);
  g_autoptr (YztBriefingShow) show = show_new (room, NULL);
  wait_until (is_answered, room->briefing, "figures");
  g_setenv ("YZT_KEPT_FOLDER", "/proc/no-such-folder", TRUE);
  g_signal_connect (show, "said", G_CALLBACK (on_said), &said);
  yzt_briefing_show_key (show, GDK_KEY_k, 0);
  yzt_briefing_show_key (show, GDK_KEY_Right, 0);
  wait_until (has_said, &said, "a sentence");
  g_assert_nonnull (strstr (said, "/proc/no-such-folder"));
  g_autoptr (GPtrArray) rows = expect_shown (room, 1);
  g_assert_cmpstr (yzt_row_get_text (rows->pdata[0], "name"), ==, "S1");
  g_autoptr (GBytes) png = blob_of (room, rows->pdata[0], 0);
  g_autoptr (GBytes) pdf = blob_of (room, rows->pdata[0], 1);
  g_assert_cmpint (memcmp (g_bytes_get_data (png, NULL), "\x89PNG", 4), ==, 0);
  g_assert_cmpint (memcmp (g_bytes_get_data (pdf, NULL), "%PDF", 4), ==, 0);
  g_setenv ("YZT_KEPT_FOLDER", folder, TRUE);
  g_clear_pointer (&said, g_free);
  yzt_briefing_show_key (show, GDK_KEY_k, 0);
  wait_until (has_said, &said, "a sentence");
  g_assert_nonnull (strstr (said, folder));
  g_autofree char *written = g_build_filename (folder, "2026-11-22 124300 2 S2.pdf", NULL), *picture = g_build_filename (folder, "2026-11-22 124300 2 S2.png", NULL);
  g_assert_true (g_file_test (written, G_FILE_TEST_IS_REGULAR) && g_file_test (picture, G_FILE_TEST_IS_REGULAR));
  g_remove (written);
  g_remove (picture);
  g_rmdir (folder);
  yzt_briefing_show_key (show, GDK_KEY_Left, 0);
  yzt_session_delete_async (room->session, (guint) yzt_kind_set_index (yzt_session_get_kinds (room->session), "incident"), fid_of_incident (room->session), NULL, NULL);
  wait_until (incident_is_gone, room->briefing, "the incident to be gone");
  const YztStageContent *content = yzt_stage_view_get_content (yzt_briefing_show_get_stage (show));
  g_assert_nonnull (yzt_briefing_show_get_wall (show));
  g_assert_cmpstr (content->title, ==, "S1");
  g_assert_nonnull (strstr (content->footer, "no longer in the map"));
  yzt_briefing_show_end (show);
  g_unsetenv ("YZT_KEPT_FOLDER");
}

int
main (int argc, char *argv[])
{
  window_test_init (&argc, &argv);
  g_test_add ("/briefing/one-key", Fixture, "en", set_up, test_one_key, tear_down);
#define ADD(path, scenes, func) g_test_add (path, Room, GUINT_TO_POINTER (scenes), enter, func, leave)
  ADD ("/briefing/stepping", 3, test_stepping);
  ADD ("/briefing/round", 2, test_round);
  ADD ("/briefing/order", 3, test_order);
  ADD ("/briefing/monitors", 2, test_monitors);
  ADD ("/briefing/freeze-and-gone", 2, test_freeze_and_gone);
#undef ADD
  return window_test_run ();
}
