/* yzt-plan-versions.c: which plans are in force: not replaced by a newer version, not withdrawn, no draft
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
  gint64 fid;
  char *key, *issued, *state, *replaces;
} Version;

struct _YztPlanVersions {
  GPtrArray *versions;   /* Version */
  GHashTable *by_fid;    /* fid → Version */
  GHashTable *newest;    /* key → Version in force */
  GHashTable *replaced;  /* fid → Version that says so */
};

static void
version_free (gpointer data)
{
  Version *version = data;
  g_free (version->key);
  g_free (version->issued);
  g_free (version->state);
  g_free (version->replaces);
  g_free (version);
}

void
yzt_plan_versions_free (YztPlanVersions *self)
{
  if (self != NULL) {
    g_clear_pointer (&self->by_fid, g_hash_table_unref);
    g_clear_pointer (&self->newest, g_hash_table_unref);
    g_clear_pointer (&self->replaced, g_hash_table_unref);
    g_ptr_array_unref (self->versions);
    g_free (self);
  }
}

static gboolean
is_draft (const Version *version)
{
  return g_strcmp0 (version->state, "drafting") == 0 || g_strcmp0 (version->state, "in-review") == 0;
}

static gboolean
is_withdrawn (const Version *version)
{
  return g_strcmp0 (version->state, "withdrawn") == 0;
}

static gboolean
add_version_cb (const YztRow *row, gpointer user_data)
{
  YztPlanVersions *self = user_data;
  Version *version = g_new0 (Version, 1);
  const char *name = yzt_plan_cell (row, "name"), *adcode = yzt_plan_cell (row, "region_adcode");
  version->fid = row->fid;
  version->key = g_strdup_printf ("%s|%s", name != NULL ? name : "", adcode != NULL ? adcode : "");
  version->issued = g_strdup (yzt_plan_cell (row, "issued"));
  version->state = g_strdup (yzt_plan_cell (row, "state"));
  version->replaces = g_strdup (yzt_plan_cell (row, "replaces"));
  g_ptr_array_add (self->versions, version);
  return TRUE;
}

/* A draft replaces nothing yet. */
static void
find_replaced (YztPlanVersions *self)
{
  for (guint i = 0; i < self->versions->len; i++) {
    Version *one = self->versions->pdata[i];
    const Version *known = g_hash_table_lookup (self->newest, one->key);
    g_hash_table_insert (self->by_fid, &one->fid, one);
    if (is_draft (one) || is_withdrawn (one)) {
      continue;
    }
    if (known == NULL || g_strcmp0 (one->issued, known->issued) > 0) {
      g_hash_table_replace (self->newest, one->key, one);
    }
    g_autoptr (GArray) links = yzt_links_from_text (one->replaces);
    for (guint k = 0; k < links->len; k++) {
      gint64 fid = g_array_index (links, YztLink, k).fid;
      if (fid != one->fid) {
        g_hash_table_insert (self->replaced, g_memdup2 (&fid, sizeof fid), one);
      }
    }
  }
}

YztPlanVersions *
yzt_plan_versions_load (YztStore *store, GError **error)
{
  g_autoptr (YztPlanVersions) self = g_new0 (YztPlanVersions, 1);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "plan");
  self->versions = g_ptr_array_new_with_free_func (version_free);
  self->by_fid = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->newest = g_hash_table_new (g_str_hash, g_str_equal);
  self->replaced = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  if (kind != NULL && !yzt_store_read_rows (store, kind, add_version_cb, self, error)) {
    return NULL;
  }
  find_replaced (self);
  return g_steal_pointer (&self);
}

char *
yzt_plan_versions_why_not (YztPlanVersions *self, gint64 plan_fid)
{
  const Version *one = g_hash_table_lookup (self->by_fid, &plan_fid), *by = g_hash_table_lookup (self->replaced, &plan_fid);
  const Version *now = one != NULL ? g_hash_table_lookup (self->newest, one->key) : NULL;
  if (one == NULL) {
    return NULL;
  }
  if (is_withdrawn (one)) {
    return g_strdup (_("withdrawn"));
  }
  if (is_draft (one)) {
    return g_strdup (_("a draft, not yet issued"));
  }
  by = by == NULL && now != NULL && g_strcmp0 (one->issued, now->issued) < 0 ? now : by;
  if (by == NULL) {
    return NULL;
  }
  return by->issued != NULL ? g_strdup_printf (_("replaced by the version of %s"), by->issued) : g_strdup (_("replaced by a newer version"));
}
