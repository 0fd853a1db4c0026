/* yzt-danger.c: what lies in a danger zone, from the scene
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-danger.h"
#include <math.h>
#include <string.h>
#include "yzt-command-private.h"
#include "yzt-rules-command.h"

#define MAX_TABLE_BYTES (1024 * 1024)

struct _YztDangerKinds {
  guint64 mask;
  int people[64];  /* index of the sum; −1 none */
};

static int
sum_index (const YztKind *kind, const char *field)
{
  for (guint i = 0; i < yzt_scene_kind_n_sums (kind); i++) {
    if (g_str_equal (yzt_field_get_name (yzt_scene_kind_get_sum_field (kind, i)), field)) {
      return (int) i;
    }
  }
  return -1;
}

YztDangerKinds *
yzt_danger_kinds_parse (const char *text, YztKindSet *kinds)
{
  g_return_val_if_fail (text != NULL && kinds != NULL, NULL);
  YztDangerKinds *self = g_new0 (YztDangerKinds, 1);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);
    int index = *lines[i] != '#' && cells[0] != NULL && *cells[0] != '\0' ? yzt_kind_set_index (kinds, cells[0]) : -1;
    if (index >= 0 && index < 64 && yzt_kind_get_geometry (yzt_kind_set_get (kinds, (guint) index)) != YZT_KIND_GEOMETRY_NONE) {
      self->mask |= (guint64) 1 << index;
      self->people[index] = cells[1] != NULL && *cells[1] != '\0' ? sum_index (yzt_kind_set_get (kinds, (guint) index), cells[1]) : -1;
    }
  }
  return self;
}

void
yzt_danger_kinds_free (YztDangerKinds *kinds)
{
  g_free (kinds);
}

YztSceneFilter
yzt_danger_kinds_filter (const YztDangerKinds *kinds)
{
  return (YztSceneFilter) { kinds->mask };
}

YztThreat *
yzt_threat_new (void)
{
  YztThreat *threat = g_new0 (YztThreat, 1);
  threat->things = g_array_new (FALSE, FALSE, sizeof (YztThreatened));
  return threat;
}

void
yzt_threat_free (YztThreat *threat)
{
  if (threat != NULL) {
    g_array_unref (threat->things);
    g_free (threat);
  }
}

/* A box in Mercator that holds the zone, for the index; what it holds too much is looked at one by one. */
static void
box_of (const YztZone *zone, const YztGeometry *area, double box[4])
{
  YztPosition corners[2];
  if (area != NULL) {
    YztBox bounds = yzt_geometry_get_box (area);
    corners[0] = (YztPosition) { bounds.west, bounds.north };
    corners[1] = (YztPosition) { bounds.east, bounds.south };
  } else {
    double reach_m = yzt_zone_get_reach_m (zone) * 1.01 + 1;
    YztPosition north = yzt_geo_direct (zone->spill, 0, reach_m), south = yzt_geo_direct (zone->spill, 180, reach_m);
    double pole = MAX (fabs (north.lat), fabs (south.lat)), width = reach_m / (111000 * MAX (cos (pole * G_PI / 180), 0.01));
    corners[0] = (YztPosition) { zone->spill.lon - width, north.lat };
    corners[1] = (YztPosition) { zone->spill.lon + width, south.lat };
  }
  for (guint i = 0; i < 2; i++) {
    double lon = corners[i].lon;
    yzt_mercator_from_position ((YztPosition) { CLAMP (lon, -180, 180), corners[i].lat }, &box[2 * i], &box[2 * i + 1]);
    box[2 * i] = lon / 360 + 0.5;
  }
}

static int
compare_threatened (gconstpointer a, gconstpointer b)
{
  const YztThreatened *x = a, *y = b;
  if (x->distance_m < y->distance_m || x->distance_m > y->distance_m) {
    return x->distance_m < y->distance_m ? -1 : 1;
  }
  return x->fid != y->fid ? (x->fid < y->fid ? -1 : 1) : x->kind < y->kind ? -1 : x->kind > y->kind;
}

