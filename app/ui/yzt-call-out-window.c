/* yzt-call-out-window.c: 叫应: whom the warnings have to reach, who is due now on top, one key for each answer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-call-out-window.h"
#include <glib/gi18n-lib.h>
#include "yzt-call-out-row.h"
#include "yzt-task.h"
#include "yzt-ui.h"
#include "yzt-warning.h"
#include "yzt-watchdog.h"

/* So many rows are shown; the figures above count all. */
#define MOST_ROWS 200
#define LOOK_AGAIN_S 10
/* Made at once; the others a few a frame. */
#define ROWS_AT_ONCE 12
#define ROWS_A_FRAME 5

struct _YztCallOutWindow {
  AdwWindow parent_instance;
  YztSession *session;
  GPtrArray *calls;     /* YztCallOut of all warnings, in the order of calling; NULL before the first reading */
  GPtrArray *crosses;   /* YztWarningCross of the chosen warning; may be NULL */
  GArray *warnings;     /* gint64 of the drop-down's entries after the first */
  gint64 warning_fid;   /* 0: all */
  GtkWidget *which, *figures, *inside, *list, *note, *empty, *scroller, *foot;
  GArray *rows;         /* guint: index in calls of each row, made or still to be made */
  GHashTable *by_fid;   /* gint64 → GtkListBoxRow: a row stays with its person, and the list where it was scrolled to */
  guint n_made, fill_tick;
  guint timer;
  gboolean reading, again, filling;
};
G_DEFINE_FINAL_TYPE (YztCallOutWindow, yzt_call_out_window, ADW_TYPE_WINDOW)

/* --- what is shown --- */

static gboolean
is_shown (YztCallOutWindow *self, const YztCallOut *call)
{
  return self->warning_fid == 0 || call->warning_fid == self->warning_fid;
}

static gint64
row_fid (GtkWidget *row)
{
  const gint64 *fid = g_object_get_data (G_OBJECT (row), "fid");
  return fid != NULL ? *fid : 0;
}

static const YztCallOut *
chosen_call (YztCallOutWindow *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));
  gint64 fid = row != NULL ? row_fid (GTK_WIDGET (row)) : 0;
  for (guint i = 0; fid != 0 && self->calls != NULL && i < self->calls->len; i++) {
    const YztCallOut *call = self->calls->pdata[i];
    if (call->fid == fid) {
      return call;
    }
  }
  return NULL;
}

static void
show_figures (YztCallOutWindow *self)
{
  guint counts[YZT_N_CALL_STATES] = { 0 }, n_due = 0, n_unreached = 0, n = 0;
  gint64 now_ms = yzt_clock_now_ms (yzt_session_get_clock (self->session));
  for (guint i = 0; i < self->calls->len; i++) {
    const YztCallOut *call = self->calls->pdata[i];
    if (is_shown (self, call)) {
      n++;
      counts[call->state]++;
      n_due += yzt_call_out_is_due (call, now_ms);
      n_unreached += yzt_call_state_is_unreached (call->state);
    }
  }
  /* TRANSLATORS: figures of a call-out: of how many, how many are not reached, due now, answered, acted, wrong number */
  g_autofree char *text = g_strdup_printf (_("Not reached %u of %u · due now %u · answered %u · action taken %u · wrong number %u"), n_unreached,
                                           n - counts[YZT_CALL_STATE_RELEASED], n_due, counts[YZT_CALL_STATE_ANSWERED], counts[YZT_CALL_STATE_ACTION],
                                           counts[YZT_CALL_STATE_WRONG_NUMBER]);
  gtk_label_set_text (GTK_LABEL (self->figures), text);
  gtk_widget_set_visible (self->empty, n == 0);
  gtk_widget_set_visible (self->scroller, n > 0);
  gtk_widget_set_visible (self->foot, n > 0);
  gtk_widget_set_visible (self->figures, n > 0);
}

