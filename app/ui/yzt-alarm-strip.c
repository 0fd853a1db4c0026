/* yzt-alarm-strip.c: the strip at the top that names what nobody has acknowledged yet
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-alarm-strip.h"
#include <glib/gi18n-lib.h>
#include "yzt-hover.h"
#include "yzt-ui.h"

/* So many alarms of one source that nobody has acknowledged are a flood: named together, and acknowledged together. */
#define FLOOD_FROM 10

struct _YztAlarmStrip {
  GtkWidget parent_instance;
  GtkRevealer *revealer;
  GtkWidget *swatch;
  GtkLabel *count;
  GtkLabel *text, *fault;
  GtkWidget *button;
  YztSession *session;
  GListModel *incidents;
  YztIncident *oldest; /* the one that is named */
  GPtrArray *flood;    /* YztIncident: @oldest and those of its source, when they are a flood; empty otherwise */
  YztAlarm *alarm;
  guint idle;          /* the list has changed */
  GHashTable *asked;   /* YztIncident: acknowledged by hand, not yet written; the next Space is about the next one */
};
G_DEFINE_FINAL_TYPE (YztAlarmStrip, yzt_alarm_strip, GTK_TYPE_WIDGET)

enum { ACKNOWLEDGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
same_incident (gconstpointer a, gconstpointer b)
{
  return yzt_incident_get_kind ((YztIncident *) a) == yzt_incident_get_kind ((YztIncident *) b)
      && yzt_incident_get_fid ((YztIncident *) a) == yzt_incident_get_fid ((YztIncident *) b);
}

static guint
hash_incident (gconstpointer incident)
{
  gint64 fid = yzt_incident_get_fid ((YztIncident *) incident);
  return g_int64_hash (&fid) ^ yzt_incident_get_kind ((YztIncident *) incident);
}

static gboolean
is_waiting (YztAlarmStrip *self, YztIncident *incident)
{
  return yzt_incident_is_alarm (incident) && !g_hash_table_contains (self->asked, incident);
}

/* How many wait of each level ("Ⅰ 1 · Ⅲ 2"); @oldest is the one that waits longest. */
static guint
survey (YztAlarmStrip *self, guint by_level[5])
{
  guint waiting = 0;
  g_clear_object (&self->oldest);
  guint n = self->incidents != NULL ? g_list_model_get_n_items (self->incidents) : 0;
  for (guint i = 0; i < n; i++) {
    g_autoptr (YztIncident) incident = g_list_model_get_item (self->incidents, i);
    if (!is_waiting (self, incident)) {
      continue;
    }
    waiting++;
    by_level[CLAMP (yzt_incident_get_level (incident), 0, 4)]++;
    if (self->oldest == NULL || yzt_incident_get_reported_ms (incident) < yzt_incident_get_reported_ms (self->oldest)) {
      g_set_object (&self->oldest, incident);
    }
  }
  return waiting;
}

/* Those that came from where the oldest came from, exercises apart from the others. */
static void
gather_flood (YztAlarmStrip *self)
{
  g_ptr_array_set_size (self->flood, 0);
  if (self->oldest == NULL || *yzt_incident_get_feed_source (self->oldest) == '\0') {
    return;
  }
  g_ptr_array_add (self->flood, g_object_ref (self->oldest));
  for (guint i = 0; i < g_list_model_get_n_items (self->incidents); i++) {
    g_autoptr (YztIncident) incident = g_list_model_get_item (self->incidents, i);
    if (is_waiting (self, incident) && incident != self->oldest && yzt_incident_is_exercise (incident) == yzt_incident_is_exercise (self->oldest)
        && g_str_equal (yzt_incident_get_feed_source (incident), yzt_incident_get_feed_source (self->oldest))) {
      g_ptr_array_add (self->flood, g_object_ref (incident));
    }
  }
  if (self->flood->len < FLOOD_FROM) {
    g_ptr_array_set_size (self->flood, 0);
  }
}

static int
worst_of (GPtrArray *incidents)
{
  int worst = 0;
  for (guint i = 0; i < incidents->len; i++) {
    int level = yzt_incident_get_level (incidents->pdata[i]);
    worst = level != 0 && (worst == 0 || level < worst) ? level : worst;
  }
  return worst;
}

static char *
name_flood (YztAlarmStrip *self, const char *when)
{
  int worst = worst_of (self->flood);
  g_autofree char *level = worst != 0 ? g_strdup_printf (_(" · worst %s"), yzt_level_numeral (worst)) : g_strdup ("");
  /* TRANSLATORS: a flood of alerts: source, how many, worst level, name of the oldest, when */
  return g_strdup_printf (_("%s: %u alerts%s · oldest: %s%s%s"), yzt_incident_get_feed_source (self->oldest), self->flood->len, level,
                          yzt_incident_get_title (self->oldest), *when != '\0' ? " · " : "", when);
}

static void
name_oldest (YztAlarmStrip *self)
{
  gint64 reported_ms = yzt_incident_get_reported_ms (self->oldest);
  g_autofree char *when = reported_ms > 0 ? yzt_ui_time_with_age (self->session, reported_ms) : g_strdup ("");
  g_autofree char *text = self->flood->len > 0
      ? name_flood (self, when)
      : g_strdup_printf ("%s%s%s%s%s", yzt_incident_get_level_label (self->oldest), *yzt_incident_get_level_label (self->oldest) != '\0' ? " · " : "",
                         yzt_incident_get_title (self->oldest), *when != '\0' ? " · " : "", when);
  gtk_label_set_text (self->text, text);
  yzt_ui_set_tip (GTK_WIDGET (self->text), text);
  yzt_level_style (self->swatch, self->flood->len > 0 ? worst_of (self->flood) : yzt_incident_get_level (self->oldest));
}

/* Exercises, tests and drafts are seen and never heard. */
static void
sound_while_waiting (YztAlarmStrip *self)
{
  g_autoptr (YztIncident) first = NULL;
  guint n_heard = 0;
  guint n = self->incidents != NULL ? g_list_model_get_n_items (self->incidents) : 0;
  for (guint i = 0; i < n; i++) {
    g_autoptr (YztIncident) incident = g_list_model_get_item (self->incidents, i);
    if (is_waiting (self, incident) && !yzt_incident_is_exercise (incident)) {
      n_heard++;
      if (first == NULL) {
        first = g_object_ref (incident);
      }
    }
  }
  yzt_alarm_set (self->alarm, n_heard, first != NULL ? yzt_incident_get_title (first) : NULL);
}

static void
show_fault (YztAlarmStrip *self)
{
  const char *fault = yzt_alarm_get_fault (self->alarm);
  gtk_label_set_text (self->fault, fault != NULL ? fault : "");
  gtk_widget_set_visible (GTK_WIDGET (self->fault), fault != NULL);
}

static void
refresh (YztAlarmStrip *self)
{
  guint by_level[5] = { 0 };
  guint waiting = survey (self, by_level);
  g_autoptr (GString) count = g_string_new (NULL);
  gather_flood (self);
  if (waiting > 0) {
    g_string_printf (count, ngettext ("%u not acknowledged", "%u not acknowledged", waiting), waiting);
    for (int level = 1; level <= 4 && waiting > 1; level++) {
      if (by_level[level] > 0) {
        g_string_append_printf (count, " · %s %u", yzt_level_numeral (level), by_level[level]);
      }
    }
    name_oldest (self);
  }
  yzt_hover_bind_row (GTK_WIDGET (self), self->session, self->oldest != NULL ? (int) yzt_incident_get_kind (self->oldest) : -1,
                      self->oldest != NULL ? yzt_incident_get_fid (self->oldest) : 0);
  sound_while_waiting (self);
  gtk_label_set_text (self->count, count->str);
  gtk_revealer_set_reveal_child (self->revealer, waiting > 0);
  /* Hidden when empty: a revealer at rest still takes part in focus. */
  gtk_widget_set_visible (GTK_WIDGET (self), waiting > 0);
}

static gboolean
on_idle (gpointer user_data)
{
  YztAlarmStrip *self = user_data;
  self->idle = 0;
  refresh (self);
  return G_SOURCE_REMOVE;
}

/* A flood changes the list in many runs: it is looked at once, after the last of a turn. */
static void
queue_refresh (YztAlarmStrip *self)
{
  if (self->idle == 0) {
    self->idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_idle, self, NULL);
  }
}

