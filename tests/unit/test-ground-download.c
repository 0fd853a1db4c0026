/* test-ground-download.c: an area of a service taken home: the estimate, going on after a stop, the room, licences, services that fail
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <cairo.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>
#include "test-folder.h"
#include "yzt-ground-download.h"

typedef struct {
  char *folder, *address;
  SoupServer *server;
  YztTileCache *cache;
  YztFetcher *fetcher;
  gint64 now_ms;
  YztClock clock;
  GBytes *picture;
  guint status, n_requests, fail_every, stop_after;
  YztGround *ground;
  gboolean done;
  guint64 n_fetched;
  YztGroundSurvey survey;
  GError *error;
} Fixture;

static cairo_status_t
collect (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static GBytes *
make_png (void)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 256, 256);
  cairo_surface_write_to_png_stream (surface, collect, bytes);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (bytes);
}

static void
handle (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  Fixture *fixture = user_data;
  fixture->n_requests++;
  guint status = fixture->fail_every > 0 && fixture->n_requests % fixture->fail_every == 0 ? 503 : fixture->status;
  soup_server_message_set_status (message, status, NULL);
  if (status == 200) {
    soup_server_message_set_response (message, "image/png", SOUP_MEMORY_COPY, g_bytes_get_data (fixture->picture, NULL),
                                      g_bytes_get_size (fixture->picture));
  }
  if (fixture->n_requests == fixture->stop_after) {
    yzt_ground_cancel_work (fixture->ground);
  }
}

static void
make_ground (Fixture *fixture, gboolean no_download)
{
  g_clear_object (&fixture->ground);
  YztGroundSpec spec = { .id = "test", .type = YZT_GROUND_ONLINE, .title = "试验", .address = fixture->address, .max_zoom = 18, .no_download = no_download };
  fixture->ground = yzt_ground_new (&spec, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  fixture->now_ms = G_GINT64_CONSTANT (1795320000000);
  fixture->clock = (YztClock) YZT_CLOCK_FIXED (&fixture->now_ms);
  fixture->folder = g_dir_make_tmp ("yzt-download-XXXXXX", NULL);
  fixture->status = 200;
  fixture->picture = make_png ();
  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, NULL, handle, fixture, NULL);
  g_assert_true (soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  GSList *uris = soup_server_get_uris (fixture->server);
  g_autofree char *base = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  fixture->address = g_strconcat (base, "{z}/{x}/{y}.png", NULL);
  g_autofree char *path = g_build_filename (fixture->folder, "tiles.db", NULL);
  fixture->cache = yzt_tile_cache_open (path, 10000000, &fixture->clock, &error);
  g_assert_no_error (error);
  fixture->fetcher = yzt_fetcher_new (4);
  make_ground (fixture, FALSE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->ground);
  g_clear_object (&fixture->fetcher);
  g_clear_object (&fixture->cache);
  soup_server_disconnect (fixture->server);
  g_clear_object (&fixture->server);
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  test_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->address);
  g_bytes_unref (fixture->picture);
  g_clear_error (&fixture->error);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  fixture->n_fetched = 0;
  g_clear_error (&fixture->error);
  yzt_ground_download_finish (result, &fixture->n_fetched, &fixture->error);
  fixture->done = TRUE;
}

static void
on_surveyed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_clear_error (&fixture->error);
  yzt_ground_survey_finish (result, &fixture->survey, &fixture->error);
  fixture->done = TRUE;
}

static void
wait (Fixture *fixture)
{
  while (!fixture->done) {
    g_main_context_iteration (NULL, TRUE);
  }
  fixture->done = FALSE;
}

static void
download (Fixture *fixture, const YztGroundArea *area)
{
  yzt_ground_download_async (fixture->ground, fixture->cache, fixture->fetcher, area, NULL, 1, on_done, fixture);
  wait (fixture);
}

static void
survey (Fixture *fixture, const YztGroundArea *area)
{
  yzt_ground_survey_async (fixture->ground, fixture->cache, area, NULL, on_surveyed, fixture);
  wait (fixture);
}

/* Whole tiles of zoom 6, and 4, 16 … of the next: 1 + 4 + 16 + 64. */
static YztGroundArea
one_tile (guint max_zoom)
{
  return (YztGroundArea) { 52.0 / 64, 27.0 / 64, 53.0 / 64, 28.0 / 64, 6, max_zoom };
}

