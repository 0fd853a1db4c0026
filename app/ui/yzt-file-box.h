/* yzt-file-box.h: attached photos and documents: a small picture or an icon each, opened, saved, added, taken away
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; bytes are read, decoded and written on workers. Signal "changed": by hand. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-edits.h"
G_BEGIN_DECLS
#define YZT_TYPE_FILE_BOX (yzt_file_box_get_type ())
G_DECLARE_FINAL_TYPE (YztFileBox, yzt_file_box, YZT, FILE_BOX, GtkBox)
/** @field's kind outlives it. @text is the cell, may be %NULL. */
GtkWidget *yzt_file_box_new (YztSession *session, const YztField *field, const char *text, gboolean editable);
/** The cell; "" for none. Free. */
char *yzt_file_box_get_text (YztFileBox *self);
/** As if the person had chosen it. */
void yzt_file_box_attach (YztFileBox *self, GFile *file);
/** What is still being read or could not be attached, in words; %NULL: nothing. */
const char *yzt_file_box_get_problem (YztFileBox *self);
/** Bytes of files that the map does not hold yet. */
void yzt_file_box_put (YztFileBox *self, YztEdits *edits);
GtkWidget *yzt_file_box_get_button (YztFileBox *self);
G_END_DECLS
