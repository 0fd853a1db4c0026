/* yzt-file.c: reading a whole file with a limit
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-base.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static GBytes *
fail (const char *path,
      int         code,
      GError    **error)
{
  g_autofree char *name = g_filename_display_basename (path);

  g_set_error (error, YZT_BASE_ERROR, YZT_BASE_ERROR_FILE, _("“%s” cannot be read: %s"), name,
               g_strerror (code));

  return NULL;
}

static GBytes *
fail_size (const char *path,
           gsize       max_bytes,
           GError    **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *size = g_format_size_full (max_bytes, G_FORMAT_SIZE_IEC_UNITS);

  g_set_error (error, YZT_BASE_ERROR, YZT_BASE_ERROR_SIZE,
               _("“%s” is larger than %s; choose a smaller file"), name, size);

  return NULL;
}

#define CHUNK_BYTES 65536u

/* The size may change while it is read, and may be 0 for files of the system: what counts is what comes. */
static GBytes *
read_all (int         fd,
          const char *path,
          gsize       expected,
          gsize       max_bytes,
          GError    **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_sized_new ((guint) MIN (expected, G_MAXINT32 - 1) + CHUNK_BYTES);

  for (;;) {
    guint before = bytes->len;
    gssize n;

    g_byte_array_set_size (bytes, before + CHUNK_BYTES);
    n = read (fd, bytes->data + before, CHUNK_BYTES);
    g_byte_array_set_size (bytes, before + (n > 0 ? (guint) n : 0));
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n < 0) {
      return fail (path, errno, error);
    }
    if (n == 0) {
      return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
    }
    if (bytes->len > max_bytes) {
      return fail_size (path, max_bytes, error);
    }
  }
}

GBytes *
yzt_file_load (const char *path,
               gsize       max_bytes,
               GError    **error)
{
  struct stat info;
  GBytes *bytes;
  int fd;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  max_bytes = MIN (max_bytes, (gsize) G_MAXINT32 - 1);
  /* Not blocking: a pipe put in a file's place must not hang the programme. */
  fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  if (fd < 0) {
    return fail (path, errno, error);
  }
  if (fstat (fd, &info) != 0) {
    bytes = fail (path, errno, error);
  } else if (!S_ISREG (info.st_mode)) {
    g_autofree char *name = g_filename_display_basename (path);

    g_set_error (error, YZT_BASE_ERROR, YZT_BASE_ERROR_FILE,
                 _("“%s” is no ordinary file; choose a file"), name);
    bytes = NULL;
  } else if ((guint64) info.st_size > max_bytes) {
    bytes = fail_size (path, max_bytes, error);
  } else {
    bytes = read_all (fd, path, (gsize) info.st_size, max_bytes, error);
  }
  close (fd);

  return bytes;
}
