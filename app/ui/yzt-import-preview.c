/* yzt-import-preview.c: the first rows of a file that is imported, as they are read
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-import-preview.h"
#include <glib/gi18n-lib.h>
#include "yzt-show-in-turn.h"
#include "yzt-ui.h"

#define DATA "yzt-import-preview"
#define MOST_ROWS 6
/* A file has thousands of columns at worst; what each is taken for stands in the list of columns. */
#define MOST_COLUMNS 30
#define MOST_CHARS 24

typedef struct {
  char **headers;
  GPtrArray *rows; /* char ** */
  GtkWidget *row;  /* not owned; NULL until it is opened */
} Preview;

static void
preview_free (gpointer data)
{
  Preview *preview = data;
  g_strfreev (preview->headers);
  g_ptr_array_unref (preview->rows);
  g_free (preview);
}

static char *
shorten (const char *text)
{
  g_autofree char *line = g_strdelimit (g_strdup (text), "\r\n\t", ' ');
  return g_utf8_strlen (line, -1) <= MOST_CHARS ? g_steal_pointer (&line) : yzt_text_shorten (line, MOST_CHARS);
}

/* One label for a column: lines are equally high, so that the rows stand beside each other. */
static GtkWidget *
new_column (const Preview *preview, guint column)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  g_autofree char *header = shorten (preview->headers[column]);
  g_autoptr (GString) cells = g_string_new (NULL);
  for (guint i = 0; i < MIN (preview->rows->len, MOST_ROWS); i++) {
    g_autofree char *cell = shorten (((char **) preview->rows->pdata[i])[column]);
    g_string_append_printf (cells, "%s%s", i > 0 ? "\n" : "", *cell != '\0' ? cell : "–");
  }
  GtkWidget *title = yzt_ui_label (header, "row-title"), *lines = yzt_ui_label (cells->str, "number");
  gtk_label_set_xalign (GTK_LABEL (lines), 0);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), lines);
  return box;
}

static void
fill (AdwExpanderRow *expander)
{
  Preview *preview = g_object_get_data (G_OBJECT (expander), DATA);
  if (preview == NULL || preview->row != NULL || !adw_expander_row_get_expanded (expander)) {
    return;
  }
  GtkWidget *scroller = gtk_scrolled_window_new (), *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  guint n = g_strv_length (preview->headers);
  for (guint i = 0; i < MIN (n, MOST_COLUMNS); i++) {
    gtk_box_append (GTK_BOX (columns), new_column (preview, i));
  }
  if (n > MOST_COLUMNS) {
    g_autofree char *more = g_strdup_printf (_("… and %u more"), n - MOST_COLUMNS);
    gtk_box_append (GTK_BOX (columns), yzt_ui_label (more, "second-line"));
  }
  gtk_widget_add_css_class (columns, "import-detail");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), columns);
  preview->row = gtk_list_box_row_new ();
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (preview->row), scroller);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (preview->row), FALSE);
  adw_expander_row_add_row (expander, preview->row);
}

static char **
headers_of (const YztProposal *proposal)
{
  g_autoptr (GPtrArray) headers = g_ptr_array_new ();
  for (guint i = 0; i < proposal->columns->len; i++) {
    const YztColumnProposal *column = proposal->columns->pdata[i];
    g_ptr_array_add (headers, *column->header != '\0' ? g_strdup (column->header) : g_strdup_printf (_("Column %u"), i + 1));
  }
  g_ptr_array_add (headers, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&headers), FALSE);
}

void
yzt_import_preview_show (AdwExpanderRow *expander, const YztProposal *proposal)
{
  g_return_if_fail (ADW_IS_EXPANDER_ROW (expander) && proposal != NULL);
  Preview *old = g_object_get_data (G_OBJECT (expander), DATA);
  if (old == NULL) {
    g_signal_connect (expander, "notify::expanded", G_CALLBACK (fill), NULL);
  } else if (old->row != NULL) {
    adw_expander_row_remove (expander, old->row);
  }
  Preview *preview = g_new0 (Preview, 1);
  *preview = (Preview) { headers_of (proposal), g_ptr_array_ref (proposal->sample), NULL };
  g_object_set_data_full (G_OBJECT (expander), DATA, preview, preview_free);
  guint n = MIN (proposal->sample->len, MOST_ROWS);
  g_autofree char *words = g_strdup_printf (ngettext ("The first %u row", "The first %u rows", n), n);
  adw_expander_row_set_subtitle (expander, words);
  if (n > 0 && proposal->columns->len > 0) {
    yzt_show_in_turn (GTK_WIDGET (expander));
  } else {
    yzt_hide_now (GTK_WIDGET (expander));
  }
  fill (expander);
}
