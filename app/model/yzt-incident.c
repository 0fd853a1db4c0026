/* yzt-incident.c: incidents and warnings as rows of a list
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "yzt-rules.h"
#include "yzt-session-private.h"

struct _YztIncident {
  GObject parent_instance;

  guint kind;
  char *kind_id;
  gint64 fid, reported_ms;
  char *title, *subtitle, *type_code, *level_label, *state_label, *feed_source;
  int level;
  gboolean open, acknowledged, exercise, silent, has_position;
  YztPosition position;
  YztGeometry *area;
};
G_DEFINE_FINAL_TYPE (YztIncident, yzt_incident, G_TYPE_OBJECT)

enum {
  PROP_0, PROP_FID, PROP_KIND_ID, PROP_TITLE, PROP_SUBTITLE, PROP_LEVEL, PROP_LEVEL_LABEL, PROP_STATE_LABEL,
  PROP_REPORTED_MS, PROP_OPEN, PROP_ACKNOWLEDGED, PROP_EXERCISE, N_PROPS
};
static GParamSpec *properties[N_PROPS];

/* The first of the datetime fields that the kind has and the row knows. */
static gint64
reported_of (const YztRow *row)
{
  static const char *const fields[] = { "reported_utc", "sent_utc", "effective_utc", "created_at" };
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    gint64 ms;
    const char *text = yzt_row_get_text (row, fields[i]);
    if (text != NULL && yzt_time_parse (text, NULL, &ms)) {
      return ms;
    }
  }
  return 0;
}

static char *
label_of (const YztRow *row, const YztField *field, const char *language)
{
  const char *value = field != NULL ? yzt_row_get_text (row, yzt_field_get_name (field)) : NULL;
  return g_strdup (value != NULL ? yzt_field_get_value_label (field, value, language) : "");
}

/* A name that was taken in by hand, or came so, begins with the word already, whatever brackets stand around it. */
static gboolean
is_marked (const char *name, const char *mark)
{
  static const char *const brackets = "[]【】〔〕（）() ";
  while (*name != '\0' && g_utf8_strchr (brackets, -1, g_utf8_get_char (name)) != NULL) {
    name = g_utf8_next_char (name);
  }
  while (g_utf8_strchr (brackets, -1, g_utf8_get_char (mark)) != NULL) {
    mark = g_utf8_next_char (mark);
  }
  gsize length = 0;
  while (mark[length] != '\0' && g_utf8_strchr (brackets, -1, g_utf8_get_char (mark + length)) == NULL) {
    length += (gsize) (g_utf8_next_char (mark + length) - (mark + length));
  }
  return length > 0 && strncmp (name, mark, length) == 0;
}

char *
yzt_marked_name (const char *name, const char *status)
{
  const char *text = name != NULL ? name : "";
  if (status == NULL || *status == '\0' || g_str_equal (status, "actual")) {
    return g_strdup (text);
  }
  /* TRANSLATORS: before the name of what is only an exercise, or a test or draft message */
  const char *mark = g_str_equal (status, "exercise") ? _("[Exercise] ") : _("[Test] ");
  return is_marked (text, mark) ? g_strdup (text) : g_strconcat (mark, text, NULL);
}

static YztIncident *
incident_new (const YztRow *row, guint kind, const char *language)
{
  YztIncident *self = g_object_new (YZT_TYPE_INCIDENT, NULL);
  const YztField *level = yzt_kind_get_level_field (row->kind);
  const YztField *state = yzt_kind_get_state_field (row->kind);
  const char *name = yzt_row_get_text (row, "name");
  const char *address = yzt_row_get_text (row, "address");
  const char *area_text = yzt_row_get_text (row, "area_text");
  const char *type = yzt_row_get_text (row, "type");
  const char *status = yzt_row_get_text (row, "message_status");
  const char *source = yzt_row_get_text (row, "feed_source");

  self->kind = kind;
  self->kind_id = g_strdup (yzt_kind_get_id (row->kind));
  self->fid = row->fid;
  self->title = yzt_marked_name (name, status);
  self->feed_source = g_strdup (source != NULL ? source : "");
  self->silent = g_strcmp0 (yzt_row_get_text (row, "alarm"), "silent") == 0;
  self->subtitle = g_strdup (address != NULL ? address : (area_text != NULL ? area_text : ""));
  self->type_code = g_strdup (type != NULL ? type : "");
  self->level = yzt_row_get_level (row);
  self->level_label = label_of (row, level, language);
  self->state_label = label_of (row, state, language);
  self->reported_ms = reported_of (row);
  self->open = state == NULL || yzt_rule_incident_is_open (yzt_row_get_text (row, yzt_field_get_name (state)));
  self->acknowledged = yzt_row_get_text (row, "acknowledged_utc") != NULL;
  self->exercise = status != NULL && *status != '\0' && !g_str_equal (status, "actual");
  self->has_position = row->has_position;
  self->position = (YztPosition) { row->lon, row->lat };
  if (row->geometry != NULL) {
    gsize length;
    const void *blob = g_bytes_get_data (row->geometry, &length);
    self->area = yzt_geometry_from_gpkg (blob, length, NULL);
  }
  return self;
}

