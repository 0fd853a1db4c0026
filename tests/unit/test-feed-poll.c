/* test-feed-poll.c: a source asked over HTTP, with a server of our own that serves, packs, changes, refuses and sends away
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <libsoup/soup.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-feeds.h"

#include "yzt-test-map.h"

#define DEADLINE_S 30

typedef struct {
  TestMap map;
  SoupServer *server;
  char *base;
  YztFeedPoll *poll;
  GMainLoop *loop;
  guint n_index, n_full, n_not_modified, status, n_items;
  gboolean full_gone, late;
  char *version;
  guint inserted, updated, fed;
} Fixture;

static char *
make_index (Fixture *self)
{
  GString *text = g_string_new ("<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:example</id><title>Example</title>");

  for (guint i = 0; i < self->n_items; i++) {
    g_string_append_printf (text, "<entry><id>urn:%u</id><title>From the index %u</title><updated>2026-01-01T08:00:0%uZ</updated>"
                                  "<link type='application/cap+xml' href='full/%u.cap'/></entry>", i, i, i, i);
  }
  g_string_append (text, "</feed>");
  return g_string_free (text, FALSE);
}

static void
serve_index (Fixture *self, SoupServerMessage *message)
{
  SoupMessageHeaders *asked = soup_server_message_get_request_headers (message), *told = soup_server_message_get_response_headers (message);
  char *text = make_index (self);

  self->n_index++;
  soup_message_headers_replace (told, "ETag", self->version);
  if (g_strcmp0 (soup_message_headers_get_one (asked, "If-None-Match"), self->version) == 0) {
    self->n_not_modified++;
    soup_server_message_set_status (message, 304, NULL);
    g_free (text);
    return;
  }
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/atom+xml", SOUP_MEMORY_TAKE, text, strlen (text));
}

static void
serve_full (Fixture *self, SoupServerMessage *message, const char *name)
{
  char *text;

  self->n_full++;
  if (self->full_gone) {
    soup_server_message_set_status (message, 404, NULL);
    return;
  }
  text = g_strdup_printf ("<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>%s</identifier><sender>duty@example</sender>"
                          "<sent>2026-01-01T08:00:00+08:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><category>CBRNE</category>"
                          "<event>Leak</event><urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty><headline>Whole message</headline>"
                          "<area><areaDesc>Works</areaDesc><circle>23,112 1</circle></area></info></alert>", name);
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/cap+xml", SOUP_MEMORY_TAKE, text, strlen (text));
}

static void
handle (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  Fixture *self = user_data;

  if (self->status != 0) {
    soup_server_message_set_status (message, self->status, NULL);
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After", "7200");
  } else if (g_str_has_prefix (path, "/full/")) {
    serve_full (self, message, path + strlen ("/full/"));
  } else if (g_str_equal (path, "/index")) {
    serve_index (self, message);
  } else if (g_str_equal (path, "/moved")) {
    soup_server_message_set_redirect (message, 302, "/index");
  } else if (g_str_equal (path, "/web")) {
    soup_server_message_set_status (message, 200, NULL);
    soup_server_message_set_response (message, "text/html", SOUP_MEMORY_STATIC, "<html/>", 7);
  } else {
    soup_server_message_set_status (message, 404, NULL);
  }
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  test_map_set_up (&self->map);
  self->loop = g_main_loop_new (NULL, FALSE);
  self->version = g_strdup ("\"1\"");
  self->n_items = 2;
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, handle, self, NULL);
  g_assert_true (soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->base = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->poll != NULL) {
    yzt_feed_poll_stop (self->poll);
  }
  g_clear_object (&self->poll);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  g_main_loop_unref (self->loop);
  g_free (self->base);
  g_free (self->version);
  test_map_tear_down (&self->map);
}

static void
on_fed (YztFeedPoll *poll, YztFeedReport *report, gpointer user_data)
{
  Fixture *self = user_data;

  self->fed++;
  self->inserted += report->inserted;
  self->updated += report->updated;
}

static gboolean
on_deadline (gpointer user_data)
{
  Fixture *self = user_data;

  self->late = TRUE;
  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

static void
on_next (GObject *poll, GParamSpec *pspec, gpointer user_data)
{
  g_main_loop_quit (((Fixture *) user_data)->loop);
}

/* Until a round is over: it ends with the time of the next one. */
static void
run_round (Fixture *self, const char *path)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, self);

  if (self->poll == NULL) {
    g_autofree char *address = g_strconcat (self->base, path, NULL);
    YztFeedSource source = { (char *) "1", (char *) "Example", address, NULL, NULL, 60 };
    self->poll = yzt_feed_poll_new (self->map.store, &source, "feed", "en", &yzt_test_clock);
    g_signal_connect (self->poll, "fed", G_CALLBACK (on_fed), self);
    g_signal_connect (self->poll, "notify::next-ms", G_CALLBACK (on_next), self);
  } else {
    yzt_feed_poll_ask (self->poll);
  }
  g_main_loop_run (self->loop);
  g_source_remove (deadline);
  g_assert_false (self->late);
  /* "fed" comes behind the time of the next round. */
  while (g_main_context_iteration (NULL, FALSE)) {
  }
}

