/* yzt-commands-plans.c: plans from the command line: which apply, words in them, what is due, what a document says
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "yzt-area-at.h"
#include "yzt-cli.h"
#include "yzt-documents.h"
#include "yzt-plan-index.h"
#include "yzt-plan-library.h"
#include "yzt-plan-structure.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static json_t *
plan_json (YztPlan *plan)
{
  json_t *object = json_object ();
  json_object_set_new (object, "plan", json_integer (yzt_plan_get_fid (plan)));
  json_object_set_new (object, "title", json_string (yzt_plan_get_title (plan)));
  json_object_set_new (object, "section", json_string (yzt_plan_get_section (plan)));
  json_object_set_new (object, "snippet", json_string (yzt_plan_get_snippet (plan)));
  json_object_set_new (object, "reason", json_string (yzt_plan_get_reason (plan)));
  return object;
}

static void
print_plan (YztPlan *plan)
{
  const char *parts[] = { yzt_plan_get_section (plan), yzt_plan_get_snippet (plan), yzt_plan_get_reason (plan) };
  g_print ("%s\n", yzt_plan_get_title (plan));
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    if (*parts[i] != '\0') {
      g_print ("    %s\n", parts[i]);
    }
  }
}

static YztExit
print_plans (const YztCall *call, GPtrArray *plans, json_t *area)
{
  if (!call->json) {
    g_ptr_array_foreach (plans, (GFunc) (void (*) (void)) print_plan, NULL);
    json_decref (area);
    return YZT_EXIT_DONE;
  }
  json_t *list = json_array ();
  for (guint i = 0; i < plans->len; i++) {
    json_array_append_new (list, plan_json (plans->pdata[i]));
  }
  json_t *root = json_object ();
  if (area != NULL) {
    json_object_set_new (root, "area", area);
  }
  json_object_set_new (root, "plans", list);
  return yzt_print_json (root);
}

/* --- a place --- */

/* What is asked of a place: its county by the base map. FALSE when it has been told why not. */
static gboolean
find_place (const YztCall *call, YztPosition *position, YztAreaAt **area_out, YztExit *exit_out)
{
  g_autoptr (GError) error = NULL;
  *exit_out = yzt_parse_center (call->place, position);
  if (*exit_out != YZT_EXIT_DONE) {
    return FALSE;
  }
  *area_out = yzt_area_at (*position, &error);
  if (*area_out == NULL && error == NULL) {
    g_set_error_literal (&error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_READ, _("This place lies in no county of the base map."));
  } else if (*area_out != NULL && *(*area_out)->adcode == '\0') {
    g_set_error (&error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_READ, _("The base map has no area code for “%s”; give it boundaries with codes (boundaries.gpkg)."), (*area_out)->name);
  }
  *exit_out = error != NULL ? yzt_fail (error) : YZT_EXIT_DONE;
  return error == NULL;
}

static YztPlanSituation
situation_of_place (const YztCall *call, const YztPosition *position, const YztAreaAt *area)
{
  return (YztPlanSituation) { .type = call->incident_type, .adcode = area->adcode, .substance = call->substance, .at = position };
}

static json_t *
area_json (const YztAreaAt *area)
{
  return json_pack ("{s:s, s:s, s:s}", "adcode", area->adcode, "name", area->name, "prefecture", area->prefecture);
}

static YztExit
list_plans_of_place (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztAreaAt) area = NULL;
  g_autoptr (YztStore) store = yzt_open_for_reading (call);
  YztPosition position;
  YztExit result = YZT_EXIT_PROBLEM;
  if (store == NULL || !find_place (call, &position, &area, &result)) {
    return result;
  }
  g_autofree char *today = yzt_today (call);
  YztPlanSituation situation = situation_of_place (call, &position, area);
  g_autoptr (GPtrArray) plans = yzt_plans_for_situation (store, &situation, today, call->limit > 0 ? call->limit : G_MAXUINT, call->json ? "zh_CN" : call->language, &error);
  if (plans == NULL) {
    return yzt_fail (error);
  }
  if (!call->json) {
    g_print ("%s (%s)\n", area->name, area->adcode);
  }
  return print_plans (call, plans, call->json ? area_json (area) : NULL);
}