/* "Inside: Hazard source 12 (newly 2, no longer 1) · Shelter 3" */
static void
show_inside (YztCallOutWindow *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  YztKindSet *kinds = yzt_session_get_kinds (self->session);
  for (guint i = 0; self->crosses != NULL && i < self->crosses->len; i++) {
    const YztWarningCross *cross = self->crosses->pdata[i];
    YztKind *kind = yzt_kind_set_find (kinds, cross->kind_id);
    g_string_append_printf (text, "%s%s %u", text->len > 0 ? " · " : "", kind != NULL ? yzt_kind_get_label (kind, yzt_ui_language ()) : cross->kind_id,
                            cross->inside->len);
    if (cross->newly->len > 0) {
      g_string_append_printf (text, _(" (newly inside %u)"), cross->newly->len);
    }
    if (cross->left->len > 0) {
      g_string_append_printf (text, _(" (no longer inside %u)"), cross->left->len);
    }
  }
  g_autofree char *words = text->len > 0 ? g_strdup_printf (_("Inside: %s"), text->str) : NULL;
  gtk_label_set_text (GTK_LABEL (self->inside), words != NULL ? words : "");
  gtk_widget_set_visible (self->inside, words != NULL);
}

static const YztCallOut *
call_at (YztCallOutWindow *self, guint i)
{
  return i < self->rows->len ? self->calls->pdata[g_array_index (self->rows, guint, i)] : NULL;
}

/* @at: −1 the end. Chosen and in focus as before. */
static void
move_row (YztCallOutWindow *self, GtkWidget *row, int at)
{
  gboolean chosen = gtk_list_box_row_is_selected (GTK_LIST_BOX_ROW (row)), focus = gtk_widget_is_focus (row);
  GtkAdjustment *scroll = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  double value = gtk_adjustment_get_value (scroll);
  g_object_ref (row);
  gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  gtk_list_box_insert (GTK_LIST_BOX (self->list), row, at);
  if (chosen) {
    gtk_list_box_select_row (GTK_LIST_BOX (self->list), GTK_LIST_BOX_ROW (row));
  }
  if (focus) {
    gtk_widget_grab_focus (row);
    gtk_adjustment_set_value (scroll, value); /* a row that has no place yet would be looked for at the top */
  }
  g_object_unref (row);
}

static void
drop_row (YztCallOutWindow *self, GtkWidget *row)
{
  gint64 fid = row_fid (row);
  g_hash_table_remove (self->by_fid, &fid);
  gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
}

/* Whoever was answered goes down: those in front of the one that is wanted are taken to the end. The chosen one is not touched. */
static void
bring_row (YztCallOutWindow *self, GtkWidget *wanted, guint at)
{
  for (guint tries = 0; tries < 3; tries++) {
    GtkListBoxRow *here = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int) at);
    if (GTK_WIDGET (here) == wanted) {
      return;
    }
    if (gtk_list_box_row_is_selected (here)) {
      break;
    }
    move_row (self, GTK_WIDGET (here), -1);
  }
  if (GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int) at)) != wanted) {
    move_row (self, wanted, (int) at);
  }
}

/* The next row to where it belongs, saying what it has to say; TRUE when anything had to be made for it. */
static gboolean
make_row (YztCallOutWindow *self)
{
  guint at = self->n_made++;
  const YztCallOut *call = call_at (self, at);
  GtkWidget *row = g_hash_table_lookup (self->by_fid, &call->fid);
  if (row != NULL) {
    bring_row (self, row, at);
  } else {
    row = gtk_list_box_row_new ();
    gint64 *fid = g_memdup2 (&call->fid, sizeof call->fid);
    g_object_set_data_full (G_OBJECT (row), "fid", fid, g_free);
    g_hash_table_insert (self->by_fid, fid, row);
    gtk_list_box_insert (GTK_LIST_BOX (self->list), row, (int) at);
  }
  gboolean made = yzt_call_out_row_show (row, self->session, call, self->warning_fid == 0);
  while (self->n_made == self->rows->len && (row = GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int) self->n_made))) != NULL) {
    drop_row (self, row);
  }
  return made;
}