static char *
get_problem (Fixture *self)
{
  char *problem;

  g_object_get (self->poll, "problem", &problem, NULL);
  return problem;
}

static void
test_index (Fixture *self, gconstpointer data)
{
  g_autofree char *problem = NULL;
  gint64 last_success_ms;

  run_round (self, "moved");
  g_assert_cmpuint (self->inserted, ==, 2);
  g_assert_cmpuint (self->n_full, ==, 2);
  problem = get_problem (self);
  g_assert_null (problem);
  g_object_get (self->poll, "last-success-ms", &last_success_ms, NULL);
  g_assert_cmpint (last_success_ms, ==, yzt_clock_now_ms (&yzt_test_clock));

  run_round (self, NULL);
  g_assert_cmpuint (self->n_not_modified, ==, 1);
  g_assert_cmpuint (self->fed, ==, 1);

  /* One item more: its message alone is fetched. */
  g_free (self->version);
  self->version = g_strdup ("\"2\"");
  self->n_items = 3;
  run_round (self, NULL);
  g_assert_cmpuint (self->inserted, ==, 3);
  g_assert_cmpuint (self->n_full, ==, 3);
}

/* Three rounds without the full message: then what the index says must do, once. */
static void
test_missing_full (Fixture *self, gconstpointer data)
{
  g_autofree char *problem = NULL;

  self->full_gone = TRUE;
  self->n_items = 1;
  run_round (self, "index");
  problem = get_problem (self);
  g_assert_nonnull (problem);
  run_round (self, NULL);
  g_assert_cmpuint (self->inserted, ==, 0);
  g_assert_cmpuint (self->n_not_modified, ==, 0);
  run_round (self, NULL);
  g_assert_cmpuint (self->inserted, ==, 1);
  run_round (self, NULL);
  g_assert_cmpuint (self->inserted, ==, 1);
  g_assert_cmpuint (self->n_full, ==, 3);
}

static void
test_busy (Fixture *self, gconstpointer data)
{
  g_autofree char *problem = NULL;
  g_autofree char *healed = NULL;
  gint64 next_ms;

  self->status = 503;
  run_round (self, "index");
  problem = get_problem (self);
  g_assert_nonnull (strstr (problem, "Example"));
  g_object_get (self->poll, "next-ms", &next_ms, NULL);
  g_assert_cmpint (next_ms - yzt_clock_now_ms (&yzt_test_clock), ==, 7200 * 1000);
  self->status = 0;
  run_round (self, NULL);
  healed = get_problem (self);
  g_assert_null (healed);
  g_assert_cmpuint (self->inserted, ==, 2);
}

static void
test_no_feed (Fixture *self, gconstpointer data)
{
  g_autofree char *problem = NULL;

  run_round (self, "web");
  problem = get_problem (self);
  g_assert_nonnull (strstr (problem, "html"));
  g_assert_cmpuint (self->fed, ==, 0);
}

static void
test_stop_while_asking (Fixture *self, gconstpointer data)
{
  g_autofree char *address = g_strconcat (self->base, "index", NULL);
  YztFeedSource source = { (char *) "1", (char *) "Example", address, NULL, NULL, 60 };
  YztFeedPoll *poll = yzt_feed_poll_new (self->map.store, &source, "feed", "en", &yzt_test_clock);

  g_object_add_weak_pointer (G_OBJECT (poll), (gpointer *) &poll);
  yzt_feed_poll_stop (poll);
  g_object_unref (poll);
  while (poll != NULL) {
    g_main_context_iteration (NULL, TRUE);
  }
}

/* --- all sources of a map --- */

