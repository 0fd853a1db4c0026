/* yzt-ledger-reach.c: which hazard source could set off which: effect distances that are data, measured on the ellipsoid
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>
#include "yzt-ledger-private.h"

typedef struct {
  char *grade, *classes;
  double distance_m;
} Rule;

/* A source in the order of latitudes. */
typedef struct {
  double lat;
  guint index;
} Slot;

typedef struct {
  double distance_m;
  guint index;
} Reached;

static void
clear_rule (gpointer data)
{
  Rule *rule = data;
  g_free (rule->grade);
  g_free (rule->classes);
}

static GArray *
read_rules (const char *table)
{
  GArray *rules = g_array_new (FALSE, FALSE, sizeof (Rule));
  g_auto (GStrv) lines = g_strsplit (table, "\n", -1);
  g_array_set_clear_func (rules, clear_rule);
  for (char **line = lines; *line != NULL; line++) {
    g_auto (GStrv) words = g_strsplit (g_strchomp (*line), "\t", -1);
    Rule rule = { 0 };
    if (**line != '#' && g_strv_length (words) == 4 && yzt_text_number (words[2], &rule.distance_m) && rule.distance_m > 0) {
      rule.grade = g_strdup (words[0]);
      rule.classes = g_strdup (words[1]);
      g_array_append_val (rules, rule);
    }
  }
  return rules;
}

/* "W2;W5.1", "W*" for every class that begins so, "*" for any. */
static gboolean
names_class (const char *classes, const GPtrArray *symbols)
{
  g_auto (GStrv) names = g_strsplit (classes, ";", -1);
  for (char **name = names; *name != NULL; name++) {
    gsize length = strlen (*name);
    gboolean open = length > 0 && (*name)[length - 1] == '*';
    for (guint i = 0; i < symbols->len; i++) {
      if (open ? strncmp (symbols->pdata[i], *name, length - 1) == 0 : g_str_equal (symbols->pdata[i], *name)) {
        return TRUE;
      }
    }
  }
  return FALSE;
}

static double
effect_of (const GArray *rules, const YztLedgerSource *source, const GPtrArray *symbols)
{
  char grade[2] = { (char) ('0' + source->grade), '\0' };
  for (guint i = 0; source->grade > 0 && source->is_open && i < rules->len; i++) {
    const Rule *rule = &g_array_index (rules, Rule, i);
    if ((g_str_equal (rule->grade, "*") || g_str_equal (rule->grade, grade)) && names_class (rule->classes, symbols)) {
      return rule->distance_m;
    }
  }
  return 0;
}

static int
compare_slots (gconstpointer a, gconstpointer b)
{
  const Slot *x = a, *y = b;
  return x->lat < y->lat ? -1 : x->lat > y->lat;
}

static int
compare_reached (gconstpointer a, gconstpointer b)
{
  const Reached *x = a, *y = b;
  return x->distance_m < y->distance_m ? -1 : x->distance_m > y->distance_m ? 1 : (x->index > y->index) - (x->index < y->index);
}

/* Looks along the latitudes from the source itself: a degree is at least 110.5 km long. */
static void
find_reached (YztLedger *self, const GArray *slots, guint place)
{
  YztLedgerSource *source = &g_array_index (self->sources, YztLedgerSource, g_array_index (slots, Slot, place).index);
  YztPosition at = { source->lon, source->lat };
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Reached));
  for (int step = -1; step <= 1; step += 2) {
    for (gint64 i = (gint64) place + step; i >= 0 && i < slots->len; i += step) {
      const Slot *slot = &g_array_index (slots, Slot, (guint) i);
      const YztLedgerSource *other = yzt_ledger_get (self, slot->index);
      if (fabs (slot->lat - source->lat) * 110500 > source->effect_m) {
        break;
      }
      Reached reached = { yzt_geo_distance_m (at, (YztPosition) { other->lon, other->lat }, NULL), slot->index };
      if (other->is_open && reached.distance_m <= source->effect_m) {
        g_array_append_val (found, reached);
      }
    }
  }
  g_array_sort (found, compare_reached);
  for (guint i = 0; i < found->len; i++) {
    g_array_append_val (source->reaches, g_array_index (found, Reached, i).index);
  }
}

void
yzt_ledger_find_reaches (YztLedger *self, GPtrArray *const *classes, const char *table)
{
  g_autoptr (GArray) rules = read_rules (table), slots = g_array_new (FALSE, FALSE, sizeof (Slot));
  for (guint i = 0; i < self->sources->len; i++) {
    YztLedgerSource *source = &g_array_index (self->sources, YztLedgerSource, i);
    source->effect_m = effect_of (rules, source, classes[i]);
    Slot slot = { source->lat, i };
    if (source->has_position) {
      g_array_append_val (slots, slot);
    }
  }
  g_array_sort (slots, compare_slots);
  for (guint i = 0; i < slots->len; i++) {
    if (yzt_ledger_get (self, g_array_index (slots, Slot, i).index)->effect_m > 0) {
      find_reached (self, slots, i);
    }
  }
}
