/* yzt-import-links.c: things that a sheet names by their code or name, looked up for fields that are links
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-import-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-store-blobs.h"

#define ENOUGH 3 /* found: one is meant, more are in doubt */

/* Exactly so called or coded; several things of one name are told apart by their code. */
static char *
find_exactly (YztStore *store, const YztField *field, const char *text, GError **error)
{
  g_autoptr (GArray) found = yzt_store_find_named (store, yzt_field_get_targets (field), text, 50, NULL, error);
  const YztNamed *meant[ENOUGH] = { NULL };
  g_autofree char *shown = yzt_text_shorten (text, 60);
  guint n = 0;

  if (found == NULL) {
    return NULL;
  }
  for (guint i = 0; i < found->len; i++) {
    const YztNamed *named = &g_array_index (found, YztNamed, i);

    if (g_strcmp0 (named->second, text) == 0) {
      return g_strdup_printf ("%s/%ld", named->kind, (long) named->fid); /* a code is one thing's own */
    }
    if (g_strcmp0 (named->name, text) == 0 && n < ENOUGH) {
      meant[n++] = named;
    }
  }
  if (n == 1) {
    return g_strdup_printf ("%s/%ld", meant[0]->kind, (long) meant[0]->fid);
  }
  g_set_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_VALUE,
               n == 0 ? _("names “%s”, which is not in the map; add it first, or write its code") : _("names “%s”, and several things are called so; write its code"), shown);
  return NULL;
}

/* A link given by kind and number must name something; what is in the map it was taken from says nothing here. */
static char *
find_link (YztStore *store, const GArray *links, const char *text, GError **error)
{
  g_autoptr (GArray) named = yzt_store_name_links (store, links, NULL, error);
  g_autofree char *shown = yzt_text_shorten (text, 60);

  if (named == NULL) {
    return NULL;
  }
  if (g_array_index (named, YztNamed, 0).there) {
    return g_strdup (text);
  }
  g_set_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_VALUE, _("names “%s”, which is not in the map; add it first, or write its code"), shown);
  return NULL;
}

char *
yzt_import_links_find (YztStore *store, const YztField *field, const char *text, GHashTable *known, GError **error)
{
  g_autoptr (GString) plain = g_string_new (NULL);
  g_autofree char *narrow = g_strdup (text);
  g_auto (GStrv) parts = NULL;

  for (char *wide = strstr (narrow, "；"); wide != NULL; wide = strstr (wide, "；")) {
    memcpy (wide, " ; ", 3); /* as long as the wide one */
  }
  parts = g_strsplit (narrow, ";", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    const char *part = g_strstrip (parts[i]);
    g_autoptr (GArray) links = yzt_links_from_text (part);
    const char *link = g_hash_table_lookup (known, part);

    if (*part == '\0') {
      continue;
    }
    if (link == NULL) {
      char *found = links->len > 0 ? find_link (store, links, part, error) : find_exactly (store, field, part, error);

      if (found == NULL) {
        return NULL;
      }
      g_hash_table_insert (known, g_strdup (part), found);
      link = found;
    }
    g_string_append_printf (plain, "%s%s", plain->len > 0 ? ";" : "", link);
  }
  return g_string_free (g_steal_pointer (&plain), FALSE);
}
