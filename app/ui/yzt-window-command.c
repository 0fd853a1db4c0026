/* yzt-window-command.c: the window and command: the page of an incident, its zone and orders on the map, drawing on the scene
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-command-dialogs.h"
#include "yzt-command-page.h"
#include "yzt-map-command.h"
#include "yzt-order-print.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"
#include "yzt-window-private.h"

#define KEY "yzt-window-command"

/* As long as a map is open and command was asked for. */
typedef struct {
  YztWindow *window;
  YztCommand *command;
  YztCommandPage *page; /* in the right stack */
  gboolean following;   /* the ring is being set by the page, or the other way round */
} Desk;

static Desk *
desk_of (YztWindow *self)
{
  return g_object_get_data (G_OBJECT (self), KEY);
}

/* --- the picture on the map --- */

static void
add_lines (Desk *desk, YztCommandPicture *picture)
{
  YztSupply *supply = yzt_command_get_supply (desk->command);
  const YztRow *row = yzt_command_get_row (desk->command);
  for (guint i = 0; supply != NULL && row != NULL && row->has_position && i < supply->dispatches->len; i++) {
    const YztDispatch *order = supply->dispatches->pdata[i];
    if (order->incident_fid == row->fid && yzt_dispatch_state_is_open (order->state) && !isnan (order->from.lon) && !isnan (order->from.lat)) {
      const YztCommandLine line = { order->from, { row->lon, row->lat }, order->state == YZT_DISPATCH_ARRIVED ? YZT_COMMAND_LINE_ARRIVED
                                    : order->state == YZT_DISPATCH_UNDER_WAY ? YZT_COMMAND_LINE_UNDER_WAY : YZT_COMMAND_LINE_ORDERED,
                                    g_str_equal (order->base_kind, "rescue-team") };
      yzt_command_picture_add_line (picture, &line);
    }
  }
}

/* What the chosen proposal takes the cover from, or the whole jurisdiction by what reaches it. */
static void
add_shades (Desk *desk, YztCommandPicture *picture)
{
  YztTeamCover *cover = yzt_command_get_cover (desk->command);
  YztSupply *supply = yzt_command_get_supply (desk->command);
  const YztNeedsProposal *proposal = yzt_command_needs_get_proposal (yzt_command_page_get_needs (desk->page));
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (guint)), lost = g_array_new (FALSE, FALSE, sizeof (guint));
  if (cover == NULL || supply == NULL) {
    return;
  }
  for (guint i = 0; yzt_command_page_shows_cover (desk->page) && i < yzt_team_cover_get_n (cover); i++) {
    const YztTeamCoverThing *thing = yzt_team_cover_get (cover, i);
    const YztCommandShade shade = { thing->at, thing->n_covering > 0 ? thing->distance_m / thing->reach_m : NAN };
    yzt_command_picture_add_shade (picture, &shade);
  }
  for (guint i = 0; proposal != NULL && i < proposal->picks->len;) {
    const YztNeedPick *pick = &g_array_index (proposal->picks, YztNeedPick, i);
    double people = 0;
    guint base = pick->base;
    for (; i < proposal->picks->len && g_array_index (proposal->picks, YztNeedPick, i).base == base; i++) {
      const YztNeedPick *one = &g_array_index (proposal->picks, YztNeedPick, i);
      people += one->lot < 0 && one->vehicle < 0 ? one->quantity : 0;
    }
    if (people > 0 && people >= yzt_supply_base_free (&g_array_index (supply->bases, YztSupplyBase, base))) {
      g_array_append_val (gone, base);
    }
  }
  yzt_team_cover_lost (cover, (const guint *) (const void *) gone->data, gone->len, lost);
  for (guint i = 0; i < lost->len; i++) {
    const YztCommandShade shade = { yzt_team_cover_get (cover, g_array_index (lost, guint, i))->at, NAN };
    yzt_command_picture_add_shade (picture, &shade);
  }
}

