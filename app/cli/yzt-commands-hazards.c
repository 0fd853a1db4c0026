/* yzt-commands-hazards.c: hazard sources from the command line: judged, counted, what is missing, what could set off what
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "yzt-cli.h"
#include "yzt-dossier.h"
#include "yzt-ledger.h"
#include "yzt-report.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const char *const lack_names[YZT_LEDGER_N_LACKS] = { "agreement", "plan", "camera", "team", "team-near" };
static const char *const doubt_names[YZT_LEDGER_N_DOUBTS] = { "grade-differs", "not-computable", "date-order", "agreement-ended", "team-gone" };
static const char *const step_names[] = { "identify", "assess", "dossier", "file", "done", "struck-off" };

/* The map may stand after a word of the command. */
static YztStore *
open_at (const YztCall *call, guint word)
{
  return yzt_open_map (call, call->words->pdata[word]);
}

static YztLedger *
read_ledger (const YztCall *call, guint word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = open_at (call, word);
  g_autofree char *today = yzt_today (call);
  if (store == NULL) {
    return NULL;
  }
  YztLedger *ledger = yzt_ledger_read (store, today, call->json ? "zh_CN" : call->language, NULL, &error);
  if (ledger == NULL) {
    yzt_fail (error);
  }
  return ledger;
}

static json_t *
names_json (guint bits, const char *const *names, guint n)
{
  json_t *list = json_array ();
  for (guint i = 0; i < n; i++) {
    if ((bits & 1u << i) != 0) {
      json_array_append_new (list, json_string (names[i]));
    }
  }
  return list;
}

static json_t *
date_json (const char *text)
{
  return text != NULL && *text != '\0' ? json_string (text) : json_null ();
}

static json_t *
source_json (const YztLedger *ledger, const YztLedgerSource *source)
{
  json_t *object = json_object ();
  json_t *reaches = json_array ();
  json_object_set_new (object, "fid", json_integer (source->fid));
  json_object_set_new (object, "code", json_string (source->code));
  json_object_set_new (object, "name", json_string (source->name));
  json_object_set_new (object, "county", json_string (source->county));
  json_object_set_new (object, "category", json_string (source->category));
  json_object_set_new (object, "chemicals", json_integer (source->n_chemicals));
  json_object_set_new (object, "grade", source->grade >= 0 ? json_integer (source->grade) : json_null ());
  json_object_set_new (object, "written_grade", source->written_grade >= 0 ? json_integer (source->written_grade) : json_null ());
  json_object_set_new (object, "s", source->n_chemicals > 0 ? yzt_json_number (source->result.s) : json_null ());
  json_object_set_new (object, "alpha", yzt_json_number (source->result.alpha));
  json_object_set_new (object, "r", yzt_json_number (source->result.r));
  json_object_set_new (object, "own_grade", yzt_json_text (source->own.label_zh));
  json_object_set_new (object, "step", json_string (step_names[source->step]));
  json_object_set_new (object, "assessment_due", date_json (source->assessment_due));
  json_object_set_new (object, "filing_due", date_json (source->filing_due));
  json_object_set_new (object, "overdue", json_boolean (source->is_overdue));
  json_object_set_new (object, "inspection_due", date_json (source->inspection_due));
  json_object_set_new (object, "lacks", names_json (source->lacks, lack_names, YZT_LEDGER_N_LACKS));
  json_object_set_new (object, "doubts", names_json (source->doubts, doubt_names, YZT_LEDGER_N_DOUBTS));
  json_object_set_new (object, "nearest_team_m", yzt_json_number (source->nearest_team_m));
  json_object_set_new (object, "effect_m", yzt_json_number (source->effect_m));
  for (guint i = 0; i < source->reaches->len; i++) {
    json_array_append_new (reaches, json_integer (yzt_ledger_get (ledger, g_array_index (source->reaches, guint, i))->fid));
  }
  json_object_set_new (object, "reaches", reaches);
  json_object_set_new (object, "inspections", json_pack ("{s:i,s:i,s:i,s:i,s:i,s:o}", "held", (int) source->inspections_held, "sorties", (int) source->sorties, "people",
                                                         (int) source->people_sent, "found", (int) source->found, "rectified", (int) source->rectified, "rate",
                                                         yzt_json_number (yzt_ledger_rate (source->rectified, source->found))));
  return object;
}

