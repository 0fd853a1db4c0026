/* yzt-catalogue.c: names of materials and their units, for who writes lines of stock
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-catalogue.h"
#include <string.h>
#include "yzt-base.h"
#include "yzt-suggest.h"

#define MOST_PROPOSED 8

/* A little table that is read when the first line of stock is written. */
static GHashTable *
units (void)
{
  static GHashTable *table = NULL;
  if (table != NULL) {
    return table;
  }
  g_autofree char *path = g_build_filename (yzt_data_dir (), "materials.tsv", NULL), *text = NULL;
  table = g_hash_table_new (g_str_hash, g_str_equal);
  if (!g_file_get_contents (path, &text, NULL, NULL)) {
    return table;
  }
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], "\t", 3);
    if (*lines[i] != '#' && g_strv_length (cells) >= 2) {
      g_hash_table_insert (table, (gpointer) g_intern_string (cells[0]), (gpointer) g_intern_string (cells[1]));
    }
  }
  return table;
}

const char *
yzt_catalogue_get_unit (const char *item)
{
  g_return_val_if_fail (item != NULL, NULL);
  return g_hash_table_lookup (units (), item);
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer typed)
{
  gboolean x = g_str_has_prefix (a, typed), y = g_str_has_prefix (b, typed);
  return x != y ? (x ? -1 : 1) : g_utf8_collate (a, b);
}

/* Those that begin with it come first. */
static void
on_asked (YztSuggest *suggest, const char *typed, gpointer unused)
{
  g_autoptr (GPtrArray) proposals = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_suggestion_free);
  g_autoptr (GList) known = g_list_sort_with_data (g_hash_table_get_keys (units ()), compare_names, (gpointer) typed);
  for (GList *l = known; l != NULL && proposals->len < MOST_PROPOSED; l = l->next) {
    if (*typed != '\0' && strstr (l->data, typed) != NULL) {
      g_ptr_array_add (proposals, yzt_suggestion_new (l->data, g_hash_table_lookup (units (), l->data), NULL));
    }
  }
  yzt_suggest_show (suggest, proposals);
}

void
yzt_catalogue_attach (GtkEntry *entry)
{
  g_return_if_fail (GTK_IS_ENTRY (entry));
  g_signal_connect (yzt_suggest_attach (entry), "asked", G_CALLBACK (on_asked), NULL);
}
