/* yzt-daily-paper.c: the duty report of a day (值班日报): who was on, warnings, incidents, reports, call-outs, orders, feeds, what is handed over
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-daily-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

#define DAY_MS ((gint64) 24 * 3600 * 1000)

/* --- which day --- */

/* "08:00" of @day on the wall. */
static gboolean
begin_of (const char *day, const char *begins, GTimeZone *zone, gint64 *ms_out)
{
  g_autofree char *text = g_strdup_printf ("%s %s", day, begins);
  return strlen (day) == 10 && yzt_time_parse (text, zone, ms_out);
}

static gboolean
read_period (YztDaily *self, const char *day, GError **error)
{
  g_autoptr (YztTemplates) templates = yzt_templates_load (error);
  g_autofree char *begins = templates != NULL ? yzt_templates_get (templates, "daily", "Begins", NULL) : NULL;
  if (templates == NULL) {
    return FALSE;
  }
  if (day == NULL || *day == '\0') {
    self->until_ms = self->now_ms;
    self->from_ms = self->now_ms - DAY_MS;
    return TRUE;
  }
  if (!begin_of (day, begins != NULL ? begins : "08:00", self->zone, &self->from_ms) && !begin_of (day, "08:00", self->zone, &self->from_ms)) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, _("“%s” is no day; write it as 2026-11-22."), day);
    return FALSE;
  }
  /* The next day begins at the same hour on the wall, where clocks are put forward and back, too. */
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (self->from_ms / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, self->zone);
  g_autoptr (GDateTime) next = g_date_time_add_days (local, 1);
  self->until_ms = MIN (g_date_time_to_unix (next) * 1000, MAX (self->now_ms, self->from_ms));
  return TRUE;
}

gboolean
yzt_daily_holds (const YztDaily *self, gint64 ms)
{
  return ms >= self->from_ms && ms < self->until_ms;
}

char *
yzt_daily_time (const YztDaily *self, gint64 ms)
{
  return ms != 0 ? yzt_time_format_clock (ms, self->until_ms, self->zone) : g_strdup ("—");
}

static char *
full_time (const YztDaily *self, gint64 ms)
{
  return yzt_paper_time (ms, self->zone);
}

void
yzt_daily_heading (YztDaily *self, const char *heading)
{
  g_string_append_printf (self->text, "# %s\n", heading);
}

void
yzt_daily_none (YztDaily *self)
{
  g_string_append_printf (self->text, "%s\n", _("None."));
}

/* --- who was on --- */

static void
tell_turns (YztDaily *self, GArray *turns)
{
  yzt_daily_heading (self, _("Who was on"));
  if (turns->len == 0) {
    g_string_append_printf (self->text, "%s\n", _("The roster names nobody for this day."));
    return;
  }
  yzt_paper_begin_table (self->text, "16;20;17;17;18;20", (const char *const[]) { _("Post"), _("Person"), _("Begins"), _("Ends"), _("Telephone"), _("Remarks"), NULL });
  for (guint i = 0; i < turns->len; i++) {
    const YztDutyTurn *turn = &g_array_index (turns, YztDutyTurn, i);
    g_autofree char *from = yzt_daily_time (self, turn->from_ms), *until = yzt_daily_time (self, turn->until_ms);
    g_autofree char *remarks = g_strdup_printf ("%s%s%s", turn->absent ? _("Absent") : "", turn->absent && *turn->remarks != '\0' ? "; " : "", turn->remarks);
    yzt_paper_add_row (self->text, (const char *const[]) { turn->post_label, turn->person, from, until, turn->phone, remarks, NULL });
  }
}