static void
print_source (const YztLedgerSource *source)
{
  g_print ("%s\t%s\t%s\t%s", source->code, source->name, yzt_hazard_grade_text (source->grade), yzt_dossier_step_text (source->step));
  if (*source->filing_due != '\0') {
    g_print (_("\tto be filed by %s"), source->filing_due);
  }
  if (source->is_overdue) {
    g_print (_("\tassessment overdue since %s"), source->assessment_due);
  }
  g_print ("\n");
}

static YztExit
tell_sources (const YztCall *call, const YztLedger *ledger, const GArray *indices)
{
  json_t *list = json_array ();
  for (guint i = 0; i < indices->len; i++) {
    const YztLedgerSource *source = yzt_ledger_get (ledger, g_array_index (indices, guint, i));
    if (call->json) {
      json_array_append_new (list, source_json (ledger, source));
    } else {
      print_source (source);
    }
  }
  if (call->json) {
    return yzt_print_json (json_pack ("{s:o}", "hazard_sources", list));
  }
  json_decref (list);
  return YZT_EXIT_DONE;
}

static YztExit
list_sources (const YztCall *call)
{
  g_autoptr (YztLedger) ledger = read_ledger (call, 0);
  if (ledger == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  g_autoptr (GArray) all = yzt_ledger_records (ledger, YZT_LEDGER_BY_COUNTY, NULL, YZT_LEDGER_SOURCES);
  return tell_sources (call, ledger, all);
}

/* --- the ledger --- */

/* The shares in which a figure is told: 0 to 1, null when there is nothing to take a share of. */
static void
add_rates (json_t *object, const guint *figures)
{
  for (guint f = 0; f < YZT_LEDGER_N_FIGURES; f++) {
    YztLedgerFigure whole;
    if (yzt_ledger_figure_get_whole ((YztLedgerFigure) f, &whole)) {
      g_autofree char *name = g_strdup_printf ("%s_rate", yzt_ledger_figure_get_name ((YztLedgerFigure) f));
      json_object_set_new (object, name, yzt_json_number (yzt_ledger_rate (figures[f], figures[whole])));
    }
  }
}

static json_t *
figures_json (const char *group, const guint *figures)
{
  json_t *object = json_object ();
  json_object_set_new (object, "group", yzt_json_text (group));
  for (guint f = 0; f < YZT_LEDGER_N_FIGURES; f++) {
    json_object_set_new (object, yzt_ledger_figure_get_name ((YztLedgerFigure) f), json_integer (figures[f]));
  }
  add_rates (object, figures);
  return object;
}

static void
print_figures (const char *group, const guint *figures)
{
  g_print ("%s\n", *group != '\0' ? group : _("(not said)"));
  for (guint f = 0; f < YZT_LEDGER_N_FIGURES; f++) {
    YztLedgerFigure whole;
    double rate = yzt_ledger_figure_get_whole ((YztLedgerFigure) f, &whole) ? yzt_ledger_rate (figures[f], figures[whole]) : NAN;
    g_print ("    %s: %u", yzt_ledger_figure_get_label ((YztLedgerFigure) f), figures[f]);
    g_print (isnan (rate) ? "\n" : " (%.0f %%)\n", rate * 100);
  }
}

static YztExit
print_ledger (const YztCall *call)
{
  static const char *const names[] = { "county", "category", "grade" };
  const char *name = call->words->len > 2 ? call->words->pdata[2] : names[0];
  guint by = 0;
  while (by < G_N_ELEMENTS (names) && !g_str_equal (names[by], name)) {
    by++;
  }
  if (by == G_N_ELEMENTS (names)) {
    return yzt_usage (_("“%s” parts no ledger; write county, category or grade."), name);
  }
  g_autoptr (YztLedger) ledger = read_ledger (call, 1);
  if (ledger == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  g_autoptr (GArray) lines = yzt_ledger_lines (ledger, (YztLedgerBy) by);
  guint sums[YZT_LEDGER_N_FIGURES];
  yzt_ledger_sum (ledger, sums);
  json_t *list = json_array ();
  for (guint i = 0; i < lines->len; i++) {
    const YztLedgerLine *line = &g_array_index (lines, YztLedgerLine, i);
    if (call->json) {
      json_array_append_new (list, figures_json (line->group, line->figures));
    } else {
      print_figures (line->group, line->figures);
    }
  }
  if (call->json) {
    return yzt_print_json (json_pack ("{s:o,s:o}", "ledger", list, "sum", figures_json (NULL, sums)));
  }
  json_decref (list);
  print_figures (C_("total", "All"), sums);
  return YZT_EXIT_DONE;
}

/* --- what is missing --- */

static YztExit
print_lacks (const YztCall *call)
{
  const char *what = call->words->len > 2 ? call->words->pdata[2] : "";
  guint lack = 0;
  while (lack < YZT_LEDGER_N_LACKS && !g_str_equal (lack_names[lack], what)) {
    lack++;
  }
  if (lack == YZT_LEDGER_N_LACKS) {
    return yzt_usage (_("Say what they lack: agreement, plan, camera, team or team-near."));
  }
  g_autoptr (YztLedger) ledger = read_ledger (call, 1);
  if (ledger == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < yzt_ledger_get_n (ledger); i++) {
    if ((yzt_ledger_get (ledger, i)->lacks & 1u << lack) != 0) {
      g_array_append_val (indices, i);
    }
  }
  return tell_sources (call, ledger, indices);
}

static json_t *
link_json (const YztLedger *ledger, const YztDominoLink *link)
{
  const YztLedgerSource *to = yzt_ledger_get (ledger, link->to);
  json_t *plans = json_array ();
  for (guint i = 0; to->plans != NULL && i < to->plans->len; i++) {
    json_array_append_new (plans, json_string (to->plans->pdata[i]));
  }
  return json_pack ("{s:i,s:I,s:I,s:s,s:s,s:o,s:s,s:s,s:s,s:o}", "step", (int) link->step, "from", (json_int_t) yzt_ledger_get (ledger, link->from)->fid, "fid", (json_int_t) to->fid,
                    "code", to->code, "name", to->name, "distance_m", yzt_json_number (link->distance_m), "enterprise", to->enterprise, "responsible", to->responsible, "phone",
                    to->phone, "plans", plans);
}

/* Each source that could set off another, with every link of its chain: its owner and its plans. */
static YztExit
tell_chains (const YztLedger *ledger, const GArray *indices)
{
  json_t *list = json_array ();
  for (guint i = 0; i < indices->len; i++) {
    guint index = g_array_index (indices, guint, i);
    g_autoptr (GArray) links = yzt_ledger_chain (ledger, index);
    json_t *object = source_json (ledger, yzt_ledger_get (ledger, index)), *chain = json_array ();
    for (guint l = 0; l < links->len; l++) {
      json_array_append_new (chain, link_json (ledger, &g_array_index (links, YztDominoLink, l)));
    }
    json_object_set_new (object, "chain", chain);
    json_array_append_new (list, object);
  }
  return yzt_print_json (json_pack ("{s:o}", "hazard_sources", list));
}

static YztExit
print_chains (const YztLedger *ledger, const GArray *indices)
{
  for (guint i = 0; i < indices->len; i++) {
    guint index = g_array_index (indices, guint, i);
    g_autoptr (GArray) links = yzt_ledger_chain (ledger, index);
    print_source (yzt_ledger_get (ledger, index));
    for (guint l = 0; l < links->len; l++) {
      const YztDominoLink *link = &g_array_index (links, YztDominoLink, l);
      g_autofree char *words = yzt_ledger_link_words (ledger, link);
      g_print ("%*s%u. %s\n", (int) (4 * link->step), "", l + 1, words);
    }
  }
  return YZT_EXIT_DONE;
}

static YztExit
print_domino (const YztCall *call)
{
  g_autoptr (YztLedger) ledger = read_ledger (call, 1);
  if (ledger == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < yzt_ledger_get_n (ledger); i++) {
    const YztLedgerSource *source = yzt_ledger_get (ledger, i);
    if (source->reaches->len > 0) {
      g_array_append_val (indices, i);
    }
  }
  return call->json ? tell_chains (ledger, indices) : print_chains (ledger, indices);
}

/* --- one source, and the tables --- */

typedef struct {
  GPtrArray *rows; /* YztRow */
} Listing;

static gboolean
keep_row (const YztRow *row, gpointer user_data)
{
  g_ptr_array_add (((Listing *) user_data)->rows, yzt_row_copy (row));
  return TRUE;
}

static YztExit
explain_rows (const YztCall *call, const YztLedger *ledger, const YztLedgerSource *source, GPtrArray *rows)
{
  g_autoptr (GError) error = NULL;
  const YztHazardBook *book = yzt_hazard_tables (&error);
  if (book == NULL) {
    return yzt_fail (error);
  }
  const char *language = call->json ? "zh_CN" : call->language;
  g_autofree YztHazardLine *lines = g_new0 (YztHazardLine, rows->len + 1);
  g_autofree YztHazardLineResult *results = g_new0 (YztHazardLineResult, rows->len + 1);
  for (guint i = 0; i < rows->len; i++) {
    yzt_hazard_line_from_row (rows->pdata[i], &lines[i]);
  }
  YztHazardResult result;
  yzt_hazard_judge (book, lines, rows->len, YZT_HAZARD_PEOPLE_UNKNOWN, results, &result);
  json_t *list = json_array ();
  for (guint i = 0; i < rows->len; i++) {
    g_autofree char *words = yzt_hazard_explain_line (&lines[i], &results[i], language);
    const char *name = lines[i].name != NULL ? lines[i].name : "";
    if (call->json) {
      json_array_append_new (list, json_pack ("{s:s,s:o,s:o,s:o,s:s}", "name", name, "q", yzt_json_number (results[i].critical_t), "beta",
                                              yzt_json_number (results[i].beta), "share", yzt_json_number (results[i].share), "why", words));
    } else {
      g_print ("%s: %s\n", name, words);
    }
  }
  g_autofree char *whole = yzt_ledger_explain (&source->result);
  g_autofree char *plant = yzt_ledger_plant_words (ledger, source->credit_code, source->enterprise, source->fid, source->people);
  if (call->json) {
    return yzt_print_json (json_pack ("{s:o,s:s,s:o}", "chemicals", list, "why", whole, "plant", yzt_json_text (plant)));
  }
  json_decref (list);
  g_print ("%s\n", whole);
  if (plant != NULL) {
    g_print ("%s\n", plant);
  }
  return YZT_EXIT_DONE;
}

static const YztLedgerSource *
find_source (const YztLedger *ledger, const char *code)
{
  for (guint i = 0; i < yzt_ledger_get_n (ledger); i++) {
    if (g_str_equal (yzt_ledger_get (ledger, i)->code, code)) {
      return yzt_ledger_get (ledger, i);
    }
  }
  return NULL;
}

static YztExit
show_source (const YztCall *call)
{
  if (call->words->len < 3) {
    return yzt_usage (_("Say which: yzt hazards show MAP CODE."));
  }
  g_autoptr (GError) error = NULL;
  g_autoptr (YztLedger) ledger = read_ledger (call, 1);
  g_autoptr (YztStore) store = ledger != NULL ? open_at (call, 1) : NULL;
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  const YztLedgerSource *source = find_source (ledger, call->words->pdata[2]);
  YztKind *chemical = yzt_kind_set_find (yzt_store_get_kinds (store), "chemical");
  if (source == NULL || chemical == NULL) {
    return yzt_usage (_("This map has no hazard source with the code “%s”; “yzt hazards MAP” lists them."), (const char *) call->words->pdata[2]);
  }
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  Listing listing = { rows };
  return yzt_store_read_children (store, chemical, source->fid, keep_row, &listing, &error) ? explain_rows (call, ledger, source, rows) : yzt_fail (error);
}

/* identify → assess → dossier → file: the next one, entered as one act. */
static YztExit
enter_step (const YztCall *call)
{
  if (call->words->len < 4) {
    return yzt_usage (_("Say which, when and who: yzt hazards step MAP CODE DATE WHO [NUMBER]."));
  }
  g_autoptr (GError) error = NULL;
  g_autoptr (YztLedger) ledger = read_ledger (call, 1);
  const YztLedgerSource *source = ledger != NULL ? find_source (ledger, call->words->pdata[2]) : NULL;
  if (ledger == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  if (source == NULL) {
    return yzt_usage (_("This map has no hazard source with the code “%s”; “yzt hazards MAP” lists them."), (const char *) call->words->pdata[2]);
  }
  g_autoptr (YztStore) store = yzt_open_map_for_writing (call, call->words->pdata[1]);
  YztKind *kind = store != NULL ? yzt_kind_set_find (yzt_store_get_kinds (store), "hazard-source") : NULL;
  if (kind == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  g_autofree char *today = yzt_today (call);
  const char *who = call->words->len > 4 ? call->words->pdata[4] : NULL, *number = call->words->len > 5 ? call->words->pdata[5] : NULL;
  g_autoptr (YztEdits) edits = yzt_dossier_step_new (kind, source, call->words->pdata[3], who, number, today, &error);
  g_autoptr (YztActResult) done = edits != NULL ? yzt_edits_write (edits, store, yzt_author (call), "yzt", call->language, &error) : NULL;
  if (done == NULL) {
    return yzt_fail (error);
  }
  if (!call->json) {
    g_print (_("%s: entered; next: %s\n"), source->name, yzt_dossier_step_text ((YztDossierStep) (source->step + 1)));
  }
  return YZT_EXIT_DONE;
}

static YztExit
write_paper (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  if (call->words->len < 4) {
    return yzt_usage (_("Say which and where to: yzt hazards dossier MAP CODE FILE.pdf."));
  }
  g_autoptr (YztLedger) ledger = read_ledger (call, 1);
  g_autoptr (YztStore) store = ledger != NULL ? open_at (call, 1) : NULL;
  g_autofree char *today = yzt_today (call);
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  const YztLedgerSource *source = find_source (ledger, call->words->pdata[2]);
  if (source == NULL) {
    return yzt_usage (_("This map has no hazard source with the code “%s”; “yzt hazards MAP” lists them."), (const char *) call->words->pdata[2]);
  }
  return yzt_write_paper (call, store, g_str_equal (call->words->pdata[0], "filing-form") ? "filing-form" : "hazard-dossier", source->fid, NULL, today, call->words->pdata[3]);
}

static YztExit
find_chemicals (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  const YztHazardBook *book = yzt_hazard_tables (&error);
  const YztHazardChemical *found[100];
  if (book == NULL) {
    return yzt_fail (error);
  }
  guint n = yzt_hazard_book_search (book, call->words->pdata[1], found, call->limit > 0 ? MIN (call->limit, G_N_ELEMENTS (found)) : G_N_ELEMENTS (found));
  json_t *list = json_array ();
  for (guint i = 0; i < n; i++) {
    if (call->json) {
      json_array_append_new (list, json_pack ("{s:i,s:s,s:s,s:s,s:o,s:o}", "number", (int) found[i]->number, "name", found[i]->name_zh, "english", found[i]->name,
                                              "cas", found[i]->cas, "q", yzt_json_number (found[i]->critical_t), "beta", yzt_json_number (found[i]->beta)));
    } else {
      g_autofree char *critical = yzt_text_format_number (found[i]->critical_t), *beta = yzt_text_format_number (found[i]->beta);
      g_print ("%u\t%s\t%s\t%s\tQ %s t\tβ %s\n", found[i]->number, found[i]->name_zh, found[i]->name, found[i]->cas, critical, beta);
    }
  }
  if (call->json) {
    return yzt_print_json (json_pack ("{s:o}", "chemicals", list));
  }
  json_decref (list);
  return YZT_EXIT_DONE;
}

YztExit
yzt_command_hazards (const YztCall *call)
{
  static const struct {
    const char *name;
    YztCommandFunc func;
  } commands[] = { { "ledger", print_ledger }, { "lacking", print_lacks }, { "domino", print_domino }, { "show", show_source }, { "step", enter_step },
    { "dossier", write_paper }, { "filing-form", write_paper }, { "chemicals", find_chemicals } };
  for (guint i = 0; call->words->len > 1 && i < G_N_ELEMENTS (commands); i++) {
    if (g_str_equal (call->words->pdata[0], commands[i].name)) {
      return commands[i].func (call);
    }
  }
  return call->words->len == 1 ? list_sources (call) : yzt_usage (_("Too many words; see “yzt --help”."));
}
