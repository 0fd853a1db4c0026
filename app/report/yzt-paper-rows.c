/* yzt-paper-rows.c: rows of the map in the words of a paper
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-report-private.h"

const char *
yzt_paper_cell (const YztRow *row, const char *field)
{
  const char *text = yzt_kind_get_field_index (row->kind, field) >= 0 ? yzt_row_get_text (row, field) : NULL;
  return text != NULL ? text : "";
}

gint64
yzt_paper_cell_time (const YztRow *row, const char *field)
{
  gint64 ms = 0;
  return yzt_time_parse (yzt_paper_cell (row, field), NULL, &ms) ? ms : 0;
}

char *
yzt_paper_value (const YztRow *row, const char *field, const char *language, GTimeZone *zone)
{
  int index = yzt_kind_get_field_index (row->kind, field);
  return index >= 0 ? yzt_field_format (yzt_kind_get_field (row->kind, (guint) index), &row->cells[index], language, zone) : g_strdup ("");
}

static gboolean
keep_row (const YztRow *row, gpointer user_data)
{
  g_ptr_array_add (user_data, yzt_row_copy (row));
  return TRUE;
}

GPtrArray *
yzt_paper_rows (YztStore *store, const char *kind_id, gint64 owner_fid, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), kind_id);
  gboolean read = kind == NULL || (owner_fid > 0 ? yzt_store_read_children (store, kind, owner_fid, keep_row, rows, error)
                                                 : yzt_store_read_rows (store, kind, keep_row, rows, error));
  return read ? g_steal_pointer (&rows) : NULL;
}

/* Who holds the file could recompute the chain of the journal: its head stands on the paper that others have. */
char *
yzt_paper_foot (YztStore *store, const char *seal)
{
  g_autoptr (GArray) entries = yzt_store_read_journal (store, 0, 1, NULL);
  gint64 entry = entries != NULL && entries->len > 0 ? g_array_index (entries, YztJournalEntry, 0).entry : 0;
  g_autofree char *hash = *seal != '\0' ? g_strndup (seal, 16) : NULL;
  return hash != NULL ? g_strdup_printf (_("journal %ld · seal %s"), (long) entry, hash) : g_strdup_printf (_("journal %ld"), (long) entry);
}

char *
yzt_paper_status (const YztRow *row, const char *language)
{
  const char *status = yzt_paper_cell (row, "message_status");
  if (*status == '\0' || g_str_equal (status, "actual")) {
    return g_strdup ("");
  }
  /* Reports keep the code as text; its words are these. */
  const YztField *field = yzt_kind_find_field (row->kind, "message_status");
  if (yzt_field_get_field_type (field) == YZT_FIELD_ENUM) {
    return g_strdup (yzt_field_get_value_label (field, status, language));
  }
  return g_strdup (g_str_equal (status, "exercise") ? _("Exercise") : g_str_equal (status, "test") ? _("Test") : _("Draft"));
}
