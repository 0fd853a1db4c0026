/* test-incident-rules.c: grades, near misses, states and clocks by the tables of data/rules, each limit met and missed by one
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "incident-rules.h"
#include <string.h>

#define MINUTE_MS ((gint64) 60000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define START_MS G_GINT64_CONSTANT (1795322700000)

static YztIncidentRules *rules;

/* --- grades: incidents.md §4, §5 --- */

static const struct {
  const char *type;
  double dead, serious, poisoned, loss, endangered, trapped, missing, evacuated; /* −1 not known */
  const char *grade;
  gboolean near_miss;
} grades[] = {
  { "fire", 2, -1, -1, -1, -1, -1, -1, -1, "general", FALSE },
  { "fire", 3, -1, -1, -1, -1, -1, -1, -1, "larger", FALSE },
  { "fire", 9, 49, -1, 4999.99, -1, -1, -1, -1, "larger", FALSE },
  { "fire", 10, -1, -1, -1, -1, -1, -1, -1, "major", FALSE },
  { "fire", 29, 99, -1, 9999.99, -1, -1, -1, -1, "major", FALSE },
  { "fire", 30, -1, -1, -1, -1, -1, -1, -1, "extraordinary", FALSE },
  { "fire", 2, 10, -1, -1, -1, -1, -1, -1, "larger", FALSE },
  { "fire", 2, 9, -1, 999.99, -1, -1, -1, -1, "general", FALSE },
  { "fire", 0, -1, -1, 10000, -1, -1, -1, -1, "extraordinary", FALSE },
  { "fire", 0, -1, -1, 5000, -1, -1, -1, -1, "major", FALSE },
  { "fire", 0, -1, -1, 1000, -1, -1, -1, -1, "larger", FALSE },
  { "chemical-leak", 0, 4, 6, -1, -1, -1, -1, -1, "larger", FALSE },
  { "chemical-leak", -1, -1, 50, -1, -1, -1, -1, -1, "major", FALSE },
  { "chemical-leak", 0, -1, 9, -1, -1, -1, -1, -1, "general", FALSE },
  { "mine", -1, -1, -1, -1, 10, -1, -1, -1, "", TRUE },
  { "mine", -1, -1, -1, -1, 9, 2, -1, 499, "", FALSE },
  { "mine", 0, -1, -1, -1, -1, 2, 1, -1, "general", TRUE },
  { "mine", 0, -1, -1, -1, -1, -1, -1, 500, "general", TRUE },
  { "flood", 40, -1, -1, -1, -1, -1, -1, -1, "", FALSE }, /* no accident: graded by other rules */
  { "fire", -1, -1, -1, -1, -1, -1, -1, -1, "", FALSE },  /* nothing known */
};

static void
test_grades (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (grades); i++) {
    YztFigures figures;
    yzt_figures_init (&figures);
    figures.value[YZT_FIGURE_DEAD] = grades[i].dead;
    figures.value[YZT_FIGURE_INJURED_SERIOUS] = grades[i].serious;
    figures.value[YZT_FIGURE_POISONED] = grades[i].poisoned;
    figures.value[YZT_FIGURE_LOSS] = grades[i].loss;
    figures.value[YZT_FIGURE_ENDANGERED] = grades[i].endangered;
    figures.value[YZT_FIGURE_TRAPPED] = grades[i].trapped;
    figures.value[YZT_FIGURE_MISSING] = grades[i].missing;
    figures.value[YZT_FIGURE_EVACUATED] = grades[i].evacuated;
    g_autoptr (YztGradeProposal) proposal = yzt_rule_propose_grade (rules, grades[i].type, &figures, "zh_CN");
    g_test_message ("case %u", i);
    g_assert_cmpstr (proposal->grade, ==, grades[i].grade);
    g_assert_cmpint (proposal->near_miss, ==, grades[i].near_miss);
    for (guint k = 0; k < proposal->met->len; k++) {
      const YztRuleMet *met = &g_array_index (proposal->met, YztRuleMet, k);
      g_assert_true (*met->text != '\0' && *met->basis != '\0');
      g_assert_cmpint (met->verified, ==, !g_str_equal (met->grade, "near-miss"));
    }
  }
}

/* --- states --- */

