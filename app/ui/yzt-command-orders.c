/* yzt-command-orders.c: the card of orders: what was sent, how far it is, and what becomes of it next
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-command-orders.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-command-dialogs.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

struct _YztCommandOrders {
  GtkWidget parent_instance;
  YztCommand *command;
  GtkWidget *list, *empty;
  GSimpleActionGroup *actions;
  gboolean focus_newest;
};
G_DEFINE_FINAL_TYPE (YztCommandOrders, yzt_command_orders, GTK_TYPE_WIDGET)

enum { THING_ACTIVATED, PRINT, N_SIGNALS };
static guint signals[N_SIGNALS];

static const YztDispatch *
find_order (YztCommandOrders *self, gint64 fid)
{
  YztSupply *supply = yzt_command_get_supply (self->command);
  for (guint i = 0; supply != NULL && i < supply->dispatches->len; i++) {
    const YztDispatch *order = supply->dispatches->pdata[i];
    if (order->fid == fid) {
      return order;
    }
  }
  return NULL;
}

/* --- steps: one action with the order and the step as its words --- */

static void
on_step (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  YztCommandOrders *self = user_data;
  gint64 fid = 0;
  int step = 0;
  g_variant_get (parameter, "(xi)", &fid, &step);
  yzt_watchdog_action ("order-step");
  const YztDispatch *order = find_order (self, fid);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  if (order == NULL) {
    return;
  }
  switch (step) {
  case YZT_DISPATCH_REFUSED:
  case YZT_DISPATCH_WITHDRAWN: yzt_command_ask_reason (window, self->command, order, (YztDispatchState) step); break;
  case YZT_DISPATCH_RELEASED: yzt_command_ask_release (window, self->command, order); break;
  case -1: g_signal_emit (self, signals[PRINT], 0, fid); break;
  default: yzt_command_step_async (self->command, fid, (YztDispatchState) step, NULL, NULL, NULL, NULL);
  }
}

static const char *
next_label (YztDispatchState state, YztDispatchState *step_out)
{
  switch (state) {
  case YZT_DISPATCH_ORDERED: *step_out = YZT_DISPATCH_ACKNOWLEDGED; return _("Acknowledged");
  case YZT_DISPATCH_ACKNOWLEDGED: *step_out = YZT_DISPATCH_UNDER_WAY; return _("Under way");
  case YZT_DISPATCH_UNDER_WAY: *step_out = YZT_DISPATCH_ARRIVED; return _("Arrived");
  case YZT_DISPATCH_ARRIVED: *step_out = YZT_DISPATCH_RELEASED; return _("Stand Down…");
  case YZT_DISPATCH_RELEASED:
  case YZT_DISPATCH_REFUSED:
  case YZT_DISPATCH_WITHDRAWN:
  default: return NULL;
  }
}

static void
add_item (GMenu *menu, const char *label, gint64 fid, int step)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);
  g_menu_item_set_action_and_target (item, "orders.step", "(xi)", fid, step);
  g_menu_append_item (menu, item);
}

static GtkWidget *
new_menu (const YztDispatch *order)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();
  if (order->state < YZT_DISPATCH_UNDER_WAY) {
    add_item (menu, _("Under way"), order->fid, YZT_DISPATCH_UNDER_WAY);
  }
  if (order->state < YZT_DISPATCH_ARRIVED) {
    add_item (menu, _("Arrived"), order->fid, YZT_DISPATCH_ARRIVED);
  }
  if (order->state <= YZT_DISPATCH_ACKNOWLEDGED) {
    add_item (menu, _("Refused…"), order->fid, YZT_DISPATCH_REFUSED);
  }
  if (order->state <= YZT_DISPATCH_UNDER_WAY) {
    add_item (menu, _("Withdraw…"), order->fid, YZT_DISPATCH_WITHDRAWN);
  }
  if (yzt_dispatch_state_is_open (order->state)) {
    add_item (menu, _("Stand Down…"), order->fid, YZT_DISPATCH_RELEASED);
  }
  add_item (menu, _("Print the Order Sheet…"), order->fid, -1);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("More for this order"));
  return button;
}

