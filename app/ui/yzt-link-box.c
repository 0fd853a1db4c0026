/* yzt-link-box.c: what a link names: each by its name with a click that goes there, more by search
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-link-box.h"
#include <glib/gi18n-lib.h>
#include "yzt-links.h"
#include "yzt-popover-presses.h"
#include "yzt-ui.h"

#define MOST_FOUND 12

struct _YztLinkBox {
  GtkBox parent_instance;
  YztSession *session;
  const YztField *field;
  GArray *links;       /* YztLink */
  gboolean editable;
  GtkWidget *chips, *entry, *popover, *found;
  GArray *named;       /* YztNamed, the rows of @found; NULL: none */
  GCancellable *cancellable;
  gboolean clearing;   /* the entry is being emptied by us */
};
G_DEFINE_FINAL_TYPE (YztLinkBox, yzt_link_box, GTK_TYPE_BOX)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- what is named --- */

static void
on_chip (GtkButton *chip, YztLinkBox *self)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (chip), "link"));
  const YztLink *link = i < self->links->len ? &g_array_index (self->links, YztLink, i) : NULL;
  int kind = link != NULL ? yzt_kind_set_index (yzt_session_get_kinds (self->session), link->kind) : -1;
  if (kind >= 0) {
    yzt_session_select (self->session, kind, link->fid);
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-selected", NULL);
  }
}

static void show_chips (YztLinkBox *self);

static void
on_remove (GtkButton *button, YztLinkBox *self)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "link"));
  g_array_remove_index (self->links, i);
  show_chips (self);
  if (self->entry != NULL) {
    gtk_widget_grab_focus (self->entry);
  }
  g_signal_emit (self, signals[CHANGED], 0);
}

