/* yzt-after-rules.c: tables of closing, assessment and cases, and conditions on rows in their words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-after-private.h"
#include <string.h>

static GMutex tables_lock;

static GPtrArray *
load (const char *name, guint n_cells)
{
  g_autofree char *text = yzt_incident_load_table (name);
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  GPtrArray *rows = g_ptr_array_new ();
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (g_strchomp (lines[i]), "\t", -1);
    if (*lines[i] != '#' && g_strv_length (cells) >= n_cells && g_utf8_validate (lines[i], -1, NULL)) {
      g_ptr_array_add (rows, g_steal_pointer (&cells));
    }
  }
  return rows;
}

const GPtrArray *
yzt_after_table (const char *name, guint n_cells)
{
  static GHashTable *tables;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&tables_lock);
  if (tables == NULL) {
    tables = g_hash_table_new (g_str_hash, g_str_equal);
  }
  GPtrArray *rows = g_hash_table_lookup (tables, name);
  if (rows == NULL) {
    rows = load (name, n_cells);
    g_hash_table_insert (tables, (gpointer) g_intern_string (name), rows);
  }
  return rows;
}

const char *
yzt_after_text (char *const *cells, guint zh, const char *language)
{
  return cells[g_strcmp0 (language, "zh_CN") == 0 ? zh : zh + 1];
}

/* --- conditions --- */

static double
number_of (const YztRow *row, const char *field)
{
  double value = yzt_row_number (row, field);
  return value > 0 ? value : 0;
}

static char *
cell_of (const YztRow *row, const char *field)
{
  int index = yzt_kind_get_field_index (row->kind, field);
  return index >= 0 ? yzt_field_format_plain (yzt_kind_get_field (row->kind, (guint) index), &row->cells[index]) : g_strdup ("");
}

static gboolean
term_holds (const YztRow *row, const char *term)
{
  const char *more = strchr (term, '>'), *equals = strchr (term, '=');
  if (more != NULL && (equals == NULL || more < equals)) {
    g_autofree char *field = g_strndup (term, (gsize) (more - term));
    double value = g_str_equal (field, "left") ? number_of (row, "quantity") - number_of (row, "consumed") - number_of (row, "returned") : yzt_row_number (row, field);
    return value > g_ascii_strtod (more + 1, NULL);
  }
  if (equals == NULL || equals == term) {
    return FALSE;
  }
  gboolean not = equals[-1] == '!';
  g_autofree char *field = g_strndup (term, (gsize) (equals - term) - (not ? 1 : 0)), *cell = cell_of (row, field);
  g_auto (GStrv) values = g_strsplit (equals + 1, "|", -1);
  gboolean is = values[0] == NULL ? *cell == '\0' : g_strv_contains ((const char *const *) values, cell);
  return is != not;
}

gboolean
yzt_after_meets (const YztRow *row, const char *condition)
{
  g_auto (GStrv) terms = g_strsplit (condition, " & ", -1);
  for (guint i = 0; terms[i] != NULL && !g_str_equal (condition, "-"); i++) {
    if (!term_holds (row, terms[i])) {
      return FALSE;
    }
  }
  return TRUE;
}

GPtrArray *
yzt_after_rows (YztIncidentRecord *record, const char *kind_id)
{
  if (!g_str_equal (kind_id, "incident")) {
    return g_ptr_array_ref (yzt_incident_record_rows (record, kind_id));
  }
  GPtrArray *rows = g_ptr_array_new ();
  g_ptr_array_add (rows, record->row);
  return rows;
}

char *
yzt_after_link (const YztRow *row, const char *field)
{
  g_autoptr (GArray) links = yzt_links_from_text (yzt_row_word (row, field));
  const YztLink *link = links->len > 0 ? &g_array_index (links, YztLink, 0) : NULL;
  return link != NULL ? g_strdup_printf ("%s/%" G_GINT64_FORMAT, link->kind, link->fid) : NULL;
}
