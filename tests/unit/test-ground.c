/* test-ground.c: base maps of a station: the list, addresses, tiles of a server through the cache, alignment, what goes wrong
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <cairo.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <math.h>
#include <string.h>
#include "test-folder.h"
#include "yzt-ground-stack-private.h"

#define KEY "5up3rSecretKey"

typedef struct {
  char *folder, *address;
  SoupServer *server;
  YztTileCache *cache;
  YztFetcher *fetcher;
  gint64 now_ms;
  YztClock clock;
  GBytes *picture;
  guint status, n_requests, n_arrived;
  const char *body; /* instead of the picture */
} Fixture;

/* --- a server of tiles --- */

static cairo_status_t
collect (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static GBytes *
make_png (double red, double green, double blue)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 256, 256);
  cairo_t *cr = cairo_create (surface);
  cairo_set_source_rgb (cr, red, green, blue);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_write_to_png_stream (surface, collect, bytes);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (bytes);
}

static void
handle (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  Fixture *fixture = user_data;
  fixture->n_requests++;
  soup_server_message_set_status (message, fixture->status, NULL);
  if (fixture->body != NULL) {
    soup_server_message_set_response (message, fixture->status == 200 ? "image/png" : "application/json", SOUP_MEMORY_STATIC, fixture->body,
                                      strlen (fixture->body));
  } else if (fixture->status == 200) {
    soup_server_message_set_response (message, "image/png", SOUP_MEMORY_COPY, g_bytes_get_data (fixture->picture, NULL),
                                      g_bytes_get_size (fixture->picture));
  }
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  fixture->now_ms = G_GINT64_CONSTANT (1795320000000);
  fixture->clock = (YztClock) YZT_CLOCK_FIXED (&fixture->now_ms);
  fixture->folder = g_dir_make_tmp ("yzt-ground-XXXXXX", NULL);
  fixture->status = 200;
  fixture->picture = make_png (1, 0, 0);
  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, NULL, handle, fixture, NULL);
  g_assert_true (soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  GSList *uris = soup_server_get_uris (fixture->server);
  g_autofree char *base = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  fixture->address = g_strconcat (base, "tiles/{z}/{x}/{-y}?tk=" KEY, NULL);
  g_autofree char *path = g_build_filename (fixture->folder, "tiles.db", NULL);
  fixture->cache = yzt_tile_cache_open (path, 10000000, &fixture->clock, &error);
  g_assert_no_error (error);
  fixture->fetcher = yzt_fetcher_new (4);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
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
}

static YztGround *
make_service (Fixture *fixture, YztDatum datum, guint max_zoom)
{
  g_autoptr (GError) error = NULL;
  YztGroundSpec spec = { .id = "test", .type = YZT_GROUND_ONLINE, .title = "试验", .address = fixture->address, .max_zoom = max_zoom, .datum = datum };
  YztGround *ground = yzt_ground_new (&spec, &error);
  g_assert_no_error (error);
  return ground;
}

static void
on_arrived (YztGroundService *service, guint zoom, guint x, guint y, Fixture *fixture)
{
  fixture->n_arrived++;
}

static void
fetch_all (YztGroundService *service, GArray *wishes)
{
  yzt_ground_service_want (service, (const YztGroundWish *) (void *) wishes->data, wishes->len);
  while (yzt_ground_service_get_n_waiting (service) > 0) {
    g_main_context_iteration (NULL, TRUE);
  }
}

static guint32
pixel (cairo_surface_t *surface, int x, int y)
{
  cairo_surface_flush (surface);
  return *(guint32 *) (void *) (cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface) + 4 * x);
}

/* --- tiles come in --- */

static void
test_arrives (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YztGround) ground = make_service (fixture, YZT_DATUM_WGS84, 18);
  g_autoptr (YztGroundService) service = yzt_ground_service_new (ground, fixture->cache, fixture->fetcher, &fixture->clock);
  g_autoptr (GArray) wishes = g_array_new (FALSE, FALSE, sizeof (YztGroundWish));
  YztTileId tile = { 10, 832, 442 };
  g_signal_connect (service, "arrived", G_CALLBACK (on_arrived), fixture);
  g_assert_null (yzt_ground_service_render (service, tile, 256, wishes));
  g_assert_cmpuint (wishes->len, ==, 1);
  fetch_all (service, wishes);
  g_assert_cmpuint (fixture->n_arrived, ==, 1);
  g_array_set_size (wishes, 0);
  cairo_surface_t *surface = yzt_ground_service_render (service, tile, 256, wishes);
  g_assert_cmphex (pixel (surface, 128, 128), ==, 0xffff0000);
  g_assert_cmpuint (wishes->len, ==, 0);
  cairo_surface_destroy (surface);
  fixture->now_ms += G_GINT64_CONSTANT (30) * 86400 * 1000; /* shown meanwhile, and asked for anew */
  surface = yzt_ground_service_render (service, tile, 256, wishes);
  g_assert_nonnull (surface);
  g_assert_cmpuint (wishes->len, ==, 1);
  cairo_surface_destroy (surface);
}

