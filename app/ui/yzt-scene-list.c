/* yzt-scene-list.c: the scenes of a briefing in their order: dragged or moved by keys, chosen by a press
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-scene-list.h"
#include <glib/gi18n-lib.h>
#include "yzt-ui.h"

#define BRIEFING "yzt-briefing"

static YztBriefing *
briefing_of (GtkWidget *list)
{
  return g_object_get_data (G_OBJECT (list), BRIEFING);
}

static int
index_of (GtkWidget *row)
{
  return gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
}

/* --- dragging --- */

static GdkContentProvider *
on_prepare (GtkDragSource *source, double x, double y, GtkWidget *row)
{
  return gdk_content_provider_new_typed (G_TYPE_INT, index_of (row));
}

static void
on_drag_begin (GtkDragSource *source, GdkDrag *drag, GtkWidget *row)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (row);
  gtk_drag_source_set_icon (source, picture, 0, 0);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, GtkWidget *row)
{
  GtkWidget *list = gtk_widget_get_parent (row);
  YztBriefing *briefing = briefing_of (list);
  int from = g_value_get_int (value), to = index_of (row);
  if (from == to || from < 0 || from >= (int) yzt_briefing_get_n (briefing)) {
    return FALSE;
  }
  yzt_briefing_move_async (briefing, (guint) from, (guint) to, NULL, NULL);
  return TRUE;
}

/* --- rows --- */

static GtkWidget *
row_new (YztBriefing *briefing, guint index)
{
  const YztBriefingScene *scene = yzt_briefing_get (briefing, index);
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *number = g_strdup_printf ("%u", index + 1), *named = g_strdup_printf (_("Scene %u: %s"), index + 1, scene->name);
  g_autofree char *figures = g_strdup_printf (ngettext ("%u figure", "%u figures", g_strv_length (scene->figures)), g_strv_length (scene->figures));
  g_autofree char *second = g_strdup_printf ("%s%s%s", scene->captions, *scene->captions != '\0' ? " · " : "", figures);
  GtkWidget *name = yzt_ui_label (scene->name, NULL), *below = yzt_ui_label (second, "dim-label caption"), *order = yzt_ui_label (number, "numeric dim-label");
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (below), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), name);
  gtk_box_append (GTK_BOX (words), below);
  gtk_box_append (GTK_BOX (box), order);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("list-drag-handle-symbolic"));
  gtk_widget_set_margin_top (box, 7);
  gtk_widget_set_margin_bottom (box, 7);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, named, -1);
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INT, GDK_ACTION_MOVE);
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (on_prepare), row);
  g_signal_connect (source, "drag-begin", G_CALLBACK (on_drag_begin), row);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), row);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (target));
  return row;
}

static void
choose_row (GtkListBox *list)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (list, (int) yzt_briefing_get_index (briefing_of (GTK_WIDGET (list))));
  if (row != NULL) {
    gtk_list_box_select_row (list, row);
  }
}

static void
fill (GtkListBox *list)
{
  YztBriefing *briefing = briefing_of (GTK_WIDGET (list));
  GtkWidget *focus = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (list))) != NULL ? gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (list))) : NULL;
  gboolean had_focus = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (list));
  yzt_ui_clear_children (GTK_WIDGET (list));
  for (guint i = 0; i < yzt_briefing_get_n (briefing); i++) {
    gtk_list_box_append (list, row_new (briefing, i));
  }
  choose_row (list);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (list);
  if (had_focus && row != NULL) {
    gtk_widget_grab_focus (GTK_WIDGET (row));
  }
}

static void
on_activated (GtkListBox *list, GtkListBoxRow *row)
{
  yzt_briefing_step_to (briefing_of (GTK_WIDGET (list)), gtk_list_box_row_get_index (row));
}

static gboolean
on_key (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, GtkListBox *list)
{
  YztBriefing *briefing = briefing_of (GTK_WIDGET (list));
  GtkWidget *row = gtk_widget_get_focus_child (GTK_WIDGET (list));
  gboolean alt = (state & GDK_ALT_MASK) != 0;
  if (row == NULL) {
    return FALSE;
  }
  int at = index_of (row), to = keyval == GDK_KEY_Up ? at - 1 : at + 1;
  if (alt && (keyval == GDK_KEY_Up || keyval == GDK_KEY_Down)) {
    if (to >= 0 && to < (int) yzt_briefing_get_n (briefing)) {
      yzt_briefing_step_to (briefing, at);
      yzt_briefing_move_async (briefing, (guint) at, (guint) to, NULL, NULL);
    }
    return TRUE;
  }
  if (keyval == GDK_KEY_Delete && !alt) {
    yzt_briefing_remove_async (briefing, (guint) at, NULL, NULL);
    return TRUE;
  }
  return FALSE;
}

GtkWidget *
yzt_scene_list_new (YztBriefing *briefing)
{
  g_return_val_if_fail (YZT_IS_BRIEFING (briefing), NULL);
  GtkWidget *list = gtk_list_box_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_object_set_data_full (G_OBJECT (list), BRIEFING, g_object_ref (briefing), g_object_unref);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_BROWSE);
  gtk_list_box_set_placeholder (GTK_LIST_BOX (list), yzt_ui_label (_("No scene yet: Ctrl+F5 in the map’s window makes one."), "dim-label"));
  gtk_widget_add_css_class (list, "scene-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Scenes"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _("Alt+Up and Alt+Down move a scene, Delete takes it out"), -1);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), list);
  gtk_widget_add_controller (list, keys);
  g_signal_connect (list, "row-activated", G_CALLBACK (on_activated), NULL);
  g_signal_connect_object (briefing, "listed", G_CALLBACK (fill), list, G_CONNECT_SWAPPED);
  g_signal_connect_object (briefing, "stepped", G_CALLBACK (choose_row), list, G_CONNECT_SWAPPED);
  fill (GTK_LIST_BOX (list));
  return list;
}
