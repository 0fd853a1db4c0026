/* yzt-commands-exchange.c: the commands that take files of others in, and give ours out
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-cli.h"
#include "yzt-documents.h"
#include "yzt-exchange.h"

#include <glib/gi18n-lib.h>

/* Warnings and corrections are told one by one as long as a person would read them. */
#define MAX_DOUBTS_TOLD 40
#define MAX_COLUMNS_TOLD 30

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

static const char *
severity_name (YztFindingSeverity severity)
{
  static const char *const names[] = { "reject", "warning", "corrected" };
  return names[severity];
}

static json_t *
findings_json (const YztImportReport *report)
{
  json_t *list = json_array ();
  for (guint i = 0; i < report->findings->len; i++) {
    const YztFinding *finding = &g_array_index (report->findings, YztFinding, i);
    json_t *object = json_object ();
    json_object_set_new (object, "row", json_integer (finding->row));
    json_object_set_new (object, "column", json_string (finding->header));
    json_object_set_new (object, "severity", json_string (severity_name (finding->severity)));
    json_object_set_new (object, "reason", json_string (finding->reason));
    json_object_set_new (object, "suggestion", json_string (finding->suggestion));
    json_array_append_new (list, object);
  }
  return list;
}

static json_t *
changes_json (const YztImportPlan *plan)
{
  json_t *list = json_array ();
  for (guint i = 0; i < yzt_import_plan_get_count (plan, YZT_IMPORT_CHANGED); i++) {
    const GArray *changes = yzt_import_plan_get_changes (plan, i);
    json_t *row = json_object (), *fields = json_array ();
    for (guint c = 0; c < changes->len; c++) {
      const YztImportChange *change = &g_array_index (changes, YztImportChange, c);
      json_t *object = json_object ();
      json_object_set_new (object, "field", json_string (change->field != NULL ? yzt_field_get_name (change->field) : "position"));
      json_object_set_new (object, "before", json_string (change->before));
      json_object_set_new (object, "after", json_string (change->after));
      json_array_append_new (fields, object);
    }
    json_object_set_new (row, "row", json_integer (yzt_import_plan_get_number (plan, YZT_IMPORT_CHANGED, i)));
    json_object_set_new (row, "name", json_string (yzt_import_plan_get_name (plan, YZT_IMPORT_CHANGED, i)));
    json_object_set_new (row, "fields", fields);
    json_array_append_new (list, row);
  }
  return list;
}

static json_t *
rejects_json (const YztImportReport *report)
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
  return rejects;
}

static void
print_plan_json (const YztImportPlan *plan)
{
  const YztImportReport *report = yzt_import_plan_get_report (plan);
  json_t *root = json_object ();
  json_object_set_new (root, "read", json_integer (report->rows_read));
  json_object_set_new (root, "written", json_integer (report->rows_written));
  json_object_set_new (root, "rejected", json_integer (report->rows_rejected));
  json_object_set_new (root, "new", json_integer (yzt_import_plan_get_count (plan, YZT_IMPORT_NEW)));
  json_object_set_new (root, "changed", json_integer (report->rows_changed));
  json_object_set_new (root, "same", json_integer (report->rows_same));
  json_object_set_new (root, "without_place", json_integer (report->rows_without_place));
  json_object_set_new (root, "first_row", json_integer (report->first_row));
  json_object_set_new (root, "entry", json_integer (report->result != NULL ? report->result->entry : 0));
  json_object_set_new (root, "mapped", strings_json (report->mapped));
  json_object_set_new (root, "unused", strings_json (report->unused));
  json_object_set_new (root, "notes", strings_json (report->notes));
  json_object_set_new (root, "rejects", rejects_json (report));
  json_object_set_new (root, "findings", findings_json (report));
  json_object_set_new (root, "changes", changes_json (plan));
  yzt_print_json (root);
}

