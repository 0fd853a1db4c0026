/* yzt-command-needs.c: the cards of needs, reach and proposals: what is needed, what is there, who could send it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-command-needs.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-still-text.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define RADIUS_MIN_M 500.0
#define RADIUS_MAX_M 200000.0
#define MINUTES_MIN 5.0
#define MINUTES_MAX 240.0
#define PROPOSE_AFTER_MS 150
#define MOST_PICKS 40
#define MOST_HELD 6

struct _YztCommandNeeds {
  GtkWidget parent_instance;
  YztCommand *command;
  GtkWidget *mode, *slider, *reach, *grid, *empty, *people, *held, *ways[YZT_N_PROPOSALS], *picks, *send, *send_card;
  GtkAdjustment *adjustment;
  GPtrArray *cells;        /* five to a need: its name (GtkLabel); need, within, shortfall, second line (YztStillText) */
  YztNeedsProposal *proposals[YZT_N_PROPOSALS];
  guint chosen, timer;
  YztReach shown;          /* what the figures stand for */
  gboolean following;
};
G_DEFINE_FINAL_TYPE (YztCommandNeeds, yzt_command_needs, GTK_TYPE_WIDGET)

enum { THING_ACTIVATED, REACH_CHANGED, COVER_CHANGED, SENT, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- needs in figures: labels stay, their texts change with every frame of a drag --- */

static GtkWidget *
cell (const char *classes, double xalign)
{
  GtkWidget *label = yzt_ui_label ("", classes);
  gtk_label_set_xalign (GTK_LABEL (label), (float) xalign);
  return label;
}

static char *
amount (double number, const YztNeed *need)
{
  g_autofree char *figure = yzt_text_group_number (number, 2);
  return *need->unit != '\0' ? g_strdup_printf ("%s %s", figure, need->unit) : g_steal_pointer (&figure);
}

/* No figure of it is longer: neither the need nor all that there is anywhere. */
static char *
widest_of (const YztNeed *need)
{
  double most = need->quantity;
  for (guint i = 0; i < need->sources->len; i++) {
    most += g_array_index (need->sources, YztNeedSource, i).available;
  }
  return amount (most, need);
}

static void
build_rows (YztCommandNeeds *self)
{
  YztNeeds *needs = yzt_command_get_needs (self->command);
  const char *heads[] = { "", _("Need"), _("In reach"), _("Short") };
  yzt_ui_clear_children (self->grid);
  g_ptr_array_set_size (self->cells, 0);
  for (guint i = 0; i < 4; i++) {
    GtkWidget *head = cell ("second-line", i == 0 ? 0 : 1);
    gtk_label_set_text (GTK_LABEL (head), heads[i]);
    gtk_grid_attach (GTK_GRID (self->grid), head, (int) i, 0, 1, 1);
  }
  for (guint i = 0; needs != NULL && i < yzt_needs_get_n (needs); i++) {
    const YztNeed *need = yzt_needs_get (needs, i);
    g_autofree char *widest = widest_of (need), *widest_short = g_strdup_printf ("▼ %s", widest);
    GtkWidget *labels[5] = { cell (NULL, 0), yzt_still_text_new ("number"), yzt_still_text_new ("number row-title"), yzt_still_text_new ("number row-title"),
                             yzt_still_text_new ("second-line number") };
    gtk_label_set_text (GTK_LABEL (labels[0]), need->name);
    gtk_label_set_wrap (GTK_LABEL (labels[0]), TRUE);
    gtk_label_set_wrap_mode (GTK_LABEL (labels[0]), PANGO_WRAP_WORD_CHAR);
    gtk_widget_set_hexpand (labels[0], TRUE);
    for (guint k = 1; k < 4; k++) {
      yzt_still_text_set_widest (YZT_STILL_TEXT (labels[k]), k == 3 ? widest_short : widest);
    }
    for (guint k = 0; k < 5; k++) {
      gtk_grid_attach (GTK_GRID (self->grid), labels[k], k < 4 ? (int) k : 0, (int) (2 * i + 1 + (k == 4 ? 1 : 0)), k < 4 ? 1 : 4, 1);
      g_ptr_array_add (self->cells, labels[k]);
    }
  }
  gtk_widget_set_visible (self->empty, needs != NULL && yzt_needs_get_n (needs) == 0);
  gtk_widget_set_visible (self->grid, needs != NULL && yzt_needs_get_n (needs) > 0);
}

static void
set_cell (YztCommandNeeds *self, guint i, guint k, const char *text)
{
  yzt_still_text_set (self->cells->pdata[5 * i + k], text);
}

static char *
second_line (const YztNeeds *needs, guint i, const YztNeedFigures *figures)
{
  const YztNeed *need = yzt_needs_get (needs, i);
  g_autoptr (GString) words = g_string_new (need->problem);
  g_autofree char *next = figures->shortfall > 0 ? yzt_needs_next_words (needs, i, figures) : NULL;
  const struct {
    double number;
    const char *format;
  } parts[] = { { figures->sent, _("sent %s") }, { figures->reserved, _("reserved %s") }, { figures->expired, _("expired or unfit %s") } };
  for (guint p = 0; p < G_N_ELEMENTS (parts); p++) {
    if (parts[p].number > 0) {
      g_autofree char *number = yzt_text_group_number (parts[p].number, 2);
      g_string_append (words, words->len > 0 ? " · " : "");
      g_string_append_printf (words, parts[p].format, number);
    }
  }
  if (next != NULL) {
    g_string_append_printf (words, "%s%s", words->len > 0 ? " · " : "", next);
  } else if (figures->shortfall > 0 && need->problem == NULL) {
    g_string_append_printf (words, "%s%s", words->len > 0 ? " · " : "", _("nobody farther out has more"));
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
show_people (YztCommandNeeds *self, YztNeeds *needs, const YztReach *reach)
{
  YztReachPeople people;
  yzt_needs_people (needs, reach, &people);
  /* Translators: people free of those on duty now, on the roll, part-timers among them, vehicles free of all. */
  g_autofree char *words = g_strdup_printf (_("In reach: %u teams · on duty %u, of them free %u · on the roll %u, of them part-time %u · vehicles free %u of %u"), people.n_teams, people.on_duty,
                                            people.free, people.total, people.part_time, people.vehicles_free, people.vehicles);
  yzt_still_text_set (YZT_STILL_TEXT (self->people), words);
}

static const char *
name_of_incident (gint64 fid, gpointer session)
{
  GListModel *incidents = yzt_session_get_incidents (session);
  for (guint i = 0; i < g_list_model_get_n_items (incidents); i++) {
    g_autoptr (YztIncident) incident = g_list_model_get_item (incidents, i); /* the list keeps it */
    if (yzt_incident_get_fid (incident) == fid && g_str_equal (yzt_incident_get_kind_id (incident), "incident")) {
      return yzt_incident_get_title (incident);
    }
  }
  return NULL;
}

/* What is committed to another incident is told here by name: it is not free for this one. */
static void
show_held (YztCommandNeeds *self)
{
  YztSupply *supply = yzt_command_get_supply (self->command);
  g_autofree char *held = supply != NULL ? yzt_supply_held_elsewhere (supply, yzt_command_get_incident (self->command), MOST_HELD, name_of_incident,
                                                                      yzt_command_get_session (self->command)) : g_strdup ("");
  g_autofree char *words = g_strdup_printf ("%s\n%s", _("Not free, held for other incidents:"), held);
  gtk_label_set_text (GTK_LABEL (self->held), words);
  gtk_widget_set_visible (self->held, *held != '\0');
}

static void schedule_proposals (YztCommandNeeds *self);

static void
show_figures (YztCommandNeeds *self)
{
  YztNeeds *needs = yzt_command_get_needs (self->command);
  const YztReach *reach = yzt_command_get_reach (self->command);
  if (needs == NULL || self->cells->len != 5 * yzt_needs_get_n (needs)) {
    return;
  }
  for (guint i = 0; i < yzt_needs_get_n (needs); i++) {
    const YztNeed *need = yzt_needs_get (needs, i);
    YztNeedFigures figures;
    yzt_needs_figures (needs, i, reach, &figures);
    g_autofree char *wanted = amount (figures.need, need), *within = amount (figures.within, need), *lacking = amount (figures.shortfall, need);
    g_autofree char *shortfall = figures.shortfall > 0 ? g_strdup_printf ("▼ %s", lacking) : g_strdup ("—"), *second = second_line (needs, i, &figures);
    set_cell (self, i, 1, wanted);
    set_cell (self, i, 2, within);
    set_cell (self, i, 3, shortfall);
    set_cell (self, i, 4, second);
    gtk_widget_set_visible (self->cells->pdata[5 * i + 4], *second != '\0');
  }
  show_people (self, needs, reach);
  schedule_proposals (self);
}

/* --- reach --- */

static double
slider_value (const YztReach *reach)
{
  return reach->by_time ? log (reach->minutes / MINUTES_MIN) / log (MINUTES_MAX / MINUTES_MIN) : log (reach->radius_m / RADIUS_MIN_M) / log (RADIUS_MAX_M / RADIUS_MIN_M);
}

static void
show_reach (YztCommandNeeds *self)
{
  const YztReach *reach = yzt_command_get_reach (self->command);
  g_autofree char *distance = yzt_text_distance (reach->radius_m), *minutes = yzt_text_group_number (reach->minutes, 0);
  g_autofree char *words = reach->by_time ? g_strdup_printf (_("%s min · estimated"), minutes) : g_strdup_printf (_("%s · straight line"), distance);
  gtk_label_set_text (GTK_LABEL (self->reach), words);
  self->following = TRUE;
  gtk_adjustment_set_value (self->adjustment, CLAMP (slider_value (reach), 0, 1));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->mode), reach->by_time ? 1 : 0);
  self->following = FALSE;
}

static double
two_figures (double value)
{
  double unit = pow (10, floor (log10 (value)) - 1);
  return round (value / unit) * unit;
}

static void
on_slider (YztCommandNeeds *self)
{
  if (self->following) {
    return;
  }
  yzt_watchdog_action ("command-reach");
  YztReach reach = *yzt_command_get_reach (self->command);
  double value = gtk_adjustment_get_value (self->adjustment);
  reach.by_time = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->mode)) == 1;
  if (reach.by_time) {
    reach.minutes = two_figures (MINUTES_MIN * pow (MINUTES_MAX / MINUTES_MIN, value));
  } else {
    reach.radius_m = two_figures (RADIUS_MIN_M * pow (RADIUS_MAX_M / RADIUS_MIN_M, value));
  }
  yzt_command_set_reach (self->command, &reach);
  g_signal_emit (self, signals[REACH_CHANGED], 0, reach.by_time ? NAN : reach.radius_m);
}

