/* yzt-commands-after.c: closing, assessment, cases that are alike and experts from the command line
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-cli.h"
#include "yzt-after.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static json_t *
json_number (double value)
{
  return isnan (value) ? json_null () : yzt_json_number (value);
}

static YztExit
print_close (const YztCall *call, YztStore *store, gint64 fid)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztIncidentRecord) record = yzt_incident_record_read (store, fid, yzt_clock_now_ms (&yzt_clock_system), call->language, &error);
  if (record == NULL || !yzt_incident_record_read_drawn (record, store, call->language, &error)) {
    return yzt_fail (error);
  }
  g_autoptr (GArray) items = yzt_close_items (record, call->language);
  json_t *list = json_array ();
  for (guint i = 0; i < items->len; i++) {
    const YztCloseItem *item = &g_array_index (items, YztCloseItem, i);
    json_array_append_new (list, json_pack ("{s:s, s:s, s:b, s:b, s:i, s:s, s:s}", "id", item->id, "label", item->label, "must", item->must, "done", item->done, "open", (int) item->n_open,
                                            "names", item->names, "basis", item->basis));
    if (!call->json) {
      g_print ("%s %s%s%s\n", item->done ? "✓" : (item->must ? "✗" : "·"), item->label, *item->names != '\0' && !item->done ? ": " : "", item->done ? "" : item->names);
    }
  }
  if (call->json) {
    return yzt_print_json (list);
  }
  json_decref (list);
  return YZT_EXIT_DONE;
}

static json_t *
assessment_json (const YztAssessment *assessment)
{
  static const char *const outcomes[] = { "met", "not-met", "unknown", "not-foreseen" };
  json_t *times = json_array (), *uses = json_array (), *points = json_array (), *findings = json_array ();
  for (guint i = 0; i < assessment->times->len; i++) {
    const YztAssessTime *time = &g_array_index (assessment->times, YztAssessTime, i);
    json_array_append_new (times, json_pack ("{s:s, s:s, s:s, s:o, s:o}", "id", time->id, "label", time->label, "from", time->from_label, "minutes", json_number (time->minutes), "limit",
                                             json_number (time->limit_min)));
  }
  for (guint i = 0; i < assessment->uses->len; i++) {
    const YztAssessUse *use = &g_array_index (assessment->uses, YztAssessUse, i);
    json_array_append_new (uses, json_pack ("{s:I, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "order", (json_int_t) use->order_fid, "code", use->code, "base", use->base, "what", use->what, "unit",
                                            use->unit, "sent", json_number (use->sent), "consumed", json_number (use->consumed), "returned", json_number (use->returned), "hours",
                                            json_number (use->hours)));
  }
  for (guint i = 0; i < assessment->points->len; i++) {
    const YztAssessPoint *point = &g_array_index (assessment->points, YztAssessPoint, i);
    json_array_append_new (points, json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s}", "what", point->what, "foreseen", point->foreseen, "happened", point->happened, "outcome",
                                              outcomes[point->outcome], "plan", point->plan, "proposed", point->proposed));
  }
  for (guint i = 0; i < assessment->findings->len; i++) {
    const YztRow *row = assessment->findings->pdata[i];
    json_array_append_new (findings, json_pack ("{s:I, s:o, s:o, s:o}", "fid", (json_int_t) row->fid, "name", yzt_json_text (yzt_row_get_text (row, "name")), "measure",
                                                yzt_json_text (yzt_row_get_text (row, "measure")), "plan", yzt_json_text (yzt_row_get_text (row, "plan"))));
  }
  return json_pack ("{s:o, s:o, s:o, s:o}", "times", times, "resources", uses, "plan", points, "findings", findings);
}

static YztExit
print_assessment (const YztCall *call, YztStore *store, gint64 fid)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztAssessment) assessment = yzt_assessment_read (store, fid, yzt_clock_now_ms (&yzt_clock_system), call->language, &error);
  if (assessment == NULL) {
    return yzt_fail (error);
  }
  if (call->json) {
    return yzt_print_json (assessment_json (assessment));
  }
  for (guint i = 0; i < assessment->times->len; i++) {
    const YztAssessTime *time = &g_array_index (assessment->times, YztAssessTime, i);
    g_autofree char *minutes = isnan (time->minutes) ? g_strdup (_("not known")) : g_strdup_printf (_("%.1f min"), time->minutes);
    g_print ("%s\t%s\n", time->label, minutes);
  }
  for (guint i = 0; i < assessment->points->len; i++) {
    const YztAssessPoint *point = &g_array_index (assessment->points, YztAssessPoint, i);
    g_print ("%s\t%s\t%s\t%s\n", point->what, point->foreseen, point->happened, yzt_assess_outcome_label (point->outcome));
  }
  for (guint i = 0; i < assessment->uses->len; i++) {
    const YztAssessUse *use = &g_array_index (assessment->uses, YztAssessUse, i);
    g_print ("%s\t%s\t%s\t%g\t%g\t%g\n", use->base, use->code, use->what, use->sent, use->consumed, use->returned);
  }
  return YZT_EXIT_DONE;
}

static YztExit
print_cases (const YztCall *call, YztStore *store, gint64 fid)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) cases = yzt_cases_like (store, fid, call->words->len > 3 ? call->words->pdata[3] : NULL, call->limit > 0 ? call->limit : 10, call->language, &error);
  if (cases == NULL) {
    return yzt_fail (error);
  }
  json_t *list = json_array ();
  for (guint i = 0; i < cases->len; i++) {
    const YztCaseMatch *match = &g_array_index (cases, YztCaseMatch, i);
    json_array_append_new (list, json_pack ("{s:I, s:s, s:s, s:s, s:s, s:f}", "fid", (json_int_t) match->fid, "name", match->name, "occurred", match->when, "reasons", match->reasons, "lessons",
                                            match->lessons, "points", match->points));
    if (!call->json) {
      g_print ("%ld\t%s\t%s\t%s\n", (long) match->fid, match->when, match->name, match->reasons);
    }
  }
  if (call->json) {
    return yzt_print_json (list);
  }
  json_decref (list);
  return YZT_EXIT_DONE;
}

static YztExit
print_experts (const YztCall *call, YztStore *store, gint64 fid)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *today = yzt_today (call);
  g_autoptr (GArray) experts = yzt_experts_for (store, fid, call->words->len > 3 ? call->words->pdata[3] : NULL, today, call->limit > 0 ? call->limit : 20, call->language, &error);
  if (experts == NULL) {
    return yzt_fail (error);
  }
  json_t *list = json_array ();
  for (guint i = 0; i < experts->len; i++) {
    const YztExpertMatch *match = &g_array_index (experts, YztExpertMatch, i);
    g_autofree char *distance = isnan (match->distance_m) ? g_strdup ("—") : yzt_text_distance (match->distance_m);
    json_array_append_new (list, json_pack ("{s:I, s:s, s:s, s:s, s:s, s:o, s:b, s:s}", "fid", (json_int_t) match->fid, "name", match->name, "speciality", match->speciality, "unit", match->unit,
                                            "phone", match->phone, "distance_m", json_number (match->distance_m), "expired", match->expired, "reasons", match->reasons));
    if (!call->json) {
      g_print ("%s\t%s\t%s\t%s\t%s%s\n", match->name, match->speciality, match->unit, match->phone, distance, match->expired ? _("\tterm over") : "");
    }
  }
  if (call->json) {
    return yzt_print_json (list);
  }
  json_decref (list);
  return YZT_EXIT_DONE;
}

YztExit
yzt_command_after (const YztCall *call, YztStore *store, const char *what, gint64 fid)
{
  static const struct {
    const char *id;
    YztExit (*func) (const YztCall *call, YztStore *store, gint64 fid);
  } readings[] = { { "close-list", print_close }, { "assess", print_assessment }, { "cases", print_cases }, { "experts", print_experts } };
  for (guint i = 0; i < G_N_ELEMENTS (readings); i++) {
    if (g_str_equal (readings[i].id, what)) {
      return readings[i].func (call, store, fid);
    }
  }
  return YZT_EXIT_USAGE;
}
