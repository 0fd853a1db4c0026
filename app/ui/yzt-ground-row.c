/* yzt-ground-row.c: one base map in the list
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-ground-row.h"
#include <glib/gi18n-lib.h>
#include "yzt-ground-keep.h"
#include "yzt-net.h"
#include "yzt-raster.h"
#include "yzt-task.h"

struct _YztGroundRow {
  AdwExpanderRow parent_instance;
  YztGround *ground;
  YztGroundList *grounds;
  YztMapView *map;
  GtkWidget *overviews; /* button of a large picture, NULL otherwise */
  GtkWidget *up, *down;
  GtkWidget *work;      /* row of what is under way */
  GtkProgressBar *share;
  YztGroundKeep *keep;  /* of a service, NULL otherwise */
};
G_DEFINE_FINAL_TYPE (YztGroundRow, yzt_ground_row, ADW_TYPE_EXPANDER_ROW)

static guint key_entered_signal;

static const char *
type_word (YztGroundType type)
{
  switch (type) {
  case YZT_GROUND_BUILT_IN: return _("Drawn by the program, without a network");
  case YZT_GROUND_PICTURE: return _("Picture file");
  case YZT_GROUND_TILES: return _("File of map tiles");
  case YZT_GROUND_VECTOR: return _("Map file, drawn by the program");
  case YZT_GROUND_ONLINE:
  default: return _("Tile service");
  }
}

/* What is wrong stands in the place of what it is, and with a sign: colour alone would not do. */
static void
show_problem (YztGroundRow *self)
{
  const char *problem = yzt_ground_get_problem (self->ground);
  const YztGroundSpec *spec = yzt_ground_get_spec (self->ground);
  g_autofree char *words = *problem != '\0' ? g_strconcat ("⚠ ", problem, NULL)
                           : *spec->attribution != '\0' ? g_strdup_printf ("%s · %s", type_word (spec->type), spec->attribution)
                                                        : g_strdup (type_word (spec->type));
  g_autofree char *shown = g_markup_escape_text (words, -1);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), shown);
}

/* --- order --- */

/* The list makes the rows anew: hands on the keyboard stay at the button they pressed. */
static void
move (YztGroundRow *self, int steps)
{
  GtkWidget *list = gtk_widget_get_parent (GTK_WIDGET (self));
  guint place = (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (self));
  guint last = g_list_model_get_n_items (G_LIST_MODEL (self->grounds)) - 1;
  if (!GTK_IS_LIST_BOX (list) || (steps < 0 && place == 0) || (steps > 0 && place == last)) {
    return;
  }
  yzt_ground_list_move (self->grounds, self->ground, steps);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), (int) place + steps);
  if (YZT_IS_GROUND_ROW (row)) {
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
    gtk_widget_grab_focus (steps < 0 ? YZT_GROUND_ROW (row)->up : YZT_GROUND_ROW (row)->down);
  }
}

static void
on_up (YztGroundRow *self)
{
  move (self, -1);
}

static void
on_down (YztGroundRow *self)
{
  move (self, 1);
}

static void
on_remove (YztGroundRow *self)
{
  yzt_ground_list_remove (self->grounds, self->ground);
}

static GtkWidget *
add_button (YztGroundRow *self, GtkWidget *box, const char *icon, const char *label, GCallback func)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped (button, "clicked", func, self);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
add_order (YztGroundRow *self)
{
  GtkWidget *row = adw_action_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), C_("base map", "Order"));
  self->up = add_button (self, box, "go-up-symbolic", _("Above the one above"), G_CALLBACK (on_up));
  self->down = add_button (self, box, "go-down-symbolic", _("Below the one below"), G_CALLBACK (on_down));
  if (yzt_ground_get_spec (self->ground)->type != YZT_GROUND_BUILT_IN) {
    add_button (self, box, "user-trash-symbolic", _("Take out of the list; the file stays"), G_CALLBACK (on_remove));
  }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), box);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

/* --- strength --- */

static void
add_strength (YztGroundRow *self)
{
  GtkWidget *row = adw_action_row_new (), *scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 1, 0.05);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), C_("base map", "Strength"));
  gtk_widget_set_size_request (scale, 200, -1);
  gtk_widget_set_valign (scale, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (scale), GTK_ACCESSIBLE_PROPERTY_LABEL, C_("base map", "Strength"), -1);
  g_object_bind_property (self->ground, "opacity", gtk_range_get_adjustment (GTK_RANGE (scale)), "value",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), scale);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

