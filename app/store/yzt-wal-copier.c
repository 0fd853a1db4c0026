/* yzt-wal-copier.c: what stands in the log copied into the file by a thread of its own, in nobody's act
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SQLite by itself does it at the end of the commit that makes the log long, and that one edit in seventy waits until the disk has said
 * twice that it has everything. Nothing is lost by doing it later: a log of any length is part of the map. */
#include "config.h"
#include "yzt-store-private.h"

/* Pages of the log from which on it is copied; a page may stand in it many times and is copied once. */
#define PAGES_TO_COPY 4000
/* Where nobody pauses the log does not begin anew unless the writer itself copies: so long it may become, 128 MB. */
#define MAX_PAGES 32000

struct _YztWalCopier {
  char *path;
  GThread *thread; /* started when there is something to copy */
  GMutex mutex;
  GCond cond;
  gboolean is_wanted, is_stopped;
};

static gpointer
copy_thread (gpointer data)
{
  YztWalCopier *self = data;
  YztConnection *connection = yzt_connection_open (self->path, YZT_CONNECTION_READ_WRITE, NULL);

  g_mutex_lock (&self->mutex);
  while (!self->is_stopped) {
    if (!self->is_wanted) {
      g_cond_wait (&self->cond, &self->mutex);
      continue;
    }
    self->is_wanted = FALSE;
    g_mutex_unlock (&self->mutex);
    /* Somebody else who does the same just now, or a reader that holds pages: then the next time. */
    if (connection != NULL && yzt_connection_exec (connection, "SELECT 1 FROM sqlite_schema LIMIT 1", NULL))
      sqlite3_wal_checkpoint_v2 (connection->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    g_mutex_lock (&self->mutex);
  }
  g_mutex_unlock (&self->mutex);
  yzt_connection_close (connection);
  return NULL;
}

YztWalCopier *
yzt_wal_copier_new (const char *path)
{
  YztWalCopier *self = g_new0 (YztWalCopier, 1);

  self->path = g_strdup (path);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  return self;
}

void
yzt_wal_copier_free (YztWalCopier *self)
{
  if (self == NULL)
    return;
  g_mutex_lock (&self->mutex);
  self->is_stopped = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  g_clear_pointer (&self->thread, g_thread_join);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self->path);
  g_free (self);
}

void
yzt_wal_copier_tell (YztWalCopier *self)
{
  g_mutex_lock (&self->mutex);
  self->is_wanted = TRUE;
  if (self->thread == NULL)
    self->thread = g_thread_new ("yzt-copy", copy_thread, self);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

/* After each commit. */
static int
on_log (void *data, sqlite3 *db, const char *name, int n_pages)
{
  if (n_pages >= MAX_PAGES)
    sqlite3_wal_checkpoint_v2 (db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
  else if (n_pages >= PAGES_TO_COPY)
    yzt_wal_copier_tell (data);
  return SQLITE_OK;
}

void
yzt_wal_copier_follow (YztWalCopier *self, YztConnection *connection)
{
  sqlite3_wal_hook (connection->db, on_log, self);
}
