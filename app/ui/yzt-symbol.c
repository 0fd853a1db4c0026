/* yzt-symbol.c: a small widget that shows a kind's map symbol in lists and headings
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-symbol.h"
#include <adwaita.h>
#include "yzt-map-symbol.h"
#include "yzt-ui.h"

#define SIZE_PX 24
#define RADIUS_PX 9

struct _YztSymbol {
  GtkWidget parent_instance;
  YztKind *kind;
  int level;
  guint variant;
};
G_DEFINE_FINAL_TYPE (YztSymbol, yzt_symbol, GTK_TYPE_WIDGET)

static void
yzt_symbol_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                    int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = SIZE_PX;
  *minimum_baseline = *natural_baseline = -1;
}

static void
yzt_symbol_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  YztSymbol *self = YZT_SYMBOL (widget);
  if (self->kind == NULL) {
    return;
  }
  double width = gtk_widget_get_width (widget);
  double height = gtk_widget_get_height (widget);
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_for_display (gtk_widget_get_display (widget)));
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  YztSymbolSpec spec = yzt_symbol_spec_for_kind (self->kind, self->level, self->variant, 0);
  if (yzt_ui_settings () != NULL && g_settings_get_boolean (yzt_ui_settings (), "national-symbols")) {
    yzt_symbol_spec_make_national (&spec, self->kind, self->variant);
  }
  yzt_symbol_paint (cr, &spec, width / 2, height / 2, RADIUS_PX, dark ? &YZT_DRAW_THEME_DARK : &YZT_DRAW_THEME_LIGHT);
  cairo_destroy (cr);
}

static void
yzt_symbol_dispose (GObject *object)
{
  YztSymbol *self = YZT_SYMBOL (object);
  g_clear_pointer (&self->kind, yzt_kind_unref);
  G_OBJECT_CLASS (yzt_symbol_parent_class)->dispose (object);
}

static void
yzt_symbol_class_init (YztSymbolClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_symbol_dispose;
  widget_class->measure = yzt_symbol_measure;
  widget_class->snapshot = yzt_symbol_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
yzt_symbol_init (YztSymbol *self)
{
  self->variant = G_MAXUINT16;
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  if (yzt_ui_settings () != NULL) {
    g_signal_connect_object (yzt_ui_settings (), "changed::national-symbols", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  }
}

GtkWidget *
yzt_symbol_new (void)
{
  return g_object_new (YZT_TYPE_SYMBOL, NULL);
}

void
yzt_symbol_set (YztSymbol *self, YztKind *kind, int level, guint variant)
{
  g_return_if_fail (YZT_IS_SYMBOL (self));
  if (self->kind == kind && self->level == level && self->variant == variant) {
    return;
  }
  if (kind != NULL) {
    yzt_kind_ref (kind);
  }
  g_clear_pointer (&self->kind, yzt_kind_unref);
  self->kind = kind;
  self->level = level;
  self->variant = variant;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
