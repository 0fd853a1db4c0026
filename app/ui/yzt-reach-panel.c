/* yzt-reach-panel.c: the ring in figures: radius, totals per kind, stock by item, nearest first
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-reach-panel.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-face-list.h"
#include "yzt-hover.h"
#include "yzt-reach-row.h"
#include "yzt-reach-totals.h"
#include "yzt-ui.h"

#define SLIDER_MIN_M 500.0
#define SLIDER_MAX_M 200000.0

struct _YztReachPanel {
  GtkWidget parent_instance;
  GtkLabel *caption;
  GtkScale *slider;
  GtkAdjustment *adjustment; /* 0…1, logarithmic in the radius */
  GtkEntry *radius;
  YztReachTotals *totals;
  GtkStack *stack, *stock_stack;
  GtkWidget *stock_scroller, *hits_scroller, *all_kinds;
  GtkListView *stock_view, *hits_view;
  GtkLabel *hits_heading, *hits_count;
  YztSession *session;
  YztRing *ring;
  YztFaceList *stock, *hits;
  GArray *shown;        /* guint: positions in the ring's hits, when one kind is chosen */
  gboolean following;   /* the slider is being set by the ring, not by a hand */
};
G_DEFINE_FINAL_TYPE (YztReachPanel, yzt_reach_panel, GTK_TYPE_WIDGET)

