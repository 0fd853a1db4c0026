/* yzt-store.c: one open map file: its reading connections and the one thread that writes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-care-private.h"
#include "yzt-history-private.h"
#include "yzt-prepared-private.h"
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

/* Idle reading connections kept; each costs a little memory and two file descriptors. */
#define MAX_IDLE_READERS 4
/* How often a map on a network drive is marked as open here. */
#define BEAT_US (60 * G_USEC_PER_SEC)

struct _YztStore {
  GObject parent_instance;
  char *path;
  char *place; /* which machine and file this is: a copy is another */
  YztClock clock;
  gboolean is_read_only, is_immutable, is_network;
  YztHostLock *host_lock; /* NULL on a local disk */
  YztConnection *writer; /* writer thread only, after opening */
  YztWalCopier *copier;
  GThread *thread;
  GAsyncQueue *jobs;
  GMutex mutex; /* guards what follows */
  gboolean is_closed;
  GQueue idle_readers;
  YztKindSet *kinds;
  GPtrArray *former_kinds; /* handed out without a reference: kept until the end */
  guint page_limit;
  gboolean is_damaged;     /* found by a check: nothing more is written */
  gint64 data_version;     /* writer thread only: of the last poll, 0 none */
  gint64 seen_entry;       /* writer thread only: what poll has reported, or was there at opening */
  GHashTable *own_entries; /* writer thread only: own acts after seen_entry */
  YztPast *past;           /* the map as it stood; NULL for the present */
};

G_DEFINE_FINAL_TYPE (YztStore, yzt_store, G_TYPE_OBJECT)

typedef struct {
  YztJobFunc func;
  gpointer data;
  gboolean writes, is_stop;
  GTask *task; /* NULL: somebody waits on @done */
  GMutex mutex;
  GCond cond;
  gboolean done;
  YztActResult *result;
  GError *error;
} Job;

/* --- the writer thread --- */

static gboolean
drop_task (gpointer task)
{
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

/* The task may hold the last reference to the store, which cannot be closed from its own writer
 * thread. */
static void
job_free_with_task (Job *job)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_callback (source, drop_task, job->task, NULL);
  g_source_attach (source, g_task_get_context (job->task));
  g_free (job);
}

static void
job_finish (Job *job)
{
  if (job->task != NULL) {
    if (job->result != NULL)
      g_task_return_pointer (job->task, job->result, (GDestroyNotify) yzt_act_result_free);
    else
      g_task_return_error (job->task, job->error);
    job_free_with_task (job);
    return;
  }
  g_mutex_lock (&job->mutex);
  job->done = TRUE;
  g_cond_signal (&job->cond);
  g_mutex_unlock (&job->mutex);
}

static void
apply_page_limit (YztStore *self)
{
  g_autofree char *sql = NULL;
  guint limit;

  g_mutex_lock (&self->mutex);
  limit = self->page_limit;
  self->page_limit = 0;
  g_mutex_unlock (&self->mutex);
  if (limit == 0)
    return;
  sql = g_strdup_printf ("PRAGMA max_page_count=%u", limit);
  yzt_connection_do (self->writer, NULL, sql, "");
}

static gboolean
is_damaged (YztStore *self)
{
  gboolean damaged;

  g_mutex_lock (&self->mutex);
  damaged = self->is_damaged;
  g_mutex_unlock (&self->mutex);
  return damaged;
}

gboolean
yzt_store_check_writable (YztStore *self, GError **error)
{
  g_autofree char *name = g_path_get_basename (self->path);

  if (self->is_read_only) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_READ_ONLY,
                 _("“%s” is open for reading only; save a copy of the map in a folder that can be "
                    "written."),
                 name);
    return FALSE;
  }
  if (is_damaged (self)) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED,
                 _("“%s” is damaged and can only be read; open a backup, or salvage what is left of "
                   "it, before changing anything."),
                 name);
    return FALSE;
  }
  return TRUE;
}

static void
run_one (YztStore *self, Job *job)
{
  apply_page_limit (self);
  if (job->task != NULL && g_task_return_error_if_cancelled (job->task)) {
    job_free_with_task (job);
    return;
  }
  if (!job->writes || yzt_store_check_writable (self, &job->error))
    job->result = job->func (self, self->writer, job->data, &job->error);
  job_finish (job);
}

