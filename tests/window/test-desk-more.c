/* test-desk-more.c: a planner's desk: snapping, coordinates out of the clipboard, columns after a restart, an outline that another was faster with, photos,
 * people, and what is done to all that is selected
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gstdio.h>
#include <math.h>
#include "hands.h"
#include "window-fixture.h"
#include "yzt-edits.h"
#include "yzt-field-editor.h"
#include "yzt-file-box.h"
#include "yzt-map-sketch.h"
#include "yzt-preview-dialog.h"
#include "yzt-selection.h"
#include "yzt-suggest.h"
#include "yzt-table-private.h"
#include "yzt-totals-window.h"

#define N_TEAMS 40

typedef struct {
  GtkWidget *root;
  const char *words;
} Said;

static gboolean
is_said (gpointer data)
{
  Said *said = data;
  return says (said->root, said->words);
}

/* --- snapping --- */

static gboolean
stands_on_hospital (gpointer fixture)
{
  g_autoptr (GPtrArray) teams = rows_of (fixture, "rescue-team");
  const YztRow *team = teams->pdata[0];
  return fabs (team->lon - 112.56) < 1e-9 && fabs (team->lat - 23.03) < 1e-9;
}

static gboolean
stands_at_home (gpointer fixture)
{
  g_autoptr (GPtrArray) teams = rows_of (fixture, "rescue-team");
  const YztRow *team = teams->pdata[0];
  return fabs (team->lon - 112.4) < 1e-9 && fabs (team->lat - 23.0) < 1e-9;
}

/* Ctrl held, a team let go some pixels beside the hospital stands on it, to the last digit. */
static void
test_snap (Fixture *fixture, gconstpointer language)
{
  Expected team = { fixture->window, "队0" };
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  if (!hands_are_there ()) {
    return;
  }
  select_thing (fixture, "rescue-team");
  wait_until (shows_name, &team, "the team");
  act (fixture, "win.edit-mode");
  yzt_map_view_go_to (fixture->window->map, (YztPosition) { 112.48, 23.015 }, 11, FALSE);
  settle (GTK_WINDOW (fixture->window));
  g_assert_true (yzt_map_view_position_to_widget (fixture->window->map, (YztPosition) { 112.4, 23.0 }, &x0, &y0));
  g_assert_true (yzt_map_view_position_to_widget (fixture->window->map, (YztPosition) { 112.56, 23.03 }, &x1, &y1));
  drag_holding (GTK_WIDGET (fixture->window->map), "ctrl", x0, y0, x1 + 5, y1 - 4);
  wait_until (stands_on_hospital, fixture, "the team on the hospital");
  act (fixture, "win.undo");
  wait_until (stands_at_home, fixture, "the team where it stood");
}

/* --- coordinates out of the clipboard --- */

static gboolean
has_mark (gpointer window)
{
  YztWindow *self = window;
  return self->has_mark && fabs (self->mark.lon - 112.55) < 2e-4 && fabs (self->mark.lat - 23.02) < 2e-4;
}

static void
put_into_clipboard (Fixture *fixture, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (fixture->window)), text);
}

static void
test_paste_coordinate (Fixture *fixture, gconstpointer language)
{
  static const char *const notations[] = { "112.55, 23.02", " 23.02 112.55 ", "112°33′00″E 23°01′12″N", "北纬23°1′12″ 东经112°33′0″", "N23.02 E112.55", "CGCS2000 112.55, 23.02" };
  for (guint i = 0; i < G_N_ELEMENTS (notations); i++) {
    yzt_window_set_mark (fixture->window, NULL);
    put_into_clipboard (fixture, notations[i]);
    act (fixture, "win.paste-here");
    wait_until (has_mark, fixture->window, notations[i]);
    gtk_popover_popdown (GTK_POPOVER (fixture->window->menu));
  }
  yzt_window_set_mark (fixture->window, NULL);
  Said refused = { GTK_WIDGET (fixture->window), "The clipboard holds no coordinate" }, moved = { GTK_WIDGET (fixture->window), "of where it stands" };
  put_into_clipboard (fixture, "somewhere near the river");
  act (fixture, "win.paste-here");
  wait_until (is_said, &refused, "words for what is no coordinate");
  Expected hospital = { fixture->window, "金利医院" };
  select_thing (fixture, "hospital");
  wait_until (shows_name, &hospital, "the hospital");
  act (fixture, "win.edit-selected");
  put_into_clipboard (fixture, "112.55, 23.02");
  act (fixture, "win.paste-here"); /* into the form that is open */
  wait_until (is_said, &moved, "how far the hospital goes");
  g_assert_true (has_mark (fixture->window)); /* and a pin where */
}