static gboolean
same_area (const YztGeometry *a, const YztGeometry *b)
{
  if (a == NULL || b == NULL) {
    return a == b;
  }
  g_autoptr (GBytes) one = yzt_geometry_to_gpkg (a), two = yzt_geometry_to_gpkg (b);
  return g_bytes_equal (one, two);
}

gboolean
yzt_incident_is_same (YztIncident *a, YztIncident *b)
{
  return a->kind == b->kind && a->fid == b->fid && a->reported_ms == b->reported_ms && a->level == b->level && a->open == b->open
         && a->acknowledged == b->acknowledged && a->exercise == b->exercise && a->silent == b->silent
         && g_str_equal (a->feed_source, b->feed_source) && a->has_position == b->has_position
         && a->position.lon == b->position.lon && a->position.lat == b->position.lat && g_str_equal (a->title, b->title)
         && g_str_equal (a->subtitle, b->subtitle) && g_str_equal (a->type_code, b->type_code)
         && g_str_equal (a->level_label, b->level_label) && g_str_equal (a->state_label, b->state_label) && same_area (a->area, b->area);
}

/* Open before closed, unacknowledged first, worst level, newest, then fid so that the order is always the same. */
static int
compare_incidents (gconstpointer a, gconstpointer b)
{
  const YztIncident *one = *(YztIncident *const *) a, *two = *(YztIncident *const *) b;
  if (one->open != two->open) {
    return one->open ? -1 : 1;
  }
  if (one->open && one->acknowledged != two->acknowledged) {
    return one->acknowledged ? 1 : -1;
  }
  int level_one = one->level != 0 ? one->level : 5, level_two = two->level != 0 ? two->level : 5;
  if (one->open && level_one != level_two) {
    return level_one - level_two;
  }
  if (one->reported_ms != two->reported_ms) {
    return one->reported_ms > two->reported_ms ? -1 : 1;
  }
  return (one->fid > two->fid) - (one->fid < two->fid);
}

typedef struct {
  GPtrArray *incidents;
  guint kind;
  const char *language;
} Gathering;

static gboolean
gather_cb (const YztRow *row, gpointer user_data)
{
  Gathering *gathering = user_data;
  g_ptr_array_add (gathering->incidents, incident_new (row, gathering->kind, gathering->language));
  return TRUE;
}

GPtrArray *
yzt_load_incidents (YztStore *store, const char *language, GError **error)
{
  static const char *const ids[] = { "incident", "warning" };
  YztKindSet *kinds = yzt_store_get_kinds (store);
  g_autoptr (GPtrArray) incidents = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    int kind = yzt_kind_set_index (kinds, ids[i]);
    if (kind < 0) {
      continue;
    }
    Gathering gathering = { incidents, (guint) kind, language };
    if (!yzt_store_read_rows (store, yzt_kind_set_get (kinds, (guint) kind), gather_cb, &gathering, error)) {
      return NULL;
    }
  }
  g_ptr_array_sort (incidents, compare_incidents);
  return g_steal_pointer (&incidents);
}

guint
yzt_incident_get_kind (YztIncident *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT (self), 0);
  return self->kind;
}

const char *
yzt_incident_get_kind_id (YztIncident *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT (self), NULL);
  return self->kind_id;
}

gint64
yzt_incident_get_fid (YztIncident *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT (self), 0);
  return self->fid;
}

const char *
yzt_incident_get_title (YztIncident *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT (self), NULL);
  return self->title;
}

