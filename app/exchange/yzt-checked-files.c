/* yzt-checked-files.c: whether all that GDAL wrote is on the disk
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Many drivers look neither at what writing nor at what closing a file returns: on a full disk they end well, and the file is cut off or empty.
 * Files are therefore written by a file system of our own, which hands everything on and remembers what failed.
 */
#include <cpl_vsi.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "yzt-checked-files-private.h"

#define PREFIX "/vsiyzt/"

/* Bytes that wait to be written. */
#define BUFFER_BYTES ((gsize) 64 * 1024)

typedef struct {
  int fd;
  guint8 *buffer;
  gsize n_waiting;
  guint64 at; /* place in the file, of the first byte that waits */
  gboolean at_end;
  gboolean broken;
  gint *failed; /* counted: files may be closed after the export was given up */
} CheckedFile;

static GMutex lock;
static GHashTable *writings; /* char * number → gint * */

/* GDAL leaves our prefix out: "12/home/list.kml". */
static const char *
real_path (const char *name)
{
  return name + strcspn (name, "/");
}

static gint *
find_writing (const char *name)
{
  g_autofree char *key = g_strndup (name, strcspn (name, "/"));
  gint *failed;

  g_mutex_lock (&lock);
  failed = g_hash_table_lookup (writings, key);
  failed = failed != NULL ? g_atomic_rc_box_acquire (failed) : NULL;
  g_mutex_unlock (&lock);
  return failed;
}

/* What could not be written is gone, and with it whatever comes after. */
static void
give_up (CheckedFile *self)
{
  self->broken = TRUE;
  self->n_waiting = 0;
  if (self->failed != NULL) {
    g_atomic_int_set (self->failed, 1);
  }
}

static gboolean
write_waiting (CheckedFile *self)
{
  gsize done = 0;

  while (!self->broken && done < self->n_waiting) {
    gssize n = pwrite (self->fd, self->buffer + done, self->n_waiting - done, (off_t) (self->at + done));
    if (n < 0 && errno != EINTR) {
      give_up (self);
    }
    done += n > 0 ? (gsize) n : 0;
  }
  self->at += self->broken ? 0 : done;
  self->n_waiting = 0;
  return !self->broken;
}

/* --- what GDAL asks for --- */

static int
checked_stat (void *unused, const char *name, VSIStatBufL *info, int flags)
{
  return VSIStatExL (real_path (name), info, flags);
}

static int
checked_rename (void *unused, const char *from, const char *to)
{
  return VSIRename (real_path (from), real_path (to));
}

static char **
checked_read_dir (void *unused, const char *name, int most)
{
  return VSIReadDirEx (real_path (name), most);
}

/* "r", "r+", "w", "w+", "a", with a "b" somewhere. */
static void *
checked_open (void *unused, const char *name, const char *mode)
{
  gboolean both = strchr (mode, '+') != NULL;
  int flags = *mode == 'r' ? (both ? O_RDWR : O_RDONLY) : (both ? O_RDWR : O_WRONLY) | O_CREAT | (*mode == 'w' ? O_TRUNC : 0);
  int fd = g_open (real_path (name), flags | O_CLOEXEC, 0666);
  CheckedFile *self = fd >= 0 ? g_new0 (CheckedFile, 1) : NULL;

  if (self != NULL) {
    self->fd = fd;
    self->buffer = g_malloc (BUFFER_BYTES);
    self->failed = find_writing (name);
    self->at = *mode == 'a' ? (guint64) MAX (lseek (fd, 0, SEEK_END), 0) : 0;
  }
  return self;
}

static vsi_l_offset
checked_tell (void *file)
{
  CheckedFile *self = file;

  return self->at + self->n_waiting;
}

static int
checked_seek (void *file, vsi_l_offset offset, int whence)
{
  CheckedFile *self = file;
  guint64 from = checked_tell (file);

  write_waiting (self);
  self->at_end = FALSE;
  if (whence == SEEK_END) {
    off_t end = lseek (self->fd, 0, SEEK_END);
    from = end > 0 ? (guint64) end : 0;
  }
  self->at = whence == SEEK_SET ? offset : from + offset;
  return 0;
}

