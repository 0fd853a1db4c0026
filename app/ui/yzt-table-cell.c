/* yzt-table-cell.c: one cell of a table, as long as it is in sight
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-table-cell.h"
#include "yzt-ui.h"

struct _YztTableCell {
  GtkWidget parent_instance;
  const YztTableCursor *cursor;
  guint column;
  YztSheetSlot *slot;
  GtkWidget *text;
};
G_DEFINE_FINAL_TYPE (YztTableCell, yzt_table_cell, GTK_TYPE_WIDGET)

enum { PRESSED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* Break a long text at its first line: a cell has one. */
static void
cut_at_line (char *text)
{
  char *end = strpbrk (text, "\r\n");
  if (end != NULL) {
    *end = '\0';
  }
}

static void
refresh (YztTableCell *self)
{
  YztSheet *sheet = self->cursor->sheet;
  guint position = yzt_table_cell_get_position (self);
  if (sheet == NULL || position >= g_list_model_get_n_items (G_LIST_MODEL (sheet))) {
    return;
  }
  g_autofree char *text = yzt_sheet_format (sheet, position, self->column);
  cut_at_line (text);
  gtk_inscription_set_text (GTK_INSCRIPTION (self->text), text);
  yzt_table_cell_update_cursor (self);
}

void
yzt_table_cell_update_cursor (YztTableCell *self)
{
  g_return_if_fail (YZT_IS_TABLE_CELL (self));
  gboolean here = self->slot != NULL && self->cursor->column == self->column && self->cursor->position == yzt_table_cell_get_position (self);
  if (here != gtk_widget_has_css_class (GTK_WIDGET (self), "cursor")) {
    (here ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (self), "cursor");
  }
}

void
yzt_table_cell_bind (YztTableCell *self, YztSheetSlot *slot)
{
  g_return_if_fail (YZT_IS_TABLE_CELL (self));
  if (self->slot != NULL) {
    g_signal_handlers_disconnect_by_func (self->slot, refresh, self);
    g_clear_object (&self->slot);
  }
  if (slot != NULL) {
    self->slot = g_object_ref (slot);
    g_signal_connect_swapped (slot, "changed", G_CALLBACK (refresh), self);
    refresh (self);
  }
}

guint
yzt_table_cell_get_column (YztTableCell *self)
{
  g_return_val_if_fail (YZT_IS_TABLE_CELL (self), 0);
  return self->column;
}

guint
yzt_table_cell_get_position (YztTableCell *self)
{
  g_return_val_if_fail (YZT_IS_TABLE_CELL (self), GTK_INVALID_LIST_POSITION);
  return self->slot != NULL ? yzt_sheet_slot_get_position (self->slot) : GTK_INVALID_LIST_POSITION;
}

static void
on_pressed (GtkGestureClick *click, int n, double x, double y, YztTableCell *self)
{
  g_signal_emit (self, signals[PRESSED], 0);
}

static void
yzt_table_cell_dispose (GObject *object)
{
  YztTableCell *self = YZT_TABLE_CELL (object);
  yzt_table_cell_bind (self, NULL);
  g_clear_pointer (&self->text, gtk_widget_unparent);
  G_OBJECT_CLASS (yzt_table_cell_parent_class)->dispose (object);
}

static void
yzt_table_cell_class_init (YztTableCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_table_cell_dispose;
  signals[PRESSED] = g_signal_new ("pressed", YZT_TYPE_TABLE_CELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "tablecell");
}

static void
yzt_table_cell_init (YztTableCell *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  self->text = gtk_inscription_new (NULL);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (self->text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_wrap_mode (GTK_INSCRIPTION (self->text), PANGO_WRAP_CHAR);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (self->text), 1);
  gtk_inscription_set_nat_lines (GTK_INSCRIPTION (self->text), 1);
  gtk_widget_set_hexpand (self->text, TRUE);
  gtk_widget_set_parent (self->text, GTK_WIDGET (self));
}

GtkWidget *
yzt_table_cell_new (const YztTableCursor *cursor, guint column)
{
  g_return_val_if_fail (cursor != NULL && cursor->sheet != NULL, NULL);
  YztTableCell *self = g_object_new (YZT_TYPE_TABLE_CELL, NULL);
  const YztField *field = yzt_sheet_get_field (cursor->sheet, column);
  YztFieldType type = field != NULL ? yzt_field_get_field_type (field) : YZT_FIELD_TEXT;
  gboolean figures = type == YZT_FIELD_INTEGER || type == YZT_FIELD_NUMBER || type == YZT_FIELD_LONGITUDE || type == YZT_FIELD_LATITUDE;
  self->cursor = cursor;
  self->column = column;
  gtk_inscription_set_xalign (GTK_INSCRIPTION (self->text), figures ? 1 : 0);
  gtk_widget_add_css_class (GTK_WIDGET (self), "number");
  return GTK_WIDGET (self);
}
