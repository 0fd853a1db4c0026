/* yzt-incidents.c: the list of incidents brought up to date with few changes, so that panels keep their rows
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-session-private.h"

static guint
hash_incident (gconstpointer key)
{
  gint64 fid = yzt_incident_get_fid ((YztIncident *) key);
  return g_int64_hash (&fid) ^ yzt_incident_get_kind ((YztIncident *) key);
}

static gboolean
is_same_thing (gconstpointer a, gconstpointer b)
{
  return yzt_incident_get_fid ((YztIncident *) a) == yzt_incident_get_fid ((YztIncident *) b)
         && yzt_incident_get_kind ((YztIncident *) a) == yzt_incident_get_kind ((YztIncident *) b);
}

/* Objects that say the same take the place of the new ones. */
static void
keep_known (GListModel *model, GPtrArray *incidents)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (hash_incident, is_same_thing, g_object_unref, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_hash_table_add (known, g_list_model_get_item (model, i));
  }
  for (guint i = 0; i < incidents->len; i++) {
    YztIncident *incident = g_ptr_array_index (incidents, i), *before = g_hash_table_lookup (known, incident);
    if (before != NULL && yzt_incident_is_same (incident, before)) {
      incidents->pdata[i] = g_object_ref (before);
      g_object_unref (incident);
    }
  }
}

/* What is wanted nowhere goes, a run at a time. */
static void
drop_unwanted (GListStore *store, GPtrArray *incidents)
{
  GListModel *model = G_LIST_MODEL (store);
  g_autoptr (GHashTable) wanted = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < incidents->len; i++) {
    g_hash_table_add (wanted, incidents->pdata[i]);
  }
  for (guint end = g_list_model_get_n_items (model); end > 0; end--) {
    guint from = end;
    for (; from > 0; from--) {
      g_autoptr (GObject) there = g_list_model_get_item (model, from - 1);
      if (g_hash_table_contains (wanted, there)) {
        break;
      }
    }
    if (from < end) {
      g_list_store_splice (store, from, end - from, NULL, 0);
    }
    end = MAX (from, 1);
  }
}

/* How many of @incidents from @at on come before the one that stands at @at of the list; -1 when it is not among them. */
static int
run_before (GListModel *model, GPtrArray *incidents, guint at)
{
  g_autoptr (GObject) there = g_list_model_get_item (model, at);
  for (guint i = at; i < incidents->len; i++) {
    if (incidents->pdata[i] == there) {
      return (int) (i - at);
    }
  }
  return -1;
}

void
yzt_incidents_update (GListStore *store, GPtrArray *incidents)
{
  GListModel *model = G_LIST_MODEL (store);
  keep_known (model, incidents);
  drop_unwanted (store, incidents);
  for (guint at = 0; at < incidents->len; at++) {
    guint left = g_list_model_get_n_items (model) - at;
    int n = left > 0 ? run_before (model, incidents, at) : -1;
    if (n < 0) {
      /* At the end; or what stands here went in further up already, because it moved: the rest is put in its order at once. */
      g_list_store_splice (store, at, left, incidents->pdata + at, incidents->len - at);
    } else if (n > 0) {
      g_list_store_splice (store, at, 0, incidents->pdata + at, (guint) n);
    }
    at = n < 0 ? incidents->len - 1 : at + (guint) n;
  }
  /* Those that moved up stand behind a second time. */
  if (g_list_model_get_n_items (model) > incidents->len) {
    g_list_store_splice (store, incidents->len, g_list_model_get_n_items (model) - incidents->len, NULL, 0);
  }
}
