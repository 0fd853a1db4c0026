/* yzt-commands-figures.c: figures from the command line: what is counted, with formula, records, what was left out, and the year before
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "yzt-cli.h"
#include "yzt-figure-chart.h"
#include "yzt-text-cell.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Who, where, when, from the options; FALSE after having told what is wrong. */
static gboolean
fill_ask (const YztCall *call, YztStore *store, YztFigureAsk *ask, GTimeZone *zone)
{
  g_autoptr (GError) error = NULL;
  gint64 now_ms = yzt_clock_now_ms (&yzt_clock_system);
  /* Noon of a day that was asked for. */
  if (call->today != NULL && !(strlen (call->today) == 10 && yzt_time_parse (call->today, zone, &now_ms))) {
    yzt_usage (_("“%s” is no day; write it as 2026-11-22."), call->today);
    return FALSE;
  }
  yzt_figure_ask_init (ask, call->labels != NULL ? call->labels : call->language, zone, now_ms + (call->today != NULL ? 12 * 3600000 : 0));
  ask->from = call->from;
  ask->to = call->to;
  ask->period = call->period;
  ask->by = call->by;
  ask->split = call->split;
  ask->counts_only = !call->json; /* only there the records are told */
  ask->compare = call->compare;
  ask->county = call->county;
  if (call->incident != NULL) {
    ask->incident_fid = yzt_find_incident (store, call->incident, &error);
    if (ask->incident_fid == 0) {
      yzt_fail (error);
      return FALSE;
    }
  }
  if (call->near_center != NULL) {
    if (yzt_parse_center (call->near_center, &ask->ring_at) != YZT_EXIT_DONE) {
      return FALSE;
    }
    if (!yzt_distance_parse (call->near_radius, &ask->ring_m)) {
      yzt_usage (_("“%s” is no distance; write 800m or 20km."), call->near_radius);
      return FALSE;
    }
  }
  return TRUE;
}

/* The figures named, else all that can be asked without more being said. (element-type YztFigureSpec); NULL after having told which is unknown. */
static GPtrArray *
choose (const YztCall *call, const YztFigureBook *book, const YztFigureAsk *ask)
{
  g_autoptr (GPtrArray) specs = g_ptr_array_new ();
  for (guint i = 1; i < call->words->len; i++) {
    const YztFigureSpec *spec = yzt_figure_book_find (book, call->words->pdata[i]);
    if (spec == NULL) {
      yzt_usage (_("There is no figure “%s”; “yzt figures MAP” lists them."), (const char *) call->words->pdata[i]);
      return NULL;
    }
    g_ptr_array_add (specs, (gpointer) spec);
  }
  for (guint i = 0; call->words->len == 1 && i < yzt_figure_book_get_n (book); i++) {
    const YztFigureSpec *spec = yzt_figure_book_get (book, i);
    if ((ask->ring_m > 0 || !yzt_figure_spec_wants_ring (spec)) && (ask->incident_fid != 0 || !yzt_figure_spec_wants_incident (spec))) {
      g_ptr_array_add (specs, (gpointer) spec);
    }
  }
  return g_steal_pointer (&specs);
}

/* --- JSON --- */

static json_t *
line_json (const YztFigureLine *line, guint n_cells, gboolean with_key)
{
  json_t *object = json_object (), *fids = json_array ();
  for (guint i = 0; i < line->fids->len; i++) {
    json_array_append_new (fids, json_integer ((json_int_t) g_array_index (line->fids, gint64, i)));
  }
  if (with_key) {
    json_object_set_new (object, "key", json_string (line->key));
    json_object_set_new (object, "label", json_string (line->label));
  }
  json_object_set_new (object, "value", yzt_json_number (line->value));
  json_object_set_new (object, "before", yzt_json_number (line->before));
  json_object_set_new (object, "change", yzt_json_number (line->change));
  json_object_set_new (object, "percent", yzt_json_number (line->percent));
  json_object_set_new (object, "part", json_boolean (line->part));
  json_object_set_new (object, "records", json_integer (line->n));
  json_object_set_new (object, "records_before", json_integer (line->n_before));
  json_object_set_new (object, "fids", fids);
  if (line->cells != NULL) {
    json_t *cells = json_array ();
    for (guint i = 0; i < n_cells; i++) {
      json_array_append_new (cells, yzt_json_number (line->cells[i]));
    }
    json_object_set_new (object, "cells", cells);
  }
  return object;
}

