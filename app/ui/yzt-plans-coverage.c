/* yzt-plans-coverage.c: how many hazard sources and enterprises have a current, filed and drilled plan, by county
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-fill-in-turn.h"
#include "yzt-plans-window-private.h"
#include "yzt-task.h"
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
new_figure (YztPlansWindow *self, const char *head, const char *label, guint n, guint all, GArray *fids)
{
  g_autofree char *text = all > 0 ? g_strdup_printf (_("%u of %u (%u %%)"), n, all, n * 100 / all) : g_strdup ("—");
  g_autofree char *whole = g_strdup_printf ("%s · %s: %s", head, label, text);
  if (fids->len == 0) {
    GtkWidget *figure = yzt_ui_label (text, "number");
    gtk_accessible_update_property (GTK_ACCESSIBLE (figure), GTK_ACCESSIBLE_PROPERTY_LABEL, whole, -1);
    return figure;
  }
  GtkWidget *button = gtk_button_new_with_label (text);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small-button");
  gtk_widget_add_css_class (button, "number");
  gtk_widget_set_margin_start (button, -9); /* its words below those of the heading */
  yzt_ui_set_tip (button, _("Show the hazard sources behind this figure on the map"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, whole, -1);
  g_object_set_data_full (G_OBJECT (button), "fids", g_array_ref (fids), (GDestroyNotify) g_array_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_figure), self, 0);
  return button;
}

#define COLUMN_PX 150

/* One line: what is counted, then its figures, each in a column of its own. */
static void
add_line (YztPlansWindow *self, GtkGrid *grid, int line, const char *head, const guint *n, guint all, GArray *const *fids)
{
  const char *labels[YZT_PLAN_N_COVERS] = { _("current plan"), _("filed"), _("drilled"), _("all three"), _("lacking one of them") };
  GtkWidget *title = yzt_ui_label (head, "second-line");
  gtk_widget_set_size_request (title, COLUMN_PX, -1);
  gtk_grid_attach (grid, title, 0, line, 1, 1);
  for (int i = 0; i < YZT_PLAN_N_COVERS; i++) {
    GtkWidget *figure = new_figure (self, head, labels[i], n[i], all, fids[i]), *column = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
    if (line == 1) {
      gtk_grid_attach (grid, yzt_ui_label (labels[i], "second-line"), i + 1, 0, 1, 1);
    }
    gtk_widget_set_size_request (column, COLUMN_PX, -1);
    gtk_box_append (GTK_BOX (column), figure);
    gtk_grid_attach (grid, column, i + 1, line, 1, 1);
  }
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
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *grid = gtk_grid_new ();
  const char *name = *c->county != '\0' ? c->county : *c->adcode != '\0' ? c->adcode : _("All together");
  const guint hazards[] = { c->n_hazards_current, c->n_hazards_filed, c->n_hazards_drilled, c->n_hazards_all, c->n_hazards - c->n_hazards_all };
  const guint units[] = { c->n_enterprises_current, c->n_enterprises_filed, c->n_enterprises_drilled, c->n_enterprises_all, c->n_enterprises - c->n_enterprises_all };
  gtk_grid_set_column_spacing (GTK_GRID (grid), 4);
  gtk_grid_attach (GTK_GRID (grid), yzt_ui_label (name, "row-title"), 0, 0, 1, 1);
  gtk_box_append (GTK_BOX (row), grid);
  add_line (covered->self, GTK_GRID (grid), 1, _("Hazard sources"), hazards, c->n_hazards, c->hazard_fids);
  add_line (covered->self, GTK_GRID (grid), 2, _("Enterprises"), units, c->n_enterprises, c->enterprise_fids);
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
  yzt_task_run_in_thread (task, read_coverage_in_thread);
}

GtkWidget *
yzt_plans_new_coverage (YztPlansWindow *self)
{
  GtkWidget *box = yzt_plans_new_part (self, YZT_PLANS_COVERAGE);
  gtk_list_box_set_selection_mode (self->lists[YZT_PLANS_COVERAGE], GTK_SELECTION_NONE);
  return box;
}