enum { ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- records, nearest first --- */

/* FALSE when the list is a frame behind the ring. */
static gboolean
hit_at (YztReachPanel *self, guint position, YztHit *hit, YztItem *item)
{
  const YztNearResult *result = yzt_ring_get_result (self->ring);
  if (result == NULL) {
    return FALSE;
  }
  if (yzt_reach_totals_get_kind (self->totals) >= 0) {
    if (position >= self->shown->len) {
      return FALSE;
    }
    position = g_array_index (self->shown, guint, position);
  }
  if (position >= yzt_near_result_get_n_hits (result)) {
    return FALSE;
  }
  *hit = yzt_near_result_get_hits (result)[position];
  return yzt_generation_get_item (yzt_ring_get_generation (self->ring), hit->index, item);
}

static void
show_hit (YztReachRow *row, guint position, gpointer user_data)
{
  YztReachPanel *self = user_data;
  YztHit hit;
  YztItem item;
  if (self->ring == NULL || !hit_at (self, position, &hit, &item)) {
    return;
  }
  double bearing_deg = 0;
  yzt_geo_distance_m (yzt_ring_get_center (self->ring), (YztPosition) { item.lon, item.lat }, &bearing_deg);
  g_autofree char *distance = yzt_text_distance (hit.distance_m);
  /* What stands in the centre lies in no direction. */
  g_autofree char *bearing = hit.distance_m < 1 ? g_strdup ("")
      : g_strdup_printf ("%s %.0f°", yzt_text_bearing_word (bearing_deg), bearing_deg);
  int kind = -1;
  gint64 fid = 0;
  yzt_session_get_selected (self->session, &kind, &fid);
  yzt_reach_row_set_symbol (row, yzt_ui_kind (self->session, (int) item.kind), item.level, item.variant);
  yzt_reach_row_set_texts (row, item.name, yzt_ui_kind_label (self->session, (int) item.kind), distance, bearing);
  yzt_reach_row_set_chosen (row, kind == (int) item.kind && fid == item.fid);
  yzt_hover_bind_row (GTK_WIDGET (row), self->session, (int) item.kind, item.fid);
  g_autofree char *spoken = g_strjoin (", ", yzt_ui_kind_label (self->session, (int) item.kind), item.name, distance,
                                       *bearing != '\0' ? bearing : NULL, NULL);
  yzt_reach_row_set_spoken (row, spoken);
}

static void
on_hit_activated (GtkListView *view, guint position, YztReachPanel *self)
{
  YztHit hit;
  YztItem item;
  if (hit_at (self, position, &hit, &item)) {
    yzt_session_select (self->session, (int) item.kind, item.fid);
    g_signal_emit (self, signals[ACTIVATED], 0, (int) item.kind, item.fid);
  }
}

static void
update_hits (YztReachPanel *self)
{
  int kind = yzt_reach_totals_get_kind (self->totals);
  const YztNearResult *result = yzt_ring_is_active (self->ring) ? yzt_ring_get_result (self->ring) : NULL;
  guint n = result != NULL ? yzt_near_result_get_n_hits (result) : 0;
  g_array_set_size (self->shown, 0);
  for (guint i = 0; i < n && kind >= 0; i++) {
    YztItem item;
    if (yzt_generation_get_item (yzt_ring_get_generation (self->ring), yzt_near_result_get_hits (result)[i].index, &item)
        && item.kind == (guint) kind) {
      g_array_append_val (self->shown, i);
    }
  }
  n = kind >= 0 ? self->shown->len : n;
  g_autofree char *number = yzt_text_group_number (n, 0);
  gtk_label_set_text (self->hits_count, number);
  gtk_label_set_text (self->hits_heading, kind >= 0 ? yzt_ui_kind_label (self->session, kind) : _("Nearest first"));
  gtk_widget_set_visible (self->all_kinds, kind >= 0);
  yzt_face_list_update (self->hits, n);
}

/* --- stock by item --- */

static void
show_stock (YztReachRow *row, guint position, gpointer user_data)
{
  YztReachPanel *self = user_data;
  const YztNearResult *result = self->ring != NULL ? yzt_ring_get_result (self->ring) : NULL;
  if (result == NULL || position >= yzt_near_result_get_n_stock (result)) {
    return;
  }
  const YztStockTotal *total = yzt_near_result_get_stock (result, position);
  g_autofree char *available = yzt_text_group_number (total->available, 1);
  g_autofree char *book = yzt_text_group_number (total->book, 1);
  g_autofree char *figure = g_strdup_printf ("%s %s", available, total->unit);
  g_autofree char *of_book = total->book > total->available ? g_strdup_printf (_("of %s"), book) : NULL;
  yzt_reach_row_set_texts (row, total->item, total->spec, figure, of_book);
  g_autofree char *spoken = g_strjoin (", ", total->item, total->spec, figure, of_book, NULL);
  yzt_reach_row_set_spoken (row, spoken);
}

static void
update_stock (YztReachPanel *self)
{
  const YztNearResult *result = yzt_ring_is_active (self->ring) ? yzt_ring_get_result (self->ring) : NULL;
  guint n = result != NULL ? yzt_near_result_get_n_stock (result) : 0;
  gtk_stack_set_visible_child_name (self->stock_stack, n > 0 ? "list" : "empty");
  yzt_face_list_update (self->stock, n);
}

/* --- radius --- */

static double
slider_to_radius (double value)
{
  return SLIDER_MIN_M * pow (SLIDER_MAX_M / SLIDER_MIN_M, value);
}

static void
show_radius (YztReachPanel *self)
{
  double radius_m = yzt_ring_get_radius (self->ring);
  const char *what = yzt_ring_get_caption (self->ring);
  g_autofree char *distance = yzt_text_distance (radius_m);
  /* Translators: heading of the ring: "Within 20 km", then what stands in its centre. */
  g_autofree char *within = g_strdup_printf (_("Within %s"), distance);
  g_autofree char *caption = what != NULL && *what != '\0' ? g_strdup_printf ("%s · %s", within, what) : g_strdup (within);
  gtk_label_set_text (self->caption, caption);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->caption), caption);
  if (!gtk_widget_is_focus (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->radius))))) {
    gtk_editable_set_text (GTK_EDITABLE (self->radius), distance);
  }
  self->following = TRUE;
  gtk_adjustment_set_value (self->adjustment, log (radius_m / SLIDER_MIN_M) / log (SLIDER_MAX_M / SLIDER_MIN_M));
  self->following = FALSE;
}

static void
on_slider (GtkAdjustment *adjustment, YztReachPanel *self)
{
  if (self->ring == NULL || self->following || !yzt_ring_is_active (self->ring)) {
    return;
  }
  double radius_m = slider_to_radius (gtk_adjustment_get_value (adjustment));
  /* Two figures: a hand on a slider means "about 20 km", not 19 873 m. */
  double unit = pow (10, floor (log10 (radius_m)) - 1);
  yzt_ring_set_radius (self->ring, round (radius_m / unit) * unit);
}

static void
on_radius_entered (YztReachPanel *self)
{
  double radius_m = 0;
  gboolean good = yzt_distance_parse (gtk_editable_get_text (GTK_EDITABLE (self->radius)), &radius_m);
  (good ? gtk_widget_remove_css_class : gtk_widget_add_css_class) (GTK_WIDGET (self->radius), "error");
  if (good && self->ring != NULL) {
    yzt_ring_set_radius (self->ring, radius_m);
  }
}

/* --- together --- */

static void
on_ring_changed (YztReachPanel *self)
{
  if (yzt_ring_is_active (self->ring)) {
    show_radius (self);
  }
  yzt_reach_totals_update (self->totals, self->ring);
  update_stock (self);
  update_hits (self);
}

