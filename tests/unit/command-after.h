/* command-after.h: the scripted response goes on when it is over: closing with what is open, assessment, a finding handed to the plan, the case found again
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-after.h"
#include "yzt-drawing.h"
#include "yzt-incident-act.h"
#include "yzt-store-bulk.h"

static YztIncidentAct *
act_of (gint64 incident, const char *id, va_list args)
{
  YztIncidentAct *act = yzt_incident_act_new (id, incident);
  for (const char *key = va_arg (args, const char *); key != NULL; key = va_arg (args, const char *)) {
    yzt_incident_act_set (act, key, va_arg (args, const char *));
  }
  return act;
}

static gint64 G_GNUC_NULL_TERMINATED
do_act (Room *room, gint64 incident, const char *id, ...)
{
  g_autoptr (GError) error = NULL;
  va_list args;
  va_start (args, id);
  g_autoptr (YztIncidentAct) act = act_of (incident, id, args);
  va_end (args);
  double lines = sql (room, "SELECT count(*) FROM log_entry"), acts = sql (room, "SELECT count(*) FROM journal");
  g_autoptr (YztActResult) result = yzt_incident_act_run (act, room->store, "王值班", "test", "en", &test_clock, &error);
  g_assert_no_error (error);
  /* One act of the journal, with its line in the log. */
  g_assert_cmpfloat (sql (room, "SELECT count(*) FROM journal"), >=, acts + 1);
  g_assert_cmpfloat (sql (room, "SELECT count(*) FROM log_entry"), >=, lines + 1);
  return yzt_act_result_first_fid (result, yzt_kind_set_find (yzt_store_get_kinds (room->store), "incident"));
}

static char * G_GNUC_NULL_TERMINATED
refuse_act (Room *room, gint64 incident, const char *id, ...)
{
  g_autoptr (GError) error = NULL;
  va_list args;
  va_start (args, id);
  g_autoptr (YztIncidentAct) act = act_of (incident, id, args);
  va_end (args);
  double acts = sql (room, "SELECT count(*) FROM journal");
  g_assert_null (yzt_incident_act_run (act, room->store, "王值班", "test", "en", &test_clock, &error));
  g_assert_cmpfloat (sql (room, "SELECT count(*) FROM journal"), ==, acts);
  g_assert_nonnull (error);
  return g_strdup (error->message);
}

/* Every minute of the assessment against plain SQL over the rows. */
static void
check_minutes (Room *room, const YztAssessment *assessment)
{
  static const char *const wanted[][2] = {
    { "acknowledge", "SELECT acknowledged_utc AS t FROM incident WHERE fid = OURS" },
    { "dispatch", "SELECT min(ordered_utc) AS t FROM dispatch WHERE owner_fid = OURS AND state NOT IN ('refused', 'withdrawn')" },
    { "arrive", "SELECT min(arrived_utc) AS t FROM dispatch WHERE owner_fid = OURS" },
    { "control", "SELECT min(at_utc) AS t FROM decision WHERE owner_fid = OURS AND what = 'state' AND after = 'rescue-done'" },
    { "report", "SELECT min(sent_utc) AS t FROM report_sending WHERE owner_fid = OURS" },
  };
  guint n = 0;
  for (guint i = 0; i < assessment->times->len; i++) {
    const YztAssessTime *time = &g_array_index (assessment->times, YztAssessTime, i);
    for (guint k = 0; k < G_N_ELEMENTS (wanted); k++) {
      if (g_str_equal (wanted[k][0], time->id)) {
        g_autofree char *fid = g_strdup_printf ("%" G_GINT64_FORMAT, room->incident[0]);
        g_auto (GStrv) parts = g_strsplit (wanted[k][1], "OURS", -1);
        g_autofree char *inner = g_strjoinv (fid, parts);
        double minutes = sql (room, "SELECT (julianday((%s)) - julianday((SELECT reported_utc FROM incident WHERE fid = %s))) * 1440", inner, fid);
        double known = sql (room, "SELECT count(*) FROM (%s) WHERE t IS NOT NULL", inner);
        g_assert_cmpint (!isnan (time->minutes), ==, known > 0);
        if (known > 0) {
          g_assert_cmpfloat_with_epsilon (time->minutes, minutes, 0.001);
        }
        n++;
      }
    }
  }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (wanted));
}

