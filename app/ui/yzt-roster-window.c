/* yzt-roster-window.c: the duty roster: who is on when, a week at a time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-roster-window.h"
#include <glib/gi18n-lib.h>
#include "yzt-act-dialog.h"
#include "yzt-duty.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define DAYS 7
#define DAY_MS (24 * 3600 * (gint64) 1000)
#define MOST_A_DAY 24

struct _YztRosterWindow {
  AdwWindow parent_instance;
  YztSession *session;
  GCancellable *cancellable;
  GDateTime *monday; /* in the map's zone */
  GArray *turns;     /* YztDutyTurn */
  GtkWidget *days, *problem;
  AdwWindowTitle *title;
};
G_DEFINE_FINAL_TYPE (YztRosterWindow, yzt_roster_window, ADW_TYPE_WINDOW)

static void read_week (YztRosterWindow *self);

/* --- acts --- */

typedef struct {
  YztRosterWindow *window;
  YztActDialog *dialog; /* owned reference */
  char *id, *turn;      /* turn: number as text, NULL for a new one */
} Asking;

static void
asking_free (Asking *asking)
{
  g_object_unref (asking->window);
  g_object_unref (asking->dialog);
  g_free (asking->id);
  g_free (asking->turn);
  g_free (asking);
}

static void
on_accepted (YztActDialog *dialog, Asking *asking)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!yzt_act_dialog_collect (dialog, values)) {
    return;
  }
  if (asking->turn != NULL) {
    g_hash_table_insert (values, g_strdup ("turn"), g_strdup (asking->turn));
  }
  yzt_watchdog_action ("duty-act");
  yzt_act_dialog_set_busy (dialog, TRUE);
  yzt_session_duty_act_async (asking->window->session, asking->id, values, yzt_act_dialog_on_written, g_object_ref (dialog));
}

static YztActDialog *
new_question (YztRosterWindow *self, const char *id, gint64 turn, const char *title, const char *confirm)
{
  Asking *asking = g_new0 (Asking, 1);
  asking->window = g_object_ref (self);
  asking->dialog = g_object_ref (yzt_act_dialog_new (GTK_WINDOW (self), self->session, title, NULL, confirm));
  asking->id = g_strdup (id);
  asking->turn = turn > 0 ? g_strdup_printf ("%ld", (long) turn) : NULL;
  g_signal_connect (asking->dialog, "accepted", G_CALLBACK (on_accepted), asking);
  g_signal_connect_swapped (asking->dialog, "destroy", G_CALLBACK (asking_free), asking);
  return asking->dialog;
}

/* Of the post as the kind names it, so that another duty room may have others. */
static void
add_posts (YztRosterWindow *self, YztActDialog *dialog)
{
  YztKind *kind = yzt_kind_set_find (yzt_session_get_kinds (self->session), "duty-turn");
  const YztField *field = kind != NULL ? yzt_kind_find_field (kind, "post") : NULL;
  g_autoptr (GPtrArray) codes = g_ptr_array_new (), labels = g_ptr_array_new ();
  for (guint i = 0; field != NULL && i < yzt_field_get_n_values (field); i++) {
    const char *code = yzt_field_get_value (field, i);
    g_ptr_array_add (codes, (gpointer) code);
    g_ptr_array_add (labels, (gpointer) yzt_field_get_value_label (field, code, yzt_session_get_language (self->session)));
  }
  g_ptr_array_add (codes, NULL);
  g_ptr_array_add (labels, NULL);
  yzt_act_dialog_add_choice (dialog, "post", _("Post"), (const char *const *) codes->pdata, (const char *const *) labels->pdata, NULL);
}

static gint64
day_start_ms (YztRosterWindow *self, int day)
{
  g_autoptr (GDateTime) at = g_date_time_add_days (self->monday, day);
  return g_date_time_to_unix (at) * 1000;
}

