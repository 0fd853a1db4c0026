/* yzt-feature-form.c: a form for one row, generated from its kind
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-feature-form.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-base-map.h"
#include "yzt-children-editor.h"
#include "yzt-hazard-card.h"
#include "yzt-edits.h"
#include "yzt-field-editor.h"
#include "yzt-task.h"
#include "yzt-ui.h"

struct _YztFeatureForm {
  GtkWidget parent_instance;
  GtkScrolledWindow *scroller;
  GtkLabel *heading;
  GtkWidget *place;
  GtkEntry *position;
  GtkWidget *position_problem, *position_abroad;
  GCancellable *asking; /* whether the place is in the country */
  GtkLabel *position_move;
  GtkWidget *fields, *children, *more; /* what it is called; what belongs to it; all else */
  GtkLabel *problem;
  GtkWidget *save;
  YztSession *session;
  YztRow *row;        /* as it was when the form opened */
  GPtrArray *editors; /* YztFieldEditor *, not owned */
  GPtrArray *owned;   /* YztChildrenEditor *, not owned */
  YztHazardCard *card; /* of a hazard source, not owned; else NULL */
  gboolean moved;     /* the coordinate was changed by hand */
  gboolean warned;    /* that something is not saved */
  gboolean orphaned;  /* somebody else deleted it */
};
G_DEFINE_FINAL_TYPE (YztFeatureForm, yzt_feature_form, GTK_TYPE_WIDGET)

enum { DONE, PLACED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
tell_problem (YztFeatureForm *self, const char *sentence)
{
  gtk_label_set_text (self->problem, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), sentence != NULL);
}

/* What stands in the field @name now, where it is one of fixed values; NULL: nothing. */
static char *
get_value (YztFeatureForm *self, const char *name)
{
  for (guint i = 0; i < self->editors->len; i++) {
    YztFieldEditor *editor = self->editors->pdata[i];
    YztCell cell = { 0 };
    if (g_str_equal (yzt_field_get_name (yzt_field_editor_get_field (editor)), name) && yzt_field_editor_peek_cell (editor, &cell)) {
      char *value = cell.type == YZT_CELL_TEXT ? g_strdup (cell.v.text) : NULL;
      yzt_cell_clear (&cell);
      return value;
    }
  }
  return NULL;
}

static gboolean
is_empty (YztFieldEditor *editor)
{
  YztCell cell = { 0 };
  gboolean empty = yzt_field_editor_peek_cell (editor, &cell) && cell.type == YZT_CELL_NULL;
  yzt_cell_clear (&cell);
  return empty;
}

/* A field that the value of another asks for comes and goes with it, and the heading above with the last of them; one that says something stays in sight. */
static void
show_asked (YztFeatureForm *self)
{
  GtkWidget *heading = NULL;
  gboolean any = FALSE;
  for (guint i = 0; i < self->editors->len; i++) {
    YztFieldEditor *editor = self->editors->pdata[i];
    GtkWidget *above = g_object_get_data (G_OBJECT (editor), "heading");
    const YztField *field = yzt_field_editor_get_field (editor);
    const char *when = yzt_field_get_when (field);
    g_autofree char *deciding = when != NULL ? get_value (self, when) : NULL;
    gboolean asked = when == NULL || yzt_field_is_asked (field, deciding) || !is_empty (editor);
    gtk_widget_set_visible (GTK_WIDGET (editor), asked);
    any = (above == heading && any) || asked;
    heading = above;
    if (heading != NULL) {
      gtk_widget_set_visible (heading, any);
    }
  }
}

/* The row as it is typed, without a word about what cannot be so yet. */
static YztRow *
peek_row (YztFeatureForm *self)
{
  YztRow *row = yzt_row_copy (self->row);
  for (guint i = 0; i < self->editors->len; i++) {
    YztCell cell;
    if (!yzt_field_editor_peek_cell (self->editors->pdata[i], &cell)) {
      cell = (YztCell) { YZT_CELL_NULL, { 0 } }; /* what cannot be read is not what stood there before */
    }
    yzt_row_set (row, yzt_field_get_name (yzt_field_editor_get_field (self->editors->pdata[i])), &cell);
    yzt_cell_clear (&cell);
  }
  return row;
}

