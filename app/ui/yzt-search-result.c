/* yzt-search-result.c: one thing that a search found, and the search itself over coordinates, names and plans
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-search-result.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-ui.h"
#include "yzt-view-code.h"

#define MOST_PLACES 6
#define PLACES_LOOKED_AT 60
#define ZOOM_CLOSE 11.5

struct _YztSearchResult {
  GObject parent_instance;
  YztSearchGroup group;
  char *title, *subtitle, *heading;
  gboolean has_position;
  YztPosition position;
  double zoom;
  double distance_m; /* PLACE: from the middle of the map; large ones count as near */
  int kind;
  gint64 fid;
  int level;
  guint variant;
  YztPlan *plan;
  char *words, *snippet;
};
G_DEFINE_FINAL_TYPE (YztSearchResult, yzt_search_result, G_TYPE_OBJECT)

static void
yzt_search_result_finalize (GObject *object)
{
  YztSearchResult *self = YZT_SEARCH_RESULT (object);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->subtitle, g_free);
  g_clear_pointer (&self->heading, g_free);
  g_clear_object (&self->plan);
  g_clear_pointer (&self->words, g_free);
  g_clear_pointer (&self->snippet, g_free);
  G_OBJECT_CLASS (yzt_search_result_parent_class)->finalize (object);
}

static void
yzt_search_result_class_init (YztSearchResultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_search_result_finalize;
}

static void
yzt_search_result_init (YztSearchResult *self)
{
  self->kind = -1;
  self->variant = G_MAXUINT16;
  self->zoom = ZOOM_CLOSE;
}

YztSearchGroup
yzt_search_result_get_group (YztSearchResult *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), YZT_SEARCH_COORDINATE);
  return self->group;
}

const char *
yzt_search_result_get_title (YztSearchResult *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), NULL);
  return self->title;
}

const char *
yzt_search_result_get_subtitle (YztSearchResult *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), NULL);
  return self->subtitle;
}

const char *
yzt_search_result_get_heading (YztSearchResult *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), NULL);
  return self->heading;
}

gboolean
yzt_search_result_get_position (YztSearchResult *self, YztPosition *position_out)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), FALSE);
  if (self->has_position && position_out != NULL) {
    *position_out = self->position;
  }
  return self->has_position;
}

double
yzt_search_result_get_zoom (YztSearchResult *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), ZOOM_CLOSE);
  return self->zoom;
}

int
yzt_search_result_get_kind (YztSearchResult *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), -1);
  return self->kind;
}

gint64
yzt_search_result_get_fid (YztSearchResult *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), 0);
  return self->fid;
}

int
yzt_search_result_get_level (YztSearchResult *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), 0);
  return self->level;
}

guint
yzt_search_result_get_variant (YztSearchResult *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), G_MAXUINT16);
  return self->variant;
}

YztPlan *
yzt_search_result_get_plan (YztSearchResult *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), NULL);
  return self->plan;
}

const char *
yzt_search_result_get_words (YztSearchResult *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), NULL);
  return self->words;
}

const char *
yzt_search_result_get_snippet (YztSearchResult *self)
{
  g_return_val_if_fail (YZT_IS_SEARCH_RESULT (self), NULL);
  return self->snippet;
}

char *
yzt_search_markup (const char *text, const GArray *spans)
{
  g_return_val_if_fail (text != NULL, NULL);
  GString *markup = g_string_new (NULL);
  const char *at = text;
  guint chars = 0, length = (guint) g_utf8_strlen (text, -1);
  for (guint i = 0; spans != NULL && i < spans->len; i++) {
    const YztPlanSpan *span = &g_array_index (spans, YztPlanSpan, i);
    if (span->from < chars || span->to > length) {
      continue;
    }
    const char *from = g_utf8_offset_to_pointer (at, (glong) (span->from - chars)), *to = g_utf8_offset_to_pointer (from, (glong) (span->to - span->from));
    g_autofree char *before = g_markup_escape_text (at, from - at), *inside = g_markup_escape_text (from, to - from);
    g_string_append_printf (markup, "%s<b>%s</b>", before, inside);
    at = to;
    chars = span->to;
  }
  g_autofree char *rest = g_markup_escape_text (at, -1);
  g_string_append (markup, rest);
  return g_string_free (markup, FALSE);
}