static void
check_assessment (Room *room)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztAssessment) assessment = yzt_assessment_read (room->store, room->incident[0], now_ms, "en", &error);
  double consumed = 0, sent = 0;
  gboolean suits = FALSE;
  g_assert_no_error (error);
  check_minutes (room, assessment);
  for (guint i = 0; i < assessment->uses->len; i++) {
    const YztAssessUse *use = &g_array_index (assessment->uses, YztAssessUse, i);
    consumed += use->consumed;
    sent += strstr (use->what, SUIT) != NULL ? use->sent : 0;
  }
  g_assert_cmpfloat (consumed, ==, sql (room, "SELECT total(consumed) FROM dispatch_line WHERE owner_fid = %" G_GINT64_FORMAT, room->incident[0]));
  g_assert_cmpfloat (sent, ==, sql (room, "SELECT total(l.quantity) FROM dispatch_line l JOIN dispatch d ON l.dispatch = 'dispatch/' || d.fid WHERE d.owner_fid = %" G_GINT64_FORMAT
                                    " AND d.state NOT IN ('refused', 'withdrawn')", room->incident[0]));
  /* 16 suits were foreseen, the plan's own need; 4 + 4 came. */
  for (guint i = 0; i < assessment->points->len; i++) {
    const YztAssessPoint *point = &g_array_index (assessment->points, YztAssessPoint, i);
    if (g_str_equal (point->what, SUIT)) {
      suits = TRUE;
      g_assert_cmpint (point->outcome, ==, YZT_ASSESS_NOT_MET);
      g_assert_nonnull (strstr (point->proposed, "16"));
      g_assert_nonnull (strstr (point->happened, "8"));
    }
  }
  g_assert_true (suits);
}

