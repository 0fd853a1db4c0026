/* yzt-call-list.c: who is to be asked, worst and oldest first; what is missing, by kind; one key marks "verified now"
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-call-list.h"
#include <glib/gi18n-lib.h>
#include "yzt-level-badge.h"
#include "yzt-place-judge.h"
#include "yzt-todo.h"
#include "yzt-ui.h"

/* More than these nobody calls in a day; the count says how many there are. */
#define MOST_CALLS 200

struct _YztCallList {
  AdwWindow parent_instance;
  YztSession *session;
  GCancellable *cancellable;
  YztTodo *todo;
  GtkWidget *missing, *calls, *summary, *how;
  gboolean again;
};
G_DEFINE_FINAL_TYPE (YztCallList, yzt_call_list, ADW_TYPE_WINDOW)

enum { SHOW_ROWS, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- what is missing --- */

static const char *
flag_words (guint flag)
{
  switch (flag) {
  case YZT_TODO_NO_PHONE: return _("without a telephone");
  case YZT_TODO_NO_PERSON: return _("without a person");
  case YZT_TODO_NO_PLACE: return _("without a place on the map");
  case YZT_TODO_DOUBTFUL_PLACE: return _("place to be checked");
  case YZT_TODO_PAST_DATE: return _("past a date");
  case YZT_TODO_STALE:
  default: return _("not verified within a year");
  }
}

static GArray *
find_rows (YztCallList *self, guint kind, guint flag)
{
  GArray *fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < self->todo->items->len; i++) {
    const YztTodoItem *item = &g_array_index (self->todo->items, YztTodoItem, i);
    if (item->kind == kind && (item->flags & flag) != 0) {
      g_array_append_val (fids, item->fid);
    }
  }
  return fids;
}

static int
compare_fids (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;
  return x < y ? -1 : x > y;
}

static void
on_missing (GtkButton *button, YztCallList *self)
{
  guint kind = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "kind"));
  guint flag = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "flag"));
  g_autoptr (GArray) fids = find_rows (self, kind, flag);
  g_autofree char *words = g_strdup_printf ("%s: %s", yzt_ui_kind_label (self->session, (int) kind), flag_words (flag));
  g_array_sort (fids, compare_fids);
  g_signal_emit (self, signals[SHOW_ROWS], 0, kind, fids, words);
}

static void
show_missing (YztCallList *self)
{
  static const guint flags[] = { YZT_TODO_NO_PHONE, YZT_TODO_NO_PERSON, YZT_TODO_NO_PLACE, YZT_TODO_DOUBTFUL_PLACE, YZT_TODO_PAST_DATE, YZT_TODO_STALE };
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  gboolean keyboard = focus != NULL && gtk_widget_is_ancestor (focus, self->missing);
  guint kind = keyboard ? GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (focus), "kind")) : 0;
  guint flag = keyboard ? GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (focus), "flag")) : 0;
  yzt_ui_clear_children (self->missing);
  for (guint k = 0; k < yzt_kind_set_get_n (yzt_session_get_kinds (self->session)); k++) {
    for (guint f = 0; f < G_N_ELEMENTS (flags); f++) {
      g_autoptr (GArray) fids = find_rows (self, k, flags[f]);
      if (fids->len == 0) {
        continue;
      }
      g_autofree char *text = g_strdup_printf ("%s: %s · %u", yzt_ui_kind_label (self->session, (int) k), flag_words (flags[f]), fids->len);
      GtkWidget *button = gtk_button_new_with_label (text);
      g_object_set_data (G_OBJECT (button), "kind", GUINT_TO_POINTER (k));
      g_object_set_data (G_OBJECT (button), "flag", GUINT_TO_POINTER (flags[f]));
      gtk_widget_set_tooltip_text (button, flags[f] == YZT_TODO_DOUBTFUL_PLACE
                                               ? _("Elsewhere than the county they name, or outside the jurisdiction: show these rows in the table")
                                               : _("Show these rows in the table"));
      gtk_widget_add_css_class (button, "flat");
      gtk_label_set_xalign (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 0);
      g_signal_connect (button, "clicked", G_CALLBACK (on_missing), self);
      gtk_box_append (GTK_BOX (self->missing), button);
      if (keyboard && k == kind && flags[f] == flag) {
        gtk_widget_grab_focus (button);
      }
    }
  }
}

