/* yzt-sketch.c: a line or an area being drawn: its points step by step
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-sketch-private.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-base.h"
#include "yzt-geometry-parts.h"

/* Steps that can be taken back; each keeps all points, so that long outlines keep fewer. */
#define MOST_STEPS 200
#define MOST_KEPT_POINTS 400000

static void
part_free (gpointer data)
{
  YztSketchPart *part = data;
  g_array_unref (part->points);
  g_free (part);
}

static YztSketchPart *
part_new (gboolean hole)
{
  YztSketchPart *part = g_new0 (YztSketchPart, 1);
  part->points = g_array_new (FALSE, FALSE, sizeof (YztPosition));
  part->hole = hole;
  return part;
}

static GPtrArray *
copy_parts (GPtrArray *parts)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (part_free);
  for (guint i = 0; i < parts->len; i++) {
    const YztSketchPart *part = parts->pdata[i];
    YztSketchPart *same = part_new (part->hole);
    g_array_append_vals (same->points, part->points->data, part->points->len);
    g_ptr_array_add (copy, same);
  }
  return copy;
}

YztSketch *
yzt_sketch_new (YztGeometryType type)
{
  g_return_val_if_fail (type != YZT_GEOMETRY_POINT, NULL);
  YztSketch *sketch = g_new0 (YztSketch, 1);
  sketch->area = type == YZT_GEOMETRY_AREA;
  sketch->parts = g_ptr_array_new_with_free_func (part_free);
  sketch->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  return sketch;
}

YztSketch *
yzt_sketch_new_from (const YztGeometry *geometry)
{
  g_return_val_if_fail (geometry != NULL && yzt_geometry_get_type_id (geometry) != YZT_GEOMETRY_POINT, NULL);
  YztSketch *sketch = yzt_sketch_new (yzt_geometry_get_type_id (geometry));
  for (guint i = 0; i < yzt_geometry_get_n_rings (geometry); i++) {
    guint n = 0;
    const YztPosition *points = yzt_geometry_get_ring (geometry, i, &n);
    YztSketchPart *part = part_new (yzt_geometry_is_hole (geometry, i));
    g_array_append_vals (part->points, points, n);
    g_ptr_array_add (sketch->parts, part);
  }
  return sketch;
}

void
yzt_sketch_free (YztSketch *sketch)
{
  if (sketch != NULL) {
    g_ptr_array_unref (sketch->parts);
    g_ptr_array_unref (sketch->steps);
    g_free (sketch);
  }
}

gboolean
yzt_sketch_is_area (const YztSketch *sketch)
{
  g_return_val_if_fail (sketch != NULL, FALSE);
  return sketch->area;
}

guint
yzt_sketch_get_n_parts (const YztSketch *sketch)
{
  g_return_val_if_fail (sketch != NULL, 0);
  return sketch->parts->len;
}

const YztPosition *
yzt_sketch_get_part (const YztSketch *sketch, guint part, guint *n_out, gboolean *hole_out)
{
  g_return_val_if_fail (sketch != NULL && part < sketch->parts->len && n_out != NULL, NULL);
  const YztSketchPart *one = sketch->parts->pdata[part];
  *n_out = one->points->len;
  if (hole_out != NULL) {
    *hole_out = one->hole;
  }
  return (const YztPosition *) (gconstpointer) one->points->data;
}

guint
yzt_sketch_get_n_points (const YztSketch *sketch)
{
  g_return_val_if_fail (sketch != NULL, 0);
  guint n = 0;
  for (guint i = 0; i < sketch->parts->len; i++) {
    n += ((YztSketchPart *) sketch->parts->pdata[i])->points->len;
  }
  return n;
}

/* --- steps --- */

static void
begin_step (YztSketch *sketch)
{
  guint most = CLAMP (MOST_KEPT_POINTS / MAX (yzt_sketch_get_n_points (sketch), 1), 3, MOST_STEPS);
  while (sketch->steps->len >= most) {
    g_ptr_array_remove_index (sketch->steps, 0);
    sketch->forgot = TRUE;
  }
  g_ptr_array_add (sketch->steps, copy_parts (sketch->parts));
}

static YztSketchPart *
find_part (YztSketch *sketch, guint part, guint point)
{
  YztSketchPart *one = part < sketch->parts->len ? sketch->parts->pdata[part] : NULL;
  return one != NULL && point < one->points->len ? one : NULL;
}

static gboolean
same_place (YztPosition a, YztPosition b)
{
  return a.lon == b.lon && a.lat == b.lat;
}