/* @parameter: day of the week shown, 0 … 6. From eight to eight, as most rooms do; both can be written over. */
static void
action_add (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztRosterWindow *self = YZT_ROSTER_WINDOW (widget);
  gint64 from_ms = day_start_ms (self, CLAMP (g_variant_get_int32 (parameter), 0, DAYS - 1)) + 8 * 3600 * (gint64) 1000;
  yzt_watchdog_action (name);
  YztActDialog *dialog = new_question (self, "turn", 0, _("Turn of Duty"), _("Enter"));
  yzt_act_dialog_add_line (dialog, "person", _("Person"), NULL, TRUE);
  add_posts (self, dialog);
  yzt_act_dialog_add_time (dialog, "from_utc", _("Begins"), from_ms);
  yzt_act_dialog_add_time (dialog, "until_utc", _("Ends"), from_ms + DAY_MS);
  yzt_act_dialog_add_line (dialog, "phone", _("Telephone"), NULL, FALSE);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
action_absent (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztActDialog *dialog = new_question (YZT_ROSTER_WINDOW (widget), "absent", g_variant_get_int64 (parameter), _("Absent"), _("Absent"));
  yzt_act_dialog_add_line (dialog, "reason", _("Why; the deputy may sign meanwhile"), NULL, TRUE);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztRosterWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, &error);
  gtk_label_set_text (GTK_LABEL (self->problem), act == NULL ? yzt_ui_error_text (error) : "");
  gtk_widget_set_visible (self->problem, act == NULL);
}

static void
do_at_once (YztRosterWindow *self, const char *id, gint64 turn)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (values, g_strdup ("turn"), g_strdup_printf ("%ld", (long) turn));
  yzt_session_duty_act_async (self->session, id, values, on_done, g_object_ref (self));
}

static void
action_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  do_at_once (YZT_ROSTER_WINDOW (widget), "back", g_variant_get_int64 (parameter));
}

static void
action_drop (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  do_at_once (YZT_ROSTER_WINDOW (widget), "turn-drop", g_variant_get_int64 (parameter));
}

/* --- the week --- */

static void
append_item (GMenu *menu, const char *label, const char *action, gint64 turn)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);
  g_menu_item_set_action_and_target (item, action, "x", turn);
  g_menu_append_item (menu, item);
}

static char *
hour_of (YztRosterWindow *self, gint64 at_ms, int day)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_ms / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, yzt_session_get_time_zone (self->session));
  gboolean same_day = at_ms >= day_start_ms (self, day) && at_ms < day_start_ms (self, day + 1);
  return g_date_time_format (local, same_day ? "%H:%M" : "%m-%d %H:%M");
}

static GtkWidget *
new_turn (YztRosterWindow *self, const YztDutyTurn *turn, int day)
{
  GtkWidget *button = gtk_menu_button_new (), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autofree char *from = hour_of (self, turn->from_ms, day), *until = hour_of (self, turn->until_ms, day);
  g_autofree char *title = g_strdup_printf ("%s %s", turn->post_label, turn->person);
  g_autofree char *state = g_strdup (turn->absent ? _("absent") : turn->signed_in ? _("signed in") : "");
  g_autofree char *second = g_strdup_printf ("%s – %s%s%s", from, until, *state != '\0' ? " · " : "", state);
  if (turn->absent) {
    append_item (menu, _("Back Again"), "roster.back", turn->fid);
  } else {
    append_item (menu, _("Absent…"), "roster.absent", turn->fid);
  }
  append_item (menu, _("Remove"), "roster.drop", turn->fid);
  GtkWidget *name = yzt_ui_label (title, "row-title");
  gtk_box_append (GTK_BOX (words), name);
  gtk_box_append (GTK_BOX (words), yzt_ui_label (second, "second-line number"));
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), words);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  yzt_ui_tame_arrow (button);
  gtk_widget_set_sensitive (button, !yzt_session_is_read_only (self->session));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "turn");
  if (turn->now) {
    gtk_widget_add_css_class (button, "turn-now");
  }
  if (*turn->phone != '\0') {
    yzt_ui_set_tip (button, turn->phone);
  }
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return button;
}

