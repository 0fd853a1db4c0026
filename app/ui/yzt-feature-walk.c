/* yzt-feature-walk.c: what is in view, or what was picked together, as a list that the keyboard and a screen reader can walk
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-feature-walk.h"
#include <glib/gi18n-lib.h>
#include "yzt-face-list.h"
#include "yzt-hover.h"
#include "yzt-selection.h"
#include "yzt-ui.h"
#include "yzt-walk-order.h"
#include "yzt-watchdog.h"

#define ROWS_AT_ONCE 2000 /* more are put in order on a worker */
#define REST_MS 220      /* the list follows the map when it rests */
#define KINDS_TOLD 4

typedef enum { ORDER_MIDDLE, ORDER_SELECTED, ORDER_NAME } Order;

struct _YztFeatureWalk {
  GtkWidget parent_instance;
  GtkWidget *box;
  GtkLabel *heading, *count, *kinds, *empty;
  GtkWidget *acts; /* what can be done with all that is picked */
  GtkDropDown *order;
  GtkListView *view;
  YztFaceList *faces;
  YztMapView *map;           /* not owned; NULL until set */
  YztGeneration *generation; /* that the steps are of */
  GArray *steps;             /* guint: its slots, in the order of the rows */
  GCancellable *ordering;    /* while the rest is put in order on a worker; else NULL */
  YztWalkMode mode;
  YztPosition from;          /* where distances start */
  char *from_name;           /* "" for the middle of the map */
  YztSelection *selection;   /* of the session; NULL: none */
  guint rest_timer;
};
G_DEFINE_FINAL_TYPE (YztFeatureWalk, yzt_feature_walk, GTK_TYPE_WIDGET)

enum { ACTIVATED, CLOSED, N_SIGNALS };
static guint signals[N_SIGNALS];

static YztSession *
session_of (YztFeatureWalk *self)
{
  YztSession *session = self->map != NULL ? yzt_map_view_get_session (self->map) : NULL;
  return session != NULL && yzt_session_get_state (session) == YZT_SESSION_READY ? session : NULL;
}

/* --- rows --- */

static void
show_step (YztReachRow *row, guint position, gpointer user_data)
{
  YztFeatureWalk *self = user_data;
  YztSession *session = session_of (self);
  YztItem item;
  if (session == NULL || position >= self->steps->len
      || !yzt_generation_get_item (self->generation, g_array_index (self->steps, guint, position), &item)) {
    return;
  }
  double bearing_deg, distance_m = yzt_geo_distance_m (self->from, (YztPosition) { item.lon, item.lat }, &bearing_deg);
  g_autofree char *distance = yzt_text_distance (distance_m);
  g_autofree char *bearing = distance_m < 1 ? g_strdup ("") : g_strdup_printf ("%s %.0f°", yzt_text_bearing_word (bearing_deg), bearing_deg);
  int kind = -1;
  gint64 fid = 0;
  yzt_session_get_selected (session, &kind, &fid);
  yzt_reach_row_set_symbol (row, yzt_ui_kind (session, (int) item.kind), item.level, item.variant);
  const char *label = yzt_ui_kind_label (session, (int) item.kind);
  g_autofree char *noted = (item.flags & YZT_ITEM_CROSSED) != 0 ? g_strdup_printf (_("%s · outline crosses itself"), label) : NULL;
  yzt_reach_row_set_texts (row, item.name, noted != NULL ? noted : label, distance, bearing);
  yzt_reach_row_set_chosen (row, kind == (int) item.kind && fid == item.fid);
  yzt_hover_bind_row (GTK_WIDGET (row), session, (int) item.kind, item.fid);
  const char *level = yzt_level_numeral (item.level);
  g_autofree char *spoken = g_strdup_printf ("%s, %s%s%s, %s%s%s", item.name, yzt_ui_kind_label (session, (int) item.kind),
                                             *level != '\0' ? " " : "", level, distance, *bearing != '\0' ? ", " : "", bearing);
  yzt_reach_row_set_spoken (row, spoken);
}

static void
on_row_activated (GtkListView *view, guint position, YztFeatureWalk *self)
{
  int kind;
  gint64 fid;
  YztSession *session = session_of (self);
  if (session == NULL || !yzt_feature_walk_get_thing (self, position, &kind, &fid, NULL)) {
    return;
  }
  yzt_watchdog_action ("walk-row");
  yzt_session_select (session, kind, fid);
  g_signal_emit (self, signals[ACTIVATED], 0, kind, fid);
}

