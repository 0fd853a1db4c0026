/* yzt-window-view.c: the window and what is seen of the map: filter, lists of what is in view or picked, kept views, every point
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-bookmarks-dialog.h"
#include "yzt-selection.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"
#include "yzt-window-private.h"

#define KEYS_MOST 9 /* Alt+1 … Alt+9 */

/* --- the list --- */

static void
close_walk (YztWindow *self)
{
  gboolean inside = gtk_widget_get_focus_child (GTK_WIDGET (self->walk)) != NULL;
  gtk_stack_page_set_visible (gtk_stack_get_page (self->right_stack, GTK_WIDGET (self->walk)), FALSE);
  yzt_window_show_switcher (self);
  gtk_stack_set_visible_child_name (self->right_stack, "details");
  if (inside) {
    gtk_widget_grab_focus (GTK_WIDGET (self->map));
  }
}

static void
open_walk (YztWindow *self, YztWalkMode mode)
{
  GtkStackPage *page = gtk_stack_get_page (self->right_stack, GTK_WIDGET (self->walk));
  gtk_stack_page_set_visible (page, TRUE);
  gtk_stack_page_set_title (page, mode == YZT_WALK_PICKED ? _("Picked") : _("In View"));
  gtk_widget_set_visible (self->right_switcher, TRUE);
  gtk_stack_set_visible_child_name (self->right_stack, "walk");
  yzt_feature_walk_show (self->walk, mode);
}

void
yzt_window_list_picked (YztWindow *self)
{
  open_walk (self, YZT_WALK_PICKED);
}

gboolean
yzt_window_is_walking (YztWindow *self)
{
  return gtk_stack_page_get_visible (gtk_stack_get_page (self->right_stack, GTK_WIDGET (self->walk)));
}

gboolean
yzt_window_leave_walk (YztWindow *self)
{
  if (yzt_filter_bar_is_open (self->filter) && gtk_widget_get_focus_child (GTK_WIDGET (self->filter)) != NULL) {
    yzt_filter_bar_set_open (self->filter, FALSE);
    return TRUE;
  }
  if (!yzt_window_is_walking (self)) {
    return FALSE;
  }
  close_walk (self);
  return TRUE;
}

/* The list stays in sight: one walks down it, and the map goes where the thing is when it is elsewhere. */
static void
on_walk_activated (YztFeatureWalk *walk, int kind, gint64 fid, YztWindow *self)
{
  YztItem item;
  double x, y;
  gtk_stack_set_visible_child_name (self->right_stack, "walk");
  if (yzt_window_selected_item (self, &item) && !yzt_map_view_position_to_widget (self->map, (YztPosition) { item.lon, item.lat }, &x, &y)) {
    yzt_map_view_go_to (self->map, (YztPosition) { item.lon, item.lat }, 0, TRUE);
  }
}

static gboolean
focus_list (GtkWidget *list, GdkFrameClock *clock, gpointer user_data)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (list));
  if (gtk_widget_get_first_child (list) == NULL || gtk_widget_get_height (list) == 0) {
    YztFeatureWalk *walk = YZT_WINDOW (window)->walk;
    return gtk_widget_get_mapped (list) && yzt_feature_walk_get_n (walk) > 0;
  }
  if (!gtk_widget_child_focus (list, GTK_DIR_TAB_FORWARD)) {
    gtk_widget_grab_focus (list);
  }
  gtk_window_set_focus_visible (window, TRUE);
  return G_SOURCE_REMOVE;
}

static void
action_list_view (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  yzt_watchdog_action (name);
  open_walk (self, YZT_WALK_IN_VIEW);
  /* The list has no rows to take the focus before it was laid out. */
  gtk_widget_add_tick_callback (yzt_feature_walk_get_list (self->walk), focus_list, NULL, NULL);
}

/* --- what is picked together --- */

static void
action_lasso (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztMapView *map = YZT_WINDOW (widget)->map;
  yzt_watchdog_action (name);
  yzt_map_view_set_tool (map, yzt_map_view_get_tool (map) == YZT_MAP_TOOL_LASSO ? YZT_MAP_TOOL_SELECT : YZT_MAP_TOOL_LASSO);
}

/* The rubber band makes the selection that the table shares. */
static void
on_picked (YztMapView *map, GArray *features, YztWindow *self)
{
  if (self->session == NULL) {
    return;
  }
  g_autofree YztThing *things = g_new (YztThing, features->len + 1);
  for (guint i = 0; i < features->len; i++) {
    const YztMapFeature *feature = &g_array_index (features, YztMapFeature, i);
    things[i] = (YztThing) { feature->kind, feature->fid };
  }
  yzt_selection_set (yzt_selection_of (self->session), things, features->len);
  if (features->len > 0) {
    open_walk (self, YZT_WALK_PICKED);
  } else if (yzt_window_is_walking (self) && yzt_feature_walk_get_mode (self->walk) == YZT_WALK_PICKED) {
    close_walk (self);
  }
}

