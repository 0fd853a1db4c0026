/* yzt-paper-docx.c: a paper as a Word document, from the parts in data/report
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-report-private.h"
#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define TEXT_TWIPS 8958 /* between the margins of document.xml */

static void
add_run (GString *body, const char *text, gboolean bold)
{
  g_autofree char *clean = yzt_paper_clean (text);
  g_autoptr (GString) lines = g_string_new (clean);
  g_string_replace (lines, "\u2028", "\n", 0);
  g_auto (GStrv) parts = g_strsplit (lines->str, "\n", -1);
  g_string_append (body, bold ? "<w:r><w:rPr><w:b/></w:rPr>" : "<w:r>");
  for (guint i = 0; parts[i] != NULL; i++) {
    g_autofree char *escaped = g_markup_escape_text (parts[i], -1);
    g_string_append_printf (body, "%s<w:t xml:space=\"preserve\">%s</w:t>", i > 0 ? "<w:br/>" : "", escaped);
  }
  g_string_append (body, "</w:r>");
}

static void
add_paragraph (GString *body, const char *style, const char *text)
{
  g_string_append_printf (body, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/></w:pPr>", style);
  add_run (body, text, FALSE);
  g_string_append (body, "</w:p>");
}

/* --- tables --- */

static void
begin_table (GString *body, const YztPaperColumns *columns)
{
  static const char *const sides[] = { "top", "left", "bottom", "right", "insideH", "insideV" };
  g_string_append (body, "<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblBorders>");
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++) {
    g_string_append_printf (body, "<w:%s w:val=\"single\" w:sz=\"4\" w:color=\"808080\"/>", sides[i]);
  }
  g_string_append (body, "</w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>");
  for (guint i = 0; i < columns->n; i++) {
    g_string_append_printf (body, "<w:gridCol w:w=\"%d\"/>", (int) (columns->share[i] * TEXT_TWIPS));
  }
  g_string_append (body, "</w:tblGrid>");
}

static void
add_row (GString *body, const GStrv cells, const YztPaperColumns *columns, gboolean head)
{
  g_string_append (body, head ? "<w:tr><w:trPr><w:tblHeader/></w:trPr>" : "<w:tr>");
  for (guint k = 0; cells[k] != NULL && k < columns->n; k++) {
    const char *side = columns->align[k] == 'r' ? "right" : columns->align[k] == 'c' ? "center" : "left";
    g_string_append_printf (body, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>%s</w:tcPr><w:p><w:pPr><w:pStyle w:val=\"Small\"/><w:jc w:val=\"%s\"/></w:pPr>",
                            (int) (columns->share[k] * TEXT_TWIPS), head ? "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"EBEBEB\"/>" : "", side);
    add_run (body, cells[k], head);
    g_string_append (body, "</w:p></w:tc>");
  }
  g_string_append (body, "</w:tr>");
}

/* A table needs a paragraph after it. */
static void
end_table (GString *body)
{
  g_string_append (body, "</w:tbl><w:p/>");
}

static guint
add_text_table (GString *body, GStrv lines, guint at)
{
  YztPaperColumns columns;
  g_auto (GStrv) head = yzt_paper_line_cells (lines[at], &columns);
  gboolean has_head = g_strv_length (head) > 0;
  if (!has_head && (lines[at + 1] == NULL || *lines[at + 1] != YZT_PAPER_ROW_MARK)) {
    return at + 1; /* a table of no row is none */
  }
  begin_table (body, &columns);
  if (has_head) {
    add_row (body, head, &columns, TRUE);
  }
  for (at++; lines[at] != NULL && *lines[at] == YZT_PAPER_ROW_MARK; at++) {
    g_auto (GStrv) cells = yzt_paper_line_cells (lines[at], NULL);
    add_row (body, cells, &columns, FALSE);
  }
  end_table (body);
  return at;
}

static void
add_text (GString *body, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL;) {
    gboolean heading = g_str_has_prefix (lines[i], "# ");
    if (*lines[i] == YZT_PAPER_HEAD_MARK) {
      i = add_text_table (body, lines, i);
      continue;
    }
    if (*lines[i] != '\0') {
      add_paragraph (body, heading ? "Heading1" : "Normal", heading ? lines[i] + 2 : lines[i]);
    }
    i++;
  }
}

