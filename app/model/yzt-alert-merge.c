/* yzt-alert-merge.c: an alert of a feed into the map: new, update, cancel, duplicate
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which message became which row is remembered in the map's settings, one per (sender, identifier): a row only names its newest
 * message, and feeding a folder again must find the older ones too. Everything is looked up inside the act, so that two
 * processes feeding the same file cannot both insert.
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-alert.h"
#include "yzt-base.h"
#include "yzt-district.h"
#include "yzt-incident-act.h"
#include "yzt-rules.h"

#define CMA_SENDER_DIGITS 14
/* A cell ends at 64 KiB. */
#define MAX_CELL_BYTES (60 * 1024)
#define POINT_AREA_RADIUS_M 250.0
#define POINT_AREA_CORNERS 24

/* What is known of one message. */
typedef struct {
  const char *kind_id; /* static; NULL: unknown */
  gint64 fid;
  gint64 sent_ms;
  gboolean seen;       /* FALSE: only named by an update that came first */
} Known;

typedef struct {
  YztStore *store;
  const YztAlert *alert;
  gint64 now_ms;
  YztMergeOutcome outcome;
} Merge;

static const char *const ALERT_KINDS[] = { "incident", "warning" };

static const char *
static_kind_id (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ALERT_KINDS); i++) {
    if (g_strcmp0 (id, ALERT_KINDS[i]) == 0) {
      return ALERT_KINDS[i];
    }
  }
  return NULL;
}

/* --- memory of messages --- */

static char *
memory_key (const char *sender, const char *identifier)
{
  g_autofree char *identity = g_strdup_printf ("%s\n%s", sender, identifier);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA1, identity, -1);

  return g_strdup_printf ("alert:%s", hash);
}

static gboolean
recall_setting (Merge *self, const char *sender, const char *identifier, Known *known_out)
{
  g_autofree char *key = memory_key (sender, identifier);
  g_autofree char *value = yzt_store_get_setting (self->store, key);
  g_auto (GStrv) parts = g_strsplit (value ? value : "", ":", 4);

  if (g_strv_length (parts) != 4 || static_kind_id (parts[0]) == NULL) {
    return FALSE;
  }
  known_out->kind_id = static_kind_id (parts[0]);
  known_out->fid = g_ascii_strtoll (parts[1], NULL, 10);
  known_out->sent_ms = g_ascii_strtoll (parts[2], NULL, 10);
  known_out->seen = g_str_equal (parts[3], "seen");
  return TRUE;
}

static gboolean
remember (YztAct *act, const char *sender, const char *identifier, const Known *known, GError **error)
{
  g_autofree char *key = memory_key (sender, identifier);
  g_autofree char *value = g_strdup_printf ("%s:%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT ":%s", known->kind_id, known->fid,
                                            known->sent_ms, known->seen ? "seen" : "named");

  return yzt_act_put_setting (act, key, value, error);
}

static gint64
row_time (const YztRow *row)
{
  static const char *const fields[] = { "sent_utc", "reported_utc" };
  gint64 utc_ms = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
    const char *text = yzt_kind_get_field_index (row->kind, fields[i]) >= 0 ? yzt_row_get_text (row, fields[i]) : NULL;
    if (text != NULL && yzt_time_parse (text, NULL, &utc_ms)) {
      break;
    }
  }
  return utc_ms;
}

