/* test-net.c: a server of our own on this machine that does what servers do: serves, refuses, floods, hangs, sends us away
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <libsoup/soup.h>
#include <string.h>
#include "yzt-net.h"

#define KEY "tk=5up3rSecretKey"

typedef struct {
  SoupServer *server;
  YztFetcher *fetcher;
  char *base;
  guint n_requests;
} Fixture;

static void
flood (SoupServerMessage *message, gpointer user_data)
{
  static char block[65536];
  memset (block, 'x', sizeof block);
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  soup_message_body_append (body, SOUP_MEMORY_STATIC, block, sizeof block);
}

static void
serve_image (SoupServerMessage *message)
{
  SoupMessageHeaders *asked = soup_server_message_get_request_headers (message), *told = soup_server_message_get_response_headers (message);
  soup_message_headers_replace (told, "ETag", "W/\"v1\"");
  soup_message_headers_replace (told, "Cache-Control", "public, max-age=3600");
  if (g_strcmp0 (soup_message_headers_get_one (asked, "If-None-Match"), "W/\"v1\"") == 0) {
    soup_server_message_set_status (message, 304, NULL);
    return;
  }
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "image/png", SOUP_MEMORY_STATIC, "PNG!", 4);
}

static void
handle (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  Fixture *fixture = user_data;
  SoupMessageHeaders *told = soup_server_message_get_response_headers (message);
  fixture->n_requests++;
  if (g_str_equal (path, "/image")) {
    serve_image (message);
  } else if (g_str_equal (path, "/flood")) {
    soup_server_message_set_status (message, 200, NULL);
    soup_message_headers_set_encoding (told, SOUP_ENCODING_CHUNKED);
    soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
    g_signal_connect (message, "wrote-headers", G_CALLBACK (flood), NULL);
    g_signal_connect (message, "wrote-chunk", G_CALLBACK (flood), NULL);
  } else if (g_str_equal (path, "/hang")) {
    soup_server_message_pause (message);
  } else if (g_str_equal (path, "/away")) {
    soup_server_message_set_redirect (message, 302, "/image");
  } else if (g_str_equal (path, "/away-file")) {
    soup_server_message_set_redirect (message, 302, "file:///etc/passwd");
  } else if (g_str_equal (path, "/json-403")) {
    soup_server_message_set_status (message, 403, NULL);
    soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, "{\"code\":301016}", 15);
  } else if (g_str_equal (path, "/json")) {
    soup_server_message_set_status (message, 200, NULL);
    soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, "{}", 2);
  } else {
    soup_server_message_set_status (message, (guint) g_ascii_strtoull (path + 1, NULL, 10), NULL);
  }
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, NULL, handle, fixture, NULL);
  g_assert_true (soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  g_assert_no_error (error);
  GSList *uris = soup_server_get_uris (fixture->server);
  g_autofree char *base = g_uri_to_string (uris->data);
  fixture->base = g_strdup (base);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  fixture->fetcher = yzt_fetcher_new (4);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->fetcher);
  soup_server_disconnect (fixture->server);
  g_clear_object (&fixture->server);
  g_free (fixture->base);
}

static void
on_got (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static YztFetched *
get_whole (Fixture *fixture, const char *address, const YztFetchOptions *options, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  yzt_fetcher_get_async (fixture->fetcher, address, options, cancellable, on_got, &result);
  if (cancellable != NULL) {
    g_cancellable_cancel (cancellable);
  }
  while (result == NULL) {
    g_main_context_iteration (NULL, TRUE);
  }
  return yzt_fetcher_get_finish (fixture->fetcher, result, error);
}

static YztFetched *
get (Fixture *fixture, const char *path, const YztFetchOptions *options, GError **error)
{
  g_autofree char *address = g_strconcat (fixture->base, path, "?" KEY, NULL);
  return get_whole (fixture, address, options, NULL, error);
}

/* One sentence, which never tells the key. */
static void
assert_refused (YztFetched *fetched, GError **error, int code)
{
  g_assert_null (fetched);
  g_assert_error (*error, YZT_NET_ERROR, code);
  g_assert_null (strstr ((*error)->message, "5up3r"));
  g_assert_true (g_str_has_suffix ((*error)->message, "."));
}