/* --- filling --- */

/* The middle of the map, or the selected thing when that is asked for and there is one. */
static void
find_start (YztFeatureWalk *self, YztSession *session)
{
  int kind;
  gint64 fid;
  guint index;
  YztItem item;
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (session));
  yzt_map_view_get_view (self->map, &self->from, NULL);
  g_clear_pointer (&self->from_name, g_free);
  if (gtk_drop_down_get_selected (self->order) == ORDER_SELECTED && yzt_session_get_selected (session, &kind, &fid)
      && yzt_generation_find (generation, (guint) kind, fid, &index) && yzt_generation_get_item (generation, index, &item)
      && yzt_position_is_valid ((YztPosition) { item.lon, item.lat })) {
    self->from = (YztPosition) { item.lon, item.lat };
    self->from_name = g_strdup (item.name);
  }
}

/* What is to be listed; how many that is. The things are the selection's own. */
static guint
make_wish (YztFeatureWalk *self, YztWalkWish *wish)
{
  guint total = 0;
  *wish = (YztWalkWish) { .generation = self->generation, .from = self->from, .by_name = gtk_drop_down_get_selected (self->order) == ORDER_NAME };
  if (self->mode == YZT_WALK_PICKED) {
    wish->things = yzt_selection_get (self->selection, &wish->n_things);
    return wish->n_things;
  }
  wish->filter = yzt_map_view_get_filter (self->map);
  wish->n_boxes = yzt_map_view_get_boxes_in_view (self->map, wish->boxes);
  for (guint i = 0; i < wish->n_boxes; i++) {
    total += yzt_generation_count_box (self->generation, wish->boxes[i].x0, wish->boxes[i].y0, wish->boxes[i].x1, wish->boxes[i].y1, wish->filter);
  }
  return total;
}

static gboolean
is_in_boxes (const YztWalkWish *wish, guint index)
{
  double x, y;
  gboolean placed = yzt_generation_get_mercator (wish->generation, index, &x, &y);
  for (guint i = 0; placed && i < wish->n_boxes; i++) {
    if (x >= wish->boxes[i].x0 && x <= wish->boxes[i].x1 && y >= wish->boxes[i].y0 && y <= wish->boxes[i].y1) {
      return TRUE;
    }
  }
  return FALSE;
}

/* The beginning of the whole list, while the rest is put in order; nothing when that cannot be told so fast. */
static void
list_nearest (YztFeatureWalk *self, const YztWalkWish *wish)
{
  if (wish->things != NULL || wish->by_name) {
    return;
  }
  g_autofree YztHit *hits = g_new (YztHit, ROWS_AT_ONCE);
  guint n = yzt_generation_nearest (wish->generation, wish->from, ROWS_AT_ONCE, wish->filter, hits);
  for (guint i = 0; i < n; i++) {
    if (is_in_boxes (wish, hits[i].index)) {
      g_array_append_val (self->steps, hits[i].index);
    }
  }
}

