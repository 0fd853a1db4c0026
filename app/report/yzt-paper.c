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

char *
yzt_paper_load (const char *name, GError **error)
{
  g_autofree char *folder = yzt_user_data_dir ("report");
  g_autofree char *own = g_build_filename (folder, name, NULL);
  g_autofree char *ours = g_build_filename (yzt_data_dir (), "report", name, NULL);
  char *text = NULL;
  if (g_file_test (own, G_FILE_TEST_EXISTS)) {
    return g_file_get_contents (own, &text, NULL, error) ? text : NULL;
  }
  return g_file_get_contents (ours, &text, NULL, error) ? text : NULL;
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
    g_autoptr (YztPaper) dressed = yzt_paper_dress (paper, error);
    return dressed != NULL && (pdf ? yzt_paper_write_pdf (dressed, path, error) : yzt_paper_write_docx (dressed, path, error));
  }
  if (g_str_has_suffix (lower, ".csv") && paper->table != NULL) {
    return yzt_paper_write_csv (paper, path, error);
  }
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, _("“%s” is neither .pdf nor .docx; give the file one of these endings."), path);
  return FALSE;
}
