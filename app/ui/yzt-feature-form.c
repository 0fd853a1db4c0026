/* yzt-feature-form.c: a form for one row, generated from its kind
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-feature-form.h"
#include <glib/gi18n-lib.h>
#include "yzt-field-editor.h"
#include "yzt-ui.h"

struct _YztFeatureForm {
  GtkWidget parent_instance;
  GtkScrolledWindow *scroller;
  GtkLabel *heading;
  GtkWidget *place;
  GtkEntry *position;
  GtkWidget *position_problem;
  GtkWidget *fields;
  GtkLabel *problem;
  GtkWidget *save;
  YztSession *session;
  YztRow *row;        /* as it was when the form opened */
  GPtrArray *editors; /* YztFieldEditor *, not owned */
  gboolean moved;     /* the coordinate was changed by hand */
  gboolean warned;    /* that something is not saved */
};
G_DEFINE_FINAL_TYPE (YztFeatureForm, yzt_feature_form, GTK_TYPE_WIDGET)

enum { DONE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
tell_problem (YztFeatureForm *self, const char *sentence)
{
  gtk_label_set_text (self->problem, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), sentence != NULL);
}

static void
add_fields (YztFeatureForm *self)
{
  const char *language = yzt_session_get_language (self->session);
  const char *last_group = NULL;
  for (guint i = 0; i < yzt_kind_get_n_fields (self->row->kind); i++) {
    const YztField *field = yzt_kind_get_field (self->row->kind, i);
    const char *name = yzt_field_get_name (field);
    if (yzt_field_is_hidden (field) || g_str_equal (name, "created_at") || g_str_equal (name, "updated_at")) {
      continue;
    }
    const char *group = yzt_field_get_group (field, language);
    if (group != NULL && g_strcmp0 (group, last_group) != 0) {
      gtk_box_append (GTK_BOX (self->fields), yzt_ui_label (group, "heading form-group"));
      last_group = group;
    }
    GtkWidget *editor = yzt_field_editor_new (field, &self->row->cells[i], language, yzt_session_get_time_zone (self->session));
    gtk_box_append (GTK_BOX (self->fields), editor);
    g_ptr_array_add (self->editors, editor);
  }
}

void
yzt_feature_form_open (YztFeatureForm *self, YztSession *session, const YztRow *row)
{
  g_return_if_fail (YZT_IS_FEATURE_FORM (self));
  g_return_if_fail (YZT_IS_SESSION (session));
  g_return_if_fail (row != NULL);
  yzt_feature_form_close (self);
  self->session = g_object_ref (session);
  self->row = yzt_row_copy (row);
  const char *label = yzt_kind_get_label (row->kind, yzt_session_get_language (session));
  g_autofree char *heading = row->fid == 0 ? g_strdup_printf (_("New: %s"), label) : g_strdup_printf (_("Edit: %s"), label);
  gtk_label_set_text (self->heading, heading);
  gboolean point = yzt_kind_get_geometry (row->kind) == YZT_KIND_GEOMETRY_POINT;
  g_autofree char *position = row->has_position ? yzt_coordinate_format ((YztPosition) { row->lon, row->lat }, 7) : g_strdup ("");
  gtk_widget_set_visible (self->place, point);
  gtk_editable_set_text (GTK_EDITABLE (self->position), position);
  self->moved = FALSE;
  self->warned = FALSE;
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  add_fields (self);
  tell_problem (self, NULL);
}

void
yzt_feature_form_focus (YztFeatureForm *self)
{
  g_return_if_fail (YZT_IS_FEATURE_FORM (self));
  if (self->editors->len > 0) {
    gtk_widget_child_focus (self->editors->pdata[0], GTK_DIR_TAB_FORWARD);
  }
}

void
yzt_feature_form_rebase (YztFeatureForm *self, const YztRow *row)
{
  g_return_if_fail (YZT_IS_FEATURE_FORM (self));
  g_return_if_fail (row != NULL);
  if (self->row != NULL && self->row->kind == row->kind && self->row->fid == row->fid) {
    yzt_row_free (self->row);
    self->row = yzt_row_copy (row);
  }
}

gboolean
yzt_feature_form_is_changed (YztFeatureForm *self)
{
  g_return_val_if_fail (YZT_IS_FEATURE_FORM (self), FALSE);
  gboolean changed = self->moved;
  for (guint i = 0; i < self->editors->len && !changed; i++) {
    changed = yzt_field_editor_is_touched (self->editors->pdata[i]);
  }
  return changed && self->row != NULL;
}

gboolean
yzt_feature_form_warn (YztFeatureForm *self)
{
  g_return_val_if_fail (YZT_IS_FEATURE_FORM (self), FALSE);
  gboolean first = !self->warned;
  self->warned = TRUE;
  tell_problem (self, _("Not saved yet: Ctrl+Enter saves, Esc once more throws it away."));
  return first;
}

void
yzt_feature_form_close (YztFeatureForm *self)
{
  g_return_if_fail (YZT_IS_FEATURE_FORM (self));
  g_ptr_array_set_size (self->editors, 0);
  yzt_ui_clear_children (self->fields);
  g_clear_pointer (&self->row, yzt_row_free);
  g_clear_object (&self->session);
}

