/* test-duty-night.c: a duty night by script: 12 feed files, three calls, two open incidents, a kill in the middle; the end is compared line by line
 * SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"
#include "night.h"
#include "yzt-test-map.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define MAX_WAIT_LINES 12

static const char *self_path;

/* --- the script's words --- */

void
night_at (Night *night, const char *clock)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");
  int hour = atoi (clock), minute = atoi (clock + 3);
  g_autoptr (GDateTime) time = g_date_time_new (zone, 2026, 11, hour >= 12 ? 22 : 23, hour, minute, 0);
  gint64 ms = g_date_time_to_unix (time) * 1000;
  *night->now_ms = ms;
}

static YztActResult *
run (Night *night, const char *author, gint64 incident, const char *id, va_list args, GError **error)
{
  g_autoptr (YztIncidentAct) act = yzt_incident_act_new (id, incident);
  for (const char *key = va_arg (args, const char *); key != NULL; key = va_arg (args, const char *)) {
    yzt_incident_act_set (act, key, va_arg (args, const char *));
  }
  return yzt_incident_act_run (act, night->store, author, "w", "zh_CN", night->clock, error);
}

gint64
night_act (Night *night, const char *author, gint64 incident, const char *id, ...)
{
  g_autoptr (GError) error = NULL;
  va_list args;
  va_start (args, id);
  g_autoptr (YztActResult) result = run (night, author, incident, id, args, &error);
  va_end (args);
  g_assert_no_error (error);
  return yzt_act_result_first_fid (result, yzt_kind_set_find (yzt_store_get_kinds (night->store), "incident"));
}

void
night_refuse (Night *night, const char *author, gint64 incident, const char *id, ...)
{
  g_autoptr (GError) error = NULL;
  va_list args;
  va_start (args, id);
  g_autoptr (YztActResult) result = run (night, author, incident, id, args, &error);
  va_end (args);
  g_assert_null (result);
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED);
}

void
night_duty (Night *night, const char *author, const char *id, ...)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  va_list args;
  va_start (args, id);
  for (const char *key = va_arg (args, const char *); key != NULL; key = va_arg (args, const char *)) {
    g_hash_table_insert (values, (gpointer) key, va_arg (args, char *));
  }
  va_end (args);
  g_autoptr (YztActResult) result = yzt_duty_act_run (id, values, night->store, author, "w", "zh_CN", night->clock, &error);
  g_assert_no_error (error);
}

char *
night_feed (Night *night, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztFeedReport) report = NULL;
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "duty-night", "feeds", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_assert_true (yzt_feed_path (night->store, path, "信息源", "zh_CN", night->clock, &report, &error));
  g_assert_no_error (error);
  const char *word = report->inserted > 0 ? "new" : report->updated > 0 ? "updated" : report->cancelled > 0 ? "cancelled" : report->duplicates > 0 ? "duplicate" : "ignored";
  g_test_message ("%s: %s", name, report->problems->len > 0 ? (const char *) report->problems->pdata[0] : word);
  return g_strdup (report->problems->len > 0 ? report->problems->pdata[0] : word);
}

void
night_cross (Night *night, gint64 warning)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztGeneration) generation = yzt_load_generation (night->store, night->clock, NULL, &error);
  g_autoptr (YztActResult) result = NULL;
  g_assert_no_error (error);
  g_assert_true (yzt_warning_refresh (night->store, generation, warning, "信息源", "zh_CN", night->clock, &result, &error));
  g_assert_no_error (error);
}

gint64
night_find (Night *night, const char *kind, const char *field, const char *value)
{
  g_autoptr (GError) error = NULL;
  gint64 fid = yzt_store_find_row (night->store, yzt_kind_set_find (yzt_store_get_kinds (night->store), kind), field, value, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fid, >, 0);
  return fid;
}

char *
night_last (Night *night, gint64 incident, const char *kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztIncidentRecord) record = yzt_incident_record_read (night->store, incident, *night->now_ms, "zh_CN", &error);
  g_assert_no_error (error);
  return g_strdup_printf ("%" G_GINT64_FORMAT, yzt_incident_record_last (record, kind)->fid);
}

gint64
night_turn (Night *night, const char *person)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) turns = yzt_duty_read (night->store, *night->now_ms, *night->now_ms + 1, *night->now_ms, "zh_CN", &error);
  for (guint i = 0; i < turns->len; i++) {
    const YztDutyTurn *turn = &g_array_index (turns, YztDutyTurn, i);
    if (g_str_equal (turn->person, person)) {
      return turn->fid;
    }
  }
  g_assert_not_reached ();
}

char *
night_report (Night *night, gint64 incident, const char *what, const char *drafter, const char *checker, const char *signer)
{
  night_act (night, drafter, incident, "report-draft", "what", what, NULL);
  char *report = night_last (night, incident, "report");
  night_act (night, checker, incident, "report-check", "report", report, NULL);
  night_act (night, signer, incident, "report-sign", "report", report, NULL);
  return report;
}

/* --- the machine that is switched off --- */