gboolean
yzt_alarm_strip_is_waiting (YztAlarmStrip *self)
{
  g_return_val_if_fail (YZT_IS_ALARM_STRIP (self), FALSE);
  return self->oldest != NULL;
}

typedef struct {
  YztAlarmStrip *strip;
  GPtrArray *incidents; /* YztIncident */
} Asked;

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asked *asked = user_data;
  YztSession *session = YZT_SESSION (source);
  /* A refusal is said by the session; the alarm then stands again. */
  if (asked->incidents->len > 1) {
    yzt_session_acknowledge_many_finish (session, result, NULL);
  } else {
    yzt_act_result_free (yzt_session_write_finish (session, result, NULL));
  }
  for (guint i = 0; i < asked->incidents->len; i++) {
    g_hash_table_remove (asked->strip->asked, asked->incidents->pdata[i]);
  }
  if (asked->strip->session == session) {
    refresh (asked->strip);
  }
  g_object_unref (asked->strip);
  g_ptr_array_unref (asked->incidents);
  g_free (asked);
}

void
yzt_alarm_strip_acknowledge (YztAlarmStrip *self)
{
  g_return_if_fail (YZT_IS_ALARM_STRIP (self));
  if (self->oldest == NULL) {
    return;
  }
  g_autoptr (YztIncident) incident = g_object_ref (self->oldest);
  Asked *asked = g_new0 (Asked, 1);
  asked->strip = g_object_ref (self);
  asked->incidents = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->flood->len; i++) {
    g_ptr_array_add (asked->incidents, g_object_ref (self->flood->pdata[i]));
  }
  if (asked->incidents->len == 0) {
    g_ptr_array_add (asked->incidents, g_object_ref (incident));
  }
  for (guint i = 0; i < asked->incidents->len; i++) {
    g_hash_table_add (self->asked, g_object_ref (asked->incidents->pdata[i]));
  }
  if (asked->incidents->len > 1) {
    yzt_session_acknowledge_many_async (self->session, asked->incidents, on_written, asked);
  } else {
    yzt_session_acknowledge_async (self->session, yzt_incident_get_kind (incident), yzt_incident_get_fid (incident), on_written, asked);
  }
  refresh (self);
  yzt_session_select (self->session, (int) yzt_incident_get_kind (incident), yzt_incident_get_fid (incident));
  g_signal_emit (self, signals[ACKNOWLEDGED], 0, incident);
}

