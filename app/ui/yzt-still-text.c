/* yzt-still-text.c: words that change with every frame of a drag and make nothing be laid out anew
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-still-text.h"
#include "yzt-base.h"

#define REST_MS 200
#define MOST_LINES 8

struct _YztStillText {
  GtkWidget parent_instance;
  GtkWidget *words; /* GtkInscription: its size does not depend on its text */
  guint timer;
  int width;
  gboolean one_line;
};
G_DEFINE_FINAL_TYPE (YztStillText, yzt_still_text, GTK_TYPE_WIDGET)

static guint
count_lines (YztStillText *self)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (self->words, yzt_still_text_get (self));
  pango_layout_set_width (layout, self->width * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  return CLAMP ((guint) pango_layout_get_line_count (layout), 1, MOST_LINES);
}

static gboolean
settle (gpointer data)
{
  YztStillText *self = data;
  guint lines = self->one_line || self->width <= 0 ? 1 : count_lines (self);
  self->timer = 0;
  if (lines != gtk_inscription_get_min_lines (GTK_INSCRIPTION (self->words))) {
    gtk_inscription_set_min_lines (GTK_INSCRIPTION (self->words), lines);
    gtk_inscription_set_nat_lines (GTK_INSCRIPTION (self->words), lines);
  }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, yzt_still_text_get (self), -1);
  return G_SOURCE_REMOVE;
}

static void
settle_after (YztStillText *self, guint ms)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (ms, settle, self);
}

void
yzt_still_text_set (YztStillText *self, const char *text)
{
  g_return_if_fail (YZT_IS_STILL_TEXT (self));
  if (g_strcmp0 (yzt_still_text_get (self), text) != 0) {
    gtk_inscription_set_text (GTK_INSCRIPTION (self->words), text);
    settle_after (self, REST_MS);
  }
}

const char *
yzt_still_text_get (YztStillText *self)
{
  g_return_val_if_fail (YZT_IS_STILL_TEXT (self), "");
  const char *text = gtk_inscription_get_text (GTK_INSCRIPTION (self->words));
  return text != NULL ? text : "";
}

void
yzt_still_text_set_widest (YztStillText *self, const char *widest)
{
  g_return_if_fail (YZT_IS_STILL_TEXT (self) && widest != NULL);
  self->one_line = TRUE;
  gtk_inscription_set_xalign (GTK_INSCRIPTION (self->words), 1);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (self->words), yzt_text_count_cells (widest));
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (self->words), yzt_text_count_cells (widest));
}

/* --- class --- */

static void
yzt_still_text_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (YZT_STILL_TEXT (widget)->words, orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
}

static void
yzt_still_text_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  YztStillText *self = YZT_STILL_TEXT (widget);
  gtk_widget_allocate (self->words, width, height, baseline, NULL);
  if (width != self->width) {
    self->width = width;
    settle_after (self, 0);
  }
}

static void
yzt_still_text_dispose (GObject *object)
{
  YztStillText *self = YZT_STILL_TEXT (object);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->words, gtk_widget_unparent);
  G_OBJECT_CLASS (yzt_still_text_parent_class)->dispose (object);
}

static void
yzt_still_text_class_init (YztStillTextClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_still_text_dispose;
  widget_class->measure = yzt_still_text_measure;
  widget_class->size_allocate = yzt_still_text_size_allocate;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
yzt_still_text_init (YztStillText *self)
{
  self->words = gtk_inscription_new (NULL);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (self->words), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_wrap_mode (GTK_INSCRIPTION (self->words), PANGO_WRAP_WORD_CHAR);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (self->words), 1);
  gtk_inscription_set_nat_lines (GTK_INSCRIPTION (self->words), 1);
  gtk_widget_set_parent (self->words, GTK_WIDGET (self));
}

GtkWidget *
yzt_still_text_new (const char *classes)
{
  YztStillText *self = g_object_new (YZT_TYPE_STILL_TEXT, NULL);
  g_auto (GStrv) names = g_strsplit (classes != NULL ? classes : "", " ", -1);
  for (guint i = 0; names[i] != NULL; i++) {
    if (*names[i] != '\0') {
      gtk_widget_add_css_class (self->words, names[i]);
    }
  }
  return GTK_WIDGET (self);
}
