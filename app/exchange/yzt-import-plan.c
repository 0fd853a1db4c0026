/* yzt-import-plan.c: a foreign file read, examined and compared with the map, before anything is written
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>

#include "yzt-base.h"
#include "yzt-import-advice.h"
#include "yzt-import-plan-private.h"

#define MAX_FINDINGS_KEPT 10000
#define ROWS_BETWEEN_LOOKS 64

gboolean
yzt_import_newest_entry (YztStore *store, gint64 *entry_out, GError **error)
{
  g_autoptr (GArray) entries = yzt_store_read_journal (store, 0, 1, error);

  *entry_out = entries != NULL && entries->len > 0 ? g_array_index (entries, YztJournalEntry, 0).entry : 0;
  return entries != NULL;
}

/* --- life --- */

void
yzt_import_matched_free (YztImportMatched *matched)
{
  yzt_row_free (matched->row);
  g_clear_pointer (&matched->changes, g_array_unref);
  g_free (matched);
}

static void
kept_clear (gpointer data)
{
  g_strfreev (((YztImportKept *) data)->cells);
}

static YztImportPlan *
plan_alloc (YztStore *store, YztKind *kind, const char *path, const YztImportOptions *options)
{
  YztImportPlan *plan = g_new0 (YztImportPlan, 1);

  plan->store = g_object_ref (store);
  plan->kind = yzt_kind_ref (kind);
  plan->options = *options;
  plan->language = g_strdup (options->language);
  plan->shown = yzt_import_source_name (path);
  plan->zone = yzt_store_get_zone (store);
  plan->new_rows = yzt_packed_rows_new (kind);
  plan->new_numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  plan->matched = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_import_matched_free);
  plan->same = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_import_matched_free);
  plan->kept = g_array_new (FALSE, FALSE, sizeof (YztImportKept));
  g_array_set_clear_func (plan->kept, kept_clear);
  plan->looked_at = g_array_new (FALSE, FALSE, sizeof (YztImportKept));
  g_array_set_clear_func (plan->looked_at, kept_clear);
  plan->report = yzt_import_report_new ();
  if (plan->options.cancellable != NULL) {
    g_object_ref (plan->options.cancellable);
  }
  return plan;
}

void
yzt_import_plan_free (YztImportPlan *plan)
{
  if (plan == NULL) {
    return;
  }
  yzt_import_columns_clear (&plan->columns);
  g_clear_pointer (&plan->stage, yzt_stage_free);
  g_clear_object (&plan->options.cancellable);
  g_clear_pointer (&plan->zone, g_time_zone_unref);
  g_strfreev (plan->headers);
  yzt_packed_rows_free (plan->new_rows);
  g_array_unref (plan->new_numbers);
  g_ptr_array_unref (plan->matched);
  g_ptr_array_unref (plan->same);
  g_array_unref (plan->kept);
  g_array_unref (plan->looked_at);
  g_clear_pointer (&plan->report, yzt_import_report_free);
  yzt_kind_unref (plan->kind);
  g_object_unref (plan->store);
  g_free (plan->language);
  g_free (plan->shown);
  g_free (plan);
}

/* --- rows --- */

static char *
kept_cell (const char *text)
{
  return g_utf8_strlen (text, -1) > YZT_IMPORT_MAX_KEPT_CELL ? g_utf8_substring (text, 0, YZT_IMPORT_MAX_KEPT_CELL) : g_strdup (text);
}

static void
keep_row (YztImportPlan *plan, GArray *rows, guint most, const YztTable *table)
{
  YztImportKept kept = { table->row.number, NULL };

  if (rows->len < most) {
    kept.cells = g_new0 (char *, plan->n_columns + 1);
    for (guint i = 0; i < plan->n_columns; i++) {
      kept.cells[i] = kept_cell (table->row.cells[i]);
    }
  }
  g_array_append_val (rows, kept);
}

