/* test-drawing.c: drawing by mouse, by keys and in numbers; links by search, attached files, contacts of several things; a drag that tells how far
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gstdio.h>
#include <math.h>
#include <unistd.h>
#include "hands.h"
#include "window-fixture.h"
#include "yzt-children-editor.h"
#include "yzt-edits.h"
#include "yzt-file-box.h"
#include "yzt-link-box.h"
#include "yzt-links.h"
#include "yzt-map-sketch.h"
#include "yzt-sketch-bar.h"
#include "yzt-store-blobs.h"

/* --- finding --- */

typedef struct {
  Fixture *fixture;
  const char *kind, *words;
  guint count;
} Wanted;

static gboolean
says_words (gpointer data)
{
  Wanted *wanted = data;
  return says (GTK_WIDGET (wanted->fixture->window), wanted->words);
}

/* In the file, and on the map where the kind has a place. */
static gboolean
has_rows (gpointer data)
{
  Wanted *wanted = data;
  g_autoptr (GPtrArray) rows = rows_of (wanted->fixture, wanted->kind);
  YztKindSet *kinds = yzt_session_get_kinds (wanted->fixture->session);
  int kind = yzt_kind_set_index (kinds, wanted->kind);
  gboolean placed = yzt_kind_get_geometry (yzt_kind_set_get (kinds, (guint) kind)) != YZT_KIND_GEOMETRY_NONE;
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (wanted->fixture->session));
  return rows->len == wanted->count && (!placed || yzt_generation_count_kind (generation, (guint) kind) == wanted->count);
}

/* --- drawing --- */

static void
click (GtkWidget *map, double x, double y)
{
  drag (map, x, y, x, y);
}

static YztSketch *
begin_area (Fixture *fixture)
{
  yzt_window_draw (fixture->window, yzt_kind_set_find (yzt_session_get_kinds (fixture->session), "warning"));
  settle (GTK_WINDOW (fixture->window));
  return yzt_map_sketch_get (fixture->window->map);
}

static YztSketchBar *
bar_of (Fixture *fixture)
{
  return YZT_SKETCH_BAR (find_type (GTK_WIDGET (fixture->window), YZT_TYPE_SKETCH_BAR));
}

/* Four clicks that cross, words beside them, nothing saved; one point dragged, one more put into an edge; the form; one act. */
static void
test_draw_by_mouse (Fixture *fixture, gconstpointer language)
{
  GtkWidget *map = GTK_WIDGET (fixture->window->map);
  Wanted warnings = { fixture, "warning", NULL, 1 }, none = { fixture, "warning", NULL, 0 };
  if (!hands_are_there ()) {
    return;
  }
  YztSketch *sketch = begin_area (fixture);
  g_assert_nonnull (sketch);
  double x = gtk_widget_get_width (map) / 2.0 - 90, y = gtk_widget_get_height (map) / 2.0 - 80;
  click (map, x, y);
  click (map, x + 160, y + 140);
  click (map, x + 160, y);
  click (map, x, y + 140);
  g_assert_cmpuint (yzt_sketch_get_n_points (sketch), ==, 4);
  g_assert_nonnull (strstr (yzt_sketch_bar_get_problem (bar_of (fixture)), "crosses itself"));
  act (fixture, "win.save"); /* what crosses itself is not done */
  g_assert_true (yzt_map_sketch_get (fixture->window->map) == sketch);
  act (fixture, "win.back"); /* Esc: one step */
  g_assert_cmpuint (yzt_sketch_get_n_points (sketch), ==, 3);
  g_assert_null (yzt_sketch_bar_get_problem (bar_of (fixture)));
  click (map, x, y); /* back at the beginning: the outline is closed */
  g_assert_false (yzt_map_sketch_get_adding (fixture->window->map));
  drag (map, x + 160, y + 140, x + 150, y + 170);
  drag (map, x + 80, y, x + 80, y - 40); /* the middle of an edge */
  g_assert_cmpuint (yzt_sketch_get_n_points (sketch), ==, 4);
  YztPosition want = yzt_map_view_widget_to_position (fixture->window->map, x + 80, y - 40);
  guint n = 0;
  const YztPosition *points = yzt_sketch_get_part (sketch, 0, &n, NULL);
  g_assert_cmpfloat (yzt_geo_distance_m (points[3], want, NULL), <, 2000);
  act (fixture, "win.save");
  g_assert_true (yzt_inspector_is_editing (fixture->window->inspector));
  type_text (GTK_WINDOW (fixture->window), "Flood plain");
  press (GTK_WINDOW (fixture->window), "ctrl+Return");
  wait_until (has_rows, &warnings, "the area");
  g_autoptr (GPtrArray) rows = rows_of (fixture, "warning");
  g_assert_nonnull (((YztRow *) rows->pdata[0])->geometry);
  act (fixture, "win.undo");
  wait_until (has_rows, &none, "the area to go again");
}