/* So many rows made, however many only stay where they are. */
static void
make_rows (YztCallOutWindow *self, guint most)
{
  for (guint made = 0; made < most && self->n_made < self->rows->len;) {
    made += make_row (self);
  }
}

static gboolean
fill (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  YztCallOutWindow *self = user_data;
  yzt_watchdog_background ("fill-calls");
  make_rows (self, ROWS_A_FRAME);
  if (self->n_made < self->rows->len) {
    return G_SOURCE_CONTINUE;
  }
  self->fill_tick = 0;
  return G_SOURCE_REMOVE;
}

static void
stop_filling (YztCallOutWindow *self)
{
  if (self->fill_tick != 0) {
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->fill_tick);
    self->fill_tick = 0;
  }
}

static void
choose_rows (YztCallOutWindow *self)
{
  g_array_set_size (self->rows, 0);
  self->n_made = 0;
  for (guint i = 0; i < self->calls->len && self->rows->len < MOST_ROWS; i++) {
    if (is_shown (self, self->calls->pdata[i])) {
      g_array_append_val (self->rows, i);
    }
  }
}

/* Where the call @fid stands now; where it stood when it is gone. */
static int
find_index (YztCallOutWindow *self, gint64 fid, int index)
{
  for (guint i = 0; i < self->rows->len; i++) {
    const YztCallOut *call = self->calls->pdata[g_array_index (self->rows, guint, i)];
    if (call->fid == fid) {
      return (int) i;
    }
  }
  return MIN (index, (int) self->rows->len - 1);
}

/* @fid: the one that was chosen stays so, wherever it stands now; 0 none. */
static void
show_calls (YztCallOutWindow *self, gint64 fid)
{
  GtkListBoxRow *chosen = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));
  int index = chosen != NULL ? gtk_list_box_row_get_index (chosen) : 0;
  gboolean had_focus = chosen == NULL || gtk_window_get_focus (GTK_WINDOW (self)) == NULL || gtk_widget_is_focus (GTK_WIDGET (chosen));
  GtkAdjustment *scroll = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  double value = gtk_adjustment_get_value (scroll);
  stop_filling (self);
  choose_rows (self);
  index = find_index (self, fid, index);
  make_rows (self, ROWS_AT_ONCE);
  while (self->n_made < self->rows->len && (int) self->n_made < index + 2) {
    make_row (self);
  }
  if (self->n_made < self->rows->len) {
    self->fill_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), fill, self, NULL);
  }
  for (GtkWidget *row; self->rows->len == 0 && (row = gtk_widget_get_first_child (self->list)) != NULL;) {
    drop_row (self, row);
  }
  show_figures (self);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), index);
  if (row != NULL) {
    gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
    if (had_focus && !gtk_widget_is_focus (GTK_WIDGET (row))) {
      gtk_widget_grab_focus (GTK_WIDGET (row));
      gtk_adjustment_set_value (scroll, value);
    }
  }
}

/* Every warning that calls anybody, in the order in which they come. */
static void
show_warnings (YztCallOutWindow *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint chosen = 0;
  g_array_set_size (self->warnings, 0);
  gtk_string_list_append (names, _("All warnings"));
  for (guint i = 0; i < self->calls->len; i++) {
    const YztCallOut *call = self->calls->pdata[i];
    gboolean known = FALSE;
    for (guint k = 0; k < self->warnings->len && !known; k++) {
      known = g_array_index (self->warnings, gint64, k) == call->warning_fid;
    }
    if (!known) {
      g_autofree char *name = yzt_marked_name (call->warning, call->status);
      gtk_string_list_append (names, name);
      g_array_append_val (self->warnings, call->warning_fid);
      chosen = call->warning_fid == self->warning_fid ? self->warnings->len : chosen;
    }
  }
  self->filling = TRUE;
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->which), G_LIST_MODEL (names));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->which), chosen);
  self->filling = FALSE;
}

/* --- reading --- */

