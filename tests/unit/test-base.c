/* test-base.c: clock, times, folders, files and the log
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-base.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* 2026-11-22T04:20:00Z */
#define NOON_MS (G_GINT64_CONSTANT (1795321200) * 1000)

static void
test_clock (void)
{
  gint64 ms = 42;
  YztClock clock = YZT_CLOCK_FIXED (&ms);

  g_assert_cmpint (yzt_clock_now_ms (&clock), ==, 42);
  ms = 43;
  g_assert_cmpint (yzt_clock_now_ms (&clock), ==, 43);
  g_assert_cmpint (yzt_clock_now_ms (&yzt_clock_system), >, G_GINT64_CONSTANT (1700000000000));
}

static void
test_format_utc (void)
{
  static const struct {
    gint64 ms;
    const char *text;
  } cases[] = {
    { NOON_MS, "2026-11-22T04:20:00Z" },
    { NOON_MS + 7, "2026-11-22T04:20:00.007Z" },
    { 0, "1970-01-01T00:00:00Z" },
    { -1, "1969-12-31T23:59:59.999Z" },
    { G_MAXINT64, "" },
    { G_MININT64, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = yzt_time_format_utc (cases[i].ms);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_time_parse (void)
{
  static const struct {
    const char *text;
    gint64 ms;
  } cases[] = {
    { "2026-11-22T04:20:00Z", NOON_MS },
    { "2026-11-22T04:20:00.250Z", NOON_MS + 250 },
    { "2026-11-22T04:20:00.2509999Z", NOON_MS + 250 },
    { "2026-11-22T12:20:00+08:00", NOON_MS },
    { "2026-11-22T12:20:00+0800", NOON_MS },
    { "2026-11-22T12:20+08", NOON_MS },
    { "2026-11-21T22:50:00-05:30", NOON_MS },
    { "20261122T042000Z", NOON_MS },
    { "2026-11-22 12:20", NOON_MS },
    { "2026/11/22 12:20:00", NOON_MS },
    { "2026.11.22 12:20", NOON_MS },
    { "2026年11月22日 12:20", NOON_MS },
    { "2026年11月22日12时20分", NOON_MS },
    { "２０２６－１１－２２　１２：２０", NOON_MS },
    { " 2026-11-22 12:20 ", NOON_MS },
    { "2026-11-22", NOON_MS - (gint64) (12 * 60 + 20) * 60000 },
    { "20261122", NOON_MS - (gint64) (12 * 60 + 20) * 60000 },
    { "2026-11-22Z", NOON_MS - (gint64) (4 * 60 + 20) * 60000 },
    { "2026年11月22日12时20分00秒", NOON_MS },
    { "2026-11-22 12:20 +0800 ", NOON_MS },
    { "2026-1-2 3:04", G_GINT64_CONSTANT (1767294240000) },
  };
  static const char *const bad[] = {
    "", " ", "tomorrow", "2026", "2026-11", "2026-13-01", "2026-02-30", "2025-02-29", "2026-11-22T",
    "2026-11-22T25:00", "2026-11-22T12:60", "2026-11-22T12:20:61", "2026-11-22T12:20+25:00",
    "2026-11-22T12:20:00ZZ", "2026-11/22", "22.11.2026", "2026-11-22 12:20 PM", "0000-01-01",
    "1e9", "2026-11-22T12:20:00.Z", "\xff", "-026-11-22", "2026年11月",
    "2026-11-22T12:20:00.000000000000000000000000000000000000000000000000000000000Z",
  };
  g_autoptr (GTimeZone) china = g_time_zone_new_offset (8 * 3600);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 ms = 0;

    g_test_message ("%s", cases[i].text);
    g_assert_true (yzt_time_parse (cases[i].text, china, &ms));
    g_assert_cmpint (ms, ==, cases[i].ms);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    gint64 ms = 0;

    g_test_message ("bad time %u", i);
    g_assert_false (yzt_time_parse (bad[i], china, &ms));
  }
}

static void
test_time_round_trip (void)
{
  for (guint i = 0; i < 5000; i++) {
    gint64 ms = (gint64) g_test_rand_int () * 128 + g_test_rand_int_range (0, 1000);
    g_autofree char *text = yzt_time_format_utc (ms);
    gint64 back;

    g_assert_true (yzt_time_parse (text, NULL, &back));
    g_assert_cmpint (back, ==, ms);
  }
}

static void
test_format_clock (void)
{
  g_autoptr (GTimeZone) china = g_time_zone_new_offset (8 * 3600);
  g_autofree char *today = yzt_time_format_clock (NOON_MS, NOON_MS + 3600000, china);
  g_autofree char *yesterday = yzt_time_format_clock (NOON_MS - 86400000, NOON_MS, china);
  g_autofree char *long_ago = yzt_time_format_clock (NOON_MS - G_GINT64_CONSTANT (31536000000),
                                                     NOON_MS, china);
  g_autofree char *utc = yzt_time_format_clock (NOON_MS, NOON_MS, NULL);

  g_assert_cmpstr (today, ==, "12:20");
  g_assert_cmpstr (yesterday, ==, "11-21 12:20");
  g_assert_cmpstr (long_ago, ==, "2025-11-22 12:20");
  g_assert_cmpstr (utc, ==, "04:20");
}

static void
test_format_age (void)
{
  static const struct {
    gint64 age_s;
    const char *text;
  } cases[] = {
    { 0, "just now" }, { 59, "just now" }, { -59, "just now" }, { 60, "1 min ago" },
    { 22 * 60, "22 min ago" }, { -22 * 60, "in 22 min" }, { 3600, "1 h ago" },
    { 47 * 3600, "47 h ago" }, { 48 * 3600, "2 days ago" }, { -72 * 3600, "in 3 days" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = yzt_time_format_age (NOON_MS - cases[i].age_s * 1000, NOON_MS);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_folders (void)
{
  g_autofree char *data = yzt_user_data_dir ("kinds");
  g_autofree char *cache = yzt_user_cache_dir ("tiles");
  g_autofree char *state = yzt_user_state_dir ("log");
  struct stat info;

  g_assert_true (g_file_test (data, G_FILE_TEST_IS_DIR));
  g_assert_true (g_file_test (cache, G_FILE_TEST_IS_DIR));
  g_assert_true (g_str_has_suffix (state, "/yizhangtu/log"));
  g_assert_cmpint (g_stat (data, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0077, ==, 0);
  g_assert_nonnull (yzt_data_dir ());
}

static void
test_file_load (void)
{
  g_autofree char *dir = yzt_user_cache_dir ("test");
  g_autofree char *path = g_build_filename (dir, "file.txt", NULL);
  g_autofree char *pipe_path = g_build_filename (dir, "pipe", NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "12345678", 8, NULL));
  bytes = yzt_file_load (path, 8, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 8);
  g_assert_null (yzt_file_load (path, 7, &error));
  g_assert_error (error, YZT_BASE_ERROR, YZT_BASE_ERROR_SIZE);
  g_assert_nonnull (strstr (error->message, "file.txt"));
  g_clear_error (&error);
  g_assert_null (yzt_file_load (dir, 100, &error));
  g_assert_error (error, YZT_BASE_ERROR, YZT_BASE_ERROR_FILE);
  g_clear_error (&error);
  g_assert_null (yzt_file_load ("/nowhere/at/all", 100, &error));
  g_assert_error (error, YZT_BASE_ERROR, YZT_BASE_ERROR_FILE);
  g_clear_error (&error);
  /* A pipe nobody writes to would hang a careless reader for ever. */
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  g_assert_null (yzt_file_load (pipe_path, 100, &error));
  g_assert_error (error, YZT_BASE_ERROR, YZT_BASE_ERROR_FILE);
}

static void
test_log (void)
{
  g_autofree char *dir = yzt_user_state_dir ("log");
  g_autofree char *tail = NULL;
  g_autofree char *short_tail = NULL;
  g_autofree char *filler = g_strnfill (1500, 'x');

  if (!g_test_subprocess ()) {
    /* The writer can be set once in a process only; and its output is not for the TAP stream. */
    g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed ();
    return;
  }
  g_setenv ("G_MESSAGES_DEBUG", "", TRUE);
  yzt_log_start ("test");
  for (guint i = 0; i < 4000; i++) { /* six megabytes: rotates more often than there are files */
    g_info ("number %u %s", i, filler);
  }
  g_info ("two\nlines \x1b[31m");
  g_info ("the last one");
  tail = yzt_log_tail (10000);
  short_tail = yzt_log_tail (20);
  g_assert_cmpuint (strlen (tail), ==, 10000);
  g_assert_nonnull (strstr (tail, "two lines  [31m"));
  g_assert_true (g_str_has_suffix (tail, "the last one\n"));
  g_assert_cmpuint (strlen (short_tail), ==, 20);
  for (guint i = 0; i < 6; i++) {
    g_autofree char *name = i == 0 ? g_strdup ("test.log") : g_strdup_printf ("test.log.%u", i);
    g_autofree char *path = g_build_filename (dir, name, NULL);
    struct stat info;

    if (i >= 4) {
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
      continue;
    }
    g_assert_cmpint (g_stat (path, &info), ==, 0);
    g_assert_cmpint (info.st_size, <=, 1024 * 1024);
    g_assert_cmpuint (info.st_mode & 0077, ==, 0);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/base/clock", test_clock);
  g_test_add_func ("/base/format-utc", test_format_utc);
  g_test_add_func ("/base/time-parse", test_time_parse);
  g_test_add_func ("/base/time-round-trip", test_time_round_trip);
  g_test_add_func ("/base/format-clock", test_format_clock);
  g_test_add_func ("/base/format-age", test_format_age);
  g_test_add_func ("/base/folders", test_folders);
  g_test_add_func ("/base/file-load", test_file_load);
  g_test_add_func ("/base/log", test_log);

  return g_test_run ();
}
