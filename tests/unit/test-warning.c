/* test-warning.c: warnings crossed with what lies inside them, whom they call, and who is not yet reached, also after a kill
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "yzt-call-out.h"
#include "yzt-feeds.h"
#include "yzt-test-map.h"
#include "yzt-warning.h"

#define MINUTE_MS G_GINT64_CONSTANT (60000)
#define SQUARE "<polygon>23.0,112.0 23.0,112.2 23.2,112.2 23.2,112.0 23.0,112.0</polygon>"
#define WIDER "<polygon>23.0,112.0 23.0,112.4 23.2,112.4 23.2,112.0 23.0,112.0</polygon>"

/* --- a map --- */

static gboolean
insert_act (YztAct *act, gpointer data, GError **error)
{
  return yzt_act_insert (act, data, error);
}

static gint64
add_row (TestMap *map, YztRow *row)
{
  YztActInfo info = { .author = "规划员", .label = "add", .nature = YZT_ACT_EDIT };
  g_autoptr (GError) error = NULL;
  g_autoptr (YztRow) owned = row;
  g_autoptr (YztActResult) result = yzt_store_write (map->store, &info, insert_act, row, &error);

  g_assert_no_error (error);
  return row->fid;
}

static YztRow *
row_at (TestMap *map, const char *kind, const char *name, double lon, double lat)
{
  YztRow *row = yzt_row_new (yzt_kind_set_find (yzt_store_get_kinds (map->store), kind));

  yzt_row_set_text (row, "name", name);
  row->has_position = TRUE;
  row->lon = lon;
  row->lat = lat;
  return row;
}

static gint64
add_site (TestMap *map, const char *kind, const char *name, double lon, double lat, const char *person, const char *phone, const char *duty)
{
  YztRow *row = row_at (map, kind, name, lon, lat);

  yzt_row_set_text (row, "contact", person);
  yzt_row_set_text (row, "phone", phone);
  yzt_row_set_text (row, "duty_phone", duty);
  yzt_row_set_text (row, "town", "金利镇");
  yzt_row_set_text (row, "county", "高要区");
  return add_row (map, row);
}

static void
add_unit (TestMap *map, const char *name, const char *level, const char *phone)
{
  YztRow *row = row_at (map, "unit", name, 112.5, 23.5);

  yzt_row_set_text (row, "level", level);
  yzt_row_set_text (row, "trade", "emergency");
  yzt_row_set_text (row, "duty_phone", phone);
  yzt_row_set_text (row, "town", "金利镇");
  yzt_row_set_text (row, "county", "高要区");
  add_row (map, row);
}

static gint64
send (TestMap *map, const char *identifier, const char *sent, const char *type, const char *references, const char *colour, const char *status, const char *area)
{
  g_autofree char *text = g_strdup_printf (
      "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>%s</identifier><sender>qx@example</sender><sent>%s</sent><status>%s</status>"
      "<msgType>%s</msgType><scope>Public</scope><references>%s</references><info><language>zh-CN</language><category>Met</category><event>暴雨</event>"
      "<urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty><expires>2026-09-21T23:00:00+08:00</expires>"
      "<headline>暴雨预警</headline><parameter><valueName>预警级别</valueName><value>%s</value></parameter>"
      "<area><areaDesc>高要区</areaDesc>%s</area></info></alert>", identifier, sent, status, type, references, colour, area);
  g_autoptr (GError) error = NULL;
  g_autoptr (YztAlert) alert = yzt_cap_parse (text, strlen (text), "w.xml", "zh", &error);
  g_assert_no_error (error);
  YztMergeOutcome outcome;
  g_autoptr (YztActResult) result = NULL;
  g_assert_true (yzt_alert_merge (map->store, alert, "信息源", &yzt_test_clock, &outcome, &result, &error));
  g_assert_no_error (error);
  return yzt_store_find_row (map->store, yzt_kind_set_find (yzt_store_get_kinds (map->store), "warning"), "identifier", identifier, NULL);
}

