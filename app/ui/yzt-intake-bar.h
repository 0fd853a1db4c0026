/* yzt-intake-bar.h: above the map while a first word is taken in: one line, what is recognised in it as fields to mend, and where it is
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; nothing blocks. While it is open the map's tool is PLACE: a click says where. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-map-view.h"
G_BEGIN_DECLS
#define YZT_TYPE_INTAKE_BAR (yzt_intake_bar_get_type ())
/**
 * Signals:
 *   "taken-in" (gint64 fid, gboolean placed): the incident is in the map.
 *   "closed" (): put away, by Esc or after taking in.
 *   "sign-in-wanted" (): nobody is signed in, who takes it in must have a name.
 */
G_DECLARE_FINAL_TYPE (YztIntakeBar, yzt_intake_bar, YZT, INTAKE_BAR, GtkBox)
/** Put away at first. @map lives longer. */
GtkWidget *yzt_intake_bar_new (YztMapView *map);
/** NULL puts it away; what was typed is forgotten. */
void yzt_intake_bar_set_session (YztIntakeBar *self, YztSession *session);
/** Shows it, the focus in the line; what was typed before is still there. */
void yzt_intake_bar_open (YztIntakeBar *self);
gboolean yzt_intake_bar_is_open (YztIntakeBar *self);
/** Esc: the first time says that something was typed, then goes. FALSE when it was not open. */
gboolean yzt_intake_bar_leave (YztIntakeBar *self);
/** (transfer none) For tests. */
GtkWidget *yzt_intake_bar_get_line (YztIntakeBar *self);
/** The value that would be taken in for a field of incident.kind; "" for none. Free. For tests. */
char *yzt_intake_bar_get_value (YztIntakeBar *self, const char *field);
/** Where it would be placed. For tests. */
gboolean yzt_intake_bar_get_position (YztIntakeBar *self, YztPosition *position_out);
G_END_DECLS
