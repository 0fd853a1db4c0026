/* yzt-plan-import.c: plan files into the map as one act
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-plan-import-private.h"

#define MAX_FOLDER_DEPTH 16
#define MAX_FILES 10000

typedef YztPlanFile Plan;

static void
plan_free (Plan *plan)
{
  g_clear_pointer (&plan->row, yzt_row_free);
  g_clear_pointer (&plan->text, yzt_plan_text_free);
  g_clear_pointer (&plan->readings, g_array_unref);
  g_clear_pointer (&plan->structure, yzt_plan_structure_free);
  g_clear_pointer (&plan->outdated, g_array_unref);
  g_free (plan->path);
  g_free (plan->shown);
  g_free (plan->sha256);
  g_free (plan->text_digest);
  g_free (plan);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Plan, plan_free)

void
yzt_plan_import_report_free (YztPlanImportReport *report)
{
  if (report == NULL) {
    return;
  }
  g_ptr_array_unref (report->problems);
  g_clear_pointer (&report->result, yzt_act_result_free);
  g_free (report);
}

/* --- files --- */

static void
collect (const char *folder, guint depth, GPtrArray *paths)
{
  g_autoptr (GDir) dir = depth < MAX_FOLDER_DEPTH ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;

  while (dir != NULL && paths->len < MAX_FILES && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (*name == '.') {
      continue;
    }
    if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
      if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK)) {
        collect (path, depth + 1, paths);
      }
    } else if (yzt_plan_is_document_name (name)) {
      g_ptr_array_add (paths, g_steal_pointer (&path));
    }
  }
}

static gint
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
find_files (const char *path, GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *shown = g_filename_display_name (path);

  if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
    collect (path, 0, paths);
    if (paths->len == 0) {
      g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_READ, _("The folder “%s” has no document that a plan can be read from."), shown);
      return NULL;
    }
    g_ptr_array_sort (paths, compare_paths);
    return g_steal_pointer (&paths);
  }
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_READ, _("There is no file or folder “%s”; check the name."), shown);
    return NULL;
  }
  if (!yzt_plan_is_document_name (path)) {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT,
                 _("“%s” is no document that a plan can be read from: save it as PDF, Word (.docx), OpenDocument, Markdown or text."), shown);
    return NULL;
  }
  g_ptr_array_add (paths, g_strdup (path));
  return g_steal_pointer (&paths);
}

/* --- one plan --- */

/* "1 总则" is the first chapter of a plan without a title, not its name. */
static gboolean
is_chapter (const char *title)
{
  return g_regex_match_simple ("^(?:第[一二三四五六七八九十0-9]+[章节]|[0-9]+(?:\\.[0-9]+)*[\\s、.]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十0-9]+[)）])", title, 0, 0)
         && !g_regex_match_simple ("预案|方案|plan", title, G_REGEX_CASELESS, 0);
}

static gboolean
fill_row (YztRow *row, YztPlanText *text, const char *file_name, GError **error)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, text->meta);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    const YztField *field = yzt_kind_match_header (row->kind, key);
    YztCell cell = { YZT_CELL_NULL };
    g_autoptr (GError) cause = NULL;
    if (field == NULL || yzt_kind_get_field_index (row->kind, yzt_field_get_name (field)) < 0) {
      continue; /* other programmes keep their own keys there */
    }
    if (!yzt_field_parse (field, value, &cell, &cause)) {
      g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, "%s: %s: %s", file_name, (const char *) key, cause->message);
      return FALSE;
    }
    yzt_row_set (row, yzt_field_get_name (field), &cell);
    yzt_cell_clear (&cell);
  }
  if (yzt_row_get_text (row, "name") == NULL) {
    g_autofree char *stem = g_strndup (file_name, strcspn (file_name, "."));
    yzt_row_set_text (row, "name", *text->title != '\0' && !is_chapter (text->title) ? text->title : stem);
  }
  return TRUE;
}

static char *
digest_of (const char *title, const GArray *sections)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (checksum, (const guchar *) title, -1);
  for (guint i = 0; i < sections->len; i++) {
    const YztPlanSection *section = &g_array_index (sections, YztPlanSection, i);
    g_checksum_update (checksum, (const guchar *) section->heading, -1);
    g_checksum_update (checksum, (const guchar *) "\n", 1);
    g_checksum_update (checksum, (const guchar *) section->text, -1);
  }
  return g_strdup (g_checksum_get_string (checksum));
}

