/* test-nginx.c: sources asked over HTTP and HTTPS of a real nginx: 304, gzip, 503, redirects, a wrong certificate, a hang, too much, a slow drip
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "yzt-feeds.h"
#include "yzt-net.h"
#include "yzt-test-map.h"

#define BIG_BYTES (20 * 1024 * 1024)

static char *folder;
static guint16 port, secure_port, deaf_port;
static GSocket *deaf; /* listens, takes nobody in: behind it everything hangs */
static GSubprocess *nginx;

/* --- the server --- */

static GSocket *
listen_somewhere (guint16 *port_out)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) loop = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loop, 0);
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_true (g_socket_bind (socket, address, TRUE, &error));
  g_assert_true (g_socket_listen (socket, &error));
  g_autoptr (GSocketAddress) bound = g_socket_get_local_address (socket, &error);
  g_assert_no_error (error);
  *port_out = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return socket;
}

static void
write_file (const char *name, const char *bytes, gssize length)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_file_set_contents (path, bytes, length, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
}

static void
make_certificate (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key = g_build_filename (folder, "key.pem", NULL), *certificate = g_build_filename (folder, "cert.pem", NULL);
  g_autoptr (GSubprocess) openssl = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "openssl", "req", "-x509",
                                                      "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj",
                                                      "/CN=somebody.else.example", NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (openssl, NULL, &error));
  g_assert_no_error (error);
}

static void
make_configuration (void)
{
  g_autofree char *text = g_strdup_printf (
      "worker_processes 1; pid nginx.pid; error_log error.log; daemon off;\n%s"
      "events { worker_connections 64; }\n"
      "http { access_log access.log; default_type application/xml; root .; client_body_temp_path tmp; proxy_temp_path tmp; fastcgi_temp_path tmp; "
      "uwsgi_temp_path tmp; scgi_temp_path tmp;\n"
      "  server { listen 127.0.0.1:%u; server_name localhost;\n"
      "    location = /packed.xml { gzip on; gzip_types *; gzip_min_length 1; }\n"
      "    location = /bomb.bin { gzip on; gzip_types *; }\n"
      "    location = /busy { add_header Retry-After 120 always; return 503; }\n"
      "    location = /moved { return 302 http://127.0.0.1:%u/alert.xml; }\n"
      "    location = /elsewhere { return 302 http://localhost:%u/alert.xml; }\n"
      "    location = /round { return 302 http://127.0.0.1:%u/round; }\n"
      "    location = /file { return 302 file:///etc/passwd; }\n"
      "    location = /hang { proxy_pass http://127.0.0.1:%u; proxy_read_timeout 60s; }\n"
      "    location = /slow.bin { limit_rate 4000; }\n"
      "    location = /gone { return 410; }\n"
      "    location = /refused { return 403; }\n"
      "  }\n"
      "  server { listen 127.0.0.1:%u ssl; ssl_certificate cert.pem; ssl_certificate_key key.pem; }\n"
      "}\n", g_get_user_name () != NULL && g_str_equal (g_get_user_name (), "root") ? "user root;\n" : "", port, port, port, port, deaf_port, secure_port);
  write_file ("nginx.conf", text, -1);
}

static char *
cap_text (const char *identifier)
{
  return g_strdup_printf ("<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>%s</identifier><sender>qx@example</sender>"
                          "<sent>2026-09-21T21:00:00+08:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>"
                          "<info><language>zh-CN</language><category>Met</category><event>\346\232\264\351\233\250</event><urgency>Expected</urgency>"
                          "<severity>Severe</severity><certainty>Likely</certainty><headline>%s</headline>"
                          "<area><areaDesc>A</areaDesc><circle>23.05,112.46 1.5</circle></area></info></alert>", identifier, identifier);
}

static gboolean
answers (void)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);
  return connection != NULL;
}

/* A test that fails leaves no server behind. */
static void
die_with_us (gpointer unused)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static gboolean
start_nginx (void)
{
  g_autofree char *program = g_find_program_in_path ("nginx");
  g_autofree char *big = g_malloc0 (BIG_BYTES), *alert = cap_text ("N1"), *temporary = NULL;
  g_autoptr (GError) error = NULL;
  if (program == NULL && g_file_test ("/usr/sbin/nginx", G_FILE_TEST_IS_EXECUTABLE)) {
    program = g_strdup ("/usr/sbin/nginx");
  }
  if (program == NULL) {
    return FALSE;
  }
  folder = g_dir_make_tmp ("yzt-nginx-XXXXXX", &error);
  temporary = g_build_filename (folder, "tmp", NULL);
  g_assert_cmpint (g_mkdir (temporary, 0700), ==, 0);
  deaf = listen_somewhere (&deaf_port);
  g_autoptr (GSocket) one = listen_somewhere (&port), two = listen_somewhere (&secure_port);
  g_socket_close (one, NULL);
  g_socket_close (two, NULL);
  make_certificate ();
  make_configuration ();
  write_file ("alert.xml", alert, -1);
  write_file ("packed.xml", alert, -1);
  write_file ("slow.bin", big, 100000);
  write_file ("bomb.bin", big, BIG_BYTES);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_subprocess_launcher_set_child_setup (launcher, die_with_us, NULL, NULL);
  nginx = g_subprocess_launcher_spawn (launcher, &error, program, "-p", folder, "-c", "nginx.conf", "-e", "error.log", NULL);
  g_assert_no_error (error);
  for (guint i = 0; i < 500 && !answers (); i++) {
    g_usleep (10000);
  }
  g_assert_true (answers ());
  return TRUE;
}

