/* yzt-incident-list.h: the incidents and warnings of the map, open ones first
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Signal "activated" (YztIncident *): a person chose it, the map should go there. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_INCIDENT_LIST (yzt_incident_list_get_type ())
G_DECLARE_FINAL_TYPE (YztIncidentList, yzt_incident_list, YZT, INCIDENT_LIST, GtkWidget)
/** NULL empties the list. The session is READY. */
void yzt_incident_list_set_session (YztIncidentList *self, YztSession *session);
G_END_DECLS