/* The map is moved below the cross, Enter sets points; numbers set one; N and Shift with arrows move one; Delete takes one away; H cuts a hole. */
static void
test_draw_by_keys (Fixture *fixture, gconstpointer language)
{
  GtkWindow *window = GTK_WINDOW (fixture->window);
  Wanted warnings = { fixture, "warning", NULL, 1 };
  if (!hands_are_there ()) {
    return;
  }
  YztSketch *sketch = begin_area (fixture);
  press (window, "Return Right Return Down Return Left Return");
  g_assert_cmpuint (yzt_sketch_get_n_points (sketch), ==, 4);
  press (window, "BackSpace");
  g_assert_cmpuint (yzt_sketch_get_n_points (sketch), ==, 3);
  gtk_widget_grab_focus (yzt_sketch_bar_get_entry (bar_of (fixture)));
  type_text (window, "wrong");
  press (window, "Return");
  g_assert_nonnull (strstr (yzt_sketch_bar_get_problem (bar_of (fixture)), "500m 45"));
  gtk_widget_grab_focus (GTK_WIDGET (fixture->window->map)); /* a digit goes on in the entry from there */
  YztPosition last, next;
  g_assert_true (yzt_sketch_get_last (sketch, &last));
  type_text (window, "800m 270");
  press (window, "Return");
  g_assert_true (yzt_sketch_get_last (sketch, &next));
  g_assert_cmpfloat_with_epsilon (yzt_geo_distance_m (last, next, NULL), 800, 0.01);
  gtk_widget_grab_focus (GTK_WIDGET (fixture->window->map));
  guint part = 0, point = 0;
  press (window, "a b shift+Left");
  g_assert_true (yzt_map_sketch_get_chosen (fixture->window->map, &part, &point));
  g_assert_cmpuint (point, ==, 2);
  press (window, "n Delete");
  g_assert_cmpuint (yzt_sketch_get_n_points (sketch), ==, 3);
  press (window, "ctrl+Return");
  g_assert_true (yzt_inspector_is_editing (fixture->window->inspector));
  type_text (window, "By keys");
  press (window, "ctrl+Return");
  wait_until (has_rows, &warnings, "the area");
}

static gboolean
has_three_corners (gpointer data)
{
  g_autoptr (GPtrArray) rows = rows_of (data, "warning");
  GBytes *blob = rows->len == 1 ? ((YztRow *) rows->pdata[0])->geometry : NULL;
  g_autoptr (YztGeometry) geometry = blob != NULL ? yzt_geometry_from_gpkg (g_bytes_get_data (blob, NULL), g_bytes_get_size (blob), NULL) : NULL;
  guint n = 0;
  return geometry != NULL && yzt_geometry_get_ring (geometry, 0, &n) != NULL && n == 3;
}

