/* test-window-edit.c: what a person changes in the window: a form, a deletion, a symbol dragged by the mouse, a new map; and taking it back
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gstdio.h>
#include <math.h>
#include "hands.h"
#include "window-fixture.h"
#include "yzt-hover.h"
#include "yzt-sign-in-dialog.h"
#include "yzt-ui.h"

static void
test_edit (Fixture *fixture, gconstpointer language)
{
  Expected before = { fixture->window, "金利医院" }, after = { fixture->window, "金利镇卫生院" };
  select_thing (fixture, "hospital");
  wait_until (shows_name, &before, "the hospital");
  act (fixture, "win.edit-selected");
  GtkWidget *entry = find_entry (GTK_WIDGET (fixture->window->inspector), "金利医院");
  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  act (fixture, "win.save"); /* a name is required: the form stays and says so */
  g_assert_true (yzt_inspector_is_editing (fixture->window->inspector));
  gtk_editable_set_text (GTK_EDITABLE (entry), "金利镇卫生院");
  act (fixture, "win.save");
  wait_until (shows_name, &after, "the new name");
  act (fixture, "win.undo");
  wait_until (shows_name, &before, "the old name after undo");
  act (fixture, "win.redo");
  wait_until (shows_name, &after, "the new name after redo");
  act (fixture, "win.edit-selected");
  g_assert_true (yzt_inspector_is_editing (fixture->window->inspector));
  act (fixture, "win.back");
  g_assert_false (yzt_inspector_is_editing (fixture->window->inspector));
}

static gboolean
is_gone (gpointer session)
{
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (session));
  return yzt_generation_count_kind (generation, (guint) yzt_kind_set_index (yzt_session_get_kinds (session), "hospital")) == 0;
}

static gboolean
is_back (gpointer session)
{
  return !is_gone (session);
}

static void
test_delete (Fixture *fixture, gconstpointer language)
{
  Expected hospital = { fixture->window, "金利医院" };
  select_thing (fixture, "hospital");
  wait_until (shows_name, &hospital, "the hospital");
  act (fixture, "win.delete-selected");
  wait_until (is_gone, fixture->session, "the hospital to go");
  act (fixture, "win.undo");
  wait_until (is_back, fixture->session, "the hospital to come back");
}

/* --- the mouse --- */

static YztPosition
hospital_position (YztSession *session)
{
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (session));
  guint kind = (guint) yzt_kind_set_index (yzt_session_get_kinds (session), "hospital");
  YztItem item = { 0 };
  for (guint i = 0; i < yzt_generation_get_n_slots (generation); i++) {
    if (yzt_generation_get_item (generation, i, &item) && item.kind == kind) {
      break;
    }
  }
  return (YztPosition) { item.lon, item.lat };
}

static gboolean
has_moved (gpointer session)
{
  return fabs (hospital_position (session).lon - 112.56) > 1e-6;
}

static gboolean
stands_as_before (gpointer session)
{
  return !has_moved (session);
}

/* A map that was thrown glides on for a while. */
static void
wait_for_rest (YztWindow *window)
{
  YztPosition before, now = { NAN, NAN };
  guint still = 0;
  do {
    before = now;
    settle (GTK_WINDOW (window));
    yzt_map_view_get_view (window->map, &now, NULL);
    still = before.lon == now.lon && before.lat == now.lat ? still + 1 : 0;
  } while (still < 5);
}

/* Pointing at a symbol lights it for the lists; in edit mode the selected one follows the mouse and Ctrl+Z puts it back. */
static void
test_drag (Fixture *fixture, gconstpointer language)
{
  YztWindow *window = fixture->window;
  GtkWidget *map = GTK_WIDGET (window->map);
  const YztPosition place = { 112.56, 23.03 };
  double x = 0, y = 0;
  int kind = -1;
  gint64 fid = 0;
  if (!hands_are_there ()) {
    return;
  }
  yzt_map_view_go_to (window->map, place, 16, FALSE);
  settle (GTK_WINDOW (window));
  g_assert_true (yzt_map_view_position_to_widget (window->map, place, &x, &y));
  point_at (map, x, y);
  g_assert_true (yzt_hover_get (yzt_hover_of (fixture->session), &kind, &fid));
  g_assert_cmpint (kind, ==, yzt_kind_set_index (yzt_session_get_kinds (fixture->session), "hospital"));
  select_thing (fixture, "hospital");
  drag (map, x, y, x + 90, y - 60); /* on watch nothing moves: the map does */
  g_assert_true (stands_as_before (fixture->session));
  wait_for_rest (window);
  act (fixture, "win.edit-mode");
  g_assert_true (yzt_map_view_position_to_widget (window->map, place, &x, &y));
  drag (map, x, y, x - 90, y + 60);
  wait_until (has_moved, fixture->session, "the hospital to be moved");
  press (GTK_WINDOW (window), "ctrl+z");
  wait_until (stands_as_before, fixture->session, "the hospital to be back");
}

/* --- files --- */

static gboolean
has_map (gpointer window)
{
  return yzt_window_has_map (window) && yzt_session_get_state (YZT_WINDOW (window)->session) == YZT_SESSION_READY
      && find_window (YZT_TYPE_SIGN_IN_DIALOG) != NULL;
}

static gboolean
is_closed (gpointer session)
{
  return yzt_session_get_state (session) == YZT_SESSION_CLOSED;
}

/* A new map is empty and asks who sits here; asked for a file that a window shows, the programme presents that window. */
static void
test_new_map (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("yzt-window-XXXXXX", &error);
  g_assert_no_error (error);
  g_autofree char *path = g_build_filename (folder, "new.yzt.gpkg", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GApplication *application = G_APPLICATION (window_test_application ());
  YztWindow *window = yzt_window_new (GTK_APPLICATION (application));
  gtk_window_present (GTK_WINDOW (window));
  yzt_window_make_map (window, path);
  wait_until (has_map, window, "the new map");
  gtk_window_close (find_window (YZT_TYPE_SIGN_IN_DIALOG));
  g_assert_cmpuint (g_list_model_get_n_items (yzt_session_get_incidents (window->session)), ==, 0);
  guint before = g_list_length (gtk_application_get_windows (GTK_APPLICATION (application)));
  g_application_open (application, &file, 1, "");
  draw (window);
  g_assert_cmpuint (g_list_length (gtk_application_get_windows (GTK_APPLICATION (application))), ==, before);
  g_assert_true (yzt_window_shows (window, file));
  g_autoptr (YztSession) session = g_object_ref (window->session);
  gtk_window_close (GTK_WINDOW (window));
  wait_until (is_closed, session, "the closing");
  g_clear_object (&session);
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add_func ("/window-edit/new-map", test_new_map);
  g_test_add ("/window-edit/drag", Fixture, "en", set_up, test_drag, tear_down);
  g_test_add ("/window-edit/edit", Fixture, "en", set_up, test_edit, tear_down);
  g_test_add ("/window-edit/edit-chinese", Fixture, "zh_CN", set_up, test_edit, tear_down);
  g_test_add ("/window-edit/delete", Fixture, "en", set_up, test_delete, tear_down);
  return window_test_run ();
}
