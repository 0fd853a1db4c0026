/* yzt-map-command.c: what command draws on the map: the danger zone with its method beside it, lines of orders, cover
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-map-command-private.h"
#include <math.h>
#include "yzt-drawing-style.h"
#include "yzt-map-view-private.h"
#include "yzt-scene-state-private.h"

#define HATCH_PX 9.0
#define EDGE_PX 2.0
#define LINE_PX 2.4
#define LINE_CASING_PX 4.6
#define SHADE_PX 13.0
#define CARD_WIDTH_PX 236
#define CARD_PAD_PX 9.0
#define CARD_GAP_PX 14.0
#define MARGIN_PX 6.0
#define BARE_PX 18.0 /* a zone that is smaller on the screen has no words beside it */

static const YztDrawColor danger = { 0.88, 0.11, 0.14 }, team = { 0.12, 0.48, 0.45 }, team_dark = { 0.35, 0.76, 0.72 }, depot = { 0.36, 0.42, 0.47 }, depot_dark = { 0.62, 0.69, 0.75 };

struct _YztCommandPicture {
  GArray *outline;     /* YztMapPoint, Mercator, of all rings */
  GArray *starts;      /* guint */
  GArray *inner;       /* YztMapPoint: the isolation circle */
  char *words;
  GArray *lines;       /* YztCommandLine */
  GArray *shades;      /* YztCommandShade */
  PangoLayout *layout; /* of the words */
};

YztCommandPicture *
yzt_command_picture_new (void)
{
  YztCommandPicture *self = g_new0 (YztCommandPicture, 1);
  self->outline = g_array_new (FALSE, FALSE, sizeof (YztMapPoint));
  self->inner = g_array_new (FALSE, FALSE, sizeof (YztMapPoint));
  self->starts = g_array_new (FALSE, FALSE, sizeof (guint));
  self->lines = g_array_new (FALSE, FALSE, sizeof (YztCommandLine));
  self->shades = g_array_new (FALSE, FALSE, sizeof (YztCommandShade));
  return self;
}

void
yzt_command_picture_free (YztCommandPicture *self)
{
  if (self != NULL) {
    g_array_unref (self->outline);
    g_array_unref (self->inner);
    g_array_unref (self->starts);
    g_array_unref (self->lines);
    g_array_unref (self->shades);
    g_clear_object (&self->layout);
    g_free (self->words);
    g_free (self);
  }
}

/* Without a jump where the antimeridian is crossed. */
static void
add_points (GArray *to, const YztPosition *points, guint n, double near_x)
{
  for (guint i = 0; i < n; i++) {
    YztMapPoint p;
    yzt_mercator_from_position (points[i], &p.x, &p.y);
    p.x -= round (p.x - near_x);
    g_array_append_val (to, p);
  }
}

void
yzt_command_picture_set_zone (YztCommandPicture *self, const YztZone *zone, const YztGeometry *area, const char *words)
{
  g_return_if_fail (self != NULL && zone != NULL);
  YztPosition circle[90];
  double x, y;
  guint n, end;
  g_autoptr (YztGeometry) laid = area == NULL ? yzt_zone_to_geometry (zone) : NULL;
  const YztGeometry *drawn = area != NULL ? area : laid;
  g_array_set_size (self->outline, 0);
  g_array_set_size (self->starts, 0);
  g_array_set_size (self->inner, 0);
  yzt_mercator_from_position (area != NULL ? yzt_geometry_get_label_position (area) : zone->spill, &x, &y);
  for (guint i = 0; i < yzt_geometry_get_n_rings (drawn); i++) {
    g_array_append_val (self->starts, self->outline->len);
    const YztPosition *points = yzt_geometry_get_ring (drawn, i, &n);
    add_points (self->outline, points, n, x);
  }
  end = self->outline->len;
  g_array_append_val (self->starts, end);
  if (area == NULL && zone->isolation_m > 0) {
    yzt_geo_ring (zone->spill, zone->isolation_m, circle, G_N_ELEMENTS (circle));
    add_points (self->inner, circle, G_N_ELEMENTS (circle), x);
  }
  g_free (self->words);
  self->words = g_strdup (words);
  g_clear_object (&self->layout);
}

void
yzt_command_picture_add_line (YztCommandPicture *self, const YztCommandLine *line)
{
  g_return_if_fail (self != NULL && line != NULL);
  g_array_append_val (self->lines, *line);
}