/* Takes the findings of the row over into the report. */
static void
report_findings (YztImportPlan *plan, GArray *findings, gboolean rejected)
{
  YztImportReport *report = plan->report;
  gboolean told = FALSE;

  for (guint i = 0; i < findings->len; i++) {
    YztFinding *finding = &g_array_index (findings, YztFinding, i);
    if (finding->severity == YZT_FINDING_REJECT && !told && report->rejects->len < MAX_FINDINGS_KEPT) {
      YztImportReject reject = { finding->row, g_strdup (finding->header), g_strdup (finding->reason) };
      g_array_append_val (report->rejects, reject);
      told = TRUE;
    }
    if (report->n_findings[finding->severity]++ < MAX_FINDINGS_KEPT) {
      YztFinding kept = *finding;
      g_array_append_val (report->findings, kept);
      *finding = (YztFinding) { 0 };
    }
  }
  g_array_set_size (findings, 0);
  report->rows_rejected += rejected ? 1 : 0;
}

gboolean
yzt_import_plan_stage (YztImportPlan *plan, YztImportGoesOn goes_on, gpointer user_data, GError **error)
{
  if (plan->stage == NULL) {
    plan->stage = yzt_stage_new (plan->store, plan->kind, error);
  }
  for (guint i = plan->stage != NULL ? yzt_stage_get_n (plan->stage) : 0; plan->stage != NULL && i < yzt_packed_rows_get_n (plan->new_rows); i++) {
    g_autoptr (YztRow) row = yzt_packed_rows_get (plan->new_rows, i);
    if (!yzt_stage_add (plan->stage, row, error) || (goes_on != NULL && !goes_on (user_data, error))) {
      return FALSE;
    }
  }
  return plan->stage != NULL;
}

static gboolean
stage_new (YztImportPlan *plan, const YztRow *row, GError **error)
{
  if (!plan->options.prepare || plan->options.dry_run || yzt_packed_rows_get_n (plan->new_rows) < YZT_STAGE_MIN_ROWS) {
    return TRUE;
  }
  return plan->stage != NULL ? yzt_stage_add (plan->stage, row, error) : yzt_import_plan_stage (plan, NULL, NULL, error);
}

static gboolean
add_new (YztImportPlan *plan, const YztRow *row, guint number, GError **error)
{
  if (!row->has_position && yzt_kind_get_geometry (plan->kind) != YZT_KIND_GEOMETRY_NONE) {
    plan->report->rows_without_place++;
  }
  yzt_packed_rows_add (plan->new_rows, row);
  g_array_append_val (plan->new_numbers, number);
  return stage_new (plan, row, error);
}

static void
add_matched (YztImportPlan *plan, YztRow *row, gint64 fid, guint number)
{
  YztImportMatched *matched = g_new0 (YztImportMatched, 1);

  matched->number = number;
  matched->fid = fid;
  matched->row = row;
  g_ptr_array_add (plan->matched, matched);
}

/* Where the row goes; FALSE when it is kept back, or with @error when it could not be staged. */
static gboolean
place_row (YztImportPlan *plan, YztImportReader *reader, YztRow **row, GError **error)
{
  YztImportMatch match = yzt_import_known_match (reader->known, *row, reader->table);
  guint number = reader->table->row.number;
  gboolean is_new = match.by == YZT_IMPORT_BY_NOTHING || match.by == YZT_IMPORT_BY_NAMESAKE;
  gboolean is_update = plan->options.update && match.fid > 0 && match.number == 0 && !is_new;

  if (match.by == YZT_IMPORT_BY_NAMESAKE || (!is_new && !is_update)) {
    match.number = match.number > 0 ? yzt_import_report_get_row (plan->report, match.number) : 0; /* as the sheet counts */
    gboolean by_code = match.by == YZT_IMPORT_BY_CODE;
    int column = yzt_import_columns_get (reader->columns, reader->table->n_columns, by_code ? "code" : "name");
    yzt_import_reader_find (reader, column, is_new ? YZT_FINDING_WARNING : YZT_FINDING_REJECT, yzt_import_match_say (&match, *row),
                            yzt_import_match_advise (&match));
  }
  if ((!is_new && !is_update) || (plan->options.hold_doubtful && yzt_import_reader_has (reader, YZT_FINDING_WARNING))) {
    return FALSE;
  }
  if (is_new) {
    return add_new (plan, *row, number, error);
  }
  add_matched (plan, g_steal_pointer (row), match.fid, number);
  return TRUE;
}