static void
on_kind_chosen (YztReachPanel *self)
{
  if (self->ring != NULL) {
    update_hits (self);
  }
}

static void
on_all_kinds (YztReachPanel *self)
{
  yzt_reach_totals_set_kind (self->totals, -1);
}

static void
on_selected (YztReachPanel *self)
{
  update_hits (self);
}

static void
let_go (YztReachPanel *self)
{
  if (self->ring != NULL) {
    g_signal_handlers_disconnect_by_data (self->ring, self);
    g_signal_handlers_disconnect_by_data (self->session, self);
  }
  g_clear_object (&self->ring);
  g_clear_object (&self->session);
}

void
yzt_reach_panel_set_session (YztReachPanel *self, YztSession *session, YztRing *ring)
{
  g_return_if_fail (YZT_IS_REACH_PANEL (self));
  g_return_if_fail ((session == NULL) == (ring == NULL));
  let_go (self);
  yzt_reach_totals_set_session (self->totals, session);
  if (ring == NULL) {
    yzt_face_list_update (self->hits, 0);
    yzt_face_list_update (self->stock, 0);
    return;
  }
  self->session = g_object_ref (session);
  self->ring = g_object_ref (ring);
  g_signal_connect_swapped (ring, "changed", G_CALLBACK (on_ring_changed), self);
  g_signal_connect_swapped (session, "notify::selected-fid", G_CALLBACK (on_selected), self);
  on_ring_changed (self);
}

GtkWidget *
yzt_reach_panel_get_list (YztReachPanel *self)
{
  g_return_val_if_fail (YZT_IS_REACH_PANEL (self), NULL);
  return GTK_WIDGET (self->hits_view);
}

static void
yzt_reach_panel_dispose (GObject *object)
{
  YztReachPanel *self = YZT_REACH_PANEL (object);
  let_go (self);
  g_clear_object (&self->hits);
  g_clear_object (&self->stock);
  yzt_ui_dispose_template (GTK_WIDGET (self), YZT_TYPE_REACH_PANEL);
  G_OBJECT_CLASS (yzt_reach_panel_parent_class)->dispose (object);
}

static void
yzt_reach_panel_finalize (GObject *object)
{
  g_clear_pointer (&YZT_REACH_PANEL (object)->shown, g_array_unref);
  G_OBJECT_CLASS (yzt_reach_panel_parent_class)->finalize (object);
}

static void
yzt_reach_panel_class_init (YztReachPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_reach_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_reach_panel_finalize;
  signals[ACTIVATED] = g_signal_new ("activated", YZT_TYPE_REACH_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT64);
  g_type_ensure (YZT_TYPE_REACH_TOTALS);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-reach-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, YztReachPanel, caption);
  gtk_widget_class_bind_template_child (widget_class, YztReachPanel, slider);
  gtk_widget_class_bind_template_child (widget_class, YztReachPanel, adjustment);
  gtk_widget_class_bind_template_child (widget_class, YztReachPanel, radius);
  gtk_widget_class_bind_template_child (widget_class, YztReachPanel, totals);
  gtk_widget_class_bind_template_child (widget_class, YztReachPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, YztReachPanel, stock_stack);
  gtk_widget_class_bind_template_child (widget_class, YztReachPanel, stock_scroller);
  gtk_widget_class_bind_template_child (widget_class, YztReachPanel, stock_view);
  gtk_widget_class_bind_template_child (widget_class, YztReachPanel, hits_scroller);
  gtk_widget_class_bind_template_child (widget_class, YztReachPanel, hits_view);
  gtk_widget_class_bind_template_child (widget_class, YztReachPanel, all_kinds);
  gtk_widget_class_bind_template_child (widget_class, YztReachPanel, hits_heading);
  gtk_widget_class_bind_template_child (widget_class, YztReachPanel, hits_count);
  gtk_widget_class_bind_template_callback (widget_class, on_radius_entered);
  gtk_widget_class_bind_template_callback (widget_class, on_kind_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_all_kinds);
  gtk_widget_class_bind_template_callback (widget_class, on_hit_activated);
}

static void
yzt_reach_panel_init (YztReachPanel *self)
{
  self->shown = g_array_new (FALSE, FALSE, sizeof (guint));
  gtk_widget_init_template (GTK_WIDGET (self));
  self->hits = yzt_face_list_new (self->hits_view, TRUE, 10, TRUE, show_hit, self);
  self->stock = yzt_face_list_new (self->stock_view, FALSE, 11, TRUE, show_stock, self);
  g_signal_connect (self->adjustment, "value-changed", G_CALLBACK (on_slider), self);
}
