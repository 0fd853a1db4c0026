/* yzt-window-edit.c: the window's planner: add a thing of any kind by keys, duplicate the selected one
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-call-list.h"
#include "yzt-kind-dialog.h"
#include "yzt-links.h"
#include "yzt-selection.h"
#include "yzt-todo.h"
#include "yzt-figures-window.h"
#include "yzt-ledger-window.h"
#include "yzt-totals-window.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"
#include "yzt-window-private.h"

/* Every kind that has a place of its own, to be chosen with the arrows. */
static GMenuModel *
new_kind_menu (YztWindow *self)
{
  GMenu *menu = g_menu_new ();
  YztKindSet *kinds = yzt_session_get_kinds (self->session);
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    if (yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE) {
      g_autoptr (GMenuItem) item = g_menu_item_new (yzt_kind_get_label (kind, yzt_session_get_language (self->session)), NULL);
      g_menu_item_set_action_and_target (item, "win.add-here", "s", yzt_kind_get_id (kind));
      g_menu_append_item (menu, item);
    }
  }
  return G_MENU_MODEL (menu);
}

/* At the pin, else at the pointer, else in the middle of the map: the form says where and takes another coordinate. */
static void
action_add (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  double zoom = 0, x = 0, y = 0;
  yzt_watchdog_action (name);
  yzt_map_view_get_view (self->map, &self->menu_position, &zoom);
  if (self->has_mark) {
    self->menu_position = self->mark;
  } else if (!isnan (self->pointer.lon)) {
    self->menu_position = self->pointer;
  }
  g_autoptr (GMenuModel) model = new_kind_menu (self);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  self->menu = gtk_popover_menu_new_from_model (model);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  GtkWidget *box = gtk_widget_get_parent (GTK_WIDGET (self->stack));
  gtk_widget_set_parent (self->menu, box);
  if (yzt_map_view_position_to_widget (self->map, self->menu_position, &x, &y)) {
    gtk_widget_translate_coordinates (GTK_WIDGET (self->map), box, x, y, &x, &y);
  }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* The same thing once more, beside it: the form is open, nothing is written before it is saved. */
static void
action_duplicate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  const YztRow *row = yzt_inspector_get_row (self->inspector);
  yzt_watchdog_action (name);
  if (row == NULL) {
    return;
  }
  g_autoptr (YztRow) copy = yzt_row_copy (row);
  copy->fid = 0;
  for (guint i = 0; i < yzt_kind_get_n_fields (copy->kind); i++) {
    const char *field = yzt_field_get_name (yzt_kind_get_field (copy->kind, i));
    /* What is only its own: its code, and who knew it when. */
    if (g_str_equal (field, "code") || g_str_equal (field, "created_at") || g_str_equal (field, "updated_at") || g_str_has_prefix (field, "verified_")) {
      yzt_cell_clear (&copy->cells[i]);
      copy->cells[i] = (YztCell) { .type = YZT_CELL_NULL };
    }
  }
  gtk_stack_set_visible_child_name (self->right_stack, "details");
  yzt_inspector_add (self->inspector, copy);
}

/* --- who named what goes --- */

#define MOST_NAMED 3

static void
on_naming (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztWindow) self = user_data;
  g_autoptr (GArray) naming = yzt_links_finish (result, NULL);
  g_autoptr (GString) names = g_string_new (NULL);
  if (naming == NULL || naming->len == 0 || self->session == NULL) {
    return;
  }
  for (guint i = 0; i < naming->len && i < MOST_NAMED; i++) {
    const char *name = g_array_index (naming, YztNamed, i).name;
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name != NULL ? name : _("Without a name"));
  }
  g_string_append (names, naming->len > MOST_NAMED ? "…" : "");
  /* Translators: number, names: "2 things name what was deleted: 张三, 李四" */
  g_autofree char *sentence = g_strdup_printf (ngettext ("%u thing names what was deleted: %s", "%u things name what was deleted: %s", naming->len), naming->len, names->str);
  yzt_window_say (self, sentence, TRUE);
}

void
yzt_window_tell_naming (YztWindow *self, guint kind, gint64 fid)
{
  g_return_if_fail (YZT_IS_WINDOW (self));
  yzt_session_find_naming_async (self->session, kind, fid, 1000, on_naming, g_object_ref (self));
}

/* --- trust --- */

void
yzt_window_show_rows (YztWindow *self, guint kind, GArray *fids, const char *words)
{
  g_return_if_fail (YZT_IS_WINDOW (self) && fids != NULL);
  yzt_window_show_table (self, (int) kind);
  gtk_widget_activate_action (GTK_WIDGET (self->table), "table.clear-filters", NULL);
  yzt_table_panel_show_only (self->table, kind, (const gint64 *) (gpointer) fids->data, fids->len, words);
  gtk_window_present (GTK_WINDOW (self));
}

static void
on_show_rows (GtkWindow *list, guint kind, GArray *fids, const char *words, YztWindow *self)
{
  yzt_window_show_rows (self, kind, fids, words);
}

static void
action_call_list (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  yzt_watchdog_action (name);
  GtkWindow *list = yzt_call_list_new (GTK_WINDOW (self), self->session);
  g_signal_connect_object (list, "show-rows", G_CALLBACK (on_show_rows), self, 0);
  gtk_window_present (list);
}

static void
action_totals (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  if (YZT_WINDOW (widget)->session != NULL && yzt_session_get_store (YZT_WINDOW (widget)->session) != NULL) {
    gtk_window_present (yzt_totals_window_new (GTK_WINDOW (widget), YZT_WINDOW (widget)->session, YZT_WINDOW (widget)->ring));
  }
}

