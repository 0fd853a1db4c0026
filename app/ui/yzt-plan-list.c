/* yzt-plan-list.c: the plans that apply to what is selected, each with the reason
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-list.h"
#include <glib/gi18n-lib.h>
#include "yzt-ui.h"

#define MOST_SHOWN 8

struct _YztPlanList {
  GtkWidget parent_instance;
  GtkLabel *heading;
  GtkLabel *count;
  GtkWidget *empty, *scroller;
  GtkListBox *list;
  YztSession *session;
  GCancellable *cancellable; /* of the search under way: the latest wins */
  GPtrArray *plans;          /* YztPlan, as shown */
  gint64 incident_fid;       /* whose plans are shown or sought; 0 = all plans; -1 = nothing yet */
};
G_DEFINE_FINAL_TYPE (YztPlanList, yzt_plan_list, GTK_TYPE_WIDGET)

enum { ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
add_plan (YztPlanList *self, YztPlan *plan)
{
  const char *reason = yzt_plan_get_reason (plan);
  g_autofree char *subtitle = NULL;
  g_object_get (plan, "subtitle", &subtitle, NULL);
  const char *second = *reason != '\0' ? reason : subtitle != NULL ? subtitle : "";
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *title = yzt_ui_label (yzt_plan_get_title (plan), "plan-title");
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), title);
  if (*second != '\0') {
    GtkWidget *why = yzt_ui_label (second, "second-line");
    gtk_label_set_ellipsize (GTK_LABEL (why), PANGO_ELLIPSIZE_END);
    gtk_box_append (GTK_BOX (box), why);
  }
  g_autofree char *tip = g_strjoin (*second != '\0' ? "\n" : "", yzt_plan_get_title (plan), second, NULL);
  gtk_widget_set_tooltip_text (box, tip);
  gtk_widget_add_css_class (box, "plan-row");
  gtk_list_box_append (self->list, box);
}

/* Free; NULL when it is gone. */
static char *
incident_title (YztPlanList *self)
{
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (self->session));
  int kind = yzt_kind_set_index (yzt_session_get_kinds (self->session), "incident");
  guint index = 0;
  YztItem item;
  return kind >= 0 && yzt_generation_find (generation, (guint) kind, self->incident_fid, &index)
      && yzt_generation_get_item (generation, index, &item) ? g_strdup (item.name) : NULL;
}

static void
show_plans (YztPlanList *self)
{
  yzt_ui_clear_children (GTK_WIDGET (self->list));
  guint n = self->plans != NULL ? self->plans->len : 0;
  for (guint i = 0; i < n; i++) {
    add_plan (self, self->plans->pdata[i]);
  }
  g_autofree char *text = g_strdup_printf ("%u", n);
  g_autofree char *what = self->incident_fid > 0 ? incident_title (self) : NULL;
  /* Translators: heading over the plans that apply to an incident, which is named. */
  g_autofree char *heading = what != NULL ? g_strdup_printf (_("Plans · %s"), what) : g_strdup (_("Plans"));
  gtk_label_set_text (self->heading, heading);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->heading), what != NULL ? _("Plans that apply") : NULL);
  gtk_label_set_text (self->count, n > 0 ? text : "");
  gtk_label_set_text (GTK_LABEL (self->empty), self->incident_fid > 0 ? _("No plan of this map names it.")
                                                                      : _("This map has no plans yet; import them with Ctrl+I."));
  gtk_widget_set_visible (self->empty, n == 0);
  gtk_widget_set_visible (self->scroller, n > 0);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztPlanList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) plans = yzt_session_find_plans_finish (YZT_SESSION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL) {
    return;
  }
  if (error != NULL) {
    g_message ("plans were not found: %s", error->message);
  }
  g_clear_pointer (&self->plans, g_ptr_array_unref);
  self->plans = g_steal_pointer (&plans);
  show_plans (self);
}

/* The selected incident, else the first open one, else 0. */
static gint64
incident_to_plan_for (YztPlanList *self)
{
  int kind = -1;
  gint64 fid = 0;
  int incident_kind = yzt_kind_set_index (yzt_session_get_kinds (self->session), "incident");
  if (yzt_session_get_selected (self->session, &kind, &fid) && kind == incident_kind) {
    return fid;
  }
  GListModel *incidents = yzt_session_get_incidents (self->session);
  for (guint i = 0; i < g_list_model_get_n_items (incidents); i++) {
    g_autoptr (YztIncident) incident = g_list_model_get_item (incidents, i);
    if (yzt_incident_is_open (incident) && g_str_equal (yzt_incident_get_kind_id (incident), "incident")) {
      return yzt_incident_get_fid (incident);
    }
  }
  return 0;
}

static void
seek (YztPlanList *self, gboolean again)
{
  gint64 incident_fid = incident_to_plan_for (self);
  if (incident_fid == self->incident_fid && !again) {
    return;
  }
  self->incident_fid = incident_fid;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  yzt_session_find_plans_async (self->session, NULL, incident_fid, MOST_SHOWN, self->cancellable, on_found,
                                g_object_ref (self));
}

static void
on_selected (YztPlanList *self)
{
  seek (self, FALSE);
}

static void
on_rows_changed (YztPlanList *self)
{
  seek (self, TRUE);
}

static void
on_row_activated (GtkListBox *list, GtkListBoxRow *row, YztPlanList *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0, self->plans->pdata[gtk_list_box_row_get_index (row)]);
}

static void
let_go (YztPlanList *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->session != NULL) {
    g_signal_handlers_disconnect_by_data (self->session, self);
  }
  g_clear_object (&self->session);
  g_clear_pointer (&self->plans, g_ptr_array_unref);
  self->incident_fid = -1;
}

void
yzt_plan_list_set_session (YztPlanList *self, YztSession *session)
{
  g_return_if_fail (YZT_IS_PLAN_LIST (self));
  let_go (self);
  show_plans (self);
  if (session != NULL) {
    self->session = g_object_ref (session);
    g_signal_connect_swapped (session, "notify::selected-fid", G_CALLBACK (on_selected), self);
    g_signal_connect_swapped (session, "rows-changed", G_CALLBACK (on_rows_changed), self);
    seek (self, TRUE);
  }
}

static void
yzt_plan_list_dispose (GObject *object)
{
  let_go (YZT_PLAN_LIST (object));
  yzt_ui_dispose_template (GTK_WIDGET (object), YZT_TYPE_PLAN_LIST);
  G_OBJECT_CLASS (yzt_plan_list_parent_class)->dispose (object);
}

static void
yzt_plan_list_class_init (YztPlanListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_plan_list_dispose;
  signals[ACTIVATED] = g_signal_new ("activated", YZT_TYPE_PLAN_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, YZT_TYPE_PLAN);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-plan-list.ui");
  gtk_widget_class_bind_template_child (widget_class, YztPlanList, heading);
  gtk_widget_class_bind_template_child (widget_class, YztPlanList, count);
  gtk_widget_class_bind_template_child (widget_class, YztPlanList, empty);
  gtk_widget_class_bind_template_child (widget_class, YztPlanList, scroller);
  gtk_widget_class_bind_template_child (widget_class, YztPlanList, list);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
yzt_plan_list_init (YztPlanList *self)
{
  self->incident_fid = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
}
