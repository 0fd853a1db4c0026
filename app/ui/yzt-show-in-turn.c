/* yzt-show-in-turn.c: parts of a window that come to be seen one a frame
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-show-in-turn.h"

typedef struct {
  GPtrArray *waiting; /* GtkWidget, owned */
  guint tick;
  gint64 frame;       /* when the latest was shown, or the asking began; -1 before the first tick */
} Turns;

static void
turns_free (Turns *turns)
{
  g_ptr_array_unref (turns->waiting);
  g_free (turns);
}

static Turns *
get_turns (GtkWidget *root)
{
  return g_object_get_data (G_OBJECT (root), "yzt-turns");
}

static gboolean
show_next (GtkWidget *root, GdkFrameClock *clock, gpointer user_data)
{
  Turns *turns = user_data;
  gint64 frame = gdk_frame_clock_get_frame_counter (clock);
  if (turns->frame < 0) {
    turns->frame = frame;
  }
  if (frame > turns->frame && turns->waiting->len > 0) {
    g_autoptr (GtkWidget) widget = g_object_ref (turns->waiting->pdata[0]);
    g_ptr_array_remove_index (turns->waiting, 0);
    turns->frame = frame;
    gtk_widget_set_visible (widget, TRUE);
  }
  if (turns->waiting->len > 0) {
    return G_SOURCE_CONTINUE;
  }
  turns->tick = 0;
  return G_SOURCE_REMOVE;
}

void
yzt_show_in_turn (GtkWidget *widget)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (widget));
  if (root == NULL) {
    gtk_widget_set_visible (widget, TRUE);
    return;
  }
  Turns *turns = get_turns (root);
  if (turns == NULL) {
    turns = g_new0 (Turns, 1);
    turns->waiting = g_ptr_array_new_with_free_func (g_object_unref);
    g_object_set_data_full (G_OBJECT (root), "yzt-turns", turns, (GDestroyNotify) turns_free);
  }
  if (gtk_widget_get_visible (widget) || g_ptr_array_find (turns->waiting, widget, NULL)) {
    return;
  }
  g_ptr_array_add (turns->waiting, g_object_ref (widget));
  if (turns->tick == 0) {
    turns->frame = -1;
    turns->tick = gtk_widget_add_tick_callback (root, show_next, turns, NULL);
  }
}

void
yzt_hide_now (GtkWidget *widget)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (widget));
  Turns *turns = root != NULL ? get_turns (root) : NULL;
  if (turns != NULL) {
    g_ptr_array_remove (turns->waiting, widget);
  }
  gtk_widget_set_visible (widget, FALSE);
}