const char *
yzt_incident_get_type_code (YztIncident *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT (self), NULL);
  return self->type_code;
}

int
yzt_incident_get_level (YztIncident *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT (self), 0);
  return self->level;
}

const char *
yzt_incident_get_level_label (YztIncident *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT (self), NULL);
  return self->level_label;
}

const char *
yzt_incident_get_state_label (YztIncident *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT (self), NULL);
  return self->state_label;
}

gint64
yzt_incident_get_reported_ms (YztIncident *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT (self), 0);
  return self->reported_ms;
}

gboolean
yzt_incident_get_position (YztIncident *self, YztPosition *position_out)
{
  g_return_val_if_fail (YZT_IS_INCIDENT (self), FALSE);
  if (self->has_position && position_out != NULL) {
    *position_out = self->position;
  }
  return self->has_position;
}

gboolean
yzt_incident_is_open (YztIncident *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT (self), FALSE);
  return self->open;
}

gboolean
yzt_incident_is_acknowledged (YztIncident *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT (self), FALSE);
  return self->acknowledged;
}

gboolean
yzt_incident_is_exercise (YztIncident *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT (self), FALSE);
  return self->exercise;
}

gboolean
yzt_incident_is_silent (YztIncident *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT (self), FALSE);
  return self->silent;
}

gboolean
yzt_incident_is_alarm (YztIncident *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT (self), FALSE);
  return self->open && !self->acknowledged && !self->silent;
}

const char *
yzt_incident_get_feed_source (YztIncident *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT (self), NULL);
  return self->feed_source;
}

YztGeometry *
yzt_incident_get_area (YztIncident *self)
{
  g_return_val_if_fail (YZT_IS_INCIDENT (self), NULL);
  return self->area;
}

static void
yzt_incident_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  YztIncident *self = YZT_INCIDENT (object);
  switch (id) {
  case PROP_FID: g_value_set_int64 (value, self->fid); break;
  case PROP_KIND_ID: g_value_set_string (value, self->kind_id); break;
  case PROP_TITLE: g_value_set_string (value, self->title); break;
  case PROP_SUBTITLE: g_value_set_string (value, self->subtitle); break;
  case PROP_LEVEL: g_value_set_int (value, self->level); break;
  case PROP_LEVEL_LABEL: g_value_set_string (value, self->level_label); break;
  case PROP_STATE_LABEL: g_value_set_string (value, self->state_label); break;
  case PROP_REPORTED_MS: g_value_set_int64 (value, self->reported_ms); break;
  case PROP_OPEN: g_value_set_boolean (value, self->open); break;
  case PROP_ACKNOWLEDGED: g_value_set_boolean (value, self->acknowledged); break;
  case PROP_EXERCISE: g_value_set_boolean (value, self->exercise); break;
  default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec); break;
  }
}

static void
yzt_incident_finalize (GObject *object)
{
  YztIncident *self = YZT_INCIDENT (object);
  g_free (self->kind_id);
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->type_code);
  g_free (self->level_label);
  g_free (self->state_label);
  g_free (self->feed_source);
  g_clear_pointer (&self->area, yzt_geometry_unref);
  G_OBJECT_CLASS (yzt_incident_parent_class)->finalize (object);
}

static void
yzt_incident_class_init (YztIncidentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  object_class->get_property = yzt_incident_get_property;
  object_class->finalize = yzt_incident_finalize;
  properties[PROP_FID] = g_param_spec_int64 ("fid", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_KIND_ID] = g_param_spec_string ("kind-id", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  properties[PROP_LEVEL] = g_param_spec_int ("level", NULL, NULL, 0, 4, 0, flags);
  properties[PROP_LEVEL_LABEL] = g_param_spec_string ("level-label", NULL, NULL, NULL, flags);
  properties[PROP_STATE_LABEL] = g_param_spec_string ("state-label", NULL, NULL, NULL, flags);
  properties[PROP_REPORTED_MS] = g_param_spec_int64 ("reported-ms", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_OPEN] = g_param_spec_boolean ("open", NULL, NULL, FALSE, flags);
  properties[PROP_ACKNOWLEDGED] = g_param_spec_boolean ("acknowledged", NULL, NULL, FALSE, flags);
  properties[PROP_EXERCISE] = g_param_spec_boolean ("exercise", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
yzt_incident_init (YztIncident *self)
{
}
