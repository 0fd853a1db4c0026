/* test-field.c: text into cells and back, and how fast
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-kind.h"

#include <math.h>
#include <string.h>

static const char common_text[] =
  "[Kind]\nVersion=1\nId=common\nLabel=Common\nAbstract=true\n"
  "[Field name]\nType=text\nLabel=Name\nRequired=true\n"
  "[Field lon]\nType=longitude\nLabel=Longitude\n[Field lat]\nType=latitude\nLabel=Latitude\n";

static const char kind_text[] =
  "[Kind]\nVersion=1\nId=all-types\nLabel=All types\nGeometry=point\n"
  "[Field note]\nType=multiline\nLabel=Note\n"
  "[Field count]\nType=integer\nLabel=Count\nMin=0\nMax=1000000\nUnit=people\nUnit[zh_CN]=人\n"
  "[Field serial]\nType=integer\nLabel=Serial\n"
  "[Field weight]\nType=number\nLabel=Weight\nMax=1e6\nUnit=t\n"
  "[Field open]\nType=boolean\nLabel=Open\n"
  "[Field grade]\nType=enum\nLabel=Grade\nValues=first;second;a-1;a1\nValue.first=First grade\n"
  "Value.first[zh_CN]=一级\nAlias.first=1级;Ⅰ级;一级重大危险源\nValue.second=Second grade\nValue.second[zh_CN]=二级\n"
  "[Field day]\nType=date\nLabel=Day\n"
  "[Field moment]\nType=datetime\nLabel=Moment\n"
  "[Field phone]\nType=phone\nLabel=Phone\n"
  "[Field page]\nType=url\nLabel=Page\n";

static YztKind *kind;

static const struct {
  const char *field;
  const char *text;
  const char *plain; /* NULL: refused */
} cases[] = {
  { "name", "四会油库", "四会油库" },
  { "name", "  四会\t油库\r\n", "四会 油库" },
  { "name", "　四会　", "四会" },
  { "name", "\xef\xbb\xbf四会", "四会" },
  { "name", "a\x01" "b\x0b" "c", "a b c" },
  { "name", "\xff", NULL },
  { "name", "", NULL },
  { "name", " \n　", NULL },
  { "note", "one\r\ntwo\rthree\n\n", "one\ntwo\nthree" },
  { "note", "", "" },
  { "count", "12", "12" },
  { "count", "12.0", "12" },
  { "count", "1,200", "1200" },
  { "count", "１２", "12" },
  { "count", "12.5", NULL },
  { "count", "-1", NULL },
  { "count", "1000001", NULL },
  { "count", "twelve", NULL },
  { "count", "十二", NULL },
  { "count", "NaN", NULL },
  { "serial", "9007199254740992", "9007199254740992" },
  { "serial", "-9007199254740992", "-9007199254740992" },
  { "serial", "9007199254740994", NULL },
  { "serial", "1e30", NULL },
  { "weight", "0.1", "0.1" },
  { "weight", "-0", "0" },
  { "weight", "1e6", "1000000" },
  { "weight", "1000000.1", NULL },
  { "weight", "inf", NULL },
  { "weight", "5 t", NULL },
  { "open", "是", "1" },
  { "open", "否", "0" },
  { "open", "YES", "1" },
  { "open", "No", "0" },
  { "open", "ＴＲＵＥ", "1" },
  { "open", "0", "0" },
  { "open", "maybe", NULL },
  { "open", "2", NULL },
  { "grade", "first", "first" },
  { "grade", "FIRST", "first" },
  { "grade", "一级", "first" },
  { "grade", " 一 级 ", "first" },
  { "grade", "1级", "first" },
  { "grade", "１级", "first" },
  { "grade", "Ⅰ级", "first" },
  { "grade", "I级", "first" },
  { "grade", "Second Grade", "second" },
  { "grade", "a-1", "a-1" },
  { "grade", "a1", "a1" },
  { "grade", "A 1", NULL }, /* could be either */
  { "grade", "三级", NULL },
  { "grade", "", "" },
  { "day", "2026-11-22", "2026-11-22" },
  { "day", "2026/11/2", "2026-11-02" },
  { "day", "2026年11月22日", "2026-11-22" },
  { "day", "20261122", "2026-11-22" },
  { "day", "2026-11-22T00:00:00+08:00", "2026-11-22" },
  { "day", "2026-11-22 23:59", "2026-11-22" },
  { "day", "2026-02-30", NULL },
  { "day", "yesterday", NULL },
  { "day", "45983", NULL },
  { "moment", "2026-11-22T12:20:00+08:00", "2026-11-22T04:20:00Z" },
  { "moment", "2026-11-22T04:20:00Z", "2026-11-22T04:20:00Z" },
  { "moment", "0001-01-01T00:00:00+08:00", NULL },
  { "moment", "12:20", NULL },
  { "phone", "0758-1234567", "0758-1234567" },
  { "phone", "＋８６ １３９００００００００", "+86 13900000000" },
  { "phone", "110", "110" },
  { "phone", "无", NULL },
  { "phone", "12", NULL },
  { "page", "https://example.org/a?b=c", "https://example.org/a?b=c" },
  { "page", "rtsp://user@10.0.0.1:554/1", "rtsp://user@10.0.0.1:554/1" },
  { "page", "javascript:alert(1)", NULL },
  { "page", "file:///etc/passwd", NULL },
  { "page", "https://", NULL },
  { "page", "example.org", NULL },
  { "lon", "112.55", "112.55" },
  { "lon", "180.1", NULL },
  { "lat", "-90", "-90" },
  { "lat", "91", NULL },
};

