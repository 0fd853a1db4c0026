/* test-ground-bad.c: servers of tiles that hang, lie about sizes, flood, send us round in circles or send pages for pictures
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The server writes its answers byte by byte: no library would let it lie so. */
#include <cairo.h>
#include <glib/gstdio.h>
#include <string.h>
#include "test-folder.h"
#include "yzt-ground-service-private.h"

#define KEY "5up3rSecretKey"

typedef struct {
  char *folder, *mode;
  GSocketService *server;
  guint16 port;
  YztTileCache *cache;
  YztFetcher *fetcher;
  gint64 now_ms;
  YztClock clock;
  int n_requests; /* atomic */
  int stop;       /* atomic */
} Fixture;

static void
say (GOutputStream *out, const char *text)
{
  g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL);
}

static void
flood (Fixture *fixture, GOutputStream *out)
{
  g_autofree char *chunk = g_malloc0 (1 << 20);
  for (guint i = 0; i < 2048 && !g_atomic_int_get (&fixture->stop); i++) {
    if (!g_output_stream_write_all (out, chunk, 1 << 20, NULL, NULL, NULL)) {
      return;
    }
  }
}

static gboolean
on_run (GThreadedSocketService *server, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  Fixture *fixture = user_data;
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  char request[4096];
  if (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), request, sizeof request, NULL, NULL) <= 0) {
    return TRUE;
  }
  g_atomic_int_inc (&fixture->n_requests);
  if (g_str_equal (fixture->mode, "hang")) {
    while (!g_atomic_int_get (&fixture->stop)) {
      g_usleep (10000);
    }
  } else if (g_str_equal (fixture->mode, "drip")) { /* one byte and then silence */
    say (out, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 5000\r\n\r\nx");
    while (!g_atomic_int_get (&fixture->stop)) {
      g_usleep (10000);
    }
  } else if (g_str_equal (fixture->mode, "refuse")) {
    say (out, "HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"code\":301016,\"msg\":\"key " KEY " is wrong\"}");
  } else if (g_str_equal (fixture->mode, "json")) {
    say (out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"code\":301016,\"msg\":\"key is wrong\"}");
  } else if (g_str_equal (fixture->mode, "long")) { /* says more than it has */
    say (out, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 4000000000\r\nConnection: close\r\n\r\n\x89PNG\r\n\x1a\n");
  } else if (g_str_equal (fixture->mode, "short")) { /* says less than it sends */
    say (out, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 4\r\nConnection: close\r\n\r\n\x89PNG\r\n\x1a\n and much more");
  } else if (g_str_equal (fixture->mode, "flood")) { /* two gigabytes, and no word of them */
    say (out, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nConnection: close\r\n\r\n\x89PNG\r\n\x1a\n");
    flood (fixture, out);
  } else if (g_str_equal (fixture->mode, "circle")) {
    g_autofree char *answer = g_strdup_printf ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%u/again?tk=" KEY "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                                               fixture->port);
    say (out, answer);
  } else if (g_str_equal (fixture->mode, "html")) {
    say (out, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nConnection: close\r\n\r\n<html><body>Please log in</body></html>");
  } else if (g_str_equal (fixture->mode, "noise")) {
    say (out, "\x01\x02\x03 this is no HTTP at all\r\n\r\n");
  }
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  fixture->mode = g_strdup (data);
  fixture->now_ms = G_GINT64_CONSTANT (1795320000000);
  fixture->clock = (YztClock) YZT_CLOCK_FIXED (&fixture->now_ms);
  fixture->folder = g_dir_make_tmp ("yzt-ground-bad-XXXXXX", NULL);
  fixture->server = g_threaded_socket_service_new (8);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0), own = NULL;
  g_assert_true (g_socket_listener_add_address (G_SOCKET_LISTENER (fixture->server), any, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &own, &error));
  fixture->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (own));
  g_signal_connect (fixture->server, "run", G_CALLBACK (on_run), fixture);
  g_socket_service_start (fixture->server);
  g_autofree char *path = g_build_filename (fixture->folder, "tiles.db", NULL);
  fixture->cache = yzt_tile_cache_open (path, 10000000, &fixture->clock, &error);
  g_assert_no_error (error);
  fixture->fetcher = yzt_fetcher_new (4);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_atomic_int_set (&fixture->stop, TRUE);
  g_clear_object (&fixture->fetcher);
  g_clear_object (&fixture->cache);
  g_socket_service_stop (fixture->server);
  g_socket_listener_close (G_SOCKET_LISTENER (fixture->server));
  g_usleep (50000); /* its threads see that they are to end */
  g_clear_object (&fixture->server);
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  test_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->mode);
}

