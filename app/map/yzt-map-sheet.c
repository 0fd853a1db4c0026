/* yzt-map-sheet.c: a sheet of paper with a map on it, drawn with cairo; any thread, between begin and end of its lettering
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-map-sheet-private.h"
#include <glib/gi18n-lib.h>
#include "yzt-base.h"
#include "yzt-graticule-private.h"
#include "yzt-label-layout-private.h"
#include "yzt-lettering.h"
#include "yzt-ring-shape-private.h"
#include "yzt-shape-painter-private.h"
#include "yzt-view-code.h"
#include <math.h>

#define MARGIN_PX 36.0
#define TITLE_PX 44.0
#define FOOT_PX 46.0
#define LINE_PX 20.0 /* of the planner's template */
#define RADIUS_PX 8.0
#define WALL_RADIUS_PX 14.0
#define WALL_MAGNIFY 1.4
#define METRES_PER_PX (0.0254 / 96)
#define LEGEND_ROW_PX 22.0
#define LEGEND_WIDTH_PX 150.0
#define LEGEND_PAD_PX 10.0
#define BAR_PX 150.0
#define CODE_PAD_PX 6.0
#define CODE_TEXT_PX 14.0
#define CODE_PX 92.0 /* a module of the QR code is about two thirds of a millimetre */
#define LAYOUT_PASSES 200 /* each draws some words more */

static double
radius_of (const YztMapSheet *sheet)
{
  return sheet->wall > 0 ? WALL_RADIUS_PX * sheet->wall : RADIUS_PX;
}

static double
magnify_of (const YztMapSheet *sheet)
{
  return sheet->wall > 0 ? MAX (WALL_MAGNIFY * sheet->wall, 1) : 1;
}

typedef struct {
  YztMapSheet *sheet;
  cairo_t *cr;
  PangoContext *context;
  const YztDrawTheme *theme;
  YztMapFrame frame;      /* of the map on the sheet */
  YztSceneLayout layout;
  YztLabelLayout labels;
  YztSymbolCache *symbols;
  YztLabelPainter *painter;
  guint kinds[64], n_kinds;                /* of the legend */
  graphene_rect_t legend, view_code;       /* on the map; without width: none */
} Pen;

void
yzt_map_sheet_free (YztMapSheet *sheet)
{
  g_free (sheet->title);
  g_free (sheet->header);
  g_free (sheet->seal);
  g_free (sheet->footer);
  g_free (sheet->sources);
  g_free (sheet->language);
  g_free (sheet->view_code);
  g_clear_pointer (&sheet->generation, yzt_generation_unref);
  g_clear_pointer (&sheet->grounds, yzt_ground_stack_unref);
  g_clear_pointer (&sheet->areas, yzt_area_set_free);
  if (sheet->over_destroy != NULL) {
    sheet->over_destroy (sheet->over_data);
  }
  g_free (sheet);
}

static double
px_per_m (const YztMapFrame *frame)
{
  double lat = yzt_mercator_to_position (0.5, CLAMP (frame->center_y, 0, 1)).lat;
  return yzt_map_frame_px_per_m (frame, CLAMP (lat, -85, 85));
}

/* What stands above the map. */
static double
head_of (const YztMapSheet *sheet)
{
  return (*sheet->title != '\0' ? TITLE_PX : 0) + (sheet->header != NULL ? LINE_PX : 0);
}

static YztMapFrame
map_frame (const YztMapSheet *sheet)
{
  double top = head_of (sheet), foot = FOOT_PX + (sheet->seal != NULL ? LINE_PX : 0);
  YztMapFrame frame = { .center_x = sheet->center_x, .center_y = sheet->center_y };
  frame.width = (int) floor (sheet->bare ? sheet->width : sheet->width - 2 * MARGIN_PX);
  frame.height = (int) floor (sheet->bare ? sheet->height : sheet->height - 2 * MARGIN_PX - top - foot);
  frame.world_px = MIN (frame.width / sheet->seen_width, frame.height / sheet->seen_height);
  if (sheet->denominator > 0) { /* as many metres to the millimetre as was asked for, in the middle: pixels for a metre grow with the world */
    frame.world_px *= 1 / (sheet->denominator * METRES_PER_PX) / px_per_m (&frame);
  }
  frame.zoom = log2 (frame.world_px / YZT_MAP_TILE_SIZE);
  return frame;
}