/* --- columns --- */

static gboolean
is_read (gpointer fixture)
{
  YztTablePanel *table = ((Fixture *) fixture)->window->table;
  return table->sheet != NULL && yzt_sheet_is_loaded (table->sheet) && !yzt_sheet_is_busy (table->sheet) && table->growing == 0;
}

static gboolean
shows_column (Fixture *fixture, const char *name)
{
  YztTablePanel *table = fixture->window->table;
  g_autoptr (GArray) shown = yzt_table_panel_shown_columns (table);
  int column = yzt_sheet_find_column (table->sheet, name);
  for (guint i = 0; i < shown->len; i++) {
    if ((int) g_array_index (shown, guint, i) == column) {
      return TRUE;
    }
  }
  return FALSE;
}

static void
show_teams (Fixture *fixture)
{
  yzt_window_show_table (fixture->window, yzt_kind_set_index (yzt_session_get_kinds (fixture->session), "rescue-team"));
  wait_until (is_read, fixture, "the table");
}

/* What this run remembers is forgotten: only the settings know which columns were chosen, as after a restart. */
static void
test_columns (Fixture *fixture, gconstpointer language)
{
  YztTablePanel *table = fixture->window->table;
  show_teams (fixture);
  g_assert_true (shows_column (fixture, "nature"));
  gtk_widget_activate_action (GTK_WIDGET (table), "table.hide-column", "s", "nature");
  g_assert_false (shows_column (fixture, "nature"));
  yzt_window_hide_table (fixture->window);
  g_hash_table_remove_all (table->shown);
  show_teams (fixture);
  g_assert_false (shows_column (fixture, "nature"));
  g_assert_true (shows_column (fixture, "name"));
}

/* --- an outline that another was faster with --- */

static YztGeometry *
new_area (double lon)
{
  const YztPosition corners[] = { { lon, 23.00 }, { 112.56, 23.00 }, { 112.56, 23.05 }, { lon, 23.05 } };
  const guint starts[] = { 0, 4 };
  return yzt_geometry_new_area (corners, starts, 1);
}

static YztGeometry *
outline_of (Fixture *fixture)
{
  g_autoptr (GPtrArray) rows = rows_of (fixture, "warning");
  GBytes *blob = rows->len == 1 ? ((YztRow *) rows->pdata[0])->geometry : NULL;
  return blob != NULL ? yzt_geometry_from_gpkg (g_bytes_get_data (blob, NULL), g_bytes_get_size (blob), NULL) : NULL;
}

static gboolean
has_outline (gpointer fixture)
{
  g_autoptr (YztGeometry) outline = outline_of (fixture);
  return outline != NULL && yzt_inspector_get_row (((Fixture *) fixture)->window->inspector) != NULL;
}

static gboolean
has_other_outline (gpointer fixture)
{
  g_autoptr (YztGeometry) outline = outline_of (fixture);
  const YztRow *row = yzt_inspector_get_row (((Fixture *) fixture)->window->inspector);
  return yzt_geometry_get_box (outline).west < 112.45 && row != NULL && row->lon < 112.49;
}

static gboolean
has_three_corners (gpointer fixture)
{
  g_autoptr (YztGeometry) outline = outline_of (fixture);
  guint n = 0;
  return outline != NULL && yzt_geometry_get_ring (outline, 0, &n) != NULL && n == 3;
}