static gpointer
writer_thread (gpointer data)
{
  YztStore *self = data;

  while (TRUE) {
    Job *job = self->host_lock == NULL ? g_async_queue_pop (self->jobs)
                                       : g_async_queue_timeout_pop (self->jobs, BEAT_US);

    if (self->host_lock != NULL)
      yzt_host_lock_beat (self->host_lock);
    if (job == NULL)
      continue;
    if (job->is_stop) {
      job_finish (job);
      return NULL;
    }
    run_one (self, job);
  }
}

static gboolean
check_is_present (YztStore *self, GError **error)
{
  if (self->past == NULL)
    return TRUE;
  g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_READ_ONLY,
                       _("This is the map as it stood; go back to now to change it."));
  return FALSE;
}

YztActResult *
yzt_store_run_job (YztStore *self, YztJobFunc func, gpointer data, gboolean writes, GError **error)
{
  Job job = { .func = func, .data = data, .writes = writes, .is_stop = func == NULL };

  if (!check_is_present (self, error))
    return NULL;
  /* An act that starts another act would wait for itself. */
  g_return_val_if_fail (self->thread != NULL && self->thread != g_thread_self (), NULL);
  g_mutex_init (&job.mutex);
  g_cond_init (&job.cond);
  g_async_queue_push (self->jobs, &job);
  g_mutex_lock (&job.mutex);
  while (!job.done)
    g_cond_wait (&job.cond, &job.mutex);
  g_mutex_unlock (&job.mutex);
  g_mutex_clear (&job.mutex);
  g_cond_clear (&job.cond);
  if (job.error != NULL)
    g_propagate_error (error, job.error);
  return job.result;
}

/* --- acts --- */

typedef struct {
  YztActInfo info;
  char *author, *window, *label;
  YztActFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
} WriteData;

gboolean
yzt_store_check_info (const YztActInfo *info, GError **error)
{
  if (info->author != NULL && *info->author != '\0')
    return TRUE;
  g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED,
                       _("Nobody has signed in; sign in by name before changing the map."));
  return FALSE;
}

static YztActResult *
write_job (YztStore *self, YztConnection *connection, gpointer data, GError **error)
{
  WriteData *write = data;

  if (!yzt_store_check_info (&write->info, error))
    return NULL;
  return yzt_act_run (self, connection, &write->info, 0, write->func, write->user_data, error);
}

YztActResult *
yzt_store_write (YztStore *store, const YztActInfo *info, YztActFunc func, gpointer user_data,
                 GError **error)
{
  WriteData write = { .func = func, .user_data = user_data };

  g_return_val_if_fail (YZT_IS_STORE (store) && info != NULL && info->label != NULL, NULL);
  write.info = *info;
  return yzt_store_run_job (store, write_job, &write, TRUE, error);
}

static void
write_data_free (WriteData *write)
{
  if (write->destroy != NULL)
    write->destroy (write->user_data);
  g_free (write->author);
  g_free (write->window);
  g_free (write->label);
  g_free (write);
}

void
yzt_store_write_async (YztStore *store, const YztActInfo *info, YztActFunc func, gpointer user_data,
                       GDestroyNotify destroy, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer callback_data)
{
  WriteData *write = g_new0 (WriteData, 1);
  Job *job = g_new0 (Job, 1);
  GError *error = NULL;

  g_return_if_fail (YZT_IS_STORE (store) && info != NULL && info->label != NULL
                    && (store->thread != NULL || store->past != NULL));
  write->author = g_strdup (info->author);
  write->window = g_strdup (info->window);
  write->label = g_strdup (info->label);
  write->info =
      (YztActInfo) { write->author, write->window, write->label, info->incident, info->nature };
  write->func = func;
  write->user_data = user_data;
  write->destroy = destroy;
  job->task = g_task_new (store, cancellable, callback, callback_data);
  /* Once committed an act is done, whatever the cancellable says by then. */
  g_task_set_check_cancellable (job->task, FALSE);
  g_task_set_source_tag (job->task, yzt_store_write_async);
  g_task_set_task_data (job->task, write, (GDestroyNotify) write_data_free);
  job->func = write_job;
  job->data = write;
  job->writes = TRUE;
  if (check_is_present (store, &error)) {
    g_async_queue_push (store->jobs, job);
  } else {
    g_task_return_error (job->task, error);
    job_free_with_task (job);
  }
}