/* Rows that came by an import and not by a feed are known by their own cells. */
static gboolean
recall_row (Merge *self, YztAct *act, const char *sender, const char *identifier, Known *known_out)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ALERT_KINDS); i++) {
    YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (self->store), ALERT_KINDS[i]);
    gint64 fid;
    g_autoptr (YztRow) row = NULL;
    if (kind == NULL || yzt_kind_get_field_index (kind, "identifier") < 0 || yzt_kind_get_field_index (kind, "sender") < 0) {
      continue;
    }
    fid = yzt_act_find_row (act, kind, "identifier", identifier, NULL);
    row = fid != 0 ? yzt_act_get_row (act, kind, fid, NULL) : NULL;
    if (row != NULL && g_strcmp0 (yzt_row_get_text (row, "sender"), sender) == 0) {
      *known_out = (Known) { ALERT_KINDS[i], fid, row_time (row), TRUE };
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
recall (Merge *self, YztAct *act, const char *sender, const char *identifier, Known *known_out)
{
  return recall_setting (self, sender, identifier, known_out) || recall_row (self, act, sender, identifier, known_out);
}

/* "sender,identifier,sent" */
static gboolean
split_reference (const char *reference, char **sender_out, char **identifier_out, gint64 *sent_ms_out)
{
  const char *first = strchr (reference, ',');
  const char *last = strrchr (reference, ',');

  if (first == NULL || first == last) {
    return FALSE;
  }
  *sender_out = g_strndup (reference, (gsize) (first - reference));
  *identifier_out = g_strndup (first + 1, (gsize) (last - first - 1));
  if (!yzt_time_parse (last + 1, NULL, sent_ms_out)) {
    *sent_ms_out = 0;
  }
  return TRUE;
}

/* --- rows --- */

/* A cell only when the kind has the field and takes the value: kinds are the customer's. */
static gboolean
put (YztRow *row, const char *name, const char *text)
{
  const YztField *field = yzt_kind_get_field_index (row->kind, name) >= 0 ? yzt_kind_find_field (row->kind, name) : NULL;
  YztCell cell = { YZT_CELL_NULL };

  if (field == NULL || text == NULL || *text == '\0' || !yzt_field_parse (field, text, &cell, NULL)) {
    return FALSE;
  }
  yzt_row_set (row, name, &cell);
  yzt_cell_clear (&cell);
  return TRUE;
}

static void
put_time (YztRow *row, const char *name, gint64 utc_ms)
{
  if (utc_ms != 0) {
    g_autofree char *text = yzt_time_format_utc (utc_ms);
    put (row, name, text);
  }
}

static const char *
alert_name (const YztAlert *alert)
{
  if (*alert->headline != '\0') {
    return alert->headline;
  }
  return *alert->event != '\0' ? alert->event : alert->identifier;
}

static const char *
sender_name (const YztAlert *alert)
{
  return *alert->sender_name != '\0' ? alert->sender_name : alert->source;
}

/* The value of an enum field that stands for a level. */
static void
put_level (YztRow *row, int level)
{
  const YztField *field = yzt_kind_get_level_field (row->kind);

  for (guint i = 0; field != NULL && level > 0 && i < yzt_field_get_n_values (field); i++) {
    const char *value = yzt_field_get_value (field, i);
    if (yzt_field_get_value_level (field, value) == level) {
      put (row, yzt_field_get_name (field), value);
      return;
    }
  }
}

static void
put_state (YztRow *row, const char *const *states)
{
  for (guint i = 0; states[i] != NULL; i++) {
    if (put (row, "state", states[i])) {
      return;
    }
  }
}

static int
alert_level (const YztAlert *alert)
{
  static const char *const colours[] = { "red", "orange", "yellow", "blue" };

  for (int i = 0; i < (int) G_N_ELEMENTS (colours); i++) {
    if (g_str_equal (alert->colour, colours[i])) {
      return i + 1;
    }
  }
  return yzt_rule_cap_level (alert->severity);
}

/* "circle … 0" names a point, and a kind of areas keeps no points. */
static YztGeometry *
area_round (YztPosition position)
{
  YztPosition points[POINT_AREA_CORNERS];
  const guint starts[] = { 0, POINT_AREA_CORNERS };

  yzt_geo_ring (position, POINT_AREA_RADIUS_M, points, POINT_AREA_CORNERS);
  return yzt_geometry_new_area (points, starts, 1);
}

/* Weather services of China send no outlines: whom a warning is for stands in the first six digits of its number (44122641600000_20261123…). */
static YztGeometry *
district_of (const YztAlert *alert, char **name_out)
{
  g_autofree char *code = g_strndup (alert->identifier, 6);
  gsize digits = strspn (alert->identifier, "0123456789");

  *name_out = NULL;
  return alert->area == NULL && digits == CMA_SENDER_DIGITS && alert->identifier[digits] == '_' ? yzt_district_find (code, *alert->area_text != '\0' ? alert->area_text : alert->headline, name_out) : NULL;
}

/* It has a place by then, and says where the outline is from. */
static void
put_district (YztRow *row, const YztGeometry *district, const char *name, const YztAlert *alert)
{
  YztPosition at = alert->has_position ? alert->position : yzt_geometry_get_label_position (district);

  row->has_position = TRUE;
  row->lon = at.lon;
  row->lat = at.lat;
  g_autofree char *words = g_strdup_printf (_("%s (boundary by administrative code %.6s)"), *alert->area_text != '\0' ? alert->area_text : name, alert->identifier);
  put (row, "area_text", words);
}

static void
put_place (YztRow *row, const YztAlert *alert)
{
  if (alert->has_position) {
    row->has_position = TRUE;
    row->lon = alert->position.lon;
    row->lat = alert->position.lat;
  }
  g_autofree char *district_name = NULL;
  g_autoptr (YztGeometry) district = district_of (alert, &district_name);
  if (yzt_kind_get_geometry (row->kind) == YZT_KIND_GEOMETRY_AREA && (alert->area != NULL || district != NULL || alert->has_position)) {
    g_autoptr (YztGeometry) area = alert->area ? yzt_geometry_ref (alert->area) : district ? yzt_geometry_ref (district) : area_round (alert->position);
    if (district != NULL) {
      put_district (row, district, district_name, alert);
    }
    g_clear_pointer (&row->geometry, g_bytes_unref);
    row->geometry = yzt_geometry_to_gpkg (area);
    if (yzt_kind_get_field_index (row->kind, "circles") >= 0) {
      yzt_row_set_text (row, "circles", *alert->circles != '\0' && strlen (alert->circles) <= MAX_CELL_BYTES ? alert->circles : NULL);
    }
  }
}

/* CAP's word as the reader of the map says it; a word of somebody's own as it came. */
static const char *
cap_word (const char *word)
{
  static const struct {
    const char *code, *label;
  } words[] = { { "Extreme", N_("Extreme") }, { "Severe", N_("Severe") }, { "Moderate", N_("Moderate") }, { "Minor", N_("Minor") }, { "Immediate", N_("Immediate") },
                { "Expected", N_("Expected soon") }, { "Future", N_("Future") }, { "Past", N_("Past") }, { "Observed", N_("Observed") }, { "Likely", N_("Likely") },
                { "Possible", N_("Possible") }, { "Unlikely", N_("Unlikely") }, { "Unknown", N_("Unknown") } };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_str_equal (words[i].code, word)) {
      return _(words[i].label);
    }
  }
  return word;
}

