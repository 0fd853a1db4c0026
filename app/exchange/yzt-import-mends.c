/* yzt-import-mends.c: cells of a foreign file that a person puts right before it comes in, and rows that stay out by hand
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-import-mends.h"

struct _YztImportMends {
  GHashTable *rows;    /* number → (column → char *); columns as they are, so that column 0 is the key NULL */
  GHashTable *dropped; /* set of numbers */
};

static GHashTable *
cells_new (void)
{
  return g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

YztImportMends *
yzt_import_mends_new (void)
{
  YztImportMends *mends = g_new0 (YztImportMends, 1);

  mends->rows = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_hash_table_unref);
  mends->dropped = g_hash_table_new (NULL, NULL);
  return mends;
}

void
yzt_import_mends_free (YztImportMends *mends)
{
  if (mends != NULL) {
    g_hash_table_unref (mends->rows);
    g_hash_table_unref (mends->dropped);
    g_free (mends);
  }
}

void
yzt_import_mends_set (YztImportMends *mends, guint row, guint column, const char *text)
{
  GHashTable *cells;

  g_return_if_fail (mends != NULL && row > 0 && text != NULL);

  cells = g_hash_table_lookup (mends->rows, GUINT_TO_POINTER (row));
  if (cells == NULL) {
    cells = cells_new ();
    g_hash_table_insert (mends->rows, GUINT_TO_POINTER (row), cells);
  }
  g_hash_table_insert (cells, GUINT_TO_POINTER (column), g_strdup (text));
}

const char *
yzt_import_mends_get (const YztImportMends *mends, guint row, guint column)
{
  GHashTable *cells = mends != NULL ? g_hash_table_lookup (mends->rows, GUINT_TO_POINTER (row)) : NULL;

  return cells != NULL ? g_hash_table_lookup (cells, GUINT_TO_POINTER (column)) : NULL;
}

void
yzt_import_mends_drop (YztImportMends *mends, guint row, gboolean out)
{
  g_return_if_fail (mends != NULL && row > 0);

  if (out) {
    g_hash_table_add (mends->dropped, GUINT_TO_POINTER (row));
  } else {
    g_hash_table_remove (mends->dropped, GUINT_TO_POINTER (row));
  }
}

gboolean
yzt_import_mends_is_dropped (const YztImportMends *mends, guint row)
{
  return mends != NULL && g_hash_table_contains (mends->dropped, GUINT_TO_POINTER (row));
}

guint
yzt_import_mends_count (const YztImportMends *mends)
{
  GHashTableIter iter;
  gpointer cells;
  guint n = mends != NULL ? g_hash_table_size (mends->dropped) : 0;

  if (mends != NULL) {
    g_hash_table_iter_init (&iter, mends->rows);
    while (g_hash_table_iter_next (&iter, NULL, &cells)) {
      n += g_hash_table_size (cells);
    }
  }
  return n;
}

YztImportMends *
yzt_import_mends_copy (const YztImportMends *mends)
{
  YztImportMends *copy;
  GHashTableIter rows, cells;
  gpointer row, row_cells, column, text;

  if (mends == NULL) {
    return NULL;
  }
  copy = yzt_import_mends_new ();
  g_hash_table_iter_init (&rows, mends->rows);
  while (g_hash_table_iter_next (&rows, &row, &row_cells)) {
    g_hash_table_iter_init (&cells, row_cells);
    while (g_hash_table_iter_next (&cells, &column, &text)) {
      yzt_import_mends_set (copy, GPOINTER_TO_UINT (row), GPOINTER_TO_UINT (column), text);
    }
  }
  g_hash_table_iter_init (&rows, mends->dropped);
  while (g_hash_table_iter_next (&rows, &row, NULL)) {
    g_hash_table_add (copy->dropped, row);
  }
  return copy;
}

void
yzt_import_mends_apply (const YztImportMends *mends, guint row, const char **cells, guint n_columns)
{
  GHashTable *said = mends != NULL ? g_hash_table_lookup (mends->rows, GUINT_TO_POINTER (row)) : NULL;
  GHashTableIter iter;
  gpointer column, text;

  if (said == NULL) {
    return;
  }
  g_hash_table_iter_init (&iter, said);
  while (g_hash_table_iter_next (&iter, &column, &text)) {
    if (GPOINTER_TO_UINT (column) < n_columns) {
      cells[GPOINTER_TO_UINT (column)] = text;
    }
  }
}
