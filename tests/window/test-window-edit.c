/* test-window-edit.c: what a person changes in the window: a form, a deletion, and taking both back
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "window-fixture.h"
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

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add ("/window-edit/edit", Fixture, "en", set_up, test_edit, tear_down);
  g_test_add ("/window-edit/edit-chinese", Fixture, "zh_CN", set_up, test_edit, tear_down);
  g_test_add ("/window-edit/delete", Fixture, "en", set_up, test_delete, tear_down);
  return window_test_run ();
}
