/* test-exchange.c: lists of others in, ours out, and back in again
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "yzt-base.h"
#include "yzt-exchange.h"

#include "yzt-test-map.h"

#define REAL_FOLDER "/work/shared/data/E"

static const YztActInfo INFO = { "tester", "test", NULL, 0, YZT_ACT_BULK };

/* NULL @error_out: must succeed. */
static YztImportReport *
import_with (TestMap *map, const char *kind, const char *path, const YztImportOptions *options, GError **error_out)
{
  YztImportReport *report = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok = yzt_import_file (map->store, test_map_kind (map, kind), path, options, &INFO, &report, &error);

  if (error_out == NULL) {
    g_assert_no_error (error);
    g_assert_true (ok);
    g_assert_cmpuint (report->rows_read, ==, report->rows_rejected + (options->dry_run ? 0 : report->rows_written) +
                                                 (options->dry_run ? report->rows_read - report->rows_rejected : 0));
  } else {
    g_assert_false (ok);
    g_assert_nonnull (error);
    g_assert_null (strchr (error->message, '\n'));
    g_test_message ("%s", error->message);
    *error_out = g_steal_pointer (&error);
  }
  return report;
}

static YztImportReport *
import (TestMap *map, const char *kind, const char *path)
{
  const YztImportOptions options = { .language = "en" };

  return import_with (map, kind, path, &options, NULL);
}

static YztImportReport *
import_text (TestMap *map, const char *kind, const char *name, const char *text, gssize length)
{
  g_autofree char *path = test_map_write_file (map, name, text, length);

  return import (map, kind, path);
}

static void
assert_refused (TestMap *map, const char *kind, const char *path, int code, const char *word)
{
  const YztImportOptions options = { .language = "en" };
  g_autoptr (GError) error = NULL;
  g_autoptr (YztImportReport) report = import_with (map, kind, path, &options, &error);
  g_autoptr (GPtrArray) rows = test_map_rows (map, kind);

  g_assert_error (error, YZT_EXCHANGE_ERROR, code);
  if (word != NULL && strstr (error->message, word) == NULL) {
    g_error ("“%s” is not in “%s”", word, error->message);
  }
  g_assert_cmpuint (rows->len, ==, 0);
}

static const YztImportReject *
reject (const YztImportReport *report, guint i)
{
  g_assert_cmpuint (i, <, report->rejects->len);
  return &g_array_index (report->rejects, YztImportReject, i);
}

static void
assert_reject (const YztImportReport *report, guint i, guint row, const char *column, const char *word)
{
  g_assert_cmpuint (reject (report, i)->row, ==, row);
  g_assert_cmpstr (reject (report, i)->column, ==, column);
  if (strstr (reject (report, i)->reason, word) == NULL) {
    g_error ("“%s” is not in “%s”", word, reject (report, i)->reason);
  }
}

static gboolean
has_note (const YztImportReport *report, const char *word)
{
  for (guint i = 0; i < report->notes->len; i++) {
    if (strstr (g_ptr_array_index (report->notes, i), word) != NULL) {
      return TRUE;
    }
  }
  return FALSE;
}

/* --- text tables --- */

static const char CSV[] = "\xEF\xBB\xBF名称,编号,经度,纬度,床位数,unknown thing\r\n"
                          "第一医院,H1,113.25,23.125,500,x\r\n"
                          "\"第二\r\n医院\",H2,\"113°15'0\"\" E\",23.2,,\r\n"
                          "\r\n"
                          "\"引号\"\"医院\",,113.26,23.3,\"1,200\",\r\n";

static void
test_csv (TestMap *map, gconstpointer data)
{
  g_autoptr (YztImportReport) report = import_text (map, "hospital", "x.csv", CSV, -1);
  g_autoptr (GPtrArray) rows = test_map_rows (map, "hospital");
  const YztRow *row;

  g_assert_cmpuint (report->rows_read, ==, 3);
  g_assert_cmpuint (report->rows_written, ==, 3);
  g_assert_cmpuint (report->unused->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (report->unused, 0), ==, "unknown thing");
  g_assert_cmpuint (report->mapped->len, ==, 5);
  g_assert_nonnull (report->result);
  row = g_ptr_array_index (rows, 0);
  g_assert_cmpstr (yzt_row_get_text (row, "name"), ==, "第一医院");
  g_assert_cmpfloat_with_epsilon (row->lon, 113.25, 1e-12);
  g_assert_cmpfloat_with_epsilon (row->lat, 23.125, 1e-12);
  g_assert_cmpint (yzt_row_get (row, "beds")->v.integer, ==, 500);
  g_assert_cmpstr (yzt_row_get_text (row, "source"), ==, "x.csv");
  row = g_ptr_array_index (rows, 1);
  g_assert_cmpfloat_with_epsilon (row->lon, 113.25, 1e-9);
  row = g_ptr_array_index (rows, 2);
  g_assert_cmpstr (yzt_row_get_text (row, "name"), ==, "引号\"医院");
  g_assert_cmpint (yzt_row_get (row, "beds")->v.integer, ==, 1200);
}

