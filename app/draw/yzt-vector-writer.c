/* yzt-vector-writer.c: records as they come into files of their own, then ordered along a Hilbert curve and indexed
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * In memory there are only 32 bytes a record, whatever the records hold. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include "yzt-base-map.h"
#include "yzt-vector-layout-private.h"

typedef struct {
  YztVectorItem item;
  guint32 length, hilbert;
} Entry;

struct _YztVectorWriter {
  char *paths[YZT_VECTOR_N_SECTIONS];
  FILE *files[YZT_VECTOR_N_SECTIONS];
  GArray *entries[YZT_VECTOR_N_SECTIONS]; /* Entry */
  guint64 lengths[YZT_VECTOR_N_SECTIONS];
  YztVectorBox box;
  gboolean failed; /* disk full, or too many */
};

static void
set_error (GError **error)
{
  g_set_error (error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_READ, _("The map file could not be prepared; make room on the disk of your home folder."));
}

YztVectorWriter *
yzt_vector_writer_new (const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  g_autoptr (YztVectorWriter) self = g_new0 (YztVectorWriter, 1);
  self->box = (YztVectorBox) { G_MAXUINT32, G_MAXUINT32, 0, 0 };
  for (guint i = 0; i < YZT_VECTOR_N_SECTIONS; i++) {
    self->entries[i] = g_array_new (FALSE, FALSE, sizeof (Entry));
    self->paths[i] = g_strdup_printf ("%s.%u", path, i);
    self->files[i] = g_fopen (self->paths[i], "wb");
    if (self->files[i] == NULL) {
      set_error (error);
      return NULL;
    }
  }
  return g_steal_pointer (&self);
}

void
yzt_vector_writer_free (YztVectorWriter *self)
{
  if (self == NULL) {
    return;
  }
  for (guint i = 0; i < YZT_VECTOR_N_SECTIONS; i++) {
    g_clear_pointer (&self->files[i], fclose);
    if (self->paths[i] != NULL) {
      g_unlink (self->paths[i]);
    }
    g_free (self->paths[i]);
    g_clear_pointer (&self->entries[i], g_array_unref);
  }
  g_free (self);
}

/* Where a point lies along a Hilbert curve of 2^16 steps each way. */
static guint32
hilbert_of (guint32 x, guint32 y)
{
  guint32 distance = 0;
  for (guint32 side = 1u << 15; side > 0; side >>= 1) {
    guint32 right = (x & side) != 0, down = (y & side) != 0;
    distance += side * side * ((3 * right) ^ down);
    if (down == 0) {
      if (right == 1) {
        x = 0xffff - x;
        y = 0xffff - y;
      }
      guint32 other = x;
      x = y;
      y = other;
    }
  }
  return distance;
}

void
yzt_vector_writer_add (YztVectorWriter *self, guint section, const YztVectorBox *box, const GByteArray *record)
{
  g_return_if_fail (self != NULL && section < YZT_VECTOR_N_SECTIONS && record->len > 0);
  guint32 x = box->x0 / 2 + box->x1 / 2, y = box->y0 / 2 + box->y1 / 2;
  Entry entry = { { *box, self->lengths[section] }, record->len, hilbert_of (x >> 16, y >> 16) };
  if (self->entries[section]->len >= YZT_VECTOR_MAX_ITEMS || fwrite (record->data, record->len, 1, self->files[section]) != 1) {
    self->failed = TRUE;
    return;
  }
  self->lengths[section] += record->len;
  g_array_append_val (self->entries[section], entry);
  self->box.x0 = MIN (self->box.x0, box->x0);
  self->box.y0 = MIN (self->box.y0, box->y0);
  self->box.x1 = MAX (self->box.x1, box->x1);
  self->box.y1 = MAX (self->box.y1, box->y1);
}

guint64
yzt_vector_writer_get_n (YztVectorWriter *self, guint section)
{
  g_return_val_if_fail (self != NULL && section < YZT_VECTOR_N_SECTIONS, 0);
  return self->entries[section]->len;
}

/* --- putting together --- */

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *left = a, *right = b;
  return left->hilbert != right->hilbert ? (left->hilbert < right->hilbert ? -1 : 1)
                                         : (left->item.offset > right->item.offset) - (left->item.offset < right->item.offset);
}

static gboolean
pad (FILE *file, guint64 *at)
{
  static const char zeros[8] = { 0 };
  gsize n = (gsize) ((8 - *at % 8) % 8);
  *at += n;
  return n == 0 || fwrite (zeros, n, 1, file) == 1;
}

