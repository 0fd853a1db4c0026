/* yzt-readiness-map.c: what the map's own records tell of readiness: telephones, stock, figures, roster, hand-over, alarms, reports
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-readiness-private.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-figure.h"
#include "yzt-incident-private.h"
#include "yzt-supply.h"

#define MOST_NAMES 5

/* "A; B; C and 4 more" */
static void
add_name (GString *names, guint *n, const char *name)
{
  if ((*n)++ < MOST_NAMES) {
    g_string_append_printf (names, "%s%s", names->len > 0 ? "; " : "", *name != '\0' ? name : _("(no name)"));
  }
}

static void
end_names (GString *names, guint n)
{
  if (n > MOST_NAMES) {
    g_string_append_printf (names, ngettext (" and %u more", " and %u more", n - MOST_NAMES), n - MOST_NAMES);
  }
}

/* The day of the map so many days ago. */
static char *
day_before (const YztReadyDesk *desk, int days)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (desk->now_ms / 1000), local = g_date_time_to_timezone (utc, desk->zone);
  g_autoptr (GDateTime) before = g_date_time_add_days (local, -days);
  return g_date_time_format (before, "%Y-%m-%d");
}

/* --- telephones --- */

typedef struct {
  YztReadyLine *line;
  GArray *phones;      /* int: fields of the kind */
  int verified;
  const char *verified_since; /* a day; that day is recent enough */
  gboolean missing;    /* those without are counted, not those that are old */
  guint n, n_with, n_bad;
} Phones;