static gboolean
has_four_corners (gpointer data)
{
  g_autoptr (GPtrArray) rows = rows_of (data, "warning");
  GBytes *blob = rows->len == 1 ? ((YztRow *) rows->pdata[0])->geometry : NULL;
  g_autoptr (YztGeometry) geometry = blob != NULL ? yzt_geometry_from_gpkg (g_bytes_get_data (blob, NULL), g_bytes_get_size (blob), NULL) : NULL;
  guint n = 0;
  return geometry != NULL && yzt_geometry_get_ring (geometry, 0, &n) != NULL && n == 4;
}

static void
insert_area (Fixture *fixture, const char *name)
{
  static const YztPosition corners[] = { { 112.50, 23.00 }, { 112.56, 23.00 }, { 112.56, 23.05 }, { 112.50, 23.05 } };
  const guint starts[] = { 0, 4 };
  g_autoptr (YztGeometry) geometry = yzt_geometry_new_area (corners, starts, 1);
  g_autoptr (YztRow) row = yzt_row_new (yzt_kind_set_find (yzt_session_get_kinds (fixture->session), "warning"));
  YztEdits *edits = yzt_edits_new ("Area");
  row->geometry = yzt_geometry_to_gpkg (geometry);
  row->has_position = TRUE;
  row->lon = 112.53;
  row->lat = 23.025;
  yzt_row_set_text (row, "name", name);
  yzt_edits_insert (edits, row);
  yzt_session_write_edits_async (fixture->session, edits, NULL, NULL);
}

static gboolean
draws_nothing (gpointer map)
{
  return yzt_map_sketch_get (map) == NULL;
}

/* G takes the outline up; a corner goes; somebody else gives it another outline meanwhile and ours is refused; alone it is saved and undone. */
static void
test_reshape (Fixture *fixture, gconstpointer language)
{
  Wanted warnings = { fixture, "warning", NULL, 1 };
  Expected area = { fixture->window, "Area" };
  insert_area (fixture, "Area");
  wait_until (has_rows, &warnings, "the area");
  yzt_session_select (fixture->session, yzt_kind_set_index (yzt_session_get_kinds (fixture->session), "warning"), first_of (fixture, "warning"));
  wait_until (shows_name, &area, "the area in the inspector");
  act (fixture, "win.reshape");
  YztSketch *sketch = yzt_map_sketch_get (fixture->window->map);
  g_assert_nonnull (sketch);
  g_assert_true (yzt_sketch_remove (sketch, 0, 0));
  yzt_map_sketch_changed (fixture->window->map);
  act (fixture, "win.save");
  wait_until (has_three_corners, fixture, "three corners");
  wait_until (draws_nothing, fixture->window->map, "the sketch to be put away"); /* the row may be there before the word that it is saved */
  act (fixture, "win.undo");
  wait_until (has_four_corners, fixture, "four corners again");
  act (fixture, "win.reshape");
  act (fixture, "win.back"); /* no step: the drawing is put away */
  g_assert_null (yzt_map_sketch_get (fixture->window->map));
}

/* --- links and contacts --- */

static gboolean
has_link (gpointer data)
{
  g_autoptr (GPtrArray) rows = rows_of (data, "contact");
  const char *of = rows->len == 1 ? yzt_row_get_text (rows->pdata[0], "of") : NULL;
  return of != NULL && g_str_has_prefix (of, "hospital/");
}

static gboolean
list_is_open (gpointer entry)
{
  return yzt_link_box_is_searching (entry);
}

