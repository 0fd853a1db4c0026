/* yzt-wind.c: the wind as weather stations tell it: into the map from a feed, and the nearest recent one for a danger zone
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-wind.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-command-private.h"
#include "yzt-dispatch-private.h"

#define KIND "weather-observation"
#define LOOK_BACK_ROWS 5000      /* a hundred stations, every ten minutes, for eight hours */
#define AHEAD_MS (10 * 60 * 1000) /* a clock of a station may be a little fast */

void
yzt_observation_free (YztObservation *observation)
{
  if (observation != NULL) {
    g_free (observation->station);
    g_free (observation->code);
    g_free (observation->told_by);
    g_free (observation);
  }
}

void
yzt_wind_free (YztWind *wind)
{
  if (wind != NULL) {
    yzt_observation_free (wind->seen);
    g_free (wind);
  }
}

/* --- into the map --- */

typedef struct {
  YztStore *store;
  GPtrArray *observations;
  gint64 now_ms;
  guint n_new;
} Taking;

/* Who tells, for good: the last time of each is kept, so that nothing comes twice. */
static char *
memory_key (const YztObservation *one)
{
  g_autofree char *identity = g_strdup_printf ("%s\n%s", one->told_by, *one->code != '\0' ? one->code : one->station);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA1, identity, -1);
  return g_strdup_printf ("wind:%s", hash);
}

static void
put_known (YztRow *row, const char *field, double value)
{
  if (!isnan (value)) {
    yzt_dispatch_put_number (row, field, value);
  }
}

static gboolean
insert_one (YztAct *act, YztKind *kind, const YztObservation *one, GError **error)
{
  g_autoptr (YztRow) row = yzt_row_new (kind);
  yzt_row_set_text (row, "name", *one->station != '\0' ? one->station : one->code);
  yzt_row_set_text (row, "code", *one->code != '\0' ? one->code : NULL);
  yzt_row_set_text (row, "told_by", one->told_by);
  yzt_dispatch_put_time (row, "observed_utc", one->observed_ms);
  put_known (row, "wind_from_deg", one->from_deg);
  put_known (row, "wind_m_s", one->m_s);
  put_known (row, "gust_m_s", one->gust_m_s);
  yzt_dispatch_put_number (row, "at_lon", one->at.lon);
  yzt_dispatch_put_number (row, "at_lat", one->at.lat);
  return yzt_act_insert (act, row, error);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const YztObservation *x = *(YztObservation *const *) a, *y = *(YztObservation *const *) b;
  return (x->observed_ms > y->observed_ms) - (x->observed_ms < y->observed_ms);
}

static gboolean
take_in_act (YztAct *act, gpointer user_data, GError **error)
{
  Taking *taking = user_data;
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (taking->store), KIND);
  g_autoptr (GHashTable) last = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  taking->n_new = 0;
  for (guint i = 0; i < taking->observations->len; i++) {
    const YztObservation *one = taking->observations->pdata[i];
    g_autofree char *key = memory_key (one), *kept = yzt_store_get_setting (taking->store, key), *now = g_strdup_printf ("%" G_GINT64_FORMAT, one->observed_ms);
    const char *before = g_hash_table_lookup (last, key);
    before = before != NULL ? before : kept;
    if (one->observed_ms > taking->now_ms + AHEAD_MS || (before != NULL && g_ascii_strtoll (before, NULL, 10) >= one->observed_ms)) {
      continue;
    }
    if (!insert_one (act, kind, one, error) || !yzt_act_put_setting (act, key, now, error)) {
      return FALSE;
    }
    g_hash_table_replace (last, g_steal_pointer (&key), g_steal_pointer (&now));
    taking->n_new++;
  }
  return TRUE;
}

gboolean
yzt_wind_take (YztStore *store, GPtrArray *observations, const char *author, const YztClock *clock, guint *n_new_out, YztActResult **result_out, GPtrArray *problems, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && observations != NULL && author != NULL && clock != NULL, FALSE);
  Taking taking = { store, observations, yzt_clock_now_ms (clock), 0 };
  *n_new_out = 0;
  *result_out = NULL;
  if (observations->len == 0) {
    return TRUE;
  }
  if (yzt_kind_set_find (yzt_store_get_kinds (store), KIND) == NULL) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, _("This map has no kind “weather-observation”, so that the wind cannot be kept; close the map and open it again in this version."));
    return FALSE;
  }
  g_ptr_array_sort (observations, compare_times);
  for (guint i = 0; i < observations->len; i++) {
    const YztObservation *one = observations->pdata[i];
    if (one->observed_ms > taking.now_ms + AHEAD_MS) {
      g_autofree char *when = yzt_time_format_utc (one->observed_ms);
      g_ptr_array_add (problems, g_strdup_printf (_("%s: “%s” says that it observed at %s, which is yet to come; it was left out."), one->told_by, *one->station != '\0' ? one->station : one->code, when));
    }
  }
  g_autofree char *label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Weather told by %u station", "Weather told by %u stations", observations->len), observations->len);
  const YztActInfo info = { .author = author, .label = label, .nature = YZT_ACT_FEED };
  g_autoptr (YztActResult) result = yzt_store_write (store, &info, take_in_act, &taking, error);
  if (result == NULL) {
    return FALSE;
  }
  *n_new_out = taking.n_new;
  *result_out = taking.n_new > 0 ? g_steal_pointer (&result) : NULL;
  return TRUE;
}

