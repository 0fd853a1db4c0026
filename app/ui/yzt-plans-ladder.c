/* yzt-plans-ladder.c: the plans' window: who answers for an incident, a hazard source or any place that was clicked, and all plans that apply there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-area-at.h"
#include "yzt-fill-in-turn.h"
#include "yzt-plans-window-private.h"
#include "yzt-task.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

static const char *
text_of (const YztRow *row, const char *field)
{
  return row != NULL && yzt_kind_get_field_index (row->kind, field) >= 0 ? yzt_row_get_text (row, field) : NULL;
}

static GtkWidget *
make_rung (guint index, gpointer user_data)
{
  const YztPlanRung *rung = &g_array_index ((GArray *) user_data, YztPlanRung, index);
  g_autofree char *title = rung->plan != NULL ? g_strdup_printf ("%s · %s", rung->label, yzt_plan_get_title (rung->plan))
      : g_strdup_printf (rung->is_gap ? _("%s · gap: no plan in force") : _("%s · none needed"), rung->label);
  const char *reason = rung->plan != NULL ? yzt_plan_get_reason (rung->plan) : "";
  g_autofree char *second = g_strjoin (*reason != '\0' && rung->words != NULL && *rung->words != '\0' ? " · " : "", reason, rung->words != NULL ? rung->words : "", NULL);
  GtkWidget *row = yzt_plans_row (title, second, NULL, rung->is_gap ? "▼" : NULL);
  if (rung->plan != NULL) {
    g_object_set_data_full (G_OBJECT (row), "plan", g_object_ref (rung->plan), g_object_unref);
  }
  return row;
}

typedef struct {
  GArray *rungs;
  GPtrArray *plans;
  char *note; /* of a place: what it is */
} Ladder;

static void
ladder_free (gpointer data)
{
  Ladder *ladder = data;
  g_clear_pointer (&ladder->rungs, g_array_unref);
  g_clear_pointer (&ladder->plans, g_ptr_array_unref);
  g_free (ladder->note);
  g_free (ladder);
}

static GtkWidget *
make_ladder_row (guint index, gpointer user_data)
{
  Ladder *ladder = user_data;
  if (index < ladder->rungs->len) {
    return make_rung (index, ladder->rungs);
  }
  YztPlan *plan = ladder->plans->pdata[index - ladder->rungs->len];
  GtkWidget *row = yzt_plans_row (yzt_plan_get_title (plan), yzt_plan_get_reason (plan), NULL, NULL);
  g_object_set_data_full (G_OBJECT (row), "plan", g_object_ref (plan), g_object_unref);
  return row;
}

static void
on_ladder (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztPlansWindow *self = YZT_PLANS_WINDOW (source);
  g_autoptr (GError) error = NULL;
  Ladder *ladder = g_task_propagate_pointer (G_TASK (result), &error);
  if (ladder == NULL || !yzt_plans_window_is_latest (self, YZT_PLANS_LADDER, result)) {
    if (error != NULL && self->session != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
      yzt_ui_clear_children (GTK_WIDGET (self->lists[YZT_PLANS_LADDER]));
      gtk_label_set_text (self->notes[YZT_PLANS_LADDER], yzt_ui_error_text (error));
    }
    g_clear_pointer (&ladder, ladder_free);
    return;
  }
  if (ladder->note != NULL) {
    gtk_label_set_text (self->notes[YZT_PLANS_LADDER], ladder->note);
  }
  yzt_fill_in_turn (self->lists[YZT_PLANS_LADDER], ladder->rungs->len + ladder->plans->len, make_ladder_row, ladder, ladder_free);
}

