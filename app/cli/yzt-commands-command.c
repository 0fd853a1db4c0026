/* yzt-commands-command.c: command from the command line: danger zones, needs against what can be had, orders
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "yzt-cli.h"
#include "yzt-area-at.h"
#include "yzt-danger.h"
#include "yzt-needs.h"
#include "yzt-wind.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* What stands behind "name=" among the words from @from on; NULL: not said. */
static const char *
word_value (const YztCall *call, guint from, const char *name)
{
  g_autofree char *prefix = g_strconcat (name, "=", NULL);
  for (guint i = from; i < call->words->len; i++) {
    if (g_str_has_prefix (call->words->pdata[i], prefix)) {
      return (const char *) call->words->pdata[i] + strlen (prefix);
    }
  }
  return NULL;
}

static double
word_number (const YztCall *call, guint from, const char *name)
{
  const char *text = word_value (call, from, name);
  double value;
  return text != NULL && yzt_text_number (text, &value) ? value : NAN;
}

static gboolean
collect (const YztRow *row, gpointer user_data)
{
  g_ptr_array_add (user_data, yzt_row_copy (row));
  return TRUE;
}

static YztRow *
incident_row (YztStore *store, const char *code, GError **error)
{
  gint64 fid = yzt_find_incident (store, code, error);
  return fid > 0 ? yzt_store_get_row (store, yzt_kind_set_find (yzt_store_get_kinds (store), "incident"), fid, error) : NULL;
}

/* --- zone --- */

static json_t *
positions_json (const YztPosition *points, guint n)
{
  json_t *list = json_array ();
  for (guint i = 0; i < n; i++) {
    json_array_append_new (list, json_pack ("[f,f]", points[i].lon, points[i].lat));
  }
  return list;
}

static const char *
phone_text (const YztRow *row)
{
  static const char *const fields[] = { "duty_phone", "phone" };
  for (guint i = 0; row != NULL && i < G_N_ELEMENTS (fields); i++) {
    const char *text = yzt_kind_get_field_index (row->kind, fields[i]) >= 0 ? yzt_row_get_text (row, fields[i]) : NULL;
    if (text != NULL && *text != '\0') {
      return text;
    }
  }
  return "";
}

static json_t *
tell_threatened (const YztCall *call, YztStore *store, YztGeneration *generation, const YztThreat *threat)
{
  json_t *list = json_array ();
  for (guint i = 0; i < threat->things->len; i++) {
    const YztThreatened *one = &g_array_index (threat->things, YztThreatened, i);
    YztKind *kind = yzt_kind_set_get (yzt_store_get_kinds (store), one->kind);
    g_autoptr (YztRow) row = yzt_store_get_row (store, kind, one->fid, NULL);
    g_autofree char *distance = yzt_text_distance (one->distance_m);
    YztItem item;
    if (!yzt_generation_get_item (generation, one->index, &item)) {
      continue;
    }
    json_array_append_new (list, json_pack ("{s:s, s:I, s:s, s:o, s:s, s:f}", "kind", yzt_kind_get_id (kind), "fid", (json_int_t) one->fid, "name", item.name, "people",
                                            yzt_json_number (one->people), "phone", phone_text (row), "distance_m", one->distance_m));
    if (!call->json) {
      g_print ("  %s  %s  %.0f  %s\n", distance, item.name, isnan (one->people) ? 0 : one->people, phone_text (row));
    }
  }
  return list;
}

/* wind=fed: what the nearest station told, unless it is old. */
static YztWind *
find_fed_wind (YztStore *store, YztPosition at, GError **error)
{
  YztWindRules rules;
  gint64 now_ms = yzt_clock_now_ms (&yzt_clock_system);
  g_autoptr (YztWind) wind = yzt_load_wind_rules (&rules, error) ? yzt_wind_find (store, at, &rules, now_ms, error) : NULL;
  if (wind == NULL && (error == NULL || *error == NULL)) {
    g_autofree char *near = yzt_text_distance (rules.near_m);
    g_set_error (error, YZT_ERG_ERROR, YZT_ERG_ERROR_ASK, _("No weather station within %s has told the wind in the last %ld hours; say wind=DEGREES and speed=M/S."), near, (long) (rules.offer_ms / 3600000));
    return NULL;
  }
  if (wind != NULL && wind->stale) {
    g_autofree char *source = yzt_wind_source (wind), *age = yzt_time_format_age (wind->seen->observed_ms, now_ms);
    g_set_error (error, YZT_ERG_ERROR, YZT_ERG_ERROR_ASK, _("The last wind (%s, %.0f°, %.1f m/s) was told %s, which is too old to go by; say wind=DEGREES and speed=M/S."), source,
                 isnan (wind->seen->from_deg) ? 0 : wind->seen->from_deg, isnan (wind->seen->m_s) ? 0 : wind->seen->m_s, age);
    return NULL;
  }
  return g_steal_pointer (&wind);
}

