/* yzt-table-cell.c: one cell of a table, as long as it is in sight
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * It draws its text itself and listens to nothing but its slot: a table keeps some thousand of these. */
#include "config.h"
#include "yzt-table-cell.h"
#include <string.h>
#include "yzt-ui.h"

struct _YztTableCell {
  GtkWidget parent_instance;
  const YztTableCursor *cursor;
  guint column;
  gboolean figures, links;
  YztSheetSlot *slot;
  char *text;
};
G_DEFINE_FINAL_TYPE (YztTableCell, yzt_table_cell, GTK_TYPE_WIDGET)

#define LINE_HEIGHT 20

/* A cell has one line. */
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
  g_free (self->text);
  YztCell cell = self->links ? yzt_sheet_get_cell (sheet, position, self->column) : (YztCell) { .type = YZT_CELL_NULL };
  self->text = cell.type == YZT_CELL_TEXT ? yzt_link_names_words (self->cursor->names, cell.v.text) : yzt_sheet_format (sheet, position, self->column);
  cut_at_line (self->text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  yzt_table_cell_update_cursor (self);
}

static void
yzt_table_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  YztTableCell *self = YZT_TABLE_CELL (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget), text_height = 0;
  GdkRGBA colour;
  if (self->text == NULL || *self->text == '\0' || width <= 0) {
    return;
  }
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, self->text);
  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_alignment (layout, self->figures ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  pango_layout_get_pixel_size (layout, NULL, &text_height);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, (float) (height - text_height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, &colour);
  gtk_snapshot_restore (snapshot);
}

static void
yzt_table_cell_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? LINE_HEIGHT : 24;
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
yzt_table_cell_dispose (GObject *object)
{
  yzt_table_cell_bind (YZT_TABLE_CELL (object), NULL);
  G_OBJECT_CLASS (yzt_table_cell_parent_class)->dispose (object);
}

static void
yzt_table_cell_finalize (GObject *object)
{
  g_free (YZT_TABLE_CELL (object)->text);
  G_OBJECT_CLASS (yzt_table_cell_parent_class)->finalize (object);
}

static void
yzt_table_cell_class_init (YztTableCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_table_cell_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_table_cell_finalize;
  widget_class->snapshot = yzt_table_cell_snapshot;
  widget_class->measure = yzt_table_cell_measure;
  gtk_widget_class_set_css_name (widget_class, "tablecell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
yzt_table_cell_init (YztTableCell *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
yzt_table_cell_new (const YztTableCursor *cursor, guint column)
{
  g_return_val_if_fail (cursor != NULL && cursor->sheet != NULL, NULL);
  YztTableCell *self = g_object_new (YZT_TYPE_TABLE_CELL, NULL);
  const YztField *field = yzt_sheet_get_field (cursor->sheet, column);
  YztFieldType type = field != NULL ? yzt_field_get_field_type (field) : YZT_FIELD_TEXT;
  self->cursor = cursor;
  self->column = column;
  self->figures = type == YZT_FIELD_INTEGER || type == YZT_FIELD_NUMBER || type == YZT_FIELD_LONGITUDE || type == YZT_FIELD_LATITUDE;
  self->links = type == YZT_FIELD_LINK && cursor->names != NULL;
  if (self->links) {
    g_signal_connect_object (cursor->names, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  }
  return GTK_WIDGET (self);
}
