/* yzt-scene-draw.c: the picture of the scene layer, sheet by sheet
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <math.h>
#include "yzt-base.h"
#include "yzt-graticule-private.h"
#include "yzt-map-renderer.h"
#include "yzt-scene-state-private.h"

#define MAX_PULSES 60
#define PULSE_PERIOD_US 2000000
/* Of a symbol's reach */
#define PULSE_REACH 3.0
#define PULSE_FROM 1.3
#define PULSE_SPREAD 1.4
#define HOVER_LABEL_GAP 1.6
#define MANY_SPRITES 300 /* so many are painted into a picture once, as GTK would paint each of them again in every frame in which one pulses … */
#define MANY_STILL 1500  /* … and so many where nothing does: fewer are painted sooner than a picture is made, cleared and blended */

/* --- sheets --- */

static cairo_t *
begin_sheet (YztSceneLayer *self, YztSheet sheet)
{
  graphene_rect_t bounds =
      GRAPHENE_RECT_INIT (0, 0, (float) self->layout.frame.width, (float) self->layout.frame.height);
  g_clear_pointer (&self->sheets[sheet], gsk_render_node_unref);
  self->sheets[sheet] = gsk_cairo_node_new (&bounds);
  return gsk_cairo_node_get_draw_context (self->sheets[sheet]);
}

static gboolean
is_pulsing (const YztItem *item)
{
  const guint both = YZT_ITEM_OPEN | YZT_ITEM_UNACKNOWLEDGED;
  return (item->flags & both) == both;
}

static void
paint_mark (YztSceneLayer *self, cairo_t *cr, const YztMark *mark, YztSymbolFlags focus)
{
  guint flags = (guint) focus | (mark->closed ? YZT_SYMBOL_STALE : 0);
  yzt_sprite_paint (yzt_symbol_cache_get_symbol (self->symbols, &mark->item, (YztSymbolFlags) flags), cr, mark->px,
                    mark->py, 1);
}

/* What is over lies below the clusters, what is open above everything. */
static void
paint_symbols (YztSceneLayer *self, cairo_t *cr)
{
  for (guint i = 0; i < self->layout.marks->len; i++) {
    const YztMark *mark = &g_array_index (self->layout.marks, YztMark, i);
    if (mark->closed && !yzt_feature_ref_is (self->selected, &mark->item)) {
      paint_mark (self, cr, mark, (YztSymbolFlags) 0);
    }
  }
  for (guint i = 0; i < self->layout.bubbles->len; i++) {
    const YztBubble *bubble = &g_array_index (self->layout.bubbles, YztBubble, i);
    yzt_sprite_paint (yzt_symbol_cache_get_bubble (self->symbols, bubble), cr, bubble->px, bubble->py, 1);
    yzt_sprite_paint (yzt_symbol_cache_get_count (self->symbols, bubble->count), cr, bubble->px, bubble->py, 1);
  }
  /* The selected one comes last, but never above an open incident that is not it. */
  for (int pass = 0; pass < 4; pass++) {
    for (guint i = 0; i < self->layout.marks->len; i++) {
      const YztMark *mark = &g_array_index (self->layout.marks, YztMark, i);
      gboolean selected = yzt_feature_ref_is (self->selected, &mark->item);
      if ((mark->important ? 2 : 0) + (selected ? 1 : 0) == pass && (selected || !mark->closed)) {
        gboolean picked = !selected && yzt_scene_layer_is_picked (self, &mark->item);
        paint_mark (self, cr, mark, selected ? YZT_SYMBOL_SELECTED : picked ? YZT_SYMBOL_HOVER : (YztSymbolFlags) 0);
      }
    }
  }
}

/* --- bringing up to date --- */

const YztMark *
yzt_scene_layer_find_mark (YztSceneLayer *self, YztFeatureRef ref)
{
  for (guint i = 0; ref.kind >= 0 && i < self->layout.marks->len; i++) {
    const YztMark *mark = &g_array_index (self->layout.marks, YztMark, i);
    if (yzt_feature_ref_is (ref, &mark->item)) {
      return mark;
    }
  }
  return NULL;
}