void
yzt_command_picture_add_shade (YztCommandPicture *self, const YztCommandShade *shade)
{
  g_return_if_fail (self != NULL && shade != NULL);
  g_array_append_val (self->shades, *shade);
}

guint
yzt_command_picture_get_n_lines (const YztCommandPicture *self, YztCommandLineStyle style)
{
  g_return_val_if_fail (self != NULL, 0);
  guint n = 0;
  for (guint i = 0; i < self->lines->len; i++) {
    n += g_array_index (self->lines, YztCommandLine, i).style == style ? 1 : 0;
  }
  return n;
}

gboolean
yzt_command_picture_is_empty (const YztCommandPicture *self)
{
  return self == NULL || (self->outline->len == 0 && self->lines->len == 0 && self->shades->len == 0);
}

/* --- painting --- */

static YztMapPoint
to_pixel (const YztMapFrame *frame, YztMapPoint p, double shift)
{
  return (YztMapPoint) { CLAMP (yzt_map_frame_px (frame, p.x + shift), -1e6, 1e6), CLAMP (yzt_map_frame_py (frame, p.y), -1e6, 1e6) };
}

static double
shift_of (const YztMapFrame *frame, double x)
{
  return yzt_map_frame_near_x (frame, x) - x;
}

static void
trace (cairo_t *cr, const YztMapFrame *frame, const GArray *points, guint from, guint to)
{
  double shift = from < to ? shift_of (frame, g_array_index (points, YztMapPoint, from).x) : 0;
  cairo_new_sub_path (cr);
  for (guint i = from; i < to; i++) {
    YztMapPoint p = to_pixel (frame, g_array_index (points, YztMapPoint, i), shift);
    cairo_line_to (cr, p.x, p.y);
  }
  cairo_close_path (cr);
}

static void
trace_zone (const YztCommandPicture *self, cairo_t *cr, const YztMapFrame *frame)
{
  for (guint i = 0; i + 1 < self->starts->len; i++) {
    trace (cr, frame, self->outline, g_array_index (self->starts, guint, i), g_array_index (self->starts, guint, i + 1));
  }
}

static gboolean
zone_box (const YztCommandPicture *self, const YztMapFrame *frame, graphene_rect_t *box)
{
  double x0 = G_MAXDOUBLE, y0 = G_MAXDOUBLE, x1 = -G_MAXDOUBLE, y1 = -G_MAXDOUBLE;
  double shift = self->outline->len > 0 ? shift_of (frame, g_array_index (self->outline, YztMapPoint, 0).x) : 0;
  for (guint i = 0; i < self->outline->len; i++) {
    YztMapPoint p = to_pixel (frame, g_array_index (self->outline, YztMapPoint, i), shift);
    x0 = MIN (x0, p.x);
    x1 = MAX (x1, p.x);
    y0 = MIN (y0, p.y);
    y1 = MAX (y1, p.y);
  }
  *box = GRAPHENE_RECT_INIT ((float) x0, (float) y0, (float) (x1 - x0), (float) (y1 - y0));
  return self->outline->len > 0 && x1 > 0 && y1 > 0 && x0 < frame->width && y0 < frame->height;
}

static void
paint_zone (const YztCommandPicture *self, cairo_t *cr, const YztMapFrame *frame, gboolean dark)
{
  graphene_rect_t box;
  if (!zone_box (self, frame, &box)) {
    return;
  }
  double x0 = MAX ((double) box.origin.x, -20), y0 = MAX ((double) box.origin.y, -20);
  double x1 = MIN ((double) box.origin.x + (double) box.size.width, frame->width + 20), y1 = MIN ((double) box.origin.y + (double) box.size.height, frame->height + 20);
  cairo_save (cr);
  cairo_new_path (cr);
  trace_zone (self, cr, frame);
  cairo_clip (cr);
  cairo_set_source_rgba (cr, danger.r, danger.g, danger.b, dark ? 0.16 : 0.10);
  cairo_paint (cr);
  cairo_set_source_rgba (cr, danger.r, danger.g, danger.b, 0.55);
  cairo_set_line_width (cr, 1.1);
  yzt_drawing_hatch (cr, YZT_HATCH_SLANT, x0, y0, x1, y1, yzt_map_frame_px (frame, 0), yzt_map_frame_py (frame, 0), HATCH_PX);
  cairo_restore (cr);
  cairo_new_path (cr);
  trace_zone (self, cr, frame);
  const double dashes[2] = { 7, 4 };
  cairo_set_dash (cr, dashes, 2, 0);
  cairo_set_line_width (cr, EDGE_PX);
  cairo_set_source_rgba (cr, danger.r, danger.g, danger.b, 1);
  cairo_stroke (cr);
  if (self->inner->len > 0) {
    cairo_set_dash (cr, NULL, 0, 0);
    cairo_set_line_width (cr, EDGE_PX);
    trace (cr, frame, self->inner, 0, self->inner->len);
    cairo_stroke (cr);
  }
}

