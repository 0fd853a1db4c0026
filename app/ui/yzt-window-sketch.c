/* yzt-window-sketch.c: the window's drawing: new lines and areas, other outlines for those there are, coordinates from the clipboard
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-edits.h"
#include "yzt-map-sketch.h"
#include "yzt-sketch-bar.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"
#include "yzt-window-private.h"

/* What is drawn, as long as it is drawn. */
typedef struct {
  YztKind *kind;
  gint64 fid;      /* 0: a new thing */
  char *name;
  GBytes *seen;    /* its outline when it was taken up; NULL for a new one */
  YztAreaFunc func; /* who is given the area; NULL: it becomes a row */
  gpointer user_data;
  GtkWidget *bar;
} Drawing;

static void
drawing_free (gpointer data)
{
  Drawing *drawing = data;
  g_clear_pointer (&drawing->kind, yzt_kind_unref);
  g_clear_pointer (&drawing->seen, g_bytes_unref);
  g_free (drawing->name);
  g_free (drawing);
}

static Drawing *
drawing_of (YztWindow *self)
{
  return g_object_get_data (G_OBJECT (self), "yzt-drawing");
}

/* The tool tells of every change, and of its end. */
static void
on_sketch (YztMapView *map, gpointer user_data)
{
  YztWindow *self = user_data;
  Drawing *drawing = drawing_of (self);
  if (drawing == NULL) {
    return;
  }
  if (yzt_map_sketch_get (map) != NULL) {
    yzt_sketch_bar_update (YZT_SKETCH_BAR (drawing->bar));
    return;
  }
  gtk_box_remove (GTK_BOX (gtk_widget_get_parent (drawing->bar)), drawing->bar);
  g_object_set_data (G_OBJECT (self), "yzt-drawing", NULL);
  gtk_widget_grab_focus (GTK_WIDGET (map));
}

/* Refused, what was drawn stays: the next time it is put over what is there by then, knowingly. */
static void
on_reshaped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, &error);
  Drawing *drawing = drawing_of (self);
  if (self->session != YZT_SESSION (source) || drawing == NULL) {
    return;
  }
  if (act != NULL) {
    yzt_map_sketch_end (self->map);
    return;
  }
  const YztRow *row = yzt_inspector_get_row (self->inspector);
  if (row != NULL && row->fid == drawing->fid && row->geometry != NULL) {
    g_clear_pointer (&drawing->seen, g_bytes_unref);
    drawing->seen = g_bytes_ref (row->geometry);
  }
  g_autofree char *sentence = g_strdup_printf (_("%s Your outline is still here: Ctrl+Enter puts it in place of the other, Esc leaves the other."), yzt_ui_error_text (error));
  yzt_sketch_bar_tell (YZT_SKETCH_BAR (drawing->bar), sentence); /* at once, beside the outline: a second toast waits for the first to go */
}

static void
reshape (YztWindow *self, Drawing *drawing, GBytes *outline)
{
  /* Translators: kind, name: "Reshape Flood zone 西江滩" */
  g_autofree char *label = g_strdup_printf (_("Reshape %s %s"), yzt_kind_get_label (drawing->kind, yzt_session_get_language (self->session)), drawing->name);
  YztEdits *edits = yzt_edits_new (label);
  yzt_edits_set_geometry (edits, drawing->kind, drawing->fid, drawing->seen, outline);
  yzt_session_write_edits_async (self->session, edits, on_reshaped, g_object_ref (self));
}

static void
on_done (YztSketchBar *bar, YztWindow *self)
{
  Drawing *drawing = drawing_of (self);
  YztSketch *sketch = yzt_map_sketch_get (self->map);
  g_autoptr (YztGeometry) geometry = sketch != NULL ? yzt_sketch_to_geometry (sketch) : NULL;
  if (drawing == NULL || geometry == NULL || self->session == NULL) {
    return;
  }
  g_autoptr (GBytes) outline = yzt_geometry_to_gpkg (geometry);
  if (drawing->func != NULL) {
    YztAreaFunc func = drawing->func;
    gpointer user_data = drawing->user_data;
    yzt_map_sketch_end (self->map);
    func (self, geometry, user_data);
    return;
  }
  if (drawing->fid > 0) {
    if (yzt_sketch_is_changed (sketch)) {
      reshape (self, drawing, outline);
    } else {
      yzt_map_sketch_end (self->map);
    }
    return;
  }
  YztPosition at = yzt_geometry_get_label_position (geometry);
  g_autoptr (YztRow) row = yzt_row_new (drawing->kind);
  row->geometry = g_bytes_ref (outline);
  row->has_position = TRUE;
  row->lon = at.lon;
  row->lat = at.lat;
  yzt_map_sketch_end (self->map);
  yzt_window_prefill_scene (self, row);
  gtk_stack_set_visible_child_name (self->right_stack, "details");
  yzt_inspector_add (self->inspector, row);
}

static void
on_cancelled (YztSketchBar *bar, YztWindow *self)
{
  yzt_map_sketch_end (self->map);
}

