/* yzt-figure-bar.c: how a figure is asked and drawn: period, by what it is parted, beside the year before, shape
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-figure-bar.h"
#include <glib/gi18n-lib.h>
#include "yzt-rules.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define N_SHAPES (YZT_CHART_MULTIPLES + 1)
#define OWN_DAYS "days" /* written by hand */

struct _YztFigureBar {
  GtkBox parent_instance;
  GtkWidget *period, *by, *split, *before, *days, *from, *to;
  GtkWidget *period_label, *by_label, *split_label;
  GtkWidget *shapes[N_SHAPES];
  const YztFigureSpec *spec;
  GPtrArray *periods;     /* const char *, as YztFigureAsk.period */
  GPtrArray *partings;    /* YztFigureParting */
  guint n_times;          /* of them, the first: the second list has none */
  gboolean filling;       /* what changes now is no choice */
};
G_DEFINE_FINAL_TYPE (YztFigureBar, yzt_figure_bar, GTK_TYPE_BOX)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- what is chosen --- */

static const char *
chosen_period (YztFigureBar *self)
{
  guint i = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->period));
  return i < self->periods->len ? self->periods->pdata[i] : NULL;
}

/* Which of the partings is the first of a list. */
static guint
first_of (YztFigureBar *self, GtkWidget *list)
{
  return list == self->split ? self->n_times : 0;
}

/* The first entry of both lists parts by nothing. */
static const char *
chosen_parting (YztFigureBar *self, GtkWidget *list)
{
  guint i = gtk_drop_down_get_selected (GTK_DROP_DOWN (list)), at = first_of (self, list) + i;
  return i > 0 && at <= self->partings->len ? ((const YztFigureParting *) self->partings->pdata[at - 1])->id : "";
}

static gboolean
is_split (YztFigureBar *self)
{
  return *chosen_parting (self, self->by) != '\0' && *chosen_parting (self, self->split) != '\0';
}

static gboolean
can_have (YztFigureBar *self, YztChartShape shape)
{
  gboolean adds_up = self->spec != NULL && yzt_figure_spec_adds_up (self->spec);
  return shape == YZT_CHART_BARS || shape == YZT_CHART_LINES || (is_split (self) && (shape == YZT_CHART_MULTIPLES || adds_up));
}

YztChartShape
yzt_figure_bar_get_shape (YztFigureBar *self)
{
  g_return_val_if_fail (YZT_IS_FIGURE_BAR (self), YZT_CHART_BARS);
  for (int i = 0; i < N_SHAPES; i++) {
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->shapes[i])) && can_have (self, (YztChartShape) i)) {
      return (YztChartShape) i;
    }
  }
  return YZT_CHART_BARS;
}

gboolean
yzt_figure_bar_get_before (YztFigureBar *self)
{
  g_return_val_if_fail (YZT_IS_FIGURE_BAR (self), FALSE);
  return gtk_check_button_get_active (GTK_CHECK_BUTTON (self->before));
}

static gboolean
read_days (YztFigureBar *self, const char **from, const char **to)
{
  GDate first, last;
  *from = gtk_editable_get_text (GTK_EDITABLE (self->from));
  *to = gtk_editable_get_text (GTK_EDITABLE (self->to));
  return yzt_rule_parse_day (*from, &first) && yzt_rule_parse_day (*to, &last) && g_date_compare (&first, &last) <= 0;
}

void
yzt_figure_bar_fill (YztFigureBar *self, YztFigureAsk *ask)
{
  g_return_if_fail (YZT_IS_FIGURE_BAR (self) && ask != NULL);
  const char *period = chosen_period (self), *from, *to;
  if (g_strcmp0 (period, OWN_DAYS) == 0) {
    gboolean good = read_days (self, &from, &to);
    ask->from = good ? from : NULL;
    ask->to = good ? to : NULL;
  } else {
    ask->period = period;
  }
  if (self->partings->len > 0) {
    ask->by = chosen_parting (self, self->by);
    ask->split = chosen_parting (self, self->split);
  }
  ask->compare = yzt_figure_bar_get_before (self);
}