static void
add_last_table (GString *body, const YztPaper *paper, const YztTemplates *templates)
{
  YztPaperColumns columns;
  g_autofree char *standing = yzt_templates_get_word (templates, "Table", "Columns");
  if (paper->table == NULL || paper->table->len == 0) {
    return;
  }
  yzt_paper_columns_read (&columns, paper->columns != NULL ? paper->columns : standing, g_strv_length (paper->table->pdata[0]));
  begin_table (body, &columns);
  for (guint i = 0; i < paper->table->len; i++) {
    add_row (body, paper->table->pdata[i], &columns, i == 0);
  }
  end_table (body);
}

static char *
make_body (const YztPaper *paper, const YztTemplates *templates)
{
  g_autoptr (GString) body = g_string_new (NULL);
  if (*paper->status != '\0') {
    add_paragraph (body, "Status", paper->status);
  }
  if (paper->header != NULL) {
    add_paragraph (body, "Letterhead", paper->header);
  }
  add_paragraph (body, "Title", paper->title);
  for (guint i = 0; i < paper->facts->len; i++) {
    add_paragraph (body, "Small", paper->facts->pdata[i]);
  }
  add_text (body, paper->text);
  add_last_table (body, paper, templates);
  if (paper->seal != NULL) {
    add_paragraph (body, "Seal", paper->seal);
  }
  return g_string_free (g_steal_pointer (&body), FALSE);
}

/* --- the package --- */

static gboolean
fail (const char *path, GError **error)
{
  g_autofree char *name = yzt_text_shorten (path, 300);
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, _("“%s” could not be written; choose a folder that you may write to, with room left, and look whether the file is open elsewhere."), name);
  return FALSE;
}

static gboolean
put_part (struct archive *archive, const char *name, const char *text, const char *path, GError **error)
{
  struct archive_entry *entry = archive_entry_new ();
  gsize length = strlen (text);
  archive_entry_set_pathname (entry, name);
  archive_entry_set_size (entry, (la_int64_t) length);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  gboolean written = archive_write_header (archive, entry) == ARCHIVE_OK && archive_write_data (archive, text, length) == (la_ssize_t) length;
  archive_entry_free (entry);
  return written || fail (path, error);
}

static char *
load_part (const char *file, const char *mark, const char *value, GError **error)
{
  g_autofree char *text = yzt_template_load_part (file, mark, NULL, error);
  if (text == NULL) {
    return NULL;
  }
  g_autoptr (GString) filled = g_string_new (text);
  if (mark != NULL) {
    g_string_replace (filled, mark, value, 1);
  }
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

static gboolean
put_parts (struct archive *archive, const YztPaper *paper, const YztTemplates *templates, const char *path, GError **error)
{
  g_autofree char *body = make_body (paper, templates), *clean = yzt_paper_clean (paper->foot);
  g_autofree char *foot = g_markup_escape_text (clean, -1);
  const struct {
    const char *name, *file, *mark, *value;
  } parts[] = {
    { "[Content_Types].xml", "content-types.xml", NULL, NULL },
    { "_rels/.rels", "rels.xml", NULL, NULL },
    { "word/document.xml", "document.xml", "@BODY@", body },
    { "word/_rels/document.xml.rels", "document-rels.xml", NULL, NULL },
    { "word/styles.xml", "styles.xml", NULL, NULL },
    { "word/footer1.xml", "footer.xml", "@FOOT@", foot },
  };
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *text = load_part (parts[i].file, parts[i].mark, parts[i].value, error);
    if (text == NULL || !put_part (archive, parts[i].name, text, path, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
yzt_paper_write_docx (const YztPaper *paper, const char *path, GError **error)
{
  g_return_val_if_fail (paper != NULL && path != NULL, FALSE);
  g_autoptr (YztTemplates) templates = yzt_templates_load (error);
  g_autoptr (YztPaper) dressed = templates != NULL ? yzt_paper_dress (paper, templates, NULL) : NULL;
  if (dressed == NULL) {
    return FALSE;
  }
  /* Beside and renamed: no half document is left. */
  g_autofree char *beside = g_strconcat (path, ".part", NULL);
  struct archive *archive = archive_write_new ();
  archive_write_set_format_zip (archive);
  gboolean written = archive_write_open_filename (archive, beside) == ARCHIVE_OK ? put_parts (archive, dressed, templates, path, error) : fail (path, error);
  if (written && archive_write_close (archive) != ARCHIVE_OK) {
    written = fail (path, error);
  }
  archive_write_free (archive);
  if (written && g_rename (beside, path) != 0) {
    written = fail (path, error);
  }
  if (!written) {
    g_unlink (beside);
  }
  return written;
}
