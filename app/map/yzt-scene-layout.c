/* yzt-scene-layout.c: which features stand where on the widget: single marks and clusters
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-scene-layout-private.h"
#include <math.h>
#include "yzt-drawing-style.h"

#define MARGIN_PX 60.0     /* symbols whose middle is outside may still reach in */
#define CROWD_MIN 50       /* so few in sight are never a crowd */
#define OPEN_MOST 3        /* so few stand side by side rather than in a bubble … */
#define OPEN_GAP 1.3       /* … when none hides another; of a symbol's reach */
#define SINGLE_WEIGHT 0.3  /* of a symbol in a picture that bubbles fill */
#define SINGLES_ZOOM 16.0  /* from here on only sheer number makes clusters */
#define CLOSED_INCIDENTS_MAX 200
#define ON_EDGE_FROM 5.0 /* an area as high as so many symbols' reach has its symbol on its edge: zones of one incident share their middle */
#define ROOM 11.2 /* a cluster for each square of so many symbols' reach is a full picture */

/* From what hardly touches to what is far apart: the finest that does not fill the picture is taken. */
static const double cells[] = { 3, 4.2, 5.6 }; /* of a symbol's reach */

typedef struct {
  double x0, y0, x1, y1;
} MercatorBox;

void
yzt_scene_layout_init (YztSceneLayout *layout)
{
  *layout = (YztSceneLayout) { 0 };
  yzt_scene_layout_set_sizes (layout, 1, 1);
  layout->marks = g_array_new (FALSE, FALSE, sizeof (YztMark));
  layout->bubbles = g_array_new (FALSE, FALSE, sizeof (YztBubble));
  layout->indices = g_array_new (FALSE, FALSE, sizeof (guint));
  layout->clusters = g_array_new (FALSE, FALSE, sizeof (YztCluster));
}

void
yzt_scene_layout_set_sizes (YztSceneLayout *layout, double magnify, double reach)
{
  layout->magnify = magnify;
  layout->symbol_px = YZT_LAYOUT_SYMBOL_PX * magnify * reach;
  layout->valid = FALSE;
  memset (layout->verdicts, 0, sizeof layout->verdicts); /* of no frame that is drawn */
}

void
yzt_scene_layout_clear (YztSceneLayout *layout)
{
  g_clear_pointer (&layout->marks, g_array_unref);
  g_clear_pointer (&layout->bubbles, g_array_unref);
  g_clear_pointer (&layout->indices, g_array_unref);
  g_clear_pointer (&layout->clusters, g_array_unref);
}

guint64
yzt_scene_layout_incident_kinds (const YztKindSet *kinds)
{
  static const char *const ids[] = { "incident", "warning" };
  guint64 mask = 0;
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    int kind = yzt_kind_set_index (kinds, ids[i]);
    mask |= kind >= 0 && kind < 64 ? G_GUINT64_CONSTANT (1) << kind : 0;
  }
  return mask;
}

/* The part of the world that copy @copy puts on the widget; FALSE when none of it. */
static gboolean
visible_box (const YztMapFrame *frame, int copy, double margin_px, MercatorBox *box)
{
  double half_x = (frame->width / 2.0 + margin_px) / frame->world_px;
  double half_y = (frame->height / 2.0 + margin_px) / frame->world_px;
  box->x0 = MAX (frame->center_x - half_x - copy, 0.0);
  box->x1 = MIN (frame->center_x + half_x - copy, 1.0);
  box->y0 = MAX (frame->center_y - half_y, 0.0);
  box->y1 = MIN (frame->center_y + half_y, 1.0);
  return box->x0 <= box->x1 && box->y0 <= box->y1;
}

/* Kinds that are drawn each as its type says: the zones of a scene. */
static guint64
find_drawn_kinds (const YztKindSet *kinds)
{
  guint64 mask = 0;
  for (guint i = 0; i < MIN (yzt_kind_set_get_n (kinds), 64); i++) {
    mask |= yzt_drawing_is_by_type (yzt_kind_set_get (kinds, i)) ? G_GUINT64_CONSTANT (1) << i : 0;
  }
  return mask;
}

