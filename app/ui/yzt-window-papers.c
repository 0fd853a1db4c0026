/* yzt-window-papers.c: papers of the map from the window: looked at, saved, printed; the planner's folder of templates
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-open-outside.h"
#include "yzt-paper-window.h"
#include "yzt-task.h"
#include "yzt-template.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"
#include "yzt-window-private.h"

static const char *
name_of (const char *type)
{
  const struct {
    const char *type, *name;
  } names[] = {
    { "daily", _("Daily duty report") }, { "plan-card", _("Plan card") }, { "call-list", _("Call list") }, { "inventory", _("Inventory") }, { "hand-over", _("Hand-over sheet") },
    { "log", _("Log") }, { "assessment", _("Assessment") }, { "report", _("Report") },
  };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_str_equal (names[i].type, type)) {
      return names[i].name;
    }
  }
  return _("Paper");
}

/* (type, of which record, what of it). */
static void
action_paper (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  const char *type, *what;
  gint64 fid;
  yzt_watchdog_action (name);
  g_variant_get (parameter, "(&sx&s)", &type, &fid, &what);
  if (self->session != NULL && yzt_session_get_state (self->session) == YZT_SESSION_READY) {
    const YztPaperAsk ask = { .type = type, .fid = fid, .what = *what != '\0' ? what : NULL };
    gtk_window_present (yzt_paper_window_new (GTK_WINDOW (self), self->session, &ask, name_of (type)));
  }
}

/* --- templates --- */

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  if (!yzt_open_outside_finish (result, &error)) {
    yzt_window_say (self, yzt_ui_error_text (error), FALSE);
  }
}

static void
on_folder (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztWindow *self = YZT_WINDOW (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *uri = folder != NULL ? g_filename_to_uri (folder, NULL, &error) : NULL;
  if (uri == NULL) {
    yzt_window_say (self, yzt_ui_error_text (error), FALSE);
    return;
  }
  g_autofree char *sentence = g_strdup_printf (_("Templates of papers: %s"), folder);
  yzt_window_say (self, sentence, FALSE);
  yzt_open_outside_async (uri, on_opened, g_object_ref (self));
}

static void
folder_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  char *folder = yzt_template_folder (&error);
  if (folder != NULL) {
    g_task_return_pointer (task, folder, g_free);
  } else {
    g_task_return_error (task, error);
  }
}

static void
action_templates (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GTask) task = g_task_new (widget, NULL, on_folder, NULL);
  yzt_watchdog_action (name);
  yzt_task_run_in_thread (task, folder_in_thread);
}

void
yzt_window_class_install_papers (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.paper", "(sxs)", action_paper);
  gtk_widget_class_install_action (widget_class, "win.paper-templates", NULL, action_templates);
}
