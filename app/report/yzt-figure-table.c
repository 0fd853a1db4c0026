/* yzt-figure-table.c: the numbers of a figure as a table, for the screen, for paper and for spreadsheets
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-figure-chart.h"
#include "yzt-text-cell.h"
#include <glib/gi18n-lib.h>
#include <math.h>

static char *
number_cell (double value, gboolean plain)
{
  return isnan (value) ? g_strdup (plain ? "" : "—") : plain ? yzt_text_format_number (value) : yzt_text_group_number (value, 1);
}

static char *
signed_cell (double value, gboolean plain, const char *after)
{
  if (isnan (value) || plain) {
    return number_cell (value, plain);
  }
  g_autofree char *number = yzt_text_group_number (fabs (value), 1);
  return g_strdup_printf ("%s%s%s", value > 0 ? "+" : value < 0 ? "−" : "±", number, after);
}

static gboolean
is_compared (const YztFigureAnswer *answer)
{
  for (guint i = 0; i < answer->lines->len; i++) {
    if (!isnan (g_array_index (answer->lines, YztFigureLine, i).before)) {
      return TRUE;
    }
  }
  return answer->before_from != NULL || !isnan (answer->all.before);
}

/* The screen and paper say the unit beside the number already. */
static char *
with_unit (const char *head, const YztFigureAnswer *answer, gboolean plain)
{
  return *answer->unit == '\0' || !plain ? g_strdup (head) : g_strdup_printf (_("%s (%s)"), head, answer->unit);
}

static GStrv
heads_new (const YztFigureAnswer *answer, gboolean plain)
{
  GPtrArray *row = g_ptr_array_new ();
  g_ptr_array_add (row, g_strdup (answer->title));
  for (guint i = 0; answer->splits != NULL && i < answer->splits->len; i++) {
    g_ptr_array_add (row, g_strdup (answer->splits->pdata[i]));
  }
  g_ptr_array_add (row, with_unit (answer->splits != NULL ? _("Together") : is_compared (answer) ? _("This time") : _("Number"), answer, plain));
  if (is_compared (answer)) {
    g_ptr_array_add (row, with_unit (_("The year before"), answer, plain));
    g_ptr_array_add (row, g_strdup (_("Change")));
    g_ptr_array_add (row, g_strdup (_("Change in %")));
  }
  g_ptr_array_add (row, g_strdup (_("Records")));
  g_ptr_array_add (row, g_strdup (_("Note")));
  g_ptr_array_add (row, NULL);
  return (GStrv) g_ptr_array_free (row, FALSE);
}

static GStrv
row_new (const YztFigureAnswer *answer, const YztFigureLine *line, gboolean plain)
{
  GPtrArray *row = g_ptr_array_new ();
  g_ptr_array_add (row, g_strdup (line->label));
  for (guint i = 0; answer->splits != NULL && i < answer->splits->len; i++) {
    g_ptr_array_add (row, number_cell (line->cells != NULL ? line->cells[i] : NAN, plain));
  }
  g_ptr_array_add (row, number_cell (line->value, plain));
  if (is_compared (answer)) {
    g_ptr_array_add (row, number_cell (line->before, plain));
    g_ptr_array_add (row, signed_cell (line->change, plain, ""));
    g_ptr_array_add (row, signed_cell (line->percent, plain, " %"));
  }
  g_ptr_array_add (row, number_cell (line->n, plain));
  g_ptr_array_add (row, yzt_figure_line_note (answer, line));
  g_ptr_array_add (row, NULL);
  return (GStrv) g_ptr_array_free (row, FALSE);
}

GPtrArray *
yzt_figure_table_new (const YztFigureAnswer *answer, gboolean plain)
{
  g_return_val_if_fail (answer != NULL, NULL);
  GPtrArray *table = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_ptr_array_add (table, heads_new (answer, plain));
  for (guint i = 0; i < answer->lines->len; i++) {
    g_ptr_array_add (table, row_new (answer, &g_array_index (answer->lines, YztFigureLine, i), plain));
  }
  g_ptr_array_add (table, row_new (answer, &answer->all, plain));
  return table;
}

static gboolean
is_wanted (const GArray *rows, guint row)
{
  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    if (g_array_index (rows, guint, i) == row) {
      return TRUE;
    }
  }
  return rows == NULL;
}

char *
yzt_figure_table_to_text (const YztFigureAnswer *answer, char delimiter, const GArray *rows)
{
  gboolean pasted = delimiter == '\t';
  g_autoptr (GPtrArray) table = yzt_figure_table_new (answer, TRUE);
  GString *text = g_string_new (pasted ? "" : "\xEF\xBB\xBF");
  for (guint i = 0; i < table->len; i++) {
    GStrv row = table->pdata[i];
    if (i > 0 && !is_wanted (rows, i - 1)) {
      continue;
    }
    for (guint k = 0; row[k] != NULL; k++) {
      if (k > 0) {
        g_string_append_c (text, delimiter);
      }
      yzt_text_append_cell (text, row[k], delimiter, !pasted);
    }
    g_string_append (text, pasted ? "\n" : "\r\n");
  }
  return g_string_free (text, FALSE);
}
