/* yzt-place-index.c: what lies near a position under the same name, in constant time for a million rows
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-place-index-private.h"

#include <math.h>
#include <string.h>
#include <sys/mman.h>

/* About 550 m: most searches touch one cell, and few namesakes share one. */
#define CELL_DEGREES 0.005
#define METRES_PER_DEGREE 110000.0 /* of latitude, rounded down, so that no cell is missed */
#define FIRST_SLOTS 1024u
#define LARGE_PAGE ((gsize) 2 << 20)

typedef struct {
  guint64 key;
  gint64 ref;
  const char *name;
  double lon, lat;
  gboolean has_code;
} Entry;

/* Beside each other and with a piece of the key, so that a search that finds nothing stays in one line of the processor's memory. */
typedef struct {
  guint32 tag;        /* upper half of the key */
  guint32 entry;      /* entry + 1, 0 none */
} Slot;

struct _YztPlaceIndex {
  double radius_m;
  GArray *entries;      /* Entry */
  Slot *slots;
  guint n_slots;        /* a power of two, at least twice the entries */
  GStringChunk *names;
};

/* FNV-1a, then stirred: the low bits choose the bucket. */
static guint64
hash_name (const char *name)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);

  for (; *name != '\0'; name++) {
    hash = (hash ^ (guchar) *name) * G_GUINT64_CONSTANT (1099511628211);
  }
  return hash;
}

static guint64
make_key (guint64 name_hash, int x, int y)
{
  guint64 key = name_hash ^ ((guint64) (guint32) x << 32 | (guint32) y);

  key ^= key >> 33;
  key *= G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  key ^= key >> 33;
  return key;
}

static int
cell_of (double degrees)
{
  return (int) floor (degrees / CELL_DEGREES);
}

/* Every search goes to another place: in large pages, where the system has them, each is found at once. */
static Slot *
slots_new (guint n)
{
  gsize size = (gsize) n * sizeof (Slot);
  Slot *slots = g_aligned_alloc (n, sizeof (Slot), MIN (size, LARGE_PAGE));

  if (size >= LARGE_PAGE) {
    madvise (slots, size, MADV_HUGEPAGE);
  }
  memset (slots, 0, size);
  return slots;
}

YztPlaceIndex *
yzt_place_index_new (double radius_m)
{
  YztPlaceIndex *self = g_new0 (YztPlaceIndex, 1);

  g_return_val_if_fail (radius_m > 0.0 && radius_m <= 500.0, NULL);

  self->radius_m = radius_m;
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->n_slots = FIRST_SLOTS;
  self->slots = slots_new (self->n_slots);
  self->names = g_string_chunk_new (64 * 1024);
  return self;
}

void
yzt_place_index_free (YztPlaceIndex *self)
{
  if (self != NULL) {
    g_array_unref (self->entries);
    g_aligned_free (self->slots);
    g_string_chunk_free (self->names);
    g_free (self);
  }
}

static void
put (YztPlaceIndex *self, guint i)
{
  guint64 key = g_array_index (self->entries, Entry, i).key;
  guint at = (guint) key & (self->n_slots - 1);

  while (self->slots[at].entry != 0) {
    at = (at + 1) & (self->n_slots - 1);
  }
  self->slots[at] = (Slot) { (guint32) (key >> 32), i + 1 };
}

static void
grow (YztPlaceIndex *self)
{
  g_aligned_free (self->slots);
  self->n_slots *= 2;
  self->slots = slots_new (self->n_slots);
  for (guint i = 0; i < self->entries->len; i++) {
    put (self, i);
  }
}

void
yzt_place_index_add (YztPlaceIndex *self, const char *name, YztPosition position, gint64 ref, gboolean has_code)
{
  Entry entry = { 0, ref, NULL, position.lon, position.lat, has_code };

  g_return_if_fail (self != NULL && name != NULL);

  entry.key = make_key (hash_name (name), cell_of (position.lon), cell_of (position.lat));
  entry.name = g_string_chunk_insert (self->names, name);
  g_array_append_val (self->entries, entry);
  if (self->entries->len > self->n_slots / 2) {
    grow (self);
  } else {
    put (self, self->entries->len - 1);
  }
}

static void
search_cell (const YztPlaceIndex *self, guint64 key, const char *name, YztPosition position, guint *best, double *best_m)
{
  for (guint at = (guint) key & (self->n_slots - 1); self->slots[at].entry != 0; at = (at + 1) & (self->n_slots - 1)) {
    guint i = self->slots[at].entry;
    const Entry *entry = &g_array_index (self->entries, Entry, i - 1);
    if (self->slots[at].tag == (guint32) (key >> 32) && entry->key == key && strcmp (entry->name, name) == 0) {
      double distance_m = yzt_geo_distance_m (position, (YztPosition) { entry->lon, entry->lat }, NULL);
      if (distance_m < *best_m || (distance_m <= *best_m && (*best == 0 || i < *best))) {
        *best = i;
        *best_m = distance_m;
      }
    }
  }
}

gboolean
yzt_place_index_find (const YztPlaceIndex *self, const char *name, YztPosition position, YztPlaceHit *hit_out)
{
  double reach_lat = self->radius_m / METRES_PER_DEGREE;
  double reach_lon = reach_lat / MAX (cos ((fabs (position.lat) + reach_lat) * G_PI / 180.0), 0.01);
  int y_from = cell_of (position.lat - reach_lat), y_to = cell_of (position.lat + reach_lat);
  int x_from = cell_of (position.lon - reach_lon), x_to = cell_of (position.lon + reach_lon);
  guint64 name_hash = hash_name (name);
  guint best = 0;
  double best_m = self->radius_m;
  const Entry *entry;

  for (int y = y_from; y <= y_to; y++) {
    for (int x = x_from; x <= x_to; x++) {
      search_cell (self, make_key (name_hash, x, y), name, position, &best, &best_m);
    }
  }
  if (best == 0) {
    return FALSE;
  }
  entry = &g_array_index (self->entries, Entry, best - 1);
  *hit_out = (YztPlaceHit) { entry->ref, entry->has_code, best_m };
  return TRUE;
}