static void
print_fed_wind (const YztWind *wind)
{
  g_autofree char *source = yzt_wind_source (wind), *age = yzt_time_format_age (wind->seen->observed_ms, yzt_clock_now_ms (&yzt_clock_system));
  g_autofree char *speed = isnan (wind->seen->m_s) ? g_strdup (_("speed not known")) : g_strdup_printf ("%.1f m/s", wind->seen->m_s);
  if (isnan (wind->seen->from_deg)) {
    g_print (_("wind: calm or of all directions, %s (%s, %s)\n"), speed, source, age);
  } else {
    g_print (_("wind: from %s (%.0f°), %s (%s, %s)\n"), yzt_text_bearing_word (wind->seen->from_deg), wind->seen->from_deg, speed, source, age);
  }
}

static json_t *
fed_wind_json (const YztWind *wind)
{
  g_autofree char *when = yzt_time_format_utc (wind->seen->observed_ms);
  return json_pack ("{s:s, s:s, s:f, s:s, s:o, s:o}", "station", wind->seen->station, "told_by", wind->seen->told_by, "distance_m", wind->distance_m, "observed_utc", when, "from_deg",
                    yzt_json_number (wind->seen->from_deg), "m_s", yzt_json_number (wind->seen->m_s));
}

/* The words after the place; FALSE after having told what is wrong. @fed: instead of wind and speed. */
static gboolean
read_ask (const YztCall *call, YztPosition spill, const YztWind *fed, YztErgAsk *ask, YztZone *zone, const char **substance, GError **error)
{
  const char *size = word_value (call, 2, "spill"), *hour = word_value (call, 2, "hour"), *time = word_value (call, 2, "time");
  gint64 at_ms = yzt_clock_now_ms (&yzt_clock_system);
  *substance = word_value (call, 2, "substance");
  zone->wind_from_deg = fed != NULL ? fed->seen->from_deg : word_number (call, 2, "wind");
  ask->wind_m_s = fed != NULL ? fed->seen->m_s : word_number (call, 2, "speed");
  ask->container = word_value (call, 2, "container");
  ask->spill = g_strcmp0 (size, "large") == 0 ? YZT_ERG_LARGE : g_strcmp0 (size, "fire") == 0 ? YZT_ERG_FIRE : YZT_ERG_SMALL;
  if (*substance == NULL || (size != NULL && ask->spill == YZT_ERG_SMALL && !g_str_equal (size, "small"))
      || (fed == NULL && word_value (call, 2, "wind") != NULL && !(zone->wind_from_deg >= 0 && zone->wind_from_deg <= 360))
      || (fed == NULL && word_value (call, 2, "speed") != NULL && !(ask->wind_m_s >= 0 && ask->wind_m_s <= 100)) || (time != NULL && !yzt_time_parse (time, NULL, &at_ms))) {
    g_set_error (error, YZT_ERG_ERROR, YZT_ERG_ERROR_ASK,
                 _("Say substance=NAME, and as far as known spill=small|large|fire, container=ID, wind=DEGREES it comes from (0 to 360) or wind=fed, speed=M/S, hour=day|night or time=2026-11-22T12:00:00Z."));
    return FALSE;
  }
  ask->night = hour != NULL ? g_str_equal (hour, "night") : !yzt_sun_is_up (spill, at_ms);
  if (!isnan (ask->wind_m_s) && !(ask->wind_m_s > 0)) {
    zone->wind_from_deg = NAN; /* no wind: all round */
  }
  return TRUE;
}