YztSearchResult *
yzt_search_result_new_plan (const YztPlanFind *find, const char *const *words)
{
  g_return_val_if_fail (find != NULL, NULL);
  YztSearchResult *self = g_object_new (YZT_TYPE_SEARCH_RESULT, NULL);
  self->group = YZT_SEARCH_PLAN;
  self->plan = yzt_plan_new_at (find->plan_fid, find->title, find->path, find->section, find->snippet);
  self->words = words != NULL ? g_strjoinv (" ", (char **) words) : g_strdup ("");
  self->title = g_strdup (find->title);
  /* Translators: of a plan that a newer one has replaced, before the path of a section. */
  self->subtitle = find->superseded ? g_strdup_printf (_("replaced · %s"), find->path) : g_strdup (find->path);
  self->snippet = find->snippet != NULL && *find->snippet != '\0' ? yzt_search_markup (find->snippet, find->snippet_spans) : NULL;
  self->heading = g_strdup (_("Plans"));
  return self;
}

YztSearchResult *
yzt_search_result_new_code (YztSession *session, guint kind, gint64 fid, const char *name, const char *code, const char *of)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztSearchResult *self = g_object_new (YZT_TYPE_SEARCH_RESULT, NULL);
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (session));
  guint index;
  YztItem item;
  self->group = YZT_SEARCH_FEATURE;
  self->heading = g_strdup (_("Codes"));
  self->title = g_strdup (*name != '\0' ? name : code);
  self->subtitle = g_strdup_printf ("%s · %s", code, of);
  self->kind = (int) kind;
  self->fid = fid;
  if (yzt_generation_find (generation, kind, fid, &index) && yzt_generation_get_item (generation, index, &item)) {
    self->has_position = !isnan (item.lon);
    self->position = (YztPosition) { item.lon, item.lat };
    self->level = item.level;
    self->variant = item.variant;
  }
  return self;
}

/* What was typed is a coordinate: say in which datum it was read, and where that is in WGS 84. */
static YztSearchResult *
new_coordinate (const char *text)
{
  YztPosition position;
  YztDatum datum = YZT_DATUM_WGS84;
  gboolean swapped = FALSE;
  if (!yzt_coordinate_parse (text, &position, &datum, &swapped)) {
    return NULL;
  }
  YztSearchResult *self = g_object_new (YZT_TYPE_SEARCH_RESULT, NULL);
  self->group = YZT_SEARCH_COORDINATE;
  self->has_position = TRUE;
  self->position = position;
  self->title = yzt_ui_position_text (position);
  self->heading = g_strdup (_("Coordinates"));
  g_autofree char *read_as = datum == YZT_DATUM_WGS84 ? g_strdup ("")
      : g_strdup_printf (_("read as %s"), yzt_datum_label (datum));
  self->subtitle = swapped ? g_strjoin (*read_as != '\0' ? " · " : "", read_as, _("read as latitude, longitude"), NULL)
                           : g_steal_pointer (&read_as);
  return self;
}

/* Of metres the zone is said that they were read in: a wrong one is 300 km off. */
static char *
tell_plane (const YztPlaneReading *reading)
{
  if (reading->grid != YZT_PLANE_GAUSS_KRUGER) {
    return g_strdup_printf (_("read as %s, zone %d"), reading->grid == YZT_PLANE_UTM ? "UTM" : "MGRS", reading->zone);
  }
  if (reading->zone == 0) {
    return g_strdup_printf (_("read as CGCS2000, central meridian %g°"), reading->meridian_deg);
  }
  return reading->guessed ? g_strdup_printf (_("read as CGCS2000, if it lies in %d° zone %d (%g°)"), reading->width_deg, reading->zone, reading->meridian_deg)
                          : g_strdup_printf (_("read as CGCS2000, %d° zone %d (%g°)"), reading->width_deg, reading->zone, reading->meridian_deg);
}

