/* yzt-table-cursor.c: the framed cell of the table: it goes with the keyboard and the mouse, and what is done to rows begins there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-table-private.h"

void
yzt_table_cursor_update (YztTablePanel *self)
{
  GHashTableIter iter;
  gpointer cell;
  g_hash_table_iter_init (&iter, self->cells);
  while (g_hash_table_iter_next (&iter, &cell, NULL)) {
    yzt_table_cell_update_cursor (cell);
  }
}

GArray *
yzt_table_panel_shown_columns (YztTablePanel *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  GArray *shown = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
    guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (column), "column"));
    if (gtk_column_view_column_get_visible (column)) {
      g_array_append_val (shown, index);
    }
  }
  return shown;
}

int
yzt_table_panel_next_column (YztTablePanel *self, guint column, int direction)
{
  g_autoptr (GArray) shown = yzt_table_panel_shown_columns (self);
  for (int i = 0; i < (int) shown->len; i++) {
    if (g_array_index (shown, guint, i) == column && i + direction >= 0 && i + direction < (int) shown->len) {
      return (int) g_array_index (shown, guint, i + direction);
    }
  }
  return -1;
}

/* The row of the list in which @cell stands. */
static GtkWidget *
row_of (GtkWidget *cell)
{
  GtkWidget *row = cell;
  while (row != NULL && g_strcmp0 (gtk_widget_get_css_name (row), "row") != 0) {
    row = gtk_widget_get_parent (row);
  }
  return row;
}

static GtkWidget *
focus_in_view (YztTablePanel *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean inside = focus != NULL && (focus == GTK_WIDGET (self->view) || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->view)));
  return inside ? focus : NULL;
}

/* The cursor's row takes the keyboard; the view as a whole while that row has no widget yet. */
void
yzt_table_cursor_focus (YztTablePanel *self)
{
  YztTableCell *cell = yzt_table_panel_find_cell (self);
  GtkWidget *row = cell != NULL ? row_of (GTK_WIDGET (cell)) : NULL;
  if (row == NULL || !gtk_widget_grab_focus (row)) {
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
  }
}

void
yzt_table_panel_go_to (YztTablePanel *self, guint position, guint column)
{
  if (self->sheet == NULL || position >= g_list_model_get_n_items (G_LIST_MODEL (self->sheet))) {
    return;
  }
  gboolean row_changes = self->cursor.position != position;
  self->cursor.position = position;
  self->cursor.column = column;
  yzt_table_cursor_update (self);
  if (row_changes) {
    GtkWidget *list = gtk_widget_get_last_child (GTK_WIDGET (self->view));
    gtk_widget_activate_action (list, "list.scroll-to-item", "u", position);
    if (yzt_table_panel_find_cell (self) != NULL && focus_in_view (self) != NULL) {
      yzt_table_cursor_focus (self);
    }
  }
}

YztTableCell *
yzt_table_panel_find_cell (YztTablePanel *self)
{
  GHashTableIter iter;
  gpointer cell;
  g_hash_table_iter_init (&iter, self->cells);
  while (g_hash_table_iter_next (&iter, &cell, NULL)) {
    if (yzt_table_cell_get_position (cell) == self->cursor.position && yzt_table_cell_get_column (cell) == self->cursor.column) {
      return cell;
    }
  }
  return NULL;
}

GArray *
yzt_table_panel_rows_meant (YztTablePanel *self)
{
  GArray *positions = yzt_table_selection_get_positions (self->selection);
  if (positions->len < 2 && self->cursor.position < g_list_model_get_n_items (G_LIST_MODEL (self->sheet))) {
    g_array_set_size (positions, 0); /* the one that is framed, wherever a sort has taken the other */
    g_array_append_val (positions, self->cursor.position);
  }
  return positions;
}

/* The row of the list in which the focus stands is the cursor's row; where the list as a whole has it, the cursor stays. */
void
yzt_table_cursor_follow_focus (YztTablePanel *self)
{
  GtkWidget *row = self->sheet != NULL ? row_of (focus_in_view (self)) : NULL;
  GHashTableIter iter;
  gpointer cell;
  g_hash_table_iter_init (&iter, self->cells);
  while (row != NULL && g_hash_table_iter_next (&iter, &cell, NULL)) {
    if (gtk_widget_is_ancestor (cell, row)) {
      self->cursor.position = yzt_table_cell_get_position (cell);
      yzt_table_cursor_update (self);
      return;
    }
  }
}

/* Arrows go from row to row within the list. */
static void
on_root (YztTablePanel *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  if (root != NULL) {
    g_signal_connect_object (root, "notify::focus-widget", G_CALLBACK (yzt_table_cursor_follow_focus), self, G_CONNECT_SWAPPED);
  }
}

