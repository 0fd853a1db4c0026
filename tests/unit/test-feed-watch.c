/* test-feed-watch.c: alerts dropped into a watched folder
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "yzt-base.h"
#include "yzt-feeds.h"

#include "yzt-test-map.h"

/* A file must be a row within a second; the deadline is wider so that a busy machine says "late" and not "never". */
#define DEADLINE_S 20
#define PROMISED_US G_USEC_PER_SEC

typedef struct {
  TestMap map;
  char *folder;
  YztFeedWatch *watch;
  GMainLoop *loop;
  guint inserted, failed, batches;
  guint wanted;
  gboolean late;
} Fixture;

static void
on_fed (YztFeedWatch *watch, YztFeedReport *report, gpointer user_data)
{
  Fixture *self = user_data;

  self->batches++;
  self->inserted += report->inserted;
  self->failed += report->failed;
  if (self->inserted + self->failed >= self->wanted) {
    g_main_loop_quit (self->loop);
  }
}

static gboolean
on_deadline (gpointer user_data)
{
  Fixture *self = user_data;

  self->late = TRUE;
  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

static void
wait_for (Fixture *self, guint wanted)
{
  guint source = g_timeout_add_seconds (DEADLINE_S, on_deadline, self);

  self->wanted = wanted;
  if (self->inserted + self->failed < wanted) {
    g_main_loop_run (self->loop);
  }
  g_source_remove (source);
  g_assert_false (self->late);
}

static void
on_first_look (GObject *watch, GParamSpec *pspec, gpointer user_data)
{
  g_main_loop_quit (((Fixture *) user_data)->loop);
}

static void
start (Fixture *self)
{
  guint source = g_timeout_add_seconds (DEADLINE_S, on_deadline, self);
  gulong handler;

  self->watch = yzt_feed_watch_new (self->map.store, self->folder, "feed", "en", &yzt_test_clock);
  g_signal_connect (self->watch, "fed", G_CALLBACK (on_fed), self);
  handler = g_signal_connect (self->watch, "notify::last-success-ms", G_CALLBACK (on_first_look), self);
  g_main_loop_run (self->loop);
  g_signal_handler_disconnect (self->watch, handler);
  g_source_remove (source);
  g_assert_false (self->late);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  test_map_set_up (&self->map);
  self->folder = g_build_filename (self->map.folder, "in", NULL);
  g_assert_cmpint (g_mkdir (self->folder, 0700), ==, 0);
  self->loop = g_main_loop_new (NULL, FALSE);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->watch != NULL) {
    yzt_feed_watch_stop (self->watch);
    g_clear_object (&self->watch);
  }
  g_main_loop_unref (self->loop);
  test_map_tear_down (&self->map);
  g_free (self->folder);
}

static char *
alert_text (guint number)
{
  return g_strdup_printf ("<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>W%u</identifier><sender>duty@example</sender>"
                          "<sent>2026-01-01T08:00:00+08:00</sent><status>Exercise</status><msgType>Alert</msgType><scope>Public</scope>"
                          "<info><category>CBRNE</category><event>Leak</event><urgency>Immediate</urgency><severity>Severe</severity>"
                          "<certainty>Observed</certainty><headline>Leak %u</headline><area><areaDesc>x</areaDesc><circle>23,112.4 1</circle></area>"
                          "</info></alert>", number, number);
}

/* As careful writers do: another name first, then renamed. */
static void
drop_renamed (Fixture *self, const char *name, const char *text)
{
  g_autofree char *temporary = g_build_filename (self->folder, "writing.tmp", NULL);
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  g_assert_true (g_file_set_contents_full (temporary, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  g_assert_cmpint (g_rename (temporary, path), ==, 0);
}

static void
drop_number (Fixture *self, guint number)
{
  g_autofree char *text = alert_text (number);
  g_autofree char *name = g_strdup_printf ("%u.xml", number);

  drop_renamed (self, name, text);
}

static guint
count_incidents (Fixture *self)
{
  g_autoptr (GPtrArray) rows = test_map_rows (&self->map, "incident");

  return rows->len;
}

static void
test_within_a_second (Fixture *self, gconstpointer data)
{
  gint64 began;
  gint64 last_ms = 0;

  start (self);
  g_object_get (self->watch, "last-success-ms", &last_ms, NULL);
  g_assert_cmpint (last_ms, ==, YZT_TEST_NOW_MS);
  began = g_get_monotonic_time ();
  drop_number (self, 1);
  wait_for (self, 1);
  g_test_message ("from file to row: %" G_GINT64_FORMAT " ms", (g_get_monotonic_time () - began) / 1000);
  g_assert_cmpint (g_get_monotonic_time () - began, <, PROMISED_US);
  g_assert_cmpuint (count_incidents (self), ==, 1);
  g_assert_cmpstr (yzt_feed_watch_get_folder (self->watch), ==, self->folder);
}

/* As others do: written slowly in place. */
static void
test_slow_writer (Fixture *self, gconstpointer data)
{
  g_autofree char *text = alert_text (1);
  g_autofree char *path = g_build_filename (self->folder, "slow.cap", NULL);
  gsize half = strlen (text) / 2;
  FILE *file;

  start (self);
  file = g_fopen (path, "w");
  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (text, 1, half, file), ==, half);
  fflush (file);
  /* Time for the watch to make the mistake of reading half a file. */
  for (guint i = 0; i < 200; i++) {
    g_main_context_iteration (NULL, FALSE);
  }
  g_assert_cmpuint (fwrite (text + half, 1, strlen (text) - half, file), ==, strlen (text) - half);
  fclose (file);
  wait_for (self, 1);
  g_assert_cmpuint (self->inserted, ==, 1);
  g_assert_cmpuint (self->failed, ==, 0);
}

static void
test_already_there (Fixture *self, gconstpointer data)
{
  drop_number (self, 1);
  drop_number (self, 2);
  self->watch = yzt_feed_watch_new (self->map.store, self->folder, "feed", "en", &yzt_test_clock);
  g_signal_connect (self->watch, "fed", G_CALLBACK (on_fed), self);
  wait_for (self, 2);
  g_assert_cmpuint (count_incidents (self), ==, 2);
}

static void
test_burst (Fixture *self, gconstpointer data)
{
  start (self);
  for (guint i = 1; i <= 200; i++) {
    drop_number (self, i);
  }
  drop_renamed (self, "broken.xml", "<alert");
  drop_renamed (self, "other.txt", "nothing");
  wait_for (self, 201);
  g_assert_cmpuint (self->inserted, ==, 200);
  g_assert_cmpuint (self->failed, ==, 1);
  g_assert_cmpuint (count_incidents (self), ==, 200);
}

static void
test_stopped (Fixture *self, gconstpointer data)
{
  start (self);
  yzt_feed_watch_stop (self->watch);
  drop_number (self, 1);
  for (guint i = 0; i < 1000; i++) {
    g_main_context_iteration (NULL, FALSE);
  }
  g_assert_cmpuint (self->batches, ==, 0);
  g_assert_cmpuint (count_incidents (self), ==, 0);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/feed-watch/within-a-second", test_within_a_second);
  ADD ("/feed-watch/slow-writer", test_slow_writer);
  ADD ("/feed-watch/already-there", test_already_there);
  ADD ("/feed-watch/burst", test_burst);
  ADD ("/feed-watch/stopped", test_stopped);
  return g_test_run ();
}
