/* yzt-window-feeds.c: the window and its live alerts: the watched folder, the sources that are asked, and how they are doing
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-call-out-window.h"
#include "yzt-feed-sources-dialog.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"
#include "yzt-window-past.h"
#include "yzt-window-private.h"

#define SOURCE_KIND "feed-source"

static gboolean
is_ready (YztWindow *self)
{
  return self->session != NULL && yzt_session_get_state (self->session) == YZT_SESSION_READY;
}

/* --- the line in the status bar --- */

/* The sources first: one that is silent is what the officer must know. */
static void
show_state (YztWindow *self)
{
  guint n = self->feed_desk != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->feed_desk)) : 0, n_asked = 0, n_unwell = 0;
  for (guint i = 0; i < n; i++) {
    g_autoptr (YztFeedPoll) poll = g_list_model_get_item (G_LIST_MODEL (self->feed_desk), i);
    g_autofree char *problem = NULL;
    g_object_get (poll, "problem", &problem, NULL);
    n_asked += !yzt_feed_poll_get_source (poll)->paused;
    n_unwell += problem != NULL || yzt_feed_poll_is_silent (poll);
  }
  if (n_unwell > 0) {
    g_autofree char *text = g_strdup_printf (ngettext ("Feed: %u of %u source not well", "Feed: %u of %u sources not well", n_asked), n_unwell, n_asked);
    yzt_status_bar_set_feed (self->status, text, TRUE);
  } else if (self->feed_text != NULL) {
    yzt_status_bar_set_feed (self->status, self->feed_text, self->feed_unwell);
  } else if (n_asked > 0) {
    g_autofree char *text = g_strdup_printf (ngettext ("Feed: %u source", "Feed: %u sources", n_asked), n_asked);
    yzt_status_bar_set_feed (self->status, text, FALSE);
  } else {
    yzt_status_bar_set_feed (self->status, is_ready (self) ? _("Feed: no folder watched") : "", FALSE);
  }
}

static void
set_state (YztWindow *self, const char *text, gboolean unwell)
{
  g_free (self->feed_text);
  self->feed_text = g_strdup (text);
  self->feed_unwell = unwell;
  show_state (self);
}

static char *
clock_text (YztWindow *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (yzt_clock_now_ms (&yzt_clock_system) / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (now, yzt_session_get_time_zone (self->session));
  return g_date_time_format (local, "%H:%M:%S");
}

/* --- what came --- */

static void
on_folder_fed (YztFeedWatch *feed, YztFeedReport *report, YztWindow *self)
{
  yzt_session_take_results (yzt_window_get_now (self), report->results);
  g_autofree char *time = clock_text (self);
  g_autofree char *text = report->failed > 0
      ? g_strdup_printf (ngettext ("Feed: %u file not understood", "Feed: %u files not understood", report->failed), report->failed)
      : g_strdup_printf (_("Feed: last alert %s"), time);
  set_state (self, text, report->failed > 0);
  if (report->failed > 0 && report->problems != NULL && report->problems->len > 0) {
    yzt_window_say (self, report->problems->pdata[0], FALSE);
  }
}

static void
on_source_fed (YztFeedDesk *desk, YztFeedReport *report, YztWindow *self)
{
  gboolean news = report->inserted + report->updated + report->cancelled > 0;
  yzt_session_take_results (yzt_window_get_now (self), report->results);
  if (news) {
    g_autofree char *time = clock_text (self);
    g_autofree char *text = g_strdup_printf (_("Feed: last alert %s"), time);
    set_state (self, text, FALSE);
  }
}

/* --- following --- */

static void
drop_folder (YztWindow *self)
{
  if (self->feed != NULL) {
    g_signal_handlers_disconnect_by_data (self->feed, self);
    yzt_feed_watch_stop (self->feed);
    g_clear_object (&self->feed);
  }
}

void
yzt_window_follow_feed (YztWindow *self)
{
  g_autofree char *folder = yzt_ui_settings () != NULL ? g_settings_get_string (yzt_ui_settings (), "feed-folder") : g_strdup ("");
  drop_folder (self);
  if (!is_ready (self) || *folder == '\0' || yzt_session_is_read_only (self->session)) {
    set_state (self, NULL, FALSE);
    return;
  }
  gboolean there = g_file_test (folder, G_FILE_TEST_IS_DIR);
  set_state (self, there ? _("Feed: watching, nothing new") : _("Feed: the watched folder is gone"), !there);
  self->feed = yzt_feed_watch_new (yzt_session_get_store (self->session), folder, _("Feed"), yzt_session_get_language (self->session),
                                   &yzt_clock_system);
  g_signal_connect (self->feed, "fed", G_CALLBACK (on_folder_fed), self);
}

static void
on_rows (YztSession *session, YztActResult *result, gboolean from_outside, YztWindow *self)
{
  for (guint i = 0; i < result->touches->len; i++) {
    if (g_str_equal (g_array_index (result->touches, YztTouch, i).kind, SOURCE_KIND)) {
      yzt_feed_desk_reload (self->feed_desk);
      return;
    }
  }
}

void
yzt_window_feeds_attach (YztWindow *self)
{
  yzt_window_follow_feed (self);
  if (!yzt_session_is_read_only (self->session)) {
    self->feed_desk = yzt_feed_desk_new (yzt_session_get_store (self->session), _("Feed"), yzt_session_get_language (self->session), &yzt_clock_system);
    g_signal_connect (self->feed_desk, "fed", G_CALLBACK (on_source_fed), self);
    g_signal_connect_swapped (self->feed_desk, "states-changed", G_CALLBACK (show_state), self);
    g_signal_connect (self->session, "rows-changed", G_CALLBACK (on_rows), self);
    self->warning_desk = yzt_warning_desk_new (self->session, _("Feed"));
  }
}

void
yzt_window_feeds_detach (YztWindow *self)
{
  drop_folder (self);
  if (self->feed_desk != NULL) {
    g_signal_handlers_disconnect_by_data (self->feed_desk, self);
    yzt_feed_desk_stop (self->feed_desk);
    g_clear_object (&self->feed_desk);
  }
  if (self->warning_desk != NULL) {
    yzt_warning_desk_stop (self->warning_desk);
    g_clear_object (&self->warning_desk);
  }
  g_clear_pointer (&self->feed_text, g_free);
}

/* --- action --- */

static void
action_feed_sources (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  yzt_watchdog_action (name);
  if (self->feed_desk != NULL) {
    gtk_window_present (GTK_WINDOW (yzt_feed_sources_dialog_new (GTK_WINDOW (self), self->session, self->feed_desk)));
  } else {
    yzt_window_say (self, _("Sources are asked for a map that is open for writing only."), FALSE);
  }
}

/* Of the warning that is selected, else of all. */
static void
action_call_outs (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  int kind = -1;
  gint64 fid = 0;
  yzt_watchdog_action (name);
  if (!is_ready (self)) {
    return;
  }
  gboolean warning = yzt_session_get_selected (self->session, &kind, &fid)
      && kind == yzt_kind_set_index (yzt_session_get_kinds (self->session), "warning");
  gtk_window_present (yzt_call_out_window_new (GTK_WINDOW (self), self->session, warning ? fid : 0));
}

void
yzt_window_class_install_feeds (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.feed-sources", NULL, action_feed_sources);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_u, GDK_CONTROL_MASK, "win.feed-sources", NULL);
  gtk_widget_class_install_action (widget_class, "win.call-outs", NULL, action_call_outs);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.call-outs", NULL);
}