/* The northernmost place of the outline; in the middle of its edge when that runs along the parallel. FALSE: nothing of it is to be seen at this zoom. */
static gboolean
find_top (const YztMapFrame *frame, const YztShape *shape, double *x_out, double *y_out)
{
  YztShapeView view;
  const YztShapePoint *top = NULL, *beside = NULL;
  yzt_shape_get_view (shape, frame->zoom, &view);
  for (guint part = 0; part < view.n_parts; part++) {
    for (guint i = view.starts[part]; i < view.starts[part + 1]; i++) {
      if (top == NULL || view.points[i].y < top->y) {
        guint next = i + 1 < view.starts[part + 1] ? i + 1 : view.starts[part], last = i > view.starts[part] ? i - 1 : view.starts[part + 1] - 1;
        top = &view.points[i];
        beside = &view.points[view.points[next].y < view.points[last].y ? next : last];
      }
    }
  }
  if (top == NULL) {
    return FALSE;
  }
  gboolean level = (double) (beside->y - top->y) * view.unit * frame->world_px < 1;
  *x_out = view.origin_x + view.unit * (level ? ((double) top->x + beside->x) / 2 : top->x);
  *y_out = view.origin_y + view.unit * top->y;
  return TRUE;
}

static void
stand_on_edge (const YztSceneLayout *layout, YztMark *mark, double x)
{
  const YztMapFrame *frame = &layout->frame;
  double x0, y0, x1, y1, top_x, top_y;
  yzt_shape_get_bounds (mark->item.shape, &x0, &y0, &x1, &y1);
  if ((y1 - y0) * frame->world_px < ON_EDGE_FROM * layout->symbol_px || !find_top (frame, mark->item.shape, &top_x, &top_y)) {
    return;
  }
  double px = mark->px + (top_x - x - round (top_x - x)) * frame->world_px, py = yzt_map_frame_py (frame, top_y);
  if (px >= 0 && px <= frame->width && py >= 0 && py <= frame->height) {
    mark->px = px;
    mark->py = py;
  }
}

static void
add_mark (YztSceneLayout *layout, YztGeneration *generation, guint index, int copy)
{
  YztMark mark;
  double x, y;
  if (!yzt_generation_get_item (generation, index, &mark.item)
      || !yzt_generation_get_mercator (generation, index, &x, &y)) {
    return;
  }
  mark.px = yzt_map_frame_px (&layout->frame, x + copy);
  mark.py = yzt_map_frame_py (&layout->frame, y);
  mark.important = (mark.item.flags & YZT_ITEM_OPEN) != 0;
  mark.closed = !mark.important && (layout->incident_kinds >> mark.item.kind & 1) != 0;
  if (mark.item.shape != NULL && (layout->drawn_kinds >> mark.item.kind & 1) != 0 && yzt_shape_is_area (mark.item.shape)) {
    stand_on_edge (layout, &mark, x);
  }
  g_array_append_val (layout->marks, mark);
}

/* The view, moved to the nearest of fixed places a quarter of it apart, in the middle of its half step of zoom. What is decided for the picture as a whole is
 * decided by what this shows: the same view looks the same wherever one came from, and does not flip to and fro while it is dragged or zoomed. */
static YztMapFrame
steady_frame (const YztMapFrame *frame)
{
  YztMapFrame steady = *frame;
  double half_step = floor (frame->zoom * 2) / 2;
  double step_x = frame->width / 4.0 / (YZT_MAP_TILE_SIZE * exp2 (half_step));
  double step_y = frame->height / 4.0 / (YZT_MAP_TILE_SIZE * exp2 (half_step));
  steady.zoom = half_step + 0.25;
  steady.world_px = YZT_MAP_TILE_SIZE * exp2 (steady.zoom);
  steady.center_x = round (frame->center_x / step_x) * step_x;
  steady.center_y = round (frame->center_y / step_y) * step_y;
  return steady;
}

static guint
count_visible (const YztMapFrame *frame, YztGeneration *generation, YztSceneFilter filter)
{
  guint count = 0;
  for (int copy = -1; copy <= 1; copy++) {
    MercatorBox box;
    if (visible_box (frame, copy, 0, &box)) {
      count += yzt_generation_count_box (generation, box.x0, box.y0, box.x1, box.y1, filter);
    }
  }
  return count;
}