/* --- whom to call --- */

/* A day and how long ago that is. */
static char *
verified_words (YztCallList *self, gint64 verified_ms)
{
  if (verified_ms == YZT_SCENE_NO_TIME) {
    return g_strdup (_("never"));
  }
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (verified_ms / 1000);
  g_autofree char *day = g_date_time_format (at, "%Y-%m-%d");
  guint days = (guint) (MAX (yzt_clock_now_ms (yzt_session_get_clock (self->session)) - verified_ms, 0) / (24 * 3600 * 1000));
  return g_strdup_printf (ngettext ("%s, %u day ago", "%s, %u days ago", days), day, days);
}

static char *
call_words (YztCallList *self, const YztTodoItem *item)
{
  g_autofree char *when = verified_words (self, item->verified_ms);
  g_autoptr (GString) text = g_string_new (yzt_ui_kind_label (self->session, (int) item->kind));
  if (*item->person != '\0') {
    g_string_append_printf (text, " · %s", item->person);
  }
  g_string_append_printf (text, _(" · verified %s"), when);
  if ((item->flags & YZT_TODO_PAST_DATE) != 0) {
    g_string_append_printf (text, " · %s", _("past a date"));
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
new_call (YztCallList *self, const YztTodoItem *item)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *badge = g_object_new (YZT_TYPE_LEVEL_BADGE, NULL);
  g_autofree char *second = call_words (self, item);
  GtkWidget *name = yzt_ui_label (item->name, "row-title"), *phone = yzt_ui_label (*item->phone != '\0' ? item->phone : "—", "row-figure number");
  yzt_level_badge_set (YZT_LEVEL_BADGE (badge), item->level, yzt_level_numeral (item->level));
  gtk_widget_set_visible (badge, item->level > 0);
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_selectable (GTK_LABEL (phone), TRUE);
  gtk_widget_set_can_focus (phone, FALSE);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), name);
  gtk_box_append (GTK_BOX (words), yzt_ui_label (second, "second-line"));
  gtk_box_append (GTK_BOX (row), badge);
  gtk_box_append (GTK_BOX (row), words);
  gtk_box_append (GTK_BOX (row), phone);
  gtk_widget_add_css_class (row, "call-row");
  return row;
}

static gboolean
is_call (const YztTodoItem *item)
{
  return (item->flags & (YZT_TODO_STALE | YZT_TODO_PAST_DATE)) != 0;
}

/* What was chosen, and where it stood: it may have gone. */
typedef struct {
  guint kind;
  gint64 fid;
  int index;
} Chosen;

static Chosen
note_chosen (YztCallList *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->calls));
  guint i = row != NULL ? GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "item")) : 0;
  if (row == NULL || self->todo == NULL || i >= self->todo->items->len) {
    return (Chosen) { 0, 0, 0 };
  }
  const YztTodoItem *item = &g_array_index (self->todo->items, YztTodoItem, i);
  return (Chosen) { item->kind, item->fid, gtk_list_box_row_get_index (row) };
}

/* The keyboard goes back into the list that was made anew, not out of another part of the window. */
static gboolean
has_keyboard (YztCallList *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  return focus == NULL || focus == self->calls || gtk_widget_is_ancestor (focus, self->calls);
}

