/* yzt-sketch-bar.c: below the map while a line or an area is drawn: figures, the next point in numbers, what is wrong, ends
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-sketch-bar.h"
#include <glib/gi18n-lib.h>
#include "yzt-ui.h"

struct _YztSketchBar {
  GtkBox parent_instance;
  YztMapView *map; /* not owned: it lives as long as the window */
  GtkWidget *title, *figures, *entry, *problem, *adding, *snap, *hole, *part, *back, *done;
  gboolean showing;
  char *shown; /* coordinate of the chosen point as it stands in the entry */
  GtkEventController *keys; /* on the map */
};
G_DEFINE_FINAL_TYPE (YztSketchBar, yzt_sketch_bar, GTK_TYPE_BOX)

enum { DONE, CANCELLED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
tell (YztSketchBar *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->problem), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->problem, sentence != NULL);
}

static char *
area_in_words (double area_m2)
{
  return area_m2 < 1e4 ? g_strdup_printf (_("%.0f m²"), area_m2) : area_m2 < 1e6 ? g_strdup_printf (_("%.2f ha"), area_m2 / 1e4) : g_strdup_printf (_("%.2f km²"), area_m2 / 1e6);
}

static char *
figures_in_words (YztSketch *sketch)
{
  guint n = yzt_sketch_get_n_points (sketch);
  g_autofree char *length = yzt_text_distance (yzt_sketch_get_length_m (sketch)), *area = area_in_words (yzt_sketch_get_area_m2 (sketch));
  g_autofree char *points = g_strdup_printf (ngettext ("%u point", "%u points", n), n);
  return yzt_sketch_is_area (sketch) && n > 2 ? g_strdup_printf ("%s · %s · %s", points, length, area) : g_strdup_printf ("%s · %s", points, length);
}

static gboolean
chosen_point (YztSketchBar *self, YztSketch *sketch, guint *part, guint *point, YztPosition *at)
{
  guint n = 0;
  if (yzt_map_sketch_get_adding (self->map) || !yzt_map_sketch_get_chosen (self->map, part, point)) {
    return FALSE;
  }
  *at = yzt_sketch_get_part (sketch, *part, &n, NULL)[*point];
  return TRUE;
}

/* The coordinate of the chosen point stands in the entry, to be written over. */
static void
show_entry (YztSketchBar *self, YztSketch *sketch)
{
  guint part = 0, point = 0;
  YztPosition at;
  gboolean chosen = chosen_point (self, sketch, &part, &point, &at);
  g_autofree char *text = chosen ? yzt_coordinate_format (at, 6) : g_strdup ("");
  if (g_strcmp0 (self->shown, text) != 0) {
    gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
    g_free (self->shown);
    self->shown = g_steal_pointer (&text);
  }
  g_autofree char *hint = chosen ? g_strdup_printf (_("Point %u of outline %u"), point + 1, part + 1)
                                 : g_strdup (_("Next point: 112.55, 23.02 or 500m 45"));
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), hint);
  gtk_widget_set_tooltip_text (self->entry, chosen ? hint : _("A coordinate in any notation, or distance and bearing from the last point; Enter sets it"));
}

void
yzt_sketch_bar_update (YztSketchBar *self)
{
  g_return_if_fail (YZT_IS_SKETCH_BAR (self));
  YztSketch *sketch = yzt_map_sketch_get (self->map);
  if (sketch == NULL) {
    return;
  }
  g_autofree char *words = figures_in_words (sketch);
  g_autofree char *problem = yzt_sketch_get_problem (sketch);
  gboolean whole = problem == NULL || yzt_sketch_get_n_points (sketch) > (yzt_sketch_is_area (sketch) ? 3 : 1);
  self->showing = TRUE;
  gtk_label_set_text (GTK_LABEL (self->figures), words);
  tell (self, whole ? problem : NULL); /* that more points are needed is plain while one draws */
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->adding), yzt_map_sketch_get_adding (self->map));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->snap), yzt_map_sketch_get_snap (self->map));
  gtk_widget_set_sensitive (self->back, yzt_sketch_is_changed (sketch));
  gtk_widget_set_visible (self->hole, yzt_sketch_is_area (sketch));
  show_entry (self, sketch);
  self->showing = FALSE;
}

/* --- hands --- */

