/* yzt-ledger-entries.c: the entries of the ledger window's middle list, and what they say of a source
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-ledger-entries.h"
#include <glib/gi18n-lib.h>
#include <math.h>

#define MOST_LINKS 40 /* in the line of one source; the dossier prints them all */
#define MOST_STEPS 5  /* how far a link is moved in */

static const char *const doubt_words[YZT_LEDGER_N_DOUBTS] = {
  N_("Written grade is not the one worked out"), N_("Grade cannot be worked out"), N_("Dates out of order"), N_("Agreement has ended"), N_("Its team was deleted"),
};

const char *
yzt_ledger_entry_get_label (guint entry)
{
  g_return_val_if_fail (entry < YZT_LEDGER_N_ENTRIES, NULL);
  return entry < YZT_LEDGER_ENTRY_ANY       ? yzt_ledger_figure_get_label ((YztLedgerFigure) entry)
       : entry == YZT_LEDGER_ENTRY_ANY      ? _("Anything of these")
       : entry < YZT_LEDGER_ENTRY_DOUBTS    ? yzt_ledger_lack_text (entry - YZT_LEDGER_ENTRY_LACKS)
       : entry < YZT_LEDGER_ENTRY_DOMINO    ? _(doubt_words[entry - YZT_LEDGER_ENTRY_DOUBTS])
                                            : _("Could set off another (domino)");
}

const char *
yzt_ledger_entry_get_section (guint entry)
{
  return entry == YZT_LEDGER_ENTRY_ANY ? _("Missing") : entry == YZT_LEDGER_ENTRY_DOUBTS ? _("To be checked") : NULL;
}

guint
yzt_ledger_entry_get_lacks (guint entry)
{
  return entry == YZT_LEDGER_ENTRY_ANY                                              ? YZT_LEDGER_ALL_LACKS
       : entry >= YZT_LEDGER_ENTRY_LACKS && entry < YZT_LEDGER_ENTRY_DOUBTS         ? 1u << (entry - YZT_LEDGER_ENTRY_LACKS)
                                                                                    : 0;
}

guint
yzt_ledger_entry_count (const YztLedgerSource *source, guint entry)
{
  return entry < YZT_LEDGER_ENTRY_ANY    ? yzt_ledger_count (source, (YztLedgerFigure) entry)
       : entry < YZT_LEDGER_ENTRY_DOUBTS ? (source->lacks & yzt_ledger_entry_get_lacks (entry)) != 0
       : entry < YZT_LEDGER_ENTRY_DOMINO ? (source->doubts >> (entry - YZT_LEDGER_ENTRY_DOUBTS) & 1u)
                                         : source->reaches->len > 0;
}

static void
add_part (GString *words, const char *part)
{
  if (part != NULL && *part != '\0') {
    g_string_append_printf (words, "%s%s", words->len > 0 ? " · " : "", part);
  }
}

