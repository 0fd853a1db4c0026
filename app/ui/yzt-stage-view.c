/* yzt-stage-view.c: one scene of a briefing, live: the map with title, clock and figures above it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-stage-view.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-briefing-words.h"
#include "yzt-ui.h"

#define CLOSE_ZOOM 11.5
#define NOTICE_S 8

struct _YztStageView {
  GtkWidget parent_instance;
  YztMapView *map;
  YztRing *ring;
  YztBriefing *briefing;
  YztStageContent *content;
  GArray *items;            /* YztStageItem; NULL: to be laid out anew */
  int width, height;        /* they were laid out for */
  guint shown;              /* index the map shows; G_MAXUINT none */
  gint64 shown_fid;
  GtkWidget *popover;       /* an explanation; NULL none */
  GtkWidget *explanation, *records;
  YztFigureAnswer *explained; /* NULL: nothing is */
  char *notice;             /* said for a while; NULL nothing */
  gint64 notice_until_us;
};
G_DEFINE_FINAL_TYPE (YztStageView, yzt_stage_view, GTK_TYPE_WIDGET)

static guint records_signal;

/* --- words --- */

static void
renew_words (YztStageView *self)
{
  guint index = yzt_briefing_get_index (self->briefing);
  g_clear_pointer (&self->content, yzt_stage_content_free);
  g_clear_pointer (&self->items, g_array_unref);
  self->content = yzt_briefing_content (self->briefing, index, yzt_briefing_get_facts (self->briefing, index), yzt_map_view_get_attribution (self->map));
  self->content->notice = g_strdup (self->notice);
  g_autofree char *words = yzt_stage_content_words (self->content);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->content->title != NULL ? self->content->title : "", GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words,
                                  -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
yzt_stage_view_say (YztStageView *self, const char *sentence)
{
  g_return_if_fail (YZT_IS_STAGE_VIEW (self) && sentence != NULL);
  g_free (self->notice);
  self->notice = g_strdup (sentence);
  self->notice_until_us = g_get_monotonic_time () + NOTICE_S * G_USEC_PER_SEC;
  renew_words (self);
}

void
yzt_stage_view_tick (YztStageView *self)
{
  g_return_if_fail (YZT_IS_STAGE_VIEW (self));
  if (self->notice != NULL && g_get_monotonic_time () > self->notice_until_us) {
    g_clear_pointer (&self->notice, g_free);
    renew_words (self);
  }
  g_autofree char *clock = yzt_briefing_clock (yzt_briefing_get_session (self->briefing), yzt_clock_now_ms (yzt_session_get_clock (yzt_briefing_get_session (self->briefing))), FALSE);
  if (g_strcmp0 (clock, self->content->clock) != 0) {
    renew_words (self); /* ages go on with the minute */
  }
}

/* --- the map of the scene --- */

/* The extent comes to stand between the words above and those below. */
static YztBox
with_room (YztStageView *self, YztBox box)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  double top, bottom, x, y0, y1;
  if (width <= 0 || height <= 0) {
    width = 1920;
    height = 1080;
  }
  yzt_stage_get_room (width, height, &top, &bottom);
  double middle = MAX (height - top - bottom, height / 4.0);
  yzt_mercator_from_position ((YztPosition) { box.west, box.north }, &x, &y0);
  yzt_mercator_from_position ((YztPosition) { box.west, box.south }, &x, &y1);
  double span = y1 - y0;
  box.north = yzt_mercator_to_position (0.5, CLAMP (y0 - span * top / middle, 0, 1)).lat;
  box.south = yzt_mercator_to_position (0.5, CLAMP (y1 + span * bottom / middle, 0, 1)).lat;
  return box;
}

static gboolean
place_of (YztStageView *self, const YztBriefingScene *scene, YztPosition *at)
{
  const YztBriefingFacts *facts = yzt_briefing_get_facts (self->briefing, yzt_briefing_get_index (self->briefing));
  YztSession *session = yzt_briefing_get_session (self->briefing);
  YztScene *things = yzt_session_get_scene (session);
  int kind = yzt_kind_set_index (yzt_session_get_kinds (session), "incident");
  guint index;
  YztItem item;
  if (scene->incident_fid == 0) {
    return FALSE;
  }
  if (facts != NULL && facts->incident != NULL && facts->incident->has_position) {
    *at = (YztPosition) { facts->incident->lon, facts->incident->lat };
    return TRUE;
  }
  if (things == NULL || kind < 0 || !yzt_generation_find (yzt_scene_get_generation (things), (guint) kind, scene->incident_fid, &index)
      || !yzt_generation_get_item (yzt_scene_get_generation (things), index, &item) || isnan (item.lon)) {
    return FALSE;
  }
  *at = (YztPosition) { item.lon, item.lat };
  return TRUE;
}