/* An incident has no fields for CAP's words and the instruction: they stand below its description. */
static void
put_description (YztRow *row, const YztAlert *alert)
{
  GString *text = g_string_new (alert->description);
  g_autofree char *description = NULL;

  if (*alert->instruction != '\0' && yzt_kind_get_field_index (row->kind, "instruction") < 0) {
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n\n" : "", alert->instruction);
  }
  if (*alert->severity != '\0' && yzt_kind_get_field_index (row->kind, "severity") < 0) {
    g_string_append_printf (text, "%s%s · %s · %s", text->len > 0 ? "\n\n" : "", cap_word (alert->severity), cap_word (alert->urgency),
                            cap_word (alert->certainty));
  }
  /* Both parts may be as long as a cell may be. */
  if (text->len > MAX_CELL_BYTES) {
    g_string_truncate (text, (gsize) (g_utf8_find_prev_char (text->str, text->str + MAX_CELL_BYTES) - text->str));
  }
  description = g_string_free (text, FALSE);
  put (row, "description", description);
}

static void
put_texts (YztRow *row, const YztAlert *alert)
{
  const struct {
    const char *field;
    const char *text;
  } texts[] = {
    { "sender", alert->source },
    { "identifier", alert->identifier },
    { "message_status", alert->status },
    { "event", alert->event },
    { "headline", alert->headline },
    { "instruction", alert->instruction },
    { "area_text", alert->area_text },
    { "address", alert->area_text },
    { "web", alert->web },
    { "contact", alert->contact },
    { "source", sender_name (alert) },
    { "feed_source", alert->origin },
  };
  const struct {
    const char *field;
    const char *word;
    const char *else_word; /* where the sender has a word of its own */
  } words[] = { { "category", alert->category, "other" }, { "severity", alert->severity, "unknown" }, { "urgency", alert->urgency, "unknown" }, { "certainty", alert->certainty, "unknown" } };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    put (row, texts[i].field, texts[i].text);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (*words[i].word != '\0' && !put (row, words[i].field, words[i].word)) {
      put (row, words[i].field, words[i].else_word);
    }
  }
  put_description (row, alert);
}

