/* yzt-feed-watch.c: a watched folder of CAP files
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two ways a file is noticed. The monitor names files that were renamed into place or whose writer is done: those are read at
 * once. A rescan every 5 s finds what a share without inotify never told of; it reads a file only when size and time stood still
 * between two looks, so that a half-written one is left alone.
 */
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "yzt-base.h"
#include "yzt-feed-private.h"
#include "yzt-task.h"

#define RESCAN_SECONDS 5
/* A burst of files comes as a burst of events: taken together, they are sorted by the time they were sent. */
#define GATHER_MS 30

typedef struct {
  gint64 size;
  gint64 mtime_us;
  gboolean taken; /* FALSE: seen by the last rescan, not yet known to stand still */
} Stamp;

struct _YztFeedWatch {
  GObject parent_instance;

  YztStore *store;
  char *folder;
  char *author;
  char *language;
  const YztClock *clock;

  GFileMonitor *monitor;
  guint rescan_source;
  guint gather_source;
  GHashTable *named;    /* names the monitor told of and no worker has taken */
  gboolean rescan_due;
  gboolean first_look;  /* nothing was read yet: what lies in the folder is taken as it is */
  gboolean working;
  gboolean stopped;
  GHashTable *stamps;   /* name → Stamp; only the worker touches it while one is working */
  gint64 last_success_ms;
};

G_DEFINE_FINAL_TYPE (YztFeedWatch, yzt_feed_watch, G_TYPE_OBJECT)

enum { PROP_LAST_SUCCESS_MS = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];
enum { SIGNAL_FED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- on the worker --- */

typedef struct {
  GHashTable *named;
  gboolean rescan;
  gboolean first_look;
  gboolean readable; /* out: the folder could be looked at */
} Job;

static void
job_free (Job *job)
{
  g_hash_table_unref (job->named);
  g_free (job);
}

/* TRUE when the file is to be read now; remembers how it looked. */
static gboolean
take_file (YztFeedWatch *self, const char *name, const char *path, gboolean at_once)
{
  GStatBuf info;
  Stamp *stamp = g_hash_table_lookup (self->stamps, name);
  Stamp now = { 0 };
  gboolean same;

  if (g_stat (path, &info) != 0 || !S_ISREG (info.st_mode)) {
    return FALSE;
  }
  now.size = (gint64) info.st_size;
  now.mtime_us = (gint64) info.st_mtim.tv_sec * G_USEC_PER_SEC + info.st_mtim.tv_nsec / 1000;
  same = stamp != NULL && stamp->size == now.size && stamp->mtime_us == now.mtime_us;
  if (same && stamp->taken) {
    return FALSE;
  }
  now.taken = at_once || same;
  g_hash_table_replace (self->stamps, g_strdup (name), g_memdup2 (&now, sizeof now));
  return now.taken;
}

static void
consider (YztFeedWatch *self, const char *name, gboolean at_once, GPtrArray *paths)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  if (yzt_feed_is_alert_file (name) && take_file (self, name, path, at_once)) {
    g_ptr_array_add (paths, g_steal_pointer (&path));
  }
}

static void
look (YztFeedWatch *self, Job *job, GPtrArray *paths)
{
  GHashTableIter iter;
  gpointer name;
  g_autoptr (GDir) dir = NULL;

  g_hash_table_iter_init (&iter, job->named);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    consider (self, name, TRUE, paths);
  }
  job->readable = !job->rescan;
  dir = job->rescan ? g_dir_open (self->folder, 0, NULL) : NULL;
  if (dir != NULL) {
    const char *entry;
    job->readable = TRUE;
    while ((entry = g_dir_read_name (dir)) != NULL) {
      consider (self, entry, job->first_look, paths);
    }
  }
}

static void
work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  YztFeedWatch *self = source;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  YztFeedReport *report = yzt_feed_report_new ();

  look (self, task_data, paths);
  yzt_feed_files (self->store, paths, self->author, self->language, self->clock, report);
  g_task_return_pointer (task, report, (GDestroyNotify) yzt_feed_report_free);
}

/* --- on the main thread --- */

static void start_work (YztFeedWatch *self);

static void
on_worked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztFeedWatch *self = YZT_FEED_WATCH (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (YztFeedReport) report = g_task_propagate_pointer (G_TASK (result), NULL);

  self->working = FALSE;
  if (self->stopped) {
    return;
  }
  if (job->readable) {
    self->last_success_ms = yzt_clock_now_ms (self->clock);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_SUCCESS_MS]);
  }
  if (report->files > 0) {
    g_signal_emit (self, signals[SIGNAL_FED], 0, report);
  }
  if (!self->stopped && (g_hash_table_size (self->named) > 0 || self->rescan_due)) {
    start_work (self);
  }
}