/* TRUE when something was written. */
static gboolean
refresh (TestMap *map, gint64 fid)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztGeneration) generation = yzt_load_generation (map->store, &yzt_test_clock, NULL, &error);
  g_assert_no_error (error);
  YztActResult *written = NULL;
  yzt_warning_refresh (map->store, generation, fid, "信息源", "zh_CN", &yzt_test_clock, &written, &error);
  g_assert_no_error (error);
  g_autoptr (YztActResult) result = written;
  return result != NULL;
}

static char *
numbers (const GArray *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++) {
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "", g_array_index (list, gint64, i));
  }
  return g_string_free (text, FALSE);
}

/* "inside|newly|left" of one kind, by number. */
static char *
cross_of (TestMap *map, gint64 warning, const char *kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) crosses = yzt_warning_cross_read (map->store, warning, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < crosses->len; i++) {
    const YztWarningCross *cross = g_ptr_array_index (crosses, i);
    if (g_str_equal (cross->kind_id, kind)) {
      g_autofree char *inside = numbers (cross->inside), *newly = numbers (cross->newly), *left = numbers (cross->left);
      return g_strdup_printf ("%s|%s|%s", inside, newly, left);
    }
  }
  return g_strdup ("none");
}

#define assert_cross(map, warning, kind, wanted) \
  G_STMT_START { \
    g_autofree char *found = cross_of (map, warning, kind); \
    g_assert_cmpstr (found, ==, wanted); \
  } G_STMT_END

/* "张三:due:0 李四:answered:1" in the order of the list. */
static char *
calls_of (TestMap *map, gint64 warning)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) calls = yzt_call_outs_read (map->store, warning, &error);
  static const char *const states[] = { "due", "called", "answered", "action", "not-reached", "wrong-number", "released" };
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < calls->len; i++) {
    const YztCallOut *call = g_ptr_array_index (calls, i);
    g_string_append_printf (text, "%s%s:%s:%u", i > 0 ? " " : "", call->name, states[call->state], call->calls);
  }
  return g_string_free (text, FALSE);
}

#define assert_calls(map, warning, wanted) \
  G_STMT_START { \
    g_autofree char *found = calls_of (map, warning); \
    g_assert_cmpstr (found, ==, wanted); \
  } G_STMT_END

static gint64
call_fid (TestMap *map, gint64 warning, const char *name, gint64 *next_ms_out)
{
  g_autoptr (GPtrArray) calls = yzt_call_outs_read (map->store, warning, NULL);

  for (guint i = 0; i < calls->len; i++) {
    const YztCallOut *call = g_ptr_array_index (calls, i);
    if (g_str_equal (call->name, name)) {
      if (next_ms_out != NULL) {
        *next_ms_out = call->next_ms;
      }
      return call->fid;
    }
  }
  g_error ("nobody is called %s", name);
}

static void
answer (TestMap *map, gint64 warning, const char *name, YztCallState state, const char *note)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) result = yzt_call_out_answer (map->store, call_fid (map, warning, name, NULL), state, note, "值班员", "w", "zh_CN", &yzt_test_clock,
                                                         &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->entry, >, 0);
}

/* --- the cross --- */

