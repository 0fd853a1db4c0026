/* yzt-distance.c: bounds between chords and geodesics, exact distance of one slot, order of hits
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-scene-private.h"

/* A geodesic's curvature lies everywhere between 1 / YZT_CURVATURE_MAX_M and 1 / YZT_CURVATURE_MIN_M, so its chord lies
 * between those of arcs with these two radii. The slack covers rounding and the slight twist of a geodesic. */
#define SLACK_FACTOR 1e-9
#define SLACK_M 1e-4

double
yzt_distance_lower_bound_m (double chord_m)
{
  double half = chord_m / (2.0 * YZT_CURVATURE_MAX_M);

  return 2.0 * YZT_CURVATURE_MAX_M * asin (MIN (half, 1.0)) * (1.0 - SLACK_FACTOR) - SLACK_M;
}

double
yzt_chord_upper_bound_m (double distance_m)
{
  double half = distance_m / (2.0 * YZT_CURVATURE_MAX_M);

  return 2.0 * YZT_CURVATURE_MAX_M * sin (MIN (half, G_PI_2)) * (1.0 + SLACK_FACTOR) + SLACK_M;
}

double
yzt_chord_inside_bound_m (double distance_m)
{
  double half = distance_m / (2.0 * YZT_CURVATURE_MIN_M);

  /* Beyond a quarter of the way round the bound says nothing worth having. */
  return 2.0 * YZT_CURVATURE_MIN_M * sin (MIN (half, G_PI_4)) * (1.0 - SLACK_FACTOR) - SLACK_M;
}

double
yzt_generation_distance_m (const YztGeneration *generation, const YztCenter *center, guint slot)
{
  const YztSceneBase *base = generation->base;
  double p[3], dx, dy, dz, chord2;

  for (guint i = 0; i < 3; i++) {
    p[i] = slot < base->n ? base->ecef[i][slot] : generation->delta[slot - base->n]->ecef[i];
  }
  dx = p[0] - center->ecef[0];
  dy = p[1] - center->ecef[1];
  dz = p[2] - center->ecef[2];
  chord2 = dx * dx + dy * dy + dz * dz;
  if (chord2 <= YZT_CHORD_LIMIT_M * YZT_CHORD_LIMIT_M) {
    return yzt_distance_from_chord (chord2, dz, p[2] + center->ecef[2]);
  }
  return yzt_geo_distance_m (center->position, yzt_generation_slot_position (generation, slot), NULL);
}

gboolean
yzt_hit_before (const YztGeneration *generation, const YztHit *a, const YztHit *b)
{
  gint64 fid_a, fid_b;

  double um_a = yzt_whole_micrometres (a->distance_m), um_b = yzt_whole_micrometres (b->distance_m);
  if (um_a < um_b || um_a > um_b) {
    return um_a < um_b;
  }
  fid_a = yzt_generation_slot_fid (generation, a->index);
  fid_b = yzt_generation_slot_fid (generation, b->index);
  if (fid_a != fid_b) {
    return fid_a < fid_b;
  }
  return yzt_generation_slot_kind (generation, a->index) < yzt_generation_slot_kind (generation, b->index);
}

static int
compare_hits (gconstpointer a, gconstpointer b, gpointer generation)
{
  if (yzt_hit_before (generation, a, b)) {
    return -1;
  }
  return yzt_hit_before (generation, b, a) ? 1 : 0;
}

void
yzt_hits_sort (const YztGeneration *generation, YztHit *hits, guint n)
{
  if (n > 24) {
    g_qsort_with_data (hits, (gint) n, sizeof *hits, compare_hits, (gpointer) generation);
    return;
  }
  for (guint i = 1; i < n; i++) {
    YztHit hit = hits[i];
    guint j = i;

    for (; j > 0 && yzt_hit_before (generation, &hit, &hits[j - 1]); j--) {
      hits[j] = hits[j - 1];
    }
    hits[j] = hit;
  }
}
