/* yzt-scene-layer.c: the one layer that draws everything above the base map
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each sheet of the picture (areas, place names, symbols, names) is a render node that is kept until something it depends on
 * changes. GTK skips what is the very same node, so that a dragged ring or a pulse repaints no more than itself. */
#include "yzt-scene-layer-private.h"
#include <adwaita.h>
#include "yzt-area-set-private.h"
#include "yzt-base.h"
#include "yzt-label-layout-private.h"
#include "yzt-ring-shape-private.h"
#include <math.h>

#define PULSE_PERIOD_US 2000000
#define PULSE_REACH_PX 30.0
#define PULSE_FROM_PX 13.0
#define PULSE_SPREAD_PX 14.0
#define PICK_REACH_PX 13.0
#define FIGURES_MAX 4096

typedef enum { SHEET_AREAS, SHEET_PLACES, SHEET_SYMBOLS, SHEET_LABELS, N_SHEETS } Sheet;

struct _YztSceneLayer {
  ShumateLayer parent_instance;
  YztGeneration *generation;
  YztSceneFilter filter;
  gboolean dark;
  char *language;
  YztBaseMap *base_map;
  GListModel *incidents;
  gulong incidents_handler;

  int selected_kind, hover_kind, moved_kind;
  gint64 selected_fid, hover_fid, moved_fid;
  YztPosition moved_to;

  YztSceneLayout layout;
  YztLabelLayout labels;
  YztAreaSet *areas;
  YztRingShape ring;
  PangoLayout *ring_text;
  double ring_text_m;
  YztSymbolCache *symbols;
  GskRenderNode *sheets[N_SHEETS];
  gboolean labels_stale;

  guint tick;
  gint64 pulse_us;
  GArray *figures; /* float, ms */
};

G_DEFINE_FINAL_TYPE (YztSceneLayer, yzt_scene_layer, SHUMATE_TYPE_LAYER)

static void
drop_sheet (YztSceneLayer *self, Sheet sheet)
{
  g_clear_pointer (&self->sheets[sheet], gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drop_all_sheets (YztSceneLayer *self)
{
  for (int sheet = 0; sheet < N_SHEETS; sheet++) {
    drop_sheet (self, (Sheet) sheet);
  }
  self->labels_stale = TRUE;
}

/* Pictures were drawn for another theme, scale, language or kind set. */
static void
drop_pictures (YztSceneLayer *self)
{
  drop_all_sheets (self);
  g_array_set_size (self->labels.labels, 0);
  g_array_set_size (self->labels.places, 0);
  g_clear_pointer (&self->symbols, yzt_symbol_cache_free);
}

/* --- sheets --- */

static cairo_t *
begin_sheet (YztSceneLayer *self, Sheet sheet)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) self->layout.frame.width, (float) self->layout.frame.height);
  g_clear_pointer (&self->sheets[sheet], gsk_render_node_unref);
  self->sheets[sheet] = gsk_cairo_node_new (&bounds);
  return gsk_cairo_node_get_draw_context (self->sheets[sheet]);
}

static gboolean
is_selected (const YztSceneLayer *self, const YztItem *item)
{
  return (int) item->kind == self->selected_kind && item->fid == self->selected_fid;
}

static gboolean
is_hovered (const YztSceneLayer *self, const YztItem *item)
{
  return (int) item->kind == self->hover_kind && item->fid == self->hover_fid;
}

static gboolean
is_pulsing (const YztItem *item)
{
  const guint both = YZT_ITEM_OPEN | YZT_ITEM_UNACKNOWLEDGED;
  return (item->flags & both) == both;
}

static void
paint_mark (YztSceneLayer *self, cairo_t *cr, const YztMark *mark)
{
  guint focus = is_selected (self, &mark->item) ? YZT_SYMBOL_SELECTED : 0;
  focus |= is_hovered (self, &mark->item) ? YZT_SYMBOL_HOVER : 0;
  const YztSprite *sprite = yzt_symbol_cache_get_symbol (self->symbols, &mark->item, (YztSymbolFlags) focus);
  yzt_sprite_paint (sprite, cr, mark->px, mark->py, 1);
}

