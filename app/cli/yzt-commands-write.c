/* yzt-commands-write.c: the commands that write a map, or a file from a map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-cli.h"
#include "yzt-documents.h"
#include "yzt-exchange.h"
#include "yzt-feeds.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* --- import --- */

static json_t *
strings_json (GPtrArray *strings)
{
  json_t *list = json_array ();
  for (guint i = 0; strings != NULL && i < strings->len; i++) {
    json_array_append_new (list, json_string (strings->pdata[i]));
  }
  return list;
}

static void
print_report_json (const YztImportReport *report)
{
  json_t *rejects = json_array ();
  for (guint i = 0; i < report->rejects->len; i++) {
    const YztImportReject *reject = &g_array_index (report->rejects, YztImportReject, i);
    json_t *object = json_object ();
    json_object_set_new (object, "row", json_integer (reject->row));
    json_object_set_new (object, "column", json_string (reject->column));
    json_object_set_new (object, "reason", json_string (reject->reason));
    json_array_append_new (rejects, object);
  }
  json_t *root = json_object ();
  json_object_set_new (root, "read", json_integer (report->rows_read));
  json_object_set_new (root, "written", json_integer (report->rows_written));
  json_object_set_new (root, "rejected", json_integer (report->rows_rejected));
  json_object_set_new (root, "changed", json_integer (report->rows_changed));
  json_object_set_new (root, "same", json_integer (report->rows_same));
  json_object_set_new (root, "without_place", json_integer (report->rows_without_place));
  json_object_set_new (root, "entry", json_integer (report->result != NULL ? report->result->entry : 0));
  json_object_set_new (root, "mapped", strings_json (report->mapped));
  json_object_set_new (root, "unused", strings_json (report->unused));
  json_object_set_new (root, "notes", strings_json (report->notes));
  json_object_set_new (root, "rejects", rejects);
  yzt_print_json (root);
}

static void
print_report (const YztImportReport *report)
{
  for (guint i = 0; i < report->notes->len; i++) {
    g_print ("%s\n", (const char *) report->notes->pdata[i]);
  }
  for (guint i = 0; i < report->rejects->len; i++) {
    const YztImportReject *reject = &g_array_index (report->rejects, YztImportReject, i);
    if (*reject->column != '\0') {
      g_print (_("row %u, column “%s”: %s\n"), reject->row, reject->column, reject->reason);
    } else {
      g_print (_("row %u: %s\n"), reject->row, reject->reason);
    }
  }
  if (report->rows_rejected > report->rejects->len) {
    g_print (_("… and %u more rejected rows\n"), report->rows_rejected - report->rejects->len);
  }
  g_print (_("%u read, %u written, %u rejected\n"), report->rows_read, report->rows_written, report->rows_rejected);
}

/* NULL with a sentence told when a --map is not FIELD=COLUMN or names no field. */
static GHashTable *
parse_mapping (const YztCall *call, const YztKind *kind, YztExit *status)
{
  g_autoptr (GHashTable) mapping = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < call->maps->len; i++) {
    const char *map = call->maps->pdata[i];
    const char *equals = strchr (map, '=');
    if (equals == NULL || equals == map || equals[1] == '\0') {
      *status = yzt_usage (_("--map takes FIELD=COLUMN, not “%s”."), map);
      return NULL;
    }
    g_autofree char *field = g_strndup (map, (gsize) (equals - map));
    if (yzt_kind_find_field (kind, field) == NULL) {
      *status = YZT_EXIT_PROBLEM;
      g_printerr ("yzt: ");
      g_printerr (_("The kind %s has no field “%s”; “yzt kinds --json” lists them.\n"), yzt_kind_get_id (kind), field);
      return NULL;
    }
    g_hash_table_insert (mapping, g_steal_pointer (&field), g_strdup (equals + 1));
  }
  return g_steal_pointer (&mapping);
}

static YztKind *
find_kind (YztStore *store, const char *id)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), id);
  if (kind == NULL) {
    g_printerr ("yzt: ");
    g_printerr (_("This map has no kind “%s”; “yzt kinds MAP” lists them.\n"), id);
  }
  return kind;
}

static char *
import_label (const char *path, const YztKind *kind, const char *language)
{
  g_autofree char *base = g_path_get_basename (path);
  return g_strdup_printf (_("Import %s as %s"), base, yzt_kind_get_label (kind, language));
}

