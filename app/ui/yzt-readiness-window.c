/* yzt-readiness-window.c: one page for each shift: what is in order, what is not, what is not known; each line leads to where it is mended
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-readiness-window.h"
#include <glib/gi18n-lib.h>
#include "yzt-fill-in-turn.h"
#include "yzt-history-words.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

struct _YztReadinessWindow {
  AdwWindow parent_instance;
  YztSession *session;
  GCancellable *cancellable; /* of the reading under way */
  YztReadiness *readiness;
  GPtrArray *ordered;        /* YztReadyLine *, not owned: those that are red first */
  GtkWidget *summary, *list;
  char *focused;             /* id of the line that is to have the focus when its row is made */
};
G_DEFINE_FINAL_TYPE (YztReadinessWindow, yzt_readiness_window, ADW_TYPE_WINDOW)

enum { ASKING, READ, MEND, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- the lines --- */

static GtkWidget *
new_badge (YztReadyState state)
{
  static const char *const marks[] = { "✓", "?", "▲" }, *const classes[] = { "ready-green", "ready-unknown", "ready-red" };
  g_autofree char *words = g_strdup_printf ("%s %s", marks[state], yzt_ready_state_word (state));
  GtkWidget *badge = yzt_ui_label (words, "ready-badge");
  gtk_widget_add_css_class (badge, classes[state]);
  gtk_label_set_width_chars (GTK_LABEL (badge), 12);
  gtk_label_set_xalign (GTK_LABEL (badge), 0);
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  return badge;
}

static GtkWidget *
make_row (guint index, gpointer user_data)
{
  YztReadinessWindow *self = user_data;
  const YztReadyLine *line = self->ordered->pdata[index];
  GtkWidget *row = adw_action_row_new ();
  gboolean leads = !g_str_equal (line->mend, "-");
  g_autofree char *title = g_markup_escape_text (line->title, -1);
  g_autofree char *second = line->state == YZT_READY_RED ? g_strdup_printf ("%s\n→ %s", line->words, line->how) : g_strdup (line->words);
  g_autofree char *escaped = g_markup_escape_text (second, -1);
  g_autofree char *spoken = g_strjoin (", ", yzt_ready_state_word (line->state), line->title, line->words, line->state == YZT_READY_RED ? line->how : NULL, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), new_badge (line->state));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), leads);
  if (leads) {
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  }
  yzt_ui_set_tip (row, line->basis);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data (G_OBJECT (row), "line", (gpointer) line);
  if (g_strcmp0 (line->id, self->focused) == 0) {
    g_signal_connect (row, "map", G_CALLBACK (gtk_widget_grab_focus), NULL);
  }
  return row;
}

static void
show (YztReadinessWindow *self)
{
  static const YztReadyState order[] = { YZT_READY_RED, YZT_READY_UNKNOWN, YZT_READY_GREEN };
  const YztReadiness *readiness = self->readiness;
  guint n_green = readiness->lines->len - readiness->n_red - readiness->n_unknown;
  g_ptr_array_set_size (self->ordered, 0);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
    for (guint k = 0; k < readiness->lines->len; k++) {
      YztReadyLine *line = readiness->lines->pdata[k];
      if (line->state == order[i]) {
        g_ptr_array_add (self->ordered, line);
      }
    }
  }
  if (self->focused == NULL && self->ordered->len > 0) {
    self->focused = g_strdup (((YztReadyLine *) self->ordered->pdata[0])->id);
  }
  g_autofree char *at = yzt_history_minute (self->session, readiness->at_ms);
  g_autofree char *red = g_strdup_printf (ngettext ("%u not in order", "%u not in order", readiness->n_red), readiness->n_red);
  g_autofree char *unknown = g_strdup_printf (ngettext ("%u not known", "%u not known", readiness->n_unknown), readiness->n_unknown);
  g_autofree char *green = g_strdup_printf (ngettext ("%u in order", "%u in order", n_green), n_green);
  g_autofree char *words = g_strjoin (" · ", red, unknown, green, at, NULL);
  gtk_label_set_text (GTK_LABEL (self->summary), words);
  gtk_widget_set_visible (self->list, TRUE);
  yzt_fill_in_turn (GTK_LIST_BOX (self->list), self->ordered->len, make_row, self, NULL);
}

/* Rows are made anew; who walks through them by keys is not to lose the place. */
static void
note_focus (YztReadinessWindow *self)
{
  GtkWidget *row = gtk_widget_get_focus_child (self->list);
  const YztReadyLine *line = row != NULL ? g_object_get_data (G_OBJECT (row), "line") : NULL;
  g_free (self->focused);
  self->focused = g_strdup (line != NULL ? line->id : NULL);
}

