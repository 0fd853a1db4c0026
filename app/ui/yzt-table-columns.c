/* yzt-table-columns.c: the columns of the table: made from the kind, chosen, reordered, their headers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-table-private.h"
#include "yzt-ui.h"

/* As many as a screen holds; the others are chosen from a list. */
#define FIRST_COLUMNS 12
/* Headers and cells of so many are made in one frame. */
#define COLUMNS_A_FRAME 2

static guint
column_index (gpointer column)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (column), "column"));
}

static const char *
column_name (YztSheet *sheet, guint column)
{
  const YztField *field = yzt_sheet_get_field (sheet, column);
  return field != NULL ? yzt_field_get_name (field) : "owner";
}

/* --- cells --- */

static void
on_setup (GtkListItemFactory *factory, GtkListItem *item, YztTablePanel *self)
{
  gtk_list_item_set_child (item, yzt_table_cell_new (&self->cursor, column_index (factory)));
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *item, YztTablePanel *self)
{
  YztTableCell *cell = YZT_TABLE_CELL (gtk_list_item_get_child (item));
  yzt_table_cell_bind (cell, gtk_list_item_get_item (item));
  g_hash_table_add (self->cells, cell);
}

static void
on_unbind (GtkListItemFactory *factory, GtkListItem *item, YztTablePanel *self)
{
  YztTableCell *cell = YZT_TABLE_CELL (gtk_list_item_get_child (item));
  g_hash_table_remove (self->cells, cell);
  yzt_table_cell_bind (cell, NULL);
}

/* --- headers --- */

/* A header's sorter never sorts: it tells which column is meant when the view's own sorter is asked. */
static int
probe (gconstpointer a, gconstpointer b, gpointer user_data)
{
  YztTablePanel *self = g_object_get_data (user_data, "panel");
  if (self->probed < 0) {
    self->probed = (int) column_index (user_data);
  }
  return -1;
}

static char *
header_text (YztSheet *sheet, guint column)
{
  const YztField *field = yzt_sheet_get_field (sheet, column);
  const char *unit = field != NULL ? yzt_field_get_unit (field, yzt_sheet_get_language (sheet)) : NULL;
  gboolean plain = unit == NULL || column >= yzt_kind_get_n_fields (yzt_sheet_get_kind (sheet));
  const char *mark = yzt_sheet_get_filter (sheet, (int) column) != NULL ? " ▽" : "";
  return plain ? g_strdup_printf ("%s%s", yzt_sheet_get_label (sheet, column), mark)
               : g_strdup_printf (_("%s (%s)%s"), yzt_sheet_get_label (sheet, column), unit, mark);
}

static GMenuModel *
new_header_menu (const char *name)
{
  GMenu *menu = g_menu_new ();
  static const struct {
    const char *label, *action;
  } entries[] = { { N_("_Filter This Column…"), "table.filter-column" }, { N_("_Hide This Column"), "table.hide-column" } };
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (_(entries[i].label), NULL);
    g_menu_item_set_action_and_target (item, entries[i].action, "s", name);
    g_menu_append_item (menu, item);
  }
  g_menu_append (menu, _("C_olumns…"), "table.columns");
  g_menu_append (menu, _("Order by _Number"), "table.unsort");
  return G_MENU_MODEL (menu);
}

static int
column_width (YztSheet *sheet, guint column)
{
  const YztField *field = yzt_sheet_get_field (sheet, column);
  switch (field != NULL ? yzt_field_get_field_type (field) : YZT_FIELD_TEXT) {
  case YZT_FIELD_INTEGER:
  case YZT_FIELD_NUMBER: return 118;
  case YZT_FIELD_BOOLEAN: return 72;
  case YZT_FIELD_DATE: return 110;
  case YZT_FIELD_DATETIME: return 140;
  case YZT_FIELD_LONGITUDE:
  case YZT_FIELD_LATITUDE: return 100;
  case YZT_FIELD_PHONE: return 128;
  case YZT_FIELD_ENUM: return 112;
  case YZT_FIELD_MULTILINE: return 220;
  case YZT_FIELD_TEXT:
  case YZT_FIELD_URL:
  case YZT_FIELD_LINK:
  case YZT_FIELD_FILE:
  default: return field != NULL && g_str_equal (yzt_field_get_name (field), "name") ? 210 : 140;
  }
}

