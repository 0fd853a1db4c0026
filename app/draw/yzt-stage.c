/* yzt-stage.c: a scene of a briefing as one sees it above the map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-stage.h"
#include "yzt-lettering.h"
#include <glib/gi18n-lib.h>
#include <string.h>

#define FACE "Cantarell, Noto Sans CJK SC"
#define MARGIN 58.0
#define TITLE_PX 46.0
#define LINE_PX 26.0
#define FIGURE_PX 84.0
#define FOOT_PX 17.0
#define BADGE_PX 30.0
#define TOP 170.0     /* heights on a wall of 1080 lines */
#define BOTTOM 266.0
#define HEAD 160.0    /* of the words alone */
#define FOOT 218.0
#define COLUMNS_LEAST 5
#define GAP 18.0      /* at least, between a word of one figure and the next figure */
#define STEP 24.0     /* from one line to the next of words set smallest */

/* Words that would not fit are set smaller, all of a row alike; what does not fit then is broken into two lines, and only what does not fit there is cut. */
static const double steps[] = { 1, 0.88, 0.76 };
#define SMALLEST steps[G_N_ELEMENTS (steps) - 1]

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
    const char *parts[] = { figure->text, figure->unit, figure->beside, figure->is_short ? "▼" : "" };
    g_autoptr (GString) number = g_string_new (NULL);
    for (guint k = 0; k < G_N_ELEMENTS (parts); k++) {
      g_string_append_printf (number, "%s%s", number->len > 0 && *parts[k] != '\0' ? " " : "", parts[k]);
    }
    g_string_append_c (words, '\n');
    g_string_append_printf (words, _("%s: %s"), figure->title, number->str);
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

static gboolean
fits (PangoContext *context, const char *text, double px, gboolean bold, double room)
{
  g_autoptr (PangoLayout) layout = layout_new (context, text, px, bold, 0);
  return width_of (layout) <= room;
}

/* (transfer full) */
static char *
unit_of (const YztStageFigure *figure)
{
  return g_strdup_printf ("%s%s", figure->is_short ? "▼ " : "", figure->unit);
}

/* (transfer full) */
static char *
tail_of (const YztStageFigure *figure)
{
  return g_strdup_printf ("%s%s%s%s", figure->is_short ? "▼ " : "", figure->unit, *figure->unit != '\0' && *figure->beside != '\0' ? " · " : "", figure->beside);
}

/* One line at @px; when that is too wide, two of the smallest size. */
static PangoLayout *
layout_to_fit (PangoContext *context, const char *text, double px, double least_px, gboolean bold, double room, gboolean *is_broken)
{
  PangoLayout *layout = layout_new (context, text, px, bold, 0);
  *is_broken = width_of (layout) > room;
  if (!*is_broken) {
    return layout;
  }
  g_object_unref (layout);
  layout = layout_new (context, text, least_px, bold, 0);
  *is_broken = width_of (layout) > room;
  if (*is_broken) {
    pango_layout_set_width (layout, (int) (room * PANGO_SCALE));
    pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_height (layout, -2);
    pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  }
  return layout;
}

/* A place of a row of figures, and what the row is set in. */
typedef struct {
  GArray *items;
  PangoContext *context;
  double s, room, bottom;
  double number_px, title_px, tail_px; /* scaled */
} Row;

/* Below a number: one line, or two smaller ones, the unit on the first if it and what stands beside it are what must be parted. */
static void
put_below (const Row *row, const char *unit, const char *beside, double x, gboolean bold)
{
  gboolean is_broken;
  g_autofree char *tail = g_strdup_printf ("%s%s%s", unit, *unit != '\0' && *beside != '\0' ? " · " : "", beside);
  double least = LINE_PX * row->s * SMALLEST;
  PangoLayout *layout = layout_to_fit (row->context, tail, LINE_PX * row->s, least, bold, row->room, &is_broken);
  if (!is_broken) {
    put (row->items, layout, x, row->bottom + 16 * row->s, soft);
  } else if (*unit != '\0' && *beside != '\0') {
    g_object_unref (layout);
    put (row->items, layout_new (row->context, unit, least, bold, row->room), x, row->bottom + 4 * row->s, soft);
    put (row->items, layout_new (row->context, beside, least, bold, row->room), x, row->bottom + (4 + STEP) * row->s, soft);
  } else {
    put (row->items, layout, x, row->bottom + 4 * row->s, soft);
  }
}