static void
test_comes (Fixture *fixture, gconstpointer data)
{
  YztGroundArea area = one_tile (9);
  survey (fixture, &area);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->survey.n_tiles, ==, 85);
  g_assert_cmpuint (fixture->survey.n_there, ==, 0);
  g_assert_true (fixture->survey.guessed);
  g_assert_cmpint (fixture->survey.bytes, ==, 85 * 18000);
  g_assert_cmpuint (fixture->n_requests, ==, 0); /* an estimate asks for nothing */
  download (fixture, &area);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->n_fetched, ==, 85);
  g_assert_cmpfloat (yzt_ground_get_progress (fixture->ground), ==, -1);
  survey (fixture, &area);
  g_assert_cmpuint (fixture->survey.n_there, ==, 85);
  g_assert_cmpint (fixture->survey.bytes, ==, 0);
  g_assert_false (fixture->survey.guessed);
  download (fixture, &area); /* nothing is fetched twice */
  g_assert_cmpuint (fixture->n_requests, ==, 85);
}

static void
test_goes_on (Fixture *fixture, gconstpointer data)
{
  YztGroundArea area = one_tile (10);
  fixture->stop_after = 100;
  download (fixture, &area);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  survey (fixture, &area);
  g_assert_cmpuint (fixture->survey.n_tiles, ==, 341);
  g_assert_cmpuint (fixture->survey.n_there, >=, 97);
  guint there = (guint) fixture->survey.n_there;
  download (fixture, &area);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->n_fetched, ==, 341 - there);
}

/* What is kept is never pushed out by looking about, and never fills the whole cache. */
static void
test_room (Fixture *fixture, gconstpointer data)
{
  gsize tile_bytes = g_bytes_get_size (fixture->picture);
  YztGroundArea area = one_tile (10);
  yzt_tile_cache_set_max_bytes (fixture->cache, (gint64) tile_bytes * 100, NULL);
  download (fixture, &area);
  g_assert_error (fixture->error, YZT_GROUND_DOWNLOAD_ERROR, YZT_GROUND_DOWNLOAD_ERROR_NO_ROOM);
  survey (fixture, &area);
  g_assert_cmpuint (fixture->survey.n_there, ==, 80); /* four fifths */
  g_assert_cmpint (fixture->survey.room_bytes, <, (gint64) tile_bytes);
  for (guint i = 0; i < 200; i++) {
    g_assert_true (yzt_tile_cache_put (fixture->cache, "other", (YztTileId) { 12, i, 7 }, fixture->picture, NULL, NULL, 60, FALSE, NULL));
  }
  g_assert_cmpint (yzt_tile_cache_get_bytes (fixture->cache, NULL), <=, (gint64) tile_bytes * 100);
  survey (fixture, &area);
  g_assert_cmpuint (fixture->survey.n_there, ==, 80);
  g_assert_true (yzt_tile_cache_release (fixture->cache, "test", NULL));
  g_assert_cmpint (yzt_tile_cache_get_room (fixture->cache), ==, (gint64) tile_bytes * 80);
}

static void
test_licence (Fixture *fixture, gconstpointer data)
{
  YztGroundArea area = one_tile (9);
  make_ground (fixture, TRUE);
  survey (fixture, &area);
  g_assert_error (fixture->error, YZT_GROUND_DOWNLOAD_ERROR, YZT_GROUND_DOWNLOAD_ERROR_REFUSED);
  download (fixture, &area);
  g_assert_error (fixture->error, YZT_GROUND_DOWNLOAD_ERROR, YZT_GROUND_DOWNLOAD_ERROR_REFUSED);
  g_assert_cmpuint (fixture->n_requests, ==, 0);
}

static void
test_too_many (Fixture *fixture, gconstpointer data)
{
  YztGroundArea area = { 0, 0, 1, 1, 0, 18 };
  survey (fixture, &area);
  g_assert_error (fixture->error, YZT_GROUND_DOWNLOAD_ERROR, YZT_GROUND_DOWNLOAD_ERROR_TOO_MANY);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  YztGroundArea area = one_tile (9);
  fixture->status = 403;
  download (fixture, &area);
  g_assert_error (fixture->error, YZT_NET_ERROR, YZT_NET_ERROR_REFUSED);
  g_assert_cmpuint (fixture->n_requests, <=, 3); /* not 85 times */
  fixture->status = 404; /* nothing there, which is worth knowing too */
  download (fixture, &area);
  g_assert_no_error (fixture->error);
  survey (fixture, &area);
  g_assert_cmpuint (fixture->survey.n_there, ==, 85);
}

int
main (int argc, char *argv[])
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/yzt", TRUE);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, NULL);
#define CASE(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)
  CASE ("/ground-download/comes", test_comes);
  CASE ("/ground-download/goes-on", test_goes_on);
  CASE ("/ground-download/room", test_room);
  CASE ("/ground-download/licence", test_licence);
  CASE ("/ground-download/too-many", test_too_many);
  CASE ("/ground-download/refused", test_refused);
#undef CASE
  return g_test_run ();
}
