/* yzt-window-picked.c: the window and all that is selected together: one value for them, their table, away with them, what lies in an area
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-edits.h"
#include "yzt-selection.h"
#include "yzt-shape.h"
#include "yzt-table-set.h"
#include "yzt-task.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"
#include "yzt-window-private.h"

/* As many as a table sets and deletes at once. */
#define MOST_THINGS 50000
#define MENU_MARGIN_PX 24

guint
yzt_window_count_picked (YztWindow *self)
{
  g_return_val_if_fail (YZT_IS_WINDOW (self), 0);
  gboolean ready = self->session != NULL && yzt_session_get_state (self->session) == YZT_SESSION_READY;
  return ready ? yzt_selection_get_n (yzt_selection_of (self->session)) : 0;
}

gboolean
yzt_window_leave_picked (YztWindow *self)
{
  g_return_val_if_fail (YZT_IS_WINDOW (self), FALSE);
  if (yzt_window_count_picked (self) < 2) {
    return FALSE;
  }
  yzt_selection_set (yzt_selection_of (self->session), NULL, 0);
  return TRUE;
}

/* --- of one kind, or of the kind that is chosen --- */

/* Numbers of what is selected of a kind. */
static GArray *
list_fids (YztWindow *self, guint kind)
{
  GArray *fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint n = 0;
  const YztThing *things = yzt_selection_get (yzt_selection_of (self->session), &n);
  for (guint i = 0; i < n; i++) {
    if (things[i].kind == kind) {
      g_array_append_val (fids, things[i].fid);
    }
  }
  return fids;
}

/* The kinds that are selected, each once. (element-type guint) */
static GArray *
list_kinds (YztWindow *self)
{
  GArray *kinds = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n = 0;
  const YztThing *things = yzt_selection_get (yzt_selection_of (self->session), &n); /* sorted by kind */
  for (guint i = 0; i < n; i++) {
    if (kinds->len == 0 || g_array_index (kinds, guint, kinds->len - 1) != things[i].kind) {
      g_array_append_val (kinds, things[i].kind);
    }
  }
  return kinds;
}

static void
ask_kind (YztWindow *self, const GArray *kinds, const char *action)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *box = gtk_widget_get_parent (GTK_WIDGET (self->stack));
  double x = 0, y = 0;
  for (guint i = 0; i < kinds->len; i++) {
    guint kind = g_array_index (kinds, guint, i);
    g_autoptr (GArray) fids = list_fids (self, kind);
    g_autofree char *number = yzt_text_group_number (fids->len, 0);
    g_autofree char *label = g_strdup_printf ("%s · %s", yzt_ui_kind_label (self->session, (int) kind), number);
    g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);
    g_menu_item_set_action_and_target (item, action, "i", (gint32) kind);
    g_menu_append_item (menu, item);
  }
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_parent (self->menu, box);
  gtk_widget_translate_coordinates (GTK_WIDGET (self->right_stack), box, MENU_MARGIN_PX * 4, MENU_MARGIN_PX * 4, &x, &y);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* In the table, where each row and each old value can be seen. */
static void
show_rows (YztWindow *self, guint kind)
{
  g_autoptr (GArray) fids = list_fids (self, kind);
  g_autofree char *number = yzt_text_group_number (fids->len, 0);
  g_autofree char *words = g_strdup_printf (_("Selected: %s"), number);
  yzt_window_show_rows (self, kind, fids, words);
}

/* One kind is meant, or it is asked which. */
static void
with_kind (YztWindow *self, const char *action)
{
  if (self->session == NULL || yzt_session_get_state (self->session) != YZT_SESSION_READY) {
    return;
  }
  g_autoptr (GArray) kinds = list_kinds (self);
  if (kinds->len == 0) {
    yzt_window_say (self, _("Select things first: drag over them with Shift held, draw round them with L, or mark rows in the table."), FALSE);
  } else if (kinds->len == 1) {
    gtk_widget_activate_action (GTK_WIDGET (self), action, "i", (gint32) g_array_index (kinds, guint, 0));
  } else {
    ask_kind (self, kinds, action);
  }
}

static void
action_ask (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  with_kind (YZT_WINDOW (widget), g_str_equal (name, "win.set-values") ? "win.set-values-of" : "win.picked-table-of");
}

static void
action_of_kind (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  guint kind = (guint) g_variant_get_int32 (parameter);
  yzt_watchdog_action (name);
  if (self->session == NULL || kind >= yzt_kind_set_get_n (yzt_session_get_kinds (self->session))) {
    return;
  }
  show_rows (self, kind);
  if (g_str_equal (name, "win.set-values-of")) {
    yzt_table_set_values_when_read (self->table);
  }
}

