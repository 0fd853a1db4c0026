/* yzt-status-bar.c: the line at the bottom: where the pointer is, scale, feed, last save, what Ctrl+Z takes back
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-status-bar.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-job-progress.h"
#include "yzt-ui.h"

struct _YztStatusBar {
  GtkWidget parent_instance;
  GtkLabel *pointer;
  GtkLabel *scale;
  GtkLabel *feed;
  GtkLabel *saved;
  GtkLabel *check;
  GtkButton *ready;
  GtkLabel *undo;
  YztProgressLine *progress;
  YztSession *session;
  YztJobProgress *job; /* of a long act that is being saved, or NULL */
  guint looking;
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

/* --- how far a long act is --- */

#define LOOK_MS 200

static void
forget_job (YztStatusBar *self)
{
  if (self->job != NULL) {
    yzt_progress_line_stop (self->progress);
    g_clear_pointer (&self->job, yzt_job_progress_unref);
  }
}

static void
on_cancelled (YztStatusBar *self)
{
  yzt_session_cancel_write (self->session);
}

static gboolean
look_at_progress (gpointer user_data)
{
  YztStatusBar *self = user_data;
  double done = yzt_session_get_write_progress (self->session);
  if (done < 0) {
    forget_job (self);
    return G_SOURCE_CONTINUE;
  }
  if (self->job == NULL) {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_cancelled), self, G_CONNECT_SWAPPED);
    self->job = yzt_job_progress_new ();
    yzt_progress_line_start (self->progress, _("Saving…"), self->job, cancellable);
  }
  yzt_job_progress_set (self->job, 0, done);
  return G_SOURCE_CONTINUE;
}

static void
watch_progress (YztStatusBar *self)
{
  guint pending = 0;
  if (self->session != NULL) {
    g_object_get (self->session, "pending", &pending, NULL);
  }
  if (pending == 0) {
    g_clear_handle_id (&self->looking, g_source_remove);
    forget_job (self);
  } else if (self->looking == 0) {
    self->looking = g_timeout_add (LOOK_MS, look_at_progress, self);
  }
}

static void
refresh (YztStatusBar *self)
{
  if (self->progress != NULL) {
    watch_progress (self);
  }
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

void
yzt_status_bar_set_ready (YztStatusBar *self, const char *text, const char *tooltip)
{
  g_return_if_fail (YZT_IS_STATUS_BAR (self));
  if (self->ready != NULL) { /* else the window is being taken apart */
    gtk_button_set_label (self->ready, text);
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->ready), tooltip);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->ready), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
    gtk_widget_set_visible (GTK_WIDGET (self->ready), *text != '\0');
  }
}

static void
yzt_status_bar_dispose (GObject *object)
{
  YztStatusBar *self = YZT_STATUS_BAR (object);
  g_clear_handle_id (&self->looking, g_source_remove);
  g_clear_pointer (&self->job, yzt_job_progress_unref);
  g_clear_object (&self->session);
  yzt_ui_dispose_template (GTK_WIDGET (object), YZT_TYPE_STATUS_BAR);
  G_OBJECT_CLASS (yzt_status_bar_parent_class)->dispose (object);
}

static void
yzt_status_bar_class_init (YztStatusBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_status_bar_dispose;
  g_type_ensure (YZT_TYPE_PROGRESS_LINE);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-status-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, YztStatusBar, pointer);
  gtk_widget_class_bind_template_child (widget_class, YztStatusBar, scale);
  gtk_widget_class_bind_template_child (widget_class, YztStatusBar, feed);
  gtk_widget_class_bind_template_child (widget_class, YztStatusBar, saved);
  gtk_widget_class_bind_template_child (widget_class, YztStatusBar, check);
  gtk_widget_class_bind_template_child (widget_class, YztStatusBar, ready);
  gtk_widget_class_bind_template_child (widget_class, YztStatusBar, undo);
  gtk_widget_class_bind_template_child (widget_class, YztStatusBar, progress);
}

static void
yzt_status_bar_init (YztStatusBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