void
yzt_map_sheet_get_window (const YztMapSheet *sheet, double *x0, double *y0, double *world_px)
{
  YztMapFrame frame = map_frame (sheet);
  *x0 = frame.center_x - frame.width / 2.0 / frame.world_px;
  *y0 = frame.center_y - frame.height / 2.0 / frame.world_px;
  *world_px = frame.world_px;
}

double
yzt_map_sheet_get_scale_denominator (const YztMapSheet *sheet)
{
  YztMapFrame frame = map_frame (sheet);
  return 1 / px_per_m (&frame) / METRES_PER_PX;
}

/* --- words --- */

/* @align: 0 left, 0.5 middle, 1 right of @x. Returns the width. */
static double
show_text (Pen *pen, const char *font, const char *text, double x, double y, double align, double max_px)
{
  g_autoptr (PangoLayout) layout = pango_layout_new (pen->context);
  g_autoptr (PangoFontDescription) description = pango_font_description_from_string (font);
  int width;
  pango_layout_set_font_description (layout, description);
  pango_layout_set_text (layout, text, -1);
  if (max_px > 0) {
    pango_layout_get_pixel_size (layout, &width, NULL);
    if (width > max_px) {
      pango_layout_set_width (layout, (int) (max_px * PANGO_SCALE));
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  }
  pango_layout_get_pixel_size (layout, &width, NULL);
  cairo_move_to (pen->cr, x - align * width, y);
  yzt_lettering_show_layout (pen->cr, layout);
  return width;
}

/* --- what lies on the map --- */

static guint
kinds_in_sight (Pen *pen, guint kinds[64])
{
  YztMapSheet *sheet = pen->sheet;
  double half_x = pen->frame.width / 2.0 / pen->frame.world_px, half_y = pen->frame.height / 2.0 / pen->frame.world_px;
  guint n = 0, n_kinds = sheet->generation != NULL ? yzt_kind_set_get_n (yzt_generation_get_kinds (sheet->generation)) : 0;
  for (guint kind = 0; kind < MIN (n_kinds, 64); kind++) {
    YztSceneFilter only = { sheet->filter.kinds & G_GUINT64_CONSTANT (1) << kind };
    guint count = 0;
    for (int copy = -1; copy <= 1 && only.kinds != 0; copy++) {
      double x0 = MAX (pen->frame.center_x - half_x - copy, 0.0), x1 = MIN (pen->frame.center_x + half_x - copy, 1.0);
      if (x0 <= x1) {
        count += yzt_generation_count_box (sheet->generation, x0, MAX (pen->frame.center_y - half_y, 0), x1,
                                           MIN (pen->frame.center_y + half_y, 1), only);
      }
    }
    if (count > 0) {
      kinds[n++] = kind;
    }
  }
  return n;
}

/* How many symbols and bubbles would lie below. */
static guint
count_below (const YztSceneLayout *layout, const graphene_rect_t *rect)
{
  guint n = 0;
  for (guint i = 0; i < layout->marks->len; i++) {
    const YztMark *mark = &g_array_index (layout->marks, YztMark, i);
    n += graphene_rect_contains_point (rect, &GRAPHENE_POINT_INIT ((float) mark->px, (float) mark->py));
  }
  for (guint i = 0; i < layout->bubbles->len; i++) {
    const YztBubble *bubble = &g_array_index (layout->bubbles, YztBubble, i);
    n += graphene_rect_contains_point (rect, &GRAPHENE_POINT_INIT ((float) bubble->px, (float) bubble->py));
  }
  return n;
}

typedef enum { CORNER_BOTTOM_RIGHT, CORNER_BOTTOM_LEFT, CORNER_TOP_LEFT, N_CORNERS } Corner; /* the north arrow stands in the fourth */

/* The corner with the fewest symbols below, @first when it is no worse than the others. */
static graphene_rect_t
choose_corner (const Pen *pen, double width, double height, Corner first, Corner *taken)
{
  const float gap = 10, reach = (float) radius_of (pen->sheet);
  graphene_rect_t best = GRAPHENE_RECT_INIT (0, 0, 0, 0);
  Corner without = *taken;
  guint fewest = G_MAXUINT;
  for (guint i = 0; i < N_CORNERS; i++) {
    Corner corner = (Corner) ((first + i) % N_CORNERS);
    float x = corner == CORNER_BOTTOM_RIGHT ? (float) (pen->frame.width - width) - gap : gap, y = corner == CORNER_TOP_LEFT ? gap : (float) (pen->frame.height - height) - gap;
    graphene_rect_t rect = GRAPHENE_RECT_INIT (x, y, (float) width, (float) height), with_symbols;
    graphene_rect_inset_r (&rect, -reach, -reach, &with_symbols);
    guint n = corner == without ? G_MAXUINT : count_below (&pen->layout, &with_symbols);
    if (n < fewest) {
      fewest = n;
      best = rect;
      *taken = corner;
    }
  }
  return best;
}

static void
place_boxes (Pen *pen)
{
  YztMapSheet *sheet = pen->sheet;
  Corner taken = N_CORNERS;
  if (sheet->bare) {
    return;
  }
  pen->n_kinds = sheet->legend ? kinds_in_sight (pen, pen->kinds) : 0;
  if (pen->n_kinds > 0) {
    pen->legend = choose_corner (pen, LEGEND_WIDTH_PX, 2 * LEGEND_PAD_PX + pen->n_kinds * LEGEND_ROW_PX, CORNER_BOTTOM_RIGHT, &taken);
  }
  if (sheet->view_code != NULL) {
    pen->view_code = choose_corner (pen, CODE_PX + 2 * CODE_PAD_PX, CODE_PX + CODE_TEXT_PX + 2 * CODE_PAD_PX, CORNER_BOTTOM_LEFT, &taken);
  }
}

/* --- the map --- */

/* The base maps whose names are shown, as on the screen. */
static YztBaseMap *
find_names (const YztMapSheet *sheet, GPtrArray *vectors)
{
  YztBaseMap *base_map = NULL;
  guint n_layers;
  const YztGroundLayer *layers = yzt_ground_stack_get_layers (sheet->grounds, &n_layers);
  for (guint i = 0; i < n_layers; i++) {
    base_map = layers[i].base_map != NULL ? layers[i].base_map : base_map;
    if (layers[i].vector != NULL) {
      g_ptr_array_add (vectors, layers[i].vector);
    }
  }
  return base_map;
}

static void
lay_out (Pen *pen)
{
  YztMapSheet *sheet = pen->sheet;
  double reach = sheet->symbol_set == YZT_SYMBOL_SET_NATIONAL ? YZT_NATIONAL_HALF : 1;
  /* On the wall the radius is what it is magnified to: clusters are those of the screen. */
  reach *= sheet->wall > 0 ? 1 : radius_of (sheet) / YZT_LAYOUT_SYMBOL_PX;
  yzt_scene_layout_init (&pen->layout);
  yzt_scene_layout_set_sizes (&pen->layout, magnify_of (sheet), reach);
  yzt_scene_layout_update (&pen->layout, &pen->frame, sheet->generation, sheet->filter);
  YztSymbolLook look = {
    .kinds = sheet->generation != NULL ? yzt_generation_get_kinds (sheet->generation) : NULL,
    .theme = pen->theme,
    .language = sheet->language,
    .scale = 1,
    .magnify = magnify_of (sheet),
    .set = sheet->symbol_set,
  };
  pen->symbols = yzt_symbol_cache_new (&look);
  yzt_label_layout_init (&pen->labels);
  g_autoptr (GPtrArray) vectors = g_ptr_array_new ();
  place_boxes (pen);
  const graphene_rect_t boxes[] = { pen->legend, pen->view_code, GRAPHENE_RECT_INIT ((float) pen->frame.width - 44, 4, 40, 52) };
  YztLabelWishes wishes = {
    .keep_out = boxes,
    .n_keep_out = sheet->bare ? 0 : G_N_ELEMENTS (boxes),
    .selected_kind = -1,
    .base_map = find_names (sheet, vectors),
    .vector_maps = vectors,
    .language = sheet->language,
    .ring_center = sheet->ring_center,
    .ring_radius_m = sheet->ring_radius_m,
    .head_px = sheet->head_px,
    .foot_px = sheet->foot_px,
    .whole = sheet->bare,
  };
  for (guint pass = 0; pass < LAYOUT_PASSES; pass++) {
    yzt_symbol_cache_begin_frame (pen->symbols, FALSE);
    if (yzt_label_layout_compute (&pen->labels, &pen->layout, pen->symbols, &wishes)) {
      break;
    }
  }
}

static void
paint_mark (Pen *pen, const YztItem *item, gboolean faded, double x, double y, double radius)
{
  const YztKind *kind = yzt_kind_set_get (yzt_generation_get_kinds (pen->sheet->generation), item->kind);
  guint flags = faded || (item->flags & YZT_ITEM_STALE) != 0 ? YZT_SYMBOL_STALE : 0;
  flags |= (item->flags & YZT_ITEM_EXERCISE) != 0 ? YZT_SYMBOL_EXERCISE : 0;
  YztSymbolSpec spec = yzt_symbol_spec_for_kind (kind, item->level, item->variant, (YztSymbolFlags) flags);
  if (pen->sheet->symbol_set == YZT_SYMBOL_SET_NATIONAL) {
    yzt_symbol_spec_make_national (&spec, kind, item->variant);
  }
  yzt_symbol_paint (pen->cr, &spec, x, y, radius, pen->theme);
}

/* The same order as on the screen: what is over, clusters, symbols, open incidents. */
static void
paint_features (Pen *pen)
{
  for (int pass = 0; pass < 3; pass++) {
    for (guint i = 0; i < pen->layout.marks->len; i++) {
      const YztMark *mark = &g_array_index (pen->layout.marks, YztMark, i);
      if ((mark->closed ? 0 : mark->important ? 2 : 1) == pass) {
        paint_mark (pen, &mark->item, mark->closed, mark->px, mark->py, radius_of (pen->sheet));
      }
    }
    for (guint i = 0; pass == 0 && i < pen->layout.bubbles->len; i++) {
      const YztBubble *bubble = &g_array_index (pen->layout.bubbles, YztBubble, i);
      cairo_save (pen->cr);
      cairo_translate (pen->cr, bubble->px, bubble->py);
      cairo_scale (pen->cr, magnify_of (pen->sheet), magnify_of (pen->sheet));
      yzt_cluster_paint (pen->cr, 0, 0, bubble->count, bubble->level_counts, pen->theme);
      cairo_restore (pen->cr);
    }
  }
}

static void
paint_labels (Pen *pen, const GArray *labels)
{
  const double margin = 3; /* of the sprite that the place was found with */
  for (guint i = 0; i < labels->len; i++) {
    const YztPlacedLabel *label = &g_array_index (labels, YztPlacedLabel, i);
    yzt_label_painter_paint (pen->painter, pen->cr, label->text, label->style, label->px + margin, label->py + margin, pen->theme);
  }
}

static void
paint_ring (Pen *pen)
{
  if (pen->sheet->ring_radius_m > 0) {
    YztRingShape ring;
    yzt_ring_shape_init (&ring);
    yzt_ring_shape_set (&ring, pen->sheet->ring_center, pen->sheet->ring_radius_m);
    ring.magnify = magnify_of (pen->sheet);
    yzt_ring_shape_paint (&ring, pen->cr, &pen->frame, pen->theme);
    yzt_ring_shape_clear (&ring);
  }
}

/* As on the wall: handle and radius stand above everything. */
static void
paint_ring_card (Pen *pen)
{
  YztRingShape ring;
  yzt_ring_shape_init (&ring);
  ring.magnify = magnify_of (pen->sheet);
  yzt_ring_shape_set (&ring, pen->sheet->ring_center, pen->sheet->ring_radius_m);
  if (yzt_ring_shape_has_handle (&ring, &pen->frame)) {
    g_autofree char *text = yzt_text_distance (ring.radius_m);
    g_autoptr (PangoLayout) layout = pango_layout_new (pen->context);
    g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Cantarell, Noto Sans CJK SC 11");
    pango_layout_set_font_description (layout, font);
    yzt_ring_shape_set_card_text (&ring, layout, text);
    yzt_ring_shape_paint_card (&ring, pen->cr, &pen->frame, pen->theme, layout);
  }
  yzt_ring_shape_clear (&ring);
}

static void
paint_shapes (Pen *pen)
{
  YztMapSheet *sheet = pen->sheet;
  YztShapePainter painter;
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  if (sheet->generation == NULL || !yzt_generation_has_shapes (sheet->generation)) {
    return;
  }
  YztSceneFilter filter = { sheet->filter.kinds & ~yzt_scene_layout_incident_kinds (yzt_generation_get_kinds (sheet->generation)) };
  yzt_shape_painter_init (&painter);
  yzt_shape_painter_list (&pen->frame, sheet->generation, filter, G_MAXUINT, G_MAXUINT, indices);
  yzt_shape_painter_paint (&painter, pen->cr, &pen->frame, sheet->generation, indices, pen->theme);
  yzt_shape_painter_clear (&painter);
}

static void
paint_map (Pen *pen)
{
  YztMapSheet *sheet = pen->sheet;
  cairo_save (pen->cr);
  cairo_rectangle (pen->cr, 0, 0, pen->frame.width, pen->frame.height);
  cairo_clip (pen->cr);
  yzt_draw_set_color (pen->cr, pen->theme->ground);
  cairo_paint (pen->cr);
  yzt_ground_stack_paint (sheet->grounds, pen->cr, pen->frame.center_x, pen->frame.center_y, pen->frame.world_px, pen->frame.width, pen->frame.height,
                          sheet->px_per_unit, pen->theme);
  if (sheet->graticule) {
    yzt_graticule_paint (pen->cr, &pen->frame, pen->painter, pen->theme);
  }
  paint_shapes (pen);
  yzt_area_set_paint (sheet->areas, pen->cr, &pen->frame, sheet->filter, pen->theme->dark);
  paint_labels (pen, pen->labels.places);
  paint_ring (pen);
  paint_features (pen);
  paint_labels (pen, pen->labels.labels);
  if (sheet->wall > 0 && sheet->ring_radius_m > 0) {
    paint_ring_card (pen);
  }
  cairo_restore (pen->cr);
  if (sheet->bare) {
    return;
  }
  cairo_rectangle (pen->cr, 0, 0, pen->frame.width, pen->frame.height);
  yzt_draw_set_color (pen->cr, pen->theme->text);
  cairo_set_line_width (pen->cr, 1);
  cairo_stroke (pen->cr);
}

/* --- what stands round it --- */

static void
paint_north (Pen *pen, double x, double y)
{
  cairo_t *cr = pen->cr;
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + 8, y + 26);
  cairo_line_to (cr, x, y + 20);
  cairo_line_to (cr, x - 8, y + 26);
  cairo_close_path (cr);
  yzt_draw_set_color (cr, pen->theme->halo);
  cairo_set_line_width (cr, 4);
  cairo_stroke_preserve (cr);
  yzt_draw_set_color (cr, pen->theme->text);
  cairo_fill (cr);
  show_text (pen, "Cantarell, Noto Sans CJK SC Bold 10", C_ ("compass", "N"), x, y + 27, 0.5, 0);
}