static gboolean
is_incident (const YztRow *row)
{
  return g_str_equal (yzt_kind_get_id (row->kind), "incident");
}

/* Sounds when it is as bad as the source's threshold asks, or when nobody says how bad it is: an alarm too many is the smaller harm. */
static void
put_alarm (YztRow *row, const YztAlert *alert)
{
  int level = alert_level (alert);
  gboolean silent = alert->alarm_level == 5 || (alert->alarm_level != 0 && level > alert->alarm_level);

  put (row, "alarm", silent ? "silent" : "sound");
}

/* Cells the alert says something about; what it leaves open stays as it was. */
static void
fill_row (YztRow *row, const YztAlert *alert)
{
  put (row, "name", alert_name (alert));
  put_texts (row, alert);
  put_place (row, alert);
  put_alarm (row, alert);
  /* An accident's grade is counted in dead and hurt (Order 493); severity says nothing of it. */
  if (!is_incident (row)) {
    put_level (row, alert_level (alert));
  }
  put_time (row, "sent_utc", alert->sent_ms);
  put_time (row, "effective_utc", alert->effective_ms);
  put_time (row, "onset_utc", alert->onset_ms);
  put_time (row, "expires_utc", alert->expires_ms);
}

gboolean
yzt_alert_time_is_likely (gint64 utc_ms, gint64 now_ms)
{
  const gint64 year_2000_ms = G_GINT64_CONSTANT (946684800000), day_ms = 24 * 3600 * 1000;

  return utc_ms >= year_2000_ms && utc_ms <= now_ms + day_ms;
}

static YztRow *
new_row (YztKind *kind, const YztAlert *alert, gint64 now_ms)
{
  static const char *const incident_states[] = { "received", NULL };
  static const char *const warning_states[] = { "active", NULL };
  static const char *const expired_states[] = { "expired", "active", NULL };
  YztRow *row = yzt_row_new (kind);

  gboolean likely = yzt_alert_time_is_likely (alert->sent_ms, now_ms);
  fill_row (row, alert);
  if (!likely) {
    put_time (row, "sent_utc", now_ms);
  }
  if (is_incident (row)) {
    put (row, "type", yzt_rule_cap_incident_type (alert->category, alert->event));
    /* The clocks count from here: a sender whose clock is fast puts nothing off. */
    put_time (row, "reported_utc", likely ? MIN (alert->sent_ms, now_ms) : now_ms);
    put_time (row, "occurred_utc", alert->onset_ms);
    put_state (row, incident_states);
  } else {
    gboolean over = alert->expires_ms != 0 && alert->expires_ms < now_ms;
    put_state (row, over ? expired_states : warning_states);
  }
  return row;
}

/* --- what to do with an alert --- */

static gboolean
tells_of_incident (const YztAlert *alert)
{
  if (*alert->become != '\0') {
    return g_str_equal (alert->become, "incident");
  }
  return yzt_rule_cap_is_incident (alert->category, alert->certainty, alert->urgency);
}

