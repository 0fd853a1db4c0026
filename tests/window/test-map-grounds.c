/* test-map-grounds.c: base maps in the window: tiles that come while the map moves, that never flash, that fail; map files and GeoPackages
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit/test-folder.h"
#include "map-fixture.h"
#include <gdal.h>
#include <libsoup/soup.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <sqlite3.h>

#define RED ((YztDrawColor) { 0.9, 0.1, 0.1, 1 })
#define PATIENCE_S 150 /* a machine that does much else gives the workers little; what is waited for is waited for without work of our own */

typedef struct {
  MapFixture map;
  char *folder;
  YztGroundList *grounds;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("yzt-grounds-XXXXXX", NULL);
  map_fixture_set_up (&fixture->map, NULL);
  g_autofree char *list = g_build_filename (fixture->folder, "list.ini", NULL);
  fixture->grounds = yzt_ground_list_new (list);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  map_fixture_tear_down (&fixture->map, NULL);
  g_clear_object (&fixture->grounds);
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  test_remove_tree (fixture->folder);
  g_free (fixture->folder);
}

static void
begin (Fixture *fixture)
{
  g_autofree char *cache = g_build_filename (fixture->folder, "tiles.db", NULL);
  yzt_map_view_set_grounds (fixture->map.view, fixture->grounds, cache);
}

/* --- files --- */

static cairo_status_t
collect (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static GBytes *
make_png (YztDrawColor colour)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 256, 256);
  cairo_t *cr = cairo_create (surface);
  yzt_draw_set_color (cr, colour);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_write_to_png_stream (surface, collect, bytes);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (bytes);
}

/* One tile for the whole world, enlarged wherever one looks. */
static void
make_mbtiles (const char *path, YztDrawColor colour)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  gsize length = 0;
  g_autoptr (GBytes) bytes = make_png (colour);
  gconstpointer data = g_bytes_get_data (bytes, &length);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, "CREATE TABLE metadata (name TEXT, value TEXT); INSERT INTO metadata VALUES ('format', 'png');"
                    "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB)", NULL, NULL, NULL);
  sqlite3_prepare_v2 (db, "INSERT INTO tiles VALUES (0, 0, 0, ?)", -1, &stmt, NULL);
  sqlite3_bind_blob (stmt, 1, data, (int) length, SQLITE_TRANSIENT);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_DONE);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
}

static guint
count_middle (Fixture *fixture, YztDrawColor colour)
{
  g_autoptr (GdkTexture) texture = map_test_grab (GTK_WIDGET (fixture->map.view));
  return map_test_count_color (texture, gtk_widget_get_width (GTK_WIDGET (fixture->map.view)) / 2.0, gtk_widget_get_height (GTK_WIDGET (fixture->map.view)) / 2.0, 20,
                               colour);
}

/* --- waiting --- */

typedef gboolean (*Seen) (Fixture *fixture, gconstpointer what);

static gboolean
on_late (gpointer user_data)
{
  Fixture *fixture = user_data;
  map_test_save (GTK_WIDGET (fixture->map.view), "grounds-late.png");
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->grounds)); i++) {
    g_autoptr (YztGround) ground = g_list_model_get_item (G_LIST_MODEL (fixture->grounds), i);
    g_message ("%s: visible %d, “%s”", yzt_ground_get_title (ground), yzt_ground_get_visible (ground), yzt_ground_get_problem (ground));
  }
  g_error ("what was waited for did not come in %d s; %u tiles were made, %u are being made", PATIENCE_S, yzt_tile_source_get_n_answered (fixture->map.view->source),
           yzt_tile_source_get_n_in_flight (fixture->map.view->source));
  return G_SOURCE_REMOVE;
}