typedef struct {
  YztStore *store;
  gint64 warning_fid;
  GPtrArray *calls, *crosses;
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->store);
  g_clear_pointer (&reading->calls, g_ptr_array_unref);
  g_clear_pointer (&reading->crosses, g_ptr_array_unref);
  g_free (reading);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = data;
  GError *error = NULL;
  reading->calls = yzt_call_outs_read (reading->store, 0, &error);
  if (reading->calls != NULL && reading->warning_fid != 0) {
    reading->crosses = yzt_warning_cross_read (reading->store, reading->warning_fid, &error);
  }
  if (error != NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_boolean (task, TRUE);
  }
}

static void start_reading (YztCallOutWindow *self);

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztCallOutWindow *self = YZT_CALL_OUT_WINDOW (source);
  Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  yzt_watchdog_action ("call-outs.read");
  self->reading = FALSE;
  if (self->session == NULL) {
    return; /* closed meanwhile */
  }
  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    gtk_label_set_text (GTK_LABEL (self->figures), yzt_ui_error_text (error));
    gtk_widget_set_visible (self->figures, TRUE);
  } else {
    const YztCallOut *chosen = chosen_call (self);
    gint64 fid = chosen != NULL ? chosen->fid : 0;
    stop_filling (self);
    g_clear_pointer (&self->calls, g_ptr_array_unref);
    g_clear_pointer (&self->crosses, g_ptr_array_unref);
    self->calls = g_steal_pointer (&reading->calls);
    self->crosses = g_steal_pointer (&reading->crosses);
    show_warnings (self);
    show_inside (self);
    show_calls (self, fid);
  }
  if (self->again) {
    start_reading (self);
  }
}

static void
start_reading (YztCallOutWindow *self)
{
  if (self->session == NULL || yzt_session_get_state (self->session) != YZT_SESSION_READY) {
    return;
  }
  self->again = self->reading;
  if (self->reading) {
    return;
  }
  self->reading = TRUE;
  Reading *reading = g_new0 (Reading, 1);
  reading->store = g_object_ref (yzt_session_get_store (self->session));
  reading->warning_fid = self->warning_fid;
  g_autoptr (GTask) task = g_task_new (self, NULL, on_read, NULL);
  g_task_set_source_tag (task, start_reading);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  yzt_task_run_in_thread (task, read_in_thread);
}

static void
on_rows (YztSession *session, YztActResult *result, gboolean from_outside, YztCallOutWindow *self)
{
  static const char *const kinds[] = { "call-out", "warning", "warning-cross", NULL };
  for (guint i = 0; i < result->touches->len; i++) {
    if (g_strv_contains (kinds, g_array_index (result->touches, YztTouch, i).kind)) {
      start_reading (self);
      return;
    }
  }
}

static void
on_which (YztCallOutWindow *self)
{
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->which));
  if (!self->filling && chosen != GTK_INVALID_LIST_POSITION) {
    self->warning_fid = chosen == 0 || chosen > self->warnings->len ? 0 : g_array_index (self->warnings, gint64, chosen - 1);
    start_reading (self);
  }
}

/* --- acts --- */

/* At once, and not when the answer is written and the list is read again: the next key is for the next person. */
static void
go_on (YztCallOutWindow *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));
  int next = gtk_list_box_row_get_index (row) + 1;
  gboolean had_focus = gtk_widget_is_focus (GTK_WIDGET (row));
  while (self->n_made < self->rows->len && self->n_made <= (guint) next) {
    make_row (self);
  }
  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), next);
  if (row != NULL) {
    gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
    if (had_focus) {
      gtk_widget_grab_focus (GTK_WIDGET (row));
    }
  }
}

static void
answer (YztCallOutWindow *self, YztCallState state)
{
  const YztCallOut *call = chosen_call (self);
  if (call == NULL) {
    return;
  }
  g_autofree char *note = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->note))));
  yzt_session_answer_call_async (self->session, call->fid, state, note, NULL, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->note), "");
  go_on (self);
}

