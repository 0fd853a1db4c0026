/* bench-plan-reader.c: how long a plan of 500 pages takes to stand open at a hit, in its text and on its page; beside a sum over 4 MiB in the same moment
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: bench-plan-reader, on a display. Bar (issue 6): 300 ms to the hit. */
#undef G_DISABLE_ASSERT
#include "../window/long-plan.h"

#include <stdlib.h>
#include <time.h>

#define TURNS 12

/* Work of known length: what the machine is worth at this moment. */
static double
sum_ms (void)
{
  const gsize length = 4 * 1024 * 1024;
  g_main_context_iteration (NULL, FALSE); /* a turn of its own: the watchdog shall not add this to one of the window's */
  g_autofree guint8 *zeroes = g_malloc0 (length);
  gint64 from_us = g_get_monotonic_time ();
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, zeroes, length);
  return (double) (g_get_monotonic_time () - from_us) / 1000;
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static void
tell (const char *what, double *took_ms, double *sums_ms)
{
  qsort (took_ms, TURNS, sizeof *took_ms, compare_doubles);
  qsort (sums_ms, TURNS, sizeof *sums_ms, compare_doubles);
  g_print ("%s: median %.0f ms, best %.0f ms; %.1f times a sum over 4 MiB (%.1f ms)\n", what, took_ms[TURNS / 2], took_ms[0], took_ms[TURNS / 2] / sums_ms[TURNS / 2],
           sums_ms[TURNS / 2]);
}

static void
measure (Fixture *fixture, gconstpointer language)
{
  g_autoptr (YztPlan) plan = find_plan (fixture, "暗语");
  double text_ms[TURNS], page_ms[TURNS], sums_ms[TURNS];
  for (guint i = 0; i < TURNS; i++) {
    sums_ms[i] = sum_ms ();
    gint64 from_us = g_get_monotonic_time ();
    open_at_hit (fixture, plan);
    text_ms[i] = (double) (g_get_monotonic_time () - from_us) / 1000;
    from_us = g_get_monotonic_time ();
    yzt_plan_reader_show_part (fixture->window->reader, "original");
    wait_until (hit_page_is_crisp, fixture->window->reader, "the page of the hit");
    page_ms[i] = (double) (g_get_monotonic_time () - from_us) / 1000;
  }
  tell ("500 pages, open at a hit in the text", text_ms, sums_ms);
  tell ("… and its page drawn", page_ms, sums_ms);
}

int
main (int argc, char **argv)
{
  g_setenv ("YZT_WINDOW_TEST_TRIES_LEFT", "0", TRUE); /* once: what holds the window up is the tests' to find */
  window_test_init (&argc, &argv);
  g_test_add ("/bench/plan-reader", Fixture, "zh_CN", set_up_long, measure, tear_down);
  return window_test_run ();
}