static gboolean
has_phone (const YztRow *row, GArray *fields)
{
  for (guint i = 0; i < fields->len; i++) {
    const YztCell *cell = &row->cells[g_array_index (fields, int, i)];
    if (cell->type == YZT_CELL_TEXT && *cell->v.text != '\0') {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
count_phone (const YztRow *row, gpointer user_data)
{
  Phones *phones = user_data;
  gboolean with = has_phone (row, phones->phones), bad = phones->missing && !with;
  phones->n++;
  phones->n_with += with;
  if (with && !phones->missing) {
    const YztCell *cell = phones->verified >= 0 ? &row->cells[phones->verified] : NULL;
    bad = cell == NULL || cell->type != YZT_CELL_TEXT || strcmp (cell->v.text, phones->verified_since) < 0;
  }
  if (bad) {
    phones->n_bad++;
    yzt_ready_add_record (phones->line, row);
  }
  return TRUE;
}

static gboolean
count_kind (YztReadyDesk *desk, YztKind *kind, Phones *phones, GError **error)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (int));
  for (guint i = 0; i < yzt_kind_get_n_fields (kind); i++) {
    if (yzt_field_get_field_type (yzt_kind_get_field (kind, i)) == YZT_FIELD_PHONE) {
      int field = (int) i;
      g_array_append_val (fields, field);
    }
  }
  if (fields->len == 0) {
    return TRUE;
  }
  g_autoptr (GArray) wanted = g_array_copy (fields);
  phones->phones = fields;
  phones->verified = yzt_kind_get_field_index (kind, "verified_at");
  if (phones->verified >= 0) {
    g_array_append_val (wanted, phones->verified);
  }
  return yzt_store_read_fields (desk->store, kind, (const int *) (gpointer) wanted->data, wanted->len, G_MININT64, G_MAXINT64, count_phone, phones, error);
}

/* Of the kinds that the argument names; those that this map has not are passed over. */
static gboolean
count_phones (YztReadyDesk *desk, const char *kinds, Phones *phones, GError **error)
{
  g_auto (GStrv) ids = g_strsplit (kinds, "|", -1);
  for (guint i = 0; ids[i] != NULL; i++) {
    YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (desk->store), ids[i]);
    if (g_cancellable_set_error_if_cancelled (desk->cancellable, error) || (kind != NULL && !count_kind (desk, kind, phones, error))) {
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
yzt_ready_check_phones (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error)
{
  g_autofree char *since = day_before (desk, (int) CLAMP (ask->limit, 0, 36500));
  Phones phones = { .line = line, .verified_since = since };
  if (!count_phones (desk, ask->argument, &phones, error)) {
    return FALSE;
  }
  if (phones.n_with == 0) {
    yzt_ready_say (line, YZT_READY_UNKNOWN, "%s", _("Nobody on this map has a telephone that could be verified."));
  } else if (phones.n_bad > 0) {
    yzt_ready_say (line, YZT_READY_RED, ngettext ("%u of %u with a telephone was not verified for %u days.", "%u of %u with a telephone were not verified for %u days.", phones.n_bad),
                   phones.n_bad, phones.n_with, (guint) ask->limit);
  } else {
    yzt_ready_say (line, YZT_READY_GREEN, _("All %u were verified within %u days."), phones.n_with, (guint) ask->limit);
  }
  return TRUE;
}

gboolean
yzt_ready_check_no_phone (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error)
{
  Phones phones = { .line = line, .missing = TRUE };
  if (!count_phones (desk, ask->argument, &phones, error)) {
    return FALSE;
  }
  if (phones.n_bad > ask->limit) {
    yzt_ready_say (line, YZT_READY_RED, ngettext ("%u of %u has no telephone.", "%u of %u have no telephone.", phones.n_bad), phones.n_bad, phones.n);
  } else if (phones.n > 0) {
    yzt_ready_say (line, YZT_READY_GREEN, ngettext ("%u of %u has no telephone.", "%u of %u have no telephone.", phones.n_bad), phones.n_bad, phones.n);
  } else {
    yzt_ready_say (line, YZT_READY_UNKNOWN, "%s", _("Nobody who could be called is on this map."));
  }
  return TRUE;
}

/* --- figures and stock --- */

gboolean
yzt_ready_check_figure (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error)
{
  const YztFigureBook *book = yzt_figure_book (error);
  const YztFigureSpec *spec = book != NULL ? yzt_figure_book_find (book, ask->argument) : NULL;
  YztFigureAsk question;
  if (book == NULL) {
    return FALSE;
  }
  if (spec == NULL) {
    yzt_ready_say (line, YZT_READY_UNKNOWN, _("There is no figure “%s”; correct this line of ready.tsv."), ask->argument);
    return TRUE;
  }
  yzt_figure_ask_init (&question, desk->language, desk->zone, desk->now_ms);
  question.by = "";
  g_autoptr (YztFigureAnswer) answer = yzt_figure_answer (desk->store, spec, &question, desk->cancellable);
  if (answer->problem != NULL || isnan (answer->all.value)) {
    yzt_ready_say (line, YZT_READY_UNKNOWN, "%s", answer->problem != NULL ? answer->problem : _("There is nothing on this map that could be counted."));
    return TRUE;
  }
  yzt_ready_say (line, answer->all.value > ask->limit ? YZT_READY_RED : YZT_READY_GREEN, _("%s: %s %s"), answer->title, answer->text, answer->unit_beside);
  g_strchomp (line->words);
  g_free (line->kind);
  line->kind = g_strdup (answer->kind);
  g_array_append_vals (line->fids, answer->all.fids->data, answer->all.fids->len);
  return TRUE;
}

static int
compare_fids (gconstpointer a, gconstpointer b)
{
  const gint64 *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

gboolean
yzt_ready_check_minimum (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error)
{
  g_autofree char *today = day_before (desk, 0);
  g_autoptr (YztSupply) supply = yzt_supply_read (desk->store, today, error);
  guint n_said = 0;
  if (supply == NULL) {
    return FALSE;
  }
  for (guint i = 0; i < supply->lots->len; i++) {
    const YztSupplyLot *lot = &g_array_index (supply->lots, YztSupplyLot, i);
    n_said += lot->minimum > 0;
    if (lot->minimum > 0 && lot->available < lot->minimum) {
      g_array_append_val (line->fids, lot->fid);
    }
  }
  g_array_sort (line->fids, compare_fids);
  g_free (line->kind);
  line->kind = g_strdup ("stock-line");
  if (n_said == 0) {
    yzt_ready_say (line, YZT_READY_UNKNOWN, "%s", _("No line of stock says what its minimum is."));
  } else {
    yzt_ready_say (line, line->fids->len > ask->limit ? YZT_READY_RED : YZT_READY_GREEN,
                   ngettext ("%u of %u line that says a minimum is under it.", "%u of %u lines that say a minimum are under it.", n_said), line->fids->len, n_said);
  }
  return TRUE;
}

/* --- who is on --- */

static gboolean
is_of (const YztDutyTurn *turn, char *const *posts)
{
  return !turn->absent && g_strv_contains ((const char *const *) posts, turn->post);
}

gboolean
yzt_ready_check_duty_now (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error)
{
  g_auto (GStrv) posts = g_strsplit (ask->argument, "|", -1);
  g_autoptr (GArray) turns = yzt_duty_read (desk->store, desk->now_ms, desk->now_ms + 1, desk->now_ms, desk->language, error);
  g_autoptr (GString) names = g_string_new (NULL);
  if (turns == NULL) {
    return FALSE;
  }
  for (guint i = 0; i < turns->len; i++) {
    const YztDutyTurn *turn = &g_array_index (turns, YztDutyTurn, i);
    if (turn->now && is_of (turn, posts)) {
      g_string_append_printf (names, "%s%s %s", names->len > 0 ? "; " : "", turn->person, turn->post_label);
    }
  }
  if (names->len > 0) {
    yzt_ready_say (line, YZT_READY_GREEN, "%s", names->str);
  } else {
    yzt_ready_say (line, YZT_READY_RED, "%s", _("The roster names nobody for now who is not absent."));
  }
  return TRUE;
}

/* The first minute before @until_ms at which nobody has the post; @until_ms when there is none. @turns by begin. */
static gint64
first_gap (GArray *turns, const char *post, gint64 from_ms, gint64 until_ms, const char **label_out)
{
  char *posts[] = { (char *) post, NULL };
  gint64 covered_ms = from_ms;
  for (guint i = 0; i < turns->len && covered_ms < until_ms; i++) {
    const YztDutyTurn *turn = &g_array_index (turns, YztDutyTurn, i);
    if (!is_of (turn, posts)) {
      continue;
    }
    *label_out = turn->post_label;
    if (turn->from_ms > covered_ms) {
      break;
    }
    covered_ms = MAX (covered_ms, turn->until_ms);
  }
  return MIN (covered_ms, until_ms);
}

gboolean
yzt_ready_check_duty_ahead (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error)
{
  gint64 until_ms = desk->now_ms + (gint64) (ask->limit * 3600000.0);
  g_auto (GStrv) posts = g_strsplit (ask->argument, "|", -1);
  g_autoptr (GArray) turns = yzt_duty_read (desk->store, desk->now_ms, until_ms, desk->now_ms, desk->language, error);
  g_autoptr (GString) gaps = g_string_new (NULL);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (desk->store), "duty-turn");
  const YztField *field = kind != NULL ? yzt_kind_find_field (kind, "post") : NULL;
  if (turns == NULL) {
    return FALSE;
  }
  for (guint i = 0; posts[i] != NULL; i++) {
    const char *label = field != NULL ? yzt_field_get_value_label (field, posts[i], desk->language) : posts[i];
    gint64 gap_ms = first_gap (turns, posts[i], desk->now_ms, until_ms, &label);
    if (gap_ms < until_ms) {
      g_autofree char *from = yzt_time_format_clock (gap_ms, desk->now_ms, desk->zone);
      g_string_append_printf (gaps, "%s", gaps->len > 0 ? "; " : "");
      g_string_append_printf (gaps, _("%s: nobody from %s on"), label, from);
    }
  }
  if (gaps->len > 0) {
    yzt_ready_say (line, YZT_READY_RED, "%s", gaps->str);
  } else {
    yzt_ready_say (line, YZT_READY_GREEN, _("Every post is filled for the next %u hours."), (guint) ask->limit);
  }
  return TRUE;
}

/* --- hand-over, alarms, reports --- */

typedef struct {
  gint64 handed_ms;
  char *accepted_by, *name;
} LastSheet;

static gboolean
find_last (const YztRow *row, gpointer user_data)
{
  LastSheet *last = user_data;
  gint64 handed_ms = yzt_row_time (row, "handed_utc");
  if (handed_ms >= last->handed_ms) {
    g_free (last->accepted_by);
    g_free (last->name);
    *last = (LastSheet) { handed_ms, g_strdup (yzt_row_word (row, "accepted_by")), g_strdup (yzt_row_word (row, "name")) };
  }
  return TRUE;
}

gboolean
yzt_ready_check_taken_over (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (desk->store), "hand-over");
  LastSheet last = { 0, NULL, NULL };
  if (kind == NULL) {
    return TRUE;
  }
  gboolean read = yzt_store_read_rows (desk->store, kind, find_last, &last, error);
  if (read && last.name == NULL) {
    yzt_ready_say (line, YZT_READY_UNKNOWN, "%s", _("Nothing was handed over on this map before"));
  } else if (read) {
    g_autofree char *at = yzt_time_format_clock (last.handed_ms, desk->now_ms, desk->zone);
    gboolean taken = *last.accepted_by != '\0';
    yzt_ready_say (line, taken ? YZT_READY_GREEN : YZT_READY_RED, taken ? _("%s, %s") : _("%s, %s: nobody has taken it over."), last.name, at);
  }
  g_free (last.accepted_by);
  g_free (last.name);
  return read;
}

typedef struct {
  YztReadyLine *line;
  GString *names;
  guint n;
} Waiting;

static gboolean
find_waiting (const YztRow *row, gpointer user_data)
{
  Waiting *waiting = user_data;
  const YztField *state = yzt_kind_get_state_field (row->kind);
  g_autofree char *status = yzt_incident_status_word (row, NULL);
  gboolean open = state == NULL || yzt_rule_incident_is_open (yzt_row_get_text (row, yzt_field_get_name (state)));
  if (open && *status == '\0' && *yzt_row_word (row, "acknowledged_utc") == '\0' && !g_str_equal (yzt_row_word (row, "alarm"), "silent")) {
    add_name (waiting->names, &waiting->n, yzt_row_word (row, "name"));
    yzt_ready_add_record (waiting->line, row);
  }
  return TRUE;
}

gboolean
yzt_ready_check_alarms (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error)
{
  static const char *const ids[] = { "incident", "warning" };
  g_autoptr (GString) names = g_string_new (NULL);
  Waiting waiting = { line, names, 0 };
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (desk->store), ids[i]);
    if (kind != NULL && !yzt_store_read_rows (desk->store, kind, find_waiting, &waiting, error)) {
      return FALSE;
    }
  }
  end_names (names, waiting.n);
  if (waiting.n == 0) {
    yzt_ready_say (line, YZT_READY_GREEN, "%s", _("Every alarm is acknowledged."));
  } else {
    yzt_ready_say (line, waiting.n > ask->limit ? YZT_READY_RED : YZT_READY_GREEN, ngettext ("%u waits: %s", "%u wait: %s", waiting.n), waiting.n, names->str);
  }
  return TRUE;
}