static void
insert_area (Fixture *fixture)
{
  g_autoptr (YztGeometry) geometry = new_area (112.50);
  g_autoptr (YztRow) row = yzt_row_new (yzt_kind_set_find (yzt_session_get_kinds (fixture->session), "warning"));
  YztEdits *edits = yzt_edits_new ("Area");
  row->geometry = yzt_geometry_to_gpkg (geometry);
  row->has_position = TRUE;
  row->lon = 112.53;
  row->lat = 23.025;
  yzt_row_set_text (row, "name", "Area");
  yzt_edits_insert (edits, row);
  yzt_session_write_edits_async (fixture->session, edits, NULL, NULL);
}

static gboolean
has_area (gpointer fixture)
{
  YztKindSet *kinds = yzt_session_get_kinds (((Fixture *) fixture)->session);
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (((Fixture *) fixture)->session));
  return yzt_generation_count_kind (generation, (guint) yzt_kind_set_index (kinds, "warning")) == 1;
}

/* Refused in words, the drawing stays; a second time it is put in place of the other's, and undo brings that back. */
static void
test_outline_conflict (Fixture *fixture, gconstpointer language)
{
  Said refused = { GTK_WIDGET (fixture->window), "Your outline is still here" };
  insert_area (fixture);
  wait_until (has_area, fixture, "the area");
  select_thing (fixture, "warning");
  wait_until (has_outline, fixture, "its outline");
  act (fixture, "win.reshape");
  YztSketch *sketch = yzt_map_sketch_get (fixture->window->map);
  g_assert_nonnull (sketch);
  g_autoptr (YztGeometry) theirs = new_area (112.40);
  g_autoptr (GBytes) outline = yzt_geometry_to_gpkg (theirs);
  YztKind *kind = yzt_kind_set_find (yzt_session_get_kinds (fixture->session), "warning");
  const YztRow *row = yzt_inspector_get_row (fixture->window->inspector);
  YztEdits *edits = yzt_edits_new ("Theirs");
  yzt_edits_set_geometry (edits, kind, row->fid, row->geometry, outline);
  yzt_session_write_edits_async (fixture->session, edits, NULL, NULL);
  wait_until (has_other_outline, fixture, "the other's outline");
  g_assert_true (yzt_sketch_remove (sketch, 0, 0));
  yzt_map_sketch_changed (fixture->window->map);
  act (fixture, "win.save");
  wait_until (is_said, &refused, "words for the other's outline");
  g_assert_true (yzt_map_sketch_get (fixture->window->map) == sketch); /* nothing is lost */
  g_assert_true (has_other_outline (fixture));
  act (fixture, "win.save");
  wait_until (has_three_corners, fixture, "ours in its place");
  act (fixture, "win.undo");
  wait_until (has_other_outline, fixture, "theirs again");
}

/* --- photos --- */

static gboolean
box_holds (gpointer box)
{
  g_autofree char *text = yzt_file_box_get_text (box);
  return *text != '\0';
}

static gboolean
shows_picture (gpointer root)
{
  GtkWidget *image = root;
  if (GTK_IS_IMAGE (image) && gtk_image_get_storage_type (GTK_IMAGE (image)) == GTK_IMAGE_PAINTABLE && GDK_IS_TEXTURE (gtk_image_get_paintable (GTK_IMAGE (image)))) {
    return TRUE;
  }
  for (GtkWidget *w = gtk_widget_get_first_child (root); w != NULL; w = gtk_widget_get_next_sibling (w)) {
    if (shows_picture (w)) {
      return TRUE;
    }
  }
  return FALSE;
}

static guint
count_files (Fixture *fixture)
{
  const YztRow *row = yzt_inspector_get_row (fixture->window->inspector);
  g_autoptr (GArray) files = yzt_attachments_from_text (row != NULL ? yzt_row_get_text (row, "attachments") : NULL);
  return files->len;
}

static gboolean
has_one_file (gpointer fixture)
{
  return count_files (fixture) == 1 && !yzt_inspector_is_editing (((Fixture *) fixture)->window->inspector);
}

static gboolean
has_no_file (gpointer fixture)
{
  return count_files (fixture) == 0 && !yzt_inspector_is_editing (((Fixture *) fixture)->window->inspector);
}

static GtkWidget *
find_by_tip (GtkWidget *root, const char *tip)
{
  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_widget_get_tooltip_text (root), tip) == 0) {
    return root;
  }
  for (GtkWidget *w = gtk_widget_get_first_child (root); w != NULL; w = gtk_widget_get_next_sibling (w)) {
    GtkWidget *found = find_by_tip (w, tip);
    if (found != NULL) {
      return found;
    }
  }
  return NULL;
}

