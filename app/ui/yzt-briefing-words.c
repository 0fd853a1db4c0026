/* yzt-briefing-words.c: what a scene says, from its row, its facts and the time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-briefing-words.h"
#include <glib/gi18n-lib.h>
#include <math.h>

static const char *
text_of (const YztRow *row, const char *field)
{
  const char *text = yzt_kind_get_field_index (row->kind, field) >= 0 ? yzt_row_get_text (row, field) : NULL;
  return text != NULL ? text : "";
}

char *
yzt_briefing_clock (YztSession *session, gint64 at_ms, gboolean seconds)
{
  return yzt_time_format_local (at_ms, yzt_session_get_time_zone (session), seconds ? "%H:%M:%S" : "%H:%M");
}

YztSceneFilter
yzt_briefing_filter (YztSession *session, const YztBriefingScene *scene, guint *n_gone_out)
{
  YztKindSet *kinds = yzt_session_get_kinds (session);
  YztSceneFilter filter = { 0 };
  guint n_gone = 0;
  for (guint i = 0; scene->layers != NULL && scene->layers[i] != NULL; i++) {
    int index = yzt_kind_set_index (kinds, scene->layers[i]);
    if (index >= 0 && index < YZT_KINDS_ON_MAP_MAX && yzt_kind_get_geometry (yzt_kind_set_get (kinds, (guint) index)) != YZT_KIND_GEOMETRY_NONE) {
      filter.kinds |= G_GUINT64_CONSTANT (1) << index;
    } else {
      n_gone++;
    }
  }
  if (n_gone_out != NULL) {
    *n_gone_out = n_gone;
  }
  return scene->layers != NULL ? filter : yzt_session_get_filter (session);
}

char *
yzt_briefing_notice (YztBriefing *briefing, guint index, const YztBriefingFacts *facts)
{
  const YztBriefingScene *scene = yzt_briefing_get (briefing, index);
  GString *words = g_string_new (NULL);
  guint n_gone;
  yzt_briefing_filter (yzt_briefing_get_session (briefing), scene, &n_gone);
  if (facts != NULL && facts->incident_gone) {
    g_string_append_printf (words, "%s\n", _("The incident of this scene is no longer in the map; the scene is shown without it."));
  }
  if (n_gone > 0) {
    g_string_append_printf (words, ngettext ("%u layer of this scene is no longer in the map.", "%u layers of this scene are no longer in the map.", n_gone), n_gone);
    g_string_append_c (words, '\n');
  }
  for (guint i = 0; facts != NULL && i < facts->answers->len; i++) {
    const YztFigureAnswer *answer = facts->answers->pdata[i];
    if (answer->problem != NULL) {
      g_string_append_printf (words, "%s: %s\n", answer->title, answer->problem);
    }
  }
  if (facts != NULL && facts->answers->len < g_strv_length (scene->figures)) {
    g_string_append_printf (words, "%s\n", _("A figure of this scene is not in the catalogue any more; choose another."));
  }
  return g_strchomp (g_string_free (words, FALSE));
}

/* --- the head --- */

static void
add_part (GString *line, const char *part)
{
  if (part != NULL && *part != '\0') {
    g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", part);
  }
}

static void
add_incident (YztStageContent *content, GString *line, YztSession *session, const YztRow *row)
{
  const char *language = yzt_session_get_language (session), *response = text_of (row, "response_level");
  const YztField *grade = yzt_kind_get_level_field (row->kind), *state = yzt_kind_get_state_field (row->kind);
  gint64 now_ms = yzt_clock_now_ms (yzt_session_get_clock (session)), reported_ms;
  content->level = yzt_row_get_level (row);
  if (grade != NULL && *text_of (row, yzt_field_get_name (grade)) != '\0') {
    content->badge = g_strdup (yzt_field_get_value_label (grade, text_of (row, yzt_field_get_name (grade)), language));
  }
  if (yzt_time_parse (text_of (row, "reported_utc"), NULL, &reported_ms)) {
    g_autofree char *at = yzt_time_format_clock (reported_ms, now_ms, yzt_session_get_time_zone (session)), *age = yzt_time_format_age (reported_ms, now_ms);
    g_autofree char *taken = g_strdup_printf (_("taken in %s"), at);
    add_part (line, taken);
    add_part (line, age);
  }
  if (state != NULL) {
    add_part (line, yzt_field_get_value_label (state, text_of (row, yzt_field_get_name (state)), language));
  }
  if (*response != '\0') {
    g_autofree char *words = g_strdup_printf (_("response %s"), yzt_field_get_value_label (yzt_kind_find_field (row->kind, "response_level"), response, language));
    add_part (line, words);
  }
}