/* A number that is wider than its place is set smaller, down to a half. What does not fit beside it stands below it. */
static void
lay_out_figure (const Row *row, const YztStageFigure *figure, double x)
{
  const double s = row->s;
  g_autofree char *tail = tail_of (figure), *unit = unit_of (figure);
  double gap = *tail != '\0' ? 12 * s : 0, size = row->number_px;
  PangoLayout *number = layout_new (row->context, figure->text, size, TRUE, 0);
  gboolean is_broken;
  if (width_of (number) > row->room) {
    size = MAX (size * row->room / width_of (number), size / 2);
    g_object_unref (number);
    number = layout_new (row->context, figure->text, size, TRUE, row->room);
  }
  PangoLayout *title = layout_to_fit (row->context, figure->title, row->title_px, LINE_PX * s * SMALLEST, FALSE, row->room, &is_broken);
  put (row->items, title, x, row->bottom - (is_broken ? 108 + STEP : 112) * s, dim);
  double number_width = put (row->items, number, x, row->bottom - 22 * s, figure->is_unknown ? faint : white), left = row->room - number_width - gap;
  if (fits (row->context, tail, row->tail_px, figure->is_short, left)) {
    put (row->items, layout_new (row->context, tail, row->tail_px, figure->is_short, 0), x + number_width + gap, row->bottom - 22 * s, soft);
  } else if (*figure->beside != '\0' && fits (row->context, unit, row->tail_px, figure->is_short, left)) {
    put (row->items, layout_new (row->context, unit, row->tail_px, figure->is_short, 0), x + number_width + gap, row->bottom - 22 * s, soft);
    put_below (row, "", figure->beside, x, FALSE);
  } else {
    put_below (row, unit, figure->beside, x, figure->is_short);
  }
}

/* How many units find no room beside their numbers of that size, however small they are set. */
static guint
count_below (const Row *row, const GArray *figures, double number_px)
{
  guint n = 0;
  for (guint i = 0; i < figures->len; i++) {
    const YztStageFigure *figure = &g_array_index (figures, YztStageFigure, i);
    g_autofree char *unit = unit_of (figure);
    g_autoptr (PangoLayout) number = layout_new (row->context, figure->text, number_px, TRUE, 0);
    n += !fits (row->context, unit, LINE_PX * row->s * SMALLEST, figure->is_short, row->room - width_of (number) - 12 * row->s);
  }
  return n;
}

/* The largest size of numbers, of names and of units at which as much finds its place as at the smallest. */
static void
choose_sizes (Row *row, const GArray *figures)
{
  guint title_step = 0, tail_step = 0, number_step = 0;
  double line_px = LINE_PX * row->s, least = line_px * SMALLEST;
  guint n_below = count_below (row, figures, row->number_px * SMALLEST);
  while (count_below (row, figures, row->number_px * steps[number_step]) > n_below) {
    number_step++;
  }
  row->number_px *= steps[number_step];
  for (guint i = 0; i < figures->len; i++) {
    const YztStageFigure *figure = &g_array_index (figures, YztStageFigure, i);
    g_autofree char *tail = tail_of (figure), *unit = unit_of (figure);
    g_autoptr (PangoLayout) number = layout_new (row->context, figure->text, row->number_px, TRUE, 0);
    double left = row->room - width_of (number) - 12 * row->s;
    const char *beside = fits (row->context, tail, least, figure->is_short, left) ? tail : fits (row->context, unit, least, figure->is_short, left) ? unit : "";
    while (fits (row->context, figure->title, least, FALSE, row->room) && !fits (row->context, figure->title, line_px * steps[title_step], FALSE, row->room)) {
      title_step++;
    }
    while (*beside != '\0' && !fits (row->context, beside, line_px * steps[tail_step], figure->is_short, left)) {
      tail_step++;
    }
  }
  row->title_px = line_px * steps[title_step];
  row->tail_px = line_px * steps[tail_step];
}

static void
lay_out_figures (GArray *items, PangoContext *context, const YztStageContent *content, double width, double height, double s)
{
  guint n = content->figures->len;
  double x, y, column, tall;
  if (n == 0) {
    return;
  }
  yzt_stage_get_figure (width, height, n, 0, &x, &y, &column, &tall);
  Row row = { .items = items, .context = context, .s = s, .room = column - 2 * GAP * s, .bottom = height - 72 * s };
  row.number_px = (n <= COLUMNS_LEAST || row.room > 294 * s ? FIGURE_PX : n == 6 ? 72 : 64) * s;
  choose_sizes (&row, content->figures);
  for (guint i = 0; i < n; i++) {
    yzt_stage_get_figure (width, height, n, i, &x, &y, &column, &tall);
    lay_out_figure (&row, &g_array_index (content->figures, YztStageFigure, i), x);
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