static void
add_singles (YztSceneLayout *layout, YztGeneration *generation, YztSceneFilter filter)
{
  for (int copy = -1; copy <= 1; copy++) {
    MercatorBox box;
    if (!visible_box (&layout->frame, copy, MARGIN_PX, &box)) {
      continue;
    }
    g_array_set_size (layout->indices, 0);
    yzt_generation_box (generation, box.x0, box.y0, box.x1, box.y1, filter, layout->indices);
    for (guint i = 0; i < layout->indices->len; i++) {
      add_mark (layout, generation, g_array_index (layout->indices, guint, i), copy);
    }
  }
}

/* What is not in anybody's way is not in a bubble even in a crowd, so that little changes at the border. */
static gboolean
is_crowded (const YztSceneLayout *layout, YztGeneration *generation, YztSceneFilter filter)
{
  YztMapFrame steady = steady_frame (&layout->frame);
  if (count_visible (&layout->frame, generation, filter) > YZT_LAYOUT_SINGLES_MAX) {
    return TRUE;
  }
  return layout->frame.zoom < SINGLES_ZOOM && count_visible (&steady, generation, filter) > CROWD_MIN;
}

/* The size of the cells changes in half steps of zoom only, so that clusters stay what they are while zooming a little. */
static double
cell_of (const YztSceneLayout *layout, guint grain)
{
  return cells[grain] * layout->symbol_px / (YZT_MAP_TILE_SIZE * exp2 (floor (layout->frame.zoom * 2) / 2));
}

static void
query_clusters (YztSceneLayout *layout, const YztMapFrame *frame, YztGeneration *generation, YztSceneFilter filter,
                int copy, double cell)
{
  MercatorBox box;
  g_array_set_size (layout->clusters, 0);
  if (visible_box (frame, copy, MARGIN_PX + 12 * layout->symbol_px, &box)) {
    yzt_generation_clusters_opened (generation, box.x0, box.y0, box.x1, box.y1, cell, OPEN_MOST,
                                    OPEN_GAP * layout->symbol_px / frame->world_px, filter, layout->clusters);
  }
}

static double
fullness (const GArray *clusters)
{
  double full = 0;
  for (guint i = 0; i < clusters->len; i++) {
    full += g_array_index (clusters, YztCluster, i).count > 1 ? 1 : SINGLE_WEIGHT;
  }
  return full;
}

static void
note_verdict (YztSceneLayout *layout, const YztGrainVerdict *verdict)
{
  layout->newest_verdict = (layout->newest_verdict + 1) % YZT_LAYOUT_VERDICTS;
  layout->verdicts[layout->newest_verdict] = *verdict;
}

/* The finest grain whose clusters leave room between them. */
static guint
choose_grain (YztSceneLayout *layout, YztGeneration *generation, YztSceneFilter filter)
{
  double room_px = ROOM * layout->symbol_px;
  double room = (layout->frame.width / room_px + 1) * (layout->frame.height / room_px + 1);
  YztMapFrame steady = steady_frame (&layout->frame);
  guint grain = 0;
  for (guint i = 0; i < YZT_LAYOUT_VERDICTS; i++) {
    const YztGrainVerdict *verdict = &layout->verdicts[i];
    if (verdict->generation == layout->generation && verdict->kinds == filter.kinds && yzt_map_frame_equal (&verdict->frame, &steady)) {
      layout->newest_verdict = i;
      return verdict->grain;
    }
  }
  for (; grain + 1 < G_N_ELEMENTS (cells); grain++) {
    query_clusters (layout, &steady, generation, filter, 0, cell_of (layout, grain));
    if (fullness (layout->clusters) <= room) {
      break;
    }
  }
  note_verdict (layout, &(YztGrainVerdict) { steady, layout->generation, filter.kinds, grain });
  return grain;
}

static void
add_clusters (YztSceneLayout *layout, YztGeneration *generation, YztSceneFilter filter)
{
  layout->cell = cell_of (layout, choose_grain (layout, generation, filter));
  for (int copy = -1; copy <= 1; copy++) {
    query_clusters (layout, &layout->frame, generation, filter, copy, layout->cell);
    for (guint i = 0; i < layout->clusters->len; i++) {
      const YztCluster *cluster = &g_array_index (layout->clusters, YztCluster, i);
      if (cluster->count == 1) {
        add_mark (layout, generation, cluster->index, copy);
        continue;
      }
      YztBubble bubble = { .x = cluster->x, .y = cluster->y, .count = cluster->count };
      bubble.px = yzt_map_frame_px (&layout->frame, cluster->x + copy);
      bubble.py = yzt_map_frame_py (&layout->frame, cluster->y);
      memcpy (bubble.level_counts, cluster->level_counts, sizeof bubble.level_counts);
      g_array_append_val (layout->bubbles, bubble);
    }
  }
}