static gboolean
insert_alert (Merge *self, YztAct *act, Known *known_out, GError **error)
{
  const YztAlert *alert = self->alert;
  gboolean incident = tells_of_incident (alert);
  const char *kind_id = ALERT_KINDS[incident ? 0 : 1];
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (self->store), kind_id);
  g_autoptr (YztRow) row = NULL;

  if (kind == NULL) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND,
                 _("This map has no kind “%s” to take the alert into; add its kind file."), kind_id);
    return FALSE;
  }
  row = new_row (kind, alert, self->now_ms);
  if (!yzt_act_insert (act, row, error)) {
    return FALSE;
  }
  *known_out = (Known) { kind_id, row->fid, alert->sent_ms, TRUE };
  self->outcome = YZT_MERGE_INSERTED;
  return TRUE;
}

/* When the newest message of this row was sent. */
static gint64
newest_sent_ms (Merge *self, YztAct *act, const YztRow *row, const Known *known)
{
  Known newest = *known;
  const char *sender = yzt_kind_get_field_index (row->kind, "sender") >= 0 ? yzt_row_get_text (row, "sender") : NULL;
  const char *identifier = yzt_kind_get_field_index (row->kind, "identifier") >= 0 ? yzt_row_get_text (row, "identifier") : NULL;

  if (sender != NULL && identifier != NULL) {
    recall (self, act, sender, identifier, &newest);
  }
  gint64 sent_ms = MAX (newest.sent_ms, known->sent_ms);
  /* One that says it is of 2090 must not keep out all that come after it. */
  return yzt_alert_time_is_likely (sent_ms, self->now_ms) ? sent_ms : 0;
}

static YztRow *
known_row (Merge *self, YztAct *act, const Known *known)
{
  YztKind *kind = known->kind_id ? yzt_kind_set_find (yzt_store_get_kinds (self->store), known->kind_id) : NULL;

  return kind ? yzt_act_get_row (act, kind, known->fid, NULL) : NULL;
}

/* An incident that is handled tells in its log what its source said since. */
static gboolean
log_alert (Merge *self, YztAct *act, const YztRow *row, const char *format, GError **error)
{
  YztKindSet *kinds = yzt_store_get_kinds (self->store);
  YztKind *log = is_incident (row) ? yzt_kind_set_find (kinds, "log-entry") : NULL;
  gint64 lines = 0;

  if (log == NULL) {
    return TRUE;
  }
  if (!yzt_act_get_max (act, log, row->fid, "number", &lines, error)) {
    return FALSE;
  }
  const char *headline = *self->alert->headline != '\0' ? self->alert->headline : alert_name (self->alert);
  g_autofree char *what = g_strdup_printf (format, headline);
  YztLogNote note = { .entry_kind = "received", .what = what, .from = self->alert->source, .channel = "feed", .author = self->alert->source, .now_ms = self->now_ms };
  return lines == 0 || yzt_act_log (act, kinds, row->fid, &note, error);
}

static gboolean
update_row (Merge *self, YztAct *act, YztRow *row, GError **error)
{
  static const char *const reopened_incident[] = { "received", NULL };
  static const char *const reopened_warning[] = { "active", NULL };
  const char *state = yzt_kind_get_field_index (row->kind, "state") >= 0 ? yzt_row_get_text (row, "state") : NULL;
  int level_before = yzt_row_get_level (row);

  fill_row (row, self->alert);
  /* An update takes back a cancel or an expiry; what an operator closed stays closed. */
  if (g_strcmp0 (state, "cancelled") == 0 || g_strcmp0 (state, "expired") == 0) {
    put_state (row, is_incident (row) ? reopened_incident : reopened_warning);
  }
  /* Worse than what was acknowledged: somebody must look again, and a warning that was kept with another stands by itself. */
  if (yzt_row_get_level (row) != 0 && (level_before == 0 || yzt_row_get_level (row) < level_before)) {
    if (!is_incident (row) && g_strcmp0 (state, "merged") == 0) {
      put_state (row, reopened_warning);
      yzt_row_set_text (row, "merged_into", NULL);
    }
    const char *const stamps[] = { "acknowledged_by", "acknowledged_utc" };
    for (gsize i = 0; i < G_N_ELEMENTS (stamps); i++) {
      if (yzt_kind_get_field_index (row->kind, stamps[i]) >= 0) {
        yzt_row_set_text (row, stamps[i], NULL);
      }
    }
  }
  self->outcome = YZT_MERGE_UPDATED;
  return yzt_act_update (act, row, error) && log_alert (self, act, row, _("The source says anew: %s"), error);
}