/* --- away with them --- */

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztWindow) self = user_data;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, NULL);
  if (act != NULL && self->session == YZT_SESSION (source)) {
    yzt_window_say (self, act->label, TRUE);
  }
}

void
yzt_window_delete_picked (YztWindow *self)
{
  g_return_if_fail (YZT_IS_WINDOW (self));
  guint n = 0;
  const YztThing *things = yzt_selection_get (yzt_selection_of (self->session), &n);
  if (n > MOST_THINGS) {
    yzt_window_say (self, _("That is more than 50 000 things; select fewer at a time."), FALSE);
    return;
  }
  g_autofree char *number = yzt_text_group_number (n, 0);
  g_autofree char *label = g_strdup_printf (ngettext ("Delete %s thing", "Delete %s things", n), number);
  YztKindSet *kinds = yzt_session_get_kinds (self->session);
  YztEdits *edits = yzt_edits_new (label);
  for (guint i = 0; i < n; i++) {
    yzt_edits_delete (edits, yzt_kind_set_get (kinds, things[i].kind), things[i].fid);
  }
  yzt_selection_set (yzt_selection_of (self->session), NULL, 0);
  yzt_session_write_edits_async (self->session, edits, on_deleted, g_object_ref (self));
}

/* --- what lies in an area of the map --- */

typedef struct {
  YztGeneration *generation;
  YztShape *shape;
  guint kind; /* the area itself */
  gint64 fid;
} Inside;

static void
inside_free (gpointer data)
{
  Inside *inside = data;
  yzt_generation_unref (inside->generation);
  yzt_shape_unref (inside->shape);
  g_free (inside);
}

/* Whatever the layers and filters hide: what is there is there. */
static void
find_inside (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Inside *inside = data;
  GArray *things = g_array_new (FALSE, FALSE, sizeof (YztThing));
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  double x0, y0, x1, y1;
  yzt_shape_get_bounds (inside->shape, &x0, &y0, &x1, &y1);
  yzt_generation_box (inside->generation, x0, y0, x1, y1, YZT_SCENE_FILTER_ALL, indices);
  for (guint i = 0; i < indices->len; i++) {
    guint index = g_array_index (indices, guint, i);
    YztItem item;
    double x, y;
    if (yzt_generation_get_mercator (inside->generation, index, &x, &y) && yzt_generation_get_item (inside->generation, index, &item)
        && (item.kind != inside->kind || item.fid != inside->fid) && yzt_shape_distance2 (inside->shape, x, y) <= 0) {
      YztThing thing = { item.kind, item.fid };
      g_array_append_val (things, thing);
    }
  }
  g_task_return_pointer (task, things, (GDestroyNotify) g_array_unref);
}

static void
on_inside (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztWindow) self = user_data;
  g_autoptr (GArray) things = g_task_propagate_pointer (G_TASK (result), NULL);
  if (self->session != YZT_SESSION (source)) {
    return;
  }
  if (things->len == 0) {
    yzt_window_say (self, _("Nothing lies in this area."), FALSE);
    return;
  }
  yzt_selection_set (yzt_selection_of (self->session), (const YztThing *) (gconstpointer) things->data, things->len);
  yzt_window_list_picked (self);
}

static void
action_pick_inside (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  YztItem area;
  yzt_watchdog_action (name);
  if (!yzt_window_selected_item (self, &area) || area.shape == NULL || !yzt_shape_is_area (area.shape)) {
    yzt_window_say (self, _("Choose an area of the map first, or draw round things with L."), FALSE);
    return;
  }
  Inside *inside = g_new0 (Inside, 1);
  *inside = (Inside) { yzt_generation_ref (yzt_scene_get_generation (yzt_session_get_scene (self->session))), yzt_shape_ref (area.shape), area.kind, area.fid };
  g_autoptr (GTask) task = g_task_new (self->session, NULL, on_inside, g_object_ref (self));
  g_task_set_task_data (task, inside, inside_free);
  yzt_task_run_in_thread (task, find_inside);
}

void
yzt_window_class_install_picked (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.set-values", NULL, action_ask);
  gtk_widget_class_install_action (widget_class, "win.picked-table", NULL, action_ask);
  gtk_widget_class_install_action (widget_class, "win.set-values-of", "i", action_of_kind);
  gtk_widget_class_install_action (widget_class, "win.picked-table-of", "i", action_of_kind);
  gtk_widget_class_install_action (widget_class, "win.pick-inside", NULL, action_pick_inside);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.set-values", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.pick-inside", NULL);
}
