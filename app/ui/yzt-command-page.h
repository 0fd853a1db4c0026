/* yzt-command-page.h: command of an incident in one page of the right panel: danger zone, needs and reach, orders
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <adwaita.h>
#include "yzt-command-needs.h"
#include "yzt-command-zone.h"
G_BEGIN_DECLS
#define YZT_TYPE_COMMAND_PAGE (yzt_command_page_get_type ())
/** Signals: "thing-activated" (int kind, gint64 fid); "print" (gint64 order_fid). */
G_DECLARE_FINAL_TYPE (YztCommandPage, yzt_command_page, YZT, COMMAND_PAGE, GtkWidget)
GtkWidget *yzt_command_page_new (YztCommand *command);
YztCommand *yzt_command_page_get_command (YztCommandPage *self);
YztCommandNeeds *yzt_command_page_get_needs (YztCommandPage *self);
YztCommandZone *yzt_command_page_get_zone (YztCommandPage *self);
/** Is the cover of the whole jurisdiction to be shown on the map? */
gboolean yzt_command_page_shows_cover (YztCommandPage *self);
G_END_DECLS