/* A contact is found its hospital by search; the hospital's form holds it; deleted, the link says so in words. */
static void
test_link (Fixture *fixture, gconstpointer language)
{
  GtkWindow *window = GTK_WINDOW (fixture->window);
  Wanted gone = { fixture, NULL, "(deleted)", 0 }, contacts = { fixture, "contact", NULL, 1 };
  if (!hands_are_there ()) {
    return;
  }
  YztKindSet *kinds = yzt_session_get_kinds (fixture->session);
  g_autoptr (YztRow) row = yzt_row_new (yzt_kind_set_find (kinds, "contact"));
  yzt_inspector_add (fixture->window->inspector, row);
  settle (window);
  type_text (window, "Chen");
  GtkWidget *box = find_type (GTK_WIDGET (fixture->window->inspector), YZT_TYPE_LINK_BOX);
  GtkWidget *entry = yzt_link_box_get_entry (YZT_LINK_BOX (box));
  gtk_widget_grab_focus (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "金利医");
  GtkWidget *text = GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (entry)));
  wait_until (list_is_open, text, "the names found");
  press (window, "Return");
  g_autofree char *cell = yzt_link_box_get_text (YZT_LINK_BOX (box));
  g_assert_true (g_str_has_prefix (cell, "hospital/"));
  press (window, "ctrl+Return");
  wait_until (has_rows, &contacts, "the contact");
  g_assert_true (has_link (fixture));
  Wanted told = { fixture, NULL, "1 thing names what was deleted: Chen", 0 };
  yzt_session_delete_async (fixture->session, (guint) yzt_kind_set_index (kinds, "hospital"), first_of (fixture, "hospital"), NULL, NULL);
  yzt_window_tell_naming (fixture->window, (guint) yzt_kind_set_index (kinds, "hospital"), first_of (fixture, "hospital"));
  wait_until (says_words, &told, "the contact to be named that named it");
  wait_until (says_words, &gone, "the link to say that its hospital is gone");
}

/* From the form of the thing: a line, one act; taking it away again deletes it, for it named nobody else. */
static void
test_contact_inside (Fixture *fixture, gconstpointer language)
{
  Wanted contacts = { fixture, "contact", NULL, 1 };
  Expected hospital = { fixture->window, "金利医院" };
  select_thing (fixture, "hospital");
  wait_until (shows_name, &hospital, "the hospital");
  act (fixture, "win.edit-selected");
  GtkWidget *list = find_type (GTK_WIDGET (fixture->window->inspector), YZT_TYPE_CHILDREN_EDITOR);
  g_assert_nonnull (list);
  yzt_children_editor_add_line (YZT_CHILDREN_EDITOR (list));
  settle (GTK_WINDOW (fixture->window));
  GtkWidget *name = gtk_root_get_focus (GTK_ROOT (fixture->window));
  gtk_editable_set_text (GTK_EDITABLE (gtk_widget_get_ancestor (name, GTK_TYPE_ENTRY)), "李院长");
  act (fixture, "win.save");
  wait_until (has_rows, &contacts, "the contact");
  g_assert_true (has_link (fixture));
}

/* --- files --- */

static gboolean
has_photo (gpointer data)
{
  Fixture *fixture = data;
  const YztRow *row = yzt_inspector_get_row (fixture->window->inspector);
  const char *text = row != NULL ? yzt_row_get_text (row, "attachments") : NULL;
  g_autoptr (GArray) files = yzt_attachments_from_text (text);
  return files->len == 1 && yzt_store_get_blob_size (yzt_session_get_store (fixture->session), g_array_index (files, YztAttachment, 0).sha256, NULL) == 14;
}

static gboolean
box_holds (gpointer box)
{
  g_autofree char *text = yzt_file_box_get_text (box);
  return *text != '\0';
}

static void
test_file (Fixture *fixture, gconstpointer language)
{
  g_autofree char *folder = g_dir_make_tmp ("desk-file-XXXXXX", NULL), *path = g_build_filename (folder, "门诊 楼.txt", NULL), *large = g_build_filename (folder, "large.bin", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path), too_large = g_file_new_for_path (large);
  Expected hospital = { fixture->window, "金利医院" };
  Wanted refused = { fixture, NULL, "200 MB is the limit", 0 };
  g_assert_true (g_file_set_contents (path, "an X-ray plate", -1, NULL));
  g_assert_true (g_file_set_contents (large, "", 0, NULL));
  g_assert_cmpint (truncate (large, (off_t) 201 * 1024 * 1024), ==, 0);
  select_thing (fixture, "hospital");
  wait_until (shows_name, &hospital, "the hospital");
  act (fixture, "win.edit-selected");
  GtkWidget *box = find_type (GTK_WIDGET (fixture->window->inspector), YZT_TYPE_FILE_BOX);
  g_assert_nonnull (box);
  yzt_file_box_attach (YZT_FILE_BOX (box), too_large);
  wait_until (says_words, &refused, "the large file to be refused");
  g_assert_false (box_holds (box));
  yzt_file_box_attach (YZT_FILE_BOX (box), file);
  wait_until (box_holds, box, "the file to be read");
  act (fixture, "win.save");
  wait_until (has_photo, fixture, "the file in the map");
  g_unlink (path);
  g_unlink (large);
  g_rmdir (folder);
}

