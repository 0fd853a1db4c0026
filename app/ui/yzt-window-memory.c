/* yzt-window-memory.c: what the window can be asked about the memory and the care of its map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-window-memory.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-export-dialog.h"
#include "yzt-feature-history.h"
#include "yzt-journal-view.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"
#include "yzt-window-care.h"
#include "yzt-window-past.h"

/* --- the diary --- */

static void
on_show_feature (YztJournalView *view, int kind, gint64 fid, YztWindow *self)
{
  YztItem item;
  if (self->session == NULL) {
    return;
  }
  yzt_session_select (self->session, kind, fid);
  if (yzt_window_selected_item (self, &item)) {
    yzt_window_go_to (self, (YztPosition) { item.lon, item.lat });
  }
}

/* One diary per window: asked for again it comes to the front. */
static YztJournalView *
present_diary (YztWindow *self)
{
  if (self->diary == NULL) {
    YztJournalView *view = yzt_journal_view_new (GTK_WINDOW (self), yzt_window_get_now (self));
    g_set_weak_pointer (&self->diary, GTK_WINDOW (view));
    g_signal_connect_object (view, "show-feature", G_CALLBACK (on_show_feature), self, 0);
  }
  gtk_window_present (self->diary);
  return YZT_JOURNAL_VIEW (self->diary);
}

static void
action_history (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  present_diary (YZT_WINDOW (widget));
}

static void
on_go_to_entry (YztFeatureHistory *history, gint64 entry, YztWindow *self)
{
  if (self->session != NULL) {
    yzt_journal_view_choose (present_diary (self), entry);
  }
}

static void
action_feature_history (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztWindow *self = YZT_WINDOW (widget);
  int kind = -1;
  gint64 fid = 0;
  if (!yzt_session_get_selected (self->session, &kind, &fid)) {
    return;
  }
  const YztRow *row = yzt_inspector_get_row (self->inspector);
  const char *feature_name = row != NULL && row->fid == fid ? yzt_row_get_text (row, "name") : NULL;
  YztFeatureHistory *history = yzt_feature_history_new (GTK_WINDOW (self), self->session, (guint) kind, fid, feature_name);
  g_signal_connect_object (history, "go-to-entry", G_CALLBACK (on_go_to_entry), self, 0);
  gtk_window_present (GTK_WINDOW (history));
}

static void
action_as_it_stood (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  yzt_window_toggle_past (YZT_WINDOW (widget));
}

static void
action_replay (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztWindow *self = YZT_WINDOW (widget);
  if (self->session != NULL && g_variant_get_int64 (parameter) > 0) {
    yzt_window_replay_incident (self, g_variant_get_int64 (parameter));
  }
}

/* --- rows out --- */

static void
on_exported (YztExportDialog *dialog, const char *sentence, YztWindow *self)
{
  yzt_window_say (self, sentence, FALSE);
}

/* While the past is shown it is the past that goes out. */
static void
action_export (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztWindow *self = YZT_WINDOW (widget);
  YztExportDialog *dialog = yzt_export_dialog_new (GTK_WINDOW (self), self->session, self->ring, yzt_map_view_get_generation (self->map));
  g_signal_connect_object (dialog, "exported", G_CALLBACK (on_exported), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- actions --- */

void
yzt_window_update_memory_actions (YztWindow *self)
{
  static const char *const need_map[] = { "win.history", "win.as-it-stood", "win.replay", "win.export", NULL };
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean ready = self->session != NULL && yzt_session_get_state (self->session) == YZT_SESSION_READY;
  for (guint i = 0; need_map[i] != NULL; i++) {
    gtk_widget_action_set_enabled (widget, need_map[i], ready);
  }
  yzt_window_update_care_actions (self);
  /* What the past shows is not to be written into, nor taken over by another name. */
  if (yzt_window_is_in_past (self)) {
    gtk_widget_action_set_enabled (widget, "win.import", FALSE);
    gtk_widget_action_set_enabled (widget, "win.import-database", FALSE);
    gtk_widget_action_set_enabled (widget, "win.hand-over", FALSE);
    gtk_widget_action_set_enabled (widget, "win.edit-mode", FALSE);
  }
  gtk_widget_action_set_enabled (widget, "win.feature-history", ready && yzt_session_get_selected (self->session, NULL, NULL));
}

/* name, key, modifiers, what it does */
static const struct {
  const char *name;
  guint key;
  GdkModifierType modifiers;
  GtkWidgetActionActivateFunc activate;
} actions[] = {
  { "win.history", GDK_KEY_h, GDK_CONTROL_MASK, action_history },
  { "win.export", GDK_KEY_e, GDK_CONTROL_MASK | GDK_SHIFT_MASK, action_export },
  { "win.as-it-stood", GDK_KEY_t, 0, action_as_it_stood },
  { "win.feature-history", GDK_KEY_h, GDK_CONTROL_MASK | GDK_SHIFT_MASK, action_feature_history },
};

void
yzt_window_class_install_memory_actions (GtkWidgetClass *widget_class)
{
  yzt_window_class_install_care_actions (widget_class);
  gtk_widget_class_install_action (widget_class, "win.replay", "x", action_replay);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
    if (actions[i].key != 0) {
      gtk_widget_class_add_binding_action (widget_class, actions[i].key, actions[i].modifiers, actions[i].name, NULL);
    }
  }
}
