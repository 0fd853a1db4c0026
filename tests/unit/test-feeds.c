/* test-feeds.c: indexes of alerts and the JSON of services: what is taken, what is left out and said
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-feeds.h"

static YztFeedContent *
parse (const char *text, gssize length)
{
  g_autoptr (GError) error = NULL;
  YztFeedContent *content = yzt_feed_parse (text, length < 0 ? strlen (text) : (gsize) length, "x", yzt_feed_mappings_get_own (), "zh_CN", &error);

  g_assert_no_error (error);
  g_assert_nonnull (content);
  return content;
}

static void
assert_refused (const char *text, gssize length, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztFeedContent) content = yzt_feed_parse (text, length < 0 ? strlen (text) : (gsize) length, "x", yzt_feed_mappings_get_own (), NULL, &error);

  g_assert_null (content);
  g_assert_error (error, YZT_FEEDS_ERROR, code);
  g_assert_null (strchr (error->message, '\n'));
  g_assert_nonnull (strstr (error->message, "x"));
}

static const YztAlert *
alert_of (YztFeedContent *content, guint i)
{
  g_assert_cmpuint (content->alerts->len, >, i);
  return g_ptr_array_index (content->alerts, i);
}

static void
assert_time (gint64 utc_ms, const char *expected)
{
  g_autofree char *text = yzt_time_format_utc (utc_ms);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_place (const YztAlert *alert, double lon, double lat)
{
  g_assert_true (alert->has_position);
  g_assert_cmpfloat_with_epsilon (alert->position.lon, lon, 1e-9);
  g_assert_cmpfloat_with_epsilon (alert->position.lat, lat, 1e-9);
}

/* --- indexes --- */

static void
test_atom (void)
{
  g_autoptr (YztFeedContent) content = parse (
      "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:cap='urn:oasis:names:tc:emergency:cap:1.2' xmlns:georss='http://www.georss.org/georss'>"
      "<id>tag:example,2026:all</id><title>Warnings of Example</title><updated>2026-07-02T08:00:00Z</updated>"
      "<entry><id>urn:1</id><title>Red rain\n warning</title><updated>2026-07-02T07:00:00+08:00</updated>"
      "<link href='https://example/1' type='text/html'/><link type='application/cap+xml' href='https://example/1.cap'/>"
      "<cap:status>Exercise</cap:status><cap:msgType>Update</cap:msgType><cap:category>Met</cap:category><cap:event>Rain</cap:event>"
      "<cap:severity>severe</cap:severity><cap:certainty>Likely</cap:certainty><cap:urgency>Expected</cap:urgency>"
      "<cap:areaDesc>Gaoyao</cap:areaDesc><cap:expires>2026-07-02T20:00:00+08:00</cap:expires>"
      "<georss:polygon>23 112 23 113 24 113 24 112 23 112</georss:polygon></entry>"
      "<entry><id>urn:2</id><title/></entry>"
      "<entry><id>urn:3</id><title>Fog</title><summary type='html'>&lt;p&gt;thick &amp;amp; cold&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;</summary></entry></feed>", -1);
  const YztAlert *first = alert_of (content, 0), *second = alert_of (content, 1);

  g_assert_cmpstr (content->format, ==, "Atom");
  g_assert_cmpuint (content->alerts->len, ==, 2);
  g_assert_cmpuint (content->problems->len, ==, 1);
  g_assert_cmpstr (first->identifier, ==, "urn:1");
  g_assert_cmpstr (first->source, ==, "tag:example,2026:all");
  g_assert_cmpstr (first->sender_name, ==, "Warnings of Example");
  g_assert_cmpstr (first->headline, ==, "Red rain warning");
  g_assert_cmpstr (first->detail, ==, "https://example/1.cap");
  g_assert_cmpstr (first->web, ==, "https://example/1");
  g_assert_cmpstr (first->status, ==, "exercise");
  g_assert_cmpint (first->message, ==, YZT_ALERT_UPDATE);
  g_assert_cmpstr (first->severity, ==, "Severe");
  g_assert_cmpstr (first->area_text, ==, "Gaoyao");
  assert_time (first->sent_ms, "2026-07-01T23:00:00Z");
  assert_time (first->expires_ms, "2026-07-02T12:00:00Z");
  g_assert_nonnull (first->area);
  g_assert_true (yzt_geometry_contains (first->area, (YztPosition) { 112.5, 23.5 }));
  g_assert_cmpstr (second->status, ==, "actual");
  g_assert_cmpstr (second->event, ==, "Fog");
  g_assert_cmpstr (second->description, ==, "thick & cold\nx");
  g_assert_false (second->has_position);
}

