/* test-recognise.c: what foreign files are taken for, and which doors stay shut
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "yzt-base.h"
#include "yzt-exchange.h"
#include "yzt-recognise.h"

#include "yzt-test-map.h"

static const YztActInfo INFO = { "tester", "test", NULL, 0, YZT_ACT_BULK };

static YztProposal *
recognise (TestMap *map, const char *kind, const char *name, const char *text, gssize length)
{
  g_autofree char *path = test_map_write_file (map, name, text, length);
  g_autoptr (GError) error = NULL;
  YztProposal *proposal = yzt_recognise_file (map->store, kind != NULL ? test_map_kind (map, kind) : NULL, path, NULL, NULL, &error);

  g_assert_no_error (error);
  return proposal;
}

static YztImportReport *
import (TestMap *map, const char *kind, const char *path, const YztImportOptions *options)
{
  YztImportReport *report = NULL;
  g_autoptr (GError) error = NULL;

  yzt_import_file (map->store, test_map_kind (map, kind), path, options, &INFO, &report, &error);
  g_assert_no_error (error);
  return report;
}

static YztImportReport *
import_text (TestMap *map, const char *kind, const char *name, const char *text)
{
  /* What is named the wrong way round is put right only when that is asked for; rows that are in order do not change by it. */
  const YztImportOptions options = { .language = "en", .repair = TRUE };
  g_autofree char *path = test_map_write_file (map, name, text, -1);

  return import (map, kind, path, &options);
}

static const YztColumnProposal *
column (const YztProposal *proposal, guint i)
{
  g_assert_cmpuint (i, <, proposal->columns->len);
  return g_ptr_array_index (proposal->columns, i);
}