static void
test_delimiters (TestMap *map, gconstpointer data)
{
  g_autoptr (YztImportReport) semicolon = import_text (map, "hospital", "a.csv", "name;lon;lat\nA;113;23\n", -1);
  g_autoptr (YztImportReport) tab = import_text (map, "hospital", "b.tsv", "name\tlon\tlat\nB, C;113\t113.5\t23\n", -1);
  g_autoptr (YztImportReport) last_line = import_text (map, "hospital", "c.csv", "name,lon,lat\nD,113.6,23", -1);
  g_autoptr (YztImportReport) header = import_text (map, "hospital", "d.csv", "name,lon,lat\n", -1);

  g_assert_cmpuint (semicolon->rows_written, ==, 1);
  g_assert_cmpuint (tab->rows_written, ==, 1);
  g_assert_cmpuint (last_line->rows_written, ==, 1);
  g_assert_cmpuint (header->rows_read, ==, 0);
  g_assert_null (header->result);
}

static void
test_encodings (TestMap *map, gconstpointer data)
{
  gsize length = 0;
  g_autofree char *gbk = g_convert ("名称,经度,纬度\n人民医院,113.1,23.1\n", -1, "GB18030", "UTF-8", NULL, &length, NULL);
  g_autoptr (YztImportReport) sniffed = import_text (map, "hospital", "gbk.csv", gbk, (gssize) length);
  g_autofree char *utf16 = g_convert ("名称,经度,纬度\n中医院,113.2,23.1\n", -1, "UTF-16", "UTF-8", NULL, &length, NULL);
  g_autoptr (YztImportReport) wide = import_text (map, "hospital", "utf16.csv", utf16, (gssize) length);
  g_autofree char *latin = test_map_write_file (map, "latin.csv", "name,lon,lat\nH\xf4pital,113.3,23.1\n", -1);
  const YztImportOptions options = { .language = "en", .encoding = "ISO-8859-1" };
  const YztImportOptions nonsense = { .language = "en", .encoding = "KLINGON" };
  g_autoptr (YztImportReport) given = import_with (map, "hospital", latin, &options, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (YztImportReport) none = import_with (map, "hospital", latin, &nonsense, &error);
  g_autoptr (GPtrArray) rows = test_map_rows (map, "hospital");

  g_assert_true (has_note (sniffed, "GB18030"));
  g_assert_true (has_note (wide, "UTF-16"));
  g_assert_true (has_note (given, "ISO-8859-1"));
  g_assert_nonnull (strstr (error->message, "KLINGON"));
  g_assert_cmpstr (yzt_row_get_text (g_ptr_array_index (rows, 0), "name"), ==, "人民医院");
  g_assert_cmpstr (yzt_row_get_text (g_ptr_array_index (rows, 1), "name"), ==, "中医院");
  g_assert_cmpstr (yzt_row_get_text (g_ptr_array_index (rows, 2), "name"), ==, "Hôpital");
}

static void
test_rejects (TestMap *map, gconstpointer data)
{
  static const char text[] = "name,code,lon,lat,beds,grade\n"
                             "ok,A,113,23,1,\n"
                             ",B,113,23,1,\n"               /* 2 no name */
                             "c,C,113,23,many,\n"           /* 3 text in a number column */
                             "d,D,23,113,1,\n"              /* 4 swapped */
                             "e,E,,23,1,\n"                 /* 5 no longitude */
                             "f,F,113,north,1,\n"           /* 6 no latitude */
                             "g,G,400,95,1,\n"              /* 7 out of range */
                             "h,H,0,0,1,\n"                 /* 8 an empty form */
                             "i,I,113,23,1,no such grade\n" /* 9 */
                             "j,A,113.5,23,1,\n"            /* 10 code of row 1 */
                             "k,K,113,23,1,,stray\n"        /* 11 too many cells */
                             "\"l,L,113,23,1,\n"            /* 12 never closed */
                             "m,M,113.7,23,1,\n"
                             "n,N,113.8,23,-5,\n"           /* 14 below the least */
                             "ok2,,113.9,23,1,\n"
                             "ok2,,113.9,23,1,\n";          /* 16 twice */
  g_autoptr (YztImportReport) report = import_text (map, "hospital", "x.csv", text, -1);

  g_assert_cmpuint (report->rows_read, ==, 16);
  g_assert_cmpuint (report->rows_written, ==, 3);
  g_assert_cmpuint (report->rows_rejected, ==, 13);
  assert_reject (report, 0, 2, "name", "");
  assert_reject (report, 1, 3, "beds", "many");
  assert_reject (report, 2, 4, "lon", "Latitude and longitude seem to be swapped");
  assert_reject (report, 3, 5, "lon", "longitude is missing");
  assert_reject (report, 4, 6, "lat", "north");
  assert_reject (report, 5, 7, "lon", "400");
  assert_reject (report, 6, 8, "lon", "0, 0");
  assert_reject (report, 7, 9, "grade", "no such grade");
  assert_reject (report, 8, 10, "code", "row 2"); /* as the sheet counts */
  assert_reject (report, 9, 11, "", "7 cells");
  assert_reject (report, 10, 12, "", "quotation mark");
  assert_reject (report, 11, 14, "beds", "");
  assert_reject (report, 12, 16, "name", "row 16");
  g_assert_false (has_note (report, "swapped"));
}

static void
test_huge_field (TestMap *map, gconstpointer data)
{
  GString *text = g_string_new ("name,lon,lat,remarks\na,113,23,x\nb,113,24,\"");
  g_autofree char *csv = NULL;
  g_autoptr (YztImportReport) report = NULL;

  for (guint i = 0; i < 10 * 1024 * 1024 / 16; i++) {
    g_string_append (text, "0123456789\n,.. \"\"");
  }
  g_string_append (text, "\"\nc,113,25,y\n");
  csv = g_string_free (text, FALSE);
  report = import_text (map, "hospital", "huge.csv", csv, -1);
  g_assert_cmpuint (report->rows_read, ==, 3);
  g_assert_cmpuint (report->rows_written, ==, 2);
  assert_reject (report, 0, 2, "remarks", "");
}

static void
test_swapped (TestMap *map, gconstpointer data)
{
  g_autofree char *path = test_map_write_file (map, "x.csv", "name,lon,lat\na,23,113\nb,24,113\n", -1);
  g_autoptr (YztImportReport) report = import (map, "hospital", path);
  g_autoptr (GHashTable) mapping = g_hash_table_new (g_str_hash, g_str_equal);
  YztImportOptions options = { .language = "en", .mapping = mapping };
  g_autoptr (YztImportReport) mended = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  g_assert_cmpuint (report->rows_written, ==, 0);
  g_assert_true (has_note (report, "--map lon=lat --map lat=lon"));
  g_hash_table_insert (mapping, (char *) "lon", (char *) "lat");
  g_hash_table_insert (mapping, (char *) "lat", (char *) "lon");
  mended = import_with (map, "hospital", path, &options, NULL);
  rows = test_map_rows (map, "hospital");
  g_assert_cmpuint (mended->rows_written, ==, 2);
  g_assert_cmpfloat (((YztRow *) g_ptr_array_index (rows, 0))->lon, ==, 113.0);
}

static void
test_mapping (TestMap *map, gconstpointer data)
{
  g_autofree char *path = test_map_write_file (map, "x.csv", "What,Where X,Where Y,Name\nA,113,23,B\n", -1);
  g_autoptr (GHashTable) mapping = g_hash_table_new (g_str_hash, g_str_equal);
  YztImportOptions options = { .language = "en", .mapping = mapping };
  g_autoptr (GError) no_field = NULL;
  g_autoptr (GError) no_column = NULL;
  g_autoptr (YztImportReport) report = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  g_hash_table_insert (mapping, (char *) "colour of the roof", (char *) "What");
  g_assert_null (import_with (map, "hospital", path, &options, &no_field));
  g_assert_error (no_field, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_COLUMNS);
  g_hash_table_remove_all (mapping);
  g_hash_table_insert (mapping, (char *) "name", (char *) "Whatever");
  g_assert_null (import_with (map, "hospital", path, &options, &no_column));
  g_assert_error (no_column, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_COLUMNS);
  g_hash_table_remove_all (mapping);
  g_hash_table_insert (mapping, (char *) "name", (char *) "What");
  g_hash_table_insert (mapping, (char *) "lon", (char *) "Where X");
  g_hash_table_insert (mapping, (char *) "lat", (char *) "Where Y");
  report = import_with (map, "hospital", path, &options, NULL);
  rows = test_map_rows (map, "hospital");
  g_assert_cmpstr (yzt_row_get_text (g_ptr_array_index (rows, 0), "name"), ==, "A");
  g_assert_cmpuint (report->unused->len, ==, 1);
}

static void
test_twice_strict_dry (TestMap *map, gconstpointer data)
{
  g_autofree char *path = test_map_write_file (map, "x.csv", "name,code,lon,lat\na,A,113,23\nb,,113,24\n", -1);
  g_autofree char *bad = test_map_write_file (map, "bad.csv", "name,lon,lat\nc,113,25\nd,x,y\n", -1);
  const YztImportOptions dry = { .language = "en", .dry_run = TRUE };
  const YztImportOptions strict = { .language = "en", .strict = TRUE };
  g_autoptr (YztImportReport) tried = import_with (map, "hospital", path, &dry, NULL);
  g_autoptr (YztImportReport) first = import (map, "hospital", path);
  g_autoptr (YztImportReport) again = import (map, "hospital", path);
  g_autoptr (GError) error = NULL;
  g_autoptr (YztImportReport) refused = import_with (map, "hospital", bad, &strict, &error);
  g_autoptr (GPtrArray) rows = test_map_rows (map, "hospital");

  g_assert_cmpuint (tried->rows_read, ==, 2);
  g_assert_null (tried->result);
  g_assert_cmpuint (first->rows_written, ==, 2);
  g_assert_cmpuint (again->rows_rejected, ==, 2);
  assert_reject (again, 0, 1, "code", "lready in the map");
  assert_reject (again, 1, 2, "name", "lready in the map");
  g_assert_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_STRICT);
  g_assert_nonnull (refused);
  g_assert_cmpuint (refused->rows_rejected, ==, 1);
  g_assert_cmpuint (rows->len, ==, 2);
}

