/* yzt-export-sheet.c: rows of a kind as a workbook of Excel that a person can read as it opens
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-export-private.h"
#include "yzt-sheet-private.h"

/* In units of UTF-16, as Excel counts. */
#define MAX_CELL_UNITS 32767
/* Julian day of 30 December 1899, which Excel counts as day 0 from March 1900 on. */
#define JULIAN_OF_DAY_ZERO 693594
#define MAX_SHEET_NAME 31
#define MIN_WIDTH 9.0
#define MAX_WIDTH 40.0
/* Rows whose texts say how wide a column must be, before anything is written. */
#define ROWS_LOOKED_AT 200

typedef struct {
  YztExport *self;
  const YztSheetFormat *format;
  YztSheet *sheet;
  gboolean labelled;
  guint line;             /* of the sheet, 0 = first */
  guint header_line;
  double *widths;
  guint n_cut;
} SheetWriter;

/* Chinese letters are two wide. */
static double
width_of (const char *text)
{
  double width = 2.0;

  for (; *text != '\0' && *text != '\n' && width < MAX_WIDTH; text = g_utf8_next_char (text)) {
    width += g_unichar_iswide (g_utf8_get_char (text)) ? 2.1 : 1.1;
  }
  return CLAMP (width, MIN_WIDTH, MAX_WIDTH);
}

/* Bytes of the part of @text that a cell can hold. */
static gsize
fitting_bytes (const char *text)
{
  const char *at = text;
  guint units = 0;

  for (; *at != '\0'; at = g_utf8_next_char (at)) {
    units += g_utf8_get_char (at) > 0xffff ? 2 : 1;
    if (units > MAX_CELL_UNITS) {
      break;
    }
  }
  return (gsize) (at - text);
}

/* As a text cell: "=1+1" stays what it is. */
static void
write_text (SheetWriter *writer, guint column, const char *text, YztSheetLook look)
{
  gsize length = strlen (text), fitting = length > MAX_CELL_UNITS ? fitting_bytes (text) : length;

  if (fitting < length) {
    g_autofree char *cut = g_strndup (text, fitting);
    writer->n_cut++;
    writer->format->text (writer->sheet, writer->line, column, cut, look);
  } else if (length > 0) {
    writer->format->text (writer->sheet, writer->line, column, text, look);
  }
}

static void
write_number (SheetWriter *writer, guint column, double number, YztSheetLook look)
{
  writer->format->number (writer->sheet, writer->line, column, number, look);
}

/* --- cells --- */

/* FALSE when the text is no date that Excel can hold; before March of 1900 its days are counted wrong. */
static gboolean
write_date (SheetWriter *writer, guint column, const char *text, YztSheetLook look)
{
  int year = 0, month = 0, day = 0, hour = 0, minute = 0;
  GDate date;

  if (sscanf (text, "%4d-%2d-%2d", &year, &month, &day) != 3 || year < 1901 ||
      !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year)) {
    return FALSE;
  }
  sscanf (text + MIN (strlen (text), 11), "%2d:%2d", &hour, &minute);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  write_number (writer, column, (int) g_date_get_julian (&date) - JULIAN_OF_DAY_ZERO + (hour * 60 + minute) / 1440.0, look);
  return TRUE;
}

static void
write_field (SheetWriter *writer, guint at, const YztExportColumn *column, const YztRow *row)
{
  const YztCell *cell = &row->cells[column->index];
  YztFieldType type = yzt_field_get_field_type (column->field);
  g_autofree char *text = NULL;

  if (cell->type == YZT_CELL_NULL) {
    return;
  }
  if (cell->type == YZT_CELL_INTEGER && !(type == YZT_FIELD_BOOLEAN && writer->labelled)) {
    write_number (writer, at, (double) cell->v.integer, YZT_LOOK_WHOLE);
    return;
  }
  if (cell->type == YZT_CELL_NUMBER) {
    gboolean whole = floor (cell->v.number) >= cell->v.number;
    write_number (writer, at, cell->v.number, whole ? YZT_LOOK_WHOLE : YZT_LOOK_NUMBER);
    return;
  }
  text = yzt_export_text (writer->self, column, row, writer->labelled);
  if ((type == YZT_FIELD_DATE && write_date (writer, at, text, YZT_LOOK_DATE)) ||
      (type == YZT_FIELD_DATETIME && writer->labelled && write_date (writer, at, text, YZT_LOOK_TIME))) {
    return;
  }
  write_text (writer, at, text, YZT_LOOK_TEXT);
}

static void
write_cell (SheetWriter *writer, guint at, const YztExportColumn *column, const YztRow *row)
{
  YztPosition position;

  if (column->type == YZT_EXPORT_FIELD) {
    write_field (writer, at, column, row);
  } else if (column->type == YZT_EXPORT_LON || column->type == YZT_EXPORT_LAT) {
    if (yzt_export_position (writer->self, row, &position)) {
      double degrees = column->type == YZT_EXPORT_LON ? position.lon : position.lat;
      write_number (writer, at, degrees, YZT_LOOK_DEGREES);
    }
  } else {
    g_autofree char *text = yzt_export_text (writer->self, column, row, writer->labelled);
    write_text (writer, at, text, YZT_LOOK_TEXT);
  }
}

