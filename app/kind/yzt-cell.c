/* yzt-cell.c: one value of a row
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-kind.h"

void
yzt_cell_clear (YztCell *cell)
{
  g_return_if_fail (cell != NULL);

  if (cell->type == YZT_CELL_TEXT) {
    g_free (cell->v.text);
  }
  cell->type = YZT_CELL_NULL;
  cell->v.integer = 0;
}

void
yzt_cell_copy (YztCell       *to,
               const YztCell *from)
{
  g_return_if_fail (to != NULL);
  g_return_if_fail (from != NULL);

  *to = *from;
  if (from->type == YZT_CELL_TEXT) {
    to->v.text = g_strdup (from->v.text);
  }
}

gboolean
yzt_cell_equal (const YztCell *a,
                const YztCell *b)
{
  g_return_val_if_fail (a != NULL, FALSE);
  g_return_val_if_fail (b != NULL, FALSE);

  if (a->type != b->type) {
    return FALSE;
  }
  switch (a->type) {
  case YZT_CELL_INTEGER:
    return a->v.integer == b->v.integer;
  case YZT_CELL_NUMBER:
    return a->v.number == b->v.number;
  case YZT_CELL_TEXT:
    return g_strcmp0 (a->v.text, b->v.text) == 0;
  case YZT_CELL_NULL:
  default:
    return TRUE;
  }
}

YztCell
yzt_cell_text (const char *text)
{
  YztCell cell = { YZT_CELL_NULL, { 0 } };

  if (text != NULL) {
    cell.type = YZT_CELL_TEXT;
    cell.v.text = g_strdup (text);
  }

  return cell;
}
