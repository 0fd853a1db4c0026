/* yzt-inspector.h: the selected thing: title, level, every field in words, what belongs to it, how old the knowledge is
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Rows are read on a worker; a later selection wins. Signal "placed" (double lon, double lat): as that of YztFeatureForm. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-incident-panel.h"
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_INSPECTOR (yzt_inspector_get_type ())
G_DECLARE_FINAL_TYPE (YztInspector, yzt_inspector, YZT, INSPECTOR, GtkWidget)
/** NULL empties it. The session is READY. */
void yzt_inspector_set_session (YztInspector *self, YztSession *session);
/** What is shown; NULL when nothing is, or while it is still being read. (transfer none) */
const YztRow *yzt_inspector_get_row (YztInspector *self);
/** Shows the form on the selected thing; does nothing while it is not read yet, and nothing but a warning when something is typed and not saved. */
void yzt_inspector_edit (YztInspector *self);
/** Shows the form on a thing that is not in the map yet; only warns when something is typed and not saved. */
void yzt_inspector_add (YztInspector *self, const YztRow *row);
/** The open form's thing is to stand at @at; FALSE when there is no form for something with one place. @only_new: no other either. */
gboolean yzt_inspector_put_at (YztInspector *self, YztPosition at, gboolean only_new);
/** What was typed is not saved: says so and answers TRUE, unless that was answered some seconds ago. */
gboolean yzt_inspector_holds_back (YztInspector *self);
/** TRUE while a form is open. */
gboolean yzt_inspector_is_editing (YztInspector *self);
/** One level back out of the form, as Esc does: when something was typed it says so first and goes at the second time. FALSE when none was
 * open. */
gboolean yzt_inspector_leave_form (YztInspector *self);
/** Puts the form away, what was typed is forgotten. FALSE when none was open. */
gboolean yzt_inspector_stop_editing (YztInspector *self);
/** Saves the open form. */
void yzt_inspector_save (YztInspector *self);
/** The thing shown is being dragged: how far and where to, until it is let go; NaN: it is where it was. */
void yzt_inspector_tell_move (YztInspector *self, gint64 fid, YztPosition to);
/** What an incident shows instead of bare fields. (transfer none) */
YztIncidentPanel *yzt_inspector_get_incident (YztInspector *self);
/** (transfer none) For tests. */
const char *yzt_inspector_get_place_text (YztInspector *self);
G_END_DECLS