static void
test_rss_places (void)
{
  g_autoptr (YztFeedContent) content = parse (
      "<rss xmlns:georss='http://www.georss.org/georss' xmlns:gml='http://www.opengis.net/gml' version='2.0' "
      "xmlns:geo='http://www.w3.org/2003/01/geo/wgs84_pos#'><channel><title>T</title><link>http://example/</link>"
      "<item><title>a</title><guid>a</guid><pubDate>Sun, 29 Dec 2019 12:00:00 +0800</pubDate><georss:point>-37.5 149.25</georss:point></item>"
      "<item><title>b</title><guid>b</guid><pubDate>9 Dec 2018 08:30 EST</pubDate><geo:Point><geo:lat>23.5</geo:lat><geo:long>112.5</geo:long></geo:Point></item>"
      "<item><title>c</title><guid>c</guid><geo:lat>23.25</geo:lat><geo:long>112.25</geo:long></item>"
      "<item><title>d</title><guid>d</guid><georss:where><gml:Point><gml:pos>1 2</gml:pos></gml:Point></georss:where></item>"
      "<item><title>e</title><guid>e</guid><georss:where><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>0 0 0 2 2 2 2 0 0 0</gml:posList>"
      "</gml:LinearRing></gml:exterior></gml:Polygon></georss:where></item>"
      "<item><title>f</title><guid>f</guid><georss:box>10 20 11 21</georss:box></item>"
      "<item><title>g</title><guid>g</guid><georss:circle>10 20 500</georss:circle></item>"
      "<item><title>h</title><guid>h</guid><georss:point>149 -37</georss:point></item>"
      "<item><title>i</title><guid>i</guid><georss:polygon>0 0 1 1 nonsense</georss:polygon></item></channel></rss>", -1);

  g_assert_cmpstr (content->format, ==, "RSS");
  g_assert_cmpuint (content->alerts->len, ==, 9);
  assert_place (alert_of (content, 0), 149.25, -37.5);
  assert_time (alert_of (content, 0)->sent_ms, "2019-12-29T04:00:00Z");
  assert_place (alert_of (content, 1), 112.5, 23.5);
  assert_time (alert_of (content, 1)->sent_ms, "2018-12-09T13:30:00Z");
  assert_place (alert_of (content, 2), 112.25, 23.25);
  assert_place (alert_of (content, 3), 2, 1);
  g_assert_true (yzt_geometry_contains (alert_of (content, 4)->area, (YztPosition) { 1.5, 0.5 }));
  g_assert_true (yzt_geometry_contains (alert_of (content, 5)->area, (YztPosition) { 20.5, 10.5 }));
  assert_place (alert_of (content, 6), 20, 10);
  g_assert_nonnull (alert_of (content, 6)->area);
  g_assert_false (alert_of (content, 7)->has_position);
  g_assert_null (alert_of (content, 8)->area);
}

