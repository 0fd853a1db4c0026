/* test-desk-reach.c: the planner's desk for who sees or points badly: every control has a name, Tab goes down and out, Esc always leaves
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "hands.h"
#include "window-fixture.h"
#include "yzt-call-list.h"
#include "yzt-export-dialog.h"
#include "yzt-kind-dialog.h"
#include "yzt-preview-dialog.h"
#include "yzt-selection.h"
#include "yzt-table-private.h"
#include "yzt-totals-window.h"

#define MOST_STEPS 600
#define FRAMES 24

static gboolean
has_words (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0') {
    return TRUE;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    if (has_words (child)) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
has_name (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);
  return gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL)
      || gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

/* What a hand can change must say what it is, by a name of its own or by the words that it shows. */
static gboolean
wants_name (GtkWidget *widget)
{
  gboolean field = GTK_IS_ENTRY (widget) || GTK_IS_SEARCH_ENTRY (widget) || GTK_IS_TEXT_VIEW (widget) || GTK_IS_DROP_DOWN (widget) || GTK_IS_SWITCH (widget)
      || GTK_IS_COLOR_BUTTON (widget) || GTK_IS_SPIN_BUTTON (widget) || GTK_IS_SCALE (widget) || GTK_IS_COLUMN_VIEW (widget);
  gboolean button = (GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget)) && !has_words (widget);
  return field || button;
}

static guint
check_names (GtkWidget *widget, const char *where)
{
  guint n = 0;
  if (!gtk_widget_get_child_visible (widget) || GTK_IS_WINDOW_CONTROLS (widget) || GTK_IS_POPOVER (widget) || ADW_IS_PREFERENCES_ROW (widget)) {
    return 0; /* the toolkit's own; rows carry their title */
  }
  if (wants_name (widget)) {
    n++;
    if (!has_name (widget)) {
      const char *tip = gtk_widget_get_tooltip_text (widget);
      g_test_message ("%s (%s) in %s has no name", G_OBJECT_TYPE_NAME (widget), tip != NULL ? tip : "no tooltip", where);
      g_test_fail ();
    }
    return n; /* its parts are the toolkit's */
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    n += check_names (child, where);
  }
  return n;
}

/* --- Tab --- */

static double
height_of (GtkWidget *focus, GtkWidget *within)
{
  graphene_rect_t bounds;
  return gtk_widget_compute_bounds (focus, within, &bounds) ? (double) (bounds.origin.y + bounds.size.height / 2) : 0;
}

/* From the first control to the one after the last, which in a window is one that was there before: never stuck, and in a form (@down) never up again. */
static guint
walk (GtkWidget *within, gboolean down)
{
  GtkRoot *root = gtk_widget_get_root (within);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  double deepest = -1e9;
  guint n = 0;
  gtk_root_set_focus (root, NULL);
  while (gtk_widget_child_focus (within, GTK_DIR_TAB_FORWARD)) {
    GtkWidget *focus = gtk_root_get_focus (root);
    double y = height_of (focus, within);
    if (!g_hash_table_add (seen, focus)) {
      break;
    }
    if (down && y < deepest - 24) {
      g_test_message ("Tab goes up to %s at %.0f from %.0f", G_OBJECT_TYPE_NAME (focus), y, deepest);
      g_test_fail ();
    }
    deepest = MAX (deepest, y);
    if (n % 4 == 0) {
      gtk_test_widget_wait_for_draw (GTK_WIDGET (root)); /* as a person sees each step */
    }
    g_assert_cmpuint (++n, <, MOST_STEPS);
  }
  return n;
}

static GtkWidget *
find_form_body (GtkWidget *widget)
{
  if (GTK_IS_VIEWPORT (widget) && gtk_widget_get_mapped (widget)) {
    return gtk_widget_get_first_child (widget);
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_form_body (child);
    if (found != NULL) {
      return found;
    }
  }
  return NULL;
}

static void
open_form (Fixture *fixture, const char *kind)
{
  g_autoptr (YztRow) row = new_row (yzt_session_get_kinds (fixture->session), kind, "", 112.5, 23.0);
  yzt_inspector_add (fixture->window->inspector, row);
  for (guint i = 0; i < FRAMES; i++) {
    draw (fixture->window);
  }
}

