/* yzt-experts-window.c: experts for an incident by speciality and distance
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-experts-window.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-after.h"
#include "yzt-command-asking.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

struct _YztExpertsWindow {
  AdwWindow parent_instance;
  YztSession *session;
  gint64 incident_fid;
  GtkWidget *search, *list, *note;
  GArray *experts;    /* YztExpertMatch; NULL while they are read */
  guint asked;        /* the newest question counts */
};
G_DEFINE_FINAL_TYPE (YztExpertsWindow, yzt_experts_window, ADW_TYPE_WINDOW)

enum { THING_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const YztExpertMatch *
expert_of (YztExpertsWindow *self, guint i)
{
  return self->experts != NULL && i < self->experts->len ? &g_array_index (self->experts, YztExpertMatch, i) : NULL;
}

static void
on_call (GtkButton *button, YztExpertsWindow *self)
{
  const YztExpertMatch *one = expert_of (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index")));
  if (one != NULL) {
    yzt_command_ask_call (GTK_WINDOW (self), self->session, self->incident_fid, 0, one->name, one->phone, one->unit, one->speciality);
  }
}

static void
on_row (GtkListBox *list, GtkListBoxRow *row, YztExpertsWindow *self)
{
  const YztExpertMatch *one = expert_of (self, (guint) gtk_list_box_row_get_index (row));
  int kind = yzt_kind_set_index (yzt_session_get_kinds (self->session), "expert");
  if (one != NULL && kind >= 0) {
    g_signal_emit (self, signals[THING_ACTIVATED], 0, kind, one->fid);
  }
}

static GtkWidget *
new_row (YztExpertsWindow *self, guint i)
{
  const YztExpertMatch *one = expert_of (self, i);
  GtkWidget *row = adw_action_row_new (), *phone = yzt_ui_label (one->phone, "number"), *button = gtk_button_new_with_label (_("Called…"));
  g_autofree char *distance = isnan (one->distance_m) ? NULL : yzt_text_distance (one->distance_m);
  g_autofree char *title = g_strdup_printf ("%s · %s", one->name, one->speciality), *escaped = g_markup_escape_text (title, -1);
  g_autofree char *second = g_strjoin (" · ", *one->unit != '\0' ? one->unit : _("(no unit)"), distance != NULL ? distance : _("no place"), one->expired ? _("term is over") : NULL, NULL);
  g_autofree char *fits = *one->reasons != '\0' ? g_strdup_printf (_("%s · fits: %s"), second, one->reasons) : g_strdup (second), *escaped_second = g_markup_escape_text (fits, -1);
  g_autofree char *name = g_strdup_printf (_("%s was called"), one->name);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), escaped);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped_second);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_label_set_selectable (GTK_LABEL (phone), TRUE);
  gtk_widget_set_can_focus (phone, FALSE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "small-button");
  gtk_widget_set_sensitive (button, !yzt_session_is_read_only (self->session));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "index", GUINT_TO_POINTER (i));
  g_signal_connect (button, "clicked", G_CALLBACK (on_call), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), phone);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  if (one->expired) {
    gtk_widget_add_css_class (row, "dim-label");
  }
  return row;
}

static void
show (YztExpertsWindow *self, const char *problem)
{
  guint n = self->experts != NULL ? self->experts->len : 0;
  gboolean searching = *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0';
  yzt_ui_clear_children (self->list);
  for (guint i = 0; i < n; i++) {
    gtk_list_box_append (GTK_LIST_BOX (self->list), new_row (self, i));
  }
  gtk_widget_set_visible (self->list, n > 0);
  gtk_label_set_text (GTK_LABEL (self->note), problem != NULL ? problem
                      : n == 0 ? (searching ? _("Nobody on the roll has these words; search by fewer.") : _("No speciality on the roll fits this type; search by a word, for example 化工."))
                               : _("Best fitting first, the nearer first among equals. Straight-line distances."));
}

typedef struct {
  YztExpertsWindow *self;
  guint asked;
} Question;

static void
on_experts (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (YztExpertsWindow) self = question->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) experts = yzt_session_experts_finish (YZT_SESSION (source), result, &error);
  gboolean newest = question->asked == self->asked;
  g_free (question);
  if (newest && self->session != NULL) {
    g_clear_pointer (&self->experts, g_array_unref);
    self->experts = experts != NULL ? g_steal_pointer (&experts) : NULL;
    show (self, error != NULL ? yzt_ui_error_text (error) : NULL);
  }
}

static void
look (YztExpertsWindow *self)
{
  Question *question = g_new0 (Question, 1);
  *question = (Question) { g_object_ref (self), ++self->asked };
  yzt_watchdog_action ("experts");
  yzt_session_experts_async (self->session, self->incident_fid, gtk_editable_get_text (GTK_EDITABLE (self->search)), on_experts, question);
}

static void
yzt_experts_window_dispose (GObject *object)
{
  YztExpertsWindow *self = YZT_EXPERTS_WINDOW (object);
  g_clear_object (&self->session);
  g_clear_pointer (&self->experts, g_array_unref);
  G_OBJECT_CLASS (yzt_experts_window_parent_class)->dispose (object);
}

static void
yzt_experts_window_class_init (YztExpertsWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_experts_window_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
  signals[THING_ACTIVATED] = g_signal_new ("thing-activated", YZT_TYPE_EXPERTS_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT64);
}

static void
yzt_experts_window_init (YztExpertsWindow *self)
{
  GtkWidget *bar = adw_header_bar_new (), *inner = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  self->search = gtk_search_entry_new ();
  self->list = gtk_list_box_new ();
  self->note = yzt_ui_label ("", "second-line");
  gtk_window_set_title (GTK_WINDOW (self), _("Experts"));
  gtk_window_set_default_size (GTK_WINDOW (self), 640, 560);
  g_object_set (self->search, "placeholder-text", _("Speciality, unit or name"), "hexpand", TRUE, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Speciality, unit or name"), -1);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_widget_set_valign (self->list, GTK_ALIGN_START);
  gtk_label_set_wrap (GTK_LABEL (self->note), TRUE);
  gtk_widget_set_margin_top (inner, 12);
  gtk_widget_set_margin_bottom (inner, 12);
  gtk_widget_set_margin_start (inner, 12);
  gtk_widget_set_margin_end (inner, 12);
  gtk_box_append (GTK_BOX (inner), self->search);
  gtk_box_append (GTK_BOX (inner), self->note);
  gtk_box_append (GTK_BOX (inner), self->list);
  GtkWidget *scroller = yzt_ui_scroller (inner);
  yzt_ui_fill_window (ADW_WINDOW (self), bar, scroller);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (look), self);
  g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (gtk_window_close), self);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (on_row), self);
}

YztExpertsWindow *
yzt_experts_window_new (GtkWindow *parent, YztSession *session, gint64 incident_fid)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztExpertsWindow *self = g_object_new (YZT_TYPE_EXPERTS_WINDOW, "transient-for", parent, "destroy-with-parent", TRUE, NULL);
  self->session = g_object_ref (session);
  self->incident_fid = incident_fid;
  look (self);
  return self;
}

int
yzt_experts_window_get_n (YztExpertsWindow *self)
{
  g_return_val_if_fail (YZT_IS_EXPERTS_WINDOW (self), -1);
  return self->experts != NULL ? (int) self->experts->len : -1;
}