static gboolean
same_sections (GArray *a, GArray *b)
{
  if (a->len != b->len) {
    return FALSE;
  }
  for (guint i = 0; i < a->len; i++) {
    const YztPlanSection *x = &g_array_index (a, YztPlanSection, i);
    const YztPlanSection *y = &g_array_index (b, YztPlanSection, i);
    if (x->depth != y->depth || g_strcmp0 (x->path, y->path) != 0 || g_strcmp0 (x->heading, y->heading) != 0 ||
        g_strcmp0 (x->text, y->text) != 0) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
same_rows (const YztRow *a, const YztRow *b)
{
  for (guint i = 0; i < yzt_kind_get_n_fields (a->kind); i++) {
    if (!yzt_cell_equal (&a->cells[i], &b->cells[i])) {
      return FALSE;
    }
  }
  return TRUE;
}

/* The plan of the map that this file tells of: by code, else by title. NULL with no error when it is new. */
static YztRow *
find_existing (YztStore *store, const YztRow *row, GError **error)
{
  const char *code = yzt_row_get_text (row, "code");
  const char *field = code != NULL && *code != '\0' ? "code" : "name";
  g_autoptr (GError) cause = NULL;
  gint64 fid = yzt_store_find_row (store, row->kind, field, yzt_row_get_text (row, field), &cause);

  if (cause != NULL) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return NULL;
  }
  return fid != 0 ? yzt_store_get_row (store, row->kind, fid, error) : NULL;
}

/* The bytes as text, with what they say of the plan; the row is new. */
static Plan *
read_document (YztKind *kind, const char *path, GError **error)
{
  g_autoptr (Plan) plan = g_new0 (Plan, 1);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GBytes) original = yzt_file_load (path, YZT_PLAN_MAX_BYTES, error);
  if (original == NULL) {
    return NULL;
  }
  plan->path = g_strdup (path);
  plan->shown = g_filename_display_name (name);
  plan->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, original);
  plan->text = yzt_plan_text_read (original, plan->shown, &plan->media_type, error);
  if (plan->text == NULL) {
    return NULL;
  }
  plan->text_digest = digest_of (plan->text->title, plan->text->sections);
  plan->row = yzt_row_new (kind);
  if (!fill_row (plan->row, plan->text, plan->shown, error)) {
    return NULL;
  }
  yzt_plan_propose (plan);
  return g_steal_pointer (&plan);
}

/* The plan is in the map: its row with what the file says. Unchanged: *changed_out is FALSE. */
static gboolean
take_over (YztStore *store, Plan *plan, YztRow *existing, gboolean *changed_out, GError **error)
{
  g_autoptr (GArray) sections = yzt_store_get_plan_sections (store, existing->fid, error);
  *changed_out = FALSE;
  if (sections == NULL) {
    return FALSE;
  }
  yzt_row_free (plan->row);
  plan->row = yzt_row_copy (existing);
  plan->exists = TRUE;
  if (!fill_row (plan->row, plan->text, plan->shown, error)) {
    return FALSE;
  }
  if (same_rows (existing, plan->row) && same_sections (sections, plan->text->sections)) {
    return TRUE;
  }
  *changed_out = TRUE;
  g_clear_pointer (&plan->readings, g_array_unref);
  g_clear_pointer (&plan->structure, yzt_plan_structure_free);
  yzt_plan_propose (plan);
  return yzt_plan_find_outdated (store, plan, error);
}

static gboolean
refuse_same (const Plan *plan, const char *same, gint64 same_fid, GError **error)
{
  if (same_fid != 0) {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, _("%s: the map has this document already, as “%s”; it is not taken in a second time."),
                 plan->shown, same);
  } else {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, _("%s: is the same document as %s; it is not taken in a second time."), plan->shown, same);
  }
  return FALSE;
}

