/* yzt-paper-docx.c: a paper as a Word document, from the parts in data/report
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-report-private.h"
#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

static void
add_run (GString *body, const char *text)
{
  g_autofree char *clean = yzt_paper_clean (text);
  g_autofree char *escaped = g_markup_escape_text (clean, -1);
  g_string_append_printf (body, "<w:r><w:t xml:space=\"preserve\">%s</w:t></w:r>", escaped);
}

static void
add_paragraph (GString *body, const char *style, const char *text)
{
  g_string_append_printf (body, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/></w:pPr>", style);
  add_run (body, text);
  g_string_append (body, "</w:p>");
}

static void
add_text (GString *body, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    gboolean heading = g_str_has_prefix (lines[i], "# ");
    if (*lines[i] != '\0') {
      add_paragraph (body, heading ? "Heading1" : "Normal", heading ? lines[i] + 2 : lines[i]);
    }
  }
}

static void
add_table (GString *body, const GPtrArray *rows)
{
  static const char borders[] = "<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblBorders><w:top w:val=\"single\" w:sz=\"4\"/><w:bottom w:val=\"single\" w:sz=\"4\"/>"
                                "<w:insideH w:val=\"single\" w:sz=\"2\"/></w:tblBorders></w:tblPr>";
  g_string_append (body, borders);
  for (guint i = 0; i < rows->len; i++) {
    GStrv cells = rows->pdata[i];
    g_string_append (body, i == 0 ? "<w:tr><w:trPr><w:tblHeader/></w:trPr>" : "<w:tr>");
    for (guint k = 0; cells[k] != NULL; k++) {
      g_string_append (body, "<w:tc>");
      add_paragraph (body, "Small", cells[k]);
      g_string_append (body, "</w:tc>");
    }
    g_string_append (body, "</w:tr>");
  }
  g_string_append (body, "</w:tbl><w:p/>");
}

static char *
make_body (const YztPaper *paper)
{
  g_autoptr (GString) body = g_string_new (NULL);
  if (*paper->status != '\0') {
    add_paragraph (body, "Status", paper->status);
  }
  if (paper->header != NULL) {
    add_paragraph (body, "Small", paper->header);
  }
  add_paragraph (body, "Title", paper->title);
  for (guint i = 0; i < paper->facts->len; i++) {
    add_paragraph (body, "Small", paper->facts->pdata[i]);
  }
  add_text (body, paper->text);
  if (paper->table != NULL) {
    add_table (body, paper->table);
  }
  if (paper->seal != NULL) {
    add_paragraph (body, "Small", paper->seal);
  }
  return g_string_free (g_steal_pointer (&body), FALSE);
}

/* --- the package --- */

static gboolean
fail (struct archive *archive, const char *path, GError **error)
{
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, _("“%s” could not be written: %s"), path, archive_error_string (archive));
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
  return written || fail (archive, path, error);
}

static char *
load_part (const char *file, const char *mark, const char *value, GError **error)
{
  g_autofree char *text = yzt_paper_load (file, error);
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
put_parts (struct archive *archive, const YztPaper *paper, const char *path, GError **error)
{
  g_autofree char *body = make_body (paper), *clean = yzt_paper_clean (paper->foot);
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
  /* Beside and renamed: no half document is left. */
  g_autofree char *beside = g_strconcat (path, ".part", NULL);
  struct archive *archive = archive_write_new ();
  archive_write_set_format_zip (archive);
  gboolean written = archive_write_open_filename (archive, beside) == ARCHIVE_OK ? put_parts (archive, paper, path, error) : fail (archive, path, error);
  if (written && archive_write_close (archive) != ARCHIVE_OK) {
    written = fail (archive, path, error);
  }
  archive_write_free (archive);
  if (written && g_rename (beside, path) != 0) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, _("“%s” could not be written; look whether it is open elsewhere."), path);
    written = FALSE;
  }
  if (!written) {
    g_unlink (beside);
  }
  return written;
}