/* The county of a place that was clicked; FALSE with the sentence where none is known. */
static gboolean
find_county (YztPlansOrder *order, char **note_out, GError **error)
{
  GError *cause = NULL;
  g_autoptr (YztAreaAt) area = yzt_area_at (order->place, &cause);
  g_autofree char *place = g_strdup_printf ("%.4f, %.4f", order->place.lon, order->place.lat);
  if (cause != NULL) {
    g_propagate_error (error, cause);
    return FALSE;
  }
  if (area == NULL || *area->adcode == '\0') {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, area == NULL ? _("%s lies in no county of the base map, so that no plan can be told for it.")
                                                                       : _("%s lies in an area for which the base map has no code, so that no plan can be told for it."), place);
    return FALSE;
  }
  order->situation.adcode = g_strdup (area->adcode);
  order->situation.at = &order->place;
  *note_out = *area->prefecture != '\0' ? g_strdup_printf (_("%s, %s %s: who answers there, from the enterprise up, and below them all plans that apply, best first"), place, area->prefecture, area->name)
                                        : g_strdup_printf (_("%s, %s: who answers there, from the enterprise up, and below them all plans that apply, best first"), place, area->name);
  return TRUE;
}

static void
read_ladder_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  YztPlansOrder *order = data;
  GError *error = NULL;
  g_autofree char *note = NULL;
  g_autoptr (GArray) rungs = order->has_place && !find_county (order, &note, &error) ? NULL : yzt_plans_ladder (order->store, &order->situation, order->today, order->language, &error);
  GPtrArray *plans = rungs != NULL ? yzt_plans_for_situation (order->store, &order->situation, order->today, 12, order->language, &error) : NULL;
  if (plans == NULL) {
    g_task_return_error (task, error);
    return;
  }
  Ladder *ladder = g_new0 (Ladder, 1);
  *ladder = (Ladder) { g_steal_pointer (&rungs), plans, g_steal_pointer (&note) };
  g_task_return_pointer (task, ladder, ladder_free);
}

static void
ask_for_ladder (YztPlansWindow *self, const YztPlanSituation *situation, const char *name)
{
  g_autofree char *note = g_strdup_printf (_("Who answers for “%s”, from the enterprise up, and below them all plans that apply, best first"), name);
  gtk_label_set_text (self->notes[YZT_PLANS_LADDER], note);
  g_autoptr (GTask) task = yzt_plans_window_task (self, YZT_PLANS_LADDER, situation, on_ladder);
  yzt_task_run_in_thread (task, read_ladder_in_thread);
}

/* --- a place --- */

static const YztField *
type_field (YztPlansWindow *self)
{
  YztKind *kind = yzt_kind_set_find (yzt_session_get_kinds (self->session), "incident");
  return kind != NULL ? yzt_kind_find_field (kind, "type") : NULL;
}

static void
ask_for_place (YztPlansWindow *self)
{
  const YztField *field = type_field (self);
  guint type = gtk_drop_down_get_selected (self->place_type);
  const YztPlanSituation situation = { .type = field != NULL && type > 0 && type != GTK_INVALID_LIST_POSITION ? yzt_field_get_value (field, type - 1) : NULL };
  g_autoptr (GTask) task = yzt_plans_window_task (self, YZT_PLANS_LADDER, &situation, on_ladder);
  YztPlansOrder *order = g_task_get_task_data (task);
  order->has_place = TRUE;
  order->place = self->place;
  yzt_task_run_in_thread (task, read_ladder_in_thread);
}

static void
on_type_chosen (YztPlansWindow *self)
{
  yzt_watchdog_action ("plans-of-place-type");
  ask_for_place (self);
}

void
yzt_plans_window_show_place (YztPlansWindow *self, YztPosition position)
{
  g_return_if_fail (YZT_IS_PLANS_WINDOW (self));
  self->has_place = TRUE;
  self->place = position;
  self->loaded[YZT_PLANS_LADDER] = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->place_type), TRUE);
  yzt_plans_window_show_part (self, "ladder");
  gtk_widget_grab_focus (GTK_WIDGET (self->place_type));
}

/* --- what is selected --- */