/* Where a feature would stand that a cluster has swallowed; FALSE when it is hidden, or nowhere. */
static gboolean
make_mark (YztSceneLayer *self, YztFeatureRef ref, YztMark *mark)
{
  guint index;
  double x, y;
  if (ref.kind < 0 || self->generation == NULL || (self->filter.kinds >> ref.kind & 1) == 0
      || !yzt_generation_find (self->generation, (guint) ref.kind, ref.fid, &index)
      || !yzt_generation_get_item (self->generation, index, &mark->item)
      || !yzt_generation_get_mercator (self->generation, index, &x, &y)) {
    return FALSE;
  }
  mark->px = yzt_map_frame_px (&self->layout.frame, yzt_map_frame_near_x (&self->layout.frame, x));
  mark->py = yzt_map_frame_py (&self->layout.frame, y);
  mark->important = (mark->item.flags & YZT_ITEM_OPEN) != 0;
  return TRUE;
}

/* The selected feature is shown even where a cluster would swallow it. */
static void
add_swallowed (YztSceneLayer *self, YztFeatureRef ref)
{
  YztMark mark = { 0 };
  if (self->layout.clustered && yzt_scene_layer_find_mark (self, ref) == NULL && make_mark (self, ref, &mark)) {
    g_array_append_val (self->layout.marks, mark);
  }
}

static void
show_moved (YztSceneLayer *self)
{
  for (guint i = 0; self->moved.kind >= 0 && i < self->layout.marks->len; i++) {
    YztMark *mark = &g_array_index (self->layout.marks, YztMark, i);
    if (yzt_feature_ref_is (self->moved, &mark->item)) {
      YztMapPoint at = yzt_map_frame_to_widget (&self->layout.frame, self->moved_to);
      mark->px = at.x;
      mark->py = at.y;
    }
  }
}

static void
ensure_symbols (YztSceneLayer *self)
{
  if (self->symbols == NULL) {
    YztKindSet *kinds = self->generation != NULL ? yzt_generation_get_kinds (self->generation) : NULL;
    self->theme = self->dark ? YZT_DRAW_THEME_DARK : YZT_DRAW_THEME_LIGHT;
    if (self->imagery) {
      self->theme.place = self->theme.text; /* dim words do not stand out from a photograph */
    }
    YztSymbolLook look = {
      .kinds = kinds,
      .theme = &self->theme,
      .language = self->language,
      .scale = gtk_widget_get_scale_factor (GTK_WIDGET (self)),
      .magnify = self->magnify,
      .set = self->symbol_set,
    };
    self->symbols = yzt_symbol_cache_new (&look);
  }
}

void
yzt_scene_layer_ensure_layout (YztSceneLayer *self)
{
  YztMapFrame frame;
  yzt_map_frame_init (&frame, shumate_layer_get_viewport (SHUMATE_LAYER (self)),
                      gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)));
  if (yzt_scene_layout_update (&self->layout, &frame, self->generation, self->filter)) {
    yzt_scene_layer_ensure_shapes (self);
    add_swallowed (self, self->selected);
    show_moved (self);
    yzt_scene_layer_drop_sheet (self, YZT_SHEET_LOWER);
    yzt_scene_layer_drop_sheet (self, YZT_SHEET_UPPER);
    self->labels_stale = TRUE;
    if (self->hover_cluster.type != YZT_PICK_NOTHING && fabs (self->hover_cluster.cell - self->layout.cell) > 0) {
      self->hover_cluster.type = YZT_PICK_NOTHING; /* another zoom has other clusters */
      g_clear_pointer (&self->cluster_card, yzt_cluster_card_free);
    }
  }
}

