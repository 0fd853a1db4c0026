/* yzt-ledger.c: figures of the ledger of hazard sources, and the records behind each
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-ledger-private.h"

static const struct {
  const char *name, *label;
} figures_words[YZT_LEDGER_N_FIGURES] = {
  [YZT_LEDGER_SOURCES] = { "sources", N_("Hazard sources") },
  [YZT_LEDGER_MAJOR] = { "major", N_("Major hazard sources") },
  [YZT_LEDGER_IDENTIFIED] = { "identified", N_("Identified") },
  [YZT_LEDGER_ASSESSED] = { "assessed", N_("Assessed") },
  [YZT_LEDGER_FILED] = { "filed", N_("Filed") },
  [YZT_LEDGER_OVERDUE] = { "overdue", N_("Assessment overdue") },
  [YZT_LEDGER_WITH_AGREEMENT] = { "with_agreement", N_("With an agreement") },
  [YZT_LEDGER_WITH_PLAN] = { "with_plan", N_("With a plan") },
  [YZT_LEDGER_WITH_CAMERA] = { "with_camera", N_("With a camera") },
  [YZT_LEDGER_WITH_TEAM] = { "with_team", N_("With a responsible team") },
  [YZT_LEDGER_WITH_TEAM_NEAR] = { "with_team_near", N_("Team within 30 km") },
  [YZT_LEDGER_DANGERS] = { "dangers", N_("Hidden dangers") },
  [YZT_LEDGER_DANGERS_CLOSED] = { "dangers_closed", N_("Dangers closed") },
  [YZT_LEDGER_DANGERS_OVERDUE] = { "dangers_overdue", N_("Dangers overdue") },
  [YZT_LEDGER_INSPECTED] = { "inspected", N_("Inspected this year") },
  [YZT_LEDGER_INSPECTION_DUE] = { "inspection_due", N_("Inspection due") },
  [YZT_LEDGER_SORTIES] = { "sorties", N_("Sorties this year") },
  [YZT_LEDGER_PEOPLE_SENT] = { "people_sent", N_("People sent this year") },
  [YZT_LEDGER_FOUND] = { "inspection_found", N_("Found by inspections this year") },
  [YZT_LEDGER_RECTIFIED] = { "inspection_rectified", N_("Of these put right") },
};

static void
clear_source (gpointer data)
{
  YztLedgerSource *source = data;
  char **texts[] = { &source->name, &source->code, &source->county, &source->category, &source->enterprise, &source->identified_on,
                     &source->assessed_on, &source->dossier_on, &source->filed_on, &source->assessment_due, &source->inspection_due, &source->credit_code,
                     &source->responsible, &source->phone, &source->filing_due };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_free (*texts[i]);
  }
  g_array_unref (source->reaches);
  g_array_unref (source->cameras);
  g_clear_pointer (&source->plans, g_ptr_array_unref);
}

GArray *
yzt_ledger_sources_new (void)
{
  GArray *sources = g_array_new (FALSE, TRUE, sizeof (YztLedgerSource));
  g_array_set_clear_func (sources, clear_source);
  return sources;
}

YztLedger *
yzt_ledger_ref (YztLedger *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
yzt_ledger_unref (YztLedger *self)
{
  g_return_if_fail (self != NULL);
  if (g_atomic_ref_count_dec (&self->refs)) {
    g_array_unref (self->sources);
    g_hash_table_unref (self->by_fid);
    yzt_due_rules_free (self->due);
    g_free (self);
  }
}

guint
yzt_ledger_get_n (const YztLedger *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->sources->len;
}

const YztLedgerSource *
yzt_ledger_get (const YztLedger *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->sources->len, NULL);
  return &g_array_index (self->sources, YztLedgerSource, index);
}

int
yzt_ledger_find (const YztLedger *self, gint64 fid)
{
  g_return_val_if_fail (self != NULL, -1);
  return (int) GPOINTER_TO_UINT (g_hash_table_lookup (self->by_fid, &fid)) - 1;
}

const char *
yzt_ledger_figure_get_name (YztLedgerFigure figure)
{
  g_return_val_if_fail ((guint) figure < YZT_LEDGER_N_FIGURES, NULL);
  return figures_words[figure].name;
}

const char *
yzt_ledger_figure_get_label (YztLedgerFigure figure)
{
  g_return_val_if_fail ((guint) figure < YZT_LEDGER_N_FIGURES, NULL);
  return _(figures_words[figure].label);
}

static gboolean
has (const YztLedgerSource *source, YztLedgerLack lack)
{
  return (source->lacks & lack) == 0;
}

guint
yzt_ledger_count (const YztLedgerSource *source, YztLedgerFigure figure)
{
  g_return_val_if_fail (source != NULL && (guint) figure < YZT_LEDGER_N_FIGURES, 0);
  if (figure == YZT_LEDGER_SOURCES || !source->is_open) {
    return figure == YZT_LEDGER_SOURCES;
  }
  switch (figure) {
  case YZT_LEDGER_MAJOR: return source->grade > 0;
  case YZT_LEDGER_IDENTIFIED: return source->step > YZT_DOSSIER_IDENTIFY;
  case YZT_LEDGER_ASSESSED: return source->step > YZT_DOSSIER_ASSESS;
  case YZT_LEDGER_FILED: return source->step == YZT_DOSSIER_DONE;
  case YZT_LEDGER_OVERDUE: return source->is_overdue;
  case YZT_LEDGER_WITH_AGREEMENT: return has (source, YZT_LEDGER_NO_AGREEMENT);
  case YZT_LEDGER_WITH_PLAN: return has (source, YZT_LEDGER_NO_PLAN);
  case YZT_LEDGER_WITH_CAMERA: return has (source, YZT_LEDGER_NO_CAMERA);
  case YZT_LEDGER_WITH_TEAM: return has (source, YZT_LEDGER_NO_TEAM);
  case YZT_LEDGER_WITH_TEAM_NEAR: return has (source, YZT_LEDGER_NO_TEAM_NEAR);
  case YZT_LEDGER_DANGERS: return source->dangers_found;
  case YZT_LEDGER_DANGERS_CLOSED: return source->dangers_closed;
  case YZT_LEDGER_DANGERS_OVERDUE: return source->dangers_overdue;
  case YZT_LEDGER_INSPECTED: return source->inspections_held > 0;
  case YZT_LEDGER_INSPECTION_DUE: return source->inspection_overdue;
  case YZT_LEDGER_SORTIES: return source->sorties;
  case YZT_LEDGER_PEOPLE_SENT: return source->people_sent;
  case YZT_LEDGER_FOUND: return source->found;
  case YZT_LEDGER_RECTIFIED: return source->rectified;
  case YZT_LEDGER_SOURCES:
  default: return 1;
  }
}

gboolean
yzt_ledger_figure_get_whole (YztLedgerFigure figure, YztLedgerFigure *whole_out)
{
  g_return_val_if_fail (whole_out != NULL, FALSE);
  *whole_out = figure == YZT_LEDGER_RECTIFIED ? YZT_LEDGER_FOUND : YZT_LEDGER_DANGERS;
  return figure == YZT_LEDGER_RECTIFIED || figure == YZT_LEDGER_DANGERS_CLOSED || figure == YZT_LEDGER_DANGERS_OVERDUE;
}

double
yzt_ledger_rate (guint part, guint whole)
{
  return whole > 0 ? (double) part / whole : NAN;
}

static const char *
group_of (const YztLedgerSource *source, YztLedgerBy by)
{
  static const char *const grades[] = { "0", "1", "2", "3", "4" };
  return by == YZT_LEDGER_BY_COUNTY ? source->county : by == YZT_LEDGER_BY_CATEGORY ? source->category : source->grade >= 0 ? grades[source->grade] : "";
}

static void
clear_line (gpointer data)
{
  g_free (((YztLedgerLine *) data)->group);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (((const YztLedgerLine *) a)->group, ((const YztLedgerLine *) b)->group);
}

GArray *
yzt_ledger_lines (const YztLedger *self, YztLedgerBy by)
{
  g_return_val_if_fail (self != NULL, NULL);
  GArray *lines = g_array_new (FALSE, TRUE, sizeof (YztLedgerLine));
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal); /* group → index + 1 */
  g_array_set_clear_func (lines, clear_line);
  for (guint i = 0; i < self->sources->len; i++) {
    const YztLedgerSource *source = yzt_ledger_get (self, i);
    const char *group = group_of (source, by);
    guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, group));
    if (place == 0) {
      YztLedgerLine line = { .group = g_strdup (group) };
      g_array_append_val (lines, line);
      place = lines->len;
      g_hash_table_insert (places, (gpointer) group, GUINT_TO_POINTER (place));
    }
    YztLedgerLine *line = &g_array_index (lines, YztLedgerLine, place - 1);
    for (guint f = 0; f < YZT_LEDGER_N_FIGURES; f++) {
      line->figures[f] += yzt_ledger_count (source, (YztLedgerFigure) f);
    }
  }
  g_array_sort (lines, compare_lines);
  return lines;
}

void
yzt_ledger_sum (const YztLedger *self, guint figures[YZT_LEDGER_N_FIGURES])
{
  g_return_if_fail (self != NULL && figures != NULL);
  for (guint f = 0; f < YZT_LEDGER_N_FIGURES; f++) {
    figures[f] = 0;
    for (guint i = 0; i < self->sources->len; i++) {
      figures[f] += yzt_ledger_count (yzt_ledger_get (self, i), (YztLedgerFigure) f);
    }
  }
}

GArray *
yzt_ledger_records (const YztLedger *self, YztLedgerBy by, const char *group, YztLedgerFigure figure)
{
  g_return_val_if_fail (self != NULL, NULL);
  GArray *records = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < self->sources->len; i++) {
    const YztLedgerSource *source = yzt_ledger_get (self, i);
    if ((group == NULL || g_str_equal (group_of (source, by), group)) && yzt_ledger_count (source, figure) > 0) {
      g_array_append_val (records, i);
    }
  }
  return records;
}
