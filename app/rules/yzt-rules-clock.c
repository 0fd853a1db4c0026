/* yzt-rules-clock.c: what is due to whom and when, counted from when the word came; from the facts alone
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-rules-incident-private.h"
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE_MS ((gint64) 60000)

/* Columns of clock.tsv. */
enum { ID, RECIPIENT, WHAT, LEVEL, NEAR_MISS, FROM, MINUTES, REPEAT, TYPES, SOON, BASIS_ZH, BASIS, VERIFIED };

typedef struct {
  const YztIncidentRules *rules;
  const YztClockFacts *facts;
  gint64 now_ms;
  const char *language;
  GArray *clocks;
  int level;           /* the worst that stands, 0 none */
  gboolean near_miss;
} Making;

static void
clock_clear (gpointer data)
{
  YztIncidentClock *clock = data;
  g_free (clock->id);
  g_free (clock->recipient);
  g_free (clock->recipient_label);
  g_free (clock->what);
  g_free (clock->what_label);
  g_free (clock->basis);
}

static GStrv
find_recipient (const YztIncidentRules *rules, const char *id)
{
  GPtrArray *rows = rules->tables[YZT_INCIDENT_TABLE_RECIPIENTS];
  for (guint i = 0; i < rows->len; i++) {
    GStrv row = rows->pdata[i];
    if (g_str_equal (row[0], id)) {
      return row;
    }
  }
  return NULL;
}

static const char *
what_label (const char *what)
{
  static const struct {
    const char *what, *label;
  } labels[] = {
    { "phone", N_ ("Telephone report") }, { "first", N_ ("First report") }, { "follow-up", N_ ("Follow-up report") }, { "final", N_ ("Final report") },
    { "receipt", N_ ("Signed for") }, { "tail", N_ ("Casualties confirmed") },
  };
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++) {
    if (g_str_equal (labels[i].what, what)) {
      return _(labels[i].label);
    }
  }
  return what;
}

static void
settle (YztIncidentClock *clock, gint64 soon_ms, gint64 now_ms)
{
  if (clock->done_ms > 0) {
    clock->late_ms = MAX (0, clock->done_ms - clock->due_ms);
    clock->state = clock->late_ms > 0 ? YZT_CLOCK_DONE_LATE : YZT_CLOCK_DONE;
  } else if (clock->state == YZT_CLOCK_ENDED) {
    clock->late_ms = 0;
  } else if (now_ms > clock->due_ms) {
    clock->state = YZT_CLOCK_OVERDUE;
    clock->late_ms = now_ms - clock->due_ms;
  } else {
    clock->state = clock->due_ms - now_ms <= soon_ms ? YZT_CLOCK_DUE_SOON : YZT_CLOCK_NOT_DUE;
  }
}

/* @n: which of a repeated one, from 1; 0 when it is not. @ended: nobody waits for it any more. */
static void
add_clock (Making *self, const GStrv row, const char *recipient, guint n, gint64 start_ms, const YztClockSending *done, gint64 done_ms, gboolean ended)
{
  GStrv whom = find_recipient (self->rules, recipient);
  YztIncidentClock clock = { .start_ms = start_ms, .due_ms = start_ms + g_ascii_strtoll (row[MINUTES], NULL, 10) * MINUTE_MS, .done_ms = done_ms };
  gboolean stars = g_str_equal (row[RECIPIENT], "*");
  g_autofree char *base = stars ? g_strdup_printf ("%s-%s", recipient, row[ID]) : g_strdup (row[ID]);
  clock.id = n > 0 ? g_strdup_printf ("%s/%u", base, n) : g_steal_pointer (&base);
  clock.recipient = g_strdup (recipient);
  clock.recipient_label = g_strdup (whom != NULL ? yzt_rule_text (whom, 3, self->language) : recipient);
  clock.what = g_strdup (row[WHAT]);
  clock.what_label = g_strdup (what_label (row[WHAT]));
  clock.basis = g_strdup (yzt_rule_text (row, BASIS_ZH, self->language));
  clock.verified = g_str_equal (row[VERIFIED], "yes");
  clock.sending_fid = done != NULL ? done->fid : 0;
  clock.state = ended ? YZT_CLOCK_ENDED : YZT_CLOCK_NOT_DUE;
  settle (&clock, g_ascii_strtoll (row[SOON], NULL, 10) * MINUTE_MS, self->now_ms);
  g_array_append_val (self->clocks, clock);
}

