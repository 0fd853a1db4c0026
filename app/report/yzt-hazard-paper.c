/* yzt-hazard-paper.c: the dossier of a hazard source, and the form by which it is filed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-report-private.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-ledger.h"

typedef struct {
  YztStore *store;
  const YztRow *row;
  const YztLedger *ledger;
  const YztLedgerSource *source;
  const char *language;
  GString *text;
} Writing;

/* A line for each field that says something, under a heading of its own. */
static void
add_fields (Writing *writing, const char *heading, const char *const *names)
{
  gsize before = writing->text->len;
  g_string_append_printf (writing->text, "# %s\n", heading);
  gsize empty = writing->text->len;
  for (const char *const *name = names; *name != NULL; name++) {
    int index = yzt_kind_get_field_index (writing->row->kind, *name);
    if (index >= 0 && writing->row->cells[index].type != YZT_CELL_NULL) {
      const YztField *field = yzt_kind_get_field (writing->row->kind, (guint) index);
      g_autofree char *words = yzt_field_format (field, &writing->row->cells[index], writing->language, NULL);
      g_string_append_printf (writing->text, _("%s: %s\n"), yzt_field_get_label (field, writing->language), words);
    }
  }
  if (writing->text->len == empty) {
    g_string_truncate (writing->text, before);
  }
}

static gboolean
keep_row (const YztRow *row, gpointer user_data)
{
  g_ptr_array_add (user_data, yzt_row_copy (row));
  return TRUE;
}

static GPtrArray *
children_of (Writing *writing, const char *id, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (writing->store), id);
  return kind == NULL || yzt_store_read_children (writing->store, kind, writing->row->fid, keep_row, rows, error) ? g_steal_pointer (&rows) : NULL;
}

/* Each row of what belongs to the source on a line: its name and the fields of its second line. */
static gboolean
add_children (Writing *writing, const char *id, const char *const *names, GError **error)
{
  g_autoptr (GPtrArray) rows = children_of (writing, id, error);
  if (rows == NULL) {
    return FALSE;
  }
  for (guint i = 0; i < rows->len; i++) {
    const YztRow *row = rows->pdata[i];
    const char *name = yzt_row_get_text (row, "name");
    if (i == 0) {
      g_string_append_printf (writing->text, "# %s\n", yzt_kind_get_label (row->kind, writing->language));
    }
    g_string_append_printf (writing->text, "%u. %s", i + 1, name != NULL ? name : "");
    for (const char *const *field = names; *field != NULL; field++) {
      int index = yzt_kind_get_field_index (row->kind, *field);
      g_autofree char *words = index >= 0 ? yzt_field_format (yzt_kind_get_field (row->kind, (guint) index), &row->cells[index], writing->language, NULL) : g_strdup ("");
      if (*words != '\0') {
        g_string_append_printf (writing->text, " · %s %s", yzt_field_get_label (yzt_kind_get_field (row->kind, (guint) index), writing->language), words);
      }
    }
    g_string_append_c (writing->text, '\n');
  }
  return TRUE;
}

static char *
cell_number (double value)
{
  return isnan (value) ? g_strdup ("—") : yzt_text_group_number (value, 4);
}

static void
add_cells (GPtrArray *table, const char *const *cells)
{
  g_ptr_array_add (table, g_strdupv ((GStrv) cells));
}