static void
test_undo (TestMap *map, gconstpointer data)
{
  g_autoptr (YztImportReport) report = import_text (map, "hospital", "x.csv", CSV, -1);
  g_autoptr (GArray) journal = yzt_store_read_journal (map->store, 0, 1, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) result = yzt_store_undo (map->store, 0, &INFO, &error);
  g_autoptr (GPtrArray) rows = test_map_rows (map, "hospital");

  g_assert_no_error (error);
  g_assert_nonnull (result);
  g_assert_cmpstr (g_array_index (journal, YztJournalEntry, 0).label, ==, "Import 3 × Hospital from x.csv");
  g_assert_cmpuint (rows->len, ==, 0);
}

static void
test_datum (TestMap *map, gconstpointer data)
{
  g_autofree char *path = test_map_write_file (map, "x.csv", "name,lon,lat\na,113.2644,23.1291\n", -1);
  const YztImportOptions options = { .language = "en", .datum = YZT_DATUM_GCJ02, .datum_given = TRUE };
  g_autoptr (YztImportReport) report = import_with (map, "hospital", path, &options, NULL);
  g_autoptr (GPtrArray) rows = test_map_rows (map, "hospital");
  const YztRow *row = g_ptr_array_index (rows, 0);
  YztPosition wgs84 = { row->lon, row->lat };
  YztPosition back = yzt_datum_from_wgs84 (wgs84, YZT_DATUM_GCJ02);

  g_assert_cmpfloat_with_epsilon (back.lon, 113.2644, 1e-9);
  g_assert_cmpfloat_with_epsilon (back.lat, 23.1291, 1e-9);
  g_assert_cmpfloat (ABS (row->lon - 113.2644), >, 0.001);
  g_assert_true (has_note (report, "GCJ-02"));
}