/* Until @seen says so of the picture. It is looked at when tiles have come and no more are being made, for looking is dear: the workers are to have the processor. */
static void
wait_until (Fixture *fixture, Seen seen, gconstpointer what)
{
  guint late = g_timeout_add_seconds (PATIENCE_S, on_late, fixture), answered = G_MAXUINT;
  g_autofree char *source = NULL; /* that the answers are of */
  for (gboolean here = FALSE; !here;) {
    YztTileSource *tiles = fixture->map.view->source;
    const char *id = shumate_map_source_get_id (SHUMATE_MAP_SOURCE (tiles));
    guint now = yzt_tile_source_get_n_answered (tiles);
    if ((g_strcmp0 (source, id) == 0 && now == answered) || !yzt_scene_layer_is_settled (fixture->map.view->scene_layer)) {
      g_main_context_iteration (NULL, TRUE);
      continue;
    }
    g_free (source);
    source = g_strdup (id);
    answered = now;
    do { /* what came is painted over some frames */
      gtk_widget_queue_draw (fixture->map.window); /* its frame only: the map draws itself anew when it has something new */
      gtk_test_widget_wait_for_draw (fixture->map.window);
    } while (!yzt_scene_layer_is_settled (fixture->map.view->scene_layer));
    here = seen (fixture, what);
  }
  g_source_remove (late);
}

static gboolean
middle_has (Fixture *fixture, gconstpointer colour)
{
  return count_middle (fixture, *(const YztDrawColor *) colour) >= 1000;
}

static void
wait_for_colour (Fixture *fixture, YztDrawColor colour)
{
  wait_until (fixture, middle_has, &colour);
}

/* --- tiles never flash --- */

static void
assert_no_flash (Fixture *fixture, guint n_frames)
{
  for (guint i = 0; i < n_frames; i++) {
    gtk_widget_queue_draw (GTK_WIDGET (fixture->map.view));
    gtk_test_widget_wait_for_draw (fixture->map.window);
    g_assert_cmpuint (count_middle (fixture, RED), ==, 41 * 41);
  }
}

/* Another strength, another order, another theme, another zoom: whatever makes all tiles anew, the ground is never bare meanwhile. */
static void
test_no_flash (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "red.mbtiles", NULL);
  make_mbtiles (path, RED);
  g_autoptr (YztGround) ground = yzt_ground_new_for_file (path);
  yzt_ground_list_add (fixture->grounds, ground);
  begin (fixture);
  map_test_look_at (&fixture->map, 112.5, 23.1, 9);
  wait_for_colour (fixture, RED);
  g_autoptr (YztGround) top = g_list_model_get_item (G_LIST_MODEL (fixture->grounds), 0);
  yzt_ground_set_opacity (top, 0.99);
  assert_no_flash (fixture, 24);
  yzt_ground_set_attribution (top, "© 试验");
  assert_no_flash (fixture, 12);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  assert_no_flash (fixture, 24);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_LIGHT);
  assert_no_flash (fixture, 24);
  for (guint i = 0; i < 20; i++) {
    yzt_map_view_go_to (fixture->map.view, (YztPosition) { 112.5, 23.1 }, 9 + i * 0.25, FALSE);
    assert_no_flash (fixture, 2);
  }
  g_assert_nonnull (strstr (yzt_map_view_get_attribution (fixture->map.view), "© 试验"));
}

/* --- tiles come while the map moves --- */

typedef struct {
  Fixture *fixture;
  guint n_frames, answered[4];
} Moving;

/* Each frame takes 20 ms, as on a slow machine, and the map goes on and on: no idle below the frames ever runs. */
static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Moving *moving = user_data;
  gint64 until_us = g_get_monotonic_time () + 20000;
  while (g_get_monotonic_time () < until_us) {
  }
  yzt_map_view_go_to (moving->fixture->map.view, (YztPosition) { 100 + moving->n_frames * 0.05, 23.1 }, 9, FALSE);
  gtk_widget_queue_draw (widget);
  if (moving->n_frames % 60 == 0 && moving->n_frames / 60 < G_N_ELEMENTS (moving->answered)) {
    moving->answered[moving->n_frames / 60] = yzt_tile_source_get_n_answered (moving->fixture->map.view->source);
  }
  moving->n_frames++;
  return G_SOURCE_CONTINUE;
}

