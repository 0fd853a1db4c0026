/* bench-plans.c: how long the lookup in a library of plans takes: making the index, the top 20 of words of 1, 2, 3, 4 and 10 characters
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: bench-plans [PLANS [QUERIES]]; plans of 20 KB each. Bars (issue 6): index ≤ 60 s, p50 ≤ 10 ms, p99 ≤ 50 ms at 10 000 plans. */
#include "../unit/yzt-test-map.h"
#include "../unit/yzt-test-plans.h"
#include "yzt-plan-index.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

/* Of the processor: what the machine does beside does not count. */
static double
processor_ms (void)
{
  struct timespec now;
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1000 + (double) now.tv_nsec / 1e6;
}

static long
memory_peak_mb (void)
{
  g_autofree char *status = NULL;
  const char *peak = g_file_get_contents ("/proc/self/status", &status, NULL, NULL) ? strstr (status, "VmHWM:") : NULL;
  return peak != NULL ? strtol (peak + strlen ("VmHWM:"), NULL, 10) / 1024 : 0;
}

static void
fill (TestMap *map, guint n_plans)
{
  const YztActInfo info = { .author = "bench", .label = "plans", .nature = YZT_ACT_BULK };
  for (guint from = 0; from < n_plans; from += 500) {
    g_autoptr (GError) error = NULL;
    TestPlans made = { .kind = test_map_kind (map, "plan"), .from = from, .n = MIN (500, n_plans - from), .n_sections = 40, .section_bytes = 500, .seed = 17 };
    g_autoptr (YztActResult) result = yzt_store_write (map->store, &info, test_put_plans, &made, &error);
    g_assert_no_error (error);
  }
}

static char *
piece_of_text (TestDice *dice, guint length)
{
  g_autoptr (GString) text = g_string_new (NULL);
  test_append_text (text, dice, 200);
  g_autoptr (GString) word = g_string_new (NULL);
  const char *p = g_utf8_offset_to_pointer (text->str, test_throw (dice, 30));
  for (guint n = 0; *p != '\0' && n < length; p = g_utf8_next_char (p)) {
    if (*p != '\n' && *p != ' ' && *p != '/' && *p != '-') {
      g_string_append_len (word, p, g_utf8_next_char (p) - p);
      n++;
    }
  }
  return g_string_free (g_steal_pointer (&word), FALSE);
}

/* For every second word of 10 characters a real one, so that something is found. */
static void
ask (YztPlanIndex *index, guint length, guint n_queries)
{
  g_autofree double *times = g_new (double, n_queries);
  TestDice dice = { 99 + length };
  guint n_found = 0;
  double processor = processor_ms ();
  for (guint i = 0; i < n_queries; i++) {
    g_autofree char *word = length == 0 ? g_strdup (test_terms[i % G_N_ELEMENTS (test_terms)]) : piece_of_text (&dice, length);
    YztPlanQuery query = { .text = word, .limit = 20, .near_adcode = "441204" };
    gint64 begun = g_get_monotonic_time ();
    g_autoptr (GError) error = NULL;
    g_autoptr (YztPlanFindings) findings = yzt_plan_index_find (index, &query, NULL, &error);
    times[i] = (double) (g_get_monotonic_time () - begun) / 1000;
    g_assert_no_error (error);
    n_found += findings->finds->len > 0 ? 1 : 0;
  }
  qsort (times, n_queries, sizeof (double), compare_doubles);
  if (length > 0) {
    printf ("%2u characters: ", length);
  } else {
    printf ("words of the trade: ");
  }
  printf ("p50 %.2f ms, p99 %.2f ms, longest %.2f ms, processor %.2f ms each; %u of %u found\n", times[n_queries / 2], times[n_queries * 99 / 100], times[n_queries - 1],
          (processor_ms () - processor) / n_queries, n_found, n_queries);
}

int
main (int argc, char **argv)
{
  static const guint lengths[] = { 0, 1, 2, 3, 4, 10 };
  guint n_plans = argc > 1 ? (guint) atoi (argv[1]) : 10000, n_queries = argc > 2 ? (guint) atoi (argv[2]) : 200;
  TestMap map;
  g_autoptr (GError) error = NULL;
  test_map_set_up (&map);
  g_setenv ("XDG_CACHE_HOME", map.folder, TRUE);
  fill (&map, n_plans);
  printf ("%u plans, memory before %ld MB\n", n_plans, memory_peak_mb ());
  gint64 begun = g_get_monotonic_time ();
  double processor = processor_ms ();
  g_autoptr (YztPlanIndex) index = yzt_plan_index_new (map.store, &error);
  g_assert_no_error (error);
  yzt_plan_index_advance (index, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  printf ("index made in %.1f s (processor %.1f s), memory %ld MB\n", (double) (g_get_monotonic_time () - begun) / 1e6, (processor_ms () - processor) / 1000,
          memory_peak_mb ());
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
    ask (index, lengths[i], n_queries);
  }
  begun = g_get_monotonic_time ();
  g_autoptr (GArray) scanned = yzt_store_find_plans (map.store, "堵漏水泵", 20, &error);
  printf ("a plain scan for one word: %.0f ms\n", (double) (g_get_monotonic_time () - begun) / 1000);
  g_clear_object (&index);
  test_map_tear_down (&map);
  return 0;
}