static gboolean
on_label_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  YztSceneLayer *self = YZT_SCENE_LAYER (widget);
  self->label_tick = 0;
  self->labels_stale = TRUE;
  gtk_widget_queue_draw (widget);
  return G_SOURCE_REMOVE;
}

static void
ensure_labels (YztSceneLayer *self)
{
  if (!self->labels_stale) {
    return;
  }
  self->labels_stale = FALSE;
  yzt_symbol_cache_begin_frame (self->symbols, self->zooming);
  YztLabelWishes wishes = {
    .selected_kind = self->selected.kind,
    .selected_fid = self->selected.fid,
    .base_map = self->base_map,
    .vector_maps = self->vector_maps,
    .language = self->language,
    .ring_center = self->ring.center,
    .ring_radius_m = self->ring.radius_m,
    .keep_out = (const graphene_rect_t *) (void *) self->keep_out->data,
    .n_keep_out = self->keep_out->len,
    .head_px = self->head_px,
    .foot_px = self->foot_px,
    .whole = self->whole_names,
  };
  gboolean complete = yzt_label_layout_compute (&self->labels, &self->layout, self->symbols, &wishes);
  if (!complete && self->label_tick == 0) {
    /* The rest of the words is drawn in the next frame, so that this one is in time. */
    self->label_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_label_tick, NULL, NULL);
  }
  yzt_scene_layer_drop_sheet (self, YZT_SHEET_LOWER);
  yzt_scene_layer_drop_sheet (self, YZT_SHEET_UPPER);
}

static void
ensure_tiles (YztSceneLayer *self)
{
  guint number = yzt_crowd_picture_get_number (self->crowd_picture);
  if (yzt_tile_view_update (self->tiles, &self->layout.frame, gtk_widget_get_scale_factor (GTK_WIDGET (self))) || number != self->crowd_drawn) {
    yzt_scene_layer_drop_sheet (self, YZT_SHEET_LOWER);
    self->crowd_drawn = number;
  }
}

static void
paint_lower (YztSceneLayer *self, cairo_t *cr)
{
  if (yzt_map_renderer_is_cairo ()) {
    yzt_tile_view_paint (self->tiles, cr);
  }
  if (self->graticule) {
    yzt_graticule_paint (cr, &self->layout.frame, yzt_symbol_cache_get_painter (self->symbols), yzt_symbol_cache_get_theme (self->symbols));
  }
  yzt_scene_layer_paint_crowd (self, cr);
  yzt_scene_layer_paint_shapes (self, cr);
  if (!yzt_area_set_is_empty (self->areas)) {
    yzt_area_set_paint (self->areas, cr, &self->layout.frame, self->filter, self->dark);
  }
  yzt_placed_labels_paint (self->labels.places, cr);
}

static void
paint_sprites (YztSceneLayer *self, cairo_t *cr)
{
  paint_symbols (self, cr);
  yzt_placed_labels_paint (self->labels.labels, cr);
}

static void
paint_upper (YztSceneLayer *self, cairo_t *cr, guint many)
{
  if (self->layout.marks->len + 2 * self->layout.bubbles->len <= many) {
    paint_sprites (self, cr);
    return;
  }
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, self->layout.frame.width * scale, self->layout.frame.height * scale);
  cairo_surface_set_device_scale (picture, scale, scale);
  cairo_t *pen = cairo_create (picture);
  paint_sprites (self, pen);
  cairo_destroy (pen);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_surface_destroy (picture);
}

static void
ensure_sheet (YztSceneLayer *self, YztSheet sheet)
{
  if (self->sheets[sheet] != NULL) {
    return;
  }
  cairo_t *cr = begin_sheet (self, sheet);
  if (sheet != YZT_SHEET_UPPER) {
    paint_lower (self, cr);
  }
  if (sheet != YZT_SHEET_LOWER) {
    paint_upper (self, cr, sheet == YZT_SHEET_WHOLE ? MANY_STILL : MANY_SPRITES);
  }
  cairo_destroy (cr);
}