static void
test_no_starving (Fixture *fixture, gconstpointer data)
{
  Moving moving = { .fixture = fixture };
  begin (fixture);
  map_test_look_at (&fixture->map, 100, 23.1, 9);
  guint tick = gtk_widget_add_tick_callback (GTK_WIDGET (fixture->map.view), on_frame, &moving, NULL);
  while (moving.n_frames <= 181) {
    g_main_context_iteration (NULL, TRUE);
  }
  gtk_widget_remove_tick_callback (GTK_WIDGET (fixture->map.view), tick);
  g_test_message ("tiles after 0, 60, 120, 180 frames: %u %u %u %u", moving.answered[0], moving.answered[1], moving.answered[2], moving.answered[3]);
  for (guint i = 1; i < G_N_ELEMENTS (moving.answered); i++) {
    g_assert_cmpuint (moving.answered[i], >=, moving.answered[i - 1] + 12); /* three degrees are eight columns of tiles and more */
  }
}

/* --- a service that fails, then comes --- */

typedef struct {
  guint status, n_requests;
  GBytes *picture;
} Server;

static void
handle (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  Server *server = user_data;
  server->n_requests++;
  soup_server_message_set_status (message, server->status, NULL);
  if (server->status == 200) {
    soup_server_message_set_response (message, "image/png", SOUP_MEMORY_COPY, g_bytes_get_data (server->picture, NULL), g_bytes_get_size (server->picture));
  } else {
    soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, "{\"code\":301016}", 15);
  }
}

static gint64 later_ms;

static gint64
now_later (const YztClock *clock)
{
  return yzt_clock_now_ms (&yzt_clock_system) + later_ms;
}

static void
test_failing (Fixture *fixture, gconstpointer data)
{
  static const YztClock clock = { .now_ms = now_later };
  fixture->map.view->clock = &clock;
  g_autoptr (GBytes) picture = make_png (RED);
  Server server = { 403, 0, picture };
  g_autoptr (SoupServer) soup = soup_server_new (NULL, NULL);
  soup_server_add_handler (soup, NULL, handle, &server, NULL);
  g_assert_true (soup_server_listen_local (soup, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  GSList *uris = soup_server_get_uris (soup);
  g_autofree char *base = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_autofree char *address = g_strconcat (base, "{z}/{x}/{y}.png", NULL);
  YztGroundSpec spec = { .id = "test", .type = YZT_GROUND_ONLINE, .title = "天地图", .address = address, .max_zoom = 18 };
  g_autoptr (YztGround) ground = yzt_ground_new (&spec, NULL);
  yzt_ground_list_add (fixture->grounds, ground);
  begin (fixture);
  map_test_look_at (&fixture->map, 112.5, 23.1, 9);
  while (fixture->map.view->ground_problems == NULL || !gtk_widget_get_visible (GTK_WIDGET (fixture->map.view->ground_problems))) {
    g_main_context_iteration (NULL, TRUE); /* the word is on the map, nobody has to look into the list */
  }
  const char *word = gtk_label_get_text (fixture->map.view->ground_problems);
  g_assert_nonnull (strstr (word, "天地图"));
  g_assert_nonnull (strstr (word, "403"));
  gtk_test_widget_wait_for_draw (fixture->map.window);
  map_test_save (GTK_WIDGET (fixture->map.view), "grounds-refused.png");
  server.status = 200;
  later_ms += 11000; /* nobody touches the map: what failed is asked for again by itself after ten seconds */
  guint late = g_timeout_add_seconds (PATIENCE_S, on_late, fixture);
  while (*gtk_label_get_text (fixture->map.view->ground_problems) != '\0') {
    g_main_context_iteration (NULL, TRUE);
  }
  g_source_remove (late);
  wait_for_colour (fixture, RED);
}

/* --- the pairs of Tianditu: a ground and the names on it, as the ready entries ask for them --- */

#define GROUND_COLOUR ((YztDrawColor) { 0.2, 0.6, 0.3, 1 })
#define TEST_KEY "0123456789abcdef"

typedef struct {
  GBytes *ground, *names;
  guint n_grounds, n_names, n_wrong;
} Tianditu;

/* Clear but for a square in the middle of each tile. */
static GBytes *
make_names_png (void)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 256, 256);
  cairo_t *cr = cairo_create (surface);
  yzt_draw_set_color (cr, RED);
  cairo_rectangle (cr, 64, 64, 128, 128);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_write_to_png_stream (surface, collect, bytes);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (bytes);
}