/* --- one fetch --- */

typedef struct {
  YztFetched *fetched;
  GError *error;
  gint64 retry_after_s;
  gboolean done;
} Outcome;

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;
  outcome->fetched = yzt_fetcher_get_finish (YZT_FETCHER (source), result, &outcome->error);
  outcome->retry_after_s = yzt_fetcher_get_retry_after_s (result);
  outcome->done = TRUE;
}

static void
outcome_clear (Outcome *outcome)
{
  g_clear_pointer (&outcome->fetched, yzt_fetched_free);
  g_clear_error (&outcome->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static char *
address_of (const char *path)
{
  return g_strdup_printf ("http://127.0.0.1:%u/%s", port, path);
}

static Outcome
fetch (const char *address, const YztFetchOptions *options)
{
  g_autoptr (YztFetcher) fetcher = yzt_fetcher_new (1);
  Outcome outcome = { 0 };
  yzt_fetcher_get_async (fetcher, address, options, NULL, on_fetched, &outcome);
  while (!outcome.done) {
    g_main_context_iteration (NULL, TRUE);
  }
  return outcome;
}

static void
refuses (const char *path, const YztFetchOptions *options, int code)
{
  g_autofree char *address = g_str_has_prefix (path, "http") ? g_strdup (path) : address_of (path);
  g_auto (Outcome) outcome = fetch (address, options);
  g_assert_null (outcome.fetched);
  g_assert_error (outcome.error, YZT_NET_ERROR, code);
  g_assert_null (strstr (outcome.error->message, path)); /* an address may carry a key */
}

static void
test_not_modified (void)
{
  g_autofree char *address = address_of ("alert.xml");
  g_auto (Outcome) first = fetch (address, NULL);
  g_assert_no_error (first.error);
  g_assert_nonnull (first.fetched->bytes);
  g_assert_nonnull (first.fetched->etag);
  g_auto (Outcome) again = fetch (address, &(YztFetchOptions) { .etag = first.fetched->etag, .last_modified = first.fetched->last_modified });
  g_assert_no_error (again.error);
  g_assert_null (again.fetched->bytes);
}

static void
test_gzip (void)
{
  g_autofree char *address = address_of ("packed.xml"), *wanted = cap_text ("N1");
  g_auto (Outcome) outcome = fetch (address, NULL);
  g_assert_no_error (outcome.error);
  g_assert_cmpmem (g_bytes_get_data (outcome.fetched->bytes, NULL), g_bytes_get_size (outcome.fetched->bytes), wanted, strlen (wanted));
}

static void
test_statuses (void)
{
  g_autofree char *address = address_of ("busy");
  g_auto (Outcome) busy = fetch (address, NULL);
  g_assert_error (busy.error, YZT_NET_ERROR, YZT_NET_ERROR_BUSY);
  g_assert_cmpint (busy.retry_after_s, ==, 120);
  refuses ("gone", NULL, YZT_NET_ERROR_NOT_FOUND);
  refuses ("refused", NULL, YZT_NET_ERROR_REFUSED);
  refuses ("no-such-file", NULL, YZT_NET_ERROR_NOT_FOUND);
}

static void
test_redirects (void)
{
  g_autofree char *moved = address_of ("moved"), *elsewhere = address_of ("elsewhere");
  g_auto (Outcome) one = fetch (moved, NULL), two = fetch (elsewhere, NULL);
  g_assert_no_error (one.error);
  g_assert_nonnull (one.fetched->bytes);
  g_assert_no_error (two.error); /* another host may have moved there, too; never to less than http */
  g_assert_nonnull (two.fetched->bytes);
  refuses ("round", NULL, YZT_NET_ERROR_FAILED);
  g_autofree char *file = address_of ("file");
  g_auto (Outcome) local = fetch (file, NULL);
  g_assert_nonnull (local.error);
  g_assert_null (local.fetched);
}

static void
test_certificate (void)
{
  g_autofree char *address = g_strdup_printf ("https://127.0.0.1:%u/alert.xml", secure_port);
  refuses (address, NULL, YZT_NET_ERROR_CERTIFICATE);
}

static void
test_hang (void)
{
  refuses ("hang", &(YztFetchOptions) { .timeout_s = 1 }, YZT_NET_ERROR_TIMEOUT);
}

static void
test_too_large (void)
{
  refuses ("alert.xml", &(YztFetchOptions) { .max_bytes = 100 }, YZT_NET_ERROR_TOO_LARGE);
  refuses ("bomb.bin", &(YztFetchOptions) { .max_bytes = 1024 * 1024 }, YZT_NET_ERROR_TOO_LARGE); /* packed it is 20 kB */
}

/* It drips for 25 seconds and is never silent: the limit of all of it ends it. */
static void
test_slow_drip (void)
{
  gint64 began = g_get_monotonic_time ();
  refuses ("slow.bin", &(YztFetchOptions) { .timeout_s = 20, .total_s = 2 }, YZT_NET_ERROR_TIMEOUT);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 15 * G_USEC_PER_SEC);
}

/* --- a source --- */

static void
count_fed (YztFeedPoll *poll, YztFeedReport *report, guint *inserted)
{
  *inserted += report->inserted;
}

static void
wait_for (YztFeedPoll *poll, const char *property)
{
  gint64 before, now;
  g_object_get (poll, property, &before, NULL);
  do {
    g_main_context_iteration (NULL, TRUE);
    g_object_get (poll, property, &now, NULL);
  } while (now == before);
}

static gboolean
on_out_of_patience (gpointer flag)
{
  *(gboolean *) flag = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
look_again (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

static guint
count_in_log (const char *words)
{
  g_autofree char *path = g_build_filename (folder, "access.log", NULL), *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) parts = g_strsplit (text, words, -1);
  return g_strv_length (parts) > 0 ? g_strv_length (parts) - 1 : 0;
}

/* nginx writes the line of a request after its answer: the answer may be here before. */
static gboolean
is_in_log_again (const char *words, guint before)
{
  gboolean late = FALSE, there = FALSE;
  guint patience = g_timeout_add_seconds (10, on_out_of_patience, &late), pulse = g_timeout_add (20, look_again, NULL);
  while (!there && !late) {
    g_main_context_iteration (NULL, TRUE);
    there = count_in_log (words) > before;
  }
  g_source_remove (pulse);
  if (!late) {
    g_source_remove (patience);
  }
  return there;
}

static void
test_source (TestMap *map, gconstpointer unused)
{
  g_autofree char *address = address_of ("alert.xml");
  YztFeedSource source = { .id = (char *) "1", .name = (char *) "qx", .address = address, .mapping = (char *) "", .become = (char *) "", .interval_s = 60 };
  guint inserted = 0;
  g_autoptr (YztFeedPoll) poll = yzt_feed_poll_new (map->store, &source, "Feed", "zh_CN", &yzt_test_clock);
  g_signal_connect (poll, "fed", G_CALLBACK (count_fed), &inserted);
  wait_for (poll, "next-ms");
  g_assert_cmpuint (inserted, ==, 1);
  yzt_test_now_ms += 1000;
  guint before = count_in_log (" 304 ");
  yzt_feed_poll_ask (poll); /* not changed: nothing is fed, and that is a success */
  wait_for (poll, "last-success-ms");
  g_assert_true (is_in_log_again (" 304 ", before));
  g_assert_cmpuint (inserted, ==, 1);
  yzt_feed_poll_stop (poll);
}

static void
test_busy_source (TestMap *map, gconstpointer unused)
{
  g_autofree char *address = address_of ("busy"), *problem = NULL;
  YztFeedSource source = { .id = (char *) "1", .name = (char *) "qx", .address = address, .mapping = (char *) "", .become = (char *) "", .interval_s = 60 };
  gint64 next_ms;
  g_autoptr (YztFeedPoll) poll = yzt_feed_poll_new (map->store, &source, "Feed", "zh_CN", &yzt_test_clock);
  wait_for (poll, "next-ms");
  g_object_get (poll, "next-ms", &next_ms, "problem", &problem, NULL);
  g_assert_cmpint (next_ms, ==, yzt_test_now_ms + 120 * 1000); /* as long as it asked, and no less than the back-off */
  g_assert_nonnull (strstr (problem, "503"));
  yzt_feed_poll_stop (poll);
}

static void
set_up (TestMap *map, gconstpointer unused)
{
  test_map_set_up (map);
}

static void
tear_down (TestMap *map, gconstpointer unused)
{
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  test_map_tear_down (map);
}

static void
skip (void)
{
  g_test_skip ("nginx is not installed: ./run --prepare-tests installs it");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  yzt_geo_init ();
  if (!start_nginx ()) {
    g_test_add_func ("/nginx", skip);
    return g_test_run ();
  }
  g_test_add_func ("/nginx/not-modified", test_not_modified);
  g_test_add_func ("/nginx/gzip", test_gzip);
  g_test_add_func ("/nginx/statuses", test_statuses);
  g_test_add_func ("/nginx/redirects", test_redirects);
  g_test_add_func ("/nginx/certificate", test_certificate);
  g_test_add_func ("/nginx/hang", test_hang);
  g_test_add_func ("/nginx/too-large", test_too_large);
  g_test_add_func ("/nginx/slow-drip", test_slow_drip);
  g_test_add ("/nginx/source", TestMap, NULL, set_up, test_source, tear_down);
  g_test_add ("/nginx/busy-source", TestMap, NULL, set_up, test_busy_source, tear_down);
  int status = g_test_run ();
  g_subprocess_send_signal (nginx, 15);
  g_subprocess_wait (nginx, NULL, NULL);
  g_object_unref (nginx);
  g_object_unref (deaf);
  test_remove_tree (folder);
  g_free (folder);
  return status;
}