/* A row that the person has left out, else as it was put right. NULL: it stays out; the findings say why. */
static YztRow *
read_mended (const YztImportMends *mends, YztImportReader *reader)
{
  YztTableRow *row = &reader->table->row;

  yzt_import_mends_apply (mends, row->number, row->cells, reader->table->n_columns);
  if (yzt_import_mends_is_dropped (mends, row->number)) {
    yzt_import_reader_find (reader, -1, YZT_FINDING_REJECT, g_strdup (_("Left out by hand.")), NULL);
    return NULL;
  }
  return yzt_import_read_row (reader);
}

static gboolean
take_row (YztImportPlan *plan, YztImportReader *reader, YztDoctor *doctor, GError **error)
{
  GError *cause = NULL;
  g_autoptr (YztRow) row = read_mended (plan->options.mends, reader);
  gboolean taken = row != NULL && yzt_doctor_examine (doctor, reader, row) && place_row (plan, reader, &row, &cause);

  if (cause != NULL) {
    g_propagate_error (error, cause);
    return FALSE;
  }

  plan->report->rows_read++;
  if (!taken) {
    keep_row (plan, plan->kept, YZT_IMPORT_MAX_KEPT_ROWS, reader->table);
  } else if (reader->findings->len > 0 && plan->looked_at->len < YZT_IMPORT_MAX_LOOKED_AT) {
    keep_row (plan, plan->looked_at, YZT_IMPORT_MAX_LOOKED_AT, reader->table);
  }
  if (reader->findings->len > 0) {
    report_findings (plan, reader->findings, !taken);
    reader->enough_warnings = plan->report->n_findings[YZT_FINDING_WARNING] >= MAX_FINDINGS_KEPT;
  }
  return TRUE;
}

static gboolean
read_rows (YztImportPlan *plan, YztImportReader *reader, YztDoctor *doctor, GError **error)
{
  YztProgress progress = { plan->options.progress, plan->options.progress_data, 0 };
  g_autoptr (GError) cause = NULL;

  while (yzt_table_next (reader->table, &cause)) {
    plan->report->first_row = MAX (reader->table->shape.first_data_row, 1);
    if (!take_row (plan, reader, doctor, error)) {
      return FALSE;
    }
    if (plan->report->rows_read % ROWS_BETWEEN_LOOKS == 0) {
      if (g_cancellable_set_error_if_cancelled (plan->options.cancellable, error)) {
        return FALSE;
      }
      yzt_progress_tell (&progress, YZT_EXCHANGE_READING, plan->report->rows_read, yzt_table_estimate_rows (reader->table, plan->report->rows_read));
    }
  }
  if (cause != NULL) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  return !g_cancellable_set_error_if_cancelled (plan->options.cancellable, error);
}

/* --- the whole --- */

static void
add_notes (YztImportPlan *plan, const YztImportReader *reader)
{
  const YztImportColumns *columns = reader->columns;
  YztImportReport *report = plan->report;

  for (guint i = 0; i < reader->table->notes->len; i++) {
    g_ptr_array_add (report->notes, g_strdup (g_ptr_array_index (reader->table->notes, i)));
  }
  if (reader->options->datum_given && reader->options->datum != YZT_DATUM_WGS84) {
    g_ptr_array_add (report->notes, g_strdup_printf (_("Positions were converted from %s to WGS 84."), yzt_datum_label (reader->options->datum)));
  }
  if (reader->n_swapped * 2 > report->rows_read && columns->lon >= 0 && columns->lat >= 0) {
    g_ptr_array_add (report->notes, yzt_advise_swapped (reader->options->in_window, reader->table->headers[columns->lat],
                                                        reader->table->headers[columns->lon]));
  }
  if (report->rows_read == 0) {
    g_ptr_array_add (report->notes, g_strdup_printf (_("“%s” has names of columns, but no row."), plan->shown));
  }
  if (report->rows_without_place > 0) {
    g_ptr_array_add (report->notes, g_strdup_printf (ngettext ("%u row has no place on the map yet.", "%u rows have no place on the map yet.",
                                                               report->rows_without_place), report->rows_without_place));
  }
}