static YztExit
list_plans (const YztCall *call)
{
  if (call->place != NULL) {
    return call->words->len == 1 ? list_plans_of_place (call) : yzt_usage (_("Words are not looked for at a place: leave them out, or leave out --at."));
  }
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_open_for_reading (call);
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  gint64 incident = 0;
  if (call->incident != NULL) {
    incident = yzt_find_incident (store, call->incident, &error);
    if (incident == 0) {
      return yzt_fail (error);
    }
  }
  const char *text = call->words->len > 1 ? call->words->pdata[1] : NULL;
  /* Words in JSON do not change with the locale. */
  const char *language = call->json ? "zh_CN" : call->language;
  g_autoptr (GPtrArray) plans =
    yzt_find_plans (store, text, incident, call->limit > 0 ? call->limit : G_MAXUINT, language, &error);
  if (plans == NULL) {
    return yzt_fail (error);
  }
  return print_plans (call, plans, NULL);
}

/* --- words --- */

static json_t *
spans_json (const GArray *spans)
{
  json_t *list = json_array ();
  for (guint i = 0; i < spans->len; i++) {
    const YztPlanSpan *span = &g_array_index (spans, YztPlanSpan, i);
    json_array_append_new (list, json_pack ("[i,i]", (int) span->from, (int) span->to));
  }
  return list;
}

static json_t *
find_json (const YztPlanFind *find)
{
  static const char *const places[] = { "title", "heading", "body" };
  json_t *object = json_object ();
  json_object_set_new (object, "plan", json_integer (find->plan_fid));
  json_object_set_new (object, "title", json_string (find->title));
  json_object_set_new (object, "section", json_string (find->path));
  json_object_set_new (object, "section_number", json_integer (find->section));
  json_object_set_new (object, "place", json_string (places[find->place]));
  json_object_set_new (object, "superseded", json_boolean (find->superseded));
  json_object_set_new (object, "sections", json_integer (find->n_sections));
  json_object_set_new (object, "snippet", json_string (find->snippet));
  json_object_set_new (object, "snippet_hits", spans_json (find->snippet_spans));
  json_object_set_new (object, "hits", spans_json (find->spans));
  return object;
}

static void
print_find (const YztPlanFind *find)
{
  g_print ("%s%s\n", find->title, find->superseded ? _(" (superseded)") : "");
  if (*find->path != '\0') {
    g_print ("    %s\n", find->path);
  }
  if (*find->snippet != '\0') {
    g_print ("    %s\n", find->snippet);
  }
}

static gint
compare_fids (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;
  return x < y ? -1 : x > y;
}

/* With --due the plans that have something due are asked alone: "overdue" or "all". */
static GArray *
due_fids (const YztCall *call, YztStore *store, GError **error)
{
  g_autofree char *today = yzt_today (call);
  g_autoptr (GArray) due = yzt_plans_due (store, today, NULL, call->language, error);
  if (due == NULL) {
    return NULL;
  }
  GArray *fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < due->len; i++) {
    const YztPlanDue *one = &g_array_index (due, YztPlanDue, i);
    if (one->colour == YZT_PLAN_DUE_OVERDUE || (!g_str_equal (call->due, "overdue") && one->colour != YZT_PLAN_DUE_LATER)) {
      g_array_append_val (fids, one->plan_fid);
    }
  }
  g_array_sort (fids, compare_fids);
  return fids;
}

