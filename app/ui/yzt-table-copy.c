/* yzt-table-copy.c: the selected rows for a spreadsheet: what the screen shows, tabs between the cells, a turn of the main loop at a time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-base.h"
#include "yzt-copied-text.h"
#include "yzt-table-private.h"
#include "yzt-text-cell.h"

#define ROWS_A_TURN 400

typedef struct {
  YztTablePanel *panel;
  YztSheet *sheet;
  GArray *positions, *columns;
  GString *text;
  guint done;
} Copying;

static void
copying_free (gpointer data)
{
  Copying *copying = data;
  g_object_unref (copying->panel);
  g_object_unref (copying->sheet);
  g_array_unref (copying->positions);
  g_array_unref (copying->columns);
  g_string_free (copying->text, TRUE);
  g_free (copying);
}

/* A word of an enumeration and a date as they are read, numbers without groups. */
static char *
cell_text (YztSheet *sheet, guint position, guint column)
{
  const YztField *field = yzt_sheet_get_field (sheet, column);
  YztFieldType type = field != NULL ? yzt_field_get_field_type (field) : YZT_FIELD_TEXT;
  gboolean in_words = type == YZT_FIELD_ENUM || type == YZT_FIELD_BOOLEAN || type == YZT_FIELD_DATETIME || field == NULL;
  return in_words ? yzt_sheet_format (sheet, position, column) : yzt_sheet_format_plain (sheet, position, column);
}

static void
add_row (Copying *copying, guint position)
{
  for (guint i = 0; i < copying->columns->len; i++) {
    g_autofree char *cell = cell_text (copying->sheet, position, g_array_index (copying->columns, guint, i));
    if (i > 0) {
      g_string_append_c (copying->text, '\t');
    }
    yzt_text_append_cell (copying->text, cell, '\t', FALSE);
  }
  g_string_append_c (copying->text, '\n');
}

static gboolean
copy_turn (gpointer user_data)
{
  Copying *copying = user_data;
  guint n = copying->positions->len, shown = g_list_model_get_n_items (G_LIST_MODEL (copying->sheet));
  for (guint i = 0; i < ROWS_A_TURN && copying->done < n; i++, copying->done++) {
    guint position = g_array_index (copying->positions, guint, copying->done);
    if (position < shown) {
      add_row (copying, position);
    }
  }
  if (copying->done < n) {
    return G_SOURCE_CONTINUE;
  }
  yzt_copied_text_set (gtk_widget_get_clipboard (GTK_WIDGET (copying->panel)), copying->text->str);
  g_autofree char *number = yzt_text_group_number (n, 0);
  g_autofree char *sentence = g_strdup_printf (ngettext ("Copied %s row for a spreadsheet", "Copied %s rows for a spreadsheet", n), number);
  yzt_table_panel_say (copying->panel, sentence, FALSE);
  return G_SOURCE_REMOVE;
}

void
yzt_table_copy (YztTablePanel *self)
{
  Copying *copying = g_new0 (Copying, 1);
  copying->panel = g_object_ref (self);
  copying->sheet = g_object_ref (self->sheet);
  copying->positions = yzt_table_panel_rows_meant (self);
  copying->columns = yzt_table_panel_shown_columns (self);
  copying->text = g_string_new (NULL);
  for (guint i = 0; i < copying->columns->len; i++) {
    if (i > 0) {
      g_string_append_c (copying->text, '\t');
    }
    yzt_text_append_cell (copying->text, yzt_sheet_get_label (self->sheet, g_array_index (copying->columns, guint, i)), '\t', FALSE);
  }
  g_string_append_c (copying->text, '\n');
  g_idle_add_full (G_PRIORITY_LOW, copy_turn, copying, copying_free);
}
