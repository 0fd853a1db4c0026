/* yzt-recognise-aliases.c: what columns are called in lists at large, from data/recognise/fields.ini
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "yzt-base.h"
#include "yzt-recognise-private.h"

#define EXACT 0.93
#define ENDS 0.84
#define HOLDS 0.7
#define SKIP "skip"

typedef struct {
  YztContentClass content;
  GHashTable *exact; /* header keys */
  GPtrArray *ends, *parts, *nots; /* char *, lower case */
} Aliases;

static void
aliases_free (gpointer data)
{
  Aliases *self = data;

  g_hash_table_unref (self->exact);
  g_ptr_array_unref (self->ends);
  g_ptr_array_unref (self->parts);
  g_ptr_array_unref (self->nots);
  g_free (self);
}

static YztContentClass
content_from_name (const char *name)
{
  static const char *const names[] = { "any", "organisation", "person", "phone", "address", "county", "town", "credit-code", "code", "date", "url" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_strcmp0 (name, names[i]) == 0) {
      return (YztContentClass) i;
    }
  }
  return YZT_CONTENT_ANY;
}

static GPtrArray *
read_list (GKeyFile *file, const char *group, const char *key)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) words = g_key_file_get_string_list (file, group, key, NULL, NULL);

  for (gsize i = 0; words != NULL && words[i] != NULL; i++) {
    g_autofree char *folded = yzt_text_header_key (words[i]);
    if (*folded != '\0') {
      g_ptr_array_add (list, g_steal_pointer (&folded));
    }
  }
  return list;
}

static Aliases *
read_aliases (GKeyFile *file, const char *group)
{
  Aliases *self = g_new0 (Aliases, 1);
  g_autofree char *content = g_key_file_get_string (file, group, "Content", NULL);
  g_autoptr (GPtrArray) exact = read_list (file, group, "Exact");

  self->content = content_from_name (content);
  self->exact = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < exact->len; i++) {
    g_hash_table_add (self->exact, g_strdup (g_ptr_array_index (exact, i)));
  }
  self->ends = read_list (file, group, "End");
  self->parts = read_list (file, group, "Part");
  self->nots = read_list (file, group, "Not");
  return self;
}

/* Field name → Aliases. Empty when the data folder has no such file: the kinds' own aliases still work. */
static GHashTable *
all_aliases (void)
{
  static gsize once = 0;
  static GHashTable *all = NULL;

  if (g_once_init_enter (&once)) {
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_autofree char *path = g_build_filename (yzt_data_dir (), "recognise", "fields.ini", NULL);
    g_auto (GStrv) groups = NULL;
    all = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, aliases_free);
    if (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL)) {
      groups = g_key_file_get_groups (file, NULL);
    }
    for (gsize i = 0; groups != NULL && groups[i] != NULL; i++) {
      g_hash_table_insert (all, g_strdup (groups[i]), read_aliases (file, groups[i]));
    }
    g_once_init_leave (&once, 1);
  }
  return all;
}

/* "地址（必填）" → "地址", "*名称" → "名称"; owned. */
static char *
bare_header (const char *header)
{
  g_autofree char *copy = g_strdup (header);
  char *bracket = strstr (copy, "（");
  char *half = strchr (copy, '(');

  if (half != NULL && (bracket == NULL || half < bracket)) {
    bracket = half;
  }
  if (bracket != NULL && bracket > copy) {
    *bracket = '\0';
  }
  for (char *p = copy; *p != '\0'; p++) {
    *p = strchr ("*:?", *p) != NULL ? ' ' : *p;
  }
  return yzt_text_header_key (copy);
}

static gboolean
holds_one_of (const char *key, GPtrArray *parts)
{
  for (guint i = 0; i < parts->len; i++) {
    if (strstr (key, g_ptr_array_index (parts, i)) != NULL) {
      return TRUE;
    }
  }
  return FALSE;
}

static double
match_key (const Aliases *self, const char *key)
{
  if (*key == '\0') {
    return 0.0;
  }
  if (g_hash_table_contains (self->exact, key)) {
    return EXACT;
  }
  if (holds_one_of (key, self->nots)) {
    return 0.0;
  }
  for (guint i = 0; i < self->ends->len; i++) {
    if (g_str_has_suffix (key, g_ptr_array_index (self->ends, i))) {
      return ENDS;
    }
  }
  return holds_one_of (key, self->parts) ? HOLDS : 0.0;
}

/* How well a header names each field: asked for every field of every kind, so it is worked out once. */
#define MAX_REMEMBERED 5000

/* “电话1”, “Phone number 1” is the first of several; NULL when nothing is numbered. */
static char *
first_of_several (const char *key)
{
  gsize length = strlen (key);

  if (length < 2 || key[length - 1] != '1' || g_ascii_isdigit (key[length - 2])) {
    return NULL;
  }
  return g_strndup (key, length - 1);
}

static GHashTable *
match_all (const char *header)
{
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autofree char *key = yzt_text_header_key (header);
  g_autofree char *bare = bare_header (header);
  g_autofree char *first = first_of_several (bare);
  GHashTableIter iter;
  gpointer field, aliases;

  g_hash_table_iter_init (&iter, all_aliases ());
  while (g_hash_table_iter_next (&iter, &field, &aliases)) {
    double match = MAX (match_key (aliases, key), match_key (aliases, bare));
    if (first != NULL && match < ENDS) {
      match = MAX (match, MIN (match_key (aliases, first), ENDS));
    }
    if (match > 0.0) {
      g_hash_table_insert (found, field, g_memdup2 (&match, sizeof match));
    }
  }
  return found;
}

double
yzt_aliases_match (const char *header, const char *field)
{
  static GMutex mutex;
  static GHashTable *remembered = NULL;
  g_autoptr (GMutexLocker) locker = NULL;
  GHashTable *found;
  const double *match;

  all_aliases ();
  locker = g_mutex_locker_new (&mutex);
  if (remembered == NULL || g_hash_table_size (remembered) > MAX_REMEMBERED) {
    g_clear_pointer (&remembered, g_hash_table_unref);
    remembered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  }
  found = g_hash_table_lookup (remembered, header);
  if (found == NULL) {
    found = match_all (header);
    g_hash_table_insert (remembered, g_strdup (header), found);
  }
  match = g_hash_table_lookup (found, field);
  return match != NULL ? *match : 0.0;
}

gboolean
yzt_aliases_know (const char *header)
{
  GHashTableIter iter;
  gpointer field;

  g_hash_table_iter_init (&iter, all_aliases ());
  while (g_hash_table_iter_next (&iter, &field, NULL)) {
    if (yzt_aliases_match (header, field) >= ENDS) {
      return TRUE;
    }
  }
  return FALSE;
}

gboolean
yzt_aliases_is_skipped (const char *header)
{
  return yzt_aliases_match (header, SKIP) >= EXACT;
}

YztContentClass
yzt_aliases_get_content (const char *field)
{
  const Aliases *self = g_hash_table_lookup (all_aliases (), field);

  return self != NULL ? self->content : YZT_CONTENT_ANY;
}
