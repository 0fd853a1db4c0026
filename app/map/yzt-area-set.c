/* yzt-area-set.c: areas of open warnings, ready to be drawn
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-area-set-private.h"
#include "yzt-draw-theme.h"
#include <math.h>

#define HATCH_PX 9
#define CLIP_MARGIN_PX 40.0
#define MIN_STEP_PX 0.7 /* vertices nearer than this to the last one kept are not seen */

typedef struct {
  guint kind;
  int level;
  double x0, y0, x1, y1; /* Mercator, x unwrapped: may leave [0, 1] */
  GArray *points;        /* YztMapPoint, Mercator */
  GArray *starts;        /* guint, n_rings + 1 */
} Area;

struct _YztAreaSet {
  GPtrArray *areas;
  cairo_pattern_t *hatches[5];
  GArray *pixels, *clipped, *spare; /* YztMapPoint, kept from frame to frame */
};

static void
area_free (Area *area)
{
  g_clear_pointer (&area->points, g_array_unref);
  g_clear_pointer (&area->starts, g_array_unref);
  g_free (area);
}

YztAreaSet *
yzt_area_set_new (void)
{
  YztAreaSet *set = g_new0 (YztAreaSet, 1);
  set->areas = g_ptr_array_new_with_free_func ((GDestroyNotify) area_free);
  set->pixels = g_array_new (FALSE, FALSE, sizeof (YztMapPoint));
  set->clipped = g_array_new (FALSE, FALSE, sizeof (YztMapPoint));
  set->spare = g_array_new (FALSE, FALSE, sizeof (YztMapPoint));
  return set;
}

void
yzt_area_set_free (YztAreaSet *set)
{
  g_ptr_array_unref (set->areas);
  for (guint i = 0; i < G_N_ELEMENTS (set->hatches); i++) {
    g_clear_pointer (&set->hatches[i], cairo_pattern_destroy);
  }
  g_array_unref (set->pixels);
  g_array_unref (set->clipped);
  g_array_unref (set->spare);
  g_free (set);
}

/* Each vertex goes to the copy of the world nearest to the one before it, so that no edge runs round the globe. */
static void
append_ring (Area *area, const YztPosition *points, guint n)
{
  double last_x = 0;
  for (guint i = 0; i < n; i++) {
    YztMapPoint p;
    yzt_mercator_from_position (points[i], &p.x, &p.y);
    if (area->points->len > 0) {
      p.x -= round (p.x - last_x);
    } else {
      area->x0 = area->x1 = p.x;
      area->y0 = area->y1 = p.y;
    }
    last_x = p.x;
    area->x0 = MIN (area->x0, p.x);
    area->x1 = MAX (area->x1, p.x);
    area->y0 = MIN (area->y0, p.y);
    area->y1 = MAX (area->y1, p.y);
    g_array_append_val (area->points, p);
  }
  g_array_append_val (area->starts, area->points->len);
}

static Area *
area_new (YztIncident *incident, const YztGeometry *geometry)
{
  Area *area = g_new0 (Area, 1);
  area->kind = yzt_incident_get_kind (incident);
  area->level = CLAMP (yzt_incident_get_level (incident), 0, 4);
  area->points = g_array_new (FALSE, FALSE, sizeof (YztMapPoint));
  area->starts = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (area->starts, area->points->len);
  for (guint i = 0; i < yzt_geometry_get_n_rings (geometry); i++) {
    guint n;
    const YztPosition *points = yzt_geometry_get_ring (geometry, i, &n);
    append_ring (area, points, n);
  }
  return area;
}

void
yzt_area_set_load (YztAreaSet *set, GListModel *incidents)
{
  g_return_if_fail (set != NULL);
  g_ptr_array_set_size (set->areas, 0);
  guint n = incidents != NULL ? g_list_model_get_n_items (incidents) : 0;
  for (guint i = n; i > 0; i--) { /* the most important is first in the list and is drawn last */
    g_autoptr (YztIncident) incident = g_list_model_get_item (incidents, i - 1);
    YztGeometry *geometry = yzt_incident_get_area (incident);
    if (yzt_incident_is_open (incident) && geometry != NULL
        && yzt_geometry_get_type_id (geometry) == YZT_GEOMETRY_AREA) {
      g_ptr_array_add (set->areas, area_new (incident, geometry));
    }
  }
}

gboolean
yzt_area_set_is_empty (const YztAreaSet *set)
{
  return set->areas->len == 0;
}