/* "Depot 12 · Shelter 3 · 2 more kinds": the most numerous first; no line begins with the dot. */
static char *
tell_kinds (YztSession *session, const guint counts[YZT_KINDS_ON_MAP_MAX])
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean told[YZT_KINDS_ON_MAP_MAX] = { FALSE };
  guint left = 0;
  for (guint i = 0; i < YZT_KINDS_ON_MAP_MAX; i++) {
    left += counts[i] > 0;
  }
  for (guint n = 0; n < KINDS_TOLD && left > 0; n++, left--) {
    guint most = YZT_KINDS_ON_MAP_MAX;
    for (guint i = 0; i < YZT_KINDS_ON_MAP_MAX; i++) {
      most = !told[i] && counts[i] > 0 && (most == YZT_KINDS_ON_MAP_MAX || counts[i] > counts[most]) ? i : most;
    }
    told[most] = TRUE;
    g_autofree char *number = yzt_text_group_number (counts[most], 0);
    g_string_append_printf (text, "%s%s %s", text->len > 0 ? "\u00a0· " : "", yzt_ui_kind_label (session, (int) most), number);
  }
  if (left > 0) {
    g_string_append (text, "\u00a0· ");
    g_string_append_printf (text, ngettext ("%u more kind", "%u more kinds", left), left);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* @counts NULL: not known yet. */
static void
show_heading (YztFeatureWalk *self, YztSession *session, guint total, const guint counts[YZT_KINDS_ON_MAP_MAX])
{
  gboolean picked = self->mode == YZT_WALK_PICKED;
  g_autofree char *all = yzt_text_group_number (total, 0), *listed = yzt_text_group_number (self->steps->len, 0);
  g_autofree char *count = total > self->steps->len ? g_strdup_printf (_("%s of %s listed"), listed, all) : g_strdup (all);
  g_autofree char *kinds = session != NULL && counts != NULL ? tell_kinds (session, counts) : g_strdup ("");
  gtk_label_set_text (self->heading, picked ? _("Picked Together") : _("In View"));
  gtk_label_set_text (self->count, count);
  gtk_label_set_text (self->kinds, kinds);
  gtk_widget_set_visible (GTK_WIDGET (self->kinds), *kinds != '\0');
  g_autofree char *waiting = g_strdup_printf (_("%s are being put in order…"), all);
  gtk_label_set_text (self->empty, self->ordering != NULL ? waiting
                                   : picked ? _("Nothing is picked. Drag with Shift held on the map to pick what is inside.")
                                          : _("Nothing is in view here. Zoom out, or show more layers."));
  gtk_widget_set_visible (GTK_WIDGET (self->empty), self->steps->len == 0);
  gtk_widget_set_visible (self->acts, picked && total > 0);
}

static void
take_order (YztFeatureWalk *self, YztWalkOrder *order)
{
  g_array_unref (self->steps);
  self->steps = g_array_ref (order->indices);
  show_heading (self, session_of (self), order->total, order->counts);
  yzt_face_list_update (self->faces, self->steps->len);
}

static void
on_ordered (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztFeatureWalk) self = user_data;
  g_autoptr (YztWalkOrder) order = yzt_walk_order_make_finish (result, NULL);
  if (order != NULL && self->ordering == g_task_get_cancellable (G_TASK (result))) {
    yzt_watchdog_action ("walk-ordered");
    g_clear_object (&self->ordering);
    take_order (self, order);
  }
}

static void
stop_ordering (YztFeatureWalk *self)
{
  if (self->ordering != NULL) {
    g_cancellable_cancel (self->ordering);
    g_clear_object (&self->ordering);
  }
}

static void
refill (YztFeatureWalk *self)
{
  const guint none[YZT_KINDS_ON_MAP_MAX] = { 0 };
  YztWalkWish wish;
  YztSession *session = session_of (self);
  stop_ordering (self);
  g_clear_pointer (&self->generation, yzt_generation_unref);
  g_array_unref (self->steps);
  self->steps = g_array_new (FALSE, FALSE, sizeof (guint));
  if (session == NULL || yzt_map_view_get_generation (self->map) == NULL) {
    show_heading (self, session, 0, none);
    yzt_face_list_update (self->faces, 0);
    return;
  }
  self->generation = yzt_generation_ref (yzt_map_view_get_generation (self->map));
  find_start (self, session);
  guint total = make_wish (self, &wish);
  if (total <= ROWS_AT_ONCE) {
    g_autoptr (YztWalkOrder) order = yzt_walk_order_make (&wish, NULL);
    take_order (self, order);
    return;
  }
  self->ordering = g_cancellable_new ();
  yzt_walk_order_make_async (&wish, self->ordering, on_ordered, g_object_ref (self));
  list_nearest (self, &wish);
  show_heading (self, session, total, NULL);
  yzt_face_list_update (self->faces, self->steps->len);
}

static gboolean
on_rested (gpointer user_data)
{
  YztFeatureWalk *self = user_data;
  self->rest_timer = 0;
  /* Rows do not change places under the fingers that walk them: the list follows when the focus has left it. */
  if (self->mode == YZT_WALK_PICKED || gtk_widget_get_focus_child (GTK_WIDGET (self->view)) == NULL) {
    yzt_watchdog_background ("walk-fill");
    refill (self);
  }
  return G_SOURCE_REMOVE;
}

/* Only what can be seen is kept current. */
static void
refill_soon (YztFeatureWalk *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && self->rest_timer == 0) {
    self->rest_timer = g_timeout_add (REST_MS, on_rested, self);
  }
}