/* --- keys --- */

static void
on_key_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztGroundRow) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean kept = yzt_secret_keep_finish (result, &error);
  g_signal_emit (self, key_entered_signal, 0);
  if (!kept) {
    yzt_ground_set_problem (self->ground, error->message);
  }
}

static void
on_key_applied (YztGroundRow *self, AdwEntryRow *row)
{
  const char *key = gtk_editable_get_text (GTK_EDITABLE (row));
  yzt_secret_keep_async (yzt_ground_get_spec (self->ground)->key_service, *key != '\0' ? key : NULL, NULL, on_key_kept, g_object_ref (self));
  gtk_editable_set_text (GTK_EDITABLE (row), "");
}

static void
add_key (YztGroundRow *self)
{
  GtkWidget *row = adw_password_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Key of this service (kept in the desktop's store of secrets)"));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_swapped (row, "apply", G_CALLBACK (on_key_applied), self);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

/* --- what the pictures are --- */

static void
on_licence_applied (YztGroundRow *self, AdwEntryRow *row)
{
  yzt_ground_set_attribution (self->ground, gtk_editable_get_text (GTK_EDITABLE (row)));
}

static void
add_licence (YztGroundRow *self)
{
  GtkWidget *row = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Line that its licence asks for"));
  gtk_editable_set_text (GTK_EDITABLE (row), yzt_ground_get_spec (self->ground)->attribution);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_swapped (row, "apply", G_CALLBACK (on_licence_applied), self);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

static const YztDatum datums[] = { YZT_DATUM_WGS84, YZT_DATUM_GCJ02, YZT_DATUM_BD09 };

static void
on_datum (YztGroundRow *self, GParamSpec *pspec, AdwComboRow *row)
{
  yzt_ground_set_datum (self->ground, datums[MIN (adw_combo_row_get_selected (row), G_N_ELEMENTS (datums) - 1)]);
}

static void
add_datum (YztGroundRow *self)
{
  const char *const words[] = { "WGS 84 / CGCS2000", "GCJ-02", "BD-09", NULL };
  g_autoptr (GtkStringList) model = gtk_string_list_new (words);
  GtkWidget *row = adw_combo_row_new ();
  YztDatum datum = yzt_ground_get_spec (self->ground)->datum;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Datum of its pictures"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("Shifted pictures are moved to where they belong."));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), datum == YZT_DATUM_GCJ02 ? 1 : datum == YZT_DATUM_BD09 ? 2 : 0);
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (on_datum), self);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

/* --- what is under way --- */

static void
show_work (YztGroundRow *self)
{
  double progress = yzt_ground_get_progress (self->ground);
  gtk_widget_set_visible (self->work, progress >= 0);
  gtk_progress_bar_set_fraction (self->share, MAX (progress, 0));
}

static void
on_stop (YztGroundRow *self)
{
  yzt_ground_cancel_work (self->ground);
}

static void
add_work (YztGroundRow *self)
{
  GtkWidget *stop = gtk_button_new_with_mnemonic (_("_Stop")), *bar = gtk_progress_bar_new ();
  self->work = adw_action_row_new ();
  self->share = GTK_PROGRESS_BAR (bar);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->work), C_("base map", "Under way"));
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (bar, 220, -1);
  gtk_widget_set_valign (stop, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, C_("base map", "Under way"), -1);
  g_signal_connect_swapped (stop, "clicked", G_CALLBACK (on_stop), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->work), bar);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->work), stop);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->work);
  g_signal_connect_object (self->ground, "notify::progress", G_CALLBACK (show_work), self, G_CONNECT_SWAPPED);
  show_work (self);
}

/* --- overviews of large pictures --- */

static void
on_overview_share (double share, gpointer ground)
{
  yzt_ground_tell_progress (ground, share);
}

static void
make_overviews (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  if (yzt_raster_build_overviews (path, on_overview_share, YZT_GROUND_ROW (source)->ground, cancellable, &error)) {
    g_task_return_boolean (task, TRUE);
  } else {
    g_task_return_error (task, g_steal_pointer (&error));
  }
}

