/* fuzz-table.c: tables as people send them, read by an import that writes nothing
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first byte chooses the ending of the file, the rest are its bytes. */
#include "config.h"
#include "fuzz.h"
#include <glib/gstdio.h>
#include <string.h>
#include "yzt-exchange.h"

static const char *const endings[] = { "csv", "tsv", "txt", "csv" };
static char *folder;
static YztStore *store;
static YztKind *kinds[2];
static gint64 now_ms = G_GINT64_CONSTANT (1795321440000);
static const YztClock clock_fixed = YZT_CLOCK_FIXED (&now_ms);

static YztKind *
load_kind (const char *name, YztKind *common)
{
  g_autofree char *path = g_build_filename (yzt_data_dir (), "kinds", name, NULL);
  g_autofree char *text = NULL;
  YztKind *kind;

  fuzz_assert (g_file_get_contents (path, &text, NULL, NULL));
  kind = yzt_kind_parse (text, strlen (text), name, common, NULL);
  fuzz_assert (kind != NULL);
  return kind;
}

static void
leave (void)
{
  g_autoptr(GDir) dir = NULL;
  const char *name;

  g_clear_object (&store);
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (folder, name, NULL);

    g_unlink (file);
  }
  g_rmdir (folder);
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  g_autofree char *name = g_strdup_printf ("yzt-fuzz-table-%d", (int) getpid ());
  gboolean in_memory = g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR);
  g_autofree char *map = NULL;
  g_autoptr(YztKind) common = NULL;
  g_autoptr(YztKindSet) set = NULL;

  fuzz_start ();
  yzt_geo_init ();
  yzt_exchange_init ();
  folder = g_build_filename (in_memory ? "/dev/shm" : g_get_tmp_dir (), name, NULL);
  map = g_build_filename (folder, "map.gpkg", NULL);
  fuzz_assert (g_mkdir_with_parents (folder, 0700) == 0);
  atexit (leave);
  common = load_kind ("common.kind", NULL);
  kinds[0] = load_kind ("rescue-team.kind", common);
  kinds[1] = load_kind ("hazard-source.kind", common);
  set = yzt_kind_set_new (kinds, G_N_ELEMENTS (kinds));
  fuzz_assert (yzt_store_create (map, set, "fuzz", "Asia/Shanghai", &clock_fixed, NULL));
  store = yzt_store_open (map, YZT_STORE_READ_WRITE, &clock_fixed, NULL);
  fuzz_assert (store != NULL);
  return 0;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  YztActInfo info = { .author = "fuzz", .window = "w", .label = "fuzz", .nature = YZT_ACT_BULK };
  YztImportOptions options = { .dry_run = TRUE, .language = "zh_CN" };
  g_autoptr(YztImportReport) report = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  FILE *file;

  if (size < 2 || size > 65536)
    return 0;
  path = g_strdup_printf ("%s/table.%s", folder, endings[data[0] & 3]);
  file = fopen (path, "wb");
  fuzz_assert (file != NULL && fwrite (data + 1, 1, size - 1, file) == size - 1);
  fclose (file);
  if (!yzt_import_file (store, kinds[data[0] >> 2 & 1], path, &options, &info, &report, &error)) {
    fuzz_check_error (error);
    return 0;
  }
  fuzz_assert (report->rows_written + report->rows_rejected <= report->rows_read);
  for (guint i = 0; i < report->rejects->len; i++)
    fuzz_assert (g_utf8_validate (g_array_index (report->rejects, YztImportReject, i).reason, -1, NULL));
  return 0;
}
