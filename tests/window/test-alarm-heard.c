/* test-alarm-heard.c: the alarm is heard and seen where somebody can hear and see it: what reaches the sound card, what the desktop is asked to show
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sound card is a file that ALSA writes; the desktop's notifications are taken by a small service on a bus of our own. */
#include "config.h"
#include <glib/gstdio.h>
#include "hands.h"
#include "window-fixture.h"

static char *samples_path;
static GTestDBus *bus;

/* --- the desktop --- */

static const char notifications_xml[] =
    "<node><interface name='org.freedesktop.Notifications'>"
    "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='as' direction='in'/><arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
    "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
    "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
    "<method name='GetServerInformation'><arg type='s' direction='out'/><arg type='s' direction='out'/><arg type='s' direction='out'/><arg type='s' direction='out'/></method>"
    "<signal name='NotificationClosed'><arg type='u'/><arg type='u'/></signal>"
    "<signal name='ActionInvoked'><arg type='u'/><arg type='s'/></signal>"
    "</interface></node>";

typedef struct {
  GDBusConnection *connection;
  guint n_shown, n_closed;
  char *title, *body;
  guchar urgency;
} Desktop;

static Desktop desktop;

static void
on_call (GDBusConnection *connection, const char *sender, const char *path, const char *interface, const char *method, GVariant *parameters,
         GDBusMethodInvocation *invocation, gpointer user_data)
{
  if (g_str_equal (method, "Notify")) {
    g_autoptr (GVariant) hints = NULL;
    g_free (desktop.title);
    g_free (desktop.body);
    g_variant_get (parameters, "(susss@as@a{sv}i)", NULL, NULL, NULL, &desktop.title, &desktop.body, NULL, &hints, NULL);
    g_variant_lookup (hints, "urgency", "y", &desktop.urgency);
    desktop.n_shown++;
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", 7));
  } else if (g_str_equal (method, "CloseNotification")) {
    desktop.n_closed++;
    g_dbus_method_invocation_return_value (invocation, NULL);
  } else if (g_str_equal (method, "GetCapabilities")) {
    const char *const nothing[] = { "body", NULL };
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(^as)", nothing));
  } else {
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(ssss)", "test", "test", "1", "1.2"));
  }
}

static gboolean
is_owner (gpointer unused)
{
  g_autoptr (GVariant) owned = g_dbus_connection_call_sync (desktop.connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
                                                            g_variant_new ("(s)", "org.freedesktop.Notifications"), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  gboolean there = FALSE;
  g_variant_get (owned, "(b)", &there);
  return there;
}

static void
open_desktop (void)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (notifications_xml, &error);
  g_assert_no_error (error);
  desktop.connection = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (bus),
                                                               G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                               NULL, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (desktop.connection, "/org/freedesktop/Notifications", node->interfaces[0], &vtable, NULL, NULL, &error);
  g_assert_no_error (error);
  g_bus_own_name_on_connection (desktop.connection, "org.freedesktop.Notifications", G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL, NULL);
  wait_until (is_owner, NULL, "the name of the notifications");
}

/* --- the sound card --- */

static gsize
count_loud (void)
{
  g_autofree char *samples = NULL;
  gsize length = 0, loud = 0;
  if (!g_file_get_contents (samples_path, &samples, &length, NULL)) {
    return 0;
  }
  for (gsize i = 0; i < length; i++) {
    loud += samples[i] != 0;
  }
  return loud;
}

static gboolean
is_heard (gpointer unused)
{
  return count_loud () > 1000;
}

static gboolean
is_shown (gpointer title)
{
  return desktop.n_shown > 0 && g_strcmp0 (desktop.title, title) == 0;
}

static gboolean
is_closed (gpointer unused)
{
  return desktop.n_closed > 0;
}

static gboolean
is_quiet (gpointer strip)
{
  return !yzt_alarm_strip_is_waiting (strip);
}

static void
test_heard (Fixture *fixture, gconstpointer language)
{
  YztAlarm *alarm = yzt_alarm_strip_get_alarm (fixture->window->alarm);
  g_assert_true (yzt_alarm_strip_is_waiting (fixture->window->alarm)); /* the open incident of the map */
#ifdef YZT_WITH_GSOUND
  wait_until (is_heard, NULL, "samples of the alarm at the sound card");
#endif
  wait_until (is_shown, (gpointer) "金利镇 液氨泄漏", "the notification");
  g_assert_cmpstr (desktop.body, ==, "1 alarm not acknowledged");
  g_assert_cmpuint (desktop.urgency, ==, 2);
  g_assert_null (yzt_alarm_get_fault (alarm)); /* nothing is missing, nothing is said to be */
  if (hands_are_there ()) {
    press (GTK_WINDOW (fixture->window), "space");
    wait_until (is_quiet, fixture->window->alarm, "the acknowledgement");
    wait_until (is_closed, NULL, "the notification taken back");
  }
}

/* The first process runs this programme again, which is the one that tests. */
static char *
prepare (void)
{
  char *folder = g_dir_make_tmp ("yzt-heard-XXXXXX", NULL);
  g_autofree char *config = g_build_filename (folder, "asound.conf", NULL);
  samples_path = g_build_filename (folder, "samples", NULL);
  g_autofree char *text = g_strdup_printf ("pcm.nowhere { type null }\npcm.!default { type plug slave.pcm { type file slave.pcm nowhere file \"%s\" format raw } }\n",
                                           samples_path);
  g_assert_true (g_file_set_contents (config, text, -1, NULL));
  g_setenv ("ALSA_CONFIG_PATH", config, TRUE);
  g_setenv ("CANBERRA_DRIVER", "alsa", TRUE);
  g_autofree char *display = g_strdup (g_getenv ("DISPLAY"));
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus); /* which forgets the display, too */
  if (display != NULL) {
    g_setenv ("DISPLAY", display, TRUE);
  }
  return folder;
}

static void
clean_up (const char *folder)
{
  g_autofree char *config = g_build_filename (folder, "asound.conf", NULL);
  g_clear_object (&desktop.connection);
  g_test_dbus_stop (bus);
  g_remove (samples_path);
  g_remove (config);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = g_getenv ("YZT_WINDOW_TEST_TRIES_LEFT") != NULL ? prepare () : NULL;
  window_test_init (&argc, &argv);
  open_desktop ();
  g_test_add ("/alarm-heard/both", Fixture, "en", set_up, test_heard, tear_down);
  int status = window_test_run ();
  clean_up (folder);
  return status;
}
