/* yzt-needs.c: what an incident needs against what can be had: within reach, short, where the next ones are
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-needs-private.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-dispatch-private.h"

static void
need_clear (gpointer data)
{
  YztNeed *need = data;
  g_free (need->name);
  g_free (need->unit);
  g_free (need->problem);
  g_array_unref (need->sources);
}

void
yzt_needs_free (YztNeeds *self)
{
  if (self != NULL) {
    g_array_unref (self->needs);
    g_array_unref (self->ways);
    g_array_unref (self->people[0]);
    g_array_unref (self->people[1]);
    yzt_supply_unref (self->supply);
    g_free (self);
  }
}

/* --- ways --- */

static const YztArrivalClass *
class_of (const YztNeeds *self, const YztSupplyBase *base)
{
  /* A team comes with engines unless it says that it has others; a depot's material comes by lorry. */
  const char *class = base->is_team ? "engine" : "truck";
  for (guint i = base->first_vehicle; base->is_team && i < base->first_vehicle + base->n_vehicles; i++) {
    const YztSupplyVehicle *vehicle = &g_array_index (self->supply->vehicles, YztSupplyVehicle, i);
    if (vehicle->fit && vehicle->order == NULL) {
      class = vehicle->type;
      break;
    }
  }
  return yzt_command_rules_arrival (self->rules, class);
}

static void
measure_ways (YztNeeds *self)
{
  for (guint i = 0; i < self->supply->bases->len; i++) {
    const YztSupplyBase *base = &g_array_index (self->supply->bases, YztSupplyBase, i);
    YztWay way = { .distance_m = NAN, .minutes = NAN };
    if (base->has_place) {
      way.distance_m = yzt_geo_distance_m (self->at, base->at, NULL);
      way.minutes = yzt_arrival_minutes (class_of (self, base), way.distance_m, base->turnout_min);
    }
    g_array_append_val (self->ways, way);
  }
}

gboolean
yzt_needs_way (const YztNeeds *self, guint base, double *distance_m_out, double *minutes_out)
{
  g_return_val_if_fail (self != NULL && base < self->ways->len, FALSE);
  const YztWay *way = &g_array_index (self->ways, YztWay, base);
  *distance_m_out = way->distance_m;
  *minutes_out = way->minutes;
  return !isnan (way->distance_m);
}

char *
yzt_needs_formula (const YztNeeds *self, guint base, const char *language)
{
  g_return_val_if_fail (self != NULL && base < self->ways->len, NULL);
  const YztSupplyBase *one = &g_array_index (self->supply->bases, YztSupplyBase, base);
  return yzt_arrival_formula (class_of (self, one), g_array_index (self->ways, YztWay, base).distance_m, one->turnout_min, language);
}

gboolean
yzt_needs_is_within (const YztReach *reach, double distance_m, double minutes)
{
  return reach->by_time ? minutes <= reach->minutes : distance_m <= reach->radius_m;
}

/* --- sources of a need --- */

static YztNeedSource *
source_of (YztNeeds *self, YztNeed *need, GHashTable *by_base, guint base)
{
  gpointer known = g_hash_table_lookup (by_base, GUINT_TO_POINTER (base));
  if (known == NULL) {
    const YztWay *way = &g_array_index (self->ways, YztWay, base);
    YztNeedSource source = { .base = base, .distance_m = way->distance_m, .minutes = way->minutes };
    g_array_append_val (need->sources, source);
    known = GUINT_TO_POINTER (need->sources->len);
    g_hash_table_insert (by_base, GUINT_TO_POINTER (base), known);
  }
  return &g_array_index (need->sources, YztNeedSource, GPOINTER_TO_UINT (known) - 1);
}

/* Its own name first; where no lot has that, names that end with it ("空气呼吸器" is also "正压式空气呼吸器"). */
GArray *
yzt_needs_lots (const YztNeeds *self, const YztNeed *need)
{
  GArray *lots = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *folded = g_strstrip (yzt_text_fold (need->name));
  GArray *exact = g_hash_table_lookup (self->supply->lots_by_item, folded);
  if (exact != NULL) {
    g_array_append_vals (lots, exact->data, exact->len);
    return lots;
  }
  GHashTableIter iter;
  gpointer item, found;
  g_hash_table_iter_init (&iter, self->supply->lots_by_item);
  while (*folded != '\0' && g_hash_table_iter_next (&iter, &item, &found)) {
    if (g_str_has_suffix (item, folded)) {
      g_array_append_vals (lots, ((GArray *) found)->data, ((GArray *) found)->len);
    }
  }
  return lots;
}

