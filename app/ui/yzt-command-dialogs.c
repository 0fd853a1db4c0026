/* yzt-command-dialogs.c: what command asks a person: why an order ends, what comes back, what to order of a base, what the keeper counted
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-command-dialogs.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define MOST_LINES 60
#define LINES_AT_ONCE 12 /* lots that are shown without a search, or added by one */
#define LIST_HEIGHT 300

typedef struct {
  YztCommand *command;
  gint64 order, base_fid;
  char *base_kind;
  YztDispatchState step;
  gint64 eta_ms;
  GtkWidget *dialog, *who, *reason, *people, *keeper, *problem, *lots;
  YztSupply *supply;     /* what @waiting are positions in; NULL for what has no lots */
  GArray *waiting;       /* guint: lots of the base without a line yet, what is needed first */
  guint people_free;
  GArray *fids;          /* gint64: of lines, lots or vehicles */
  GPtrArray *first;      /* GtkWidget: consumed, quantity or check */
  GPtrArray *second;     /* GtkWidget: returned, or counted */
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;
  g_object_unref (asking->command);
  g_clear_pointer (&asking->supply, yzt_supply_unref);
  g_free (asking->base_kind);
  g_array_unref (asking->waiting);
  g_array_unref (asking->fids);
  g_ptr_array_unref (asking->first);
  g_ptr_array_unref (asking->second);
  g_free (asking);
}

static Asking *
asking_new (YztCommand *command)
{
  Asking *asking = g_new0 (Asking, 1);
  asking->command = g_object_ref (command);
  asking->waiting = g_array_new (FALSE, FALSE, sizeof (guint));
  asking->fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  asking->first = g_ptr_array_new ();
  asking->second = g_ptr_array_new ();
  return asking;
}

/* @yes is the answer that does it. */
static GtkWidget *
new_dialog (GtkWindow *parent, const char *heading, const char *body, const char *yes, GtkWidget *content, Asking *asking, GCallback answered)
{
  GtkWidget *dialog = asking->dialog = adw_message_dialog_new (parent, heading, body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("Cancel"), "yes", yes, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "yes", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "yes");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), content);
  g_object_set_data_full (G_OBJECT (dialog), "asking", asking, asking_free);
  g_signal_connect (dialog, "response", answered, asking);
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}

static GtkWidget *
labelled (const char *text, GtkWidget *widget)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *label = yzt_ui_label (text, NULL);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_tooltip_text (box, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), widget);
  return box;
}

static GtkWidget *
entry (const char *placeholder)
{
  GtkWidget *widget = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (widget), placeholder);
  gtk_entry_set_activates_default (GTK_ENTRY (widget), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, placeholder, -1);
  return widget;
}

static GtkWidget *
spin (double most, double value)
{
  GtkWidget *widget = gtk_spin_button_new_with_range (0, MAX (most, 0), 1);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (widget), fabs (most - round (most)) > 1e-9 ? 2 : 0);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (widget), value);
  return widget;
}

static GtkWidget *
in_scroller (GtkWidget *box, guint n)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  return n > 0 ? scroller : box;
}

/* --- why --- */

static void
on_reason (AdwMessageDialog *dialog, const char *response, Asking *asking)
{
  if (g_str_equal (response, "yes")) {
    yzt_watchdog_action ("order-ends");
    yzt_command_step_async (asking->command, asking->order, asking->step, gtk_editable_get_text (GTK_EDITABLE (asking->who)), gtk_editable_get_text (GTK_EDITABLE (asking->reason)), NULL, NULL);
  }
}

/* Without a reason an order does not end. */
static void
on_reason_typed (Asking *asking)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (asking->reason))));
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (asking->dialog), "yes", *reason != '\0');
}

void
yzt_command_ask_reason (GtkWindow *parent, YztCommand *command, const YztDispatch *order, YztDispatchState step)
{
  g_return_if_fail (YZT_IS_COMMAND (command) && order != NULL);
  Asking *asking = asking_new (command);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gboolean refused = step == YZT_DISPATCH_REFUSED;
  asking->order = order->fid;
  asking->step = step;
  asking->reason = entry (refused ? _("Why it is refused") : _("Why it is withdrawn"));
  asking->who = entry (_("Who answered"));
  gtk_box_append (GTK_BOX (box), asking->reason);
  gtk_box_append (GTK_BOX (box), asking->who);
  new_dialog (parent, refused ? _("Order refused") : _("Withdraw the order"), order->name, refused ? _("Refused") : _("Withdraw"), box, asking, G_CALLBACK (on_reason));
  g_signal_connect_swapped (asking->reason, "changed", G_CALLBACK (on_reason_typed), asking);
  on_reason_typed (asking);
  gtk_widget_grab_focus (asking->reason);
}