static void
on_mode (YztCommandNeeds *self)
{
  if (!self->following) {
    YztReach reach = *yzt_command_get_reach (self->command);
    reach.by_time = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->mode)) == 1;
    yzt_command_set_reach (self->command, &reach);
  }
}

void
yzt_command_needs_set_radius (YztCommandNeeds *self, double radius_m)
{
  g_return_if_fail (YZT_IS_COMMAND_NEEDS (self));
  YztReach reach = *yzt_command_get_reach (self->command);
  if (!reach.by_time && fabs (reach.radius_m - radius_m) > 0.01) {
    reach.radius_m = radius_m;
    yzt_command_set_reach (self->command, &reach);
  }
}

/* --- proposals --- */

static char *
pick_words (YztSupply *supply, const YztNeedPick *pick, const YztNeed *need)
{
  g_autofree char *quantity = amount (pick->quantity, need);
  if (pick->vehicle >= 0) {
    return g_strdup (g_array_index (supply->vehicles, YztSupplyVehicle, pick->vehicle).name);
  }
  if (pick->lot >= 0) {
    const YztSupplyLot *lot = &g_array_index (supply->lots, YztSupplyLot, pick->lot);
    return g_strdup_printf ("%s %s%s%s", lot->item, quantity, *lot->spec != '\0' ? " · " : "", lot->spec);
  }
  return g_strdup_printf ("%s %s", need->name, quantity);
}