static void
test_cross (TestMap *map, gconstpointer data)
{
  gint64 inside = add_site (map, "hazard-source", "甲厂", 112.1, 23.1, "张三", "13800000001", NULL);
  gint64 edge = add_site (map, "hazard-source", "乙厂", 112.2, 23.1, "李四", "13800000002", NULL);
  gint64 corner = add_site (map, "shelter", "学校", 112.2, 23.2, "王五", "13800000003", NULL);
  gint64 beside = add_site (map, "hazard-source", "丙厂", 112.3, 23.1, "赵六", "13800000004", NULL);
  gint64 open = add_row (map, row_at (map, "incident", "内涝", 112.15, 23.15));
  YztRow *shut = row_at (map, "incident", "旧事", 112.15, 23.15), *drill = row_at (map, "incident", "演练事件", 112.15, 23.15);
  yzt_row_set_text (shut, "state", "closed");
  yzt_row_set_text (drill, "message_status", "exercise");
  add_row (map, shut);
  add_row (map, drill);

  gint64 warning = send (map, "W1", "2026-09-21T21:00:00+08:00", "Alert", "", "橙色", "Actual", SQUARE);
  g_assert_true (refresh (map, warning));
  g_assert_false (refresh (map, warning));
  g_autofree char *two = g_strdup_printf ("%ld %ld||", (long) inside, (long) edge), *one = g_strdup_printf ("%ld||", (long) corner);
  g_autofree char *accident = g_strdup_printf ("%ld||", (long) open);
  assert_cross (map, warning, "hazard-source", two);
  assert_cross (map, warning, "shelter", one);
  assert_cross (map, warning, "incident", accident);
  assert_calls (map, warning, "张三:due:0 李四:due:0 王五:due:0");

  /* Wider: one comes in, and is to be called; who was reached stays reached. */
  answer (map, warning, "张三", YZT_CALL_STATE_ANSWERED, NULL);
  send (map, "W2", "2026-09-21T21:10:00+08:00", "Update", "qx@example,W1,2026-09-21T21:00:00+08:00", "橙色", "Actual", WIDER);
  g_assert_true (refresh (map, warning));
  g_autofree char *three = g_strdup_printf ("%ld %ld %ld|%ld|", (long) inside, (long) edge, (long) beside, (long) beside);
  assert_cross (map, warning, "hazard-source", three);
  assert_calls (map, warning, "李四:due:0 王五:due:0 赵六:due:0 张三:answered:1");

  /* Narrow again: out, and no longer called for. */
  send (map, "W3", "2026-09-21T21:20:00+08:00", "Update", "qx@example,W2,2026-09-21T21:10:00+08:00", "橙色", "Actual", SQUARE);
  g_assert_true (refresh (map, warning));
  g_autofree char *back = g_strdup_printf ("%ld %ld||%ld", (long) inside, (long) edge, (long) beside);
  assert_cross (map, warning, "hazard-source", back);
  assert_calls (map, warning, "李四:due:0 王五:due:0 张三:answered:1 赵六:released:0");

  /* Worse: all are told again. */
  send (map, "W4", "2026-09-21T21:30:00+08:00", "Update", "qx@example,W3,2026-09-21T21:20:00+08:00", "红色", "Actual", SQUARE);
  g_assert_true (refresh (map, warning));
  assert_calls (map, warning, "张三:due:0 李四:due:0 王五:due:0 赵六:released:0");

  /* Over. */
  send (map, "W5", "2026-09-21T21:40:00+08:00", "Cancel", "qx@example,W4,2026-09-21T21:30:00+08:00", "红色", "Actual", SQUARE);
  g_assert_true (refresh (map, warning));
  g_autofree char *gone = g_strdup_printf ("||%ld %ld", (long) inside, (long) edge);
  assert_cross (map, warning, "hazard-source", gone);
  assert_calls (map, warning, "张三:released:0 李四:released:0 王五:released:0 赵六:released:0");
  g_assert_false (refresh (map, warning));
}

/* As weather services of China send it: a number and a name, no outline. */
static gint64
send_bare (TestMap *map, const char *identifier, const char *area_text, const char *headline)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztAlert) alert = yzt_alert_new ();
  const struct {
    char **field;
    const char *text;
  } texts[] = { { &alert->source, headline }, { &alert->identifier, identifier }, { &alert->status, "actual" }, { &alert->category, "Met" }, { &alert->event, "暴雨" },
                { &alert->severity, "Extreme" }, { &alert->certainty, "Likely" }, { &alert->urgency, "Expected" }, { &alert->headline, headline },
                { &alert->area_text, area_text }, { &alert->colour, "red" }, { &alert->become, "warning" } };
  YztMergeOutcome outcome;
  YztActResult *written = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_free (*texts[i].field);
    *texts[i].field = g_strdup (texts[i].text);
  }
  alert->sent_ms = yzt_test_now_ms;
  g_assert_true (yzt_alert_merge (map->store, alert, "信息源", &yzt_test_clock, &outcome, &written, &error));
  g_assert_no_error (error);
  g_autoptr (YztActResult) result = written;
  g_assert_cmpint (outcome, ==, YZT_MERGE_INSERTED);
  gint64 fid = yzt_store_find_row (map->store, yzt_kind_set_find (yzt_store_get_kinds (map->store), "warning"), "identifier", identifier, NULL);
  refresh (map, fid);
  return fid;
}

