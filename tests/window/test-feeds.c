/* test-feeds.c: a source of alerts entered by the keyboard, asked over HTTP, and a flood of alerts that must all come in without holding up the window
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <libsoup/soup.h>
#include <string.h>
#include "hands.h"
#include "window-fixture.h"
#include "yzt-feed-sources-dialog.h"

#define FLOOD 2000

static SoupServer *server;
static char *base;
static guint n_served;

static char *
make_feed (guint n, const char *prefix)
{
  GString *text = g_string_new ("{\"features\":[");
  for (guint i = 0; i < n; i++) {
    g_string_append_printf (text, "%s{\"id\":\"%s%u\",\"properties\":{\"title\":\"M 4.%u - %s %u\",\"mag\":4.%u,\"place\":\"%s\",\"time\":%" G_GINT64_FORMAT
                                  "},\"geometry\":{\"type\":\"Point\",\"coordinates\":[%.4f,%.4f]}}",
                            i > 0 ? "," : "", prefix, i, i % 10, prefix, i, i % 10, prefix, G_GINT64_CONSTANT (1700000000000) + i, 112.0 + (i % 50) * 0.01,
                            23.0 + (i / 50) * 0.01);
  }
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

static void
handle (SoupServer *from, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  char *text = make_feed (g_str_equal (path, "/flood") ? FLOOD : 3, g_str_equal (path, "/flood") ? "flood" : "quake");
  n_served++;
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/geo+json", SOUP_MEMORY_TAKE, text, strlen (text));
}

static guint
count_incidents (YztSession *session)
{
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (session));
  return yzt_generation_count_kind (generation, (guint) yzt_kind_set_index (yzt_session_get_kinds (session), "incident"));
}

typedef struct {
  YztSession *session;
  guint n;
} Wanted;

static gboolean
has_come (gpointer data)
{
  const Wanted *wanted = data;
  return count_incidents (wanted->session) >= wanted->n;
}

static gboolean
is_listed (gpointer data)
{
  const Wanted *wanted = data;
  return g_list_model_get_n_items (yzt_session_get_incidents (wanted->session)) >= wanted->n;
}

static gboolean
dialog_is_open (gpointer unused)
{
  return find_window (YZT_TYPE_FEED_SOURCES_DIALOG) != NULL;
}

/* Name and address typed, kept by Alt+S. */
static void
add_source (GtkWindow *dialog, const char *name, const char *path)
{
  g_autofree char *address = g_strconcat (base, path, NULL);
  press (dialog, "alt+a");
  type_text (dialog, name);
  press (dialog, "Tab ctrl+a");
  type_text (dialog, address);
  press (dialog, "alt+s");
}

static GtkWindow *
open_dialog (Fixture *fixture)
{
  press (GTK_WINDOW (fixture->window), "ctrl+u");
  wait_until (dialog_is_open, NULL, "the sources");
  GtkWindow *dialog = find_window (YZT_TYPE_FEED_SOURCES_DIALOG);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (dialog));
  return dialog;
}

static void
test_source (Fixture *fixture, gconstpointer language)
{
  Wanted wanted = { fixture->session, count_incidents (fixture->session) + 3 };
  GtkWindow *dialog = open_dialog (fixture);
  add_source (dialog, "USGS", "quakes");
  wait_until (has_come, &wanted, "three earthquakes");
  g_assert_cmpuint (n_served, ==, 1);
  g_autoptr (YztFeedPoll) poll = g_list_model_get_item (G_LIST_MODEL (fixture->window->feed_desk), 0);
  g_assert_nonnull (poll);
  g_autofree char *state = yzt_feed_source_state_text (fixture->session, poll);
  g_assert_nonnull (strstr (state, "Last answer"));
  press (dialog, "Escape");
}

/* A button that is pressed by a key acts a quarter of a second later. */
static gboolean
is_saving (gpointer data)
{
  const Wanted *wanted = data;
  guint pending;
  g_object_get (wanted->session, "pending", &pending, NULL);
  return pending > 0 || has_come (data);
}