static void
print_changes (const YztImportPlan *plan, const char *language)
{
  for (guint i = 0; i < yzt_import_plan_get_count (plan, YZT_IMPORT_CHANGED); i++) {
    const GArray *changes = yzt_import_plan_get_changes (plan, i);
    for (guint c = 0; c < changes->len; c++) {
      const YztImportChange *change = &g_array_index (changes, YztImportChange, c);
      /* TRANSLATORS: row 3, 第一医院, beds: 500 → 520 */
      g_print (_("row %u, %s, %s: %s → %s\n"),
               yzt_import_report_get_row (yzt_import_plan_get_report (plan), yzt_import_plan_get_number (plan, YZT_IMPORT_CHANGED, i)),
               yzt_import_plan_get_name (plan, YZT_IMPORT_CHANGED, i),
               change->field != NULL ? yzt_field_get_label (change->field, language) : _("Position"),
               *change->before != '\0' ? change->before : "—", *change->after != '\0' ? change->after : "—");
    }
  }
}

static void
print_row (guint row, const char *column, const char *reason, const char *suggestion)
{
  if (*column != '\0') {
    g_print (_("row %u, column “%s”: %s"), row, column, reason);
  } else {
    g_print (_("row %u: %s"), row, reason);
  }
  g_print ("%s%s\n", *suggestion != '\0' ? " " : "", suggestion);
}

static void
print_findings (const YztImportReport *report)
{
  guint n_doubts = report->n_findings[YZT_FINDING_WARNING] + report->n_findings[YZT_FINDING_CORRECTED], told = 0;
  for (guint i = 0; i < report->findings->len; i++) {
    const YztFinding *finding = &g_array_index (report->findings, YztFinding, i);
    if (finding->severity != YZT_FINDING_REJECT && told++ >= MAX_DOUBTS_TOLD) {
      continue;
    }
    if (finding->severity == YZT_FINDING_WARNING) {
      g_print ("%s ", _("Look at:"));
    } else if (finding->severity == YZT_FINDING_CORRECTED) {
      g_print ("%s ", _("Corrected:"));
    }
    print_row (yzt_import_report_get_row (report, finding->row), finding->header, finding->reason, finding->suggestion);
  }
  if (n_doubts > MAX_DOUBTS_TOLD) {
    g_print (_("… and %u more to look at; --return-sheet or --json gives them all\n"), n_doubts - MAX_DOUBTS_TOLD);
  }
  if (report->rows_rejected > report->rejects->len) {
    g_print (_("… and %u more rejected rows\n"), report->rows_rejected - report->rejects->len);
  }
}

/* What is not taken is said, as the window shows it. */
static void
print_unused (const YztImportReport *report)
{
  g_autoptr (GString) list = g_string_new (NULL);
  for (guint i = 0; i < report->unused->len && i < MAX_COLUMNS_TOLD; i++) {
    g_autofree char *shown = yzt_text_shorten (report->unused->pdata[i], 60);
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", shown);
  }
  if (report->unused->len > MAX_COLUMNS_TOLD) {
    g_string_append (list, " …");
  }
  if (list->len > 0) {
    g_print (ngettext ("%u column was not taken: %s\n", "%u columns were not taken: %s\n", report->unused->len), report->unused->len, list->str);
  }
}