static double
round_length (double max_m)
{
  double power = pow (10, floor (log10 (max_m)));
  double lead = max_m / power;
  return power * (lead >= 5 ? 5 : lead >= 2 ? 2 : 1);
}

/* Returns where it ends. */
static double
paint_scale (Pen *pen, double x, double y)
{
  cairo_t *cr = pen->cr;
  double length_m = round_length (BAR_PX / px_per_m (&pen->frame));
  double width = length_m * px_per_m (&pen->frame);
  g_autofree char *length = yzt_text_distance (length_m);
  double denominator = yzt_map_sheet_get_scale_denominator (pen->sheet);
  double digit = pen->sheet->denominator > 0 ? 1 : pow (10, floor (log10 (denominator)) - 2); /* three digits: it is true in the middle only */
  g_autofree char *grouped = yzt_text_group_number (round (denominator / digit) * digit, 0);
  g_autofree char *ratio = g_strdup_printf ("1:%s", grouped);
  yzt_draw_set_color (cr, pen->theme->text);
  cairo_rectangle (cr, x, y + 4, width, 5);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_rectangle (cr, x, y + 4, width / 2, 5);
  cairo_fill (cr);
  show_text (pen, "Cantarell, Noto Sans CJK SC 8", "0", x, y + 11, 0, 0);
  double end = x + width + show_text (pen, "Cantarell, Noto Sans CJK SC 8", length, x + width, y + 11, 0.5, 0);
  show_text (pen, "Cantarell, Noto Sans CJK SC 9", ratio, x + width + 12, y - 2, 0, 0);
  return end + 80;
}