static void
assert_field (const YztProposal *proposal, guint i, const char *field)
{
  const YztColumnProposal *at = column (proposal, i);

  g_test_message ("%s: %s %.2f %s", at->header, at->field, at->confidence, at->evidence);
  g_assert_cmpint (at->role, ==, YZT_ROLE_FIELD);
  g_assert_cmpstr (at->field, ==, field);
  g_assert_cmpfloat (at->confidence, >=, YZT_RECOGNISE_SURE);
  g_assert_cmpstr (at->evidence, !=, "");
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

/* --- rows --- */

#define SHEET \
  "肇庆市避难场所一览表,,,,,\n" \
  "填报单位：应急管理局,,,,,\n" \
  "序号,名称,坐标,,联系,\n" \
  ",,经度,纬度,联系人,电话\n" \
  "1,星湖广场,112.4651,23.0471,陈伟,0758-2222222\n" \
  "2,宝月公园,112.4712,23.0512,李敏,13800001234\n" \
  "3,端州中学操场,112.4533,23.0613,张静,07582233445\n" \
  "合计,3,,,,\n" \
  "填报人：王丽,,审核人：黄强,,,\n"

static void
test_header_rows (void)
{
  TestMap map;
  g_autoptr (YztProposal) proposal = NULL;
  g_autoptr (YztImportReport) report = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  test_map_set_up (&map);
  proposal = recognise (&map, "shelter", "表.csv", SHEET, -1);
  g_assert_cmpuint (proposal->header_row, ==, 3);
  g_assert_cmpuint (proposal->n_header_rows, ==, 2);
  g_assert_cmpuint (proposal->first_data_row, ==, 5);
  g_assert_cmpuint (proposal->n_title_rows, ==, 2);
  g_assert_cmpstr (column (proposal, 2)->header, ==, "坐标 经度");
  g_assert_cmpint (column (proposal, 0)->role, ==, YZT_ROLE_SKIP);
  g_assert_cmpint (column (proposal, 2)->role, ==, YZT_ROLE_LONGITUDE);
  assert_field (proposal, 1, "name");
  assert_field (proposal, 4, "contact");
  assert_field (proposal, 5, "phone");
  report = import_text (&map, "shelter", "表2.csv", SHEET);
  g_assert_cmpuint (report->rows_written, ==, 3);
  g_assert_cmpuint (report->rows_rejected, ==, 0);
  g_assert_true (has_note (report, "合计"));
  rows = test_map_rows (&map, "shelter");
  g_assert_cmpstr (yzt_row_get_text (g_ptr_array_index (rows, 2), "phone"), ==, "07582233445");
  test_map_tear_down (&map);
}

/* What the field is called counts more than another word for it; telephone numbers under “contact” are telephone numbers. */
static void
test_rival_headers (void)
{
  TestMap map;
  g_autoptr (YztProposal) proposal = NULL;

  test_map_set_up (&map);
  proposal = recognise (&map, "hospital", "a.csv",
                        "NAME,CITY,COUNTY,STREETNAME,FULL_ADDRESS,CONTACT,longiude,latitude\n"
                        "A,GROTON,TOMPKINS,CORTLAND,108 E CORTLAND ST,0758-2222222,112.1,23.1\n"
                        "B,LOCKE,TOMPKINS,AUBURN,1189 AUBURN RD,0758-2222223,112.2,23.2\n"
                        "C,ITHACA,CAYUGA,OAKCREST,119 OAKCREST RD,13800001234,112.3,23.3\n"
                        "D,LANSING,CAYUGA,RIDGE,1235 RIDGE RD,0758-2222225,112.4,23.4\n"
                        "E,LANSING,CAYUGA,MAIN,5 MAIN ST,0758-2222226,112.5,23.5\n", -1);
  assert_field (proposal, 0, "name");
  assert_field (proposal, 1, "town");
  assert_field (proposal, 2, "county");
  assert_field (proposal, 4, "address");
  assert_field (proposal, 5, "phone");
  g_assert_cmpint (column (proposal, 6)->role, ==, YZT_ROLE_LONGITUDE);
  test_map_tear_down (&map);
}

static void
test_given_header_row (void)
{
  TestMap map;
  g_autofree char *path = NULL;
  const YztRecogniseOptions options = { .header_row = 2 };
  g_autoptr (GError) error = NULL;
  g_autoptr (YztProposal) proposal = NULL;

  test_map_set_up (&map);
  path = test_map_write_file (&map, "a.csv", "name,lon,lat\n名称,经度,纬度\nA,112.1,23.1\nB,112.2,23.2\n", -1);
  proposal = yzt_recognise_file (map.store, test_map_kind (&map, "hospital"), path, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (proposal->header_row, ==, 2);
  g_assert_cmpuint (proposal->first_data_row, ==, 3);
  test_map_tear_down (&map);
}

/* --- encodings --- */

static void
test_encodings (void)
{
  static const char text[] = "名称,地址,电话,经度,纬度\n四会市人民医院,四会市城中街道广场路8号,0758-3322111,112.7341,23.3275\n广宁县中医院,广宁县南街街道环城路3号,0758-8632222,112.4401,23.6346\n";
  static const char traditional[] = "名稱,地址,電話,經度,緯度\n臺南市立醫院,臺南市東區崇德路670號,06-2609926,120.2201,22.9700\n成功大學醫學院附設醫院,臺南市北區勝利路138號,06-2353535,120.2190,23.0020\n";
  static const struct {
    const char *encoding, *found;
    gboolean traditional;
  } cases[] = { { "UTF-8", "UTF-8", FALSE },       { "GB18030", "GB18030", FALSE },   { "UTF-16LE", "UTF-16LE", FALSE },
                { "UTF-16BE", "UTF-16BE", FALSE }, { "BIG5", "BIG5", TRUE },          { "UTF-8", "UTF-8", TRUE } };
  TestMap map;

  test_map_set_up (&map);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (YztProposal) proposal = NULL;
    gsize length = 0;
    g_autofree char *bytes = g_convert (cases[i].traditional ? traditional : text, -1, cases[i].encoding, "UTF-8", NULL, &length, &error);

    g_assert_no_error (error);
    proposal = recognise (&map, "hospital", "e.csv", bytes, (gssize) length);
    g_test_message ("%s: %s %.2f %s", cases[i].encoding, proposal->encoding, proposal->encoding_confidence, proposal->encoding_evidence);
    g_assert_cmpstr (proposal->encoding, ==, cases[i].found);
    g_assert_cmpfloat (proposal->encoding_confidence, >=, YZT_RECOGNISE_SURE);
    assert_field (proposal, 0, "name");
    assert_field (proposal, 2, "phone");
  }
  test_map_tear_down (&map);
}

/* The two bytes of each of these characters in GBK are a letter in UTF-8, too; Russian and Greek stay what they are. */
static void
test_encoding_by_chance (void)
{
  static const struct {
    const char *bytes, *found, *name;
  } cases[] = { { "name,lon,lat\n\xd2\xbd\xd4\xba" "1,112.1,23.1\n", "GB18030", "医院1" },
                { "name,lon,lat\n\xc1\xaa\xcd\xa8,112.1,23.1\n", "GB18030", "联通" },
                { "name,lon,lat\nБольница,112.1,23.1\n", "UTF-8", "Больница" },
                { "name,lon,lat\nΝοσοκομείο,112.1,23.1\n", "UTF-8", "Νοσοκομείο" },
                { "name,lon,lat\nHôpital,112.1,23.1\n", "UTF-8", "Hôpital" },
                { "name,lon,lat\n医院,112.1,23.1\n", "UTF-8", "医院" } };
  TestMap map;

  test_map_set_up (&map);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (YztProposal) proposal = recognise (&map, "hospital", "e.csv", cases[i].bytes, -1);
    g_autoptr (YztImportReport) report = NULL;
    g_autoptr (GPtrArray) rows = NULL;

    g_assert_cmpstr (proposal->encoding, ==, cases[i].found);
    report = import_text (&map, "hospital", "e.csv", cases[i].bytes);
    g_assert_cmpuint (report->rows_written, ==, 1);
    rows = test_map_rows (&map, "hospital");
    g_assert_cmpstr (yzt_row_get_text (g_ptr_array_index (rows, rows->len - 1), "name"), ==, cases[i].name);
  }
  test_map_tear_down (&map);
}