static const struct {
  const char *action, *label, *tip;
  guint key;
  YztCallState state;
} ANSWERS[] = {
  { "calls.called", N_("Called"), N_("A call was made, nothing came of it yet (C)"), GDK_KEY_c, YZT_CALL_STATE_CALLED },
  { "calls.answered", N_("Answered"), N_("Reached and told (A)"), GDK_KEY_a, YZT_CALL_STATE_ANSWERED },
  { "calls.action", N_("Action Taken"), N_("Reached, and has acted (D)"), GDK_KEY_d, YZT_CALL_STATE_ACTION },
  { "calls.not-reached", N_("Not Reached"), N_("Nobody answered: called again by the clock, then the next level (N)"), GDK_KEY_n, YZT_CALL_STATE_NOT_REACHED },
  { "calls.wrong-number", N_("Wrong Number"), N_("The second number, else the next level, is called at once (W)"), GDK_KEY_w, YZT_CALL_STATE_WRONG_NUMBER },
};

static void
action_answer (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  for (guint i = 0; i < G_N_ELEMENTS (ANSWERS); i++) {
    if (g_str_equal (ANSWERS[i].action, name)) {
      answer (YZT_CALL_OUT_WINDOW (widget), ANSWERS[i].state);
    }
  }
}

static void
action_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const YztCallOut *call = chosen_call (YZT_CALL_OUT_WINDOW (widget));
  if (call != NULL) {
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), call->phone);
  }
}

/* By Tab it lies behind every row. */
static void
action_note (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus (YZT_CALL_OUT_WINDOW (widget)->note);
}

/* Enter in the note goes back to the list, where the keys answer. */
static void
on_note (YztCallOutWindow *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));
  if (row != NULL) {
    gtk_widget_grab_focus (GTK_WIDGET (row));
  }
}

static gboolean
on_timer (gpointer user_data)
{
  YztCallOutWindow *self = user_data;
  if (self->calls != NULL) {
    const YztCallOut *chosen = chosen_call (self);
    show_calls (self, chosen != NULL ? chosen->fid : 0);
  }
  return G_SOURCE_CONTINUE;
}

/* The window of the map knows papers. */
static void
action_paper (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWindow *map = gtk_window_get_transient_for (GTK_WINDOW (widget));
  if (map != NULL) {
    gtk_widget_activate_action (GTK_WIDGET (map), "win.paper", "(sxs)", "call-list", YZT_CALL_OUT_WINDOW (widget)->warning_fid, "warning");
  }
}

/* --- class --- */

static void
yzt_call_out_window_dispose (GObject *object)
{
  YztCallOutWindow *self = YZT_CALL_OUT_WINDOW (object);
  g_clear_handle_id (&self->timer, g_source_remove);
  stop_filling (self);
  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->by_fid, g_hash_table_unref);
  g_clear_object (&self->session);
  g_clear_pointer (&self->calls, g_ptr_array_unref);
  g_clear_pointer (&self->crosses, g_ptr_array_unref);
  g_clear_pointer (&self->warnings, g_array_unref);
  G_OBJECT_CLASS (yzt_call_out_window_parent_class)->dispose (object);
}

static void
yzt_call_out_window_class_init (YztCallOutWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_call_out_window_dispose;
  for (guint i = 0; i < G_N_ELEMENTS (ANSWERS); i++) {
    gtk_widget_class_install_action (widget_class, ANSWERS[i].action, NULL, action_answer);
    gtk_widget_class_add_binding_action (widget_class, ANSWERS[i].key, 0, ANSWERS[i].action, NULL);
  }
  gtk_widget_class_install_action (widget_class, "calls.note", NULL, action_note);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, 0, "calls.note", NULL);
  gtk_widget_class_install_action (widget_class, "calls.copy", NULL, action_copy);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "calls.copy", NULL);
  gtk_widget_class_install_action (widget_class, "calls.paper", NULL, action_paper);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "calls.paper", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
