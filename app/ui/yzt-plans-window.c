/* yzt-plans-window.c: the library of plans: its parts, and what they share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-plan-chips.h"
#include "yzt-plans-window-private.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

G_DEFINE_FINAL_TYPE (YztPlansWindow, yzt_plans_window, ADW_TYPE_WINDOW)

static const struct {
  const char *name, *title;
  GtkWidget *(*make) (YztPlansWindow *self);
  void (*load) (YztPlansWindow *self);
} parts[YZT_PLANS_N_PARTS] = {
  [YZT_PLANS_LIBRARY] = { "library", N_("Library"), yzt_plans_new_library, yzt_plans_load_library },
  [YZT_PLANS_DUE] = { "due", N_("Due"), yzt_plans_new_due, yzt_plans_load_due },
  [YZT_PLANS_COVERAGE] = { "coverage", N_("Coverage"), yzt_plans_new_coverage, yzt_plans_load_coverage },
  [YZT_PLANS_LADDER] = { "ladder", N_("Ladder"), yzt_plans_new_ladder, yzt_plans_load_ladder },
};

void
yzt_plans_window_say (YztPlansWindow *self, const char *sentence)
{
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

GtkWidget *
yzt_plans_row (const char *title, const char *second, const char *third_markup, const char *right)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *label = yzt_ui_label (title, "row-title");
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), label);
  if (second != NULL && *second != '\0') {
    GtkWidget *line = yzt_ui_label (second, "second-line number");
    gtk_label_set_wrap (GTK_LABEL (line), TRUE);
    gtk_label_set_wrap_mode (GTK_LABEL (line), PANGO_WRAP_WORD_CHAR);
    gtk_box_append (GTK_BOX (words), line);
  }
  if (third_markup != NULL && *third_markup != '\0') {
    GtkWidget *line = yzt_ui_label ("", "search-snippet");
    gtk_label_set_markup (GTK_LABEL (line), third_markup);
    gtk_label_set_ellipsize (GTK_LABEL (line), PANGO_ELLIPSIZE_END);
    gtk_box_append (GTK_BOX (words), line);
  }
  gtk_box_append (GTK_BOX (row), words);
  if (right != NULL && *right != '\0') {
    GtkWidget *figure = yzt_ui_label (right, "row-figure number");
    gtk_widget_set_valign (figure, GTK_ALIGN_CENTER);
    gtk_box_append (GTK_BOX (row), figure);
  }
  gtk_widget_add_css_class (row, "call-row");
  return row;
}

/* --- workers --- */

static void
order_free (gpointer data)
{
  YztPlansOrder *order = data;
  g_clear_object (&order->store);
  g_free (order->today);
  g_free (order->language);
  g_free ((char *) order->situation.type);
  g_free ((char *) order->situation.adcode);
  g_free ((char *) order->situation.hazard_code);
  g_free ((char *) order->situation.substance);
  g_free ((char *) order->situation.grade);
  g_free (order);
}

GTask *
yzt_plans_window_task (YztPlansWindow *self, YztPlansPart part, const YztPlanSituation *situation, GAsyncReadyCallback callback)
{
  g_cancellable_cancel (self->cancellables[part]);
  g_clear_object (&self->cancellables[part]);
  self->cancellables[part] = g_cancellable_new ();
  GTask *task = g_task_new (self, self->cancellables[part], callback, NULL);
  YztPlansOrder *order = g_new0 (YztPlansOrder, 1);
  order->store = g_object_ref (yzt_session_get_store (self->session));
  order->today = yzt_plan_today (self->session);
  order->language = g_strdup (yzt_session_get_language (self->session));
  if (situation != NULL) {
    order->situation = (YztPlanSituation) { situation->incident_fid, g_strdup (situation->type), g_strdup (situation->adcode), g_strdup (situation->hazard_code),
                                            g_strdup (situation->substance), g_strdup (situation->grade) };
  }
  g_task_set_task_data (task, order, order_free);
  return task;
}

gboolean
yzt_plans_window_is_latest (YztPlansWindow *self, YztPlansPart part, GAsyncResult *result)
{
  return self->session != NULL && g_task_get_cancellable (G_TASK (result)) == self->cancellables[part];
}

/* --- parts --- */

static YztPlansPart
part_in_sight (YztPlansWindow *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->stack);
  for (guint i = 0; name != NULL && i < YZT_PLANS_N_PARTS; i++) {
    if (g_str_equal (parts[i].name, name)) {
      return i;
    }
  }
  return YZT_PLANS_LIBRARY;
}

static void
on_part_shown (YztPlansWindow *self)
{
  YztPlansPart part = part_in_sight (self);
  if (self->session != NULL && !self->loaded[part]) {
    yzt_watchdog_action ("plans-part");
    self->loaded[part] = TRUE;
    parts[part].load (self);
  }
}