/* --- reading --- */

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztReadinessWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztReadiness) readiness = yzt_session_readiness_finish (result, &error);
  if (self->session == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    return;
  }
  yzt_watchdog_background ("readiness");
  g_clear_object (&self->cancellable);
  if (readiness == NULL) {
    gtk_label_set_text (GTK_LABEL (self->summary), yzt_ui_error_text (error));
    return;
  }
  note_focus (self);
  yzt_fill_in_turn (GTK_LIST_BOX (self->list), 0, make_row, self, NULL); /* the rows there name lines that go */
  g_clear_pointer (&self->readiness, yzt_readiness_free);
  self->readiness = g_steal_pointer (&readiness);
  show (self);
  g_signal_emit (self, signals[READ], 0, self->readiness);
}

void
yzt_readiness_window_read (YztReadinessWindow *self)
{
  g_return_if_fail (YZT_IS_READINESS_WINDOW (self));
  if (self->cancellable == NULL && self->session != NULL && yzt_session_get_state (self->session) == YZT_SESSION_READY) {
    g_signal_emit (self, signals[ASKING], 0);
    self->cancellable = g_cancellable_new ();
    yzt_session_readiness_async (self->session, self->cancellable, on_read, g_object_ref (self));
  }
}

static void
action_again (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  yzt_readiness_window_read (YZT_READINESS_WINDOW (widget));
}

/* Whoever comes back has mended something. */
static void
on_active (YztReadinessWindow *self)
{
  if (gtk_window_is_active (GTK_WINDOW (self)) && self->readiness != NULL) {
    yzt_readiness_window_read (self);
  }
}

static void
on_row (GtkListBox *list, GtkListBoxRow *row, YztReadinessWindow *self)
{
  const YztReadyLine *line = g_object_get_data (G_OBJECT (row), "line");
  yzt_watchdog_action ("readiness-mend");
  g_signal_emit (self, signals[MEND], 0, line);
}

const YztReadiness *
yzt_readiness_window_get (YztReadinessWindow *self)
{
  g_return_val_if_fail (YZT_IS_READINESS_WINDOW (self), NULL);
  return self->readiness;
}

GtkWidget *
yzt_readiness_window_find_row (YztReadinessWindow *self, const char *id)
{
  g_return_val_if_fail (YZT_IS_READINESS_WINDOW (self), NULL);
  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL; row = gtk_widget_get_next_sibling (row)) {
    const YztReadyLine *line = g_object_get_data (G_OBJECT (row), "line");
    if (line != NULL && g_str_equal (line->id, id)) {
      return row;
    }
  }
  return NULL;
}

/* --- class --- */

static void
yzt_readiness_window_dispose (GObject *object)
{
  YztReadinessWindow *self = YZT_READINESS_WINDOW (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->list != NULL) {
    yzt_fill_in_turn (GTK_LIST_BOX (self->list), 0, make_row, self, NULL);
    self->list = NULL;
  }
  g_clear_pointer (&self->focused, g_free);
  g_clear_pointer (&self->ordered, g_ptr_array_unref);
  g_clear_pointer (&self->readiness, yzt_readiness_free);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_readiness_window_parent_class)->dispose (object);
}

static void
yzt_readiness_window_class_init (YztReadinessWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_readiness_window_dispose;
  gtk_widget_class_install_action (widget_class, "readiness.again", NULL, action_again);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F7, 0, "readiness.again", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  signals[ASKING] = g_signal_new ("asking", YZT_TYPE_READINESS_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[READ] = g_signal_new ("read", YZT_TYPE_READINESS_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[MEND] = g_signal_new ("mend", YZT_TYPE_READINESS_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
yzt_readiness_window_init (YztReadinessWindow *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10), *again = gtk_button_new_with_label (_("Look Again"));
  self->ordered = g_ptr_array_new ();
  self->summary = yzt_ui_label (_("Reading…"), "second-line");
  self->list = gtk_list_box_new ();
  gtk_actionable_set_action_name (GTK_ACTIONABLE (again), "readiness.again");
  gtk_widget_set_tooltip_text (again, _("Look at everything again (F7)"));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), again);
  gtk_label_set_wrap (GTK_LABEL (self->summary), TRUE);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_widget_set_valign (self->list, GTK_ALIGN_START);
  gtk_widget_set_visible (self->list, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Readiness"), -1);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (on_row), self);
  gtk_widget_add_css_class (body, "panel-body");
  gtk_box_append (GTK_BOX (body), self->summary);
  gtk_box_append (GTK_BOX (body), self->list);
  GtkWidget *scroller = yzt_ui_scroller (body);
  yzt_ui_fill_window (ADW_WINDOW (self), header, scroller);
  gtk_window_set_default_size (GTK_WINDOW (self), 680, 720);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (on_active), NULL);
}

YztReadinessWindow *
yzt_readiness_window_new (GtkWindow *parent, YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztReadinessWindow *self = g_object_new (YZT_TYPE_READINESS_WINDOW, "transient-for", parent, "destroy-with-parent", TRUE, "title", _("Readiness"), NULL);
  self->session = g_object_ref (session);
  yzt_ui_close_with (GTK_WINDOW (self), session);
  return self;
}
