/* yzt-inspector.c: the selected thing: title, level, every field in words, what belongs to it, how old the knowledge is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-inspector.h"
#include <glib/gi18n-lib.h>
#include "yzt-feature-cards.h"
#include "yzt-feature-form.h"
#include "yzt-level-badge.h"
#include "yzt-symbol.h"
#include "yzt-task.h"
#include "yzt-ui.h"

/* A window that is closed once more within this time is meant to be closed. */
#define MEANT_US (10 * G_USEC_PER_SEC)

struct _YztInspector {
  GtkWidget parent_instance;
  GtkStack *stack;
  AdwStatusPage *nothing, *failed;
  GtkScrolledWindow *scroller;
  YztSymbol *symbol;
  YztLevelBadge *badge;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkWidget *edit, *ring, *show, *add, *call_out;
  GtkWidget *groups;
  YztIncidentPanel *incident; /* in place of @groups while an incident is shown */
  YztFeatureForm *form;
  YztSession *session;
  GCancellable *cancellable; /* of the reading under way */
  gboolean dossier_stale;    /* the incident's fields are not made yet */
  YztFeature *feature;       /* what is shown */
  gint64 held_back_us;       /* when the window was last kept from closing; 0: never */
  GtkWidget *focus_before;   /* weak: where the keyboard stood when the form was opened */
};
G_DEFINE_FINAL_TYPE (YztInspector, yzt_inspector, GTK_TYPE_WIDGET)

enum { PLACED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* What people are called for: the kind that owns the call-outs. */
static gboolean
calls_people (YztInspector *self, YztKind *kind)
{
  YztKind *calls = yzt_kind_set_find (yzt_session_get_kinds (self->session), "call-out");
  return calls != NULL && g_strcmp0 (yzt_kind_get_owner (calls), yzt_kind_get_id (kind)) == 0;
}

static void
show_head (YztInspector *self, const YztRow *row)
{
  const char *language = yzt_session_get_language (self->session);
  const YztField *level_field = yzt_kind_get_level_field (row->kind);
  g_autofree char *level_words = yzt_row_format_level (row, language);
  const char *name = yzt_row_get_text (row, "name");
  const char *type = yzt_row_get_text (row, "type");
  const YztField *type_field = yzt_kind_find_field (row->kind, "type");
  guint variant = G_MAXUINT16;
  for (guint i = 0; type_field != NULL && type != NULL && i < yzt_field_get_n_values (type_field); i++) {
    if (g_str_equal (yzt_field_get_value (type_field, i), type)) {
      variant = i;
    }
  }
  g_autofree char *place = row->has_position ? yzt_ui_position_text ((YztPosition) { row->lon, row->lat })
                                             : g_strdup (_("without a place on the map"));
  g_autofree char *subtitle = g_strdup_printf ("%s · %s", yzt_kind_get_label (row->kind, language), place);
  yzt_symbol_set (self->symbol, row->kind, yzt_row_get_level (row), variant);
  yzt_level_badge_set (self->badge, yzt_row_get_level (row), level_words);
  /* Four different things have levels: the badge says which one this is. */
  yzt_ui_set_tip (GTK_WIDGET (self->badge), level_field != NULL ? yzt_field_get_label (level_field, language) : NULL);
  gtk_label_set_text (self->title, name != NULL ? name : _("Without a name"));
  gtk_label_set_text (self->subtitle, subtitle);
  gtk_widget_set_visible (self->ring, row->has_position);
  gtk_widget_set_visible (self->show, row->has_position);
  gtk_widget_set_visible (self->edit, !yzt_session_is_read_only (self->session));
  gtk_widget_set_visible (self->call_out, calls_people (self, row->kind));
}

/* The fields of an incident stand behind its other parts, and are made when somebody looks. */
static void
fill_dossier (YztInspector *self)
{
  GtkBox *box = yzt_incident_panel_get_data_box (self->incident);
  if (self->dossier_stale && self->feature != NULL && yzt_incident_panel_shows_data (self->incident)) {
    /* What belongs to an incident has its own places in its panel. */
    YztFeature shown = { self->feature->row, NULL };
    self->dossier_stale = FALSE;
    yzt_ui_clear_children (GTK_WIDGET (box));
    yzt_feature_cards_add (box, self->session, &shown);
  }
}

static void
show_feature (YztInspector *self)
{
  const YztRow *row = self->feature->row;
  gboolean incident = g_str_equal (yzt_kind_get_id (row->kind), "incident");
  show_head (self, row);
  yzt_ui_clear_children (self->groups);
  if (incident) {
    self->dossier_stale = TRUE;
    fill_dossier (self);
  } else {
    yzt_feature_cards_add (GTK_BOX (self->groups), self->session, self->feature);
    yzt_ui_clear_children (GTK_WIDGET (yzt_incident_panel_get_data_box (self->incident)));
    self->dossier_stale = FALSE;
  }
  gtk_widget_set_visible (self->groups, !incident);
  gtk_widget_set_visible (GTK_WIDGET (self->incident), incident);
  yzt_incident_panel_show (self->incident, incident ? self->session : NULL, incident ? row->fid : 0);
}

static void
free_in_thread (GTask *task, gpointer source, gpointer feature, GCancellable *cancellable)
{
  yzt_feature_free (feature);
}

/* What belongs to an incident may be the ten thousand lines of its log: the window does not wait until they are gone. */
static void
forget_feature (YztInspector *self)
{
  if (self->feature != NULL) {
    g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
    g_task_set_source_tag (task, forget_feature);
    g_task_set_task_data (task, g_steal_pointer (&self->feature), NULL);
    yzt_task_run_in_thread (task, free_in_thread);
  }
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztInspector) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztFeature) feature = yzt_session_load_feature_finish (YZT_SESSION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL) {
    return;
  }
  gboolean editing = yzt_inspector_is_editing (self);
  forget_feature (self);
  if (feature == NULL) {
    adw_status_page_set_description (self->failed, yzt_ui_error_text (error));
  } else {
    self->feature = g_steal_pointer (&feature);
    show_feature (self);
  }
  if (!editing) { /* else it stands behind the form, which keeps the focus */
    gtk_stack_set_visible_child_name (self->stack, self->feature != NULL ? "details" : "failed");
  }
}

