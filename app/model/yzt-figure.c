/* yzt-figure.c: figures asked and answered: the answer, its words, several at once
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdarg.h>
#include "yzt-figure-private.h"
#include "yzt-task.h"

/* --- the answer --- */

static void
line_clear (YztFigureLine *line)
{
  g_free (line->key);
  g_free (line->label);
  g_clear_pointer (&line->fids, g_array_unref);
  g_clear_pointer (&line->cells, g_free);
}

static void
answer_clear (YztFigureAnswer *answer)
{
  g_free (answer->id);
  g_free (answer->title);
  g_free (answer->unit);
  g_free (answer->unit_beside);
  g_free (answer->unit_of_one);
  g_free (answer->section);
  g_free (answer->text);
  g_free (answer->beside);
  line_clear (&answer->all);
  g_array_unref (answer->lines);
  g_clear_pointer (&answer->splits, g_ptr_array_unref);
  g_free (answer->kind);
  g_free (answer->formula);
  g_ptr_array_unref (answer->left_out);
  g_free (answer->from);
  g_free (answer->to);
  g_free (answer->before_from);
  g_free (answer->before_to);
  g_free (answer->problem);
}

YztFigureAnswer *
yzt_figure_answer_ref (YztFigureAnswer *answer)
{
  return g_atomic_rc_box_acquire (answer);
}

void
yzt_figure_answer_unref (YztFigureAnswer *answer)
{
  if (answer != NULL) {
    g_atomic_rc_box_release_full (answer, (GDestroyNotify) answer_clear);
  }
}

void
yzt_figure_line_init (YztFigureLine *line, const char *key, const char *label)
{
  *line = (YztFigureLine) { .key = g_strdup (key), .label = g_strdup (label), .value = NAN, .before = NAN, .change = NAN, .percent = NAN,
                            .fids = g_array_new (FALSE, FALSE, sizeof (gint64)) };
}

YztFigureLine *
yzt_figure_answer_add_line (YztFigureAnswer *answer, const char *key, const char *label)
{
  YztFigureLine line;
  yzt_figure_line_init (&line, key, label);
  g_array_append_val (answer->lines, line);
  return &g_array_index (answer->lines, YztFigureLine, answer->lines->len - 1);
}

void
yzt_figure_line_compare (YztFigureLine *line, double before)
{
  line->before = before;
  line->change = line->value - before;
  line->percent = before > 0 ? 100.0 * line->change / before : NAN;
}

void
yzt_figure_answer_say (YztFigureAnswer *answer, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_ptr_array_add (answer->left_out, g_strdup_vprintf (format, args));
  va_end (args);
}

YztFigureAnswer *
yzt_figure_answer_new (const YztFigureSpec *spec, const YztFigureAsk *ask)
{
  YztFigureAnswer *answer = g_atomic_rc_box_new0 (YztFigureAnswer);
  answer->spec = spec;
  answer->id = g_strdup (spec != NULL ? spec->id : "");
  answer->title = g_strdup (spec != NULL ? yzt_figure_spec_get_title (spec, ask->language) : "");
  answer->unit = g_strdup (spec != NULL ? yzt_figure_spec_get_unit (spec, ask->language) : "");
  answer->section = g_strdup (spec != NULL ? yzt_figure_spec_get_section (spec, ask->language) : "");
  answer->beside = g_strdup ("");
  answer->kind = g_strdup ("");
  yzt_figure_line_init (&answer->all, "", _("In all"));
  answer->lines = g_array_new (FALSE, TRUE, sizeof (YztFigureLine));
  g_array_set_clear_func (answer->lines, (GDestroyNotify) line_clear);
  answer->left_out = g_ptr_array_new_with_free_func (g_free);
  answer->as_of_ms = ask->now_ms;
  return answer;
}

void
yzt_figure_ask_init (YztFigureAsk *ask, const char *language, GTimeZone *zone, gint64 now_ms)
{
  *ask = (YztFigureAsk) { .language = language, .zone = zone, .now_ms = now_ms };
}

/* --- words --- */