static void
paint_legend (Pen *pen)
{
  const double pad = LEGEND_PAD_PX, width = (double) pen->legend.size.width, height = (double) pen->legend.size.height;
  double x = (double) pen->legend.origin.x, y = (double) pen->legend.origin.y;
  if (pen->n_kinds == 0) {
    return;
  }
  cairo_rectangle (pen->cr, x, y, width, height);
  yzt_draw_set_color (pen->cr, pen->theme->card);
  cairo_fill_preserve (pen->cr);
  yzt_draw_set_color (pen->cr, pen->theme->card_edge);
  cairo_set_line_width (pen->cr, 1);
  cairo_stroke (pen->cr);
  YztKindSet *set = yzt_generation_get_kinds (pen->sheet->generation);
  for (guint i = 0; i < pen->n_kinds; i++) {
    double middle = y + pad + (i + 0.5) * LEGEND_ROW_PX;
    YztItem face = { .kind = pen->kinds[i], .variant = G_MAXUINT16 };
    paint_mark (pen, &face, FALSE, x + pad + 10, middle, 7);
    yzt_draw_set_color (pen->cr, pen->theme->text);
    show_text (pen, "Cantarell, Noto Sans CJK SC 9", yzt_kind_get_label (yzt_kind_set_get (set, pen->kinds[i]), pen->sheet->language),
               x + pad + 30, middle - 8, 0, width - 50);
  }
}

