/* yzt-command-zone.c: the danger zone of an incident: laid from the guidebook and the wind, counted, put in force
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-command-private.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-dispatch-private.h"
#include "yzt-edits.h"
#include "yzt-task.h"

#define PHONE_AFTER_MS 200
#define MOST_PHONES 2000

static void
ask_clear (YztZoneAsk *ask)
{
  g_free (ask->substance);
  g_free (ask->container);
  g_free (ask->wind_source);
  *ask = (YztZoneAsk) { .hour = -1, .wind_from_deg = NAN, .wind_m_s = NAN };
}

void
yzt_command_zone_init (YztCommand *self)
{
  self->ask = (YztZoneAsk) { .hour = -1, .wind_from_deg = NAN, .wind_m_s = NAN };
  self->threat = yzt_threat_new ();
  self->in_force = yzt_threat_new ();
  self->in_force_labels = g_ptr_array_new_with_free_func (g_free);
  self->came = g_array_new (FALSE, FALSE, sizeof (guint));
  self->went = g_array_new (FALSE, FALSE, sizeof (guint));
  self->phones = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
}

void
yzt_command_zone_dispose (YztCommand *self)
{
  g_clear_handle_id (&self->phone_timer, g_source_remove);
  ask_clear (&self->ask);
  g_clear_pointer (&self->threat, yzt_threat_free);
  g_clear_pointer (&self->in_force, yzt_threat_free);
  g_clear_pointer (&self->in_force_labels, g_ptr_array_unref);
  g_clear_pointer (&self->came, g_array_unref);
  g_clear_pointer (&self->went, g_array_unref);
  g_clear_pointer (&self->phones, g_hash_table_unref);
  g_clear_pointer (&self->area, yzt_geometry_unref);
  g_clear_pointer (&self->kinds, yzt_danger_kinds_free);
  g_clear_pointer (&self->kinds_of, yzt_kind_set_unref);
  g_clear_pointer (&self->problem, g_free);
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->limits, g_free);
}

/* --- laying --- */

static YztGeneration *
generation_of (YztCommand *self)
{
  YztScene *scene = self->session != NULL ? yzt_session_get_scene (self->session) : NULL;
  return scene != NULL ? yzt_scene_get_generation (scene) : NULL;
}

static YztPosition
spill_of (YztCommand *self)
{
  return (YztPosition) { self->row->lon, self->row->lat };
}

gboolean
yzt_command_is_night (YztCommand *self)
{
  g_return_val_if_fail (YZT_IS_COMMAND (self), FALSE);
  return self->ask.hour == 1
      || (self->ask.hour < 0 && self->row != NULL && !yzt_sun_is_up (spill_of (self), yzt_clock_now_ms (yzt_session_get_clock (self->session))));
}

static char *
wind_words (YztCommand *self)
{
  const YztZoneAsk *ask = &self->ask;
  if (isnan (ask->wind_from_deg)) {
    return g_strdup (!isnan (ask->wind_m_s) && !(ask->wind_m_s > 0) ? _("No wind: the distance holds all round.") : _("Wind not known: the distance holds all round."));
  }
  g_autofree char *speed = isnan (ask->wind_m_s) ? g_strdup (_("speed not known")) : g_strdup_printf ("%.1f m/s", ask->wind_m_s);
  g_autofree char *age = ask->wind_ms > 0 ? yzt_time_format_age (ask->wind_ms, yzt_clock_now_ms (yzt_session_get_clock (self->session))) : g_strdup (_("age not known"));
  /* Translators: direction in words and degrees, speed, who told it, how old it is. */
  return g_strdup_printf (_("Wind from %s (%.0f°), %s, %s, %s."), yzt_text_bearing_word (ask->wind_from_deg), ask->wind_from_deg, speed,
                          ask->wind_source != NULL ? ask->wind_source : _("typed"), age);
}