/* Chemicals with what each comes to, and below the table why. */
static gboolean
add_chemicals (Writing *writing, YztPaper *paper, GError **error)
{
  const YztHazardBook *book = yzt_hazard_tables (error);
  g_autoptr (GPtrArray) rows = book != NULL ? children_of (writing, "chemical", error) : NULL;
  if (rows == NULL) {
    return FALSE;
  }
  g_autofree YztHazardLine *lines = g_new0 (YztHazardLine, rows->len + 1);
  g_autofree YztHazardLineResult *results = g_new0 (YztHazardLineResult, rows->len + 1);
  YztHazardResult result;
  for (guint i = 0; i < rows->len; i++) {
    yzt_hazard_line_from_row (rows->pdata[i], &lines[i]);
  }
  yzt_hazard_judge (book, lines, rows->len, YZT_HAZARD_PEOPLE_UNKNOWN, results, &result);
  g_autofree char *whole = yzt_ledger_explain (&writing->source->result);
  g_string_append_printf (writing->text, "# %s\n%s\n", _("Identification and grade"), whole);
  g_autofree char *plant = yzt_ledger_plant_words (writing->ledger, writing->source->credit_code, writing->source->enterprise, writing->source->fid, writing->source->people);
  if (plant != NULL) {
    g_string_append_printf (writing->text, "%s\n", plant);
  }
  paper->table = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  add_cells (paper->table, (const char *const[]) { _("No."), _("q, t"), _("Q, t · β"), _("Chemical"), "q/Q", NULL });
  for (guint i = 0; i < rows->len; i++) {
    g_autofree char *q = cell_number (lines[i].quantity_t), *critical = cell_number (results[i].critical_t), *beta = cell_number (results[i].beta);
    g_autofree char *share = cell_number (results[i].share), *why = yzt_hazard_explain_line (&lines[i], &results[i], writing->language);
    g_autofree char *number = g_strdup_printf ("%u", i + 1), *both = g_strdup_printf ("%s · %s", critical, beta);
    add_cells (paper->table, (const char *const[]) { number, q, both, lines[i].name != NULL ? lines[i].name : "", share, NULL }); /* as wide as a log's columns */
    g_string_append_printf (writing->text, _("%s: %s\n"), lines[i].name != NULL ? lines[i].name : "", why);
  }
  return TRUE;
}

static void
add_papers (Writing *writing)
{
  const YztLedgerSource *source = writing->source;
  static const char *const names[] = { "identified_on", "identified_by", "assessed_on", "assessor", "dossier_on", "dossier_by", "filed_no", "filed_on", "filed_with", "deregistered_on", NULL };
  add_fields (writing, _("Papers"), names);
  g_string_append_printf (writing->text, _("Next: %s\n"), yzt_dossier_step_text (source->step));
  if (*source->filing_due != '\0') {
    g_string_append_printf (writing->text, _("To be filed by %s\n"), source->filing_due);
  }
  if (*source->assessment_due != '\0') {
    g_string_append_printf (writing->text, source->is_overdue ? _("Assessment was due on %s\n") : _("Assessment due on %s\n"), source->assessment_due);
  }
}

static void
add_neighbours (Writing *writing)
{
  int index = yzt_ledger_find (writing->ledger, writing->source->fid);
  g_autoptr (GArray) links = yzt_ledger_chain (writing->ledger, (guint) index);
  for (guint i = 0; i < links->len; i++) {
    const YztDominoLink *link = &g_array_index (links, YztDominoLink, i);
    g_autofree char *words = yzt_ledger_link_words (writing->ledger, link);
    if (i == 0) {
      g_string_append_printf (writing->text, "# %s\n", _("Could set off (distances of data/rules, not verified)"));
    }
    g_autofree char *through = link->step > 1 ? g_strdup_printf (_("through %s"), yzt_ledger_get (writing->ledger, link->from)->name) : NULL;
    g_string_append_printf (writing->text, through != NULL ? "%u. %s · %s\n" : "%u. %s\n", i + 1, words, through);
  }
}

/* What the team that is responsible found this year, and how much of it was put right. */
static void
add_inspections (Writing *writing)
{
  const YztLedgerSource *source = writing->source;
  double rate = yzt_ledger_rate (source->rectified, source->found);
  g_autofree char *share = isnan (rate) ? g_strdup ("—") : g_strdup_printf ("%.0f %%", rate * 100);
  g_string_append_printf (writing->text, "# %s\n", _("Inspections of this year"));
  g_string_append_printf (writing->text, _("Held %u · sorties %u · people %u · found %u · put right %u · rate %s\n"), source->inspections_held, source->sorties, source->people_sent,
                          source->found, source->rectified, share);
  if (source->inspection_due != NULL) {
    g_string_append_printf (writing->text, *source->inspection_due == '\0' ? _("Never inspected; due at once.\n") : source->inspection_overdue ? _("Next one was due on %s\n") : _("Next one due on %s\n"),
                            source->inspection_due);
  }
}