/* Less is not worth a sentence. */
#define SLOW_US (G_USEC_PER_SEC / 2)

/* Who imports is told how long others will have to wait, before it. */
static void
add_wait (YztImportPlan *plan)
{
  guint n_new = yzt_packed_rows_get_n (plan->new_rows);
  guint64 wait_us = (guint64) n_new * YZT_STORE_SLOW_ROW_US;
  guint seconds = (guint) ((wait_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  g_autofree char *trigger = wait_us >= SLOW_US ? yzt_store_find_slow_trigger (plan->store, plan->kind) : NULL;

  if (trigger != NULL) {
    plan->report->wait =
        g_strdup_printf (_("The trigger “%s” of another programme has to be asked about each row: for about %u s or more, while %u rows are written, "
                           "nobody else can save to this map; import them when nobody is in a hurry."),
                         trigger, seconds, n_new);
    g_ptr_array_add (plan->report->notes, g_strdup (plan->report->wait));
  }
}

static gboolean
fill_plan (YztImportPlan *plan, YztTable *table, GError **error)
{
  g_auto (YztImportKnown) known = { FALSE };
  g_auto (YztDoctor) doctor = { NULL };
  g_autoptr (GArray) findings = g_array_new (FALSE, FALSE, sizeof (YztFinding));
  g_autoptr (GHashTable) links = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gboolean says_source = yzt_import_columns_get (&plan->columns, table->n_columns, "source") >= 0;
  YztImportReader reader = { .table = table,
                             .columns = &plan->columns,
                             .options = &plan->options,
                             .known = &known,
                             .source = says_source ? NULL : plan->shown,
                             .zone = plan->zone,
                             .findings = findings,
                             .store = plan->store,
                             .links = links };

  g_array_set_clear_func (findings, (GDestroyNotify) yzt_finding_clear);
  plan->n_columns = table->n_columns;
  plan->headers = g_strdupv (table->headers);
  plan->name_column = yzt_import_columns_get (&plan->columns, table->n_columns, "name");
  yzt_doctor_init (&doctor, plan->store, &plan->columns, table->n_columns);
  if (!yzt_import_newest_entry (plan->store, &plan->newest_entry, error) ||
      !yzt_import_known_load (&known, plan->store, &plan->columns, table->n_columns, &plan->options, error) || !read_rows (plan, &reader, &doctor, error) ||
      !yzt_import_plan_compare (plan, error)) {
    return FALSE;
  }
  add_notes (plan, &reader);
  add_wait (plan);
  plan->report->rows_changed = plan->matched->len;
  plan->report->rows_same = plan->same->len;
  return TRUE;
}

YztImportPlan *
yzt_import_plan_new (YztStore *store, YztKind *kind, const char *path, const YztImportOptions *options, GError **error)
{

  g_autoptr (YztImportPlan) plan = NULL;
  g_autoptr (YztTable) table = NULL;
  YztTableRequest request;

  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  g_return_val_if_fail (kind != NULL && path != NULL && options != NULL, NULL);

  yzt_exchange_init ();
  plan = plan_alloc (store, kind, path, options);
  request = yzt_import_request (options, kind);
  table = yzt_table_open (path, &request, error);
  if (table == NULL || !yzt_import_columns_find (&plan->columns, table, store, kind, plan->shown, options, plan->report, error) ||
      !fill_plan (plan, table, error)) {
    return NULL;
  }
  plan->options = (YztImportOptions) { .strict = options->strict,
                                       .update = options->update,
                                       .erase_empty = options->erase_empty,
                                       .without_place = options->without_place,
                                       .language = plan->language,
                                       .cancellable = plan->options.cancellable,
                                       .progress = options->progress,
                                       .progress_data = options->progress_data };
  return g_steal_pointer (&plan);
}

YztImportReport *
yzt_import_plan_take_report (YztImportPlan *plan)
{
  return g_steal_pointer (&plan->report);
}