static gboolean
cancel_row (Merge *self, YztAct *act, YztRow *row, GError **error)
{
  static const char *const cancelled[] = { "cancelled", "closed", NULL };

  put_state (row, cancelled);
  put (row, "identifier", self->alert->identifier);
  put_time (row, "sent_utc", self->alert->sent_ms);
  return yzt_act_update (act, row, error) && log_alert (self, act, row, _("The source takes it back: %s"), error);
}

/* The rows the alert speaks of: its own identity first, then those it refers to, each once. (element-type Known) */
static GArray *
find_targets (Merge *self, YztAct *act)
{
  const YztAlert *alert = self->alert;
  GArray *targets = g_array_new (FALSE, FALSE, sizeof (Known));
  Known known;

  if (recall (self, act, alert->source, alert->identifier, &known)) {
    g_array_append_val (targets, known);
  }
  for (guint i = 0; alert->message != YZT_ALERT_NEW && i < alert->references->len; i++) {
    g_autofree char *sender = NULL;
    g_autofree char *identifier = NULL;
    gboolean there = FALSE;
    gint64 sent_ms = 0;
    if (!split_reference (g_ptr_array_index (alert->references, i), &sender, &identifier, &sent_ms) ||
        !recall (self, act, sender, identifier, &known)) {
      continue;
    }
    for (guint n = 0; n < targets->len; n++) {
      const Known *other = &g_array_index (targets, Known, n);
      there = there || (other->fid == known.fid && g_str_equal (other->kind_id, known.kind_id));
    }
    if (!there) {
      g_array_append_val (targets, known);
    }
  }
  return targets;
}