/* --- coordinates --- */

/* 112.2754 may be 112°27′54″; places of one street all look so, and are none. */
static void
test_packed_or_decimal (void)
{
  static const struct {
    double lon, lat, step;
    YztNotation notation;
  } cases[] = { { 112.2100, 23.0400, 0.0203, YZT_NOTATION_PACKED_DMS }, { 112.2100, 23.0400, 0.0003, YZT_NOTATION_DECIMAL } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    TestMap map;
    g_autoptr (GString) text = g_string_new ("名称,经度,纬度\n");
    g_autoptr (YztProposal) proposal = NULL;

    for (int row = 0; row < 12; row++) {
      g_string_append_printf (text, "%c,%.4f,%.4f\n", 'A' + row, cases[i].lon + row * cases[i].step, cases[i].lat + row * cases[i].step);
    }
    test_map_set_up (&map);
    proposal = recognise (&map, "hospital", "n.csv", text->str, -1);
    g_assert_cmpint (proposal->notation, ==, cases[i].notation);
    test_map_tear_down (&map);
  }
}

static void
test_notations (void)
{
  static const struct {
    const char *text;
    YztNotation notation;
  } cases[] = {
    { "名称,经度,纬度\nA,112.465,23.047\nB,112.5,23.1\nC,112.6,23.2\n", YZT_NOTATION_DECIMAL },
    { "名称,坐标\nA,\"112.465, 23.047\"\nB,\"112.5,23.1\"\nC,\"112.6，23.2\"\n", YZT_NOTATION_ONE_COLUMN },
    { "名称,坐标\nA,23.047N 112.465E\nB,23.1N 112.5E\nC,23.2N 112.6E\n", YZT_NOTATION_ONE_COLUMN },
    { "名称,经度,纬度\nA,112°27′54″E,23°02′49.2″N\nB,112°30′00″E,23°06′00″N\nC,112°36′00″E,23°12′00″N\n", YZT_NOTATION_DMS },
    { "名称,经度,纬度\nA,112度27分54秒,23度2分49.2秒\nB,112度30分0秒,23度6分0秒\nC,112度36分0秒,23度12分0秒\n", YZT_NOTATION_DMS },
    { "名称,经度,纬度\nA,112:27:54,23:02:49.2\nB,112:30:00,23:06:00\nC,112:36:00,23:12:00\n", YZT_NOTATION_DMS },
    { "名称,经度,纬度\nA,1122754,230249.2\nB,1123000,230600\nC,1123600,231200\n", YZT_NOTATION_PACKED_DMS },
    { "名称,wkt\nA,POINT (112.465 23.047)\nB,POINT (112.5 23.1)\nC,POINT (112.6 23.2)\n", YZT_NOTATION_WKT },
    { "名称,Y坐标,X坐标,CGCS2000\nA,38342669.303,2550567.757,\nB,38346330.4,2556394.9,\nC,38356689.0,2567338.0,\n", YZT_NOTATION_PROJECTED },
    { "名称,纬度,经度\nA,112.465,23.047\nB,112.5,23.1\nC,112.6,23.2\n", YZT_NOTATION_DECIMAL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    TestMap map;
    g_autoptr (YztProposal) proposal = NULL;
    g_autoptr (YztImportReport) report = NULL;
    g_autoptr (GPtrArray) rows = NULL;
    const YztRow *row;

    test_map_set_up (&map);
    proposal = recognise (&map, "hospital", "n.csv", cases[i].text, -1);
    g_test_message ("%zu: %s", i, proposal->notation_evidence);
    g_assert_cmpint (proposal->notation, ==, cases[i].notation);
    g_assert_cmpfloat (proposal->notation_confidence, >=, YZT_RECOGNISE_SURE);
    report = import_text (&map, "hospital", "n2.csv", cases[i].text);
    g_assert_cmpuint (report->rows_written, ==, 3);
    rows = test_map_rows (&map, "hospital");
    row = g_ptr_array_index (rows, 0);
    g_assert_cmpfloat_with_epsilon (row->lon, 112.465, 1e-6);
    g_assert_cmpfloat_with_epsilon (row->lat, 23.047, 1e-6);
    test_map_tear_down (&map);
  }
}

/* Metres of an older datum come with the sentence about their shift; of an unnamed one they are not taken. */
static void
test_projections (void)
{
  static const char unnamed[] = "名称,Y,X\nA,38342669.303,2550567.757\nB,38346330.4,2556394.9\nC,38356689.0,2567338.0\n";
  static const char xian[] = "名称,Y（西安80）,X（西安80）\nA,38342669.229,2550568.945\nB,38346330.4,2556394.9\nC,38356689.0,2567338.0\n";
  const YztImportOptions plain = { .language = "en" };
  const YztImportOptions given = { .language = "en", .epsg = 4526 };
  TestMap map;
  g_autofree char *path = NULL;
  g_autoptr (YztImportReport) report = NULL;
  g_autoptr (YztImportReport) old = NULL;
  g_autoptr (GError) error = NULL;

  test_map_set_up (&map);
  path = test_map_write_file (&map, "unnamed.csv", unnamed, -1);
  g_assert_false (yzt_import_file (map.store, test_map_kind (&map, "hospital"), path, &plain, &INFO, &report, &error));
  g_assert_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_COLUMNS);
  g_assert_nonnull (strstr (error->message, "4526"));
  report = import (&map, "hospital", path, &given);
  g_assert_cmpuint (report->rows_written, ==, 3);
  old = import_text (&map, "shelter", "xian.csv", xian);
  g_assert_cmpuint (old->rows_written, ==, 3);
  g_assert_true (has_note (old, "150 m"));
  test_map_tear_down (&map);
}

