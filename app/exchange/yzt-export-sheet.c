/* yzt-export-sheet.c: rows of a kind as an Excel workbook that a person can read as it opens
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include <xlsxwriter.h>

#include "yzt-base.h"
#include "yzt-export-private.h"

#define MAX_SHEET_ROWS 1048576u
#define MAX_CELL_CHARACTERS 32767
#define MIN_WIDTH 9.0
#define MAX_WIDTH 40.0
/* Rows whose texts say how wide a column must be, before anything is written. */
#define ROWS_LOOKED_AT 200

typedef enum { LOOK_TEXT, LOOK_WHOLE, LOOK_NUMBER, LOOK_DEGREES, LOOK_DATE, LOOK_TIME, N_LOOKS } Look;

typedef struct {
  YztExport *self;
  lxw_workbook *book;
  lxw_worksheet *sheet;
  lxw_format *looks[N_LOOKS];
  lxw_format *title, *header;
  gboolean labelled;
  guint line;             /* of the sheet, 0 = first */
  guint header_line;
  double *widths;
  guint n_cut;
  gboolean failed;
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

static void
check (SheetWriter *writer, lxw_error result)
{
  writer->failed = writer->failed || result != LXW_NO_ERROR;
}

/* As a text cell: "=1+1" stays what it is. */
static void
write_text (SheetWriter *writer, guint column, const char *text, lxw_format *format)
{
  if (*text == '\0') {
    return;
  }
  if (g_utf8_strlen (text, -1) > MAX_CELL_CHARACTERS) {
    g_autofree char *cut = g_utf8_substring (text, 0, MAX_CELL_CHARACTERS);
    writer->n_cut++;
    check (writer, worksheet_write_string (writer->sheet, writer->line, (lxw_col_t) column, cut, format));
    return;
  }
  check (writer, worksheet_write_string (writer->sheet, writer->line, (lxw_col_t) column, text, format));
}

/* --- looks --- */

static lxw_format *
add_format (SheetWriter *writer, const char *number_format)
{
  lxw_format *format = workbook_add_format (writer->book);

  if (number_format != NULL) {
    format_set_num_format (format, number_format);
  }
  format_set_align (format, LXW_ALIGN_VERTICAL_TOP);
  return format;
}

static void
make_formats (SheetWriter *writer)
{
  writer->looks[LOOK_TEXT] = add_format (writer, NULL);
  writer->looks[LOOK_WHOLE] = add_format (writer, "#,##0");
  writer->looks[LOOK_NUMBER] = add_format (writer, "#,##0.######");
  writer->looks[LOOK_DEGREES] = add_format (writer, "0.000000");
  writer->looks[LOOK_DATE] = add_format (writer, "yyyy-mm-dd");
  writer->looks[LOOK_TIME] = add_format (writer, "yyyy-mm-dd hh:mm");
  writer->title = workbook_add_format (writer->book);
  format_set_bold (writer->title);
  format_set_font_size (writer->title, 16);
  writer->header = workbook_add_format (writer->book);
  format_set_bold (writer->header);
  format_set_bg_color (writer->header, 0xDDE5EE);
  format_set_border (writer->header, LXW_BORDER_THIN);
  format_set_align (writer->header, LXW_ALIGN_CENTER);
  format_set_align (writer->header, LXW_ALIGN_VERTICAL_CENTER);
  format_set_text_wrap (writer->header);
}

/* --- cells --- */

/* FALSE when the text is no date that Excel can hold; before March of 1900 its days are counted wrong. */
static gboolean
write_date (SheetWriter *writer, guint column, const char *text, lxw_format *format)
{
  lxw_datetime date = { 0 };

  if (sscanf (text, "%4d-%2d-%2d", &date.year, &date.month, &date.day) != 3 || date.year < 1901) {
    return FALSE;
  }
  sscanf (text + MIN (strlen (text), 11), "%2d:%2d", &date.hour, &date.min);
  check (writer, worksheet_write_datetime (writer->sheet, writer->line, (lxw_col_t) column, &date, format));
  return TRUE;
}

static void
write_field (SheetWriter *writer, guint at, const YztExportColumn *column, const YztRow *row)
{
  const YztCell *cell = &row->cells[column->index];
  YztFieldType type = yzt_field_get_field_type (column->field);
  lxw_col_t sheet_column = (lxw_col_t) at;
  g_autofree char *text = NULL;

  if (cell->type == YZT_CELL_NULL) {
    return;
  }
  if (cell->type == YZT_CELL_INTEGER && !(type == YZT_FIELD_BOOLEAN && writer->labelled)) {
    check (writer, worksheet_write_number (writer->sheet, writer->line, sheet_column, (double) cell->v.integer, writer->looks[LOOK_WHOLE]));
    return;
  }
  if (cell->type == YZT_CELL_NUMBER) {
    gboolean whole = floor (cell->v.number) >= cell->v.number;
    check (writer, worksheet_write_number (writer->sheet, writer->line, sheet_column, cell->v.number, writer->looks[whole ? LOOK_WHOLE : LOOK_NUMBER]));
    return;
  }
  text = yzt_export_text (writer->self, column, row, writer->labelled);
  if ((type == YZT_FIELD_DATE && write_date (writer, at, text, writer->looks[LOOK_DATE])) ||
      (type == YZT_FIELD_DATETIME && writer->labelled && write_date (writer, at, text, writer->looks[LOOK_TIME]))) {
    return;
  }
  write_text (writer, at, text, writer->looks[LOOK_TEXT]);
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
      check (writer, worksheet_write_number (writer->sheet, writer->line, (lxw_col_t) at, degrees, writer->looks[LOOK_DEGREES]));
    }
  } else {
    g_autofree char *text = yzt_export_text (writer->self, column, row, writer->labelled);
    write_text (writer, at, text, writer->looks[LOOK_TEXT]);
  }
}

