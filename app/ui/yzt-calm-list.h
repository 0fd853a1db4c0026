/* yzt-calm-list.h: a list that follows another one a few rows at a time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
#define YZT_TYPE_CALM_LIST (yzt_calm_list_get_type ())
/** A GListModel for a view whose source may get thousands of rows at once, as an alarm list does. Main thread. What a view makes rows for, its first
 * YZT_CALM_LIST_ROWS, comes in YZT_CALM_LIST_STEP at a time, each in a turn of the main loop of its own; what is behind comes at once. In the end it is
 * the source, item for item. */
G_DECLARE_FINAL_TYPE (YztCalmList, yzt_calm_list, YZT, CALM_LIST, GObject)
#define YZT_CALM_LIST_ROWS 220
#define YZT_CALM_LIST_STEP 12
YztCalmList *yzt_calm_list_new (GListModel *source);
G_END_DECLS
