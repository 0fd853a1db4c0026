/* yzt-vector-map.c: base maps out of vector files: opened, prepared when need be, asked for names
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include "yzt-base.h"
#include "yzt-vector-map-private.h"
#include "yzt-vector-prepare-private.h"

#define MAX_NAMES 400u
#define MAX_NAMES_LOOKED_AT 20000u
#define SHIFT_REACH 5e-5 /* of the world: farther than any shifted datum moves a place */
#define FORSAKEN_AFTER_S (2 * 86400)

/* --- the cache --- */

/* Beginning with what tells the file, ending with what tells its state and the classes of the style. */
static char *
prepared_name (const char *path, const YztVectorStyle *style, char **beginning_out)
{
  GStatBuf status;
  if (g_stat (path, &status) != 0) {
    return NULL;
  }
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, whole, -1);
  g_autofree char *state = g_strdup_printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", whole, (gint64) status.st_size, (gint64) status.st_mtime,
                                            style->sum);
  g_autofree char *state_sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, state, -1);
  *beginning_out = g_strdup_printf ("%.16s-", sum);
  return g_strdup_printf ("%.16s-%.16s.yztv", sum, state_sum);
}

/* What earlier states of the same file left, and what a preparation left that ended badly. */
static void
remove_forsaken (const char *folder, const char *beginning, const char *wanted)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    GStatBuf status;
    g_autofree char *path = g_build_filename (folder, name, NULL);
    gboolean older = g_str_has_prefix (name, beginning) && g_str_has_suffix (name, ".yztv") && !g_str_equal (name, wanted);
    gboolean forsaken = strstr (name, ".yztv.") != NULL && g_stat (path, &status) == 0
                        && g_get_real_time () / G_USEC_PER_SEC - (gint64) status.st_mtime > FORSAKEN_AFTER_S;
    if (older || forsaken) {
      g_unlink (path);
    }
  }
}

static YztVectorFile *
open_prepared (YztVectorWork *work, const char *cache_folder, GError **error)
{
  g_autofree char *beginning = NULL;
  g_autofree char *name = prepared_name (work->path, work->style, &beginning);
  if (name == NULL) {
    g_autofree char *shown = g_path_get_basename (work->path);
    g_set_error (error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_READ, _("“%s” is not there any more; look where it was moved to."), shown);
    return NULL;
  }
  g_autofree char *prepared = g_build_filename (cache_folder, name, NULL);
  YztVectorFile *file = yzt_vector_file_open (prepared);
  if (file == NULL) {
    g_mkdir_with_parents (cache_folder, 0700);
    work->prepared = prepared;
    file = yzt_vector_prepare (work, error) ? yzt_vector_file_open (prepared) : NULL;
    remove_forsaken (cache_folder, beginning, name);
    if (file == NULL && error != NULL && *error == NULL) {
      g_set_error (error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_READ, _("The map file could not be prepared; make room on the disk of your home folder."));
    }
  }
  return file;
}

/* --- life --- */

static void
describe (YztVectorMap *map, const char *path)
{
  YztVectorBox box = yzt_vector_file_get_box (map->file);
  YztPosition north_west = yzt_mercator_to_position (box.x0 / YZT_VECTOR_UNITS, box.y0 / YZT_VECTOR_UNITS);
  YztPosition south_east = yzt_mercator_to_position (box.x1 / YZT_VECTOR_UNITS, box.y1 / YZT_VECTOR_UNITS);
  map->name = g_path_get_basename (path);
  map->info = (YztVectorMapInfo) { .name = map->name,
                                   .attribution = yzt_vector_file_get_attribution (map->file),
                                   .west = north_west.lon,
                                   .south = south_east.lat,
                                   .east = south_east.lon,
                                   .north = north_west.lat };
  map->info.n_features = yzt_vector_file_get_n (map->file, YZT_VECTOR_N_BANDS - 1) + yzt_vector_file_get_n (map->file, YZT_VECTOR_N_SECTIONS - 1);
}

YztVectorMap *
yzt_vector_map_open (const char *path, const char *cache_folder, YztVectorProgress progress, gpointer user_data, GCancellable *cancellable,
                     GError **error)
{
  g_return_val_if_fail (path != NULL && cache_folder != NULL, NULL);
  g_autofree char *style_path = g_build_filename (yzt_data_dir (), "basemap", "streets.ini", NULL);
  g_autoptr (YztVectorMap) map = g_new0 (YztVectorMap, 1);
  g_autoptr (GError) inner = NULL;
  g_atomic_ref_count_init (&map->references);
  map->style = yzt_vector_style_load (style_path, &inner);
  YztVectorWork work = { .path = path, .style = map->style, .progress = progress, .user_data = user_data, .cancellable = cancellable };
  map->file = map->style != NULL ? open_prepared (&work, cache_folder, &inner) : NULL;
  if (map->file == NULL) {
    g_propagate_error (error, g_steal_pointer (&inner));
    return NULL;
  }
  describe (map, path);
  return g_steal_pointer (&map);
}

YztVectorMap *
yzt_vector_map_ref (YztVectorMap *map)
{
  g_return_val_if_fail (map != NULL, NULL);
  g_atomic_ref_count_inc (&map->references);
  return map;
}

void
yzt_vector_map_unref (YztVectorMap *map)
{
  if (map != NULL && g_atomic_ref_count_dec (&map->references)) {
    g_clear_pointer (&map->file, yzt_vector_file_free);
    g_clear_pointer (&map->style, yzt_vector_style_free);
    g_free (map->name);
    g_free (map);
  }
}

const YztVectorMapInfo *
yzt_vector_map_get_info (const YztVectorMap *map)
{
  g_return_val_if_fail (map != NULL, NULL);
  return &map->info;
}

