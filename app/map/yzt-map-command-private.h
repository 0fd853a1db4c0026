/* yzt-map-command-private.h: the picture of command as the scene layer paints it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-draw-theme.h"
#include "yzt-map-command.h"
#include "yzt-map-frame-private.h"
G_BEGIN_DECLS
gboolean yzt_command_picture_is_empty (const YztCommandPicture *picture);
/** What changes below the symbols: zone, lines, shades. */
void yzt_command_picture_append (YztCommandPicture *picture, GtkSnapshot *snapshot, const YztMapFrame *frame, const YztDrawTheme *theme);
/** The words beside the zone, above everything but what stands in @keep_out (element-type graphene_rect_t; may be %NULL). */
void yzt_command_picture_append_words (YztCommandPicture *picture, GtkWidget *widget, GtkSnapshot *snapshot, const YztMapFrame *frame, const GArray *keep_out, const YztDrawTheme *theme);
G_END_DECLS
