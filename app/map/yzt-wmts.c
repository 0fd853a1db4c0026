/* yzt-wmts.c: the capabilities of a WMTS read into base maps
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GMarkup knows no entities of its own, no DTD and no network: a hostile document can only be refused. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-base.h"
#include "yzt-tile-grid-private.h"
#include "yzt-wmts-private.h"

#define PIXEL_M 0.00028           /* of the standard: scale denominators are meant for pixels of 0.28 mm */
#define SCREEN_PIXEL_RATIO 1.0582677 /* some servers, Tianditu among them, mean pixels of 96 to the inch instead */
#define METRES_PER_DEGREE 111319.49079327358
#define WORLD_M 40075016.685578488
#define MAX_GROUNDS 200

/* --- reference systems --- */

typedef enum { CRS_OTHER, CRS_MERCATOR, CRS_DEGREES_LAT_FIRST, CRS_DEGREES_LON_FIRST, CRS_GAUSS_KRUGER } Crs;

/* CGCS2000 in Gauss-Krüger zones, as EPSG numbers them. Older datums are not here: how far they lie off is another figure in every county. */
static const struct {
  guint first, last;
  int width_deg, first_zone;
  gboolean zone_in_easting;
} zones[] = { { 4491, 4501, 6, 13, TRUE }, { 4502, 4512, 6, 13, FALSE }, { 4513, 4533, 3, 25, TRUE }, { 4534, 4554, 3, 25, FALSE } };

static gboolean
find_zone (const char *code, YztTilePlane *plane)
{
  guint64 number;
  for (guint i = 0; g_ascii_string_to_unsigned (code, 10, 1, 99999, &number, NULL) && i < G_N_ELEMENTS (zones); i++) {
    if (number >= zones[i].first && number <= zones[i].last) {
      int zone = zones[i].first_zone + (int) (number - zones[i].first);
      *plane = (YztTilePlane) { YZT_TILE_GAUSS_KRUGER, yzt_gauss_kruger_central_meridian (zone, zones[i].width_deg),
                                500000 + (zones[i].zone_in_easting ? zone * 1e6 : 0) };
      return TRUE;
    }
  }
  return FALSE;
}

static Crs
crs_of (const char *name, YztTilePlane *plane)
{
  static const char *const mercator[] = { "3857", "900913", "102100", "102113", "3785" };
  static const char *const degrees[] = { "4326", "4490", "4610", "4214" };
  const char *colon = strrchr (name, ':'), *slash = strrchr (name, '/');
  const char *code = slash != NULL && slash > colon ? slash + 1 : colon != NULL ? colon + 1 : name;
  *plane = (YztTilePlane) { YZT_TILE_MERCATOR, 0, 0 };
  for (guint i = 0; i < G_N_ELEMENTS (mercator); i++) {
    if (g_str_equal (code, mercator[i])) {
      return CRS_MERCATOR;
    }
  }
  if (find_zone (code, plane)) {
    return CRS_GAUSS_KRUGER;
  }
  plane->type = YZT_TILE_DEGREES;
  for (guint i = 0; i < G_N_ELEMENTS (degrees); i++) {
    if (g_str_equal (code, degrees[i])) {
      return g_str_has_prefix (name, "urn:") || slash != NULL ? CRS_DEGREES_LAT_FIRST : CRS_DEGREES_LON_FIRST;
    }
  }
  return g_str_has_suffix (name, "CRS84") ? CRS_DEGREES_LON_FIRST : CRS_OTHER;
}

/* --- matrices --- */

/* EPSG has the northing first, many servers do not: what cannot be the upper edge of a map of China is the easting. FALSE when neither can be. */
static gboolean
order_corner (const double numbers[2], const YztTilePlane *plane, double *west, double *north)
{
  for (guint first = 0; first < 2; first++) {
    double top = numbers[first], left = numbers[1 - first];
    if (top > 1.5e6 && top < 1.1e7 && left > plane->false_easting_m - 7e6 && left < plane->false_easting_m + 6e5) {
      *north = top;
      *west = left;
      return TRUE;
    }
  }
  return FALSE;
}

/* The order of the corner's numbers is told by the reference system, and often wrongly: a latitude beyond 90 settles it. */
static gboolean
read_corner (const YztWmtsMatrix *matrix, Crs crs, const YztTilePlane *plane, double *west, double *north)
{
  g_auto (GStrv) words = g_strsplit_set (matrix->corner, " ,\n\t", 0);
  double numbers[2];
  guint n = 0;
  for (guint i = 0; words[i] != NULL && n < 2; i++) {
    if (*words[i] != '\0' && !yzt_text_number (words[i], &numbers[n++])) {
      return FALSE;
    }
  }
  if (n < 2) {
    return FALSE;
  }
  if (crs == CRS_GAUSS_KRUGER) {
    return order_corner (numbers, plane, west, north);
  }
  gboolean lat_first = crs == CRS_DEGREES_LAT_FIRST;
  if (crs != CRS_MERCATOR && fabs (numbers[0]) > 90.001) {
    lat_first = FALSE;
  } else if (crs != CRS_MERCATOR && fabs (numbers[1]) > 90.001) {
    lat_first = TRUE;
  } else if (crs == CRS_MERCATOR) {
    lat_first = numbers[0] > 0 && numbers[1] < 0; /* north, then west */
  }
  *west = lat_first ? numbers[1] : numbers[0];
  *north = lat_first ? numbers[0] : numbers[1];
  return TRUE;
}