static gboolean
is_judged_by (const char *field)
{
  const char *const fields[] = { "people_500m", "category", NULL };
  return g_strv_contains (fields, field);
}

/* What the source comes to follows from its chemicals, the people around it and the figures that its category asks for. */
static void
show_card (YztFeatureForm *self)
{
  if (self->card == NULL) {
    return;
  }
  g_autoptr (YztRow) row = peek_row (self);
  g_autoptr (GPtrArray) chemicals = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  gboolean touched = FALSE;
  for (guint i = 0; i < self->owned->len; i++) {
    if (yzt_hazard_card_takes (yzt_children_editor_get_kind (self->owned->pdata[i]))) {
      g_ptr_array_unref (g_steal_pointer (&chemicals));
      chemicals = yzt_children_editor_get_rows (self->owned->pdata[i]);
      touched |= yzt_children_editor_is_touched (self->owned->pdata[i]);
    }
  }
  for (guint i = 0; i < self->editors->len; i++) {
    const YztField *field = yzt_field_editor_get_field (self->editors->pdata[i]);
    touched |= (yzt_field_get_when (field) != NULL || is_judged_by (yzt_field_get_name (field))) && yzt_field_editor_is_touched (self->editors->pdata[i]);
  }
  yzt_hazard_card_show (self->card, row, chemicals, touched);
}

/* What is typed and not saved is said in the heading. */
static void
show_state (YztFeatureForm *self)
{
  if (self->row == NULL) {
    return;
  }
  show_asked (self);
  show_card (self);
  const char *label = yzt_kind_get_label (self->row->kind, yzt_session_get_language (self->session));
  g_autofree char *what = self->row->fid == 0 ? g_strdup_printf (_("New: %s"), label) : g_strdup_printf (_("Edit: %s"), label);
  g_autofree char *heading = yzt_feature_form_is_changed (self) ? g_strdup_printf (_("%s · not saved yet"), what) : g_strdup (what);
  gtk_label_set_text (self->heading, heading);
}

/* The telephone of who was chosen, where none is written yet. */
static void
on_person (YztFieldEditor *editor, const char *phone, YztFeatureForm *self)
{
  const char *partner = yzt_field_get_person_phone (yzt_field_editor_get_field (editor));
  for (guint i = 0; i < self->editors->len && partner != NULL; i++) {
    if (g_str_equal (yzt_field_get_name (yzt_field_editor_get_field (self->editors->pdata[i])), partner)) {
      yzt_field_editor_offer (self->editors->pdata[i], phone);
    }
  }
}

static GtkWidget *
new_editor (YztFeatureForm *self, guint field)
{
  GtkWidget *editor = yzt_field_editor_new (yzt_kind_get_field (self->row->kind, field), &self->row->cells[field], self->session);
  g_signal_connect_swapped (editor, "changed", G_CALLBACK (show_state), self);
  g_signal_connect (editor, "person", G_CALLBACK (on_person), self);
  return editor;
}

/* The programme's own fields stand in no form. */
static gboolean
is_asked (const YztField *field)
{
  const char *name = yzt_field_get_name (field);
  return !yzt_field_is_hidden (field) && !g_str_equal (name, "created_at") && !g_str_equal (name, "updated_at");
}

/* What a thing is called comes first, then what belongs to it: that is why most forms are opened. */
static gboolean
comes_first (const YztField *field)
{
  const char *name = yzt_field_get_name (field);
  return g_str_equal (name, "name") || g_str_equal (name, "code");
}