static void
after_response (Room *room)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *plan = g_strdup_printf ("plan/%" G_GINT64_FORMAT, (gint64) sql (room, "SELECT min(fid) FROM plan"));
  gint64 ours = room->incident[0];
  YztKind *need = yzt_kind_set_find (yzt_store_get_kinds (room->store), "incident-need");
  g_autoptr (YztEdits) edits = yzt_edits_new ("The need is the plan's");
  YztCell link = { .type = YZT_CELL_TEXT, .v.text = plan };
  gint64 fid = (gint64) sql (room, "SELECT min(fid) FROM incident_need WHERE name = '" SUIT "' AND owner_fid = %" G_GINT64_FORMAT, ours);
  yzt_edits_set_cell (edits, need, fid, (guint) yzt_kind_get_field_index (need, "plan"), NULL, &link);
  write_edits (room, edits);

  /* Somebody is called, and again: one line of the call list, two of the log. */
  do_act (room, ours, "call", "name", "梁专家", "phone", "0758-1234567", "answer", "20分钟后到", NULL);
  do_act (room, ours, "call", "name", "梁专家", "phone", "0758-1234567", "answer", "已到", NULL);
  g_assert_cmpfloat (sql (room, "SELECT count(*) FROM incident_contact WHERE name = '梁专家' AND answer = '已到' AND called_by = '王值班'"), ==, 1);
  g_assert_cmpfloat (sql (room, "SELECT count(*) FROM log_entry WHERE entry_kind = 'call' AND receiver = '梁专家' AND owner_fid = %" G_GINT64_FORMAT, ours), ==, 2);
  g_free (refuse_act (room, ours, "call", "name", "梁专家", NULL));

  /* A conference by the room's own system; a strange scheme is told and nothing is half done. */
  g_autofree char *strange = refuse_act (room, ours, "conference", "text", "会商", "link", "javascript:alert(1)", NULL);
  g_assert_nonnull (strstr (strange, "javascript"));
  g_free (refuse_act (room, ours, "conference", "text", "会商", "link", "zoommtg://zoom.us/join", NULL));
  do_act (room, ours, "conference", "text", "处置会商", "participants", "梁专家；消防", "link", "https://meet.example.cn/{code}", NULL);
  g_assert_cmpfloat (sql (room, "SELECT meeting_uri = 'https://meet.example.cn/IN-001' FROM conference WHERE owner_fid = %" G_GINT64_FORMAT, ours), ==, 1);
  g_autofree char *held = g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) sql (room, "SELECT max(fid) FROM conference"));
  do_act (room, ours, "conference-end", "conference", held, "text", "关阀后洗消", NULL);
  g_free (refuse_act (room, ours, "conference-end", "conference", held, "text", "again", NULL));

  /* What is open is named; nothing is closed by a step that is not offered. */
  gint64 late = order_suits (&room->desk, room, 0, 2, 1, &error);
  g_assert_no_error (error);
  now_ms += 30 * 60000;
  do_act (room, ours, "state", "state", "rescue-done", "reason", "堵漏成功", NULL);
  do_act (room, ours, "state", "state", "recovery", NULL);
  g_autofree char *open = refuse_act (room, ours, "state", "state", "closed", NULL);
  g_assert_nonnull (strstr (open, "All orders released (1 open"));
  g_assert_nonnull (strstr (open, "Final report sent"));
  step (room, late, YZT_DISPATCH_WITHDRAWN, "不再需要");
  check_assessment (room);

  /* A finding becomes a proposed revision of the plan, in the same act. */
  double acts = sql (room, "SELECT count(*) FROM journal");
  do_act (room, ours, "finding", "text", "重型防化服不足", "measure", "定额由16套改为24套", "plan", plan, "section", "附件2", NULL);
  g_assert_cmpfloat (sql (room, "SELECT count(*) FROM journal"), ==, acts + 1);
  g_assert_cmpfloat (sql (room, "SELECT count(*) FROM plan_revision r JOIN finding f ON r.finding = 'finding/' || f.fid WHERE r.state = 'proposed' AND 'plan/' || r.owner_fid = '%s' AND r.incident = 'incident/%"
                          G_GINT64_FORMAT "' AND f.owner_fid = %" G_GINT64_FORMAT " AND r.name = '定额由16套改为24套'", plan, ours, ours), ==, 1);
  g_free (refuse_act (room, ours, "finding", "text", "x", "plan", "depot/1", NULL));
  g_free (refuse_act (room, ours, "finding", "text", "x", "plan", "plan/999999", NULL));

  /* Closed by a named person with a reason; the case is in the library, in the same act; reopened and closed again it is the same case. */
  for (guint round = 0; round < 2; round++) {
    if (round > 0) {
      do_act (room, ours, "state", "state", "responding", "reason", "复燃", NULL);
      do_act (room, ours, "state", "state", "rescue-done", "reason", "再次扑灭", NULL);
      do_act (room, ours, "state", "state", "recovery", NULL);
    }
    do_act (room, ours, "state", "state", "closed", "reason", "市局同意，终报后补", "weather", "雷雨大风", NULL);
    g_assert_cmpfloat (sql (room, "SELECT count(*) FROM case_study WHERE incident = 'incident/%" G_GINT64_FORMAT "' AND weather LIKE '%%雷雨大风%%' AND lessons LIKE '%%24套%%'", ours), ==, 1);
  }
  g_assert_cmpfloat (sql (room, "SELECT count(*) FROM decision WHERE owner_fid = %" G_GINT64_FORMAT " AND after = 'closed' AND reason LIKE '市局同意%%' AND entered_by = '王值班'", ours), ==, 2);

  /* Found again by likeness, with its reasons: kind, substance by another name, place, weather. */
  g_autofree char *lon = g_strdup_printf ("%f", room->at[0].lon + 0.01), *lat = g_strdup_printf ("%f", room->at[0].lat);
  gint64 next = do_act (room, 0, "take-in", "text", "冷库氨气泄漏", "type", "chemical-leak", "substance", "氨", "lon", lon, "lat", lat, NULL);
  g_autoptr (GArray) cases = yzt_cases_like (room->store, next, "大风", 10, "en", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cases->len, >=, 1);
  const YztCaseMatch *match = &g_array_index (cases, YztCaseMatch, 0);
  static const char *const reasons[] = { "same type", "same substance", "1 km away", "same weather" };
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++) {
    if (strstr (match->reasons, reasons[i]) == NULL) {
      g_error ("no “%s” in “%s”", reasons[i], match->reasons);
    }
  }
  g_assert_nonnull (strstr (match->lessons, "24套"));
  g_autoptr (GArray) own = yzt_cases_like (room->store, ours, NULL, 10, "en", &error);
  for (guint i = 0; i < own->len; i++) {
    g_assert_cmpint (g_array_index (own, YztCaseMatch, i).fid, !=, match->fid);
  }
  check (room);
}