/* --- what comes back --- */

static void
on_release (AdwMessageDialog *dialog, const char *response, Asking *asking)
{
  g_autoptr (GArray) backs = g_array_new (FALSE, FALSE, sizeof (YztDispatchBack));
  if (!g_str_equal (response, "yes")) {
    return;
  }
  yzt_watchdog_action ("release");
  for (guint i = 0; i < asking->fids->len; i++) {
    YztDispatchBack back = { .line_fid = g_array_index (asking->fids, gint64, i), .returned = gtk_spin_button_get_value (asking->second->pdata[i]) };
    back.consumed = asking->first->pdata[i] != NULL ? gtk_spin_button_get_value (asking->first->pdata[i]) : 0;
    if (back.consumed > 0 || back.returned > 0) {
      g_array_append_val (backs, back);
    }
  }
  guint people = asking->people != NULL ? (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (asking->people)) : 0;
  const YztDispatchBack none = { 0 };
  yzt_command_release_async (asking->command, asking->order, people, backs->len > 0 ? (const YztDispatchBack *) (const void *) backs->data : &none, backs->len, NULL, NULL);
}

/* What is consumed does not come back: the rest of @held does, until a person says otherwise. */
static void
on_consumed (GtkSpinButton *gone, GtkSpinButton *back)
{
  double most = 0, rest;
  gtk_spin_button_get_range (gone, NULL, &most);
  rest = MAX (most - gtk_spin_button_get_value (gone), 0);
  gtk_spin_button_set_range (back, 0, rest);
  gtk_spin_button_set_value (back, rest);
}

void
yzt_command_ask_release (GtkWindow *parent, YztCommand *command, const YztDispatch *order)
{
  g_return_if_fail (YZT_IS_COMMAND (command) && order != NULL);
  Asking *asking = asking_new (command);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  asking->order = order->fid;
  if (order->people > order->people_released) {
    guint out = order->people - order->people_released;
    asking->people = spin (out, out);
    gtk_box_append (GTK_BOX (box), labelled (_("People who go back"), asking->people));
  }
  for (guint i = 0; i < order->lines->len && i < MOST_LINES; i++) {
    const YztDispatchLine *line = &g_array_index (order->lines, YztDispatchLine, i);
    double held = line->quantity - line->consumed - line->returned;
    gboolean vehicle = g_str_equal (line->taken_from_kind, "vehicle");
    if (held <= 0) {
      continue;
    }
    g_autofree char *number = yzt_text_group_number (held, 2);
    g_autofree char *consumed = g_strdup_printf (_("%s: consumed, of %s %s"), line->name, number, line->unit), *returned = g_strdup_printf (_("%s: returned"), line->name);
    GtkWidget *gone = vehicle ? NULL : spin (held, 0), *back = spin (held, held);
    g_array_append_val (asking->fids, line->fid);
    g_ptr_array_add (asking->first, gone);
    g_ptr_array_add (asking->second, back);
    if (gone != NULL) {
      g_signal_connect_object (gone, "value-changed", G_CALLBACK (on_consumed), back, 0);
      gtk_box_append (GTK_BOX (box), labelled (consumed, gone));
    }
    gtk_box_append (GTK_BOX (box), labelled (returned, back));
  }
  new_dialog (parent, _("Stand Down"), order->name, _("Stand Down"), in_scroller (box, order->lines->len), asking, G_CALLBACK (on_release));
}

/* --- an order by hand, and counts by telephone --- */

typedef struct {
  GArray *vehicles, *items; /* gint64, YztDispatchItem */
  guint people, n_counts;
  char *wrong;              /* what is no count; NULL none */
} Chosen;

static void
chosen_clear (Chosen *chosen)
{
  g_array_unref (chosen->vehicles);
  g_array_unref (chosen->items);
  g_free (chosen->wrong);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Chosen, chosen_clear)

