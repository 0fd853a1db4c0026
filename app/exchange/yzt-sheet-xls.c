/* yzt-sheet-xls.c: a sheet in a workbook of Excel 97 to 2003 (BIFF 8), which offices with old machines still ask for
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * No library of the system writes it. The cells are gathered in memory, texts that are the same once; when the sheet is closed the records
 * are put in the order that Excel wants. Names of records are those of Microsoft's [MS-XLS].
 */
#include "yzt-sheet-private.h"
#include <string.h>

#define MAX_RECORD 8224u /* bytes; what is longer goes on in CONTINUE records */
#define FIRST_OWN_FORMAT 164
#define FIRST_CELL_XF 15
#define PAPER_A4 9
#define SILVER 22u
#define AUTOMATIC 64u

enum {
  RECORD_EOF = 0x000a, DATE_MODE = 0x0022, FONT = 0x0031, CONTINUE = 0x003c, WINDOW1 = 0x003d, PANE = 0x0041, CODE_PAGE = 0x0042,
  COLUMN_INFO = 0x007d, SHEET_OPTIONS = 0x0081, BOUND_SHEET = 0x0085, PAGE_SETUP = 0x00a1, XF = 0x00e0, SHARED_STRINGS = 0x00fc,
  TEXT_CELL = 0x00fd, DIMENSIONS = 0x0200, NUMBER_CELL = 0x0203, ROW = 0x0208, WINDOW2 = 0x023e, STYLE = 0x0293, FORMAT = 0x041e, BOF = 0x0809
};

struct _YztSheet {
  char *path, *name;
  GByteArray *columns, *rows, *cells; /* records */
  GHashTable *strings;                /* char * → index + 1 */
  GPtrArray *in_order;                /* char *, of the hash table */
  guint32 n_uses;
  guint header_line, end_line, n_columns;
};

/* --- bytes --- */

static void
add8 (GByteArray *to, guint value)
{
  guint8 byte = (guint8) value;

  g_byte_array_append (to, &byte, 1);
}

static void
add16 (GByteArray *to, guint value)
{
  guint16 little = GUINT16_TO_LE ((guint16) value);

  g_byte_array_append (to, (const guint8 *) &little, sizeof little);
}

static void
add32 (GByteArray *to, guint32 value)
{
  guint32 little = GUINT32_TO_LE (value);

  g_byte_array_append (to, (const guint8 *) &little, sizeof little);
}

static void
begin (GByteArray *to, guint record, guint length)
{
  add16 (to, record);
  add16 (to, length);
}

static void
set16 (GByteArray *at_array, guint at, guint value)
{
  guint16 little = GUINT16_TO_LE ((guint16) value);

  memcpy (at_array->data + at, &little, sizeof little);
}

static void
set32 (GByteArray *at_array, guint at, guint32 value)
{
  guint32 little = GUINT32_TO_LE (value);

  memcpy (at_array->data + at, &little, sizeof little);
}

/* A name of ASCII letters, one byte each. */
static void
add_letters (GByteArray *to, const char *text)
{
  g_byte_array_append (to, (const guint8 *) text, (guint) strlen (text));
}

/* --- cells --- */

static YztSheet *
xls_open (const char *path, const char *name, gint64 as_of_ms)
{
  YztSheet *self = g_new0 (YztSheet, 1);

  self->path = g_strdup (path);
  self->name = g_strdup (name);
  self->columns = g_byte_array_new ();
  self->rows = g_byte_array_new ();
  self->cells = g_byte_array_new ();
  self->strings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->in_order = g_ptr_array_new ();
  return self;
}

static void
begin_cell (YztSheet *self, guint record, guint length, guint line, guint column, YztSheetLook look)
{
  begin (self->cells, record, length);
  add16 (self->cells, line);
  add16 (self->cells, column);
  add16 (self->cells, FIRST_CELL_XF + (guint) look);
}