static void
add_plane_coordinates (const char *text, YztPosition near, GPtrArray *results)
{
  YztPlaneReading readings[YZT_PLANE_READINGS_MAX];
  guint n = yzt_plane_coordinate_parse (text, &near, readings, NULL);
  for (guint i = 0; i < n; i++) {
    YztSearchResult *self = g_object_new (YZT_TYPE_SEARCH_RESULT, NULL);
    self->group = YZT_SEARCH_COORDINATE;
    self->has_position = TRUE;
    self->position = readings[i].wgs84;
    self->title = yzt_ui_position_text (readings[i].wgs84);
    self->heading = g_strdup (_("Coordinates"));
    self->subtitle = tell_plane (&readings[i]);
    g_ptr_array_add (results, self);
  }
}

/* Figures, signs and what stands between them, and more than one number. */
static gboolean
looks_like_coordinate (const char *text)
{
  return g_regex_match_simple ("^[-+0-9.,;:/°′″'\"NSEWnsewXYxy东西南北经纬度分秒，；：。\\s]*$", text, 0, 0) && g_regex_match_simple ("[0-9]\\.[0-9]+[^0-9.]+[0-9]|[0-9]{6}[^0-9]+[0-9]{6}|[°度].*[0-9]", text, 0, 0);
}

const char *
yzt_search_explain (const char *text)
{
  YztPlaneReading readings[YZT_PLANE_READINGS_MAX];
  gboolean local = FALSE;
  g_return_val_if_fail (text != NULL, NULL);
  yzt_plane_coordinate_parse (text, NULL, readings, &local);
  if (local) {
    return _("Xi’an 1980 and Beijing 1954 are shifted differently in every county, so this place cannot be told. Ask for it in CGCS2000.");
  }
  return looks_like_coordinate (text)
             ? _("This is no place on the earth. Degrees go up to 180 east and west and 90 north and south; metres are written with their zone, like X 2547593 Y 37658900.")
             : NULL;
}

static YztSearchResult *
new_feature (YztSession *session, const YztItem *item)
{
  YztSearchResult *self = g_object_new (YZT_TYPE_SEARCH_RESULT, NULL);
  self->group = YZT_SEARCH_FEATURE;
  self->kind = (int) item->kind;
  self->fid = item->fid;
  self->level = item->level;
  self->variant = item->variant;
  self->has_position = !isnan (item->lon);
  self->position = (YztPosition) { item->lon, item->lat };
  self->title = g_strdup (item->name);
  self->subtitle = self->has_position ? NULL : g_strdup (_("without a place on the map"));
  self->heading = g_strdup (yzt_ui_kind_label (session, self->kind));
  return self;
}

static const char *
place_word (YztPlaceKind kind)
{
  switch (kind) {
  case YZT_PLACE_COUNTRY: return C_("place", "Country");
  case YZT_PLACE_PROVINCE: return C_("place", "Province");
  case YZT_PLACE_PREFECTURE: return C_("place", "Prefecture");
  case YZT_PLACE_COUNTY: return C_("place", "County");
  case YZT_PLACE_CITY: return C_("place", "City");
  case YZT_PLACE_TOWN:
  default: return C_("place", "Town");
  }
}

static YztSearchResult *
new_place (const YztPlaceName *place, YztPosition from)
{
  static const double zooms[] = { 4.5, 6.5, 8.5, 10, 11, 12.5 };
  YztSearchResult *self = g_object_new (YZT_TYPE_SEARCH_RESULT, NULL);
  double bearing_deg = 0;
  self->group = YZT_SEARCH_PLACE;
  self->has_position = TRUE;
  self->position = yzt_mercator_to_position (place->x, place->y);
  self->zoom = zooms[MIN ((guint) place->kind, G_N_ELEMENTS (zooms) - 1)];
  self->title = g_strdup (place->text);
  self->heading = g_strdup (_("Places"));
  double distance_m = yzt_geo_distance_m (from, self->position, &bearing_deg);
  self->distance_m = place->kind <= YZT_PLACE_PREFECTURE ? 0 : distance_m;
  g_autofree char *distance = yzt_text_distance (distance_m);
  /* Translators: a place of the base map: "Town · 32 km north-east of the middle of the map" */
  self->subtitle = g_strdup_printf (_("%s · %s %s of the middle of the map"), place_word (place->kind), distance,
                                    yzt_text_bearing_word (bearing_deg));
  return self;
}