static void
show_picture (Desk *desk)
{
  g_autoptr (YztCommandPicture) picture = yzt_command_picture_new ();
  YztZone zone;
  if (yzt_command_get_zone (desk->command, &zone, NULL)) {
    g_autofree char *words = g_strdup_printf ("%s\n%s", yzt_command_get_method (desk->command), yzt_command_get_limits (desk->command));
    yzt_command_picture_set_zone (picture, &zone, yzt_command_get_area (desk->command), words);
  }
  add_lines (desk, picture);
  add_shades (desk, picture);
  yzt_map_view_set_command (desk->window->map, g_steal_pointer (&picture));
}

/* --- the ring is the reach --- */

static gboolean
ring_is_ours (Desk *desk)
{
  const YztRow *row = yzt_command_get_row (desk->command);
  YztRing *ring = desk->window->ring;
  if (ring == NULL || row == NULL || !row->has_position || !yzt_ring_is_active (ring)) {
    return FALSE;
  }
  YztPosition center = yzt_ring_get_center (ring);
  return fabs (center.lon - row->lon) < 1e-9 && fabs (center.lat - row->lat) < 1e-9;
}

static void
on_reach (YztCommandNeeds *needs, double radius_m, Desk *desk)
{
  if (!isnan (radius_m) && !desk->following && ring_is_ours (desk)) {
    desk->following = TRUE;
    yzt_ring_set_radius (desk->window->ring, radius_m);
    desk->following = FALSE;
  }
}

static void
on_ring (Desk *desk)
{
  if (!desk->following && ring_is_ours (desk)) {
    desk->following = TRUE;
    yzt_command_needs_set_radius (yzt_command_page_get_needs (desk->page), yzt_ring_get_radius (desk->window->ring));
    desk->following = FALSE;
  }
}

/* --- which incident --- */

static void
follow_selection (YztWindow *self)
{
  Desk *desk = desk_of (self);
  int kind = -1;
  gint64 fid = 0;
  if (desk != NULL && self->session != NULL && yzt_session_get_selected (self->session, &kind, &fid)
      && kind == yzt_kind_set_index (yzt_session_get_kinds (self->session), "incident")) {
    yzt_command_set_incident (desk->command, fid);
  }
}

static gint64
first_open (YztSession *session)
{
  GListModel *incidents = yzt_session_get_incidents (session);
  for (guint i = 0; i < g_list_model_get_n_items (incidents); i++) {
    g_autoptr (YztIncident) one = g_list_model_get_item (incidents, i);
    if (yzt_incident_is_open (one) && g_str_equal (yzt_incident_get_kind_id (one), "incident")) {
      return yzt_incident_get_fid (one);
    }
  }
  return 0;
}

/* --- what the page asks for --- */

static void
on_thing (YztCommandPage *page, int kind, gint64 fid, YztWindow *self)
{
  YztItem item;
  double x, y;
  yzt_session_select (self->session, kind, fid);
  gtk_stack_set_visible_child (self->right_stack, GTK_WIDGET (page));
  if (yzt_window_selected_item (self, &item) && !yzt_map_view_position_to_widget (self->map, (YztPosition) { item.lon, item.lat }, &x, &y)) {
    yzt_map_view_go_to (self->map, (YztPosition) { item.lon, item.lat }, 0, TRUE);
  }
}

static void
on_paper_said (const char *sentence, gpointer window)
{
  yzt_window_say (window, sentence, FALSE);
}

typedef struct {
  YztWindow *window;
  gint64 fid;
} Printing;