static YztExit
import_plans (const YztCall *call, YztStore *store, YztKind *kind, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztPlanImportReport) report = NULL;
  g_autofree char *label = import_label (path, kind, call->language);
  YztActInfo info = { .author = yzt_author (call), .window = "yzt", .label = label, .nature = YZT_ACT_BULK };
  gboolean done = yzt_import_plans (store, kind, path, call->dry_run, call->strict, &info, &report, &error);
  for (guint i = 0; report != NULL && i < report->problems->len; i++) {
    g_printerr ("yzt: %s\n", (const char *) report->problems->pdata[i]);
  }
  if (!done) {
    return yzt_fail (error);
  }
  if (call->json) {
    json_t *root = json_object ();
    json_object_set_new (root, "read", json_integer (report->read));
    json_object_set_new (root, "written", json_integer (report->written));
    json_object_set_new (root, "unchanged", json_integer (report->unchanged));
    json_object_set_new (root, "rejected", json_integer (report->rejected));
    yzt_print_json (root);
  } else {
    g_print (_("%u read, %u written, %u unchanged, %u rejected\n"), report->read, report->written, report->unchanged,
             report->rejected);
  }
  return report->rejected > 0 && report->rejected == report->read ? YZT_EXIT_PROBLEM : YZT_EXIT_DONE;
}

static gboolean
is_plan_path (const char *path)
{
  static const char *const endings[] = { ".md", ".markdown", ".txt" };
  g_autofree char *lower = g_ascii_strdown (path, -1);
  if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
    return TRUE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    if (g_str_has_suffix (lower, endings[i])) {
      return TRUE;
    }
  }
  return FALSE;
}

/* Runs one import and tells its report. Rejected rows are told row by row; the command as a whole has failed only when no
 * row of the file was good. */
static YztExit
import_rows (const YztCall *call, YztStore *store, YztKind *kind, const char *path, const YztImportOptions *options,
             gboolean quiet)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztImportReport) report = NULL;
  g_autofree char *label = import_label (path, kind, call->language);
  YztActInfo info = { .author = yzt_author (call), .window = "yzt", .label = label, .nature = YZT_ACT_BULK };
  gboolean done = yzt_import_file (store, kind, path, options, &info, &report, &error);
  if (report != NULL && (!quiet || report->rows_rejected > 0)) {
    if (call->json && !quiet) {
      print_report_json (report);
    } else {
      print_report (report);
    }
  }
  if (!done) {
    return yzt_fail (error);
  }
  return report->rows_rejected > 0 && report->rows_rejected == report->rows_read ? YZT_EXIT_PROBLEM : YZT_EXIT_DONE;
}