void
yzt_command_line_paint (cairo_t *cr, double x0, double y0, double x1, double y1, YztCommandLineStyle style, gboolean of_team, gboolean dark)
{
  static const double dots[2] = { 0.1, 6 }, dashes[2] = { 10, 6 };
  const YztDrawTheme *theme = dark ? &YZT_DRAW_THEME_DARK : &YZT_DRAW_THEME_LIGHT;
  YztDrawColor color = of_team ? (dark ? team_dark : team) : dark ? depot_dark : depot;
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  for (guint pass = 0; pass < 2; pass++) {
    cairo_set_dash (cr, style == YZT_COMMAND_LINE_ORDERED ? dots : dashes, style == YZT_COMMAND_LINE_ARRIVED ? 0 : 2, 0);
    cairo_set_line_width (cr, pass == 0 ? LINE_CASING_PX : LINE_PX + (style == YZT_COMMAND_LINE_ORDERED ? 0.8 : 0));
    if (pass == 0) {
      cairo_set_source_rgba (cr, theme->halo.r, theme->halo.g, theme->halo.b, 0.8);
    } else {
      cairo_set_source_rgba (cr, color.r, color.g, color.b, 1);
    }
    cairo_move_to (cr, x0, y0);
    cairo_line_to (cr, x1, y1);
    cairo_stroke (cr);
  }
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
paint_line (const YztCommandLine *line, cairo_t *cr, const YztMapFrame *frame, gboolean dark)
{
  YztMapPoint from, to;
  yzt_mercator_from_position (line->from, &from.x, &from.y);
  yzt_mercator_from_position (line->to, &to.x, &to.y);
  from.x -= round (from.x - to.x);
  double shift = shift_of (frame, to.x);
  YztMapPoint a = to_pixel (frame, from, shift), b = to_pixel (frame, to, shift);
  yzt_command_line_paint (cr, a.x, a.y, b.x, b.y, line->style, line->team, dark);
}

static void
paint_shade (const YztCommandShade *shade, cairo_t *cr, const YztMapFrame *frame)
{
  YztMapPoint p;
  yzt_mercator_from_position (shade->at, &p.x, &p.y);
  YztMapPoint at = to_pixel (frame, p, shift_of (frame, p.x));
  gboolean bare = isnan (shade->share) || shade->share > 1;
  if (at.x < -SHADE_PX || at.y < -SHADE_PX || at.x > frame->width + SHADE_PX || at.y > frame->height + SHADE_PX) {
    return;
  }
  /* By form too: bare ones have a cross. */
  cairo_arc (cr, at.x, at.y, SHADE_PX, 0, 2 * G_PI);
  if (bare) {
    cairo_set_source_rgba (cr, danger.r, danger.g, danger.b, 0.35);
    cairo_fill_preserve (cr);
    cairo_set_source_rgba (cr, danger.r, danger.g, danger.b, 1);
    cairo_set_line_width (cr, 2);
    cairo_stroke (cr);
    for (guint i = 0; i < 2; i++) {
      double d = SHADE_PX * 0.7, e = i == 0 ? d : -d;
      cairo_move_to (cr, at.x - d, at.y - e);
      cairo_line_to (cr, at.x + d, at.y + e);
      cairo_stroke (cr);
    }
  } else {
    cairo_set_source_rgba (cr, team.r, team.g, team.b, 0.12 + 0.45 * (1 - CLAMP (shade->share, 0, 1)));
    cairo_fill (cr);
  }
}

void
yzt_command_picture_append (YztCommandPicture *self, GtkSnapshot *snapshot, const YztMapFrame *frame, const YztDrawTheme *theme)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) frame->width, (float) frame->height), box;
  gboolean dark = theme->dark;
  if (self->lines->len == 0 && self->shades->len == 0) {
    if (!zone_box (self, frame, &box)) {
      return;
    }
    graphene_rect_inset (&box, -4, -4);
    graphene_rect_intersection (&bounds, &box, &bounds);
  }
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  for (guint i = 0; i < self->shades->len; i++) {
    paint_shade (&g_array_index (self->shades, YztCommandShade, i), cr, frame);
  }
  paint_zone (self, cr, frame, dark);
  for (guint i = 0; i < self->lines->len; i++) {
    paint_line (&g_array_index (self->lines, YztCommandLine, i), cr, frame, dark);
  }
  cairo_destroy (cr);
}

