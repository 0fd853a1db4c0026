/* yzt-table-gdal-cells.c: the cells of a layer or sheet as the texts that a person wrote
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "yzt-base.h"
#include "yzt-table-gdal-private.h"

/* A cell as GDAL keeps it; NULL when it must be made: what GDAL makes itself lives until its next answer only. */
static const char *
plain_cell (GdalTable *self, int i)
{
  if (!OGR_F_IsFieldSetAndNotNull (self->feature, i)) {
    return "";
  }
  if (self->types[i] == OFTString) {
    const char *text = OGR_F_GetFieldAsString (self->feature, i);
    return *text == YZT_TABLE_TEXT_MARK[0] && g_str_has_prefix (text, YZT_TABLE_TEXT_MARK) ? text + strlen (YZT_TABLE_TEXT_MARK) : text;
  }
  return NULL;
}

static char *
made_cell (GdalTable *self, int i)
{
  int year, month, day, hour, minute, zone;
  float second;

  switch (self->types[i]) {
  case OFTReal:
    return yzt_text_format_number (OGR_F_GetFieldAsDouble (self->feature, i));
  case OFTDate:
  case OFTDateTime:
    if (!OGR_F_GetFieldAsDateTimeEx (self->feature, i, &year, &month, &day, &hour, &minute, &second, &zone)) {
      return g_strdup ("");
    }
    if (self->types[i] == OFTDate) {
      return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
    }
    /* 0 unknown, 1 local, 100 UTC, one step for each quarter of an hour */
    return zone <= 1 ? g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d", year, month, day, hour, minute, (int) second)
                     : g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", year, month, day, hour, minute, (int) second,
                                        zone >= 100 ? '+' : '-', ABS (zone - 100) / 4, ABS (zone - 100) % 4 * 15);
  default:
    return g_strdup (OGR_F_GetFieldAsString (self->feature, i));
  }
}

char *
yzt_gdal_decode_cell (const GdalTable *self, const char *bytes)
{
  gsize length = 0;
  char *text = self->encoding != NULL ? yzt_text_decode (bytes, strlen (bytes), self->encoding, &length, NULL) : NULL;

  return text ? text : g_utf8_make_valid (bytes, -1);
}

/* Sheets keep numbers in binary: 13800001234.0, 1.3800001234E10 and 112.46499999999999 are what a person wrote as 13800001234 and 112.465. */
char *
yzt_gdal_written_number (const char *cell)
{
  gsize digits = 0;
  gboolean point = FALSE, exponent = FALSE, zeros = TRUE;
  double number;

  for (const char *p = cell; *p != '\0'; p++) {
    if (g_ascii_isdigit (*p)) {
      digits++;
      zeros = zeros && (!point || *p == '0');
    } else if (*p == '.' && !point) {
      point = TRUE;
    } else if ((*p == 'E' || *p == 'e') && !exponent && digits > 0) {
      exponent = TRUE;
    } else if (!((*p == '-' || *p == '+') && (p == cell || p[-1] == 'E' || p[-1] == 'e'))) {
      return NULL;
    }
  }
  if ((!point && !exponent) || (!exponent && digits < 16 && !(zeros && digits >= 6)) || !yzt_text_number (cell, &number)) {
    return NULL;
  }
  if (exponent && number != (double) (gint64) number && digits < 16) {
    return NULL;
  }
  if (number == (double) (gint64) number && number < 1e15 && number > -1e15) {
    return g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) number);
  }
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  return g_strdup (g_ascii_formatd (text, sizeof text, "%.15g", number));
}

void
yzt_gdal_read_cells (GdalTable *self)
{
  for (guint i = 0; i < self->base.n_columns; i++) {
    const char *cell = plain_cell (self, (int) i);
    g_clear_pointer (&self->owned[i], g_free);
    if (cell == NULL) {
      cell = self->owned[i] = made_cell (self, (int) i);
    }
    if (*cell != '\0' && (self->encoding != NULL || !g_utf8_validate (cell, -1, NULL))) {
      char *text = yzt_gdal_decode_cell (self, cell);
      g_free (self->owned[i]);
      cell = self->owned[i] = text;
    }
    if (self->sheet && (g_ascii_isdigit (*cell) || *cell == '-')) {
      char *text = yzt_gdal_written_number (cell);
      if (text != NULL) {
        g_free (self->owned[i]);
        cell = self->owned[i] = text;
      }
    }
    self->base.row.cells[i] = cell;
  }
}