static void
test_gdacs (void)
{
  g_autoptr (YztFeedContent) content = parse (
      "\xef\xbb\xbf<?xml version='1.0'?><rss xmlns:gdacs='http://www.gdacs.org' xmlns:georss='http://www.georss.org/georss'><channel><title>GDACS</title>"
      "<item><title>Orange earthquake</title><guid isPermaLink='false'>EQ1</guid><pubDate>Sun, 29 Dec 2019 12:00:00 GMT</pubDate>"
      "<gdacs:eventtype>EQ</gdacs:eventtype><gdacs:alertlevel>Orange</gdacs:alertlevel><gdacs:cap>http://example/cap_1.xml</gdacs:cap>"
      "<georss:point>-19.4 59.8</georss:point></item></channel></rss>", -1);
  const YztAlert *alert = alert_of (content, 0);

  g_assert_cmpstr (alert->event, ==, "Earthquake");
  g_assert_cmpstr (alert->category, ==, "Geo");
  g_assert_cmpstr (alert->severity, ==, "Severe");
  g_assert_cmpstr (alert->colour, ==, "orange");
  g_assert_cmpstr (alert->detail, ==, "http://example/cap_1.xml");
  assert_place (alert, 59.8, -19.4);
}

/* --- JSON --- */

static void
test_cma (void)
{
  g_autoptr (YztFeedContent) content = parse (
      "[{\"severity\": \"Orange\", \"identifier\": \"44120041600000_1\", \"headline\": \"高要区气象台发布暴雨橙色预警\", \"effective\": \"2026-08-25 15:00:00\","
      "\"expires\": \"2026-08-28 15:00:00\", \"eventTypeCN\": \"暴雨\", \"lon\": 112.46, \"lat\": \"23.03\", \"areaName\": \"肇庆市/高要区\","
      "\"senderName\": \"高要区气象台\", \"status\": \"Actual\"}]", -1);
  const YztAlert *alert = alert_of (content, 0);

  g_assert_cmpstr (content->format, ==, "cma-alert");
  g_assert_cmpstr (alert->severity, ==, "Severe");
  g_assert_cmpstr (alert->colour, ==, "orange");
  g_assert_cmpstr (alert->event, ==, "暴雨");
  g_assert_cmpstr (alert->become, ==, "warning");
  g_assert_cmpstr (alert->category, ==, "Met");
  assert_time (alert->sent_ms, "2026-08-25T07:00:00Z");
  assert_place (alert, 112.46, 23.03);
}

static void
test_cma_now (void)
{
  g_autoptr (YztFeedContent) content = parse (
      "{\"msg\": \"success\", \"data\": {\"location\": {\"id\": \"59287\"}, \"alarm\": [{\"id\": \"4400_1\", \"title\": \"广东发布台风二级预警\","
      "\"signaltype\": \"台风\", \"signallevel\": \"橙色\", \"effective\": \"2020/10/12 11:22\", \"severity\": \"ORANGE\"}]}}", -1);
  g_autoptr (YztFeedContent) quiet = parse ("{\"data\": {\"alarm\": []}}", -1);

  g_assert_cmpstr (content->format, ==, "cma-now");
  g_assert_cmpstr (alert_of (content, 0)->colour, ==, "orange");
  assert_time (alert_of (content, 0)->sent_ms, "2020-10-12T03:22:00Z");
  g_assert_cmpuint (quiet->alerts->len, ==, 0);
}

static void
test_usgs (void)
{
  g_autoptr (YztFeedContent) content = parse (
      "{\"type\": \"FeatureCollection\", \"metadata\": {}, \"features\": [{\"type\": \"Feature\", \"id\": \"nc1\", \"properties\": {\"mag\": 6.1, \"place\": \"here\","
      "\"time\": 1397474951100, \"updated\": 1397476268811, \"title\": \"M 6.1 - here\", \"status\": \"AUTOMATIC\"},"
      "\"geometry\": {\"type\": \"Point\", \"coordinates\": [-120.7958, 35.5448, 4.3]}},"
      "{\"type\": \"Feature\", \"id\": \"nc2\", \"properties\": {\"mag\": -0.4, \"place\": \"there\", \"time\": 1397474951, \"title\": \"M -0.4 - there\"}, \"geometry\": null}]}", -1);

  g_assert_cmpstr (content->format, ==, "usgs");
  g_assert_cmpstr (alert_of (content, 0)->severity, ==, "Severe");
  g_assert_cmpstr (alert_of (content, 0)->become, ==, "incident");
  g_assert_cmpint (alert_of (content, 0)->sent_ms, ==, 1397476268811);
  assert_place (alert_of (content, 0), -120.7958, 35.5448);
  g_assert_cmpstr (alert_of (content, 1)->severity, ==, "Minor");
  g_assert_cmpint (alert_of (content, 1)->sent_ms, ==, 1397474951000);
  g_assert_false (alert_of (content, 1)->has_position);
}