/* --- the rules --- */

void
yzt_wind_rules_parse (const char *text, YztWindRules *rules_out)
{
  g_return_if_fail (text != NULL && rules_out != NULL);
  double near_km = 50, fresh_min = 30, offer_h = 6, turn_deg = 15;
  const struct {
    const char *name;
    double *value;
  } known[] = { { "near_km", &near_km }, { "fresh_min", &fresh_min }, { "offer_h", &offer_h }, { "turn_deg", &turn_deg } };
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], "\t", 3);
    double value;
    for (guint k = 0; *lines[i] != '#' && g_strv_length (cells) >= 2 && k < G_N_ELEMENTS (known); k++) {
      if (g_str_equal (cells[0], known[k].name) && yzt_text_number (cells[1], &value) && value > 0 && value < 1e5) {
        *known[k].value = value;
      }
    }
  }
  *rules_out = (YztWindRules) { near_km * 1000, (gint64) (fresh_min * 60000), (gint64) (offer_h * 3600000), turn_deg };
}

gboolean
yzt_load_wind_rules (YztWindRules *rules_out, GError **error)
{
  g_autofree char *text = yzt_command_load_table ("wind.tsv", error);
  yzt_wind_rules_parse (text != NULL ? text : "", rules_out);
  return text != NULL;
}

/* --- which is offered --- */

typedef struct {
  YztPosition at;
  const YztWindRules *rules;
  gint64 now_ms;
  GHashTable *latest; /* who → YztObservation: what each told last */
} Looking;

static double
number_of (const YztRow *row, const char *field)
{
  const YztCell *cell = yzt_row_get (row, field);
  return cell == NULL || cell->type == YZT_CELL_NULL ? NAN : yzt_dispatch_number (row, field);
}

static gboolean
look_at (const YztRow *row, gpointer user_data)
{
  Looking *looking = user_data;
  YztPosition at = { number_of (row, "at_lon"), number_of (row, "at_lat") };
  gint64 observed_ms;
  if (!yzt_time_parse (yzt_dispatch_text (row, "observed_utc"), NULL, &observed_ms) || !yzt_position_is_valid (at) || observed_ms > looking->now_ms + AHEAD_MS
      || looking->now_ms - observed_ms > looking->rules->offer_ms) {
    return TRUE;
  }
  const char *code = yzt_dispatch_text (row, "code"), *name = yzt_dispatch_text (row, "name");
  g_autofree char *who = g_strdup_printf ("%s\n%s", yzt_dispatch_text (row, "told_by"), *code != '\0' ? code : name);
  const YztObservation *before = g_hash_table_lookup (looking->latest, who);
  if (before == NULL || before->observed_ms < observed_ms) {
    YztObservation *one = g_new0 (YztObservation, 1);
    *one = (YztObservation) { g_strdup (name), g_strdup (code), g_strdup (yzt_dispatch_text (row, "told_by")), at, observed_ms, number_of (row, "wind_from_deg"), number_of (row, "wind_m_s"),
                              number_of (row, "gust_m_s") };
    g_hash_table_replace (looking->latest, g_steal_pointer (&who), one);
  }
  return TRUE;
}

/* Fresh before stale, near before far. */
static YztWind *
choose (Looking *looking)
{
  g_autoptr (YztWind) best = g_new0 (YztWind, 1);
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init (&iter, looking->latest);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    const YztObservation *one = value;
    double distance_m = yzt_geo_distance_m (looking->at, one->at, NULL);
    gboolean stale = looking->now_ms - one->observed_ms > looking->rules->fresh_ms;
    gboolean better = best->seen == NULL || (best->stale && !stale)
                      || (best->stale == stale && (distance_m < best->distance_m || (!(distance_m > best->distance_m) && one->observed_ms > best->seen->observed_ms)));
    if (distance_m <= looking->rules->near_m && better) {
      *best = (YztWind) { value, distance_m, stale };
    }
  }
  if (best->seen == NULL) {
    return NULL;
  }
  YztObservation *copy = g_memdup2 (best->seen, sizeof *copy);
  copy->station = g_strdup (copy->station);
  copy->code = g_strdup (copy->code);
  copy->told_by = g_strdup (copy->told_by);
  best->seen = copy;
  return g_steal_pointer (&best);
}

YztWind *
yzt_wind_find (YztStore *store, YztPosition at, const YztWindRules *rules, gint64 now_ms, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && rules != NULL, NULL);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), KIND);
  g_autoptr (GHashTable) latest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) yzt_observation_free);
  Looking looking = { at, rules, now_ms, latest };
  gint64 first, last;
  if (kind == NULL || !yzt_position_is_valid (at) || !yzt_store_get_fid_span (store, kind, &first, &last, error)
      || !yzt_store_read_range (store, kind, MAX (first, last - LOOK_BACK_ROWS + 1), last, look_at, &looking, error)) {
    return NULL;
  }
  return choose (&looking);
}

char *
yzt_wind_source (const YztWind *wind)
{
  g_return_val_if_fail (wind != NULL, NULL);
  g_autofree char *distance = yzt_text_distance (wind->distance_m);
  return g_strdup_printf ("%s %s", *wind->seen->station != '\0' ? wind->seen->station : wind->seen->code, distance);
}

double
yzt_wind_turn_deg (double from_deg, double to_deg)
{
  double turn = fmod (fabs (from_deg - to_deg), 360);
  return turn > 180 ? 360 - turn : turn;
}
