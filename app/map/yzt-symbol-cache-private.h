/* yzt-symbol-cache-private.h: symbols, bubbles and labels drawn once and kept as small pictures
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. A cache has one theme, one scale, one language and one kind set; it is thrown away when one of them changes. Sprites stay
 * valid until the cache is freed or the next call of yzt_symbol_cache_begin_frame(). */
#pragma once
#include <gtk/gtk.h>
#include "yzt-label.h"
#include "yzt-map-symbol.h"
#include "yzt-scene-layout-private.h"
G_BEGIN_DECLS

typedef struct {
  cairo_surface_t *surface; /* device scale set */
  double x, y;              /* from the anchor to the upper left corner, logical pixels */
  double width, height;
} YztSprite;

/** How the map is to look; @kinds may be NULL. */
typedef struct {
  YztKindSet *kinds;
  const YztDrawTheme *theme;
  const char *language;
  int scale;
  double magnify;   /* 1 at the desk */
  YztSymbolSet set;
} YztSymbolLook;

typedef struct _YztSymbolCache YztSymbolCache;
YztSymbolCache *yzt_symbol_cache_new (const YztSymbolLook *look);
void yzt_symbol_cache_free (YztSymbolCache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztSymbolCache, yzt_symbol_cache_free)
const YztDrawTheme *yzt_symbol_cache_get_theme (const YztSymbolCache *cache);
YztLabelPainter *yzt_symbol_cache_get_painter (YztSymbolCache *cache);
/** @focus: SELECTED and HOVER as they are; STALE and EXERCISE come from the item. The sprite's anchor is the feature's position. */
const YztSprite *yzt_symbol_cache_get_symbol (YztSymbolCache *cache, const YztItem *item, YztSymbolFlags focus);
/** The disc and the word on it. */
const YztSprite *yzt_symbol_cache_get_bubble (YztSymbolCache *cache, const YztBubble *bubble);
const YztSprite *yzt_symbol_cache_get_count (YztSymbolCache *cache, guint count);
/** Anchor: the upper left corner of the text with its casing. Words take long to draw, so only so many new ones are drawn for one
 * frame: NULL for the rest unless @now. */
const YztSprite *yzt_symbol_cache_get_label (YztSymbolCache *cache, const char *text, YztLabelStyle style, gboolean now);
/** Drops pictures when too many have gathered, and lets new words be drawn again, few when @hurried: the zoom is on its way. Before labels are laid out. */
void yzt_symbol_cache_begin_frame (YztSymbolCache *cache, gboolean hurried);
/** Paints with the sprite's anchor at @px, @py, on whole device pixels. */
void yzt_sprite_paint (const YztSprite *sprite, cairo_t *cr, double px, double py, double alpha);
G_END_DECLS
