/* yzt-scene-cache.c: the scene of a large map, kept in the cache folder for the next start
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-scene-cache.h"

#include "yzt-loader-private.h"
#include "yzt-rules.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/statvfs.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#define WORTH_WHILE_ITEMS 50000 /* fewer are read from the map as fast */
#define MAX_SINCE_ROWS 2000     /* more rows touched since are no patch */
#define KEEP_UNUSED_S (90 * 24 * 3600)
#define LEAVE_FREE_BYTES (G_GUINT64_CONSTANT (1) << 30)
#define KEY_SIZE 512

/* What stands before the pack. */
typedef struct {
  char key[KEY_SIZE - sizeof (YztStoreHead)]; /* programme and kinds */
  YztStoreHead head;
} Label;

/* --- names and keys --- */

static char *
cache_path (YztStore *store, const char *ending)
{
  g_autofree char *folder = yzt_user_cache_dir ("scenes");
  g_autofree char *absolute = g_canonicalize_filename (yzt_store_get_path (store), NULL);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, absolute, -1);
  return g_strdup_printf ("%s/%.32s%s", folder, sum, ending);
}

/* Everything beside the rows that decides what an item looks like. */
static void
fill_key (YztKindSet *kinds, Label *label)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    const YztKind *kind = yzt_kind_set_get (kinds, i);
    const char *text = yzt_kind_get_source_text (kind);
    g_checksum_update (sum, (const guchar *) text, (gssize) strlen (text) + 1);
    for (guint f = 0; f < yzt_kind_get_n_fields (kind); f++) {
      const char *name = yzt_field_get_name (yzt_kind_get_field (kind, f));
      g_checksum_update (sum, (const guchar *) name, (gssize) strlen (name) + 1);
    }
  }
  g_snprintf (label->key, sizeof label->key, "Yizhangtu %s scene 1 kinds %s", YZT_VERSION, g_checksum_get_string (sum));
}

/* --- in --- */

static gboolean
read_all (gpointer bytes, gsize length, gpointer user_data)
{
  int fd = GPOINTER_TO_INT (user_data);
  for (gsize done = 0; done < length;) {
    gssize got = read (fd, (guint8 *) bytes + done, length - done);
    if (got <= 0 && !(got < 0 && errno == EINTR)) {
      return FALSE;
    }
    done += got > 0 ? (gsize) got : 0;
  }
  return TRUE;
}

/* FALSE when what is kept is not for this state of this map. */
static gboolean
check_label (YztStore *store, int fd, const YztStoreHead *now, YztStoreHead *kept_out)
{
  Label label = { 0 }, wanted = { 0 };
  fill_key (yzt_store_get_kinds (store), &wanted);
  if (!read_all (&label, sizeof label, GINT_TO_POINTER (fd)) || memcmp (label.key, wanted.key, sizeof label.key) != 0) {
    return FALSE;
  }
  *kept_out = label.head;
  return label.head.structure == now->structure && label.head.n_outside == 0 && now->n_outside == 0 && label.head.entry <= now->entry
         && memchr (label.head.hash, '\0', sizeof label.head.hash) != NULL;
}

static YztGeneration *
read_pack (YztStore *store, int fd, const YztClock *clock)
{
  struct stat status;
  YztSceneJudge judge = { yzt_rule_is_stale, yzt_clock_now_ms (clock), yzt_loader_lasting_kinds (yzt_store_get_kinds (store)) };
  YztSceneBuilder *builder = yzt_scene_builder_new (yzt_store_get_kinds (store));
  if (!yzt_loader_read_stock (store, builder, clock, NULL, NULL) || fstat (fd, &status) != 0 || status.st_size < (off_t) sizeof (Label)) {
    yzt_scene_builder_free (builder);
    return NULL;
  }
  return yzt_scene_builder_finish_packed (builder, (gsize) status.st_size - sizeof (Label), read_all, GINT_TO_POINTER (fd), &judge);
}

/* What the journal tells of after @kept; NULL when that is too much for a patch, or cannot be told. */
static YztActResult *
read_since (YztStore *store, const YztStoreHead *kept)
{
  g_autoptr (YztActResult) result = yzt_store_read_since (store, kept, NULL);
  gint64 n_rows = 0;
  for (guint i = 0; result != NULL && i < result->touches->len; i++) {
    const YztTouch *touch = &g_array_index (result->touches, YztTouch, i);
    n_rows += touch->fid_to - touch->fid_from + 1;
    if (touch->fid_to - touch->fid_from >= MAX_SINCE_ROWS || n_rows > MAX_SINCE_ROWS) {
      return NULL;
    }
  }
  return g_steal_pointer (&result);
}