static void
test_nws (void)
{
  g_autoptr (YztFeedContent) content = parse (
      "{\"features\": [{\"id\": \"u1\", \"geometry\": {\"type\": \"MultiPolygon\", \"coordinates\": [[[[0,0],[2,0],[2,2],[0,2],[0,0]]]]}, \"properties\": {\"id\": \"oid1\","
      "\"references\": [{\"identifier\": \"oid0\", \"sender\": \"w@noaa\", \"sent\": \"2024-01-08T01:25:00-06:00\"}, {\"identifier\": \"oidX\"}, 7],"
      "\"sent\": \"2024-01-08T13:48:00-06:00\", \"status\": \"Test\", \"messageType\": \"Cancel\", \"category\": \"Met\", \"severity\": \"Moderate\", \"certainty\": \"Likely\","
      "\"urgency\": \"Expected\", \"event\": \"Wind Advisory\", \"sender\": \"w@noaa\", \"headline\": \"Wind\"}}]}", -1);
  const YztAlert *alert = alert_of (content, 0);

  g_assert_cmpstr (content->format, ==, "nws");
  g_assert_cmpstr (alert->status, ==, "test");
  g_assert_cmpint (alert->message, ==, YZT_ALERT_CANCEL);
  g_assert_cmpuint (alert->references->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (alert->references, 0), ==, "w@noaa,oid0,2024-01-08T01:25:00-06:00");
  g_assert_true (yzt_geometry_contains (alert->area, (YztPosition) { 1, 1 }));
}

static void
test_nsw_and_plain (void)
{
  g_autoptr (YztFeedContent) nsw = parse (
      "{\"features\": [{\"properties\": {\"title\": \"Fire\", \"category\": \"Watch and Act\", \"guid\": \"1\", \"pubDate\": \"21/09/2018 6:30:00 PM\", \"description\":"
      "\"A <br />B &lt; C\\u0007\"}, \"geometry\": {\"type\": \"GeometryCollection\", \"geometries\": [{\"type\": \"Point\", \"coordinates\": [149.1, -37.2]}]}}]}", -1);
  g_autoptr (YztFeedContent) plain = parse (
      "{\"features\": [{\"properties\": {\"title\": \"T\"}, \"geometry\": {\"type\": \"Point\", \"coordinates\": [23.1, 112.4]}}, {\"properties\": {}},"
      "{\"properties\": {\"title\": \"T\"}}, {\"id\": 7, \"properties\": {\"title\": \"Swapped\"}, \"geometry\": {\"type\": \"Polygon\", \"coordinates\":"
      "[[[23,112],[24,112],[24,113],[23,112]]]}}]}", -1);

  g_assert_cmpstr (nsw->format, ==, "nsw");
  g_assert_cmpstr (alert_of (nsw, 0)->severity, ==, "Severe");
  g_assert_cmpstr (alert_of (nsw, 0)->description, ==, "A \nB < C");
  assert_time (alert_of (nsw, 0)->sent_ms, "2018-09-21T08:30:00Z");
  assert_place (alert_of (nsw, 0), 149.1, -37.2);

  g_assert_cmpstr (plain->format, ==, "geojson");
  g_assert_cmpuint (plain->alerts->len, ==, 3);
  g_assert_cmpuint (plain->problems->len, ==, 3); /* two swapped places, one item that says nothing */
  g_assert_cmpuint (strlen (alert_of (plain, 0)->identifier), ==, 40);
  g_assert_false (alert_of (plain, 2)->has_position);
  g_assert_cmpstr (alert_of (plain, 2)->identifier, ==, "7");
}

