/* yzt-table-edit.c: one cell of the table changed in its place: the control of its field over it, Enter saves, Tab goes on
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-edits.h"
#include "yzt-field-editor.h"
#include "yzt-link-box.h"
#include "yzt-selection.h"
#include "yzt-suggest.h"
#include "yzt-table-private.h"
#include "yzt-ui.h"

/* A cell that is being edited: which one, and what was seen in it. */
typedef struct {
  YztTablePanel *panel; /* not owned: the popover stands in it */
  gint64 fid;
  guint column;
  YztCell seen;
  YztFieldEditor *editor;
} CellEditing;

static void
cell_editing_free (gpointer data, GClosure *closure)
{
  CellEditing *editing = data;
  yzt_cell_clear (&editing->seen);
  g_free (editing);
}

gboolean
yzt_table_may_write (YztTablePanel *self)
{
  const char *sentence = yzt_session_is_read_only (self->session) ? _("This map is open for reading only; save a copy to a place you may write to.")
      : *yzt_session_get_author (self->session) == '\0'           ? _("Sign in first: your name stands on every change.")
                                                                  : NULL;
  if (sentence != NULL) {
    yzt_table_panel_say (self, sentence, FALSE);
  }
  return sentence == NULL;
}

static char *
edit_label (YztTablePanel *self, guint position, guint column)
{
  int name_column = yzt_sheet_find_column (self->sheet, "name");
  g_autofree char *name = name_column >= 0 ? yzt_sheet_format (self->sheet, position, (guint) name_column) : g_strdup ("");
  YztKind *kind = yzt_sheet_get_kind (self->sheet);
  /* Translators: kind, name, field: "Edit Depot 城东库: Telephone" */
  return g_strdup_printf (_("Edit %s %s: %s"), yzt_kind_get_label (kind, yzt_session_get_language (self->session)), name,
                          yzt_sheet_get_label (self->sheet, column));
}

/* FALSE when what stands there is not possible: the sentence is shown beside it. */
static gboolean
save (CellEditing *editing)
{
  YztTablePanel *self = editing->panel;
  guint position = 0;
  YztCell value;
  if (!yzt_field_editor_get_cell (editing->editor, &value)) {
    return FALSE;
  }
  if (!yzt_cell_equal (&value, &editing->seen) && yzt_sheet_find (self->sheet, editing->fid, &position)) {
    g_autofree char *label = edit_label (self, position, editing->column);
    YztEdits *edits = yzt_edits_new (label);
    yzt_field_editor_put (editing->editor, edits);
    yzt_edits_set_cell (edits, yzt_sheet_get_kind (self->sheet), editing->fid, editing->column, &editing->seen, &value);
    yzt_session_write_edits_async (self->session, edits, NULL, NULL);
  }
  yzt_cell_clear (&value);
  return TRUE;
}

/* The next cell in the row that may be written, -1 when this is the last. */
static int
next_editable (YztTablePanel *self, guint column, int direction)
{
  int next = (int) column;
  do {
    next = yzt_table_panel_next_column (self, (guint) next, direction);
  } while (next >= 0 && !yzt_sheet_is_editable (self->sheet, (guint) next));
  return next;
}

static void
go_on (YztTablePanel *self, gint64 fid, guint column, guint keyval)
{
  guint position = 0;
  if (!yzt_sheet_find (self->sheet, fid, &position)) {
    return;
  }
  if (keyval == GDK_KEY_Tab || keyval == GDK_KEY_ISO_Left_Tab) {
    int next = next_editable (self, column, keyval == GDK_KEY_Tab ? 1 : -1);
    if (next >= 0) {
      yzt_table_panel_go_to (self, position, (guint) next);
      yzt_table_edit_begin (self);
    }
  } else {
    position = MIN (position + 1, g_list_model_get_n_items (G_LIST_MODEL (self->sheet)) - 1);
    yzt_table_panel_go_to (self, position, column);
    if (yzt_selection_get_n (yzt_selection_of (self->session)) < 2) {
      gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE); /* what Delete would mean is what is framed */
    }
  }
}

