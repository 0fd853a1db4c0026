/* yzt-window-briefing.c: the window and its briefing: a scene of what is on the screen in one key, the wall, the scenes made ready
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-briefing-show.h"
#include "yzt-presenter.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"
#include "yzt-window-private.h"

#define KEY "yzt-window-briefing"

/* As long as a map is open and its briefing was asked for. */
typedef struct {
  YztWindow *window;
  YztBriefing *briefing;
  YztBriefingShow *show;   /* NULL: nothing is shown */
  GtkWindow *scenes;       /* weak */
  gboolean adding;         /* once the scenes are read, one of what is on the screen is kept */
} Desk;

static Desk *
desk_of (YztWindow *self)
{
  return g_object_get_data (G_OBJECT (self), KEY);
}

static void
desk_free (gpointer data)
{
  Desk *desk = data;
  g_signal_handlers_disconnect_by_data (desk->briefing, desk);
  if (desk->scenes != NULL) {
    gtk_window_destroy (desk->scenes);
  }
  g_clear_weak_pointer (&desk->scenes);
  if (desk->show != NULL) {
    g_signal_handlers_disconnect_by_data (desk->show, desk);
    yzt_briefing_show_end (desk->show);
    g_object_unref (desk->show);
  }
  g_object_unref (desk->briefing);
  g_free (desk);
}

void
yzt_window_briefing_detach (YztWindow *self)
{
  g_object_set_data (G_OBJECT (self), KEY, NULL);
}

/* --- a scene of what is on the screen --- */

static GStrv
layers_of (YztWindow *self)
{
  YztKindSet *kinds = yzt_session_get_kinds (self->session);
  guint64 shown = yzt_map_view_get_filter (self->map).kinds;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (guint i = 0; i < MIN (yzt_kind_set_get_n (kinds), YZT_KINDS_ON_MAP_MAX); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    if ((shown >> i & 1) != 0 && yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE) {
      g_strv_builder_add (builder, yzt_kind_get_id (kind));
    }
  }
  return g_strv_builder_end (builder);
}

/* What stands in the middle of a scene is what is asked of it. */
static GStrv
figures_of (gboolean incident, gboolean ring)
{
  static const char *const of_incident[] = { "injured-serious", "people-free-in-reach", "greatest-shortage", "targets-in-reach", "next-report", NULL };
  static const char *const of_ring[] = { "people-free-in-reach", "teams-in-reach", "hazards-in-reach", "targets-in-reach", "shelter-places-in-reach", NULL };
  static const char *const of_all[] = { "open-incidents", "active-warnings", "people-on-duty", "teams", NULL };
  return g_strdupv ((char **) (incident ? of_incident : ring ? of_ring : of_all));
}

static void
add_scene (Desk *desk)
{
  YztWindow *self = desk->window;
  g_autoptr (YztBriefingScene) scene = yzt_briefing_scene_new ();
  int width = gtk_widget_get_width (GTK_WIDGET (self->map)), height = gtk_widget_get_height (GTK_WIDGET (self->map)), kind = -1;
  gint64 fid = 0;
  YztPosition north_west = yzt_map_view_widget_to_position (self->map, 0, 0), south_east = yzt_map_view_widget_to_position (self->map, width, height);
  gboolean ring = self->ring != NULL && yzt_ring_is_active (self->ring);
  gboolean incident = yzt_session_get_selected (self->session, &kind, &fid) && g_str_equal (yzt_kind_get_id (yzt_ui_kind (self->session, kind)), "incident");
  YztItem item;
  scene->has_extent = south_east.lat < north_west.lat;
  scene->extent = (YztBox) { north_west.lon, south_east.lat, south_east.lon, north_west.lat };
  scene->layers = layers_of (self);
  scene->incident_fid = incident ? fid : 0;
  g_strfreev (scene->figures);
  scene->figures = figures_of (incident, ring);
  g_free (scene->name);
  scene->name = yzt_window_selected_item (self, &item) ? g_strdup (item.name) : ring && yzt_ring_get_caption (self->ring) != NULL ? g_strdup (yzt_ring_get_caption (self->ring))
              : g_strdup_printf (_("Scene %u"), yzt_briefing_get_n (desk->briefing) + 1);
  if (ring) {
    scene->ring_m = yzt_ring_get_radius (self->ring);
    scene->has_ring_at = TRUE;
    scene->ring_at = yzt_ring_get_center (self->ring);
  }
  g_autofree char *sentence = g_strdup_printf (_("Kept as scene %u: “%s”. F5 shows it, Shift+F5 orders the scenes."), yzt_briefing_get_n (desk->briefing) + 1, scene->name);
  yzt_briefing_add_async (desk->briefing, scene, NULL, NULL);
  if (*yzt_session_get_author (self->session) != '\0') {
    yzt_window_say (self, sentence, TRUE);
  }
}