/* --- facts --- */

static gboolean
is_written (const char *what)
{
  return !g_str_equal (what, "phone");
}

/* The first sending to @recipient at or after @since that is what a clock of @what waits for. */
static const YztClockSending *
first_sending (const Making *self, const char *recipient, const char *what, gint64 since_ms)
{
  const YztClockSending *first = NULL;
  for (guint i = 0; i < self->facts->sendings->len; i++) {
    const YztClockSending *sending = &g_array_index (self->facts->sendings, YztClockSending, i);
    /* The first written word, whatever it was called, is the first report; a final report is a follow-up, too. */
    gboolean fits = g_str_equal (what, "phone")       ? !is_written (sending->what)
                    : g_str_equal (what, "final")     ? g_str_equal (sending->what, "final")
                    : g_str_equal (what, "follow-up") ? is_written (sending->what) && !g_str_equal (sending->what, "first")
                                                      : is_written (sending->what);
    if (fits && g_str_equal (sending->recipient, recipient) && sending->sent_ms >= since_ms && (first == NULL || sending->sent_ms < first->sent_ms)) {
      first = sending;
    }
  }
  return first;
}

static gint64
reached_ms (const Making *self, const GStrv row)
{
  int from = atoi (row[LEVEL]);
  gint64 reached = from >= 4 ? self->facts->reported_ms : 0;
  if (from >= 1 && from <= 3) {
    reached = self->facts->reached_ms[from];
  }
  gint64 near_miss = from >= 3 && g_str_equal (row[NEAR_MISS], "yes") ? self->facts->near_miss_ms : 0;
  if (near_miss > 0 && (reached == 0 || near_miss < reached)) {
    reached = near_miss;
  }
  return MAX (reached, self->facts->reported_ms);
}

static gboolean
type_fits (const char *types, const char *type)
{
  if (g_str_equal (types, "*")) {
    return TRUE;
  }
  gboolean inverted = *types == '!';
  return yzt_rule_list_has (inverted ? types + 1 : types, type != NULL ? type : "") != inverted;
}

/* --- rows with one date --- */

static void
make_once (Making *self, const GStrv row, const char *recipient)
{
  const YztClockFacts *facts = self->facts;
  const char *from = row[FROM];
  if (g_str_equal (from, "reported") || g_str_equal (from, "reached")) {
    gint64 start_ms = g_str_equal (from, "reported") ? facts->reported_ms : reached_ms (self, row);
    const YztClockSending *done = first_sending (self, recipient, row[WHAT], 0);
    add_clock (self, row, recipient, 0, start_ms, done, done != NULL ? done->sent_ms : 0, facts->void_ms > 0);
  } else if (g_str_equal (from, "changed")) {
    const YztClockSending *told = first_sending (self, recipient, "first", 0);
    if (told == NULL || facts->changed_ms == 0 || told->sent_ms > facts->changed_ms) {
      return; /* the first report says it */
    }
    const YztClockSending *done = first_sending (self, recipient, row[WHAT], facts->changed_ms);
    add_clock (self, row, recipient, 0, facts->changed_ms, done, done != NULL ? done->sent_ms : 0, facts->void_ms > 0);
  } else if (g_str_equal (from, "ended") && facts->ended_ms > 0) {
    const YztClockSending *told = first_sending (self, recipient, "first", 0);
    const YztClockSending *done = first_sending (self, recipient, "final", 0);
    if (told != NULL) {
      add_clock (self, row, recipient, 0, facts->ended_ms, done, done != NULL ? done->sent_ms : 0, FALSE);
    }
  }
}

/* --- receipts: one for each written report --- */

