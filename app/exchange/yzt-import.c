/* yzt-import.c: a foreign file into the map as one act
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>

#include "yzt-base.h"
#include "yzt-import-private.h"

#define MAX_REJECTS_KEPT 10000

static void
add_reject (YztImportReport *report, guint row, const char *column, char *reason)
{
  report->rows_rejected++;
  if (report->rejects->len < MAX_REJECTS_KEPT) {
    YztImportReject reject = { row, g_strdup (column), reason };
    g_array_append_val (report->rejects, reject);
  } else {
    g_free (reason);
  }
}

static gboolean
read_rows (YztImportReader *reader, GPtrArray *rows, YztImportReport *report, GError **error)
{
  g_autoptr (GError) cause = NULL;

  while (reader->table->next (reader->table, &cause)) {
    const char *column = "";
    char *reason = NULL;
    YztRow *row = yzt_import_read_row (reader, &column, &reason);
    report->rows_read++;
    if (row != NULL) {
      g_ptr_array_add (rows, row);
    } else {
      add_reject (report, reader->table->row.number, column, reason);
    }
  }
  if (cause != NULL) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  return TRUE;
}

static void
add_notes (YztImportReport *report, const YztImportReader *reader)
{
  const YztImportColumns *columns = reader->columns;

  for (guint i = 0; i < reader->table->notes->len; i++) {
    g_ptr_array_add (report->notes, g_strdup (g_ptr_array_index (reader->table->notes, i)));
  }
  if (reader->options->datum_given && reader->options->datum != YZT_DATUM_WGS84) {
    g_ptr_array_add (report->notes, g_strdup_printf (_("Positions were converted from %s to WGS 84."), yzt_datum_label (reader->options->datum)));
  }
  if (reader->n_swapped * 2 > report->rows_read && columns->lon >= 0 && columns->lat >= 0) {
    g_ptr_array_add (report->notes,
                     g_strdup_printf (_("Latitude and longitude seem to be swapped in the whole file; import it with --map lon=%s --map lat=%s."),
                                      reader->table->headers[columns->lat], reader->table->headers[columns->lon]));
  }
}

static gboolean
insert_rows (YztAct *act, gpointer user_data, GError **error)
{
  GPtrArray *rows = user_data;

  for (guint i = 0; i < rows->len; i++) {
    if (!yzt_act_insert (act, g_ptr_array_index (rows, i), error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
write_rows (YztStore *store, YztKind *kind, GPtrArray *rows, const YztImportOptions *options, const char *shown, const YztActInfo *info,
            YztImportReport *report, GError **error)
{
  YztActInfo act_info = *info;
  /* TRANSLATORS: Import 120 × Hospital from list.csv */
  g_autofree char *label = g_strdup_printf (_("Import %u × %s from %s"), rows->len, yzt_kind_get_label (kind, options->language), shown);

  act_info.nature = YZT_ACT_BULK;
  act_info.label = info->label != NULL ? info->label : label;
  report->result = yzt_store_write (store, &act_info, insert_rows, rows, error);
  if (report->result == NULL) {
    return FALSE;
  }
  report->rows_written = rows->len;
  return TRUE;
}

static gboolean
has_source_column (const YztImportColumns *columns, guint n_columns)
{
  for (guint i = 0; i < n_columns; i++) {
    if (columns->fields[i] != NULL && g_str_equal (yzt_field_get_name (columns->fields[i]), "source")) {
      return TRUE;
    }
  }
  return FALSE;
}

gboolean
yzt_import_file (YztStore *store, YztKind *kind, const char *path, const YztImportOptions *options, const YztActInfo *info,
                 YztImportReport **report_out, GError **error)
{
  g_autoptr (YztImportReport) report = yzt_import_report_new ();
  g_autoptr (YztTable) table = NULL;
  g_auto (YztImportColumns) columns = { NULL };
  g_auto (YztImportKnown) known = { FALSE };
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  g_autofree char *shown = NULL;
  g_autofree char *zone_name = NULL;
  g_autoptr (GTimeZone) zone = NULL;
  YztImportReader reader = { NULL };

  g_return_val_if_fail (YZT_IS_STORE (store), FALSE);
  g_return_val_if_fail (kind != NULL && path != NULL && options != NULL && info != NULL && report_out != NULL, FALSE);

  shown = g_filename_display_basename (path);
  yzt_exchange_init ();
  table = yzt_table_open (path, options, kind, error);
  if (table == NULL || !yzt_import_columns_find (&columns, table, kind, shown, options, report, error) ||
      !yzt_import_known_load (&known, store, kind, error)) {
    return FALSE;
  }
  zone_name = yzt_store_get_setting (store, "time_zone");
  zone = zone_name != NULL ? g_time_zone_new_identifier (zone_name) : NULL;
  reader = (YztImportReader) { table, &columns, options, &known, has_source_column (&columns, table->n_columns) ? NULL : shown, zone, 0 };
  if (!read_rows (&reader, rows, report, error)) {
    return FALSE;
  }
  add_notes (report, &reader);
  if (options->strict && report->rows_rejected > 0) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_STRICT, _("Nothing was written, because %u of %u rows of “%s” are not good."),
                 report->rows_rejected, report->rows_read, shown);
    *report_out = g_steal_pointer (&report);
    return FALSE;
  }
  if (!options->dry_run && rows->len > 0 && !write_rows (store, kind, rows, options, shown, info, report, error)) {
    return FALSE;
  }
  *report_out = g_steal_pointer (&report);
  return TRUE;
}