/* Hospitals that the map knows, 600 m beside themselves: the list is in GCJ-02. */
static void
test_datum_by_known_places (void)
{
  static const char known[] = "name,lon,lat\n甲医院,112.41,23.01\n乙医院,112.42,23.02\n丙医院,112.43,23.03\n丁医院,112.44,23.04\n戊医院,112.45,23.05\n";
  GString *list = g_string_new ("医院名称,经度,纬度,地址\n");
  static const char *const names[] = { "甲医院", "乙医院", "丙医院", "丁医院", "戊医院", "新医院" };
  TestMap map;
  g_autoptr (YztImportReport) first = NULL;
  g_autoptr (YztProposal) proposal = NULL;

  test_map_set_up (&map);
  first = import_text (&map, "hospital", "known.csv", known);
  g_assert_cmpuint (first->rows_written, ==, 5);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    YztPosition wgs84 = { 112.41 + 0.01 * i, 23.01 + 0.01 * i };
    YztPosition gcj02 = yzt_datum_from_wgs84 (wgs84, YZT_DATUM_GCJ02);
    g_autofree char *lon = yzt_text_format_number (gcj02.lon);
    g_autofree char *lat = yzt_text_format_number (gcj02.lat);
    g_string_append_printf (list, "%s,%s,%s,端州区建设路%u号\n", names[i], lon, lat, i);
  }
  proposal = recognise (&map, "hospital", "list.csv", list->str, -1);
  g_test_message ("%s %.2f", proposal->datum_evidence, proposal->datum_confidence);
  g_assert_cmpint (proposal->datum, ==, YZT_DATUM_GCJ02);
  g_assert_cmpfloat (proposal->datum_confidence, >=, YZT_RECOGNISE_SURE);
  g_assert_nonnull (strstr (proposal->datum_evidence, "5 of 5"));
  g_string_free (list, TRUE);
  test_map_tear_down (&map);
}

