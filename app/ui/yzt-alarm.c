/* yzt-alarm.c: the sound and the desktop's notification of alarms that wait to be acknowledged
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-alarm.h"
#include <glib/gi18n-lib.h>
#ifdef YZT_WITH_GSOUND
#include <gsound.h>
#endif
#include <gtk/gtk.h>
#include "yzt-base.h"
#include "yzt-task.h"

/* It is heard again until somebody acknowledges. */
#define SOUND_AGAIN_S 8
#define NOTIFICATION_ID "alarm"

struct _YztAlarm {
  GObject parent_instance;
  guint n_heard, n_sounds;
  guint timer;           /* 0: silence */
  gboolean playing;
  gboolean mute, unseen; /* no sound server; no notification service */
  gboolean sent;         /* a notification that stands */
  char *fault, *title;
  GCancellable *cancellable;
};
G_DEFINE_FINAL_TYPE (YztAlarm, yzt_alarm, G_TYPE_OBJECT)

enum { FAULT_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
tell_faults (YztAlarm *self, gboolean mute, gboolean unseen)
{
  if (mute == self->mute && unseen == self->unseen) {
    return;
  }
  self->mute = mute;
  self->unseen = unseen;
  g_free (self->fault);
  self->fault = g_strdup (mute && unseen ? _("No sound server and no notifications here: watch this screen")
                          : mute         ? _("No sound server here: the alarm is not heard, watch this screen")
                          : unseen       ? _("No notification service here: watch this screen")
                                         : NULL);
  g_signal_emit (self, signals[FAULT_CHANGED], 0);
}

/* --- sound --- */

#ifdef YZT_WITH_GSOUND
/* One for all windows, used by one worker at a time. A server that comes back is found again. */
static gboolean
play (GError **error)
{
  static GSoundContext *context;
  static GMutex one_at_a_time;
  g_autoptr (GMutexLocker) lock = g_mutex_locker_new (&one_at_a_time);
  g_autofree char *path = g_build_filename (yzt_data_dir (), "sounds", "alarm.wav", NULL);
  if (context == NULL) {
    context = gsound_context_new (NULL, error);
    if (context == NULL || !gsound_context_open (context, error)) {
      g_clear_object (&context);
      return FALSE;
    }
  }
  gboolean played = gsound_context_play_simple (context, NULL, error, GSOUND_ATTR_MEDIA_FILENAME, path, GSOUND_ATTR_MEDIA_ROLE, "event",
                                                GSOUND_ATTR_EVENT_DESCRIPTION, "Alarm", GSOUND_ATTR_CANBERRA_CACHE_CONTROL, "permanent", NULL);
  if (!played) {
    g_clear_object (&context);
  }
  return played;
}
#else
static gboolean
play (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "built without GSound");
  return FALSE;
}
#endif

static void
play_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  if (play (&error)) {
    g_task_return_boolean (task, TRUE);
  } else {
    g_task_return_error (task, error);
  }
}

static void
on_played (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztAlarm *self = YZT_ALARM (source);
  g_autoptr (GError) error = NULL;
  gboolean played = g_task_propagate_boolean (G_TASK (result), &error);
  self->playing = FALSE;
  if (!played) {
    GdkDisplay *display = gdk_display_get_default ();
    if (!self->mute) {
      g_message ("The alarm cannot be heard: %s", error->message);
    }
    if (display != NULL) {
      gdk_display_beep (display); /* better than nothing, where it is heard at all */
    }
  }
  tell_faults (self, !played, self->unseen);
}

static void
sound (YztAlarm *self)
{
  self->n_sounds++;
  if (self->playing) {
    return;
  }
  self->playing = TRUE;
  g_autoptr (GTask) task = g_task_new (self, NULL, on_played, NULL);
  g_task_set_source_tag (task, sound);
  yzt_task_run_in_thread (task, play_in_thread);
}

static gboolean
on_again (gpointer user_data)
{
  sound (user_data);
  return G_SOURCE_CONTINUE;
}

/* --- notification --- */

static gboolean
names_service (GVariant *names)
{
  g_autofree const char **list = NULL;
  if (names == NULL) {
    return FALSE;
  }
  g_variant_get (names, "(^a&s)", &list);
  return g_strv_contains (list, "org.freedesktop.Notifications") || g_strv_contains (list, "org.gtk.Notifications");
}