static void
begin (YztWindow *self, YztKind *kind, YztSketch *sketch, const YztRow *row, const char *title)
{
  Drawing *drawing = g_new0 (Drawing, 1);
  const char *name = row != NULL ? yzt_row_get_text (row, "name") : NULL;
  yzt_map_sketch_end (self->map);
  drawing->kind = kind != NULL ? yzt_kind_ref (kind) : NULL;
  drawing->fid = row != NULL ? row->fid : 0;
  drawing->seen = row != NULL && row->geometry != NULL ? g_bytes_ref (row->geometry) : NULL;
  drawing->name = g_strdup (name != NULL ? name : "");
  drawing->bar = yzt_sketch_bar_new (self->map, title);
  g_signal_connect (drawing->bar, "done", G_CALLBACK (on_done), self);
  g_signal_connect (drawing->bar, "cancelled", G_CALLBACK (on_cancelled), self);
  gtk_box_append (GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (self->map))), drawing->bar);
  g_object_set_data_full (G_OBJECT (self), "yzt-drawing", drawing, drawing_free);
  yzt_map_sketch_begin (self->map, sketch, row == NULL, on_sketch, self);
}

void
yzt_window_draw (YztWindow *self, YztKind *kind)
{
  g_return_if_fail (YZT_IS_WINDOW (self) && kind != NULL);
  YztKindGeometry geometry = yzt_kind_get_geometry (kind);
  g_autofree char *title = g_strdup_printf (_("Draw: %s"), yzt_kind_get_label (kind, yzt_session_get_language (self->session)));
  begin (self, kind, yzt_sketch_new (geometry == YZT_KIND_GEOMETRY_AREA ? YZT_GEOMETRY_AREA : YZT_GEOMETRY_LINE), NULL, title);
}

void
yzt_window_draw_area (YztWindow *self, const char *title, YztAreaFunc func, gpointer user_data)
{
  g_return_if_fail (YZT_IS_WINDOW (self) && title != NULL && func != NULL);
  begin (self, NULL, yzt_sketch_new (YZT_GEOMETRY_AREA), NULL, title);
  Drawing *drawing = drawing_of (self);
  drawing->func = func;
  drawing->user_data = user_data;
}

static void
action_reshape (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  const YztRow *row = yzt_inspector_get_row (self->inspector);
  yzt_watchdog_action (name);
  gsize length = 0;
  gconstpointer blob = row != NULL && row->geometry != NULL ? g_bytes_get_data (row->geometry, &length) : NULL;
  g_autoptr (YztGeometry) geometry = blob != NULL ? yzt_geometry_from_gpkg (blob, length, NULL) : NULL;
  if (geometry == NULL || yzt_geometry_get_type_id (geometry) == YZT_GEOMETRY_POINT) {
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_("Choose a line or an area first; points are dragged in edit mode.")));
    return;
  }
  const char *called = yzt_row_get_text (row, "name");
  g_autofree char *title = g_strdup_printf (_("Reshape: %s"), called != NULL ? called : _("Without a name"));
  yzt_map_view_fit (self->map, yzt_geometry_get_box (geometry), TRUE);
  begin (self, row->kind, yzt_sketch_new_from (geometry), row, title);
}

gboolean
yzt_window_sketch_save (YztWindow *self)
{
  g_return_val_if_fail (YZT_IS_WINDOW (self), FALSE);
  Drawing *drawing = drawing_of (self);
  if (drawing != NULL) {
    yzt_sketch_bar_finish (YZT_SKETCH_BAR (drawing->bar));
  }
  return drawing != NULL;
}

/* A step; then, when there is none, the drawing. */
gboolean
yzt_window_sketch_back (YztWindow *self)
{
  g_return_val_if_fail (YZT_IS_WINDOW (self), FALSE);
  Drawing *drawing = drawing_of (self);
  if (drawing != NULL && !yzt_sketch_bar_step_back (YZT_SKETCH_BAR (drawing->bar))) {
    yzt_map_sketch_end (self->map);
  }
  return drawing != NULL;
}

/* --- a coordinate that was copied elsewhere --- */

static void
on_pasted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztWindow) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  YztPosition at;
  if (self->session == NULL || text == NULL || !yzt_coordinate_parse_any (g_strstrip (text), &at)) {
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_("The clipboard holds no coordinate; copy one like 112.55, 23.02.")));
    return;
  }
  if (yzt_map_sketch_get (self->map) != NULL) {
    yzt_map_sketch_put (self->map, at);
    return;
  }
  if (yzt_inspector_put_at (self->inspector, at, FALSE)) {
    yzt_map_view_go_to (self->map, at, 0, FALSE);
    return; /* the open form's thing goes there */
  }
  yzt_window_set_mark (self, &at);
  yzt_map_view_go_to (self->map, at, 0, FALSE);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.add", NULL);
}

static void
action_paste_here (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, on_pasted, g_object_ref (widget));
}

void
yzt_window_class_install_sketch (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.reshape", NULL, action_reshape);
  gtk_widget_class_install_action (widget_class, "win.paste-here", NULL, action_paste_here);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_g, 0, "win.reshape", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "win.paste-here", NULL);
}