static gboolean
get_count (GtkWidget *counted, double *count_out)
{
  return counted != NULL && yzt_text_number (gtk_editable_get_text (GTK_EDITABLE (counted)), count_out) && *count_out >= 0;
}

static void
read_chosen (const Asking *asking, Chosen *chosen)
{
  *chosen = (Chosen) { g_array_new (FALSE, FALSE, sizeof (gint64)), g_array_new (FALSE, FALSE, sizeof (YztDispatchItem)), 0, 0, NULL };
  chosen->people = asking->people != NULL ? (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (asking->people)) : 0;
  for (guint i = 0; i < asking->fids->len; i++) {
    gint64 fid = g_array_index (asking->fids, gint64, i);
    GtkWidget *first = asking->first->pdata[i], *counted = asking->second->pdata[i];
    const char *text = counted != NULL ? gtk_editable_get_text (GTK_EDITABLE (counted)) : "";
    double count;
    if (GTK_IS_CHECK_BUTTON (first)) {
      if (gtk_check_button_get_active (GTK_CHECK_BUTTON (first))) {
        g_array_append_val (chosen->vehicles, fid);
      }
      continue;
    }
    const YztDispatchItem item = { fid, gtk_spin_button_get_value (GTK_SPIN_BUTTON (first)) };
    if (item.quantity > 0) {
      g_array_append_val (chosen->items, item);
    }
    chosen->n_counts += get_count (counted, &count) ? 1 : 0;
    if (*text != '\0' && !get_count (counted, &count) && chosen->wrong == NULL) {
      chosen->wrong = g_strdup (text);
    }
  }
}

/* What can be done with what is chosen now stands on the button; why nothing can, below the list. */
static void
judge_order (Asking *asking)
{
  g_auto (Chosen) chosen;
  read_chosen (asking, &chosen);
  gboolean sends = chosen.people > 0 || chosen.vehicles->len > 0 || chosen.items->len > 0, good = chosen.wrong == NULL && (sends || chosen.n_counts > 0);
  g_autofree char *words = chosen.wrong != NULL ? g_strdup_printf (_("“%s” is no count: enter a number, 0 or more."), chosen.wrong)
                           : good ? g_strdup ("")
                           : asking->people != NULL && asking->people_free == 0 ? g_strdup (_("Nobody of this team is free: those on duty are out, or nobody is on duty."))
                           : asking->people != NULL ? g_strdup (_("Say how many people, or choose vehicles.")) : g_strdup (_("Say how much of what is to go, or what the keeper counted."));
  gtk_label_set_text (GTK_LABEL (asking->problem), words);
  gtk_widget_set_visible (asking->problem, !good);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (asking->dialog), "yes", good);
  adw_message_dialog_set_response_label (ADW_MESSAGE_DIALOG (asking->dialog), "yes", sends || chosen.n_counts == 0 ? _("Give the Order") : _("Correct the Books"));
}

static void
on_order (AdwMessageDialog *dialog, const char *response, Asking *asking)
{
  g_auto (Chosen) chosen;
  read_chosen (asking, &chosen);
  if (!g_str_equal (response, "yes") || chosen.wrong != NULL) {
    return;
  }
  yzt_watchdog_action ("order");
  for (guint i = 0; i < asking->fids->len; i++) {
    double count;
    if (get_count (asking->second->pdata[i], &count)) {
      yzt_command_correct_count_async (asking->command, g_array_index (asking->fids, gint64, i), count, gtk_editable_get_text (GTK_EDITABLE (asking->keeper)), NULL, NULL);
    }
  }
  const YztDispatchOrder order = { .base_kind = asking->base_kind, .base_fid = asking->base_fid, .people = chosen.people, .vehicles = (const gint64 *) (const void *) chosen.vehicles->data,
                                   .n_vehicles = chosen.vehicles->len, .items = (const YztDispatchItem *) (const void *) chosen.items->data, .n_items = chosen.items->len,
                                   .why = _("Chosen by hand"), .eta_ms = asking->eta_ms };
  if (chosen.people > 0 || chosen.vehicles->len > 0 || chosen.items->len > 0) {
    yzt_command_order_async (asking->command, &order, NULL, NULL);
  }
}

