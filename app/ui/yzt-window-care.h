/* yzt-window-care.h: the window and the safety of its map file: copies, backups, restoring, compacting, salvage, the check after opening
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include "yzt-window-private.h"
G_BEGIN_DECLS
void yzt_window_class_install_care_actions (GtkWidgetClass *widget_class);
void yzt_window_update_care_actions (YztWindow *self);
/** The map was opened: it is checked in the background, with the result in the bottom line. */
void yzt_window_care_begin (YztWindow *self);
/** The map is being closed. */
void yzt_window_care_end (YztWindow *self);
/** yzt-window-backups.c: from now on backups are made when they are due by the settings; looks at once; no more. */
void yzt_window_backups_begin (YztWindow *self);
void yzt_window_backups_look (YztWindow *self);
void yzt_window_backups_end (YztWindow *self);
/** The map at @path is damaged and could not be opened: offers to save what can be read. */
void yzt_window_offer_salvage (YztWindow *self, const char *path);
G_END_DECLS