static const char *
value_label (const YztField *field, const char *value, const char *language)
{
  return field != NULL && yzt_field_get_n_values (field) > 0 ? yzt_field_get_value_label (field, value, language) : value;
}

void
yzt_figure_words_of_tests (GString *words, YztKind *kind, YztKind *owner, const GArray *tests, const char *language)
{
  for (guint i = 0; i < tests->len; i++) {
    const YztRowTest *test = &g_array_index (tests, YztRowTest, i);
    gboolean of_owner = owner != NULL && g_str_has_prefix (test->field, "owner.");
    const YztField *field = yzt_kind_find_field (of_owner ? owner : kind, of_owner ? test->field + 6 : test->field);
    const char *label = field != NULL ? yzt_field_get_label (field, language) : test->field;
    g_autoptr (GString) values = g_string_new (NULL);
    for (guint v = 0; test->values[v] != NULL; v++) {
      const char *value = g_str_equal (test->values[v], "open") ? _("open") : g_str_equal (test->values[v], "today") ? _("today") : value_label (field, test->values[v], language);
      g_string_append_printf (values, "%s%s", v > 0 ? _(", ") : "", value);
    }
    switch (test->how) {
    case YZT_ROW_TEST_NOT_IN:
      g_string_append_printf (words, _("; %s: not %s"), label, values->str);
      break;
    case YZT_ROW_TEST_LESS:
      g_string_append_printf (words, _("; %s: before or below %s"), label, values->str);
      break;
    case YZT_ROW_TEST_AT_LEAST:
      g_string_append_printf (words, _("; %s: %s or more"), label, values->str);
      break;
    case YZT_ROW_TEST_SAID:
      g_string_append_printf (words, _("; %s: given"), label);
      break;
    case YZT_ROW_TEST_UNSAID:
      g_string_append_printf (words, _("; %s: not given"), label);
      break;
    case YZT_ROW_TEST_IN:
    default:
      g_string_append_printf (words, _("; %s: %s"), label, values->str);
      break;
    }
  }
}