static void
show_ring (YztStageView *self, const YztBriefingScene *scene)
{
  YztPosition at;
  gboolean has_place = place_of (self, scene, &at);
  if (scene->has_ring_at) {
    at = scene->ring_at;
    has_place = TRUE;
  }
  if (scene->ring_m > 0 && has_place) {
    yzt_ring_show (self->ring, at, scene->ring_m, NULL);
  } else {
    yzt_ring_hide (self->ring);
  }
}

static void
show_map (YztStageView *self, gboolean animate)
{
  guint index = yzt_briefing_get_index (self->briefing);
  YztPosition at;
  if (index >= yzt_briefing_get_n (self->briefing)) {
    yzt_ring_hide (self->ring);
    self->shown = G_MAXUINT;
    return;
  }
  const YztBriefingScene *scene = yzt_briefing_get (self->briefing, index);
  YztSceneFilter filter = yzt_briefing_filter (yzt_briefing_get_session (self->briefing), scene, NULL);
  yzt_map_view_set_own_filter (self->map, &filter);
  show_ring (self, scene);
  if (scene->has_extent) {
    yzt_map_view_fit (self->map, with_room (self, scene->extent), animate && self->shown != G_MAXUINT);
  } else if (place_of (self, scene, &at)) {
    yzt_map_view_go_to (self->map, at, CLOSE_ZOOM, animate && self->shown != G_MAXUINT);
  }
  self->shown = index;
  self->shown_fid = scene->fid;
}

/* --- what the briefing tells --- */

static void
on_stepped (YztStageView *self)
{
  yzt_stage_view_leave_explanation (self);
  show_map (self, TRUE);
  renew_words (self);
}

static void
on_listed (YztStageView *self)
{
  show_map (self, FALSE);
  renew_words (self);
}

static void
on_answered (YztBriefing *briefing, guint index, YztStageView *self)
{
  if (index != yzt_briefing_get_index (briefing)) {
    return;
  }
  const YztBriefingScene *scene = yzt_briefing_get (briefing, index);
  if (scene->ring_m > 0) {
    show_ring (self, scene);
  }
  renew_words (self);
}

/* --- explaining --- */

static gboolean
on_key_in_popover (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, YztStageView *self)
{
  return keyval == GDK_KEY_Escape && yzt_stage_view_leave_explanation (self);
}

gboolean
yzt_stage_view_leave_explanation (YztStageView *self)
{
  g_return_val_if_fail (YZT_IS_STAGE_VIEW (self), FALSE);
  if (self->popover == NULL || !gtk_widget_get_visible (self->popover)) {
    return FALSE;
  }
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  g_clear_pointer (&self->explained, yzt_figure_answer_unref);
  return TRUE;
}

/* A full wall stays what it is: the records are for a talk in a window beside others. */
static gboolean
has_records (YztStageView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  return self->explained != NULL && self->explained->all.fids != NULL && self->explained->all.fids->len > 0 && *self->explained->kind != '\0' && GTK_IS_WINDOW (root)
      && !gtk_window_is_fullscreen (GTK_WINDOW (root));
}

gboolean
yzt_stage_view_show_records (YztStageView *self)
{
  g_return_val_if_fail (YZT_IS_STAGE_VIEW (self), FALSE);
  if (!has_records (self)) {
    return FALSE;
  }
  g_autoptr (YztFigureAnswer) answer = yzt_figure_answer_ref (self->explained);
  yzt_stage_view_leave_explanation (self);
  g_signal_emit (self, records_signal, 0, answer);
  return TRUE;
}

static void
make_popover (YztStageView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  self->popover = gtk_popover_new ();
  self->records = gtk_button_new_with_label (_("Show the Records"));
  gtk_widget_set_halign (self->records, GTK_ALIGN_START);
  g_signal_connect_swapped (self->records, "clicked", G_CALLBACK (yzt_stage_view_show_records), self);
  self->explanation = yzt_ui_label ("", NULL);
  gtk_label_set_wrap (GTK_LABEL (self->explanation), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (self->explanation), 56); /* a width that is given: else the popover is too low for what is wrapped */
  gtk_label_set_max_width_chars (GTK_LABEL (self->explanation), 56);
  gtk_label_set_selectable (GTK_LABEL (self->explanation), FALSE);
  gtk_widget_add_css_class (self->popover, "stage-explanation");
  gtk_box_append (GTK_BOX (box), self->explanation);
  gtk_box_append (GTK_BOX (box), self->records);
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_in_popover), self);
  gtk_widget_add_controller (self->popover, keys);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
}

