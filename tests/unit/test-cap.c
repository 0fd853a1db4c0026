/* test-cap.c: CAP messages, real ones, broken ones, hostile ones
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-feeds.h"

#define REAL_FOLDER "/work/shared/data/D/cap"

static const char MESSAGE[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">"
    "<identifier>310000_20260702153000_0007</identifier><sender>yjzx@demo.example</sender>"
    "<sent>2026-07-02T15:30:00+08:00</sent><status>Exercise</status><msgType>Update</msgType><scope>Public</scope>"
    "<references>yjzx@demo.example,310000_0006,2026-07-02T15:00:00+08:00 broken yjzx@demo.example,310000_0005,2026-07-02T14:00:00+08:00</references>"
    "<info><language>en-US</language><category>CBRNE</category><event>Leak</event><urgency>Immediate</urgency><severity>Severe</severity>"
    "<certainty>Observed</certainty></info>"
    "<info><language>zh-CN</language><category>CBRNE</category><category>Safety</category><event>危险化学品泄漏</event>"
    "<urgency>Immediate</urgency><severity>Extreme</severity><certainty>Observed</certainty>"
    "<onset>2026-07-02T14:52:00+08:00</onset><expires>2026-07-02T21:30:00+08:00</expires>"
    "<senderName>示例市应急管理局</senderName><headline>示例市发布\n   危险化学品泄漏红色预警</headline><description>储罐区液氯泄漏。</description>"
    "<instruction>向上风向撤离。</instruction><parameter><valueName>预警级别</valueName><value>红色</value></parameter>"
    "<area><areaDesc>示例区东部</areaDesc><polygon>31.20,121.45 31.20,121.50 31.25,121.50 31.25,121.45 31.20,121.45</polygon>"
    "<circle>31.2304,121.4737 0.8</circle></area></info></alert>";

/* The message with one piece of it replaced. */
static char *
with (const char *from, const char *to)
{
  const char *at = strstr (MESSAGE, from);

  g_assert_nonnull (at);
  return g_strdup_printf ("%.*s%s%s", (int) (at - MESSAGE), MESSAGE, to, at + strlen (from));
}

static void
assert_refused (const char *text, gssize length, int code, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztAlert) alert = yzt_cap_parse (text, length < 0 ? strlen (text) : (gsize) length, "x.xml", "zh_CN", &error);

  g_assert_null (alert);
  g_assert_error (error, YZT_FEEDS_ERROR, code);
  g_assert_nonnull (strstr (error->message, "x.xml"));
  g_assert_null (strchr (error->message, '\n'));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  if (word != NULL && strstr (error->message, word) == NULL) {
    g_error ("“%s” is not in “%s”", word, error->message);
  }
}

static YztAlert *
assert_parsed (const char *text, const char *language)
{
  g_autoptr (GError) error = NULL;
  YztAlert *alert = yzt_cap_parse (text, strlen (text), "x.xml", language, &error);

  g_assert_no_error (error);
  g_assert_nonnull (alert);
  return alert;
}

static void
test_fields (void)
{
  g_autoptr (YztAlert) alert = assert_parsed (MESSAGE, "zh_CN");

  g_assert_cmpstr (alert->identifier, ==, "310000_20260702153000_0007");
  g_assert_cmpstr (alert->source, ==, "yjzx@demo.example");
  g_assert_cmpint (alert->sent_ms, ==, G_GINT64_CONSTANT (1782977400000));
  g_assert_cmpstr (alert->status, ==, "exercise");
  g_assert_cmpint (alert->message, ==, YZT_ALERT_UPDATE);
  g_assert_cmpuint (alert->references->len, ==, 2);
  g_assert_cmpstr (alert->category, ==, "CBRNE");
  g_assert_cmpstr (alert->event, ==, "危险化学品泄漏");
  g_assert_cmpstr (alert->severity, ==, "Extreme");
  g_assert_cmpstr (alert->headline, ==, "示例市发布 危险化学品泄漏红色预警");
  g_assert_cmpstr (alert->sender_name, ==, "示例市应急管理局");
  g_assert_cmpstr (alert->colour, ==, "red");
  g_assert_cmpstr (alert->area_text, ==, "示例区东部");
  g_assert_cmpint (alert->expires_ms - alert->onset_ms, ==, G_GINT64_CONSTANT (23880000));
  g_assert_cmpint (alert->effective_ms, ==, 0);
  g_assert_cmpstr (alert->web, ==, "");
}

