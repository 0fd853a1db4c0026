/* yzt-text-cell.c: cells of tables as text
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-text-cell.h"
#include <string.h>
#include "yzt-base.h"

gboolean
yzt_text_is_formula (const char *text)
{
  double number;

  return text[0] != '\0' && strchr ("=+-@\t", text[0]) != NULL && !yzt_text_number (text, &number);
}

void
yzt_text_append_cell (GString *line, const char *text, char delimiter, gboolean guarded)
{
  g_return_if_fail (line != NULL && text != NULL);

  /* Readers of CSV guess the delimiter: whatever could be one is quoted. What is pasted has but one. */
  gboolean quoted = strpbrk (text, delimiter == '\t' ? "\t\r\n\"" : ",;\t\r\n\"") != NULL || (delimiter != '\t' && text[0] == ' ');
  if (quoted) {
    g_string_append_c (line, '"');
  }
  if (guarded && yzt_text_is_formula (text)) {
    g_string_append_c (line, '\'');
  }
  for (const char *at = text; *at != '\0'; at++) {
    if (quoted && *at == '"') {
      g_string_append_c (line, '"');
    }
    g_string_append_c (line, *at);
  }
  if (quoted) {
    g_string_append_c (line, '"');
  }
}