static void
xls_text (YztSheet *self, guint line, guint column, const char *text, YztSheetLook look)
{
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->strings, text));

  if (index == 0) {
    char *kept = g_strdup (text);
    g_ptr_array_add (self->in_order, kept);
    index = self->in_order->len;
    g_hash_table_insert (self->strings, kept, GUINT_TO_POINTER (index));
  }
  self->n_uses++;
  begin_cell (self, TEXT_CELL, 10, line, column, look);
  add32 (self->cells, index - 1);
}

static void
xls_number (YztSheet *self, guint line, guint column, double number, YztSheetLook look)
{
  guint64 bits;

  memcpy (&bits, &number, sizeof bits);
  bits = GUINT64_TO_LE (bits);
  begin_cell (self, NUMBER_CELL, 14, line, column, look);
  g_byte_array_append (self->cells, (const guint8 *) &bits, sizeof bits);
}

static void
xls_row_height (YztSheet *self, guint line, double points)
{
  begin (self->rows, ROW, 16);
  add16 (self->rows, line);
  add16 (self->rows, 0);
  add16 (self->rows, yzt_sheet_xls.max_columns);
  add16 (self->rows, (guint) (points * 20));
  add32 (self->rows, 0);
  add32 (self->rows, 0x000f0140u); /* its height is given; cells look like XF 15 */
}

static void
xls_column_width (YztSheet *self, guint column, double letters)
{
  begin (self->columns, COLUMN_INFO, 12);
  add16 (self->columns, column);
  add16 (self->columns, column);
  add16 (self->columns, (guint) (letters * 256));
  add16 (self->columns, FIRST_CELL_XF);
  add32 (self->columns, 0);
}

static void
xls_finish (YztSheet *self, guint header_line, guint end_line, guint n_columns)
{
  self->header_line = header_line;
  self->end_line = end_line;
  self->n_columns = n_columns;
}

/* --- the workbook around them --- */

static void
add_bof (GByteArray *book, guint type)
{
  begin (book, BOF, 16);
  add16 (book, 0x0600);
  add16 (book, type);
  add16 (book, 0x0dbb);
  add16 (book, 0x07cc);
  add32 (book, 0x0041);
  add32 (book, 0x0006);
}

static void
add_font (GByteArray *book, guint points, gboolean bold)
{
  static const char name[] = "Arial";

  begin (book, FONT, 16 + (guint) strlen (name));
  add16 (book, points * 20);
  add16 (book, 0);
  add16 (book, 0x7fff);
  add16 (book, bold ? 700 : 400);
  add16 (book, 0);
  add32 (book, 0);
  add8 (book, (guint) strlen (name));
  add8 (book, 0);
  add_letters (book, name);
}

static void
add_format (GByteArray *book, guint index, const char *text)
{
  begin (book, FORMAT, 5 + (guint) strlen (text));
  add16 (book, index);
  add16 (book, (guint) strlen (text));
  add8 (book, 0);
  add_letters (book, text);
}

typedef struct {
  guint font, format;
  gboolean style, heading;
} Look;

static void
add_xf (GByteArray *book, const Look *look)
{
  guint lines = look->heading ? 0x1111u : 0;

  begin (book, XF, 20);
  add16 (book, look->font);
  add16 (book, look->format);
  add16 (book, look->style ? 0xfff5 : 0x0001);
  add8 (book, look->style ? 0x20 : look->heading ? 0x1a : 0x00); /* heading: in the middle both ways, in lines */
  add8 (book, 0);
  add8 (book, 0);
  add8 (book, look->style ? 0xf4 : 0xfc);
  add32 (book, lines != 0 ? lines | AUTOMATIC << 16 | AUTOMATIC << 23 : 0);
  add32 (book, lines != 0 ? AUTOMATIC | AUTOMATIC << 7 | 1u << 26 : 0);
  add16 (book, lines != 0 ? SILVER | AUTOMATIC << 7 : 0x20c0);
}