static void
on_overviews (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztGroundRow *self = YZT_GROUND_ROW (source);
  g_autoptr (GError) error = NULL;
  gboolean made = g_task_propagate_boolean (G_TASK (result), &error);
  gtk_widget_set_sensitive (self->overviews, TRUE);
  yzt_ground_end_work (self->ground);
  yzt_ground_set_problem (self->ground, made || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? "" : error->message);
  if (made && yzt_ground_get_visible (self->ground)) { /* opened anew, with what was made */
    yzt_ground_set_visible (self->ground, FALSE);
    yzt_ground_set_visible (self->ground, TRUE);
  }
}

static void
on_make_overviews (YztGroundRow *self)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  if (!yzt_ground_begin_work (self->ground, cancellable)) {
    return;
  }
  g_autoptr (GTask) task = g_task_new (self, cancellable, on_overviews, NULL);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_strdup (yzt_ground_get_spec (self->ground)->address), g_free);
  gtk_widget_set_sensitive (self->overviews, FALSE);
  yzt_ground_set_problem (self->ground, _("Making overviews; this may take minutes…"));
  yzt_task_run_in_thread (task, make_overviews);
}

static void
add_overviews (YztGroundRow *self)
{
  GtkWidget *row = adw_action_row_new ();
  self->overviews = gtk_button_new_with_label (_("Make"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Overviews, so that a large picture shows from far away"));
  gtk_widget_set_valign (self->overviews, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->overviews, "clicked", G_CALLBACK (on_make_overviews), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), self->overviews);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

/* --- making --- */

static void
add_visible (YztGroundRow *self)
{
  GtkWidget *visible = gtk_switch_new ();
  gtk_widget_set_valign (visible, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (visible), GTK_ACCESSIBLE_PROPERTY_LABEL, yzt_ground_get_title (self->ground), -1);
  g_object_bind_property (self->ground, "visible", visible, "active", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), visible);
}

/* What can be set is made when it is wanted: a list of many base maps opens at once. */
static void
fill (YztGroundRow *self)
{
  const YztGroundSpec *spec = yzt_ground_get_spec (self->ground);
  g_signal_handlers_disconnect_by_func (self, fill, NULL);
  add_strength (self);
  if (*spec->key_service != '\0') {
    add_key (self);
  }
  if (spec->type == YZT_GROUND_PICTURE) {
    add_overviews (self);
  }
  if (spec->type != YZT_GROUND_BUILT_IN) {
    add_licence (self);
    add_datum (self);
  }
  if (spec->type == YZT_GROUND_ONLINE) {
    self->keep = yzt_ground_keep_new (ADW_EXPANDER_ROW (self), self->ground, self->map);
  }
  add_work (self);
  add_order (self);
}

GtkWidget *
yzt_ground_row_new (YztGround *ground, YztGroundList *grounds, YztMapView *map)
{
  g_return_val_if_fail (YZT_IS_GROUND (ground) && YZT_IS_GROUND_LIST (grounds) && YZT_IS_MAP_VIEW (map), NULL);
  YztGroundRow *self = g_object_new (YZT_TYPE_GROUND_ROW, NULL);
  const YztGroundSpec *spec = yzt_ground_get_spec (ground);
  g_autofree char *title = g_markup_escape_text (spec->title, -1);
  self->ground = g_object_ref (ground);
  self->grounds = g_object_ref (grounds);
  self->map = g_object_ref (map);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  add_visible (self);
  g_signal_connect (self, "notify::expanded", G_CALLBACK (fill), NULL);
  show_problem (self);
  g_signal_connect_object (ground, "notify::problem", G_CALLBACK (show_problem), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (ground, "notify::attribution", G_CALLBACK (show_problem), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

static void
yzt_ground_row_dispose (GObject *object)
{
  YztGroundRow *self = YZT_GROUND_ROW (object);
  g_clear_object (&self->keep);
  g_clear_object (&self->ground);
  g_clear_object (&self->grounds);
  g_clear_object (&self->map);
  G_OBJECT_CLASS (yzt_ground_row_parent_class)->dispose (object);
}

static void
yzt_ground_row_class_init (YztGroundRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_ground_row_dispose;
  key_entered_signal = g_signal_new ("key-entered", YZT_TYPE_GROUND_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_ground_row_init (YztGroundRow *self)
{
}
