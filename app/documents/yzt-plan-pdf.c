/* yzt-plan-pdf.c: the text of a PDF as paragraphs: lines joined again, heads and feet of pages left out
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-plan-pdf-private.h"

#define PAGES_MAX 5000
#define EDGE_LINES 2        /* heads and feet are among the first and last two lines of a page */
#define LONG_LINE_SHARE 0.8 /* of the longest: only such a line goes on in the next */

typedef struct {
  GPtrArray *lines;   /* char * */
  GArray *at_edge;    /* gboolean for each line: it may be a head or foot */
  GHashTable *edges;  /* line without its digits → how many pages have it at an edge */
  guint longest;      /* characters of the longest line */
} Pages;

/* “第 3 页” and “第 4 页” are the same foot. */
static char *
without_digits (const char *line)
{
  GString *text = g_string_new (NULL);
  for (const char *at = line; *at != '\0'; at++) {
    if (!g_ascii_isdigit (*at) && !g_ascii_isspace (*at)) {
      g_string_append_c (text, *at);
    }
  }
  return g_string_free (text, FALSE);
}

static void
take_page (Pages *pages, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint first = pages->lines->len;
  for (guint i = 0; lines[i] != NULL; i++) {
    char *line = g_strstrip (g_utf8_make_valid (lines[i], -1));
    if (*line == '\0') {
      g_free (line);
      continue;
    }
    g_ptr_array_add (pages->lines, line);
    pages->longest = MAX (pages->longest, (guint) g_utf8_strlen (line, -1));
  }
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = first; i < pages->lines->len; i++) {
    gboolean at_edge = i < first + EDGE_LINES || i + EDGE_LINES >= pages->lines->len;
    g_array_append_val (pages->at_edge, at_edge);
    if (at_edge) {
      char *key = without_digits (pages->lines->pdata[i]);
      if (g_hash_table_add (seen, g_strdup (key))) {
        g_hash_table_replace (pages->edges, key, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (pages->edges, key)) + 1));
      } else {
        g_free (key);
      }
    }
  }
}

/* What stands at the edge of most pages, and a lone page number. */
static gboolean
is_head_or_foot (const Pages *pages, guint i, guint n_pages)
{
  if (!g_array_index (pages->at_edge, gboolean, i)) {
    return FALSE;
  }
  g_autofree char *key = without_digits (pages->lines->pdata[i]);
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (pages->edges, key));
  gboolean number = strspn (key, "-–—./ ") == strlen (key);
  return (number && g_utf8_strlen (pages->lines->pdata[i], -1) <= 9) || (n_pages >= 3 && count * 2 > n_pages);
}

static gboolean
ends_sentence (const char *line)
{
  static const char *const marks[] = { "。", "；", "：", "！", "？", ";", ":", ".", NULL };
  for (guint i = 0; marks[i] != NULL; i++) {
    if (g_str_has_suffix (line, marks[i])) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
begins_item (const char *line)
{
  return g_ascii_isdigit (*line) || g_str_has_prefix (line, "第") || g_str_has_prefix (line, "（") || g_str_has_prefix (line, "(") || g_str_has_prefix (line, "附件")
         || g_str_has_prefix (line, "附录") || g_str_has_prefix (line, "一、") || g_str_has_prefix (line, "二、") || g_str_has_prefix (line, "三、")
         || g_str_has_prefix (line, "四、") || g_str_has_prefix (line, "五、") || g_str_has_prefix (line, "六、") || g_str_has_prefix (line, "七、")
         || g_str_has_prefix (line, "八、") || g_str_has_prefix (line, "九、") || g_str_has_prefix (line, "十");
}

static gboolean
join_lines (const Pages *pages, guint n_pages, YztPlanDraft *draft)
{
  g_autoptr (GString) paragraph = g_string_new (NULL);
  gboolean open = FALSE; /* the last line was long and ended no sentence */
  for (guint i = 0; i < pages->lines->len; i++) {
    const char *line = pages->lines->pdata[i];
    if (is_head_or_foot (pages, i, n_pages)) {
      continue;
    }
    if (!open || begins_item (line)) {
      if (!yzt_plan_draft_add (draft, 0, paragraph->str)) {
        return FALSE;
      }
      g_string_truncate (paragraph, 0);
    } else if (paragraph->len > 0 && (guchar) paragraph->str[paragraph->len - 1] < 0x80 && (guchar) *line < 0x80) {
      g_string_append_c (paragraph, ' ');
    }
    g_string_append (paragraph, line);
    open = !ends_sentence (line) && g_utf8_strlen (line, -1) >= (glong) (LONG_LINE_SHARE * pages->longest);
  }
  return yzt_plan_draft_add (draft, 0, paragraph->str);
}

PopplerDocument *
yzt_plan_open_pdf (GBytes *bytes, const char *origin, GError **error)
{
  g_autoptr (GError) cause = NULL;
  PopplerDocument *document = poppler_document_new_from_bytes (bytes, NULL, &cause);
  if (document == NULL && g_error_matches (cause, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED)) {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, _("“%s” is locked with a password; ask its sender for one without."), origin);
  } else if (document == NULL) {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, _("“%s” is a damaged PDF; ask its sender for a good copy."), origin);
  } else if (poppler_document_get_n_pages (document) > PAGES_MAX) {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, _("“%s” has more than %d pages; split it into several plans."), origin, PAGES_MAX);
    g_clear_object (&document);
  }
  return document;
}

gboolean
yzt_plan_read_pdf (GBytes *bytes, const char *origin, YztPlanDraft *draft, GError **error)
{
  if (!yzt_plan_pdf_is_bearable (bytes)) {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, _("“%s” unfolds to more text than a plan can have; split it into several plans."), origin);
    return FALSE;
  }
  PopplerDocument *document = yzt_plan_open_pdf (bytes, origin, error);
  if (document == NULL) {
    return FALSE;
  }
  Pages pages = { g_ptr_array_new_with_free_func (g_free), g_array_new (FALSE, FALSE, sizeof (gboolean)),
                  g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), 0 };
  int n_pages = poppler_document_get_n_pages (document);
  gsize total = 0;
  for (int i = 0; i < n_pages && total <= YZT_PLAN_MAX_TEXT_BYTES; i++) {
    PopplerPage *page = poppler_document_get_page (document, i);
    g_autofree char *text = page != NULL ? poppler_page_get_text (page) : NULL;
    total += text != NULL ? strlen (text) : 0;
    take_page (&pages, text != NULL ? text : "");
    g_clear_object (&page);
  }
  gboolean fits = total <= YZT_PLAN_MAX_TEXT_BYTES && join_lines (&pages, (guint) n_pages, draft);
  g_object_unref (document);
  g_ptr_array_unref (pages.lines);
  g_array_unref (pages.at_edge);
  g_hash_table_unref (pages.edges);
  if (!fits) {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, _("“%s” unfolds to more text than a plan can have; split it into several plans."), origin);
  }
  return fits;
}
