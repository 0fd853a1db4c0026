/* yzt-needs-propose.c: who could send what is missing, three ways to choose, each with its reason
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-needs-private.h"
#include <glib/gi18n-lib.h>
#include <math.h>

#define ALMOST_NOTHING 1e-9

void
yzt_needs_proposal_free (YztNeedsProposal *proposal)
{
  if (proposal != NULL) {
    g_array_unref (proposal->picks);
    g_free (proposal->reason);
    g_free (proposal);
  }
}

typedef struct {
  const YztNeeds *needs;
  const YztReach *reach;
  const YztTeamCover *cover;
  YztNeedsProposal *proposal;
  double *taken;         /* of each lot, by earlier needs */
  guint *people;         /* of each base */
  gboolean *vehicles;    /* taken */
  gboolean *used;        /* bases that send anyway */
  guint *sole;           /* of each base: things that only it covers */
} Choosing;

typedef struct {
  const YztNeedSource *source;
  double rank[3];        /* compared in turn, small first */
} Candidate;

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *x = a, *y = b;
  for (guint i = 0; i < G_N_ELEMENTS (x->rank); i++) {
    if (x->rank[i] < y->rank[i] || x->rank[i] > y->rank[i]) {
      return x->rank[i] < y->rank[i] ? -1 : 1;
    }
  }
  return x->source->base < y->source->base ? -1 : x->source->base > y->source->base;
}

static void
rank (const Choosing *self, Candidate *candidate, double missing)
{
  const YztNeedSource *source = candidate->source;
  const YztSupplyBase *base = &g_array_index (self->needs->supply->bases, YztSupplyBase, source->base);
  double beyond = yzt_needs_is_within (self->reach, source->distance_m, source->minutes) ? 0 : 1;
  gboolean used = self->used[source->base];
  switch (self->proposal->way) {
  case YZT_PROPOSE_KEEP_COVER: {
    /* Whoever is the only cover of something goes last, and then the one who is that for few. */
    double lost = base->is_team ? self->sole[source->base] : 0;
    candidate->rank[0] = beyond;
    candidate->rank[1] = lost;
    candidate->rank[2] = source->minutes;
    break;
  }
  case YZT_PROPOSE_FEWEST:
    candidate->rank[0] = beyond;
    candidate->rank[1] = used ? -1 : source->available >= missing ? 0 : 1;
    candidate->rank[2] = used || source->available >= missing ? source->minutes : -source->available;
    break;
  case YZT_PROPOSE_FASTEST:
  case YZT_N_PROPOSALS:
  default:
    candidate->rank[0] = source->minutes;
    candidate->rank[1] = candidate->rank[2] = 0;
  }
}

static void
pick (Choosing *self, guint need, guint base, int lot, int vehicle, double quantity, double minutes)
{
  YztNeedPick one = { need, base, lot, vehicle, quantity };
  g_array_append_val (self->proposal->picks, one);
  self->proposal->n_bases += self->used[base] ? 0 : 1;
  self->used[base] = TRUE;
  self->proposal->minutes = MAX (self->proposal->minutes, minutes);
}

/* @spare: only down to the minimum that the depot is to keep. */
static double
take_lots (Choosing *self, guint need, const Candidate *candidate, const GArray *lots, double missing, gboolean spare)
{
  const YztNeed *wanted = yzt_needs_get (self->needs, need);
  for (guint i = 0; i < lots->len && missing > ALMOST_NOTHING; i++) {
    guint index = g_array_index (lots, guint, i);
    const YztSupplyLot *lot = &g_array_index (self->needs->supply->lots, YztSupplyLot, index);
    double left = lot->available - self->taken[index];
    left = spare ? MIN (left, MAX (lot->booked - lot->reserved - self->taken[index] - lot->minimum, 0)) : left;
    if (lot->base == candidate->source->base && g_strcmp0 (lot->unit, wanted->unit) == 0 && left > ALMOST_NOTHING) {
      double quantity = MIN (left, missing);
      self->taken[index] += quantity;
      missing -= quantity;
      pick (self, need, lot->base, (int) index, -1, quantity, candidate->source->minutes);
    }
  }
  return missing;
}