typedef struct {
  const char *name, *address;
  gboolean paused;
} Source;

typedef struct {
  YztKind *kind;
  const Source *sources;
} Insertion;

static gboolean
insert_sources (YztAct *act, gpointer user_data, GError **error)
{
  const Insertion *insertion = user_data;
  const Source *rows = insertion->sources;

  for (guint i = 0; rows[i].name != NULL; i++) {
    g_autoptr (YztRow) row = yzt_row_new (insertion->kind);
    YztCell paused = { .type = YZT_CELL_INTEGER, .v.integer = rows[i].paused }, silence = { .type = YZT_CELL_INTEGER, .v.integer = 1 };
    yzt_row_set_text (row, "name", rows[i].name);
    yzt_row_set_text (row, "address", rows[i].address);
    yzt_row_set (row, "paused", &paused);
    yzt_row_set (row, "silence_min", &silence);
    if (!yzt_act_insert (act, row, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static void
on_desk_fed (YztFeedDesk *desk, YztFeedReport *report, gpointer user_data)
{
  Fixture *self = user_data;

  self->inserted += report->inserted;
  g_main_loop_quit (self->loop);
}

static void
test_desk (Fixture *self, gconstpointer data)
{
  g_autofree char *index = g_strconcat (self->base, "index", NULL);
  const Source sources[] = { { "b", index, FALSE }, { "a paused one", index, TRUE }, { NULL } };
  YztActInfo info = { .author = "test", .label = "Sources", .nature = YZT_ACT_EDIT };
  g_autoptr (GError) error = NULL;
  Insertion insertion = { yzt_kind_set_find (yzt_store_get_kinds (self->map.store), "feed-source"), sources };
  g_autoptr (YztActResult) result = yzt_store_write (self->map.store, &info, insert_sources, &insertion, &error);
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, self);
  YztFeedDesk *desk;
  g_autoptr (YztFeedPoll) poll = NULL;

  g_assert_no_error (error);
  desk = yzt_feed_desk_new (self->map.store, "feed", "en", &yzt_test_clock);
  g_signal_connect (desk, "fed", G_CALLBACK (on_desk_fed), self);
  g_main_loop_run (self->loop);
  g_assert_false (self->late);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (desk)), ==, 2);
  poll = g_list_model_get_item (G_LIST_MODEL (desk), 0);
  g_assert_true (yzt_feed_poll_get_source (poll)->paused);
  g_clear_object (&poll);
  poll = g_list_model_get_item (G_LIST_MODEL (desk), 1);
  g_assert_cmpstr (yzt_feed_poll_get_source (poll)->name, ==, "b");
  g_assert_false (yzt_feed_poll_is_silent (poll));
  g_assert_cmpuint (self->inserted, ==, 2);
  yzt_feed_desk_stop (desk);
  g_source_remove (deadline);
  g_object_unref (desk);
}

static void
test_delay (void)
{
  g_assert_cmpuint (yzt_feed_poll_delay_s (60, 0, -1), ==, 60);
  g_assert_cmpuint (yzt_feed_poll_delay_s (60, 1, -1), ==, 120);
  g_assert_cmpuint (yzt_feed_poll_delay_s (60, 3, -1), ==, 480);
  g_assert_cmpuint (yzt_feed_poll_delay_s (60, 100, -1), ==, 3600);
  g_assert_cmpuint (yzt_feed_poll_delay_s (7200, 5, -1), ==, 7200);
  g_assert_cmpuint (yzt_feed_poll_delay_s (60, 1, 30), ==, 120);
  g_assert_cmpuint (yzt_feed_poll_delay_s (60, 1, 9000), ==, 9000);
  g_assert_cmpuint (yzt_feed_poll_delay_s (0, 0, -1), ==, YZT_FEED_MIN_INTERVAL_S);
  g_assert_cmpuint (yzt_feed_poll_delay_s (G_MAXUINT, 0, -1), ==, YZT_FEED_MAX_INTERVAL_S);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/feed-poll/index", test_index);
  ADD ("/feed-poll/missing-full", test_missing_full);
  ADD ("/feed-poll/busy", test_busy);
  ADD ("/feed-poll/no-feed", test_no_feed);
  ADD ("/feed-poll/stop-while-asking", test_stop_while_asking);
  ADD ("/feed-poll/desk", test_desk);
  g_test_add_func ("/feed-poll/delay", test_delay);
  return g_test_run ();
}
