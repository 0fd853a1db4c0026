/* yzt-incident-panel.h: an incident beside the map: clocks, grade and response, casualties, what can be done next, tasks, reports, its latest log lines
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Read on a worker, ticks once a second while it is in sight. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-incident-record.h"
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_INCIDENT_PANEL (yzt_incident_panel_get_type ())
/**
 * Signals:
 *   "log-wanted" (): the whole log.
 *   "reports-wanted" (gint64 fid): the reports, at this one (0: none, -1: begin the one that is due first).
 *   "place-wanted" (): a click on the map shall say where it is.
 *   "data-wanted" (): the part with the fields came into sight; until then nobody needs to fill its box.
 */
G_DECLARE_FINAL_TYPE (YztIncidentPanel, yzt_incident_panel, YZT, INCIDENT_PANEL, GtkBox)
GtkWidget *yzt_incident_panel_new (void);
/** @fid 0 or @session NULL: nothing is shown. */
void yzt_incident_panel_show (YztIncidentPanel *self, YztSession *session, gint64 fid);
/** As it was read last; NULL while it is being read for the first time. (transfer none) */
YztIncidentRecord *yzt_incident_panel_get_record (YztIncidentPanel *self);
/** The box for the fields of the incident, which the inspector fills. */
GtkBox *yzt_incident_panel_get_data_box (YztIncidentPanel *self);
gboolean yzt_incident_panel_shows_data (YztIncidentPanel *self);
/** Opens the menu of what can be done next. FALSE: nothing is shown. */
gboolean yzt_incident_panel_open_acts (YztIncidentPanel *self);
/** The entry for one line of the log, for the focus. */
GtkWidget *yzt_incident_panel_get_log_line (YztIncidentPanel *self);
/** Does what a button does: an act by its id as YztIncidentNext says, "state:merged" for a state. */
void yzt_incident_panel_do (YztIncidentPanel *self, const char *act);
/** Brings a part into sight: "now", "work", "papers", "data". */
void yzt_incident_panel_set_part (YztIncidentPanel *self, const char *name);
G_END_DECLS