/* Where it will stand is shown on the map as long as it does not stand there. */
static void
tell_place (YztFeatureForm *self, const YztRow *at)
{
  gboolean elsewhere = at != NULL && at->has_position && yzt_kind_get_geometry (at->kind) == YZT_KIND_GEOMETRY_POINT
      && (self->row->fid == 0 || !self->row->has_position || at->lon != self->row->lon || at->lat != self->row->lat);
  g_signal_emit (self, signals[PLACED], 0, elsewhere ? at->lon : NAN, elsewhere ? at->lat : NAN);
}

/* Fields of one group stand together, wherever the kind names them; those without a group come last. */
static void
add_group (YztFeatureForm *self, const char *group, gboolean first)
{
  const char *language = yzt_session_get_language (self->session);
  GtkWidget *box = first ? self->fields : self->more;
  GtkWidget *heading = NULL;
  for (guint i = 0; i < yzt_kind_get_n_fields (self->row->kind); i++) {
    const YztField *field = yzt_kind_get_field (self->row->kind, i);
    if (!is_asked (field) || comes_first (field) != first || (!first && g_strcmp0 (yzt_field_get_group (field, language), group) != 0)) {
      continue;
    }
    if (group != NULL && heading == NULL) {
      heading = yzt_ui_label (group, "heading form-group");
      gtk_box_append (GTK_BOX (box), heading);
    }
    GtkWidget *editor = new_editor (self, i);
    g_object_set_data (G_OBJECT (editor), "heading", heading);
    gtk_box_append (GTK_BOX (box), editor);
    g_ptr_array_add (self->editors, editor);
  }
}

static void
add_fields (YztFeatureForm *self)
{
  const char *language = yzt_session_get_language (self->session);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  add_group (self, NULL, TRUE);
  for (guint i = 0; i < yzt_kind_get_n_fields (self->row->kind); i++) {
    const char *group = yzt_field_get_group (yzt_kind_get_field (self->row->kind, i), language);
    if (group != NULL && g_hash_table_add (seen, (gpointer) group)) {
      add_group (self, group, FALSE);
    }
  }
  add_group (self, NULL, FALSE);
}

/* Rows of @kind are edited inside things of the kind @of. */
static gboolean
names_this (const YztKind *kind, const YztKind *of)
{
  const YztField *field = yzt_kind_get_inside_field (kind);
  const char *const *targets = field != NULL ? yzt_field_get_targets (field) : NULL;
  return field != NULL && kind != of && (targets == NULL || g_strv_contains (targets, yzt_kind_get_id (of)));
}

static void
add_children_of (YztFeatureForm *self, YztKind *kind, GPtrArray *children, gboolean inside)
{
  GtkWidget *list = yzt_children_editor_new (self->session, kind, children, self->row->fid);
  if (inside) {
    yzt_children_editor_set_inside (YZT_CHILDREN_EDITOR (list), yzt_kind_get_id (self->row->kind));
  }
  g_signal_connect_swapped (list, "changed", G_CALLBACK (show_state), self);
  gtk_box_append (GTK_BOX (self->children), list);
  yzt_children_editor_show_in_turn (YZT_CHILDREN_EDITOR (list));
  g_ptr_array_add (self->owned, list);
  if (self->card == NULL && yzt_hazard_card_takes (kind) && yzt_hazard_card_is_for (self->row->kind)) {
    self->card = YZT_HAZARD_CARD (yzt_hazard_card_new (self->session));
    gtk_box_append (GTK_BOX (self->children), GTK_WIDGET (self->card));
  }
}

/* A list for each kind that belongs to this one, then for those that name it. */
static void
add_children (YztFeatureForm *self, GPtrArray *children)
{
  YztKindSet *kinds = yzt_session_get_kinds (self->session);
  for (int inside = FALSE; inside <= TRUE; inside++) {
    for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
      YztKind *kind = yzt_kind_set_get (kinds, i);
      gboolean belongs = g_strcmp0 (yzt_kind_get_owner (kind), yzt_kind_get_id (self->row->kind)) == 0;
      if (inside ? names_this (kind, self->row->kind) : belongs) {
        add_children_of (self, kind, children, inside);
      }
    }
  }
}