/* Open incidents last and closed ones first, between them the worse level later, then a fixed order so that frames look alike. */
static int
compare_marks (gconstpointer a, gconstpointer b)
{
  const YztMark *left = a, *right = b;
  if (left->important != right->important) {
    return left->important ? 1 : -1;
  }
  if (left->closed != right->closed) {
    return left->closed ? -1 : 1;
  }
  int left_level = left->item.level == 0 ? 5 : left->item.level;
  int right_level = right->item.level == 0 ? 5 : right->item.level;
  if (left_level != right_level) {
    return left_level > right_level ? -1 : 1;
  }
  if (left->item.kind != right->item.kind) {
    return left->item.kind > right->item.kind ? -1 : 1;
  }
  return left->item.fid < right->item.fid ? -1 : left->item.fid > right->item.fid ? 1 : 0;
}

static void
drop_closed_incidents (YztSceneLayout *layout)
{
  guint kept = 0;
  for (guint i = 0; i < layout->marks->len; i++) {
    YztMark mark = g_array_index (layout->marks, YztMark, i);
    if (mark.important) {
      g_array_index (layout->marks, YztMark, kept++) = mark;
    }
  }
  g_array_set_size (layout->marks, kept);
}

static void
compute (YztSceneLayout *layout, YztGeneration *generation, YztSceneFilter filter)
{
  layout->incident_kinds = yzt_scene_layout_incident_kinds (yzt_generation_get_kinds (generation));
  layout->drawn_kinds = find_drawn_kinds (yzt_generation_get_kinds (generation));
  YztSceneFilter incidents = { filter.kinds & layout->incident_kinds };
  YztSceneFilter others = { filter.kinds & ~layout->incident_kinds };
  layout->clustered = is_crowded (layout, generation, others);
  layout->dotted = layout->clustered && layout->every_point;
  add_singles (layout, generation, incidents);
  if (layout->clustered) {
    if (layout->marks->len > CLOSED_INCIDENTS_MAX) {
      drop_closed_incidents (layout);
    }
    if (!layout->dotted) {
      add_clusters (layout, generation, others);
    }
  } else {
    add_singles (layout, generation, others);
  }
  g_array_sort (layout->marks, compare_marks);
}

gboolean
yzt_scene_layout_update (YztSceneLayout *layout, const YztMapFrame *frame, YztGeneration *generation,
                         YztSceneFilter filter)
{
  g_return_val_if_fail (layout != NULL, FALSE);
  guint64 number = generation != NULL ? yzt_generation_get_number (generation) : 0;
  if (layout->valid && layout->generation == number && layout->filter.kinds == filter.kinds
      && yzt_map_frame_equal (&layout->frame, frame)) {
    return FALSE;
  }
  layout->valid = TRUE;
  layout->clustered = layout->dotted = FALSE;
  layout->frame = *frame;
  layout->generation = number;
  layout->filter = filter;
  g_array_set_size (layout->marks, 0);
  g_array_set_size (layout->bubbles, 0);
  if (generation != NULL && frame->width > 0 && frame->height > 0) {
    compute (layout, generation, filter);
  }
  return TRUE;
}

void
yzt_scene_layout_learn (YztSceneLayout *layout, const YztSceneLayout *other)
{
  g_return_if_fail (layout != NULL && other != NULL);
  note_verdict (layout, &other->verdicts[other->newest_verdict]);
}

YztMapFrame
yzt_scene_layout_next_frame (const YztMapFrame *frame, gboolean nearer)
{
  YztMapFrame next = *frame;
  double half_step = floor (frame->zoom * 2) / 2;
  next.zoom = nearer ? half_step + 0.5 : half_step - 1e-3;
  next.world_px = YZT_MAP_TILE_SIZE * exp2 (next.zoom);
  return next;
}