static void
test_area (void)
{
  g_autoptr (YztAlert) alert = assert_parsed (MESSAGE, "zh_CN");
  guint n = 0;
  const YztPosition *ring;
  YztPosition centre = { 121.4737, 31.2304 };

  g_assert_nonnull (alert->area);
  g_assert_cmpuint (yzt_geometry_get_n_rings (alert->area), ==, 2);
  ring = yzt_geometry_get_ring (alert->area, 0, &n);
  g_assert_cmpuint (n, >=, 72);
  /* Kilometres, on the ellipsoid. */
  for (guint i = 0; i < n; i++) {
    g_assert_cmpfloat_with_epsilon (yzt_geo_distance_m (centre, ring[i], NULL), 800.0, 0.01);
  }
  /* The centre of the first circle is where it is. */
  g_assert_true (alert->has_position);
  g_assert_cmpfloat (alert->position.lon, ==, 121.4737);
  g_assert_cmpfloat (alert->position.lat, ==, 31.2304);
  YztPosition inside = { 121.46, 31.21 };
  g_assert_true (yzt_geometry_contains (alert->area, inside));
}

static void
test_language (void)
{
  g_autoptr (YztAlert) english = assert_parsed (MESSAGE, "en");
  g_autoptr (YztAlert) french = assert_parsed (MESSAGE, "fr_FR");
  g_autoptr (YztAlert) none = assert_parsed (MESSAGE, NULL);

  g_assert_cmpstr (english->event, ==, "Leak");
  g_assert_null (english->area);
  g_assert_false (english->has_position);
  g_assert_cmpstr (french->event, ==, "危险化学品泄漏");
  g_assert_cmpstr (none->event, ==, "危险化学品泄漏");
}

static void
test_tolerated (void)
{
  g_autofree char *zulu = with ("2026-07-02T15:30:00+08:00", "2026-07-02T07:30:00Z");
  g_autofree char *open_ring = with (" 31.20,121.45</polygon>", "</polygon>");
  g_autofree char *empty_ring = with ("<polygon>31.20,121.45 31.20,121.50 31.25,121.50 31.25,121.45 31.20,121.45</polygon>", "<polygon/>");
  g_autofree char *point = with ("121.4737 0.8", "121.4737 0");
  g_autofree char *no_time = with ("2026-07-02T21:30:00+08:00", "soon");
  g_autoptr (YztAlert) a = assert_parsed (zulu, "zh");
  g_autoptr (YztAlert) b = assert_parsed (open_ring, "zh");
  g_autoptr (YztAlert) c = assert_parsed (empty_ring, "zh");
  g_autoptr (YztAlert) d = assert_parsed (point, "zh");
  g_autoptr (YztAlert) e = assert_parsed (no_time, "zh");

  g_assert_cmpint (a->sent_ms, ==, G_GINT64_CONSTANT (1782977400000));
  g_assert_cmpuint (yzt_geometry_get_n_rings (b->area), ==, 2);
  g_assert_cmpuint (yzt_geometry_get_n_rings (c->area), ==, 1);
  g_assert_cmpuint (yzt_geometry_get_n_rings (d->area), ==, 1);
  g_assert_true (d->has_position);
  g_assert_cmpint (e->expires_ms, ==, 0);
}

/* Round the antimeridian an area is two, never one round the world. */
static void
test_antimeridian (void)
{
  g_autofree char *text = with ("<polygon>31.20,121.45 31.20,121.50 31.25,121.50 31.25,121.45 31.20,121.45</polygon>"
                                "<circle>31.2304,121.4737 0.8</circle>",
                                "<polygon>-17,179 -17,-179 -15,-179 -15,179 -17,179</polygon><circle>-16,180 50</circle>");
  g_autoptr (YztAlert) alert = assert_parsed (text, "zh");
  YztPosition fiji = { 179.5, -16.5 }, samoa = { -179.5, -16.5 }, greenwich = { 0.0, -16.0 };

  g_assert_cmpuint (yzt_geometry_get_n_rings (alert->area), ==, 4);
  g_assert_true (yzt_geometry_contains (alert->area, fiji));
  g_assert_true (yzt_geometry_contains (alert->area, samoa));
  g_assert_false (yzt_geometry_contains (alert->area, greenwich));
}

