/* test-store-blobs.c: attached files and links in the map file: kept, compacted, checked, named after they are gone
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "test-store-common.h"
#include "yzt-store-blobs.h"
#include "yzt-store-care.h"

#define BASE_KIND                                                                                        \
  "[Kind]\nVersion=1\nId=base\nLabel=Base\nGeometry=point\n[Field photo]\nType=file\nMany=true\n"         \
  "Label=Photo\n[Field team]\nType=link\nTarget=depot;base\nMany=true\nLabel=Team\n"

typedef struct {
  Fixture *f;
  YztKind *base;
  GBytes *bytes;
  char *sum, *cell;
  YztRow *row;
} Try;

static gboolean
add_base (YztAct *act, gpointer user_data, GError **error)
{
  Try *try = user_data;

  if (!yzt_act_put_kind (act, try->base, error) || !yzt_act_put_blob (act, try->sum, "text/plain", try->bytes, error))
    return FALSE;
  yzt_row_set_text (try->row, "name", "一号基地_50%");
  yzt_row_set_text (try->row, "photo", try->cell);
  return yzt_act_insert (act, try->row, error);
}

static gboolean
add_depot (YztAct *act, gpointer user_data, GError **error)
{
  return yzt_act_insert (act, user_data, error);
}

static gboolean
update (YztAct *act, gpointer user_data, GError **error)
{
  return yzt_act_update (act, user_data, error);
}

static Try *
try_new (Fixture *f, const char *bytes)
{
  g_autofree char *common_path = g_build_filename (yzt_data_dir (), "kinds", "common.kind", NULL), *text = NULL;
  g_autoptr(YztKind) common = NULL;
  Try *try = g_new0 (Try, 1);

  g_assert_true (g_file_get_contents (common_path, &text, NULL, NULL));
  common = parse_kind (text, NULL);
  try->f = f;
  try->base = parse_kind (BASE_KIND, common);
  try->bytes = g_bytes_new (bytes, strlen (bytes));
  try->sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, try->bytes);
  try->cell = g_strconcat (try->sum, "/照片.jpg", NULL);
  try->row = yzt_row_new (try->base);
  try->row->has_position = TRUE;
  try->row->lon = 112.5;
  try->row->lat = 23.0;
  return try;
}

static void
try_free (Try *try)
{
  yzt_row_free (try->row);
  yzt_kind_unref (try->base);
  g_bytes_unref (try->bytes);
  g_free (try->sum);
  g_free (try->cell);
  g_free (try);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Try, try_free)

static guint
n_problems (YztStore *store)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) problems = yzt_store_check (store, &error);

  g_assert_no_error (error);
  return problems->len;
}

static gboolean
holds (Fixture *f, const char *sum)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(GError) error = NULL;
  gint64 size = yzt_store_get_blob_size (store, sum, &error);

  if (size < 0)
    g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND);
  yzt_store_close (store);
  return size >= 0;
}

static void
compact (Fixture *f)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (yzt_care_compact (f->path, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
}

/* Bytes that a cell names stay; those that only the journal names stay, because the deletion may be taken back; others go. */
static void
test_keep (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(Try) try = try_new (f, "the bytes of a photo");
  g_autoptr(GError) error = NULL;
  g_autofree char *media_type = NULL;
  YztActInfo info = INFO ("Add base"), gone = INFO ("Delete base");
  g_autoptr(GBytes) bytes = NULL;

  act_ok (store, &info, add_base, try);
  bytes = yzt_store_get_blob (store, try->sum, &media_type, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, try->bytes));
  g_assert_cmpstr (media_type, ==, "text/plain");
  g_assert_cmpint (yzt_store_get_blob_size (store, try->sum, NULL), ==, 20);
  g_assert_cmpuint (n_problems (store), ==, 0);
  yzt_store_close (store);
  compact (f);
  g_assert_true (holds (f, try->sum));
  g_clear_object (&store);
  store = open_map (f);
  act_ok (store, &gone, delete_row, try->row);
  yzt_store_close (store);
  compact (f);
  g_assert_true (holds (f, try->sum));
}

static void
run_sql (Fixture *f, const char *sql)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, NULL);
  sqlite3_close (db);
}

static gboolean
add_bytes_only (YztAct *act, gpointer user_data, GError **error)
{
  Try *try = user_data;

  return yzt_act_put_blob (act, try->sum, NULL, try->bytes, error) && yzt_act_put_setting (act, "note", "x", error);
}