static void
test_children (TestMap *map, gconstpointer data)
{
  static const char stock[] = "owner_code,name,spec,unit,quantity\nD1,Sandbag,50 kg,bag,1000\nD1,Sandbag,50 kg,bag,1000\nD9,Rope,,m,5\n,Rope,,m,5\n";
  g_autoptr (YztImportReport) depots = import_text (map, "depot", "d.csv", "name,code,lon,lat\nEast,D1,112.5,23\n", -1);
  g_autoptr (YztImportReport) lines = import_text (map, "stock-line", "s.csv", stock, -1);
  g_autoptr (YztImportReport) again = import_text (map, "stock-line", "s.csv", stock, -1);
  g_autoptr (GPtrArray) owners = test_map_rows (map, "depot");
  g_autoptr (GPtrArray) rows = test_map_rows (map, "stock-line");

  g_assert_cmpuint (depots->rows_written, ==, 1);
  g_assert_cmpuint (lines->rows_written, ==, 2);
  assert_reject (lines, 0, 3, "owner_code", "D9");
  assert_reject (lines, 1, 4, "owner_code", "whose");
  g_assert_cmpuint (again->rows_written, ==, 0);
  g_assert_cmpint (((YztRow *) g_ptr_array_index (rows, 0))->owner_fid, ==, ((YztRow *) g_ptr_array_index (owners, 0))->fid);
}

/* --- files that are no use --- */