/* Beyond the last zoom of the service its last pictures are enlarged. */
static void
test_enlarged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YztGround) ground = make_service (fixture, YZT_DATUM_WGS84, 8);
  g_autoptr (YztGroundService) service = yzt_ground_service_new (ground, fixture->cache, fixture->fetcher, &fixture->clock);
  g_autoptr (GArray) wishes = g_array_new (FALSE, FALSE, sizeof (YztGroundWish));
  g_assert_null (yzt_ground_service_render (service, (YztTileId) { 10, 833, 443 }, 256, wishes));
  g_assert_cmpuint (g_array_index (wishes, YztGroundWish, 0).tile.zoom, ==, 8);
  g_assert_cmpuint (g_array_index (wishes, YztGroundWish, 0).tile.x, ==, 208);
  guint zoom;
  double x, y, span;
  yzt_ground_service_window (yzt_ground_get_spec (ground), (YztTileId) { 10, 833, 443 }, &zoom, &x, &y, &span);
  g_assert_cmpfloat (x, ==, 208.25);
  g_assert_cmpfloat (y, ==, 110.75);
  g_assert_cmpfloat (span, ==, 0.25);
}

/* In Zhaoqing GCJ-02 lies about 0.0053 degrees east and 0.0022 south: the window into the service moves as much. */
static void
test_aligned (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YztGround) ground = make_service (fixture, YZT_DATUM_GCJ02, 18);
  g_autoptr (YztGroundService) service = yzt_ground_service_new (ground, fixture->cache, fixture->fetcher, &fixture->clock);
  g_autoptr (GArray) wishes = g_array_new (FALSE, FALSE, sizeof (YztGroundWish));
  YztTileId tile = { 12, 3327, 1776 };
  guint zoom;
  double x, y, span;
  yzt_ground_service_window (yzt_ground_get_spec (ground), tile, &zoom, &x, &y, &span);
  double degrees = (x - tile.x) / 4096 * 360;
  g_assert_cmpfloat_with_epsilon (degrees, 0.0053, 0.0006);
  g_assert_cmpfloat (y, >, tile.y); /* south is down */
  g_assert_null (yzt_ground_service_render (service, tile, 256, wishes));
  g_assert_cmpuint (wishes->len, ==, 4); /* it lies across four tiles */
  fetch_all (service, wishes);
  cairo_surface_t *surface = yzt_ground_service_render (service, tile, 256, wishes);
  for (int i = 0; i < 256; i += 5) { /* no seam */
    g_assert_cmphex (pixel (surface, i, i), ==, 0xffff0000);
  }
  cairo_surface_destroy (surface);
}

/* --- what goes wrong --- */

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YztGround) ground = make_service (fixture, YZT_DATUM_WGS84, 18);
  g_autoptr (YztGroundService) service = yzt_ground_service_new (ground, fixture->cache, fixture->fetcher, &fixture->clock);
  g_autoptr (GArray) wishes = g_array_new (FALSE, FALSE, sizeof (YztGroundWish));
  YztTileId tile = { 10, 832, 442 };
  fixture->status = 403;
  fixture->body = "{\"code\":301016,\"msg\":\"非法Key\"}";
  g_assert_null (yzt_ground_service_render (service, tile, 256, wishes));
  fetch_all (service, wishes);
  g_assert_cmpstr (yzt_ground_get_problem (ground), !=, "");
  g_assert_null (strstr (yzt_ground_get_problem (ground), KEY));
  guint asked = fixture->n_requests;
  fetch_all (service, wishes); /* at once again: the service is left in peace */
  g_assert_cmpuint (fixture->n_requests, ==, asked);
  fixture->now_ms += 11000;
  fixture->status = 200;
  fixture->body = NULL;
  fetch_all (service, wishes);
  g_assert_cmpuint (fixture->n_requests, ==, asked + 1);
  g_assert_cmpstr (yzt_ground_get_problem (ground), ==, "");
}

