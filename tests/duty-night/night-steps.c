/* night-steps.c: the scripted duty night: its hours
 * SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"
#include "night.h"
#include <string.h>

#define N_PEOPLE 40

/* --- the map before the night: 40 shelters with somebody responsible, five far away --- */

static void
add_shelter (YztEdits *edits, YztKind *kind, guint i)
{
  g_autoptr (YztRow) row = yzt_row_new (kind);
  g_autofree char *name = g_strdup_printf ("避难场所%02u", i + 1), *person = g_strdup_printf ("责任人%02u", i + 1), *phone = g_strdup_printf ("199000010%02u", i + 1);
  yzt_row_set_text (row, "name", name);
  yzt_row_set_text (row, "contact", person);
  yzt_row_set_text (row, "phone", phone);
  row->has_position = TRUE;
  row->lon = i < N_PEOPLE ? 112.51 + i * 0.005 : 113.6;
  row->lat = 23.05;
  yzt_edits_insert (edits, row);
}

static void
prepare_map (Night *night)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztEdits) edits = yzt_edits_new ("避难场所");
  for (guint i = 0; i < N_PEOPLE + 5; i++) {
    add_shelter (edits, yzt_kind_set_find (yzt_store_get_kinds (night->store), "shelter"), i);
  }
  g_autoptr (YztActResult) result = yzt_edits_write (edits, night->store, "王值班", "w", "zh_CN", &error);
  g_assert_no_error (error);
  static const char *const people[][2] = { { "王值班", "officer" }, { "李核稿", "officer" }, { "赵局长", "leader" }, { "钱副局", "deputy" } };
  for (guint i = 0; i < G_N_ELEMENTS (people); i++) {
    night_duty (night, "王值班", "turn", "person", people[i][0], "post", people[i][1], "from_utc", "2026-11-22 20:00", "until_utc", "2026-11-23 08:00", NULL);
  }
  night_duty (night, "王值班", "turn", "person", "孙值班", "post", "officer", "from_utc", "2026-11-23 08:00", "until_utc", "2026-11-23 20:00", NULL);
}

/* --- calls --- */

static void
call (Night *night, gint64 warning, guint person, YztCallState answer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) calls = yzt_call_outs_read (night->store, warning, &error);
  g_autofree char *name = g_strdup_printf ("责任人%02u", person);
  g_assert_no_error (error);
  for (guint i = 0; i < calls->len; i++) {
    const YztCallOut *one = calls->pdata[i];
    if (g_str_equal (one->name, name)) {
      g_autoptr (YztActResult) result = yzt_call_out_answer (night->store, one->fid, answer, NULL, "李核稿", "w", "zh_CN", night->clock, &error);
      g_assert_no_error (error);
      return;
    }
  }
  g_assert_not_reached ();
}

static guint
count_calls (Night *night, gint64 warning, gboolean unreached)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) calls = yzt_call_outs_read (night->store, warning, &error);
  guint n = 0;
  for (guint i = 0; i < calls->len; i++) {
    n += !unreached || yzt_call_state_is_unreached (((const YztCallOut *) calls->pdata[i])->state);
  }
  return n;
}

/* --- the hours until the machine is switched off --- */

static void
rain (Night *night)
{
  night_at (night, "21:10");
  g_autofree char *came = night_feed (night, "01-red-rain.xml"), *again = night_feed (night, "02-red-rain-again.xml");
  g_assert_cmpstr (came, ==, "new");
  g_assert_cmpstr (again, ==, "duplicate");
  gint64 warning = night_find (night, "warning", "identifier", "GD-RAIN-1");
  night_cross (night, warning);
  g_assert_cmpuint (count_calls (night, warning, FALSE), ==, N_PEOPLE);
  for (guint person = 1; person <= 30; person++) {
    call (night, warning, person, YZT_CALL_STATE_ANSWERED);
  }
  night_at (night, "21:14");
  for (guint person = 31; person <= 35; person++) {
    call (night, warning, person, YZT_CALL_STATE_NOT_REACHED);
  }
  call (night, warning, 36, YZT_CALL_STATE_WRONG_NUMBER);
  night_at (night, "21:20");
  call (night, warning, 31, YZT_CALL_STATE_ANSWERED);
  call (night, warning, 32, YZT_CALL_STATE_NOT_REACHED);
}