static YztExit
search_plans (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_open_map (call, call->words->pdata[1]);
  g_autoptr (YztPlanIndex) index = store != NULL ? yzt_plan_index_new (store, &error) : NULL;
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  g_autoptr (GArray) fids = call->due != NULL && index != NULL ? due_fids (call, store, &error) : NULL;
  if (index == NULL || error != NULL || !yzt_plan_index_advance (index, NULL, NULL, NULL, &error)) {
    return yzt_fail (error);
  }
  const YztPlanQuery query = { .text = call->words->len > 2 ? call->words->pdata[2] : "", .limit = call->limit, .near_adcode = call->near_adcode,
                               .each_section = call->each_section, .is_section = yzt_plan_topic_is_section,
                               .filter = { .plan_kind = call->plan_kind, .level = call->level, .adcode = call->county, .incident_type = call->incident_type,
                                           .hazard_code = call->hazard, .state = call->state, .only_current = call->current,
                                           .fids = fids != NULL ? (const gint64 *) (const void *) fids->data : NULL, .n_fids = fids != NULL ? fids->len : 0 } };
  const gint64 none = 0;
  YztPlanQuery asked = query;
  asked.filter.fids = fids != NULL && fids->len == 0 ? &none : query.filter.fids; /* nothing is due: nothing is found */
  asked.filter.n_fids = fids != NULL && fids->len == 0 ? 1 : query.filter.n_fids;
  g_autoptr (YztPlanFindings) findings = yzt_plan_index_find (index, &asked, NULL, &error);
  if (findings == NULL) {
    return yzt_fail (error);
  }
  if (!call->json) {
    for (guint i = 0; i < findings->finds->len; i++) {
      print_find (&g_array_index (findings->finds, YztPlanFind, i));
    }
    return YZT_EXIT_DONE;
  }
  json_t *list = json_array ();
  for (guint i = 0; i < findings->finds->len; i++) {
    json_array_append_new (list, find_json (&g_array_index (findings->finds, YztPlanFind, i)));
  }
  return yzt_print_json (json_pack ("{s:i, s:b, s:o}", "plans", (int) findings->n_plans, "complete", (int) findings->complete, "finds", list));
}

/* --- what a document says --- */

static void
set_number (json_t *object, const char *name, double value)
{
  json_object_set_new (object, name, yzt_json_number (value));
}

static json_t *
structure_json (const YztPlanStructure *structure)
{
  json_t *needs = json_array (), *steps = json_array (), *contacts = json_array (), *levels = json_array ();
  for (guint i = 0; i < structure->needs->len; i++) {
    const YztPlanNeed *need = &g_array_index (structure->needs, YztPlanNeed, i);
    json_t *one = json_pack ("{s:s, s:s, s:i, s:i, s:s}", "item", need->item, "unit", need->unit, "level", need->level, "section", (int) need->section,
                             "sentence", need->sentence);
    set_number (one, "quantity", need->quantity);
    json_array_append_new (needs, one);
  }
  for (guint i = 0; i < structure->steps->len; i++) {
    const YztPlanStep *step = &g_array_index (structure->steps, YztPlanStep, i);
    json_t *one = json_pack ("{s:s, s:s, s:i, s:i}", "text", step->text, "role", step->role, "level", step->level, "section", (int) step->section);
    set_number (one, "minutes", step->minutes);
    json_array_append_new (steps, one);
  }
  for (guint i = 0; i < structure->contacts->len; i++) {
    const YztPlanContact *contact = &g_array_index (structure->contacts, YztPlanContact, i);
    json_array_append_new (contacts, json_pack ("{s:s, s:s, s:s, s:s}", "name", contact->name, "role", contact->role, "unit", contact->unit_name, "phone", contact->phone));
  }
  for (guint i = 0; i < structure->levels->len; i++) {
    const YztPlanLevel *level = &g_array_index (structure->levels, YztPlanLevel, i);
    json_t *one = json_pack ("{s:i, s:s, s:s, s:s}", "level", level->level, "trigger", level->trigger, "decider", level->decider, "changes", level->changes);
    set_number (one, "report_minutes", level->report_minutes);
    json_array_append_new (levels, one);
  }
  return json_pack ("{s:o, s:o, s:o, s:o}", "needs", needs, "steps", steps, "contacts", contacts, "levels", levels);
}

