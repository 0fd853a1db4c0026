/* yzt-nfc.c: text in the one form in which equal words are equal bytes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-store-private.h"

/* Characters that no normalisation touches: Latin without loose marks, Chinese characters and punctuation, full-width forms. */
static gboolean
is_settled (gunichar c)
{
  return c < 0x300 || (c >= 0x2e80 && c <= 0x9fff && !(c >= 0x302a && c <= 0x302f) && c != 0x3099 && c != 0x309a)
         || (c >= 0xff00 && c <= 0xffef);
}

char *
yzt_text_to_nfc (const char *text)
{
  const char *p = text;
  char *normal;

  while (*p != '\0' && ((guchar) *p < 0x80 || is_settled (g_utf8_get_char (p))))
    p = g_utf8_next_char (p);
  if (*p == '\0' || !g_utf8_validate (text, -1, NULL))
    return NULL;
  normal = g_utf8_normalize (text, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  if (g_strcmp0 (normal, text) == 0)
    g_clear_pointer (&normal, g_free);
  return normal;
}