static void
lay_by_hand (YztCommand *self)
{
  self->zone = (YztZone) { spill_of (self), 0, 0, NAN };
  self->has_zone = TRUE;
  self->method = g_strdup (_("Drawn by hand."));
  self->limits = g_strdup (_("The outline is a person's judgement; no table stands behind it."));
}

/* The zone of this wind: nothing of @self changes. FALSE without @error: nobody asked. */
static gboolean
zone_of_wind (YztCommand *self, double from_deg, double m_s, YztZone *zone_out, YztErgDistances *distances_out, GError **error)
{
  const YztZoneAsk *ask = &self->ask;
  if (self->erg == NULL || ask->substance == NULL || *ask->substance == '\0') {
    return FALSE;
  }
  const YztErgSubstance *substance = yzt_erg_find (self->erg, ask->substance, error);
  const YztErgAsk erg_ask = { ask->spill, yzt_command_is_night (self), ask->container, m_s };
  if (substance == NULL || !yzt_erg_get_distances (self->erg, substance, &erg_ask, yzt_session_get_language (self->session), distances_out, error)) {
    return FALSE;
  }
  gboolean still = isnan (from_deg) || (!isnan (m_s) && !(m_s > 0));
  *zone_out = (YztZone) { spill_of (self), distances_out->isolation_m, distances_out->downwind_m, still ? NAN : from_deg };
  return TRUE;
}

static void
lay_by_guide (YztCommand *self)
{
  const YztZoneAsk *ask = &self->ask;
  g_autoptr (GError) error = NULL;
  YztErgDistances distances;
  if (!zone_of_wind (self, ask->wind_from_deg, ask->wind_m_s, &self->zone, &distances, &error)) {
    self->problem = error != NULL ? g_strdup (error->message) : NULL;
    return;
  }
  g_autofree char *wind = distances.downwind_m > 0 ? wind_words (self) : g_strdup ("");
  g_autofree char *near = yzt_text_distance (distances.isolation_m), *far = yzt_text_distance (distances.downwind_m);
  g_autofree char *how_far = distances.downwind_m > 0 ? g_strdup_printf (_("Isolate %s all round, protect %s%s downwind."), near, far, distances.more ? "+" : "")
                                                       : g_strdup_printf (_("Isolate %s all round."), near);
  self->has_zone = TRUE;
  self->method = g_strdup_printf ("%s\n%s%s%s", distances.method, how_far, *wind != '\0' ? "\n" : "", wind);
  self->limits = g_strdup (distances.limits);
  yzt_erg_distances_clear (&distances);
}

static gboolean
ensure_kinds (YztCommand *self)
{
  YztKindSet *kinds = yzt_session_get_kinds (self->session);
  if (kinds != self->kinds_of && kinds != NULL) {
    g_clear_pointer (&self->kinds, yzt_danger_kinds_free);
    g_clear_pointer (&self->kinds_of, yzt_kind_set_unref);
    self->kinds = yzt_load_danger_kinds (kinds, NULL);
    self->kinds_of = yzt_kind_set_ref (kinds);
  }
  return self->kinds != NULL;
}

static gint64
key_of (const YztThreatened *one)
{
  return one->fid * 64 + one->kind;
}

static void schedule_phones (YztCommand *self);

void
yzt_command_lay_zone (YztCommand *self)
{
  YztGeneration *generation = generation_of (self);
  g_clear_pointer (&self->problem, g_free);
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->limits, g_free);
  self->has_zone = FALSE;
  g_array_set_size (self->threat->things, 0);
  g_array_set_size (self->came, 0);
  g_array_set_size (self->went, 0);
  self->threat->people = 0;
  self->threat->n_unsaid = 0;
  if (self->row != NULL && !self->row->has_position) {
    self->problem = g_strdup (_("The incident has no place on the map yet; place it first."));
  } else if (self->row != NULL && generation != NULL) {
    (self->area != NULL ? lay_by_hand : lay_by_guide) (self);
  }
  if (self->has_zone && ensure_kinds (self)) {
    yzt_threat_find (self->threat, generation, self->kinds, &self->zone, self->area);
  }
  yzt_threat_compare (self->in_force, self->threat, self->came, self->went);
  schedule_phones (self);
  g_signal_emit_by_name (self, "changed");
}