static void
print_plan (const YztImportPlan *plan, const YztCall *call)
{
  const YztImportReport *report = yzt_import_plan_get_report (plan);
  for (guint i = 0; i < report->notes->len; i++) {
    const char *note = report->notes->pdata[i];
    /* That was said before it was written. */
    if (call->dry_run || g_strcmp0 (note, report->wait) != 0) {
      g_print ("%s\n", note);
    }
  }
  print_changes (plan, call->language);
  print_findings (report);
  print_unused (report);
  if (call->update) {
    g_print (_("%u new, %u changed, %u as they are\n"), yzt_import_plan_get_count (plan, YZT_IMPORT_NEW), report->rows_changed, report->rows_same);
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

static char *
import_label (const char *path, const YztKind *kind, const char *language)
{
  g_autofree char *base = yzt_import_source_name (path);
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
    json_object_set_new (root, "doubtful", json_integer (report->doubtful));
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
  return g_file_test (path, G_FILE_TEST_IS_DIR) || yzt_plan_is_document_name (path);
}

/* FALSE when it was wanted and cannot be written. */
static gboolean
write_return_sheet (const YztCall *call, YztImportPlan *plan, GError **error)
{
  const YztImportReport *report = yzt_import_plan_get_report (plan);
  if (call->return_sheet == NULL || (report->rows_rejected == 0 && report->findings->len == 0)) {
    return TRUE;
  }
  return yzt_import_plan_write_return_sheet (plan, call->return_sheet, error);
}

YztExit
yzt_run_import (const YztCall *call, YztStore *store, YztKind *kind, const char *path, const YztImportOptions *options,
                gboolean quiet)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *label = import_label (path, kind, call->language);
  YztActInfo info = { .author = yzt_author (call), .window = "yzt", .label = label, .nature = YZT_ACT_BULK };
  g_autoptr (YztImportPlan) plan = yzt_import_plan_new (store, kind, path, options, &error);
  if (plan == NULL) {
    return yzt_fail (error);
  }
  const YztImportReport *report = yzt_import_plan_get_report (plan);
  gboolean refused = options->strict && report->rows_rejected > 0;
  if (report->wait != NULL && !refused && !options->dry_run) {
    g_printerr ("yzt: %s\n", report->wait);
  }
  gboolean done = (options->dry_run && !refused) || yzt_import_apply (plan, &info, &error);
  if ((done || refused) && (!quiet || report->rows_rejected > 0)) {
    if (call->json && !quiet) {
      print_plan_json (plan);
    } else {
      print_plan (plan, call);
    }
  }
  g_autoptr (GError) sheet_error = NULL;
  if (!write_return_sheet (call, plan, &sheet_error)) {
    return yzt_fail (done ? sheet_error : error);
  }
  if (!done) {
    return yzt_fail (error);
  }
  return report->rows_rejected > 0 && report->rows_rejected == report->rows_read ? YZT_EXIT_PROBLEM : YZT_EXIT_DONE;
}

/* A whole number from 1; 0 when @text is NULL. */
static YztExit
parse_count (const char *option, const char *text, guint *count_out)
{
  guint64 number = 0;
  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, 1000000, &number, NULL)) {
    return yzt_usage (_("%s takes a whole number from 1, not “%s”."), option, text);
  }
  *count_out = (guint) number;
  return YZT_EXIT_DONE;
}