static void
add_vehicles (Asking *asking, const YztSupply *supply, const YztSupplyBase *base, GtkWidget *box)
{
  for (guint i = base->first_vehicle; i < base->first_vehicle + base->n_vehicles; i++) {
    const YztSupplyVehicle *vehicle = &g_array_index (supply->vehicles, YztSupplyVehicle, i);
    g_autofree char *words = vehicle->order != NULL ? g_strdup_printf (_("%s (out by %s)"), vehicle->name, vehicle->order)
                             : vehicle->fit ? g_strdup (vehicle->name) : g_strdup_printf (_("%s (not fit to go)"), vehicle->name);
    GtkWidget *check = gtk_check_button_new_with_label (words);
    gtk_widget_set_sensitive (check, vehicle->fit && vehicle->order == NULL);
    g_signal_connect_swapped (check, "toggled", G_CALLBACK (judge_order), asking);
    g_array_append_val (asking->fids, vehicle->fid);
    g_ptr_array_add (asking->first, check);
    g_ptr_array_add (asking->second, NULL);
    gtk_box_append (GTK_BOX (box), check);
  }
}

/* --- lots: a line each; a depot may have thousands, so that they come by what is typed --- */

static char *
lot_words (const YztSupplyLot *lot)
{
  g_autofree char *available = yzt_text_group_number (lot->available, 2), *booked = yzt_text_group_number (lot->booked, 2);
  return g_strdup_printf (_("%s %s: %s of %s %s"), lot->item, lot->spec, available, booked, lot->unit);
}

static void
add_lot (Asking *asking, const YztSupplyLot *lot)
{
  g_autofree char *words = lot_words (lot);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *quantity = spin (lot->available, 0), *counted = entry (_("counted"));
  gtk_editable_set_width_chars (GTK_EDITABLE (counted), 7);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (counted), 7);
  gtk_widget_set_tooltip_text (counted, _("What the keeper counted, told on the telephone: corrects the books"));
  gtk_widget_set_sensitive (quantity, lot->available > 0);
  gtk_box_append (GTK_BOX (line), labelled (words, quantity));
  gtk_widget_set_hexpand (gtk_widget_get_first_child (line), TRUE);
  gtk_box_append (GTK_BOX (line), counted);
  g_signal_connect_swapped (quantity, "value-changed", G_CALLBACK (judge_order), asking);
  g_signal_connect_swapped (counted, "changed", G_CALLBACK (judge_order), asking);
  g_object_set_data (G_OBJECT (line), "quantity", quantity);
  g_object_set_data_full (G_OBJECT (line), "words", yzt_text_fold (words), g_free);
  g_array_append_val (asking->fids, lot->fid);
  g_ptr_array_add (asking->first, quantity);
  g_ptr_array_add (asking->second, counted);
  gtk_box_append (GTK_BOX (asking->lots), line);
}

/* Lines that hold @folded and those of which something is to go are shown, and others made that hold it. */
static void
find_lots (Asking *asking, const char *folded)
{
  guint n_made = 0;
  for (GtkWidget *line = gtk_widget_get_first_child (asking->lots); line != NULL; line = gtk_widget_get_next_sibling (line)) {
    gboolean chosen = gtk_spin_button_get_value (g_object_get_data (G_OBJECT (line), "quantity")) > 0;
    gtk_widget_set_visible (line, chosen || strstr (g_object_get_data (G_OBJECT (line), "words"), folded) != NULL);
  }
  for (guint i = 0; i < asking->waiting->len && n_made < LINES_AT_ONCE;) {
    const YztSupplyLot *lot = &g_array_index (asking->supply->lots, YztSupplyLot, g_array_index (asking->waiting, guint, i));
    g_autofree char *words = lot_words (lot), *lot_folded = yzt_text_fold (words);
    if (strstr (lot_folded, folded) == NULL) {
      i++;
      continue;
    }
    add_lot (asking, lot);
    g_array_remove_index (asking->waiting, i);
    n_made++;
  }
}

static void
on_lots_searched (GtkSearchEntry *search, Asking *asking)
{
  g_autofree char *folded = yzt_text_fold (gtk_editable_get_text (GTK_EDITABLE (search)));
  find_lots (asking, folded);
}

