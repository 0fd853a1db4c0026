/* watch-hands.c: what the tests of a watch do again and again: an incident, its menu of acts, the dialogs of acts, its log
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "watch-hands.h"
#include "hands.h"

#define MOST_TABS 24

GtkWindow *
watch_window (Fixture *fixture)
{
  return GTK_WINDOW (fixture->window);
}

static YztIncidentPanel *
panel_of (Fixture *fixture)
{
  return yzt_inspector_get_incident (fixture->window->inspector);
}

YztIncidentRecord *
watch_record (Fixture *fixture)
{
  return yzt_incident_panel_get_record (panel_of (fixture));
}

static gboolean
has_record (gpointer fixture)
{
  return watch_record (fixture) != NULL;
}

void
watch_select (Fixture *fixture)
{
  select_thing (fixture, "incident");
  wait_until (has_record, fixture, "the incident's panel");
  settle (watch_window (fixture));
}

gboolean
watch_has (Fixture *fixture, const char *field, const char *value)
{
  YztIncidentRecord *record = watch_record (fixture);
  const char *text = record != NULL ? yzt_row_get_text (record->row, field) : NULL;
  return value != NULL ? g_strcmp0 (text, value) == 0 : text != NULL;
}

/* --- dialogs --- */

static gboolean
dialog_is_open (gpointer unused)
{
  GtkWindow *dialog = find_window (YZT_TYPE_ACT_DIALOG);
  return dialog != NULL && gtk_widget_get_mapped (GTK_WIDGET (dialog));
}

static gboolean
dialog_is_gone (gpointer unused)
{
  return find_window (YZT_TYPE_ACT_DIALOG) == NULL;
}

GtkWindow *
watch_wait_dialog (void)
{
  wait_until (dialog_is_open, NULL, "the dialog");
  GtkWindow *dialog = find_window (YZT_TYPE_ACT_DIALOG);
  settle (dialog);
  return dialog;
}

static gboolean
stands_at (GtkWindow *dialog, const char *title)
{
  GtkWidget *focus = gtk_window_get_focus (dialog);
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, ADW_TYPE_PREFERENCES_ROW) : NULL;
  if (title == NULL) {
    return GTK_IS_TEXT_VIEW (focus);
  }
  return row != NULL && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title);
}

void
watch_tab_to (GtkWindow *dialog, const char *title)
{
  for (guint i = 0; i < MOST_TABS && !stands_at (dialog, title); i++) {
    press (dialog, "Tab");
  }
  g_assert_true (stands_at (dialog, title));
}

void
watch_accept (GtkWindow *dialog)
{
  press (dialog, "ctrl+Return");
  wait_until (dialog_is_gone, NULL, "the end of the dialog");
}

/* --- the panel --- */

static gboolean
menu_is_open (gpointer panel)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (gtk_widget_get_root (panel)));
  return focus != NULL && gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER_MENU) != NULL;
}

static gboolean
stands_at_entry (Fixture *fixture, const char *label)
{
  GtkWidget *focus = gtk_window_get_focus (watch_window (fixture));
  g_autofree char *text = NULL;
  if (focus != NULL && g_object_class_find_property (G_OBJECT_GET_CLASS (focus), "text") != NULL) {
    g_object_get (focus, "text", &text, NULL);
  }
  return g_strcmp0 (text, label) == 0;
}

GtkWindow *
watch_choose (Fixture *fixture, const char *label)
{
  press (watch_window (fixture), "a");
  wait_until (menu_is_open, panel_of (fixture), "the menu of acts");
  for (guint i = 0; i < MOST_TABS && !stands_at_entry (fixture, label); i++) {
    press (watch_window (fixture), "Down");
  }
  g_assert_true (stands_at_entry (fixture, label));
  press (watch_window (fixture), "Return");
  return watch_wait_dialog ();
}

void
watch_part (Fixture *fixture, const char *name)
{
  yzt_incident_panel_set_part (panel_of (fixture), name);
  settle (watch_window (fixture));
}

typedef struct {
  GtkWidget *root;
  const char *label;
} Wanted;

static gboolean
is_there (gpointer data)
{
  const Wanted *wanted = data;
  return find_button (wanted->root, wanted->label) != NULL;
}

GtkWindow *
watch_click (Fixture *fixture, const char *label)
{
  Wanted wanted = { GTK_WIDGET (panel_of (fixture)), label };
  wait_until (is_there, &wanted, label);
  settle (watch_window (fixture));
  click_on (find_button (wanted.root, label));
  return watch_wait_dialog ();
}

/* --- who, and what was written --- */

typedef struct {
  YztSession *session;
  const char *name;
} Sitting;

static gboolean
sits_here (gpointer data)
{
  const Sitting *sitting = data;
  return g_strcmp0 (yzt_session_get_author (sitting->session), sitting->name) == 0;
}

void
watch_sign_in (Fixture *fixture, const char *name)
{
  Sitting sitting = { fixture->session, name };
  yzt_session_sign_in (fixture->session, name);
  wait_until (sits_here, &sitting, name);
}

typedef struct {
  Fixture *fixture;
  guint n;
} Lines;

static gboolean
has_lines (gpointer data)
{
  const Lines *lines = data;
  return yzt_incident_record_rows (watch_record (lines->fixture), "log-entry")->len >= lines->n;
}

void
watch_assert_log (Fixture *fixture, const char *const *kinds)
{
  Lines lines = { fixture, g_strv_length ((char **) kinds) };
  wait_until (has_lines, &lines, "the lines of the log");
  GPtrArray *rows = yzt_incident_record_rows (watch_record (fixture), "log-entry");
  g_assert_cmpuint (rows->len, ==, lines.n);
  for (guint i = 0; i < rows->len; i++) {
    g_assert_cmpstr (yzt_row_get_text (rows->pdata[i], "entry_kind"), ==, kinds[i]);
  }
}