static void
test_district (TestMap *map, gconstpointer data)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (map->store), "warning");
  add_site (map, "shelter", "德庆中学", 111.782, 23.146, "张三", "13800000001", NULL);
  add_site (map, "shelter", "金利小学", 112.552, 23.021, "李四", "13800000002", NULL);
  add_site (map, "shelter", "广州小学", 113.264, 23.129, "王五", "13800000003", NULL);

  gint64 county = send_bare (map, "44122641600000_20260921210000", "", "德庆县气象台发布暴雨红色预警");
  assert_calls (map, county, "张三:due:0");
  g_autoptr (YztRow) row = yzt_store_get_row (map->store, kind, county, NULL);
  g_assert_true (row->has_position && row->geometry != NULL);
  g_assert_nonnull (strstr (yzt_row_get_text (row, "area_text"), "德庆县"));
  g_assert_nonnull (strstr (yzt_row_get_text (row, "area_text"), "441226"));
  assert_calls (map, send_bare (map, "44120041600000_20260921210001", "广东省/肇庆市/德庆县", "肇庆市气象台发布暴雨红色预警"), "张三:due:0"); /* the city's office for one county */
  assert_calls (map, send_bare (map, "44120041600000_20260921210002", "德庆县、高要区", "肇庆市气象台发布暴雨红色预警"), "张三:due:0 李四:due:0");
  assert_calls (map, send_bare (map, "44120041600000_20260921210003", "", "肇庆市气象台发布暴雨红色预警"), "张三:due:0 李四:due:0");
  /* The province's office, for all of it and for one city. */
  assert_calls (map, send_bare (map, "44000041600000_20260921210005", "", "广东省气象台发布暴雨红色预警"), "张三:due:0 李四:due:0 王五:due:0");
  assert_calls (map, send_bare (map, "44000041600000_20260921210006", "广东省/肇庆市", "广东省气象台发布暴雨红色预警"), "张三:due:0 李四:due:0");
  assert_calls (map, send_bare (map, "46000041600000_20260921210007", "", "海南省气象台发布暴雨红色预警"), "");
  /* Codes that nobody knows, and numbers that are none of theirs. */
  static const char *const others[] = { "99999941600000_20260921210004", "44122641600000", "441226_1", "44122641600000-1", "x" };
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    gint64 bare = send_bare (map, others[i], "德庆县", "暴雨红色预警");
    assert_calls (map, bare, "");
    g_autoptr (YztRow) kept = yzt_store_get_row (map->store, kind, bare, NULL);
    g_assert_null (kept->geometry);
  }
}

static void
test_expiry (TestMap *map, gconstpointer data)
{
  gint64 before_ms = yzt_test_now_ms;
  g_autoptr (GError) error = NULL;

  add_site (map, "hazard-source", "甲厂", 112.1, 23.1, "张三", "13800000001", NULL);
  gint64 warning = send (map, "W1", "2026-09-21T21:00:00+08:00", "Alert", "", "红色", "Actual", SQUARE);
  refresh (map, warning);
  yzt_test_now_ms = G_GINT64_CONSTANT (1790002799999); /* 23:00 less a millisecond */
  g_assert_false (refresh (map, warning));
  yzt_test_now_ms += 1;
  g_assert_true (refresh (map, warning));
  g_autoptr (YztRow) row = yzt_store_get_row (map->store, yzt_kind_set_find (yzt_store_get_kinds (map->store), "warning"), warning, &error);
  g_assert_cmpstr (yzt_row_get_text (row, "state"), ==, "expired");
  assert_calls (map, warning, "张三:released:0");
  yzt_test_now_ms = before_ms;
}

static gboolean
keep_act (YztAct *act, gpointer data, GError **error)
{
  return yzt_act_update (act, data, error);
}

