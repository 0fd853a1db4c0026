/* yzt-row.c: one row of a kind's table
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-kind.h"

#include <glib/gi18n-lib.h>

YztRow *
yzt_row_new (YztKind *kind)
{
  YztRow *row;

  g_return_val_if_fail (kind != NULL, NULL);

  row = g_new0 (YztRow, 1);
  row->kind = yzt_kind_ref (kind);
  row->cells = g_new0 (YztCell, MAX (yzt_kind_get_n_fields (kind), 1));

  return row;
}

YztRow *
yzt_row_copy (const YztRow *row)
{
  YztRow *copy;
  guint n;

  g_return_val_if_fail (row != NULL, NULL);

  n = yzt_kind_get_n_fields (row->kind);
  copy = g_new (YztRow, 1);
  *copy = *row;
  copy->kind = yzt_kind_ref (row->kind);
  copy->geometry = row->geometry != NULL ? g_bytes_ref (row->geometry) : NULL;
  copy->cells = g_new0 (YztCell, MAX (n, 1));
  for (guint i = 0; i < n; i++) {
    yzt_cell_copy (&copy->cells[i], &row->cells[i]);
  }

  return copy;
}

void
yzt_row_free (YztRow *row)
{
  guint n;

  if (row == NULL) {
    return;
  }
  n = yzt_kind_get_n_fields (row->kind);
  for (guint i = 0; i < n; i++) {
    yzt_cell_clear (&row->cells[i]);
  }
  g_free (row->cells);
  g_clear_pointer (&row->geometry, g_bytes_unref);
  yzt_kind_unref (row->kind);
  g_free (row);
}

const YztCell *
yzt_row_get (const YztRow *row,
             const char   *field)
{
  int i;

  g_return_val_if_fail (row != NULL, NULL);
  g_return_val_if_fail (field != NULL, NULL);

  i = yzt_kind_get_field_index (row->kind, field);

  return i >= 0 && row->cells[i].type != YZT_CELL_NULL ? &row->cells[i] : NULL;
}

const char *
yzt_row_get_text (const YztRow *row,
                  const char   *field)
{
  const YztCell *cell = yzt_row_get (row, field);

  return cell != NULL && cell->type == YZT_CELL_TEXT ? cell->v.text : NULL;
}

void
yzt_row_set (YztRow        *row,
             const char    *field,
             const YztCell *cell)
{
  YztCell copy;
  int i;

  g_return_if_fail (row != NULL);
  g_return_if_fail (field != NULL);
  g_return_if_fail (cell != NULL);

  i = yzt_kind_get_field_index (row->kind, field);
  g_return_if_fail (i >= 0);

  /* Copied first: @cell may be the very cell that is replaced. */
  yzt_cell_copy (&copy, cell);
  yzt_cell_clear (&row->cells[i]);
  row->cells[i] = copy;
}

void
yzt_row_set_text (YztRow     *row,
                  const char *field,
                  const char *text)
{
  YztCell cell = yzt_cell_text (text);

  yzt_row_set (row, field, &cell);
  yzt_cell_clear (&cell);
}

gboolean
yzt_row_check (const YztRow *row,
               const char   *language,
               GError      **error)
{
  guint n;

  g_return_val_if_fail (row != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  n = yzt_kind_get_n_fields (row->kind);
  for (guint i = 0; i < n; i++) {
    const YztField *field = yzt_kind_get_field (row->kind, i);
    g_autoptr (GError) local_error = NULL;

    if (!yzt_field_check (field, &row->cells[i], &local_error)) {
      g_set_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_VALUE, _("%s: %s"),
                   yzt_field_get_label (field, language), local_error->message);
      return FALSE;
    }
  }
  if (row->has_position && !(row->lon >= -180.0 && row->lon <= 180.0 && row->lat >= -90.0 &&
                             row->lat <= 90.0)) {
    g_set_error_literal (error, YZT_KIND_ERROR, YZT_KIND_ERROR_VALUE,
                         _("The position is not on the earth; check longitude and latitude"));
    return FALSE;
  }

  return TRUE;
}

int
yzt_row_get_level (const YztRow *row)
{
  const YztField *field;
  int i;

  g_return_val_if_fail (row != NULL, 0);

  field = yzt_kind_get_level_field (row->kind);
  if (field == NULL) {
    return 0;
  }
  i = yzt_kind_get_field_index (row->kind, yzt_field_get_name (field));

  return i >= 0 ? yzt_field_get_cell_level (field, &row->cells[i]) : 0;
}

char *
yzt_row_format_level (const YztRow *row,
                      const char   *language)
{
  const YztField *field;
  const YztCell *cell;
  g_autofree char *words = NULL;
  int level;

  g_return_val_if_fail (row != NULL, NULL);

  field = yzt_kind_get_level_field (row->kind);
  cell = field != NULL ? yzt_row_get (row, yzt_field_get_name (field)) : NULL;
  if (cell == NULL) {
    return g_strdup ("");
  }
  words = yzt_field_format (field, cell, language, NULL);
  level = yzt_field_has_level_bounds (field) ? yzt_field_get_cell_level (field, cell) : 0;

  return level > 0 ? g_strdup_printf ("%s · %s", yzt_level_numeral (level), words) : g_steal_pointer (&words);
}
