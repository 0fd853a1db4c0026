/* yzt-fill-in-turn.c: rows of a list made a few a frame, so that a long list never holds the window still
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-fill-in-turn.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define ROWS_A_FRAME 6

typedef struct {
  guint n, next, tick;
  YztMakeRow make;
  gpointer user_data;
  GDestroyNotify destroy;
} Filling;

static void
filling_free (gpointer data)
{
  Filling *filling = data;
  if (filling->destroy != NULL) {
    filling->destroy (filling->user_data);
  }
  g_free (filling);
}

static gboolean
fill (GtkWidget *list, GdkFrameClock *clock, gpointer user_data)
{
  Filling *filling = g_object_get_data (G_OBJECT (list), "yzt-filling");
  yzt_watchdog_background ("fill-list");
  for (guint i = 0; i < ROWS_A_FRAME && filling->next < filling->n; i++) {
    gtk_list_box_append (GTK_LIST_BOX (list), filling->make (filling->next++, filling->user_data));
  }
  return filling->next < filling->n ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

void
yzt_fill_in_turn (GtkListBox *list, guint n, YztMakeRow make, gpointer user_data, GDestroyNotify destroy)
{
  g_return_if_fail (GTK_IS_LIST_BOX (list));
  g_return_if_fail (make != NULL);
  Filling *before = g_object_get_data (G_OBJECT (list), "yzt-filling");
  if (before != NULL && before->next < before->n) {
    gtk_widget_remove_tick_callback (GTK_WIDGET (list), before->tick);
  }
  yzt_ui_clear_children (GTK_WIDGET (list));
  Filling *filling = g_new0 (Filling, 1);
  *filling = (Filling) { .n = n, .make = make, .user_data = user_data, .destroy = destroy };
  g_object_set_data_full (G_OBJECT (list), "yzt-filling", filling, filling_free);
  if (n > 0) {
    filling->tick = gtk_widget_add_tick_callback (GTK_WIDGET (list), fill, NULL, NULL);
  }
}