static json_t *
answer_json (const YztFigureAnswer *answer)
{
  guint n_cells = answer->splits != NULL ? answer->splits->len : 0;
  json_t *object = line_json (&answer->all, n_cells, FALSE), *lines = json_array (), *left_out = json_array (), *splits = json_array ();
  for (guint i = 0; i < answer->lines->len; i++) {
    json_array_append_new (lines, line_json (&g_array_index (answer->lines, YztFigureLine, i), n_cells, TRUE));
  }
  for (guint i = 0; i < n_cells; i++) {
    json_array_append_new (splits, json_string (answer->splits->pdata[i]));
  }
  for (guint i = 0; i < answer->left_out->len; i++) {
    json_array_append_new (left_out, json_string (answer->left_out->pdata[i]));
  }
  json_object_set_new (object, "id", json_string (answer->id));
  json_object_set_new (object, "title", json_string (answer->title));
  json_object_set_new (object, "unit", json_string (answer->unit));
  json_object_set_new (object, "text", json_string (answer->text));
  json_object_set_new (object, "beside", json_string (answer->beside));
  json_object_set_new (object, "kind", json_string (answer->kind));
  json_object_set_new (object, "formula", yzt_json_text (answer->formula));
  json_object_set_new (object, "from", yzt_json_text (answer->from));
  json_object_set_new (object, "to", yzt_json_text (answer->to));
  json_object_set_new (object, "before_from", yzt_json_text (answer->before_from));
  json_object_set_new (object, "before_to", yzt_json_text (answer->before_to));
  json_object_set_new (object, "short", json_boolean (answer->is_short));
  json_object_set_new (object, "left_out", left_out);
  json_object_set_new (object, "problem", yzt_json_text (answer->problem));
  json_object_set_new (object, "splits", splits);
  json_object_set_new (object, "lines", lines);
  return object;
}

/* --- CSV and words --- */

static void
append_cell (GString *row, const char *text)
{
  g_string_append (row, row->len > 0 ? "," : "");
  yzt_text_append_cell (row, text, ',', TRUE);
}

static void
append_number (GString *row, double value)
{
  g_autofree char *text = isnan (value) ? g_strdup ("") : yzt_text_format_number (value);
  g_string_append_printf (row, ",%s", text);
}

static void
print_csv_line (const YztFigureAnswer *answer, const YztFigureLine *line, const char *label)
{
  g_autoptr (GString) row = g_string_new (NULL);
  append_cell (row, answer->id);
  append_cell (row, answer->title);
  append_cell (row, label);
  append_number (row, line->value);
  append_cell (row, answer->unit);
  append_number (row, line->before);
  append_number (row, line->change);
  append_number (row, line->percent);
  g_string_append_printf (row, ",%u,%s\n", line->n, line->part ? "part" : "");
  g_print ("%s", row->str);
}

static void
print_csv (GPtrArray *answers)
{
  g_print ("figure,title,line,value,unit,year_before,change,percent,records,part\n");
  for (guint i = 0; i < answers->len; i++) {
    const YztFigureAnswer *answer = answers->pdata[i];
    print_csv_line (answer, &answer->all, "");
    for (guint k = 0; k < answer->lines->len; k++) {
      const YztFigureLine *line = &g_array_index (answer->lines, YztFigureLine, k);
      print_csv_line (answer, line, line->label);
    }
  }
}

static void
print_line (const YztFigureLine *line)
{
  g_autofree char *value = isnan (line->value) ? g_strdup ("—") : yzt_text_group_number (line->value, 1), *change = yzt_figure_change_words (line);
  g_print ("    %s: %s", line->label, value);
  if (!isnan (line->before)) {
    g_autofree char *before = yzt_text_group_number (line->before, 1);
    g_print (_(", the year before %s, %s"), before, change);
  }
  g_print ("%s\n", line->part ? _(" (a part of it)") : "");
}