/* "已到达 13:02 · 预计 12:58 · 32 km" */
static char *
state_words (YztCommandOrders *self, const YztDispatch *order)
{
  YztSession *session = yzt_command_get_session (self->command);
  YztKind *kind = yzt_kind_set_find (yzt_session_get_kinds (session), "dispatch");
  const YztField *field = kind != NULL ? yzt_kind_find_field (kind, "state") : NULL;
  gint64 now_ms = yzt_clock_now_ms (yzt_session_get_clock (session)), at_ms = order->times_ms[order->state];
  g_autofree char *clock = at_ms > 0 ? yzt_time_format_clock (at_ms, now_ms, yzt_session_get_time_zone (session)) : g_strdup ("");
  g_autofree char *eta = order->eta_ms > 0 && order->state <= YZT_DISPATCH_UNDER_WAY ? yzt_time_format_clock (order->eta_ms, now_ms, yzt_session_get_time_zone (session)) : NULL;
  g_autofree char *expected = eta != NULL ? g_strdup_printf (_(" · expected %s"), eta) : g_strdup ("");
  g_autofree char *distance = isnan (order->distance_m) ? NULL : yzt_text_distance (order->distance_m);
  return g_strdup_printf ("%s %s%s%s%s%s%s", field != NULL ? yzt_field_get_value_label (field, yzt_dispatch_state_code (order->state), yzt_session_get_language (session)) : "", clock, expected,
                          distance != NULL ? " · " : "", distance != NULL ? distance : "", *order->reason != '\0' ? " · " : "", order->reason);
}

static GtkWidget *
new_row (YztCommandOrders *self, const YztDispatch *order)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1), *row = gtk_list_box_row_new ();
  g_autofree char *what = yzt_dispatch_words (order), *state = state_words (self, order), *second = g_strdup_printf ("%s · %s", order->code, state);
  g_autofree char *title = g_strdup_printf ("%s: %s", order->base_name, what);
  GtkWidget *name = yzt_ui_label (title, "row-title"), *line = yzt_ui_label (second, "second-line number");
  YztDispatchState step = YZT_DISPATCH_ORDERED;
  const char *next = next_label (order->state, &step);
  gboolean writable = !yzt_session_is_read_only (yzt_command_get_session (self->command));
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (name), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_wrap (GTK_LABEL (line), TRUE);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), name);
  gtk_box_append (GTK_BOX (words), line);
  gtk_box_append (GTK_BOX (box), words);
  if (next != NULL && writable) {
    GtkWidget *button = gtk_button_new_with_label (next);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "orders.step");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(xi)", order->fid, (int) step);
    gtk_widget_add_css_class (button, "small-button");
    gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
    gtk_box_append (GTK_BOX (box), button);
  }
  gtk_box_append (GTK_BOX (box), new_menu (order));
  gtk_widget_add_css_class (box, "reach-row");
  if (!yzt_dispatch_state_is_open (order->state)) {
    gtk_widget_add_css_class (words, "dim-label");
  }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "order", g_memdup2 (&order->fid, sizeof order->fid), g_free);
  g_object_set_data_full (G_OBJECT (row), "kind", g_strdup (order->base_kind), g_free);
  g_object_set_data_full (G_OBJECT (row), "fid", g_memdup2 (&order->base_fid, sizeof order->base_fid), g_free);
  return row;
}

static void
on_row (GtkListBox *list, GtkListBoxRow *row, YztCommandOrders *self)
{
  const gint64 *fid = g_object_get_data (G_OBJECT (row), "fid");
  const char *kind = g_object_get_data (G_OBJECT (row), "kind");
  int index = kind != NULL && *kind != '\0' ? yzt_kind_set_index (yzt_session_get_kinds (yzt_command_get_session (self->command)), kind) : -1;
  if (index >= 0) {
    g_signal_emit (self, signals[THING_ACTIVATED], 0, index, *fid);
  }
}

/* The order in whose row the focus is; 0 in none. */
static gint64
focused_order (YztCommandOrders *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus != NULL && gtk_widget_is_ancestor (focus, self->list) ? gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BOX_ROW) : NULL;
  const gint64 *fid = row != NULL ? g_object_get_data (G_OBJECT (row), "order") : NULL;
  return fid != NULL ? *fid : 0;
}

static gboolean
is_typing (YztCommandOrders *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  return root != NULL && GTK_IS_TEXT (gtk_root_get_focus (root));
}

