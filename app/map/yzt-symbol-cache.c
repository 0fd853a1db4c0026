/* yzt-symbol-cache.c: symbols, bubbles and labels drawn once and kept as small pictures
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-symbol-cache-private.h"
#include <math.h>

#define SYMBOL_REACH 1.6 /* of the radius */
#define LABEL_MARGIN_PX 3.0  /* the halo */
#define SHARES 24
#define COUNT_HEIGHT_PX 16.0 /* of the word in a bubble */
#define PICTURES_MAX 2000
#define NEW_LABELS_MIN 6    /* a frame, however slow the machine … */
#define NEW_LABELS_US 2000  /* … and so long at most; each takes about a fifth of a millisecond */
#define HURRIED_LABELS_MIN 1
#define HURRIED_LABELS_US 500

typedef struct {
  guint radius;     /* whole pixels */
  guint8 shares[5]; /* of the rim, in SHARES: finer is hardly seen, and the same discs serve more bubbles */
} BubbleKey;

typedef struct {
  YztLabelStyle style;
  char *text;
} LabelKey;

struct _YztSymbolCache {
  YztKindSet *kinds;
  const YztDrawTheme *theme;
  int scale;
  double magnify;
  YztSymbolSet set;
  YztLabelPainter *painter;
  GHashTable *symbols; /* YztSymbolSpec → YztSprite */
  GHashTable *bubbles; /* BubbleKey → YztSprite: many bubbles have the same disc … */
  GHashTable *rims, *cards; /* radius → YztSprite: what is below and above the arcs of every disc of this size */
  GHashTable *counts;  /* … and few different words → YztSprite */
  GHashTable *labels;  /* LabelKey → YztSprite */
  gboolean is_new;     /* no frame was drawn with it yet */
  gboolean hurried;    /* … and the next one shows other words anyway */
  guint n_new_labels;  /* in this frame */
  gint64 frame_us;     /* when it began */
};

static void
sprite_free (YztSprite *sprite)
{
  cairo_surface_destroy (sprite->surface);
  g_free (sprite);
}

static guint
bubble_key_hash (gconstpointer pointer)
{
  const BubbleKey *key = pointer;
  guint hash = key->radius;
  for (guint i = 0; i < 5; i++) {
    hash = hash * 67 + key->shares[i];
  }
  return hash;
}

static gboolean
bubble_key_equal (gconstpointer a, gconstpointer b)
{
  const BubbleKey *left = a, *right = b;
  return left->radius == right->radius && memcmp (left->shares, right->shares, sizeof left->shares) == 0;
}

static void
label_key_free (LabelKey *key)
{
  g_free (key->text);
  g_free (key);
}

static guint
label_key_hash (gconstpointer pointer)
{
  const LabelKey *key = pointer;
  return g_str_hash (key->text) * 31 + (guint) key->style;
}

static gboolean
label_key_equal (gconstpointer a, gconstpointer b)
{
  const LabelKey *left = a, *right = b;
  return left->style == right->style && strcmp (left->text, right->text) == 0;
}

YztSymbolCache *
yzt_symbol_cache_new (const YztSymbolLook *look)
{
  YztSymbolCache *cache = g_new0 (YztSymbolCache, 1);
  cache->kinds = look->kinds != NULL ? yzt_kind_set_ref (look->kinds) : NULL;
  cache->theme = look->theme;
  cache->scale = MAX (look->scale, 1);
  cache->magnify = look->magnify;
  cache->set = look->set;
  cache->painter = yzt_label_painter_new (look->language);
  if (look->magnify > 1) {
    yzt_label_painter_set_magnify (cache->painter, look->magnify);
  }
  cache->symbols = g_hash_table_new_full ((GHashFunc) yzt_symbol_spec_hash, (GEqualFunc) yzt_symbol_spec_equal, g_free,
                                          (GDestroyNotify) sprite_free);
  cache->bubbles = g_hash_table_new_full (bubble_key_hash, bubble_key_equal, g_free, (GDestroyNotify) sprite_free);
  cache->rims = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sprite_free);
  cache->cards = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sprite_free);
  cache->counts = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sprite_free);
  cache->labels = g_hash_table_new_full (label_key_hash, label_key_equal, (GDestroyNotify) label_key_free,
                                         (GDestroyNotify) sprite_free);
  return cache;
}

void
yzt_symbol_cache_free (YztSymbolCache *cache)
{
  g_clear_pointer (&cache->kinds, yzt_kind_set_unref);
  g_clear_pointer (&cache->painter, yzt_label_painter_free);
  g_hash_table_unref (cache->symbols);
  g_hash_table_unref (cache->bubbles);
  g_hash_table_unref (cache->rims);
  g_hash_table_unref (cache->cards);
  g_hash_table_unref (cache->counts);
  g_hash_table_unref (cache->labels);
  g_free (cache);
}