static void
test_bad_files (TestMap *map, gconstpointer data)
{
  static const struct {
    const char *name;
    const char *bytes;
    gssize length;
    int code;
    const char *word;
  } cases[] = {
    { "empty.csv", "", 0, YZT_EXCHANGE_ERROR_READ, "empty" },
    { "blank.csv", "\n\n\n", 3, YZT_EXCHANGE_ERROR_FORMAT, NULL },
    { "binary.csv", "PK\x03\x04\0\0\0\0", 8, YZT_EXCHANGE_ERROR_READ, "no text" },
    { "nowhere.csv", "name,address\na,b\n", -1, YZT_EXCHANGE_ERROR_COLUMNS, "longitude and latitude" },
    { "nameless.csv", "lon,lat\n113,23\n", -1, YZT_EXCHANGE_ERROR_COLUMNS, "Name" },
    { "x.xlsx", "not a workbook", -1, YZT_EXCHANGE_ERROR_FORMAT, "xlsx" },
    { "x.gpkg", "SQLite format 3\0 and then nothing", 34, YZT_EXCHANGE_ERROR_FORMAT, "gpkg" },
    { "x.geojson", "{\"type\":\"FeatureColl", -1, YZT_EXCHANGE_ERROR_FORMAT, NULL },
    { "x.shp", "short", -1, YZT_EXCHANGE_ERROR_FORMAT, NULL },
    { "x.csv.gz", "no gzip", -1, YZT_EXCHANGE_ERROR_READ, "gzip" },
    { "x.pdf", "%PDF", -1, YZT_EXCHANGE_ERROR_FORMAT, "CSV" },
    { "x.vrt", "<OGRVRTDataSource/>", -1, YZT_EXCHANGE_ERROR_FORMAT, NULL },
    { "vrt.geojson", "<OGRVRTDataSource><OGRVRTLayer name=\"a\"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>", -1,
      YZT_EXCHANGE_ERROR_FORMAT, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = test_map_write_file (map, cases[i].name, cases[i].bytes, cases[i].length);
    assert_refused (map, "hospital", path, cases[i].code, cases[i].word);
  }
  assert_refused (map, "hospital", "/vsicurl/http://127.0.0.1:1/x.csv", YZT_EXCHANGE_ERROR_READ, "no file");
  assert_refused (map, "hospital", "http://127.0.0.1:1/x.geojson", YZT_EXCHANGE_ERROR_READ, "no file");
  assert_refused (map, "hospital", map->folder, YZT_EXCHANGE_ERROR_READ, "folder");
}

static void
test_fuzz (TestMap *map, gconstpointer data)
{
  const YztImportOptions options = { .language = "en", .dry_run = TRUE };

  for (guint round = 0; round < 300; round++) {
    g_autofree char *bytes = g_strdup (CSV);
    g_autofree char *path = NULL;
    g_autoptr (YztImportReport) report = NULL;
    g_autoptr (GError) error = NULL;
    gboolean ok;
    for (gint32 i = g_test_rand_int_range (1, 12); i > 0; i--) {
      bytes[g_test_rand_int_range (0, (int) sizeof CSV - 1)] = ",;\"\n\r\t'=+-0\x80\xff "[g_test_rand_int_range (0, 14)];
    }
    path = test_map_write_file (map, "fuzz.csv", bytes, (gssize) g_test_rand_int_range (1, (int) sizeof CSV));
    ok = yzt_import_file (map->store, test_map_kind (map, "hospital"), path, &options, &INFO, &report, &error);
    g_assert_true (ok == (error == NULL));
    g_assert_true (ok == (report != NULL));
  }
}

/* --- layers --- */

/* As deep as an attacker likes. */
static void
test_deep_json (TestMap *map, gconstpointer data)
{
  static const char *const heads[] = { "{\"type\":\"FeatureCollection\",\"features\":", "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":" };

  for (gsize i = 0; i < G_N_ELEMENTS (heads); i++) {
    GString *text = g_string_new (heads[i]);
    g_autofree char *path = NULL;
    for (guint n = 0; n < 200000; n++) {
      g_string_append_c (text, '[');
    }
    path = test_map_write_file (map, "deep.geojson", text->str, (gssize) text->len);
    g_string_free (text, TRUE);
    assert_refused (map, "hospital", path, YZT_EXCHANGE_ERROR_FORMAT, NULL);
  }
}

static void
test_geojson (TestMap *map, gconstpointer data)
{
  static const char text[] = "{\"type\":\"FeatureCollection\",\"features\":["
                             "{\"type\":\"Feature\",\"properties\":{\"name\":\"点\",\"code\":\"007\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[113.1,23.1,5]}},"
                             "{\"type\":\"Feature\",\"properties\":{\"name\":\"面\",\"code\":\"8\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[113,23],[114,23],[114,24],[113,24],[113,23]]]}},"
                             "{\"type\":\"Feature\",\"properties\":{\"name\":\"反\",\"code\":\"9\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[23.1,113.1]}},"
                             "{\"type\":\"Feature\",\"properties\":{\"name\":\"无\",\"code\":\"10\"},\"geometry\":null}]}";
  g_autofree char *marked = g_strconcat ("\xEF\xBB\xBF", text, NULL);
  g_autoptr (YztImportReport) report = import_text (map, "hospital", "x.geojson", text, -1);
  g_autoptr (YztImportReport) again = import_text (map, "hospital", "bom.json", marked, -1);
  g_autoptr (GPtrArray) rows = test_map_rows (map, "hospital");
  const YztRow *row = g_ptr_array_index (rows, 0);

  g_assert_cmpuint (report->rows_written, ==, 2);
  assert_reject (report, 0, 3, "", "swapped");
  assert_reject (report, 1, 4, "", "no position");
  g_assert_cmpuint (again->rows_read, ==, 4);
  g_assert_cmpuint (again->rows_written, ==, 0);
  g_assert_cmpstr (yzt_row_get_text (row, "code"), ==, "007");
  g_assert_cmpfloat_with_epsilon (row->lon, 113.1, 1e-12);
  row = g_ptr_array_index (rows, 1);
  g_assert_cmpfloat (row->lon, >, 113.0);
  g_assert_cmpfloat (row->lon, <, 114.0);
}

static void
test_reprojected (TestMap *map, gconstpointer data)
{
  static const char text[] = "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::3857\"}},\"features\":["
                             "{\"type\":\"Feature\",\"properties\":{\"name\":\"a\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[12579102.454, 2632018.637]}}]}";
  g_autoptr (YztImportReport) report = import_text (map, "hospital", "x.geojson", text, -1);
  g_autoptr (GPtrArray) rows = test_map_rows (map, "hospital");

  g_assert_cmpuint (report->rows_written, ==, 1);
  g_assert_true (has_note (report, "converted"));
  g_assert_cmpfloat_with_epsilon (((YztRow *) g_ptr_array_index (rows, 0))->lon, 113.0, 1e-5);
  g_assert_cmpfloat_with_epsilon (((YztRow *) g_ptr_array_index (rows, 0))->lat, 23.0, 1e-2);
}

/* --- out and back in --- */

static const char RICH[] = "name,code,lon,lat,type,grade,beds,phone,address,verified_at,remarks\n"
                           "\"甲, \"\"医院\"\"\",007,112.123456789012,23.000000000001,,,500,+86 758 1234567,=1+1,2026-01-02,\"两\n行\"\n"
                           "乙医院,@B,-179.9999999,-89.5,,,,0758-22222,-5,,'quoted\n"
                           "Ünï😀,,0.1,0.2,,,0,,,1999-12-31,\"a;b\tc\"\n";

static void
compare_maps (TestMap *a, TestMap *b, const char *kind)
{
  g_autoptr (GPtrArray) before = test_map_rows (a, kind);
  g_autoptr (GPtrArray) after = test_map_rows (b, kind);

  g_assert_cmpuint (before->len, ==, after->len);
  for (guint i = 0; i < before->len; i++) {
    const YztRow *x = g_ptr_array_index (before, i);
    const YztRow *y = g_ptr_array_index (after, i);
    g_assert_cmpint (x->has_position, ==, y->has_position);
    g_assert_cmpfloat_with_epsilon (x->lon, y->lon, 1e-12);
    g_assert_cmpfloat_with_epsilon (x->lat, y->lat, 1e-12);
    g_assert_cmpint (x->geometry != NULL, ==, y->geometry != NULL);
    if (x->geometry != NULL) {
      g_assert_true (g_bytes_equal (x->geometry, y->geometry));
    }
    for (guint f = 0; f < yzt_kind_get_n_fields (x->kind); f++) {
      const YztField *field = yzt_kind_get_field (x->kind, f);
      const char *name = yzt_field_get_name (field);
      g_autofree char *p = yzt_field_format_plain (field, &x->cells[f]);
      g_autofree char *q = yzt_field_format_plain (field, &y->cells[f]);
      if (!g_str_equal (name, "created_at") && !g_str_equal (name, "updated_at") && !g_str_equal (p, q)) {
        g_error ("%s of row %u: “%s” came back as “%s”", name, i + 1, p, q);
      }
    }
  }
}

static void
round_trip (TestMap *map, const char *kind, const char *ending)
{
  g_autofree char *name = g_strconcat (kind, ending, NULL);
  g_autofree char *path = g_build_filename (map->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) before = test_map_rows (map, kind);
  g_autoptr (YztImportReport) report = NULL;
  TestMap other = { NULL };
  guint rows = 0;

  g_test_message ("%s as %s", kind, ending);
  g_assert_true (yzt_export_file (map->store, test_map_kind (map, kind), path, &rows, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (rows, ==, before->len);
  test_map_set_up (&other);
  report = import (&other, kind, path);
  for (guint i = 0; i < report->rejects->len; i++) {
    g_test_message ("row %u, %s: %s", reject (report, i)->row, reject (report, i)->column, reject (report, i)->reason);
  }
  g_assert_cmpuint (report->rows_written, ==, rows);
  compare_maps (map, &other, kind);
  test_map_tear_down (&other);
}

static void
test_round_trip (TestMap *map, gconstpointer data)
{
  static const char *const endings[] = { ".csv", ".geojson", ".gpkg", ".xlsx", ".ods", ".fgb" };
  g_autoptr (YztImportReport) report = import_text (map, "hospital", "rich.csv", RICH, -1);

  g_assert_cmpuint (report->rows_written, ==, 3);
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++) {
    round_trip (map, "hospital", endings[i]);
  }
}

static void
test_area_round_trip (TestMap *map, gconstpointer data)
{
  static const char *const endings[] = { ".csv", ".geojson", ".gpkg", ".xlsx" };
  static const char text[] = "name,wkt,colour\n"
                             "a,\"MULTIPOLYGON (((112 23,113 23,113 24,112 24,112 23)),((114 23,115 23,115 24,114 23)))\",red\n"
                             "b,\"POLYGON ((112.5 23.5,112.75 23.5,112.75 23.75,112.5 23.5))\",\n"
                             "c,POINT (112 23),\n"
                             "d,nonsense,\n"
                             "e,,yellow\n";
  g_autoptr (YztImportReport) report = import_text (map, "warning", "areas.csv", text, -1);
  g_autofree char *points = test_map_write_file (map, "points.csv", "name,lon,lat\na,112,23\n", -1);
  const YztImportOptions options = { .language = "en" };
  g_autoptr (GError) error = NULL;

  g_assert_null (import_with (map, "warning", points, &options, &error));
  g_assert_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_COLUMNS);
  g_assert_cmpuint (report->rows_written, ==, 3);
  assert_reject (report, 0, 3, "wkt", "area");
  assert_reject (report, 1, 4, "wkt", "WKT");
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++) {
    round_trip (map, "warning", endings[i]);
  }
}

static void
test_guarded_csv (TestMap *map, gconstpointer data)
{
  g_autofree char *path = g_build_filename (map->folder, "out.csv", NULL);
  g_autofree char *text = NULL;
  g_autoptr (YztImportReport) report = import_text (map, "hospital", "rich.csv", RICH, -1);

  g_assert_true (yzt_export_file (map->store, test_map_kind (map, "hospital"), path, NULL, NULL));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "name,code,"));
  g_assert_nonnull (strstr (text, ",'=1+1,"));
  g_assert_nonnull (strstr (text, ",'+86 758 1234567,"));
  g_assert_nonnull (strstr (text, ",'@B,"));
  g_assert_nonnull (strstr (text, ",-5,"));
  g_assert_nonnull (strstr (text, "-179.9999999,-89.5"));
}