static void
test_datum_by_words (void)
{
  static const struct {
    const char *text;
    YztDatum datum;
    gboolean sure;
  } cases[] = {
    { "名称,高德经度,高德纬度\nA,112.465,23.047\nB,112.5,23.1\n", YZT_DATUM_GCJ02, TRUE },
    { "名称,bd09_lng,bd09_lat\nA,112.465,23.047\nB,112.5,23.1\n", YZT_DATUM_BD09, TRUE },
    { "名称,经度(WGS84),纬度(WGS84)\nA,112.465,23.047\nB,112.5,23.1\n", YZT_DATUM_WGS84, TRUE },
    { "名称,gcj_lng,gcj_lat,wgs84_lng,wgs84_lat\nA,112.47,23.04,112.465,23.047\nB,112.6,23.2,112.5,23.1\n", YZT_DATUM_WGS84, TRUE },
    { "名称,经度,纬度\nA,112.465,23.047\nB,112.5,23.1\n", YZT_DATUM_WGS84, FALSE },
  };
  TestMap map;

  test_map_set_up (&map);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (YztProposal) proposal = recognise (&map, "hospital", "d.csv", cases[i].text, -1);
    g_assert_cmpint (proposal->datum, ==, cases[i].datum);
    g_assert_cmpint (proposal->datum_confidence >= YZT_RECOGNISE_SURE, ==, cases[i].sure);
  }
  test_map_tear_down (&map);
}

/* --- columns --- */

static void
test_columns (void)
{
  static const char text[] = "序号,医院名称,医院地址,负责人,手机,级别,实有床位,经度,纬度,杂项\n"
                             "1,甲医院,端州区建设三路1号,陈伟,13800001234,三级甲等,800,112.46,23.04,x\n"
                             "2,乙医院,端州区建设三路2号,李敏,13800001235,二级甲等,300,112.47,23.05,y\n"
                             "3,丙医院,端州区建设三路3号,张静,13800001236,二级,200,112.48,23.06,z\n";
  TestMap map;
  g_autoptr (YztProposal) proposal = NULL;
  g_autofree char *label = NULL;

  test_map_set_up (&map);
  proposal = recognise (&map, NULL, "名单.csv", text, -1);
  g_assert_cmpstr (g_array_index (proposal->kinds, YztKindProposal, 0).kind_id, ==, "hospital");
  g_assert_cmpint (column (proposal, 0)->role, ==, YZT_ROLE_SKIP);
  assert_field (proposal, 1, "name");
  assert_field (proposal, 2, "address");
  assert_field (proposal, 3, "contact");
  assert_field (proposal, 4, "phone");
  assert_field (proposal, 5, "grade");
  assert_field (proposal, 6, "beds");
  g_assert_cmpint (column (proposal, 9)->role, ==, YZT_ROLE_SKIP);
  g_assert_cmpstr (column (proposal, 4)->samples[0], ==, "13800001234");
  /* The person decides otherwise. */
  yzt_proposal_set_column (proposal, 9, YZT_ROLE_FIELD, "beds");
  g_assert_cmpint (column (proposal, 6)->role, ==, YZT_ROLE_SKIP);
  g_assert_cmpfloat (column (proposal, 9)->confidence, ==, 1.0);
  label = yzt_proposal_column_label (proposal, 9, test_map_kind (&map, "hospital"), "en");
  g_assert_cmpstr (label, ==, "Beds");
  test_map_tear_down (&map);
}

