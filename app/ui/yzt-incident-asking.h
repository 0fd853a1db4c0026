/* yzt-incident-asking.h: an act on an incident asked for by hand: what it needs in a dialog, then written
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Nothing is done when the dialog is closed; a refusal stays in the dialog. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-incident-act.h"
#include "yzt-incident-record.h"
G_BEGIN_DECLS
/** What has no dialog is written at once, a refusal is said by the session. @record is read, not kept. @id, @value, @needs and @label as YztIncidentNext says;
 * @label may be NULL. @fixed: values that are known already, pairs of key and value, NULL-ended, may be NULL. */
void yzt_incident_ask (GtkWindow *parent, YztSession *session, YztIncidentRecord *record, const char *id, const char *value, guint needs, const char *label,
                       const char *const *fixed);
/** Label of an act as a button says it, translated; NULL when it has none of its own. */
const char *yzt_incident_asking_label (const char *id);
G_END_DECLS