static gboolean
on_row (const YztRow *row, gpointer user_data)
{
  SheetWriter *writer = user_data;
  const GArray *columns = writer->self->columns;

  if (writer->line >= writer->format->max_rows) {
    writer->line++;
    return FALSE;
  }
  for (guint i = 0; i < columns->len; i++) {
    write_cell (writer, i, &g_array_index (columns, YztExportColumn, i), row);
  }
  writer->line++;
  return TRUE;
}

/* --- the frame --- */

typedef struct {
  SheetWriter *writer;
  guint n_rows;
} Looking;

static gboolean
look_at_row (const YztRow *row, gpointer user_data)
{
  Looking *looking = user_data;
  SheetWriter *writer = looking->writer;
  const GArray *columns = writer->self->columns;

  for (guint i = 0; i < columns->len; i++) {
    const YztExportColumn *column = &g_array_index (columns, YztExportColumn, i);
    if (column->type == YZT_EXPORT_FIELD) {
      g_autofree char *text = yzt_export_text (writer->self, column, row, writer->labelled);
      writer->widths[i] = MAX (writer->widths[i], width_of (text));
    }
  }
  return ++looking->n_rows < ROWS_LOOKED_AT;
}

static gboolean
find_widths (SheetWriter *writer, GError **error)
{
  const YztExport *self = writer->self;
  Looking looking = { writer, 0 };

  writer->widths = g_new0 (double, MAX (self->columns->len, 1));
  for (guint i = 0; i < self->columns->len; i++) {
    const YztExportColumn *column = &g_array_index (self->columns, YztExportColumn, i);
    gboolean degrees = column->type == YZT_EXPORT_LON || column->type == YZT_EXPORT_LAT;
    writer->widths[i] = MAX (width_of (column->header), degrees ? 13.0 : MIN_WIDTH);
  }
  return yzt_store_read_rows (self->store, self->kind, look_at_row, &looking, error);
}

static void
write_head (SheetWriter *writer)
{
  const GArray *columns = writer->self->columns;
  const YztSheetFormat *format = writer->format;

  if (writer->labelled) {
    g_autofree char *title = yzt_export_title (writer->self);
    write_text (writer, 0, title, YZT_LOOK_TITLE);
    format->row_height (writer->sheet, writer->line, 26.0);
    writer->line++;
  }
  writer->header_line = writer->line;
  format->row_height (writer->sheet, writer->line, writer->labelled ? 32.0 : 18.0);
  for (guint i = 0; i < columns->len; i++) {
    write_text (writer, i, g_array_index (columns, YztExportColumn, i).header, YZT_LOOK_HEADER);
    format->column_width (writer->sheet, i, writer->widths[i]);
  }
  writer->line++;
}

static gboolean
refuse_rows (const SheetWriter *writer, GError **error)
{
  g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_WRITE, _("An Excel sheet holds %u rows and no more; choose CSV or GeoPackage."),
               writer->format->max_rows);
  return FALSE;
}

static gboolean
write_book (SheetWriter *writer, const char *path, GError **error)
{
  YztExport *self = writer->self;
  gboolean ok, closed;

  ok = find_widths (writer, error);
  if (ok) {
    write_head (writer);
    ok = yzt_export_each (self, on_row, writer, error);
    writer->format->finish (writer->sheet, writer->header_line, MIN (writer->line, writer->format->max_rows), self->columns->len);
  }
  closed = writer->format->close (g_steal_pointer (&writer->sheet), !ok || writer->line > writer->format->max_rows);
  if (!ok) {
    return FALSE;
  }
  if (writer->line > writer->format->max_rows) {
    return refuse_rows (writer, error);
  }
  if (!closed) {
    yzt_beside_set_error (error, path);
  }
  return closed;
}

static gboolean
check_columns (const SheetWriter *writer, GError **error)
{
  guint n = writer->self->columns->len;

  if (n > writer->format->max_columns) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT,
                 _("The sheet would have %u columns, and this format of Excel holds %u and no more; choose .xlsx."), n, writer->format->max_columns);
    return FALSE;
  }
  return TRUE;
}

gboolean
yzt_export_sheet (YztExport *self, const char *path, const YztSheetFormat *format, GError **error)
{
  SheetWriter writer = { .self = self, .format = format, .labelled = self->options->labelled };
  g_autofree char *name = yzt_export_layer_name (self);
  /* A library prints numbers with printf: a comma in them would break the file. */
  locale_t plain = newlocale (LC_NUMERIC_MASK, "C", (locale_t) 0);
  locale_t before = uselocale (plain);
  gboolean ok = FALSE;

  yzt_export_make_columns (self, FALSE, writer.labelled);
  if (check_columns (&writer, error)) {
    /* The time of the map's newest entry, so that the same map gives the same file. */
    writer.sheet = format->open (path, strlen (name) <= MAX_SHEET_NAME ? name : "Sheet1", self->as_of_ms);
    if (writer.sheet == NULL) {
      yzt_beside_set_error (error, path);
    } else {
      ok = write_book (&writer, path, error);
    }
  }
  if (writer.n_cut > 0) {
    yzt_export_note (self, g_strdup_printf (ngettext ("%u text was cut to %d letters, because an Excel cell holds no more.",
                                                      "%u texts were cut to %d letters, because an Excel cell holds no more.", writer.n_cut),
                                            writer.n_cut, MAX_CELL_UNITS));
  }
  g_free (writer.widths);
  uselocale (before);
  freelocale (plain);
  return ok;
}