static GdkRectangle
column_of (YztStageView *self, guint i)
{
  double x, y, width, height;
  yzt_stage_get_figure (gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)), self->content->figures->len, i, &x, &y, &width, &height);
  return (GdkRectangle) { (int) x, (int) y, (int) width, (int) height };
}

void
yzt_stage_view_explain (YztStageView *self, guint figure)
{
  g_return_if_fail (YZT_IS_STAGE_VIEW (self));
  const YztBriefingFacts *facts = yzt_briefing_get_facts (self->briefing, yzt_briefing_get_index (self->briefing));
  if (facts == NULL || figure >= facts->answers->len) {
    return;
  }
  YztSession *session = yzt_briefing_get_session (self->briefing);
  const YztFigureAnswer *answer = facts->answers->pdata[figure];
  g_autofree char *words = yzt_figure_explain (answer, yzt_clock_now_ms (yzt_session_get_clock (session)));
  g_autofree char *all = g_strdup_printf ("%s: %s %s\n%s", answer->title, answer->text, answer->unit, words);
  GdkRectangle place = column_of (self, figure);
  if (self->popover == NULL) {
    make_popover (self);
  }
  g_clear_pointer (&self->explained, yzt_figure_answer_unref);
  self->explained = yzt_figure_answer_ref ((YztFigureAnswer *) answer);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_scale_new (MAX (yzt_stage_get_scale (gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self))), 0.8)));
  gtk_label_set_attributes (GTK_LABEL (self->explanation), attributes);
  gtk_label_set_text (GTK_LABEL (self->explanation), all);
  gtk_widget_set_visible (self->records, has_records (self));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &place);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_TOP);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
on_pressed (GtkGestureClick *gesture, int n, double x, double y, YztStageView *self)
{
  if (yzt_stage_view_leave_explanation (self)) {
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
    return;
  }
  for (guint i = 0; self->content != NULL && i < self->content->figures->len; i++) {
    GdkRectangle place = column_of (self, i);
    if (x >= place.x && x < place.x + place.width && y >= place.y && y < place.y + place.height) {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      yzt_stage_view_explain (self, i);
      return;
    }
  }
}

/* --- the widget --- */

static GdkRGBA
rgba (YztDrawColor color)
{
  return (GdkRGBA) { (float) color.r, (float) color.g, (float) color.b, (float) color.a };
}

static void
append_item (GtkSnapshot *snapshot, const YztStageItem *item)
{
  GdkRGBA color = rgba (item->color), end = rgba (item->end);
  graphene_rect_t rect = GRAPHENE_RECT_INIT ((float) item->x, (float) item->y, (float) item->width, (float) item->height);
  if (item->type == YZT_STAGE_SHADE) {
    const GskColorStop stops[] = { { 0, color }, { 1, end } };
    gtk_snapshot_append_linear_gradient (snapshot, &rect, &GRAPHENE_POINT_INIT (0, rect.origin.y), &GRAPHENE_POINT_INIT (0, rect.origin.y + rect.size.height), stops, 2);
  } else if (item->type == YZT_STAGE_BOX) {
    GskRoundedRect round;
    gsk_rounded_rect_init_from_rect (&round, &rect, (float) item->radius);
    gtk_snapshot_push_rounded_clip (snapshot, &round);
    gtk_snapshot_append_color (snapshot, &color, &rect);
    gtk_snapshot_pop (snapshot);
  } else {
    gtk_snapshot_save (snapshot);
    gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) item->x, (float) item->y));
    gtk_snapshot_append_layout (snapshot, item->layout, &color);
    gtk_snapshot_restore (snapshot);
  }
}