static void
leak_is_reported (Night *night, gint64 leak)
{
  night_at (night, "21:20");
  g_autofree char *leader = g_strdup_printf ("%" G_GINT64_FORMAT, night_turn (night, "赵局长"));
  night_act (night, "王值班", leak, "report-draft", "what", "first", NULL);
  g_autofree char *report = night_last (night, leak, "report");
  night_refuse (night, "王值班", leak, "report-check", "report", report, NULL);
  night_at (night, "21:25");
  night_act (night, "李核稿", leak, "report-check", "report", report, NULL);
  night_refuse (night, "李核稿", leak, "report-sign", "report", report, NULL);
  night_duty (night, "王值班", "absent", "turn", leader, "reason", "电话三次未接", NULL);
  night_refuse (night, "赵局长", leak, "report-sign", "report", report, NULL);
  night_at (night, "21:30");
  night_act (night, "钱副局", leak, "report-sign", "report", report, NULL);
  night_at (night, "21:32");
  night_act (night, "王值班", leak, "report-send", "report", report, "recipients", "city-government;city-party", "channel", "传真", NULL);
  night_at (night, "21:40");
  g_autofree char *party = night_last (night, leak, "report-sending");
  g_autofree char *government = g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) (g_ascii_strtoll (party, NULL, 10) - 1));
  night_act (night, "王值班", leak, "report-received", "sending", government, "who", "市府吴秘书", NULL);
  /* The Party committee's duty room never signs for it. */
}

/* The programme proposes that the call and the feed's event are one; a person says so. */
static void
merge_copy (Night *night, gint64 leak, gint64 copy)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) same = yzt_same_events_find (night->store, "zh_CN", 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (same->len, ==, 1);
  const YztSameEvent *pair = same->pdata[0];
  g_assert_cmpint (MIN (pair->first, pair->second), ==, MIN (leak, copy));
  g_assert_cmpint (MAX (pair->first, pair->second), ==, MAX (leak, copy));
  g_assert_cmpint (pair->second, ==, copy);
  g_autoptr (YztActResult) result = yzt_same_event_accept (night->store, pair, "李核稿", "w", "zh_CN", night->clock, &error);
  g_assert_no_error (error);
}

void
night_first_half (Night *night)
{
  night_at (night, "20:00");
  prepare_map (night);
  night_at (night, "20:40");
  gint64 road = night_act (night, "王值班", 0, "take-in", "text", "20:35 德庆县G321国道1042公里处货车侧翻，1人死亡2人受伤", "caller", "交警支队", "lon", "111.862", "lat", "23.158", NULL);
  night_at (night, "20:50");
  night_act (night, "王值班", road, "phone-report", "recipient", "city-government", "who", "市府吴秘书", NULL);
  night_at (night, "20:55");
  g_autofree char *fed = night_feed (night, "03-leak.xml");
  g_assert_cmpstr (fed, ==, "new");
  gint64 leak = night_find (night, "incident", "identifier", "FIRE-119-77");
  night_at (night, "20:58");
  night_act (night, "王值班", leak, "acknowledge", NULL);
  night_refuse (night, "李核稿", leak, "acknowledge", NULL);
  night_at (night, "21:00");
  gint64 copy = night_act (night, "李核稿", 0, "take-in", "text", "20:54 高要金利镇华昌化工厂液氨泄漏 2人死亡 5人受伤", "caller", "厂值班室", "lon", "112.5510", "lat", "23.0205", NULL);
  merge_copy (night, leak, copy);
  night_act (night, "李核稿", leak, "figures", "dead", "2", "injured", "5", "who", "厂值班室", NULL);
  night_act (night, "王值班", leak, "grade", "grade", "general", NULL);
  night_at (night, "21:05");
  night_act (night, "王值班", 0, "take-in", "text", "市民来电称有人落水，说不清位置", "caller", "市民", NULL);
  night_at (night, "21:08");
  night_act (night, "王值班", leak, "phone-report", "recipient", "city-government", "who", "市府吴秘书", NULL);
  night_act (night, "王值班", leak, "phone-report", "recipient", "city-party", "who", "市委郑秘书", NULL);
  rain (night);
  /* Five minutes late, on purpose. */
  night_at (night, "21:15");
  night_act (night, "王值班", road, "phone-report", "recipient", "city-party", "who", "市委郑秘书", NULL);
  night_act (night, "王值班", leak, "respond", "level", "3", "who", "钱副局", NULL);
  night_act (night, "王值班", leak, "state", "state", "confirmed", NULL);
  night_act (night, "王值班", leak, "state", "state", "responding", NULL);
  leak_is_reported (night, leak);
  night_at (night, "21:45");
  static const char *const files[][2] = { { "04-wind.xml", "new" }, { "06-exercise.xml", "new" }, { "07-test.xml", "new" }, { "08-unknown-cancel.xml", "“08-unknown-cancel.xml” cancels an alert that never came here, or was cancelled before; nothing was changed." },
                                          { "10-quake.json", "new" }, { "11-cma.json", "new" }, { "12-entity.xml", "“12-entity.xml” carries a document type definition (DTD), which an alert may not have; it was not read." } };
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *came = night_feed (night, files[i][0]);
    g_assert_cmpstr (came, ==, files[i][1]);
  }
}

/* --- from when it is on again --- */