/* Reads one file. NULL with an error: rejected; NULL without: unchanged. */
static Plan *
read_plan (YztStore *store, YztKnownPlans *known, YztKind *kind, const char *path, GError **error)
{
  g_autoptr (YztRow) existing = NULL;
  g_autoptr (GError) cause = NULL;
  g_autoptr (Plan) plan = read_document (kind, path, error);
  const char *code = plan != NULL ? yzt_row_get_text (plan->row, "code") : NULL;
  gboolean changed = TRUE;
  gint64 same_fid = 0;
  if (plan == NULL) {
    return NULL;
  }
  existing = find_existing (store, plan->row, &cause);
  if (cause != NULL) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return NULL;
  }
  if (existing != NULL && (code == NULL || *code == '\0') && yzt_plan_is_other_version (existing, plan->row)) {
    g_clear_pointer (&existing, yzt_row_free);
  }
  const char *same = yzt_known_plans_same (known, store, plan, &same_fid);
  if (same != NULL && existing == NULL && same_fid != 0 && g_strcmp0 (same, yzt_row_get_text (plan->row, "name")) == 0) {
    existing = yzt_store_get_row (store, kind, same_fid, error); /* a version that the map has */
    if (existing == NULL) {
      return NULL;
    }
  }
  if (same != NULL && (existing == NULL || existing->fid != same_fid)) {
    refuse_same (plan, same, same_fid, error);
    return NULL;
  }
  if (existing != NULL && (!take_over (store, plan, existing, &changed, error) || !changed)) {
    return NULL;
  }
  if (!yzt_row_check (plan->row, "en", &cause)) {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, "%s: %s", plan->shown, cause->message);
    return NULL;
  }
  return g_steal_pointer (&plan);
}

/* --- writing --- */

static GBytes *
load_again (const Plan *plan, GError **error)
{
  g_autoptr (GBytes) original = yzt_file_load (plan->path, YZT_PLAN_MAX_BYTES, error);
  g_autofree char *sha256 = original != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, original) : NULL;
  if (original != NULL && !g_str_equal (sha256, plan->sha256)) {
    g_autofree char *shown = g_filename_display_basename (plan->path);
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_READ, _("“%s” was changed while it was being read; import it again."), shown);
    return NULL;
  }
  return g_steal_pointer (&original);
}

typedef struct {
  YztStore *store;
  GPtrArray *plans;
} Writing;