static void
append_sheet (YztSceneLayer *self, GtkSnapshot *snapshot, YztSheet sheet)
{
  ensure_sheet (self, sheet);
  gtk_snapshot_append_node (snapshot, self->sheets[sheet]);
}

/* --- what moves by itself: ring and pulse --- */

static void
append_ring (YztSceneLayer *self, GtkSnapshot *snapshot)
{
  if (self->ring.radius_m <= 0) {
    return;
  }
  graphene_rect_t bounds = yzt_ring_shape_get_bounds (&self->ring, &self->layout.frame);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  yzt_ring_shape_paint (&self->ring, cr, &self->layout.frame, yzt_symbol_cache_get_theme (self->symbols));
  cairo_destroy (cr);
}

static void
append_ring_card (YztSceneLayer *self, GtkSnapshot *snapshot)
{
  if (!yzt_ring_shape_has_handle (&self->ring, &self->layout.frame)) {
    return;
  }
  if (self->ring_text == NULL || self->ring_text_m != self->ring.radius_m) {
    g_autofree char *text = yzt_text_distance (self->ring.radius_m);
    if (self->ring_text == NULL) {
      self->ring_text = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
    }
    yzt_ring_shape_set_card_text (&self->ring, self->ring_text, text);
    self->ring_text_m = self->ring.radius_m;
  }
  graphene_rect_t bounds = yzt_ring_shape_get_card_bounds (&self->ring, &self->layout.frame, self->ring_text);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  yzt_ring_shape_paint_card (&self->ring, cr, &self->layout.frame, yzt_symbol_cache_get_theme (self->symbols),
                             self->ring_text);
  cairo_destroy (cr);
}

static void
append_sprite (GtkSnapshot *snapshot, const YztSprite *sprite, double px, double py)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT ((float) round (px + sprite->x), (float) round (py + sprite->y),
                                               (float) sprite->width, (float) sprite->height);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  yzt_sprite_paint (sprite, cr, px, py, 1);
  cairo_destroy (cr);
}

static void
append_pulse (YztSceneLayer *self, GtkSnapshot *snapshot, const YztMark *mark)
{
  YztDrawColor color = yzt_draw_level_color (mark->item.level);
  double unit = self->layout.symbol_px;
  float reach = (float) (PULSE_REACH * unit);
  float x = floorf ((float) mark->px - reach), y = floorf ((float) mark->py - reach);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (x, y, 2 * reach + 1, 2 * reach + 1));
  cairo_set_line_width (cr, 1.8);
  for (int ring = 0; ring < 2; ring++) {
    double radius = (PULSE_FROM + 0.4 + 0.4 * ring) * unit;
    double alpha = ring == 0 ? 0.9 : 0.45;
    if (self->pulse_tick != 0) {
      double phase = fmod ((double) (self->pulse_us % PULSE_PERIOD_US) / PULSE_PERIOD_US + 0.5 * ring, 1.0);
      radius = (PULSE_FROM + PULSE_SPREAD * (1 - (1 - phase) * (1 - phase))) * unit;
      alpha = 1 - phase;
    }
    cairo_set_source_rgba (cr, color.r, color.g, color.b, alpha);
    cairo_arc (cr, mark->px, mark->py, radius, 0, 2 * G_PI);
    cairo_stroke (cr);
  }
  cairo_destroy (cr);
}

static gboolean
has_pulses (YztSceneLayer *self)
{
  for (guint i = 0; i < self->layout.marks->len; i++) {
    if (is_pulsing (&g_array_index (self->layout.marks, YztMark, i).item)) {
      return TRUE;
    }
  }
  return FALSE;
}

/* In a flood of alerts the worst pulse: they stand last, and where everything moves nothing is seen. */
static void
append_pulses (YztSceneLayer *self, GtkSnapshot *snapshot)
{
  guint n_pulsing = 0;
  for (guint i = self->layout.marks->len; i > 0 && n_pulsing < MAX_PULSES; i--) {
    const YztMark *mark = &g_array_index (self->layout.marks, YztMark, i - 1);
    if (is_pulsing (&mark->item)) {
      append_pulse (self, snapshot, mark);
      n_pulsing++;
    }
  }
}

