/* yzt-still-text.h: words that change with every frame of a drag and make nothing be laid out anew
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. A label that wraps costs several milliseconds with each new text, as its height may be another one. This keeps the lines it has until its text
 * has rested, or its width is another one, and then takes as many as it needs; what does not fit meanwhile ends in an ellipsis. */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
#define YZT_TYPE_STILL_TEXT (yzt_still_text_get_type ())
G_DECLARE_FINAL_TYPE (YztStillText, yzt_still_text, YZT, STILL_TEXT, GtkWidget)
/** @classes: of its words, blank between. */
GtkWidget *yzt_still_text_new (const char *classes);
/** Cheap when nothing changes. What a screen reader says follows when the text rests. */
void yzt_still_text_set (YztStillText *self, const char *text);
const char *yzt_still_text_get (YztStillText *self);
/** One line from now on, at the right, as wide as @widest. */
void yzt_still_text_set_widest (YztStillText *self, const char *widest);
G_END_DECLS