/* Megabytes of this process at most so far. */
static double
peak_mb (void)
{
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  const char *line = strstr (text, "VmHWM:");
  return line != NULL ? (double) g_ascii_strtoull (line + 6, NULL, 10) / 1024 : 0;
}

/* Whatever the server does: the tile is hatched, the map told why in words that hold no key, the cache left clean, the memory bounded, and the main loop never
 * stands still. */
static void
test_bad_server (Fixture *fixture, gconstpointer data)
{
  g_autofree char *address = g_strdup_printf ("http://127.0.0.1:%u/{z}/{x}/{y}.png?tk=" KEY, fixture->port);
  YztGroundSpec spec = { .id = "bad", .type = YZT_GROUND_ONLINE, .title = "坏服务", .address = address, .max_zoom = 18 };
  g_autoptr (YztGround) ground = yzt_ground_new (&spec, NULL);
  g_autoptr (YztGroundService) service = yzt_ground_service_new (ground, fixture->cache, fixture->fetcher, &fixture->clock);
  g_autoptr (GArray) wishes = g_array_new (FALSE, FALSE, sizeof (YztGroundWish));
  YztTileId tile = { 10, 832, 442 };
  double before_mb = peak_mb ();
  gint64 longest_us = 0;
  yzt_ground_service_set_patience (service, 1);
  g_assert_null (yzt_ground_service_render (service, tile, 256, wishes));
  yzt_ground_service_want (service, (const YztGroundWish *) (void *) wishes->data, wishes->len);
  while (yzt_ground_service_get_n_waiting (service) > 0) {
    gint64 from_us = g_get_monotonic_time ();
    if (!g_main_context_iteration (NULL, FALSE)) {
      g_usleep (500);
    }
    longest_us = MAX (longest_us, g_get_monotonic_time () - from_us);
  }
  g_test_message ("%s: %s", fixture->mode, yzt_ground_get_problem (ground));
  g_assert_cmpstr (yzt_ground_get_problem (ground), !=, "");
  g_assert_null (strstr (yzt_ground_get_problem (ground), KEY));
  g_assert_true (g_utf8_validate (yzt_ground_get_problem (ground), -1, NULL));
  g_auto (YztCachedTile) cached = { 0 };
  g_assert_false (yzt_tile_cache_get (fixture->cache, "bad", tile, &cached));
  cairo_surface_t *hatched = yzt_ground_service_render (service, tile, 256, wishes);
  g_assert_nonnull (hatched);
  cairo_surface_destroy (hatched);
  g_assert_cmpint (g_atomic_int_get (&fixture->n_requests), <=, 32); /* not round and round */
  g_assert_cmpfloat (peak_mb () - before_mb, <, 64);
  g_assert_cmpint (longest_us, <, 500000);
}

int
main (int argc, char *argv[])
{
  static const char *const modes[] = { "hang", "drip", "refuse", "json", "long", "short", "flood", "circle", "html", "noise" };
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/yzt", TRUE);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++) {
    g_autofree char *name = g_strconcat ("/ground-bad/", modes[i], NULL);
    g_test_add (name, Fixture, modes[i], set_up, test_bad_server, tear_down);
  }
  return g_test_run ();
}
