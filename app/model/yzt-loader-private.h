/* yzt-loader-private.h: parts of loading that the kept scene needs, too
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-loader.h"
G_BEGIN_DECLS

/** Bits of the kinds whose items grow stale: all but incidents and warnings. */
guint64 yzt_loader_lasting_kinds (YztKindSet *kinds);
/** [worker] A builder with all stock of the map and no item. */
YztSceneBuilder *yzt_loader_read_stock (YztStore *store, const YztClock *clock, GError **error);
G_END_DECLS