static void
make_receipts (Making *self, const GStrv row, const char *recipient)
{
  guint n = 0;
  for (guint i = 0; i < self->facts->sendings->len; i++) {
    const YztClockSending *sending = &g_array_index (self->facts->sendings, YztClockSending, i);
    if (g_str_equal (sending->recipient, recipient) && is_written (sending->what)) {
      add_clock (self, row, recipient, ++n, sending->sent_ms, sending, sending->received_ms, FALSE);
    }
  }
}

/* --- follow-ups: the next one from the last written report --- */

static int
compare_sent (gconstpointer a, gconstpointer b)
{
  const YztClockSending *one = *(const YztClockSending *const *) a, *two = *(const YztClockSending *const *) b;
  return (one->sent_ms > two->sent_ms) - (one->sent_ms < two->sent_ms);
}

static void
make_follow_ups (Making *self, const GStrv row, const char *recipient)
{
  g_autoptr (GPtrArray) sent = g_ptr_array_new ();
  gint64 ended_ms = self->facts->ended_ms;
  for (guint i = 0; i < self->facts->sendings->len; i++) {
    YztClockSending *sending = &g_array_index (self->facts->sendings, YztClockSending, i);
    if (g_str_equal (sending->recipient, recipient) && is_written (sending->what)) {
      g_ptr_array_add (sent, sending);
    }
  }
  g_ptr_array_sort (sent, compare_sent);
  for (guint i = 0; i < sent->len; i++) {
    const YztClockSending *last = sent->pdata[i], *next = i + 1 < sent->len ? sent->pdata[i + 1] : NULL;
    gboolean is_over = ended_ms > 0 && last->sent_ms >= ended_ms;
    if (!is_over) {
      add_clock (self, row, recipient, i + 1, last->sent_ms, next, next != NULL ? next->sent_ms : 0, next == NULL && ended_ms > 0);
    }
  }
}

/* --- the tail of casualties --- */

static void
make_tail (Making *self, const GStrv row)
{
  const YztClockFacts *facts = self->facts;
  gint64 start_ms = facts->occurred_ms > 0 ? facts->occurred_ms : facts->reported_ms;
  gint64 due_ms = start_ms + g_ascii_strtoll (row[MINUTES], NULL, 10) * MINUTE_MS;
  /* Deaths may come until the last day: what was confirmed before that says nothing of the end. */
  gboolean confirmed = facts->confirmed_ms >= due_ms - 24 * 60 * MINUTE_MS;
  add_clock (self, row, "", 0, start_ms, NULL, confirmed ? facts->confirmed_ms : 0, facts->void_ms > 0);
}

/* --- all --- */

/* Of rows that count from the last report the one of the worst level that holds is in force. */
static gboolean
is_outdone (const Making *self, guint at)
{
  GPtrArray *rows = self->rules->tables[YZT_INCIDENT_TABLE_CLOCK];
  GStrv row = rows->pdata[at];
  for (guint i = 0; i < rows->len; i++) {
    GStrv other = rows->pdata[i];
    if (i != at && g_str_equal (other[FROM], "last") && g_str_equal (other[WHAT], row[WHAT]) && g_str_equal (other[RECIPIENT], row[RECIPIENT])
        && atoi (other[LEVEL]) < atoi (row[LEVEL]) && yzt_rule_level_holds (other[LEVEL], other[NEAR_MISS], self->level, self->near_miss)) {
      return TRUE;
    }
  }
  return FALSE;
}

static void
make_for (Making *self, guint at, const char *recipient)
{
  GStrv row = self->rules->tables[YZT_INCIDENT_TABLE_CLOCK]->pdata[at];
  if (g_str_equal (row[FROM], "sent")) {
    make_receipts (self, row, recipient);
  } else if (g_str_equal (row[FROM], "last")) {
    if (!is_outdone (self, at)) {
      make_follow_ups (self, row, recipient);
    }
  } else {
    make_once (self, row, recipient);
  }
}