/* Something was written: what is in sight is read again, the rest when it is looked at. */
static void
on_rows_changed (YztPlansWindow *self)
{
  for (guint i = 0; i < YZT_PLANS_N_PARTS; i++) {
    self->loaded[i] = FALSE;
  }
  on_part_shown (self);
}

void
yzt_plans_window_show_part (YztPlansWindow *self, const char *name)
{
  g_return_if_fail (YZT_IS_PLANS_WINDOW (self));
  gtk_stack_set_visible_child_name (self->stack, name);
}

GtkListBox *
yzt_plans_window_get_list (YztPlansWindow *self)
{
  g_return_val_if_fail (YZT_IS_PLANS_WINDOW (self), NULL);
  return self->lists[part_in_sight (self)];
}

static void
action_find (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztPlansWindow *self = YZT_PLANS_WINDOW (widget);
  yzt_plans_window_show_part (self, "library");
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
action_part (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_plans_window_show_part (YZT_PLANS_WINDOW (widget), parts[CLAMP (g_variant_get_int32 (parameter), 0, YZT_PLANS_N_PARTS - 1)].name);
}

/* --- life --- */

static void
yzt_plans_window_dispose (GObject *object)
{
  YztPlansWindow *self = YZT_PLANS_WINDOW (object);
  for (guint i = 0; i < YZT_PLANS_N_PARTS; i++) {
    g_cancellable_cancel (self->cancellables[i]);
    g_clear_object (&self->cancellables[i]);
  }
  if (self->session != NULL) {
    g_signal_handlers_disconnect_by_data (yzt_plan_library_of (self->session), self);
  }
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_plans_window_parent_class)->dispose (object);
}

static void
yzt_plans_window_finalize (GObject *object)
{
  YztPlansWindow *self = YZT_PLANS_WINDOW (object);
  g_clear_pointer (&self->counties, g_strfreev);
  g_clear_pointer (&self->due, g_array_unref);
  G_OBJECT_CLASS (yzt_plans_window_parent_class)->finalize (object);
}

/* It is being closed. A worker may keep this longer than the other window lives. */
static void
yzt_plans_window_unrealize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (yzt_plans_window_parent_class)->unrealize (widget);
  gtk_window_set_transient_for (GTK_WINDOW (widget), NULL);
}

static void
yzt_plans_window_class_init (YztPlansWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_plans_window_dispose;
  widget_class->unrealize = yzt_plans_window_unrealize;
  G_OBJECT_CLASS (klass)->finalize = yzt_plans_window_finalize;
  g_signal_new ("plan-activated", YZT_TYPE_PLANS_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, YZT_TYPE_PLAN, G_TYPE_STRING);
  g_signal_new ("records-wanted", YZT_TYPE_PLANS_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ARRAY);
  gtk_widget_class_install_action (widget_class, "plans.find", NULL, action_find);
  gtk_widget_class_install_action (widget_class, "plans.part", "i", action_part);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "plans.find", NULL);
  for (int i = 0; i < YZT_PLANS_N_PARTS; i++) {
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + (guint) i, GDK_ALT_MASK, "plans.part", "i", i);
  }
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
yzt_plans_window_init (YztPlansWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *bar = adw_header_bar_new (), *switcher = gtk_stack_switcher_new ();
  self->stack = GTK_STACK (gtk_stack_new ());
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  self->import = gtk_button_new_with_label (_("Import a Folder…"));
  self->progress = g_object_new (YZT_TYPE_PROGRESS_LINE, NULL);
  g_signal_connect_object (self->import, "clicked", G_CALLBACK (yzt_plans_choose_folder), self, G_CONNECT_SWAPPED);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), self->import);
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), self->stack);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (bar), switcher);
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->progress));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_toast_overlay_set_child (self->toasts, box);
  adw_window_set_content (ADW_WINDOW (self), GTK_WIDGET (self->toasts));
  gtk_window_set_title (GTK_WINDOW (self), _("Plans"));
  gtk_window_set_default_size (GTK_WINDOW (self), 1000, 680);
}

YztPlansWindow *
yzt_plans_window_new (GtkWindow *parent, YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztPlansWindow *self = g_object_new (YZT_TYPE_PLANS_WINDOW, "transient-for", parent, "destroy-with-parent", TRUE, NULL);
  self->session = g_object_ref (session);
  for (guint i = 0; i < YZT_PLANS_N_PARTS; i++) {
    gtk_stack_add_titled (self->stack, parts[i].make (self), parts[i].name, _(parts[i].title));
  }
  gtk_widget_set_visible (self->import, !yzt_session_is_read_only (session));
  g_signal_connect_object (self->stack, "notify::visible-child", G_CALLBACK (on_part_shown), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "rows-changed", G_CALLBACK (on_rows_changed), self, G_CONNECT_SWAPPED);
  /* More can be found than when it was asked, while the index is being made. */
  g_signal_connect_object (yzt_plan_library_of (session), "changed", G_CALLBACK (yzt_plans_load_library), self, G_CONNECT_SWAPPED);
  on_part_shown (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  return self;
}