/* Who signed in and out, as it was written. */
static gboolean
tell_signs (YztDaily *self, GError **error)
{
  g_autoptr (GPtrArray) signs = yzt_paper_rows (self->store, "duty-sign", 0, error);
  g_autoptr (GString) line = g_string_new (NULL);
  if (signs == NULL) {
    return FALSE;
  }
  for (guint i = 0; i < signs->len; i++) {
    const YztRow *row = signs->pdata[i];
    gint64 at_ms = yzt_paper_cell_time (row, "at_utc");
    if (yzt_daily_holds (self, at_ms)) {
      g_autofree char *at = yzt_daily_time (self, at_ms), *what = yzt_paper_value (row, "what", self->language, self->zone);
      g_string_append_printf (line, "%s%s %s %s", line->len > 0 ? "; " : "", at, yzt_paper_cell (row, "name"), what);
    }
  }
  if (line->len > 0) {
    g_string_append_printf (self->text, _("Signed in and out: %s\n"), line->str);
  }
  return TRUE;
}

/* --- warnings --- */

static gboolean
tell_warnings (YztDaily *self, GError **error)
{
  g_autoptr (GPtrArray) warnings = yzt_paper_rows (self->store, "warning", 0, error);
  guint n = 0;
  if (warnings == NULL) {
    return FALSE;
  }
  yzt_daily_heading (self, _("Weather and other warnings"));
  for (guint i = 0; i < warnings->len; i++) {
    const YztRow *row = warnings->pdata[i];
    gint64 from_ms = yzt_daily_warning_from (row), until_ms = yzt_daily_warning_until (row);
    const char *state = yzt_paper_cell (row, "state");
    if (from_ms >= self->until_ms || until_ms <= self->from_ms || g_str_equal (state, "merged")) {
      continue;
    }
    gboolean real = yzt_daily_is_real (row);
    self->n_warnings += real;
    self->n_in_force += real && until_ms > self->until_ms;
    if (n++ == 0) {
      yzt_paper_begin_table (self->text, "34;10c;18;15;15;16",
                             (const char *const[]) { _("Warning"), _("Colour"), _("Area"), _("Begins"), _("Ends"), _("Sender"), NULL });
    }
    g_autofree char *name = yzt_marked_name (yzt_paper_cell (row, "name"), yzt_paper_cell (row, "message_status")), *colour = yzt_paper_value (row, "colour", self->language, self->zone);
    g_autofree char *from = yzt_daily_time (self, from_ms), *until = until_ms == G_MAXINT64 ? g_strdup ("—") : yzt_daily_time (self, until_ms);
    yzt_paper_add_row (self->text, (const char *const[]) { name, colour, yzt_paper_cell (row, "area_text"), from, until, yzt_paper_cell (row, "sender"), NULL });
  }
  if (n == 0) {
    yzt_daily_none (self);
  }
  return TRUE;
}

/* --- call-outs --- */

typedef struct {
  char *warning;
  guint n, reached, acted, unreached, wrong;
} Calls;

static void
calls_clear (gpointer data)
{
  g_free (((Calls *) data)->warning);
}

static Calls *
calls_of (GArray *all, GHashTable *at, const YztCallOut *call)
{
  gpointer index = g_hash_table_lookup (at, &call->warning_fid);
  if (index == NULL) {
    Calls calls = { .warning = yzt_marked_name (call->warning, call->status) };
    gint64 *key = g_new (gint64, 1);
    *key = call->warning_fid;
    g_array_append_val (all, calls);
    index = GUINT_TO_POINTER (all->len);
    g_hash_table_insert (at, key, index);
  }
  return &g_array_index (all, Calls, GPOINTER_TO_UINT (index) - 1);
}