const YztDrawTheme *
yzt_symbol_cache_get_theme (const YztSymbolCache *cache)
{
  return cache->theme;
}

YztLabelPainter *
yzt_symbol_cache_get_painter (YztSymbolCache *cache)
{
  return cache->painter;
}

static YztSprite *
sprite_new (const YztSymbolCache *cache, double x, double y, double width, double height, cairo_t **cr_out)
{
  YztSprite *sprite = g_new0 (YztSprite, 1);
  *sprite = (YztSprite) { .x = x, .y = y, .width = ceil (width), .height = ceil (height) };
  sprite->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) sprite->width * cache->scale,
                                                (int) sprite->height * cache->scale);
  cairo_surface_set_device_scale (sprite->surface, cache->scale, cache->scale);
  *cr_out = cairo_create (sprite->surface);
  return sprite;
}

const YztSprite *
yzt_symbol_cache_get_symbol (YztSymbolCache *cache, const YztItem *item, YztSymbolFlags focus)
{
  g_return_val_if_fail (cache->kinds != NULL && item->kind < yzt_kind_set_get_n (cache->kinds), NULL);
  guint flags = focus;
  flags |= (item->flags & YZT_ITEM_STALE) != 0 ? YZT_SYMBOL_STALE : 0;
  flags |= (item->flags & YZT_ITEM_EXERCISE) != 0 ? YZT_SYMBOL_EXERCISE : 0;
  const YztKind *kind = yzt_kind_set_get (cache->kinds, item->kind);
  YztSymbolSpec spec = yzt_symbol_spec_for_kind (kind, item->level, item->variant, (YztSymbolFlags) flags);
  if (cache->set == YZT_SYMBOL_SET_NATIONAL) {
    yzt_symbol_spec_make_national (&spec, kind, item->variant);
  }
  const YztSprite *known = g_hash_table_lookup (cache->symbols, &spec);
  if (known != NULL) {
    return known;
  }
  cairo_t *cr;
  double radius = YZT_LAYOUT_SYMBOL_PX * cache->magnify;
  double reach = ceil (SYMBOL_REACH * radius) + 1;
  YztSprite *sprite = sprite_new (cache, -reach, -reach, 2 * reach, 2 * reach, &cr);
  yzt_symbol_paint (cr, &spec, reach, reach, radius, cache->theme);
  cairo_destroy (cr);
  g_hash_table_insert (cache->symbols, g_memdup2 (&spec, sizeof spec), sprite);
  return sprite;
}

/* A disc's own picture, the middle of it at the origin of what is returned. */
static YztSprite *
disc_new (const YztSymbolCache *cache, guint radius, cairo_t **cr)
{
  double reach = ceil (radius * cache->magnify) + 2;
  YztSprite *sprite = sprite_new (cache, -reach, -reach, 2 * reach, 2 * reach, cr);
  cairo_translate (*cr, reach, reach);
  return sprite;
}

static cairo_surface_t *
get_part (YztSymbolCache *cache, GHashTable *parts, guint radius)
{
  YztSprite *known = g_hash_table_lookup (parts, GUINT_TO_POINTER (radius));
  if (known == NULL) {
    cairo_t *cr;
    known = disc_new (cache, radius, &cr);
    cairo_scale (cr, cache->magnify, cache->magnify);
    (parts == cache->rims ? yzt_cluster_paint_rim : yzt_cluster_paint_card) (cr, 0, 0, radius, cache->theme);
    cairo_destroy (cr);
    g_hash_table_insert (parts, GUINT_TO_POINTER (radius), known);
  }
  return known->surface;
}

const YztSprite *
yzt_symbol_cache_get_bubble (YztSymbolCache *cache, const YztBubble *bubble)
{
  BubbleKey key = { .radius = (guint) round (yzt_cluster_radius (bubble->count)) };
  double shares[5];
  for (guint i = 0; i < 5; i++) {
    guint share = bubble->count > 0 ? (bubble->level_counts[i] * SHARES + bubble->count - 1) / bubble->count : 0;
    key.shares[i] = i == 0 ? 0 : (guint8) MIN (share, SHARES);
    shares[i] = (double) key.shares[i] / SHARES;
  }
  const YztSprite *known = g_hash_table_lookup (cache->bubbles, &key);
  if (known != NULL) {
    return known;
  }
  cairo_t *cr;
  YztSprite *sprite = disc_new (cache, key.radius, &cr);
  cairo_set_source_surface (cr, get_part (cache, cache->rims, key.radius), sprite->x, sprite->y);
  cairo_paint (cr);
  cairo_save (cr);
  cairo_scale (cr, cache->magnify, cache->magnify);
  yzt_cluster_paint_arcs (cr, 0, 0, key.radius, shares);
  cairo_restore (cr);
  cairo_set_source_surface (cr, get_part (cache, cache->cards, key.radius), sprite->x, sprite->y);
  cairo_paint (cr);
  cairo_destroy (cr);
  g_hash_table_insert (cache->bubbles, g_memdup2 (&key, sizeof key), sprite);
  return sprite;
}

