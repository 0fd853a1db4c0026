/* yzt-call-out-list.c: whom warnings still have to reach, in the order of calling
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-warning-private.h"

#define MINUTE_MS 60000

void
yzt_call_out_free (YztCallOut *call)
{
  if (call != NULL) {
    char *const texts[] = { call->warning, call->name, call->phone, call->second_phone, call->post, call->organisation, call->of, call->action, call->of_names,
                            call->status };
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
      g_free (texts[i]);
    }
    g_free (call);
  }
}

typedef struct {
  YztStore *store;
  YztWarningRules *rules;
  GHashTable *warnings; /* fid → YztRow */
  GHashTable *names;    /* "depot/12" → name */
  GPtrArray *calls;
  GError *error;
} Reading;

static const char *
name_of (Reading *self, const YztLink *link)
{
  g_autofree char *key = g_strdup_printf ("%s/%" G_GINT64_FORMAT, link->kind, link->fid);
  const char *known = g_hash_table_lookup (self->names, key);

  if (known == NULL) {
    YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (self->store), link->kind);
    g_autoptr (YztRow) row = kind != NULL ? yzt_store_get_row (self->store, kind, link->fid, NULL) : NULL;
    char *name = g_strdup (row != NULL ? yzt_warning_text (row, "name") : "–");
    known = name;
    g_hash_table_insert (self->names, g_steal_pointer (&key), name);
  }
  return known;
}

/* The first few by name: who answers for hundreds of things is told their number by the window. */
static char *
names_of (Reading *self, const char *text)
{
  g_autoptr (GArray) of = yzt_links_from_text (text);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < of->len && i < 3; i++) {
    g_string_append_printf (names, "%s%s", i > 0 ? "; " : "", name_of (self, &g_array_index (of, YztLink, i)));
  }
  if (of->len > 3) {
    g_string_append_printf (names, "… (%u)", of->len);
  }
  return g_string_free (names, FALSE);
}

static const YztRow *
warning_of (Reading *self, gint64 fid)
{
  YztRow *row = g_hash_table_lookup (self->warnings, &fid);

  if (row == NULL) {
    row = yzt_store_get_row (self->store, yzt_kind_set_find (yzt_store_get_kinds (self->store), "warning"), fid, NULL);
    if (row != NULL) {
      g_hash_table_insert (self->warnings, g_memdup2 (&fid, sizeof fid), row);
    }
  }
  return row;
}

static void
fill_times (YztCallOut *call, const YztRow *row, const YztWarningClock *clock)
{
  call->next_ms = yzt_warning_time (row, "next_utc");
  call->called_ms = yzt_warning_time (row, "called_utc");
  call->answered_ms = yzt_warning_time (row, "answered_utc");
  call->action_ms = yzt_warning_time (row, "action_utc");
  call->escalated_ms = yzt_warning_time (row, "escalated_utc");
  call->limit_ms = call->next_ms;
  if (call->state == YZT_CALL_STATE_DUE && clock != NULL && call->next_ms != 0) {
    call->limit_ms += (gint64) clock->first_min * MINUTE_MS;
  }
}

static gboolean
gather (const YztRow *row, gpointer user_data)
{
  Reading *self = user_data;
  const YztRow *warning = warning_of (self, row->owner_fid);
  YztCallOut *call = g_new0 (YztCallOut, 1);
  const char *status = warning != NULL ? yzt_warning_text (warning, "message_status") : "";

  call->fid = row->fid;
  call->warning_fid = row->owner_fid;
  call->warning = g_strdup (warning != NULL ? yzt_warning_text (warning, "name") : "");
  call->level = warning != NULL ? yzt_row_get_level (warning) : 0;
  call->status = g_strdup (*status != '\0' ? status : "actual");
  call->exercise = *status != '\0' && !g_str_equal (status, "actual");
  call->name = g_strdup (yzt_warning_text (row, "name"));
  call->phone = g_strdup (yzt_warning_text (row, "phone"));
  call->second_phone = g_strdup (yzt_warning_text (row, "second_phone"));
  call->post = g_strdup (yzt_warning_text (row, "post"));
  call->organisation = g_strdup (yzt_warning_text (row, "organisation"));
  call->of = g_strdup (yzt_warning_text (row, "of"));
  call->action = g_strdup (yzt_warning_text (row, "action"));
  call->of_names = names_of (self, call->of);
  call->step = (guint) yzt_warning_integer (row, "step");
  call->calls = (guint) yzt_warning_integer (row, "calls");
  call->state = yzt_call_state_from_code (yzt_row_get_text (row, "state"));
  fill_times (call, row, warning != NULL ? yzt_warning_rules_clock (self->rules, yzt_warning_text (warning, "event"), call->level) : NULL);
  g_ptr_array_add (self->calls, call);
  return TRUE;
}

/* Unreached ones whom to call, who wait for nothing else but a number, answered, done, released. */
static int
rank_of (const YztCallOut *call)
{
  if (yzt_call_state_is_unreached (call->state)) {
    return call->next_ms != 0 ? 0 : 1;
  }
  return call->state == YZT_CALL_STATE_ANSWERED ? 2 : call->state == YZT_CALL_STATE_ACTION ? 3 : 4;
}

static int
compare_calls (gconstpointer a, gconstpointer b)
{
  const YztCallOut *one = *(YztCallOut *const *) a, *two = *(YztCallOut *const *) b;
  int rank = rank_of (one) - rank_of (two), level = (one->level != 0 ? one->level : 5) - (two->level != 0 ? two->level : 5);

  if (rank != 0) {
    return rank;
  }
  if (one->next_ms != two->next_ms) {
    return one->next_ms < two->next_ms ? -1 : 1;
  }
  if (level != 0) {
    return level;
  }
  if (one->step != two->step) {
    return one->step < two->step ? -1 : 1;
  }
  return (one->fid > two->fid) - (one->fid < two->fid);
}

GPtrArray *
yzt_call_outs_read (YztStore *store, gint64 warning_fid, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);

  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "call-out");
  g_autoptr (GPtrArray) calls = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_call_out_free);
  g_autoptr (YztWarningRules) rules = yzt_warning_rules_load (NULL, error);
  g_autoptr (GHashTable) warnings = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) yzt_row_free);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Reading reading = { store, rules, warnings, names, calls, NULL };

  if (rules == NULL) {
    return NULL;
  }
  if (kind != NULL && !(warning_fid != 0 ? yzt_store_read_children (store, kind, warning_fid, gather, &reading, error)
                                         : yzt_store_read_rows (store, kind, gather, &reading, error))) {
    return NULL;
  }
  g_ptr_array_sort (calls, compare_calls);
  return g_steal_pointer (&calls);
}
