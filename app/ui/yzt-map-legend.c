/* yzt-map-legend.c: what the marks of hazard sources on the map mean
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-map-legend.h"
#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "yzt-map-command.h"
#include "yzt-map-ledger.h"
#include "yzt-ui.h"

#define WIDTH_CHARS 46
#define SAMPLE_WIDTH_PX 36
#define SAMPLE_HEIGHT_PX 22
#define SAMPLE_DISC_PX 9

struct _YztMapLegend {
  GtkBox parent_instance;
  GtkWidget *shade, *shade_rows, *shade_title, *lines, *line_rows;
};
G_DEFINE_FINAL_TYPE (YztMapLegend, yzt_map_legend, GTK_TYPE_BOX)

enum { CLOSED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- samples --- */

typedef enum { SAMPLE_LACKING, SAMPLE_WHOLE, SAMPLE_TEAM, SAMPLE_CAMERA, SAMPLE_DOMINO } Sample;

static void
draw_sample (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  Sample sample = (Sample) GPOINTER_TO_INT (user_data);
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  double middle = height / 2.0;
  switch (sample) {
  case SAMPLE_LACKING:
  case SAMPLE_WHOLE:
    yzt_ledger_picture_paint_disc (cr, width / 2.0, middle, SAMPLE_DISC_PX, sample == SAMPLE_LACKING ? 2 : 0, 1, dark);
    break;
  case SAMPLE_TEAM:
  case SAMPLE_CAMERA:
  case SAMPLE_DOMINO:
  default:
    yzt_command_line_paint (cr, 4, middle, width - 4, middle,
                            sample == SAMPLE_TEAM ? YZT_COMMAND_LINE_ARRIVED : sample == SAMPLE_CAMERA ? YZT_COMMAND_LINE_ORDERED : YZT_COMMAND_LINE_UNDER_WAY,
                            sample == SAMPLE_TEAM, dark);
    break;
  }
}

static void
add_row (GtkWidget *rows, GtkWidget *sample, const char *words)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *label = yzt_ui_label (words, "number");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDTH_CHARS);
  gtk_widget_set_valign (sample, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), sample);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (rows), row);
}

static GtkWidget *
new_sample (Sample sample)
{
  GtkWidget *area = gtk_drawing_area_new ();
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), SAMPLE_WIDTH_PX);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), SAMPLE_HEIGHT_PX);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_sample, GINT_TO_POINTER (sample), NULL);
  return area;
}

static GtkWidget *
new_mark (const char *mark)
{
  GtkWidget *label = gtk_label_new (mark);
  gtk_widget_add_css_class (label, "legend-mark");
  gtk_widget_set_size_request (label, SAMPLE_WIDTH_PX, -1);
  return label;
}

/* --- what it says --- */

static void
update_visible (YztMapLegend *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), gtk_widget_get_visible (self->shade) || gtk_widget_get_visible (self->lines));
}

void
yzt_map_legend_set_shade (YztMapLegend *self, guint lacks, guint n_lacking, guint n)
{
  g_return_if_fail (YZT_IS_MAP_LEGEND (self));
  yzt_ui_clear_children (self->shade_rows);
  gtk_widget_set_visible (self->shade, lacks != 0);
  if (lacks != 0) {
    g_autofree char *title = g_strdup_printf (_("Missing at %u of %u hazard sources"), n_lacking, n);
    gtk_label_set_text (GTK_LABEL (self->shade_title), title);
    add_row (self->shade_rows, new_sample (SAMPLE_LACKING), _("hatched: something is missing, the denser the more"));
    add_row (self->shade_rows, new_sample (SAMPLE_WHOLE), _("thin ring: nothing of it is missing"));
    for (guint lack = 0; lack < YZT_LEDGER_N_LACKS; lack++) {
      if ((lacks & 1u << lack) != 0) {
        add_row (self->shade_rows, new_mark (yzt_ledger_lack_mark (lack)), yzt_ledger_lack_text (lack));
      }
    }
    add_row (self->shade_rows, new_mark ("3/8"), _("of 8 that stand together 3 lack something"));
  }
  update_visible (self);
}

static void
add_lines (YztMapLegend *self, guint n, Sample sample, const char *words)
{
  if (n > 0) {
    g_autofree char *counted = g_strdup_printf (_("%s (%u)"), words, n);
    add_row (self->line_rows, new_sample (sample), counted);
  }
}

void
yzt_map_legend_set_lines (YztMapLegend *self, const YztMapLegendLines *lines)
{
  g_return_if_fail (YZT_IS_MAP_LEGEND (self));
  yzt_ui_clear_children (self->line_rows);
  gtk_widget_set_visible (self->lines, lines != NULL);
  if (lines != NULL) {
    add_lines (self, lines->teams, SAMPLE_TEAM, _("solid: the responsible team"));
    add_lines (self, lines->cameras, SAMPLE_CAMERA, _("dotted: cameras"));
    add_lines (self, lines->domino, SAMPLE_DOMINO, _("dashed: could set off or be set off by (domino)"));
    g_autofree char *plans = lines->plans != NULL ? g_strdup_printf (_("Plan: %s. A plan has no place on the map; it is opened from the details."), lines->plans)
                                                  : g_strdup (_("No plan in force. A plan has no place on the map."));
    add_row (self->line_rows, new_mark ("—"), plans);
  }
  update_visible (self);
}

/* --- class --- */

static void
on_close (GtkWidget *button, YztMapLegend *self)
{
  g_signal_emit (self, signals[CLOSED], 0, gtk_widget_is_ancestor (button, self->shade));
}

static GtkWidget *
new_section (YztMapLegend *self, const char *title, const char *close, GtkWidget **title_out, GtkWidget **rows_out)
{
  GtkWidget *section = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  *title_out = yzt_ui_label (title, "row-title number");
  *rows_out = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  gtk_label_set_wrap (GTK_LABEL (*title_out), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (*title_out), WIDTH_CHARS);
  gtk_widget_set_hexpand (*title_out, TRUE);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small-button");
  gtk_widget_set_tooltip_text (button, close);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, close, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (on_close), self);
  gtk_box_append (GTK_BOX (head), *title_out);
  gtk_box_append (GTK_BOX (head), button);
  gtk_box_append (GTK_BOX (section), head);
  gtk_box_append (GTK_BOX (section), *rows_out);
  gtk_box_append (GTK_BOX (self), section);
  return section;
}

static void
yzt_map_legend_class_init (YztMapLegendClass *klass)
{
  signals[CLOSED] = g_signal_new ("closed", YZT_TYPE_MAP_LEGEND, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
yzt_map_legend_init (YztMapLegend *self)
{
  GtkWidget *title;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 8);
  self->shade = new_section (self, "", _("Take the shade away (Esc)"), &self->shade_title, &self->shade_rows);
  self->lines = new_section (self, _("Lines of the selected source"), _("Close"), &title, &self->line_rows);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Legend"), -1);
  gtk_widget_set_visible (self->shade, FALSE);
  gtk_widget_set_visible (self->lines, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
yzt_map_legend_new (void)
{
  return g_object_new (YZT_TYPE_MAP_LEGEND, NULL);
}
