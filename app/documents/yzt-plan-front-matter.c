/* yzt-plan-front-matter.c: "key: value" lines between two "---" at the top of a plan
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "yzt-documents-private.h"

#define MAX_FRONT_MATTER_LINES 500

static gboolean
is_fence (const char *line, gsize length)
{
  while (length > 0 && g_ascii_isspace (line[length - 1])) {
    length--;
  }
  return length == 3 && (strncmp (line, "---", 3) == 0 || strncmp (line, "...", 3) == 0);
}

static const char *
next_line (const char *at, gsize *length_out)
{
  const char *end = strchr (at, '\n');

  *length_out = end ? (gsize) (end - at) : strlen (at);
  return end ? end + 1 : at + *length_out;
}

/* Without blanks and one pair of quotes around. */
static char *
unquote (const char *text)
{
  char *value = g_strstrip (g_strdup (text));
  gsize length = strlen (value);

  if (length >= 2 && (value[0] == '"' || value[0] == '\'') && value[length - 1] == value[0]) {
    memmove (value, value + 1, length - 2);
    value[length - 2] = '\0';
  }
  return value;
}

/* "[a, b]" as "a;b"; anything else as it stands. */
static char *
read_value (const char *text)
{
  g_autofree char *value = g_strstrip (g_strdup (text));
  gsize length = strlen (value);

  if (length < 2 || value[0] != '[' || value[length - 1] != ']') {
    return unquote (value);
  }
  value[length - 1] = '\0';
  g_auto (GStrv) items = g_strsplit (value + 1, ",", -1);
  for (guint i = 0; items[i] != NULL; i++) {
    char *item = unquote (items[i]);
    g_free (items[i]);
    items[i] = item;
  }
  return g_strjoinv (";", items);
}

/* "- item" below a key without a value of its own. */
static void
append_item (GHashTable *meta, const char *key, const char *item)
{
  g_autofree char *value = unquote (item);
  const char *before = g_hash_table_lookup (meta, key);

  g_hash_table_replace (meta, g_strdup (key), before && *before ? g_strconcat (before, ";", value, NULL) : g_strdup (value));
}

static void
read_line (const char *line, char **key, GHashTable *meta)
{
  g_autofree char *stripped = g_strstrip (g_strdup (line));
  const char *colon = strchr (stripped, ':');
  const char *wide = strstr (stripped, "：");
  gsize width = 1;

  if (*stripped == '\0' || *stripped == '#') {
    return;
  }
  if (*key != NULL && g_str_has_prefix (stripped, "- ")) {
    append_item (meta, *key, stripped + 2);
    return;
  }
  if (wide != NULL && (colon == NULL || wide < colon)) {
    colon = wide;
    width = strlen ("：");
  }
  if (colon == NULL || colon == stripped) {
    return;
  }
  g_free (*key);
  *key = g_strstrip (g_strndup (stripped, (gsize) (colon - stripped)));
  g_hash_table_replace (meta, g_strdup (*key), read_value (colon + width));
}

const char *
yzt_plan_front_matter (const char *text, GHashTable *meta)
{
  gsize length;
  const char *at = next_line (text, &length);
  const char *end = NULL;
  const char *line;
  g_autofree char *key = NULL;

  if (!is_fence (text, length) || text[0] != '-') {
    return text;
  }
  /* Without a closing fence it is a rule at the top of a text, not front matter. */
  line = at;
  for (guint i = 0; *line != '\0' && i < MAX_FRONT_MATTER_LINES && end == NULL; i++) {
    const char *next = next_line (line, &length);
    end = is_fence (line, length) ? line : NULL;
    line = next;
  }
  if (end == NULL) {
    return text;
  }
  while (at < end) {
    const char *next = next_line (at, &length);
    g_autofree char *one = g_strndup (at, length);
    read_line (one, &key, meta);
    at = next;
  }
  return line;
}
