/* yzt-ring-shape-private.h: the reach ring as it is drawn and taken hold of
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
#include "yzt-draw-theme.h"
#include "yzt-map-frame-private.h"
G_BEGIN_DECLS
#define YZT_RING_GRIP_PX 8.0
typedef struct {
  YztPosition center;
  double radius_m;    /* 0: no ring */
  double bearing_deg; /* where the handle sits */
  gboolean lit;       /* pointed at or dragged */
  double magnify;     /* of line, handle and card: 1 at the desk */
  /* kept between frames */
  GArray *outline;    /* YztMapPoint, Mercator, x unwrapped round the centre */
  gboolean closes;    /* FALSE when it runs round a pole */
  GArray *pixels, *clipped, *spare;
} YztRingShape;
void yzt_ring_shape_init (YztRingShape *shape);
void yzt_ring_shape_clear (YztRingShape *shape);
void yzt_ring_shape_set (YztRingShape *shape, YztPosition center, double radius_m);
/** FALSE when there is no ring or when it is too small on the screen to be taken hold of. */
gboolean yzt_ring_shape_has_handle (const YztRingShape *shape, const YztMapFrame *frame);
/** Pixel of the handle, on the copy of the ring nearest to the middle of the widget. */
YztMapPoint yzt_ring_shape_get_handle (const YztRingShape *shape, const YztMapFrame *frame);
/** TRUE within YZT_RING_GRIP_PX of the rim or the handle; @on_handle_out may be NULL. */
gboolean yzt_ring_shape_hit (YztRingShape *shape, const YztMapFrame *frame, double px, double py, gboolean *on_handle_out);
/** What the fill and the rim cover, for the node's bounds. */
graphene_rect_t yzt_ring_shape_get_bounds (YztRingShape *shape, const YztMapFrame *frame);
void yzt_ring_shape_paint (YztRingShape *shape, cairo_t *cr, const YztMapFrame *frame, const YztDrawTheme *theme);
/** Puts the radius in words into @layout, in the card's size. */
void yzt_ring_shape_set_card_text (const YztRingShape *shape, PangoLayout *layout, const char *text);
/** Handle and the card with the radius, to be drawn above everything. @layout is the radius in words. */
graphene_rect_t yzt_ring_shape_get_card_bounds (YztRingShape *shape, const YztMapFrame *frame, PangoLayout *layout);
void yzt_ring_shape_paint_card (YztRingShape *shape, cairo_t *cr, const YztMapFrame *frame, const YztDrawTheme *theme, PangoLayout *layout);
G_END_DECLS