static gboolean
remember_all (Merge *self, YztAct *act, const Known *known, GError **error)
{
  const YztAlert *alert = self->alert;

  if (!remember (act, alert->source, alert->identifier, known, error)) {
    return FALSE;
  }
  for (guint i = 0; alert->message != YZT_ALERT_NEW && i < alert->references->len; i++) {
    g_autofree char *sender = NULL;
    g_autofree char *identifier = NULL;
    Known named = { known->kind_id, known->fid, 0, FALSE };
    Known there;
    if (split_reference (g_ptr_array_index (alert->references, i), &sender, &identifier, &named.sent_ms) &&
        !recall (self, act, sender, identifier, &there) && !remember (act, sender, identifier, &named, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
merge_new_or_update (Merge *self, YztAct *act, GArray *targets, GError **error)
{
  const YztAlert *alert = self->alert;
  Known known = { NULL };

  for (guint i = 0; i < targets->len; i++) {
    const Known *target = &g_array_index (targets, Known, i);
    g_autoptr (YztRow) row = known_row (self, act, target);
    if (row == NULL) {
      continue;
    }
    if (alert->sent_ms <= newest_sent_ms (self, act, row, target)) {
      self->outcome = YZT_MERGE_IGNORED;
      return TRUE;
    }
    /* One message may replace several: the first row lives on, the others are over. */
    if (known.kind_id == NULL ? !update_row (self, act, row, error) : !cancel_row (self, act, row, error)) {
      return FALSE;
    }
    if (known.kind_id == NULL) {
      known = (Known) { target->kind_id, target->fid, alert->sent_ms, TRUE };
    }
  }
  if (known.kind_id == NULL && !insert_alert (self, act, &known, error)) {
    return FALSE;
  }
  return remember_all (self, act, &known, error);
}

/* It came before what it cancels: when that comes, it is over already. */
static gboolean
remember_cancelled (Merge *self, YztAct *act, GError **error)
{
  const YztAlert *alert = self->alert;

  for (guint i = 0; i < alert->references->len; i++) {
    g_autofree char *sender = NULL;
    g_autofree char *identifier = NULL;
    gint64 sent_ms = 0;
    Known named = { ALERT_KINDS[1], 0, alert->sent_ms, FALSE };
    Known there;
    if (split_reference (g_ptr_array_index (alert->references, i), &sender, &identifier, &sent_ms) &&
        !recall (self, act, sender, identifier, &there) && !remember (act, sender, identifier, &named, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
merge_cancel (Merge *self, YztAct *act, GArray *targets, GError **error)
{
  const YztAlert *alert = self->alert;

  self->outcome = YZT_MERGE_IGNORED;
  for (guint i = 0; i < targets->len; i++) {
    Known known = g_array_index (targets, Known, i);
    g_autoptr (YztRow) row = known_row (self, act, &known);
    if (row == NULL || alert->sent_ms < newest_sent_ms (self, act, row, &known)) {
      continue;
    }
    known.sent_ms = alert->sent_ms;
    known.seen = TRUE;
    if (!cancel_row (self, act, row, error) || !remember (act, alert->source, alert->identifier, &known, error)) {
      return FALSE;
    }
    self->outcome = YZT_MERGE_CANCELLED;
  }
  return targets->len > 0 || remember_cancelled (self, act, error);
}

static gboolean
merge_act (YztAct *act, gpointer user_data, GError **error)
{
  Merge *self = user_data;
  const YztAlert *alert = self->alert;
  Known same;
  g_autoptr (GArray) targets = NULL;

  if (recall (self, act, alert->source, alert->identifier, &same) && same.sent_ms >= alert->sent_ms) {
    self->outcome = same.seen && same.sent_ms == alert->sent_ms ? YZT_MERGE_DUPLICATE : YZT_MERGE_IGNORED;
    return TRUE;
  }
  targets = find_targets (self, act);
  return alert->message == YZT_ALERT_CANCEL ? merge_cancel (self, act, targets, error)
                                            : merge_new_or_update (self, act, targets, error);
}

static char *
make_label (const YztAlert *alert)
{
  const char *sender = sender_name (alert);
  const char *name = alert_name (alert);

  if (alert->message == YZT_ALERT_CANCEL) {
    /* TRANSLATORS: who cancelled, what */
    return g_strdup_printf (_("Cancelled by %s: %s"), sender, name);
  }
  if (alert->message == YZT_ALERT_UPDATE) {
    /* TRANSLATORS: who sent the update, of what */
    return g_strdup_printf (_("Update from %s: %s"), sender, name);
  }
  return tells_of_incident (alert)
             ? g_strdup_printf (_("Incident from %s: %s"), sender, name)
             : g_strdup_printf (_("Warning from %s: %s"), sender, name);
}

gboolean
yzt_alert_merge (YztStore *store, const YztAlert *alert, const char *author, const YztClock *clock, YztMergeOutcome *outcome_out,
                 YztActResult **result_out, GError **error)
{
  Merge merge = { store, alert, 0, YZT_MERGE_IGNORED };
  g_autofree char *label = NULL;
  YztActInfo info = { author, NULL, NULL, 0, YZT_ACT_FEED };
  g_autoptr (YztActResult) result = NULL;

  g_return_val_if_fail (YZT_IS_STORE (store), FALSE);
  g_return_val_if_fail (alert != NULL && clock != NULL, FALSE);

  /* Acknowledgements and error reports between senders are not for the map. */
  if (alert->message != YZT_ALERT_ACK && alert->message != YZT_ALERT_ERROR) {
    merge.now_ms = yzt_clock_now_ms (clock);
    label = make_label (alert);
    info.label = label;
    result = yzt_store_write (store, &info, merge_act, &merge, error);
    if (result == NULL) {
      return FALSE;
    }
  }
  if (outcome_out != NULL) {
    *outcome_out = merge.outcome;
  }
  if (result_out != NULL) {
    *result_out = g_steal_pointer (&result);
  }
  return TRUE;
}