/* The form of every kind that has a place. */
static void
test_forms (Fixture *fixture, gconstpointer language)
{
  YztKindSet *kinds = yzt_session_get_kinds (fixture->session);
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    const char *id = yzt_kind_get_id (yzt_kind_set_get (kinds, i));
    if (yzt_kind_get_geometry (yzt_kind_set_get (kinds, i)) != YZT_KIND_GEOMETRY_POINT) {
      continue;
    }
    open_form (fixture, id);
    GtkWidget *inspector = GTK_WIDGET (fixture->window->inspector), *body = find_form_body (inspector);
    g_assert_nonnull (body);
    g_assert_cmpuint (check_names (inspector, id), >, 3);
    g_assert_cmpuint (walk (body, TRUE), >, 3);
    yzt_inspector_stop_editing (fixture->window->inspector);
  }
}

/* Esc: the first one says that something is not saved, the second leaves; nothing typed leaves at once. */
static void
test_form_esc (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  open_form (fixture, "depot");
  press (GTK_WINDOW (fixture->window), "Escape");
  g_assert_false (yzt_inspector_is_editing (fixture->window->inspector));
  open_form (fixture, "depot");
  type_text (GTK_WINDOW (fixture->window), "x");
  press (GTK_WINDOW (fixture->window), "Escape");
  g_assert_true (yzt_inspector_is_editing (fixture->window->inspector));
  press (GTK_WINDOW (fixture->window), "Escape");
  g_assert_false (yzt_inspector_is_editing (fixture->window->inspector));
}

/* --- the table and the dialogs --- */

static gboolean
is_read (gpointer fixture)
{
  YztSheet *sheet = ((Fixture *) fixture)->window->table->sheet;
  return sheet != NULL && yzt_sheet_is_loaded (sheet) && !yzt_sheet_is_busy (sheet);
}

static GType awaited;

static gboolean
is_open (gpointer unused)
{
  GtkWindow *window = find_window (awaited);
  return window != NULL && gtk_widget_get_mapped (GTK_WIDGET (window));
}

static gboolean
is_gone (gpointer unused)
{
  return find_window (awaited) == NULL;
}

static void
check_dialog (Fixture *fixture, GType type)
{
  awaited = type;
  wait_until (is_open, NULL, g_type_name (type));
  GtkWindow *dialog = find_window (type);
  settle (dialog);
  check_names (GTK_WIDGET (dialog), g_type_name (type));
  g_assert_cmpuint (walk (GTK_WIDGET (dialog), FALSE), >, 0);
  press (dialog, "Escape");
  if (find_window (type) != NULL) {
    press (find_window (type), "Escape"); /* out of a list that was open first */
  }
  wait_until (is_gone, NULL, "Esc to leave it");
}

static void
test_dialogs (Fixture *fixture, gconstpointer language)
{
  const struct {
    const char *action;
    GType type;
  } dialogs[] = { { "win.totals", YZT_TYPE_TOTALS_WINDOW }, { "win.call-list", YZT_TYPE_CALL_LIST }, { "win.kinds", YZT_TYPE_KIND_DIALOG },
                  { "win.export", YZT_TYPE_EXPORT_DIALOG }, { "win.set-values", YZT_TYPE_PREVIEW_DIALOG } };
  if (!hands_are_there ()) {
    return;
  }
  YztThing team = { (guint) yzt_kind_set_index (yzt_session_get_kinds (fixture->session), "rescue-team"), first_of (fixture, "rescue-team") };
  yzt_selection_set (yzt_selection_of (fixture->session), &team, 1);
  draw (fixture->window);
  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++) {
    act (fixture, dialogs[i].action);
    check_dialog (fixture, dialogs[i].type);
  }
}

static void
test_table (Fixture *fixture, gconstpointer language)
{
  yzt_window_show_table (fixture->window, yzt_kind_set_index (yzt_session_get_kinds (fixture->session), "rescue-team"));
  wait_until (is_read, fixture, "the rows");
  draw (fixture->window);
  g_assert_cmpuint (check_names (GTK_WIDGET (fixture->window->table), "the table"), >, 5);
}

int
main (int argc, char **argv)
{
  g_setenv ("GTK_A11Y", "test", TRUE); /* the names are kept, and told to nobody */
  window_test_init (&argc, &argv);
  g_test_add ("/desk-reach/forms", Fixture, "en", set_up, test_forms, tear_down);
  g_test_add ("/desk-reach/form-esc", Fixture, "en", set_up, test_form_esc, tear_down);
  g_test_add ("/desk-reach/table", Fixture, "en", set_up, test_table, tear_down);
  g_test_add ("/desk-reach/dialogs", Fixture, "zh_CN", set_up, test_dialogs, tear_down);
  return window_test_run ();
}
