/* yzt-document-format.c: what kind of document some bytes are, whatever their name says
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-documents-private.h"
#include <string.h>

static gboolean
ends_with (const char *origin, const char *const *endings)
{
  g_autofree char *lower = g_ascii_strdown (origin, -1);
  for (guint i = 0; endings[i] != NULL; i++) {
    if (g_str_has_suffix (lower, endings[i])) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
looks_like_html (const char *data, gsize length)
{
  g_autofree char *head = g_ascii_strdown (data, (gssize) MIN (length, 512));
  const char *at = head + strspn (head, " \t\r\n\xEF\xBB\xBF");
  return g_str_has_prefix (at, "<!doctype html") || g_str_has_prefix (at, "<html");
}

static gboolean
has_part (GBytes *bytes, const char *name)
{
  g_autoptr (YztPackedPart) part = yzt_packed_part_open (bytes, name, "", NULL);
  return part != NULL;
}

static YztDocumentFormat
packed_format (GBytes *bytes)
{
  if (has_part (bytes, "word/document.xml")) {
    return YZT_DOCUMENT_DOCX;
  }
  if (has_part (bytes, "OFD.xml")) {
    return YZT_DOCUMENT_OFD;
  }
  return has_part (bytes, "content.xml") ? YZT_DOCUMENT_ODT : YZT_DOCUMENT_OTHER;
}

YztDocumentFormat
yzt_document_format (GBytes *bytes, const char *origin)
{
  static const char *const html[] = { ".html", ".htm", ".xhtml", NULL };
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  if (length >= 5 && g_strstr_len (data, (gssize) MIN (length, 1024), "%PDF-") != NULL) {
    return YZT_DOCUMENT_PDF;
  }
  if (length >= 4 && memcmp (data, "PK\3\4", 4) == 0) {
    return packed_format (bytes);
  }
  if ((length >= 8 && memcmp (data, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0) || (length >= 5 && memcmp (data, "{\\rtf", 5) == 0)) {
    return YZT_DOCUMENT_OLD_WORD;
  }
  return ends_with (origin, html) || (length > 0 && looks_like_html (data, length)) ? YZT_DOCUMENT_HTML : YZT_DOCUMENT_TEXT;
}

const char *
yzt_document_media_type (YztDocumentFormat format, const char *origin)
{
  static const char *const plain[] = { ".txt", NULL };
  static const char *const rich[] = { ".rtf", NULL };
  switch (format) {
  case YZT_DOCUMENT_HTML: return "text/html";
  case YZT_DOCUMENT_DOCX: return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  case YZT_DOCUMENT_ODT: return "application/vnd.oasis.opendocument.text";
  case YZT_DOCUMENT_PDF: return "application/pdf";
  case YZT_DOCUMENT_OLD_WORD: return ends_with (origin, rich) ? "application/rtf" : "application/msword";
  case YZT_DOCUMENT_TEXT: return ends_with (origin, plain) ? "text/plain" : "text/markdown";
  case YZT_DOCUMENT_OFD:
  case YZT_DOCUMENT_OTHER:
  default: return "application/octet-stream";
  }
}
