/* yzt-team-cover.c: which things a suitable team reaches, and which would lose that when a team goes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-team-cover.h"
#include <math.h>

/* A chord of this much more than the reach is surely beyond it: what the chord is shorter than the arc is less up to 200 km. */
#define SLACK 1.001

struct _YztTeamCover {
  GArray *things;      /* YztTeamCoverThing */
  GArray *covering;    /* guint: base indexes, those of thing i at starts[i] … starts[i + 1] */
  GArray *starts;      /* guint */
  GStringChunk *strings;
  guint n_uncovered;
};

typedef struct {
  guint base;
  double xyz[3];
} Team;

static GArray *
list_teams (const YztSupply *supply)
{
  GArray *teams = g_array_new (FALSE, FALSE, sizeof (Team));
  for (guint i = 0; i < supply->bases->len; i++) {
    const YztSupplyBase *base = &g_array_index (supply->bases, YztSupplyBase, i);
    if (base->is_team && base->has_place && yzt_supply_base_free (base) > 0) {
      Team team = { .base = i };
      yzt_geo_to_ecef (base->at, team.xyz);
      g_array_append_val (teams, team);
    }
  }
  return teams;
}

/* By chord first: the exact distance is asked for only where it decides. */
static void
look_round (YztTeamCover *self, const YztSupply *supply, const GArray *teams, const YztCoverRule *rule, YztTeamCoverThing *thing)
{
  double xyz[3], best2 = G_MAXDOUBLE, reach2 = thing->reach_m * thing->reach_m * SLACK * SLACK;
  yzt_geo_to_ecef (thing->at, xyz);
  thing->nearest = thing->sole = -1;
  for (guint i = 0; i < teams->len; i++) {
    const Team *team = &g_array_index (teams, Team, i);
    const YztSupplyBase *base = &g_array_index (supply->bases, YztSupplyBase, team->base);
    double dx = team->xyz[0] - xyz[0], dy = team->xyz[1] - xyz[1], dz = team->xyz[2] - xyz[2], chord2 = dx * dx + dy * dy + dz * dz;
    if ((chord2 >= best2 && chord2 > reach2) || !yzt_cover_rule_counts (rule, base->type)) {
      continue;
    }
    if (chord2 < best2) {
      best2 = chord2;
      thing->nearest = (int) team->base;
    }
    if (chord2 <= reach2 && yzt_geo_distance_m (thing->at, base->at, NULL) <= thing->reach_m) {
      g_array_append_val (self->covering, team->base);
      thing->sole = thing->n_covering++ == 0 ? (int) team->base : -1;
    }
  }
  thing->distance_m = thing->nearest >= 0 ? yzt_geo_distance_m (thing->at, g_array_index (supply->bases, YztSupplyBase, thing->nearest).at, NULL) : NAN;
}

static const char *
variant_code (const YztKind *kind, guint16 variant)
{
  const YztField *field = yzt_kind_find_field (kind, "type");
  field = field != NULL && yzt_field_get_field_type (field) == YZT_FIELD_ENUM ? field : yzt_kind_find_field (kind, "category");
  return field != NULL && variant < yzt_field_get_n_values (field) ? yzt_field_get_value (field, variant) : NULL;
}

YztTeamCover *
yzt_team_cover_new (YztGeneration *generation, YztSupply *supply, const YztCommandRules *rules)
{
  g_return_val_if_fail (generation != NULL && supply != NULL && rules != NULL, NULL);
  YztTeamCover *self = g_new0 (YztTeamCover, 1);
  YztKindSet *kinds = yzt_generation_get_kinds (generation);
  g_autoptr (GArray) teams = list_teams (supply);
  self->things = g_array_new (FALSE, TRUE, sizeof (YztTeamCoverThing));
  self->covering = g_array_new (FALSE, FALSE, sizeof (guint));
  self->starts = g_array_new (FALSE, FALSE, sizeof (guint));
  self->strings = g_string_chunk_new (16 * 1024);
  for (guint i = 0; i < yzt_generation_get_n_slots (generation); i++) {
    YztItem item;
    if (!yzt_generation_get_item (generation, i, &item) || isnan (item.lon)) {
      continue;
    }
    const YztKind *kind = yzt_kind_set_get (kinds, item.kind);
    const YztCoverRule *rule = yzt_command_rules_cover (rules, yzt_kind_get_id (kind), variant_code (kind, item.variant));
    if (rule != NULL) {
      YztTeamCoverThing thing = { .kind = item.kind, .fid = item.fid, .at = { item.lon, item.lat }, .level = item.level, .reach_m = rule->reach_m,
                              .name = g_string_chunk_insert (self->strings, item.name) };
      g_array_append_val (self->starts, self->covering->len);
      look_round (self, supply, teams, rule, &thing);
      self->n_uncovered += thing.n_covering == 0 ? 1 : 0;
      g_array_append_val (self->things, thing);
    }
  }
  g_array_append_val (self->starts, self->covering->len);
  return self;
}

void
yzt_team_cover_free (YztTeamCover *self)
{
  if (self != NULL) {
    g_array_unref (self->things);
    g_array_unref (self->covering);
    g_array_unref (self->starts);
    g_string_chunk_free (self->strings);
    g_free (self);
  }
}

guint
yzt_team_cover_get_n (const YztTeamCover *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->things->len;
}

const YztTeamCoverThing *
yzt_team_cover_get (const YztTeamCover *self, guint i)
{
  g_return_val_if_fail (self != NULL && i < self->things->len, NULL);
  return &g_array_index (self->things, YztTeamCoverThing, i);
}

guint
yzt_team_cover_get_n_uncovered (const YztTeamCover *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->n_uncovered;
}

static gboolean
is_among (guint base, const guint *teams, guint n)
{
  for (guint i = 0; i < n; i++) {
    if (teams[i] == base) {
      return TRUE;
    }
  }
  return FALSE;
}

void
yzt_team_cover_lost (const YztTeamCover *self, const guint *teams, guint n_teams, GArray *things)
{
  g_return_if_fail (self != NULL && things != NULL);
  for (guint i = 0; i < self->things->len && n_teams > 0; i++) {
    guint from = g_array_index (self->starts, guint, i), to = g_array_index (self->starts, guint, i + 1), gone = 0;
    for (guint k = from; k < to; k++) {
      gone += is_among (g_array_index (self->covering, guint, k), teams, n_teams) ? 1 : 0;
    }
    if (to > from && gone == to - from) {
      g_array_append_val (things, i);
    }
  }
}
