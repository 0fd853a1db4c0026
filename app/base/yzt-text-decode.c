/* yzt-text-decode.c: the bytes of a user's file as UTF-8
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-base.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (yzt-base-error-quark, yzt_base_error)

#define UTF8_BOM "\xEF\xBB\xBF"

static gboolean
has_bom (const char *bytes,
         gsize       length,
         const char *bom,
         gsize       bom_length)
{
  return length >= bom_length && memcmp (bytes, bom, bom_length) == 0;
}

static void
set_wrong_byte (GError    **error,
                const char *encoding,
                gsize       offset)
{
  g_set_error (error, YZT_BASE_ERROR, YZT_BASE_ERROR_ENCODING,
               _("The text is not %s: byte %zu does not fit; save it again as UTF-8"),
               encoding, offset);
}

static char *
check_utf8 (const char *bytes,
            gsize       length,
            gsize       skipped,
            gsize      *length_out,
            GError    **error)
{
  const char *end;
  char *text;

  if (!g_utf8_validate_len (bytes, length, &end)) {
    set_wrong_byte (error, "UTF-8", (gsize) (end - bytes) + skipped);
    return NULL;
  }
  if (length_out != NULL) {
    *length_out = length;
  }

  text = g_malloc (length + 1);
  memcpy (text, bytes, length);
  text[length] = '\0';

  return text;
}

static char *
convert (const char *bytes,
         gsize       length,
         const char *encoding,
         gsize       skipped,
         gsize      *length_out,
         GError    **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = NULL;
  gsize n_read = 0;
  gsize n_written = 0;
  const char *nul;

  text = g_convert (bytes, (gssize) length, "UTF-8", encoding, &n_read, &n_written, &local_error);
  if (g_error_matches (local_error, G_CONVERT_ERROR, G_CONVERT_ERROR_NO_CONVERSION)) {
    g_set_error (error, YZT_BASE_ERROR, YZT_BASE_ERROR_ENCODING,
                 _("The encoding “%s” is not known here; save the file again as UTF-8"), encoding);
    return NULL;
  }
  /* A character cut in two at the very end is no error for g_convert(), but it is one here. */
  if (text == NULL || n_read != length) {
    set_wrong_byte (error, encoding, n_read + skipped);
    return NULL;
  }
  nul = memchr (text, '\0', n_written);
  if (nul != NULL) {
    g_set_error (error, YZT_BASE_ERROR, YZT_BASE_ERROR_ENCODING,
                 _("This is no text in %s: it has a zero character; choose another file or encoding"),
                 encoding);
    return NULL;
  }
  if (length_out != NULL) {
    *length_out = n_written;
  }

  return g_steal_pointer (&text);
}

static char *
decode_as (const char *bytes,
           gsize       length,
           const char *encoding,
           gsize      *length_out,
           GError    **error)
{
  gsize skipped = 0;

  if (g_ascii_strcasecmp (encoding, "UTF-8") == 0 || g_ascii_strcasecmp (encoding, "UTF8") == 0) {
    skipped = has_bom (bytes, length, UTF8_BOM, 3) ? 3 : 0;
    return check_utf8 (bytes + skipped, length - skipped, skipped, length_out, error);
  }
  if (g_ascii_strcasecmp (encoding, "UTF-16LE") == 0) {
    skipped = has_bom (bytes, length, "\xFF\xFE", 2) ? 2 : 0;
  } else if (g_ascii_strcasecmp (encoding, "UTF-16BE") == 0) {
    skipped = has_bom (bytes, length, "\xFE\xFF", 2) ? 2 : 0;
  }

  return convert (bytes + skipped, length - skipped, encoding, skipped, length_out, error);
}

static char *
decode_unknown (const char *bytes,
                gsize       length,
                gsize      *length_out,
                GError    **error)
{
  g_autoptr (GError) local_error = NULL;
  char *text;

  if (has_bom (bytes, length, "\xFF\xFE", 2)) {
    return decode_as (bytes, length, "UTF-16LE", length_out, error);
  }
  if (has_bom (bytes, length, "\xFE\xFF", 2)) {
    return decode_as (bytes, length, "UTF-16BE", length_out, error);
  }
  text = decode_as (bytes, length, "UTF-8", length_out, &local_error);
  if (text != NULL) {
    return text;
  }
  /* A file with the mark of UTF-8 is damaged UTF-8 and nothing else. */
  if (has_bom (bytes, length, UTF8_BOM, 3)) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }

  return decode_as (bytes, length, "GB18030", length_out, error);
}

char *
yzt_text_decode (const char *bytes,
                 gsize       length,
                 const char *encoding,
                 gsize      *length_out,
                 GError    **error)
{
  g_return_val_if_fail (bytes != NULL || length == 0, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (length == 0) {
    if (length_out != NULL) {
      *length_out = 0;
    }
    return g_strdup ("");
  }
  if (length > G_MAXINT32) {
    g_set_error_literal (error, YZT_BASE_ERROR, YZT_BASE_ERROR_SIZE,
                         _("The text is larger than 2 GiB; split the file"));
    return NULL;
  }

  return encoding != NULL ? decode_as (bytes, length, encoding, length_out, error)
                          : decode_unknown (bytes, length, length_out, error);
}