static void
on_pick (GtkListBox *list, GtkListBoxRow *row, YztCommandNeeds *self)
{
  gint64 *fid = g_object_get_data (G_OBJECT (row), "fid");
  const char *kind = g_object_get_data (G_OBJECT (row), "kind");
  if (fid != NULL) {
    g_signal_emit (self, signals[THING_ACTIVATED], 0, yzt_kind_set_index (yzt_session_get_kinds (yzt_command_get_session (self->command)), kind), *fid);
  }
}

static void
add_pick (YztCommandNeeds *self, const YztNeedPick *pick)
{
  YztNeeds *needs = yzt_command_get_needs (self->command);
  YztSupply *supply = yzt_needs_get_supply (needs);
  const YztSupplyBase *base = &g_array_index (supply->bases, YztSupplyBase, pick->base);
  double distance_m = NAN, minutes = NAN;
  yzt_needs_way (needs, pick->base, &distance_m, &minutes);
  g_autofree char *what = pick_words (supply, pick, yzt_needs_get (needs, pick->need)), *distance = yzt_text_distance (distance_m), *eta = yzt_text_group_number (ceil (minutes), 0);
  g_autofree char *second = g_strdup_printf (_("%s straight · about %s min · %s"), distance, eta, base->name);
  g_autofree char *formula = yzt_needs_formula (needs, pick->base, yzt_session_get_language (yzt_command_get_session (self->command)));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1), *row = gtk_list_box_row_new (), *title = yzt_ui_label (what, "row-title"), *line = yzt_ui_label (second, "second-line number");
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (line), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), line);
  gtk_widget_add_css_class (box, "reach-row");
  yzt_ui_set_tip (box, formula);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "fid", g_memdup2 (&base->fid, sizeof base->fid), g_free);
  g_object_set_data_full (G_OBJECT (row), "kind", g_strdup (base->kind), g_free);
  gtk_list_box_append (GTK_LIST_BOX (self->picks), row);
}