static void
test_served (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  YztFetchOptions options = { .media_type = "image/" };
  g_autoptr (YztFetched) fetched = get (fixture, "image", &options, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (fetched->bytes, NULL), g_bytes_get_size (fetched->bytes), "PNG!", 4);
  g_assert_cmpstr (fetched->media_type, ==, "image/png");
  g_assert_cmpint (fetched->max_age_s, ==, 3600);
  options.etag = fetched->etag;
  g_autoptr (YztFetched) again = get (fixture, "image", &options, &error);
  g_assert_no_error (error);
  g_assert_null (again->bytes);
  g_autoptr (YztFetched) moved = get (fixture, "away", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (moved->bytes), ==, 4);
}

static void
test_statuses (Fixture *fixture, gconstpointer data)
{
  const struct { const char *path; int code; } cases[] = {
    { "json-403", YZT_NET_ERROR_REFUSED }, { "401", YZT_NET_ERROR_REFUSED }, { "404", YZT_NET_ERROR_NOT_FOUND },
    { "410", YZT_NET_ERROR_NOT_FOUND },    { "429", YZT_NET_ERROR_BUSY },    { "503", YZT_NET_ERROR_BUSY },
    { "418", YZT_NET_ERROR_FAILED },       { "json", YZT_NET_ERROR_CONTENT },
  };
  YztFetchOptions options = { .media_type = "image/" };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_test_message ("%s", cases[i].path);
    assert_refused (get (fixture, cases[i].path, &options, &error), &error, cases[i].code);
  }
}

static void
test_flood (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  YztFetchOptions options = { .max_bytes = 300000 };
  assert_refused (get (fixture, "flood", &options, &error), &error, YZT_NET_ERROR_TOO_LARGE);
}

static void
test_silence (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  YztFetchOptions options = { .timeout_s = 1 };
  assert_refused (get (fixture, "hang", &options, &error), &error, YZT_NET_ERROR_TIMEOUT);
}

static void
test_sent_away (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztFetched) fetched = get (fixture, "away-file", NULL, &error);
  g_assert_null (fetched);
  g_assert_nonnull (error);
  g_assert_null (strstr (error->message, "passwd"));
}

static void
test_addresses (Fixture *fixture, gconstpointer data)
{
  const char *const bad[] = { "", "ftp://example.org/", "file:///etc/passwd", "http://", "just words", "http://[::1" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    assert_refused (get_whole (fixture, bad[i], NULL, NULL, &error), &error, YZT_NET_ERROR_ADDRESS);
  }
  g_assert_cmpuint (fixture->n_requests, ==, 0);
}

static void
test_nobody_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *address = g_strconcat (fixture->base, "image?" KEY, NULL);
  soup_server_disconnect (fixture->server);
  assert_refused (get_whole (fixture, address, NULL, NULL, &error), &error, YZT_NET_ERROR_OFFLINE);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *address = g_strconcat (fixture->base, "hang", NULL);
  g_assert_null (get_whole (fixture, address, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- secrets: in a test there is no desktop, so the key is known for this run only, and that is said --- */

static void
test_secrets (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) kept = NULL, found = NULL, other = NULL;
  yzt_secret_keep_async ("tianditu", "钥匙-1", NULL, on_got, &kept);
  while (kept == NULL) {
    g_main_context_iteration (NULL, TRUE);
  }
  g_assert_false (yzt_secret_keep_finish (kept, &error));
  g_assert_error (error, YZT_NET_ERROR, YZT_NET_ERROR_SECRETS);
  g_assert_null (strstr (error->message, "钥匙"));
  g_clear_error (&error);
  yzt_secret_find_async ("tianditu", NULL, on_got, &found);
  yzt_secret_find_async ("other", NULL, on_got, &other);
  while (found == NULL || other == NULL) {
    g_main_context_iteration (NULL, TRUE);
  }
  char *secret = yzt_secret_find_finish (found, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (secret, ==, "钥匙-1");
  yzt_secret_free (secret);
  g_assert_null (yzt_secret_find_finish (other, &error));
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/yzt", TRUE);
  g_unsetenv ("http_proxy");
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, NULL);
#define CASE(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)
  CASE ("/net/served", test_served);
  CASE ("/net/statuses", test_statuses);
  CASE ("/net/flood", test_flood);
  CASE ("/net/silence", test_silence);
  CASE ("/net/sent-away", test_sent_away);
  CASE ("/net/addresses", test_addresses);
  CASE ("/net/nobody-there", test_nobody_there);
  CASE ("/net/cancelled", test_cancelled);
#undef CASE
  g_test_add_func ("/net/secrets", test_secrets);
  return g_test_run ();
}
