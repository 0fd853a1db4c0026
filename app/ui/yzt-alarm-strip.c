/* yzt-alarm-strip.c: the strip at the top that names what nobody has acknowledged yet
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-alarm-strip.h"
#include <glib/gi18n-lib.h>
#include "yzt-hover.h"
#include "yzt-ui.h"

/* It is heard again until somebody acknowledges. */
#define SOUND_AGAIN_S 8

struct _YztAlarmStrip {
  GtkWidget parent_instance;
  GtkRevealer *revealer;
  GtkWidget *swatch;
  GtkLabel *count;
  GtkLabel *text;
  GtkWidget *button;
  YztSession *session;
  GListModel *incidents;
  YztIncident *oldest; /* the one that is named */
  guint sound_timer;   /* 0: nothing that may be heard waits */
  GPtrArray *asked;    /* YztIncident: acknowledged by hand, not yet written; the next Space is about the next one */
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

static gboolean
is_waiting (YztAlarmStrip *self, YztIncident *incident)
{
  return yzt_incident_is_open (incident) && !yzt_incident_is_acknowledged (incident)
      && !g_ptr_array_find_with_equal_func (self->asked, incident, same_incident, NULL);
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

static void
name_oldest (YztAlarmStrip *self)
{
  gint64 reported_ms = yzt_incident_get_reported_ms (self->oldest);
  g_autofree char *when = reported_ms > 0 ? yzt_ui_time_with_age (self->session, reported_ms) : g_strdup ("");
  g_autofree char *text = g_strdup_printf ("%s%s%s · %s%s%s",
      yzt_incident_is_exercise (self->oldest) ? _("Exercise") : "",
      yzt_incident_is_exercise (self->oldest) ? " · " : "",
      yzt_incident_get_level_label (self->oldest), yzt_incident_get_title (self->oldest),
      *when != '\0' ? " · " : "", when);
  gtk_label_set_text (self->text, g_str_has_prefix (text, " · ") ? text + strlen (" · ") : text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->text), text);
  yzt_level_style (self->swatch, yzt_incident_get_level (self->oldest));
}

static gboolean
on_sound (gpointer user_data)
{
  gdk_display_beep (gtk_widget_get_display (user_data));
  return G_SOURCE_CONTINUE;
}

/* Exercises, tests and drafts are seen and never heard. The window sounds once when something new comes; this goes on from there. */
static void
sound_while_waiting (YztAlarmStrip *self)
{
  gboolean heard = FALSE;
  guint n = self->incidents != NULL ? g_list_model_get_n_items (self->incidents) : 0;
  for (guint i = 0; i < n && !heard; i++) {
    g_autoptr (YztIncident) incident = g_list_model_get_item (self->incidents, i);
    heard = is_waiting (self, incident) && !yzt_incident_is_exercise (incident);
  }
  if (heard && self->sound_timer == 0) {
    self->sound_timer = g_timeout_add_seconds (SOUND_AGAIN_S, on_sound, self);
  } else if (!heard) {
    g_clear_handle_id (&self->sound_timer, g_source_remove);
  }
}

static void
refresh (YztAlarmStrip *self)
{
  guint by_level[5] = { 0 };
  guint waiting = survey (self, by_level);
  g_autoptr (GString) count = g_string_new (NULL);
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

gboolean
yzt_alarm_strip_is_waiting (YztAlarmStrip *self)
{
  g_return_val_if_fail (YZT_IS_ALARM_STRIP (self), FALSE);
  return self->oldest != NULL;
}

typedef struct {
  YztAlarmStrip *strip;
  YztIncident *incident;
} Asked;

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asked *asked = user_data;
  /* A refusal is said by the session; the alarm then stands again. */
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, NULL);
  g_ptr_array_remove (asked->strip->asked, asked->incident);
  if (asked->strip->session == YZT_SESSION (source)) {
    refresh (asked->strip);
  }
  g_object_unref (asked->strip);
  g_object_unref (asked->incident);
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
  asked->incident = g_object_ref (incident);
  g_ptr_array_add (self->asked, g_object_ref (incident));
  yzt_session_acknowledge_async (self->session, yzt_incident_get_kind (incident), yzt_incident_get_fid (incident), on_written, asked);
  refresh (self);
  yzt_session_select (self->session, (int) yzt_incident_get_kind (incident), yzt_incident_get_fid (incident));
  g_signal_emit (self, signals[ACKNOWLEDGED], 0, incident);
}

static void
let_go (YztAlarmStrip *self)
{
  if (self->incidents != NULL) {
    g_signal_handlers_disconnect_by_data (self->incidents, self);
  }
  g_clear_object (&self->incidents);
  g_clear_object (&self->session);
  g_clear_object (&self->oldest);
  g_clear_handle_id (&self->sound_timer, g_source_remove);
}

void
yzt_alarm_strip_set_session (YztAlarmStrip *self, YztSession *session)
{
  g_return_if_fail (YZT_IS_ALARM_STRIP (self));
  let_go (self);
  if (session != NULL) {
    self->session = g_object_ref (session);
    self->incidents = g_object_ref (yzt_session_get_incidents (session));
    g_signal_connect_swapped (self->incidents, "items-changed", G_CALLBACK (refresh), self);
  }
  refresh (self);
}

static void
yzt_alarm_strip_dispose (GObject *object)
{
  let_go (YZT_ALARM_STRIP (object));
  yzt_ui_dispose_template (GTK_WIDGET (object), YZT_TYPE_ALARM_STRIP);
  G_OBJECT_CLASS (yzt_alarm_strip_parent_class)->dispose (object);
}

static void
yzt_alarm_strip_finalize (GObject *object)
{
  g_clear_pointer (&YZT_ALARM_STRIP (object)->asked, g_ptr_array_unref);
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
  gtk_widget_class_bind_template_child (widget_class, YztAlarmStrip, button);
}

static void
yzt_alarm_strip_init (YztAlarmStrip *self)
{
  self->asked = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