static void
paint_symbols (YztSceneLayer *self, cairo_t *cr)
{
  for (guint i = 0; i < self->layout.bubbles->len; i++) {
    const YztBubble *bubble = &g_array_index (self->layout.bubbles, YztBubble, i);
    yzt_sprite_paint (yzt_symbol_cache_get_bubble (self->symbols, bubble), cr, bubble->px, bubble->py, 1);
  }
  /* The selected one and the one pointed at come last, but never above an open incident that is not they. */
  for (int pass = 0; pass < 4; pass++) {
    for (guint i = 0; i < self->layout.marks->len; i++) {
      const YztMark *mark = &g_array_index (self->layout.marks, YztMark, i);
      gboolean focus = is_selected (self, &mark->item) || is_hovered (self, &mark->item);
      if ((mark->important ? 2 : 0) + (focus ? 1 : 0) == pass) {
        paint_mark (self, cr, mark);
      }
    }
  }
}

/* The selected feature is shown even where a cluster would swallow it. */
static void
add_swallowed (YztSceneLayer *self, int kind, gint64 fid)
{
  if (kind < 0 || self->generation == NULL || !self->layout.clustered || (self->filter.kinds >> kind & 1) == 0) {
    return;
  }
  for (guint i = 0; i < self->layout.marks->len; i++) {
    const YztMark *mark = &g_array_index (self->layout.marks, YztMark, i);
    if ((int) mark->item.kind == kind && mark->item.fid == fid) {
      return;
    }
  }
  guint index;
  double x, y;
  YztMark mark = { 0 };
  if (yzt_generation_find (self->generation, (guint) kind, fid, &index) && yzt_generation_get_item (self->generation, index, &mark.item)
      && yzt_generation_get_mercator (self->generation, index, &x, &y)) {
    mark.px = yzt_map_frame_px (&self->layout.frame, yzt_map_frame_near_x (&self->layout.frame, x));
    mark.py = yzt_map_frame_py (&self->layout.frame, y);
    mark.important = (mark.item.flags & YZT_ITEM_OPEN) != 0;
    g_array_append_val (self->layout.marks, mark);
  }
}