/* Without a picture of the scene the sheet is still an order. */
static void
on_scene (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Printing *printing = user_data;
  g_autoptr (YztWindow) self = printing->window;
  g_autoptr (GError) error = NULL;
  cairo_surface_t *scene = yzt_order_picture_finish (YZT_MAP_VIEW (source), result, &error);
  Desk *desk = gtk_widget_in_destruction (GTK_WIDGET (self)) ? NULL : desk_of (self);
  yzt_watchdog_action ("order-print");
  if (desk != NULL) {
    yzt_order_print (GTK_WINDOW (self), desk->command, printing->fid, scene, on_paper_said, NULL);
  }
  g_clear_pointer (&scene, cairo_surface_destroy);
}

static void
on_print (YztCommandPage *page, gint64 fid, YztWindow *self)
{
  Desk *desk = desk_of (self);
  const YztRow *row = desk != NULL ? yzt_command_get_row (desk->command) : NULL;
  if (row != NULL && row->has_position) {
    Printing *printing = g_new0 (Printing, 1);
    *printing = (Printing) { g_object_ref (self), fid };
    yzt_order_picture_async (self->map, (YztPosition) { row->lon, row->lat }, on_scene, printing);
  } else if (desk != NULL) {
    yzt_order_print (GTK_WINDOW (self), desk->command, fid, NULL, on_paper_said, NULL);
  }
}

static void
on_said (YztCommand *command, const char *sentence, YztWindow *self)
{
  yzt_window_say (self, sentence, FALSE);
}

static void
desk_free (gpointer data)
{
  Desk *desk = data;
  g_object_unref (desk->command);
  g_free (desk);
}

static Desk *
make_desk (YztWindow *self)
{
  Desk *desk = g_new0 (Desk, 1);
  desk->window = self;
  desk->command = yzt_command_new (self->session);
  desk->page = YZT_COMMAND_PAGE (yzt_command_page_new (desk->command));
  gtk_stack_add_titled (self->right_stack, GTK_WIDGET (desk->page), "command", _("Command"));
  g_object_set_data_full (G_OBJECT (self), KEY, desk, desk_free);
  g_signal_connect_swapped (desk->command, "changed", G_CALLBACK (show_picture), desk);
  g_signal_connect_swapped (desk->command, "loaded", G_CALLBACK (show_picture), desk);
  g_signal_connect (desk->command, "said", G_CALLBACK (on_said), self);
  g_signal_connect (desk->page, "thing-activated", G_CALLBACK (on_thing), self);
  g_signal_connect (desk->page, "print", G_CALLBACK (on_print), self);
  g_signal_connect_swapped (desk->page, "cover-changed", G_CALLBACK (show_picture), desk);
  g_signal_connect (yzt_command_page_get_needs (desk->page), "reach-changed", G_CALLBACK (on_reach), desk);
  g_signal_connect_swapped (self->ring, "changed", G_CALLBACK (on_ring), desk);
  g_signal_connect_object (self->session, "notify::selected-fid", G_CALLBACK (follow_selection), self, G_CONNECT_SWAPPED);
  return desk;
}

gboolean
yzt_window_is_commanding (YztWindow *self)
{
  return desk_of (self) != NULL;
}

void
yzt_window_command_detach (YztWindow *self)
{
  Desk *desk = desk_of (self);
  if (desk != NULL) {
    g_signal_handlers_disconnect_by_data (desk->command, desk);
    g_signal_handlers_disconnect_by_data (desk->command, self);
    g_signal_handlers_disconnect_by_data (desk->page, desk);
    g_signal_handlers_disconnect_by_data (desk->page, self);
    if (self->ring != NULL) {
      g_signal_handlers_disconnect_by_data (self->ring, desk);
    }
    gtk_stack_remove (self->right_stack, GTK_WIDGET (desk->page));
    yzt_map_view_set_command (self->map, NULL);
    g_object_set_data (G_OBJECT (self), KEY, NULL);
  }
}

/* --- actions --- */

