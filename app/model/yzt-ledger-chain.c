/* yzt-ledger-chain.c: what hazard sources are to each other: the chain that one could set off, and the units of one plant
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-ledger-private.h"

#define MOST_UNITS_NAMED 12

/* --- domino --- */

static void
add_links (const YztLedger *self, guint from, guint step, GHashTable *reached, GArray *links)
{
  const YztLedgerSource *source = yzt_ledger_get (self, from);
  for (guint i = 0; i < source->reaches->len && links->len < YZT_DOMINO_MOST_LINKS; i++) {
    guint to = g_array_index (source->reaches, guint, i);
    const YztLedgerSource *other = yzt_ledger_get (self, to);
    if (g_hash_table_add (reached, GUINT_TO_POINTER (to + 1))) {
      double far_m = yzt_geo_distance_m ((YztPosition) { source->lon, source->lat }, (YztPosition) { other->lon, other->lat }, NULL);
      const YztDominoLink link = { from, to, step, far_m };
      g_array_append_val (links, link);
    }
  }
}

GArray *
yzt_ledger_chain (const YztLedger *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->sources->len, NULL);
  GArray *links = g_array_new (FALSE, FALSE, sizeof (YztDominoLink));
  g_autoptr (GHashTable) reached = g_hash_table_new (NULL, NULL); /* index + 1 */
  g_hash_table_add (reached, GUINT_TO_POINTER (index + 1));
  add_links (self, index, 1, reached, links);
  for (guint i = 0; i < links->len; i++) {
    const YztDominoLink link = g_array_index (links, YztDominoLink, i); /* a copy: the list grows */
    add_links (self, link.to, link.step + 1, reached, links);
  }
  return links;
}

static void
add_part (GString *words, const char *part)
{
  if (part != NULL && *part != '\0') {
    g_string_append_printf (words, " · %s", part);
  }
}

char *
yzt_ledger_link_words (const YztLedger *self, const YztDominoLink *link)
{
  g_return_val_if_fail (self != NULL && link != NULL && link->to < self->sources->len, NULL);
  const YztLedgerSource *other = yzt_ledger_get (self, link->to);
  g_autofree char *far = yzt_text_distance (link->distance_m), *plans = NULL;
  g_autoptr (GString) words = g_string_new (*other->name != '\0' ? other->name : other->code);
  add_part (words, far);
  add_part (words, g_str_equal (other->enterprise, other->name) ? NULL : other->enterprise);
  if (*other->responsible != '\0' || *other->phone != '\0') {
    g_autofree char *person = g_strdup_printf ("%s%s%s", other->responsible, *other->responsible != '\0' && *other->phone != '\0' ? " " : "", other->phone);
    add_part (words, person);
  } else if (*other->enterprise == '\0') {
    add_part (words, _("owner not said"));
  }
  for (guint i = 0; other->plans != NULL && i < other->plans->len; i++) {
    g_autofree char *before = plans;
    plans = before != NULL ? g_strdup_printf (_("%s, %s"), before, (const char *) other->plans->pdata[i]) : g_strdup (other->plans->pdata[i]);
  }
  g_autofree char *covered = plans != NULL ? g_strdup_printf (_("plan: %s"), plans) : g_strdup (_("no plan"));
  add_part (words, covered);
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* --- units of one plant --- */

static gboolean
is_of (const YztLedgerSource *source, const char *credit_code, const char *enterprise)
{
  return *credit_code != '\0' && *source->credit_code != '\0' ? g_str_equal (source->credit_code, credit_code)
                                                              : *enterprise != '\0' && g_str_equal (source->enterprise, enterprise);
}

GArray *
yzt_ledger_plant (const YztLedger *self, const char *credit_code, const char *enterprise, gint64 but_fid)
{
  g_return_val_if_fail (self != NULL, NULL);
  GArray *units = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < self->sources->len; i++) {
    const YztLedgerSource *source = yzt_ledger_get (self, i);
    if (source->is_open && source->fid != but_fid && is_of (source, credit_code != NULL ? credit_code : "", enterprise != NULL ? enterprise : "")) {
      g_array_append_val (units, i);
    }
  }
  return units;
}

char *
yzt_ledger_plant_words (const YztLedger *self, const char *credit_code, const char *enterprise, gint64 but_fid, gint64 people)
{
  g_autoptr (GArray) units = yzt_ledger_plant (self, credit_code, enterprise, but_fid);
  if (units == NULL || units->len == 0) {
    return NULL;
  }
  g_autoptr (GString) words = g_string_new (NULL);
  gboolean people_differ = FALSE;
  g_string_append_printf (words, ngettext ("%u other unit of this plant is judged apart, its quantities are not added here (GB 18218-2018: a production unit ends at cut-off valves, a storage "
                                           "unit at the dike or the building): ",
                                           "%u other units of this plant are judged apart, their quantities are not added here (GB 18218-2018: a production unit ends at cut-off valves, a "
                                           "storage unit at the dike or the building): ", units->len), units->len);
  for (guint i = 0; i < units->len; i++) {
    const YztLedgerSource *unit = yzt_ledger_get (self, g_array_index (units, guint, i));
    people_differ |= unit->people >= 0 && people >= 0 && unit->people != people;
    if (i < MOST_UNITS_NAMED) {
      const char *grade = unit->grade >= 0 ? yzt_hazard_grade_text (unit->grade) : _("grade not known");
      g_string_append_printf (words, _("%s%s (%s)"), i > 0 ? _(", ") : "", *unit->name != '\0' ? unit->name : unit->code, grade);
    } else if (i == MOST_UNITS_NAMED) {
      g_string_append (words, "…");
    }
  }
  g_string_append (words, _("."));
  if (people_differ) {
    g_string_append_c (words, ' ');
    g_string_append (words, _("The people within 500 m are counted from the boundary of the plant, and differ between its units: check them."));
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}