void
yzt_feature_form_open (YztFeatureForm *self, YztSession *session, const YztRow *row, GPtrArray *children)
{
  g_return_if_fail (YZT_IS_FEATURE_FORM (self));
  g_return_if_fail (YZT_IS_SESSION (session));
  g_return_if_fail (row != NULL);
  yzt_feature_form_close (self);
  self->session = g_object_ref (session);
  self->row = yzt_row_copy (row);
  gboolean point = yzt_kind_get_geometry (row->kind) == YZT_KIND_GEOMETRY_POINT;
  g_autofree char *position = row->has_position ? yzt_coordinate_format ((YztPosition) { row->lon, row->lat }, 7) : g_strdup ("");
  gtk_widget_set_visible (self->place, point);
  gtk_editable_set_text (GTK_EDITABLE (self->position), position);
  self->moved = FALSE;
  self->warned = FALSE;
  self->orphaned = FALSE;
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  gtk_widget_set_visible (GTK_WIDGET (self->position_move), FALSE);
  gtk_widget_set_visible (self->position_abroad, FALSE);
  add_fields (self);
  add_children (self, children);
  tell_problem (self, NULL);
  show_state (self);
  tell_place (self, self->row);
}

gboolean
yzt_feature_form_is_new (YztFeatureForm *self)
{
  g_return_val_if_fail (YZT_IS_FEATURE_FORM (self), FALSE);
  return self->row != NULL && self->row->fid == 0;
}

gboolean
yzt_feature_form_put_at (YztFeatureForm *self, YztPosition at)
{
  g_return_val_if_fail (YZT_IS_FEATURE_FORM (self), FALSE);
  gboolean can = self->row != NULL && yzt_kind_get_geometry (self->row->kind) == YZT_KIND_GEOMETRY_POINT && yzt_position_is_valid (at);
  if (can) {
    g_autofree char *text = yzt_coordinate_format (at, 7);
    gtk_editable_set_text (GTK_EDITABLE (self->position), text);
  }
  return can;
}

void
yzt_feature_form_focus (YztFeatureForm *self)
{
  g_return_if_fail (YZT_IS_FEATURE_FORM (self));
  if (self->editors->len > 0) {
    gtk_widget_child_focus (self->editors->pdata[0], GTK_DIR_TAB_FORWARD);
  }
}

/* A field that nobody touched here shows what the other wrote; one that both changed says so and keeps what was typed. */
static void
rebase_field (YztFeatureForm *self, guint i, const YztRow *before)
{
  YztFieldEditor *editor = self->editors->pdata[i];
  const YztField *field = yzt_field_editor_get_field (editor);
  int index = yzt_kind_get_field_index (self->row->kind, yzt_field_get_name (field));
  if (index < 0 || yzt_cell_equal (&before->cells[index], &self->row->cells[index])) {
    return;
  }
  if (yzt_field_editor_is_touched (editor)) {
    const char *language = yzt_session_get_language (self->session);
    g_autofree char *other = yzt_field_format (field, &self->row->cells[index], language, yzt_session_get_time_zone (self->session));
    g_autofree char *was = yzt_field_format (field, &before->cells[index], language, yzt_session_get_time_zone (self->session));
    g_autofree char *sentence = g_strdup_printf (_("Somebody else wrote “%s” here where it was “%s”; saving puts your text in its place."), other, was);
    yzt_field_editor_note (editor, sentence);
    return;
  }
  GtkWidget *fresh = new_editor (self, (guint) index);
  GtkBox *box = GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (editor)));
  gtk_box_insert_child_after (box, fresh, GTK_WIDGET (editor));
  gtk_box_remove (box, GTK_WIDGET (editor));
  self->editors->pdata[i] = fresh;
}

