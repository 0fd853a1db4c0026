/* test-planner.c: a planner's desk: a thing with what belongs to it, by keys alone; an edit that another was faster with; calls; own kinds
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "hands.h"
#include "window-fixture.h"
#include "yzt-call-list.h"
#include "yzt-children-editor.h"
#include "yzt-edits.h"
#include "yzt-kind-dialog.h"

static gboolean
has_depot (gpointer data)
{
  Fixture *fixture = data;
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (fixture->session));
  return yzt_generation_count_kind (generation, (guint) yzt_kind_set_index (yzt_session_get_kinds (fixture->session), "depot")) == 1;
}

static gboolean
has_no_depot (gpointer data)
{
  return !has_depot (data);
}

static gboolean
says_other_words (GtkWidget *root, const char *words)
{
  if (GTK_IS_LABEL (root) && gtk_widget_get_visible (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), words) != NULL) {
    return TRUE;
  }
  for (GtkWidget *w = gtk_widget_get_first_child (root); w != NULL; w = gtk_widget_get_next_sibling (w)) {
    if (says_other_words (w, words)) {
      return TRUE;
    }
  }
  return FALSE;
}

/* Insert, a kind, a name, then line after line with Enter; Ctrl+Enter saves all as one act. */
static void
test_depot_by_keys (Fixture *fixture, gconstpointer language)
{
  GtkWindow *window = GTK_WINDOW (fixture->window);
  if (!hands_are_there ()) {
    return;
  }
  g_autoptr (YztRow) row = new_row (yzt_session_get_kinds (fixture->session), "depot", "", 112.5, 23.0);
  yzt_inspector_add (fixture->window->inspector, row);
  settle (window);
  type_text (window, "East depot");
  press (window, "Tab Tab Return"); /* past the code, to "Add a Line" */
  settle (window);
  for (guint i = 0; i < 10; i++) {
    g_autofree char *name = g_strdup_printf ("Boat %u", i), *number = g_strdup_printf ("%u", i + 1);
    type_text (window, name);
    press (window, "Tab");
    type_text (window, number);
    press (window, "Tab");
    type_text (window, "pc");
    if (i < 9) {
      press (window, "Return");
      settle (window);
    }
  }
  g_assert_true (says_other_words (GTK_WIDGET (fixture->window->inspector), "55 pc")); /* the total of the lines, before anything is saved */
  press (window, "ctrl+Return");
  wait_until (has_depot, fixture, "the depot");
  g_autoptr (GPtrArray) lines = rows_of (fixture, "stock-line");
  g_assert_cmpuint (lines->len, ==, 10);
  g_assert_cmpfloat (yzt_row_get (lines->pdata[9], "quantity")->v.number, ==, 10);
  act (fixture, "win.undo");
  wait_until (has_no_depot, fixture, "all of it to be taken back at once");
  g_autoptr (GPtrArray) left = rows_of (fixture, "stock-line");
  g_assert_cmpuint (left->len, ==, 0);
}

/* --- the same with the mouse --- */

static void
click (GtkWidget *widget)
{
  double x = gtk_widget_get_width (widget) / 2.0, y = gtk_widget_get_height (widget) / 2.0;
  drag (widget, x, y, x, y);
}

/* The entries of the last line of stock that is there, from left to right. */
static void
collect_entries (GtkWidget *root, GPtrArray *entries)
{
  for (GtkWidget *w = gtk_widget_get_first_child (root); w != NULL; w = gtk_widget_get_next_sibling (w)) {
    if (GTK_IS_ENTRY (w) && gtk_widget_get_mapped (w)) {
      g_ptr_array_add (entries, w);
    } else {
      collect_entries (w, entries);
    }
  }
}

static GtkWidget *
find_children (GtkWidget *root)
{
  if (YZT_IS_CHILDREN_EDITOR (root)) {
    return root;
  }
  for (GtkWidget *w = gtk_widget_get_first_child (root); w != NULL; w = gtk_widget_get_next_sibling (w)) {
    GtkWidget *found = find_children (w);
    if (found != NULL) {
      return found;
    }
  }
  return NULL;
}

static gboolean
has_ten_lines (gpointer data)
{
  g_autoptr (GPtrArray) lines = rows_of (data, "stock-line");
  return lines->len == 10;
}

