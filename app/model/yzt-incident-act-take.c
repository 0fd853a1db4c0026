/* yzt-incident-act-take.c: taken in, acknowledged, placed, verified; how many were hurt
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-incident-private.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Nobody takes in what happened longer ago than this: the year is wrong. */
#define MAX_AGE_MS ((gint64) 366 * 24 * 3600000)

/* --- figures --- */

char *
yzt_figures_in_words (YztKind *kind, const YztFigures *figures, const char *language)
{
  gboolean chinese = g_str_has_prefix (language, "zh");
  g_autoptr (GString) words = g_string_new (NULL);
  for (guint f = 0; f < YZT_N_FIGURES; f++) {
    const YztField *field = yzt_kind_find_field (kind, yzt_figure_fields[f]);
    if (field != NULL && figures->value[f] >= 0) {
      g_autofree char *number = yzt_text_format_number (figures->value[f]);
      const char *unit = yzt_field_get_unit (field, language);
      g_string_append (words, words->len == 0 ? "" : (chinese ? "，" : ", "));
      g_string_append_printf (words, chinese ? "%s%s%s" : "%s: %s %s", yzt_field_get_label (field, language), number, unit != NULL ? unit : "");
    }
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
set_figures (YztRow *row, const YztFigures *figures)
{
  for (guint f = 0; f < YZT_N_FIGURES; f++) {
    if (figures->value[f] < 0 || yzt_kind_get_field_index (row->kind, yzt_figure_fields[f]) < 0) {
      continue;
    }
    YztCell whole = { .type = YZT_CELL_INTEGER, .v.integer = (gint64) figures->value[f] };
    YztCell broken = { .type = YZT_CELL_NUMBER, .v.number = figures->value[f] };
    yzt_row_set (row, yzt_figure_fields[f], f == YZT_FIGURE_LOSS ? &broken : &whole);
  }
}

/* The rules that are met, in words; "" when there are none. */
char *
yzt_proposal_in_words (const YztGradeProposal *proposal)
{
  g_autoptr (GString) words = g_string_new (NULL);
  for (guint i = 0; i < proposal->met->len; i++) {
    const YztRuleMet *met = &g_array_index (proposal->met, YztRuleMet, i);
    g_string_append_printf (words, "%s%s（%s）", words->len > 0 ? "\n" : "", met->text, met->basis);
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* The row that keeps the figures as they are known from now on. */
static gboolean
keep_figures (YztDeed *deed, const YztRow *incident, const char *who, const YztGradeProposal *proposal, GError **error)
{
  YztFigures figures;
  YztRow *row = yzt_deed_insert (deed, "figures", NULL, error);
  if (row == NULL) {
    return FALSE;
  }
  g_autofree char *basis = yzt_proposal_in_words (proposal);
  YztCell near_miss = { .type = YZT_CELL_INTEGER, .v.integer = proposal->near_miss };
  yzt_figures_of_row (incident, &figures);
  set_figures (row, &figures);
  yzt_row_set_text (row, "name", who);
  yzt_row_set_text (row, "at_utc", deed->now);
  yzt_row_set_text (row, "entered_by", deed->author);
  yzt_row_set (row, "near_miss", &near_miss);
  yzt_row_set_text (row, "basis", *basis != '\0' ? basis : NULL);
  yzt_deed_set_integer (row, "level_proposed", proposal->level);
  return TRUE;
}

static YztGradeProposal *
propose (const YztDeed *deed, const YztRow *row)
{
  YztFigures figures;
  yzt_figures_of_row (row, &figures);
  return yzt_rule_propose_grade (yzt_incident_rules (), yzt_row_word (row, "type"), &figures, deed->language);
}

/* "死亡 2→3": what changed, in words; "" when nothing did. */
static char *
changes_in_words (const YztRow *before, const YztRow *after, const char *language)
{
  g_autoptr (GString) words = g_string_new (NULL);
  for (guint f = 0; f < YZT_N_FIGURES; f++) {
    const YztField *field = yzt_kind_find_field (after->kind, yzt_figure_fields[f]);
    double was = yzt_row_number (before, yzt_figure_fields[f]), is = yzt_row_number (after, yzt_figure_fields[f]);
    if (field != NULL && (was < is || was > is)) {
      g_autofree char *old = was >= 0 ? yzt_text_format_number (was) : g_strdup (_("unknown"));
      g_autofree char *new = is >= 0 ? yzt_text_format_number (is) : g_strdup (_("unknown"));
      g_string_append_printf (words, "%s%s %s → %s", words->len > 0 ? ", " : "", yzt_field_get_label (field, language), old, new);
    }
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

gboolean
yzt_deed_figures (YztDeed *deed, GError **error)
{
  YztRow *row = yzt_deed_row (deed);
  gboolean any = FALSE;
  for (guint f = 0; f < YZT_N_FIGURES; f++) {
    const char *text = yzt_deed_get (deed, yzt_figure_fields[f]);
    if (*text != '\0') {
      any = TRUE;
      if (!yzt_deed_set (deed, row, yzt_figure_fields[f], g_str_equal (text, "unknown") ? "" : text, error)) {
        return FALSE;
      }
    }
  }
  if (!any) {
    return yzt_deed_refuse (error, _("Say at least one figure: dead, missing, trapped, injured, evacuated or loss."));
  }
  if (!yzt_deed_needs (deed, "who", _("Say by whose word the figures are."), error)) {
    return FALSE;
  }
  g_autoptr (YztGradeProposal) proposal = propose (deed, row);
  if (!keep_figures (deed, row, yzt_deed_get (deed, "who"), proposal, error)) {
    return FALSE;
  }
  g_autofree char *changes = changes_in_words (deed->record->row, row, deed->language);
  g_autoptr (GString) what = g_string_new (NULL);
  if (*changes != '\0') {
    g_string_append_printf (what, _("Casualties: %s (by %s)"), changes, yzt_deed_get (deed, "who"));
  } else {
    g_string_append_printf (what, _("Casualties confirmed, unchanged (by %s)"), yzt_deed_get (deed, "who"));
  }
  gboolean differs = *proposal->grade != '\0' && !g_str_equal (proposal->grade, yzt_row_word (row, "grade"));
  if (differs && proposal->met->len > 0) {
    g_string_append_printf (what, _("; by rule now: %s (%s)"), yzt_deed_label (row, "grade", proposal->grade, deed->language),
                            g_array_index (proposal->met, YztRuleMet, 0).text);
  }
  YztDeedNote *note = yzt_deed_note (deed, "figures", g_string_free (g_steal_pointer (&what), FALSE));
  note->from = g_strdup (yzt_deed_get (deed, "who"));
  return TRUE;
}

/* --- taken in --- */

/* What the line says goes where the person gave nothing. */
static gboolean
take_words (YztDeed *deed, YztRow *row, GError **error)
{
  const char *text = yzt_deed_get (deed, "text");
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (deed->store);
  g_autoptr (YztIntake) intake = yzt_intake_parse (yzt_incident_rules (), text, deed->now_ms, zone, deed->language);
  const struct {
    const char *field, *value;
  } parts[] = { { "name", intake->title }, { "type", intake->type }, { "substance", intake->substance }, { "address", intake->place },
                { "message_status", intake->status } };
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    if (*parts[i].value != '\0' && *yzt_row_word (row, parts[i].field) == '\0' && !yzt_deed_set (deed, row, parts[i].field, parts[i].value, error)) {
      return FALSE;
    }
  }
  if (intake->occurred_ms != 0 && *yzt_row_word (row, "occurred_utc") == '\0') {
    yzt_deed_set_time (row, "occurred_utc", intake->occurred_ms);
  }
  YztFigures figures = intake->figures;
  for (guint f = 0; f < YZT_N_FIGURES; f++) {
    figures.value[f] = yzt_row_number (row, yzt_figure_fields[f]) >= 0 ? -1 : figures.value[f];
  }
  set_figures (row, &figures);
  return TRUE;
}

static gboolean
take_fields (YztDeed *deed, YztRow *row, GError **error)
{
  /* Decided by acts of their own, or kept by the map. */
  static const char *const kept[] = { "state", "grade", "response_level", "acknowledged_by", "acknowledged_utc", "merged_into", "handed_to", "created_at", "updated_at", NULL };
  for (guint i = 0; i < yzt_kind_get_n_fields (row->kind); i++) {
    const char *field = yzt_field_get_name (yzt_kind_get_field (row->kind, i)), *text = yzt_deed_get (deed, field);
    if (*text != '\0' && !g_strv_contains (kept, field) && !yzt_deed_set (deed, row, field, text, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
take_position (YztDeed *deed, YztRow *row, GError **error)
{
  const char *lon = yzt_deed_get (deed, "lon"), *lat = yzt_deed_get (deed, "lat");
  YztPosition position = { 0, 0 };
  if (*lon == '\0' && *lat == '\0') {
    return TRUE;
  }
  if (!yzt_text_number (lon, &position.lon) || !yzt_text_number (lat, &position.lat) || !yzt_position_is_valid (position)) {
    return yzt_deed_refuse (error, _("“%s, %s” is no place; longitude comes first, both in degrees."), lon, lat);
  }
  row->has_position = TRUE;
  row->lon = position.lon;
  row->lat = position.lat;
  return TRUE;
}

/* The name of an exercise says so wherever it stands. */
static void
mark_name (const YztDeed *deed, YztRow *row)
{
  g_autofree char *word = yzt_incident_status_word (row, deed->language);
  const char *name = yzt_row_word (row, "name");
  if (*word != '\0' && strstr (name, word) == NULL) {
    g_autofree char *marked = g_strdup_printf ("【%s】%s", word, name);
    yzt_row_set_text (row, "name", marked);
  }
}

gboolean
yzt_deed_take_in (YztDeed *deed, GError **error)
{
  YztKind *kind = yzt_kind_set_find (deed->kinds, "incident");
  if (kind == NULL) {
    return yzt_deed_refuse (error, _("This map has no incidents; open a map made by Yizhangtu."));
  }
  deed->row = yzt_row_new (kind);
  YztRow *row = deed->row;
  gboolean as_given = *yzt_deed_get (deed, "as-given") != '\0';
  if (!take_fields (deed, row, error) || (!as_given && !take_words (deed, row, error)) || !take_position (deed, row, error)) {
    return FALSE;
  }
  if (*yzt_row_word (row, "name") == '\0') {
    return yzt_deed_refuse (error, _("Say in a few words what happened, for example “12:40 高要金利镇化工厂液氨泄漏 3人受伤”."));
  }
  gint64 occurred_ms = yzt_row_time (row, "occurred_utc");
  if (occurred_ms > deed->now_ms + 10 * 60000 || (occurred_ms != 0 && occurred_ms < deed->now_ms - MAX_AGE_MS)) {
    return yzt_deed_refuse (error, _("It cannot have happened then (%s); look at the date and the year."), yzt_row_word (row, "occurred_utc"));
  }
  const char *text = yzt_deed_get (deed, "text"), *caller = yzt_deed_get (deed, "caller");
  if (*yzt_row_word (row, "reported_utc") == '\0') {
    yzt_row_set_text (row, "reported_utc", deed->now);
  }
  if (*yzt_row_word (row, "message_status") == '\0') {
    yzt_row_set_text (row, "message_status", "actual");
  }
  yzt_row_set_text (row, "state", "received");
  yzt_row_set_text (row, "acknowledged_by", deed->author);
  yzt_row_set_text (row, "acknowledged_utc", deed->now);
  if (*text != '\0' && yzt_kind_get_field_index (kind, "first_word") >= 0) {
    yzt_row_set_text (row, "first_word", text);
  }
  mark_name (deed, row);
  YztFigures figures;
  gboolean any = FALSE;
  yzt_figures_of_row (row, &figures);
  for (guint f = 0; f < YZT_N_FIGURES; f++) {
    any = any || figures.value[f] >= 0;
  }
  if (any) {
    g_autoptr (YztGradeProposal) proposal = propose (deed, row);
    if (!keep_figures (deed, row, *caller != '\0' ? caller : _("first word"), proposal, error)) {
      return FALSE;
    }
  }
  YztDeedNote *note = yzt_deed_note (deed, "received", g_strdup_printf (_("Taken in: %s"), *text != '\0' ? text : yzt_row_word (row, "name")));
  note->from = g_strdup (caller);
  note->channel = g_strdup (*yzt_deed_get (deed, "channel") != '\0' ? yzt_deed_get (deed, "channel") : "phone");
  note->has_position = row->has_position;
  note->position = (YztPosition) { row->lon, row->lat };
  if (!row->has_position) {
    yzt_deed_note (deed, "placed", g_strdup (_("The place is not known on the map yet")));
  }
  return TRUE;
}

/* --- acknowledged, placed, verified --- */

YztRow *
yzt_deed_decide (YztDeed *deed, const char *what, const char *before, const char *after, const char *who, GError **error)
{
  YztRow *row = yzt_deed_insert (deed, "decision", NULL, error);
  if (row != NULL) {
    yzt_row_set_text (row, "what", what);
    yzt_row_set_text (row, "before", *before != '\0' ? before : NULL);
    yzt_row_set_text (row, "after", *after != '\0' ? after : NULL);
    yzt_row_set_text (row, "decided_by", who);
    yzt_row_set_text (row, "entered_by", deed->author);
    yzt_row_set_text (row, "at_utc", deed->now);
    yzt_row_set_text (row, "reason", *yzt_deed_get (deed, "reason") != '\0' ? yzt_deed_get (deed, "reason") : NULL);
  }
  return row;
}

gboolean
yzt_deed_acknowledge (YztDeed *deed, GError **error)
{
  YztRow *row = yzt_deed_row (deed);
  if (deed->record->acknowledged) {
    return yzt_deed_refuse (error, _("%s acknowledged this already; it is owned."), yzt_row_word (row, "acknowledged_by"));
  }
  yzt_row_set_text (row, "acknowledged_by", deed->author);
  yzt_row_set_text (row, "acknowledged_utc", deed->now);
  YztRow *decision = yzt_deed_decide (deed, "acknowledge", "", "", deed->author, error);
  if (decision == NULL) {
    return FALSE;
  }
  /* What came by a feed has no line yet that says what it is. */
  const char *source = yzt_row_word (row, "sender"), *text = yzt_row_word (row, "description");
  if (yzt_incident_record_rows (deed->record, "log-entry")->len == 0 && *source != '\0') {
    YztDeedNote *came = yzt_deed_note (deed, "received", g_strdup_printf (_("Taken in: %s%s%s"), yzt_row_word (row, "name"), *text != '\0' ? "; " : "", text));
    gint64 reported_ms = yzt_row_time (row, "reported_utc");
    came->from = g_strdup (source);
    came->channel = g_strdup ("feed");
    came->at_ms = reported_ms > 0 && reported_ms <= deed->now_ms ? reported_ms : deed->now_ms;
  }
  YztDeedNote *note = yzt_deed_note (deed, "acknowledged", g_strdup_printf (_("%s acknowledges the incident"), deed->author));
  yzt_row_set_text (decision, "name", note->what);
  return TRUE;
}

gboolean
yzt_deed_place (YztDeed *deed, GError **error)
{
  YztRow *row = yzt_deed_row (deed);
  YztPosition before = { row->lon, row->lat };
  gboolean had = row->has_position;
  if (!yzt_deed_needs (deed, "lon", _("Say where: longitude and latitude in degrees, or click the map."), error) || !take_position (deed, row, error)) {
    return FALSE;
  }
  static const char *const fields[] = { "address", "hazard_code", "county", "town", "region_adcode" };
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    const char *text = yzt_deed_get (deed, fields[i]);
    if (*text != '\0' && !yzt_deed_set (deed, row, fields[i], text, error)) {
      return FALSE;
    }
  }
  YztPosition to = { row->lon, row->lat };
  g_autofree char *address = g_strdup (yzt_row_word (row, "address"));
  YztDeedNote *note;
  if (had) {
    double bearing_deg = 0;
    g_autofree char *distance = yzt_text_distance (yzt_geo_distance_m (before, to, &bearing_deg));
    note = yzt_deed_note (deed, "placed", g_strdup_printf (_("Moved %s %s: %.5f, %.5f %s"), distance, yzt_text_bearing_word (bearing_deg), to.lon, to.lat, address));
  } else {
    note = yzt_deed_note (deed, "placed", g_strdup_printf (_("Placed at %.5f, %.5f %s"), to.lon, to.lat, address));
  }
  note->has_position = TRUE;
  note->position = to;
  note->place = g_steal_pointer (&address);
  return TRUE;
}

gboolean
yzt_deed_verify (YztDeed *deed, GError **error)
{
  YztRow *row = yzt_deed_row (deed);
  if (!yzt_deed_needs (deed, "reason", _("Say how it was verified and with whom."), error) || !take_fields (deed, row, error)) {
    return FALSE;
  }
  const char *before = yzt_row_word (deed->record->row, "state");
  if (*before == '\0' || g_str_equal (before, "received")) {
    yzt_row_set_text (row, "state", "verifying");
  }
  YztRow *decision = yzt_deed_decide (deed, "verify", before, yzt_row_word (row, "state"), deed->author, error);
  if (decision == NULL) {
    return FALSE;
  }
  g_autofree char *changes = changes_in_words (deed->record->row, row, deed->language);
  if (*changes != '\0') {
    g_autoptr (YztGradeProposal) proposal = propose (deed, row);
    if (!keep_figures (deed, row, yzt_deed_get (deed, "reason"), proposal, error)) {
      return FALSE;
    }
  }
  mark_name (deed, row);
  yzt_deed_note (deed, "verified", g_strdup_printf (_("Verified: %s%s%s"), yzt_deed_get (deed, "reason"), *changes != '\0' ? "; " : "", changes));
  yzt_row_set_text (decision, "name", ((YztDeedNote *) deed->notes->pdata[0])->what);
  return TRUE;
}