static void
test_export_errors (TestMap *map, gconstpointer data)
{
  static const struct {
    const char *name;
    int code;
  } cases[] = { { "x.docx", YZT_EXCHANGE_ERROR_FORMAT }, { "no/such/folder/x.csv", YZT_EXCHANGE_ERROR_WRITE }, { "map.gpkg", YZT_EXCHANGE_ERROR_WRITE } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_build_filename (map->folder, cases[i].name, NULL);
    g_autoptr (GError) error = NULL;
    g_assert_false (yzt_export_file (map->store, test_map_kind (map, "hospital"), path, NULL, &error));
    g_assert_error (error, YZT_EXCHANGE_ERROR, cases[i].code);
  }
}

/* What KML and Shapefile keep: name, code, place. */
static void
test_lossy_round_trip (TestMap *map, gconstpointer data)
{
  static const char *const endings[] = { ".kml", ".shp" };
  g_autoptr (YztImportReport) first = import_text (map, "hospital", "rich.csv", RICH, -1);
  g_autoptr (GPtrArray) before = test_map_rows (map, "hospital");

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *name = g_strconcat ("out", endings[i], NULL);
    g_autofree char *path = g_build_filename (map->folder, name, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (YztImportReport) report = NULL;
    g_autoptr (GPtrArray) after = NULL;
    TestMap other = { NULL };
    g_assert_true (yzt_export_file (map->store, test_map_kind (map, "hospital"), path, NULL, &error));
    g_assert_no_error (error);
    test_map_set_up (&other);
    report = import (&other, "hospital", path);
    g_assert_cmpuint (report->rows_written, ==, 3);
    after = test_map_rows (&other, "hospital");
    for (guint r = 0; r < 3; r++) {
      const YztRow *x = g_ptr_array_index (before, r);
      const YztRow *y = g_ptr_array_index (after, r);
      g_assert_cmpstr (yzt_row_get_text (x, "name"), ==, yzt_row_get_text (y, "name"));
      g_assert_cmpstr (yzt_row_get_text (x, "code"), ==, yzt_row_get_text (y, "code"));
      g_assert_cmpfloat_with_epsilon (x->lon, y->lon, 1e-9);
      g_assert_cmpfloat_with_epsilon (x->lat, y->lat, 1e-9);
    }
    test_map_tear_down (&other);
  }
}