const YztZoneAsk *
yzt_command_get_ask (YztCommand *self)
{
  g_return_val_if_fail (YZT_IS_COMMAND (self), NULL);
  return &self->ask;
}

void
yzt_command_set_ask (YztCommand *self, const YztZoneAsk *ask)
{
  g_return_if_fail (YZT_IS_COMMAND (self) && ask != NULL);
  YztZoneAsk copy = *ask;
  copy.substance = g_strdup (ask->substance);
  copy.container = g_strdup (ask->container);
  copy.wind_source = g_strdup (ask->wind_source);
  copy.wind_from_deg = isnan (ask->wind_from_deg) ? NAN : fmod (fmod (ask->wind_from_deg, 360) + 360, 360);
  ask_clear (&self->ask);
  self->ask = copy;
  yzt_command_lay_zone (self);
}

void
yzt_command_set_area (YztCommand *self, YztGeometry *area)
{
  g_return_if_fail (YZT_IS_COMMAND (self));
  YztGeometry *mine = area != NULL ? yzt_geometry_ref (area) : NULL;
  g_clear_pointer (&self->area, yzt_geometry_unref);
  self->area = mine;
  yzt_command_lay_zone (self);
}

YztGeometry *
yzt_command_get_area (YztCommand *self)
{
  g_return_val_if_fail (YZT_IS_COMMAND (self), NULL);
  return self->area;
}

gboolean
yzt_command_get_zone (YztCommand *self, YztZone *zone_out, const char **problem_out)
{
  g_return_val_if_fail (YZT_IS_COMMAND (self), FALSE);
  if (problem_out != NULL) {
    *problem_out = self->problem;
  }
  if (self->has_zone && zone_out != NULL) {
    *zone_out = self->zone;
  }
  return self->has_zone;
}

const char *
yzt_command_get_method (YztCommand *self)
{
  return self->method != NULL ? self->method : "";
}

const char *
yzt_command_get_limits (YztCommand *self)
{
  return self->limits != NULL ? self->limits : "";
}

const YztErg *
yzt_command_get_erg (YztCommand *self)
{
  return self->erg;
}

const YztThreat *
yzt_command_get_threat (YztCommand *self)
{
  g_return_val_if_fail (YZT_IS_COMMAND (self), NULL);
  return self->threat;
}

const GArray *
yzt_command_get_came (YztCommand *self, guint *n_went_out)
{
  g_return_val_if_fail (YZT_IS_COMMAND (self), NULL);
  if (n_went_out != NULL) {
    *n_went_out = self->went->len;
  }
  return self->came;
}

