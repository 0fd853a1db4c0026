/* vfs.c: SQLite's own way to files, which counts what is written to the map and its log and ends the process at a given write
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A kill at a random instant seldom hits what takes a few milliseconds in a work of seconds. What is on the disk changes with writes only: a kill at
 * each n-th of them, before it, in the middle of it or after it, leaves every state that a kill at any instant could leave. */
#include "config.h"
#include "crash.h"

typedef struct {
  sqlite3_file base;
  gboolean is_counted;
} File;

static sqlite3_vfs *below, ours;
static gint counted, last;
static gint way;

static sqlite3_file *
real (sqlite3_file *file)
{
  return (sqlite3_file *) (gpointer) ((char *) file + sizeof (File));
}

/* TRUE when this write is the last one. */
static gboolean
count (sqlite3_file *file)
{
  return ((File *) (gpointer) file)->is_counted && g_atomic_int_add (&counted, 1) + 1 == g_atomic_int_get (&last);
}

G_NORETURN static void
die (void)
{
  kill (getpid (), SIGKILL);
  _exit (9);
}

static int
close_file (sqlite3_file *file)
{
  return real (file)->pMethods->xClose (real (file));
}

static int
read_file (sqlite3_file *file, void *to, int n, sqlite3_int64 at)
{
  return real (file)->pMethods->xRead (real (file), to, n, at);
}

static int
write_file (sqlite3_file *file, const void *from, int n, sqlite3_int64 at)
{
  gboolean ends = count (file);

  if (ends && way == 0)
    die ();
  if (ends && way == 1)
    n = MAX (1, n / 2);
  n = real (file)->pMethods->xWrite (real (file), from, n, at);
  if (ends)
    die ();
  return n;
}

static int
truncate_file (sqlite3_file *file, sqlite3_int64 size)
{
  gboolean ends = count (file);
  int result = ends && way == 0 ? SQLITE_OK : real (file)->pMethods->xTruncate (real (file), size);

  if (ends)
    die ();
  return result;
}

static int
sync_file (sqlite3_file *file, int flags)
{
  if (count (file))
    die ();
  return real (file)->pMethods->xSync (real (file), flags);
}

static int
file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return real (file)->pMethods->xFileSize (real (file), size);
}

static int
lock_file (sqlite3_file *file, int how)
{
  return real (file)->pMethods->xLock (real (file), how);
}

static int
unlock_file (sqlite3_file *file, int how)
{
  return real (file)->pMethods->xUnlock (real (file), how);
}

static int
check_reserved_lock (sqlite3_file *file, int *result)
{
  return real (file)->pMethods->xCheckReservedLock (real (file), result);
}

static int
file_control (sqlite3_file *file, int op, void *data)
{
  return real (file)->pMethods->xFileControl (real (file), op, data);
}

static int
sector_size (sqlite3_file *file)
{
  return real (file)->pMethods->xSectorSize (real (file));
}

static int
device_characteristics (sqlite3_file *file)
{
  return real (file)->pMethods->xDeviceCharacteristics (real (file));
}

static int
shm_map (sqlite3_file *file, int page, int size, int extends, void volatile **to)
{
  return real (file)->pMethods->xShmMap (real (file), page, size, extends, to);
}

static int
shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  return real (file)->pMethods->xShmLock (real (file), offset, n, flags);
}

static void
shm_barrier (sqlite3_file *file)
{
  real (file)->pMethods->xShmBarrier (real (file));
}

static int
shm_unmap (sqlite3_file *file, int deletes)
{
  return real (file)->pMethods->xShmUnmap (real (file), deletes);
}

static const sqlite3_io_methods methods = { .iVersion = 2,
                                            .xClose = close_file,
                                            .xRead = read_file,
                                            .xWrite = write_file,
                                            .xTruncate = truncate_file,
                                            .xSync = sync_file,
                                            .xFileSize = file_size,
                                            .xLock = lock_file,
                                            .xUnlock = unlock_file,
                                            .xCheckReservedLock = check_reserved_lock,
                                            .xFileControl = file_control,
                                            .xSectorSize = sector_size,
                                            .xDeviceCharacteristics = device_characteristics,
                                            .xShmMap = shm_map,
                                            .xShmLock = shm_lock,
                                            .xShmBarrier = shm_barrier,
                                            .xShmUnmap = shm_unmap };

static int
open_file (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *flags_out)
{
  int result = below->xOpen (below, name, real (file), flags, flags_out);

  file->pMethods = real (file)->pMethods != NULL ? &methods : NULL;
  ((File *) (gpointer) file)->is_counted = (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
  return result;
}

static int
delete_file (sqlite3_vfs *vfs, const char *name, int syncs)
{
  if (g_atomic_int_add (&counted, 1) + 1 == g_atomic_int_get (&last))
    die ();
  return below->xDelete (below, name, syncs);
}

void
crash_vfs_register (void)
{
  below = sqlite3_vfs_find (NULL);
  ours = *below;
  ours.zName = "crash";
  ours.szOsFile = below->szOsFile + (int) sizeof (File);
  ours.xOpen = open_file;
  ours.xDelete = delete_file;
  g_assert_cmpint (sqlite3_vfs_register (&ours, 1), ==, SQLITE_OK);
}

void
crash_vfs_end_at (guint n, guint how)
{
  way = (gint) how;
  g_atomic_int_set (&counted, 0);
  g_atomic_int_set (&last, (gint) n);
}

guint
crash_vfs_get_n (void)
{
  return (guint) g_atomic_int_get (&counted);
}