/* The selected thing: a hazard source names itself, whatever else stands somewhere names its county. */
static void
on_selected_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztPlansWindow) self = user_data;
  g_autoptr (YztFeature) feature = yzt_session_load_feature_finish (YZT_SESSION (source), result, NULL);
  if (feature == NULL || self->session == NULL) {
    return;
  }
  gboolean incident = g_str_equal (yzt_kind_get_id (feature->row->kind), "incident");
  gboolean hazard = g_str_equal (yzt_kind_get_id (feature->row->kind), "hazard-source");
  const char *name = text_of (feature->row, "name");
  const YztPlanSituation situation = { .incident_fid = incident ? feature->row->fid : 0, .adcode = text_of (feature->row, "region_adcode"),
                                       .hazard_code = hazard ? text_of (feature->row, "code") : NULL };
  ask_for_ladder (self, &situation, name != NULL ? name : "");
}

void
yzt_plans_load_ladder (YztPlansWindow *self)
{
  int kind = -1;
  gint64 fid = 0;
  if (self->has_place) {
    ask_for_place (self);
    return;
  }
  if (yzt_session_get_selected (self->session, &kind, &fid)) {
    yzt_session_load_feature_async (self->session, (guint) kind, fid, NULL, on_selected_loaded, g_object_ref (self));
    return;
  }
  GListModel *incidents = yzt_session_get_incidents (self->session);
  g_autoptr (YztIncident) first = g_list_model_get_item (incidents, 0);
  if (first != NULL && g_str_equal (yzt_incident_get_kind_id (first), "incident")) {
    const YztPlanSituation situation = { .incident_fid = yzt_incident_get_fid (first) };
    ask_for_ladder (self, &situation, yzt_incident_get_title (first));
  } else {
    gtk_label_set_text (self->notes[YZT_PLANS_LADDER], _("Select an incident or a hazard source on the map, or choose “Plans for This Place” with the right button."));
  }
}

/* --- parts --- */

static void
on_row (GtkListBox *list, GtkListBoxRow *row, YztPlansWindow *self)
{
  YztPlan *plan = g_object_get_data (G_OBJECT (gtk_list_box_row_get_child (row)), "plan");
  if (plan != NULL) {
    g_signal_emit_by_name (self, "plan-activated", plan, "");
  }
}

GtkWidget *
yzt_plans_new_part (YztPlansWindow *self, YztPlansPart part)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *list = gtk_list_box_new (), *scroller = gtk_scrolled_window_new ();
  self->lists[part] = GTK_LIST_BOX (list);
  self->notes[part] = GTK_LABEL (yzt_ui_label ("", "panel-empty"));
  gtk_label_set_wrap (self->notes[part], TRUE);
  gtk_widget_add_css_class (list, "panel-list");
  g_signal_connect_object (list, "row-activated", G_CALLBACK (on_row), self, 0);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->notes[part]));
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_widget_add_css_class (box, "panel-body");
  return box;
}

GtkWidget *
yzt_plans_new_ladder (YztPlansWindow *self)
{
  GtkWidget *box = yzt_plans_new_part (self, YZT_PLANS_LADDER);
  GtkStringList *words = gtk_string_list_new (NULL);
  const YztField *field = type_field (self);
  gtk_string_list_append (words, _("Any incident type"));
  for (guint i = 0; field != NULL && i < yzt_field_get_n_values (field); i++) {
    gtk_string_list_append (words, yzt_field_get_value_label (field, yzt_field_get_value (field, i), yzt_session_get_language (self->session)));
  }
  GtkWidget *drop = gtk_drop_down_new (G_LIST_MODEL (words), NULL);
  gtk_widget_set_halign (drop, GTK_ALIGN_START);
  gtk_widget_set_visible (drop, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What may happen at this place"), -1);
  g_signal_connect_object (drop, "notify::selected", G_CALLBACK (on_type_chosen), self, G_CONNECT_SWAPPED);
  self->place_type = GTK_DROP_DOWN (drop);
  gtk_box_prepend (GTK_BOX (box), drop);
  return box;
}