static gboolean
tell_calls (YztDaily *self, GError **error)
{
  g_autoptr (GPtrArray) calls = yzt_call_outs_read (self->store, 0, error);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Calls));
  g_autoptr (GHashTable) at = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_array_set_clear_func (all, calls_clear);
  yzt_daily_heading (self, _("Call-outs"));
  for (guint i = 0; calls != NULL && i < calls->len; i++) {
    const YztCallOut *call = calls->pdata[i];
    gboolean waits = yzt_call_state_is_unreached (call->state);
    gint64 last_ms = MAX (MAX (call->called_ms, call->answered_ms), call->action_ms);
    if (call->state == YZT_CALL_STATE_RELEASED || (!waits && !yzt_daily_holds (self, last_ms))) {
      continue;
    }
    Calls *of = calls_of (all, at, call);
    of->n++;
    of->reached += !waits;
    of->acted += call->state == YZT_CALL_STATE_ACTION;
    of->wrong += call->state == YZT_CALL_STATE_WRONG_NUMBER;
    of->unreached += waits;
    self->n_called += !call->exercise;
    self->n_reached += !call->exercise && !waits;
  }
  if (all->len == 0) {
    yzt_daily_none (self);
    return calls != NULL;
  }
  yzt_paper_begin_table (self->text, "40;12r;12r;12r;12r;12r",
                         (const char *const[]) { _("Warning"), _("To be reached"), _("Answered"), _("Of them acted"), _("Not reached"), _("Wrong number"), NULL });
  for (guint i = 0; i < all->len; i++) {
    const Calls *one = &g_array_index (all, Calls, i);
    const guint numbers[] = { one->n, one->reached, one->acted, one->unreached, one->wrong };
    char words[5][16];
    for (guint k = 0; k < 5; k++) {
      g_snprintf (words[k], sizeof words[k], "%u", numbers[k]);
    }
    yzt_paper_add_row (self->text, (const char *const[]) { one->warning, words[0], words[1], words[2], words[3], words[4], NULL });
  }
  return TRUE;
}

/* --- feeds --- */

static gint64
newest_of (const GPtrArray *rows, const char *source, gint64 before_ms)
{
  gint64 newest_ms = 0;
  for (guint i = 0; i < rows->len; i++) {
    gint64 ms = g_str_equal (yzt_paper_cell (rows->pdata[i], "feed_source"), source) ? yzt_paper_cell_time (rows->pdata[i], "created_at") : 0;
    newest_ms = ms < before_ms ? MAX (newest_ms, ms) : newest_ms;
  }
  return newest_ms;
}

/* When each source last brought something: that is what the map itself knows. */
static gboolean
tell_feeds (YztDaily *self, GError **error)
{
  g_autoptr (GPtrArray) sources = yzt_paper_rows (self->store, "feed-source", 0, error);
  g_autoptr (GPtrArray) incidents = sources != NULL ? yzt_paper_rows (self->store, "incident", 0, error) : NULL;
  g_autoptr (GPtrArray) warnings = incidents != NULL ? yzt_paper_rows (self->store, "warning", 0, error) : NULL;
  if (warnings == NULL) {
    return FALSE;
  }
  yzt_daily_heading (self, _("Feeds"));
  if (sources->len == 0) {
    g_string_append_printf (self->text, "%s\n", _("The map names no source that is asked."));
    return TRUE;
  }
  yzt_paper_begin_table (self->text, "40;30;30", (const char *const[]) { _("Source"), _("Last brought something"), _("In these hours"), NULL });
  for (guint i = 0; i < sources->len; i++) {
    const YztRow *row = sources->pdata[i];
    const char *name = yzt_paper_cell (row, "name");
    const YztCell *paused = yzt_row_get (row, "paused");
    gint64 at_ms = MAX (newest_of (incidents, name, self->until_ms), newest_of (warnings, name, self->until_ms));
    g_autofree char *at = at_ms != 0 ? yzt_daily_time (self, at_ms) : g_strdup (_("never"));
    gboolean stopped = paused != NULL && paused->type == YZT_CELL_INTEGER && paused->v.integer != 0;
    yzt_paper_add_row (self->text, (const char *const[]) { name, at, stopped ? _("paused") : at_ms >= self->from_ms && at_ms != 0 ? _("brought something") : _("silent: brought nothing"), NULL });
  }
  return TRUE;
}

/* --- what is handed over --- */