/* "+3 (+50 %)" beside what is compared with the year before. */
static char *
beside_of (const YztFigureAnswer *answer)
{
  if (*answer->beside != '\0' || isnan (answer->all.before)) {
    return g_strdup (answer->beside);
  }
  g_autofree char *change = yzt_figure_change_words (&answer->all);
  return g_strdup_printf (_("y/y %s"), change);
}

static void
add_figures (YztStageContent *content, const YztBriefingScene *scene, const YztBriefingFacts *facts, const char *language)
{
  const YztFigureBook *book = facts == NULL ? yzt_figure_book (NULL) : NULL;
  for (guint i = 0; facts != NULL && i < facts->answers->len; i++) {
    const YztFigureAnswer *answer = facts->answers->pdata[i];
    g_autofree char *beside = beside_of (answer);
    yzt_stage_content_add (content, answer->title, answer->text, answer->problem != NULL || isnan (answer->all.value) ? "" : answer->unit_beside, beside, answer->is_short,
                           answer->problem != NULL || isnan (answer->all.value));
  }
  /* Their places stand already while they are being counted. */
  for (guint i = 0; book != NULL && scene->figures[i] != NULL; i++) {
    const YztFigureSpec *spec = yzt_figure_book_find (book, scene->figures[i]);
    if (spec != NULL) {
      yzt_stage_content_add (content, yzt_figure_spec_get_title (spec, language), "…", "", "", FALSE, TRUE);
    }
  }
}

static char *
footer_of (YztBriefing *briefing, const YztBriefingScene *scene, const YztBriefingFacts *facts, const char *sources)
{
  YztSession *session = yzt_briefing_get_session (briefing);
  GString *line = g_string_new (NULL);
  if (facts != NULL) {
    g_autofree char *at = yzt_briefing_clock (session, facts->as_of_ms, TRUE);
    g_autofree char *as_of = g_strdup_printf (_("as of %s"), at), *entry = g_strdup_printf (_("journal #%ld"), (long) facts->entry);
    add_part (line, as_of);
    add_part (line, entry);
    if (facts->incident_gone) {
      add_part (line, _("the incident of this scene is no longer in the map"));
    }
  }
  if (scene->ring_m > 0) {
    add_part (line, _("straight-line distances"));
  }
  if (yzt_session_is_sample (session)) {
    add_part (line, _("sample data"));
  }
  add_part (line, sources);
  return g_string_free (line, FALSE);
}

YztStageContent *
yzt_briefing_content (YztBriefing *briefing, guint index, const YztBriefingFacts *facts, const char *sources)
{
  YztSession *session = yzt_briefing_get_session (briefing);
  YztStageContent *content = yzt_stage_content_new ();
  content->clock = yzt_briefing_clock (session, yzt_clock_now_ms (yzt_session_get_clock (session)), FALSE);
  if (index >= yzt_briefing_get_n (briefing)) {
    content->title = g_strdup (yzt_session_get_title (session));
    content->line = g_strdup (yzt_briefing_is_listed (briefing) ? _("This map has no scene yet: Ctrl+F5 in the map’s window makes one of what is on the screen.") : "");
    return content;
  }
  const YztBriefingScene *scene = yzt_briefing_get (briefing, index);
  g_autoptr (GString) line = g_string_new (NULL);
  const YztRow *incident = facts != NULL ? facts->incident : NULL;
  const char *name = *scene->name != '\0' || incident == NULL ? scene->name : text_of (incident, "name");
  content->title = yzt_marked_name (name, incident != NULL ? text_of (incident, "message_status") : NULL);
  content->counter = g_strdup_printf ("%u / %u", index + 1, yzt_briefing_get_n (briefing));
  if (incident != NULL) {
    add_incident (content, line, session, incident);
  }
  add_part (line, scene->captions);
  content->line = g_strdup (line->str);
  add_figures (content, scene, facts, yzt_session_get_language (session));
  content->footer = footer_of (briefing, scene, facts, sources);
  return content;
}
