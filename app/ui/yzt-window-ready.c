/* yzt-window-ready.c: the window and its readiness: what only the window knows of the station, the word in the status bar, and the way to where each line is mended
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-backups.h"
#include "yzt-base-map.h"
#include "yzt-readiness-window.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"
#include "yzt-window-private.h"

/* Nothing of this may slow down what the operator waits for after opening. */
#define FIRST_LOOK_S 90
#define NEXT_LOOK_S 600

static gboolean
is_ready (YztWindow *self)
{
  return self->session != NULL && yzt_session_get_state (self->session) == YZT_SESSION_READY;
}

/* --- what only the window knows --- */

static void
add_feeds (YztWindow *self, YztReadyStation *station)
{
  guint n = self->feed_desk != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->feed_desk)) : 0;
  if (self->feed_desk == NULL) {
    return; /* a map that is only read asks nobody */
  }
  yzt_ready_station_add (&station->feeds, NULL, NULL);
  for (guint i = 0; i < n; i++) {
    g_autoptr (YztFeedPoll) poll = g_list_model_get_item (G_LIST_MODEL (self->feed_desk), i);
    const YztFeedSource *source = yzt_feed_poll_get_source (poll);
    g_autofree char *problem = NULL;
    g_object_get (poll, "problem", &problem, NULL);
    if (!source->paused) {
      yzt_ready_station_add (&station->feeds, source->name, problem != NULL ? problem : yzt_feed_poll_is_silent (poll) ? _("silent for longer than it may be") : NULL);
    }
  }
  if (self->feed != NULL) {
    const char *folder = yzt_feed_watch_get_folder (self->feed);
    gboolean there = g_file_test (folder, G_FILE_TEST_IS_DIR);
    yzt_ready_station_add (&station->feeds, folder, there ? NULL : _("the watched folder is gone"));
  }
}

static void
add_grounds (YztReadyStation *station)
{
  GListModel *grounds = G_LIST_MODEL (yzt_window_station_grounds ());
  yzt_ready_station_add (&station->grounds, NULL, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (grounds); i++) {
    g_autoptr (YztGround) ground = g_list_model_get_item (grounds, i);
    if (yzt_ground_get_visible (ground) && yzt_ground_get_spec (ground)->type != YZT_GROUND_BUILT_IN) {
      const char *problem = yzt_ground_get_problem (ground);
      yzt_ready_station_add (&station->grounds, yzt_ground_get_title (ground), problem != NULL && *problem != '\0' ? problem : NULL);
    }
  }
}

void
yzt_window_tell_station (YztWindow *self)
{
  g_return_if_fail (YZT_IS_WINDOW (self));
  if (!is_ready (self)) {
    return;
  }
  g_autoptr (YztReadyStation) station = yzt_ready_station_new ();
  add_feeds (self, station);
  add_grounds (station);
  station->backup_folder = yzt_backups_folder ();
  station->check_base_map = yzt_base_map_check;
  yzt_window_base_map_files (&station->base_map, &station->boundaries);
  yzt_ready_set_station (yzt_session_get_store (self->session), station);
}

/* --- the word in the status bar --- */

static void
show_word (YztWindow *self, const YztReadiness *readiness)
{
  g_autoptr (GString) tip = g_string_new (NULL);
  for (guint i = 0; i < readiness->lines->len; i++) {
    const YztReadyLine *line = readiness->lines->pdata[i];
    if (line->state == YZT_READY_RED) {
      g_string_append_printf (tip, "%s▲ %s: %s", tip->len > 0 ? "\n" : "", line->title, line->words);
    }
  }
  g_autofree char *words = g_strdup_printf (ngettext ("▲ Readiness: %u not in order", "▲ Readiness: %u not in order", readiness->n_red), readiness->n_red);
  yzt_status_bar_set_ready (self->status, readiness->n_red > 0 ? words : "", tip->str);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztWindow) self = user_data;
  g_autoptr (YztReadiness) readiness = yzt_session_readiness_finish (result, NULL);
  if (self->session != YZT_SESSION (source) || g_task_get_cancellable (G_TASK (result)) != self->ready_reading) {
    return;
  }
  yzt_watchdog_background ("readiness-word");
  g_clear_object (&self->ready_reading);
  if (readiness != NULL) {
    show_word (self, readiness);
  }
}

