/* yzt-test-holds.h: how long each transaction of this process kept the map locked for writing, and what it began with
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Watches every connection that is opened after yzt_test_holds_watch(). Processor time is that of the thread: what others of this machine do
 * is not in it. */
#pragma once
#include <glib.h>
#include <sqlite3.h>
#include <string.h>
#include <time.h>

typedef struct {
  double cpu_ms, wall_ms;
  char what[160]; /* the command that took longest in it */
} YztTestHold;

static GMutex yzt_test_holds_mutex;
static YztTestHold yzt_test_longest;
static gboolean yzt_test_holds_print;

/* Of one thread: it has one transaction at a time. */
static _Thread_local struct {
  gboolean is_open;
  double cpu_ms, wall_ms, statement_cpu_ms, statement_wall_ms, longest_ms;
  char what[160];
} yzt_test_hold;

static double
yzt_test_holds_clock_ms (clockid_t id)
{
  struct timespec time;

  clock_gettime (id, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static void
yzt_test_holds_end (double cpu_ms, double wall_ms)
{
  YztTestHold hold = { yzt_test_holds_clock_ms (CLOCK_THREAD_CPUTIME_ID) - cpu_ms, yzt_test_holds_clock_ms (CLOCK_MONOTONIC) - wall_ms, "" };

  g_strlcpy (hold.what, yzt_test_hold.what, sizeof hold.what);
  g_mutex_lock (&yzt_test_holds_mutex);
  if (yzt_test_holds_print && hold.cpu_ms > 50)
    g_print ("    %8.1f ms processor %8.1f ms  %s\n", hold.cpu_ms, hold.wall_ms, hold.what);
  if (hold.cpu_ms > yzt_test_longest.cpu_ms)
    yzt_test_longest = hold;
  g_mutex_unlock (&yzt_test_holds_mutex);
}

static void
yzt_test_holds_note (const char *sql, double took_ms)
{
  if (took_ms <= yzt_test_hold.longest_ms)
    return;
  yzt_test_hold.longest_ms = took_ms;
  g_strlcpy (yzt_test_hold.what, sql, sizeof yzt_test_hold.what);
}

static int
yzt_test_holds_trace (unsigned event, void *unused, void *stmt, void *text)
{
  const char *sql = sqlite3_sql (stmt);
  double cpu_ms = yzt_test_holds_clock_ms (CLOCK_THREAD_CPUTIME_ID), wall_ms = yzt_test_holds_clock_ms (CLOCK_MONOTONIC);

  if (event == SQLITE_TRACE_STMT) {
    if (g_str_has_prefix (text, "--"))
      return 0;
    yzt_test_hold.statement_cpu_ms = cpu_ms;
    yzt_test_hold.statement_wall_ms = wall_ms;
    return 0;
  }
  if (g_str_has_prefix (sql, "BEGIN IMMEDIATE")) {
    yzt_test_hold.is_open = TRUE;
    yzt_test_hold.cpu_ms = cpu_ms;
    yzt_test_hold.wall_ms = wall_ms;
    yzt_test_hold.longest_ms = 0;
    yzt_test_hold.what[0] = '\0';
  } else if (yzt_test_hold.is_open) {
    yzt_test_holds_note (sql, cpu_ms - yzt_test_hold.statement_cpu_ms);
    if (g_str_has_prefix (sql, "COMMIT") || g_str_equal (sql, "ROLLBACK")) {
      yzt_test_hold.is_open = FALSE;
      yzt_test_holds_end (yzt_test_hold.cpu_ms, yzt_test_hold.wall_ms);
    }
  } else if (sqlite3_get_autocommit (sqlite3_db_handle (stmt)) && !sqlite3_stmt_readonly (stmt) && strstr (sql, "TEMP TABLE") == NULL
             && strstr (sql, "temp.") == NULL) {
    g_strlcpy (yzt_test_hold.what, sql, sizeof yzt_test_hold.what);
    yzt_test_holds_end (yzt_test_hold.statement_cpu_ms, yzt_test_hold.statement_wall_ms);
  }
  return 0;
}

static int
yzt_test_holds_start (sqlite3 *db, char **message, const struct sqlite3_api_routines *unused)
{
  return sqlite3_trace_v2 (db, SQLITE_TRACE_STMT | SQLITE_TRACE_PROFILE, yzt_test_holds_trace, NULL);
}

static inline void
yzt_test_holds_watch (gboolean prints)
{
  yzt_test_holds_print = prints;
  sqlite3_auto_extension ((void (*) (void)) yzt_test_holds_start);
}

/* The longest since the last time. */
static inline YztTestHold
yzt_test_holds_take (void)
{
  YztTestHold longest;

  g_mutex_lock (&yzt_test_holds_mutex);
  longest = yzt_test_longest;
  yzt_test_longest = (YztTestHold) { 0, 0, "" };
  g_mutex_unlock (&yzt_test_holds_mutex);
  return longest;
}