static GtkColumnViewColumn *
new_column (YztTablePanel *self, guint index)
{
  g_autofree char *title = header_text (self->sheet, index);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (index));
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_unbind), self, 0);
  GtkColumnViewColumn *column = gtk_column_view_column_new (title, factory);
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (probe, column, NULL));
  g_autoptr (GMenuModel) menu = new_header_menu (column_name (self->sheet, index));
  g_object_set_data (G_OBJECT (column), "column", GUINT_TO_POINTER (index));
  g_object_set_data (G_OBJECT (column), "panel", self);
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_header_menu (column, menu);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_fixed_width (column, column_width (self->sheet, index));
  return column;
}

void
yzt_table_columns_mark_filters (YztTablePanel *self)
{
  for (guint i = 0; i < self->columns->len; i++) {
    g_autofree char *title = header_text (self->sheet, i);
    GtkColumnViewColumn *column = self->columns->pdata[i];
    if (column != NULL && g_strcmp0 (gtk_column_view_column_get_title (column), title) != 0) {
      gtk_column_view_column_set_title (column, title);
    }
  }
}

/* --- which are shown --- */

/* Name and owner first, then what the kind names as most telling, then the rest in its order. */
static gboolean
is_first_choice (YztSheet *sheet, guint column)
{
  static const char *const later[] = { "created_at", "updated_at", "source", "code", "lon", "lat", NULL };
  const YztField *field = yzt_sheet_get_field (sheet, column);
  return field == NULL || (!yzt_field_is_hidden (field) && yzt_field_get_field_type (field) != YZT_FIELD_MULTILINE
                           && !g_strv_contains (later, yzt_field_get_name (field)));
}

static char **
default_columns (YztTablePanel *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  guint n = yzt_sheet_get_n_columns (self->sheet), taken = 0;
  for (guint i = 0; i < n; i++) {
    if (yzt_sheet_get_field (self->sheet, i) == NULL || g_str_equal (column_name (self->sheet, i), "verified_at")) {
      taken++;
    }
  }
  for (guint i = 0; i < n; i++) {
    const char *name = column_name (self->sheet, i);
    gboolean always = g_str_equal (name, "owner") || g_str_equal (name, "verified_at");
    if (is_first_choice (self->sheet, i) && (always || taken < FIRST_COLUMNS)) {
      g_strv_builder_add (names, name);
      taken += !always;
    }
  }
  return g_strv_builder_end (names);
}

/* Those that are not shown are in no view: their headers and cells would cost as much as the others'. */
static void
show_column (YztTablePanel *self, guint column)
{
  if (self->columns->pdata[column] == NULL) {
    self->columns->pdata[column] = new_column (self, column);
    gtk_column_view_append_column (self->view, self->columns->pdata[column]);
  }
  gtk_column_view_column_set_visible (self->columns->pdata[column], TRUE);
}

gboolean
yzt_table_columns_grow (YztTablePanel *self)
{
  char **names = g_hash_table_lookup (self->shown, yzt_kind_get_id (yzt_sheet_get_kind (self->sheet)));
  for (guint i = 0; i < COLUMNS_A_FRAME && names[self->n_given] != NULL; i++) {
    int column = g_str_equal (names[self->n_given], "owner") ? (int) yzt_kind_get_n_fields (yzt_sheet_get_kind (self->sheet))
                                                             : yzt_sheet_find_column (self->sheet, names[self->n_given]);
    self->n_given++;
    if (column >= 0) {
      show_column (self, (guint) column);
    }
  }
  return names[self->n_given] != NULL;
}

/* What other windows and earlier days have chosen. */
static char **
kept_columns (const char *id)
{
  GSettings *settings = yzt_ui_settings ();
  g_autoptr (GVariant) all = settings != NULL ? g_settings_get_value (settings, "table-columns") : NULL;
  char **names = NULL;
  return all != NULL && g_variant_lookup (all, id, "^as", &names) && names[0] != NULL ? names : (g_strfreev (names), NULL);
}