static void
test_no_picture (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YztGround) ground = make_service (fixture, YZT_DATUM_WGS84, 18);
  g_autoptr (YztGroundService) service = yzt_ground_service_new (ground, fixture->cache, fixture->fetcher, &fixture->clock);
  g_autoptr (GArray) wishes = g_array_new (FALSE, FALSE, sizeof (YztGroundWish));
  YztTileId tile = { 10, 832, 442 };
  fixture->body = "this says that it is a picture, and is none";
  g_assert_null (yzt_ground_service_render (service, tile, 256, wishes));
  fetch_all (service, wishes);
  g_assert_cmpstr (yzt_ground_get_problem (ground), !=, "");
  g_array_set_size (wishes, 0);
  cairo_surface_t *hatched = yzt_ground_service_render (service, tile, 256, wishes);
  g_assert_cmpuint (hatched != NULL ? pixel (hatched, 5, 11) >> 24 : 0, >, 0);
  g_assert_cmpuint (wishes->len, ==, 1); /* and still wanted: it is not kept as a tile */
  g_clear_pointer (&hatched, cairo_surface_destroy);
  fixture->status = 404;
  g_array_set_size (wishes, 0);
  tile.x++;
  g_assert_null (yzt_ground_service_render (service, tile, 256, wishes));
  fetch_all (service, wishes);
  g_array_set_size (wishes, 0);
  g_assert_null (yzt_ground_service_render (service, tile, 256, wishes));
  g_assert_cmpuint (wishes->len, ==, 0); /* known not to exist */
}

static void
on_again (YztGroundService *service, guint zoom, guint x, guint y, GArray *wishes)
{
  YztGroundWish wish = { .tile = { zoom, x, y } };
  yzt_ground_service_want (service, &wish, 1);
  g_array_append_val (wishes, wish);
}

/* What failed is hatched, and asked for again by itself when its time has come. */
static void
test_retried (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YztGround) ground = make_service (fixture, YZT_DATUM_WGS84, 18);
  g_autoptr (YztGroundService) service = yzt_ground_service_new (ground, fixture->cache, fixture->fetcher, &fixture->clock);
  g_autoptr (GArray) wishes = g_array_new (FALSE, FALSE, sizeof (YztGroundWish)), again = g_array_new (FALSE, FALSE, sizeof (YztGroundWish));
  YztTileId tile = { 10, 832, 442 };
  g_signal_connect (service, "arrived", G_CALLBACK (on_arrived), fixture);
  g_signal_connect (service, "again", G_CALLBACK (on_again), again);
  fixture->status = 503;
  g_assert_null (yzt_ground_service_render (service, tile, 256, wishes));
  fetch_all (service, wishes);
  g_assert_cmpuint (fixture->n_arrived, ==, 1); /* drawn anew: hatched */
  cairo_surface_t *hatched = yzt_ground_service_render (service, tile, 256, wishes);
  g_assert_nonnull (hatched);
  cairo_surface_destroy (hatched);
  yzt_ground_service_retry (service);
  g_assert_cmpuint (again->len, ==, 0); /* too soon */
  fixture->now_ms += 10001;
  fixture->status = 200;
  yzt_ground_service_retry (service);
  g_assert_cmpuint (again->len, ==, 1);
  while (yzt_ground_service_get_n_waiting (service) > 0) {
    g_main_context_iteration (NULL, TRUE);
  }
  g_assert_cmpstr (yzt_ground_get_problem (ground), ==, "");
  cairo_surface_t *surface = yzt_ground_service_render (service, tile, 256, wishes);
  g_assert_cmphex (pixel (surface, 128, 128), ==, 0xffff0000);
  cairo_surface_destroy (surface);
}

static void
test_many_wishes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YztGround) ground = make_service (fixture, YZT_DATUM_WGS84, 18);
  g_autoptr (YztGroundService) service = yzt_ground_service_new (ground, fixture->cache, fixture->fetcher, &fixture->clock);
  g_autoptr (GArray) wishes = g_array_new (FALSE, FALSE, sizeof (YztGroundWish));
  for (guint x = 0; x < 1000; x++) {
    YztGroundWish wish = { .tile = { 14, x, 7000 } };
    g_array_append_val (wishes, wish);
  }
  fetch_all (service, wishes);
  g_assert_cmpuint (fixture->n_requests, <=, 140); /* what waited longest was let go */
  g_auto (YztCachedTile) last = { 0 };
  g_assert_true (yzt_tile_cache_get (fixture->cache, "test", (YztTileId) { 14, 999, 7000 }, &last));
}

/* --- the stack and the list --- */

