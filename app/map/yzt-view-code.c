/* yzt-view-code.c: a view of the map as a few characters, and these as a QR code
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-view-code.h"
#include <math.h>
#include <qrencode.h>
#include <string.h>
#include "yzt-base.h"

#define PREFIX "yzt:"
#define QUIET 4 /* modules round it that stay white */

char *
yzt_view_code_format (YztPosition middle, double zoom)
{
  char lon[G_ASCII_DTOSTR_BUF_SIZE], lat[G_ASCII_DTOSTR_BUF_SIZE], level[G_ASCII_DTOSTR_BUF_SIZE];
  return g_strdup_printf (PREFIX "%s,%s,%s", g_ascii_formatd (lon, sizeof lon, "%.5f", middle.lon), g_ascii_formatd (lat, sizeof lat, "%.5f", middle.lat),
                          g_ascii_formatd (level, sizeof level, "%.2f", zoom));
}

gboolean
yzt_view_code_parse (const char *text, YztPosition *middle_out, double *zoom_out)
{
  g_return_val_if_fail (text != NULL && middle_out != NULL && zoom_out != NULL, FALSE);
  g_autofree char *clean = g_strstrip (g_strdup (text));
  g_auto (GStrv) parts = g_ascii_strncasecmp (clean, PREFIX, strlen (PREFIX)) == 0 ? g_strsplit (clean + strlen (PREFIX), ",", -1) : NULL;
  if (parts == NULL || g_strv_length (parts) != 3 || !yzt_text_number (parts[0], &middle_out->lon) || !yzt_text_number (parts[1], &middle_out->lat)
      || !yzt_text_number (parts[2], zoom_out)) {
    return FALSE;
  }
  return yzt_position_is_valid (*middle_out) && *zoom_out >= 0 && *zoom_out <= 25;
}

gboolean
yzt_view_code_paint (cairo_t *cr, const char *text, double x, double y, double size)
{
  g_return_val_if_fail (cr != NULL && text != NULL, FALSE);
  QRcode *code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  if (code == NULL) {
    return FALSE;
  }
  double module = size / (code->width + 2 * QUIET);
  cairo_rectangle (cr, x, y, size, size);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  for (int row = 0; row < code->width; row++) {
    for (int column = 0; column < code->width; column++) {
      if ((code->data[row * code->width + column] & 1) != 0) {
        cairo_rectangle (cr, x + (column + QUIET) * module, y + (row + QUIET) * module, module, module);
      }
    }
  }
  cairo_fill (cr);
  QRcode_free (code);
  return TRUE;
}