static void
show_moved (YztSceneLayer *self)
{
  for (guint i = 0; self->moved_kind >= 0 && i < self->layout.marks->len; i++) {
    YztMark *mark = &g_array_index (self->layout.marks, YztMark, i);
    if ((int) mark->item.kind == self->moved_kind && mark->item.fid == self->moved_fid) {
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
    self->symbols = yzt_symbol_cache_new (kinds, self->dark ? &YZT_DRAW_THEME_DARK : &YZT_DRAW_THEME_LIGHT, self->language,
                                          gtk_widget_get_scale_factor (GTK_WIDGET (self)));
  }
}

static void
ensure_layout (YztSceneLayer *self)
{
  YztMapFrame frame;
  yzt_map_frame_init (&frame, shumate_layer_get_viewport (SHUMATE_LAYER (self)), gtk_widget_get_width (GTK_WIDGET (self)),
                      gtk_widget_get_height (GTK_WIDGET (self)));
  if (yzt_scene_layout_update (&self->layout, &frame, self->generation, self->filter)) {
    add_swallowed (self, self->selected_kind, self->selected_fid);
    show_moved (self);
    for (int sheet = 0; sheet < N_SHEETS; sheet++) {
      g_clear_pointer (&self->sheets[sheet], gsk_render_node_unref);
    }
    self->labels_stale = TRUE;
  }
}

static void
ensure_labels (YztSceneLayer *self)
{
  if (!self->labels_stale) {
    return;
  }
  self->labels_stale = FALSE;
  yzt_symbol_cache_trim (self->symbols);
  YztLabelWishes wishes = {
    .selected_kind = self->selected_kind,
    .selected_fid = self->selected_fid,
    .hover_kind = self->hover_kind,
    .hover_fid = self->hover_fid,
    .base_map = self->base_map,
    .language = self->language,
  };
  yzt_label_layout_compute (&self->labels, &self->layout, self->symbols, &wishes);
  g_clear_pointer (&self->sheets[SHEET_PLACES], gsk_render_node_unref);
  g_clear_pointer (&self->sheets[SHEET_LABELS], gsk_render_node_unref);
}

static void
ensure_sheets (YztSceneLayer *self)
{
  if (self->sheets[SHEET_AREAS] == NULL && !yzt_area_set_is_empty (self->areas)) {
    cairo_t *cr = begin_sheet (self, SHEET_AREAS);
    yzt_area_set_paint (self->areas, cr, &self->layout.frame, self->filter, self->dark);
    cairo_destroy (cr);
  }
  if (self->sheets[SHEET_PLACES] == NULL && self->labels.places->len > 0) {
    cairo_t *cr = begin_sheet (self, SHEET_PLACES);
    yzt_placed_labels_paint (self->labels.places, cr);
    cairo_destroy (cr);
  }
  if (self->sheets[SHEET_SYMBOLS] == NULL && self->layout.marks->len + self->layout.bubbles->len > 0) {
    cairo_t *cr = begin_sheet (self, SHEET_SYMBOLS);
    paint_symbols (self, cr);
    cairo_destroy (cr);
  }
  if (self->sheets[SHEET_LABELS] == NULL && self->labels.labels->len > 0) {
    cairo_t *cr = begin_sheet (self, SHEET_LABELS);
    yzt_placed_labels_paint (self->labels.labels, cr);
    cairo_destroy (cr);
  }
}

static void
append_sheet (YztSceneLayer *self, GtkSnapshot *snapshot, Sheet sheet)
{
  if (self->sheets[sheet] != NULL) {
    gtk_snapshot_append_node (snapshot, self->sheets[sheet]);
  }
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
  if (self->ring.radius_m <= 0) {
    return;
  }
  if (self->ring_text == NULL || self->ring_text_m != self->ring.radius_m) {
    g_autofree char *text = yzt_text_distance (self->ring.radius_m);
    g_autofree char *markup = g_markup_printf_escaped ("<b><span font_features='tnum=1'>%s</span></b>", text);
    if (self->ring_text == NULL) {
      self->ring_text = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
    }
    pango_layout_set_markup (self->ring_text, markup, -1);
    self->ring_text_m = self->ring.radius_m;
  }
  graphene_rect_t bounds = yzt_ring_shape_get_card_bounds (&self->ring, &self->layout.frame, self->ring_text);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  yzt_ring_shape_paint_card (&self->ring, cr, &self->layout.frame, yzt_symbol_cache_get_theme (self->symbols), self->ring_text);
  cairo_destroy (cr);
}

static void
append_pulse (YztSceneLayer *self, GtkSnapshot *snapshot, const YztMark *mark)
{
  YztDrawColor color = yzt_draw_level_color (mark->item.level);
  float x = (float) floor (mark->px - PULSE_REACH_PX);
  float y = (float) floor (mark->py - PULSE_REACH_PX);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (x, y, 2 * (float) PULSE_REACH_PX + 1, 2 * (float) PULSE_REACH_PX + 1));
  cairo_set_line_width (cr, 1.8);
  for (int ring = 0; ring < 2; ring++) {
    double radius = PULSE_FROM_PX + 4 + 4 * ring;
    double alpha = ring == 0 ? 0.9 : 0.45;
    if (self->tick != 0) {
      double phase = fmod ((double) (self->pulse_us % PULSE_PERIOD_US) / PULSE_PERIOD_US + 0.5 * ring, 1.0);
      radius = PULSE_FROM_PX + PULSE_SPREAD_PX * (1 - (1 - phase) * (1 - phase));
      alpha = 1 - phase;
    }
    cairo_set_source_rgba (cr, color.r, color.g, color.b, alpha);
    cairo_arc (cr, mark->px, mark->py, radius, 0, 2 * G_PI);
    cairo_stroke (cr);
  }
  cairo_destroy (cr);
}

/* TRUE when something pulses in sight. */
static gboolean
append_pulses (YztSceneLayer *self, GtkSnapshot *snapshot)
{
  gboolean any = FALSE;
  for (guint i = 0; i < self->layout.marks->len; i++) {
    const YztMark *mark = &g_array_index (self->layout.marks, YztMark, i);
    if (is_pulsing (&mark->item)) {
      append_pulse (self, snapshot, mark);
      any = TRUE;
    }
  }
  return any;
}

/* Runs only while something pulses, and stops by itself. */
static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  YztSceneLayer *self = YZT_SCENE_LAYER (widget);
  self->pulse_us = gdk_frame_clock_get_frame_time (clock);
  for (guint i = 0; i < self->layout.marks->len; i++) {
    if (is_pulsing (&g_array_index (self->layout.marks, YztMark, i).item) && adw_get_enable_animations (widget)) {
      gtk_widget_queue_draw (widget);
      return G_SOURCE_CONTINUE;
    }
  }
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

/* --- widget --- */