/* Saved and closed at once: the write holds the dialog until it is through, and the source is there. */
static void
test_closed_at_once (Fixture *fixture, gconstpointer language)
{
  Wanted wanted = { fixture->session, count_incidents (fixture->session) + 3 };
  GtkWindow *dialog = open_dialog (fixture);
  g_autofree char *address = g_strconcat (base, "quakes", NULL);
  press (dialog, "alt+a");
  type_text (dialog, "USGS");
  press (dialog, "Tab ctrl+a");
  type_text (dialog, address);
  press (dialog, "alt+s");
  wait_until (is_saving, &wanted, "the save");
  gtk_window_destroy (dialog);
  wait_until (has_come, &wanted, "three earthquakes");
}

static gboolean
says_flood (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), "Flood: 2000 alerts") != NULL) {
    return TRUE;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    if (says_flood (child)) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
is_flood_named (gpointer window)
{
  return says_flood (GTK_WIDGET (((YztWindow *) window)->alarm));
}

static gboolean
is_quiet (gpointer window)
{
  return !yzt_alarm_strip_is_waiting (((YztWindow *) window)->alarm);
}

static gboolean
is_all_acknowledged (gpointer session)
{
  GListModel *list = yzt_session_get_incidents (session);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (YztIncident) incident = g_list_model_get_item (list, i);
    if (yzt_incident_is_alarm (incident)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gint64
last_entry (YztSession *session)
{
  g_autoptr (GArray) journal = yzt_store_read_journal (yzt_session_get_store (session), 0, 1, NULL);
  return journal->len > 0 ? g_array_index (journal, YztJournalEntry, 0).entry : 0;
}

/* Every one is there, each an entry of the journal, and no frame was held up (tear_down looks). */
static void
test_flood (Fixture *fixture, gconstpointer language)
{
  Wanted wanted = { fixture->session, count_incidents (fixture->session) + FLOOD };
  Wanted listed = { fixture->session, g_list_model_get_n_items (yzt_session_get_incidents (fixture->session)) + FLOOD };
  GtkWindow *dialog = open_dialog (fixture);
  add_source (dialog, "Flood", "flood");
  press (dialog, "Escape");
  wait_until (has_come, &wanted, "the flood");
  wait_until (is_listed, &listed, "the flood in the list");
  g_assert_cmpuint (count_incidents (fixture->session), ==, wanted.n);
  draw (fixture->window);

  /* The flood is the oldest: one Space for all of it, as one entry of the journal; then the alarm that was there before. */
  gint64 before = last_entry (fixture->session);
  wait_until (is_flood_named, fixture->window, "the flood in the strip");
  gtk_window_destroy (dialog); /* Esc went back from the form to the list */
  draw (fixture->window);
  press (GTK_WINDOW (fixture->window), "space");
  press (GTK_WINDOW (fixture->window), "space");
  wait_until (is_quiet, fixture->window, "nothing that waits");
  wait_until (is_all_acknowledged, fixture->session, "the acknowledgements in the map");
  g_assert_cmpint (last_entry (fixture->session), ==, before + 2);
}

int
main (int argc, char *argv[])
{
  window_test_init (&argc, &argv);
  g_autoptr (GError) error = NULL;
  server = soup_server_new (NULL, NULL);
  soup_server_add_handler (server, NULL, handle, NULL, NULL);
  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  GSList *uris = soup_server_get_uris (server);
  base = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  if (hands_are_there ()) {
    g_test_add ("/feeds/source", Fixture, "en", set_up, test_source, tear_down);
    g_test_add ("/feeds/closed-at-once", Fixture, "en", set_up, test_closed_at_once, tear_down);
    g_test_add ("/feeds/flood", Fixture, "en", set_up, test_flood, tear_down);
  }
  int status = window_test_run ();
  g_object_unref (server);
  g_free (base);
  return status;
}