static void
test_missing (void)
{
  static const char *const elements[] = {
    "identifier", "sender", "sent", "status", "msgType", "scope",
  };
  static const char *const info_elements[] = { "category", "event", "urgency", "severity", "certainty" };

  for (gsize i = 0; i < G_N_ELEMENTS (elements); i++) {
    g_autofree char *open = g_strdup_printf ("<%s>", elements[i]);
    g_autofree char *first = with (open, "<x>");
    g_autofree char *close = g_strdup_printf ("</%s>", elements[i]);
    g_auto (GStrv) parts = g_strsplit (first, close, 2);
    g_autofree char *text = g_strjoinv ("</x>", parts);
    g_autofree char *word = g_strdup_printf ("“%s”", elements[i]);
    assert_refused (text, -1, YZT_FEEDS_ERROR_CAP, word);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (info_elements); i++) {
    g_autofree char *open = g_strdup_printf ("<%s>", info_elements[i]);
    g_autofree char *close = g_strdup_printf ("</%s>", info_elements[i]);
    g_auto (GStrv) opens = g_strsplit (MESSAGE, open, -1);
    g_autofree char *half = g_strjoinv ("<x>", opens);
    g_auto (GStrv) closes = g_strsplit (half, close, -1);
    g_autofree char *text = g_strjoinv ("</x>", closes);
    g_autofree char *word = g_strdup_printf ("“%s”", info_elements[i]);
    assert_refused (text, -1, YZT_FEEDS_ERROR_CAP, word);
  }
}

