/* bench-feed.c: how long an alert takes from the file in the watched folder to a frame that shows it, one after the other, and the 99th of a hundred
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The clock starts before the file is written and ends after the frame that was drawn with the alert in the scene and the list; the bar is one second. */
#include "config.h"
#include <glib/gstdio.h>
#include <stdlib.h>
#include "window-fixture.h"
#include "yzt-feeds.h"

#define TIMES 100
#define BAR_MS 1000.0

static guint
count_warnings (YztSession *session)
{
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (session));
  return yzt_generation_count_kind (generation, (guint) yzt_kind_set_index (yzt_session_get_kinds (session), "warning"));
}

typedef struct {
  YztSession *session;
  guint warnings, listed;
} Wanted;

static gboolean
is_there (gpointer data)
{
  const Wanted *wanted = data;
  return count_warnings (wanted->session) >= wanted->warnings && g_list_model_get_n_items (yzt_session_get_incidents (wanted->session)) >= wanted->listed;
}

static void
write_alert (const char *folder, guint i)
{
  g_autofree char *hidden = g_strdup_printf ("%s/.a%u.tmp", folder, i), *path = g_strdup_printf ("%s/a%u.xml", folder, i);
  g_autofree char *text = g_strdup_printf (
      "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>B%u</identifier><sender>q@x</sender><sent>2026-09-21T21:00:00+08:00</sent>"
      "<status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><category>Met</category><event>Rain</event><urgency>Expected</urgency>"
      "<severity>Severe</severity><certainty>Likely</certainty><headline>B%u</headline><area><areaDesc>A</areaDesc><circle>%.3f,112.5 5</circle></area></info></alert>",
      i, i, 23.0 + 0.001 * i);
  g_assert_true (g_file_set_contents (hidden, text, -1, NULL));
  g_assert_cmpint (g_rename (hidden, path), ==, 0);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  double one = *(const double *) a, two = *(const double *) b;
  return (one > two) - (one < two);
}

static void
on_fed (YztFeedWatch *watch, YztFeedReport *report, YztSession *session)
{
  yzt_session_take_results (session, report->results);
}

static void
test_latency (Fixture *fixture, gconstpointer language)
{
  g_autofree char *folder = g_dir_make_tmp ("yzt-bench-feed-XXXXXX", NULL);
  double times[TIMES];
  g_autoptr (YztFeedWatch) watch = yzt_feed_watch_new (yzt_session_get_store (fixture->session), folder, "Feed", "en", &yzt_clock_system);
  g_signal_connect (watch, "fed", G_CALLBACK (on_fed), fixture->session);
  Wanted wanted = { fixture->session, count_warnings (fixture->session), g_list_model_get_n_items (yzt_session_get_incidents (fixture->session)) };
  for (guint i = 0; i < TIMES; i++) {
    gint64 began = g_get_monotonic_time ();
    wanted.warnings++;
    wanted.listed++;
    write_alert (folder, i);
    wait_until (is_there, &wanted, "the alert");
    draw (fixture->window);
    times[i] = (double) (g_get_monotonic_time () - began) / 1000.0;
  }
  yzt_feed_watch_stop (watch);
  qsort (times, TIMES, sizeof times[0], compare_times);
  g_print ("# file to pixels: median %.0f ms, 99th of %d %.0f ms, ratio to the bar of 1 s %.3f\n", times[TIMES / 2], TIMES, times[TIMES - 2],
           times[TIMES - 2] / BAR_MS);
  g_assert_cmpfloat (times[TIMES - 2], <=, BAR_MS);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir)) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_remove (path);
  }
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  window_test_init (&argc, &argv);
  g_test_add ("/feed/latency", Fixture, "en", set_up, test_latency, tear_down);
  return window_test_run ();
}