static void
test_let_go (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(Try) try = try_new (f, "bytes that nothing names");
  YztActInfo info = INFO ("Nothing named");

  act_ok (store, &info, add_bytes_only, try);
  yzt_store_close (store);
  g_assert_true (holds (f, try->sum));
  compact (f);
  g_assert_false (holds (f, try->sum));
}

/* Missing and altered bytes are told; they are not handed out. */
static void
test_damage (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(Try) try = try_new (f, "another photo");
  g_autoptr(GError) error = NULL;
  YztActInfo info = INFO ("Add base");

  act_ok (store, &info, add_base, try);
  yzt_store_close (store);
  run_sql (f, "UPDATE blob SET bytes = x'00'");
  g_clear_object (&store);
  store = open_map (f);
  g_assert_null (yzt_store_get_blob (store, try->sum, NULL, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED);
  yzt_store_close (store);
  run_sql (f, "DELETE FROM blob");
  g_clear_object (&store);
  store = open_map (f);
  g_assert_cmpuint (n_problems (store), ==, 1);
  yzt_store_close (store);
}

static void
test_too_large (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(Try) try = try_new (f, "x");
  g_autoptr(GError) error = NULL;
  YztActInfo info = INFO ("Too large");

  g_bytes_unref (try->bytes);
  try->bytes = g_bytes_new_take (g_malloc0 (YZT_BLOB_MAX_BYTES + 1), YZT_BLOB_MAX_BYTES + 1);
  g_assert_null (yzt_store_write (store, &info, add_base, try, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "200 MB"));
  yzt_store_close (store);
}

/* --- links --- */

static void
test_links (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(Try) try = try_new (f, "x");
  g_autoptr(YztRow) depot = new_depot (f, "城东库", 112.4, 23.1);
  g_autoptr(GError) error = NULL;
  YztActInfo info = INFO ("Add"), change = INFO ("Link"), gone = INFO ("Delete depot");
  g_autofree char *cell = NULL;
  g_autoptr(GArray) links = NULL, named = NULL, naming = NULL, found = NULL, lost = NULL, none = NULL;
  const char *const targets[] = { "depot", NULL };

  act_ok (store, &info, add_base, try);
  act_ok (store, &info, add_depot, depot);
  cell = g_strdup_printf ("depot/%ld;base/%ld", (long) depot->fid, (long) try->row->fid);
  yzt_row_set_text (try->row, "team", cell);
  act_ok (store, &change, update, try->row);
  links = yzt_links_from_text (cell);
  named = yzt_store_name_links (store, links, "en", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (named->len, ==, 2);
  g_assert_cmpstr (g_array_index (named, YztNamed, 0).name, ==, "城东库");
  g_assert_true (g_array_index (named, YztNamed, 0).there && g_array_index (named, YztNamed, 0).has_position);
  naming = yzt_store_find_naming (store, "depot", depot->fid, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (naming->len, ==, 1);
  g_assert_cmpint (g_array_index (naming, YztNamed, 0).fid, ==, try->row->fid);
  found = yzt_store_find_named (store, targets, "东", 10, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);
  none = yzt_store_find_named (store, NULL, "_50%", 10, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 1); /* % and _ are themselves */
  g_assert_cmpuint (n_problems (store), ==, 0);
  act_ok (store, &gone, delete_row, depot);
  lost = yzt_store_name_links (store, links, "en", &error);
  g_assert_no_error (error);
  g_assert_false (g_array_index (lost, YztNamed, 0).there);
  g_assert_cmpstr (g_array_index (lost, YztNamed, 0).name, ==, "城东库");
  g_assert_cmpuint (n_problems (store), ==, 1);
  yzt_store_close (store);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/blobs/keep", Fixture, NULL, fixture_set_up, test_keep, fixture_tear_down);
  g_test_add ("/store/blobs/let-go", Fixture, NULL, fixture_set_up, test_let_go, fixture_tear_down);
  g_test_add ("/store/blobs/damage", Fixture, NULL, fixture_set_up, test_damage, fixture_tear_down);
  g_test_add ("/store/blobs/too-large", Fixture, NULL, fixture_set_up, test_too_large, fixture_tear_down);
  g_test_add ("/store/links", Fixture, NULL, fixture_set_up, test_links, fixture_tear_down);
  return g_test_run ();
}