static void
print_answer (const YztFigureAnswer *answer, gint64 now_ms, gboolean explain)
{
  g_print ("%s  %s: %s %s%s%s%s\n", answer->id, answer->title, answer->text, answer->unit_beside, *answer->beside != '\0' ? " · " : "", answer->beside, answer->is_short ? " ▼" : "");
  if (answer->problem != NULL || explain) {
    g_autofree char *words = yzt_figure_explain (answer, now_ms);
    g_auto (GStrv) sentences = g_strsplit (words, "\n", -1);
    for (guint i = 0; sentences[i] != NULL; i++) {
      g_print ("    %s\n", sentences[i]);
    }
  }
  for (guint i = 0; explain && i < answer->lines->len; i++) {
    print_line (&g_array_index (answer->lines, YztFigureLine, i));
  }
}

static YztExit
tell (const YztCall *call, GPtrArray *answers, gint64 now_ms)
{
  YztExit status = YZT_EXIT_DONE;
  json_t *list = json_array ();
  for (guint i = 0; i < answers->len; i++) {
    const YztFigureAnswer *answer = answers->pdata[i];
    status = answer->problem != NULL && call->words->len > 1 ? YZT_EXIT_PROBLEM : status;
    if (call->json) {
      json_array_append_new (list, answer_json (answer));
    } else if (!call->csv) {
      print_answer (answer, now_ms, call->words->len > 1);
    }
  }
  if (call->json) {
    yzt_print_json (json_pack ("{s:o}", "figures", list));
    return status;
  }
  json_decref (list);
  if (call->csv) {
    print_csv (answers);
  }
  return status;
}

/* −1: none such. */
static int
shape_of (const char *name)
{
  static const char *const shapes[] = { "bars", "lines", "stacked", "multiples" };
  for (int i = 0; i < (int) G_N_ELEMENTS (shapes); i++) {
    if (g_strcmp0 (name, shapes[i]) == 0) {
      return i;
    }
  }
  return name == NULL ? YZT_CHART_BARS : -1;
}

/* The one figure that was named, as a picture, drawing, pages or table. */
static YztExit
save_chart (const YztCall *call, YztStore *store, const YztFigureAsk *ask, GPtrArray *answers)
{
  g_autoptr (GError) error = NULL;
  int shape = shape_of (call->shape);
  if (answers->len != 1) {
    return yzt_usage (_("Name one figure to draw, for example accidents."));
  }
  if (shape < 0) {
    return yzt_usage (_("“%s” is no shape; use bars, lines, stacked or multiples."), call->shape);
  }
  g_autofree char *lower = g_ascii_strdown (call->chart, -1);
  gboolean must = g_str_has_suffix (lower, ".png") || g_str_has_suffix (lower, ".svg");
  g_autoptr (YztChart) chart = yzt_figure_chart_new (answers->pdata[0], (YztChartShape) shape, TRUE, &error);
  if (chart == NULL && (must || call->shape != NULL)) {
    return yzt_fail (error);
  }
  g_clear_error (&error);
  g_autofree char *title = yzt_store_get_setting (store, "title"), *clock = yzt_time_format_clock (ask->now_ms, 0, ask->zone);
  g_autofree char *foot = g_strdup_printf (_("%s · as of %s"), title != NULL ? title : "", clock);
  g_autoptr (YztFigureSheet) sheet = yzt_figure_sheet_new (answers->pdata[0], chart, foot, ask->language, ask->now_ms);
  return yzt_figure_sheet_save (sheet, call->chart, &error) ? YZT_EXIT_DONE : yzt_fail (error);
}

YztExit
yzt_command_figures (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  const YztFigureBook *book = yzt_figure_book (&error);
  YztFigureAsk ask;
  if (book == NULL) {
    return yzt_fail (error);
  }
  g_autoptr (YztStore) store = yzt_open_for_reading (call);
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (store);
  if (!fill_ask (call, store, &ask, zone)) {
    return YZT_EXIT_USAGE;
  }
  g_autoptr (GPtrArray) specs = choose (call, book, &ask);
  if (specs == NULL) {
    return YZT_EXIT_USAGE;
  }
  g_autoptr (GPtrArray) answers = yzt_figure_answer_many (store, (const YztFigureSpec *const *) specs->pdata, specs->len, &ask, NULL);
  YztExit drawn = call->chart != NULL ? save_chart (call, store, &ask, answers) : YZT_EXIT_DONE;
  return drawn != YZT_EXIT_DONE ? drawn : tell (call, answers, ask.now_ms);
}