/* Every field and button by a click, letters typed where the click put the cursor; saved by its button, as one act. */
static void
test_depot_by_mouse (Fixture *fixture, gconstpointer language)
{
  GtkWindow *window = GTK_WINDOW (fixture->window);
  if (!hands_are_there ()) {
    return;
  }
  g_autoptr (YztRow) row = new_row (yzt_session_get_kinds (fixture->session), "depot", "", 112.5, 23.0);
  yzt_inspector_add (fixture->window->inspector, row);
  settle (window);
  type_text (window, "West depot");
  GtkWidget *stock = find_children (GTK_WIDGET (fixture->window->inspector));
  g_assert_nonnull (stock);
  for (guint i = 0; i < 10; i++) {
    g_autoptr (GPtrArray) entries = g_ptr_array_new ();
    g_autofree char *name = g_strdup_printf ("Pump %u", i), *number = g_strdup_printf ("%u", i + 1);
    click (find_button (stock, "Add a Line: Stock line"));
    for (guint k = 0; k < 4; k++) { /* the form scrolls so that the button is there for the next one */
      draw (fixture->window);
    }
    collect_entries (stock, entries);
    g_assert_cmpuint (entries->len, ==, 3 * (i + 1));
    click (entries->pdata[3 * i]);
    type_text (window, name);
    click (entries->pdata[3 * i + 1]);
    type_text (window, number);
    click (entries->pdata[3 * i + 2]); /* the catalogue does not know a unit for these */
    type_text (window, "pc");
  }
  click (find_button (GTK_WIDGET (fixture->window->inspector), "Save"));
  wait_until (has_depot, fixture, "the depot");
  wait_until (has_ten_lines, fixture, "its ten lines");
  act (fixture, "win.undo");
  wait_until (has_no_depot, fixture, "all of it to be taken back at once");
}

static gboolean
says_other (gpointer data)
{
  GtkWidget *child = data;
  for (GtkWidget *w = gtk_widget_get_first_child (child); w != NULL; w = gtk_widget_get_next_sibling (w)) {
    if ((GTK_IS_LABEL (w) && gtk_widget_get_visible (w) && strstr (gtk_label_get_text (GTK_LABEL (w)), "Somebody else") != NULL) || says_other (w)) {
      return TRUE;
    }
  }
  return FALSE;
}

/* While the form is open and the name is being changed, another writes the name: both are told, what was typed stays. */
static void
test_other_was_faster (Fixture *fixture, gconstpointer language)
{
  Expected before = { fixture->window, "金利医院" }, mine = { fixture->window, "My name" };
  YztKind *hospital = yzt_kind_set_find (yzt_session_get_kinds (fixture->session), "hospital");
  gint64 fid = first_of (fixture, "hospital");
  select_thing (fixture, "hospital");
  wait_until (shows_name, &before, "the hospital");
  act (fixture, "win.edit-selected");
  GtkWidget *entry = find_entry (GTK_WIDGET (fixture->window->inspector), "金利医院");
  gtk_editable_set_text (GTK_EDITABLE (entry), "My name");
  YztEdits *edits = yzt_edits_new ("Edit");
  YztCell other = yzt_cell_text ("Their name");
  yzt_edits_set_cell (edits, hospital, fid, (guint) yzt_kind_get_field_index (hospital, "name"), NULL, &other);
  yzt_session_write_edits_async (fixture->session, edits, NULL, NULL);
  yzt_cell_clear (&other);
  wait_until (says_other, fixture->window->inspector, "the other's name to be told");
  g_assert_nonnull (find_entry (GTK_WIDGET (fixture->window->inspector), "My name"));
  act (fixture, "win.save");
  wait_until (shows_name, &mine, "what was typed");
}

/* Somebody else's act on the map that is open. */
static void
write_edits (Fixture *fixture, YztEdits *edits)
{
  yzt_session_write_edits_async (fixture->session, edits, NULL, NULL);
}

static gboolean
has_lines (gpointer data)
{
  g_autoptr (GPtrArray) lines = rows_of (data, "stock-line");
  return lines->len > 0;
}

static gboolean
has_form_of_depot (gpointer data)
{
  const YztRow *row = yzt_inspector_get_row (((Fixture *) data)->window->inspector);
  return row != NULL && g_str_equal (yzt_kind_get_id (row->kind), "depot");
}

static gboolean
has_my_line (gpointer data)
{
  g_autoptr (GPtrArray) lines = rows_of (data, "stock-line");
  return lines->len == 1 && g_strcmp0 (yzt_row_get_text (lines->pdata[0], "name"), "My boat") == 0;
}

