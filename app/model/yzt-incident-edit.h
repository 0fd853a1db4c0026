/* yzt-incident-edit.h: an incident whose log has begun, changed in a form or table
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-store.h"
G_BEGIN_DECLS
/** [worker] TRUE for an incident (no other kind) with lines in its log: its edits are ORDER acts, never taken back, each with its line. */
gboolean yzt_incident_has_log (YztStore *store, const YztKind *kind, gint64 fid);
/** Within the act: refuses what only an act of its own may change (grade, state, response, casualties …), else writes the line that says what changed. */
gboolean yzt_incident_note_edit (YztAct *act, YztStore *store, const YztRow *before, const YztRow *after, const char *author, const char *language, GError **error);
G_END_DECLS
