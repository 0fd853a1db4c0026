/* yzt-label-layout.c: names beside symbols and names of places, none over another
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Greedy: the most important name takes its place first, each later one only where nothing stands yet. The order depends on
 * what the things are, never on where they are, so that names do not jump while the map is dragged. */
#include "yzt-label-layout-private.h"
#include <math.h>

#define BUCKET_PX 64 /* what is taken is looked for in squares of the widget */
/* Of a symbol's reach */
#define SYMBOL_REACH 1.1
#define SELECTED_REACH 1.7 /* with the ring outside */
#define PULSING_REACH 2.2
#define LABELS_MAX 200
#define FORCED_MAX 12 /* names of open incidents that may lie over symbols, never over bubbles */
#define LEAST_WIDTH_PX 14.0 /* no name is smaller */
#define LEAST_HEIGHT_PX 12.0
#define PLACES_MAX 120
#define TWIN_APART_PX 90.0
#define STREET_APART_PX 260.0
#define PLAIN_LABELS_ZOOM 12.5 /* below it only open incidents, the selection and what is pointed at are named … */
#define PLAIN_LABELS_FEW 40    /* … unless there is little to name */

typedef enum { TAKE_IF_FREE, TAKE_OVER_SYMBOLS, TAKE_ALWAYS } TakeMode;

void
yzt_label_layout_init (YztLabelLayout *layout)
{
  *layout = (YztLabelLayout) { 0 };
  layout->places = g_array_new (FALSE, FALSE, sizeof (YztPlacedLabel));
  layout->labels = g_array_new (FALSE, FALSE, sizeof (YztPlacedLabel));
  layout->taken = g_array_new (FALSE, FALSE, sizeof (YztTaken));
  layout->buckets = g_array_new (FALSE, FALSE, sizeof (guint));
}

void
yzt_label_layout_clear (YztLabelLayout *layout)
{
  g_clear_pointer (&layout->places, g_array_unref);
  g_clear_pointer (&layout->labels, g_array_unref);
  g_clear_pointer (&layout->taken, g_array_unref);
  g_clear_pointer (&layout->buckets, g_array_unref);
}

/* --- what is taken --- */

static void
clear_taken (YztLabelLayout *layout, const YztMapFrame *frame)
{
  layout->columns = frame->width / BUCKET_PX + 1;
  layout->rows = frame->height / BUCKET_PX + 1;
  g_array_set_size (layout->taken, 0);
  g_array_set_size (layout->buckets, (guint) (layout->columns * layout->rows));
  memset (layout->buckets->data, 0, layout->buckets->len * sizeof (guint));
}

/* The buckets that a box touches; FALSE when it lies wholly outside. */
static gboolean
box_to_buckets (const YztLabelLayout *layout, double x0, double y0, double x1, double y1, int buckets[4])
{
  buckets[0] = MAX (0, (int) floor (x0 / BUCKET_PX));
  buckets[1] = MAX (0, (int) floor (y0 / BUCKET_PX));
  buckets[2] = MIN (layout->columns - 1, (int) floor (x1 / BUCKET_PX));
  buckets[3] = MIN (layout->rows - 1, (int) floor (y1 / BUCKET_PX));
  return buckets[0] <= buckets[2] && buckets[1] <= buckets[3];
}

static void
take (YztLabelLayout *layout, double x0, double y0, double x1, double y1)
{
  int buckets[4];
  if (!box_to_buckets (layout, x0, y0, x1, y1, buckets)) {
    return;
  }
  for (int row = buckets[1]; row <= buckets[3]; row++) {
    for (int column = buckets[0]; column <= buckets[2]; column++) {
      guint *head = &g_array_index (layout->buckets, guint, row * layout->columns + column);
      YztTaken taken = { x0, y0, x1, y1, *head };
      g_array_append_val (layout->taken, taken);
      *head = layout->taken->len;
    }
  }
}

/* Boxes that only touch do not overlap. Nothing here depends on where the widget's pixels lie, so that what has room keeps it
 * while the map is dragged. */
static gboolean
is_free (const YztLabelLayout *layout, double x0, double y0, double x1, double y1)
{
  int buckets[4];
  if (!box_to_buckets (layout, x0, y0, x1, y1, buckets)) {
    return FALSE;
  }
  for (int row = buckets[1]; row <= buckets[3]; row++) {
    for (int column = buckets[0]; column <= buckets[2]; column++) {
      guint next = g_array_index (layout->buckets, guint, row * layout->columns + column);
      while (next != 0) {
        const YztTaken *taken = &g_array_index (layout->taken, YztTaken, next - 1);
        if (taken->x0 < x1 && taken->x1 > x0 && taken->y0 < y1 && taken->y1 > y0) {
          return FALSE;
        }
        next = taken->next;
      }
    }
  }
  return TRUE;
}

