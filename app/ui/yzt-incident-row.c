/* yzt-incident-row.c: one incident or warning in the list: level, title, state, when
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-incident-row.h"
#include <glib/gi18n-lib.h>
#include "yzt-hover.h"
#include "yzt-ui.h"

struct _YztIncidentRow {
  GtkWidget parent_instance;
  GtkWidget *swatch;
  GtkLabel *title;
  GtkLabel *state;
  GtkLabel *detail;
  YztSession *session;
  YztIncident *incident;
};
G_DEFINE_FINAL_TYPE (YztIncidentRow, yzt_incident_row, GTK_TYPE_WIDGET)

static void
yzt_incident_row_dispose (GObject *object)
{
  YztIncidentRow *self = YZT_INCIDENT_ROW (object);
  g_clear_object (&self->session);
  g_clear_object (&self->incident);
  yzt_ui_dispose_template (GTK_WIDGET (object), YZT_TYPE_INCIDENT_ROW);
  G_OBJECT_CLASS (yzt_incident_row_parent_class)->dispose (object);
}

/* Made when it is asked for: to set a tooltip is a question to the X server, and a flood of alerts sets many. */
static gboolean
query_tooltip (GtkWidget *widget, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip)
{
  YztIncidentRow *self = YZT_INCIDENT_ROW (widget);
  if (self->incident == NULL) {
    return FALSE;
  }
  g_autofree char *tip = g_strdup_printf ("%s\n%s", yzt_incident_get_title (self->incident), gtk_label_get_text (self->detail));
  gtk_tooltip_set_text (tooltip, tip);
  return TRUE;
}

static void
yzt_incident_row_class_init (YztIncidentRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_incident_row_dispose;
  widget_class->query_tooltip = query_tooltip;
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-incident-row.ui");
  gtk_widget_class_bind_template_child (widget_class, YztIncidentRow, swatch);
  gtk_widget_class_bind_template_child (widget_class, YztIncidentRow, title);
  gtk_widget_class_bind_template_child (widget_class, YztIncidentRow, state);
  gtk_widget_class_bind_template_child (widget_class, YztIncidentRow, detail);
}

static void
yzt_incident_row_init (YztIncidentRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
yzt_incident_row_new (void)
{
  return g_object_new (YZT_TYPE_INCIDENT_ROW, NULL);
}

static void
show_flags (YztIncidentRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  (yzt_incident_is_open (self->incident) ? gtk_widget_remove_css_class : gtk_widget_add_css_class) (widget, "shut");
  gboolean waiting = yzt_incident_is_alarm (self->incident);
  (waiting ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (widget, "unacknowledged");
}

/* "Incident, ammonia leak, Larger, Responding, 12:41, 22 min ago" */
static void
name_row (YztIncidentRow *self, const char *detail)
{
  YztIncident *incident = self->incident;
  gboolean waiting = yzt_incident_is_open (incident) && !yzt_incident_is_acknowledged (incident);
  g_autofree char *name = g_strdup_printf ("%s, %s, %s, %s%s%s", yzt_ui_kind_label (self->session, (int) yzt_incident_get_kind (incident)),
                                           yzt_incident_get_title (incident), detail, yzt_incident_get_state_label (incident),
                                           waiting ? ", " : "", waiting ? _("not acknowledged") : "");
  yzt_ui_name_row (GTK_WIDGET (self), name);
}

void
yzt_incident_row_refresh (YztIncidentRow *self)
{
  g_return_if_fail (YZT_IS_INCIDENT_ROW (self));
  if (self->incident == NULL) {
    return;
  }
  YztIncident *incident = self->incident;
  gint64 reported_ms = yzt_incident_get_reported_ms (incident);
  g_autofree char *when = reported_ms > 0 ? yzt_ui_time_with_age (self->session, reported_ms) : g_strdup ("");
  const char *level = yzt_incident_get_level_label (incident);
  g_autofree char *detail = g_strjoin (*level != '\0' && *when != '\0' ? " · " : "", level, when, NULL);
  gtk_label_set_text (self->title, yzt_incident_get_title (incident));
  gtk_label_set_text (self->state, yzt_incident_get_state_label (incident));
  gtk_label_set_text (self->detail, detail);
  yzt_level_style (self->swatch, yzt_incident_get_level (incident));
  show_flags (self);
  name_row (self, detail);
}

void
yzt_incident_row_set (YztIncidentRow *self, YztSession *session, YztIncident *incident)
{
  g_return_if_fail (YZT_IS_INCIDENT_ROW (self));
  g_set_object (&self->session, session);
  g_set_object (&self->incident, incident);
  yzt_hover_bind_row (GTK_WIDGET (self), session, incident != NULL ? (int) yzt_incident_get_kind (incident) : -1,
                      incident != NULL ? yzt_incident_get_fid (incident) : 0);
  yzt_incident_row_refresh (self);
}

YztIncident *
yzt_incident_row_get_incident (YztIncidentRow *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT_ROW (self), NULL);
  return self->incident;
}