/* As t0.tianditu.gov.cn: the layer in the path and in the query, and no tile without the key. */
static void
handle_tianditu (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  Tianditu *tianditu = user_data;
  const char *layer = query != NULL ? g_hash_table_lookup (query, "LAYER") : NULL, *key = query != NULL ? g_hash_table_lookup (query, "tk") : NULL;
  g_autofree char *wanted = g_strdup_printf ("/%s_w/wmts", layer);
  if (layer == NULL || !g_str_equal (path, wanted) || g_strcmp0 (key, TEST_KEY) != 0 || g_strcmp0 (g_hash_table_lookup (query, "TILEMATRIXSET"), "w") != 0
      || g_hash_table_lookup (query, "TILEMATRIX") == NULL) {
    tianditu->n_wrong++;
    soup_server_message_set_status (message, 403, NULL);
    return;
  }
  gboolean names = layer[0] == 'c'; /* cva, cia, cta */
  GBytes *picture = names ? tianditu->names : tianditu->ground;
  *(names ? &tianditu->n_names : &tianditu->n_grounds) += 1;
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "image/png", SOUP_MEMORY_COPY, g_bytes_get_data (picture, NULL), g_bytes_get_size (picture));
}

/* The ready entry with the local server in place of Tianditu's. */
static YztGround *
ready_entry (const char *id, const char *base)
{
  g_autofree char *path = g_build_filename (yzt_data_dir (), "basemap", "services.ini", NULL);
  g_autoptr (GPtrArray) known = yzt_ground_list_read_known (path, "zh_CN");
  for (guint i = 0; i < known->len; i++) {
    YztGroundSpec spec = *yzt_ground_get_spec (known->pdata[i]);
    if (g_str_equal (spec.id, id)) {
      g_assert_true (g_str_has_prefix (spec.address, "https://t{s}.tianditu.gov.cn/"));
      g_autofree char *address = g_strconcat (base, spec.address + strlen ("https://t{s}.tianditu.gov.cn/"), NULL);
      spec.address = address;
      spec.subdomains = "";
      g_autoptr (GError) error = NULL;
      YztGround *ground = yzt_ground_new (&spec, &error);
      g_assert_no_error (error);
      return ground;
    }
  }
  g_assert_not_reached ();
}

static void
on_key_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  yzt_secret_keep_finish (result, NULL); /* without a store of secrets it is kept for this run */
  *(gboolean *) user_data = TRUE;
}

static guint
count_all (Fixture *fixture, YztDrawColor colour)
{
  g_autoptr (GdkTexture) texture = map_test_grab (GTK_WIDGET (fixture->map.view));
  return map_test_count_color (texture, 500, 350, 300, colour);
}

static gboolean
both_there (Fixture *fixture, gconstpointer names)
{
  guint n_names = count_all (fixture, RED);
  return count_all (fixture, GROUND_COLOUR) >= 20000 && (*(const gboolean *) names ? n_names >= 20000 : n_names == 0);
}

static void
wait_for_both (Fixture *fixture, gboolean names)
{
  wait_until (fixture, both_there, &names);
}