static void
add_matrix (YztTileGrid *grid, const YztWmtsMatrix *matrix, Crs crs, const YztTilePlane *plane)
{
  double scale, west, north, world = plane->type == YZT_TILE_DEGREES ? 360 : WORLD_M;
  if (!yzt_text_number (matrix->scale, &scale) || !read_corner (matrix, crs, plane, &west, &north)) {
    return;
  }
  double resolution = scale * PIXEL_M / (plane->type == YZT_TILE_DEGREES ? METRES_PER_DEGREE : 1);
  double width = resolution * (double) matrix->tile_width * (double) matrix->columns;
  if (crs != CRS_GAUSS_KRUGER && fabs (width / world - SCREEN_PIXEL_RATIO) < 0.003) {
    resolution /= SCREEN_PIXEL_RATIO;
    resolution = fabs (resolution * (double) matrix->tile_width * (double) matrix->columns / world - 1) < 1e-4
                     ? world / (double) matrix->tile_width / (double) matrix->columns
                     : resolution;
  }
  YztTileLevel level = { matrix->id, resolution, west, north, matrix->tile_width, matrix->tile_height, matrix->columns, matrix->rows };
  if (!yzt_tile_grid_add (grid, &level)) {
    g_debug ("a tile matrix is left out");
  }
}

/* NULL when its reference system is another one. */
static YztTileGrid *
grid_of (const YztWmtsSet *set)
{
  YztTilePlane plane;
  Crs crs = crs_of (set->crs, &plane);
  if (crs == CRS_OTHER) {
    return NULL;
  }
  g_autoptr (YztTileGrid) grid = yzt_tile_grid_new (&plane);
  for (guint i = 0; i < set->matrices->len; i++) {
    add_matrix (grid, &g_array_index (set->matrices, YztWmtsMatrix, i), crs, &plane);
  }
  return yzt_tile_grid_get_n_levels (grid) > 0 ? g_steal_pointer (&grid) : NULL;
}

/* --- addresses --- */

static char *
add_extra (char *address, const char *extra)
{
  if (extra == NULL) {
    return address;
  }
  char *longer = g_strconcat (address, strchr (address, '?') == NULL ? "?" : g_str_has_suffix (address, "&") || g_str_has_suffix (address, "?") ? "" : "&",
                              extra, NULL);
  g_free (address);
  return longer;
}

/* The template of the document with our marks; NULL when it wants something we do not know. */
static char *
address_from_template (const YztWmtsLayer *layer, const YztWmtsSet *set)
{
  g_autoptr (GString) text = g_string_new (layer->resource);
  const char *const marks[][2] = { { "{TileMatrixSet}", set->id }, { "{tilematrixset}", set->id }, { "{Style}", layer->style },
                                   { "{style}", layer->style }, { "{TileMatrix}", "{z}" }, { "{TileRow}", "{y}" }, { "{TileCol}", "{x}" },
                                   { "{Time}", "default" }, { "{time}", "default" } };
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++) {
    g_string_replace (text, marks[i][0], marks[i][1], 0);
  }
  g_autofree char *rest = g_strdup (text->str);
  for (char *mark = strchr (rest, '{'); mark != NULL; mark = strchr (mark + 1, '{')) {
    if (!g_str_has_prefix (mark, "{z}") && !g_str_has_prefix (mark, "{x}") && !g_str_has_prefix (mark, "{y}")) {
      return NULL;
    }
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
address_from_words (const YztWmtsDocument *document, const YztWmtsLayer *layer, const YztWmtsSet *set)
{
  if (document->get_tile == NULL) {
    return NULL;
  }
  g_autofree char *id = g_uri_escape_string (layer->id, NULL, TRUE), *style = g_uri_escape_string (layer->style, NULL, TRUE);
  g_autofree char *set_id = g_uri_escape_string (set->id, NULL, TRUE), *format = g_uri_escape_string (layer->format, NULL, TRUE);
  const char *base = document->get_tile;
  const char *join = strchr (base, '?') == NULL ? "?" : g_str_has_suffix (base, "?") || g_str_has_suffix (base, "&") ? "" : "&";
  return g_strdup_printf ("%s%sSERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=%s&STYLE=%s&TILEMATRIXSET=%s&FORMAT=%s&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}",
                          base, join, id, style, set_id, format);
}

/* --- base maps --- */

static YztGround *
make_ground (const YztWmtsDocument *document, const YztWmtsLayer *layer, const YztWmtsSet *set, const YztTileGrid *grid, const char *extra,
             const char *key_service)
{
  guint min_zoom = 0, max_zoom = 22;
  g_autofree char *address = layer->resource != NULL ? address_from_template (layer, set) : NULL;
  g_autofree char *text = yzt_tile_grid_is_common (grid, &min_zoom, &max_zoom) ? NULL : yzt_tile_grid_to_text (grid);
  if (address == NULL) {
    address = address_from_words (document, layer, set);
  }
  if (address == NULL) {
    return NULL;
  }
  address = add_extra (g_steal_pointer (&address), extra);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, address, -1);
  g_autofree char *id = g_strndup (sum, 12);
  YztGroundSpec spec = { .id = id, .type = YZT_GROUND_ONLINE, .title = *layer->title != '\0' ? layer->title : layer->id, .attribution = document->provider,
                         .address = address, .key_service = extra != NULL ? key_service : NULL, .min_zoom = text == NULL ? min_zoom : 0,
                         .max_zoom = text == NULL ? max_zoom : 22, .datum = YZT_DATUM_WGS84, .grid = text,
                         .no_download = yzt_ground_list_forbids_download (address) };
  return yzt_ground_new (&spec, NULL);
}

