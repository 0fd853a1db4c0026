/* yzt-stage.c: a scene of a briefing as one sees it above the map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-stage.h"
#include "yzt-lettering.h"
#include <string.h>

#define FACE "Cantarell, Noto Sans CJK SC"
#define MARGIN 58.0
#define TITLE_PX 46.0
#define LINE_PX 26.0
#define SMALLER 0.76 /* of words that would not fit */
#define FIGURE_PX 84.0
#define FOOT_PX 17.0
#define BADGE_PX 30.0
#define TOP 170.0     /* heights on a wall of 1080 lines */
#define BOTTOM 266.0
#define HEAD 160.0    /* of the words alone */
#define FOOT 218.0
#define COLUMNS_LEAST 5

static const YztDrawColor white = { 1, 1, 1, 1 }, soft = { 1, 1, 1, 0.86 }, dim = { 1, 1, 1, 0.70 }, faint = { 1, 1, 1, 0.62 }, ink = { 0.10, 0.09, 0.02, 1 };
static const YztDrawColor shade = { 0.075, 0.09, 0.105, 0.94 }, veil = { 0.075, 0.09, 0.105, 0.78 }, clear = { 0.075, 0.09, 0.105, 0 }, grey = { 0.36, 0.40, 0.44, 1 };

/* --- content --- */

static void
figure_clear (YztStageFigure *figure)
{
  g_free (figure->title);
  g_free (figure->text);
  g_free (figure->unit);
  g_free (figure->beside);
}

YztStageContent *
yzt_stage_content_new (void)
{
  YztStageContent *content = g_new0 (YztStageContent, 1);
  content->figures = g_array_new (FALSE, TRUE, sizeof (YztStageFigure));
  g_array_set_clear_func (content->figures, (GDestroyNotify) figure_clear);
  return content;
}

void
yzt_stage_content_free (YztStageContent *content)
{
  if (content != NULL) {
    g_free (content->badge);
    g_free (content->title);
    g_free (content->line);
    g_free (content->clock);
    g_free (content->counter);
    g_free (content->footer);
    g_free (content->notice);
    g_array_unref (content->figures);
    g_free (content);
  }
}

void
yzt_stage_content_add (YztStageContent *content, const char *title, const char *text, const char *unit, const char *beside, gboolean is_short, gboolean is_unknown)
{
  g_return_if_fail (content != NULL);
  if (content->figures->len < YZT_STAGE_FIGURES_MAX) {
    YztStageFigure figure = { g_strdup (title), g_strdup (text), g_strdup (unit), g_strdup (beside), is_short, is_unknown };
    g_array_append_val (content->figures, figure);
  }
}

static const char *
said (const char *text)
{
  return text != NULL ? text : "";
}

char *
yzt_stage_content_words (const YztStageContent *content)
{
  GString *words = g_string_new (said (content->title));
  if (*said (content->badge) != '\0') {
    g_string_append_printf (words, " (%s)", content->badge);
  }
  if (*said (content->line) != '\0') {
    g_string_append_printf (words, "\n%s", content->line);
  }
  for (guint i = 0; i < content->figures->len; i++) {
    const YztStageFigure *figure = &g_array_index (content->figures, YztStageFigure, i);
    g_string_append_printf (words, "\n%s: %s %s %s%s", figure->title, figure->text, figure->unit, figure->beside, figure->is_short ? " ▼" : "");
  }
  if (*said (content->notice) != '\0') {
    g_string_append_printf (words, "\n%s", content->notice);
  }
  return g_string_free (words, FALSE);
}

/* --- where things stand --- */

double
yzt_stage_get_scale (double width, double height)
{
  return CLAMP (MIN (width / 1920.0, height / 1080.0), 0.35, 4.0);
}

void
yzt_stage_get_room (double width, double height, double *top, double *bottom)
{
  double scale = yzt_stage_get_scale (width, height);
  *top = TOP * scale;
  *bottom = BOTTOM * scale;
}

void
yzt_stage_get_words (double width, double height, double *head, double *foot)
{
  double scale = yzt_stage_get_scale (width, height);
  *head = HEAD * scale;
  *foot = FOOT * scale;
}

/* Columns of equal width, never wider than of five. */
void
yzt_stage_get_figure (double width, double height, guint n_figures, guint i, double *x, double *y, double *figure_width, double *figure_height)
{
  double scale = yzt_stage_get_scale (width, height), room = (width - 2 * MARGIN * scale) / MAX (n_figures, COLUMNS_LEAST);
  *x = MARGIN * scale + i * room;
  *y = height - FOOT * scale;
  *figure_width = room;
  *figure_height = 176 * scale;
}

static void
item_clear (YztStageItem *item)
{
  g_clear_object (&item->layout);
}