/* An edited proposal is used as it stands. */
static void
test_proposal_given (void)
{
  static const char text[] = "甲,乙,经度,纬度\n人民医院,一路1号,112.46,23.04\n中医院,一路2号,112.47,23.05\n妇幼医院,一路3号,112.48,23.06\n";
  TestMap map;
  g_autoptr (YztProposal) proposal = NULL;
  g_autofree char *path = NULL;
  g_autoptr (YztImportReport) report = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  YztImportOptions options = { .language = "en" };

  test_map_set_up (&map);
  proposal = recognise (&map, "hospital", "p.csv", text, -1);
  g_assert_cmpfloat (column (proposal, 0)->confidence, <, YZT_RECOGNISE_SURE);
  yzt_proposal_set_column (proposal, 0, YZT_ROLE_FIELD, "name");
  yzt_proposal_set_column (proposal, 1, YZT_ROLE_FIELD, "remarks");
  path = g_build_filename (map.folder, "p.csv", NULL);
  options.proposal = proposal;
  report = import (&map, "hospital", path, &options);
  g_assert_cmpuint (report->rows_written, ==, 3);
  rows = test_map_rows (&map, "hospital");
  g_assert_cmpstr (yzt_row_get_text (g_ptr_array_index (rows, 0), "remarks"), ==, "一路1号");
  test_map_tear_down (&map);
}

/* --- formats --- */

static void
test_formats (void)
{
  static const struct {
    const char *name, *text;
    guint rows;
  } cases[] = {
    { "a.tsv", "名称\t经度\t纬度\nA医院\t112.1\t23.1\nB医院\t112.2\t23.2\n", 2 },
    { "a.geojsonl", "{\"type\":\"Feature\",\"properties\":{\"name\":\"A医院\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[112.1,23.1]}}\n"
                    "{\"type\":\"Feature\",\"properties\":{\"name\":\"B医院\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[112.2,23.2]}}\n", 2 },
    { "a.gpx", "<?xml version=\"1.0\"?><gpx version=\"1.1\" creator=\"x\" xmlns=\"http://www.topografix.com/GPX/1/1\"><wpt lat=\"23.1\" lon=\"112.1\"><name>A医院</name></wpt></gpx>", 1 },
    { "a.kml", "<?xml version=\"1.0\"?><kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Placemark><name>A医院</name><Point><coordinates>112.1,23.1</coordinates></Point>"
               "</Placemark></Document></kml>", 1 },
    { "a.dxf", "0\nSECTION\n2\nENTITIES\n0\nTEXT\n8\n医院\n10\n112.1\n20\n23.1\n40\n1.0\n1\nA医院\n0\nENDSEC\n0\nEOF\n", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GHashTable) mapping = g_hash_table_new (g_str_hash, g_str_equal);
    YztImportOptions options = { .language = "en" };
    TestMap map;
    g_autofree char *path = NULL;
    g_autoptr (YztImportReport) report = NULL;

    test_map_set_up (&map);
    path = test_map_write_file (&map, cases[i].name, cases[i].text, -1);
    if (g_str_has_suffix (cases[i].name, ".dxf")) {
      g_hash_table_insert (mapping, (gpointer) "name", (gpointer) "Text");
      options.mapping = mapping;
    }
    report = import (&map, "hospital", path, &options);
    g_test_message ("%s: %u of %u", cases[i].name, report->rows_written, report->rows_read);
    g_assert_cmpuint (report->rows_written, ==, cases[i].rows);
    test_map_tear_down (&map);
  }
}