static void
test_states (void)
{
  /* Every state that a table names leads on or is reopened, and no step leads to itself. */
  static const char *const states[] = { "received", "verifying", "confirmed", "warning", "responding", "rescue-done", "recovery", "investigating", "closed",
                                        "false-report", "merged", "handed-over" };
  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    g_autoptr (GArray) steps = yzt_rule_next_states (rules, states[i], "en");
    g_assert_cmpuint (steps->len, >, 0);
    for (guint k = 0; k < steps->len; k++) {
      const YztStateStep *step = &g_array_index (steps, YztStateStep, k);
      g_assert_cmpstr (step->to, !=, states[i]);
      g_assert_true (*step->label != '\0');
      g_assert_cmpint ((step->needs & YZT_STATE_NEEDS_OTHER) != 0, ==, g_str_equal (step->to, "merged"));
      g_assert_cmpint ((step->needs & YZT_STATE_NEEDS_WHO) != 0, ==, g_str_equal (step->to, "handed-over"));
    }
  }
}

/* --- clocks --- */

static const YztIncidentClock *
find (GArray *clocks, const char *id)
{
  for (guint i = 0; i < clocks->len; i++) {
    const YztIncidentClock *clock = &g_array_index (clocks, YztIncidentClock, i);
    if (g_str_equal (clock->id, id)) {
      return clock;
    }
  }
  return NULL;
}

static void
send (YztClockFacts *facts, const char *recipient, const char *what, gint64 sent_ms, gint64 received_ms)
{
  YztClockSending sending = { recipient, what, sent_ms, received_ms, (gint64) facts->sendings->len + 1, 0 };
  g_array_append_val (facts->sendings, sending);
}

static YztClockFacts
new_facts (const char *type)
{
  return (YztClockFacts) { .type = type, .occurred_ms = START_MS - 10 * MINUTE_MS, .reported_ms = START_MS, .sendings = g_array_new (FALSE, FALSE, sizeof (YztClockSending)) };
}

static void
check (const YztClockFacts *facts, gint64 now_ms, const char *id, YztClockState state, gint64 due_ms, gint64 late_ms)
{
  g_autoptr (GArray) clocks = yzt_rule_clocks (rules, facts, now_ms, "zh_CN");
  const YztIncidentClock *clock = find (clocks, id);
  g_test_message ("%s", id);
  g_assert_nonnull (clock);
  g_assert_cmpint (clock->due_ms - START_MS, ==, due_ms - START_MS);
  g_assert_cmpint (clock->state, ==, state);
  g_assert_cmpint (clock->late_ms, ==, late_ms);
}

static void
test_first (void)
{
  YztClockFacts facts = new_facts ("fire");
  const char *id = "city-government-phone";
  /* The minute itself is in time. */
  check (&facts, START_MS + 19 * MINUTE_MS, id, YZT_CLOCK_NOT_DUE, START_MS + 30 * MINUTE_MS, 0);
  check (&facts, START_MS + 20 * MINUTE_MS, id, YZT_CLOCK_DUE_SOON, START_MS + 30 * MINUTE_MS, 0);
  check (&facts, START_MS + 30 * MINUTE_MS, id, YZT_CLOCK_DUE_SOON, START_MS + 30 * MINUTE_MS, 0);
  check (&facts, START_MS + 30 * MINUTE_MS + 1, id, YZT_CLOCK_OVERDUE, START_MS + 30 * MINUTE_MS, 1);
  send (&facts, "city-government", "phone", START_MS + 31 * MINUTE_MS, 0);
  check (&facts, START_MS + 5 * HOUR_MS, id, YZT_CLOCK_DONE_LATE, START_MS + 30 * MINUTE_MS, MINUTE_MS);
  check (&facts, START_MS + 5 * HOUR_MS, "city-government-law", YZT_CLOCK_OVERDUE, START_MS + 2 * HOUR_MS, 3 * HOUR_MS);
  g_autoptr (GArray) clocks = yzt_rule_clocks (rules, &facts, START_MS, "zh_CN");
  g_assert_null (find (clocks, "province-phone"));
  facts.void_ms = facts.ended_ms = START_MS + HOUR_MS;
  check (&facts, START_MS + 5 * HOUR_MS, "city-government-law", YZT_CLOCK_ENDED, START_MS + 2 * HOUR_MS, 0);
  g_array_unref (facts.sendings);
}

static void
test_near_miss (void)
{
  YztClockFacts facts = new_facts ("mine");
  facts.near_miss_ms = START_MS + 40 * MINUTE_MS;
  check (&facts, START_MS + 41 * MINUTE_MS, "province-phone", YZT_CLOCK_NOT_DUE, START_MS + 70 * MINUTE_MS, 0);
  g_autoptr (GArray) clocks = yzt_rule_clocks (rules, &facts, START_MS, "zh_CN");
  g_assert_null (find (clocks, "ministry-phone"));
  g_array_unref (facts.sendings);
}