static PangoLayout *
layout_new (PangoContext *context, const char *text, double px, gboolean bold, double max_px)
{
  PangoLayout *layout = pango_layout_new (context);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string (FACE);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  pango_font_description_set_absolute_size (font, px * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_font_description (layout, font);
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_text (layout, said (text), -1);
  int width;
  pango_layout_get_pixel_size (layout, &width, NULL);
  if (max_px > 0 && width > max_px) {
    pango_layout_set_width (layout, (int) (max_px * PANGO_SCALE));
    pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  }
  return layout;
}

static double
width_of (PangoLayout *layout)
{
  int width;
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

static double
baseline_of (PangoLayout *layout)
{
  return pango_layout_get_baseline (layout) / (double) PANGO_SCALE;
}

/* (transfer full) @layout, its baseline at @y. Returns its width. */
static double
put (GArray *items, PangoLayout *layout, double x, double y, YztDrawColor color)
{
  YztStageItem item = { .type = YZT_STAGE_TEXT, .x = x, .y = y - baseline_of (layout), .color = color, .layout = layout };
  g_array_append_val (items, item);
  return width_of (layout);
}

static void
put_shade (GArray *items, double y, double width, double height, YztDrawColor from, YztDrawColor to)
{
  YztStageItem item = { .type = YZT_STAGE_SHADE, .y = y, .width = width, .height = height, .color = from, .end = to };
  g_array_append_val (items, item);
}

static void
lay_out_head (GArray *items, PangoContext *context, const YztStageContent *content, double width, double s)
{
  double x = MARGIN * s, right = width - MARGIN * s;
  PangoLayout *clock = layout_new (context, content->clock, TITLE_PX * s, TRUE, 0), *counter = layout_new (context, content->counter, LINE_PX * s, FALSE, 0);
  double clock_width = MAX (width_of (clock), width_of (counter));
  put (items, clock, right - width_of (clock), 98 * s, white);
  put (items, counter, right - width_of (counter), 146 * s, dim);
  if (*said (content->badge) != '\0') {
    PangoLayout *badge = layout_new (context, content->badge, BADGE_PX * s, TRUE, 0);
    double badge_width = width_of (badge) + 32 * s;
    YztStageItem box = { .type = YZT_STAGE_BOX, .x = x, .y = 58 * s, .width = badge_width, .height = 50 * s, .radius = 11 * s,
                         .color = content->level > 0 ? yzt_draw_level_color (content->level) : grey };
    g_array_append_val (items, box);
    put (items, badge, x + 16 * s, 94 * s, content->level == 3 || content->level == 2 ? ink : white);
    x += badge_width + 22 * s;
  }
  put (items, layout_new (context, content->title, TITLE_PX * s, TRUE, right - clock_width - 40 * s - x), x, 98 * s, white);
  put (items, layout_new (context, content->line, LINE_PX * s, FALSE, right - clock_width - 40 * s - MARGIN * s), MARGIN * s, 148 * s, soft);
  if (*said (content->notice) != '\0') {
    put (items, layout_new (context, content->notice, LINE_PX * s, TRUE, right - MARGIN * s), MARGIN * s, 190 * s, white);
  }
}

/* Set smaller before anything of it is cut. */
static PangoLayout *
layout_to_fit (PangoContext *context, const char *text, double px, gboolean bold, double room)
{
  PangoLayout *layout = layout_new (context, text, px, bold, 0);
  if (width_of (layout) <= room) {
    return layout;
  }
  g_object_unref (layout);
  return layout_new (context, text, px * SMALLER, bold, room);
}

/* A number that is wider than its place is set smaller, down to a half; then its unit is shortened. */
static void
lay_out_figure (GArray *items, PangoContext *context, const YztStageFigure *figure, double x, double room, double bottom, double s, double number_px)
{
  g_autofree char *tail = g_strdup_printf ("%s%s%s%s", figure->is_short ? "▼ " : "", figure->unit, *figure->unit != '\0' && *figure->beside != '\0' ? " · " : "", figure->beside);
  PangoLayout *unit = layout_new (context, tail, LINE_PX * s, figure->is_short, 0);
  double gap = *tail != '\0' ? 12 * s : 0, size = number_px * s;
  PangoLayout *number = layout_new (context, figure->text, size, TRUE, 0);
  const double free_px = room - 24 * s; /* never so near to the next number that one reads on */
  gboolean below = width_of (number) + gap + width_of (unit) > free_px;
  if (below) { /* beside its number like its neighbours', when it fits set smaller */
    PangoLayout *smaller = layout_new (context, tail, LINE_PX * s * SMALLER, figure->is_short, 0);
    below = width_of (number) + gap + width_of (smaller) > free_px;
    g_object_unref (below ? smaller : unit);
    unit = below ? unit : smaller;
  }
  if (width_of (number) > room) {
    size = MAX (size * room / width_of (number), size / 2);
    g_object_unref (number);
    number = layout_new (context, figure->text, size, TRUE, room);
  }
  put (items, layout_to_fit (context, figure->title, LINE_PX * s, FALSE, room), x, bottom - 112 * s, dim);
  double number_width = put (items, number, x, bottom - 22 * s, figure->is_unknown ? faint : white);
  if (!below) {
    put (items, unit, x + number_width + gap, bottom - 22 * s, soft);
    return;
  }
  double left = room - number_width - gap;
  g_object_unref (unit);
  /* What does not fit beside the number stands below it. */
  PangoLayout *bare = layout_new (context, figure->is_short ? "▼" : figure->unit, LINE_PX * s, figure->is_short, 0);
  if (*figure->beside != '\0' && width_of (bare) <= left) {
    g_autofree char *rest = g_strdup_printf ("%s%s%s", figure->is_short ? figure->unit : "", figure->is_short && *figure->unit != '\0' ? " · " : "", figure->beside);
    put (items, bare, x + number_width + gap, bottom - 22 * s, soft);
    put (items, layout_to_fit (context, rest, LINE_PX * s, FALSE, room), x, bottom + 16 * s, soft);
  } else {
    g_object_unref (bare);
    put (items, layout_to_fit (context, tail, LINE_PX * s, figure->is_short, room), x, bottom + 16 * s, soft);
  }
}

static void
lay_out_figures (GArray *items, PangoContext *context, const YztStageContent *content, double width, double height, double s)
{
  guint n = content->figures->len;
  for (guint i = 0; i < n; i++) {
    double x, y, room, tall;
    yzt_stage_get_figure (width, height, n, i, &x, &y, &room, &tall);
    double number_px = n <= COLUMNS_LEAST || room > 330 * s ? FIGURE_PX : n == 6 ? 72 : 64;
    lay_out_figure (items, context, &g_array_index (content->figures, YztStageFigure, i), x, room - 28 * s, height - 72 * s, s, number_px);
  }
}

GArray *
yzt_stage_lay_out (PangoContext *context, const YztStageContent *content, double width, double height)
{
  g_return_val_if_fail (PANGO_IS_CONTEXT (context) && content != NULL, NULL);
  GArray *items = g_array_new (FALSE, TRUE, sizeof (YztStageItem));
  double s = yzt_stage_get_scale (width, height);
  g_array_set_clear_func (items, (GDestroyNotify) item_clear);
  put_shade (items, 0, width, 130 * s, shade, veil);
  put_shade (items, 130 * s, width, 130 * s, veil, clear);
  if (content->figures->len > 0) {
    put_shade (items, height - 350 * s, width, 170 * s, clear, shade);
    put_shade (items, height - 180 * s, width, 180 * s, shade, shade);
  } else {
    put_shade (items, height - 110 * s, width, 110 * s, clear, shade);
  }
  lay_out_head (items, context, content, width, s);
  lay_out_figures (items, context, content, width, height, s);
  put (items, layout_new (context, content->footer, FOOT_PX * s, FALSE, width - 2 * MARGIN * s), MARGIN * s, height - 20 * s, faint);
  return items;
}

/* --- on paper --- */

static void
paint_shade (cairo_t *cr, const YztStageItem *item)
{
  cairo_pattern_t *pattern = cairo_pattern_create_linear (0, item->y, 0, item->y + item->height);
  cairo_pattern_add_color_stop_rgba (pattern, 0, item->color.r, item->color.g, item->color.b, item->color.a);
  cairo_pattern_add_color_stop_rgba (pattern, 1, item->end.r, item->end.g, item->end.b, item->end.a);
  cairo_rectangle (cr, item->x, item->y, item->width, item->height);
  cairo_set_source (cr, pattern);
  cairo_fill (cr);
  cairo_pattern_destroy (pattern);
}

static void
paint_box (cairo_t *cr, const YztStageItem *item)
{
  yzt_draw_rounded_rectangle (cr, item->x, item->y, item->width, item->height, item->radius);
  yzt_draw_set_color (cr, item->color);
  cairo_fill (cr);
}

void
yzt_stage_paint (const GArray *items, cairo_t *cr)
{
  g_return_if_fail (items != NULL && cr != NULL);
  for (guint i = 0; i < items->len; i++) {
    const YztStageItem *item = &g_array_index (items, YztStageItem, i);
    if (item->type == YZT_STAGE_SHADE) {
      paint_shade (cr, item);
    } else if (item->type == YZT_STAGE_BOX) {
      paint_box (cr, item);
    } else {
      cairo_move_to (cr, item->x, item->y);
      yzt_draw_set_color (cr, item->color);
      yzt_lettering_show_layout (cr, item->layout);
    }
  }
}
