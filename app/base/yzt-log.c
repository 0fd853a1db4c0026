/* yzt-log.c: the log in the user's state folder: four files of at most one MiB
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-base.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILE_BYTES (1024 * 1024)
#define N_FILES 4
#define MAX_MESSAGE_BYTES 2000

static GMutex lock; /* guards what follows */
static int log_fd = -1;
static gsize log_size = 0;
static char *log_path = NULL;

static char *
numbered_path (guint n)
{
  return n == 0 ? g_strdup (log_path) : g_strdup_printf ("%s.%u", log_path, n);
}

/* Under the lock. Failing to log is no reason to stop: the messages still go to the terminal. */
static void
open_log (void)
{
  struct stat info;

  log_fd = g_open (log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  log_size = log_fd >= 0 && fstat (log_fd, &info) == 0 ? (gsize) info.st_size : 0;
}

static void
rotate (void)
{
  close (log_fd);
  for (guint i = N_FILES - 1; i > 0; i--) {
    g_autofree char *from = numbered_path (i - 1);
    g_autofree char *to = numbered_path (i);

    (void) g_rename (from, to);
  }
  open_log ();
}

static const char *
level_word (GLogLevelFlags level)
{
  switch (level & G_LOG_LEVEL_MASK) {
  case G_LOG_LEVEL_ERROR:
    return "ERROR";
  case G_LOG_LEVEL_CRITICAL:
    return "CRITICAL";
  case G_LOG_LEVEL_WARNING:
    return "WARNING";
  case G_LOG_LEVEL_MESSAGE:
    return "MESSAGE";
  case G_LOG_LEVEL_INFO:
    return "INFO";
  default:
    return "DEBUG";
  }
}

/* One line a message: what would end the line or move the cursor is shown as a space. */
static char *
format_line (GLogLevelFlags   level,
             const GLogField *fields,
             gsize            n_fields)
{
  g_autofree char *time = yzt_time_format_utc (g_get_real_time () / 1000);
  g_autofree char *message = NULL;
  const char *domain = "";

  for (gsize i = 0; i < n_fields; i++) {
    gsize length = fields[i].length < 0 ? G_MAXSIZE : (gsize) fields[i].length;

    if (g_str_equal (fields[i].key, "MESSAGE")) {
      g_free (message);
      message = g_strndup (fields[i].value, MIN (length, MAX_MESSAGE_BYTES));
    } else if (g_str_equal (fields[i].key, "GLIB_DOMAIN") && fields[i].length < 0) {
      domain = fields[i].value;
    }
  }
  if (message == NULL) {
    return NULL;
  }
  for (char *p = message; *p != '\0'; p++) {
    if ((guchar) *p < 0x20 || *p == 0x7F) {
      *p = ' ';
    }
  }

  return g_strdup_printf ("%s %s %s: %s\n", time, level_word (level), domain, message);
}

static void
write_line (const char *line)
{
  gsize length = strlen (line);

  g_mutex_lock (&lock);
  if (log_fd >= 0 && log_size + length > MAX_FILE_BYTES) {
    rotate ();
  }
  if (log_fd >= 0) {
    gssize n = write (log_fd, line, length);

    log_size += n > 0 ? (gsize) n : 0;
  }
  g_mutex_unlock (&lock);
}

static GLogWriterOutput
log_writer (GLogLevelFlags   level,
            const GLogField *fields,
            gsize            n_fields,
            gpointer         user_data)
{
  /* Details of debugging are for the terminal (G_MESSAGES_DEBUG) and never kept. */
  if ((level & (G_LOG_LEVEL_DEBUG)) == 0) {
    g_autofree char *line = format_line (level, fields, n_fields);

    if (line != NULL) {
      write_line (line);
    }
  }

  return g_log_writer_default (level, fields, n_fields, user_data);
}

void
yzt_log_start (const char *program)
{
  static gboolean started = FALSE;
  g_autofree char *dir = NULL;

  g_return_if_fail (program != NULL);
  g_return_if_fail (!started);

  started = TRUE;
  dir = yzt_user_state_dir ("log");
  g_mutex_lock (&lock);
  log_path = g_strdup_printf ("%s%c%s.log", dir, G_DIR_SEPARATOR, program);
  open_log ();
  g_mutex_unlock (&lock);
  g_log_set_writer_func (log_writer, NULL, NULL);
}

/* The end of one file in front of @tail, until @tail has @max_bytes. */
static void
prepend_file (GString    *tail,
              const char *path,
              gsize       max_bytes)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  gsize wanted = max_bytes - tail->len;

  if (!g_file_get_contents (path, &text, &length, NULL)) {
    return;
  }
  wanted = MIN (wanted, length);
  g_string_prepend_len (tail, text + length - wanted, (gssize) wanted);
}

char *
yzt_log_tail (gsize max_bytes)
{
  GString *tail = g_string_new (NULL);
  g_autofree char *text = NULL;

  g_mutex_lock (&lock);
  for (guint i = 0; log_path != NULL && i < N_FILES && tail->len < max_bytes; i++) {
    g_autofree char *path = numbered_path (i);

    prepend_file (tail, path, max_bytes);
  }
  g_mutex_unlock (&lock);
  text = g_string_free (tail, FALSE);

  return g_utf8_make_valid (text, -1); /* the cut may have gone through a character */
}