static void
note_figure (YztSceneLayer *self, gint64 from_us)
{
  float ms = (float) (g_get_monotonic_time () - from_us) / 1000.0f;
  if (self->figures->len >= FIGURES_MAX) {
    g_array_remove_range (self->figures, 0, FIGURES_MAX / 2);
  }
  g_array_append_val (self->figures, ms);
}

static void
yzt_scene_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  YztSceneLayer *self = YZT_SCENE_LAYER (widget);
  gint64 from_us = g_get_monotonic_time ();
  ensure_symbols (self);
  ensure_layout (self);
  ensure_labels (self);
  ensure_sheets (self);
  append_sheet (self, snapshot, SHEET_AREAS);
  append_sheet (self, snapshot, SHEET_PLACES);
  append_ring (self, snapshot);
  gboolean pulsing = append_pulses (self, snapshot);
  append_sheet (self, snapshot, SHEET_SYMBOLS);
  append_sheet (self, snapshot, SHEET_LABELS);
  append_ring_card (self, snapshot);
  if (pulsing && self->tick == 0 && adw_get_enable_animations (widget)) {
    self->tick = gtk_widget_add_tick_callback (widget, on_tick, NULL, NULL);
  }
  note_figure (self, from_us);
}

static void
on_scale_changed (YztSceneLayer *self)
{
  drop_pictures (self);
}

static void
yzt_scene_layer_dispose (GObject *object)
{
  YztSceneLayer *self = YZT_SCENE_LAYER (object);
  yzt_scene_layer_set_incidents (self, NULL);
  if (self->tick != 0) {
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
    self->tick = 0;
  }
  g_clear_pointer (&self->symbols, yzt_symbol_cache_free);
  g_clear_pointer (&self->generation, yzt_generation_unref);
  g_clear_pointer (&self->base_map, yzt_base_map_unref);
  g_clear_object (&self->ring_text);
  G_OBJECT_CLASS (yzt_scene_layer_parent_class)->dispose (object);
}

static void
yzt_scene_layer_finalize (GObject *object)
{
  YztSceneLayer *self = YZT_SCENE_LAYER (object);
  for (int sheet = 0; sheet < N_SHEETS; sheet++) {
    g_clear_pointer (&self->sheets[sheet], gsk_render_node_unref);
  }
  yzt_scene_layout_clear (&self->layout);
  yzt_label_layout_clear (&self->labels);
  yzt_ring_shape_clear (&self->ring);
  g_clear_pointer (&self->areas, yzt_area_set_free);
  g_clear_pointer (&self->figures, g_array_unref);
  g_clear_pointer (&self->language, g_free);
  G_OBJECT_CLASS (yzt_scene_layer_parent_class)->finalize (object);
}

static void
yzt_scene_layer_class_init (YztSceneLayerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_scene_layer_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_scene_layer_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = yzt_scene_layer_snapshot;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "yztscenelayer");
}

static void
yzt_scene_layer_init (YztSceneLayer *self)
{
  self->filter = YZT_SCENE_FILTER_ALL;
  self->language = g_strdup ("en");
  self->selected_kind = self->hover_kind = self->moved_kind = -1;
  self->areas = yzt_area_set_new ();
  self->figures = g_array_new (FALSE, FALSE, sizeof (float));
  yzt_scene_layout_init (&self->layout);
  yzt_label_layout_init (&self->labels);
  yzt_ring_shape_init (&self->ring);
  self->labels_stale = TRUE;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (self, "notify::scale-factor", G_CALLBACK (on_scale_changed), self);
}

YztSceneLayer *
yzt_scene_layer_new (ShumateViewport *viewport)
{
  YztSceneLayer *self = g_object_new (YZT_TYPE_SCENE_LAYER, "viewport", viewport, NULL);
  g_signal_connect_object (viewport, "notify", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  return self;
}

/* --- what is drawn --- */

void
yzt_scene_layer_set_generation (YztSceneLayer *self, YztGeneration *generation)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  if (self->generation == generation) {
    return;
  }
  YztKindSet *kinds_before = self->generation != NULL ? yzt_generation_get_kinds (self->generation) : NULL;
  YztKindSet *kinds = generation != NULL ? yzt_generation_get_kinds (generation) : NULL;
  if (kinds != kinds_before) {
    drop_pictures (self);
  }
  if (generation != NULL) {
    yzt_generation_ref (generation);
  }
  /* Marks and labels hold strings of the old generation. */
  g_array_set_size (self->layout.marks, 0);
  self->layout.valid = FALSE;
  g_clear_pointer (&self->generation, yzt_generation_unref);
  self->generation = generation;
  drop_all_sheets (self);
}

