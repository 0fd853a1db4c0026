/* yzt-label-break.c: where a long name is broken into two lines
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "yzt-label.h"

#define COLUMNS_MOST 20 /* ten Chinese characters stand in one line */
#define TIDY 6          /* so many columns off the middle are well spent on a good place */
#define FAIR 4

static gboolean
is_han (gunichar c)
{
  return g_unichar_iswide (c);
}

/* What ends a word of a Chinese name: places, institutions. A line may well end after it. */
static gboolean
ends_word (gunichar c)
{
  static const char endings[] = "省市县区镇乡村街路司厂站院校库局队所园场馆部";
  char text[7] = { 0 };
  g_unichar_to_utf8 (c, text);
  return is_han (c) && strstr (endings, text) != NULL;
}

static gboolean
opens (gunichar c)
{
  return c == '(' || c == '[' || c == 0xff08 || c == 0x3010 || c == 0x300a || c == 0x201c;
}

static gboolean
closes (gunichar c)
{
  return c == ')' || c == ']' || c == 0xff09 || c == 0x3011 || c == 0x300b || c == 0x201d || c == 0xff0c || c == 0x3002 || c == 0x3001 || c == ',' || c == '.'
         || c == 0xb7 || c == '-' || c == 0x2014;
}

/* How good it is to go to the next line between @a and @b; negative: never. */
static int
worth (gunichar a, gunichar b)
{
  if (closes (b) || opens (a)) {
    return -1;
  }
  if (opens (b) || closes (a) || g_unichar_isspace (a)) {
    return TIDY;
  }
  if (!is_han (a) && !is_han (b)) {
    return -1; /* inside a word or a number */
  }
  if (g_unichar_isdigit (a) || g_unichar_isdigit (b)) {
    return 0; /* "第7" and "7号" stay together where they can */
  }
  return ends_word (a) ? FAIR : is_han (a) != is_han (b) ? 1 : 0;
}

char *
yzt_label_break (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);
  int columns = 0, before = 0, best = -100;
  const char *at = NULL;
  if (strchr (name, '\n') != NULL) {
    return NULL;
  }
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p)) {
    columns += is_han (g_utf8_get_char (p)) ? 2 : 1;
  }
  if (columns <= COLUMNS_MOST) {
    return NULL;
  }
  for (const char *p = name; *p != '\0';) {
    const char *next = g_utf8_next_char (p);
    before += is_han (g_utf8_get_char (p)) ? 2 : 1;
    int place = *next != '\0' ? worth (g_utf8_get_char (p), g_utf8_get_char (next)) : -1;
    int off = ABS (2 * before - columns) / 2;
    if (place >= 0 && place - off > best) {
      best = place - off;
      at = next;
    }
    p = next;
  }
  if (at == NULL) {
    return NULL;
  }
  g_autofree char *first = g_strndup (name, (gsize) (at - name));
  return g_strdup_printf ("%s\n%s", g_strchomp (first), at);
}
