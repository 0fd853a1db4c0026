/* yzt-command-dialogs.c: what command asks a person: why an order ends, what comes back, what to order of a base, what the keeper counted
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-command-dialogs.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define MOST_LINES 60
#define LIST_HEIGHT 300

typedef struct {
  YztCommand *command;
  gint64 order, base_fid;
  char *base_kind;
  YztDispatchState step;
  gint64 eta_ms;
  GtkWidget *who, *reason, *people, *keeper;
  GArray *fids;          /* gint64: of lines, lots or vehicles */
  GPtrArray *first;      /* GtkWidget: consumed, quantity or check */
  GPtrArray *second;     /* GtkWidget: returned, or counted */
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;
  g_object_unref (asking->command);
  g_free (asking->base_kind);
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
  asking->fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  asking->first = g_ptr_array_new ();
  asking->second = g_ptr_array_new ();
  return asking;
}

/* @yes is the answer that does it. */
static GtkWidget *
new_dialog (GtkWindow *parent, const char *heading, const char *body, const char *yes, GtkWidget *content, Asking *asking, GCallback answered)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);
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
  gtk_widget_set_tooltip_text (label, text);
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
      gtk_box_append (GTK_BOX (box), labelled (consumed, gone));
    }
    gtk_box_append (GTK_BOX (box), labelled (returned, back));
  }
  new_dialog (parent, _("Release"), order->name, _("Release"), in_scroller (box, order->lines->len), asking, G_CALLBACK (on_release));
}

/* --- an order by hand, and counts by telephone --- */

static void
on_order (AdwMessageDialog *dialog, const char *response, Asking *asking)
{
  g_autoptr (GArray) vehicles = g_array_new (FALSE, FALSE, sizeof (gint64)), items = g_array_new (FALSE, FALSE, sizeof (YztDispatchItem));
  if (!g_str_equal (response, "yes")) {
    return;
  }
  yzt_watchdog_action ("order");
  for (guint i = 0; i < asking->fids->len; i++) {
    gint64 fid = g_array_index (asking->fids, gint64, i);
    GtkWidget *first = asking->first->pdata[i], *counted = asking->second->pdata[i];
    if (GTK_IS_CHECK_BUTTON (first)) {
      if (gtk_check_button_get_active (GTK_CHECK_BUTTON (first))) {
        g_array_append_val (vehicles, fid);
      }
      continue;
    }
    YztDispatchItem item = { fid, gtk_spin_button_get_value (GTK_SPIN_BUTTON (first)) };
    double count;
    if (counted != NULL && yzt_text_number (gtk_editable_get_text (GTK_EDITABLE (counted)), &count)) {
      yzt_command_correct_count_async (asking->command, fid, count, gtk_editable_get_text (GTK_EDITABLE (asking->keeper)), NULL, NULL);
    }
    if (item.quantity > 0) {
      g_array_append_val (items, item);
    }
  }
  guint people = asking->people != NULL ? (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (asking->people)) : 0;
  const YztDispatchOrder order = { .base_kind = asking->base_kind, .base_fid = asking->base_fid, .people = people, .vehicles = (const gint64 *) (const void *) vehicles->data,
                                   .n_vehicles = vehicles->len, .items = (const YztDispatchItem *) (const void *) items->data, .n_items = items->len,
                                   .why = _("Chosen by hand"), .eta_ms = asking->eta_ms };
  if (people > 0 || vehicles->len > 0 || items->len > 0) {
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
    g_array_append_val (asking->fids, vehicle->fid);
    g_ptr_array_add (asking->first, check);
    g_ptr_array_add (asking->second, NULL);
    gtk_box_append (GTK_BOX (box), check);
  }
}

static void
add_lots (Asking *asking, const YztSupply *supply, guint base, GtkWidget *box)
{
  for (guint i = 0; i < supply->lots->len && asking->fids->len < MOST_LINES; i++) {
    const YztSupplyLot *lot = &g_array_index (supply->lots, YztSupplyLot, i);
    if (lot->base != base) {
      continue;
    }
    g_autofree char *available = yzt_text_group_number (lot->available, 2), *booked = yzt_text_group_number (lot->booked, 2);
    g_autofree char *words = g_strdup_printf (_("%s %s: %s of %s %s"), lot->item, lot->spec, available, booked, lot->unit);
    GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *quantity = spin (lot->available, 0), *counted = entry (_("counted"));
    gtk_editable_set_width_chars (GTK_EDITABLE (counted), 7);
    gtk_editable_set_max_width_chars (GTK_EDITABLE (counted), 7);
    gtk_widget_set_tooltip_text (counted, _("What the keeper counted, told on the telephone: corrects the books"));
    gtk_widget_set_sensitive (quantity, lot->available > 0);
    gtk_box_append (GTK_BOX (line), labelled (words, quantity));
    gtk_widget_set_hexpand (gtk_widget_get_first_child (line), TRUE);
    gtk_box_append (GTK_BOX (line), counted);
    g_array_append_val (asking->fids, lot->fid);
    g_ptr_array_add (asking->first, quantity);
    g_ptr_array_add (asking->second, counted);
    gtk_box_append (GTK_BOX (box), line);
  }
}

void
yzt_command_ask_order (GtkWindow *parent, YztCommand *command, guint base)
{
  YztSupply *supply = yzt_command_get_supply (command);
  YztNeeds *needs = yzt_command_get_needs (command);
  g_return_if_fail (supply != NULL && needs != NULL && base < supply->bases->len);
  const YztSupplyBase *from = &g_array_index (supply->bases, YztSupplyBase, base);
  Asking *asking = asking_new (command);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  double distance_m = NAN, minutes = NAN;
  gboolean placed = yzt_needs_way (needs, base, &distance_m, &minutes);
  g_autofree char *formula = placed ? yzt_needs_formula (needs, base, yzt_session_get_language (yzt_command_get_session (command))) : g_strdup (_("This base has no place on the map."));
  asking->base_fid = from->fid;
  asking->base_kind = g_strdup (from->kind);
  asking->eta_ms = placed ? yzt_clock_now_ms (yzt_session_get_clock (yzt_command_get_session (command))) + (gint64) (ceil (minutes) * 60000) : 0;
  g_autofree char *body = *from->phone != '\0' ? g_strdup_printf ("%s\n%s", from->phone, formula) : g_strdup (formula);
  if (from->is_team) {
    g_autofree char *words = g_strdup_printf (_("People (%u free of %u on duty)"), yzt_supply_base_free (from), from->on_duty);
    asking->people = spin (yzt_supply_base_free (from), 0);
    gtk_box_append (GTK_BOX (box), labelled (words, asking->people));
    add_vehicles (asking, supply, from, box);
  } else {
    asking->keeper = entry (_("Keeper on the telephone"));
    gtk_box_append (GTK_BOX (box), asking->keeper);
    add_lots (asking, supply, base, box);
  }
  GtkWidget *content = in_scroller (box, 1);
  gtk_widget_set_size_request (content, 420, -1);
  g_autofree char *heading = g_strdup_printf (_("Order of %s"), from->name);
  new_dialog (parent, heading, body, _("Order"), content, asking, G_CALLBACK (on_order));
}