/* A photo shows itself before and after it is saved; taken away it is gone, undo brings it back, and again it can be seen. */
static void
test_photo (Fixture *fixture, gconstpointer language)
{
  g_autofree char *folder = g_dir_make_tmp ("desk-photo-XXXXXX", NULL), *path = g_build_filename (folder, "gate.png", NULL);
  g_autofree guint8 *pixels = g_malloc0 (64 * 48 * 4);
  g_autoptr (GBytes) bytes = g_bytes_new (pixels, 64 * 48 * 4);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (64, 48, GDK_MEMORY_R8G8B8A8, bytes, 64 * 4);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GtkWidget *inspector = GTK_WIDGET (fixture->window->inspector);
  Expected hospital = { fixture->window, "金利医院" };
  g_assert_true (gdk_texture_save_to_png (texture, path));
  select_thing (fixture, "hospital");
  wait_until (shows_name, &hospital, "the hospital");
  act (fixture, "win.edit-selected");
  GtkWidget *box = find_type (inspector, YZT_TYPE_FILE_BOX);
  g_assert_nonnull (box);
  yzt_file_box_attach (YZT_FILE_BOX (box), file);
  wait_until (box_holds, box, "the photo to be read");
  wait_until (shows_picture, box, "the photo to be seen in the form");
  act (fixture, "win.save");
  wait_until (has_one_file, fixture, "the photo in the map");
  wait_until (shows_picture, inspector, "the photo to be seen among the details");
  act (fixture, "win.edit-selected");
  box = find_type (inspector, YZT_TYPE_FILE_BOX);
  wait_until (shows_picture, box, "the photo out of the map");
  g_signal_emit_by_name (find_by_tip (box, "Take this file away"), "clicked");
  g_assert_false (box_holds (box));
  act (fixture, "win.save");
  wait_until (has_no_file, fixture, "the photo to be gone");
  act (fixture, "win.undo");
  wait_until (has_one_file, fixture, "the photo again");
  wait_until (shows_picture, inspector, "the photo to be seen again");
  g_unlink (path);
  g_rmdir (folder);
}

/* --- people --- */

static gboolean
is_proposed (gpointer entry)
{
  return find_type (entry, GTK_TYPE_LIST_BOX_ROW) != NULL;
}

static GtkWidget *
find_labelled (GtkWidget *root, const char *label)
{
  for (GtkWidget *w = gtk_widget_get_first_child (root); w != NULL; w = gtk_widget_get_next_sibling (w)) {
    if (GTK_IS_LABEL (w) && YZT_IS_FIELD_EDITOR (root) && g_str_equal (gtk_label_get_text (GTK_LABEL (w)), label)) {
      return find_type (root, GTK_TYPE_ENTRY);
    }
    GtkWidget *found = find_labelled (w, label);
    if (found != NULL) {
      return found;
    }
  }
  return NULL;
}

static gboolean
has_contact (gpointer fixture)
{
  g_autoptr (GPtrArray) contacts = rows_of (fixture, "contact");
  return contacts->len == 1;
}

/* To and fro over the list of proposals that hangs on @owner, at a row and at its edge. */
static void
turn_wheel (GtkWidget *owner)
{
  static const guint turns[] = { 4, 5, 5, 5 };
  for (guint i = 0; i < 2 * G_N_ELEMENTS (turns); i++) {
    GtkWidget *row = find_type (owner, GTK_TYPE_LIST_BOX_ROW);
    GtkWidget *popover = row != NULL ? gtk_widget_get_ancestor (row, GTK_TYPE_POPOVER) : NULL;
    g_assert_nonnull (popover);
    click_at (i % 2 == 0 ? row : popover, turns[i / 2], 24, 8);
  }
}

static gboolean
is_found (gpointer window)
{
  return find_type (GTK_WIDGET (((YztWindow *) window)->search), GTK_TYPE_LIST_BOX_ROW) != NULL;
}

