/* yzt-sheet-private.h: one sheet of a workbook as it is written, cell by cell, whatever the format of the file
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

typedef enum {
  YZT_LOOK_TEXT,
  YZT_LOOK_WHOLE,   /* 12,345 */
  YZT_LOOK_NUMBER,  /* 12,345.678 */
  YZT_LOOK_DEGREES, /* 112.465000 */
  YZT_LOOK_DATE,    /* a number of days since 30 December 1899 */
  YZT_LOOK_TIME,
  YZT_LOOK_TITLE,
  YZT_LOOK_HEADER,
  YZT_SHEET_N_LOOKS
} YztSheetLook;

typedef struct _YztSheet YztSheet;
/** [worker] Lines and columns count from 0 and come in order; texts are UTF-8 of at most 32 767 units of UTF-16. */
typedef struct _YztSheetFormat YztSheetFormat;
struct _YztSheetFormat {
  guint max_rows, max_columns;
  YztSheet *(*open) (const char *path, const char *name, gint64 as_of_ms); /* NULL: the file cannot be written */
  void (*text) (YztSheet *self, guint line, guint column, const char *text, YztSheetLook look);
  void (*number) (YztSheet *self, guint line, guint column, double number, YztSheetLook look);
  void (*row_height) (YztSheet *self, guint line, double points);
  void (*column_width) (YztSheet *self, guint column, double letters);
  /* What stands to and above the header stays in sight; @end_line is the first one without cells. */
  void (*finish) (YztSheet *self, guint header_line, guint end_line, guint n_columns);
  gboolean (*close) (YztSheet *self, gboolean given_up); /* frees; FALSE when not all could be written */
};

extern const YztSheetFormat yzt_sheet_xlsx, yzt_sheet_xls;

/** An OLE file (MS-CFB, version 3) that holds @bytes as its one stream @name (ASCII). FALSE when it cannot be written. */
gboolean yzt_compound_file_write (const char *path, const char *name, const GByteArray *bytes);
G_END_DECLS
