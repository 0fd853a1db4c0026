/* yzt-reach-row.c: one line of the reach panel's lists: symbol, two lines of text, a figure
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-reach-row.h"
#include "yzt-symbol.h"
#include "yzt-ui.h"

struct _YztReachRow {
  GtkWidget parent_instance;
  GtkWidget *symbol; /* NULL when made without */
  GtkWidget *box;
  GtkInscription *title, *subtitle, *figure, *subfigure;
  char *spoken;
};
G_DEFINE_FINAL_TYPE (YztReachRow, yzt_reach_row, GTK_TYPE_WIDGET)

static void
yzt_reach_row_dispose (GObject *object)
{
  g_clear_pointer (&YZT_REACH_ROW (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (yzt_reach_row_parent_class)->dispose (object);
}

static void
yzt_reach_row_finalize (GObject *object)
{
  g_free (YZT_REACH_ROW (object)->spoken);
  G_OBJECT_CLASS (yzt_reach_row_parent_class)->finalize (object);
}

static void
yzt_reach_row_class_init (YztReachRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_reach_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_reach_row_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkInscription *
add_inscription (GtkWidget *column, const char *css_class, float xalign, guint chars)
{
  GtkWidget *inscription = gtk_inscription_new (NULL);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (inscription), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (inscription), xalign);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (inscription), chars);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (inscription), 1);
  gtk_widget_add_css_class (inscription, css_class);
  gtk_box_append (GTK_BOX (column), inscription);
  return GTK_INSCRIPTION (inscription);
}

static void
yzt_reach_row_init (YztReachRow *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  gtk_widget_add_css_class (self->box, "reach-row");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *figures = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (figures, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->box), words);
  gtk_box_append (GTK_BOX (self->box), figures);
  self->title = add_inscription (words, "row-title", 0, 8);
  self->subtitle = add_inscription (words, "second-line", 0, 8);
  self->figure = add_inscription (figures, "row-figure", 1, 1);
  self->subfigure = add_inscription (figures, "second-line", 1, 1);
}

GtkWidget *
yzt_reach_row_new (gboolean with_symbol, guint figure_chars, gboolean with_bearing)
{
  YztReachRow *self = g_object_new (YZT_TYPE_REACH_ROW, NULL);
  gtk_inscription_set_min_chars (self->figure, figure_chars);
  if (with_bearing) {
    /* "north-west 315°" is the longest that stands below a distance. */
    gtk_inscription_set_min_chars (self->subfigure, (guint) g_utf8_strlen (yzt_text_bearing_word (315), -1) + 5);
  }
  if (with_symbol) {
    self->symbol = yzt_symbol_new ();
    gtk_widget_set_valign (self->symbol, GTK_ALIGN_CENTER);
    gtk_box_prepend (GTK_BOX (self->box), self->symbol);
  }
  return GTK_WIDGET (self);
}

void
yzt_reach_row_set_symbol (YztReachRow *self, YztKind *kind, int level, guint variant)
{
  g_return_if_fail (YZT_IS_REACH_ROW (self));
  if (self->symbol != NULL) {
    yzt_symbol_set (YZT_SYMBOL (self->symbol), kind, level, variant);
  }
}

static void
put (GtkInscription *inscription, const char *text)
{
  if (g_strcmp0 (gtk_inscription_get_text (inscription), text) != 0) {
    gtk_inscription_set_text (inscription, text);
  }
}

void
yzt_reach_row_set_texts (YztReachRow *self, const char *title, const char *subtitle, const char *figure,
                         const char *subfigure)
{
  g_return_if_fail (YZT_IS_REACH_ROW (self));
  put (self->title, title);
  put (self->subtitle, subtitle);
  put (self->figure, figure);
  put (self->subfigure, subfigure);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), subtitle != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->subfigure), subfigure != NULL);
}

void
yzt_reach_row_set_subtitle_lines (YztReachRow *self, guint lines)
{
  g_return_if_fail (YZT_IS_REACH_ROW (self));
  gtk_inscription_set_min_lines (self->subtitle, lines);
  gtk_inscription_set_yalign (self->subtitle, 0); /* one line of two stays under its title */
}

void
yzt_reach_row_set_spoken (YztReachRow *self, const char *spoken)
{
  g_return_if_fail (YZT_IS_REACH_ROW (self));
  g_return_if_fail (spoken != NULL);
  if (g_strcmp0 (self->spoken, spoken) != 0) {
    g_free (self->spoken);
    self->spoken = g_strdup (spoken);
    yzt_ui_name_row (GTK_WIDGET (self), spoken);
  }
}

void
yzt_reach_row_set_chosen (YztReachRow *self, gboolean chosen)
{
  g_return_if_fail (YZT_IS_REACH_ROW (self));
  (chosen ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (self->box, "chosen");
}