static gboolean
is_exercise (YztReadyDesk *desk, YztKind *kind, gint64 fid)
{
  g_autoptr (YztRow) row = yzt_store_get_row (desk->store, kind, fid, NULL);
  g_autofree char *status = row != NULL ? yzt_incident_status_word (row, NULL) : NULL;
  return status != NULL && *status != '\0';
}

gboolean
yzt_ready_check_reports (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (desk->store), "incident");
  g_autoptr (GArray) clocks = yzt_incident_open_clocks (desk->store, desk->now_ms, desk->language, error);
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = 0;
  if (clocks == NULL || kind == NULL) {
    return clocks != NULL;
  }
  for (guint i = 0; i < clocks->len; i++) {
    const YztOpenClock *open = &g_array_index (clocks, YztOpenClock, i);
    if (open->clock.due_ms >= desk->now_ms || is_exercise (desk, kind, open->incident_fid)) {
      continue;
    }
    g_autofree char *what = g_strdup_printf ("%s, %s %s", open->title, open->clock.recipient_label != NULL ? open->clock.recipient_label : "", open->clock.what_label);
    add_name (names, &n, what);
    if (line->fids->len == 0 || g_array_index (line->fids, gint64, line->fids->len - 1) != open->incident_fid) {
      g_array_append_val (line->fids, open->incident_fid);
    }
  }
  end_names (names, n);
  g_free (line->kind);
  line->kind = g_strdup ("incident");
  if (n == 0) {
    yzt_ready_say (line, YZT_READY_GREEN, "%s", _("Every report that is due was sent in time, or is not due yet."));
  } else {
    yzt_ready_say (line, n > ask->limit ? YZT_READY_RED : YZT_READY_GREEN, ngettext ("%u is overdue: %s", "%u are overdue: %s", n), n, names->str);
  }
  return TRUE;
}