/* New versions name the ones that they replace: those have their numbers by now. */
static gboolean
write_replaced (YztAct *act, GPtrArray *plans, GError **error)
{
  for (guint i = 0; i < plans->len; i++) {
    Plan *plan = g_ptr_array_index (plans, i);
    gint64 fid = plan->replaces != NULL ? plan->replaces->row->fid : plan->replaces_fid;
    if (fid == 0 || yzt_kind_get_field_index (plan->row->kind, "replaces") < 0) {
      continue;
    }
    g_autofree char *link = g_strdup_printf ("plan/%" G_GINT64_FORMAT, fid);
    g_autoptr (YztRow) row = yzt_act_get_row (act, plan->row->kind, plan->row->fid, error);
    if (row == NULL) {
      return FALSE;
    }
    yzt_row_set_text (row, "replaces", link);
    if (!yzt_act_update (act, row, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
write_plans (YztAct *act, gpointer user_data, GError **error)
{
  const Writing *writing = user_data;
  GPtrArray *plans = writing->plans;

  for (guint i = 0; i < plans->len; i++) {
    Plan *plan = g_ptr_array_index (plans, i);
    g_autoptr (GBytes) original = load_again (plan, error);
    if (original == NULL) {
      return FALSE;
    }
    gboolean ok = plan->exists ? yzt_act_update (act, plan->row, error) : yzt_act_insert (act, plan->row, error);
    if (!ok || !yzt_act_put_plan_text (act, plan->row->fid, (const YztPlanSection *) (const void *) plan->text->sections->data,
                                       plan->text->sections->len, original, plan->media_type, error)
        || !yzt_plan_write_proposals (act, writing->store, plan, error)) {
      return FALSE;
    }
  }
  return write_replaced (act, plans, error);
}

/* Two files of one folder may tell of the same plan: the later would silently replace the earlier. */
static gboolean
is_twin (GPtrArray *plans, const Plan *plan)
{
  for (guint i = 0; i < plans->len; i++) {
    const Plan *other = g_ptr_array_index (plans, i);
    const char *code = yzt_row_get_text (plan->row, "code");
    const char *field = code != NULL && *code != '\0' ? "code" : "name";
    if (g_strcmp0 (yzt_row_get_text (other->row, field), yzt_row_get_text (plan->row, field)) == 0
        && (g_str_equal (field, "code") || !yzt_plan_is_other_version (other->row, plan->row))) {
      return TRUE;
    }
  }
  return FALSE;
}

typedef struct {
  YztPlanImportFunc func;
  gpointer user_data;
  GCancellable *cancellable;
} Watch;

static void
read_plans (YztStore *store, YztKnownPlans *known, YztKind *kind, GPtrArray *paths, GPtrArray *plans, YztPlanImportReport *report, const Watch *watch)
{
  for (guint i = 0; i < paths->len && !g_cancellable_is_cancelled (watch->cancellable); i++) {
    const char *path = g_ptr_array_index (paths, i);
    if (watch->func != NULL) {
      watch->func (i, paths->len, watch->user_data);
    }
    g_autoptr (GError) error = NULL;
    g_autoptr (Plan) plan = read_plan (store, known, kind, path, &error);
    report->read++;
    if (plan != NULL && is_twin (plans, plan)) {
      g_autofree char *name = g_filename_display_basename (path);
      g_set_error (&error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT,
                   _("%s: another file of this folder is the same plan; give it a code of its own."), name);
    }
    if (error != NULL) {
      report->rejected++;
      g_ptr_array_add (report->problems, g_strdup (error->message));
    } else if (plan == NULL) {
      report->unchanged++;
    } else {
      if (plan->text->sections->len == 0) {
        g_autofree char *name = g_filename_display_basename (path);
        report->scans++;
        g_ptr_array_add (report->problems, g_strdup_printf (_("%s: its pages are pictures; the plan is kept, but no words of it are found."), name));
      }
      yzt_known_plans_link (known, plan);
      yzt_known_plans_add (known, plan);
      for (guint k = 0; k < plan->readings->len; k++) {
        report->doubtful += g_array_index (plan->readings, YztPlanReading, k).confidence < YZT_PLAN_SURE ? 1 : 0;
      }
      g_ptr_array_add (plans, g_steal_pointer (&plan));
    }
  }
}

static gboolean
import_plans (YztStore *store, YztKind *plan_kind, const char *path, gboolean dry_run, gboolean strict, const YztActInfo *info, const Watch *watch,
              YztPlanImportReport **report_out, GError **error)
{
  g_autoptr (YztPlanImportReport) report = g_new0 (YztPlanImportReport, 1);
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func ((GDestroyNotify) plan_free);
  g_autoptr (GPtrArray) paths = NULL;

  report->problems = g_ptr_array_new_with_free_func (g_free);
  paths = find_files (path, error);
  if (paths == NULL) {
    return FALSE;
  }
  g_autoptr (YztKnownPlans) known = yzt_known_plans_load (store, plan_kind, error);
  if (known == NULL) {
    return FALSE;
  }
  read_plans (store, known, plan_kind, paths, plans, report, watch);
  if (g_cancellable_set_error_if_cancelled (watch->cancellable, error)) {
    return FALSE;
  }
  if (strict && report->rejected > 0) {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, _("Nothing was written, because %u of %u plans cannot be read: %s"),
                 report->rejected, report->read, (const char *) g_ptr_array_index (report->problems, 0));
    *report_out = g_steal_pointer (&report);
    return FALSE;
  }
  if (!dry_run && plans->len > 0) {
    g_autofree char *label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Import %u plan", "Import %u plans", plans->len), plans->len);
    YztActInfo act_info = *info;
    act_info.nature = YZT_ACT_BULK;
    act_info.label = info->label ? info->label : label;
    Writing writing = { store, plans };
    report->result = yzt_store_write (store, &act_info, write_plans, &writing, error);
    if (report->result == NULL) {
      return FALSE;
    }
  }
  report->written = dry_run ? 0 : plans->len;
  *report_out = g_steal_pointer (&report);
  return TRUE;
}

gboolean
yzt_import_plans (YztStore *store, YztKind *plan_kind, const char *path, gboolean dry_run, gboolean strict, const YztActInfo *info,
                  YztPlanImportReport **report_out, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), FALSE);
  g_return_val_if_fail (plan_kind != NULL && path != NULL && info != NULL && report_out != NULL, FALSE);
  const Watch watch = { NULL, NULL, NULL };
  return import_plans (store, plan_kind, path, dry_run, strict, info, &watch, report_out, error);
}

gboolean
yzt_import_plans_watched (YztStore *store, YztKind *plan_kind, const char *path, const YztActInfo *info, YztPlanImportFunc func, gpointer user_data,
                          GCancellable *cancellable, YztPlanImportReport **report_out, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), FALSE);
  g_return_val_if_fail (plan_kind != NULL && path != NULL && info != NULL && report_out != NULL, FALSE);
  const Watch watch = { func, user_data, cancellable };
  return import_plans (store, plan_kind, path, FALSE, FALSE, info, &watch, report_out, error);
}