static void
action_ledger (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  if (YZT_WINDOW (widget)->session != NULL && yzt_session_get_store (YZT_WINDOW (widget)->session) != NULL) {
    gtk_window_present (yzt_ledger_window_new (GTK_WINDOW (widget), YZT_WINDOW (widget)->session));
  }
}

/* The records behind a figure: in the table, and those that stand on the map ringed there. */
#define MOST_RINGED 50000
static void
on_figure_rows (GtkWindow *figures, guint kind, GArray *fids, const char *words, YztWindow *self)
{
  if (fids->len <= MOST_RINGED && yzt_kind_get_geometry (yzt_ui_kind (self->session, (int) kind)) != YZT_KIND_GEOMETRY_NONE) {
    g_autofree YztThing *things = g_new (YztThing, fids->len + 1);
    for (guint i = 0; i < fids->len; i++) {
      things[i] = (YztThing) { kind, g_array_index (fids, gint64, i) };
    }
    yzt_selection_set (yzt_selection_of (self->session), things, fids->len);
  }
  yzt_window_show_rows (self, kind, fids, words);
}

static void
action_figures (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  yzt_watchdog_action (name);
  if (self->session != NULL && yzt_session_get_store (self->session) != NULL) {
    GtkWindow *figures = yzt_figures_window_new (GTK_WINDOW (self), self->session, self->ring);
    g_signal_connect_object (figures, "show-rows", G_CALLBACK (on_figure_rows), self, 0);
    gtk_window_present (figures);
  }
}

/* All that is selected together, else the one that is shown. */
static void
action_verify (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  guint n = 0;
  const YztThing *things = yzt_selection_get (yzt_selection_of (self->session), &n);
  g_autofree guint *kinds = g_new (guint, n + 1);
  g_autofree gint64 *fids = g_new (gint64, n + 1);
  yzt_watchdog_action (name);
  for (guint i = 0; i < n; i++) {
    kinds[i] = things[i].kind;
    fids[i] = things[i].fid;
  }
  if (n > 0) {
    yzt_session_verify_async (self->session, kinds, fids, n, NULL, NULL, NULL);
  }
}

/* --- own kinds --- */

static void
action_kinds (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  gtk_window_present (yzt_kind_dialog_new (GTK_WINDOW (widget), YZT_WINDOW (widget)->session));
}

/* Who is signed in stays signed in through the reopening. */
static void
on_reopened (YztSession *session, GParamSpec *pspec, const char *author)
{
  if (yzt_session_get_state (session) == YZT_SESSION_READY && *yzt_session_get_author (session) == '\0' && *author != '\0') {
    yzt_session_sign_in (session, author);
  }
}

/* Every list of the window counts kinds by their order: with other kinds the map is opened anew. */
static gboolean
reopen (gpointer user_data)
{
  YztWindow *self = user_data;
  if (self->session == NULL || self->path == NULL) {
    return G_SOURCE_REMOVE;
  }
  g_autofree char *path = g_strdup (self->path), *author = g_strdup (yzt_session_get_author (self->session));
  yzt_window_session_detach (self);
  yzt_window_open (self, path);
  g_signal_connect_data (self->session, "notify::state", G_CALLBACK (on_reopened), g_steal_pointer (&author), (GClosureNotify) (void (*) (void)) g_free, 0);
  return G_SOURCE_REMOVE;
}

static void
on_rows_changed (YztWindow *self, YztActResult *result)
{
  for (guint i = 0; result->touches != NULL && i < result->touches->len; i++) {
    if (g_str_equal (g_array_index (result->touches, YztTouch, i).kind, "kind")) {
      g_idle_add_full (G_PRIORITY_DEFAULT, reopen, g_object_ref (self), g_object_unref);
      return;
    }
  }
}

void
yzt_window_edit_attach (YztWindow *self)
{
  g_signal_connect_object (self->session, "rows-changed", G_CALLBACK (on_rows_changed), self, G_CONNECT_SWAPPED);
}

void
yzt_window_update_edit_actions (YztWindow *self, gboolean writing, gboolean selected)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.add", writing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.paste-here", writing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.reshape", writing && selected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.duplicate", writing && selected);
  gboolean any = selected || yzt_window_count_picked (self) > 0;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.verify", writing && any);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.delete-selected", writing && any);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.set-values", writing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.pick-inside", selected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.call-list", writing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.kinds", writing);
}

void
yzt_window_class_install_edit (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.add", NULL, action_add);
  gtk_widget_class_install_action (widget_class, "win.duplicate", NULL, action_duplicate);
  gtk_widget_class_install_action (widget_class, "win.verify", NULL, action_verify);
  gtk_widget_class_install_action (widget_class, "win.call-list", NULL, action_call_list);
  gtk_widget_class_install_action (widget_class, "win.ledger", NULL, action_ledger);
  gtk_widget_class_install_action (widget_class, "win.totals", NULL, action_totals);
  gtk_widget_class_install_action (widget_class, "win.figures", NULL, action_figures);
  gtk_widget_class_install_action (widget_class, "win.kinds", NULL, action_kinds);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.totals", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_b, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.ledger", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F4, 0, "win.figures", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, 0, "win.verify", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, GDK_CONTROL_MASK, "win.call-list", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Insert, 0, "win.add", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.add", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, GDK_CONTROL_MASK, "win.duplicate", NULL);
}