static void
look (YztWindow *self)
{
  if (is_ready (self) && self->ready_reading == NULL) {
    yzt_window_tell_station (self);
    self->ready_reading = g_cancellable_new ();
    yzt_session_readiness_async (self->session, self->ready_reading, on_looked, g_object_ref (self));
  }
}

static gboolean
on_next_look (gpointer user_data)
{
  look (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_first_look (gpointer user_data)
{
  YztWindow *self = user_data;
  self->ready_timer = g_timeout_add_seconds (NEXT_LOOK_S, on_next_look, self);
  look (self);
  return G_SOURCE_REMOVE;
}

void
yzt_window_ready_attach (YztWindow *self)
{
  g_return_if_fail (YZT_IS_WINDOW (self));
  yzt_window_tell_station (self); /* the hand-over sheet asks, too */
  self->ready_timer = g_timeout_add_seconds (FIRST_LOOK_S, on_first_look, self);
}

void
yzt_window_ready_detach (YztWindow *self)
{
  g_return_if_fail (YZT_IS_WINDOW (self));
  g_clear_handle_id (&self->ready_timer, g_source_remove);
  g_cancellable_cancel (self->ready_reading);
  g_clear_object (&self->ready_reading);
  yzt_status_bar_set_ready (self->status, "", NULL);
}

/* --- where it is mended --- */

static void
show_records (YztWindow *self, const YztReadyLine *line)
{
  int kind = yzt_kind_set_index (yzt_session_get_kinds (self->session), line->kind);
  if (kind < 0 || line->fids->len == 0) {
    yzt_window_say (self, line->how, FALSE);
    return;
  }
  yzt_window_show_table (self, kind);
  gtk_widget_activate_action (GTK_WIDGET (self->table), "table.clear-filters", NULL);
  yzt_table_panel_show_only (self->table, (guint) kind, (const gint64 *) (gpointer) line->fids->data, line->fids->len, line->title);
}

/* The first of them, so that the next key is about it. */
static void
choose_first (YztWindow *self, const YztReadyLine *line)
{
  int kind = yzt_kind_set_index (yzt_session_get_kinds (self->session), line->kind);
  if (kind >= 0 && line->fids->len > 0) {
    yzt_session_select (self->session, kind, g_array_index (line->fids, gint64, 0));
    gtk_widget_grab_focus (GTK_WIDGET (self->map));
  }
}

static void
on_mend (YztReadinessWindow *page, const YztReadyLine *line, YztWindow *self)
{
  static const struct {
    const char *mend, *action;
  } ways[] = {
    { "feeds", "win.feed-sources" }, { "base-maps", "win.base-maps" }, { "plans-due", "win.plans-due" }, { "call-list", "win.call-list" }, { "backups", "win.back-up" },
    { "space", "win.compact" }, { "roster", "win.roster" }, { "sheet", "win.hand-over-sheet" }, { "reports", "win.reports" },
  };
  const char *action = NULL;
  if (!is_ready (self)) {
    return;
  }
  gtk_window_present (GTK_WINDOW (self));
  if (g_str_equal (line->mend, "alarms") || g_str_equal (line->mend, "reports")) {
    choose_first (self, line);
  }
  if (g_str_equal (line->mend, "records") || g_str_equal (line->mend, "alarms")) { /* it is mended in this window, which the page would cover */
    if (g_str_equal (line->mend, "records")) {
      show_records (self, line);
    }
    gtk_window_close (GTK_WINDOW (page));
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
    action = g_str_equal (ways[i].mend, line->mend) ? ways[i].action : action;
  }
  if (action == NULL || !gtk_widget_activate_action (GTK_WIDGET (self), action, NULL)) {
    yzt_window_say (self, line->how, FALSE);
  }
}

static void
on_page_read (YztReadinessWindow *page, const YztReadiness *readiness, YztWindow *self)
{
  show_word (self, readiness);
}

static void
action_readiness (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  yzt_watchdog_action (name);
  if (!is_ready (self)) {
    return;
  }
  YztReadinessWindow *page = yzt_readiness_window_new (GTK_WINDOW (self), self->session);
  g_signal_connect_object (page, "asking", G_CALLBACK (yzt_window_tell_station), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "read", G_CALLBACK (on_page_read), self, 0);
  g_signal_connect_object (page, "mend", G_CALLBACK (on_mend), self, 0);
  gtk_window_present (GTK_WINDOW (page));
  yzt_readiness_window_read (page);
}

void
yzt_window_class_install_ready (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.readiness", NULL, action_readiness);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F7, 0, "win.readiness", NULL);
}
