/* test-text.c: decoding, folding, headers, numbers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-base.h"

#include <float.h>
#include <math.h>
#include <string.h>

static void
check_decode (const char *bytes,
              gsize       length,
              const char *encoding,
              const char *expected)
{
  g_autoptr (GError) error = NULL;
  gsize n = 0;
  g_autofree char *text = yzt_text_decode (bytes, length, encoding, &n, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpuint (n, ==, strlen (expected));
}

static void
check_refused (const char *bytes,
               gsize       length,
               const char *encoding,
               const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = yzt_text_decode (bytes, length, encoding, NULL, &error);

  g_assert_null (text);
  g_assert_error (error, YZT_BASE_ERROR, YZT_BASE_ERROR_ENCODING);
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_decode (void)
{
  check_decode ("", 0, NULL, "");
  check_decode ("\xEF\xBB\xBF", 3, NULL, "");
  check_decode ("\xEF\xBB\xBFname", 7, NULL, "name");
  check_decode ("危险源", 9, NULL, "危险源");
  check_decode ("\xCE\xA3\xCF\xD5\xD4\xB4", 6, NULL, "危险源");           /* GB18030 */
  check_decode ("\xCE\xA3\xCF\xD5\xD4\xB4", 6, "GBK", "危险源");
  check_decode ("\x81\x39\xEF\x30", 4, "GB18030", "㐁");                  /* four bytes */
  check_decode ("\xFF\xFE\x71\x53\x01\x00", 4, NULL, "危");               /* UTF-16 LE */
  check_decode ("\xFE\xFF\x53\x71", 4, NULL, "危");                       /* UTF-16 BE */
  check_decode ("\xFF\xFE\x3D\xD8\x00\xDE", 6, NULL, "😀");               /* surrogates */
  check_decode ("\x71\x53", 2, "UTF-16LE", "危");
  check_decode ("\xE9", 1, "ISO-8859-1", "é");
}

static void
test_decode_refused (void)
{
  check_refused ("ab\xFF\xFF", 4, NULL, "byte 2");
  check_refused ("ab\xFF\xFF", 4, "UTF-8", "UTF-8: byte 2");
  check_refused ("\xEF\xBB\xBF\xCE\xA3\xFF", 6, NULL, "UTF-8: byte 5"); /* marked, so not guessed at */
  check_refused ("\xCE\xA3\xCF", 3, NULL, "GB18030");                    /* cut in the middle */
  check_refused ("\xFF\xFE\x71", 3, NULL, "UTF-16LE: byte 2");
  check_refused ("\xFF\xFE\x00\xD8", 4, NULL, "UTF-16LE");               /* half of a pair */
  check_refused ("a\0b", 3, NULL, "zero");
  check_refused ("PK\3\4\0\0", 6, NULL, "zero");                         /* a spreadsheet, not a CSV */
  check_refused ("abc", 3, "KLINGON-8", "KLINGON-8");
}