static void
test_tianditu_pairs (Fixture *fixture, gconstpointer data)
{
  static const char *const pairs[][2] = { { "tianditu-vec", "tianditu-cva" }, { "tianditu-img", "tianditu-cia" }, { "tianditu-ter", "tianditu-cta" } };
  g_autoptr (GBytes) ground_picture = make_png (GROUND_COLOUR), names_picture = make_names_png ();
  Tianditu tianditu = { ground_picture, names_picture, 0, 0, 0 };
  g_autoptr (SoupServer) soup = soup_server_new (NULL, NULL);
  gboolean kept = FALSE;
  soup_server_add_handler (soup, NULL, handle_tianditu, &tianditu, NULL);
  g_assert_true (soup_server_listen_local (soup, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  GSList *uris = soup_server_get_uris (soup);
  g_autofree char *base = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  yzt_secret_keep_async ("tianditu", TEST_KEY, NULL, on_key_kept, &kept);
  while (!kept) {
    g_main_context_iteration (NULL, TRUE);
  }
  map_test_look_at (&fixture->map, 112.5, 23.1, 9.4);
  begin (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autoptr (YztGround) ground_entry = ready_entry (pairs[i][0], base), names_entry = ready_entry (pairs[i][1], base);
    yzt_ground_list_add (fixture->grounds, ground_entry);
    yzt_ground_list_add (fixture->grounds, names_entry);
    g_autoptr (YztGround) names = g_list_model_get_item (G_LIST_MODEL (fixture->grounds), 0), ground = g_list_model_get_item (G_LIST_MODEL (fixture->grounds), 1);
    wait_for_both (fixture, TRUE); /* the names lie on the ground, and the ground is seen between them */
    g_assert_nonnull (strstr (yzt_map_view_get_attribution (fixture->map.view), "天地图"));
    yzt_ground_set_visible (names, FALSE);
    wait_for_both (fixture, FALSE);
    g_assert_cmpstr (yzt_ground_get_problem (ground), ==, "");
    g_assert_cmpstr (yzt_ground_get_problem (names), ==, "");
    yzt_ground_list_remove (fixture->grounds, ground);
    yzt_ground_list_remove (fixture->grounds, names);
  }
  g_assert_cmpuint (tianditu.n_wrong, ==, 0);
  g_assert_cmpuint (tianditu.n_grounds, >, 12);
  g_assert_cmpuint (tianditu.n_names, >, 12);
}

/* --- fingers --- */

/* Two fingers that part are libshumate's own gesture, which looks at the events of a touch screen (there is none here, and GTK 4 lets nobody make them up):
 * it is there, and nothing of ours has switched it off. */
static void
test_pinch (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (fixture->map.view->map));
  guint n = 0;
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    if (GTK_IS_GESTURE_ZOOM (controller)) {
      g_assert_cmpint (gtk_event_controller_get_propagation_phase (controller), !=, GTK_PHASE_NONE);
      n++;
    }
  }
  g_assert_cmpuint (n, ==, 1);
}

/* --- map files --- */

static const char extract[] =
    "<?xml version='1.0' encoding='UTF-8'?>\n<osm version='0.6' generator='yzt'>\n"
    "<node id='5' lat='23.0' lon='112.4' version='1'/><node id='6' lat='23.0' lon='112.6' version='1'/>"
    "<node id='7' lat='23.2' lon='112.6' version='1'/><node id='8' lat='23.2' lon='112.4' version='1'/>"
    "<node id='9' lat='23.14' lon='112.5' version='1'><tag k='place' v='town'/><tag k='name' v='永安镇'/></node>"
    "<way id='3' version='1'><nd ref='5'/><nd ref='6'/><nd ref='7'/><nd ref='8'/><nd ref='5'/><tag k='natural' v='water'/></way></osm>\n";

static void
test_map_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "肇庆.osm", NULL);
  g_assert_true (g_file_set_contents (path, extract, -1, NULL));
  g_autoptr (YztGround) ground = yzt_ground_new_for_file (path);
  yzt_ground_list_add (fixture->grounds, ground);
  begin (fixture);
  map_test_look_at (&fixture->map, 112.5, 23.1, 11);
  wait_for_colour (fixture, YZT_DRAW_THEME_LIGHT.water);
  g_assert_nonnull (strstr (yzt_map_view_get_attribution (fixture->map.view), "OpenStreetMap"));
  map_test_save (GTK_WIDGET (fixture->map.view), "grounds-map-file.png");
}

