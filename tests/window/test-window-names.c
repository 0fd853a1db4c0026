/* test-window-names.c: what a screen reader has to say: every control has a name, every row says what it is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "window-fixture.h"
#include "yzt-import-dialog.h"
#include "yzt-incident-row.h"
#include "yzt-reach-row.h"
#include "yzt-sign-in-dialog.h"

static gboolean
has_words (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget)) {
    return *gtk_label_get_text (GTK_LABEL (widget)) != '\0';
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    if (has_words (child)) {
      return TRUE;
    }
  }
  return FALSE;
}

static void
need (GtkWidget *widget, gboolean there, const char *what)
{
  if (!there) {
    const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget));
    const char *tip = gtk_widget_get_tooltip_text (widget);
    g_test_message ("%s “%s” (%s) in %s has no %s", G_OBJECT_TYPE_NAME (widget), id != NULL ? id : "", tip != NULL ? tip : "",
                    G_OBJECT_TYPE_NAME (gtk_widget_get_root (widget)), what);
    g_test_fail ();
  }
}

/* Every control of ours that shows no words has a name for those who do not see it and a tooltip for those who do. The toolkit's own parts
 * are left to the toolkit. */
static void
check_names (GtkWidget *widget)
{
  if (gtk_widget_get_ancestor (widget, GTK_TYPE_SEARCH_BAR) != NULL && GTK_IS_BUTTON (widget)) {
    return;
  }
  gboolean icon_only = GTK_IS_MENU_BUTTON (widget) ? gtk_menu_button_get_label (GTK_MENU_BUTTON (widget)) == NULL
                                                   : GTK_IS_BUTTON (widget) && !has_words (widget);
  if (icon_only) {
    const char *tip = gtk_widget_get_tooltip_text (widget);
    need (widget, tip != NULL, "tooltip");
    need (widget, gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL), "name");
  }
  gboolean list = GTK_IS_LIST_BOX (widget) && !gtk_widget_has_css_class (widget, "boxed-list"); /* a boxed list is a form */
  gboolean part_of_table = GTK_IS_COLUMN_VIEW (gtk_widget_get_parent (widget)); /* the table has the name */
  if (list || GTK_IS_COLUMN_VIEW (widget) || (GTK_IS_LIST_VIEW (widget) && !part_of_table) || GTK_IS_SCALE (widget) || GTK_IS_SEARCH_ENTRY (widget)) {
    need (widget, gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL), "name");
  }
  gboolean of_the_toolkit = icon_only || GTK_IS_WINDOW_CONTROLS (widget) || GTK_IS_DROP_DOWN (widget) || GTK_IS_POPOVER_MENU (widget)
      || GTK_IS_CALENDAR (widget) || ADW_IS_COMBO_ROW (widget) || ADW_IS_ENTRY_ROW (widget) || ADW_IS_PREFERENCES_GROUP (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && !of_the_toolkit; child = gtk_widget_get_next_sibling (child)) {
    check_names (child);
  }
}

static gboolean
item_has_name (GtkWidget *row)
{
  return gtk_test_accessible_has_property (GTK_ACCESSIBLE (gtk_widget_get_parent (row)), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

/* Rows of the lists say kind, name and the rest in one breath. */
static void
check_rows (GtkWidget *widget, guint *rows)
{
  if (YZT_IS_REACH_ROW (widget) && gtk_widget_get_mapped (widget)) {
    g_assert_true (item_has_name (widget));
    (*rows)++;
  } else if (YZT_IS_INCIDENT_ROW (widget)) {
    g_assert_true (item_has_name (widget));
    (*rows)++;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    check_rows (child, rows);
  }
}

static void
test_names (Fixture *fixture, gconstpointer language)
{
  guint rows = 0;
  select_thing (fixture, "incident");
  draw (fixture->window);
  act (fixture, "win.ring");
  check_names (GTK_WIDGET (fixture->window));
  check_rows (GTK_WIDGET (fixture->window), &rows);
  g_assert_cmpuint (rows, >, 3);
  const GType windows[] = { YZT_TYPE_IMPORT_DIALOG, YZT_TYPE_SIGN_IN_DIALOG };
  for (guint i = 0; i < G_N_ELEMENTS (windows); i++) {
    GtkWindow *window = g_object_new (windows[i], NULL);
    check_names (GTK_WIDGET (window));
    gtk_window_destroy (window);
    draw (fixture->window); /* one a turn of the loop, as a person opens them */
  }
}

int
main (int argc, char **argv)
{
  g_setenv ("GTK_A11Y", "test", TRUE); /* the names are kept, and told to nobody */
  window_test_init (&argc, &argv);
  g_test_add ("/window-names/all", Fixture, "en", set_up, test_names, tear_down);
  return window_test_run ();
}
