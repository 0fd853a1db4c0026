/* yzt-import-known.c: rows that the map already has, so that importing twice does no harm
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "yzt-import-private.h"

#define IN_THE_MAP 1u

/* 1e-7 degree is a centimetre: what a file's rounding may take away. */
#define PLACE_DIGITS 1e7

static char *
place_key (const YztRow *row)
{
  const char *name = yzt_row_get_text (row, "name");

  return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", (gint64) llround (row->lon * PLACE_DIGITS),
                          (gint64) llround (row->lat * PLACE_DIGITS), name ? name : "");
}

/* Lines of stock, people: no identity but what the row says. */
static char *
line_key (const YztRow *row)
{
  GString *key = g_string_new (NULL);

  g_string_append_printf (key, "%" G_GINT64_FORMAT, row->owner_fid);
  for (guint i = 0; i < yzt_kind_get_n_fields (row->kind); i++) {
    const YztField *field = yzt_kind_get_field (row->kind, i);
    const char *name = yzt_field_get_name (field);
    if (g_str_equal (name, "created_at") || g_str_equal (name, "updated_at") || g_str_equal (name, "source")) {
      continue;
    }
    g_autofree char *text = yzt_field_format_plain (field, &row->cells[i]);
    g_string_append_printf (key, "\x1f%s", text);
  }
  return g_string_free (key, FALSE);
}

static const char *
row_code (const YztRow *row)
{
  const char *code = yzt_row_get_text (row, "code");

  return code != NULL && *code != '\0' ? code : NULL;
}

static void
learn (YztImportKnown *self, const YztRow *row, guint mark)
{
  const char *code = self->child ? NULL : row_code (row);
  char *key = self->by_line ? line_key (row) : place_key (row);

  if (code != NULL) {
    g_hash_table_insert (self->codes, g_strdup (code), GUINT_TO_POINTER (mark));
  }
  /* What is in the map stays marked so, whatever the file repeats. */
  if (GPOINTER_TO_UINT (g_hash_table_lookup (self->places, key)) == 0) {
    g_hash_table_insert (self->places, key, GUINT_TO_POINTER (mark));
  } else {
    g_free (key);
  }
}

static gboolean
on_row (const YztRow *row, gpointer user_data)
{
  learn (user_data, row, IN_THE_MAP);
  return TRUE;
}

static gboolean
on_owner (const YztRow *row, gpointer user_data)
{
  YztImportKnown *self = user_data;
  const char *code = row_code (row);

  g_hash_table_add (self->owner_fids, g_memdup2 (&row->fid, sizeof row->fid));
  /* Codes should be unique; where they are not, the row with the lowest fid has it, as in yzt_store_find_row. */
  if (code != NULL && !g_hash_table_contains (self->owner_codes, code)) {
    g_hash_table_insert (self->owner_codes, g_strdup (code), g_memdup2 (&row->fid, sizeof row->fid));
  }
  return TRUE;
}

gboolean
yzt_import_known_load (YztImportKnown *known, YztStore *store, YztKind *kind, GError **error)
{
  const char *owner_id = yzt_kind_get_owner (kind);
  YztKind *owner = owner_id ? yzt_kind_set_find (yzt_store_get_kinds (store), owner_id) : NULL;

  known->child = owner_id != NULL;
  known->by_line = yzt_kind_get_geometry (kind) == YZT_KIND_GEOMETRY_NONE;
  known->codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  known->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  known->owner_codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  known->owner_fids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  if (owner != NULL && !yzt_store_read_rows (store, owner, on_owner, known, error)) {
    return FALSE;
  }
  return yzt_store_read_rows (store, kind, on_row, known, error);
}

void
yzt_import_known_clear (YztImportKnown *known)
{
  g_clear_pointer (&known->codes, g_hash_table_unref);
  g_clear_pointer (&known->places, g_hash_table_unref);
  g_clear_pointer (&known->owner_codes, g_hash_table_unref);
  g_clear_pointer (&known->owner_fids, g_hash_table_unref);
}

static char *
already (guint mark, const char *code, gboolean by_line)
{
  if (mark == IN_THE_MAP) {
    if (code == NULL && by_line) {
      return g_strdup (_("Already in the map: the same line is there."));
    }
    return code ? g_strdup_printf (_("Already in the map: the code “%s” is there."), code)
                : g_strdup (_("Already in the map: the same name at the same position is there."));
  }
  return code ? g_strdup_printf (_("The code “%s” is that of row %u already."), code, mark - 1)
              : g_strdup_printf (_("The same name at the same position is in row %u already."), mark - 1);
}

gboolean
yzt_import_known_add (YztImportKnown *known, const YztRow *row, guint number, char **reason_out)
{
  const char *code = known->child ? NULL : row_code (row);
  g_autofree char *key = NULL;
  guint mark;

  if (code != NULL) {
    mark = GPOINTER_TO_UINT (g_hash_table_lookup (known->codes, code));
  } else {
    key = known->by_line ? line_key (row) : place_key (row);
    mark = GPOINTER_TO_UINT (g_hash_table_lookup (known->places, key));
  }
  /* Two equal lines in one file are two lots; the same line in the map is the same file again. */
  if (mark != 0 && (code != NULL || !known->by_line || mark == IN_THE_MAP)) {
    *reason_out = already (mark, code, known->by_line);
    return FALSE;
  }
  learn (known, row, number + 1);
  return TRUE;
}