static void
add_looks (GByteArray *book)
{
  /* In the order of YztSheetLook. Font 4 does not exist. */
  static const Look looks[YZT_SHEET_N_LOOKS] = {
    [YZT_LOOK_WHOLE] = { .format = 3 }, [YZT_LOOK_NUMBER] = { .format = FIRST_OWN_FORMAT }, [YZT_LOOK_DEGREES] = { .format = FIRST_OWN_FORMAT + 1 },
    [YZT_LOOK_DATE] = { .format = FIRST_OWN_FORMAT + 2 }, [YZT_LOOK_TIME] = { .format = FIRST_OWN_FORMAT + 3 }, [YZT_LOOK_TITLE] = { .font = 5 },
    [YZT_LOOK_HEADER] = { .font = 3, .heading = TRUE },
  };
  static const Look style = { .style = TRUE };
  static const guint8 normal[] = { 0x00, 0x80, 0x00, 0xff };

  for (guint i = 0; i < 3; i++) {
    add_font (book, 10, FALSE);
  }
  add_font (book, 10, TRUE);
  add_font (book, 16, TRUE);
  add_format (book, FIRST_OWN_FORMAT, "#,##0.######");
  add_format (book, FIRST_OWN_FORMAT + 1, "0.000000");
  add_format (book, FIRST_OWN_FORMAT + 2, "yyyy-mm-dd");
  add_format (book, FIRST_OWN_FORMAT + 3, "yyyy-mm-dd hh:mm");
  for (guint i = 0; i < FIRST_CELL_XF; i++) {
    add_xf (book, &style);
  }
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++) {
    add_xf (book, &looks[i]);
  }
  begin (book, STYLE, sizeof normal);
  g_byte_array_append (book, normal, sizeof normal);
}

/* --- the texts --- */

typedef struct {
  GByteArray *book;
  guint record, used; /* where the record under way begins, and its bytes so far */
} Strings;

static void
next_record (Strings *self)
{
  set16 (self->book, self->record + 2, self->used);
  self->record = self->book->len;
  self->used = 0;
  begin (self->book, CONTINUE, 0);
}

/* The head of a text stands in one record; its letters may go on in the next, which says again how wide they are. */
static void
add_string (Strings *self, const char *text)
{
  gboolean wide = !g_str_is_ascii (text);
  glong n = 0;
  g_autofree gunichar2 *units = wide ? g_utf8_to_utf16 (text, -1, NULL, &n, NULL) : NULL;
  guint width = wide ? 2 : 1, left;

  n = wide ? n : (glong) strlen (text);
  /* FreeXL, by which GDAL reads such files, follows a text into one more record and not into a third. */
  if (self->used + 3 + width > MAX_RECORD || (gsize) n * width > MAX_RECORD) {
    next_record (self);
  }
  add16 (self->book, (guint) n);
  add8 (self->book, wide ? 1 : 0);
  self->used += 3;
  for (glong i = 0; i < n;) {
    left = MIN ((MAX_RECORD - self->used) / width, (guint) (n - i));
    /* Readers decode piece by piece: a sign of two units stays in one. */
    if (wide && left > 0 && i + (glong) left < n && (units[i + (glong) left] & 0xfc00) == 0xdc00) {
      left--;
    }
    if (left == 0) {
      next_record (self);
      add8 (self->book, wide ? 1 : 0);
      self->used = 1;
      continue;
    }
    for (guint k = 0; wide && k < left; k++) {
      add16 (self->book, units[i + (glong) k]);
    }
    if (!wide) {
      g_byte_array_append (self->book, (const guint8 *) text + i, left);
    }
    self->used += left * width;
    i += (glong) left;
  }
}

static void
add_strings (YztSheet *self, GByteArray *book)
{
  Strings strings = { book, book->len, 8 };

  begin (book, SHARED_STRINGS, 0);
  add32 (book, self->n_uses);
  add32 (book, self->in_order->len);
  for (guint i = 0; i < self->in_order->len; i++) {
    add_string (&strings, g_ptr_array_index (self->in_order, i));
  }
  set16 (book, strings.record + 2, strings.used);
}