/* Runs only while something pulses, and stops by itself. */
static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  YztSceneLayer *self = YZT_SCENE_LAYER (widget);
  self->pulse_us = gdk_frame_clock_get_frame_time (clock);
  if (has_pulses (self) && adw_get_enable_animations (widget)) {
    gtk_widget_queue_draw (widget);
    return G_SOURCE_CONTINUE;
  }
  self->pulse_tick = 0;
  return G_SOURCE_REMOVE;
}

/* TRUE when a name at (@x, @y) would lie on that of the selected thing. */
static gboolean
hides_selected (YztSceneLayer *self, const YztSprite *name, double x, double y)
{
  for (guint i = 0; self->selected.kind >= 0 && i < self->labels.labels->len; i++) {
    const YztPlacedLabel *label = &g_array_index (self->labels.labels, YztPlacedLabel, i);
    if (label->kind == self->selected.kind && label->fid == self->selected.fid && x < label->px + label->sprite->width && label->px < x + name->width
        && y < label->py + label->sprite->height && label->py < y + name->height) {
      return TRUE;
    }
  }
  return FALSE;
}

/* What is pointed at has its own small nodes: moving the pointer repaints neither the symbols nor the names. */
static void
append_hover (YztSceneLayer *self, GtkSnapshot *snapshot)
{
  const YztMark *mark = yzt_scene_layer_find_mark (self, self->hover);
  YztMark swallowed = { 0 };
  if (mark == NULL) { /* pointed at in a list, and in a cluster here */
    if (!make_mark (self, self->hover, &swallowed)) {
      return;
    }
    mark = &swallowed;
  }
  YztSymbolFlags selected = yzt_feature_ref_is (self->selected, &mark->item) ? YZT_SYMBOL_SELECTED : (YztSymbolFlags) 0;
  const YztSprite *sprite =
      yzt_symbol_cache_get_symbol (self->symbols, &mark->item, (YztSymbolFlags) (YZT_SYMBOL_HOVER | selected));
  append_sprite (snapshot, sprite, mark->px, mark->py);
  if (mark->item.name == NULL || *mark->item.name == '\0' || yzt_label_layout_names (&self->labels, &mark->item)) {
    return;
  }
  const YztSprite *name = yzt_symbol_cache_get_label (self->symbols, mark->item.name, YZT_LABEL_STRONG, TRUE);
  double x = mark->px - name->width / 2, gap = HOVER_LABEL_GAP * self->layout.symbol_px, y = mark->py + gap;
  append_sprite (snapshot, name, x, hides_selected (self, name, x, y) ? mark->py - gap - name->height : y);
}

static void
append_cluster_card (YztSceneLayer *self, GtkSnapshot *snapshot)
{
  if (self->cluster_card == NULL) {
    return;
  }
  const YztMapFrame *frame = &self->layout.frame;
  double px = yzt_map_frame_px (frame, yzt_map_frame_near_x (frame, self->hover_cluster.x));
  double py = yzt_map_frame_py (frame, self->hover_cluster.y);
  double reach = yzt_cluster_radius (self->hover_cluster.count) * self->magnify;
  yzt_cluster_card_append (self->cluster_card, snapshot, frame, self->symbols, px, py, reach);
}

