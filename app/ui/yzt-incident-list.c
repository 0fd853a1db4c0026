/* yzt-incident-list.c: the incidents and warnings of the map, open ones first
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-incident-list.h"
#include <glib/gi18n-lib.h>
#include "yzt-calm-list.h"
#include "yzt-incident-row.h"
#include "yzt-ui.h"

#define AGE_REFRESH_S 20

struct _YztIncidentList {
  GtkWidget parent_instance;
  GtkLabel *count;
  GtkWidget *empty;
  GtkWidget *scroller;
  GtkListView *view;
  YztSession *session;
  GListModel *incidents; /* owned reference to the session's */
  YztCalmList *rows;     /* what the view shows of them */
  guint age_timer, top_idle;
};
G_DEFINE_FINAL_TYPE (YztIncidentList, yzt_incident_list, GTK_TYPE_WIDGET)

enum { ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
show_count (YztIncidentList *self)
{
  guint open = 0, exercises = 0;
  guint n = self->incidents != NULL ? g_list_model_get_n_items (self->incidents) : 0;
  for (guint i = 0; i < n; i++) {
    g_autoptr (YztIncident) incident = g_list_model_get_item (self->incidents, i);
    guint *of = yzt_incident_is_exercise (incident) ? &exercises : &open;
    *of += yzt_incident_is_open (incident) ? 1 : 0;
  }
  g_autofree char *text = g_strdup_printf (ngettext ("%u open", "%u open", open), open);
  g_autofree char *apart = g_strdup_printf (ngettext ("%u exercise", "%u exercises", exercises), exercises);
  g_autofree char *both = exercises > 0 ? g_strdup_printf ("%s · %s", text, apart) : NULL;
  gtk_label_set_text (self->count, n == 0 ? "" : both != NULL ? both : text);
  gtk_widget_set_visible (self->empty, self->incidents != NULL && n == 0); /* of a map that is not read yet nothing is known */
  gtk_widget_set_visible (self->scroller, n > 0);
}

/* Calls @func on every row that the view has made: its children are the list's items, theirs the rows. */
static void
for_each_row (YztIncidentList *self, void (*func) (YztIncidentRow *row, YztIncidentList *self))
{
  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->view)); item != NULL; item = gtk_widget_get_next_sibling (item)) {
    GtkWidget *row = gtk_widget_get_first_child (item);
    if (YZT_IS_INCIDENT_ROW (row)) {
      func (YZT_INCIDENT_ROW (row), self);
    }
  }
}

/* The row of the selected thing is marked. */
static void
mark_row (YztIncidentRow *row, YztIncidentList *self)
{
  int kind = -1;
  gint64 fid = 0;
  if (self->session != NULL) {
    yzt_session_get_selected (self->session, &kind, &fid);
  }
  YztIncident *incident = yzt_incident_row_get_incident (row);
  gboolean chosen = incident != NULL && kind >= 0 && yzt_incident_get_kind (incident) == (guint) kind
      && yzt_incident_get_fid (incident) == fid;
  (chosen ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (row), "chosen");
}

static void
mark_selected (YztIncidentList *self)
{
  for_each_row (self, mark_row);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, YztIncidentList *self)
{
  gtk_list_item_set_child (item, yzt_incident_row_new ());
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, YztIncidentList *self)
{
  YztIncidentRow *row = YZT_INCIDENT_ROW (gtk_list_item_get_child (item));
  yzt_incident_row_set (row, self->session, gtk_list_item_get_item (item));
  mark_row (row, self);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, YztIncidentList *self)
{
  yzt_incident_row_set (YZT_INCIDENT_ROW (gtk_list_item_get_child (item)), NULL, NULL);
}

static void
on_activate (GtkListView *view, guint position, YztIncidentList *self)
{
  g_autoptr (YztIncident) incident = g_list_model_get_item (G_LIST_MODEL (self->rows), position);
  if (incident != NULL) {
    yzt_session_select (self->session, (int) yzt_incident_get_kind (incident), yzt_incident_get_fid (incident));
    g_signal_emit (self, signals[ACTIVATED], 0, incident);
  }
}

static void
refresh_row (YztIncidentRow *row, YztIncidentList *self)
{
  yzt_incident_row_refresh (row);
}

static gboolean
on_age_timer (gpointer user_data)
{
  for_each_row (user_data, refresh_row);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_top (gpointer user_data)
{
  YztIncidentList *self = user_data;
  self->top_idle = 0;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->rows)) > 0) {
    gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", 0);
  }
  return G_SOURCE_REMOVE;
}

/* The view keeps what it shows where it is, and what has just come would be hidden above it. Who scrolled down is left in peace. */
static void
on_rows (GListModel *rows, guint position, guint removed, guint added, YztIncidentList *self)
{
  GtkAdjustment *down = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  if (position == 0 && added > 0 && gtk_adjustment_get_value (down) < 1 && self->top_idle == 0) {
    self->top_idle = g_idle_add (on_top, self);
  }
}

static void
let_go (YztIncidentList *self)
{
  g_clear_handle_id (&self->age_timer, g_source_remove);
  g_clear_handle_id (&self->top_idle, g_source_remove);
  gtk_list_view_set_model (self->view, NULL);
  if (self->incidents != NULL) {
    g_signal_handlers_disconnect_by_data (self->incidents, self);
  }
  if (self->session != NULL) {
    g_signal_handlers_disconnect_by_data (self->session, self);
  }
  if (self->rows != NULL) {
    g_signal_handlers_disconnect_by_data (self->rows, self);
  }
  g_clear_object (&self->rows);
  g_clear_object (&self->incidents);
  g_clear_object (&self->session);
}

void
yzt_incident_list_set_session (YztIncidentList *self, YztSession *session)
{
  g_return_if_fail (YZT_IS_INCIDENT_LIST (self));
  let_go (self);
  if (session != NULL) {
    self->session = g_object_ref (session);
    self->incidents = g_object_ref (yzt_session_get_incidents (session));
    g_signal_connect_swapped (self->incidents, "items-changed", G_CALLBACK (show_count), self);
    g_signal_connect_swapped (session, "notify::selected-fid", G_CALLBACK (mark_selected), self);
    self->rows = yzt_calm_list_new (self->incidents);
    g_autoptr (GtkNoSelection) selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->rows)));
    gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
    g_signal_connect (self->rows, "items-changed", G_CALLBACK (on_rows), self);
    self->age_timer = g_timeout_add_seconds (AGE_REFRESH_S, on_age_timer, self);
  }
  show_count (self);
}

static void
yzt_incident_list_dispose (GObject *object)
{
  YztIncidentList *self = YZT_INCIDENT_LIST (object);
  if (self->view != NULL) {
    let_go (self);
  }
  yzt_ui_dispose_template (GTK_WIDGET (self), YZT_TYPE_INCIDENT_LIST);
  G_OBJECT_CLASS (yzt_incident_list_parent_class)->dispose (object);
}

static void
yzt_incident_list_class_init (YztIncidentListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_incident_list_dispose;
  signals[ACTIVATED] = g_signal_new ("activated", YZT_TYPE_INCIDENT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, YZT_TYPE_INCIDENT);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-incident-list.ui");
  gtk_widget_class_bind_template_child (widget_class, YztIncidentList, count);
  gtk_widget_class_bind_template_child (widget_class, YztIncidentList, empty);
  gtk_widget_class_bind_template_child (widget_class, YztIncidentList, scroller);
  gtk_widget_class_bind_template_child (widget_class, YztIncidentList, view);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
yzt_incident_list_init (YztIncidentList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), self);
  gtk_list_view_set_factory (self->view, factory);
}