static void
on_moved (YztFeatureWalk *self)
{
  if (self->mode == YZT_WALK_IN_VIEW && self->rest_timer != 0) {
    g_clear_handle_id (&self->rest_timer, g_source_remove); /* not yet at rest */
  }
  if (self->mode == YZT_WALK_IN_VIEW) {
    refill_soon (self);
  }
}

static void
on_selected (YztFeatureWalk *self)
{
  yzt_face_list_update (self->faces, self->steps->len); /* the row of the selected thing is marked */
}

static void
follow_session (YztFeatureWalk *self)
{
  YztSession *session = session_of (self);
  if (self->selection != NULL) {
    g_signal_handlers_disconnect_by_data (self->selection, self);
  }
  g_clear_object (&self->selection);
  if (session != NULL) {
    self->selection = g_object_ref (yzt_selection_of (session));
    g_signal_connect_swapped (self->selection, "changed", G_CALLBACK (refill_soon), self);
    g_signal_connect_object (session, "notify::selected-fid", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  }
  refill (self);
}

/* --- public --- */

void
yzt_feature_walk_set_map (YztFeatureWalk *self, YztMapView *map)
{
  g_return_if_fail (YZT_IS_FEATURE_WALK (self) && YZT_IS_MAP_VIEW (map) && self->map == NULL);
  self->map = map;
  g_signal_connect_object (map, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (map, "shown-changed", G_CALLBACK (refill_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (map, "session-changed", G_CALLBACK (follow_session), self, G_CONNECT_SWAPPED);
}

void
yzt_feature_walk_show (YztFeatureWalk *self, YztWalkMode mode)
{
  g_return_if_fail (YZT_IS_FEATURE_WALK (self));
  self->mode = mode;
  if (self->selection == NULL) {
    follow_session (self);
  } else {
    refill (self);
  }
}

YztWalkMode
yzt_feature_walk_get_mode (YztFeatureWalk *self)
{
  g_return_val_if_fail (YZT_IS_FEATURE_WALK (self), YZT_WALK_IN_VIEW);
  return self->mode;
}

guint
yzt_feature_walk_get_n (YztFeatureWalk *self)
{
  g_return_val_if_fail (YZT_IS_FEATURE_WALK (self), 0);
  return self->steps->len;
}

gboolean
yzt_feature_walk_get_thing (YztFeatureWalk *self, guint position, int *kind, gint64 *fid, double *distance_m)
{
  YztItem item;
  g_return_val_if_fail (YZT_IS_FEATURE_WALK (self) && kind != NULL && fid != NULL, FALSE);
  if (position >= self->steps->len || !yzt_generation_get_item (self->generation, g_array_index (self->steps, guint, position), &item)) {
    return FALSE;
  }
  *kind = (int) item.kind;
  *fid = item.fid;
  if (distance_m != NULL) {
    *distance_m = yzt_geo_distance_m (self->from, (YztPosition) { item.lon, item.lat }, NULL);
  }
  return TRUE;
}

gboolean
yzt_feature_walk_is_whole (YztFeatureWalk *self)
{
  g_return_val_if_fail (YZT_IS_FEATURE_WALK (self), FALSE);
  return self->ordering == NULL;
}

GtkWidget *
yzt_feature_walk_get_list (YztFeatureWalk *self)
{
  g_return_val_if_fail (YZT_IS_FEATURE_WALK (self), NULL);
  return GTK_WIDGET (self->view);
}

/* --- class --- */

static void
on_close (YztFeatureWalk *self)
{
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
yzt_feature_walk_dispose (GObject *object)
{
  YztFeatureWalk *self = YZT_FEATURE_WALK (object);
  g_clear_handle_id (&self->rest_timer, g_source_remove);
  stop_ordering (self);
  if (self->selection != NULL) {
    g_signal_handlers_disconnect_by_data (self->selection, self);
  }
  g_clear_object (&self->selection);
  g_clear_object (&self->faces);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->generation, yzt_generation_unref);
  g_clear_pointer (&self->from_name, g_free);
  G_OBJECT_CLASS (yzt_feature_walk_parent_class)->dispose (object);
}

static void
yzt_feature_walk_finalize (GObject *object)
{
  g_clear_pointer (&YZT_FEATURE_WALK (object)->steps, g_array_unref);
  G_OBJECT_CLASS (yzt_feature_walk_parent_class)->finalize (object);
}

static void
yzt_feature_walk_class_init (YztFeatureWalkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_feature_walk_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_feature_walk_finalize;
  signals[ACTIVATED] = g_signal_new ("activated", YZT_TYPE_FEATURE_WALK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT64);
  signals[CLOSED] = g_signal_new ("closed", YZT_TYPE_FEATURE_WALK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
new_head (YztFeatureWalk *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *close = gtk_button_new_from_icon_name ("window-close-symbolic");
  self->heading = GTK_LABEL (yzt_ui_label (NULL, "heading"));
  self->count = GTK_LABEL (yzt_ui_label (NULL, "second-line number"));
  gtk_widget_set_hexpand (GTK_WIDGET (self->heading), TRUE);
  gtk_widget_add_css_class (close, "flat");
  gtk_widget_add_css_class (close, "small-button");
  gtk_widget_set_tooltip_text (close, _("Close the list"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Close the list"), -1);
  g_signal_connect_swapped (close, "clicked", G_CALLBACK (on_close), self);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->heading));
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->count));
  gtk_box_append (GTK_BOX (head), close);
  return head;
}

/* Everything works on all of them. */
static GtkWidget *
new_acts (YztFeatureWalk *self)
{
  const struct {
    const char *label, *action, *tip;
  } acts[] = {
    { _("Set a Value…"), "win.set-values", _("One value for many, with what it was before (Ctrl+Shift+V)") },
    { _("Verified Now"), "win.verify", _("All of them were verified now (V)") },
    { _("Totals…"), "win.totals", _("Totals of their stock and equipment by item (Ctrl+Shift+T)") },
    { _("In the Table"), "win.picked-table", _("Only these rows, to be sorted, summed and edited") },
    { _("Export…"), "win.export", _("Into a file of your choice (Ctrl+Shift+E)") },
    { _("Delete"), "win.delete-selected", _("All of them, as one act that can be undone (Delete)") },
  };
  GtkWidget *grid = gtk_grid_new ();
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++) {
    GtkWidget *button = gtk_button_new_with_label (acts[i].label);
    gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), PANGO_ELLIPSIZE_END);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), acts[i].action);
    gtk_widget_set_tooltip_text (button, acts[i].tip);
    gtk_widget_set_hexpand (button, TRUE);
    gtk_grid_attach (GTK_GRID (grid), button, (int) (i % 3), (int) (i / 3), 1, 1);
  }
  gtk_widget_add_css_class (grid, "head-buttons");
  return self->acts = grid;
}