static gboolean
on_key (GtkEventControllerKey *keys, guint keyval, guint code, GdkModifierType state, CellEditing *editing)
{
  YztTablePanel *self = editing->panel;
  gint64 fid = editing->fid;
  guint column = editing->column;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  if (yzt_link_box_is_searching (gtk_root_get_focus (root)) || yzt_suggest_is_choosing (gtk_root_get_focus (root))) {
    return GDK_EVENT_PROPAGATE;
  }
  gboolean in_text = GTK_IS_TEXT_VIEW (gtk_root_get_focus (root)) && (state & GDK_CONTROL_MASK) == 0;
  gboolean enter = (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter) && !in_text;
  gboolean tab = keyval == GDK_KEY_Tab || keyval == GDK_KEY_ISO_Left_Tab;
  if (!enter && !tab) {
    return GDK_EVENT_PROPAGATE;
  }
  if (save (editing)) {
    gtk_popover_popdown (GTK_POPOVER (self->editor)); /* @editing is gone after this */
    go_on (self, fid, column, keyval);
  }
  return GDK_EVENT_STOP;
}

static void
on_closed (YztTablePanel *self)
{
  GtkWidget *popover = g_steal_pointer (&self->editor);
  if (popover != NULL) {
    gtk_widget_unparent (popover);
    yzt_table_panel_focus (self);
  }
}

static void
point_to_cell (YztTablePanel *self)
{
  YztTableCell *cell = yzt_table_panel_find_cell (self);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (40, 60, 160, 24);
  if (cell != NULL && gtk_widget_get_mapped (GTK_WIDGET (cell)) && !gtk_widget_compute_bounds (GTK_WIDGET (cell), GTK_WIDGET (self), &bounds)) {
    bounds = GRAPHENE_RECT_INIT (40, 60, 160, 24);
  }
  GdkRectangle at = { (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width, (int) bounds.size.height };
  gtk_popover_set_pointing_to (GTK_POPOVER (self->editor), &at);
}

static GtkWidget *
new_popover (YztTablePanel *self, CellEditing *editing)
{
  const YztField *field = yzt_sheet_get_field (self->sheet, editing->column);
  GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *editor = yzt_field_editor_new (field, &editing->seen, self->session);
  editing->editor = YZT_FIELD_EDITOR (editor);
  gtk_widget_set_size_request (box, 260, -1);
  gtk_box_append (GTK_BOX (box), editor);
  gtk_box_append (GTK_BOX (box), yzt_ui_label (_("Enter saves · Tab saves and goes on · Esc leaves it"), "second-line"));
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_data (keys, "key-pressed", G_CALLBACK (on_key), editing, cell_editing_free, 0);
  gtk_widget_add_controller (popover, keys);
  g_signal_connect_swapped (popover, "closed", G_CALLBACK (on_closed), self);
  return popover;
}

void
yzt_table_edit_begin (YztTablePanel *self)
{
  if (self->cursor.position >= g_list_model_get_n_items (G_LIST_MODEL (self->sheet)) || !yzt_table_may_write (self)) {
    return;
  }
  if (!yzt_sheet_is_editable (self->sheet, self->cursor.column)) {
    yzt_table_panel_say (self, _("This column follows from others; edit the thing itself with F2 on the map."), FALSE);
    return;
  }
  if (self->editor != NULL) {
    gtk_widget_unparent (g_steal_pointer (&self->editor));
  }
  CellEditing *editing = g_new0 (CellEditing, 1);
  YztCell cell = yzt_sheet_get_cell (self->sheet, self->cursor.position, self->cursor.column);
  editing->panel = self;
  editing->fid = yzt_sheet_get_fid (self->sheet, self->cursor.position);
  editing->column = self->cursor.column;
  yzt_cell_copy (&editing->seen, &cell);
  self->editor = new_popover (self, editing);
  gtk_widget_set_parent (self->editor, GTK_WIDGET (self));
  point_to_cell (self);
  gtk_popover_popup (GTK_POPOVER (self->editor));
  gtk_widget_child_focus (GTK_WIDGET (editing->editor), GTK_DIR_TAB_FORWARD);
}
