/* yzt-suggest.c: proposals under an entry while one types; any other words may stand there, too
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-suggest.h"
#include "yzt-popover-presses.h"
#include "yzt-ui.h"

#define DATA "yzt-suggest"

struct _YztSuggest {
  GObject parent_instance;
  GtkEntry *entry;   /* not owned: it owns this */
  GtkWidget *popover, *list;
  GPtrArray *shown;  /* YztSuggestion */
  gboolean taking;
};
G_DEFINE_FINAL_TYPE (YztSuggest, yzt_suggest, G_TYPE_OBJECT)

enum { ASKED, TAKEN, N_SIGNALS };
static guint signals[N_SIGNALS];

YztSuggestion *
yzt_suggestion_new (const char *text, const char *second, const char *extra)
{
  g_return_val_if_fail (text != NULL, NULL);
  YztSuggestion *suggestion = g_new0 (YztSuggestion, 1);
  *suggestion = (YztSuggestion) { g_strdup (text), g_strdup (second), g_strdup (extra) };
  return suggestion;
}

void
yzt_suggestion_free (YztSuggestion *suggestion)
{
  g_free (suggestion->text);
  g_free (suggestion->second);
  g_free (suggestion->extra);
  g_free (suggestion);
}

static void
put_away (YztSuggest *self)
{
  if (self->popover != NULL) {
    gtk_popover_popdown (GTK_POPOVER (self->popover));
  }
}

static void
take (YztSuggest *self, int index)
{
  if (index < 0 || index >= (int) self->shown->len) {
    return;
  }
  g_autoptr (GPtrArray) held = g_ptr_array_ref (self->shown);
  YztSuggestion *suggestion = held->pdata[index];
  self->taking = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), suggestion->text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  self->taking = FALSE;
  put_away (self);
  g_signal_emit (self, signals[TAKEN], 0, suggestion);
}

static void
on_row (GtkListBox *list, GtkListBoxRow *row, YztSuggest *self)
{
  take (self, gtk_list_box_row_get_index (row));
}

static int
chosen (YztSuggest *self)
{
  gboolean open = self->popover != NULL && gtk_widget_get_visible (self->popover);
  GtkListBoxRow *row = open ? gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list)) : NULL;
  return row != NULL ? gtk_list_box_row_get_index (row) : -1;
}

/* The popover is made when it is first wanted: a form has many entries. */
static void
make_popover (YztSuggest *self)
{
  if (self->popover != NULL) {
    return;
  }
  self->popover = gtk_popover_new ();
  self->list = gtk_list_box_new ();
  gtk_widget_set_can_focus (self->list, FALSE);
  gtk_widget_set_size_request (self->list, 220, -1);
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_BOTTOM);
  gtk_popover_set_child (GTK_POPOVER (self->popover), self->list);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self->entry));
  yzt_popover_take_presses (GTK_POPOVER (self->popover));
  g_signal_connect (self->list, "row-activated", G_CALLBACK (on_row), self);
}

static GtkWidget *
new_row (const YztSuggestion *suggestion)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1), *title = yzt_ui_label (suggestion->text, "row-title");
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), title);
  if (suggestion->second != NULL) {
    gtk_box_append (GTK_BOX (box), yzt_ui_label (suggestion->second, "second-line number"));
  }
  return box;
}

void
yzt_suggest_show (YztSuggest *self, GPtrArray *suggestions)
{
  g_return_if_fail (YZT_IS_SUGGEST (self) && suggestions != NULL);
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  gboolean here = gtk_widget_get_focus_child (GTK_WIDGET (self->entry)) != NULL;
  gboolean said = suggestions->len == 1 && g_str_equal (((YztSuggestion *) suggestions->pdata[0])->text, typed);
  if (!here || said || suggestions->len == 0) {
    put_away (self);
    return;
  }
  make_popover (self);
  yzt_ui_clear_children (self->list);
  g_ptr_array_set_size (self->shown, 0);
  for (guint i = 0; i < suggestions->len; i++) {
    const YztSuggestion *suggestion = suggestions->pdata[i];
    g_ptr_array_add (self->shown, yzt_suggestion_new (suggestion->text, suggestion->second, suggestion->extra));
    gtk_list_box_append (GTK_LIST_BOX (self->list), new_row (suggestion));
  }
  gtk_list_box_unselect_all (GTK_LIST_BOX (self->list));
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
on_changed (YztSuggest *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  gboolean here = gtk_widget_get_focus_child (GTK_WIDGET (self->entry)) != NULL;
  if (*typed == '\0') {
    put_away (self);
  } else if (!self->taking && here) {
    g_signal_emit (self, signals[ASKED], 0, typed);
  }
}

static gboolean
on_key (GtkEventControllerKey *keys, guint keyval, guint code, GdkModifierType state, YztSuggest *self)
{
  gboolean open = self->popover != NULL && gtk_widget_get_visible (self->popover);
  int at = chosen (self);
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0) {
    return GDK_EVENT_PROPAGATE;
  }
  if (keyval == GDK_KEY_Down && !open) {
    g_signal_emit (self, signals[ASKED], 0, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
    return GDK_EVENT_STOP;
  }
  if (open && (keyval == GDK_KEY_Down || keyval == GDK_KEY_Up)) {
    GtkListBoxRow *next = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), at + (keyval == GDK_KEY_Down ? 1 : -1));
    gtk_list_box_select_row (GTK_LIST_BOX (self->list), next);
    return GDK_EVENT_STOP;
  }
  if (at >= 0 && (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)) {
    take (self, at);
    return GDK_EVENT_STOP;
  }
  if (open && (keyval == GDK_KEY_Escape || keyval == GDK_KEY_Tab)) {
    put_away (self);
    return keyval == GDK_KEY_Escape;
  }
  return GDK_EVENT_PROPAGATE;
}

gboolean
yzt_suggest_is_choosing (GtkWidget *focus)
{
  GtkWidget *entry = focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_ENTRY) : NULL;
  YztSuggest *self = entry != NULL ? g_object_get_data (G_OBJECT (entry), DATA) : NULL;
  return self != NULL && chosen (self) >= 0;
}

static void
on_entry_destroyed (YztSuggest *self)
{
  g_clear_pointer (&self->popover, gtk_widget_unparent);
}

static void
yzt_suggest_finalize (GObject *object)
{
  g_ptr_array_unref (YZT_SUGGEST (object)->shown);
  G_OBJECT_CLASS (yzt_suggest_parent_class)->finalize (object);
}

static void
yzt_suggest_class_init (YztSuggestClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = yzt_suggest_finalize;
  signals[ASKED] = g_signal_new ("asked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[TAKEN] = g_signal_new ("taken", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
yzt_suggest_init (YztSuggest *self)
{
  self->shown = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_suggestion_free);
}

YztSuggest *
yzt_suggest_attach (GtkEntry *entry)
{
  g_return_val_if_fail (GTK_IS_ENTRY (entry), NULL);
  YztSuggest *self = g_object_new (YZT_TYPE_SUGGEST, NULL);
  self->entry = entry;
  g_object_set_data_full (G_OBJECT (entry), DATA, self, g_object_unref);
  GtkEventController *keys = gtk_event_controller_key_new (), *focus = gtk_event_controller_focus_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), self, 0);
  g_signal_connect_object (focus, "leave", G_CALLBACK (put_away), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (entry), keys);
  gtk_widget_add_controller (GTK_WIDGET (entry), focus);
  g_signal_connect_object (entry, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "destroy", G_CALLBACK (on_entry_destroyed), self, G_CONNECT_SWAPPED);
  return self;
}
