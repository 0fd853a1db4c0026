/* yzt-call-out-row.h: one person to call: name, post, for what, number, state, when
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <gtk/gtk.h>
#include "yzt-call-out.h"
G_BEGIN_DECLS
/** Says in @row, a GtkListBoxRow, what is known of the call. @with_warning: the warning's name stands on it, too. FALSE: it said so already. */
gboolean yzt_call_out_row_show (GtkWidget *row, YztSession *session, const YztCallOut *call, gboolean with_warning);
/** To be called, or asked for the action, at @now_ms. */
gboolean yzt_call_out_is_due (const YztCallOut *call, gint64 now_ms);
G_END_DECLS