/* Nothing is selected: an empty map says how it is filled. */
static void
show_nothing (YztInspector *self)
{
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (self->session));
  gboolean empty = yzt_generation_get_n_slots (generation) == 0;
  adw_status_page_set_title (self->nothing, empty ? _("This map is empty") : _("Nothing selected"));
  adw_status_page_set_description (self->nothing,
      empty ? _("Import a list with Ctrl+I, or click the map with the right button to add something there.")
            : _("Click a symbol on the map or a row in a list, or press Ctrl+F to search."));
  gtk_widget_set_visible (self->add, !yzt_session_is_read_only (self->session));
  if (!yzt_inspector_is_editing (self)) {
    gtk_stack_set_visible_child_name (self->stack, "nothing");
  }
}

static void
load (YztInspector *self)
{
  int kind = -1;
  gint64 fid = 0;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (!yzt_session_get_selected (self->session, &kind, &fid)) {
    forget_feature (self);
    show_nothing (self);
    return;
  }
  self->cancellable = g_cancellable_new ();
  yzt_session_load_feature_async (self->session, (guint) kind, fid, self->cancellable, on_loaded, g_object_ref (self));
}

static void
on_selected (YztInspector *self)
{
  /* A click beside the form must not cost what was typed. */
  if (yzt_inspector_is_editing (self) && yzt_feature_form_is_changed (self->form)) {
    yzt_feature_form_warn (self->form);
  } else {
    yzt_inspector_stop_editing (self);
  }
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  load (self);
}

/* --- the thing of the form, which need not be what is selected --- */

typedef struct {
  YztInspector *inspector;
  gint64 fid;
} Asked;

static void
on_form_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Asked *asked = user_data;
  g_autoptr (YztInspector) self = asked->inspector;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztFeature) feature = yzt_session_load_feature_finish (YZT_SESSION (source), result, &error);
  const YztRow *row = self->session != NULL && yzt_inspector_is_editing (self) ? yzt_feature_form_get_row (self->form) : NULL;
  if (row == NULL || row->fid != asked->fid) {
    return; /* saved or put away meanwhile */
  }
  if (feature != NULL) {
    yzt_feature_form_rebase (self->form, feature);
  } else if (g_error_matches (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND)) {
    yzt_feature_form_orphan (self->form);
  }
}

static void
load_form (YztInspector *self)
{
  const YztRow *row = yzt_inspector_is_editing (self) ? yzt_feature_form_get_row (self->form) : NULL;
  int kind = row != NULL ? yzt_kind_set_index (yzt_session_get_kinds (self->session), yzt_kind_get_id (row->kind)) : -1;
  if (kind >= 0 && row->fid > 0) {
    Asked *asked = g_new (Asked, 1);
    *asked = (Asked) { g_object_ref (self), row->fid };
    yzt_session_load_feature_async (self->session, (guint) kind, row->fid, NULL, on_form_loaded, asked);
  }
}

static void
on_rows_changed (YztInspector *self)
{
  load (self);
  load_form (self);
}

/* --- the form takes the focus and gives it back --- */

static void
show_form (YztInspector *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_set_weak_pointer (&self->focus_before, root != NULL ? gtk_root_get_focus (root) : NULL);
  gtk_stack_set_visible_child_name (self->stack, "form");
  yzt_feature_form_focus (self->form);
}