/* The cursor's column, by as little as it takes. */
static void
bring_into_sight (YztTablePanel *self)
{
  GtkAdjustment *across = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (self->view));
  YztTableCell *cell = yzt_table_panel_find_cell (self);
  GtkWidget *whole = cell != NULL ? gtk_widget_get_parent (GTK_WIDGET (cell)) : NULL; /* with its margins */
  graphene_rect_t bounds;
  if (whole != NULL && gtk_widget_compute_bounds (whole, GTK_WIDGET (self->view), &bounds)) {
    double left = (double) bounds.origin.x, right = left + (double) bounds.size.width - gtk_widget_get_width (GTK_WIDGET (self->view));
    double by = left < 0 ? left : MIN (MAX (right, 0), left);
    gtk_adjustment_set_value (across, gtk_adjustment_get_value (across) + by);
  }
}

static void
move_sideways (YztTablePanel *self, int direction)
{
  int column = yzt_table_panel_next_column (self, self->cursor.column, direction);
  if (column >= 0) {
    self->cursor.column = (guint) column;
    yzt_table_cursor_update (self);
    bring_into_sight (self);
  }
}

static gboolean
on_key (GtkEventControllerKey *keys, guint keyval, guint code, GdkModifierType state, YztTablePanel *self)
{
  GdkModifierType held = state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK);
  if (held == 0 && (keyval == GDK_KEY_Left || keyval == GDK_KEY_Right)) {
    yzt_table_cursor_follow_focus (self);
    move_sideways (self, keyval == GDK_KEY_Left ? -1 : 1);
    return GDK_EVENT_STOP;
  }
  return GDK_EVENT_PROPAGATE;
}

/* What can be done with the rows that are meant, at @x, @y of the view. */
static void
show_context (YztTablePanel *self, double x, double y)
{
  double px = 0, py = 0;
  g_clear_pointer (&self->context, gtk_widget_unparent);
  self->context = gtk_popover_menu_new_from_model (gtk_menu_button_get_menu_model (self->menu_button));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->context), FALSE);
  gtk_widget_set_halign (self->context, GTK_ALIGN_START);
  gtk_widget_set_parent (self->context, GTK_WIDGET (self));
  gtk_widget_translate_coordinates (GTK_WIDGET (self->view), GTK_WIDGET (self), x, y, &px, &py);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->context), &(GdkRectangle) { (int) px, (int) py, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->context));
}

/* The cell below the pointer is the cursor's, before the row is selected or its cell edited. */
static void
on_pressed (GtkGestureClick *click, int n, double x, double y, YztTablePanel *self)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self->view), x, y, GTK_PICK_DEFAULT);
  GtkWidget *cell = picked == NULL || YZT_IS_TABLE_CELL (picked) ? picked : gtk_widget_get_ancestor (picked, YZT_TYPE_TABLE_CELL);
  if (cell == NULL && picked != NULL && YZT_IS_TABLE_CELL (gtk_widget_get_first_child (picked))) {
    cell = gtk_widget_get_first_child (picked);
  }
  if (cell != NULL && yzt_table_cell_get_position (YZT_TABLE_CELL (cell)) != GTK_INVALID_LIST_POSITION) {
    self->cursor.position = yzt_table_cell_get_position (YZT_TABLE_CELL (cell));
    self->cursor.column = yzt_table_cell_get_column (YZT_TABLE_CELL (cell));
    yzt_table_cursor_update (self);
    if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (click)) == GDK_BUTTON_SECONDARY) {
      GtkSelectionModel *selection = GTK_SELECTION_MODEL (self->selection);
      gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
      if (!gtk_selection_model_is_selected (selection, self->cursor.position)) {
        gtk_selection_model_select_item (selection, self->cursor.position, TRUE);
      }
      yzt_table_cursor_focus (self);
      show_context (self, x, y);
    }
  }
}

void
yzt_table_cursor_show_menu (YztTablePanel *self)
{
  yzt_table_cursor_follow_focus (self);
  YztTableCell *cell = yzt_table_panel_find_cell (self);
  double x = 40, y = 60;
  if (cell != NULL) {
    gtk_widget_translate_coordinates (GTK_WIDGET (cell), GTK_WIDGET (self->view), 8, gtk_widget_get_height (GTK_WIDGET (cell)), &x, &y);
  }
  show_context (self, x, y);
}

void
yzt_table_cursor_settle (YztTablePanel *self)
{
  GtkWidget *focus = focus_in_view (self);
  if (focus != NULL && row_of (focus) == NULL) {
    yzt_table_cursor_focus (self);
  }
}

void
yzt_table_cursor_attach (YztTablePanel *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  GtkGesture *click = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));
  g_signal_connect (self, "notify::root", G_CALLBACK (on_root), NULL);
}