static void
test_bad_values (void)
{
  static const struct {
    const char *from;
    const char *to;
    const char *word;
  } cases[] = {
    { "2026-07-02T15:30:00+08:00", "yesterday", "yesterday" },
    { "Exercise", "Serious", "Serious" },
    { "<msgType>Update", "<msgType>Shout", "Shout" },
    { "31.20,121.45 31.20,121.50", "31.20;121.45 31.20,121.50", "polygon" },
    { "31.20,121.45 31.20,121.50", "131.20,121.45 31.20,121.50", "polygon" },
    { "31.20,121.45 31.20,121.50", "nan,121.45 31.20,121.50", "polygon" },
    { "31.20,121.45 31.20,121.50 31.25,121.50 31.25,121.45 31.20,121.45", "31.20,121.45 31.20,121.50", "polygon" },
    { "121.4737 0.8", "221.4737 0.8", "circle" },
    { "121.4737 0.8", "121.4737 -1", "circle" },
    { "121.4737 0.8", "121.4737 inf", "circle" },
    { "121.4737 0.8", "121.4737", "circle" },
    { "urn:oasis:names:tc:emergency:cap:1.2", "urn:something:else", "namespace" },
    { " xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"", "", "namespace" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = with (cases[i].from, cases[i].to);
    assert_refused (text, -1, YZT_FEEDS_ERROR_CAP, cases[i].word);
  }
}

static void
test_hostile (void)
{
  g_autofree char *dtd = with ("<alert ", "<!DOCTYPE alert SYSTEM \"file:///etc/passwd\"><alert ");
  g_autofree char *entity = with ("<alert ", "<!DOCTYPE alert [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><alert ");
  g_autofree char *laughs = with ("<alert ",
                                  "<!DOCTYPE alert [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
                                  "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\">]><alert ");
  g_autofree char *undeclared = with ("储罐区", "&secret;");
  GString *deep = g_string_new ("<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">");
  g_autofree char *huge = g_malloc (17 * 1024 * 1024);
  g_autofree char *wide = NULL;

  assert_refused (dtd, -1, YZT_FEEDS_ERROR_DTD, "DTD");
  assert_refused (entity, -1, YZT_FEEDS_ERROR_DTD, "DTD");
  assert_refused (laughs, -1, YZT_FEEDS_ERROR_DTD, "DTD");
  assert_refused (undeclared, -1, YZT_FEEDS_ERROR_XML, NULL);
  for (guint i = 0; i < 100000; i++) {
    g_string_append (deep, "<a>");
  }
  assert_refused (deep->str, -1, YZT_FEEDS_ERROR_XML, NULL);
  g_string_free (deep, TRUE);
  memset (huge, ' ', 17 * 1024 * 1024);
  assert_refused (huge, 17 * 1024 * 1024, YZT_FEEDS_ERROR_READ, "16 MiB");
  assert_refused ("", 0, YZT_FEEDS_ERROR_READ, NULL);
  assert_refused ("\0\0\0\0", 4, YZT_FEEDS_ERROR_XML, NULL);
  assert_refused ("not xml at all", -1, YZT_FEEDS_ERROR_XML, NULL);
  assert_refused ("<alert/>", -1, YZT_FEEDS_ERROR_CAP, NULL);
  assert_refused ("<html><body/></html>", -1, YZT_FEEDS_ERROR_CAP, "html");
  assert_refused ("<feed xmlns=\"http://www.w3.org/2005/Atom\"/>", -1, YZT_FEEDS_ERROR_CAP, "Atom");
  for (gsize cut = 0; cut < sizeof MESSAGE - 2; cut += 7) {
    assert_refused (MESSAGE, (gssize) cut, cut == 0 ? YZT_FEEDS_ERROR_READ : YZT_FEEDS_ERROR_XML, NULL);
  }
  /* More corners than anybody draws. */
  GString *corners = g_string_new ("31.20,121.45 ");
  for (guint i = 0; i < 300000; i++) {
    g_string_append (corners, "31.20,121.45 ");
  }
  g_string_append (corners, "31.20,121.50");
  wide = with ("31.20,121.45 31.20,121.50", corners->str);
  g_string_free (corners, TRUE);
  assert_refused (wide, -1, YZT_FEEDS_ERROR_CAP, "corners");
}

static void
test_encodings (void)
{
  g_autofree char *declared = with ("encoding=\"UTF-8\"", "encoding=\"GBK\"");
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  g_autofree char *gbk = g_convert (declared, -1, "GBK", "UTF-8", NULL, &length, &error);
  g_autofree char *utf16 = NULL;
  g_autofree char *no_declaration = with ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "");
  g_autoptr (YztAlert) alert = NULL;
  g_autoptr (YztAlert) wide = NULL;

  g_assert_no_error (error);
  alert = yzt_cap_parse (gbk, length, "x.xml", "zh", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (alert->event, ==, "危险化学品泄漏");
  utf16 = g_convert (no_declaration, -1, "UTF-16", "UTF-8", NULL, &length, &error);
  g_assert_no_error (error);
  wide = yzt_cap_parse (utf16, length, "x.xml", "zh", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (wide->event, ==, "危险化学品泄漏");
  /* GBK bytes that say they are UTF-8. */
  g_autofree char *lying = g_convert (MESSAGE, -1, "GBK", "UTF-8", NULL, &length, &error);
  g_assert_no_error (error);
  assert_refused (lying, (gssize) length, YZT_FEEDS_ERROR_XML, NULL);
}

/* What each real file must do. */
static const struct {
  const char *file;
  const char *event;   /* NULL: refused */
  const char *word;    /* in the refusal */
  const char *colour;
  gboolean has_area, has_position;
  YztAlertMessage message;
} REAL[] = {
  { "google/43b080713727.cap", "Homeland Security Advisory System Update", NULL, "orange", FALSE, FALSE, YZT_ALERT_NEW },
  { "google/australia.cap", "Fire", NULL, "", TRUE, TRUE, YZT_ALERT_NEW },
  { "google/earthquake-iso8859-1.cap", "Earthquake", NULL, "", FALSE, TRUE, YZT_ALERT_NEW },
  { "google/earthquake.cap", "Earthquake", NULL, "", FALSE, TRUE, YZT_ALERT_NEW },
  { "google/invalid.cap", NULL, "“scope”", "", FALSE, FALSE, YZT_ALERT_NEW },
  { "google/no_optional_fields.cap", "", NULL, "", FALSE, FALSE, YZT_ALERT_NEW },
  { "google/weather.cap", "Flash Flood Watch", NULL, "", FALSE, FALSE, YZT_ALERT_NEW },
  { "ibm/cap_amber_alert_example.xml", "Child Abduction", NULL, "", FALSE, FALSE, YZT_ALERT_NEW },
  { "meteoalarm/france_sample.xml", NULL, "Atom", "", FALSE, FALSE, YZT_ALERT_NEW },
  { "meteoalarm/france_sample_detail.xml", "Moderate avalanches warning", NULL, "yellow", FALSE, FALSE, YZT_ALERT_UPDATE },
  { "oasiscap/ipaws-5e6dd9de023f1930ef6548d9.xml", "*", NULL, "", FALSE, FALSE, YZT_ALERT_CANCEL },
  { "oasiscap/nws-5c2cf27b1f56885d61654dc47fa411d5.xml", "Blizzard Warning", NULL, "", FALSE, FALSE, YZT_ALERT_NEW },
  { "oasiscap/v1dot1_appendix_adot2.xml", "SEVERE THUNDERSTORM", NULL, "", TRUE, TRUE, YZT_ALERT_NEW },
  { "oasiscap/v1dot2_appendix_adot1.xml", "Homeland Security Advisory System Update", NULL, "orange", FALSE, FALSE, YZT_ALERT_NEW },
  { "oasiscap/v1dot2_appendix_adot2.xml", "SEVERE THUNDERSTORM", NULL, "", TRUE, TRUE, YZT_ALERT_NEW },
  { "oasiscap/v1dot2_appendix_adot3.xml", "Earthquake", NULL, "", FALSE, TRUE, YZT_ALERT_UPDATE },
  { "oasiscap/v1dot2_appendix_adot4.xml", "Child Abduction", NULL, "", FALSE, FALSE, YZT_ALERT_NEW },
  { "wmo/sc_invalid_schema.xml", NULL, "schema", "", FALSE, FALSE, YZT_ALERT_NEW },
  { "wmo/sc_valid.xml", "Strong Winds", NULL, "", TRUE, TRUE, YZT_ALERT_NEW },
  { "wmo/tg_no_signature.xml", "Rain/Wet Spell", NULL, "", TRUE, TRUE, YZT_ALERT_NEW },
};

static void
check_real (gsize i, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztAlert) alert = yzt_cap_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), REAL[i].file, "zh_CN", &error);

  g_test_message ("%s: %s", REAL[i].file, alert ? alert->event : error->message);
  if (REAL[i].event == NULL) {
    g_assert_null (alert);
    g_assert_nonnull (strstr (error->message, REAL[i].word));
    return;
  }
  g_assert_no_error (error);
  if (!g_str_equal (REAL[i].event, "*")) {
    g_assert_cmpstr (alert->event, ==, REAL[i].event);
  }
  g_assert_cmpstr (alert->colour, ==, REAL[i].colour);
  g_assert_cmpint (alert->area != NULL, ==, REAL[i].has_area);
  g_assert_cmpint (alert->has_position, ==, REAL[i].has_position);
  g_assert_cmpint (alert->message, ==, REAL[i].message);
  g_assert_cmpint (alert->sent_ms, >, 0);
  g_assert_cmpstr (alert->identifier, !=, "");
}