YztExit
yzt_command_import (const YztCall *call)
{
  const char *path = call->words->pdata[1];
  YztImportOptions options = { .encoding = call->encoding, .strict = call->strict, .dry_run = call->dry_run, .prepare = TRUE,
                               .without_place = call->without_place, .update = call->update,
                               .erase_empty = call->erase_empty, .repair = call->repair,
                               .hold_doubtful = call->hold_doubtful, .language = call->language };
  guint epsg = 0;
  YztExit status = parse_count ("--header-row", call->header_row, &options.header_row);
  if (status == YZT_EXIT_DONE) {
    status = parse_count ("--epsg", call->epsg, &epsg);
  }
  if (status != YZT_EXIT_DONE) {
    return status;
  }
  options.layer = call->layer;
  options.epsg = (int) epsg;
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
  YztKind *kind = store != NULL ? yzt_find_kind (yzt_store_get_kinds (store), call->kinds->pdata[0]) : NULL;
  if (kind == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  if (g_str_equal (yzt_kind_get_id (kind), "plan") && is_plan_path (path)) {
    return import_plans (call, store, kind, path);
  }
  g_autoptr (GHashTable) mapping = parse_mapping (call, kind, &status);
  if (mapping == NULL) {
    return status;
  }
  options.mapping = mapping;
  return yzt_run_import (call, store, kind, path, &options, FALSE);
}

/* --- export --- */

typedef struct {
  YztPosition center;
  double radius_m;
  GHashTable *owners; /* gint64 *; of rows that have no place but an owner that has one */
  GArray *fids;
} Ring;

static gboolean
is_inside (const Ring *ring, const YztRow *row)
{
  return row->has_position && yzt_geo_distance_m (ring->center, (YztPosition) { row->lon, row->lat }, NULL) <= ring->radius_m;
}

static gboolean
on_owner_row (const YztRow *row, gpointer user_data)
{
  Ring *ring = user_data;
  if (is_inside (ring, row)) {
    g_hash_table_add (ring->owners, g_memdup2 (&row->fid, sizeof row->fid));
  }
  return TRUE;
}

static gboolean
on_ring_row (const YztRow *row, gpointer user_data)
{
  Ring *ring = user_data;
  if (is_inside (ring, row) || (!row->has_position && g_hash_table_contains (ring->owners, &row->owner_fid))) {
    g_array_append_val (ring->fids, row->fid);
  }
  return TRUE;
}

/* Stock lines are where their depot is. */
static gboolean
find_ring (YztStore *store, YztKind *kind, Ring *ring, GError **error)
{
  const char *owner_id = yzt_kind_get_owner (kind);
  YztKind *owner = owner_id != NULL ? yzt_kind_set_find (yzt_store_get_kinds (store), owner_id) : NULL;
  return (owner == NULL || yzt_store_read_rows (store, owner, on_owner_row, ring, error)) &&
         yzt_store_read_rows (store, kind, on_ring_row, ring, error);
}

static YztExit
parse_export_options (const YztCall *call, YztExportOptions *options)
{
  options->language = call->labels != NULL ? call->labels : call->language;
  options->labelled = call->labels != NULL;
  if (call->labels != NULL && !g_str_equal (call->labels, "zh_CN") && !g_str_equal (call->labels, "en")) {
    return yzt_usage (_("--language takes zh_CN or en, not “%s”."), call->labels);
  }
  if (call->fields != NULL && !g_str_equal (call->fields, "all") && !g_str_equal (call->fields, "plain")) {
    return yzt_usage (_("--fields takes all or plain, not “%s”."), call->fields);
  }
  options->plain = g_strcmp0 (call->fields, "plain") == 0;
  if (call->datum != NULL && !yzt_datum_from_name (call->datum, &options->datum)) {
    g_printerr ("yzt: ");
    g_printerr (_("There is no datum “%s”; choose wgs84, cgcs2000, gcj02 or bd09.\n"), call->datum);
    return YZT_EXIT_PROBLEM;
  }
  return YZT_EXIT_DONE;
}

static YztExit
run_export (const YztCall *call, YztStore *store, YztKind *kind, const YztExportOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztExportReport) report = NULL;
  if (!yzt_export_rows (store, kind, call->words->pdata[2], options, &report, &error)) {
    return yzt_fail (error);
  }
  for (guint i = 0; i < report->notes->len; i++) {
    g_print ("%s\n", (const char *) report->notes->pdata[i]);
  }
  g_print (_("%u rows written to %s\n"), report->rows, (const char *) call->words->pdata[2]);
  return YZT_EXIT_DONE;
}

YztExit
yzt_command_export (const YztCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) owners = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GArray) fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  Ring ring = { .owners = owners, .fids = fids };
  YztExportOptions options = { .datum = YZT_DATUM_WGS84 };
  YztExit status = parse_export_options (call, &options);
  if (status != YZT_EXIT_DONE) {
    return status;
  }
  if (call->near_center != NULL) {
    status = yzt_parse_center (call->near_center, &ring.center);
    if (status != YZT_EXIT_DONE) {
      return status;
    }
    if (!yzt_distance_parse (call->near_radius, &ring.radius_m)) {
      return yzt_usage (_("“%s” is no radius; write 800m or 50km."), call->near_radius);
    }
  }
  g_autoptr (YztStore) store = yzt_open_for_reading (call);
  YztKind *kind = store != NULL ? yzt_find_kind (yzt_store_get_kinds (store), call->words->pdata[1]) : NULL;
  if (kind == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  if (call->near_center != NULL) {
    if (!find_ring (store, kind, &ring, &error)) {
      return yzt_fail (error);
    }
    /* An empty ring is no whole layer. */
    static const gint64 nothing = 0;
    options.fids = fids->len > 0 ? (const gint64 *) (gpointer) fids->data : &nothing;
    options.n_fids = fids->len;
  }
  return run_export (call, store, kind, &options);
}
