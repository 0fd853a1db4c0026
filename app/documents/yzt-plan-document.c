/* yzt-plan-document.c: a document of any known format as the text of a plan
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-base.h"
#include "yzt-documents-private.h"

gboolean
yzt_plan_is_document_name (const char *name)
{
  static const char *const endings[] = { ".md", ".markdown", ".txt", ".pdf", ".docx", ".docm", ".doc", ".rtf", ".wps", ".odt", ".html", ".htm", ".xhtml", NULL };
  g_autofree char *lower = g_ascii_strdown (name, -1);
  for (guint i = 0; endings[i] != NULL; i++) {
    if (g_str_has_suffix (lower, endings[i])) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
read_html (GBytes *bytes, const char *origin, YztPlanDraft *draft, GError **error)
{
  gsize length, decoded_length = 0;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = length <= YZT_PLAN_MAX_TEXT_BYTES ? yzt_text_decode (data, length, NULL, &decoded_length, error) : NULL;
  if (text == NULL) {
    g_clear_error (error);
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT,
                 _("“%s” is no document that a plan can be read from: save it as PDF, Word (.docx), OpenDocument, Markdown or text."), origin);
    return FALSE;
  }
  return yzt_plan_read_html (text, decoded_length, origin, draft, error);
}

static gboolean
read_old_word (GBytes *bytes, const char *origin, YztPlanDraft *draft, GError **error)
{
  g_autoptr (GBytes) converted = yzt_plan_convert_old_word (bytes, origin, error);
  return converted != NULL && yzt_plan_read_docx (converted, origin, draft, error);
}

static gboolean
read_draft (YztDocumentFormat format, GBytes *bytes, const char *origin, YztPlanDraft *draft, GError **error)
{
  switch (format) {
  case YZT_DOCUMENT_DOCX: return yzt_plan_read_docx (bytes, origin, draft, error);
  case YZT_DOCUMENT_ODT: return yzt_plan_read_odt (bytes, origin, draft, error);
  case YZT_DOCUMENT_PDF: return yzt_plan_read_pdf (bytes, origin, draft, error);
  case YZT_DOCUMENT_HTML: return read_html (bytes, origin, draft, error);
  case YZT_DOCUMENT_OLD_WORD: return read_old_word (bytes, origin, draft, error);
  case YZT_DOCUMENT_OFD:
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, _("“%s” is an OFD document; save it as PDF and import that."), origin);
    return FALSE;
  case YZT_DOCUMENT_TEXT:
  case YZT_DOCUMENT_OTHER:
  default:
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT,
                 _("“%s” is no document that a plan can be read from: save it as PDF, Word (.docx), OpenDocument, Markdown or text."), origin);
    return FALSE;
  }
}

YztPlanText *
yzt_plan_text_read (GBytes *bytes, const char *origin, const char **media_type_out, GError **error)
{
  g_return_val_if_fail (bytes != NULL && origin != NULL, NULL);
  YztDocumentFormat format = yzt_document_format (bytes, origin);
  if (media_type_out != NULL) {
    *media_type_out = yzt_document_media_type (format, origin);
  }
  if (format == YZT_DOCUMENT_TEXT) {
    gsize length;
    const char *data = g_bytes_get_data (bytes, &length);
    return yzt_plan_text_parse (data, length, origin, error);
  }
  g_autoptr (YztPlanDraft) draft = yzt_plan_draft_new ();
  if (!read_draft (format, bytes, origin, draft, error)) {
    return NULL;
  }
  if (yzt_plan_draft_is_empty (draft) && format != YZT_DOCUMENT_PDF) {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, _("“%s” has no text; look whether it is the right file."), origin);
    return NULL;
  }
  g_autoptr (GArray) parts = yzt_plan_parts_new ();
  yzt_plan_draft_to_parts (draft, parts);
  return yzt_plan_text_from_parts (parts);
}
