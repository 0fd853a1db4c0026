/* yzt-return-sheet.c: the rows that an import kept back, as a workbook to correct and import again
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>
#include <xlsxwriter.h>

#include "yzt-base.h"
#include "yzt-beside-private.h"
#include "yzt-import-plan-private.h"

/* Before the columns of the file: reason, what to do, number of the row. */
#define N_OWN_COLUMNS 3
/* Comments are drawings, and slow to open in thousands; the colour and the reason say it too. */
#define MAX_COMMENTS 2000
#define REASON_WIDTH 44.0
#define CELL_WIDTH 16.0
/* Above this many cells they are written as they come, and not kept in memory for a table of texts. */
#define MANY_CELLS 500000

typedef struct {
  const YztImportPlan *plan;
  lxw_workbook *book;
  lxw_worksheet *sheet;
  lxw_format *title, *text, *reason, *bad;
  int *columns;        /* per column of the file: its column in the sheet, -1 when left out */
  guint n_comments;
  guint at;            /* finding that comes next */
  guint line;          /* of the sheet, 0 = first */
  gboolean failed;
} Sheet;

/* Words of ours in a file that was such a sheet before: they are not wanted twice. */
static gboolean
is_own_header (const char *header)
{
  static const char *const own[] = { "Reason", "原因", "What to do", "Row of the file", "原文件行号", "处理办法" };

  for (gsize i = 0; i < G_N_ELEMENTS (own); i++) {
    if (g_str_equal (header, own[i])) {
      return TRUE;
    }
  }
  return g_str_equal (header, _("Reason")) || g_str_equal (header, _("What to do")) || g_str_equal (header, _("Row of the file"));
}

static void
write_text (Sheet *self, guint column, const char *text, lxw_format *format)
{
  /* Always as text: neither "=…" nor 007 nor a telephone number may become something else. */
  lxw_error result = *text == '\0' ? worksheet_write_blank (self->sheet, self->line, (lxw_col_t) column, format)
                                   : worksheet_write_string (self->sheet, self->line, (lxw_col_t) column, text, format);

  self->failed = self->failed || result != LXW_NO_ERROR;
}

static void
make_formats (Sheet *self)
{
  self->title = workbook_add_format (self->book);
  format_set_bold (self->title);
  format_set_bg_color (self->title, 0xDDE5EE);
  format_set_border (self->title, LXW_BORDER_THIN);
  format_set_text_wrap (self->title);
  self->text = workbook_add_format (self->book);
  format_set_num_format (self->text, "@");
  self->reason = workbook_add_format (self->book);
  format_set_text_wrap (self->reason);
  format_set_font_color (self->reason, 0x9C0006);
  format_set_align (self->reason, LXW_ALIGN_VERTICAL_TOP);
  self->bad = workbook_add_format (self->book);
  format_set_num_format (self->bad, "@");
  format_set_bg_color (self->bad, 0xFFC7CE);
  format_set_font_color (self->bad, 0x9C0006);
}

static void
write_header (Sheet *self)
{
  const YztImportPlan *plan = self->plan;
  guint column = N_OWN_COLUMNS;

  write_text (self, 0, _("Reason"), self->title);
  write_text (self, 1, _("What to do"), self->title);
  write_text (self, 2, _("Row of the file"), self->title);
  for (guint i = 0; i < plan->n_columns; i++) {
    self->columns[i] = is_own_header (plan->headers[i]) ? -1 : (int) column++;
    if (self->columns[i] >= 0) {
      write_text (self, (guint) self->columns[i], plan->headers[i], self->title);
    }
  }
  worksheet_set_column (self->sheet, 0, 1, REASON_WIDTH, NULL);
  worksheet_set_column (self->sheet, 2, 2, 8.0, NULL);
  if (column > N_OWN_COLUMNS) {
    worksheet_set_column (self->sheet, N_OWN_COLUMNS, (lxw_col_t) (column - 1), CELL_WIDTH, NULL);
  }
  worksheet_freeze_panes (self->sheet, 1, 0);
  self->line++;
}

/* Each reason once, with the column that it is about. */
static void
append_line (GString *text, const char *header, const char *sentence)
{
  if (*sentence == '\0' || strstr (text->str, sentence) != NULL) {
    return;
  }
  if (text->len > 0) {
    g_string_append_c (text, '\n');
  }
  if (*header != '\0') {
    g_string_append_printf (text, "%s: ", header);
  }
  g_string_append (text, sentence);
}

static char *
fitting (const char *text)
{
  return g_utf8_strlen (text, -1) > YZT_IMPORT_MAX_KEPT_CELL ? g_utf8_substring (text, 0, YZT_IMPORT_MAX_KEPT_CELL) : g_strdup (text);
}

static void
mark_cell (Sheet *self, const YztFinding *finding, gboolean *bad)
{
  int column = finding->column >= 0 && (guint) finding->column < self->plan->n_columns ? self->columns[finding->column] : -1;

  if (column < 0 || bad[finding->column]) {
    return;
  }
  bad[finding->column] = TRUE;
  if (self->n_comments++ < MAX_COMMENTS) {
    g_autofree char *comment = g_strdup_printf ("%s%s%s", finding->reason, *finding->suggestion ? "\n" : "", finding->suggestion);
    worksheet_write_comment (self->sheet, self->line, (lxw_col_t) column, comment);
  }
}