/* What a feed wrote is the title, which is never markup; what stands below is ours. Only where somebody takes it: GLib warns of nobody, and the person must
 * read that on the screen. */
static void
send (YztAlarm *self)
{
  GApplication *application = g_application_get_default ();
  if (self->n_heard == 0 || application == NULL || !g_application_get_is_registered (application)) {
    return;
  }
  g_autoptr (GNotification) notification = g_notification_new (self->title);
  g_autofree char *body = g_strdup_printf (ngettext ("%u alarm not acknowledged", "%u alarms not acknowledged", self->n_heard), self->n_heard);
  g_notification_set_body (notification, body);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_URGENT);
  g_application_send_notification (application, NOTIFICATION_ID, notification);
  self->sent = TRUE;
}

static void
take_names (YztAlarm *self, gboolean there)
{
  tell_faults (self, self->mute, !there);
  if (there) {
    send (self);
  }
}

static void
on_activatable (GObject *bus, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztAlarm) self = user_data;
  g_autoptr (GVariant) names = g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, NULL);
  take_names (self, names_service (names));
}

static void
ask_bus (GDBusConnection *bus, const char *method, GAsyncReadyCallback callback, YztAlarm *self)
{
  g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method, NULL, G_VARIANT_TYPE ("(as)"),
                          G_DBUS_CALL_FLAGS_NONE, 2000, self->cancellable, callback, g_object_ref (self));
}

static void
on_names (GObject *bus, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztAlarm) self = user_data;
  g_autoptr (GVariant) names = g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, NULL);
  if (names_service (names)) {
    take_names (self, TRUE);
  } else {
    ask_bus (G_DBUS_CONNECTION (bus), "ListActivatableNames", on_activatable, self);
  }
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztAlarm) self = user_data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);
  if (bus == NULL) {
    take_names (self, FALSE);
  } else {
    ask_bus (bus, "ListNames", on_names, self);
  }
}

static void
notify (YztAlarm *self, const char *title)
{
  g_free (self->title);
  self->title = g_strdup (title);
  g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, on_bus, g_object_ref (self));
}

static void
withdraw (YztAlarm *self)
{
  GApplication *application = g_application_get_default ();
  if (self->sent && application != NULL && g_application_get_is_registered (application)) {
    g_application_withdraw_notification (application, NOTIFICATION_ID);
  }
}

/* --- what waits --- */

void
yzt_alarm_set (YztAlarm *self, guint n_heard, const char *title)
{
  g_return_if_fail (YZT_IS_ALARM (self));
  gboolean more = n_heard > self->n_heard;
  gboolean over = n_heard == 0 && self->n_heard > 0;
  self->n_heard = n_heard;
  if (more) {
    sound (self);
    notify (self, title != NULL ? title : "");
  }
  if (n_heard > 0 && self->timer == 0) {
    self->timer = g_timeout_add_seconds (SOUND_AGAIN_S, on_again, self);
  } else if (n_heard == 0) {
    g_clear_handle_id (&self->timer, g_source_remove);
  }
  if (over) {
    withdraw (self);
  }
}

const char *
yzt_alarm_get_fault (YztAlarm *self)
{
  g_return_val_if_fail (YZT_IS_ALARM (self), NULL);
  return self->fault;
}

guint
yzt_alarm_count_sounds (YztAlarm *self)
{
  g_return_val_if_fail (YZT_IS_ALARM (self), 0);
  return self->n_sounds;
}

/* --- class --- */

static void
yzt_alarm_dispose (GObject *object)
{
  YztAlarm *self = YZT_ALARM (object);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (yzt_alarm_parent_class)->dispose (object);
}

static void
yzt_alarm_finalize (GObject *object)
{
  YztAlarm *self = YZT_ALARM (object);
  g_clear_object (&self->cancellable);
  g_free (self->fault);
  g_free (self->title);
  G_OBJECT_CLASS (yzt_alarm_parent_class)->finalize (object);
}

static void
yzt_alarm_class_init (YztAlarmClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->dispose = yzt_alarm_dispose;
  object_class->finalize = yzt_alarm_finalize;
  signals[FAULT_CHANGED] = g_signal_new ("fault-changed", YZT_TYPE_ALARM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_alarm_init (YztAlarm *self)
{
  self->cancellable = g_cancellable_new ();
}

YztAlarm *
yzt_alarm_new (void)
{
  return g_object_new (YZT_TYPE_ALARM, NULL);
}