static gint64
add_stocked_depot (Fixture *fixture)
{
  YztKindSet *kinds = yzt_session_get_kinds (fixture->session);
  YztEdits *edits = yzt_edits_new ("Add");
  g_autoptr (YztRow) depot = new_row (kinds, "depot", "East depot", 112.5, 23.0), line = yzt_row_new (yzt_kind_set_find (kinds, "stock-line"));
  YztCell quantity = { .type = YZT_CELL_NUMBER, .v.number = 12 };
  line->owner_fid = -yzt_edits_insert (edits, depot);
  yzt_row_set_text (line, "name", "Boat");
  yzt_row_set_text (line, "unit", "pc");
  yzt_row_set (line, "quantity", &quantity);
  yzt_edits_insert (edits, line);
  write_edits (fixture, edits);
  wait_until (has_lines, fixture, "a depot with a line");
  wait_until (has_depot, fixture, "the depot in the scene");
  return first_of (fixture, "depot");
}

/* A line that both change: the other's is told below it, and saving is possible and meant; a line beside it shows what the other wrote. */
static void
test_line_conflict (Fixture *fixture, gconstpointer language)
{
  gint64 fid = add_stocked_depot (fixture);
  YztKind *line = yzt_kind_set_find (yzt_session_get_kinds (fixture->session), "stock-line");
  yzt_session_select (fixture->session, yzt_kind_set_index (yzt_session_get_kinds (fixture->session), "depot"), fid);
  wait_until (has_form_of_depot, fixture, "the depot");
  act (fixture, "win.edit-selected");
  gtk_editable_set_text (GTK_EDITABLE (find_entry (GTK_WIDGET (fixture->window->inspector), "Boat")), "My boat");
  YztEdits *edits = yzt_edits_new ("Edit");
  YztCell name = yzt_cell_text ("Their boat"), quantity = { .type = YZT_CELL_NUMBER, .v.number = 77 };
  g_autoptr (GPtrArray) lines = rows_of (fixture, "stock-line");
  gint64 line_fid = ((YztRow *) lines->pdata[0])->fid;
  yzt_edits_set_cell (edits, line, line_fid, (guint) yzt_kind_get_field_index (line, "name"), NULL, &name);
  yzt_edits_set_cell (edits, line, line_fid, (guint) yzt_kind_get_field_index (line, "quantity"), NULL, &quantity);
  write_edits (fixture, edits);
  yzt_cell_clear (&name);
  wait_until (says_other, fixture->window->inspector, "the other's line to be told");
  g_assert_nonnull (find_entry (GTK_WIDGET (fixture->window->inspector), "My boat"));
  g_assert_nonnull (find_entry (GTK_WIDGET (fixture->window->inspector), "77"));
  act (fixture, "win.save");
  wait_until (has_my_line, fixture, "what was typed in the line");
}

static gboolean
has_my_depot (gpointer data)
{
  g_autoptr (GPtrArray) depots = rows_of (data, "depot"), lines = rows_of (data, "stock-line");
  return depots->len == 1 && lines->len == 1 && g_strcmp0 (yzt_row_get_text (depots->pdata[0], "name"), "My depot") == 0;
}

/* Deleted by another while it is edited: what was typed stays, saving adds it anew with its lines. */
static void
test_deleted_meanwhile (Fixture *fixture, gconstpointer language)
{
  gint64 fid = add_stocked_depot (fixture);
  YztKindSet *kinds = yzt_session_get_kinds (fixture->session);
  yzt_session_select (fixture->session, yzt_kind_set_index (kinds, "depot"), fid);
  wait_until (has_form_of_depot, fixture, "the depot");
  act (fixture, "win.edit-selected");
  gtk_editable_set_text (GTK_EDITABLE (find_entry (GTK_WIDGET (fixture->window->inspector), "East depot")), "My depot");
  YztEdits *edits = yzt_edits_new ("Delete");
  yzt_edits_delete (edits, yzt_kind_set_find (kinds, "depot"), fid);
  write_edits (fixture, edits);
  wait_until (says_other, fixture->window->inspector, "the deletion to be told");
  g_assert_true (yzt_inspector_is_editing (fixture->window->inspector));
  act (fixture, "win.save");
  wait_until (has_my_depot, fixture, "the depot anew, with its line");
}