/* A drop whose tip stands on the place, in the text colour: no feature looks like it. */
static void
append_pin (YztSceneLayer *self, GtkSnapshot *snapshot)
{
  if (!self->has_pin) {
    return;
  }
  const YztDrawTheme *theme = yzt_symbol_cache_get_theme (self->symbols);
  YztMapPoint at = yzt_map_frame_to_widget (&self->layout.frame, self->pin);
  double unit = YZT_LAYOUT_SYMBOL_PX * self->magnify;
  float reach = (float) (3.2 * unit);
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (floorf ((float) at.x - reach), floorf ((float) at.y - reach), 2 * reach + 1, 2 * reach + 1));
  cairo_translate (cr, at.x, at.y);
  cairo_move_to (cr, 0, 0);
  cairo_arc (cr, 0, -1.9 * unit, 0.85 * unit, 0.83 * G_PI, 2.17 * G_PI);
  cairo_close_path (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, 4);
  yzt_draw_set_color (cr, theme->halo);
  cairo_stroke_preserve (cr);
  yzt_draw_set_color (cr, theme->text);
  cairo_fill (cr);
  cairo_arc (cr, 0, -1.9 * unit, 0.32 * unit, 0, 2 * G_PI);
  yzt_draw_set_color (cr, theme->halo);
  cairo_fill (cr);
  cairo_destroy (cr);
}

void
yzt_scene_layer_draw (YztSceneLayer *self, GtkSnapshot *snapshot)
{
  double zoom_before = self->drawn_zoom;
  ensure_symbols (self);
  yzt_scene_layer_ensure_layout (self);
  self->drawn_zoom = self->layout.frame.zoom;
  self->zooming = fabs (self->drawn_zoom - zoom_before) > 1e-9;
  ensure_labels (self);
  ensure_tiles (self);
  gboolean pulsing = has_pulses (self);
  if (!yzt_map_renderer_is_cairo ()) {
    yzt_tile_view_append (self->tiles, snapshot);
  }
  gboolean command = !yzt_command_picture_is_empty (self->command), relations = !yzt_command_picture_is_empty (self->relations);
  gboolean ledger = !yzt_ledger_picture_is_empty (self->ledger);
  if (pulsing || command || relations || ledger || self->ring.radius_m > 0 || yzt_scene_layer_has_outlines (self)) {
    append_sheet (self, snapshot, YZT_SHEET_LOWER);
    if (ledger) {
      yzt_ledger_picture_append_discs (self->ledger, snapshot, &self->layout, yzt_symbol_cache_get_theme (self->symbols));
    }
    if (relations) {
      yzt_command_picture_append (self->relations, snapshot, &self->layout.frame, yzt_symbol_cache_get_theme (self->symbols));
    }
    if (command) {
      yzt_command_picture_append (self->command, snapshot, &self->layout.frame, yzt_symbol_cache_get_theme (self->symbols));
    }
    yzt_scene_layer_append_outlines (self, snapshot);
    append_ring (self, snapshot);
    append_pulses (self, snapshot);
    if (ledger) { /* below symbols and names: nothing of it may cover an incident */
      yzt_ledger_picture_append_words (self->ledger, GTK_WIDGET (self), snapshot, &self->layout, self->labels.labels, self->keep_out, yzt_symbol_cache_get_theme (self->symbols));
    }
    append_sheet (self, snapshot, YZT_SHEET_UPPER);
  } else {
    append_sheet (self, snapshot, YZT_SHEET_WHOLE);
  }
  if (self->zooming) {
    yzt_scene_layer_look_ahead (self, zoom_before);
  }
  append_hover (self, snapshot);
  append_pin (self, snapshot);
  yzt_scene_layer_append_band (self, snapshot);
  yzt_measure_append (&self->measure, GTK_WIDGET (self), snapshot, &self->layout.frame,
                      yzt_symbol_cache_get_theme (self->symbols));
  append_cluster_card (self, snapshot);
  append_ring_card (self, snapshot);
  if (command) {
    yzt_command_picture_append_words (self->command, GTK_WIDGET (self), snapshot, &self->layout.frame, self->keep_out, yzt_symbol_cache_get_theme (self->symbols));
  }
  if (pulsing && self->pulse_tick == 0 && adw_get_enable_animations (GTK_WIDGET (self))) {
    self->pulse_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
  }
}