/* --- the whole --- */

static void
add_window1 (GByteArray *book)
{
  static const guint16 parts[] = { 0x0168, 0x010e, 0x5c3a, 0x23be, 0x0038, 0, 0, 1, 0x0258 };

  begin (book, WINDOW1, sizeof parts);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    add16 (book, parts[i]);
  }
}

/* Returns where the place of the sheet is to be written. */
static guint
add_globals (YztSheet *self, GByteArray *book)
{
  guint place;

  add_bof (book, 0x0005);
  begin (book, CODE_PAGE, 2);
  add16 (book, 1200); /* UTF-16 */
  add_window1 (book);
  begin (book, DATE_MODE, 2);
  add16 (book, 0);
  add_looks (book);
  begin (book, BOUND_SHEET, 8 + (guint) strlen (self->name));
  place = book->len;
  add32 (book, 0);
  add16 (book, 0);
  add8 (book, (guint) strlen (self->name));
  add8 (book, 0);
  add_letters (book, self->name);
  add_strings (self, book);
  begin (book, RECORD_EOF, 0);
  return place;
}

static void
add_page_setup (GByteArray *book)
{
  begin (book, SHEET_OPTIONS, 2);
  add16 (book, 0x05c1); /* with the usual ones: fitted to pages */
  begin (book, PAGE_SETUP, 34);
  add16 (book, PAPER_A4);
  add16 (book, 100);
  add16 (book, 1);
  add16 (book, 1); /* one page wide */
  add16 (book, 0); /* as many long as are needed */
  add16 (book, 0); /* landscape */
  add16 (book, 600);
  add16 (book, 600);
  for (guint i = 0; i < 2; i++) {
    add32 (book, 0);
    add32 (book, 0x3fe00000u); /* margins of header and footer: 0.5 inch */
  }
  add16 (book, 1);
}

static void
add_window2 (const YztSheet *self, GByteArray *book)
{
  begin (book, WINDOW2, 18);
  add16 (book, 0x06be); /* grid, heads, zeros, selected, panes that do not move */
  add16 (book, 0);
  add16 (book, 0);
  add32 (book, AUTOMATIC);
  add32 (book, 0);
  add32 (book, 0);
  begin (book, PANE, 10);
  add16 (book, 1);
  add16 (book, self->header_line + 1);
  add16 (book, self->header_line + 1);
  add16 (book, 1);
  add16 (book, 0);
}

static void
add_sheet (const YztSheet *self, GByteArray *book)
{
  add_bof (book, 0x0010);
  add_page_setup (book);
  g_byte_array_append (book, self->columns->data, self->columns->len);
  begin (book, DIMENSIONS, 14);
  add32 (book, 0);
  add32 (book, self->end_line);
  add16 (book, 0);
  add16 (book, self->n_columns);
  add16 (book, 0);
  g_byte_array_append (book, self->rows->data, self->rows->len);
  g_byte_array_append (book, self->cells->data, self->cells->len);
  add_window2 (self, book);
  begin (book, RECORD_EOF, 0);
}

static gboolean
write_file (YztSheet *self)
{
  g_autoptr (GByteArray) book = g_byte_array_new ();
  guint place = add_globals (self, book);

  set32 (book, place, book->len);
  add_sheet (self, book);
  return yzt_compound_file_write (self->path, "Workbook", book);
}

static gboolean
xls_close (YztSheet *self, gboolean given_up)
{
  gboolean ok = given_up || write_file (self);

  g_byte_array_unref (self->columns);
  g_byte_array_unref (self->rows);
  g_byte_array_unref (self->cells);
  g_hash_table_unref (self->strings);
  g_ptr_array_unref (self->in_order);
  g_free (self->path);
  g_free (self->name);
  g_free (self);
  return ok;
}

const YztSheetFormat yzt_sheet_xls = { 65536, 256, xls_open, xls_text, xls_number, xls_row_height, xls_column_width, xls_finish, xls_close };