YztExit
yzt_command_import (const YztCall *call)
{
  const char *path = call->words->pdata[1];
  YztImportOptions options = { .encoding = call->encoding, .strict = call->strict, .dry_run = call->dry_run,
                               .without_place = call->without_place, .update = call->update,
                               .erase_empty = call->erase_empty, .repair = call->repair,
                               .hold_doubtful = call->hold_doubtful, .language = call->language };
  if (call->kinds->len != 1) {
    return yzt_usage (_("Name the kind of the rows with one --kind KIND; “yzt kinds” lists them."));
  }
  if (call->datum != NULL) {
    if (!yzt_datum_from_name (call->datum, &options.datum)) {
      g_printerr ("yzt: ");
      g_printerr (_("There is no datum “%s”; choose wgs84, cgcs2000, gcj02 or bd09.\n"), call->datum);
      return YZT_EXIT_PROBLEM;
    }
    options.datum_given = TRUE;
  }
  g_autoptr (YztStore) store = yzt_open_for_writing (call);
  YztKind *kind = store != NULL ? find_kind (store, call->kinds->pdata[0]) : NULL;
  if (kind == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  if (g_str_equal (yzt_kind_get_id (kind), "plan") && is_plan_path (path)) {
    return import_plans (call, store, kind, path);
  }
  YztExit status = YZT_EXIT_DONE;
  g_autoptr (GHashTable) mapping = parse_mapping (call, kind, &status);
  if (mapping == NULL) {
    return status;
  }
  options.mapping = mapping;
  return import_rows (call, store, kind, path, &options, FALSE);
}

YztExit
yzt_command_export (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_open_for_reading (call);
  YztKind *kind = store != NULL ? find_kind (store, call->words->pdata[1]) : NULL;
  guint rows = 0;
  if (kind == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  if (!yzt_export_file (store, kind, call->words->pdata[2], &rows, &error)) {
    return yzt_fail (error);
  }
  g_print (_("%u rows written to %s\n"), rows, (const char *) call->words->pdata[2]);
  return YZT_EXIT_DONE;
}

/* --- new --- */

static gboolean
mark_sample_act (YztAct *act, gpointer user_data, GError **error)
{
  return yzt_act_put_setting (act, "sample", "1", error) && yzt_act_put_setting (act, "jurisdiction", "4412", error);
}

/* Every CSV of the sample folder that is named after a kind, in the order of the kinds, so that owners come before
 * what they own; then the plans. */
static YztExit
fill_sample (const YztCall *call, YztStore *store)
{
  YztKindSet *kinds = yzt_store_get_kinds (store);
  YztImportOptions options = { .strict = TRUE, .language = call->language };
  for (int owned = 0; owned < 2; owned++) {
    for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
      YztKind *kind = yzt_kind_set_get (kinds, i);
      g_autofree char *file = g_strdup_printf ("%s.csv", yzt_kind_get_id (kind));
      g_autofree char *path = g_build_filename (yzt_data_dir (), "sample", file, NULL);
      if ((yzt_kind_get_owner (kind) != NULL) != (owned == 1) || !g_file_test (path, G_FILE_TEST_EXISTS)) {
        continue;
      }
      YztExit status = import_rows (call, store, kind, path, &options, TRUE);
      if (status != YZT_EXIT_DONE) {
        return status;
      }
    }
  }
  g_autoptr (GError) error = NULL;
  g_autofree char *plans = g_build_filename (yzt_data_dir (), "sample", "plans", NULL);
  g_autoptr (YztPlanImportReport) report = NULL;
  YztKind *plan = yzt_kind_set_find (kinds, "plan");
  YztActInfo info = { .author = yzt_author (call), .window = "yzt", .label = _("Import the sample plans"),
                      .nature = YZT_ACT_BULK };
  if (plan != NULL && !yzt_import_plans (store, plan, plans, FALSE, TRUE, &info, &report, &error)) {
    return yzt_fail (error);
  }
  info.label = _("Mark as sample data");
  info.nature = YZT_ACT_FEED;
  g_autoptr (YztActResult) result = yzt_store_write (store, &info, mark_sample_act, NULL, &error);
  return result != NULL ? YZT_EXIT_DONE : yzt_fail (error);
}

YztExit
yzt_command_new (const YztCall *call)
{
  const char *path = call->words->pdata[0];
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (YztKindSet) kinds = yzt_load_kinds (problems, &error);
  if (kinds == NULL) {
    return yzt_fail (error);
  }
  for (guint i = 0; i < problems->len; i++) {
    g_printerr ("yzt: %s\n", (const char *) problems->pdata[i]);
  }
  const char *title = call->title != NULL ? call->title : (call->sample ? "肇庆市" : NULL);
  const char *zone = call->time_zone != NULL ? call->time_zone : "Asia/Shanghai";
  if (!yzt_store_create (path, kinds, title, zone, &yzt_clock_system, &error)) {
    return yzt_fail (error);
  }
  if (!call->sample) {
    return YZT_EXIT_DONE;
  }
  g_autoptr (YztStore) store = yzt_open_for_writing (call);
  YztExit status = store != NULL ? fill_sample (call, store) : YZT_EXIT_PROBLEM;
  if (store != NULL) {
    yzt_store_close (store);
  }
  if (status != YZT_EXIT_DONE) {
    g_unlink (path);
  }
  return status;
}

/* --- feed --- */

YztExit
yzt_command_feed (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztFeedReport) report = NULL;
  g_autoptr (YztStore) store = yzt_open_for_writing (call);
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  if (!yzt_feed_path (store, call->words->pdata[1], yzt_author (call), call->language, &yzt_clock_system, &report,
                      &error)) {
    return yzt_fail (error);
  }
  for (guint i = 0; i < report->problems->len; i++) {
    g_printerr ("yzt: %s\n", (const char *) report->problems->pdata[i]);
  }
  if (call->json) {
    json_t *root = json_object ();
    json_object_set_new (root, "files", json_integer (report->files));
    json_object_set_new (root, "inserted", json_integer (report->inserted));
    json_object_set_new (root, "updated", json_integer (report->updated));
    json_object_set_new (root, "cancelled", json_integer (report->cancelled));
    json_object_set_new (root, "duplicates", json_integer (report->duplicates));
    json_object_set_new (root, "ignored", json_integer (report->ignored));
    json_object_set_new (root, "failed", json_integer (report->failed));
    yzt_print_json (root);
  } else {
    g_print (_("%u files: %u new, %u updated, %u cancelled, %u duplicates, %u ignored, %u failed\n"), report->files,
             report->inserted, report->updated, report->cancelled, report->duplicates, report->ignored,
             report->failed);
  }
  return report->failed > 0 ? YZT_EXIT_PROBLEM : YZT_EXIT_DONE;
}

/* --- undo --- */

YztExit
yzt_command_undo (const YztCall *call)
{
  gint64 entry = 0;
  if (call->words->len > 1 &&
      !g_ascii_string_to_signed (call->words->pdata[1], 10, 1, G_MAXINT64, &entry, NULL)) {
    return yzt_usage (_("“%s” is no entry; “yzt log MAP” shows their numbers."),
                      (const char *) call->words->pdata[1]);
  }
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_open_for_writing (call);
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  YztActInfo info = { .author = yzt_author (call), .window = "yzt", .nature = YZT_ACT_EDIT };
  g_autoptr (YztActResult) result = yzt_store_undo (store, entry, &info, &error);
  if (result == NULL) {
    return yzt_fail (error);
  }
  g_print ("%s\n", result->label != NULL ? result->label : "");
  return YZT_EXIT_DONE;
}