static void
on_entered (YztSketchBar *self)
{
  YztSketch *sketch = yzt_map_sketch_get (self->map);
  g_autoptr (GError) error = NULL;
  guint part = 0, point = 0;
  YztPosition at, old;
  if (sketch == NULL) {
    return;
  }
  if (*gtk_editable_get_text (GTK_EDITABLE (self->entry)) == '\0') {
    yzt_sketch_bar_finish (self);
    return;
  }
  if (!yzt_sketch_parse_point (sketch, gtk_editable_get_text (GTK_EDITABLE (self->entry)), &at, &error)) {
    tell (self, error->message);
    return;
  }
  if (chosen_point (self, sketch, &part, &point, &old)) {
    yzt_sketch_move (sketch, part, point, at);
    yzt_map_sketch_changed (self->map);
    return;
  }
  yzt_map_sketch_set_adding (self->map, TRUE);
  yzt_map_sketch_put (self->map, at);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

static void
on_adding (GtkToggleButton *button, YztSketchBar *self)
{
  if (!self->showing) {
    yzt_map_sketch_set_adding (self->map, gtk_toggle_button_get_active (button));
  }
}

static void
on_snap (GtkToggleButton *button, YztSketchBar *self)
{
  if (!self->showing) {
    yzt_map_sketch_set_snap (self->map, gtk_toggle_button_get_active (button));
  }
}

static void
begin_part (YztSketchBar *self, gboolean hole)
{
  YztSketch *sketch = yzt_map_sketch_get (self->map);
  if (sketch != NULL && yzt_sketch_begin_part (sketch, hole)) {
    yzt_map_sketch_set_adding (self->map, TRUE);
    yzt_map_sketch_changed (self->map);
  } else {
    tell (self, _("Finish this outline first: it has too few points."));
  }
}

static void
on_hole (YztSketchBar *self)
{
  begin_part (self, TRUE);
}

static void
on_part (YztSketchBar *self)
{
  begin_part (self, FALSE);
}

static void
on_back (YztSketchBar *self)
{
  yzt_map_sketch_step_back (self->map);
}

static void
on_cancel (YztSketchBar *self)
{
  g_signal_emit (self, signals[CANCELLED], 0);
}

void
yzt_sketch_bar_finish (YztSketchBar *self)
{
  g_return_if_fail (YZT_IS_SKETCH_BAR (self));
  YztSketch *sketch = yzt_map_sketch_get (self->map);
  g_autofree char *problem = sketch != NULL ? yzt_sketch_get_problem (sketch) : NULL;
  if (problem != NULL) {
    tell (self, problem);
  } else if (sketch != NULL) {
    g_signal_emit (self, signals[DONE], 0);
  }
}

gboolean
yzt_sketch_bar_step_back (YztSketchBar *self)
{
  g_return_val_if_fail (YZT_IS_SKETCH_BAR (self), FALSE);
  return yzt_map_sketch_step_back (self->map);
}

GtkWidget *
yzt_sketch_bar_get_entry (YztSketchBar *self)
{
  g_return_val_if_fail (YZT_IS_SKETCH_BAR (self), NULL);
  return self->entry;
}

void
yzt_sketch_bar_tell (YztSketchBar *self, const char *sentence)
{
  g_return_if_fail (YZT_IS_SKETCH_BAR (self) && sentence != NULL);
  tell (self, sentence);
}

const char *
yzt_sketch_bar_get_problem (YztSketchBar *self)
{
  g_return_val_if_fail (YZT_IS_SKETCH_BAR (self), NULL);
  return gtk_widget_get_visible (self->problem) ? gtk_label_get_text (GTK_LABEL (self->problem)) : NULL;
}

/* On the map a digit begins a number: it goes on in the entry, not in the map's own keys (a space would acknowledge an alarm). */
static gboolean
on_map_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, YztSketchBar *self)
{
  gunichar digit = gdk_keyval_to_unicode (key);
  if (yzt_map_sketch_get (self->map) == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || digit > 0x7f || !g_ascii_isdigit ((char) digit)) {
    return GDK_EVENT_PROPAGATE;
  }
  char text[2] = { (char) digit, '\0' };
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_entry_grab_focus_without_selecting (GTK_ENTRY (self->entry));
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  return GDK_EVENT_STOP;
}

/* --- class --- */

static void
yzt_sketch_bar_dispose (GObject *object)
{
  YztSketchBar *self = YZT_SKETCH_BAR (object);
  GtkWidget *map = self->keys != NULL ? gtk_event_controller_get_widget (self->keys) : NULL;
  if (map != NULL) {
    gtk_widget_remove_controller (map, self->keys);
  }
  g_clear_object (&self->keys);
  G_OBJECT_CLASS (yzt_sketch_bar_parent_class)->dispose (object);
}

