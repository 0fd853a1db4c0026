/* yzt-plan-known.c: plans that are there already: the same bytes, the same text, older versions
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-import-private.h"

#include <string.h>

#include "yzt-base.h"

typedef struct {
  gint64 fid;            /* 0: a file of this import */
  YztPlanFile *file;     /* not owned */
  char *name, *title, *body, *issued;
  guint n_sections;
  gint64 n_bytes;        /* of its text */
} Known;

struct _YztKnownPlans {
  GPtrArray *plans;        /* Known */
  GHashTable *by_digest;   /* digest of the text of a file of this import → Known */
  GHashTable *by_sha256;
};

static void
known_free (gpointer data)
{
  Known *known = data;
  g_free (known->name);
  g_free (known->title);
  g_free (known->body);
  g_free (known->issued);
  g_free (known);
}

void
yzt_known_plans_free (YztKnownPlans *self)
{
  if (self != NULL) {
    g_ptr_array_unref (self->plans);
    g_hash_table_unref (self->by_digest);
    g_hash_table_unref (self->by_sha256);
    g_free (self);
  }
}

/* Without "（2021年修订）" and blanks: what the versions of a plan have in common. */
static char *
bare_title (const char *name)
{
  g_autoptr (GRegex) edition = g_regex_new ("[(（][^()（）]*(?:版|修订|修编|修改|试行|暂行|草案|送审|备案|征求意见)[^()（）]*[)）]|[\\s_]+|\\bv?[0-9]+(?:\\.[0-9]+)+\\b|(?:19|20)[0-9]{2}年?(?:修订)?版", G_REGEX_CASELESS, 0, NULL);
  g_autofree char *valid = g_utf8_make_valid (name != NULL ? name : "", -1), *bare = g_regex_replace (edition, valid, -1, 0, "", 0, NULL);
  return yzt_text_fold (bare);
}

static const char *
text_of (const YztRow *row, const char *field)
{
  return yzt_kind_get_field_index (row->kind, field) >= 0 ? yzt_row_get_text (row, field) : NULL;
}

static Known *
known_new (const YztRow *row)
{
  Known *known = g_new0 (Known, 1);
  known->fid = row->fid;
  known->name = g_strdup (text_of (row, "name"));
  known->title = bare_title (known->name);
  known->body = g_strdup (text_of (row, "issuing_body"));
  known->issued = g_strdup (text_of (row, "issued"));
  return known;
}

static gboolean
add_row_cb (const YztRow *row, gpointer user_data)
{
  g_ptr_array_add (user_data, known_new (row));
  return TRUE;
}

YztKnownPlans *
yzt_known_plans_load (YztStore *store, YztKind *kind, GError **error)
{
  g_autoptr (YztKnownPlans) self = g_new0 (YztKnownPlans, 1);
  self->plans = g_ptr_array_new_with_free_func (known_free);
  self->by_digest = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_sha256 = g_hash_table_new (g_str_hash, g_str_equal);
  if (!yzt_store_read_rows (store, kind, add_row_cb, self->plans, error)) {
    return NULL;
  }
  g_autoptr (GArray) sizes = yzt_store_get_plan_sizes (store, error);
  if (sizes == NULL) {
    return NULL;
  }
  guint k = 0;
  for (guint i = 0; i < self->plans->len; i++) { /* both by fid */
    Known *known = self->plans->pdata[i];
    while (k < sizes->len && g_array_index (sizes, YztPlanSize, k).plan_fid < known->fid) {
      k++;
    }
    if (k < sizes->len && g_array_index (sizes, YztPlanSize, k).plan_fid == known->fid) {
      known->n_sections = g_array_index (sizes, YztPlanSize, k).n_sections;
      known->n_bytes = g_array_index (sizes, YztPlanSize, k).n_bytes;
    }
  }
  return g_steal_pointer (&self);
}

static gint64
count_bytes (const GArray *sections)
{
  gint64 n = 0;
  for (guint i = 0; i < sections->len; i++) {
    n += (gint64) strlen (g_array_index (sections, YztPlanSection, i).text);
  }
  return n;
}