static gboolean
tell_hand_over (YztDaily *self, GError **error)
{
  g_autoptr (GPtrArray) rows = yzt_paper_rows (self->store, "hand-over", 0, error);
  g_autoptr (YztHandOverSheet) sheet = rows != NULL ? yzt_hand_over_sheet (self->store, self->until_ms, self->language, error) : NULL;
  gsize empty;
  if (sheet == NULL) {
    return FALSE;
  }
  yzt_daily_heading (self, _("Handed over"));
  empty = self->text->len;
  for (guint i = 0; i < rows->len; i++) {
    const YztRow *row = rows->pdata[i];
    gint64 at_ms = yzt_paper_cell_time (row, "handed_utc");
    if (yzt_daily_holds (self, at_ms)) {
      g_autofree char *at = yzt_daily_time (self, at_ms);
      const char *note = yzt_paper_cell (row, "note");
      g_string_append_printf (self->text, _("%s: %s to %s"), at, yzt_paper_cell (row, "from_person"), yzt_paper_cell (row, "to_person"));
      g_string_append_printf (self->text, "%s%s\n", *note != '\0' ? " — " : "", note);
    }
  }
  for (guint i = 0; i < sheet->sections->len; i++) {
    const YztHandOverSection *section = sheet->sections->pdata[i];
    for (guint k = 0; g_str_equal (section->heading, _("Not acknowledged")) && k < section->lines->len; k++) {
      g_string_append_printf (self->text, _("%s: %s\n"), section->heading, (const char *) section->lines->pdata[k]);
    }
  }
  if (!yzt_daily_tell_open_work (self, error)) {
    return FALSE;
  }
  if (self->text->len == empty) {
    yzt_daily_none (self);
  }
  return TRUE;
}

/* --- the paper --- */

static char *
summary_of (const YztDaily *self)
{
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "# %s\n", _("In short"));
  g_string_append_printf (text, _("Incidents taken in %u, closed %u, open at the end %u. In those that were open or closed: %s.\n"), self->n_taken_in, self->n_closed, self->n_open,
                          self->casualties != NULL && *self->casualties != '\0' ? self->casualties : _("no casualties known"));
  g_string_append_printf (text, _("Warnings %u, still in force %u. Reports sent %u, due %u, of them overdue %u. Called %u persons, reached %u. Orders given %u.\n"), self->n_warnings,
                          self->n_in_force, self->n_sent, self->n_due, self->n_overdue, self->n_called, self->n_reached, self->n_orders);
  return g_string_free (text, FALSE);
}

static gboolean
tell_all (YztDaily *self, GError **error)
{
  g_autoptr (GArray) turns = yzt_duty_read (self->store, self->from_ms, self->until_ms, self->until_ms, self->language, error);
  if (turns == NULL) {
    return FALSE;
  }
  tell_turns (self, turns);
  return tell_signs (self, error) && tell_warnings (self, error) && yzt_daily_tell_incidents (self, error) && yzt_daily_tell_reports (self, error) && tell_calls (self, error)
      && yzt_daily_tell_orders (self, error) && tell_feeds (self, error) && tell_hand_over (self, error);
}

YztPaper *
yzt_daily_paper (YztStore *store, const char *day, gint64 now_ms, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (store);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (YztPaper) paper = NULL;
  YztDaily self = { .store = store, .zone = zone, .language = language, .now_ms = now_ms, .text = text };
  if (read_period (&self, day, error) && tell_all (&self, error)) {
    g_autofree char *title = yzt_store_get_setting (store, "title"), *from = full_time (&self, self.from_ms), *until = full_time (&self, self.until_ms), *now = full_time (&self, now_ms);
    g_autofree char *summary = summary_of (&self);
    paper = yzt_paper_new ();
    yzt_paper_set (paper, "daily", g_strdup_printf (_("Daily duty report: %s"), title != NULL ? title : ""), g_strconcat (summary, text->str, NULL));
    g_ptr_array_add (paper->facts, g_strdup_printf (_("From %s to %s"), from, until));
    g_ptr_array_add (paper->facts, g_strdup_printf (_("Made: %s. Exercises are marked and not counted."), now));
    g_ptr_array_add (paper->facts, g_strdup_printf (_("%s: ____________    %s: ____________    %s: ____________"), _("Drafted by"), _("Checked by"), _("Signed by")));
    g_free (paper->foot);
    paper->foot = yzt_paper_foot (store, "");
  }
  g_free (self.casualties);
  return g_steal_pointer (&paper);
}