static gboolean
read_position (YztFeatureForm *self, YztRow *row)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->position));
  if (yzt_kind_get_geometry (row->kind) != YZT_KIND_GEOMETRY_POINT || (*text == '\0' && !row->has_position)) {
    return TRUE;
  }
  g_autofree char *before = yzt_coordinate_format ((YztPosition) { row->lon, row->lat }, 7);
  if (row->has_position && g_str_equal (before, text)) {
    return TRUE; /* untouched: keep every decimal */
  }
  YztPosition position;
  YztDatum datum;
  gboolean swapped;
  gboolean good = yzt_coordinate_parse (text, &position, &datum, &swapped);
  if (good) {
    row->has_position = TRUE;
    row->lon = position.lon;
    row->lat = position.lat;
  }
  return good;
}

static void
on_position_changed (YztFeatureForm *self)
{
  if (self->row == NULL) {
    return;
  }
  self->moved = TRUE;
  g_autoptr (YztRow) scratch = yzt_row_copy (self->row);
  gboolean good = read_position (self, scratch);
  gtk_widget_set_visible (self->position_problem, !good);
  (good ? gtk_widget_remove_css_class : gtk_widget_add_css_class) (GTK_WIDGET (self->position), "error");
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztFeatureForm) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, &error);
  gtk_widget_set_sensitive (self->save, TRUE);
  if (act == NULL) {
    tell_problem (self, yzt_ui_error_text (error));
    return;
  }
  if (self->row != NULL && self->row->fid == 0 && act->touches != NULL && act->touches->len > 0) {
    const YztTouch *touch = &g_array_index (act->touches, YztTouch, 0);
    int kind = yzt_kind_set_index (yzt_session_get_kinds (self->session), touch->kind);
    yzt_session_select (self->session, kind, touch->fid_from);
  }
  g_signal_emit (self, signals[DONE], 0); /* first: the focus goes back while it still stands in the form */
  yzt_feature_form_close (self);
}

/* The row as the form says, NULL when a field is not possible; the first such field gets the focus. */
static YztRow *
read_form (YztFeatureForm *self)
{
  g_autoptr (YztRow) row = yzt_row_copy (self->row);
  gboolean new = row->fid == 0;
  GtkWidget *wrong = !(self->moved || new) || read_position (self, row) ? NULL : GTK_WIDGET (self->position);
  for (guint i = 0; i < self->editors->len; i++) {
    YztCell cell;
    YztFieldEditor *editor = self->editors->pdata[i];
    if (yzt_field_editor_get_cell (editor, &cell)) {
      /* What nobody touched here may have been changed by others meanwhile. */
      if (new || yzt_field_editor_is_touched (editor)) {
        yzt_row_set (row, yzt_field_get_name (yzt_field_editor_get_field (editor)), &cell);
      }
      yzt_cell_clear (&cell);
    } else if (wrong == NULL) {
      wrong = GTK_WIDGET (editor);
    }
  }
  if (wrong != NULL) {
    gtk_widget_child_focus (wrong, GTK_DIR_TAB_FORWARD);
    tell_problem (self, _("Not saved: mend the fields marked in words above."));
    return NULL;
  }
  return g_steal_pointer (&row);
}

void
yzt_feature_form_save (YztFeatureForm *self)
{
  g_return_if_fail (YZT_IS_FEATURE_FORM (self));
  if (self->row == NULL) {
    return;
  }
  g_autoptr (YztRow) row = read_form (self);
  if (row == NULL) {
    return;
  }
  gtk_widget_set_sensitive (self->save, FALSE);
  if (row->fid == 0) {
    yzt_session_insert_async (self->session, row, on_saved, g_object_ref (self));
  } else {
    yzt_session_update_async (self->session, row, on_saved, g_object_ref (self));
  }
}

static void
on_cancel (YztFeatureForm *self)
{
  g_signal_emit (self, signals[DONE], 0); /* first: the focus goes back while it still stands in the form */
  yzt_feature_form_close (self);
}

static void
yzt_feature_form_dispose (GObject *object)
{
  YztFeatureForm *self = YZT_FEATURE_FORM (object);
  g_clear_pointer (&self->row, yzt_row_free);
  g_clear_object (&self->session);
  yzt_ui_dispose_template (GTK_WIDGET (self), YZT_TYPE_FEATURE_FORM);
  G_OBJECT_CLASS (yzt_feature_form_parent_class)->dispose (object);
}

static void
yzt_feature_form_finalize (GObject *object)
{
  g_clear_pointer (&YZT_FEATURE_FORM (object)->editors, g_ptr_array_unref);
  G_OBJECT_CLASS (yzt_feature_form_parent_class)->finalize (object);
}

static void
yzt_feature_form_class_init (YztFeatureFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_feature_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_feature_form_finalize;
  signals[DONE] = g_signal_new ("done", YZT_TYPE_FEATURE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-feature-form.ui");
  gtk_widget_class_bind_template_child (widget_class, YztFeatureForm, scroller);
  gtk_widget_class_bind_template_child (widget_class, YztFeatureForm, heading);
  gtk_widget_class_bind_template_child (widget_class, YztFeatureForm, place);
  gtk_widget_class_bind_template_child (widget_class, YztFeatureForm, position);
  gtk_widget_class_bind_template_child (widget_class, YztFeatureForm, position_problem);
  gtk_widget_class_bind_template_child (widget_class, YztFeatureForm, fields);
  gtk_widget_class_bind_template_child (widget_class, YztFeatureForm, problem);
  gtk_widget_class_bind_template_child (widget_class, YztFeatureForm, save);
  gtk_widget_class_bind_template_callback (widget_class, on_position_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
  gtk_widget_class_bind_template_callback (widget_class, yzt_feature_form_save);
}

static void
yzt_feature_form_init (YztFeatureForm *self)
{
  self->editors = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
