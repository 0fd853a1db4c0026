/* yzt-cases.c: the case library: an incident that is closed becomes a case; cases like an incident, with reasons
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-after-private.h"
#include "yzt-danger.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

enum { WHAT, POINTS, FIGURE, N_CELLS };

/* --- the weather of a time and place, as warnings say it --- */

typedef struct {
  gboolean has_position;
  YztPosition at;
  gint64 at_ms;
  GString *words;
} Sky;

static gboolean
add_warning_cb (const YztRow *row, gpointer user_data)
{
  Sky *sky = user_data;
  gint64 from_ms = yzt_row_time (row, "onset_utc") > 0 ? yzt_row_time (row, "onset_utc") : yzt_row_time (row, "effective_utc"), until_ms = yzt_row_time (row, "expires_utc");
  const char *event = yzt_row_word (row, "event");
  if (from_ms == 0 || from_ms > sky->at_ms || until_ms < sky->at_ms || row->geometry == NULL || !sky->has_position) {
    return TRUE;
  }
  gsize length = 0;
  const void *blob = g_bytes_get_data (row->geometry, &length);
  g_autoptr (YztGeometry) area = yzt_geometry_from_gpkg (blob, length, NULL);
  if (area != NULL && yzt_geometry_contains (area, sky->at)) {
    const char *word = *event != '\0' ? event : yzt_row_word (row, "name");
    if (strstr (sky->words->str, word) == NULL) {
      g_string_append_printf (sky->words, "%s%s", sky->words->len > 0 ? "; " : "", word);
    }
  }
  return TRUE;
}