/* Experts whose speciality fits, those with a term that runs before the others, the nearer first among equals. */
static void
test_experts (void)
{
  Room room = { 0 };
  g_autoptr (GError) error = NULL;
  room_open (&room);
  g_autoptr (GArray) experts = yzt_experts_for (room.store, room.incident[0], NULL, TODAY, 0, "en", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (experts->len, >, 3);
  for (guint i = 1; i < experts->len; i++) {
    const YztExpertMatch *before = &g_array_index (experts, YztExpertMatch, i - 1), *one = &g_array_index (experts, YztExpertMatch, i);
    g_assert_true (before->expired <= one->expired);
    g_assert_true (before->expired != one->expired || before->points >= one->points);
    g_assert_true (before->expired != one->expired || before->points > one->points || isnan (one->distance_m) || before->distance_m <= one->distance_m);
  }
  g_assert_nonnull (strstr (g_array_index (experts, YztExpertMatch, 0).speciality, "氨"));
  g_autoptr (GArray) searched = yzt_experts_for (room.store, room.incident[0], "压力容器", TODAY, 0, "en", &error);
  g_assert_cmpuint (searched->len, ==, (guint) sql (&room, "SELECT count(*) FROM expert WHERE speciality LIKE '%%压力容器%%'"));
  g_autoptr (GArray) nobody = yzt_experts_for (room.store, room.incident[0], "没有这样的人", TODAY, 0, "en", &error);
  g_assert_cmpuint (nobody->len, ==, 0);
  room_close (&room);
}

/* --- drawn on the scene --- */

static YztActResult *
write_drawing (Room *room, YztEdits *edits)
{
  g_autoptr (GError) error = NULL;
  YztActResult *result = yzt_edits_write (edits, room->store, "王值班", "window", "en", &error);
  g_assert_no_error (error);
  return result;
}

static double
n_lines (Room *room, const char *words)
{
  return sql (room, "SELECT count(*) FROM log_entry WHERE entry_kind = 'drawing' AND name LIKE '%%%s%%' AND author = '王值班' AND owner_fid = %" G_GINT64_FORMAT, words, room->incident[0]);
}

/* A drawing and its line are one act; taken back like an edit the line stays, and the taking back has one of its own. */
static void
test_drawing (void)
{
  Room room = { 0 };
  g_autoptr (GError) error = NULL;
  room_open (&room);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (room.store), "scene-area");
  const YztPosition ring[] = { { 112.54, 23.01 }, { 112.56, 23.01 }, { 112.56, 23.03 }, { 112.54, 23.01 } };
  const guint starts[] = { 0, 4 };
  g_autoptr (YztGeometry) area = yzt_geometry_new_area (ring, starts, 1);
  g_autoptr (YztRow) row = yzt_row_new (kind);
  g_autofree char *link = g_strdup_printf ("incident/%" G_GINT64_FORMAT, room.incident[0]);
  YztActInfo info = { .author = "王值班", .window = "window" };
  yzt_row_set_text (row, "name", "热区一");
  yzt_row_set_text (row, "type", "hot");
  yzt_row_set_text (row, "incident", link);
  yzt_row_set_text (row, "from_utc", "2026-11-22T01:00:00Z");
  row->geometry = yzt_geometry_to_gpkg (area);
  g_autoptr (YztEdits) draw = yzt_edits_new ("Draw");
  yzt_edits_insert (draw, row);
  double acts = sql (&room, "SELECT count(*) FROM journal");
  g_autoptr (YztActResult) drawn = write_drawing (&room, draw);
  g_assert_cmpfloat (sql (&room, "SELECT count(*) FROM journal"), ==, acts + 1);
  g_assert_cmpfloat (n_lines (&room, "Drawn: Hot zone 热区一"), ==, 1);
  gint64 fid = (gint64) sql (&room, "SELECT max(fid) FROM scene_area");
  /* Ended: told what changed. */
  YztCell until = { .type = YZT_CELL_TEXT, .v.text = (char *) "2026-11-22T03:00:00Z" };
  g_autoptr (YztEdits) end = yzt_edits_new ("End it");
  yzt_edits_set_cell (end, kind, fid, (guint) yzt_kind_get_field_index (kind, "until_utc"), NULL, &until);
  g_autoptr (YztActResult) ended = write_drawing (&room, end);
  g_assert_cmpfloat (n_lines (&room, "Drawing changed: Hot zone 热区一 (Until: nothing"), ==, 1);
  /* Taken back, done again, and the drawing itself taken back. */
  yzt_drawing_log_undo (&info, room.store);
  g_autoptr (YztActResult) undone = yzt_store_undo (room.store, 0, &info, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (sql (&room, "SELECT count(*) FROM scene_area WHERE until_utc IS NULL"), ==, 1);
  g_assert_cmpfloat (n_lines (&room, "Undo: End it"), ==, 1);
  g_autoptr (YztActResult) redone = yzt_store_redo (room.store, &info, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (sql (&room, "SELECT count(*) FROM scene_area WHERE until_utc IS NOT NULL"), ==, 1);
  g_autoptr (YztActResult) again = yzt_store_undo (room.store, 0, &info, &error);
  g_assert_no_error (error);
  g_autoptr (YztActResult) gone = yzt_store_undo (room.store, drawn->entry, &info, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (sql (&room, "SELECT count(*) FROM scene_area"), ==, 0);
  g_assert_cmpfloat (n_lines (&room, "Undo: Draw"), ==, 1);
  g_assert_cmpfloat (n_lines (&room, "Drawn: "), ==, 1);
  /* No line was taken out: the numbers have no gap, and the check finds nothing. */
  g_assert_cmpfloat (sql (&room, "SELECT max(number) - count(*) FROM log_entry WHERE owner_fid = %" G_GINT64_FORMAT, room.incident[0]), ==, 0);
  g_autoptr (GPtrArray) problems = yzt_store_check (room.store, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++) {
    g_error ("%s", (const char *) problems->pdata[i]);
  }
  room_close (&room);
}

/* Sixty at once are one act and one line of the log, which stay one when they go and come back. */
static void
test_drawings (void)
{
  Room room = { 0 };
  g_autoptr (GError) error = NULL;
  room_open (&room);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (room.store), "scene-point");
  g_autofree char *link = g_strdup_printf ("incident/%" G_GINT64_FORMAT, room.incident[0]);
  YztActInfo info = { .author = "王值班", .window = "window" };
  double acts = sql (&room, "SELECT count(*) FROM journal"), lines = n_lines (&room, "");
  g_autoptr (YztEdits) draw = yzt_edits_new ("Draw sixty"), clear = yzt_edits_new ("Clear the scene");
  for (guint i = 0; i < 60; i++) {
    g_autofree char *name = g_strdup_printf ("警戒岗%u", i);
    g_autoptr (YztRow) row = yzt_row_new (kind);
    yzt_row_set_text (row, "name", name);
    yzt_row_set_text (row, "type", "checkpoint");
    yzt_row_set_text (row, "incident", link);
    row->has_position = TRUE;
    row->lon = 112.5 + 0.001 * i;
    row->lat = 23.1;
    yzt_edits_insert (draw, row);
  }
  g_autoptr (YztActResult) drawn = write_drawing (&room, draw);
  g_assert_cmpfloat (sql (&room, "SELECT count(*) FROM scene_point"), ==, 60);
  g_assert_cmpfloat (sql (&room, "SELECT count(*) FROM journal"), ==, acts + 1);
  g_assert_cmpfloat (n_lines (&room, "Drawings on the scene: 60 drawn, 0 changed, 0 removed"), ==, 1);
  gint64 first = (gint64) sql (&room, "SELECT min(fid) FROM scene_point");
  for (guint i = 0; i < 60; i++) {
    yzt_edits_delete (clear, kind, first + i);
  }
  g_autoptr (YztActResult) cleared = write_drawing (&room, clear);
  g_assert_cmpfloat (sql (&room, "SELECT count(*) FROM scene_point"), ==, 0);
  g_assert_cmpfloat (n_lines (&room, "Drawings on the scene: 0 drawn, 0 changed, 60 removed"), ==, 1);
  yzt_drawing_log_undo (&info, room.store);
  g_autoptr (YztActResult) undone = yzt_store_undo (room.store, 0, &info, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (sql (&room, "SELECT count(*) FROM scene_point"), ==, 60);
  g_assert_cmpfloat (n_lines (&room, "Undo: Clear the scene"), ==, 1);
  g_assert_cmpfloat (n_lines (&room, ""), ==, lines + 3);
  g_autoptr (GPtrArray) problems = yzt_store_check (room.store, &error);
  g_assert_cmpuint (problems->len, ==, 0);
  room_close (&room);
}

/* --- the books and what orders hold --- */

/* Lines of stock that an edit makes ready beside the map. */
static void
add_lots (Room *room, guint n)
{
  g_autoptr (YztEdits) edits = yzt_edits_new ("A delivery");
  g_autoptr (YztRow) row = yzt_row_new (yzt_kind_set_find (yzt_store_get_kinds (room->store), "stock-line"));
  YztCell one = { .type = YZT_CELL_NUMBER, .v.number = 1 };
  row->owner_fid = room->depots[0];
  yzt_row_set_text (row, "name", "口罩");
  yzt_row_set_text (row, "unit", "个");
  yzt_row_set (row, "quantity", &one);
  for (guint i = 0; i < n; i++) {
    yzt_edits_insert (edits, row);
  }
  write_edits (room, edits);
}

/* An edit so large that its lines are made ready beside the map is checked too, in the act that puts them in. */
static void
check_staged (Room *room, gint64 lot, guint field, const char *code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  YztKind *stock = yzt_kind_set_find (yzt_store_get_kinds (room->store), "stock-line");
  YztCell two = { .type = YZT_CELL_NUMBER, .v.number = 2 };
  add_lots (room, YZT_STAGE_MIN_CHANGES);
  g_assert_true (yzt_store_read_children (room->store, stock, room->depots[0], collect, rows, NULL));
  double acts = sql (room, "SELECT count(*) FROM journal"), total = sql (room, "SELECT total(quantity) FROM stock_line");
  for (guint round = 0; round < 2; round++) {
    g_autoptr (YztEdits) edits = yzt_edits_new ("Two of each");
    for (guint i = 0; i < rows->len; i++) {
      const YztRow *row = rows->pdata[i];
      if (row->fid != lot || round == 0) {
        yzt_edits_set_cell (edits, stock, row->fid, field, NULL, &two);
      }
    }
    g_assert_cmpuint (yzt_edits_get_n_rows (edits), >=, YZT_STAGE_MIN_CHANGES);
    g_autoptr (YztActResult) result = yzt_edits_write (edits, room->store, "王值班", "window", "en", &error);
    if (round == 0) {
      g_assert_null (result);
      g_assert_nonnull (strstr (error->message, code));
      assert_refused (error);
      g_assert_cmpfloat (sql (room, "SELECT total(quantity) FROM stock_line"), ==, total);
    } else {
      g_assert_no_error (error); /* without the one that is held they may be so */
    }
    g_assert_cmpfloat (sql (room, "SELECT count(*) FROM journal"), ==, acts + round);
  }
}

/* Neither an edit nor the taking back of one leaves less in the books than an order has. */
static void
test_books (void)
{
  Room room = { 0 };
  g_autoptr (GError) error = NULL;
  room_open (&room);
  YztKind *stock = yzt_kind_set_find (yzt_store_get_kinds (room.store), "stock-line");
  gint64 lot = lot_of (&room, 0);
  guint field = (guint) yzt_kind_get_field_index (stock, "quantity");
  YztCell more = { .type = YZT_CELL_NUMBER, .v.number = 20 }, less = { .type = YZT_CELL_NUMBER, .v.number = 5 };
  YztActInfo info = { .author = "王值班", .window = "window" };
  g_autoptr (YztEdits) grow = yzt_edits_new ("Twelve more came");
  yzt_edits_set_cell (grow, stock, lot, field, NULL, &more);
  g_autoptr (YztActResult) grown = write_drawing (&room, grow);
  g_assert_cmpint (order_suits (&room.desk, &room, 0, 0, 15, &error), >, 0);
  g_assert_no_error (error);
  g_autofree char *code = g_strdup_printf ("DP-%.8s", "20261122");
  g_autoptr (YztEdits) shrink = yzt_edits_new ("Fewer");
  yzt_edits_set_cell (shrink, stock, lot, field, NULL, &less);
  double acts = sql (&room, "SELECT count(*) FROM journal");
  g_assert_null (yzt_edits_write (shrink, room.store, "王值班", "window", "en", &error));
  g_assert_nonnull (strstr (error->message, code));
  assert_refused (error);
  /* Nor does an edit of many lines, of which this is one. */
  g_autoptr (YztEdits) many = yzt_edits_new ("All of them fewer");
  for (guint i = 0; i < 80; i++) {
    gint64 other = (gint64) sql (&room, "SELECT fid FROM stock_line WHERE fid <> %" G_GINT64_FORMAT " ORDER BY fid LIMIT 1 OFFSET %u", lot, i);
    yzt_edits_set_cell (many, stock, other, field, NULL, &more);
  }
  yzt_edits_set_cell (many, stock, lot, field, NULL, &less);
  g_assert_cmpuint (yzt_edits_get_n_rows (many), >, 50);
  g_assert_null (yzt_edits_write (many, room.store, "王值班", "window", "en", &error));
  g_assert_nonnull (strstr (error->message, code));
  assert_refused (error);
  yzt_drawing_log_undo (&info, room.store);
  g_assert_null (yzt_store_undo (room.store, grown->entry, &info, &error));
  g_assert_nonnull (strstr (error->message, code));
  assert_refused (error);
  g_assert_cmpfloat (sql (&room, "SELECT count(*) FROM journal"), ==, acts);
  check (&room);
  check_staged (&room, lot, field, code);
  room_close (&room);
}