YztGeneration *
yzt_scene_layer_get_generation (YztSceneLayer *self)
{
  g_return_val_if_fail (YZT_IS_SCENE_LAYER (self), NULL);
  return self->generation;
}

void
yzt_scene_layer_set_filter (YztSceneLayer *self, YztSceneFilter filter)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  if (self->filter.kinds != filter.kinds) {
    self->filter = filter;
    drop_all_sheets (self);
  }
}

YztSceneFilter
yzt_scene_layer_get_filter (YztSceneLayer *self)
{
  g_return_val_if_fail (YZT_IS_SCENE_LAYER (self), YZT_SCENE_FILTER_ALL);
  return self->filter;
}

void
yzt_scene_layer_set_dark (YztSceneLayer *self, gboolean dark)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  if (self->dark != dark) {
    self->dark = dark;
    drop_pictures (self);
  }
}

void
yzt_scene_layer_set_language (YztSceneLayer *self, const char *language)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self) && language != NULL);
  if (strcmp (self->language, language) != 0) {
    g_free (self->language);
    self->language = g_strdup (language);
    drop_pictures (self);
  }
}

void
yzt_scene_layer_set_base_map (YztSceneLayer *self, YztBaseMap *base_map)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  YztBaseMap *before = self->base_map;
  self->base_map = base_map != NULL ? yzt_base_map_ref (base_map) : NULL;
  g_clear_pointer (&before, yzt_base_map_unref);
  drop_all_sheets (self);
}

static void
on_incidents_changed (YztSceneLayer *self)
{
  yzt_area_set_load (self->areas, self->incidents);
  drop_sheet (self, SHEET_AREAS);
}

void
yzt_scene_layer_set_incidents (YztSceneLayer *self, GListModel *incidents)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  if (self->incidents != NULL) {
    g_signal_handler_disconnect (self->incidents, self->incidents_handler);
  }
  g_set_object (&self->incidents, incidents);
  if (incidents != NULL) {
    self->incidents_handler = g_signal_connect_swapped (incidents, "items-changed", G_CALLBACK (on_incidents_changed), self);
  }
  on_incidents_changed (self);
}

void
yzt_scene_layer_set_selected (YztSceneLayer *self, int kind, gint64 fid)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  if (self->selected_kind != kind || self->selected_fid != fid) {
    self->selected_kind = kind;
    self->selected_fid = fid;
    self->layout.valid = FALSE; /* a feature in a cluster comes out of it */
    drop_all_sheets (self);
  }
}

void
yzt_scene_layer_get_selected (YztSceneLayer *self, int *kind, gint64 *fid)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  *kind = self->selected_kind;
  *fid = self->selected_fid;
}

gboolean
yzt_scene_layer_set_hover (YztSceneLayer *self, int kind, gint64 fid)
{
  g_return_val_if_fail (YZT_IS_SCENE_LAYER (self), FALSE);
  if (self->hover_kind == kind && self->hover_fid == fid) {
    return FALSE;
  }
  self->hover_kind = kind;
  self->hover_fid = fid;
  drop_sheet (self, SHEET_SYMBOLS);
  drop_sheet (self, SHEET_LABELS);
  drop_sheet (self, SHEET_PLACES);
  self->labels_stale = TRUE;
  return TRUE;
}

void
yzt_scene_layer_set_ring (YztSceneLayer *self, YztPosition center, double radius_m)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  yzt_ring_shape_set (&self->ring, center, radius_m);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
yzt_scene_layer_set_ring_bearing (YztSceneLayer *self, double bearing_deg)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  self->ring.bearing_deg = bearing_deg;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
yzt_scene_layer_set_ring_lit (YztSceneLayer *self, gboolean lit)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  if (self->ring.lit != lit) {
    self->ring.lit = lit;
    gtk_widget_queue_draw (GTK_WIDGET (self));
  }
}

void
yzt_scene_layer_set_moved (YztSceneLayer *self, int kind, gint64 fid, YztPosition position)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  if (kind < 0 && self->moved_kind < 0) {
    return;
  }
  self->moved_kind = kind;
  self->moved_fid = fid;
  self->moved_to = position;
  self->layout.valid = FALSE;
  drop_all_sheets (self);
}

/* --- what lies below the pointer --- */