static void
start_work (YztFeedWatch *self)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  if (self->working) {
    return; /* on_worked goes on with what gathered */
  }
  job = g_new0 (Job, 1);
  job->named = g_steal_pointer (&self->named);
  job->rescan = self->rescan_due;
  job->first_look = self->first_look;
  self->named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->rescan_due = FALSE;
  self->first_look = FALSE;
  self->working = TRUE;
  task = g_task_new (self, NULL, on_worked, NULL);
  g_task_set_source_tag (task, start_work);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  yzt_task_run_in_thread (task, work);
}

static gboolean
on_gathered (gpointer user_data)
{
  YztFeedWatch *self = user_data;

  self->gather_source = 0;
  start_work (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_rescan (gpointer user_data)
{
  YztFeedWatch *self = user_data;

  self->rescan_due = TRUE;
  start_work (self);
  return G_SOURCE_CONTINUE;
}

static void
gather (YztFeedWatch *self, GFile *file)
{
  char *name = file ? g_file_get_basename (file) : NULL;

  if (name == NULL) {
    return;
  }
  g_hash_table_add (self->named, name);
  if (self->gather_source == 0) {
    self->gather_source = g_timeout_add (GATHER_MS, on_gathered, self);
  }
}

static void
on_changed (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer user_data)
{
  YztFeedWatch *self = YZT_FEED_WATCH (user_data);

  if (event == G_FILE_MONITOR_EVENT_RENAMED) {
    gather (self, other);
  } else if (event == G_FILE_MONITOR_EVENT_MOVED_IN || event == G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT) {
    gather (self, file);
  }
}

static void
start_monitor (YztFeedWatch *self)
{
  g_autoptr (GFile) folder = g_file_new_for_path (self->folder);
  g_autoptr (GError) error = NULL;

  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);
  if (self->monitor == NULL) {
    g_message ("Watched folder without a monitor, looking every %d s: %s", RESCAN_SECONDS, error->message);
    return;
  }
  /* The monitor's own limit of one event per 800 ms would make an alert late. */
  g_file_monitor_set_rate_limit (self->monitor, 20);
  g_signal_connect (self->monitor, "changed", G_CALLBACK (on_changed), self);
}

static void
yzt_feed_watch_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  YztFeedWatch *self = YZT_FEED_WATCH (object);

  switch (id) {
  case PROP_LAST_SUCCESS_MS:
    g_value_set_int64 (value, self->last_success_ms);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
yzt_feed_watch_dispose (GObject *object)
{
  yzt_feed_watch_stop (YZT_FEED_WATCH (object));
  G_OBJECT_CLASS (yzt_feed_watch_parent_class)->dispose (object);
}

static void
yzt_feed_watch_finalize (GObject *object)
{
  YztFeedWatch *self = YZT_FEED_WATCH (object);

  g_clear_object (&self->store);
  g_free (self->folder);
  g_free (self->author);
  g_free (self->language);
  g_hash_table_unref (self->named);
  g_hash_table_unref (self->stamps);
  G_OBJECT_CLASS (yzt_feed_watch_parent_class)->finalize (object);
}

static void
yzt_feed_watch_class_init (YztFeedWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = yzt_feed_watch_get_property;
  object_class->dispose = yzt_feed_watch_dispose;
  object_class->finalize = yzt_feed_watch_finalize;
  properties[PROP_LAST_SUCCESS_MS] =
      g_param_spec_int64 ("last-success-ms", NULL, NULL, 0, G_MAXINT64, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_FED] =
      g_signal_new ("fed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
yzt_feed_watch_init (YztFeedWatch *self)
{
  self->named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->stamps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

YztFeedWatch *
yzt_feed_watch_new (YztStore *store, const char *folder, const char *author, const char *language, const YztClock *clock)
{
  YztFeedWatch *self;

  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  g_return_val_if_fail (folder != NULL && author != NULL && clock != NULL, NULL);

  self = g_object_new (YZT_TYPE_FEED_WATCH, NULL);
  self->store = g_object_ref (store);
  self->folder = g_canonicalize_filename (folder, NULL);
  self->author = g_strdup (author);
  self->language = g_strdup (language);
  self->clock = clock;
  /* The monitor first: what arrives during the first look is then told twice, never not at all. */
  start_monitor (self);
  self->rescan_source = g_timeout_add_seconds (RESCAN_SECONDS, on_rescan, self);
  self->rescan_due = TRUE;
  self->first_look = TRUE;
  start_work (self);
  return self;
}

void
yzt_feed_watch_stop (YztFeedWatch *self)
{
  g_return_if_fail (YZT_IS_FEED_WATCH (self));

  self->stopped = TRUE;
  if (self->monitor != NULL) {
    g_signal_handlers_disconnect_by_data (self->monitor, self);
    g_file_monitor_cancel (self->monitor);
    g_clear_object (&self->monitor);
  }
  g_clear_handle_id (&self->rescan_source, g_source_remove);
  g_clear_handle_id (&self->gather_source, g_source_remove);
}

const char *
yzt_feed_watch_get_folder (YztFeedWatch *self)
{
  g_return_val_if_fail (YZT_IS_FEED_WATCH (self), NULL);

  return self->folder;
}
