/* yzt-call-list.h: who is to be asked, worst and oldest first; what is missing, by kind; one key marks "verified now"
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; read on a worker, read again after every change of the map. */
#pragma once
#include <adwaita.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_CALL_LIST (yzt_call_list_get_type ())
/** Signal "show-rows" (guint kind, GArray *fids of gint64, const char *words): these rows in the table. */
G_DECLARE_FINAL_TYPE (YztCallList, yzt_call_list, YZT, CALL_LIST, AdwWindow)
GtkWindow *yzt_call_list_new (GtkWindow *parent, YztSession *session);
G_END_DECLS