YztActResult *
yzt_store_write_finish (YztStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- reading connections --- */

static gboolean
set_up_reader (YztConnection *connection, GError **error)
{
  return yzt_connection_exec (connection,
                              /* Mapped pages count as the programme's: the whole of a large map would be. */
                              "PRAGMA query_only=1; PRAGMA mmap_size=0; PRAGMA "
                              "cache_size=-4096; PRAGMA temp_store=MEMORY",
                              error);
}

YztConnection *
yzt_store_acquire (YztStore *self, GError **error)
{
  g_autoptr(YztConnection) connection = NULL;
  gboolean is_closed;

  g_mutex_lock (&self->mutex);
  connection = g_queue_pop_head (&self->idle_readers);
  is_closed = self->is_closed;
  g_mutex_unlock (&self->mutex);
  if (is_closed) {
    /* A reading that was asked for before the window was closed, and whose turn came after. */
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the store is closed");
    return NULL;
  }
  if (connection == NULL) {
    connection = self->past != NULL
                     ? yzt_past_open_reader (self->past, error)
                     : yzt_connection_open (self->path, yzt_store_get_reading_mode (self), error);
    if (connection == NULL || !set_up_reader (connection, error))
      return NULL;
  }
  if (self->past != NULL)
    yzt_past_lock_reader (self->past);
  return g_steal_pointer (&connection);
}

void
yzt_store_release (YztStore *self, YztConnection *connection)
{
  GHashTableIter iter;
  gpointer stmt;

  /* A statement left in the middle would hold an old state of the file. */
  g_hash_table_iter_init (&iter, connection->statements);
  while (g_hash_table_iter_next (&iter, NULL, &stmt))
    sqlite3_reset (stmt);
  if (self->past != NULL)
    yzt_past_unlock_reader (self->past);
  g_mutex_lock (&self->mutex);
  if (!self->is_closed && g_queue_get_length (&self->idle_readers) < MAX_IDLE_READERS)
    g_queue_push_head (&self->idle_readers, g_steal_pointer (&connection));
  g_mutex_unlock (&self->mutex);
  yzt_connection_close (connection);
}

/* --- opening --- */

static char *
find_place (const char *path)
{
  g_autofree char *machine = NULL;
  g_autofree char *hidden = NULL;
  GStatBuf info = { 0 };

  if (!g_file_get_contents ("/etc/machine-id", &machine, NULL, NULL))
    machine = g_strdup (g_get_host_name ());
  g_stat (path, &info);
  /* A map is given away: the number of a machine is not. */
  hidden = g_compute_checksum_for_string (G_CHECKSUM_SHA256, g_strstrip (machine), -1);
  return g_strdup_printf ("%.16s:%" G_GUINT64_FORMAT, hidden, (guint64) info.st_ino);
}

/* Read-only media: without a WAL beside the file nothing can change it, and SQLite need not write
 * its shared memory. */
static YztConnectionMode
choose_mode (const char *path, YztStoreMode wanted)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  gboolean writable = g_access (path, W_OK) == 0 && g_access (folder, W_OK) == 0;

  if (writable)
    return wanted == YZT_STORE_READ_WRITE ? YZT_CONNECTION_READ_WRITE : YZT_CONNECTION_READ_ONLY;
  return g_file_test (wal, G_FILE_TEST_EXISTS) ? YZT_CONNECTION_READ_ONLY
                                               : YZT_CONNECTION_IMMUTABLE;
}

/* Two processes that open a closed map in the same instant are in each other's way for some milliseconds, and SQLite does
 * not wait for every kind of lock. TRUE to try again. */