static void
keep_columns (const char *id, char **names)
{
  GSettings *settings = yzt_ui_settings ();
  if (settings == NULL) {
    return;
  }
  g_autoptr (GVariant) old = g_settings_get_value (settings, "table-columns");
  GVariantBuilder all = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sas}"));
  GVariantIter iter;
  const char *other;
  GVariant *value;
  g_variant_iter_init (&iter, old);
  while (g_variant_iter_next (&iter, "{&s@as}", &other, &value)) {
    if (!g_str_equal (other, id)) {
      g_variant_builder_add (&all, "{s@as}", other, value);
    }
    g_variant_unref (value);
  }
  g_variant_builder_add (&all, "{s^as}", id, names);
  g_settings_set_value (settings, "table-columns", g_variant_builder_end (&all));
}

void
yzt_table_columns_make (YztTablePanel *self)
{
  g_ptr_array_set_size (self->columns, (int) yzt_sheet_get_n_columns (self->sheet));
  self->n_given = 0;
  const char *id = yzt_kind_get_id (yzt_sheet_get_kind (self->sheet));
  char **names = g_hash_table_lookup (self->shown, id);
  if (names == NULL) {
    names = kept_columns (id);
    names = names != NULL ? names : default_columns (self);
    g_hash_table_insert (self->shown, g_strdup (id), names);
  }
}

/* What is on the screen now, for the next time this kind is shown. */
static void
remember (YztTablePanel *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GArray) shown = yzt_table_panel_shown_columns (self);
  for (guint i = 0; i < shown->len; i++) {
    g_strv_builder_add (names, column_name (self->sheet, g_array_index (shown, guint, i)));
  }
  const char *id = yzt_kind_get_id (yzt_sheet_get_kind (self->sheet));
  char **all = g_strv_builder_end (names), **known = g_hash_table_lookup (self->shown, id);
  if (known == NULL || !g_strv_equal ((const char *const *) known, (const char *const *) all)) {
    keep_columns (id, all);
  }
  g_hash_table_insert (self->shown, g_strdup (id), all);
}

void
yzt_table_columns_clear (YztTablePanel *self)
{
  if (self->sheet != NULL && self->columns->len > 0 && self->growing == 0) {
    remember (self);
  }
  for (guint i = 0; i < self->columns->len; i++) {
    if (self->columns->pdata[i] != NULL) {
      gtk_column_view_remove_column (self->view, self->columns->pdata[i]);
    }
  }
  g_ptr_array_set_size (self->columns, 0);
}

/* --- choosing --- */

static void
on_toggled (GtkCheckButton *check, YztTablePanel *self)
{
  guint column = column_index (check);
  if (column >= self->columns->len) {
    return; /* another kind is shown meanwhile */
  }
  if (gtk_check_button_get_active (check)) {
    show_column (self, column);
  } else if (self->columns->pdata[column] != NULL) {
    gtk_column_view_column_set_visible (self->columns->pdata[column], FALSE);
  }
}

GtkWidget *
yzt_table_columns_chooser (YztTablePanel *self)
{
  GtkWidget *popover = gtk_popover_new (), *scroller = gtk_scrolled_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  for (guint i = 0; i < self->columns->len; i++) {
    GtkColumnViewColumn *column = self->columns->pdata[i];
    GtkWidget *check = gtk_check_button_new_with_label (yzt_sheet_get_label (self->sheet, i));
    gtk_check_button_set_active (GTK_CHECK_BUTTON (check), column != NULL && gtk_column_view_column_get_visible (column));
    g_object_set_data (G_OBJECT (check), "column", GUINT_TO_POINTER (i));
    g_signal_connect_object (check, "toggled", G_CALLBACK (on_toggled), self, 0);
    gtk_box_append (GTK_BOX (box), check);
  }
  gtk_box_append (GTK_BOX (box), yzt_ui_label (_("Drag a header to move a column."), "second-line"));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 360);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  return popover;
}