static double
take_vehicles (Choosing *self, guint need, const Candidate *candidate, double missing)
{
  const YztNeed *wanted = yzt_needs_get (self->needs, need);
  const YztSupplyBase *base = &g_array_index (self->needs->supply->bases, YztSupplyBase, candidate->source->base);
  for (guint i = base->first_vehicle; i < base->first_vehicle + base->n_vehicles && missing > ALMOST_NOTHING; i++) {
    const YztSupplyVehicle *vehicle = &g_array_index (self->needs->supply->vehicles, YztSupplyVehicle, i);
    if (vehicle->fit && vehicle->order == NULL && !self->vehicles[i] && (wanted->vehicle_type == NULL || g_str_equal (vehicle->type, wanted->vehicle_type))) {
      self->vehicles[i] = TRUE;
      missing -= 1;
      pick (self, need, candidate->source->base, -1, (int) i, 1, candidate->source->minutes);
    }
  }
  return missing;
}

static double
take_people (Choosing *self, guint need, const Candidate *candidate, double missing)
{
  const YztSupplyBase *base = &g_array_index (self->needs->supply->bases, YztSupplyBase, candidate->source->base);
  guint left = yzt_supply_base_free (base) - MIN (self->people[candidate->source->base], yzt_supply_base_free (base));
  /* To keep cover somebody stays where others are uncovered without them. */
  if (self->proposal->way == YZT_PROPOSE_KEEP_COVER && self->sole[candidate->source->base] > 0 && left > 0) {
    left--;
  }
  guint people = (guint) MIN ((double) left, ceil (missing - ALMOST_NOTHING));
  if (people > 0) {
    self->people[candidate->source->base] += people;
    pick (self, need, candidate->source->base, -1, -1, people, candidate->source->minutes);
  }
  return missing - people;
}

static double
meet (Choosing *self, guint need, double missing)
{
  const YztNeed *wanted = yzt_needs_get (self->needs, need);
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  g_autoptr (GArray) lots = wanted->what == YZT_NEED_MATERIAL ? yzt_needs_lots (self->needs, wanted) : NULL;
  for (guint i = 0; i < wanted->sources->len; i++) {
    Candidate candidate = { .source = &g_array_index (wanted->sources, YztNeedSource, i) };
    if (candidate.source->available > 0) {
      rank (self, &candidate, missing);
      g_array_append_val (candidates, candidate);
    }
  }
  g_array_sort (candidates, compare_candidates);
  /* To keep stock elsewhere all give down to their minimum before anyone gives more. */
  gboolean sparing = lots != NULL && self->proposal->way == YZT_PROPOSE_KEEP_COVER;
  for (guint pass = sparing ? 0 : 1; pass < 2; pass++) {
    for (guint i = 0; i < candidates->len && missing > ALMOST_NOTHING; i++) {
      const Candidate *candidate = &g_array_index (candidates, Candidate, i);
      if (pass == 0 && sparing && candidate->rank[0] > 0) {
        continue; /* who is out of reach is asked last */
      }
      missing = lots != NULL ? take_lots (self, need, candidate, lots, missing, pass == 0)
                : wanted->what == YZT_NEED_PEOPLE ? take_people (self, need, candidate, missing) : take_vehicles (self, need, candidate, missing);
    }
  }
  return MAX (missing, 0);
}

/* --- what it costs, in words --- */

static void
count_costs (Choosing *self)
{
  YztSupply *supply = self->needs->supply;
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (guint)), lost = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < supply->bases->len; i++) {
    const YztSupplyBase *base = &g_array_index (supply->bases, YztSupplyBase, i);
    if (base->is_team && self->people[i] > 0 && self->people[i] >= yzt_supply_base_free (base)) {
      g_array_append_val (gone, i);
    }
  }
  if (self->cover != NULL) {
    yzt_team_cover_lost (self->cover, (const guint *) (const void *) gone->data, gone->len, lost);
  }
  self->proposal->n_uncovered = lost->len;
  for (guint i = 0; i < supply->lots->len; i++) {
    const YztSupplyLot *lot = &g_array_index (supply->lots, YztSupplyLot, i);
    self->proposal->n_below_minimum += self->taken[i] > 0 && lot->minimum > 0 && lot->booked - lot->reserved - self->taken[i] < lot->minimum ? 1 : 0;
  }
}