/* A MapInfo table of text (MIF with its MID). */
static void
test_mapinfo (void)
{
  TestMap map;
  const YztImportOptions options = { .language = "en" };
  g_autofree char *mif = NULL;
  g_autofree char *mid = NULL;
  g_autoptr (YztImportReport) report = NULL;

  test_map_set_up (&map);
  mid = test_map_write_file (&map, "a.mid", "\"A hospital\"\n", -1);
  mif = test_map_write_file (&map, "a.mif", "Version 300\nCharset \"Neutral\"\nDelimiter \",\"\nColumns 1\n  name Char(40)\nData\n\nPoint 112.1 23.1\n", -1);
  g_assert_nonnull (mid);
  report = import (&map, "hospital", mif, &options);
  g_assert_cmpuint (report->rows_written, ==, 1);
  test_map_tear_down (&map);
}

/* --- doors --- */

typedef struct {
  guint16 port;
  guint n_calls;
  GMutex mutex;
} Ear;

static gboolean
on_call (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  Ear *ear = user_data;

  g_mutex_lock (&ear->mutex);
  ear->n_calls++;
  g_mutex_unlock (&ear->mutex);
  return TRUE;
}

static void
assert_refused (TestMap *map, const char *path, const char *word)
{
  const YztImportOptions options = { .language = "en" };
  g_autoptr (YztImportReport) report = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (yzt_import_file (map->store, test_map_kind (map, "hospital"), path, &options, &INFO, &report, &error));
  g_test_message ("%s", error->message);
  g_assert_cmpuint (error->domain, ==, YZT_EXCHANGE_ERROR);
  g_assert_null (strchr (error->message, '\n'));
  g_assert_true (word == NULL || strstr (error->message, word) != NULL);
}

static void
test_doors (void)
{
  Ear ear = { 0 };
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (2);
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  g_autofree char *crs = NULL;
  g_autofree char *vrt = NULL;
  g_autofree char *curl = NULL;
  TestMap map;
  static const char *const names[] = { "/vsicurl/http://127.0.0.1/x.csv", "/vsizip//etc/hostname/x.csv", "http://127.0.0.1/x.geojson", "CSV:/etc/hostname",
                                       "/vsistdin/x.csv", "WFS:http://127.0.0.1/", "/vsigzip//vsicurl/http://127.0.0.1/x.geojson" };

  test_map_set_up (&map);
  ear.port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (service, "run", G_CALLBACK (on_call), &ear);
  g_socket_service_start (service);
  address = g_strdup_printf ("http://127.0.0.1:%u/x", ear.port);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    assert_refused (&map, names[i], NULL);
  }
  crs = g_strdup_printf ("{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"link\",\"properties\":{\"href\":\"%s\",\"type\":\"esriwkt\"}},\"features\":[{\"type\":\"Feature\","
                         "\"properties\":{\"name\":\"a\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[112,23]}}]}", address);
  vrt = g_strdup_printf ("<OGRVRTDataSource><OGRVRTLayer name=\"x\"><SrcDataSource>%s</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>", address);
  curl = g_strdup_printf ("!table\n!version 300\n!charset Neutral\n\nDefinition Table\n  Type NATIVE\nbegin_metadata\n\"\\IsSeamless\" = \"TRUE\"\nend_metadata\nopen table \"/vsicurl/%s\"\n",
                          address);
  {
    g_autofree char *geojson = test_map_write_file (&map, "link.geojson", crs, -1);
    g_autofree char *kml = test_map_write_file (&map, "vrt.kml", vrt, -1);
    g_autofree char *gpkg = test_map_write_file (&map, "vrt.gpkg", vrt, -1);
    g_autofree char *named = test_map_write_file (&map, "x.vrt", vrt, -1);
    g_autofree char *tab = test_map_write_file (&map, "seamless.tab", curl, -1);
    assert_refused (&map, geojson, "points to");
    assert_refused (&map, kml, "points to");
    assert_refused (&map, gpkg, "points to");
    assert_refused (&map, named, "no kind that can be imported");
    assert_refused (&map, tab, "points to");
  }
  /* A .prj is text of a system and nothing that is fetched. */
  {
    g_autofree char *prj = g_strdup_printf ("%s\n", address);
    g_autofree char *shp = g_build_filename (map.folder, "p.shp", NULL);
    g_autofree char *points = test_map_write_file (&map, "p.geojson", "{\"type\":\"FeatureCollection\",\"features\":[]}", -1);
    g_autofree char *prj_path = test_map_write_file (&map, "p.prj", prj, -1);
    g_assert_nonnull (points);
    g_assert_nonnull (prj_path);
    assert_refused (&map, shp, NULL);
  }
  g_socket_service_stop (service);
  g_mutex_lock (&ear.mutex);
  g_assert_cmpuint (ear.n_calls, ==, 0);
  g_mutex_unlock (&ear.mutex);
  test_map_tear_down (&map);
}