/* Plays to the middle, then writes line after line until it is killed. */
G_NORETURN static void
play_first_half (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_store_open (path, YZT_STORE_READ_WRITE, &yzt_test_clock, &error);
  g_assert_no_error (error);
  Night night = { store, &yzt_test_clock, &yzt_test_now_ms, NULL };
  night_first_half (&night);
  gint64 road = night_find (&night, "incident", "address", "德庆县G321国道1042公里处");
  for (guint i = 1;; i++) {
    g_autofree char *text = g_strdup_printf ("记事 %u", i);
    night_act (&night, "王值班", road, "log", "text", text, NULL);
    printf ("%u\n", i);
    fflush (stdout);
  }
}

/* How many lines it had said to be written when it was killed. */
static guint
kill_in_the_middle (const char *path)
{
  g_autoptr (GError) error = NULL;
  const char *argv[] = { self_path, "--first-half", path, NULL };
  GPid pid;
  int out;
  g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  FILE *stream = fdopen (out, "r");
  char line[64];
  guint written = 0;
  while (written < MAX_WAIT_LINES && fgets (line, sizeof line, stream) != NULL) {
    written = (guint) atoi (line);
  }
  kill (pid, SIGKILL);
  while (fgets (line, sizeof line, stream) != NULL) {
    written = (guint) atoi (line);
  }
  fclose (stream);
  int status;
  waitpid (pid, &status, 0);
  g_spawn_close_pid (pid);
  g_assert_cmpuint (written, >=, MAX_WAIT_LINES);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
  return written;
}

/* What was said to be written is there; at most the act in flight besides. */
static void
check_lines (Night *night, guint written)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) lines = yzt_log_read (night->store, 0, 0, "记事", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lines->len, >=, written);
  g_assert_cmpuint (lines->len, <=, written + 1);
}

static void
compare_told (const char *told)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "duty-night", "expected.txt", NULL);
  g_autofree char *expected = NULL;
  if (g_getenv ("YZT_DUTY_NIGHT_WRITE") != NULL) {
    g_assert_true (g_file_set_contents (path, told, -1, NULL));
  }
  g_assert_true (g_file_get_contents (path, &expected, NULL, NULL));
  g_auto (GStrv) is = g_strsplit (told, "\n", -1), wanted = g_strsplit (expected, "\n", -1);
  for (guint i = 0; is[i] != NULL && wanted[i] != NULL; i++) {
    g_assert_cmpstr (is[i], ==, wanted[i]);
  }
  g_assert_cmpuint (g_strv_length (is), ==, g_strv_length (wanted));
}

/* Every paper of the night can be printed; the signed one says by whom. */
static void
check_papers (Night *night, const char *folder)
{
  g_autoptr (GError) error = NULL;
  gint64 leak = night_find (night, "incident", "identifier", "FIRE-119-77");
  g_autofree char *report = night_last (night, leak, "report");
  g_autoptr (YztPaper) paper = yzt_report_paper (night->store, g_ascii_strtoll (report, NULL, 10), "zh_CN", &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (paper->facts->pdata[paper->facts->len - 1], "钱副局"));
  g_autoptr (YztPaper) log = yzt_log_paper (night->store, leak, NULL, "zh_CN", &error);
  static const char *const names[] = { "report.pdf", "report.docx", "log.pdf", "log.docx" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL), *bytes = NULL;
    gsize length = 0;
    yzt_paper_write (i < 2 ? paper : log, path, &error);
    g_assert_no_error (error);
    g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
    g_assert_cmpint (strncmp (bytes, i % 2 == 0 ? "%PDF" : "PK", i % 2 == 0 ? 4 : 2), ==, 0);
  }
}

static void
test_night (void)
{
  TestMap map;
  g_autoptr (GError) error = NULL;
  Night start = { NULL, &yzt_test_clock, &yzt_test_now_ms, NULL };
  night_at (&start, "19:59");
  test_map_set_up (&map);
  yzt_store_close (map.store);
  g_clear_object (&map.store);
  guint written = kill_in_the_middle (map.path);
  night_at (&start, "21:50");
  map.store = yzt_store_open (map.path, YZT_STORE_READ_WRITE, &yzt_test_clock, &error);
  g_assert_no_error (error);
  Night night = { map.store, &yzt_test_clock, &yzt_test_now_ms, NULL };
  check_lines (&night, written);
  g_autoptr (GString) all = g_string_new (NULL);
  night_second_half (&night, all);
  g_autofree char *told = night_tell (&night);
  g_string_append (all, told);
  compare_told (all->str);
  check_papers (&night, map.folder);
  g_autoptr (GPtrArray) problems = yzt_store_check (map.store, &error);
  g_assert_cmpuint (problems->len, ==, 0);
  /* Opened anew the same is told: nothing was hidden in memory. */
  yzt_store_close (map.store);
  g_clear_object (&map.store);
  map.store = yzt_store_open (map.path, YZT_STORE_READ_WRITE, &yzt_test_clock, &error);
  g_assert_no_error (error);
  Night again = { map.store, &yzt_test_clock, &yzt_test_now_ms, NULL };
  g_autofree char *told_again = night_tell (&again);
  g_assert_cmpstr (told_again, ==, told);
  test_map_tear_down (&map);
}

int
main (int argc, char **argv)
{
  self_path = argv[0];
  if (argc == 3 && g_str_equal (argv[1], "--first-half")) {
    const char *path = argv[2];
    int n = 1;
    g_test_init (&n, &argv, NULL);
    yzt_geo_init ();
    play_first_half (path);
  }
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/duty-night/all", test_night);
  return g_test_run ();
}