YztExit
yzt_command_zone (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_open_for_reading (call);
  g_autoptr (YztErg) erg = store != NULL ? yzt_load_erg (&error) : NULL;
  g_autoptr (YztDangerKinds) kinds = erg != NULL ? yzt_load_danger_kinds (yzt_store_get_kinds (store), &error) : NULL;
  YztZone zone = { .wind_from_deg = NAN };
  YztErgAsk ask = { .wind_m_s = NAN };
  YztErgDistances distances;
  YztPosition corners[4];
  const char *text = NULL;
  if (kinds == NULL) {
    return store != NULL ? yzt_fail (error) : YZT_EXIT_PROBLEM;
  }
  if (!yzt_coordinate_parse_any (call->words->pdata[1], &zone.spill)) {
    g_autoptr (YztRow) row = incident_row (store, call->words->pdata[1], &error);
    if (row == NULL) {
      return yzt_fail (error);
    }
    zone.spill = (YztPosition) { row->lon, row->lat };
  }
  g_autoptr (YztWind) fed = g_strcmp0 (word_value (call, 2, "wind"), "fed") == 0 ? find_fed_wind (store, zone.spill, &error) : NULL;
  if (error != NULL || !read_ask (call, zone.spill, fed, &ask, &zone, &text, &error)) {
    return yzt_fail (error);
  }
  const YztErgSubstance *substance = yzt_erg_find (erg, text, &error);
  if (substance == NULL || !yzt_erg_get_distances (erg, substance, &ask, call->language, &distances, &error)) {
    return yzt_fail (error);
  }
  zone.isolation_m = distances.isolation_m;
  zone.downwind_m = distances.downwind_m;
  g_autoptr (YztGeneration) generation = yzt_load_generation (store, &yzt_clock_system, NULL, &error);
  g_autoptr (YztThreat) threat = yzt_threat_new ();
  if (generation == NULL) {
    yzt_erg_distances_clear (&distances);
    return yzt_fail (error);
  }
  yzt_threat_find (threat, generation, kinds, &zone, NULL);
  gboolean square = yzt_zone_get_square (&zone, corners);
  g_autoptr (YztGeometry) outline = yzt_zone_to_geometry (&zone);
  g_autofree char *jurisdiction = yzt_store_get_setting (store, "jurisdiction"), *beyond = yzt_area_beyond (outline, jurisdiction, NULL);
  const char *across = beyond != NULL ? beyond : "";
  if (!call->json) {
    g_autofree char *near = yzt_text_distance (zone.isolation_m), *far = yzt_text_distance (zone.downwind_m);
    g_print ("%s\n", distances.method);
    const char *format = square ? _("isolate %s all round, protect %s%s downwind\n") : isnan (ask.wind_m_s) ? _("isolate %s all round; %s%s all round, as no wind is known\n")
                         : _("isolate %s all round; %s%s all round, as there is no wind or its direction is not known\n");
    g_print (format, near, far, distances.more ? "+" : "");
    g_print ("%s\n", distances.limits);
    if (fed != NULL) {
      print_fed_wind (fed);
    }
    g_print (_("threatened: %u, people %.0f\n"), threat->things->len, threat->people);
    if (*across != '\0') {
      g_print (_("The zone reaches across the border into %s: this map's records end there; tell their duty rooms and ask who is threatened."), across);
      g_print ("\n");
    }
  }
  json_t *things = tell_threatened (call, store, generation, threat);
  json_t *root = json_pack ("{s:s, s:s, s:s, s:f, s:f, s:b, s:b, s:o, s:f, s:o}", "un", substance->un, "method", distances.method, "limits", distances.limits, "isolation_m",
                            zone.isolation_m, "downwind_m", zone.downwind_m, "or_more", (int) distances.more, "round", (int) !square, "square",
                            positions_json (corners, square ? 4 : 0), "people", threat->people, "threatened", things);
  json_object_set_new (root, "beyond_border", json_string (across));
  json_object_set_new (root, "wind", fed != NULL ? fed_wind_json (fed) : json_null ());
  yzt_erg_distances_clear (&distances);
  if (!call->json) {
    json_decref (root);
    return YZT_EXIT_DONE;
  }
  return yzt_print_json (root);
}

/* --- needs --- */