static void
yzt_stage_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  YztStageView *self = YZT_STAGE_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  gtk_widget_snapshot_child (widget, GTK_WIDGET (self->map), snapshot);
  if (self->content == NULL) {
    return;
  }
  if (self->items == NULL || width != self->width || height != self->height) {
    g_clear_pointer (&self->items, g_array_unref);
    self->items = yzt_stage_lay_out (gtk_widget_get_pango_context (widget), self->content, width, height);
    self->width = width;
    self->height = height;
  }
  for (guint i = 0; i < self->items->len; i++) {
    append_item (snapshot, &g_array_index (self->items, YztStageItem, i));
  }
}

static void
yzt_stage_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  YztStageView *self = YZT_STAGE_VIEW (widget);
  gtk_widget_size_allocate (GTK_WIDGET (self->map), &(GtkAllocation) { 0, 0, width, height }, baseline);
  double head, foot;
  yzt_stage_get_words (width, height, &head, &foot);
  yzt_map_view_set_words (self->map, head, foot);
  yzt_map_view_set_wall_scale (self->map, MAX (yzt_stage_get_scale (width, height), 0.7));
  if (self->popover != NULL) {
    gtk_popover_present (GTK_POPOVER (self->popover));
  }
  /* The room between the words is another one now. */
  if ((width != self->width || height != self->height) && self->shown != G_MAXUINT) {
    show_map (self, FALSE);
  }
}

static void
yzt_stage_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (YZT_STAGE_VIEW (widget)->map), orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
}

static void
yzt_stage_view_dispose (GObject *object)
{
  YztStageView *self = YZT_STAGE_VIEW (object);
  if (self->briefing != NULL) {
    g_signal_handlers_disconnect_by_data (self->briefing, self);
  }
  if (self->map != NULL) {
    yzt_map_view_set_session (self->map, NULL, NULL);
  }
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  if (self->map != NULL) {
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->map)));
  }
  g_clear_object (&self->ring);
  g_clear_object (&self->briefing);
  G_OBJECT_CLASS (yzt_stage_view_parent_class)->dispose (object);
}

static void
yzt_stage_view_finalize (GObject *object)
{
  YztStageView *self = YZT_STAGE_VIEW (object);
  g_clear_pointer (&self->content, yzt_stage_content_free);
  g_clear_pointer (&self->items, g_array_unref);
  g_clear_pointer (&self->explained, yzt_figure_answer_unref);
  g_free (self->notice);
  G_OBJECT_CLASS (yzt_stage_view_parent_class)->finalize (object);
}

static void
yzt_stage_view_class_init (YztStageViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_stage_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_stage_view_finalize;
  widget_class->snapshot = yzt_stage_view_snapshot;
  widget_class->size_allocate = yzt_stage_view_size_allocate;
  widget_class->measure = yzt_stage_view_measure;
  records_signal = g_signal_new ("records", G_OBJECT_CLASS_TYPE (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_css_name (widget_class, "yztstage");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
yzt_stage_view_init (YztStageView *self)
{
  self->shown = G_MAXUINT;
  self->map = YZT_MAP_VIEW (yzt_map_view_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->map), GTK_WIDGET (self));
  yzt_map_view_set_plain (self->map, TRUE);
  yzt_map_view_set_wall (self->map, TRUE);
  yzt_map_view_set_always_dark (self->map, TRUE); /* the wall is dark, whatever the desktop is */
  GtkGesture *click = gtk_gesture_click_new ();
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

GtkWidget *
yzt_stage_view_new (YztBriefing *briefing)
{
  g_return_val_if_fail (YZT_IS_BRIEFING (briefing), NULL);
  YztStageView *self = g_object_new (YZT_TYPE_STAGE_VIEW, NULL);
  YztSession *session = yzt_briefing_get_session (briefing);
  self->briefing = g_object_ref (briefing);
  self->ring = yzt_ring_new (session);
  yzt_map_view_set_jurisdiction (self->map, yzt_session_get_jurisdiction (session));
  yzt_map_view_set_session (self->map, session, self->ring);
  g_signal_connect_swapped (briefing, "stepped", G_CALLBACK (on_stepped), self);
  g_signal_connect_swapped (briefing, "listed", G_CALLBACK (on_listed), self);
  g_signal_connect (briefing, "answered", G_CALLBACK (on_answered), self);
  on_listed (self);
  return GTK_WIDGET (self);
}

YztMapView *
yzt_stage_view_get_map (YztStageView *self)
{
  return self->map;
}

YztBriefing *
yzt_stage_view_get_briefing (YztStageView *self)
{
  return self->briefing;
}

const YztStageContent *
yzt_stage_view_get_content (YztStageView *self)
{
  return self->content;
}
