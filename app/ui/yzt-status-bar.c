/* yzt-status-bar.c: the line at the bottom: where the pointer is, scale, feed, last save, what Ctrl+Z takes back
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-status-bar.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-ui.h"

struct _YztStatusBar {
  GtkWidget parent_instance;
  GtkLabel *pointer;
  GtkLabel *scale;
  GtkLabel *feed;
  GtkLabel *saved;
  GtkLabel *check;
  GtkLabel *undo;
  YztSession *session;
};
G_DEFINE_FINAL_TYPE (YztStatusBar, yzt_status_bar, GTK_TYPE_WIDGET)

static char *
saved_text (YztStatusBar *self)
{
  guint pending = 0;
  g_object_get (self->session, "pending", &pending, NULL);
  gint64 saved_ms = yzt_session_get_last_saved_ms (self->session);
  if (yzt_session_is_read_only (self->session)) {
    return g_strdup (_("Read-only: changes are not possible"));
  }
  if (pending > 0) {
    return g_strdup_printf (ngettext ("Saving %u change…", "Saving %u changes…", pending), pending);
  }
  if (saved_ms == 0) {
    return g_strdup (_("Nothing changed yet"));
  }
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (saved_ms / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, yzt_session_get_time_zone (self->session));
  g_autofree char *clock = g_date_time_format (local, "%H:%M:%S");
  return g_strdup_printf (_("Saved %s"), clock);
}

static void
refresh (YztStatusBar *self)
{
  if (self->session == NULL) {
    gtk_label_set_text (self->saved, "");
    gtk_label_set_text (self->undo, "");
    return;
  }
  g_autofree char *saved = saved_text (self);
  const char *label = yzt_session_get_undo_label (self->session);
  /* Translators: what Ctrl+Z would take back, at the right end of the bottom line. */
  g_autofree char *undo = label != NULL ? g_strdup_printf (_("Undo: %s  Ctrl+Z"), label) : g_strdup ("");
  gtk_label_set_text (self->saved, saved);
  gtk_label_set_text (self->undo, undo);
}

void
yzt_status_bar_set_session (YztStatusBar *self, YztSession *session)
{
  g_return_if_fail (YZT_IS_STATUS_BAR (self));
  if (self->session != NULL) {
    g_signal_handlers_disconnect_by_data (self->session, self);
  }
  g_set_object (&self->session, session);
  if (session != NULL) {
    g_signal_connect_object (session, "notify::last-saved-ms", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "notify::pending", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "notify::author", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "rows-changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  }
  refresh (self);
}

void
yzt_status_bar_set_pointer (YztStatusBar *self, double lon, double lat)
{
  g_return_if_fail (YZT_IS_STATUS_BAR (self));
  if (isnan (lon) || isnan (lat)) {
    gtk_label_set_text (self->pointer, yzt_datum_label (YZT_DATUM_WGS84));
    return;
  }
  g_autofree char *text = yzt_ui_position_text ((YztPosition) { lon, lat });
  gtk_label_set_text (self->pointer, text);
}

void
yzt_status_bar_set_scale (YztStatusBar *self, double denominator)
{
  g_return_if_fail (YZT_IS_STATUS_BAR (self));
  if (!(denominator > 0)) {
    gtk_label_set_text (self->scale, "");
    return;
  }
  /* Three figures are all that a scale on a screen can mean. */
  double unit = pow (10, floor (log10 (denominator)) - 2);
  g_autofree char *number = yzt_text_group_number (round (denominator / unit) * unit, 0);
  g_autofree char *text = g_strdup_printf ("1:%s", number);
  gtk_label_set_text (self->scale, text);
}

void
yzt_status_bar_set_feed (YztStatusBar *self, const char *text, gboolean silent)
{
  g_return_if_fail (YZT_IS_STATUS_BAR (self));
  gtk_label_set_text (self->feed, text);
  (silent ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (self->feed), "device-silent");
}

void
yzt_status_bar_set_check (YztStatusBar *self, const char *text, const char *tooltip, gboolean wrong)
{
  g_return_if_fail (YZT_IS_STATUS_BAR (self));
  if (self->check == NULL) {
    return; /* the window is being taken apart */
  }
  gtk_label_set_text (self->check, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->check), tooltip);
  (wrong ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (self->check), "device-silent");
}

static void
yzt_status_bar_dispose (GObject *object)
{
  g_clear_object (&YZT_STATUS_BAR (object)->session);
  yzt_ui_dispose_template (GTK_WIDGET (object), YZT_TYPE_STATUS_BAR);
  G_OBJECT_CLASS (yzt_status_bar_parent_class)->dispose (object);
}

static void
yzt_status_bar_class_init (YztStatusBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_status_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-status-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, YztStatusBar, pointer);
  gtk_widget_class_bind_template_child (widget_class, YztStatusBar, scale);
  gtk_widget_class_bind_template_child (widget_class, YztStatusBar, feed);
  gtk_widget_class_bind_template_child (widget_class, YztStatusBar, saved);
  gtk_widget_class_bind_template_child (widget_class, YztStatusBar, check);
  gtk_widget_class_bind_template_child (widget_class, YztStatusBar, undo);
}

static void
yzt_status_bar_init (YztStatusBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