static json_t *
need_json (const YztNeeds *needs, guint i, const YztReach *reach)
{
  const YztNeed *need = yzt_needs_get (needs, i);
  YztNeedFigures figures;
  yzt_needs_figures (needs, i, reach, &figures);
  g_autofree char *next = yzt_needs_next_words (needs, i, &figures);
  json_t *object = json_pack ("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:i}", "name", need->name, "unit", need->unit, "need", yzt_json_number (figures.need), "sent",
                              yzt_json_number (figures.sent), "booked", yzt_json_number (figures.booked), "reserved", yzt_json_number (figures.reserved), "expired",
                              yzt_json_number (figures.expired), "within", yzt_json_number (figures.within), "shortfall", yzt_json_number (figures.shortfall), "places", (int) figures.n_places);
  json_object_set_new (object, "next", yzt_json_text (next));
  json_object_set_new (object, "problem", yzt_json_text (need->problem));
  return object;
}

static json_t *
proposal_json (const YztNeeds *needs, const YztNeedsProposal *proposal)
{
  static const char *const ways[] = { "fastest", "keeps-cover", "fewest" };
  YztSupply *supply = yzt_needs_get_supply (needs);
  json_t *picks = json_array ();
  for (guint i = 0; i < proposal->picks->len; i++) {
    const YztNeedPick *pick = &g_array_index (proposal->picks, YztNeedPick, i);
    const YztSupplyBase *base = &g_array_index (supply->bases, YztSupplyBase, pick->base);
    g_autofree char *link = g_strdup_printf ("%s/%" G_GINT64_FORMAT, base->kind, base->fid);
    json_t *one = json_pack ("{s:s, s:s, s:s, s:o}", "base", link, "base_name", base->name, "need", yzt_needs_get (needs, pick->need)->name, "quantity", yzt_json_number (pick->quantity));
    if (pick->lot >= 0) {
      json_object_set_new (one, "stock", json_integer ((json_int_t) g_array_index (supply->lots, YztSupplyLot, pick->lot).fid));
    } else if (pick->vehicle >= 0) {
      json_object_set_new (one, "vehicle", json_integer ((json_int_t) g_array_index (supply->vehicles, YztSupplyVehicle, pick->vehicle).fid));
    }
    json_array_append_new (picks, one);
  }
  return json_pack ("{s:s, s:s, s:i, s:f, s:o, s:i, s:o}", "way", ways[proposal->way], "reason", proposal->reason, "places", (int) proposal->n_bases, "minutes", proposal->minutes, "missing",
                    yzt_json_number (proposal->missing), "uncovered", (int) proposal->n_uncovered, "picks", picks);
}

static void
print_needs (const YztNeeds *needs, const YztReach *reach)
{
  for (guint i = 0; i < yzt_needs_get_n (needs); i++) {
    const YztNeed *need = yzt_needs_get (needs, i);
    YztNeedFigures figures;
    yzt_needs_figures (needs, i, reach, &figures);
    g_autofree char *next = yzt_needs_next_words (needs, i, &figures);
    g_print (_("%s: need %g %s, sent %g, in reach %g, short %g"), need->name, figures.need, need->unit, figures.sent, figures.within, figures.shortfall);
    g_print ("%s%s%s%s\n", next != NULL ? "; " : "", next != NULL ? next : "", need->problem != NULL ? "; " : "", need->problem != NULL ? need->problem : "");
  }
}

YztExit
yzt_command_needs (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_open_for_reading (call);
  g_autoptr (YztRow) row = store != NULL ? incident_row (store, call->words->pdata[1], &error) : NULL;
  g_autoptr (YztCommandRules) rules = row != NULL ? yzt_load_command_rules (&error) : NULL;
  g_autofree char *today = yzt_today (call);
  g_autoptr (YztSupply) supply = rules != NULL ? yzt_supply_read (store, today, &error) : NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  YztReach reach = { .radius_m = 20000 };
  if (supply == NULL || !yzt_store_read_children (store, yzt_kind_set_find (yzt_store_get_kinds (store), "incident-need"), row->fid, collect, rows, &error)) {
    return store != NULL ? yzt_fail (error) : YZT_EXIT_PROBLEM;
  }
  if (call->words->len > 2 && !yzt_distance_parse (call->words->pdata[2], &reach.radius_m)) {
    return yzt_usage (_("“%s” is no distance; write 800m or 20km."), (const char *) call->words->pdata[2]);
  }
  g_autoptr (YztGeneration) generation = yzt_load_generation (store, &yzt_clock_system, NULL, &error);
  g_autoptr (YztTeamCover) cover = generation != NULL ? yzt_team_cover_new (generation, supply, rules) : NULL;
  g_autoptr (YztNeeds) needs = yzt_needs_new (supply, rules, row->fid, (YztPosition) { row->lon, row->lat }, rows);
  json_t *list = json_array (), *proposals = json_array ();
  for (guint i = 0; i < yzt_needs_get_n (needs); i++) {
    json_array_append_new (list, need_json (needs, i, &reach));
  }
  for (guint way = 0; way < YZT_N_PROPOSALS; way++) {
    g_autoptr (YztNeedsProposal) proposal = yzt_needs_propose (needs, (YztProposalWay) way, &reach, cover, -1);
    json_array_append_new (proposals, proposal_json (needs, proposal));
    if (!call->json && way == 0) {
      print_needs (needs, &reach);
    }
    if (!call->json) {
      g_print ("%s\n", proposal->reason);
    }
  }
  if (!call->json) {
    json_decref (list);
    json_decref (proposals);
    return YZT_EXIT_DONE;
  }
  return yzt_print_json (json_pack ("{s:f, s:o, s:o}", "radius_m", reach.radius_m, "needs", list, "proposals", proposals));
}

