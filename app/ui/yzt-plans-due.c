/* yzt-plans-due.c: what falls due of plans, as a list and a calendar, and the drills of the year planned from it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>
#include "yzt-edits.h"
#include "yzt-fill-in-turn.h"
#include "yzt-plans-window-private.h"
#include "yzt-task.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define MOST_SHOWN 300

/* --- the list --- */

static char *
days_in_words (const YztPlanDue *due)
{
  if (due->days < 0) {
    return g_strdup_printf (ngettext ("%d day overdue", "%d days overdue", (gulong) -due->days), -due->days);
  }
  return due->days == 0 ? g_strdup (_("today")) : g_strdup_printf (ngettext ("in %d day", "in %d days", (gulong) due->days), due->days);
}

static GtkWidget *
make_row (guint index, gpointer user_data)
{
  const YztPlanDue *due = &g_array_index ((GArray *) user_data, YztPlanDue, index);
  g_autofree char *second = g_strdup_printf ("%s · %s", due->date, due->words);
  g_autofree char *right = days_in_words (due);
  GtkWidget *row = yzt_plans_row (due->title, second, NULL, right);
  if (due->days < 0) {
    gtk_widget_add_css_class (row, "overdue");
  }
  g_object_set_data_full (G_OBJECT (row), "plan", yzt_plan_new_at (due->plan_fid, due->title, NULL, 0, NULL), g_object_unref);
  return row;
}

static void
on_row (GtkListBox *list, GtkListBoxRow *row, YztPlansWindow *self)
{
  g_signal_emit_by_name (self, "plan-activated", g_object_get_data (G_OBJECT (gtk_list_box_row_get_child (row)), "plan"), "");
}

/* Days on which something falls due in the month that is shown. */
static void
mark_days (YztPlansWindow *self)
{
  g_autoptr (GDateTime) shown = gtk_calendar_get_date (self->calendar);
  g_autofree char *month = g_date_time_format (shown, "%Y-%m-");
  gtk_calendar_clear_marks (self->calendar);
  for (guint i = 0; self->due != NULL && i < self->due->len; i++) {
    const YztPlanDue *due = &g_array_index (self->due, YztPlanDue, i);
    if (g_str_has_prefix (due->date, month)) {
      gtk_calendar_mark_day (self->calendar, (guint) atoi (due->date + strlen (month)));
    }
  }
}

/* The list goes to what falls due on or after the day. */
static void
on_day (YztPlansWindow *self)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (self->calendar);
  g_autofree char *date = g_date_time_format (day, "%Y-%m-%d");
  for (guint i = 0; self->due != NULL && i < MIN (self->due->len, MOST_SHOWN); i++) {
    GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->lists[YZT_PLANS_DUE], (int) i);
    if (row != NULL && g_strcmp0 (g_array_index (self->due, YztPlanDue, i).date, date) >= 0) {
      gtk_list_box_select_row (self->lists[YZT_PLANS_DUE], row);
      gtk_widget_grab_focus (GTK_WIDGET (row));
      return;
    }
  }
}

static void
on_due (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztPlansWindow *self = YZT_PLANS_WINDOW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) due = g_task_propagate_pointer (G_TASK (result), &error);
  if (due == NULL || !yzt_plans_window_is_latest (self, YZT_PLANS_DUE, result)) {
    return;
  }
  yzt_watchdog_action ("plans-due");
  guint overdue = 0;
  for (guint i = 0; i < due->len; i++) {
    overdue += g_array_index (due, YztPlanDue, i).days < 0 ? 1 : 0;
  }
  g_clear_pointer (&self->due, g_array_unref);
  self->due = g_array_ref (due);
  if (self->lists[YZT_PLANS_DUE] == NULL) {
    return;
  }
  g_autofree char *note = due->len > 0 ? g_strdup_printf (_("%u fall due, %u of them are overdue"), due->len, overdue) : g_strdup (_("Nothing falls due."));
  gtk_label_set_text (self->notes[YZT_PLANS_DUE], note);
  mark_days (self);
  guint n = MIN (due->len, MOST_SHOWN);
  yzt_fill_in_turn (self->lists[YZT_PLANS_DUE], n, make_row, g_steal_pointer (&due), (GDestroyNotify) g_array_unref);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  YztPlansOrder *order = data;
  GError *error = NULL;
  GArray *due = yzt_plans_due (order->store, order->today, NULL, order->language, &error);
  if (due == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, due, (GDestroyNotify) g_array_unref);
  }
}

void
yzt_plans_load_due (YztPlansWindow *self)
{
  g_autoptr (GTask) task = yzt_plans_window_task (self, YZT_PLANS_DUE, NULL, on_due);
  yzt_task_run_in_thread (task, read_in_thread);
}

/* --- the drills of the year --- */

static gboolean
note_planned (const YztRow *row, gpointer user_data)
{
  const char *state = yzt_row_get_text (row, "state"), *planned = yzt_row_get_text (row, "planned");
  if (g_strcmp0 (state, "planned") == 0 && planned != NULL) {
    g_hash_table_add (user_data, g_strdup_printf ("%" G_GINT64_FORMAT " %.4s", row->owner_fid, planned));
  }
  return TRUE;
}

