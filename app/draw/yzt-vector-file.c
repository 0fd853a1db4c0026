/* yzt-vector-file.c: a prepared vector base map, mapped into memory and looked through by its R-trees
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "yzt-vector-layout-private.h"

struct _YztVectorFile {
  GMappedFile *mapped;
  const guint8 *bytes;
  const YztVectorHeader *header;
};

void
yzt_vector_put (GByteArray *record, guint64 number)
{
  guint8 bytes[10];
  guint n = 0;
  do {
    bytes[n++] = (guint8) ((number & 0x7f) | (number > 0x7f ? 0x80 : 0));
    number >>= 7;
  } while (number > 0);
  g_byte_array_append (record, bytes, n);
}

gboolean
yzt_vector_get (const guint8 **at, const guint8 *end, guint64 *number_out)
{
  guint64 number = 0;
  for (guint shift = 0; *at < end && shift < 64; shift += 7) {
    guint8 byte = *(*at)++;
    number |= (guint64) (byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) {
      *number_out = number;
      return TRUE;
    }
  }
  return FALSE;
}

guint
yzt_vector_levels (guint64 n_items, guint64 counts[YZT_VECTOR_MAX_LEVELS])
{
  guint n_levels = 0;
  for (guint64 n = n_items; n_levels < YZT_VECTOR_MAX_LEVELS && (n > 1 || n_levels == 0) && n > 0;) {
    n = (n + YZT_VECTOR_FAN - 1) / YZT_VECTOR_FAN;
    counts[n_levels++] = n;
  }
  return n_levels;
}

static gboolean
holds (const YztVectorHeader *header, guint64 at, guint64 n, guint64 size)
{
  return at % 8 == 0 && at <= header->length && n <= (header->length - at) / size;
}

static gboolean
is_sound (const YztVectorHeader *header, gsize length)
{
  if (memcmp (header->magic, YZT_VECTOR_MAGIC, sizeof header->magic) != 0 || header->order != YZT_VECTOR_ORDER || header->length != length
      || header->attribution[sizeof header->attribution - 1] != '\0') {
    return FALSE;
  }
  for (guint i = 0; i < YZT_VECTOR_N_SECTIONS; i++) {
    const YztVectorSection *section = &header->sections[i];
    guint64 counts[YZT_VECTOR_MAX_LEVELS], n_nodes = 0;
    if (section->n_items > YZT_VECTOR_MAX_ITEMS) {
      return FALSE;
    }
    guint n_levels = yzt_vector_levels (section->n_items, counts);
    for (guint level = 0; level < n_levels; level++) {
      n_nodes += counts[level];
    }
    if (!holds (header, section->items_at, section->n_items, sizeof (YztVectorItem)) || !holds (header, section->nodes_at, n_nodes, sizeof (YztVectorBox))
        || !holds (header, section->data_at, section->data_length, 1)) {
      return FALSE;
    }
  }
  return TRUE;
}

YztVectorFile *
yzt_vector_file_open (const char *path)
{
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (path, FALSE, NULL);
  if (mapped == NULL || g_mapped_file_get_length (mapped) < sizeof (YztVectorHeader)) {
    return NULL;
  }
  const YztVectorHeader *header = (const YztVectorHeader *) (gpointer) g_mapped_file_get_contents (mapped);
  if (!is_sound (header, g_mapped_file_get_length (mapped))) {
    return NULL;
  }
  YztVectorFile *file = g_new0 (YztVectorFile, 1);
  file->mapped = g_steal_pointer (&mapped);
  file->header = header;
  file->bytes = (const guint8 *) header;
  return file;
}

void
yzt_vector_file_free (YztVectorFile *file)
{
  if (file != NULL) {
    g_mapped_file_unref (file->mapped);
    g_free (file);
  }
}

const char *
yzt_vector_file_get_attribution (const YztVectorFile *file)
{
  return file->header->attribution;
}

YztVectorBox
yzt_vector_file_get_box (const YztVectorFile *file)
{
  return file->header->box;
}

guint64
yzt_vector_file_get_n (const YztVectorFile *file, guint section)
{
  g_return_val_if_fail (section < YZT_VECTOR_N_SECTIONS, 0);
  return file->header->sections[section].n_items;
}

/* --- looking --- */

typedef struct {
  const YztVectorBox *box;
  const YztVectorItem *items;
  const YztVectorBox *levels[YZT_VECTOR_MAX_LEVELS];
  guint64 counts[YZT_VECTOR_MAX_LEVELS], n_items;
  const guint8 *data, *end;
  YztVectorFunc func;
  gpointer user_data;
} Visit;

static gboolean
meets (const YztVectorBox *a, const YztVectorBox *b)
{
  return a->x0 <= b->x1 && a->x1 >= b->x0 && a->y0 <= b->y1 && a->y1 >= b->y0;
}

static gboolean
visit_items (const Visit *visit, guint64 from)
{
  guint64 to = MIN (from + YZT_VECTOR_FAN, visit->n_items);
  for (guint64 i = from; i < to; i++) {
    const YztVectorItem *item = &visit->items[i];
    if (meets (&item->box, visit->box) && item->offset < (guint64) (visit->end - visit->data)
        && !visit->func (&item->box, visit->data + item->offset, visit->end, visit->user_data)) {
      return FALSE;
    }
  }
  return TRUE;
}

/* As deep as there are levels: eight at most. */
static gboolean
visit_node (const Visit *visit, guint level, guint64 index)
{
  if (!meets (&visit->levels[level][index], visit->box)) {
    return TRUE;
  }
  guint64 from = index * YZT_VECTOR_FAN;
  if (level == 0) {
    return visit_items (visit, from);
  }
  guint64 to = MIN (from + YZT_VECTOR_FAN, visit->counts[level - 1]);
  for (guint64 i = from; i < to; i++) {
    if (!visit_node (visit, level - 1, i)) {
      return FALSE;
    }
  }
  return TRUE;
}

void
yzt_vector_file_visit (const YztVectorFile *file, guint section, const YztVectorBox *box, YztVectorFunc func, gpointer user_data)
{
  g_return_if_fail (file != NULL && section < YZT_VECTOR_N_SECTIONS && box != NULL);
  const YztVectorSection *part = &file->header->sections[section];
  Visit visit = { .box = box, .n_items = part->n_items, .func = func, .user_data = user_data };
  visit.items = (const YztVectorItem *) (const void *) (file->bytes + part->items_at);
  visit.data = file->bytes + part->data_at;
  visit.end = visit.data + part->data_length;
  guint n_levels = yzt_vector_levels (part->n_items, visit.counts);
  const YztVectorBox *nodes = (const YztVectorBox *) (const void *) (file->bytes + part->nodes_at);
  for (guint level = 0; level < n_levels; level++) {
    visit.levels[level] = nodes;
    nodes += visit.counts[level];
  }
  for (guint64 i = 0; n_levels > 0 && i < visit.counts[n_levels - 1]; i++) {
    if (!visit_node (&visit, n_levels - 1, i)) {
      return;
    }
  }
}