/* @fid 0: the first row. */
static void
focus_order (YztCommandOrders *self, gint64 fid)
{
  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL; row = gtk_widget_get_next_sibling (row)) {
    const gint64 *one = g_object_get_data (G_OBJECT (row), "order");
    if (fid == 0 || *one == fid) {
      gtk_widget_child_focus (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row)), GTK_DIR_TAB_FORWARD);
      return;
    }
  }
}

void
yzt_command_orders_focus_newest (YztCommandOrders *self)
{
  g_return_if_fail (YZT_IS_COMMAND_ORDERS (self));
  self->focus_newest = TRUE;
}

/* Open ones first, the newest first. Who works with keys stays at the order. */
static void
on_loaded (YztCommandOrders *self)
{
  YztSupply *supply = yzt_command_get_supply (self->command);
  gint64 incident = yzt_command_get_incident (self->command), focused = focused_order (self);
  guint n = 0;
  yzt_ui_clear_children (self->list);
  for (guint pass = 0; pass < 2 && supply != NULL; pass++) {
    for (guint i = supply->dispatches->len; i > 0; i--) {
      const YztDispatch *order = supply->dispatches->pdata[i - 1];
      if (order->incident_fid == incident && yzt_dispatch_state_is_open (order->state) == (pass == 0)) {
        gtk_list_box_append (GTK_LIST_BOX (self->list), new_row (self, order));
        n++;
      }
    }
  }
  gtk_widget_set_visible (self->empty, n == 0);
  gtk_widget_set_visible (self->list, n > 0);
  if (n > 0 && (focused != 0 || (self->focus_newest && !is_typing (self)))) {
    focus_order (self, focused);
  }
  self->focus_newest = FALSE;
}

/* --- class --- */

static void
yzt_command_orders_dispose (GObject *object)
{
  YztCommandOrders *self = YZT_COMMAND_ORDERS (object);
  GtkWidget *child;
  if (self->command != NULL) {
    g_signal_handlers_disconnect_by_data (self->command, self);
  }
  g_clear_object (&self->command);
  g_clear_object (&self->actions);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL) {
    gtk_widget_unparent (child);
  }
  G_OBJECT_CLASS (yzt_command_orders_parent_class)->dispose (object);
}

static void
yzt_command_orders_class_init (YztCommandOrdersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_command_orders_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  signals[THING_ACTIVATED] = g_signal_new ("thing-activated", YZT_TYPE_COMMAND_ORDERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT64);
  signals[PRINT] = g_signal_new ("print", YZT_TYPE_COMMAND_ORDERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
yzt_command_orders_init (YztCommandOrders *self)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *title = yzt_ui_label (_("Orders"), "heading");
  GtkWidget *by_hand = gtk_button_new_with_label (_("Order…"));
  g_autoptr (GSimpleAction) step = g_simple_action_new ("step", G_VARIANT_TYPE ("(xi)"));
  self->list = gtk_list_box_new ();
  self->empty = yzt_ui_label (_("Nothing was ordered yet."), "second-line");
  self->actions = g_simple_action_group_new ();
  g_signal_connect (step, "activate", G_CALLBACK (on_step), self);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (step));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "orders", G_ACTION_GROUP (self->actions));
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "panel-card");
  gtk_widget_add_css_class (self->list, "panel-list");
  gtk_widget_add_css_class (by_hand, "small-button");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (by_hand), "win.order");
  gtk_widget_set_tooltip_text (by_hand, _("Order of the selected team or depot"));
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_hexpand (card, TRUE);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), by_hand);
  gtk_box_append (GTK_BOX (card), head);
  gtk_box_append (GTK_BOX (card), self->empty);
  gtk_box_append (GTK_BOX (card), self->list);
  gtk_widget_set_parent (card, GTK_WIDGET (self));
  g_signal_connect (self->list, "row-activated", G_CALLBACK (on_row), self);
}

GtkWidget *
yzt_command_orders_new (YztCommand *command)
{
  g_return_val_if_fail (YZT_IS_COMMAND (command), NULL);
  YztCommandOrders *self = g_object_new (YZT_TYPE_COMMAND_ORDERS, NULL);
  self->command = g_object_ref (command);
  g_signal_connect_swapped (command, "loaded", G_CALLBACK (on_loaded), self);
  on_loaded (self);
  return GTK_WIDGET (self);
}
