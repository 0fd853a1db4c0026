/* yzt-feature-form.h: a form for one row, generated from its kind
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Signals: "done": saved or put away; "placed" (double lon, double lat): where it will stand when it is saved, while that is not where
 * it stands now; NaN: nowhere else. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_FEATURE_FORM (yzt_feature_form_get_type ())
G_DECLARE_FINAL_TYPE (YztFeatureForm, yzt_feature_form, YZT, FEATURE_FORM, GtkWidget)
/** Copies @row; fid 0 makes a new one on saving. @children: YztRow of every child kind that it owns (copied), NULL: none. */
void yzt_feature_form_open (YztFeatureForm *self, YztSession *session, const YztRow *row, GPtrArray *children);
/** Puts the cursor into the first field. */
void yzt_feature_form_focus (YztFeatureForm *self);
/** The thing as it is in the map now, when somebody else changed it: what was typed goes on top of it, nothing else is written
 * back; where both changed a field, the place or a line, the other's is told beside it. Another thing than the form's is passed over. */
void yzt_feature_form_rebase (YztFeatureForm *self, const YztFeature *feature);
/** Somebody else deleted it: it is said so, and saving adds it anew. */
void yzt_feature_form_orphan (YztFeatureForm *self);
/** As it is in the map; NULL: no form is open. */
const YztRow *yzt_feature_form_get_row (YztFeatureForm *self);
/** Something was typed that is not saved. */
gboolean yzt_feature_form_is_changed (YztFeatureForm *self);
/** Says that something is not saved, and how it is saved or thrown away; FALSE when that was said already. */
gboolean yzt_feature_form_warn (YztFeatureForm *self);
/** Writes @at into the position, as a hand would; FALSE when nothing with one place is open. */
gboolean yzt_feature_form_put_at (YztFeatureForm *self, YztPosition at);
/** A thing that is not in the map yet. */
gboolean yzt_feature_form_is_new (YztFeatureForm *self);
/** Forgets what was typed. */
void yzt_feature_form_close (YztFeatureForm *self);
/** Writes it, or shows beside the fields what is wrong. */
void yzt_feature_form_save (YztFeatureForm *self);
/** What a drag on the map would do, beside the position. */
void yzt_feature_form_tell_move (YztFeatureForm *self, const char *words);
G_END_DECLS