static void
write_row (Sheet *self, const YztImportKept *kept, gboolean *bad)
{
  const GArray *findings = self->plan->report->findings;
  g_autoptr (GString) reasons = g_string_new (NULL);
  g_autoptr (GString) advice = g_string_new (NULL);
  g_autofree char *number = g_strdup_printf ("%u", yzt_import_report_get_row (self->plan->report, kept->number));
  g_autofree char *reason_text = NULL;

  memset (bad, 0, self->plan->n_columns * sizeof *bad);
  while (self->at < findings->len && g_array_index (findings, YztFinding, self->at).row < kept->number) {
    self->at++;
  }
  for (; self->at < findings->len && g_array_index (findings, YztFinding, self->at).row == kept->number; self->at++) {
    const YztFinding *finding = &g_array_index (findings, YztFinding, self->at);
    if (finding->severity != YZT_FINDING_CORRECTED) {
      append_line (reasons, finding->header, finding->reason);
      append_line (advice, "", finding->suggestion);
      mark_cell (self, finding, bad);
    }
  }
  reason_text = fitting (reasons->str);
  write_text (self, 0, reason_text, self->reason);
  write_text (self, 1, advice->str, self->reason);
  write_text (self, 2, number, self->text);
  for (guint i = 0; i < self->plan->n_columns; i++) {
    if (self->columns[i] >= 0 && (bad[i] || *kept->cells[i] != '\0')) {
      write_text (self, (guint) self->columns[i], kept->cells[i], bad[i] ? self->bad : self->text);
    }
  }
  self->line++;
}

static void
write_kept_rows (Sheet *self)
{
  const GArray *kept = self->plan->kept;
  g_autofree gboolean *bad = g_new0 (gboolean, MAX (self->plan->n_columns, 1));
  guint n = MIN (kept->len, YZT_IMPORT_MAX_KEPT_ROWS);

  self->sheet = workbook_add_worksheet (self->book, _("Returned"));
  self->failed = self->failed || self->sheet == NULL;
  if (self->failed) {
    return;
  }
  write_header (self);
  for (guint i = 0; i < n && !self->failed; i++) {
    write_row (self, &g_array_index (kept, YztImportKept, i), bad);
  }
  worksheet_autofilter (self->sheet, 0, 0, MAX (self->line, 1) - 1, (lxw_col_t) (N_OWN_COLUMNS + self->plan->n_columns - 1));
  worksheet_ignore_errors (self->sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:XFD1048576");
  if (kept->len > n) {
    g_autofree char *more = g_strdup_printf (_("… and %u more rows, which this sheet does not hold"), kept->len - n);
    write_text (self, 0, more, self->reason);
  }
}

/* What came in, or was read in its own way, and is worth a look. */
static void
write_doubts (Sheet *self)
{
  const YztImportReport *report = self->plan->report;
  const char *const titles[] = { _("Row of the file"), _("Column"), _("Reason"), _("What to do") };

  if (report->n_findings[YZT_FINDING_WARNING] + report->n_findings[YZT_FINDING_CORRECTED] == 0) {
    return;
  }
  self->sheet = workbook_add_worksheet (self->book, _("To look at"));
  self->failed = self->failed || self->sheet == NULL;
  self->line = 0;
  for (guint i = 0; i < G_N_ELEMENTS (titles) && !self->failed; i++) {
    write_text (self, i, titles[i], self->title);
  }
  for (guint i = 0; i < report->findings->len && !self->failed; i++) {
    const YztFinding *finding = &g_array_index (report->findings, YztFinding, i);
    g_autofree char *number = g_strdup_printf ("%u", yzt_import_report_get_row (report, finding->row));
    if (finding->severity != YZT_FINDING_REJECT) {
      self->line++;
      write_text (self, 0, number, self->text);
      write_text (self, 1, finding->header, self->text);
      write_text (self, 2, finding->reason, self->text);
      write_text (self, 3, finding->suggestion, self->text);
    }
  }
  if (!self->failed) {
    worksheet_set_column (self->sheet, 0, 1, CELL_WIDTH, NULL);
    worksheet_set_column (self->sheet, 2, 3, REASON_WIDTH, NULL);
    worksheet_freeze_panes (self->sheet, 1, 0);
  }
}

gboolean
yzt_import_plan_write_return_sheet (YztImportPlan *plan, const char *path, GError **error)
{
  g_auto (YztBeside) beside = { NULL };
  g_autofree char *absolute = NULL;
  g_autofree int *columns = NULL;
  lxw_workbook_options options = { 0 };
  Sheet self = { plan };

  g_return_val_if_fail (plan != NULL && path != NULL, FALSE);

  if (plan->kept->len == 0 && plan->report->findings->len == 0) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT, _("Nothing is wrong with “%s”, so there is nothing to return."), plan->shown);
    return FALSE;
  }
  absolute = g_canonicalize_filename (path, NULL);
  if (!yzt_beside_begin (&beside, absolute, error)) {
    return FALSE;
  }
  options.constant_memory = (guint64) plan->kept->len * plan->n_columns > MANY_CELLS ? LXW_TRUE : LXW_FALSE;
  options.tmpdir = beside.folder;
  columns = self.columns = g_new0 (int, MAX (plan->n_columns, 1));
  self.book = workbook_new_opt (beside.path, &options);
  if (self.book == NULL) {
    yzt_beside_set_error (error, path);
    return FALSE;
  }
  make_formats (&self);
  if (plan->kept->len > 0) {
    write_kept_rows (&self);
  }
  write_doubts (&self);
  if (workbook_close (self.book) != LXW_NO_ERROR || self.failed) {
    yzt_beside_set_error (error, path);
    return FALSE;
  }
  return yzt_beside_commit (&beside, error);
}
