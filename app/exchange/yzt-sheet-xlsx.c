/* yzt-sheet-xlsx.c: a sheet in an XLSX workbook, by libxlsxwriter
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-sheet-private.h"
#include <xlsxwriter.h>

#define PAPER_A4 9

struct _YztSheet {
  lxw_workbook *book;
  lxw_worksheet *sheet;
  lxw_format *looks[YZT_SHEET_N_LOOKS];
  char *folder;
  gboolean failed;
};

static void
check (YztSheet *self, lxw_error result)
{
  self->failed = self->failed || result != LXW_NO_ERROR;
}

static lxw_format *
add_format (YztSheet *self, const char *number_format)
{
  lxw_format *format = workbook_add_format (self->book);

  if (number_format != NULL) {
    format_set_num_format (format, number_format);
  }
  format_set_align (format, LXW_ALIGN_VERTICAL_TOP);
  return format;
}

static void
make_formats (YztSheet *self)
{
  lxw_format *title = workbook_add_format (self->book), *header = workbook_add_format (self->book);

  self->looks[YZT_LOOK_TEXT] = add_format (self, NULL);
  self->looks[YZT_LOOK_WHOLE] = add_format (self, "#,##0");
  self->looks[YZT_LOOK_NUMBER] = add_format (self, "#,##0.######");
  self->looks[YZT_LOOK_DEGREES] = add_format (self, "0.000000");
  self->looks[YZT_LOOK_DATE] = add_format (self, "yyyy-mm-dd");
  self->looks[YZT_LOOK_TIME] = add_format (self, "yyyy-mm-dd hh:mm");
  format_set_bold (title);
  format_set_font_size (title, 16);
  format_set_bold (header);
  format_set_bg_color (header, 0xDDE5EE);
  format_set_border (header, LXW_BORDER_THIN);
  format_set_align (header, LXW_ALIGN_CENTER);
  format_set_align (header, LXW_ALIGN_VERTICAL_CENTER);
  format_set_text_wrap (header);
  self->looks[YZT_LOOK_TITLE] = title;
  self->looks[YZT_LOOK_HEADER] = header;
}

static YztSheet *
xlsx_open (const char *path, const char *name, gint64 as_of_ms)
{
  YztSheet *self = g_new0 (YztSheet, 1);
  lxw_workbook_options options = { .constant_memory = LXW_TRUE };
  lxw_doc_properties properties = { .created = (time_t) MAX (as_of_ms / 1000, 1) };

  self->folder = g_path_get_dirname (path);
  options.tmpdir = self->folder;
  self->book = workbook_new_opt (path, &options);
  self->sheet = self->book != NULL ? workbook_add_worksheet (self->book, name) : NULL;
  if (self->sheet == NULL) {
    if (self->book != NULL) {
      workbook_close (self->book);
    }
    g_free (self->folder);
    g_free (self);
    return NULL;
  }
  make_formats (self);
  workbook_set_properties (self->book, &properties);
  return self;
}

static void
xlsx_text (YztSheet *self, guint line, guint column, const char *text, YztSheetLook look)
{
  check (self, worksheet_write_string (self->sheet, line, (lxw_col_t) column, text, self->looks[look]));
}

static void
xlsx_number (YztSheet *self, guint line, guint column, double number, YztSheetLook look)
{
  check (self, worksheet_write_number (self->sheet, line, (lxw_col_t) column, number, self->looks[look]));
}

static void
xlsx_row_height (YztSheet *self, guint line, double points)
{
  check (self, worksheet_set_row (self->sheet, line, points, NULL));
}

static void
xlsx_column_width (YztSheet *self, guint column, double letters)
{
  check (self, worksheet_set_column (self->sheet, (lxw_col_t) column, (lxw_col_t) column, letters, NULL));
}

static void
xlsx_finish (YztSheet *self, guint header_line, guint end_line, guint n_columns)
{
  worksheet_freeze_panes (self->sheet, header_line + 1, 1);
  if (n_columns > 0) {
    worksheet_autofilter (self->sheet, header_line, 0, MAX (end_line, 1) - 1, (lxw_col_t) (n_columns - 1));
  }
  worksheet_ignore_errors (self->sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:XFD1048576");
  worksheet_set_landscape (self->sheet);
  worksheet_set_paper (self->sheet, PAPER_A4);
  worksheet_repeat_rows (self->sheet, header_line, header_line);
  worksheet_fit_to_pages (self->sheet, 1, 0);
}

static gboolean
xlsx_close (YztSheet *self, gboolean given_up)
{
  gboolean ok = workbook_close (self->book) == LXW_NO_ERROR && !self->failed;

  g_free (self->folder);
  g_free (self);
  return ok || given_up;
}

const YztSheetFormat yzt_sheet_xlsx = { 1048576, 16384, xlsx_open, xlsx_text, xlsx_number, xlsx_row_height, xlsx_column_width, xlsx_finish, xlsx_close };