static gboolean
copy_records (FILE *file, const char *path, GArray *entries, guint64 *at)
{
  g_autoptr (GMappedFile) mapped = entries->len > 0 ? g_mapped_file_new (path, FALSE, NULL) : NULL;
  guint64 offset = 0;
  for (guint i = 0; i < entries->len; i++) {
    Entry *entry = &g_array_index (entries, Entry, i);
    if (mapped == NULL || fwrite (g_mapped_file_get_contents (mapped) + entry->item.offset, entry->length, 1, file) != 1) {
      return FALSE;
    }
    entry->item.offset = offset;
    offset += entry->length;
  }
  *at += offset;
  return pad (file, at);
}

static YztVectorBox
join (YztVectorBox a, const YztVectorBox *b)
{
  return (YztVectorBox) { MIN (a.x0, b->x0), MIN (a.y0, b->y0), MAX (a.x1, b->x1), MAX (a.y1, b->y1) };
}

static gboolean
write_nodes (FILE *file, GArray *entries, guint64 *at)
{
  g_autoptr (GArray) below = g_array_new (FALSE, FALSE, sizeof (YztVectorBox));
  guint64 counts[YZT_VECTOR_MAX_LEVELS];
  guint n_levels = yzt_vector_levels (entries->len, counts);
  for (guint i = 0; i < entries->len; i++) {
    g_array_append_val (below, g_array_index (entries, Entry, i).item.box);
  }
  for (guint level = 0; level < n_levels; level++) {
    g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (YztVectorBox));
    for (guint from = 0; from < below->len; from += YZT_VECTOR_FAN) {
      YztVectorBox box = g_array_index (below, YztVectorBox, from);
      for (guint i = from + 1; i < MIN (from + YZT_VECTOR_FAN, below->len); i++) {
        box = join (box, &g_array_index (below, YztVectorBox, i));
      }
      g_array_append_val (nodes, box);
    }
    if (fwrite (nodes->data, sizeof (YztVectorBox), nodes->len, file) != nodes->len) {
      return FALSE;
    }
    *at += nodes->len * sizeof (YztVectorBox);
    g_array_unref (below);
    below = g_steal_pointer (&nodes);
  }
  return TRUE;
}

static gboolean
write_section (YztVectorWriter *self, guint index, FILE *file, YztVectorSection *section, guint64 *at)
{
  GArray *entries = self->entries[index];
  g_array_sort (entries, compare_entries);
  section->n_items = entries->len;
  section->data_at = *at;
  section->data_length = self->lengths[index];
  if (fflush (self->files[index]) != 0 || !copy_records (file, self->paths[index], entries, at)) {
    return FALSE;
  }
  section->items_at = *at;
  for (guint i = 0; i < entries->len; i++) {
    if (fwrite (&g_array_index (entries, Entry, i).item, sizeof (YztVectorItem), 1, file) != 1) {
      return FALSE;
    }
  }
  *at += entries->len * sizeof (YztVectorItem);
  section->nodes_at = *at;
  return write_nodes (file, entries, at);
}

static gboolean
write_all (YztVectorWriter *self, FILE *file, const char *attribution)
{
  YztVectorHeader header = { .magic = YZT_VECTOR_MAGIC, .order = YZT_VECTOR_ORDER, .box = self->box };
  guint64 at = sizeof header;
  g_strlcpy (header.attribution, attribution, sizeof header.attribution);
  gboolean written = fwrite (&header, sizeof header, 1, file) == 1;
  for (guint i = 0; i < YZT_VECTOR_N_SECTIONS && written; i++) {
    written = write_section (self, i, file, &header.sections[i], &at);
  }
  header.length = at;
  return written && fseek (file, 0, SEEK_SET) == 0 && fwrite (&header, sizeof header, 1, file) == 1 && fflush (file) == 0;
}

gboolean
yzt_vector_writer_finish (YztVectorWriter *self, const char *path, const char *attribution, GError **error)
{
  g_return_val_if_fail (self != NULL && path != NULL && attribution != NULL, FALSE);
  g_autofree char *unfinished = g_strconcat (self->paths[0], ".all", NULL);
  FILE *file = self->failed ? NULL : g_fopen (unfinished, "wb");
  gboolean written = file != NULL && write_all (self, file, attribution);
  if (file != NULL) {
    written = fclose (file) == 0 && written;
  }
  if (!written || g_rename (unfinished, path) != 0) {
    g_unlink (unfinished);
    set_error (error);
    return FALSE;
  }
  return TRUE;
}