static void
test_encoding (void)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  g_autofree char *gb = g_convert ("{\"features\": [{\"properties\": {\"title\": \"高要金利镇液氨泄漏\"}}]}", -1, "GB18030", "UTF-8", NULL, &length, &error);
  g_autoptr (YztFeedContent) content = NULL;

  g_assert_no_error (error);
  content = parse (gb, (gssize) length);
  g_assert_cmpstr (alert_of (content, 0)->headline, ==, "高要金利镇液氨泄漏");
}

/* --- what is no feed --- */

static void
test_hostile (void)
{
  g_autofree char *deep = g_strnfill (200000, '[');
  GString *bracketed = g_string_new ("{\"features\":[{\"properties\":{\"title\":\"T\"},\"geometry\":");
  g_autoptr (YztFeedContent) nested = NULL;

  for (guint i = 0; i < 500; i++) {
    g_string_append (bracketed, "{\"type\":\"GeometryCollection\",\"geometries\":[");
  }
  for (guint i = 0; i < 500; i++) {
    g_string_append (bracketed, "]}");
  }
  g_string_append (bracketed, "}]}");
  nested = parse (bracketed->str, (gssize) bracketed->len);
  g_assert_cmpuint (nested->problems->len, ==, 1);
  g_string_free (bracketed, TRUE);

  assert_refused (deep, -1, YZT_FEEDS_ERROR_JSON);
  assert_refused ("{\"features\": [", -1, YZT_FEEDS_ERROR_JSON);
  assert_refused ("{\"a\": 1}", -1, YZT_FEEDS_ERROR_FORMAT);
  assert_refused ("[1, 2]", -1, YZT_FEEDS_ERROR_FORMAT);
  assert_refused ("", -1, YZT_FEEDS_ERROR_READ);
  assert_refused ("<html/>", -1, YZT_FEEDS_ERROR_FORMAT);
  assert_refused ("<rss version='2.0'/>", -1, YZT_FEEDS_ERROR_FORMAT);
  assert_refused ("<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel><item><title>&a;</title></item></channel></rss>", -1, YZT_FEEDS_ERROR_DTD);
  assert_refused ("<rss><channel>", -1, YZT_FEEDS_ERROR_XML);
}

static void
test_flood (void)
{
  GString *text = g_string_new ("{\"features\":[");
  g_autoptr (YztFeedContent) content = NULL;

  for (guint i = 0; i < YZT_FEED_MAX_ITEMS + 5; i++) {
    g_string_append_printf (text, "%s{\"id\":%u,\"properties\":{\"title\":\"T\"}}", i > 0 ? "," : "", i);
  }
  g_string_append (text, "]}");
  content = parse (text->str, (gssize) text->len);
  g_assert_cmpuint (content->alerts->len, ==, YZT_FEED_MAX_ITEMS);
  g_assert_cmpuint (content->problems->len, ==, 1);
  g_string_free (text, TRUE);
}