/* Above what stands at the foot of the map (scale, keys to zoom), below what stands at its head. */
static double
clear_of (const GArray *keep_out, const YztMapFrame *frame, double x, double y, double wide, double tall)
{
  for (guint i = 0; keep_out != NULL && i < keep_out->len; i++) {
    const graphene_rect_t *rect = &g_array_index (keep_out, graphene_rect_t, i);
    graphene_rect_t card = GRAPHENE_RECT_INIT ((float) x, (float) y, (float) wide, (float) tall), both;
    if (graphene_rect_intersection (rect, &card, &both)) {
      double top = (double) rect->origin.y, bottom = top + (double) rect->size.height;
      y = top + bottom > frame->height ? top - MARGIN_PX - tall : bottom + MARGIN_PX;
    }
  }
  return round (CLAMP (y, MARGIN_PX, MAX (frame->height - tall - MARGIN_PX, MARGIN_PX)));
}

void
yzt_command_picture_append_words (YztCommandPicture *self, GtkWidget *widget, GtkSnapshot *snapshot, const YztMapFrame *frame, const GArray *keep_out, const YztDrawTheme *theme)
{
  graphene_rect_t box;
  int width, height;
  if (self->words == NULL || *self->words == '\0' || !zone_box (self, frame, &box) || MAX ((double) box.size.width, (double) box.size.height) < BARE_PX) {
    return;
  }
  if (self->layout == NULL) {
    self->layout = gtk_widget_create_pango_layout (widget, NULL);
    g_autofree char *markup = g_markup_printf_escaped ("<span size='small'>%s</span>", self->words);
    pango_layout_set_markup (self->layout, markup, -1);
    pango_layout_set_width (self->layout, CARD_WIDTH_PX * PANGO_SCALE);
    pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
  }
  pango_layout_get_pixel_size (self->layout, &width, &height);
  double wide = width + 2 * CARD_PAD_PX, tall = height + 2 * CARD_PAD_PX;
  double x = (double) box.origin.x + (double) box.size.width + CARD_GAP_PX, y = (double) box.origin.y + (double) box.size.height - tall;
  if (x + wide > frame->width - MARGIN_PX) {
    x = (double) box.origin.x - CARD_GAP_PX - wide;
  }
  x = round (CLAMP (x, MARGIN_PX, MAX (frame->width - wide - MARGIN_PX, MARGIN_PX)));
  y = clear_of (keep_out, frame, x, CLAMP (y, MARGIN_PX, MAX (frame->height - tall - MARGIN_PX, MARGIN_PX)), wide, tall);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) wide, (float) tall));
  cairo_rectangle (cr, x + 0.5, y + 0.5, wide - 1, tall - 1);
  cairo_set_source_rgba (cr, theme->card.r, theme->card.g, theme->card.b, 0.94);
  cairo_fill_preserve (cr);
  cairo_set_source_rgba (cr, danger.r, danger.g, danger.b, 0.8);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_move_to (cr, x + CARD_PAD_PX, y + CARD_PAD_PX);
  yzt_draw_set_color (cr, theme->text);
  pango_cairo_show_layout (cr, self->layout);
  cairo_destroy (cr);
}

/* --- on the view --- */

void
yzt_map_view_set_command (YztMapView *self, YztCommandPicture *picture)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  YztSceneLayer *layer = self->scene_layer;
  g_clear_pointer (&layer->command, yzt_command_picture_free);
  layer->command = picture;
  gtk_widget_queue_draw (GTK_WIDGET (layer));
}

const YztCommandPicture *
yzt_map_view_get_command (YztMapView *self)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self), NULL);
  return self->scene_layer->command;
}

void
yzt_map_view_set_relations (YztMapView *self, YztCommandPicture *picture)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  YztSceneLayer *layer = self->scene_layer;
  if (picture == NULL && layer->relations == NULL) {
    return;
  }
  g_clear_pointer (&layer->relations, yzt_command_picture_free);
  layer->relations = picture;
  gtk_widget_queue_draw (GTK_WIDGET (layer));
}

const YztCommandPicture *
yzt_map_view_get_relations (YztMapView *self)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self), NULL);
  return self->scene_layer->relations;
}