static void
show_chosen (YztCommandNeeds *self)
{
  const YztNeedsProposal *proposal = self->proposals[self->chosen];
  yzt_ui_clear_children (self->picks);
  for (guint i = 0; proposal != NULL && i < proposal->picks->len && i < MOST_PICKS; i++) {
    add_pick (self, &g_array_index (proposal->picks, YztNeedPick, i));
  }
  gtk_widget_set_visible (self->send_card, proposal != NULL && (proposal->picks->len > 0 || proposal->missing > 0));
  gtk_widget_set_sensitive (self->send, proposal != NULL && proposal->picks->len > 0 && !yzt_session_is_read_only (yzt_command_get_session (self->command)));
  g_signal_emit (self, signals[COVER_CHANGED], 0);
}

static gboolean
propose (gpointer user_data)
{
  YztCommandNeeds *self = user_data;
  YztNeeds *needs = yzt_command_get_needs (self->command);
  self->timer = 0;
  yzt_watchdog_action ("propose");
  for (guint way = 0; way < YZT_N_PROPOSALS; way++) {
    g_clear_pointer (&self->proposals[way], yzt_needs_proposal_free);
    if (needs != NULL) {
      self->proposals[way] = yzt_needs_propose (needs, (YztProposalWay) way, yzt_command_get_reach (self->command), yzt_command_get_cover (self->command), -1);
      gtk_check_button_set_label (GTK_CHECK_BUTTON (self->ways[way]), self->proposals[way]->reason);
      GtkWidget *label = gtk_widget_get_last_child (self->ways[way]);
      if (GTK_IS_LABEL (label)) {
        gtk_label_set_wrap (GTK_LABEL (label), TRUE);
        gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
        gtk_label_set_xalign (GTK_LABEL (label), 0);
      }
    }
  }
  show_chosen (self);
  return G_SOURCE_REMOVE;
}

