/* yzt-catalogue.c: names of materials and their units, for who writes lines of stock
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-catalogue.h"
#include <string.h>
#include "yzt-base.h"

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

static gboolean
matches (GtkEntryCompletion *completion, const char *key, GtkTreeIter *iter, gpointer user_data)
{
  g_autofree char *name = NULL;
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (gtk_entry_completion_get_entry (completion)));
  gtk_tree_model_get (gtk_entry_completion_get_model (completion), iter, 0, &name, -1);
  return name != NULL && strstr (name, typed) != NULL && !g_str_equal (name, typed);
}

/* One list for all entries of a map. */
static GtkListStore *
names_of (YztSession *session)
{
  GtkListStore *names = g_object_get_data (G_OBJECT (session), "yzt-catalogue");
  if (names != NULL) {
    return names;
  }
  g_autoptr (GList) known = g_list_sort (g_hash_table_get_keys (units ()), (GCompareFunc) g_utf8_collate);
  names = gtk_list_store_new (1, G_TYPE_STRING);
  for (GList *l = known; l != NULL; l = l->next) {
    gtk_list_store_insert_with_values (names, NULL, -1, 0, l->data, -1);
  }
  g_object_set_data_full (G_OBJECT (session), "yzt-catalogue", names, g_object_unref);
  return names;
}

GtkEntryCompletion *
yzt_catalogue_new_completion (YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  GtkEntryCompletion *completion = gtk_entry_completion_new ();
  gtk_entry_completion_set_model (completion, GTK_TREE_MODEL (names_of (session)));
  gtk_entry_completion_set_text_column (completion, 0);
  gtk_entry_completion_set_minimum_key_length (completion, 1);
  gtk_entry_completion_set_match_func (completion, matches, NULL, NULL);
  return completion;
}