static void
make_row (Making *self, guint at)
{
  GStrv row = self->rules->tables[YZT_INCIDENT_TABLE_CLOCK]->pdata[at];
  if (!type_fits (row[TYPES], self->facts->type) || !yzt_rule_level_holds (row[LEVEL], row[NEAR_MISS], self->level, self->near_miss)) {
    return;
  }
  if (g_str_equal (row[FROM], "occurred")) {
    make_tail (self, row);
    return;
  }
  GPtrArray *recipients = self->rules->tables[YZT_INCIDENT_TABLE_RECIPIENTS];
  for (guint i = 0; i < recipients->len; i++) {
    GStrv whom = recipients->pdata[i];
    gboolean owed = yzt_rule_level_holds (whom[1], whom[2], self->level, self->near_miss);
    /* Who was told once is told how it goes on, even when the grade was taken back. */
    gboolean told = g_str_equal (row[RECIPIENT], "*") && first_sending (self, whom[0], "first", 0) != NULL;
    if ((g_str_equal (row[RECIPIENT], "*") && (owed || told)) || g_str_equal (row[RECIPIENT], whom[0])) {
      make_for (self, at, whom[0]);
    }
  }
}

static gboolean
is_open (const YztIncidentClock *clock)
{
  return clock->state == YZT_CLOCK_NOT_DUE || clock->state == YZT_CLOCK_DUE_SOON || clock->state == YZT_CLOCK_OVERDUE;
}

static int
compare_clocks (gconstpointer a, gconstpointer b)
{
  const YztIncidentClock *one = a, *two = b;
  if (is_open (one) != is_open (two)) {
    return is_open (one) ? -1 : 1;
  }
  if (one->due_ms != two->due_ms) {
    return one->due_ms < two->due_ms ? -1 : 1;
  }
  return strcmp (one->id, two->id);
}

GArray *
yzt_rule_clocks (const YztIncidentRules *rules, const YztClockFacts *facts, gint64 now_ms, const char *language)
{
  g_return_val_if_fail (rules != NULL && facts != NULL && facts->sendings != NULL, NULL);
  Making self = { .rules = rules, .facts = facts, .now_ms = now_ms, .language = language, .clocks = g_array_new (FALSE, TRUE, sizeof (YztIncidentClock)) };
  g_array_set_clear_func (self.clocks, clock_clear);
  for (int level = 4; level >= 1; level--) {
    if (facts->reached_ms[level] > 0) {
      self.level = level;
    }
  }
  self.near_miss = facts->near_miss_ms > 0;
  for (guint i = 0; facts->reported_ms > 0 && i < rules->tables[YZT_INCIDENT_TABLE_CLOCK]->len; i++) {
    make_row (&self, i);
  }
  g_array_sort (self.clocks, compare_clocks);
  return self.clocks;
}

/* "25 min", "3 h 10 min", "6 days". */
static char *
span_in_words (gint64 ms)
{
  /* A minute that was begun counts: "0 min late" would say in time. */
  gint64 minutes = (ms + MINUTE_MS - 1) / MINUTE_MS;
  if (minutes < 120) {
    return g_strdup_printf (_("%ld min"), (long) minutes);
  }
  if (minutes < 48 * 60) {
    return g_strdup_printf (_("%ld h %ld min"), (long) (minutes / 60), (long) (minutes % 60));
  }
  return g_strdup_printf (_("%ld days"), (long) (minutes / 1440));
}

char *
yzt_incident_clock_in_words (const YztIncidentClock *clock, gint64 now_ms)
{
  g_return_val_if_fail (clock != NULL, NULL);
  g_autofree char *left = span_in_words (MAX (0, clock->due_ms - now_ms));
  g_autofree char *late = span_in_words (clock->late_ms);
  switch (clock->state) {
  case YZT_CLOCK_OVERDUE: return g_strdup_printf (_("overdue by %s"), late);
  case YZT_CLOCK_DONE: return g_strdup (_("done in time"));
  case YZT_CLOCK_DONE_LATE: return g_strdup_printf (_("done %s late"), late);
  case YZT_CLOCK_ENDED: return g_strdup (_("no longer needed"));
  case YZT_CLOCK_NOT_DUE:
  case YZT_CLOCK_DUE_SOON:
  default: return g_strdup_printf (_("due in %s"), left);
  }
}