char *
yzt_command_get_went_words (YztCommand *self)
{
  g_autoptr (GString) words = g_string_new (NULL);
  for (guint i = 0; i < self->went->len && i < 12; i++) {
    guint at = g_array_index (self->went, guint, i);
    g_string_append_printf (words, "%s%s", i > 0 ? _(", ") : "", at < self->in_force_labels->len ? (const char *) self->in_force_labels->pdata[at] : "?");
  }
  if (self->went->len > 12) {
    g_string_append (words, "…");
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

gboolean
yzt_command_get_threatened (YztCommand *self, guint i, const char **name_out, const char **phone_out)
{
  g_return_val_if_fail (YZT_IS_COMMAND (self) && i < self->threat->things->len, FALSE);
  const YztThreatened *one = &g_array_index (self->threat->things, YztThreatened, i);
  YztGeneration *generation = generation_of (self);
  guint index;
  YztItem item;
  gint64 key = key_of (one);
  const char *phone = g_hash_table_lookup (self->phones, &key);
  if (generation == NULL || !yzt_generation_find (generation, one->kind, one->fid, &index) || !yzt_generation_get_item (generation, index, &item)) {
    return FALSE;
  }
  *name_out = item.name;
  *phone_out = phone != NULL ? phone : "";
  return TRUE;
}

/* --- the wind that stations tell --- */

const YztWind *
yzt_command_get_fed_wind (YztCommand *self)
{
  g_return_val_if_fail (YZT_IS_COMMAND (self), NULL);
  return self->fed;
}

gboolean
yzt_command_judge_fed_wind (YztCommand *self, YztWindTurn *turn_out)
{
  g_return_val_if_fail (YZT_IS_COMMAND (self), FALSE);
  YztGeneration *generation = generation_of (self);
  YztErgDistances distances;
  YztZone zone;
  const YztWind *fed = self->fed;
  if (fed == NULL || fed->stale || self->zone_fid == 0 || self->area != NULL || generation == NULL || fed->seen->observed_ms <= self->ask.wind_ms || !ensure_kinds (self)
      || !zone_of_wind (self, fed->seen->from_deg, fed->seen->m_s, &zone, &distances, NULL)) {
    return FALSE;
  }
  yzt_erg_distances_clear (&distances);
  g_autoptr (YztThreat) threat = yzt_threat_new ();
  g_autoptr (GArray) came = g_array_new (FALSE, FALSE, sizeof (guint)), went = g_array_new (FALSE, FALSE, sizeof (guint));
  yzt_threat_find (threat, generation, self->kinds, &zone, NULL);
  yzt_threat_compare (self->in_force, threat, came, went);
  double turn_deg = yzt_wind_turn_deg (self->ask.wind_from_deg, fed->seen->from_deg);
  gboolean known = !isnan (self->ask.wind_from_deg), knows = !isnan (fed->seen->from_deg);
  if (turn_out != NULL) {
    *turn_out = (YztWindTurn) { came->len, went->len, turn_deg };
  }
  return came->len > 0 || went->len > 0 || known != knows || turn_deg >= self->wind_rules.turn_deg;
}

static void
ask_fed_wind (YztCommand *self)
{
  g_free (self->ask.wind_source);
  self->ask.wind_source = yzt_wind_source (self->fed);
  self->ask.wind_from_deg = self->fed->seen->from_deg;
  self->ask.wind_m_s = self->fed->seen->m_s;
  self->ask.wind_ms = self->fed->seen->observed_ms;
}

void
yzt_command_take_fed_wind (YztCommand *self)
{
  g_return_if_fail (YZT_IS_COMMAND (self));
  if (self->fed != NULL) {
    ask_fed_wind (self);
    yzt_command_lay_zone (self);
  }
}

/* --- telephones, read when the wind rests --- */

typedef struct {
  YztStore *store;
  YztKindSet *kinds;
  GArray *things;    /* YztThreatened */
  GPtrArray *phones; /* char * */
} Phoning;

static void
phoning_free (gpointer data)
{
  Phoning *phoning = data;
  g_object_unref (phoning->store);
  yzt_kind_set_unref (phoning->kinds);
  g_array_unref (phoning->things);
  g_ptr_array_unref (phoning->phones);
  g_free (phoning);
}

static char *
phone_of (YztStore *store, YztKindSet *kinds, const YztThreatened *one)
{
  static const char *const fields[] = { "duty_phone", "phone" };
  g_autoptr (YztRow) row = yzt_store_get_row (store, yzt_kind_set_get (kinds, one->kind), one->fid, NULL);
  const char *contact = row != NULL ? yzt_dispatch_text (row, "contact") : "";
  for (guint i = 0; row != NULL && i < G_N_ELEMENTS (fields); i++) {
    const char *phone = yzt_dispatch_text (row, fields[i]);
    if (*phone != '\0') {
      return *contact != '\0' && i == 1 ? g_strdup_printf ("%s %s", contact, phone) : g_strdup (phone);
    }
  }
  return g_strdup ("");
}

static void
phone_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Phoning *phoning = data;
  for (guint i = 0; i < phoning->things->len; i++) {
    g_ptr_array_add (phoning->phones, phone_of (phoning->store, phoning->kinds, &g_array_index (phoning->things, YztThreatened, i)));
  }
  g_task_return_boolean (task, TRUE);
}

static void
on_phones (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztCommand *self = YZT_COMMAND (source);
  Phoning *phoning = g_task_get_task_data (G_TASK (result));
  for (guint i = 0; self->phones != NULL && i < phoning->phones->len; i++) {
    gint64 key = key_of (&g_array_index (phoning->things, YztThreatened, i));
    g_hash_table_replace (self->phones, g_memdup2 (&key, sizeof key), g_strdup (phoning->phones->pdata[i]));
  }
  if (self->phones != NULL && phoning->phones->len > 0) {
    g_signal_emit_by_name (self, "changed");
  }
}

static gboolean
ask_phones (gpointer user_data)
{
  YztCommand *self = user_data;
  YztStore *store = yzt_session_get_store (self->session);
  self->phone_timer = 0;
  if (store == NULL) { /* the map was closed while the wind rested */
    return G_SOURCE_REMOVE;
  }
  Phoning *phoning = g_new0 (Phoning, 1);
  phoning->store = g_object_ref (store);
  phoning->kinds = yzt_kind_set_ref (yzt_session_get_kinds (self->session));
  phoning->things = g_array_new (FALSE, FALSE, sizeof (YztThreatened));
  phoning->phones = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->threat->things->len && phoning->things->len < MOST_PHONES; i++) {
    const YztThreatened *one = &g_array_index (self->threat->things, YztThreatened, i);
    gint64 key = key_of (one);
    if (!g_hash_table_contains (self->phones, &key)) {
      g_array_append_val (phoning->things, *one);
    }
  }
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, on_phones, NULL);
  g_task_set_task_data (task, phoning, phoning_free);
  g_task_set_check_cancellable (task, FALSE);
  yzt_task_run_in_thread (task, phone_in_thread);
  return G_SOURCE_REMOVE;
}