/* A DBF of a Chinese office: GBK, and nothing says so. */
static void
test_gbk_shapefile (TestMap *map, gconstpointer data)
{
  g_autofree char *path = g_build_filename (map->folder, "gbk.shp", NULL);
  g_autofree char *dbf = g_build_filename (map->folder, "gbk.dbf", NULL);
  g_autofree char *cpg = g_build_filename (map->folder, "gbk.cpg", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (YztImportReport) ascii = import_text (map, "hospital", "a.csv", "name,lon,lat\nABCD,113,23\nEFGH,113,24\n", -1);
  g_autoptr (YztImportReport) report = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  TestMap other = { NULL };
  gsize length = 0;
  char *at;

  g_assert_true (yzt_export_file (map->store, test_map_kind (map, "hospital"), path, NULL, NULL));
  g_assert_true (g_file_get_contents (dbf, &bytes, &length, NULL));
  at = memmem (bytes, length, "ABCD", 4);
  g_assert_nonnull (at);
  memcpy (at, "\xd2\xbd\xd4\xba", 4); /* 医院; by chance good UTF-8 too */
  at = memmem (bytes, length, "EFGH", 4);
  memcpy (at, "\xc8\xcb\xc3\xf1", 4); /* 人民 */
  g_assert_true (g_file_set_contents (dbf, bytes, (gssize) length, NULL));
  g_remove (cpg);
  test_map_set_up (&other);
  report = import (&other, "hospital", path);
  rows = test_map_rows (&other, "hospital");
  g_assert_cmpuint (report->rows_written, ==, 2);
  g_assert_true (has_note (report, "GB18030"));
  g_assert_cmpstr (yzt_row_get_text (g_ptr_array_index (rows, 0), "name"), ==, "医院");
  g_assert_cmpstr (yzt_row_get_text (g_ptr_array_index (rows, 1), "name"), ==, "人民");
  test_map_tear_down (&other);
}

/* --- lists from elsewhere --- */

static gboolean
have_real_lists (void)
{
  if (g_file_test (REAL_FOLDER, G_FILE_TEST_IS_DIR)) {
    return TRUE;
  }
  g_test_skip ("the real lists are not here");
  return FALSE;
}

static void
test_real (TestMap *map, gconstpointer data)
{
  static const struct {
    const char *file;
    const char *kind;
    guint read, written;
    const char *missing; /* what rejected rows lack */
    guint others;        /* rejected for another reason */
  } lists[] = {
    { "cn/wri_power_plants_china.csv.gz", "hazard-source", 3137, 3113, "longitude", 13 },
    { "cn/3a_hospital_guangdong.csv", "hospital", 100, 100, "", 0 },
    { "eden/ifrc_warehouse.csv", "depot", 30, 6, "longitude", 0 },
    { "us/mecklenburg_hospitals.geojson", "hospital", 7, 7, "", 0 },
    { "wri/WRI_Vietnam.csv", "hazard-source", 304, 233, "longitude", 8 },
  };

  for (gsize i = 0; have_real_lists () && i < G_N_ELEMENTS (lists); i++) {
    g_autofree char *path = g_build_filename (REAL_FOLDER, lists[i].file, NULL);
    g_autoptr (YztImportReport) report = import (map, lists[i].kind, path);
    g_autoptr (YztImportReport) again = import (map, lists[i].kind, path);
    g_autofree char *mapped = NULL;
    guint n_others = 0;
    g_ptr_array_add (report->mapped, NULL);
    mapped = g_strjoinv (" ", (char **) report->mapped->pdata);
    g_test_message ("%s: %u read, %u written, %u rejected; %s", lists[i].file, report->rows_read, report->rows_written, report->rows_rejected, mapped);
    g_assert_cmpuint (report->rows_read, ==, lists[i].read);
    g_assert_cmpuint (report->rows_written, ==, lists[i].written);
    for (guint r = 0; r < report->rejects->len; r++) {
      if (strstr (reject (report, r)->reason, lists[i].missing) == NULL) {
        g_test_message ("row %u, %s: %s", reject (report, r)->row, reject (report, r)->column, reject (report, r)->reason);
        n_others++;
      }
    }
    g_assert_cmpuint (n_others, ==, lists[i].others);
    g_assert_cmpuint (again->rows_written, ==, 0);
  }
}

/* The Bhutan demo names villages and no coordinates: one sentence, nothing written. */
static void
test_real_without_places (TestMap *map, gconstpointer data)
{
  static const struct {
    const char *file;
    const char *kind;
    const char *word;
  } lists[] = {
    { "eden/bt_inv_warehouse.csv", "depot", "longitude and latitude" },
    { "eden/bt_med_hospital.csv", "hospital", "longitude and latitude" },
    { "us/shelter_addresses.xlsx", "shelter", "has no column" },
    { "cn/wuhan2020_hospital_hubei_xiaoganshi.json", "hospital", "no GeoJSON" },
  };

  for (gsize i = 0; have_real_lists () && i < G_N_ELEMENTS (lists); i++) {
    g_autofree char *path = g_build_filename (REAL_FOLDER, lists[i].file, NULL);
    const YztImportOptions options = { .language = "en" };
    g_autoptr (GError) error = NULL;
    g_assert_null (import_with (map, lists[i].kind, path, &options, &error));
    g_assert_nonnull (strstr (error->message, lists[i].word));
  }
}

static void
set_up (TestMap *map, gconstpointer data)
{
  test_map_set_up (map);
}

static void
tear_down (TestMap *map, gconstpointer data)
{
  test_map_tear_down (map);
}

#define ADD(path, func) g_test_add (path, TestMap, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *cache = g_dir_make_tmp ("yzt-test-cache-XXXXXX", NULL);
  int status;

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  yzt_exchange_init ();
  ADD ("/exchange/csv", test_csv);
  ADD ("/exchange/delimiters", test_delimiters);
  ADD ("/exchange/encodings", test_encodings);
  ADD ("/exchange/rejects", test_rejects);
  ADD ("/exchange/huge-field", test_huge_field);
  ADD ("/exchange/swapped", test_swapped);
  ADD ("/exchange/mapping", test_mapping);
  ADD ("/exchange/twice-strict-dry", test_twice_strict_dry);
  ADD ("/exchange/undo", test_undo);
  ADD ("/exchange/datum", test_datum);
  ADD ("/exchange/children", test_children);
  ADD ("/exchange/bad-files", test_bad_files);
  ADD ("/exchange/fuzz", test_fuzz);
  ADD ("/exchange/deep-json", test_deep_json);
  ADD ("/exchange/geojson", test_geojson);
  ADD ("/exchange/reprojected", test_reprojected);
  ADD ("/exchange/round-trip", test_round_trip);
  ADD ("/exchange/area-round-trip", test_area_round_trip);
  ADD ("/exchange/lossy-round-trip", test_lossy_round_trip);
  ADD ("/exchange/gbk-shapefile", test_gbk_shapefile);
  ADD ("/exchange/guarded-csv", test_guarded_csv);
  ADD ("/exchange/export-errors", test_export_errors);
  ADD ("/exchange/real", test_real);
  ADD ("/exchange/real-without-places", test_real_without_places);
  status = g_test_run ();
  test_remove_tree (cache);
  return status;
}