void
yzt_threat_find (YztThreat *threat, const YztGeneration *generation, const YztDangerKinds *kinds, const YztZone *zone, const YztGeometry *area)
{
  g_return_if_fail (threat != NULL && generation != NULL && kinds != NULL && zone != NULL);
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  double box[4];
  box_of (zone, area, box);
  yzt_generation_box (generation, box[0], box[1], box[2], box[3], (YztSceneFilter) { kinds->mask }, indices);
  g_array_set_size (threat->things, 0);
  threat->people = 0;
  threat->n_unsaid = 0;
  for (guint i = 0; i < indices->len; i++) {
    YztItem item;
    YztThreatened one = { .index = g_array_index (indices, guint, i), .people = NAN };
    if (!yzt_generation_get_item (generation, one.index, &item) || isnan (item.lon)) {
      continue;
    }
    YztPosition at = { item.lon, item.lat };
    if (area != NULL ? !yzt_geometry_contains (area, at) : !yzt_zone_contains (zone, at)) {
      continue;
    }
    int people = kinds->people[item.kind];
    one.kind = item.kind;
    one.fid = item.fid;
    one.level = item.level;
    one.people = people >= 0 ? item.sums[people] : NAN;
    one.distance_m = yzt_geo_distance_m (zone->spill, at, &one.bearing_deg);
    threat->people += isnan (one.people) ? 0 : one.people;
    threat->n_unsaid += isnan (one.people) ? 1 : 0;
    g_array_append_val (threat->things, one);
  }
  g_array_sort (threat->things, compare_threatened);
}

static guint64
key_of (const YztThreatened *one)
{
  return (guint64) one->fid * 64 + one->kind;
}

static void
list_missing (const YztThreat *of, const YztThreat *in, GArray *out)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < in->things->len; i++) {
    guint64 key = key_of (&g_array_index (in->things, YztThreatened, i));
    g_hash_table_add (known, g_memdup2 (&key, sizeof key));
  }
  for (guint i = 0; i < of->things->len; i++) {
    guint64 key = key_of (&g_array_index (of->things, YztThreatened, i));
    if (!g_hash_table_contains (known, &key)) {
      g_array_append_val (out, i);
    }
  }
}

void
yzt_threat_compare (const YztThreat *before, const YztThreat *now, GArray *came, GArray *went)
{
  g_return_if_fail (before != NULL && now != NULL && came != NULL && went != NULL);
  list_missing (now, before, came);
  list_missing (before, now, went);
}

/* --- the tables --- */

char *
yzt_command_load_table (const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (yzt_data_dir (), "command", name, NULL);
  g_autoptr (GBytes) bytes = yzt_file_load (path, MAX_TABLE_BYTES, error);
  return bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;
}

YztErg *
yzt_load_erg (GError **error)
{
  g_autofree char *table1 = yzt_command_load_table ("erg-table1.tsv", error), *table3 = table1 != NULL ? yzt_command_load_table ("erg-table3.tsv", error) : NULL;
  g_autofree char *guides = table3 != NULL ? yzt_command_load_table ("erg-guides.tsv", error) : NULL, *names = guides != NULL ? yzt_command_load_table ("erg-names.tsv", error) : NULL;
  return names != NULL ? yzt_erg_parse (table1, table3, guides, names) : NULL;
}

YztCommandRules *
yzt_load_command_rules (GError **error)
{
  g_autofree char *arrival = yzt_command_load_table ("arrival.tsv", error), *words = arrival != NULL ? yzt_command_load_table ("need-words.tsv", error) : NULL;
  g_autofree char *cover = words != NULL ? yzt_command_load_table ("cover.tsv", error) : NULL;
  return cover != NULL ? yzt_command_rules_parse (arrival, words, cover) : NULL;
}

YztDangerKinds *
yzt_load_danger_kinds (YztKindSet *kinds, GError **error)
{
  g_autofree char *text = yzt_command_load_table ("threatened.tsv", error);
  return text != NULL ? yzt_danger_kinds_parse (text, kinds) : NULL;
}