static void
test_real (void)
{
  if (!g_file_test (REAL_FOLDER, G_FILE_TEST_IS_DIR)) {
    g_test_skip ("the real files are not here");
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (REAL); i++) {
    g_autofree char *path = g_build_filename (REAL_FOLDER, REAL[i].file, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = yzt_file_load (path, YZT_FEED_MAX_BYTES, &error);
    g_assert_no_error (error);
    check_real (i, bytes);
  }
}

/* Bytes changed, dropped, doubled: an answer every time, never a crash. */
static void
test_fuzz (void)
{
  for (guint round = 0; round < 20000; round++) {
    GByteArray *bytes = g_byte_array_new ();
    guint n_changes = (guint) g_test_rand_int_range (1, 6);
    g_autoptr (GError) error = NULL;
    g_byte_array_append (bytes, (const guint8 *) MESSAGE, sizeof MESSAGE - 1);
    for (guint i = 0; i < n_changes && bytes->len > 2; i++) {
      guint at = (guint) g_test_rand_int_range (0, (int) bytes->len - 1);
      guint n = (guint) g_test_rand_int_range (1, 40);
      switch (g_test_rand_int_range (0, 4)) {
      case 0:
        bytes->data[at] = (guint8) g_test_rand_int_range (0, 256);
        break;
      case 1:
        g_byte_array_remove_range (bytes, at, MIN (n, bytes->len - at));
        break;
      case 2: {
        g_autofree guint8 *piece = g_memdup2 (bytes->data + at, MIN (n, bytes->len - at));
        g_byte_array_append (bytes, piece, MIN (n, bytes->len - at));
        break;
      }
      default:
        bytes->data[at] = (guint8) "<>&\"'0123456789.,- \t"[g_test_rand_int_range (0, 20)];
      }
    }
    g_autoptr (YztAlert) alert = yzt_cap_parse ((const char *) bytes->data, bytes->len, "fuzz.xml", "zh", &error);
    g_assert_true ((alert != NULL) == (error == NULL));
    if (alert != NULL) {
      g_assert_true (g_utf8_validate (alert->headline, -1, NULL));
      g_assert_true (!alert->has_position || yzt_position_is_valid (alert->position));
    }
    g_byte_array_unref (bytes);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  yzt_geo_init ();
  g_test_add_func ("/cap/fields", test_fields);
  g_test_add_func ("/cap/area", test_area);
  g_test_add_func ("/cap/language", test_language);
  g_test_add_func ("/cap/tolerated", test_tolerated);
  g_test_add_func ("/cap/antimeridian", test_antimeridian);
  g_test_add_func ("/cap/missing", test_missing);
  g_test_add_func ("/cap/bad-values", test_bad_values);
  g_test_add_func ("/cap/hostile", test_hostile);
  g_test_add_func ("/cap/encodings", test_encodings);
  g_test_add_func ("/cap/real", test_real);
  g_test_add_func ("/cap/fuzz", test_fuzz);
  return g_test_run ();
}
