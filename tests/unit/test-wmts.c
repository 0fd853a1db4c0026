/* test-wmts.c: services whose tiles are not the common ones: capabilities, odd grids, where their pictures fall
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <cairo.h>
#include <math.h>
#include <string.h>
#include "yzt-tile-grid-private.h"
#include "yzt-wmts.h"

/* --- capabilities --- */

/* As Tianditu writes them: the denominators are meant for 96 pixels an inch, the corner is latitude first. */
static char *
make_capabilities (const char *crs, const char *corner, double first_scale, guint n_levels, guint columns, guint rows, guint tile_px, const char *resource)
{
  GString *text = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Capabilities xmlns=\"http://www.opengis.net/wmts/1.0\" xmlns:ows=\"http://www.opengis.net/ows/1.1\""
                                " xmlns:xlink=\"http://www.w3.org/1999/xlink\"><ows:ServiceIdentification><ows:Title>在线地图服务</ows:Title></ows:ServiceIdentification>"
                                "<ows:ServiceProvider><ows:ProviderName>国家基础地理信息中心</ows:ProviderName></ows:ServiceProvider><ows:OperationsMetadata>"
                                "<ows:Operation name=\"GetCapabilities\"><ows:DCP><ows:HTTP><ows:Get xlink:href=\"http://wrong/\"/></ows:HTTP></ows:DCP></ows:Operation>"
                                "<ows:Operation name=\"GetTile\"><ows:DCP><ows:HTTP><ows:Get xlink:href=\"http://t0.tianditu.gov.cn/img_c/wmts?\"/></ows:HTTP></ows:DCP></ows:Operation>"
                                "</ows:OperationsMetadata><Contents><Layer><ows:Title>影像</ows:Title><ows:Identifier>img</ows:Identifier>"
                                "<Style><ows:Identifier>default</ows:Identifier></Style><Format>tiles</Format><TileMatrixSetLink><TileMatrixSet>c</TileMatrixSet></TileMatrixSetLink>");
  g_string_append (text, resource);
  g_string_append_printf (text, "</Layer><TileMatrixSet><ows:Identifier>c</ows:Identifier><ows:SupportedCRS>%s</ows:SupportedCRS>", crs);
  for (guint i = 0; i < n_levels; i++) {
    char scale[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf (text,
                            "<TileMatrix><ows:Identifier>%u</ows:Identifier><ScaleDenominator>%s</ScaleDenominator><TopLeftCorner>%s</TopLeftCorner>"
                            "<TileWidth>%u</TileWidth><TileHeight>%u</TileHeight><MatrixWidth>%u</MatrixWidth><MatrixHeight>%u</MatrixHeight></TileMatrix>",
                            i + 1, g_ascii_dtostr (scale, sizeof scale, first_scale / exp2 (i)), corner, tile_px, tile_px, columns << i, rows << i);
  }
  g_string_append (text, "</TileMatrixSet></Contents></Capabilities>");
  return g_string_free (text, FALSE);
}

static YztGround *
read_one (const char *text, const char *extra)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GPtrArray) grounds = yzt_wmts_read (bytes, extra, extra != NULL ? "tianditu" : NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (grounds->len, ==, 1);
  return g_object_ref (grounds->pdata[0]);
}

static void
test_tianditu (void)
{
  g_autofree char *text = make_capabilities ("urn:ogc:def:crs:EPSG::4490", "90.0 -180.0", 2.958293554545656E8, 18, 2, 1, 256, "");
  g_autoptr (YztGround) ground = read_one (text, "tk={key}");
  const YztGroundSpec *spec = yzt_ground_get_spec (ground);
  const YztTileGrid *grid = yzt_ground_get_grid (ground);
  g_assert_cmpstr (spec->title, ==, "影像");
  g_assert_cmpstr (spec->attribution, ==, "国家基础地理信息中心");
  g_assert_cmpstr (spec->key_service, ==, "tianditu");
  g_assert_nonnull (grid);
  g_assert_cmpuint (yzt_tile_grid_get_n_levels (grid), ==, 18);
  g_autofree char *address = yzt_ground_make_address (ground, 9, 831, 188, "k");
  g_assert_cmpstr (address, ==,
                   "http://t0.tianditu.gov.cn/img_c/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=img&STYLE=default&TILEMATRIXSET=c&FORMAT=tiles"
                   "&TILEMATRIX=10&TILEROW=188&TILECOL=831&tk=k");
  YztTileRange range;
  double x, y;
  yzt_mercator_from_position ((YztPosition) { 112.47, 23.05 }, &x, &y); /* Zhaoqing: column (112.47 + 180) / 360 * 1024, row (90 - 23.05) / 180 * 512 */
  g_assert_true (yzt_tile_grid_range (grid, 9, x, y, x + 1e-9, y + 1e-9, &range));
  g_assert_cmpuint (range.from_x, ==, 831);
  g_assert_cmpuint (range.from_y, ==, 190);
}

