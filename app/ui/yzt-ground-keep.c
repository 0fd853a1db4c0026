/* yzt-ground-keep.c: the part of a service's row that takes an area of it home
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-ground-keep.h"
#include <glib/gi18n-lib.h>
#include "yzt-map-view-keep.h"

#define SETTLE_MS 400

struct _YztGroundKeep {
  GObject parent_instance;
  AdwExpanderRow *row; /* not owned: it owns us */
  YztGround *ground;
  YztMapView *map;
  AdwComboRow *area_row;
  GtkSpinButton *from_zoom, *to_zoom;
  AdwActionRow *estimate;
  GtkWidget *begin;
  YztGroundArea area; /* that was estimated */
  GCancellable *cancellable;
  guint timer;
};
G_DEFINE_FINAL_TYPE (YztGroundKeep, yzt_ground_keep, G_TYPE_OBJECT)

enum { AREA_SEEN, AREA_COUNTY };

static void
say (YztGroundKeep *self, const char *title, const char *subtitle, gboolean may_begin)
{
  g_autofree char *shown = g_markup_escape_text (title, -1), *below = g_markup_escape_text (subtitle, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->estimate), shown);
  adw_action_row_set_subtitle (self->estimate, below);
  gtk_widget_set_sensitive (self->begin, may_begin);
}

/* --- the estimate --- */

static void
show_survey (YztGroundKeep *self, const YztGroundSurvey *survey)
{
  g_autofree char *size = g_format_size ((guint64) survey->bytes), *room = g_format_size ((guint64) survey->room_bytes);
  g_autofree char *n_tiles = yzt_text_group_number ((double) survey->n_tiles, 0), *n_there = yzt_text_group_number ((double) survey->n_there, 0);
  g_autofree char *title = g_strdup_printf (ngettext ("%s tile, about %s", "%s tiles, about %s", (gulong) survey->n_tiles), n_tiles, size);
  g_autofree char *there =
      g_strdup_printf (ngettext ("%s of them is here already; there is room for %s", "%s of them are here already; there is room for %s", (gulong) survey->n_there), n_there, room);
  gboolean too_much = survey->bytes > survey->room_bytes;
  const char *small = _("There is not enough room: choose less, or give the tiles more room below.");
  say (self, title, too_much ? small : there, !too_much && survey->n_there < survey->n_tiles && yzt_ground_get_progress (self->ground) < 0);
}

static void
on_surveyed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztGroundKeep) self = user_data;
  g_autoptr (GError) error = NULL;
  YztGroundSurvey survey;
  gboolean known = yzt_map_view_survey_finish (YZT_MAP_VIEW (source), result, &survey, &error);
  if (self->row == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    return;
  }
  if (known) {
    show_survey (self, &survey);
  } else {
    say (self, _("This area cannot be kept"), error->message, FALSE);
  }
}

static void
survey (YztGroundKeep *self)
{
  self->area.min_zoom = (guint) gtk_spin_button_get_value_as_int (self->from_zoom);
  self->area.max_zoom = MAX ((guint) gtk_spin_button_get_value_as_int (self->to_zoom), self->area.min_zoom);
  yzt_map_view_survey_async (self->map, self->ground, &self->area, self->cancellable, on_surveyed, g_object_ref (self));
}

static void
on_county (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztGroundKeep) self = user_data;
  g_autofree char *name = NULL;
  YztGroundArea area;
  gboolean found = yzt_map_view_find_county_finish (YZT_MAP_VIEW (source), result, &area, &name);
  if (self->row == NULL || g_cancellable_is_cancelled (self->cancellable)) {
    return;
  }
  if (!found) {
    say (self, _("There is no county in the middle of the map"), _("Move the map so that the county is in its middle."), FALSE);
    return;
  }
  g_autofree char *shown = g_markup_escape_text (name, -1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->area_row), shown);
  self->area = area;
  survey (self);
}

static gboolean
on_settled (gpointer user_data)
{
  YztGroundKeep *self = user_data;
  self->timer = 0;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (!adw_expander_row_get_expanded (self->row)) {
    return G_SOURCE_REMOVE;
  }
  if (adw_combo_row_get_selected (self->area_row) == AREA_COUNTY) {
    yzt_map_view_find_county_async (self->map, self->cancellable, on_county, g_object_ref (self));
  } else {
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->area_row), "");
    self->area = yzt_map_view_get_seen_area (self->map);
    survey (self);
  }
  return G_SOURCE_REMOVE;
}

static void
estimate_anew (YztGroundKeep *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (SETTLE_MS, on_settled, self);
}

/* --- taking it home --- */

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztGroundKeep) self = user_data;
  g_autoptr (GError) error = NULL;
  guint64 n_fetched = 0;
  gboolean kept = yzt_map_view_keep_finish (YZT_MAP_VIEW (source), result, &n_fetched, &error);
  if (self->row == NULL) {
    return;
  }
  if (!kept && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    yzt_ground_set_problem (self->ground, error->message);
  } else if (kept) {
    yzt_ground_set_problem (self->ground, "");
  }
  estimate_anew (self);
}