static size_t
checked_read (void *file, void *bytes, size_t size, size_t n)
{
  CheckedFile *self = file;
  gsize wanted = size * n, done = 0;

  write_waiting (self);
  /* The DXF driver looks for the end of a line in what it wrote before, without end, and writes there into its own memory. */
  if (self->broken) {
    memset (bytes, '\n', wanted);
    self->at_end = TRUE;
    return 0;
  }
  while (done < wanted) {
    gssize got = pread (self->fd, (guint8 *) bytes + done, wanted - done, (off_t) (self->at + done));
    if (got == 0 || (got < 0 && errno != EINTR)) {
      self->at_end = TRUE;
      break;
    }
    done += got > 0 ? (gsize) got : 0;
  }
  self->at += done;
  return size > 0 ? done / size : 0;
}

static int
checked_eof (void *file)
{
  return ((CheckedFile *) file)->at_end;
}

static size_t
checked_write (void *file, const void *bytes, size_t size, size_t n)
{
  CheckedFile *self = file;
  gsize left = size * n;

  for (const guint8 *from = bytes; left > 0 && !self->broken;) {
    gsize piece = MIN (left, BUFFER_BYTES - self->n_waiting);
    memcpy (self->buffer + self->n_waiting, from, piece);
    self->n_waiting += piece;
    from += piece;
    left -= piece;
    if (self->n_waiting == BUFFER_BYTES) {
      write_waiting (self);
    }
  }
  return self->broken ? 0 : n;
}

static int
checked_flush (void *file)
{
  return write_waiting (file) ? 0 : -1;
}

static int
checked_truncate (void *file, vsi_l_offset size)
{
  CheckedFile *self = file;
  gboolean ok = write_waiting (self) && ftruncate (self->fd, (off_t) size) == 0;

  if (!ok) {
    give_up (self);
  }
  return ok ? 0 : -1;
}

static int
checked_close (void *file)
{
  CheckedFile *self = file;
  gboolean ok = write_waiting (self);

  if (close (self->fd) != 0) {
    give_up (self);
    ok = FALSE;
  }
  g_clear_pointer (&self->failed, g_atomic_rc_box_release);
  g_free (self->buffer);
  g_free (self);
  return ok ? 0 : -1;
}

static void
install (void)
{
  VSIFilesystemPluginCallbacksStruct *calls = VSIAllocFilesystemPluginCallbacksStruct ();

  calls->stat = checked_stat;
  calls->rename = checked_rename;
  calls->read_dir = checked_read_dir;
  calls->open = checked_open;
  calls->tell = checked_tell;
  calls->seek = checked_seek;
  calls->read = checked_read;
  calls->eof = checked_eof;
  calls->write = checked_write;
  calls->flush = checked_flush;
  calls->truncate = checked_truncate;
  calls->close = checked_close;
  VSIInstallPluginHandler (PREFIX, calls);
  VSIFreeFilesystemPluginCallbacksStruct (calls);
  writings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_atomic_rc_box_release);
}

/* --- for exports --- */

char *
yzt_checked_files_begin (const char *path)
{
  static gsize once = 0;
  static guint last = 0;
  g_autofree char *number = NULL;
  char *checked;

  g_return_val_if_fail (g_path_is_absolute (path), NULL);

  if (g_once_init_enter (&once)) {
    install ();
    g_once_init_leave (&once, 1);
  }
  g_mutex_lock (&lock);
  number = g_strdup_printf ("%u", ++last);
  checked = g_strconcat (PREFIX, number, path, NULL);
  g_hash_table_insert (writings, g_steal_pointer (&number), g_atomic_rc_box_new0 (gint));
  g_mutex_unlock (&lock);
  return checked;
}

gboolean
yzt_checked_files_end (const char *checked)
{
  const char *name = checked + strlen (PREFIX);
  g_autofree char *key = g_strndup (name, strcspn (name, "/"));
  /* GDAL 3.6 takes files away without asking their file system: DXF's entities stay beside the drawing. */
  g_autofree char *leftover = g_strconcat (real_path (name), ".tmp", NULL);
  gint *failed = find_writing (name);
  gboolean whole = failed != NULL && !g_atomic_int_get (failed);

  g_unlink (leftover);
  g_clear_pointer (&failed, g_atomic_rc_box_release);
  g_mutex_lock (&lock);
  g_hash_table_remove (writings, key);
  g_mutex_unlock (&lock);
  return whole;
}