static void
test_stack (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YztGround) ground = make_service (fixture, YZT_DATUM_WGS84, 18);
  g_autoptr (YztGroundService) service = yzt_ground_service_new (ground, fixture->cache, fixture->fetcher, &fixture->clock);
  YztGroundLayer layer = { .ground = ground, .opacity = 0.5, .service = service };
  g_autoptr (YztGroundStack) stack = yzt_ground_stack_new (&layer, 1);
  g_autoptr (GArray) missing = yzt_ground_missing_new ();
  YztTileId tile = { 10, 832, 442 };
  cairo_surface_t *surface = yzt_ground_stack_render (stack, tile, 256, 1, &YZT_DRAW_THEME_LIGHT, missing);
  g_assert_cmpuint (missing->len, ==, 1);
  guint32 ground_colour = pixel (surface, 10, 10) & 0xffffff;
  cairo_surface_destroy (surface);
  fetch_all (service, g_array_index (missing, YztGroundMissing, 0).wishes);
  g_array_set_size (missing, 0);
  surface = yzt_ground_stack_render (stack, tile, 256, 2, &YZT_DRAW_THEME_LIGHT, missing);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 512);
  guint32 mixed = pixel (surface, 10, 10) & 0xffffff;
  g_assert_cmpuint (missing->len, ==, 0);
  g_assert_cmpint (abs ((int) (mixed & 0xff) - (int) (ground_colour & 0xff) / 2), <=, 1); /* half of it is red's blue: nothing */
  cairo_surface_destroy (surface);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "list.ini", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (YztGroundList) list = yzt_ground_list_new (path);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  g_autoptr (YztGround) service = make_service (fixture, YZT_DATUM_GCJ02, 16);
  g_autoptr (YztGround) picture = yzt_ground_new_for_file ("/tmp/肇庆 影像.tif");
  yzt_ground_list_add (list, service);
  yzt_ground_list_add (list, service);
  yzt_ground_list_add (list, picture);
  g_autoptr (YztGround) top = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpint (yzt_ground_get_spec (top)->type, ==, YZT_GROUND_PICTURE);
  yzt_ground_set_opacity (top, 0.25);
  yzt_ground_set_visible (top, FALSE);
  yzt_ground_list_move (list, top, 2);
  g_assert_true (yzt_ground_list_save (list, &error));
  g_autoptr (YztGroundList) again = yzt_ground_list_new (path);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (again)), ==, 4);
  g_autoptr (YztGround) first = g_list_model_get_item (G_LIST_MODEL (again), 0);
  g_autoptr (YztGround) second = g_list_model_get_item (G_LIST_MODEL (again), 1);
  g_autoptr (YztGround) third = g_list_model_get_item (G_LIST_MODEL (again), 2);
  g_assert_cmpstr (yzt_ground_get_spec (first)->id, ==, "test-2");
  g_assert_cmpstr (yzt_ground_get_spec (second)->address, ==, fixture->address);
  g_assert_cmpint (yzt_ground_get_spec (second)->datum, ==, YZT_DATUM_GCJ02);
  g_assert_cmpuint (yzt_ground_get_spec (second)->max_zoom, ==, 16);
  g_assert_cmpstr (yzt_ground_get_spec (third)->address, ==, "/tmp/肇庆 影像.tif");
  g_assert_cmpfloat (yzt_ground_get_opacity (third), ==, 0.25);
  g_assert_false (yzt_ground_get_visible (third));
  for (guint i = 0; i < 4; i++) {
    g_autoptr (YztGround) ground = g_list_model_get_item (G_LIST_MODEL (again), 0);
    yzt_ground_list_remove (again, ground);
  }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (again)), ==, 1); /* the built-in map stays */
}

static void
test_addresses (void)
{
  const char *const bad[] = { "", "ftp://a/{z}/{x}/{y}", "http://a/{z}/{x}", "http://a/{x}/{y}", "/tmp/{z}/{x}/{y}" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    YztGroundSpec spec = { .id = "a", .type = YZT_GROUND_ONLINE, .address = bad[i], .max_zoom = 18 };
    g_assert_null (yzt_ground_new (&spec, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  }
  YztGroundSpec spec = { .id = "a", .type = YZT_GROUND_ONLINE, .address = "https://t{s}.a/{z}/{x}/{y}/{-y}{r}.png?tk={key}", .subdomains = "abc", .max_zoom = 18 };
  g_autoptr (YztGround) ground = yzt_ground_new (&spec, NULL);
  g_autofree char *address = yzt_ground_make_address (ground, 3, 4, 1, "a key&x=1");
  g_assert_cmpstr (address, ==, "https://tc.a/3/4/1/6@2x.png?tk=a%20key%26x%3D1");
  g_assert_null (yzt_ground_make_address (ground, 3, 4, 1, NULL));
}

int
main (int argc, char *argv[])
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/yzt", TRUE);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, NULL);
#define CASE(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)
  CASE ("/ground/arrives", test_arrives);
  CASE ("/ground/enlarged", test_enlarged);
  CASE ("/ground/aligned", test_aligned);
  CASE ("/ground/refused", test_refused);
  CASE ("/ground/no-picture", test_no_picture);
  CASE ("/ground/retried", test_retried);
  CASE ("/ground/many-wishes", test_many_wishes);
  CASE ("/ground/stack", test_stack);
  CASE ("/ground/list", test_list);
#undef CASE
  g_test_add_func ("/ground/addresses", test_addresses);
  return g_test_run ();
}