/* --- changes --- */

static void
settle (YztFigureBar *self)
{
  gboolean has_period = self->spec != NULL && yzt_figure_spec_has_period (self->spec), has_parts = self->partings->len > 0;
  gboolean parted = *chosen_parting (self, self->by) != '\0', split = is_split (self);
  YztChartShape shape = yzt_figure_bar_get_shape (self);
  GtkWidget *const of_period[] = { self->period, self->period_label, self->before }, *const of_parts[] = { self->by, self->by_label, self->split, self->split_label };
  for (guint i = 0; i < G_N_ELEMENTS (of_period); i++) {
    gtk_widget_set_visible (of_period[i], has_period);
  }
  for (guint i = 0; i < G_N_ELEMENTS (of_parts); i++) {
    gtk_widget_set_visible (of_parts[i], has_parts);
  }
  gtk_widget_set_visible (self->days, has_period && g_strcmp0 (chosen_period (self), OWN_DAYS) == 0);
  gtk_widget_set_sensitive (self->split, parted);
  gtk_widget_set_sensitive (self->before, !split); /* two partings and two years at once nobody reads */
  self->filling = TRUE;
  for (int i = 0; i < N_SHAPES; i++) {
    gtk_widget_set_sensitive (self->shapes[i], can_have (self, (YztChartShape) i));
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->shapes[i]), (YztChartShape) i == shape);
  }
  self->filling = FALSE;
}

static void
tell (YztFigureBar *self, gboolean asks)
{
  settle (self);
  g_signal_emit (self, signals[CHANGED], 0, asks);
}

static void
on_choice (YztFigureBar *self)
{
  if (!self->filling) {
    yzt_watchdog_action ("figure-choice");
    tell (self, TRUE);
  }
}

/* Stacks as soon as there is something to stack, bars when there is not any more. */
static void
on_split (YztFigureBar *self)
{
  if (self->filling) {
    return;
  }
  if (is_split (self) && yzt_figure_bar_get_shape (self) == YZT_CHART_BARS) {
    self->filling = TRUE;
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->shapes[can_have (self, YZT_CHART_STACKED) ? YZT_CHART_STACKED : YZT_CHART_MULTIPLES]), TRUE);
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->shapes[YZT_CHART_BARS]), FALSE);
    self->filling = FALSE;
  }
  on_choice (self);
}

static void
on_days (YztFigureBar *self)
{
  const char *from, *to;
  gboolean good = read_days (self, &from, &to);
  for (int i = 0; i < 2; i++) {
    (good ? gtk_widget_remove_css_class : gtk_widget_add_css_class) (i == 0 ? self->from : self->to, "error");
  }
  if (good) {
    on_choice (self);
  }
}

static void
on_shape (GtkToggleButton *button, YztFigureBar *self)
{
  if (!self->filling && gtk_toggle_button_get_active (button)) {
    self->filling = TRUE;
    for (int i = 0; i < N_SHAPES; i++) {
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->shapes[i]), self->shapes[i] == GTK_WIDGET (button));
    }
    self->filling = FALSE;
    yzt_watchdog_action ("figure-shape");
    tell (self, FALSE);
  } else if (!self->filling) {
    settle (self); /* one of them is always chosen */
  }
}

/* --- another figure --- */

static void
add_period (YztFigureBar *self, GtkStringList *labels, const char *id, const char *label)
{
  g_ptr_array_add (self->periods, (gpointer) id);
  gtk_string_list_append (labels, label);
}

