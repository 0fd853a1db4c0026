/* yzt-file-choosers.h: the desktop's file choosers, as one question each
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. @func is called with the chosen file, not at all when the person changed their mind. */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
typedef void (*YztFileFunc) (GFile *file, gpointer user_data);
/** @user_data is a GObject: a reference is held until the question is answered. */
void yzt_choose_map_to_open (GtkWindow *parent, YztFileFunc func, gpointer user_data);
void yzt_choose_map_to_make (GtkWindow *parent, YztFileFunc func, gpointer user_data);
void yzt_choose_file_to_import (GtkWindow *parent, YztFileFunc func, gpointer user_data);
/** A photo or a document that a record is to hold. */
void yzt_choose_file_to_attach (GtkWindow *parent, YztFileFunc func, gpointer user_data);
/** A file to be written; the desktop asks before an older one is replaced. */
void yzt_choose_file_to_write (GtkWindow *parent, const char *title, const char *name, YztFileFunc func, gpointer user_data);
/** A picture of the ground, or a file of map tiles. */
void yzt_choose_ground_to_add (GtkWindow *parent, YztFileFunc func, gpointer user_data);
void yzt_choose_folder (GtkWindow *parent, const char *title, YztFileFunc func, gpointer user_data);
G_END_DECLS