gboolean
yzt_vector_map_is_named_so (const char *path)
{
  static const char *const endings[] = { ".osm", ".osm.gz", ".pbf", ".shp", ".geojson", ".geojsonl", ".json", ".fgb", ".kml", ".kmz", ".tab", ".mif",
                                         ".dxf", ".gpx", ".gdb", ".gdb.zip", ".sqlite" };
  g_return_val_if_fail (path != NULL, FALSE);
  g_autofree char *small = g_ascii_strdown (path, -1);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    if (g_str_has_suffix (small, endings[i])) {
      return TRUE;
    }
  }
  return FALSE;
}

guint
yzt_vector_band_for (double zoom)
{
  guint band = 0;
  while (band + 1 < YZT_VECTOR_N_BANDS && yzt_vector_band_zoom[band] < zoom - 0.01) {
    band++;
  }
  return band;
}

gboolean
yzt_vector_box_of (double x0, double y0, double x1, double y1, YztVectorBox *box_out)
{
  if (x1 < 0 || y1 < 0 || x0 > 1 || y0 > 1) {
    return FALSE;
  }
  *box_out = (YztVectorBox) { (guint32) (CLAMP (x0, 0, 1) * (YZT_VECTOR_UNITS - 1)), (guint32) (CLAMP (y0, 0, 1) * (YZT_VECTOR_UNITS - 1)),
                              (guint32) (CLAMP (x1, 0, 1) * (YZT_VECTOR_UNITS - 1)), (guint32) (CLAMP (y1, 0, 1) * (YZT_VECTOR_UNITS - 1)) };
  return TRUE;
}

/* --- names --- */

typedef struct {
  const YztVectorMap *map;
  double zoom;
  gboolean chinese;
  GArray *names;
  guint n_looked_at;
} NameSearch;

/* The next text of a record; NULL when it has no end. */
static const char *
next_text (const guint8 **at, const guint8 *end)
{
  const char *text = (const char *) *at;
  const guint8 *zero = *at < end ? memchr (*at, '\0', (gsize) (end - *at)) : NULL;
  *at = zero != NULL ? zero + 1 : end;
  return zero != NULL ? text : NULL;
}

static const char *
pick_text (const char *local, const char *chinese, const char *english, gboolean in_chinese)
{
  const char *first = in_chinese ? chinese : english;
  const char *then = in_chinese ? local : *chinese != '\0' && *local == '\0' ? chinese : local;
  return *first != '\0' ? first : *then != '\0' ? then : in_chinese ? english : chinese;
}

static gboolean
on_name (const YztVectorBox *box, const guint8 *record, const guint8 *end, gpointer user_data)
{
  NameSearch *search = user_data;
  const guint8 *at = record + 1;
  guint64 importance, label_zoom;
  if (*record >= search->map->style->rules->len || !yzt_vector_get (&at, end, &importance) || !yzt_vector_get (&at, end, &label_zoom)) {
    return TRUE;
  }
  const YztVectorRule *rule = &g_array_index (search->map->style->rules, YztVectorRule, *record);
  const char *local = next_text (&at, end), *chinese = next_text (&at, end), *english = next_text (&at, end);
  if (search->zoom + 0.01 >= (double) label_zoom / 100 && local != NULL && chinese != NULL && english != NULL) {
    YztPlaceName name = { box->x0 / YZT_VECTOR_UNITS, box->y0 / YZT_VECTOR_UNITS, pick_text (local, chinese, english, search->chinese), rule->place,
                          (double) importance / 100, (double) label_zoom / 100 };
    g_array_append_val (search->names, name);
  }
  return ++search->n_looked_at < MAX_NAMES_LOOKED_AT;
}

/* Equal ones by their place, so that the order never depends on what is seen. */
static int
compare_names (gconstpointer a, gconstpointer b)
{
  const YztPlaceName *left = a, *right = b;
  if (left->importance != right->importance) {
    return left->importance > right->importance ? -1 : 1;
  }
  return left->x != right->x ? (left->x < right->x ? -1 : 1) : (left->y > right->y) - (left->y < right->y);
}

void
yzt_vector_map_set_datum (YztVectorMap *map, YztDatum datum)
{
  g_return_if_fail (map != NULL);
  g_atomic_int_set (&map->datum, (int) datum);
}

static void
align (GArray *names, YztDatum datum)
{
  for (guint i = 0; i < names->len; i++) {
    YztPlaceName *name = &g_array_index (names, YztPlaceName, i);
    yzt_mercator_from_position (yzt_datum_to_wgs84 (yzt_mercator_to_position (name->x, name->y), datum), &name->x, &name->y);
  }
}

void
yzt_vector_map_names (YztVectorMap *map, double x0, double y0, double x1, double y1, double zoom, const char *language, GArray *names)
{
  g_return_if_fail (map != NULL && names != NULL);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (YztPlaceName));
  NameSearch search = { .map = map, .zoom = zoom, .chinese = language != NULL && g_str_has_prefix (language, "zh"), .names = found };
  YztVectorBox box;
  YztDatum datum = (YztDatum) g_atomic_int_get (&map->datum);
  gboolean shifted = datum == YZT_DATUM_GCJ02 || datum == YZT_DATUM_BD09;
  double reach = shifted ? SHIFT_REACH : 0;
  if (yzt_vector_box_of (x0 - reach, y0 - reach, x1 + reach, y1 + reach, &box)) {
    yzt_vector_file_visit (map->file, YZT_VECTOR_N_BANDS + yzt_vector_band_for (zoom), &box, on_name, &search);
    g_array_sort (found, compare_names);
    g_array_set_size (found, MIN (found->len, MAX_NAMES));
    if (shifted) {
      align (found, datum);
    }
    g_array_append_vals (names, found->data, found->len);
  }
}