static void
give_focus_back (YztInspector *self)
{
  GtkWidget *before = self->focus_before;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *now = root != NULL ? gtk_root_get_focus (root) : NULL;
  g_clear_weak_pointer (&self->focus_before);
  if (now != NULL && !gtk_widget_is_ancestor (now, GTK_WIDGET (self))) {
    return; /* a hand is elsewhere already */
  }
  if (before == NULL || !gtk_widget_get_mapped (before) || !gtk_widget_grab_focus (before)) {
    gtk_widget_grab_focus (self->edit);
  }
}

static void
on_form_done (YztInspector *self)
{
  gtk_stack_set_visible_child_name (self->stack, self->feature != NULL ? "details" : "nothing");
  give_focus_back (self);
  load (self);
}

YztIncidentPanel *
yzt_inspector_get_incident (YztInspector *self)
{
  g_return_val_if_fail (YZT_IS_INSPECTOR (self), NULL);
  return self->incident;
}

const YztRow *
yzt_inspector_get_row (YztInspector *self)
{
  g_return_val_if_fail (YZT_IS_INSPECTOR (self), NULL);
  return self->feature != NULL ? self->feature->row : NULL;
}

static void
on_form_placed (YztInspector *self, double lon, double lat)
{
  g_signal_emit (self, signals[PLACED], 0, lon, lat);
}

gboolean
yzt_inspector_put_at (YztInspector *self, YztPosition at, gboolean only_new)
{
  g_return_val_if_fail (YZT_IS_INSPECTOR (self), FALSE);
  return yzt_inspector_is_editing (self) && (!only_new || yzt_feature_form_is_new (self->form)) && yzt_feature_form_put_at (self->form, at);
}

/* What was typed is not lost because another form is asked for. */
static gboolean
keeps_typed (YztInspector *self)
{
  gboolean keeps = yzt_inspector_is_editing (self) && yzt_feature_form_is_changed (self->form);
  if (keeps) {
    yzt_feature_form_warn (self->form);
  }
  return keeps;
}

gboolean
yzt_inspector_holds_back (YztInspector *self)
{
  g_return_val_if_fail (YZT_IS_INSPECTOR (self), FALSE);
  gint64 now = g_get_monotonic_time (), before = self->held_back_us;
  if (!yzt_inspector_is_editing (self) || !yzt_feature_form_is_changed (self->form) || (before != 0 && now - before < MEANT_US)) {
    return FALSE;
  }
  self->held_back_us = now;
  yzt_feature_form_warn (self->form);
  return TRUE;
}

void
yzt_inspector_edit (YztInspector *self)
{
  g_return_if_fail (YZT_IS_INSPECTOR (self));
  if (self->feature != NULL && !keeps_typed (self)) {
    yzt_feature_form_open (self->form, self->session, self->feature->row, self->feature->children);
    show_form (self);
  }
}

void
yzt_inspector_add (YztInspector *self, const YztRow *row)
{
  g_return_if_fail (YZT_IS_INSPECTOR (self));
  g_return_if_fail (row != NULL && row->fid == 0);
  if (!keeps_typed (self)) {
    yzt_feature_form_open (self->form, self->session, row, NULL);
    show_form (self);
  }
}

gboolean
yzt_inspector_is_editing (YztInspector *self)
{
  g_return_val_if_fail (YZT_IS_INSPECTOR (self), FALSE);
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "form") == 0;
}

gboolean
yzt_inspector_stop_editing (YztInspector *self)
{
  g_return_val_if_fail (YZT_IS_INSPECTOR (self), FALSE);
  if (!yzt_inspector_is_editing (self)) {
    return FALSE;
  }
  gtk_stack_set_visible_child_name (self->stack, self->feature != NULL ? "details" : "nothing");
  give_focus_back (self);
  yzt_feature_form_close (self->form);
  return TRUE;
}

gboolean
yzt_inspector_leave_form (YztInspector *self)
{
  g_return_val_if_fail (YZT_IS_INSPECTOR (self), FALSE);
  if (yzt_inspector_is_editing (self) && yzt_feature_form_is_changed (self->form) && yzt_feature_form_warn (self->form)) {
    return TRUE;
  }
  return yzt_inspector_stop_editing (self);
}

void
yzt_inspector_save (YztInspector *self)
{
  g_return_if_fail (YZT_IS_INSPECTOR (self));
  if (yzt_inspector_is_editing (self)) {
    yzt_feature_form_save (self->form);
  }
}