char *
yzt_after_weather (YztStore *store, gboolean has_position, YztPosition at, gint64 at_ms)
{
  g_autoptr (GString) words = g_string_new (NULL);
  Sky sky = { has_position, at, at_ms, words };
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "warning");
  if (kind != NULL) {
    yzt_store_read_rows (store, kind, add_warning_cb, &sky, NULL);
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* --- likeness --- */

typedef struct {
  const char *language;
  YztErg *erg;
  /* of the incident */
  const char *type, *county;
  char *substance, *weather, *link;
  const char *un;
  double wind_m_s;
  gint64 at_ms;
  gboolean has_position;
  YztPosition at;
  GPtrArray *groups;   /* GStrv of types that are alike, owned */
  GArray *matches;
} Likeness;

static void
match_clear (gpointer data)
{
  YztCaseMatch *match = data;
  g_free (match->name);
  g_free (match->when);
  g_free (match->reasons);
  g_free (match->lessons);
}

static void G_GNUC_PRINTF (2, 3)
add_reason (GString *reasons, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_string_append_printf (reasons, "%s%s", reasons->len > 0 ? "; " : "", reason);
}

/* Both hold one of the words of the row. @word_out: as the rule writes it first. */
static gboolean
both_hold (const char *a, const char *b, const char *words, const char **word_out, GStrv *owner)
{
  gboolean in_a = FALSE, in_b = FALSE;
  *owner = g_strsplit (words, ";", -1);
  for (guint i = 0; (*owner)[i] != NULL; i++) {
    in_a = in_a || strstr (a, (*owner)[i]) != NULL;
    in_b = in_b || strstr (b, (*owner)[i]) != NULL;
  }
  *word_out = (*owner)[0];
  return in_a && in_b;
}

static int
month_of (gint64 ms)
{
  g_autoptr (GDateTime) when = ms > 0 ? g_date_time_new_from_unix_utc (ms / 1000) : NULL;
  return when != NULL ? g_date_time_get_month (when) : 0;
}

static gboolean
is_alike (const Likeness *self, const char *type)
{
  for (guint i = 0; i < self->groups->len; i++) {
    const char *const *group = self->groups->pdata[i];
    if (g_strv_contains (group, self->type) && g_strv_contains (group, type)) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
same_substance (const Likeness *self, const char *text)
{
  g_autofree char *folded = yzt_text_fold (text);
  const YztErgSubstance *substance = self->un != NULL && *text != '\0' ? yzt_erg_find (self->erg, text, NULL) : NULL;
  return *folded != '\0' && (g_str_equal (folded, self->substance) || (substance != NULL && g_str_equal (substance->un, self->un)));
}

typedef struct {
  double points;
  gboolean typed, placed; /* the first rule of its sort that holds is the one that counts */
  GString *reasons;
  char *weather;
} Judged;

static gboolean
judge (const Likeness *self, const YztRow *row, char *const *rule, Judged *judged)
{
  const char *what = rule[WHAT], *type = yzt_row_word (row, "type"), *county = yzt_row_word (row, "county"), *word = NULL;
  double figure = g_ascii_strtod (rule[FIGURE], NULL), wind = yzt_row_number (row, "wind_m_s");
  g_auto (GStrv) words = NULL;
  if (g_str_equal (what, "type") && *type != '\0' && g_str_equal (type, self->type)) {
    add_reason (judged->reasons, _("same type: %s"), yzt_deed_label (row, "type", type, self->language));
    return judged->typed = TRUE;
  }
  if (g_str_equal (what, "group") && !judged->typed && *type != '\0' && is_alike (self, type)) {
    add_reason (judged->reasons, _("like type: %s"), yzt_deed_label (row, "type", type, self->language));
    return judged->typed = TRUE;
  }
  if (g_str_equal (what, "substance") && same_substance (self, yzt_row_word (row, "substance"))) {
    add_reason (judged->reasons, _("same substance: %s"), yzt_row_word (row, "substance"));
    return TRUE;
  }
  if (g_str_equal (what, "place") && !judged->placed && self->has_position && row->has_position) {
    double distance_m = yzt_geo_distance_m (self->at, (YztPosition) { row->lon, row->lat }, NULL);
    g_autofree char *distance = yzt_text_distance (distance_m);
    if (distance_m <= figure) {
      add_reason (judged->reasons, _("%s away"), distance);
      return judged->placed = TRUE;
    }
  }
  if (g_str_equal (what, "county") && *county != '\0' && g_str_equal (county, self->county)) {
    add_reason (judged->reasons, _("same county: %s"), county);
    return TRUE;
  }
  if (g_str_equal (what, "weather") && both_hold (self->weather, judged->weather, rule[FIGURE], &word, &words)) {
    add_reason (judged->reasons, _("same weather: %s"), word);
    return TRUE;
  }
  if (g_str_equal (what, "wind") && wind >= 0 && self->wind_m_s >= 0 && fabs (wind - self->wind_m_s) <= figure) {
    add_reason (judged->reasons, _("like wind: %g m/s"), wind);
    return TRUE;
  }
  int ours = month_of (self->at_ms), theirs = month_of (yzt_row_time (row, "occurred_utc")), apart = ABS (ours - theirs);
  if (g_str_equal (what, "season") && judged->points > 0 && ours > 0 && theirs > 0 && MIN (apart, 12 - apart) <= (int) figure) {
    add_reason (judged->reasons, _("same season"));
    return TRUE;
  }
  return FALSE;
}

static gboolean
judge_cb (const YztRow *row, gpointer user_data)
{
  Likeness *self = user_data;
  const GPtrArray *rules = yzt_after_table ("likeness", N_CELLS);
  g_autofree char *weather = g_strdup_printf ("%s %s", yzt_row_word (row, "weather"), yzt_row_word (row, "course")), *link = yzt_after_link (row, "incident");
  g_autoptr (GString) reasons = g_string_new (NULL);
  g_autofree char *folded = yzt_text_fold (weather);
  Judged judged = { 0, FALSE, FALSE, reasons, folded };
  if (g_strcmp0 (link, self->link) == 0) {
    return TRUE;
  }
  for (guint i = 0; i < rules->len; i++) {
    char *const *rule = rules->pdata[i];
    if (!g_str_equal (rule[WHAT], "like") && judge (self, row, rule, &judged)) {
      judged.points += g_ascii_strtod (rule[POINTS], NULL);
    }
  }
  if (judged.points > 0) {
    double control = yzt_row_number (row, "control_min");
    g_autofree char *when = g_strndup (yzt_row_word (row, "occurred_utc"), 10);
    YztCaseMatch match = { row->fid, g_strdup (yzt_row_word (row, "name")), g_steal_pointer (&when), g_strdup (reasons->str), g_strdup (yzt_row_word (row, "lessons")),
                           yzt_incident_grade_level (row), judged.points, control >= 0 ? control : NAN };
    g_array_append_val (self->matches, match);
  }
  return TRUE;
}

static int
compare_matches (gconstpointer a, gconstpointer b)
{
  const YztCaseMatch *one = a, *two = b;
  if (one->points < two->points || one->points > two->points) {
    return one->points > two->points ? -1 : 1;
  }
  int when = g_strcmp0 (two->when, one->when); /* the later one first */
  return when != 0 ? when : (one->fid > two->fid) - (one->fid < two->fid);
}

static double
newest_wind (YztIncidentRecord *record)
{
  const YztRow *zone = yzt_incident_record_last (record, "danger-zone");
  return zone != NULL ? yzt_row_number (zone, "wind_m_s") : -1;
}

static void
take_groups (Likeness *self)
{
  const GPtrArray *rules = yzt_after_table ("likeness", N_CELLS);
  self->groups = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  for (guint i = 0; i < rules->len; i++) {
    char *const *rule = rules->pdata[i];
    if (g_str_equal (rule[WHAT], "like")) {
      g_ptr_array_add (self->groups, g_strsplit (rule[FIGURE], ";", -1));
    }
  }
}

static gint64
when_of (const YztRow *row)
{
  gint64 occurred_ms = yzt_row_time (row, "occurred_utc");
  return occurred_ms > 0 ? occurred_ms : yzt_row_time (row, "reported_utc");
}

GArray *
yzt_cases_like (YztStore *store, gint64 incident_fid, const char *weather, guint limit, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "case-study");
  g_autoptr (YztIncidentRecord) record = yzt_incident_record_read (store, incident_fid, 0, language, error);
  g_autoptr (YztErg) erg = record != NULL && yzt_incident_record_read_drawn (record, store, language, error) ? yzt_load_erg (error) : NULL;
  g_autoptr (GArray) matches = g_array_new (FALSE, TRUE, sizeof (YztCaseMatch));
  g_array_set_clear_func (matches, match_clear);
  if (erg == NULL) {
    return NULL;
  }
  const YztRow *row = record->row;
  const char *substance = yzt_row_word (row, "substance");
  g_autofree char *folded = yzt_text_fold (substance), *link = g_strdup_printf ("incident/%" G_GINT64_FORMAT, incident_fid);
  g_autofree char *warned = yzt_after_weather (store, row->has_position, (YztPosition) { row->lon, row->lat }, when_of (row));
  g_autofree char *sky = g_strjoin (" ", weather != NULL ? weather : "", warned, yzt_row_word (row, "description"), yzt_row_word (row, "first_word"), yzt_row_word (row, "name"), NULL);
  g_autofree char *sky_folded = yzt_text_fold (sky);
  const YztErgSubstance *known = *substance != '\0' ? yzt_erg_find (erg, substance, NULL) : NULL;
  Likeness self = { language, erg, yzt_row_word (row, "type"), yzt_row_word (row, "county"), folded, sky_folded, link, known != NULL ? known->un : NULL, newest_wind (record),
                    when_of (row), row->has_position, { row->lon, row->lat }, NULL, matches };
  take_groups (&self);
  gboolean read = kind == NULL || yzt_store_read_rows (store, kind, judge_cb, &self, error);
  g_ptr_array_unref (self.groups);
  if (!read) {
    return NULL;
  }
  g_array_sort (matches, compare_matches);
  if (limit > 0 && matches->len > limit) {
    g_array_set_size (matches, limit);
  }
  return g_steal_pointer (&matches);
}

/* --- an incident becomes a case --- */

static void
copy_fields (const YztRow *from, YztRow *to)
{
  static const char *const fields[] = { "name", "type", "grade", "substance", "occurred_utc", "address", "county", "town", "dead", "missing", "injured_serious", "poisoned", "injured_light",
                                        "evacuated", "loss_cny_10k", "message_status" };
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    const YztCell none = { .type = YZT_CELL_NULL };
    if (yzt_kind_get_field_index (from->kind, fields[i]) >= 0 && yzt_kind_get_field_index (to->kind, fields[i]) >= 0) {
      const YztCell *cell = yzt_row_get (from, fields[i]);
      yzt_row_set (to, fields[i], cell != NULL ? cell : &none);
    }
  }
  if (*yzt_row_word (to, "occurred_utc") == '\0') {
    yzt_row_set_text (to, "occurred_utc", yzt_row_get_text (from, "reported_utc"));
  }
  to->has_position = from->has_position;
  to->lon = from->lon;
  to->lat = from->lat;
}

static void
put_text (YztRow *row, const char *field, const char *text)
{
  if (yzt_kind_get_field_index (row->kind, field) >= 0) {
    g_autofree char *shortened = yzt_text_shorten (text, 60000);
    yzt_row_set_text (row, field, *shortened != '\0' ? shortened : NULL);
  }
}

static void
put_number (YztRow *row, const char *field, double value)
{
  YztCell cell = { .type = YZT_CELL_NUMBER, .v.number = value };
  if (yzt_kind_get_field_index (row->kind, field) >= 0 && !isnan (value) && value >= 0) {
    yzt_row_set (row, field, &cell);
  }
}

static char *
forces_in_words (const YztAssessment *assessment)
{
  g_autoptr (GString) words = g_string_new (NULL);
  for (guint i = 0; i < assessment->uses->len; i++) {
    const YztAssessUse *use = &g_array_index (assessment->uses, YztAssessUse, i);
    g_autofree char *number = yzt_text_group_number (use->sent, 2);
    g_string_append_printf (words, "%s%s: %s ×%s %s", i > 0 ? "\n" : "", use->base, use->what, number, use->unit);
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static char *
lessons_in_words (const YztAssessment *assessment)
{
  g_autoptr (GString) words = g_string_new (NULL);
  for (guint i = 0; i < assessment->findings->len; i++) {
    const char *measure = yzt_row_word (assessment->findings->pdata[i], "measure");
    g_string_append_printf (words, "%s%s%s%s", i > 0 ? "\n" : "", yzt_row_word (assessment->findings->pdata[i], "name"), *measure != '\0' ? " → " : "", measure);
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static YztRow *
find_case (YztDeed *deed, YztKind *kind, const char *link, GError **error)
{
  gint64 fid = yzt_store_find_row (deed->store, kind, "incident", link, NULL);
  g_autoptr (YztRow) known = fid > 0 ? yzt_store_get_row (deed->store, kind, fid, error) : NULL;
  return known != NULL ? yzt_deed_update (deed, known) : yzt_deed_insert (deed, "case-study", NULL, error);
}

static void
fill_case (YztDeed *deed, YztRow *row, const YztAssessment *assessment)
{
  const YztRow *incident = deed->row;
  const char *course = yzt_row_word (incident, "description"), *given = yzt_deed_get (deed, "weather");
  g_autofree char *warned = yzt_after_weather (deed->store, incident->has_position, (YztPosition) { incident->lon, incident->lat }, when_of (incident));
  g_autofree char *weather = g_strjoin (*given != '\0' && *warned != '\0' ? "; " : "", given, warned, NULL);
  g_autofree char *forces = forces_in_words (assessment), *lessons = lessons_in_words (assessment);
  copy_fields (incident, row);
  if (*weather != '\0') {
    put_text (row, "weather", weather);
  }
  put_text (row, "course", *course != '\0' ? course : yzt_row_word (incident, "first_word"));
  put_text (row, "forces", forces);
  put_text (row, "lessons", lessons);
  put_number (row, "wind_m_s", newest_wind (deed->record));
  for (guint i = 0; i < assessment->times->len; i++) {
    const YztAssessTime *time = &g_array_index (assessment->times, YztAssessTime, i);
    put_number (row, g_str_equal (time->id, "control") ? "control_min" : g_str_equal (time->id, "arrive") ? "arrive_min" : "", time->minutes);
  }
}

gboolean
yzt_deed_keep_case (YztDeed *deed, GError **error)
{
  YztKind *kind = yzt_kind_set_find (deed->kinds, "case-study");
  g_autofree char *link = g_strdup_printf ("incident/%" G_GINT64_FORMAT, deed->record->row->fid);
  g_autoptr (YztAssessment) assessment = yzt_assessment_of_record (deed->store, deed->record, deed->language, error);
  YztRow *row = assessment != NULL && kind != NULL ? find_case (deed, kind, link, error) : NULL;
  if (row == NULL) {
    return kind == NULL; /* a map without a case library closes all the same */
  }
  yzt_row_set_text (row, "incident", link);
  fill_case (deed, row, assessment);
  return TRUE;
}
