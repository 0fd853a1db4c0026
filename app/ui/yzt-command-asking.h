/* yzt-command-asking.h: what is asked around and after a response: who was called and what he answered, a conference and its minutes, a finding
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Each is one act of the journal with its line in the log; a refusal stays in the dialog. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-after.h"
G_BEGIN_DECLS
/** @contact_fid: of a row of incident-contact, 0: another person; then @name, @phone, @unit, @role may be known (NULL: not). */
void yzt_command_ask_call (GtkWindow *parent, YztSession *session, gint64 incident_fid, gint64 contact_fid, const char *name, const char *phone, const char *unit, const char *role);
/** The link comes from the preferences; without one the conference is entered all the same, and the dialog says so. */
void yzt_command_ask_conference (GtkWindow *parent, YztSession *session, const YztRow *incident);
void yzt_command_ask_minutes (GtkWindow *parent, YztSession *session, const YztRow *conference);
/** @point NULL: of one's own. */
void yzt_command_ask_finding (GtkWindow *parent, YztSession *session, gint64 incident_fid, const YztAssessment *assessment, const YztAssessPoint *point);
G_END_DECLS