static void
fill_periods (YztFigureBar *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  const char *own = yzt_figure_spec_get_period (self->spec);
  guint at = 0;
  g_ptr_array_set_size (self->periods, 0);
  if (g_str_equal (own, "24-hours")) {
    add_period (self, labels, "24-hours", _("24 hours"));
  }
  add_period (self, labels, "today", _("Today"));
  add_period (self, labels, "month", _("This month"));
  add_period (self, labels, "year", _("This year"));
  add_period (self, labels, "last-year", _("Last year"));
  add_period (self, labels, "12-months", _("Twelve months"));
  add_period (self, labels, "all", _("All records"));
  add_period (self, labels, OWN_DAYS, _("Days of your own"));
  for (guint i = 0; i < self->periods->len; i++) {
    at = g_str_equal (self->periods->pdata[i], own) ? i : at;
  }
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->period), G_LIST_MODEL (labels));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->period), at);
}

static void
fill_partings (YztFigureBar *self, GtkWidget *list, const char *none, const char *chosen)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  guint at = 0, first = first_of (self, list);
  gtk_string_list_append (labels, none);
  for (guint i = first; i < self->partings->len; i++) {
    const YztFigureParting *parting = self->partings->pdata[i];
    gtk_string_list_append (labels, parting->label);
    at = g_str_equal (parting->id, chosen) || (g_str_equal (chosen, "county") && g_str_equal (parting->id, "owner.county")) ? i - first + 1 : at;
  }
  gtk_drop_down_set_model (GTK_DROP_DOWN (list), G_LIST_MODEL (labels));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (list), at);
}

void
yzt_figure_bar_set_spec (YztFigureBar *self, const YztFigureSpec *spec, YztKindSet *kinds, const char *language)
{
  g_return_if_fail (YZT_IS_FIGURE_BAR (self) && spec != NULL);
  self->filling = TRUE;
  self->spec = spec;
  g_ptr_array_unref (self->partings);
  self->partings = yzt_figure_spec_list_partings (spec, kinds, language);
  for (self->n_times = 0; self->n_times < self->partings->len && ((const YztFigureParting *) self->partings->pdata[self->n_times])->is_time;) {
    self->n_times++;
  }
  fill_periods (self);
  fill_partings (self, self->by, _("Not parted"), yzt_figure_spec_get_by (spec));
  fill_partings (self, self->split, _("Nothing more"), "");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->before), yzt_figure_spec_is_compared (spec));
  self->filling = FALSE;
  settle (self);
}

void
yzt_figure_bar_tell_days (YztFigureBar *self, const char *from, const char *to)
{
  g_return_if_fail (YZT_IS_FIGURE_BAR (self));
  if (g_strcmp0 (chosen_period (self), OWN_DAYS) == 0 || from == NULL || to == NULL) {
    return; /* what is written stays */
  }
  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->from), from);
  gtk_editable_set_text (GTK_EDITABLE (self->to), to);
  self->filling = FALSE;
}

static gboolean
choose_parting (YztFigureBar *self, GtkWidget *list, const char *id)
{
  guint first = first_of (self, list);
  for (guint i = first; id != NULL && *id != '\0' && i < self->partings->len; i++) {
    if (g_str_equal (((const YztFigureParting *) self->partings->pdata[i])->id, id)) {
      gtk_drop_down_set_selected (GTK_DROP_DOWN (list), i - first + 1);
      return TRUE;
    }
  }
  if (id != NULL && *id == '\0') {
    gtk_drop_down_set_selected (GTK_DROP_DOWN (list), 0);
  }
  return id == NULL || *id == '\0';
}

gboolean
yzt_figure_bar_choose (YztFigureBar *self, const char *period, const char *by, const char *split, YztChartShape shape)
{
  g_return_val_if_fail (YZT_IS_FIGURE_BAR (self), FALSE);
  gboolean found = period == NULL;
  for (guint i = 0; period != NULL && i < self->periods->len; i++) {
    if (g_str_equal (self->periods->pdata[i], period)) {
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->period), i);
      found = TRUE;
    }
  }
  found = choose_parting (self, self->by, by) && found;
  found = choose_parting (self, self->split, split) && found;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->shapes[shape]), TRUE);
  return found && yzt_figure_bar_get_shape (self) == shape;
}

/* --- class --- */