static void
find_material (YztNeeds *self, YztNeed *need, GHashTable *by_base)
{
  g_autoptr (GArray) lots = yzt_needs_lots (self, need);
  const char *other = NULL;
  for (guint i = 0; i < lots->len; i++) {
    const YztSupplyLot *lot = &g_array_index (self->supply->lots, YztSupplyLot, g_array_index (lots, guint, i));
    if (g_strcmp0 (lot->unit, need->unit) != 0) {
      other = lot->unit;
      continue;
    }
    if (!isnan (g_array_index (self->ways, YztWay, lot->base).distance_m)) {
      YztNeedSource *source = source_of (self, need, by_base, lot->base);
      source->booked += lot->booked;
      source->reserved += lot->reserved;
      source->expired += lot->expired;
      source->available += lot->available;
    }
  }
  if (lots->len == 0) {
    need->problem = g_strdup_printf (_("No depot has %s."), need->name);
  } else if (other != NULL && need->sources->len == 0) {
    need->problem = g_strdup_printf (_("The depots count %s in “%s”, the need is in “%s”: nothing is added up; write the need in “%s”."), need->name, other, need->unit, other);
  }
}

static void
find_people_or_vehicles (YztNeeds *self, YztNeed *need, GHashTable *by_base)
{
  for (guint i = 0; i < self->supply->bases->len; i++) {
    const YztSupplyBase *base = &g_array_index (self->supply->bases, YztSupplyBase, i);
    if (!base->is_team || isnan (g_array_index (self->ways, YztWay, i).distance_m)) {
      continue;
    }
    if (need->what == YZT_NEED_PEOPLE && base->on_duty > 0) {
      YztNeedSource *source = source_of (self, need, by_base, i);
      source->booked = base->on_duty;
      source->reserved = base->out;
      source->available = yzt_supply_base_free (base);
    }
    for (guint k = base->first_vehicle; need->what == YZT_NEED_VEHICLE && k < base->first_vehicle + base->n_vehicles; k++) {
      const YztSupplyVehicle *vehicle = &g_array_index (self->supply->vehicles, YztSupplyVehicle, k);
      if (need->vehicle_type == NULL || g_str_equal (vehicle->type, need->vehicle_type)) {
        YztNeedSource *source = source_of (self, need, by_base, i);
        source->booked += 1;
        source->reserved += vehicle->order != NULL ? 1 : 0;
        source->expired += vehicle->fit ? 0 : 1;
        source->available += vehicle->fit && vehicle->order == NULL ? 1 : 0;
      }
    }
  }
  if (need->sources->len == 0) {
    need->problem = need->what == YZT_NEED_PEOPLE ? g_strdup (_("No team has people on duty.")) : g_strdup_printf (_("No team has %s."), need->name);
  }
}

/* What open orders of this incident have of it. */
static double
count_sent (const YztNeeds *self, const YztNeed *need, gint64 incident_fid)
{
  g_autofree char *wanted = g_strstrip (yzt_text_fold (need->name));
  double sent = 0;
  for (guint i = 0; i < self->supply->dispatches->len; i++) {
    const YztDispatch *order = self->supply->dispatches->pdata[i];
    if (order->incident_fid != incident_fid || !yzt_dispatch_state_is_open (order->state)) {
      continue;
    }
    if (need->what == YZT_NEED_PEOPLE) {
      sent += order->people - MIN (order->people_released, order->people);
    }
    for (guint k = 0; k < order->lines->len && need->what != YZT_NEED_PEOPLE; k++) {
      const YztDispatchLine *line = &g_array_index (order->lines, YztDispatchLine, k);
      g_autofree char *name = yzt_text_fold (line->name);
      gboolean material = need->what == YZT_NEED_MATERIAL && g_str_equal (line->taken_from_kind, "stock-line") && g_strcmp0 (line->unit, need->unit) == 0;
      if (material && (g_str_equal (name, wanted) || g_str_has_suffix (name, wanted))) {
        sent += line->quantity - line->returned;
      }
      for (guint v = 0; need->what == YZT_NEED_VEHICLE && g_str_equal (line->taken_from_kind, "vehicle") && line->returned < 1 && v < self->supply->vehicles->len; v++) {
        const YztSupplyVehicle *vehicle = &g_array_index (self->supply->vehicles, YztSupplyVehicle, v);
        sent += vehicle->fid == line->taken_from_fid && (need->vehicle_type == NULL || g_str_equal (vehicle->type, need->vehicle_type)) ? 1 : 0;
      }
    }
  }
  return sent;
}

