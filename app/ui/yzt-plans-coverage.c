/* yzt-plans-coverage.c: how many hazard sources and enterprises have a current, filed and drilled plan, by county; and the ladder of who answers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-fill-in-turn.h"
#include "yzt-plans-window-private.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

/* --- coverage --- */

static void
on_figure (GtkButton *button, YztPlansWindow *self)
{
  yzt_watchdog_action ("coverage-records");
  g_signal_emit_by_name (self, "records-wanted", g_object_get_data (G_OBJECT (button), "fids"));
}

/* "12 of 40 (30 %)"; behind it its records. */
static GtkWidget *
new_figure (YztPlansWindow *self, const char *label, guint n, guint all, GArray *fids)
{
  g_autofree char *text = all > 0 ? g_strdup_printf (_("%s %u of %u (%u %%)"), label, n, all, n * 100 / all) : g_strdup_printf ("%s —", label);
  if (fids == NULL || fids->len == 0) {
    return yzt_ui_label (text, "number");
  }
  GtkWidget *button = gtk_button_new_with_label (text);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small-button");
  gtk_widget_add_css_class (button, "number");
  gtk_widget_set_tooltip_text (button, _("Show the hazard sources behind this figure on the map"));
  g_object_set_data_full (G_OBJECT (button), "fids", g_array_ref (fids), (GDestroyNotify) g_array_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_figure), self, 0);
  return button;
}

typedef struct {
  YztPlansWindow *self;
  GArray *counties;
} Covered;

static void
covered_free (gpointer data)
{
  Covered *covered = data;
  g_array_unref (covered->counties);
  g_free (covered);
}

static GtkWidget *
make_county (guint index, gpointer user_data)
{
  Covered *covered = user_data;
  const YztPlanCoverage *c = &g_array_index (covered->counties, YztPlanCoverage, index);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *hazards = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14), *units = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  const char *name = *c->county != '\0' ? c->county : *c->adcode != '\0' ? c->adcode : _("All together");
  gtk_box_append (GTK_BOX (row), yzt_ui_label (name, "row-title"));
  gtk_box_append (GTK_BOX (hazards), new_figure (covered->self, _("Hazard sources with a current plan"), c->n_hazards_current, c->n_hazards, c->hazards));
  gtk_box_append (GTK_BOX (hazards), new_figure (covered->self, _("filed"), c->n_hazards_filed, c->n_hazards, NULL));
  gtk_box_append (GTK_BOX (hazards), new_figure (covered->self, _("drilled"), c->n_hazards_drilled, c->n_hazards, NULL));
  gtk_box_append (GTK_BOX (hazards), new_figure (covered->self, _("lacking one of them"), c->n_hazards - c->n_hazards_all, c->n_hazards, c->hazards_lacking));
  gtk_box_append (GTK_BOX (units), new_figure (covered->self, _("Enterprises with a current plan"), c->n_enterprises_current, c->n_enterprises, NULL));
  gtk_box_append (GTK_BOX (units), new_figure (covered->self, _("filed"), c->n_enterprises_filed, c->n_enterprises, NULL));
  gtk_box_append (GTK_BOX (units), new_figure (covered->self, _("drilled"), c->n_enterprises_drilled, c->n_enterprises, NULL));
  gtk_box_append (GTK_BOX (units), new_figure (covered->self, _("all three"), c->n_enterprises_all, c->n_enterprises, NULL));
  gtk_box_append (GTK_BOX (row), hazards);
  gtk_box_append (GTK_BOX (row), units);
  gtk_widget_add_css_class (row, "call-row");
  return row;
}

static void
on_coverage (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztPlansWindow *self = YZT_PLANS_WINDOW (source);
  GArray *counties = g_task_propagate_pointer (G_TASK (result), NULL);
  if (counties == NULL || !yzt_plans_window_is_latest (self, YZT_PLANS_COVERAGE, result)) {
    g_clear_pointer (&counties, g_array_unref);
    return;
  }
  Covered *covered = g_new0 (Covered, 1);
  *covered = (Covered) { self, counties };
  gtk_label_set_text (self->notes[YZT_PLANS_COVERAGE], _("Filed: with a filing number or day, or in that state. Drilled: at least once, and the next drill is not overdue. Bold figures open their records on the map."));
  yzt_fill_in_turn (self->lists[YZT_PLANS_COVERAGE], counties->len, make_county, covered, covered_free);
}

static void
read_coverage_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  YztPlansOrder *order = data;
  GError *error = NULL;
  GArray *counties = yzt_plans_coverage (order->store, order->today, order->language, &error);
  if (counties == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, counties, (GDestroyNotify) g_array_unref);
  }
}

void
yzt_plans_load_coverage (YztPlansWindow *self)
{
  g_autoptr (GTask) task = yzt_plans_window_task (self, YZT_PLANS_COVERAGE, NULL, on_coverage);
  g_task_run_in_thread (task, read_coverage_in_thread);
}

/* --- the ladder --- */

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
} Ladder;

static void
ladder_free (gpointer data)
{
  Ladder *ladder = data;
  g_clear_pointer (&ladder->rungs, g_array_unref);
  g_clear_pointer (&ladder->plans, g_ptr_array_unref);
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
    g_clear_pointer (&ladder, ladder_free);
    return;
  }
  yzt_fill_in_turn (self->lists[YZT_PLANS_LADDER], ladder->rungs->len + ladder->plans->len, make_ladder_row, ladder, ladder_free);
}

static void
read_ladder_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  YztPlansOrder *order = data;
  GError *error = NULL;
  g_autoptr (GArray) rungs = yzt_plans_ladder (order->store, &order->situation, order->today, order->language, &error);
  GPtrArray *plans = rungs != NULL ? yzt_plans_for_situation (order->store, &order->situation, order->today, 12, order->language, &error) : NULL;
  if (plans == NULL) {
    g_task_return_error (task, error);
    return;
  }
  Ladder *ladder = g_new0 (Ladder, 1);
  *ladder = (Ladder) { g_steal_pointer (&rungs), plans };
  g_task_return_pointer (task, ladder, ladder_free);
}

static void
ask_for_ladder (YztPlansWindow *self, const YztPlanSituation *situation, const char *name)
{
  g_autofree char *note = g_strdup_printf (_("Who answers for “%s”, from the enterprise up, and below them all plans that apply, best first"), name);
  gtk_label_set_text (self->notes[YZT_PLANS_LADDER], note);
  g_autoptr (GTask) task = yzt_plans_window_task (self, YZT_PLANS_LADDER, situation, on_ladder);
  g_task_run_in_thread (task, read_ladder_in_thread);
}

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
    gtk_label_set_text (self->notes[YZT_PLANS_LADDER], _("Select an incident or a hazard source on the map."));
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

static GtkWidget *
new_part (YztPlansWindow *self, YztPlansPart part)
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
yzt_plans_new_coverage (YztPlansWindow *self)
{
  GtkWidget *box = new_part (self, YZT_PLANS_COVERAGE);
  gtk_list_box_set_selection_mode (self->lists[YZT_PLANS_COVERAGE], GTK_SELECTION_NONE);
  return box;
}

GtkWidget *
yzt_plans_new_ladder (YztPlansWindow *self)
{
  return new_part (self, YZT_PLANS_LADDER);
}