static gboolean
on_row (const YztRow *row, gpointer user_data)
{
  SheetWriter *writer = user_data;
  const GArray *columns = writer->self->columns;

  if (writer->line >= MAX_SHEET_ROWS) {
    writer->failed = TRUE;
    return FALSE;
  }
  for (guint i = 0; i < columns->len; i++) {
    write_cell (writer, i, &g_array_index (columns, YztExportColumn, i), row);
  }
  writer->line++;
  return !writer->failed;
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

  if (writer->labelled) {
    g_autofree char *title = yzt_export_title (writer->self);
    write_text (writer, 0, title, writer->title);
    check (writer, worksheet_set_row (writer->sheet, writer->line, 26.0, NULL));
    writer->line++;
  }
  writer->header_line = writer->line;
  check (writer, worksheet_set_row (writer->sheet, writer->line, writer->labelled ? 32.0 : 18.0, NULL));
  for (guint i = 0; i < columns->len; i++) {
    write_text (writer, i, g_array_index (columns, YztExportColumn, i).header, writer->header);
    check (writer, worksheet_set_column (writer->sheet, (lxw_col_t) i, (lxw_col_t) i, writer->widths[i], NULL));
  }
  writer->line++;
  worksheet_freeze_panes (writer->sheet, writer->line, 1);
}

static void
finish_sheet (SheetWriter *writer)
{
  guint n_columns = writer->self->columns->len;

  if (n_columns > 0) {
    worksheet_autofilter (writer->sheet, writer->header_line, 0, MAX (writer->line, 1) - 1, (lxw_col_t) (n_columns - 1));
  }
  worksheet_ignore_errors (writer->sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:XFD1048576");
  worksheet_set_landscape (writer->sheet);
  worksheet_set_paper (writer->sheet, 9); /* A4 */
  worksheet_repeat_rows (writer->sheet, writer->header_line, writer->header_line);
  worksheet_fit_to_pages (writer->sheet, 1, 0);
}

static gboolean
write_book (SheetWriter *writer, const char *path, GError **error)
{
  YztExport *self = writer->self;
  g_autofree char *name = yzt_export_layer_name (self);
  /* The time of the map's newest entry, so that the same map gives the same file. */
  lxw_doc_properties properties = { .created = (time_t) MAX (self->as_of_ms / 1000, 1) };
  gboolean ok;

  writer->sheet = workbook_add_worksheet (writer->book, strlen (name) <= 31 ? name : NULL);
  make_formats (writer);
  workbook_set_properties (writer->book, &properties);
  ok = writer->sheet != NULL && find_widths (writer, error);
  if (ok) {
    write_head (writer);
    ok = yzt_export_each (self, on_row, writer, error);
    finish_sheet (writer);
  }
  if (workbook_close (writer->book) != LXW_NO_ERROR || writer->sheet == NULL || writer->failed) {
    if (ok && writer->line >= MAX_SHEET_ROWS) {
      g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_WRITE, _("An Excel sheet holds %u rows and no more; choose CSV or GeoPackage."), MAX_SHEET_ROWS);
    } else if (ok) {
      yzt_beside_set_error (error, path);
    }
    return FALSE;
  }
  return ok;
}

gboolean
yzt_export_sheet (YztExport *self, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = folder };
  SheetWriter writer = { .self = self, .labelled = self->options->labelled };
  /* The library prints numbers with printf: a comma in them would break the file. */
  locale_t plain = newlocale (LC_NUMERIC_MASK, "C", (locale_t) 0);
  locale_t before = uselocale (plain);
  gboolean ok = FALSE;

  yzt_export_make_columns (self, FALSE, writer.labelled);
  writer.book = workbook_new_opt (path, &options);
  if (writer.book == NULL) {
    yzt_beside_set_error (error, path);
  } else {
    ok = write_book (&writer, path, error);
  }
  if (writer.n_cut > 0) {
    yzt_export_note (self, g_strdup_printf (ngettext ("%u text was cut to %d letters, because an Excel cell holds no more.",
                                                      "%u texts were cut to %d letters, because an Excel cell holds no more.", writer.n_cut),
                                            writer.n_cut, MAX_CELL_CHARACTERS));
  }
  g_free (writer.widths);
  uselocale (before);
  freelocale (plain);
  return ok;
}