/* --- people within any reach, summed once --- */

static int
compare_within (gconstpointer a, gconstpointer b)
{
  const YztPeopleWithin *x = a, *y = b;
  return x->reach < y->reach ? -1 : x->reach > y->reach;
}

static void
add_people (YztReachPeople *sum, const YztReachPeople *more)
{
  sum->on_duty += more->on_duty;
  sum->free += more->free;
  sum->out += more->out;
  sum->total += more->total;
  sum->part_time += more->part_time;
  sum->vehicles += more->vehicles;
  sum->vehicles_free += more->vehicles_free;
  sum->n_teams += more->n_teams;
}

static YztReachPeople
people_of (const YztSupply *supply, const YztSupplyBase *team)
{
  YztReachPeople people = { .n_teams = 1, .on_duty = team->on_duty, .out = team->out, .free = yzt_supply_base_free (team), .total = team->total, .part_time = team->part_time, .vehicles = team->n_vehicles };
  for (guint i = team->first_vehicle; i < team->first_vehicle + team->n_vehicles; i++) {
    const YztSupplyVehicle *vehicle = &g_array_index (supply->vehicles, YztSupplyVehicle, i);
    people.vehicles_free += vehicle->fit && vehicle->order == NULL ? 1 : 0;
  }
  return people;
}

static void
sum_people (YztNeeds *self)
{
  for (guint by_time = 0; by_time < 2; by_time++) {
    GArray *within = self->people[by_time] = g_array_new (FALSE, FALSE, sizeof (YztPeopleWithin));
    for (guint i = 0; i < self->supply->bases->len; i++) {
      const YztSupplyBase *base = &g_array_index (self->supply->bases, YztSupplyBase, i);
      const YztWay *way = &g_array_index (self->ways, YztWay, i);
      double reach = by_time ? way->minutes : way->distance_m;
      if (base->is_team && !isnan (way->distance_m) && !isnan (reach)) {
        const YztPeopleWithin one = { reach, people_of (self->supply, base) };
        g_array_append_val (within, one);
      }
    }
    g_array_sort (within, compare_within);
    for (guint i = 1; i < within->len; i++) {
      add_people (&g_array_index (within, YztPeopleWithin, i).people, &g_array_index (within, YztPeopleWithin, i - 1).people);
    }
  }
}

static int
compare_sources (gconstpointer a, gconstpointer b)
{
  const YztNeedSource *x = a, *y = b;
  return x->distance_m < y->distance_m ? -1 : x->distance_m > y->distance_m ? 1 : x->base < y->base ? -1 : x->base > y->base;
}

