/* yzt-children-editor.h: what belongs to a thing (lines of stock, equipment, chemicals), edited line by line within its form
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Writes nothing by itself: its lines go into the form's act. Enter in a line goes to the next one, and adds one after the last. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-edits.h"
G_BEGIN_DECLS
#define YZT_TYPE_CHILDREN_EDITOR (yzt_children_editor_get_type ())
/** Signal "changed" (). */
G_DECLARE_FINAL_TYPE (YztChildrenEditor, yzt_children_editor, YZT, CHILDREN_EDITOR, GtkBox)
/** @rows: YztRow, of which those of @kind are shown (copied); NULL: none. @owner_fid: of the thing, 0 while it is new. */
GtkWidget *yzt_children_editor_new (YztSession *session, YztKind *kind, GPtrArray *rows, gint64 owner_fid);
/** Once it stands in a window: its first lines are seen at once, the others one a frame. */
void yzt_children_editor_show_in_turn (YztChildrenEditor *self);
/** The rows do not belong to their owner but name it by a link (see yzt_field_is_inside): @owner_kind is the id of the thing's kind. */
void yzt_children_editor_set_inside (YztChildrenEditor *self, const char *owner_kind);
gboolean yzt_children_editor_is_touched (YztChildrenEditor *self);
/** FALSE when a line cannot be so: it says why beside it. Lines in which nothing was written count as not there. */
gboolean yzt_children_editor_check (YztChildrenEditor *self);
/** Adds its changes; @owner_fid may be negative, see yzt_edits_insert. After a check that was TRUE. */
void yzt_children_editor_put (YztChildrenEditor *self, YztEdits *edits, gint64 owner_fid);
/** The lines as they are in the map now (YztRow, as in yzt_children_editor_new): what was typed stays on top of them, and where another wrote in the same
 * line it is told below it. */
void yzt_children_editor_rebase (YztChildrenEditor *self, GPtrArray *rows);
/** Their owner is gone, and they with it: all lines become new ones. */
void yzt_children_editor_orphan (YztChildrenEditor *self);
YztKind *yzt_children_editor_get_kind (YztChildrenEditor *self);
/** (element-type YztRow) (transfer full): the lines as they stand, also those that cannot be so yet; of a field that cannot, what it was before. */
GPtrArray *yzt_children_editor_get_rows (YztChildrenEditor *self);
/** A line more, with the cursor in it. */
void yzt_children_editor_add_line (YztChildrenEditor *self);
G_END_DECLS