/* One thing alone is the selected one, and has its own mark. */
static void
on_selection_changed (YztSelection *selection, YztWindow *self)
{
  guint n;
  const YztThing *things = yzt_selection_get (selection, &n);
  if (self->session == NULL || yzt_selection_of (self->session) != selection) {
    return;
  }
  n = n > 1 ? n : 0;
  guint n_placed = 0;
  g_autofree YztMapFeature *features = g_new (YztMapFeature, n + 1);
  for (guint i = 0; i < n; i++) {
    if (yzt_kind_get_geometry (yzt_ui_kind (self->session, (int) things[i].kind)) != YZT_KIND_GEOMETRY_NONE) {
      features[n_placed++] = (YztMapFeature) { things[i].kind, things[i].fid };
    }
  }
  yzt_map_view_set_picked (self->map, features, n_placed);
  yzt_window_update_actions (self);
}

/* --- the filter --- */

static void
action_filter (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztFilterBar *filter = YZT_WINDOW (widget)->filter;
  yzt_watchdog_action (name);
  gboolean focused = gtk_widget_get_focus_child (GTK_WIDGET (filter)) != NULL;
  yzt_filter_bar_set_open (filter, !yzt_filter_bar_is_open (filter) || !focused);
}

static void
action_clear_filter (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  yzt_filter_bar_clear (YZT_WINDOW (widget)->filter);
}

/* --- kept views --- */

static void
go_to_bookmark (YztWindow *self, guint i)
{
  if (i < yzt_bookmarks_get_n (self->bookmarks)) {
    const YztBookmark *bookmark = yzt_bookmarks_get (self->bookmarks, i);
    yzt_map_view_go_to (self->map, bookmark->center, bookmark->zoom, TRUE);
  }
}

static void
action_go_view (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  go_to_bookmark (YZT_WINDOW (widget), (guint) MAX (g_variant_get_int32 (parameter), 0));
}

/* What is selected and in view, else the town nearest to the middle, else where it is. */
static char *
name_view (YztWindow *self, YztPosition center, double zoom)
{
  YztItem item;
  double x, y, x0, y0, best = HUGE_VAL;
  if (yzt_window_selected_item (self, &item) && *item.name != '\0'
      && yzt_map_view_position_to_widget (self->map, (YztPosition) { item.lon, item.lat }, &x, &y)) {
    return g_strdup (item.name);
  }
  YztBaseMap *base_map = yzt_map_view_get_base_map (self->map);
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (YztPlaceName));
  const char *nearest = NULL;
  double reach = 1.5 / exp2 (zoom);
  yzt_mercator_from_position (center, &x0, &y0);
  if (base_map != NULL) {
    yzt_base_map_names (base_map, x0 - reach, y0 - reach, x0 + reach, y0 + reach, zoom, yzt_session_get_language (self->session), names);
  }
  for (guint i = 0; i < names->len; i++) {
    const YztPlaceName *place = &g_array_index (names, YztPlaceName, i);
    double distance = hypot (place->x - x0, place->y - y0);
    nearest = distance < best ? place->text : nearest;
    best = MIN (best, distance);
  }
  return nearest != NULL ? g_strdup (nearest) : yzt_ui_position_text (center);
}

static void
action_keep_view (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  YztPosition center;
  double zoom;
  yzt_watchdog_action (name);
  if (*yzt_session_get_author (self->session) == '\0') {
    yzt_window_sign_in (self);
    return;
  }
  yzt_map_view_get_view (self->map, &center, &zoom);
  g_autofree char *title = name_view (self, center, zoom);
  g_autofree char *sentence = g_strdup_printf (_("The view is kept as “%s”"), title);
  yzt_bookmarks_add (self->bookmarks, title, center, zoom);
  yzt_window_say (self, sentence, TRUE);
}

static void
on_bookmark_activated (YztBookmarksDialog *dialog, guint i, YztWindow *self)
{
  go_to_bookmark (self, i);
}

static void
action_views (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  yzt_watchdog_action (name);
  gboolean fixed = yzt_session_is_read_only (self->session) || *yzt_session_get_author (self->session) == '\0';
  YztBookmarksDialog *dialog = yzt_bookmarks_dialog_new (GTK_WINDOW (self), self->bookmarks, fixed);
  g_signal_connect_object (dialog, "activated", G_CALLBACK (on_bookmark_activated), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show_bookmarks (YztWindow *self)
{
  g_menu_remove_all (self->bookmarks_menu);
  for (guint i = 0; i < yzt_bookmarks_get_n (self->bookmarks); i++) {
    g_autofree char *label = g_strdup (yzt_bookmarks_get (self->bookmarks, i)->name);
    g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);
    g_menu_item_set_attribute (item, "use-markup", "b", FALSE);
    g_menu_item_set_action_and_target (item, "win.go-view", "i", (gint32) i);
    g_menu_append_item (self->bookmarks_menu, item);
  }
}

/* --- every point --- */

static void
on_every_point (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  yzt_watchdog_action ("every-point");
  yzt_map_view_set_every_point (YZT_WINDOW (user_data)->map, g_variant_get_boolean (state));
  g_simple_action_set_state (action, state);
}

/* --- outlines that are not as they should be --- */

/* Said once when a map is opened: they are drawn as well as can be, or only in lists, and somebody should know. */
static void
tell_faults (YztWindow *self, YztSession *session)
{
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (session));
  guint index = 0;
  YztItem item;
  guint damaged = yzt_generation_count_flagged (generation, YZT_ITEM_AREA, FALSE, &index);
  if (damaged > 0 && yzt_generation_get_item (generation, index, &item)) {
    g_autofree char *sentence = g_strdup_printf (
        ngettext ("The outline of “%s” cannot be read: it is in lists, not on the map; draw it again",
                  "The outlines of “%s” and others (%u) cannot be read: they are in lists, not on the map; draw them again", damaged),
        item.name, damaged);
    yzt_window_say (self, sentence, FALSE);
  }
  guint crossed = yzt_generation_count_flagged (generation, YZT_ITEM_CROSSED, TRUE, &index);
  if (crossed > 0 && yzt_generation_get_item (generation, index, &item)) {
    g_autofree char *sentence =
        g_strdup_printf (ngettext ("The outline of “%s” crosses itself; draw it again", "The outlines of “%s” and others (%u) cross themselves; draw them again", crossed),
                         item.name, crossed);
    yzt_window_say (self, sentence, FALSE);
  }
}

