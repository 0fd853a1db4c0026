/* yzt-selection.h: the things that are selected together, shared by the table, the map and the lists
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. One per session. The session's own selected thing is the one that the inspector shows; this is the set that a table row, a rubber
 * band or a list adds to. When the session selects a thing that is not in the set, the set becomes just that thing; when it selects nothing, the
 * set is emptied unless it holds more than one. What is deleted, here or elsewhere, leaves the set. */
#pragma once
#include "yzt-session.h"
G_BEGIN_DECLS
typedef struct {
  guint kind; /* index in the kind set */
  gint64 fid;
} YztThing;

#define YZT_TYPE_SELECTION (yzt_selection_get_type ())
/** Signal "changed" (). */
G_DECLARE_FINAL_TYPE (YztSelection, yzt_selection, YZT, SELECTION, GObject)
/** (transfer none) Made when first asked for; lives as long as the session. */
YztSelection *yzt_selection_of (YztSession *session);
/** In any order, twice named things once. The session then selects the only thing of a set of one; else its thing stays when it is in the set. */
void yzt_selection_set (YztSelection *self, const YztThing *things, guint n);
void yzt_selection_add (YztSelection *self, const YztThing *things, guint n);
void yzt_selection_toggle (YztSelection *self, guint kind, gint64 fid);
gboolean yzt_selection_contains (YztSelection *self, guint kind, gint64 fid);
guint yzt_selection_get_n (YztSelection *self);
guint yzt_selection_get_n_of_kind (YztSelection *self, guint kind);
/** Sorted by kind, then fid; valid until "changed". */
const YztThing *yzt_selection_get (YztSelection *self, guint *n_out);
G_END_DECLS
