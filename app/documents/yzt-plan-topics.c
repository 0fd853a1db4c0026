/* yzt-plan-topics.c: the standard sections of plans, by what their headings are called (data/plans/sections.tsv)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-structure-private.h"

#include <string.h>

typedef struct {
  char *id, *label, *label_zh;
  GRegex *heading, *not_heading; /* @not_heading may be NULL */
} Topic;

static GPtrArray *topics;

static void
topic_free (gpointer data)
{
  Topic *topic = data;
  g_free (topic->id);
  g_free (topic->label);
  g_free (topic->label_zh);
  g_clear_pointer (&topic->heading, g_regex_unref);
  g_clear_pointer (&topic->not_heading, g_regex_unref);
  g_free (topic);
}

GPtrArray *
yzt_plan_table_load (const char *name, guint n_columns)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autofree char *path = g_build_filename (yzt_data_dir (), "plans", name, NULL), *text = NULL;
  g_autoptr (GError) error = NULL;
  if (!g_file_get_contents (path, &text, NULL, &error)) {
    g_warning ("%s", error->message);
    return rows;
  }
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);
    if (*lines[i] != '#' && g_strv_length (cells) >= n_columns) {
      g_ptr_array_add (rows, g_steal_pointer (&cells));
    }
  }
  return rows;
}

/* \\p{Han} of PCRE2 takes 、。【 for Han, too, since they stand in Han texts: here it means the characters alone. */
static char *
only_characters (const char *pattern)
{
  static const char han[] = "\\p{Han}", characters[] = "\u3007\u3400-\u4DBF\u4E00-\u9FFF";
  GString *plain = g_string_new (NULL);
  gboolean in_class = FALSE;
  for (const char *p = pattern; *p != '\0'; p++) {
    if (g_str_has_prefix (p, han)) {
      g_string_append_printf (plain, in_class ? "%s" : "[%s]", characters);
      p += strlen (han) - 1;
      continue;
    }
    g_string_append_c (plain, *p);
    if (*p == '\\' && p[1] != '\0') {
      g_string_append_c (plain, *++p);
    } else if (*p == '[') {
      in_class = TRUE;
    } else if (*p == ']') {
      in_class = FALSE;
    }
  }
  return g_string_free (plain, FALSE);
}

/* Compiled once: the patterns are our own and those of the tables, so that there are never many. */
GRegex *
yzt_plan_regex (const char *pattern)
{
  static GMutex lock;
  static GHashTable *known;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  g_autoptr (GError) error = NULL;
  if (known == NULL) {
    known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_regex_unref);
  }
  GRegex *regex = g_hash_table_lookup (known, pattern);
  if (regex == NULL) {
    g_autofree char *plain = only_characters (pattern);
    regex = g_regex_new (plain, G_REGEX_OPTIMIZE | G_REGEX_CASELESS, 0, &error);
    if (regex == NULL) {
      g_warning ("%s: %s", pattern, error->message);
      return NULL;
    }
    g_hash_table_insert (known, g_strdup (pattern), regex);
  }
  return g_regex_ref (regex);
}

static const GPtrArray *
get_topics (void)
{
  static gsize loaded = 0;
  if (g_once_init_enter (&loaded)) {
    g_autoptr (GPtrArray) rows = yzt_plan_table_load ("sections.tsv", 4);
    topics = g_ptr_array_new_with_free_func (topic_free);
    for (guint i = 0; i < rows->len; i++) {
      char **row = rows->pdata[i];
      GRegex *heading = yzt_plan_regex (row[3]);
      if (heading != NULL) {
        Topic *topic = g_new0 (Topic, 1);
        topic->id = g_strdup (row[0]);
        topic->label = g_strdup (row[1]);
        topic->label_zh = g_strdup (row[2]);
        topic->heading = heading;
        topic->not_heading = row[4] != NULL && *row[4] != '\0' ? yzt_plan_regex (row[4]) : NULL;
        g_ptr_array_add (topics, topic);
      }
    }
    g_once_init_leave (&loaded, 1);
  }
  return topics;
}

guint
yzt_plan_topic_get_n (void)
{
  return get_topics ()->len;
}

const char *
yzt_plan_topic_get_id (guint topic)
{
  g_return_val_if_fail (topic < get_topics ()->len, NULL);
  return ((Topic *) topics->pdata[topic])->id;
}

const char *
yzt_plan_topic_get_label (guint topic, const char *language)
{
  g_return_val_if_fail (topic < get_topics ()->len, NULL);
  const Topic *one = topics->pdata[topic];
  return language != NULL && g_str_has_prefix (language, "zh") ? one->label_zh : one->label;
}

static gboolean
matches (const Topic *topic, const char *heading)
{
  return g_regex_match (topic->heading, heading, 0, NULL) && (topic->not_heading == NULL || !g_regex_match (topic->not_heading, heading, 0, NULL));
}

int
yzt_plan_topic_of_heading (const char *heading)
{
  g_return_val_if_fail (heading != NULL, -1);
  const GPtrArray *all = get_topics ();
  for (guint i = 0; i < all->len && *heading != '\0' && g_utf8_validate (heading, -1, NULL); i++) {
    if (matches (all->pdata[i], heading)) {
      return (int) i;
    }
  }
  return -1;
}

/* One expression of all rows of headings.tsv; a number before the name and a colon behind it do not count. */
gboolean
yzt_plan_is_chapter_name (const char *line)
{
  static GRegex *names;
  static gsize loaded_names = 0;
  g_return_val_if_fail (line != NULL, FALSE);
  if (g_once_init_enter (&loaded_names)) {
    g_autoptr (GPtrArray) rows = yzt_plan_table_load ("headings.tsv", 1);
    g_autoptr (GString) all = g_string_new ("^(?:[0-9]{1,2}\\s?[.、．]?\\s*)?(?:");
    for (guint i = 0; i < rows->len; i++) {
      const char *name = ((char **) rows->pdata[i])[0];
      g_string_append_printf (all, "%s%s", i > 0 ? "|" : "", *name != '\0' ? name : "总则");
    }
    g_string_append (all, ")\\s*[:：]?$");
    names = yzt_plan_regex (all->str);
    g_once_init_leave (&loaded_names, 1);
  }
  return names != NULL && strlen (line) <= 60 && g_utf8_validate (line, -1, NULL) && g_regex_match (names, line, 0, NULL);
}

/* The standard section that is meant: by its id, its label, or one of the headings that it may have. */
static int
topic_of_word (const char *wanted)
{
  const GPtrArray *all = get_topics ();
  for (guint i = 0; i < all->len; i++) {
    const Topic *topic = all->pdata[i];
    if (g_ascii_strcasecmp (topic->id, wanted) == 0 || g_ascii_strcasecmp (topic->label, wanted) == 0 || g_str_equal (topic->label_zh, wanted)) {
      return (int) i;
    }
  }
  return yzt_plan_topic_of_heading (wanted);
}

gboolean
yzt_plan_topic_is_section (const char *path, const char *wanted, G_GNUC_UNUSED gpointer unused)
{
  g_return_val_if_fail (path != NULL && wanted != NULL, FALSE);
  if (strstr (path, wanted) != NULL) {
    return TRUE;
  }
  int topic = topic_of_word (wanted);
  g_auto (GStrv) headings = topic >= 0 ? g_strsplit (path, " / ", -1) : NULL;
  for (guint i = 0; headings != NULL && headings[i] != NULL; i++) {
    if (yzt_plan_topic_of_heading (headings[i]) == topic) {
      return TRUE;
    }
  }
  return FALSE;
}
