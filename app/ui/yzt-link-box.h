/* yzt-link-box.h: what a link names: each by its name with a click that goes there, more by search
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Signal "changed": by hand. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_LINK_BOX (yzt_link_box_get_type ())
G_DECLARE_FINAL_TYPE (YztLinkBox, yzt_link_box, YZT, LINK_BOX, GtkBox)
/** @field's kind outlives it. @text is the cell, may be %NULL. @editable: names can be taken away and added. */
GtkWidget *yzt_link_box_new (YztSession *session, const YztField *field, const char *text, gboolean editable);
/** The cell; "" for none. Free. */
char *yzt_link_box_get_text (YztLinkBox *self);
/** (transfer none) Where one types; %NULL when it is not editable. */
GtkWidget *yzt_link_box_get_entry (YztLinkBox *self);
/** TRUE when @focus stands in the search of a link box whose list is open: Enter and Esc are the list's then. @focus may be %NULL. */
gboolean yzt_link_box_is_searching (GtkWidget *focus);
G_END_DECLS
