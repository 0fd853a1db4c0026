/* yzt-incident-row.h: one incident or warning in the list: level, title, state, when
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_INCIDENT_ROW (yzt_incident_row_get_type ())
G_DECLARE_FINAL_TYPE (YztIncidentRow, yzt_incident_row, YZT, INCIDENT_ROW, GtkWidget)
GtkWidget *yzt_incident_row_new (void);
/** Both may be NULL: an empty row. */
void yzt_incident_row_set (YztIncidentRow *self, YztSession *session, YztIncident *incident);
/** Tells the ages anew. */
void yzt_incident_row_refresh (YztIncidentRow *self);
YztIncident *yzt_incident_row_get_incident (YztIncidentRow *self);
G_END_DECLS