/* The view of this sheet, for a scanner: it writes what stands beside it into the search box. */
static void
paint_view_code (Pen *pen)
{
  const double pad = CODE_PAD_PX;
  double x = (double) pen->view_code.origin.x, y = (double) pen->view_code.origin.y;
  cairo_rectangle (pen->cr, x, y, (double) pen->view_code.size.width, (double) pen->view_code.size.height);
  cairo_set_source_rgb (pen->cr, 1, 1, 1);
  cairo_fill_preserve (pen->cr);
  yzt_draw_set_color (pen->cr, pen->theme->card_edge);
  cairo_set_line_width (pen->cr, 1);
  cairo_stroke (pen->cr);
  if (yzt_view_code_paint (pen->cr, pen->sheet->view_code, x + pad, y + pad, CODE_PX)) {
    yzt_draw_set_color (pen->cr, pen->theme->text);
    show_text (pen, "Cantarell, Noto Sans CJK SC 5", pen->sheet->view_code, x + pad + CODE_PX / 2, y + pad + CODE_PX + 2, 0.5, CODE_PX + 2 * pad - 2);
  }
}

/* Title, map with its legend and north arrow, scale, time, sources. */
static void
paint_sheet (Pen *pen)
{
  YztMapSheet *sheet = pen->sheet;
  cairo_t *cr = pen->cr;
  double top = MARGIN_PX + head_of (sheet), wide = sheet->width - 2 * MARGIN_PX;
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  yzt_draw_set_color (cr, pen->theme->text);
  if (sheet->header != NULL) {
    show_text (pen, "Cantarell, Noto Sans CJK SC 11", sheet->header, sheet->width / 2, MARGIN_PX, 0.5, wide);
  }
  show_text (pen, "Cantarell, Noto Sans CJK SC Bold 18", sheet->title, sheet->width / 2, MARGIN_PX + (sheet->header != NULL ? LINE_PX : 0), 0.5, wide);
  cairo_save (cr);
  cairo_translate (cr, MARGIN_PX, top);
  paint_map (pen);
  if (sheet->legend) {
    paint_legend (pen);
  }
  if (sheet->view_code != NULL) {
    paint_view_code (pen);
  }
  paint_north (pen, pen->frame.width - 24, 14);
  cairo_restore (cr);
  double foot = top + pen->frame.height + 12;
  double from = paint_scale (pen, MARGIN_PX, foot);
  double room = sheet->width - MARGIN_PX - from;
  yzt_draw_set_color (cr, pen->theme->text);
  show_text (pen, "Cantarell, Noto Sans CJK SC 9", sheet->footer, sheet->width - MARGIN_PX, foot - 2, 1, room);
  yzt_draw_set_color (cr, pen->theme->dim);
  show_text (pen, "Cantarell, Noto Sans CJK SC 8", sheet->sources, sheet->width - MARGIN_PX, foot + 16, 1, room);
  if (sheet->seal != NULL) {
    yzt_draw_set_color (cr, pen->theme->text);
    show_text (pen, "Cantarell, Noto Sans CJK SC 10", sheet->seal, sheet->width - MARGIN_PX, foot + 34, 1, wide);
  }
}

void
yzt_map_sheet_paint (YztMapSheet *sheet, cairo_t *cr)
{
  g_return_if_fail (sheet != NULL && cr != NULL);
  PangoContext *context = yzt_lettering_context_new (NULL);
  YztLabelPainter *painter = yzt_label_painter_new (sheet->language);
  yzt_label_painter_set_magnify (painter, magnify_of (sheet));
  Pen pen = { .sheet = sheet, .cr = cr, .context = context, .theme = sheet->wall > 0 ? &YZT_DRAW_THEME_DARK : &YZT_DRAW_THEME_LIGHT, .painter = painter };
  pen.frame = map_frame (sheet);
  lay_out (&pen);
  if (sheet->bare) {
    paint_map (&pen);
  } else {
    paint_sheet (&pen);
  }
  if (sheet->over != NULL) {
    sheet->over (cr, sheet->width, sheet->height, sheet->over_data);
  }
  yzt_scene_layout_clear (&pen.layout);
  yzt_label_layout_clear (&pen.labels);
  yzt_symbol_cache_free (pen.symbols);
  yzt_label_painter_free (painter);
  g_object_unref (context);
}