static GtkWidget *
new_remove (YztLinkBox *self, guint i, const char *name)
{
  g_autofree char *words = g_strdup_printf (_("No longer: %s"), name);
  GtkWidget *remove = gtk_button_new_from_icon_name ("list-remove-symbolic");
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_add_css_class (remove, "small-button");
  gtk_widget_set_tooltip_text (remove, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data (G_OBJECT (remove), "link", GUINT_TO_POINTER (i));
  g_signal_connect (remove, "clicked", G_CALLBACK (on_remove), self);
  return remove;
}

/* What is gone is said in words and cannot be gone to; it stays until a person takes it away. */
static GtkWidget *
new_chip (YztLinkBox *self, guint i, const YztNamed *named)
{
  YztKindSet *kinds = yzt_session_get_kinds (self->session);
  const char *language = yzt_session_get_language (self->session);
  YztKind *kind = yzt_kind_set_find (kinds, g_array_index (self->links, YztLink, i).kind);
  g_autofree char *words = named != NULL ? yzt_named_in_words (named, kinds, language) : g_strdup ("…");
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *chip = gtk_button_new (), *label = yzt_ui_label (words, named != NULL && !named->there ? "field-problem" : NULL);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_button_set_child (GTK_BUTTON (chip), label);
  gtk_widget_add_css_class (chip, "flat");
  gtk_widget_add_css_class (chip, "link-chip");
  gtk_widget_set_hexpand (chip, TRUE);
  gtk_widget_set_sensitive (chip, named == NULL || named->there);
  g_autofree char *tip = g_strdup_printf (_("Go to this: %s"), kind != NULL ? yzt_kind_get_label (kind, language) : "");
  gtk_widget_set_tooltip_text (chip, named != NULL && !named->there ? _("It is no longer in the map; take it away here, or bring it back with undo.") : tip);
  g_object_set_data (G_OBJECT (chip), "link", GUINT_TO_POINTER (i));
  g_signal_connect (chip, "clicked", G_CALLBACK (on_chip), self);
  gtk_box_append (GTK_BOX (line), chip);
  if (self->editable) {
    gtk_box_append (GTK_BOX (line), new_remove (self, i, words));
  }
  return line;
}

static void
show_chips (YztLinkBox *self)
{
  g_autofree char *text = yzt_link_box_get_text (self);
  const GArray *named = *text != '\0' ? yzt_link_names_look (yzt_link_names_of (self->session), text) : NULL;
  yzt_ui_clear_children (self->chips);
  for (guint i = 0; i < self->links->len; i++) {
    gboolean known = named != NULL && i < named->len;
    gtk_box_append (GTK_BOX (self->chips), new_chip (self, i, known ? &g_array_index (named, YztNamed, i) : NULL));
  }
  gtk_widget_set_visible (self->chips, self->links->len > 0);
  if (self->entry != NULL) {
    gtk_widget_set_visible (self->entry, self->links->len == 0 || yzt_field_is_many (self->field));
  }
}

/* --- more by search --- */

static void
put_away (YztLinkBox *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static gboolean
is_named (YztLinkBox *self, const YztNamed *named)
{
  for (guint i = 0; i < self->links->len; i++) {
    const YztLink *link = &g_array_index (self->links, YztLink, i);
    if (link->fid == named->fid && g_str_equal (link->kind, named->kind)) {
      return TRUE;
    }
  }
  return FALSE;
}

static void
take (YztLinkBox *self, guint i)
{
  if (self->named == NULL || i >= self->named->len) {
    return;
  }
  const YztNamed *named = &g_array_index (self->named, YztNamed, i);
  if (!is_named (self, named)) {
    YztLink link = { g_strdup (named->kind), named->fid };
    if (!yzt_field_is_many (self->field)) {
      g_array_set_size (self->links, 0);
    }
    g_array_append_val (self->links, link);
  }
  put_away (self);
  self->clearing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  self->clearing = FALSE;
  show_chips (self);
  if (!gtk_widget_get_visible (self->entry)) {
    gtk_widget_child_focus (self->chips, GTK_DIR_TAB_FORWARD);
  }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_row (GtkListBox *list, GtkListBoxRow *row, YztLinkBox *self)
{
  take (self, (guint) gtk_list_box_row_get_index (row));
}

static GtkWidget *
new_found_row (YztLinkBox *self, const YztNamed *named)
{
  YztKindSet *kinds = yzt_session_get_kinds (self->session);
  YztKind *kind = yzt_kind_set_find (kinds, named->kind);
  const char *label = kind != NULL ? yzt_kind_get_label (kind, yzt_session_get_language (self->session)) : "";
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  g_autofree char *second = named->second != NULL ? g_strdup_printf ("%s · %s", label, named->second) : g_strdup (label);
  GtkWidget *title = yzt_ui_label (named->name != NULL ? named->name : _("Without a name"), "row-title");
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (row), title);
  gtk_box_append (GTK_BOX (row), yzt_ui_label (second, "second-line"));
  return row;
}

static void
show_found (YztLinkBox *self)
{
  yzt_ui_clear_children (self->found);
  for (guint i = 0; i < self->named->len; i++) {
    gtk_list_box_append (GTK_LIST_BOX (self->found), new_found_row (self, &g_array_index (self->named, YztNamed, i)));
  }
  if (self->named->len == 0) {
    GtkWidget *none = yzt_ui_label (_("Nothing of that name may be named here"), "second-line");
    gtk_list_box_append (GTK_LIST_BOX (self->found), none);
    gtk_list_box_row_set_selectable (gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->found), 0), FALSE);
  } else {
    gtk_list_box_select_row (GTK_LIST_BOX (self->found), gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->found), 0));
  }
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztLinkBox) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) named = yzt_links_finish (result, &error);
  if (named == NULL || self->entry == NULL || gtk_widget_get_root (GTK_WIDGET (self)) == NULL) {
    return;
  }
  g_clear_pointer (&self->named, g_array_unref);
  self->named = g_steal_pointer (&named);
  show_found (self);
}

static void
search (YztLinkBox *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  yzt_session_find_named_async (self->session, yzt_field_get_targets (self->field), gtk_editable_get_text (GTK_EDITABLE (self->entry)), MOST_FOUND,
                                self->cancellable, on_found, g_object_ref (self));
}

static void
on_typed (YztLinkBox *self)
{
  if (!self->clearing) {
    search (self);
  }
}