/* Each link of the chain on a line of its own, moved in by its step: to whom, how far, who answers for it, which plan. */
static char *
domino_words (const YztLedger *ledger, const YztLedgerSource *source)
{
  int index = yzt_ledger_find (ledger, source->fid);
  g_autoptr (GArray) links = yzt_ledger_chain (ledger, (guint) index);
  g_autofree char *reach = yzt_text_distance (source->effect_m);
  g_autoptr (GString) words = g_string_new (NULL);
  g_string_append_printf (words, _("reaches %s"), reach);
  for (guint i = 0; i < links->len && i < MOST_LINKS; i++) {
    const YztDominoLink *link = &g_array_index (links, YztDominoLink, i);
    g_autofree char *to = yzt_ledger_link_words (ledger, link);
    g_string_append_printf (words, "\n%*s→ %s", 4 * (int) (MIN (link->step, MOST_STEPS) - 1), "", to);
    if (link->step > 1) {
      g_string_append_printf (words, _(" · through %s"), yzt_ledger_get (ledger, link->from)->name);
    }
  }
  if (links->len > MOST_LINKS) {
    g_string_append_printf (words, "\n…%u", links->len - MOST_LINKS);
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static char *
figure_words (const YztLedgerSource *source, guint figure)
{
  double rate = yzt_ledger_rate (source->rectified, source->found);
  switch (figure) {
  case YZT_LEDGER_OVERDUE:
    return g_strdup_printf (_("due %s"), source->assessment_due);
  case YZT_LEDGER_DANGERS:
  case YZT_LEDGER_DANGERS_CLOSED:
  case YZT_LEDGER_DANGERS_OVERDUE:
    return g_strdup_printf (_("dangers %u, closed %u, overdue %u"), source->dangers_found, source->dangers_closed, source->dangers_overdue);
  case YZT_LEDGER_INSPECTED:
  case YZT_LEDGER_SORTIES:
  case YZT_LEDGER_PEOPLE_SENT:
  case YZT_LEDGER_FOUND:
  case YZT_LEDGER_RECTIFIED:
    return isnan (rate) ? g_strdup_printf (_("sorties %u, people %u, nothing found"), source->sorties, source->people_sent)
                        : g_strdup_printf (_("sorties %u, people %u, found %u, put right %u (%.0f %%)"), source->sorties, source->people_sent, source->found, source->rectified, rate * 100);
  case YZT_LEDGER_INSPECTION_DUE:
    return source->inspection_due != NULL && *source->inspection_due != '\0' ? g_strdup_printf (_("due %s"), source->inspection_due) : g_strdup (_("never inspected"));
  default:
    return NULL;
  }
}

/* Everything that is missing, whichever of it the list is of. */
static char *
lack_words (const YztLedgerSource *source)
{
  g_autoptr (GString) words = g_string_new (NULL);
  for (guint lack = 0; lack < YZT_LEDGER_N_LACKS; lack++) {
    if ((source->lacks & 1u << lack) != 0) {
      add_part (words, yzt_ledger_lack_text (lack));
    }
  }
  if ((source->lacks & YZT_LEDGER_NO_TEAM_NEAR) != 0 && !isnan (source->nearest_team_m)) {
    g_autofree char *far = yzt_text_distance (source->nearest_team_m), *nearest = g_strdup_printf (_("nearest team %s"), far);
    add_part (words, nearest);
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static char *
more_words (const YztLedger *ledger, const YztLedgerSource *source, guint entry)
{
  return entry < YZT_LEDGER_ENTRY_ANY            ? figure_words (source, entry)
       : entry < YZT_LEDGER_ENTRY_DOUBTS         ? lack_words (source)
       : entry == YZT_LEDGER_ENTRY_DOMINO        ? domino_words (ledger, source)
       : entry == YZT_LEDGER_ENTRY_DOUBTS        ? g_strdup_printf (_("written: %s"), yzt_hazard_grade_text (source->written_grade))
       : entry == YZT_LEDGER_ENTRY_DOUBTS + 1    ? yzt_ledger_explain (&source->result)
                                                 : NULL;
}

char *
yzt_ledger_entry_words (const YztLedger *ledger, const YztLedgerSource *source, guint entry, const char *language)
{
  g_return_val_if_fail (ledger != NULL && source != NULL, NULL);
  g_autoptr (GString) words = g_string_new (NULL);
  add_part (words, source->county);
  add_part (words, source->own.label_zh != NULL && source->grade <= 0
                     ? (g_strcmp0 (language, "zh_CN") == 0 ? source->own.label_zh : source->own.label)
                     : yzt_hazard_grade_text (source->grade));
  if (source->n_chemicals > 0 || source->grade > 0) {
    add_part (words, yzt_dossier_step_text (source->step)); /* others have no papers of this kind */
    if (*source->filing_due != '\0') {
      g_autofree char *by = g_strdup_printf (_("to be filed by %s"), source->filing_due);
      add_part (words, by);
    }
  }
  g_autofree char *more = more_words (ledger, source, entry);
  add_part (words, more);
  return g_string_free (g_steal_pointer (&words), FALSE);
}
