/* yzt-paper.c: a paper to be printed: title, facts, text, table, foot
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-report-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

YztPaper *
yzt_paper_new (void)
{
  YztPaper *paper = g_new0 (YztPaper, 1);
  paper->type = g_strdup ("paper");
  paper->title = g_strdup ("");
  paper->status = g_strdup ("");
  paper->text = g_strdup ("");
  paper->foot = g_strdup ("");
  paper->facts = g_ptr_array_new_with_free_func (g_free);
  return paper;
}

void
yzt_paper_free (YztPaper *paper)
{
  if (paper != NULL) {
    g_free (paper->type);
    g_free (paper->header);
    g_free (paper->seal);
    g_free (paper->title);
    g_free (paper->status);
    g_free (paper->text);
    g_free (paper->foot);
    g_free (paper->columns);
    g_clear_pointer (&paper->facts, g_ptr_array_unref);
    g_clear_pointer (&paper->table, g_ptr_array_unref);
    g_free (paper);
  }
}

void
yzt_paper_set (YztPaper *paper, const char *type, char *title, char *text)
{
  g_return_if_fail (paper != NULL && type != NULL);
  g_free (paper->type);
  paper->type = g_strdup (type);
  if (title != NULL) {
    g_free (paper->title);
    paper->title = title;
  }
  if (text != NULL) {
    g_free (paper->text);
    paper->text = text;
  }
}

/* --- tables within the text: a line each, cells parted by a mark that no cell holds --- */

#define CELL_MARK "\x1f"
#define LINE_IN_CELL "\u2028" /* what ends a line within a cell */

static void
add_line (GString *text, char mark, const char *first, const char *const *cells)
{
  if (text->len > 0 && text->str[text->len - 1] != '\n') {
    g_string_append_c (text, '\n');
  }
  g_string_append_c (text, mark);
  g_string_append (text, first);
  for (guint i = 0; cells != NULL && cells[i] != NULL; i++) {
    g_autofree char *clean = yzt_paper_clean (cells[i]);
    g_autoptr (GString) cell = g_string_new (g_strdelimit (clean, "\t", ' '));
    g_string_replace (cell, "\n", LINE_IN_CELL, 0);
    g_string_append_printf (text, CELL_MARK "%s", cell->str);
  }
  g_string_append_c (text, '\n');
}

void
yzt_paper_begin_table (GString *text, const char *columns, const char *const *head)
{
  g_return_if_fail (text != NULL && columns != NULL);
  add_line (text, YZT_PAPER_HEAD_MARK, columns, head);
}

void
yzt_paper_add_row (GString *text, const char *const *cells)
{
  g_return_if_fail (text != NULL && cells != NULL);
  add_line (text, YZT_PAPER_ROW_MARK, "", cells);
}

void
yzt_paper_columns_read (YztPaperColumns *columns, const char *text, guint n)
{
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ";", -1);
  guint n_parts = MIN (g_strv_length (parts), YZT_PAPER_MAX_COLUMNS);
  double sum = 0;
  columns->n = n > 0 ? MIN (n, YZT_PAPER_MAX_COLUMNS) : MAX (n_parts, 1);
  for (guint i = 0; i < columns->n; i++) {
    const char *part = n_parts == columns->n ? parts[i] : "1";
    char last = *part != '\0' ? part[strlen (part) - 1] : 'l';
    columns->share[i] = MAX (1, g_ascii_strtod (part, NULL));
    columns->align[i] = last == 'r' || last == 'c' ? last : 'l';
    sum += columns->share[i];
  }
  for (guint i = 0; i < columns->n; i++) {
    columns->share[i] /= sum;
  }
}

GStrv
yzt_paper_line_cells (const char *line, YztPaperColumns *columns_out)
{
  g_auto (GStrv) parts = g_strsplit (line + 1, CELL_MARK, -1);
  if (columns_out != NULL) {
    yzt_paper_columns_read (columns_out, parts[0], 0);
  }
  return g_strdupv (parts[0] != NULL ? parts + 1 : parts);
}

char *
yzt_paper_time (gint64 utc_ms, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = utc_ms != 0 ? g_date_time_new_from_unix_utc (utc_ms / 1000) : NULL;
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup ("—");
}

char *
yzt_paper_clean (const char *text)
{
  char *clean = g_utf8_make_valid (text, -1);
  for (char *at = clean; *at != '\0'; at++) {
    if ((guchar) *at < 0x20 && *at != '\n' && *at != '\t') {
      *at = ' ';
    }
  }
  return clean;
}

gboolean
yzt_paper_write (const YztPaper *paper, const char *path, GError **error)
{
  g_return_val_if_fail (paper != NULL && path != NULL, FALSE);
  g_autofree char *lower = g_ascii_strdown (path, -1);
  gboolean pdf = g_str_has_suffix (lower, ".pdf");
  if (pdf || g_str_has_suffix (lower, ".docx")) {
    return pdf ? yzt_paper_write_pdf (paper, path, error) : yzt_paper_write_docx (paper, path, error);
  }
  if (g_str_has_suffix (lower, ".csv") && paper->table != NULL) {
    return yzt_paper_write_csv (paper, path, error);
  }
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, _("“%s” is neither .pdf nor .docx; give the file one of these endings."), path);
  return FALSE;
}