static gboolean
is_same_text (const GArray *a, const GArray *b)
{
  for (guint i = 0; i < a->len && a->len == b->len; i++) {
    const YztPlanSection *x = &g_array_index (a, YztPlanSection, i), *y = &g_array_index (b, YztPlanSection, i);
    if (g_strcmp0 (x->heading, y->heading) != 0 || g_strcmp0 (x->text, y->text) != 0) {
      return FALSE;
    }
  }
  return a->len == b->len;
}

const char *
yzt_known_plans_same (YztKnownPlans *self, YztStore *store, const YztPlanFile *plan, gint64 *fid_out)
{
  const Known *known = g_hash_table_lookup (self->by_sha256, plan->sha256);
  const char *code = text_of (plan->row, "code"), *name = text_of (plan->row, "name");
  gboolean by_text = plan->text->sections->len > 0 && (code == NULL || *code == '\0'); /* who gives it a code knows that it is one of its own */
  known = known == NULL && by_text ? g_hash_table_lookup (self->by_digest, plan->text_digest) : known;
  *fid_out = 0;
  if (known != NULL) {
    return known->file->shown;
  }
  gint64 with_bytes = yzt_store_find_plan_with_document (store, plan->sha256, NULL), n_bytes = count_bytes (plan->text->sections);
  for (guint i = 0; i < self->plans->len; i++) {
    const Known *one = self->plans->pdata[i];
    gboolean alike = by_text && one->fid != 0 && g_strcmp0 (one->name, name) == 0 && one->n_sections == plan->text->sections->len && one->n_sections > 0 && one->n_bytes == n_bytes;
    g_autoptr (GArray) sections = alike ? yzt_store_get_plan_sections (store, one->fid, NULL) : NULL;
    if ((one->fid != 0 && one->fid == with_bytes) || (sections != NULL && is_same_text (sections, plan->text->sections))) {
      *fid_out = one->fid;
      return one->name != NULL ? one->name : "";
    }
  }
  return NULL;
}

gboolean
yzt_plan_is_other_version (const YztRow *existing, const YztRow *row)
{
  static const char *const fields[] = { "issued", "version", "number" };
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    const char *old = text_of (existing, fields[i]), *new = text_of (row, fields[i]);
    if (old != NULL && *old != '\0' && new != NULL && *new != '\0') {
      return strcmp (old, new) != 0;
    }
  }
  return FALSE;
}

static gboolean
is_given (const char *text)
{
  return text != NULL && *text != '\0';
}

void
yzt_known_plans_link (YztKnownPlans *self, YztPlanFile *plan)
{
  g_autofree char *title = bare_title (text_of (plan->row, "name"));
  const char *body = text_of (plan->row, "issuing_body"), *issued = text_of (plan->row, "issued");
  const Known *best = NULL;
  if (!is_given (issued) || is_given (text_of (plan->row, "replaces"))) {
    return;
  }
  for (guint i = 0; i < self->plans->len; i++) {
    Known *one = self->plans->pdata[i];
    gboolean same = (one->fid == 0 || one->fid != plan->row->fid) && g_str_equal (one->title, title) && is_given (one->issued)
                    && (!is_given (body) || !is_given (one->body) || g_str_equal (body, one->body));
    if (same && strcmp (one->issued, issued) < 0 && (best == NULL || strcmp (one->issued, best->issued) > 0)) {
      best = one;
    }
    if (same && strcmp (one->issued, issued) > 0 && one->file != NULL && one->file->replaces == NULL && one->file->replaces_fid == 0) {
      one->file->replaces = plan;
    }
  }
  if (best != NULL) {
    plan->replaces_fid = best->fid;
    plan->replaces = best->file;
  }
}

void
yzt_known_plans_add (YztKnownPlans *self, YztPlanFile *plan)
{
  Known *known = known_new (plan->row);
  known->fid = 0;
  known->file = plan;
  g_ptr_array_add (self->plans, known);
  g_hash_table_insert (self->by_sha256, plan->sha256, known);
  g_hash_table_insert (self->by_digest, plan->text_digest, known);
}