static GtkWidget *
new_order (YztFeatureWalk *self)
{
  const char *const words[] = { _("Nearest to the middle of the map"), _("Nearest to the selected thing"), _("By name"), NULL };
  self->order = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (words));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->order), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Order of the list"), -1);
  g_signal_connect_swapped (self->order, "notify::selected", G_CALLBACK (refill), self);
  return GTK_WIDGET (self->order);
}

static void
yzt_feature_walk_init (YztFeatureWalk *self)
{
  self->steps = g_array_new (FALSE, FALSE, sizeof (guint));
  g_signal_connect (self, "map", G_CALLBACK (refill_soon), NULL);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_add_css_class (self->box, "card");
  gtk_widget_add_css_class (self->box, "panel-card");
  gtk_box_append (GTK_BOX (self->box), new_head (self));
  self->kinds = GTK_LABEL (yzt_ui_label (NULL, "second-line"));
  gtk_label_set_wrap (self->kinds, TRUE);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->kinds));
  gtk_box_append (GTK_BOX (self->box), new_acts (self));
  gtk_box_append (GTK_BOX (self->box), new_order (self));
  self->empty = GTK_LABEL (yzt_ui_label (NULL, "panel-empty"));
  gtk_label_set_wrap (self->empty, TRUE);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->empty));
  GtkWidget *scroller = gtk_scrolled_window_new ();
  self->view = GTK_LIST_VIEW (gtk_list_view_new (NULL, NULL));
  gtk_list_view_set_single_click_activate (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "panel-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Features on the map"), -1);
  g_signal_connect (self->view, "activate", G_CALLBACK (on_row_activated), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_box_append (GTK_BOX (self->box), scroller);
  self->faces = yzt_face_list_new (self->view, TRUE, 10, TRUE, show_step, self);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (refill_soon), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), focus);
}