static void
keep_with (TestMap *map, gint64 second, gint64 first)
{
  YztActInfo info = { .author = "王值班", .label = "keep", .nature = YZT_ACT_ORDER };
  g_autoptr (GError) error = NULL;
  g_autoptr (YztRow) row = yzt_store_get_row (map->store, yzt_kind_set_find (yzt_store_get_kinds (map->store), "warning"), second, NULL);
  g_autofree char *link = g_strdup_printf ("warning/%" G_GINT64_FORMAT, first);
  yzt_row_set_text (row, "state", "merged");
  yzt_row_set_text (row, "merged_into", link);
  g_autoptr (YztActResult) result = yzt_store_write (map->store, &info, keep_act, row, &error);
  g_assert_no_error (error);
}

static void
assert_kept (TestMap *map, gint64 warning, const char *state, gboolean kept)
{
  g_autoptr (YztRow) row = yzt_store_get_row (map->store, yzt_kind_set_find (yzt_store_get_kinds (map->store), "warning"), warning, NULL);
  g_assert_cmpstr (yzt_row_get_text (row, "state"), ==, state);
  g_assert_true ((yzt_row_get_text (row, "merged_into") != NULL) == kept);
}

/* A warning that a person kept with another of the same thing calls nobody; it stands by itself when its source makes it worse, or when the other ends. */
static void
test_kept (TestMap *map, gconstpointer data)
{
  add_site (map, "hazard-source", "甲厂", 112.1, 23.1, "张三", "13800000001", NULL);
  gint64 first = send (map, "W1", "2026-09-21T21:00:00+08:00", "Alert", "", "橙色", "Actual", SQUARE);
  gint64 second = send (map, "V1", "2026-09-21T21:05:00+08:00", "Alert", "", "橙色", "Actual", SQUARE);
  refresh (map, first);
  refresh (map, second);
  assert_calls (map, second, "张三:due:0");
  keep_with (map, second, first);
  g_assert_true (refresh (map, second));
  assert_calls (map, second, "张三:released:0");
  assert_calls (map, first, "张三:due:0");
  g_assert_false (refresh (map, first));

  send (map, "V2", "2026-09-21T21:10:00+08:00", "Update", "qx@example,V1,2026-09-21T21:05:00+08:00", "橙色", "Actual", SQUARE);
  assert_kept (map, second, "merged", TRUE); /* no worse: still kept */
  send (map, "V3", "2026-09-21T21:15:00+08:00", "Update", "qx@example,V2,2026-09-21T21:10:00+08:00", "红色", "Actual", SQUARE);
  assert_kept (map, second, "active", FALSE);
  g_assert_true (refresh (map, second));
  assert_calls (map, second, "张三:due:0");

  keep_with (map, second, first);
  refresh (map, second);
  send (map, "W2", "2026-09-21T21:20:00+08:00", "Cancel", "qx@example,W1,2026-09-21T21:00:00+08:00", "橙色", "Actual", SQUARE);
  g_assert_true (refresh (map, first));
  assert_kept (map, second, "active", FALSE);
  g_assert_false (refresh (map, first));
  g_assert_true (refresh (map, second));
  assert_calls (map, second, "张三:due:0");
}

/* A circle is exact, not its 72 corners: between two of them the chord runs inside the rim. */
static void
test_circle (TestMap *map, gconstpointer data)
{
  YztPosition center = { 112.46, 23.05 }, rim = yzt_geo_direct (center, 2.5, 5000.0 - 0.5), out = yzt_geo_direct (center, 2.5, 5000.5);
  gint64 in_fid = add_site (map, "hazard-source", "甲厂", rim.lon, rim.lat, NULL, NULL, NULL);

  add_site (map, "hazard-source", "乙厂", out.lon, out.lat, NULL, NULL, NULL);
  gint64 warning = send (map, "W1", "2026-09-21T21:00:00+08:00", "Alert", "", "红色", "Actual", "<circle>23.05,112.46 5</circle>");
  refresh (map, warning);
  g_autofree char *wanted = g_strdup_printf ("%ld||", (long) in_fid);
  assert_cross (map, warning, "hazard-source", wanted);
  /* Nobody is known to answer for it: that is seen, not left out. */
  assert_calls (map, warning, "甲厂:due:0");
}

/* --- calls --- */

