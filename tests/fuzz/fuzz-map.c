/* fuzz-map.c: map files that somebody or something has altered: opened, migrated, read, checked, taken back
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An input is not a whole file but what to change in a good one, so that changes reach deep. First byte: low bit, which
 * map (0: schema 1, to be migrated; 1: the schema of today); next bit: 0, bytes to overwrite, each change being
 * page (2 bytes) offset (2 bytes) length (1 byte) bytes; 1: SQL run by another programme. */
#include "config.h"
#include "fuzz.h"
#include <glib/gstdio.h>
#include <string.h>
#include "yzt-store-history.h"
#include "yzt-store-private.h"

static char *folder, *path;
static char *maps[2];
static gsize map_sizes[2];
static gint64 now_ms = G_GINT64_CONSTANT (1795321440000) + 48 * 3600 * 1000;
static const YztClock clock_fixed = YZT_CLOCK_FIXED (&now_ms);

static void
empty_folder (void)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (folder, name, NULL);

    g_unlink (file);
  }
}

static void
write_map (guint which)
{
  FILE *file;

  empty_folder ();
  file = fopen (path, "wb");
  fuzz_assert (file != NULL && fwrite (maps[which], 1, map_sizes[which], file) == map_sizes[which]);
  fclose (file);
}

static void
leave (void)
{
  empty_folder ();
  g_rmdir (folder);
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  g_autofree char *name = g_strdup_printf ("yzt-fuzz-map-%d", (int) getpid ());
  gboolean in_memory = g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR);
  g_autoptr(GError) error = NULL;
  YztStore *store;

  fuzz_start ();
  yzt_geo_init ();
  folder = g_build_filename (in_memory ? "/dev/shm" : g_get_tmp_dir (), name, NULL);
  path = g_build_filename (folder, "map.gpkg", NULL);
  fuzz_assert (g_mkdir_with_parents (folder, 0700) == 0);
  atexit (leave);
  fuzz_assert (g_file_get_contents (YZT_FUZZ_MAP, &maps[0], &map_sizes[0], NULL));
  write_map (0);
  store = yzt_store_open (path, YZT_STORE_READ_WRITE, &clock_fixed, &error);
  if (store == NULL)
    g_error ("%s", error->message);
  g_object_unref (store);
  fuzz_assert (g_file_get_contents (path, &maps[1], &map_sizes[1], NULL));
  return 0;
}

/* --- altering --- */

static void
overwrite (const uint8_t *data, size_t size)
{
  FILE *file = fopen (path, "r+b");

  fuzz_assert (file != NULL);
  while (size > 5) {
    guint page = data[0] | data[1] << 8, offset = data[2] | data[3] << 8;
    size_t length = MIN ((size_t) data[4], size - 5);

    fseek (file, (long) (page % 256) * 4096 + offset % 4096, SEEK_SET);
    fwrite (data + 5, 1, length, file);
    data += 5 + length;
    size -= 5 + length;
  }
  fclose (file);
}

static int
authorize (void *user_data, int action, const char *a, const char *b, const char *c, const char *d)
{
  return action == SQLITE_ATTACH || action == SQLITE_CREATE_VTABLE || action == SQLITE_RECURSIVE ? SQLITE_DENY
                                                                                                 : SQLITE_OK;
}

static int
give_up (void *turns)
{
  return --*(int *) turns < 0;
}

static void
run_sql (const uint8_t *data, size_t size)
{
  g_autofree char *sql = g_strndup ((const char *) data, size);
  sqlite3 *db;
  int turns = 200;

  fuzz_assert (sqlite3_open (path, &db) == SQLITE_OK);
  yzt_gpkg_functions_register (db);
  sqlite3_set_authorizer (db, authorize, NULL);
  sqlite3_progress_handler (db, 1000, give_up, &turns);
  sqlite3_limit (db, SQLITE_LIMIT_LENGTH, 200000);
  sqlite3_exec (db, sql, NULL, NULL, NULL);
  sqlite3_close (db);
}

/* --- using --- */

static gboolean
read_row (const YztRow *row, gpointer user_data)
{
  for (guint i = 0; i < yzt_kind_get_n_fields (row->kind); i++) {
    if (row->cells[i].type == YZT_CELL_TEXT)
      fuzz_assert (g_utf8_validate (row->cells[i].v.text, -1, NULL));
  }
  return TRUE;
}

static void
read_everything (YztStore *store)
{
  YztKindSet *kinds = yzt_store_get_kinds (store);

  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    g_autoptr(GError) error = NULL;

    if (!yzt_kind_is_abstract (kind) && !yzt_store_read_rows (store, kind, read_row, NULL, &error))
      fuzz_check_error (error);
  }
  {
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) plans = yzt_store_find_plans (store, "泄漏", 10, &error);

    if (plans == NULL)
      fuzz_check_error (error);
  }
}

static void
look_back (YztStore *store, const GArray *journal)
{
  for (guint i = 0; i < journal->len && i < 40; i++) {
    const YztJournalEntry *entry = &g_array_index (journal, YztJournalEntry, i);
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) rows = NULL;

    fuzz_assert (g_utf8_validate (entry->label, -1, NULL) && g_utf8_validate (entry->author, -1, NULL));
    rows = yzt_store_read_entry_rows (store, entry->entry, 20, "zh_CN", NULL, &error);
    if (rows == NULL)
      fuzz_check_error (error);
  }
}

static void
take_back (YztStore *store, const GArray *journal, guint which)
{
  YztActInfo info = { .author = "fuzz", .window = "w", .label = "fuzz", .nature = YZT_ACT_EDIT };
  gint64 entry = journal->len > 0 ? g_array_index (journal, YztJournalEntry, which % journal->len).entry : 1;
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = NULL;

  if (entry < 0)
    return;
  result = yzt_store_undo (store, entry, &info, &error);
  if (result == NULL)
    fuzz_check_error (error);
}

static void
use_map (guint which)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztStore) store = yzt_store_open (path, YZT_STORE_READ_WRITE, &clock_fixed, &error);
  g_autoptr(GArray) journal = NULL;
  g_autoptr(GPtrArray) problems = NULL;

  if (store == NULL) {
    fuzz_check_error (error);
    return;
  }
  read_everything (store);
  journal = yzt_store_read_journal (store, 0, 0, &error);
  if (journal == NULL)
    fuzz_check_error (error);
  g_clear_error (&error);
  if (journal != NULL) {
    look_back (store, journal);
    take_back (store, journal, which);
  }
  problems = yzt_store_check (store, &error);
  if (problems == NULL)
    fuzz_check_error (error);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size < 2 || size > 4000)
    return 0;
  write_map (data[0] & 1);
  if (data[0] & 2)
    run_sql (data + 1, size - 1);
  else
    overwrite (data + 1, size - 1);
  use_map (data[0] >> 2);
  return 0;
}