static void
schedule_phones (YztCommand *self)
{
  gboolean wanted = FALSE;
  for (guint i = 0; i < self->threat->things->len && !wanted; i++) {
    gint64 key = key_of (&g_array_index (self->threat->things, YztThreatened, i));
    wanted = !g_hash_table_contains (self->phones, &key);
  }
  g_clear_handle_id (&self->phone_timer, g_source_remove);
  if (wanted && yzt_session_get_store (self->session) != NULL) {
    self->phone_timer = g_timeout_add (PHONE_AFTER_MS, ask_phones, self);
  }
}

/* --- the zone in force --- */

static void
keep_in_force (YztCommand *self)
{
  g_array_set_size (self->in_force->things, 0);
  g_ptr_array_set_size (self->in_force_labels, 0);
  g_array_append_vals (self->in_force->things, self->threat->things->data, self->threat->things->len);
  for (guint i = 0; i < self->threat->things->len; i++) {
    const char *name = "", *phone = "";
    yzt_command_get_threatened (self, i, &name, &phone);
    g_ptr_array_add (self->in_force_labels, g_strdup (name));
  }
}

static double
number_or_nan (const YztRow *row, const char *field)
{
  const YztCell *cell = yzt_kind_get_field_index (row->kind, field) >= 0 ? yzt_row_get (row, field) : NULL;
  return cell == NULL || cell->type == YZT_CELL_NULL ? NAN : yzt_dispatch_number (row, field);
}