static void
test_calls (TestMap *map, gconstpointer data)
{
  gint64 before_ms = yzt_test_now_ms, next_ms, first = before_ms / 1000 * 1000;
  gint64 site = add_site (map, "hazard-source", "甲厂", 112.1, 23.1, "张三", "13800000001", "0758-1234567");

  add_site (map, "hazard-source", "乙厂", 112.11, 23.1, "张三", "138 0000 0001", NULL); /* the same person */
  YztRow *contact = yzt_row_new (yzt_kind_set_find (yzt_store_get_kinds (map->store), "contact"));
  g_autofree char *of = g_strdup_printf ("hazard-source/%ld", (long) site);
  yzt_row_set_text (contact, "name", "周一");
  yzt_row_set_text (contact, "phone", "13900000009");
  yzt_row_set_text (contact, "second_phone", "13900000010");
  yzt_row_set_text (contact, "of", of);
  add_row (map, contact);
  add_unit (map, "金利镇应急办", "town", "0758-7654321");
  add_unit (map, "高要区应急局", "county", "0758-8888888");
  gint64 warning = send (map, "W1", "2026-09-21T21:00:00+08:00", "Alert", "", "红色", "Actual", SQUARE);
  refresh (map, warning);
  assert_calls (map, warning, "周一:due:0 张三:due:0"); /* contacts come before the fields of the site */

  /* A wrong number: the second one is called at once. */
  answer (map, warning, "周一", YZT_CALL_STATE_WRONG_NUMBER, NULL);
  call_fid (map, warning, "周一", &next_ms);
  g_assert_cmpint (next_ms, ==, first);
  assert_calls (map, warning, "周一:due:1 张三:due:0");
  /* The second number is wrong, too: the next level, at once: the duty telephone of the site. */
  answer (map, warning, "周一", YZT_CALL_STATE_WRONG_NUMBER, NULL);
  assert_calls (map, warning, "张三:due:0 张三:due:0 周一:wrong-number:2");

  /* Red: again after five minutes, the next level after the second call: nothing else is known of 乙厂 but its town. */
  answer (map, warning, "张三", YZT_CALL_STATE_NOT_REACHED, NULL);
  call_fid (map, warning, "张三", &next_ms);
  yzt_test_now_ms += 5 * MINUTE_MS;
  g_autoptr (GPtrArray) calls = yzt_call_outs_read (map->store, warning, NULL);
  g_assert_cmpuint (calls->len, ==, 3);
  yzt_test_now_ms = before_ms;
}

