/* yzt-text.c: folding names and column headers so that they can be compared
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-base.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static gboolean
is_ascii (const char *text)
{
  for (; *text != '\0'; text++) {
    if ((guchar) *text >= 0x80) {
      return FALSE;
    }
  }

  return TRUE;
}

char *
yzt_text_fold (const char *text)
{
  g_autofree char *valid = NULL;
  g_autofree char *normal = NULL;
  g_autofree char *folded = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (is_ascii (text)) {
    return g_ascii_strdown (text, -1);
  }
  valid = g_utf8_make_valid (text, -1);
  normal = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL_COMPOSE);
  folded = g_utf8_casefold (normal, -1);

  /* Folding can undo the composition, as with "ΐ". */
  return g_utf8_normalize (folded, -1, G_NORMALIZE_ALL_COMPOSE);
}

char *
yzt_text_shorten (const char *text,
                  gsize       max_bytes)
{
  g_autofree char *valid = NULL;
  char *end;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (max_bytes >= strlen ("…") + 1, NULL);

  /* A bound first: what is quoted may be a cell of megabytes. */
  valid = g_utf8_make_valid (text, (gssize) strnlen (text, max_bytes + 8));
  if (strlen (valid) <= max_bytes) {
    return g_steal_pointer (&valid);
  }
  end = g_utf8_find_prev_char (valid, valid + max_bytes - strlen ("…") + 1);
  *end = '\0';

  return g_strconcat (valid, "…", NULL);
}

/* Marks that say nothing about which column it is; '*' is how forms mark what is required. */
static gboolean
is_dropped_in_header (gunichar c)
{
  switch (c) {
  case '_':
  case '*':
  case ':':
  case 0x200B: /* zero width space */
  case 0xFEFF: /* a byte order mark stuck to the first header */
    return TRUE;
  default:
    break;
  }
  switch (g_unichar_type (c)) {
  case G_UNICODE_DASH_PUNCTUATION:
  case G_UNICODE_OPEN_PUNCTUATION:
  case G_UNICODE_CLOSE_PUNCTUATION:
    return TRUE;
  default:
    return g_unichar_isspace (c);
  }
}

guint
yzt_text_count_cells (const char *text)
{
  guint n = 0;

  g_return_val_if_fail (text != NULL, 0);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    n += g_unichar_iswide (g_utf8_get_char (at)) ? 2 : 1;
  }
  return n;
}

char *
yzt_text_header_key (const char *text)
{
  g_autofree char *folded = NULL;
  char *to;

  g_return_val_if_fail (text != NULL, NULL);

  folded = yzt_text_fold (text);
  to = folded;
  for (const char *p = folded; *p != '\0';) {
    const char *next = g_utf8_next_char (p);

    if (!is_dropped_in_header (g_utf8_get_char (p))) {
      memmove (to, p, (gsize) (next - p));
      to += next - p;
    }
    p = next;
  }
  *to = '\0';

  return g_steal_pointer (&folded);
}

char *
yzt_text_distance (double metres)
{
  g_autofree char *number = NULL;

  if (!isfinite (metres)) {
    return g_strdup ("");
  }
  if (round (fabs (metres)) < 1000.0) {
    number = yzt_text_group_number (metres, 0);
    return g_strdup_printf (_("%s m"), number);
  }
  number = yzt_text_group_number (metres / 1000.0, round (fabs (metres) / 100.0) < 1000.0 ? 1 : 0);

  return g_strdup_printf (_("%s km"), number);
}

const char *
yzt_text_bearing_word (double bearing_deg)
{
  static const char *const words[] = {
    N_("north"), N_("north-east"), N_("east"), N_("south-east"),
    N_("south"), N_("south-west"), N_("west"), N_("north-west"),
  };
  double turns;

  if (!isfinite (bearing_deg)) {
    return "";
  }
  turns = fmod (bearing_deg, 360.0);
  if (turns < 0.0) {
    turns += 360.0;
  }

  return _(words[(guint) floor (turns / 45.0 + 0.5) % G_N_ELEMENTS (words)]);
}