static void
take_symbols (YztLabelLayout *layout, const YztSceneLayout *scene)
{
  double symbol = SYMBOL_REACH * scene->symbol_px;
  for (guint i = 0; i < scene->marks->len; i++) {
    const YztMark *mark = &g_array_index (scene->marks, YztMark, i);
    take (layout, mark->px - symbol, mark->py - symbol, mark->px + symbol, mark->py + symbol);
  }
  for (guint i = 0; i < scene->bubbles->len; i++) {
    const YztBubble *bubble = &g_array_index (scene->bubbles, YztBubble, i);
    double reach = yzt_cluster_radius (bubble->count) * scene->magnify;
    take (layout, bubble->px - reach, bubble->py - reach, bubble->px + reach, bubble->py + reach);
  }
}

/* --- names of features --- */

/* TRUE when the name would lie over another one. */
static gboolean
meets_label (const YztLabelLayout *layout, double x, double y, const YztSprite *sprite)
{
  for (guint i = 0; i < layout->labels->len; i++) {
    const YztPlacedLabel *label = &g_array_index (layout->labels, YztPlacedLabel, i);
    if (label->px < x + sprite->width && label->px + label->sprite->width > x && label->py < y + sprite->height
        && label->py + label->sprite->height > y) {
      return TRUE;
    }
  }
  return FALSE;
}

/* TRUE when it would lie below what stands on the map's glass. */
static gboolean
meets_control (const YztLabelLayout *layout, double x, double y, const YztSprite *sprite)
{
  for (guint i = 0; i < layout->n_keep_out; i++) {
    const graphene_rect_t *rect = &layout->keep_out[i];
    double left = (double) rect->origin.x, top = (double) rect->origin.y;
    if (left < x + sprite->width && left + (double) rect->size.width > x && top < y + sprite->height && top + (double) rect->size.height > y) {
      return TRUE;
    }
  }
  return FALSE;
}

/* TRUE when the name would hide how many are in a bubble. */
static gboolean
meets_bubble (const YztSceneLayout *scene, double x, double y, const YztSprite *sprite)
{
  for (guint i = 0; i < scene->bubbles->len; i++) {
    const YztBubble *bubble = &g_array_index (scene->bubbles, YztBubble, i);
    double reach = yzt_cluster_radius (bubble->count) * scene->magnify;
    double dx = bubble->px - CLAMP (bubble->px, x, x + sprite->width), dy = bubble->py - CLAMP (bubble->py, y, y + sprite->height);
    if (dx * dx + dy * dy < reach * reach) {
      return TRUE;
    }
  }
  return FALSE;
}

#define N_SIDES 4
#define N_SLIDES 9 /* to either side, half the name's width at most */
#define N_ROWS 4
#define N_COLUMNS 4
#define N_LIFTS 5 /* up and down, half the name's height at most */
#define N_OFFSETS (N_SIDES + N_ROWS * N_SLIDES + N_COLUMNS * N_LIFTS)

/* Where a name may stand beside its symbol, the best first. From N_SIDES on only what must be named: below and above, pushed aside as little as will do,
 * then to the sides, then a little further away. */
static void
get_offset (int i, double width, double height, double reach, double offset[2])
{
  const double far = 1.7 * reach;
  const double sides[N_SIDES][2] = { { -width / 2, reach }, { -width / 2, -reach - height }, { reach + 1, -height / 2 }, { -reach - 1 - width, -height / 2 } };
  const double rows[N_ROWS] = { reach, -reach - height, far, -far - height };
  const double columns[N_COLUMNS] = { reach + 1, -reach - 1 - width, 2 * far, -2 * far - width };
  if (i < N_SIDES) {
    memcpy (offset, sides[i], sizeof sides[i]);
    return;
  }
  i -= N_SIDES;
  int n_steps = i < N_ROWS * N_SLIDES ? N_SLIDES : N_LIFTS;
  int line = i < N_ROWS * N_SLIDES ? i / N_SLIDES : (i - N_ROWS * N_SLIDES) / N_LIFTS;
  int step = (i < N_ROWS * N_SLIDES ? i : i - N_ROWS * N_SLIDES) % n_steps;
  double pushed = (step % 2 == 0 ? 1.0 : -1.0) * ((step + 1) / 2) / (n_steps - 1);
  offset[0] = n_steps == N_SLIDES ? -width / 2 + pushed * width : columns[line];
  offset[1] = n_steps == N_SLIDES ? rows[line] : -height / 2 + pushed * height;
}