static void
test_levels (TestMap *map, gconstpointer data)
{
  gint64 before_ms = yzt_test_now_ms, next_ms, now = before_ms / 1000 * 1000;
  g_autoptr (GError) error = NULL;

  add_site (map, "hazard-source", "甲厂", 112.1, 23.1, "张三", "13800000001", NULL);
  add_unit (map, "金利镇应急办", "town", "0758-7654321");
  add_unit (map, "高要区应急局", "county", "0758-8888888");
  gint64 warning = send (map, "W1", "2026-09-21T21:00:00+08:00", "Alert", "", "红色", "Actual", SQUARE);
  refresh (map, warning);
  answer (map, warning, "张三", YZT_CALL_STATE_CALLED, NULL);
  answer (map, warning, "张三", YZT_CALL_STATE_NOT_REACHED, NULL); /* what came of that call: one call */
  assert_calls (map, warning, "张三:not-reached:1");
  call_fid (map, warning, "张三", &next_ms);
  g_assert_cmpint (next_ms, ==, now + 5 * MINUTE_MS);
  yzt_test_now_ms += 5 * MINUTE_MS;
  answer (map, warning, "张三", YZT_CALL_STATE_NOT_REACHED, NULL);
  assert_calls (map, warning, "金利镇应急办:due:0 张三:not-reached:2");
  /* Once is enough: a third call does not call the town again. */
  yzt_test_now_ms += 5 * MINUTE_MS;
  answer (map, warning, "张三", YZT_CALL_STATE_NOT_REACHED, NULL);
  answer (map, warning, "金利镇应急办", YZT_CALL_STATE_NOT_REACHED, NULL);
  answer (map, warning, "金利镇应急办", YZT_CALL_STATE_NOT_REACHED, NULL);
  assert_calls (map, warning, "高要区应急局:due:0 张三:not-reached:3 金利镇应急办:not-reached:2");
  answer (map, warning, "高要区应急局", YZT_CALL_STATE_ANSWERED, "派人到现场");
  answer (map, warning, "金利镇应急办", YZT_CALL_STATE_ANSWERED, NULL);
  call_fid (map, warning, "高要区应急局", &next_ms);
  g_assert_cmpint (next_ms, ==, now + (10 + 30) * MINUTE_MS); /* to be asked for the action */
  answer (map, warning, "高要区应急局", YZT_CALL_STATE_ACTION, "已转移12人");
  assert_calls (map, warning, "张三:not-reached:3 金利镇应急办:answered:3 高要区应急局:action:1");

  /* Each is an entry of its own, by who called, and Ctrl+Z takes none back. */
  g_autoptr (GArray) journal = yzt_store_read_journal (map->store, 0, 1, &error);
  const YztJournalEntry *last = &g_array_index (journal, YztJournalEntry, 0);
  g_assert_cmpint (last->nature, ==, YZT_ACT_ORDER);
  g_assert_cmpstr (last->author, ==, "值班员");
  g_assert_nonnull (strstr (last->label, "高要区应急局"));
  g_assert_nonnull (strstr (last->label, "已转移12人"));
  /* Whom the warning no longer reaches is not called. */
  send (map, "W2", "2026-09-21T21:40:00+08:00", "Cancel", "qx@example,W1,2026-09-21T21:00:00+08:00", "红色", "Actual", SQUARE);
  refresh (map, warning);
  g_autoptr (YztActResult) refused = yzt_call_out_answer (map->store, call_fid (map, warning, "张三", NULL), YZT_CALL_STATE_ANSWERED, NULL, "值班员", "w", "zh_CN",
                                                          &yzt_test_clock, &error);
  g_assert_null (refused);
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED);
  yzt_test_now_ms = before_ms;
}

/* --- kill -9 --- */

#define PERSONS 40

static YztCallState
outcome (guint i)
{
  static const YztCallState all[] = { YZT_CALL_STATE_ANSWERED, YZT_CALL_STATE_NOT_REACHED, YZT_CALL_STATE_ACTION, YZT_CALL_STATE_CALLED, YZT_CALL_STATE_WRONG_NUMBER };

  return all[i % G_N_ELEMENTS (all)];
}

/* The child answers person after person and tells each on the pipe once it is written. */
static void
call_all (const char *path, const gint64 *fids, int told)
{
  YztStore *store = yzt_store_open (path, YZT_STORE_READ_WRITE, &yzt_test_clock, NULL);

  for (guint i = 0; store != NULL && i < PERSONS; i++) {
    YztActResult *result = yzt_call_out_answer (store, fids[i], outcome (i), NULL, "值班员", "w", "zh_CN", &yzt_test_clock, NULL);
    if (result == NULL || write (told, "x", 1) != 1) {
      _exit (2);
    }
  }
  pause ();
  _exit (0);
}

static void
kill_after (TestMap *map, const gint64 *fids, guint n)
{
  int pipes[2];
  char byte;

  g_assert_cmpint (pipe (pipes), ==, 0);
  pid_t child = fork ();
  if (child == 0) {
    close (pipes[0]);
    call_all (map->path, fids, pipes[1]);
  }
  close (pipes[1]);
  for (guint i = 0; i < n; i++) {
    g_assert_cmpint (read (pipes[0], &byte, 1), ==, 1);
  }
  kill (child, SIGKILL);
  waitpid (child, NULL, 0);
  while (read (pipes[0], &byte, 1) == 1) { /* what was told before the kill came */
    n++;
  }
  close (pipes[0]);
  map->store = yzt_store_open (map->path, YZT_STORE_READ_WRITE, &yzt_test_clock, NULL);
  g_assert_nonnull (map->store);
  g_autoptr (GPtrArray) calls = yzt_call_outs_read (map->store, 0, NULL);
  g_assert_cmpuint (calls->len, ==, PERSONS);
  guint n_done = 0;
  for (guint i = 0; i < PERSONS; i++) {
    for (guint k = 0; k < calls->len; k++) {
      const YztCallOut *call = g_ptr_array_index (calls, k);
      if (call->fid == fids[i]) {
        n_done += call->state != YZT_CALL_STATE_DUE;
        g_assert_true (i >= n || call->state == outcome (i));  /* what was told is there */
        g_assert_true (i <= n || call->state == YZT_CALL_STATE_DUE); /* and nothing that was not begun */
      }
    }
  }
  g_assert_cmpuint (n_done, >=, n);
  g_assert_cmpuint (n_done, <=, n + 1);
}