YztAlarm *
yzt_alarm_strip_get_alarm (YztAlarmStrip *self)
{
  g_return_val_if_fail (YZT_IS_ALARM_STRIP (self), NULL);
  return self->alarm;
}

static void
let_go (YztAlarmStrip *self)
{
  if (self->incidents != NULL) {
    g_signal_handlers_disconnect_by_data (self->incidents, self);
  }
  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->incidents);
  g_clear_object (&self->session);
  g_clear_object (&self->oldest);
  g_ptr_array_set_size (self->flood, 0);
  if (self->alarm != NULL) {
    yzt_alarm_set (self->alarm, 0, NULL);
  }
}

void
yzt_alarm_strip_set_session (YztAlarmStrip *self, YztSession *session)
{
  g_return_if_fail (YZT_IS_ALARM_STRIP (self));
  let_go (self);
  if (session != NULL) {
    self->session = g_object_ref (session);
    self->incidents = g_object_ref (yzt_session_get_incidents (session));
    g_signal_connect_swapped (self->incidents, "items-changed", G_CALLBACK (queue_refresh), self);
  }
  refresh (self);
}

static void
yzt_alarm_strip_dispose (GObject *object)
{
  YztAlarmStrip *self = YZT_ALARM_STRIP (object);
  let_go (self);
  if (self->alarm != NULL) {
    g_signal_handlers_disconnect_by_data (self->alarm, self);
  }
  g_clear_object (&self->alarm);
  yzt_ui_dispose_template (GTK_WIDGET (object), YZT_TYPE_ALARM_STRIP);
  G_OBJECT_CLASS (yzt_alarm_strip_parent_class)->dispose (object);
}

static void
yzt_alarm_strip_finalize (GObject *object)
{
  g_clear_pointer (&YZT_ALARM_STRIP (object)->asked, g_hash_table_unref);
  g_clear_pointer (&YZT_ALARM_STRIP (object)->flood, g_ptr_array_unref);
  G_OBJECT_CLASS (yzt_alarm_strip_parent_class)->finalize (object);
}

static void
yzt_alarm_strip_class_init (YztAlarmStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_alarm_strip_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_alarm_strip_finalize;
  signals[ACKNOWLEDGED] = g_signal_new ("acknowledged", YZT_TYPE_ALARM_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, YZT_TYPE_INCIDENT);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-alarm-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, YztAlarmStrip, revealer);
  gtk_widget_class_bind_template_child (widget_class, YztAlarmStrip, swatch);
  gtk_widget_class_bind_template_child (widget_class, YztAlarmStrip, count);
  gtk_widget_class_bind_template_child (widget_class, YztAlarmStrip, text);
  gtk_widget_class_bind_template_child (widget_class, YztAlarmStrip, fault);
  gtk_widget_class_bind_template_child (widget_class, YztAlarmStrip, button);
}

static void
yzt_alarm_strip_init (YztAlarmStrip *self)
{
  self->asked = g_hash_table_new_full (hash_incident, same_incident, g_object_unref, NULL);
  self->flood = g_ptr_array_new_with_free_func (g_object_unref);
  self->alarm = yzt_alarm_new ();
  g_signal_connect_swapped (self->alarm, "fault-changed", G_CALLBACK (show_fault), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
