/* yzt-same-bar.h: the bar that asks whether two incidents are one
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hidden when nothing is proposed. Main thread; looks on a worker when incidents change. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_SAME_BAR (yzt_same_bar_get_type ())
G_DECLARE_FINAL_TYPE (YztSameBar, yzt_same_bar, YZT, SAME_BAR, GtkWidget)
/** NULL hides it. The session is READY. */
void yzt_same_bar_set_session (YztSameBar *self, YztSession *session);
/** What is asked, in words; "" nothing. For tests. (transfer none) */
const char *yzt_same_bar_get_question (YztSameBar *self);
G_END_DECLS