static const YztWmtsSet *
find_set (const YztWmtsDocument *document, const char *id)
{
  for (guint i = 0; i < document->sets->len; i++) {
    const YztWmtsSet *set = document->sets->pdata[i];
    if (g_str_equal (set->id, id)) {
      return set;
    }
  }
  return NULL;
}

static YztTilePlaneType
plane_of (const YztWmtsSet *set)
{
  YztTilePlane plane;
  crs_of (set->crs, &plane);
  return plane.type;
}

/* Web Mercator before the others: it need not be resampled. */
static YztGround *
ground_of (const YztWmtsDocument *document, const YztWmtsLayer *layer, const char *extra, const char *key_service)
{
  for (guint plane = YZT_TILE_MERCATOR; plane <= YZT_TILE_GAUSS_KRUGER; plane++) {
    for (guint i = 0; i < layer->sets->len; i++) {
      const YztWmtsSet *set = find_set (document, layer->sets->pdata[i]);
      g_autoptr (YztTileGrid) grid = set != NULL && plane_of (set) == plane ? grid_of (set) : NULL;
      YztGround *ground = grid != NULL ? make_ground (document, layer, set, grid, extra, key_service) : NULL;
      if (ground != NULL) {
        return ground;
      }
    }
  }
  return NULL;
}

GPtrArray *
yzt_wmts_read (GBytes *bytes, const char *extra, const char *key_service, GError **error)
{
  g_return_val_if_fail (bytes != NULL, NULL);
  g_autoptr (YztWmtsDocument) document = yzt_wmts_parse (bytes);
  g_autoptr (GPtrArray) grounds = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; document != NULL && i < document->layers->len && grounds->len < MAX_GROUNDS; i++) {
    YztGround *ground = ground_of (document, document->layers->pdata[i], extra, key_service);
    if (ground != NULL) {
      g_ptr_array_add (grounds, ground);
    }
  }
  if (grounds->len == 0) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         document == NULL || document->layers->len == 0
                             ? _("What stands at this address is no list of map layers (WMTS); ask who runs the service for its address.")
                             : _("The layers of this service are in a reference system that is not drawn; ask for Web Mercator (EPSG:3857) or CGCS2000 (EPSG:4490 or a Gauss-Krüger zone)."));
    return NULL;
  }
  return g_steal_pointer (&grounds);
}

char *
yzt_wmts_split_key (const char *address, char **extra_out, char **key_out)
{
  static const char *const names[] = { "tk", "key", "token", "ak", "apikey", "api_key", "access_token" };
  *extra_out = *key_out = NULL;
  const char *query = strchr (address, '?');
  if (query == NULL) {
    return g_strdup (address);
  }
  g_autoptr (GString) rest = g_string_new_len (address, query - address);
  g_auto (GStrv) parts = g_strsplit (query + 1, "&", 0);
  gboolean first = TRUE;
  for (guint i = 0; parts[i] != NULL; i++) {
    const char *equals = strchr (parts[i], '=');
    gboolean is_key = FALSE;
    for (guint k = 0; equals != NULL && k < G_N_ELEMENTS (names) && *key_out == NULL; k++) {
      is_key |= strlen (names[k]) == (gsize) (equals - parts[i]) && g_ascii_strncasecmp (parts[i], names[k], strlen (names[k])) == 0;
    }
    if (is_key && equals[1] != '\0' && equals[1] != '{') {
      *extra_out = g_strdup_printf ("%.*s={key}", (int) (equals - parts[i]), parts[i]);
      *key_out = g_uri_unescape_string (equals + 1, NULL);
    } else {
      g_string_append_printf (rest, "%c%s", first ? '?' : '&', parts[i]);
      first = FALSE;
    }
  }
  return g_string_free (g_steal_pointer (&rest), FALSE);
}
