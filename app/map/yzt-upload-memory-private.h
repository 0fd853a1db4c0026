/* yzt-upload-memory-private.h: the memory in which frames go to the X server, kept from one frame to the next
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/** Main thread. Keeps it for the window that @widget is shown in, for as long as it is; does nothing but on X11 with the cairo renderer. */
void yzt_upload_memory_attach (GtkWidget *widget);
G_END_DECLS