static void
test_corners (void)
{
  static const struct {
    const char *crs, *corner;
  } cases[] = { { "EPSG:4326", "-180 90" }, { "urn:ogc:def:crs:OGC:1.3:CRS84", "-180 90" }, { "urn:ogc:def:crs:EPSG::4326", "90 -180" },
                { "urn:ogc:def:crs:EPSG::4326", "-180 90" }, { "http://www.opengis.net/def/crs/EPSG/0/4490", "90 -180" } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = make_capabilities (cases[i].crs, cases[i].corner, 2.795411320143589E8, 10, 2, 1, 256, "");
    g_autoptr (YztGround) ground = read_one (text, NULL);
    YztTileRange range;
    double x, y;
    yzt_mercator_from_position ((YztPosition) { 112.47, 23.05 }, &x, &y);
    g_assert_true (yzt_tile_grid_range (yzt_ground_get_grid (ground), 9, x, y, x + 1e-9, y + 1e-9, &range));
    g_assert_cmpuint (range.from_x, ==, 831);
    g_assert_cmpuint (range.from_y, ==, 190);
  }
}

/* The common grid needs none; one of 512 pixels does, and templates of pictures are taken as they are. */
static void
test_common (void)
{
  const char *corner = "-20037508.342789244 20037508.342789244";
  g_autofree char *text = make_capabilities ("urn:ogc:def:crs:EPSG::3857", corner, 559082264.0287178 / 2, 18, 2, 2, 256,
                                             "<ResourceURL format=\"image/png\" resourceType=\"tile\" template=\"http://a/{Style}/{TileMatrixSet}/{TileMatrix}/{TileCol}/{TileRow}.png\"/>");
  g_autoptr (YztGround) ground = read_one (text, NULL);
  g_assert_null (yzt_ground_get_grid (ground));
  g_assert_cmpuint (yzt_ground_get_spec (ground)->min_zoom, ==, 1);
  g_assert_cmpuint (yzt_ground_get_spec (ground)->max_zoom, ==, 18);
  g_autofree char *address = yzt_ground_make_address (ground, 10, 832, 444, NULL);
  g_assert_cmpstr (address, ==, "http://a/default/c/10/832/444.png");
  g_autofree char *wide = make_capabilities ("EPSG:3857", corner, 559082264.0287178 / 2, 8, 1, 1, 512, "");
  g_autoptr (YztGround) second = read_one (wide, NULL);
  g_assert_nonnull (yzt_ground_get_grid (second));
}

