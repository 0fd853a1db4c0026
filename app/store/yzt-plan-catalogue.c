/* yzt-plan-catalogue.c: the plans as lookup needs them in memory: what they are, which are in the index, which are replaced
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-index-private.h"

#include <string.h>

static void
entry_free (gpointer data)
{
  YztPlanEntry *entry = data;
  char **texts[] = { &entry->title, &entry->plan_kind, &entry->level, &entry->adcode, &entry->incident_types, &entry->hazard_codes,
                     &entry->state, &entry->issued, &entry->key, &entry->replaces };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_free (*texts[i]);
  }
  yzt_folded_clear (&entry->folded_title);
  g_free (entry);
}

YztPlanCatalogue *
yzt_plan_catalogue_ref (YztPlanCatalogue *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
yzt_plan_catalogue_unref (YztPlanCatalogue *self)
{
  if (self != NULL && g_atomic_ref_count_dec (&self->references)) {
    g_ptr_array_unref (self->entries);
    g_free (self->by_doc);
    g_clear_pointer (&self->signs, g_ptr_array_unref);
    g_free (self);
  }
}

/* --- plans of the map --- */

static char *
copy_text (const YztRow *row, const char *field)
{
  int i = yzt_kind_get_field_index (row->kind, field);
  g_autofree char *valid = NULL;
  if (i < 0 || row->cells[i].type == YZT_CELL_NULL) {
    return g_strdup ("");
  }
  const char *text = yzt_row_get_text (row, field);
  return text == NULL ? g_strdup ("") : g_utf8_validate (text, -1, NULL) ? g_strdup (text) : g_utf8_make_valid (text, -1);
}

static gboolean
add_entry_cb (const YztRow *row, gpointer user_data)
{
  YztPlanEntry *entry = g_new0 (YztPlanEntry, 1);
  entry->fid = row->fid;
  entry->title = copy_text (row, "name");
  entry->plan_kind = copy_text (row, "plan_kind");
  entry->level = copy_text (row, "level");
  entry->adcode = copy_text (row, "region_adcode");
  entry->incident_types = copy_text (row, "incident_types");
  entry->hazard_codes = copy_text (row, "hazard_codes");
  entry->state = copy_text (row, "state");
  entry->issued = copy_text (row, "issued");
  entry->replaces = copy_text (row, "replaces");
  entry->key = g_strdup_printf ("%s|%s", entry->title, entry->adcode);
  yzt_folded_take (&entry->folded_title, entry->title, -1);
  g_ptr_array_add (user_data, entry);
  return TRUE;
}

/* A draft replaces nothing yet, what was withdrawn nothing any more. */
static gboolean
is_in_force (const YztPlanEntry *entry)
{
  return !g_str_equal (entry->state, "withdrawn") && !g_str_equal (entry->state, "drafting") && !g_str_equal (entry->state, "in-review");
}

/* Of one name for one area the younger replaces the elder; a plan also says itself which one it replaces. */
static void
find_superseded (GPtrArray *entries)
{
  g_autoptr (GHashTable) newest = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) replaced = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < entries->len; i++) {
    YztPlanEntry *one = entries->pdata[i];
    const YztPlanEntry *known = g_hash_table_lookup (newest, one->key);
    if (!is_in_force (one)) {
      continue;
    }
    if (known == NULL || strcmp (one->issued, known->issued) > 0) {
      g_hash_table_replace (newest, one->key, one);
    }
    g_autoptr (GArray) links = yzt_links_from_text (one->replaces);
    for (guint k = 0; k < links->len; k++) {
      gint64 fid = g_array_index (links, YztLink, k).fid;
      if (fid != one->fid) {
        g_hash_table_add (replaced, g_memdup2 (&fid, sizeof fid));
      }
    }
  }
  for (guint i = 0; i < entries->len; i++) {
    YztPlanEntry *one = entries->pdata[i];
    const YztPlanEntry *now = g_hash_table_lookup (newest, one->key);
    one->superseded = (now != NULL && strcmp (one->issued, now->issued) < 0) || g_str_equal (one->state, "withdrawn")
                      || g_hash_table_contains (replaced, &one->fid);
  }
}