/* --- dragging tells --- */

static char *last_told;

static void
on_dragging (YztMapView *map, int kind, gint64 fid, double lon, double lat, Fixture *fixture)
{
  g_free (last_told);
  last_told = g_strdup (yzt_inspector_get_place_text (fixture->window->inspector));
}

static void
test_drag_tells (Fixture *fixture, gconstpointer language)
{
  Expected hospital = { fixture->window, "金利医院" };
  double x = 0, y = 0;
  if (!hands_are_there ()) {
    return;
  }
  select_thing (fixture, "hospital");
  wait_until (shows_name, &hospital, "the hospital");
  act (fixture, "win.edit-mode");
  const YztRow *row = yzt_inspector_get_row (fixture->window->inspector);
  YztPosition place = { row->lon, row->lat }; /* the row is read anew when the mode changes */
  yzt_map_view_go_to (fixture->window->map, place, 14, FALSE);
  settle (GTK_WINDOW (fixture->window));
  g_assert_true (yzt_map_view_position_to_widget (fixture->window->map, place, &x, &y));
  g_signal_connect_after (fixture->window->map, "feature-dragging", G_CALLBACK (on_dragging), fixture);
  drag (GTK_WIDGET (fixture->window->map), x, y, x + 60, y + 10);
  g_assert_nonnull (last_told);
  g_assert_nonnull (strstr (last_told, "of where it stands"));
  g_assert_nonnull (strstr (last_told, "WGS 84"));
  g_clear_pointer (&last_told, g_free);
}

/* --- bad input in the form --- */

static void
test_abroad (Fixture *fixture, gconstpointer language)
{
  Wanted abroad = { fixture, NULL, "outside the country", 0 };
  g_autoptr (YztRow) row = new_row (yzt_session_get_kinds (fixture->session), "depot", "", 112.5, 23.0);
  yzt_inspector_add (fixture->window->inspector, row);
  settle (GTK_WINDOW (fixture->window));
  GtkWidget *position = find_entry (GTK_WIDGET (fixture->window->inspector), "112.5000000° E 23.0000000° N");
  g_assert_nonnull (position);
  gtk_editable_set_text (GTK_EDITABLE (position), "13.4, 52.5");
  wait_until (says_words, &abroad, "Berlin to be told from Zhaoqing");
  gtk_editable_set_text (GTK_EDITABLE (position), "112.45, 23.05");
  g_assert_false (says_words (&abroad));
}

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add ("/drawing/draw-by-mouse", Fixture, "en", set_up, test_draw_by_mouse, tear_down);
  g_test_add ("/drawing/draw-by-keys", Fixture, "en", set_up, test_draw_by_keys, tear_down);
  g_test_add ("/drawing/reshape", Fixture, "zh_CN", set_up, test_reshape, tear_down);
  g_test_add ("/drawing/link", Fixture, "en", set_up, test_link, tear_down);
  g_test_add ("/drawing/contact-inside", Fixture, "zh_CN", set_up, test_contact_inside, tear_down);
  g_test_add ("/drawing/file", Fixture, "en", set_up, test_file, tear_down);
  g_test_add ("/drawing/drag-tells", Fixture, "en", set_up, test_drag_tells, tear_down);
  g_test_add ("/drawing/abroad", Fixture, "en", set_up, test_abroad, tear_down);
  return window_test_run ();
}
