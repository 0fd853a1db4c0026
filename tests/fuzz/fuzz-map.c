/* fuzz-map.c: map files that somebody or something has altered: opened, migrated, read, checked, taken back
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two targets: "map" alters a map of the schema of today, "migrate" (YZT_FUZZ_MIGRATE) one of the first schema. An input is
 * not a whole file but what to change in a good one, so that changes reach deep. First byte: second bit, 0: bytes to
 * overwrite, each change being page (2 bytes) offset (2 bytes) length (1 byte) bytes; 1: SQL run by another programme; the
 * upper six: which entry is taken back. */
#include "config.h"
#include "fuzz.h"
#include "fuzz-memory.h"
#include <glib/gstdio.h>
#include <string.h>
#include "yzt-store-history.h"
#include "yzt-store-private.h"

/* The other target reads all of what this one reads, of a map as young. */
#ifdef YZT_FUZZ_MIGRATE
#define MOST_ENTRIES 4
#else
#define MOST_ENTRIES 40
#endif

static char *folder, *path;
static char *map;
static gsize map_size;
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
write_map (void)
{
  FILE *file;

  empty_folder ();
  file = fopen (path, "wb");
  fuzz_assert (file != NULL && fwrite (map, 1, map_size, file) == map_size);
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

  fuzz_start ();
  fuzz_memory_use ();
  /* Under the sanitizers most of the time would else go into small allocations of SQLite's parser. */
  sqlite3_config (SQLITE_CONFIG_LOOKASIDE, 256, 4000);
  yzt_geo_init ();
  folder = g_build_filename (in_memory ? "/dev/shm" : g_get_tmp_dir (), name, NULL);
  path = g_build_filename (folder, "map.gpkg", NULL);
  fuzz_assert (g_mkdir_with_parents (folder, 0700) == 0);
  atexit (leave);
#ifdef YZT_FUZZ_MIGRATE
  fuzz_assert (g_file_get_contents (YZT_FUZZ_OLD_MAP, &map, &map_size, NULL));
#else
  fuzz_assert (g_file_get_contents (YZT_FUZZ_MAP, &map, &map_size, NULL));
#endif
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
#ifdef YZT_FUZZ_MIGRATE
  /* Entries are counted afterwards: nothing may take them away meanwhile. */
  if (action == SQLITE_CREATE_TRIGGER || action == SQLITE_CREATE_VIEW)
    return SQLITE_DENY;
#endif
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
  for (guint i = 0; i < journal->len && i < MOST_ENTRIES; i++) {
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

/* FALSE: the map was refused. */
static gboolean
use_map (guint which)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztStore) store = yzt_store_open (path, YZT_STORE_READ_WRITE, &clock_fixed, &error);
  g_autoptr(GArray) journal = NULL;
  g_autoptr(GPtrArray) problems = NULL;

  if (store == NULL) {
    fuzz_check_error (error);
    return FALSE;
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
  return TRUE;
}

#ifdef YZT_FUZZ_MIGRATE
/* The first column of the first row; -1 when it cannot be had. */
static gint64
ask (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *stmt = NULL;
  gint64 n = -1;

  if (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step (stmt) == SQLITE_ROW)
    n = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  return n;
}

static gint64
ask_file (const char *of, const char *sql)
{
  sqlite3 *db;
  gint64 n = sqlite3_open_v2 (of, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK ? ask (db, sql) : -1;

  sqlite3_close (db);
  return n;
}

/* A map that was brought up to date has a copy from before, lost no entry, and says of what schema it is: it is not brought up again. */
static void
check_migrated (void)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name, *count = "SELECT count(*) FROM journal";
  gint64 n_entries = ask_file (path, count), version;
  guint n_copies = 0;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = strstr (name, ".schema-") != NULL ? g_build_filename (folder, name, NULL) : NULL;

    n_copies += file != NULL ? 1 : 0;
    fuzz_assert (file == NULL || n_entries >= ask_file (file, count));
  }
  version = ask_file (path, "SELECT CAST(value AS INTEGER) FROM map_setting WHERE key = 'schema_version'");
  fuzz_assert (n_copies <= 1 && (n_copies == 0 || version == YZT_STORE_SCHEMA_VERSION));
}
#endif

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size < 2 || size > 4000)
    return 0;
  write_map ();
  if (data[0] & 2)
    run_sql (data + 1, size - 1);
  else
    overwrite (data + 1, size - 1);
#ifdef YZT_FUZZ_MIGRATE
  if (use_map (data[0] >> 2) && (data[0] & 2))
    check_migrated ();
#else
  use_map (data[0] >> 2);
#endif
  return 0;
}