static void
test_kill (TestMap *map, gconstpointer data)
{
  gint64 fids[PERSONS];
  guint n = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < PERSONS; i++) {
    g_autofree char *name = g_strdup_printf ("%u号厂", i), *phone = g_strdup_printf ("138%08u", i);
    add_site (map, "hazard-source", name, 112.01 + 0.004 * i, 23.1, name, phone, NULL);
  }
  gint64 warning = send (map, "W1", "2026-09-21T21:00:00+08:00", "Alert", "", "红色", "Actual", SQUARE);
  refresh (map, warning);
  g_autoptr (GPtrArray) calls = yzt_call_outs_read (map->store, warning, &error);
  g_assert_cmpuint (calls->len, ==, PERSONS);
  for (guint i = 0; i < PERSONS; i++) {
    fids[i] = ((const YztCallOut *) g_ptr_array_index (calls, i))->fid;
  }
  yzt_store_close (map->store);
  g_clear_object (&map->store);
  kill_after (map, fids, n);
}

/* --- the rules --- */

static void
test_rules (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *path = g_build_filename (yzt_data_dir (), "rules", "warning.tsv", NULL);
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_autoptr (YztWarningRules) rules = yzt_warning_rules_parse (text, "zh_CN", problems);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (yzt_warning_rules_clock (rules, "暴雨", 1)->again_min, ==, 5);
  g_assert_cmpuint (yzt_warning_rules_clock (rules, NULL, 0)->first_min, ==, 60);
  g_autoptr (GPtrArray) rain = yzt_warning_rules_cross (rules, "暴雨"), wind = yzt_warning_rules_cross (rules, "大风");
  g_assert_cmpuint (rain->len, ==, wind->len + 1);

  const char *bad = "cross\t*\tdepot\tsome\nclock\t*\tred\t0\t5\t2\t3\ta\tb\nclock\t*\tpink\t1\t5\t2\t3\ta\tb\nperson\t*\t0\tfield\ta\tb\tc\td\nperson\t*\t1\tmagic\ta\tb\tc\td\nx\n\n";
  g_autoptr (YztWarningRules) none = yzt_warning_rules_parse (bad, "en", problems);
  g_assert_cmpuint (problems->len, ==, 6);
  g_assert_null (yzt_warning_rules_clock (none, "x", 1));
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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  yzt_geo_init ();
  g_test_add_func ("/warning/rules", test_rules);
  g_test_add ("/warning/cross", TestMap, NULL, set_up, test_cross, tear_down);
  g_test_add ("/warning/district", TestMap, NULL, set_up, test_district, tear_down);
  g_test_add ("/warning/expiry", TestMap, NULL, set_up, test_expiry, tear_down);
  g_test_add ("/warning/kept", TestMap, NULL, set_up, test_kept, tear_down);
  g_test_add ("/warning/circle", TestMap, NULL, set_up, test_circle, tear_down);
  g_test_add ("/warning/calls", TestMap, NULL, set_up, test_calls, tear_down);
  g_test_add ("/warning/levels", TestMap, NULL, set_up, test_levels, tear_down);
  g_test_add ("/warning/kill/1", TestMap, GUINT_TO_POINTER (1), set_up, test_kill, tear_down);
  g_test_add ("/warning/kill/17", TestMap, GUINT_TO_POINTER (17), set_up, test_kill, tear_down);
  return g_test_run ();
}