/* One drill for each plan whose drill falls due until the end of the year and that has none planned in it; what is overdue comes first. */
static void
plan_drills_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  YztPlansOrder *order = data;
  GError *error = NULL;
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (order->store), "drill");
  g_autofree char *until = g_strdup_printf ("%.4s-12-31", order->today);
  g_autoptr (GHashTable) planned = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) due = yzt_plans_due (order->store, order->today, until, order->language, &error);
  if (due == NULL || kind == NULL || !yzt_store_read_rows (order->store, kind, note_planned, planned, &error)) {
    if (error != NULL) {
      g_task_return_error (task, error);
    } else {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s", _("This map keeps no drills; open it once with writing allowed."));
    }
    return;
  }
  g_autofree char *label = g_strdup_printf (_("Plan the drills of %.4s"), order->today);
  YztEdits *edits = yzt_edits_new (label);
  for (guint i = 0; i < due->len; i++) {
    const YztPlanDue *one = &g_array_index (due, YztPlanDue, i);
    g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT " %.4s", one->plan_fid, order->today);
    if (one->kind != YZT_PLAN_DUE_DRILL || !g_hash_table_add (planned, g_steal_pointer (&key))) {
      continue;
    }
    g_autoptr (YztRow) row = yzt_row_new (kind);
    g_autofree char *name = g_strdup_printf (_("Drill %.4s: %s"), order->today, one->title);
    row->owner_fid = one->plan_fid;
    yzt_row_set_text (row, "name", name);
    yzt_row_set_text (row, "state", "planned");
    yzt_row_set_text (row, "planned", g_strcmp0 (one->date, order->today) > 0 ? one->date : until);
    yzt_edits_insert (edits, row);
  }
  g_task_return_pointer (task, edits, (GDestroyNotify) yzt_edits_free);
}

static void
on_drills_planned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztPlansWindow *self = YZT_PLANS_WINDOW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (YztEdits) edits = g_task_propagate_pointer (G_TASK (result), &error);
  guint n = edits != NULL ? yzt_edits_get_n_rows (edits) : 0;
  if (edits == NULL || self->session == NULL) {
    if (error != NULL && self->session != NULL) {
      yzt_plans_window_say (self, yzt_ui_error_text (error));
    }
    return;
  }
  g_autofree char *sentence = n > 0 ? g_strdup_printf (ngettext ("%u drill is planned for this year", "%u drills are planned for this year", n), n)
                                    : g_strdup (_("Every drill that falls due this year is planned already."));
  if (n > 0) {
    yzt_session_write_edits_async (self->session, g_steal_pointer (&edits), NULL, NULL);
  }
  yzt_plans_window_say (self, sentence);
}

static void
on_plan_drills (YztPlansWindow *self)
{
  yzt_watchdog_action ("plan-drills");
  g_autoptr (GTask) task = yzt_plans_window_task (self, YZT_PLANS_LADDER, NULL, on_drills_planned);
  yzt_task_run_in_thread (task, plan_drills_in_thread);
}

GtkWidget *
yzt_plans_new_due (YztPlansWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8), *right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *list = gtk_list_box_new (), *scroller = gtk_scrolled_window_new (), *drills = gtk_button_new_with_label (_("Plan the Year’s Drills"));
  self->calendar = GTK_CALENDAR (gtk_calendar_new ());
  self->lists[YZT_PLANS_DUE] = GTK_LIST_BOX (list);
  self->notes[YZT_PLANS_DUE] = GTK_LABEL (yzt_ui_label ("", "panel-empty"));
  g_signal_connect_object (self->calendar, "day-selected", G_CALLBACK (on_day), self, G_CONNECT_SWAPPED);
  static const char *const turns[] = { "next-month", "prev-month", "next-year", "prev-year" };
  for (guint i = 0; i < G_N_ELEMENTS (turns); i++) {
    g_signal_connect_object (self->calendar, turns[i], G_CALLBACK (mark_days), self, G_CONNECT_SWAPPED);
  }
  gtk_widget_set_tooltip_text (drills, _("One drill for each plan whose drill falls due this year and that has none planned yet"));
  gtk_widget_set_sensitive (drills, !yzt_session_is_read_only (self->session));
  g_signal_connect_object (drills, "clicked", G_CALLBACK (on_plan_drills), self, G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (list, "panel-list");
  g_signal_connect_object (list, "row-activated", G_CALLBACK (on_row), self, 0);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_set_hexpand (right, TRUE);
  gtk_box_append (GTK_BOX (left), GTK_WIDGET (self->calendar));
  gtk_box_append (GTK_BOX (left), drills);
  gtk_box_append (GTK_BOX (right), GTK_WIDGET (self->notes[YZT_PLANS_DUE]));
  gtk_box_append (GTK_BOX (right), scroller);
  gtk_box_append (GTK_BOX (box), left);
  gtk_box_append (GTK_BOX (box), right);
  gtk_widget_add_css_class (box, "panel-body");
  return box;
}