static void
test_shorten (void)
{
  static const struct { const char *text; gsize max_bytes; const char *expected; } cases[] = {
    { "", 4, "" },
    { "abcd", 4, "abcd" },
    { "abcde", 4, "a…" },
    { "危险源", 9, "危险源" },
    { "危险源", 8, "危…" },
    { "危险源", 4, "…" },
    { "a危险源", 9, "a危…" },
    { "a\xCE", 9, "a\xEF\xBF\xBD" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = yzt_text_shorten (cases[i].text, cases[i].max_bytes);

    g_assert_cmpstr (text, ==, cases[i].expected);
  }
  for (guint i = 0; i < 20000; i++) {
    static const char *const pieces[] = { "a", "é", "危", "😀", "\xE5\x8D", "\xFF" };
    g_autoptr (GString) long_text = g_string_new (NULL);
    gsize max_bytes = (gsize) g_test_rand_int_range (4, 40);
    g_autofree char *text = NULL;

    for (int n = g_test_rand_int_range (0, 30); n > 0; n--) {
      g_string_append (long_text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
    }
    text = yzt_text_shorten (long_text->str, max_bytes);
    g_assert_cmpuint (strlen (text), <=, max_bytes);
    g_assert_true (g_utf8_validate (text, -1, NULL));
  }
}

static void
test_decode_random (void)
{
  for (guint i = 0; i < 20000; i++) {
    char bytes[24];
    guint n = (guint) g_test_rand_int_range (0, sizeof bytes + 1);
    g_autofree char *copy = NULL;
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;
    gsize length = 0;

    for (guint k = 0; k < n; k++) {
      bytes[k] = (char) g_test_rand_int_range (0, 256);
    }
    copy = g_memdup2 (bytes, n);
    text = yzt_text_decode (copy, n, NULL, &length, &error);
    g_assert_true ((text == NULL) == (error != NULL));
    if (text != NULL) {
      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_cmpuint (strlen (text), ==, length);
    }
  }
}

static void
test_fold (void)
{
  static const char *const pairs[][2] = {
    { "ABC", "abc" }, { "ＡＢＣ１", "abc1" }, { "Straße", "strasse" }, { "危险源", "危险源" },
    { "㎡", "m2" }, { "É", "é" }, { "", "" }, { "\xff", "\xef\xbf\xbd" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree char *folded = yzt_text_fold (pairs[i][0]);
    g_autofree char *twice = yzt_text_fold (folded);

    g_assert_cmpstr (folded, ==, pairs[i][1]);
    g_assert_cmpstr (twice, ==, folded);
  }
}

static void
test_header_key (void)
{
  static const char *const pairs[][2] = {
    { "Lon_X (度)", "lonx度" }, { "lonx度", "lonx度" }, { "  名 称 ", "名称" }, { "名称*", "名称" },
    { "储量（吨）", "储量吨" }, { "【经度】", "经度" }, { "Stock-Name", "stockname" },
    { "\xef\xbb\xbfname", "name" }, { "联系电话：", "联系电话" }, { "()[]", "" }, { "ＬＯＮ", "lon" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree char *key = yzt_text_header_key (pairs[i][0]);

    g_assert_cmpstr (key, ==, pairs[i][1]);
  }
}

static void
test_number (void)
{
  static const struct {
    const char *text;
    double value;
  } good[] = {
    { "0", 0.0 }, { "12", 12.0 }, { "-12.5", -12.5 }, { "+3", 3.0 }, { ".5", 0.5 }, { "5.", 5.0 },
    { " 7 ", 7.0 }, { "1,234", 1234.0 }, { "1,234,567.25", 1234567.25 }, { "1\xE2\x80\x89" "234", 1234.0 },
    { "1\xC2\xA0" "234", 1234.0 }, { "１２．５", 12.5 }, { "－３", -3.0 }, { "−3", -3.0 }, { "1e3", 1000.0 },
    { "1.5E-3", 0.0015 }, { "　8　", 8.0 }, { "12,345", 12345.0 }, { "\xef\xbb\xbf" "9", 9.0 },
  };
  static const char *const bad[] = {
    "", " ", "abc", "nan", "NaN", "inf", "-Infinity", "0x10", "1e", "1e+", "e5", ".", "-", "+-1",
    "1.2.3", "1,2", "1,23", "1234,567", "12,34,567", ",123", "1,234,", "1 234", "12吨", "5%",
    "5²", "½", "①", "1e999", "--1", "\xff", "1\xff", "0b1", "1_000",
    "11111111111111111111111111111111111111111111111111111111111111111",
  };
  double value;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_test_message ("%s", good[i].text);
    g_assert_true (yzt_text_number (good[i].text, &value));
    g_assert_cmpfloat (value, ==, good[i].value);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_test_message ("bad number %u", i);
    g_assert_false (yzt_text_number (bad[i], &value));
  }
}

static void
test_format_number (void)
{
  static const struct {
    double value;
    const char *text;
  } cases[] = {
    { 0.0, "0" }, { -0.0, "0" }, { 12.0, "12" }, { 0.5, "0.5" }, { 0.1, "0.1" }, { 1.0 / 3.0, "0.3333333333333333" },
    { -2.5, "-2.5" }, { 1e20, "1e+20" }, { 123456789.0, "123456789" }, { NAN, "" }, { INFINITY, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = yzt_text_format_number (cases[i].value);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
  for (guint i = 0; i < 20000; i++) {
    double value = ldexp (g_test_rand_double_range (-1.0, 1.0), g_test_rand_int_range (-300, 300));
    g_autofree char *text = yzt_text_format_number (value);
    double back;

    g_assert_true (yzt_text_number (text, &back));
    g_assert_cmpfloat (back, ==, value);
  }
}

static void
test_group_number (void)
{
  static const struct {
    double value;
    guint decimals;
    const char *text;
  } cases[] = {
    { 0.0, 0, "0" }, { 999.0, 0, "999" }, { 1000.0, 0, "1\u2009000" }, { 1234567.5, 1, "1\u2009234\u2009567.5" },
    { 1.50, 4, "1.5" }, { 2.0, 4, "2" }, { -1234.0, 0, "-1\u2009234" }, { -0.01, 1, "0" }, { 0.05, 2, "0.05" },
    { NAN, 1, "" },
  };
  g_autofree char *huge = yzt_text_group_number (DBL_MAX, 99);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = yzt_text_group_number (cases[i].value, cases[i].decimals);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
  g_assert_cmpuint (strlen (huge), ==, 309 + 102 * strlen ("\u2009"));
}

static void
test_distance (void)
{
  static const struct {
    double metres;
    const char *text;
  } cases[] = {
    { 0.0, "0 m" }, { 800.4, "800 m" }, { 999.4, "999 m" }, { 999.6, "1 km" }, { 13180.0, "13.2 km" },
    { 13000.0, "13 km" }, { 99960.0, "100 km" }, { 128400.0, "128 km" }, { 1234567.0, "1\u2009235 km" },
    { NAN, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = yzt_text_distance (cases[i].metres);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_bearing (void)
{
  g_assert_cmpstr (yzt_text_bearing_word (0.0), ==, "north");
  g_assert_cmpstr (yzt_text_bearing_word (22.4), ==, "north");
  g_assert_cmpstr (yzt_text_bearing_word (22.6), ==, "north-east");
  g_assert_cmpstr (yzt_text_bearing_word (359.0), ==, "north");
  g_assert_cmpstr (yzt_text_bearing_word (-90.0), ==, "west");
  g_assert_cmpstr (yzt_text_bearing_word (540.0), ==, "south");
  g_assert_cmpstr (yzt_text_bearing_word (1e300), !=, "");
  g_assert_cmpstr (yzt_text_bearing_word (NAN), ==, "");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text/decode", test_decode);
  g_test_add_func ("/text/shorten", test_shorten);
  g_test_add_func ("/text/decode-refused", test_decode_refused);
  g_test_add_func ("/text/decode-random", test_decode_random);
  g_test_add_func ("/text/fold", test_fold);
  g_test_add_func ("/text/header-key", test_header_key);
  g_test_add_func ("/text/number", test_number);
  g_test_add_func ("/text/format-number", test_format_number);
  g_test_add_func ("/text/group-number", test_group_number);
  g_test_add_func ("/text/distance", test_distance);
  g_test_add_func ("/text/bearing", test_bearing);

  return g_test_run ();
}