void
yzt_inspector_tell_move (YztInspector *self, gint64 fid, YztPosition to)
{
  g_return_if_fail (YZT_IS_INSPECTOR (self));
  const YztRow *row = yzt_inspector_get_row (self);
  double bearing_deg = 0;
  if (row == NULL || row->fid != fid) {
    return;
  }
  if (!yzt_position_is_valid (to) || !row->has_position) {
    show_head (self, row);
    return;
  }
  double distance_m = yzt_geo_distance_m ((YztPosition) { row->lon, row->lat }, to, &bearing_deg);
  g_autofree char *distance = yzt_text_distance (distance_m), *place = yzt_ui_position_text (to);
  g_autofree char *moved = g_strdup_printf (_("%s %s of where it stands"), distance, yzt_text_bearing_word (bearing_deg));
  g_autofree char *words = g_strdup_printf ("%s · %s", moved, place);
  gtk_label_set_text (self->subtitle, words);
  if (yzt_inspector_is_editing (self)) {
    yzt_feature_form_tell_move (self->form, words);
  }
}

const char *
yzt_inspector_get_place_text (YztInspector *self)
{
  g_return_val_if_fail (YZT_IS_INSPECTOR (self), NULL);
  return gtk_label_get_text (self->subtitle);
}

static void
let_go (YztInspector *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->session != NULL) {
    g_signal_handlers_disconnect_by_data (self->session, self);
  }
  g_clear_object (&self->session);
  forget_feature (self);
  if (self->incident != NULL) {
    yzt_incident_panel_show (self->incident, NULL, 0);
  }
}

void
yzt_inspector_set_session (YztInspector *self, YztSession *session)
{
  g_return_if_fail (YZT_IS_INSPECTOR (self));
  yzt_inspector_stop_editing (self);
  let_go (self);
  gtk_stack_set_visible_child_name (self->stack, "nothing");
  if (session != NULL) {
    self->session = g_object_ref (session);
    g_signal_connect_swapped (session, "notify::selected-fid", G_CALLBACK (on_selected), self);
    g_signal_connect_swapped (session, "notify::selected-kind", G_CALLBACK (on_selected), self);
    g_signal_connect_swapped (session, "rows-changed", G_CALLBACK (on_rows_changed), self);
    load (self);
  }
}

static void
yzt_inspector_dispose (GObject *object)
{
  let_go (YZT_INSPECTOR (object));
  YZT_INSPECTOR (object)->incident = NULL; /* goes with the template */
  g_clear_weak_pointer (&YZT_INSPECTOR (object)->focus_before);
  yzt_ui_dispose_template (GTK_WIDGET (object), YZT_TYPE_INSPECTOR);
  G_OBJECT_CLASS (yzt_inspector_parent_class)->dispose (object);
}

static void
yzt_inspector_class_init (YztInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_inspector_dispose;
  g_type_ensure (YZT_TYPE_SYMBOL);
  g_type_ensure (YZT_TYPE_LEVEL_BADGE);
  g_type_ensure (YZT_TYPE_FEATURE_FORM);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, YztInspector, stack);
  gtk_widget_class_bind_template_child (widget_class, YztInspector, nothing);
  gtk_widget_class_bind_template_child (widget_class, YztInspector, failed);
  gtk_widget_class_bind_template_child (widget_class, YztInspector, scroller);
  gtk_widget_class_bind_template_child (widget_class, YztInspector, symbol);
  gtk_widget_class_bind_template_child (widget_class, YztInspector, badge);
  gtk_widget_class_bind_template_child (widget_class, YztInspector, title);
  gtk_widget_class_bind_template_child (widget_class, YztInspector, subtitle);
  gtk_widget_class_bind_template_child (widget_class, YztInspector, add);
  gtk_widget_class_bind_template_child (widget_class, YztInspector, edit);
  gtk_widget_class_bind_template_child (widget_class, YztInspector, ring);
  gtk_widget_class_bind_template_child (widget_class, YztInspector, show);
  gtk_widget_class_bind_template_child (widget_class, YztInspector, call_out);
  gtk_widget_class_bind_template_child (widget_class, YztInspector, groups);
  gtk_widget_class_bind_template_child (widget_class, YztInspector, form);
  gtk_widget_class_bind_template_callback (widget_class, on_form_done);
  gtk_widget_class_bind_template_callback (widget_class, on_form_placed);
  signals[PLACED] = g_signal_new ("placed", YZT_TYPE_INSPECTOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
}

static void
yzt_inspector_init (YztInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->incident = YZT_INCIDENT_PANEL (yzt_incident_panel_new ());
  gtk_widget_set_visible (GTK_WIDGET (self->incident), FALSE);
  g_signal_connect_object (self->incident, "data-wanted", G_CALLBACK (fill_dossier), self, G_CONNECT_SWAPPED);
  gtk_box_insert_child_after (GTK_BOX (gtk_widget_get_parent (self->groups)), GTK_WIDGET (self->incident), self->groups);
}