static void
test_parse (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const YztField *field = yzt_kind_find_field (kind, cases[i].field);
    g_autoptr (GError) error = NULL;
    YztCell cell;
    YztCell again;
    g_autofree char *plain = NULL;

    g_test_message ("case %u of %s", i, cases[i].field);
    if (!yzt_field_parse (field, cases[i].text, &cell, &error)) {
      g_assert_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_VALUE);
      g_assert_null (cases[i].plain);
      g_assert_cmpint (cell.type, ==, YZT_CELL_NULL);
      continue;
    }
    g_assert_no_error (error);
    plain = yzt_field_format_plain (field, &cell);
    g_assert_cmpstr (plain, ==, cases[i].plain);
    g_assert_true (yzt_field_check (field, &cell, &error));
    g_assert_no_error (error);
    g_assert_true (yzt_field_parse (field, plain, &again, &error));
    g_assert_true (yzt_cell_equal (&cell, &again));
    yzt_cell_clear (&cell);
    yzt_cell_clear (&again);
  }
}

static void
test_moment_without_zone (void)
{
  const YztField *field = yzt_kind_find_field (kind, "moment");
  g_autoptr (GTimeZone) here = g_time_zone_new_identifier ("+08:00");
  g_autofree char *shown = NULL;
  YztCell cell;

  /* What was on the wall's clock is shown again on the wall's clock. */
  g_assert_true (yzt_field_parse_in_zone (field, "2026-11-22 12:41", here, &cell, NULL));
  g_assert_cmpstr (cell.v.text, ==, "2026-11-22T04:41:00Z");
  shown = yzt_field_format (field, &cell, "zh_CN", here);
  g_assert_cmpstr (shown, ==, "2026-11-22 12:41");
  yzt_cell_clear (&cell);
}

static void
test_format (void)
{
  static const struct {
    const char *field;
    const char *text;
    const char *language;
    const char *shown;
  } shown[] = {
    { "count", "1200", "zh_CN", "1\u2009200 人" }, { "count", "1200", NULL, "1\u2009200 people" },
    { "weight", "1234.5", "zh_CN", "1\u2009234.5 t" }, { "serial", "7", NULL, "7" },
    { "open", "1", "zh_CN", "是" }, { "open", "0", "zh_CN", "否" }, { "open", "1", "en", "yes" },
    { "grade", "first", "zh_CN", "一级" }, { "grade", "first", "en", "First grade" },
    { "day", "2026-11-22", "zh_CN", "2026-11-22" }, { "grade", "", "zh_CN", "" },
    { "moment", "2026-11-22T04:20:00Z", "zh_CN", "2026-11-22 12:20" }, { "name", "四会", NULL, "四会" },
  };
  g_autoptr (GTimeZone) china = g_time_zone_new_offset (8 * 3600);

  for (guint i = 0; i < G_N_ELEMENTS (shown); i++) {
    const YztField *field = yzt_kind_find_field (kind, shown[i].field);
    g_autofree char *text = NULL;
    YztCell cell;

    g_assert_true (yzt_field_parse (field, shown[i].text, &cell, NULL));
    text = yzt_field_format (field, &cell, shown[i].language, china);
    g_assert_cmpstr (text, ==, shown[i].shown);
    yzt_cell_clear (&cell);
  }
}