static json_t *
document_json (const YztPlanText *text, const char *name, const char *media_type)
{
  g_autoptr (GArray) readings = yzt_plan_read_metadata (text, name);
  g_autoptr (YztPlanStructure) structure = yzt_plan_structure_read ((const YztPlanSection *) (const void *) text->sections->data, text->sections->len);
  json_t *fields = json_object (), *sections = json_array ();
  for (guint i = 0; i < readings->len; i++) {
    const YztPlanReading *reading = &g_array_index (readings, YztPlanReading, i);
    json_t *one = json_pack ("{s:s, s:s}", "value", reading->value, "evidence", reading->evidence);
    set_number (one, "confidence", reading->confidence);
    json_object_set_new (fields, reading->field, one);
  }
  for (guint i = 0; i < text->sections->len; i++) {
    const YztPlanSection *section = &g_array_index (text->sections, YztPlanSection, i);
    int topic = yzt_plan_topic_of_heading (section->heading);
    json_array_append_new (sections, json_pack ("{s:s, s:i, s:s?}", "heading", section->heading, "depth", (int) section->depth, "topic",
                                                topic >= 0 ? yzt_plan_topic_get_id ((guint) topic) : NULL));
  }
  json_t *root = json_pack ("{s:s, s:s, s:s, s:o, s:o}", "file", name, "media_type", media_type, "title", text->title, "fields", fields, "sections", sections);
  json_t *parts = structure_json (structure);
  json_object_update (root, parts);
  json_decref (parts);
  return root;
}

static YztExit
read_document (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  const char *path = call->words->pdata[1], *media_type = "";
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (GBytes) bytes = yzt_file_load (path, YZT_PLAN_MAX_BYTES, &error);
  g_autoptr (YztPlanText) text = bytes != NULL ? yzt_plan_text_read (bytes, name, &media_type, &error) : NULL;
  return text != NULL ? yzt_print_json (document_json (text, name, media_type)) : yzt_fail (error);
}

/* --- the ladder, what is due, coverage --- */

static YztExit
print_ladder (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_open_map (call, call->words->pdata[1]);
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  if (call->incident == NULL && call->place == NULL) {
    return yzt_usage (_("Say which incident or place: --incident CODE, or --at LON,LAT."));
  }
  g_autoptr (YztAreaAt) area = NULL;
  YztPosition position;
  YztExit result = YZT_EXIT_PROBLEM;
  if (call->incident == NULL && !find_place (call, &position, &area, &result)) {
    return result;
  }
  YztPlanSituation situation = area != NULL ? situation_of_place (call, &position, area) : (YztPlanSituation) { .incident_fid = yzt_find_incident (store, call->incident, &error) };
  g_autofree char *today = yzt_today (call);
  g_autoptr (GArray) rungs = area != NULL || situation.incident_fid != 0 ? yzt_plans_ladder (store, &situation, today, call->json ? "zh_CN" : call->language, &error) : NULL;
  static const char *const levels[] = { "enterprise", "county", "city", "province" };
  if (rungs == NULL) {
    return yzt_fail (error);
  }
  json_t *list = json_array ();
  for (guint i = 0; i < rungs->len; i++) {
    const YztPlanRung *rung = &g_array_index (rungs, YztPlanRung, i);
    json_t *one = json_pack ("{s:s, s:b, s:s}", "level", levels[rung->level], "gap", (int) rung->is_gap, "words", rung->words);
    json_object_set_new (one, "plan", rung->plan != NULL ? plan_json (rung->plan) : json_null ());
    json_array_append_new (list, one);
    if (!call->json) {
      g_print ("%s: %s%s%s\n", rung->label, rung->plan != NULL ? yzt_plan_get_title (rung->plan) : "—", *rung->words != '\0' ? " · " : "", rung->words);
    }
  }
  if (!call->json) {
    json_decref (list);
    return YZT_EXIT_DONE;
  }
  return yzt_print_json (json_pack ("{s:o}", "ladder", list));
}

