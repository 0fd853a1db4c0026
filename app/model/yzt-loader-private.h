/* yzt-loader-private.h: parts of loading that the kept scene needs, too
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-loader.h"
G_BEGIN_DECLS

/** Bits of the kinds whose items grow stale: all but incidents and warnings. */
guint64 yzt_loader_lasting_kinds (YztKindSet *kinds);
/** A kind whose rows are stock, not items. */
gboolean yzt_loader_is_stock (const YztKind *kind);
/** A map of a newer version may hold more kinds than this one draws; the store refuses to add them. @index: of the kind in its set. */
gboolean yzt_loader_is_on_map (const YztKind *kind, guint index);
/** [worker] Adds all stock of the map to @builder. */
gboolean yzt_loader_read_stock (YztStore *store, YztSceneBuilder *builder, const YztClock *clock, GCancellable *cancellable, GError **error);
/** [worker] Adds the items of a kind that is on the map, from @fid_from to @fid_to, both included. */
gboolean yzt_loader_read_items (YztStore *store, guint kind_index, gint64 fid_from, gint64 fid_to, YztSceneBuilder *builder, const YztClock *clock,
                                GCancellable *cancellable, GError **error);
G_END_DECLS