/* Any part of a document is taken or refused, never more. */
static void
test_pieces (void)
{
  static const char *const documents[] = {
    "<rss xmlns:georss='http://www.georss.org/georss'><channel><title>T</title><item><title>a &lt;b&gt; &amp;#x41;</title><guid>1</guid>"
    "<georss:polygon>0 0 0 1 1 1</georss:polygon><pubDate>Sun, 29 Dec 2019 12:00:00 GMT</pubDate></item></channel></rss>",
    "{\"features\":[{\"id\":\"1\",\"properties\":{\"title\":\"T\",\"time\":1397474951100,\"mag\":5,\"place\":\"p\"},\"geometry\":"
    "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]]}}]}",
  };

  for (guint n = 0; n < 4000; n++) {
    const char *document = documents[g_test_rand_int_range (0, 2)];
    g_autofree char *text = g_strdup (document);
    gsize length = strlen (text);
    g_autoptr (GError) error = NULL;
    g_autoptr (YztFeedContent) content = NULL;
    for (int i = g_test_rand_int_range (0, 4); i > 0; i--) {
      text[g_test_rand_int_range (0, (gint32) length)] = (char) g_test_rand_int_range (1, 255);
    }
    length = g_test_rand_int_range (0, 3) == 0 ? (gsize) g_test_rand_int_range (0, (gint32) length) : length;
    content = yzt_feed_parse (text, length, "x", yzt_feed_mappings_get_own (), NULL, &error);
    g_assert_true ((content == NULL) == (error != NULL));
    for (guint i = 0; content != NULL && i < content->alerts->len; i++) {
      const YztAlert *alert = alert_of (content, i);
      g_assert_true (g_utf8_validate (alert->headline, -1, NULL) && g_utf8_validate (alert->description, -1, NULL));
      g_assert_true (*alert->identifier != '\0' && *alert->source != '\0');
    }
  }
}

/* --- mappings --- */

static void
test_own_mappings (void)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = g_build_filename (yzt_data_dir (), "feeds", NULL);
  g_autoptr (GPtrArray) mappings = yzt_feed_mappings_load (folder, problems);

  for (guint i = 0; i < problems->len; i++) {
    g_error ("%s", (const char *) g_ptr_array_index (problems, i));
  }
  g_assert_cmpuint (mappings->len, >=, 6);
  for (guint i = 0; i < mappings->len; i++) {
    YztFeedMapping *mapping = g_ptr_array_index (mappings, i);
    g_assert_cmpstr (yzt_feed_mapping_get_label (mapping, NULL), !=, yzt_feed_mapping_get_id (mapping));
    g_assert_nonnull (yzt_feed_mapping_get_label (mapping, "zh_CN.UTF-8"));
  }
}

static void
test_bad_mappings (void)
{
  static const char *const bad[] = {
    "", "no groups", "[Feed]\nLabel=x\n[Take]\nheadline=a\n", "[Feed]\nId=x\n[Take]\nheadline=a\nfoo=b\n", "[Feed]\nId=x\n[Take]\nidentifier=a\n",
    "[Feed]\nId=x\nTimeZone=Mars/Olympus\n[Take]\nheadline=a\n", "[Feed]\nId=x\nBecome=plan\n[Take]\nheadline=a\n",
    "[Feed]\nId=x\n[Take]\nheadline=a\n[Words foo]\na=b\n", "[Feed]\nId=\xff\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (YztFeedMapping) mapping = yzt_feed_mapping_parse (bad[i], strlen (bad[i]), "m.feed", &error);
    g_assert_null (mapping);
    g_assert_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_MAPPING);
    g_assert_nonnull (strstr (error->message, "m.feed"));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feeds/atom", test_atom);
  g_test_add_func ("/feeds/rss-places", test_rss_places);
  g_test_add_func ("/feeds/gdacs", test_gdacs);
  g_test_add_func ("/feeds/cma", test_cma);
  g_test_add_func ("/feeds/cma-now", test_cma_now);
  g_test_add_func ("/feeds/usgs", test_usgs);
  g_test_add_func ("/feeds/nws", test_nws);
  g_test_add_func ("/feeds/nsw-and-plain", test_nsw_and_plain);
  g_test_add_func ("/feeds/encoding", test_encoding);
  g_test_add_func ("/feeds/hostile", test_hostile);
  g_test_add_func ("/feeds/flood", test_flood);
  g_test_add_func ("/feeds/pieces", test_pieces);
  g_test_add_func ("/feeds/own-mappings", test_own_mappings);
  g_test_add_func ("/feeds/bad-mappings", test_bad_mappings);
  return g_test_run ();
}
