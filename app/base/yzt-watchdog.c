/* yzt-watchdog.c: tells when the main loop was busy for too long, and with what
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-watchdog.h"
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

static struct {
  GPollFunc poll;     /* what the context used before us */
  gint64 woke_us;     /* when the last poll returned; 0 before the first */
  gint64 woke_queued_us; /* what queued_us said then */
  gint64 woke_computed_us; /* what computed_us said then */
  int schedstat;      /* -1 where the kernel does not tell */
  int display_schedstat; /* of the display server, when we were told which it is; -1 */
  guint limit_ms;
  guint stalls;
  double longest_ms;
  const char *longest_action;
  const char *action;
} watchdog;

/* How long this thread has stood ready without being given a processor: other programs' time, which no change of ours could
 * shorten and which would hide our own stalls in noise. Second figure of /proc/.../schedstat, in ns. */
static gint64
read_queued_us (int schedstat)
{
  char text[96];
  ssize_t length = schedstat >= 0 ? pread (schedstat, text, sizeof text - 1, 0) : -1;
  if (length <= 0) {
    return 0;
  }
  text[length] = '\0';
  char *end = NULL;
  g_ascii_strtoull (text, &end, 10);
  return (gint64) (g_ascii_strtoull (end, NULL, 10) / 1000);
}

/* While we wait for the display server it may stand in the same queue. */
static gint64
queued_us (void)
{
  return read_queued_us (watchdog.schedstat) + read_queued_us (watchdog.display_schedstat);
}

/* The thread's own time on a processor: what a stall has beyond it was waited for, on a disk or on the display. */
static gint64
computed_us (void)
{
  struct timespec time;
  return clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time) == 0 ? (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000 : 0;
}

static void
judge_turn (void)
{
  gint64 passed_us = g_get_monotonic_time () - watchdog.woke_us;
  if (passed_us <= watchdog.limit_ms * G_GINT64_CONSTANT (1000)) {
    return; /* without asking the kernel */
  }
  /* Both may have stood in the queue at once: what was computed was ours whatever the queues say. */
  gint64 own_us = computed_us () - watchdog.woke_computed_us;
  double busy_ms = (double) MAX (passed_us - (queued_us () - watchdog.woke_queued_us), own_us) / 1000.0;
  if (busy_ms <= watchdog.limit_ms) {
    return;
  }
  const char *action = watchdog.action != NULL ? watchdog.action : "unnamed";
  watchdog.stalls++;
  if (busy_ms > watchdog.longest_ms) {
    watchdog.longest_ms = busy_ms;
    watchdog.longest_action = action;
  }
  g_message ("main loop busy for %.0f ms (%s), computing %.0f of them", busy_ms, action,
             (double) own_us / 1000.0);
}

static int
watching_poll (GPollFD *fds, guint n_fds, int timeout)
{
  if (watchdog.woke_us != 0) {
    judge_turn ();
  }
  watchdog.action = NULL;
  int ready = watchdog.poll (fds, n_fds, timeout);
  watchdog.woke_queued_us = queued_us ();
  watchdog.woke_computed_us = computed_us ();
  watchdog.woke_us = g_get_monotonic_time ();
  return ready;
}

void
yzt_watchdog_start (guint limit_ms)
{
  GMainContext *context = g_main_context_default ();
  watchdog.limit_ms = limit_ms;
  if (watchdog.poll == NULL) {
    watchdog.schedstat = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
    watchdog.display_schedstat = -1;
    watchdog.poll = g_main_context_get_poll_func (context);
    g_main_context_set_poll_func (context, watching_poll);
  }
}

void
yzt_watchdog_excuse_display (const char *schedstat)
{
  g_return_if_fail (watchdog.poll != NULL && watchdog.display_schedstat < 0);
  watchdog.display_schedstat = open (schedstat, O_RDONLY | O_CLOEXEC);
}

void
yzt_watchdog_action (const char *name)
{
  watchdog.action = name;
}

void
yzt_watchdog_background (const char *name)
{
  if (watchdog.action == NULL) {
    watchdog.action = name;
  }
}

guint
yzt_watchdog_take_stalls (double *longest_ms, const char **action)
{
  guint stalls = watchdog.stalls;
  if (longest_ms != NULL) {
    *longest_ms = watchdog.longest_ms;
  }
  if (action != NULL) {
    *action = watchdog.longest_action;
  }
  watchdog.stalls = 0;
  watchdog.longest_ms = 0;
  watchdog.longest_action = NULL;
  return stalls;
}
