/* yzt-area-set-private.h: areas of open warnings, ready to be drawn
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
#include "yzt-map-frame-private.h"
#include "yzt-session.h"
G_BEGIN_DECLS
typedef struct _YztAreaSet YztAreaSet;
YztAreaSet *yzt_area_set_new (void);
void yzt_area_set_free (YztAreaSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztAreaSet, yzt_area_set_free)
/** Takes what is open and has an area; @incidents is a list of YztIncident or NULL. */
void yzt_area_set_load (YztAreaSet *set, GListModel *incidents);
gboolean yzt_area_set_is_empty (const YztAreaSet *set);
/** Hatched light fill and dashed edge in the colour of the level; kinds outside @filter are left out. */
void yzt_area_set_paint (YztAreaSet *set, cairo_t *cr, const YztMapFrame *frame, YztSceneFilter filter, gboolean dark);
G_END_DECLS