static cairo_pattern_t *
ensure_hatch (YztAreaSet *set, int level, YztDrawColor color)
{
  if (set->hatches[level] == NULL) {
    cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, HATCH_PX, HATCH_PX);
    cairo_t *cr = cairo_create (surface);
    cairo_set_source_rgba (cr, color.r, color.g, color.b, 0.45);
    cairo_set_line_width (cr, 1);
    for (int shift = -1; shift <= 1; shift++) {
      cairo_move_to (cr, shift * HATCH_PX - 1, HATCH_PX + 1);
      cairo_line_to (cr, shift * HATCH_PX + HATCH_PX + 1, -1);
    }
    cairo_stroke (cr);
    cairo_destroy (cr);
    set->hatches[level] = cairo_pattern_create_for_surface (surface);
    cairo_pattern_set_extend (set->hatches[level], CAIRO_EXTEND_REPEAT);
    cairo_surface_destroy (surface);
  }
  return set->hatches[level];
}

static void
trace_ring (YztAreaSet *set, cairo_t *cr, const YztMapFrame *frame, const YztMapPoint *points, guint n, double shift)
{
  g_array_set_size (set->pixels, 0);
  YztMapPoint last = { -1e9, -1e9 };
  for (guint i = 0; i < n; i++) {
    YztMapPoint p = { yzt_map_frame_px (frame, points[i].x + shift), yzt_map_frame_py (frame, points[i].y) };
    if (fabs (p.x - last.x) + fabs (p.y - last.y) >= MIN_STEP_PX) {
      g_array_append_val (set->pixels, p);
      last = p;
    }
  }
  yzt_map_clip_polygon ((const YztMapPoint *) (void *) set->pixels->data, set->pixels->len, -CLIP_MARGIN_PX,
                        -CLIP_MARGIN_PX, frame->width + CLIP_MARGIN_PX, frame->height + CLIP_MARGIN_PX, set->clipped,
                        set->spare);
  if (set->clipped->len < 3) {
    return;
  }
  cairo_new_sub_path (cr);
  for (guint i = 0; i < set->clipped->len; i++) {
    YztMapPoint p = g_array_index (set->clipped, YztMapPoint, i);
    cairo_line_to (cr, p.x, p.y);
  }
  cairo_close_path (cr);
}

static void
paint_area (YztAreaSet *set, cairo_t *cr, const YztMapFrame *frame, const Area *area, double shift, gboolean dark)
{
  if (yzt_map_frame_px (frame, area->x1 + shift) < 0 || yzt_map_frame_px (frame, area->x0 + shift) > frame->width
      || yzt_map_frame_py (frame, area->y1) < 0 || yzt_map_frame_py (frame, area->y0) > frame->height) {
    return;
  }
  YztDrawColor color = yzt_draw_level_color (area->level);
  cairo_new_path (cr);
  for (guint i = 0; i + 1 < area->starts->len; i++) {
    guint from = g_array_index (area->starts, guint, i);
    guint to = g_array_index (area->starts, guint, i + 1);
    trace_ring (set, cr, frame, &g_array_index (area->points, YztMapPoint, from), to - from, shift);
  }
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_set_source_rgba (cr, color.r, color.g, color.b, dark ? 0.10 : 0.07);
  cairo_fill_preserve (cr);
  /* The hatch stands on the ground, not on the glass. */
  cairo_pattern_t *hatch = ensure_hatch (set, area->level, color);
  cairo_matrix_t matrix;
  cairo_matrix_init_translate (&matrix, -fmod (yzt_map_frame_px (frame, area->x0 + shift), HATCH_PX),
                               -fmod (yzt_map_frame_py (frame, area->y0), HATCH_PX));
  cairo_pattern_set_matrix (hatch, &matrix);
  cairo_set_source (cr, hatch);
  cairo_fill_preserve (cr);
  const double dashes[] = { 6, 4 };
  cairo_set_dash (cr, dashes, 2, 0);
  cairo_set_line_width (cr, 1.5);
  cairo_set_source_rgba (cr, color.r, color.g, color.b, 0.95);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

void
yzt_area_set_paint (YztAreaSet *set, cairo_t *cr, const YztMapFrame *frame, YztSceneFilter filter, gboolean dark)
{
  for (guint i = 0; i < set->areas->len; i++) {
    const Area *area = g_ptr_array_index (set->areas, i);
    if (area->kind < 64 && (filter.kinds >> area->kind & 1) == 0) {
      continue;
    }
    for (int copy = -1; copy <= 1; copy++) {
      paint_area (set, cr, frame, area, copy, dark);
    }
  }
}