/* Cells as a map file changed by another programme may hold them. */
static void
test_check (void)
{
  static const struct {
    const char *field;
    YztCell cell;
    gboolean fine;
  } cells[] = {
    { "name", { YZT_CELL_NULL, { 0 } }, FALSE },
    { "name", { YZT_CELL_TEXT, { .text = (char *) "" } }, FALSE },
    { "name", { YZT_CELL_INTEGER, { .integer = 5 } }, FALSE },
    { "name", { YZT_CELL_TEXT, { .text = (char *) "\xff" } }, FALSE },
    { "note", { YZT_CELL_NULL, { 0 } }, TRUE },
    { "count", { YZT_CELL_INTEGER, { .integer = 5 } }, TRUE },
    { "count", { YZT_CELL_INTEGER, { .integer = -5 } }, FALSE },
    { "count", { YZT_CELL_NUMBER, { .number = 5.0 } }, FALSE },
    { "count", { YZT_CELL_TEXT, { .text = (char *) "5" } }, FALSE },
    { "serial", { YZT_CELL_INTEGER, { .integer = G_MAXINT64 } }, FALSE },
    { "serial", { YZT_CELL_INTEGER, { .integer = G_MININT64 } }, FALSE },
    { "weight", { YZT_CELL_INTEGER, { .integer = 5 } }, TRUE },
    { "weight", { YZT_CELL_NUMBER, { .number = NAN } }, FALSE },
    { "weight", { YZT_CELL_NUMBER, { .number = -INFINITY } }, FALSE },
    { "open", { YZT_CELL_INTEGER, { .integer = 2 } }, FALSE },
    { "open", { YZT_CELL_INTEGER, { .integer = 1 } }, TRUE },
    { "grade", { YZT_CELL_TEXT, { .text = (char *) "first" } }, TRUE },
    { "grade", { YZT_CELL_TEXT, { .text = (char *) "一级" } }, FALSE },
    { "day", { YZT_CELL_TEXT, { .text = (char *) "2026-11-22" } }, TRUE },
    { "day", { YZT_CELL_TEXT, { .text = (char *) "2026-11-22T00:00:00Z" } }, FALSE },
    { "moment", { YZT_CELL_TEXT, { .text = (char *) "2026-11-22T04:20:00.000Z" } }, TRUE },
    { "moment", { YZT_CELL_TEXT, { .text = (char *) "x" } }, FALSE },
    { "page", { YZT_CELL_TEXT, { .text = (char *) "javascript:x" } }, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cells); i++) {
    const YztField *field = yzt_kind_find_field (kind, cells[i].field);
    g_autoptr (GError) error = NULL;
    g_autofree char *shown = yzt_field_format (field, &cells[i].cell, "zh_CN", NULL);
    g_autofree char *plain = yzt_field_format_plain (field, &cells[i].cell);

    g_test_message ("cell %u", i);
    g_assert_cmpint (yzt_field_check (field, &cells[i].cell, &error), ==, cells[i].fine);
    g_assert_true ((error == NULL) == cells[i].fine);
    g_assert_nonnull (shown);
    g_assert_nonnull (plain);
  }
}

static void
test_errors (void)
{
  const YztField *count = yzt_kind_find_field (kind, "count");
  const YztField *name = yzt_kind_find_field (kind, "name");
  g_autofree char *long_text = g_strnfill (64 * 1024 + 1, 'x');
  g_autoptr (GError) error = NULL;
  YztCell cell;

  g_assert_false (yzt_field_parse (count, "abc", &cell, &error));
  g_assert_cmpstr (error->message, ==, "must be a number, not “abc”");
  g_clear_error (&error);
  g_assert_false (yzt_field_parse (count, "-1", &cell, &error));
  g_assert_cmpstr (error->message, ==, "must be between 0 and 1000000");
  g_clear_error (&error);
  g_assert_false (yzt_field_parse (count, long_text + 2, &cell, &error));
  g_assert_cmpuint (strlen (error->message), <, 100); /* quotes the beginning only */
  g_clear_error (&error);
  g_assert_false (yzt_field_parse (name, long_text, &cell, &error));
  g_assert_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_VALUE);
  g_assert_true (yzt_field_parse (name, long_text + 1, &cell, NULL));
  yzt_cell_clear (&cell);
  g_assert_false (yzt_field_parse (name, NULL, &cell, NULL));
}

