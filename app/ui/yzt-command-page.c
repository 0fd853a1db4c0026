/* yzt-command-page.c: command of an incident in one page of the right panel: danger zone, needs and reach, orders
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-command-page.h"
#include <glib/gi18n-lib.h>
#include "yzt-command-after.h"
#include "yzt-command-orders.h"
#include "yzt-ui.h"

struct _YztCommandPage {
  GtkWidget parent_instance;
  YztCommand *command;
  GtkWidget *title, *cover_words, *cover, *body, *nothing;
  YztCommandZone *zone;
  YztCommandNeeds *needs;
};
G_DEFINE_FINAL_TYPE (YztCommandPage, yzt_command_page, GTK_TYPE_WIDGET)

enum { THING_ACTIVATED, PRINT, COVER_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
on_thing (YztCommandPage *self, int kind, gint64 fid)
{
  g_signal_emit (self, signals[THING_ACTIVATED], 0, kind, fid);
}

static void
on_print (YztCommandPage *self, gint64 fid)
{
  g_signal_emit (self, signals[PRINT], 0, fid);
}

static void
on_cover (YztCommandPage *self)
{
  g_signal_emit (self, signals[COVER_CHANGED], 0);
}

static void
show_cover (YztCommandPage *self)
{
  YztTeamCover *cover = yzt_command_get_cover (self->command);
  if (cover != NULL) {
    g_autofree char *words = g_strdup_printf (_("%u of %u hazard sources have no suitable team in reach now"), yzt_team_cover_get_n_uncovered (cover), yzt_team_cover_get_n (cover));
    gtk_label_set_text (GTK_LABEL (self->cover_words), words);
  }
}

static void
on_loaded (YztCommandPage *self)
{
  const YztRow *row = yzt_command_get_row (self->command);
  const char *name = row != NULL ? yzt_row_get_text (row, "name") : NULL;
  gtk_label_set_text (GTK_LABEL (self->title), name != NULL ? name : "");
  gtk_widget_set_visible (self->nothing, yzt_command_get_incident (self->command) == 0);
  gtk_widget_set_visible (self->body, yzt_command_get_incident (self->command) != 0);
  show_cover (self);
}

gboolean
yzt_command_page_shows_cover (YztCommandPage *self)
{
  g_return_val_if_fail (YZT_IS_COMMAND_PAGE (self), FALSE);
  return gtk_check_button_get_active (GTK_CHECK_BUTTON (self->cover));
}

static void
yzt_command_page_dispose (GObject *object)
{
  YztCommandPage *self = YZT_COMMAND_PAGE (object);
  GtkWidget *child;
  if (self->command != NULL) {
    g_signal_handlers_disconnect_by_data (self->command, self);
  }
  g_clear_object (&self->command);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL) {
    gtk_widget_unparent (child);
  }
  G_OBJECT_CLASS (yzt_command_page_parent_class)->dispose (object);
}

static void
yzt_command_page_class_init (YztCommandPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_command_page_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[THING_ACTIVATED] = g_signal_new ("thing-activated", YZT_TYPE_COMMAND_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT64);
  signals[PRINT] = g_signal_new ("print", YZT_TYPE_COMMAND_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[COVER_CHANGED] = g_signal_new ("cover-changed", YZT_TYPE_COMMAND_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_command_page_init (YztCommandPage *self)
{
}

static GtkWidget *
new_cover_card (YztCommandPage *self)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->cover_words = yzt_ui_label ("", "second-line number");
  self->cover = gtk_check_button_new_with_label (_("Shade the map by what reaches it"));
  gtk_label_set_wrap (GTK_LABEL (self->cover_words), TRUE);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "panel-card");
  gtk_widget_set_tooltip_text (self->cover, _("Each hazard source by the nearest suitable team; red with a cross where none is in reach"));
  gtk_box_append (GTK_BOX (card), yzt_ui_label (_("Cover"), "heading"));
  gtk_box_append (GTK_BOX (card), self->cover_words);
  gtk_box_append (GTK_BOX (card), self->cover);
  g_signal_connect_swapped (self->cover, "toggled", G_CALLBACK (on_cover), self);
  return card;
}

GtkWidget *
yzt_command_page_new (YztCommand *command)
{
  g_return_val_if_fail (YZT_IS_COMMAND (command), NULL);
  YztCommandPage *self = g_object_new (YZT_TYPE_COMMAND_PAGE, NULL);
  GtkWidget *scroller = gtk_scrolled_window_new (), *all = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10), *orders = yzt_command_orders_new (command), *after = yzt_command_after_new (command);
  self->command = g_object_ref (command);
  self->body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  self->title = yzt_ui_label ("", "panel-title");
  self->nothing = adw_status_page_new ();
  self->zone = YZT_COMMAND_ZONE (yzt_command_zone_new (command));
  self->needs = YZT_COMMAND_NEEDS (yzt_command_needs_new (command));
  adw_status_page_set_title (ADW_STATUS_PAGE (self->nothing), _("No incident to command"));
  adw_status_page_set_description (ADW_STATUS_PAGE (self->nothing), _("Choose an incident in the list or on the map."));
  gtk_widget_add_css_class (self->nothing, "compact");
  gtk_label_set_wrap (GTK_LABEL (self->title), TRUE);
  gtk_box_append (GTK_BOX (self->body), self->title);
  gtk_box_append (GTK_BOX (self->body), orders);
  gtk_box_append (GTK_BOX (self->body), GTK_WIDGET (self->needs));
  gtk_box_append (GTK_BOX (self->body), GTK_WIDGET (self->zone));
  gtk_box_append (GTK_BOX (self->body), new_cover_card (self));
  gtk_box_append (GTK_BOX (self->body), after);
  gtk_box_append (GTK_BOX (all), self->nothing);
  gtk_box_append (GTK_BOX (all), self->body);
  gtk_widget_add_css_class (all, "panel-body");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), all);
  gtk_widget_set_parent (scroller, GTK_WIDGET (self));
  g_signal_connect_swapped (self->zone, "thing-activated", G_CALLBACK (on_thing), self);
  g_signal_connect_swapped (self->needs, "thing-activated", G_CALLBACK (on_thing), self);
  g_signal_connect_swapped (self->needs, "cover-changed", G_CALLBACK (on_cover), self);
  g_signal_connect_object (self->needs, "sent", G_CALLBACK (yzt_command_orders_focus_newest), orders, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (after, "thing-activated", G_CALLBACK (on_thing), self);
  g_signal_connect_swapped (orders, "thing-activated", G_CALLBACK (on_thing), self);
  g_signal_connect_swapped (orders, "print", G_CALLBACK (on_print), self);
  g_signal_connect_swapped (command, "loaded", G_CALLBACK (on_loaded), self);
  on_loaded (self);
  return GTK_WIDGET (self);
}

YztCommand *
yzt_command_page_get_command (YztCommandPage *self)
{
  g_return_val_if_fail (YZT_IS_COMMAND_PAGE (self), NULL);
  return self->command;
}

YztCommandNeeds *
yzt_command_page_get_needs (YztCommandPage *self)
{
  g_return_val_if_fail (YZT_IS_COMMAND_PAGE (self), NULL);
  return self->needs;
}

YztCommandZone *
yzt_command_page_get_zone (YztCommandPage *self)
{
  g_return_val_if_fail (YZT_IS_COMMAND_PAGE (self), NULL);
  return self->zone;
}