static void
on_listed (Desk *desk)
{
  if (desk->adding) {
    desk->adding = FALSE;
    add_scene (desk);
  }
}

static Desk *
make_desk (YztWindow *self)
{
  Desk *desk = desk_of (self);
  if (desk == NULL) {
    desk = g_new0 (Desk, 1);
    desk->window = self;
    desk->briefing = yzt_briefing_new (self->session);
    g_signal_connect_swapped (desk->briefing, "listed", G_CALLBACK (on_listed), desk);
    g_object_set_data_full (G_OBJECT (self), KEY, desk, desk_free);
  }
  return desk;
}

static void
action_add_scene (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  Desk *desk = make_desk (YZT_WINDOW (widget));
  if (yzt_briefing_is_listed (desk->briefing)) {
    add_scene (desk);
  } else {
    desk->adding = TRUE;
  }
}

/* --- showing --- */

static void
on_ended (Desk *desk)
{
  g_signal_handlers_disconnect_by_data (desk->show, desk);
  g_clear_object (&desk->show);
  gtk_widget_grab_focus (GTK_WIDGET (desk->window->map));
}

static void
on_said (Desk *desk, const char *sentence)
{
  yzt_window_say (desk->window, sentence, FALSE);
}

static void
on_records (Desk *desk, const YztFigureAnswer *answer)
{
  YztWindow *self = desk->window;
  int kind = yzt_kind_set_index (yzt_session_get_kinds (self->session), answer->kind);
  if (kind >= 0) {
    g_autofree char *words = g_strdup_printf ("%s: %s", answer->title, answer->text);
    yzt_window_show_rows (self, (guint) kind, answer->all.fids, words);
  }
}

static void
start (Desk *desk)
{
  if (desk->scenes != NULL) {
    gtk_window_close (desk->scenes);
  }
  if (desk->show == NULL) {
    desk->show = yzt_briefing_show_new (GTK_WINDOW (desk->window), desk->briefing, yzt_window_dress_map, NULL);
    g_signal_connect_swapped (desk->show, "ended", G_CALLBACK (on_ended), desk);
    g_signal_connect_swapped (desk->show, "said", G_CALLBACK (on_said), desk);
    g_signal_connect_swapped (desk->show, "records", G_CALLBACK (on_records), desk);
  }
  gtk_window_present (yzt_briefing_show_get_wall (desk->show));
}

static void
action_briefing (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  start (make_desk (YZT_WINDOW (widget)));
}

static void
action_scenes (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  Desk *desk = make_desk (YZT_WINDOW (widget));
  if (desk->show != NULL) {
    yzt_briefing_show_present_presenter (desk->show);
    return;
  }
  if (desk->scenes == NULL) {
    g_set_weak_pointer (&desk->scenes, yzt_presenter_new (desk->briefing, NULL));
    gtk_window_set_transient_for (desk->scenes, GTK_WINDOW (widget));
    g_signal_connect_swapped (desk->scenes, "start", G_CALLBACK (start), desk);
  }
  gtk_window_present (desk->scenes);
}

void
yzt_window_update_briefing_actions (YztWindow *self, gboolean ready, gboolean writing)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.briefing", ready);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.scenes", ready);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.add-scene", writing);
}

void
yzt_window_class_install_briefing (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.briefing", NULL, action_briefing);
  gtk_widget_class_install_action (widget_class, "win.scenes", NULL, action_scenes);
  gtk_widget_class_install_action (widget_class, "win.add-scene", NULL, action_add_scene);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "win.briefing", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, GDK_SHIFT_MASK, "win.scenes", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, GDK_CONTROL_MASK, "win.add-scene", NULL);
}