static void
take_ask (YztCommand *self, const YztRow *row)
{
  const char *spill = yzt_dispatch_text (row, "spill"), *hour = yzt_dispatch_text (row, "hour"), *un = yzt_dispatch_text (row, "un");
  self->ask.substance = g_strdup (*un != '\0' ? un : yzt_dispatch_text (row, "substance"));
  self->ask.spill = g_str_equal (spill, "large") ? YZT_ERG_LARGE : g_str_equal (spill, "fire") ? YZT_ERG_FIRE : YZT_ERG_SMALL;
  self->ask.container = *yzt_dispatch_text (row, "container") != '\0' ? g_strdup (yzt_dispatch_text (row, "container")) : NULL;
  self->ask.hour = g_str_equal (hour, "night") ? 1 : g_str_equal (hour, "day") ? 0 : -1;
  self->ask.wind_from_deg = number_or_nan (row, "wind_from_deg");
  self->ask.wind_m_s = number_or_nan (row, "wind_m_s");
  self->ask.wind_source = g_strdup (yzt_dispatch_text (row, "wind_source"));
  if (!yzt_time_parse (yzt_dispatch_text (row, "wind_utc"), NULL, &self->ask.wind_ms)) {
    self->ask.wind_ms = 0;
  }
}

void
yzt_command_take_zone_row (YztCommand *self, const YztRow *row)
{
  ask_clear (&self->ask);
  g_clear_pointer (&self->area, yzt_geometry_unref);
  g_array_set_size (self->in_force->things, 0);
  g_ptr_array_set_size (self->in_force_labels, 0);
  self->zone_fid = row != NULL ? row->fid : 0;
  if (row == NULL) {
    /* What the incident says is leaking is a beginning. */
    self->ask.substance = self->row != NULL ? g_strdup (yzt_dispatch_text (self->row, "substance")) : NULL;
    if (self->fed != NULL && !self->fed->stale) {
      ask_fed_wind (self); /* fresh: so is what blows */
    }
    return;
  }
  take_ask (self, row);
  if (g_str_equal (yzt_dispatch_text (row, "type"), "hand") && row->geometry != NULL) {
    gsize length;
    gconstpointer blob = g_bytes_get_data (row->geometry, &length);
    self->area = yzt_geometry_from_gpkg (blob, length, NULL);
  }
  yzt_command_lay_zone (self);
  keep_in_force (self);
}

static void
put_optional (YztRow *row, const char *field, double value)
{
  if (!isnan (value)) {
    yzt_dispatch_put_number (row, field, value);
  }
}

static YztRow *
zone_row (YztCommand *self, YztKind *kind, const char *now)
{
  static const char *const spills[] = { "small", "large", "fire" };
  YztRow *row = yzt_row_new (kind);
  const YztErgSubstance *substance = self->area == NULL ? yzt_erg_find (self->erg, self->ask.substance, NULL) : NULL;
  g_autoptr (YztGeometry) laid = self->area == NULL ? yzt_zone_to_geometry (&self->zone) : yzt_geometry_ref (self->area);
  YztPosition at = yzt_geometry_get_label_position (laid);
  const char *title = yzt_dispatch_text (self->row, "name");
  g_autofree char *name = g_strdup_printf (_("Danger zone of %s"), title), *link = g_strdup_printf ("incident/%" G_GINT64_FORMAT, self->incident);
  row->geometry = yzt_geometry_to_gpkg (laid);
  row->has_position = TRUE;
  row->lon = at.lon;
  row->lat = at.lat;
  yzt_row_set_text (row, "name", name);
  yzt_row_set_text (row, "incident", link);
  yzt_row_set_text (row, "from_utc", now);
  yzt_row_set_text (row, "method", self->method);
  yzt_row_set_text (row, "limits", self->limits);
  yzt_row_set_text (row, "type", substance != NULL ? "erg" : "hand");
  if (substance != NULL) {
    yzt_row_set_text (row, "substance", yzt_erg_substance_label (substance, yzt_session_get_language (self->session)));
    yzt_row_set_text (row, "un", substance->un);
    yzt_row_set_text (row, "spill", spills[self->ask.spill]);
    yzt_row_set_text (row, "container", self->ask.container);
    yzt_row_set_text (row, "hour", yzt_command_is_night (self) ? "night" : "day");
    yzt_dispatch_put_number (row, "isolation_m", self->zone.isolation_m);
    yzt_dispatch_put_number (row, "downwind_m", self->zone.downwind_m);
  }
  yzt_dispatch_put_number (row, "spill_lon", self->zone.spill.lon);
  yzt_dispatch_put_number (row, "spill_lat", self->zone.spill.lat);
  put_optional (row, "wind_from_deg", self->ask.wind_from_deg);
  put_optional (row, "wind_m_s", self->ask.wind_m_s);
  yzt_row_set_text (row, "wind_source", self->ask.wind_source);
  if (self->ask.wind_ms > 0) {
    yzt_dispatch_put_time (row, "wind_utc", self->ask.wind_ms);
  }
  return row;
}