const YztSprite *
yzt_symbol_cache_get_count (YztSymbolCache *cache, guint count)
{
  guint told = count < 10000 ? count : count / 1000 * 1000; /* as the word tells it */
  const YztSprite *known = g_hash_table_lookup (cache->counts, GUINT_TO_POINTER (told));
  if (known != NULL) {
    return known;
  }
  double width = ceil (yzt_cluster_radius (told) * cache->magnify), height = ceil (COUNT_HEIGHT_PX / 2 * cache->magnify);
  cairo_t *cr;
  YztSprite *sprite = sprite_new (cache, -width, -height, 2 * width, 2 * height, &cr);
  cairo_translate (cr, width, height);
  cairo_scale (cr, cache->magnify, cache->magnify);
  yzt_cluster_paint_count (cr, 0, 0, told, cache->theme);
  cairo_destroy (cr);
  g_hash_table_insert (cache->counts, GUINT_TO_POINTER (told), sprite);
  return sprite;
}

const YztSprite *
yzt_symbol_cache_get_label (YztSymbolCache *cache, const char *text, YztLabelStyle style, gboolean now)
{
  LabelKey wanted = { style, (char *) text };
  const YztSprite *known = g_hash_table_lookup (cache->labels, &wanted);
  if (known != NULL) {
    return known;
  }
  /* The first frame draws every symbol anew and has no time for words. */
  guint least = cache->hurried ? HURRIED_LABELS_MIN : NEW_LABELS_MIN;
  gint64 most_us = cache->hurried ? HURRIED_LABELS_US : NEW_LABELS_US;
  gboolean in_time = !cache->is_new && (cache->n_new_labels < least || g_get_monotonic_time () - cache->frame_us <= most_us);
  if (!now && !in_time) {
    return NULL;
  }
  cache->n_new_labels++;
  double width, height;
  yzt_label_painter_measure (cache->painter, text, style, &width, &height);
  cairo_t *cr;
  YztSprite *sprite = sprite_new (cache, 0, 0, width + 2 * LABEL_MARGIN_PX, height + 2 * LABEL_MARGIN_PX, &cr);
  yzt_label_painter_paint (cache->painter, cr, text, style, LABEL_MARGIN_PX, LABEL_MARGIN_PX, cache->theme);
  cairo_destroy (cr);
  LabelKey *key = g_new (LabelKey, 1);
  *key = (LabelKey) { style, g_strdup (text) };
  g_hash_table_insert (cache->labels, key, sprite);
  return sprite;
}

void
yzt_symbol_cache_begin_frame (YztSymbolCache *cache, gboolean hurried)
{
  cache->hurried = hurried;
  cache->is_new = cache->frame_us == 0;
  cache->n_new_labels = 0;
  cache->frame_us = g_get_monotonic_time ();
  /* What is needed is drawn again in a moment; keeping an order of use would cost more than that. */
  if (g_hash_table_size (cache->labels) > PICTURES_MAX) {
    g_hash_table_remove_all (cache->labels);
  }
  if (g_hash_table_size (cache->counts) > PICTURES_MAX) {
    g_hash_table_remove_all (cache->counts);
  }
  if (g_hash_table_size (cache->bubbles) > PICTURES_MAX) {
    g_hash_table_remove_all (cache->bubbles);
  }
}

void
yzt_sprite_paint (const YztSprite *sprite, cairo_t *cr, double px, double py, double alpha)
{
  double x = round (px + sprite->x);
  double y = round (py + sprite->y);
  cairo_set_source_surface (cr, sprite->surface, x, y);
  /* A rectangle, not a paint: a recorded paint would cover the whole node. */
  cairo_rectangle (cr, x, y, sprite->width, sprite->height);
  if (alpha < 1) {
    cairo_save (cr);
    cairo_clip (cr);
    cairo_paint_with_alpha (cr, alpha);
    cairo_restore (cr);
  } else {
    cairo_fill (cr);
  }
}