gboolean
yzt_sketch_add (YztSketch *sketch, YztPosition at)
{
  g_return_val_if_fail (sketch != NULL, FALSE);
  YztPosition last;
  if (!yzt_position_is_valid (at) || (!sketch->fresh && yzt_sketch_get_last (sketch, &last) && same_place (last, at))) {
    return FALSE;
  }
  begin_step (sketch);
  if (sketch->parts->len == 0 || sketch->fresh) {
    g_ptr_array_add (sketch->parts, part_new (sketch->fresh_hole));
    sketch->fresh = sketch->fresh_hole = FALSE;
  }
  YztSketchPart *part = sketch->parts->pdata[sketch->parts->len - 1];
  g_array_append_val (part->points, at);
  return TRUE;
}

gboolean
yzt_sketch_insert (YztSketch *sketch, guint part, guint after, YztPosition at)
{
  g_return_val_if_fail (sketch != NULL, FALSE);
  YztSketchPart *one = find_part (sketch, part, after);
  if (one == NULL || !yzt_position_is_valid (at) || same_place (g_array_index (one->points, YztPosition, after), at)) {
    return FALSE;
  }
  begin_step (sketch);
  one = find_part (sketch, part, after);
  g_array_insert_val (one->points, after + 1, at);
  return TRUE;
}

gboolean
yzt_sketch_move_on (YztSketch *sketch, guint part, guint point, YztPosition to)
{
  g_return_val_if_fail (sketch != NULL, FALSE);
  YztSketchPart *one = find_part (sketch, part, point);
  if (one == NULL || !yzt_position_is_valid (to)) {
    return FALSE;
  }
  g_array_index (one->points, YztPosition, point) = to;
  return TRUE;
}

gboolean
yzt_sketch_move (YztSketch *sketch, guint part, guint point, YztPosition to)
{
  g_return_val_if_fail (sketch != NULL, FALSE);
  YztSketchPart *one = find_part (sketch, part, point);
  if (one == NULL || !yzt_position_is_valid (to) || same_place (g_array_index (one->points, YztPosition, point), to)) {
    return FALSE;
  }
  begin_step (sketch);
  return yzt_sketch_move_on (sketch, part, point, to);
}

gboolean
yzt_sketch_remove (YztSketch *sketch, guint part, guint point)
{
  g_return_val_if_fail (sketch != NULL, FALSE);
  YztSketchPart *one = find_part (sketch, part, point);
  if (one == NULL) {
    return FALSE;
  }
  begin_step (sketch);
  g_array_remove_index (one->points, point);
  if (one->points->len == 0) {
    g_ptr_array_remove_index (sketch->parts, part);
  }
  return TRUE;
}

gboolean
yzt_sketch_begin_part (YztSketch *sketch, gboolean hole)
{
  g_return_val_if_fail (sketch != NULL, FALSE);
  const YztSketchPart *last = sketch->parts->len > 0 ? sketch->parts->pdata[sketch->parts->len - 1] : NULL;
  if (last == NULL || last->points->len < (sketch->area ? 3 : 2)) {
    return FALSE;
  }
  sketch->fresh = TRUE;
  sketch->fresh_hole = hole && sketch->area;
  return TRUE;
}

gboolean
yzt_sketch_step_back (YztSketch *sketch)
{
  g_return_val_if_fail (sketch != NULL, FALSE);
  if (sketch->fresh) {
    sketch->fresh = sketch->fresh_hole = FALSE;
    return TRUE;
  }
  if (sketch->steps->len == 0) {
    return FALSE;
  }
  g_ptr_array_unref (sketch->parts);
  sketch->parts = g_ptr_array_steal_index (sketch->steps, sketch->steps->len - 1);
  return TRUE;
}

gboolean
yzt_sketch_is_changed (const YztSketch *sketch)
{
  g_return_val_if_fail (sketch != NULL, FALSE);
  return sketch->steps->len > 0 || sketch->forgot;
}

/* --- numbers --- */

gboolean
yzt_sketch_get_last (const YztSketch *sketch, YztPosition *last_out)
{
  g_return_val_if_fail (sketch != NULL && last_out != NULL, FALSE);
  const YztSketchPart *part = sketch->parts->len > 0 ? sketch->parts->pdata[sketch->parts->len - 1] : NULL;
  if (part == NULL || part->points->len == 0) {
    return FALSE;
  }
  *last_out = g_array_index (part->points, YztPosition, part->points->len - 1);
  return TRUE;
}