static void
test_refused (void)
{
  g_autofree char *other = make_capabilities ("urn:ogc:def:crs:EPSG::2383", "4600000 400000", 1e6, 3, 1, 1, 256, "");
  g_autofree char *nowhere = make_capabilities ("urn:ogc:def:crs:EPSG::4547", "0 0", 1e6, 3, 1, 1, 256, "");
  g_autofree char *deep = g_strnfill (3000, '<');
  GString *nested = g_string_new (NULL);
  for (guint i = 0; i < 100000; i++) {
    g_string_append (nested, "<a>");
  }
  const char *const bad[] = { "", "<", "<html><body>403</body></html>", "{\"code\":1}", other, nowhere, deep, nested->str,
                              "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><Capabilities>&b;</Capabilities>" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = g_bytes_new_static (bad[i], strlen (bad[i]));
    g_assert_null (yzt_wmts_read (bytes, NULL, NULL, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  }
  g_string_free (nested, TRUE);
  g_autofree char *nonsense = make_capabilities ("EPSG:4326", "nan inf", -5, 4, 0, 0, 1 << 20, "");
  g_autoptr (GBytes) bytes = g_bytes_new_static (nonsense, strlen (nonsense));
  g_assert_null (yzt_wmts_read (bytes, NULL, NULL, NULL));
}

static void
test_keys (void)
{
  g_autofree char *extra = NULL, *key = NULL;
  g_autofree char *rest = yzt_wmts_split_key ("http://a/wmts?SERVICE=WMTS&tk=a%20b&REQUEST=GetCapabilities", &extra, &key);
  g_assert_cmpstr (rest, ==, "http://a/wmts?SERVICE=WMTS&REQUEST=GetCapabilities");
  g_assert_cmpstr (extra, ==, "tk={key}");
  g_assert_cmpstr (key, ==, "a b");
  g_autofree char *none = NULL, *no_key = NULL;
  g_autofree char *same = yzt_wmts_split_key ("http://a/{z}/{x}/{y}?tk={key}", &none, &no_key);
  g_assert_cmpstr (same, ==, "http://a/{z}/{x}/{y}?tk={key}");
  g_assert_null (no_key);
}

/* --- pictures --- */

/* A service in degrees whose tiles say by their colour where they lie: red is the longitude, green the latitude, a step each pixel of its level. */
static cairo_surface_t *
make_tile (guint level, guint x, guint y, gpointer user_data)
{
  guint tile_px = GPOINTER_TO_UINT (user_data);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) tile_px, (int) tile_px);
  double side = 180 / exp2 (level), px = side / tile_px; /* degrees */
  for (guint row = 0; row < tile_px; row++) {
    guint32 *to = (guint32 *) (void *) (cairo_image_surface_get_data (surface) + row * (guint) cairo_image_surface_get_stride (surface));
    double lat = 90 - y * side - (row + 0.5) * px;
    for (guint column = 0; column < tile_px; column++) {
      double lon = -180 + x * side + (column + 0.5) * px;
      guint red = (guint) lrint (CLAMP ((lon - 112) * 100, 0, 255)), green = (guint) lrint (CLAMP ((lat - 22) * 100, 0, 255));
      to[column] = 0xff000000 | red << 16 | green << 8;
    }
  }
  cairo_surface_mark_dirty (surface);
  return surface;
}