static gboolean
on_key (GtkEventControllerKey *keys, guint keyval, guint code, GdkModifierType state, YztLinkBox *self)
{
  gboolean open = gtk_widget_get_visible (self->popover);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->found));
  int at = row != NULL ? gtk_list_box_row_get_index (row) : -1;
  if (keyval == GDK_KEY_Down && !open) {
    search (self);
    return GDK_EVENT_STOP;
  }
  if (open && (keyval == GDK_KEY_Down || keyval == GDK_KEY_Up)) {
    GtkListBoxRow *next = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->found), at + (keyval == GDK_KEY_Down ? 1 : -1));
    gtk_list_box_select_row (GTK_LIST_BOX (self->found), next != NULL ? next : row);
    return GDK_EVENT_STOP;
  }
  if (open && (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter) && (state & GDK_CONTROL_MASK) == 0) {
    take (self, at >= 0 ? (guint) at : G_MAXUINT);
    return GDK_EVENT_STOP;
  }
  if (open && (keyval == GDK_KEY_Escape || keyval == GDK_KEY_Tab)) {
    put_away (self);
    return keyval == GDK_KEY_Escape;
  }
  return GDK_EVENT_PROPAGATE;
}

static void
make_search (YztLinkBox *self)
{
  self->entry = gtk_entry_new ();
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (self->entry), GTK_ENTRY_ICON_PRIMARY, "system-search-symbolic");
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _("Search by name or code"));
  gtk_box_append (GTK_BOX (self), self->entry);
  self->popover = gtk_popover_new ();
  self->found = gtk_list_box_new ();
  gtk_widget_set_size_request (self->found, 240, -1);
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_BOTTOM);
  gtk_popover_set_child (GTK_POPOVER (self->popover), self->found);
  gtk_widget_set_parent (self->popover, self->entry);
  yzt_popover_take_presses (GTK_POPOVER (self->popover));
  g_signal_connect (self->found, "row-activated", G_CALLBACK (on_row), self);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (on_typed), self);
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (self->entry, keys);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (put_away), self);
  gtk_widget_add_controller (self->entry, focus);
}

/* --- class --- */

char *
yzt_link_box_get_text (YztLinkBox *self)
{
  g_return_val_if_fail (YZT_IS_LINK_BOX (self), NULL);
  char *text = yzt_links_to_text (self->links);
  return text != NULL ? text : g_strdup ("");
}

GtkWidget *
yzt_link_box_get_entry (YztLinkBox *self)
{
  g_return_val_if_fail (YZT_IS_LINK_BOX (self), NULL);
  return self->entry;
}

gboolean
yzt_link_box_is_searching (GtkWidget *focus)
{
  GtkWidget *box = focus != NULL ? gtk_widget_get_ancestor (focus, YZT_TYPE_LINK_BOX) : NULL;
  return box != NULL && YZT_LINK_BOX (box)->popover != NULL && gtk_widget_get_visible (YZT_LINK_BOX (box)->popover);
}

static void
yzt_link_box_dispose (GObject *object)
{
  YztLinkBox *self = YZT_LINK_BOX (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  self->entry = NULL;
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_link_box_parent_class)->dispose (object);
}

static void
yzt_link_box_finalize (GObject *object)
{
  YztLinkBox *self = YZT_LINK_BOX (object);
  g_clear_pointer (&self->links, g_array_unref);
  g_clear_pointer (&self->named, g_array_unref);
  G_OBJECT_CLASS (yzt_link_box_parent_class)->finalize (object);
}

static void
yzt_link_box_class_init (YztLinkBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_link_box_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_link_box_finalize;
  signals[CHANGED] = g_signal_new ("changed", YZT_TYPE_LINK_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_link_box_init (YztLinkBox *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 4);
  self->chips = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  gtk_box_append (GTK_BOX (self), self->chips);
}

GtkWidget *
yzt_link_box_new (YztSession *session, const YztField *field, const char *text, gboolean editable)
{
  g_return_val_if_fail (YZT_IS_SESSION (session) && field != NULL, NULL);
  YztLinkBox *self = g_object_new (YZT_TYPE_LINK_BOX, NULL);
  self->session = g_object_ref (session);
  self->field = field;
  self->links = yzt_links_from_text (text);
  self->editable = editable;
  if (editable) {
    make_search (self);
    const char *label = yzt_field_get_label (field, yzt_session_get_language (session));
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  }
  g_signal_connect_object (yzt_link_names_of (session), "changed", G_CALLBACK (show_chips), self, G_CONNECT_SWAPPED);
  show_chips (self);
  return GTK_WIDGET (self);
}