static gboolean
add_dossier (Writing *writing, GError **error)
{
  static const char *const of_danger[] = { "level", "state", "found_on", "deadline", "responsible", "closed_on", NULL };
  static const char *const of_inspection[] = { "state", "held_on", "sorties", "people", "found", "rectified", NULL };
  static const char *const of_grading[] = { "judged_utc", "judged_by", "s_value", "alpha", "r_value", "grade", NULL };
  g_string_append_printf (writing->text, "# %s\n", _("Watched and paired"));
  guint n = 0;
  for (guint i = 0; i < YZT_LEDGER_N_LACKS; i++) {
    if ((writing->source->lacks & 1u << i) != 0) {
      g_string_append_printf (writing->text, "%s\n", yzt_ledger_lack_text (i));
      n++;
    }
  }
  if (n == 0) {
    g_string_append_printf (writing->text, "%s\n", _("Agreement, plan, camera and team are there."));
  }
  add_neighbours (writing);
  add_inspections (writing);
  return add_children (writing, "hidden-danger", of_danger, error) && add_children (writing, "inspection", of_inspection, error)
      && add_children (writing, "hazard-assessment", of_grading, error);
}

YztPaper *
yzt_hazard_paper (YztStore *store, gint64 fid, gboolean filing, const char *today, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && today != NULL, NULL);
  static const char *const identity[] = { "code", "enterprise", "credit_code", "industry", "category", "unit_kind", "state", "address", "county", "town", "people_500m", "staff",
                                          "key_process", "key_chemical", NULL };
  static const char *const persons[] = { "responsible", "responsible_technical", "responsible_operational", "contact", "phone", "duty_phone", NULL };
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "hazard-source");
  g_autoptr (YztRow) row = kind != NULL ? yzt_store_get_row (store, kind, fid, error) : NULL;
  g_autoptr (YztLedger) ledger = row != NULL ? yzt_ledger_read (store, today, language, NULL, error) : NULL;
  int index = ledger != NULL ? yzt_ledger_find (ledger, fid) : -1;
  if (index < 0) {
    return NULL;
  }
  g_autoptr (GString) text = g_string_new (NULL);
  Writing writing = { store, row, ledger, yzt_ledger_get (ledger, (guint) index), language, text };
  g_autoptr (YztPaper) paper = yzt_paper_new ();
  add_fields (&writing, _("The source"), identity);
  add_fields (&writing, _("Who answers for it"), persons);
  if (!add_chemicals (&writing, paper, error)) {
    return NULL;
  }
  add_papers (&writing);
  if (!filing && !add_dossier (&writing, error)) {
    return NULL;
  }
  g_free (paper->type);
  g_free (paper->title);
  paper->type = g_strdup (filing ? "filing-form" : "hazard-dossier");
  g_free (paper->text);
  paper->title = g_strdup_printf (filing ? _("Filing form of a major hazard source: %s") : _("Dossier of a hazard source: %s"), writing.source->name);
  g_ptr_array_add (paper->facts, g_strdup_printf (_("As of %s · %s"), today, YZT_HAZARD_STANDARD));
  if (filing) {
    g_ptr_array_add (paper->facts, g_strdup (_("Filed by (seal): ________")));
    g_ptr_array_add (paper->facts, g_strdup (_("Accepted by (seal), on: ________")));
  }
  paper->text = g_string_free (g_steal_pointer (&text), FALSE);
  return g_steal_pointer (&paper);
}