static void
show_calls (YztCallList *self, Chosen chosen, gboolean keyboard)
{
  int index = chosen.index;
  guint n = 0;
  yzt_ui_clear_children (self->calls);
  for (guint i = 0; i < self->todo->items->len; i++) {
    const YztTodoItem *item = &g_array_index (self->todo->items, YztTodoItem, i);
    if (is_call (item) && n++ < MOST_CALLS) {
      GtkWidget *row = gtk_list_box_row_new ();
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), new_call (self, item));
      g_object_set_data (G_OBJECT (row), "item", GUINT_TO_POINTER (i));
      yzt_ui_name_row (row, item->name);
      gtk_list_box_append (GTK_LIST_BOX (self->calls), row);
      index = item->kind == chosen.kind && item->fid == chosen.fid ? (int) n - 1 : index;
    }
  }
  g_autofree char *words = n > MOST_CALLS ? g_strdup_printf (_("%u to be asked, the first %u are shown; worst and oldest first"), n, MOST_CALLS)
                                          : g_strdup_printf (_("%u to be asked; worst and oldest first"), n);
  gtk_label_set_text (GTK_LABEL (self->summary), words);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->calls), index);
  if (row != NULL) {
    gtk_list_box_select_row (GTK_LIST_BOX (self->calls), row);
    if (keyboard) {
      gtk_widget_grab_focus (GTK_WIDGET (row));
    }
  }
}

/* --- reading --- */

static void read_todo (YztCallList *self);

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztCallList) self = user_data;
  g_autoptr (GError) error = NULL;
  YztTodo *todo = yzt_session_read_todo_finish (YZT_SESSION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL) {
    yzt_todo_free (todo);
    return;
  }
  g_clear_object (&self->cancellable);
  if (todo == NULL) {
    gtk_label_set_text (GTK_LABEL (self->summary), yzt_ui_error_text (error));
    return;
  }
  Chosen chosen = note_chosen (self);
  gboolean keyboard = self->todo == NULL || has_keyboard (self);
  yzt_todo_free (self->todo);
  self->todo = todo;
  show_missing (self);
  show_calls (self, chosen, keyboard);
  if (self->again) {
    read_todo (self);
  }
}

static void
read_todo (YztCallList *self)
{
  if (yzt_session_get_state (self->session) != YZT_SESSION_READY) {
    return; /* the map was closed while the last reading was under way */
  }
  self->again = self->cancellable != NULL; /* one is under way: once more after it */
  if (!self->again) {
    self->cancellable = g_cancellable_new ();
    yzt_session_read_todo_async (self->session, yzt_place_judge (), self->cancellable, on_read, g_object_ref (self));
  }
}

/* --- acts --- */

static const YztTodoItem *
chosen_item (YztCallList *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->calls));
  return row != NULL ? &g_array_index (self->todo->items, YztTodoItem, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "item"))) : NULL;
}

/* Refused: the list says again who is to be asked. */
static void
on_verified (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztCallList) self = user_data;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, NULL);
  if (act == NULL && self->session != NULL) {
    read_todo (self);
  }
}

/* At once to the next: a second key before the list was read again is not meant for the same one. */
static void
go_on (YztCallList *self, GtkListBoxRow *row)
{
  GtkListBoxRow *next = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->calls), gtk_list_box_row_get_index (row) + 1);
  gboolean keyboard = has_keyboard (self);
  gtk_widget_set_sensitive (GTK_WIDGET (row), FALSE);
  if (next != NULL) {
    gtk_list_box_select_row (GTK_LIST_BOX (self->calls), next);
    if (keyboard) {
      gtk_widget_grab_focus (GTK_WIDGET (next));
    }
  }
}

static void
action_verified (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztCallList *self = YZT_CALL_LIST (widget);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->calls));
  const YztTodoItem *item = chosen_item (self);
  if (item != NULL && gtk_widget_get_sensitive (GTK_WIDGET (row))) {
    const char *how = yzt_verified_how[gtk_drop_down_get_selected (GTK_DROP_DOWN (self->how))];
    yzt_session_verify_async (self->session, &item->kind, &item->fid, 1, how, on_verified, g_object_ref (self));
    go_on (self, row);
  }
}

static void
on_chosen (YztCallList *self)
{
  const YztTodoItem *item = chosen_item (self);
  if (item != NULL) {
    yzt_session_select (self->session, (int) item->kind, item->fid);
  }
}

/* The window of the map knows papers. */
static void
action_paper (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWindow *map = gtk_window_get_transient_for (GTK_WINDOW (widget));
  if (map != NULL) {
    gtk_widget_activate_action (GTK_WIDGET (map), "win.paper", "(sxs)", "call-list", (gint64) 0, "unverified");
  }
}