static void
action_command (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  yzt_watchdog_action (name);
  if (self->session == NULL || yzt_session_get_state (self->session) != YZT_SESSION_READY) {
    return;
  }
  Desk *desk = desk_of (self);
  gboolean shown = desk != NULL && gtk_stack_get_visible_child (self->right_stack) == GTK_WIDGET (desk->page);
  if (shown) {
    yzt_window_command_detach (self);
    gtk_stack_set_visible_child_name (self->right_stack, "details");
    gtk_widget_grab_focus (GTK_WIDGET (self->map));
    return;
  }
  desk = desk != NULL ? desk : make_desk (self);
  follow_selection (self);
  if (yzt_command_get_incident (desk->command) == 0) {
    yzt_command_set_incident (desk->command, first_open (self->session));
  }
  gtk_widget_set_visible (self->right_switcher, TRUE);
  gtk_stack_set_visible_child (self->right_stack, GTK_WIDGET (desk->page));
  gtk_widget_child_focus (GTK_WIDGET (desk->page), GTK_DIR_TAB_FORWARD);
}

static void
action_order (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  Desk *desk = desk_of (self);
  int kind = -1;
  gint64 fid = 0;
  yzt_watchdog_action (name);
  YztSupply *supply = desk != NULL ? yzt_command_get_supply (desk->command) : NULL;
  const char *id = self->session != NULL && yzt_session_get_selected (self->session, &kind, &fid) ? yzt_kind_get_id (yzt_ui_kind (self->session, kind)) : "";
  int base = supply != NULL ? yzt_supply_find_base (supply, g_str_equal (id, "rescue-team"), fid) : -1;
  if (base < 0 || (!g_str_equal (id, "rescue-team") && !g_str_equal (id, "depot"))) {
    yzt_window_say (self, _("Choose a team or a depot on the map first: the order goes to it."), FALSE);
    return;
  }
  yzt_command_ask_order (GTK_WINDOW (self), desk->command, (guint) base);
}

static void
on_area (YztWindow *self, YztGeometry *area, gpointer user_data)
{
  Desk *desk = desk_of (self);
  if (desk != NULL) {
    yzt_command_set_area (desk->command, area);
    gtk_stack_set_visible_child (self->right_stack, GTK_WIDGET (desk->page));
  }
}

static void
action_draw_zone (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  yzt_watchdog_action (name);
  if (desk_of (self) != NULL) {
    yzt_window_draw_area (self, _("Draw: danger zone"), on_area, NULL);
  }
}

/* A thing of the scene belongs to the incident that is commanded, or selected, and holds from now on. */
void
yzt_window_prefill_scene (YztWindow *self, YztRow *row)
{
  g_return_if_fail (YZT_IS_WINDOW (self) && row != NULL);
  Desk *desk = desk_of (self);
  int kind = -1;
  gint64 fid = desk != NULL ? yzt_command_get_incident (desk->command) : 0;
  gint64 selected = 0;
  if (fid == 0 && yzt_session_get_selected (self->session, &kind, &selected) && kind == yzt_kind_set_index (yzt_session_get_kinds (self->session), "incident")) {
    fid = selected;
  }
  const YztField *field = yzt_kind_find_field (row->kind, "incident");
  if (fid > 0 && field != NULL && yzt_field_get_field_type (field) == YZT_FIELD_LINK) {
    g_autofree char *link = g_strdup_printf ("incident/%" G_GINT64_FORMAT, fid);
    yzt_row_set_text (row, "incident", link);
  }
  if (field != NULL && yzt_kind_get_field_index (row->kind, "from_utc") >= 0) {
    g_autofree char *now = yzt_time_format_utc (yzt_clock_now_ms (yzt_session_get_clock (self->session)) / 60000 * 60000);
    yzt_row_set_text (row, "from_utc", now);
  }
}

void
yzt_window_class_install_command (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.command", NULL, action_command);
  gtk_widget_class_install_action (widget_class, "win.order", NULL, action_order);
  gtk_widget_class_install_action (widget_class, "win.draw-danger-zone", NULL, action_draw_zone);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_m, GDK_CONTROL_MASK, "win.command", NULL);
}