static void
yzt_sketch_bar_finalize (GObject *object)
{
  g_free (YZT_SKETCH_BAR (object)->shown);
  G_OBJECT_CLASS (yzt_sketch_bar_parent_class)->finalize (object);
}

static void
yzt_sketch_bar_class_init (YztSketchBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_sketch_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_sketch_bar_finalize;
  signals[DONE] = g_signal_new ("done", YZT_TYPE_SKETCH_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CANCELLED] = g_signal_new ("cancelled", YZT_TYPE_SKETCH_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
add_button (GtkWidget *line, GtkWidget *button, const char *tip)
{
  gtk_widget_set_tooltip_text (button, tip);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), button);
  return button;
}

static void
fill_buttons (YztSketchBar *self, GtkWidget *line)
{
  GtkWidget *cancel = gtk_button_new_with_label (_("Cancel"));
  self->adding = add_button (line, gtk_toggle_button_new_with_label (_("Set Points")), _("Clicks set points; Enter on the map sets one at the cross (A)"));
  self->snap = add_button (line, gtk_toggle_button_new_with_label (_("Snap")), _("Points go onto things and corners that are near (S)"));
  self->hole = add_button (line, gtk_button_new_with_label (_("Hole")), _("The next points cut a hole (H)"));
  self->part = add_button (line, gtk_button_new_with_label (_("Another Part")), _("The next points are an outline of their own (P)"));
  GtkWidget *gap = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_hexpand (gap, TRUE);
  gtk_box_append (GTK_BOX (line), gap);
  add_button (line, cancel, _("Leave everything as it was"));
  self->done = add_button (line, gtk_button_new_with_label (_("Done")), _("The drawing is finished (Ctrl+Enter)"));
  gtk_widget_add_css_class (self->done, "suggested-action");
  g_signal_connect (self->adding, "toggled", G_CALLBACK (on_adding), self);
  g_signal_connect (self->snap, "toggled", G_CALLBACK (on_snap), self);
  g_signal_connect_swapped (self->hole, "clicked", G_CALLBACK (on_hole), self);
  g_signal_connect_swapped (self->part, "clicked", G_CALLBACK (on_part), self);
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (on_cancel), self);
  g_signal_connect_swapped (self->done, "clicked", G_CALLBACK (yzt_sketch_bar_finish), self);
}

static void
yzt_sketch_bar_init (YztSketchBar *self)
{
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *second = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *third = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "sketch-bar");
  self->title = yzt_ui_label (NULL, "heading");
  self->figures = yzt_ui_label (NULL, "second-line number");
  self->problem = yzt_ui_label (NULL, "field-problem");
  self->entry = gtk_entry_new ();
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (self->figures), PANGO_ELLIPSIZE_END);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_widget_set_hexpand (self->figures, TRUE);
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 18);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Next point in numbers"), -1);
  gtk_box_append (GTK_BOX (first), self->title);
  gtk_box_append (GTK_BOX (first), self->figures);
  gtk_box_append (GTK_BOX (second), self->entry);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (on_entered), self);
  self->back = add_button (second, gtk_button_new_with_label (_("Step Back")), _("Take the last step back (Backspace, Esc)"));
  g_signal_connect_swapped (self->back, "clicked", G_CALLBACK (on_back), self);
  fill_buttons (self, third);
  gtk_box_append (GTK_BOX (self), first);
  gtk_box_append (GTK_BOX (self), self->problem);
  gtk_box_append (GTK_BOX (self), second);
  gtk_box_append (GTK_BOX (self), third);
}

GtkWidget *
yzt_sketch_bar_new (YztMapView *map, const char *title)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (map) && title != NULL, NULL);
  YztSketchBar *self = g_object_new (YZT_TYPE_SKETCH_BAR, NULL);
  self->map = map;
  self->keys = g_object_ref (gtk_event_controller_key_new ());
  gtk_event_controller_set_propagation_phase (self->keys, GTK_PHASE_CAPTURE);
  g_signal_connect (self->keys, "key-pressed", G_CALLBACK (on_map_key), self);
  gtk_widget_add_controller (GTK_WIDGET (map), self->keys);
  gtk_label_set_text (GTK_LABEL (self->title), title);
  return GTK_WIDGET (self);
}