/* Whoever is newly inside has to be called. */
static void
add_calls (YztCommand *self, YztEdits *edits, YztKind *contact)
{
  for (guint i = 0; contact != NULL && i < self->came->len; i++) {
    guint at = g_array_index (self->came, guint, i);
    const char *name, *phone;
    if (yzt_command_get_threatened (self, at, &name, &phone)) {
      g_autoptr (YztRow) row = yzt_row_new (contact);
      row->owner_fid = self->incident;
      yzt_row_set_text (row, "name", *name != '\0' ? name : _("Without a name"));
      yzt_row_set_text (row, "role", _("In the danger zone: warn, evacuate"));
      yzt_row_set_text (row, "phone", *phone != '\0' ? phone : NULL);
      if (!yzt_row_check (row, yzt_session_get_language (self->session), NULL)) {
        yzt_row_set_text (row, "phone", NULL);
        yzt_row_set_text (row, "remarks", phone);
      }
      yzt_edits_insert (edits, row);
    }
  }
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  YztCommand *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, &error);
  if (act == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  YztKind *kind = self->session != NULL ? yzt_kind_set_find (yzt_session_get_kinds (self->session), "danger-zone") : NULL;
  gint64 fid = kind != NULL ? yzt_act_result_first_fid (act, kind) : 0;
  self->zone_fid = fid > 0 ? fid : self->zone_fid;
  if (self->session != NULL) {
    keep_in_force (self);
    yzt_command_lay_zone (self);
  }
  g_task_return_int (task, 1);
}

void
yzt_command_save_zone_async (YztCommand *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_COMMAND (self));
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  YztKindSet *kinds = yzt_session_get_kinds (self->session);
  YztKind *kind = kinds != NULL ? yzt_kind_set_find (kinds, "danger-zone") : NULL;
  if (!self->has_zone || kind == NULL) {
    const char *sentence = self->problem != NULL ? self->problem : _("There is no danger zone yet: say what leaks, or draw it by hand.");
    g_signal_emit_by_name (self, "said", sentence);
    g_task_return_new_error (task, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, "%s", sentence);
    return;
  }
  g_autofree char *now = yzt_time_format_utc (yzt_clock_now_ms (yzt_session_get_clock (self->session)) / 1000 * 1000);
  g_autofree char *label = g_strdup_printf (_("Danger zone of %s in force"), yzt_dispatch_text (self->row, "name"));
  YztEdits *edits = yzt_edits_new (label);
  g_autoptr (YztRow) row = zone_row (self, kind, now);
  yzt_edits_insert (edits, row);
  if (self->zone_fid > 0) {
    YztCell until = yzt_cell_text (now);
    yzt_edits_set_cell (edits, kind, self->zone_fid, (guint) yzt_kind_get_field_index (kind, "until_utc"), NULL, &until);
    yzt_cell_clear (&until);
  }
  add_calls (self, edits, yzt_kind_set_find (kinds, "incident-contact"));
  yzt_session_write_edits_async (self->session, edits, on_saved, g_steal_pointer (&task));
}