static gboolean
read_bearing (const char *text, double *bearing_deg)
{
  static const struct {
    const char *word;
    double deg;
  } words[] = {
    { "n", 0 }, { "ne", 45 }, { "e", 90 }, { "se", 135 }, { "s", 180 }, { "sw", 225 }, { "w", 270 }, { "nw", 315 },
    { "北", 0 }, { "东北", 45 }, { "东", 90 }, { "东南", 135 }, { "南", 180 }, { "西南", 225 }, { "西", 270 }, { "西北", 315 },
  };
  g_autofree char *folded = yzt_text_fold (text);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_str_equal (words[i].word, folded)) {
      *bearing_deg = words[i].deg;
      return TRUE;
    }
  }
  if (g_str_has_suffix (folded, "°") || g_str_has_suffix (folded, "度")) {
    *g_utf8_prev_char (folded + strlen (folded)) = '\0';
  }
  return yzt_text_number (folded, bearing_deg) && *bearing_deg >= 0 && *bearing_deg <= 360;
}

/* "500m 45°", "1.2 km 225": the last word is the bearing, all before it the distance. */
static gboolean
read_leg (const char *text, double *distance_m, double *bearing_deg)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_strdelimit (stripped, ",;@", ' ');
  g_strstrip (stripped);
  char *gap = strrchr (stripped, ' ');
  if (gap == NULL) {
    return FALSE;
  }
  *gap = '\0';
  return read_bearing (gap + 1, bearing_deg) && yzt_distance_parse (g_strstrip (stripped), distance_m);
}

gboolean
yzt_sketch_parse_point (const YztSketch *sketch, const char *text, YztPosition *at_out, GError **error)
{
  g_return_val_if_fail (sketch != NULL && text != NULL && at_out != NULL, FALSE);
  YztPosition last;
  gboolean has_last = yzt_sketch_get_last (sketch, &last);
  double distance_m = 0, bearing_deg = 0;
  if (yzt_coordinate_parse_any (text, at_out)) {
    return TRUE;
  }
  if (!read_leg (text, &distance_m, &bearing_deg)) {
    g_set_error_literal (error, YZT_GEO_ERROR, YZT_GEO_ERROR_RANGE,
                         _("Write a coordinate like 112.55, 23.02, or distance and bearing from the last point like 500m 45."));
    return FALSE;
  }
  if (!has_last) {
    g_set_error_literal (error, YZT_GEO_ERROR, YZT_GEO_ERROR_RANGE, _("There is no last point yet: begin with a coordinate like 112.55, 23.02."));
    return FALSE;
  }
  *at_out = yzt_geo_direct (last, bearing_deg, distance_m);
  return TRUE;
}

double
yzt_sketch_get_length_m (const YztSketch *sketch)
{
  g_return_val_if_fail (sketch != NULL, 0);
  double length_m = 0;
  for (guint p = 0; p < sketch->parts->len; p++) {
    GArray *points = ((YztSketchPart *) sketch->parts->pdata[p])->points;
    guint n = sketch->area && points->len > 2 ? points->len + 1 : points->len;
    for (guint i = 1; i < n; i++) {
      length_m += yzt_geo_distance_m (g_array_index (points, YztPosition, i - 1), g_array_index (points, YztPosition, i % points->len), NULL);
    }
  }
  return length_m;
}

double
yzt_sketch_get_area_m2 (const YztSketch *sketch)
{
  g_return_val_if_fail (sketch != NULL, 0);
  double area_m2 = 0;
  for (guint p = 0; sketch->area && p < sketch->parts->len; p++) {
    const YztSketchPart *part = sketch->parts->pdata[p];
    double one_m2 = yzt_geo_polygon_area_m2 ((const YztPosition *) (gconstpointer) part->points->data, part->points->len, NULL);
    area_m2 += part->hole ? -one_m2 : one_m2;
  }
  return MAX (area_m2, 0);
}

YztGeometry *
yzt_sketch_to_geometry (const YztSketch *sketch)
{
  g_return_val_if_fail (sketch != NULL, NULL);
  g_autofree char *problem = yzt_sketch_get_problem (sketch);
  if (problem != NULL) {
    return NULL;
  }
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (YztPosition));
  g_autofree guint *starts = g_new0 (guint, sketch->parts->len + 1);
  g_autofree gboolean *holes = g_new0 (gboolean, sketch->parts->len + 1);
  for (guint i = 0; i < sketch->parts->len; i++) {
    const YztSketchPart *part = sketch->parts->pdata[i];
    g_array_append_vals (points, part->points->data, part->points->len);
    holes[i] = part->hole;
    starts[i + 1] = points->len;
  }
  return yzt_geometry_new_parts (sketch->area ? YZT_GEOMETRY_AREA : YZT_GEOMETRY_LINE, (const YztPosition *) (gconstpointer) points->data, starts, holes,
                                 sketch->parts->len);
}