static gboolean
is_not_found (gpointer window)
{
  GtkWidget *row = find_type (GTK_WIDGET (((YztWindow *) window)->search), GTK_TYPE_LIST_BOX_ROW);
  return row == NULL || !gtk_widget_get_mapped (row);
}

static double scale_before;

static gboolean
is_nearer (gpointer fixture)
{
  return yzt_map_view_get_scale_denominator (((Fixture *) fixture)->window->map) < scale_before;
}

/* What was found hangs over the map, which stays as it is. */
static void
test_wheel (Fixture *fixture, gconstpointer language)
{
  GtkWindow *window = GTK_WINDOW (fixture->window);
  if (!hands_are_there ()) {
    return;
  }
  press (window, "ctrl+f");
  type_text (window, "112.5, 23.0");
  wait_until (is_found, window, "the coordinate to be found");
  settle (window);
  double scale = scale_before = yzt_map_view_get_scale_denominator (fixture->window->map);
  turn_wheel (GTK_WIDGET (fixture->window->search));
  for (guint i = 0; i < 30; i++) { /* a zoom is eased */
    draw (fixture->window);
  }
  g_assert_cmpfloat (yzt_map_view_get_scale_denominator (fixture->window->map), ==, scale);
  press (window, "Escape");
  wait_until (is_not_found, window, "the search to close");
  /* What was found is gone: the wheel belongs to the map again. */
  click_at (GTK_WIDGET (fixture->window->map), 4, 300, 200);
  wait_until (is_nearer, fixture, "the map to come nearer");
}

/* A contact of the map is proposed with its telephone, taken with two keys, and the telephone goes where it belongs; other words stay words. */
static void
test_person (Fixture *fixture, gconstpointer language)
{
  GtkWindow *window = GTK_WINDOW (fixture->window);
  if (!hands_are_there ()) {
    return;
  }
  g_autoptr (YztRow) contact = yzt_row_new (yzt_kind_set_find (yzt_session_get_kinds (fixture->session), "contact"));
  YztEdits *edits = yzt_edits_new ("Contact");
  yzt_row_set_text (contact, "name", "Chen Wei");
  yzt_row_set_text (contact, "phone", "13800138000");
  yzt_edits_insert (edits, contact);
  yzt_session_write_edits_async (fixture->session, edits, NULL, NULL);
  wait_until (has_contact, fixture, "the contact");
  g_autoptr (YztRow) depot = new_row (yzt_session_get_kinds (fixture->session), "depot", "Depot", 112.5, 23.0);
  yzt_inspector_add (fixture->window->inspector, depot);
  settle (window);
  GtkWidget *inspector = GTK_WIDGET (fixture->window->inspector), *person = find_labelled (inspector, "Contact"), *phone = find_labelled (inspector, "Telephone");
  g_assert_nonnull (person);
  g_assert_nonnull (phone);
  gtk_widget_grab_focus (person);
  type_text (window, "Wei");
  wait_until (is_proposed, person, "the contact to be proposed");
  GtkAdjustment *form = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (person, GTK_TYPE_SCROLLED_WINDOW)));
  double before = -1;
  while (gtk_adjustment_get_value (form) != before) { /* it glides to the field that has the cursor */
    before = gtk_adjustment_get_value (form);
    for (guint i = 0; i < 6; i++) {
      draw (fixture->window);
    }
  }
  turn_wheel (person);
  g_assert_cmpfloat (gtk_adjustment_get_value (form), ==, before); /* the form does not go away below the list */
  press (window, "Down Return");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (person)), ==, "Chen Wei");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (phone)), ==, "13800138000");
  Said told = { inspector, "13800138000 · Contact" };
  g_assert_true (is_said (&told));
  press (window, "ctrl+a");
  type_text (window, "The night porter");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (person)), ==, "The night porter");
  g_assert_false (is_said (&told));
}

/* --- all that is selected --- */

static guint
count_teams (Fixture *fixture)
{
  YztKindSet *kinds = yzt_session_get_kinds (fixture->session);
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (fixture->session));
  return yzt_generation_count_kind (generation, (guint) yzt_kind_set_index (kinds, "rescue-team"));
}

static gboolean
has_fewer_teams (gpointer fixture)
{
  return count_teams (fixture) == N_TEAMS - 3;
}