/* --- send --- */

static json_t *
line_json (const YztDispatchLine *line)
{
  g_autofree char *from = g_strdup_printf ("%s/%" G_GINT64_FORMAT, line->taken_from_kind, line->taken_from_fid);
  return json_pack ("{s:I, s:s, s:s, s:s, s:s, s:o, s:o, s:o}", "line", (json_int_t) line->fid, "name", line->name, "spec", line->spec, "unit", line->unit, "taken_from", from, "sent",
                    yzt_json_number (line->quantity), "consumed", yzt_json_number (line->consumed), "returned", yzt_json_number (line->returned));
}

/* Every order with what was consumed of it: the sheet for compensation. */
static YztExit
list_orders (const YztCall *call, YztStore *store)
{
  g_autoptr (GError) error = NULL;
  gint64 incident = call->words->len > 2 ? yzt_find_incident (store, call->words->pdata[2], &error) : 0;
  g_autoptr (GPtrArray) orders = error == NULL ? yzt_dispatch_read (store, incident, &error) : NULL;
  json_t *list = json_array ();
  for (guint i = 0; orders != NULL && i < orders->len; i++) {
    const YztDispatch *order = orders->pdata[i];
    g_autofree char *words = yzt_dispatch_words (order);
    json_t *lines = json_array ();
    for (guint k = 0; k < order->lines->len; k++) {
      json_array_append_new (lines, line_json (&g_array_index (order->lines, YztDispatchLine, k)));
    }
    json_array_append_new (list, json_pack ("{s:I, s:s, s:s, s:s, s:i, s:i, s:s, s:o}", "order", (json_int_t) order->fid, "code", order->code, "base", order->base_name, "state",
                                            yzt_dispatch_state_code (order->state), "people", (int) order->people, "people_released", (int) order->people_released, "reason", order->reason,
                                            "lines", lines));
    if (!call->json) {
      g_print ("%ld  %s  %s  %s: %s\n", (long) order->fid, order->code, yzt_dispatch_state_code (order->state), order->base_name, words);
    }
  }
  if (orders == NULL || !call->json) {
    json_decref (list);
    return orders == NULL ? yzt_fail (error) : YZT_EXIT_DONE;
  }
  return yzt_print_json (json_pack ("{s:o}", "orders", list));
}

static gint64
word_fid (const YztCall *call, guint i)
{
  return i < call->words->len ? g_ascii_strtoll (call->words->pdata[i], NULL, 10) : 0;
}