/* What the incident needs comes first. */
static void
list_lots (Asking *asking, YztNeeds *needs, guint base)
{
  for (guint pass = 0; pass < 2; pass++) {
    for (guint i = 0; i < asking->supply->lots->len; i++) {
      const YztSupplyLot *lot = &g_array_index (asking->supply->lots, YztSupplyLot, i);
      gboolean needed = FALSE;
      for (guint k = 0; lot->base == base && k < yzt_needs_get_n (needs) && !needed; k++) {
        needed = strstr (lot->item, yzt_needs_get (needs, k)->name) != NULL;
      }
      if (lot->base == base && needed == (pass == 0)) {
        g_array_append_val (asking->waiting, i);
      }
    }
  }
}

static void
add_depot (Asking *asking, YztNeeds *needs, guint base, GtkWidget *all)
{
  asking->supply = yzt_supply_ref (yzt_needs_get_supply (needs));
  asking->lots = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  asking->keeper = entry (_("Keeper on the telephone"));
  gtk_widget_set_tooltip_text (asking->keeper, _("Who told the counts; stands in the log with them"));
  list_lots (asking, needs, base);
  gtk_box_append (GTK_BOX (all), asking->keeper);
  if (asking->waiting->len > LINES_AT_ONCE) {
    GtkWidget *search = gtk_search_entry_new ();
    g_autofree char *words = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Search %u item", "Search %u items", asking->waiting->len), asking->waiting->len);
    g_object_set (search, "placeholder-text", words, NULL);
    gtk_accessible_update_property (GTK_ACCESSIBLE (search), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
    g_signal_connect (search, "search-changed", G_CALLBACK (on_lots_searched), asking);
    yzt_ui_let_escape (GTK_SEARCH_ENTRY (search));
    gtk_box_append (GTK_BOX (all), search);
  }
  find_lots (asking, "");
  gtk_box_append (GTK_BOX (all), in_scroller (asking->lots, 1));
}

static void
add_team (Asking *asking, YztSupply *supply, const YztSupplyBase *team, GtkWidget *all)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  asking->people_free = yzt_supply_base_free (team);
  g_autofree char *words = g_strdup_printf (_("People (%u free of %u on duty)"), asking->people_free, team->on_duty);
  asking->people = spin (asking->people_free, 0);
  g_signal_connect_swapped (asking->people, "value-changed", G_CALLBACK (judge_order), asking);
  gtk_box_append (GTK_BOX (box), labelled (words, asking->people));
  add_vehicles (asking, supply, team, box);
  gtk_box_append (GTK_BOX (all), in_scroller (box, 1));
}

void
yzt_command_ask_order (GtkWindow *parent, YztCommand *command, guint base)
{
  YztSupply *supply = yzt_command_get_supply (command);
  YztNeeds *needs = yzt_command_get_needs (command);
  g_return_if_fail (supply != NULL && needs != NULL && base < supply->bases->len);
  const YztSupplyBase *from = &g_array_index (supply->bases, YztSupplyBase, base);
  Asking *asking = asking_new (command);
  GtkWidget *all = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  double distance_m = NAN, minutes = NAN;
  gboolean placed = yzt_needs_way (needs, base, &distance_m, &minutes);
  g_autofree char *formula = placed ? yzt_needs_formula (needs, base, yzt_session_get_language (yzt_command_get_session (command))) : g_strdup (_("This base has no place on the map."));
  asking->base_fid = from->fid;
  asking->base_kind = g_strdup (from->kind);
  asking->eta_ms = placed ? yzt_clock_now_ms (yzt_session_get_clock (yzt_command_get_session (command))) + (gint64) (ceil (minutes) * 60000) : 0;
  g_autofree char *body = *from->phone != '\0' ? g_strdup_printf ("%s\n%s", from->phone, formula) : g_strdup (formula);
  if (from->is_team) {
    add_team (asking, supply, from, all);
  } else {
    add_depot (asking, needs, base, all);
  }
  asking->problem = yzt_ui_label ("", "second-line");
  gtk_label_set_wrap (GTK_LABEL (asking->problem), TRUE);
  gtk_box_append (GTK_BOX (all), asking->problem);
  gtk_widget_set_size_request (all, 420, -1);
  g_autofree char *heading = g_strdup_printf (_("Order of %s"), from->name);
  new_dialog (parent, heading, body, _("Give the Order"), all, asking, G_CALLBACK (on_order));
  judge_order (asking);
}