/* FALSE when not even the shortest name has room, so that none need be painted to find out. */
static gboolean
has_least_room (const YztLabelLayout *layout, const YztMark *mark, double reach)
{
  for (int i = 0; i < N_SIDES; i++) {
    double offset[2];
    get_offset (i, LEAST_WIDTH_PX, LEAST_HEIGHT_PX, reach, offset);
    double x = mark->px + offset[0], y = mark->py + offset[1];
    if (is_free (layout, x + 2, y + 2, x + LEAST_WIDTH_PX - 2, y + LEAST_HEIGHT_PX - 2)) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
is_in_sight (const YztMapFrame *frame, double x, double y, const YztSprite *sprite)
{
  return x >= 0 && y >= 0 && x + sprite->width <= frame->width && y + sprite->height <= frame->height;
}

/* The number of the place, or -1. */
static int
choose_place (const YztLabelLayout *layout, const YztSceneLayout *scene, const YztMark *mark, const YztSprite *sprite, double reach, TakeMode mode)
{
  double offset[2];
  const YztMapFrame *frame = &scene->frame;
  for (int i = 0; i < (layout->whole || mode != TAKE_IF_FREE ? 1 : 2) * N_SIDES; i++) { /* first where the whole name is in sight, then anywhere */
    get_offset (i % N_SIDES, sprite->width, sprite->height, reach, offset);
    double x = mark->px + offset[0], y = mark->py + offset[1];
    if ((i >= N_SIDES || is_in_sight (frame, x, y, sprite)) && is_free (layout, x + 2, y + 2, x + sprite->width - 2, y + sprite->height - 2)) {
      return i % N_SIDES;
    }
  }
  for (int i = 0; mode != TAKE_IF_FREE && i < 2 * N_OFFSETS; i++) { /* the same; never below a button */
    get_offset (i % N_OFFSETS, sprite->width, sprite->height, reach, offset);
    double x = mark->px + offset[0], y = mark->py + offset[1];
    gboolean fits = is_in_sight (frame, x, y, sprite) || (i >= N_OFFSETS && !layout->whole);
    if (fits && !meets_control (layout, x, y, sprite) && !meets_label (layout, x, y, sprite) && !meets_bubble (scene, x, y, sprite)) {
      return i % N_OFFSETS;
    }
  }
  return mode == TAKE_ALWAYS ? 0 : -1;
}

static gboolean
place_beside (YztLabelLayout *layout, const YztSceneLayout *scene, const YztMark *mark, const YztSprite *sprite,
              YztLabelStyle style, double reach, TakeMode mode)
{
  double offset[2];
  int chosen = choose_place (layout, scene, mark, sprite, reach, mode);
  if (chosen < 0) {
    return FALSE;
  }
  get_offset (chosen, sprite->width, sprite->height, reach, offset);
  YztPlacedLabel label = {
    .sprite = sprite,
    .text = mark->item.name,
    .style = style,
    .px = mark->px + offset[0],
    .py = mark->py + offset[1],
    .kind = (int) mark->item.kind,
    .fid = mark->item.fid,
    .alpha = (mark->item.flags & YZT_ITEM_STALE) != 0 ? 0.6 : 1.0,
  };
  take (layout, label.px, label.py, label.px + sprite->width, label.py + sprite->height);
  g_array_append_val (layout->labels, label);
  return TRUE;
}

static gboolean
is_wished (const YztLabelWishes *wishes, const YztItem *item)
{
  return (int) item->kind == wishes->selected_kind && item->fid == wishes->selected_fid;
}

static gboolean
is_in_ring (const YztLabelWishes *wishes, const YztMapFrame *frame, const YztMark *mark)
{
  if (wishes->ring_radius_m <= 0) {
    return FALSE;
  }
  YztMapPoint center = yzt_map_frame_to_widget (frame, wishes->ring_center);
  double radius_px =
      wishes->ring_radius_m * yzt_map_frame_px_per_m (frame, CLAMP (wishes->ring_center.lat, -85.0, 85.0));
  if (hypot (mark->px - center.x, mark->py - center.y) > 2 * radius_px) {
    return FALSE; /* far enough for the cheap test to be sure */
  }
  return yzt_geo_distance_m (wishes->ring_center, (YztPosition) { mark->item.lon, mark->item.lat }, NULL)
         <= wishes->ring_radius_m;
}

typedef enum { PASS_WISHED, PASS_IMPORTANT, PASS_RING, PASS_PLAIN } Pass;

static gboolean
is_of_pass (const YztMark *mark, const YztMapFrame *frame, const YztLabelWishes *wishes, Pass pass)
{
  gboolean wished = is_wished (wishes, &mark->item);
  switch (pass) {
  case PASS_WISHED:
    return wished;
  case PASS_IMPORTANT:
    return !wished && mark->important;
  case PASS_RING:
    return !wished && !mark->important && is_in_ring (wishes, frame, mark);
  case PASS_PLAIN:
  default:
    return !wished && !mark->important && !is_in_ring (wishes, frame, mark);
  }
}

static void
name_mark (YztLabelLayout *layout, const YztSceneLayout *scene, const YztMark *mark, YztSymbolCache *cache, Pass pass)
{
  gboolean wished = pass == PASS_WISHED;
  YztLabelStyle style = wished || mark->important ? YZT_LABEL_STRONG : YZT_LABEL_FEATURE;
  gboolean pulsing = mark->important && (mark->item.flags & YZT_ITEM_UNACKNOWLEDGED) != 0;
  /* In a crowd an open incident is named all the same, as long as there are few of them. */
  TakeMode mode = wished ? TAKE_ALWAYS : mark->important && layout->labels->len < FORCED_MAX ? TAKE_OVER_SYMBOLS : TAKE_IF_FREE;
  double reach = scene->symbol_px * (pulsing ? PULSING_REACH : wished ? SELECTED_REACH : SYMBOL_REACH);
  if (mode == TAKE_IF_FREE && !has_least_room (layout, mark, reach)) {
    return;
  }
  const YztSprite *sprite = yzt_symbol_cache_get_label (cache, mark->item.name, style, wished);
  if (sprite == NULL) {
    layout->complete = FALSE;
    return;
  }
  place_beside (layout, scene, mark, sprite, style, reach, mode);
}

static void
name_marks (YztLabelLayout *layout, const YztSceneLayout *scene, YztSymbolCache *cache, const YztLabelWishes *wishes,
            Pass pass)
{
  for (guint i = scene->marks->len; i > 0 && layout->labels->len < LABELS_MAX; i--) {
    const YztMark *mark = &g_array_index (scene->marks, YztMark, i - 1);
    gboolean near =
        mark->px > -100 && mark->py > -20 && mark->px < scene->frame.width + 100 && mark->py < scene->frame.height + 20;
    if (near && mark->item.name != NULL && *mark->item.name != '\0' && is_of_pass (mark, &scene->frame, wishes, pass)) {
      name_mark (layout, scene, mark, cache, pass);
    }
  }
}

/* --- names of places --- */

static YztLabelStyle
place_style (YztPlaceKind kind)
{
  switch (kind) {
  case YZT_PLACE_COUNTRY:
  case YZT_PLACE_PROVINCE:
    return YZT_LABEL_REGION;
  case YZT_PLACE_PREFECTURE:
  case YZT_PLACE_CITY:
    return YZT_LABEL_CITY;
  case YZT_PLACE_COUNTY:
    return YZT_LABEL_COUNTY;
  case YZT_PLACE_VILLAGE:
  case YZT_PLACE_STREET:
    return YZT_LABEL_SMALL;
  case YZT_PLACE_TOWN:
  default:
    return YZT_LABEL_TOWN;
  }
}

/* One name of a place, unless its words stand near already: two base maps know the same town, and a long road has its name many times. */
static gboolean
place_name (YztLabelLayout *layout, const YztMapFrame *frame, YztSymbolCache *cache, const YztPlaceName *name, double copy)
{
  double x = yzt_map_frame_px (frame, name->x + copy), y = yzt_map_frame_py (frame, name->y);
  double apart = name->kind == YZT_PLACE_STREET ? STREET_APART_PX : TWIN_APART_PX;
  for (guint i = 0; i < layout->places->len; i++) {
    const YztPlacedLabel *other = &g_array_index (layout->places, YztPlacedLabel, i);
    if (fabs (other->px + other->sprite->width / 2 - x) < apart && fabs (other->py - y) < apart && g_str_equal (other->text, name->text)) {
      return TRUE;
    }
  }
  const YztSprite *sprite = yzt_symbol_cache_get_label (cache, name->text, place_style (name->kind), FALSE);
  if (sprite == NULL) {
    layout->complete = FALSE;
    return FALSE;
  }
  x = round (x - sprite->width / 2);
  y = round (y - sprite->height / 2);
  if (is_in_sight (frame, x, y, sprite) && is_free (layout, x - 4, y - 2, x + sprite->width + 4, y + sprite->height + 2)) {
    YztPlacedLabel label = { .sprite = sprite, .text = name->text, .style = place_style (name->kind), .px = x, .py = y, .alpha = 1, .kind = -1 };
    take (layout, x, y, x + sprite->width, y + sprite->height);
    g_array_append_val (layout->places, label);
  }
  return TRUE;
}

static void
find_names (const YztMapFrame *frame, const YztLabelWishes *wishes, double x0, double x1, GArray *names)
{
  double half_y = frame->height / 2.0 / frame->world_px;
  double y0 = MAX (frame->center_y - half_y, 0.0), y1 = MIN (frame->center_y + half_y, 1.0);
  g_array_set_size (names, 0);
  if (wishes->base_map != NULL) {
    yzt_base_map_names (wishes->base_map, x0, y0, x1, y1, frame->zoom, wishes->language, names);
  }
  for (guint i = 0; wishes->vector_maps != NULL && i < wishes->vector_maps->len; i++) {
    yzt_vector_map_names (wishes->vector_maps->pdata[i], x0, y0, x1, y1, frame->zoom, wishes->language, names);
  }
}

static void
name_places (YztLabelLayout *layout, const YztMapFrame *frame, YztSymbolCache *cache, const YztLabelWishes *wishes)
{
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (YztPlaceName));
  double half_x = frame->width / 2.0 / frame->world_px;
  for (int copy = -1; copy <= 1; copy++) {
    double x0 = MAX (frame->center_x - half_x - copy, 0.0), x1 = MIN (frame->center_x + half_x - copy, 1.0);
    if (x0 >= x1) {
      continue;
    }
    find_names (frame, wishes, x0, x1, names);
    for (guint i = 0; i < names->len && layout->places->len < PLACES_MAX; i++) {
      if (!place_name (layout, frame, cache, &g_array_index (names, YztPlaceName, i), copy)) {
        break;
      }
    }
  }
}

gboolean
yzt_label_layout_compute (YztLabelLayout *layout, const YztSceneLayout *scene, YztSymbolCache *cache,
                          const YztLabelWishes *wishes)
{
  g_return_val_if_fail (layout != NULL && scene != NULL && cache != NULL && wishes != NULL, TRUE);
  layout->complete = TRUE;
  g_array_set_size (layout->places, 0);
  g_array_set_size (layout->labels, 0);
  clear_taken (layout, &scene->frame);
  layout->whole = wishes->whole;
  layout->keep_out = wishes->keep_out;
  layout->n_keep_out = wishes->n_keep_out;
  if (wishes->head_px > 0 || wishes->foot_px > 0) {
    take (layout, 0, 0, scene->frame.width, wishes->head_px);
    take (layout, 0, scene->frame.height - wishes->foot_px, scene->frame.width, scene->frame.height);
  }
  for (guint i = 0; i < wishes->n_keep_out; i++) {
    const graphene_rect_t *rect = &wishes->keep_out[i];
    double x = (double) rect->origin.x, y = (double) rect->origin.y;
    take (layout, x, y, x + (double) rect->size.width, y + (double) rect->size.height);
  }
  take_symbols (layout, scene);
  name_marks (layout, scene, cache, wishes, PASS_WISHED);
  name_marks (layout, scene, cache, wishes, PASS_IMPORTANT);
  name_places (layout, &scene->frame, cache, wishes);
  name_marks (layout, scene, cache, wishes, PASS_RING);
  if (scene->frame.zoom >= PLAIN_LABELS_ZOOM || (!scene->clustered && scene->marks->len <= PLAIN_LABELS_FEW)) {
    name_marks (layout, scene, cache, wishes, PASS_PLAIN);
  }
  return layout->complete;
}

gboolean
yzt_label_layout_names (const YztLabelLayout *layout, const YztItem *item)
{
  for (guint i = 0; i < layout->labels->len; i++) {
    const YztPlacedLabel *label = &g_array_index (layout->labels, YztPlacedLabel, i);
    if (label->kind == (int) item->kind && label->fid == item->fid) {
      return TRUE;
    }
  }
  return FALSE;
}

void
yzt_placed_labels_paint (const GArray *labels, cairo_t *cr)
{
  for (guint i = 0; i < labels->len; i++) {
    const YztPlacedLabel *label = &g_array_index (labels, YztPlacedLabel, i);
    yzt_sprite_paint (label->sprite, cr, label->px, label->py, label->alpha);
  }
}