/* The password of a connection is in no sentence. */
static void
test_database_door (void)
{
  TestMap map;
  g_autofree char *name = NULL;
  const YztImportOptions options = { .language = "en" };
  g_autoptr (YztImportReport) report = NULL;
  g_autoptr (GError) error = NULL;

  test_map_set_up (&map);
  g_assert_false (yzt_import_file (map.store, test_map_kind (&map, "hospital"), "PG:host=127.0.0.1 port=9 connect_timeout=2 dbname=city user=u password=geheim", &options,
                                   &INFO, &report, &error));
  g_test_message ("%s", error->message);
  g_assert_null (strstr (error->message, "geheim"));
  g_assert_nonnull (strstr (error->message, "city"));
  name = yzt_import_source_name ("PG:host=h password='ge heim' dbname='city'");
  g_assert_cmpstr (name, ==, "PostgreSQL city");
  test_map_tear_down (&map);
}

static void
test_hostile (void)
{
  TestMap map;

  test_map_set_up (&map);
  for (guint i = 0; i < 300; i++) {
    gsize length = (gsize) g_test_rand_int_range (1, 3000);
    g_autofree char *bytes = g_malloc (length);
    g_autofree char *path = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (YztProposal) proposal = NULL;
    static const char alphabet[] = ",,,\n\n\"';\t|0123456789.-°′″NE经纬度合计\xe5\x90\x88\xff\x00 aZ";

    for (gsize k = 0; k < length; k++) {
      bytes[k] = i % 3 == 0 ? (char) g_test_rand_int_range (0, 256) : alphabet[g_test_rand_int_range (0, (int) sizeof alphabet)];
    }
    path = test_map_write_file (&map, "h.csv", bytes, (gssize) length);
    proposal = yzt_recognise_file (map.store, i % 2 == 0 ? NULL : test_map_kind (&map, "hospital"), path, NULL, NULL, &error);
    g_assert_true ((proposal == NULL) == (error != NULL));
  }
  test_map_tear_down (&map);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  yzt_exchange_init ();
  g_test_add_func ("/recognise/header-rows", test_header_rows);
  g_test_add_func ("/recognise/rival-headers", test_rival_headers);
  g_test_add_func ("/recognise/given-header-row", test_given_header_row);
  g_test_add_func ("/recognise/encodings", test_encodings);
  g_test_add_func ("/recognise/encoding-by-chance", test_encoding_by_chance);
  g_test_add_func ("/recognise/notations", test_notations);
  g_test_add_func ("/recognise/packed-or-decimal", test_packed_or_decimal);
  g_test_add_func ("/recognise/projections", test_projections);
  g_test_add_func ("/recognise/datum/known-places", test_datum_by_known_places);
  g_test_add_func ("/recognise/datum/words", test_datum_by_words);
  g_test_add_func ("/recognise/columns", test_columns);
  g_test_add_func ("/recognise/proposal-given", test_proposal_given);
  g_test_add_func ("/recognise/formats", test_formats);
  g_test_add_func ("/recognise/mapinfo", test_mapinfo);
  g_test_add_func ("/recognise/doors", test_doors);
  g_test_add_func ("/recognise/data-base", test_database_door);
  g_test_add_func ("/recognise/hostile", test_hostile);
  return g_test_run ();
}