static GtkWidget *
new_day (YztRosterWindow *self, int day)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *turns = gtk_flow_box_new (), *add = gtk_button_new_from_icon_name ("list-add-symbolic");
  g_autoptr (GDateTime) at = g_date_time_add_days (self->monday, day);
  static const char *const names[DAYS] = { N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun") };
  g_autofree char *date = g_date_time_format (at, "%m-%d"), *title = g_strdup_printf ("%s %s", date, _(names[day]));
  GtkWidget *label = yzt_ui_label (title, "row-title number");
  guint n = 0;
  gtk_label_set_width_chars (GTK_LABEL (label), 10);
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (turns), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (turns), 4);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (turns), 6);
  for (guint i = 0; i < self->turns->len && n < MOST_A_DAY; i++) {
    const YztDutyTurn *turn = &g_array_index (self->turns, YztDutyTurn, i);
    gboolean begins = turn->from_ms >= day_start_ms (self, day) && turn->from_ms < day_start_ms (self, day + 1);
    gboolean goes_on = day == 0 && turn->from_ms < day_start_ms (self, 0) && turn->until_ms > day_start_ms (self, 0);
    if (begins || goes_on) {
      gtk_flow_box_append (GTK_FLOW_BOX (turns), new_turn (self, turn, day));
      n++;
    }
  }
  gtk_widget_set_hexpand (turns, TRUE);
  gtk_widget_set_valign (add, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (add, "flat");
  gtk_widget_set_tooltip_text (add, _("Add a turn on this day"));
  gtk_widget_set_visible (add, !yzt_session_is_read_only (self->session));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (add), "roster.add");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (add), "i", day);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), turns);
  gtk_box_append (GTK_BOX (row), add);
  gtk_widget_add_css_class (row, "roster-day");
  return row;
}

static void
show_week (YztRosterWindow *self)
{
  g_autoptr (GDateTime) sunday = g_date_time_add_days (self->monday, DAYS - 1);
  g_autofree char *from = g_date_time_format (self->monday, "%Y-%m-%d"), *until = g_date_time_format (sunday, "%m-%d");
  g_autofree char *week = g_strdup_printf ("%s – %s", from, until);
  adw_window_title_set_subtitle (self->title, week);
  yzt_ui_clear_children (self->days);
  for (int day = 0; day < DAYS; day++) {
    gtk_box_append (GTK_BOX (self->days), new_day (self, day));
  }
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztRosterWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) turns = yzt_session_read_duty_finish (YZT_SESSION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL) {
    return;
  }
  yzt_watchdog_background ("roster");
  if (turns == NULL) {
    gtk_label_set_text (GTK_LABEL (self->problem), yzt_ui_error_text (error));
    gtk_widget_set_visible (self->problem, TRUE);
    return;
  }
  g_array_unref (self->turns);
  self->turns = g_steal_pointer (&turns);
  show_week (self);
}

static void
read_week (YztRosterWindow *self)
{
  if (yzt_session_get_state (self->session) != YZT_SESSION_READY) {
    return;
  }
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  yzt_session_read_duty_async (self->session, day_start_ms (self, 0), day_start_ms (self, DAYS), self->cancellable, on_read, g_object_ref (self));
}

static void
set_week_of (YztRosterWindow *self, gint64 at_ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_ms / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, yzt_session_get_time_zone (self->session));
  g_autoptr (GDateTime) midnight = g_date_time_new (yzt_session_get_time_zone (self->session), g_date_time_get_year (local), g_date_time_get_month (local),
                                                   g_date_time_get_day_of_month (local), 0, 0, 0);
  g_clear_pointer (&self->monday, g_date_time_unref);
  self->monday = g_date_time_add_days (midnight, 1 - g_date_time_get_day_of_week (midnight));
}

/* @parameter: weeks on, 0: this one. */
static void
action_week (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztRosterWindow *self = YZT_ROSTER_WINDOW (widget);
  int weeks = g_variant_get_int32 (parameter);
  yzt_watchdog_action (name);
  if (weeks == 0) {
    set_week_of (self, yzt_clock_now_ms (yzt_session_get_clock (self->session)));
  } else {
    GDateTime *monday = g_date_time_add_days (self->monday, weeks * DAYS);
    g_clear_pointer (&self->monday, g_date_time_unref);
    self->monday = monday;
  }
  read_week (self);
}

static void
on_rows_changed (YztRosterWindow *self, YztActResult *result)
{
  for (guint i = 0; result->touches != NULL && i < result->touches->len; i++) {
    if (g_str_has_prefix (g_array_index (result->touches, YztTouch, i).kind, "duty-")) {
      read_week (self);
      return;
    }
  }
}