static YztGeneration *
patch_since (YztStore *store, YztGeneration *kept, YztActResult *since, const YztClock *clock)
{
  if (since->touches->len == 0) {
    return yzt_generation_ref (kept);
  }
  g_autoptr (YztSceneChanges) changes = yzt_load_changes (store, since, clock, NULL);
  if (changes == NULL || changes->needs_reload) {
    return NULL;
  }
  return yzt_generation_patch (kept, (const YztItemChange *) (gpointer) changes->items->data, changes->items->len,
                               (const YztStockChange *) (gpointer) changes->stocks->data, changes->stocks->len);
}

/* NULL when nothing true is kept. */
static YztGeneration *
load_kept (YztStore *store, const YztClock *clock, const YztStoreHead *now)
{
  g_autofree char *path = cache_path (store, ".scene");
  YztStoreHead kept;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0) {
    return NULL;
  }
  g_autoptr (YztActResult) since = check_label (store, fd, now, &kept) ? read_since (store, &kept) : NULL;
  g_autoptr (YztGeneration) base = since != NULL ? read_pack (store, fd, clock) : NULL;
  g_autoptr (YztGeneration) generation = base != NULL ? patch_since (store, base, since, clock) : NULL;
  close (fd);
  if (generation == NULL) {
    g_debug ("the scene that was kept is no longer true, or not whole: %s", path);
    g_unlink (path);
  } else {
    g_utime (path, NULL); /* used today */
  }
  return g_steal_pointer (&generation);
}

YztGeneration *
yzt_scene_cache_load (YztStore *store, const YztClock *clock, YztStoreHead *head_out, gboolean *is_new_out, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && clock != NULL && head_out != NULL && is_new_out != NULL, NULL);
  *is_new_out = FALSE;
  if (!yzt_store_get_head (store, head_out, error)) {
    return NULL;
  }
  YztGeneration *generation = load_kept (store, clock, head_out);
  if (generation != NULL) {
    return generation;
  }
  generation = yzt_load_generation (store, clock, cancellable, error);
  *is_new_out = TRUE;
  return generation;
}

gboolean
yzt_scene_cache_is_worth_while (const YztGeneration *generation)
{
  g_return_val_if_fail (generation != NULL, FALSE);
  return yzt_generation_get_n_items (generation) >= WORTH_WHILE_ITEMS;
}

/* --- out --- */

static gboolean
write_all (gconstpointer bytes, gsize length, gpointer user_data)
{
  int fd = GPOINTER_TO_INT (user_data);
  for (gsize done = 0; done < length;) {
    gssize put = write (fd, (const guint8 *) bytes + done, length - done);
    if (put < 0 && errno != EINTR) {
      return FALSE;
    }
    done += put > 0 ? (gsize) put : 0;
  }
  return TRUE;
}

/* Scenes of maps that nobody has opened for a long time, and what a crash left half written. */
static void
drop_unused (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *one = g_build_filename (folder, name, NULL);
    GStatBuf status;
    gint64 age_s = g_stat (one, &status) == 0 ? g_get_real_time () / G_USEC_PER_SEC - (gint64) status.st_mtime : 0;
    if (age_s > KEEP_UNUSED_S || (g_str_has_suffix (name, ".part") && age_s > 3600)) {
      g_unlink (one);
    }
  }
}

static gboolean
has_room (const char *path, YztGeneration *generation)
{
  g_autofree char *folder = g_path_get_dirname (path);
  struct statvfs room;
  guint64 needed = LEAVE_FREE_BYTES + (guint64) yzt_generation_get_n_slots (generation) * 300;
  return statvfs (folder, &room) == 0 && (guint64) room.f_bavail * room.f_frsize > needed;
}

static gboolean
is_still_at (YztStore *store, const YztStoreHead *head)
{
  YztStoreHead now;
  return yzt_store_get_head (store, &now, NULL) && now.entry == head->entry && now.structure == head->structure && now.n_outside == 0 && head->n_outside == 0
         && *head->hash != '\0' && g_str_equal (now.hash, head->hash);
}

void
yzt_scene_cache_keep (YztStore *store, const YztStoreHead *head, YztGeneration *generation)
{
  g_return_if_fail (YZT_IS_STORE (store) && head != NULL && generation != NULL);
  g_autofree char *path = cache_path (store, ".scene"), *ending = g_strdup_printf (".%d.part", (int) getpid ()), *part = cache_path (store, ending);
  Label label = { .head = *head };
  fill_key (yzt_generation_get_kinds (generation), &label); /* the store may be taking in new kinds on another thread */
  drop_unused (path);
  if (yzt_generation_get_delta_size (generation) > 0 || !has_room (path, generation) || !is_still_at (store, head)) {
    return;
  }
  int fd = g_open (part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  gboolean ok = fd >= 0 && write_all (&label, sizeof label, GINT_TO_POINTER (fd)) && yzt_generation_pack (generation, write_all, GINT_TO_POINTER (fd));
  ok = fd >= 0 && close (fd) == 0 && ok;
  if (!ok || g_rename (part, path) != 0) {
    g_message ("the scene is not kept for the next start: %s", g_strerror (errno));
    g_unlink (part);
  }
}