YztNeeds *
yzt_needs_new (YztSupply *supply, const YztCommandRules *rules, gint64 incident_fid, YztPosition at, GPtrArray *rows)
{
  g_return_val_if_fail (supply != NULL && rules != NULL && rows != NULL, NULL);
  YztNeeds *self = g_new0 (YztNeeds, 1);
  self->supply = yzt_supply_ref (supply);
  self->rules = rules;
  self->at = at;
  self->needs = g_array_new (FALSE, TRUE, sizeof (YztNeed));
  g_array_set_clear_func (self->needs, need_clear);
  self->ways = g_array_new (FALSE, FALSE, sizeof (YztWay));
  measure_ways (self);
  sum_people (self);
  for (guint i = 0; i < rows->len; i++) {
    const YztRow *row = rows->pdata[i];
    g_autoptr (GHashTable) by_base = g_hash_table_new (NULL, NULL);
    YztNeed need = { .fid = row->fid, .name = g_strdup (yzt_dispatch_text (row, "name")), .unit = g_strdup (yzt_dispatch_text (row, "unit")),
                     .quantity = yzt_dispatch_number (row, "quantity"), .sources = g_array_new (FALSE, TRUE, sizeof (YztNeedSource)) };
    need.what = yzt_command_rules_need (rules, need.name, need.unit, &need.vehicle_type);
    (need.what == YZT_NEED_MATERIAL ? find_material : find_people_or_vehicles) (self, &need, by_base);
    g_array_sort (need.sources, compare_sources);
    need.sent = count_sent (self, &need, incident_fid);
    g_array_append_val (self->needs, need);
  }
  return self;
}

YztSupply *
yzt_needs_get_supply (const YztNeeds *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->supply;
}

guint
yzt_needs_get_n (const YztNeeds *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->needs->len;
}

const YztNeed *
yzt_needs_get (const YztNeeds *self, guint i)
{
  g_return_val_if_fail (self != NULL && i < self->needs->len, NULL);
  return &g_array_index (self->needs, YztNeed, i);
}

YztPosition
yzt_needs_get_place (const YztNeeds *self)
{
  return self->at;
}

/* --- figures --- */

void
yzt_needs_figures (const YztNeeds *self, guint i, const YztReach *reach, YztNeedFigures *out)
{
  g_return_if_fail (self != NULL && i < self->needs->len && reach != NULL && out != NULL);
  const YztNeed *need = &g_array_index (self->needs, YztNeed, i);
  *out = (YztNeedFigures) { .need = need->quantity, .sent = need->sent, .next = -1 };
  for (guint k = 0; k < need->sources->len; k++) {
    const YztNeedSource *source = &g_array_index (need->sources, YztNeedSource, k);
    if (yzt_needs_is_within (reach, source->distance_m, source->minutes)) {
      out->booked += source->booked;
      out->reserved += source->reserved;
      out->expired += source->expired;
      out->within += source->available;
      out->n_places += source->available > 0 ? 1 : 0;
    } else if (source->available > 0 && (out->next < 0 || (reach->by_time && source->minutes < g_array_index (need->sources, YztNeedSource, out->next).minutes))) {
      out->next = (int) k;
    }
  }
  out->shortfall = MAX (out->need - out->sent - out->within, 0);
}

char *
yzt_needs_next_words (const YztNeeds *self, guint i, const YztNeedFigures *figures)
{
  g_return_val_if_fail (self != NULL && i < self->needs->len && figures != NULL, NULL);
  const YztNeed *need = &g_array_index (self->needs, YztNeed, i);
  if (figures->next < 0) {
    return NULL;
  }
  const YztNeedSource *source = &g_array_index (need->sources, YztNeedSource, figures->next);
  g_autofree char *number = yzt_text_group_number (source->available, 2), *distance = yzt_text_distance (source->distance_m);
  /* Translators: quantity, unit, name of the place, straight-line distance: "8 套 more at 四会 depot, 32 km" */
  return g_strdup_printf (_("%s %s more at %s, %s"), number, need->what == YZT_NEED_PEOPLE && *need->unit == '\0' ? _("people") : need->unit,
                          g_array_index (self->supply->bases, YztSupplyBase, source->base).name, distance);
}

void
yzt_needs_people (const YztNeeds *self, const YztReach *reach, YztReachPeople *out)
{
  g_return_if_fail (self != NULL && reach != NULL && out != NULL);
  const GArray *within = self->people[reach->by_time ? 1 : 0];
  double most = reach->by_time ? reach->minutes : reach->radius_m;
  guint from = 0, to = within->len;
  while (from < to) {
    guint middle = from + (to - from) / 2;
    if (g_array_index (within, YztPeopleWithin, middle).reach <= most) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  *out = from > 0 ? g_array_index (within, YztPeopleWithin, from - 1).people : (YztReachPeople) { 0 };
}
