/* yzt-chart-save.c: a chart as a file: picture, drawing, page or table
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-chart.h"
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-lettering.h"

#define PT_PER_PX 0.75
#define MAX_SIDE_PX 20000.0

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
surface_new (const char *ending, GByteArray *bytes, double width_px, double height_px, double dpi, double *scale)
{
  *scale = PT_PER_PX;
  if (g_str_equal (ending, "svg")) {
    return cairo_svg_surface_create_for_stream (append_bytes, bytes, width_px * PT_PER_PX, height_px * PT_PER_PX);
  }
  if (g_str_equal (ending, "pdf")) {
    return cairo_pdf_surface_create_for_stream (append_bytes, bytes, width_px * PT_PER_PX, height_px * PT_PER_PX);
  }
  *scale = dpi / 96;
  return cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ceil (width_px * *scale), (int) ceil (height_px * *scale));
}

static cairo_status_t
draw (const YztChart *chart, const char *ending, GByteArray *bytes, double width_px, double height_px, double dpi, const YztChartLook *look)
{
  double scale;
  YztChartLook whole = *look;
  yzt_lettering_begin ();
  cairo_surface_t *surface = surface_new (ending, bytes, width_px, height_px, dpi, &scale);
  cairo_t *cr = cairo_create (surface);
  whole.has_ground = TRUE;
  cairo_scale (cr, scale, scale);
  yzt_draw_set_color (cr, look->theme->card);
  cairo_paint (cr);
  cairo_translate (cr, 12, 12);
  yzt_chart_paint (chart, cr, width_px - 24, height_px - 24, &whole);
  cairo_status_t status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS && g_str_equal (ending, "png")) {
    status = cairo_surface_write_to_png_stream (surface, append_bytes, bytes);
  }
  cairo_surface_finish (surface);
  status = status == CAIRO_STATUS_SUCCESS ? cairo_surface_status (surface) : status;
  cairo_surface_destroy (surface);
  yzt_lettering_end ();
  return status;
}

static char *
ending_of (const char *path)
{
  const char *dot = strrchr (path, '.');
  return g_ascii_strdown (dot != NULL ? dot + 1 : "", -1);
}

gboolean
yzt_chart_save (const YztChart *chart, const char *path, double width_px, double height_px, double dpi, const YztChartLook *look, GError **error)
{
  g_autofree char *ending = ending_of (path), *shown = g_filename_display_basename (path);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) why = NULL;
  static const char *const endings[] = { "png", "svg", "pdf", "csv", NULL };
  if (!g_strv_contains (endings, ending)) {
    g_set_error (error, YZT_CHART_ERROR, YZT_CHART_ERROR_FORMAT, _("“%s” has no ending that tells a format; use .png, .svg, .pdf or .csv."), shown);
    return FALSE;
  }
  if (g_str_equal (ending, "csv")) {
    g_autofree char *csv = yzt_chart_to_csv (chart);
    g_byte_array_append (bytes, (const guint8 *) csv, (guint) strlen (csv));
  } else {
    double scale = dpi / 96;
    cairo_status_t status = width_px * scale > MAX_SIDE_PX || height_px * scale > MAX_SIDE_PX || !(width_px >= 48) || !(height_px >= 48)
                                ? CAIRO_STATUS_INVALID_SIZE
                                : draw (chart, ending, bytes, width_px, height_px, dpi, look);
    if (status != CAIRO_STATUS_SUCCESS) {
      g_set_error (error, YZT_CHART_ERROR, YZT_CHART_ERROR_WRITE, _("The chart could not be drawn (%s); choose another size."), cairo_status_to_string (status));
      return FALSE;
    }
  }
  if (!g_file_set_contents_full (path, (const char *) bytes->data, bytes->len, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &why)) {
    g_set_error (error, YZT_CHART_ERROR, YZT_CHART_ERROR_WRITE, _("“%s” could not be written (%s); choose another folder."), shown, why->message);
    return FALSE;
  }
  return TRUE;
}