static void
test_column_types (void)
{
  static const char *const pairs[][2] = {
    { "name", "TEXT" }, { "count", "INTEGER" }, { "weight", "REAL" }, { "open", "BOOLEAN" },
    { "grade", "TEXT" }, { "day", "DATE" }, { "moment", "DATETIME" }, { "lon", "REAL" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_assert_cmpstr (yzt_field_get_column_type (yzt_kind_find_field (kind, pairs[i][0])), ==,
                     pairs[i][1]);
  }
}

/* Random bytes and pieces into every field: no crash, and what is accepted passes the check. */
static void
test_hostile (void)
{
  static const char *const pieces[] = {
    "1", "９", ",", ".", "-", "e", "年", "月", "日", ":", "T", "Z", "+08", "2026", "一级", "是", "\xff",
    "\xe4\xb8", "\n", "\x01", "https://", "%zz", "[", "　", "nan", "first", "\xef\xbb\xbf", "/", "@",
  };
  guint n_fields = yzt_kind_get_n_fields (kind);

  for (guint round = 0; round < 50000; round++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (GError) error = NULL;
    const YztField *field = yzt_kind_get_field (kind, round % n_fields);
    int n = g_test_rand_int_range (0, 9);
    YztCell cell;

    for (int i = 0; i < n; i++) {
      g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
    }
    if (yzt_field_parse (field, text->str, &cell, &error)) {
      g_autofree char *plain = yzt_field_format_plain (field, &cell);
      YztCell again;

      g_assert_true (yzt_field_check (field, &cell, &error));
      g_assert_true (yzt_field_parse (field, plain, &again, &error));
      g_assert_true (yzt_cell_equal (&cell, &again));
      yzt_cell_clear (&again);
    } else {
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
    yzt_cell_clear (&cell);
  }
}

/* Fifteen columns of a hundred thousand rows: 0.3 s without sanitizers. */
static void
test_speed (void)
{
  static const char *const columns[][2] = {
    { "name", "四会市某某化工有限公司第三仓库" }, { "grade", "一级" }, { "grade", "first" },
    { "grade", "一级重大危险源" }, { "count", "120" }, { "weight", "1250.5" }, { "lon", "112.734512" },
    { "lat", "23.341298" }, { "phone", "0758-1234567" }, { "open", "是" }, { "note", "" },
    { "name", "Depot" }, { "count", "15" }, { "weight", "3" }, { "grade", "二级" },
  };
  const YztField *fields[G_N_ELEMENTS (columns)];
  gint64 start_us;

  if (!g_test_perf ()) {
    g_test_skip ("run with -m perf");
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    fields[i] = yzt_kind_find_field (kind, columns[i][0]);
  }
  start_us = g_get_monotonic_time ();
  for (guint row = 0; row < 100000; row++) {
    for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
      YztCell cell;

      g_assert_true (yzt_field_parse (fields[i], columns[i][1], &cell, NULL));
      yzt_cell_clear (&cell);
    }
  }
  g_test_minimized_result ((double) (g_get_monotonic_time () - start_us) / 1e6,
                           "1.5 million cells in %.3f s",
                           (double) (g_get_monotonic_time () - start_us) / 1e6);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (YztKind) common = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  common = yzt_kind_parse (common_text, strlen (common_text), "common.kind", NULL, NULL);
  kind = yzt_kind_parse (kind_text, strlen (kind_text), "all-types.kind", common, NULL);
  g_assert_nonnull (kind);

  g_test_add_func ("/field/parse", test_parse);
  g_test_add_func ("/field/moment-without-zone", test_moment_without_zone);
  g_test_add_func ("/field/format", test_format);
  g_test_add_func ("/field/check", test_check);
  g_test_add_func ("/field/errors", test_errors);
  g_test_add_func ("/field/column-types", test_column_types);
  g_test_add_func ("/field/hostile", test_hostile);
  g_test_add_func ("/field/speed", test_speed);

  result = g_test_run ();
  yzt_kind_unref (kind);

  return result;
}
