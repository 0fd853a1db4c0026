/* yzt-compound-file.c: one stream in an OLE file, which is what workbooks of Excel 97 are kept in
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sectors of 512 bytes: the stream from sector 0, the directory, the table of sectors (FAT), and for streams over 7 MB the list of that
 * table's own sectors (DIFAT), of which the header holds the first 109.
 */
#include "yzt-sheet-private.h"
#include <stdio.h>
#include <string.h>

#define SECTOR 512u
#define MIN_STREAM 4096u /* shorter ones would have to go into a stream of short sectors */
#define ENTRIES (SECTOR / 4)
#define HEADER_DIFAT 109u
#define FREE_SECTOR 0xffffffffu
#define END_OF_CHAIN 0xfffffffeu
#define FAT_SECTOR 0xfffffffdu
#define DIFAT_SECTOR 0xfffffffcu

typedef struct {
  FILE *file;
  guint32 n_stream, directory, first_fat, n_fat, first_difat, n_difat;
  gsize size; /* of the stream, filled up */
  gboolean failed;
} Writer;

static void
put (Writer *self, gconstpointer bytes, gsize n)
{
  self->failed = self->failed || fwrite (bytes, 1, n, self->file) != n;
}

static void
put_zeros (Writer *self, gsize n)
{
  static const guint8 zeros[SECTOR] = { 0 };

  for (; n > 0; n -= MIN (n, sizeof zeros)) {
    put (self, zeros, MIN (n, sizeof zeros));
  }
}

static void
put16 (Writer *self, guint16 value)
{
  guint16 little = GUINT16_TO_LE (value);

  put (self, &little, sizeof little);
}

static void
put32 (Writer *self, guint32 value)
{
  guint32 little = GUINT32_TO_LE (value);

  put (self, &little, sizeof little);
}

/* How many sectors the tables take that tell of themselves too. */
static void
lay_out (Writer *self, gsize length)
{
  self->size = MAX (MIN_STREAM, (length + SECTOR - 1) / SECTOR * SECTOR);
  self->n_stream = (guint32) (self->size / SECTOR);
  self->directory = self->n_stream;
  self->n_fat = 1;
  for (;;) {
    guint32 n;
    self->n_difat = self->n_fat > HEADER_DIFAT ? (self->n_fat - HEADER_DIFAT + ENTRIES - 2) / (ENTRIES - 1) : 0;
    n = (self->n_stream + 1 + self->n_fat + self->n_difat + ENTRIES - 1) / ENTRIES;
    if (n == self->n_fat) {
      break;
    }
    self->n_fat = n;
  }
  self->first_fat = self->directory + 1;
  self->first_difat = self->first_fat + self->n_fat;
}

static void
put_header (Writer *self)
{
  static const guint8 magic[8] = { 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1 };

  put (self, magic, sizeof magic);
  put_zeros (self, 16);
  put16 (self, 0x3e);
  put16 (self, 3);
  put16 (self, 0xfffe); /* little endian */
  put16 (self, 9);      /* sectors of 2^9 */
  put16 (self, 6);
  put_zeros (self, 10);
  put32 (self, self->n_fat);
  put32 (self, self->directory);
  put32 (self, 0);
  put32 (self, MIN_STREAM);
  put32 (self, END_OF_CHAIN); /* no short sectors */
  put32 (self, 0);
  put32 (self, self->n_difat > 0 ? self->first_difat : END_OF_CHAIN);
  put32 (self, self->n_difat);
  for (guint32 i = 0; i < HEADER_DIFAT; i++) {
    put32 (self, i < self->n_fat ? self->first_fat + i : FREE_SECTOR);
  }
}

static void
put_entry (Writer *self, const char *name, guint8 type, guint32 child, guint32 start, gsize size)
{
  gsize n = strlen (name);
  guint8 kind[2] = { type, 1 };

  for (gsize i = 0; i < 32; i++) {
    put16 (self, i < n ? (guint8) name[i] : 0);
  }
  put16 (self, n > 0 ? (guint16) (2 * (n + 1)) : 0);
  put (self, kind, sizeof kind);
  put32 (self, FREE_SECTOR);
  put32 (self, FREE_SECTOR);
  put32 (self, child);
  put_zeros (self, 36); /* class, state, times: so the same cells are the same file */
  put32 (self, start);
  put32 (self, (guint32) size);
  put32 (self, 0);
}

static void
put_tables (Writer *self)
{
  guint32 n = self->first_difat + self->n_difat, end = self->n_fat * ENTRIES, at = HEADER_DIFAT;

  for (guint32 i = 0; i < end; i++) {
    put32 (self, i >= n ? FREE_SECTOR
                 : i >= self->first_difat ? DIFAT_SECTOR
                 : i >= self->first_fat ? FAT_SECTOR
                 : i == self->directory || i == self->n_stream - 1 ? END_OF_CHAIN : i + 1);
  }
  for (guint32 d = 0; d < self->n_difat; d++) {
    for (guint32 i = 0; i < ENTRIES - 1; i++, at++) {
      put32 (self, at < self->n_fat ? self->first_fat + at : FREE_SECTOR);
    }
    put32 (self, d + 1 < self->n_difat ? self->first_difat + d + 1 : END_OF_CHAIN);
  }
}

gboolean
yzt_compound_file_write (const char *path, const char *name, const GByteArray *bytes)
{
  Writer self = { .file = fopen (path, "wbe") };

  if (self.file == NULL) {
    return FALSE;
  }
  lay_out (&self, bytes->len);
  put_header (&self);
  put (&self, bytes->data, bytes->len);
  put_zeros (&self, self.size - bytes->len);
  put_entry (&self, "Root Entry", 5, 1, END_OF_CHAIN, 0);
  put_entry (&self, name, 2, FREE_SECTOR, 0, self.size);
  put_entry (&self, "", 0, FREE_SECTOR, 0, 0);
  put_entry (&self, "", 0, FREE_SECTOR, 0, 0);
  put_tables (&self);
  /* A full disk shows when the file is closed. */
  return fclose (self.file) == 0 && !self.failed;
}
