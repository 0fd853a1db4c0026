/* yzt-host-lock.c: keeps two machines from writing one map on a network drive
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SQLite's locks and its shared memory do not reach from one machine to another over most network file systems, so two
 * machines would damage the file. Each process that has such a map open keeps a small file beside it, named after its
 * machine and touched every minute; whoever finds a fresh one of another machine stays out. What is fresh is judged by
 * the clock of the drive. */
#include "config.h"
#include "yzt-care-private.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <utime.h>

/* Three beats may be missed. */
#define STALE_S 200

struct _YztHostLock {
  char *path, *folder, *prefix, *host;
};

static struct {
  gboolean is_network;
  char host[64];
} pretended;

void
yzt_host_lock_pretend (const char *host)
{
  pretended.is_network = host != NULL;
  g_strlcpy (pretended.host, host != NULL ? host : "", sizeof pretended.host);
}

/* --- is it a network drive --- */

/* FUSE carries both: disks of other systems and far-away folders. The type in the table of mounts tells. */
static gboolean
is_far_fuse (const char *path)
{
  g_autofree char *table = NULL;
  g_auto(GStrv) lines = NULL;
  g_autofree char *type = NULL;
  gsize longest = 0;

  if (!g_file_get_contents ("/proc/self/mounts", &table, NULL, NULL))
    return TRUE;
  lines = g_strsplit (table, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto(GStrv) words = g_strsplit (lines[i], " ", 4);
    g_autofree char *mount = g_strv_length (words) == 4 ? g_strcompress (words[1]) : NULL;

    if (mount != NULL && g_str_has_prefix (path, mount) && strlen (mount) >= longest) {
      longest = strlen (mount);
      g_free (type);
      type = g_strdup (words[2]);
    }
  }
  return type != NULL && !g_str_equal (type, "fuseblk") && !g_str_equal (type, "fuse.portal");
}

static gboolean
is_network (const char *folder)
{
  /* NFS, SMB, CIFS, SMB2, 9P, Ceph, AFS, Coda, VirtualBox, Lustre, GPFS, NCP. */
  static const guint32 far_types[] = { 0x6969,     0x517b,     0xff534d42, 0xfe534d42,
                                       0x01021997, 0x00c36400, 0x5346414f, 0x73757245,
                                       0x786f4256, 0x0bd00bd0, 0x47504653, 0x564c };
  struct statfs info;

  if (pretended.is_network)
    return TRUE;
  if (statfs (folder, &info) != 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (far_types); i++) {
    if ((guint32) info.f_type == far_types[i])
      return TRUE;
  }
  return (guint32) info.f_type == 0x65735546 && is_far_fuse (folder);
}

/* --- the file beside --- */

static char *
get_host (void)
{
  char *host = g_strdup (pretended.is_network ? pretended.host : g_get_host_name ());

  /* One word of a file's name. */
  return g_strcanon (host, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_", '_');
}

/* "HOST.PID" of a name with our prefix and ending; NULL for other names. */
static char *
parse_name (const YztHostLock *self, const char *name, long *pid)
{
  g_autofree char *rest = NULL;
  char *dot;

  if (!g_str_has_prefix (name, self->prefix) || !g_str_has_suffix (name, ".open"))
    return NULL;
  rest = g_strndup (name + strlen (self->prefix),
                    strlen (name) - strlen (self->prefix) - strlen (".open"));
  dot = strrchr (rest, '.');
  if (dot == NULL)
    return NULL;
  *dot = '\0';
  *pid = strtol (dot + 1, NULL, 10);
  return g_steal_pointer (&rest);
}

/* Another machine that has the map open; what nobody touches any more is cleared away. */
static char *
find_other (YztHostLock *self)
{
  g_autoptr(GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;
  GStatBuf own;

  if (dir == NULL || g_stat (self->path, &own) != 0)
    return NULL;
  while ((name = g_dir_read_name (dir)) != NULL) {
    long pid = 0;
    g_autofree char *host = parse_name (self, name, &pid);
    g_autofree char *path = g_build_filename (self->folder, name, NULL);
    GStatBuf info;

    if (host == NULL || g_str_equal (path, self->path) || g_stat (path, &info) != 0)
      continue;
    if (g_str_equal (host, self->host)) {
      if (pid > 0 && kill ((pid_t) pid, 0) != 0 && errno == ESRCH)
        g_unlink (path);
    } else if (own.st_mtime - info.st_mtime > STALE_S) {
      g_unlink (path);
    } else {
      return g_steal_pointer (&host);
    }
  }
  return NULL;
}

void
yzt_host_lock_beat (YztHostLock *self)
{
  /* Somebody may have cleared it away while this machine slept. */
  int fd = g_open (self->path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

  if (fd >= 0)
    close (fd);
  utime (self->path, NULL);
}

YztHostLock *
yzt_host_lock_take (const char *path, gboolean *is_network_out, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *other = NULL;
  g_autofree char *own_name = NULL;
  static int n_locks;
  YztHostLock *self;

  *is_network_out = is_network (folder);
  if (!*is_network_out || g_access (folder, W_OK) != 0)
    return NULL;
  self = g_new0 (YztHostLock, 1);
  self->folder = g_steal_pointer (&folder);
  self->prefix = g_strdup_printf (".%s.", name);
  self->host = get_host ();
  own_name = g_strdup_printf ("%s%s.%ld_%d.open", self->prefix, self->host, (long) getpid (),
                              g_atomic_int_add (&n_locks, 1));
  self->path = g_build_filename (self->folder, own_name, NULL);
  yzt_host_lock_beat (self);
  other = find_other (self);
  if (other == NULL)
    return self;
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY,
               _("“%s” lies on a network drive and is open on the machine “%s”; two machines would "
                 "damage it: close it there, or work on a copy."),
               name, other);
  yzt_host_lock_release (self);
  return NULL;
}

void
yzt_host_lock_release (YztHostLock *self)
{
  if (self == NULL)
    return;
  g_unlink (self->path);
  g_free (self->path);
  g_free (self->folder);
  g_free (self->prefix);
  g_free (self->host);
  g_free (self);
}