static YztActResult *
give_order (const YztCall *call, const YztDispatchDesk *desk, gint64 *fid_out, GError **error)
{
  g_autoptr (GArray) links = yzt_links_from_text (call->words->len > 3 ? call->words->pdata[3] : NULL), vehicles = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (YztDispatchItem));
  YztDispatchOrder order = { .why = word_value (call, 4, "why") };
  order.incident_fid = call->words->len > 2 ? yzt_find_incident (desk->store, call->words->pdata[2], error) : 0;
  if (order.incident_fid == 0 || links->len != 1) {
    if (order.incident_fid != 0 || *error == NULL) {
      g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, _("Say whom: rescue-team/NUMBER or depot/NUMBER, then people=N, vehicle=NUMBER, or LINE=QUANTITY of its stock."));
    }
    return NULL;
  }
  order.base_kind = g_array_index (links, YztLink, 0).kind;
  order.base_fid = g_array_index (links, YztLink, 0).fid;
  for (guint i = 4; i < call->words->len; i++) {
    g_auto (GStrv) parts = g_strsplit (call->words->pdata[i], "=", 2);
    double value = NAN;
    if (parts[0] != NULL && parts[1] != NULL && yzt_text_number (parts[1], &value) && value >= 0 && value < 1e15) {
      gint64 fid = (gint64) value;
      YztDispatchItem item = { g_ascii_strtoll (parts[0], NULL, 10), value };
      if (g_str_equal (parts[0], "people")) {
        order.people = (guint) MIN (value, 100000);
      } else if (g_str_equal (parts[0], "vehicle")) {
        g_array_append_val (vehicles, fid);
      } else if (item.stock_fid > 0) {
        g_array_append_val (items, item);
      }
    }
  }
  order.vehicles = (const gint64 *) (const void *) vehicles->data;
  order.n_vehicles = vehicles->len;
  order.items = (const YztDispatchItem *) (const void *) items->data;
  order.n_items = items->len;
  return yzt_dispatch_order (desk, &order, fid_out, error);
}

static YztActResult *
release_order (const YztCall *call, const YztDispatchDesk *desk, GError **error)
{
  g_autoptr (GArray) backs = g_array_new (FALSE, FALSE, sizeof (YztDispatchBack));
  double people = word_number (call, 3, "people");
  if (call->words->len == 3) {
    return yzt_dispatch_release_all (desk, word_fid (call, 2), error);
  }
  for (guint i = 3; i < call->words->len; i++) {
    g_auto (GStrv) parts = g_strsplit_set (call->words->pdata[i], "=,", 3);
    YztDispatchBack back = { 0 };
    if (g_strv_length (parts) == 3 && yzt_text_number (parts[1], &back.consumed) && yzt_text_number (parts[2], &back.returned)) {
      back.line_fid = g_ascii_strtoll (parts[0], NULL, 10);
      g_array_append_val (backs, back);
    }
  }
  return yzt_dispatch_release (desk, word_fid (call, 2), people > 0 ? (guint) MIN (people, 100000) : 0, (const YztDispatchBack *) (const void *) backs->data, backs->len, error);
}

YztExit
yzt_command_send (const YztCall *call)
{
  static const char *const steps[] = { "acknowledged", "under-way", "arrived", "refused", "withdrawn", NULL };
  g_autoptr (GError) error = NULL;
  const char *what = call->words->pdata[1];
  gboolean reads = g_str_equal (what, "list");
  g_autoptr (YztStore) store = reads ? yzt_open_for_reading (call) : yzt_open_for_writing (call);
  g_autoptr (YztActResult) result = NULL;
  gint64 fid = 0;
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  if (reads) {
    return list_orders (call, store);
  }
  const YztDispatchDesk desk = { store, yzt_author (call), "yzt", call->language, &yzt_clock_system };
  double counted = NAN;
  if (g_str_equal (what, "order")) {
    result = give_order (call, &desk, &fid, &error);
  } else if (g_strv_contains (steps, what) && call->words->len > 2) {
    result = yzt_dispatch_step (&desk, word_fid (call, 2), yzt_dispatch_state_of (what), word_value (call, 3, "who"), word_value (call, 3, "reason"), 0, &error);
  } else if (g_str_equal (what, "release") && call->words->len > 2) {
    result = release_order (call, &desk, &error);
  } else if (g_str_equal (what, "count") && call->words->len > 3 && yzt_text_number (call->words->pdata[3], &counted)) {
    result = yzt_dispatch_correct_count (&desk, word_fid (call, 2), counted, word_value (call, 4, "keeper"), 0, &error);
  } else {
    return yzt_usage (_("“send MAP” goes on with list, order, acknowledged, under-way, arrived, refused, withdrawn, release or count; see “yzt --help”."));
  }
  if (result == NULL) {
    return yzt_fail (error);
  }
  if (!call->json) {
    g_print ("%s\n", result->label);
    return YZT_EXIT_DONE;
  }
  return yzt_print_json (json_pack ("{s:I, s:s, s:I}", "entry", (json_int_t) result->entry, "label", result->label, "order", (json_int_t) fid));
}