new_foot (YztCallOutWindow *self)
{
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *buttons = gtk_flow_box_new ();
  self->note = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->note), _("What was answered or done (T), then Enter and one key"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->note), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What was answered or done"), -1);
  g_signal_connect_swapped (self->note, "activate", G_CALLBACK (on_note), self);
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (buttons), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (buttons), 6);
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (buttons), 2);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (buttons), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (buttons), 6);
  for (guint i = 0; i <= G_N_ELEMENTS (ANSWERS); i++) {
    gboolean copy = i == G_N_ELEMENTS (ANSWERS);
    g_autofree char *words = copy ? g_strdup (_("Copy Number")) : g_strdup_printf ("%s  %c", _(ANSWERS[i].label), (char) g_ascii_toupper ((char) ANSWERS[i].key));
    GtkWidget *button = gtk_button_new_with_label (words);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), copy ? "calls.copy" : ANSWERS[i].action);
    gtk_widget_set_tooltip_text (button, copy ? _("Copies the number (Ctrl+C)") : _(ANSWERS[i].tip));
    gtk_flow_box_append (GTK_FLOW_BOX (buttons), button);
    gtk_widget_set_can_focus (gtk_widget_get_parent (button), FALSE);
    gtk_widget_set_can_focus (button, TRUE);
  }
  gtk_box_append (GTK_BOX (foot), self->note);
  gtk_box_append (GTK_BOX (foot), buttons);
  return foot;
}

static GtkWidget *
new_list (YztCallOutWindow *self)
{
  self->scroller = gtk_scrolled_window_new ();
  self->list = gtk_list_box_new ();
  gtk_widget_add_css_class (self->list, "panel-list");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->list);
  gtk_widget_set_vexpand (self->scroller, TRUE);
  return self->scroller;
}

static void
yzt_call_out_window_init (YztCallOutWindow *self)
{
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  self->warnings = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->rows = g_array_new (FALSE, FALSE, sizeof (guint));
  self->by_fid = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->which = gtk_drop_down_new (NULL, NULL);
  self->figures = yzt_ui_label (_("Reading…"), "heading");
  self->inside = yzt_ui_label ("", "second-line");
  self->empty = adw_status_page_new ();
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->empty), "call-start-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (self->empty), _("Nobody to Call"));
  adw_status_page_set_description (ADW_STATUS_PAGE (self->empty), _("When a warning comes in, those responsible for what lies inside its area are listed here."));
  gtk_widget_set_visible (self->empty, FALSE);
  gtk_widget_set_vexpand (self->empty, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->which), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Warning"), -1);
  g_signal_connect_swapped (self->which, "notify::selected", G_CALLBACK (on_which), self);
  gtk_label_set_wrap (GTK_LABEL (self->figures), TRUE);
  gtk_label_set_wrap (GTK_LABEL (self->inside), TRUE);
  gtk_widget_set_visible (self->inside, FALSE);
  GtkWidget *list = new_list (self);
  self->foot = new_foot (self);
  GtkWidget *const parts[] = { self->which, self->figures, self->inside, self->empty, list, self->foot };
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    gtk_box_append (GTK_BOX (body), parts[i]);
  }
  gtk_widget_add_css_class (body, "panel-body");
  gtk_widget_set_vexpand (body, TRUE);
  GtkWidget *header = adw_header_bar_new (), *paper = gtk_button_new_with_label (_("Paper…"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (paper), "calls.paper");
  gtk_widget_set_tooltip_text (paper, _("The call list on paper, with columns to write on (Ctrl+P)"));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), paper);
  yzt_ui_fill_window (ADW_WINDOW (self), header, body);
  gtk_window_set_default_size (GTK_WINDOW (self), 760, 620);
  self->timer = g_timeout_add_seconds (LOOK_AGAIN_S, on_timer, self);
}

GtkWindow *
yzt_call_out_window_new (GtkWindow *parent, YztSession *session, gint64 warning_fid)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztCallOutWindow *self = g_object_new (YZT_TYPE_CALL_OUT_WINDOW, "transient-for", parent, "title", _("Call-Out"), NULL);
  self->session = g_object_ref (session);
  self->warning_fid = warning_fid;
  g_signal_connect_object (session, "rows-changed", G_CALLBACK (on_rows), self, 0);
  yzt_ui_close_with (GTK_WINDOW (self), session);
  start_reading (self);
  return GTK_WINDOW (self);
}