static YztExit
print_due (const YztCall *call)
{
  static const char *const kinds[] = { "drill", "assessment", "filing", "expiry" }, *const colours[] = { "red", "orange", "yellow", "green" };
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_open_map (call, call->words->pdata[1]);
  g_autofree char *today = yzt_today (call);
  g_autoptr (GArray) due = store != NULL ? yzt_plans_due (store, today, NULL, call->json ? "zh_CN" : call->language, &error) : NULL;
  if (due == NULL) {
    return store != NULL ? yzt_fail (error) : YZT_EXIT_PROBLEM;
  }
  json_t *list = json_array ();
  for (guint i = 0; i < due->len; i++) {
    const YztPlanDue *one = &g_array_index (due, YztPlanDue, i);
    json_array_append_new (list, json_pack ("{s:I, s:s, s:s, s:s, s:i, s:s, s:b, s:s}", "plan", (json_int_t) one->plan_fid, "title", one->title, "what", kinds[one->kind],
                                            "date", one->date, "days", one->days, "colour", colours[one->colour], "never", (int) one->never, "words", one->words));
    if (!call->json) {
      g_print ("%s  %s  %s\n", one->date, one->title, one->words);
    }
  }
  if (!call->json) {
    json_decref (list);
    return YZT_EXIT_DONE;
  }
  return yzt_print_json (json_pack ("{s:o}", "due", list));
}

static json_t *
fids_json (const GArray *fids)
{
  json_t *list = json_array ();
  for (guint i = 0; i < fids->len; i++) {
    json_array_append_new (list, json_integer (g_array_index (fids, gint64, i)));
  }
  return list;
}

static YztExit
print_coverage (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_open_map (call, call->words->pdata[1]);
  g_autofree char *today = yzt_today (call);
  g_autoptr (GArray) counties = store != NULL ? yzt_plans_coverage (store, today, call->language, &error) : NULL;
  if (counties == NULL) {
    return store != NULL ? yzt_fail (error) : YZT_EXIT_PROBLEM;
  }
  json_t *list = json_array ();
  for (guint i = 0; i < counties->len; i++) {
    const YztPlanCoverage *one = &g_array_index (counties, YztPlanCoverage, i);
    const char *name = i + 1 == counties->len ? C_("total", "All") : *one->county != '\0' ? one->county : _("No county");
    json_t *hazards = json_pack ("{s:i, s:i, s:i, s:i, s:i}", "all", (int) one->n_hazards, "current", (int) one->n_hazards_current, "filed", (int) one->n_hazards_filed,
                                 "drilled", (int) one->n_hazards_drilled, "covered", (int) one->n_hazards_all);
    json_t *enterprises = json_pack ("{s:i, s:i, s:i, s:i, s:i}", "all", (int) one->n_enterprises, "current", (int) one->n_enterprises_current, "filed",
                                     (int) one->n_enterprises_filed, "drilled", (int) one->n_enterprises_drilled, "covered", (int) one->n_enterprises_all);
    json_array_append_new (list, json_pack ("{s:s, s:o, s:o, s:o, s:o}", "county", one->county, "hazard_sources", hazards, "enterprises", enterprises, "records",
                                            fids_json (one->hazards), "lacking", fids_json (one->hazard_fids[YZT_PLAN_COVER_LACKING])));
    if (!call->json) {
      g_print (_("%s: of %u hazard sources %u have a current plan, %u a filed one, %u a drilled one, %u all three; of %u enterprises %u all three\n"), name,
               one->n_hazards, one->n_hazards_current, one->n_hazards_filed, one->n_hazards_drilled, one->n_hazards_all, one->n_enterprises, one->n_enterprises_all);
    }
  }
  if (!call->json) {
    json_decref (list);
    return YZT_EXIT_DONE;
  }
  return yzt_print_json (json_pack ("{s:o}", "coverage", list));
}

YztExit
yzt_command_plans (const YztCall *call)
{
  static const struct {
    const char *name;
    YztCommandFunc func;
    guint max_words;
  } commands[] = { { "search", search_plans, 3 }, { "ladder", print_ladder, 2 }, { "due", print_due, 2 }, { "coverage", print_coverage, 2 }, { "read", read_document, 2 }, { "card", yzt_command_plan_card, 4 } };
  for (guint i = 0; call->words->len > 1 && i < G_N_ELEMENTS (commands); i++) {
    if (g_str_equal (call->words->pdata[0], commands[i].name)) {
      return call->words->len <= commands[i].max_words ? commands[i].func (call) : yzt_usage (_("Too many words; see “yzt --help”."));
    }
  }
  return call->words->len <= 2 ? list_plans (call) : yzt_usage (_("Too many words; see “yzt --help”."));
}