char *
yzt_figure_change_words (const YztFigureLine *line)
{
  if (isnan (line->before) || isnan (line->change)) {
    return g_strdup ("—");
  }
  g_autofree char *number = yzt_text_group_number (fabs (line->change), 1);
  const char *sign = line->change > 0 ? "+" : line->change < 0 ? "−" : "±";
  if (isnan (line->percent)) {
    return g_strdup_printf ("%s%s (—)", sign, number);
  }
  char percent[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (percent, sizeof percent, "%.1f", fabs (line->percent));
  return g_strdup_printf ("%s%s (%s%s %%)", sign, number, sign, percent);
}

char *
yzt_figure_line_note (const YztFigureAnswer *answer, const YztFigureLine *line)
{
  g_autoptr (GString) words = g_string_new (NULL);
  if (line->part) {
    g_string_append (words, _("a part of the time only"));
  }
  const char *why = isnan (line->value)                                                ? _("not known")
                  : answer->before_from != NULL && isnan (line->before)                ? _("nothing on record of the year before")
                  : !isnan (line->before) && isnan (line->percent) && line->value != 0 ? _("from 0 there is no percentage")
                                                                                       : NULL;
  if (why != NULL) {
    g_string_append_printf (words, "%s%s", words->len > 0 ? _("; ") : "", why);
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

const YztFigureLine *
yzt_figure_answer_find (const YztFigureAnswer *answer, const char *key)
{
  for (guint i = 0; key != NULL && i < answer->lines->len; i++) {
    const YztFigureLine *line = &g_array_index (answer->lines, YztFigureLine, i);
    if (g_str_equal (line->key, key)) {
      return line;
    }
  }
  return key == NULL ? &answer->all : NULL;
}

char *
yzt_figure_explain (const YztFigureAnswer *answer, gint64 now_ms)
{
  g_autoptr (GString) words = g_string_new (NULL);
  if (answer->problem != NULL) {
    return g_strdup (answer->problem);
  }
  g_string_append_printf (words, _("Formula: %s"), answer->formula != NULL ? answer->formula : answer->title);
  if (answer->from != NULL) {
    g_string_append_c (words, '\n');
    g_string_append_printf (words, answer->all.part ? _("Counted: %s to %s, which is not over") : _("Counted: %s to %s"), answer->from, answer->to);
  }
  if (answer->before_from != NULL && !isnan (answer->all.before)) {
    g_autofree char *before = yzt_text_group_number (answer->all.before, 1), *change = yzt_figure_change_words (&answer->all);
    g_string_append_c (words, '\n');
    g_string_append_printf (words, _("The same days of the year before (%s to %s): %s, change %s"), answer->before_from, answer->before_to, before, change);
  }
  g_string_append_c (words, '\n');
  g_string_append_printf (words, _("Records behind it: %u"), answer->all.n);
  for (guint i = 0; i < answer->left_out->len; i++) {
    g_string_append_printf (words, "\n%s", (const char *) answer->left_out->pdata[i]);
  }
  if (answer->newest_ms > 0 && answer->newest_ms <= now_ms) {
    g_autofree char *age = yzt_time_format_age (answer->newest_ms, now_ms);
    g_string_append_c (words, '\n');
    g_string_append_printf (words, _("Newest change of these records: %s"), age);
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* --- answering --- */

static void
settle_text (YztFigureAnswer *answer, const char *language)
{
  guint decimals = g_str_equal (answer->unit, "%") || answer->spec->minutes != NULL ? 1 : fabs (answer->all.value) >= 1000 ? 0 : 1;
  if (answer->text == NULL) {
    answer->text = isnan (answer->all.value) || answer->problem != NULL ? g_strdup ("—") : yzt_text_group_number (answer->all.value, decimals);
  }
  gboolean is_own = !g_str_equal (answer->unit, yzt_figure_spec_get_unit (answer->spec, language)); /* of a need */
  answer->unit_of_one = g_strdup (is_own ? answer->unit : yzt_figure_spec_get_unit_of (answer->spec, "Unit", TRUE, language));
  answer->unit_beside = g_strdup (g_str_equal (answer->text, "1") ? answer->unit_of_one : answer->unit);
  answer->is_short |= answer->spec->is_short && answer->all.value > 0;
}

static YztFigureAnswer *
answer_at (YztFigureDesk *desk, const YztFigureSpec *spec)
{
  g_autoptr (GError) error = NULL;
  YztFigureAnswer *answer = yzt_figure_answer_new (spec, desk->ask);
  gboolean ok = spec->from_what != NULL ? yzt_figure_ask_others (desk, answer, &error) : yzt_figure_count_rows (desk, answer, &error);
  if (!ok) {
    answer->problem = g_strdup (error != NULL ? error->message : _("This figure could not be worked out; try again."));
    answer->all.value = NAN;
  }
  settle_text (answer, desk->ask->language);
  answer->all.n = MAX (answer->all.n, answer->all.fids->len);
  return answer;
}

static void
desk_init (YztFigureDesk *desk, YztStore *store, const YztFigureAsk *ask, GCancellable *cancellable)
{
  GDate today = yzt_figure_day_of (ask->now_ms, ask->zone);
  *desk = (YztFigureDesk) { .store = store, .ask = ask, .cancellable = cancellable, .today = yzt_figure_day_text (&today) };
}

static void
desk_clear (YztFigureDesk *desk)
{
  g_free (desk->today);
  g_clear_pointer (&desk->ledger, yzt_ledger_unref);
  g_clear_pointer (&desk->supply, yzt_supply_unref);
  g_clear_pointer (&desk->rules, yzt_command_rules_free);
  g_clear_pointer (&desk->coverage, g_array_unref);
  g_clear_pointer (&desk->due, g_array_unref);
  g_clear_pointer (&desk->incident, yzt_row_free);
  g_clear_pointer (&desk->zone, yzt_geometry_unref);
}

YztFigureAnswer *
yzt_figure_answer (YztStore *store, const YztFigureSpec *spec, const YztFigureAsk *ask, GCancellable *cancellable)
{
  YztFigureDesk desk;
  g_return_val_if_fail (YZT_IS_STORE (store) && spec != NULL && ask != NULL, NULL);
  desk_init (&desk, store, ask, cancellable);
  YztFigureAnswer *answer = answer_at (&desk, spec);
  desk_clear (&desk);
  return answer;
}

GPtrArray *
yzt_figure_answer_many (YztStore *store, const YztFigureSpec *const *specs, guint n_specs, const YztFigureAsk *ask, GCancellable *cancellable)
{
  YztFigureDesk desk;
  g_return_val_if_fail (YZT_IS_STORE (store) && ask != NULL, NULL);
  GPtrArray *answers = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_figure_answer_unref);
  desk_init (&desk, store, ask, cancellable);
  for (guint i = 0; i < n_specs; i++) {
    g_ptr_array_add (answers, answer_at (&desk, specs[i]));
  }
  desk_clear (&desk);
  return answers;
}

/* --- for a window --- */

typedef struct {
  YztStore *store;
  GStrv ids;
  YztFigureAsk ask;
  char *from, *to, *period, *by, *split, *county, *language;
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->store);
  g_strfreev (job->ids);
  g_clear_pointer (&job->ask.zone, g_time_zone_unref);
  g_clear_pointer (&job->ask.area, yzt_geometry_unref);
  g_free (job->from);
  g_free (job->to);
  g_free (job->period);
  g_free (job->by);
  g_free (job->split);
  g_free (job->county);
  g_free (job->language);
  g_free (job);
}

/* A figure that is not there any more: the others are answered all the same. */
static YztFigureAnswer *
unknown_answer (const char *id, const YztFigureAsk *ask)
{
  YztFigureAnswer *answer = yzt_figure_answer_new (NULL, ask);
  g_free (answer->id);
  g_free (answer->title);
  answer->id = g_strdup (id);
  answer->title = g_strdup (id);
  answer->text = g_strdup ("—");
  answer->problem = g_strdup_printf (_("There is no figure “%s” (any more); choose another."), id);
  return answer;
}

static void
answer_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  YztFigureDesk desk;
  const YztFigureBook *book = yzt_figure_book (&error);
  if (book == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_figure_answer_unref);
  desk_init (&desk, job->store, &job->ask, cancellable);
  for (guint i = 0; job->ids[i] != NULL && !g_cancellable_is_cancelled (cancellable); i++) {
    const YztFigureSpec *spec = yzt_figure_book_find (book, job->ids[i]);
    g_ptr_array_add (answers, spec != NULL ? answer_at (&desk, spec) : unknown_answer (job->ids[i], &job->ask));
  }
  desk_clear (&desk);
  g_task_return_pointer (task, g_steal_pointer (&answers), (GDestroyNotify) g_ptr_array_unref);
}

void
yzt_session_figures_async (YztSession *session, const char *const *ids, const YztFigureAsk *ask, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session) && ids != NULL && ask != NULL);
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  if (yzt_session_get_store (session) == NULL) {
    g_task_return_new_error (task, YZT_FIGURE_ERROR, YZT_FIGURE_ERROR_ASK, _("No map is open yet; wait a moment."));
    return;
  }
  Job *job = g_new0 (Job, 1);
  job->store = g_object_ref (yzt_session_get_store (session));
  job->ids = g_strdupv ((char **) ids);
  job->ask = *ask;
  job->ask.from = job->from = g_strdup (ask->from);
  job->ask.to = job->to = g_strdup (ask->to);
  job->ask.period = job->period = g_strdup (ask->period);
  job->ask.by = job->by = g_strdup (ask->by);
  job->ask.split = job->split = g_strdup (ask->split);
  job->ask.county = job->county = g_strdup (ask->county);
  job->ask.language = job->language = g_strdup (yzt_session_get_language (session));
  job->ask.zone = g_time_zone_ref (yzt_session_get_time_zone (session));
  job->ask.area = ask->area != NULL ? yzt_geometry_ref (ask->area) : NULL;
  job->ask.now_ms = yzt_clock_now_ms (yzt_session_get_clock (session));
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  yzt_task_run_in_thread (task, answer_in_thread);
}

GPtrArray *
yzt_session_figures_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
