/* yzt-near-private.h: what a radius query fills, for yzt-near*.c
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "yzt-scene-private.h"
G_BEGIN_DECLS

/** A hit with the key it is sorted by. */
typedef struct {
  guint32 index;
  guint32 key;
  double distance_m;
} YztKeyedHit;

struct _YztNearResult {
  YztGeneration *generation; /* held: the strings of stock totals are its own */
  YztHit *hits;
  YztKeyedHit *keyed, *scratch; /* as long as hits */
  guint n_hits, allocated;
  YztKindTotal totals[YZT_MAX_KINDS];
  guint n_sums[YZT_MAX_KINDS];
  YztStockTotal *by_group; /* item is NULL while nothing was added */
  guint n_groups;
  guint32 *touched;
  guint n_touched;
  YztStockTotal *stock;
  guint n_stock;
};

typedef struct {
  const YztGeneration *generation;
  YztNearResult *result;
  YztCenter center;
  double radius_m;
  double band_m;          /* nearer to the rim than this Karney decides */
  double outside2, inside2; /* squared chords: surely outside above, surely inside below */
  guint64 kinds;
  gboolean stock;
} YztNearQuery;

/** Distances (metres) and squared chords from the centre to @n <= YZT_BLOCK_SIZE slots from @start. */
void yzt_near_block (const YztSceneBase *base, guint start, guint n, const double center[3], double *chord2, double *distance_m);
/** Whether a slot at @chord2 with the chord's distance @distance_m (replaced by Karney's where needed) is inside. */
gboolean yzt_near_decide (const YztNearQuery *query, guint slot, double chord2, double *distance_m);

void yzt_near_stock_start (const YztNearQuery *query);
void yzt_near_stock_add_slots (const YztNearQuery *query, guint start, guint end); /* base slots */
void yzt_near_stock_add_delta (const YztNearQuery *query, guint slot);            /* an owner of the delta */
void yzt_near_stock_add_lines (const YztNearQuery *query);                        /* lines of the delta */
void yzt_near_stock_finish (const YztNearQuery *query);
void yzt_near_sort (YztNearResult *result);

G_END_DECLS