/* Where nobody typed a place the other's is shown; else it is told, and the next saving is meant. */
static void
rebase_place (YztFeatureForm *self, const YztRow *before)
{
  const YztRow *row = self->row;
  gboolean same = before->has_position && before->lon == row->lon && before->lat == row->lat;
  if (same || !row->has_position) {
    return;
  }
  if (self->moved) {
    g_autofree char *place = yzt_coordinate_format ((YztPosition) { row->lon, row->lat }, 5);
    g_autofree char *sentence = g_strdup_printf (_("Somebody else moved it to %s meanwhile; saving puts it where you say."), place);
    gtk_label_set_text (self->position_move, sentence);
    gtk_widget_set_visible (GTK_WIDGET (self->position_move), TRUE);
    return;
  }
  g_autofree char *position = yzt_coordinate_format ((YztPosition) { row->lon, row->lat }, 7);
  gtk_editable_set_text (GTK_EDITABLE (self->position), position);
  self->moved = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->position_move), FALSE);
}

void
yzt_feature_form_rebase (YztFeatureForm *self, const YztFeature *feature)
{
  g_return_if_fail (YZT_IS_FEATURE_FORM (self));
  g_return_if_fail (feature != NULL);
  if (self->row == NULL || self->row->kind != feature->row->kind || self->row->fid != feature->row->fid) {
    return;
  }
  g_autoptr (YztRow) before = self->row;
  self->row = yzt_row_copy (feature->row);
  for (guint i = 0; i < self->editors->len; i++) {
    rebase_field (self, i, before);
  }
  for (guint i = 0; i < self->owned->len; i++) {
    yzt_children_editor_rebase (self->owned->pdata[i], feature->children);
  }
  rebase_place (self, before);
  show_state (self);
}

static void
tell_orphaned (YztFeatureForm *self)
{
  tell_problem (self, _("Somebody else deleted this meanwhile. What stands here is still yours: saving adds it anew, Esc leaves it deleted."));
}

void
yzt_feature_form_orphan (YztFeatureForm *self)
{
  g_return_if_fail (YZT_IS_FEATURE_FORM (self));
  if (self->row == NULL || self->row->fid == 0) {
    return;
  }
  self->row->fid = 0;
  self->orphaned = TRUE;
  for (guint i = 0; i < self->owned->len; i++) {
    yzt_children_editor_orphan (self->owned->pdata[i]);
  }
  tell_orphaned (self);
  show_state (self);
}

const YztRow *
yzt_feature_form_get_row (YztFeatureForm *self)
{
  g_return_val_if_fail (YZT_IS_FEATURE_FORM (self), NULL);
  return self->row;
}

gboolean
yzt_feature_form_is_changed (YztFeatureForm *self)
{
  g_return_val_if_fail (YZT_IS_FEATURE_FORM (self), FALSE);
  gboolean drawn = self->row != NULL && self->row->fid == 0 && self->row->geometry != NULL; /* a new outline was work, too */
  gboolean changed = self->moved || drawn || self->orphaned;
  for (guint i = 0; i < self->editors->len && !changed; i++) {
    changed = yzt_field_editor_is_touched (self->editors->pdata[i]);
  }
  for (guint i = 0; i < self->owned->len && !changed; i++) {
    changed = yzt_children_editor_is_touched (self->owned->pdata[i]);
  }
  return changed && self->row != NULL;
}

gboolean
yzt_feature_form_warn (YztFeatureForm *self)
{
  g_return_val_if_fail (YZT_IS_FEATURE_FORM (self), FALSE);
  gboolean first = !self->warned;
  self->warned = TRUE;
  if (self->orphaned) {
    tell_orphaned (self);
    return first;
  }
  tell_problem (self, _("Not saved yet: Ctrl+Enter saves, Esc once more throws it away."));
  return first;
}