static char *
reason_of (const YztNeedsProposal *proposal, const char *missing_words)
{
  static const char *const ways[] = { N_("Fastest"), N_("Keeps cover elsewhere"), N_("Fewest places") };
  g_autofree char *minutes = yzt_text_group_number (ceil (proposal->minutes), 0);
  g_autoptr (GString) words = g_string_new (_(ways[proposal->way]));
  g_string_append (words, ": ");
  if (proposal->picks->len == 0) {
    g_string_append (words, _("nothing to send"));
    if (proposal->missing > ALMOST_NOTHING) {
      g_string_append_printf (words, _("; still missing, as nobody has more: %s"), missing_words);
    }
    return g_string_free (g_steal_pointer (&words), FALSE);
  }
  g_string_append_printf (words, g_dngettext (GETTEXT_PACKAGE, "from %u place", "from %u places", proposal->n_bases), proposal->n_bases);
  g_string_append_printf (words, _(", the last one there in about %s min"), minutes);
  if (proposal->n_uncovered > 0) {
    g_string_append_printf (words, g_dngettext (GETTEXT_PACKAGE, ", %u thing loses its cover", ", %u things lose their cover", proposal->n_uncovered), proposal->n_uncovered);
  } else {
    g_string_append (words, _(", nothing loses its cover"));
  }
  if (proposal->n_below_minimum > 0) {
    g_string_append_printf (words, g_dngettext (GETTEXT_PACKAGE, ", %u lot falls below its minimum", ", %u lots fall below their minimum", proposal->n_below_minimum),
                            proposal->n_below_minimum);
  }
  if (proposal->missing > ALMOST_NOTHING) {
    g_string_append_printf (words, _("; still missing, as nobody has more: %s"), missing_words);
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static int
compare_picks (gconstpointer a, gconstpointer b)
{
  const YztNeedPick *x = a, *y = b;
  return x->base != y->base ? (x->base < y->base ? -1 : 1) : x->need < y->need ? -1 : x->need > y->need;
}

YztNeedsProposal *
yzt_needs_propose (const YztNeeds *needs, YztProposalWay way, const YztReach *reach, const YztTeamCover *cover, int only)
{
  g_return_val_if_fail (needs != NULL && reach != NULL && way < YZT_N_PROPOSALS, NULL);
  YztSupply *supply = needs->supply;
  YztNeedsProposal *proposal = g_new0 (YztNeedsProposal, 1);
  g_autofree double *taken = g_new0 (double, supply->lots->len + 1);
  g_autofree guint *people = g_new0 (guint, supply->bases->len + 1), *sole = g_new0 (guint, supply->bases->len + 1);
  g_autofree gboolean *vehicles = g_new0 (gboolean, supply->vehicles->len + 1), *used = g_new0 (gboolean, supply->bases->len + 1);
  Choosing self = { needs, reach, cover, proposal, taken, people, vehicles, used, sole };
  g_autoptr (GString) lacking = g_string_new (NULL);
  proposal->way = way;
  proposal->picks = g_array_new (FALSE, FALSE, sizeof (YztNeedPick));
  for (guint i = 0; cover != NULL && i < yzt_team_cover_get_n (cover); i++) {
    const YztTeamCoverThing *thing = yzt_team_cover_get (cover, i);
    if (thing->sole >= 0) {
      sole[thing->sole]++;
    }
  }
  for (guint i = 0; i < needs->needs->len; i++) {
    const YztNeed *need = yzt_needs_get (needs, i);
    double missing = need->quantity - need->sent;
    if ((only < 0 || (guint) only == i) && missing > ALMOST_NOTHING) {
      missing = need->problem != NULL && need->sources->len == 0 ? missing : meet (&self, i, missing);
      proposal->missing += missing;
      if (missing > ALMOST_NOTHING) {
        g_autofree char *number = yzt_text_group_number (missing, 2);
        g_string_append_printf (lacking, "%s%s %s %s", lacking->len > 0 ? _(", ") : "", need->name, number, need->unit);
      }
    }
  }
  count_costs (&self);
  g_array_sort (proposal->picks, compare_picks);
  proposal->reason = reason_of (proposal, lacking->str);
  return proposal;
}