static gboolean
is_verified (gpointer data)
{
  Fixture *fixture = data;
  const YztRow *row = yzt_inspector_get_row (fixture->window->inspector);
  return row != NULL && g_strcmp0 (yzt_row_get_text (row, "verified_by"), "王值班") == 0;
}

static void
test_verify (Fixture *fixture, gconstpointer language)
{
  Expected hospital = { fixture->window, "金利医院" };
  select_thing (fixture, "hospital");
  wait_until (shows_name, &hospital, "the hospital");
  act (fixture, "win.verify");
  wait_until (is_verified, fixture, "verified now");
}

static gboolean
has_calls (gpointer window)
{
  int kind = -1;
  gint64 fid = 0;
  return yzt_session_get_selected (((Fixture *) window)->session, &kind, &fid);
}

static gboolean
has_act (gpointer data)
{
  return yzt_session_get_undo_label (((Fixture *) data)->session) != NULL;
}

static gboolean
has_two_verified (gpointer data)
{
  YztKindSet *kinds = yzt_session_get_kinds (((Fixture *) data)->session);
  guint n = 0;
  for (guint k = 0; k < yzt_kind_set_get_n (kinds); k++) {
    g_autoptr (GPtrArray) rows = rows_of (data, yzt_kind_get_id (yzt_kind_set_get (kinds, k)));
    for (guint i = 0; i < rows->len; i++) {
      n += g_strcmp0 (yzt_row_get_text (rows->pdata[i], "verified_by"), "王值班") == 0;
    }
  }
  return n == 2;
}

/* The list opens with the first to be called chosen; V marks it, and a second V in the same breath the next one. */
static void
test_call_list (Fixture *fixture, gconstpointer language)
{
  act (fixture, "win.call-list");
  GtkWindow *list = find_window (YZT_TYPE_CALL_LIST);
  g_assert_nonnull (list);
  wait_until (has_calls, fixture, "the first to be asked");
  gtk_widget_activate_action (GTK_WIDGET (list), "calls.verified", NULL);
  gtk_widget_activate_action (GTK_WIDGET (list), "calls.verified", NULL);
  wait_until (has_act, fixture, "the first to be verified"); /* the list goes on to the next one at once */
  wait_until (has_two_verified, fixture, "two to be verified");
  gtk_window_close (list);
}

static gboolean
has_own_kind (gpointer data)
{
  Fixture *fixture = data;
  fixture->session = fixture->window->session;
  return fixture->session != NULL && yzt_session_get_state (fixture->session) == YZT_SESSION_READY
      && yzt_kind_set_find (yzt_session_get_kinds (fixture->session), "own-1") != NULL && fixture->window->fill_tick == 0;
}

static void
test_own_kind (Fixture *fixture, gconstpointer language)
{
  act (fixture, "win.kinds");
  GtkWindow *dialog = find_window (YZT_TYPE_KIND_DIALOG);
  g_assert_nonnull (dialog);
  GtkWidget *name = find_entry (GTK_WIDGET (dialog), "");
  g_assert_nonnull (name);
  gtk_editable_set_text (GTK_EDITABLE (name), "取水点");
  yzt_kind_dialog_save (YZT_KIND_DIALOG (dialog));
  wait_until (has_own_kind, fixture, "the map with the new kind");
  g_assert_cmpstr (yzt_session_get_author (fixture->session), ==, "王值班");
}

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add ("/planner/depot-by-keys", Fixture, "en", set_up, test_depot_by_keys, tear_down);
  g_test_add ("/planner/depot-by-mouse", Fixture, "en", set_up, test_depot_by_mouse, tear_down);
  g_test_add ("/planner/other-was-faster", Fixture, "en", set_up, test_other_was_faster, tear_down);
  g_test_add ("/planner/line-conflict", Fixture, "en", set_up, test_line_conflict, tear_down);
  g_test_add ("/planner/deleted-meanwhile", Fixture, "en", set_up, test_deleted_meanwhile, tear_down);
  g_test_add ("/planner/verify", Fixture, "zh_CN", set_up, test_verify, tear_down);
  g_test_add ("/planner/call-list", Fixture, "zh_CN", set_up, test_call_list, tear_down);
  g_test_add ("/planner/own-kind", Fixture, "zh_CN", set_up, test_own_kind, tear_down);
  return window_test_run ();
}