/* When the dial rests: rows are made anew, which a drag has no time for. */
static void
schedule_proposals (YztCommandNeeds *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (PROPOSE_AFTER_MS, propose, self);
}

static void
on_way (YztCommandNeeds *self)
{
  for (guint way = 0; way < YZT_N_PROPOSALS; way++) {
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->ways[way])) && self->chosen != way) {
      self->chosen = way;
      show_chosen (self);
    }
  }
}

static void
on_send (YztCommandNeeds *self)
{
  const YztNeedsProposal *proposal = self->proposals[self->chosen];
  yzt_watchdog_action ("send");
  if (proposal != NULL && proposal->picks->len > 0) {
    g_signal_emit (self, signals[SENT], 0);
    gtk_widget_set_sensitive (self->send, FALSE);
    yzt_command_send_async (self->command, proposal, NULL, NULL);
  }
}

const YztNeedsProposal *
yzt_command_needs_get_proposal (YztCommandNeeds *self)
{
  g_return_val_if_fail (YZT_IS_COMMAND_NEEDS (self), NULL);
  return self->proposals[self->chosen];
}

static void
on_loaded (YztCommandNeeds *self)
{
  /* Proposals name rows of the supply that was there before. */
  for (guint way = 0; way < YZT_N_PROPOSALS; way++) {
    g_clear_pointer (&self->proposals[way], yzt_needs_proposal_free);
  }
  self->shown = *yzt_command_get_reach (self->command);
  build_rows (self);
  show_held (self);
  show_reach (self);
  show_figures (self);
  show_chosen (self);
}

static gboolean
is_same_reach (const YztReach *a, const YztReach *b)
{
  return a->by_time == b->by_time && !(a->radius_m < b->radius_m) && !(a->radius_m > b->radius_m) && !(a->minutes < b->minutes) && !(a->minutes > b->minutes);
}

/* A zone that turns with the wind changes nothing here. */
static void
on_changed (YztCommandNeeds *self)
{
  if (is_same_reach (&self->shown, yzt_command_get_reach (self->command))) {
    return;
  }
  self->shown = *yzt_command_get_reach (self->command);
  show_reach (self);
  show_figures (self);
}

/* --- class --- */

static void
yzt_command_needs_dispose (GObject *object)
{
  YztCommandNeeds *self = YZT_COMMAND_NEEDS (object);
  GtkWidget *child;
  g_clear_handle_id (&self->timer, g_source_remove);
  for (guint way = 0; way < YZT_N_PROPOSALS; way++) {
    g_clear_pointer (&self->proposals[way], yzt_needs_proposal_free);
  }
  if (self->command != NULL) {
    g_signal_handlers_disconnect_by_data (self->command, self);
  }
  g_clear_object (&self->command);
  g_clear_pointer (&self->cells, g_ptr_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL) {
    gtk_widget_unparent (child);
  }
  G_OBJECT_CLASS (yzt_command_needs_parent_class)->dispose (object);
}

