/* yzt-diagnostics.h: what a developer needs to know of this station, without names, places or contents
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-session.h"
G_BEGIN_DECLS
/** @session may be NULL. @widget is realised. Free. */
char *yzt_diagnostics_text (GtkWidget *widget, YztSession *session);
G_END_DECLS