/* --- class --- */

static void
yzt_call_list_dispose (GObject *object)
{
  YztCallList *self = YZT_CALL_LIST (object);
  if (self->cancellable != NULL) {
    g_cancellable_cancel (self->cancellable);
    g_clear_object (&self->cancellable);
  }
  g_clear_object (&self->session);
  g_clear_pointer (&self->todo, yzt_todo_free);
  G_OBJECT_CLASS (yzt_call_list_parent_class)->dispose (object);
}

static void
yzt_call_list_class_init (YztCallListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_call_list_dispose;
  signals[SHOW_ROWS] = g_signal_new ("show-rows", YZT_TYPE_CALL_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT,
                                     G_TYPE_ARRAY, G_TYPE_STRING);
  gtk_widget_class_install_action (widget_class, "calls.verified", NULL, action_verified);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, 0, "calls.verified", NULL);
  gtk_widget_class_install_action (widget_class, "calls.paper", NULL, action_paper);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "calls.paper", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
new_scroller (GtkWidget *child, int width)
{
  GtkWidget *scroller = yzt_ui_scroller (child);
  gtk_widget_set_size_request (scroller, width, -1);
  return scroller;
}

static GtkWidget *
new_side (YztCallList *self)
{
  GtkWidget *side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->missing = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (side), yzt_ui_label (_("To be mended"), "heading"));
  gtk_box_append (GTK_BOX (side), new_scroller (self->missing, 280));
  gtk_widget_add_css_class (side, "panel-body");
  return side;
}

static GtkWidget *
new_main (YztCallList *self)
{
  const char *const hows[] = { _("By telephone"), _("By a visit"), _("By a document"), NULL };
  GtkWidget *main = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8), *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *verified = gtk_button_new_with_label (_("Verified Now"));
  self->summary = yzt_ui_label (_("Reading…"), "heading");
  self->calls = gtk_list_box_new ();
  self->how = gtk_drop_down_new_from_strings (hows);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->how), GTK_ACCESSIBLE_PROPERTY_LABEL, _("How it was verified"), -1);
  gtk_widget_set_tooltip_text (self->how, _("How it was verified"));
  gtk_widget_set_tooltip_text (verified, _("The chosen one is as the map says: by whom and when is kept (V)"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (verified), "calls.verified");
  gtk_widget_add_css_class (verified, "suggested-action");
  gtk_widget_set_hexpand (verified, TRUE);
  gtk_widget_add_css_class (self->calls, "panel-list");
  g_signal_connect_swapped (self->calls, "row-selected", G_CALLBACK (on_chosen), self);
  gtk_box_append (GTK_BOX (foot), self->how);
  gtk_box_append (GTK_BOX (foot), verified);
  gtk_box_append (GTK_BOX (main), self->summary);
  gtk_box_append (GTK_BOX (main), new_scroller (self->calls, 460));
  gtk_box_append (GTK_BOX (main), foot);
  gtk_widget_set_hexpand (main, TRUE);
  gtk_widget_add_css_class (main, "panel-body");
  return main;
}

static void
yzt_call_list_init (YztCallList *self)
{
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *header = adw_header_bar_new (), *paper = gtk_button_new_with_label (_("Paper…"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (paper), "calls.paper");
  gtk_widget_set_tooltip_text (paper, _("The call list on paper, with columns to write on (Ctrl+P)"));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), paper);
  gtk_box_append (GTK_BOX (body), new_main (self));
  gtk_box_append (GTK_BOX (body), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (body), new_side (self));
  yzt_ui_fill_window (ADW_WINDOW (self), header, body);
  gtk_window_set_default_size (GTK_WINDOW (self), 820, 560);
}

GtkWindow *
yzt_call_list_new (GtkWindow *parent, YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztCallList *self = g_object_new (YZT_TYPE_CALL_LIST, "transient-for", parent, "title", _("Call List"), NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "rows-changed", G_CALLBACK (read_todo), self, G_CONNECT_SWAPPED);
  yzt_ui_close_with (GTK_WINDOW (self), session);
  read_todo (self);
  return GTK_WINDOW (self);
}