/* --- the window --- */

static void
on_session_changed (YztWindow *self)
{
  YztSession *session = yzt_map_view_get_session (self->map);
  gboolean ready = session != NULL && yzt_session_get_state (session) == YZT_SESSION_READY;
  if (yzt_window_is_walking (self)) {
    close_walk (self);
  }
  yzt_bookmarks_set_session (self->bookmarks, ready ? session : NULL);
  if (ready) {
    YztSelection *selection = yzt_selection_of (session);
    g_signal_handlers_disconnect_by_func (selection, on_selection_changed, self);
    g_signal_connect_object (selection, "changed", G_CALLBACK (on_selection_changed), self, 0);
    tell_faults (self, session);
  }
}

void
yzt_window_view_connect (YztWindow *self)
{
  static const GActionEntry entries[] = { { .name = "every-point", .state = "false", .change_state = on_every_point } };
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  yzt_window_relations_connect (self);
  self->bookmarks = yzt_bookmarks_new ();
  g_signal_connect_object (self->bookmarks, "changed", G_CALLBACK (show_bookmarks), self, G_CONNECT_SWAPPED);
  gtk_stack_page_set_visible (gtk_stack_get_page (self->right_stack, GTK_WIDGET (self->walk)), FALSE);
  gtk_stack_page_set_visible (gtk_stack_get_page (self->right_stack, GTK_WIDGET (self->reach)), FALSE);
  yzt_feature_walk_set_map (self->walk, self->map);
  yzt_filter_bar_set_map (self->filter, self->map);
  g_signal_connect (self->walk, "activated", G_CALLBACK (on_walk_activated), self);
  g_signal_connect_swapped (self->walk, "closed", G_CALLBACK (close_walk), self);
  g_signal_connect (self->map, "picked", G_CALLBACK (on_picked), self);
  g_signal_connect_swapped (self->map, "session-changed", G_CALLBACK (on_session_changed), self);
}

void
yzt_window_view_dispose (YztWindow *self)
{
  if (self->bookmarks != NULL) {
    g_signal_handlers_disconnect_by_data (self->bookmarks, self);
  }
  g_clear_object (&self->bookmarks);
}

void
yzt_window_update_view_actions (YztWindow *self)
{
  static const char *const need_map[] = { "win.filter", "win.clear-filter", "win.list-view", "win.views", "win.go-view", NULL };
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean ready = self->session != NULL && yzt_session_get_state (self->session) == YZT_SESSION_READY;
  for (guint i = 0; need_map[i] != NULL; i++) {
    gtk_widget_action_set_enabled (widget, need_map[i], ready);
  }
  gtk_widget_action_set_enabled (widget, "win.keep-view", ready && !yzt_session_is_read_only (self->session));
}

void
yzt_window_class_install_view_actions (GtkWidgetClass *widget_class)
{
  static const struct {
    const char *name;
    guint key;
    GdkModifierType modifiers;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "win.filter", GDK_KEY_f, 0, action_filter },
    { "win.clear-filter", GDK_KEY_x, 0, action_clear_filter },
    { "win.list-view", GDK_KEY_l, GDK_CONTROL_MASK, action_list_view },
    { "win.lasso", GDK_KEY_l, 0, action_lasso },
    { "win.keep-view", GDK_KEY_k, GDK_ALT_MASK, action_keep_view },
    { "win.views", GDK_KEY_k, GDK_ALT_MASK | GDK_SHIFT_MASK, action_views },
  };
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
    gtk_widget_class_add_binding_action (widget_class, actions[i].key, actions[i].modifiers, actions[i].name, NULL);
  }
  gtk_widget_class_install_action (widget_class, "win.go-view", "i", action_go_view);
  for (guint i = 0; i < KEYS_MOST; i++) {
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + i, GDK_ALT_MASK, "win.go-view", "i", (gint32) i);
  }
}