void
yzt_feature_form_close (YztFeatureForm *self)
{
  g_return_if_fail (YZT_IS_FEATURE_FORM (self));
  if (self->row != NULL) {
    g_signal_emit (self, signals[PLACED], 0, NAN, NAN);
  }
  g_ptr_array_set_size (self->editors, 0);
  g_ptr_array_set_size (self->owned, 0);
  yzt_ui_clear_children (self->fields);
  self->card = NULL;
  yzt_ui_clear_children (self->children);
  yzt_ui_clear_children (self->more);
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
  gboolean good = yzt_coordinate_parse_any (text, &position);
  if (good) {
    row->has_position = TRUE;
    row->lon = position.lon;
    row->lat = position.lat;
  }
  return good;
}

/* How far and whither it would go. */
static void
show_move (YztFeatureForm *self, const YztRow *to)
{
  double bearing_deg = 0;
  gboolean moves = to != NULL && to->has_position && self->row->has_position && (to->lon != self->row->lon || to->lat != self->row->lat);
  if (moves) {
    double distance_m = yzt_geo_distance_m ((YztPosition) { self->row->lon, self->row->lat }, (YztPosition) { to->lon, to->lat }, &bearing_deg);
    g_autofree char *distance = yzt_text_distance (distance_m);
    /* Translators: distance, direction: "420 m north-east of where it stands" */
    g_autofree char *words = g_strdup_printf (_("%s %s of where it stands"), distance, yzt_text_bearing_word (bearing_deg));
    gtk_label_set_text (self->position_move, words);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->position_move), moves);
}

void
yzt_feature_form_tell_move (YztFeatureForm *self, const char *words)
{
  g_return_if_fail (YZT_IS_FEATURE_FORM (self));
  gtk_label_set_text (self->position_move, words);
  gtk_widget_set_visible (GTK_WIDGET (self->position_move), TRUE);
}

/* --- whether the place can be meant --- */

static void
find_province (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const YztPosition *at = data;
  g_autofree char *base = g_build_filename (yzt_data_dir (), "basemap", "basemap.gpkg", NULL), *name = NULL;
  YztBox box;
  g_task_return_boolean (task, !g_file_test (base, G_FILE_TEST_EXISTS) || yzt_base_map_province_at (base, *at, &name, &box));
}

static void
on_province (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztFeatureForm *self = YZT_FEATURE_FORM (source);
  g_autoptr (GError) error = NULL;
  gboolean inside = g_task_propagate_boolean (G_TASK (result), &error);
  if (error == NULL && self->row != NULL) {
    gtk_widget_set_visible (self->position_abroad, !inside);
  }
}