static int
pick_marks (YztSceneLayer *self, double px, double py, guint nth, const YztMark **mark_out)
{
  guint depth = 0;
  /* The drawing order backwards is the order of what is seen first. */
  for (guint pass = 0; pass < 2; pass++) {
    guint seen = 0;
    for (guint i = self->layout.marks->len; i > 0; i--) {
      const YztMark *mark = &g_array_index (self->layout.marks, YztMark, i - 1);
      if (hypot (mark->px - px, mark->py - py) > PICK_REACH_PX) {
        continue;
      }
      if (pass == 0) {
        depth++;
      } else if (seen++ == nth % depth) {
        *mark_out = mark;
      }
    }
    if (depth == 0) {
      break;
    }
  }
  return (int) depth;
}

static gboolean
pick_bubble (YztSceneLayer *self, double px, double py, YztPick *pick)
{
  for (guint i = self->layout.bubbles->len; i > 0; i--) {
    const YztBubble *bubble = &g_array_index (self->layout.bubbles, YztBubble, i - 1);
    if (hypot (bubble->px - px, bubble->py - py) <= yzt_cluster_radius (bubble->count) + 1) {
      pick->type = YZT_PICK_CLUSTER;
      pick->x = bubble->x;
      pick->y = bubble->y;
      pick->cell = self->layout.cell;
      pick->count = bubble->count;
      return TRUE;
    }
  }
  return FALSE;
}

YztPick
yzt_scene_layer_pick (YztSceneLayer *self, double px, double py, guint nth)
{
  YztPick pick = { .type = YZT_PICK_NOTHING, .kind = -1 };
  g_return_val_if_fail (YZT_IS_SCENE_LAYER (self), pick);
  ensure_layout (self);
  gboolean on_handle = FALSE;
  gboolean on_ring = yzt_ring_shape_hit (&self->ring, &self->layout.frame, px, py, &on_handle);
  const YztMark *mark = NULL;
  int depth = on_handle ? 0 : pick_marks (self, px, py, nth, &mark);
  if (mark != NULL) {
    pick = (YztPick) { .type = YZT_PICK_ITEM, .kind = (int) mark->item.kind, .fid = mark->item.fid, .x = mark->px, .y = mark->py, .depth = (guint) depth };
  } else if (on_ring) {
    pick.type = YZT_PICK_RING;
  } else {
    pick_bubble (self, px, py, &pick);
  }
  return pick;
}

YztMapFrame
yzt_scene_layer_get_frame (YztSceneLayer *self)
{
  YztMapFrame frame = { 0 };
  g_return_val_if_fail (YZT_IS_SCENE_LAYER (self), frame);
  yzt_map_frame_init (&frame, shumate_layer_get_viewport (SHUMATE_LAYER (self)), gtk_widget_get_width (GTK_WIDGET (self)),
                      gtk_widget_get_height (GTK_WIDGET (self)));
  return frame;
}

gboolean
yzt_scene_layer_is_clustered (YztSceneLayer *self)
{
  g_return_val_if_fail (YZT_IS_SCENE_LAYER (self), FALSE);
  ensure_layout (self);
  return self->layout.clustered;
}

guint
yzt_scene_layer_get_n_shown (YztSceneLayer *self, guint *n_clusters)
{
  g_return_val_if_fail (YZT_IS_SCENE_LAYER (self), 0);
  ensure_layout (self);
  if (n_clusters != NULL) {
    *n_clusters = self->layout.bubbles->len;
  }
  return self->layout.marks->len;
}

static int
compare_floats (gconstpointer a, gconstpointer b)
{
  float left = *(const float *) a, right = *(const float *) b;
  return left < right ? -1 : left > right ? 1 : 0;
}

void
yzt_scene_layer_take_frame_figures (YztSceneLayer *self, guint *frames, double *median_ms, double *p95_ms)
{
  g_return_if_fail (YZT_IS_SCENE_LAYER (self));
  guint n = self->figures->len;
  g_array_sort (self->figures, compare_floats);
  if (frames != NULL) {
    *frames = n;
  }
  if (median_ms != NULL) {
    *median_ms = n > 0 ? (double) g_array_index (self->figures, float, n / 2) : 0;
  }
  if (p95_ms != NULL) {
    *p95_ms = n > 0 ? (double) g_array_index (self->figures, float, n * 95 / 100) : 0;
  }
  g_array_set_size (self->figures, 0);
}
