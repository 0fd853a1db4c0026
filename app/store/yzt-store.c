/* yzt-store.c: one open map file: its opening, its reading connections, what it knows of itself
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-store-self-private.h"
#include "yzt-prepared-private.h"
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

/* Idle reading connections kept; each costs a little memory and two file descriptors. */
#define MAX_IDLE_READERS 4
G_DEFINE_FINAL_TYPE (YztStore, yzt_store, G_TYPE_OBJECT)

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

  if (!yzt_store_check_is_present (self, error) || !yzt_store_check_writable (self, error))
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
    yzt_connection_exec (self->writer, "CREATE INDEX IF NOT EXISTS outside_change_row ON outside_change (fid, tbl)", NULL);
  }
  return TRUE;
}

static YztActResult *
take_in_job (YztStore *self, YztConnection *connection, gpointer data, GError **error)
{
  YztActResult *result = yzt_outside_take_in (self, connection, error);

  /* Whoever opens the map reads it after this: nothing that poll would have to tell. */
  yzt_connection_get_int (connection, &self->seen_entry, NULL, "SELECT coalesce(max(entry), 0) FROM journal", "");
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
  self->thread = g_thread_new ("yzt-store", yzt_store_writer_thread, self);
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
  g_mutex_clear (&self->settling);
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
  g_mutex_init (&self->settling);
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
  return store->is_read_only || yzt_store_is_damaged (store);
}

gboolean
yzt_store_is_damaged (YztStore *self)
{
  gboolean damaged;

  g_mutex_lock (&self->mutex);
  damaged = self->is_damaged;
  g_mutex_unlock (&self->mutex);
  return damaged;
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

GMutex *
yzt_store_get_settling (YztStore *self)
{
  return &self->settling;
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