/* --- class --- */

static void
yzt_roster_window_dispose (GObject *object)
{
  YztRosterWindow *self = YZT_ROSTER_WINDOW (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_roster_window_parent_class)->dispose (object);
}

static void
yzt_roster_window_finalize (GObject *object)
{
  g_clear_pointer (&YZT_ROSTER_WINDOW (object)->monday, g_date_time_unref);
  g_array_unref (YZT_ROSTER_WINDOW (object)->turns);
  G_OBJECT_CLASS (yzt_roster_window_parent_class)->finalize (object);
}

static void
yzt_roster_window_class_init (YztRosterWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_roster_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_roster_window_finalize;
  gtk_widget_class_install_action (widget_class, "roster.add", "i", action_add);
  gtk_widget_class_install_action (widget_class, "roster.absent", "x", action_absent);
  gtk_widget_class_install_action (widget_class, "roster.back", "x", action_back);
  gtk_widget_class_install_action (widget_class, "roster.drop", "x", action_drop);
  gtk_widget_class_install_action (widget_class, "roster.week", "i", action_week);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Up, 0, "roster.week", "i", -1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Down, 0, "roster.week", "i", 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Home, 0, "roster.week", "i", 0);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
new_week_button (const char *icon, const char *label, const char *tip, int weeks)
{
  GtkWidget *button = icon != NULL ? gtk_button_new_from_icon_name (icon) : gtk_button_new_with_label (label);
  gtk_widget_set_tooltip_text (button, tip);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "roster.week");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "i", weeks);
  return button;
}

static void
yzt_roster_window_init (YztRosterWindow *self)
{
  GtkWidget *header = adw_header_bar_new (), *scroller = gtk_scrolled_window_new ();
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  self->turns = g_array_new (FALSE, FALSE, sizeof (YztDutyTurn));
  self->title = ADW_WINDOW_TITLE (adw_window_title_new (_("Duty Roster"), ""));
  self->days = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->problem = yzt_ui_label ("", "field-problem");
  gtk_widget_set_visible (self->problem, FALSE);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), GTK_WIDGET (self->title));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), new_week_button ("go-previous-symbolic", NULL, _("Week before (Page Up)"), -1));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), new_week_button ("go-next-symbolic", NULL, _("Next week (Page Down)"), 1));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), new_week_button (NULL, _("This Week"), _("The week of today (Home)"), 0));
  gtk_widget_add_css_class (body, "panel-body");
  gtk_box_append (GTK_BOX (body), self->problem);
  gtk_box_append (GTK_BOX (body), self->days);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), body);
  gtk_widget_set_vexpand (scroller, TRUE);
  yzt_ui_fill_window (ADW_WINDOW (self), header, scroller);
  gtk_window_set_default_size (GTK_WINDOW (self), 820, 560);
}

YztRosterWindow *
yzt_roster_window_new (GtkWindow *parent, YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztRosterWindow *self = g_object_new (YZT_TYPE_ROSTER_WINDOW, "transient-for", parent, "title", _("Duty Roster"), NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "rows-changed", G_CALLBACK (on_rows_changed), self, G_CONNECT_SWAPPED);
  yzt_ui_close_with (GTK_WINDOW (self), session);
  set_week_of (self, yzt_clock_now_ms (yzt_session_get_clock (session)));
  show_week (self);
  read_week (self);
  return self;
}

guint
yzt_roster_window_get_n_turns (YztRosterWindow *self)
{
  g_return_val_if_fail (YZT_IS_ROSTER_WINDOW (self), 0);
  return self->turns->len;
}

gint64
yzt_roster_window_get_turn (YztRosterWindow *self, guint position)
{
  g_return_val_if_fail (YZT_IS_ROSTER_WINDOW (self), 0);
  return position < self->turns->len ? g_array_index (self->turns, YztDutyTurn, position).fid : 0;
}

gboolean
yzt_roster_window_is_absent (YztRosterWindow *self, guint position)
{
  g_return_val_if_fail (YZT_IS_ROSTER_WINDOW (self), FALSE);
  return position < self->turns->len && g_array_index (self->turns, YztDutyTurn, position).absent;
}