static void
third_death (Night *night, gint64 leak)
{
  night_at (night, "22:10");
  night_act (night, "王值班", leak, "figures", "dead", "3", "injured_serious", "2", "injured", "2", "who", "现场指挥部", NULL);
  night_refuse (night, "王值班", leak, "grade", "grade", "general", NULL);
  night_at (night, "22:15");
  night_act (night, "王值班", leak, "grade", "grade", "larger", "who", "钱副局", NULL);
  night_at (night, "22:20");
  night_act (night, "王值班", leak, "respond", "level", "2", "who", "市长", "reason", "三人死亡", NULL);
  night_at (night, "22:30");
  night_act (night, "王值班", leak, "instruct", "text", "全力搜救，严防次生灾害", "who", "市长", "role", "消防支队", "due_utc", "2026-11-23 02:00", NULL);
  night_at (night, "22:35");
  night_act (night, "王值班", leak, "phone-report", "recipient", "province", "who", "省厅周处", NULL);
  night_at (night, "23:00");
  g_autofree char *report = night_report (night, leak, "follow-up", "李核稿", "王值班", "钱副局");
  night_at (night, "23:05");
  night_act (night, "王值班", leak, "report-send", "report", report, "recipients", "city-government;city-party;province", NULL);
  night_refuse (night, "王值班", leak, "report-send", "report", report, "recipients", "province", NULL);
  night_at (night, "23:10");
  night_act (night, "王值班", leak, "public-draft", "name", "金利镇液氨泄漏情况通报", "text", "事故造成3人死亡，救援正在进行。", NULL);
  g_autofree char *text = night_last (night, leak, "public-text");
  night_refuse (night, "王值班", leak, "public-release", "public", text, "channel", "官方微博", NULL);
  night_act (night, "王值班", leak, "public-approve", "public", text, "who", "市委宣传部", NULL);
  night_at (night, "23:30");
  night_act (night, "王值班", leak, "public-release", "public", text, "channel", "官方微博", NULL);
  night_refuse (night, "王值班", leak, "public-draft", "public", text, "text", "别的话", NULL);
}

static void
road_is_reported (Night *night, gint64 road)
{
  /* The written report of the traffic accident goes out 15 minutes too late to both. */
  night_at (night, "21:55");
  night_act (night, "王值班", road, "grade", "grade", "general", NULL);
  g_autofree char *report = night_report (night, road, "first", "王值班", "李核稿", "钱副局");
  night_act (night, "王值班", road, "report-send", "report", report, "recipients", "city-government;city-party", NULL);
}

static void
morning (Night *night, gint64 leak, gint64 warning)
{
  night_at (night, "00:10");
  g_autofree char *task = night_last (night, leak, "task");
  night_act (night, "王值班", leak, "task-done", "task", task, "text", "搜救完毕", "who", "消防支队", NULL);
  night_at (night, "01:20");
  g_autofree char *cancelled = night_feed (night, "05-wind-cancel.xml"), *smaller = night_feed (night, "09-red-rain-smaller.xml");
  g_assert_cmpstr (cancelled, ==, "cancelled");
  g_assert_cmpstr (smaller, ==, "updated");
  night_cross (night, warning);
  night_at (night, "05:00");
  night_act (night, "王值班", leak, "respond", "level", "end", "who", "市长", NULL);
  night_act (night, "王值班", leak, "state", "state", "rescue-done", "reason", "泄漏已封堵，搜救完毕", NULL);
  night_at (night, "06:30");
  g_autofree char *report = night_report (night, leak, "final", "王值班", "李核稿", "钱副局");
  night_act (night, "王值班", leak, "report-send", "report", report, "recipients", "city-government;city-party;province", NULL);
  night_act (night, "王值班", leak, "correct", "line", "5", "text", "受伤者为6人", NULL);
  night_at (night, "07:50");
  night_duty (night, "王值班", "hand-over", "to", "孙值班", "note", "市委值班室尚未签收", NULL);
  g_autofree char *sheet = g_strdup_printf ("%" G_GINT64_FORMAT, night_find (night, "hand-over", "from_person", "王值班"));
  night_at (night, "08:05");
  night_duty (night, "孙值班", "accept", "hand_over", sheet, NULL);
  night_duty (night, "王值班", "sign-out", NULL);
  night_at (night, "08:30");
}

void
night_second_half (Night *night, GString *told)
{
  g_string_append (told, "AFTER THE RESTART\n");
  night_tell_calls (night, told, TRUE);
  gint64 leak = night_find (night, "incident", "identifier", "FIRE-119-77"), road = night_find (night, "incident", "address", "德庆县G321国道1042公里处");
  gint64 warning = night_find (night, "warning", "event", "暴雨");
  /* The list of those not reached is what it was before the kill: five who did not answer less one, one wrong number, four never called. */
  g_assert_cmpuint (count_calls (night, warning, TRUE), ==, 9);
  road_is_reported (night, road);
  third_death (night, leak);
  morning (night, leak, warning);
}