/* Vector tiles: what looks like a file of pictures by its name is drawn all the same. */
static void
test_vector_tiles (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "肇庆.mbtiles", NULL);
  char *options[] = { (char *) "MINZOOM=6", (char *) "MAXZOOM=11", NULL };
  char *wkt = (char *) "POLYGON ((112.4 23.0,112.6 23.0,112.6 23.2,112.4 23.2,112.4 23.0))";
  OGRGeometryH lake = NULL;
  GDALAllRegister ();
  GDALDatasetH dataset = GDALCreate (GDALGetDriverByName ("MBTiles"), path, 0, 0, 0, GDT_Unknown, options);
  OGRSpatialReferenceH reference = OSRNewSpatialReference (NULL);
  OSRSetWellKnownGeogCS (reference, "WGS84");
  OSRSetAxisMappingStrategy (reference, OAMS_TRADITIONAL_GIS_ORDER);
  OGRLayerH layer = GDALDatasetCreateLayer (dataset, "water", reference, wkbPolygon, NULL);
  OGRFeatureH feature = OGR_F_Create (OGR_L_GetLayerDefn (layer));
  OGR_G_CreateFromWkt (&wkt, NULL, &lake);
  OGR_F_SetGeometryDirectly (feature, lake);
  g_assert_cmpint (OGR_L_CreateFeature (layer, feature), ==, OGRERR_NONE);
  OGR_F_Destroy (feature);
  OSRRelease (reference);
  GDALClose (dataset);
  g_autoptr (YztGround) entry = yzt_ground_new_for_file (path);
  yzt_ground_list_add (fixture->grounds, entry);
  begin (fixture);
  map_test_look_at (&fixture->map, 112.5, 23.1, 11);
  wait_for_colour (fixture, YZT_DRAW_THEME_LIGHT.water);
  g_autoptr (YztGround) ground = g_list_model_get_item (G_LIST_MODEL (fixture->grounds), 0);
  g_assert_cmpstr (yzt_ground_get_problem (ground), ==, "");
}

static void
test_no_map_file (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *name, *content;
  } cases[] = { { "a.osm", "not a map" }, { "b.mbtiles", "SQLite format 3" }, { "c.tif", "II*" }, { "d.gpkg", "" }, { "e.shp", "\x27\x0a" } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_build_filename (fixture->folder, cases[i].name, NULL);
    g_assert_true (g_file_set_contents (path, cases[i].content, -1, NULL));
    g_autoptr (YztGround) ground = yzt_ground_new_for_file (path);
    yzt_ground_list_add (fixture->grounds, ground);
  }
  begin (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (YztGround) ground = g_list_model_get_item (G_LIST_MODEL (fixture->grounds), i);
    guint late = g_timeout_add_seconds (PATIENCE_S, on_late, fixture);
    while (*yzt_ground_get_problem (ground) == '\0') { /* each says what is wrong */
      g_main_context_iteration (NULL, TRUE);
    }
    g_source_remove (late);
    g_test_message ("%s", yzt_ground_get_problem (ground));
  }
  map_test_look_at (&fixture->map, 112.5, 23.1, 11); /* and the map is alive */
}

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/yzt", FALSE);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  yzt_geo_init ();
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_LIGHT);
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/map/grounds/no-flash", test_no_flash);
  ADD ("/map/grounds/no-starving", test_no_starving);
  ADD ("/map/grounds/failing", test_failing);
  ADD ("/map/grounds/tianditu-pairs", test_tianditu_pairs);
  ADD ("/map/grounds/pinch", test_pinch);
  ADD ("/map/grounds/map-file", test_map_file);
  ADD ("/map/grounds/vector-tiles", test_vector_tiles);
  ADD ("/map/grounds/no-map-file", test_no_map_file);
  return g_test_run ();
}
