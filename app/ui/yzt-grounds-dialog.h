/* yzt-grounds-dialog.h: the base maps of this station: add, order, show, fade, and what is wrong with each
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <adwaita.h>
#include "yzt-map-view.h"
G_BEGIN_DECLS
#define YZT_TYPE_GROUNDS_DIALOG (yzt_grounds_dialog_get_type ())
G_DECLARE_FINAL_TYPE (YztGroundsDialog, yzt_grounds_dialog, YZT, GROUNDS_DIALOG, AdwWindow)
/** @map: shows @grounds already; asked anew when a key was entered. */
YztGroundsDialog *yzt_grounds_dialog_new (GtkWindow *parent, YztGroundList *grounds, YztMapView *map);
G_END_DECLS