static void
on_begin (YztGroundKeep *self)
{
  gtk_widget_set_sensitive (self->begin, FALSE);
  yzt_map_view_keep_async (self->map, self->ground, &self->area, on_kept, g_object_ref (self));
}

static void
on_release (YztGroundKeep *self)
{
  yzt_map_view_release_kept (self->map, self->ground);
  estimate_anew (self);
}

/* --- making --- */

static GtkSpinButton *
add_spin (GtkWidget *box, const char *label, double value)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (0, 20, 1);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_tooltip_text (spin, label);
  gtk_box_append (GTK_BOX (box), spin);
  return GTK_SPIN_BUTTON (spin);
}

static void
add_area (YztGroundKeep *self)
{
  const char *const words[] = { _("What is seen now"), _("The county in its middle"), NULL };
  g_autoptr (GtkStringList) areas = gtk_string_list_new (words);
  self->area_row = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->area_row), _("Keep for work without a network"));
  adw_combo_row_set_model (self->area_row, G_LIST_MODEL (areas));
  g_signal_connect_swapped (self->area_row, "notify::selected", G_CALLBACK (estimate_anew), self);
  adw_expander_row_add_row (self->row, GTK_WIDGET (self->area_row));
}

static void
add_zooms (YztGroundKeep *self)
{
  GtkWidget *row = adw_action_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *dash = gtk_label_new ("–");
  YztGroundArea area = yzt_map_view_get_seen_area (self->map);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("How close (zoom)"));
  self->from_zoom = add_spin (box, _("From this zoom"), area.min_zoom);
  gtk_box_append (GTK_BOX (box), dash);
  self->to_zoom = add_spin (box, _("To this zoom"), area.max_zoom);
  g_signal_connect_swapped (self->from_zoom, "value-changed", G_CALLBACK (estimate_anew), self);
  g_signal_connect_swapped (self->to_zoom, "value-changed", G_CALLBACK (estimate_anew), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), box);
  adw_expander_row_add_row (self->row, row);
}

static void
add_estimate (YztGroundKeep *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *release = gtk_button_new_with_mnemonic (_("_Let Go"));
  self->estimate = ADW_ACTION_ROW (adw_action_row_new ());
  self->begin = gtk_button_new_with_mnemonic (_("_Download"));
  gtk_widget_set_tooltip_text (release, _("What was kept of this service may be thrown away when others need the room"));
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), release);
  gtk_box_append (GTK_BOX (box), self->begin);
  g_signal_connect_swapped (release, "clicked", G_CALLBACK (on_release), self);
  g_signal_connect_swapped (self->begin, "clicked", G_CALLBACK (on_begin), self);
  adw_action_row_add_suffix (self->estimate, box);
  adw_expander_row_add_row (self->row, GTK_WIDGET (self->estimate));
  say (self, _("Counting…"), "", FALSE);
}

static void
add_refusal (YztGroundKeep *self)
{
  GtkWidget *row = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Keep for work without a network"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               _("The licence of this service does not allow to take whole areas home; what was looked at is kept for a while."));
  adw_expander_row_add_row (self->row, row);
}

YztGroundKeep *
yzt_ground_keep_new (AdwExpanderRow *row, YztGround *ground, YztMapView *map)
{
  g_return_val_if_fail (ADW_IS_EXPANDER_ROW (row) && YZT_IS_GROUND (ground) && YZT_IS_MAP_VIEW (map), NULL);
  YztGroundKeep *self = g_object_new (YZT_TYPE_GROUND_KEEP, NULL);
  self->row = row;
  self->ground = g_object_ref (ground);
  self->map = g_object_ref (map);
  g_object_add_weak_pointer (G_OBJECT (row), (gpointer *) &self->row);
  if (yzt_ground_get_spec (ground)->no_download) {
    add_refusal (self);
    return self;
  }
  add_area (self);
  add_zooms (self);
  add_estimate (self);
  g_signal_connect_object (row, "notify::expanded", G_CALLBACK (estimate_anew), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (map, "moved", G_CALLBACK (estimate_anew), self, G_CONNECT_SWAPPED);
  estimate_anew (self);
  return self;
}

static void
yzt_ground_keep_dispose (GObject *object)
{
  YztGroundKeep *self = YZT_GROUND_KEEP (object);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->row != NULL) {
    g_object_remove_weak_pointer (G_OBJECT (self->row), (gpointer *) &self->row);
    self->row = NULL;
  }
  g_clear_object (&self->ground);
  g_clear_object (&self->map);
  G_OBJECT_CLASS (yzt_ground_keep_parent_class)->dispose (object);
}

static void
yzt_ground_keep_class_init (YztGroundKeepClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_ground_keep_dispose;
}

static void
yzt_ground_keep_init (YztGroundKeep *self)
{
}