static YztTileGrid *
make_degrees (guint tile_px)
{
  g_autoptr (GString) text = g_string_new ("degrees");
  for (guint i = 0; i < 16; i++) {
    char resolution[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf (text, "; L%u %s -180 90 %u %u %u %u", i, g_ascii_formatd (resolution, sizeof resolution, "%.17f", 180 / exp2 (i) / tile_px), tile_px,
                            tile_px, 2u << i, 1u << i);
  }
  g_autoptr (GError) error = NULL;
  YztTileGrid *grid = yzt_tile_grid_parse (text->str, &error);
  g_assert_no_error (error);
  return grid;
}

/* Each pixel of our tile is the place in the service's picture that it stands for, to within a pixel of ours. */
static void
test_falls (gconstpointer data)
{
  guint tile_px = GPOINTER_TO_UINT (data);
  g_autoptr (YztTileGrid) grid = make_degrees (tile_px);
  for (guint zoom = 8; zoom <= 12; zoom++) {
    double side = 1 / exp2 (zoom), x, y;
    yzt_mercator_from_position ((YztPosition) { 113.1, 23.2 }, &x, &y);
    double x0 = floor (x / side) * side, y0 = floor (y / side) * side;
    cairo_surface_t *surface = yzt_tile_grid_render (grid, x0, y0, side, 256, make_tile, (gpointer) data);
    g_assert_nonnull (surface);
    for (int i = 0; i < 256; i += 17) {
      guint32 colour = *(guint32 *) (void *) (cairo_image_surface_get_data (surface) + i * cairo_image_surface_get_stride (surface) + 4 * (255 - i));
      YztPosition position = yzt_mercator_to_position (x0 + (255 - i + 0.5) / 256 * side, y0 + (i + 0.5) / 256 * side);
      double px_degrees = side * 360 / 256, step = 0.01; /* what one of 255 colours stands for */
      g_assert_cmphex (colour >> 24, ==, 0xff);
      g_assert_cmpfloat_with_epsilon (112 + (colour >> 16 & 0xff) * step, CLAMP (position.lon, 112, 114.55), px_degrees + step);
      g_assert_cmpfloat_with_epsilon (22 + (colour >> 8 & 0xff) * step, CLAMP (position.lat, 22, 24.55), px_degrees + step);
    }
    cairo_surface_destroy (surface);
  }
}

/* --- Gauss-Krüger --- */

#define GAUSS_FIRST_PX_M 2116.670900008467 /* of the division that most servers of surveyors have */

typedef struct {
  const char *crs, *corner;
  double meridian_deg, false_easting_m, west, north;
} GaussCase;

typedef struct {
  const GaussCase *gauss;
  double lon, lat, step; /* of the colours */
} GaussTiles;

#define BLOCK_PX 32 /* in between the earth is flat to a thousandth of a pixel */

static guint32
gauss_colour (const GaussTiles *tiles, YztPosition at)
{
  guint red = (guint) lrint (CLAMP ((at.lon - tiles->lon) / tiles->step, 0, 255)), green = (guint) lrint (CLAMP ((at.lat - tiles->lat) / tiles->step, 0, 255));
  return 0xff000000 | red << 16 | green << 8;
}

static cairo_surface_t *
make_gauss_tile (guint level, guint x, guint y, gpointer user_data)
{
  const GaussTiles *tiles = user_data;
  const GaussCase *gauss = tiles->gauss;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 256, 256);
  guint8 *data = cairo_image_surface_get_data (surface);
  double px = GAUSS_FIRST_PX_M / exp2 (level);
  for (guint block = 0; block < 64; block++) {
    guint left = block % 8 * BLOCK_PX, top = block / 8 * BLOCK_PX;
    YztPosition corners[4];
    for (guint c = 0; c < 4; c++) {
      double easting = gauss->west + (x * 256.0 + left + (c % 2) * BLOCK_PX) * px - gauss->false_easting_m + 500000;
      corners[c] = yzt_gauss_kruger_inverse (YZT_ELLIPSOID_CGCS2000, gauss->meridian_deg, easting, gauss->north - (y * 256.0 + top + (c / 2) * BLOCK_PX) * px);
    }
    for (guint i = 0; i < BLOCK_PX * BLOCK_PX; i++) {
      double u = (i % BLOCK_PX + 0.5) / BLOCK_PX, v = (i / BLOCK_PX + 0.5) / BLOCK_PX;
      YztPosition at = { (corners[0].lon * (1 - u) + corners[1].lon * u) * (1 - v) + (corners[2].lon * (1 - u) + corners[3].lon * u) * v,
                         (corners[0].lat * (1 - u) + corners[1].lat * u) * (1 - v) + (corners[2].lat * (1 - u) + corners[3].lat * u) * v };
      ((guint32 *) (void *) (data + (top + i / BLOCK_PX) * (guint) cairo_image_surface_get_stride (surface)))[left + i % BLOCK_PX] = gauss_colour (tiles, at);
    }
  }
  cairo_surface_mark_dirty (surface);
  return surface;
}

static void
assert_gauss_falls (const GaussCase *gauss, const YztTileGrid *grid, guint zoom)
{
  double side = 1 / exp2 (zoom), x, y;
  yzt_mercator_from_position ((YztPosition) { 113.05, 23.2 }, &x, &y);
  double x0 = floor (x / side) * side, y0 = floor (y / side) * side;
  YztPosition corner = yzt_mercator_to_position (x0, y0 + side); /* south-west */
  GaussTiles tiles = { gauss, corner.lon, corner.lat, side * 360 / 230 };
  cairo_surface_t *surface = yzt_tile_grid_render (grid, x0, y0, side, 256, make_gauss_tile, &tiles);
  g_assert_nonnull (surface);
  for (int i = 3; i < 256; i += 13) {
    guint32 colour = *(guint32 *) (void *) (cairo_image_surface_get_data (surface) + i * cairo_image_surface_get_stride (surface) + 4 * (255 - i));
    YztPosition position = yzt_mercator_to_position (x0 + (255 - i + 0.5) / 256 * side, y0 + (i + 0.5) / 256 * side);
    g_assert_cmphex (colour >> 24, ==, 0xff);
    g_assert_cmpfloat_with_epsilon (tiles.lon + (colour >> 16 & 0xff) * tiles.step, position.lon, 1.6 * tiles.step);
    g_assert_cmpfloat_with_epsilon (tiles.lat + (colour >> 8 & 0xff) * tiles.step, position.lat, 1.6 * tiles.step);
  }
  cairo_surface_destroy (surface);
}