static gboolean
has_all_teams (gpointer fixture)
{
  return count_teams (fixture) == N_TEAMS;
}

static gboolean
asks_for_value (gpointer unused)
{
  return find_window (YZT_TYPE_PREVIEW_DIALOG) != NULL;
}

static void
select_three (Fixture *fixture)
{
  guint kind = (guint) yzt_kind_set_index (yzt_session_get_kinds (fixture->session), "rescue-team");
  g_autoptr (GPtrArray) teams = rows_of (fixture, "rescue-team");
  YztThing three[3];
  for (guint i = 0; i < 3; i++) {
    three[i] = (YztThing) { kind, ((YztRow *) teams->pdata[i])->fid };
  }
  yzt_selection_set (yzt_selection_of (fixture->session), three, 3);
  draw (fixture->window);
}

/* Nothing is shown in the inspector, three are selected: Delete takes the three, one undo brings them back; a value is asked for the three. */
static void
test_all_selected (Fixture *fixture, gconstpointer language)
{
  Said three = { NULL, "of 3 rows change" };
  select_three (fixture);
  act (fixture, "win.delete-selected");
  wait_until (has_fewer_teams, fixture, "the three to go");
  act (fixture, "win.undo");
  wait_until (has_all_teams, fixture, "all three again");
  select_three (fixture);
  act (fixture, "win.set-values");
  wait_until (asks_for_value, NULL, "the question for a value");
  three.root = GTK_WIDGET (find_window (YZT_TYPE_PREVIEW_DIALOG));
  Said asked = { three.root, "Choose the field and write the value" }; /* nothing is no value until somebody says so */
  g_assert_true (is_said (&asked));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find_type (three.root, GTK_TYPE_CHECK_BUTTON)), TRUE);
  wait_until (is_said, &three, "how many rows change");
  gtk_window_close (GTK_WINDOW (three.root));
  act (fixture, "win.back");
  g_assert_cmpuint (yzt_selection_get_n (yzt_selection_of (fixture->session)), ==, 0); /* Esc lets them go */
}

/* F2 and a second form must not cost what was typed, nor a window that is closed by a slip. */
static void
test_nothing_lost (Fixture *fixture, gconstpointer language)
{
  Expected hospital = { fixture->window, "金利医院" };
  select_thing (fixture, "hospital");
  wait_until (shows_name, &hospital, "the hospital");
  act (fixture, "win.edit-selected");
  GtkWidget *entry = find_entry (GTK_WIDGET (fixture->window->inspector), "金利医院");
  gtk_editable_set_text (GTK_EDITABLE (entry), "typed");
  act (fixture, "win.edit-selected");
  g_autoptr (YztRow) depot = new_row (yzt_session_get_kinds (fixture->session), "depot", "", 112.5, 23.0);
  yzt_inspector_add (fixture->window->inspector, depot);
  gtk_window_close (GTK_WINDOW (fixture->window));
  g_assert_nonnull (find_entry (GTK_WIDGET (fixture->window->inspector), "typed"));
  g_assert_true (yzt_session_get_state (fixture->session) == YZT_SESSION_READY);
}

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add ("/desk-more/snap", Fixture, "en", set_up, test_snap, tear_down);
  g_test_add ("/desk-more/paste-coordinate", Fixture, "en", set_up, test_paste_coordinate, tear_down);
  g_test_add ("/desk-more/columns", Fixture, "en", set_up, test_columns, tear_down);
  g_test_add ("/desk-more/outline-conflict", Fixture, "en", set_up, test_outline_conflict, tear_down);
  g_test_add ("/desk-more/photo", Fixture, "en", set_up, test_photo, tear_down);
  g_test_add ("/desk-more/wheel", Fixture, "en", set_up, test_wheel, tear_down);
  g_test_add ("/desk-more/person", Fixture, "en", set_up, test_person, tear_down);
  g_test_add ("/desk-more/all-selected", Fixture, "en", set_up, test_all_selected, tear_down);
  g_test_add ("/desk-more/nothing-lost", Fixture, "en", set_up, test_nothing_lost, tear_down);
  return window_test_run ();
}