static void
yzt_command_needs_class_init (YztCommandNeedsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_command_needs_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  signals[THING_ACTIVATED] = g_signal_new ("thing-activated", YZT_TYPE_COMMAND_NEEDS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT64);
  signals[REACH_CHANGED] = g_signal_new ("reach-changed", YZT_TYPE_COMMAND_NEEDS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  signals[SENT] = g_signal_new ("sent", YZT_TYPE_COMMAND_NEEDS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[COVER_CHANGED] = g_signal_new ("cover-changed", YZT_TYPE_COMMAND_NEEDS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
new_card (const char *title)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "panel-card");
  gtk_box_append (GTK_BOX (card), yzt_ui_label (title, "heading"));
  return card;
}

static GtkWidget *
new_needs_card (YztCommandNeeds *self)
{
  const char *const modes[] = { _("Within a distance"), _("Within a time"), NULL };
  GtkWidget *card = new_card (_("Needs and reach")), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->mode = gtk_drop_down_new_from_strings (modes);
  self->adjustment = g_object_ref_sink (gtk_adjustment_new (0.5, 0, 1, 0.01, 0.05, 0));
  self->slider = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, self->adjustment);
  self->reach = yzt_ui_label ("", "number");
  self->grid = gtk_grid_new ();
  self->empty = yzt_ui_label (_("No needs yet: take them over from a plan, or add them to the incident."), "second-line");
  self->people = yzt_still_text_new ("second-line number");
  self->held = yzt_ui_label ("", "second-line number");
  gtk_label_set_wrap (GTK_LABEL (self->held), TRUE);
  gtk_widget_set_visible (self->held, FALSE);
  gtk_label_set_wrap (GTK_LABEL (self->empty), TRUE);
  gtk_scale_set_draw_value (GTK_SCALE (self->slider), FALSE);
  gtk_widget_set_hexpand (self->reach, TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->reach), 1);
  gtk_widget_set_tooltip_text (self->reach, _("Distances are measured along the ellipsoid, not along roads; times are estimated from them, see the formula on a proposal"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->slider), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Reach"), -1);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 10);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 1);
  gtk_box_append (GTK_BOX (line), self->mode);
  gtk_box_append (GTK_BOX (line), self->reach);
  GtkWidget *const parts[] = { line, self->slider, self->grid, self->empty, self->people, self->held };
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    gtk_box_append (GTK_BOX (card), parts[i]);
  }
  g_signal_connect_object (self->adjustment, "value-changed", G_CALLBACK (on_slider), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->mode, "notify::selected", G_CALLBACK (on_mode), self);
  return card;
}

static GtkWidget *
new_send_card (YztCommandNeeds *self)
{
  GtkWidget *card = self->send_card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *title = yzt_ui_label (_("Proposed to send"), "heading");
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "panel-card");
  self->picks = gtk_list_box_new ();
  self->send = gtk_button_new_with_label (_("Order This"));
  /* Above the list, which may be long: whoever uses keys gets there from the proposals. */
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), self->send);
  gtk_box_append (GTK_BOX (card), head);
  for (guint way = 0; way < YZT_N_PROPOSALS; way++) {
    self->ways[way] = gtk_check_button_new_with_label ("");
    if (way > 0) {
      gtk_check_button_set_group (GTK_CHECK_BUTTON (self->ways[way]), GTK_CHECK_BUTTON (self->ways[0]));
    }
    gtk_box_append (GTK_BOX (card), self->ways[way]);
  }
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->ways[0]), TRUE);
  for (guint way = 0; way < YZT_N_PROPOSALS; way++) {
    g_signal_connect_swapped (self->ways[way], "toggled", G_CALLBACK (on_way), self);
  }
  gtk_widget_add_css_class (self->picks, "panel-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->picks), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->send, "suggested-action");
  gtk_widget_add_css_class (self->send, "small-button");
  gtk_widget_set_tooltip_text (self->send, _("One order to each place, as proposed; what is reserved leaves the available figures at once"));
  gtk_box_append (GTK_BOX (card), self->picks);
  g_signal_connect (self->picks, "row-activated", G_CALLBACK (on_pick), self);
  g_signal_connect_swapped (self->send, "clicked", G_CALLBACK (on_send), self);
  return card;
}

static void
yzt_command_needs_init (YztCommandNeeds *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 10);
  self->cells = g_ptr_array_new ();
  self->following = TRUE;
  gtk_widget_set_parent (new_needs_card (self), GTK_WIDGET (self));
  gtk_widget_set_parent (new_send_card (self), GTK_WIDGET (self));
  self->following = FALSE;
}

GtkWidget *
yzt_command_needs_new (YztCommand *command)
{
  g_return_val_if_fail (YZT_IS_COMMAND (command), NULL);
  YztCommandNeeds *self = g_object_new (YZT_TYPE_COMMAND_NEEDS, NULL);
  self->command = g_object_ref (command);
  g_signal_connect_swapped (command, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (command, "loaded", G_CALLBACK (on_loaded), self);
  on_loaded (self);
  return GTK_WIDGET (self);
}
