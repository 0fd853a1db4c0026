/* yzt-cluster-card-private.h: the small card that tells what a cluster holds: kinds, counts, worst level
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Made when the pointer comes to a cluster, let go when it leaves. */
#pragma once
#include "yzt-symbol-cache-private.h"
G_BEGIN_DECLS
typedef struct _YztClusterCard YztClusterCard;
/** @indices (guint): the members' slots in @generation. */
YztClusterCard *yzt_cluster_card_new (GtkWidget *widget, YztGeneration *generation, const GArray *indices, const char *language);
void yzt_cluster_card_free (YztClusterCard *card);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztClusterCard, yzt_cluster_card_free)
/** Beside the bubble at @px, @py that reaches @reach_px, inside the frame. */
void yzt_cluster_card_append (YztClusterCard *card, GtkSnapshot *snapshot, const YztMapFrame *frame, YztSymbolCache *symbols, double px, double py, double reach_px);
G_END_DECLS