static void
test_daily (void)
{
  YztClockFacts facts = new_facts ("fire");
  facts.reached_ms[4] = facts.reached_ms[3] = facts.reached_ms[2] = START_MS;
  send (&facts, "province", "first", START_MS + HOUR_MS, START_MS + HOUR_MS + 31 * MINUTE_MS);
  check (&facts, START_MS + 2 * HOUR_MS, "province-daily-2/1", YZT_CLOCK_NOT_DUE, START_MS + 13 * HOUR_MS, 0);
  check (&facts, START_MS + 2 * HOUR_MS, "province-receipt/1", YZT_CLOCK_DONE_LATE, START_MS + HOUR_MS + 30 * MINUTE_MS, MINUTE_MS);
  g_autoptr (GArray) clocks = yzt_rule_clocks (rules, &facts, START_MS + 2 * HOUR_MS, "zh_CN");
  g_assert_null (find (clocks, "province-daily-1/1")); /* the worse grade's rule is in force */
  send (&facts, "province", "follow-up", START_MS + 14 * HOUR_MS, 0);
  check (&facts, START_MS + 15 * HOUR_MS, "province-daily-2/1", YZT_CLOCK_DONE_LATE, START_MS + 13 * HOUR_MS, HOUR_MS);
  check (&facts, START_MS + 27 * HOUR_MS, "province-daily-2/2", YZT_CLOCK_OVERDUE, START_MS + 26 * HOUR_MS, HOUR_MS);
  facts.ended_ms = START_MS + 20 * HOUR_MS;
  check (&facts, START_MS + 27 * HOUR_MS, "province-daily-2/2", YZT_CLOCK_ENDED, START_MS + 26 * HOUR_MS, 0);
  check (&facts, START_MS + 27 * HOUR_MS, "province-final", YZT_CLOCK_NOT_DUE, START_MS + 20 * HOUR_MS + 3 * DAY_MS, 0);
  g_array_unref (facts.sendings);
}

static void
test_tail (void)
{
  YztClockFacts fire = new_facts ("fire"), leak = new_facts ("chemical-leak");
  check (&fire, START_MS, "tail-7", YZT_CLOCK_NOT_DUE, START_MS - 10 * MINUTE_MS + 7 * DAY_MS, 0);
  check (&leak, START_MS, "tail-30", YZT_CLOCK_NOT_DUE, START_MS - 10 * MINUTE_MS + 30 * DAY_MS, 0);
  /* What was told on the third day says nothing of the last. */
  fire.confirmed_ms = START_MS + 3 * DAY_MS;
  check (&fire, START_MS + 8 * DAY_MS, "tail-7", YZT_CLOCK_OVERDUE, START_MS - 10 * MINUTE_MS + 7 * DAY_MS, DAY_MS + 10 * MINUTE_MS);
  fire.confirmed_ms = START_MS + 7 * DAY_MS - HOUR_MS;
  check (&fire, START_MS + 8 * DAY_MS, "tail-7", YZT_CLOCK_DONE, START_MS - 10 * MINUTE_MS + 7 * DAY_MS, 0);
  g_array_unref (fire.sendings);
  g_array_unref (leak.sendings);
}

/* Lines that are no rule are left out; nothing at all proposes nothing. */
static void
test_broken_tables (void)
{
  const char *texts[YZT_INCIDENT_N_TABLES] = { "major\tx\n\xff\xfe\t\n#\n\t\t\t\t\t\t\t\t\n", "a\n", "b\tc\n", "received\tclosed\n", "type\n", NULL };
  g_autoptr (YztIncidentRules) broken = yzt_incident_rules_parse (texts);
  YztFigures figures;
  yzt_figures_init (&figures);
  figures.value[YZT_FIGURE_DEAD] = 100;
  g_autoptr (YztGradeProposal) proposal = yzt_rule_propose_grade (broken, "fire", &figures, "en");
  g_assert_cmpstr (proposal->grade, ==, "");
  g_autoptr (YztIntake) intake = yzt_intake_parse (broken, "12:40 fire", START_MS, NULL, "en");
  g_assert_cmpstr (intake->type, ==, "");
  g_autoptr (GArray) steps = yzt_rule_next_states (broken, "received", "en");
  g_assert_cmpuint (steps->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rules = load_rules ();
  g_test_add_func ("/incident-rules/grades", test_grades);
  g_test_add_func ("/incident-rules/states", test_states);
  g_test_add_func ("/incident-rules/first", test_first);
  g_test_add_func ("/incident-rules/near-miss", test_near_miss);
  g_test_add_func ("/incident-rules/daily", test_daily);
  g_test_add_func ("/incident-rules/tail", test_tail);
  g_test_add_func ("/incident-rules/broken-tables", test_broken_tables);
  int result = g_test_run ();
  yzt_incident_rules_free (rules);
  return result;
}
