/* fuzz-changeset.c: the recorded changes of a journal entry, as a damaged or altered file may hold them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "fuzz.h"
#include "yzt-store-private.h"
#include <string.h>

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_start ();
  return 0;
}

static void
touch_value (const YztValue *value)
{
  guint sum = 0;

  if (value->type == SQLITE_TEXT || value->type == SQLITE_BLOB) {
    for (gsize i = 0; i < value->length; i++)
      sum += value->bytes[i];
  }
  fuzz_assert (sum <= G_MAXUINT && value->type >= 0 && value->type <= SQLITE_NULL);
}

/* All changes, written again as they were read. */
static GByteArray *
read_all (const guint8 *data, gsize size, gboolean invert, guint *n_changes, gboolean *whole)
{
  g_auto(YztChangesetReader) reader = { 0 };
  g_autoptr(GError) error = NULL;
  g_autofree char *table = NULL;
  GByteArray *out = g_byte_array_new ();

  *n_changes = 0;
  yzt_changeset_reader_init (&reader, data, size, invert);
  while (yzt_changeset_reader_next (&reader, &error)) {
    const YztChange *change = &reader.change;

    fuzz_assert (change->op == SQLITE_INSERT || change->op == SQLITE_UPDATE || change->op == SQLITE_DELETE);
    for (guint i = 0; i < change->n_columns; i++) {
      touch_value (&change->before[i]);
      touch_value (&change->after[i]);
    }
    yzt_change_get_fid (change);
    yzt_changeset_write_table (out, change->table, change->n_columns, change->is_key);
    yzt_changeset_write_change (out, change);
    (*n_changes)++;
  }
  *whole = error == NULL;
  if (error != NULL)
    fuzz_check_error (error);
  return out;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  for (int invert = 0; invert < 2; invert++) {
    guint n, n_again;
    gboolean whole, whole_again;
    g_autoptr(GByteArray) first = read_all (data, size, invert, &n, &whole);
    g_autoptr(GByteArray) second = read_all (first->data, first->len, FALSE, &n_again, &whole_again);

    /* What was read is written so that it reads the same. */
    fuzz_assert (whole_again && n == n_again);
    fuzz_assert (first->len == second->len && (first->len == 0 || memcmp (first->data, second->data, first->len) == 0));
  }
  return 0;
}
