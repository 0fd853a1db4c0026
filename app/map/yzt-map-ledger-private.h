/* yzt-map-ledger-private.h: the picture of the ledger as the scene layer paints it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-draw-theme.h"
#include "yzt-label-layout-private.h"
#include "yzt-map-ledger.h"
#include "yzt-scene-layout-private.h"
G_BEGIN_DECLS
gboolean yzt_ledger_picture_is_empty (const YztLedgerPicture *picture);
/** Below the symbols: discs. */
void yzt_ledger_picture_append_discs (YztLedgerPicture *picture, GtkSnapshot *snapshot, const YztSceneLayout *layout, const YztDrawTheme *theme);
/** Above the discs and below the symbols: the letters of what is missing, the numbers of what is overdue; they keep off @names (YztPlacedLabel) and controls (graphene_rect_t). */
void yzt_ledger_picture_append_words (YztLedgerPicture *picture, GtkWidget *widget, GtkSnapshot *snapshot, const YztSceneLayout *layout, const GArray *names,
                                      const GArray *keep_out, const YztDrawTheme *theme);
G_END_DECLS