static gboolean
is_worth_waiting (gint64 deadline_us, GError **error)
{
  if (!g_error_matches (*error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY)
      || g_get_monotonic_time () > deadline_us)
    return FALSE;
  g_clear_error (error);
  g_usleep ((gulong) g_random_int_range (5000, 40000));
  return TRUE;
}

/* Debian's SQLite overwrites what is deleted; the journal keeps it anyhow, and a million rows that are taken away would be written to
 * the log a second time. */
static gboolean
set_up_writer (YztConnection *connection, GError **error)
{
  return yzt_connection_exec (connection,
                              "PRAGMA synchronous=FULL; PRAGMA journal_size_limit=67108864; PRAGMA "
                              "cache_size=-65536; PRAGMA foreign_keys=1; PRAGMA secure_delete=FAST",
                              error);
}

/* WAL lets readers go on while somebody writes; its shared memory does not work on network drives. */
static gboolean
start_writing (YztConnection *connection, gboolean is_network, GError **error)
{
  const char *sql = is_network ? "PRAGMA journal_mode=DELETE" : "PRAGMA journal_mode=WAL";
  gint64 deadline_us = g_get_monotonic_time () + YZT_STORE_BUSY_MS * 1000;
  g_autofree char *mode = NULL;
  GError *local_error = NULL;

  do
    mode = yzt_connection_get_text (connection, &local_error, sql, "");
  while (mode == NULL && is_worth_waiting (deadline_us, &local_error));
  if (mode == NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  return set_up_writer (connection, error)
         && yzt_connection_exec (connection, "PRAGMA temp_store=MEMORY", error);
}

YztConnection *
yzt_store_open_second_writer (YztStore *self, GError **error)
{
  g_autoptr(YztConnection) connection = NULL;

  if (!check_is_present (self, error) || !yzt_store_check_writable (self, error))
    return NULL;
  connection = yzt_connection_open (self->path, YZT_CONNECTION_READ_WRITE, error);
  return connection != NULL && set_up_writer (connection, error) ? g_steal_pointer (&connection)
                                                                : NULL;
}

static gboolean
check_tail (YztConnection *connection, const char *path, GError **error)
{
  g_autoptr(YztCheckReport) report = yzt_check_report_new ();
  gboolean ok;

  /* One state of the map: another window may be writing. */
  if (!yzt_connection_do (connection, error, "BEGIN", ""))
    return FALSE;
  ok = yzt_chain_check (connection, TRUE, report, NULL, error);
  yzt_connection_do (connection, NULL, "COMMIT", "");
  if (!ok)
    return FALSE;
  /* An altered journal does not make the map unreadable: it is opened, and said. */
  for (guint i = 0; i < report->problems->len; i++)
    g_message ("%s", (const char *) g_ptr_array_index (report->problems, i));
  return TRUE;
}

static gboolean
open_writer (YztStore *self, YztConnectionMode mode, GError **error)
{
  gint64 deadline_us = g_get_monotonic_time () + YZT_STORE_BUSY_MS * 1000;
  GError *header_error = NULL;

  self->writer = yzt_connection_open (self->path, mode, error);
  if (self->writer == NULL)
    return FALSE;
  while (!yzt_store_check_header (self->writer, &header_error)) {
    if (!is_worth_waiting (deadline_us, &header_error)) {
      g_propagate_error (error, header_error);
      return FALSE;
    }
  }
  self->is_read_only = mode != YZT_CONNECTION_READ_WRITE;
  self->is_immutable = mode == YZT_CONNECTION_IMMUTABLE;
  if (!self->is_read_only) {
    g_autoptr(GError) local_error = NULL;

    if (!yzt_migrate (self->writer, &local_error)
        || !start_writing (self->writer, self->is_network, &local_error)) {
      if (!g_error_matches (local_error, YZT_STORE_ERROR, YZT_STORE_ERROR_READ_ONLY)) {
        g_propagate_error (error, g_steal_pointer (&local_error));
        return FALSE;
      }
      g_clear_pointer (&self->writer, yzt_connection_close);
      return open_writer (self, YZT_CONNECTION_IMMUTABLE, error);
    }
    self->copier = yzt_wal_copier_new (self->path);
    yzt_wal_copier_follow (self->copier, self->writer);
    /* Somebody may be writing just now; then it is done the next time. */
    yzt_prepared_clean (self->writer, NULL);
  }
  return TRUE;
}

static YztActResult *
take_in_job (YztStore *self, YztConnection *connection, gpointer data, GError **error)
{
  YztActResult *result = yzt_outside_take_in (self, connection, error);

  /* Whoever opens the map reads it after this: nothing that poll would have to tell. */
  if (result != NULL && result->entry > 0)
    yzt_store_note_own_entry (self, result->entry);
  return result;
}

YztStore *
yzt_store_open (const char *path, YztStoreMode mode, const YztClock *clock, GError **error)
{
  g_autoptr(YztStore) self = NULL;
  g_autoptr(GError) local_error = NULL;

  g_return_val_if_fail (path != NULL && clock != NULL, NULL);
  if (!yzt_store_check_file (path, error))
    return NULL;
  self = g_object_new (YZT_TYPE_STORE, NULL);
  self->path = g_canonicalize_filename (path, NULL);
  self->clock = *clock;
  self->place = find_place (path);
  self->host_lock = yzt_host_lock_take (self->path, &self->is_network, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  if (!open_writer (self, choose_mode (path, mode), error)
      || !check_tail (self->writer, path, error))
    return NULL;
  self->kinds = yzt_schema_load_kinds (self->writer, error);
  if (self->kinds == NULL
      || !yzt_connection_get_int (self->writer, &self->seen_entry, error,
                                  "SELECT max(entry) FROM journal", ""))
    return NULL;
  self->thread = g_thread_new ("yzt-store", writer_thread, self);
  if (!self->is_read_only) {
    yzt_act_result_free (yzt_store_run_job (self, take_in_job, NULL, TRUE, &local_error));
    /* Another window may be writing just now: what is waiting is taken in with the next act. */
    if (local_error != NULL
        && !g_error_matches (local_error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY)) {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  }
  return g_steal_pointer (&self);
}

YztStore *
yzt_store_new_past (YztStore *present, YztPast *past, YztKindSet *kinds)
{
  YztStore *self = g_object_new (YZT_TYPE_STORE, NULL);

  self->path = g_strdup (present->path);
  self->place = g_strdup (present->place);
  self->clock = present->clock;
  self->is_read_only = TRUE;
  self->is_immutable = present->is_immutable;
  self->kinds = kinds;
  self->past = past;
  return self;
}

void
yzt_store_close (YztStore *store)
{
  g_return_if_fail (YZT_IS_STORE (store));
  if (store->thread != NULL) {
    yzt_store_run_job (store, NULL, NULL, FALSE, NULL);
    g_clear_pointer (&store->thread, g_thread_join);
  }
  g_mutex_lock (&store->mutex);
  store->is_closed = TRUE;
  g_queue_clear_full (&store->idle_readers, (GDestroyNotify) yzt_connection_close);
  g_mutex_unlock (&store->mutex);
  if (store->writer != NULL) {
    yzt_connection_forget (store->writer);
    sqlite3_wal_hook (store->writer->db, NULL, NULL);
    g_clear_pointer (&store->copier, yzt_wal_copier_free);
    /* Busy means that somebody else has the map open: the last one to leave does this. */
    if (!store->is_read_only) {
      sqlite3_busy_timeout (store->writer->db, 0);
      sqlite3_wal_checkpoint_v2 (store->writer->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
      sqlite3_exec (store->writer->db, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
    }
    g_clear_pointer (&store->writer, yzt_connection_close);
  }
  g_clear_pointer (&store->host_lock, yzt_host_lock_release);
}

static void
yzt_store_finalize (GObject *object)
{
  YztStore *self = YZT_STORE (object);

  yzt_store_close (self);
  g_clear_pointer (&self->past, yzt_past_free);
  g_async_queue_unref (self->jobs);
  g_clear_pointer (&self->kinds, yzt_kind_set_unref);
  g_hash_table_unref (self->own_entries);
  g_ptr_array_unref (self->former_kinds);
  g_mutex_clear (&self->mutex);
  g_free (self->path);
  g_free (self->place);
  G_OBJECT_CLASS (yzt_store_parent_class)->finalize (object);
}

static void
yzt_store_class_init (YztStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_store_finalize;
}

static void
yzt_store_init (YztStore *self)
{
  g_mutex_init (&self->mutex);
  g_queue_init (&self->idle_readers);
  self->jobs = g_async_queue_new ();
  self->own_entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->former_kinds = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_kind_set_unref);
}

/* --- what the store knows of itself --- */

const char *
yzt_store_get_path (YztStore *store)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  return store->path;
}

gboolean
yzt_store_is_read_only (YztStore *store)
{
  g_return_val_if_fail (YZT_IS_STORE (store), TRUE);
  return store->is_read_only || is_damaged (store);
}

void
yzt_store_mark_damaged (YztStore *self)
{
  g_mutex_lock (&self->mutex);
  self->is_damaged = TRUE;
  g_mutex_unlock (&self->mutex);
}

YztKindSet *
yzt_store_get_kinds (YztStore *store)
{
  YztKindSet *kinds;

  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  g_mutex_lock (&store->mutex);
  kinds = store->kinds;
  g_mutex_unlock (&store->mutex);
  return kinds;
}

YztKindSet *
yzt_store_ref_kinds (YztStore *self)
{
  YztKindSet *kinds;

  g_mutex_lock (&self->mutex);
  kinds = yzt_kind_set_ref (self->kinds);
  g_mutex_unlock (&self->mutex);
  return kinds;
}

void
yzt_store_set_kinds (YztStore *self, YztKindSet *kinds)
{
  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->former_kinds, self->kinds);
  self->kinds = kinds;
  g_mutex_unlock (&self->mutex);
}

char *
yzt_store_get_setting (YztStore *store, const char *key)
{
  YztConnection *connection;
  char *value;

  g_return_val_if_fail (YZT_IS_STORE (store) && key != NULL, NULL);
  connection = yzt_store_acquire (store, NULL);
  if (connection == NULL)
    return NULL;
  value = yzt_setting_get (connection, key);
  yzt_store_release (store, connection);
  return value;
}

GTimeZone *
yzt_store_get_zone (YztStore *store)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  YztConnection *connection = yzt_store_acquire (store, NULL);
  if (connection == NULL)
    return g_time_zone_new_utc ();
  GTimeZone *zone = yzt_setting_get_zone (connection);
  yzt_store_release (store, connection);
  return zone;
}

const YztClock *
yzt_store_get_clock (YztStore *self)
{
  return &self->clock;
}

const char *
yzt_store_get_place (YztStore *self)
{
  return self->place;
}

YztPast *
yzt_store_get_past (YztStore *self)
{
  return self->past;
}

YztConnectionMode
yzt_store_get_reading_mode (YztStore *self)
{
  return self->is_immutable ? YZT_CONNECTION_IMMUTABLE : YZT_CONNECTION_READ_ONLY;
}

/* --- what poll has seen, writer thread only --- */

gint64
yzt_store_get_seen_entry (YztStore *self)
{
  return self->seen_entry;
}

void
yzt_store_note_own_entry (YztStore *self, gint64 entry)
{
  g_hash_table_add (self->own_entries, g_memdup2 (&entry, sizeof entry));
}

gboolean
yzt_store_see_entry (YztStore *self, gint64 entry)
{
  self->seen_entry = MAX (self->seen_entry, entry);
  return !g_hash_table_remove (self->own_entries, &entry);
}

gboolean
yzt_store_is_news (YztStore *self, gint64 data_version)
{
  return self->data_version != data_version;
}

void
yzt_store_set_news (YztStore *self, gint64 data_version)
{
  self->data_version = data_version;
}

void
yzt_store_limit_pages (YztStore *self, guint n_pages)
{
  g_mutex_lock (&self->mutex);
  self->page_limit = n_pages;
  g_mutex_unlock (&self->mutex);
}

const char *
yzt_store_language (void)
{
  const char *name = g_get_language_names ()[0];

  return g_str_has_prefix (name, "zh") ? "zh_CN" : "en";
}