static void
yzt_figure_bar_finalize (GObject *object)
{
  YztFigureBar *self = YZT_FIGURE_BAR (object);
  g_ptr_array_unref (self->periods);
  g_ptr_array_unref (self->partings);
  G_OBJECT_CLASS (yzt_figure_bar_parent_class)->finalize (object);
}

static void
yzt_figure_bar_class_init (YztFigureBarClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_figure_bar_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_OBJECT_CLASS_TYPE (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static GtkWidget *
add_list (GtkWidget *row, const char *name, GtkWidget **label_out)
{
  GtkWidget *list = gtk_drop_down_new (NULL, NULL);
  *label_out = yzt_ui_label (name, "second-line");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (row), *label_out);
  gtk_box_append (GTK_BOX (row), list);
  return list;
}

static GtkWidget *
new_day (const char *name)
{
  GtkWidget *entry = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 11);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 11);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return entry;
}

static GtkWidget *
new_shapes (YztFigureBar *self)
{
  const char *const names[N_SHAPES] = { _("Bars"), _("Lines"), _("Stacks"), _("Small charts") };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (box, "linked");
  for (int i = 0; i < N_SHAPES; i++) {
    self->shapes[i] = gtk_toggle_button_new_with_label (names[i]);
    gtk_box_append (GTK_BOX (box), self->shapes[i]);
    g_signal_connect (self->shapes[i], "toggled", G_CALLBACK (on_shape), self);
  }
  yzt_ui_set_tip (self->shapes[YZT_CHART_STACKED], _("Choose by what each part is to be parted once more; shares and means do not add up"));
  yzt_ui_set_tip (self->shapes[YZT_CHART_MULTIPLES], _("Choose by what each part is to be parted once more"));
  return box;
}

static void
yzt_figure_bar_init (YztFigureBar *self)
{
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *gap = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->periods = g_ptr_array_new ();
  self->partings = g_ptr_array_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->period = add_list (first, _("Period"), &self->period_label);
  self->by = add_list (first, _("Parted by"), &self->by_label);
  self->split = add_list (first, _("and by"), &self->split_label);
  self->before = gtk_check_button_new_with_label (_("Year before"));
  yzt_ui_set_tip (self->before, _("Beside the same days of the year before"));
  gtk_widget_set_hexpand (gap, TRUE);
  gtk_box_append (GTK_BOX (first), self->before);
  gtk_box_append (GTK_BOX (first), gap);
  gtk_box_append (GTK_BOX (first), new_shapes (self));
  self->days = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->from = new_day (_("First day"));
  self->to = new_day (_("Last day"));
  gtk_box_append (GTK_BOX (self->days), yzt_ui_label (_("From the day"), "second-line"));
  gtk_box_append (GTK_BOX (self->days), self->from);
  gtk_box_append (GTK_BOX (self->days), yzt_ui_label (_("up to"), "second-line"));
  gtk_box_append (GTK_BOX (self->days), self->to);
  gtk_box_append (GTK_BOX (self->days), yzt_ui_label (_("both included, as 2026-01-01"), "second-line"));
  gtk_box_append (GTK_BOX (self), first);
  gtk_box_append (GTK_BOX (self), self->days);
  g_signal_connect_swapped (self->period, "notify::selected", G_CALLBACK (on_choice), self);
  g_signal_connect_swapped (self->by, "notify::selected", G_CALLBACK (on_choice), self);
  g_signal_connect_swapped (self->split, "notify::selected", G_CALLBACK (on_split), self);
  g_signal_connect_swapped (self->before, "toggled", G_CALLBACK (on_choice), self);
  g_signal_connect_swapped (self->from, "changed", G_CALLBACK (on_days), self);
  g_signal_connect_swapped (self->to, "changed", G_CALLBACK (on_days), self);
}

GtkWidget *
yzt_figure_bar_new (void)
{
  return g_object_new (YZT_TYPE_FIGURE_BAR, NULL);
}
