/* yzt-plan-import.c: files that plans can be read from, and what one of them says beside what the map has
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-plan-import-private.h"

#define MAX_FOLDER_DEPTH 16
#define MAX_FILES 10000

typedef YztPlanFile Plan;

void
yzt_plan_file_free (YztPlanFile *plan)
{
  g_clear_pointer (&plan->base, yzt_row_free);
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
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Plan, yzt_plan_file_free)

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

GPtrArray *
yzt_plan_find_files (const char *path, GError **error)
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

YztRow *
yzt_plan_find_existing (YztStore *store, const YztRow *row, GError **error)
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
  plan->base = yzt_row_copy (existing);
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

YztPlanFile *
yzt_plan_file_read (YztStore *store, YztKnownPlans *known, YztKind *kind, const char *path, GError **error)
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
  existing = yzt_plan_find_existing (store, plan->row, &cause);
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