/* A surveyor's own tiles: each pixel falls where it belongs, whichever number of the corner stands first and whether the easting has its zone. */
static void
test_gauss_kruger (void)
{
  static const GaussCase cases[] = {
    { "urn:ogc:def:crs:EPSG::4547", "10002100.0 -5123200.0", 114, 500000, -5123200, 10002100 },
    { "EPSG:4547", "-5123200 10002100", 114, 500000, -5123200, 10002100 },
    { "urn:ogc:def:crs:EPSG::4525", "2700000 37400000", 111, 37500000, 37400000, 2700000 },
    { "http://www.opengis.net/def/crs/EPSG/0/4497", "19000000 3000000", 111, 19500000, 19000000, 3000000 },
    { "EPSG:4508", "3000000 100000", 111, 500000, 100000, 3000000 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = make_capabilities (cases[i].crs, cases[i].corner, GAUSS_FIRST_PX_M / 0.00028, 16, 40, 40, 256, "");
    g_autoptr (YztGround) ground = read_one (text, NULL);
    g_assert_nonnull (yzt_ground_get_grid (ground));
    g_autofree char *kept = yzt_tile_grid_to_text (yzt_ground_get_grid (ground));
    g_autoptr (YztTileGrid) grid = yzt_tile_grid_parse (kept, NULL);
    g_assert_nonnull (grid);
    for (guint zoom = 8; zoom <= 16; zoom += 4) {
      assert_gauss_falls (&cases[i], grid, zoom);
    }
    /* Far from the zone there is nothing, and the whole world is no harm. */
    YztTileRange range;
    g_assert_false (yzt_tile_grid_range (grid, 0, 0.1, 0.3, 0.2, 0.4, &range));
    GaussTiles tiles = { &cases[i], -180, -85, 2 };
    cairo_surface_t *world = yzt_tile_grid_render (grid, 0, 0, 1, 256, make_gauss_tile, &tiles);
    g_clear_pointer (&world, cairo_surface_destroy);
  }
}

static void
test_text (void)
{
  g_autoptr (YztTileGrid) grid = make_degrees (512);
  g_autofree char *text = yzt_tile_grid_to_text (grid);
  g_autoptr (YztTileGrid) again = yzt_tile_grid_parse (text, NULL);
  g_autofree char *second = yzt_tile_grid_to_text (again);
  g_assert_cmpstr (text, ==, second);
  const char *const bad[] = { "", "degrees", "feet; 1 1 0 0 256 256 1 1", "degrees; 1 0 0 0 256 256 1 1", "degrees; 1 1 0 0 256 256 1", "mercator; a;b 1 0 0 256 256 1 1",
                              "mercator; a 1 0 0 1 256 1 1", "mercator; a 1 0 0 256 99999 1 1", "mercator; a nan 0 0 256 256 1 1", "gauss-kruger; a 1 0 0 256 256 1 1",
                              "gauss-kruger 114; a 1 0 0 256 256 1 1", "gauss-kruger 514 500000; a 1 0 0 256 256 1 1", "degrees 114 500000; a 1 0 0 256 256 1 1" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (yzt_tile_grid_parse (bad[i], &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wmts/tianditu", test_tianditu);
  g_test_add_func ("/wmts/corners", test_corners);
  g_test_add_func ("/wmts/common", test_common);
  g_test_add_func ("/wmts/refused", test_refused);
  g_test_add_func ("/wmts/keys", test_keys);
  g_test_add_data_func ("/wmts/falls-256", GUINT_TO_POINTER (256), test_falls);
  g_test_add_data_func ("/wmts/falls-512", GUINT_TO_POINTER (512), test_falls);
  g_test_add_func ("/wmts/gauss-kruger", test_gauss_kruger);
  g_test_add_func ("/wmts/text", test_text);
  return g_test_run ();
}