/* A slip of the pen lies in another country: that is said, not forbidden. */
static void
ask_province (YztFeatureForm *self, const YztRow *at)
{
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  gtk_widget_set_visible (self->position_abroad, FALSE);
  if (at == NULL || !at->has_position) {
    return;
  }
  self->asking = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (self, self->asking, on_province, NULL);
  YztPosition position = { at->lon, at->lat };
  g_task_set_task_data (task, g_memdup2 (&position, sizeof position), g_free);
  yzt_task_run_in_thread (task, find_province);
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
  show_move (self, good ? scratch : NULL);
  ask_province (self, good ? scratch : NULL);
  tell_place (self, good ? scratch : NULL);
  show_state (self);
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
  gint64 fid = self->row != NULL && self->row->fid == 0 ? yzt_act_result_first_fid (act, self->row->kind) : 0;
  if (fid > 0) {
    yzt_session_select (self->session, yzt_kind_set_index (yzt_session_get_kinds (self->session), yzt_kind_get_id (self->row->kind)), fid);
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
  for (guint i = 0; i < self->owned->len; i++) {
    if (!yzt_children_editor_check (self->owned->pdata[i]) && wrong == NULL) {
      wrong = self->owned->pdata[i];
    }
  }
  if (wrong != NULL) {
    gtk_widget_child_focus (wrong, GTK_DIR_TAB_FORWARD);
    tell_problem (self, _("Not saved: mend the fields marked in words above."));
    return NULL;
  }
  return g_steal_pointer (&row);
}

/* The row and all that belongs to it, as one act; cells go with what was seen in them. */
static YztEdits *
make_edits (YztFeatureForm *self, YztRow *row)
{
  const char *kind = yzt_kind_get_label (row->kind, yzt_session_get_language (self->session)), *name = yzt_row_get_text (row, "name");
  g_autofree char *label = row->fid == 0 ? g_strdup_printf (_("Add %s %s"), kind, name != NULL ? name : "")
                                         : g_strdup_printf (_("Edit %s %s"), kind, name != NULL ? name : "");
  YztEdits *edits = yzt_edits_new (label);
  gint64 owner = row->fid;
  gboolean graded = self->card != NULL && yzt_hazard_card_put (self->card, row);
  if (row->fid == 0) {
    owner = -yzt_edits_insert (edits, row);
  } else {
    for (guint i = 0; i < yzt_kind_get_n_fields (row->kind); i++) {
      if (!yzt_cell_equal (&row->cells[i], &self->row->cells[i])) {
        yzt_edits_set_cell (edits, row->kind, row->fid, i, &self->row->cells[i], &row->cells[i]);
      }
    }
    if (self->moved && row->has_position && (row->lon != self->row->lon || row->lat != self->row->lat || !self->row->has_position)) {
      YztPosition seen = { self->row->lon, self->row->lat };
      yzt_edits_move (edits, row->kind, row->fid, self->row->has_position ? &seen : NULL, (YztPosition) { row->lon, row->lat });
    }
  }
  for (guint i = 0; i < self->editors->len; i++) {
    yzt_field_editor_put (self->editors->pdata[i], edits);
  }
  for (guint i = 0; i < self->owned->len; i++) {
    yzt_children_editor_put (self->owned->pdata[i], edits, owner);
  }
  if (graded) {
    yzt_hazard_card_put_record (self->card, edits, owner);
  }
  return edits;
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
  YztEdits *edits = make_edits (self, row);
  gtk_widget_set_sensitive (self->save, FALSE);
  yzt_session_write_edits_async (self->session, edits, on_saved, g_object_ref (self));
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
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_pointer (&self->row, yzt_row_free);
  g_clear_object (&self->session);
  yzt_ui_dispose_template (GTK_WIDGET (self), YZT_TYPE_FEATURE_FORM);
  G_OBJECT_CLASS (yzt_feature_form_parent_class)->dispose (object);
}

static void
yzt_feature_form_finalize (GObject *object)
{
  g_clear_pointer (&YZT_FEATURE_FORM (object)->editors, g_ptr_array_unref);
  g_clear_pointer (&YZT_FEATURE_FORM (object)->owned, g_ptr_array_unref);
  G_OBJECT_CLASS (yzt_feature_form_parent_class)->finalize (object);
}

static void
yzt_feature_form_class_init (YztFeatureFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_feature_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_feature_form_finalize;
  signals[DONE] = g_signal_new ("done", YZT_TYPE_FEATURE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PLACED] = g_signal_new ("placed", YZT_TYPE_FEATURE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-feature-form.ui");
  gtk_widget_class_bind_template_child (widget_class, YztFeatureForm, scroller);
  gtk_widget_class_bind_template_child (widget_class, YztFeatureForm, heading);
  gtk_widget_class_bind_template_child (widget_class, YztFeatureForm, place);
  gtk_widget_class_bind_template_child (widget_class, YztFeatureForm, position);
  gtk_widget_class_bind_template_child (widget_class, YztFeatureForm, position_problem);
  gtk_widget_class_bind_template_child (widget_class, YztFeatureForm, position_abroad);
  gtk_widget_class_bind_template_child (widget_class, YztFeatureForm, position_move);
  gtk_widget_class_bind_template_child (widget_class, YztFeatureForm, children);
  gtk_widget_class_bind_template_child (widget_class, YztFeatureForm, more);
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
  self->owned = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