static int
compare_distances (gconstpointer a, gconstpointer b)
{
  const YztSearchResult *left = *(const YztSearchResult *const *) a;
  const YztSearchResult *right = *(const YztSearchResult *const *) b;
  return (left->distance_m > right->distance_m) - (left->distance_m < right->distance_m);
}

/* The nearest of @found that fit into what is left of MOST_PLACES. */
static void
take_nearest (GPtrArray *found, GPtrArray *results, guint *room)
{
  g_ptr_array_sort (found, compare_distances);
  for (guint i = 0; i < found->len && *room > 0; i++, (*room)--) {
    g_ptr_array_add (results, g_object_ref (found->pdata[i]));
  }
}

/* Places of the base map into @called when they begin with the text, else into @others. Of villages that are called alike, and there are
 * many, the nearest is meant. */
static void
find_places (YztBaseMap *base_map, const char *text, YztPosition from, GPtrArray *called, GPtrArray *others)
{
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (YztPlaceName));
  g_autofree char *wanted = g_utf8_casefold (text, -1);
  g_autoptr (GPtrArray) begin = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) contain = g_ptr_array_new_with_free_func (g_object_unref);
  guint room = MOST_PLACES;
  yzt_base_map_find (base_map, text, yzt_ui_language (), PLACES_LOOKED_AT, names);
  for (guint i = 0; i < names->len; i++) {
    const YztPlaceName *place = &g_array_index (names, YztPlaceName, i);
    g_autofree char *name = g_utf8_casefold (place->text, -1);
    /* What was found by its Latin name, and is shown in Chinese, begins with it. */
    gboolean begins = g_str_has_prefix (name, wanted) || strstr (name, wanted) == NULL;
    g_ptr_array_add (begins ? begin : contain, new_place (place, from));
  }
  take_nearest (begin, called, &room);
  take_nearest (contain, others, &room);
}

static int
compare_kinds (gconstpointer a, gconstpointer b)
{
  const YztSearchResult *left = *(const YztSearchResult *const *) a;
  const YztSearchResult *right = *(const YztSearchResult *const *) b;
  return left->kind - right->kind;
}

/* What the QR code of a map sheet says: the view as it was printed. */
static YztSearchResult *
new_view (const char *text)
{
  YztPosition middle;
  double zoom;
  if (!yzt_view_code_parse (text, &middle, &zoom)) {
    return NULL;
  }
  YztSearchResult *self = g_object_new (YZT_TYPE_SEARCH_RESULT, NULL);
  self->group = YZT_SEARCH_PLACE;
  self->heading = g_strdup (_("Places"));
  self->title = g_strdup (_("View of a map sheet"));
  self->subtitle = yzt_ui_position_text (middle);
  self->has_position = TRUE;
  self->position = middle;
  self->zoom = zoom;
  return self;
}

GPtrArray *
yzt_search_now (YztSession *session, YztBaseMap *base_map, YztPosition from, const char *text, guint limit)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  g_return_val_if_fail (text != NULL, NULL);
  GPtrArray *results = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) features = g_ptr_array_new ();
  g_autoptr (GPtrArray) other_places = g_ptr_array_new ();
  YztSearchResult *view = new_view (text), *coordinate = view == NULL ? new_coordinate (text) : NULL;
  if (view != NULL) {
    g_ptr_array_add (results, view);
  }
  if (coordinate != NULL) {
    g_ptr_array_add (results, coordinate);
  } else if (view == NULL) {
    add_plane_coordinates (text, from, results);
  }
  if (base_map != NULL) {
    find_places (base_map, text, from, results, other_places);
  }
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (session));
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  yzt_generation_find_names (generation, text, YZT_SCENE_FILTER_ALL, limit, indices);
  for (guint i = 0; i < indices->len; i++) {
    YztItem item;
    if (yzt_generation_get_item (generation, g_array_index (indices, guint, i), &item)) {
      g_ptr_array_add (features, new_feature (session, &item));
    }
  }
  g_ptr_array_sort (features, compare_kinds); /* a merge sort: inside a kind the best stays first */
  g_ptr_array_extend_and_steal (results, g_steal_pointer (&features));
  g_ptr_array_extend_and_steal (results, g_steal_pointer (&other_places));
  return results;
}