static int
compare_order (gconstpointer a, gconstpointer b)
{
  const YztPlanEntry *x = *(YztPlanEntry *const *) a, *y = *(YztPlanEntry *const *) b;
  int by = strcmp (y->issued, x->issued);
  by = by != 0 ? by : strcmp (x->title, y->title);
  return by != 0 ? by : (x->fid > y->fid) - (x->fid < y->fid);
}

static void
number_entries (GPtrArray *entries)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_sized_new (entries->len);
  for (guint i = 0; i < entries->len; i++) {
    g_ptr_array_add (sorted, entries->pdata[i]);
  }
  g_ptr_array_sort (sorted, compare_order);
  for (guint i = 0; i < sorted->len; i++) {
    ((YztPlanEntry *) sorted->pdata[i])->order = i;
  }
}

/* --- what is in the index --- */

static int
find_entry (const GPtrArray *entries, gint64 fid)
{
  guint from = 0, to = entries->len;
  while (from < to) {
    guint middle = (from + to) / 2;
    const YztPlanEntry *entry = entries->pdata[middle];
    if (entry->fid == fid) {
      return (int) middle;
    }
    if (entry->fid < fid) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return -1;
}

static void
unref_sign (gpointer sign)
{
  if (sign != NULL) {
    g_bytes_unref (sign);
  }
}

/* Docs are only ever added or dropped as a whole: the signs of those that were there are taken over. */
static gboolean
load_docs (YztPlanCatalogue *self, YztConnection *index, const YztPlanCatalogue *same, GError **error)
{
  gint64 last = 0;
  int step;
  if (!yzt_connection_get_int (index, &last, error, "SELECT coalesce (max (doc), 0) FROM doc", "")) {
    return FALSE;
  }
  self->n_docs = last + 1;
  self->by_doc = g_new (gint32, (gsize) self->n_docs);
  memset (self->by_doc, 0xff, (gsize) self->n_docs * sizeof (gint32));
  self->signs = g_ptr_array_new_with_free_func (unref_sign);
  g_ptr_array_set_size (self->signs, (int) self->n_docs);
  gint64 known = same != NULL ? MIN (same->n_docs, self->n_docs) : 0;
  for (gint64 doc = 0; doc < known; doc++) {
    self->signs->pdata[doc] = same->signs->pdata[doc] != NULL ? g_bytes_ref (same->signs->pdata[doc]) : NULL;
  }
  sqlite3_stmt *stmt = yzt_connection_query (index, error, "SELECT doc, plan_fid, CASE WHEN doc >= ?1 THEN sign END FROM doc", "i", known);
  while (stmt != NULL && (step = yzt_connection_step (index, stmt, error)) == 1) {
    gint64 doc = sqlite3_column_int64 (stmt, 0);
    int i = find_entry (self->entries, sqlite3_column_int64 (stmt, 1));
    if (i >= 0 && doc >= 0 && doc < self->n_docs) {
      self->by_doc[doc] = i;
      self->n_in++;
      if (doc >= known) {
        gconstpointer bits = sqlite3_column_blob (stmt, 2);
        self->signs->pdata[doc] = g_bytes_new (bits, (gsize) sqlite3_column_bytes (stmt, 2));
      }
    }
  }
  return stmt != NULL && step == 0;
}

YztPlanCatalogue *
yzt_plan_catalogue_load (YztStore *store, YztConnection *index, YztPlanCatalogue *same, GError **error)
{
  g_autoptr (YztPlanCatalogue) self = g_new0 (YztPlanCatalogue, 1);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "plan");
  g_atomic_ref_count_init (&self->references);
  self->entries = same != NULL ? g_ptr_array_ref (same->entries) : g_ptr_array_new_with_free_func (entry_free);
  if (same == NULL) {
    if (kind != NULL && !yzt_store_read_rows (store, kind, add_entry_cb, self->entries, error)) {
      return NULL;
    }
    find_superseded (self->entries);
    number_entries (self->entries);
  }
  if (!load_docs (self, index, same, error)) {
    return NULL;
  }
  return g_steal_pointer (&self);
}
