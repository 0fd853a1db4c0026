/* yzt-field-editor.h: one field of a form: name, the control that its type asks for, and what is wrong in words
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Checks as one types. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-edits.h"
G_BEGIN_DECLS
#define YZT_TYPE_FIELD_EDITOR (yzt_field_editor_get_type ())
/** Signals: "changed": the value or its validity changed by hand; "person" (const char *phone): a person was chosen whose telephone is known. */
G_DECLARE_FINAL_TYPE (YztFieldEditor, yzt_field_editor, YZT, FIELD_EDITOR, GtkBox)
/** @field's kind outlives the editor. */
GtkWidget *yzt_field_editor_new (const YztField *field, const YztCell *cell, YztSession *session);
/** With the cell: bytes of files that were attached by hand. */
void yzt_field_editor_put (YztFieldEditor *self, YztEdits *edits);
const YztField *yzt_field_editor_get_field (YztFieldEditor *self);
/** In a line of many: no name above, it stands in the control until something is written. */
void yzt_field_editor_make_compact (YztFieldEditor *self);
/** (transfer none) GtkEntry, GtkDropDown, GtkSwitch, GtkTextView, YztLinkBox or YztFileBox. */
GtkWidget *yzt_field_editor_get_control (YztFieldEditor *self);
/** A sentence below the control that stays until the next change, e.g. what another window wrote; NULL: none. */
void yzt_field_editor_note (YztFieldEditor *self, const char *sentence);
/** Writes @text as a hand would, where nothing is written. */
void yzt_field_editor_offer (YztFieldEditor *self, const char *text);
/** TRUE once a hand has changed it. */
gboolean yzt_field_editor_is_touched (YztFieldEditor *self);
/** TRUE with a cell to clear; FALSE when what stands there is not possible: the sentence is shown beside it. */
gboolean yzt_field_editor_get_cell (YztFieldEditor *self, YztCell *cell_out);
/** The same without a word beside the field: for what is worked out while one types. */
gboolean yzt_field_editor_peek_cell (YztFieldEditor *self, YztCell *cell_out);
G_END_DECLS
